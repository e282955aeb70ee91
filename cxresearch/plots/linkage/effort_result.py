"""Effort and result: a correlation a row, with the band of links that so few units would not have found."""

import numpy as np

from cxresearch.plots.drawing.captions import units_of
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import OPEN, forest, rows_of, verdicts
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import cells, sure
from cxresearch.plots.drawing.style import BLUE, Mark
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.linkage.effort_result import GOES, EffortAndResult
from cxresearch.wording import capital, figure, in_words, largest_first, say

__all__ = ["plot_effort_and_result"]

_BAND = "#E9E9E9"


@chart
def plot_effort_and_result(result: EffortAndResult) -> Dumbbells:
    """A row an input (outcome, wave): r with its interval; within the band a link would hardly have been found."""
    table = result.table
    order = largest_first(table.estimate.abs(), table.input, table.outcome, table.wave, digits=2)
    table = table.iloc[order].reset_index(drop=True)
    waves, outcomes = table.wave.nunique() > 1, table.outcome.nunique() > 1
    goes = (table.verdict == GOES).tolist()
    labels = [_label(row, waves, outcomes) for row in table.itertuples()]

    def bands(ax, kind, kept: list[int]) -> None:
        for at, reach in enumerate(table.detectable_r.iloc[kept]):
            if np.isfinite(reach):
                ax.barh(at, 2 * reach, left=-reach, height=0.86, color=_BAND, zorder=0.4, gid=f"band, row {at}")
        ax.set_xlim(-1.02, 1.02)
        ax.set_xticks(ticks := [-1, -0.5, 0, 0.5, 1], [figure(at).replace("-", "−") for at in ticks])

    return forest(
        rows_of(table, labels, filled=goes, absent=say("cannot be computed")),
        title=_finding(result),
        columns=[Column("r", cells(table, digits=2), goes), verdicts(table, goes)],
        keys=[
            Key(say("Goes with the result"), Mark(BLUE, "o")),
            Key(say("Not shown"), Mark(OPEN, "o")),
            Key(say("Links that these units would miss"), Mark(_BAND, "")),
        ],
        footer=[_footer(result, table)],
        x_label=_x_label(table, outcomes),
        zero=0.0,
        what=say("links"),
        order=say("the strongest first"),
        after=bands,
    )


def _label(row, waves: bool, outcomes: bool) -> str:
    name = capital(str(row.input).replace("_", " "))
    told = [str(row.outcome)] * outcomes + [str(row.wave)] * waves
    return f"{name} ({', '.join(told)})" if told else name


def _x_label(table, outcomes: bool) -> str:
    what = say("each outcome") if outcomes or not len(table) else topic_words(str(table.outcome.iloc[0]))
    return say("Correlation between units, with {what}", what=what)


def _footer(result: EffortAndResult, table) -> str:
    return say(
        "Base: {base}. Bars and brackets: {sure}. Band: links weaker than these would have been found with less than "
        "80% probability. About units, not persons; no direction.",
        base=units_of(table.units.astype(float)),
        sure=sure(result.confidence),
    )


def _finding(result: EffortAndResult) -> str:
    table = result.table
    goes = table[table.verdict == GOES]
    inputs = list(dict.fromkeys(str(name).replace("_", " ") for name in goes.input))
    of = in_words(table.input.nunique())
    if not len(goes):
        excluded = table[table.verdict == "no strong link"]
        if len(excluded) == len(table):
            return say("None of {of} inputs goes strongly with the result: only an effort", of=of)
        return say("Of {of} inputs none is shown to go with the result; that does not mean that none does", of=of)
    what = topic_words(str(goes.outcome.iloc[0])) if goes.outcome.nunique() == 1 else say("a result")
    if len(inputs) == 1:
        return capital(
            say("of {of} inputs only {inputs} is shown to go with {what}", of=of, inputs=inputs[0], what=what)
        )
    return capital(
        say("{inputs} of {of} inputs are shown to go with {what}", inputs=in_words(len(inputs)), of=of, what=what)
    )
