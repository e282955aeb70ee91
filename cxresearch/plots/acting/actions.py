"""What became of decided actions: a row an action, its change with the interval, and what is still ahead."""

import numpy as np

from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import forest, rows_of, verdicts
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import cells, changed, sure
from cxresearch.stats.acting.actions import AHEAD, HELD, MOVED, Actions
from cxresearch.wording import number, plural, say

__all__ = ["plot_actions"]


@chart
def plot_actions(result: Actions) -> Dumbbells:
    """A row an action, in the order of the list."""
    table = result.table
    needs = [number(np.ceil(round(need, 6))) if np.isfinite(need) else "–" for need in table.seen_from]
    return forest(
        rows_of(table, table.finding), title=_finding(result),
        columns=[Column(say("Change"), cells(table, changed)), Column(say("Seen from"), needs), verdicts(table)],
        footer=[
            say("Points. Bars and brackets: {sure}. Seen from: the move that four of five such waves would show.",
                sure=sure(result.confidence)),
        ],
        x_label=say("Change of the measure, or difference to units that did not act"), zero=0.0,
    )  # fmt: skip


def _finding(result: Actions) -> str:
    counts = result.table.verdict.value_counts()
    moved, held, ahead = (int(counts.get(name, 0)) for name in (MOVED, HELD, AHEAD))
    return say(
        "Of {actions}, {moved} moved, {held} held, {ahead} still ahead, {open} not to be told",
        actions=plural(len(result.table), "action"), moved=moved, held=held, ahead=ahead,
        open=len(result.table) - moved - held - ahead,
    )  # fmt: skip
