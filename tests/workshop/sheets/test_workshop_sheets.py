"""Sheets that come back: every row stored once or named with its line; and sheets to print."""

import shutil
import subprocess

import pandas as pd
import pytest

from cxresearch.errors import OptionError, SurveyFileError, SurveyWarning
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.sheets import printed
from cxresearch.workshop.sheets.printed import workshop_sheets
from tests import browser

HEAD = "audience,sheet,question,text,good_or_bad\n"


@pytest.fixture
def workshop(tmp_path):
    with Workshop(tmp_path / "room") as workshop:
        yield workshop


def file(tmp_path, text, *, encoding="utf-8", name="sheets.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


# -- coming in -------------------------------------------------------------------------------------


def test_the_recorded_workshop_is_read_whole_and_once(tmp_path, request):
    recording = request.config.rootpath / "data" / "samples" / "harbour-bank" / "workshop.csv"
    raw = pd.read_csv(recording, dtype=str, keep_default_na=False)
    with Workshop.replay(tmp_path / "room") as workshop:
        found = workshop.answers()
        assert workshop.name == "Harbour Bank"
        assert found.audience.tolist() == raw.audience.tolist()
        assert found.group.tolist() == raw.sheet.tolist()
        assert found.question.astype(str).tolist() == raw.question.tolist()
        assert found.text.tolist() == raw.text.tolist()
        assert found.good_or_bad.tolist() == raw.good_or_bad.tolist()
        assert workshop.import_sheets(recording) == 0
        assert workshop.last_import == {"new": 0, "known": 150, "faults": []}
    with Workshop.replay(tmp_path / "room") as workshop, Workshop.replay(tmp_path / "other") as other:
        assert workshop.answers(everything=True).equals(other.answers(everything=True))


def test_faults_are_named_with_their_lines_and_keep_nobody_else_out(workshop, tmp_path):
    path = file(
        tmp_path,
        HEAD
        + "Staff,1,1,Our people,\n"
        + "Staff,1,9,No such question,\n"
        + ",1,1,No audience,\n"
        + "Staff,1,1,,\n"
        + 'Staff,1,2,"A text\nover two\nlines",\n'
        + "Staff,1,2,A comma, unquoted, in the text,\n"
        + "Staff,1,3,BlueTide is quick,splendid\n"
        + "Staff,1,1,Not about competitors,good\n"
        + ",,,,\n"
        + f"Staff,1,1,{'x' * 2001},\n"
        + "Staff,1,3,BlueTide is quick,Good\n",
    )
    with pytest.warns(SurveyWarning, match="sheets.csv: 7 rows could not be stored, 3 could. line 3: No question '9'"):
        assert workshop.import_sheets(path) == 3
    lines = [fault.split(":")[0] for fault in workshop.last_import["faults"]]
    # The text over three lines begins in line 6, so what follows it stands in 9, 10, 11 and 13.
    assert lines == ["line 3", "line 4", "line 5", "line 9", "line 10", "line 11", "line 13"]
    assert "6 cells where the heading has 5" in workshop.last_import["faults"][3]
    assert workshop.answers().text.tolist() == ["Our people", "A text\nover two\nlines", "BlueTide is quick"]
    path.write_text(path.read_text().replace("9,No such question", "4,No such question"))
    with pytest.warns(SurveyWarning, match="6 rows could not be stored, 4 could"):
        assert workshop.import_sheets(path) == 1


def test_what_was_taken_back_does_not_return_with_the_file(workshop, tmp_path):
    path = file(tmp_path, HEAD + "Staff,1,1,Our people,\nStaff,1,1,Our people,\nStaff,2,1,Our people,\n")
    assert workshop.import_sheets(path) == 3
    workshop.withdraw("a1")
    workshop.edit("a2", "Our staff")
    assert workshop.import_sheets(path) == 0
    assert workshop.answers().text.tolist() == ["Our staff", "Our people"]
    # Undo is for those who type; a photographed sheet is not taken apart by it.
    assert workshop.undo("Staff", "2") is None


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Audience;Table;Question;Answer\nStaff;1;1;Größe, Würde – naïf\n", "utf-8-sig"),
        ("AUDIENCE\tGroup\tQ\tComment\nStaff\t1\tQ1\tGröße, Würde – naïf\n", "utf-16"),
        ('audience,sheet,question,text\r\nStaff,1,1,"Größe, Würde – naïf"\r\n', "cp1252"),
        ('note,text,question,sheet,audience\n,"Größe, Würde – naïf",What do we do well?,1,Employees\n', "utf-8"),
    ],
)
def test_separators_encodings_and_headings_as_people_save_them(workshop, tmp_path, text, encoding):
    assert workshop.import_sheets(file(tmp_path, text, encoding=encoding)) == 1
    assert workshop.answers()[["audience", "group", "question", "text"]].values.tolist() == [
        ["Staff", "1", 1, "Größe, Würde – naïf"]
    ]


