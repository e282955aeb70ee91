"""A number that a hand changed is found wherever a report shows it; words, and slides that were moved, are not."""

import re
import shutil
import zipfile

import openpyxl
import pytest
from pptx import Presentation
from pptx.util import Inches

import cxresearch as cx
from cxresearch.loaders.samples import sample_folder


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study") / "parcels"
    shutil.copytree(sample_folder() / "parcel-service", folder)
    return cx.open_study(folder)


@pytest.fixture(scope="module")
def files(study, tmp_path_factory):
    report, folder = study.report("perception_gap", "nps", "priorities"), tmp_path_factory.mktemp("report")
    made = {kind: getattr(report, f"to_{kind}")(folder / f"report.{kind}") for kind in ("pptx", "xlsx", "html")}
    for path in made.values():
        found = cx.verify_report(path, study)
        assert found.agrees, found.lines
    return made


def rewritten(path, place, change):
    """The same file with some of its parts changed; what was changed."""
    changed = []
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(place, "w") as new:
        for item in old.infolist():
            data = old.read(item.filename)
            made = change(item.filename, data)
            changed += [item.filename] if made != data else []
            new.writestr(item.filename, made)
    return changed


def another(data: bytes, pattern: bytes) -> bytes:
    """The first number that the pattern finds, made another."""
    return re.sub(pattern, lambda found: found[1] + b"12.345" + found[3], data, count=1)


def test_a_chart_drawn_with_another_number_is_found(study, files, tmp_path):
    """Its drawn numbers alone, its sheet alone: in slides and in the workbook."""
    for kind, part in (("pptx", "ppt/charts/"), ("xlsx", "xl/charts/")):
        place, done = tmp_path / f"drawn.{kind}", []

        def change(name, data, part=part, done=done):
            if done or not name.startswith(part) or not name.endswith(".xml"):
                return data
            done.append(name)
            return another(data, rb"(<c:numCache>.*?<c:v>)([-0-9.e]+)(</c:v>)")

        assert rewritten(files[kind], place, change)
        found = cx.verify_report(place, study)
        assert not found.agrees and "12.345" in "\n".join(found.lines)


def test_the_sheet_behind_a_chart_is_held_against_it(study, files, tmp_path):
    deck = Presentation(files["pptx"])
    part = next(shape for slide in deck.slides for shape in slide.shapes if shape.has_chart).chart.part
    (tmp_path / "sheet.xlsx").write_bytes(part.chart_workbook.xlsx_part.blob)
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
    cell = next(cell for row in book.active.iter_rows(min_row=2) for cell in row if isinstance(cell.value, float))
    cell.value = 3.21
    book.save(tmp_path / "sheet.xlsx")
    part.chart_workbook.xlsx_part._blob = (tmp_path / "sheet.xlsx").read_bytes()
    deck.save(tmp_path / "deck.pptx")
    found = cx.verify_report(tmp_path / "deck.pptx", study)
    assert not found.agrees and any("sheet behind the chart" in line and "3.21" in line for line in found.lines)


def test_a_number_in_a_title_or_sentence_is_found_and_a_word_is_not(study, files, tmp_path):
    deck = Presentation(files["pptx"])
    slide = next(
        slide for slide in deck.slides if re.search(r"\d", slide.shapes.title.text) and slide.shapes.title.text
    )
    run = slide.shapes.title.text_frame.paragraphs[0].runs[0]
    said = run.text
    run.text = re.sub(r"\d+", "99", said, count=1)
    deck.save(tmp_path / "number.pptx")
    found = cx.verify_report(tmp_path / "number.pptx", study)
    assert not found.agrees and any("99" in line for line in found.lines)
    run.text = f"Look here: {said}"
    # A slide of their own, slides moved and one deleted: nothing of ours says another number.
    own = deck.slides.add_slide(deck.slide_layouts[0])
    own.shapes.add_textbox(Inches(1), Inches(1), Inches(3), Inches(1)).text_frame.text = "Our target: 75"
    ids = deck.slides._sldIdLst
    ids.insert(1, ids[-1])
    ids.remove(ids[-1])
    deck.save(tmp_path / "words.pptx")
    assert cx.verify_report(tmp_path / "words.pptx", study).agrees


def test_a_cell_of_the_workbook_is_found(study, files, tmp_path):
    book = openpyxl.load_workbook(files["xlsx"])
    sheet = book.worksheets[1]
    cell = next(cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float))
    cell.value += 1
    book.save(tmp_path / "book.xlsx")
    # openpyxl drops the parts that it does not know, Excel keeps them.
    with zipfile.ZipFile(files["xlsx"]) as old, zipfile.ZipFile(tmp_path / "book.xlsx", "a") as new:
        new.writestr("customXml/cxresearch.xml", old.read("customXml/cxresearch.xml"))
    found = cx.verify_report(tmp_path / "book.xlsx", study)
    assert not found.agrees
    assert any(f"sheet {sheet.title}, row {cell.row}" in line for line in found.lines)


@pytest.mark.parametrize("tag", ["td", "text"], ids=["table", "drawing"])
def test_a_number_on_the_page_is_found(study, files, tmp_path, tag):
    page = files["html"].read_text(encoding="utf-8")
    made = re.sub(rf"(<{tag}[^>]*>[^<0-9]*)\d+", r"\g<1>777", page, count=1)
    assert made != page
    place = tmp_path / "page.html"
    place.write_text(made, encoding="utf-8")
    found = cx.verify_report(place, study)
    assert not found.agrees and any("777" in line for line in found.lines)
