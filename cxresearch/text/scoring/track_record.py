"""How often each scorer was right on comments that it had never seen; said with every chart that it makes.

What is told comes from a survey: patients' answers that nothing was learned from, to a question of the same kind where
there is one. The figures are written by ``benchmarks/sentiment_accuracy.py`` in the same run as the table of accuracy,
so that no chart states another error than the table. The same run tells how people's tones were called, and that puts
the shares of groups right that are too small for a prior of their own.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cxresearch.inference.shares import wilson
from cxresearch.text.reading.language import called as named_language
from cxresearch.text.reading.question_kind import IMPROVE, OPEN, PRAISE, WHY
from cxresearch.wording import count, in_a_row, interval, marked, number, say, told

__all__ = ["RECORD", "KeptAside", "kept_aside", "kept_aside_errors", "track_record"]

# By what the caveat is found again, whatever language it is in.
RECORD = "record of the scorer"
_FILE = Path(__file__).parents[1] / "data" / "track_record.json"
_MADE = {
    "cx": told(
        "Linear model over words, negated words, word pairs and amended VADER (Hutto & Gilbert 2014), learned from "
        "comments that people judged and sentences written for it; words that these never held by their meaning "
        "(multilingual-e5-small, Wang et al. 2024)."
    ),
    "nltk": told("VADER as in nltk (Hutto & Gilbert 2014), scores equal to nltk's; labels by its bounds of 0.05."),
    "neural": told("Logistic regression on multilingual-e5-small (Wang et al. 2024)."),
    "cx+neural": told(
        "Logistic regression on multilingual-e5-small (Wang et al. 2024) on 600 of the comments, and a linear model "
        "over words that it taught on the others."
    ),
}  # fmt: skip
_SURVEY, _UNLIKE = "patients", "tweets"
_ASKED = {
    PRAISE: told("what was good"),
    IMPROVE: told("what to improve"),
    WHY: told("why they rated so"),
    OPEN: told("open questions"),
    "all": told("four kinds of question"),
}
# An error that was counted on another trade is worth no more than so many comments of each tone here.
_WORTH = 60


class KeptAside(NamedTuple):
    """One scorer on one set: ``right`` of ``n`` in three classes, ``sided_right`` of the ``sided`` in two,
    ``calm_found`` of the ``calm`` (neutral) ones; macro-``f1`` in percent; points by which probabilities ``missed`` and
    the negative share was off (``bias``); ``crossed``: people's tones (rows) as called (columns), in `LABELS`' order.
    """

    comments: str
    kind: str
    scorer: str
    n: int
    right: int
    sided: int
    sided_right: int
    calm: int
    calm_found: int
    f1: float
    missed: float | None
    bias: float | None
    crossed: list

    def told(self, classes: str) -> str:
        """What is right in percent with Wilson's 95% interval; of "two" or "three" classes, or of the "neutral"."""
        of = {"two": (self.sided_right, self.sided), "three": (self.right, self.n)}
        hits, n = (of | {"neutral": (self.calm_found, self.calm)})[classes]
        estimate, low, high = (100 * float(part) for part in wilson(hits, n))
        return say("{share}% ({bounds})", share=number(estimate), bounds=interval(low, high))


@lru_cache(maxsize=1)
def kept_aside() -> tuple[KeptAside, ...]:
    """All figures of the table of accuracy."""
    return tuple(KeptAside(**row) for row in json.loads(_FILE.read_text("utf-8")))


def kept_aside_errors(rules: str, kind: str = OPEN) -> np.ndarray | None:
    """How people's tones (rows) were called (columns), in the order of `score.LABELS`, as counts that are worth what
    they are worth on another trade; None for scorers without probabilities."""
    if rules not in ("cx", "neural", "cx+neural"):
        return None
    row = _one(_SURVEY, kind, "neural" if rules == "cx+neural" else rules)
    counted = np.array(row.crossed, dtype=float) + 0.5
    return _WORTH * counted / counted.sum(axis=1, keepdims=True)


def track_record(rules: str, *, kind: str = OPEN, language: str = "en") -> str:
    """What is known of a scorer for a kind of question and a language, in some sentences."""
    if rules not in _MADE:
        return marked(
            say("Scores by {rules}, a scorer of your own; nothing is known here of its errors.", rules=rules), RECORD
        )
    scorer = "neural" if rules == "cx+neural" else rules
    row, unlike = _one(_SURVEY, kind, scorer), _one(_UNLIKE, OPEN, scorer)
    checked = say(
        "Kept-aside check on {n} answers of patients in English to {asked}: right on {two} of those with a side, on "
        "{three} with neutral as a third class, where {found} of the {neutral} neutral ones are found."
        if rules == "nltk"
        else "Kept-aside check on {n} answers of patients in English to {asked}, none of whom it had learned from: "
        "right on {two} of those with a side, on {three} with neutral as a third class, where {found} of the {neutral} "
        "neutral ones are found.",
        n=count(row.n), asked=say(_ASKED[row.kind]), two=row.told("two"), three=row.told("three"),
        found=row.told("neutral"), neutral=count(row.calm),
    )  # fmt: skip
    beside = say(
        "On comments that are no survey's (tweets) it is right on {three} in three classes."
        if language in ("en", "")
        else "On comments that are no survey's (tweets) it is right on {three} in three classes; nothing in {language} "
        "was checked.",
        three=unlike.told("three"), language=named_language(language),
    )  # fmt: skip
    yours = say("Yours were not among them: codes of your own (coded=) tell how it does on them.")
    short = say("Yours were not among them.")
    return in_a_row(say(_MADE[rules]), marked(checked, RECORD), beside, marked(yours, RECORD, short=short))


def _one(comments: str, kind: str, scorer: str) -> KeptAside:
    """The figure for this kind of question, else for all."""
    rows = [row for row in kept_aside() if row.comments == comments and row.scorer == scorer]
    return next((row for row in rows if row.kind == kind), None) or next(row for row in rows if row.kind == "all")
