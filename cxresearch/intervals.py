"""Intervals in closed form: of one figure, and of the difference of two.

A survey figure without its interval is a rumour. Everything here works on counts and moments, never on
respondents, so a thousand intervals cost as much as one and the same code serves 60 leaders and 100 million
customers. The textbook method is chosen where the naive one misleads: Wilson and not Wald for shares, adjusted
Wald for NPS, Newcombe for differences of shares, Student's t for means.

Conventions: shares are 0..1, NPS is in points of 100, arguments broadcast, a group without answers is NaN
without a warning, negative counts raise `OptionError`. Beside this room stand `significance` (p values, margins),
`precision` (weights, clusters, populations), `association` (correlations, Cliff's delta) and `reliability` (scales);
all of it can be imported from here.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxresearch.association import cliffs_delta, detectable_r, fisher_z
from cxresearch.errors import OptionError
from cxresearch.precision import (
    ClusterMean,
    MeanError,
    Moments,
    cluster_error,
    design_effect,
    fpc,
    independent_n,
    kish_n,
    mean_error,
    nonnegative,
    share,
    weighted_moments,
)
from cxresearch.reliability import attenuation, cronbach_alpha, difference_score_reliability, feldt
from cxresearch.significance import (
    Bounds,
    Equivalence,
    Interval,
    Welch,
    adjust_p,
    check_confidence,
    equivalence,
    normal_quantile,
    smallest_margin,
    t_quantile,
    two_shares_p,
    welch,
    welch_from_errors,
)

__all__ = [
    "Bounds",
    "ClusterMean",
    "Difference",
    "Equivalence",
    "Interval",
    "MeanError",
    "MeanInterval",
    "Moments",
    "NetPromoterInterval",
    "TestedDifference",
    "Welch",
    "adjust_p",
    "attenuation",
    "check_confidence",
    "cliffs_delta",
    "cluster_error",
    "cronbach_alpha",
    "design_effect",
    "detectable_r",
    "difference_interval",
    "difference_score_reliability",
    "equivalence",
    "feldt",
    "fisher_z",
    "fpc",
    "independent_n",
    "kish_n",
    "mean_error",
    "mean_interval",
    "newcombe",
    "normal_quantile",
    "nps_interval",
    "smallest_margin",
    "t_quantile",
    "two_shares_p",
    "weighted_moments",
    "welch",
    "welch_from_errors",
    "wilson",
]

_SILENT = {"divide": "ignore", "invalid": "ignore", "over": "ignore"}


class Difference(NamedTuple):
    """A difference of two shares, a minus b, -1..1."""

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray


class TestedDifference(NamedTuple):
    """A difference, a minus b, with its standard error and two-sided p, in the unit of its parts."""

    # The name begins like a test class; pytest must not collect it.
    __test__ = False

    estimate: np.ndarray
    std_error: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p_value: np.ndarray


class MeanInterval(NamedTuple):
    """A mean with its standard error, t bounds and degrees of freedom."""

    estimate: np.ndarray
    std_error: np.ndarray
    low: np.ndarray
    high: np.ndarray
    df: np.ndarray


class NetPromoterInterval(NamedTuple):
    """NPS and its standard error as answered (raw), and the bounds, all in points of 100."""

    estimate: np.ndarray
    std_error: np.ndarray
    low: np.ndarray
    high: np.ndarray


def wilson(
    successes: ArrayLike,
    n: ArrayLike,
    *,
    confidence: float = 0.95,
    n_effective: ArrayLike | None = None,
    population: ArrayLike | None = None,
) -> Interval:
    """Share with Wilson's score interval, which stays inside 0..1 and is honest for 0 of 20.

    Parameters
    ----------
    successes, n : counts of 0 or more, fractional where they are effective counts.
    confidence : level of the interval.
    n_effective : Kish's n, where `successes` and `n` are sums of weights.
    population : people there are, where told (see `fpc`); a complete count has an interval of no width.

    Returns
    -------
    Interval of shares; NaN where n is 0.

    References
    ----------
    Wilson (1927), JASA 22; Newcombe (1998), Statistics in Medicine 17, 857-872.

    >>> low, high = wilson(81, 263)[1:]
    >>> round(float(low), 4), round(float(high), 4)
    (0.2553, 0.3662)
    """
    z2 = normal_quantile(confidence) ** 2
    p = share(successes, n)
    answers = np.where(np.isnan(p), np.nan, independent_n(n, n_effective=n_effective, population=population))
    with np.errstate(**_SILENT):
        shrink = 1 + z2 / answers
        centre = (p + z2 / (2 * answers)) / shrink
        half = np.sqrt(z2 * (p * (1 - p) / answers + z2 / (4 * answers**2))) / shrink
    # At the ends the bound equals the share; rounding must not put it a hair inside.
    return Interval(p, np.minimum(np.maximum(centre - half, 0.0), p), np.maximum(np.minimum(centre + half, 1.0), p))


def newcombe(
    successes_a: ArrayLike,
    n_a: ArrayLike,
    successes_b: ArrayLike,
    n_b: ArrayLike,
    *,
    confidence: float = 0.95,
    n_effective_a: ArrayLike | None = None,
    n_effective_b: ArrayLike | None = None,
    population_a: ArrayLike | None = None,
    population_b: ArrayLike | None = None,
) -> Difference:
    """Difference of two independent shares, a minus b, with Newcombe's hybrid score interval (his method 10).

    Parameters
    ----------
    successes_a, n_a, successes_b, n_b : counts as in `wilson`.
    confidence : level of the interval.
    n_effective_a, n_effective_b, population_a, population_b : as in `wilson`, by side.

    Returns
    -------
    Difference, -1..1; NaN where a side has no answers. The p value that goes with it is `two_shares_p`.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890.

    >>> estimate, low, high = newcombe(56, 70, 48, 80)
    >>> round(float(estimate), 2), round(float(low), 4), round(float(high), 4)
    (0.2, 0.0524, 0.3339)
    """
    a = wilson(successes_a, n_a, confidence=confidence, n_effective=n_effective_a, population=population_a)
    b = wilson(successes_b, n_b, confidence=confidence, n_effective=n_effective_b, population=population_b)
    estimate = a.estimate - b.estimate
    low = estimate - np.hypot(a.estimate - a.low, b.high - b.estimate)
    high = estimate + np.hypot(a.high - a.estimate, b.estimate - b.low)
    return Difference(estimate, low, high)


def nps_interval(
    promoters: ArrayLike,
    passives: ArrayLike,
    detractors: ArrayLike,
    *,
    confidence: float = 0.95,
    method: str = "adjusted-wald",
    n_effective: ArrayLike | None = None,
    population: ArrayLike | None = None,
) -> NetPromoterInterval:
    """Net Promoter Score in points of 100 with its interval.

    Parameters
    ----------
    promoters, passives, detractors : people who answered 9-10, 7-8, 0-6, or sums of their weights.
    confidence : level of the interval.
    method : "adjusted-wald" adds 3/4, 1 1/2 and 3/4 of an answer before the bounds are taken and clips them to
        -100..100; "wald" does neither.
    n_effective : Kish's n where the counts are sums of weights; they are rescaled to it first.
    population : people there are, where told (see `fpc`).

    Returns
    -------
    NetPromoterInterval; estimate and standard error are the raw ones, only the bounds are adjusted (a single
    answer can therefore lie outside them). No answers: NaN.

    Raises
    ------
    OptionError
        For an unknown method or negative counts.

    References
    ----------
    Rocks (2016), Interval estimation for the Net Promoter Score, The American Statistician 70.

    >>> result = nps_interval(60, 25, 15)
    >>> float(result.estimate), round(float(result.low), 2), round(float(result.high), 2)
    (45.0, 29.34, 58.04)
    """
    if method not in ("adjusted-wald", "wald"):
        raise OptionError(f"method must be 'adjusted-wald' or 'wald'; got {method!r}.")
    z = normal_quantile(confidence)
    fans, critics = nonnegative(promoters, "promoters"), nonnegative(detractors, "detractors")
    counted = fans + nonnegative(passives, "passives") + critics
    answers = independent_n(counted, n_effective=n_effective, population=population)
    with np.errstate(**_SILENT):
        balance, outspoken = (fans - critics) / counted, (fans + critics) / counted
        estimate, error = _net_promoter(balance, outspoken, answers)
        centre, spread = estimate, error
        if method == "adjusted-wald":
            # Shares and not counts, so that a complete count (infinitely many answers) stays what it is.
            grown = 1 + 3 / answers
            centre, spread = _net_promoter(balance / grown, (outspoken + 1.5 / answers) / grown, answers + 3)
    low, high = centre - z * spread, centre + z * spread
    if method == "adjusted-wald":
        low, high = np.maximum(low, -100.0), np.minimum(high, 100.0)
    return NetPromoterInterval(estimate, error, low, high)


def _net_promoter(balance: np.ndarray, outspoken: np.ndarray, answers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    # Rounding can leave a tiny negative variance when everybody is of one kind.
    return 100 * balance, 100 * np.sqrt(np.maximum(outspoken - balance**2, 0.0) / answers)


def difference_interval(
    a: ArrayLike, se_a: ArrayLike, b: ArrayLike, se_b: ArrayLike, *, confidence: float = 0.95
) -> TestedDifference:
    """Difference of two independent estimates, a minus b, by their standard errors (normal).

    Parameters
    ----------
    a, se_a, b, se_b : estimates and standard errors in one unit, such as two NPS.
    confidence : level of the interval.

    Returns
    -------
    TestedDifference. Two standard errors of zero measure nothing: bounds and p are NaN.

    References
    ----------
    Rocks (2016), The American Statistician 70, for NPS.

    >>> gap = difference_interval(45.0, 7.4, 25.0, 8.3)
    >>> float(gap.estimate), round(float(gap.std_error), 2), round(float(gap.p_value), 3)
    (20.0, 11.12, 0.072)
    """
    from scipy.special import ndtr

    z = normal_quantile(confidence)
    estimate = np.asarray(a, dtype=float) - np.asarray(b, dtype=float)
    error = np.hypot(nonnegative(se_a, "se_a"), nonnegative(se_b, "se_b"))
    measured = np.where(error > 0, error, np.nan)[()]
    with np.errstate(**_SILENT):
        p = 2 * ndtr(-np.abs(estimate) / measured)
    return TestedDifference(estimate, error, estimate - z * measured, estimate + z * measured, p)


def mean_interval(
    mean: ArrayLike,
    variance: ArrayLike,
    n: ArrayLike,
    *,
    confidence: float = 0.95,
    population: ArrayLike | None = None,
    df: ArrayLike | None = None,
) -> MeanInterval:
    """Mean with Student's t interval.

    Parameters
    ----------
    mean : mean in any unit. `variance` : sample variance (n - 1). `n` : answers.
    confidence : level of the interval.
    population : people there are, where told (see `fpc`).
    df : degrees of freedom where they are not n - 1, such as clusters - 1.

    Returns
    -------
    MeanInterval. Fewer than two answers: NaN bounds. Answers that are all alike give an interval of no width: the
    sample holds no evidence of spread, which is not evidence of none.

    References
    ----------
    Student (1908), Biometrika 6.

    >>> result = mean_interval(7.2, 4.0, 25)
    >>> round(float(result.low), 2), round(float(result.high), 2)
    (6.37, 8.03)
    """
    level = check_confidence(confidence)
    estimate, error, freedom = mean_error(mean, variance, n, population=population)
    freedom = freedom if df is None else np.asarray(df, dtype=float)
    half = t_quantile(level, freedom) * error
    return MeanInterval(estimate, error, estimate - half, estimate + half, freedom)
