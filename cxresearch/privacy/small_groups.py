"""Which groups of people must stay hidden, so that no subtraction of shown groups isolates a few of them.

Take the people of one audience, crossed by columns such as branch and department. Shown are, for each
crossing of some columns, its cells; a crossing of fewer columns holds the totals of one with more.
Five rules are repeated until none changes anything:

1. A cell of fewer people than may be shown is hidden.
2. What lies within a hidden cell is hidden.
3. In each line of cells that adds up to a shown total, the hidden ones are two or more and together
   as many people as may be shown; if not, the next smallest is hidden too.
4. A hidden cell that is alone in its line is its total: the same people, so the total is hidden.
5. A small cell that follows from all shown cells taken together gets more company in its lines.

The rules look at all columns two at a time, not at the ones somebody asked for first, so what is hidden
does not depend on the order of questions (complementary cell suppression: Willenborg & de Waal 2001).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

__all__ = ["Crossings"]

_STEPS = 400
_NOTHING = 1e-7


@dataclass(eq=False)
class _Crossing:
    """Cells of one crossing, with the cell of each finest one, one finest one of each cell, and each cell's totals."""

    keys: np.ndarray
    people: np.ndarray
    hidden: np.ndarray
    of_finest: np.ndarray
    first: np.ndarray
    totals: dict[int, np.ndarray] = field(default_factory=dict)

    def alone(self, column: int) -> np.ndarray:
        """Whether a cell is the only one of its line."""
        at = self.totals[column]
        return np.bincount(at)[at] == 1


class Crossings:
    """The crossings of some columns, and what is hidden in each.

    Parameters
    ----------
    keys : array of int, shape (cells, columns)
        The finest cells, a code a column.
    people : array of int
        How many people stand in each cell.
    linked : int
        So many first columns are looked at together, whoever asks; the others only when they are asked for.
    fewest : int
        The smallest group that may be shown.

    Examples
    --------
    >>> of_ten = Crossings(np.array([[0], [1]]), np.array([6, 4]), linked=1, fewest=5)
    >>> of_ten.shows({0: [0]}), of_ten.shows({0: [1]}), of_ten.shows({})
    (False, False, True)
    """

    def __init__(self, keys: np.ndarray, people: np.ndarray, *, linked: int, fewest: int):
        occupied = people > 0
        self._keys, self._people, self._fewest = keys[occupied], people[occupied], fewest
        self._codes = [set(column.tolist()) for column in self._keys.T]
        self._found: dict[tuple[int, ...], _Crossing] = {}
        self.nothing_small = bool((self._people >= fewest).all())
        if self.nothing_small:
            return
        base = [columns for size in range(3) for columns in combinations(range(linked), size)]
        for columns in base:
            self._add(columns)
        # The finer ones first: a partner in the same branch covers better than one from another branch.
        self._settle(base[::-1], upwards=True)

    def shows(self, within: Mapping[int, Iterable[int]]) -> bool:
        """Whether a total over all cells that have one of the given codes, by column, may be shown.

        It may where each of its cells is shown, or where what is hidden of it follows from shown totals anyway.
        """
        return bool(self.shows_each([], np.empty((1, 0), dtype=np.int64), within)[0])

    def shows_each(
        self, columns: Sequence[int], codes: np.ndarray, filtered: Mapping[int, Iterable[int]] | None = None
    ) -> np.ndarray:
        """`shows` for many totals at once: a row of codes each, one in each of some columns.

        Parameters
        ----------
        columns : sequence of int, length k
        codes : array of int, shape (totals, k)
        filtered : mapping
            What all of them are restricted to in other columns, as in `shows`.

        Returns
        -------
        array of bool, shape (totals,)

        Examples
        --------
        >>> of_ten = Crossings(np.array([[0], [1]]), np.array([6, 4]), linked=1, fewest=5)
        >>> of_ten.shows_each([0], np.array([[0], [1], [7]])).tolist()
        [False, False, True]
        """
        if self.nothing_small:
            return np.ones(len(codes), dtype=bool)
        fixed = {column: set(some) for column, some in (filtered or {}).items() if column not in columns}
        fixed = {column: some for column, some in fixed.items() if not self._codes[column] <= some}
        # A column of one value tells nothing apart; whoever has another is not there.
        several = [at for at, column in enumerate(columns) if len(self._codes[column]) > 1]
        known = np.ones(len(codes), dtype=bool)
        for at, column in enumerate(columns):
            known &= np.isin(codes[:, at], list(self._codes[column]))
        crossed = tuple(sorted({*fixed, *(columns[at] for at in several)}))
        found = self._crossing(crossed)
        inside = np.ones(len(found.people), dtype=bool)
        for column, some in fixed.items():
            inside &= np.isin(found.keys[:, crossed.index(column)], list(some))
        cells, n = found.keys[:, [crossed.index(columns[at]) for at in several]], len(found.people)
        row = _as_one(np.concatenate([cells, codes[known][:, several]]))
        row, asked = row[:n], row[n:]
        most = int(max(row.max(initial=-1), asked.max(initial=-1))) + 1
        secret = np.flatnonzero(found.hidden & inside)
        shown = np.bincount(row[secret], minlength=most) == 0
        for column, total in found.totals.items():
            above = self._found[_without(crossed, column)]
            pairs, own = np.unique(total[secret] * most + row[secret], return_counts=True)
            line, of_row = pairs // most, pairs % most
            # Its own hidden cells follow from a line where the line is shown and hides nothing beside them.
            covered = above.hidden[line] | (np.bincount(total, weights=found.hidden)[line] > own)
            shown |= np.bincount(of_row, weights=covered, minlength=most) == 0
        answer = np.ones(len(codes), dtype=bool)
        answer[known] = shown[asked]
        return answer

    def _crossing(self, columns: tuple[int, ...]) -> _Crossing:
        if columns not in self._found:
            for column in columns:
                self._crossing(_without(columns, column))
            self._add(columns)
            self._settle([columns], upwards=False)
        return self._found[columns]

    def _add(self, columns: tuple[int, ...]) -> None:
        code = _as_one(self._keys[:, columns])
        people = np.bincount(code, weights=self._people)
        first = np.unique(code, return_index=True)[1]
        keys = self._keys[first][:, columns]
        found = _Crossing(keys, people, people < self._fewest, code, first)
        for column in columns:
            found.totals[column] = self._found[_without(columns, column)].of_finest[first]
        self._found[columns] = found

    def _settle(self, crossings: list[tuple[int, ...]], *, upwards: bool) -> None:
        """Apply the rules to some crossings until none of them hides anything more."""
        while True:
            before = self._count_hidden(crossings)
            for columns in crossings:
                found = self._found[columns]
                for column, total in found.totals.items():
                    found.hidden |= self._found[_without(columns, column)].hidden[total]
                for column in found.totals:
                    self._cover(found, column)
                for column, total in found.totals.items() if upwards else ():
                    above = self._found[_without(columns, column)]
                    above.hidden[total[found.hidden & found.alone(column)]] = True
            if before == self._count_hidden(crossings):
                self._give_company(crossings, upwards)
                if before == self._count_hidden(crossings):
                    return

    def _count_hidden(self, crossings: list[tuple[int, ...]]) -> int:
        return sum(int(self._found[columns].hidden.sum()) for columns in crossings)

    def _cover(self, found: _Crossing, column: int) -> None:
        """Hide the next smallest of a line until its hidden cells cover each other."""
        total, order = found.totals[column], self._by_size(found, column)
        while True:
            cells = np.bincount(total, weights=found.hidden)
            people = np.bincount(total, weights=found.people * found.hidden)
            bare = (cells > 0) & ((cells < 2) | (people < self._fewest))
            if not self._hide_next(found, column, order, bare):
                return

    def _by_size(self, found: _Crossing, column: int) -> np.ndarray:
        # A cell that is alone in another line would give itself away there, so it covers worse.
        elsewhere = [found.alone(other) for other in found.totals if other != column]
        return np.lexsort((found.people, np.any(elsewhere, axis=0) if elsewhere else np.zeros(len(found.people))))

    def _hide_next(self, found: _Crossing, column: int, order: np.ndarray, lines: np.ndarray) -> bool:
        total = found.totals[column]
        candidates = order[lines[total[order]] & ~found.hidden[order]]
        _, first = np.unique(total[candidates], return_index=True)
        found.hidden[candidates[first]] = True
        return bool(len(candidates))

    def _give_company(self, crossings: list[tuple[int, ...]], upwards: bool) -> None:
        """Find small cells that follow from the shown ones by adding and subtracting, and hide more beside them."""
        for columns in filter(None, crossings):
            found = self._found[columns]
            small = found.hidden & (found.people < self._fewest)
            if not small.any():
                continue
            coarser = [self._found[some] for size in range(len(columns)) for some in combinations(columns, size)]
            cells = [np.arange(len(small)), *(above.of_finest[found.first] for above in coarser)]
            free = _what_is_free(cells, [~found.hidden, *(~above.hidden for above in coarser)])
            known = small & (np.abs(free) < _NOTHING)
            if not known.any():
                continue
            more = False
            for column, total in found.totals.items():
                lines = np.bincount(total, weights=known) > 0
                more |= self._hide_next(found, column, self._by_size(found, column), lines)
            if not more and upwards:
                self._hide_smallest(coarser)

    def _hide_smallest(self, crossings: list[_Crossing]) -> None:
        """Where a whole line is hidden and still known: one more of the totals that tell it, the smallest."""
        shown = [(found.people[at], place, at) for place, found in enumerate(crossings) for at in _shown(found)]
        if shown:
            _, place, at = min(shown)
            crossings[place].hidden[at] = True


