"""Two ratings held against each other: within the same people where they gave both, between people where not.

Who rates his bank and the company that he likes best is his own yardstick: his severity stands in both answers and
falls out of the difference. Where two ratings come from different people nothing falls out, and Welch's test takes
both spreads. Which of the two a difference is, a method must say.
"""

from typing import NamedTuple

import numpy as np

from cxresearch.inference.intervals import weighted_moments, welch_from_errors

__all__ = ["RowGap", "paired_gap", "unpaired_gap"]


class RowGap(NamedTuple):
    """A difference of two means, a minus b, with Student's bounds; ``n_a, n_b`` people, the same ones where paired."""

    mean_a: float
    mean_b: float
    estimate: float
    std_error: float
    df: float
    low: float
    high: float
    p_value: float
    n_a: float
    n_b: float


def paired_gap(a: np.ndarray, b: np.ndarray, weight: np.ndarray | None, *, confidence: float) -> RowGap:
    """The mean of each person's own difference, with a one-sample t interval; linearised where weighted.

    Parameters
    ----------
    a, b : arrays of the same people, without gaps. `weight` : theirs, or None.

    References
    ----------
    Student (1908), Biometrika 6; weighted Binder (1983), International Statistical Review 51.

    >>> found = paired_gap(np.array([5.0, 6.0, 8.0]), np.array([4.0, 6.0, 5.0]), None, confidence=0.95)
    >>> round(found.estimate, 2), round(found.p_value, 3), found.n_a
    (1.33, 0.27, 3.0)
    """
    moments = _moments(a - b, weight)
    test = welch_from_errors(moments.mean, moments.std_error, moments.df, 0.0, 0.0, np.inf, confidence=confidence)
    n = float(len(a))
    means = (float(_moments(side, weight).mean) for side in (a, b))
    return RowGap(*means, *_figures(test), n, n)


def unpaired_gap(
    a: np.ndarray, weight_a: np.ndarray | None, b: np.ndarray, weight_b: np.ndarray | None, *, confidence: float
) -> RowGap:
    """The difference of two groups' means, by Welch's test.

    References
    ----------
    Welch (1947), Biometrika 34.
    """
    one, two = _moments(a, weight_a), _moments(b, weight_b)
    test = welch_from_errors(one.mean, one.std_error, one.df, two.mean, two.std_error, two.df, confidence=confidence)
    return RowGap(float(one.mean), float(two.mean), *_figures(test), float(len(a)), float(len(b)))


def _moments(values: np.ndarray, weight: np.ndarray | None):
    by = np.ones(len(values)) if weight is None else weight
    return weighted_moments(values, np.ones(len(values)), by, by**2)


def _figures(test) -> tuple[float, ...]:
    return tuple(float(part) for part in (test.estimate, test.std_error, test.df, test.low, test.high, test.p_value))
