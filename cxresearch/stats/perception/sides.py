"""How each audience stands on each question: the two sides of every gap, from counts alone.

Arrays are laid out as (groups, audiences): a group is one value of ``by`` (all respondents together
where there is none), an audience that did not answer has n = 0 and NaN elsewhere. A gap is taken here too, because its
error is more than that of its sides: audiences that share sampled units share what makes the units, and a few answers
take a pseudo-answer before they are believed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, listing
from cxresearch.inference.intervals import (
    Difference,
    Interval,
    joined_shares,
    pseudo_answer,
    t_quantile,
    welch_from_errors,
)
from cxresearch.stats.bases.asked import people_told
from cxresearch.stats.bases.designs import Pulls, difference_error
from cxresearch.stats.bases.hidden import Counted, check_population, counted, interval_n
from cxresearch.survey.survey import Survey

__all__ = ["Audiences", "Gap", "Sides", "count_audiences", "gap_between", "sum_against", "top_box_gap"]

# From so few people on, a clustered side takes no pseudo-answer: its units tell how alike answers are.
_FEW, _ENOUGH = 20.0, 40.0
_ENDLESS = 1e12


class Gap(NamedTuple):
    """Differences of means on 0-100, a minus b; (groups, pairs).

    ``estimate`` as answered; ``tested`` is the centre of the interval and of the tests, a little nearer to zero where a
    side has few answers. ``exact``: both sides are complete counts, so that nothing is left to chance.
    """

    estimate: np.ndarray
    tested: np.ndarray
    std_error: np.ndarray
    df: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p_value: np.ndarray
    exact: np.ndarray


@dataclass(frozen=True, eq=False)
class Sides:
    """One question: means on 0-100 with their errors, and top-box shares (percent), by group and audience.

    ``mean, std_error, df``: as answered; ``careful, careful_error``: with the pseudo-answer that few answers take.
    ``n`` answers, ``persons`` who gave them, ``n_effective`` after Kish (fewer where answers share clusters).
    ``counts`` are (groups, audiences, values), scaled to the independent answers, for methods that need the whole
    distribution. ``place`` leads into ``pulls``, where answers hang together.
    """

    mean: np.ndarray
    std_error: np.ndarray
    df: np.ndarray
    careful: np.ndarray
    careful_error: np.ndarray
    n: np.ndarray
    persons: np.ndarray
    n_effective: np.ndarray
    unseen: np.ndarray
    top_box: np.ndarray
    top_error: np.ndarray
    top_low: np.ndarray
    top_high: np.ndarray
    counts: np.ndarray
    points: np.ndarray
    pulls: Pulls | None
    top_pulls: Pulls | None
    place: np.ndarray

    @property
    def n_independent(self) -> np.ndarray:
        """How many independent answers ``counts`` are scaled to."""
        return self.counts.sum(axis=2)


@dataclass(frozen=True, eq=False)
class Audiences:
    """Answers counted by audience, within groups where they were asked for."""

    found: Counted
    names: tuple[str, ...]
    groups: pd.DataFrame
    place: np.ndarray
    population: np.ndarray | None
    confidence: float

    def sides(self, question: str) -> Sides:
        """The sides of one question."""
        found = self.found
        cells = found.cells(question)
        points = cells.points
        means = found.means(question, points, population=self.population)
        designed = found.designed or found.weighted
        top_scores = np.where(cells.values >= cells.scale.top_box_from, 100.0, 0.0)
        top = found.means(question, top_scores, population=self.population)
        weight = cells.sum_w.sum(axis=1)
        # A complete count has no sampling error: as good as endless answers.
        left = np.maximum(means.unseen, 1e-6) ** 2
        worth = np.nan_to_num(interval_n(means, confidence=self.confidence, designed=designed)) / left
        with np.errstate(divide="ignore", invalid="ignore"):
            counts = np.nan_to_num(cells.sum_w * (np.minimum(worth, _ENDLESS) / weight)[:, None])
            spread = means.variance * (means.n - 1) / means.n
            commonest = cells.sum_w.max(axis=1, initial=0.0) / weight
            few = np.clip((_ENOUGH - means.n) / (_ENOUGH - _FEW), 0, 1) if found.cluster else 1.0
            few = np.where(spread > 0, few, 1.0)
        careful = pseudo_answer(
            means.mean, np.nan_to_num(np.where(np.isfinite(spread), spread, 0.0)), means.std_error, means.kish,
            np.nan_to_num(commonest), points=cells.scale.points, unseen=means.unseen, share=few,
        )  # fmt: skip
        df = np.fmin(means.df, means.kish - 1) if found.weighted else means.df
        bounds = _share_bounds(top, designed, self.confidence)
        pulls = top_pulls = None
        if found.cluster:
            pulls = found.pulls(question, points, means.mean).times(means.unseen)
            top_pulls = found.pulls(question, top_scores, top.mean).times(means.unseen)
        persons = found.persons(question)
        placed = self._placed
        return Sides(
            placed(means.mean, np.nan), placed(means.std_error, np.nan), placed(np.maximum(df, 0.0), 0.0),
            placed(careful.mean, np.nan), placed(careful.std_error, np.nan), placed(means.n, 0.0),
            placed(persons, 0.0), placed(means.n_effective, 0.0), placed(means.unseen, 1.0),
            placed(top.mean, np.nan), placed(top.std_error, np.nan), placed(100 * bounds.low, np.nan),
            placed(100 * bounds.high, np.nan), placed(counts, 0.0), points, pulls, top_pulls, self.place,
        )  # fmt: skip

    def _placed(self, by_row: np.ndarray, absent: float) -> np.ndarray:
        nobody = np.full((1, *by_row.shape[1:]), absent)
        return np.concatenate([by_row.astype(float), nobody])[self.place]


def _share_bounds(means, designed: bool, confidence: float) -> Interval:
    from cxresearch.inference.intervals import wilson

    worth = interval_n(means, confidence=confidence, designed=designed) / np.maximum(means.unseen, 1e-6) ** 2
    share = np.clip(np.nan_to_num(means.mean) / 100, 0, 1)
    return wilson(share * worth, worth, confidence=confidence)


def gap_between(a: Sides, first: np.ndarray, b: Sides, second: np.ndarray, *, confidence: float) -> Gap:
    """The gaps between audiences at the places ``first`` of one question and ``second`` of the same or another one."""
    estimate = a.mean[:, first] - b.mean[:, second]
    tested = a.careful[:, first] - b.careful[:, second]
    error_a, error_b = a.careful_error[:, first], b.careful_error[:, second]
    df_a, df_b = a.df[:, first], b.df[:, second]
    if a.pulls is None:
        test = welch_from_errors(tested, error_a, df_a, 0.0, error_b, df_b, confidence=confidence)
    else:
        design = _joint(a, first, b, second, tops=False)
        more = sum(
            np.maximum(np.nan_to_num(careful**2 - raw**2), 0.0)
            for careful, raw in ((error_a, a.std_error[:, first]), (error_b, b.std_error[:, second]))
        )
        error = np.sqrt(design.std_error**2 + more)
        test = welch_from_errors(tested, error, design.df, 0.0, 0.0, np.inf, confidence=confidence)
    exact = (error_a == 0) & (error_b == 0) & (a.unseen[:, first] == 0) & (b.unseen[:, second] == 0)
    low, high = (np.where(exact, estimate, np.clip(bound, -100.0, 100.0)) for bound in (test.low, test.high))
    p_value = np.where(exact, np.where(estimate == 0, 1.0, 0.0), test.p_value)
    return Gap(estimate, tested, np.where(exact, 0.0, test.std_error), test.df, low, high, p_value, exact)


def sum_against(sides: Sides, first: int, second: int, reference: int) -> tuple[float, float, float]:
    """Two audiences' means together minus twice the reference's, its error and degrees of freedom; one group only.

    The view of ``first`` is nearer to the reference than that of ``second`` where this and their difference have
    opposite signs, beyond doubt both.
    """
    mean, error, df = sides.careful[0], sides.careful_error[0], sides.df[0]
    value = mean[first] + mean[second] - 2 * mean[reference]
    parts = [(factor * error[at] ** 2, df[at]) for factor, at in ((1, first), (1, second), (4, reference))]
    total = sum(variance for variance, _ in parts)
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = total**2 / sum(variance**2 / of if variance > 0 else 0.0 for variance, of in parts)
    if sides.pulls is not None:
        rows = [sides.place[0, at] for at in (first, second, reference)]
        if min(rows) < 0:
            return value, np.nan, np.nan
        one, two, other = (sides.pulls.take([row]) for row in rows)
        joint = difference_error(one.beside(two), other.times(np.array([2.0])))
        raw = sum(4**at * sides.std_error[0, who] ** 2 for at, who in ((0, first), (0, second), (1, reference)))
        total = joint.std_error[0] ** 2 + max(total - raw, 0.0)
        freedom = joint.df[0]
    return float(value), float(np.sqrt(total)), float(freedom)


def top_box_gap(a: Sides, first: np.ndarray, second: np.ndarray) -> Difference:
    """The differences of top-box shares in percentage points (Newcombe; with shared units Zou & Donner)."""
    correlation = 0.0
    if a.top_pulls is not None:
        design = _joint(a, first, a, second, tops=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            correlation = np.nan_to_num(design.covariance / (a.top_error[:, first] * a.top_error[:, second]))
    one, two = (
        Interval(a.top_box[:, at], a.top_low[:, at], a.top_high[:, at]) for at in (first, second)
    )
    return joined_shares(one, two, correlation=np.clip(correlation, -1, 1))


def _joint(a: Sides, first, b: Sides, second, *, tops: bool):
    """The design's error of every pair, NaN where an audience did not answer; (groups, pairs)."""
    one, two = (side.top_pulls if tops else side.pulls for side in (a, b))
    rows_a, rows_b = a.place[:, first], b.place[:, second]
    found = difference_error(one.take(rows_a.ravel()), two.take(rows_b.ravel()))
    absent = (rows_a < 0) | (rows_b < 0)
    return type(found)(*(np.where(absent, np.nan, part.reshape(rows_a.shape)) for part in found))


