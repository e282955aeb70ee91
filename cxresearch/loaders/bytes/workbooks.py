"""An Excel workbook becomes rows, read as a stream and within limits.

Limits, since a small file can unpack to anything: 600 MB unpacked, no part packed tighter than
1:300 above 20 MB, 10 million filled cells. No formula is evaluated, no entity expanded, nothing is
extracted to disk.

The quick reader asks for a cell of memory for everything between the first and the last cell, and tells nothing of
formats and of formulas without a value. So the XML of a sheet is looked through first; where its cells lie far apart,
the slow reader takes them one by one.
"""

import datetime as dt
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.loaders.tables.grid import Grid, is_blank
from cxresearch.loaders.tables.not_answers import sheets_of_tables
from cxresearch.wording import did_you_mean, kept, named, number, plural, say

__all__ = ["choose_sheet", "clear_errors", "long_numbers", "read_workbook"]

_MOST_BYTES = 600 * 1024**2
_TIGHTEST = 300
_MOST_CELLS = 10_000_000
_MOST_IN_THE_BOX = 20_000_000
_LARGEST_STYLES = 20 * 1024**2
_LAST_CELLS = 2000
_ERRORS = frozenset(
    ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
_UNCOMPUTED = re.compile(
    rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]{0,200}>\s*<f[^>]{0,500}?(?:/>|>[^<]{0,8192}</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?: s="(\d+)")?([^>]{0,100})>')
_ERROR_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]{0,100} t="e"[^>]{0,60}>'
    rb"(?:<f[^>]{0,500}?(?:/>|>[^<]{0,8192}</f>))?<v>([^<]{1,20})</v>"
)
_ANY_CELL = re.compile(rb"<c[ />]")
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
        raise SurveyFileError(
            say("{name}: too large for this machine's memory. Save the sheet as CSV.",
                name=name)
        ) from None  # fmt: skip
    except Exception as problem:  # a damaged part can raise anything from the XML, ZIP and date layers
        raise SurveyFileError(
            say("{name}: corrupt workbook ({name2} while reading it). Open it in Excel, repair and save it again.",
                name=name, name2=type(problem).__name__)
        ) from None  # fmt: skip


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
                    say("{file}: unpacks from {value} MB to {value2} MB; workbooks are read up to {value3} MB "
                        "unpacked and parts packed up to 1:{tightest}. If it is a real export, save the sheet as CSV.",
                        file=path.name, value=number(path.stat().st_size / 1024 ** 2, digits=1),
                        value2=number(total / 1024 ** 2, digits=0), value3=_MOST_BYTES // 1024 ** 2,
                        tightest=_TIGHTEST)
                )  # fmt: skip
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    with archive.open(part) as stream:
                        _check_prolog(stream.read(65536), path.name)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError) as problem:
        if isinstance(problem, SurveyFileError):
            raise
        raise SurveyFileError(
            say("{file}: corrupt workbook ({problem}). Open it in Excel, repair and save it again.",
                file=path.name, problem=str(problem))
        ) from None  # fmt: skip
    except Exception as problem:
        if isinstance(problem, SurveyFileError):
            raise
        raise SurveyFileError(
            say("{file}: corrupt workbook ({name}). Open it in Excel, repair and save it again.",
                file=path.name, name=type(problem).__name__)
        ) from None  # fmt: skip


def _check_prolog(start: bytes, name: str) -> None:
    plain = start.replace(b"\x00", b"").upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise SurveyFileError(
            say("{name}: the workbook declares XML entities, which no survey export does. It is not read.",
                name=name)
        )  # fmt: skip


@dataclass
class _Sheet:
    """A sheet of the workbook: its part, and what its XML tells once it was looked through."""

    part: str
    visible: bool
    uncomputed: list[str] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    percent: set[int] = field(default_factory=set)
    bold: set[int] = field(default_factory=set)
    box: int | None = None


