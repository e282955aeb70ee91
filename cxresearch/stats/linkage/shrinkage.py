"""A league table that small units cannot win by luck: empirical Bayes.

The best and the worst average usually belong to the smallest units, because their averages swing most. Each average is
therefore drawn towards the mean of all units, the more so the less it is known; what is left of the spread is what the
data support. The error of a shrunken mean counts that the variance between units was estimated too (Prasad and Rao).
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cxresearch.inference.intervals import adjust_p, normal_quantile
from cxresearch.stats.linkage.components import UnitMoments, VarianceProfile, one_way, variance_profile
from cxresearch.wording import told

__all__ = ["APART", "LEAGUE", "Shrunken", "league", "shrink", "stand_apart"]

LEAGUE = ("raw", "estimate", "std_error", "ci_low", "ci_high", "level", "own_weight")
ALIKE = told("like the others")
APART = told("above"), told("below")


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


def league(moments: UnitMoments, *, confidence: float) -> pd.DataFrame:
    """A row a unit with the columns of ``LEAGUE``; but for ``raw`` NaN where nothing varies within units."""
    found = pd.DataFrame(np.nan, index=range(len(moments.n)), columns=list(LEAGUE)).assign(raw=moments.mean)
    # Answers that are all alike leave a hair of variance by rounding.
    if len(moments.n) < 2 or not one_way(*moments).within > 1e-12 * max(1.0, float(np.nanmax(moments.mean**2))):
        return found
    drawn = shrink(*moments, confidence=confidence)
    return found.assign(
        estimate=drawn.estimate, std_error=drawn.std_error, ci_low=drawn.low, ci_high=drawn.high,
        level=drawn.profile.mean, own_weight=drawn.weight,
    )  # fmt: skip


def stand_apart(table: pd.DataFrame, *, adjust: str, alpha: float, unknown) -> pd.DataFrame:
    """A league with ``p_value`` of each distance from its level, ``p_adjusted`` over all rows shown, and ``verdict``.

    The verdict is "above" or "below" where the distance is shown after adjustment, "like the others" where it is not,
    and ``unknown`` (a text, or one a row) where there is no estimate. Of many units one or two lie beyond their own
    interval by luck, so only the adjusted ones may be named.

    >>> rows = pd.DataFrame({"estimate": [52.0, 60.0], "level": [50.0, 50.0], "std_error": [1.0, 1.0]})
    >>> stand_apart(rows, adjust="holm", alpha=0.01, unknown="").verdict.tolist()
    ['like the others', 'above']
    """
    from scipy.special import ndtr

    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * ndtr(-np.abs((table.estimate - table.level) / table.std_error).to_numpy(float))
        adjusted = adjust_p(p, method=adjust)
        called = np.where(adjusted < alpha, np.where(table.estimate > table.level, *APART), ALIKE)
    return table.assign(p_value=p, p_adjusted=adjusted, verdict=np.where(table.estimate.notna(), called, unknown))
