"""A workbook is saved: its charts become native ones, the register goes in, and its properties are the user's.

openpyxl keeps a place for each chart; the XML that stands there is the one that slides have too, so that a chart is
drawn in one way everywhere. Its numbers stand in the sheet beside it.
"""

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from cxresearch.report.charts.chart_xml import chart_xml
from cxresearch.report.charts.drawingml import Look
from cxresearch.report.charts.grid import sheet_of
from cxresearch.report.charts.model import BARS, POINTS, Chart
from cxresearch.report.deck.house import ACCENTS
from cxresearch.report.files import MADE_BY, short_title, writable, written
from cxresearch.report.register import Register, as_part
from cxresearch.report.shown import hashed, lines_of_book

__all__ = ["height_of_chart", "put_chart", "save_book"]

_PALETTE = dict(enumerate(ACCENTS, start=1))
_CM = 2.54
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"


def put_chart(sheet, chart: Chart, *, at: str, high: float, row: int, column: int, put) -> int:
    """A chart on a worksheet, with its numbers in a block of cells.

    Parameters
    ----------
    sheet : openpyxl Worksheet
    chart : Chart
    at : str
        The cell of its upper left corner.
    high : float
        Its height in inches.
    row, column : int
        Where the block of its numbers begins.
    put : callable
        Writes a value into a cell, so that a text stays a text.

    Returns
    -------
    int
        The first row below the block.
    """
    from openpyxl.chart import BarChart

    numbers = sheet_of(chart, name=sheet.title, row=row, column=column)
    for down, cells in enumerate(numbers.grid()):
        for across, value in enumerate(cells):
            if value is not None:
                put(sheet.cell(row + down, column + across), value)
    room = min(0.08 * max((len(line) for label in chart.labels for line in str(label).split("\n")), default=5), 2.6)
    look = Look(size=9, room=(room + 0.15) / 7.5, head=0.4 / high, foot=0.6 / high, palette=_PALETTE, wide=7.5,
                high=high)  # fmt: skip
    holder = BarChart()
    holder.width, holder.height, holder.anchor = 7.5 * _CM, high * _CM, at
    holder.cx_xml = chart_xml(chart, numbers, look)
    sheet.add_chart(holder)
    return row + len(numbers.grid())


def height_of_chart(chart: Chart, most: float = 12.0) -> float:
    """How high a chart stands on a sheet, in inches: as its rows need, and no higher than ``most``."""
    return min(1.0 + 0.32 * max(len(chart.labels), 3), most) if chart.kind in (POINTS, BARS) else min(4.2, most)


def save_book(book, place: Path, *, register: Register | None = None, author: str = "", title: str = "") -> Path:
    """Write a workbook.

    Raises
    ------
    OptionError
        If it cannot be written.
    """
    book.properties.creator = book.properties.lastModifiedBy = writable(author)
    if title:
        book.properties.title = short_title(title)
    charts = [chart.cx_xml for sheet in book.worksheets for chart in sheet._charts if hasattr(chart, "cx_xml")]
    file = BytesIO()
    book.save(file)
    told = replace(register or Register(title or MADE_BY), shown=hashed(lines_of_book(book)))
    data = _finished(file.getvalue(), charts, told)
    return written(place, data)


def _finished(data: bytes, charts: list[bytes], register: Register) -> bytes:
    """The same file with our charts in their places, and the register as a part that Excel keeps."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item.filename)
            chart = re.fullmatch(r"xl/charts/chart(\d+)\.xml", item.filename)
            if chart and int(chart[1]) <= len(charts):
                content = charts[int(chart[1]) - 1]
            elif item.filename == "xl/_rels/workbook.xml.rels":
                relation = f'<Relationship Id="rIdRegister" Type="{_RELATION}" Target="/customXml/cxresearch.xml"/>'
                content = content.replace(b"</Relationships>", f"{relation}</Relationships>".encode())
            new.writestr(item.filename, content)
        new.writestr("customXml/cxresearch.xml", as_part(register))
    return made.getvalue()
