"""Columns of a large, clean text file, straight from its bytes.

Reading a hundred thousand rows cell by cell takes seconds; an Arrow reader takes a blink, but it also
guesses types, drops leading zeros and cannot say what was wrong. So it is used to cut and to encode,
never to guess: every column arrives as text or as codes into its distinct texts, which are then read
by the same rules as in a small file. Whatever is not clean goes the slow way, where faults get names.
"""

import csv
import os
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, zip_longest

import numpy as np
import pandas as pd

from cxresearch.loaders.tables.grid import is_blank
from cxresearch.survey.answers import Encoded, encoded
from cxresearch.survey.columns.numbers import NumberStyle

__all__ = ["fast_columns"]

_FEW = 0.5
_SAMPLES, _SAMPLE_ROWS, _SAMPLE_BYTES = 20, 50, 200_000
_FEW_ROWS = 20_000
_RATING = re.compile(r"0|[1-9]\d?")
_NO_RATING = re.compile(r"In CSV column #(\d+): CSV conversion error to int8")
_TRIES = 12
_BLOCK = 4 * 1024**2
_WIDE = 100
_LONG_CELL = 200
_PLAIN = r"^\s*[+-]?(0|[1-9]\d{0,14})(\.\d{1,20})?\s*$"
_MAY_BE_THOUSANDS = r"^\s*[+-]?[1-9]\d{0,2}(\.\d{3})?\s*$"


def fast_columns(
    data: memoryview, head: list[list[str]], *, separator: str, width: int, style: NumberStyle, from_file=None
):
    """Columns of the records in ``data``, or None where a record is not clean.

    Parameters
    ----------
    data : memoryview
        UTF-8 without NUL, from the first record of answers on.
    head : list of list of str
        Some of these records, to tell closed questions from open ones.
    separator : str
    width : int
        How many cells every record must have.
    style : NumberStyle
    from_file : callable, optional
        Opens the file at the same place (a context), so that its bytes need not be kept while they are cut.

    Returns
    -------
    frame : pandas.DataFrame
        Columns 0, 1, ..., one row a record.
    known : dict of int to Encoded
        Codes of the columns that are closed questions in text.
    numbers : dict of int to ColumnNumbers
        How columns were read whose numbers are written with other signs than a point.
    """
    sample = head + _samples(data, separator, width)
    kept = data if from_file is None else None
    del data
    table = _cut(from_file or (lambda: _of_bytes(kept)), _kinds(sample, width), separator)
    if table is None:
        return None
    rows, columns = len(table), table.columns
    del table
    _give_back()

    def read(at: int):
        column, columns[at] = columns[at], None  # what is read takes the place of what it was read from
        made = _read(column, style)
        del column
        if rows >= _FEW_ROWS:
            _give_back()
        return made

    if rows < _FEW_ROWS:  # threads help with long columns only
        made = list(map(read, range(width)))
    else:
        with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 4)) as pool:
            made = list(pool.map(read, range(width)))
    _give_back()
    if any(column is None for column in made):
        return None
    columns = {at: column for at, (column, *_) in enumerate(made)}
    frame = pd.DataFrame(columns, copy=width > _WIDE)  # hundreds of columns that lie apart are slow, few large ones not
    numbers = {at: found for at, (_, _, found) in enumerate(made) if found is not None}
    codes = {at: found for at, (_, found, _) in enumerate(made) if found is not None}
    return *_without_blank_rows(frame, codes), numbers


