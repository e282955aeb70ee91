"""Old and binary workbooks (.xls, .xlsb, .ods), read in a child process within a limit of memory.

The reader is quick and trusts what a file says of itself: a stray cell at the far corner makes it ask for more memory
than there is, and then the whole process ends. So a child reads, and a file can end nothing but the child.
"""

import datetime as dt
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.loaders.bytes.workbooks import choose_sheet, clear_errors, long_numbers
from cxresearch.loaders.tables.grid import Grid
from cxresearch.wording import did_you_mean, kept, named, say

__all__ = ["read_binary_workbook"]

_MEMORY = 3 * 1024**3
_SECONDS = 60.0
_BYTES_A_SECOND = 200_000
_CHILD = """
import datetime, json, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
except (ImportError, ValueError, OSError):
    pass
from python_calamine import CalamineWorkbook
def plain(cell):
    if cell == "" or cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, (str, bool, int, float)):
        return cell
    if isinstance(cell, datetime.datetime):
        return {{"at": cell.isoformat()}}
    if isinstance(cell, datetime.date):
        return {{"at": cell.isoformat() + "T00:00:00"}}
    return str(cell)
book = CalamineWorkbook.from_path(sys.argv[1])
for about in book.sheets_metadata:
    if "WorkSheet" not in str(about.typ):
        continue
    visible = "Visible" in str(about.visible) and "Hidden" not in str(about.visible)
    print(json.dumps({{"sheet": about.name, "visible": visible}}))
    for row in book.get_sheet_by_name(about.name).to_python(skip_empty_area=False):
        print(json.dumps([plain(cell) for cell in row]))
print(json.dumps("end"))
"""


def read_binary_workbook(
    path: Path, *, sheet: str | None = None, prefer: Callable[[Grid], bool] = lambda grid: False
) -> Grid:
    """Rows of one sheet of a .xls, .xlsb or .ods file: the named one, or the visible one that holds most answers.

    Raises
    ------
    SurveyFileError
        If the file is corrupt, needs more than 3 GB, or holds no table.
    OptionError
        If ``sheet`` is not there.
    """
    name = path.name
    sheets, visible = _sheets(path)
    if not sheets:
        raise SurveyFileError(say("{name}: the workbook has no sheet with cells.", name=name))
    faults: list[str] = []
    if sheet is not None:
        if sheet not in sheets:
            raise OptionError(
                say("No sheet {sheet} in {name}.{hint} Found: {names}. Pass one of these.",
                    sheet=repr(sheet), name=name, hint=did_you_mean(sheet, sheets), names=named(sheets))
            )  # fmt: skip
        chosen, notes = (
            sheet,
            [
                kept(
                    "sheet {sheet}, as asked",
                    sheet=repr(sheet),
                )
            ],
        )
    else:
        chosen, notes, faults = choose_sheet(sheets, visible, prefer, name)
    rows = sheets[chosen]
    if not any(rows):
        raise SurveyFileError(
            say("{name}: the sheet {sheet} is empty. Sheets: {names}. Pass sheet= to read another.",
                name=name, sheet=repr(chosen), names=named(sheets))
        )  # fmt: skip
    faults += clear_errors(rows) + long_numbers(rows)
    if _may_hide_percent(path, rows):
        faults.append(
            kept("numbers between 0 and 1 may be shown as percent in the sheet: the number formats of such a file are "
                 "not read. Save it as .xlsx to have them")
        )  # fmt: skip
    return Grid(name, rows, lambda at: kept("row {n}", n=at + 1), ragged=False, path=path, notes=notes, faults=faults)


def _sheets(path: Path) -> tuple[dict[str, list[list]], list[str]]:
    """The rows of every sheet, and the names of the visible ones."""
    patience = _SECONDS + path.stat().st_size / _BYTES_A_SECOND
    corrupt = say("{file}: corrupt workbook, or one that needs more than {n} GB", file=path.name, n=_MEMORY // 1024**3)
    try:
        done = subprocess.run(
            [sys.executable, "-c", _CHILD.format(memory=_MEMORY), str(path.resolve())], capture_output=True,
            timeout=patience, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise SurveyFileError(
            say("{file}: not read within {patience} seconds. Save it as .xlsx or CSV.",
                file=path.name, patience=f"{patience:.0f}")
        ) from None  # fmt: skip
    except OSError as problem:
        raise SurveyFileError(
            say("{file}: no process to read it with ({problem}). Save it as .xlsx.",
                file=path.name, problem=str(problem))
        ) from None  # fmt: skip
    lines = done.stdout.splitlines()
    if done.returncode or not lines or lines[-1] != b'"end"':
        cause = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
        told = f" ({cause[-1][:120]})" if cause and len(cause[-1]) < 300 else ""
        if told and "assword" in told:
            raise SurveyFileError(
                say("{file}: the workbook is protected by a password. Open it, remove the password and save it again.",
                    file=path.name)
            )  # fmt: skip
        raise SurveyFileError(
            say("{corrupt}{told}. Open it in Excel or LibreOffice and save it as .xlsx.",
                corrupt=corrupt, told=told)
        )  # fmt: skip
    sheets: dict[str, list[list]] = {}
    visible = []
    rows: list[list] = []
    for line in lines[:-1]:
        found = json.loads(line)
        if isinstance(found, dict):
            rows = sheets.setdefault(found["sheet"], [])
            visible += [found["sheet"]] if found["visible"] else []
            continue
        cells = [dt.datetime.fromisoformat(cell["at"]) if isinstance(cell, dict) else cell for cell in found]
        while cells and (cells[-1] is None or (isinstance(cells[-1], str) and not cells[-1].strip())):
            cells.pop()
        rows.append(cells)
    for rows in sheets.values():
        while rows and not rows[-1]:
            rows.pop()
    return sheets, visible


def _may_hide_percent(path: Path, rows: list[list]) -> bool:
    """Whether a column of fractions between 0 and 1 may be one of percent."""
    if zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                if "content.xml" in archive.namelist():
                    return b'office:value-type="percentage"' in archive.read("content.xml")
        except (zipfile.BadZipFile, OSError, ValueError):
            return False
    width = max(map(len, rows), default=0)
    for at in range(width):
        numbers = [row[at] for row in rows if at < len(row) and isinstance(row[at], (int, float))]
        fractions = sum(0 < number < 1 for number in numbers)
        if len(numbers) >= 5 and fractions >= 0.3 * len(numbers) and all(0 <= number <= 1 for number in numbers):
            return True
    return False
