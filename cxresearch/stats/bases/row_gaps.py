"""Ratings of rows held against each other: within the same people where they gave both, between people where not.

Who rates his bank and the company that he likes best is his own yardstick: his severity stands in both answers and
falls out of the difference. Where two ratings come from different people nothing falls out, and Welch's test takes
both spreads. A person who answered in several waves pulls once, with all his answers; a few answers take a
pseudo-answer before they are believed, as in every gap.
"""

from typing import NamedTuple

import numpy as np

from cxresearch.inference.intervals import interval_from_error, welch_from_errors
from cxresearch.inference.precision import CarefulMean, Moments, fpc, pseudo_answer, weighted_moments

__all__ = ["PersonPulls", "RowGap", "RowSide", "between", "paired_gap", "pulls_together", "row_side", "unpaired_gap"]


class PersonPulls(NamedTuple):
    """How each person pulls on a mean: ``person``, sorted codes, and ``pull``, of all the answers that he gave."""

    person: np.ndarray
    pull: np.ndarray


class RowSide(NamedTuple):
    """The mean of some rows.

    ``moments``: as answered, the error over persons where some stand in it twice; ``careful``: with the pseudo-answer
    that few answers take, ``df`` of both. ``persons`` behind ``moments.n`` answers, ``pulls`` where they are fewer.
    ``exact``: everybody there is answered.
    """

    moments: Moments
    careful: CarefulMean
    df: float
    persons: float
    pulls: PersonPulls | None
    exact: bool

    def bounds(self, *, confidence: float, low: float = 0.0, high: float = 100.0) -> tuple[float, float]:
        """The interval of the mean, within the ends of its scale; NaN of fewer than two."""
        found = interval_from_error(self.careful.mean, self.careful.std_error, self.df, confidence=confidence)
        return tuple(float(np.clip(bound, low, high)) for bound in (found.low, found.high))


class RowGap(NamedTuple):
    """A difference of two means, a minus b, with Student's bounds; ``n_a, n_b`` answers, the same ones where paired.

    ``tested``: the centre of bounds and tests, a little nearer to zero where answers are few; ``std_error`` is theirs.
    ``persons_a, persons_b``: who gave the answers; ``exact``: both sides are complete counts.
    """

    mean_a: float
    mean_b: float
    estimate: float
    tested: float
    std_error: float
    df: float
    low: float
    high: float
    p_value: float
    n_a: float
    n_b: float
    persons_a: float
    persons_b: float
    exact: bool


def pulls_together(values: np.ndarray, weight: np.ndarray, person: np.ndarray) -> tuple[PersonPulls, float]:
    """How persons pull on the weighted mean of their answers, and the error that follows (Binder 1983)."""
    who, back = np.unique(person, return_inverse=True)
    total = weight.sum()
    pull = np.bincount(back, weight * (values - (weight * values).sum() / total), minlength=len(who)) / total
    m = len(who)
    return PersonPulls(who, pull), float(np.sqrt(m / (m - 1) * (pull**2).sum())) if m > 1 else np.nan


def between(a: PersonPulls | None, b: PersonPulls | None) -> float:
    """The covariance of two means in which some persons stand on both sides."""
    if a is None or b is None:
        return 0.0
    _, one, two = np.intersect1d(a.person, b.person, assume_unique=True, return_indices=True)
    m = len(a.person) + len(b.person) - len(one)
    return float((a.pull[one] * b.pull[two]).sum() * m / (m - 1)) if len(one) else 0.0


