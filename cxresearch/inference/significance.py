"""Could it be chance, and could it be nothing? p values and quantiles in closed form.

Two questions are kept apart throughout. Welch's t asks whether a gap of zero would explain what was seen;
two one-sided tests (TOST) ask whether any gap as large as a margin would. A large p on the first is no answer to
the second, which is why both are here and why `smallest_margin` says what a sample could have shown at best.
numpy on top, scipy.special inside; every function broadcasts; what cannot be tested is NaN, without a warning.
"""

from numbers import Real
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxresearch.errors import OptionError
from cxresearch.inference.precision import mean_error, nonnegative
from cxresearch.wording import say

__all__ = [
    "Bounds",
    "Equivalence",
    "Interval",
    "Welch",
    "adjust_p",
    "check_confidence",
    "check_margin",
    "equivalence",
    "normal_quantile",
    "smallest_margin",
    "t_quantile",
    "welch",
    "welch_from_errors",
]

_SILENT = {"divide": "ignore", "invalid": "ignore", "over": "ignore"}


class Bounds(NamedTuple):
    """Lower and upper bound of an interval."""

    low: np.ndarray
    high: np.ndarray


class Interval(NamedTuple):
    """An estimate between two bounds."""

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray


class Welch(NamedTuple):
    """Difference of two means, a minus b, in the unit of the means."""

    estimate: np.ndarray
    std_error: np.ndarray
    df: np.ndarray
    t: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p_value: np.ndarray


class Equivalence(NamedTuple):
    """Two one-sided tests; `p_value` is the larger of the two p values."""

    t_lower: np.ndarray
    p_lower: np.ndarray
    t_upper: np.ndarray
    p_upper: np.ndarray
    p_value: np.ndarray


def check_confidence(confidence: float) -> float:
    """Return the confidence level if it is one: at least .50 and below 1.

    Raises
    ------
    OptionError
        For anything else, such as 95 for .95.

    >>> check_confidence(0.9)
    0.9
    """
    level = float(confidence) if isinstance(confidence, Real) and not isinstance(confidence, bool) else float("nan")
    if not 0.5 <= level < 1:
        raise OptionError(say(
            "confidence must be at least 0.5 and below 1, such as 0.95; got {confidence}.",
            confidence=repr(confidence),
        ))  # fmt: skip
    return level


def check_margin(margin: float) -> float:
    """Return the margin if it is one: a single number of points above 0 and at most 100.

    Raises
    ------
    OptionError
        For anything else, such as a pair of two margins or a text.

    >>> check_margin(10)
    10.0
    """
    points = float(margin) if isinstance(margin, Real) and not isinstance(margin, bool) else float("nan")
    if not 0 < points <= 100:
        raise OptionError(say(
            "margin is the largest gap that would not matter, one number of points above 0 and at most 100; got "
            "{margin}.",
            margin=repr(margin),
        ))  # fmt: skip
    return points


def normal_quantile(confidence: float = 0.95) -> float:
    """Two-sided standard normal quantile: how many standard errors a `confidence` interval reaches.

    >>> round(normal_quantile(0.95), 4)
    1.96
    """
    from scipy.special import ndtri

    return float(ndtri(0.5 + check_confidence(confidence) / 2))


def t_quantile(confidence: float, df: ArrayLike) -> np.ndarray:
    """Two-sided Student t quantile for `df` degrees of freedom (above 0; infinite is the normal; NaN stays NaN).

    >>> round(float(t_quantile(0.95, 59)), 3)
    2.001
    """
    return _t_inverse(0.5 + check_confidence(confidence) / 2, df)


def _t_inverse(probability: float, df: ArrayLike) -> np.ndarray:
    from scipy.special import ndtri, stdtrit

    freedom = np.asarray(df, dtype=float)
    usable = np.where(freedom > 0, freedom, np.nan)
    finite = np.where(np.isinf(usable), 1.0, usable)
    return np.where(np.isinf(usable), ndtri(probability), stdtrit(finite, probability))[()]


