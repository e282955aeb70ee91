"""Lines above names, names in two rows, doubled names, and tables pasted beside the answers."""

import openpyxl
import pytest

import cxresearch as cx

MONKEY = [
    "Respondent ID,Collector ID,Start Date,Which channels do you use?,,How satisfied are you?",
    ",,,Phone,Web,Response",
    *(
        f"{10**10 + i},7,2024-01-01 10:00:00,{'Phone' if i % 2 else ''},{'' if i % 2 else 'Web'},{i % 5 + 1}"
        for i in range(20)
    ),
]
QUALTRICS = [
    "StartDate,ResponseId,Q1,Q2_TEXT",
    "Start Date,Response ID,How satisfied?,Why?",
    '"{""ImportId"":""startDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}"',
    *(f"2024-01-01,R_{i:04}abcdef,{i % 5 + 1},because {i}" for i in range(20)),
]
FORMS = ["Timestamp,Wie zufrieden?", *(f"2024/01/{i + 1:02} 10:00:00 AM GMT+1,{i % 5 + 1}" for i in range(20))]
ABOVE = [["Customer study 2024"], ["Umfrage;Filialen", "exported 2024-05-01"], ["A", "", "B,,"], [",,,c1,c2,c3"]]


@pytest.mark.parametrize("above", ABOVE, ids=lambda lines: lines[0])
@pytest.mark.parametrize(
    ("lines", "platform"), [(MONKEY, "SurveyMonkey"), (QUALTRICS, "Qualtrics"), (FORMS, "Google Forms")]
)
def test_lines_above_a_platform_are_passed_over(tmp_path, lines, platform, above):
    (tmp_path / "a.csv").write_text("\n".join([*above, *lines]), encoding="utf-8")
    (tmp_path / "plain.csv").write_text("\n".join(lines), encoding="utf-8")
    survey, plain = (cx.read_survey(tmp_path / name, audience="Customers") for name in ("a.csv", "plain.csv"))
    assert survey.platform == plain.platform == platform and survey.n_rows == plain.n_rows == 20
    assert survey.codebook.id.tolist() == plain.codebook.id.tolist()
    assert survey.codebook.kind.tolist() == plain.codebook.kind.tolist()
    assert any("above" in note for note in survey.notes)


@pytest.mark.parametrize("codes_first", [True, False])
def test_codes_and_wordings_in_two_rows(tmp_path, codes_first):
    names = ["Q1,Q2,Q3", "How satisfied are you with us?,How easy was it to order?,Which branch do you use?"]
    rows = [f"{i % 5 + 1},{i % 5 + 1},North" for i in range(20)]
    (tmp_path / "a.csv").write_text("\n".join([*(names if codes_first else names[::-1]), *rows]))
    survey = cx.read_survey(tmp_path / "a.csv", audience="Customers")
    assert survey.n_rows == 20 and survey.codebook.id.tolist() == ["Q1", "Q2", "Q3"]
    assert survey.codebook.text[0] == "How satisfied are you with us?"


def test_declared_rows_of_names(tmp_path):
    (tmp_path / "a.csv").write_text(
        "junk,,\nRate us,,Other\nBilling,Speed,Colour\n" + "\n".join(["1,2,N", "5,4,S"] * 9)
    )
    survey = cx.read_survey(tmp_path / "a.csv", audience="Customers", header=[1, 2])
    assert survey.codebook.id.tolist() == ["Rate us - Billing", "Rate us - Speed", "Other - Colour"]
    one = cx.read_survey(tmp_path / "a.csv", audience="Customers", header=2)
    assert one.codebook.id.tolist() == ["Billing", "Speed", "Colour"] and one.n_rows == 18


def test_a_table_beside_the_answers_is_left_out_and_said(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Close?", "Satisfied", None, "total", "n"])
    for at in range(40):
        sheet.append(["Yes", at % 5 + 1, *([None, "x", 40] if at < 2 else [])])
    book.save(tmp_path / "a.xlsx")
    survey = cx.read_survey(tmp_path / "a.xlsx", audience="Customers")
    assert survey.codebook.id.tolist() == ["Close?", "Satisfied"] and survey.n_rows == 40
    assert any("second table" in note and "beside" in note for note in survey.notes)


def test_entities_in_names_and_cells(tmp_path):
    text = '"Wie <b>zufrieden</b>&nbsp;sind Sie?",Warum&#63;\n'
    text += "\n".join(f'{i % 5 + 1},"<p>schlecht &amp; langsam {i}</p>"' for i in range(20))
    (tmp_path / "a.csv").write_text(text)
    survey = cx.read_survey(tmp_path / "a.csv", audience="Customers")
    assert survey.codebook.text.tolist() == ["Wie zufrieden sind Sie?", "Warum?"]
    assert survey.responses.iloc[3, 1].strip() == "schlecht & langsam 3"
    assert any("mark-up" in note for note in survey.notes)
