"""A question over time: where each wave stands, by how much it changed, and whether the change can be told from chance.

People who answered in several waves make a change better known, and are used for that: all of them in both waves is a
paired test, none of them two samples, some of them all that lies between. Which it was is said with the result.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, ScaleError
from cxresearch.inference.intervals import adjust_p
from cxresearch.result import Result
from cxresearch.stats.bases.calibrated import correlation_of
from cxresearch.stats.bases.grouped import about, topic_words
from cxresearch.stats.bases.hidden import (
    Counted,
    as_list,
    check_choice,
    counted,
    group_label,
    need_single_answers,
    one_question,
    population_of,
)
from cxresearch.stats.bases.periods import by_period
from cxresearch.stats.loyalty.group_tests import ADJUSTED, METRICS, Figures, compared, figures_of
from cxresearch.stats.loyalty.means import mean_score
from cxresearch.stats.loyalty.net_promoter import nps
from cxresearch.stats.loyalty.overlap import (
    linked_people,
    mean_change,
    raked_waves,
    score_change,
    share_change,
    together,
)
from cxresearch.stats.loyalty.top_box import boxes_in_words, ces, csat, easy_boxes
from cxresearch.stats.loyalty.trend_courses import banded, course_method, courses_of
from cxresearch.stats.loyalty.trend_sentences import trend_sentences
from cxresearch.survey.columns.wave_order import TimeOrder, order_of_waves
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, in_a_row, named, number, say, told

__all__ = ["Trend", "trend"]

_MOST_WAVES = 60
INDEPENDENT, PARTLY, PAIRED, BY_UNIT = told("independent"), told("partly paired"), told("paired"), told("by unit")
_TESTS = {
    "mean": told("t test for partly overlapping samples (Derrick et al. 2017)"),
    "nps": told("z test with the covariance of people in both waves taken off (Rocks 2016; Kish 1965)"),
    "top_box": told("interval from two Wilson intervals and their correlation (Newcombe 1998; Zou & Donner 2008)"),
}


@dataclass(frozen=True, eq=False, repr=False)
class Trend(Result):
    """A figure by wave, and its change from wave to wave.

    ``table``: a row a wave (and group): ``estimate, std_error, ci_low, ci_high, n, n_effective`` of the wave;
    ``change`` from the wave in ``compared_with``, ``change_std_error, change_ci_low, change_ci_high, p_value,
    p_adjusted``; ``n_both``, people who answered in both; ``pairing``: independent, partly paired, paired, or by unit.
    From six waves also ``centre, band_low, band_high`` (the mean of all waves and the band around it in which a wave
    lies where nothing happens) and ``outside`` (bool).
    Unit of the metric: points of 100 for "nps", percent for "top_box", the scale's own for "mean".

    Attributes
    ----------
    wave, by : str, tuple of str
    metric : str
        "nps", "mean" or "top_box".
    topic : str
    unit : str
        What a change is counted in: "points", "percentage points", or nothing.
    audience : str or None
        Who answered, where it was one audience.
    order_known : bool
        Whether it is known which wave came first; where it is not, a change has a size and no direction.
    courses : DataFrame
        A row a group of three or more waves: ``slope`` (a wave, a period or a year) of the straight line with
        ``std_error, ci_low, ci_high, p_value, p_adjusted``, ``p_bend`` (that it is no straight line), ``waves``.
    period : str or None
    answers : DataFrame
        All answers by group and wave, in the order of time, as in the figures of one wave.
    """

    wave: str = "wave"
    by: tuple[str, ...] = ()
    metric: str = "nps"
    question: str = ""
    topic: str = ""
    unit: str = ""
    adjust: str = "holm"
    audience: str | None = None
    audience_by: str | None = None
    figure: str = "NPS"
    waves: Sequence = field(default_factory=tuple)
    order_known: bool = True
    courses: pd.DataFrame = field(default_factory=pd.DataFrame)
    period: str | None = None
    answers: pd.DataFrame = field(default_factory=pd.DataFrame)

    heading: ClassVar[str] = told("Trend")
    decimals: ClassVar[dict[str, int]] = {"n_effective": 0, "n_both": 0}

    def _columns(self) -> list[str]:
        left_out = ("std_error", "change_std_error", "compared_with", "question", "n_effective", "p_value")
        return [column for column in self.table if column not in left_out]

    def sentences(self) -> list[str]:
        """A sentence a change, in the order of time; levels where there is nothing to compare with."""
        return trend_sentences(self)

    def _cell(self, column: str, value) -> str:
        if column in (*self.by, self.wave, "compared_with") and not isinstance(value, str) and not pd.isna(value):
            return group_label({column: value})
        own = self.metric == "mean" and not self.unit
        if (
            own
            and column in ("estimate", "ci_low", "ci_high", "change", "change_ci_low", "change_ci_high")
            and pd.notna(value)
        ):
            return number(value, digits=2)
        if column == "pairing" and value:
            return say(value)
        return super()._cell(column, value)


def trend(
    survey: Survey,
    question: str | None = None,
    *,
    metric: str = "nps",
    wave: str = "wave",
    period: str | None = None,
    by: str | Iterable[str] | None = None,
    scale: str = "native",
    direction: str = "easy",
    against: str = "previous",
    order: Sequence | Mapping[str, Sequence] | None = None,
    adjust: str = "holm",
    confidence: float = 0.95,
    population: Mapping | None = None,
    cluster: str | None = None,
    privacy: bool = True,
) -> Trend:
    """A figure by wave, with the change from wave to wave and whether chance explains it.

    Three waves or more are also asked together whether there is a straight course in them, six or more which of them
    leave the band in which they lie when nothing happens.

    Parameters
    ----------
    survey : Survey
        Respondents, of which some may have answered in several waves (role ``respondent``); or units with a score and
        an n, which are then linked by unit.
    question : str, optional
        A closed question; the only one of kind ``nps`` by default.
    metric : str
        "nps", "mean", "top_box", or "effort" (share that found it easy, as in :func:`cxresearch.ces`).
    wave : str
        The role or column that tells the waves.
    period : str, optional
        "day", "week", "month", "quarter" or "year", where ``wave`` is a column of dates.
    by : str or list of str, optional
        Groups that are followed apart.
    scale : str
        Of the mean: "native" or "0-100".
    direction : str
        Of effort: what a high number means, "easy" or "hard".
    against : str
        "previous" compares each wave with the one before, "first" with the first.
    order : list, or mapping of column to list, optional
        The waves in the order of time, where their names do not tell it; a mapping orders groups too.
    adjust : str
        "holm", "bh" or "none", over all changes of the table.
    confidence, population, cluster, privacy
        As in `nps`; ``population`` by wave. With ``cluster`` errors are taken over units, which links their people too.

    Returns
    -------
    Trend

    Raises
    ------
    QuestionError, ScaleError, OptionError
        If the question does not fit the metric, there is no wave, or ``order`` names other waves.

    References
    ----------
    Partly overlapping waves Kish (1965), Survey Sampling, 12.4; means Derrick, Russ, Toher & White (2017), Journal of
    Modern Applied Statistical Methods 16(1); shares Newcombe (1998), Statistics in Medicine 17, and Zou & Donner
    (2008), Statistics in Medicine 27; NPS Rocks (2016), The American Statistician 70; Holm (1979), Scandinavian Journal
    of Statistics 6; bands Shewhart (1931) and Laney (2002), Quality Engineering 14.

    Examples
    --------
    >>> answers = {"wave": [2024] * 100 + [2025] * 100, "nps": [9] * 30 + [7] * 30 + [2] * 40 + [9] * 60 + [3] * 40}
    >>> trend(Survey.from_frame(pd.DataFrame(answers), scales={"nps": (0, 10)}, audience="Customers")).sentences()
    ['NPS rose by 30 points from -10 in 2024 to 20 in 2025 (95% CI 5 to 55; 100 and 100 customers; p = .020).']
    """
    check_choice("metric", metric, (*METRICS, "effort"))
    check_choice("direction", direction, ("easy", "hard"))
    check_choice("scale", scale, ("native", "0-100"))
    check_choice("against", against, ("previous", "first"))
    check_choice("adjust", adjust, ("holm", "bh", "none"))
    groups = as_list(by)
    if not isinstance(wave, str):
        raise OptionError(say("wave= names the role or column of the waves; got {wave}.", wave=repr(wave)))
    if survey.find(wave) in [survey.find(name) for name in groups]:
        raise OptionError(say("wave={wave} is also in by=. Leave it out of by=.", wave=repr(wave)))
    if metric != "mean":
        need_single_answers(survey, f"metric={metric!r}")
    kinds = {"nps": "nps", "effort": "effort"}.get(metric, ("rating", "nps", "effort"))
    qid = one_question(survey, question, kind=kinds)
    _check_fit(survey, qid, metric)
    dated = []
    if period is not None:
        survey, dated = by_period(survey, wave, period)
    if order is not None:
        survey = survey.with_order(**(order if isinstance(order, Mapping) else {wave: order}))
    cluster = survey.cluster_of(cluster, [*groups, wave])
    found = counted(survey, qid, by=as_list([*groups, wave]), cluster=cluster)
    there = population_of(population, found.groups, survey=survey, by=found.by)
    options = {
        "by": list(found.by),
        "confidence": confidence,
        "cluster": cluster,
        "privacy": privacy,
        "population": population,
    }
    levels = _levels(survey, qid, metric, scale, direction, options)
    boxes = easy_boxes(survey.scale_of(qid), direction) if metric == "effort" else None
    figures = figures_of(
        found, qid, metric="top_box" if boxes else metric, scale=scale, population=there, confidence=levels.confidence,
        boxes=boxes,
    )  # fmt: skip
    time = _time(survey, levels.table, wave, order)
    table = _in_time(levels.table, found, wave, time.waves)
    table, linked = _changes(table, found, qid, figures, wave, against, levels.confidence)
    table["p_adjusted"] = adjust_p(table.p_value.to_numpy(float), method=adjust)
    courses = pd.DataFrame()
    if time.known:
        courses = courses_of(table, found, qid, figures, wave, groups, period, adjust, levels.confidence)
        spans = {"nps": (-100.0, 100.0), "top_box": (0.0, 100.0)}
        table = banded(table, spans.get(figures.metric, (-np.inf, np.inf)))
    context = about(found)
    topic = topic_words(context["topics"][qid] or qid)
    figure = say("NPS") if metric == "nps" else say("the mean of {topic}", topic=topic)
    if metric in ("top_box", "effort"):
        own = survey.scale_of(qid)
        chosen = boxes_in_words(own, *(boxes or (own.top_box_from, own.high)))
        figure = say("the share of {boxes} on {topic}", boxes=chosen, topic=topic)
    return Trend(
        table[_columns(found.by, wave, table)],
        in_a_row(_method(levels.method, figures, table, cluster, adjust, against), course_method(table, courses)),
        [*levels.caveats, *dated, *_order_caveats(time, wave), *_caveats(survey, table, linked, cluster)],
        levels.confidence,
        wave=wave, by=tuple(groups), metric=metric, question=qid, topic=topic, unit=figures.unit, adjust=adjust,
        audience=context["audiences"].get(qid), audience_by=context["audience_by"], figure=figure,
        waves=tuple(dict.fromkeys(table[wave])), order_known=time.known,
        courses=courses, period=period, answers=_answers(levels.answers, groups, wave, time.waves),
    )  # fmt: skip


def _answers(answers: pd.DataFrame, groups: Sequence[str], wave: str, waves: Sequence) -> pd.DataFrame:
    if not len(answers):
        return answers
    place = answers[wave].map({name: at for at, name in enumerate(waves)})
    group = answers.groupby(list(groups), sort=False, dropna=False).ngroup() if groups else 0
    return answers.assign(_group=group, _wave=place).sort_values(["_group", "_wave"], kind="stable").drop(
        columns=["_group", "_wave"]
    ).reset_index(drop=True)  # fmt: skip


def _check_fit(survey: Survey, question: str, metric: str) -> None:
    scale = survey.scale_of(question)
    if metric == "nps" and (scale is None or scale.span not in ((0.0, 10.0), (1.0, 10.0))):
        raise ScaleError(say(
            "{question} in {survey} is asked on {span}, and a Net Promoter Score needs 0-10. Pass metric='mean' or "
            "metric='top_box'." if scale else
            "{question} in {survey} has no scale, and a Net Promoter Score needs 0-10. Pass metric='mean' or "
            "metric='top_box'.",
            question=repr(question), survey=survey.name, span=scale and f"{scale.low:g}-{scale.high:g}",
        ))  # fmt: skip


def _levels(survey: Survey, question: str, metric: str, scale: str, direction: str, options: dict) -> Result:
    if metric == "nps":
        return nps(survey, question, **options)
    if metric == "mean":
        return mean_score(survey, question, scale=scale, **options)
    own = survey.scale_of(question)
    if own is None:
        raise ScaleError(say(
            "{question} in {survey} has no scale, so nothing is its top. Pass metric='mean'.",
            question=repr(question), survey=survey.name,
        ))  # fmt: skip
    if metric == "effort":
        return ces(survey, question, direction=direction, **options)
    return csat(survey, question, top=int(own.high - own.top_box_from) + 1, **options)


def _time(survey: Survey, table: pd.DataFrame, wave: str, order) -> TimeOrder:
    waves = list(dict.fromkeys(table[wave]))
    if len(waves) > _MOST_WAVES:
        raise OptionError(say(
            "wave={wave} has {n} different values, at most {most_waves} make a trend. Put dates together: "
            "period='month' or 'quarter'.",
            wave=repr(wave), n=count(len(waves)), most_waves=_MOST_WAVES,
        ))  # fmt: skip
    time = order_of_waves(waves, survey.order_of(survey.find(wave)))
    if order is not None and not isinstance(order, Mapping) and not time.known:
        raise OptionError(say(
            "order= must name every wave once. Waves are {waves}; got {order}.",
            waves=named(waves), order=named(order),
        ))  # fmt: skip
    return time


def _order_caveats(time: TimeOrder, wave: str) -> list[str]:
    if time.known:
        return [time.hint] if time.hint else []
    those = ", ".join(repr(str(name)) for name in time.waves[:3])
    return [
        say(
            "Which wave came first is not known from the names ({waves}): changes have no direction. Pass "
            "order=[{order}], first to last.",
            waves=named(time.waves, most=4), order=f"{those}{', ...' if len(time.waves) > 3 else ''}",
        )
    ]  # fmt: skip


def _in_time(table: pd.DataFrame, found: Counted, wave: str, ordered: Sequence) -> pd.DataFrame:
    """The rows by group and time; ``place`` is where a row's group stands in ``found.groups``."""
    rank = {value: at for at, value in enumerate(ordered)}
    others = [name for name in found.by if name != wave]
    group = table.groupby(others, sort=False).ngroup().to_numpy() if others else np.zeros(len(table), dtype=int)
    placed = table.assign(place=found.places(table), _group=group, _rank=table[wave].map(rank).to_numpy())
    return placed.sort_values(["_group", "_rank"], kind="stable", ignore_index=True)


