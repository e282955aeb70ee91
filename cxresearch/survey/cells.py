"""Counts by group and answer: a Tally of several questions, and the Cells of one as arrays.

Whatever is asked of one closed question (a mean, a share, an interval, a test, a bootstrap) is
computed from these, at a cost that does not depend on the number of respondents.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.survey.frames import HandedOut
from cxresearch.survey.scales import Scale
from cxresearch.wording import named, say

__all__ = ["SUMS", "Cells", "Tally", "spread"]

SUMS = ("n", "sum_w", "sum_w2")


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
            raise QuestionError(
                say("Question {question} has no scale, so it has no 0-100 points. Declare one with scales=.",
                    question=repr(self.question))
            )  # fmt: skip
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
        key, groups = _grouped(self.groups, list(by))
        summed = []
        for cells in (self.n, self.sum_w, self.sum_w2):
            out = np.zeros((len(groups), len(self.values)), dtype=cells.dtype)
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

    table: pd.DataFrame = HandedOut()
    account: pd.DataFrame = HandedOut()
    unread: pd.DataFrame = HandedOut()
    by: tuple[str, ...]
    scales: Mapping[str, Scale | None]
    weighted: bool = False
    unweighted_rows: int = 0
    _cells: dict = field(default_factory=dict, repr=False)

    @property
    def weightless(self) -> list[str]:
        """The groups in which nobody has a usable weight."""
        if not self.weighted or not self.by or not len(self.account):
            return []
        rows = self.account.groupby(list(self.by), sort=False, dropna=False)["rows"].sum()
        bare = rows.index[rows.to_numpy() == 0]
        keys = [key if isinstance(key, tuple) else (key,) for key in bare]
        return [", ".join(say("not stated") if pd.isna(part) else str(part) for part in key) for key in keys]

    @property
    def questions(self) -> list[str]:
        """The questions that were counted."""
        return list(self.scales)

    @classmethod
    def from_counts(cls, table: pd.DataFrame, *, by: Sequence[str], scales: Mapping[str, object]) -> "Tally":
        """A tally of counts made elsewhere: the grouping columns, ``question, value, n`` and, if weighted, the sums."""
        weighted = "sum_w" in table
        table = table if weighted else table.assign(sum_w=table["n"].astype(float), sum_w2=table["n"].astype(float))
        parsed = {question: Scale.parse(scale) for question, scale in scales.items()}
        counted = table.groupby([*by, "question"], sort=False)["n"].sum().rename("rows").reset_index()
        account = counted.assign(kept=counted.rows, excluded=0, missing=0)
        unread = pd.DataFrame(columns=["question", "answer", "reason", "n"])
        return cls(table.reset_index(drop=True), account, unread, tuple(by), parsed, weighted)

    def cells(self, question: str) -> Cells:
        """One question as arrays: every group that answered it, in order."""
        if question not in self.scales:
            raise QuestionError(
                say("Question {question} was not tallied. Tallied: {names}.",
                    question=repr(question), names=named(self.scales))
            )  # fmt: skip
        if not self._cells:
            self._cells.update(self._arranged())
        return self._cells[question]

    def _arranged(self) -> dict[str, Cells]:
        """All questions as arrays; those that every group answered share one frame of groups."""
        table = self.table
        key, groups = _grouped(table, list(self.by))
        alone = len(self.scales) == 1
        places = {next(iter(self.scales)): slice(None)} if alone else table.groupby("question", sort=False).indices
        value, amounts = table["value"].to_numpy(float), [table[column].to_numpy() for column in SUMS]
        none, found = np.empty(0, dtype=int), {}
        for question, scale in self.scales.items():
            rows = places.get(question, none)
            values, at = np.unique(value[rows], return_inverse=True)
            there, first, own = np.unique(key[rows], return_index=True, return_inverse=True)
            order = np.argsort(first)
            mine = there[order]
            whole = np.array_equal(mine, np.arange(len(groups)))
            shape = (len(there), len(values))
            arrays = [spread(np.argsort(order)[own], at, amount[rows], shape) for amount in amounts]
            for array in (values, *arrays):
                array.flags.writeable = False
            kept = groups if whole else groups.iloc[mine].reset_index(drop=True)
            found[question] = Cells(question, scale, kept, values, *arrays)
        return found


def _grouped(rows: pd.DataFrame, by: list[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """The place of each row's group, and the groups in order of appearance."""
    if not by:
        return np.zeros(len(rows), dtype=int), pd.DataFrame(index=range(min(1, len(rows))))
    if len(by) == 1:
        key, _ = pd.factorize(rows[by[0]], use_na_sentinel=False)
    else:
        key = rows.groupby(by, sort=False, dropna=False).ngroup().to_numpy()
    first = np.sort(np.unique(key, return_index=True)[1])
    return key, rows[by].take(first).reset_index(drop=True)


def spread(row: np.ndarray, column, amounts: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """A table of zeros with amounts added where they belong."""
    out = np.zeros(shape, dtype=amounts.dtype)
    np.add.at(out, (row, column), amounts)
    return out
