"""Marks in rows with their intervals, and what stands beside them: the form that most charts of results take."""

import math
from collections.abc import Sequence

import numpy as np

from cxresearch.plots.drawing.strokes import between, signed
from cxresearch.report.charts.model import POINTS, Chart, Series
from cxresearch.report.heads import head_of, said_cell
from cxresearch.report.keys import bounds_of, keys_of, row_names
from cxresearch.result import Result, header_of
from cxresearch.stats.bases.naming import people
from cxresearch.stats.bases.verdicts import HIDDEN
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF, ordered
from cxresearch.wording import capital, largest_first, say, steady, told

__all__ = [
    "ACCENTS",
    "HUNDRED",
    "PAIRS",
    "accent",
    "axis_of",
    "by_audience",
    "digits_of_chart",
    "figures",
    "gap_cell",
    "interval_text",
    "largest_rows_first",
    "named",
    "plain",
    "two_sides",
]

ACCENTS = {LEADERSHIP: 1, STAFF: 2, CUSTOMERS: 3}
PAIRS = 3
_MOST_SERIES = 5
HUNDRED = (0.0, 100.0)
_ESTIMATE, _PERCENT, _MEAN, _APART = told("Estimate"), told("Percent"), told("Mean on 0-100"), told("Difference")
_AXES = {
    "CalledExcellent": _PERCENT,
    "SatisfactionShare": _PERCENT,
    "EffortShare": _PERCENT,
    "Themes": told("Percent of comments"),
    "Ownership": _PERCENT,
    "Silos": told("Mean on 0-100, small groups kept from standing out"),
    "Scorecard": _MEAN,
    "MaturityLevel": _MEAN,
    "NetPromoter": "NPS",
    "GroupComparison": _APART,
    "MeanScore": told("Mean"),
    "OrdinalModel": told("Log-odds"),
    "Reliability": told("Alpha"),
    "EffortAndResult": "r",
    "LaggedLink": "r",
    "PromiseAndDelivery": _APART,
    "ReportComparison": told("Change"),
}


def figures(values) -> tuple[float, ...]:
    return tuple(steady(float(value)) for value in values)


def digits_of_chart(result: Result, column: str, values: Sequence[float]) -> int:
    known = [abs(value) for value in values if math.isfinite(value)]
    widest = max(known, default=0)
    return result.decimals.get(column, 0 if widest >= 20 else 1 if widest >= 2 else 2)


def interval_text(value, low, high, *, digits: int, sign: bool = False) -> str:
    if not math.isfinite(value):
        return "–"
    from cxresearch.plots.drawing.strokes import figure

    said = signed(value) if sign and digits == 0 else figure(value, digits=digits)
    return f"{said} {between(low, high, digits=digits)}".strip()


def plain(result: Result, column: str) -> Chart:
    """A mark a row with its interval."""
    table, bounds = result.table, bounds_of(result, column)
    values = figures(table[column])
    low, high = (figures(table[name]) for name in bounds) if bounds else ((), ())
    digits = digits_of_chart(result, column, values)
    absent = (math.nan,) * len(values)
    keys = keys_of(result)
    shown = [interval_text(*row, digits=digits) for row in zip(values, low or absent, high or absent, strict=True)]
    verdicts = list(table.verdict.fillna("").astype(str)) if "verdict" in table else [""] * len(values)
    second = [
        " · ".join(filter(None, (said_cell(word, "verdict")[:28], key)))
        for word, key in zip(verdicts, keys, strict=True)
    ]
    beside = [(_short_axis(result, column), tuple(f"{one}\n{two}" for one, two in zip(shown, second, strict=True)))]
    series = Series(axis_of(result, column), values, low, high, colour=1)
    return Chart(
        POINTS,
        tuple(row_names(result)),
        (series,),
        tuple(beside),
        axis=axis_of(result, column),
        digits=digits,
        keys=tuple(keys),
        # A share alone on an axis of six points looks like a share that nobody knows.
        span=HUNDRED if _AXES.get(type(result).__name__) == _PERCENT and column == "estimate" else None,
    )


def _short_axis(result: Result, column: str) -> str:
    """The head of the figures: the axis without what is said of it."""
    return axis_of(result, column).split(",")[0].split(" on 0-100")[0]


def axis_of(result: Result, column: str) -> str:
    for name in ("unit", "figure"):
        said = getattr(result, name, "")
        if column == "estimate" and isinstance(said, str) and said:
            return capital(header_of(said))
    if column != "estimate":
        return head_of(column, result.confidence)
    axis = _AXES.get(type(result).__name__, _ESTIMATE)
    return axis if axis in ("NPS", "r") else say(axis)