def _shown(found: _Crossing) -> np.ndarray:
    return np.flatnonzero(~found.hidden) if found.totals else np.empty(0, dtype=int)


def _as_one(codes: np.ndarray) -> np.ndarray:
    """Rows of codes as one number each, from 0 on."""
    code = np.zeros(len(codes), dtype=np.int64)
    for column in codes.T:
        code = np.unique(code * (column.max(initial=0) + 1) + column, return_inverse=True)[1]
    return code


def _without(columns: tuple[int, ...], column: int) -> tuple[int, ...]:
    return tuple(other for other in columns if other != column)


def _what_is_free(cells: list[np.ndarray], shown: list[np.ndarray]) -> np.ndarray:
    """A random change of the first cells that changes no shown one or total: what it leaves alone is told by them.

    The part of a random vector beyond the shown cells' span, by conjugate gradients (Hestenes & Stiefel 1952).
    """
    size = len(cells[0])
    left = np.random.default_rng(0).normal(size=size)

    def sums(change):
        pairs = zip(cells, shown, strict=True)
        return [np.bincount(cell, weights=change, minlength=len(seen)) * seen for cell, seen in pairs]

    slope = sums(left)
    way, length = slope, sum(float(part @ part) for part in slope)
    for _ in range(_STEPS):
        if length < 1e-24 * size:
            break
        moved = np.sum([part[cell] for part, cell in zip(way, cells, strict=True)], axis=0)
        step = length / float(moved @ moved)
        left = left - step * moved
        slope = sums(left)
        before, length = length, sum(float(part @ part) for part in slope)
        way = [part + length / before * old for part, old in zip(slope, way, strict=True)]
    return left
