"""Which chart a Result becomes: dumbbells, points with intervals, stacks, lines, a plane, or a table with shades.

A Result without a chart of its own gets its figures with their intervals; one of words alone becomes a table. Charts
recompute nothing: each number stands in one of the Result's tables.
"""

import math
from functools import singledispatch

import numpy as np
import pandas as pd

from cxresearch.report.charts import of_audits, of_comments, of_enthusiasm
from cxresearch.report.charts.marks import (
    ACCENTS,
    HUNDRED,
    PAIRS,
    accent,
    axis_of,
    by_audience,
    digits_of_chart,
    figures,
    gap_cell,
    interval_text,
    largest_rows_first,
    named,
    plain,
    two_sides,
)
from cxresearch.report.charts.model import BARS, LINES, POINTS, SCATTER, Chart, Series
from cxresearch.report.charts.spread import spread_of
from cxresearch.report.heads import said_cell
from cxresearch.report.keys import keys_of, row_names, value_column
from cxresearch.result import Result
from cxresearch.stats.audits.excellent import CalledExcellent
from cxresearch.stats.bases.grouped import GroupedResult
from cxresearch.stats.bases.naming import people
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
from cxresearch.stats.perception.choices import ChoicePrediction
from cxresearch.stats.perception.gaps import PerceptionGap
from cxresearch.stats.perception.importance import ImportanceGap
from cxresearch.stats.perception.prediction import PredictionGap
from cxresearch.stats.perception.rank_stability import RankStability
from cxresearch.stats.tables.crosstabs import Crosstab
from cxresearch.survey.audiences import ordered
from cxresearch.wording import capital, largest_first, say, steady

__all__ = ["charts_of"]


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
    found = [by_audience(result, column) or plain(result, column)]
    return found + spread_of(result) if isinstance(result, GroupedResult) else found


# -- views -----------------------------------------------------------------------------------------


@charts_of.register(PerceptionGap)
@charts_of.register(ImportanceGap)
def _(result: PerceptionGap | ImportanceGap) -> list[Chart]:
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
    for start in range(0, len(pairs), PAIRS):
        chosen = pairs[start : start + PAIRS]
        found.append(_dumbbell(result, rows, chosen, place, keys))
    return found


def _dumbbell(result: PerceptionGap | ImportanceGap, rows, pairs, place, keys) -> Chart:
    table = result.table
    audiences = ordered([name for pair in pairs for name in pair])
    means: dict[str, list[float]] = {name: [math.nan] * len(rows) for name in audiences}
    low = {name: [math.nan] * len(rows) for name in audiences}
    high = {name: [math.nan] * len(rows) for name in audiences}
    reference = getattr(result, "reference", None)
    anchor = reference if reference in audiences else audiences[-1]
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
            cells.append(gap_cell(row, keys[place[name, a, b]]))
            other = a if anchor == b else b if anchor == a else None
            if other is not None and math.isfinite(row.ci_low):
                # The gap's interval, laid off from the audience that the others are held against.
                ends = (
                    (row.mean_b + row.ci_low, row.mean_b + row.ci_high)
                    if other == a
                    else (row.mean_a - row.ci_high, row.mean_a - row.ci_low)
                )
                low[other][at], high[other][at] = (steady(float(end)) for end in ends)
        beside.append((say("{a} minus {b}", a=named(a), b=people(b)), tuple(cells)))
    series = [
        Series(
            named(name),
            tuple(means[name]),
            tuple(low[name]) if any(map(math.isfinite, low[name])) else (),
            tuple(high[name]) if any(map(math.isfinite, low[name])) else (),
            accent(name, at),
        )
        for at, name in enumerate(audiences)
    ]
    return Chart(
        POINTS,
        tuple(rows),
        tuple(series),
        tuple(beside),
        axis=say("Mean on 0-100; bars: interval of the gap")
        if isinstance(result, PerceptionGap)
        else say("Stated importance on 0-100; bars: interval of the gap"),
        span=HUNDRED,
        joined=True,
    )


