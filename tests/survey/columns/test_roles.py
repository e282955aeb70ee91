"""A name suggests a role, the values must agree; what speaks against it is said."""

import sqlite3
from contextlib import closing

import duckdb
import numpy as np
import pandas as pd
import pytest

import cxresearch as cx

RNG = np.random.default_rng(5)
RATING = RNG.integers(1, 6, 80)


def read(**columns):
    return cx.Survey.from_frame(pd.DataFrame({**columns, "rating": RATING}), scales={"rating": (1, 5)})


@pytest.mark.parametrize("beside", ["height", "Körpergröße", "taille", "parcel_length", "bmi", "dose_mg"])
def test_kilograms_weigh_nobody(beside):
    survey = read(weight=RNG.integers(50, 110, 80), **{beside: RNG.integers(150, 199, 80)})
    assert "weight" not in survey.roles
    assert survey.doubts.question.tolist()[0] == "weight" and "mean" in survey.doubts.evidence[0]


@pytest.mark.parametrize("values", [RNG.gamma(5, 0.2, 80), np.repeat([0.8, 1.2], 40), RNG.gamma(5, 300, 80)])
def test_survey_weights_weigh(values):
    assert read(weight=values).roles["weight"] == "weight"


@pytest.mark.parametrize("name", ["respondent", "response_id", "participant", "customer_id"])
def test_what_repeats_tells_nobody_apart(name):
    assert "respondent" not in read(**{name: RNG.integers(1, 5, 80)}).roles
    assert read(**{name: np.arange(80)}).roles["respondent"] == name


def test_people_of_two_waves_have_ids():
    survey = read(customer_id=list(range(40)) * 2, wave=[1] * 40 + [2] * 40)
    assert {"respondent", "wave"} <= set(survey.roles)


def test_answers_are_no_groups():
    survey = read(shop=["Very good", "Good", "Poor", "Good"] * 20, channel=["web", "app"] * 40)
    assert "unit" not in survey.roles and survey.roles["segment"] == "channel"
    assert any("'shop'" in note and "roles=" in note for note in survey.notes)


def test_a_declared_role_wins(tmp_path):
    path = tmp_path / "a.csv"
    pd.DataFrame({"weight": RNG.integers(50, 110, 80), "height": 170, "nps": RNG.integers(0, 11, 80)}).to_csv(path)
    survey = cx.read_survey(path, audience="Customers", roles={"weight": "weight"})
    assert survey.roles["weight"] == "weight" and "weight" not in survey.doubts.question.tolist()
    assert "weight" not in cx.read_survey(path, audience="Customers", roles={"weight": None}).roles


@pytest.mark.parametrize("name", ["No", "Response", "Number", "Case", "ID"])
def test_an_answer_column_of_a_file_is_no_id(tmp_path, name):
    path = tmp_path / "a.csv"
    pd.DataFrame({"Department": ["Roads", "Parks"] * 30, name: [0, 1, 2, 3, 4] * 12}).to_csv(path, index=False)
    assert "respondent" not in cx.read_survey(path, audience="Staff").roles


def test_spellings_of_one_group_are_one():
    units = ["Köln", "köln ", "KÖLN", " Köln", "Bonn"] * 16
    survey = read(branch=units)
    assert sorted(survey.answer_counts("branch")) == ["Bonn", "Köln"]
    assert any("spellings of one name" in note for note in survey.notes)
    assert len(cx.mean_score(survey, "rating", by="unit").table) == 2


def test_a_group_without_weight_keeps_its_row():
    survey = cx.Survey.from_frame(
        pd.DataFrame({"g": ["Harbour", "Station"] * 40, "w": [0, 1] * 40, "nps": [10, 0] * 40}),
        roles={"segment": "g", "weight": "w"}, scales={"nps": (0, 10)}, audience="Customers",
    )  # fmt: skip
    found = cx.nps(survey, "nps", by="segment")
    assert found.table[["segment", "n"]].values.tolist() == [["Harbour", 0], ["Station", 40]]
    assert any("Harbour" in caveat for caveat in found.caveats)


def test_words_that_other_columns_hold_as_well_are_answers_and_no_groups():
    """Labels in a language that no family knows, under a name that a group may have ("Service", "Région")."""
    words = ["huono", "kohtalainen", "hyva"] * 20
    frame = pd.DataFrame({"Service": words, "Région": words[1:] + words[:1], "Équipe": ["rouge", "bleu"] * 30})
    assert "Service" not in cx.Survey.from_frame(frame).roles.values()
    assert "Région" not in cx.Survey.from_frame(frame).roles.values()
    alone = cx.Survey.from_frame(frame[["Service", "Équipe"]])
    assert "Équipe" in alone.roles.values() or "Service" in alone.roles.values()


@pytest.mark.parametrize("name", ["ID", "id", "Case ID", "Nummer", "lfd. Nr."])
@pytest.mark.parametrize("ending", ["parquet", "duckdb", "db", "json", "csv", "frame"])
def test_whole_numbers_that_tell_rows_apart_are_an_id_whatever_holds_them(tmp_path, name, ending):
    rng = np.random.default_rng(len(name))
    frame = pd.DataFrame({name: rng.permutation(np.arange(7001, 7301)), "mood": rng.integers(1, 6, 300)})
    path = tmp_path / f"file.{ending}"
    if ending == "frame":
        survey = cx.Survey.from_frame(frame, audience="Guests")
    else:
        if ending == "duckdb":
            with duckdb.connect(path) as database:
                database.sql("CREATE TABLE answers AS SELECT * FROM frame")
        elif ending == "db":
            with closing(sqlite3.connect(path)) as database:
                frame.to_sql("answers", database, index=False)
        else:
            {"parquet": frame.to_parquet, "json": lambda to: frame.to_json(to, orient="records"),
             "csv": lambda to: frame.to_csv(to, index=False)}[ending](path)  # fmt: skip
        survey = cx.read_survey(path, audience="Guests")
    assert survey.roles["respondent"] == name and survey.codebook.id.tolist() == ["mood"]


def test_numbers_that_repeat_are_no_id_whatever_they_are_called():
    frame = pd.DataFrame({"number": [1, 2, 3, 4, 5] * 40, "mood": [1, 2, 3, 4, 5] * 40})
    assert "respondent" not in cx.Survey.from_frame(frame, audience="Guests").roles
