"""Least squares whose errors do not need equal variances, weighted where people are."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.wording import say, told

__all__ = ["Regression", "need_two_units", "robust_regression", "unit_sums"]

_ROWS = 1 << 15
_REPEATS = 1e-11
_ONE_UNIT = told(
    "cluster= needs answers from at least two units: one alone does not show how units differ. Leave it out."
)


class Regression(NamedTuple):
    """Coefficients with their covariance and the degrees of freedom of their t."""

    estimate: np.ndarray
    covariance: np.ndarray
    df: float

    def contrast(self, weights: np.ndarray) -> tuple[float, float, float]:
        """A linear combination of coefficients: estimate, standard error, two-sided p."""
        from scipy.special import stdtr

        estimate = float(weights @ self.estimate)
        error = float(np.sqrt(max(weights @ self.covariance @ weights, 0.0)))
        return estimate, error, float(2 * stdtr(self.df, -abs(estimate) / error)) if error > 0 else np.nan


def robust_regression(
    x: np.ndarray | Callable[[], Iterable],
    y: np.ndarray | None = None,
    weight: np.ndarray | None = None,
    *,
    cluster: np.ndarray | None = None,
) -> Regression:
    """Least squares with HC3 errors, or with errors over sampled units.

    Parameters
    ----------
    x : (rows, terms). `y` : (rows,). `weight` : (rows,) or None, weights of people, not of precision. Or instead of x
        and the others a function that passes over parts of them, each ``x, y, weight, cluster``; it is called twice.
    cluster : (rows,) codes of sampled units or None; errors are then cluster-robust with the usual correction
        (G / (G - 1) x (n - 1) / (n - terms)), and t has units - 1 degrees of freedom.

    Raises
    ------
    OptionError
        If there are no more rows than terms, terms repeat each other, or fewer than two units answered.

    References
    ----------
    MacKinnon & White (1985), Journal of Econometrics 29; Long & Ervin (2000), The American Statistician 54; Liang &
    Zeger (1986), Biometrika 73.

    >>> fit = robust_regression(np.array([[1.0, 0], [1, 0], [1, 1], [1, 1]]), np.array([1.0, 3, 4, 8]))
    >>> fit.estimate.round(3).tolist(), fit.covariance.diagonal().round(3).tolist()
    ([2.0, 4.0], [2.0, 10.0])
    """
    if not callable(x):
        given = (x, y, weight, None if cluster is None else np.unique(cluster, return_inverse=True)[1])

        def x():
            return [given]

    rows, moments, right = 0, 0.0, 0.0
    for part, outcome, by, _ in _in_chunks(x()):
        weighted = part if by is None else part * by[:, None]
        rows, moments, right = rows + len(part), moments + weighted.T @ part, right + weighted.T @ outcome
    terms = len(right)
    spread = np.sqrt(np.diag(moments))
    if rows <= terms or not (spread > 0).all() or np.linalg.eigvalsh(moments / np.outer(spread, spread))[0] < _REPEATS:
        raise OptionError(say(
            "{terms} terms cannot be told apart with {rows} rows: some repeat each other. Pass fewer drivers.",
            terms=terms, rows=f"{rows:,}",
        ))  # fmt: skip
    inverse = np.linalg.inv(moments)
    estimate = inverse @ right
    meat, units = np.zeros((terms, terms)), None
    for part, outcome, by, unit in _in_chunks(x()):
        weighted = part if by is None else part * by[:, None]
        rest = outcome - part @ estimate
        if unit is None:
            rest = rest / np.maximum(1 - ((part @ inverse) * weighted).sum(axis=1), 1e-8)
            score = weighted * rest[:, None]
            meat += score.T @ score
            continue
        size = max(int(unit.max(initial=-1)) + 1, 0 if units is None else len(units))
        found = np.zeros((size, terms))
        found[: 0 if units is None else len(units)] = 0.0 if units is None else units
        for at, column in enumerate(weighted.T):
            found[:, at] += np.bincount(unit, weights=column * rest, minlength=size)
        units = found
    if units is None:
        return Regression(estimate, inverse @ meat @ inverse, float(rows - terms))
    need_two_units(len(units))
    scale = len(units) / (len(units) - 1) * (rows - 1) / (rows - terms)
    return Regression(estimate, scale * inverse @ (units.T @ units) @ inverse, float(len(units) - 1))


def _in_chunks(parts: Iterable) -> Iterator[tuple]:
    """The same rows, few enough at a time that what is made of them is small."""
    for part in parts:
        for at in range(0, len(part[0]), _ROWS):
            yield tuple(None if piece is None else piece[at : at + _ROWS] for piece in part)


def unit_sums(score: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    """Scores (rows, terms) added up over sampled units.

    Raises
    ------
    OptionError
        If fewer than two units answered.
    """
    codes, place = np.unique(cluster, return_inverse=True)
    need_two_units(len(codes))
    return np.column_stack([np.bincount(place, weights=column, minlength=len(codes)) for column in score.T])


def need_two_units(many: int) -> None:
    """Refuse errors over a single unit.

    Raises
    ------
    OptionError
    """
    if many < 2:
        raise OptionError(say(_ONE_UNIT))
