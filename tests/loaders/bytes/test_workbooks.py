"""Workbooks: titles, merged cells, totals, sheets, errors, formulas, and files that want to be larger than they are."""

import datetime as dt
import tracemalloc
import zipfile

import pytest

from cxresearch.errors import OptionError, SurveyFileError
from tests.loaders.made_files import HEADER, ROWS, good, put, read, repacked, workbook

SHEET = "xl/worksheets/sheet1.xml"


def test_a_plain_workbook_equals_the_same_text_file(tmp_path):
    survey, told = read(workbook(tmp_path, "good.xlsx", [HEADER, *ROWS]))
    same, _ = read(put(tmp_path, "good.csv", good()))
    assert told == [] and survey.n_rows == 60
    assert survey.numbers().equals(same.numbers()) and survey.codebook.equals(same.codebook)


def test_titles_above_and_totals_below(tmp_path):
    rows = [["Hotel survey"], ["exported 2025-01-02"], [], HEADER, *ROWS, ["Total", None, None, 5.0, 3.0, None, None]]
    survey, told = read(workbook(tmp_path, "hotel.xlsx", rows))
    assert dict(survey.intake) == {"rows in": 61, "kept": 60, "excluded: total row": 1}
    assert len(told) == 1 and "row 65" in told[0]


def test_merged_headers_become_stem_and_row(tmp_path):
    rows = [["Survey of guests"], ["id", "Please rate us", None, None, "Why?"], [None, "Speed", "Staff", "Price", None]]
    rows += [[i, 1 + i % 5, 1 + i % 4, 5 - i % 5, f"reason number {i}"] for i in range(30)]
    path = workbook(tmp_path, "merged.xlsx", rows, merged=["A1:E1", "B2:D2", "A2:A3", "E2:E3"])
    survey, told = read(path, scales={"Please rate us": (1, 5)})
    assert told == [] and survey.n_rows == 30
    assert survey.codebook.id.tolist() == [
        "Please rate us - Speed",
        "Please rate us - Staff",
        "Please rate us - Price",
        "Why?",
    ]
    assert survey.codebook.topic.tolist()[:3] == ["Speed", "Staff", "Price"]


def test_sheets_hidden_chosen_and_alike(tmp_path):
    path = workbook(
        tmp_path,
        "a.xlsx",
        {
            "Read me": [["Welcome"], ["to the data"]],
            "Answers": [HEADER, *ROWS],
            "old": ([HEADER, *ROWS, *ROWS], "hidden"),
        },
    )
    survey, told = read(path)
    assert survey.n_rows == 60 and told == [] and any("hidden" in note for note in survey.notes)
    assert read(path, sheet="old")[0].n_rows == 120
    with pytest.raises(OptionError, match="Answers"):
        read(path, sheet="Answer")
    survey, told = read(workbook(tmp_path, "b.xlsx", {"2024": [HEADER, *ROWS], "2025": [HEADER, *ROWS[:30]]}))
    assert survey.n_rows == 60 and "'2025'" in told[0] and "sheet=" in told[0]


def test_error_cells_and_formulas_without_a_value_are_counted(tmp_path):
    rows = [list(row) for row in ROWS]
    rows[3][3], rows[4][4] = "#N/A", "#REF!"
    survey, told = read(workbook(tmp_path, "errors.xlsx", [HEADER, *rows]))
    assert len(told) == 1 and "2 cells" in told[0] and "#N/A 1" in told[0] and "row 5" in told[0]
    assert survey.account(["nps"]).loc[0, ["kept", "excluded", "missing"]].tolist() == [59, 0, 1]
    rows[3][3] = "=1+1"
    survey, told = read(workbook(tmp_path, "formulas.xlsx", [HEADER, *rows]))
    assert any("formula" in text and "D5" in text for text in told)


def test_dates_that_excel_made_of_ranges_are_listed(tmp_path):
    answers = ["1-3", dt.datetime(2025, 5, 4), "6-10", "more than 10"]
    rows = [
        ["id", "Years with us", "Rate us"],
        *[[i, answers[i % 4], dt.datetime(2025, 5, 4) if i == 7 else 1 + i % 5] for i in range(40)],
    ]
    survey, told = read(workbook(tmp_path, "dates.xlsx", rows), scales={"Rate us": (1, 5)})
    assert any("Years with us: 10 answers are dates" in text for text in told)
    assert any("Rate us: 1" in text and "date" in text for text in told)
    assert survey.account(["Rate us"]).loc[0, ["kept", "excluded", "missing"]].tolist() == [39, 1, 0]


def test_numbers_beyond_fifteen_digits_are_warned_about(tmp_path):
    rows = [["respondent_id", "nps"], *[[1234567890123456 + i, i % 11] for i in range(20)]]
    survey, told = read(workbook(tmp_path, "ids.xlsx", rows))
    assert len(told) == 1 and "15 digits" in told[0]
    assert survey.responses["respondent_id"][0] == "1234567890123456"


def test_a_stray_cell_at_the_far_corner_is_no_response(tmp_path):
    path = workbook(tmp_path, "stray.xlsx", [HEADER, *ROWS], change=lambda book: book.active.cell(1048576, 16384, "x"))
    survey, told = read(path)
    assert survey.n_rows == 60 and len(survey.columns) == 7
    assert len(told) == 1 and "row 1048576" in told[0]


def test_a_bomb_is_refused_in_little_memory(tmp_path):
    path = repacked(
        workbook(tmp_path, "bomb.xlsx", [HEADER, *ROWS]),
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + b" " * 60_000_000),
    )
    tracemalloc.start()
    with pytest.raises(SurveyFileError, match="unpacks"):
        read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size < 200_000 and peak < 20_000_000


def test_entities_are_not_expanded(tmp_path):
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    path = repacked(workbook(tmp_path, "entities.xlsx", [HEADER, *ROWS]), SHEET, lambda xml: doctype + xml)
    with pytest.raises(SurveyFileError, match="entities"):
        read(path)


def test_an_archive_is_not_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "slip.xlsx", "w") as archive:
        archive.writestr("../slipped.txt", "x")
        archive.writestr("xl/workbook.xml", "<a/>")
    with pytest.raises(SurveyFileError):
        read(tmp_path / "slip.xlsx")
    assert not (tmp_path.parent / "slipped.txt").exists()
    with zipfile.ZipFile(tmp_path / "inside.xlsx", "w") as archive:
        archive.writestr("survey.csv", good())
    with pytest.raises(SurveyFileError, match=r"not an Excel workbook.*survey\.csv"):
        read(tmp_path / "inside.xlsx")


def test_a_truncated_and_an_empty_workbook(tmp_path):
    whole = workbook(tmp_path, "whole.xlsx", [HEADER, *ROWS]).read_bytes()
    with pytest.raises(SurveyFileError, match="corrupt workbook"):
        read(put(tmp_path, "half.xlsx", whole[: len(whole) // 2]))
    with pytest.raises(SurveyFileError, match="empty"):
        read(workbook(tmp_path, "empty.xlsx", []))


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("start", "cause"), [(OLD + bytes(600), "xls"), (OLD + "EncryptedPackage".encode("utf-16-le"), "password")]
)
def test_old_and_protected_workbooks_say_what_to_do(tmp_path, start, cause):
    with pytest.raises(SurveyFileError, match=cause):
        read(put(tmp_path, "old.xls", start))
