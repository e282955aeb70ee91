"""The words of a measured page, set down around its Axes."""

from math import nan

from numpy import interp

from cxresearch.plots.drawing.letters import LINE, legible
from cxresearch.plots.drawing.page import EDGE, LANE, TICKS, Column, Page, Plan
from cxresearch.plots.drawing.style import INK, QUIET, RULE, Type
from cxresearch.wording import signs

__all__ = ["set_down"]

# The most height of a row, in lines of its label: few rows do not spread over a whole sheet.
_HIGHEST_ROW = 3.6
# How far from the middle of a row its marks stand, in rows.
_MARKS = 0.4


def set_down(page: Page, plan: Plan, ax, place):
    """Place the Axes and write around them."""
    kind, inch = plan.type, 1 / 72
    x0, y0, x1, y1 = place
    figure = ax.figure
    wide, high = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    left, bottom = x0 + EDGE + plan.label_room, y0 + plan.below
    width = plan.chart_width
    height = y1 - plan.above - plan.band - bottom
    if page.labels:
        highest = [max(1.2 * row, _HIGHEST_ROW * LINE * kind.label * inch) for row in plan.rows]
        spare = max(0.0, height - max(2.0, sum(highest)))
        bottom, height = bottom + spare, height - spare
    whole = width
    if page.panel:
        width *= 1 - page.panel
        width -= 1.3 * kind.cell * inch
    ax.set_position([left / wide, bottom / high, width / wide, height / high])

    def at(x: float, y: float) -> dict:
        return {"x": (x - left) / width, "y": (y - bottom) / height}

    ax.set_title(
        "\n".join(plan.title), **at(x0 + EDGE, y1 - EDGE), ha="left", va="top", fontsize=kind.title,
        fontweight="bold", linespacing=1.2, color=INK,
    )  # fmt: skip
    written = {"transform": ax.transAxes, "linespacing": LINE, "clip_on": False}
    header = {"va": "bottom", "fontsize": kind.small, "fontweight": "bold", "color": QUIET, "linespacing": LINE}
    if plan.footer:
        ax.text(
            **at(x0 + EDGE, y0 + EDGE), s="\n".join(plan.footer), va="bottom", fontsize=kind.small, color=QUIET,
            gid="footer", **written,
        )  # fmt: skip
    top = bottom + height
    if page.keys:
        _write_key(page, plan, ax, at(x0 + EDGE, top + plan.band))
    panel = None
    if page.panel:
        start = width + 2.6 * kind.cell * inch
        panel = ax.inset_axes([start / width, 0, (whole - start) / width, 1])
        _set_rows(panel, plan.rows)
        panel.set_yticks([])
        panel.text(0, 1 + 0.5 * kind.small * inch / height, "\n".join(plan.panel_header), transform=panel.transAxes,
                   gid="header", **header)  # fmt: skip
    above = top + 0.5 * kind.small * inch
    for lane, lines in enumerate(plan.lanes):
        ax.text((lane + 0.5 * (1 - LANE)) / len(plan.lanes), at(0, above)["y"], "\n".join(lines),
                transform=ax.transAxes, gid="lane", **header | {"color": INK})  # fmt: skip
    _dress(page, plan, ax, panel)
    if page.labels:
        _write_labels(page, plan, ax)
    if page.under:
        ax.set_xlim(-0.5, len(page.under) - 0.5)
        ax.set_xticks(range(len(page.under)), ["\n".join(lines) for lines in plan.under], parse_math=False)
        ax.tick_params(axis="x", length=0, labelcolor=INK, labelsize=plan.under_size)
    edge = x1 - EDGE - plan.columns_room
    for column, lines, room in zip(page.columns, plan.headers, plan.widths, strict=True):
        start = at(edge + kind.cell * 1.4 * inch, above)
        ax.text(**start, s="\n".join(lines), transform=ax.transAxes, gid="header", **header)
        _write_column(column, kind, ax, start["x"])
        edge += kind.cell * 1.4 * inch + room
    return ax, panel


def _dress(page: Page, plan: Plan, ax, panel) -> None:
    kind = plan.type
    for each in [ax, *([panel] if panel is not None else [])]:
        each.set_facecolor("none")
        for side, spine in each.spines.items():
            spine.set_visible(side == "bottom" or (side == "left" and not page.labels))
            spine.set_color("#9A9A9A")
        each.tick_params(
            axis="both", labelsize=TICKS * kind.cell, length=0.3 * kind.cell, colors=QUIET, pad=0.3 * kind.cell
        )
        each.grid(axis="x", color=RULE, linewidth=0.9)
        if signs():
            each.xaxis.set_major_formatter(_in_language())
            each.yaxis.set_major_formatter(_in_language())
        each.set_axisbelow(True)
    if page.x_label:
        ax.set_xlabel("\n".join(plan.x_label), fontsize=kind.cell, color=QUIET, labelpad=0.25 * kind.cell)
    if page.y_label:
        ax.set_ylabel("\n".join(plan.y_label), fontsize=kind.cell, color=QUIET, labelpad=0.3 * kind.cell)
        ax.grid(axis="y", color=RULE, linewidth=0.9)


