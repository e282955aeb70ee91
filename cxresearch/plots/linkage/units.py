"""The link between units: a point a unit with its name, and how sure each of its two averages is."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.layout import lay_out
from cxresearch.plots.drawing.names import with_air, write_names
from cxresearch.plots.drawing.page import Page
from cxresearch.plots.drawing.strokes import between, figure, sure
from cxresearch.plots.drawing.style import BLUE, INK, PALE, paint
from cxresearch.stats.bases.naming import as_heading
from cxresearch.stats.linkage.attitude_loyalty import AttitudeLoyalty
from cxresearch.wording import plural, say

__all__ = ["plot_units"]


def plot_units(result: AttitudeLoyalty, *, ax=None, title: str | None = None):
    """Attitude across, loyalty up, a point a unit; the line of the slope with its band where a link is shown."""
    row = result.table.iloc[0]
    shown = result.units[result.units.attitude.notna() & result.units.loyalty.notna()]
    page = Page(
        title=title or _finding(row),
        footer=_footer(result, row, shown),
        x_label=_axis(result.attitude, result.staff),
        y_label=_axis(result.loyalty, result.customers),
        height=4.8,
    )
    ax, _, kind = lay_out(page, ax)
    if not len(shown):
        ax.set_axis_off()
        return ax
    _limits(ax, shown)
    for x, y, error in _intervals(shown):
        ax.plot(x, y, color=PALE, linewidth=0.6 * kind.line, zorder=2, gid=error, solid_capstyle="butt")
    ax.plot(
        shown.attitude, shown.loyalty, linestyle="none", marker="o", markersize=0.85 * kind.mark,
        markerfacecolor=paint(BLUE), markeredgecolor=INK, markeredgewidth=0.06 * kind.mark, zorder=4, gid="units",
    )  # fmt: skip
    clear = []
    if _shows_line(result, row):
        line = result.line
        shade = {"color": paint(BLUE), "alpha": 0.12, "linewidth": 0}
        ax.fill_between(line.attitude, line.ci_low, line.ci_high, **shade, zorder=0.6, gid="band")
        ax.plot(line.attitude, line.loyalty, color=INK, linewidth=kind.line, zorder=3, gid="slope")
        clear = [line[["attitude", "loyalty"]].to_numpy()]
    write_names(ax, shown.attitude, shown.loyalty, shown.unit.astype(str).tolist(), kind, clear=clear)
    return ax


def _shows_line(result: AttitudeLoyalty, row) -> bool:
    return row.verdict == "linked" and len(result.line) > 0


def _axis(label: str, audience: str | None) -> str:
    who = f"{as_heading(audience)}: " if audience else ""
    return say("{who}{label} (mean by unit)", who=who, label=label)


def _limits(ax, shown: pd.DataFrame) -> None:
    for name, set_limits in (("attitude", ax.set_xlim), ("loyalty", ax.set_ylim)):
        columns = [column for column in (name, f"{name}_ci_low", f"{name}_ci_high") if column in shown]
        # Where all are equal, whole numbers still fit beside the axis.
        set_limits(with_air(shown[columns].to_numpy(float), 0.09, 2.0))


def _intervals(shown: pd.DataFrame):
    for side, other, turned in (("attitude", "loyalty", False), ("loyalty", "attitude", True)):
        if f"{side}_ci_low" not in shown:
            continue
        for row in shown[[f"{side}_ci_low", f"{side}_ci_high", other]].dropna().itertuples(index=False):
            span, level = [row[0], row[1]], [row[2], row[2]]
            yield (level, span, f"{side} interval") if turned else (span, level, f"{side} interval")


def _finding(row) -> str:
    if not np.isfinite(row.estimate):
        return say("No correlation can be computed from {units}", units=plural(row.units, "unit"))
    if row.verdict == "too few units":
        return say("{units}: too few to say whether attitude and loyalty go together", units=plural(row.units, "unit"))
    r = f"r = {figure(row.estimate, digits=2)} {between(row.ci_low, row.ci_high, digits=2)}".strip()
    if row.verdict == "not shown":
        return say("Across {units} no link of attitude and loyalty is shown: {r}", units=plural(row.units, "unit"), r=r)
    return say(
        "Where staff feel better, loyalty is higher ({units}): {r}"
        if row.estimate > 0
        else "Where staff feel better, loyalty is lower ({units}): {r}",
        units=plural(row.units, "unit"), r=r,
    )  # fmt: skip


def _footer(result: AttitudeLoyalty, row, shown: pd.DataFrame) -> list[str]:
    base = plural(row.units, "unit")
    if result.staff and result.customers:
        base += f"; {n_words(result.staff, [row.n_staff])}; {n_words(result.customers, [row.n_customers])}"
    said = [say("Base: {base}.", base=base)]
    hidden = int(row.units) - len(shown)
    if hidden:
        said.append(say("{units} hidden (small groups), yet counted in r.", units=plural(hidden, "unit")))
    lost = len(result.lost_units)
    if lost:
        said.append(say("{units} without a partner on the other side left out.", units=plural(lost, "unit")))
    if "attitude_ci_low" in result.units:
        said.append(say("Bars: {sure} of each average.", sure=sure(result.confidence)))
    if _shows_line(result, row):
        said.append(say("Band: {sure} of the line, place by place.", sure=sure(result.confidence)))
    said.append(say("A link between units, not between persons; it has no direction."))
    return [" ".join(said)]
