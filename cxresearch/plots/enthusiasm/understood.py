"""What works across, what is understood up: a cross of both intervals for each topic, and four named quarters."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.layout import lay_out
from cxresearch.plots.drawing.names import corners, cross, with_air, write_names
from cxresearch.plots.drawing.page import Key, Page
from cxresearch.plots.drawing.strokes import sure
from cxresearch.plots.drawing.style import ACCENT, BLUE, INK, Mark, paint
from cxresearch.stats.bases.naming import people, topic_in_sentence
from cxresearch.stats.enthusiasm.understood import FINE, QUARTERS, Understanding
from cxresearch.wording import listed, number, say

__all__ = ["plot_understanding"]


def plot_understanding(result: Understanding, *, ax=None, title: str | None = None):
    """How it works across, how it is understood up, both as those outside say, with their intervals."""
    known = result.table[result.table.works.notna() & result.table.estimate.notna()]
    blind, placed = known.verdict == FINE, known.quadrant != QUARTERS[4]
    page = Page(
        title=title or _finding(result), keys=_keys(blind, placed),
        footer=[
            say(
                "Base: {base}. Bars: {sure}. Lines: the middle of the scale ({middle}). Open marks: which side of it "
                "is not told.",
                base=n_words(result.outside, [*known.n, *known.n_works]) if len(known) else people(result.outside),
                sure=sure(result.confidence), middle=number(result.middle),
            )
        ],
        x_label=say("It works: experience as {who} rate it (0-100)", who=people(result.outside)),
        y_label=say("It is understood: as {who} say (0-100)", who=people(result.outside)),
        height=5.6 if len(known) else 0.8,
    )  # fmt: skip
    ax, _, kind = lay_out(page, ax)
    ax.grid(False)
    ax.set_xlim(_limits(known[["works_ci_low", "works_ci_high", "works"]], result.middle))
    ax.set_ylim(_limits(known[["ci_low", "ci_high", "estimate"]], result.middle))
    cross(ax, result.middle, result.middle, kind)
    quarters = corners(ax, kind, *(say(QUARTERS[at]) for at in (2, 0, 3, 1)))
    bars = []
    for row in known.itertuples():
        colour = paint(ACCENT) if row.verdict == FINE else paint(BLUE)
        for xs, ys in (
            ([row.works_ci_low, row.works_ci_high], [row.estimate] * 2),
            ([row.works] * 2, [row.ci_low, row.ci_high]),
        ):
            bars.append(np.column_stack([xs, ys]))
            ax.plot(xs, ys, color=colour, linewidth=kind.line, zorder=3)
        ax.plot(
            [row.works], [row.estimate], marker="o", markersize=kind.mark, markeredgecolor=INK, zorder=4,
            markerfacecolor="#FFFFFF" if row.quadrant == QUARTERS[4] else colour, markeredgewidth=0.1 * kind.mark,
            gid=f"topic {row.topic}",
        )  # fmt: skip
    write_names(ax, known.works, known.estimate, known.topic.astype(str).tolist(), kind, strong=blind.tolist(),
                clear=[*quarters, *bars])  # fmt: skip
    return ax


def _limits(values: pd.DataFrame, middle: float) -> tuple[float, float]:
    return with_air([*values.to_numpy(float).ravel(), middle - 10, middle + 10], 0.15)


def _keys(blind, placed) -> list[Key]:
    keys = [Key(say("Fine inside, not understood outside"), Mark(paint(ACCENT), "o"))] if blind.any() else []
    if (placed & ~blind).any():
        keys.append(Key(say("On a side"), Mark(paint(BLUE), "o")))
    return keys + ([Key(say("Undecided"), Mark("#FFFFFF", "o"))] if not placed.all() else [])


def _finding(result: Understanding) -> str:
    blind = result.table[result.table.verdict == FINE].sort_values("estimate", kind="stable")
    if not len(blind):
        return say("Nothing that is fine inside is shown not to be understood by {who}", who=people(result.outside))
    names = [topic_in_sentence(str(topic)) for topic in blind.topic.head(3)]
    if len(blind) > 3:
        these = say("{names} and {more} more", names=", ".join(names), more=len(blind) - 3)
    else:
        these = listed(names)
    return say("Fine inside, not understood by {who}: {topics}", who=people(result.outside), topics=these)
