"""Parts of DrawingML that charts are made of: ranges of numbers and names, strokes, marks, labels, axes.

Colours are the theme's accents and fonts the theme's own, so that a client's template carries through.
"""

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from cxresearch.report.charts.grid import Range, Sheet
from cxresearch.report.charts.model import step_of
from cxresearch.report.files import writable
from cxresearch.speaking import locale

__all__ = [
    "Look",
    "NO_MARK",
    "called",
    "error_bars",
    "mark",
    "name_axis",
    "texts_of",
    "no_stroke",
    "floats",
    "own_labels",
    "pale",
    "shape_of",
    "stroke",
    "value_axis",
]

_FAINT = '<a:schemeClr val="bg1"><a:lumMod val="88000"/></a:schemeClr>'
_SHAPES = ("square", "triangle", "circle", "diamond", "x", "plus")
NO_MARK = '<c:marker><c:symbol val="none"/></c:marker>'


class Look:
    """Sizes and colours of a chart.

    Parameters
    ----------
    size : float
        Of its letters, in points.
    room : float
        The share of its width that the rows' names take, 0..1.
    palette : mapping, optional
        Accent number -> RRGGBB, where there is no theme to take it from.
    wide, high : float
        Of the whole chart, in inches.
    """

    def __init__(self, *, size: float = 11, room: float = 0.3, head: float = 0.1, foot: float = 0.12,
                 palette: Mapping[int, str] | None = None, wide: float = 7.5, high: float = 4.0):  # fmt: skip
        self.size, self.room, self.head, self.foot, self.palette = size, room, head, foot, palette
        self.wide, self.high = wide, high

    def colour(self, number: int, tint: float = 1.0) -> str:
        """The accent, grey for 0; paler where the tint is below 1."""
        much = round(100000 * tint)
        pale = f'<a:lumMod val="{much}"/><a:lumOff val="{100000 - much}"/>' if tint < 1 else ""
        if self.palette is not None:
            return f'<a:srgbClr val="{self.palette.get(number, "8C8C8C")}">{pale}</a:srgbClr>'
        if number == 0:
            return f'<a:schemeClr val="bg1"><a:lumMod val="{65000 if tint == 1 else 80000}"/></a:schemeClr>'
        return f'<a:schemeClr val="accent{(number - 1) % 6 + 1}">{pale}</a:schemeClr>'

    def text(self, *, size: float | None = None, bold: bool = False) -> str:
        """Text properties."""
        colour = '<a:srgbClr val="1A1A1A"/>' if self.palette is not None else '<a:schemeClr val="tx1"/>'
        return (
            f'<a:defRPr sz="{round(100 * (size or self.size))}" b="{int(bold)}"><a:solidFill>{colour}</a:solidFill>'
            f'<a:latin typeface="+mn-lt"/></a:defRPr>'
        )


def floats(sheet: Sheet, one: Range, digits: int = 0) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value!r}</c:v></c:pt>' for at, value in enumerate(one.cells) if math.isfinite(value)
    )
    return (
        f"<c:numRef><c:f>{escape(sheet.reference(one))}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(one.cells)}"/>{points}</c:numCache></c:numRef>'
    )


def texts_of(sheet: Sheet, one: Range) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{escape(writable(text))}</c:v></c:pt>' for at, text in enumerate(one.cells)
    )
    return (
        f'<c:strRef><c:f>{escape(sheet.reference(one))}</c:f><c:strCache><c:ptCount val="{len(one.cells)}"/>{points}'
        "</c:strCache></c:strRef>"
    )


def called(sheet: Sheet, one: Range) -> str:
    return (
        f"<c:tx><c:strRef><c:f>{escape(sheet.reference(one, head=True))}</c:f><c:strCache>"
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(writable(one.head))}</c:v></c:pt></c:strCache></c:strRef>'
        "</c:tx>"
    )


def stroke(look: Look, colour: int, width: float, *, dash: str = "") -> str:
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    return (
        f'<a:ln w="{round(12700 * width)}" cap="flat"><a:solidFill>{look.colour(colour)}</a:solidFill>{dashed}'
        "<a:round/></a:ln>"
    )


def no_stroke() -> str:
    return "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"


def shape_of(colour: int) -> int:
    """Which shape goes with an accent, so that black and white tells them apart; grey is a diamond."""
    return (colour - 1) % len(_SHAPES) if colour else 3


def mark(look: Look, at: int, colour: int, size: int = 9) -> str:
    return (
        f'<c:marker><c:symbol val="{_SHAPES[at % len(_SHAPES)]}"/><c:size val="{size}"/><c:spPr><a:solidFill>'
        f"{look.colour(colour)}</a:solidFill><a:ln><a:noFill/></a:ln></c:spPr></c:marker>"
    )


