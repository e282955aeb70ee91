"""Comments word for word: whose may be shown, and whose would give away who wrote them.

Whoever knows the team knows the voice, so leaders' and staff's comments need ten people behind them where scores need
five. Which groups are small is decided in `privacy`; here it is applied to the rows that hold words.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxresearch.privacy.hiding import FEWEST_COMMENTS, hide_small_groups
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, marked, say

__all__ = ["COMMENTS_HIDDEN", "people_of", "quotable_comments"]

# By what the caveat is found again, whatever language it is in.
COMMENTS_HIDDEN = "comments hidden"


def quotable_comments(
    survey: Survey, question: str, *, by: Sequence[str] | str | None = None, privacy: bool = True
) -> tuple[np.ndarray, list[str]]:
    """Which comments may be shown word for word, and what to say about the others.

    A comment can be recognised by whoever knows the team, so leaders' and staff's comments need ten people behind them
    where scores need five. People are counted, not comments; who wrote nothing does not count.

    Parameters
    ----------
    survey : Survey
        Respondents; not one whose rows stay on their engine.
    question : str
        The question that was answered in words.
    by : str or list of str, optional
        Roles or columns that the comments will be shown by; audiences are always kept apart.
    privacy : bool
        False shows every comment and says that it was switched off.

    Returns
    -------
    shown : array of bool
        A row a respondent; False where nothing was written, or too few wrote.
    caveats : list of str

    Raises
    ------
    QuestionError
        If there is no such question or column.

    Examples
    --------
    >>> answers = pd.DataFrame({"team": ["A"] * 12 + ["B"] * 4, "why": ["too slow"] * 16})
    >>> shown, caveats = quotable_comments(Survey.from_frame(answers, audience="Staff"), "why", by="team")
    >>> int(shown.sum()), caveats[0].partition(":")[0]
    (0, 'Comments hidden')
    """
    column = survey.find(question)
    split = [by] if isinstance(by, str) else list(by or [])
    audience = survey.roles.get("audience")
    keys = [*(["audience"] if audience is not None else []), *(name for name in split if survey.find(name) != audience)]
    written = _written(survey, column)
    rows = pd.DataFrame({name: _answers(survey, survey.find(name)) for name in keys}, index=range(survey.n_rows))
    rows = rows.assign(_person=people_of(survey), _row=np.arange(len(rows)))[written]
    if not len(rows):
        return written, []
    grouped = rows.groupby(keys, sort=False, dropna=False) if keys else rows.groupby(np.zeros(len(rows)))
    code = grouped.ngroup().to_numpy()
    groups = rows.iloc[np.unique(code, return_index=True)[1]][keys].reset_index(drop=True)
    n = rows["_person"].groupby(code).nunique().to_numpy()
    hidden, told = hide_small_groups(survey, groups, n, by=keys, privacy=privacy, fewest=FEWEST_COMMENTS)
    shown = written.copy()
    shown[rows["_row"].to_numpy()[hidden[code]]] = False
    if hidden.any():
        kept_back = int(written.sum() - shown.sum())
        text = say(
            "Comments hidden: {comments} in {hidden} of {groups} groups, because fewer than {fewest} leaders or staff "
            "wrote them, or a total would give a smaller group away.",
            comments=count(kept_back), hidden=int(hidden.sum()), groups=len(groups), fewest=FEWEST_COMMENTS,
        )  # fmt: skip
        told[0] = marked(text, COMMENTS_HIDDEN)
    return shown, told


def _written(survey: Survey, column: str) -> np.ndarray:
    """Which rows hold more than white space."""
    encoded = survey.encoded(column)
    filled = [not (isinstance(answer, str) and not answer.strip()) for answer in encoded.answers]
    return np.array([*filled, False], dtype=bool)[encoded.codes]


def _answers(survey: Survey, column: str) -> np.ndarray:
    encoded = survey.encoded(column)
    return np.array([*encoded.answers, np.nan], dtype=object)[encoded.codes]


def people_of(survey: Survey) -> np.ndarray:
    """A number a person: rows of one respondent share it, rows without one stand for themselves."""
    own = np.arange(survey.n_rows)
    if "respondent" not in survey.roles:
        return own
    codes = survey.encoded(survey.roles["respondent"]).codes.astype(np.int64)
    return np.where(codes < 0, own, -1 - codes)
