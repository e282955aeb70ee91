"""How each audience stands on each question: the two sides of every gap, from counts alone.

Arrays are laid out as (groups, audiences): a group is one value of ``by`` (all respondents together
where there is none), an audience that did not answer has n = 0 and NaN elsewhere. A gap is taken here too, because its
error is more than that of its sides: audiences that share sampled units share what makes the units, and a few answers
take a pseudo-answer before they are believed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.inference.intervals import (
    Difference,
    Interval,
    joined_shares,
    pseudo_answer,
    t_quantile,
    welch_from_errors,
)
from cxresearch.stats.bases.asked import people_told
from cxresearch.stats.bases.counts import keys_of
from cxresearch.stats.bases.designs import Pulls, difference_error
from cxresearch.stats.bases.hidden import Counted, check_population, counted, interval_n
from cxresearch.survey.cells import SUMS
from cxresearch.survey.survey import Survey
from cxresearch.wording import named, say

__all__ = ["Audiences", "Gap", "Sides", "count_audiences", "gap_between", "sum_against", "top_box_gap"]

# From so few people on, a clustered side takes no pseudo-answer: its units tell how alike answers are.
_FEW, _ENOUGH = 20.0, 40.0
_ENDLESS = 1e12


class Gap(NamedTuple):
    """Differences of means on 0-100, a minus b; (groups, pairs).

    ``estimate`` as answered; ``tested`` is the centre of the interval and of the tests, a little nearer to zero where a
    side has few answers, and ``careful_error`` their error. ``exact``: both sides are complete counts, so that nothing
    is left to chance.
    """

    estimate: np.ndarray
    tested: np.ndarray
    std_error: np.ndarray
    careful_error: np.ndarray
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


@dataclass(frozen=True, eq=False)
class Audiences:
    """Answers counted by audience, within groups where they were asked for.

    ``whole`` counts the audiences that have no group (leaders have no channel): they stand whole in every group, their
    rows behind those of ``found``.
    """

    found: Counted
    names: tuple[str, ...]
    groups: pd.DataFrame
    place: np.ndarray
    population: np.ndarray | None
    confidence: float
    whole: Counted | None = None

    def sides(self, question: str) -> Sides:
        """The sides of one question."""
        return self._taken([question])

    def stacks(self, questions: Sequence[str]) -> Iterator[tuple[list[str], Sides]]:
        """All questions, those of one scale and the same answers at once: their groups one below the other.

        Where answers hang together, or how many people there are was told, each question stands alone.
        """
        counts = [self.found, *([self.whole] if self.whole is not None else [])]
        alone = self.population is not None or any(
            found.designed or found.survey.raking is not None or found.survey.is_aggregated for found in counts
        )
        alike: dict[tuple, list[str]] = {}
        for question in questions:
            cells = [found.cells(question) for found in counts]
            key = (question,) if alone else (cells[0].scale, *(tuple(each.values.tolist()) for each in cells))
            alike.setdefault(key, []).append(question)
        for names in alike.values():
            yield names, self._taken(names)

    def _taken(self, questions: list[str]) -> Sides:
        parts = [_rows(*_one_below_the_other(self.found, questions), self.population, self.confidence)]
        if self.whole is not None:
            parts.append(_rows(*_one_below_the_other(self.whole, questions), None, self.confidence))
        points = np.unique(np.concatenate([part["points"] for part in parts]))
        many = len(questions)
        for part in parts:
            # Groups in which an answer does not occur have none of it.
            counts = np.zeros((len(part["counts"]), len(points)))
            counts[:, np.searchsorted(points, part["points"])] = part["counts"]
            part["counts"] = counts
        placed = {}
        for name, absent in _ABSENT.items():
            rows = [part[name].astype(float).reshape(many, -1, *part[name].shape[1:]) for part in parts]
            nobody = np.full((many, 1, *rows[0].shape[2:]), absent)
            values = np.concatenate([*rows, nobody], axis=1)[:, self.place]
            placed[name] = values.reshape(-1, *values.shape[2:])
        pulls, tops = (
            Pulls.stacked([part[name] for part in parts]) if self.found.cluster else None
            for name in ("pulls", "top_pulls")
        )
        return Sides(**placed, points=points, pulls=pulls, top_pulls=tops, place=np.tile(self.place, (many, 1)))


def _one_below_the_other(found: Counted, questions: list[str]) -> tuple[Counted, str]:
    """Questions with the same answers as one that has their groups one below the other, and what it is called."""
    if len(questions) == 1:
        return found, questions[0]
    cells = [found.cells(question) for question in questions]
    called, arrays = "\n".join(questions), zip(*((each.n, each.sum_w, each.sum_w2) for each in cells), strict=True)
    whole = replace(cells[0], question=called, **dict(zip(SUMS, map(np.concatenate, arrays), strict=True)))
    return replace(found, _kept={"by person": False, ("cells", called): whole}), called


# What stands where an audience did not answer.
_ABSENT = {
    **dict.fromkeys(("mean", "std_error", "careful", "careful_error"), np.nan), "df": 0.0, "n": 0.0, "persons": 0.0,
    "n_effective": 0.0, "unseen": 1.0, **dict.fromkeys(("top_box", "top_error", "top_low", "top_high"), np.nan),
    "counts": 0.0,
}  # fmt: skip


def _rows(found: Counted, question: str, population, confidence: float) -> dict:
    """Everything of one question by row of ``found.groups``."""
    cells = found.cells(question)
    points = cells.points
    means = found.means(question, points, population=population)
    designed = found.designed or found.weighted
    top_scores = np.where(cells.values >= cells.scale.top_box_from, 100.0, 0.0)
    top = found.means(question, top_scores, population=population)
    weight = cells.sum_w.sum(axis=1)
    # A complete count has no sampling error: as good as endless answers.
    left = np.maximum(means.unseen, 1e-6) ** 2
    given = means._replace(known=np.ones(len(means.n)))
    worth = np.nan_to_num(interval_n(given, confidence=confidence, designed=designed)) / left
    with np.errstate(divide="ignore", invalid="ignore"):
        counts = np.nan_to_num(cells.sum_w * (np.minimum(worth, _ENDLESS) / weight)[:, None])
        spread = means.variance * (means.n - 1) / means.n
        commonest = cells.sum_w.max(axis=1, initial=0.0) / weight
        few = np.clip((_ENOUGH - means.n) / (_ENOUGH - _FEW), 0, 1) if found.cluster else 1.0
        few = np.where(spread > 0, few, 1.0)
        as_given = np.where(means.known > 0, means.std_error / means.known, means.std_error)
    careful = pseudo_answer(
        means.mean, np.nan_to_num(np.where(np.isfinite(spread), spread, 0.0)), as_given, means.kish,
        np.nan_to_num(commonest), points=cells.scale.points, unseen=means.unseen, share=few,
    )  # fmt: skip
    careful = careful._replace(std_error=np.fmax(careful.std_error * means.known, means.std_error))
    df = np.fmin(means.df, means.kish - 1) if found.weighted else means.df
    bounds = _share_bounds(top, designed, confidence)
    told = {
        "mean": means.mean, "std_error": means.std_error, "df": np.maximum(df, 0.0), "careful": careful.mean,
        "careful_error": careful.std_error, "n": means.n, "persons": found.persons(question),
        "n_effective": means.n_effective, "unseen": means.unseen, "top_box": top.mean, "top_error": top.std_error,
        "top_low": 100 * bounds.low, "top_high": 100 * bounds.high, "counts": counts, "points": points,
    }  # fmt: skip
    if found.cluster:
        told["pulls"] = found.pulls(question, points, means.mean).times(means.unseen)
        told["top_pulls"] = found.pulls(question, top_scores, top.mean).times(means.unseen)
    return told


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
    # Where units were sampled the error that is told is the design's own, unless it is none.
    told = test.std_error if a.pulls is None else np.where(design.std_error > 0, design.std_error, test.std_error)
    exact = (error_a == 0) & (error_b == 0) & (a.unseen[:, first] == 0) & (b.unseen[:, second] == 0)
    low, high = (np.where(exact, estimate, np.clip(bound, -100.0, 100.0)) for bound in (test.low, test.high))
    p_value = np.where(exact, np.where(estimate == 0, 1.0, 0.0), test.p_value)
    errors = (np.where(exact, 0.0, error) for error in (told, test.std_error))
    return Gap(estimate, tested, *errors, test.df, low, high, p_value, exact)


def sum_against(sides: Sides, first: int, second: int, reference: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two audiences' means together minus twice the reference's, its error and degrees of freedom, by group.

    The view of ``first`` is nearer to the reference than that of ``second`` where this and their difference have
    opposite signs, beyond doubt both. One group only where answers hang together.
    """
    mean, error, df = sides.careful, sides.careful_error, sides.df
    value = mean[:, first] + mean[:, second] - 2 * mean[:, reference]
    parts = [(factor * error[:, at] ** 2, df[:, at]) for factor, at in ((1, first), (1, second), (4, reference))]
    total = sum(variance for variance, _ in parts)
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = total**2 / sum(np.where(variance > 0, variance**2 / of, 0.0) for variance, of in parts)
    if sides.pulls is not None:
        rows = [sides.place[0, at] for at in (first, second, reference)]
        if min(rows) < 0:
            return value, np.full(1, np.nan), np.full(1, np.nan)
        one, two, other = (sides.pulls.take([row]) for row in rows)
        joint = difference_error(one.beside(two), other.times(np.array([2.0])))
        raw = sum(4**at * sides.std_error[0, who] ** 2 for at, who in ((0, first), (0, second), (1, reference)))
        total = joint.std_error[:1] ** 2 + np.maximum(total - raw, 0.0)
        freedom = joint.df[:1]
    return value, np.sqrt(total), freedom


