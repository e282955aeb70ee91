"""Answered against invited: rates, how far weighting back moves a mean, early against late, and who stays hidden."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

import cxresearch as cx


def study(audience="Customers", seed=1) -> cx.Survey:
    """Those of the south answer less and are less content; late answers are lower."""
    rng = np.random.default_rng(seed)
    unit = np.r_[np.repeat("North", 300), np.repeat("South", 100)]
    late = np.tile(np.linspace(0, 1, 100), 4)
    level = np.where(unit == "North", 4.2, 2.8) - 0.8 * late
    frame = pd.DataFrame({
        "region": unit, "day": (late * 60).round(), "speed": np.clip(np.round(rng.normal(level, 0.8)), 1, 5),
    })  # fmt: skip
    return cx.Survey.from_frame(frame, roles={"unit": "region"}, scales={"speed": (1, 5)}, audience=audience)


def test_rates_are_wilsons_and_weighting_back_is_post_stratification():
    survey = study()
    result = cx.nonresponse(survey, {"North": 500, "South": 500}, by="unit", questions="speed", date="day")
    table, frame = result.table.set_index("unit"), survey.to_pandas()
    assert table.estimate.to_dict() == {"North": pytest.approx(60), "South": pytest.approx(20)}
    bounds = proportion_confint(100, 500, method="wilson")
    assert [table.ci_low["South"], table.ci_high["South"]] == pytest.approx([100 * bound for bound in bounds])
    row = result.questions.iloc[0]
    points = 25 * (frame.speed - 1)
    by_hand = 0.5 * points[frame.region == "North"].mean() + 0.5 * points[frame.region == "South"].mean()
    assert row["mean"] == pytest.approx(points.mean()) and row.mean_weighted == pytest.approx(by_hand)
    assert row["shift"] == pytest.approx(by_hand - points.mean()) and row["shift"] < -5
    assert [row.lowest, row.highest] == pytest.approx([0.4 * points.mean(), 0.4 * points.mean() + 60])
    said = " ".join(result.sentences())
    assert "400 of 1,000 customers answered (40%)." in said and "Least of South: 20%" in said


def test_early_and_late_answers_are_welchs():
    survey = study()
    result = cx.nonresponse(survey, {"North": 500, "South": 500}, by="unit", questions="speed", date="day")
    row = result.questions.iloc[0]
    frame = survey.to_pandas()
    order = frame.day.rank(method="first")
    points = 25 * (frame.speed - 1)
    early, late = points[order <= 133], points[order > 400 - 133]
    test = stats.ttest_ind(late, early, equal_var=False)
    assert row.late_minus_early == pytest.approx(late.mean() - early.mean())
    assert row.p_value == pytest.approx(test.pvalue) and row.p_value < 1e-4


def test_small_groups_of_staff_stay_hidden_on_both_sides():
    survey = study("Staff")
    nearly = cx.nonresponse(survey, {"North": 303, "South": 400}, by="unit", questions="speed")
    assert nearly.table.estimate.isna().all(), "three who did not answer, and the total would give them away"
    assert any("Hidden: 2 of 2" in caveat for caveat in nearly.caveats)
    open_ = cx.nonresponse(survey, {"North": 303, "South": 400}, by="unit", questions="speed", privacy=False)
    assert open_.table.estimate.notna().all()
    assert any("survivor" in caveat for caveat in open_.caveats)


@pytest.mark.parametrize(
    ("invited", "told"),
    [
        ({"North": 500}, "South"), ({"North": 200, "South": 500}, "North.*300 answered"), ({}, "maps each group"),
        ({"North": "many", "South": 500}, "North"), ({("North", "x"): 9, "South": 500}, "North"),
        (pd.DataFrame({"unit": ["North", "North", "South"], "invited": [1, 1, 1]}), "never a row a person"),
        (pd.DataFrame({"unit": ["North"]}), "invited"),
    ],
)  # fmt: skip
def test_what_is_no_count_is_refused(invited, told):
    with pytest.raises(cx.OptionError, match=told):
        cx.nonresponse(study(), invited, by="unit")


def test_a_frame_of_counts_over_two_columns():
    survey = study()
    frame = survey.to_pandas().assign(kind=["a", "b"] * 200)
    two = cx.Survey.from_frame(frame, roles={"unit": "region", "segment": "kind"}, scales={"speed": (1, 5)},
                               audience="Customers")  # fmt: skip
    groups = [(unit, kind, 300) for unit in ("North", "South") for kind in "ab"]
    counts = pd.DataFrame(groups, columns=["unit", "segment", "invited"])
    result = cx.nonresponse(two, counts, by=["unit", "segment"], questions="speed")
    assert len(result.table) == 4 and result.table.answered.sum() == 400
