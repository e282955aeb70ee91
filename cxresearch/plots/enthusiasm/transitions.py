"""Who moved: a row a move, what was seen beside what error alone would give; levels alone where that is not known."""

import numpy as np

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import RAW, forest, rows_of, verdicts
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import CHANGE, cells, changed, percents, share_cell, sure
from cxresearch.plots.drawing.style import BLUE, Mark
from cxresearch.stats.enthusiasm.transitions import FEWER, MORE, LoyaltyTransitions
from cxresearch.wording import capital, noun, number, say

__all__ = ["plot_transitions"]

_SHARE = ("share", "ci_low", "ci_high")


@chart
def plot_transitions(result: LoyaltyTransitions) -> Dumbbells:
    """A row a move with the share by error as a second mark; where that is not known, the levels of both waves."""
    return _moves(result) if result.told else _levels(result)


def _moves(result: LoyaltyTransitions) -> Dumbbells:
    table = result.table[result.table["from"] != result.table["to"]]
    labels = [
        say("{origin} who became {target}", origin=capital(noun(f"{origin}s")), target=noun(f"{target}s"))
        for origin, target in zip(table["from"], table["to"], strict=True)
    ]
    drawn = rows_of(table, labels, of=_SHARE, filled=table.verdict.isin([MORE, FEWER]), raw=table.by_error)
    alone = percents(table.by_error.where(table.share.notna()), "–")
    return forest(
        drawn, title=_finding(result),
        columns=[Column(say("Seen"), cells(table, share_cell, of=_SHARE)), Column(say("By error"), alone),
                 verdicts(table)],
        keys=[Key(say("Seen"), Mark(BLUE, "o")), Key(say("What error alone would give"), Mark(RAW, "d"))],
        footer=[
            say(
                "Base: {base} who answered in {then} and {now}. Bars and brackets: {sure}. Error alone: had nobody "
                "changed, at a test-retest correlation of {r}. Hollow: not shown beyond error.",
                base=n_words(result.audience, [result.both]), then=result.waves[0], now=result.waves[1],
                sure=sure(result.confidence), r=number(result.reliability, digits=2),
            )
        ],
        x_label=say("Percent of those who were it in {then}", then=result.waves[0]),
    )  # fmt: skip


def _levels(result: LoyaltyTransitions) -> Dumbbells:
    levels = result.levels
    drawn = rows_of(levels, [capital(noun(f"{group}s")) for group in levels.group],
                    of=("now", "now_ci_low", "now_ci_high"), raw=levels.then)  # fmt: skip
    changes = cells(levels, changed, of=CHANGE)
    keys = [Key(result.waves[1], Mark(BLUE, "o")), Key(result.waves[0], Mark(RAW, "d"))] if len(levels) else []
    return forest(
        drawn, title=_finding(result), columns=[Column(say("Change"), changes)], keys=keys,
        footer=[
            say(
                "Base: {base} who answered in both waves. Bars and brackets: {sure}. Levels only: who moved cannot be "
                "told from the scale's own error.",
                base=n_words(result.audience, [result.both]), sure=sure(result.confidence),
            )
        ],
        x_label=say("Percent"),
    )  # fmt: skip


def _finding(result: LoyaltyTransitions) -> str:
    if not len(result.levels):
        return say("Too few answered in both waves for any move to be told")
    if not result.told:
        best = result.levels.set_index("group").loc["promoter"]
        return say("{a}% promoters, then {b}%; who moved cannot be told", a=number(best.then), b=number(best.now))
    table = result.table.set_index(["from", "to"])
    up = table.loc[("passive", "promoter")]
    if not np.isfinite(up.share):
        return say("Nobody was passive before")
    return say(
        "{share}% of passives became promoters; error alone would give {error}%", share=number(up.share),
        error=number(up.by_error),
    )  # fmt: skip
