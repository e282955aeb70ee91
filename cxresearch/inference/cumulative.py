"""Proportional odds by Newton's method, on answers counted once.

Every distinct combination of answers enters once with its count, so the fit costs combinations and not people, and
counts and weights come for free. The thresholds' gradient and curvature are exact. The likelihood, estimates and
errors are those of R's `MASS::polr` and `ordinal::clm`, and of statsmodels' `OrderedModel`, which has no weights.
"""

from typing import NamedTuple

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.wording import say

__all__ = ["Cumulative", "fit_cumulative"]

_STEPS = 60
_ENDLESS = 20.0


class Cumulative(NamedTuple):
    """A fitted model: thresholds first, then slopes (and threshold-specific slopes last, where asked for).

    ``covariance`` from the curvature, ``robust`` the sandwich for weights that are not counts; ``scores`` are each
    cell's gradient for one person, which sandwiches over units are made of.
    """

    thresholds: np.ndarray
    slopes: np.ndarray
    covariance: np.ndarray
    robust: np.ndarray
    log_likelihood: float
    null_log_likelihood: float
    converged: bool
    scores: np.ndarray


def fit_cumulative(
    answer: np.ndarray,
    x: np.ndarray,
    count: np.ndarray,
    *,
    answers: int,
    square: np.ndarray | None = None,
    free: tuple = (),
) -> Cumulative:
    """Fit logit P(Y <= k) = threshold_k - x slope.

    Parameters
    ----------
    answer : (cells,), 0 to answers - 1, each occurring. `x` : (cells, terms). `count` : (cells,), people or weights.
    answers : how many answers there are. `square` : (cells,), sums of squared weights for the sandwich.
    free : columns of x whose slope may differ by threshold; their extra slopes come last, one a further threshold.

    Raises
    ------
    OptionError
        If some answers are predicted without fail, so that no finite slope fits best, or all answers are the same.

    References
    ----------
    McCullagh (1980), JRSS B 42, 109-142.
    """
    if answers < 2:
        raise OptionError(say("All gave the same answer: no odds can be told of a higher one."))
    kept = count > 0
    answer, x, count = answer[kept], np.asarray(x, dtype=float)[kept], np.asarray(count, dtype=float)[kept]
    square = count if square is None else np.asarray(square, dtype=float)[kept]
    cuts, terms = answers - 1, x.shape[1]
    design = np.zeros((len(answer), cuts, cuts + terms + len(free) * (cuts - 1)))
    for cut in range(cuts):
        design[:, cut, cut] = 1.0
        design[:, cut, cuts : cuts + terms] = -x
        for at, column in enumerate(free):
            if cut:
                design[:, cut, cuts + terms + at * (cuts - 1) + cut - 1] = -x[:, column]
    shares = np.bincount(answer, weights=count, minlength=answers) / count.sum()
    below = np.cumsum(shares)[:-1]
    theta = np.zeros(design.shape[2])
    theta[:cuts] = np.log(below / (1 - below))
    null = float((count * np.log(shares[answer])).sum())
    value, score, curve, each = _derivatives(theta, answer, design, count)
    converged = False
    for _ in range(_STEPS):
        try:
            step = np.linalg.solve(curve, score)
        except np.linalg.LinAlgError:
            break
        # What a full step would still gain, in log likelihood.
        if score @ step < 1e-13 * (1 + abs(value)):
            converged = True
            break
        scale = 1.0
        while scale > 1e-6:
            ahead = _derivatives(theta + scale * step, answer, design, count)
            if np.isfinite(ahead[0]) and ahead[0] >= value - 1e-12:
                break
            scale /= 2
        theta = theta + scale * step
        value, score, curve, each = ahead
        if np.abs(theta[cuts : cuts + terms] * x.std(axis=0)).max(initial=0) > _ENDLESS:
            break
    covariance = _inverse(curve) if converged else None
    if covariance is None:
        raise OptionError(say(
            "The model has no best fit: some answers to the drivers go with one answer to the outcome without "
            "exception. Leave out the driver, or join rare answers."
        ))  # fmt: skip
    bread = (each * (square / np.maximum(count, 1e-300) ** 2)[:, None]).T @ each
    return Cumulative(
        theta[:cuts], theta[cuts:], covariance, covariance @ bread @ covariance, float(value), null, converged,
        each / np.maximum(count, 1e-300)[:, None],
    )  # fmt: skip


def _inverse(curve: np.ndarray) -> np.ndarray | None:
    """The covariance of a curvature; None where that is so flat that it has none."""
    try:
        return np.linalg.inv(curve)
    except np.linalg.LinAlgError:
        return None


def _derivatives(theta, answer, design, count) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Log likelihood, its gradient, minus its second derivatives, and each cell's own part of the gradient."""
    eta = design @ theta
    cuts = eta.shape[1]
    upper = np.where(
        answer < cuts, np.take_along_axis(eta, np.minimum(answer, cuts - 1)[:, None], axis=1)[:, 0], np.inf
    )
    lower = np.where(answer > 0, np.take_along_axis(eta, np.maximum(answer - 1, 0)[:, None], axis=1)[:, 0], -np.inf)
    if (upper <= lower).any():
        return -np.inf, np.empty(0), np.empty((0, 0)), np.empty((0, 0))
    high, low = _logistic(upper), _logistic(lower)
    # The difference of two values near 1 is taken from their complements.
    chance = np.where(lower > 0, _logistic(-lower) - _logistic(-upper), high - low)
    chance = np.maximum(chance, 1e-300)
    above, beneath = high * (1 - high), low * (1 - low)
    rows = np.arange(len(answer))
    up = design[rows, np.minimum(answer, cuts - 1)] * (answer < cuts)[:, None]
    down = design[rows, np.maximum(answer - 1, 0)] * (answer > 0)[:, None]
    own = (above[:, None] * up - beneath[:, None] * down) / chance[:, None]
    each = count[:, None] * own
    bent_up, bent_down = above * (1 - 2 * high) / chance, beneath * (1 - 2 * low) / chance
    curve = (each.T @ own) - (up * (count * bent_up)[:, None]).T @ up + (down * (count * bent_down)[:, None]).T @ down
    return float((count * np.log(chance)).sum()), each.sum(axis=0), curve, each


def _logistic(value: np.ndarray) -> np.ndarray:
    from scipy.special import expit

    return expit(value)
