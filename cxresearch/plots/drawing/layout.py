"""A page that nothing falls off: its own sheet grows with its rows; on a given one the type shrinks until all fits.

On a sheet of fixed size (a projector, a slide, somebody's Axes) rows are left to the table before the type becomes too
small to read, and the footer says so.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace

from cxresearch.errors import OptionError
from cxresearch.plots.drawing.measuring import chart_height, shrunk
from cxresearch.plots.drawing.page import Page
from cxresearch.plots.drawing.style import Type, new_axes, on_paper, type_now
from cxresearch.plots.drawing.writing import set_down
from cxresearch.wording import say

__all__ = ["Heading", "check_rows", "lay_out", "lay_out_rows", "only_the_heading"]

# How much smaller type may become before a row is left to the table; below so many points, less.
_READABLE, _TINY = (0.7, 0.9), 6.3
# Inches of chart where there is nothing to draw.
_EMPTY = 0.6
_only_the_heading: ContextVar[bool] = ContextVar("only_the_heading", default=False)


class Heading(Exception):
    """The heading of a picture, thrown where only it was asked for."""


@contextmanager
def only_the_heading() -> Iterator[None]:
    """Stop a drawing by :class:`Heading` when its words are known: a slide is headed as its picture, and has none."""
    token = _only_the_heading.set(True)
    try:
        yield
    finally:
        _only_the_heading.reset(token)


def _stopped(page: Page) -> Page:
    if _only_the_heading.get():
        raise Heading(page.title)
    return page


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
    place, kind = _sheet(ax)
    plan, _ = shrunk(_stopped(page), kind, place)
    if place is None:
        place = (0.0, 0.0, kind.width, plan.above + plan.band + chart_height(page, plan) + plan.below)
    ax = new_axes(place[2], place[3]) if ax is None else ax
    on_paper(ax.figure, place)
    return (*set_down(page, plan, ax, place), plan.type)


def check_rows(rows: int | None) -> None:
    """Refuse a number of rows that is none."""
    if rows is not None and rows < 1:
        raise OptionError(say("rows is how many rows to show, 1 or more; got {rows}.", rows=repr(rows)))


def lay_out_rows(
    build: Callable[[int], Page], total: int, ax=None, *, rows: int | None = None, most: int | None = None
):
    """Lay out a page of as many rows as can be read on the sheet.

    Parameters
    ----------
    build : callable
        Makes the page of the first so many rows.
    total : int
        How many rows there are.
    rows : int, optional
        How many must stand there, however small.
    most : int, optional
        How many at most, where ``rows`` is not told; what the sheet bears by default.

    Returns
    -------
    shown : int, and what `lay_out` returns
    """
    check_rows(rows)
    place, kind = _sheet(ax)
    shown = min(total, min(kind.most_rows, most or total) if rows is None else rows)
    if _only_the_heading.get():
        _stopped(build(min(shown, 1)))
    readable = min(max(_READABLE[0], _TINY / kind.small), _READABLE[1])
    while rows is None and place is not None and shown > 1 and shrunk(build(shown), kind, place)[1] < readable:
        shown -= 1
    page = build(shown)
    if not shown:
        page = replace(page, columns=(), keys=(), x_label="", panel=0.0, height=_EMPTY)
    ax, panel, kind = lay_out(page, ax)
    if not shown:
        ax.set_axis_off()
    return shown, ax, panel, kind


def _sheet(ax) -> tuple[tuple[float, float, float, float] | None, Type]:
    """Where to write, None for a sheet that grows with its rows, and the type to begin with."""
    kind = type_now()
    if ax is None:
        return ((0.0, 0.0, kind.width, kind.height) if kind.height else None), kind
    place = _place_of(ax)
    # A place narrower than our own sheet wants smaller type from the start.
    return place, kind.scaled(min(1.0, (place[2] - place[0]) / kind.width))


def _place_of(ax) -> tuple[float, float, float, float]:
    """Where given Axes may write, in inches: the whole figure if they are alone in it, else the place they have."""
    from matplotlib.axes import Axes

    if not isinstance(ax, Axes):
        raise OptionError(say(
            "ax is a matplotlib Axes to draw into; got {name}. Leave it out for a new one.",
            name=type(ax).__name__,
        ))  # fmt: skip
    if getattr(ax, "name", "") != "rectilinear":
        raise OptionError(say(
            "ax must have ordinary axes; got a {name} projection. Leave it out for a new one.",
            name=ax.name,
        ))  # fmt: skip
    if ax.has_data() or ax.texts:
        raise OptionError(say(
            "ax holds a picture already. Clear it first with ax.clear(), or leave it out for a new one."
        ))  # fmt: skip
    figure = ax.figure
    wide, high = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    if len(figure.axes) == 1:
        return 0.0, 0.0, wide, high
    box = ax.get_position(original=True)
    return box.x0 * wide, box.y0 * high, box.x1 * wide, box.y1 * high
