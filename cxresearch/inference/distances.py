"""How far apart two distributions over the same few options lie: half the sum of the absolute differences.

The plain figure is never below zero, so it is too large where the two are alike, and its bootstrap is wrong there. It
is the largest of many plain differences (of every way to call some options "more" and the others "less"), and for the
largest of several differences there are bounds that hold everywhere.
"""

from typing import NamedTuple

import numpy as np

from cxresearch.inference.intervals import check_confidence

__all__ = ["Distance", "distribution_distance", "multinomial_covariance"]

_MOST = 12
_DRAWS = 4_000


class Distance(NamedTuple):
    """A distance in percent, 0..100; ``plain`` is half the sum of the absolute differences, too large near zero."""

    estimate: float
    low: float
    high: float
    plain: float


def multinomial_covariance(share: np.ndarray, n: float) -> np.ndarray:
    """Covariance of the shares of one choice among n answers, about one answer of them spread over the options.

    >>> multinomial_covariance(np.array([0.5, 0.5]), 99).round(4).tolist()
    [[0.0025, -0.0025], [-0.0025, 0.0025]]
    """
    share = np.asarray(share, dtype=float)
    eased = (share * n + 1 / len(share)) / (n + 1)
    return (np.diag(eased) - np.outer(eased, eased)) / (n + 1)


def distribution_distance(
    difference: np.ndarray, covariance: np.ndarray, n: float, *, confidence: float = 0.95, seed: int = 0
) -> Distance:
    """The distance of two distributions with an interval that also holds where they are alike.

    Parameters
    ----------
    difference : (options,), share minus share, 0..1, adding up to 0.
    covariance : (options, options), of the differences.
    n : answers of the smaller side; decides which options' directions are taken as known.
    confidence : of the interval.
    seed : of the draws behind the critical values.

    Returns
    -------
    Distance
        In percent. The estimate is the distance at which chance would give the plain figure on average.

    References
    ----------
    Chernozhukov, Lee & Rosen (2013), Intersection bounds: estimation and inference, Econometrica 81, 667-737, on bounds
    of the largest of several figures; Leone, Nelson & Nottingham (1961), Technometrics 3, on the folded normal.

    Examples
    --------
    >>> a, b = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5])
    >>> covariance = multinomial_covariance(a, 60) + multinomial_covariance(b, 700)
    >>> [round(part) for part in distribution_distance(a - b, covariance, 60)]
    [28, 15, 43, 30]
    """
    level = check_confidence(confidence)
    difference = np.asarray(difference, dtype=float)
    keep = np.argsort(-np.abs(difference), kind="stable")
    if len(keep) > _MOST:  # The smallest of very many options are taken together: the distance can only lose by it.
        merge = np.zeros((_MOST, len(keep)))
        merge[np.arange(_MOST - 1), keep[: _MOST - 1]] = 1
        merge[-1, keep[_MOST - 1 :]] = 1
        difference, covariance = merge @ difference, merge @ covariance @ merge.T
    options = len(difference)
    signs = np.array(np.meshgrid(*[(-1.0, 1.0)] * (options - 1), indexing="ij")).reshape(options - 1, -1).T
    signs = np.vstack([np.column_stack([signs, np.full(len(signs), side)]) for side in (-1.0, 1.0)])
    signs = signs[np.abs(signs.sum(axis=1)) < options] / 2
    value = signs @ difference
    error = np.sqrt(np.maximum(np.einsum("si,ij,sj->s", signs, covariance, signs), 0.0))
    rng = np.random.default_rng(seed)
    roots, vectors = np.linalg.eigh(covariance)
    drawn = rng.standard_normal((_DRAWS, options)) @ (vectors * np.sqrt(np.maximum(roots, 0))).T @ signs.T
    # Which directions may be the true one: those not clearly below the best (adaptive inequality selection).
    reach = float(np.quantile(drawn.max(axis=1), 1 - 0.1 / np.log(max(n, 3.0))))
    near = value >= value.max() - 2 * reach
    tail = (1 - level) / 2
    plain = float(value.max())
    low = plain - float(np.quantile(drawn[:, near].max(axis=1), 1 - tail))
    high = float((value + _normal(1 - tail) * error)[near].max())
    middle = _unbiased(np.abs(difference), np.sqrt(np.maximum(np.diag(covariance), 0.0)), plain)
    ends = [100 * min(max(part, 0.0), 1.0) for part in (low, high, plain)]
    return Distance(min(max(100 * middle, ends[0]), ends[1]), *ends)


def _unbiased(away: np.ndarray, error: np.ndarray, plain: float) -> float:
    """The distance at which chance gives the plain figure on average: the differences drawn in by one factor."""
    from scipy.special import ndtr

    def expected(factor: float) -> float:
        centre, own = factor * away, np.maximum(error, 1e-12)
        ratio = centre / own
        return float((own * np.sqrt(2 / np.pi) * np.exp(-(ratio**2) / 2) + centre * (1 - 2 * ndtr(-ratio))).sum() / 2)

    low, high = 0.0, 1.0
    if expected(low) >= plain:
        return 0.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if expected(middle) < plain else (low, middle)
    return plain * (low + high) / 2


def _normal(probability: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(probability))
