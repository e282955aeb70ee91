"""Yes or no: a column that says of each respondent whether something happened.

Leaving, recommending, complaining: what was done is often a tick and not a rating. It comes as two words, as 1 and 0,
as true and false; whatever else stands there ("don't know") is counted apart and never taken for a no.
"""

from typing import NamedTuple

import numpy as np

from cxresearch.errors import QuestionError
from cxresearch.stats.bases.rows import yes_or_no
from cxresearch.survey.answers import as_text
from cxresearch.survey.labels import DECLINED, normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, named, plural, say

__all__ = ["YesNo", "text_of", "yes_no"]

_ONE, _ZERO = frozenset(("1", "1.0", "checked", "selected")), frozenset(("0", "0.0", "unchecked", "not selected"))


class YesNo(NamedTuple):
    """``happened`` is 1 for yes, 0 for no, NaN for the rest, one a row; ``word`` is the answer that counts as yes."""

    happened: np.ndarray
    word: str
    caveats: list[str]


def yes_no(survey: Survey, column: str, *, option: str, yes: str | None = None) -> YesNo:
    """Read a column as yes and no.

    Parameters
    ----------
    column : id, text or column name
        Two labels (yes and no in several languages), 1 and 0, or true and false.
    option : str
        How the caller's option is called, for messages.
    yes : str, optional
        The answer that means yes, where the labels are others: ``yes="Closed"``; all others then mean no.

    Raises
    ------
    QuestionError
        If the answers are not yes and no, with those that were found.

    Examples
    --------
    >>> import pandas as pd
    >>> survey = Survey.from_frame(pd.DataFrame({"left": ["Yes", "No", None, "No"]}))
    >>> yes_no(survey, "left", option="leaving").happened.tolist()
    [1.0, 0.0, nan, 0.0]
    """
    if not isinstance(column, str):
        raise QuestionError(say(
            "{option}= names one column of yes and no; got {column}.",
            option=option, column=repr(column),
        ))  # fmt: skip
    found = survey.find(column)
    encoded = survey.encoded(found)
    words = ["" if answer is None else normalise(as_text(answer)) for answer in encoded.answers]
    written = [as_text(answer) for answer, word in zip(encoded.answers, words, strict=True) if word]
    meant = _sides(words) if yes is None else _told(words, yes, option, found, written)
    known = [side for side in meant if not np.isnan(side)]
    strange = [
        as_text(answer)
        for answer, word, side in zip(encoded.answers, words, meant, strict=True)
        if word and np.isnan(side) and word not in DECLINED
    ]
    if strange or not known:
        raise QuestionError(say(
            "{option}={column} does not read as yes and no: {what}. Pass yes= the answer that means yes, or name a "
            "column of yes and no, or of 1 and 0.",
            option=option, column=repr(column), what=named(strange or written, most=5),
        ))  # fmt: skip
    word = next((as_text(a) for a, side in zip(encoded.answers, meant, strict=True) if side == 1.0), "yes")
    value = np.array([*meant, np.nan])[encoded.codes]
    counts = np.bincount(encoded.codes[encoded.codes >= 0], minlength=len(words))
    declined = int(sum(n for n, text in zip(counts, words, strict=True) if text and text in DECLINED))
    told = say(
        "{answers} to {question} that declined (don't know, not sure) left out.",
        answers=plural(declined, "answer"), question=repr(found),
    )  # fmt: skip
    return YesNo(value, word, [told] if declined else [])


def text_of(survey: Survey, question: str) -> str:
    """A question as it was asked, for a sentence that quotes it; the column's name where it is no question."""
    return str(survey.codebook.set_index("id").text.get(question, question))


def _sides(words: list[str]) -> list[float]:
    return [1.0 if word in _ONE else 0.0 if word in _ZERO else yes_or_no(word) for word in words]


def _told(words: list[str], yes: str, option: str, column: str, written: list[str]) -> list[float]:
    wanted = normalise(str(yes))
    if wanted not in words:
        hint = did_you_mean(str(yes), written)
        raise QuestionError(say(
            "No answer {yes} in {column}, which {option}= names.{hint} Found: {written}.",
            yes=repr(yes), column=repr(column), option=option, hint=hint, written=named(written, most=6),
        ))  # fmt: skip
    return [1.0 if word == wanted else np.nan if not word or word in DECLINED else 0.0 for word in words]
