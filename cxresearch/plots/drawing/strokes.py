"""The few strokes that all pictures are made of, and numbers as they stand beside them."""

import math
from collections.abc import Callable, Iterable, Sequence

from cxresearch.plots.drawing.letters import text_width, wrapped
from cxresearch.plots.drawing.style import INK, PALE, QUIET, Mark, Type, on_colour, paint
from cxresearch.speaking import Forms
from cxresearch.wording import interval, noun, number, percent_sure, say, steady

__all__ = [
    "CHANGE",
    "INTERVAL",
    "between",
    "cells",
    "changed",
    "figure",
    "hidden_row",
    "high_of",
    "in_piece",
    "in_unit",
    "joint",
    "measured",
    "percent",
    "percents",
    "point",
    "row_height",
    "share_cell",
    "signed",
    "sure",
    "whisker",
    "wide",
    "with_unit",
    "zero_line",
]

# Where an estimate, and a change, stand in a table with their bounds.
INTERVAL, CHANGE = ("estimate", "ci_low", "ci_high"), ("change", "change_ci_low", "change_ci_high")


def figure(value: float, *, digits: int = 0) -> str:
    """A number with a true minus sign.

    >>> figure(-12.4), figure(0.31, digits=2)
    ('−12', '0.31')
    """
    return number(value, digits=digits).replace("-", "−")


def signed(value: float, *, digits: int = 0) -> str:
    """A difference with its sign, zero without.

    >>> signed(31.2), signed(-4), signed(0.2)
    ('+31', '−4', '0')
    """
    text = figure(value, digits=digits)
    return f"+{text}" if round(steady(float(value)), digits) > 0 else text


def percent(value: float, *, digits: int = 0) -> str:
    """A share with its sign.

    >>> percent(31.2)
    '31%'
    """
    return f"{figure(value, digits=digits)}{say('%')}"


def percents(values: Iterable[float], absent: str = "") -> list[str]:
    """Shares as they stand beside rows.

    >>> percents([31.2, float("nan")])
    ['31%', 'hidden']
    """
    return [percent(value) if math.isfinite(value) else absent or say("hidden") for value in values]


def between(low: float, high: float, *, digits: int = 0) -> str:
    """Two bounds in brackets, or nothing where there are none.

    >>> between(24.1, 38.2), between(-3, 4), between(float("nan"), 1)
    ('(24 to 38)', '(−3 to 4)', '')
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f"({interval(low, high, digits=digits).replace('-', '−')})"


def measured(value: float, low: float, high: float, *, digits: int = 0) -> str:
    """A figure with its bounds behind it, a dash where there is none.

    >>> measured(31.4, 24.1, 38.2), measured(0.314, float("nan"), 1, digits=2), measured(float("nan"), 1, 2)
    ('31 (24 to 38)', '0.31', '–')
    """
    if not math.isfinite(value):
        return "–"
    return f"{figure(value, digits=digits)} {between(low, high, digits=digits)}".strip()


def changed(value: float, low: float, high: float, *, digits: int = 0) -> str:
    """A difference with its bounds behind it, a dash where there is none.

    >>> changed(4.2, 1, 7.4), changed(float("nan"), 1, 2)
    ('+4 (1 to 7)', '–')
    """
    return (
        f"{signed(value, digits=digits)} {between(low, high, digits=digits)}".strip() if math.isfinite(value) else "–"
    )


def share_cell(value: float, low: float, high: float, *, digits: int = 0) -> str:
    """A share with its bounds behind it, a dash where there is none.

    >>> share_cell(31.4, 24.1, 38.2)
    '31% (24 to 38)'
    """
    return f"{percent(value, digits=digits)} {between(low, high)}".strip() if math.isfinite(value) else "–"


def cells(table, write: Callable[..., str] = measured, *, digits: int = 0, of: Sequence[str] = INTERVAL) -> list[str]:
    """The figures of a table with their bounds, a row each."""
    return [write(*row, digits=digits) for row in table[[*of]].to_numpy(float)]


def with_unit(size: str, unit: str) -> str:
    """A size with what it is counted in.

    >>> with_unit("1", "points"), with_unit("0.4", "")
    ('1 point', '0.4')
    """
    return f"{size} {noun(unit.removesuffix('s') if size == '1' else unit)}" if unit else size


def in_unit(unit: str) -> str:
    """What something is counted in, after "in"."""
    found = noun(unit)
    return f"{found:dat}" if isinstance(found, Forms) else found


def sure(confidence: float) -> str:
    """What the bars in a picture are.

    >>> sure(0.95)
    '95% interval'
    """
    return say("{sure} interval", sure=percent_sure(confidence))


def point(ax, x: float, y: float, mark: Mark, kind: Type, *, label: str | None = None, size: float = 1.0):
    """One mark; nothing where the number does not exist."""
    if not math.isfinite(x):
        return None
    return ax.plot(
        [x], [y], linestyle="none", marker=mark.shape, markersize=kind.mark * size, markerfacecolor=mark.colour,
        markeredgecolor=INK, markeredgewidth=0.06 * kind.mark, zorder=4, clip_on=False, gid=label,
    )[0]  # fmt: skip


def whisker(ax, low: float, high: float, y: float, colour: str, kind: Type, *, width: float = 1.0, ends: bool = True):
    """An interval as a horizontal bar with ends; nothing where it does not exist."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return None
    colour = paint(colour)
    ax.plot(
        [low, high], [y, y], color=colour, linewidth=width * kind.line, solid_capstyle="butt", zorder=3, gid="interval",
        marker="|" if ends else None, markersize=0.7 * kind.mark, markeredgewidth=width * kind.line * 0.8,
    )  # fmt: skip
    return low, high


