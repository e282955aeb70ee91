"""What moves our people names no small department, nor what gives it away, nor any unit on a slide."""

import nbformat
import numpy as np
import pytest
from openpyxl import load_workbook
from pptx import Presentation

import cxresearch as cx
from tests.places import NOTEBOOKS

STEPS = ("why_people_leave", "spread_between_units", "spread_between_departments", "intent_to_leave", "disengages")
BOOKS = ("11_what_moves_our_people", "12_content_or_enthusiastic")


@pytest.fixture(scope="module")
def study():
    return cx.open_study("harbour-bank")


@pytest.fixture(scope="module")
def staff(study):
    return study.now.only(audience="Staff")


@pytest.fixture(scope="module")
def sensitive(study):
    asked = study.settings.questions
    return [study.now.find(name) for name in (*asked["feelings"], asked["intent"])]


@pytest.fixture(scope="module")
def report(study, staff, sensitive):
    named = [cx.unit_spread(staff, sensitive, by=by, name_units=True) for by in ("unit", "group")]
    return cx.Report("What moves our people", [*(result for step in STEPS for result in study.run(step)), *named])


def people_by(staff, role):
    return {str(name): n for name, n in staff.answer_counts(staff.roles[role]).items() if str(name).strip()}


def slide_texts(path):
    for slide in Presentation(path).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
            if shape.has_chart:
                yield from (str(name) for plot in shape.chart.plots for name in plot.categories)
        if slide.has_notes_slide:
            yield slide.notes_slide.notes_text_frame.text


def notebook_texts():
    for name in BOOKS:
        for cell in nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells:
            for output in cell.get("outputs", ()):
                yield output.get("text", "")
                yield from (str(part) for kind, part in output.get("data", {}).items() if kind.startswith("text/"))


def test_there_are_departments_of_four_to_be_found(staff, study):
    assert min(people_by(staff, "unit").values()) < 5
    assert min(people_by(study.now.only(audience="Leadership"), "group").values()) == 4


def test_no_unit_is_named_in_the_notebook_on_the_deck_or_on_the_page(staff, report, tmp_path):
    deck = report.to_pptx(tmp_path / "deck.pptx")
    page = report.to_html(tmp_path / "page.html").read_text("utf-8")
    texts = {"deck": "\n".join(slide_texts(deck)), "page": page, "notebook": "\n".join(notebook_texts())}
    units = [*people_by(staff, "unit"), *people_by(staff, "group")]
    assert len(units) > 25
    assert "No recognition" in texts["deck"] and "No recognition" in texts["notebook"], "the search finds what is there"
    assert {(where, unit) for where, text in texts.items() for unit in units if unit in text} == set()


def test_the_workbook_holds_no_small_unit_and_no_complement_of_one(staff, sensitive, report, tmp_path):
    book = load_workbook(report.to_xlsx(tmp_path / "book.xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    texts = "\n".join(str(cell) for cell in cells if isinstance(cell, str))
    figures = np.array([float(cell) for cell in cells if isinstance(cell, (int, float)) and not isinstance(cell, bool)])
    assert len(figures) > 50
    rows = staff.to_pandas()
    given_away = []
    for role in ("unit", "group"):
        sizes = people_by(staff, role)
        small = [name for name, n in sizes.items() if n < 10]
        assert [name for name in small if name in texts] == []
        for question in sensitive:
            values = staff.numbers([question], points=True).iloc[:, 0].to_numpy(float)
            known = np.isfinite(values)
            for name in [*small, small] if small else []:
                inside = rows[staff.roles[role]].astype(str).isin([name] if isinstance(name, str) else name).to_numpy()
                for part in (inside, ~inside):
                    mean = values[known & part].mean()
                    given_away += [(name, question)] * int(np.isclose(figures, mean, atol=1e-6).any())
    assert given_away == []


def test_named_units_below_the_threshold_have_no_figure(staff, sensitive):
    for by in ("unit", "group"):
        named = cx.unit_spread(staff, sensitive, by=by, name_units=True, privacy=False).named
        sizes = people_by(staff, by)
        few = named[named[by].map(sizes) < 10]
        assert few[["raw", "estimate", "ci_low", "ci_high", "n"]].isna().all().all()
        for _, mine in named.groupby("question"):
            left = mine[mine.raw.isna()]
            assert not len(left) or (len(left) > 1 and left[by].map(sizes).sum() >= 10)


def test_what_a_department_of_four_leaders_guessed_stands_nowhere_nor_what_all_others_did(study, report, tmp_path):
    """Their shares of each answer, and those of the others, which would give theirs away."""
    leaders = study.now.only(audience="Leadership")
    rows, guess = leaders.to_pandas(), study.now.find(study.settings.questions["reason_predicted"])
    sizes = people_by(leaders, "group")
    four = [name for name, n in sizes.items() if n == 4]
    inside = rows[leaders.roles["group"]].astype(str).isin(four).to_numpy()
    assert inside.sum() == 4
    book = load_workbook(report.to_xlsx(tmp_path / "book.xlsx"))
    figures = np.array([float(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
                        if isinstance(cell, (int, float)) and not isinstance(cell, bool)])  # fmt: skip
    given = rows[guess].astype(str)
    found = []
    for answer in sorted(set(given[given.str.strip() != ""])):
        for part in (inside, ~inside):
            share = 100 * (given[part] == answer).mean()
            # Nobody and everybody, and a half or a quarter, are figures that stand anywhere.
            if share % 25:
                found += [(answer, share)] * int(np.isclose(figures, share, atol=1e-6).any())
    assert found == []
