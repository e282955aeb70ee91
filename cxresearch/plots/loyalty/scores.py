"""Shares and means with their intervals: satisfied customers, easy business, and average scores."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.all_answers import or_all_answers
from cxresearch.plots.drawing.captions import counts
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells, Line, Stand
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.records import records
from cxresearch.plots.drawing.strokes import between, figure, percent, share_cell
from cxresearch.plots.drawing.style import BLUE, Mark, marks_of
from cxresearch.plots.loyalty.groups import (
    bars,
    caption,
    ends,
    group_name,
    in_order,
    missing,
    named,
    overlap,
)
from cxresearch.stats.audits.excellent import CalledExcellent
from cxresearch.stats.bases.grouped import GroupedResult, topic_words
from cxresearch.stats.bases.hidden import group_label
from cxresearch.stats.bases.naming import as_heading, people
from cxresearch.stats.loyalty.means import MeanScore
from cxresearch.stats.loyalty.top_box import EffortShare, TopBoxShare
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF, ordered
from cxresearch.wording import capital, digits_of, number, say

__all__ = ["plot_scores"]

_SIDE_BY_SIDE = 4
_ALL = "all"


@or_all_answers(bars)
@chart
def plot_scores(result: GroupedResult) -> Dumbbells:
    """A row a question or group, the highest on top; several groups of several questions share the questions' rows."""
    own = _own_scales(result)
    table = in_order(result, _between_ends(result.table, own) if own else None, digits=_decimals(result, result.table))
    groups = _groups(result)
    together = table.question.nunique() > 1 and 1 < len(groups) <= _SIDE_BY_SIDE
    marks = _marks(result, groups) or {_ALL: Mark(BLUE, "o")}
    parts = (
        [part for _, part in table.groupby("question", sort=False)]
        if together
        else [table.iloc[[at]] for at in range(len(table))]
    )
    span = _span(result)
    ticks = [0, 100] if own else np.arange(span[0], span[1] + 1) if span and span[1] - span[0] <= 10 else None

    def name_ends(ax, kind, kept: list[int]) -> None:
        if own:
            ax.set_xticks([0, 100], [say("lowest answer"), say("highest answer")])

    return Dumbbells(
        [
            Line(
                _topic(result, part.iloc[0]) if together else named(result, part.iloc[0]),
                {name: stand for row in records(part) for name, stand in _stand(result, row, own).items()},
                missing(part.iloc[0]),
            )
            for part in parts
        ],
        marks,
        title=_finding(result, table),
        span=span,
        ticks=ticks,
        columns=_columns(result, parts, groups if together else []),
        keys=[Key(_group_name(result, name), marks[name]) for name in groups] if together else [],
        footer=[caption(result, table)],
        x_label=_x_label(result, table),
        order=say("the highest and the lowest"),
        joined=False,
        lanes=together,
        apart=0.65,
        after=name_ends,
    )


def _stand(result: GroupedResult, row, own: dict | None) -> dict[str, Stand]:
    """Where the group of a row stands."""
    figures = np.array([row.estimate, row.ci_low, row.ci_high], dtype=float)
    if own:
        figures = _on_scale(figures, own[row["question"]])
    return {group_label(row, result.by) if result.by else _ALL: Stand(*figures)}


def _groups(result: GroupedResult) -> list[str]:
    """The names of the groups, audiences in their order."""
    if not result.by:
        return []
    names = list(dict.fromkeys(group_label(row, result.by) for row in records(result.table)))
    return ordered(names) if result.audience_by and len(result.by) == 1 else names


def _marks(result: GroupedResult, groups: list[str]) -> dict[str, Mark]:
    """Audiences keep their marks; other groups share one where each has a row of its own."""
    if result.audience_by and len(result.by) == 1:
        return marks_of(groups)
    several = result.table.question.nunique() > 1 and len(groups) <= _SIDE_BY_SIDE
    return marks_of(groups) if several else dict.fromkeys(groups, Mark(BLUE, "o"))


def _group_name(result: GroupedResult, name: str) -> str:
    return as_heading(name) if result.audience_by else name


def _topic(result: GroupedResult, row) -> str:
    return str(result.topics.get(row["question"]) or row["question"])


def _columns(result: GroupedResult, lines: list[pd.DataFrame], groups: list[str]) -> list[Column]:
    if not groups:
        rows = [line.iloc[0] for line in lines]
        header = say("Share") if isinstance(result, TopBoxShare) else say("Mean")
        base = pd.concat(lines) if lines else result.table
        return [Column(header, [_cell(result, row) for row in rows]), Column(say("Answers"), counts(base.n))]
    columns = []
    for name in groups:
        found = [[row for row in records(line) if group_label(row, result.by) == name] for line in lines]
        cells = [_cell(result, rows[0]) if rows else "" for rows in found]
        columns.append(Column(_group_name(result, name), cells))
    return columns


def _cell(result: GroupedResult, row) -> str:
    if not np.isfinite(row.estimate):
        return say("hidden") if not np.isfinite(row.n) else "–"
    if isinstance(result, TopBoxShare):
        return share_cell(row.estimate, row.ci_low, row.ci_high)
    digits = _digits(result, row)
    bounds = between(row.ci_low, row.ci_high, digits=digits)
    said = " ".join(filter(None, [figure(row.estimate, digits=digits), bounds]))
    return result.of_scale(row["question"], said) if len(set(result.spans.values())) > 1 else said


def _decimals(result: GroupedResult, table: pd.DataFrame) -> int:
    """The most decimals that a row is shown with."""
    if isinstance(result, TopBoxShare):
        return 0
    return max((_digits(result, row) for row in records(table)), default=0)


