"""Whose view is nearest to the customers': leaders', or staff's?

"Staff are nearer" is a statement about three noisy means at once: of two views one is nearer where their difference,
and the difference of both together from the customers, have known signs. So each question takes two t tests that must
both hold, adjusted over the questions; how often a view is nearest in bootstrap draws stands beside it.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from cxresearch.inference.intervals import adjust_p
from cxresearch.wording import largest_first, steady, told

__all__ = [
    "NOT_ADJUSTED", "TOO_CLOSE", "draw_means", "draw_unit_means", "drawn_by_people", "drawn_by_units", "is_drawn",
    "nearer_p", "nearest_views", "with_shares",
]  # fmt: skip

TOO_CLOSE = told("too close to call")
# Nearer if it were the only question; not shown among all of them.
NOT_ADJUSTED = told("not shown after adjustment")
NOT_KNOWN = told("not known")
_MANY_ANSWERS = 500


def draw_means(counts: np.ndarray, points: np.ndarray, *, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Bootstrap means of one audience on one question from its counts: the row bootstrap at the price of cells.

    A slider with hundreds of different answers, and a side worth endless answers, is drawn from the normal distribution
    of its mean.
    """
    total = counts.sum()
    if not is_drawn(counts):
        return np.full(draws, np.nan)
    share = counts / counts.sum()
    mean = share @ points
    if np.count_nonzero(counts) > _MANY_ANSWERS or total > 1e9:
        return rng.normal(mean, np.sqrt(share @ (points - mean) ** 2 / total), size=draws)
    # Shares that add up to a hair over one are refused by the generator.
    return rng.multinomial(round(total), share / (1 + 1e-12), size=draws) @ points / round(total)


def is_drawn(counts: np.ndarray) -> bool:
    """Whether an audience has two answers, without which there is nothing to draw from."""
    return round(counts.sum()) >= 2


def drawn_by_people(counted: Mapping[str, tuple], *, draws: int, seed: int) -> dict[str, np.ndarray]:
    """Draws (draws, audiences) of each question from its counts (audiences, answers) and points, all of one seed."""
    rng = np.random.default_rng(seed)
    return {
        question: np.column_stack([draw_means(row, points, draws=draws, rng=rng) for row in rows])
        for question, (rows, points) in counted.items()
    }


def drawn_by_units(counted: Mapping[str, tuple], *, draws: int, seed: int) -> dict[str, np.ndarray]:
    """The same of each question from the scores of its units and their weights."""
    rng = np.random.default_rng(seed)
    return {
        question: draw_unit_means(scores, weights, draws=draws, rng=rng)
        for question, (scores, weights) in counted.items()
    }


def draw_unit_means(scores: np.ndarray, weights: np.ndarray, *, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Bootstrap means over units, resampling whole units: ``scores`` is (units, audiences)."""
    units = len(scores)
    chosen = rng.multinomial(units, np.full(units, 1 / units), size=draws) * weights
    return chosen @ scores / chosen.sum(axis=1, keepdims=True)


def nearer_p(difference: tuple[float, float, float], together: tuple[float, float, float]) -> float:
    """Two-sided p that one of two views is nearer to a third.

    Parameters
    ----------
    difference : of the two views, (value, standard error, degrees of freedom).
    together : both views added up, minus twice the third, likewise.

    References
    ----------
    Berger (1982), Technometrics 24, intersection-union tests: both parts must hold, so the larger p counts.

    >>> round(nearer_p((8.0, 2.0, 100.0), (-6.0, 2.0, 100.0)), 4)
    0.0034
    """
    from scipy.special import stdtr

    ps = []
    for value, error, df in (difference, together):
        if error == 0:
            ps.append(float(value == 0))
        else:
            ps.append(float(2 * stdtr(df, -abs(value) / error)) if df > 0 and error > 0 else np.nan)
    return float(np.max(ps))


def nearest_views(
    drawn: Mapping[str, bool],
    means: Mapping[str, np.ndarray],
    p_values: Mapping[str, Mapping[tuple[str, str], float]],
    audiences: Sequence[str],
    reference: str,
    *,
    confidence: float,
    adjust: str,
    told_apart: Mapping[str, object],
) -> pd.DataFrame:
    """Judge each question.

    Parameters
    ----------
    drawn : mapping of question to bool
        Whether all of its audiences have answers enough.
    means : mapping of question to array (audiences,)
    p_values : mapping of question to the p of each pair of the other audiences, as `nearer_p` gives it
    reference : str
        Whose view is the yardstick.
    told_apart : mapping of question to bool or None
        Whether leaders and staff differ beyond doubt; None where that was not tested.

    Returns
    -------
    DataFrame: ``question, nearest`` (an audience, "too close to call", "not shown after adjustment", "not known"),
    ``distance_<audience>`` in points, ``p_value, p_adjusted`` (over the questions), ``told_apart``.
    """
    if not drawn:
        return pd.DataFrame()
    others = [audience for audience in audiences if audience != reference]
    columns = [audiences.index(audience) for audience in others]
    at = audiences.index(reference)
    rows = []
    for question, answered in drawn.items():
        observed = np.abs(means[question][columns] - means[question][at])
        first, p = None, np.nan
        if answered:
            first = others[largest_first(-observed, others)[0]]
            found = [p for pair, p in p_values.get(question, {}).items() if first in pair]
            p = max(found) if found and np.isfinite(found).all() else np.nan
        rows.append(
            {
                "question": question,
                "nearest": first,
                **{f"distance_{_safe(audience)}": far for audience, far in zip(others, observed, strict=True)},
                "p_value": p,
                "told_apart": told_apart.get(question),
            }
        )
    table = pd.DataFrame(rows)
    table.insert(list(table).index("p_value") + 1, "p_adjusted", adjust_p(table.p_value, method=adjust))
    alpha = 1 - confidence
    table["nearest"] = [
        NOT_KNOWN if row.nearest is None
        else row.nearest if row.p_adjusted < alpha
        else NOT_ADJUSTED if row.p_value < alpha
        else TOO_CLOSE
        for row in table.itertuples()
    ]  # fmt: skip
    return table


def with_shares(
    table: pd.DataFrame, draw: Callable[[], Mapping[str, np.ndarray]], audiences: Sequence[str], reference: str
) -> pd.DataFrame:
    """The table with ``share_of_draws`` (0-100): of the view that is nearest in most draws."""
    drawn, at = draw(), audiences.index(reference)
    columns = [place for place in range(len(audiences)) if place != at]
    shares = []
    for question in table.question:
        draws = drawn[question]
        distance = steady(np.abs(draws[:, columns] - draws[:, [at]]))
        usable = np.isfinite(distance).all(axis=1)
        wins = np.bincount(distance[usable].argmin(axis=1), minlength=len(columns))
        shares.append(100 * (wins / usable.sum()).max() if usable.any() else np.nan)
    table = table.copy()
    table.insert(list(table).index("nearest") + 1, "share_of_draws", shares)
    return table


def _safe(audience: str) -> str:
    return "".join(char if char.isalnum() else "_" for char in audience).lower()
