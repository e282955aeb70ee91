"""Who stands behind a figure: what every statistic of closed questions shares.

A figure is worth what its base is worth. Here the options are checked, the answers are counted by group (through
`tally`, in one pass), means get the error that the design asks for (respondents, weights, sampled units, a told
population), small groups of employees are hidden, and what a reader must know about the base becomes a caveat:
answers left out and why, waves pooled, audiences mixed. The rooms beside this one only ask for arrays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.audiences import CUSTOMERS, LEADERSHIP, STAFF, is_employees
from cxresearch.codebook import SCALED
from cxresearch.errors import OptionError, QuestionError, listing
from cxresearch.intervals import cluster_error, fpc, normal_quantile, t_quantile, weighted_moments
from cxresearch.privacy import FEWEST_PEOPLE, hide_small_groups
from cxresearch.survey import Survey
from cxresearch.tally import Cells, Tally, tally
from cxresearch.wording import did_you_mean, plural

__all__ = [
    "Counted",
    "GroupMeans",
    "as_list",
    "base_caveats",
    "check_choice",
    "cluster_totals",
    "counted",
    "design_method",
    "group_label",
    "hidden_rows",
    "interval_n",
    "one_question",
    "people",
    "population_of",
    "some_questions",
]

CLOSED = (*SCALED, "number")
_TABLE_COLUMNS = frozenset(
    "question estimate std_error ci_low ci_high n n_effective p_value p_adjusted verdict group_a group_b n_a n_b units".split()
)
_NOUNS = {LEADERSHIP: ("leader", "leaders"), STAFF: ("member of staff", "staff"), CUSTOMERS: ("customer", "customers")}


class GroupMeans(NamedTuple):
    """Means by group with their errors; ``n`` people, ``n_effective`` the independent answers they are worth."""

    mean: np.ndarray
    std_error: np.ndarray
    df: np.ndarray
    n: np.ndarray
    n_effective: np.ndarray
    variance: np.ndarray


# -- options -------------------------------------------------------------------------------------


def as_list(by: str | Iterable[str] | None) -> list[str]:
    """Grouping columns as a list; a name that a result's own columns use is refused.

    >>> as_list("unit"), as_list(None)
    (['unit'], [])
    """
    names = [] if by is None else [by] if isinstance(by, str) else list(by)
    for name in names:
        if not isinstance(name, str):
            raise OptionError(f"by= takes names of roles, columns or questions; got {name!r}.")
        if name in _TABLE_COLUMNS:
            raise OptionError(f"by={name!r} has the name of a column of the result. Rename the column in the data first.")
    if len(set(names)) < len(names):
        raise OptionError(f"by= names a column twice: {listing(names)}.")
    return names


def check_choice(option: str, value: object, allowed: Sequence[str]) -> None:
    """Refuse a value that an option does not have.

    >>> check_choice("method", "wald", ("adjusted-wald", "wald"))
    """
    if value not in allowed:
        hint = did_you_mean(str(value), allowed)
        raise OptionError(f"{option} must be one of {', '.join(map(repr, allowed))}; got {value!r}.{hint}")


def one_question(survey: Survey, question: str | None, *, kind: str | Sequence[str]) -> str:
    """The id of the question that was meant: as named, or the only one of its kind.

    Raises
    ------
    QuestionError
        If there is none or more than one of the kind, or the column named is no closed question.
    """
    kinds = [kind] if isinstance(kind, str) else list(kind)
    if question is not None:
        return _closed(survey, question)
    found = survey.questions(kinds=kinds)
    if len(found) == 1:
        return found[0]
    what = " or ".join(kinds)
    if found:
        raise QuestionError(f"{survey.name} has {len(found)} questions of kind {what}: {listing(found)}. Pass question= one of these.")
    closed = survey.questions(kinds=CLOSED)
    raise QuestionError(f"{survey.name} has no question of kind {what}. Pass question=. Closed questions: {listing(closed)}.")


def some_questions(
    survey: Survey, questions: str | Iterable[str] | None, *, kind: str | Sequence[str] = "rating", aspect: str | None = None
) -> list[str]:
    """The ids of the questions that were meant: as named, or all of a kind and aspect; each once, never none."""
    kinds = [kind] if isinstance(kind, str) else list(kind)
    if questions is None:
        chosen = survey.questions(kinds=kinds, aspect=aspect)
        if not chosen:
            what = f"{aspect} " if aspect else ""
            closed = survey.questions(kinds=CLOSED)
            raise QuestionError(
                f"{survey.name} has no {what}question of kind {' or '.join(kinds)}. Pass questions=. Closed questions: {listing(closed)}."
            )
        return chosen
    named = [questions] if isinstance(questions, str) else list(questions)
    if not named:
        raise QuestionError("questions= is empty. Name at least one question, or leave it out for all.")
    return list(dict.fromkeys(_closed(survey, name) for name in named))


def _closed(survey: Survey, name: str) -> str:
    if not isinstance(name, str):
        raise OptionError(f"A question is named by its id or its text; got {name!r}.")
    closed = survey.questions(kinds=CLOSED)
    found = survey.find(name, among=closed)
    if found not in closed:
        kind = survey.codebook.set_index("id").kind.get(found)
        what = f"a question of kind {kind}" if kind else "no question but a column of the data"
        raise QuestionError(f"{name!r} is {what}, and this needs answers on a scale or numbers. Closed questions: {listing(closed)}.")
    return found


def population_of(
    population: float | Mapping | None, groups: pd.DataFrame, *, survey: Survey, by: Sequence[str]
) -> np.ndarray | None:
    """How many people there are behind each group, NaN where not told; None where nothing was told.

    Parameters
    ----------
    population
        A number where there is one group; a mapping of audience (or of the one grouping column's value, or of a tuple of
        all grouping columns' values) to a number.
    groups : DataFrame
        A row a group, the columns of ``by``.

    Raises
    ------
    OptionError
        If it names a group that is not there, or does not say how it splits over the groups.
    """
    if population is None:
        return None
    size = len(groups)
    if not isinstance(population, Mapping):
        if size > 1:
            raise OptionError(f"population={population!r} is one number for {size} groups. Pass a mapping of group to number.")
        return np.full(size, _people_told(population, "population"))
    told = {key: _people_told(number, key) for key, number in population.items()}
    found = np.full(size, np.nan)
    used = set()
    for at, row in enumerate(groups[list(by)].itertuples(index=False, name=None) if by else [()] * size):
        # Where nothing is grouped, the one audience that answered is the group.
        keys = [row, *(row if len(row) == 1 else ())] if by else list(survey.audiences[:1] if len(survey.audiences) == 1 else ())
        for key in keys:
            name = next((name for name in told if name == key or str(name) == str(key)), None)
            if name is not None:
                found[at] = told[name]
                used.add(name)
    # An audience that the survey has but this question's groups do not is no mistake.
    stray = [name for name in told if name not in used and not (_audience_at(survey, by) is not None and name in survey.audiences)]
    if stray:
        names = [row if len(row) > 1 else row[0] for row in groups[list(by)].itertuples(index=False, name=None)] if by else survey.audiences
        split = " It is told by audience; group by='audience', or look at one audience." if set(stray) <= set(survey.audiences) else ""
        raise OptionError(f"population= names {listing(stray)}, which is no group here.{split} Groups: {listing(names)}.")
    return found


def _people_told(number: object, what: object) -> float:
    try:
        value = float(number)
    except (TypeError, ValueError):
        value = np.nan
    if not value >= 1:
        raise OptionError(f"population= must be a number of people of at least 1; got {number!r} for {what}.")
    return value


def _audience_at(survey: Survey, by: Sequence[str]) -> str | None:
    """The grouping column that holds the audiences, under the caller's name for it."""
    column = survey.roles.get("audience")
    return next((name for name in by if column is not None and survey.find(name) == column), None)


# -- counting ------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Counted:
    """Closed questions counted by group, each group with all its rows, also those where nobody answered.

    ``groups`` has a row a group and is the same for every question; all arrays are aligned to it. ``by`` are the caller's
    names. ``dropped`` says how many answers had no group or no unit stated. ``mixed`` is True where a group can hold
    several audiences. In aggregated surveys the rows are units, and people are the sum of their n.
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
        if question not in self._kept:
            cells = self.tally.cells(question)
            stated = _stated(cells.groups, [*self.by, *([self.cluster] if self.cluster else [])])
            self._kept[question] = cells.take(np.flatnonzero(stated))
        return self._kept[question]

    def cells(self, question: str) -> Cells:
        """The cells of one question, a row for every row of ``groups``."""
        found = self.parts(question).pooled(self.by)
        place = self._places(found.groups)
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
            One a value of ``cells(question).values``: 0-100 points, -100/0/100 of NPS, 0/100 of a share. The native
            values by default.
        population : array, optional
            As `population_of` gives it.

        Returns
        -------
        GroupMeans. Unweighted: sd / sqrt(n). Weighted: linearised. Clustered: linearised over units, units - 1 degrees of
        freedom. No answers: NaN mean, 0 people.
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
            check_population(population, n, self.groups)
            error = error * fpc(n, population)
        return GroupMeans(found.mean, error, df, n, worth, found.variance)

    def _places(self, groups: pd.DataFrame) -> np.ndarray:
        if not self.by:
            return np.zeros(len(groups), dtype=int)
        key = ("places",)
        if key not in self._kept:
            self._kept[key] = {row: at for at, row in enumerate(_keys(self.groups, self.by))}
        return np.array([self._kept[key][row] for row in _keys(groups, self.by)], dtype=int)


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
    """
    chosen = [questions] if isinstance(questions, str) else list(questions)
    by = list(by)
    columns = {name: survey.find(name) for name in by}
    if cluster is not None:
        if not isinstance(cluster, str):
            raise OptionError(f"cluster= names the column of the units that were sampled, such as 'unit'; got {cluster!r}.")
        if survey.is_aggregated:
            raise OptionError("cluster= has no use here: the rows of this survey are units already, and the errors come from them.")
        if survey.find(cluster) in columns.values():
            raise OptionError(f"cluster={cluster!r} is also a grouping column: every group would be a single unit. Leave one of them out.")
    audience = survey.roles.get("audience")
    mixed = audience is not None and audience not in columns.values() and len(survey.audiences) > 1
    # A name of our own: a question or column of the data may be called "audience" as well.
    fine = [*by, *(["audience"] if mixed else []), *([cluster] if cluster else [])]
    found = tally(_units_weighted(survey), chosen, by=fine)
    first = found.account[found.account.question == chosen[0]] if chosen else found.account
    if by:
        stated = first[_stated(first, by)]
        groups = stated[by].drop_duplicates().reset_index(drop=True)
    else:
        groups = pd.DataFrame(index=range(1))
    dropped = {}
    for name in [*by, *([cluster] if cluster else [])]:
        lost = ~_stated(found.account, [name])
        if lost.any():
            dropped[name] = int(found.account.loc[lost, "kept"].sum())
    return Counted(survey, found, groups, tuple(by), cluster, mixed, {name: n for name, n in dropped.items() if n})


def cluster_totals(found: Counted, question: str, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sum of weights, and of weight times score, by group and sampled unit: two arrays of shape (groups, units)."""
    cells = found.parts(question).pooled([*found.by, found.cluster])
    unit, names = pd.factorize(cells.groups[found.cluster])
    row = found._places(cells.groups)
    shape = (len(found.groups), max(len(names), 1))
    sum_w, sum_wx = np.zeros(shape), np.zeros(shape)
    np.add.at(sum_w, (row, unit), cells.sum_w.sum(axis=1))
    np.add.at(sum_wx, (row, unit), (cells.sum_w * scores).sum(axis=1))
    return sum_w, sum_wx


def interval_n(means: GroupMeans, *, confidence: float, clustered: bool) -> np.ndarray:
    """The effective n for a score interval; with few sampled units it shrinks by (z / t)^2 (Korn & Graubard 1998)."""
    if not clustered:
        return means.n_effective
    reach = t_quantile(confidence, means.df)
    return means.n_effective * (normal_quantile(confidence) / reach) ** 2


def check_population(population: np.ndarray, n: np.ndarray, groups: pd.DataFrame) -> None:
    """Refuse a population that is smaller than the number of its answers, by the name of the group."""
    over = np.flatnonzero(n > population)
    if len(over):
        at = over[0]
        name = group_label(groups.iloc[at]) or "all"
        raise OptionError(
            f"population= says {population[at]:,.0f} for {name}, but {n[at]:,.0f} answered. Correct the number, or leave it out."
        )


def _worth(variance: np.ndarray, error: np.ndarray, n: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Independent answers that would be as precise; never more than were given.

    Where everybody answered alike, nothing tells how alike the units are within: each unit counts once.
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
        column = frame[name]
        blank = column.map(lambda value: isinstance(value, str) and not value.strip()).astype(bool)
        stated &= (column.notna() & ~blank).to_numpy()
    return stated


def _keys(groups: pd.DataFrame, by: Sequence[str]):
    return zip(*(groups[name].tolist() for name in by), strict=True)


# -- who may be shown ----------------------------------------------------------------------------


def hidden_rows(found: Counted, rows: pd.DataFrame, n, *, privacy: bool = True) -> tuple[np.ndarray, list[str]]:
    """Which rows of a table stay hidden, and what to say about it.

    Parameters
    ----------
    found : Counted
    rows : DataFrame
        The columns of ``by``, and ``question`` where the table has several.
    n : array
        People behind each row.
    privacy : bool
        False shows everything and says so.

    Returns
    -------
    hidden : array of bool
    caveats : list of str
    """
    survey = found.survey
    if found.mixed:
        return _hidden_mixtures(found, rows, privacy)
    name = _audience_at(survey, found.by)
    groups = rows if name in (None, "audience") else rows.rename(columns={name: "audience"})
    by = ["audience" if column == name else column for column in found.by]
    return hide_small_groups(survey, groups, n, by=by, privacy=privacy)


def _hidden_mixtures(found: Counted, rows: pd.DataFrame, privacy: bool) -> tuple[np.ndarray, list[str]]:
    """A group that mixes audiences is hidden where its leaders or staff alone would be: what the others said can be subtracted."""
    by = list(found.by)
    questions = list(dict.fromkeys(rows["question"])) if "question" in rows else found.tally.questions[:1]
    parts, sizes = [], []
    for question in questions:
        cells = found.parts(question).pooled([*by, "audience"])
        employees = cells.groups["audience"].map(is_employees).to_numpy(bool)
        parts.append(cells.groups[employees].assign(question=question))
        sizes.append((cells.sum_w if found.survey.is_aggregated else cells.n).sum(axis=1)[employees])
    groups = pd.concat(parts, ignore_index=True)
    small, told = hide_small_groups(found.survey, groups, np.concatenate(sizes), by=[*by, "audience"], privacy=privacy)
    keys = ["question", *by]
    kept_back = set(_keys(groups[small], keys))
    wanted = rows if "question" in rows else rows.assign(question=questions[0])
    hidden = np.array([key in kept_back for key in _keys(wanted, keys)], dtype=bool)
    if hidden.any():
        told = [
            f"Hidden: {int(hidden.sum())} of {len(rows)} rows, because fewer than {FEWEST_PEOPLE} leaders or staff are among the "
            "people behind them, or because a total would give them away. Look at one audience, or pass by='audience'.",
            *told[1:],
        ]
    return hidden, told


# -- what to say about the base ------------------------------------------------------------------


def people(n: float, audience: object = None, *, weighted_n: float | None = None) -> str:
    """A base in words, with the effective base where answers are weighted.

    >>> people(41, "Leadership"), people(1, "Staff"), people(1912, "Parents")
    ('41 leaders', '1 member of staff', '1,912 respondents')
    >>> people(1912, "Customers", weighted_n=1540.2), people(3)
    ('1,912 customers, effective base 1,540', '3 answers')
    """
    one, many = _NOUNS.get(audience, ("respondent", "respondents") if audience is not None else ("answer", "answers"))
    text = plural(n, one, many)
    return text if weighted_n is None else f"{text}, effective base {weighted_n:,.0f}"


def group_label(row: pd.Series | Mapping, by: Sequence[str] | None = None) -> str:
    """The name of a group in a sentence: the values of its columns.

    >>> group_label({"audience": "Staff", "unit": "North"})
    'Staff, North'
    """
    names = list(row.index if isinstance(row, pd.Series) else row) if by is None else list(by)
    return ", ".join(f"{row[name]:g}" if isinstance(row[name], float) else str(row[name]) for name in names)


def design_method(found: Counted) -> str:
    """One or two sentences on how the errors were taken: weights, sampled units or strata."""
    survey, told = found.survey, []
    if survey.is_aggregated:
        told.append("Rows are units: each counts by its number of answers, and errors come from the variation between units.")
    elif found.weighted:
        told.append(
            f"Weighted by {survey.roles['weight']}, with Kish's effective base (Kish 1965) and linearised errors; the counts of people "
            "are unweighted."
        )
    if found.cluster:
        told.append(
            f"Units ({found.cluster}) are taken as a sample of units: cluster-robust errors by Taylor linearisation (Kish 1965), "
            "degrees of freedom units - 1."
        )
    elif "unit" in survey.roles and not survey.is_aggregated:
        told.append(
            f"All units ({survey.roles['unit']}) are taken as surveyed; if they were themselves a sample, pass cluster='unit'."
        )
    return " ".join(told)


def base_caveats(found: Counted, questions: Sequence[str] | None = None, *, population: np.ndarray | None = None) -> list[str]:
    """What a reader must know about the base: answers left out, waves pooled, audiences mixed, a population told."""
    survey, chosen = found.survey, list(questions or found.tally.questions)
    told = _left_out(found, chosen)
    rows = "units without a number of answers" if survey.is_aggregated else "rows without a usable weight (missing, zero or negative)"
    if found.tally.unweighted_rows:
        told.append(f"{found.tally.unweighted_rows:,} {rows} are left out.")
    for name, n in found.dropped.items():
        per = " (over all questions)" if len(chosen) > 1 else ""
        told.append(f"{plural(n, 'answer')} without a stated {name} {'is' if n == 1 else 'are'} left out{per}.")
    told += _waves(found)
    if found.mixed:
        told.append(f"Audiences are mixed in each figure ({listing(survey.audiences)}); pass by='audience' to tell them apart.")
    if population is not None and np.isfinite(population).any():
        told.append("The finite-population correction corrects sampling, not non-response: those who did not answer may differ.")
    if survey.is_aggregated:
        told.append("Only scores by unit are known, no single answers: nothing can be said about the spread among people.")
    return told


def _left_out(found: Counted, chosen: list[str]) -> list[str]:
    account, unread = found.tally.account, found.tally.unread
    told = []
    for question in chosen:
        lines = account[account.question == question]
        # An audience that nobody of was asked has no missing answers.
        key = ["audience"] if "audience" in lines else [name for name in found.by if name == _audience_at(found.survey, found.by)]
        if key:
            asked = lines.groupby(key, dropna=False)["kept"].transform("sum") > 0
            lines = lines[asked] if asked.any() else lines
        missing, rows = int(lines["missing"].sum()), int(lines["rows"].sum())
        strange = unread[unread.question == question]
        reasons = strange.groupby("reason", sort=False)["n"].sum()
        parts = []
        for reason, n in reasons.items():
            shown = listing((repr(answer) for answer in strange.loc[strange.reason == reason, "answer"]), most=3)
            parts.append(f"{int(n):,} {reason} ({shown})")
        if missing:
            parts.append(f"{missing:,} missing")
        if parts:
            told.append(f"{question}: not counted are {', '.join(parts)}, of {rows:,} rows.")
    if len(told) > 6:
        told = [*told[:5], f"Answers not counted in {len(told) - 5} more questions: see survey.account()."]
    return told


def _waves(found: Counted) -> list[str]:
    survey = found.survey
    wave = survey.roles.get("wave")
    if wave is None or wave in [survey.find(name) for name in found.by]:
        return []
    waves = sorted(survey.answer_counts(wave), key=str)
    if len(waves) < 2:
        return []
    told = f"{len(waves)} waves are pooled ({listing(waves, most=4)}); pass by='wave' or survey.only(wave=...) to keep them apart."
    again = _answered_twice(survey)
    if again:
        told += f" {plural(again, 'person', 'people')} answered more than once, so the intervals are somewhat too narrow."
    return [told]


def _answered_twice(survey: Survey) -> int:
    if "respondent" not in survey.roles or survey.is_lazy:
        return 0
    if "answered twice" not in survey._cache:
        person = survey.encoded(survey.roles["respondent"])
        code = person.codes.astype(np.int64)
        # The same number in two audiences' files is not the same person.
        who = survey.encoded(survey.roles["audience"]) if "audience" in survey.roles else None
        if who is not None:
            code = code * (len(who.answers) + 1) + who.codes + 1
        counts = np.bincount(code[person.codes >= 0]) if len(code) else np.zeros(1)
        survey._cache["answered twice"] = int((counts > 1).sum())
    return survey._cache["answered twice"]
