"""Which chart a Result becomes: dumbbells, points with intervals, stacks, lines, a plane, or a table with shades.

A Result without a chart of its own gets its figures with their intervals; one of words alone becomes a table. Charts
recompute nothing: each number stands in one of the Result's tables.
"""

import math
from collections.abc import Sequence
from functools import singledispatch

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.strokes import between, signed
from cxresearch.report.charts.model import BARS, LINES, POINTS, SCATTER, Chart, Series
from cxresearch.report.heads import head_of, said_cell
from cxresearch.report.keys import bounds_of, keys_of, row_names, value_column
from cxresearch.result import Result
from cxresearch.stats.bases.naming import people
from cxresearch.stats.bases.verdicts import HIDDEN
from cxresearch.stats.drivers.asymmetry import Asymmetry
from cxresearch.stats.drivers.loyalty_drivers import LoyaltyDrivers
from cxresearch.stats.drivers.priorities import Priorities
from cxresearch.stats.linkage.attitude_loyalty import AttitudeLoyalty
from cxresearch.stats.linkage.handoffs import Handoffs
from cxresearch.stats.linkage.unit_table import UnitTable
from cxresearch.stats.loyalty.best_in_life import BestInLife
from cxresearch.stats.loyalty.competitors import AgainstCompetitors
from cxresearch.stats.loyalty.effort_leaving import EffortAndLeaving
from cxresearch.stats.loyalty.measures import NetPromoter
from cxresearch.stats.loyalty.trends import Trend
from cxresearch.stats.perception.gaps import PerceptionGap
from cxresearch.stats.perception.importance import ImportanceGap
from cxresearch.stats.perception.prediction import PredictionGap
from cxresearch.stats.tables.crosstabs import Crosstab
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF, ordered
from cxresearch.text.compare import AnswerComparison
from cxresearch.text.sentiment import VerbatimSentiment
from cxresearch.text.themes.contrast import WordContrast
from cxresearch.text.tone_and_rating import ToneAndRating
from cxresearch.wording import largest_first, number, say, steady, told

__all__ = ["charts_of"]

