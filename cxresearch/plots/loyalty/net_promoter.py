"""The Net Promoter Score with what it is made of: detractors, passives and promoters, and its interval beside them."""

import math

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.all_answers import or_all_answers
from cxresearch.plots.drawing.captions import counts
from cxresearch.plots.drawing.chart import Rows, chart
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.records import records
from cxresearch.plots.drawing.strokes import figure, hidden_row, in_piece, measured, percent, point, whisker, zero_line
from cxresearch.plots.drawing.style import BLUE, INK, VERMILLION, Mark
from cxresearch.plots.loyalty.groups import bars, caption, ends, in_order, missing, named, overlap
from cxresearch.stats.loyalty.net_promoter import NetPromoter
from cxresearch.wording import noun, say, steady, told

__all__ = ["plot_net_promoter"]

_PARTS = (("detractors", VERMILLION), ("passives", "#D0D0D0"), ("promoters", BLUE))
_CALLED = {"detractors": told("Detractors"), "passives": told("Passives"), "promoters": told("Promoters")}


@or_all_answers(bars)
@chart
def plot_net_promoter(result: NetPromoter) -> Rows:
    """A bar a group, cut into detractors, passives and promoters; the score with its interval beside it."""
    table = in_order(result)
    name = say("Balance") if result.on_ten else "NPS"
    boxes = ("1-6" if result.on_ten else "0-6", "7-8", "9-10")
    on_ten = [say("Asked on 1-10: no Net Promoter Score, and not to be compared with one.")] * result.on_ten

    def paint(ax, panel, kind, kept: list[int]) -> None:
        ax.set_xlim(0, 100)
        ax.set_xticks(range(0, 101, 25))
        part = table.iloc[kept]
        for at, row in enumerate(part.itertuples()):
            if not np.isfinite(row.estimate):
                hidden_row(ax, at, kind, missing(row))
                continue
            start = 0.0
            for who, colour in _PARTS:
                share = getattr(row, f"{who}_share")
                ax.barh(at, share, left=start, height=0.62, color=colour, edgecolor="white", linewidth=0.8,
                        gid=f"{who}, row {at}")  # fmt: skip
                in_piece(ax, start, share, at, kind, colour, text=percent(share))
                start += share
            whisker(panel, row.ci_low, row.ci_high, at, INK, kind)
            point(panel, row.estimate, at, Mark(INK, "D"), kind, label=f"score, row {at}", size=0.8)
        panel.set_xlim(*_span(part))
        panel.locator_params(axis="x", nbins=max(1, min(3, panel.xaxis.get_tick_space())), integer=True)
        zero_line(panel, 0, kind)

    return Rows(
        paint, _finding(result, table, name), [named(result, row) for row in records(table)],
        table.estimate.notna().tolist(),
        columns=[
            Column(name, [_cell(row) for row in table.itertuples()], [True] * len(table)),
            Column(say("Answers"), counts(table.n)),
        ],
        keys=[
            Key(f"{say(_CALLED[part])} ({box})", Mark(colour, ""))
            for (part, colour), box in zip(_PARTS, boxes, strict=True)
        ],
        footer=lambda kept: [" ".join([caption(result, table.iloc[kept]), *on_ten])],
        x_label=say("Share of answers (%)"), panel=0.34, panel_header=say("{name}, in points", name=name),
        what=noun("groups"), order=say("the highest and the lowest"),
    )  # fmt: skip


def _cell(row) -> str:
    return measured(row.estimate, row.ci_low, row.ci_high)


def _span(table: pd.DataFrame) -> tuple[float, float]:
    """The scores' intervals and zero, rounded outwards to tens."""
    reach = table[["estimate", "ci_low", "ci_high"]].to_numpy(float)
    reach = steady(reach[np.isfinite(reach)])
    low, high = (min(0.0, reach.min()), max(0.0, reach.max())) if len(reach) else (-10.0, 10.0)
    return max(-104.0, 10 * math.floor((low - 4) / 10)), min(104.0, 10 * math.ceil((high + 4) / 10))


def _finding(result: NetPromoter, table: pd.DataFrame, name: str) -> str:
    known = table[table.estimate.notna()]
    if not len(known):
        return say("{name} is hidden, or nobody answered", name=name)
    high, low = ends(result, known)
    if len(known) == 1:
        if result.by:
            return say("{name} in {group} is {cell}", name=name, group=named(result, high), cell=_cell(high))
        return say("{name} is {cell}", name=name, cell=_cell(high))
    if overlap(high, low):
        return say(
            "{name} is {low} in each of {n} groups, and the intervals overlap"
            if figure(low.estimate) == figure(high.estimate)
            else "{name} lies between {low} and {high} in {n} groups, and the intervals overlap",
            name=name, low=figure(low.estimate), high=figure(high.estimate), n=len(known),
        )  # fmt: skip
    return say(
        "{name} is {high} in {best}, {low} in {worst}",
        name=name, high=figure(high.estimate), best=named(result, high), low=figure(low.estimate),
        worst=named(result, low),
    )  # fmt: skip
