"""What a Result is about, and whether it has anything to show.

The same analysis is made of several open questions; a title that names none of them cannot be told from the next one's.
"""

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxresearch.report.client_words import for_clients
from cxresearch.report.keys import value_column
from cxresearch.result import Result
from cxresearch.text.themes.contrast import TELLING, WordContrast
from cxresearch.wording import capital, cut_at_word, say

__all__ = ["says_nothing", "sentences_of", "subject_of", "with_subject"]

_LONGEST = 90
# Advice to whoever types the calls.
_CALLED = re.compile(r"(?<!\w)\.[a-z_]+\(")


def subject_of(result: Result, wordings: Mapping[str, str] | None = None) -> str:
    """The wording of the one question that a Result is about; "" where it is about several, or its own words say it.

    Parameters
    ----------
    result : Result
    wordings : mapping, optional
        Id of a question to its wording, for Results that know the id alone.
    """
    asked = getattr(result, "asked", None) or getattr(result, "question", None)
    if isinstance(asked, tuple | list):
        asked = asked[0] if len(asked) == 1 else None
    if not isinstance(asked, str) or not asked.strip():
        return ""
    topics = getattr(result, "topics", None)
    told = (wordings or {}).get(asked) or (topics.get(asked) if isinstance(topics, Mapping) else None) or asked
    return cut_at_word(" ".join(str(told).split()), _LONGEST)


def sentences_of(result: Result) -> list[str]:
    """The sentences of a Result as a report tells them: a column that a file calls ``revenue`` begins one as Revenue.

    >>> from types import SimpleNamespace
    >>> sentences_of(SimpleNamespace(sentences=lambda: ["revenue: 41 more", "iPhone users: 3 less"]))
    ['Revenue: 41 more', 'iPhone users: 3 less']
    """
    # What begins so already stays the very text, which remembers what it is about.
    said = [sentence if (large := capital(sentence)) == sentence else large for sentence in result.sentences()]
    return [told for one in said if (told := for_clients(one) if _CALLED.search(one) else one)] or said


def with_subject(title: str, result: Result, wordings: Mapping[str, str] | None = None) -> str:
    """A title that names the question, where it does not do so by itself.

    >>> from types import SimpleNamespace
    >>> with_subject("72% are negative", SimpleNamespace(asked="What could be better?"))
    'What could be better? 72% are negative'
    >>> with_subject("On billing 72% are negative", SimpleNamespace(asked="Billing"))
    'On billing 72% are negative'
    """
    subject = capital(subject_of(result, wordings))
    if not subject or subject.casefold() in title.casefold():
        return title
    if subject.endswith(("?", ".", "!", "…")):
        return f"{subject} {title}"
    return say("{subject}: {finding}", subject=subject, finding=title)


def says_nothing(result: Result) -> bool:
    """Whether a slide of it would be empty: every number is missing, or no word tells its groups apart."""
    table = result.table
    if isinstance(result, WordContrast):
        return not (table.z >= TELLING).any()
    column = value_column(result)
    if column is None or not pd.api.types.is_numeric_dtype(table[column]):
        return False
    return not np.isfinite(table[column].to_numpy(dtype=float)).any()