def _read(path: Path, name: str, sheet: str | None, prefer: Callable[[Grid], bool]) -> Grid:
    with zipfile.ZipFile(path) as archive:
        sheets = _sheets(archive)
        if not sheets:
            raise SurveyFileError(say("{name}: the workbook has no sheet with cells.", name=name))
        if sheet is not None and sheet not in sheets:
            raise OptionError(
                say("No sheet {sheet} in {name}.{hint} Found: {names}. Pass one of these.",
                    sheet=repr(sheet), name=name, hint=did_you_mean(sheet, sheets), names=named(sheets))
            )  # fmt: skip
        visible = [title for title, page in sheets.items() if page.visible]
        wanted = [sheet] if sheet is not None else visible or list(sheets)
        percent, bold = _styles(archive)
        for title in wanted:
            _scan(archive, sheets[title], percent, bold)
    read = _all_rows(path, name, {title: sheets[title] for title in wanted})
    if sheet is not None:
        chosen, notes, faults = (
            sheet,
            [
                kept(
                    "sheet {sheet}, as asked",
                    sheet=repr(sheet),
                )
            ],
            [],
        )
    else:
        chosen, notes, faults = choose_sheet(
            read, visible, prefer, name, hidden=[t for t in sheets if t not in visible]
        )
    rows, page = read[chosen], sheets[chosen]
    if not any(rows):
        raise SurveyFileError(
            say("{name}: the sheet {sheet} is empty. Sheets: {names}. Pass sheet= to read another.",
                name=name, sheet=repr(chosen), names=named(sheets))
        )  # fmt: skip
    if page.uncomputed:
        faults.append(
            kept(
                "{what} with a formula whose value was never stored ({names}), counted as not answered. "
                "Open the workbook in Excel and save it, so that values are stored",
                what=plural(len(page.uncomputed), "cell"),
                names=named(page.uncomputed, most=5),
            )
        )
    for at, column, error in page.errors:
        if at < len(rows):
            rows[at] += [None] * (column + 1 - len(rows[at]))
            rows[at][column] = error
    faults += clear_errors(rows) + long_numbers(rows)
    _in_percent(rows, page.percent)
    return Grid(
        name, rows, lambda at: kept("row {n}", n=at + 1), ragged=False, path=path, merged=page.merged,
        notes=notes, faults=faults, percent=page.percent, bold=page.bold,
    )  # fmt: skip


def _sheets(archive: zipfile.ZipFile) -> dict[str, _Sheet]:
    """The worksheets by title; charts and macros are none."""
    names = {name.lstrip("/").lower(): name for name in archive.namelist()}
    if "[content_types].xml" in names:
        ElementTree.fromstring(archive.read(names["[content_types].xml"]))  # damaged where this fails
    book = ElementTree.fromstring(archive.read(names["xl/workbook.xml"]))
    targets = {}
    links = names.get("xl/_rels/workbook.xml.rels")
    for link in ElementTree.fromstring(archive.read(links)) if links else ():
        if link.get("Type", "").endswith("/worksheet"):
            target = link.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            targets[link.get("Id")] = names.get(whole.lower())
    sheets = {}
    for about in book.iter():
        if about.tag.rpartition("}")[2] != "sheet":
            continue
        reference = next((value for key, value in about.attrib.items() if key.rpartition("}")[2] == "id"), None)
        if part := targets.get(reference):
            sheets[about.get("name", "")] = _Sheet(part, about.get("state", "visible") == "visible")
    return sheets


def _styles(archive: zipfile.ZipFile) -> tuple[frozenset[bytes], frozenset[bytes]]:
    """The numbers of the cell styles that show a share as percent, and of those in bold."""
    part = next((name for name in archive.namelist() if name.lstrip("/").lower() == "xl/styles.xml"), None)
    if part is None or archive.getinfo(part).file_size > _LARGEST_STYLES:
        return frozenset(), frozenset()
    root = ElementTree.fromstring(archive.read(part))
    formats = {"9", "10"}
    place = 0
    found, heavy, fonts = set(), set(), []
    for node in root.iter():
        tag = node.tag.rpartition("}")[2]
        if tag == "font":
            fonts.append(any(part.tag.endswith("}b") and part.get("val", "1") in ("1", "true") for part in node))
        if tag == "numFmt" and "%" in re.sub(r'"[^"]*"|\\\\.', "", node.get("formatCode", "")):
            formats.add(node.get("numFmtId", ""))
    for group in root:
        if group.tag.rpartition("}")[2] != "cellXfs":
            continue
        for style in group:
            if style.get("numFmtId", "0") in formats:
                found.add(str(place).encode())
            if (font := style.get("fontId", "0")).isdigit() and int(font) < len(fonts) and fonts[int(font)]:
                heavy.add(str(place).encode())
            place += 1
    return frozenset(found), frozenset(heavy)


def _in_percent(rows: list[list], columns: set[int]) -> None:
    """Shares that are shown as percent become what is shown: 0.45 is 45."""
    for row in rows:
        for at in columns:
            if at < len(row) and isinstance(row[at], (int, float)) and not isinstance(row[at], bool):
                shown = round(row[at] * 100, 10)
                row[at] = int(shown) if shown == int(shown) else shown


