"""Counting, once: everything that is asked of one closed question follows from these cells.

A tally is one pass over the rows: for every group and question, how many gave each answer, and the
sums of their weights and squared weights. Eager frames are counted on small-integer codes; lazy
ones (DuckDB, Spark, Dask) count on their own engine and only the cells travel. Both give equal tables.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import narwhals as nw
import numpy as np
import pandas as pd

from cxresearch.answers import read_answers
from cxresearch.audiences import ordered
from cxresearch.codebook import SCALED
from cxresearch.errors import QuestionError
from cxresearch.scales import KEPT, MISSING, Scale
from cxresearch.survey import Survey

__all__ = ["Cells", "Tally", "tally"]


@dataclass(frozen=True, eq=False)
class Cells:
    """One question, counted: groups down, answers across.

    ``groups`` is a frame with a row a group; ``values`` the answers on the native scale, rising;
    ``n``, ``sum_w``, ``sum_w2`` are arrays of shape (groups, values).
    """

    question: str
    scale: Scale | None
    groups: pd.DataFrame
    values: np.ndarray
    n: np.ndarray
    sum_w: np.ndarray
    sum_w2: np.ndarray

    @property
    def base(self) -> np.ndarray:
        """How many gave a usable answer, by group."""
        return self.n.sum(axis=1)

    @property
    def points(self) -> np.ndarray:
        """The answers on the 0-100 scale."""
        if self.scale is None:
            raise QuestionError(f"Question {self.question!r} has no scale, so it has no 0-100 points. Declare one with scales=.")
        return self.scale.to_points(self.values)

    def at(self, **group) -> "Cells":
        """The cells of the groups in which the columns have these values."""
        chosen = np.ones(len(self.groups), dtype=bool)
        for column, value in group.items():
            chosen &= (self.groups[column] == value).to_numpy()
        return self.take(np.flatnonzero(chosen))

    def take(self, rows) -> "Cells":
        """The cells of some groups, by position."""
        groups = self.groups.iloc[rows].reset_index(drop=True)
        return Cells(self.question, self.scale, groups, self.values, self.n[rows], self.sum_w[rows], self.sum_w2[rows])

    def pooled(self, by: Sequence[str]) -> "Cells":
        """The same cells summed over the groups that agree in ``by`` (none: everybody)."""
        by = list(by)
        if not by:
            key, groups = np.zeros(len(self.groups), dtype=int), pd.DataFrame(index=range(min(1, len(self.groups))))
        else:
            grouped = self.groups.groupby(by, sort=False, dropna=False)
            key = grouped.ngroup().to_numpy()
            groups = self.groups.loc[~pd.Series(key).duplicated().to_numpy(), by].reset_index(drop=True)
        shape = (len(groups), len(self.values))
        summed = []
        for cells in (self.n, self.sum_w, self.sum_w2):
            out = np.zeros(shape, dtype=cells.dtype)
            np.add.at(out, key, cells)
            summed.append(out)
        return Cells(self.question, self.scale, groups, self.values, *summed)


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts of a Survey.

    Attributes
    ----------
    table : DataFrame
        The grouping columns, ``question, value, n, sum_w, sum_w2``; a row a cell that occurs.
    account : DataFrame
        The grouping columns, ``question, rows, kept, excluded, missing``: they add up.
    unread : DataFrame
        ``question, answer, reason, n``: what was written and not used.
    by : tuple of str
        The grouping columns, as the caller named them.
    weighted : bool
    unweighted_rows : int
        Rows left out because their weight was missing, zero or negative.
    """

    table: pd.DataFrame
    account: pd.DataFrame
    unread: pd.DataFrame
    by: tuple[str, ...]
    scales: Mapping[str, Scale | None]
    weighted: bool = False
    unweighted_rows: int = 0
    _cells: dict = field(default_factory=dict, repr=False)

    @property
    def questions(self) -> list[str]:
        """The questions that were counted."""
        return list(self.scales)

    @classmethod
    def from_counts(cls, table: pd.DataFrame, *, by: Sequence[str], scales: Mapping[str, object]) -> "Tally":
        """A tally of counts that were made elsewhere: the grouping columns, ``question, value, n`` and, if weighted, the sums."""
        weighted = "sum_w" in table
        table = table if weighted else table.assign(sum_w=table["n"].astype(float), sum_w2=table["n"].astype(float))
        parsed = {question: Scale.parse(scale) for question, scale in scales.items()}
        counted = table.groupby([*by, "question"], sort=False)["n"].sum().rename("rows").reset_index()
        account = counted.assign(kept=counted.rows, excluded=0, missing=0)
        unread = pd.DataFrame(columns=["question", "answer", "reason", "n"])
        return cls(table.reset_index(drop=True), account, unread, tuple(by), parsed, weighted)

    def cells(self, question: str) -> Cells:
        """One question as arrays: every group that answered it, in order."""
        if question not in self._cells:
            if question not in self.scales:
                raise QuestionError(f"Question {question!r} was not tallied. Tallied: {', '.join(self.scales)}.")
            rows = self.table[self.table.question == question]
            self._cells[question] = self._arrange(question, rows)
        return self._cells[question]

    def _arrange(self, question: str, rows: pd.DataFrame) -> Cells:
        values, at = np.unique(rows["value"].to_numpy(float), return_inverse=True)
        by = list(self.by)
        if by:
            key = rows.groupby(by, sort=False, dropna=False).ngroup().to_numpy()
            groups = rows.loc[~pd.Series(key, index=rows.index).duplicated(), by].reset_index(drop=True)
        else:
            key, groups = np.zeros(len(rows), dtype=int), pd.DataFrame(index=range(min(1, len(rows))))
        shape = (len(groups), len(values))
        arrays = []
        for column, dtype in (("n", np.int64), ("sum_w", float), ("sum_w2", float)):
            out = np.zeros(shape, dtype=dtype)
            np.add.at(out, (key, at), rows[column].to_numpy(dtype))
            arrays.append(out)
        return Cells(question, self.scales[question], groups, values, *arrays)


