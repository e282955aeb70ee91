"""Answers by group, and means with the error that the design asks for.

One pass over the rows gives every question's cells by group (and by sampled unit, and by audience where groups mix
them). A group is in the result when it has rows, even if nobody in it answered. From there on everything is arrays:
respondents drawn independently, weighted, in sampled units, or from a population that was told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.inference.intervals import cluster_error, fpc, normal_quantile, t_quantile, weighted_moments
from cxresearch.stats.bases.asked import check_population
from cxresearch.survey.survey import Survey
from cxresearch.survey.tally import Cells, Tally, tally

__all__ = ["Counted", "GroupMeans", "cluster_totals", "counted", "interval_n"]


class GroupMeans(NamedTuple):
    """Means by group with their errors; ``n`` people, ``n_effective`` the independent answers they are worth."""

    mean: np.ndarray
    std_error: np.ndarray
    df: np.ndarray
    n: np.ndarray
    n_effective: np.ndarray
    variance: np.ndarray


@dataclass(frozen=True, eq=False)
class Counted:
    """Closed questions counted by group, each group that has rows, also where nobody answered.

    ``groups`` has a row a group and is the same for every question; all arrays are aligned to it. ``by`` are the
    caller's names. ``dropped`` says how many answers had no group or no unit stated. ``mixed`` is True where a group
    can hold several audiences. In aggregated surveys the rows are units, and people are the sum of their n.
    """

    survey: Survey
    tally: Tally
    groups: pd.DataFrame
    by: tuple[str, ...]
    cluster: str | None = None
    mixed: bool = False
    dropped: Mapping[str, int] = field(default_factory=dict)
    _kept: dict = field(default_factory=dict, repr=False)

    @property
    def weighted(self) -> bool:
        """Whether answers carry weights (the n of a unit is not one of them)."""
        return self.tally.weighted and not self.survey.is_aggregated

    def parts(self, question: str) -> Cells:
        """The finest cells: by group, audience and unit, those without a stated group left out."""
        key = ("parts", question)
        if key not in self._kept:
            cells = self.tally.cells(question)
            names = [*self.by, *([self.cluster] if self.cluster else [])]
            self._kept[key] = cells.take(np.flatnonzero(_stated(cells.groups, names)))
        return self._kept[key]

    def cells(self, question: str) -> Cells:
        """The cells of one question, a row for every row of ``groups``."""
        key = ("cells", question)
        if key not in self._kept:
            self._kept[key] = self._aligned(question)
        return self._kept[key]

    def _aligned(self, question: str) -> Cells:
        found = self.parts(question)
        if self.mixed or self.cluster or not self.by:
            found = found.pooled(self.by)
        place = self.places(found.groups)
        arrays = []
        for cells in (found.n, found.sum_w, found.sum_w2):
            out = np.zeros((len(self.groups), len(found.values)), dtype=cells.dtype)
            out[place] = cells
            arrays.append(out)
        return Cells(question, found.scale, self.groups, found.values, *arrays)

    def people(self, question: str) -> np.ndarray:
        """How many people stand behind the answers, by group."""
        cells = self.cells(question)
        return cells.sum_w.sum(axis=1) if self.survey.is_aggregated else cells.n.sum(axis=1).astype(float)

    def means(self, question: str, scores=None, *, population: np.ndarray | None = None) -> GroupMeans:
        """Means of the answers, or of scores given to them, with the error that the design asks for.

        Parameters
        ----------
        question : id
        scores : array, optional
            One a value of ``cells(question).values``: points on 0-100, -100/0/100 of NPS, 0/100 of a share. The
            native values by default.
        population : array, optional
            As `population_of` gives it.

        Returns
        -------
        GroupMeans. Unweighted: sd / sqrt(n). Weighted: linearised. Clustered: linearised over units, with units - 1
        degrees of freedom. No answers: NaN mean, 0 people.

        Raises
        ------
        OptionError
            If a population is told where units and not people were drawn, or is smaller than its answers.
        """
        cells = self.cells(question)
        values = cells.values if scores is None else np.asarray(scores, dtype=float)
        weights = (cells.sum_w, cells.sum_w2) if self.tally.weighted else (None, None)
        found = weighted_moments(values, cells.n, *weights)
        n, error, df, worth = self.people(question), found.std_error, found.df, found.n_effective
        if self.cluster:
            sum_w, sum_wx = cluster_totals(self, question, values)
            robust = cluster_error(sum_w, sum_wx)
            error, df = robust.std_error, robust.df
            worth = _worth(found.variance, error, n, (sum_w > 0).sum(axis=-1))
        if population is not None:
            self._check_design()
            check_population(population, n, self.groups)
            error = error * fpc(n, population)
        return GroupMeans(found.mean, error, df, n, worth, found.variance)

    def _check_design(self) -> None:
        if self.cluster:
            raise OptionError(
                "population= counts people, but with cluster= it is units that were drawn: leave one of the two out."
            )
        if self.survey.is_aggregated:
            raise OptionError("population= needs single answers; this survey has scores by unit only. Leave it out.")

    def places(self, groups: pd.DataFrame) -> np.ndarray:
        """Where each row of a frame with the columns of ``by`` stands in ``groups``."""
        if not self.by:
            return np.zeros(len(groups), dtype=int)
        if "places" not in self._kept:
            self._kept["places"] = {row: at for at, row in enumerate(keys_of(self.groups, self.by))}
        return np.array([self._kept["places"][row] for row in keys_of(groups, self.by)], dtype=int)


def counted(
    survey: Survey, questions: str | Iterable[str], *, by: Sequence[str] = (), cluster: str | None = None
) -> Counted:
    """Count questions by group, in one pass over the rows.

    Parameters
    ----------
    survey : Survey
    questions : id or list of ids
    by : list of str
        As `as_list` gives it.
    cluster : str, optional
        The column of the units that were themselves sampled.

    Raises
    ------
    QuestionError, OptionError
        If a column is unknown, or ``cluster`` is also a grouping column.

    Examples
    --------
    >>> survey = Survey.from_frame(
    ...     pd.DataFrame({"unit": ["N", "N", "S"], "billing": [4, 2, None]}), scales={"billing": (1, 5)})
    >>> found = counted(survey, "billing", by=["unit"])
    >>> found.means("billing").mean.tolist(), found.people("billing").tolist()
    ([3.0, nan], [2.0, 0.0])
    """
    chosen = [questions] if isinstance(questions, str) else list(questions)
    by = list(by)
    columns = [survey.find(name) for name in by]
    if cluster is not None:
        _check_cluster(survey, cluster, columns)
    units = [cluster] if cluster else []
    audience = survey.roles.get("audience")
    mixed = audience is not None and audience not in columns and len(survey.audiences) > 1
    found = tally(_units_weighted(survey), chosen, by=[*by, *(["audience"] if mixed else []), *units])
    account = found.account[found.account.question == chosen[0]]
    if by:
        groups = account.loc[_stated(account, by), by].drop_duplicates().reset_index(drop=True)
    else:
        groups = pd.DataFrame(index=range(1))
    dropped = {name: int(found.account.loc[~_stated(found.account, [name]), "kept"].sum()) for name in [*by, *units]}
    dropped = {name: n for name, n in dropped.items() if n}
    return Counted(survey, found, groups, tuple(by), cluster, mixed, dropped)


def cluster_totals(found: Counted, question: str, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sum of weights, and of weight times score, by group and sampled unit: two arrays of shape (groups, units)."""
    cells = found.parts(question).pooled([*found.by, found.cluster])
    unit, names = pd.factorize(cells.groups[found.cluster])
    row = found.places(cells.groups)
    sum_w = np.zeros((len(found.groups), max(len(names), 1)))
    sum_wx = np.zeros_like(sum_w)
    np.add.at(sum_w, (row, unit), cells.sum_w.sum(axis=1))
    np.add.at(sum_wx, (row, unit), (cells.sum_w * scores).sum(axis=1))
    return sum_w, sum_wx