def _all_rows(path: Path, name: str, sheets: Mapping[str, _Sheet]) -> dict[str, list[list]]:
    """The rows of each sheet: by the quick reader where its cells lie close together."""
    near = {title for title, page in sheets.items() if page.box is not None and page.box <= _MOST_IN_THE_BOX}
    read: dict[str, list[list]] = {}
    if near:
        try:
            read = _quick_rows(path, name, near)
        except SurveyFileError:
            raise
        except BaseException as problem:  # a panic of the reader is no Exception; the slow one has the last word
            if isinstance(problem, (KeyboardInterrupt, SystemExit, GeneratorExit)):
                raise
            read = {}
    far = [title for title in sheets if title not in read]
    if far:
        from openpyxl import load_workbook

        book = load_workbook(path, read_only=True, data_only=True)
        try:
            pages = {page.title: page for page in book.worksheets}
            read |= {title: _rows(pages[title], name) for title in far}
        finally:
            book.close()
    return {title: read[title] for title in sheets}


def _quick_rows(path: Path, name: str, titles: set[str]) -> dict[str, list[list]]:
    from python_calamine import CalamineWorkbook

    found = {}
    with CalamineWorkbook.from_path(str(path)) as book:
        for title in titles:
            rows: list[list] = []
            cells = 0
            for row in book.get_sheet_by_name(title).to_python(skip_empty_area=False):
                used = len(row)
                while used and (row[used - 1] == "" or is_blank(row[used - 1])):
                    used -= 1
                cells += used
                rows.append([_as_stored(cell) for cell in row[:used]])
            if cells > _MOST_CELLS:
                raise SurveyFileError(
                    say("{name}: sheet {sheet} has more than {most_cells} cells. Save it as CSV, which is read at any "
                        "size.",
                        name=name, sheet=repr(title), most_cells=number(_MOST_CELLS))
                )  # fmt: skip
            while rows and not rows[-1]:
                rows.pop()
            found[title] = rows
    return found


def _as_stored(cell):
    """A cell as the slow reader gives it: whole numbers are integers, dates have a time."""
    if cell == "":
        return None
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        return dt.datetime(cell.year, cell.month, cell.day)
    return cell


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
                say("{name}: sheet {sheet} has more than {most_cells} cells. Save it as CSV, which is read at any "
                    "size.",
                    name=name, sheet=repr(page.title), most_cells=number(_MOST_CELLS))
            )  # fmt: skip
        rows.append(list(row[:used]))
    while rows and not rows[-1]:
        rows.pop()
    return rows


def choose_sheet(
    read: Mapping[str, list[list]], visible: list[str], prefer: Callable[[Grid], bool], name: str, *,
    hidden: list[str] | None = None,
) -> tuple[str, list[str], list[str]]:  # fmt: skip
    """The sheet with the answers: a platform's layout first, then the largest table; notes and faults.

    Raises
    ------
    SurveyFileError
        If the sheets are tables of results.
    """
    hidden = [title for title in read if title not in visible] if hidden is None else hidden
    notes, faults = [], []
    if hidden:
        notes.append(
            kept(
                "hidden sheets were not read: {names}",
                names=named(map(repr, hidden)),
            )
        )
    open_ones = {title: rows for title, rows in read.items() if title in visible} or dict(read)
    size = {
        title: sum(1 for row in rows if sum(not is_blank(cell) for cell in row) >= 2)
        for title, rows in open_ones.items()
    }
    cells = {title: sum(len(row) for row in rows) for title, rows in open_ones.items()}
    platform = {title: size[title] >= 2 and prefer(Grid(name, open_ones[title], str)) for title in open_ones}
    chosen = max(open_ones, key=lambda title: (platform[title], size[title] >= 2, cells[title]))
    if sheets_of_tables(list(open_ones)) and not platform[chosen]:
        raise SurveyFileError(
            say("{name}: a summary, a workbook of tables of results ({names}), not the answers of people. Ask for the "
                "individual answers, a row a respondent; sheet= reads one of its sheets all the same.",
                name=name, names=named(map(repr, open_ones), most=4))
        )  # fmt: skip
    others = [title for title in open_ones if title != chosen and any(open_ones[title])]
    if others:
        alike = [title for title in others if size[title] >= 3 and _same_names(open_ones[title], open_ones[chosen])]
        told = kept(
            "sheet {sheet} was read; other sheets were not: {names}",
            sheet=repr(chosen),
            names=named(f"{title!r} ({size[title]:,} rows)" for title in others),
        )
        if alike:
            faults.append(
                kept(
                    "{told}. {names} has the same columns: pass sheet= to read it, and combine them",
                    told=told,
                    names=named(map(repr, alike)),
                )
            )
        else:
            notes.append(told)
    return chosen, notes, faults


