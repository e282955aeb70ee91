"""Text files: what people's desks make of a table, and what a reader must say about it."""

import warnings

import pandas as pd
import pytest

from cxresearch.errors import SurveyFileError
from cxresearch.loaders.bytes.encodings import decode
from cxresearch.survey.survey import Survey
from tests.loaders.made_files import HEADER, ROWS, as_csv, good, put, read

UMLAUTS = good().replace("ok then", "schön größer")


def test_a_clean_file_loads_in_silence(tmp_path):
    survey, told = read(put(tmp_path, "good.csv", good()))
    assert told == []
    assert (survey.n_rows, len(survey.columns)) == (60, 7)
    assert survey.answer_counts("audience") == {"Leadership": 20, "Staff": 20, "Customers": 20}
    assert dict(survey.roles) == {
        "respondent": "respondent_id",
        "audience": "audience",
        "unit": "unit",
        "weight": "weight",
    }
    assert dict(survey.intake) == {"rows in": 60, "kept": 60}
    assert survey.codebook.set_index("id").kind.to_dict() == {"nps": "nps", "csat": "rating", "comment": "verbatim"}
    assert survey.numbers(["nps"])["nps"].tolist() == [row[3] for row in ROWS]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings_of_the_west_are_found(tmp_path, encoding):
    survey, told = read(put(tmp_path, "survey.csv", UMLAUTS, encoding))
    assert told == []
    assert survey.columns == HEADER
    assert set(survey.answer_counts("comment")) == {"schön größer"}


@pytest.mark.parametrize(("encoding", "text"), [("shift-jis", "とても良い店"), ("mac-roman", "schön größer")])
def test_an_encoding_that_cannot_be_known_is_said(tmp_path, encoding, text):
    path = put(tmp_path, "survey.csv", good().replace("ok then", text), encoding)
    survey, told = read(path)
    assert survey.n_rows == 60
    assert len(told) == 1 and "line" in told[0].lower() and "encoding=" in told[0]
    survey, told = read(path, encoding=encoding)
    assert told == [] and set(survey.answer_counts("comment")) == {text}


def test_a_stray_byte_is_named_by_its_line(tmp_path):
    lines = good().encode().split(b"\r\n")
    lines[3] = lines[3].replace(b"ok then", b"\xff\xfeok").replace(b",,", b",\xff\xfeok,")
    survey, told = read(put(tmp_path, "survey.csv", b"\r\n".join(lines)))
    assert survey.n_rows == 60
    assert "0xff" in told[0] and "line 4" in told[0]


def test_two_encodings_in_one_file_are_told_apart_by_line(tmp_path):
    lines = good().encode().split(b"\r\n")
    lines[1], lines[3] = (
        lines[1].replace(b"ok then", "café".encode("cp1252")),
        lines[3].replace(b"ok then", "naïve".encode()),
    )
    survey, told = read(put(tmp_path, "survey.csv", b"\r\n".join(lines)))
    assert "Lines: 2" in told[0]
    assert {"café", "naïve"} <= set(survey.answer_counts("comment"))


def test_nul_bytes_are_taken_out_and_nothing_is_cut(tmp_path):
    survey, told = read(put(tmp_path, "survey.csv", good().replace("R001,Staff", "R001,St\0aff").encode()))
    assert "NUL" in told[0] and "line 3" in told[0]
    assert survey.n_rows == 60 and survey.answer_counts("audience")["Staff"] == 20


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_separators_are_found(tmp_path, separator):
    survey, told = read(put(tmp_path, "survey.csv", good(separator)))
    assert told == [] and survey.columns == HEADER


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_line_ends_are_found(tmp_path, end):
    survey, told = read(put(tmp_path, "survey.csv", good(end=end)))
    assert told == [] and survey.n_rows == 60


def test_decimal_commas_become_numbers(tmp_path):
    text = as_csv([HEADER, *[[*row[:-1], f"{row[-1]:.2f}".replace(".", ",")] for row in ROWS]], ";")
    survey, told = read(put(tmp_path, "survey.csv", text))
    assert told == []
    assert pd.api.types.is_numeric_dtype(survey.responses["weight"])
    assert survey.responses["weight"].tolist() == [round(row[-1], 2) for row in ROWS]


def test_thousands_are_no_decimals(tmp_path):
    english = as_csv([["id", "revenue"], *[[i, f"{i},{i:03d}"] for i in range(1, 20)]])
    german = as_csv([["id", "revenue"], *[[i, f"{i}.{i:03d},50"] for i in range(1, 20)]], ";")
    assert read(put(tmp_path, "e.csv", english))[0].responses["revenue"].tolist() == [1001.0 * i for i in range(1, 20)]
    assert read(put(tmp_path, "g.csv", german))[0].responses["revenue"].tolist() == [
        1001.0 * i + 0.5 for i in range(1, 20)
    ]


