"""Six intraclass correlations of a full table: every target rated by the same number of judges.

Which of the six fits depends on two questions. Are the judges always the same people, and if so, are they all there
are? And is one judge's rating used, or the average of all? Shrout and Fleiss gave each answer its own coefficient.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cxresearch.errors import OptionError
from cxresearch.inference.intervals import check_confidence
from cxresearch.stats.linkage.components import spearman_brown
from cxresearch.wording import say, told

__all__ = ["intraclass_correlations"]

_WHO = {
    "ICC(1,1)": told("one rating, each target by other judges"),
    "ICC(2,1)": told("one rating, the same judges, a sample of judges"),
    "ICC(3,1)": told("one rating, the same judges, all there are"),
    "ICC(1,k)": told("mean of k ratings, each target by other judges"),
    "ICC(2,k)": told("mean of k ratings, the same judges, a sample of judges"),
    "ICC(3,k)": told("mean of k ratings, the same judges, all there are"),
}


def intraclass_correlations(ratings: ArrayLike, *, confidence: float = 0.95) -> pd.DataFrame:
    """The six forms with their F tests and intervals.

    Parameters
    ----------
    ratings : shape (targets, judges), at least 2 by 2, without gaps.
    confidence : level of the intervals.

    Returns
    -------
    DataFrame with a row a form: ``form, who, estimate, ci_low, ci_high, f, df_1, df_2, p_value``.

    Raises
    ------
    OptionError
        If the table has gaps or fewer than two targets or judges.

    References
    ----------
    Shrout & Fleiss (1979), Psychological Bulletin 86, 420-428.

    >>> table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> intraclass_correlations(table).estimate.round(4).tolist()
    [0.1657, 0.2898, 0.7148, 0.4428, 0.6201, 0.9093]
    """
    from scipy.special import fdtrc

    tail = (1 - check_confidence(confidence)) / 2
    table = np.asarray(ratings, dtype=float)
    if table.ndim != 2 or min(table.shape) < 2 or not np.isfinite(table).all():
        raise OptionError(say(
            "ratings must be a full table of at least two targets (rows) by two judges (columns), without gaps."
        ))  # fmt: skip
    n, k = table.shape
    grand = table.mean()
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    targets = k * ((rows - grand) ** 2).sum() / (n - 1)
    judges = n * ((columns - grand) ** 2).sum() / (k - 1)
    within = ((table - rows[:, None]) ** 2).sum() / (n * (k - 1))
    error = ((table - rows[:, None] - columns + grand) ** 2).sum() / ((n - 1) * (k - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        single = [
            (targets - within) / (targets + (k - 1) * within),
            (targets - error) / (targets + (k - 1) * error + k * (judges - error) / n),
            (targets - error) / (targets + (k - 1) * error),
        ]
        bounds = [
            _f_bounds(targets / within, n - 1, n * (k - 1), k, tail),
            _sampled_judges(targets, judges, error, single[1], n, k, tail),
            _f_bounds(targets / error, n - 1, (n - 1) * (k - 1), k, tail),
        ]
        f = [targets / within, targets / error, targets / error]
    df_2 = [n * (k - 1), (n - 1) * (k - 1), (n - 1) * (k - 1)]
    parts = []
    for size in (1, k):
        for at in range(3):
            low, high = bounds[at]
            parts.append(
                (*(float(spearman_brown(value, size)) for value in (single[at], low, high)), f[at], n - 1, df_2[at],
                 float(fdtrc(n - 1, df_2[at], f[at])))
            )  # fmt: skip
    found = pd.DataFrame(parts, columns=["estimate", "ci_low", "ci_high", "f", "df_1", "df_2", "p_value"])
    found.insert(0, "form", list(_WHO))
    found.insert(1, "who", list(map(say, _WHO.values())))
    return found


def _f_bounds(f: float, df_1: float, df_2: float, k: int, tail: float) -> tuple[float, float]:
    from scipy.special import fdtri

    low, high = f / fdtri(df_1, df_2, 1 - tail), f * fdtri(df_2, df_1, 1 - tail)
    return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


def _sampled_judges(targets, judges, error, icc, n: int, k: int, tail: float) -> tuple[float, float]:
    """Bounds where judges are a sample: Satterthwaite's degrees of freedom for the judges' share of the error."""
    from scipy.special import fdtri

    ratio = judges / error
    own = n * (1 + (k - 1) * icc) - k * icc
    top = (k - 1) * (n - 1) * (k * icc * ratio + own) ** 2
    df = top / ((n - 1) * k**2 * icc**2 * ratio**2 + own**2)
    upper, lower = fdtri(n - 1, df, 1 - tail), fdtri(df, n - 1, 1 - tail)
    noise = k * judges + (k * n - k - n) * error
    return n * (targets - upper * error) / (upper * noise + n * targets), n * (lower * targets - error) / (
        noise + n * lower * targets
    )
