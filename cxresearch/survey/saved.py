"""A folder that keeps a survey: answers as Parquet, the codebook as a CSV that a person can edit, the rest as JSON.

Spreadsheets take liberties with a CSV: they make dates of ``1-5``, formulas of ``=``, semicolons of
commas and their own encoding of letters. What is written avoids the first two; what is read bears the others.
"""

import csv
import errno
import io
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import narwhals as nw
import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.survey.answers import as_text, encode
from cxresearch.survey.doubts import Doubt, notes_of
from cxresearch.survey.scales import Scale
from cxresearch.wording import say

__all__ = ["LEFT_OUT", "cache_folder", "read_folder", "read_table", "write_folder", "write_table", "writing"]

# The kind of a column that is no question and has no role, in a codebook that lists every column.
LEFT_OUT = "left out"

_RESPONSES, _CODEBOOK, _ABOUT = "responses.parquet", "codebook.csv", "survey.json"
# What spreadsheets write where nobody chose UTF-8, the most usual first.
_CODE_PAGES = ("cp1252", "cp1250", "cp1254", "cp1251", "cp1253", "cp1257", "mac_roman", "cp932")
_NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_MAKES_A_FORMULA = tuple("=+-@\t\r")


def cache_folder() -> Path:
    """Where what can be made anew is kept: ``$CXRESEARCH_CACHE``, else the user's cache folder."""
    told = os.environ.get("CXRESEARCH_CACHE")
    if told:
        return Path(told)
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "cxresearch"


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """While a file is written: what the disk refuses is said with its path.

    Raises
    ------
    OptionError
        If it cannot be written.
    """
    try:
        yield
    except OSError as problem:
        what = problem.strerror or problem
        if problem.errno in _NO_ROOM:
            raise OptionError(say(
                "{place} cannot be written ({what}). Make room there, or name another folder.",
                place=place, what=what,
            )) from None  # fmt: skip
        if problem.errno == errno.ENAMETOOLONG:
            raise OptionError(say(
                "{place} cannot be written ({what}). Choose a shorter name.",
                place=place, what=what,
            )) from None  # fmt: skip
        raise OptionError(say(
            "{place} cannot be written ({what}). Close it where it is open, or name another folder.",
            place=place, what=what,
        )) from None  # fmt: skip


