"""How cells look: a look is put together once a workbook, and all cells that have it share it.

openpyxl compares fonts and fills attribute by attribute whenever one is set; on sheets of many thousand cells that
takes longer than everything else.
"""

from copy import copy
from weakref import WeakKeyDictionary

__all__ = ["BAND", "DEEP", "INK", "PALE", "QUIET", "dress"]

DEEP, INK, QUIET, PALE, BAND = "FF0B4A5C", "FF1D2A33", "FF56656F", "FFD9E0E4", "FFF2F5F6"
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