def joint(ax, start: float, end: float, y: float, kind: Type):
    """The quiet line between two marks of a row."""
    if math.isfinite(start) and math.isfinite(end):
        ax.plot(
            [start, end], [y, y], color=PALE, linewidth=2.6 * kind.line, solid_capstyle="butt", zorder=1.5, gid="joint"
        )


def zero_line(ax, at: float, kind: Type, colour: str = QUIET):
    """Where nothing would differ."""
    ax.axvline(at, color=colour, linewidth=0.7 * kind.line, zorder=1)


def hidden_row(ax, row: int, kind: Type, text: str | None = None):
    """Words in place of the marks of a row that must not be shown; in lines where the chart is narrower than they."""
    told, room = text or say("hidden (small group)"), wide(ax)
    size = kind.cell if text_width(told, kind.cell) <= room else kind.small
    ax.text(
        0.5, row, "\n".join(wrapped(told, room, size=size)), transform=ax.get_yaxis_transform(), ha="center",
        va="center", fontsize=size, color=QUIET,
        style="italic", gid="hidden", bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.15 * kind.cell},
    )  # fmt: skip


def wide(ax) -> float:
    """The width of Axes in inches."""
    return ax.get_position().width * ax.figure.bbox.width / ax.figure.dpi


def high_of(ax) -> float:
    """The height of Axes in inches."""
    return ax.get_position().height * ax.figure.bbox.height / ax.figure.dpi


def in_piece(ax, start: float, share: float, y: float, kind: Type, colour: str, *, text: str, size: float = 1.0):
    """A share within its piece of a bar, where the piece is wide enough for it; the others are left to the table."""
    low, high = ax.get_xlim()
    if text_width(text, size * kind.cell) < 0.95 * share / abs(high - low) * wide(ax):
        ax.text(
            start + share / 2, y, text, ha="center", va="center", fontsize=size * kind.cell, color=on_colour(colour),
            zorder=3, gid="share",
        )  # fmt: skip


def row_height(ax) -> float:
    """The height of the lowest row in points: how far marks may move before they leave it."""
    low, high = ax.transScale.transform([(0.5, -0.3), (0.5, 0.3)])[:, 1]
    bottom, top = ax.transScale.transform([(0.5, end) for end in ax.get_ylim()])[:, 1]
    return 72 * high_of(ax) * abs((high - low) / 0.6 / (top - bottom))
