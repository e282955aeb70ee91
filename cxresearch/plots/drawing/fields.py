"""A field a row and column: its number in words, its size as a shade behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxresearch.plots.drawing.layout import lay_out
from cxresearch.plots.drawing.letters import legible
from cxresearch.plots.drawing.page import Page
from cxresearch.plots.drawing.style import INK, PALE, QUIET, on_colour, paint

__all__ = ["Field", "plot_fields"]


@dataclass(frozen=True)
class Field:
    """What stands in a field; ``shade`` from 0 (none) to 1 (full), NaN for no colour; ``quiet`` words are grey.

    ``note`` is a second, smaller line; ``hatched`` fields are those of which nothing may be shown.
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
    colour: str,
    footer: Sequence[str],
    x_label: str = "",
    thickness: float = 2.0,
    ax=None,
):
    """Draw fields by (row, column), each a number on its shade.

    Parameters
    ----------
    fields : mapping of (row, column) to Field; places that are left out stay empty.
    columns : list of str
        Set under the fields, a word a line, or in the lines that they have.
    colour : str
        Of the full shade; the lightest is nearly white.
    thickness : float
        Of a row, in lines of its label.
    """
    from matplotlib.colors import LinearSegmentedColormap, to_hex
    from matplotlib.patches import Rectangle

    names = [
        "\n".join(legible(line) for line in (name.split("\n") if "\n" in name else name.split())) for name in columns
    ]
    page = Page(
        title=title,
        labels=rows,
        footer=footer,
        x_label=x_label,
        tick_lines=max((name.count("\n") + 1 for name in names), default=1),
        thickness=thickness,
    )
    ax, _, kind = lay_out(page, ax)
    ax.grid(False)
    ax.set_xlim(-0.5, max(len(names), 1) - 0.5)
    ax.set_xticks(range(len(names)), names)
    ax.tick_params(axis="x", length=0, labelcolor=INK)
    for label in ax.get_xticklabels():
        label.set_parse_math(False)
    shades = LinearSegmentedColormap.from_list("fields", ["#F4F4F4", paint(colour)])
    for (row, column), field in fields.items():
        behind = to_hex(shades(np.clip(field.shade, 0, 1))) if np.isfinite(field.shade) else "#FFFFFF"
        ax.add_patch(
            Rectangle(
                (column - 0.48, row - 0.46),
                0.96,
                0.92,
                facecolor=behind,
                edgecolor=PALE if field.hatched else "none",
                hatch="////" if field.hatched else None,
                linewidth=0,
                zorder=2,
                gid=f"field {row}, {column}",
            )  # fmt: skip
        )
        ax.text(
            column, row - (0.17 if field.note else 0), legible(field.text), ha="center", va="center", gid="share",
            fontsize=kind.cell, color=QUIET if field.quiet else on_colour(behind),
            fontweight="bold" if field.strong else "normal", style="italic" if field.quiet else "normal",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.15 * kind.cell} if field.hatched else None,
        )  # fmt: skip
        if field.note:
            ax.text(
                column, row + 0.22, legible(field.note), ha="center", va="center", fontsize=kind.small, gid="note",
                color=on_colour(behind),
            )  # fmt: skip
    return ax
