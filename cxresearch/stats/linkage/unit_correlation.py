"""Correlation between units, and everything a careful reader asks of it.

With two dozen branches a correlation is a blunt instrument: its interval is wide, one branch can make it, and noise in
the averages makes it too small. The functions here take two columns of unit scores and answer those questions one by
one. They know nothing of surveys.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxresearch.inference.intervals import check_confidence, fisher_z, kish_n, normal_quantile
from cxresearch.wording import steady

__all__ = ["Correlation", "bootstrap_r", "correlate", "leave_one_out", "line_band", "partial", "slope", "weighted_r"]

METHODS = ("pearson", "spearman", "kendall")
# Ranks are taken anew without each unit and in each sample; Kendall's compares every pair of units besides.
MOST_UNITS = {"spearman": 20_000, "kendall": 5_000}
_DRAWN_AT_ONCE = 4_000_000


class Correlation(NamedTuple):
    """A correlation with its interval and two-sided p; NaN where it cannot be had."""

    estimate: float
    low: float
    high: float
    p_value: float


_UNKNOWN = Correlation(np.nan, np.nan, np.nan, np.nan)


def correlate(x: ArrayLike, y: ArrayLike, *, method: str = "pearson", confidence: float = 0.95) -> Correlation:
    """Correlation of two columns.

    Parameters
    ----------
    x, y : one value a unit, without gaps. `method` : "pearson", "spearman" or "kendall" (tau-b).
    confidence : level of the interval.

    Returns
    -------
    Correlation. Pearson: Fisher's interval, t on units - 2. Spearman: Bonett and Wright's interval, t on units - 2.
    Kendall: Fieller's interval and the tie-corrected normal test. Fewer than 3 units, or no variation: NaN; fewer than
    4 (5 for Kendall): no interval.

    References
    ----------
    Fisher (1921), Metron 1; Bonett & Wright (2000), Psychometrika 65; Fieller, Hartley & Pearson (1957), Biometrika 44.

    >>> found = correlate([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])
    >>> round(found.estimate, 2), round(found.p_value, 3)
    (0.8, 0.104)
    """
    check_confidence(confidence)
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    units = len(x)
    if units < 3 or not np.ptp(x) > 0 or not np.ptp(y) > 0:
        return _UNKNOWN
    if method == "kendall":
        from scipy.stats import kendalltau

        tau, p = kendalltau(x, y, method="asymptotic")
        return Correlation(
            float(tau), *_around(tau, 0.437 / (units - 4) if units > 4 else np.nan, confidence), float(p)
        )
    if method == "spearman":
        from scipy.stats import rankdata

        x, y = rankdata(steady(x)), rankdata(steady(y))
    r = _pearson(x, y)
    if method == "spearman":
        low, high = _around(r, (1 + r * r / 2) / (units - 3) if units > 3 else np.nan, confidence)
    else:
        low, high = (float(bound) for bound in fisher_z(r, units, confidence=confidence))
    return Correlation(r, low, high, t_test(r, units - 2))


def t_test(r: float, df: float) -> float:
    """Two-sided p of a correlation by Student's t."""
    from scipy.special import stdtr

    if not df > 0 or not np.isfinite(r):
        return np.nan
    with np.errstate(divide="ignore"):
        return float(2 * stdtr(df, -abs(r) * np.sqrt(df / max(1 - r * r, 1e-300))))


def _pearson(x: np.ndarray, y: np.ndarray) -> float:
    away, beside = x - x.mean(), y - y.mean()
    r = away @ beside / np.sqrt((away @ away) * (beside @ beside))
    return float(np.clip(r, -1.0, 1.0))


def _around(r: float, variance: float, confidence: float) -> tuple[float, float]:
    with np.errstate(divide="ignore"):
        z, half = np.arctanh(r), normal_quantile(confidence) * np.sqrt(variance)
    return float(np.tanh(z - half)), float(np.tanh(z + half))


