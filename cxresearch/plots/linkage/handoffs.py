"""What is handed on from whom to whom: a field a road, dark where it arrives badly."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.fields import Field, plot_fields
from cxresearch.plots.drawing.strokes import figure
from cxresearch.plots.drawing.style import BLUE
from cxresearch.stats.linkage.handoffs import Handoffs
from cxresearch.wording import largest_first

__all__ = ["PICTURES", "plot_handoffs"]


def plot_handoffs(result: Handoffs, *, ax=None, title: str | None = None):
    """A field a road: what the row's department gets from the column's, as a number on its colour.

    Parameters
    ----------
    title : str, optional
        In place of the finding.
    """
    table = result.table
    receivers = list(dict.fromkeys(table.receiver))
    givers = list(dict.fromkeys([*(name for name in receivers if name in set(table.giver)), *table.giver]))
    fields = {
        (receivers.index(row.receiver), givers.index(row.giver)): Field(figure(row.estimate), 1 - row.estimate / 100)
        if np.isfinite(row.estimate)
        else Field("hidden", quiet=True)
        for row in table.itertuples()
    }
    return plot_fields(
        fields,
        title=title or _weakest(table),
        rows=[f"{name} receives" for name in receivers],
        columns=[str(name) for name in givers],
        colour=BLUE,
        footer=[_footer(result)],
        x_label="what is handed over by",
        ax=ax,
    )


PICTURES = {Handoffs: plot_handoffs}


def _footer(result: Handoffs) -> str:
    n = result.table.n.astype(float)
    base = f"Base: {n_words(None, n[n > 0])} a field. " if (n > 0).any() else ""
    scale = "Mean on 0-100, rated by the department that receives; darker is worse."
    return f"{base}{scale} Intervals stand in the result's table."


def _weakest(table: pd.DataFrame) -> str:
    known = table.dropna(subset=["estimate"])
    if not len(known):
        return "No hand-off was rated by enough people to be shown"
    order = largest_first(-known.estimate, known.giver, known.receiver)
    low, rest = known.iloc[order[0]], known.iloc[order[1:]]
    road = f"from {low.giver} to {low.receiver}"
    if len(rest) and not (rest.ci_low > low.ci_high).all():
        return f"Among the weakest hand-offs: {road}, {figure(low.estimate)} of 100"
    return f"The weakest hand-off is {road}: {figure(low.estimate)} of 100"
