"""Least squares whose errors do not need equal variances, weighted where people are."""

from typing import NamedTuple

import numpy as np

from cxresearch.errors import OptionError

__all__ = ["Regression", "robust_regression", "unit_sums"]


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
    x: np.ndarray, y: np.ndarray, weight: np.ndarray | None = None, *, cluster: np.ndarray | None = None
) -> Regression:
    """Least squares with HC3 errors, or with errors over sampled units.

    Parameters
    ----------
    x : (rows, terms). `y` : (rows,). `weight` : (rows,) or None, weights of people, not of precision.
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
    rows, terms = x.shape
    if rows <= terms or np.linalg.matrix_rank(x) < terms:
        raise OptionError(
            f"{terms} terms cannot be told apart with {rows:,} rows: some repeat each other. Pass fewer drivers."
        )
    weighted = x if weight is None else x * weight[:, None]
    inverse = np.linalg.inv(weighted.T @ x)
    estimate = inverse @ (weighted.T @ y)
    if cluster is not None:
        score = unit_sums(weighted * (y - x @ estimate)[:, None], cluster)
        scale = len(score) / (len(score) - 1) * (rows - 1) / (rows - terms)
        return Regression(estimate, scale * inverse @ (score.T @ score) @ inverse, float(len(score) - 1))
    leverage = np.einsum("ij,jk,ik->i", x, inverse, weighted)
    rest = (y - x @ estimate) / np.maximum(1 - leverage, 1e-8)
    score = weighted * rest[:, None]
    return Regression(estimate, inverse @ (score.T @ score) @ inverse, float(rows - terms))


def unit_sums(score: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    """Scores (rows, terms) added up over sampled units.

    Raises
    ------
    OptionError
        If fewer than two units answered.
    """
    codes, place = np.unique(cluster, return_inverse=True)
    if len(codes) < 2:
        raise OptionError(
            "cluster= needs answers from at least two units: one alone does not show how units differ. Leave it out."
        )
    return np.column_stack([np.bincount(place, weights=column, minlength=len(codes)) for column in score.T])
