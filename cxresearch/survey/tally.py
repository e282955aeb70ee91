"""Counting, once: everything that is asked of one closed question follows from these cells.

A tally is one pass over the rows: for every group and question, how many gave each answer, and the
sums of their weights and squared weights. Eager frames are counted on small-integer codes; lazy
ones (DuckDB, Spark, Dask) count on their own engine and only the cells travel. From there on both go
the same way, and give equal tables.
"""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError, ScaleError
from cxresearch.survey.answers import as_text, encode, read_answers
from cxresearch.survey.audiences import SPLIT_BY, is_employees
from cxresearch.survey.cells import SUMS, Cells, Tally, spread
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.group_order import in_people_order
from cxresearch.survey.scales import KEPT, MISSING
from cxresearch.survey.survey import Survey
from cxresearch.wording import say

__all__ = ["Cells", "Tally", "tally"]

_LONGEST = 80
_MOST_GROUPS = 1 << 16
# Questions are counted together up to so many cells, and where there are so many rows a cell: beyond, it takes longer.
_TOGETHER, _ROWS_A_CELL = 2**15 - 1, 8
_OWN_COLUMNS = ("question", "value", "n", "sum_w", "sum_w2", "rows", "kept", "excluded", "missing")


def tally(
    survey: Survey, questions: Iterable[str] | None = None, *, by: Iterable[str] | Mapping[str, str] | str | None = None
) -> Tally:
    """Count the answers to closed questions by group.

    Parameters
    ----------
    survey : Survey
        On any engine.
    questions : list of ids or texts, optional
        All rating, NPS, effort and number questions with a scale by default.
    by : str or list of str, optional
        Roles, columns or questions that make the groups; ``audience, unit, segment`` where the survey
        has them by default. ``[]`` counts everybody together. A group that was not stated is kept as NaN.
        A mapping gives each column the name that it has in the table.

    Returns
    -------
    Tally

    Raises
    ------
    QuestionError
        If a question or a grouping column does not exist.

    Examples
    --------
    >>> import pandas as pd
    >>> survey = Survey.from_frame(
    ...     pd.DataFrame({"audience": ["Staff", "Staff", "Customers"], "nps": [9, 9, 3]}))
    >>> tally(survey, ["nps"]).table[["audience", "value", "n"]].values.tolist()
    [['Staff', 9.0, 2], ['Customers', 3.0, 1]]
    """
    if questions is None:
        chosen = survey.questions(kinds=SCALED)
    else:
        named = [questions] if isinstance(questions, str) else questions
        chosen = list(dict.fromkeys(survey.find(name) for name in named))
    columns = _grouping(survey, by)
    key = ("tally", tuple(chosen), tuple(columns.items()))
    if key not in survey._cache:
        survey._cache[key] = _assemble(survey, columns, *_counted(survey, chosen, columns))
    return survey._cache[key]


def _grouping(survey: Survey, by: Iterable[str] | str | None) -> dict[str, str]:
    """The caller's name of each grouping column, and the column."""
    if by is None:
        return {role: survey.roles[role] for role in ("audience", "unit", "segment") if role in survey.roles}
    if isinstance(by, Mapping):
        return dict(by)
    columns = {name: survey.find(name) for name in ([by] if isinstance(by, str) else by)}
    taken = [name for name in columns if name in _OWN_COLUMNS]
    if taken:
        raise QuestionError(
            say("by={taken} would stand twice in the table, which has a column of that name. Give the column a role, "
                "as in survey.with_roles(group={columns}), and pass by='group'.",
                taken=repr(taken[0]), columns=repr(columns[taken[0]]))
        )  # fmt: skip
    return columns


class _Raw(NamedTuple):
    """One question before it is read: a row a group and distinct answer, ``answer`` -1 where nothing was written."""

    question: str
    answers: list
    group: np.ndarray
    answer: np.ndarray
    n: np.ndarray
    sum_w: np.ndarray
    sum_w2: np.ndarray


# -- counting each thing once --------------------------------------------------------------------


