"""How cells look: a look is put together once a workbook, and all cells that have it share it.

openpyxl compares fonts and fills attribute by attribute whenever one is set; on sheets of many thousand cells that
takes longer than everything else.
"""

import math
from collections.abc import Sequence
from copy import copy
from weakref import WeakKeyDictionary

__all__ = [
    "BAND",
    "DEEP",
    "INK",
    "MOST_PRINTED",
    "PALE",
    "QUIET",
    "ROW",
    "dress",
    "on_paper",
    "room_on_paper",
    "skipped_on_paper",
]

DEEP, INK, QUIET, PALE, BAND = "FF0B4A5C", "FF1D2A33", "FF56656F", "FFD9E0E4", "FFF2F5F6"
# The height of a row that nobody set, in points.
ROW = 15.0
# What a landscape page of A4 holds within its margins, in points; letter paper holds a little less in width.
_PAGE = (10.0 * 72, 6.6 * 72)
# Whoever needs more rows of a table than these reads them in the file.
MOST_PRINTED = 150
_LOOKS: WeakKeyDictionary = WeakKeyDictionary()


def dress(cell, *, size: float = 11, bold: bool = False, colour: str | None = INK, underline: str | None = None,
          fill: str | None = None, side: str | None = None, up: str | None = "top", wrap: bool = False, indent: int = 0,
          rule: bool = False, code: str = "General") -> None:  # fmt: skip
    """Give a cell its whole look.

    Parameters
    ----------
    cell : openpyxl Cell
    colour, fill : str or None
        AARRGGBB; None as the program has it.
    side, up : str or None
        Where the words stand across and down.
    rule : bool
        Whether a thin line runs below it.
    code : str
        The format of its number.
    """
    looks = _LOOKS.setdefault(cell.parent.parent, {})
    key = (size, bold, colour, underline, fill, side, up, wrap, indent, rule, code)
    if key not in looks:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        cell.font = Font(name="Calibri", size=size, bold=bold, color=colour, underline=underline)
        cell.fill = PatternFill("solid", fgColor=fill) if fill else PatternFill()
        cell.alignment = Alignment(horizontal=side, vertical=up, wrap_text=wrap, indent=indent)
        cell.border = Border(bottom=Side(style="thin", color=PALE)) if rule else Border()
        cell.number_format = code
        looks[key] = copy(cell._style)
    else:
        cell._style = copy(looks[key])


def room_on_paper(widths: Sequence[float]) -> float:
    """How much of a sheet's height stands on a page, in points, where its columns of so many signs fill the width."""
    # A column of so many signs of Calibri 11 is 7 pixels a sign and 5 more, of 96 an inch.
    wide = sum(0.75 * (7 * width + 5) for width in widths)
    return _PAGE[1] * 100 / max(10, min(100, math.floor(100 * _PAGE[0] / wide)))


def skipped_on_paper(first: int, last: int) -> tuple[int, int] | None:
    """The rows of a table from one row to another that are not printed, since nobody reads so many on paper."""
    return (first + MOST_PRINTED, last) if last - first + 1 > 1.2 * MOST_PRINTED else None


def on_paper(sheet, last: int, widths: Sequence[float], blocks: Sequence[tuple[int, int]] = (),
             skipped: tuple[int, int] | None = None) -> None:  # fmt: skip
    """Set a sheet up for paper: landscape, as wide as a page, and no chart cut by its end.

    Parameters
    ----------
    last : int
        The last row that is printed.
    widths : list of float
        Of the columns that are printed, in signs.
    blocks : list of (first row, last row)
        What stays on one page. What follows the last one stands on its page too where there is room, so that no page
        holds two lines.
    skipped : (first row, last row), optional
        Rows that are not printed.
    """
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.pagebreak import Break

    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    side = get_column_letter(len(widths))
    parts = [(1, last)] if skipped is None else [(1, skipped[0] - 1), (skipped[1] + 1, last)]
    sheet.print_area = ",".join(f"A{first}:{side}{end}" for first, end in parts)
    room, used = room_on_paper(widths), 0.0
    starts = dict(blocks)

    def height(first: int, end: int) -> float:
        return sum(sheet.row_dimensions[at].height or ROW for at in range(first, end + 1))

    if starts and height(max(starts), last) <= room:
        starts[max(starts)] = last
    for row in range(1, max(starts, default=0) + 1):
        if skipped and skipped[0] <= row <= skipped[1]:
            # What is printed behind them begins a page.
            used = 0.0
            continue
        high = sheet.row_dimensions[row].height or 1.1 * ROW
        if row in starts:
            # Fonts differ between programs, so where a full page ends is not known: what does not surely stand on
            # the page that was begun by hand begins one of its own.
            block = height(row, starts[row])
            if used and used + block > room:
                # Breaks by hand are kept, since only the width is fitted.
                sheet.row_breaks.append(Break(id=row - 1))
                used = 0.0
        used += high
