"""Public reviews: a row a number of stars, the survey's share as a second mark, and who chose to write below."""

import numpy as np

from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import RAW, forest, rows_of
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import cells, percent, share_cell, sure
from cxresearch.plots.drawing.style import BLUE, Mark
from cxresearch.stats.enthusiasm.reviews import PublicReviews
from cxresearch.wording import count, number, plural, say

__all__ = ["plot_reviews"]


@chart
def plot_reviews(result: PublicReviews) -> Dumbbells:
    """A row a number of stars, five on top."""
    table = result.table
    drawn = rows_of(table, [plural(stars, "star") for stars in table.stars], raw=table.survey_share)
    columns, keys = [Column(say("Reviews"), cells(table, share_cell))], []
    if np.isfinite(result.ends_survey):
        columns.append(Column(say("Asked"), [percent(row.survey_share) for row in table.itertuples()]))
        keys = [
            Key(say("Public reviews, self-selected"), Mark(BLUE, "o")),
            Key(say("Asked in the survey"), Mark(RAW, "d")),
        ]
    return forest(
        drawn, title=_finding(result), columns=columns, keys=keys,
        footer=[
            say(
                "Base: {n} public reviews, SELF-SELECTED: whoever wrote one chose to. Bars and brackets: {sure}, of "
                "chance alone.",
                n=count(table.n.iloc[0]), sure=sure(result.confidence),
            )
        ],
        x_label=say("Percent"),
    )  # fmt: skip


def _finding(result: PublicReviews) -> str:
    if np.isfinite(result.ends_survey):
        return say(
            "{ends}% of public reviews stand at the ends, of those asked {asked}%: reviews choose themselves",
            ends=number(result.ends), asked=number(result.ends_survey),
        )  # fmt: skip
    return say("{ends}% of public reviews stand at the ends: reviews choose themselves", ends=number(result.ends))
