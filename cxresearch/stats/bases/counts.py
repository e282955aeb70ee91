"""Answers by group, and means with the error that the design asks for.

One pass over the rows gives every question's cells by group (and by sampled unit, and by audience where groups mix
them). A group is in the result when it has rows, even if nobody in it answered. From there on everything is arrays:
respondents drawn independently, weighted, in sampled units, or from a population that was told.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.inference.intervals import fpc, normal_quantile, t_quantile, weighted_moments
from cxresearch.stats.bases.asked import check_population
from cxresearch.stats.bases.calibrated import raked_covariance
from cxresearch.stats.bases.designs import Pulls, figure_error, pulls_of
from cxresearch.stats.bases.naming import audience_name
from cxresearch.stats.bases.persons import person_pulls, repeated, twice_there
from cxresearch.survey.audiences import is_employees
from cxresearch.survey.survey import Survey
from cxresearch.survey.tally import Cells, Tally, tally
from cxresearch.wording import count, plural, say

__all__ = ["Counted", "GroupMeans", "counted", "interval_n"]

# A figure that the targets fix has no error left; its interval then has the width of a millionth of that as given.
_LEAST = 1e-6


class GroupMeans(NamedTuple):
    """Means by group with their errors.

    ``n`` answers; ``n_effective`` Kish's n of the weights (where units were sampled, the independent answers that would
    be as precise); ``kish`` always Kish's; ``worth`` the independent answers by the error itself, variance / error
    squared, before a population or known targets are taken into account; ``unseen`` the share of the error that a
    population leaves, ``known`` the share that the targets of a raking leave; ``shared`` (groups, groups) the
    covariance of raked figures, None where they have none.
    """

    mean: np.ndarray
    std_error: np.ndarray
    df: np.ndarray
    n: np.ndarray
    n_effective: np.ndarray
    variance: np.ndarray
    kish: np.ndarray
    worth: np.ndarray
    unseen: np.ndarray
    known: np.ndarray
    shared: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Counted:
    """Closed questions counted by group, each group that has rows, also where nobody answered.

    ``groups`` has a row a group and is the same for every question; all arrays are aligned to it. ``by`` are the
    caller's names. ``dropped`` says how many answers had no group stated. ``mixed`` is True where a group can hold
    several audiences; ``design_told``, whether somebody said if units were sampled. In aggregated surveys the rows are
    units, and people are the sum of their n.
    """

    survey: Survey
    tally: Tally
    groups: pd.DataFrame
    by: tuple[str, ...]
    cluster: str | None = None
    mixed: bool = False
    dropped: Mapping[str, int] = field(default_factory=dict)
    design_told: bool = False
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
            stated = self._of_groups("stated", cells.groups, lambda groups: _stated(groups, self.by))
            self._kept[key] = cells if stated.all() else cells.take(np.flatnonzero(stated))
        return self._kept[key]

    def _of_groups(self, what: str, groups: pd.DataFrame, find: Callable[[pd.DataFrame], np.ndarray]) -> np.ndarray:
        """What is found of a frame of groups, once for all questions that share it."""
        held = self._kept.get(what)
        if held is None or held[0] is not groups:
            held = self._kept[what] = groups, find(groups)
        return held[1]

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
        place = self._of_groups("place", found.groups, self.places)
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
        GroupMeans. Unweighted: sd / sqrt(n). Weighted: linearised, raked ones by what the targets leave. Sampled
        units, and people who answered more than once: linearised over them (see `designs`). No answers: NaN mean, 0
        people.

        Raises
        ------
        OptionError
            If a population is told where only scores by unit are known, or is smaller than its answers.
        """
        cells = self.cells(question)
        values = cells.values if scores is None else np.asarray(scores, dtype=float)
        weights = (cells.sum_w, cells.sum_w2) if self.tally.weighted else (None, None)
        found = weighted_moments(values, cells.n, *weights)
        n, error, df, kish = self.people(question), found.std_error, found.df, found.n_effective
        worth, effective, shared = kish, kish, None
        if self.designed:
            pulls = self.pulls(question, values, found.mean)
            error, df, _ = figure_error(pulls)
            alike = np.where(pulls.present.any(axis=1), pulls.present.sum(axis=1), kish)
            worth = _worth(found.variance, error, n, alike, found.n)
            effective = np.minimum(worth, n) if self.cluster else kish
        elif self.weighted:
            worth = _worth(found.variance, error, n, kish, found.n)
            shared = raked_covariance(self, question, values, found.mean)
        known = np.ones(len(n))
        if shared is not None:
            given, error = error, np.where(n > 1, np.sqrt(np.maximum(np.diag(shared), 0.0)), error)
            df = np.fmin(df, np.maximum(kish - 1, 0.0))
            with np.errstate(divide="ignore", invalid="ignore"):
                known = np.where(given > 0, error / given, 1.0)
        unseen = np.ones(len(n))
        if population is not None:
            if self.survey.is_aggregated:
                raise OptionError(say(
                    "population= needs single answers; this survey has scores by unit only. Leave it out."
                ))  # fmt: skip
            check_population(population, self.persons(question), self.groups)
            unseen = fpc(self.persons(question), population)
            error = error * unseen
            shared = None if shared is None else shared * unseen[:, None] * unseen
        return GroupMeans(found.mean, error, df, n, effective, found.variance, kish, worth, unseen, known, shared)

    @property
    def designed(self) -> bool:
        """Whether answers hang together, so that errors are taken over units or persons."""
        return bool(self.cluster) or self.by_person

    @property
    def by_person(self) -> bool:
        """Whether people who answered more than once are in the same group, so that each is a unit."""
        if self.cluster or self.survey.is_aggregated:
            return False
        if "by person" not in self._kept:
            self._kept["by person"] = bool(answered_twice(self.survey)) and repeated(self)
        return self._kept["by person"]

    def persons(self, question: str) -> np.ndarray:
        """How many persons gave the answers, by group: fewer than answers where people answered more than once."""
        n = self.people(question)
        if not self.by_person:
            return n
        cells = self.cells(question)
        return self.pulls(question, cells.values, np.zeros(len(n))).alone

    def without_unit(self, questions: Sequence[str]) -> list[str]:
        """Who counts for himself where units were sampled, in words."""
        by, most = self.by, {}
        for question in questions:
            values = self.cells(question).values
            alone = self.pulls(question, values, np.zeros(len(self.groups))).alone
            names = self.groups["audience"] if "audience" in by else ["Answers"] * len(alone)
            for name, n in pd.Series(alone).groupby(pd.Series(list(names), dtype=object), sort=False).sum().items():
                most[name] = max(most.get(name, 0), int(n))
        return [
            say("{n} of {audience}", n=count(n), audience=audience_name(name))
            if "audience" in by
            else plural(n, "answer")
            for name, n in most.items()
            if n
        ]

    def pulls(self, question: str, scores: np.ndarray, mean: np.ndarray) -> Pulls:
        """How sampled units, or people who answered more than once, pull on the mean of each group."""
        if self.by_person:
            return person_pulls(self, question, scores, mean)
        names = [*self.by, self.cluster]
        cells = self.parts(question).pooled(names)
        row, unit = self.places(cells.groups), self._units(cells.groups[self.cluster])
        total = np.bincount(row, cells.sum_w.sum(axis=1), minlength=len(self.groups))
        arguments = (scores, cells.n, cells.sum_w, cells.sum_w2, row, unit)
        size = {"mean": mean, "total": total, "units": len(self._unit_names())}
        found = pulls_of(*arguments, **size)
        whole = self._at_one_place(found)
        return pulls_of(*arguments, **size, whole=whole) if whole.any() else found

    def _at_one_place(self, pulls: Pulls) -> np.ndarray:
        """Leaders or staff who all sit in one unit (headquarters) are no sample of units: each counts for himself."""
        if "audience" not in self.by:
            return np.zeros(len(self.groups), dtype=bool)
        here = pulls.present.sum(axis=1)
        employees = self.groups["audience"].map(is_employees).to_numpy(bool)
        return (here == 1) & employees & (len(self._unit_names()) > 1)

    def share_units(self, other: "Counted") -> None:
        """Let another count of the same survey number its sampled units as this one does."""
        if self.cluster:
            other._kept["units"] = self._unit_names()

    def _unit_names(self) -> dict:
        if "units" not in self._kept:
            named = self.tally.account[self.cluster]
            stated = named[_stated(self.tally.account, [self.cluster])]
            self._kept["units"] = {name: at for at, name in enumerate(dict.fromkeys(stated))}
        return self._kept["units"]

    def _units(self, names) -> np.ndarray:
        place = self._unit_names()
        return np.array([place.get(name, -1) if name == name else -1 for name in names], dtype=int)

    def places(self, groups: pd.DataFrame) -> np.ndarray:
        """Where each row of a frame with the columns of ``by`` stands in ``groups``."""
        if not self.by:
            return np.zeros(len(groups), dtype=int)
        if "places" not in self._kept:
            self._kept["places"] = {row: at for at, row in enumerate(keys_of(self.groups, self.by))}
        return np.array([self._kept["places"][row] for row in keys_of(groups, self.by)], dtype=int)