def by_audience(result: Result, column: str) -> Chart | None:
    """Rows of the same name side by side, an audience each, where the table holds several audiences."""
    table = result.table
    if "audience" not in table or table.audience.nunique() < 2 or "compared_with" in table:
        return None
    names = row_names(result, without=("audience",))
    rows = list(dict.fromkeys(names))
    audiences = ordered(list(table.audience.dropna().astype(str)))
    if len(rows) < 2 or len(audiences) > _MOST_SERIES:
        return None
    place = {(name, str(audience)): at for at, (name, audience) in enumerate(zip(names, table.audience, strict=True))}
    if len(place) < len(table):
        return None
    bounds = bounds_of(result, column)
    series, beside = [], []
    digits = digits_of_chart(result, column, figures(table[column]))
    keys = keys_of(result)

    def pick(what: str, audience: str) -> tuple[float, ...]:
        return figures(table[what].iloc[place[row, audience]] if (row, audience) in place else np.nan for row in rows)

    for at, audience in enumerate(audiences):
        low, high = (pick(name, audience) for name in bounds) if bounds else ((), ())
        values = pick(column, audience)
        series.append(Series(named(audience), values, low, high, accent(audience, at)))
        absent = (math.nan,) * len(rows)
        triples = zip(values, low or absent, high or absent, strict=True)
        cells = [interval_text(*row, digits=digits) for row in triples]
        own = [keys[place[row, audience]] if (row, audience) in place else "" for row in rows]
        beside.append(
            (named(audience), tuple(f"{cell}\n{key}" if key else cell for cell, key in zip(cells, own, strict=True)))
        )
    if len(audiences) > PAIRS:
        beside = []
    return Chart(
        POINTS,
        tuple(rows),
        tuple(series),
        tuple(beside),
        axis=axis_of(result, column),
        digits=digits,
        span=HUNDRED if _on_hundred(series) else None,
        joined=True,
    )


def _on_hundred(series: Sequence[Series]) -> bool:
    every = [v for one in series for part in (one.values, one.low, one.high) for v in part if math.isfinite(v)]
    return bool(every) and min(every) >= 0 and 50 < max(every) <= 100


def two_sides(
    result: Result,
    sides: Sequence[tuple[str, str, int]],
    labels: Sequence[str],
    *,
    axis: str,
    span=HUNDRED,
    gap: str = "",
) -> Chart:
    """Two figures a row with a line between them, each with its interval where the table has one."""
    table, keys = result.table, keys_of(result)
    series = []
    for column, name, colour in sides:
        bounds = bounds_of(result, column)
        low, high = (figures(table[one]) for one in bounds) if bounds else ((), ())
        series.append(Series(name, figures(table[column]), low, high, colour))
    cells = []
    for at, row in enumerate(table.itertuples()):
        said = interval_text(row.estimate, row.ci_low, row.ci_high, digits=0, sign=True)
        verdict = getattr(row, "verdict", "")
        verdict = f"{said_cell(verdict, 'verdict')} · " if isinstance(verdict, str) and verdict else ""
        cells.append(f"{said}\n{verdict}{keys[at]}")
    return Chart(
        POINTS,
        tuple(labels),
        tuple(series),
        ((gap or say("Difference"), tuple(cells)),),
        axis=axis,
        span=span,
        joined=True,
    )


def largest_rows_first(chart: Chart, sizes) -> Chart:
    """The same chart from its largest row down; a row that has no size stays at the end."""
    known = [float(size) if math.isfinite(size) else -math.inf for size in sizes]
    return chart.chosen(largest_first(known, list(chart.labels), digits=3))


def gap_cell(row, key: str) -> str:
    verdict = getattr(row, "verdict", "")
    if verdict == HIDDEN:
        return f"{say('hidden (small group)')}\n{key}"
    if not math.isfinite(row.estimate):
        return f"{say('no answers to compare') if verdict else '–'}\n{key}"
    shown = interval_text(row.estimate, row.ci_low, row.ci_high, digits=0, sign=True)
    return "\n".join([shown, " · ".join(filter(None, (said_cell(verdict, "verdict") if verdict else "", key)))])


def named(audience: str) -> str:
    said = people(audience)
    return said[:1].upper() + said[1:]


def accent(audience: str, at: int) -> int:
    return ACCENTS.get(audience, 4 + at % 3)
