"""What a column's name, its text and its block say of numbers."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.survey.guessing.question_words import said_scale


def _book(frame):
    survey = cx.Survey.from_frame(frame, audience="Guests")
    return survey.codebook.set_index("id"), survey


@pytest.mark.parametrize(
    ("name", "span"),
    [
        ("satisfaction_1_10", (1, 10)), ("service_0to10", (0, 10)), ("clean_rooms_1-5", (1, 5)),
        ("item_1_10", (None, None)), ("question_1_5", (None, None)), ("q_1_5", (None, None)),
    ],
)  # fmt: skip
def test_a_name_may_carry_the_scale(name, span):
    said = said_scale(name)
    assert (said.low, said.high) == span


def test_many_answers_from_1_on_are_1_to_10_where_nobody_chose_0():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({f"q{at}": rng.integers(1, 11, 150) for at in range(1, 16)})
    book, survey = _book(frame)
    assert set(book.scale) == {"1-10"} and not survey.doubted
    seldom = [0.1] * 5 + [0.44, 0.02, 0.02, 0.01, 0.01]
    thin = pd.DataFrame({f"q{at}": rng.choice([5, 6, 7, 8, 9, 10, 4, 3, 2, 1], 40, p=seldom) for at in range(1, 4)})
    book, survey = _book(thin)
    assert set(book.scale) == {"0-10"} and survey.doubted  # few, and hardly anybody at the low end


def test_a_code_beside_answers_is_none_where_it_lies_on_the_scale_that_the_text_names():
    frame = pd.DataFrame({"Noise [0-10]": [2, 3, 4, 8] * 15, "Light": [1, 2, 3, 8] * 15})
    _, survey = _book(frame)
    assert [one.question for one in survey.doubted if "code" in one.doubt] == ["Light"]


def test_a_column_of_one_number_rates_nothing():
    frame = pd.DataFrame({"course": [4] * 60, "stars": [1, 2, 3, 4, 5] * 12})
    book, survey = _book(frame)
    assert book.kind["course"] == "number" and book.kind["stars"] == "rating"
    assert all(one.question != "course" for one in survey.doubted)