def _changes(
    table: pd.DataFrame, found: Counted, question: str, figures: Figures, wave: str, against: str, confidence: float
) -> tuple[pd.DataFrame, bool]:
    """The columns of change, and whether people could be followed from wave to wave."""
    # Only waves with a figure that is shown are compared; a change would give a hidden figure away.
    shown = (table.n > 0).to_numpy() & table.estimate.notna().to_numpy()
    before = np.full(len(table), -1)
    for rows in table.groupby("_group", sort=False).indices.values():
        known = [row for row in rows if shown[row]]
        for at, row in enumerate(known[1:], start=1):
            before[row] = known[0] if against == "first" else known[at - 1]
    later = np.flatnonzero(before >= 0)
    columns = ("change", "change_std_error", "change_ci_low", "change_ci_high", "p_value")
    out = {name: np.full(len(table), np.nan) for name in columns}
    pairing, both_all = np.full(len(table), "", dtype=object), np.full(len(table), np.nan)
    linked = None
    if len(later):
        place = table.place.to_numpy()
        a, b = place[before[later]], place[later]
        linked = None if found.cluster else linked_people(found, question, figures.scores, figures.estimate)
        correlation, both = np.zeros(len(later)), np.zeros(len(later), dtype=int)
        if linked is not None:
            correlation, both = together(linked, a, b, len(found.groups))
        raked = raked_waves(found, question, figures.scores, figures.estimate)
        if raked is not None:
            correlation = correlation_of(raked, a, b)
        if found.cluster:
            change = compared(found, question, figures, b, a, confidence=confidence)
            parts = (change.estimate, change.std_error, change.low, change.high, change.p_value)
        else:
            parts = _compared(figures, a, b, correlation, both, confidence)
        for name, values in zip(columns, parts, strict=True):
            out[name][later] = values
        smaller = np.minimum(figures.n[a], figures.n[b])
        larger = np.maximum(figures.n[a], figures.n[b])
        pairing[later] = np.where(
            both == 0, INDEPENDENT, np.where((both == smaller) & (both == larger), PAIRED, PARTLY)
        )
        both_all[later] = both
    compared_with = pd.Series([table[wave][at] if at >= 0 else None for at in before], dtype=object)
    return table.assign(compared_with=compared_with, **out, n_both=both_all, pairing=pairing), linked is not None


