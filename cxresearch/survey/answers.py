"""Columns become small integers once, so that everything after costs cells and not rows.

A column is encoded as codes into its distinct answers. The few distinct answers are then read
against the question's scale; nobody reads a row twice, and a changed scale costs nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxresearch.survey.scales import KEPT, MISSING, UNREADABLE, Reading, Scale, is_blank, number_in

__all__ = [
    "Encoded",
    "Encoding",
    "as_text",
    "defused",
    "encode",
    "encode_pandas",
    "encoded",
    "encoded_columns",
    "read_answers",
]

_FORMULA = tuple("=+-@\t\r")

_SMALL_RANGE = 2000
_EXACT_IN_FLOAT = 2**53


@dataclass(frozen=True, eq=False)
class Encoded:
    """``codes`` (one a row, -1 where nothing was answered) into ``answers`` (the distinct ones)."""

    codes: np.ndarray
    answers: list

    def counts(self) -> dict[Any, int]:
        """How often each distinct answer was given; blanks are left out."""
        if "found" not in self.__dict__:
            found = np.bincount(np.add(self.codes, 1, dtype=np.intp), minlength=len(self.answers) + 1)[1:].tolist()
            self.__dict__["found"] = {a: count for a, count in zip(self.answers, found, strict=True) if count}
        return dict(self.__dict__["found"])


class Encoding:
    """Answers that pass by in pieces as codes that stay the same from piece to piece.

    >>> telling = Encoding()
    >>> telling.add(Encoded(np.array([0, 1, -1]), [5, 2])).tolist(), telling.add(Encoded(np.array([0]), [2])).tolist()
    ([0, 1, -1], [1])
    >>> telling.answers
    [2, 5]
    """

    def __init__(self):
        self._place: dict[Any, int] = {}

    def __len__(self) -> int:
        return len(self._place)

    def add(self, piece: Encoded) -> np.ndarray:
        """The codes of some rows, -1 where nothing was answered."""
        place = self._place
        return np.array([*(place.setdefault(answer, len(place)) for answer in piece.answers), -1])[piece.codes]

    @property
    def answers(self) -> list:
        """The distinct answers as a whole column has them: whole numbers in a small range by size, else in turn."""
        told = list(self._place)
        whole = all(isinstance(answer, int) and not isinstance(answer, bool) for answer in told)
        return sorted(told) if whole and told and max(told) - min(told) <= _SMALL_RANGE else told

    @property
    def order(self) -> list[int]:
        """The code of each of ``answers``."""
        return [self._place[answer] for answer in self.answers]


def encode(column) -> Encoded:
    """Encode one column of an eager frame.

    Parameters
    ----------
    column : narwhals.Series
        Of any dtype; null, NaN and None all mean "nothing was answered". Whole numbers are integers
        among the answers, however the frame stores them.
    """
    if column.implementation.is_pandas_like():
        return encode_pandas(column.to_native())
    return _encode_arrow(column.to_arrow())


def encoded_columns(frame, columns: Iterable[str]) -> list[Encoded]:
    """Several columns of an eager narwhals frame; a pandas frame is not wrapped column by column."""
    native = frame.to_native()
    if frame.implementation.is_pandas_like():
        return [encode_pandas(native[column]) for column in columns]
    return [encode(frame[column]) for column in columns]


def encode_pandas(native) -> Encoded:
    """The same for a pandas Series, which needs no wrapping."""
    import pandas as pd

    if native.dtype.kind in "iuf":
        plain = isinstance(native.dtype, np.dtype)
        values = native.to_numpy() if plain else native.to_numpy(dtype=float, na_value=np.nan)
        found = _encode_numbers(values)
        if found is not None:
            return found
    elif native.dtype == object and pd.api.types.infer_dtype(native, skipna=True) in ("mixed", "mixed-integer"):
        native = native.map(_told_apart)
    codes, distinct = pd.factorize(native, use_na_sentinel=True)
    plain = isinstance(distinct, np.ndarray) and distinct.dtype.kind in "iuf"
    return encoded(
        codes, distinct.tolist() if plain or str(distinct.dtype) == "str" else [_plain(answer) for answer in distinct]
    )


def _encode_arrow(values) -> Encoded:
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_floating(values.type) or pa.types.is_integer(values.type):
        found = _encode_numbers(values.to_numpy(zero_copy_only=False))
        if found is not None:
            return found
    if pa.types.is_floating(values.type):
        values = pc.if_else(pc.is_nan(values), None, values)
    elif pa.types.is_nested(values.type):
        values = pa.array([None if answer is None else str(answer) for answer in values.to_pylist()], pa.string())
    told = values.dictionary_encode()
    return encoded(told.indices.fill_null(-1).to_numpy(zero_copy_only=False), told.dictionary.to_pylist())


def encoded(codes: np.ndarray, answers: list) -> Encoded:
    """Codes in the smallest integers that hold them."""
    smallest = next(kind for kind in (np.int8, np.int16, np.int32, np.int64) if len(answers) <= np.iinfo(kind).max)
    return Encoded(codes.astype(smallest, copy=False), answers)


def _plain(answer):
    return answer.item() if isinstance(answer, np.generic) else answer


def _told_apart(answer):
    """Python takes True for 1 and cannot look up a list; as texts they are what they are."""
    if isinstance(answer, (bool, np.bool_)):
        return str(bool(answer))
    return answer if getattr(answer, "__hash__", None) else str(answer)


def _encode_numbers(values: np.ndarray) -> Encoded | None:
    """Whole numbers in a small range: their distance from the lowest is the code, no hashing needed."""
    if not len(values):
        return Encoded(np.empty(0, dtype=np.int8), [])
    if values.dtype.kind == "f":
        return _encode_floats(values)
    low, high = int(values.min()), int(values.max())
    if high - low > _SMALL_RANGE:
        return None
    wide = values if values.dtype.itemsize == 8 else values.astype(np.int64)
    return encoded(wide - wide.dtype.type(low), list(range(low, high + 1)))


def _encode_floats(values: np.ndarray) -> Encoded | None:
    blank = np.isnan(values)
    if blank.all():
        return Encoded(np.full(len(values), -1, dtype=np.int8), [])
    low, high = np.nanmin(values), np.nanmax(values)
    if not (abs(low) < _EXACT_IN_FLOAT and abs(high) < _EXACT_IN_FLOAT) or high - low > _SMALL_RANGE:
        return None
    filled = np.where(blank, low, values)
    codes = (filled - np.floor(low)).astype(np.int16)
    if not np.array_equal(codes + np.floor(low), filled):
        return None
    codes[blank] = -1
    return encoded(codes, list(range(int(low), int(high) + 1)))


def as_text(answer: object) -> str:
    """An answer as a person would write it: the same on every engine, though one stores 9 and the other 9.0.

    >>> as_text(9.0), as_text(2.5), as_text(" 9 ")
    ('9', '2.5', ' 9 ')
    """
    if isinstance(answer, float) and answer.is_integer() and abs(answer) < _EXACT_IN_FLOAT:
        return str(int(answer))
    return str(answer)


def read_answers(answers: list, scale: Scale | None, *, turned: bool = False) -> tuple[np.ndarray, list[str]]:
    """Read distinct answers against a scale.

    Parameters
    ----------
    answers : list
        Distinct raw answers.
    scale : Scale or None
        None reads any plain number (for questions of kind ``number``).
    turned : bool
        Whether the question is reversed.

    Returns
    -------
    values : array of float
        On the native scale, NaN where the answer was not kept.
    statuses : list of str
        ``kept``, ``missing``, ``declined to answer``, ``outside the scale``, ``not readable as an answer``.
    """
    readings = [scale.read(answer) if scale else _as_number(answer) for answer in answers]
    values = np.array([reading.value for reading in readings], dtype=float)
    if turned and scale:
        values = scale.reverse(values)
    return values, [reading.status for reading in readings]


def _as_number(answer: object) -> Reading:
    if is_blank(answer):
        return Reading(MISSING)
    value = number_in(answer)
    return Reading(UNREADABLE) if value is None else Reading(KEPT, value)


def defused(text: object) -> object:
    """A text that no spreadsheet computes; anything else as it is.

    >>> defused("=1+1"), defused("Billing"), defused(-3)
    ("'=1+1", 'Billing', -3)
    """
    if isinstance(text, str) and text.lstrip(" \u00a0").startswith(_FORMULA):
        return f"'{text}"
    return text
