"""What is handed on from whom to whom: a field a road, dark where it arrives badly."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.fields import Field, Fields
from cxresearch.plots.drawing.strokes import figure
from cxresearch.stats.linkage.handoffs import Handoffs
from cxresearch.wording import largest_first, say

__all__ = ["plot_handoffs"]


@chart
def plot_handoffs(result: Handoffs) -> Fields:
    """A field a road: what the row's department gets from the column's, as a number on its colour."""
    table = result.table
    receivers = list(dict.fromkeys(table.receiver))
    givers = list(dict.fromkeys([*(name for name in receivers if name in set(table.giver)), *table.giver]))
    fields = {
        (receivers.index(row.receiver), givers.index(row.giver)): Field(figure(row.estimate), 1 - row.estimate / 100)
        if np.isfinite(row.estimate)
        else Field(say("hidden"), quiet=True)
        for row in table.itertuples()
    }
    return Fields(
        fields,
        title=_weakest(table),
        rows=[say("{name} receives", name=name) for name in receivers],
        columns=[str(name) for name in givers],
        footer=[_footer(result)],
        x_label=say("what is handed over by"),
    )


def _footer(result: Handoffs) -> str:
    n = result.table.n.astype(float)
    base = say("Base: {base} a field.", base=n_words(None, n[n > 0])) + " " if (n > 0).any() else ""
    scale = say("Mean on 0-100, rated by the department that receives; darker is worse.")
    return say("{base}{scale} Intervals stand in the result's table.", base=base, scale=scale)


def _weakest(table: pd.DataFrame) -> str:
    known = table.dropna(subset=["estimate"])
    if not len(known):
        return say("No hand-off was rated by enough people to be shown")
    order = largest_first(-known.estimate, known.giver, known.receiver)
    low, rest = known.iloc[order[0]], known.iloc[order[1:]]
    road = say("from {giver} to {receiver}", giver=low.giver, receiver=low.receiver)
    if len(rest) and not (rest.ci_low > low.ci_high).all():
        return say("Among the weakest hand-offs: {road}, {estimate} of 100", road=road, estimate=figure(low.estimate))
    return say("The weakest hand-off is {road}: {estimate} of 100", road=road, estimate=figure(low.estimate))
