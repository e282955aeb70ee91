"""Before the data: how sure planned bases can make anybody, and what they can never show.

Sixty leaders bound every statement about leaders, however many customers answer. That is known before a question is
asked, and it decides whether a study can keep its promise: how far a mean is known, which gap would be found, and
within which margin two audiences could at best be shown to agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.inference.intervals import (
    check_confidence,
    fpc,
    normal_quantile,
    nps_interval,
    smallest_margin,
    t_quantile,
)
from cxresearch.result import Result
from cxresearch.stats.bases.naming import audience_name
from cxresearch.stats.planning.plan_sentences import plan_sentences
from cxresearch.survey.audiences import ordered
from cxresearch.wording import count, named, number, percent_sure, plural, say, told

__all__ = ["StudyPlan", "plan_study"]

_MANY = 1e5
_THIRDS = (100 / 3, 100 / 3)


@dataclass(frozen=True, eq=False, repr=False)
class StudyPlan(Result):
    """What planned bases can show, a row an audience and a row a pair of audiences.

    ``table``: ``audience, compared_with`` ("" for an audience alone), ``n, n_other`` answers; ``mean_precision`` (half
    the interval of a mean, or of a gap of two, points of 100), ``share_precision`` (of a share of 50%, or of the
    difference of two), ``nps_precision``; ``smallest_margin`` (nothing smaller could be shown, were the observed gap
    exactly zero), ``likely_margin`` (shown in a study of the power asked for, were the true gap zero),
    ``chance_aligned`` (percent of studies that would show it within the margin), ``detectable_gap`` (found in a study
    of the power); ``population``, ``invite`` (people to ask at the response rate told).

    Attributes
    ----------
    sd, margin, power : float
    comparisons : int
    """

    sd: float = 25.0
    margin: float = 10.0
    power: float = 0.8
    comparisons: int = 1

    heading: ClassVar[str] = told("Study plan")
    decimals: ClassVar[dict[str, int]] = {"n": 0, "n_other": 0, "invite": 0, "population": 0, "chance_aligned": 0}

    def sentences(self) -> list[str]:
        """How far each audience will be known, what each pair can show, and whom to invite."""
        return plan_sentences(self)


def plan_study(
    bases: Mapping[str, int],
    *,
    sd: float | Mapping[str, float] = 25.0,
    population: Mapping[str, float] | None = None,
    margin: float = 10.0,
    confidence: float = 0.95,
    power: float = 0.8,
    response_rate: float | Mapping[str, float] | None = None,
    comparisons: int = 1,
    design_effect: float | Mapping[str, float] = 1.0,
    nps_mix: tuple[float, float] = _THIRDS,
) -> StudyPlan:
    """Precision of planned bases, the gap they can find, and the smallest margin they can show.

    Parameters
    ----------
    bases : mapping
        Audience to the number of answers planned: ``{"Leadership": 60, "Customers": 2000}``.
    sd : number or mapping by audience
        Standard deviation of an answer in points of 100; 25 is usual for ratings.
    population : mapping, optional
        Audience to the number of people there are: finite-population correction.
    margin : float
        The largest gap, in points, that would not matter.
    confidence, power : float
    response_rate : number or mapping, optional
        Share of the invited that answers, above 0 up to 1: gives how many to invite.
    comparisons : int
        How many gaps will be judged together (topics times pairs): the level is divided by it, as by Holm's first step.
    design_effect : number or mapping
        Factor of the variance where people are sampled in units: 1 + (people a unit - 1) x ICC.
    nps_mix : (promoters, detractors)
        Percent expected; a third each by default.

    Returns
    -------
    StudyPlan

    Raises
    ------
    OptionError
        If a base or an option is out of range, or more answers are planned than there are people.

    References
    ----------
    Cohen (1988), Statistical Power Analysis (noncentral t); Schuirmann (1987), J. Pharmacokinetics and Biopharmaceutics
    15; Cochran (1977), Sampling Techniques; Rocks (2016), The American Statistician 70; Kish (1965), Survey Sampling.

    Examples
    --------
    >>> plan = plan_study({"Leadership": 60, "Customers": 2000}, response_rate={"Customers": 0.2})
    >>> plan.table.mean_precision.round(2).tolist()
    [6.46, 1.1, 6.55]
    >>> plan.sentences()[-1]
    'For 2,000 customers invite 10,000 (response rate 20%).'
    """
    level = check_confidence(confidence)
    names = _checked_bases(bases)
    _check_options(margin, power, comparisons, nps_mix)
    spread = _by_audience("sd", sd, names, low=0.0)
    effect = _by_audience("design_effect", design_effect, names, low=0.0)
    rate = _by_audience("response_rate", response_rate, names, low=0.0, high=1.0, inclusive=True)
    people_there = _by_audience("population", population, names, low=0.0)
    for name in names:
        if bases[name] > people_there[name]:
            raise OptionError(say(
                "population= says {people_there} for {name}, but {bases} answers are planned. Correct one of them.",
                people_there=f"{people_there[name]:,.0f}", name=name, bases=f"{bases[name]:,}",
            ))  # fmt: skip
    rows = []
    sides = {name: _side(bases[name], spread[name], effect[name], people_there[name], nps_mix, level) for name in names}
    strict = 1 - (1 - level) / comparisons
    for name in names:
        side = sides[name]
        half = t_quantile(level, side.df) * side.error
        wide = {
            "mean_precision": half,
            "share_precision": normal_quantile(level) * side.share,
            "nps_precision": side.nps,
        }
        shown = _shown(side.error, side.df, margin, strict, power)
        invite = np.ceil(round(bases[name] / rate[name], 9)) if np.isfinite(rate[name]) else np.nan
        rows.append(
            {"audience": name, "compared_with": "", "n": bases[name], "n_other": np.nan, **wide, **shown,
             "population": people_there[name] if np.isfinite(people_there[name]) else np.nan, "invite": invite}
        )  # fmt: skip
    for one, other in combinations(names, 2):
        pair = _pair(one, other, bases, sides, margin, level, strict, power)
        rows.append({**pair, "population": np.nan, "invite": np.nan})
    caveats = _caveats(rows, effect, people_there, spread, bases)
    return StudyPlan(
        pd.DataFrame(rows), _method(level, power, comparisons), caveats, level,
        sd=float(max(spread.values())), margin=float(margin), power=float(power), comparisons=comparisons,
    )  # fmt: skip


@dataclass(frozen=True)
class _Side:
    error: float
    df: float
    share: float
    nps: float
    nps_error: float


def _side(n: int, sd: float, effect: float, population: float, mix: tuple[float, float], level: float) -> _Side:
    """What one audience's base is worth; the error of a mean, of a share of 50%, and half the interval of NPS."""
    told = population if np.isfinite(population) else None
    shrink = float(fpc(n, told)) * np.sqrt(effect)
    promoters, detractors = (share / 100 * n for share in mix)
    score = nps_interval(
        promoters, n - promoters - detractors, detractors, confidence=level, n_effective=n / effect, population=told
    )
    half = float(score.high - score.low) / 2
    return _Side(
        sd / np.sqrt(n) * shrink if n > 1 else np.nan, n - 1.0, 50 / np.sqrt(n) * shrink, half, float(score.std_error)
    )


