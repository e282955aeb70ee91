"""Guessed beside chosen: a row an option, a mark a side."""

import numpy as np

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells, Line, Stand, gap_cell
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import sure
from cxresearch.plots.drawing.style import marks_of
from cxresearch.stats.bases.naming import as_heading, people
from cxresearch.stats.perception.choices import ChoicePrediction
from cxresearch.wording import largest_first, noun, number, say, steady

__all__ = ["plot_choices"]


@chart
def plot_choices(result: ChoicePrediction) -> Dumbbells:
    """A row an option, the most chosen first: what was guessed and what was chosen, with the gap beside."""
    whole = result.distance.iloc[0]
    table = result.table[result.table.question == whole.question]
    table = table.iloc[largest_first(table.actual, table.option)]
    names = [result.predictor, whole.actual]
    marks = marks_of(names)
    lines = [
        Line(
            str(row.option),
            {
                names[0]: Stand(row.predicted, row.predicted_ci_low, row.predicted_ci_high),
                names[1]: Stand(row.actual, row.actual_ci_low, row.actual_ci_high),
            }
            if np.isfinite(row.estimate)
            else {},
        )
        for row in table.itertuples()
    ]
    shown = table.estimate.notna().any()
    highest = np.nanmax(table[["predicted_ci_high", "actual_ci_high"]].to_numpy(float)) if shown else 10.0
    cells = [gap_cell(row, say("hidden")) for row in table.itertuples()]
    bases = "; ".join(n_words(name, [n]) for name, n in zip(names, (whole.n_predictors, whole.n_actual), strict=True))
    return Dumbbells(
        lines,
        marks,
        title=_finding(result, table, whole),
        span=(0.0, min(100.0, 10 * np.ceil(steady(float(highest)) / 10))),
        keys=[
            Key(say("{who} guessed", who=as_heading(names[0])), marks[names[0]]),
            Key(say("{who} chose", who=as_heading(names[1])), marks[names[1]]),
        ],
        columns=[Column(say("Gap in points"), cells, [verdict == "gap" for verdict in table.verdict])],
        footer=[
            say("Base: {bases}. Bars and brackets: {sure}.", bases=bases, sure=sure(result.confidence)),
        ],
        x_label=say("Share of answers (%)"),
        what=noun("answers"),
        order=say("the first and the last"),
    )


def _finding(result: ChoicePrediction, table, whole) -> str:
    if not np.isfinite(whole.estimate):
        return say("The guess is hidden to protect small groups")
    guess, real = (table.iloc[largest_first(table[side], table.option)[0]] for side in ("predicted", "actual"))
    return say(
        "{who} put \"{guess}\" first ({a}%), {others} \"{real}\" ({b}%)",
        who=as_heading(result.predictor), guess=guess.option, a=number(guess.predicted),
        others=people(whole.actual), real=real.option, b=number(real.actual),
    )  # fmt: skip
