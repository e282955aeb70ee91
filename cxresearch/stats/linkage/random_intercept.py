"""The random-intercept model from group sums: one pass over the rows, then one number to search for.

People of one unit share a shift that nobody measured. Given the ratio of its variance to the variance among people,
everything else of the model is weighted least squares in closed form on sums by unit, so the likelihood is a curve of
that one ratio. A million rows in a thousand units cost a grouping and a few dozen evaluations of a thousand terms.

The result is the same as that of lme4 or statsmodels' MixedLM, which iterate over rows; the degrees of freedom are
Satterthwaite's, as in R `lmerTest`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

__all__ = [
    "GroupSums",
    "RandomIntercept",
    "SplitProducts",
    "fit_random_intercept",
    "group_sums",
    "satterthwaite",
    "some_terms",
    "split_products",
    "split_sums",
]

_RATIOS = np.concatenate([[0.0], np.geomspace(1e-6, 1e6, 49)])
_UNITS_AT_ONCE = 50_000


class GroupSums(NamedTuple):
    """Sums of a regression by unit: `n` (units,), `x` (units, terms), `y` (units,), and over all rows `xx, xy, yy`."""

    n: np.ndarray
    x: np.ndarray
    y: np.ndarray
    xx: np.ndarray
    xy: np.ndarray
    yy: float


class RandomIntercept(NamedTuple):
    """A fitted model: coefficients with their covariance, the two variances, and how well those are known.

    ``variance_covariance`` is the asymptotic covariance of (between, within); ``variance_slopes`` has the derivatives
    of ``covariance`` by the two variances, which Satterthwaite's degrees of freedom need. ``log_likelihood`` is
    restricted where the fit was. ``at_boundary`` is True where the variance between units is zero.
    """

    estimate: np.ndarray
    covariance: np.ndarray
    between: float
    within: float
    variance_covariance: np.ndarray
    variance_slopes: np.ndarray
    log_likelihood: float
    at_boundary: bool
    n: int
    units: int


def group_sums(unit: ArrayLike, x: ArrayLike, y: ArrayLike) -> GroupSums:
    """Sums by unit, in one pass.

    Parameters
    ----------
    unit : integers from 0, one a row, every unit present. `x` : (rows, terms). `y` : (rows,), best centred.
    """
    unit, x, y = np.asarray(unit), np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    size = int(unit.max(initial=-1)) + 1
    by_unit = np.column_stack([np.bincount(unit, weights=column, minlength=size) for column in x.T])
    return GroupSums(
        np.bincount(unit, minlength=size).astype(float), by_unit, np.bincount(unit, weights=y, minlength=size),
        x.T @ x, x.T @ y, float(y @ y),
    )  # fmt: skip


class SplitProducts(NamedTuple):
    """Sums of x, y and columns held constant by unit, and their products over all rows; pieces are added up."""

    n: np.ndarray
    x: np.ndarray
    y: np.ndarray
    held: np.ndarray
    xx: float
    xy: float
    yy: float
    x_held: np.ndarray
    held_held: np.ndarray
    held_y: np.ndarray

    def __add__(self, other: "SplitProducts") -> "SplitProducts":
        return SplitProducts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def moved(self, by: float) -> "SplitProducts":
        """The same with ``by`` taken from every x."""
        return self._replace(
            x=self.x - by * self.n, xx=self.xx - 2 * by * self.x.sum() + by * by * self.n.sum(),
            xy=self.xy - by * self.y.sum(), x_held=self.x_held - by * self.held.sum(axis=0),
        )  # fmt: skip


def split_products(
    unit: np.ndarray, x: np.ndarray, y: np.ndarray, held: np.ndarray, *, units: int, times: np.ndarray
) -> SplitProducts:
    """Sums and products of one piece of the rows.

    Parameters
    ----------
    unit : integers from 0, one a row. `x`, `y` : (rows,), near zero, as `held` (rows, columns).
    units : how many there are. `times` : (rows,) people each row stands for.
    """
    by_unit = [np.bincount(unit, weights=times * column, minlength=units) for column in (x, y, *held.T)]
    n, counted, many = np.bincount(unit, weights=times, minlength=units), times * x, held * times[:, None]
    return SplitProducts(
        n, by_unit[0], by_unit[1], np.column_stack([np.zeros((units, 0)), *by_unit[2:]]),
        counted @ x, counted @ y, (times * y) @ y, counted @ held, many.T @ held, many.T @ y,
    )  # fmt: skip


def split_sums(found: SplitProducts) -> GroupSums:
    """Sums of y on 1, x within its unit, the unit's mean of x, and columns held constant; every unit present.

    Nothing of the design is ever written out: within a unit the first of the two sums to zero, and the second is one
    number, so that all products follow from the sums of x, y and x y.
    """
    n, mean = found.n, found.x / found.n
    by_unit = np.column_stack([n, np.zeros(len(n)), found.x, found.held])
    fixed = np.column_stack([np.ones(len(n)), mean])
    columns = by_unit.shape[1]
    xx, xy = np.zeros((columns, columns)), np.empty(columns)
    # Columns that are one number a unit: 1 and the mean.
    flat = [0, 2]
    xx[np.ix_(flat, range(columns))] = fixed.T @ by_unit
    xx[1, 1] = found.xx - mean @ found.x
    xx[1, 3:] = found.x_held - mean @ found.held
    xx[3:, 3:] = found.held_held
    xx = np.triu(xx) + np.triu(xx, 1).T
    xy[flat], xy[1], xy[3:] = fixed.T @ found.y, found.xy - mean @ found.y, found.held_y
    return GroupSums(n, by_unit, found.y, xx, xy, float(found.yy))


def some_terms(sums: GroupSums, terms: list[int]) -> GroupSums:
    """The sums of some columns only."""
    return sums._replace(x=sums.x[:, terms], xx=sums.xx[np.ix_(terms, terms)], xy=sums.xy[terms])


def fit_random_intercept(sums: GroupSums, *, reml: bool = True) -> RandomIntercept:
    """Fit by restricted (default) or plain maximum likelihood.

    Parameters
    ----------
    sums : as `group_sums` gives them; the terms must not be collinear.
    reml : restricted likelihood, which takes into account that the coefficients were estimated too.

    References
    ----------
    Patterson & Thompson (1971), Biometrika 58; Bates, Maechler, Bolker & Walker (2015), J. Statistical Software 67.
    """
    from scipy.optimize import brentq

    rows, terms = int(sums.n.sum()), sums.x.shape[1]
    left = rows - (terms if reml else 0)

    def slope(ratio: float) -> float:
        # At the best variance within, the deviance changes with the ratio as with the variance between alone.
        matrix, right, square = (part[0] for part in _weighted(sums, np.array([ratio])))
        within = max(square - right @ np.linalg.solve(matrix, right), 1e-300) / left
        return within * _gradient(sums, ratio * within, within, reml=reml)[0]

    # A grid first: with few units the curve can have two valleys. Then the point where it stops falling.
    some = np.array_split(_RATIOS, max(len(sums.n) // _UNITS_AT_ONCE, 1))
    told = np.concatenate([_deviance(sums, ratios, left, reml=reml) for ratios in some])
    at = int(told.argmin())
    low, high = _RATIOS[max(at - 1, 0)], _RATIOS[min(at + 1, len(_RATIOS) - 1)]
    ratio = _RATIOS[at]
    if at == 0 and slope(0.0) >= 0:
        ratio = 0.0
    elif slope(low) < 0 < slope(high):
        ratio = brentq(slope, low, high, xtol=1e-14, rtol=1e-13)
    matrix, right, square = (part[0] for part in _weighted(sums, np.array([ratio])))
    estimate = np.linalg.solve(matrix, right)
    within = float(max(square - right @ estimate, 0.0) / left)
    deviance = float(_deviance(sums, np.array([ratio]), left, reml=reml)[0] + left * (1 + np.log(2 * np.pi / left)))
    fit = RandomIntercept(
        estimate, within * np.linalg.inv(matrix), within * ratio, within, np.full((2, 2), np.nan),
        np.zeros((2, terms, terms)), -0.5 * deviance, ratio == 0.0, rows, len(sums.n),
    )  # fmt: skip
    if within <= 0:
        return fit
    return fit._replace(
        variance_covariance=_variance_covariance(sums, fit.between, within, reml=reml),
        variance_slopes=_variance_slopes(sums, fit.between, within),
    )


def _weighted(sums: GroupSums, ratios: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """X'V^-1X, X'V^-1y, y'V^-1y with the variance within as the unit, for several ratios of the variances."""
    theta = ratios[:, None] / (1 + sums.n * ratios[:, None])
    units, terms = sums.x.shape
    crossed = (sums.x[:, :, None] * sums.x[:, None, :]).reshape(units, terms * terms)
    matrix = sums.xx - (theta @ crossed).reshape(-1, terms, terms)
    return matrix, sums.xy - theta @ (sums.x * sums.y[:, None]), sums.yy - theta @ (sums.y * sums.y)


