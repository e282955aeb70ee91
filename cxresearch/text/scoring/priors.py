"""How many are positive, neutral, negative in one group: shares from probabilities, with the group's own prior.

A calibrated probability carries the shares of the comments that it was calibrated on. Where a third were negative there
and two thirds are here, every comment of ours is called too well, and adding up labels or probabilities draws all
groups towards one another: a true gap of forty points between two audiences came out as nineteen. So the shares of each
group are found from its own comments, by expectation and maximisation (Saerens, Latinne & Decaestecker 2002): which
shares make these probabilities likeliest? A few supposed comments with the old shares hold the search where little is
known.

It takes a hundred comments. Smaller groups have their labels turned back by the errors that the scorer made on comments
kept aside, with the wider interval of `misread`.
"""

from typing import NamedTuple

import numpy as np

from cxresearch.inference.shares import wilson
from cxresearch.text.scoring.misread import Corrected

__all__ = ["FEWEST", "OwnPrior", "own_prior", "shares_by_own_prior", "with_prior"]

# From how many comments on a group's own shares can be found.
FEWEST = 100
_SUPPOSED = 2.0
_STEPS, _ENOUGH = 300, 1e-4
_FINE = 40


class OwnPrior(NamedTuple):
    """``prior`` the shares of the group, 0..1, negative, neutral, positive; ``old`` those of the calibration."""

    prior: np.ndarray
    old: np.ndarray


def own_prior(probabilities: np.ndarray, old: np.ndarray, *, weight: np.ndarray | None = None) -> OwnPrior:
    """The shares that make these comments likeliest.

    Parameters
    ----------
    probabilities : array (comments, classes)
        Calibrated under ``old``; rows add up to 1.
    old : array (classes,)
        The shares of the classes among the comments of the calibration.
    weight : array (comments,), optional

    Examples
    --------
    >>> sure = np.array([[0.9, 0.05, 0.05]] * 80 + [[0.05, 0.05, 0.9]] * 20)
    >>> own_prior(sure, np.full(3, 1 / 3)).prior.round(2).tolist()
    [0.82, 0.01, 0.17]
    """
    weight = np.ones(len(probabilities)) if weight is None else np.asarray(weight, dtype=float)
    likely, mass = _cells(np.asarray(probabilities, dtype=float), np.asarray(old, dtype=float), weight)
    return OwnPrior(_climb(likely, mass[None], old, old[None], _SUPPOSED)[0], np.asarray(old, dtype=float))


def with_prior(probabilities: np.ndarray, found: OwnPrior) -> np.ndarray:
    """The same probabilities under the group's own shares."""
    moved = np.asarray(probabilities, dtype=float) * (found.prior / found.old)
    return moved / moved.sum(axis=1, keepdims=True)


def shares_by_own_prior(
    probabilities: np.ndarray, old: np.ndarray, *, weight: np.ndarray | None = None, n_effective: float | None = None,
    confidence: float = 0.95, draws: int = 400, seed: int = 0,
) -> Corrected:  # fmt: skip
    """Shares of a group with intervals: the comments are drawn anew and their shares found anew each time.

    Parameters
    ----------
    probabilities, old, weight
        As in `own_prior`.
    n_effective : float, optional
        What the comments are worth, where they are weighted.
    confidence, draws, seed
        Percentile intervals, on either side no narrower than Wilson's for sampling alone.

    Returns
    -------
    Corrected
        Negative, neutral, positive, 0..1.

    References
    ----------
    Saerens, Latinne & Decaestecker (2002), Neural Computation 14; Efron & Tibshirani (1993).
    """
    weight = np.ones(len(probabilities)) if weight is None else np.asarray(weight, dtype=float)
    likely, mass = _cells(np.asarray(probabilities, dtype=float), np.asarray(old, dtype=float), weight)
    size = max(1, round(n_effective if n_effective is not None else len(probabilities)))
    mass = mass / mass.sum()
    estimate = _climb(likely, mass[None] * size, old, old[None], _SUPPOSED)[0]
    drawn = np.random.default_rng(seed).multinomial(size, mass, size=draws)
    # What is supposed holds the estimate; an interval held by it would be too sure.
    found = _climb(likely, drawn.astype(float), old, np.broadcast_to(estimate, (draws, len(estimate))), 0.0)
    tail = 100 * (1 - confidence) / 2
    low, high = np.percentile(found, [tail, 100 - tail], axis=0)
    alone = wilson(estimate * size, size, confidence=confidence)
    low = np.clip(np.minimum(low, estimate - (alone.estimate - alone.low)), 0, 1)
    high = np.clip(np.maximum(high, estimate + (alone.high - alone.estimate)), 0, 1)
    return Corrected(estimate, low, high)


def _cells(probabilities: np.ndarray, old: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Comments that look alike put together, so that the work does not grow with their number."""
    place = (probabilities[:, 0] * _FINE).round().astype(int) * (_FINE + 1)
    place += (probabilities[:, -1] * _FINE).round().astype(int)
    _, cell = np.unique(place, return_inverse=True)
    mass = np.bincount(cell, weights=weight)
    mean = np.column_stack([np.bincount(cell, weights=weight * column) for column in probabilities.T])
    return (mean / np.where(mass > 0, mass, 1)[:, None]) / old, mass


def _climb(likely: np.ndarray, mass: np.ndarray, old: np.ndarray, start: np.ndarray, supposed: float) -> np.ndarray:
    """Shares (draws, classes) for masses (draws, cells) of cells with likelihood ratios (cells, classes).

    Praise and blame are told apart well, what takes no side badly: free to move, its share ends at none or at most of
    all. So it goes half of the way only.
    """
    share = np.array(start, dtype=float)
    total = mass.sum(axis=1, keepdims=True) + supposed
    for _ in range(_STEPS):
        each = share @ likely.T
        new = (share * ((mass / np.maximum(each, 1e-300)) @ likely) + supposed * old) / total
        middle = 0.5 * (new[:, 1] + old[1])
        sides = new[:, [0, 2]]
        new[:, [0, 2]] = sides / np.maximum(sides.sum(axis=1, keepdims=True), 1e-300) * (1 - middle)[:, None]
        new[:, 1] = middle
        moved = np.abs(new - share).max()
        share = new
        if moved < _ENOUGH:
            break
    return share
