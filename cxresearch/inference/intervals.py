"""Intervals in closed form: of one figure, and of the difference of two.

A survey figure without its interval is a rumour. Everything here works on counts and moments, never on
respondents, so a thousand intervals cost as much as one and the same code serves 60 leaders and 100 million
customers. The textbook method is chosen where the naive one misleads: Wilson and not Wald for shares, adjusted
Wald for NPS, Newcombe for differences of shares, Student's t for means.

Conventions: shares are 0..1, NPS is in points of 100, arguments broadcast, a group without answers is NaN
without a warning, negative counts raise `OptionError`. Beside this room stand `significance` (p values, margins),
`precision` (weights, clusters, populations), `shares` (Wilson, Newcombe), `association` (correlations, Cliff's delta)
and `reliability` (scales); all of it can be imported from here.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxresearch.errors import OptionError
from cxresearch.inference.association import (
    ChiSquared,
    CohensD,
    MannWhitney,
    chi_squared,
    cliffs_delta,
    cohens_d,
    detectable_r,
    fisher_z,
    mann_whitney,
)
from cxresearch.inference.precision import (
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
    pseudo_answer,
    weighted_moments,
)
from cxresearch.inference.reliability import (
    alpha_if_dropped,
    attenuation,
    cronbach_alpha,
    difference_score_reliability,
    feldt,
    item_rest_correlation,
)
from cxresearch.inference.shares import (
    Difference,
    agreeing_p,
    joined_shares,
    newcombe,
    share,
    share_interval,
    shares_apart_p,
    two_shares_p,
    wilson,
)
from cxresearch.inference.significance import (
    Bounds,
    Equivalence,
    Interval,
    Welch,
    adjust_p,
    check_confidence,
    check_margin,
    equivalence,
    normal_quantile,
    smallest_margin,
    t_quantile,
    welch,
    welch_from_errors,
)
from cxresearch.wording import say

__all__ = [
    "Bounds",
    "ChiSquared",
    "ClusterMean",
    "CohensD",
    "Difference",
    "Equivalence",
    "Interval",
    "MannWhitney",
    "MeanError",
    "MeanInterval",
    "Moments",
    "NetPromoterInterval",
    "TestedDifference",
    "Welch",
    "adjust_p",
    "agreeing_p",
    "alpha_if_dropped",
    "attenuation",
    "check_confidence",
    "check_margin",
    "chi_squared",
    "cliffs_delta",
    "cluster_error",
    "cohens_d",
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
    "interval_from_error",
    "item_rest_correlation",
    "joined_shares",
    "kish_n",
    "mann_whitney",
    "mean_error",
    "mean_interval",
    "newcombe",
    "normal_quantile",
    "nps_interval",
    "pseudo_answer",
    "share",
    "share_interval",
    "shares_apart_p",
    "smallest_margin",
    "t_quantile",
    "two_shares_p",
    "weighted_moments",
    "welch",
    "welch_from_errors",
    "wilson",
]

_SILENT = {"divide": "ignore", "invalid": "ignore", "over": "ignore"}


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
        raise OptionError(say("method must be 'adjusted-wald' or 'wald'; got {method}.", method=repr(method)))
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
    measured = mean_error(mean, variance, n, population=population)
    return interval_from_error(measured.mean, measured.std_error, measured.df if df is None else df, confidence=level)


def interval_from_error(
    mean: ArrayLike, std_error: ArrayLike, df: ArrayLike, *, confidence: float = 0.95
) -> MeanInterval:
    """Student's t interval of a mean that brings its own standard error, as weighted and clustered ones do.

    Parameters
    ----------
    mean, std_error, df : mean, its standard error (0 or more, NaN where unknown) and degrees of freedom.
    confidence : level of the interval.

    References
    ----------
    Student (1908), Biometrika 6.

    >>> round(float(interval_from_error(7.2, 0.4, 24).low), 2)
    6.37
    """
    estimate, error = np.asarray(mean, dtype=float)[()], nonnegative(std_error, "std_error")[()]
    half = t_quantile(confidence, df) * error
    return MeanInterval(estimate, error, estimate - half, estimate + half, np.asarray(df, dtype=float)[()])