def _compared(figures: Figures, a, b, correlation, both, confidence: float):
    value, error = figures.estimate, figures.std_error
    if figures.metric == "mean":
        return mean_change(
            value[a], error[a], figures.df[a], figures.n[a], value[b], error[b], figures.df[b], figures.n[b],
            correlation, both, confidence=confidence,
        )  # fmt: skip
    if figures.metric == "nps":
        return score_change(value[a], error[a], value[b], error[b], correlation, confidence=confidence)
    worth = figures.worth
    return share_change(value[a], error[a], worth[a], value[b], error[b], worth[b], correlation, confidence=confidence)


def _columns(by: Sequence[str], wave: str, table: pd.DataFrame) -> list[str]:
    first = [*(name for name in by if name != wave), wave, "question"]
    level = ["estimate", "std_error", "ci_low", "ci_high", "n", "n_effective"]
    change = ["change", "change_ci_low", "change_ci_high", "change_std_error", "p_value", "p_adjusted", "n_both"]
    band = ["centre", "band_low", "band_high", "outside"] if "centre" in table else []
    more = ["population"] if "population" in table else []
    return [*first, *level, *more, *change, "pairing", "compared_with", *band]


def _method(level: str, figures: Figures, table: pd.DataFrame, cluster: str | None, adjust: str, against: str) -> str:
    kinds = [kind for kind in (PAIRED, PARTLY, INDEPENDENT) if (table.pairing == kind).any()]
    test = figures.test if cluster else say(_TESTS[figures.metric])
    if kinds and not cluster:
        test = say("{test}; waves {kinds}", test=test, kinds=in_a_row(*map(say, kinds), by=", "))
    change = say(
        "Change against the previous wave: {test}; {adjusted}."
        if against == "previous"
        else "Change against the first wave: {test}; {adjusted}.",
        test=test, adjusted=say(ADJUSTED[adjust]),
    )  # fmt: skip
    return in_a_row(level, change)