def _in_language():
    """Numbers under an axis with the decimal sign of the language."""
    from matplotlib.ticker import ScalarFormatter

    decimal = signs()["decimal"]

    class Spoken(ScalarFormatter):
        def __call__(self, x, pos=None) -> str:
            return super().__call__(x, pos).replace(".", decimal)

    return Spoken()


def _set_rows(ax, heights: list[float]) -> None:
    """Rows 0, 1, ... from the top, as high as they need.

    Whatever is drawn within 0.4 of a row's middle has the same size in each; what a row has more stands around that.
    """
    least = min(heights, default=1.0)
    if max(heights, default=1.0) > 1.001 * least:
        edges, places = [-1e3], [-1e3 * least]
        top = 0.0
        for row, height in enumerate(heights):
            edges += [row - 0.5, row - _MARKS, row + _MARKS]
            places += [top, top + height / 2 - _MARKS * least, top + height / 2 + _MARKS * least]
            top += height
        edges += [len(heights) - 0.5, 1e3]
        places += [top, top + 1e3 * least]
        ax.set_yscale("function", functions=(lambda y: interp(y, edges, places), lambda y: interp(y, places, edges)))
    ax.set_ylim(len(heights) - 0.5, -0.5)


def _write_labels(page: Page, plan: Plan, ax) -> None:
    from matplotlib.lines import Line2D

    kind, rows = plan.type, len(page.labels)
    _set_rows(ax, plan.rows)
    ax.set_yticks(range(rows), ["\n".join(lines) for lines in plan.labels])
    ax.tick_params(axis="y", length=0, pad=72 * plan.label_room)
    for label in ax.get_yticklabels():
        label.set(fontsize=kind.label, color=INK, ha="left", linespacing=LINE * 0.94, parse_math=False)
    across = ax.get_yaxis_transform()
    width = ax.get_position().width * ax.figure.bbox.width / ax.figure.dpi
    ends = [-plan.label_room / width, (plan.room - plan.label_room) / width]
    if rows > 1:
        # One stroke with breaks, not a line a row: each would cost as much as all.
        heights = [height for between in range(rows - 1) for height in (between + 0.5, between + 0.5, nan)]
        rules = Line2D([*ends, nan] * (rows - 1), heights, color=RULE, linewidth=0.8, zorder=0.5, gid="rule")
        rules.set(transform=across, clip_on=False)
        ax.add_artist(rules)
    for row, lines in enumerate(plan.right):
        ax.text(
            1 + 0.5 * kind.label / 72 / width, row, "\n".join(lines), transform=across, va="center",
            fontsize=kind.label, color=INK, linespacing=LINE * 0.94, gid="right label",
        )  # fmt: skip


def _write_column(column: Column, kind: Type, ax, x: float) -> None:
    for row, cell in enumerate(column.cells):
        strong = bool(column.strong) and column.strong[row]
        ax.text(
            x, row, "\n".join(legible(line) for line in cell.split("\n")), transform=ax.get_yaxis_transform(),
            va="center", fontsize=kind.cell, fontweight="bold" if strong else "normal",
            color=INK if strong or not column.strong else QUIET, linespacing=LINE * 0.94, gid="cell",
        )  # fmt: skip


def _write_key(page: Page, plan: Plan, ax, at: dict) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    kind = plan.type
    handles = []
    for key in page.keys:
        mark, look = key.mark, {"label": legible(key.text)}
        if mark.shape == "":
            handles.append(Patch(facecolor=mark.colour, edgecolor="none", **look))
            continue
        if mark.shape == "-":
            look |= {"color": mark.colour, "linewidth": kind.line * 1.4}
        else:
            look |= {"color": "none", "marker": mark.shape, "markersize": kind.mark, "markerfacecolor": mark.colour,
                     "markeredgecolor": INK, "markeredgewidth": 0.6}  # fmt: skip
        handles.append(Line2D([], [], **look))
    legend = ax.legend(
        handles=handles, ncols=plan.key_columns, loc="upper left", bbox_to_anchor=(at["x"], at["y"]), borderpad=0,
        borderaxespad=0, handlelength=1.3, handletextpad=0.5, columnspacing=1.6, labelspacing=0.35, fontsize=kind.cell,
        frameon=False,
    )  # fmt: skip
    legend.set_in_layout(False)
