"""Best in life: our rating beside that of the company that makes life easiest, the widest gap on top."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells, Line, Stand, gap_cell
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import percents, sure
from cxresearch.plots.drawing.style import BLUE, ORANGE, Mark
from cxresearch.stats.bases.rows import those_asked
from cxresearch.stats.loyalty.best_in_life import BestInLife, company_in_words
from cxresearch.wording import capital, largest_first, points, say

__all__ = ["plot_best_in_life"]


@chart
def plot_best_in_life(result: BestInLife) -> Dumbbells:
    """A row for everybody, then one a company: both ratings with their intervals, the gap beside them."""
    named = result.table.iloc[1:]
    order = largest_first(-named.estimate, named.company)
    table = pd.concat([result.table.iloc[:1], named.iloc[order]], ignore_index=True)
    own, best = capital(result.name), say("Whoever makes life easiest")
    lines = [
        Line(
            company_in_words(row.company),
            {
                best: Stand(row.best, row.best_ci_low, row.best_ci_high),
                own: Stand(row.own, row.own_ci_low, row.own_ci_high),
            },
        )
        for row in table.itertuples()
    ]
    return Dumbbells(
        lines,
        {best: Mark(ORANGE, "D"), own: Mark(BLUE, "s")},
        title=_finding(result),
        span=(0.0, 100.0),
        columns=[
            Column(
                say("Gap"),
                [gap_cell(row, say("hidden")) for row in table.itertuples()],
                (table.verdict == "gap").tolist(),
            ),
            Column(say("Named by"), percents(table.share.where(table.n.notna()))),
        ],
        footer=[_footer(result)],
        x_label=say("Mean on the 0-100 scale"),
        what=say("companies"),
        order=say("the widest and the narrowest gaps"),
    )


def _footer(result: BestInLife) -> str:
    base = n_words(result.audience, [result.table.n.iloc[0]])
    return say(
        "Base: {base}, each rating both. Bars: {sure} of the means; brackets: of the gap within people, each against "
        "the company that this person named.",
        base=base,
        sure=sure(result.confidence),
    )


def _finding(result: BestInLife) -> str:
    row = result.table.iloc[0]
    if not np.isfinite(row.estimate):
        return say("Best in life is hidden, or nobody rated both")
    if row.verdict == "gap":
        whom = say("whoever makes life easiest for {audience}", audience=those_asked(result.audience))
        return say(
            "{name}: {points} behind {whom}" if row.estimate < 0 else "{name}: {points} ahead of {whom}",
            name=capital(result.name), points=points(row.estimate), whom=whom,
        )  # fmt: skip
    if row.verdict == "aligned":
        return say(
            "{name}: within {margin} of whoever makes life easiest",
            name=capital(result.name),
            margin=points(result.margin),
        )
    return say("Whether there is a gap to whoever makes life easiest cannot be settled")