def _deviance(sums: GroupSums, ratios: np.ndarray, left: int, *, reml: bool) -> np.ndarray:
    """-2 log likelihood at the best coefficients and variance within, but for a constant."""
    matrix, right, square = _weighted(sums, ratios)
    best = np.linalg.solve(matrix, right[..., None])[..., 0]
    residual = np.maximum(square - (right * best).sum(axis=1), 1e-300)
    told = left * np.log(residual) + np.log1p(sums.n * ratios[:, None]).sum(axis=1)
    return told + np.linalg.slogdet(matrix)[1] if reml else told


def _variance_slopes(sums: GroupSums, between: float, within: float) -> np.ndarray:
    """Derivatives of the coefficients' covariance by the variance between and the variance within."""
    matrix, squared, by_unit = _information(sums, between, within)
    covariance = np.linalg.inv(matrix)
    return np.array([covariance @ by_unit @ covariance, covariance @ squared @ covariance])


def _information(sums: GroupSums, between: float, within: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """X'V^-1X, X'V^-2X and X'V^-1ZZ'V^-1X."""
    spread = within + sums.n * between
    theta = between / spread
    crossed = (sums.x * (2 * theta - theta**2 * sums.n)[:, None]).T @ sums.x
    matrix = (sums.xx - (sums.x * theta[:, None]).T @ sums.x) / within
    return matrix, (sums.xx - crossed) / within**2, (sums.x / spread[:, None] ** 2).T @ sums.x


def _gradient(sums: GroupSums, between: float, within: float, *, reml: bool) -> np.ndarray:
    """Slope of -2 log likelihood by the variance between and the variance within."""
    spread = within + sums.n * between
    theta = between / spread
    matrix, squared, by_unit = _information(sums, between, within)
    right = (sums.xy - (sums.x * theta[:, None]).T @ sums.y) / within
    beta = np.linalg.solve(matrix, right)
    rest = sums.y - sums.x @ beta
    residual = sums.yy - 2 * beta @ sums.xy + beta @ sums.xx @ beta
    slopes = np.array(
        [
            (sums.n / spread).sum() - ((rest / spread) ** 2).sum(),
            ((sums.n - 1) / within + 1 / spread).sum()
            - (residual - ((2 * theta - theta**2 * sums.n) * rest**2).sum()) / within**2,
        ]
    )
    if reml:
        slopes -= [np.trace(np.linalg.solve(matrix, part)) for part in (by_unit, squared)]
    return slopes


def _variance_covariance(sums: GroupSums, between: float, within: float, *, reml: bool) -> np.ndarray:
    """Twice the inverse of the curvature of -2 log likelihood; central differences of the exact slopes."""
    curve = np.empty((2, 2))
    # Below zero the likelihood still exists as long as every unit's covariance stays positive.
    room = within / sums.n.max()
    for at, step in enumerate((1e-4 * max(between, 0.1 * room), 1e-4 * within)):
        move = np.eye(2)[at] * step
        ahead = _gradient(sums, between + move[0], within + move[1], reml=reml)
        behind = _gradient(sums, between - move[0], within - move[1], reml=reml)
        curve[at] = (ahead - behind) / (2 * step)
    curve = (curve + curve.T) / 2
    try:
        return 2 * np.linalg.inv(curve)
    except np.linalg.LinAlgError:
        return np.full((2, 2), np.nan)


def satterthwaite(fit: RandomIntercept, contrast: ArrayLike) -> float:
    """Satterthwaite's degrees of freedom of one linear combination of coefficients.

    Parameters
    ----------
    fit : RandomIntercept. `contrast` : weights of the coefficients.

    Returns
    -------
    Degrees of freedom; rows - terms where the variance between units is zero, since the model then is a plain
    regression.

    References
    ----------
    Kuznetsova, Brockhoff & Christensen (2017), J. Statistical Software 82.
    """
    weights = np.asarray(contrast, dtype=float)
    if fit.at_boundary or not np.isfinite(fit.variance_covariance).all():
        return float(fit.n - len(fit.estimate))
    variance = weights @ fit.covariance @ weights
    slopes = np.array([weights @ slope @ weights for slope in fit.variance_slopes])
    noise = slopes @ fit.variance_covariance @ slopes
    return float(2 * variance**2 / noise) if noise > 0 else float(fit.n - len(weights))
