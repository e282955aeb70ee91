"""What goes with loyalty in money: a row a group, its mean with the interval, the difference in words."""

from collections.abc import Callable

import numpy as np

from cxresearch.plots.drawing.captions import counts
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import forest, rows_of
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import INTERVAL, cells, sure
from cxresearch.stats.enthusiasm.value import GOES, LoyaltyAndValue
from cxresearch.wording import capital, noun, number, plural, say

__all__ = ["plot_value"]


@chart
def plot_value(result: LoyaltyAndValue) -> Dumbbells:
    """A row a group; where units were joined, the one correlation."""
    table = result.table
    if result.by_unit:
        row = table.iloc[0]
        return forest(
            rows_of(table.iloc[:1], [row.question]), title=_finding(result),
            columns=[Column(say("Correlation"), cells(table.iloc[:1], digits=2))],
            footer=[say("Base: {units}. Bar and bracket: {sure}. What goes together is no return.",
                        units=plural(row.units, "unit"), sure=sure(result.confidence))],
            x_label=say("Correlation between units with {value}", value=result.value), zero=0.0,
        )  # fmt: skip

    def told(size: Callable, *of: str) -> list[str]:
        known = table[[*of]].itertuples(index=False, name=None)
        return [f"{size(value)} ({result.bounds(*ends)})" if np.isfinite(value) else "–" for value, *ends in known]

    return forest(
        rows_of(table, [capital(noun(f"{group}s")) for group in table.group]), title=_finding(result),
        columns=[
            Column(say("Mean"), told(result.amount, *INTERVAL)), Column(say("n"), counts(table.n, "–")),
            Column(say("Above detractors, held alike"),
                   told(result.difference, "held_gap", "held_gap_ci_low", "held_gap_ci_high")),
        ],
        footer=[
            say(
                "Bars and brackets: {sure}. Held alike: {held}. What goes together is no return on anything.",
                sure=sure(result.confidence), held=result.held,
            )
        ],
        x_label=f"{result.value} ({result.unit})" if result.unit else result.value,
    )  # fmt: skip


def _finding(result: LoyaltyAndValue) -> str:
    row = result.table.iloc[0]
    if result.by_unit:
        if not np.isfinite(row.estimate):
            return say("Too few units to tell what goes with {value}", value=result.value)
        fields = {"value": result.value, "r": number(row.estimate, digits=2)}
        return (
            say("Units with higher loyalty have more of {value} (r = {r})", **fields)
            if row.verdict == GOES and row.estimate > 0
            else say("Units with higher loyalty have less of {value} (r = {r})", **fields)
            if row.verdict == GOES
            else say("That {value} goes with loyalty between units is not shown (r = {r})", **fields)
        )
    if row.verdict == GOES and np.isfinite(row.held_gap):
        return say(
            "{value}: {gap} more goes with promoters than with detractors"
            if row.held_gap > 0
            else "{value}: {gap} less goes with promoters than with detractors",
            value=capital(result.value), gap=result.difference(abs(row.held_gap)),
        )  # fmt: skip
    return say("That {value} goes with being a promoter is not shown", value=result.value)
