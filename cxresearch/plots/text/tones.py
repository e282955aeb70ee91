"""How praise and blame are drawn: blame to the left of zero, praise to the right, what is neither set apart.

Both sides start at one line, so that each can be compared across rows; that is why what is neutral does not lie
between them.
"""

import math
from collections.abc import Callable

from cxresearch.plots.drawing.page import Key
from cxresearch.plots.drawing.strokes import between, percent
from cxresearch.plots.drawing.style import BLUE, INK, VERMILLION, Mark, Type
from cxresearch.wording import say, steady, told

__all__ = ["NEUTRAL", "TONES", "bars", "reach", "tone_cell", "tone_keys"]

TONES = (told("negative"), told("neutral"), told("positive"))
NEUTRAL = "#B8B8B8"
_SIDES = (("negative", VERMILLION, -1.0), ("positive", BLUE, 1.0))
_HEIGHT = 0.56


def tone_keys() -> tuple[Key, Key]:
    """What the two sides are."""
    return (
        Key(say("Negative (to the left)"), Mark(VERMILLION, "")), Key(say("Positive (to the right)"), Mark(BLUE, "")),
    )  # fmt: skip


def bars(ax, y: float, row, kind: Type, *, place: Callable[[float], float] = float, name: str = ""):
    """The two bars of a row with the ends of their intervals; ``place`` takes percent to the Axes' own units.

    ``row`` holds (estimate, low, high) in percent under ``negative`` and ``positive``.
    """
    for tone, colour, side in _SIDES:
        estimate, low, high = row[tone]
        if not math.isfinite(estimate):
            continue
        start = place(0.0)
        ax.barh(
            y, place(side * estimate) - start, left=start, height=_HEIGHT, color=colour, edgecolor="none", zorder=2,
            gid=f"{tone}, row {name or y}",
        )  # fmt: skip
        interval(ax, place(side * low), place(side * high), y, kind)


def interval(ax, low: float, high: float, y: float, kind: Type):
    """A bar's interval: a dark line with a pale rim, so that it shows on the bar and beside it."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return
    for colour, width, zorder in (("white", 2.6, 3), (INK, 1.0, 3.1)):
        ax.plot(
            [low, high], [y, y], color=colour, linewidth=width * kind.line, solid_capstyle="butt", zorder=zorder,
            gid="interval" if colour == INK else "rim", marker="|", markeredgewidth=width * kind.line * 0.8,
            markersize=(0.75 if colour == INK else 0.95) * kind.mark,
        )  # fmt: skip


def reach(highs, *, least: float = 20.0) -> float:
    """How far an axis goes to hold some percentages, in tens, at most 100."""
    known = [high for high in highs if math.isfinite(high)]
    return min(100.0, max(least, 10 * math.ceil(steady(float(max(known, default=0.0)) + 1) / 10)))


def tone_cell(estimate: float, low: float, high: float) -> str:
    """A share with its interval in two lines, a dash where there is none.

    >>> tone_cell(36.2, 33.9, 38.4).split("\\n"), tone_cell(float("nan"), 0, 1)
    (['36%', '(34 to 38)'], '–')
    """
    return f"{percent(estimate)}\n{between(low, high)}".strip() if math.isfinite(estimate) else "–"
