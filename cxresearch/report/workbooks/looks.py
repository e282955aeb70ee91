"""How cells look: a look is put together once a workbook, and all cells that have it share it.

openpyxl compares fonts and fills attribute by attribute whenever one is set; on sheets of many thousand cells that
takes longer than everything else.
"""

import math
from collections.abc import Sequence
from copy import copy
from weakref import WeakKeyDictionary

__all__ = ["BAND", "DEEP", "INK", "PALE", "QUIET", "ROW", "dress", "on_paper"]

DEEP, INK, QUIET, PALE, BAND = "FF0B4A5C", "FF1D2A33", "FF56656F", "FFD9E0E4", "FFF2F5F6"
# The height of a row that nobody set, in points.
ROW = 15.0
# What a landscape page of A4 holds within its margins, in points; letter paper holds a little less in width.
_PAGE = (10.0 * 72, 6.6 * 72)
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


def on_paper(sheet, area: str, widths: Sequence[float], blocks: Sequence[tuple[int, int]] = ()) -> None:
    """Set a sheet up for paper: landscape, as wide as a page, and no chart cut by its end.

    Parameters
    ----------
    area : str
        What is printed, such as "A1:H40".
    widths : list of float
        Of its columns, in signs.
    blocks : list of (first row, last row)
        What stays on one page.
    """
    from openpyxl.worksheet.pagebreak import Break

    # A column of so many signs of Calibri 11 is 7 pixels a sign and 5 more, of 96 an inch.
    wide = sum(0.75 * (7 * width + 5) for width in widths)
    scale = max(10, min(100, math.floor(100 * _PAGE[0] / wide)))
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.print_area = area
    room, used = _PAGE[1] * 100 / scale, 0.0
    starts = {first: last for first, last in blocks}
    for row in range(1, max(starts, default=0) + 1):
        high = sheet.row_dimensions[row].height or 1.1 * ROW
        if row in starts:
            # Fonts differ between programs, so where a full page ends is not known: what does not surely stand on
            # the page that was begun by hand begins one of its own.
            block = sum(sheet.row_dimensions[at].height or ROW for at in range(row, starts[row] + 1))
            if used and used + block > room:
                # Breaks by hand are kept, since only the width is fitted.
                sheet.row_breaks.append(Break(id=row - 1))
                used = 0.0
        used += high
