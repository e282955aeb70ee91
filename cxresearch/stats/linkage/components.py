"""How much of the variation lies between units, and how much among the people within them.

One-way random effects from what a unit sums up to: its number of answers, its mean, and the squares within. Everything
that aggregation rests on follows from these three (how alike colleagues are, how reliable a branch's average is, how
far a league table must be shrunken), so a million rows cost as much as a thousand units. All functions take units
along the last axis and broadcast over the axes before it, which is how thousands of simulated studies are checked at
once.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxresearch.inference.intervals import Bounds, check_confidence

__all__ = [
    "OneWay", "UnitMoments", "UnitSums", "icc1_interval", "one_way", "spearman_brown", "sums_by_unit", "unit_moments",
    "variance_profile",
]  # fmt: skip

_SILENT = {"divide": "ignore", "invalid": "ignore", "over": "ignore"}
_HALVINGS = 60


class UnitMoments(NamedTuple):
    """Units as counts and moments: answers, mean, and the sum of squares around the mean, by unit."""

    n: np.ndarray
    mean: np.ndarray
    squares: np.ndarray


class OneWay(NamedTuple):
    """Analysis of variance between units.

    ``size`` is the mean number of answers a unit, ``even_size`` the one that makes the variance estimate unbiased where
    sizes differ. ``icc1`` and ``icc2`` can be negative: then units differ less than chance would make them.
    """

    units: np.ndarray
    n: np.ndarray
    size: np.ndarray
    even_size: np.ndarray
    between: np.ndarray
    within: np.ndarray
    icc1: np.ndarray
    icc2: np.ndarray
    f: np.ndarray
    p_value: np.ndarray


class UnitSums(NamedTuple):
    """What a unit's answers add up to; pieces of the same units are joined by `+`, and lose no digit in it.

    ``people`` answers, ``total`` weight, ``square`` sum of squared weights, weighted ``mean``, ``away`` the weighted
    squares around it; ``pull`` and ``away2`` are sums of squared weights times the distance and its square.
    """

    people: np.ndarray
    total: np.ndarray
    square: np.ndarray
    mean: np.ndarray
    away: np.ndarray
    pull: np.ndarray
    away2: np.ndarray

    def __add__(self, other: "UnitSums") -> "UnitSums":
        total, square = self.total + other.total, self.square + other.square
        with np.errstate(**_SILENT):
            part = np.where(total > 0, other.total / total, 0.0)
        gap = np.where(other.total > 0, np.where(self.total > 0, other.mean - self.mean, 0.0), 0.0)
        first = np.where(self.total > 0, self.mean, other.mean)
        # What a unit had alone is kept to the digit where the other piece has nobody of it.
        mean = np.where(self.total > 0, first + gap * part, first)
        away = self.away + other.away + gap * gap * self.total * part
        mine, theirs = (np.where(one.total > 0, one.mean - mean, 0.0) for one in (self, other))
        pull = self.pull + other.pull + mine * self.square + theirs * other.square
        away2 = self.away2 + 2 * mine * self.pull + mine * mine * self.square
        away2 = away2 + other.away2 + 2 * theirs * other.pull + theirs * theirs * other.square
        return UnitSums(self.people + other.people, total, square, mean, away, pull, away2)

    @property
    def moments(self) -> UnitMoments:
        """Counts, means and squares; the count is Kish's effective number where answers are weighted."""
        with np.errstate(**_SILENT):
            n = np.nan_to_num(self.total**2 / self.square)
            return UnitMoments(n, self.mean, self.away * np.where(self.total > 0, n / self.total, 0.0))

    def take(self, places) -> "UnitSums":
        """The sums of some units, by position."""
        return UnitSums(*(part[places] for part in self))


