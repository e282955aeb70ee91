"""The three-way verdict on a gap: aligned, gap, or not enough data.

"No significant difference" never means "aligned": that must be shown by two one-sided tests inside a
margin. And a gap that is real but smaller than the margin is still aligned, because it does not matter.
"""

import numpy as np

from cxresearch.inference.intervals import adjust_p, equivalence, smallest_margin

__all__ = ["ALIGNED", "GAP", "HIDDEN", "UNDECIDED", "judged"]

ALIGNED, GAP, UNDECIDED, HIDDEN = "aligned", "gap", "not enough data", "hidden"


def judged(
    estimate, std_error, df, p_value, *, margin: float, confidence: float, adjust: str, hidden=None
) -> dict[str, np.ndarray]:
    """Adjust over the whole table and judge each row.

    Parameters
    ----------
    estimate, std_error, df, p_value : arrays
        Gaps in points with Welch's quantities.
    margin : float
        The largest gap, in points, that would not matter.
    hidden : array of bool, optional
        Rows that are not reported and so do not count in the family of tests.

    Returns
    -------
    dict of arrays: ``p_adjusted, p_equivalence, p_equivalence_adjusted, smallest_margin, verdict``.
    ``smallest_margin`` is what these answers could have shown, had the observed gap been exactly zero.

    References
    ----------
    Schuirmann (1987); Lakens (2017), equivalence tests; Holm (1979); Benjamini & Hochberg (1995).
    """
    reported = np.ones(np.shape(estimate), dtype=bool) if hidden is None else ~np.asarray(hidden)
    within = equivalence(estimate, std_error, df, margin=margin).p_value
    within, p_value = np.where(reported, within, np.nan), np.where(reported, p_value, np.nan)
    adjusted, within_adjusted = adjust_p(p_value, method=adjust), adjust_p(within, method=adjust)
    alpha = 1 - confidence
    with np.errstate(invalid="ignore"):
        verdict = np.select([~reported, within_adjusted < alpha, adjusted < alpha], [HIDDEN, ALIGNED, GAP], UNDECIDED)
    return {
        "p_adjusted": adjusted,
        "p_equivalence": within,
        "p_equivalence_adjusted": within_adjusted,
        "smallest_margin": smallest_margin(std_error, df, confidence=confidence),
        "verdict": verdict.astype(object),
    }
