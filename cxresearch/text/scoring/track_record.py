"""How often each scorer was right on comments that it had never seen; said with every chart that it makes.

The figures are written by ``benchmarks/sentiment_accuracy.py`` in the same run as the table of accuracy, so that no
chart states another error than the table.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cxresearch.inference.shares import wilson
from cxresearch.wording import interval, number

__all__ = ["KeptAside", "kept_aside", "track_record"]

_FILE = Path(__file__).parents[1] / "data" / "track_record.json"
_MADE = {
    "cx": (
        "Linear model over words, negated words, word pairs and amended VADER (Hutto & Gilbert 2014), learned from the "
        "neural scorer, people's ratings and sentences written for it. Kept-aside check, whole sets: right"
    ),
    "nltk": "VADER as in nltk (Hutto & Gilbert 2014), scores equal to nltk's; labels by its bounds of 0.05. Right",
    "neural": (
        "Logistic regression on multilingual-e5-small (Wang et al. 2024). Kept-aside check, whole sets: right"
    ),
}  # fmt: skip


class KeptAside(NamedTuple):
    """``right`` of ``n`` in one set by one scorer; ``classes``: two classes, three classes, or called neutral."""

    comments: str
    apart: str
    classes: str
    scorer: str
    right: int
    n: int
    r: float | None

    def told(self) -> str:
        """The share in percent with Wilson's 95% interval."""
        estimate, low, high = (100 * float(part) for part in wilson(self.right, self.n))
        return f"{number(estimate)}% ({interval(low, high)})"


@lru_cache(maxsize=1)
def kept_aside() -> tuple[KeptAside, ...]:
    """All figures of the table of accuracy."""
    return tuple(KeptAside(**row) for row in json.loads(_FILE.read_text("utf-8")))


def track_record(rules: str) -> str:
    """What is known of a scorer, in a sentence or two."""
    if rules not in _MADE:
        return f"Scores by {rules}, a scorer of your own; nothing is known here of its errors."
    service = _one("telephones and restaurants", "two classes", rules)
    clauses = _one("Harbour Bank", "three classes", rules)
    neutral = _one("Harbour Bank", "called neutral", rules)
    zero = ", a score of 0 being wrong" if rules == "nltk" else ""
    told = (
        f"{_MADE[rules]} on {service.told()} of {service.n:,} service sentences, positive against negative{zero}; with "
        f"neutral as a third class on {clauses.told()} of {clauses.n} clauses, where it called {neutral.told()} of the "
        f"{neutral.n} neutral ones neutral; neutral is hardly found on comments unlike those it learned from"
    )
    if rules == "neural":
        other = _one("two sentences each", "two classes", rules)
        told += f"; {other.right} of {other.n} sentences in nine other languages"
    return f"{told}."


def _one(comments: str, classes: str, scorer: str) -> KeptAside:
    return next(
        row
        for row in kept_aside()
        if row.comments.startswith(comments) and row.classes == classes and row.scorer == scorer
    )
