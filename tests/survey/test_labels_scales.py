"""What people wrote becomes a number, or is told apart: missing, declined, outside, not readable."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxresearch.errors import ScaleError
from cxresearch.survey.guessing.scale_guesses import guess_scale
from cxresearch.survey.labels import DECLINED, find_family, known_label, normalise
from cxresearch.survey.numerals import number_in, numbered_label
from cxresearch.survey.scales import DECLINED_ANSWER, KEPT, MISSING, OUTSIDE, UNREADABLE, Scale

NPS = Scale(0.0, 10.0, whole=True)


# -- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9", 9), (" 9 ", 9), ("9\u00a0", 9), ("8,0", 8), ("7.5", 7.5), ("+3", 3), ("-99", -99), ("\u22125", -5),
        ("1e1", 10),
        ("٨", 8), ("９", 9), ("１０", 10), ("٨٫٥", 8.5), ("१०", 10), (7, 7), (7.5, 7.5), (np.int8(4), 4),
        (np.float32(2.5), 2.5),
        (Decimal("8.0"), 8), (Fraction(1, 2), 0.5),
    ],
)  # fmt: skip
def test_a_number_is_read_as_written(written, meant):
    assert number_in(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "", "ten", "1_0", "0x0A", "0b11", "inf", "-inf", "nan", "NaN", "Infinity", "true", "True", "1e", "e5",
        "4-5", "1 0", "1,000,000",
        "9" * 400, "1e999", True, False, np.True_, None, float("nan"), float("inf"), 10**400, b"9", [9],
        np.array([9]),
        dt.date(2024, 5, 4), pd.NA, pd.NaT, 3 + 0j,
    ],
    ids=lambda written: str(written)[:12],
)  # fmt: skip
def test_what_only_a_computer_would_take_for_a_number_is_none(written):
    assert number_in(written) is None


@pytest.mark.parametrize(
    ("label", "meant"),
    [
        ("10 - Extremely likely", 10), ("0 - Not at all likely", 0), ("10-Extremely likely", 10), ("5: Agree", 5),
        ("1 = never", 1),
        ("3) Neither", 3), ("1. Never", 1), ("7 – sehr gut", 7), ("10 Extremely likely", 10), ("4 stars", 4),
        ("Very easy (7)", 7),
        ("Very easy [7]", 7), ("Extremely likely - 10", 10), ("2 - between 1 and 3 times", 2),
        ("-2 - Much worse", -2),
        ("１０ - extremely likely", 10),
    ],
)  # fmt: skip
def test_a_label_carries_its_number(label, meant):
    assert numbered_label(label) == meant


@pytest.mark.parametrize(
    "label",
    [
        "4-5", "4 - 5", "4–5", "4 to 5", "2 or 3", "between 4 - 5", "4-5 times", "from 4 to 5 (good)", "4-May",
        "04-May", "4. Mai",
        "May-04", "5-Apr-24", "4-mai", "3 blue", "2024-05-04 00:00:00", "10:30", "Agree", "", "5" * 50 + " - good",
    ],
)  # fmt: skip
def test_a_range_a_date_or_a_count_of_something_carries_none(label):
    assert numbered_label(label) is None


# -- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "status", "value"),
    [
        ("10 - Extremely likely", KEPT, 10), ("0 - Not at all likely", KEPT, 0), (" 9 ", KEPT, 9),
        ("8,0", KEPT, 8), (10.0, KEPT, 10),
        ("1e1", KEPT, 10), ("٩", KEPT, 9), ("９", KEPT, 9),
        (11, OUTSIDE, None), ("12", OUTSIDE, None), (-99, OUTSIDE, None), ("-1", OUTSIDE, None),
        ("7.5", OUTSIDE, None), (1e308, OUTSIDE, None),
        (10**30, OUTSIDE, None), ("1_0", UNREADABLE, None), ("0x0A", UNREADABLE, None), ("inf", UNREADABLE, None),
        ("nan", DECLINED_ANSWER, None), ("NULL", DECLINED_ANSWER, None),
        ("9" * 400, UNREADABLE, None), ("ten", UNREADABLE, None), ("4-5", UNREADABLE, None),
        ("4-May", UNREADABLE, None), (True, UNREADABLE, None),
        ("true", UNREADABLE, None), (dt.datetime(2024, 5, 4), UNREADABLE, None), (b"9", UNREADABLE, None),
        ("★★★", UNREADABLE, None),
        ("N/A", DECLINED_ANSWER, None), ("Don't know", DECLINED_ANSWER, None),
        ("don\u2019t  KNOW", DECLINED_ANSWER, None),
        ("Prefer not to say", DECLINED_ANSWER, None), ("weiß nicht", DECLINED_ANSWER, None),
        ("-", DECLINED_ANSWER, None),
        ("0 - N/A", DECLINED_ANSWER, None), ("6 = Don't know", DECLINED_ANSWER, None),
        ("N/A (0)", DECLINED_ANSWER, None),
        ("99 - Refused", DECLINED_ANSWER, None),
        (None, MISSING, None), ("", MISSING, None), ("   ", MISSING, None), ("\u200b", MISSING, None),
        (float("nan"), MISSING, None),
        (np.float32("nan"), MISSING, None), (pd.NA, MISSING, None), (pd.NaT, MISSING, None),
    ],
    ids=lambda value: str(value)[:14],
)  # fmt: skip
def test_an_answer_on_zero_to_ten(answer, status, value):
    reading = NPS.read(answer)
    assert reading.status == status
    assert np.isnan(reading.value) if value is None else reading.value == value


def test_a_slider_keeps_what_a_closed_question_does_not():
    assert Scale(0, 10).read("7.5").value == 7.5
    assert NPS.read("7.5").status == OUTSIDE


def test_a_word_that_declines_may_be_the_label_of_a_point():
    assert Scale(1, 5).read("3 - Not sure").value == 3
    assert Scale(1, 5).read("Not sure").status == DECLINED_ANSWER
    assert Scale.parse(["No", "Not sure", "Yes"]).read("not sure").value == 2


def test_a_label_is_never_found_inside_another():
    scale = Scale.parse(["dissatisfied", "neutral", "satisfied"])
    assert scale.read("Dissatisfied").value == 1
    assert scale.read("very satisfied").status == UNREADABLE
    only_good = Scale.parse(["neutral", "satisfied"])
    assert only_good.read("Dissatisfied").status == UNREADABLE


@pytest.mark.parametrize(
    "spelling", ["Strongly agree", "STRONGLY AGREE", " strongly  agree ", "Strongly Agree.", "strongly\u00a0agree"]
)
def test_labels_in_any_case_and_spacing(spelling):
    scale = Scale.parse(["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"])
    assert scale.read(spelling).value == 5


def test_a_declared_list_runs_from_low_to_high():
    scale = Scale.parse(["Poor", "Fair", "Good", "Great"])
    assert [scale.read(label).value for label in ("great", "GOOD", "fair", "Poor")] == [4, 3, 2, 1]
    assert scale.span == (1, 4)


def test_signs_and_pictures_are_labels_too():
    signs = Scale.parse(["--", "-", "+", "++"])
    assert [signs.read(sign).value for sign in ("--", "-", "+", " ++ ")] == [1, 2, 3, 4]
    faces = Scale.parse(["😡", "😐", "😀"])
    assert faces.read("😀").value == 3


def test_labels_that_are_numbers_recode_numbers_as_well_as_texts():
    turned = Scale.parse({1: 5, 2: 4, 3: 3, 4: 2, 5: 1})
    assert [turned.read(answer).value for answer in (1, "1", 1.0, " 2 ")] == [5, 5, 5, 4]
    assert turned.read(6).status == OUTSIDE
    partly = Scale.parse("0-10: 0=0 | 10=10")
    assert partly.read(7).value == 7


# -- scales ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "span"),
    [
        ((0, 10), (0, 10)), ([1, 5], (1, 5)), (("0", "10"), (0, 10)), ("0-10", (0, 10)), ("0 to 10", (0, 10)),
        ("1 – 7", (1, 7)),
        ("-2 to 2", (-2, 2)), ("-3 - -1", (-3, -1)), ([1, 2, 3, 4, 5], (1, 5)), (np.array([1, 7]), (1, 7)),
        ("0-1000000", (0, 1e6)),
        ({"low": 2, "high": 8}, (2, 8)), ("Poor | Fair | Good", (1, 3)), ("0-2: no | some | much", (0, 2)),
    ],
)  # fmt: skip
def test_a_scale_is_read_from_what_people_write(given, span):
    assert Scale.parse(given).span == span


@pytest.mark.parametrize(
    "given",
    ["", "Good", (5, 1), (3, 3), "5-1", (0, float("inf")),
    (0, float("nan")), [True, 5], {"a": "b"}, {}, None, 7, [1], ["Good", 3],
     "1-3: 1=a | 9=b", ["Agree", "agree "], {"Agree": 5, "AGREE": 4}],
)  # fmt: skip
def test_what_is_no_scale_is_refused_with_a_remedy(given):
    with pytest.raises(ScaleError, match=r"\."):
        Scale.parse(given)


LABELS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
ENDS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 6))


@given(st.lists(ENDS, min_size=2, max_size=2, unique=True), st.booleans(), st.lists(LABELS, max_size=5), st.randoms())
def test_a_scale_written_down_is_the_same_scale(ends, whole, labels, chance):
    low, high = sorted(ends)
    unique = {" ".join(label.split()).casefold(): label for label in labels}
    pairs = tuple((label, chance.choice([low, high])) for label in unique.values())
    scale = Scale(low, high, pairs, whole)
    assert Scale.parse(str(scale)) == scale


def test_a_bar_inside_a_label_survives():
    scale = Scale.parse(["Ja | Yes", "Nein | No"])
    assert Scale.parse(str(scale)).read("nein | no").value == 2


@given(st.sampled_from([(1, 5), (1, 7), (0, 10), (-2, 2), (0, 100)]), st.integers(0, 100))
def test_points_run_from_0_to_100_and_turning_mirrors_them(span, step):
    scale = Scale(*map(float, span))
    value = scale.low + (scale.high - scale.low) * step / 100
    assert scale.to_points(value) == pytest.approx(step)
    assert scale.to_points(scale.reverse(value)) == pytest.approx(100 - step)
    assert scale.reverse(scale.reverse(value)) == pytest.approx(value)


def test_points_are_of_the_scale_and_not_of_the_answers():
    # Cohen, Cohen, Aiken & West (1999): (x - minimum possible) / (maximum possible - minimum possible)
    assert Scale(1, 5).to_points(np.array([2.0, 3.0, 4.0])).tolist() == [25, 50, 75]
    assert Scale(1, 7).to_points(4) == 50


@pytest.mark.parametrize(("span", "first"), [((0, 10), 9), ((1, 5), 4), ((1, 7), 6), ((1, 4), 4), ((1, 3), 3)])
def test_top_box(span, first):
    assert Scale(*map(float, span)).top_box_from == first


# -- families and guesses -------------------------------------------------------------------------


def test_families_in_any_order_case_and_spacing():
    given_labels = ["AGREE", "strongly  disagree", "Strongly agree", "disagree.", "Neither agree nor disagree"]
    assert find_family(given_labels) == (
        "strongly  disagree", "disagree.", "Neither agree nor disagree", "AGREE", "Strongly agree",
    )  # fmt: skip
    seven = find_family(["Somewhat agree", "Agree", "Strongly agree", "Disagree"])
    assert seven[4:] == ("Somewhat agree", "Agree", "Strongly agree")
    assert find_family(["blue", "red"]) is None
    assert find_family([]) is None


@pytest.mark.parametrize(
    "labels",
    [
        ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"],
        ["Very poor", "Poor", "Fair", "Good", "Very good"],
        ["Poor", "Fair", "Good", "Very good", "Excellent"],
        ["Never", "Rarely", "Sometimes", "Often", "Always"],
        ["Not at all likely", "Slightly likely", "Moderately likely", "Very likely", "Extremely likely"],
        ["Very difficult", "Difficult", "Neither easy nor difficult", "Easy", "Very easy"],
        ["Much worse", "Worse", "About the same", "Better", "Much better"],
        ["Far below expectations", "Below expectations", "Met expectations", "Above expectations",
        "Far above expectations"],
    ],
    ids=lambda labels: labels[0],
)  # fmt: skip
def test_families_are_ordered_from_low_to_high(labels):
    scale, why = guess_scale({label: 10 for label in reversed(labels)})
    assert [scale.read(label.upper()).value for label in labels] == [1, 2, 3, 4, 5]
    assert not why.startswith("guessed")


def test_unknown_labels_are_never_guessed():
    assert guess_scale({"blue": 10, "red": 20}) == (None, "")
    assert not known_label("satis")


def test_never_half_a_scale():
    odd = {"Agree": 40, "Disagree": 30, "Neutral": 20, "Agree, mostly on Mondays": 1, "N/A": 9}
    scale, _ = guess_scale(odd)
    assert scale.read("Agree").status == KEPT and scale.read("Agree, mostly on Mondays").status == UNREADABLE
    assert guess_scale(odd | {"Agree, mostly on Mondays": 2})[0] is None, "two people of 92 are more than 2%"
    assert guess_scale({label: 10 * n for label, n in odd.items()} | {"Agree, mostly on Mondays": 18})[0] is not None


def test_four_points_without_a_middle_are_four():
    forced = {"Strongly disagree": 30, "Disagree": 30, "Agree": 40, "Strongly agree": 50}
    scale, why = guess_scale(forced)
    assert scale.span == (1, 4)
    assert why.startswith("guessed"), "a person should confirm it"
    assert guess_scale({label: 1 for label in forced})[0].span == (1, 5), "four answers prove nothing"


@pytest.mark.parametrize(
    ("answers", "span"),
    [
        ([1, 3, 5], (1, 5)), ([2, 4], (1, 5)), ([1, 6], (1, 7)), ([3, 7], (1, 7)), ([0, 4], (0, 10)), ([1, 8],
        (0, 10)), ([1, 10], (0, 10)),
        (["4", "5,0", " 2 "], (1, 5)), ([*range(11), *[99]], (0, 10)),
    ],
)  # fmt: skip
def test_the_smallest_usual_scale_that_holds_the_answers_is_guessed(answers, span):
    scale, why = guess_scale({answer: 10 for answer in answers})
    assert scale.span == span
    assert why.startswith("guessed: from numbers")


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Rate us (1-10)", [3, 7]),
        ("From 1 to 10, how was it?", [2, 9]),
        ("From 1 (worst) to 10 (best)", [2, 9]),
        ("1 = bad to 10 = good", [2, 9]),
        ("How was it?", ["1 - Very bad", 5, 7, "10 - Very good"]),
    ],
)
def test_one_to_ten_only_where_it_is_said_or_labelled(text, answers):
    counts = {answer: 10 for answer in answers}
    scale, why = guess_scale(counts, text=text)
    assert scale.span == (1, 10)
    assert not why.startswith("guessed")
    unsaid = {answer: 10 for answer in [2, 9]}
    assert guess_scale(unsaid)[0].span == (0, 10)


def test_labels_on_both_ends_are_no_guess_but_labels_on_all_points_may_miss_an_end():
    ends = {"0 - Not at all likely": 5, 3: 9, 7: 9, "10 - Extremely likely": 5}
    assert guess_scale(ends) == (Scale(0, 10), "told: labels on 0 and 10")
    all_points = {f"{point} - {word}": 9 for point, word in enumerate(("bad", "poor", "fair", "good", "great"), 1)}
    assert guess_scale(all_points)[1].startswith("guessed")


def test_a_code_for_declining_does_not_widen_the_scale():
    assert guess_scale({1: 9, 5: 9, "6 - Don't know": 9})[0].span == (1, 5)


def test_nothing_is_guessed_from_numbers_that_no_usual_scale_holds():
    assert guess_scale({18: 5, 45: 6, 70: 3}) == (None, "")
    assert guess_scale({}) == (None, "")


@given(st.text(max_size=30))
def test_any_text_has_exactly_one_fate(text):
    reading = NPS.read(text)
    assert reading.status in (KEPT, MISSING, DECLINED_ANSWER, OUTSIDE, UNREADABLE)
    assert (reading.status == KEPT) == (0 <= reading.value <= 10)


def test_declining_words_are_in_the_form_they_are_looked_up_in():
    assert {normalise(word) for word in DECLINED} == set(DECLINED)
    assert normalise("'Agree'") == normalise("agree")