def _counted(survey: Survey, questions: list[str], columns: Mapping[str, str]) -> tuple[pd.DataFrame, list[_Raw]]:
    """The cells of questions: from what was counted before where it holds them, else from the rows.

    Numbers and privacy ask for the same crossing under other names, and for its margins. A margin of weights is counted
    anew, since sums of sums differ in their last digits.
    """
    count = _count_lazy if survey.is_lazy else _count_eager
    crossed = sorted(set(columns.values()))
    if len(crossed) < len(columns):
        return count(survey, questions, columns)
    kept = survey._cache.setdefault("counted", {})
    wanted = frozenset(crossed)
    # An engine adds weights up in no order, so there a margin is as good as a count of its own.
    any_margin = "weight" not in survey.roles or survey.is_lazy
    holding = [
        crossing
        for crossing, (_, raw) in kept.items()
        if wanted <= crossing and (wanted == crossing or any_margin) and raw.keys() >= set(questions)
    ]
    if holding:
        groups, raw = kept[min(holding, key=len)]
    else:
        crossed = _with_what_privacy_asks(survey, crossed)
        wanted = frozenset(crossed)
        groups, raw = kept.get(wanted, (None, {}))
        new = [question for question in questions if question not in raw]
        found, parts = count(survey, new, {column: column for column in crossed})
        if groups is not None and not found.equals(groups):
            return count(survey, questions, columns)
        groups, raw = found, raw | {part.question: part for part in parts}
        kept[wanted] = groups, raw
    return _margins(survey, columns, groups, [raw[question] for question in questions])


def _with_what_privacy_asks(survey: Survey, crossed: list[str]) -> list[str]:
    """The columns to count by: on an engine, those by which small groups will be looked for are counted in one pass.

    Only where it is known that they make few cells.
    """
    if not survey.is_lazy or survey.root is not None or not any(map(is_employees, survey.audiences)):
        return crossed
    more = (survey.roles[role] for role in ("audience", *SPLIT_BY) if role in survey.roles)
    every = sorted({*crossed, *more})
    known = [survey._cache.get(("counts", column)) for column in every]
    few = None not in known and math.prod(len(counts) + 1 for counts in known) <= _MOST_GROUPS
    return every if few else crossed


