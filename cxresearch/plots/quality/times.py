"""How long people took, a box an audience on a logarithmic axis: the middle half, the median, and nobody's own time."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.letters import wrapped
from cxresearch.plots.drawing.records import records
from cxresearch.plots.drawing.style import INK, PALE, QUIET, RULE, marks_of
from cxresearch.stats.bases.naming import as_heading
from cxresearch.wording import count, number, say

__all__ = ["times_chart", "times_notes"]

_TICKS = (5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 4 * 3600, 24 * 3600, 72 * 3600)


def times_chart(table: pd.DataFrame, ax, *, room: float, size: float) -> None:
    """Draw the boxes into Axes.

    Parameters
    ----------
    table : DataFrame
        ``Quality.times``.
    room : float
        Inches for the labels left of the Axes.
    size : float
        Of the letters, in points.
    """
    rows = records(table)
    marks = marks_of(table.audience)
    ax.set_xscale("log")
    ax.set_ylim(len(rows) - 0.5, -0.5)
    values = table[["p10", "q1", "median", "q3", "p90", "ci_low", "ci_high"]].to_numpy(float)
    known = values[np.isfinite(values)]
    low, high = (known.min() / 1.25, known.max() * 1.25) if len(known) else (60.0, 600.0)
    ax.set_xlim(low, high)
    for at, row in enumerate(rows):
        if not np.isfinite(row.median):
            ax.text(
                0.5, at, say("hidden (small group)") if not row.n >= 10 else say("no number"), ha="center", va="center",
                transform=ax.get_yaxis_transform(), fontsize=size, color=QUIET, style="italic", gid="hidden",
            )  # fmt: skip
            continue
        ax.hlines(at, row.p10, row.p90, color=QUIET, linewidth=1.2, zorder=2, gid="tails")
        ax.barh(at, row.q3 - row.q1, left=row.q1, height=0.5, color=marks[row.audience].colour, alpha=0.75, zorder=3,
                edgecolor="none", gid=f"box, row {at}")  # fmt: skip
        ax.hlines(at, row.ci_low, row.ci_high, color=INK, linewidth=3.5, zorder=4, gid="interval")
        ax.vlines(row.median, at - 0.34, at + 0.34, color=INK, linewidth=2, zorder=5, gid="median")
    names = [f"{as_heading(row.audience) if row.audience else say('All')} ({_base(row.n)})" for row in rows]
    ax.set_yticks(range(len(rows)), ["\n".join(wrapped(name, room, size=size)) for name in names])
    ticks = _ticks(low, high)
    ax.set_xticks(ticks, [_in_minutes(tick) for tick in ticks])
    ax.set_xticks([], minor=True)
    ax.tick_params(axis="both", length=0, labelsize=size, colors=QUIET)
    ax.tick_params(axis="y", labelcolor=INK)
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    for side, spine in ax.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(PALE)
    for label in ax.get_yticklabels():
        label.set_parse_math(False)


def times_notes(table: pd.DataFrame) -> list[str]:
    """What the strokes are; the interval is that of `times_taken`."""
    told = say("Box: middle half; black: median, 95% interval; line: 10th to 90th of 100.")
    hidden = table[["p10", "median"]].isna().any(axis=None)
    return [told, *([say("Hidden: where fewer than five employees lie beyond.")] if hidden else [])]


def _base(n: float) -> str:
    return count(n) if np.isfinite(n) else say("hidden")


def _ticks(low: float, high: float) -> Sequence[float]:
    """Four or so round times within the axis."""
    inside = [tick for tick in _TICKS if low <= tick <= high]
    if len(inside) < 2:
        step = 10.0 ** np.floor(np.log10(high - low))
        inside = [tick for tick in np.arange(np.ceil(low / step), high / step + 1e-9) * step][:6]
    return inside[:: max(1, -(-len(inside) // 5))]


def _in_minutes(seconds: float) -> str:
    if seconds < 60:
        return say("{n} s", n=number(seconds))
    if seconds < 7200:
        return say("{n} min", n=number(seconds / 60, digits=int(seconds % 60 > 0)))
    return say("{n} h", n=number(seconds / 3600, digits=int(seconds % 3600 > 0)))
