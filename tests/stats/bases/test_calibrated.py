"""Errors that know the weights were raked: post-stratification by hand, two margins by least squares, and coverage."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS

import cxresearch as cx
from cxresearch.stats.bases.counts import counted
from cxresearch.survey.raking import calibration_of

AGE = {"18-34": 0.28, "35-54": 0.34, "55+": 0.38}
SEX = {"f": 0.51, "m": 0.49}


def people(n: int, seed: int, *, effect: float = 2.0) -> pd.DataFrame:
    """A simple random sample in which age tells much of the answer."""
    rng = np.random.default_rng(seed)
    age = rng.choice(list(AGE), n, p=list(AGE.values()))
    sex = rng.choice(list(SEX), n, p=list(SEX.values()))
    level = 5 + effect * (np.searchsorted(list(AGE), age) - 1) + rng.normal(0, 1, n)
    answers = {"q": np.clip(np.rint(level), 0, 10), "unit": rng.choice(list("AB"), n)}
    return pd.DataFrame({"age": age, "sex": sex, **answers})


def raked(frame: pd.DataFrame, targets) -> cx.Survey:
    survey = cx.Survey.from_frame(frame, roles={"unit": "unit"}, scales={"q": (0, 10)}, audience="Customers")
    return cx.rake(survey, targets)


def test_one_margin_is_post_stratification():
    """Sarndal, Swensson & Wretman (1992), 7.6: each answer counts by its distance from its stratum's mean."""
    frame = people(150, 1)
    survey = raked(frame, {"age": AGE})
    found = cx.mean_score(survey, ["q"]).table.iloc[0]
    y, w = frame.q.to_numpy(), survey.numbers([survey.roles["weight"]]).iloc[:, 0].to_numpy()
    away = y - pd.Series(y).groupby(frame.age.to_numpy()).transform("mean").to_numpy()
    n = len(y)
    assert found.estimate == pytest.approx(np.average(y, weights=w))
    assert found.std_error == pytest.approx(np.sqrt(n / (n - 1) * ((w * away) ** 2).sum()) / w.sum(), rel=1e-9)


def test_two_margins_are_residuals_of_a_regression():
    frame = people(200, 2)
    survey = raked(frame, {"age": AGE, "sex": SEX})
    w = survey.numbers([survey.roles["weight"]]).iloc[:, 0].to_numpy()
    y, n = frame.q.to_numpy(), len(frame)
    dummies = pd.get_dummies(frame[["age", "sex"]], drop_first=True).assign(one=1.0).astype(float)
    away = OLS(y - np.average(y, weights=w), dummies).fit().resid.to_numpy()
    expected = np.sqrt(n / (n - 1) * ((w * away) ** 2).sum()) / w.sum()
    assert cx.mean_score(survey, ["q"]).table.std_error[0] == pytest.approx(expected, rel=1e-9)
    # The same error stands in a gap, and the method says so.
    staff = cx.Survey.from_frame(people(80, 3).drop(columns="unit"), scales={"q": (0, 10)}, audience="Staff")
    both = cx.combine_audiences(staff, survey.with_roles(weight=None, unit=None))
    gap = cx.perception_gap(cx.rake(both, {"age": AGE, "sex": SEX}, audience="Customers"), ["q"])
    own = 10 * both.only(audience="Staff").numbers(["q"]).iloc[:, 0].std() / np.sqrt(80)
    # A pseudo-answer is added to the staff's 80, which moves the error by a hair.
    assert gap.table.std_error[0] == pytest.approx(np.hypot(own, 10 * expected), rel=0.01)
    assert (
        gap.table.std_error[0]
        < cx.perception_gap(
            cx.rake(both, {"age": AGE, "sex": SEX}, audience="Customers")._with(same_rows=True, raking=None), ["q"]
        ).table.std_error[0]
    )
    assert "know its targets" in gap.method


def test_parts_of_a_raked_sample_take_the_weights_as_given():
    survey = raked(people(200, 4), {"age": AGE})
    assert calibration_of(survey) is not None
    for part in (survey.only(unit="A"), survey.with_roles(weight=None)):
        assert calibration_of(part) is None
    plain = survey._with(same_rows=True, raking=None)
    halves, given = (counted(one, "q", by=["unit"]).means("q").std_error for one in (survey, plain))
    assert halves == pytest.approx(given)
    whole, wide = (counted(one, "q").means("q").std_error[0] for one in (survey, plain))
    assert whole < 0.75 * wide
    assert "know its targets" in cx.mean_score(survey, ["q"]).method
    assert "know its targets" not in cx.mean_score(plain, ["q"]).method


def test_answers_that_are_missing_leave_the_targets_where_they_are():
    frame = people(200, 5)
    frame.loc[::7, "q"] = np.nan
    found = cx.mean_score(raked(frame, {"age": AGE}), ["q"]).table.iloc[0]
    assert found.n == frame.q.notna().sum() and np.isfinite(found.std_error)


def test_the_error_is_that_of_repeated_samples():
    """Drawn 250 times: the error is the scatter of the estimates, intervals hold 95%, and as given are far too wide."""
    estimates, errors, wide, hits = [], [], [], []
    many = people(40_000, 999)
    truth = float(np.dot([10 * many.q[many.age == age].mean() for age in AGE], list(AGE.values())))
    for seed in range(250):
        survey = raked(people(150, 10_000 + seed), {"age": AGE, "sex": SEX})
        points = 10.0 * counted(survey, "q").cells("q").values
        found = counted(survey, "q").means("q", points)
        estimates.append(found.mean[0])
        errors.append(found.std_error[0])
        plain = survey._with(same_rows=True, raking=None)
        wide.append(counted(plain, "q").means("q", points).std_error[0])
        hits.append(abs(estimates[-1] - truth) < 1.976 * errors[-1])
    scatter = np.std(estimates, ddof=1)
    assert np.mean(errors) == pytest.approx(scatter, rel=0.1)
    assert np.mean(hits) == pytest.approx(0.95, abs=0.042)
    assert np.mean(wide) > 1.5 * scatter
