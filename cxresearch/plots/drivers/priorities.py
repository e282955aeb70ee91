"""Importance against performance: four quarters, and a cloud for each driver instead of a point that pretends."""

import pandas as pd

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.layout import lay_out
from cxresearch.plots.drawing.names import corners, cross, with_air, write_names
from cxresearch.plots.drawing.page import Key, Page
from cxresearch.plots.drawing.style import BLUE, INK, Mark, paint, shades
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.drivers.priorities import Priorities
from cxresearch.wording import capital, largest_first, listed, plural, say

__all__ = ["plot_priorities"]


def plot_priorities(result: Priorities, *, ax=None, title: str | None = None):
    """Performance across, importance up; each driver with the cloud of its bootstrap draws, and four named quarters."""
    table = result.table
    page = Page(
        title=title or _priority_finding(table),
        keys=_priority_keys(table),
        footer=[
            say(
                "Base: {audience}. Clouds: where each driver falls in bootstrap samples. The quarters meet at the "
                "average driver, so some are always below it; importance is what goes with {outcome}.",
                audience=n_words(result.audience, [table.n.iloc[0]]),
                outcome=topic_words(result.outcome),
            )
        ],
        x_label=say("Performance (mean, 0-100)"),
        y_label=say("Importance: part of the variation in {outcome} (%)", outcome=topic_words(result.outcome)),
        height=5.2,
    )
    ax, _, kind = lay_out(page, ax)
    ax.grid(False)
    importance, performance = (100 * result.cross[0], result.cross[1])
    cloud = result.draws
    ax.set_xlim(with_air([*table.performance, *cloud.performance], 0.1))
    low, high = with_air([*100 * table.importance, *100 * cloud.importance], 0.1)
    # Parts of what is explained are never negative.
    ax.set_ylim(max(low, -0.1 * high), high)
    ax.plot(
        cloud.performance, 100 * cloud.importance, linestyle="none", marker="o", markersize=0.28 * kind.mark,
        color=paint(BLUE), alpha=0.12, markeredgewidth=0, zorder=1.5, rasterized=True, gid="cloud",
    )  # fmt: skip
    cross(ax, performance, importance, kind)
    quarters = corners(ax, kind, say("concentrate here"), say("keep up"), say("low priority"), say("possible overkill"))
    for row in table.itertuples():
        ax.plot(
            [row.performance], [100 * row.importance], marker="o", markersize=kind.mark, markeredgecolor=INK,
            markerfacecolor=_fill(row.verdict), markeredgewidth=0.1 * kind.mark, zorder=4, gid=f"driver {row.label}",
        )  # fmt: skip
    write_names(
        ax, table.performance, 100 * table.importance, table.label.astype(str).tolist(), kind,
        strong=(table.verdict == "settled").tolist(), clear=quarters,
    )  # fmt: skip
    return ax


def _fill(verdict: str) -> str:
    return paint(BLUE) if verdict == "settled" else shades(BLUE, 3)[1] if verdict == "leaning" else "#FFFFFF"


def _priority_keys(table: pd.DataFrame) -> list[Key]:
    words = {
        "settled": say("In this quarter in 90% of samples or more"),
        "leaning": say("In 70% or more"),
        "open": say("In fewer than 70%"),
    }
    return [Key(text, Mark(_fill(verdict), "o")) for verdict, text in words.items() if (table.verdict == verdict).any()]


def _priority_finding(table: pd.DataFrame) -> str:
    urgent = table[(table.quadrant == "concentrate here") & (table.verdict == "settled")]
    urgent = urgent.iloc[largest_first(urgent.importance, urgent.label, digits=3)]
    if len(urgent):
        names = [topic_words(str(label)) for label in urgent.label.head(3)]
        these = listed(names)
        if len(urgent) > 3:
            these = say("{names} and {more} more", names=these, more=len(urgent) - 3)
        return capital(
            say(
                "{these} matters more than average and is done less well"
                if len(urgent) == 1
                else "{these} matter more than average and are done less well",
                these=these,
            )
        )
    unsettled = int((table.verdict != "settled").sum())
    if unsettled:
        return say(
            "Of {drivers} {unsettled} lie in one quarter in fewer than 90% of samples; none is settled as urgent",
            drivers=plural(len(table), "driver"),
            unsettled=unsettled,
        )
    return say("No driver matters more than the average and is done less well")
