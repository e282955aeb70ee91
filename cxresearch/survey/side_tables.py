"""A small table beside a survey: competitors' scores, a branch's training hours. Rows that cannot be read are named.

Such tables come as a CSV that somebody typed, so every fault is told with its line, all of them at once. A survey is
read elsewhere; here nobody answered anything.
"""

import re
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.survey.numerals import number_in
from cxresearch.wording import did_you_mean, named, say

__all__ = ["bad_rows", "numbers_of", "side_table"]

_MOST = 6
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


def side_table(source, *, needs: Iterable[str] = (), what: str) -> tuple[pd.DataFrame, str]:
    """A table from a CSV file, a frame, or a list of rows.

    Parameters
    ----------
    source : path, DataFrame, list of dicts
        A path holds a CSV with a heading line; comma, semicolon or tab.
    needs : names of columns
        They are found whatever their case and the spaces around them.
    what : str
        What the table is, for messages: "competitors".

    Returns
    -------
    table : DataFrame, with ``line``: where each row stands in the file (2 is the first below the heading)
    name : str, the file's name, or ``what``

    Raises
    ------
    SurveyFileError
        If the file cannot be read, is empty, or lacks a column.
    OptionError
        If the source is none of these.

    Examples
    --------
    >>> side_table([{"Name": "A", "NPS": 12}], needs=["name", "nps"], what="competitors")[0].values.tolist()
    [[2, 'A', 12]]
    """
    if isinstance(source, (str, Path)):
        path, name = Path(source), Path(source).name
        table = _read(path)
    elif isinstance(source, pd.DataFrame):
        table, name = source.copy(), what
    elif isinstance(source, Iterable) and not isinstance(source, (bytes, Mapping)):
        rows = list(source)
        if not all(isinstance(row, Mapping) for row in rows):
            raise OptionError(
                say("{what}: a list must hold one mapping a row, such as {{'name': ..., ...}}.",
                    what=what)
            )  # fmt: skip
        table, name = pd.DataFrame(rows), what
    else:
        kind = type(source).__name__
        raise OptionError(
            say("{what} are a path of a CSV file, a DataFrame or a list of rows; got {kind}.",
                what=what, kind=kind)
        )  # fmt: skip
    table.columns = [str(column).strip() for column in table.columns]
    known = {column.casefold(): column for column in table.columns}
    missing = [column for column in needs if column.casefold() not in known]
    if missing:
        hints = "".join(did_you_mean(column, table.columns) for column in missing)
        raise SurveyFileError(
            say("{name} lacks the column {names}.{hints} Found: {names2}. The first line must name the columns.",
                name=name, names=named(missing), hints=hints, names2=named(table.columns))
        )  # fmt: skip
    table = table.rename(columns={known[column.casefold()]: column for column in needs}).reset_index(drop=True)
    table.insert(0, "line", np.arange(len(table)) + 2)
    written = [any(_written(cell) for cell in row) for row in table.iloc[:, 1:].itertuples(index=False)]
    table = table[np.array(written, dtype=bool)].reset_index(drop=True)
    if not len(table):
        raise SurveyFileError(say("{name} holds no rows below its heading. Give at least one.", name=name))
    return table, name


def _written(cell) -> bool:
    return not (cell is None or cell is pd.NA or cell != cell or not str(cell).strip())


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise SurveyFileError(say("No file {path}. Check the path; a CSV with a heading line is read.", path=path))
    try:
        raw = path.read_bytes()
        text = _decoded(raw)
    except OSError as error:
        why = error.strerror or error
        raise SurveyFileError(
            say("{file} cannot be read: {why}. Check its permissions.",
                file=path.name, why=why)
        ) from error  # fmt: skip
    head = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(",;\t", key=head.count)
    try:
        return pd.read_csv(StringIO(text), sep=mark, dtype=str, keep_default_na=False, skip_blank_lines=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        why = str(error).strip().splitlines()[0] if str(error).strip() else say("no table")
        raise SurveyFileError(
            say("{file} is no CSV that can be read: {why}. Save it as CSV (UTF-8).",
                file=path.name, why=why)
        ) from error  # fmt: skip


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp1252", errors="replace")


def numbers_of(column: pd.Series) -> np.ndarray:
    """Numbers as people type them; a blank is NaN, what is no number infinite, so that it can be told apart.

    >>> numbers_of(pd.Series(["12", " -3.5 ", "", "1,140", "many", "−4", None])).tolist()
    [12.0, -3.5, nan, 1140.0, inf, -4.0, nan]
    """
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(float, na_value=np.nan)
    return np.array([_number(value) for value in column])


def _number(value) -> float:
    if not _written(value):
        return np.nan
    text = str(value).strip().removesuffix("%").strip()
    # Thousands first: as a decimal comma "1,140" would be little more than one.
    found = number_in(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
    return np.inf if found is None else found


def bad_rows(name: str, faults: Iterable[tuple[int, str]]) -> None:
    """Refuse a table for the faults that were found in it, each with its line.

    Raises
    ------
    SurveyFileError
        If there are any.
    """
    found = [say("line {line}: {fault}", line=line, fault=fault) for line, fault in sorted(faults)]
    if found:
        rest = say("; and {n} more", n=len(found) - _MOST) if len(found) > _MOST else ""
        raise SurveyFileError(
            say("{name}: {told}{rest}. Correct these rows, or take them out.",
                name=name, told='; '.join(found[:_MOST]), rest=rest)
        )  # fmt: skip
