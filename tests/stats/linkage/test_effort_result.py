"""Effort and result against scipy's correlation, simulated links, and inputs that people mistype."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import pearsonr
from statsmodels.stats.multitest import multipletests

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError, SurveyFileError
from cxresearch.stats.linkage.effort_result import _excluded
from tests import outside_in


@pytest.fixture(scope="module")
def result():
    return cx.effort_and_result(outside_in.bank(), outside_in.inputs(), outcome=["NPS", "CLOSED"])


def test_each_link_is_pearsons_between_unit_averages(result):
    rows = outside_in.bank().to_pandas()
    means = rows[rows.audience == "Customers"].assign(left=lambda part: 100.0 * (part.CLOSED == "Yes"))
    means = means.groupby("branch").agg(NPS=("NPS", lambda part: 10 * part.mean()), CLOSED=("left", "mean"))
    given = outside_in.inputs().set_index("branch")
    outcomes = {"Recommending the bank": "NPS", "Closed": "CLOSED"}
    assert len(result.table) == 4
    for row in result.table.itertuples():
        x, y = given[row.input], means.loc[given.index, outcomes[row.outcome]]
        found = pearsonr(x, y)
        bounds = found.confidence_interval(0.95)
        assert (row.estimate, row.p_value) == pytest.approx((found.statistic, found.pvalue))
        assert (row.ci_low, row.ci_high) == pytest.approx((bounds.low, bounds.high))
        assert row.slope == pytest.approx(found.statistic * y.std())
        assert row.units == 12
    adjusted = multipletests(result.table.p_value, method="holm")[1]
    assert result.table.p_adjusted.tolist() == pytest.approx(adjusted.tolist())


def test_what_goes_with_it_and_what_is_open(result):
    verdicts = result.table.set_index(["input", "outcome"]).verdict
    assert verdicts["training_hours", "Recommending the bank"] == "goes with"
    assert verdicts["tickets_closed", "Recommending the bank"] == "not enough data"
    said = result.sentences()
    assert said[0].startswith("Training hours and recommending the bank go together: r = ")
    assert any("cannot be settled" in line and "80% probability" in line for line in said)
    assert any("ecological fallacy" in line for line in result.caveats)
    assert any("Head counts are no effort and left out: customers" in line for line in result.caveats)


def test_a_strong_link_is_excluded_only_where_many_units_say_so():
    rng = np.random.default_rng(2)
    units = [f"U{at}" for at in range(80)]
    survey = cx.Survey.from_frame(
        pd.DataFrame({"unit": units, "stay": rng.normal(50, 10, 80)}), scales={"stay": (0, 100)}
    )
    busy = pd.DataFrame({"unit": units, "tickets": rng.normal(size=80)})
    found = cx.effort_and_result(survey, busy, outcome="stay")
    assert found.table.verdict.tolist() == ["no strong link"]
    assert "only an effort as far as these units can tell. A link of 0.50 or stronger" in found.sentences()[0]
    few = cx.effort_and_result(survey.only(unit=units[:12]), busy, outcome="stay", strong=0.3)
    assert few.table.verdict.tolist() == ["not enough data"]


@pytest.mark.parametrize("rho", [0.5, -0.5])
def test_the_exclusion_errs_in_five_of_a_hundred(rho):
    """Where the true link is exactly as strong as the bound, it is excluded by mistake in 5% of studies."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(4000, 24))
    y = rho * x + np.sqrt(1 - rho**2) * rng.normal(size=x.shape)
    r = [np.corrcoef(a, b)[0, 1] for a, b in zip(x, y, strict=True)]
    wrong = np.mean([_excluded(each, 24, 0.5) < 0.05 for each in r])
    assert 0.03 <= wrong <= 0.065


def test_waves_are_kept_apart():
    survey = outside_in.bank()
    given = pd.concat([outside_in.inputs().assign(wave=wave) for wave in ("2024", "2025")])
    both = cx.effort_and_result(survey, given, outcome="NPS", measures="training_hours").table
    assert both.wave.tolist() == ["2024", "2025"]
    one = cx.effort_and_result(survey, given, outcome="NPS", measures="training_hours", wave=2025).table
    assert one.estimate.tolist() == pytest.approx(both.estimate[1:].tolist())
    only = outside_in.bank().only(wave="2025")
    alone = cx.effort_and_result(only, outside_in.inputs(), outcome="NPS", measures="training_hours").table
    assert alone.estimate.tolist() == pytest.approx(one.estimate.tolist())


