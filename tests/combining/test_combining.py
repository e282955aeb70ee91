"""Audiences side by side: which questions meet, on which scale, and what is said about the rest."""

import warnings

import numpy as np
import pandas as pd
import pytest

from cxresearch import Survey, combine_audiences
from cxresearch.combining.matching import Asked, alike
from cxresearch.errors import OptionError, QuestionError, SurveyWarning


def survey(audience, columns, *, scales=None, texts=None, roles=None):
    frame = pd.DataFrame(columns)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = Survey.from_frame(frame, scales=scales, audience=audience, roles=roles, name=audience.lower())
    if texts:
        book = made.codebook
        book["text"] = [texts.get(qid, text) for qid, text in zip(book.id, book.text, strict=True)]
        made = made.with_codebook(book)
    return made


def test_the_same_id_with_other_words_is_another_question():
    staff = survey("Staff", {"Q1": [1, 5]}, scales={"Q1": (1, 5)}, texts={"Q1": "How is the billing?"})
    customers = survey("Customers", {"Q1": [1, 5]}, scales={"Q1": (1, 5)}, texts={"Q1": "How is the canteen food?"})
    both = combine_audiences(staff, customers)
    assert both.codebook.id.tolist() == ["Q1", "Q1_2"]
    assert both.responses["Q1"].isna().tolist() == [False, False, True, True]


def test_questions_meet_by_id_by_words_and_by_nearly_the_same_words():
    staff = survey("Staff", {"Q1": [1, 5], "a": [2, 3], "b": [4, 4]}, scales=dict.fromkeys(("Q1", "a", "b"), (1, 5)),
                   texts={"a": "How satisfied are you with our billing?", "b": "Rate us - Waiting time"})  # fmt: skip
    customers = survey("Customers", {"Q1": [3], "x": [1], "y": [2]}, scales=dict.fromkeys(("Q1", "x", "y"), (1, 5)),
                       texts={"x": "How satisfied are you with the billing",
                       "y": "rate us:  -  waiting TIME"})  # fmt: skip
    both = combine_audiences(staff, customers)
    assert both.codebook.id.tolist() == ["Q1", "a", "b"]
    assert both.numbers()["a"].tolist() == [2, 3, 1] and both.numbers()["b"].tolist() == [4, 4, 2]
    assert any("3 questions are shared" in note for note in both.notes)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("How satisfied are you with billing?", "How satisfied are you with filing?", False),
        ("How likely are you to leave?", "How unlikely are you to leave?", False),
        ("My manager listens", "My manager never listens", False),
        ("Rate us - Price", "Rate us - Prices", False),
        ("Rate us - Price", "Please rate us - Price", True),
        ("How easy was it to get help today?", "How easy was it to get help?", True),
        ("The behaviour of staff was friendly and honest", "The behavior of staff was friendly and honest", True),
        (
            "How likely are you to recommend us to a friend?",
            "How likely are you to recommend us as a place to work?",
            False,
        ),
        ("I was served in 5 minutes or less", "I was served in 8 minutes or less", False),
    ],
)
def test_words_that_carry_meaning_must_agree(one, other, same):
    assert alike(Asked("a", one, "experience"), Asked("b", other, "experience")) is same
    assert alike(Asked("a", one, "experience"), Asked("b", other, "importance")) is False


def test_what_comes_near_is_listed_and_can_be_matched():
    staff = survey("Staff", {"a": [1]}, scales={"a": (1, 5)}, texts={"a": "How satisfied are you with our hotline?"})
    customers = survey(
        "Customers", {"x": [5]}, scales={"x": (1, 5)}, texts={"x": "How satisfied are you with our helpline?"}
    )
    apart = combine_audiences(staff, customers)
    assert len(apart.codebook) == 2 and any(
        "near, but not matched" in note and "'a': 'x'" in note for note in apart.notes
    )
    together = combine_audiences(staff, customers, match={"a": "x"})
    assert together.codebook.id.tolist() == ["a"] and together.numbers()["a"].tolist() == [1, 5]
    with pytest.raises(QuestionError, match="zz"):
        combine_audiences(staff, customers, match={"a": "zz"})


def test_a_guessed_scale_gives_way_to_a_wider_one():
    staff = survey("Staff", {"Billing": [1, 5, 4]})
    customers = survey("Customers", {"Billing": [0, 7, 10]}, scales={"Billing": (0, 10)})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        both = combine_audiences(staff, customers)
    assert both.scale_of("Billing").span == (0, 10)
    assert any("only guessed" in note and "staff 1-5" in note for note in both.notes)


def test_declared_scales_that_differ_stay_apart_or_become_points():
    staff = survey("Staff", {"Billing": [1, 5]}, scales={"Billing": (1, 5)})
    customers = survey("Customers", {"Billing": [1, 7, 4]}, scales={"Billing": (1, 7)})
    with pytest.warns(SurveyWarning, match="rescale=True"):
        apart = combine_audiences(staff, customers)
    assert apart.codebook.id.tolist() == ["Billing", "Billing_2"]
    assert apart.numbers()["Billing_2"].tolist()[2:] == [1, 7, 4]
    both = combine_audiences(staff, customers, rescale=True)
    assert both.scale_of("Billing").span == (0, 100)
    assert both.numbers()["Billing"].tolist() == [0, 100, 0, 100, 50]
    assert any("0-100" in note for note in both.notes)


