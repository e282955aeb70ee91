"""Old and binary workbooks, written by other programs and held against a second reader."""

import datetime as dt

import pytest

import cxresearch as cx
from cxresearch.errors import SurveyFileError

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")

NAMES = ["Nr", "Filiale", "zufrieden (1-5)", "Weiterempfehlung (0-10)", "Besuch", "Warum?", "Anteil"]
ROWS = [
    [at + 1, f"Süd {at % 3}", at % 5 + 1 if at % 7 else None, at % 11, dt.datetime(2024, 1 + at % 12, 3),
     f"Grund {at}: <b>lang</b> gewartet, „schön“ 日本", at / 40]
    for at in range(40)
]  # fmt: skip


def write_xlsb(path, *, hidden=False):
    writer = pytest.importorskip("pyxlsbwriter")
    with writer.XlsbWriter(str(path)) as book:
        if hidden:
            book.add_sheet("Notizen", hidden=True)
            book.write_sheet([["alt"], [1]])
        book.add_sheet("Antworten")
        book.write_sheet([NAMES, *ROWS])
    return path


def write_xls(path, *, hidden=False):
    xlwt = pytest.importorskip("xlwt")
    book = xlwt.Workbook()
    if hidden:
        notes = book.add_sheet("Notizen")
        notes.visibility = 1
        notes.write(0, 0, "alt")
        notes.write(1, 0, 1)
    sheet = book.add_sheet("Antworten")
    dated = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for at, row in enumerate([NAMES, *ROWS]):
        for place, cell in enumerate(row):
            if cell is not None:
                sheet.write(at, place, cell, dated if isinstance(cell, dt.datetime) else xlwt.Style.default_style)
    if hidden:
        book.set_active_sheet(1)
    book.save(str(path))
    return path


WAYS = {"xlsb": write_xlsb, "xls": write_xls}


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("kind", WAYS)
def test_what_another_program_wrote_is_read(tmp_path, kind, hidden):
    survey = cx.read_survey(WAYS[kind](tmp_path / f"a.{kind}", hidden=hidden), audience="Customers")
    book = survey.codebook.set_index("id")
    assert survey.n_rows == 40 and book.kind["Weiterempfehlung (0-10)"] == "nps"
    assert book["scale"]["zufrieden (1-5)"] == "1-5" and book.kind["Warum?"] == "verbatim"
    answers = survey.responses["zufrieden (1-5)"]
    assert [None if value != value else value for value in answers] == [row[2] for row in ROWS]
    assert survey.responses["Warum?"][3] == "Grund 3: lang gewartet, „schön“ 日本"
    visits = [str(value)[:10] for value in survey.responses["Besuch"]]
    assert visits == [row[4].date().isoformat() for row in ROWS]


def test_a_second_reader_of_xlsb_sees_the_same_cells(tmp_path):
    pyxlsb = pytest.importorskip("pyxlsb")
    path = write_xlsb(tmp_path / "a.xlsb")
    with pyxlsb.open_workbook(str(path)) as book, book.get_sheet("Antworten") as sheet:
        sheet.dimension = sheet.dimension._replace(h=len(ROWS) + 1, w=len(NAMES))  # the writer says A1 of every sheet
        cells = [[cell.v for cell in row] for row in sheet.rows()]
    survey = cx.read_survey(path, audience="Customers")
    at = cells[0].index("Anteil")
    assert survey.responses["Anteil"].tolist() == pytest.approx([row[at] for row in cells[1:]])
    at = cells[0].index("Filiale")
    assert survey.responses["Filiale"].tolist() == [row[at] for row in cells[1:]]


@pytest.mark.parametrize("kind", WAYS)
def test_a_damaged_one_is_refused_by_name(tmp_path, kind):
    path = WAYS[kind](tmp_path / f"a.{kind}")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(SurveyFileError, match=rf"a\.{kind}"):
        cx.read_survey(path, audience="Customers")


@pytest.mark.parametrize("kind", WAYS)
def test_an_unknown_sheet_names_those_that_are_there(tmp_path, kind):
    with pytest.raises(cx.CXResearchError, match="Antworten"):
        cx.read_survey(WAYS[kind](tmp_path / f"a.{kind}"), sheet="Antwort", audience="Customers")
