"""The Net Promoter Score with what it is made of: detractors, passives and promoters, and its interval beside them."""

import math

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.all_answers import or_all_answers
from cxresearch.plots.drawing.captions import both_ends, rows_line
from cxresearch.plots.drawing.layout import lay_out_rows
from cxresearch.plots.drawing.page import Column, Key, Page
from cxresearch.plots.drawing.records import records
from cxresearch.plots.drawing.strokes import figure, hidden_row, in_piece, measured, percent, point, whisker, zero_line
from cxresearch.plots.drawing.style import BLUE, INK, VERMILLION, Mark
from cxresearch.plots.loyalty.groups import answers, bars, caption, ends, in_order, missing, named, overlap
from cxresearch.stats.loyalty.net_promoter import NetPromoter
from cxresearch.wording import noun, say, steady, told

__all__ = ["plot_net_promoter"]

_PARTS = (("detractors", VERMILLION), ("passives", "#D0D0D0"), ("promoters", BLUE))
_CALLED = {"detractors": told("Detractors"), "passives": told("Passives"), "promoters": told("Promoters")}


@or_all_answers(bars)
def plot_net_promoter(result: NetPromoter, *, ax=None, rows: int | None = None, title: str | None = None):
    """A bar a group, cut into detractors, passives and promoters; the score with its interval beside it."""
    table = in_order(result)
    name = say("Balance") if result.on_ten else "NPS"
    low = "0-6" if not result.on_ten else "1-6"
    boxes = dict(zip((part for part, _ in _PARTS), (low, "7-8", "9-10"), strict=True))

    def build(shown: int) -> Page:
        part = table.iloc[both_ends(table.estimate.notna(), shown)]
        return Page(
            title=title or _finding(result, table, name),
            labels=[named(result, row) for row in records(part)],
            columns=[
                Column(name, [_cell(row) for row in part.itertuples()], [True] * len(part)),
                Column(say("Answers"), answers(part)),
            ],
            keys=[Key(f"{say(_CALLED[part])} ({boxes[part]})", Mark(colour, "")) for part, colour in _PARTS],
            footer=[
                " ".join(
                    [
                        caption(result, part),
                        *(
                            [say("Asked on 1-10: no Net Promoter Score, and not to be compared with one.")]
                            * result.on_ten
                        ),
                    ]
                ),
                *rows_line(shown, len(table), noun("groups"), say("the highest and the lowest")),
            ],
            x_label=say("Share of answers (%)"),
            thickness=1.5,
            panel=0.34,
            panel_header=say("{name}, in points", name=name),
        )

    shown, ax, panel, kind = lay_out_rows(build, len(table), ax, rows=rows)
    table = table.iloc[both_ends(table.estimate.notna(), shown)]
    ax.set_xlim(0, 100)
    ax.set_xticks(range(0, 101, 25))
    for at, row in enumerate(table.itertuples()):
        if not np.isfinite(row.estimate):
            hidden_row(ax, at, kind, missing(row))
            continue
        start = 0.0
        for who, colour in _PARTS:
            share = getattr(row, f"{who}_share")
            ax.barh(
                at,
                share,
                left=start,
                height=0.62,
                color=colour,
                edgecolor="white",
                linewidth=0.8,
                gid=f"{who}, row {at}",
            )
            in_piece(ax, start, share, at, kind, colour, text=percent(share))
            start += share
        whisker(panel, row.ci_low, row.ci_high, at, INK, kind)
        point(panel, row.estimate, at, Mark(INK, "D"), kind, label=f"score, row {at}", size=0.8)
    panel.set_xlim(*_span(table))
    panel.locator_params(axis="x", nbins=max(1, min(3, panel.xaxis.get_tick_space())), integer=True)
    zero_line(panel, 0, kind)
    return ax


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
            "{name} lies between {low} and {high} in {n} groups, and the intervals overlap",
            name=name, low=figure(low.estimate), high=figure(high.estimate), n=len(known),
        )  # fmt: skip
    return say(
        "{name} is {high} in {best}, {low} in {worst}",
        name=name, high=figure(high.estimate), best=named(result, high), low=figure(low.estimate),
        worst=named(result, low),
    )  # fmt: skip