def tally(survey: Survey, questions: Iterable[str] | None = None, *, by: Iterable[str] | str | None = None) -> Tally:
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
        chosen = [survey.find(name) for name in ([questions] if isinstance(questions, str) else questions)]
    if by is None:
        by = [role for role in ("audience", "unit", "segment") if role in survey.roles]
    by = [by] if isinstance(by, str) else list(by)
    key = ("tally", tuple(chosen), tuple(by))
    if key not in survey._cache:
        survey._cache[key] = (_count_lazy if survey.is_lazy else _count_eager)(survey, chosen, by)
    return survey._cache[key]


def _reading(survey: Survey, question: str, answers: list) -> tuple[np.ndarray, list[str]]:
    return read_answers(answers, survey.scale_of(question), turned=survey.is_reversed(question))


def _clean_weights(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    usable = np.isfinite(weights) & (weights > 0)
    return np.where(usable, weights, 0.0), usable


def _count_eager(survey: Survey, questions: list[str], by: list[str]) -> Tally:
    rows = survey.n_rows
    group, groups = _group_codes(survey, by)
    weights, usable, left_out = None, None, 0
    if "weight" in survey.roles:
        weights, usable = _clean_weights(survey.numbers([survey.roles["weight"]]).iloc[:, 0].to_numpy())
        left_out = int(rows - usable.sum())
        squares = weights * weights
        if left_out == 0:
            usable = None
    size = len(groups)
    in_group = np.bincount(group if usable is None else group[usable], minlength=size)
    parts, accounts, unread = [], [], []
    for question in questions:
        encoded = survey.encoded(question)
        values, statuses = _reading(survey, question, encoded.answers)
        distinct, place = np.unique(values[~np.isnan(values)], return_inverse=True)
        width = len(distinct) + 2
        target = np.full(len(values) + 1, width - 1, dtype=np.int64)
        target[:-1][~np.isnan(values)] = place
        written = np.array([status not in (KEPT, MISSING) for status in statuses], dtype=bool)
        target[:-1][written] = width - 2
        code = target[encoded.codes]
        code += group * width if size > 1 else 0
        if usable is not None:
            code = code[usable]
        counts = np.bincount(code, minlength=size * width).reshape(size, width)
        if weights is None:
            sums = squared = counts.astype(float)
        else:
            kept_weights, kept_squares = (weights, squares) if usable is None else (weights[usable], squares[usable])
            sums = np.bincount(code, weights=kept_weights, minlength=size * width).reshape(size, width)
            squared = np.bincount(code, weights=kept_squares, minlength=size * width).reshape(size, width)
        parts.append(_cell_rows(question, groups, distinct, counts[:, :-2], sums[:, :-2], squared[:, :-2]))
        accounts.append(
            groups.assign(question=question, rows=in_group, kept=counts[:, :-2].sum(axis=1), excluded=counts[:, -2], missing=counts[:, -1])
        )
        if written.any():
            found = np.bincount(encoded.codes[encoded.codes >= 0], minlength=len(values))
            unread += _unread_rows(question, encoded.answers, statuses, found)
    return _assemble(survey, questions, by, parts, accounts, unread, left_out)


def _group_codes(survey: Survey, by: list[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """One integer a row for the crossing of the grouping columns, and what the integers stand for."""
    group = np.zeros(survey.n_rows, dtype=np.int64)
    labels: list[list] = []
    for name in by:
        encoded = survey.encoded(survey.find(name))
        distinct = [*encoded.answers, np.nan]
        codes = np.where(encoded.codes < 0, len(distinct) - 1, encoded.codes)
        group = group * len(distinct) + codes
        labels.append(distinct)
    if not by:
        return group, pd.DataFrame(index=range(1))
    size = int(np.prod([len(distinct) for distinct in labels]))
    if size <= 4 * max(len(group), 1000):
        present = np.flatnonzero(np.bincount(group, minlength=size))
        lookup = np.zeros(size, dtype=np.int64)
        lookup[present] = np.arange(len(present))
        group = lookup[group]
    else:
        present, group = np.unique(group, return_inverse=True)
    columns, rest = {}, present
    for name, distinct in zip(reversed(by), reversed(labels), strict=True):
        columns[name] = [distinct[at] for at in rest % len(distinct)]
        rest = rest // len(distinct)
    groups = pd.DataFrame({name: columns[name] for name in by})
    order = _order(groups, by)
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return back[group], groups.iloc[order].reset_index(drop=True)


def _order(groups: pd.DataFrame, by: list[str]) -> np.ndarray:
    """Audiences in their own order, everything else by name or number; not stated comes last."""
    keys = pd.DataFrame(index=groups.index)
    for name in by:
        column = groups[name]
        if name == "audience":
            place = {audience: at for at, audience in enumerate(ordered(column.dropna().astype(str)))}
            keys[name] = column.astype(str).map(place).fillna(len(place))
        elif pd.api.types.is_numeric_dtype(column):
            keys[name] = column
        else:
            text = column.map(lambda value: "" if pd.isna(value) else str(value))
            as_number = pd.to_numeric(text, errors="coerce")
            keys[name] = as_number if as_number.notna().sum() == column.notna().sum() else text.where(column.notna(), "\U0010ffff")
    return keys.sort_values(by, kind="stable", na_position="last").index.to_numpy()


def _cell_rows(question, groups, values, n, sum_w, sum_w2) -> pd.DataFrame:
    row, column = np.nonzero(n)
    part = groups.iloc[row].reset_index(drop=True)
    return part.assign(
        question=question, value=values[column], n=n[row, column], sum_w=sum_w[row, column], sum_w2=sum_w2[row, column]
    )


def _unread_rows(question, answers, statuses, counts) -> list[dict]:
    return [
        {"question": question, "answer": str(answer), "reason": status, "n": int(count)}
        for answer, status, count in zip(answers, statuses, counts, strict=True)
        if status not in (KEPT, MISSING) and count
    ]


def _count_lazy(survey: Survey, questions: list[str], by: list[str]) -> Tally:
    columns = {name: survey.find(name) for name in by}
    frame, left_out = survey.frame, 0
    if "weight" in survey.roles:
        weight = survey.roles["weight"]
        frame = frame.with_columns(_w=nw.col(weight).cast(nw.Float64))
        usable = (nw.col("_w") > 0) & nw.col("_w").is_finite() & ~nw.col("_w").is_null()
        left_out = survey.n_rows - int(frame.filter(usable).select(nw.len()).collect("pyarrow").item())
        frame = frame.filter(usable).with_columns(_w2=nw.col("_w") * nw.col("_w"))
        sums = {"n": nw.len(), "sum_w": nw.col("_w").sum(), "sum_w2": nw.col("_w2").sum()}
    else:
        sums = {"n": nw.len()}
    parts, accounts, unread = [], [], []
    for question in questions:
        keys = [nw.col(column).alias(f"_by{at}") for at, column in enumerate(columns.values())]
        named = frame.with_columns(*keys, _answer=nw.col(question))
        wanted = [f"_by{at}" for at in range(len(by))]
        counted = named.group_by(*wanted, "_answer").agg(**sums).collect("pyarrow").to_pandas()
        counted = counted.rename(columns=dict(zip(wanted, by, strict=True)))
        if "sum_w" not in counted:
            counted = counted.assign(sum_w=counted["n"].astype(float), sum_w2=counted["n"].astype(float))
        part, account, strange = _read_cells(survey, question, counted, by)
        parts.append(part)
        accounts.append(account)
        unread += strange
    return _assemble(survey, questions, by, parts, accounts, unread, left_out)


def _read_cells(survey: Survey, question: str, counted: pd.DataFrame, by: list[str]):
    answers = [None if pd.isna(answer) else answer for answer in counted["_answer"]]
    values, statuses = _reading(survey, question, answers)
    kind = np.array(["kept" if s == KEPT else "missing" if s == MISSING else "excluded" for s in statuses], dtype=object)
    counted = counted.assign(value=values, kind=kind, question=question)
    kept = counted[counted.kind == "kept"]
    part = kept.groupby([*by, "question", "value"], dropna=False, sort=True)[["n", "sum_w", "sum_w2"]].sum().reset_index()
    if by:
        order = _order(part[by].reset_index(drop=True), by)
        part = part.iloc[order].reset_index(drop=True)
    wide = counted.pivot_table(index=by or "question", columns="kind", values="n", aggfunc="sum", dropna=False, observed=True, fill_value=0)
    wide = wide.reindex(columns=["kept", "excluded", "missing"], fill_value=0).rename_axis(columns=None).reset_index()
    account = wide.assign(question=question, rows=wide[["kept", "excluded", "missing"]].sum(axis=1))
    account = account[account.rows > 0][[*by, "question", "rows", "kept", "excluded", "missing"]]
    if by:
        account = account.iloc[_order(account[by].reset_index(drop=True), by)]
    strange = counted[counted.kind == "excluded"].groupby("_answer", sort=False)["n"].sum()
    reasons = dict(zip(answers, statuses, strict=True))
    unread = [
        {"question": question, "answer": str(answer), "reason": reasons[answer], "n": int(n)} for answer, n in strange.items()
    ]
    return part, account, unread


def _assemble(survey, questions, by, parts, accounts, unread, left_out) -> Tally:
    columns = [*by, "question", "value", "n", "sum_w", "sum_w2"]
    table = pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
    account_columns = [*by, "question", "rows", "kept", "excluded", "missing"]
    account = pd.concat(accounts, ignore_index=True)[account_columns] if accounts else pd.DataFrame(columns=account_columns)
    counts = {"n": np.int64, "sum_w": float, "sum_w2": float}
    return Tally(
        table.astype(counts),
        account.astype(dict.fromkeys(account_columns[-4:], np.int64)),
        pd.DataFrame(unread, columns=["question", "answer", "reason", "n"]),
        tuple(by),
        {question: survey.scale_of(question) for question in questions},
        weighted="weight" in survey.roles,
        unweighted_rows=left_out,
    )