def _margins(
    survey: Survey, columns: Mapping[str, str], groups: pd.DataFrame, raw: list[_Raw]
) -> tuple[pd.DataFrame, list[_Raw]]:
    """Cells by some of the columns that groups were counted by, in the order that is asked for."""
    if not columns:
        names, code, place = pd.DataFrame(index=range(1)), np.zeros(len(groups), dtype=np.int64), np.zeros(1, np.int64)
    elif list(columns.values()) == list(groups):
        return groups.set_axis(list(columns), axis=1), raw
    else:
        asked = pd.DataFrame({name: groups[column].tolist() for name, column in columns.items()})
        code = asked.groupby(list(columns), sort=False, dropna=False).ngroup().to_numpy()
        first = np.unique(code, return_index=True)[1]
        names, place = _in_order(asked.iloc[first].reset_index(drop=True), survey, columns)
    to = place[code]
    if len(names) == len(groups):
        return names, [part._replace(group=to[part.group]) for part in raw]
    parts = []
    for part in raw:
        width = len(part.answers) + 1
        cell, at = np.unique(to[part.group] * width + part.answer + 1, return_inverse=True)
        sums = [np.bincount(at, weights=amount, minlength=len(cell)) for amount in (part.n, part.sum_w, part.sum_w2)]
        n = sums[0].astype(np.int64)
        parts.append(_Raw(part.question, part.answers, cell // width, cell % width - 1, n, *sums[1:]))
    return names, parts


# -- counting rows in memory ---------------------------------------------------------------------


def _count_eager(survey: Survey, questions: list[str], columns: Mapping[str, str]) -> tuple[pd.DataFrame, list[_Raw]]:
    group, groups = _group_codes(survey, columns)
    usable, weights = slice(None), None
    if "weight" in survey.roles:
        weights = survey.numbers([survey.roles["weight"]]).iloc[:, 0].to_numpy()
        weighing = weights > 0
        if not weighing.all():
            usable, group, weights = weighing, group[weighing], weights[weighing]
        squares = weights * weights
    if weights is None:
        return groups, _counted_together(survey, questions, group, len(groups))
    raw, starts = [], {}
    for question in questions:
        encoded = survey.encoded(question)
        width = len(encoded.answers) + 1
        if width not in starts:
            starts = {width: group * width + 1}  # code -1, nothing written, comes first
        seen, cell, n = _occupied(starts[width] + encoded.codes[usable], len(groups) * width)
        found = [n if len(n) == len(seen) else n[seen]]
        for amounts in (weights, squares):
            sums = np.bincount(cell, weights=amounts, minlength=len(n))
            found.append(sums if len(sums) == len(seen) else sums[seen])
        raw.append(_Raw(question, encoded.answers, seen // width, seen % width - 1, *found))
    return groups, raw


def _occupied(cell: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which of so many cells occur, the cell of each row, and the rows of each cell; few of very many are numbered."""
    if size > 4 * len(cell) + 100_000:
        seen, cell = np.unique(cell, return_inverse=True)
        return seen, cell, np.bincount(cell, minlength=len(seen))
    n = np.bincount(cell, minlength=size)
    return np.flatnonzero(n), cell, n


def _counted_together(survey: Survey, questions: list[str], group: np.ndarray, groups: int) -> list[_Raw]:
    """Rows counted by group and answer, several questions in one pass as long as their crossing stays small."""
    encoded = [survey.encoded(question) for question in questions]
    widths = [len(each.answers) + 1 for each in encoded]
    most = min(_TOGETHER, len(group) // _ROWS_A_CELL)
    raw, at = [], 0
    while at < len(questions):
        behind, cells = at + 1, groups * widths[at]
        while behind < len(questions) and cells * widths[behind] <= most:
            cells *= widths[behind]
            behind += 1
        pack = range(at, behind)
        small = next(kind for kind in (np.int16, np.int32, np.int64) if cells <= np.iinfo(kind).max)
        cell = group.astype(small)
        for place in pack:
            cell *= small(widths[place])
            cell += encoded[place].codes
            cell += small(1)  # code -1, nothing written, comes first
        if len(pack) == 1:
            seen, _, n = _occupied(cell, cells)
            sums = [(seen, n if len(n) == len(seen) else n[seen])]
        else:
            crossed = np.bincount(cell, minlength=cells).reshape(groups, *(widths[place] for place in pack))
            sums = []
            for axis in range(1, len(pack) + 1):
                n = crossed.sum(axis=tuple(other for other in range(1, len(pack) + 1) if other != axis)).ravel()
                sums.append((np.flatnonzero(n), n[n > 0]))
        for place, (seen, n) in zip(pack, sums, strict=True):
            width, weight = widths[place], n.astype(float)
            raw.append(
                _Raw(questions[place], encoded[place].answers, seen // width, seen % width - 1, n, weight, weight)
            )
        at = behind
    return raw


def _group_codes(survey: Survey, columns: Mapping[str, str]) -> tuple[np.ndarray, pd.DataFrame]:
    """One integer a row for the crossing of the grouping columns, and what the integers stand for, in order."""
    if not columns:
        return np.zeros(survey.n_rows, dtype=np.int64), pd.DataFrame(index=range(1))
    encoded = [survey.encoded(column) for column in columns.values()]
    stated = [_stated(each.answers) for each in encoded]
    labels = [distinct for distinct, _ in stated]
    size = math.prod(map(len, labels))
    small = next(kind for kind in (np.int16, np.int32, np.int64) if size <= np.iinfo(kind).max or kind is np.int64)
    group = np.zeros(survey.n_rows, dtype=small)
    for each, (distinct, place) in zip(encoded, stated, strict=True):
        group *= small(len(distinct))
        group += place.astype(small)[each.codes]
    few = size <= 4 * len(group) + 100_000
    present, group = (
        (np.flatnonzero(np.bincount(group, minlength=size)), group) if few else np.unique(group, return_inverse=True)
    )
    found, rest = {}, present
    for name, distinct in zip(reversed(columns), reversed(labels), strict=True):
        found[name] = [distinct[at] for at in rest % len(distinct)]
        rest = rest // len(distinct)
    groups, back = _in_order(pd.DataFrame({name: found[name] for name in columns}), survey, columns)
    if few:
        lookup = np.zeros(size, dtype=np.int64)
        lookup[present] = back
        back = lookup
    return back[group], groups


def _stated(answers: list) -> tuple[list, np.ndarray]:
    """Group names with NaN for "not stated" at the end, and the place of each code; blanks are not stated."""
    place = np.array([*range(len(answers)), len(answers)])
    for at, answer in enumerate(answers):
        if isinstance(answer, str) and not answer.strip():
            place[at] = len(answers)
    return [*answers, np.nan], place


def _in_order(groups: pd.DataFrame, survey: Survey, columns: Mapping[str, str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Audiences in their own order, everything else as people order it, not stated last; and the new place of each."""
    keys = []
    for name, column in columns.items():
        values = groups[name]
        if column == survey.roles.get("audience"):
            place = {audience: at for at, audience in enumerate(survey.audiences)}
            keys.append([place.get(str(value), len(place)) for value in values])
        elif pd.api.types.is_numeric_dtype(values):
            keys.append(values.to_numpy(float))
        else:
            stated = values.tolist()
            ranked = in_people_order((value for value in stated if value == value), survey.order_of(column))
            place = {value: at for at, value in enumerate(ranked)}
            keys.append([place.get(value, len(place)) for value in stated])
    order = np.lexsort(keys[::-1])
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return groups.iloc[order].reset_index(drop=True), back


# -- counting rows where they are ----------------------------------------------------------------


def _count_lazy(survey: Survey, questions: list[str], columns: Mapping[str, str]) -> tuple[pd.DataFrame, list[_Raw]]:
    rows, weight, square = _names_of_our_own(survey)
    frame, sums = survey.frame, {rows: nw.len()}
    if "weight" in survey.roles:
        frame = _weighing(survey, weight, square)
        sums |= {weight: nw.col(weight).sum(), square: nw.col(square).sum()}
    place: dict[tuple, int] = {}
    raw = []
    for question in questions:
        # Every step less is a look at the files' heads less.
        keys = list(columns.values())
        counted = frame.group_by(*dict.fromkeys([*keys, question])).agg(**sums).collect("pyarrow")
        names = []
        for key in keys:
            encoded = encode(counted[key])
            distinct, at = _stated(encoded.answers)
            names.append([None if code == len(distinct) - 1 else distinct[code] for code in at[encoded.codes]])
        named = zip(*names, strict=True) if names else [()] * len(counted)
        group = np.array([place.setdefault(row, len(place)) for row in named], dtype=np.int64)
        encoded = encode(counted[question])
        n = counted[rows].to_numpy().astype(np.int64)
        found = [counted[name].to_numpy().astype(float) for name in list(sums)[1:]] or [n.astype(float)] * 2
        raw.append(_Raw(question, encoded.answers, group, encoded.codes, n, *found))
    if not columns:
        return pd.DataFrame(index=range(1)), raw
    if "weight" in survey.roles:
        _add_weightless(survey, columns, place)
    stated = {name: [np.nan if row[at] is None else row[at] for row in place] for at, name in enumerate(columns)}
    groups, back = _in_order(pd.DataFrame(stated, columns=list(columns)), survey, columns)
    return groups, [part._replace(group=back[part.group]) for part in raw]


def _add_weightless(survey: Survey, columns: Mapping[str, str], place: dict[tuple, int]) -> None:
    """Groups in which nobody has a usable weight keep their place."""
    keys = {f"_by{at}": nw.col(column) for at, column in enumerate(columns.values())}
    seen = survey.frame.select(**keys).unique().collect("pyarrow")
    names = []
    for key in keys:
        encoded = encode(seen[key])
        distinct, at = _stated(encoded.answers)
        names.append([None if code == len(distinct) - 1 else distinct[code] for code in at[encoded.codes]])
    for row in sorted(zip(*names, strict=True), key=str):
        place.setdefault(row, len(place))


def _names_of_our_own(survey: Survey) -> list[str]:
    """Names for the counts, as no column of the survey is called."""
    longest = "_" * max(map(len, survey.columns), default=0)
    return [f"{longest}_{name}" for name in ("n", "w", "w2")]


def _weighing(survey: Survey, weight: str, square: str):
    """The rows that have a usable weight, with the weight and its square (squares inside the sum are slow or fail)."""
    column = survey.roles["weight"]
    if not survey.frame.collect_schema()[column].is_numeric():
        raise ScaleError(
            say("The weights in {weight} of {survey} are text, and {survey2} cannot weigh by text. Turn the column "
                "into numbers first.",
                weight=repr(column), survey=survey.name, survey2=survey.frame.implementation.name)
        )  # fmt: skip
    weights = nw.col(weight)
    frame = survey.frame.with_columns(nw.col(column).cast(nw.Float64).alias(weight))
    frame = frame.filter((weights > 0) & weights.is_finite() & ~weights.is_null())
    return frame.with_columns((weights * weights).alias(square))


# -- from counts to a Tally ----------------------------------------------------------------------


def _assemble(survey: Survey, columns: Mapping[str, str], groups: pd.DataFrame, raw: list[_Raw]) -> Tally:
    cells, accounts, unread = [], [], []
    weighted = "weight" in survey.roles
    for at, part in enumerate(raw):
        rows, account, strange = _read(survey, part, len(groups), weighted and bool(columns))
        cells.append({"question": np.full(len(rows["group"]), at), **rows})
        accounts.append({"question": np.full(len(account["group"]), at), **account})
        unread += strange
    questions = [part.question for part in raw]
    counted = int(raw[0].n.sum()) if raw else survey.n_rows
    return Tally(
        _table(cells, groups, questions, {"value": float, "n": np.int64, "sum_w": float, "sum_w2": float}),
        _table(accounts, groups, questions, dict.fromkeys(("rows", "kept", "excluded", "missing"), np.int64)),
        pd.DataFrame(unread, columns=["question", "answer", "reason", "n"]),
        tuple(columns),
        {question: survey.scale_of(question) for question in questions},
        weighted=weighted,
        unweighted_rows=survey.n_rows - counted if weighted else 0,
    )


def _table(parts: list[dict], groups: pd.DataFrame, questions: list[str], columns: Mapping[str, type]) -> pd.DataFrame:
    """The parts of all questions one below the other, behind the columns of their groups."""
    where, which = (
        np.concatenate([np.empty(0, int), *(part[name] for part in parts)]) for name in ("group", "question")
    )
    table = {name: groups[name].array.take(where) for name in groups}
    table["question"] = pd.array([*questions, ""], dtype="str").take(which)
    for name, kind in columns.items():
        table[name] = np.concatenate([np.empty(0, kind), *(part[name] for part in parts)]).astype(kind)
    return pd.DataFrame(table)


def _read(survey: Survey, raw: _Raw, size: int, whole: bool) -> tuple[dict, dict, list[dict]]:
    """The cells of one question with their values, where its answers went, and those that were not used."""
    turned = survey.is_reversed(raw.question)
    values, statuses = read_answers(raw.answers, survey.scale_of(raw.question), turned=turned)
    fate = np.array([*(0 if s == KEPT else 2 if s == MISSING else 1 for s in statuses), 2])[raw.answer]
    went = spread(raw.group, fate, raw.n, (size, 3))
    # A group without a usable weight has no answers that count, and is a group all the same.
    here = np.arange(size) if whole else np.flatnonzero(went.any(axis=1))
    account = {"group": here, "rows": went[here].sum(axis=1)}
    account |= {name: went[here, at] for at, name in enumerate(("kept", "excluded", "missing"))}
    kept = np.flatnonzero(fate == 0)
    distinct, at = np.unique(values[raw.answer[kept]], return_inverse=True)
    width = max(len(distinct), 1)
    cell, place = np.unique(raw.group[kept] * width + at, return_inverse=True)
    rows = {"group": cell // width, "value": distinct[cell % width] if len(cell) else np.empty(0)}
    rows |= {name: np.bincount(place, weights=getattr(raw, name)[kept], minlength=len(cell)) for name in SUMS}
    lost = np.bincount(raw.answer[fate == 1], weights=raw.n[fate == 1], minlength=len(values))
    unread = [
        {"question": raw.question, "answer": _short(as_text(answer)), "reason": status, "n": int(n)}
        for answer, status, n in zip(raw.answers, statuses, lost, strict=True)
        if n
    ]
    return rows, account, sorted(unread, key=lambda row: (-row["n"], row["answer"]))


def _short(answer: str) -> str:
    return answer if len(answer) <= _LONGEST else f"{answer[: _LONGEST - 1]}…"
