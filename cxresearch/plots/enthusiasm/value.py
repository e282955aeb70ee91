"""What goes with loyalty in money: a row a group, its mean with the interval, the difference in words."""

import numpy as np

from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import Row, forest
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import between, figure, sure
from cxresearch.stats.enthusiasm.value import GOES, LoyaltyAndValue
from cxresearch.wording import capital, count, noun, number, plural, say

__all__ = ["plot_value"]


@chart
def plot_value(result: LoyaltyAndValue) -> Dumbbells:
    """A row a group; where units were joined, the one correlation."""
    table = result.table
    if result.by_unit:
        row = table.iloc[0]
        return forest(
            [Row(str(row.question), row.estimate, row.ci_low, row.ci_high)], title=_finding(result),
            columns=[Column(say("Correlation"), [
                f"{figure(row.estimate, digits=2)} {between(row.ci_low, row.ci_high, digits=2)}"
                if np.isfinite(row.estimate) else "–"
            ])],
            footer=[say("Base: {units}. Bar and bracket: {sure}. What goes together is no return.",
                        units=plural(row.units, "unit"), sure=sure(result.confidence))],
            x_label=say("Correlation between units with {value}", value=result.value), zero=0.0,
        )  # fmt: skip
    drawn = [Row(capital(noun(f"{row.group}s")), row.estimate, row.ci_low, row.ci_high) for row in table.itertuples()]
    known = [np.isfinite(row.estimate) for row in table.itertuples()]
    cells = [f"{result.amount(row.estimate)} ({result.bounds(row.ci_low, row.ci_high)})" if there else "–"
             for row, there in zip(table.itertuples(), known, strict=True)]  # fmt: skip
    gaps = [
        f"{result.difference(row.held_gap)} ({result.bounds(row.held_gap_ci_low, row.held_gap_ci_high)})"
        if np.isfinite(row.held_gap) else "–" for row in table.itertuples()
    ]  # fmt: skip
    return forest(
        drawn, title=_finding(result),
        columns=[
            Column(say("Mean"), cells), Column(say("n"), [count(n) if np.isfinite(n) else "–" for n in table.n]),
            Column(say("Above detractors, held alike"), gaps),
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
            say("Units with more loyal customers have more of {value} (r = {r})", **fields)
            if row.verdict == GOES and row.estimate > 0
            else say("Units with more loyal customers have less of {value} (r = {r})", **fields)
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
