"""How strongly two things go together, in closed form.

Cliff's delta asks of ordered answers how often one group's stand above the other's, without pretending that the steps
of a rating scale are equal. Fisher's z gives a correlation between units its interval, and `detectable_r` says
beforehand how strong a link so few units could have shown at all. numpy on top, scipy.special inside; every
function broadcasts.
"""

import numpy as np
from numpy.typing import ArrayLike

from cxresearch.errors import OptionError
from cxresearch.precision import nonnegative
from cxresearch.significance import Bounds, Interval, check_confidence, normal_quantile, t_quantile

__all__ = ["cliffs_delta", "detectable_r", "fisher_z"]

_SILENT = {"divide": "ignore", "invalid": "ignore", "over": "ignore"}


def cliffs_delta(counts_a: ArrayLike, counts_b: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """Cliff's delta, P(a > b) - P(a < b), from counts over the same ordered answers.

    The variance is Cliff's consistent one, the interval his asymmetric one with Student's t on n_a + n_b - 2
    degrees of freedom (Feng & Cliff). Where the groups do not overlap at all (delta of 1 or -1) the variance is zero,
    and the inner bound is of Wilson's kind for the smaller group: (n - t^2) / (n + t^2).

    Parameters
    ----------
    counts_a, counts_b : counts of 0 or more, last axis the answers from low to high, the same for both.
    confidence : level of the interval.

    Returns
    -------
    Interval, -1..1. A side without answers: NaN. Fewer than two answers on a side, or one and the same answer from
    everybody: NaN bounds.

    References
    ----------
    Cliff (1993), Psychological Bulletin 114; Cliff (1996), Multivariate Behavioral Research 31;
    Feng & Cliff (2004), J. Modern Applied Statistical Methods 3.

    >>> result = cliffs_delta([2, 3, 3, 1, 1], [1, 1, 1, 2, 1])
    >>> float(result.estimate)
    -0.25
    """
    level = check_confidence(confidence)
    a, b = np.broadcast_arrays(nonnegative(counts_a, "counts_a"), nonnegative(counts_b, "counts_b"))
    n_a, n_b = a.sum(axis=-1), b.sum(axis=-1)
    with np.errstate(**_SILENT):
        # Dominance of each answer over the whole other group, and its mean.
        over_b = (_below(b) - _above(b)) / n_b[..., None]
        over_a = (_above(a) - _below(a)) / n_a[..., None]
        delta = (a * over_b).sum(axis=-1) / n_a
        pairs = n_a * n_b
        untied = 1 - (a * b).sum(axis=-1) / pairs
        rows = (a * (over_b - delta[..., None]) ** 2).sum(axis=-1) / (n_a - 1)
        columns = (b * (over_a - delta[..., None]) ** 2).sum(axis=-1) / (n_b - 1)
        cells = pairs * (untied - delta**2) / ((n_a - 1) * (n_b - 1))
        variance = ((n_b - 1) * rows + (n_a - 1) * columns + cells) / pairs
        usable = (n_a >= 2) & (n_b >= 2) & (untied > 0)
        t2 = np.where(usable, t_quantile(level, n_a + n_b - 2), np.nan) ** 2
        one_less = 1 - delta**2
        half = np.sqrt(t2 * variance * (one_less**2 + t2 * variance))
        low = (delta * one_less - half) / (one_less + t2 * variance)
        high = (delta * one_less + half) / (one_less + t2 * variance)
        fewer = np.minimum(n_a, n_b)
        inner = (fewer - t2) / (fewer + t2)
    apart = np.abs(delta) >= 1 - 1e-12
    low = np.where(apart, np.where(delta > 0, inner, np.where(usable, -1.0, np.nan)), low)
    high = np.where(apart, np.where(delta > 0, np.where(usable, 1.0, np.nan), -inner), high)
    return Interval(delta, low[()], high[()])


def _below(counts: np.ndarray) -> np.ndarray:
    return np.cumsum(counts, axis=-1) - counts


def _above(counts: np.ndarray) -> np.ndarray:
    return counts.sum(axis=-1)[..., None] - np.cumsum(counts, axis=-1)


def fisher_z(r: ArrayLike, n: ArrayLike, *, confidence: float = 0.95) -> Bounds:
    """Interval of a correlation by Fisher's z.

    Parameters
    ----------
    r : correlation, -1..1. `n` : pairs (units); with 3 or fewer there is no interval: NaN.
    confidence : level of the interval.

    References
    ----------
    Fisher (1921), Metron 1.

    >>> bounds = fisher_z(0.8254, 30)
    >>> round(float(bounds.low), 3), round(float(bounds.high), 3)
    (0.662, 0.914)
    """
    pairs = nonnegative(n, "n")
    with np.errstate(**_SILENT):
        half = normal_quantile(confidence) / np.sqrt(np.where(pairs > 3, pairs - 3, np.nan))
        z = np.arctanh(np.asarray(r, dtype=float))
        return Bounds(np.tanh(z - half), np.tanh(z + half))


def detectable_r(n: ArrayLike, *, power: float = 0.80, alpha: float = 0.05) -> np.ndarray:
    """Smallest correlation that a two-sided t test on this many units would find with probability `power`.

    Parameters
    ----------
    n : units; fewer than 4 give NaN. `power`, `alpha` : between 0 and 1.

    Raises
    ------
    OptionError
        For power or alpha outside 0..1, or power not above alpha.

    References
    ----------
    Cohen (1988), Statistical Power Analysis, chapter 3; computed as R `pwr::pwr.r.test` does, by Fisher's z with its
    bias correction.

    >>> round(float(detectable_r(24)), 2)
    0.54
    """
    from scipy.special import ndtr, stdtrit

    if not 0 < alpha < power < 1:
        raise OptionError(f"Need 0 < alpha < power < 1; got alpha={alpha!r}, power={power!r}.")
    units = nonnegative(n, "n")
    units = np.where(units >= 4, units, np.nan)
    with np.errstate(**_SILENT):
        t2 = stdtrit(units - 2, 1 - alpha / 2) ** 2
        critical = np.arctanh(np.sqrt(t2 / (t2 + units - 2)))
        low, high = np.zeros_like(units), np.ones_like(units)
        # Power grows with r, so halving 0..1 finds it for all n at once; 60 halvings reach the last bit.
        for _ in range(60):
            middle = (low + high) / 2
            shift = np.arctanh(middle) + middle / (2 * (units - 1))
            scale = np.sqrt(units - 3)
            enough = ndtr((shift - critical) * scale) + ndtr((-shift - critical) * scale) >= power
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(np.isnan(units), np.nan, high)[()]
