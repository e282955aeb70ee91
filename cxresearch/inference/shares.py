"""Shares: how many of how many, between which bounds, and by how much more than elsewhere.

Top-box satisfaction, easy effort, closed accounts: much of a survey is a share. The plain normal interval ("Wald")
says 0% to 0% for none of twenty and runs past 100% near the top, so Wilson's score interval is what every
analysis here uses, and Newcombe's, built from two of Wilson's, for differences. `share_interval` has the other textbook
methods for those who must match a report that used one. Shares are 0..1; every function broadcasts; no answers
are NaN.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxresearch.errors import OptionError
from cxresearch.inference.precision import independent_n, nonnegative
from cxresearch.inference.significance import Interval, check_confidence, normal_quantile
from cxresearch.wording import say

__all__ = [
    "agreeing_p",
    "Difference", "joined_shares", "newcombe", "share", "share_interval", "shares_apart_p", "two_shares_p", "wilson",
]  # fmt: skip

_SILENT = {"divide": "ignore", "invalid": "ignore", "over": "ignore"}


class Difference(NamedTuple):
    """A difference of two shares, a minus b, -1..1."""

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray


def share(successes: ArrayLike, n: ArrayLike) -> np.ndarray:
    """Share of `n` answers that are `successes`, 0..1; no answers give NaN.

    Parameters
    ----------
    successes, n : counts of 0 or more, fractional where answers are weighted.

    Raises
    ------
    OptionError
        When a count is negative or there are more successes than answers.

    >>> float(share(3, 4))
    0.75
    """
    hits, answers = nonnegative(successes, "successes"), nonnegative(n, "n")
    # Weighted counts may pass n by a rounding error.
    if (hits > answers * (1 + 1e-9)).any():
        raise OptionError(say("More successes than answers; pass (successes, n) in that order."))
    with np.errstate(**_SILENT):
        return np.minimum(hits / answers, 1.0)


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


def share_interval(successes: ArrayLike, n: ArrayLike, *, method: str = "wilson", confidence: float = 0.95) -> Interval:
    """Share with an interval by the method that another report used; `wilson` is the one to choose freely.

    Parameters
    ----------
    successes, n : counts of 0 or more.
    method : "wilson", "wilson-cc" (continuity-corrected), "agresti-coull", "clopper-pearson" ("exact"), "jeffreys"
        or "wald". Agresti-Coull and Wald are not clipped to 0..1, so that a bound outside is seen as what it is.
    confidence : level of the interval.

    Returns
    -------
    Interval of shares; NaN where n is 0.

    Raises
    ------
    OptionError
        For an unknown method.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 857-872; Brown, Cai & DasGupta (2001), Statistical Science 16.

    >>> share_interval(0, 20, method="clopper-pearson").high.round(4).item()
    0.1684
    """
    if method == "wilson":
        return wilson(successes, n, confidence=confidence)
    bounds = _BOUNDS.get(method)
    if bounds is None:
        raise OptionError(say(
            "method must be one of {what}; got {method}.",
            what=', '.join(('wilson', *_BOUNDS)), method=repr(method),
        ))  # fmt: skip
    estimate = share(successes, n)
    hits, answers = np.broadcast_arrays(np.asarray(successes, dtype=float), np.asarray(n, dtype=float))
    known = np.where(answers > 0, answers, np.nan)[()]
    with np.errstate(**_SILENT):
        low, high = bounds(hits, known, check_confidence(confidence))
    return Interval(estimate, low, high)


def _continuity_corrected(x: np.ndarray, n: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    z = normal_quantile(confidence)
    p, z2 = x / n, z**2
    reach = 2 * (n + z2)
    low = (2 * x + z2 - 1 - z * np.sqrt(z2 - 2 - 1 / n + 4 * p * (n - x + 1))) / reach
    high = (2 * x + z2 + 1 + z * np.sqrt(z2 + 2 - 1 / n + 4 * p * (n - x - 1))) / reach
    # Newcombe sets the ends by hand: the formula is not defined there.
    return np.where(x == 0, 0.0 * n, np.maximum(low, 0.0))[()], np.where(x == n, 1.0, np.minimum(high, 1.0))[()]


def _agresti_coull(x: np.ndarray, n: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    z2 = normal_quantile(confidence) ** 2
    return _wald(x + z2 / 2, n + z2, confidence)


def _clopper_pearson(x: np.ndarray, n: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    low = np.where(x == 0, 0.0 * n, betaincinv(np.where(x == 0, 1.0, x), n - x + 1, tail))[()]
    high = np.where(x == n, 1.0, betaincinv(x + 1, np.where(x == n, 1.0, n - x), 1 - tail))[()]
    return low, high


def _jeffreys(x: np.ndarray, n: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    low = np.where(x == 0, 0.0 * n, betaincinv(x + 0.5, n - x + 0.5, tail))[()]
    return low, np.where(x == n, 1.0, betaincinv(x + 0.5, n - x + 0.5, 1 - tail))[()]


def _wald(x: np.ndarray, n: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    p = x / n
    half = normal_quantile(confidence) * np.sqrt(p * (1 - p) / n)
    return p - half, p + half


_BOUNDS = {
    "wilson-cc": _continuity_corrected,
    "agresti-coull": _agresti_coull,
    "clopper-pearson": _clopper_pearson,
    "jeffreys": _jeffreys,
    "wald": _wald,
}


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
    return joined_shares(a, b)


def joined_shares(a: Interval, b: Interval, *, correlation: ArrayLike = 0.0) -> Difference:
    """Difference of two shares, a minus b, from the intervals of both, however these were taken.

    Parameters
    ----------
    a, b : estimate and bounds in one unit.
    correlation : of the two estimates, where both have people of the same sampled units.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890; Zou & Donner (2008), Statistics in Medicine 27, 1693-1702.

    >>> joined_shares(wilson(56, 70), wilson(48, 80)).low.round(4).item()
    0.0524
    """

    def reach(one, other):
        return np.sqrt(np.maximum(one**2 + other**2 - 2 * np.asarray(correlation) * one * other, 0.0))

    estimate = a.estimate - b.estimate
    low = estimate - reach(a.estimate - a.low, b.high - b.estimate)
    high = estimate + reach(a.high - a.estimate, b.estimate - b.low)
    return Difference(estimate, low, high)


def shares_apart_p(
    share_a: ArrayLike, se_a: ArrayLike, n_a: ArrayLike, df_a: ArrayLike,
    share_b: ArrayLike, se_b: ArrayLike, n_b: ArrayLike, df_b: ArrayLike, *, correlation: ArrayLike = 0.0,
) -> np.ndarray:  # fmt: skip
    """Two-sided p of a difference of two weighted shares: Wald's t on their linearised errors.

    Parameters
    ----------
    share_a, se_a, share_b, se_b : 0..1.
    n_a, n_b : independent answers, for the pooled score test that stands in where a share of 0 or 1 has no error.
    df_a, df_b : degrees of freedom of the errors.
    correlation : of the two estimates, where both have answers of the same people.

    References
    ----------
    Binder (1983), International Statistical Review 51; Lumley (2010), Complex Surveys.

    >>> round(float(shares_apart_p(0.6, 0.05, 90, 89, 0.4, 0.05, 90, 89)), 4)
    0.0052
    """
    from cxresearch.inference.significance import welch_from_errors

    test = welch_from_errors(share_a, se_a, df_a, share_b, se_b, df_b)
    common = 2 * np.asarray(correlation) * np.asarray(se_a) * np.asarray(se_b)
    error = np.sqrt(np.maximum(test.std_error**2 - common, 0.0))
    wald = test.p_value
    if np.any(common):
        wald = welch_from_errors(test.estimate, error, test.df, 0.0, 0.0, np.inf).p_value
    a, b = np.nan_to_num(np.asarray(share_a, dtype=float)), np.nan_to_num(np.asarray(share_b, dtype=float))
    score = two_shares_p(a * np.asarray(n_a), n_a, b * np.asarray(n_b), n_b)
    known = (np.asarray(se_a, dtype=float) > 0) & (np.asarray(se_b, dtype=float) > 0)
    return np.where(known, wald, score)[()]


def agreeing_p(
    p_value: ArrayLike, difference: Difference, share_a: ArrayLike, n_a: ArrayLike, share_b: ArrayLike, n_b: ArrayLike,
    *, correlation: ArrayLike = 0.0, confidence: float = 0.95,
) -> np.ndarray:  # fmt: skip
    """The p of a difference of shares that says what its interval says.

    A test takes the error that holds where nothing differs, an interval the one that holds where it is. Near the
    border, or with a share of nearly none, the two can part: then p is the level at which the interval just reaches 0.

    Parameters
    ----------
    p_value : of a test. `difference` : from `joined_shares`, at this confidence.
    share_a, n_a, share_b, n_b : 0..1, and the answers behind each interval. `correlation` : as in `joined_shares`.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890, inverted.

    >>> gap = joined_shares(wilson(9, 10), wilson(5, 10))
    >>> round(float(agreeing_p(0.08, gap, 0.9, 10, 0.5, 10)), 3)
    0.08
    """
    from scipy.special import ndtr

    p, parts = np.asarray(p_value, dtype=float), (share_a, n_a, share_b, n_b, correlation)
    a, worth_a, b, worth_b, common = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in parts))
    alpha = 1 - check_confidence(confidence)
    with np.errstate(**_SILENT):
        apart = (difference.low > 0) | (difference.high < 0)
        off = np.isfinite(p) & np.isfinite(difference.low) & ((p < alpha) != apart)
    if not np.any(off):
        return p[()]
    # Which side of each interval faces the other share.
    up = a >= b
    above, below = np.where(up, a, b), np.where(up, b, a)
    n_above, n_below = np.where(up, worth_a, worth_b), np.where(up, worth_b, worth_a)
    least, most = np.zeros(a.shape), np.full(a.shape, 40.0)
    with np.errstate(**_SILENT):
        for _ in range(60):
            z = (least + most) / 2
            down = above - _wilson_end(above, n_above, -z)
            rise = _wilson_end(below, n_below, z) - below
            reach = np.sqrt(np.maximum(down**2 + rise**2 - 2 * common * down * rise, 0.0))
            short = reach < above - below
            least, most = np.where(short, z, least), np.where(short, most, z)
    edge = float(normal_quantile(confidence))
    # At the very border rounding could still part the two.
    z = np.where(apart, np.maximum(most, edge * (1 + 1e-9)), np.minimum(least, edge * (1 - 1e-9)))
    return np.where(off, 2 * ndtr(-z), p)[()]


def _wilson_end(part: np.ndarray, n: np.ndarray, z: np.ndarray) -> np.ndarray:
    """One end of Wilson's interval: the upper for a positive z, the lower for a negative one."""
    half = z * np.sqrt(part * (1 - part) / n + z**2 / (4 * n**2))
    return (part + z**2 / (2 * n) + half) / (1 + z**2 / n)


def two_shares_p(successes_a: ArrayLike, n_a: ArrayLike, successes_b: ArrayLike, n_b: ArrayLike) -> np.ndarray:
    """Two-sided p of a difference of two shares by the pooled (score) z test.

    Its square is Pearson's chi-squared without continuity correction. Where nobody or everybody said yes in both
    groups there is nothing to test: NaN.

    Parameters
    ----------
    successes_a, n_a, successes_b, n_b : counts of 0 or more; effective counts of weighted answers may be fractional.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890.

    >>> round(float(two_shares_p(56, 70, 48, 80)), 4)
    0.008
    """
    from scipy.special import ndtr

    share_a, share_b = share(successes_a, n_a), share(successes_b, n_b)
    answers_a, answers_b = np.asarray(n_a, dtype=float), np.asarray(n_b, dtype=float)
    with np.errstate(**_SILENT):
        pooled = (share_a * answers_a + share_b * answers_b) / (answers_a + answers_b)
        z = (share_a - share_b) / np.sqrt(pooled * (1 - pooled) * (1 / answers_a + 1 / answers_b))
        return 2 * ndtr(-np.abs(z))
