"""A page that nothing falls off: its own sheet grows with its rows; on a given one the type shrinks until all fits.

On a sheet of fixed size (a projector, a slide, somebody's Axes) rows are left to the table before the type becomes too
small to read, and the footer says so.
"""

from collections.abc import Callable

from cxresearch.errors import OptionError
from cxresearch.plots.measuring import chart_height, shrunk
from cxresearch.plots.page import Page
from cxresearch.plots.style import new_axes, type_now
from cxresearch.plots.writing import set_down

__all__ = ["lay_out", "lay_out_rows"]

_READABLE = 0.7


def lay_out(page: Page, ax=None):
    """Put the words of a page around empty Axes.

    Parameters
    ----------
    page : Page
    ax : matplotlib Axes, optional
        Drawn into, within the place it has; a figure of its own by default.

    Returns
    -------
    ax : Axes, rows at y = 0, 1, ... from the top
    panel : Axes or None
    type : Type, the sizes that it came out at
    """
    kind, place = type_now(), None
    if ax is not None:
        place = _place_of(ax)
        # A place narrower than our own sheet wants smaller type from the start.
        kind = kind.scaled(min(1.0, (place[2] - place[0]) / kind.width))
    elif kind.height is not None:
        place = (0.0, 0.0, kind.width, kind.height)
    plan, _ = shrunk(page, kind, place)
    if place is None:
        place = (0.0, 0.0, kind.width, plan.above + plan.band + chart_height(page, plan) + plan.below)
    ax = new_axes(place[2], place[3]) if ax is None else ax
    return (*set_down(page, plan, ax, place), plan.type)


def lay_out_rows(build: Callable[[int], Page], total: int, ax=None, *, rows: int | None = None):
    """Lay out a page of as many rows as can be read on the sheet.

    Parameters
    ----------
    build : callable
        Makes the page of the first so many rows.
    total : int
        How many rows there are.
    rows : int, optional
        How many must stand there, however small.

    Returns
    -------
    shown : int, and what `lay_out` returns
    """
    if rows is not None:
        if rows < 1:
            raise OptionError(f"rows is how many rows to show, 1 or more; got {rows!r}.")
        shown = min(rows, total)
        return (shown, *lay_out(build(shown), ax))
    kind = type_now()
    shown = min(total, kind.most_rows)
    place = _place_of(ax) if ax is not None else (0.0, 0.0, kind.width, kind.height) if kind.height else None
    if place is not None:
        while shown > 1 and shrunk(build(shown), kind, place)[1] < _READABLE:
            shown -= 1
    return (shown, *lay_out(build(shown), ax))


def _place_of(ax) -> tuple[float, float, float, float]:
    """Where given Axes may write, in inches: the whole figure if they are alone in it, else the place they have."""
    from matplotlib.axes import Axes

    if not isinstance(ax, Axes):
        raise OptionError(f"ax is a matplotlib Axes to draw into; got {type(ax).__name__}. Leave it out for a new one.")
    if getattr(ax, "name", "") != "rectilinear":
        raise OptionError(f"ax must have ordinary axes; got a {ax.name} projection. Leave it out for a new one.")
    if ax.has_data() or ax.texts:
        raise OptionError("ax holds a picture already. Clear it first with ax.clear(), or leave it out for a new one.")
    figure = ax.figure
    wide, high = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    if len(figure.axes) == 1:
        return 0.0, 0.0, wide, high
    box = ax.get_position(original=True)
    return box.x0 * wide, box.y0 * high, box.x1 * wide, box.y1 * high