def slope(x: ArrayLike, y: ArrayLike, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """Least-squares slope of y on x with its t interval.

    >>> [round(value, 2) for value in slope([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])]
    [0.8, -0.3, 1.9]
    """
    from cxresearch.inference.intervals import t_quantile

    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if len(x) < 3 or not np.ptp(x) > 0:
        return np.nan, np.nan, np.nan
    away = x - x.mean()
    square = away @ away
    b = float(away @ y / square)
    rest = y - y.mean() - b * away
    half = float(t_quantile(confidence, len(x) - 2) * np.sqrt(rest @ rest / (len(x) - 2) / square))
    return b, b - half, b + half


def line_band(x: ArrayLike, y: ArrayLike, at: ArrayLike, *, confidence: float = 0.95) -> tuple[np.ndarray, ...]:
    """The least-squares line of y on x at some places, with the t interval of the mean of y there, place by place.

    Returns
    -------
    line, low, high : arrays as long as ``at``; NaN where there are fewer than 3 units or no variation.

    References
    ----------
    Draper & Smith (1998), Applied Regression Analysis, 3.1.

    >>> [part.round(2).tolist() for part in line_band([1, 2, 3, 4, 5], [2, 1, 4, 3, 5], [3, 5])]
    [[3.0, 4.6], [1.44, 1.9], [4.56, 7.3]]
    """
    from cxresearch.inference.intervals import t_quantile

    x, y, at = (np.asarray(part, dtype=float) for part in (x, y, at))
    if len(x) < 3 or not np.ptp(x) > 0:
        return tuple(np.full(len(at), np.nan) for _ in range(3))
    away = x - x.mean()
    square = away @ away
    b = away @ y / square
    rest = y - y.mean() - b * away
    error = np.sqrt(rest @ rest / (len(x) - 2) * (1 / len(x) + (at - x.mean()) ** 2 / square))
    line, half = y.mean() + b * (at - x.mean()), t_quantile(confidence, len(x) - 2) * error
    return line, line - half, line + half


def weighted_r(x: ArrayLike, y: ArrayLike, weight: ArrayLike, *, confidence: float = 0.95) -> Correlation:
    """Pearson's correlation with units weighted by their precision; Fisher's interval on Kish's number of units.

    >>> round(weighted_r([1, 2, 3, 4], [1, 3, 2, 4], [10, 10, 10, 10]).estimate, 2)
    0.8
    """
    x, y, weight = (np.asarray(part, dtype=float) for part in (x, y, weight))
    if len(x) < 3 or not np.isfinite(weight).all() or not weight.sum() > 0 or not np.ptp(x) > 0 or not np.ptp(y) > 0:
        return _UNKNOWN
    away, beside = x - np.average(x, weights=weight), y - np.average(y, weights=weight)
    r = float((weight * away) @ beside / np.sqrt(((weight * away) @ away) * ((weight * beside) @ beside)))
    units = float(kish_n(weight.sum(), (weight**2).sum()))
    low, high = fisher_z(r, units, confidence=confidence)
    return Correlation(r, float(low), float(high), t_test(r, units - 2))


def partial(x: ArrayLike, y: ArrayLike, controls: ArrayLike, *, confidence: float = 0.95) -> Correlation:
    """Correlation of what controls leave over of x and y; t on units - 2 - controls, Fisher's z likewise.

    Parameters
    ----------
    controls : (units, controls).

    References
    ----------
    Fisher (1924), Metron 3.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    design = np.column_stack([np.ones(len(x)), np.asarray(controls, dtype=float)])
    held = np.linalg.matrix_rank(design) - 1
    if len(x) - held < 4:
        return _UNKNOWN
    rest = [column - design @ np.linalg.lstsq(design, column, rcond=None)[0] for column in (x, y)]
    if any(np.ptp(left) <= 1e-9 * max(np.ptp(whole), 1e-300) for left, whole in zip(rest, (x, y), strict=True)):
        return _UNKNOWN
    r = _pearson(*rest)
    low, high = fisher_z(r, len(x) - held, confidence=confidence)
    return Correlation(r, float(low), float(high), t_test(r, len(x) - 2 - held))


def leave_one_out(x: ArrayLike, y: ArrayLike, *, method: str = "pearson") -> np.ndarray:
    """The correlation without each unit in turn; Pearson's from sums, all at once.

    >>> leave_one_out([1, 2, 3, 9], [1, 3, 2, 9]).round(2).tolist()
    [0.97, 0.99, 0.99, 0.5]
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    units = len(x)
    if units < 4:
        return np.full(units, np.nan)
    if method != "pearson":
        return np.array([correlate(np.delete(x, at), np.delete(y, at), method=method).estimate for at in range(units)])
    x, y = x - x.mean(), y - y.mean()
    left = units - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        xy = x @ y - x * y - x * y / left
        xx = x @ x - x * x - x * x / left
        yy = y @ y - y * y - y * y / left
        tiny = 1e-12 * np.array([max(x @ x, 1e-300), max(y @ y, 1e-300)])
        return np.where((xx > tiny[0]) & (yy > tiny[1]), xy / np.sqrt(np.maximum(xx * yy, 1e-300)), np.nan)


def bootstrap_r(
    x: ArrayLike,
    y: ArrayLike,
    *,
    draws: int,
    rng: np.random.Generator,
    confidence: float = 0.95,
    method: str = "pearson",
) -> tuple[float, float]:
    """Symmetric studentised interval of a correlation on Fisher's z, units drawn with replacement.

    Percentiles of so few units are too narrow: they hold the truth in 90% of studies. Here each sample's distance from
    the estimate is measured in its own error (from the influence of each unit by one less its leverage; Kendall's from
    the units' concordances), so that the interval widens where one unit makes the correlation. Ranks are taken anew in
    each sample.

    References
    ----------
    Hall (1988), Annals of Statistics 16; Efron & Tibshirani (1993), An Introduction to the Bootstrap, 12; MacKinnon &
    White (1985), Journal of Econometrics 29.

    >>> found = bootstrap_r([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5], draws=500, rng=np.random.default_rng(0))
    >>> [round(bound, 1) for bound in found]
    [0.1, 1.0]
    """
    check_confidence(confidence)
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    units = len(x)
    if units < 4 or not draws:
        return np.nan, np.nan
    z, error = (float(part[0]) for part in _z_and_error(x[None], y[None], method))
    if not (np.isfinite(z) and error > 0):
        return np.nan, np.nan
    # A part of the samples at a time: all of them at once would hold draws x units numbers a dozen times.
    part, found = max(_DRAWN_AT_ONCE // units, 1), []
    for first in range(0, draws, part):
        drawn = rng.integers(0, units, size=(min(part, draws - first), units))
        found.append(_z_and_error(x[drawn], y[drawn], method))
    others, errors = (np.concatenate(side) for side in zip(*found, strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.abs(others - z) / errors
    # A sample whose units lie on one line has no error of its own: it is as far away as can be, and not left out.
    away = np.where(np.abs(np.tanh(others)) > 1 - 1e-9, np.inf, away)
    away = np.sort(away[~np.isnan(away)])
    if not len(away):
        return np.nan, np.nan
    half = away[min(int(np.ceil(confidence * len(away))), len(away)) - 1] * error
    if not np.isfinite(half):
        half = normal_quantile(confidence) / np.sqrt(max(units - 3, 1))
    return float(np.tanh(z - half)), float(np.tanh(z + half))


def _z_and_error(a: np.ndarray, b: np.ndarray, method: str) -> tuple[np.ndarray, np.ndarray]:
    """Fisher's z of each sample's correlation and its error, from how much each unit moves it."""
    if method == "spearman":
        from scipy.stats import rankdata

        a, b = rankdata(steady(a), axis=1), rankdata(steady(b), axis=1)
    units = a.shape[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        if method == "kendall":
            r, own = _tau_b(a, b)
            influence = 2 * (own - own.mean(axis=1, keepdims=True))
        else:
            a, b = (part - part.mean(axis=1, keepdims=True) for part in (a, b))
            a, b = (part / np.sqrt((part * part).mean(axis=1, keepdims=True)) for part in (a, b))
            r = (a * b).mean(axis=1)
            influence = a * b - r[:, None] * (a * a + b * b) / 2
            # A unit far out draws the correlation to itself and hides how far it moves it (HC3).
            influence = influence / np.maximum(1 - np.maximum(a * a, b * b) / units, 0.05)
        error = np.sqrt((influence**2).mean(axis=1) / units) / (1 - r * r)
        return np.arctanh(np.clip(r, -1.0, 1.0)), error


def _tau_b(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kendall's tau-b of many samples, and how much each unit agrees with the others, in the measure of tau-b.

    Pairs are counted unit by unit to keep the memory small.
    """
    untied_a, untied_b, own = np.zeros(len(a)), np.zeros(len(a)), np.zeros(a.shape)
    for shift in range(1, a.shape[1]):
        over, beside = np.sign(a[:, shift:] - a[:, :-shift]), np.sign(b[:, shift:] - b[:, :-shift])
        own[:, shift:] += over * beside
        own[:, :-shift] += over * beside
        untied_a += np.abs(over).sum(axis=1)
        untied_b += np.abs(beside).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.sqrt(untied_a * untied_b)[:, None]
        own = own * a.shape[1] / (2 * scale)
    return own.mean(axis=1), own
