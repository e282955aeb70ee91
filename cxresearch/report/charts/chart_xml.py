"""A chart as DrawingML, the XML that PowerPoint and Excel share: marks with error bars, stacks, lines with a band.

What is written follows the order of elements that ECMA-376 (part 1, 21.2) asks for; Office refuses what does not.
"""

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

from cxresearch.report.charts.drawingml import (
    NO_MARK,
    Look,
    called,
    error_bars,
    floats,
    mark,
    name_axis,
    no_stroke,
    own_labels,
    pale,
    stroke,
    texts_of,
    value_axis,
)
from cxresearch.report.charts.grid import Range, Sheet
from cxresearch.report.charts.model import BARS, LINES, POINTS, SCATTER, Chart, around

__all__ = ["chart_xml", "plot_box"]

_SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
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


def _code(chart: Chart) -> str:
    return "0" if chart.digits == 0 else f"0.{'0' * chart.digits}"


def _ticks(low: float, high: float) -> str:
    """Decimals of an axis: those of its steps."""
    wide = high - low
    return "0" if wide >= 5 else "0.0" if wide >= 0.5 else "0.00"


def _points(chart: Chart, sheet: Sheet, look: Look) -> tuple[str, str, list[int]]:
    """Marks in rows as an XY chart; the rows' names are labels of marks that are not drawn."""
    parts: list[str] = []
    quiet: list[int] = []

    def series(name: Range, look_of: str, across: Range, up: Range, *, hidden: bool = False, line: str = "") -> None:
        at = len(parts)
        if hidden:
            quiet.append(at)
        drawn = f"<c:spPr>{line}</c:spPr>" if line else no_stroke()
        parts.append(
            f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{called(sheet, name)}{drawn}{look_of}'
            f"<c:xVal>{floats(sheet, across)}</c:xVal><c:yVal>{floats(sheet, up)}</c:yVal>"
            '<c:smooth val="0"/></c:ser>'
        )

    if chart.joined:
        span = sheet.find("span")
        series(span, NO_MARK, span, sheet.find("span height"), hidden=True, line=stroke(look, 0, 3))
    for at, one in enumerate(chart.series):
        if one.low:
            bar = sheet.find("interval", at)
            series(
                bar, NO_MARK, bar, sheet.find("interval height", at), hidden=True, line=stroke(look, one.colour, 1.75)
            )
    for at, one in enumerate(chart.series):
        column = sheet.find("value", at)
        size = 9 if len(chart.labels) < 16 else 7
        series(column, mark(look, (one.colour - 1) % 6, one.colour, size), column, sheet.find("height", at))
    labels, heights = sheet.find("place"), sheet.find("rows")
    series(labels, NO_MARK + own_labels(look, sheet.columns[0].cells, "l"), labels, heights, hidden=True)
    low, high = chart.limits()
    plot = (
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f'{"".join(parts)}<c:axId val="11"/><c:axId val="12"/></c:scatterChart>'
    )
    rows = len(chart.labels)
    across = value_axis(look, 11, 12, place="b", low=float(low), high=float(high), title=chart.axis,
                         code=_ticks(low, high), lines=True, crosses="min")  # fmt: skip
    up = value_axis(look, 12, 11, place="l", low=0.5, high=rows + 0.5, shown=False,
                     crosses="autoZero" if low < 0 < high else "min")  # fmt: skip
    return plot, across + up, quiet


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
            f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{called(sheet, column)}<c:spPr><a:solidFill>'
            f'{look.colour(one.colour)}</a:solidFill></c:spPr><c:invertIfNegative val="0"/>{numbers}'
            f"<c:cat>{texts_of(sheet, sheet.columns[0])}</c:cat><c:val>{floats(sheet, column)}</c:val></c:ser>"
        )
    plot = (
        '<c:barChart><c:barDir val="bar"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
        f'{"".join(parts)}<c:gapWidth val="45"/><c:overlap val="100"/><c:axId val="11"/><c:axId val="12"/></c:barChart>'
    )
    axes = name_axis(look, 11, 12, place="l", downward=True) + value_axis(
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
            f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{called(sheet, one)}<c:spPr>{fill}<a:ln><a:noFill/>'
            '</a:ln>'
            f"</c:spPr><c:cat>{texts_of(sheet, names)}</c:cat><c:val>{floats(sheet, one)}</c:val></c:ser>"
            for at, (one, fill) in enumerate(
                [(low, "<a:noFill/>"),
                 (wide, f"<a:solidFill>{pale(look, chart.series[0].colour)}</a:solidFill>")]
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
            bars = error_bars(
                sheet, look, sheet.find("minus", at), sheet.find("plus", at), one.colour, way="y", width=1.25
            )
        parts.append(
            f'<c:ser><c:idx val="{start + at}"/><c:order val="{start + at}"/>{called(sheet, column)}<c:spPr>'
            f"{stroke(look, one.colour, 2.25)}</c:spPr>{mark(look, (one.colour - 1) % 6, one.colour, 8)}{bars}"
            f'<c:cat>{texts_of(sheet, names)}</c:cat><c:val>{floats(sheet, column)}</c:val><c:smooth val="0"/></c:ser>'
        )
    lines = (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{"".join(parts)}<c:marker val="1"/>'
        '<c:axId val="11"/><c:axId val="12"/></c:lineChart>'
    )
    low, high = chart.limits()
    axes = name_axis(look, 11, 12, place="b", downward=False) + value_axis(
        look, 12, 11, place="l", low=float(low), high=float(high), title=chart.axis, code=_ticks(low, high), lines=True,
        crosses="min", between="between",
    )  # fmt: skip
    return band + lines, axes, quiet


def _scatter(chart: Chart, sheet: Sheet, look: Look) -> tuple[str, str, list[int]]:
    """Points in a plane with their names beside them, divided by two lines."""
    parts = []
    for at, one in enumerate(chart.series):
        across, up = sheet.find("across", at), sheet.find("value", at)
        named = len(chart.labels) <= 30
        labels = own_labels(look, chart.labels, "r", size=0.9 * look.size) if named else ""
        parts.append(
            f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{called(sheet, up)}{no_stroke()}'
            f"{mark(look, 2, one.colour, 9)}{labels}<c:xVal>{floats(sheet, across)}</c:xVal>"
            f'<c:yVal>{floats(sheet, up)}</c:yVal><c:smooth val="0"/></c:ser>'
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
                f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:spPr>{stroke(look, 0, 1, dash="dash")}'
                f"</c:spPr>{NO_MARK}"
                f'<c:xVal>{literal[0]}</c:xVal><c:yVal>{literal[1]}</c:yVal><c:smooth val="0"/></c:ser>'
            )
    quiet = list(range(len(chart.series), len(parts)))
    plot = (
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f'{"".join(parts)}<c:axId val="11"/><c:axId val="12"/></c:scatterChart>'
    )
    axes = value_axis(
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
    axes += value_axis(look, 12, 11, place="l", low=float(low), high=float(high), title=chart.up,
                        code=_ticks(low, high),
                        lines=True, crosses="min")  # fmt: skip
    return plot, axes, quiet
