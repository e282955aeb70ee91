"""Several answers: a column a box, or several options in a cell, in files and frames, in any language."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import QuestionError
from cxresearch.survey.columns.boxes import is_order_of_all, options_in

ON = np.arange(100) % 2 == 0, np.arange(100) % 5 == 0


def table(tmp_path, frame, **options):
    path = tmp_path / "answers.csv"
    frame.to_csv(path, index=False)
    return cx.read_survey(path, audience="Customers", **options)


MARKS = [
    ("x", ""), ("1", ""), ("1", "0"), ("TRUE", "FALSE"), ("ja", ""), ("ausgewählt", "nicht ausgewählt"), ("✓", ""),
    ("coché", "non coché"), ("Selected", "Not selected"),
]  # fmt: skip
NAMES = ["Channel: {}", "Which do you use? {}", "Which do you use? [{}]", "uses_{}", "Nutzung - {}", "Gründe ({})"]


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize(("on", "off"), MARKS)
def test_boxes_of_any_kind_are_one_question(tmp_path, names, on, off):
    options = ["App", "Web"]
    frame = pd.DataFrame({names.format(o): np.where(t, on, off) for o, t in zip(options, ON, strict=True)})
    frame["place"] = ["North", "South"] * 50
    survey = table(tmp_path, frame)
    assert survey.codebook.kind.tolist() == ["multi", "multi", "choice"]
    base = "all" if off == "" else "asked"
    found = cx.crosstab(survey, survey.codebook.id[0], "place", base=base).table
    assert found[found.banner == ""].estimate.round(6).tolist() == [50.0, 20.0]


def test_the_cell_is_the_option(tmp_path):
    frame = pd.DataFrame({"Stops you? Time": ["Lack of time", ""] * 20, "Stops you? Cost": ["", "Cost"] * 20})
    survey = table(tmp_path, frame.assign(country=["UK", "FR"] * 20))
    found = cx.crosstab(survey, survey.codebook.id[0], "country").table
    assert found[found.banner == ""].answer.tolist() == ["Lack of time", "Cost"]


def test_what_is_no_box_stays_an_answer(tmp_path):
    frame = pd.DataFrame({"Own: Car": ["Yes", "No"] * 20, "Own: Bike": ["No", "Yes"] * 20, "Item: a": [1] * 40})
    survey = table(tmp_path, frame.assign(**{"Item: b": [1] * 40}))
    assert "multi" not in survey.codebook.kind.tolist()


@pytest.mark.parametrize("engine", ["pandas", "polars", "pyarrow", "duckdb"])
def test_a_frame_has_boxes_as_a_file(engine):
    frame = pd.DataFrame({"Used [Phone]": [0, 1] * 60, "Used [Web]": [1, 1, 1, 0] * 30, "g": ["a", "b", "c"] * 40})
    if engine == "polars":
        frame = pytest.importorskip("polars").from_pandas(frame)
    elif engine == "pyarrow":
        import pyarrow as pa

        frame = pa.Table.from_pandas(frame)
    elif engine == "duckdb":
        import duckdb

        frame = duckdb.from_df(frame)
    found = cx.crosstab(cx.Survey.from_frame(frame, audience="Customers"), "Used", "g").table
    assert set(found[found.banner == ""].estimate.round(6)) == {50.0, 75.0}


SINGLE = [
    {"Yes, fully": 50, "Yes, partly": 200, "No": 20, "Not sure": 10},
    {"Ja, vollständig": 40, "Ja, teilweise": 50, "Nein": 20},
    {"Yes, quickly": 40, "Yes, slowly": 30, "No, quickly": 10, "No, slowly": 20},
    {"Manager, sales": 9, "Manager, IT": 8, "Engineer, IT": 8, "Assistant": 9},
    {"No, not at all": 20, "No": 10, "Yes": 30, "Yes, somewhat": 20},
    {"Sí, siempre": 9, "Sí, a veces": 9, "No, nunca": 5},
]
SEVERAL = [
    ({"A, B": 10, "A": 20, "B": 5, "A, C": 7, "B, C": 6, "C": 3}, ["A", "B", "C"]),
    ({"A, B": 6, "B, C": 6, "A, C": 6, "C, D": 6, "A, D": 6, "B, D": 6}, ["A", "B", "C", "D"]),
    ({"Phone, mobile, Web": 10, "Web": 20, "Phone, mobile": 5, "Chat": 7, "Phone, mobile, Chat": 6},
     ["Phone, mobile", "Web", "Chat"]),
]  # fmt: skip


@pytest.mark.parametrize("answers", SINGLE, ids=lambda answers: next(iter(answers)))
def test_a_comma_inside_an_option_makes_no_several_answers(answers):
    assert options_in(answers, ", ") is None


@pytest.mark.parametrize(("answers", "options"), SEVERAL)
def test_parts_that_recombine_are_options(answers, options):
    assert sorted(options_in(answers, ", ")) == sorted(options)


def test_what_is_declared_wins_over_commas(tmp_path):
    path = tmp_path / "forms.csv"
    cells = ["Yes, fully", "Yes, partly", "No", "Yes, partly"] * 20
    path.write_text("Timestamp,Told?\n" + "\n".join(f'2024/01/02 10:00:00 AM GMT+1,"{cell}"' for cell in cells))
    scales = {"Told?": ["No", "Yes, partly", "Yes, fully"]}
    assert cx.read_survey(path, audience="Customers", scales=scales).codebook.kind.tolist() == ["rating"]
    survey = cx.read_survey(path, audience="Customers")
    assert survey.codebook.kind.tolist() == ["choice"]
    assert any("comma" in note and "option" in note for note in survey.notes)
    assert "multi" in cx.read_survey(path, audience="Customers", kinds={"Told?": "multi"}).codebook.kind.tolist()


def test_a_question_declared_several_that_is_none_is_refused(tmp_path):
    with pytest.raises(QuestionError, match="several answers"):
        table(tmp_path, pd.DataFrame({"q": ["a", "b"] * 9, "x": [1, 2] * 9}), kinds={"q": "multi"})


def test_an_order_of_all_options_is_a_ranking():
    assert is_order_of_all({"A;B;C;": 2, "B;A;C;": 1}, ";") == ["A", "B", "C"]
    assert is_order_of_all({"A;B;": 2, "B;A;C;": 1}, ";") is None
