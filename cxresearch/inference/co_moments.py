"""How several columns vary together, summed up piece by piece without losing a digit."""

from typing import NamedTuple

import numpy as np

__all__ = ["CoMoments", "co_moments"]


class CoMoments(NamedTuple):
    """What rows add up to; pieces are joined by `+`.

    ``n`` rows, ``total`` weight, ``square`` sum of squared weights, ``mean`` (columns,) and ``away`` (columns,
    columns), weighted products around it; ``low`` and ``high`` of each column.
    """

    n: float
    total: float
    square: float
    mean: np.ndarray
    away: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def __add__(self, other: "CoMoments") -> "CoMoments":
        if not self.n or not other.n:
            return self if self.n else other
        total, gap = self.total + other.total, other.mean - self.mean
        part = other.total / total
        return CoMoments(
            self.n + other.n, total, self.square + other.square, self.mean + gap * part,
            self.away + other.away + np.outer(gap, gap) * (self.total * part),
            np.minimum(self.low, other.low), np.maximum(self.high, other.high),
        )  # fmt: skip

    @property
    def covariance(self) -> np.ndarray:
        """Covariances with n - 1."""
        return self.away / (self.total - 1)

    @property
    def correlation(self) -> np.ndarray:
        """Correlations; NaN for a column without variation."""
        spread = np.sqrt(np.maximum(np.diag(self.away), 0.0))
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.away / np.outer(spread, spread)


def co_moments(values: np.ndarray, times: np.ndarray | None = None, weight: np.ndarray | None = None) -> CoMoments:
    """Sums of a table without gaps.

    Parameters
    ----------
    values : (rows, columns). `times` : (rows,) people each row stands for, 1 by default. `weight` : (rows,) or None.

    >>> both = np.array([[1.0, 2.0], [3.0, 2.0], [5.0, 5.0]])
    >>> co_moments(both).covariance.tolist()
    [[4.0, 3.0], [3.0, 3.0]]
    >>> bool(np.allclose((co_moments(both[:1]) + co_moments(both[1:])).away, co_moments(both).away))
    True
    """
    values = np.asarray(values, dtype=float)
    rows, columns = values.shape
    n = float(rows if times is None else times.sum())
    if not rows:
        empty = np.full(columns, np.nan)
        return CoMoments(0.0, 0.0, 0.0, empty, np.zeros((columns, columns)), empty, empty)
    by = weight if weight is not None else times
    total = n if by is None else float(by.sum())
    square = n if weight is None else float((weight * weight).sum())
    mean = values.mean(axis=0) if by is None else (by @ values) / total
    away = values - mean
    weighted = away if by is None else away * by[:, None]
    return CoMoments(n, total, square, mean, weighted.T @ away, values.min(axis=0), values.max(axis=0))
