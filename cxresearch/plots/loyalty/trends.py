"""A question over time: each wave with its interval, and the last change said with its own."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.all_answers import Bars, or_all_answers
from cxresearch.plots.drawing.captions import base_line
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import Row, forest
from cxresearch.plots.drawing.layout import lay_out
from cxresearch.plots.drawing.letters import legible
from cxresearch.plots.drawing.page import Column, Key, Page
from cxresearch.plots.drawing.strokes import changed, figure, in_unit, sure, wide, with_unit
from cxresearch.plots.drawing.style import ACCENT, BAND, BLUE, INK, PALE, Mark, paint
from cxresearch.plots.loyalty.groups import group_name, marks_by
from cxresearch.stats.bases.hidden import group_label
from cxresearch.stats.loyalty.trends import Trend
from cxresearch.wording import capital, digits_of, largest_first, noun, plural, say

__all__ = ["plot_trend"]

_LINES = 5
_MANY_WAVES = 6


def _bars(result: Trend) -> Bars:
    """All answers of each wave."""
    keys = [*result.by, result.wave]
    return Bars(result.answers, keys, lambda row: _wave_name(result, row), {result.question: result.topic})


@or_all_answers(_bars)
def plot_trend(result: Trend, *, ax=None, rows: int | None = None, title: str | None = None):
    """A line by wave for up to five groups; of more groups, the last change of each as a row."""
    table = result.table
    parts = {None: table}
    if result.by:
        parts = {group_name(result, part.iloc[0]): part for _, part in table.groupby(list(result.by), sort=False)}
    title = title or _finding(result, parts)
    if len(parts) > _LINES:
        return _changes(result, parts, title).drawn(ax, rows)
    waves = list(result.waves) or list(dict.fromkeys(table[result.wave]))
    marks = marks_by(result, parts) if result.by else {None: Mark(BLUE, "o")}
    page = Page(
        title=title,
        keys=[Key(name, marks[name]) for name in parts if name is not None],
        footer=_footer(result, parts),
        y_label=capital(result.figure) + (" (%)" if result.metric in ("top_box", "effort") else ""),
        height=3.8,
    )
    ax, _, kind = lay_out(page, ax)
    ax.grid(axis="x", visible=False)
    spread = 0.05 * (len(parts) - 1)
    for line, (name, part) in enumerate(parts.items()):
        known = part[part.estimate.notna()]
        xs = np.array([waves.index(wave) for wave in known[result.wave]], dtype=float)
        xs += np.linspace(-spread, spread, len(parts))[line]
        mark = marks[name]
        if result.order_known:
            ax.plot(xs, known.estimate, color=mark.colour, linewidth=kind.line, zorder=2, gid=f"line {name or 'all'}")
        for x, row in zip(xs, known.itertuples(), strict=True):
            ax.plot([x, x], [row.ci_low, row.ci_high], color=mark.colour, linewidth=kind.line, zorder=3, gid="interval")
        _band(ax, known, xs, mark.colour, alone=len(parts) == 1)
        ax.plot(
            xs, known.estimate, linestyle="none", marker=mark.shape, markersize=kind.mark, markerfacecolor=mark.colour,
            markeredgecolor=INK, markeredgewidth=0.06 * kind.mark, zorder=4, gid=f"levels {name or 'all'}",
        )  # fmt: skip
    ax.set_xlim(-0.5, len(waves) - 0.5)
    _name_waves(ax, waves, kind)
    ax.tick_params(axis="x", length=0, labelsize=kind.cell, labelcolor=INK)
    ax.margins(y=0.15)
    ax.locator_params(axis="y", nbins=6)
    if result.unit:
        ax.yaxis.get_major_locator().set_params(integer=True)
    return ax


def _changes(result: Trend, parts: dict, title: str) -> Dumbbells:
    last = [(name, _last(part)) for name, part in parts.items()]
    digits = max((_digits(result, row) for _, row in last if row is not None), default=0)
    changes = [row.change if row is not None else np.nan for _, row in last]
    last = [last[at] for at in largest_first(changes, parts, digits=digits)]
    drawn, cells = [], []
    for name, row in last:
        if row is None:
            drawn.append(Row(str(name), np.nan, absent=say("no two waves to compare")))
            cells.append("–")
            continue
        drawn.append(Row(str(name), row.change, row.change_ci_low, row.change_ci_high, _sure(result, row)))
        cells.append(_change(result, row))
    return forest(
        drawn,
        title=title,
        columns=[Column(capital(say("change")), cells, [row.filled and np.isfinite(row.value) for row in drawn])],
        footer=[
            say(
                "Bars and brackets: {sure}, each taken alone. Filled: a change beyond chance.",
                sure=sure(result.confidence),
            )
        ],
        x_label=say("Last change of {figure} in {unit}", figure=result.figure, unit=in_unit(result.unit))
        if result.unit
        else say("Last change of {figure}", figure=result.figure),
        zero=0.0,
        what=say("groups"),
        order=say("the largest rises and falls"),
        ends=True,
    )


def _wave_name(result: Trend, row) -> str:
    wave = group_label({"": row[result.wave]})
    return f"{group_name(result, row)}, {wave}" if result.by else wave


def _last(part: pd.DataFrame):
    changed = part[part.change.notna()]
    return changed.iloc[-1] if len(changed) else None


def _sure(result: Trend, row) -> bool:
    return bool(row.p_adjusted < 1 - result.confidence)


def _digits(result: Trend, row) -> int:
    return 0 if result.unit else digits_of(row.change_std_error)


def _change(result: Trend, row) -> str:
    return changed(row.change, row.change_ci_low, row.change_ci_high, digits=_digits(result, row))


def _footer(result: Trend, parts: dict) -> list[str]:
    bases = {}
    for part in parts.values():
        who = part[result.audience_by].iloc[0] if result.audience_by in part else result.audience
        bases.setdefault(who, []).extend(part.n.astype(float))
    said = say("{base} a wave. Bars: {sure}.", base=base_line(bases).removesuffix("."), sure=sure(result.confidence))
    told = []
    for name, part in parts.items():
        row = _last(part)
        if row is not None:
            since = f"{name}: " if name else ""
            change = say(
                "{change} since {wave}", change=_change(result, row), wave=group_label({"": row.compared_with})
            )
            told.append(f"{since}{change}")
    if not result.order_known:
        return [said, say("Which wave came first is not known, so no line joins them.")]
    band = []
    if "outside" in result.table and len(parts) == 1:
        band = [
            say("Grey: the band in which a wave lies when nothing happens (three standard errors). Ringed: beyond it.")
        ]
    return [said, *([say("Last change: {changes}.", changes="; ".join(told))] if told else []), *band]


def _finding(result: Trend, parts: dict) -> str:
    last = {name: _last(part) for name, part in parts.items()}
    known = {name: row for name, row in last.items() if row is not None and np.isfinite(row.p_adjusted)}
    what = capital(result.figure)
    if not known:
        return say("{what}: no change between waves can be judged", what=what)
    moved = {name: row for name, row in known.items() if _sure(result, row)}
    if not result.order_known:
        return _without_order(result, known, moved)
    if len(parts) > 1:
        rose = sum(row.change > 0 for row in moved.values())
        if not moved:
            return say("{what}: no change is shown in any of {groups}", what=what, groups=plural(len(known), "group"))
        return say(
            "{what}: of {groups} {rose} rose, {moved} fell, the rest is open",
            what=what,
            groups=plural(len(known), "group"),
            rose=rose,
            moved=len(moved) - rose,
        )
    if len(result.courses) == 1 and result.courses.waves[0] >= _MANY_WAVES:
        return _course(result, what)
    row = next(iter(known.values()))
    then, now = group_label({"": row.compared_with}), group_label({"": row[result.wave]})
    if not moved:
        return say(
            "Whether {figure} changed from {then} to {now} cannot be settled by these answers",
            figure=result.figure,
            then=then,
            now=now,
        )
    size = figure(abs(row.change), digits=_digits(result, row))
    return say(
        "{what} rose by {size} from {then} to "
        "{now}" if row.change > 0 else "{what} fell by {size} from {then} to {now}",
        what=what, size=with_unit(size, result.unit), then=then, now=now,
    )  # fmt: skip


def _course(result: Trend, what: str) -> str:
    """The straight course of many waves, and how many left their band."""
    row = result.courses.iloc[0]
    waves = plural(int(row.waves), "wave")
    outside = int(result.table.outside.sum()) if "outside" in result.table else 0
    rest = say("; {waves} beyond the band", waves=plural(outside, "wave")) if outside else ""
    if not row.p_adjusted < 1 - result.confidence:
        return say("{what}: no straight rise or fall is shown over {waves}{rest}", what=what, waves=waves, rest=rest)
    digits = (0 if result.unit else digits_of(row.std_error)) + 1
    size = f"{figure(abs(row.slope), digits=digits)} {noun(result.unit) if result.unit else ''}".strip()
    step = {
        "day": say("a day"), "week": say("a week"), "month": say("a month"), "quarter": say("a quarter"),
        "year": say("a year"),
    }.get(result.period, say("a wave"))  # fmt: skip
    return say(
        "{what} rose by {size} {step} over {waves}{rest}"
        if row.slope > 0
        else "{what} fell by {size} {step} over {waves}{rest}",
        what=what, size=size, step=step, waves=waves, rest=rest,
    )  # fmt: skip


def _band(ax, known: pd.DataFrame, xs: np.ndarray, colour: str, *, alone: bool) -> None:
    """The band of a wave in which nothing happens, of a single line; waves beyond it stand in a ring."""
    if "outside" not in known or not np.isfinite(known.centre.astype(float)).any():
        return
    if alone:
        for x, row in zip(xs, known.itertuples(), strict=True):
            ax.fill_between([x - 0.5, x + 0.5], row.band_low, row.band_high, color=BAND, zorder=0.6, linewidth=0,
                            gid="band")  # fmt: skip
        ax.plot([xs[0] - 0.5, xs[-1] + 0.5], [known.centre.iloc[0]] * 2, color=PALE, zorder=0.8, gid="centre")
    out = known.outside.to_numpy(bool)
    ax.plot(xs[out], known.estimate[out], linestyle="none", marker="o", markersize=14, markerfacecolor="none",
            markeredgecolor=paint(ACCENT), markeredgewidth=1.6, zorder=5, gid="outside")  # fmt: skip


def _name_waves(ax, waves: list, kind) -> None:
    """Names under the waves, every second or third where all would run into each other."""
    names = [legible(group_label({"": wave})) for wave in waves]
    room = wide(ax) / max(len(names), 1)
    longest = max(map(len, names), default=1) * 0.0095 * kind.cell
    step = max(1, int(np.ceil(longest / max(room, 1e-6))))
    shown = range(len(names) - 1, -1, -step)
    ax.set_xticks(sorted(shown), [names[at] for at in sorted(shown)])


def _without_order(result: Trend, known: dict, moved: dict) -> str:
    what = capital(result.figure)
    if len(known) > 1:
        return say(
            "{what}: waves differ in {moved} of {groups}; which came first is not known",
            what=what,
            moved=len(moved),
            groups=plural(len(known), "group"),
        )
    row = next(iter(known.values()))
    one, other = group_label({"": row.compared_with}), group_label({"": row[result.wave]})
    if not moved:
        return say(
            "That {figure} differs between {one} and {other} is not shown", figure=result.figure, one=one, other=other
        )
    size = figure(abs(row.change), digits=_digits(result, row))
    size = f"{size} {noun(result.unit) if result.unit else ''}".strip()
    return say(
        "{what} differs by {size} between {one} and {other}; which came first is not known",
        what=what,
        size=size,
        one=one,
        other=other,
    )
