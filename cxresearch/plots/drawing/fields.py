"""A field a row and column: its number in words, its size as a shade behind them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxresearch.plots.drawing.chart import Rows
from cxresearch.plots.drawing.letters import legible, text_width
from cxresearch.plots.drawing.strokes import wide
from cxresearch.plots.drawing.style import BLUE, PALE, QUIET, Type, on_colour, paint
from cxresearch.wording import needed, told

__all__ = ["Field", "Fields"]

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


@dataclass(frozen=True)
class Fields:
    """Fields by (row, column), each a number on its shade.

    Attributes
    ----------
    fields : mapping of (row, column) to Field; places that are left out stay empty.
    columns : list of str
        Set under the fields.
    colour, below : str
        Of the full shade above 0, and below; the lightest is nearly white.
    thickness : float
        Of a row, in lines of its label.
    what, order : str
        What the rows are and how they are ordered, where some are left out.
    most : int, optional
        How many rows at most, where the sheet could bear more.
    """

    fields: Mapping[tuple[int, int], Field]
    title: str
    rows: Sequence[str]
    columns: Sequence[str]
    footer: Sequence[str]
    colour: str = BLUE
    below: str = ""
    x_label: str = ""
    thickness: float = 2.0
    what: str = ""
    order: str = ""
    most: int | None = None

    def drawn(self, ax=None, limit: int | None = None):
        """The Axes; ``limit`` is how many rows must stand there, as many as the sheet bears by default."""
        return Rows(
            self._paint, self.title, self.rows, footer=self.footer, x_label=self.x_label, under=self.columns,
            thickness=self.thickness, what=self.what, order=self.order, most=self.most,
        ).drawn(ax, limit)  # fmt: skip

    def _paint(self, ax, _, kind: Type, kept: list[int]) -> None:
        ax.grid(False)
        ax.spines["bottom"].set_visible(False)
        fields = {place: field for place, field in self.fields.items() if place[0] < len(kept)}
        smaller, shades = self._smaller(fields, kind, wide(ax)), _shades(self.colour, self.below)
        for place, field in fields.items():
            _draw(ax, *place, field, shades, kind, smaller)

    def _smaller(self, fields: Mapping[tuple[int, int], Field], kind: Type, width: float) -> float:
        """How much smaller words are set where columns are narrow."""
        words = [text_width(legible(field.text), kind.cell, field.strong) for field in fields.values()]
        words += [text_width(legible(field.note), kind.small) for field in fields.values() if field.note]
        room = _FILLED * width / max(len(self.columns), 1)
        return float(np.clip(room / max([*words, 1e-9]), _SMALLEST, 1.0))


def _draw(ax, row: int, column: int, field: Field, shades: Callable, kind: Type, smaller: float) -> None:
    from matplotlib.colors import to_hex
    from matplotlib.patches import Rectangle

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


def _shades(colour: str, below: str) -> Callable[[float], tuple[float, ...]]:
    """The colour of a shade from 0 to 1, or from -1 where there is one for below."""
    if not below:
        from matplotlib.colors import LinearSegmentedColormap

        return LinearSegmentedColormap.from_list("fields", [_LIGHTEST, paint(colour)])
    seaborn = needed("seaborn", told("A heat map of two colours"))
    both = seaborn.blend_palette([paint(below), _LIGHTEST, paint(colour)], as_cmap=True)
    return lambda shade: both((shade + 1) / 2)
