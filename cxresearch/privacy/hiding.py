"""Small groups of employees stay anonymous, whatever the order of the calls.

Scores from fewer than five leaders or staff are hidden, and so is the next-smallest group where a
total would give the hidden one away: of ten people split six and four, both are hidden. Which cells
are small follows from the survey that was loaded, not from the part that is looked at: a filtered
survey asks its root, and what is hidden there stays hidden in every part. The tally keeps every cell;
results blank their numbers and say so.

Filters on answers ("everybody who ticked 3") can always be combined into a portrait of one person. No
rule on small cells protects against that, and the caveat says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.privacy.small_groups import Crossings
from cxresearch.survey.audiences import SPLIT_BY, is_employees
from cxresearch.survey.survey import Survey
from cxresearch.survey.tally import tally
from cxresearch.wording import count, marked, named, plural, say

__all__ = [
    "FEWEST_COMMENTS",
    "FEWEST_PEOPLE",
    "FEWEST_SENSITIVE",
    "HIDDEN",
    "PRIVACY_OFF",
    "blank",
    "hide_small_groups",
]

# By what caveats are found again, whatever language they are in.
HIDDEN = "hidden"
PRIVACY_OFF = "privacy off"
FEWEST_PEOPLE = 5
FEWEST_COMMENTS = 10
FEWEST_SENSITIVE = 10


def hide_small_groups(
    survey: Survey,
    groups: pd.DataFrame,
    n,
    *,
    by: Sequence[str],
    privacy: bool = True,
    fewest: int = FEWEST_PEOPLE,
    called: str = "row",
) -> tuple[np.ndarray, list[str]]:
    """Which rows of a result must not show their numbers, and what to say about it.

    Parameters
    ----------
    survey : Survey
        The survey that the result was made from; its root decides.
    groups : DataFrame
        A row a row of the result, with the columns of ``by`` as the caller named them, and ``question``
        where there are several (each question is a table of its own).
    n : array of int
        How many people stand behind each row.
    by : list of str
        The grouping columns.
    privacy : bool
        False hides nothing and says that it was switched off.
    fewest : int
        The smallest group that may be shown: 5 for scores, 10 for comments.
    called : str
        What a row is to its readers: "row" or "unit".

    Returns
    -------
    hidden : array of bool
    caveats : list of str

    Examples
    --------
    >>> survey = Survey.from_frame(pd.DataFrame({"unit": ["A"] * 6 + ["B"] * 4, "q": [1, 5] * 5}), audience="Staff",
    ...                            roles={"unit": "unit"}, scales={"q": (1, 5)})
    >>> hide_small_groups(survey, pd.DataFrame({"unit": ["A", "B"], "question": "q"}), [6, 4], by=["unit"])[0].tolist()
    [True, True]
    """
    # A study may ask for larger groups than these, never for smaller ones.
    fewest = max(fewest, survey.thresholds.get("comments" if fewest >= FEWEST_COMMENTS else "people", 0))
    n = np.asarray(n, dtype=float)
    who = _employees_behind(survey, groups)
    protected = _only_employees(survey, groups)
    if not any(who):
        return np.zeros(len(groups), dtype=bool), []
    small = protected & (n > 0) & (n < fewest)
    if not privacy:
        return np.zeros(len(groups), dtype=bool), [
            marked(say(
                "Privacy is switched off (privacy=False): groups of fewer than {fewest} employees would be hidden, "
                "{n} of them shown here.",
                fewest=fewest, n=count(small.sum()),
            ), PRIVACY_OFF)
            if small.any()
            else marked(say(
                "Privacy is switched off (privacy=False): groups of fewer than {fewest} employees would be hidden, "
                "none occurs here.",
                fewest=fewest,
            ), PRIVACY_OFF)
        ]  # fmt: skip
    hidden = _hidden_by_root(survey, groups, by, who, fewest) & (n > 0)
    audience = _audience_name(survey, groups)
    split = [name for name in by if name != audience]
    if split and (small & ~hidden).any():
        margins = [name for name in ("question", audience) if name in groups]
        hidden = _complement(groups, n, hidden | small, protected, split, margins, fewest)
    hidden |= small
    caveats = []
    if hidden.any():
        caveats.append(
            marked(say(
                "Hidden: {hidden} of {rows}, because fewer than {fewest} leaders or staff stand behind them."
                if not (hidden & ~small).any()
                else "Hidden: {hidden} of {rows}, because fewer than {fewest} leaders or staff stand behind them or "
                "because a total would give a smaller group away.",
                hidden=count(hidden.sum()), rows=plural(len(groups), called), fewest=fewest,
            ), HIDDEN)
        )  # fmt: skip
    free = [column for column in survey.filters if column not in survey.roles.values()]
    if free:
        caveats.append(
            say(
                "The survey was filtered on {columns}: combined filters can single out a person, and small-group "
                "hiding cannot prevent that.",
                columns=named(free),
            )
        )
    return hidden, caveats


def blank(table: pd.DataFrame, hidden: np.ndarray, *, keep: Sequence[str] = ()) -> pd.DataFrame:
    """The table with the numbers of hidden rows taken out; the rows stay, a ``verdict`` reads "hidden"."""
    if not hidden.any():
        return table
    table = table.copy()
    for column in table.columns:
        if column in keep:
            continue
        if column == "verdict":
            table.loc[hidden, column] = "hidden"
        elif pd.api.types.is_bool_dtype(table[column]) or pd.api.types.is_numeric_dtype(table[column]):
            table[column] = table[column].astype(float)
            table.loc[hidden, column] = np.nan
    return table


# -- who stands behind a row ---------------------------------------------------------------------


def _audience_name(survey: Survey, groups: pd.DataFrame) -> str | None:
    """The column of the groups that holds the audiences."""
    column = survey.roles.get("audience")
    return next((name for name in ("audience", column) if column is not None and name in groups), None)


def _employees_behind(survey: Survey, groups: pd.DataFrame) -> list[tuple[str, ...]]:
    """The audiences of employees that each row holds."""
    name = _audience_name(survey, groups)
    if name is None:
        return [tuple(audience for audience in survey.audiences if is_employees(audience))] * len(groups)
    known = {audience: (str(audience),) if is_employees(audience) else () for audience in groups[name].unique()}
    return [known[audience] for audience in groups[name].tolist()]


def _only_employees(survey: Survey, groups: pd.DataFrame) -> np.ndarray:
    name = _audience_name(survey, groups)
    if name is not None:
        code, audiences = pd.factorize(groups[name], use_na_sentinel=False)
        return np.array([is_employees(who) for who in audiences], dtype=bool)[code]
    audiences = survey.audiences
    return np.full(len(groups), bool(audiences) and all(is_employees(audience) for audience in audiences))


# -- what the whole survey hides -----------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _People:
    """People of a whole survey by audience, question and the crossing of some columns, as codes into their values.

    ``keys`` (cells, columns) and ``people`` (cells,); ``rows`` the cells of each audience and question.
    """

    keys: np.ndarray
    people: np.ndarray
    rows: Mapping[tuple, np.ndarray]
    codes: tuple[Mapping[object, int], ...]

    def crossings(self, audience: str, question: object, *, linked: int, fewest: int) -> Crossings:
        rows = self.rows.get((audience, question), np.empty(0, dtype=int))
        return Crossings(self.keys[rows], self.people[rows], linked=linked, fewest=fewest)


def _hidden_by_root(
    survey: Survey, groups: pd.DataFrame, by: Sequence[str], who: list[tuple[str, ...]], fewest: int
) -> np.ndarray:
    root = survey.root or survey
    hidden = np.zeros(len(groups), dtype=bool)
    audience = _audience_name(survey, groups)
    named = _columns_in(root, survey, [name for name in by if name != audience])
    linked = list(dict.fromkeys(root.roles[role] for role in SPLIT_BY if role in root.roles))
    columns = [*linked, *(column for column in dict.fromkeys(named.values()) if column not in linked)]
    questions = groups["question"].tolist() if "question" in groups else [""] * len(groups)
    people = _people(root, tuple(columns), tuple(dict.fromkeys(questions)))
    filtered = {at: values for at, column in enumerate(columns) if (values := survey.filters.get(column)) is not None}
    filtered = {at: [people.codes[at].get(_key(value), -1) for value in values] for at, values in filtered.items()}
    place = {name: columns.index(column) for name, column in named.items()}
    codes = np.empty((len(groups), len(place)), dtype=np.int64)
    for column, (name, at) in enumerate(place.items()):
        code, known = pd.factorize(groups[name], use_na_sentinel=False)
        codes[:, column] = np.array([people.codes[at].get(_key(value), -1) for value in known.tolist()], int)[code]
    alike: dict[tuple, list[int]] = {}
    for row, asked in enumerate(zip(who, questions, strict=True)):
        alike.setdefault(asked, []).append(row)
    crossed = root._cache.setdefault(("crossings", tuple(columns), fewest), {})
    for (audiences, question), rows in alike.items():
        for whose in audiences:
            found = crossed.get((whose, question))
            if found is None:
                found = people.crossings(whose, question, linked=len(linked), fewest=fewest)
                crossed[whose, question] = found
            hidden[rows] |= ~found.shows_each(list(place.values()), codes[rows], filtered)
    return hidden


def _columns_in(root: Survey, survey: Survey, names: Iterable[str]) -> dict[str, str]:
    """The columns of the root that the names stand for; what a result made itself (a theme) is none."""
    found = {}
    for name in names:
        try:
            column = survey.find(name)
        except QuestionError:
            continue
        if column in root.columns:
            found[name] = column
    return found


def _key(value: object) -> object:
    blank_cell = value is None or value != value or (isinstance(value, str) and not value.strip())
    return None if blank_cell else value


def _people(root: Survey, columns: tuple[str, ...], questions: tuple) -> _People:
    key = ("people", columns, questions)
    if key not in root._cache:
        scaled = [question for question in questions if root.scale_of(question) is not None]
        others = [question for question in questions if question not in scaled]
        parts = [_who_answered(root, columns, scaled)] if scaled else []
        parts += [_who_is_there(root, columns, question) for question in others]
        table = pd.concat(parts, ignore_index=True)
        keys, codes = np.empty((len(table), len(columns)), dtype=np.int64), []
        for at in range(len(columns)):
            place, values = pd.factorize(table[at], use_na_sentinel=False)
            known: dict[object, int] = {}
            # Blanks of all kinds are one; each value has the number of its first place.
            code = np.array([known.setdefault(_key(value), len(known)) for value in values.tolist()], dtype=np.int64)
            keys[:, at] = code[place]
            codes.append(known)
        rows = table.groupby(["audience", "question"], sort=False).indices
        root._cache[key] = _People(keys, table.people.to_numpy(float), rows, tuple(codes))
    return root._cache[key]


def _who_answered(root: Survey, columns: tuple[str, ...], questions: list[str]) -> pd.DataFrame:
    """How many usable answers each scaled question has, by audience and crossing."""
    survey = root.with_roles(weight=root.roles["n"], n=None) if root.is_aggregated else root
    names = {"who": root.roles["audience"]} | {f"split {at}": name for at, name in enumerate(columns)}
    counted = tally(survey, questions, by=names)
    if root.is_aggregated:
        found = counted.table.groupby([*names, "question"], sort=False, dropna=False)
        table = found["sum_w"].sum().reset_index(name="people")
    else:
        table = counted.account[[*names, "question", "kept"]].rename(columns={"kept": "people"})
        table = table[table.people > 0].reset_index(drop=True)
    return table.rename(columns={"who": "audience", **{f"split {at}": at for at in range(len(columns))}})


def _who_is_there(root: Survey, columns: tuple[str, ...], question: object) -> pd.DataFrame:
    """How many people each crossing has by audience; with a question, how many wrote something."""
    frame = root.frame
    if question in root.columns:
        frame = frame.filter(~nw.col(question).is_null())
    wanted = {"audience": nw.col(root.roles["audience"])}
    wanted |= {f"split {at}": nw.col(name) for at, name in enumerate(columns)}
    one = nw.col(root.roles["n"]) if root.is_aggregated else nw.lit(1)
    counted = frame.select(**wanted, people=one).group_by(*wanted).agg(nw.col("people").sum())
    table = (counted.collect("pyarrow") if root.is_lazy else counted).to_pandas()
    table["audience"] = table["audience"].astype(str)
    return table.rename(columns={f"split {at}": at for at in range(len(columns))}).assign(question=question)


# -- what a table hides by itself ----------------------------------------------------------------


def _complement(groups, n, hidden, protected, split: list[str], margins: list[str], fewest: int) -> np.ndarray:
    """Hide the next-smallest as long as a margin would give a hidden group away."""
    hidden = hidden.copy()
    for _ in range(len(split) + 2):
        before = hidden.copy()
        for at in range(len(split)):
            fixed = [*margins, *split[:at], *split[at + 1 :]]
            lines = groups.groupby(fixed, sort=False, dropna=False).indices.values() if fixed else [range(len(groups))]
            for line in lines:
                _close(np.asarray(line), n, hidden, protected, fewest)
        if (hidden == before).all():
            break
    return hidden


def _close(line: np.ndarray, n: np.ndarray, hidden: np.ndarray, protected: np.ndarray, fewest: int) -> None:
    line = line[protected[line] & (n[line] > 0)]
    while True:
        kept_back = line[hidden[line]]
        if not len(kept_back) or (len(kept_back) >= 2 and n[kept_back].sum() >= fewest):
            return
        shown = line[~hidden[line]]
        if not len(shown):
            return
        hidden[shown[np.argmin(n[shown])]] = True
