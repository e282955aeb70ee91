"""Charts of what people wrote: tones as stacks, words that set a group apart, themes by audience."""

import numpy as np

from cxresearch.report.charts.marks import HUNDRED, accent, figures, interval_text, named
from cxresearch.report.charts.model import BARS, POINTS, Chart, Series
from cxresearch.report.keys import keys_of, row_names
from cxresearch.stats.bases.naming import people
from cxresearch.text.compare import AnswerComparison
from cxresearch.text.sentiment import VerbatimSentiment
from cxresearch.text.themes.contrast import WordContrast
from cxresearch.text.tone_and_rating import ToneAndRating
from cxresearch.wording import number, say, steady

__all__ = ["themes_by_audience", "tones_by_rating", "tones_of_comments", "words_that_differ"]


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


def words_that_differ(result: WordContrast) -> list[Chart]:
    """The words that each group uses more than the others, the strongest first."""
    table = result.table
    found = []
    keys = keys_of(result)
    for at, (group, part) in enumerate(table[table.estimate > 0].groupby("group", sort=False)):
        series = Series(say("Log-odds against the others"), figures(part.estimate), colour=accent(str(group), at))
        labels = tuple(f"{people(str(group))}: {term}" for term in part.term)
        # The id stands with the number that it names, so that the two can be held against each other.
        shown = tuple(f"{number(steady(value), digits=2)}\n{keys[row]}" for row, value in part.estimate.items())
        counts = tuple(number(value, digits=0) for value in part["count"])
        found.append(
            Chart(
                BARS,
                labels,
                (series,),
                ((say("Log-odds"), shown), (say("Comments"), counts)),
                axis=say("Log-odds against the others"),
                digits=1,
            )  # fmt: skip
        )
    return found


def themes_by_audience(result: AnswerComparison) -> list[Chart]:
    """The share of each audience that names a theme, question by question."""
    table, keys = result.table, keys_of(result)
    columns = [name for name in table if name.startswith("share_")]
    found = []
    audiences = list(result.audiences)
    for _, part in table.groupby("question", sort=False):
        series = []
        for at, column in enumerate(columns):
            name = audiences[at] if at < len(audiences) else column.removeprefix("share_")
            series.append(Series(named(name), figures(part[column]), colour=accent(name, at)))
        cells = tuple(f"{verdict}\n{keys[row]}" for row, verdict in zip(part.index, part.verdict, strict=True))
        found.append(
            Chart(
                POINTS,
                tuple(part.theme.astype(str)),
                tuple(series),
                ((say("Named by"), cells),),
                axis=say("Percent who name it"),
                joined=len(columns) > 1,
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
