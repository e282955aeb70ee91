"""A ranking: mean places from first to last with their intervals, and who put an item first beside them."""

import numpy as np

from cxresearch.plots.drawing.forest import Row, forest
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import between, figure, sure
from cxresearch.stats.bases.hidden import group_label
from cxresearch.stats.tables.rankings import Ranking
from cxresearch.wording import count

__all__ = ["PICTURES", "plot_ranking"]


def plot_ranking(result: Ranking, *, ax=None, rows: int | None = None, title: str | None = None):
    """Mean places on a line from 1 (first) to the last place, the best placed item on top.

    Parameters
    ----------
    rows : int, optional
        How many rows at most, in the table's order; as many as the sheet bears by default.
    title : str, optional
        In place of the finding.
    """
    table = result.table
    labels = [
        f"{row['item']}: {group_label(row, result.by)}" if result.by else str(row["item"])
        for _, row in table.iterrows()
    ]
    drawn = [Row(*row) for row in zip(labels, table.estimate, table.ci_low, table.ci_high, strict=True)]
    places = [
        f"{figure(row.value, digits=1)} {between(row.low, row.high, digits=1)}" if np.isfinite(row.value) else "–"
        for row in drawn
    ]
    firsts = [f"{figure(value, digits=0)}%" if np.isfinite(value) else "–" for value in table["first"]]
    ax, _ = forest(
        drawn,
        title=title or _finding(result),
        ax=ax,
        limit=rows,
        columns=[
            Column("Mean place", places),
            Column("First", firsts),
            Column("n", [count(n) if np.isfinite(n) else "hidden" for n in table.n.astype(float)]),
        ],
        footer=[f"Places from 1 (first) to {result.size}. Bars and brackets: {sure(result.confidence)}."],
        x_label=f"Mean place of {result.size}, 1 is first",
        zero=None,
    )
    return ax


PICTURES = {Ranking: plot_ranking}


def _finding(result: Ranking) -> str:
    known = result.table[np.isfinite(result.table.estimate)]
    if not len(known):
        return "Nothing to draw"
    if result.by or "too close" in result.apart or not result.apart:
        return result.asked or "Mean places"
    return f"{known['item'].iloc[0]} is put before the others"
