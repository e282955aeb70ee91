"""Bands of several lines, answers that meet in the middle, names in a plane: held against the tables behind them."""

import re
from io import BytesIO
from math import isfinite

import numpy as np
import openpyxl
import pytest
from lxml import etree

from cxresearch.report.charts.chart_xml import chart_xml
from cxresearch.report.charts.drawingml import Look
from cxresearch.report.charts.grid import embedded, sheet_of
from cxresearch.report.charts.naming_points import sides_of_names
from cxresearch.report.charts.of_results import charts_of
from cxresearch.report.deck.measuring import width_of
from cxresearch.report.deck.result_slides import Writer
from cxresearch.report.deck.template import open_template
from tests.drawn_results import made

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def stacks_of(chart) -> list[list[list[float]]]:
    """The stacks of areas of a chart: the numbers of each of its series."""
    return [[[float(one.text) for one in series.find(f"{_C}val").iter(f"{_C}v")] for series in areas.iter(f"{_C}ser")]
            for areas in chart.iter(f"{_C}areaChart")]  # fmt: skip


def test_each_line_has_its_band_or_bars_and_no_band_hides_another():
    """Added up from below, the areas of a stack are the bounds of the table."""
    kinds = set()
    for name in ("trend", "trend by audience", "trend of many groups"):
        for chart in charts_of(made(name)):
            xml = etree.fromstring(chart_xml(chart, sheet_of(chart), Look()))
            stacks, drawn = stacks_of(xml), 0
            for own, stack in zip(chart.stacks(), stacks, strict=True):
                sums = np.cumsum(np.array(stack), axis=0)
                for place, line in enumerate(own):
                    np.testing.assert_allclose(sums[2 * place], chart.series[line].low, atol=1e-9)
                    np.testing.assert_allclose(sums[2 * place + 1], chart.series[line].high, atol=1e-9)
                    drawn += 1
            bars = len(list(xml.iter(f"{_C}errBars")))
            assert drawn + bars == len(chart.series) and 1 <= len(stacks) <= 2
            kinds.add((len(stacks), bars > 0))
            # Each stack has axes of its own that run alike, and only the first are seen.
            axes = list(xml.iter(f"{_C}valAx"))
            assert [one.find(f"{_C}delete").get("val") for one in axes] == ["0", "1"][: len(stacks)]
            assert len({tuple(end.get("val") for end in one.find(f"{_C}scaling")) for one in axes}) == 1
            used = {one.get("val") for one in xml.iter(f"{_C}axId")}
            assert len(used) == 2 * len(stacks)
    assert {(1, False), (2, True)} <= kinds


@pytest.mark.parametrize("name", ["csat by audience", "effort", "means by audience", "csat by branch, hidden"])
def test_answers_meet_in_the_middle_of_their_scale(name):
    """The pieces are the shares of the answers; with the empty length before them the middle stands on one line."""
    result = made(name)
    chart = next(chart for chart in charts_of(result) if chart.leads)
    lines = [line for _, line in result.answers.groupby([*result.by, "question"], sort=False, dropna=False)]
    assert len(lines) == len(chart.labels)
    for row, line in enumerate(lines):
        own = [one.values[row] for one in chart.series]
        np.testing.assert_allclose(own, line.share.to_numpy(float))
        if not np.isfinite(line.share).all():
            assert not isfinite(chart.leads[row]) and chart.beside[0][1][row] == "hidden"
            continue
        # Of 0-10 the middle is 7 and 8, as the Net Promoter Score has it.
        low, middle = (6, [7, 8]) if len(line) == 11 else (line.value.mean() - 0.1, [line.value.mean()])
        below, half = line.share[line.value <= low].sum(), line.share[line.value.isin(middle)].sum() / 2
        assert chart.leads[row] + below + half == pytest.approx(chart.span[1] / 2)
        assert chart.leads[row] >= 0 and chart.leads[row] + sum(own) <= chart.span[1] + 1e-9


def test_a_bar_moves_with_its_pieces():
    """The empty length is reckoned in the sheet behind the chart from the pieces, by subtraction alone."""
    chart = next(chart for chart in charts_of(made("csat by audience")) if chart.leads)
    page = openpyxl.load_workbook(BytesIO(embedded(sheet_of(chart)))).active
    place = {str(cell.value): cell.column_letter for cell in page[1]}["To the middle"]
    for row, lead in enumerate(chart.leads, start=2):
        start, terms = re.fullmatch(r"=([\d.]+)((?:-(?:0\.5\*)?[A-Z]+\d+)+)", page[f"{place}{row}"].value).groups()
        taken = sum(
            (0.5 if half else 1.0) * page[cell].value for half, cell in re.findall(r"-(0\.5\*)?([A-Z]+\d+)", terms)
        )
        assert float(start) - taken == pytest.approx(lead)


def test_a_number_stands_only_in_a_piece_that_is_wide_enough():
    for name in ("csat by audience", "nps by branch"):
        for chart in (chart for chart in charts_of(made(name)) if chart.kind == "bars"):
            xml = etree.fromstring(chart_xml(chart, sheet_of(chart), Look()))
            wide = chart.limits()[1] - chart.limits()[0]
            for series in list(xml.iter(f"{_C}ser"))[len(chart.leads) > 0 :]:
                values = {int(one.get("idx")): float(one[0].text) for one in series.find(f"{_C}val").iter(f"{_C}pt")}
                gone = {int(one.find(f"{_C}idx").get("val")) for one in series.iter(f"{_C}dLbl")}
                assert gone == {at for at, value in values.items() if abs(value) < 0.05 * wide}
                # Without conditions in the format no program shows a sign.
                assert re.fullmatch(r"0(\.0+)?;0(\.0+)?", series.find(f".//{_C}numFmt").get("formatCode"))


@pytest.mark.parametrize(("many", "unnamed"), [(5, 0), (24, 2), (60, 25)])
def test_no_name_of_a_point_lies_on_another(many, unnamed):
    points = [tuple(map(float, one)) for one in np.random.default_rng(3).uniform((0, 0), (8, 4), (many, 2))]
    names = [f"Unit number {at}" for at in range(many)]
    sides = sides_of_names(points, names, 10, (8.2, 4.0))
    boxes, high = [], 10 * 1.2 / 72
    for (x, y), name, side in zip(points, names, sides, strict=True):
        wide = width_of(name, 10)
        # Beside its mark, not on it.
        left = {"r": x + 0.08, "l": x - 0.08 - wide}.get(side, x - wide / 2)
        top = {"t": y - 0.08 - high, "b": y + 0.08}.get(side, y - high / 2)
        boxes += [(left, top, left + wide, top + high)] if side else []
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
    assert sides.count("") <= unnamed


def test_names_that_share_a_stem_are_told_apart():
    slide = Writer(open_template()).result(made("gaps of long questions"))[0]
    chart = next(shape for shape in slide.shapes if shape.has_chart)
    names = re.findall(r"<a:t>(… [^<]+)</a:t>", chart.chart.part.blob.decode())
    assert len(names) == len(set(names)) == 5
    assert any("Each row: Thinking about" in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_no_slide_is_drawn_without_a_number():
    """Rows without any are told in a line where they would fill slides of their own."""
    writer = Writer(open_template())
    result = made("codes of two people")
    slides = writer.result(result)
    for slide in slides:
        for shape in slide.shapes:
            if shape.has_chart:
                drawn = [
                    one for one in shape.chart.part._element.iter(f"{_C}ser") if one.find(f".//{_C}pt") is not None
                ]
                assert drawn
    said = " ".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)
    assert "have no number" in said and writer.shortened == [result]