def _pair(one: str, other: str, bases, sides, margin: float, level: float, strict: float, power: float) -> dict:
    a, b = sides[one], sides[other]
    error = float(np.hypot(a.error, b.error))
    df = np.inf if error == 0 else np.nan
    if error > 0:
        share = a.error**2 / error**2
        df = 1 / (share**2 / a.df + (1 - share) ** 2 / b.df)
    z = normal_quantile(level)
    return {
        "audience": one, "compared_with": other, "n": bases[one], "n_other": bases[other],
        "mean_precision": t_quantile(level, df) * error,
        "share_precision": z * float(np.hypot(a.share, b.share)),
        "nps_precision": z * float(np.hypot(a.nps_error, b.nps_error)),
        **_shown(error, df, margin, strict, power),
    }  # fmt: skip


def _shown(error: float, df: float, margin: float, strict: float, power: float) -> dict[str, float]:
    """Margins that could be shown and gaps that would be found, with one standard error."""
    from scipy.special import stdtr, stdtrit

    if not np.isfinite(error) or not df > 0:
        return dict.fromkeys(("smallest_margin", "likely_margin", "chance_aligned", "detectable_gap"), np.nan)
    if error == 0:
        return {"smallest_margin": 0.0, "likely_margin": 0.0, "chance_aligned": 100.0, "detectable_gap": 0.0}
    df = min(df, 1e9)
    least = float(smallest_margin(error, df, confidence=strict))
    likely = least + float(stdtrit(df, (1 + power) / 2)) * error
    chance = max(0.0, 2 * float(stdtr(df, (margin - least) / error)) - 1) if margin > least else 0.0
    return {
        "smallest_margin": least,
        "likely_margin": likely,
        "chance_aligned": 100 * chance,
        "detectable_gap": detectable_gap(error, df, confidence=strict, power=power),
    }


def detectable_gap(error: float, df: float, *, confidence: float = 0.95, power: float = 0.8) -> float:
    """The true gap that a two-sided t test finds with the power asked for, in the unit of its standard error.

    >>> round(detectable_gap(1.0, 1e9), 2)
    2.8
    """
    from scipy.optimize import brentq
    from scipy.special import nctdtr, ndtr

    bound = float(t_quantile(confidence, df))

    def missed(gap: float) -> float:
        if df > _MANY:
            return ndtr(bound - gap) - ndtr(-bound - gap) - (1 - power)
        below = nctdtr(df, gap, -bound)
        # The far tail underflows to nothing, which scipy reports as not a number.
        return nctdtr(df, gap, bound) - (0.0 if np.isnan(below) else below) - (1 - power)

    reach = 1.0
    while missed(reach) > 0 and reach < 1e6:
        reach *= 2
    return float(brentq(missed, 0.0, reach)) * error


# -- what was asked for ----------------------------------------------------------------------------


