"""Small groups of employees stay anonymous, whatever the order of the calls.

Scores from fewer than five leaders or staff are hidden, and so is the next-smallest group where a
total would give the hidden one away: of ten people split six and four, both are hidden. Which cells
are small follows from the survey that was loaded, not from the part that is looked at; a filtered
survey inherits what its root hides. The tally keeps every cell; results blank their numbers and say so.

Filters on answers ("everybody who ticked 3") can always be combined into a portrait of one person. No
rule on small cells protects against that, and the caveat says so.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxresearch.audiences import is_employees
from cxresearch.errors import listing
from cxresearch.survey import Survey

__all__ = ["FEWEST_COMMENTS", "FEWEST_PEOPLE", "blank", "hide_small_groups"]

FEWEST_PEOPLE = 5
FEWEST_COMMENTS = 10


def hide_small_groups(
    survey: Survey, groups: pd.DataFrame, n, *, by: Sequence[str], privacy: bool = True, fewest: int = FEWEST_PEOPLE
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

    Returns
    -------
    hidden : array of bool
    caveats : list of str
    """
    n = np.asarray(n, dtype=float)
    protected = _protected_rows(survey, groups, by)
    if not protected.any():
        return np.zeros(len(groups), dtype=bool), []
    if not privacy:
        small = protected & (n > 0) & (n < fewest)
        told = f"{int(small.sum())} of them shown here" if small.any() else "none occurs here"
        return np.zeros(len(groups), dtype=bool), [
            f"Privacy is switched off (privacy=False): groups of fewer than {fewest} employees would be hidden, {told}."
        ]
    split = [name for name in by if name != "audience"]
    hidden = protected & (n > 0) & (n < fewest)
    hidden |= protected & _hidden_by_root(survey, groups, split, by, fewest)
    small = hidden.copy()
    if split:
        margins = [name for name in ("question", "audience") if name in groups]
        hidden = _complement(groups, n, hidden, protected, split, margins, fewest)
    if not hidden.any():
        caveats = []
    else:
        caveats = [
            f"Hidden: {int(hidden.sum())} of {len(groups)} rows, because fewer than {fewest} leaders or staff stand behind them"
            + (" or because a total would give a smaller group away." if (hidden & ~small).any() or split else ".")
        ]
    if any(column not in survey.roles.values() for column in survey.filters):
        caveats.append(
            f"The survey was filtered on {listing(c for c in survey.filters if c not in survey.roles.values())}: combined filters can "
            "single out a person, and small-group hiding cannot prevent that."
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


def _protected_rows(survey: Survey, groups: pd.DataFrame, by: Sequence[str]) -> np.ndarray:
    if "audience" in groups and "audience" in survey.roles:
        known = {audience: is_employees(audience) for audience in groups["audience"].unique()}
        return groups["audience"].map(known).to_numpy(bool)
    present = survey.audiences
    only_employees = bool(present) and all(is_employees(audience) for audience in present)
    return np.full(len(groups), only_employees)


def _sizes(root: Survey, columns: list[str]) -> pd.DataFrame:
    """How many people the whole survey has in each crossing of some columns, employees only."""
    key = ("sizes", tuple(columns))
    if key not in root._cache:
        import narwhals as nw

        size = nw.col(root.roles["n"]).sum() if root.is_aggregated else nw.len()
        counted = root.frame.group_by(*columns).agg(_people=size)
        counted = (counted.collect("pyarrow") if root.is_lazy else counted).to_pandas()
        if "audience" in root.roles:
            who = counted[root.roles["audience"]].map(lambda audience: is_employees(audience))
            counted = counted[who.astype(bool)]
        root._cache[key] = counted.reset_index(drop=True)
    return root._cache[key]


def _root_hidden(root: Survey, columns: list[str], fewest: int) -> pd.DataFrame:
    """The crossings that are hidden in the whole survey, as a frame of their keys."""
    audience = [root.roles["audience"]] if "audience" in root.roles else []
    sizes = _sizes(root, [*audience, *[column for column in columns if column not in audience]])
    people = sizes["_people"].to_numpy(float)
    small = (people > 0) & (people < fewest)
    split = [column for column in columns if column not in audience]
    hidden = _complement(sizes, people, small, np.ones(len(sizes), dtype=bool), split, audience, fewest)
    return sizes[hidden]


def _hidden_by_root(survey: Survey, groups: pd.DataFrame, split: list[str], by: Sequence[str], fewest: int) -> np.ndarray:
    root = survey.root or survey
    columns = {name: survey.find(name) for name in split}
    if any(column not in root.columns for column in columns.values()):
        return np.zeros(len(groups), dtype=bool)
    audience = root.roles.get("audience")
    of_row = groups["audience"].to_numpy() if "audience" in groups else np.repeat(survey.audiences[0] if survey.audiences else "", len(groups))
    hidden = np.zeros(len(groups), dtype=bool)
    if split and survey.root is not None:
        table = _root_hidden(root, list(columns.values()), fewest)
        keys = set(table[[*([audience] if audience else []), *columns.values()]].itertuples(index=False, name=None))
        rows = zip(*([of_row] if audience else []), *(groups[name] for name in split), strict=True)
        hidden |= np.array([row in keys for row in rows], dtype=bool)
    for column, values in survey.filters.items():
        if column == audience or column not in root.roles.values():
            continue
        table = _root_hidden(root, [column], fewest)
        for who in pd.unique(of_row):
            kept_back = set(table[column] if audience is None else table.loc[table[audience] == who, column])
            touched = kept_back & set(values)
            if touched and touched != kept_back or (touched and len(values) == 1):
                hidden |= of_row == who
    return hidden


def _complement(groups, n, hidden, protected, split: list[str], margins: list[str], fewest: int) -> np.ndarray:
    """Hide the next-smallest as long as a margin would give a hidden group away."""
    hidden = hidden.copy()
    for _ in range(len(split) + 2):
        before = hidden.copy()
        for at in range(len(split)):
            fixed = [*margins, *split[:at], *split[at + 1 :]]
            lines = groups.groupby(fixed, sort=False, dropna=False).indices.values() if fixed else [np.arange(len(groups))]
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