def _caveats(survey: Survey, table: pd.DataFrame, linked: bool, cluster: str | None) -> list[str]:
    caveats = []
    changes = table.change.notna()
    if not changes.any():
        return caveats
    if cluster is None and not linked:
        caveats.append(
            say(
                "Waves are compared as if nobody answered twice, because the rows stay on their engine; if many did, "
                "errors are too large."
                if survey.is_lazy and "respondent" in survey.roles
                else "Waves are compared as if nobody answered twice, because no column has the role {role}; if many "
                "did, errors are too large.",
                role="unit" if survey.is_aggregated else "respondent",
            )
        )
    if (table.pairing == PARTLY).any():
        caveats.append(
            say("Some answered in both waves: who stayed in the panel may differ from who left and who came.")
        )
    without_zero = (table.change_ci_low > 0) | (table.change_ci_high < 0)
    n = int((changes & without_zero & ~(table.p_adjusted < 0.05)).sum())
    if n and changes.sum() > 1:
        caveats.append(
            say(
                "{n} of {all} changes has an interval without 0 but too large an adjusted p: intervals are not "
                "adjusted."
                if n == 1
                else "{n} of {all} changes have an interval without 0 but too large an adjusted p: intervals are not "
                "adjusted.",
                n=count(n), all=count(changes.sum()),
            )
        )  # fmt: skip
    return caveats
