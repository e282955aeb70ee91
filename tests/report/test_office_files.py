"""Files as Office opens them without repair: elements in the order of ECMA-376, ids once, relations that hold.

The orders are those of the standard (part 1: 21.2 charts, 20.1 drawings, 19.3 slides, 18.3 sheets) for what we write or
change by hand; a program that finds another order repairs the file or refuses it.
"""

import posixpath
import re
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from lxml import etree

from cxresearch.report.deck.summary import firmest
from cxresearch.report.reports import Report
from tests.drawn_results import made

_SPACES = {
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://schemas.openxmlformats.org/presentationml/2006/main": "p",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "s",
}
_SHARED = "idx order tx spPr invertIfNegative marker pictureOptions dPt dLbls trendline errBars"
_LABEL = "numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize separator"
_AXIS = (
    "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr "
    "txPr crossAx crosses crossesAt"
)
ORDERS = {
    "c:chartSpace": "date1904 lang roundedCorners AlternateContent style clrMapOvr pivotFmts protection chart spPr "
                    "txPr externalData printSettings userShapes extLst",
    "c:chart": "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend plotVisOnly "
               "dispBlanksAs extLst",
    "c:legend": "legendPos legendEntry layout overlay spPr txPr extLst",
    "c:manualLayout": "layoutTarget xMode yMode wMode hMode x y w h extLst",
    "c:scatterChart": "scatterStyle varyColors ser dLbls axId extLst",
    "c:barChart": "barDir grouping varyColors ser dLbls gapWidth overlap serLines axId extLst",
    "c:lineChart": "grouping varyColors ser dLbls dropLines hiLowLines upDownBars marker smooth axId extLst",
    "c:areaChart": "grouping varyColors ser dLbls dropLines axId extLst",
    "c:ser": f"{_SHARED} cat val xVal yVal smooth shape extLst",
    "c:errBars": "errDir errBarType errValType noEndCap plus minus val spPr extLst",
    "c:dLbl": f"idx delete layout tx {_LABEL} extLst",
    "c:dLbls": f"dLbl delete {_LABEL} showLeaderLines leaderLines extLst",
    "c:marker": "symbol size spPr extLst",
    "c:valAx": f"{_AXIS} crossBetween majorUnit minorUnit dispUnits extLst",
    "c:catAx": f"{_AXIS} auto lblAlgn lblOffset noMultiLvlLbl extLst",
    "c:scaling": "logBase orientation max min extLst",
    "c:numRef": "f numCache extLst", "c:strRef": "f strCache extLst",
    "c:numCache": "formatCode ptCount pt extLst", "c:strCache": "ptCount pt extLst",
    "a:ln": "noFill solidFill gradFill pattFill prstDash custDash round bevel miter headEnd tailEnd extLst",
    "a:p": "pPr r br fld endParaRPr",
    "a:pPr": "lnSpc spcBef spcAft buClrTx buClr buSzTx buSzPct buSzPts buFontTx buFont buNone buAutoNum buChar buBlip "
             "tabLst defRPr extLst",
    "a:rPr": "ln noFill solidFill gradFill effectLst highlight latin ea cs sym hlinkClick extLst",
    "a:defRPr": "ln noFill solidFill gradFill effectLst highlight latin ea cs sym hlinkClick extLst",
    "a:tbl": "tblPr tblGrid tr", "a:tr": "tc extLst", "a:tc": "txBody tcPr extLst",
    "a:tcPr": "lnL lnR lnT lnB lnTlToBr lnBlToTr cell3D noFill solidFill gradFill extLst",
    "p:sp": "nvSpPr spPr style txBody extLst",
    "p:graphicFrame": "nvGraphicFramePr xfrm graphic extLst",
    "p:sld": "cSld clrMapOvr transition timing extLst",
    "p:cSld": "bg spTree custDataLst controls extLst",
    "p:presentation": "sldMasterIdLst notesMasterIdLst handoutMasterIdLst sldIdLst sldSz notesSz smartTags "
                      "embeddedFontLst custShowLst photoAlbum custDataLst kinsoku defaultTextStyle "
                      "modifyVerifier extLst",
    "s:worksheet": "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection "
                   "protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells "
                   "phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup "
                   "headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing "
                   "legacyDrawing tableParts extLst",
}  # fmt: skip
_NAMES = ("gaps of three audiences", "gaps with hidden rows", "nps by branch", "csat by audience", "trend by audience",
          "trend of many groups", "priorities", "understood", "who moved", "promise and delivery", "crosstab",
          "hand-offs", "quotes", "words of three", "ownership by department", "what to start", "link")  # fmt: skip


