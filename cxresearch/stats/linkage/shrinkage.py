"""A league table that small units cannot win by luck: empirical Bayes.

The best and the worst average usually belong to the smallest units, because their averages swing most. Each average is
therefore drawn towards the mean of all units, the more so the less it is known; what is left of the spread is what the
data support. The error of a shrunken mean counts that the variance between units was estimated too (Prasad and Rao).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxresearch.inference.intervals import normal_quantile
from cxresearch.stats.linkage.components import VarianceProfile, variance_profile

__all__ = ["Shrunken", "shrink"]


class Shrunken(NamedTuple):
    """Shrunken means of units with their errors and bounds; ``weight`` is how much of the unit's own mean was kept."""

    estimate: np.ndarray
    std_error: np.ndarray
    low: np.ndarray
    high: np.ndarray
    weight: np.ndarray
    profile: VarianceProfile


def shrink(n: ArrayLike, mean: ArrayLike, squares: ArrayLike, *, confidence: float = 0.95) -> Shrunken:
    """Best predictions of the units' true means in a one-way random-effects model.

    Parameters
    ----------
    n, mean, squares : answers, means and squares within, by unit (see `unit_moments`). `confidence` : of the bounds.

    Returns
    -------
    Shrunken. Variances by restricted likelihood; errors by Prasad and Rao's second-order formula.

    References
    ----------
    Efron & Morris (1975), JASA 70; Prasad & Rao (1990), JASA 85; Datta & Lahiri (2000), Statistica Sinica 10.

    >>> found = shrink([5, 5, 50, 50], [2.0, 9.0, 5.0, 6.0], [20.0, 20.0, 200.0, 200.0])
    >>> found.estimate.round(1).tolist()
    [2.4, 8.6, 5.0, 6.0]
    """
    n, mean = np.asarray(n, dtype=float), np.asarray(mean, dtype=float)
    profile = variance_profile(n, mean, squares)
    between = profile.between
    with np.errstate(divide="ignore", invalid="ignore"):
        own = profile.within / n
        total = between + own
        weight = np.where(total > 0, between / total, 0.0)
        level = (mean / total).sum() / (1 / total).sum() if (total > 0).all() else float(np.average(mean, weights=n))
        # The three parts: the unit's own noise, the overall mean's, and that of the variance between units, twice.
        noise = weight * own
        centre = (1 - weight) ** 2 / (1 / total).sum()
        doubt = own**2 / total**3 * 2 / (1 / total**2).sum()
        error = np.sqrt(noise + centre + 2 * doubt)
    estimate = level + weight * (mean - level)
    half = normal_quantile(confidence) * error
    return Shrunken(estimate, error, estimate - half, estimate + half, weight, profile)
