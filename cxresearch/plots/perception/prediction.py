"""Guess against answer: what leaders predicted, what customers said, and how many guessers came near."""

import numpy as np

from cxresearch.plots.drawing.captions import base_line
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells, Line, Stand, gap_cell
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import figure, sure
from cxresearch.plots.drawing.style import marks_of, type_now
from cxresearch.stats.bases.naming import people, topic_in_sentence
from cxresearch.stats.bases.verdicts import GAP, HIDDEN
from cxresearch.stats.perception.prediction import NEAR, PredictionGap
from cxresearch.wording import capital, count, largest_first, points, say, steady

__all__ = ["plot_predictions"]


@chart
def plot_predictions(result: PredictionGap) -> Dumbbells:
    """A row a topic, the worst guess on top: the mean guess, the answer with its interval, who came near."""
    table = result.table.iloc[largest_first(result.table.estimate.abs(), result.table.topic)]
    rows, guess, answer = list(table.itertuples()), result.predictor, result.actual
    marks = marks_of([guess, answer])
    return Dumbbells(
        [Line(str(row.topic), _stands(result, row), _absent(row)) for row in rows],
        marks,
        title=_finding(result),
        span=(0, 100),
        ticks=range(0, 101, 20),
        columns=[
            Column(say("Guess minus answer"), [_cell(row) for row in rows], [row.verdict == GAP for row in rows]),
            Column(_near_column(table), [_near(row) for row in rows]),
        ],
        keys=[
            Key(say("What {predictor} predicted", predictor=people(guess)), marks[guess]),
            Key(say("What {actual} said", actual=people(answer)), marks[answer]),
        ],
        footer=[_footer(result)],
        x_label=say("Mean on the 0-100 scale"),
        order=say("worst guesses first"),
        first=True,
        thickness=1.2,
    )


def _stands(result: PredictionGap, row) -> dict[str, Stand]:
    said = Stand(row.actual, row.actual_ci_low, row.actual_ci_high)
    return {result.predictor: Stand(row.predicted), result.actual: said} if np.isfinite(row.estimate) else {}


def _absent(row) -> str:
    return say("hidden (small group)") if row.verdict == HIDDEN else say("nothing to compare")


def _cell(row) -> str:
    return gap_cell(row, say("hidden") if row.verdict == HIDDEN else "–")


def _near_column(table) -> str:
    nearest = "within" in table and (steady(table.within) > NEAR).any()
    return say("Guesses of the nearest answer") if nearest else say("Guesses within ten points")


def _near(row) -> str:
    if not np.isfinite(row.within_10):
        return say("hidden")
    return say("{within_10} of {n_predictors}", within_10=count(row.within_10), n_predictors=count(row.n_predictors))


def _footer(result: PredictionGap) -> str:
    table = result.table
    base = base_line({result.predictor: table.n_predictors, result.actual: table.n_actual})
    if not table.estimate.notna().any():
        return base
    bars = say(
        "Bars: {sure} of what {actual} said; brackets: of the difference.",
        sure=sure(result.confidence),
        actual=people(result.actual),
    )
    bold = "" if type_now().height is None or not (table.verdict == GAP).any() else say(" Bold: gap shown.")
    return f"{base} {bars}{bold}"


def _finding(result: PredictionGap) -> str:
    table = result.table
    known = table[table.estimate.notna()]
    if not len(known):
        return say("No prediction can be shown beside what was said")
    gaps = known[known.verdict == GAP]
    if len(gaps):
        row = gaps.iloc[largest_first(gaps.estimate.abs(), gaps.topic)[0]]
        return capital(
            say(
                "{predictor} predicted {predicted} for {topic}; {actual} said {actual_2}",
                predictor=people(result.predictor),
                predicted=figure(row.predicted),
                topic=topic_in_sentence(row.topic),
                actual=people(result.actual),
                actual_2=figure(row.actual),
            )
        )
    if (known.verdict == "aligned").all():
        return capital(
            say(
                "{predictor} predicted {actual} within {margin}",
                predictor=people(result.predictor),
                actual=people(result.actual),
                margin=points(result.margin),
            )
        )
    return say(
        "These answers cannot settle how well {predictor} predict {actual}",
        predictor=people(result.predictor),
        actual=people(result.actual),
    )
