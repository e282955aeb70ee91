"""A room full of people becomes a Survey: answers on sheets, at tables and from phones, kept in one file.

No statistics, no figures, no themes: what the answers say is for the rooms above.
"""

from cxresearch.workshop.board import Workshop
from cxresearch.workshop.printed import workshop_sheets
from cxresearch.workshop.questions import FOUR_QUESTIONS, Question

__all__ = ["FOUR_QUESTIONS", "Question", "Workshop", "workshop_sheets"]
