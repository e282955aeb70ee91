"""How well a scale measures, and what that does to the numbers built on it.

A score is part truth and part noise. Alpha says how much of each, Feldt's interval how well alpha itself is known,
and two consequences follow in closed form: correlations between noisy scores are too small (attenuation), and the
difference of two scores that agree is noisier than either. numpy on top, scipy.special inside; every function
broadcasts.
"""

import numpy as np
from numpy.typing import ArrayLike

from cxresearch.inference.precision import nonnegative
from cxresearch.inference.significance import Bounds, check_confidence

__all__ = [
    "alpha_if_dropped",
    "attenuation",
    "cronbach_alpha",
    "difference_score_reliability",
    "feldt",
    "item_rest_correlation",
]

_SILENT = {"divide": "ignore", "invalid": "ignore", "over": "ignore"}


def cronbach_alpha(covariance_matrix: ArrayLike) -> np.ndarray:
    """Cronbach's alpha of a scale from the covariances of its items (keyed the same way).

    Parameters
    ----------
    covariance_matrix : shape (..., k, k), k items; a correlation matrix gives standardised alpha.

    Returns
    -------
    Alpha, at most 1, negative where items contradict each other; NaN for one item or no variance.

    References
    ----------
    Cronbach (1951), Psychometrika 16.

    >>> round(float(cronbach_alpha([[1.0, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 1.0]])), 2)
    0.75
    """
    covariance = np.asarray(covariance_matrix, dtype=float)
    own = np.trace(covariance, axis1=-2, axis2=-1)
    return _alpha(covariance.shape[-1], own, covariance.sum(axis=(-2, -1)))


def _alpha(k: int, own: np.ndarray, total: np.ndarray) -> np.ndarray:
    if k < 2:
        return np.full_like(total, np.nan)[()]
    with np.errstate(**_SILENT):
        return np.where(total > 0, k / (k - 1) * (1 - own / total), np.nan)[()]


def alpha_if_dropped(covariance_matrix: ArrayLike) -> np.ndarray:
    """Cronbach's alpha of the items that remain when each is left out in turn.

    Parameters
    ----------
    covariance_matrix : shape (..., k, k). Returns shape (..., k); NaN where one item would remain.

    >>> covariance = [[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]]
    >>> alpha_if_dropped(covariance).round(2).tolist()
    [0.0, 0.0, 0.67]
    """
    covariance = np.asarray(covariance_matrix, dtype=float)
    own = np.diagonal(covariance, axis1=-2, axis2=-1)
    total = covariance.sum(axis=(-2, -1))[..., None] - 2 * covariance.sum(axis=-1) + own
    return _alpha(covariance.shape[-1] - 1, own.sum(axis=-1)[..., None] - own, total)


def item_rest_correlation(covariance_matrix: ArrayLike) -> np.ndarray:
    """Correlation of each item with the sum of the others: near or below 0 says wrong item, or wrong way round.

    Parameters
    ----------
    covariance_matrix : shape (..., k, k). Returns shape (..., k), each -1..1; NaN without variance.

    >>> item_rest_correlation([[1.0, 0.5], [0.5, 1.0]]).tolist()
    [0.5, 0.5]
    """
    covariance = np.asarray(covariance_matrix, dtype=float)
    own = np.diagonal(covariance, axis1=-2, axis2=-1)
    shared = covariance.sum(axis=-1) - own
    rest = covariance.sum(axis=(-2, -1))[..., None] - 2 * shared - own
    with np.errstate(**_SILENT):
        return shared / np.sqrt(np.where((own > 0) & (rest > 0), own * rest, np.nan))[()]


def feldt(alpha: ArrayLike, n: ArrayLike, k: ArrayLike, *, confidence: float = 0.95) -> Bounds:
    """Feldt's interval of Cronbach's alpha.

    Parameters
    ----------
    alpha : Cronbach's alpha. `n` : respondents with all items, 2 or more. `k` : items, 2 or more.
    confidence : level of the interval.

    References
    ----------
    Feldt, Woodruff & Salih (1987), Applied Psychological Measurement 11.

    >>> bounds = feldt(0.8431428, 30, 7)
    >>> round(float(bounds.low), 3), round(float(bounds.high), 3)
    (0.739, 0.916)
    """
    from scipy.special import fdtri

    tail = (1 - check_confidence(confidence)) / 2
    people, items = nonnegative(n, "n"), nonnegative(k, "k")
    known = (people >= 2) & (items >= 2)
    between = np.where(known, people - 1, np.nan)
    within = between * (items - 1)
    noise = 1 - np.asarray(alpha, dtype=float)
    return Bounds(1 - noise * fdtri(between, within, 1 - tail), 1 - noise * fdtri(between, within, tail))


def attenuation(r: ArrayLike, reliability_x: ArrayLike, reliability_y: ArrayLike) -> np.ndarray:
    """Correlation that would be seen if both scores were free of noise: r / sqrt(rxx ryy).

    It is never clipped: a value beyond 1 says that the reliabilities are too low to carry the correction, and the
    caller says so.

    Parameters
    ----------
    r : correlation, -1..1. `reliability_x`, `reliability_y` : above 0, at most 1; at or below 0 gives NaN.

    References
    ----------
    Spearman (1904), American Journal of Psychology 15.

    >>> round(float(attenuation(0.30, 0.84, 0.77)), 5)
    0.37302
    """
    x, y = np.asarray(reliability_x, dtype=float), np.asarray(reliability_y, dtype=float)
    with np.errstate(**_SILENT):
        return np.asarray(r, dtype=float) / np.sqrt(np.where((x > 0) & (y > 0), x * y, np.nan))[()]


def difference_score_reliability(
    reliability_a: ArrayLike, reliability_b: ArrayLike, r: ArrayLike, sd_a: ArrayLike = 1.0, sd_b: ArrayLike = 1.0
) -> np.ndarray:
    """Reliability of the difference a - b of two scores of the same people.

    Parameters
    ----------
    reliability_a, reliability_b : reliabilities of the two scores. `r` : their correlation.
    sd_a, sd_b : their standard deviations.

    Returns
    -------
    Reliability, at most 1; NaN where the difference does not vary.

    References
    ----------
    Edwards & Parry (1993), Academy of Management Journal 36.

    >>> float(difference_score_reliability(0.75, 0.75, 0.50))
    0.5
    """
    spread_a, spread_b = nonnegative(sd_a, "sd_a"), nonnegative(sd_b, "sd_b")
    shared = 2 * np.asarray(r, dtype=float) * spread_a * spread_b
    true = np.asarray(reliability_a) * spread_a**2 + np.asarray(reliability_b) * spread_b**2 - shared
    seen = spread_a**2 + spread_b**2 - shared
    with np.errstate(**_SILENT):
        return true / np.where(seen > 0, seen, np.nan)[()]