def sums_by_unit(
    unit: ArrayLike, values: ArrayLike, *, units: int, times: ArrayLike | None = None,
    weight: ArrayLike | None = None, square: ArrayLike | None = None,
) -> UnitSums:  # fmt: skip
    """Sums by unit, from one pass over answers, or over combinations of them that stand for several people.

    Parameters
    ----------
    unit : integers from 0, one an answer; negative where no unit is stated, which are left out.
    values : the answers; NaN are left out.
    units : how many units there are.
    times : how many people each answer stands for, 1 by default.
    weight : sums of their weights, or None; NaN are left out. `square` : sums of the squares of their weights.
    """
    unit, values = np.asarray(unit), np.asarray(values, dtype=float)
    kept = (unit >= 0) & ~np.isnan(values)
    if weight is not None:
        kept &= ~np.isnan(np.asarray(weight, dtype=float))
    given = (times, weight, square)
    times, weight, square = (None if part is None else np.asarray(part, dtype=float)[kept] for part in given)
    unit, values = unit[kept], values[kept]
    people = np.bincount(unit, weights=times, minlength=units).astype(float)
    if weight is None:
        weight = square = np.ones(len(values)) if times is None else times
        total = squares = people
    else:
        square = weight * weight if square is None else square
        total, squares = (np.bincount(unit, weights=part, minlength=units) for part in (weight, square))
    with np.errstate(**_SILENT):
        mean = np.bincount(unit, weights=weight * values, minlength=units) / total
    away = values - mean[unit]
    known = away * away
    found = [np.bincount(unit, weights=part, minlength=units) for part in (weight * known, square * away)]
    alike = square is weight
    away2 = found[0] if alike else np.bincount(unit, weights=square * known, minlength=units)
    return UnitSums(people, total, squares, mean, *found, away2)


def unit_moments(
    unit: ArrayLike, values: ArrayLike, *, units: int | None = None, weight: ArrayLike | None = None
) -> UnitMoments:
    """Counts, means and squares by unit, from one pass over the answers.

    Parameters
    ----------
    unit : integers 0, 1, 2... one an answer; negative where no unit is stated, which are left out.
    values : the answers; NaN are left out.
    units : how many units there are, where some may have no answers.
    weight : weights of people, or None. Then ``n`` is Kish's effective number of answers of each unit, and the squares
        are those that its weighted variance would have with so many answers.

    >>> moments = unit_moments([0, 0, 1, 1], [1.0, 3.0, 5.0, 5.0])
    >>> moments.mean.tolist(), moments.squares.tolist()
    ([2.0, 5.0], [2.0, 0.0])
    """
    size = int(units if units is not None else np.max(unit, initial=-1) + 1)
    return sums_by_unit(unit, values, units=size, weight=weight).moments


def one_way(n: ArrayLike, mean: ArrayLike, squares: ArrayLike) -> OneWay:
    """ICC(1) and ICC(2) from the analysis of variance between units.

    Parameters
    ----------
    n : answers by unit, units along the last axis; units without answers do not count.
    mean : their means. `squares` : sums of squares around those means.

    Returns
    -------
    OneWay. ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW) with k the mean number of answers a unit, as Bliese has it and R
    `multilevel` computes it; ICC(2) = (MSB - MSW) / MSB. Fewer than two units, or one answer a unit everywhere: NaN.

    References
    ----------
    Bliese (2000), in Klein & Kozlowski, Multilevel Theory, Research, and Methods in Organizations.

    >>> table = one_way([2, 2, 2], [1.5, 3.5, 5.5], [0.5, 0.5, 0.5])
    >>> round(float(table.icc1), 3), round(float(table.icc2), 3)
    (0.882, 0.938)
    """
    from scipy.special import fdtrc

    n = np.asarray(n, dtype=float)
    present = n > 0
    mean, squares = (np.where(present, np.asarray(part, dtype=float), 0.0) for part in (mean, squares))
    units, total = present.sum(axis=-1).astype(float), n.sum(axis=-1)
    with np.errstate(**_SILENT):
        grand = (n * mean).sum(axis=-1) / total
        df_between = np.where(units > 1, units - 1, np.nan)
        df_within = np.where(total > units, total - units, np.nan)
        between = (n * (mean - grand[..., None]) ** 2).sum(axis=-1) / df_between
        within = squares.sum(axis=-1) / df_within
        size = total / units
        even = (total - (n * n).sum(axis=-1) / total) / df_between
        known = between + (size - 1) * within
        icc1 = (between - within) / np.where(known > 0, known, np.nan)
        icc2 = (between - within) / np.where(between > 0, between, np.nan)
        f = between / np.where(within > 0, within, np.nan)
    found = (units, total, size, even, between, within, icc1, icc2, f, fdtrc(df_between, df_within, f))
    return OneWay(*(np.asarray(part)[()] for part in found))


