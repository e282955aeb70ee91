"""Guess against answer: what leaders predicted, what customers said, and how many guessers came near."""

import numpy as np

from cxresearch.plots.drawing.captions import base_line, rows_line
from cxresearch.plots.drawing.dumbbells import gap_cell
from cxresearch.plots.drawing.layout import lay_out_rows
from cxresearch.plots.drawing.page import Column, Key, Page
from cxresearch.plots.drawing.strokes import (
    figure,
    hidden_row,
    joint,
    point,
    row_height,
    sure,
    whisker,
)
from cxresearch.plots.drawing.style import marks_of, type_now
from cxresearch.stats.bases.naming import people, topic_in_sentence
from cxresearch.stats.bases.verdicts import GAP, HIDDEN
from cxresearch.stats.perception.prediction import NEAR, PredictionGap
from cxresearch.wording import capital, count, largest_first, points, say, steady

__all__ = ["plot_predictions"]


def plot_predictions(result: PredictionGap, *, ax=None, rows: int | None = None, title: str | None = None):
    """A row a topic, the worst guess on top: the mean guess, the answer with its interval, who came near."""
    table = result.table
    table = table.iloc[largest_first(table.estimate.abs(), table.topic)].reset_index(drop=True)
    marks = marks_of([result.predictor, result.actual])

    def build(shown: int) -> Page:
        part = table.head(shown)
        judged = [row.verdict == GAP for row in part.itertuples()]
        return Page(
            title=title or _finding(result),
            labels=part.topic.astype(str).tolist(),
            columns=[
                Column(say("Guess minus answer"), [_cell(row) for row in part.itertuples()], judged),
                Column(_near_column(table), [_near(row) for row in part.itertuples()]),
            ],
            keys=[
                Key(say("What {predictor} predicted", predictor=people(result.predictor)), marks[result.predictor]),
                Key(say("What {actual} said", actual=people(result.actual)), marks[result.actual]),
            ],
            footer=[_footer(result), *rows_line(shown, len(table), "", say("worst guesses first"))],
            x_label=say("Mean on the 0-100 scale"),
            thickness=1.2,
        )

    shown, ax, _, kind = lay_out_rows(build, len(table), ax, rows=rows)
    ax.set_xlim(-1, 101)
    ax.set_xticks(range(0, 101, 20))
    apart = min(0.3 * kind.mark / row_height(ax), 0.2)
    for at, row in enumerate(table.head(shown).itertuples()):
        if not np.isfinite(row.estimate):
            hidden_row(
                ax, at, kind, say("hidden (small group)") if row.verdict == HIDDEN else say("nothing to compare")
            )
            continue
        joint(ax, row.actual, row.predicted, at, kind)
        point(ax, row.predicted, at - apart, marks[result.predictor], kind, label=f"{result.predictor}, row {at}")
        whisker(ax, row.actual_ci_low, row.actual_ci_high, at + apart, marks[result.actual].colour, kind)
        point(ax, row.actual, at + apart, marks[result.actual], kind, label=f"{result.actual}, row {at}")
    return ax


def _cell(row) -> str:
    if not np.isfinite(row.estimate):
        return say("hidden") if row.verdict == HIDDEN else "–"
    return gap_cell(row)


def _near_column(table) -> str:
    nearest = "within" in table and (steady(table.within) > NEAR).any()
    return say("Guesses of the nearest answer") if nearest else say("Guesses within ten points")


def _near(row) -> str:
    return (
        say("{within_10} of {n_predictors}", within_10=count(row.within_10), n_predictors=count(row.n_predictors))
        if np.isfinite(row.within_10)
        else say("hidden")
    )


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