def name_of(element) -> str:
    space, _, tag = element.tag[1:].partition("}")
    return f"{_SPACES.get(space, '?')}:{tag}"


def out_of_order(xml: bytes) -> list[str]:
    """Elements whose children do not stand in the standard's order, or are none that it knows."""
    found = []
    for element in etree.fromstring(xml).iter(etree.Element):
        order = ORDERS.get(name_of(element))
        if order is None:
            continue
        places = order.split()
        own = [etree.QName(child).localname for child in element if isinstance(child.tag, str)]
        unknown = [one for one in own if one not in places]
        at = [places.index(one) for one in own if one in places]
        # Runs, fields and breaks of a paragraph may take turns.
        if name_of(element) == "a:p":
            at = [1 if 1 <= one <= 3 else one for one in at]
        if unknown or at != sorted(at):
            found.append(f"{name_of(element)}: {own}")
    return found


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    report = Report("Everything & <more>", [made(name) for name in _NAMES], author="Anna Berg")
    return [report.to_pptx(folder / "all.pptx"), report.to_xlsx(folder / "all.xlsx")]


def test_the_check_finds_what_it_is_for():
    space = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    assert out_of_order(f'<c:marker {space}><c:size val="7"/><c:symbol val="x"/></c:marker>'.encode())
    assert not out_of_order(f'<c:marker {space}><c:symbol val="x"/><c:size val="7"/></c:marker>'.encode())
    assert out_of_order(f"<c:numRef {space}><c:f/><c:strCache/></c:numRef>".encode())


@pytest.mark.parametrize("at", [0, 1])
def test_elements_stand_in_the_order_of_the_standard(files, at):
    seen = set()
    with zipfile.ZipFile(files[at]) as parts:
        for name in parts.namelist():
            if name.endswith(".xml") and re.search(r"(charts|slides|worksheets)/[^/]+$|presentation\.xml$", name):
                xml = parts.read(name)
                assert not out_of_order(xml), name
                seen |= {name_of(one) for one in etree.fromstring(xml).iter(etree.Element)}
    wanted = {"c:scatterChart", "c:barChart", "c:lineChart", "c:areaChart", "c:errBars", "c:valAx", "c:catAx"}
    assert wanted <= seen and ({"a:tbl", "p:graphicFrame"} if at == 0 else {"s:worksheet"}) <= seen


@pytest.mark.parametrize("at", [0, 1])
def test_relations_lead_somewhere_and_every_part_has_a_type(files, at):
    with zipfile.ZipFile(files[at]) as parts:
        names = parts.namelist()
        assert len(names) == len(set(names))
        types = etree.fromstring(parts.read("[Content_Types].xml"))
        known = {one.get("PartName") for one in types if one.get("PartName")}
        endings = {one.get("Extension", "").lower() for one in types}
        assert known <= {f"/{name}" for name in names}
        for name in names:
            if name != "[Content_Types].xml":
                assert f"/{name}" in known or name.rpartition(".")[2].lower() in endings, name
            if not name.endswith(".rels"):
                continue
            folder = posixpath.dirname(posixpath.dirname(name))
            ids = []
            for one in etree.fromstring(parts.read(name)):
                ids.append(one.get("Id"))
                if one.get("TargetMode") != "External":
                    target = posixpath.normpath(posixpath.join("/", folder, one.get("Target"))).lstrip("/")
                    assert target in names, (name, one.get("Target"))
            assert len(ids) == len(set(ids)), name
            source = posixpath.join(folder, posixpath.basename(name).removesuffix(".rels"))
            used = (
                set(re.findall(rb'r:(?:id|embed|link|pict)="([^"]+)"', parts.read(source))) if source in names else ()
            )
            assert {one.decode() for one in used} <= set(ids), name