def _give_back() -> None:
    """Arrow keeps the memory of what it is done with for later; a large file needs it now."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()


def _samples(data: memoryview, separator: str, width: int) -> list[list[str]]:
    """Records from many places of the file; a record that was cut in two is left out by its width."""
    rows = []
    for at in range(_SAMPLES):
        piece = bytes(data[len(data) * at // _SAMPLES :][:_SAMPLE_BYTES]).decode("utf-8", errors="ignore")
        lines = piece.splitlines()[1:-1][:_SAMPLE_ROWS]
        rows += (row for row in csv.reader(lines, delimiter=separator) if len(row) == width)
    return rows


def _kinds(sample: list[list[str]], width: int) -> list[str]:
    """For every column: ``rating`` (short whole numbers), ``closed`` (answers that repeat) or ``open``."""
    kinds = []
    for cells in islice(zip_longest(*sample, fillvalue=""), width):
        stated = len(cells) - cells.count("")
        distinct = {*cells} - {""}
        if distinct and all(map(_RATING.fullmatch, distinct)):
            kinds.append("rating")
        else:
            kinds.append("closed" if len(distinct) <= max(_FEW * stated, 2) else "open")
    return kinds + ["closed"] * (width - len(kinds))


def _of_bytes(data: memoryview):
    import pyarrow as pa

    return pa.BufferReader(pa.py_buffer(data))


def _cut(source, kinds: list[str], separator: str):
    """An Arrow table, or None where a record does not fit.

    A column of ratings that holds a word after all is taken as closed, and lines may end within cells, in the next try.
    """
    import pyarrow as pa
    import pyarrow.csv as pc

    types = {"rating": pa.int8(), "closed": pa.dictionary(pa.int32(), pa.string()), "open": pa.string()}
    newlines = False
    for _ in range(_TRIES):
        try:
            with source() as stream:
                return pc.read_csv(
                    stream,
                    read_options=pc.ReadOptions(column_names=[str(at) for at in range(len(kinds))], block_size=_BLOCK),
                    parse_options=pc.ParseOptions(delimiter=separator, newlines_in_values=newlines),
                    convert_options=pc.ConvertOptions(
                        column_types={str(at): types[kind] for at, kind in enumerate(kinds)},
                        null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=True,
                    ),
                )  # fmt: skip
        except (pa.ArrowException, ValueError) as problem:
            held = _NO_RATING.match(str(problem))
        _give_back()
        if held and kinds[int(held[1])] == "rating":
            kinds = [*kinds[: int(held[1])], "closed", *kinds[int(held[1]) + 1 :]]
        elif newlines:
            return None
        else:
            newlines = True
    return None


def _read(column, style: NumberStyle):
    """A column by its Arrow type, its codes, and how its numbers were read."""
    import pyarrow as pa

    if pa.types.is_integer(column.type):
        values = column.to_numpy()
        return pd.Series(values if values.dtype.kind == "f" else values.astype(np.int64)), None, None
    if pa.types.is_dictionary(column.type):
        return _from_codes(column, style)
    return _from_text(column, style)


def _from_codes(column, style: NumberStyle):
    """A column of codes: numbers if every distinct text is one, else text with its codes."""
    import pyarrow as pa

    column = column.unify_dictionaries().combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)
    texts = column.dictionary.to_pylist()
    codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    if any("\n" in text and len(text) > _LONG_CELL for text in texts):
        return None
    blank = {at for at, text in enumerate(texts) if is_blank(text)}
    if blank:
        codes = np.where(np.isin(codes, list(blank)), -1, codes).astype(np.int32)
        texts = [None if at in blank else text for at, text in enumerate(texts)]
    numbers = style.read(dict.fromkeys(text for text in texts if text is not None))
    if numbers is None or numbers.words:
        spelled = numbers.respelled if numbers is not None else {}
        cells = pa.array([spelled.get(text, text) for text in texts], pa.large_string())
        places = pa.array(codes, mask=codes < 0) if blank else column.indices
        column = pa.DictionaryArray.from_arrays(places, cells).dictionary_decode()
        return _as_text(column), None if spelled else encoded(codes, texts), numbers
    values = np.array([np.nan if text is None else numbers.values[text] for text in texts] + [np.nan])[codes]
    whole = bool((codes >= 0).all()) and bool((values == np.floor(values)).all())
    return pd.Series(values.astype(np.int64) if whole else values), None, numbers


def _from_text(column, style: NumberStyle):
    """A column of text: numbers if every cell is one."""
    import pyarrow.compute as pc

    long = pc.greater(pc.binary_length(column), _LONG_CELL)
    if pc.any(long).as_py() and pc.any(pc.match_substring(column.filter(long), "\n")).as_py():
        return None
    if pc.any(pc.utf8_is_space(column)).as_py():
        column = pc.if_else(pc.equal(pc.utf8_trim_whitespace(column), ""), None, column)
    sample = [text for text in column.slice(0, 200).to_pylist() if text]
    numeric = not sample or style.read(dict.fromkeys(sample)) is not None
    plain = numeric and not style.declared and pc.all(pc.match_substring_regex(column, _PLAIN)).as_py()
    if plain and not pc.all(pc.match_substring_regex(column, _MAY_BE_THOUSANDS)).as_py():
        values = pc.cast(pc.utf8_trim_whitespace(column), "double").to_numpy()
        whole = not column.null_count and bool((values == np.floor(values)).all())
        return pd.Series(values.astype(np.int64) if whole else values), None, None
    if numeric:
        texts = column.to_pylist()
        numbers = style.read(dict.fromkeys(text for text in texts if text is not None))
        if numbers is not None and not numbers.words:
            return pd.Series([np.nan if text is None else numbers.values[text] for text in texts]), None, numbers
        if numbers is not None and numbers.thousands:
            spelled = numbers.respelled
            return pd.Series([spelled.get(text, text) for text in texts], dtype="str"), None, numbers
    return _as_text(column), None, None


def _as_text(column) -> pd.Series:
    """Text as pandas keeps it, without a Python string a cell."""
    return pd.Series(pd.StringDtype(na_value=np.nan).__from_arrow__(column))


def _without_blank_rows(frame: pd.DataFrame, known: dict[int, Encoded]):
    """Rows of separators alone hold no answer."""
    blank = frame[0].isna()
    for at in frame.columns[1:]:
        if not blank.any():
            return frame, known
        blank &= frame[at].isna()
    kept = (~blank).to_numpy()
    frame = frame[kept]
    whole = [at for at in frame if frame[at].dtype == "float64" and not (frame[at] % 1).ne(0).any()]
    frame = frame.astype(dict.fromkeys(whole, "int64"))
    return frame, {at: Encoded(column.codes[kept], column.answers) for at, column in known.items()}
