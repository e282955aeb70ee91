"""What looks from outside in goes out like every other result: slides, workbook and page."""

import pytest

import cxresearch as cx
from cxresearch.plots.drawing.style import off_screen
from tests import outside_in

RESULTS = {
    "effort": lambda: cx.effort_and_leaving(outside_in.bank(), "EFFORT", "CLOSED", by="group"),
    "best": lambda: cx.best_in_life(outside_in.bank(), "BEST", "OWN", company="COMPANY"),
    "competitors": lambda: cx.against_competitors(
        cx.nps(outside_in.bank().only(audience="Customers"), "NPS"), outside_in.RIVALS
    ),
    "promises": lambda: cx.promise_and_delivery(outside_in.bank()),
    "results": lambda: cx.effort_and_result(outside_in.bank(), outside_in.inputs(), outcome="NPS"),
    "owners": lambda: cx.ownership(outside_in.bank(), "OWNER"),
}


@pytest.fixture(scope="module")
def results():
    return {name: make() for name, make in RESULTS.items()}


def test_slides_carry_the_findings_and_say_the_sentences(results, tmp_path):
    from pptx import Presentation

    path = tmp_path / "outside_in.pptx"
    cx.Report("Outside in", list(results.values())).to_pptx(path)
    slides = list(Presentation(path).slides)
    notes = " ".join(
        " ".join(slide.notes_slide.notes_text_frame.text.split()) for slide in slides if slide.has_notes_slide
    )
    shapes = [shape for slide in slides for shape in slide.shapes if shape.has_text_frame]
    words = " ".join(" ".join(shape.text_frame.text.split()) for shape in shapes)
    for name, result in results.items():
        with off_screen():
            finding = " ".join(cx.plot(result).get_title().split())
        assert finding
        assert finding in words, name
        assert result.sentences()[0] in notes.replace("\N{MINUS SIGN}", "-"), name


def test_the_workbook_holds_every_row(results, tmp_path):
    from openpyxl import load_workbook

    path = tmp_path / "outside_in.xlsx"
    cx.Report("Outside in", list(results.values())).to_xlsx(path)
    cells = [
        str(cell)
        for sheet in load_workbook(path).worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    for name, result in results.items():
        first = result.table.select_dtypes(include=["object", "str"]).iloc[:, 0]
        assert {"Leaders" if value == "Leadership" else str(value) for value in first} <= set(cells), name


def test_the_page_holds_pictures_and_caveats(results, tmp_path):
    path = tmp_path / "outside_in.html"
    cx.Report("Outside in", list(results.values())).to_html(path)
    page = path.read_text(encoding="utf-8")
    assert page.count("<svg ") >= len(results)
    for result in results.values():
        assert result.heading in page
