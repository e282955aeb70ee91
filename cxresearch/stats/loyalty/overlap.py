"""Two waves of which some people answered both: how the two figures go together, and what that leaves of the error.

A person who answered twice carries the same liking and grumbling into both waves. The difference of two figures is then
better known than if everybody were new: its variance is the sum of the two less twice their covariance, which comes
from the people in both. Nobody in both is two independent samples, everybody in both is a paired test, and all between
is covered too.
"""

from typing import NamedTuple

import numpy as np

from cxresearch.inference.intervals import Difference, agreeing_p, normal_quantile, t_quantile, two_shares_p, wilson
from cxresearch.stats.bases.calibrated import raked_covariance
from cxresearch.stats.bases.counts import Counted
from cxresearch.stats.bases.persons import each_one, group_of_rows, people_crossed, people_of_rows, weights_of_rows

__all__ = [
    "Crossed",
    "Linked",
    "linked_people",
    "mean_change",
    "raked_waves",
    "score_change",
    "share_change",
    "together",
]


class Linked(NamedTuple):
    """Rows with a usable answer: ``group`` (place in ``found.groups``), ``person``, ``pull`` on the group's figure."""

    group: np.ndarray
    person: np.ndarray
    pull: np.ndarray


class Crossed(NamedTuple):
    """The same of rows that stay on their engine: sums of products of pulls, and people, by pair of groups."""

    products: np.ndarray
    both: np.ndarray


class Change(NamedTuple):
    """A difference, later minus earlier, with its error, bounds and two-sided p."""

    estimate: np.ndarray
    std_error: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p_value: np.ndarray


def linked_people(found: Counted, question: str, scores: np.ndarray, estimate: np.ndarray) -> Linked | Crossed | None:
    """Everybody's pull on the figure of their group: weight times (score minus figure); None where nobody is named.

    Rows that stay on their engine are added up there by pairs of groups.

    Parameters
    ----------
    found : Counted
        Grouped by the wave, and by what else.
    question : id
    scores : array
        One a value of ``found.cells(question).values``.
    estimate : array
        One a group, in the unit of the scores.
    """
    survey = found.survey
    if survey.is_lazy and "respondent" in survey.roles:
        crossed = people_crossed(found, question, scores, estimate)
        return None if crossed is None else Crossed(*crossed)
    person = people_of_rows(survey)
    if person is None:
        return None
    answers = survey.numbers([question]).iloc[:, 0].to_numpy(float)
    weight = weights_of_rows(survey)
    group = group_of_rows(found)
    usable = ~np.isnan(answers) & (person >= 0) & (group >= 0) & (weight > 0)
    values = found.cells(question).values
    score = np.asarray(scores, dtype=float)[np.searchsorted(values, answers[usable])]
    pull = weight[usable] * (score - estimate[group[usable]])
    return Linked(group[usable], person[usable], pull)


def raked_waves(found: Counted, question: str, scores: np.ndarray, estimate: np.ndarray) -> np.ndarray | None:
    """The covariance of waves that were raked together, whose people may be the same; None where they were not."""
    if found.cluster or found.by_person:
        return None
    person = None if found.survey.is_lazy else people_of_rows(found.survey)
    unit = None if person is None else each_one(person)
    return raked_covariance(found, question, scores, estimate, unit=unit)


