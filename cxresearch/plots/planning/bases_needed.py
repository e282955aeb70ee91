"""What a planned study can show: how wide each interval will be, and the smallest margin that could be proved."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import forest, rows_of
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import figure, percent, sure
from cxresearch.stats.bases.naming import base_of, people
from cxresearch.stats.planning.bases_needed import StudyPlan
from cxresearch.wording import capital, largest_first, say

__all__ = ["plot_plan"]


@chart
def plot_plan(result: StudyPlan) -> Dumbbells:
    """A row an audience and pair: the width that the interval of its mean, or of its gap, will have."""
    lines = list(result.table.itertuples())
    width = result.table.mean_precision
    drawn = pd.DataFrame({"estimate": 0.0 * width, "ci_low": -width, "ci_high": width})
    return forest(
        rows_of(drawn, [_label(row) for row in lines], absent=say("one answer gives no precision")),
        title=_finding(result, lines),
        columns=[
            Column(say("Known to within"), [_points(row.mean_precision) for row in lines]),
            Column(say("Gap found in most studies"), [_points(row.detectable_gap) for row in lines]),
            Column(say("Smallest margin that can be shown"), [_points(row.smallest_margin) for row in lines]),
        ],
        footer=[
            say(
                "Bars: the {sure} to be expected around a mean or a gap, for answers that spread by {sd} points. Most "
                "studies: {power}.",
                sure=sure(result.confidence), sd=figure(result.sd), power=percent(100 * result.power),
            )  # fmt: skip
        ],
        x_label=say("Points of 100 around the figure"),
    )  # fmt: skip


def _label(row) -> str:
    if not row.compared_with:
        return capital(base_of(row.audience, row.n))
    return capital(
        say(
            "{audience} against {compared_with}",
            audience=base_of(row.audience, row.n),
            compared_with=base_of(row.compared_with, row.n_other),
        )
    )


def _points(value: float) -> str:
    return figure(value, digits=1) if np.isfinite(value) else "–"


def _finding(result: StudyPlan, lines) -> str:
    pairs = [row for row in lines if row.compared_with and np.isfinite(row.detectable_gap)]
    if pairs:
        names = [f"{row.audience}, {row.compared_with}" for row in pairs]
        row = pairs[largest_first([row.detectable_gap for row in pairs], names, digits=1)[0]]
        return capital(
            say(
                "Between {audience} and {compared_with} a gap of {detectable_gap} points is found in {percent} of "
                "studies",
                audience=people(row.audience),
                compared_with=people(row.compared_with),
                detectable_gap=figure(row.detectable_gap, digits=1),
                percent=percent(100 * result.power),
            )
        )
    alone = [row for row in lines if np.isfinite(row.mean_precision)]
    if not alone:
        return say("These bases give no precision")
    row = alone[largest_first([row.mean_precision for row in alone], [row.audience for row in alone], digits=1)[0]]
    return capital(
        say(
            "{audience} give a mean to within {mean_precision} points",
            audience=base_of(row.audience, row.n),
            mean_precision=figure(row.mean_precision, digits=1),
        )
    )
