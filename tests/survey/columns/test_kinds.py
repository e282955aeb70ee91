"""Rankings and durations: what only the values of several columns, or of all of one, can tell."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx

RNG = np.random.default_rng(2)


def places(names, rows=40):
    return pd.DataFrame([RNG.permutation(len(names)) + 1 for _ in range(rows)], columns=names)


@pytest.mark.parametrize(
    "names",
    [
        ["Price", "Speed", "Staff", "Place"],
        ["Bringen Sie in eine Reihenfolge [Preis]", "Bringen Sie in eine Reihenfolge [Tempo]",
         "Bringen Sie in eine Reihenfolge [Ort]"],
        ["Classez - prix", "Classez - temps", "Classez - lieu"],
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", [False, True])
def test_permutations_are_a_ranking(names, text):
    frame = places(names)
    survey = cx.Survey.from_frame(frame.astype(str) if text else frame, audience="Customers")
    assert set(survey.codebook.kind) == {"ranking"}
    assert any("ranking" in note for note in survey.notes)


def test_some_places_are_a_ranking_where_the_text_says_so():
    rows = [{f"Rank your top two - {x}": p for x, p in zip("ABCD", RNG.permutation([1, 2, None, None]), strict=True)}
            for _ in range(40)]  # fmt: skip
    survey = cx.Survey.from_frame(pd.DataFrame(rows), audience="Customers")
    assert set(survey.codebook.kind) == {"ranking"}


def test_ratings_are_none():
    frame = pd.DataFrame(RNG.integers(1, 5, (80, 4)), columns=list("abcd"))
    assert "ranking" not in set(cx.Survey.from_frame(frame, audience="Customers").codebook.kind)


def test_seconds_are_no_ratings_and_ratings_of_time_are_none_of_seconds():
    frame = pd.DataFrame(
        {
            "time_spent": RNG.gamma(3, 20, 40).round(1), "Bearbeitungszeit": [f"00:0{i % 9}:12" for i in range(40)],
            "t1_Page Submit": RNG.gamma(2, 2, 40).round(3), "t1_Click Count": RNG.integers(0, 4, 40),
            "How satisfied were you with the waiting time taken?": RNG.integers(1, 6, 40),
        }
    )  # fmt: skip
    with pytest.warns(cx.SurveyWarning):
        survey = cx.Survey.from_frame(frame, audience="Customers")
    assert survey.codebook.kind.tolist() == ["duration", "duration", "duration", "number", "rating"]


def test_an_index_level_is_a_column_and_lists_are_ticks():
    frame = pd.DataFrame({"audience": ["Staff", "Customers"] * 30, "nps": [1, 10] * 30,
                          "used": [["App", "Web"], ["App"]] * 30}).set_index("audience")  # fmt: skip
    survey = cx.Survey.from_frame(frame, scales={"nps": (0, 10)})
    assert survey.audiences == ["Staff", "Customers"] and any("index" in note for note in survey.notes)
    assert survey.codebook.kind.tolist() == ["nps", "multi", "multi"]
    assert "audience" not in frame.columns, "the caller's frame stays as it was"