def row_side(
    values: np.ndarray, weight: np.ndarray | None = None, person: np.ndarray | None = None, *,
    points: float | None = None, population: float = np.nan,
) -> RowSide:  # fmt: skip
    """The mean of some rows on 0-100, with its error.

    Parameters
    ----------
    values : (rows,) without gaps. `weight` : theirs, or None.
    person : codes of who gave them, where somebody stands in the data more than once, else None.
    points : how many answers the scale has (infinite for a mean of several), for the pseudo-answer; None for none.
    population : how many people there are, NaN where nobody said.

    References
    ----------
    Student (1908), Biometrika 6; weighted and by person Binder (1983), International Statistical Review 51.

    >>> [round(bound) for bound in row_side(np.full(5, 100.0), points=5).bounds(confidence=0.95)]
    [59, 100]
    """
    by = np.ones(len(values)) if weight is None else weight
    found = weighted_moments(values, np.ones(len(values)), by, by**2)
    persons, pulls, df = found.n, None, found.df
    if person is not None and len(values):
        pulls, error = pulls_together(values, by, person)
        persons = float(len(pulls.person))
        found, df = found._replace(std_error=error), np.maximum(persons - 1, 0.0)
    worth = np.fmin(found.n_effective, persons)
    if weight is not None:
        df = np.fmin(df, np.maximum(worth - 1, 0.0))
    unseen = float(fpc(persons, population)) if np.isfinite(population) else 1.0
    found = found._replace(std_error=found.std_error * unseen)
    careful = CarefulMean(found.mean, found.std_error, np.zeros(()))
    if points is not None and found.n > 1:
        commonest = np.bincount(np.unique(values, return_inverse=True)[1], by).max() / by.sum()
        spread = found.variance * (found.n - 1) / found.n
        careful = pseudo_answer(
            found.mean, spread, found.std_error, worth, commonest, points=points, unseen=unseen
        )  # fmt: skip
    return RowSide(found, careful, float(df), float(persons), pulls, unseen == 0)


def paired_gap(
    a: np.ndarray, b: np.ndarray, weight: np.ndarray | None, person: np.ndarray | None = None, *, confidence: float,
    points: float | None = None, population: float = np.nan,
) -> RowGap:  # fmt: skip
    """The mean of each person's own difference, with a one-sample t interval; linearised where weighted.

    Parameters
    ----------
    a, b : arrays on 0-100 of the same people, without gaps. `weight, person` : theirs, or None.
    points : how many answers the scale has, for the pseudo-answer; None for none. `population` : as in `row_side`.

    References
    ----------
    Student (1908), Biometrika 6; weighted Binder (1983), International Statistical Review 51.

    >>> found = paired_gap(np.array([50.0, 60.0, 80.0]), np.array([40.0, 60.0, 50.0]), None, confidence=0.95)
    >>> round(found.estimate, 2), round(found.p_value, 3), found.n_a
    (13.33, 0.27, 3.0)
    """
    # A difference lies on -100 to 100: half of it, moved, is a score that any slider could give.
    side = row_side((a - b) / 2 + 50, weight, person, points=points and np.inf, population=population)
    means = [float(row_side(some, weight).moments.mean) for some in (a, b)]
    tested, error = 2 * (float(side.careful.mean) - 50), 2 * float(side.careful.std_error)
    estimate = 2 * (float(side.moments.mean) - 50)
    counts = (float(side.moments.n),) * 2 + (side.persons,) * 2
    return _gap(means, estimate, tested, error, side.df, counts, side.exact, confidence)


def unpaired_gap(a: RowSide, b: RowSide, *, confidence: float) -> RowGap:
    """The difference of two groups' means, by Welch's test; less what persons on both sides have in common.

    References
    ----------
    Welch (1947), Biometrika 34.
    """
    sides = [float(part) for side in (a, b) for part in (side.careful.mean, side.careful.std_error, side.df)]
    test = welch_from_errors(*sides, confidence=confidence)
    error = np.sqrt(max(float(test.std_error) ** 2 - 2 * between(a.pulls, b.pulls), 0.0))
    means = [float(side.moments.mean) for side in (a, b)]
    counts = (float(a.moments.n), float(b.moments.n), a.persons, b.persons)
    tested = float(a.careful.mean - b.careful.mean)
    return _gap(means, means[0] - means[1], tested, error, float(test.df), counts, a.exact and b.exact, confidence)


def _gap(means, estimate, tested, error, df, counts, exact, confidence: float) -> RowGap:
    test = welch_from_errors(tested, error, df, 0.0, 0.0, np.inf, confidence=confidence)
    low, high = (float(np.clip(bound, -100, 100)) for bound in (test.low, test.high))
    p = float(test.p_value)
    if exact:
        low, high, p = estimate, estimate, float(estimate == 0)
    return RowGap(*means, estimate, tested, error, float(df), low, high, p, *counts, exact)
