"""Who moved: a row a move, what was seen beside what error alone would give; levels alone where that is not known."""

import numpy as np

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import RAW, Row, forest
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import between, percent, signed, sure
from cxresearch.plots.drawing.style import BLUE, Mark
from cxresearch.stats.enthusiasm.transitions import FEWER, MORE, LoyaltyTransitions
from cxresearch.wording import capital, noun, number, say

__all__ = ["plot_transitions"]


@chart
def plot_transitions(result: LoyaltyTransitions) -> Dumbbells:
    """A row a move with the share by error as a second mark; where that is not known, the levels of both waves."""
    return _moves(result) if result.told else _levels(result)


def _moves(result: LoyaltyTransitions) -> Dumbbells:
    table = result.table[result.table["from"] != result.table["to"]]
    drawn, cells, alone, verdicts = [], [], [], []
    for _, row in table.iterrows():
        label = say(
            "{origin} who became {target}", origin=capital(noun(f"{row['from']}s")), target=noun(f"{row['to']}s")
        )
        drawn.append(
            Row(label, row.share, row.ci_low, row.ci_high, filled=row.verdict in (MORE, FEWER), raw=row.by_error)
        )
        known = np.isfinite(row.share)
        cells.append(f"{percent(row.share)} {between(row.ci_low, row.ci_high)}" if known else "–")
        alone.append(percent(row.by_error) if known else "–")
        verdicts.append(say(row.verdict))
    return forest(
        drawn, title=_finding(result),
        columns=[Column(say("Seen"), cells), Column(say("By error"), alone), Column(say("Verdict"), verdicts)],
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
    drawn = [
        Row(capital(noun(f"{row.group}s")), row.now, row.now_ci_low, row.now_ci_high, raw=row.then)
        for row in levels.itertuples()
    ]
    changes = [f"{signed(row.change)} {between(row.change_ci_low, row.change_ci_high)}" for row in levels.itertuples()]
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