def interval_n(means: GroupMeans, *, confidence: float, clustered: bool) -> np.ndarray:
    """The n for a score interval: the effective one, less (z / t)^2 where units are few.

    References
    ----------
    Korn & Graubard (1998), Survey Methodology 24, 193-201.
    """
    if not clustered:
        return means.n_effective
    return means.n_effective * (normal_quantile(confidence) / t_quantile(confidence, means.df)) ** 2


def keys_of(groups: pd.DataFrame, by: Sequence[str]):
    """The values of some columns, a tuple a row."""
    return zip(*(groups[name].tolist() for name in by), strict=True)


def _check_cluster(survey: Survey, cluster: str, columns: list[str]) -> None:
    if not isinstance(cluster, str):
        raise OptionError(f"cluster= names the column of the units that were sampled, such as 'unit'; got {cluster!r}.")
    if survey.is_aggregated:
        raise OptionError("cluster= has no use here: the rows are units already, and the errors come from them.")
    if survey.find(cluster) in columns:
        raise OptionError(f"cluster={cluster!r} is also in by=: every group would be one unit. Leave one of them out.")


def _worth(variance: np.ndarray, error: np.ndarray, n: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Independent answers that would be as precise; never more than were given.

    Where everybody answered alike, nothing tells how alike the answers of one unit are: each unit counts once.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = np.minimum(variance / error**2, n)
    return np.where(variance > 0, worth, np.where(n > 0, clusters, 0.0))


def _units_weighted(survey: Survey) -> Survey:
    """An aggregated survey with every unit weighted by its n; others as they are."""
    if not survey.is_aggregated:
        return survey
    if "units weighted" not in survey._cache:
        survey._cache["units weighted"] = survey.with_roles(weight=survey.roles["n"], n=None)
    return survey._cache["units weighted"]


def _stated(frame: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    stated = np.ones(len(frame), dtype=bool)
    for name in names:
        blank = [isinstance(value, str) and not value.strip() for value in frame[name]]
        stated &= ~(frame[name].isna().to_numpy() | np.array(blank, dtype=bool))
    return stated
