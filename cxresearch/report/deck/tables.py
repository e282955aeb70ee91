"""Tables on slides: real ones that can be edited, in the theme's colours, in pages that stay on the slide."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from cxresearch.report.charts.model import TextTable
from cxresearch.report.deck.measuring import width_of
from cxresearch.report.deck.template import Place
from cxresearch.report.deck.writing import height_of, shortened
from cxresearch.report.files import typeset, writable
from cxresearch.speaking import locale

__all__ = ["columns_that_fit", "fitted", "pages_of", "put_table"]

_EMU = 914400
_SIDE, _ABOVE = 0.06, 0.03
_RULE = '<a:lumMod val="85000"/>'
_MOST_LINES = 4
_NARROW, _WIDE = 0.6, 4.2


def put_table(slide, table: TextTable, place: Place, widths: Sequence[float], heights: Sequence[float], *, size: float,
              name: str, said: str = "", second: float | None = None, lines: bool = True):  # fmt: skip
    """A table at a place.

    Parameters
    ----------
    widths, heights : list of float
        Inches; the first height is the head's.
    size : float
        Of its letters.
    second : float, optional
        Of the second line of a cell, where it is smaller.
    said : str
        For screen readers.
    """
    from pptx.oxml import parse_xml
    from pptx.util import Inches

    rows, columns = len(table.rows) + 1, len(table.heads)
    frame = slide.shapes.add_table(rows, columns, *map(Inches, (place.left, place.top, sum(widths), sum(heights))))
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", writable(said)[:500])
    old = frame._element.find(".//{*}tbl")
    old.getparent().replace(old, parse_xml(_xml(table, widths, heights, size, second, lines)))
    return frame


def _xml(table: TextTable, widths, heights, size: float, second: float | None, lines: bool) -> str:
    grid = "".join(f'<a:gridCol w="{round(width * _EMU)}"/>' for width in widths)
    rows = [_row(table.heads, table.figures, heights[0], size, second, head=True, bold=True, lines=lines)]
    for at, row in enumerate(table.rows):
        shades = [table.shades.get((at, column)) for column in range(len(row))]
        rows.append(
            _row(row, table.figures, heights[at + 1], size, second, bold=at in table.bold, shades=shades, lines=lines)
        )
    return (
        '<a:tbl xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:tblPr firstRow="1"/>'
        f"<a:tblGrid>{grid}</a:tblGrid>{''.join(rows)}</a:tbl>"
    )


def _row(cells, figures, height, size, second, *, head=False, bold=False, shades=(), lines=True) -> str:
    made = []
    for at, text in enumerate(cells):
        side = "r" if figures[at] else "l"
        shade = shades[at] if at < len(shades) else None
        # A figure's second line is its verdict and id; a name that is broken goes on as it began.
        quiet = bool(second) and figures[at] and not head
        small = second if quiet else size
        parts = str(text).split("\n")
        # A line without words is as high as its end says, which without a size is 18 points.
        paragraphs = "".join(
            f'<a:p><a:pPr algn="{side}"/><a:endParaRPr lang="{locale()}" '
            f'sz="{round(100 * (small if n else size))}"/></a:p>'
            if not part
            else f'<a:p><a:pPr algn="{side}"/><a:r><a:rPr lang="{locale()}" '
            f'sz="{round(100 * (small if n else size))}" '
            f'b="{int(bold and not (quiet and n))}"><a:solidFill>{_ink(head, bool(quiet and n))}</a:solidFill>'
            "</a:rPr>"
            f"<a:t>{escape(typeset(part) if figures[at] else writable(part))}</a:t></a:r></a:p>"
            for n, part in enumerate(parts)
        )
        none = "<a:noFill/>"
        rule = (
            f'<a:solidFill><a:schemeClr val="{"tx2" if head else "bg1"}">'
            f"{_RULE if not head else ''}</a:schemeClr></a:solidFill>"
        )
        borders = "".join(f'<a:ln{way} w="0">{none}</a:ln{way}>' for way in "LRT")
        borders += f'<a:lnB w="{19050 if head else 6350}">{rule if lines or head else none}</a:lnB>'
        made.append(
            f'<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{paragraphs}</a:txBody><a:tcPr marL="{round(_SIDE * _EMU)}" '
            f'marR="{round(_SIDE * _EMU)}" marT="{round(_ABOVE * _EMU)}" marB="{round(_ABOVE * _EMU)}" '
            f'anchor="{"b" if head else "ctr"}">{borders}{_fill(shade)}</a:tcPr></a:tc>'
        )
    return f'<a:tr h="{round(height * _EMU)}">{"".join(made)}</a:tr>'


def _ink(head: bool, small: bool) -> str:
    if small:
        return '<a:schemeClr val="tx1"><a:lumMod val="65000"/><a:lumOff val="35000"/></a:schemeClr>'
    return f'<a:schemeClr val="{"tx2" if head else "tx1"}"/>'


def _fill(shade: float | None) -> str:
    """A tint of the first accent above, of the second below; the letters stay readable on it."""
    if shade is None or abs(shade) < 0.05:
        return "<a:noFill/>"
    strength = round(70000 * min(abs(shade), 1.0))
    return (
        f'<a:solidFill><a:schemeClr val="{"accent1" if shade > 0 else "accent2"}"><a:lumMod '
        f'val="{100000 - strength // 2}"/>'
        f'<a:alpha val="{strength}"/></a:schemeClr></a:solidFill>'
    )


def fitted(table: TextTable, width: float, size: float) -> list[float]:
    """The widths of the columns: what they hold, narrower where there is no room, words before figures."""
    wanted = []
    for at, head in enumerate(table.heads):
        cells = [part for row in table.rows for part in str(row[at]).split("\n")]
        longest = max((width_of(writable(cell)[:90], size) for cell in cells), default=0)
        word = max((width_of(word, size, True) for word in head.split()), default=0)
        wanted.append(min(max(longest, word, _NARROW - 2 * _SIDE) + 2 * _SIDE + 0.04, _WIDE))
    over = sum(wanted) - width
    words = [at for at, figure in enumerate(table.figures) if not figure and wanted[at] > 1.4]
    while over > 0.01 and words:
        at = max(words, key=lambda at: wanted[at])
        cut = min(over, max(wanted[at] - 1.4, 0), 0.25)
        if cut <= 0.005:
            break
        wanted[at] -= cut
        over -= cut
    return wanted


def columns_that_fit(table: TextTable, width: float, size: float, *, repeat: int = 1) -> list[list[int]]:
    """Groups of columns that fit beside each other; the first columns come again in each."""
    widths = fitted(table, width, size)
    if sum(widths) <= width + 0.01:
        return [list(range(len(widths)))]
    first = list(range(repeat))
    groups, own, used = [], [], sum(widths[at] for at in first)
    for at in range(repeat, len(widths)):
        if own and used + widths[at] > width:
            groups.append([*first, *own])
            own, used = [], sum(widths[at] for at in first)
        own.append(at)
        used += widths[at]
    return [*groups, [*first, *own]] if own else groups


def pages_of(table: TextTable, widths: Sequence[float], height: float, size: float) -> tuple[list[tuple], bool]:
    """Pages that are not higher than their place: (table, heights) each; and whether a text had to be shortened.

    Texts are broken into lines here, so that what a page holds does not hang on who opens it.
    """
    short = False
    lines = []
    for row in table.rows:
        cells = []
        for at, cell in enumerate(row):
            kept = []
            for part in str(cell).split("\n"):
                text, cut = shortened(part, widths[at] - 2 * _SIDE, size, _MOST_LINES)
                short = short or cut
                kept.append(text)
            cells.append("\n".join(kept))
        lines.append(tuple(cells))
    tall = [max(cell.count("\n") + 1 for cell in row) * size * 1.2 / 72 + 2 * _ABOVE + 0.03 for row in lines]
    head = max(height_of(text, widths[at] - 2 * _SIDE, size, bold=True) for at, text in enumerate(table.heads))
    head += 2 * _ABOVE + 0.03
    pages, own, used, part = [], [], head, None
    for at, row_height in enumerate(tall):
        part = at if at in table.bold else part
        # A heading does not stand last; what goes on on the next page stands below its heading again.
        needed = row_height + (tall[at + 1] if at in table.bold and at + 1 < len(tall) else 0)
        if own and used + needed > height:
            pages.append(own)
            again = [] if part is None or part == at else [part]
            own, used = again, head + sum(tall[one] for one in again)
        own.append(at)
        used += row_height
    if own:
        pages.append(own)
    made = []
    for own in pages:
        shades = {(new, column): shade for new, at in enumerate(own)
                  for (row, column), shade in table.shades.items() if row == at}  # fmt: skip
        bold = frozenset(new for new, at in enumerate(own) if at in table.bold)
        part = TextTable(table.heads, tuple(lines[at] for at in own), table.figures, shades, bold)
        made.append((part, [head, *(tall[at] for at in own)]))
    return made, short
