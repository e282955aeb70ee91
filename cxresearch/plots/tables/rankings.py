"""A ranking: mean places from first to last with their intervals, and who put an item first beside them."""

import numpy as np

from cxresearch.plots.drawing.captions import counts
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import forest, rows_of
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.records import records
from cxresearch.plots.drawing.strokes import cells, percents, sure
from cxresearch.stats.bases.hidden import group_label
from cxresearch.stats.tables.rankings import Ranking
from cxresearch.wording import say

__all__ = ["plot_ranking"]


@chart
def plot_ranking(result: Ranking) -> Dumbbells:
    """Mean places on a line from 1 (first) to the last place, the best placed item on top."""
    table = result.table
    labels = [
        f"{row['item']}: {group_label(row, result.by)}" if result.by else str(row["item"]) for row in records(table)
    ]
    return forest(
        rows_of(table, labels), title=_finding(result),
        columns=[
            Column(say("Mean place"), cells(table, digits=1)), Column(say("First"), percents(table["first"], "–")),
            Column("n", counts(table.n)),
        ],
        footer=[say("Places from 1 (first) to {size}. Bars and brackets: {sure}.", size=result.size,
                    sure=sure(result.confidence))],
        x_label=say("Mean place of {size}, 1 is first", size=result.size),
    )  # fmt: skip


def _finding(result: Ranking) -> str:
    known = result.table[np.isfinite(result.table.estimate)]
    if not len(known):
        return say("Nothing to draw")
    if result.by or "too close" in result.apart or not result.apart:
        return result.asked or say("Mean places")
    return say("{iloc} is put before the others", iloc=known["item"].iloc[0])
