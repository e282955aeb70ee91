"""Perception gaps as a dumbbell: where each audience stands on each topic, the widest gap on top.

The bars are the intervals of the gaps, laid off from the audience that the others are held against; each gap's
verdict is written beside it, because "not enough data" must not look like agreement.
"""

from math import nan

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import SIGNS, base_line, question_line, verdicts_line
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells, Line, Stand, verdict_in_picture
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.records import Record, records
from cxresearch.plots.drawing.strokes import changed, sure
from cxresearch.plots.drawing.style import marks_of, type_now
from cxresearch.stats.bases.hidden import group_label
from cxresearch.stats.bases.naming import as_heading, people, topic_in_sentence
from cxresearch.stats.bases.verdicts import ALIGNED, GAP, HIDDEN, UNDECIDED
from cxresearch.stats.perception.gaps import PerceptionGap
from cxresearch.survey.audiences import ordered
from cxresearch.wording import capital, largest_first, listed, plural, points, say

__all__ = ["plot_gaps", "topic_label"]

_PAIRS_BESIDE = 3


@chart
def plot_gaps(result: PerceptionGap) -> Dumbbells:
    """A row a topic (and group): a mark an audience, the gaps with intervals and verdicts at the right edge."""
    table = result.table
    audiences = ordered([*table.audience_a, *table.audience_b])
    parts: dict[tuple, list[Record]] = {}
    for row in records(table):
        parts.setdefault(tuple(str(row[name]) for name in (*result.by, "question")), []).append(row)
    found = list(parts.values())
    widest = [max((abs(row.estimate) for row in part if row.estimate == row.estimate), default=nan) for part in found]
    found = [found[at] for at in largest_first(widest, [topic_label(result, part[0]) for part in found])]
    anchor = result.reference if result.reference in audiences else audiences[-1] if audiences else None
    pairs = sorted(
        dict.fromkeys(zip(table.audience_a, table.audience_b, strict=True)), key=lambda pair: anchor not in pair
    )
    marks = marks_of(audiences)
    return Dumbbells(
        [Line(topic_label(result, part[0]), _stands(part, anchor), _absent(part)) for part in found],
        marks,
        title=_finding(result),
        span=(0, 100),
        ticks=range(0, 101, 20 if len(pairs) > 1 else 10),
        columns=_columns(result, found, pairs),
        keys=[Key(as_heading(name), mark) for name, mark in marks.items()],
        footer=[*_question(result), _footer(result, anchor, pairs)],
        x_label=say("Mean on the 0-100 scale"),
        order=say("widest gaps first"),
        first=True,
        lanes=_lanes(audiences, anchor),
        apart=0.55,
        thickness=1.2 if len(audiences) < 3 else 1.45 + 0.3 * (len(audiences) - 3),
    )


