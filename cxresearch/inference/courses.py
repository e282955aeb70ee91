"""A row of figures over time: is there a straight course in it, and which of them left their band?

Pairs of waves say whether the last step was chance. Whether five small steps in one direction are is asked of all of
them at once; and of thirty months one is the lowest by luck, so a month stands out only where it leaves the band in
which months like these lie when nothing happens.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxresearch.inference.intervals import normal_quantile, t_quantile

__all__ = ["Band", "Course", "control_band", "straight_course"]

_THREE = 3.0


class Course(NamedTuple):
    """The straight line through a row of figures; ``slope`` a step of time, ``p_bend`` that it is no straight line."""

    slope: float
    std_error: float
    low: float
    high: float
    p_value: float
    p_bend: float


class Band(NamedTuple):
    """Where figures lie when nothing happens: ``centre``, bounds by figure, and how far they were widened (1: not)."""

    centre: float
    low: np.ndarray
    high: np.ndarray
    widened: float


def straight_course(
    estimate: ArrayLike, covariance: ArrayLike, place: ArrayLike, *, df: float = np.inf, confidence: float = 0.95
) -> Course:
    """The linear contrast of figures over time.

    Parameters
    ----------
    estimate : (waves,). `covariance` : (waves, waves), of the figures' errors; people in several waves tie them.
    place : (waves,), when each was taken, in steps. `df` : of the errors, for Student's t.

    Returns
    -------
    Course. The slope is that of least squares; ``p_bend`` a chi-squared test of what the line leaves over, NaN below
    three waves. Fewer than two waves, or no error: NaN.

    References
    ----------
    Winer (1971), Statistical Principles in Experimental Design, on linear contrasts.

    >>> found = straight_course([1.0, 2.0, 3.0], np.diag([0.01, 0.01, 0.01]), [0, 1, 2])
    >>> round(found.slope, 2), round(found.std_error, 3), round(found.p_bend, 2)
    (1.0, 0.071, 1.0)
    """
    from scipy.special import chdtrc, ndtr, stdtr

    value, spread, at = (np.asarray(part, dtype=float) for part in (estimate, covariance, place))
    away = at - at.mean() if len(at) else at
    if len(value) < 2 or not (away**2).sum() > 0:
        return Course(*[np.nan] * 6)
    weight = away / (away**2).sum()
    slope, error = float(weight @ value), float(np.sqrt(max(weight @ spread @ weight, 0.0)))
    endless = not np.isfinite(df)
    reach = normal_quantile(confidence) if endless else t_quantile(confidence, df)
    p = np.nan
    if error > 0:
        z = -abs(slope) / error
        p = float(2 * (ndtr(z) if endless else stdtr(df, z)))
    bend = np.nan
    if len(value) > 2:
        line = np.column_stack([np.ones(len(at)), away])
        rest = np.eye(len(at)) - line @ np.linalg.pinv(line)
        left = rest @ value
        bend = float(chdtrc(len(at) - 2, max(left @ np.linalg.pinv(rest @ spread @ rest) @ left, 0.0)))
    return Course(slope, error, slope - reach * error, slope + reach * error, p, bend)


def control_band(estimate: ArrayLike, std_error: ArrayLike, n: ArrayLike) -> Band:
    """The band of three standard errors around the mean of all figures, each on its own base.

    Parameters
    ----------
    estimate, std_error, n : (waves,), of the figures; ``n`` the answers that each is worth.

    Returns
    -------
    Band. Where figures of large bases swing by more than sampling, which nearly all do, the band is widened by the mean
    step from figure to figure (Laney's chart), since it would else call every month special.

    References
    ----------
    Shewhart (1931), Economic Control of Quality; Laney (2002), Quality Engineering 14.

    >>> band = control_band([50.0, 52, 48, 51, 49, 90], [2.0] * 6, [100] * 6)
    >>> round(band.centre, 1), bool(90 > band.high[-1])
    (56.7, True)
    """
    value, error, base = (np.asarray(part, dtype=float) for part in (estimate, std_error, n))
    known = np.isfinite(value) & np.isfinite(error) & (base > 0)
    if known.sum() < 2:
        empty = np.full(len(value), np.nan)
        return Band(np.nan, empty, empty, np.nan)
    centre = float(np.average(value[known], weights=base[known]))
    # One variance for all: a month in which everybody answered alike is no more certain than the others.
    variance = float(np.average((error**2 * base)[known], weights=base[known]))
    own = np.where(known, np.sqrt(variance / np.where(known, base, 1.0)), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = ((value - centre) / own)[known]
    # The median step does not widen the band for the one figure that it shall find.
    widened = max(float(np.median(np.abs(np.diff(z))) / 0.954), 1.0) if variance > 0 else 1.0
    half = _THREE * widened * own
    return Band(centre, centre - half, centre + half, widened)