def half_width(sides: Sides, at: int, *, confidence: float) -> np.ndarray:
    """Half of the interval of one audience's own mean."""
    return t_quantile(confidence, sides.df[:, at]) * sides.careful_error[:, at]


def count_audiences(
    survey: Survey,
    questions: Sequence[str],
    names: Sequence[str],
    *,
    by: Sequence[str] = (),
    population: Mapping[str, float] | None = None,
    cluster: str | bool | None = None,
    confidence: float = 0.95,
) -> Audiences:
    """Count questions by audience.

    Parameters
    ----------
    survey : Survey of respondents.
    names : list of str
        The audiences, in the order of the second axis.
    population : mapping of audience to the number of people there are, optional
    cluster : str, optional
        The column of units that were themselves sampled; False where all units were surveyed.

    Raises
    ------
    OptionError
        If ``population`` names no audience of the survey, or is combined with ``by``.
    """
    found = counted(survey, questions, by=[*by, "audience"], cluster=cluster)
    at = {name: place for place, name in enumerate(names)}
    if by:
        groups = found.groups[list(by)].drop_duplicates().reset_index(drop=True)
        row_of = {key: row for row, key in enumerate(groups.itertuples(index=False, name=None))}
        row = [row_of[key] for key in found.groups[list(by)].itertuples(index=False, name=None)]
    else:
        groups, row = pd.DataFrame(index=range(1)), [0] * len(found.groups)
    place = np.full((len(groups), len(names)), -1)
    for position, (group, audience) in enumerate(zip(row, found.groups["audience"], strict=True)):
        if audience in at:
            place[group, at[audience]] = position
    return Audiences(found, tuple(names), groups, place, _people(population, found, by, survey), confidence)


def _people(population, found: Counted, by: Sequence[str], survey: Survey) -> np.ndarray | None:
    if population is None or (isinstance(population, Mapping) and not population):
        return None
    if by:
        raise OptionError("population= counts whole audiences, so it cannot be combined with by=.")
    if not isinstance(population, Mapping):
        raise OptionError(
            "population= takes a mapping of audience to number of people, such as {'Leadership': 72}; got "
            f"{population!r}."
        )
    stray = [name for name in population if name not in survey.audiences]
    if stray:
        raise OptionError(
            f"population= names {listing(stray)}, which is no audience here. Audiences: {listing(survey.audiences)}."
        )
    people = {name: people_told(number, name) for name, number in population.items()}
    told = np.array([people.get(audience, np.inf) for audience in found.groups["audience"]])
    for question in found.tally.questions:
        check_population(told, found.persons(question), found.groups)
    return told