def _lanes(audiences: list[str], anchor: str | None) -> dict[str, float]:
    """Three or more audiences stand a little above and below the row, so that their bars stay apart."""
    if len(audiences) < 3:
        return {}
    order = [name for name in audiences if name != anchor]
    order.insert(len(order) // 2, anchor)
    return {name: at - (len(order) - 1) / 2 for at, name in enumerate(order)}


def _stands(part: list[Record], anchor: str | None) -> dict[str, Stand]:
    """Where the audiences stand, each with the interval of its gap to the anchor."""
    means = _means(part)
    found = {name: Stand(mean) for name, mean in means.items()}
    for gap in part:
        if anchor == gap.audience_b:
            found[gap.audience_a] = Stand(means[gap.audience_a], gap.mean_b + gap.ci_low, gap.mean_b + gap.ci_high)
        elif anchor == gap.audience_a:
            found[gap.audience_b] = Stand(means[gap.audience_b], gap.mean_a - gap.ci_high, gap.mean_a - gap.ci_low)
    return found


def _absent(part: list[Record]) -> str:
    return say("hidden (small group)" if all(gap.verdict == HIDDEN for gap in part) else "no answers to compare")


def _means(part: list[Record]) -> dict[str, float]:
    means: dict[str, float] = {}
    for row in part:
        for name, mean in ((row.audience_a, row.mean_a), (row.audience_b, row.mean_b)):
            if not np.isfinite(means.get(name, np.nan)):
                means[name] = mean
    return means


def topic_label(result, row) -> str:
    """What a row is about: its topic, its group, or both."""
    if not result.by:
        return str(row.topic)
    group = group_label(row, result.by)
    return group if result.table.topic.nunique() == 1 else f"{group}: {row.topic}"


def _question(result: PerceptionGap) -> list[str]:
    """Where the rows are groups, what they were asked."""
    alone = result.by and result.table.topic.nunique() == 1
    return question_line(result.table.topic.iloc[0]) if alone else []


def _columns(result: PerceptionGap, shown: list[list[Record]], pairs) -> list[Column]:
    in_words = type_now().height is None
    if len(pairs) > _PAIRS_BESIDE:
        rows = [_widest(part) for part in shown]
        whose = ["\n" + say("{a} minus {b}", a=people(row.audience_a), b=people(row.audience_b)) for row in rows]
        cells = [_cell(row, in_words) + who for row, who in zip(rows, whose, strict=True)]
        return [Column(say("Widest gap"), cells, [row.verdict == GAP for row in rows])]
    columns = []
    for a, b in pairs:
        rows = [next((row for row in part if (row.audience_a, row.audience_b) == (a, b)), None) for part in shown]
        strong = [row is not None and row.verdict == GAP for row in rows]
        cells = ["" if row is None else _cell(row, in_words) for row in rows]
        columns.append(Column(say("{a} minus {b}", a=as_heading(a), b=people(b)), cells, strong))
    return columns


def _widest(part: list[Record]) -> Record:
    sizes = [abs(row.estimate) for row in part]
    return part[largest_first(sizes, [row.audience_a for row in part], [row.audience_b for row in part])[0]]


def _cell(row, in_words: bool) -> str:
    """A gap with its interval and its verdict, in words or, where large type leaves one line, by a sign."""
    if row.verdict == HIDDEN:
        return say("hidden\n(small group)" if in_words else "hidden")
    if not np.isfinite(row.estimate):
        return say("no answers\nto compare" if in_words else "no answers")
    figures = changed(row.estimate, row.ci_low, row.ci_high)
    return f"{figures}\n{verdict_in_picture(row)}" if in_words else f"{figures} {SIGNS[row.verdict]}".strip()


def _footer(result: PerceptionGap, anchor: str | None, pairs) -> str:
    table = result.table
    bases = _by_audience(table, "n")
    if not table.estimate.notna().any():
        return base_line(bases)
    bars = (
        say(
            "Bars and brackets: {sure} of the gap; bars start from {anchor}.",
            sure=sure(result.confidence),
            anchor=people(anchor),
        )
        if any(anchor in pair for pair in pairs)
        else say("Brackets: {sure} of the gap.", sure=sure(result.confidence))
    )
    verdicts = verdicts_line(table.verdict, margin=result.margin, in_words=type_now().height is None)
    # Who stands behind the answers, where some answered more than once.
    base = base_line(bases, units=table.units, persons=_by_audience(table, "persons"))
    return " ".join(filter(None, [base, bars, verdicts]))


def _by_audience(table: pd.DataFrame, what: str) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for side in "ab" if f"{what}_a" in table else "":
        for name, n in zip(table[f"audience_{side}"], table[f"{what}_{side}"], strict=True):
            found.setdefault(name, []).append(n)
    return {name: found[name] for name in ordered(found)}


def _finding(result: PerceptionGap) -> str:
    """The widest gap that was shown; else what could and what could not be shown."""
    table = result.table
    known = table[table.estimate.notna()]
    if not len(known):
        hidden = len(table) and (table.verdict == HIDDEN).all()
        return say("All gaps are hidden to protect small groups") if hidden else say("Nothing could be compared")
    gaps = known[known.verdict == GAP]
    if len(gaps):
        names = (gaps[name] for name in ("topic", *result.by, "audience_a", "audience_b"))
        row = gaps.iloc[largest_first(gaps.estimate.abs(), *names)[0]]
        where = f" ({group_label(row, result.by)})" if result.by else ""
        return capital(
            say(
                "{who} rate {topic}{where} {points} above {others}"
                if row.estimate > 0
                else "{who} rate {topic}{where} {points} below {others}",
                who=people(row.audience_a), topic=topic_in_sentence(row.topic), where=where,
                points=points(row.estimate), others=people(row.audience_b),
            )
        )  # fmt: skip
    aligned, unclear = int((known.verdict == ALIGNED).sum()), int((known.verdict == UNDECIDED).sum())
    who = _who(known)
    if not unclear:
        return capital(
            say(
                "{who} are aligned within {margin} on {all}",
                who=who,
                margin=points(result.margin),
                all=_all(len(known)),
            )
        )
    if not aligned:
        return say(
            "These answers cannot settle whether {who} differ within any group"
            if result.by
            else "These answers cannot settle whether {who} differ",
            who=who,
        )
    return say(
        "No gap could be shown: of {comparisons} {aligned} is aligned within {margin}, {unclear} cannot be judged"
        if aligned == 1
        else "No gap could be shown: of {comparisons} {aligned} are aligned within {margin}, {unclear} cannot be "
        "judged",
        comparisons=plural(len(known), "comparison"), aligned=aligned, margin=points(result.margin), unclear=unclear,
    )  # fmt: skip


def _who(table: pd.DataFrame) -> str:
    return listed([people(name) for name in ordered([*table.audience_a, *table.audience_b])])


def _all(n: int) -> str:
    return say("the one comparison") if n == 1 else say("all {n} comparisons", n=n)
