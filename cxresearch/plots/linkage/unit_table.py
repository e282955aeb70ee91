"""Units down, questions across: a heat map of shrunken means, hidden cells hatched."""

import numpy as np
import pandas as pd

from cxresearch.errors import needed
from cxresearch.plots.drawing.captions import n_words, rows_line
from cxresearch.plots.drawing.layout import lay_out_rows
from cxresearch.plots.drawing.letters import legible, text_width, wrapped
from cxresearch.plots.drawing.page import EDGE, Page
from cxresearch.plots.drawing.strokes import figure
from cxresearch.plots.drawing.style import BLUE, INK, PALE, QUIET, VERMILLION, on_colour, paint, type_now
from cxresearch.stats.linkage.unit_table import UnitTable
from cxresearch.wording import capital, noun, plural, say

__all__ = ["PICTURES", "plot_unit_table"]

# Points from the mean of a question that take the full colour, at least: small spreads must not look like large ones.
_FULL = 10.0


def plot_unit_table(result: UnitTable, *, ax=None, rows: int | None = None, title: str | None = None):
    """A cell a unit and question: the shrunken mean, coloured by its distance from the mean of the question."""
    seaborn = needed("seaborn", "The heat map of units and questions")
    table = result.table
    units, questions = (list(dict.fromkeys(table[name])) for name in (result.by, "question"))
    labels = table.drop_duplicates("question").set_index("question").label

    def grid(column: str) -> pd.DataFrame:
        return table.pivot(index=result.by, columns="question", values=column).reindex(index=units, columns=questions)

    means, verdicts = grid("estimate").astype(float), grid("verdict")
    raw, away = grid("raw").astype(float), grid("estimate").astype(float) - grid("level").astype(float)
    # Where nothing could be shrunken the raw mean stands, without a colour.
    told = means.where(means.notna(), raw)
    names = [capital(str(labels[question])) for question in questions]
    header, size = _header(names, units, ax)
    full = max(float(np.nanmax(np.abs(away.to_numpy()), initial=0.0)), _FULL)

    def build(shown: int) -> Page:
        return Page(
            title=title or _finding(result),
            labels=[str(unit) for unit in units[:shown]],
            footer=[*_footer(result, verdicts), *rows_line(shown, len(units), noun("units"), say("in their order"))],
            tick_lines=max(map(len, header), default=1),
            thickness=1.15,
        )

    shown, ax, _, kind = lay_out_rows(build, len(units), ax, rows=rows)
    if not shown:
        return ax
    ticks, written = ax.get_yticks(), [label.get_text() for label in ax.get_yticklabels()]
    part = away.iloc[:shown]
    seaborn.heatmap(
        part.to_numpy(), ax=ax, mask=part.isna().to_numpy(), vmin=-full, vmax=full, cbar=False, linewidths=1.2,
        linecolor="white", cmap=seaborn.blend_palette([paint(VERMILLION), "#F4F4F4", paint(BLUE)], as_cmap=True),
        xticklabels=False, yticklabels=False,
    )  # fmt: skip
    mesh = ax.collections[-1]
    _back_to_rows(ax, mesh, shown, len(questions), ticks, written)
    mesh.update_scalarmappable()
    colours = mesh.get_facecolors().reshape(shown, len(questions), 4)
    for row in range(shown):
        for column in range(len(questions)):
            _cell(ax, row, column, told.iloc[row, column], verdicts.iloc[row, column], colours[row, column], kind, size)
    ax.set_xticks(range(len(questions)), ["\n".join(lines) for lines in header])
    ax.tick_params(axis="x", length=0, labelcolor=INK, labelsize=size * kind.cell)
    for label in ax.get_xticklabels():
        label.set_parse_math(False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def _header(names: list[str], units: list, ax) -> tuple[list[list[str]], float]:
    """The questions in the lines that their columns bear, and the size of type against a cell's."""
    kind = type_now()
    wide = kind.width if ax is None else ax.figure.bbox.width / ax.figure.dpi * ax.get_position().width
    longest = max((len(str(unit)) for unit in units), default=0)
    left = min(0.35 * wide, 0.009 * kind.label * longest + 0.2)
    room = (wide - 2 * EDGE - left) / max(len(names), 1)
    longest = max((word for name in names for word in name.split()), key=lambda word: text_width(word, 1.0), default="")
    for size in (0.9, 0.8, 0.7, 0.6):
        lines = [wrapped(name, 0.96 * room, size=size * kind.cell) for name in names]
        # A word in two pieces is worse than small type.
        if max(map(len, lines), default=1) <= 3 and text_width(longest, size * kind.cell) <= 0.96 * room:
            break
    return [[legible(line) for line in each] for each in lines], size


def _back_to_rows(ax, mesh, rows: int, columns: int, ticks, written) -> None:
    """seaborn counts cells from their edges; the page counts rows by their middles."""
    from matplotlib.transforms import Affine2D

    mesh.set_transform(Affine2D().translate(-0.5, -0.5) + ax.transData)
    ax.grid(visible=False)
    ax.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5), xlabel="", ylabel="")
    ax.set_yticks(ticks, written)


def _cell(ax, row: int, column: int, mean: float, verdict: str, colour, kind, size: float) -> None:
    from matplotlib.colors import to_hex
    from matplotlib.patches import Rectangle

    if verdict == "hidden":
        ax.add_patch(
            Rectangle((column - 0.48, row - 0.46), 0.96, 0.92, facecolor="white", edgecolor=PALE, hatch="////",
                      linewidth=0, zorder=2, gid="hidden")
        )  # fmt: skip
        return
    apart = verdict in ("above", "below")
    known = verdict in ("above", "below", "like the others")
    ax.text(
        column, row, figure(mean) if np.isfinite(mean) else "–", ha="center", va="center", gid="mean",
        fontsize=max(size, 0.85) * kind.cell, fontweight="bold" if apart else "normal", zorder=3,
        color=on_colour(to_hex(colour)) if known else QUIET,
    )  # fmt: skip


def _finding(result: UnitTable) -> str:
    table = result.table
    shown = table[table.estimate.notna()]
    apart = shown[shown.verdict.isin(["above", "below"])]
    if not len(shown):
        return say("No unit can be shown on any question")
    if not len(apart):
        return say("None of {shown} means is shown to differ from the mean of its question", shown=len(shown))
    units, questions = apart[result.by].nunique(), apart.question.nunique()
    return say(
        "{units} stands apart on {questions}: {apart} of {means}"
        if units == 1
        else "{units} stand apart on {questions}: {apart} of {means}",
        units=plural(units, "unit"), questions=plural(questions, "question"), apart=len(apart),
        means=plural(len(shown), "mean"),
    )  # fmt: skip


def _footer(result: UnitTable, verdicts: pd.DataFrame) -> list[str]:
    table = result.table
    base = n_words(result.audience, [table.groupby(result.by).n.max().sum()]) if table.n.notna().all() else ""
    told = [
        say(
            "Means of 100, shrunken towards the mean of the question; blue is above it, orange below. Bold: apart "
            "after adjustment for all cells."
        )
        + (" " + say("Base: up to {base}.", base=base) if base else "")
    ]
    if (verdicts == "hidden").any(axis=None):
        told.append(say("Hatched: hidden, a small group stays anonymous. –: nobody answered."))
    elif (verdicts == "nobody answered").any(axis=None):
        told.append(say("–: nobody answered."))
    return told


PICTURES = {UnitTable: plot_unit_table}
