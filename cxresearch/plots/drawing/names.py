"""Names beside points, none on top of another: near its point where there is room, on a thin leash where not."""

from collections.abc import Sequence

import numpy as np

from cxresearch.plots.drawing.letters import LINE, text_width, wrapped
from cxresearch.plots.drawing.style import INK, QUIET, Type

__all__ = ["corners", "cross", "with_air", "write_names"]

# The eight sides of a point, at growing distances, the nearest first.
_SIDES = np.array([(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)], dtype=float)
# Of the width of the axis: a longer name is set in lines.
_WIDEST = 0.4
_STEPS = np.array([1.0, 1.9, 3.0, 4.4, 6.0, 8.0, 10.5, 13.5])


def write_names(
    ax, xs, ys, names: Sequence[str], kind: Type, *, strong: Sequence[bool] = (), clear: Sequence = ()
) -> None:
    """Write a name beside each point.

    Parameters
    ----------
    ax : Axes whose limits are set for good.
    xs, ys : arrays of points in data units.
    names : list of str
    strong : list of bool, optional
        Names in bold.
    clear : list, optional
        What names keep away from: texts, and lines as the two points of their ends, in data units.
    """
    points = ax.transData.transform(np.column_stack([np.asarray(xs, float), np.asarray(ys, float)]))
    dot, dpi = kind.mark * ax.figure.dpi / 72, ax.figure.dpi
    frame = ax.get_window_extent().extents
    taken = np.vstack([np.hstack([points - dot / 2, points + dot / 2]), *(_boxes(each, ax) for each in clear)])
    # Crowded points choose first: they have the fewest free places.
    crowd = [np.sum(np.hypot(*(points - point).T) < 12 * dot) for point in points]
    for at in sorted(range(len(names)), key=lambda at: -crowd[at]):
        bold = bool(strong) and bool(strong[at])
        lines = wrapped(names[at], _WIDEST * (frame[2] - frame[0]) / dpi, size=kind.small, bold=bold)
        text = "\n".join(lines)
        width = max(text_width(line, kind.small, bold) for line in lines)
        size = np.array([width * dpi, LINE * kind.small * len(lines) * dpi / 72])
        box, step = _free_place(points[at], size, dot, taken, frame)
        taken = np.vstack([taken, box])
        place = ax.transAxes.inverted().transform((box[:2] + box[2:]) / 2)
        ax.text(
            *place, text, transform=ax.transAxes, ha="center", va="center", fontsize=kind.small,
            fontweight="bold" if bold else "normal", color=INK, zorder=6, gid="name", path_effects=_halo(kind),
        )  # fmt: skip
        if step > 1:
            near = np.clip(points[at], box[:2], box[2:])
            start, end = ax.transAxes.inverted().transform([points[at], near])
            ax.plot(
                [start[0], end[0]], [start[1], end[1]], transform=ax.transAxes, color=QUIET, linewidth=0.35 * kind.line,
                zorder=2.5, gid="leash",
            )  # fmt: skip


def corners(ax, kind: Type, *texts: str) -> list:
    """Names of the quarters of a picture: left above, right above, left below, right below; "" for none."""
    places = ((0.01, 0.985, "left", "top"), (0.99, 0.985, "right", "top"), (0.01, 0.015, "left", "bottom"),
              (0.99, 0.015, "right", "bottom"))  # fmt: skip
    return [
        ax.text(x, y, text.upper(), transform=ax.transAxes, ha=ha, va=va, fontsize=kind.small, color=QUIET,
                fontweight="bold", gid="quarter")
        for (x, y, ha, va), text in zip(places, texts, strict=True) if text
    ]  # fmt: skip


def cross(ax, x: float, y: float, kind: Type) -> None:
    """The lines between the quarters of a picture."""
    for line, at in ((ax.axvline, x), (ax.axhline, y)):
        line(at, color=QUIET, linewidth=0.7 * kind.line, zorder=2, gid="middle")


def with_air(values, share: float, least: float = 1.0) -> tuple[float, float]:
    """The ends of an axis: those of the values and a share of their span more; ``least`` where all are equal."""
    low, high = np.nanmin(values), np.nanmax(values)
    air = share * (high - low) or least
    return low - air, high + air


def _halo(kind: Type) -> list:
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=0.2 * kind.small, foreground="white")]


def _boxes(thing, ax) -> np.ndarray:
    """The place of a text, or of a line in short pieces; (n, 4) left, bottom, right, top."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    if hasattr(thing, "get_text"):
        renderer = FigureCanvasAgg(thing.get_figure(root=True)).get_renderer()
        return thing.get_window_extent(renderer).extents[None]
    ends = ax.transData.transform(np.asarray(thing, float))
    pieces = 2 + int(np.hypot(*(ends[-1] - ends[0])) / 4)
    between = ends[0] + np.linspace(0, 1, pieces)[:, None] * (ends[-1] - ends[0])
    return np.hstack([between - 2, between + 2])


def _free_place(point, size, dot: float, taken, frame):
    """The nearest box that touches nothing, else the one that touches least; and how far out it is."""
    middles = point + (_SIDES * (dot * 0.75 * _STEPS[:, None, None] + size / 2)).reshape(-1, 2)
    boxes = np.hstack([middles - size / 2, middles + size / 2])
    shared = np.minimum(boxes[:, None, 2:], taken[:, 2:]) - np.maximum(boxes[:, None, :2], taken[:, :2])
    touched = np.where((shared > 0).all(-1), shared.prod(-1), 0.0).sum(1)
    outside = np.hstack([frame[:2] - boxes[:, :2], boxes[:, 2:] - frame[2:]]).max(1).clip(min=0)
    best = int(np.argmin(touched + 1e6 * outside))
    return boxes[best], _STEPS[best // len(_SIDES)]
