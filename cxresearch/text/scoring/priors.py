"""How many are positive and negative in one group: shares from probabilities, with the group's own prior.

A calibrated probability carries the shares of the comments that it was calibrated on. Where half were negative there
and a fifth are here, every comment of ours is called too badly, and adding up labels or probabilities draws all groups
towards one another: a true gap of forty points between two audiences came out as nineteen. So the shares of praise and
blame in each group are found from its own comments, by expectation and maximisation (Saerens, Latinne & Decaestecker
2002): which shares make these probabilities likeliest? A few supposed comments with the old shares hold the search
where little is known.

How likely each comment is to be neutral stays what the calibration says. Praise and blame are told apart well and what
takes no side badly: free to move, its share ends at none or swallows the blame. The interval also holds what comes out
where only the prior of neutral stays, since nobody knows which of the two a column is nearer to.

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
_STEPS, _ENOUGH = 300, 1e-5
_FINE = 40


class OwnPrior(NamedTuple):
    """The share of ``praise`` among comments that take a side, 0..1, in the group, and the ``old`` one of the
    calibration; ``shares``, how many are negative, neutral, positive."""

    praise: float
    old: float
    shares: np.ndarray


def own_prior(probabilities: np.ndarray, old: np.ndarray, *, weight: np.ndarray | None = None) -> OwnPrior:
    """The share of praise that makes these comments likeliest.

    Parameters
    ----------
    probabilities : array (comments, 3)
        Negative, neutral, positive, calibrated under ``old``; rows add up to 1.
    old : array (3,)
        The shares of the classes among the comments of the calibration.
    weight : array (comments,), optional

    Examples
    --------
    >>> sure = np.array([[0.9, 0.05, 0.05]] * 80 + [[0.05, 0.05, 0.9]] * 20)
    >>> own_prior(sure, np.array([0.45, 0.1, 0.45])).shares.round(2).tolist()
    [0.78, 0.05, 0.17]
    """
    weight = np.ones(len(probabilities)) if weight is None else np.asarray(weight, dtype=float)
    cells, mass = _cells(np.asarray(probabilities, dtype=float), weight)
    old = np.asarray(old, dtype=float)
    praise = _among_sides(cells, mass[None], old, np.array([_side(old)]), _SUPPOSED)
    return OwnPrior(float(praise[0]), _side(old), _with_neutral(praise, cells, mass[None])[0])


def with_prior(probabilities: np.ndarray, found: OwnPrior) -> np.ndarray:
    """The same probabilities under the group's own shares of praise and blame; neutral stays."""
    moved = np.array(probabilities, dtype=float)
    sides = moved[:, [0, 2]] * ((1 - found.praise) / (1 - found.old), found.praise / found.old)
    moved[:, [0, 2]] = sides / sides.sum(axis=1, keepdims=True) * (1 - moved[:, 1:2])
    return moved


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
    cells, mass = _cells(np.asarray(probabilities, dtype=float), weight)
    size = max(1, round(n_effective if n_effective is not None else len(probabilities)))
    mass = mass / mass.sum()
    old = np.asarray(old, dtype=float)
    praise = _among_sides(cells, mass[None] * size, old, np.array([_side(old)]), _SUPPOSED)
    estimate = _with_neutral(praise, cells, mass[None])[0]
    drawn = np.random.default_rng(seed).multinomial(size, mass, size=draws).astype(float)
    # What is supposed holds the estimate; an interval held by it would be too sure.
    start, likely = np.repeat(praise, draws), cells / old
    found = (
        _with_neutral(_among_sides(cells, drawn, old, start, 0.0), cells, drawn),
        _three(_climb(likely, drawn, old, start, 0.0), likely, drawn, old),
    )
    tail = 100 * (1 - confidence) / 2
    low, high = (np.percentile(found, ends, axis=1) for ends in (tail, 100 - tail))
    low, high = low.min(axis=0), high.max(axis=0)
    alone = wilson(estimate * size, size, confidence=confidence)
    low = np.clip(np.minimum(low, estimate - (alone.estimate - alone.low)), 0, 1)
    high = np.clip(np.maximum(high, estimate + (alone.high - alone.estimate)), 0, 1)
    return Corrected(estimate, low, high)


def _cells(probabilities: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Comments that look alike put together, so that the work does not grow with their number."""
    place = (probabilities[:, 0] * _FINE).round().astype(int) * (_FINE + 1)
    place += (probabilities[:, -1] * _FINE).round().astype(int)
    _, cell = np.unique(place, return_inverse=True)
    mass = np.bincount(cell, weights=weight)
    mean = np.column_stack([np.bincount(cell, weights=weight * column) for column in probabilities.T])
    return mean / np.where(mass > 0, mass, 1)[:, None], mass


def _side(old: np.ndarray) -> float:
    """The share of praise among what takes a side."""
    return float(old[2] / (old[0] + old[2]))


def _prior(praise: np.ndarray, old: np.ndarray) -> np.ndarray:
    """Priors (draws, 3) with these shares of praise among the sides, and neutral as it was."""
    rest = 1 - old[1]
    return np.column_stack([rest * (1 - praise), np.full(len(praise), old[1]), rest * praise])


def _among_sides(
    cells: np.ndarray, mass: np.ndarray, old: np.ndarray, start: np.ndarray, supposed: float
) -> np.ndarray:
    """Shares of praise (draws,) where each cell's probability of neutral stays."""
    sided = np.maximum(1 - cells[:, 1], 1e-12)
    even = np.array([1 - _side(old), 0.0, _side(old)])
    likely = np.column_stack([cells[:, 0] / sided / even[0], np.zeros(len(cells)), cells[:, 2] / sided / even[2]])
    return _climb(likely, mass * sided, even, start, supposed)


def _with_neutral(praise: np.ndarray, cells: np.ndarray, mass: np.ndarray) -> np.ndarray:
    """Shares of negative, neutral, positive (draws, 3) where each cell's probability of neutral stays."""
    neutral = mass @ cells[:, 1] / mass.sum(axis=1)
    return np.column_stack([(1 - neutral) * (1 - praise), neutral, (1 - neutral) * praise])


def _climb(likely: np.ndarray, mass: np.ndarray, old: np.ndarray, start: np.ndarray, supposed: float) -> np.ndarray:
    """Shares of praise (draws,) for masses (draws, cells) of cells with likelihood ratios (cells, 3)."""
    share, before = np.array(start, dtype=float), _side(old)
    for _ in range(_STEPS):
        blame, _, praise = (_prior(share, old) * _told(share, likely, mass, old)).T
        new = (praise + supposed * before) / (praise + blame + supposed)
        moved = np.abs(new - share).max()
        share = new
        if moved < _ENOUGH:
            break
    return share


def _told(praise: np.ndarray, likely: np.ndarray, mass: np.ndarray, old: np.ndarray) -> np.ndarray:
    return (mass / np.maximum(_prior(praise, old) @ likely.T, 1e-300)) @ likely


def _three(praise: np.ndarray, likely: np.ndarray, mass: np.ndarray, old: np.ndarray) -> np.ndarray:
    """Shares of negative, neutral, positive (draws, 3)."""
    counted = _prior(praise, old) * _told(praise, likely, mass, old)
    return counted / counted.sum(axis=1, keepdims=True)
