"""The comments of one question, as an analysis may use them: redacted, non-answers apart, small groups out.

Every analysis of words begins here, so that what is left out is left out in the same way and is counted in the same
words: what says nothing ("n/a", "nothing"), what has no group, and what would give away who wrote it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.privacy.quotable import quotable_comments
from cxresearch.privacy.redaction import redact_texts
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF
from cxresearch.survey.group_order import in_people_order
from cxresearch.survey.survey import Survey
from cxresearch.text.reading.non_answers import NOTHING, SILENT, look_at
from cxresearch.wording import marked, plural, say

__all__ = ["EVERYBODY", "SAYS_NOTHING", "Comments", "group_called", "group_names", "read_comments", "say_nothing"]

# By what the caveat is found again, whatever language it is in.
SAYS_NOTHING = "says nothing"
EVERYBODY = "everybody"


@dataclass(frozen=True, eq=False)
class Comments:
    """Comments that may be used.

    Attributes
    ----------
    frame : DataFrame
        A row a comment: ``row`` of the survey, ``person``, ``group``, ``text`` (redacted), ``weight``.
    groups : list of str
        Those that have comments to use, in their order; one, `EVERYBODY`, where nothing was asked apart.
    caveats : list of str
    hidden : list of str
        Groups that wrote and of which nothing may be used. They keep a row in what is made of the others.
    """

    frame: pd.DataFrame
    groups: list[str]
    caveats: list[str]
    hidden: list[str] = field(default_factory=list)


def read_comments(
    survey: Survey, question: str, *, by: str | None = None, privacy: bool = True, names: Sequence[str] = ()
) -> Comments:
    """The comments of a question, ready for counting.

    Parameters
    ----------
    survey : Survey
        Respondents, not units with scores.
    question : str
        The id or the text of a question that was answered in words.
    by : str, optional
        A role or column whose groups are kept apart.
    privacy : bool
        False uses comments of groups of fewer than ten leaders or staff too, and says so.
    names : list of str
        People to take out of the texts, beside addresses and numbers.

    Returns
    -------
    Comments

    Raises
    ------
    QuestionError
        If there is no such question or column, or the survey holds no respondents.
    """
    column = survey.find(question)
    if survey.is_aggregated:
        raise QuestionError(say(
            "{survey} holds scores by unit and no comments. Read the file with the answers.",
            survey=survey.name,
        ))  # fmt: skip
    encoded = survey.encoded(column)
    written = np.array([*(isinstance(a, str) and bool(a.strip()) for a in encoded.answers), False], dtype=bool)
    if not written.any() and len(encoded.answers):
        raise QuestionError(say(
            "{column} of {survey} holds no words; pass a question that was answered in words.",
            column=column, survey=survey.name,
        ))  # fmt: skip
    shown, caveats = quotable_comments(survey, column, by=by, privacy=privacy)
    shown &= written[encoded.codes]
    wrote = _groups(survey, by, np.flatnonzero(written[encoded.codes]))[1]
    left = _groups(survey, by, np.flatnonzero(shown))[1]
    hidden = [name for name in wrote if name not in left]
    said = look_at([answer if isinstance(answer, str) else "an answer" for answer in encoded.answers]).said
    nothing = np.append(np.isin(said, (SILENT, NOTHING)), False)
    empty = shown & nothing[encoded.codes]
    if empty.any():
        caveats.append(say_nothing(int(empty.sum())))
    rows = np.flatnonzero(shown & ~empty)
    group, order = _groups(survey, by, rows)
    if (group == "").any():
        caveats.append(
            say("{comments} without {by} are left out.", comments=plural(int((group == "").sum()), "comment"), by=by)
        )
        rows, group = rows[group != ""], group[group != ""]
    clean = redact_texts([answer if isinstance(answer, str) else "" for answer in encoded.answers], names).texts
    codes = encoded.codes[rows]
    people = np.arange(survey.n_rows)
    if "respondent" in survey.roles:
        known = survey.encoded(survey.roles["respondent"]).codes.astype(np.int64)
        people = np.where(known < 0, people, -1 - known)
    frame = pd.DataFrame(
        {
            "row": rows,
            "person": people[rows],
            "group": group,
            "text": np.array([*clean, ""], dtype=object)[codes],
            "weight": _weights(survey)[rows],
        }
    )
    return Comments(frame, order, caveats, hidden)


def group_called(group: str) -> str:
    """A group as it is called in a list: the three audiences in the language of now, any other by its own name."""
    return say(group) if group in (LEADERSHIP, STAFF, CUSTOMERS) else group


def say_nothing(n: int) -> str:
    """A caveat on so many comments that say nothing."""
    text = say('{comments} that say nothing ("n/a", "nothing") are counted apart.', comments=plural(n, "comment"))
    return marked(text, SAYS_NOTHING, n=n)


def group_names(survey: Survey, by: str | None, rows: np.ndarray) -> np.ndarray:
    """The group of each row as text, "" where it has none."""
    return _groups(survey, by, rows)[0]


def _groups(survey: Survey, by: str | None, rows: np.ndarray) -> tuple[np.ndarray, list[str]]:
    if by is None:
        return np.full(len(rows), EVERYBODY, dtype=object), [EVERYBODY]
    if not isinstance(by, str):
        raise OptionError(say("by= is one role or column; got {by}.", by=repr(by)))
    column = survey.find(by)
    encoded = survey.encoded(column)
    named = ["" if value is None or value != value else str(value).strip() for value in encoded.answers]
    group = np.array([*named, ""], dtype=object)[encoded.codes][rows]
    there = set(group) - {""}
    is_audience = column == survey.roles.get("audience")
    known = survey.audiences if is_audience else in_people_order(named, survey.order_of(column))
    return group, [name for name in known if name in there]


def _weights(survey: Survey) -> np.ndarray:
    if "weight" not in survey.roles:
        return np.ones(survey.n_rows)
    weights = pd.to_numeric(survey.to_pandas()[survey.roles["weight"]], errors="coerce").to_numpy(float)
    return np.where(np.isfinite(weights) & (weights >= 0), weights, 1.0)