def test_ids_keep_leading_zeros_and_the_sixteenth_digit(tmp_path):
    rows = [["respondent_id", "zip", "nps"], *[[1234567890123456 + i, f"0{1067 + i}", i % 11] for i in range(20)]]
    survey, told = read(put(tmp_path, "survey.csv", as_csv(rows)))
    assert told == []
    assert survey.responses["respondent_id"].tolist() == [str(row[0]) for row in rows[1:]]
    assert survey.responses["zip"].tolist() == [row[1] for row in rows[1:]]


def test_excels_separator_hint_is_no_row(tmp_path):
    survey, told = read(put(tmp_path, "survey.csv", "sep=;\r\n" + good(";")))
    assert told == [] and survey.columns == HEADER and survey.n_rows == 60


@pytest.mark.parametrize(
    "above", ["Hotel survey\nExported: 2025-01-02\n\n", "Report,Hotel,,,,,\nExported,2025-01-02,,,,,\n,,,,,,\n"]
)
def test_lines_above_the_header_are_passed_over_and_noted(tmp_path, above):
    survey, told = read(put(tmp_path, "survey.csv", above + good()))
    assert told == [] and survey.n_rows == 60
    assert any("above the table" in note and "Hotel" in note for note in survey.notes)


@pytest.mark.parametrize(
    ("last", "reason"), [("Total,,,5.1,3,,\n", "total row"), ("\nSource: panel of 2025\n", "footnote")]
)
def test_lines_below_the_answers_are_counted_apart(tmp_path, last, reason):
    survey, told = read(put(tmp_path, "survey.csv", good() + last))
    assert survey.n_rows == 60
    assert dict(survey.intake) == {"rows in": 61, "kept": 60, f"excluded: {reason}": 1}
    assert len(told) == 1 and reason in told[0]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "empty"), (b"\n\r\n\n", "no header"), (",".join(HEADER).encode(), "0 responses"), (bytes(3000), "NUL"),
        (b"%PDF-1.7 ...", "PDF"), (b"<html><table><tr><td>nps</td></tr></table></html>", "HTML"),
        (b'{"nps": 9, "unit": "North"}', "no array of records"),
        (b"\x1f\x8b\x08rest", "damaged archive"), (b"\x89PNG\r\n\x1a\n", "picture"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        (bytes(range(1, 256)) * 20, "binary"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_its_cause(tmp_path, content, cause):
    with pytest.raises(SurveyFileError, match=cause) as problem:
        read(put(tmp_path, "survey.csv", content))
    assert "survey.csv" in str(problem.value)


def test_a_missing_file_and_a_folder_are_errors(tmp_path):
    put(tmp_path, "survey.csv", good())
    with pytest.raises(SurveyFileError, match="survey.csv"):
        read(tmp_path / "surveys.csv")
    put(tmp_path, "notes.txt", "of the client")
    with pytest.raises(SurveyFileError, match="open_survey"):
        read(tmp_path)


def test_rows_of_other_lengths_keep_their_columns_and_are_named(tmp_path):
    lines = good().split("\r\n")
    lines[5] += ",extra,cells"
    lines[9] = "R008,Customers"
    lines[20] += ",,"
    survey, told = read(put(tmp_path, "survey.csv", "\r\n".join(lines)))
    text = " ".join(told)
    assert survey.n_rows == 60 and survey.columns == HEADER
    assert "line 6 ('extra', 'cells')" in text and "line 10 (2 cells)" in text and "line 21" in text
    assert survey.responses["respondent_id"].tolist() == [row[0] for row in ROWS]


def test_a_trailing_comma_in_every_row_shifts_nothing(tmp_path):
    lines = good().rstrip("\r\n").split("\r\n")
    survey, told = read(put(tmp_path, "survey.csv", "\r\n".join([lines[0], *[line + "," for line in lines[1:]]])))
    assert survey.responses["respondent_id"].tolist() == [row[0] for row in ROWS]
    assert survey.columns == HEADER and len(told) == 1 and "60 rows" in told[0]


def test_row_numbers_of_r_do_not_shift_the_columns(tmp_path):
    lines = good().rstrip("\r\n").split("\r\n")
    numbered = [lines[0], *[f"{at},{line}" for at, line in enumerate(lines[1:], 1)]]
    survey, told = read(put(tmp_path, "survey.csv", "\r\n".join(numbered)))
    assert survey.responses["respondent_id"].tolist() == [row[0] for row in ROWS]
    assert len(told) == 1 and "row numbers" in told[0]


def test_repeated_and_blank_names_are_kept_apart(tmp_path):
    survey, told = read(put(tmp_path, "survey.csv", good().replace("unit,nps,csat", ",nps,nps")))
    assert survey.columns == ["respondent_id", "audience", "column_3", "nps", "nps_2", "comment", "weight"]
    assert any("nps_2" in text for text in told) and any("column_3" in text for text in told)


def test_an_open_quotation_mark_is_never_silent(tmp_path):
    swallowing = good().replace(",ok then,", ',"ok then,', 1).replace(",ok then,", ',ok" then,', 1)
    survey, told = read(put(tmp_path, "survey.csv", swallowing))
    assert any("quotation mark" in text and "line 2" in text for text in told)
    with pytest.raises(SurveyFileError, match="never closed"):
        read(
            put(
                tmp_path,
                "open.csv",
                "id,comment\n" + "\n".join(f'{i},"said, {i}"' for i in range(9)) + '\n10,"never, closed\n11,a,b\n',
            )
        )


def test_pickles_are_not_opened(tmp_path):
    import os
    import pickle

    class Harmful:
        def __reduce__(self):
            return os.system, (f"touch {tmp_path / 'ran'}",)

    for protocol in range(6):
        for name in ("survey.csv", "survey.xlsx", "survey.parquet", "survey.sav"):
            with pytest.raises(SurveyFileError):
                read(put(tmp_path, name, pickle.dumps([Harmful()], protocol=protocol)))
    assert not (tmp_path / "ran").exists()


def test_a_comment_of_a_million_letters(tmp_path):
    rows = [
        ["id", "nps", "comment"],
        [1, 9, "very good " * 100_000],
        *[[i, i % 11, f"fine {i}\nand more"] for i in range(2, 40)],
    ]
    survey, told = read(put(tmp_path, "survey.csv", as_csv(rows)))
    assert told == [] and survey.n_rows == 39
    assert len(survey.responses["comment"][0]) == 1_000_000


def test_two_thousand_columns(tmp_path):
    header = [f"Q{i}" for i in range(2000)]
    rows = [header, *[[1 + (i + j) % 5 for i in range(2000)] for j in range(12)]]
    survey, _ = read(put(tmp_path, "survey.csv", as_csv(rows)), scales=dict.fromkeys(header, (1, 5)))
    assert len(survey.codebook) == 2000 and survey.n_rows == 12


def test_text_under_the_name_of_a_workbook_is_read_and_said(tmp_path):
    survey, told = read(put(tmp_path, "survey.xlsx", good()))
    assert survey.n_rows == 60 and len(told) == 1 and "plain text" in told[0]


def test_a_control_character_behind_a_number_is_no_crash(tmp_path):
    survey, _ = read(put(tmp_path, "survey.csv", good().replace(",0.5\r\n", ",0.5\x1d\r\n")))
    assert survey.responses["weight"][0] == 0.5


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Wyjaśnienie diagnozy;Delikatność wobec zwierząt;źle", "cp1250"),
        ("příjemný personál;čekání;služby", "cp1250"),
        ("szörnyű;Ügyfélszolgálat;őszintén", "cp1250"),
        ("foarte rău;aşteptare;întârziere", "cp1250"),
        ("Müşteri;çok kötü;ışık;değil", "cp1254"),
        ("labai blogai;žmonės;ačiū;kokybė", "cp1257"),
        ("очень плохо;Качество обслуживания", "cp1251"),
        ("πολύ κακή;Ποιότητα εξυπηρέτησης", "cp1253"),
        ("Größe;schön;Übung;Straße", "cp1252"),
        ("très;œuvre;garçon;à côté", "cp1252"),
        ("¿Qué tal?;mañana;¡ojalá!", "cp1252"),
        ("não;informação;ótimo", "cp1252"),
        ("Þjónusta;góð;mjög slæm", "cp1252"),
        ("på;æble;søster", "cp1252"),
        ("GRÖSSE;MÜLLER;ÜBUNG", "cp1252"),
    ],
)
def test_the_code_page_of_a_region_is_known_by_its_letters(text, page):
    got, found, *_ = decode(f"{text}\n1;2;3\n".encode(page), "old.csv")
    assert (got.splitlines()[0], found) == (text, page)


def test_rows_that_are_counted_are_no_rating():
    board = pd.DataFrame({"Lp.": range(1, 9), "Q": [3, 4, 4, 5, 2, 3, 4, 1]})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kinds = Survey.from_frame(board, audience="Staff").codebook.set_index("id").kind
    assert kinds.to_dict() == {"Lp.": "number", "Q": "rating"}