def counted(
    survey: Survey, questions: str | Iterable[str], *, by: Sequence[str] = (), cluster: str | bool | None = None
) -> Counted:
    """Count questions by group, in one pass over the rows.

    Parameters
    ----------
    survey : Survey
    questions : id or list of ids
    by : list of str
        As `as_list` gives it.
    cluster : str, optional
        The column of the units that were themselves sampled; False where all units were surveyed; as the survey's
        ``units`` say by default.

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
    cluster = survey.cluster_of(cluster, by)
    design_told = cluster is not None
    cluster = None if cluster is False else cluster
    if cluster is not None:
        _check_cluster(survey, cluster, columns)
    units = [cluster] if cluster else []
    audience = survey.roles.get("audience")
    mixed = audience is not None and audience not in columns and len(survey.audiences) > 1
    found = tally(_units_weighted(survey), chosen, by=[*by, *(["audience"] if mixed else []), *units])
    account = found.account if len(chosen) == 1 else found.account[found.account.question == chosen[0]]
    if by and found.unweighted_rows and not survey.is_lazy and not survey.is_aggregated:
        # A group without a single usable weight is a group without answers, not one that is not there.
        everybody = tally(survey.with_roles(weight=None), chosen[:1], by=by).account
        account = pd.concat([account, everybody[list(account)[: len(by)]]]) if len(everybody) else account
        account = account.drop_duplicates(by)
    if by:
        groups = account[by].loc[_stated(account, by)]
        alone = found.by == tuple(by) and len(account) == len(found.account)
        groups = (groups if alone else groups.drop_duplicates()).reset_index(drop=True)
    else:
        groups = pd.DataFrame(index=range(1))
    dropped = {name: int(found.account.loc[~_stated(found.account, [name]), "kept"].sum()) for name in by}
    dropped = {name: n for name, n in dropped.items() if n}
    return Counted(survey, found, groups, tuple(by), cluster, mixed, dropped, design_told)


def interval_n(means: GroupMeans, *, confidence: float, designed: bool, most: bool = True) -> np.ndarray:
    """The n for a score interval of a weighted or clustered figure.

    The independent answers that the figure's own error is worth; with ``most`` no more than Kish's n, or n: a share
    carried by a few heavy answers looks surer than it is. Less (z / t)^2 for the degrees of freedom of the design.
    ``designed`` False gives n itself. What the targets of a raking took from the error makes it worth more.

    References
    ----------
    Korn & Graubard (1998), Survey Methodology 24, 193-201.
    """
    if not designed:
        return means.n_effective
    worth = np.fmin(np.fmin(means.worth, means.kish), means.n) if most else means.worth
    return (
        worth
        * (normal_quantile(confidence) / t_quantile(confidence, means.df)) ** 2
        / np.maximum(means.known, _LEAST) ** 2
    )


def answered_twice(survey: Survey) -> int:
    """How many people answered more than once, by the respondent role; counted where the rows are."""
    if "respondent" not in survey.roles:
        return 0
    if "answered twice" not in survey._cache and survey.is_lazy:
        survey._cache["answered twice"] = twice_there(survey)
    elif "answered twice" not in survey._cache:
        person = survey.encoded(survey.roles["respondent"])
        code = person.codes.astype(np.int64)
        if "audience" in survey.roles:
            # The same number in two audiences' files is not the same person.
            who = survey.encoded(survey.roles["audience"])
            code = code * (len(who.answers) + 1) + who.codes + 1
        counts = np.bincount(code[person.codes >= 0]) if len(code) else np.zeros(1)
        survey._cache["answered twice"] = int((counts > 1).sum())
    return survey._cache["answered twice"]


def keys_of(groups: pd.DataFrame, by: Sequence[str]):
    """The values of some columns, a tuple a row."""
    return zip(*(groups[name].tolist() for name in by), strict=True)


def _check_cluster(survey: Survey, cluster: str, columns: list[str]) -> None:
    if not isinstance(cluster, str):
        raise OptionError(say(
            "cluster= names the column of the units that were sampled, such as 'unit'; got {cluster}.",
            cluster=repr(cluster),
        ))  # fmt: skip
    if survey.is_aggregated:
        raise OptionError(say("cluster= has no use here: the rows are units already, and the errors come from them."))
    if survey.find(cluster) in columns:
        raise OptionError(say(
            "cluster={cluster} is also in by=: every group would be one unit. Leave one of them out.",
            cluster=repr(cluster),
        ))  # fmt: skip


def _worth(variance: np.ndarray, error: np.ndarray, n: np.ndarray, alike: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Independent answers that would be as precise.

    Where everybody answered alike the error tells nothing: ``alike`` stands in, Kish's n or each unit once.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = variance * (rows - 1) / rows / error**2
    return np.where((variance > 0) & np.isfinite(worth), worth, np.where(n > 0, alike, 0.0))


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
        code, distinct = pd.factorize(frame[name])  # what is not there has the code -1, the last of `written`
        written = [not (isinstance(value, str) and not value.strip()) for value in distinct.tolist()]
        stated &= np.array([*written, False])[code]
    return stated
