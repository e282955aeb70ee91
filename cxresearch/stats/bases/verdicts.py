"""The three-way verdict on a gap: aligned, gap, or not enough data.

"No significant difference" never means "aligned": that must be shown by two one-sided tests inside a
margin. And a gap that is real but smaller than the margin is still aligned, because it does not matter.
"""

import numpy as np
import pandas as pd

from cxresearch.inference.intervals import adjust_p, equivalence, fpc, smallest_margin, t_quantile
from cxresearch.wording import told

__all__ = ["ALIGNED", "GAP", "HIDDEN", "UNDECIDED", "detectable_gap", "judged", "judged_rows", "more_needed"]

ALIGNED, GAP, UNDECIDED, HIDDEN = told("aligned"), told("gap"), told("not enough data"), told("hidden")
_MOST_MORE = 2000


def judged(
    estimate, std_error, df, p_value, *, margin: float, confidence: float, adjust: str, hidden=None, tested=None,
    exact=None,
) -> dict[str, np.ndarray]:  # fmt: skip
    """Adjust over the whole table and judge each row.

    Parameters
    ----------
    estimate, std_error, df, p_value : arrays
        Gaps in points with the quantities of their t tests.
    margin : float
        The largest gap, in points, that would not matter.
    hidden : array of bool, optional
        Rows that are not reported and so do not count in the family of tests.
    tested : array, optional
        The centre of the tests, where it is not the estimate itself.
    exact : array of bool, optional
        Rows without sampling error: everybody was asked on both sides.

    Returns
    -------
    dict of arrays: ``p_adjusted, p_equivalence, p_equivalence_adjusted, smallest_margin, verdict``.
    ``smallest_margin`` is the margin inside which a gap of exactly zero would have been ``aligned`` in this table, at
    the adjusted level.

    References
    ----------
    Schuirmann (1987); Lakens (2017), equivalence tests; Holm (1979); Benjamini & Hochberg (1995).
    """
    estimate, std_error = np.asarray(estimate, dtype=float), np.asarray(std_error, dtype=float)
    centre = estimate if tested is None else np.asarray(tested, dtype=float)
    sure = np.zeros(estimate.shape, dtype=bool) if exact is None else np.asarray(exact, dtype=bool)
    reported = np.ones(estimate.shape, dtype=bool) if hidden is None else ~np.asarray(hidden)
    within = equivalence(centre, std_error, df, margin=margin).p_value
    within = np.where(sure, np.where(np.abs(estimate) < margin, 0.0, 1.0), within)
    within, p_value = np.where(reported, within, np.nan), np.where(reported, p_value, np.nan)
    adjusted, within_adjusted = adjust_p(p_value, method=adjust), adjust_p(within, method=adjust)
    alpha = 1 - confidence
    with np.errstate(invalid="ignore"):
        verdict = np.select([~reported, within_adjusted < alpha, adjusted < alpha], [HIDDEN, ALIGNED, GAP], UNDECIDED)
        narrow = smallest_margin(std_error, df, confidence=1 - _row_alpha(within, alpha, adjust))
        narrow = np.where(sure, 0.0, narrow + np.abs(centre - estimate))
    return {
        "p_adjusted": adjusted,
        "p_equivalence": within,
        "p_equivalence_adjusted": within_adjusted,
        "smallest_margin": narrow,
        "verdict": verdict.astype(object),
    }


def judged_rows(table: pd.DataFrame, *, margin: float, confidence: float, adjust: str, hidden=None) -> pd.DataFrame:
    """A table of gaps with the columns of :func:`judged` behind its own.

    Where it has columns ``careful_error``, ``tested`` and ``exact``, they stand for the error, the centre and the
    certainty of the tests.
    """
    columns = judged(
        table.estimate, table.get("careful_error", table.std_error), table.df, table.p_value, margin=margin,
        confidence=confidence, adjust=adjust, hidden=hidden, tested=table.get("tested"), exact=table.get("exact"),
    )  # fmt: skip
    return table.assign(**columns)


def _row_alpha(p_values: np.ndarray, alpha: float, adjust: str) -> float:
    """The level that is enough for one row of the table, whatever the other rows say."""
    return alpha if adjust == "none" else alpha / max(int(np.isfinite(p_values).sum()), 1)


def detectable_gap(std_error, df, p_values, *, confidence: float, adjust: str) -> np.ndarray:
    """The smallest observed gap that would be called one in this table.

    >>> round(float(detectable_gap([5.0], [60.0], [0.2], confidence=0.95, adjust="holm")[0]), 1)
    10.0
    """
    alpha = _row_alpha(np.asarray(p_values, dtype=float), 1 - confidence, adjust)
    return t_quantile(1 - alpha, df) * np.asarray(std_error, dtype=float)


def more_needed(
    estimate: float, error_a: float, n_a: float, people_a: float, error_b: float, *, margin: float, alpha: float
) -> float:
    """How many more people of side a would settle a row, did they answer as those did who answered.

    Parameters
    ----------
    estimate : the gap in points. `error_a`, `error_b` : standard errors of the sides as they are now.
    n_a, people_a : how many answered, and how many there are.
    alpha : level of one row; two-sided for a gap, one-sided for alignment.

    Returns
    -------
    float : 1 or more; infinite where even all would not settle it; NaN where it cannot be told.

    >>> more_needed(2.0, 3.2, 40, 90, 1.0, margin=10.0, alpha=0.05 / 12)
    8.0
    >>> more_needed(9.0, 4.0, 40, 90, 4.0, margin=10.0, alpha=0.05 / 12)
    inf
    """
    left = float(people_a - n_a)
    now = float(fpc(n_a, people_a))
    if not (np.isfinite(left) and left >= 1 and now > 0 and n_a > 1 and np.isfinite(error_a + error_b)):
        return np.nan
    more = np.unique(np.linspace(1, left, min(int(left), _MOST_MORE)).round())
    single = (error_a / now) ** 2 * n_a
    error = np.sqrt(single / (n_a + more) * fpc(n_a + more, people_a) ** 2 + error_b**2)
    df = n_a + more - 1
    gap = abs(estimate) > t_quantile(1 - alpha, df) * error
    inside = margin - abs(estimate) > t_quantile(1 - 2 * alpha, df) * error
    enough = np.flatnonzero(gap | inside)
    return float(more[enough[0]]) if len(enough) else np.inf
