"""Kept each time: a row a topic, how far two units lie apart, and in words how far it moved; no unit is named."""

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import forest, rows_of, verdicts
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import CHANGE, cells, changed, sure
from cxresearch.stats.enthusiasm.kept import ALIKE, KeptConsistently
from cxresearch.wording import number, plural, say

__all__ = ["plot_kept"]


@chart
def plot_kept(result: KeptConsistently) -> Dumbbells:
    """A row a topic; hollow where it is not shown to be kept alike."""
    table = result.table
    return forest(
        rows_of(table, table.topic, filled=table.verdict == ALIKE), title=_finding(result),
        columns=[Column(say("Change by wave"), cells(table, changed, of=CHANGE)), verdicts(table)],
        footer=[
            say(
                "Base: {base}. Bars and brackets: {sure}. Line: {margin} points, which would not matter. Filled: shown "
                "to be kept alike.",
                base=n_words(result.audience, table.n.astype(float).dropna()), sure=sure(result.confidence),
                margin=number(result.margin),
            )
        ],
        x_label=say("Points that two units lie apart on average"), zero=result.margin,
    )  # fmt: skip


def _finding(result: KeptConsistently) -> str:
    alike = int((result.table.verdict == ALIKE).sum())
    if not alike:
        return say("No topic is shown to be kept alike")
    return say("Of {topics} {alike} are shown to be kept alike", topics=plural(len(result.table), "topic"), alike=alike)
