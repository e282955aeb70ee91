"""Groups in the order in which people name them, whatever the language, the measure and the order that they came in."""

import random

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.survey.group_order import in_people_order, known_order

ORDERS = [
    ["Under 18", "18-24", "25-34", "65+"],
    ["unter 20 Jahre", "20 bis 29 Jahre", "30–49 Jahre", "50 Jahre und älter"],
    ["moins de 1 an", "1 à 3 ans", "4 à 10 ans", "plus de 10 ans"],
    ["menos de 25", "25 a 34", "35 o más"],
    ["< 6 months", "6-12 months", "1-2 years", "3-5 years", "More than 5 years"],
    ["$0 - $24,999", "$25,000-$49,999", "$50,000 or more"],
    ["1-9 employees", "10-49 employees", "50-249 employees", "250+ employees"],
    ["Up to 10 km", "11-50 km", "over 50 km"],
    ["Less than 1", "1", "2", "3+"],
    ["January", "February", "March", "April", "December"],
    ["Januar", "Februar", "März"],
    ["ene", "feb", "mar", "abr"],
    ["Q1 2024", "Q2 2024", "Q1 2025"],
    ["May 24", "Jun 24", "Jan 25"],
    ["Mon", "Tue", "Wed", "Sun"],
    ["S", "M", "L", "XL"],
    ["klein", "mittel", "groß"],
    ["small branch", "medium branch", "large branch"],
    ["Low", "Medium", "High"],
    ["Year 7", "Year 8", "Year 10"],
    ["1st year", "2nd year", "10th year"],
    ["Freshman", "Sophomore", "Junior", "Senior", "Other"],
    ["pre", "post"],
    ["vorher", "nachher"],
    ["T0", "T1", "T2"],
    ["Baseline", "Follow-up"],
    ["Never", "Rarely", "Sometimes", "Often", "Always"],
    ["18-24", "25-34", "Prefer not to say"],
]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order[0])
def test_any_shuffle_comes_back_in_order(order):
    for seed in range(4):
        mixed = random.Random(seed).sample(order, len(order))
        assert in_people_order(mixed) == order
        assert known_order(mixed) == order


def test_names_have_no_order_but_their_numbers():
    assert known_order(["Harbour", "Station", "Market"]) is None
    assert in_people_order(["Market", "Harbour"]) == ["Harbour", "Market"]
    assert in_people_order(["Unit 10 North", "Unit 9 South"]) == ["Unit 9 South", "Unit 10 North"]


def test_what_is_declared_wins():
    assert in_people_order(["Jan", "Feb", "Mar"], ["Mar", "Jan"]) == ["Mar", "Jan", "Feb"]


@pytest.mark.parametrize("categorical", [True, False])
def test_groups_of_a_table_stand_in_order(categorical):
    bands = ["Under 18", "18-24", "25-34", "65+"]
    frame = pd.DataFrame({"age": bands[::-1] * 50, "sat": [1, 2, 4, 5] * 50})
    if categorical:
        bands = ["65+", "18-24", "25-34", "Under 18"]
        frame["age"] = pd.Categorical(frame.age, bands, ordered=True)
    survey = cx.Survey.from_frame(frame, scales={"sat": (1, 5)}, audience="Customers")
    assert cx.mean_score(survey, "sat", by="age").table["age"].tolist() == bands
    banner = cx.crosstab(survey, "sat", "age").table
    assert banner[banner.banner == "age"].column.unique().tolist() == bands
    answers = cx.crosstab(survey, "age", "audience").table
    assert answers[answers.banner == ""].answer.tolist() == bands