def together(
    linked: Linked | Crossed, earlier: np.ndarray, later: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """For pairs of groups: the correlation of their two figures, and how many people are in both.

    Parameters
    ----------
    linked : Linked or Crossed
    earlier, later : arrays of int
        Places of the groups of each pair.
    size : int
        How many groups there are.

    Returns
    -------
    correlation : array
        Sum over people of the product of their pulls, by the root of the product of the sums of squares: 0 where nobody
        is in both, Pearson's r where everybody is.
    both : array of int

    References
    ----------
    Kish (1965), Survey Sampling, 12.4; Binder (1983), International Statistical Review 51, people as clusters.
    """
    if isinstance(linked, Crossed):
        spread = np.sqrt(np.outer(np.diag(linked.products), np.diag(linked.products)))[earlier, later]
        both = linked.both[earlier, later]
        known = (both > 0) & (spread > 0)
        return np.divide(linked.products[earlier, later], spread, out=np.zeros(len(both)), where=known), both
    order = np.lexsort((linked.person, linked.group))
    group, person, pull = (part[order] for part in linked)
    # One row a person and group: who stands twice in a wave pulls twice.
    first = np.r_[True, (np.diff(group) != 0) | (np.diff(person) != 0)] if len(group) else np.zeros(0, dtype=bool)
    pull = np.add.reduceat(pull, np.flatnonzero(first)) if len(group) else pull
    group, person = group[first], person[first]
    squares = np.bincount(group, pull**2, minlength=size)
    ends = np.searchsorted(group, np.arange(size + 1))
    correlation, both = np.zeros(len(earlier)), np.zeros(len(earlier), dtype=int)
    for at, (a, b) in enumerate(zip(earlier, later, strict=True)):
        rows_a, rows_b = slice(ends[a], ends[a + 1]), slice(ends[b], ends[b + 1])
        _, in_a, in_b = np.intersect1d(person[rows_a], person[rows_b], assume_unique=True, return_indices=True)
        both[at] = len(in_a)
        spread = np.sqrt(squares[a] * squares[b])
        if len(in_a) and spread > 0:
            correlation[at] = (pull[rows_a][in_a] * pull[rows_b][in_b]).sum() / spread
    return correlation, both


def _error(error_a, error_b, correlation) -> np.ndarray:
    variance = error_a**2 + error_b**2 - 2 * correlation * error_a * error_b
    # Rounding can leave a hair below zero where everybody changed by the same amount.
    return np.sqrt(np.where(variance < 1e-14 * (error_a**2 + error_b**2), 0.0, variance))


def mean_change(a, error_a, df_a, n_a, b, error_b, df_b, n_b, correlation, both, *, confidence: float) -> Change:
    """Difference of two means, b minus a, by a t test for samples that overlap in part.

    References
    ----------
    Derrick, Russ, Toher & White (2017), Journal of Modern Applied Statistical Methods 16(1), T_new2: Welch's test where
    nobody is in both waves, the paired t test where everybody is.

    >>> change = mean_change(5.0, 0.3, 19, 20, 5.6, 0.3, 19, 20, 0.5, 20, confidence=0.95)
    >>> round(float(change.std_error), 3), round(float(change.p_value), 4)
    (0.3, 0.06)
    """
    from scipy.special import stdtr

    with np.errstate(divide="ignore", invalid="ignore"):
        error = _error(error_a, error_b, correlation)
        share_a = error_a**2 / (error_a**2 + error_b**2)
        apart = 1 / (share_a**2 / df_a + (1 - share_a) ** 2 / df_b)
        only = n_a + n_b - 2 * both
        df = np.where(both > 0, (both - 1) + (apart - both + 1) / (only + 2 * both) * only, apart)
        measured = np.where(error > 0, error, np.nan)
        half = t_quantile(confidence, np.where(df > 0, df, np.nan)) * measured
        p = 2 * stdtr(np.where(df > 0, df, np.nan), -np.abs((b - a) / measured))
    return Change(b - a, error, b - a - half, b - a + half, p)


def score_change(a, error_a, b, error_b, correlation, *, confidence: float) -> Change:
    """Difference of two Net Promoter Scores, b minus a: a z test with the covariance taken off (Rocks 2016; Kish 1965).

    >>> round(float(score_change(-17.0, 1.7, -12.0, 1.4, 0.2, confidence=0.95).std_error), 2)
    1.97
    """
    from scipy.special import ndtr

    with np.errstate(divide="ignore", invalid="ignore"):
        error = _error(error_a, error_b, correlation)
        measured = np.where(error > 0, error, np.nan)
        half = normal_quantile(confidence) * measured
        p = 2 * ndtr(-np.abs((b - a) / measured))
    return Change(b - a, error, b - a - half, b - a + half, p)


def share_change(a, error_a, n_a, b, error_b, n_b, correlation, *, confidence: float) -> Change:
    """Difference of two shares in percent, b minus a, from their Wilson intervals and the correlation of the two.

    Parameters
    ----------
    a, b, error_a, error_b : percent; `n_a`, `n_b` : independent answers that they are worth.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890 (nobody in both) and 2635-2650 (everybody); Zou & Donner (2008),
    Statistics in Medicine 27, 1693-1702, for all between.

    >>> change = share_change(60.0, 5.5, 80, 80.0, 4.8, 70, 0.0, confidence=0.95)
    >>> round(float(change.low), 1), round(float(change.high), 1)
    (5.2, 33.4)
    """
    from scipy.special import ndtr

    low_a, high_a = (100 * bound for bound in wilson(a / 100 * n_a, n_a, confidence=confidence)[1:])
    low_b, high_b = (100 * bound for bound in wilson(b / 100 * n_b, n_b, confidence=confidence)[1:])
    with np.errstate(divide="ignore", invalid="ignore"):
        low = b - a - _joined(b - low_b, high_a - a, correlation)
        high = b - a + _joined(high_b - b, a - low_a, correlation)
        error = _error(error_a, error_b, correlation)
        p = 2 * ndtr(-np.abs((b - a) / np.where(error > 0, error, np.nan)))
    alone = two_shares_p(a / 100 * n_a, n_a, b / 100 * n_b, n_b)
    p = np.where(correlation == 0, alone, p)
    gap = Difference(b - a, low, high)
    p = agreeing_p(p, gap, b / 100, n_b, a / 100, n_a, correlation=correlation, confidence=confidence)
    return Change(b - a, error, low, high, p)


def _joined(one, other, correlation) -> np.ndarray:
    return np.sqrt(np.maximum(one**2 + other**2 - 2 * correlation * one * other, 0.0))
