"""Proportional odds by Newton's method, on answers counted once or on rows that pass by.

Every distinct combination of answers enters once with its count, so the fit costs combinations and not people, and
counts and weights come for free. Where there are too many combinations to hold, the rows pass by again at each step,
and only sums stay: of a row nothing is needed but its terms' products, by answer. Several models are fitted in the same
passes. The likelihood, estimates and errors are those of R's `MASS::polr` and `ordinal::clm`, and of statsmodels'
`OrderedModel`, which has no weights.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.inference.co_moments import CoMoments, co_moments
from cxresearch.wording import say, told

__all__ = ["Answered", "Cumulative", "fit_cumulative", "fit_passing"]

_STEPS = 60
_ENDLESS = 20.0
_CHUNK = 1 << 14
# What a full step may still gain in log likelihood, as a share of it: Newton's steps square the distance that is left.
_GAIN = 1e-19
_NO_FIT = told(
    "The model has no best fit: some answers to the drivers go with one answer to the outcome without exception. Leave "
    "out the driver, or join rare answers."
)


class Answered(NamedTuple):
    """Rows or combinations: ``answer`` (rows,) from 0 on, ``x`` (rows, terms), ``count`` people or weights, ``square``
    sums of squared weights.
    """

    answer: np.ndarray
    x: np.ndarray
    count: np.ndarray
    square: np.ndarray


@dataclass(frozen=True, eq=False)
class Cumulative:
    """A fitted model: thresholds first, then slopes (and threshold-specific slopes last, where asked for).

    ``covariance`` from the curvature; ``meat`` the summed squares of people's own gradients.
    """

    thresholds: np.ndarray
    slopes: np.ndarray
    covariance: np.ndarray
    meat: np.ndarray
    log_likelihood: float
    null_log_likelihood: float
    maps: np.ndarray

    @cached_property
    def robust(self) -> np.ndarray:
        """The sandwich for weights that are not counts."""
        return self.covariance @ self.meat @ self.covariance

    def scores(self, answer: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Each row's gradient for one person, (rows, thresholds + slopes); sandwiches over units are made of them."""
        theta = np.r_[self.thresholds, self.slopes]
        found = np.zeros((len(answer), len(theta)))
        for rows, at, z in _by_answer(answer, x):
            pull = _pull(theta, self.maps, at, z)
            for part, cut in ((pull.up, at), (pull.down, at - 1)):
                if part is not None:
                    found[rows] += part[:, None] * (z @ self.maps[cut].T)
        return found


def fit_cumulative(
    answer: np.ndarray, x: np.ndarray, count: np.ndarray, *, answers: int, square: np.ndarray | None = None
) -> Cumulative:
    """Fit logit P(Y <= k) = threshold_k - x slope to arrays.

    Parameters
    ----------
    answer : (cells,), 0 to answers - 1, each occurring. `x` : (cells, terms). `count` : (cells,), people or weights.
    answers : how many answers there are. `square` : (cells,), sums of squared weights for the sandwich.

    Raises
    ------
    OptionError
        If some answers are predicted without fail, so that no finite slope fits best, or all answers are the same.

    References
    ----------
    McCullagh (1980), JRSS B 42, 109-142.
    """
    kept = np.asarray(count) > 0
    count = np.asarray(count, dtype=float)[kept]
    square = count if square is None else np.asarray(square, dtype=float)[kept]
    cells = Answered(np.asarray(answer)[kept], np.asarray(x, dtype=float)[kept], count, square)
    (fit,) = fit_passing(lambda: [cells], answers=answers)
    return _best(fit)


