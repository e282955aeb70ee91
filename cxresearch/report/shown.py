"""Which numbers a report showed when it was written, so that one that a hand changed later is found wherever it stands.

A report keeps a short hash of the numbers of each line: a series of a chart, a row of a table, a paragraph, a row of
cells, a text of a drawing. Words may be edited, slides moved or deleted and others put between: only what stands where
it stood and shows other numbers is told.
"""

import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cxresearch.wording import cut_at_word, say

__all__ = ["Line", "changed_lines", "hashed", "lines_of_book", "lines_of_deck", "lines_of_page"]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SPACES = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
_LONGEST = 90


class Line(NamedTuple):
    """A line of a report: ``place`` is its own for as long as the file lives, ``where`` is what a person calls it."""

    place: str
    where: str
    text: str
    numbers: tuple[str, ...]


def hashed(lines: Iterable[Line]) -> dict[str, list[str]]:
    """Place -> the hash of each line that stands there and holds a number."""
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(line.place, []).append(_hash(line.numbers))
    return found


def _hash(numbers: tuple[str, ...]) -> str:
    return hashlib.sha256("|".join(numbers).encode("utf-8")).hexdigest()[:7]


def changed_lines(path: Path, told: Mapping[str, list[str]]) -> list[Line]:
    """The lines of a report that show other numbers than were written where they stand."""
    kind = path.suffix.lower()
    if kind == ".pptx":
        from pptx import Presentation

        deck = Presentation(str(path))
        lines, apart = list(lines_of_deck(deck)), list(_apart_in_deck(deck))
    elif kind == ".xlsx":
        from openpyxl import load_workbook

        lines, apart = list(lines_of_book(load_workbook(path, data_only=True))), list(_apart_in_book(path))
    else:
        lines, apart = list(lines_of_page(path.read_text(encoding="utf-8", errors="replace"))), []
    left = {place: list(hashes) for place, hashes in told.items()}
    found = []
    for line in lines:
        if line.place not in left:
            continue
        if (one := _hash(line.numbers)) in left[line.place]:
            left[line.place].remove(one)
        else:
            found.append(line)
    return [*found, *apart]


def _of_text(place: str, where: str, text: str) -> Iterator[Line]:
    numbers = tuple(_NUMBER.findall(text))
    if numbers:
        yield Line(place, where, cut_at_word(" ".join(text.split()), _LONGEST), numbers)


def _number(value: object) -> str:
    return f"{float(value):.10g}"


# -- slides ----------------------------------------------------------------------------------------


def lines_of_deck(deck) -> Iterator[Line]:
    """Series of charts, rows of tables and paragraphs of a presentation; its slides and shapes have ids that last."""
    for at, slide in enumerate(deck.slides, start=1):
        title = slide.shapes.title
        for shape in slide.shapes:
            place = f"{slide.slide_id}/{shape.shape_id}"
            where = say("slide {slide}", slide=str(at))
            # Number, date and footer are the template's.
            ours = not shape.is_placeholder or (title is not None and shape.shape_id == title.shape_id)
            if shape.has_chart:
                for name, _, values in _series(_chart_part(shape)._element):
                    shown = [_number(value) for value in values.values()]
                    yield Line(place, f"{where}, {say('chart')}", f"{name}: {', '.join(shown)}", tuple(shown))
            elif shape.has_table:
                for row in shape.table.rows:
                    yield from _of_text(place, where, " | ".join(cell.text_frame.text for cell in row.cells))
            elif shape.has_text_frame and ours:
                for paragraph in shape.text_frame.paragraphs:
                    yield from _of_text(place, where, paragraph.text)


def _chart_part(shape):
    return shape.chart.part


