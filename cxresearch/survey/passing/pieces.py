"""A survey in pieces: what an analysis of relations reads, without all rows ever being in memory at once.

Where the answers asked for have few combinations, their engine counts each combination once and only those travel.
Else the rows pass by in pieces, and the analysis keeps its sums. A frame in memory is cut into the same pieces, so that
both go the same way.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import narwhals as nw
import numpy as np

from cxresearch.survey.answers import Encoded, encode
from cxresearch.survey.passing.batches import batches

__all__ = ["ROWS", "Piece", "pieces"]

ROWS = 1 << 16
_MOST_CELLS = 1 << 18
_MOST_ANSWERS = 60


class Piece(NamedTuple):
    """Rows of a survey, or combinations of answers with the number of their rows.

    ``survey`` holds the columns asked for, in memory. ``times`` (rows,) how many respondents each row stands for;
    ``weight`` (rows,) the sum of their weights, NaN where these are not usable, None in a survey without weights;
    ``square`` the sum of squared weights.
    """

    survey: object
    times: np.ndarray
    weight: np.ndarray | None
    square: np.ndarray | None


def pieces(survey, columns: Iterable[str], *, together: bool = True) -> Iterator[Piece]:
    """The rows of some columns (and the weights), a piece at a time.

    Parameters
    ----------
    survey : Survey, on any engine.
    columns : names of columns.
    together : False keeps rows apart where a combination of answers would do.
    """
    wanted = list(dict.fromkeys(columns))
    if not survey.is_lazy:
        yield from _cut(survey, wanted)
    elif together and _few(survey, wanted):
        yield _combinations(survey, wanted)
    else:
        yield from _passing(survey, wanted)


def _with_weight(survey, wanted: list[str]) -> list[str]:
    weight = _weigher(survey)
    return wanted if weight is None or weight in wanted else [*wanted, weight]


def _weigher(survey) -> str | None:
    """The column that rows count by: weights, or how many people stand behind a row of scores."""
    return survey.roles.get("n" if survey.is_aggregated else "weight")


def _weighed(part) -> Piece:
    """Rows as they are, each standing for itself."""
    times, column = np.ones(part.n_rows), _weigher(part)
    if column is None:
        return Piece(part, times, None, None)
    weight = part.numbers([column]).iloc[:, 0].to_numpy(float)
    weight = np.where(weight > 0, weight, np.nan)
    return Piece(part, times, weight, weight * weight)


def _holding(survey, native, wanted: list[str], known: dict):
    """A survey of these rows only: their columns, and what is known of them."""
    roles = {role: column for role, column in survey.roles.items() if column in wanted}
    part = survey._with(responses=native, roles=roles, root=None, filters={}, doubted=())
    part._cache.update(known)
    return part


def _cut(survey, wanted: list[str]) -> Iterator[Piece]:
    rows = survey.n_rows
    if rows <= ROWS:
        yield _weighed(survey)
        return
    wanted = _with_weight(survey, wanted)
    frame = survey.frame.select(wanted)
    closed = [column for column in wanted if _closed(survey, column)]
    for at in range(0, rows, ROWS):
        held = {column: survey.encoded(column) for column in closed}
        known = {("encoded", name): Encoded(told.codes[at : at + ROWS], told.answers) for name, told in held.items()}
        yield _weighed(_holding(survey, nw.to_native(frame[at : at + ROWS]), wanted, known))


def _closed(survey, column: str) -> bool:
    """Whether a column is worth keeping as codes: it has a scale or makes groups."""
    if ("encoded", column) in survey._cache or survey.scale_of(column) is not None:
        return True
    return column in _groups(survey) or survey._asked.get(column, ("",))[0] == "choice"


def _groups(survey) -> list[str]:
    return [column for role, column in survey.roles.items() if role not in ("weight", "n", "respondent")]


def _passing(survey, wanted: list[str]) -> Iterator[Piece]:
    wanted = _with_weight(survey, wanted)
    for table in batches(survey.frame.select(wanted), ROWS):
        yield _weighed(_holding(survey, table, wanted, _same_answers(survey, table, wanted)))


def _same_answers(survey, table, wanted: list[str]) -> dict:
    """Choices as codes into all answers of the survey: what a question is must not hang on the piece."""
    known = {}
    for column in wanted:
        if survey._asked.get(column, ("",))[0] == "choice":
            here = encode(nw.from_native(table[column], series_only=True))
            answers = list(survey.answer_counts(column))
            place = {answer: at for at, answer in enumerate(answers)}
            code = np.array([*(place.get(answer, -1) for answer in here.answers), -1])[here.codes]
            known["encoded", column] = Encoded(code, answers)
    return known


def _few(survey, wanted: list[str]) -> bool:
    """Whether the combinations of answers are few enough to travel."""
    size, groups = 1, _groups(survey)
    for column in wanted:
        many = ("counts", column) not in survey._cache and column not in groups
        if many and len(survey._glimpse(column)) > _MOST_ANSWERS:
            return False
        size *= len(survey.answer_counts(column)) + 1
        if size > _MOST_CELLS:
            return False
    weight = _weigher(survey)
    return weight is None or survey.frame.collect_schema()[weight].is_numeric()


def _combinations(survey, wanted: list[str]) -> Piece:
    keys = {f"_key{at}": nw.col(column) for at, column in enumerate(wanted)}
    frame, sums, column = survey.frame, {"_times": nw.len()}, _weigher(survey)
    if column is not None:
        weight = nw.col(column).cast(nw.Float64)
        frame = frame.with_columns(_weight=nw.when((weight > 0) & weight.is_finite()).then(weight))
        keys["_usable"] = ~nw.col("_weight").is_null()
        frame = frame.with_columns(_square=nw.col("_weight") * nw.col("_weight"))
        sums |= {"_weight": nw.col("_weight").sum(), "_square": nw.col("_square").sum()}
    frame = frame.with_columns(**keys).select(*keys, *(name for name in sums if name != "_times"))
    table = frame.group_by(*keys).agg(**sums).collect("pyarrow")
    times = table["_times"].to_numpy().astype(float)
    weight = square = None
    if "_usable" in keys:
        usable = table["_usable"].to_numpy().astype(bool)
        weight, square = (np.where(usable, table[name].to_numpy().astype(float), np.nan) for name in list(sums)[1:])
    native = table.select(**{column: nw.col(f"_key{at}") for at, column in enumerate(wanted)}).to_native()
    part = _holding(survey, native, wanted, _same_answers(survey, native, wanted))
    return Piece(part, times, weight, square)
