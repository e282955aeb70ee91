"""The numbers of a chart as a small sheet: what a person sees who chooses "Edit data", and where each range stands."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from cxresearch.report.charts.model import LINES, POINTS, SCATTER, Chart
from cxresearch.report.files import writable
from cxresearch.survey.answers import defused

__all__ = ["Range", "Sheet", "embedded", "sheet_of"]


@dataclass(frozen=True)
class Range:
    """A column of the sheet below its head: its place, what stands in it (NaN or "" is an empty cell), and what for."""

    head: str
    column: int
    cells: tuple
    what: tuple[str, int] = ("", 0)


@dataclass(frozen=True)
class Sheet:
    """Columns beside each other; ``name`` and the cell where it begins tell how to refer to it."""

    columns: tuple[Range, ...]
    name: str = "Sheet1"
    row: int = 1
    column: int = 1

    def find(self, what: str, at: int = 0) -> Range:
        """The column of a part of a series: its "value", "across", "from", "to", "minus", "plus", "height", "band"."""
        return next(one for one in self.columns if one.what == (what, at))

    def reference(self, one: Range, *, head: bool = False) -> str:
        """Where a column stands, as a chart refers to it."""
        from openpyxl.utils import get_column_letter

        letter = get_column_letter(self.column + one.column)
        name = "'" + self.name.replace("'", "''") + "'"
        first = self.row + 1
        if head:
            return f"{name}!${letter}${self.row}"
        return f"{name}!${letter}${first}:${letter}${first + len(one.cells) - 1}"

    def grid(self) -> list[list]:
        """Rows of cells, the heads first; None where a cell is empty."""
        heads = [one.head for one in self.columns]
        count = max((len(one.cells) for one in self.columns), default=0)
        rows = [[_cell(one.cells[at]) if at < len(one.cells) else None for one in self.columns] for at in range(count)]
        return [heads, *rows]


def _cell(value):
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value or None


def sheet_of(chart: Chart, *, name: str = "Sheet1", row: int = 1, column: int = 1) -> Sheet:
    """The sheet of a chart.

    Marks in rows stand at the heights 1, 2, 3 ... from below; several marks of a row a little apart, so that their
    intervals do not lie on each other. Bounds stand as distances from the value, as charts take them, behind the bounds
    themselves.
    """
    columns: list[Range] = []

    def put(head: str, cells: Sequence, what: str, at: int = 0) -> None:
        columns.append(Range(head, len(columns), tuple(cells), (what, at)))

    put("Name", [defused(writable(label)) for label in chart.labels], "name")
    for at, one in enumerate(chart.series):
        said = defused(writable(one.name)) or f"Series {at + 1}"
        if chart.kind == SCATTER:
            put(chart.axis or "Across", one.across, "across", at)
        put(said, one.values, "value", at)
        if one.low:
            put(f"{said}: from", one.low, "from", at)
            put(f"{said}: to", one.high, "to", at)
            put(f"{said}: minus", _apart(one.values, one.low), "minus", at)
            put(f"{said}: plus", _apart(one.high, one.values), "plus", at)
        if chart.kind == POINTS:
            put(f"{said}: height", heights(chart, at), "height", at)
        if chart.kind == LINES and len(chart.series) == 1 and one.low:
            put(f"{said}: band", _apart(one.high, one.low), "band", at)
    if chart.kind == POINTS:
        rows = [float(len(chart.labels) - at) for at in range(len(chart.labels))]
        if chart.joined:
            known = [[value for value in row if math.isfinite(value)]
                     for row in zip(*(one.values for one in chart.series), strict=True)]  # fmt: skip
            put("Span: from", [min(row) if len(row) > 1 else math.nan for row in known], "span")
            put("Span: length", [max(row) - min(row) if len(row) > 1 else math.nan for row in known], "length")
            put("Span: height", rows, "rows", 1)
        put("Names: height", rows, "rows")
        put("Names: place", [float(chart.limits()[0])] * len(rows), "place")
    return Sheet(tuple(columns), name, row, column)


def heights(chart: Chart, at: int) -> list[float]:
    """The height of a series' marks: rows from above, several series a little apart."""
    rows, many = len(chart.labels), len(chart.series)
    apart = 0.0 if many == 1 else (0.17 if many == 2 else 0.5 / many)
    shift = apart * ((many - 1) / 2 - at)
    if not any(one.low for one in chart.series):
        shift = 0.0
    one = chart.series[at]
    return [
        round(rows - row + shift, 4) if math.isfinite(one.values[row]) else math.nan for row in range(rows)
    ]  # fmt: skip


def _apart(high: Sequence[float], low: Sequence[float]) -> list[float]:
    return [round(max(one - other, 0.0), 10) if math.isfinite(one - other) else math.nan
            for one, other in zip(high, low, strict=True)]  # fmt: skip


def embedded(sheet: Sheet) -> bytes:
    """The sheet as a workbook, for "Edit data"; its texts are texts, and it names nobody."""
    from xlsxwriter import Workbook

    file = BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                           "strings_to_numbers": False})  # fmt: skip
    # The same chart gives the same bytes; a clock in it would not.
    book.set_properties({"author": "", "created": datetime(2000, 1, 1)})
    page = book.add_worksheet(sheet.name)
    for row, cells in enumerate(sheet.grid(), start=sheet.row - 1):
        for column, value in enumerate(cells, start=sheet.column - 1):
            if isinstance(value, str):
                page.write_string(row, column, value)
            elif value is not None:
                page.write_number(row, column, value)
    page.set_column(sheet.column - 1, sheet.column - 1, 32)
    book.close()
    return file.getvalue()