def error_bars(
    sheet: Sheet, look: Look, minus: Range | None, plus: Range, colour: int, *, way: str, width: float
) -> str:
    below = f"<c:minus>{floats(sheet, minus)}</c:minus>" if minus is not None else ""
    kind = "both" if minus is not None else "plus"
    return (
        f'<c:errBars><c:errDir val="{way}"/><c:errBarType val="{kind}"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="1"/><c:plus>{floats(sheet, plus)}</c:plus>{below}'
        f"<c:spPr>{stroke(look, colour, width)}</c:spPr></c:errBars>"
    )


def value_axis(look: Look, own: int, other: int, *, place: str, low: float, high: float, title: str = "",
                shown: bool = True, code: str = "General", lines: bool = False, crosses: str = "autoZero",
                between: str = "midCat", words: str = "low", middle: float = 0.0) -> str:  # fmt: skip
    """An axis of numbers; ``middle``: the one place of its grid, which is then a line of its own."""
    faint = '<a:srgbClr val="E2E2E2"/>' if look.palette is not None else _FAINT
    faint = look.colour(0) if middle else faint
    drawn = f'<a:ln w="6350"><a:solidFill>{faint}</a:solidFill></a:ln>'
    grid = f"<c:majorGridlines><c:spPr>{drawn}</c:spPr></c:majorGridlines>"
    grid = grid if lines and shown else ""
    return (
        f'<c:valAx><c:axId val="{own}"/><c:scaling><c:orientation val="minMax"/><c:max val="{high!r}"/>'
        f'<c:min val="{low!r}"/></c:scaling><c:delete val="{int(not shown)}"/><c:axPos val="{place}"/>{grid}'
        f'{_title(look, title, place)}<c:numFmt formatCode="{escape(code, {chr(34): "&quot;"})}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{words}"/><c:spPr>{stroke(look, 0, 0.5)}</c:spPr>{_axis_text(look)}'
        f'<c:crossAx val="{other}"/><c:crosses val="{crosses}"/><c:crossBetween val="{between}"/>'
        f'<c:majorUnit val="{middle or step_of(low, high)!r}"/></c:valAx>'
    )


def name_axis(look: Look, own: int, other: int, *, place: str, downward: bool, shown: bool = True) -> str:
    return (
        f'<c:catAx><c:axId val="{own}"/><c:scaling><c:orientation val="{"maxMin" if downward else "minMax"}"/>'
        f'</c:scaling><c:delete val="{int(not shown)}"/><c:axPos val="{place}"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'<c:spPr>{stroke(look, 0, 0.5)}</c:spPr>{_axis_text(look)}<c:crossAx val="{other}"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="40"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _axis_text(look: Look) -> str:
    # Level: on a narrow chart numbers would be turned.
    return (
        '<c:txPr><a:bodyPr rot="0" vert="horz"/><a:lstStyle/><a:p>'
        f'<a:pPr>{look.text()}</a:pPr><a:endParaRPr lang="{locale()}"/></a:p></c:txPr>'
    )


def _title(look: Look, title: str, place: str) -> str:
    if not title:
        return ""
    turn = ' rot="-5400000" vert="horz"' if place == "l" else ""
    size = f'sz="{round(100 * look.size)}" b="0"'
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr{turn}/><a:lstStyle/><a:p><a:pPr>{look.text()}</a:pPr><a:r>"
        f'<a:rPr lang="{locale()}" {size}/><a:t>{escape(writable(title))}</a:t></a:r></a:p></c:rich></c:tx>'
        '<c:overlay val="0"/></c:title>'
    )


def own_labels(look: Look, texts: Sequence[str], place: str | Sequence[str], *, size: float | None = None) -> str:
    """A text of its own beside each mark, on one side of all or on a side of its own; none where the side is ""."""
    places = [place] * len(texts) if isinstance(place, str) else list(place)
    sizes = round(100 * (size or look.size))
    flags = (
        '<c:dLblPos val="{}"/><c:showLegendKey val="0"/><c:showVal val="{}"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )
    parts = []
    for at, text in enumerate(texts):
        if not text or not places[at]:
            continue
        lines = "".join(
            f'<a:p><a:pPr algn="r"/><a:r><a:rPr lang="{locale()}" sz="{sizes}" b="0"/>'
            f"<a:t>{escape(writable(line))}</a:t>"
            "</a:r></a:p>"
            for line in str(text).split("\n")
        )
        parts.append(
            f'<c:dLbl><c:idx val="{at}"/><c:tx><c:rich><a:bodyPr wrap="none" lIns="0" rIns="45720"/>'
            f"<a:lstStyle/>{lines}"
            f"</c:rich></c:tx>{flags.format(places[at], 1)}</c:dLbl>"
        )
    return f"<c:dLbls>{''.join(parts)}{flags.format(place if isinstance(place, str) else 'r', 0)}</c:dLbls>"


def pale(look: Look, number: int) -> str:
    if look.palette is not None:
        return f'<a:srgbClr val="{look.palette.get(number, "8C8C8C")}"><a:alpha val="25000"/></a:srgbClr>'
    return f'<a:schemeClr val="accent{(number - 1) % 6 + 1}"><a:alpha val="25000"/></a:schemeClr>'
