"""Whose view is nearest to the customers': leaders', or staff's?

Distances between means are compared in bootstrap draws, because "staff are nearer" on a sample is a
statement about three noisy means at once. A view counts as nearest only where it is in almost all draws.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

__all__ = ["TOO_CLOSE", "nearest_views", "draw_means", "draw_unit_means"]

TOO_CLOSE = "too close to call"
_MANY_ANSWERS = 500


def draw_means(counts: np.ndarray, points: np.ndarray, *, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Bootstrap means of one audience on one question from its counts: the row bootstrap at the price of cells.

    A slider with hundreds of different answers is drawn from the normal distribution of its mean.
    """
    total = int(counts.sum())
    if total < 2:
        return np.full(draws, np.nan)
    share = counts / counts.sum()
    mean = share @ points
    if np.count_nonzero(counts) > _MANY_ANSWERS:
        return rng.normal(mean, np.sqrt(share @ (points - mean) ** 2 / total), size=draws)
    # Shares that add up to a hair over one are refused by the generator.
    return rng.multinomial(total, share / (1 + 1e-12), size=draws) @ points / total


def draw_unit_means(scores: np.ndarray, weights: np.ndarray, *, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Bootstrap means over units, resampling whole units: ``scores`` is (units, audiences)."""
    units = len(scores)
    chosen = rng.multinomial(units, np.full(units, 1 / units), size=draws) * weights
    return chosen @ scores / chosen.sum(axis=1, keepdims=True)


def nearest_views(
    drawn: Mapping[str, np.ndarray],
    means: Mapping[str, np.ndarray],
    audiences: Sequence[str],
    reference: str,
    *,
    confidence: float,
    told_apart: Mapping[str, object],
) -> pd.DataFrame:
    """Judge each question.

    Parameters
    ----------
    drawn : mapping of question to array (draws, audiences)
    means : mapping of question to array (audiences,)
    reference : str
        Whose view is the yardstick.
    told_apart : mapping of question to bool or None
        Whether leaders and staff differ beyond doubt; None where that was not tested.

    Returns
    -------
    DataFrame: ``question, nearest, share_of_draws`` (0-100: of the view that is nearest in most draws),
    ``distance_<audience>`` in points, ``told_apart``.
    """
    if not drawn:
        return pd.DataFrame()
    others = [audience for audience in audiences if audience != reference]
    columns = [audiences.index(audience) for audience in others]
    at = audiences.index(reference)
    rows = []
    for question, draws in drawn.items():
        distance = np.abs(draws[:, columns] - draws[:, [at]])
        usable = np.isfinite(distance).all(axis=1)
        observed = np.abs(means[question][columns] - means[question][at])
        nearest, share = TOO_CLOSE, np.nan
        if usable.any():
            wins = np.bincount(distance[usable].argmin(axis=1), minlength=len(others)) / usable.sum()
            share = 100 * wins.max()
            if wins.max() >= 1 - (1 - confidence) / 2:
                nearest = others[int(wins.argmax())]
        rows.append(
            {
                "question": question,
                "nearest": nearest if usable.any() else "not known",
                "share_of_draws": share,
                **{f"distance_{_safe(audience)}": far for audience, far in zip(others, observed, strict=True)},
                "told_apart": told_apart.get(question),
            }
        )
    return pd.DataFrame(rows)


def _safe(audience: str) -> str:
    return "".join(char if char.isalnum() else "_" for char in audience).lower()
