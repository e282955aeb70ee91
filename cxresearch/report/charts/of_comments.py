"""Charts of what people wrote: tones as stacks, words that set a group apart, themes by audience."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from cxresearch.report.charts.marks import HUNDRED, accent, by_audience, figures, interval_text, named, plain
from cxresearch.report.charts.model import BARS, POINTS, Chart, Series
from cxresearch.report.heads import said_cell
from cxresearch.report.keys import keys_of, row_names, value_column
from cxresearch.text.compare import AnswerComparison
from cxresearch.text.sentiment import VerbatimSentiment
from cxresearch.text.themes.contrast import WordContrast
from cxresearch.text.themes.named import Themes
from cxresearch.text.tone_and_rating import ToneAndRating
from cxresearch.wording import largest_first, listed, number, say, steady

__all__ = ["VIEWS"]

# Words on one slide: with its id below its figure each takes two lines.
_MOST_WORDS = 11


def _tones() -> list[tuple[str, int, str]]:
    """The tones from bad to good with their accents and names."""
    return [("negative", 2, say("Negative")), ("neutral", 0, say("Neutral")), ("positive", 1, say("Positive"))]


def tones_of_comments(result: VerbatimSentiment) -> list[Chart]:
    table, keys = result.table, keys_of(result)
    names = row_names(result, without=("label",))
    if table.question.nunique() < 2 and not result.by:
        names = [say("All comments")] * len(table)
    rows = list(dict.fromkeys(names))
    place = {(name, label): at for at, (name, label) in enumerate(zip(names, table.label, strict=True))}
    series, beside = [], []
    for label, colour, name in _tones():
        own = [place.get((row, label)) for row in rows]
        values = figures(table.estimate.iloc[at] if at is not None else np.nan for at in own)
        series.append(Series(name, values, colour=colour))
        if label != "neutral":
            cells = []
            for at in own:
                row = None if at is None else table.iloc[at]
                shown = "–" if row is None else interval_text(row.estimate, row.ci_low, row.ci_high, digits=0)
                cells.append(shown if at is None else f"{shown}\n{keys[at]}")
            beside.append((f"{name}, %", tuple(cells)))
    return [Chart(BARS, tuple(rows), tuple(series), tuple(beside), axis=say("Percent of comments"), span=HUNDRED)]


def themes_by_share(result: Themes) -> list[Chart]:
    """Themes from the largest share down; those that nobody named are told in one line, not drawn."""
    column = value_column(result)
    if not len(result.table):
        return []
    chart = by_audience(result, column) or plain(result, column)
    sizes = [max((v for v in (one.values[at] for one in chart.series) if math.isfinite(v)), default=math.nan)
             for at in range(len(chart.labels))]  # fmt: skip
    # A hidden row has no size; it keeps its place at the end.
    order = largest_first([-1.0 if math.isnan(size) else size for size in sizes], list(chart.labels), digits=3)
    named_by_nobody = [at for at in order if sizes[at] == 0]
    if len(named_by_nobody) == len(order):
        return [chart]
    note = ""
    if named_by_nobody:
        names = listed([chart.labels[at] for at in named_by_nobody])
        note = say("Named in no comment (0%): {themes}.", themes=names)
    return [replace(chart.chosen([at for at in order if at not in named_by_nobody]), note=note)]


def words_that_differ(result: WordContrast) -> list[Chart]:
    """The words that each group uses more than the others, the strongest of each first."""
    table, keys = result.table, keys_of(result)
    above = table[table.estimate > 0]
    groups = list(dict.fromkeys(above.group))
    each = max(_MOST_WORDS // max(len(groups), 1), 2)
    shown = pd.concat([above[above.group == group].head(each) for group in groups]) if groups else above
    if not len(shown):
        return []
    series = tuple(
        Series(named(str(group)), figures(shown.estimate.where(shown.group == group)), colour=accent(str(group), at))
        for at, group in enumerate(groups)
    )
    # The id stands with the number that it names, so that the two can be held against each other.
    said = tuple(f"{number(steady(value), digits=2)}\n{keys[row]}" for row, value in shown.estimate.items())
    counts = tuple(number(value, digits=0) for value in shown["count"])
    beside = ((say("Log-odds"), said), (say("Comments"), counts))
    return [Chart(BARS, tuple(map(str, shown.term)), series, beside, axis=say("Log-odds against the others"), digits=1)]


def themes_by_audience(result: AnswerComparison) -> list[Chart]:
    """The share of each audience that names a theme, question by question."""
    table, keys = result.table, keys_of(result)
    columns = [name for name in table if name.startswith("share_")]
    found = []
    audiences = list(result.audiences)
    several = table.question.nunique() > 1
    for question, part in table.groupby("question", sort=False):
        series = []
        for at, column in enumerate(columns):
            name = audiences[at] if at < len(audiences) else column.removeprefix("share_")
            series.append(Series(named(name), figures(part[column]), colour=accent(name, at)))
        cells = tuple(f"{said_cell(str(verdict), 'verdict')} · {keys[row]}"
                      for row, verdict in zip(part.index, part.verdict, strict=True))  # fmt: skip
        found.append(
            Chart(
                POINTS,
                tuple(part.theme.astype(str)),
                tuple(series),
                ((say("Named by"), cells),),
                axis=say("Percent who name it"),
                joined=len(columns) > 1,
                # Each of several questions is a slide of its own, and says which.
                finding=say("Who names what: {question}", question=str(result.words_of(question))) if several else "",
            )
        )
    return found


def tones_by_rating(result: ToneAndRating) -> list[Chart]:
    shares = result.shares
    labels = _tones()
    if not len(shares) or not {"rating_group", *(label for label, _, _ in labels)} <= set(shares.columns):
        return []
    rows = list(shares.rating_group.astype(str))
    series = [Series(name, figures(shares[label]), colour=colour) for label, colour, name in labels]
    return [
        Chart(
            BARS,
            tuple(row[:1].upper() + row[1:] for row in rows),
            tuple(series),
            axis=say("Percent of comments"),
            span=HUNDRED,
        )
    ]


VIEWS = {
    VerbatimSentiment: tones_of_comments, Themes: themes_by_share, WordContrast: words_that_differ,
    AnswerComparison: themes_by_audience, ToneAndRating: tones_by_rating,
}  # fmt: skip