@charts_of.register
def _(result: PredictionGap) -> list[Chart]:
    sides = [
        ("predicted", say("{who} predicted", who=named(result.predictor)), accent(result.predictor, 0)),
        ("actual", say("{who} said", who=named(result.actual)), accent(result.actual, 1)),
    ]
    chart = two_sides(result, sides, row_names(result), axis=say("Mean on 0-100"), gap=say("Prediction minus answer"))
    return [largest_rows_first(chart, result.table.estimate.abs())]


@charts_of.register
def _(result: ChoicePrediction) -> list[Chart]:
    names = people(result.predictor), people(result.actual)
    sides = [
        ("predicted", say("{who} guessed", who=capital(names[0])), accent(result.predictor, 0)),
        ("actual", say("{who} chose", who=capital(names[1])), accent(result.actual, 1)),
    ]
    chart = two_sides(
        result, sides, row_names(result), axis=say("Share of answers (%)"), span=None, gap=say("Gap in points")
    )
    return [largest_rows_first(chart, result.table.estimate.abs())]


@charts_of.register
def _(result: RankStability) -> list[Chart]:
    """The place of each topic in each wave; the one figure of all stands in the title and the small print."""
    ranks = result.ranks
    waves = list(dict.fromkeys(ranks.wave.astype(str))) if len(ranks) else []
    if not 2 <= len(waves) <= PAIRS or len(result.table) > 1 or ranks["rank"].isna().all():
        return [plain(result, "estimate")] if len(result.table) else []
    topics = list(dict.fromkeys(ranks.topic.astype(str)))
    place = {key: at for at, key in enumerate(zip(ranks.topic.astype(str), ranks.wave.astype(str), strict=True))}
    series, beside = [], []
    for n, wave in enumerate(waves):
        own = [place.get((topic, wave)) for topic in topics]
        rows = [figures(np.nan if at is None else ranks[name].iloc[at] for at in own)
                for name in ("rank", "rank_ci_low", "rank_ci_high")]  # fmt: skip
        series.append(Series(wave, *rows, 1 if n else 0))
        beside.append((wave, tuple(interval_text(*row, digits=0) for row in zip(*rows, strict=True))))
    chart = Chart(
        POINTS, tuple(topics), tuple(series), tuple(beside), axis=say("Place, 1 is the highest"), joined=True,
        span=(0.0, float(len(topics) + 1)),
    )  # fmt: skip
    return [largest_rows_first(chart, [-one for one in series[-1].values])]


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
    series = tuple(Series(name, figures(table[column]), colour=colour) for column, name, colour in parts)
    cells = [
        f"{interval_text(row.estimate, row.ci_low, row.ci_high, digits=0)}\n{keys[at]}"
        for at, row in enumerate(table.itertuples())
    ]
    return [Chart(BARS, tuple(row_names(result)), series, (("NPS", tuple(cells)),), axis=say("Percent"), span=HUNDRED)]


@charts_of.register
def _(result: CalledExcellent) -> list[Chart]:
    """Where audiences lie farthest apart comes first."""
    chart = by_audience(result, "estimate")
    if chart is None:
        return [plain(result, "estimate")] if len(result.table) else []
    known = [[v for one in chart.series if math.isfinite(v := one.values[at])] for at in range(len(chart.labels))]
    return [largest_rows_first(chart, [max(row) - min(row) if row else math.nan for row in known])]


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
    digits = digits_of_chart(result, "estimate", figures(table.estimate))
    found = []
    for start in range(0, len(lines), PAIRS + 1):
        series, beside = [], []
        for n, group in enumerate(lines[start : start + PAIRS + 1]):
            own = [place.get((group, wave)) for wave in waves]
            values, low, high = (
                figures(table[name].iloc[at] if at is not None else np.nan for at in own)
                for name in ("estimate", "ci_low", "ci_high")
            )
            series.append(Series(named(group), values, low, high, ACCENTS.get(group, n + 1)))
            cells = [
                f"{interval_text(value, a, b, digits=digits)}\n{keys[at] if at is not None else ''}"
                for value, a, b, at in zip(values, low, high, own, strict=True)
            ]
            beside.append((named(group), tuple(cells)))
        found.append(
            Chart(LINES, tuple(waves), tuple(series), tuple(beside), axis=axis_of(result, "estimate"), digits=digits)
        )
    return found


