"""Slides of every kind of Result: nothing is cut, every number is the table's, the file is whole, templates carry."""

import io
import re
import zipfile
from datetime import date
from functools import cache
from io import BytesIO
from math import isfinite
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Inches

import cxresearch as cx
from cxresearch.errors import OptionError
from cxresearch.report.charts.chart_xml import chart_xml
from cxresearch.report.charts.drawingml import Look
from cxresearch.report.charts.grid import embedded, sheet_of
from cxresearch.report.charts.of_results import charts_of
from cxresearch.report.deck.measuring import lines_of
from cxresearch.report.deck.result_slides import Writer
from cxresearch.report.deck.summary import counts_in_words, firmest
from cxresearch.report.deck.template import open_template
from cxresearch.report.keys import keys_of
from cxresearch.report.register import read_register
from cxresearch.report.reports import Report
from cxresearch.result import Result
from cxresearch.survey.survey import Survey
from cxresearch.wording import steady
from tests.drawn_results import MAKE, made

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_EMU = 914400
# The heights of rows and the ends of axes: places on the sheet, not figures.
_PLACES = re.compile(r"height|: place$|Between|: interval$|^To the middle$")


@cache
def deck_of_everything():
    """All kinds on slides of one presentation, as it is after saving, and which slides are whose."""
    template = open_template()
    writer = Writer(template, footer="Everything", date="30 November 2026", wave="2025")
    whose = [(name, len(writer.result(made(name)))) for name in MAKE]
    file = BytesIO()
    template.deck.save(file)
    deck = Presentation(BytesIO(file.getvalue()))
    slides, found, at = list(deck.slides), {}, 0
    for name, count in whose:
        found[name] = slides[at : at + count]
        at += count
    assert at == len(slides)
    return deck, found, file.getvalue()


def frames_of(result: Result) -> set[float]:
    """Every number that stands in a table of the Result."""
    frames = [value for value in vars(result).values() if isinstance(value, pd.DataFrame)]
    numbers = {
        steady(float(value)) for frame in frames for column in frame.select_dtypes("number")
        for value in frame[column] if isfinite(float(value))
    }  # fmt: skip
    # The bounds of a gap are laid off from the mean of the other side.
    table = result.table
    if {"mean_a", "mean_b", "ci_low"} <= set(table):
        for row in table.itertuples():
            numbers |= {steady(float(end)) for end in (row.mean_b + row.ci_low, row.mean_b + row.ci_high,
                                                       row.mean_a - row.ci_high, row.mean_a - row.ci_low)
                        if isfinite(end)}  # fmt: skip
    return numbers


@pytest.mark.parametrize("name", MAKE)
def test_every_number_of_a_chart_is_in_the_table(name):
    result = made(name)
    _, slides, _ = deck_of_everything()
    known = frames_of(result)
    for slide in slides[name]:
        for shape in slide.shapes:
            if not shape.has_chart:
                continue
            space = etree.fromstring(shape.chart.part.blob)
            book = openpyxl.load_workbook(BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob), data_only=True)
            cells = {row[0].row: row for row in book.active.iter_rows()}
            for reference in space.iter(f"{_C}numRef"):
                head = reference.find(f"{_C}f").text
                column, first = re.search(r"\$([A-Z]+)\$(\d+):", head).groups()
                title = str(book.active[f"{column}1"].value)
                for point in reference.iter(f"{_C}pt"):
                    value = float(point.find(f"{_C}v").text)
                    # What is drawn is what stands in the sheet behind it.
                    place = book.active[f"{column}{int(first) + int(point.get('idx'))}"]
                    assert place.value == pytest.approx(value), (head, title)
                    if not _PLACES.search(title) and not re.search(r": (minus|plus|band|below the band)$", title):
                        assert any(abs(value - one) <= 1e-6 * max(1, abs(one)) for one in known), (title, value)
            assert cells


