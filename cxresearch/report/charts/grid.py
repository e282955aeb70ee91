"""The numbers of a chart as a small sheet: what a person sees who chooses "Edit data", and where each range stands."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from cxresearch.report.charts.model import LINES, POINTS, SCATTER, Chart
from cxresearch.report.files import writable
from cxresearch.survey.answers import defused
from cxresearch.wording import say

__all__ = ["Range", "Sheet", "embedded", "sheet_of"]


@dataclass(frozen=True)
class Range:
    """A column of the sheet below its head: its place, what stands in it (NaN or "" is an empty cell), and what for.

    ``follows``: of each cell how it is reckoned from others, so that a bar moves with its bounds: a start, and
    (times, row, column) of each cell that is added to it.
    """

    head: str
    column: int
    cells: tuple
    what: tuple[str, int] = ("", 0)
    follows: tuple[tuple[float, tuple[tuple[float, int, int], ...]] | None, ...] = ()


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
    intervals do not lie on each other. An interval is a line between two points that repeat its bounds, because not
    every program draws error bars that lie on their side; over time they are error bars.
    """
    columns: list[Range] = []

    def put(head: str, cells: Sequence, what: str, at: int = 0, follows: Sequence = ()) -> Range:
        columns.append(Range(head, len(columns), tuple(cells), (what, at), tuple(follows)))
        return columns[-1]

    put("Name", [defused(writable(label)) for label in chart.labels], "name")
    bounds = {}
    if chart.leads:
        columns.append(Range(say("To the middle"), 1, chart.leads, ("lead", 0), _leads(chart)))
    for at, one in enumerate(chart.series):
        said = defused(writable(one.name)) or f"Series {at + 1}"
        if chart.kind == SCATTER:
            put(chart.axis or say("Across"), one.across, "across", at)
        value = put(said, one.values, "value", at)
        if one.low:
            bounds[at] = (
                put(say("{name}: from", name=said), one.low, "from", at),
                put(say("{name}: to", name=said), one.high, "to", at),
            )
        if one.low and chart.kind == LINES:
            put(say("{name}: minus", name=said), _apart(one.values, one.low), "minus", at)
            put(say("{name}: plus", name=said), _apart(one.high, one.values), "plus", at)
        if chart.kind == POINTS:
            put(say("{name}: height", name=said), heights(chart, at, value.cells), "height", at)
    for stack in chart.stacks() if chart.kind == LINES else ():
        for below, at in zip([None, *stack], stack, strict=False):
            own = columns[bounds[at][0].column - 1].head
            if below is not None:
                put(say("{name}: below the band", name=own),
                    _apart(chart.series[at].low, chart.series[below].high), "below", at)  # fmt: skip
            put(say("{name}: band", name=own), _apart(chart.series[at].high, chart.series[at].low), "band", at)
    if chart.kind == POINTS:
        rows = [float(len(chart.labels) - at) for at in range(len(chart.labels))]
        if chart.joined:
            known = [[value for value in row if math.isfinite(value)]
                     for row in zip(*(one.values for one in chart.series), strict=True)]  # fmt: skip
            ends = [(min(row), max(row)) if len(row) > 1 else (math.nan, math.nan) for row in known]
            put(say("Between: place"), _ends(*zip(*ends, strict=True)), "span")
            put(say("Between: height"), _twice(rows, *zip(*ends, strict=True)), "span height")
        for at, (low, high) in bounds.items():
            follows = [how for row in range(len(rows))
                       for how in ((0, ((1, row, low.column),)), (0, ((1, row, high.column),)), None)]  # fmt: skip
            own = chart.series[at].name
            put(say("{name}: interval", name=own), _ends(low.cells, high.cells), "interval", at, follows)
            put(say("{name}: interval height", name=own), _twice(heights(chart, at), low.cells, high.cells),
                "interval height", at)  # fmt: skip
        put(say("Names: height"), rows, "rows")
        put(say("Names: place"), [float(chart.limits()[0])] * len(rows), "place")
    return Sheet(tuple(columns), name, row, column)


def _leads(chart: Chart) -> tuple:
    """How the empty length before each bar is reckoned, so that a bar moves when one of its pieces is changed."""
    # The lead stands in the second column, the pieces in those after it; grey pieces lie over the middle.
    times = [(-1.0 if one.colour == 2 else -0.5, at + 2) for at, one in enumerate(chart.series) if one.colour in (0, 2)]
    middle = chart.limits()[1] / 2
    return tuple((middle, tuple((much, row, column) for much, column in times)) for row in range(len(chart.labels)))


def heights(chart: Chart, at: int, values: Sequence[float] | None = None) -> list[float]:
    """The height of a series' marks: rows from above, several series with intervals a little apart."""
    rows, many = len(chart.labels), len(chart.series)
    apart = 0.0 if many == 1 or not any(one.low for one in chart.series) else (0.17 if many == 2 else 0.5 / many)
    shift = apart * ((many - 1) / 2 - at)
    known = [True] * rows if values is None else [math.isfinite(value) for value in values]
    return [round(rows - row + shift, 4) if known[row] else math.nan for row in range(rows)]


def _ends(low: Sequence[float], high: Sequence[float]) -> list[float]:
    """Two ends a row, and a gap before the next."""
    return [value for one, other in zip(low, high, strict=True) for value in (*_both(one, other), math.nan)]


def _twice(heights: Sequence[float], low: Sequence[float], high: Sequence[float]) -> list[float]:
    return [
        value
        for height, one, other in zip(heights, low, high, strict=True)
        for value in (*((height, height) if math.isfinite(one - other) else (math.nan, math.nan)), math.nan)
    ]


def _both(one: float, other: float) -> tuple[float, float]:
    return (one, other) if math.isfinite(one - other) else (math.nan, math.nan)


def _apart(high: Sequence[float], low: Sequence[float]) -> list[float]:
    return [round(max(one - other, 0.0), 10) if math.isfinite(one - other) else math.nan
            for one, other in zip(high, low, strict=True)]  # fmt: skip


def _formula(sheet: Sheet, start: float, terms) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    found = f"{start:g}" if start else ""
    for times, row, column in terms:
        cell = xl_rowcol_to_cell(sheet.row + row, sheet.column - 1 + column)
        found += f"{times:+g}*{cell}" if abs(times) != 1 else f"{'-' if times < 0 else '+'}{cell}"
    return "=" + found.removeprefix("+")


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
        for one, value in zip(sheet.columns, cells, strict=True):
            column, at = sheet.column - 1 + one.column, row - sheet.row
            source = one.follows[at] if row >= sheet.row and at < len(one.follows) else None
            if isinstance(value, str):
                page.write_string(row, column, value)
            elif value is not None and source is not None:
                page.write_formula(row, column, _formula(sheet, *source), None, value)
            elif value is not None:
                page.write_number(row, column, value)
    page.set_column(sheet.column - 1, sheet.column - 1, 32)
    book.close()
    return file.getvalue()