@charts_of.register
def _(result: AgainstCompetitors) -> list[Chart]:
    table, keys = result.table, keys_of(result)
    names, cells = row_names(result), [gap_cell(row, keys[at]) for at, row in enumerate(table.itertuples())]
    values, low, high = ([*figures(result.own[name]), *figures(table[name])]
                         for name in ("nps", "nps_ci_low", "nps_ci_high"))  # fmt: skip
    names, cells = [*(str(name) for name in result.own.name), *names], [*[""] * len(result.own), *cells]
    own = [interval_text(*row, digits=0) for row in zip(values, low, high, strict=True)]
    series = Series("NPS", tuple(values), tuple(low), tuple(high), 1)
    beside = (("NPS", tuple(own)), (say("Own score minus theirs"), tuple(cells)))
    return [Chart(POINTS, tuple(names), (series,), beside, axis="NPS")]


@charts_of.register
def _(result: EffortAndLeaving) -> list[Chart]:
    labels = row_names(result) if result.by else [say("All")] * len(result.table)
    sides = [("left_hard", say("Left, of those who found it hard"), 2), ("left_others", say("Left, of the others"), 1)]
    return [two_sides(result, sides, labels, axis=say("Percent"), span=None)]


@charts_of.register
def _(result: BestInLife) -> list[Chart]:
    sides = [("own", say("Own company"), 1), ("best", say("Best in life"), 3)]
    return [two_sides(result, sides, row_names(result), axis=say("Mean on 0-100"))]


# -- drivers, units --------------------------------------------------------------------------------


@charts_of.register
def _(result: LoyaltyDrivers) -> list[Chart]:
    return [largest_rows_first(plain(result, value_column(result)), result.table[value_column(result)])]


@charts_of.register
def _(result: Asymmetry) -> list[Chart]:
    sides = [("penalty", say("Rated low"), 2), ("reward", say("Rated high"), 1)]
    chart = two_sides(
        result, sides, row_names(result), axis=say("Change of the outcome against middling ratings"), span=None,
        gap=say("Penalty minus reward"),
    )  # fmt: skip
    return [largest_rows_first(chart, result.table.estimate)]


@charts_of.register
def _(result: Priorities) -> list[Chart]:
    table, keys = result.table, keys_of(result)
    names = row_names(result)
    across, up = figures(table.performance), figures(table.importance)
    known = [(x, y) for x, y in zip(across, up, strict=True) if math.isfinite(x) and math.isfinite(y)]
    cross = tuple(float(np.mean(part)) for part in zip(*known, strict=True)) if known else None
    cells = tuple(f"{said_cell(str(name), 'quadrant')}\n{key}" for name, key in zip(table.quadrant, keys, strict=True))
    chart = Chart(
        SCATTER, tuple(names), (Series(say("Importance"), up, colour=1, across=across),), ((say("Quadrant"), cells),),
        axis=say("Performance, mean on 0-100"), up=say("Importance"), cross=cross,
        digits=digits_of_chart(result, "importance", up),
    )  # fmt: skip
    return [largest_rows_first(chart, table.importance)]


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
    series = Series(result.loyalty, figures(shown.loyalty), colour=1, across=figures(shown.attitude))
    return [
        Chart(
            SCATTER,
            names,
            (series,),
            axis=f"{named(result.staff)}: {result.attitude}",
            up=f"{named(result.customers)}: {result.loyalty}",
        )
    ]


@charts_of.register(UnitTable)
@charts_of.register(Handoffs)
@charts_of.register(Crosstab)
def _(result: Result) -> list[Chart]:
    """Fields of figures are tables with shades."""
    return []


for _kind, _view in {**of_comments.VIEWS, **of_enthusiasm.VIEWS, **of_audits.VIEWS}.items():
    charts_of.register(_kind, _view)