def test_texts_stay_in_their_frames_and_shapes_on_the_slide():
    deck, slides, _ = deck_of_everything()
    for name, own in slides.items():
        for slide in own:
            boxes = []
            for shape in slide.shapes:
                left, top = shape.left, shape.top
                right, bottom = left + shape.width, top + shape.height
                if shape.has_table:
                    bottom = top + sum(row.height for row in shape.table.rows)
                assert left >= 0 and top >= 0, (name, shape.name)
                assert right <= deck.slide_width + 1 and bottom <= deck.slide_height + 1, (name, shape.name)
                boxes.append((shape.name, left, top, right, bottom))
                if shape.has_text_frame and shape.text_frame.text.strip():
                    _fits(name, slide, shape)
                if shape.has_table:
                    _table_fits(name, shape)
            placed = [box for box in boxes if box[0] in ("Chart", "Figures", "Table", "Sentences", "Small print")]
            for at, one in enumerate(placed):
                for other in placed[at + 1 :]:
                    apart = one[3] <= other[1] or other[3] <= one[1] or one[4] <= other[2] or other[4] <= one[2]
                    touching = 2000
                    near = min(one[4], other[4]) - max(one[2], other[2]) <= touching
                    assert apart or near, (name, one, other)


def _fits(name, slide, shape) -> None:
    if shape.is_placeholder and shape.placeholder_format.type not in (1, 3):
        return
    inside = 0.2 if shape.is_placeholder else 0.0
    width, used = shape.width / _EMU - inside, 0.0
    for paragraph in shape.text_frame.paragraphs:
        size = next((run.font.size.pt for run in paragraph.runs if run.font.size), 28.0)
        bold = shape.is_placeholder
        indent = 0.011 * size if paragraph._p.pPr is not None and paragraph._p.pPr.get("marL") else 0
        used += len(lines_of(paragraph.text or " ", width - indent, size, bold)) * size * 1.2 / 72
    assert used <= shape.height / _EMU - (0.1 if inside else 0) + 0.02, (name, shape.name, shape.text_frame.text[:80])


def _table_fits(name, shape) -> None:
    widths = [column.width / _EMU for column in shape.table.columns]
    for row in shape.table.rows:
        for width, cell in zip(widths, row.cells, strict=True):
            used = 0.06
            for paragraph in cell.text_frame.paragraphs:
                # A line without words is as high as its end says, and 18 points where it says nothing.
                end = paragraph._p.find("{*}endParaRPr")
                empty = 18.0 if end is None else int(end.get("sz", 1800)) / 100
                size = next((run.font.size.pt for run in paragraph.runs if run.font.size and run.text), empty)
                used += len(lines_of(paragraph.text or " ", width - 0.11, size)) * size * 1.2 / 72
            assert used <= row.height / _EMU + 0.05, (name, shape.name, cell.text_frame.text[:80], row.height / _EMU)


def test_every_slide_has_a_title_notes_and_words_for_those_who_cannot_see_it():
    _, slides, _ = deck_of_everything()
    for name, own in slides.items():
        assert own, name
        for slide in own:
            assert slide.shapes.title.text_frame.text.strip(), name
            said = slide.notes_slide.notes_text_frame.text
            assert 0 < len(said.split()) <= 150, (name, len(said.split()))
            assert not re.search(r"\bnan\b|=None\b", said), name
            for shape in slide.shapes:
                if shape.has_chart or shape.has_table:
                    assert shape._element.nvGraphicFramePr.cNvPr.get("descr"), (name, shape.name)


def test_the_file_is_whole():
    """No id twice on a slide, each relation leads to a part, each chart to its workbook, and each sheet opens."""
    _, _, data = deck_of_everything()
    with zipfile.ZipFile(BytesIO(data)) as parts:
        names = set(parts.namelist())
        assert len(names) == len(parts.namelist())
        for part in names:
            if part.endswith(".rels"):
                folder = part.replace("_rels/", "").rpartition("/")[0]
                relations = etree.fromstring(parts.read(part))
                ids = [one.get("Id") for one in relations]
                assert len(ids) == len(set(ids)), part
                for one in relations:
                    if one.get("TargetMode") != "External":
                        place = _joined(folder, one.get("Target"))
                        assert place in names, (part, one.get("Target"))
            if re.fullmatch(r"ppt/slides/slide\d+\.xml", part):
                ids = [one.get("id") for one in etree.fromstring(parts.read(part)).iter() if
                       etree.QName(one).localname == "cNvPr"]  # fmt: skip
                assert len(ids) == len(set(ids)), part
            if part.endswith(".xlsx"):
                openpyxl.load_workbook(BytesIO(parts.read(part)))


