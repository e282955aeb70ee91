"""Forms as a page to print: a sheet an audience, circles to tick, lines to write on."""

from collections.abc import Mapping
from pathlib import Path

from cxresearch.report.asking.form_workbook import form_lines, form_title
from cxresearch.report.asking.questions import Group, Question, answers_of, groups_of
from cxresearch.report.pages.sheet import made_page, sheet, write_sheet
from cxresearch.wording import say

__all__ = ["write_page"]


def write_page(forms: Mapping[str, list[Question]], place: Path, *, company: str) -> Path:
    """Write the page.

    Raises
    ------
    OptionError
        If it cannot be written.
    """
    title = say("Questionnaire: {company}", company=company)
    shown = [(form_title(audience, company), [_part(group) for group in groups_of(own)])
             for audience, own in forms.items()]  # fmt: skip
    main = made_page("asking/forms.html", forms=shown, lines=form_lines(forms))
    return write_sheet(place, sheet(title, main))


def _part(group: Group) -> dict:
    answers = [label for _, label in answers_of(group)] if group.scale else []
    return {
        "stem": group.stem, "table": group.is_table, "answers": answers, "ends": group.ends, "kind": group.kind,
        "rows": [(one.row, one.note) for one in group.questions],
    }  # fmt: skip
