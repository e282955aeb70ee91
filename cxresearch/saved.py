"""A folder that keeps a survey: answers as Parquet, the codebook as a CSV that a person can edit, the rest as JSON.

Spreadsheets take liberties with a CSV: they make dates of ``1-5``, formulas of ``=``, semicolons of
commas and their own encoding of letters. What is written avoids the first two; what is read bears the others.
"""

import csv
import io
import json
from pathlib import Path

import narwhals as nw
import numpy as np
import pandas as pd

from cxresearch.answers import as_text, encode
from cxresearch.errors import SurveyFileError
from cxresearch.scales import Scale

__all__ = ["read_folder", "write_folder"]

_RESPONSES, _CODEBOOK, _ABOUT = "responses.parquet", "codebook.csv", "survey.json"
_MAKES_A_FORMULA = tuple("=+-@\t\r")


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
        cells = codebook.assign(scale=[_safe_span(scale) for scale in codebook["scale"]]).map(_defused)
        cells.to_csv(folder / _CODEBOOK, index=False, encoding="utf-8-sig", lineterminator="\r\n")
        (folder / _ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as problem:
        cause = problem.strerror or problem
        raise SurveyFileError(f"{folder}: cannot be written ({cause}). Choose another folder.") from None
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
        raise SurveyFileError(f"{folder}: {lacking} is missing; not a folder that survey.save() wrote.")
    try:
        responses = pd.read_parquet(folder / _RESPONSES)
        book = _read_codebook((folder / _CODEBOOK).read_bytes())
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        return responses, book, {key: about[key] for key in ("name", "platform", "roles", "notes", "intake")}
    except KeyError as problem:
        raise SurveyFileError(f"{folder / _ABOUT}: {problem} is missing. Save the survey again.") from None
    except (ValueError, OSError, csv.Error) as problem:
        raise SurveyFileError(f"{folder}: cannot be read ({problem}).") from None


def _write_responses(frame, path: Path) -> None:
    if isinstance(frame, nw.LazyFrame):
        frame.sink_parquet(path)
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


def _read_codebook(raw: bytes) -> pd.DataFrame:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    if not lines or not any(lines[0]):
        raise ValueError(f"{_CODEBOOK} is empty")
    while lines and not any(cell.strip() for cell in lines[-1]):
        lines.pop()
    names = [name.strip() for name in lines[0]]
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(names) and any(cell.strip() for cell in line[len(names) :]):
            raise ValueError(f"line {number} of {_CODEBOOK} has {len(line)} cells where the header has {len(names)}")
    rows = [[*map(_armed, line[: len(names)]), *[""] * (len(names) - len(line))] for line in lines[1:]]
    return pd.DataFrame(rows, columns=names, dtype=object)
