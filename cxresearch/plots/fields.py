"""A field a row and column: its number in words, its size as a shade behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxresearch.plots.layout import lay_out
from cxresearch.plots.letters import legible
from cxresearch.plots.page import Page
from cxresearch.plots.style import INK, QUIET, on_colour

__all__ = ["Field", "plot_fields"]


@dataclass(frozen=True)
class Field:
    """What stands in a field; ``shade`` from 0 (none) to 1 (full), NaN for no colour; ``quiet`` words are grey."""

    text: str
    shade: float = np.nan
    strong: bool = False
    quiet: bool = False


def plot_fields(
    fields: Mapping[tuple[int, int], Field],
    *,
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    colour: str,
    footer: Sequence[str],
    x_label: str = "",
    ax=None,
):
    """Draw fields by (row, column), each a number on its shade.

    Parameters
    ----------
    fields : mapping of (row, column) to Field; places that are left out stay empty.
    columns : list of str
        Set under the fields, a word a line.
    colour : str
        Of the full shade; the lightest is nearly white.
    """
    from matplotlib.colors import LinearSegmentedColormap, to_hex
    from matplotlib.patches import Rectangle

    names = ["\n".join(legible(name).split(" ")) for name in columns]
    page = Page(
        title=title,
        labels=rows,
        footer=footer,
        x_label=x_label,
        tick_lines=max((name.count("\n") + 1 for name in names), default=1),
        thickness=2.0,
    )
    ax, _, kind = lay_out(page, ax)
    ax.grid(False)
    ax.set_xlim(-0.5, max(len(names), 1) - 0.5)
    ax.set_xticks(range(len(names)), names)
    ax.tick_params(axis="x", length=0, labelcolor=INK)
    shades = LinearSegmentedColormap.from_list("fields", ["#F4F4F4", colour])
    for (row, column), field in fields.items():
        behind = to_hex(shades(np.clip(field.shade, 0, 1))) if np.isfinite(field.shade) else "#FFFFFF"
        ax.add_patch(
            Rectangle(
                (column - 0.48, row - 0.46),
                0.96,
                0.92,
                facecolor=behind,
                edgecolor="none",
                zorder=2,
                gid=f"field {row}, {column}",
            )  # fmt: skip
        )
        ax.text(
            column, row, legible(field.text), ha="center", va="center", fontsize=kind.cell, gid="share",
            color=QUIET if field.quiet else on_colour(behind), fontweight="bold" if field.strong else "normal",
            style="italic" if field.quiet else "normal",
        )  # fmt: skip
    return ax
