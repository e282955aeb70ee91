"""A ranking: mean places from first to last with their intervals, and who put an item first beside them."""

import numpy as np

from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import Row, forest
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.records import records
from cxresearch.plots.drawing.strokes import measured, percent, sure
from cxresearch.stats.bases.hidden import group_label
from cxresearch.stats.tables.rankings import Ranking
from cxresearch.wording import count, say

__all__ = ["plot_ranking"]


@chart
def plot_ranking(result: Ranking) -> Dumbbells:
    """Mean places on a line from 1 (first) to the last place, the best placed item on top."""
    table = result.table
    labels = [
        f"{row['item']}: {group_label(row, result.by)}" if result.by else str(row["item"]) for row in records(table)
    ]
    drawn = [Row(*row) for row in zip(labels, table.estimate, table.ci_low, table.ci_high, strict=True)]
    places = [measured(row.value, row.low, row.high, digits=1) for row in drawn]
    firsts = [f"{percent(value, digits=0)}" if np.isfinite(value) else "–" for value in table["first"]]
    return forest(
        drawn,
        title=_finding(result),
        columns=[
            Column(say("Mean place"), places),
            Column(say("First"), firsts),
            Column("n", [count(n) if np.isfinite(n) else say("hidden") for n in table.n.astype(float)]),
        ],
        footer=[
            say(
                "Places from 1 (first) to {size}. Bars and brackets: {sure}.",
                size=result.size,
                sure=sure(result.confidence),
            )
        ],
        x_label=say("Mean place of {size}, 1 is first", size=result.size),
        zero=None,
    )


def _finding(result: Ranking) -> str:
    known = result.table[np.isfinite(result.table.estimate)]
    if not len(known):
        return say("Nothing to draw")
    if result.by or "too close" in result.apart or not result.apart:
        return result.asked or say("Mean places")
    return say("{iloc} is put before the others", iloc=known["item"].iloc[0])