def top_box_gap(a: Sides, first: np.ndarray, second: np.ndarray) -> Difference:
    """The differences of top-box shares in percentage points (Newcombe; with shared units Zou & Donner)."""
    correlation = 0.0
    if a.top_pulls is not None:
        design = _joint(a, first, a, second, tops=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            correlation = np.nan_to_num(design.covariance / (a.top_error[:, first] * a.top_error[:, second]))
    one, two = (Interval(a.top_box[:, at], a.top_low[:, at], a.top_high[:, at]) for at in (first, second))
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
        row_of = {key: row for row, key in enumerate(keys_of(groups, by))}
        row = [row_of[key] for key in keys_of(found.groups, by)]
    else:
        groups, row = pd.DataFrame(index=range(1)), [0] * len(found.groups)
    place = np.full((len(groups), len(names)), -1)
    for position, (group, audience) in enumerate(zip(row, found.groups["audience"], strict=True)):
        if audience in at:
            place[group, at[audience]] = position
    alone = [name for name in names if (place[:, at[name]] < 0).all()] if len(groups) else []
    whole = None
    if by and alone:
        whole = counted(survey, questions, by=["audience"], cluster=cluster)
        whole.share_units(found)
        account = found.tally.account
        placed = account["audience"].isin(alone)
        lost = {name: int(account.loc[account[name].isna() & ~placed, "kept"].sum()) for name in by}
        found = replace(found, dropped={name: n for name, n in lost.items() if n})
        for position, audience in enumerate(whole.groups["audience"]):
            if audience in alone:
                place[:, at[audience]] = len(found.groups) + position
    return Audiences(found, tuple(names), groups, place, _people(population, found, by, survey), confidence, whole)


def _people(population, found: Counted, by: Sequence[str], survey: Survey) -> np.ndarray | None:
    population = survey.population_told(population, by or ["audience"])
    if population is None or (isinstance(population, Mapping) and not population):
        return None
    if by:
        raise OptionError(say("population= counts whole audiences, so it cannot be combined with by=."))
    if not isinstance(population, Mapping):
        raise OptionError(say(
            "population= takes a mapping of audience to number of people, such as {{'Leadership': 72}}; got "
            "{population}.",
            population=repr(population),
        ))  # fmt: skip
    stray = [name for name in population if name not in survey.audiences]
    if stray:
        raise OptionError(say(
            "population= names {stray}, which is no audience here. Audiences: {audiences}.",
            stray=named(stray), audiences=named(survey.audiences),
        ))  # fmt: skip
    people = {name: people_told(number, name) for name, number in population.items()}
    told = np.array([people.get(audience, np.inf) for audience in found.groups["audience"]])
    for question in found.tally.questions:
        check_population(told, found.persons(question), found.groups)
    return told
