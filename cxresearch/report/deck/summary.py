"""What a deck begins with: how much is a gap, aligned or undecided, the findings that stand firmest, the agenda.

Findings are ordered by the bound of their interval that lies nearest to zero: what is at least so large, not what came
out largest. Size alone would put the smallest groups first, which are also the least certain.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxresearch.report.keys import keys_of, row_names
from cxresearch.report.subjects import sentences_of
from cxresearch.result import Result
from cxresearch.stats.audits.promises import PromiseAndDelivery
from cxresearch.stats.bases.hidden import group_label
from cxresearch.stats.bases.naming import people, topic_in_sentence
from cxresearch.stats.bases.verdicts import ALIGNED, GAP, HIDDEN, UNDECIDED
from cxresearch.stats.perception.gaps import PerceptionGap
from cxresearch.stats.perception.prediction import PredictionGap
from cxresearch.wording import (
    capital,
    count,
    interval,
    largest_first,
    number,
    percent_sure,
    plural,
    points,
    say,
    signed_points,
    told,
)

__all__ = ["Finding", "counts_in_words", "firmest", "sentences_of_rows"]

_MOST = 5
_PROMISES = {
    ("expectation", True): told("what was experienced on {topic} lies {points} short of what was expected{more}"),
    ("expectation", False): told("what was experienced on {topic} lies {points} above what was expected{more}"),
    ("promise", True): told("the promise kept on {topic} lies {points} short of what was expected{more}"),
    ("promise", False): told("the promise kept on {topic} lies {points} above what was expected{more}"),
    ("delivery", True): told("{staff} see the promise on {topic} kept {points} worse than {customers} do"),
    ("delivery", False): told("{staff} see the promise on {topic} kept {points} better than {customers} do"),
}


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
    farthest: dict[str, float] = {}
    for result in _judged(results):
        keys = keys_of(result)
        for at, row in enumerate(result.table.itertuples()):
            if not np.isfinite(row.estimate) or not np.isfinite(row.ci_low) or row.verdict not in (GAP, ALIGNED):
                continue
            bound = 0.0 if row.ci_low <= 0 <= row.ci_high else min(abs(row.ci_low), abs(row.ci_high))
            found.append(Finding(_in_short(result, at), keys[at], row.verdict, float(bound)))
            farthest[keys[at]] = max(abs(row.ci_low), abs(row.ci_high))
    gaps = [one for one in found if one.verdict == GAP]
    order = largest_first([one.bound for one in gaps], [one.sentence for one in gaps], digits=3)
    chosen = [gaps[at] for at in order[:most]]
    aligned = [one for one in found if one.verdict == ALIGNED]
    if aligned:
        # Of what is aligned, the one that is surest: its interval stays nearest to zero.
        far = [farthest[one.key] for one in aligned]
        surest = largest_first([-one for one in far], [one.sentence for one in aligned], digits=3)[0]
        chosen = [*chosen[: most - 1], aligned[surest]]
    return chosen


def _in_short(result: Result, at: int) -> str:
    """A row in one sentence that can be read aloud: what was found and its interval; the bases stand on its slide."""
    row = result.table.iloc[at]
    low, high = (row.ci_low, row.ci_high) if row.verdict != GAP or row.estimate > 0 else (-row.ci_high, -row.ci_low)
    span = say("{sure} CI {interval}", sure=percent_sure(result.confidence), interval=interval(low, high))
    return say("{finding} ({span}).", finding=capital(_found(result, at, row)), span=span)


def _found(result: Result, at: int, row) -> str:
    topic = topic_in_sentence(str(row.get("topic", "")))
    by = getattr(result, "by", ())
    where = f" ({group_label(row, by)})" if by else ""
    if row.verdict == GAP and isinstance(result, PerceptionGap):
        return say(
            "{who} rate {topic}{where} {points} above {others}" if row.estimate > 0
            else "{who} rate {topic}{where} {points} below {others}",
            who=people(row.audience_a), topic=topic, where=where, points=points(row.estimate),
            others=people(row.audience_b),
        )  # fmt: skip
    if isinstance(result, PerceptionGap):
        return say(
            "on {topic}{where} {a} and {b} are aligned within {within}: {a} minus {b} is {gap}",
            topic=topic, where=where, a=people(row.audience_a), b=people(row.audience_b),
            within=points(result.margin), gap=signed_points(row.estimate),
        )  # fmt: skip
    if isinstance(result, PredictionGap):
        return say(
            "{predictor} predicted {predicted} for {topic}; {actual} said {actual_2}: {gap}",
            predictor=people(result.predictor), predicted=number(row.predicted), topic=topic,
            actual=people(result.actual), actual_2=number(row.actual), gap=points(row.estimate),
        )  # fmt: skip
    if row.verdict == GAP and isinstance(result, PromiseAndDelivery):
        return say(
            _PROMISES[row.gap, bool(row.estimate < 0)], topic=topic + where, points=points(row.estimate), more="",
            staff=people(result.staff), customers=people(result.customers),
        )  # fmt: skip
    return say("{result}, {row}: {gap}", result=say(result.heading), row=row_names(result)[at],
               gap=signed_points(row.estimate))  # fmt: skip


def sentences_of_rows(result: Result) -> list[str | None]:
    """The sentence of each row, by the Result's own words; None where it has none of its own."""
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
        # Several rows of one topic differ in their numbers.
        if len(match) > 1 or (match and not result.table[names].is_unique):
            match = [one for one in match if any(span in one for span in _spans(row))]
        found.append(match[0] if match else None)
    return found


def _spans(row) -> list[str]:
    """How the interval of a row may stand in a sentence: as it is, or of a size that has no sign."""
    if not {"ci_low", "ci_high"} <= set(row._fields) or not np.isfinite(row.ci_low + row.ci_high):
        return []
    sizes = sorted((abs(row.ci_low), abs(row.ci_high)))
    ends = ((row.ci_low, row.ci_high), sizes, (-row.ci_high, -row.ci_low))
    return [interval(low, high, digits=digits) for low, high in ends for digits in (0, 1, 2)]
