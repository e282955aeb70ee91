"""Dictionaries and second exports give codes their texts."""

import openpyxl
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import SurveyFileError

DATA = pd.DataFrame(
    {
        "record_id": range(20),
        "sat": [1, 2, 3, 4, 5] * 4,
        "used___1": [1, 0] * 10,
        "used___2": [0, 1] * 10,
        "sex": [1, 2] * 10,
    }
)
REDCAP = "\n".join(
    [
        '"Variable / Field Name","Form Name","Section Header","Field Type","Field Label",'
        '"Choices, Calculations, OR Slider Labels"',
        "record_id,f,,text,Record,",
        'sat,f,,radio,"How <b>satisfied</b> are you?","1, Very poor | 2, Poor | 3, Fair | 4, Good | 5, Very good"',
        'used,f,,checkbox,What do you use?,"1, App | 2, Web"',
        'sex,f,,radio,Sex,"1, Female | 2, Male, or other"',
    ]
)


def test_redcap(tmp_path):
    DATA.to_csv(tmp_path / "data.csv", index=False)
    (tmp_path / "dictionary.csv").write_text(REDCAP)
    survey = cx.read_survey(tmp_path / "data.csv", audience="Patients", codebook=tmp_path / "dictionary.csv")
    book = survey.codebook.set_index("id")
    assert book.text["sat"] == "How satisfied are you?" and book.kind["sat"] == "rating"
    assert survey.scale_of("sat").labels[0] == ("Very poor", 1.0)
    assert book.kind[["used___1", "used___2"]].tolist() == ["multi", "multi"]
    assert book.text["used___2"] == "What do you use? [Web]"
    assert survey.answer_counts("sex") == {"Female": 10, "Male, or other": 10}


def test_xlsform_of_kobo(tmp_path):
    book = openpyxl.Workbook()
    survey, choices = book.active, book.create_sheet("choices")
    survey.title = "survey"
    asked = [
        ["type", "name", "label::English"],
        ["begin_group", "g", ""],
        ["select_one agree", "fair", "It is fair"],
        ["select_multiple how", "channel", "Which?"],
        ["text", "why", "Why?"],
    ]
    for row in asked:
        survey.append(row)
    offered = [
        ["list_name", "name", "label::English"],
        *(["agree", at, label] for at, label in enumerate(["Disagree", "Neutral", "Agree"], 1)),
        *(["how", name, f"The {name}"] for name in ("app", "web")),
    ]
    for row in offered:
        choices.append(row)
    book.save(tmp_path / "form.xlsx")
    rows = pd.DataFrame(
        {"g/fair": [1, 2, 3] * 6, "g/channel": ["app web", "app", "web"] * 6, "g/why": ["because of it"] * 18}
    )
    rows.to_csv(tmp_path / "data.csv", index=False)
    found = cx.read_survey(tmp_path / "data.csv", audience="Staff", codebook=tmp_path / "form.xlsx")
    kinds = dict(zip(found.codebook.text, found.codebook.kind, strict=True))
    assert kinds == {
        "It is fair": "rating",
        "Why?": "verbatim",
        "Which? [The app]": "multi",
        "Which? [The web]": "multi",
    }


LSS = """<?xml version="1.0"?><document><questions><rows>
<row><qid>1</qid><parent_qid>0</parent_qid><type>F</type><title>Q1</title>
<question><![CDATA[<p>Rate us</p>]]></question></row>
<row><qid>2</qid><parent_qid>0</parent_qid><type>T</type><title>Q2</title><question>Why?</question></row></rows></questions>
<subquestions><rows><row><qid>3</qid><parent_qid>1</parent_qid><title>SQ001</title><question>Billing</question></row>
</rows></subquestions>
<answers><rows><row><qid>1</qid><code>A1</code><answer>Poor</answer></row>
<row><qid>1</qid><code>A2</code><answer>Fair</answer></row>
<row><qid>1</qid><code>A3</code><answer>Good</answer></row></rows></answers></document>"""


def test_limesurvey_structure(tmp_path):
    names = ["id", "submitdate", "lastpage", "startlanguage", "Q1[SQ001]", "Q2"]
    rows = [[at, "2024-01-01 10:00:00", 3, "en", f"A{at % 3 + 1}", f"because {at}"] for at in range(30)]
    pd.DataFrame(rows, columns=names).to_csv(tmp_path / "data.csv", index=False)
    (tmp_path / "form.lss").write_text(LSS)
    survey = cx.read_survey(tmp_path / "data.csv", audience="C", codebook=tmp_path / "form.lss")
    book = survey.codebook.set_index("id")
    assert book.text["Q1[SQ001]"] == "Rate us [Billing]" and book.kind["Q2"] == "verbatim"
    assert set(survey.answer_counts("Q1[SQ001]")) == {"Poor", "Fair", "Good"}


def test_what_is_no_dictionary_is_refused(tmp_path):
    DATA.to_csv(tmp_path / "data.csv", index=False)
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(SurveyFileError, match="no dictionary that is known"):
        cx.read_survey(tmp_path / "data.csv", codebook=tmp_path / "other.csv")
    (tmp_path / "foreign.csv").write_text(
        REDCAP.replace("sat", "zzz").replace("used", "yyy").replace("sex", "xxx").replace("record_id", "rid")
    )
    with pytest.raises(SurveyFileError, match="none of its"):
        cx.read_survey(tmp_path / "data.csv", codebook=tmp_path / "foreign.csv")


NUMBERS = pd.DataFrame(
    {"id": range(30), "q1": [1, 2, 3, 4, 5] * 6, "where": [1, 2, 3] * 10, "nps": [i % 11 for i in range(30)]}
)
WORDS = NUMBERS.assign(
    q1=NUMBERS.q1.map({1: "Very poor", 2: "Poor", 3: "Fair", 4: "Good", 5: "Very good"}),
    where=NUMBERS["where"].map({1: "Shop", 2: "Web", 3: "Phone"}),
)


@pytest.mark.parametrize("words_first", [True, False])
@pytest.mark.parametrize("shuffled", [True, False])
def test_numbers_and_labels_of_one_survey(tmp_path, words_first, shuffled):
    NUMBERS.to_csv(tmp_path / "numbers.csv", index=False)
    (WORDS.sample(frac=1, random_state=1) if shuffled else WORDS).to_csv(tmp_path / "words.csv", index=False)
    one, other = ("words.csv", "numbers.csv") if words_first else ("numbers.csv", "words.csv")
    survey = cx.read_survey(tmp_path / one, audience="C", labels=tmp_path / other)
    assert survey.scale_of("q1").labels == tuple(
        (w, n) for n, w in enumerate(["Very poor", "Poor", "Fair", "Good", "Very good"], 1)
    )
    assert survey.numbers(["q1"])["q1"].mean() == 3
    assert survey.answer_counts("where") == {"Shop": 10, "Web": 10, "Phone": 10}


def test_exports_of_different_surveys_are_refused(tmp_path):
    NUMBERS.to_csv(tmp_path / "numbers.csv", index=False)
    WORDS.assign(q1=WORDS.q1.sample(frac=1, random_state=3).to_numpy()).to_csv(tmp_path / "words.csv", index=False)
    with pytest.raises(SurveyFileError, match="stands for"):
        cx.read_survey(tmp_path / "numbers.csv", labels=tmp_path / "words.csv")
    WORDS.head(9).drop(columns="id").to_csv(tmp_path / "words.csv", index=False)
    with pytest.raises(SurveyFileError, match="rows"):
        cx.read_survey(tmp_path / "numbers.csv", labels=tmp_path / "words.csv")
