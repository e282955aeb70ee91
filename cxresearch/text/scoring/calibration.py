"""From one number to three probabilities: how a scorer's lean becomes negative, neutral, positive.

A scorer that was taught on praise and blame alone gives every comment a side. How near to the middle a comment must lie
to be called neutral, and how much its looking like a statement without a side counts, is not guessed here but fitted on
comments that people called neutral, and the error that remains is said: neutral is where every scorer is weakest.
"""

from typing import NamedTuple

import numpy as np

__all__ = ["Calibration", "fit_calibration"]


class Calibration(NamedTuple):
    """``pos / (pos + neg)`` is the logistic of ``slope * lean + shift``; neutral is the logistic of ``band``.

    ``band`` holds a constant, what one unit of distance from the middle takes away, and what one unit of looking like a
    statement without a side adds.
    """

    slope: float
    shift: float
    band: tuple[float, float, float]

    def shares(self, lean: np.ndarray, flat: np.ndarray | float = 0.0) -> np.ndarray:
        """Probabilities of negative, neutral, positive: array (n, 3) whose rows add up to 1.

        ``lean`` is the side, ``flat`` how much each comment looks like a statement without one.
        """
        lean = np.asarray(lean, dtype=float)
        middle = self.slope * lean + self.shift
        positive = _logistic(middle)
        neutral = _logistic(self.band[0] - self.band[1] * np.abs(middle) + self.band[2] * np.asarray(flat, dtype=float))
        return np.column_stack([(1 - neutral) * (1 - positive), neutral, (1 - neutral) * positive])


def _logistic(value: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(value, -40, 40)))


def fit_calibration(lean, positive, *, lean_all=None, flat_all=None, neutral=None) -> Calibration:
    """Fit on comments that people have judged (Platt 1999 for the side; a second logistic for the band).

    Parameters
    ----------
    lean, positive : arrays
        Comments with a side: what the scorer says, and whether they are positive.
    lean_all, flat_all, neutral : arrays, optional
        Comments of all three kinds: their side, how much they look like a statement without one (left out where the
        scorer does not tell), and whether they are neutral.
    """
    slope, shift = _logit([lean], positive)
    if lean_all is None:
        return Calibration(slope, shift, (-40.0, 0.0, 0.0))
    away = np.abs(slope * np.asarray(lean_all, float) + shift)
    if flat_all is None:
        falls, begins = _logit([-away], neutral)
        return Calibration(slope, shift, (begins, falls, 0.0))
    falls, rises, begins = _logit([-away, flat_all], neutral)
    return Calibration(slope, shift, (begins, falls, rises))


def _logit(columns, y) -> tuple[float, ...]:
    """Slopes and constant of a logistic curve, by Newton's method with a touch of ridge."""
    y = np.asarray(y, dtype=float)
    design = np.column_stack([*(np.asarray(column, dtype=float) for column in columns), np.ones(len(y))])
    weights = np.zeros(design.shape[1])
    for _ in range(50):
        p = _logistic(design @ weights)
        gradient = design.T @ (y - p) - 1e-3 * weights
        curve = (design * (p * (1 - p))[:, None]).T @ design + 1e-3 * np.eye(len(weights))
        step = np.linalg.solve(curve, gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-10:
            break
    return tuple(float(weight) for weight in weights)
