"""A chart as DrawingML, the XML that PowerPoint and Excel share: marks with error bars, stacks, lines with a band.

Colours are the theme's accents and fonts the theme's own, so that a client's template carries through. What is written
follows the order of elements that ECMA-376 (part 1, 21.2) asks for; Office refuses a file that does not.
"""

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from cxresearch.report.charts.grid import Range, Sheet
from cxresearch.report.charts.model import BARS, LINES, POINTS, SCATTER, Chart, around
from cxresearch.report.files import writable

__all__ = ["Look", "chart_xml", "plot_box"]

_SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_FAINT = '<a:schemeClr val="bg1"><a:lumMod val="88000"/></a:schemeClr>'
_SHAPES = ("square", "triangle", "circle", "diamond", "x", "plus")


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
    """

    def __init__(self, *, size: float = 11, room: float = 0.3, head: float = 0.1, foot: float = 0.12,
                 palette: Mapping[int, str] | None = None):  # fmt: skip
        self.size, self.room, self.head, self.foot, self.palette = size, room, head, foot, palette

    def colour(self, number: int) -> str:
        """The accent, grey for 0."""
        if self.palette is not None:
            return f'<a:srgbClr val="{self.palette.get(number, "8C8C8C")}"/>'
        if number == 0:
            return '<a:schemeClr val="bg1"><a:lumMod val="65000"/></a:schemeClr>'
        return f'<a:schemeClr val="accent{(number - 1) % 6 + 1}"/>'

    def text(self, *, size: float | None = None, bold: bool = False) -> str:
        """Text properties."""
        colour = '<a:srgbClr val="1A1A1A"/>' if self.palette is not None else '<a:schemeClr val="tx1"/>'
        return (
            f'<a:defRPr sz="{round(100 * (size or self.size))}" b="{int(bold)}"><a:solidFill>{colour}</a:solidFill>'
            f'<a:latin typeface="+mn-lt"/></a:defRPr>'
        )


def plot_box(chart: Chart, look: Look) -> tuple[float, float, float, float]:
    """Where the rows stand within the chart: left, top, width, height, as shares of it."""
    left = look.room if chart.kind in (POINTS, BARS) else 0.08
    return left, look.head, 0.97 - left, 1 - look.head - look.foot


def chart_xml(chart: Chart, sheet: Sheet, look: Look, *, data: str = "") -> bytes:
    """The chart's XML.

    Parameters
    ----------
    chart : Chart
    sheet : Sheet
        Its numbers, and where they stand.
    look : Look
    data : str
        The relation that leads to the embedded workbook; "" where the numbers stand in the file's own sheet.
    """
    draw = {POINTS: _points, BARS: _bars, LINES: _lines, SCATTER: _scatter}[chart.kind]
    plots, axes, quiet = draw(chart, sheet, look)
    left, top, width, height = plot_box(chart, look)
    layout = (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{left:.4f}"/><c:y val="{top:.4f}"/><c:w val="{width:.4f}"/><c:h val="{height:.4f}"/>'
        "</c:manualLayout></c:layout>"
    )
    external = f'<c:externalData r:id="{data}"><c:autoUpdate val="0"/></c:externalData>' if data else ""
    named = len(chart.series) > 1 or chart.kind == BARS
    text = (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{look.text()}</a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )
    xml = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace {_SPACES}><c:date1904 val="0"/>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        f"<c:plotArea>{layout}{plots}{axes}</c:plotArea>{_legend(quiet, look, left) if named else ''}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{text}{external}</c:chartSpace>"
    )
    return xml.encode("utf-8")


def _legend(quiet: Sequence[int], look: Look, left: float) -> str:
    gone = "".join(f'<c:legendEntry><c:idx val="{at}"/><c:delete val="1"/></c:legendEntry>' for at in quiet)
    place = (
        '<c:layout><c:manualLayout><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{min(left, 0.5):.3f}"/><c:y val="0"/><c:w val="{0.97 - min(left, 0.5):.3f}"/>'
        f'<c:h val="{0.8 * look.head:.3f}"/></c:manualLayout></c:layout>'
    )
    return f'<c:legendPos val="t"/>{gone}{place}<c:overlay val="0"/>'.join(("<c:legend>", "</c:legend>"))


# -- ranges ----------------------------------------------------------------------------------------


def _numbers(sheet: Sheet, one: Range, digits: int = 0) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value!r}</c:v></c:pt>' for at, value in enumerate(one.cells) if math.isfinite(value)
    )
    return (
        f"<c:numRef><c:f>{escape(sheet.reference(one))}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(one.cells)}"/>{points}</c:numCache></c:numRef>'
    )


def _names(sheet: Sheet, one: Range) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{escape(writable(text))}</c:v></c:pt>' for at, text in enumerate(one.cells)
    )
    return (
        f'<c:strRef><c:f>{escape(sheet.reference(one))}</c:f><c:strCache><c:ptCount val="{len(one.cells)}"/>{points}'
        "</c:strCache></c:strRef>"
    )


def _called(sheet: Sheet, one: Range) -> str:
    return (
        f"<c:tx><c:strRef><c:f>{escape(sheet.reference(one, head=True))}</c:f><c:strCache>"
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(writable(one.head))}</c:v></c:pt></c:strCache></c:strRef>'
        "</c:tx>"
    )


def _line(look: Look, colour: int, width: float, *, dash: str = "") -> str:
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    return (
        f'<a:ln w="{round(12700 * width)}" cap="flat"><a:solidFill>{look.colour(colour)}</a:solidFill>{dashed}'
        "<a:round/></a:ln>"
    )


def _no_line() -> str:
    return "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"


def _mark(look: Look, at: int, colour: int, size: int = 9) -> str:
    return (
        f'<c:marker><c:symbol val="{_SHAPES[at % len(_SHAPES)]}"/><c:size val="{size}"/><c:spPr><a:solidFill>'
        f"{look.colour(colour)}</a:solidFill><a:ln><a:noFill/></a:ln></c:spPr></c:marker>"
    )


_NO_MARK = '<c:marker><c:symbol val="none"/></c:marker>'


def _error(sheet: Sheet, look: Look, minus: Range | None, plus: Range, colour: int, *, way: str, width: float) -> str:
    below = f"<c:minus>{_numbers(sheet, minus)}</c:minus>" if minus is not None else ""
    kind = "both" if minus is not None else "plus"
    return (
        f'<c:errBars><c:errDir val="{way}"/><c:errBarType val="{kind}"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="1"/><c:plus>{_numbers(sheet, plus)}</c:plus>{below}'
        f"<c:spPr>{_line(look, colour, width)}</c:spPr></c:errBars>"
    )


# -- axes ------------------------------------------------------------------------------------------


def _value_axis(look: Look, own: int, other: int, *, place: str, low: float, high: float, title: str = "",
                shown: bool = True, code: str = "General", lines: bool = False, crosses: str = "autoZero",
                between: str = "midCat", words: str = "low") -> str:  # fmt: skip
    faint = '<a:srgbClr val="E2E2E2"/>' if look.palette is not None else _FAINT
    drawn = f'<a:ln w="6350"><a:solidFill>{faint}</a:solidFill></a:ln>'
    grid = f"<c:majorGridlines><c:spPr>{drawn}</c:spPr></c:majorGridlines>"
    grid = grid if lines and shown else ""
    return (
        f'<c:valAx><c:axId val="{own}"/><c:scaling><c:orientation val="minMax"/><c:max val="{high!r}"/>'
        f'<c:min val="{low!r}"/></c:scaling><c:delete val="{int(not shown)}"/><c:axPos val="{place}"/>{grid}'
        f'{_title(look, title, place)}<c:numFmt formatCode="{escape(code, {chr(34): "&quot;"})}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{words}"/><c:spPr>{_line(look, 0, 0.5)}</c:spPr>{_axis_text(look)}'
        f'<c:crossAx val="{other}"/><c:crosses val="{crosses}"/><c:crossBetween val="{between}"/></c:valAx>'
    )


def _name_axis(look: Look, own: int, other: int, *, place: str, downward: bool) -> str:
    return (
        f'<c:catAx><c:axId val="{own}"/><c:scaling><c:orientation val="{"maxMin" if downward else "minMax"}"/>'
        f'</c:scaling><c:delete val="0"/><c:axPos val="{place}"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'<c:spPr>{_line(look, 0, 0.5)}</c:spPr>{_axis_text(look)}<c:crossAx val="{other}"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="40"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _axis_text(look: Look) -> str:
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{look.text()}</a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )


def _title(look: Look, title: str, place: str) -> str:
    if not title:
        return ""
    turn = ' rot="-5400000" vert="horz"' if place == "l" else ""
    size = f'sz="{round(100 * look.size)}" b="0"'
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr{turn}/><a:lstStyle/><a:p><a:pPr>{look.text()}</a:pPr><a:r>"
        f'<a:rPr lang="en-US" {size}/><a:t>{escape(writable(title))}</a:t></a:r></a:p></c:rich></c:tx>'
        '<c:overlay val="0"/></c:title>'
    )


def _code(chart: Chart) -> str:
    return "0" if chart.digits == 0 else f"0.{'0' * chart.digits}"


def _ticks(low: float, high: float) -> str:
    """Decimals of an axis: those of its steps."""
    wide = high - low
    return "0" if wide >= 5 else "0.0" if wide >= 0.5 else "0.00"


# -- kinds -----------------------------------------------------------------------------------------


def _points(chart: Chart, sheet: Sheet, look: Look) -> tuple[str, str, list[int]]:
    """Marks in rows as an XY chart; the rows' names are labels of marks that are not drawn."""
    parts: list[str] = []
    quiet: list[int] = []

    def series(name: Range, look_of: str, across: Range, up: Range, *, hidden: bool = False, line: str = "") -> None:
        at = len(parts)
        if hidden:
            quiet.append(at)
        drawn = f"<c:spPr>{line}</c:spPr>" if line else _no_line()
        parts.append(
            f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{_called(sheet, name)}{drawn}{look_of}'
            f"<c:xVal>{_numbers(sheet, across)}</c:xVal><c:yVal>{_numbers(sheet, up)}</c:yVal>"
            '<c:smooth val="0"/></c:ser>'
        )

    if chart.joined:
        span = sheet.find("span")
        series(span, _NO_MARK, span, sheet.find("span height"), hidden=True, line=_line(look, 0, 3))
    for at, one in enumerate(chart.series):
        if one.low:
            bar = sheet.find("interval", at)
            series(
                bar, _NO_MARK, bar, sheet.find("interval height", at), hidden=True, line=_line(look, one.colour, 1.75)
            )
    for at, one in enumerate(chart.series):
        column = sheet.find("value", at)
        size = 9 if len(chart.labels) < 16 else 7
        series(column, _mark(look, (one.colour - 1) % 6, one.colour, size), column, sheet.find("height", at))
    labels, heights = sheet.find("place"), sheet.find("rows")
    series(labels, _NO_MARK + _labels(look, sheet.columns[0].cells, "l"), labels, heights, hidden=True)
    low, high = chart.limits()
    plot = (
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f'{"".join(parts)}<c:axId val="11"/><c:axId val="12"/></c:scatterChart>'
    )
    rows = len(chart.labels)
    across = _value_axis(look, 11, 12, place="b", low=float(low), high=float(high), title=chart.axis,
                         code=_ticks(low, high), lines=True, crosses="min")  # fmt: skip
    up = _value_axis(look, 12, 11, place="l", low=0.5, high=rows + 0.5, shown=False,
                     crosses="autoZero" if low < 0 < high else "min")  # fmt: skip
    return plot, across + up, quiet