def _series(element) -> Iterator[tuple[str, str, dict[int, float]]]:
    """Each column of numbers of a chart once: the series' name, where its numbers stand, and the numbers by row."""
    seen = set()
    for series in element.iterfind(".//c:ser", _SPACES):
        name = series.findtext("c:tx/c:strRef/c:strCache/c:pt/c:v", "", _SPACES)
        for one in series.iterfind(".//c:numRef", _SPACES):
            reference = one.findtext("c:f", "", _SPACES)
            if reference in seen:
                continue
            seen.add(reference)
            points = one.iterfind("c:numCache/c:pt", _SPACES)
            yield name, reference, {int(pt.get("idx")): float(pt.findtext("c:v", "nan", _SPACES)) for pt in points}


def _apart_in_deck(deck) -> Iterator[Line]:
    """Charts whose sheet, which "Edit data" shows, holds other numbers than they draw."""
    from io import BytesIO

    from openpyxl import load_workbook

    for at, slide in enumerate(deck.slides, start=1):
        for shape in slide.shapes:
            if not shape.has_chart:
                continue
            part = _chart_part(shape)
            held = part.chart_workbook.xlsx_part
            if held is None:
                continue
            book = load_workbook(BytesIO(held.blob), data_only=True)
            where = f"{say('slide {slide}', slide=str(at))}, {say('the sheet behind the chart')}"
            yield from _apart(part._element, book, where)


def _apart(element, book, where: str) -> Iterator[Line]:
    for name, reference, drawn in _series(element):
        cells = _cells(book, reference)
        for at, cell in enumerate(cells):
            value = cell.value
            if isinstance(value, (int, float)) != (at in drawn) or (
                at in drawn and not math.isclose(float(value), drawn[at], rel_tol=1e-9, abs_tol=1e-9)
            ):
                # A formula that nothing has reckoned yet holds no number to compare.
                if value is None and at in drawn:
                    continue
                shown = say("{name}: drawn {drawn}, in the cell {cell}", name=name, drawn=str(drawn.get(at, "–")),
                            cell=str(value))  # fmt: skip
                yield Line("", where, shown, ())


def _cells(book, reference: str) -> list:
    sheet, _, cells = reference.replace("$", "").rpartition("!")
    name = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    if name not in book.sheetnames:
        return []
    found = book[name][cells]
    return [row[0] for row in found] if isinstance(found, tuple) else [found]


# -- workbooks -------------------------------------------------------------------------------------


def lines_of_book(book) -> Iterator[Line]:
    """The rows of each sheet."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            numbers, shown = [], []
            for cell in row:
                value = cell.value
                if isinstance(value, bool) or value is None:
                    continue
                if isinstance(value, (int, float)):
                    numbers.append(_number(value))
                else:
                    numbers += _NUMBER.findall(str(value))
                shown.append(str(value))
            if numbers:
                where = say("sheet {sheet}, row {row}", sheet=sheet.title, row=str(row[0].row))
                yield Line(sheet.title, where, cut_at_word(" | ".join(shown), _LONGEST), tuple(numbers))


def _apart_in_book(path: Path) -> Iterator[Line]:
    """Charts that draw other numbers than the cells hold to which they point."""
    import zipfile

    from lxml import etree
    from openpyxl import load_workbook

    book = load_workbook(path, data_only=True)
    with zipfile.ZipFile(path) as parts:
        for name in sorted(parts.namelist()):
            if re.fullmatch(r"xl/charts/chart\d+\.xml", name):
                yield from _apart(etree.fromstring(parts.read(name)), book, say("a chart of the workbook"))


# -- pages -----------------------------------------------------------------------------------------


def lines_of_page(page: str) -> Iterator[Line]:
    """Rows of tables, texts of drawings, items and paragraphs of a page, by the section in which they stand."""
    from lxml import html

    tree = html.fromstring(re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S))
    for element in tree.iter("tr", "text", "li", "p", "h2", "h3", "blockquote"):
        if element.tag in ("li", "p") and element.find(".//li") is not None:
            continue
        section = next((one.get("id") for one in element.iterancestors("section") if one.get("id")), "")
        cells = (
            [" ".join(cell.itertext()) for cell in element] if element.tag == "tr" else ["".join(element.itertext())]
        )
        where = say("page, section {section}", section=section) if section else say("page")
        yield from _of_text(f"{section}/{element.tag}", where, " | ".join(cells))