def test_numbers_meet_labels_of_the_same_scale():
    labels = ["Poor", "Fair", "Good", "Very good", "Excellent"]
    staff = survey("Staff", {"Billing": ["Poor", "Excellent"]}, scales={"Billing": labels})
    customers = survey("Customers", {"Billing": [2, 5]}, scales={"Billing": (1, 5)})
    both = combine_audiences(staff, customers)
    assert both.numbers()["Billing"].tolist() == [1, 5, 2, 5]


def test_roles_are_called_like_their_roles_and_spellings_become_one():
    staff = survey("Staff", {"Branch": ["north quay ", "Eastport2"], "nps": [9, 3]}, roles={"unit": "Branch"})
    customers = survey("Customers", {"Office": ["North Quay", "Eastport 2", "Hill"], "nps": [1, 2, 3], "w": [2.0, 1.0,
    0.5]},
                       roles={"unit": "Office", "weight": "w"})  # fmt: skip
    both = combine_audiences(staff, customers)
    assert dict(both.roles) == {"audience": "audience", "unit": "unit", "weight": "weight"}
    assert both.responses["unit"].tolist() == ["North Quay", "Eastport 2", "North Quay", "Eastport 2", "Hill"]
    assert both.responses["weight"].tolist() == [1, 1, 2, 1, 0.5]
    text = " ".join(both.notes)
    assert "'north quay ' -> 'North Quay'" in text and "staff has no weights" in text and "Hill" in text


def test_units_that_differ_in_a_number_stay_apart():
    staff = survey("Staff", {"unit": ["Unit 1 1", "Unit 11"], "nps": [9, 3]}, roles={"unit": "unit"})
    customers = survey("Customers", {"unit": ["Unit 11", "Unit 1"], "nps": [9, 3]}, roles={"unit": "unit"})
    assert combine_audiences(staff, customers).answer_counts("unit") == {"Unit 1 1": 1, "Unit 11": 2, "Unit 1": 1}


def test_nothing_is_lost_and_nothing_changed():
    staff = survey("Staff", {"nps": [9, None, 3], "why": ["a long reason", None, "another long reason"]})
    customers = survey("Customers", {"nps": ["N/A", "10 - Extremely likely"], "other": [1, 2]})
    before = staff.responses.copy(), staff.codebook.copy()
    both = combine_audiences(staff, customers)
    assert both.n_rows == 5 and dict(both.intake) == {"rows in": 5, "kept": 5}
    numbers = both.numbers(["nps"])["nps"]
    assert np.array_equal(numbers, [9, np.nan, 3, np.nan, 10], equal_nan=True)
    assert both.account(["nps"]).loc[0, ["kept", "excluded", "missing"]].tolist() == [3, 1, 1]
    assert staff.responses.equals(before[0]) and staff.codebook.equals(before[1])
    assert both.audiences == ["Staff", "Customers"]


def test_errors_name_the_remedy():
    staff = survey("Staff", {"nps": [9, 3]})
    nobody = Survey.from_frame(pd.DataFrame({"nps": [1, 2]}), name="export")
    with pytest.raises(QuestionError, match=r"export does not say.*audience="):
        combine_audiences(staff, nobody)
    with pytest.raises(OptionError, match="needs surveys"):
        combine_audiences()
    with pytest.raises(OptionError, match="DataFrame"):
        combine_audiences(staff, pd.DataFrame({"nps": [1]}))
    units = Survey.from_frame(
        pd.DataFrame({"audience": ["Staff"], "unit": ["A"], "n": [9], "nps": [3.2]}),
        roles={"audience": "audience", "unit": "unit", "n": "n"},
    )
    with pytest.raises(OptionError, match="scores of units"):
        combine_audiences(staff, units)


@pytest.mark.parametrize("engine", ["polars", "pyarrow"])
def test_the_first_surveys_engine_holds_the_result(engine):
    import polars

    frame = polars.DataFrame({"nps": [9, 3]})
    frame = frame if engine == "polars" else frame.to_arrow()
    staff = Survey.from_frame(frame, audience="Staff")
    both = combine_audiences(staff, survey("Customers", {"nps": [1, 2]}))
    assert type(both.responses).__module__.startswith(engine)
    assert both.numbers()["nps"].tolist() == [9, 3, 1, 2]


@pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")
def test_an_audience_in_no_match_is_a_doubt_with_the_line_that_settles_it():
    staff = Survey.from_frame(
        pd.DataFrame({"Waiting at the till": [4, 5, 3], "Clean rooms": [2, 3, 4]}),
        scales={"Waiting at the till": (1, 5), "Clean rooms": (1, 5)}, audience="Staff",
    )  # fmt: skip
    guests = Survey.from_frame(
        pd.DataFrame({"Breakfast": [2, 1, 3], "Hygiene of your room": [5, 3, 4]}),
        scales={"Breakfast": (1, 5), "Hygiene of your room": (1, 5)}, audience="Guests",
    )  # fmt: skip
    both = combine_audiences(staff, guests)
    told = [one for one in both.doubted if "in no match" in one.doubt]
    assert len(told) == 2 and {one.doubt.split(":")[0] for one in told} == {"Staff", "Customers"}
    assert "match={" in told[0].settle and told[0].answers == 3
    joined = combine_audiences(staff, guests, match={"Clean rooms": "Hygiene of your room"})
    assert not [one for one in joined.doubted if "in no match" in one.doubt]
