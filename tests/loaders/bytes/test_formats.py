"""The same thirty answers in every format; what is none is refused by its first bytes; no file ends the process."""

import gzip
import json
import os
import sqlite3
import zipfile

import duckdb
import openpyxl
import pandas as pd
import pyreadstat
import pytest

import cxresearch as cx
from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.loaders.bytes import workbooks

FRAME = pd.DataFrame(
    {
        "branch": ["North", "South", "West"] * 10,
        "sat": [i % 5 + 1 for i in range(30)],
        "why": [f"reason {i}" for i in range(30)],
    }
)


def csv():
    return FRAME.to_csv(index=False)


def packed(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("export/answers.csv", csv())
        archive.writestr("__MACOSX/._answers.csv", "x")
        archive.writestr("README.md", "x")


def database(path):
    FRAME.to_parquet(path.with_suffix(".pq"))
    with duckdb.connect(str(path)) as base:
        base.execute(f"CREATE TABLE answers AS SELECT * FROM read_parquet('{path.with_suffix('.pq')}')")


def lite(path):
    base = sqlite3.connect(path)
    FRAME.to_sql("answers", base, index=False)
    base.close()


WRITERS = {
    "a.csv.gz": lambda path: path.write_bytes(gzip.compress(csv().encode())),
    "a.zip": packed,
    "a.json": lambda path: FRAME.to_json(path, orient="records"),
    "a.jsonl": lambda path: FRAME.to_json(path, orient="records", lines=True),
    "b.json": lambda path: path.write_text(json.dumps({"made": 1, "responses": FRAME.to_dict("records")})),
    "a.dta": lambda path: pyreadstat.write_dta(FRAME, str(path)),
    "a.por": lambda path: pyreadstat.write_por(FRAME, str(path)),
    "a.xpt": lambda path: pyreadstat.write_xport(FRAME, str(path)),
    "a.sav": lambda path: pyreadstat.write_sav(FRAME, str(path)),
    "a.xlsx": lambda path: FRAME.to_excel(path, index=False),
    "a.ods": lambda path: FRAME.to_excel(path, index=False, engine="odf"),
    "a.duckdb": database,
    "a.sqlite": lite,
    "a.parquet": lambda path: FRAME.to_parquet(path),
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_answers(tmp_path, name):
    if name.endswith("ods"):
        pytest.importorskip("odf")
    WRITERS[name](tmp_path / name)
    survey = cx.read_survey(tmp_path / name, audience="Customers", scales={"SAT" if name == "a.por" else "sat": (1, 5)})
    frame = survey.responses.rename(columns=str.lower)
    assert survey.n_rows == 30 and frame["sat"].astype(int).tolist() == FRAME.sat.tolist()
    assert frame["branch"].tolist() == FRAME.branch.tolist() and frame["why"].tolist() == FRAME.why.tolist()
    assert survey.roles["unit"].lower() == "branch"


def test_stata_labels_and_letters_for_missing(tmp_path):
    frame = pd.DataFrame({"q": [1.0, 2.0, 3.0] * 10})
    labels = {"q": {1: "Dissatisfied", 2: "Neither satisfied nor dissatisfied", 3: "Satisfied"}}
    pyreadstat.write_dta(frame, str(tmp_path / "a.dta"), column_labels={"q": "Service"}, variable_value_labels=labels)
    survey = cx.read_survey(tmp_path / "a.dta", audience="Customers")
    assert survey.platform == "Stata" and survey.codebook.text.tolist() == ["Service"]
    assert survey.codebook.kind.tolist() == ["rating"] and survey.codebook.scale[0].startswith("1-3")


def test_a_folder_or_a_pattern_of_files(tmp_path):
    folder = tmp_path / "waves"
    folder.mkdir()
    for name in ("w1.csv", "w2.csv"):
        (folder / name).write_text(csv())
    for path in (folder, folder / "*.csv"):
        survey = cx.read_survey(path, audience="Customers", scales={"sat": (1, 5)})
        assert survey.n_rows == 60 and survey.answer_counts("source_file") == {"w1.csv": 30, "w2.csv": 30}
        assert survey.name == "waves"
    (folder / "w3.csv").write_text(csv().replace("sat", "satisfied"))
    with pytest.raises(SurveyFileError, match=r"w3\.csv: has other columns.*sat"):
        cx.read_survey(folder)
    (folder / "w4.json").write_text("[]")
    with pytest.raises(SurveyFileError, match="files of 2 kinds"):
        cx.read_survey(folder)
    with pytest.raises(SurveyFileError, match="no file has such a name"):
        cx.read_survey(folder / "x*.csv")


def test_a_query_selects_the_answers(tmp_path):
    lite(tmp_path / "a.db")
    survey = cx.read_survey(
        tmp_path / "a.db", audience="C", query="SELECT * FROM answers WHERE sat > 3", scales={"sat": (1, 5)}
    )
    assert survey.n_rows == 12
    with pytest.raises(OptionError, match="no such column"):
        cx.read_survey(tmp_path / "a.db", query="SELECT nope FROM answers")
    base = sqlite3.connect(tmp_path / "a.db")
    FRAME.to_sql("more", base, index=False)
    base.close()
    with pytest.raises(SurveyFileError, match="2 tables.*answers, more"):
        cx.read_survey(tmp_path / "a.db")


OTHERS = {
    "object.rds": (b"X\n\x00\x00\x00\x02\x00\x04\x01\x01", "R object"),
    "film.mp4": (b"\x00\x00\x00\x18ftypmp42" + bytes(50), "film"),
    "base.mdb": (b"\x00\x01\x00\x00Standard Jet DB\x00" + bytes(99), "Access"),
    "p.png": (b"\x89PNG\r\n\x1a\n" + bytes(60), "picture"),
    "x.tar": (b"a" * 100 + bytes(157) + b"ustar\x0000" + bytes(300), "tar"),
    "w.webp": (b"RIFF\x00\x00\x00\x00WEBP" + bytes(99), "picture"),
    "half.csv.gz": (gzip.compress(csv().encode())[:60], "damaged"),
    "word.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "corrupt"),
    "broken.json": (b'[{"a": 1},', "broken JSON"),
    "scalars.json": (b'{"a": 1, "b": 2}', "no array of records"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_files_are_refused_by_name(tmp_path, name):
    data, what = OTHERS[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SurveyFileError, match=what):
        cx.read_survey(tmp_path / name)


@pytest.mark.parametrize("word", ["MZ", "BM", "RDA", "ORC", "RIFF", "ID3"])
def test_a_first_name_that_is_a_signature_is_a_name(tmp_path, word):
    (tmp_path / "a.csv").write_text(f"{word},b\n" + "1,2\n3,4\n" * 9)
    assert cx.read_survey(tmp_path / "a.csv", audience="C").columns[:2] == [word, "b"]


def test_archives_stay_within_limits_and_folders(tmp_path):
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("../../evil.csv", csv())
    assert cx.read_survey(tmp_path / "evil.zip", audience="C").n_rows == 30
    assert not (tmp_path.parent.parent / "evil.csv").exists()
    with gzip.open(tmp_path / "bomb.csv.gz", "wb") as stream:
        for _ in range(60):
            stream.write(bytes(1024**2))
    with pytest.raises(SurveyFileError, match="unpacks"):
        cx.read_survey(tmp_path / "bomb.csv.gz")
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", csv())
        archive.writestr("b.csv", csv())
    with pytest.raises(SurveyFileError, match="2 tables"):
        cx.read_survey(tmp_path / "two.zip")


def both_ways(path, monkeypatch):
    """The survey by the quick reader and by the slow one."""
    quick = cx.read_survey(path, audience="C")
    with monkeypatch.context() as patch:
        patch.setattr(workbooks, "_MOST_IN_THE_BOX", 0)
        return quick, cx.read_survey(path, audience="C")


def test_the_quick_and_the_slow_reader_of_workbooks_agree(tmp_path, monkeypatch):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["when", "unit", "sat", "share", "sum", "flag", "text"])
    for at in range(40):
        sheet.append(
            [
                pd.Timestamp("2024-01-01") + pd.Timedelta(days=at),
                f"U{at % 3}",
                at % 5 + 1,
                at % 11 / 10,
                at + 0.5,
                at % 2 == 0,
                " a  b\n",
            ]
        )
        sheet.cell(at + 2, 4).number_format = "0%"
    sheet["C5"], sheet["C6"] = "=1+1", "#N/A"
    sheet["C6"].data_type = "e"
    sheet.merge_cells("I1:J1")
    book.save(tmp_path / "a.xlsx")
    quick, slow = both_ways(tmp_path / "a.xlsx", monkeypatch)
    pd.testing.assert_frame_equal(quick.responses, slow.responses)
    pd.testing.assert_frame_equal(quick.codebook, slow.codebook)
    assert quick.notes == slow.notes
    assert any("percent" in note and "share" in note for note in quick.notes)
    assert quick.scale_of("share").span == (0, 100) and quick.responses["share"].max() == 100
    assert any("#N/A 1" in note for note in quick.notes) and any("formula" in note for note in quick.notes)


def test_a_stray_cell_at_the_far_corner_ends_nothing(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["unit", "sat"])
    for at in range(30):
        sheet.append(["N", at % 5 + 1])
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "far.xlsx")
    survey = cx.read_survey(tmp_path / "far.xlsx", audience="C")
    assert survey.n_rows == 30 and any("far from the table" in note for note in survey.notes)


@pytest.mark.skipif(os.name == "nt", reason="limits of memory are set by the system's own calls")
def test_a_child_reads_within_its_memory(tmp_path, monkeypatch):
    pytest.importorskip("odf")
    from cxresearch.loaders.bytes import binary_workbooks

    FRAME.to_excel(tmp_path / "a.ods", index=False, engine="odf")
    greedy = binary_workbooks._CHILD.replace("book = ", "held = bytearray({memory} * 2)\nbook = ")
    monkeypatch.setattr(binary_workbooks, "_CHILD", greedy)
    with pytest.raises(SurveyFileError, match="corrupt workbook, or one that needs more than"):
        cx.read_survey(tmp_path / "a.ods")


def test_a_large_text_shows_how_far_it_is(tmp_path, monkeypatch, capsys):
    from cxresearch.loaders import drafting
    from cxresearch.loaders.bytes import progress

    monkeypatch.setattr(progress, "_LARGE", 100)
    monkeypatch.setattr(drafting, "_BLOCK", 100)
    (tmp_path / "a.csv").write_text(csv())
    assert cx.read_survey(tmp_path / "a.csv", audience="C").n_rows == 30
    assert "Reading a.csv" in capsys.readouterr().err
    long = pd.concat([FRAME.assign(why=f"{'because ' * 9}{at}") for at in range(500)])
    long.to_csv(tmp_path / "b.csv", index=False)
    cx.language("de")
    assert cx.read_survey(tmp_path / "b.csv", audience="C").n_rows == 15_000
    shown = capsys.readouterr().err
    assert "b.csv wird gelesen" in shown and "b.csv: wird in Spalten geschnitten" in shown and "100%" in shown
