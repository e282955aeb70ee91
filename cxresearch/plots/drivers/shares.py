"""What goes with loyalty: each driver's part of it, how sure that part is, and whether luck would do as well."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.chart import Rows, chart
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import between, figure, percent, sure, whisker
from cxresearch.plots.drawing.style import BLUE, INK, PALE, VERMILLION, Mark, paint
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.drivers.loyalty_drivers import LoyaltyDrivers
from cxresearch.wording import capital, largest_first, noun, say

__all__ = ["plot_drivers"]


@chart
def plot_drivers(result: LoyaltyDrivers) -> Rows:
    """A bar a driver: its part of the variation explained, with the interval; pale where luck would do as well."""
    table = result.table
    table = table.iloc[largest_first(table.estimate, table.label, digits=3)].reset_index(drop=True)
    tested = bool(np.isfinite(table.ci_low).any())
    strong = table.beats_random.tolist() if tested else [True] * len(table)
    line = getattr(result, "random_part", np.nan)
    columns = [Column(say("Share of what is explained"), [_share(row) for row in table.itertuples()], strong)]
    if table.stated_importance.notna().any():
        told = [
            say("{value} of 100", value=figure(value)) if np.isfinite(value) else "–"
            for value in table.stated_importance
        ]
        columns.append(Column(say("Called important"), told))

    def bars(ax, _, kind, kept: list[int]) -> None:
        for at, row in enumerate(table.iloc[kept].itertuples()):
            colour = BLUE if strong[at] else PALE
            ax.barh(at, 100 * row.estimate, height=0.56, color=colour, zorder=2, gid=f"driver, row {at}")
            whisker(ax, 100 * row.ci_low, 100 * row.ci_high, at, INK, kind)
        if np.isfinite(line):
            ax.axvline(100 * line, color=paint(VERMILLION), linewidth=kind.line, linestyle=(0, (4, 2)), zorder=3.5,
                       gid="random")  # fmt: skip
        ax.set_xlim(left=0)

    return Rows(
        bars, _driver_finding(result, table, tested), table.label.astype(str).tolist(), columns=columns,
        keys=lambda kept: _driver_keys([strong[at] for at in kept], tested, np.isfinite(line)),
        footer=[_driver_footer(result, table, tested)],
        x_label=say("Part of the variation in {outcome} (%)", outcome=topic_words(result.outcome)), thickness=1.3,
        what=noun("drivers"), order=say("largest first"),
    )  # fmt: skip


def _share(row) -> str:
    return f"{percent(100 * row.share)} {between(100 * row.share_ci_low, 100 * row.share_ci_high)}".strip()


def _driver_keys(strong: list[bool], tested: bool, line: bool) -> list[Key]:
    keys = []
    if tested and any(strong):
        keys.append(Key(say("More than a random variable"), Mark(BLUE, "")))
    if tested and not all(strong):
        keys.append(Key(say("No more than a random variable"), Mark(PALE, "")))
    if line:
        keys.append(Key(say("What a random variable reaches"), Mark(VERMILLION, "-")))
    return keys


def _driver_footer(result: LoyaltyDrivers, table: pd.DataFrame, tested: bool) -> str:
    bounds = between(100 * result.r_squared_ci_low, 100 * result.r_squared_ci_high)
    said = [say("Base: {base}.", base=n_words(result.audience, [table.n.iloc[0]]))]
    if tested:
        said.append(say("Bars and brackets: {sure}.", sure=sure(result.confidence)))
    share = f"{percent(100 * result.r_squared)} {bounds}".rstrip()
    said.append(say("All together: {share} of the variation.", share=share))
    said.append(say("What goes together need not be cause and effect."))
    return " ".join(said)


def _driver_finding(result: LoyaltyDrivers, table: pd.DataFrame, tested: bool) -> str:
    strong = table[table.beats_random] if tested else table
    if not len(strong):
        return say("No single driver explains more than a random variable would")
    first = strong.iloc[0]
    names = [topic_words(str(label)) for label in strong.label.head(2)]
    outcome = topic_words(result.outcome)
    meets = len(strong) > 1 and not strong.share_ci_low.iloc[0] > strong.share_ci_high.iloc[1]
    if tested and meets:
        return capital(
            say(
                "{names} and {names_2} go most with {outcome}; their intervals overlap",
                names=names[0],
                names_2=names[1],
                outcome=outcome,
            )
        )
    return capital(
        say(
            "{names} goes most with {outcome}: {percent} of what is explained",
            names=names[0],
            outcome=outcome,
            percent=percent(100 * first.share),
        )
    )