def _labels(look: Look, texts: Sequence[str], place: str, *, size: float | None = None) -> str:
    """A text of its own beside each mark."""
    sizes = round(100 * (size or look.size))
    flags = (
        f'<c:dLblPos val="{place}"/><c:showLegendKey val="0"/><c:showVal val="{{}}"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )
    parts = []
    for at, text in enumerate(texts):
        if not text:
            continue
        lines = "".join(
            f'<a:p><a:pPr algn="r"/><a:r><a:rPr lang="en-US" sz="{sizes}" b="0"/><a:t>{escape(writable(line))}</a:t>'
            "</a:r></a:p>"
            for line in str(text).split("\n")
        )
        parts.append(
            f'<c:dLbl><c:idx val="{at}"/><c:tx><c:rich><a:bodyPr wrap="none" lIns="0" rIns="45720"/>'
            f"<a:lstStyle/>{lines}"
            f"</c:rich></c:tx>{flags.format(1)}</c:dLbl>"
        )
    return f"<c:dLbls>{''.join(parts)}{flags.format(0)}</c:dLbls>"


def _bars(chart: Chart, sheet: Sheet, look: Look) -> tuple[str, str, list[int]]:
    """Bars that lie on their side, stacked; numbers in them where they have room."""
    low, high = chart.limits()
    wide = high - low
    code = f'[<-{0.05 * wide:.2f}]{_code(chart)};[>{0.05 * wide:.2f}]{_code(chart)};""'
    parts = []
    for at, one in enumerate(chart.series):
        column = sheet.find("value", at)
        ink = "FFFFFF" if one.colour in (1, 3, 4, 5) else "1A1A1A"
        numbers = (
            f'<c:dLbls><c:numFmt formatCode="{escape(code, {chr(34): "&quot;"})}" sourceLinked="0"/><c:spPr><a:noFill/>'
            f'</c:spPr><c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(100 * look.size)}">'
            "<a:solidFill>"
            f'<a:srgbClr val="{ink}"/></a:solidFill></a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
            '<c:dLblPos val="ctr"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
            '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        )
        parts.append(
            f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{_called(sheet, column)}<c:spPr><a:solidFill>'
            f'{look.colour(one.colour)}</a:solidFill></c:spPr><c:invertIfNegative val="0"/>{numbers}'
            f"<c:cat>{_names(sheet, sheet.columns[0])}</c:cat><c:val>{_numbers(sheet, column)}</c:val></c:ser>"
        )
    plot = (
        '<c:barChart><c:barDir val="bar"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
        f'{"".join(parts)}<c:gapWidth val="45"/><c:overlap val="100"/><c:axId val="11"/><c:axId val="12"/></c:barChart>'
    )
    axes = _name_axis(look, 11, 12, place="l", downward=True) + _value_axis(
        look, 12, 11, place="b", low=float(low), high=float(high), title=chart.axis,
        code=f"{_code(chart)};{_code(chart)}",
        lines=True, crosses="max", between="between", words="nextTo",
    )  # fmt: skip
    return plot, axes, []


def _lines(chart: Chart, sheet: Sheet, look: Look) -> tuple[str, str, list[int]]:
    """Lines over time with a band of the interval; with several lines the intervals are bars, so that none is hid."""
    names = sheet.columns[0]
    quiet: list[int] = []
    band, parts = "", []
    start = 0
    if len(chart.series) == 1 and chart.series[0].low:
        low, wide = sheet.find("from"), sheet.find("band")
        areas = "".join(
            f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{_called(sheet, one)}<c:spPr>{fill}<a:ln><a:noFill/>'
            '</a:ln>'
            f"</c:spPr><c:cat>{_names(sheet, names)}</c:cat><c:val>{_numbers(sheet, one)}</c:val></c:ser>"
            for at, (one, fill) in enumerate(
                [(low, "<a:noFill/>"),
                 (wide, f"<a:solidFill>{_pale(look, chart.series[0].colour)}</a:solidFill>")]
            )
        )  # fmt: skip
        band = (
            f'<c:areaChart><c:grouping val="stacked"/><c:varyColors val="0"/>{areas}<c:axId val="11"/><c:axId '
            'val="12"/>'
            "</c:areaChart>"
        )
        start, quiet = 2, [0, 1]
    for at, one in enumerate(chart.series):
        column = sheet.find("value", at)
        bars = ""
        if one.low and not band:
            bars = _error(sheet, look, sheet.find("minus", at), sheet.find("plus", at), one.colour, way="y", width=1.25)
        parts.append(
            f'<c:ser><c:idx val="{start + at}"/><c:order val="{start + at}"/>{_called(sheet, column)}<c:spPr>'
            f"{_line(look, one.colour, 2.25)}</c:spPr>{_mark(look, (one.colour - 1) % 6, one.colour, 8)}{bars}"
            f'<c:cat>{_names(sheet, names)}</c:cat><c:val>{_numbers(sheet, column)}</c:val><c:smooth val="0"/></c:ser>'
        )
    lines = (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{"".join(parts)}<c:marker val="1"/>'
        '<c:axId val="11"/><c:axId val="12"/></c:lineChart>'
    )
    low, high = chart.limits()
    axes = _name_axis(look, 11, 12, place="b", downward=False) + _value_axis(
        look, 12, 11, place="l", low=float(low), high=float(high), title=chart.axis, code=_ticks(low, high), lines=True,
        crosses="min", between="between",
    )  # fmt: skip
    return band + lines, axes, quiet


def _pale(look: Look, number: int) -> str:
    if look.palette is not None:
        return f'<a:srgbClr val="{look.palette.get(number, "8C8C8C")}"><a:alpha val="25000"/></a:srgbClr>'
    return f'<a:schemeClr val="accent{(number - 1) % 6 + 1}"><a:alpha val="25000"/></a:schemeClr>'


def _scatter(chart: Chart, sheet: Sheet, look: Look) -> tuple[str, str, list[int]]:
    """Points in a plane with their names beside them, divided by two lines."""
    parts = []
    for at, one in enumerate(chart.series):
        across, up = sheet.find("across", at), sheet.find("value", at)
        named = len(chart.labels) <= 30
        labels = _labels(look, chart.labels, "r", size=0.9 * look.size) if named else ""
        parts.append(
            f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{_called(sheet, up)}{_no_line()}'
            f"{_mark(look, 2, one.colour, 9)}{labels}<c:xVal>{_numbers(sheet, across)}</c:xVal>"
            f'<c:yVal>{_numbers(sheet, up)}</c:yVal><c:smooth val="0"/></c:ser>'
        )
    plain = [(x, y) for one in chart.series for x, y in zip(one.across, one.values, strict=True)]
    xs = [x for x, _ in plain if math.isfinite(x)] or [0.0, 1.0]
    left, right = around(min(xs), max(xs))
    low, high = chart.limits()
    if chart.cross is not None:
        at_x, at_y = chart.cross
        for ends in (((at_x, low), (at_x, high)), ((left, at_y), (right, at_y))):
            at = len(parts)
            literal = [
                '<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="2"/>'
                + "".join(f'<c:pt idx="{n}"><c:v>{float(value)!r}</c:v></c:pt>' for n, value in enumerate(pair))
                + "</c:numLit>"
                for pair in zip(*ends, strict=True)
            ]
            parts.append(
                f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:spPr>{_line(look, 0, 1, dash="dash")}'
                f"</c:spPr>{_NO_MARK}"
                f'<c:xVal>{literal[0]}</c:xVal><c:yVal>{literal[1]}</c:yVal><c:smooth val="0"/></c:ser>'
            )
    quiet = list(range(len(chart.series), len(parts)))
    plot = (
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f'{"".join(parts)}<c:axId val="11"/><c:axId val="12"/></c:scatterChart>'
    )
    axes = _value_axis(
        look,
        11,
        12,
        place="b",
        low=left,
        high=right,
        title=chart.axis,
        code=_ticks(left, right),
        lines=True,
        crosses="min",
    )
    axes += _value_axis(look, 12, 11, place="l", low=float(low), high=float(high), title=chart.up,
                        code=_ticks(low, high),
                        lines=True, crosses="min")  # fmt: skip
    return plot, axes, quiet
