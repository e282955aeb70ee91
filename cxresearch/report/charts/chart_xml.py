"""A chart as DrawingML, the XML that PowerPoint and Excel share: marks with error bars, stacks, lines with a band.

What is written follows the order of elements that ECMA-376 (part 1, 21.2) asks for; Office refuses what does not.
"""

import math
from collections.abc import Sequence

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
    shape_of,
    stroke,
    texts_of,
    value_axis,
)
from cxresearch.report.charts.grid import Range, Sheet
from cxresearch.report.charts.model import BARS, LINES, POINTS, SCATTER, Chart, aired, step_of
from cxresearch.report.charts.naming_points import sides_of_names
from cxresearch.speaking import locale

__all__ = ["chart_xml", "plot_box", "sides_in_plane"]

# A number in a narrower piece of its bar would stand on the next one, as a share of the axis.
_NARROW = 0.05

_SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)

# Inches beside a plane for the numbers of its axis and for what the axis is.
_FOR_NUMBERS = 0.85


def plot_box(chart: Chart, look: Look) -> tuple[float, float, float, float]:
    """Where the rows stand within the chart: left, top, width, height, as shares of it."""
    left = look.room if chart.kind in (POINTS, BARS) else min(_FOR_NUMBERS / look.wide, 0.25)
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
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{look.text()}</a:pPr><a:endParaRPr lang="{locale()}"/></a:p>'
        "</c:txPr>"
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


def _ticks(low: float, high: float, percent: bool = False) -> str:
    """The format of an axis' numbers: the decimals of its steps."""
    step = step_of(low, high) * (100 if percent else 1)
    digits = next((at for at in range(4) if abs(round(step, at) - step) < 1e-9), 4)
    return f"0.{'0' * digits}".removesuffix(".") + ("%" if percent else "")


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
        series(column, mark(look, shape_of(one.colour), one.colour, size), column, sheet.find("height", at))
    labels, heights = sheet.find("place"), sheet.find("rows")
    # A little air, so that a mark on the axis does not stand on the end of a name.
    names = ["\n".join(f"{line}\xa0\xa0" for line in str(name).split("\n")) for name in sheet.columns[0].cells]
    series(labels, NO_MARK + own_labels(look, names, "l"), labels, heights, hidden=True)
    low, high = chart.limits()
    plot = (
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f'{"".join(parts)}<c:axId val="11"/><c:axId val="12"/></c:scatterChart>'
    )
    rows = len(chart.labels)
    across = value_axis(look, 11, 12, place="b", low=float(low), high=float(high), title=chart.axis,
                         code=_ticks(low, high, chart.percent), lines=True, crosses="min")  # fmt: skip
    up = value_axis(look, 12, 11, place="l", low=0.5, high=rows + 0.5, shown=False,
                     crosses="autoZero" if low < 0 < high else "min")  # fmt: skip
    return plot, across + up, quiet


