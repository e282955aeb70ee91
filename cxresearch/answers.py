"""Columns become small integers once, so that everything after costs cells and not rows.

A column is encoded as codes into its distinct answers. The few distinct answers are then read
against the question's scale; nobody reads a row twice, and a changed scale costs nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxresearch.scales import KEPT, MISSING, UNREADABLE, Reading, Scale, number_in

__all__ = ["Encoded", "encode", "read_answers"]

_SMALL_RANGE = 2000


@dataclass(frozen=True, eq=False)
class Encoded:
    """``codes`` (one a row, -1 where nothing was answered) into ``answers`` (the distinct ones)."""

    codes: np.ndarray
    answers: list

    def counts(self) -> dict[Any, int]:
        """How often each distinct answer was given; blanks are left out."""
        found = np.bincount(self.codes[self.codes >= 0], minlength=len(self.answers))
        return {answer: int(count) for answer, count in zip(self.answers, found, strict=True) if count}


def encode(column) -> Encoded:
    """Encode one column of an eager frame.

    Parameters
    ----------
    column : narwhals.Series
        Of any dtype; null, NaN and None all mean "nothing was answered".
    """
    if column.implementation.is_pandas_like():
        native = column.to_native()
        if native.dtype.kind in "iuf":
            found = _encode_numbers(native.to_numpy())
            if found is not None:
                return found
        import pandas as pd

        codes, distinct = pd.factorize(native, use_na_sentinel=True)
        return Encoded(codes.astype(np.int32), [_plain(answer) for answer in distinct])
    import pyarrow as pa
    import pyarrow.compute as pc

    values = column.to_arrow()
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if pa.types.is_floating(values.type) or (pa.types.is_integer(values.type) and not values.null_count):
        found = _encode_numbers(values.to_numpy(zero_copy_only=False))
        if found is not None:
            return found
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_floating(values.type):
        values = pc.if_else(pc.is_nan(values), None, values)
    encoded = values.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    return Encoded(codes, encoded.dictionary.to_pylist())


def _plain(answer):
    return answer.item() if isinstance(answer, np.generic) else answer


def _encode_numbers(values: np.ndarray) -> Encoded | None:
    """Whole numbers in a small range: their distance from the lowest is the code, no hashing needed."""
    if not len(values):
        return Encoded(np.empty(0, dtype=np.int16), [])
    if values.dtype.kind == "f":
        blank = np.isnan(values)
        if blank.all():
            return Encoded(np.full(len(values), -1, dtype=np.int16), [])
        low, high = np.nanmin(values), np.nanmax(values)
        if not (np.isfinite(low) and np.isfinite(high)) or high - low > _SMALL_RANGE:
            return None
        filled = np.where(blank, low, values)
        whole = (filled - np.floor(low)).astype(np.int16)
        if not np.array_equal(whole + np.floor(low), filled):
            return None
        whole[blank] = -1
        return Encoded(whole, [float(np.floor(low) + at) for at in range(int(high - np.floor(low)) + 1)])
    low, high = int(values.min()), int(values.max())
    if high - low > _SMALL_RANGE:
        return None
    return Encoded((values.astype(np.int64) - low).astype(np.int16), list(range(low, high + 1)))


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


def _as_number(answer) -> Reading:
    if answer is None or (isinstance(answer, str) and not answer.strip()):
        return Reading(MISSING)
    value = number_in(answer)
    return Reading(UNREADABLE) if value is None else Reading(KEPT, value)


def tally_answers(counts: Mapping[Any, int], scale: Scale | None) -> dict[str, int]:
    """How many answers had each status."""
    _, statuses = read_answers(list(counts), scale)
    found: dict[str, int] = {}
    for status, count in zip(statuses, counts.values(), strict=True):
        found[status] = found.get(status, 0) + count
    return found
