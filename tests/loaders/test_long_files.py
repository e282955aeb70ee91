"""A long file becomes a Survey with a row a respondent; nothing is lost and every fault has its line."""

import re

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import OptionError, SurveyFileError

LONG = """\
audience,respondent,branch,item,score,evidence
Staff,s1,North,open,4,
Staff,s1,North,kind,5,a smile
Staff,s2,South,open,2,
Customers,s1,North,open,1,locked
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "audit.csv"
    path.write_text(LONG, encoding="utf-8")
    return path


def read(source, **options) -> cx.Survey:
    both = {"score": "{question}", "evidence": "{question}_evidence"}
    return cx.read_long(source, **{"question": "item", "answers": both, "scales": {"score": (1, 5)}, **options})


def test_a_row_a_person(file):
    survey = read(file, texts={"open": "The door is open."})
    assert survey.n_rows == 3, "the same number in two audiences is two people"
    assert dict(survey.roles) == {"respondent": "respondent", "audience": "audience", "unit": "branch"}
    assert survey.numbers(["open", "kind"]).fillna(0).to_numpy().tolist() == [[4, 5], [2, 0], [1, 0]]
    book = survey.codebook.set_index("id")
    assert book.loc["open", ["text", "scale", "kind"]].tolist() == ["The door is open.", "1-5", "rating"]
    assert survey.to_pandas()["kind_evidence"].fillna("").tolist() == ["a smile", "", ""]
    assert "4 rows became 3 respondents" in " ".join(survey.notes)


@pytest.mark.parametrize("name", ["audits", "programmes"])
def test_the_sample_is_pandas_pivot(name):
    survey = cx.load_sample(f"harbour-bank-{name}")
    raw = pd.read_csv(cx.sample_folder() / "harbour-bank" / f"{name}.csv")
    column, value = ("item", "score") if name == "audits" else ("programme", "giving")
    wide = raw.pivot(index=["audience", "respondent"], columns=column, values=value)
    own = survey.to_pandas().set_index(["audience", "respondent"])
    tail = "" if name == "audits" else " - giving"
    for question in wide:
        mine = pd.to_numeric(own[f"{question}{tail}"])
        pd.testing.assert_series_equal(mine, wide[question].reindex(own.index), check_names=False, check_dtype=False)
    assert survey.audiences == ["Leadership", "Staff", "Customers"] and survey.n_rows == len(wide)


def test_what_differs_within_a_person_is_told(file):
    survey = read(pd.read_csv(file).assign(page=[1, 2, 1, 1]))
    assert "page" not in survey.columns and "left out, because they differ" in " ".join(survey.notes)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("kind,5", "open,5"), "audit.csv: line 2: s1 answers 'open' more than once; line 3: s1 answers 'open' more"),
        (("s2,South", ",South"), "audit.csv: line 4: no respondent"),
        (("kind,5", ",5"), "audit.csv: line 3: no item"),
        (("item,", "itme,"), "audit.csv lacks the column item. Did you mean 'itme'?"),
    ],
)
def test_faults_have_lines(file, change, says):
    file.write_text(LONG.replace(*change, 1), encoding="utf-8")
    with pytest.raises(SurveyFileError, match=re.escape(says)):
        read(file)


def test_wrong_options_are_refused(file):
    with pytest.raises(OptionError, match="scales= names scor, no column of answers. Did you mean 'score'"):
        read(file, scales={"scor": (1, 5)})
    with pytest.raises(OptionError, match="hold {question}"):
        read(file, answers={"score": "score"})
    with pytest.raises(SurveyFileError, match="No file"):
        read(file.with_name("none.csv"))
