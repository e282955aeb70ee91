"""Effort and leaving: who left of those who found it hard, and of the others; the place of most effort on top."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells, Line, Stand, gap_cell
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.records import records
from cxresearch.plots.drawing.strokes import percent, percents, sure
from cxresearch.plots.drawing.style import BLUE, VERMILLION, Mark, type_now
from cxresearch.stats.bases.hidden import group_label
from cxresearch.stats.bases.rows import those_asked
from cxresearch.stats.loyalty.effort_leaving import EffortAndLeaving
from cxresearch.wording import capital, largest_first, say, steady

__all__ = ["plot_effort_and_leaving"]


@chart
def plot_effort_and_leaving(result: EffortAndLeaving) -> Dumbbells:
    """A row for everybody and one a group, the most effort on top: shares that left, hard beside the others."""
    table = result.overall.assign(called=say("All {audience}", audience=those_asked(result.audience)))
    if result.by:
        groups = result.table.assign(called=[group_label(row, result.by) for row in records(result.table)])
        groups = groups.iloc[largest_first(groups.hard, groups.called)]
        table = pd.concat([table, groups], ignore_index=True)
    hard, others = say("Found it hard"), say("The others")
    lines = [
        Line(
            str(row.called),
            {
                hard: Stand(row.left_hard, row.left_hard_ci_low, row.left_hard_ci_high),
                others: Stand(row.left_others, row.left_others_ci_low, row.left_others_ci_high),
            },
            _absent(row),
        )
        for row in table.itertuples()
    ]
    ends = table[["left_hard_ci_high", "left_others_ci_high"]].to_numpy(float)
    most = np.nanmax(ends) if np.isfinite(ends).any() else 10.0
    return Dumbbells(
        lines,
        {hard: Mark(VERMILLION, "v"), others: Mark(BLUE, "o")},
        title=_finding(result),
        span=(0.0, min(100.0, 5 * np.ceil(steady(float(most)) / 5))),
        columns=[
            Column(hard, percents(table.hard)),
            Column(
                say("Difference"), [_gap(row) for row in table.itertuples()], (table.verdict == "more leave").tolist()
            ),
        ],
        footer=[_footer(result, table)],
        x_label=say("Left (%)"),
        what=say("groups"),
        order=say("most and least effort"),
    )


def _absent(row) -> str:
    return say("hidden (small group)") if row.verdict == "hidden" else say("nobody answered")


def _gap(row) -> str:
    return gap_cell(row, say("hidden") if row.verdict == "hidden" else say("one side only"))


def _footer(result: EffortAndLeaving, table: pd.DataFrame) -> str:
    base = n_words(result.audience, [result.overall.n.iloc[0]])
    bold = "" if type_now().height is None or not (table.verdict == "more leave").any() else say(" Bold: shown.")
    return say(
        "Base: {base}. Hard: {boxes}. Bars and brackets: {sure}.{bold} Leaving goes with effort; that it comes from "
        "it is not shown.",
        base=base,
        boxes=result.boxes,
        sure=sure(result.confidence),
        bold=bold,
    )


def _finding(result: EffortAndLeaving) -> str:
    row = result.overall.iloc[0]
    who = those_asked(result.audience)
    if not np.isfinite(row.estimate):
        return say("Effort and leaving of {who}: hidden, or only one side answered", who=who)
    left = say(
        "{percent} left of {who} who found it hard, {percent_2} of the others",
        percent=percent(row.left_hard),
        who=who,
        percent_2=percent(row.left_others),
    )
    if row.verdict == "not enough data":
        return say("Whether effort and leaving go together cannot be settled: {left}", left=left)
    return capital(left)
