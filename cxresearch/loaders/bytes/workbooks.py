"""An Excel workbook becomes rows, read as a stream and within limits.

Limits, since a small file can unpack to anything: 600 MB unpacked, no part packed tighter than
1:300 above 20 MB, 10 million filled cells. No formula is evaluated, no entity expanded, nothing is
extracted to disk.
"""

import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from cxresearch.errors import OptionError, SurveyFileError, listing
from cxresearch.loaders.tables.grid import Grid, is_blank
from cxresearch.wording import did_you_mean, plural

__all__ = ["read_workbook"]

_MOST_BYTES = 600 * 1024**2
_TIGHTEST = 300
_MOST_CELLS = 10_000_000
_ERRORS = frozenset(
    ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
_UNCOMPUTED = re.compile(
    rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]{0,200}>\s*<f[^>]{0,500}?(?:/>|>[^<]{0,8192}</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def read_workbook(path: Path, *, sheet: str | None = None, prefer: Callable[[Grid], bool] = lambda grid: False) -> Grid:
    """Rows of one sheet: the named one, or the visible one that holds most answers.

    ``prefer`` says whether a sheet has the layout of a survey platform; such a sheet comes before a larger one.

    Raises
    ------
    SurveyFileError
        If the workbook is corrupt, too large, or holds no table.
    OptionError
        If ``sheet`` is not there.
    """
    name = path.name
    _check_parts(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(path, name, sheet, prefer)
    except (SurveyFileError, OptionError):
        raise
    except MemoryError:
        raise SurveyFileError(f"{name}: too large for this machine's memory. Save the sheet as CSV.") from None
    except Exception as problem:  # a damaged part can raise anything from the XML, ZIP and date layers
        raise SurveyFileError(
            f"{name}: corrupt workbook ({type(problem).__name__} while reading it). Open it in Excel, repair "
            "and save it again."
        ) from None


def _check_parts(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            total = sum(part.file_size for part in parts)
            tight = [
                part
                for part in parts
                if part.file_size > 20 * 1024**2 and part.file_size > _TIGHTEST * max(part.compress_size, 1)
            ]
            if total > _MOST_BYTES or tight:
                raise SurveyFileError(
                    f"{path.name}: unpacks from {path.stat().st_size / 1024**2:,.1f} MB to "
                    f"{total / 1024**2:,.0f} MB; workbooks are "
                    f"read up to {_MOST_BYTES // 1024**2} MB unpacked and parts packed up to 1:{_TIGHTEST}. "
                    "If it is a real export, save the sheet as CSV."
                )
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    with archive.open(part) as stream:
                        _check_prolog(stream.read(65536), path.name)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError) as problem:
        if isinstance(problem, SurveyFileError):
            raise
        raise SurveyFileError(
            f"{path.name}: corrupt workbook ({problem}). Open it in Excel, repair and save it again."
        ) from None
    except Exception as problem:
        if isinstance(problem, SurveyFileError):
            raise
        raise SurveyFileError(
            f"{path.name}: corrupt workbook ({type(problem).__name__}). Open it in Excel, repair and save it again."
        ) from None


def _check_prolog(start: bytes, name: str) -> None:
    plain = start.replace(b"\x00", b"").upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise SurveyFileError(
            f"{name}: the workbook declares XML entities, which no survey export does. It is not read."
        )


def _read(path: Path, name: str, sheet: str | None, prefer: Callable[[Grid], bool]) -> Grid:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        sheets = {page.title: page for page in book.worksheets}
        if not sheets:
            raise SurveyFileError(f"{name}: the workbook has no sheet with cells.")
        if sheet is not None:
            if sheet not in sheets:
                raise OptionError(
                    f"No sheet {sheet!r} in {name}.{did_you_mean(sheet, sheets)} Found: {listing(sheets)}. Pass "
                    "one of these."
                )
            chosen, rows, notes, faults = sheet, _rows(sheets[sheet], name), [f"sheet {sheet!r}, as asked"], []
        else:
            chosen, rows, notes, faults = _choose(sheets, name, prefer)
        page = sheets[chosen]
        with zipfile.ZipFile(path) as archive:
            uncomputed, merged = _scan(archive, page._worksheet_path)
    finally:
        book.close()
    if not any(rows):
        raise SurveyFileError(
            f"{name}: the sheet {chosen!r} is empty. Sheets: {listing(sheets)}. Pass sheet= to read another."
        )
    if uncomputed:
        faults.append(
            f"{plural(len(uncomputed), 'cell')} with a formula whose value was never stored "
            f"({listing(uncomputed, most=5)}), counted as not answered. "
            "Open the workbook in Excel and save it, so that values are stored"
        )
    faults += _clear_errors(rows) + _long_numbers(rows)
    return Grid(
        name, rows, lambda at: f"row {at + 1}", ragged=False, path=path, merged=merged, notes=notes, faults=faults
    )


def _rows(page, name: str) -> list[list]:
    page.reset_dimensions()
    rows: list[list] = []
    cells = 0
    empty: list = []
    for row in page.iter_rows(values_only=True):
        used = len(row)
        while used and is_blank(row[used - 1]):
            used -= 1
        if not used:
            rows.append(empty)
            continue
        cells += used
        if cells > _MOST_CELLS:
            raise SurveyFileError(
                f"{name}: sheet {page.title!r} has more than {_MOST_CELLS:,} cells. Save it as CSV, which is "
                "read at any size."
            )
        rows.append(list(row[:used]))
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _choose(sheets: dict, name: str, prefer: Callable[[Grid], bool]) -> tuple[str, list[list], list[str], list[str]]:
    visible = [title for title, page in sheets.items() if page.sheet_state == "visible"]
    hidden = [title for title in sheets if title not in visible]
    notes, faults = [], []
    if hidden:
        notes.append(f"hidden sheets were not read: {listing(map(repr, hidden))}")
    read = {title: _rows(sheets[title], name) for title in visible or sheets}
    size = {
        title: sum(1 for row in rows if sum(not is_blank(cell) for cell in row) >= 2) for title, rows in read.items()
    }
    cells = {title: sum(len(row) for row in rows) for title, rows in read.items()}
    platform = {title: size[title] >= 2 and prefer(Grid(name, read[title], str)) for title in read}
    chosen = max(read, key=lambda title: (platform[title], size[title] >= 2, cells[title]))
    others = [title for title in read if title != chosen and any(read[title])]
    if others:
        alike = [title for title in others if size[title] >= 3 and _same_names(read[title], read[chosen])]
        told = (
            f"sheet {chosen!r} was read; other sheets were not: "
            f"{listing(f'{title!r} ({size[title]:,} rows)' for title in others)}"
        )
        if alike:
            faults.append(
                f"{told}. {listing(map(repr, alike))} has the same columns: pass sheet= to read it, and combine them"
            )
        else:
            notes.append(told)
    return chosen, read[chosen], notes, faults


def _same_names(one: list[list], other: list[list]) -> bool:
    first, second = (
        {str(cell).strip() for cell in next(filter(None, rows)) if not is_blank(cell)} for rows in (one, other)
    )
    return len(first & second) >= 0.6 * max(len(first), len(second))


def _clear_errors(rows: list[list]) -> list[str]:
    """Error cells hold no answer; they are emptied and counted."""
    found: Counter = Counter()
    where = None
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell[:1] == "#" and cell in _ERRORS:
                where = where or f"row {at + 1}, column {column + 1}"
                found[cell] += 1
                row[column] = None
    if not found:
        return []
    told = listing(f"{error} {count:,}" for error, count in found.items())
    return [
        f"{plural(sum(found.values()), 'cell')} with a spreadsheet error ({told}; the first in {where}), counted as "
        "not answered"
    ]


def _long_numbers(rows: list[list]) -> list[str]:
    """Numbers beyond fifteen digits: a spreadsheet has already rounded them."""
    places = [
        f"row {at + 1}"
        for at, row in enumerate(rows)
        if any(isinstance(cell, (int, float)) and abs(cell) >= 1e15 and cell % 1 == 0 for cell in row)
    ]
    if not places:
        return []
    told = listing(places, most=4)
    return [
        f"{plural(len(places), 'row')} with numbers of more than 15 digits ({told}); Excel keeps 15, so ids may end in "
        "wrong digits. Export ids as text"
    ]


def _scan(archive: zipfile.ZipFile, part: str) -> tuple[list[str], list[tuple[int, int, int, int]]]:
    """Formulas without a stored value, and merged cells, from the sheet's XML as a stream."""
    uncomputed: dict[str, None] = {}
    merged: dict[tuple[int, int, int, int], None] = {}
    names = {name.lstrip("/"): name for name in archive.namelist()}
    with archive.open(names[part.lstrip("/")]) as stream:
        tail = b""
        while block := stream.read(4 * 1024**2):
            block = tail + block
            if b"<f" in block:
                uncomputed |= dict.fromkeys(found.decode() for found in _UNCOMPUTED.findall(block))
            if b"<mergeCell " in block:
                for left, top, right, bottom in _MERGED.findall(block):
                    merged[int(top) - 1, int(bottom) - 1, _number(left), _number(right)] = None
            tail = block[-9000:]
    return list(uncomputed), list(merged)


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + letter - 64
    return found - 1