def fit_passing(
    passing: Callable[[], Iterable[Answered]], *, answers: int, free: Sequence[tuple[int, ...]] = ()
) -> list[Cumulative | None]:
    """Fit the model with one slope a term, and models in which some terms' slopes differ by threshold.

    Parameters
    ----------
    passing : makes a new pass over the rows; called once a step, for all models together.
    answers : how many answers there are, each of which occurs.
    free : for each further model the columns of x whose slope may differ by threshold. These extra slopes come last,
        one a further threshold.

    Returns
    -------
    The models, that with one slope a term first; None for one that has no best fit. The first never is: it raises.

    Raises
    ------
    OptionError
        As in `fit_cumulative`.
    """
    if answers < 2:
        raise OptionError(say("All gave the same answer: no odds can be told of a higher one."))
    shares, sums = np.zeros(answers), None
    for part in passing():
        shares += np.bincount(part.answer, weights=part.count, minlength=answers)
        mine = co_moments(part.x, weight=part.count)
        sums = mine if sums is None else sums + mine
    null = float((shares * np.log(shares / shares.sum())).sum())
    below = np.cumsum(shares)[:-1] / shares.sum()
    cuts, terms = answers - 1, len(sums.mean)
    start = np.zeros(cuts + terms)
    start[:cuts] = np.log(below / (1 - below))
    plain = _fitted(passing, [_maps(cuts, terms, ())], [start], null, sums)[0]
    _best(plain)
    if not free:
        return [plain]
    theta = np.r_[plain.thresholds, plain.slopes]
    maps = [_maps(cuts, terms, columns) for columns in free]
    starts = [np.r_[theta, np.zeros(each.shape[1] - len(theta))] for each in maps]
    return [plain, *_fitted(passing, maps, starts, null, sums)]


def _best(fit: Cumulative | None) -> Cumulative:
    if fit is None:
        raise OptionError(say(_NO_FIT))
    return fit


def _maps(cuts: int, terms: int, free: tuple[int, ...]) -> np.ndarray:
    """How (1, x) enters the linear predictor of each cut: (cuts, parameters, 1 + terms)."""
    maps = np.zeros((cuts, cuts + terms + len(free) * (cuts - 1), 1 + terms))
    for cut in range(cuts):
        maps[cut, cut, 0] = 1.0
        maps[cut, cuts : cuts + terms, 1:] = -np.eye(terms)
        for at, column in enumerate(free):
            if cut:
                maps[cut, cuts + terms + at * (cuts - 1) + cut - 1, 1 + column] = -1.0
    return maps


# -- Newton's steps, for several models in the same passes ---------------------------------------


class _Slope(NamedTuple):
    value: float
    score: np.ndarray
    curve: np.ndarray
    meat: np.ndarray


def _fitted(passing, maps: list[np.ndarray], starts: list[np.ndarray], null: float, sums: CoMoments) -> list:
    """Models fitted side by side; None for one without a best fit."""
    cuts, spread = len(maps[0]), np.sqrt(np.maximum(np.diag(sums.away), 0.0) / sums.total)
    walks = [_newton(start, cuts, spread) for start in starts]
    found: list = [None] * len(maps)
    asked = {at: next(walk) for at, walk in enumerate(walks)}
    while asked:
        slopes = _derivatives(asked, maps, passing())
        for at in list(asked):
            try:
                asked[at] = walks[at].send(slopes[at])
            except StopIteration as end:
                del asked[at]
                if end.value is not None:
                    theta, slope, covariance = end.value
                    value = float(slope.value)
                    found[at] = Cumulative(theta[:cuts], theta[cuts:], covariance, slope.meat, value, null, maps[at])
    return found


def _newton(theta: np.ndarray, cuts: int, spread: np.ndarray) -> Generator:
    """Asks for the derivatives at one place after the other; returns the best place, what is there, the covariance."""
    here = yield theta
    for _ in range(_STEPS):
        try:
            step = np.linalg.solve(here.curve, here.score)
        except np.linalg.LinAlgError:
            return None
        if here.score @ step < _GAIN * (1 + abs(here.value)):
            try:
                return theta, here, np.linalg.inv(here.curve)
            except np.linalg.LinAlgError:
                return None
        scale = 1.0
        while True:
            ahead = yield theta + scale * step
            if np.isfinite(ahead.value) and ahead.value >= here.value - 1e-12 * (1 + abs(here.value)):
                break
            scale /= 2
            if scale < 1e-6:
                return None
        theta, here = theta + scale * step, ahead
        if np.abs(theta[cuts : cuts + len(spread)] * spread).max(initial=0) > _ENDLESS:
            return None
    return None