def write_folder(folder: str | Path, responses, codebook: pd.DataFrame, about: dict) -> Path:
    """Write the three files.

    Raises
    ------
    SurveyFileError
        If the folder cannot be written.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_responses(nw.from_native(responses), folder / _RESPONSES)
        write_table(codebook, folder / _CODEBOOK)
        (folder / _ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as problem:
        cause = problem.strerror or problem
        raise SurveyFileError(
            say("{folder}: cannot be written ({cause}). Choose another folder.",
                folder=folder, cause=cause)
        ) from None  # fmt: skip
    return folder


def read_folder(folder: str | Path) -> tuple[pd.DataFrame, pd.DataFrame, dict]:
    """Responses, codebook and the rest, as they were written or as a person edited them.

    Raises
    ------
    SurveyFileError
        If a file is missing or cannot be read.
    """
    folder = Path(folder)
    for lacking in (name for name in (_RESPONSES, _CODEBOOK, _ABOUT) if not (folder / name).is_file()):
        raise SurveyFileError(
            say("{folder}: {lacking} is missing; not a folder that survey.save() wrote.",
                folder=folder, lacking=lacking)
        )  # fmt: skip
    try:
        responses = pd.read_parquet(folder / _RESPONSES)
        book = read_table(folder / _CODEBOOK)
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        book, about["roles"] = _roles_apart(book, about["roles"])
        known = {key: about[key] for key in ("name", "platform", "roles", "notes", "intake")}
        known["notes"] = notes_of(known["notes"], about.get("notes_said", []))
        known["doubted"] = tuple(map(Doubt.from_record, about.get("doubts", [])))
        return responses, book, known | {"orders": about.get("orders", {}), "units": about.get("units")}
    except KeyError as problem:
        raise SurveyFileError(
            say("{value}: {problem} is missing. Save the survey again.",
                value=folder / _ABOUT, problem=str(problem))
        ) from None  # fmt: skip
    except (ValueError, OSError, csv.Error) as problem:
        raise SurveyFileError(
            say("{folder}: cannot be read ({problem}).", folder=folder, problem=str(problem))
        ) from None


def write_table(table: pd.DataFrame, path: Path) -> None:
    """A CSV that spreadsheets open as it is: nothing in it is computed, and no span of a scale becomes a date."""
    if "scale" in table:
        table = table.assign(scale=[_safe_span(scale) for scale in table["scale"]])
    table.map(_defused).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def read_table(path: Path, known: Iterable[str] = ()) -> pd.DataFrame:
    """Such a CSV as texts, however a spreadsheet stored it.

    Parameters
    ----------
    path : Path
    known : texts, optional
        What should stand in it: of the code pages in which spreadsheets store what is no UTF-8, that one is taken in
        which most of it does.

    Raises
    ------
    ValueError, OSError, csv.Error
        If it is empty, a workbook, a line has too many cells, or it cannot be read.
    """
    return _read_cells(path.read_bytes(), path.name, known)


def _roles_apart(book: pd.DataFrame, roles: dict[str, str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """The questions of a codebook that lists all columns, and the roles that it gives the others."""
    if "id" not in book or not {"role", "kind"} <= set(book):
        return book, roles
    told = book.role.str.strip().str.lower()
    kept = {role: column for role, column in roles.items() if column not in set(book.id)}
    given = {role.strip(): row for row, cell in zip(book.id, told, strict=True) for role in cell.split(",") if cell}
    questions = (told == "") & (book.kind.str.strip().str.lower() != LEFT_OUT)
    return book[questions].drop(columns="role"), kept | given


def _write_responses(frame, path: Path) -> None:
    if isinstance(frame, nw.LazyFrame) and (frame.implementation.is_duckdb() or frame.implementation.is_polars()):
        frame.sink_parquet(path)
    elif isinstance(frame, nw.LazyFrame):
        frame.collect("pyarrow").write_parquet(path)  # a cluster would write a folder of parts
    elif not frame.implementation.is_pandas_like():
        frame.write_parquet(path)
    else:
        native = frame.to_native()
        objects = [column for column in native if native[column].dtype == object]
        kinds = {column: pd.api.types.infer_dtype(native[column], skipna=True) for column in objects}
        mixed = [column for column, kind in kinds.items() if kind.startswith(("mixed", "unknown", "complex"))]
        native.assign(**{column: _as_texts(frame[column]) for column in mixed}).to_parquet(path, index=False)


def _as_texts(column) -> pd.Series:
    """A column of numbers and words, which Parquet cannot hold, as words alone; they read as the same answers."""
    encoded = encode(column)
    return pd.Series(np.array([*map(as_text, encoded.answers), None], dtype=object)[encoded.codes])


def _safe_span(scale: str) -> str:
    """A scale of numbers as ``1 to 5``: spreadsheets take ``1-5`` for the fifth of January."""
    if not scale or Scale.parse(scale).labels:
        return scale
    return scale.replace("-", " to ", 1) if "to" not in scale else scale


def _defused(cell):
    """A cell that a spreadsheet would compute gets an apostrophe; so does one that begins like such a cell."""
    text = cell if isinstance(cell, str) else str(cell)
    return f"'{text}" if text.lstrip("'").startswith(_MAKES_A_FORMULA) else text


def _armed(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_MAKES_A_FORMULA) else cell


def _decoded(raw: bytes, known: Iterable[str]) -> str:
    """The text of a file that a spreadsheet stored: UTF-8, UTF-16, or one of the code pages of its country."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        wanted = {str(text) for text in known if not str(text).isascii()}
        texts = [raw.decode(page, errors="replace") for page in _CODE_PAGES]
        return max(texts, key=lambda text: sum(name in text for name in wanted))


def _read_cells(raw: bytes, name: str, known: Iterable[str] = ()) -> pd.DataFrame:
    if raw.startswith(b"PK"):
        raise ValueError(say("{file} is a workbook under another name", file=name))
    text = _decoded(raw, known)
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    if not lines or not any(lines[0]):
        raise ValueError(say("{file} is empty", file=name))
    while lines and not any(cell.strip() for cell in lines[-1]):
        lines.pop()
    names = [name.strip() for name in lines[0]]
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(names) and any(cell.strip() for cell in line[len(names) :]):
            raise ValueError(
                say("line {line} of {file} has {cells} cells where the header has {names}",
                    line=number, file=name, cells=len(line), names=len(names))
            )  # fmt: skip
    rows = [[*map(_armed, line[: len(names)]), *[""] * (len(names) - len(line))] for line in lines[1:]]
    return pd.DataFrame(rows, columns=names, dtype=object)
