"""Figures that circulate, with how far each could be traced; and one beside the client's own, where that is fair."""

import numpy as np

from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells, Line, Stand
from cxresearch.plots.drawing.forest import forest, rows_of, verdicts
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import cells, measured, sure
from cxresearch.plots.drawing.style import BLUE, Mark
from cxresearch.stats.loyalty.benchmarks import ClaimComparison, PublishedClaims
from cxresearch.stats.loyalty.claims import in_our_words
from cxresearch.wording import plural, say

__all__ = ["plot_claims", "plot_claim_comparison"]


@chart
def plot_claims(result: PublishedClaims) -> Dumbbells:
    """A row a claim, its figure with the interval that its base allows, and how far it could be traced."""
    table = result.table
    traced = int((table.traced == "primary source").sum())
    return forest(
        rows_of(table, map(in_our_words, table.claim), filled=table.traced == "primary source"),
        title=say(
            "Of {published_figures} {traced} could be traced to a primary source",
            published_figures=plural(len(table), "published figure"),
            traced=traced,
        ),
        columns=[
            Column(say("Figure"), cells(table, _cell)),
            Column(say("Traced to"), [say(traced) for traced in table.traced]),
        ],
        footer=[
            say(
                "Bars and brackets: {sure} where the number of cases is known. No figure is a target.",
                sure=sure(result.confidence),
            )
        ],
        x_label=say("Published figure"),
        what=say("claims"),
    )


@chart
def plot_claim_comparison(result: ClaimComparison) -> Dumbbells:
    """The client's figure and the published one on one line; nothing is drawn side by side that is not comparable."""
    table, own, theirs = result.table, say("Own figure"), say("Published figure")

    def line(row) -> Line:
        both = result.comparable and np.isfinite(row.own) and np.isfinite(row.benchmark)
        stands = {
            theirs: Stand(row.benchmark, row.benchmark_ci_low, row.benchmark_ci_high),
            own: Stand(row.own, row.own_ci_low, row.own_ci_high),
        }
        return Line(f"{row.label} / {in_our_words(row.claim)}", stands if both else {}, say("not comparable"))

    def look(ax, kind, kept: list[int]) -> None:
        if not result.comparable:
            ax.set_xticks([])
        ax.margins(x=0.08)

    return Dumbbells(
        [line(row) for row in table.itertuples()],
        {theirs: Mark("#D9D9D9", "D"), own: Mark(BLUE, "o")},
        title=_finding(result),
        columns=[
            Column(say("Difference"), cells(table, _cell)),
            verdicts(table),
        ],
        keys=None if result.comparable else [],
        footer=[say("Bars and brackets: {sure}.", sure=sure(result.confidence))]
        if result.comparable
        else [*result.reasons],
        x_label=say("Figure") if result.comparable else "",
        first=True,
        after=look,
    )


def _cell(value: float, low: float = np.nan, high: float = np.nan, **_) -> str:
    return measured(value, low, high, digits=2 if abs(value) < 1 else 0)


def _finding(result: ClaimComparison) -> str:
    table = result.table
    if not result.comparable:
        return say("Not comparable with the published figure")
    if len(table) == 1:
        row = table.iloc[0]
        own, theirs = _cell(row.own), _cell(row.benchmark)
        if row.verdict in ("higher", "lower"):
            return say(
                "{label} is {own}, higher than the published {theirs}"
                if row.verdict == "higher"
                else "{label} is {own}, lower than the published {theirs}",
                label=row.label, own=own, theirs=theirs,
            )  # fmt: skip
        return say(
            "{label} is {own}; that it differs from the published {theirs} is not shown",
            label=row.label,
            own=own,
            theirs=theirs,
        )
    higher, lower = (int((table.verdict == verdict).sum()) for verdict in ("higher", "lower"))
    return say(
        "Of {figures} {higher} stand above the published ones, {lower} below",
        figures=plural(len(table), "figure"),
        higher=higher,
        lower=lower,
    )
