"""A field a row and column: its number in words, its size as a shade behind them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxresearch.errors import needed
from cxresearch.plots.drawing.captions import rows_line
from cxresearch.plots.drawing.layout import lay_out_rows
from cxresearch.plots.drawing.letters import legible, text_width
from cxresearch.plots.drawing.page import Page
from cxresearch.plots.drawing.style import BLUE, PALE, QUIET, on_colour, paint
from cxresearch.wording import say

__all__ = ["Field", "plot_fields"]

# The part of a field that its words may fill, and how small they may become for it.
_FILLED, _SMALLEST = 0.9, 0.6
_LIGHTEST = "#F4F4F4"


@dataclass(frozen=True)
class Field:
    """What stands in a field; ``shade`` from 0 (none) to 1 (full), below 0 of the other colour, NaN for no colour.

    ``quiet`` words are grey, ``note`` is a second, smaller line; ``hatched`` fields are those of which nothing may be
    shown.
    """

    text: str
    shade: float = np.nan
    strong: bool = False
    quiet: bool = False
    note: str = ""
    hatched: bool = False


def plot_fields(
    fields: Mapping[tuple[int, int], Field],
    *,
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    footer: Sequence[str],
    colour: str = BLUE,
    below: str = "",
    x_label: str = "",
    thickness: float = 2.0,
    ax=None,
    limit: int | None = None,
    what: str = "",
    order: str = "",
):
    """Draw fields by (row, column), each a number on its shade.

    Parameters
    ----------
    fields : mapping of (row, column) to Field; places that are left out stay empty.
    columns : list of str
        Set under the fields.
    colour, below : str
        Of the full shade above 0, and below; the lightest is nearly white.
    thickness : float
        Of a row, in lines of its label.
    limit : int, optional
        How many rows must stand there; as many as the sheet bears by default.
    what, order : str
        What the rows are and how they are ordered, where some are left out.
    """
    from matplotlib.colors import to_hex
    from matplotlib.patches import Rectangle

    def build(shown: int) -> Page:
        return Page(
            title=title,
            labels=rows[:shown],
            footer=[*footer, *rows_line(shown, len(rows), what, order or say("in their order"))],
            x_label=x_label,
            under=columns,
            thickness=thickness,
        )

    shown, ax, _, kind = lay_out_rows(build, len(rows), ax, rows=limit)
    ax.grid(False)
    ax.spines["bottom"].set_visible(False)
    drawn = {place: field for place, field in fields.items() if place[0] < shown}
    room = 72 * ax.get_position().width * ax.figure.bbox.width / ax.figure.dpi / max(len(columns), 1)
    widest = max([text_width(legible(field.text), kind.cell, field.strong) for field in drawn.values()], default=0.0)
    widest = max([widest, *(text_width(legible(field.note), kind.small) for field in drawn.values() if field.note)])
    smaller = float(np.clip(_FILLED * room / (72 * widest), _SMALLEST, 1.0)) if widest else 1.0
    shades = _shades(colour, below)
    for (row, column), field in drawn.items():
        behind = to_hex(shades(field.shade)) if np.isfinite(field.shade) else "#FFFFFF"
        ax.add_patch(Rectangle(
            (column - 0.48, row - 0.46), 0.96, 0.92, facecolor=behind, edgecolor=PALE if field.hatched else "none",
            hatch="////" if field.hatched else None, linewidth=0, zorder=2, gid=f"field {row}, {column}",
        ))  # fmt: skip
        if field.text:
            ax.text(
                column, row - (0.17 if field.note else 0), legible(field.text), ha="center", va="center", gid="share",
                fontsize=smaller * kind.cell, color=QUIET if field.quiet else on_colour(behind),
                fontweight="bold" if field.strong else "normal", style="italic" if field.quiet else "normal",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.15 * kind.cell} if field.hatched else None,
            )  # fmt: skip
        if field.note:
            ax.text(
                column, row + 0.22, legible(field.note), ha="center", va="center", fontsize=smaller * kind.small,
                gid="note", color=on_colour(behind),
            )  # fmt: skip
    return ax


def _shades(colour: str, below: str) -> Callable[[float], tuple[float, ...]]:
    """The colour of a shade from 0 to 1, or from -1 where there is one for below."""
    if not below:
        from matplotlib.colors import LinearSegmentedColormap

        return LinearSegmentedColormap.from_list("fields", [_LIGHTEST, paint(colour)])
    seaborn = needed("seaborn", "A heat map of two colours")
    both = seaborn.blend_palette([paint(below), _LIGHTEST, paint(colour)], as_cmap=True)
    return lambda shade: both((shade + 1) / 2)
