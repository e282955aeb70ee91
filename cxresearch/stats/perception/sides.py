"""How each audience stands on each question: the two sides of every gap, from counts alone.

Arrays are laid out as (groups, audiences): a group is one value of ``by`` (all respondents together
where there is none), an audience that did not answer has n = 0 and NaN elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, listing
from cxresearch.inference.intervals import fpc
from cxresearch.stats.bases.hidden import Counted, check_population, counted, interval_n
from cxresearch.survey.survey import Survey

__all__ = ["Audiences", "Sides", "count_audiences"]


@dataclass(frozen=True, eq=False)
class Sides:
    """One question: means on 0-100 with their errors, and top-box shares (0..1), by group and audience.

    ``n_independent`` is the number of independent answers that would be as precise: Kish's n where
    answers are weighted, fewer where they share clusters, more where the population is nearly used up.
    ``counts`` are (groups, audiences, values), scaled to it, for methods that need the whole distribution.
    """

    mean: np.ndarray
    std_error: np.ndarray
    df: np.ndarray
    n: np.ndarray
    n_independent: np.ndarray
    top_box: np.ndarray
    counts: np.ndarray
    points: np.ndarray

    @property
    def top_count(self) -> np.ndarray:
        """How many independent answers were top box."""
        return np.nan_to_num(self.top_box) * self.n_independent


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
        cells = self.found.cells(question)
        points = cells.points
        means = self.found.means(question, points, population=self.population)
        worth = interval_n(means, confidence=self.confidence, clustered=bool(self.found.cluster))
        if self.population is not None:
            left = fpc(means.n, self.population)
            # A complete count has no sampling error: as good as endless answers.
            worth = worth / np.maximum(left, 1e-6) ** 2
        weight = cells.sum_w.sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            top = cells.sum_w[:, cells.values >= cells.scale.top_box_from].sum(axis=1) / weight
            counts = np.nan_to_num(cells.sum_w * (worth / weight)[:, None])
        return Sides(
            self._placed(means.mean, np.nan),
            self._placed(means.std_error, np.nan),
            self._placed(means.df, 0.0),
            self._placed(means.n, 0.0),
            self._placed(np.nan_to_num(worth), 0.0),
            self._placed(top, np.nan),
            self._placed(counts, 0.0),
            points,
        )

    def _placed(self, by_row: np.ndarray, absent: float) -> np.ndarray:
        nobody = np.full((1, *by_row.shape[1:]), absent)
        return np.concatenate([by_row.astype(float), nobody])[self.place]


def count_audiences(
    survey: Survey,
    questions: Sequence[str],
    names: Sequence[str],
    *,
    by: Sequence[str] = (),
    population: Mapping[str, float] | None = None,
    cluster: str | None = None,
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
        The column of units that were themselves sampled.

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
    if not population:
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
    told = np.array([float(population.get(audience, np.inf)) for audience in found.groups["audience"]])
    for question in found.tally.questions:
        check_population(told, found.people(question), found.groups)
    return told
