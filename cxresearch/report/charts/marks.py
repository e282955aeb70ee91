"""Marks in rows with their intervals, and what stands beside them: the form that most charts of results take."""

import math
from collections.abc import Callable, Sequence

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
_LONGEST_VERDICT = 40
HUNDRED = (0.0, 100.0)
_ESTIMATE, _PERCENT, _MEAN, _APART = told("Estimate"), told("Percent"), told("Mean on 0-100"), told("Difference")
_LINK = told("Correlation r")
_AXES = {
    "CalledExcellent": _PERCENT,
    "SatisfactionShare": _PERCENT,
    "EffortShare": _PERCENT,
    "Themes": told("Percent of comments"),
    "Ownership": _PERCENT,
    "Quality": told("Share of those concerned (%)"),
    "PublishedClaims": told("Published figure"),
    "NonResponse": _PERCENT,
    "ThemeTrend": told("Percent of comments"),
    "ThemeTable": told("Percent of comments"),
    "Silos": told("Mean on 0-100, small groups kept from standing out"),
    "Scorecard": _MEAN,
    "MaturityLevel": _MEAN,
    "NetPromoter": "NPS",
    "GroupComparison": _APART,
    "MeanScore": told("Mean"),
    "OrdinalModel": told("Log-odds"),
    "Reliability": told("Alpha"),
    "EffortAndResult": _LINK,
    "LaggedLink": _LINK,
    "RankStability": told("Correlation of the two orders"),
    "PromiseAndDelivery": _APART,
    "ClaimComparison": told("Own minus published"),
    "UnitSpread": told("Share of the variation between units (%)"),
    "IntentToLeave": told("Points more who think of leaving, for one step more"),
    "KeptConsistently": told("Points that two units lie apart on average"),
    "Actions": told("Change of the measure, or difference to units that did not act"),
    "ProgrammeMap": told("Giving minus getting, in points"),
    "WithinBetween": told("Points of the outcome for one point more"),
    "CodingAgreement": told("Agreement, 1 at most"),
    "ReportComparison": told("Change"),
}
# Heads of figures whose axis says more than a head bears.
_HEADS = {
    "UnitSpread": _PERCENT, "IntentToLeave": told("Points"), "KeptConsistently": told("Points"),
    "Actions": told("Points"), "ProgrammeMap": told("Points"), "WithinBetween": told("Points"),
    "Quality": _PERCENT, "LoyaltyDrivers": told("Share"), "UnitAgreement": told("Share"), "StudyPlan": told("Points"),
    "RankStability": told("Correlation"), "EffortAndResult": "r", "LaggedLink": "r",
}  # fmt: skip
# Where another column than the estimate is shown: what it is in words.
_COLUMNS = {
    ("LoyaltyDrivers", "share"): told("Share of what is explained"),
    ("UnitAgreement", "icc1"): told("Share of the variation between units, ICC(1)"),
    ("StudyPlan", "mean_precision"): told("Points within which a mean or a gap is known"),
}
# Shares that their table holds as parts of 1 and people read as percent.
_PARTS_OF_ONE = {("LoyaltyDrivers", "share"), ("UnitAgreement", "icc1")}


def figures(values) -> tuple[float, ...]:
    return tuple(steady(float(value)) for value in values)


def digits_of_chart(result: Result, column: str, values: Sequence[float]) -> int:
    known = [abs(value) for value in values if math.isfinite(value)]
    widest = max(known, default=0)
    return result.decimals.get(column, 0 if widest >= 20 else 1 if widest >= 2 else 2)


def interval_text(value, low, high, *, digits: int, sign: bool = False, percent: bool = False) -> str:
    """A figure with its interval; of parts of 1 that are read as percent, in percent."""
    if not math.isfinite(value):
        return "–"
    from cxresearch.plots.drawing.strokes import figure
    from cxresearch.plots.drawing.strokes import percent as in_percent

    if percent:
        return f"{in_percent(100 * value)} {between(100 * low, 100 * high)}".strip()
    said = signed(value) if sign and digits == 0 else figure(value, digits=digits)
    return f"{said} {between(low, high, digits=digits)}".strip()


def plain(result: Result, column: str, *, words: Callable[[int], str] | None = None) -> Chart:
    """A mark a row with its interval; ``words`` gives what else stands behind the figure of a row."""
    table, bounds = result.table, bounds_of(result, column)
    values = figures(table[column])
    low, high = (figures(table[name]) for name in bounds) if bounds else ((), ())
    percent = (type(result).__name__, column) in _PARTS_OF_ONE
    digits = 0 if percent else digits_of_chart(result, column, values)
    absent = (math.nan,) * len(values)
    keys = keys_of(result)
    shown = [interval_text(*row, digits=digits, percent=percent)
             for row in zip(values, low or absent, high or absent, strict=True)]  # fmt: skip
    verdicts = list(table.verdict.fillna("").astype(str)) if "verdict" in table else [""] * len(values)
    said = [said_cell(word, "verdict")[:_LONGEST_VERDICT] for word in verdicts] if words is None else (
        [words(at) for at in range(len(values))]
    )  # fmt: skip
    second = [" · ".join(filter(None, pair)) for pair in zip(said, keys, strict=True)]
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
        percent=percent,
    )


def _short_axis(result: Result, column: str) -> str:
    """The head of the figures: the axis in short, where it says more than a head bears."""
    short = next((_HEADS[kind.__name__] for kind in type(result).__mro__ if kind.__name__ in _HEADS), None)
    if short:
        return short if short == "r" else say(short)
    return axis_of(result, column).split(",")[0].split(" on 0-100")[0]


def axis_of(result: Result, column: str) -> str:
    kinds = [kind.__name__ for kind in type(result).__mro__]
    if column == "estimate" and "CodingAgreement" not in kinds:
        for name in ("unit", "figure"):
            said = getattr(result, name, "")
            if isinstance(said, str) and said:
                return capital(header_of(said))
    known = next((_COLUMNS[kind, column] for kind in kinds if (kind, column) in _COLUMNS), None)
    if column != "estimate":
        return say(known) if known else head_of(column, result.confidence)
    axis = next((_AXES[kind] for kind in kinds if kind in _AXES), _ESTIMATE)
    return axis if axis == "NPS" else say(axis)


def by_audience(result: Result, column: str, *, words: Callable[[int], str] | None = None) -> Chart | None:
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
        known = [place.get((row, audience)) for row in rows]
        own = ["" if at is None else " · ".join(filter(None, (words and words(at), keys[at]))) for at in known]
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
    return bool(every) and min(every) >= 0 and 66 < max(every) <= 100


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