def test_shapes_of_a_slide_have_ids_of_their_own(files):
    with zipfile.ZipFile(files[0]) as parts:
        for name in (one for one in parts.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", one)):
            ids = re.findall(rb'<p:cNvPr id="(\d+)"', parts.read(name))
            assert len(ids) == len(set(ids)), name
            axes = [one for one in parts.namelist() if "charts/chart" in one and one.endswith(".xml")]
        for name in axes:
            xml = parts.read(name)
            # Each axis crosses one that is there.
            ids = set(re.findall(rb'<c:(?:val|cat)Ax><c:axId val="(\d+)"', xml))
            assert ids == set(re.findall(rb'<c:crossAx val="(\d+)"', xml)), name


# -- what the first slides say ---------------------------------------------------------------------


def test_a_finding_of_the_summary_has_the_numbers_of_its_own_row():
    """A promise has three rows a topic: each is told by its own sentence, beside its own id."""
    from cxresearch.report.keys import keys_of

    for name in ("promise and delivery", "best in life", "predictions", "gaps by branch"):
        result = made(name)
        place = {key: at for at, key in enumerate(keys_of(result))}
        found = firmest([result])
        assert found
        for one in found:
            row = result.table.iloc[place[one.key]]
            bounds = [round(float(value)) for value in (row.ci_low, row.ci_high)]
            said = [int(number) for number in re.findall(r"CI (-?\d+) to (-?\d+)\)", one.sentence)[0]]
            assert said in (bounds, [-value for value in bounds[::-1]]), (name, one.sentence)


def test_a_list_says_how_much_of_it_is_shown(tmp_path):
    from pptx import Presentation

    for name in ("words of three", "quality"):
        slides = Presentation(Report("One", [made(name)]).to_pptx(tmp_path / f"{name}.pptx")).slides
        slide = next(one for one in slides if any(shape.has_chart for shape in one.shapes))
        words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        shown = int(re.search(r"The (?:strongest|first) (\d+) of", words)[1])
        figures = next(shape.table for shape in slide.shapes if shape.has_table)
        assert shown == len(figures.rows) - 1


def test_a_table_that_goes_on_says_of_which_question(tmp_path):
    from pptx import Presentation

    slides = Presentation(Report("One", [made("crosstab")]).to_pptx(tmp_path / "banner.pptx")).slides
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    assert len(tables) > 1
    for table in tables:
        first = table.rows[1].cells
        assert first[0].text_frame.text and not any(cell.text_frame.text for cell in list(first)[1:])


def test_every_base_is_told():
    from cxresearch.report.plain_words import base_of_result

    for name in ("link", "link across waves", "tone against rating", "quotes", "answers to one question",
                 "who moved, levels only", "loyalty and money of units", "quality"):  # fmt: skip
        assert re.search(r"^Base: .*\d", base_of_result(made(name))), name
    assert base_of_result(made("quality")) == "Base: 250 to 300 staff."


def test_a_chart_of_a_sheet_begins_a_page_unless_all_before_it_surely_fits():
    """Where a page ends by itself differs between programs; what stands before a chart counts from the last break."""
    from cxresearch.report.workbooks.looks import on_paper

    for rows, broken in ((8, []), (25, [25]), (31, [31]), (40, [40]), (90, [90])):
        sheet = openpyxl.Workbook().active
        on_paper(sheet, 200, [30, 30, 30], [(rows + 1, rows + 14)])
        assert [one.id for one in sheet.row_breaks.brk] == broken, rows
    # After a break by hand the counting begins anew.
    sheet = openpyxl.Workbook().active
    on_paper(sheet, 200, [30, 30, 30], [(41, 50), (51, 60), (61, 80)])
    assert [one.id for one in sheet.row_breaks.brk] == [40, 60]


def test_what_is_said_of_a_chart_stands_on_its_page():
    """A chart that just fits would leave two lines of its method to a page of their own."""
    from cxresearch.report.workbooks.looks import on_paper

    for last, broken in ((22, []), (34, [8]), (200, [])):
        sheet = openpyxl.Workbook().active
        on_paper(sheet, last, [30, 30, 30], [(9, 22)])
        assert [one.id for one in sheet.row_breaks.brk] == broken, last


def test_of_a_long_table_paper_shows_the_first_rows_and_says_so(tmp_path):
    from cxresearch.result import Result

    table = pd.DataFrame({"term": [f"word {at}" for at in range(1000)], "estimate": np.linspace(9, 1, 1000)})
    book = openpyxl.load_workbook(Report("Long", Result(table, "counted")).to_xlsx(tmp_path / "long"))
    sheet = book.worksheets[1]
    head = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "Term")
    assert [sheet.cell(head + at, 1).value for at in (1, 1000)] == ["word 0", "word 999"]
    parts = [re.findall(r"\d+", part) for part in sheet.print_area.split(",")]
    assert parts[0] == ["1", str(head + 150)] and int(parts[1][0]) == head + 1001
    assert sheet.cell(head + 1001, 1).value == "On paper: the first 150 of 1,000 rows."
    figures = book["Figures"]
    assert figures.max_row > 1000 and figures.print_area.endswith("$151")
    assert figures.oddFooter.center.text == "On paper: the first 150 of 1,000 rows."