def icc1_interval(n: ArrayLike, mean: ArrayLike, squares: ArrayLike, *, confidence: float = 0.95) -> Bounds:
    """Exact interval of ICC(1) for normal answers, also where units differ in size.

    Wald's: at the true ratio of variances, the units' means weighted by their precision spread like chi-squared, so
    that their mean square over MSW is an F. With equal sizes it is the usual F interval. Bounds may be negative.

    Parameters
    ----------
    n, mean, squares : as in `one_way`. `confidence` : level of the interval.

    References
    ----------
    Wald (1940), Annals of Mathematical Statistics 11, 96-100; Burdick & Graybill (1992), Confidence Intervals on
    Variance Components.

    >>> bounds = icc1_interval([5, 5, 5, 5], [2.0, 4.0, 5.0, 7.0], [4.0, 4.0, 4.0, 4.0])
    >>> round(float(bounds.low), 2), round(float(bounds.high), 2)
    (0.46, 0.98)
    """
    from scipy.special import fdtri

    tail = (1 - check_confidence(confidence)) / 2
    found = one_way(n, mean, squares)
    n = np.asarray(n, dtype=float)
    mean = np.where(n > 0, np.asarray(mean, dtype=float), 0.0)
    known = np.asarray(np.isfinite(found.f))
    df_between, df_within = np.where(known, found.units - 1, 1.0), np.where(known, found.n - found.units, 1.0)
    lowest = -1 / np.maximum(n.max(axis=-1) - 1, 1)
    sides = []
    for probability in (1 - tail, tail):
        wanted = fdtri(df_between, df_within, probability)
        low, high = lowest + np.zeros(known.shape), np.ones(known.shape)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            with np.errstate(**_SILENT):
                above = _spread(n, mean, middle / (1 - middle)) / df_between > wanted * found.within
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        sides.append(np.where(known, low, np.nan)[()])
    return Bounds(*sides)


def _spread(n: np.ndarray, mean: np.ndarray, ratio: np.ndarray) -> np.ndarray:
    """Squares of the unit means around their precision-weighted mean, in units of the variance within."""
    with np.errstate(**_SILENT):
        weight = n / np.maximum(1 + n * ratio[..., None], 1e-300)
        centre = (weight * mean).sum(axis=-1) / weight.sum(axis=-1)
        return (weight * (mean - centre[..., None]) ** 2).sum(axis=-1)


def spearman_brown(icc1: ArrayLike, size: ArrayLike) -> np.ndarray:
    """Reliability of the mean of `size` answers, from the reliability of one (ICC(1)).

    References
    ----------
    Spearman (1910) and Brown (1910), British Journal of Psychology 3.

    >>> round(float(spearman_brown(0.06, 25)), 2)
    0.61
    """
    single, size = np.asarray(icc1, dtype=float), np.asarray(size, dtype=float)
    with np.errstate(**_SILENT):
        return (size * single / (1 + (size - 1) * single))[()]


class VarianceProfile(NamedTuple):
    """Variance between units and within them by (restricted) maximum likelihood, and the overall mean."""

    between: float
    within: float
    mean: float
    mean_error: float
    between_error: float


def variance_profile(n: ArrayLike, mean: ArrayLike, squares: ArrayLike, *, reml: bool = True) -> VarianceProfile:
    """Variance components of units without predictors, by (restricted) maximum likelihood.

    Parameters
    ----------
    n, mean, squares : as in `one_way`, one study. `reml` : restricted likelihood (default) or plain.

    Returns
    -------
    VarianceProfile. The variance between is 0 where units differ no more than chance; ``between_error`` is its
    asymptotic standard error.

    References
    ----------
    Patterson & Thompson (1971), Biometrika 58.

    >>> found = variance_profile([5, 5, 5, 5], [2.0, 4.0, 5.0, 7.0], [4.0, 4.0, 4.0, 4.0])
    >>> round(found.between, 3), round(found.within, 3)
    (4.133, 1.0)
    """
    from cxresearch.stats.linkage.random_intercept import GroupSums, fit_random_intercept

    n = np.asarray(n, dtype=float)
    present = n > 0
    n, mean, squares = n[present], np.asarray(mean, dtype=float)[present], np.asarray(squares, dtype=float)[present]
    centre = float((n * mean).sum() / n.sum())
    away = mean - centre
    sums = GroupSums(
        n=n, x=n[:, None], y=n * away, xx=np.array([[n.sum()]]), xy=np.array([(n * away).sum()]),
        yy=float(squares.sum() + (n * away * away).sum()),
    )  # fmt: skip
    fit = fit_random_intercept(sums, reml=reml)
    spread = fit.variance_covariance[0, 0]
    error = float(np.sqrt(spread)) if spread >= 0 else np.nan
    return VarianceProfile(
        fit.between, fit.within, centre + float(fit.estimate[0]), float(np.sqrt(fit.covariance[0, 0])), error
    )