_ACCENTS = {LEADERSHIP: 1, STAFF: 2, CUSTOMERS: 3}
_PAIRS = 3
_MOST_SERIES = 5
_HUNDRED = (0.0, 100.0)
_ESTIMATE, _PERCENT, _MEAN, _APART = told("Estimate"), told("Percent"), told("Mean on 0-100"), told("Difference")
_AXES = {
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


@singledispatch
def charts_of(result: Result) -> list[Chart]:
    """The charts of a Result, most often one; none where its numbers are better read as a table.

    Parameters
    ----------
    result : Result

    Returns
    -------
    list of Chart
    """
    column = value_column(result)
    if column is None or not len(result.table):
        return []
    return [_by_audience(result, column) or _plain(result, column)]


def _figures(values) -> tuple[float, ...]:
    return tuple(steady(float(value)) for value in values)


def _digits(result: Result, column: str, values: Sequence[float]) -> int:
    known = [abs(value) for value in values if math.isfinite(value)]
    widest = max(known, default=0)
    return result.decimals.get(column, 0 if widest >= 20 else 1 if widest >= 2 else 2)


def _interval_text(value, low, high, *, digits: int, sign: bool = False) -> str:
    if not math.isfinite(value):
        return "–"
    from cxresearch.plots.drawing.strokes import figure

    said = signed(value) if sign and digits == 0 else figure(value, digits=digits)
    return f"{said} {between(low, high, digits=digits)}".strip()


def _plain(result: Result, column: str) -> Chart:
    """A mark a row with its interval."""
    table, bounds = result.table, bounds_of(result, column)
    values = _figures(table[column])
    low, high = (_figures(table[name]) for name in bounds) if bounds else ((), ())
    digits = _digits(result, column, values)
    absent = (math.nan,) * len(values)
    keys = keys_of(result)
    shown = [_interval_text(*row, digits=digits) for row in zip(values, low or absent, high or absent, strict=True)]
    verdicts = list(table.verdict.fillna("").astype(str)) if "verdict" in table else [""] * len(values)
    second = [
        " · ".join(filter(None, (said_cell(word, "verdict")[:28], key)))
        for word, key in zip(verdicts, keys, strict=True)
    ]
    beside = [(_short_axis(result, column), tuple(f"{one}\n{two}" for one, two in zip(shown, second, strict=True)))]
    series = Series(_axis(result, column), values, low, high, colour=1)
    return Chart(
        POINTS,
        tuple(row_names(result)),
        (series,),
        tuple(beside),
        axis=_axis(result, column),
        digits=digits,
        keys=tuple(keys),
    )


def _short_axis(result: Result, column: str) -> str:
    """The head of the figures: the axis without what is said of it."""
    return _axis(result, column).split(",")[0].split(" on 0-100")[0]


def _axis(result: Result, column: str) -> str:
    for name in ("unit", "figure"):
        said = getattr(result, name, "")
        if column == "estimate" and isinstance(said, str) and said:
            return f"{said[:1].upper()}{said[1:]}"
    if column != "estimate":
        return head_of(column, result.confidence)
    axis = _AXES.get(type(result).__name__, _ESTIMATE)
    return axis if axis in ("NPS", "r") else say(axis)


def _by_audience(result: Result, column: str) -> Chart | None:
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
    digits = _digits(result, column, _figures(table[column]))
    keys = keys_of(result)

    def pick(what: str, audience: str) -> tuple[float, ...]:
        return _figures(table[what].iloc[place[row, audience]] if (row, audience) in place else np.nan for row in rows)

    for at, audience in enumerate(audiences):
        low, high = (pick(name, audience) for name in bounds) if bounds else ((), ())
        values = pick(column, audience)
        series.append(Series(_named(audience), values, low, high, _accent(audience, at)))
        absent = (math.nan,) * len(rows)
        figures = zip(values, low or absent, high or absent, strict=True)
        cells = [_interval_text(*row, digits=digits) for row in figures]
        own = [keys[place[row, audience]] if (row, audience) in place else "" for row in rows]
        beside.append(
            (_named(audience), tuple(f"{cell}\n{key}" if key else cell for cell, key in zip(cells, own, strict=True)))
        )
    if len(audiences) > _PAIRS:
        beside = []
    return Chart(
        POINTS,
        tuple(rows),
        tuple(series),
        tuple(beside),
        axis=_axis(result, column),
        digits=digits,
        span=_HUNDRED if _on_hundred(series) else None,
        joined=True,
    )


def _on_hundred(series: Sequence[Series]) -> bool:
    every = [v for one in series for part in (one.values, one.low, one.high) for v in part if math.isfinite(v)]
    return bool(every) and min(every) >= 0 and 50 < max(every) <= 100


def _named(audience: str) -> str:
    said = people(audience)
    return said[:1].upper() + said[1:]


def _accent(audience: str, at: int) -> int:
    return _ACCENTS.get(audience, 4 + at % 3)


# -- views -----------------------------------------------------------------------------------------


@charts_of.register
def _(result: PerceptionGap) -> list[Chart]:
    """Where each audience stands, and the gaps beside it: three pairs a chart at most."""
    table, keys = result.table, keys_of(result)
    pairs = list(dict.fromkeys(zip(table.audience_a, table.audience_b, strict=True)))
    names = row_names(result, without=("audience_a", "audience_b"))
    widest = table.assign(name=names, size=table.estimate.abs()).groupby("name", sort=False)["size"].max()
    rows = [widest.index[at] for at in largest_first(widest.to_numpy(), list(widest.index))]
    place = {
        (name, a, b): at for at, (name, a, b) in enumerate(zip(names, table.audience_a, table.audience_b, strict=True))
    }
    found = []
    for start in range(0, len(pairs), _PAIRS):
        chosen = pairs[start : start + _PAIRS]
        found.append(_dumbbell(result, rows, chosen, place, keys))
    return found


def _dumbbell(result: PerceptionGap, rows, pairs, place, keys) -> Chart:
    table = result.table
    audiences = ordered([name for pair in pairs for name in pair])
    means: dict[str, list[float]] = {name: [math.nan] * len(rows) for name in audiences}
    low = {name: [math.nan] * len(rows) for name in audiences}
    high = {name: [math.nan] * len(rows) for name in audiences}
    anchor = result.reference if result.reference in audiences else audiences[-1]
    beside = []
    for a, b in pairs:
        cells = []
        for at, name in enumerate(rows):
            if (name, a, b) not in place:
                cells.append("")
                continue
            row = table.iloc[place[name, a, b]]
            for side, audience in (("mean_a", a), ("mean_b", b)):
                if math.isfinite(row[side]):
                    means[audience][at] = steady(float(row[side]))
            cells.append(_gap_cell(row, keys[place[name, a, b]]))
            other = a if anchor == b else b if anchor == a else None
            if other is not None and math.isfinite(row.ci_low):
                # The gap's interval, laid off from the audience that the others are held against.
                ends = (
                    (row.mean_b + row.ci_low, row.mean_b + row.ci_high)
                    if other == a
                    else (row.mean_a - row.ci_high, row.mean_a - row.ci_low)
                )
                low[other][at], high[other][at] = (steady(float(end)) for end in ends)
        beside.append((say("{a} minus {b}", a=_named(a), b=people(b)), tuple(cells)))
    series = [
        Series(
            _named(name),
            tuple(means[name]),
            tuple(low[name]) if any(map(math.isfinite, low[name])) else (),
            tuple(high[name]) if any(map(math.isfinite, low[name])) else (),
            _accent(name, at),
        )
        for at, name in enumerate(audiences)
    ]
    return Chart(
        POINTS,
        tuple(rows),
        tuple(series),
        tuple(beside),
        axis=say("Mean on 0-100; bars: interval of the gap"),
        span=_HUNDRED,
        joined=True,
    )


def _gap_cell(row, key: str) -> str:
    if row.verdict == HIDDEN:
        return f"{say('hidden (small group)')}\n{key}"
    if not math.isfinite(row.estimate):
        return f"{say('no answers to compare')}\n{key}"
    shown = _interval_text(row.estimate, row.ci_low, row.ci_high, digits=0, sign=True)
    return f"{shown}\n{said_cell(row.verdict, 'verdict')} · {key}"


def _two_sides(
    result: Result,
    sides: Sequence[tuple[str, str, int]],
    labels: Sequence[str],
    *,
    axis: str,
    span=_HUNDRED,
    gap: str = "",
) -> Chart:
    """Two figures a row with a line between them, each with its interval where the table has one."""
    table, keys = result.table, keys_of(result)
    series = []
    for column, name, colour in sides:
        bounds = bounds_of(result, column)
        low, high = (_figures(table[one]) for one in bounds) if bounds else ((), ())
        series.append(Series(name, _figures(table[column]), low, high, colour))
    cells = []
    for at, row in enumerate(table.itertuples()):
        said = _interval_text(row.estimate, row.ci_low, row.ci_high, digits=0, sign=True)
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


@charts_of.register
def _(result: PredictionGap) -> list[Chart]:
    sides = [
        ("predicted", say("{who} predicted", who=_named(result.predictor)), _accent(result.predictor, 0)),
        ("actual", say("{who} said", who=_named(result.actual)), _accent(result.actual, 1)),
    ]
    return [_two_sides(result, sides, row_names(result), axis=say("Mean on 0-100"), gap=say("Prediction minus answer"))]


@charts_of.register
def _(result: ImportanceGap) -> list[Chart]:
    table, keys = result.table, keys_of(result)
    names = row_names(result, without=("audience_a", "audience_b"))
    found = []
    for a, b in dict.fromkeys(zip(table.audience_a, table.audience_b, strict=True)):
        own = [at for at, pair in enumerate(zip(table.audience_a, table.audience_b, strict=True)) if pair == (a, b)]
        part = table.iloc[own]
        cells = [
            f"{_interval_text(row.estimate, row.ci_low, row.ci_high, digits=0, sign=True)}\n{keys[at]}"
            for at, row in zip(own, part.itertuples(), strict=True)
        ]
        series = (
            Series(_named(a), _figures(part.mean_a), colour=_accent(a, 0)),
            Series(_named(b), _figures(part.mean_b), colour=_accent(b, 1)),
        )
        found.append(
            Chart(
                POINTS,
                tuple(names[at] for at in own),
                series,
                ((say("{a} minus {b}", a=_named(a), b=people(b)), tuple(cells)),),
                axis=say("Stated importance, mean on 0-100"),
                span=_HUNDRED,
                joined=True,
            )
        )
    return found


# -- loyalty ---------------------------------------------------------------------------------------


@charts_of.register
def _(result: NetPromoter) -> list[Chart]:
    """Detractors, passives and promoters as a stack; the score with its interval beside it."""
    table, keys = result.table, keys_of(result)
    parts = (
        ("detractors_share", say("Detractors (0-6)"), 2),
        ("passives_share", say("Passives (7-8)"), 0),
        ("promoters_share", say("Promoters (9-10)"), 1),
    )
    series = tuple(Series(name, _figures(table[column]), colour=colour) for column, name, colour in parts)
    cells = [
        f"{_interval_text(row.estimate, row.ci_low, row.ci_high, digits=0)}\n{keys[at]}"
        for at, row in enumerate(table.itertuples())
    ]
    return [Chart(BARS, tuple(row_names(result)), series, (("NPS", tuple(cells)),), axis=say("Percent"), span=_HUNDRED)]


@charts_of.register
def _(result: Trend) -> list[Chart]:
    """A line over the waves; several groups on one chart as long as they can be told apart."""
    table = result.table
    waves = [str(wave) for wave in dict.fromkeys(table[result.wave].astype(str))]
    groups = row_names(result, without=(result.wave, "question")) if result.by else [result.topic] * len(table)
    lines = list(dict.fromkeys(groups))
    keys, place = keys_of(result), {}
    for at, (group, wave) in enumerate(zip(groups, table[result.wave].astype(str), strict=True)):
        place[group, wave] = at
    digits = _digits(result, "estimate", _figures(table.estimate))
    found = []
    for start in range(0, len(lines), _PAIRS + 1):
        series, beside = [], []
        for n, group in enumerate(lines[start : start + _PAIRS + 1]):
            own = [place.get((group, wave)) for wave in waves]
            values, low, high = (
                _figures(table[name].iloc[at] if at is not None else np.nan for at in own)
                for name in ("estimate", "ci_low", "ci_high")
            )
            series.append(Series(group[:1].upper() + group[1:], values, low, high, _ACCENTS.get(group, n + 1)))
            cells = [
                f"{_interval_text(value, a, b, digits=digits)}\n{keys[at] if at is not None else ''}"
                for value, a, b, at in zip(values, low, high, own, strict=True)
            ]
            beside.append((group, tuple(cells)))
        found.append(
            Chart(LINES, tuple(waves), tuple(series), tuple(beside), axis=_axis(result, "estimate"), digits=digits)
        )
    return found


@charts_of.register
def _(result: AgainstCompetitors) -> list[Chart]:
    table, keys = result.table, keys_of(result)
    own = result.own.iloc[0] if len(result.own) else None
    cells = [_gap_cell(row, keys[at]) for at, row in enumerate(table.itertuples())]
    names, values, low, high = (
        list(part)
        for part in (row_names(result), _figures(table.nps), _figures(table.nps_ci_low), _figures(table.nps_ci_high))
    )
    if own is not None and "estimate" in result.own:
        names, cells = [say("Own score"), *names], ["", *cells]
        values, low, high = (
            [steady(float(own[name])), *rest]
            for name, rest in (("estimate", values), ("ci_low", low), ("ci_high", high))
        )
    series = Series("NPS", tuple(values), tuple(low), tuple(high), 1)
    return [Chart(POINTS, tuple(names), (series,), ((say("Own score minus theirs"), tuple(cells)),), axis="NPS")]


@charts_of.register
def _(result: EffortAndLeaving) -> list[Chart]:
    labels = row_names(result) if result.by else [say("All")] * len(result.table)
    sides = [("left_hard", say("Left, of those who found it hard"), 2), ("left_others", say("Left, of the others"), 1)]
    return [_two_sides(result, sides, labels, axis=say("Percent"), span=None)]


@charts_of.register
def _(result: BestInLife) -> list[Chart]:
    sides = [("own", say("Own company"), 1), ("best", say("Best in life"), 3)]
    return [_two_sides(result, sides, row_names(result), axis=say("Mean on 0-100"))]


# -- drivers, units --------------------------------------------------------------------------------


@charts_of.register
def _(result: LoyaltyDrivers) -> list[Chart]:
    return [_plain(result, value_column(result))]


@charts_of.register
def _(result: Asymmetry) -> list[Chart]:
    sides = [("penalty", say("Rated low"), 2), ("reward", say("Rated high"), 1)]
    return [
        _two_sides(
            result,
            sides,
            row_names(result),
            axis=say("Change of the outcome against middling ratings"),
            span=None,
            gap=say("Penalty minus reward"),
        )
    ]


@charts_of.register
def _(result: Priorities) -> list[Chart]:
    table, keys = result.table, keys_of(result)
    names = row_names(result)
    across, up = _figures(table.performance), _figures(table.importance)
    known = [(x, y) for x, y in zip(across, up, strict=True) if math.isfinite(x) and math.isfinite(y)]
    cross = tuple(float(np.mean(part)) for part in zip(*known, strict=True)) if known else None
    cells = tuple(f"{said_cell(str(name), 'quadrant')}\n{key}" for name, key in zip(table.quadrant, keys, strict=True))
    return [
        Chart(
            SCATTER,
            tuple(names),
            (Series(say("Importance"), up, colour=1, across=across),),
            ((say("Quadrant"), cells),),
            axis=say("Performance, mean on 0-100"),
            up=say("Importance"),
            cross=cross,
            digits=_digits(result, "importance", up),
        )
    ]


@charts_of.register
def _(result: AttitudeLoyalty) -> list[Chart]:
    """The units in the plane of attitude and loyalty; those that are hidden are not among them."""
    units = result.units
    if not {"attitude", "loyalty"} <= set(units.columns) or not len(units):
        return []
    label = next((name for name in units if not pd.api.types.is_numeric_dtype(units[name])), None)
    shown = units.dropna(subset=["attitude", "loyalty"])
    shown = shown[~shown.hidden.astype(bool)] if "hidden" in shown else shown
    names = tuple(str(value) for value in shown[label]) if label else ("",) * len(shown)
    series = Series(result.loyalty, _figures(shown.loyalty), colour=1, across=_figures(shown.attitude))
    return [
        Chart(
            SCATTER,
            names,
            (series,),
            axis=f"{_named(result.staff)}: {result.attitude}",
            up=f"{_named(result.customers)}: {result.loyalty}",
        )
    ]


@charts_of.register(UnitTable)
@charts_of.register(Handoffs)
@charts_of.register(Crosstab)
def _(result: Result) -> list[Chart]:
    """Fields of figures are tables with shades."""
    return []


def _tones() -> list[tuple[str, int, str]]:
    """The tones from bad to good with their accents and names."""
    return [("negative", 2, say("Negative")), ("neutral", 0, say("Neutral")), ("positive", 1, say("Positive"))]


# -- comments --------------------------------------------------------------------------------------


@charts_of.register
def _(result: VerbatimSentiment) -> list[Chart]:
    table, keys = result.table, keys_of(result)
    names = row_names(result, without=("label",))
    if table.question.nunique() < 2 and not result.by:
        names = [say("All comments")] * len(table)
    rows = list(dict.fromkeys(names))
    place = {(name, label): at for at, (name, label) in enumerate(zip(names, table.label, strict=True))}
    series, beside = [], []
    for label, colour, name in _tones():
        own = [place.get((row, label)) for row in rows]
        values = _figures(table.estimate.iloc[at] if at is not None else np.nan for at in own)
        series.append(Series(name, values, colour=colour))
        if label != "neutral":
            cells = []
            for at in own:
                row = None if at is None else table.iloc[at]
                shown = "–" if row is None else _interval_text(row.estimate, row.ci_low, row.ci_high, digits=0)
                cells.append(shown if at is None else f"{shown}\n{keys[at]}")
            beside.append((f"{name}, %", tuple(cells)))
    return [Chart(BARS, tuple(rows), tuple(series), tuple(beside), axis=say("Percent of comments"), span=_HUNDRED)]


@charts_of.register
def _(result: WordContrast) -> list[Chart]:
    """The words that each group uses more than the others, the strongest first."""
    table = result.table
    found = []
    keys = keys_of(result)
    for at, (group, part) in enumerate(table[table.estimate > 0].groupby("group", sort=False)):
        series = Series(say("Log-odds against the others"), _figures(part.estimate), colour=_accent(str(group), at))
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


@charts_of.register
def _(result: AnswerComparison) -> list[Chart]:
    """The share of each audience that names a theme, question by question."""
    table, keys = result.table, keys_of(result)
    columns = [name for name in table if name.startswith("share_")]
    found = []
    audiences = list(result.audiences)
    for _, part in table.groupby("question", sort=False):
        series = []
        for at, column in enumerate(columns):
            name = audiences[at] if at < len(audiences) else column.removeprefix("share_")
            series.append(Series(_named(name), _figures(part[column]), colour=_accent(name, at)))
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


@charts_of.register
def _(result: ToneAndRating) -> list[Chart]:
    shares = result.shares
    labels = _tones()
    if not len(shares) or not {"rating_group", *(label for label, _, _ in labels)} <= set(shares.columns):
        return []
    rows = list(shares.rating_group.astype(str))
    series = [Series(name, _figures(shares[label]), colour=colour) for label, colour, name in labels]
    return [
        Chart(
            BARS,
            tuple(row[:1].upper() + row[1:] for row in rows),
            tuple(series),
            axis=say("Percent of comments"),
            span=_HUNDRED,
        )
    ]