def test_units_that_find_no_partner_are_named():
    given = outside_in.inputs().replace({"branch": {"Branch 1": "branch-1", "Branch 2": "Quay"}})
    found = cx.effort_and_result(outside_in.bank(), given, outcome="NPS")
    assert found.table.units.tolist() == [10, 10]
    lost = found.lost_units.set_index(["side", "unit"])
    assert set(lost.index) == {
        ("Customers", "Branch 1"),
        ("Customers", "Branch 2"),
        ("inputs", "branch-1"),
        ("inputs", "Quay"),
    }
    assert lost.nearest["inputs", "branch-1"] == "Branch 1"
    assert "'Branch 1' / 'branch-1'" in found.sentences()[-1]


def test_small_units_of_staff_count_but_are_not_shown():
    rng = np.random.default_rng(0)
    size = [12] * 9 + [3]
    units = np.repeat([f"U{at}" for at in range(10)], size)
    frame = pd.DataFrame({"audience": "Staff", "unit": units, "mood": rng.integers(1, 6, len(units))})
    survey = cx.Survey.from_frame(frame, roles={"audience": "audience", "unit": "unit"}, scales={"mood": (1, 5)})
    given = pd.DataFrame({"unit": [f"U{at}" for at in range(10)], "hours": rng.normal(size=10)})
    found = cx.effort_and_result(survey, given, outcome="mood")
    assert found.table.units[0] == 10
    assert "U9" not in set(found.units.unit)
    hidden = found.units[found.units.unit.str.startswith("hidden unit")]
    assert len(hidden) == 2
    assert hidden[["hours", "mood"]].isna().all().all()


def test_a_table_of_units_with_scores_is_enough():
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"unit": [f"U{at}" for at in range(20)], "n": rng.integers(20, 90, 20), "audience": "Parents"})
    frame["safe"] = rng.normal(60, 8, 20).round(1)
    survey = cx.Survey.from_frame(
        frame, roles={"unit": "unit", "n": "n", "audience": "audience"}, scales={"safe": (0, 100)}
    )
    given = pd.DataFrame({"unit": frame.unit, "hours": frame.safe + rng.normal(0, 4, 20)})
    row = cx.effort_and_result(survey, given, outcome="safe").table.iloc[0]
    assert row.estimate == pytest.approx(pearsonr(given.hours, frame.safe).statistic)
    assert (row.units, row.n, row.verdict) == (20, frame.n.sum(), "goes with")
    assert np.isnan(row.corrected_r)


def test_the_column_of_units_is_found_by_what_stands_in_it():
    given = outside_in.inputs().rename(columns={"branch": "Where"})
    found = cx.effort_and_result(outside_in.bank(), given, outcome="NPS")
    assert found.table.units.tolist() == [12, 12]
    with pytest.raises(OptionError, match="input_unit='Were' is no column"):
        cx.effort_and_result(outside_in.bank(), given, outcome="NPS", input_unit="Were")


def test_bad_rows_are_named_with_their_line(tmp_path):
    path = tmp_path / "inputs.csv"
    path.write_text("branch,hours\nBranch 1,3\nBranch 2,many\n,4\nBranch 1,5\nBranch 3,\n", "utf-8")
    with pytest.raises(SurveyFileError) as told:
        cx.effort_and_result(outside_in.bank(), path, outcome="NPS")
    for part in (
        "inputs.csv: line 3: hours 'many' is no number", "line 4: no branch",
        "line 5: Branch 1 stands in line 2 already",
    ):  # fmt: skip
        assert part in str(told.value)


def test_other_bad_input_is_told():
    bank, given = outside_in.bank(), outside_in.inputs()
    with pytest.raises(OptionError, match="strong="):
        cx.effort_and_result(bank, given, outcome="NPS", strong=1.2)
    with pytest.raises(OptionError, match=r"No column 'hours' of numbers.*Found: training_hours"):
        cx.effort_and_result(bank, given, outcome="NPS", measures="hours")
    with pytest.raises(QuestionError, match="NPPS"):
        cx.effort_and_result(bank, given, outcome="NPPS")
    with pytest.raises(QuestionError, match="outcome= names no question"):
        cx.effort_and_result(bank, given, outcome=[])
    with pytest.raises(SurveyFileError, match="no column of units that the survey knows"):
        cx.effort_and_result(bank, [{"place": "Mars", "hours": 3}], outcome="NPS")
    with pytest.raises(QuestionError, match="No unit of Made Bank stands in inputs"):
        cx.effort_and_result(bank, [{"branch": "Mars", "hours": 3}], outcome="NPS")
    with pytest.raises(QuestionError, match="No wave of inputs"):
        cx.effort_and_result(bank, given.assign(wave="1999"), outcome="NPS")
