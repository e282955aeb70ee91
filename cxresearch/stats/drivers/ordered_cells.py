"""Answers as a model of ordered answers wants them: combinations once where they are few, else rows that pass by."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from cxresearch.errors import QuestionError
from cxresearch.inference.co_moments import CoMoments, co_moments
from cxresearch.inference.cumulative import Answered, Cumulative
from cxresearch.inference.robust import need_two_units
from cxresearch.stats.bases.rows import MEASURES, Places, audience_rows, places_of, waves_in
from cxresearch.stats.bases.terms import Terms, terms_passing
from cxresearch.survey.passing.pieces import Piece, pieces
from cxresearch.survey.survey import Survey
from cxresearch.wording import say

__all__ = ["OrderedRows", "ordered_outcome", "ordered_rows"]

# So many combinations are held; with more of them the rows pass by once a step.
_MOST_CELLS = 1 << 18


def ordered_outcome(survey: Survey, outcome: str) -> str:
    """The outcome's id.

    Raises
    ------
    QuestionError
        If its answers have no order.
    """
    found = survey.find(outcome)
    kind = survey.codebook.set_index("id").kind.get(found)
    if kind not in MEASURES:
        raise QuestionError(say(
            "{outcome} is no rating, so its answers have no order. Declare it from low to high: scales={{{found}: "
            "[...]}}.",
            outcome=repr(outcome), found=repr(found),
        ))  # fmt: skip
    return found


@dataclass(frozen=True, eq=False)
class OrderedRows:
    """Rows with an ordered outcome and all drivers; calling it passes over them, or over their combinations.

    ``terms`` of the drivers, ``values`` the answers that occur, ``asked`` and ``n`` rows before and after incomplete
    ones are left out, ``sums`` of the terms by row, ``total`` of the weights, ``waves`` as stored, ``units`` that were
    sampled or None.
    """

    terms: Terms
    values: np.ndarray
    asked: int
    n: int
    sums: CoMoments
    total: float
    waves: set
    units: Places | None
    passing: Callable[[], Iterable]
    cells: Answered | None

    def __call__(self) -> Iterator[Answered]:
        """Answers from 0 on, terms, weights and squared weights of the rows, a part at a time."""
        if self.cells is not None:
            yield self.cells
            return
        for piece, answer, x, kept in self.passing():
            yield self._answered(piece, answer, x, kept)

    def _answered(self, piece: Piece, answer: np.ndarray, x: np.ndarray, kept: np.ndarray) -> Answered:
        weight, square = _weights(piece)
        return Answered(np.searchsorted(self.values, answer[kept]), x[kept], weight[kept], square[kept])

    def over_units(self, fit: Cumulative) -> tuple[np.ndarray, float, int]:
        """The sandwich over sampled units with the usual correction, its degrees of freedom, and how many have none."""
        size = len(fit.covariance)
        sums, there = np.zeros((len(self.units.names), size)), np.zeros(len(self.units.names), dtype=bool)
        meat, alone = np.zeros((size, size)), 0.0
        for piece, answer, x, kept in self.passing():
            mine = self._answered(piece, answer, x, kept)
            score, unit = fit.scores(mine.answer, mine.x), self.units.codes(piece.survey)[kept]
            housed = unit >= 0
            there[unit[housed]] = True
            for at, column in enumerate(score.T):
                weighted = (mine.count * column)[housed]
                sums[:, at] += np.bincount(unit[housed], weights=weighted, minlength=len(sums))
            # Whoever has no unit is one of his own.
            lone = score[~housed]
            meat += (lone * mine.square[~housed, None]).T @ lone
            alone += float(piece.times[kept][~housed].sum())
        many = int(there.sum() + alone)
        need_two_units(many)
        scale = many / (many - 1) * (self.n - 1) / (self.n - size)
        covariance = scale * fit.covariance @ (sums.T @ sums + meat) @ fit.covariance
        return covariance, float(many - 1), int(alone)


def ordered_rows(
    survey: Survey, target: str, drivers: list[str], by_level: list[str], *, audience: str | None, cluster: str | None
) -> OrderedRows:
    """Pass over a survey's rows once, and once more before that where a driver counts by level.

    Parameters
    ----------
    target, drivers, by_level : ids of the outcome, the drivers, and those of them that count by level.
    audience : whose answers. `cluster` : role or column of sampled units, or None.
    """
    units = None if cluster is None else places_of(survey, cluster)
    columns = [target, *drivers, *([units.column] if units else [])]
    columns += [survey.roles[role] for role in ("audience", "wave") if role in survey.roles]
    held: list[Piece] = []

    def parts() -> Iterator[Piece]:
        if held:
            yield from held
            return
        before = None
        for many, piece in enumerate(pieces(survey, columns)):
            before = piece if not many else None
            yield piece
        # What is one piece is read once.
        held.extend([before] if before is not None else [])

    def wanted(part: Survey) -> tuple[np.ndarray, np.ndarray]:
        answer = part.numbers([target]).iloc[:, 0].to_numpy(float)
        asked = audience_rows(part, audience)
        return answer, asked & ~np.isnan(answer)

    terms = terms_passing(survey, drivers, by_level, lambda: ((p.survey, wanted(p.survey)[1]) for p in parts()))

    def passing() -> Iterator[tuple[Piece, np.ndarray, np.ndarray, np.ndarray]]:
        for piece in parts():
            answer, rows = wanted(piece.survey)
            x = terms.columns(piece.survey)
            kept = rows & ~np.isnan(x).any(axis=1)
            yield piece, answer, x, kept if piece.weight is None else kept & ~np.isnan(piece.weight)

    asked, total, values, waves, sums = 0, 0.0, set(), set(), None
    tables: list | None = []
    for piece, answer, x, kept in passing():
        asked += int(piece.times[audience_rows(piece.survey, audience)].sum())
        waves |= waves_in(piece.survey, kept)
        values.update(np.unique(answer[kept]).tolist())
        mine = co_moments(x[kept], piece.times[kept])
        sums = mine if sums is None else sums + mine
        weight, square = _weights(piece)
        total += float(weight[kept].sum())
        if tables is not None:
            tables.append(_once(np.column_stack([answer, x])[kept], weight[kept], square[kept]))
            if sum(len(table) for table, *_ in tables) > _MOST_CELLS:
                tables = [_joined(tables)]
                tables = None if len(tables[0][0]) > _MOST_CELLS // 2 and not held else tables
    values = np.array(sorted(values))
    n = int(sums.n) if sums is not None else 0
    if n and len(values) < 2:
        raise QuestionError(say(
            "All {n} rows gave the same answer: nothing goes with what does not vary.",
            n=f"{n:,}",
        ))  # fmt: skip
    cells = None
    if tables:
        table, weight, square = _joined(tables)
        cells = Answered(np.searchsorted(values, table[:, 0]), table[:, 1:], weight, square)
    return OrderedRows(terms, values, asked, n, sums, total, waves, units, passing, cells)


def _weights(piece: Piece) -> tuple[np.ndarray, np.ndarray]:
    return (piece.times, piece.times) if piece.weight is None else (piece.weight, piece.square)


def _once(rows: np.ndarray, weight: np.ndarray, square: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each combination once, with the sums of its weights and of their squares."""
    table, place = np.unique(rows, axis=0, return_inverse=True)
    place = place.ravel()
    return table, *(np.bincount(place, weights=amount, minlength=len(table)) for amount in (weight, square))


def _joined(tables: list) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return tables[0] if len(tables) == 1 else _once(*(np.concatenate(part) for part in zip(*tables, strict=True)))
