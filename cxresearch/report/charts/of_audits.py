"""Charts of audits: three gaps of a promise in one row, rungs beside their scores, who is said to own the customer."""

import math

from cxresearch.report.charts.marks import by_audience, figures, gap_cell, plain
from cxresearch.report.charts.model import POINTS, Chart, Series
from cxresearch.report.keys import keys_of, row_names, value_column
from cxresearch.stats.audits.maturity import MaturityLevel
from cxresearch.stats.audits.ownership import Ownership
from cxresearch.stats.audits.promises import PromiseAndDelivery
from cxresearch.stats.bases.naming import as_heading, people
from cxresearch.wording import largest_first, say, told

__all__ = ["VIEWS"]

_GAPS = {
    "expectation": (told("Experienced minus expected"), 3),
    "promise": (told("Promise kept minus expected"), 1),
    "delivery": (told("{staff} minus {customers}, promise kept"), 2),
}


def promise_gaps(result: PromiseAndDelivery) -> list[Chart]:
    """A row a topic, the widest gap on top, with a mark for each of its gaps."""
    table, keys = result.table, keys_of(result)
    gaps = [gap for gap in _GAPS if (table.gap == gap).any()]
    names = row_names(result, without=("gap",))
    rows = list(dict.fromkeys(names))
    place = {(name, gap): at for at, (name, gap) in enumerate(zip(names, table.gap, strict=True))}
    if not rows or len(place) < len(table):
        return []
    estimates = table.estimate.astype(float).abs().fillna(-1.0)
    sizes = [max(estimates.iloc[place[name, gap]] for gap in gaps if (name, gap) in place) for name in rows]
    rows = [rows[at] for at in largest_first(sizes, rows, digits=3)]
    series, beside = [], []
    for gap in gaps:
        words, colour = _GAPS[gap]
        name = say(words, staff=as_heading(result.staff), customers=people(result.customers))
        own = [place.get((row, gap)) for row in rows]
        values, low, high = (
            figures(math.nan if at is None else table[column].iloc[at] for at in own)
            for column in ("estimate", "ci_low", "ci_high")
        )
        series.append(Series(name, values, low, high, colour))
        beside.append((name, tuple("" if at is None else gap_cell(table.iloc[at], keys[at]) for at in own)))
    return [Chart(POINTS, tuple(rows), tuple(series), tuple(beside), axis=say("Points"))]


def rungs(result: MaturityLevel) -> list[Chart]:
    """The score of each side with the rung that it stands for."""
    column = value_column(result)
    if column is None or not len(result.table):
        return []
    table = result.table

    def rung(at: int) -> str:
        level = table.level.iloc[at]
        return level if isinstance(level, str) else ""

    return [by_audience(result, column, words=rung) or plain(result, column, words=rung)]


def owners(result: Ownership) -> list[Chart]:
    """Answers by audience side by side; of many groups a table with shades shows more."""
    column = value_column(result)
    if column is None or not len(result.table) or set(result.by) - {result.audience_by}:
        return []
    return [by_audience(result, column) or plain(result, column)]


VIEWS = {PromiseAndDelivery: promise_gaps, MaturityLevel: rungs, Ownership: owners}
