"""Who leads, who serves, who is served, who left: asked where nothing says so, and in a line that ends it."""

import pandas as pd
import pytest

import cxresearch as cx

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")
GRID = {"Food": [1, 2, 4, 5] * 15, "Rooms": [5, 4, 4, 1] * 15, "Pool": [3, 2, 2, 5] * 15}


def begun(tmp_path, **files):
    tmp_path.mkdir(exist_ok=True)
    for name, frame in files.items():
        pd.DataFrame(frame).to_csv(tmp_path / f"{name}.csv", index=False)
    given = {tmp_path / f"{name}.csv": name for name in files}
    return cx.new_study(tmp_path / "study", given)


def about(study, words):
    return study.doubts[study.doubts.doubt.str.contains(words)]


def test_of_two_unknown_audiences_nobody_is_served_in_silence(tmp_path):
    """A council and parents, beside staff: the first that comes was taken for the customers, and nobody was told."""
    study = begun(tmp_path, Nämnden=GRID, Personal=GRID, Vårdnadshavare=GRID)
    asked = about(study, "whether they lead or serve")
    assert set(asked.question) == {"Nämnden", "Vårdnadshavare"}
    assert asked.evidence.str.contains("Nämnden are taken for those who are served").all()
    assert asked.settle.str.contains("those who are served keep their name").all()
    toml = tmp_path / "study" / "study.toml"
    toml.write_text(toml.read_text("utf-8").replace('audience = "Nämnden"', 'audience = "Leadership"'), "utf-8")
    study = cx.open_study(tmp_path / "study")
    assert not len(about(study, "whether they lead or serve"))
    assert study._material.called("Customers") == "Vårdnadshavare"


def test_one_name_of_ones_own_is_those_who_are_served(tmp_path):
    study = begun(tmp_path, Board=GRID, Staff=GRID, Patients=GRID)
    assert not len(about(study, "whether they lead or serve"))


def test_ticks_tell_nobody_who_left(tmp_path):
    """Rows of a grid with yes and no are things to tick; a question that stands alone may be meant."""
    ticks = {f"How do you reach us? [{way}]": ["Yes", "No", "No"] * 20 for way in ("Phone", "Mail", "App")}
    ease = {"How easy was it to reach us? (1 = very difficult, 5 = very easy)": [1, 2, 4, 5] * 15}
    study = begun(tmp_path / "a", Customers=GRID | ticks | ease | {"Do you own a car?": ["Yes", "No", "Yes"] * 20})
    asked = about(study, "who left")
    assert list(asked.question) == ["Do you own a car?"]
    assert 'leaving = { "question" = "Do you own a car?", "answer" = "No" }' in asked.settle.iloc[0]
    # Without a question on effort nothing would come of it, and nobody is asked.
    study = begun(tmp_path / "b", Customers=GRID | {"Do you own a car?": ["Yes", "No", "Yes"] * 20})
    assert not len(about(study, "who left"))


@pytest.mark.parametrize(
    ("asked", "leaves"),
    [("Funderar ni på att byta skola?", ""), ("Sözleşmenizi yenilemeyi düşünüyor musunuz?", "Hayır"),
     ("Überlegen Sie, den Anbieter zu wechseln?", ""), ("Czy przedłużą Państwo umowę?", "Nie")],
)  # fmt: skip
def test_leaving_is_drafted_where_the_words_tell(tmp_path, asked, leaves):
    answers = {"": ["Ja", "Nej"], "Hayır": ["Evet", "Hayır"], "Nie": ["Tak", "Nie"]}[leaves]
    study = begun(tmp_path, Customers=GRID | {asked: [answers[0], *[answers[1]] * 2] * 20})
    assert study.settings.questions["leaving"] == asked
    assert study.settings.questions.get("leaving_answer", "") == leaves


def test_a_column_is_named_by_its_words(tmp_path):
    (tmp_path / "a.csv").write_text("\n".join([
        "id. Response ID,submitdate. Date submitted,lastpage. Last page,startlanguage. Start language,"
        "S1. At which place are you?,T1[SQ001]. Rate us [Food],T1[SQ002]. Rate us [Rooms]",
        *(f"{at},2025-01-01 10:00:00,3,en,{'north south east west'.split()[at % 4]},{at % 5 + 1},{at % 4 + 1}"
          for at in range(60))]), "utf-8")  # fmt: skip
    (tmp_path / "b.csv").write_text("\n".join([
        "Where do you work,Food,Rooms",
        *(f"{'north south east west'.split()[at % 4]},{at % 5 + 1},{at % 4 + 1}" for at in range(60)),
    ]), "utf-8")  # fmt: skip
    study = cx.new_study(tmp_path / "study", {tmp_path / "a.csv": "Customers", tmp_path / "b.csv": "Staff"})
    asked = about(study, "may tell the unit")
    assert asked.question.str.startswith("At which place are you? (S1)").any()
    assert asked.settle.str.contains('roles.unit = ["S1", "Where do you work"]', regex=False).any()
