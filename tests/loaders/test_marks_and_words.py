"""Marks under plain names are one question; null is a number where numbers stand beside it; one number is one."""

import pandas as pd
import pytest

import cxresearch as cx

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")
N = 40
PLACES = {"Web": 2, "Phone": 3, "Shop": 5, "Fax": 9}


def marked(mark, names=PLACES):
    made = {"Case": range(N), "Mood": [1 + at % 5 for at in range(N)]}
    made |= {name: [mark if at % PLACES[name] == 0 else None for at in range(N)] for name in names}
    return pd.DataFrame({**made, "Remark": [f"I came for reason {at}" for at in range(N)]})


@pytest.mark.parametrize("way", ["csv", "xlsx", "frame"])
@pytest.mark.parametrize("mark", ["x", "X", "✓", "1", True, "Yes", "ja"])
def test_marks_under_plain_names_are_one_question(tmp_path, mark, way):
    frame, path = marked(mark), tmp_path / f"a.{way}"
    if way == "frame":
        survey = cx.Survey.from_frame(frame, audience="Guests")
    else:
        frame.to_csv(path, index=False) if way == "csv" else frame.to_excel(path, index=False)
        survey = cx.read_survey(path, audience="Guests")
    kinds = survey.codebook.set_index("id").kind
    assert kinds[list(PLACES)].tolist() == ["multi"] * 4 and "unit" not in survey.roles
    seen = [at for at in range(N) if any(at % step == 0 for step in PLACES.values())]
    for name, step in PLACES.items():
        assert survey.answer_counts(name) == {1.0: len(range(0, N, step)), 0.0: len(seen) - len(range(0, N, step))}


@pytest.mark.parametrize("mark", ["1", "Yes", True])
def test_two_flags_side_by_side_are_no_question_of_several_answers(tmp_path, mark):
    marked(mark, ["Web", "Fax"]).to_csv(tmp_path / "a.csv", index=False)
    kinds = cx.read_survey(tmp_path / "a.csv", audience="Guests").codebook.set_index("id").kind
    assert "multi" not in kinds.tolist()


def test_a_telephone_number_is_no_option(tmp_path):
    frame = marked("x").assign(Phone=[f"0700 {at:06}" for at in range(N)])
    frame.to_csv(tmp_path / "a.csv", index=False)
    assert "Phone" not in cx.read_survey(tmp_path / "a.csv", audience="Guests").codebook.id.tolist()


@pytest.mark.parametrize("words", [["Null", "Eins", "Zwei", "Drei"], ["null", "en", "to", "tre"]])
def test_null_beside_number_words_is_an_answer(tmp_path, words):
    pd.DataFrame({"Fahrten": [words[at % 4] for at in range(N)]}).to_csv(tmp_path / "a.csv", index=False)
    survey = cx.read_survey(tmp_path / "a.csv", audience="Guests")
    assert any(str(words) in note for note in survey.notes)
    rated = cx.read_survey(tmp_path / "a.csv", audience="Guests", scales={"Fahrten": words})
    assert rated.numbers(["Fahrten"])["Fahrten"].value_counts().to_dict() == {1: 10, 2: 10, 3: 10, 4: 10}


def test_null_beside_numbers_is_none(tmp_path):
    pd.DataFrame({"Mood": [1, 2, 3, 4, 5, "null"] * 10}).to_csv(tmp_path / "a.csv", index=False)
    survey = cx.read_survey(tmp_path / "a.csv", audience="Guests")
    assert survey.numbers(["Mood"])["Mood"].notna().sum() == 50


def test_one_number_alone_is_called_that(tmp_path):
    frame = pd.DataFrame({"Mood": [2] * 12, "Why": [f"reason {at}" for at in range(12)]})
    frame.to_csv(tmp_path / "a.csv", index=False)
    told = " ".join(cx.read_survey(tmp_path / "a.csv", audience="Guests", kinds={"Mood": "rating"}).doubts.evidence)
    assert "2 to 2" not in told and "nothing but the number 2 in 12 answers" in told