def _checked_bases(bases: Mapping[str, int]) -> list[str]:
    if not isinstance(bases, Mapping) or not bases:
        raise OptionError(say(
            "bases= is a mapping such as {{'Leadership': 60, 'Customers': 2000}}; got {bases}.",
            bases=repr(bases),
        ))  # fmt: skip
    for name, n in bases.items():
        whole = isinstance(n, (int, np.integer)) and not isinstance(n, bool)
        if not whole or n < 1:
            raise OptionError(say(
                "bases= plans {n} answers of {name}. Pass a whole number of 1 or more.",
                n=repr(n), name=name,
            ))  # fmt: skip
    return ordered(bases)


def _check_options(margin: float, power: float, comparisons: int, mix: tuple[float, float]) -> None:
    if not margin > 0:
        raise OptionError(say("margin must be above 0, in points; got {margin}.", margin=repr(margin)))
    if not 0.5 <= power < 1:
        raise OptionError(say("power must be at least 0.5 and below 1, such as 0.8; got {power}.", power=repr(power)))
    if isinstance(comparisons, bool) or not isinstance(comparisons, int) or comparisons < 1:
        raise OptionError(say(
            "comparisons is a whole number of 1 or more; got {comparisons}.",
            comparisons=repr(comparisons),
        ))  # fmt: skip
    if len(mix) != 2 or min(mix) < 0 or sum(mix) > 100 + 1e-9:
        raise OptionError(say(
            "nps_mix is percent of promoters and of detractors, together at most 100; got {mix}.",
            mix=repr(mix),
        ))  # fmt: skip


def _by_audience(
    option: str, told, names: list[str], *, low: float, high: float = np.inf, inclusive: bool = False
) -> dict:
    """One number an audience, NaN (population: endless) where none was told."""
    if told is None:
        return dict.fromkeys(names, np.inf if option == "population" else np.nan)
    given = told if isinstance(told, Mapping) else dict.fromkeys(names, told)
    stray = [name for name in given if name not in names]
    if stray:
        raise OptionError(say(
            "{option}= names {stray}, no audience of bases=. Audiences: {names}.",
            option=option, stray=named(stray), names=named(names),
        ))  # fmt: skip
    usual = {"sd": 25.0, "design_effect": 1.0, "population": np.inf}.get(option, np.nan)
    found = {}
    for name in names:
        try:
            value = float(given.get(name, usual))
        except (TypeError, ValueError):
            value = -1.0
        if not np.isnan(value) and not (
            low < value and (value <= high if inclusive else value < high or np.isinf(value))
        ):
            raise OptionError(say(
                "{option}= must be above {low} and at most {high}; got {get} for {name}." if np.isfinite(high)
                else "{option}= must be above {low}; got {get} for {name}.",
                option=option, low=f"{low:g}", high=f"{high:g}", get=repr(given.get(name)), name=name,
            ))  # fmt: skip
        found[name] = value
    return found


def _method(level: float, power: float, comparisons: int) -> str:
    many = ""
    if comparisons > 1:
        many = say(", level divided by {n} comparisons (Holm's first step)", n=comparisons)
    return say(
        "Precision: half of Student's t interval of a mean, of the normal interval of a share of 50%, of the adjusted "
        "Wald interval of NPS (Rocks 2016), with Welch's error for gaps. Smallest margin: two one-sided tests "
        "(Schuirmann 1987), were the observed gap zero. Detectable gap: noncentral t, power "
        "{power} (Cohen 1988){many}.",
        power=percent_sure(round(power, 12)),
        many=many,
    )


def _caveats(rows: list[dict], effect: dict, population: dict, spread: dict, bases: Mapping) -> list[str]:
    values = set(spread.values())
    supposed = named(
        say("{n} points for {audience}", n=_figure(value), audience=audience_name(name))
        for name, value in spread.items()
    )
    if len(values) == 1:
        supposed = say("{n} points", n=_figure(values.pop()))
    hints = [say("A plan is as good as the standard deviation that it supposes: {points}.", points=supposed)]
    if any(value != 1 for value in effect.values()):
        hints.append(say("Design effects as told: people of one unit resemble each other."))
    else:
        hints.append(
            say("People are taken as drawn one by one; drawn in units, each base is worth less (design_effect=).")
        )
    if any(np.isfinite(value) for value in population.values()):
        hints.append(say("The finite-population correction corrects sampling, not non-response."))
    for row in rows:
        if np.isfinite(row["invite"]) and row["invite"] > population[row["audience"]]:
            hints.append(
                say(
                    "{audience}: {invitations} would be needed, more than the {n} people there are.",
                    audience=audience_name(row["audience"]), invitations=plural(row["invite"], "invitation"),
                    n=count(population[row["audience"]]),
                )
            )  # fmt: skip
    few = [name for name, n in bases.items() if n < 30]
    if few:
        hints.append(
            say(
                "Bases below 30 ({audiences}): the formulas hold, the answers of a few people decide.",
                audiences=named(map(audience_name, few)),
            )
        )
    return hints


def _figure(value: float) -> str:
    """A number as it was told."""
    return number(value, digits=len(f"{value:g}".partition(".")[2]))
