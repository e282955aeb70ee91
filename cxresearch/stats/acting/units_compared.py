"""Units that acted against those that did not, alike in the earlier score.

Who acts is seldom drawn by lot: mostly the worst do, and the worst of one wave are less bad in the next whatever they
did. A plain comparison of change takes that for success; the earlier score as a covariate takes it out.
"""

from typing import NamedTuple

import numpy as np

from cxresearch.inference.intervals import t_quantile

__all__ = ["FEWEST_A_SIDE", "UnitEffect", "ancova"]

FEWEST_A_SIDE = 10


class UnitEffect(NamedTuple):
    """By how much units that acted stand above the others in the later score, alike in the earlier one."""

    estimate: float
    std_error: float
    low: float
    high: float
    p_value: float
    df: float


def ancova(then: np.ndarray, now: np.ndarray, acted: np.ndarray, *, confidence: float) -> UnitEffect:
    """The effect of acting on the later score, the earlier one held alike.

    Parameters
    ----------
    then, now : (units,), mean scores of two waves
    acted : (units,) of bool
    confidence : of the interval

    Returns
    -------
    UnitEffect
        By least squares with HC3 errors, since units differ in size, and Student's t on units minus three.

    References
    ----------
    Senn (2006), Change from baseline and analysis of covariance revisited, Statistics in Medicine 25, 4334-4344; Long &
    Ervin (2000), The American Statistician 54, on HC3.

    >>> rng = np.random.default_rng(0)
    >>> then = rng.normal(50, 5, 40); acted = np.arange(40) % 2 == 0
    >>> found = ancova(then, 20 + 0.6 * then + 5 * acted + rng.normal(0, 1, 40), acted, confidence=0.95)
    >>> bool(found.low < 5 < found.high), round(found.df)
    (True, 37)
    """
    from scipy.special import stdtr

    x = np.column_stack([np.ones(len(then)), then - then.mean(), acted.astype(float)])
    bread = np.linalg.pinv(x.T @ x)
    beta = bread @ x.T @ now
    leverage = np.einsum("ij,jk,ik->i", x, bread, x)
    left = (now - x @ beta) / np.maximum(1 - leverage, 1e-9)
    error = float(np.sqrt((bread @ (x.T * left**2) @ x @ bread)[2, 2]))
    df = float(len(then) - 3)
    half = t_quantile(confidence, df) * error
    p = float(2 * stdtr(df, -abs(beta[2]) / error)) if error > 0 else float(beta[2] == 0)
    return UnitEffect(float(beta[2]), error, float(beta[2] - half), float(beta[2] + half), p, df)