def _joined(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    stack = [one for one in folder.split("/") if one]
    for one in target.split("/"):
        stack = stack[:-1] if one == ".." else [*stack, one]
    return "/".join(stack)


def test_elements_of_a_chart_stand_in_the_order_of_the_schema():
    """ECMA-376, part 1, 21.2: Office refuses a file whose elements stand otherwise."""
    orders = {
        "chartSpace": "date1904 lang roundedCorners style clrMapOvr pivotFmts protection chart spPr txPr externalData",
        "chart": "title autoTitleDeleted pivotFmts view3D floor plotArea legend plotVisOnly dispBlanksAs",
        "ser": "idx order tx spPr invertIfNegative marker dPt dLbls trendline errBars cat val xVal yVal smooth",
        "valAx": "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark "
        "tickLblPos spPr txPr crossAx crosses crossesAt crossBetween majorUnit",
        "catAx": "axId scaling delete axPos majorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr "
        "txPr crossAx crosses auto lblAlgn lblOffset noMultiLvlLbl",
        "dLbl": "idx delete layout tx numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName "
        "showPercent showBubbleSize",
        "dLbls": "dLbl numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent "
        "showBubbleSize",
        "errBars": "errDir errBarType errValType noEndCap plus minus val spPr",
        "legend": "legendPos legendEntry layout overlay",
        "scaling": "logBase orientation max min",
    }
    seen = set()
    for name in MAKE:
        for chart in charts_of(made(name)):
            for element in etree.fromstring(chart_xml(chart, sheet_of(chart), Look(), data="rId1")).iter():
                kind = etree.QName(element).localname
                if kind in orders:
                    seen.add(kind)
                    order = orders[kind].split()
                    places = [order.index(etree.QName(child).localname) for child in element]
                    assert places == sorted(places), (name, kind)
    assert seen == set(orders)


# -- hidden, and what would run --------------------------------------------------------------------


def test_hidden_rows_have_no_number_anywhere():
    frame = pd.DataFrame({"team": ["A"] * 30 + ["B"] * 6 + ["C"] * 3, "billing": [1, 3, 5] * 10 + [2] * 6 + [4] * 3})
    survey = Survey.from_frame(frame, scales={"billing": (1, 5)}, audience="Staff")
    hidden = cx.mean_score(survey, "billing", by="team")
    shown = cx.mean_score(survey, "billing", by="team", privacy=False)
    secret = {f"{value:.9f}"[:9] for value in shown.table.estimate[hidden.table.estimate.isna()]}
    file = BytesIO()
    template = open_template()
    Writer(template).result(hidden)
    template.deck.save(file)
    text = everything_in(file.getvalue())
    assert "Hidden" not in secret and secret
    chart = charts_of(hidden)[0]
    for at in np.flatnonzero(hidden.table.estimate.isna()):
        assert not isfinite(chart.series[0].values[at])
        assert "–" in chart.beside[0][1][at]
    for value in secret:
        assert value not in text or float(value) in (2.0, 4.0)
    rows = [row for row in sheet_of(chart).grid()[1:4] if str(row[0]).strip() in ("B", "C")]
    assert rows and all(cell is None for row in rows for cell in row[1:4])


def everything_in(data: bytes) -> str:
    """All text of an Office file, embedded workbooks among it."""
    found = []
    with zipfile.ZipFile(BytesIO(data)) as parts:
        for name in parts.namelist():
            part = parts.read(name)
            found.append(everything_in(part) if name.endswith(".xlsx") else part.decode("utf-8", errors="replace"))
    return "\n".join(found)


def test_no_name_of_a_group_runs(tmp_path):
    names = ["=1+1", "+1", "-South", "@SUM(A1)", "<west>", "a\x07b & c"]
    frame = pd.DataFrame({"team": names * 20, "nps": list(range(11)) * 10 + [5] * 10})
    survey = Survey.from_frame(frame, scales={"nps": (0, 10)}, audience="Customers")
    path = Report("=2+2", [cx.nps(survey, "nps", by="team"), cx.mean_score(survey, "nps", by="team")]).to_pptx(
        tmp_path / "bad.pptx"
    )
    deck = Presentation(path)
    books = [shape.chart.part.chart_workbook.xlsx_part.blob for slide in deck.slides for shape in slide.shapes
             if shape.has_chart]  # fmt: skip
    assert books
    for blob in books:
        for row in openpyxl.load_workbook(BytesIO(blob)).active.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    # A bar repeats the cell of its bound or begins where others leave room; nothing else is computed.
                    assert re.fullmatch(r"=(\d+(-(0\.5\*)?[A-Z]+\d+)+|[A-Z]+\d+)", cell.value)
                elif isinstance(cell.value, str):
                    assert not cell.value.startswith(("=", "+", "-", "@"))


# -- templates -------------------------------------------------------------------------------------


def template_43(tmp_path):
    """4:3, as python-pptx brings it, with a logo on its master and colours of its own."""
    from PIL import Image

    deck = Presentation()
    logo = BytesIO()
    Image.new("RGB", (60, 20), "#AA1166").save(logo, "png")
    logo.seek(0)
    picture = deck.slide_master.shapes._spTree
    part, relation = deck.slide_master.part.get_or_add_image_part(logo)
    from pptx.oxml.shapes.picture import CT_Picture

    picture.append(CT_Picture.new_pic(999, "Logo", "Logo", relation, Inches(9), 0, Inches(0.9), Inches(0.3)))
    theme = next(rel.target_part for rel in deck.slide_master.part.rels.values() if rel.reltype.endswith("/theme"))
    theme._blob = re.sub(rb"(<a:accent1>).*?(</a:accent1>)", rb'\1<a:srgbClr val="AA1166"/>\2', theme.blob, flags=re.S)
    deck.slides.add_slide(deck.slide_layouts[0])
    path = tmp_path / "four_by_three.pptx"
    deck.save(path)
    return path


def template_odd(tmp_path):
    """Layouts in an odd order under odd names; the title stands at the left, the content beside it."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    for layout in list(deck.slide_layouts):
        if layout.name not in ("Two Content", "Title and Content", "Blank", "Picture with Caption"):
            deck.slide_layouts.remove(layout)
    layouts = deck.slide_layouts._sldLayoutIdLst
    layouts.insert(0, layouts[-1])
    content = next(layout for layout in deck.slide_layouts if layout.name == "Title and Content")
    content._element.cSld.set("name", "Inhalt, Variante 7")
    for holder in content.placeholders:
        kind = int(holder.placeholder_format.type)
        if kind == 1:
            holder.left, holder.top, holder.width, holder.height = Inches(0.3), Inches(0.5), Inches(3), Inches(5)
        elif kind == 7:
            holder.left, holder.top, holder.width, holder.height = Inches(3.5), Inches(0.5), Inches(9.4), Inches(6.2)
    path = tmp_path / "odd.pptx"
    deck.save(path)
    return path


@pytest.mark.parametrize("make", [template_43, template_odd])
def test_a_template_carries_through(make, tmp_path):
    path = make(tmp_path)
    results = [made(name) for name in ("gaps of three audiences", "nps by branch", "trend", "crosstab", "quotes")]
    deck = Presentation(Report("Through", results, date=date(2026, 11, 30)).to_pptx(tmp_path / "out.pptx", path))
    theirs = Presentation(path)
    assert (deck.slide_width, deck.slide_height) == (theirs.slide_width, theirs.slide_height)
    used = {slide.slide_layout.name for slide in list(deck.slides)[1:]}
    assert used == {"Title and Content" if make is template_43 else "Inhalt, Variante 7"}
    if make is template_43:
        assert [shape.name for shape in deck.slide_master.shapes if shape.name == "Logo"]
        assert all(slide.slide_layout.name != "Title Slide" for slide in list(deck.slides)[1:])
    place = open_template(path).place
    charts = 0
    for slide in list(deck.slides)[1:]:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width + 1
            bottom = sum(row.height for row in shape.table.rows) if shape.has_table else shape.height
            assert shape.top + bottom <= deck.slide_height + 1
            if shape.has_chart:
                charts += 1
                # Figures beside it leave it room to be read, on a narrow page too.
                names = float(re.search(r'<c:x val="([0-9.]+)"', shape.chart.part.blob.decode())[1])
                assert shape.width / _EMU * (0.97 - names) > 2.2, slide.shapes.title.text
                assert shape.left / _EMU >= place.left - 0.01
                xml = shape.chart.part.blob.decode()
                # Colours and fonts are the template's.
                assert "schemeClr" in xml and "+mn-lt" in xml and 'srgbClr val="0072B2"' not in xml
    assert charts >= 3


def test_a_template_that_is_none_is_refused_with_what_it_has(tmp_path):
    report = Report("x", [made("nps")])
    deck = Presentation()
    for layout in list(deck.slide_layouts):
        if layout.name not in ("Blank", "Picture with Caption"):
            deck.slide_layouts.remove(layout)
    deck.save(tmp_path / "none.pptx")
    with pytest.raises(OptionError, match=r"none\.pptx has no layout .*'Blank'.*'Picture with Caption' \(title"):
        report.to_pptx(tmp_path / "x.pptx", tmp_path / "none.pptx")
    (tmp_path / "words.pptx").write_text("no presentation")
    with pytest.raises(OptionError, match=r"words\.pptx is no presentation"):
        report.to_pptx(tmp_path / "x.pptx", tmp_path / "words.pptx")
    with pytest.raises(OptionError, match="cannot be read"):
        report.to_pptx(tmp_path / "x.pptx", tmp_path / "nowhere.pptx")
    assert not (tmp_path / "x.pptx").exists()


def without_holders(tmp_path, *kinds):
    """The template that python-pptx brings, without placeholders of these kinds on its master and layouts."""
    deck = Presentation()
    for sheet in (deck.slide_master, *deck.slide_layouts):
        for holder in list(sheet.placeholders):
            if holder.placeholder_format.type in kinds:
                holder._element.getparent().remove(holder._element)
    path = tmp_path / "bare.pptx"
    deck.save(path)
    return path


def test_a_template_without_footer_date_and_number_carries_through(tmp_path):
    bare = without_holders(tmp_path, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.SLIDE_NUMBER)
    report = Report("Through", [made("nps"), made("trend")], date=date(2026, 11, 30))
    deck = Presentation(report.to_pptx(tmp_path / "out.pptx", bare))
    assert "2026" in " ".join(shape.text_frame.text for shape in deck.slides[0].shapes if shape.has_text_frame)
    for slide in list(deck.slides)[1:]:
        assert slide.shapes.title.text
        # No empty holder is left that a layout does not have, and what is written stays on the sheet.
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width + 1
            assert shape.top + shape.height <= deck.slide_height + 1


def test_a_template_without_any_title_is_refused(tmp_path):
    bare = without_holders(tmp_path, PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
    with pytest.raises(OptionError, match=r"bare\.pptx has no layout .*title.*'Title and Content' \(content"):
        Report("x", [made("nps")]).to_pptx(tmp_path / "x.pptx", bare)


def test_a_potx_opens_as_a_template(tmp_path):
    path = template_43(tmp_path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "house.potx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"presentation.main+xml", b"template.main+xml")
            new.writestr(name, data)
    assert Report("x", [made("nps")]).to_pptx(tmp_path / "x.pptx", tmp_path / "house.potx").is_file()


# -- the whole -------------------------------------------------------------------------------------


def test_a_report_has_summary_sections_and_a_register(tmp_path):
    gaps = made("gaps of three audiences")
    results = [gaps, made("nps"), made("themes by audience")]
    report = Report("Three views", results, author="Anna Berg", date=date(2026, 11, 30))
    path = report.to_pptx(tmp_path / "three.pptx")
    deck = Presentation(path)
    assert (deck.core_properties.author, deck.core_properties.title) == ("Anna Berg", "Three views")
    summary = list(deck.slides)[1]
    counts = gaps.table.verdict.value_counts()
    assert f"Of {len(gaps.table)} comparisons, {counts['gap']} show a gap, {counts['aligned']} are" in (
        summary.shapes.title.text_frame.text
    )
    with zipfile.ZipFile(path) as parts:
        sections = re.findall(r'<p14:section name="([^"]+)"', parts.read("ppt/presentation.xml").decode())
        listed = re.findall(r'<p14:sldId id="(\d+)"', parts.read("ppt/presentation.xml").decode())
    assert sections[:4] == ["Summary", "Who sees what", "Loyalty and effort", "In their own words"]
    assert listed == [str(one.id) for one in deck.slides._sldIdLst]
    register = read_register(path)
    assert [figure.key for figure in register.figures[: len(gaps.table)]] == keys_of(gaps)
    shown = "".join(cell.text for slide in deck.slides for shape in slide.shapes if shape.has_table
                    for row in shape.table.rows for cell in row.cells)  # fmt: skip
    assert all(key in shown for key in keys_of(gaps))
    assert re.search(r'type="slidenum"', summary.shapes._spTree.xml)
    assert "30 November 2026" in " ".join(shape.text_frame.text for shape in summary.shapes if shape.has_text_frame)


def test_the_firmest_findings_come_first_and_one_is_aligned():
    gaps = made("gaps of three audiences")
    found = firmest([gaps])
    bounds = [one.bound for one in found if one.verdict == "gap"]
    assert bounds == sorted(bounds, reverse=True)
    assert [one for one in found if one.verdict == "aligned"]
    own = gaps.table[gaps.table.verdict == "gap"]
    nearest = np.minimum(own.ci_low.abs(), own.ci_high.abs())
    assert found[0].bound == pytest.approx(nearest.max())
    topic = own.topic[nearest.idxmax()]
    assert topic.casefold() in found[0].sentence.casefold()
    assert counts_in_words([gaps]).startswith(f"Of {len(gaps.table)} comparisons")
    assert counts_in_words([made("nps")]) == ""


def test_nothing_asked_is_left_out():
    """Two hundred long questions: every one of them has its mark on a slide."""
    rng = np.random.default_rng(1)
    names = [f"Question number {at}, " + "how satisfied are you with what was done for you " * 5 for at in range(40)]
    who = np.repeat(["Leadership", "Customers"], [30, 60])
    frame = pd.DataFrame({name[:250]: rng.integers(0, 11, 90) for name in names} | {"audience": who})
    survey = Survey.from_frame(frame, roles={"audience": "audience"}, scales={name[:250]: (0, 10) for name in names})
    template = open_template()
    writer = Writer(template)
    slides = writer.result(cx.perception_gap(survey))
    labels = [label for slide in slides for shape in slide.shapes if shape.has_chart
              for label in re.findall(r"Question number (\d+),", shape.chart.part.blob.decode())]  # fmt: skip
    assert {int(label) for label in labels} == set(range(40))
    assert len(writer.shortened) == 1


def test_the_same_question_keeps_its_id():
    one, two = made("gaps of three audiences"), made("gaps with hidden rows")
    assert keys_of(one) == keys_of(two)
    assert len(set(keys_of(one))) == len(one.table)
    for name in MAKE:
        keys = [key for key in keys_of(made(name)) if key]
        assert len(keys) == len(set(keys)), name
        assert all(re.fullmatch(r"[A-Z][0-9a-z]{5}", key) for key in keys)


def test_the_sheet_behind_a_chart_moves_its_bars():
    chart = charts_of(made("gaps of two audiences"))[0]
    sheet = sheet_of(chart)
    book = openpyxl.load_workbook(BytesIO(embedded(sheet))).active
    formulas = [cell.value for row in book.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas and all(re.fullmatch(r"=[A-Z]+\d+", one) for one in formulas)


def test_the_house_has_colours_that_are_some(tmp_path):
    path = Report("x", [made("nps")]).to_pptx(tmp_path / "x.pptx")
    with zipfile.ZipFile(path) as parts:
        theme = parts.read(next(name for name in parts.namelist() if "theme1.xml" in name)).decode()
    found = re.findall(r"<a:accent\d><a:srgbClr val=\"([0-9A-F]{6})\"/>", theme)
    assert len(found) == 6 and len(set(found)) == 6
    for blob in re.findall(r'srgbClr val="([^"]*)"', theme):
        assert re.fullmatch(r"[0-9A-Fa-f]{6}", blob)


def test_german_furniture(tmp_path):
    with cx.language("de"):
        report = Report("Drei Sichten", [cx.nps(made_survey(), "nps")], date=date(2026, 11, 30))
        path, book = report.to_pptx(tmp_path / "de.pptx"), report.to_xlsx(tmp_path / "de.xlsx")
    text = everything_in(path.read_bytes())
    assert "30. November 2026" in text and "Zuerst sagen:" in text and "Detraktoren (0–6)" in text
    assert "Say first" not in text and "Agenda" not in text
    heads = [cell.value for row in openpyxl.load_workbook(book).worksheets[1].iter_rows() for cell in row]
    assert "95\u00a0% von" in heads and "95% from" not in heads
    formats = {cell.number_format for row in openpyxl.load_workbook(book).worksheets[1].iter_rows() for cell in row
               if isinstance(cell.value, float)}  # fmt: skip
    assert formats and all(re.search(r"\.0|^General$", one) for one in formats if "#" in one and one != "#,##0")


def made_survey() -> Survey:
    return Survey.from_frame(pd.DataFrame({"nps": [10] * 30 + [0] * 20}), scales={"nps": (0, 10)}, audience="Customers")


def test_two_questions_of_one_analysis_have_ids_of_their_own():
    """A table by unit or by theme does not name its question; two of them stand in one report all the same."""
    rng = np.random.default_rng(2)
    wrote = ["the queue was too long", "the app is great", "high fees", "friendly staff, but a long queue"]
    frame = pd.DataFrame({
        **{name: rng.integers(0, 11, 240) for name in ("a", "b", "nps")}, "unit": np.tile(list("XYZ"), 80),
        "wave": np.repeat([2024, 2025], 120), "why": rng.choice(wrote, 240), "better": rng.choice(wrote, 240),
    })  # fmt: skip
    book = pd.DataFrame({
        "id": ["a", "b", "nps", "why", "better"], "kind": ["rating", "rating", "nps", "verbatim", "verbatim"],
        "scale": ["0-10", "0-10", "0-10", "", ""],
    })  # fmt: skip
    survey = Survey.from_frame(frame, roles={"unit": "unit", "wave": "wave"}, codebook=book, audience="Customers")
    now = survey.only(wave="2025")
    of_two = {
        "silos": lambda one: cx.silos(now, one, by="unit"),
        "touchpoints": lambda one: cx.silos(now, [one, "nps"], by="topic"),
        "reliability": lambda one: cx.reliability(now, [one, "nps"], by="unit"),
        "groups": lambda one: cx.compare_groups(now, one, by="unit"),
        "means": lambda one: cx.mean_score(now, one, by="unit"),
    }
    of_words = {
        "effects": lambda one: cx.theme_effects(now, one, "nps"),
        "segments": lambda one: cx.theme_table(now, one, by="unit"),
        "pairs": lambda one: cx.theme_pairs(now, one),
        "trend": lambda one: cx.theme_trend(survey, one),
    }
    for calls, (first, second) in ((of_two, ("a", "b")), (of_words, ("why", "better"))):
        for name, call in calls.items():
            one, again, other = (set(filter(None, keys_of(call(q)))) for q in (first, first, second))
            assert one and one == again, name
            assert not one & other, name
    # A row that names its question keeps its id, whatever was asked beside it.
    few, more = (keys_of(cx.silos(now, some, by="unit")) for some in (["a", "b"], ["a", "b", "nps"]))
    assert set(few) < set(more)


def test_two_studies_in_one_report_are_told(tmp_path):
    other = Survey.from_frame(pd.DataFrame({"nps": [10] * 9 + [0] * 41}), scales={"nps": (0, 10)}, audience="Customers")
    report = Report("Both", [cx.nps(made_survey(), "nps"), cx.nps(other, "nps")])
    with pytest.warns(cx.SurveyWarning, match=r"1 figures of 'Both' have the id of another \(the first: N"):
        report.to_pptx(tmp_path / "both.pptx")


def test_what_cannot_be_written_is_said(tmp_path, monkeypatch):
    def refused(self, data):
        raise PermissionError(13, "Permission denied")

    report = Report("x", [cx.nps(made_survey(), "nps")])
    monkeypatch.setattr(Path, "write_bytes", refused)
    with pytest.raises(OptionError, match="cannot be written .*Close it where it is open"):
        report.to_pptx(tmp_path / "x.pptx")
    monkeypatch.undo()
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(OptionError, match="is a folder"):
        report.to_xlsx(tmp_path / "folder.xlsx")
    with pytest.raises(OptionError, match="date is a day"):
        Report("x", date="today")


def _closed_to(monkeypatch, modes, name):
    """As if another program held the file: opening it in one of these modes is refused."""
    real = io.open

    def refused(file, mode="r", *more, **named):
        if str(file).endswith(name) and mode[0] in modes:
            raise PermissionError(13, "Permission denied")
        return real(file, mode, *more, **named)

    monkeypatch.setattr(io, "open", refused)


@pytest.mark.parametrize("ending", ["pptx", "xlsx", "html"])
def test_a_file_that_is_open_elsewhere_is_said_and_stays(ending, tmp_path, monkeypatch):
    report, place = Report("x", [cx.nps(made_survey(), "nps")]), tmp_path / f"held.{ending}"
    write = getattr(report, f"to_{ending}")
    before = write(place).read_bytes()
    # Held so that it can be read, and so that it cannot: then nobody knows whose it is, and that is not said.
    for modes in ("wx", "rwx"):
        _closed_to(monkeypatch, modes, place.name)
        with pytest.raises(OptionError, match=r"held.* cannot be written \(Permission denied\)\. Close it where"):
            write(place)
        monkeypatch.undo()
        assert place.read_bytes() == before


@pytest.mark.parametrize("ending", ["pptx", "xlsx", "html"])
def test_where_the_disk_is_full_the_file_of_before_stays(ending, tmp_path, monkeypatch):
    report, place = Report("x", [cx.nps(made_survey(), "nps")]), tmp_path / f"kept.{ending}"
    write, real = getattr(report, f"to_{ending}"), Path.write_bytes
    before = write(place).read_bytes()
    full = [True]

    def half(self, data):
        if not full:
            return real(self, data)
        full.clear()
        real(self, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(OptionError, match=r"kept.* cannot be written \(No space left on device\)\. Make room there"):
        write(place)
    assert place.read_bytes() == before
    full.append(True)
    with pytest.raises(OptionError, match="Make room there"):
        write(tmp_path / f"new.{ending}")
    assert not (tmp_path / f"new.{ending}").exists()


def test_the_wave_of_a_report_is_not_told_of_what_compares_waves():
    """Wave: 2025 stood below a line from 2024 to 2025."""
    writer = Writer(open_template(), wave="2025")
    for name, told in (("nps", True), ("trend", False)):
        words = " ".join(shape.text_frame.text for slide in writer.result(made(name)) for shape in slide.shapes
                         if shape.name == "Small print")  # fmt: skip
        assert words and ("Wave: 2025." in words) == told, name


def test_a_name_that_is_too_long_is_said(tmp_path):
    with pytest.raises(OptionError, match="cannot be written .*Choose a shorter name"):
        Report("x", [cx.nps(made_survey(), "nps")]).to_xlsx(tmp_path / f"{'x' * 300}.xlsx")


@pytest.mark.parametrize("ending", ["pptx", "xlsx", "html", "pdf"])
def test_a_folder_that_cannot_be_is_said(ending, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OptionError, match=r"(cannot be made|cannot be written) \("):
        getattr(Report("x", [cx.nps(made_survey(), "nps")]), f"to_{ending}")(tmp_path / "file" / f"x.{ending}")