def _bars(chart: Chart, sheet: Sheet, look: Look) -> tuple[str, str, list[int]]:
    """Bars that lie on their side, stacked; numbers in them where they have room."""
    low, high = chart.limits()
    parts: list[str] = []
    names = f"<c:cat>{texts_of(sheet, sheet.columns[0])}</c:cat>"
    if chart.leads:
        lead = sheet.find("lead")
        parts.append(
            # Its name is blank: programs do not agree on how a legend loses one of its entries.
            '<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v> </c:v></c:tx><c:spPr><a:noFill/><a:ln><a:noFill/>'
            f'</a:ln></c:spPr><c:invertIfNegative val="0"/>{names}<c:val>{floats(sheet, lead)}</c:val></c:ser>'
        )
    for n, one in enumerate(chart.series):
        column, at = sheet.find("value", n), len(parts)
        ink = "FFFFFF" if one.colour in (1, 3, 4, 5) and one.tint > 0.7 else "1A1A1A"
        narrow = "".join(
            f'<c:dLbl><c:idx val="{row}"/><c:delete val="1"/></c:dLbl>' for row, value in enumerate(one.values)
            if math.isfinite(value) and abs(value) < _NARROW * (high - low)
        )  # fmt: skip
        numbers = (
            f'<c:dLbls>{narrow}<c:numFmt formatCode="{_code(chart)};{_code(chart)}" sourceLinked="0"/><c:spPr>'
            f'<a:noFill/></c:spPr><c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(100 * look.size)}">'
            "<a:solidFill>"
            f'<a:srgbClr val="{ink}"/></a:solidFill></a:defRPr></a:pPr><a:endParaRPr lang="{locale()}"/></a:p></c:txPr>'
            '<c:dLblPos val="ctr"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
            '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        )
        parts.append(
            f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{called(sheet, column)}<c:spPr><a:solidFill>'
            f'{look.colour(one.colour, one.tint)}</a:solidFill></c:spPr><c:invertIfNegative val="0"/>{numbers}'
            f"{names}<c:val>{floats(sheet, column)}</c:val></c:ser>"
        )
    plot = (
        '<c:barChart><c:barDir val="bar"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
        f'{"".join(parts)}<c:gapWidth val="45"/><c:overlap val="100"/><c:axId val="11"/><c:axId val="12"/></c:barChart>'
    )
    # Bars that meet in the middle begin nowhere: the numbers stand in them, and one line marks the middle.
    axes = name_axis(look, 11, 12, place="l", downward=True) + value_axis(
        look, 12, 11, place="b", low=float(low), high=float(high), title=chart.axis,
        code=f"{_code(chart)};{_code(chart)}", lines=True, crosses="max", between="between",
        words="none" if chart.leads else "nextTo", middle=float(high / 2) if chart.leads else 0.0,
    )  # fmt: skip
    return plot, axes, []


def _lines(chart: Chart, sheet: Sheet, look: Look) -> tuple[str, str, list[int]]:
    """Lines over time with a band of the interval each; where bands would hide each other, bars instead."""
    names = f"<c:cat>{texts_of(sheet, sheet.columns[0])}</c:cat>"
    areas, parts, ids = [], [], ((11, 12), (21, 22))
    stacks, count = chart.stacks(), 0
    for stack, (across, up) in zip(stacks, ids, strict=False):
        own = []
        for place, line in enumerate(stack):
            below = sheet.find("below", line) if place else sheet.find("from", line)
            fill = f"<a:solidFill>{pale(look, chart.series[line].colour)}</a:solidFill>"
            for one, drawn in ((below, "<a:noFill/>"), (sheet.find("band", line), fill)):
                own.append(
                    f'<c:ser><c:idx val="{count}"/><c:order val="{count}"/>{called(sheet, one)}<c:spPr>{drawn}<a:ln>'
                    f"<a:noFill/></a:ln></c:spPr>{names}<c:val>{floats(sheet, one)}</c:val></c:ser>"
                )
                count += 1
        areas.append(
            f'<c:areaChart><c:grouping val="stacked"/><c:varyColors val="0"/>{"".join(own)}<c:axId val="{across}"/>'
            f'<c:axId val="{up}"/></c:areaChart>'
        )
    banded = {line for stack in stacks for line in stack}
    for at, one in enumerate(chart.series):
        column = sheet.find("value", at)
        bars = ""
        if one.low and at not in banded:
            bars = error_bars(
                sheet, look, sheet.find("minus", at), sheet.find("plus", at), one.colour, way="y", width=1.25
            )
        parts.append(
            f'<c:ser><c:idx val="{count + at}"/><c:order val="{count + at}"/>{called(sheet, column)}<c:spPr>'
            f"{stroke(look, one.colour, 2.25)}</c:spPr>{mark(look, shape_of(one.colour), one.colour, 8)}{bars}"
            f'{names}<c:val>{floats(sheet, column)}</c:val><c:smooth val="0"/></c:ser>'
        )
    # What has the second axes is drawn last, so the lines stand on them where there are two stacks.
    across, up = ids[max(len(stacks) - 1, 0)]
    lines = (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{"".join(parts)}<c:marker val="1"/>'
        f'<c:axId val="{across}"/><c:axId val="{up}"/></c:lineChart>'
    )
    low, high = chart.limits()
    axes = ""
    for at, (across, up) in enumerate(ids[: max(len(stacks), 1)]):
        axes += name_axis(look, across, up, place="b", downward=False, shown=at == 0) + value_axis(
            look, up, across, place="l" if at == 0 else "r", low=float(low), high=float(high),
            title=chart.axis if at == 0 else "", code=_ticks(low, high), lines=True, shown=at == 0,
            crosses="min" if at == 0 else "max", between="between",
        )  # fmt: skip
    return "".join(areas) + lines, axes, list(range(count))


def _across(chart: Chart) -> tuple[float, float]:
    known = [x for one in chart.series for x in one.across if math.isfinite(x)] or [0.0, 1.0]
    return aired(known)


def sides_in_plane(chart: Chart, look: Look) -> list[str]:
    """On which side of its point each name stands, "" where there is no room for it."""
    (left, right), (low, high) = _across(chart), chart.limits()
    _, _, wide, tall = plot_box(chart, look)
    wide, tall = wide * look.wide, tall * look.high
    points: list[tuple[float, float] | None] = [None] * len(chart.labels)
    for one in chart.series:
        for at, (x, y) in enumerate(zip(one.across, one.values, strict=True)):
            if math.isfinite(x) and math.isfinite(y):
                points[at] = ((x - left) / (right - left) * wide, (high - y) / (high - low) * tall)
    # A name may stand on the margin beside the plane.
    return sides_of_names(points, chart.labels, 0.9 * look.size, (wide + 0.03 * look.wide, tall))


def _scatter(chart: Chart, sheet: Sheet, look: Look) -> tuple[str, str, list[int]]:
    """Points in a plane with their names beside them, divided by two lines."""
    parts, sides = [], sides_in_plane(chart, look)
    for at, one in enumerate(chart.series):
        across, up = sheet.find("across", at), sheet.find("value", at)
        own = [side if math.isfinite(value) else "" for side, value in zip(sides, one.values, strict=True)]
        labels = own_labels(look, chart.labels, own, size=0.9 * look.size)
        parts.append(
            f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{called(sheet, up)}{no_stroke()}'
            f"{mark(look, 2, one.colour, 9)}{labels}<c:xVal>{floats(sheet, across)}</c:xVal>"
            f'<c:yVal>{floats(sheet, up)}</c:yVal><c:smooth val="0"/></c:ser>'
        )
    left, right = _across(chart)
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