def test_a_frame_is_as_good_as_a_file(workshop):
    frame = pd.DataFrame(
        {"audience": ["Staff", "Staff", None], "sheet": [1, 2, 3], "question": [1.0, 3.0, 1.0],
         "text": ["a", "b", "c"], "good_or_bad": [None, "bad", None]}
    )  # fmt: skip
    with pytest.warns(SurveyWarning, match="the frame: 1 row could not be stored, 2 could. line 3: audience is empty"):
        assert workshop.import_sheets(frame) == 2
    assert workshop.answers()[["group", "question", "good_or_bad"]].values.tolist() == [["1", 1, ""], ["2", 3, "bad"]]


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: path.write_text("who,what\nStaff,well\n"), "has no column question, text. Found: who, what"),
        (lambda path: path.write_bytes(b"PK\x03\x04zip"), "is no CSV file. Save the sheet as CSV"),
        (lambda path: path.write_text(""), "has no column audience, question, text. Found: none"),
        (lambda path: path.mkdir(), "cannot be read"),
        (lambda path: None, "cannot be read"),
        (lambda path: path.write_text(HEAD + 'Staff,1,1,"' + "x" * 200_000), "line 2: .*Nothing was stored"),
    ],
)
def test_what_is_no_file_of_sheets_is_told(workshop, tmp_path, make, told):
    make(tmp_path / "sheets.csv")
    with pytest.raises(SurveyFileError, match=told):
        workshop.import_sheets(tmp_path / "sheets.csv")
    with pytest.raises(SurveyFileError, match="path of a CSV file or as a pandas frame; got int"):
        workshop.import_sheets(3)
    assert len(workshop.answers()) == 0


# -- going out -------------------------------------------------------------------------------------


def test_a_sheet_a_table_and_audience_with_every_question_and_the_notice(workshop, tmp_path):
    page = workshop_sheets(tmp_path / "sheets.html", workshop, tables={"Staff": ["North", "South"], "Customers": 3},
                           audiences=["Staff", "Customers"]).read_text()  # fmt: skip
    assert page.count('<article class="sheet"') == 5
    assert page.count("What should continue or start?") == 5
    assert page.count("What you write is shown in this room today") == 5
    assert page.count("<b>North</b>") == 1
    assert page.count("<b>3</b>") == 1
    assert page.count("<span>good</span><span>bad</span>") == 5
    assert "http" not in page
    assert workshop.notice_was_shown
    assert workshop.changes()[-1].after["where"] == "printed sheets"


def test_words_on_a_sheet_are_only_words(tmp_path):
    text = '<script>alert(1)</script> & "so"'
    page = workshop_sheets(tmp_path / "s", [text], tables=[text], audiences=[text], name=text).read_text()
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp;") == 5


def test_ratings_get_a_grid_with_a_column_a_seat(tmp_path, workshop):
    workshop.set_topics([f"Touchpoint {at}" for at in range(20)], scale=(0, 100))
    who = ["Leadership", "Staff"]
    page = workshop_sheets(tmp_path / "s.html", workshop, tables=1, audiences=who, seats=6).read_text()
    # Two pages of touchpoints for those who guess, and none for the others.
    assert page.count('<article class="sheet"') == 3 + 1
    assert page.count("<td></td>") == 20 * 6
    assert "from 0 (lowest) to 100 (highest)" in page


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"tables": 0}, "tables= is how many sheets Leadership get, 1 to 60"),
        ({"tables": ["1", "1"]}, "each once"),
        ({"tables": {"Staff": 2}}, "the audiences are Leadership, Staff, Customers"),
        ({"seats": 13}, "seats= is a whole number, 1 to 12"),
        ({"audiences": []}, "at least one audience"),
        ({"audiences": ["Staff", "Staff"]}, "each only once"),
        ({"path": "sheets.docx"}, "written as .html or .pdf"),
        ({"path": ""}, "path is where to write"),
        ({"path": "."}, "is a folder"),
    ],
)
def test_bad_options_for_sheets_are_told(tmp_path, options, told, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OptionError, match=told):
        workshop_sheets(options.pop("path", "sheets.html"), **options)
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_somebody_else_stays(tmp_path):
    (tmp_path / "sheets.html").write_text("my notes")
    with pytest.raises(OptionError, match="holds something else; it stays"):
        workshop_sheets(tmp_path / "sheets.html")
    assert (tmp_path / "sheets.html").read_text() == "my notes"
    workshop_sheets(tmp_path / "other.html")
    workshop_sheets(tmp_path / "other.html", tables=1)


def test_without_a_browser_the_way_out_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(printed.shutil, "which", lambda name: None)
    with pytest.raises(SurveyFileError, match=r"none is found. Write sheets.html instead, open it in any browser"):
        workshop_sheets(tmp_path / "sheets.pdf")
    monkeypatch.setattr(printed.shutil, "which", lambda name: "true")
    with pytest.raises(SurveyFileError, match="could not print the sheets"):
        workshop_sheets(tmp_path / "sheets.pdf")
    assert not (tmp_path / "sheets.pdf").exists()


@pytest.mark.browser
def test_every_sheet_is_one_page_of_a4(tmp_path):
    browser.find_chromium()
    path = workshop_sheets(tmp_path / "sheets.pdf", tables=2)
    raw = path.read_bytes()
    assert raw.startswith(b"%PDF-")
    assert raw.count(b"/Type /Page\n") == 6
    workshop_sheets(path, ["One question?"], tables=1, audiences=["Staff"])
    assert path.read_bytes().count(b"/Type /Page\n") == 1
    if shutil.which("pdftotext"):
        told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
        assert "One question?" in told