def _t_below(df: ArrayLike, t: ArrayLike) -> np.ndarray:
    """P(T < t), exact in the far lower tail where 1 - P would round to 0."""
    from scipy.special import stdtr

    freedom = np.asarray(df, dtype=float)
    return stdtr(np.where(freedom > 0, freedom, np.nan), t)


def welch(
    mean_a: ArrayLike,
    var_a: ArrayLike,
    n_a: ArrayLike,
    mean_b: ArrayLike,
    var_b: ArrayLike,
    n_b: ArrayLike,
    *,
    confidence: float = 0.95,
    population_a: ArrayLike | None = None,
    population_b: ArrayLike | None = None,
) -> Welch:
    """Difference of two means with unequal variances: interval, t and two-sided p (Welch 1947).

    Parameters
    ----------
    mean_a, mean_b : means; `var_a`, `var_b` : sample variances (n - 1); `n_a`, `n_b` : answers.
    confidence : level of the interval.
    population_a, population_b : people there are, where told; shrinks that side's error (see `fpc`).

    Returns
    -------
    Welch, a minus b. With fewer than two answers on a side, or no variance on either, there is nothing to
    measure the gap by: bounds, t, df and p are NaN and only the estimate stands. One side without variance is fine.

    References
    ----------
    Welch (1947), Biometrika 34; Satterthwaite (1946), Biometrics Bulletin 2.

    >>> result = welch(5.25, 0.95**2, 95, 5.22, 0.83**2, 89)
    >>> round(float(result.df), 2), round(float(result.p_value), 3)
    (181.13, 0.82)
    """
    a = mean_error(mean_a, var_a, n_a, population=population_a)
    b = mean_error(mean_b, var_b, n_b, population=population_b)
    return welch_from_errors(*a, *b, confidence=confidence)


def welch_from_errors(
    mean_a: ArrayLike,
    se_a: ArrayLike,
    df_a: ArrayLike,
    mean_b: ArrayLike,
    se_b: ArrayLike,
    df_b: ArrayLike,
    *,
    confidence: float = 0.95,
) -> Welch:
    """Welch's difference from two means that bring their own standard errors, as weighted and clustered ones do.

    Parameters
    ----------
    mean_a, se_a, df_a, mean_b, se_b, df_b : means, their standard errors (0 or more) and degrees of freedom.
        `se_b=0, df_b=inf` tests a mean of paired differences against the fixed number `mean_b`.
    confidence : level of the interval.

    Returns
    -------
    Welch, a minus b, with Satterthwaite's degrees of freedom. Two errors of zero: all but the estimate is NaN.

    References
    ----------
    Satterthwaite (1946), Biometrics Bulletin 2.

    >>> round(float(welch_from_errors(3.0, 1.0, 9, 0.0, 0.0, float("inf")).p_value), 4)
    0.015
    """
    level = check_confidence(confidence)
    part_a, part_b = nonnegative(se_a, "se_a") ** 2, nonnegative(se_b, "se_b") ** 2
    freedom_a, freedom_b = np.asarray(df_a, dtype=float), np.asarray(df_b, dtype=float)
    with np.errstate(**_SILENT):
        estimate = np.asarray(mean_a, dtype=float) - np.asarray(mean_b, dtype=float)
        total = part_a + part_b
        # Shares of the variance keep tiny variances from underflowing when squared.
        share_a, share_b = part_a / total, part_b / total
        df = 1 / (share_a**2 / freedom_a + share_b**2 / freedom_b)
        error = np.sqrt(total)
        t = np.where(total > 0, estimate / error, np.nan)[()]
        half = t_quantile(level, df) * error
        p = 2 * _t_below(df, -np.abs(t))
    return Welch(estimate, error, df, t, estimate - half, estimate + half, p)