def _same_names(one: list[list], other: list[list]) -> bool:
    first, second = (
        {str(cell).strip() for cell in next(filter(None, rows)) if not is_blank(cell)} for rows in (one, other)
    )
    return len(first & second) >= 0.6 * max(len(first), len(second))


def clear_errors(rows: list[list]) -> list[str]:
    """Error cells hold no answer; they are emptied and counted."""
    found: Counter = Counter()
    where = None
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell[:1] == "#" and cell in _ERRORS:
                where = where or kept("row {n}, column {column}", n=at + 1, column=column + 1)
                found[cell] += 1
                row[column] = None
    if not found:
        return []
    told = named(f"{error} {count:,}" for error, count in found.items())
    return [
        kept(
            "{what} with a spreadsheet error ({told}; the first in {where}), counted as not answered",
            what=plural(sum(found.values()), "cell"),
            told=told,
            where=where,
        )
    ]


def long_numbers(rows: list[list]) -> list[str]:
    """Numbers beyond fifteen digits: a spreadsheet has already rounded them."""
    places = [
        kept("row {n}", n=at + 1)
        for at, row in enumerate(rows)
        if any(isinstance(cell, (int, float)) and abs(cell) >= 1e15 and cell % 1 == 0 for cell in row)
    ]
    if not places:
        return []
    told = named(places, most=4)
    return [
        kept(
            "{what} with numbers of more than 15 digits ({told}); Excel keeps 15, so ids may end in "
            "wrong digits. Export ids as text",
            what=plural(len(places), "row"),
            told=told,
        )
    ]


def _scan(archive: zipfile.ZipFile, page: _Sheet, percent: frozenset[bytes], bold: frozenset[bytes]) -> None:
    """Look through a sheet's XML: how far apart its cells lie, formulas without a value, percent and bold cells."""
    uncomputed: dict[str, None] = {}
    merged: dict[tuple[int, int, int, int], None] = {}
    columns: Counter = Counter()
    rows: set[bytes] = set()
    met = known = 0
    last: list[tuple[bytes, bytes, bytes, bytes]] = []
    with archive.open(page.part) as stream:
        tail = b""
        while block := stream.read(4 * 1024**2):
            more = stream.peek(1) if hasattr(stream, "peek") else b""
            block = tail + block
            # A cell that the block cuts in two is met whole in the next one.
            end = block.rfind(b"<c ") if more else len(block)
            end = end if end > 0 else len(block)
            cells = _CELL.findall(block, 0, end)
            met += len(_ANY_CELL.findall(block, 0, end))
            known += len(cells)
            last = [*last, *cells][-_LAST_CELLS:]
            for letters, row, style, rest in cells:
                if not rest.endswith(b"/"):
                    columns[letters, style if b't="' not in rest or b't="n"' in rest else b"text"] += 1
                    rows.add(row)
            if b't="e"' in block:
                for letters, row, error in _ERROR_CELL.findall(block, 0, end):
                    page.errors.append((int(row) - 1, _number(letters), error.decode("utf-8", errors="replace")))
            if b"<f" in block:
                uncomputed |= dict.fromkeys(found.decode() for found in _UNCOMPUTED.findall(block))
            if b"<mergeCell " in block:
                for left, top, right, bottom in _MERGED.findall(block):
                    merged[int(top) - 1, int(bottom) - 1, _number(left), _number(right)] = None
            tail = block[end:] if end < len(block) and len(block) - end < 200_000 else b""
    page.uncomputed, page.merged = list(uncomputed), list(merged)
    light = {row for _, row, style, rest in last if not rest.endswith(b"/") and style not in bold}
    page.bold = {int(row) - 1 for _, row, _, rest in last if not rest.endswith(b"/") and row not in light}
    numbers: Counter = Counter()
    shares: Counter = Counter()
    for (letters, style), count in columns.items():
        if style != b"text":
            numbers[letters] += count
            shares[letters] += count * (style in percent)
    page.percent = {
        _number(letters) for letters, count in shares.items() if count >= 0.9 * numbers[letters] and count >= 2
    }
    if met == known:
        height = max(map(int, rows), default=0)
        width = 1 + max((_number(letters) for letters, _ in columns), default=0)
        page.box = height * width


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + letter - 64
    return found - 1