def _derivatives(places: dict[int, np.ndarray], maps: list[np.ndarray], parts: Iterable[Answered]) -> dict[int, _Slope]:
    """Log likelihood, its gradient, minus its second derivatives, and the gradients' squares, at a place a model."""
    found = {}
    for at, theta in places.items():
        size = len(theta)
        found[at] = [0.0, np.zeros(size), np.zeros((size, size)), np.zeros((size, size))]
    for part in parts:
        for rows, answer, z in _by_answer(part.answer, part.x):
            for at, theta in places.items():
                if np.isfinite(found[at][0]):
                    _add(found[at], theta, maps[at], answer, z, part.count[rows], part.square[rows])
    return {at: _Slope(*sums) for at, sums in found.items()}


def _add(found: list, theta, maps, answer: int, z, count, square) -> None:
    """What rows of one answer add; each touches the cut above it and the one below."""
    pull = _pull(theta, maps, answer, z)
    if pull is None:
        found[0] = -np.inf
        return
    found[0] += float(count @ np.log(pull.chance))
    up = None if pull.up is None else maps[answer]
    down = None if pull.down is None else maps[answer - 1]
    for own, bent, here in ((pull.up, pull.bent_up, up), (pull.down, pull.bent_down, down)):
        if own is not None:
            found[1] += here @ ((count * own) @ z)
            found[2] += here @ _products(z, count * (own * own - bent)) @ here.T
            found[3] += here @ _products(z, square * own * own) @ here.T
    if up is not None and down is not None:
        both = pull.up * pull.down
        for at, by in ((2, count), (3, square)):
            across = up @ _products(z, by * both) @ down.T
            found[at] += across + across.T


def _products(z: np.ndarray, by: np.ndarray) -> np.ndarray:
    return (z * by[:, None]).T @ z


def _by_answer(answer: np.ndarray, x: np.ndarray) -> Iterator[tuple[np.ndarray, int, np.ndarray]]:
    """Places of rows with one answer, the answer, and their (1, x), few enough at a time that little is held."""
    order = np.argsort(answer, kind="stable")
    ends = np.flatnonzero(np.diff(answer[order])) + 1
    for rows in np.split(order, ends) if len(order) else ():
        for first in range(0, len(rows), _CHUNK):
            some = rows[first : first + _CHUNK]
            yield some, int(answer[some[0]]), np.column_stack([np.ones(len(some)), x[some]])


class _Pull(NamedTuple):
    """Chances of rows with one answer, and how the log of each moves with the cut above and the cut below."""

    chance: np.ndarray
    up: np.ndarray | None
    down: np.ndarray | None
    bent_up: np.ndarray | None
    bent_down: np.ndarray | None


def _pull(theta: np.ndarray, maps: np.ndarray, answer: int, z: np.ndarray) -> _Pull | None:
    """None where the cuts of some row are out of order."""
    from scipy.special import expit

    up = down = bent_up = bent_down = None
    chance = width = np.ones(len(z))
    if 0 < answer < len(maps):
        lower, upper = (z @ (maps[cut].T @ theta) for cut in (answer - 1, answer))
        if (upper <= lower).any():
            return None
        # F(upper) - F(lower) = F(upper) (1 - F(lower)) width: no digit is lost where both are near 0 or near 1.
        width = -np.expm1(lower - upper)
    elif answer:
        lower = z @ (maps[answer - 1].T @ theta)
    else:
        upper = z @ (maps[answer].T @ theta)
    if answer < len(maps):
        high, over = expit(upper), expit(-upper)
        chance, up = chance * high, over / width
    if answer:
        low, under = expit(-lower), expit(lower)
        chance, down = chance * low, -under / width
    if up is not None and down is not None:
        up, down = up / low, down / high
    if up is not None:
        bent_up = up * (over - high)
    if down is not None:
        bent_down = down * (low - under)
    return _Pull(np.maximum(chance * width, 1e-300), up, down, bent_up, bent_down)
