"""Figures that circulate, with how far each could be traced; and one beside the client's own, where that is fair."""

import numpy as np

from cxresearch.plots.drawing.forest import Row, forest
from cxresearch.plots.drawing.layout import lay_out_rows
from cxresearch.plots.drawing.page import Column, Key, Page
from cxresearch.plots.drawing.strokes import hidden_row, joint, measured, point, sure, whisker
from cxresearch.plots.drawing.style import BLUE, Mark
from cxresearch.stats.loyalty.benchmarks import ClaimComparison, PublishedClaims
from cxresearch.wording import plural, say

__all__ = ["PICTURES", "plot_claims", "plot_claim_comparison"]

_PUBLISHED = Mark("#D9D9D9", "D")
_OWN = Mark(BLUE, "o")


def plot_claims(result: PublishedClaims, *, ax=None, rows: int | None = None, title: str | None = None):
    """A row a claim, its figure with the interval that its base allows, and how far it could be traced."""
    table = result.table
    traced = int((table.traced == "primary source").sum())
    ax, _ = forest(
        [
            Row(str(row.claim), row.estimate, row.ci_low, row.ci_high, row.traced == "primary source")
            for row in table.itertuples()
        ],
        title=title
        or say(
            "Of {published_figures} {traced} could be traced to a primary source",
            published_figures=plural(len(table), "published figure"),
            traced=traced,
        ),
        ax=ax,
        limit=rows,
        columns=[
            Column(say("Figure"), [_cell(row.estimate, row.ci_low, row.ci_high) for row in table.itertuples()]),
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
    return ax


def plot_claim_comparison(result: ClaimComparison, *, ax=None, rows: int | None = None, title: str | None = None):
    """The client's figure and the published one on one line; nothing is drawn side by side that is not comparable."""
    table = result.table

    def build(shown: int) -> Page:
        part = list(table.head(shown).itertuples())
        return Page(
            title=title or _finding(result),
            labels=[f"{row.label} / {row.claim}" for row in part],
            columns=[
                Column(say("Difference"), [_cell(row.estimate, row.ci_low, row.ci_high) for row in part]),
                Column(say("Verdict"), [say(row.verdict) for row in part]),
            ],
            keys=[Key(say("Own figure"), _OWN), Key(say("Published figure"), _PUBLISHED)] if result.comparable else [],
            footer=[say("Bars and brackets: {sure}.", sure=sure(result.confidence))]
            if result.comparable
            else [*result.reasons],
            x_label=say("Figure") if result.comparable else "",
            thickness=1.4,
        )

    _, ax, _, kind = lay_out_rows(build, len(table), ax, rows=rows)
    for at, row in enumerate(table.itertuples()):
        if at >= len(ax.get_yticks()):
            break
        if not result.comparable or not (np.isfinite(row.own) and np.isfinite(row.benchmark)):
            hidden_row(ax, at, kind, say("not comparable"))
            continue
        joint(ax, row.benchmark, row.own, at, kind)
        whisker(ax, row.benchmark_ci_low, row.benchmark_ci_high, at - 0.12, "#8A8A8A", kind)
        point(ax, row.benchmark, at - 0.12, _PUBLISHED, kind, label=f"published, row {at}")
        whisker(ax, row.own_ci_low, row.own_ci_high, at + 0.12, _OWN.colour, kind)
        point(ax, row.own, at + 0.12, _OWN, kind, label=f"own, row {at}")
    if not result.comparable:
        ax.set_xticks([])
    ax.margins(x=0.08)
    return ax


PICTURES = {PublishedClaims: plot_claims, ClaimComparison: plot_claim_comparison}


def _cell(value: float, low: float, high: float) -> str:
    return measured(value, low, high, digits=2 if abs(value) < 1 else 0)


def _finding(result: ClaimComparison) -> str:
    table = result.table
    if not result.comparable:
        return say("Not comparable with the published figure")
    if len(table) == 1:
        row = table.iloc[0]
        own, theirs = _cell(row.own, np.nan, np.nan), _cell(row.benchmark, np.nan, np.nan)
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
