"""Names beside points, none on top of another: near its point where there is room, on a thin leash where not."""

from collections.abc import Sequence

import numpy as np

from cxresearch.plots.drawing.letters import LINE, legible, text_width
from cxresearch.plots.drawing.style import INK, QUIET, Type

__all__ = ["write_names"]

_WAYS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
_STEPS = (1.0, 1.9, 3.0, 4.4, 6.0, 8.0, 10.5, 13.5)


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
    clear : list of artists, optional
        Texts and lines that names keep away from.
    """
    points = ax.transData.transform(np.column_stack([np.asarray(xs, float), np.asarray(ys, float)]))
    dot, dpi = kind.mark * ax.figure.dpi / 72, ax.figure.dpi
    frame = ax.get_window_extent()
    taken = [(x - dot / 2, y - dot / 2, x + dot / 2, y + dot / 2) for x, y in points]
    taken += [box for artist in clear for box in _boxes(artist, ax)]
    # Crowded points choose first: they have the fewest free places.
    crowd = [np.sum(np.hypot(*(points - point).T) < 12 * dot) for point in points]
    for at in sorted(range(len(names)), key=lambda at: -crowd[at]):
        bold = bool(strong) and bool(strong[at])
        text = legible(names[at])
        size = text_width(text, kind.small, bold) * dpi, LINE * kind.small * dpi / 72
        box, step = _free_place(points[at], size, dot, taken, frame)
        taken.append(box)
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        place = ax.transAxes.inverted().transform(middle)
        ax.text(
            *place, text, transform=ax.transAxes, ha="center", va="center", fontsize=kind.small,
            fontweight="bold" if bold else "normal", color=INK, zorder=6, gid="name", path_effects=_halo(kind),
        )  # fmt: skip
        if step > 1:
            near = np.clip(points[at], (box[0], box[1]), (box[2], box[3]))
            start, end = ax.transAxes.inverted().transform([points[at], near])
            ax.plot(
                [start[0], end[0]], [start[1], end[1]], transform=ax.transAxes, color=QUIET, linewidth=0.35 * kind.line,
                zorder=2.5, gid="leash",
            )  # fmt: skip


def _halo(kind: Type) -> list:
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=0.2 * kind.small, foreground="white")]


def _boxes(artist, ax):
    """The places of a text, or of a line in short pieces."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    if hasattr(artist, "get_text"):
        box = artist.get_window_extent(FigureCanvasAgg(artist.get_figure(root=True)).get_renderer())
        return [(box.x0, box.y0, box.x1, box.y1)]
    ends = ax.transData.transform(np.column_stack(artist.get_data()))
    between = ends[0] + np.linspace(0, 1, 120)[:, None] * (ends[-1] - ends[0])
    return [(x - 2, y - 2, x + 2, y + 2) for x, y in between]


def _free_place(point, size, dot: float, taken, frame):
    """The nearest box that touches nothing, else the one that touches least; and how far out it is."""
    best, least, far = None, np.inf, 1.0
    for step in _STEPS:
        for way_x, way_y in _WAYS:
            x = point[0] + way_x * (dot * 0.75 * step + size[0] / 2)
            y = point[1] + way_y * (dot * 0.75 * step + size[1] / 2)
            box = (x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2)
            outside = max(frame.x0 - box[0], box[2] - frame.x1, frame.y0 - box[1], box[3] - frame.y1, 0)
            touched = sum(_shared(box, other) for other in taken) + 1e6 * outside
            if touched == 0:
                return box, step
            if touched < least:
                best, least, far = box, touched, step
    return best, far


def _shared(one, other) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0