def _digits(result: MeanScore, row) -> int:
    return 0 if result.in_points else max(1, digits_of(row.std_error))


def _own_scales(result: GroupedResult) -> dict[str, tuple[float, float]] | None:
    """The scale of each question where they differ: marks then stand between each question's lowest and highest."""
    if not isinstance(result, MeanScore) or len(set(result.spans.values())) < 2:
        return None
    return None if None in result.spans.values() else result.spans


def _on_scale(values: np.ndarray, ends: tuple[float, float]) -> np.ndarray:
    """Where values stand between the lowest (0) and the highest answer (100)."""
    return 100 * (values - ends[0]) / (ends[1] - ends[0])


def _between_ends(table: pd.DataFrame, own: dict[str, tuple[float, float]]) -> np.ndarray:
    pairs = zip(table.estimate.astype(float), table.question, strict=True)
    return np.array([_on_scale(value, own[question]) for value, question in pairs])


def _span(result: GroupedResult) -> tuple[float, float] | None:
    """The ends of the axis, where they are known."""
    if isinstance(result, TopBoxShare) or _own_scales(result):
        return 0.0, 100.0
    spans = set(result.spans.values())
    return spans.pop() if len(spans) == 1 else None


def _x_label(result: GroupedResult, table: pd.DataFrame) -> str:
    if isinstance(result, EffortShare):
        return say("Found it easy: {boxes} (%)", boxes=result.boxes)
    if isinstance(result, TopBoxShare):
        return say("Chose {boxes} (%)", boxes=result.boxes)
    spans = set(result.spans.values())
    if result.in_points:
        return say("Mean on the 0-100 scale")
    if len(spans) > 1:
        return say("Mean, each question on its own scale")
    return result.of_scale(result.table.question.iloc[0], say("Mean"))


def _finding(result: GroupedResult, table: pd.DataFrame) -> str:
    known = table[table.estimate.notna()]
    if not len(known):
        return say("{heading}: hidden, or nobody answered", heading=result.heading)
    pair = result.furthest if isinstance(result, CalledExcellent) else None
    if pair is not None:
        return say(
            "{share_a}% of {a} call {topic} excellent, {share_b}% of {b} do",
            share_a=number(pair.share_a), a=people(pair.audience_a), topic=result.topic_of(pair.question),
            share_b=number(pair.share_b), b=people(pair.audience_b),
        )  # fmt: skip
    high, low = ends(result, known, digits=_decimals(result, known))
    if len(known) == 1:
        where = f"{named(result, high)}: " if result.by else ""
        return capital(where + _statement(result, high))
    both = {"name": _name(result), "low": _figure(result, low), "high": _figure(result, high)}
    if known.question.nunique() > 1:
        if not isinstance(result, TopBoxShare) and len(set(result.spans.values())) > 1:
            return say("{name} of {n} questions, each on its own scale", name=_name(result), n=known.question.nunique())
        if result.by:
            low_at, high_at = (
                say(
                    "{figure} on {topic} ({group})",
                    figure=_figure(result, row), topic=topic_words(_topic(result, row)), group=group_name(result, row),
                )
                for row in (low, high)
            )  # fmt: skip
            return say("{name} run from {low} to {high}", name=_name(result), low=low_at, high=high_at)
        if overlap(high, low):
            return say(
                "{name} are {low} on each of {n} questions, and the intervals overlap"
                if both["low"] == both["high"]
                else "{name} lie between {low} and {high} on {n} questions, and the intervals overlap",
                n=len(known), **both,
            )  # fmt: skip
        best, worst = (topic_words(_topic(result, row)) for row in (high, low))
        return capital(
            say(
                "{best} stands at {high}, {worst} {low}"
                if isinstance(result, TopBoxShare)
                else "{best} averages {high}, {worst} {low}",
                best=best, worst=worst, low=both["low"], high=both["high"],
            )
        )  # fmt: skip
    topic = topic_words(_topic(result, high))
    if overlap(high, low):
        return say(
            "{name} on {topic} are {low} in each of {n} groups, and the intervals overlap"
            if both["low"] == both["high"]
            else "{name} on {topic} lie between {low} and {high} in {n} groups, and the intervals overlap",
            topic=topic, n=len(known), **both,
        )  # fmt: skip
    alone = result.by == (result.audience_by,)
    best, worst = (people(row[result.audience_by]) if alone else group_name(result, row) for row in (high, low))
    return capital(
        say(
            "{best} stand at {high}, {worst} at {low} on {topic}"
            if best in map(people, (LEADERSHIP, STAFF, CUSTOMERS))
            else "{best} stands at {high}, {worst} at {low} on {topic}",
            best=best, worst=worst, high=both["high"], low=both["low"], topic=topic,
        )
    )  # fmt: skip


def _name(result: GroupedResult) -> str:
    if isinstance(result, EffortShare):
        return say("Shares who found it easy")
    return say("Shares") if isinstance(result, TopBoxShare) else say("Means")


def _figure(result: GroupedResult, row) -> str:
    if isinstance(result, TopBoxShare):
        return f"{percent(row.estimate)}"
    return figure(row.estimate, digits=_digits(result, row))


def _statement(result: GroupedResult, row) -> str:
    topic = topic_words(_topic(result, row))
    if isinstance(result, EffortShare):
        return say("{figure} found it easy on {topic}", figure=_figure(result, row), topic=topic)
    if isinstance(result, TopBoxShare):
        return say("{figure} chose {boxes} on {topic}", figure=_figure(result, row), boxes=result.boxes, topic=topic)
    return say("{topic} averages {figure}", topic=topic, figure=result.of_scale(row["question"], _figure(result, row)))
