"""What a deck begins with: how much is a gap, aligned or undecided, the findings that stand firmest, the agenda.

Findings are ordered by the bound of their interval that lies nearest to zero: what is at least so large, not what came
out largest. Size alone would put the smallest groups first, which are also the least certain.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxresearch.report.keys import keys_of
from cxresearch.report.subjects import sentences_of
from cxresearch.result import Result
from cxresearch.stats.bases.verdicts import ALIGNED, GAP, HIDDEN, UNDECIDED
from cxresearch.stats.perception.gaps import PerceptionGap
from cxresearch.wording import count, largest_first, plural, say

__all__ = ["Finding", "counts_in_words", "firmest", "sentences_of_rows"]

_MOST = 5


@dataclass(frozen=True)
class Finding:
    """A sentence, the id of its figure, its verdict, and the bound nearest to zero, in points (0 where it spans it)."""

    sentence: str
    key: str
    verdict: str
    bound: float


def counts_in_words(results: Sequence[Result]) -> str:
    """How many comparisons are a gap, aligned, undecided or hidden; "" where nothing was compared so."""
    verdicts = [verdict for result in _judged(results) for verdict in result.table.verdict]
    numbers = {name: sum(verdict == name for verdict in verdicts) for name in (GAP, ALIGNED, UNDECIDED, HIDDEN)}
    if not any(numbers.values()):
        return ""
    said = say(
        "Of {all}, {gaps} show a gap, {aligned} are shown to be aligned, {undecided} could not be decided.",
        all=plural(sum(numbers.values()) - numbers[HIDDEN], "comparison"), gaps=count(numbers[GAP]),
        aligned=count(numbers[ALIGNED]), undecided=count(numbers[UNDECIDED]),
    )  # fmt: skip
    if numbers[HIDDEN]:
        said += " " + say("{hidden} more are hidden, to protect small groups.", hidden=count(numbers[HIDDEN]))
    return said


def _judged(results: Sequence[Result]) -> list[Result]:
    """Those whose rows are differences in points of 100 with a verdict inside a margin."""
    needed = {"verdict", "estimate", "ci_low", "ci_high"}
    return [
        result for result in results
        if needed <= set(result.table) and hasattr(result, "margin") and "smallest_margin" in result.table
    ]  # fmt: skip


def firmest(results: Sequence[Result], most: int = _MOST) -> list[Finding]:
    """The findings that stand farthest from zero at the least, one that is aligned among them if there is one."""
    found: list[Finding] = []
    for result in _judged(results):
        sentences = sentences_of_rows(result)
        keys = keys_of(result)
        for at, row in enumerate(result.table.itertuples()):
            if not np.isfinite(row.estimate) or not np.isfinite(row.ci_low) or sentences[at] is None:
                continue
            bound = 0.0 if row.ci_low <= 0 <= row.ci_high else min(abs(row.ci_low), abs(row.ci_high))
            found.append(Finding(sentences[at], keys[at], row.verdict, float(bound)))
    gaps = [one for one in found if one.verdict == GAP]
    order = largest_first([one.bound for one in gaps], [one.sentence for one in gaps], digits=3)
    chosen = [gaps[at] for at in order[:most]]
    aligned = [one for one in found if one.verdict == ALIGNED]
    if aligned:
        # Of what is aligned, the one that is surest: its interval stays nearest to zero.
        chosen = [*chosen[: most - 1], aligned[0]]
    return chosen


def sentences_of_rows(result: Result) -> list[str | None]:
    """The sentence of each row, by the Result's own words."""
    said = sentences_of(result)
    if isinstance(result, PerceptionGap):
        # A sentence a row stands at the end, the widest gaps first.
        table = result.table
        order = largest_first(
            table.estimate.abs(), *(table[name] for name in ("topic", *result.by, "audience_a", "audience_b"))
        )
        own = said[len(said) - len(table) :]
        return [own[order.index(at)] for at in range(len(table))]
    names = next((name for name in ("topic", "company", "name", "label") if name in result.table), None)
    found: list[str | None] = []
    for row in result.table.itertuples():
        word = str(getattr(row, names)).casefold() if names else ""
        match = [one for one in said[1:] if word and word in one.casefold()]
        found.append(match[0] if match else None)
    return found
