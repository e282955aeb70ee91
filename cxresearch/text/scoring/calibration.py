"""From what a scorer sees to three probabilities: negative, neutral, positive.

A scorer that was taught on praise and blame alone gives every comment a side. How near to the middle a comment must lie
to be called neutral, how much it counts that it looks like a statement without a side, that praise and blame stand
side by side in it, that it asks, and what the question asked for: none of it is guessed here. It is fitted on comments
that people called negative, neutral and positive, and of which the scorer had seen no set, so that the probabilities
hold on comments from a trade that nobody learned from. What error remains is said with each chart.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cxresearch.text.reading.question_kind import IMPROVE, KINDS, OPEN, PRAISE, WHY

__all__ = [
    "NONE_FEATURES", "SEEN", "SHORT", "SIDE_FEATURES", "Calibration", "fit_calibration", "none_features",
    "side_features",
]  # fmt: skip

# What a scorer tells of each comment: its side; how much it looks like a statement without one; praise and blame side
# by side; whether it has three words at most; whether it asks; whether its few words hold nothing that tells a side.
SEEN = ("lean", "flat", "both", "short", "asks", "bare")
SHORT = 3
# Of the two curves: the side, and taking none.
SIDE_FEATURES, NONE_FEATURES = 2 + 6, 7 + 6


class Calibration(NamedTuple):
    """``side`` and ``none``: the weights of two logistic curves, over `side_features` and `none_features`; ``prior``:
    the shares of negative, neutral and positive that they were fitted on, a row for each of `question_kind.KINDS`."""

    side: np.ndarray
    none: np.ndarray
    prior: np.ndarray

    def shares(self, seen: np.ndarray, kind: str = OPEN) -> np.ndarray:
        """Probabilities of negative, neutral, positive: array (n, 3) whose rows add up to 1; ``seen`` as `SEEN`."""
        kinds = [kind] * len(seen)
        positive = _logistic(side_features(seen, kinds) @ self.side)
        neutral = _logistic(none_features(seen, kinds) @ self.none)
        return np.column_stack([(1 - neutral) * (1 - positive), neutral, (1 - neutral) * positive])

    def prior_of(self, kind: str = OPEN) -> np.ndarray:
        """The shares that probabilities under this kind of question were calibrated on."""
        return self.prior[KINDS.index(kind)]


def side_features(seen: np.ndarray, kinds: Sequence[str]) -> np.ndarray:
    """What tells the side: the lean, and what the question asked for, which counts for more where little was said."""
    seen = np.asarray(seen, dtype=float).reshape(-1, len(SEEN))
    return np.column_stack([np.ones(len(seen)), seen[:, 0], _asked_for(seen[:, 3], kinds)])


def none_features(seen: np.ndarray, kinds: Sequence[str]) -> np.ndarray:
    """What tells that no side is taken."""
    lean, flat, both, short, asks, _ = np.asarray(seen, dtype=float).reshape(-1, len(SEEN)).T
    away = np.abs(lean)
    told = [np.ones(len(lean)), away, np.minimum(away, 1.0), flat, both, short, asks]
    return np.column_stack([*told, _asked_for(short, kinds)])


def _asked_for(short: np.ndarray, kinds: Sequence[str]) -> np.ndarray:
    kind = np.asarray(kinds, dtype=object)
    told = [(kind == name).astype(float) for name in (PRAISE, IMPROVE, WHY)]
    return np.column_stack([*told, *(short * one for one in told)]).reshape(len(short), 6)


def fit_calibration(
    seen: np.ndarray, kinds: Sequence[str], classes: np.ndarray, weight: np.ndarray | None = None
) -> Calibration:
    """Fit on comments that people have judged: two logistic curves.

    Parameters
    ----------
    seen : array (n, len(SEEN))
        From a scorer that has seen no comment of the same set.
    kinds : list of str
        What each comment's question asked for.
    classes : array (n,) of int
        0 negative, 1 neutral, 2 positive.
    weight : array (n,), optional
    """
    kind, y = np.asarray(kinds, dtype=object), np.asarray(classes, dtype=int)
    weight = np.ones(len(y)) if weight is None else np.asarray(weight, dtype=float)
    sided = y != 1
    # Where nothing was asked for in particular, neither side is supposed to be the more frequent one.
    even = weight.copy()
    plain = sided & (kind == OPEN)
    for side in (0, 2):
        total = weight[plain & (y == side)].sum()
        even[plain & (y == side)] *= weight[plain].sum() / (2 * total) if total else 1.0
    side = _logit(side_features(seen, kinds)[sided], y[sided] == 2, even[sided], 2)
    none = _logit(none_features(seen, kinds), y == 1, weight, 7)
    found = Calibration(side, none, np.zeros((len(KINDS), 3)))
    prior = []
    for name in KINDS:
        asked = kind == name if (weight * (kind == name)).sum() > 0 else np.ones(len(y), dtype=bool)
        prior.append(np.average(found.shares(np.asarray(seen)[asked], name), axis=0, weights=even[asked]))
    return found._replace(prior=np.array(prior))


def _logit(x: np.ndarray, y: np.ndarray, weight: np.ndarray, free: int) -> np.ndarray:
    """A logistic curve by Newton's method; what a kind of question changes (all after the ``free`` columns) is known
    from few sets, so it is held back a little."""
    y = np.asarray(y, dtype=float)
    held = np.repeat([0.01, 1.0], [free, x.shape[1] - free])
    b = np.zeros(x.shape[1])
    for _ in range(100):
        p = _logistic(x @ b)
        gradient = x.T @ (weight * (y - p)) - held * b
        curve = (x * (weight * np.maximum(p * (1 - p), 1e-6))[:, None]).T @ x + np.diag(held)
        step = np.linalg.solve(curve, gradient)
        b = b + step * min(1.0, 2.0 / max(np.abs(step).max(), 1e-12))
        if np.abs(step).max() < 1e-9:
            break
    return b


def _logistic(value: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(value, -40, 40)))