def equivalence(estimate: ArrayLike, std_error: ArrayLike, df: ArrayLike, *, margin: ArrayLike) -> Equivalence:
    """Two one-sided tests that a gap lies within plus or minus `margin` (TOST).

    Parameters
    ----------
    estimate, std_error, df : the gap, its standard error and degrees of freedom, as `welch` gives them.
    margin : largest gap that would not matter, above 0, in the unit of the gap.

    Returns
    -------
    Equivalence. `p_lower` is against a gap at or below -margin, `p_upper` against one at or above +margin; both must
    be small, so `p_value` is the larger. A standard error of zero or unknown: NaN.

    Raises
    ------
    OptionError
        When the margin is not above zero.

    References
    ----------
    Schuirmann (1987), J. Pharmacokinetics and Biopharmaceutics 15; Lakens (2017), SPPS 8.

    >>> gap = welch(5.25, 0.95**2, 95, 5.22, 0.83**2, 89)
    >>> margin = 0.43 * ((0.95**2 + 0.83**2) / 2) ** 0.5
    >>> result = equivalence(gap.estimate, gap.std_error, gap.df, margin=margin)
    >>> round(float(result.t_upper), 4), round(float(result.p_value), 6)
    (-2.6928, 0.003876)
    """
    bound = np.asarray(margin, dtype=float)
    if not (bound > 0).all():
        raise OptionError(say("margin must be above 0, in points of the gap; got {margin}.", margin=repr(margin)))
    gap, error = np.asarray(estimate, dtype=float), nonnegative(std_error, "std_error")
    with np.errstate(**_SILENT):
        error = np.where(error > 0, error, np.nan)[()]
        t_lower, t_upper = (gap + bound) / error, (gap - bound) / error
        p_lower, p_upper = _t_below(df, -t_lower), _t_below(df, t_upper)
    return Equivalence(t_lower, p_lower, t_upper, p_upper, np.maximum(p_lower, p_upper))


def smallest_margin(std_error: ArrayLike, df: ArrayLike, *, confidence: float = 0.95) -> np.ndarray:
    """Smallest margin that two one-sided tests could show, were the observed gap exactly zero.

    Parameters
    ----------
    std_error, df : standard error of the gap and its degrees of freedom.
    confidence : one-sided level; .95 belongs to tests at alpha = .05.

    References
    ----------
    Schuirmann (1987), J. Pharmacokinetics and Biopharmaceutics 15.

    >>> round(float(smallest_margin(25 / 60**0.5, 59, confidence=0.95)), 1)
    5.4
    """
    error = nonnegative(std_error, "std_error")
    return _t_inverse(check_confidence(confidence), df) * np.where(error > 0, error, np.nan)[()]


def adjust_p(p_values: ArrayLike, *, method: str = "holm") -> np.ndarray:
    """Adjust p values for the number of tests they were picked from; all of the array is one family.

    Parameters
    ----------
    p_values : any shape, each 0..1; NaN (not tested) stays NaN and does not count in the family.
    method : "holm" (any false alarm at all), "bh" (share of false alarms among the findings) or "none".

    Raises
    ------
    OptionError
        For another method, or p values outside 0..1.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6; Benjamini & Hochberg (1995), JRSS B 57.

    >>> adjust_p([0.01, 0.04, float("nan")]).round(2).tolist()
    [0.02, 0.04, nan]
    """
    p = np.array(p_values, dtype=float)
    if method not in ("holm", "bh", "none"):
        raise OptionError(say("adjust must be 'holm', 'bh' or 'none'; got {method}.", method=repr(method)))
    if ((p < 0) | (p > 1)).any():
        raise OptionError(say("p values must lie between 0 and 1."))
    tested = np.isfinite(p)
    family = p[tested]
    m = family.size
    if method == "none" or m == 0:
        return p
    order = np.argsort(family, kind="stable")
    ranked = family[order]
    if method == "holm":
        stepped = np.maximum.accumulate(ranked * np.arange(m, 0, -1))
    else:
        stepped = np.minimum.accumulate((ranked * m / np.arange(1, m + 1))[::-1])[::-1]
    family[order] = np.minimum(stepped, 1.0)
    p[tested] = family
    return p
