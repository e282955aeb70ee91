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
    stratum = pd.Series(y).groupby(frame.age.to_numpy())
    alike = stratum.transform("size").to_numpy()
    # Each residual by one less its leverage, which here is one of its stratum's people.
    away = (y - stratum.transform("mean").to_numpy()) * alike / (alike - 1)
    n = len(y)
    assert found.estimate == pytest.approx(np.average(y, weights=w))
    assert found.std_error == pytest.approx(np.sqrt(n / (n - 1) * ((w * away) ** 2).sum()) / w.sum(), rel=1e-9)


def test_two_margins_are_residuals_of_a_regression():
    frame = people(200, 2)
    survey = raked(frame, {"age": AGE, "sex": SEX})
    w = survey.numbers([survey.roles["weight"]]).iloc[:, 0].to_numpy()
    y, n = frame.q.to_numpy(), len(frame)
    dummies = pd.get_dummies(frame[["age", "sex"]], drop_first=True).assign(one=1.0).astype(float)
    fit = OLS(y - np.average(y, weights=w), dummies).fit()
    away = fit.resid.to_numpy() / (1 - fit.get_influence().hat_matrix_diag)
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


def by_hand(frame: pd.DataFrame, w: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """The covariance of group means, every residual written out: zeros outside the group, then the regression."""
    dummies = pd.get_dummies(frame[["age", "sex"]], drop_first=True).assign(one=1.0).astype(float)
    y, pulls = frame.q.to_numpy(), []
    for name in np.unique(groups):
        mine = groups == name
        z = np.where(mine, (y - np.average(y[mine], weights=w[mine])) / w[mine].sum(), 0.0)
        fit = OLS(z, dummies).fit()
        n = mine.sum()
        pulls.append(np.sqrt(n / (n - 1)) * w * fit.resid.to_numpy() / (1 - fit.get_influence().hat_matrix_diag))
    return np.array(pulls) @ np.array(pulls).T


def test_groups_and_their_differences_by_hand():
    frame = people(200, 4)
    survey = raked(frame, {"age": AGE, "sex": SEX})
    w = survey.numbers([survey.roles["weight"]]).iloc[:, 0].to_numpy()
    spread = by_hand(frame, w, frame.unit.to_numpy())
    found = cx.mean_score(survey, ["q"], by="unit")
    assert found.table.std_error.to_numpy() == pytest.approx(np.sqrt(np.diag(spread)), rel=1e-9)
    apart = cx.compare_groups(survey, "q", by="unit")
    expected = np.sqrt(spread[0, 0] + spread[1, 1] - 2 * spread[0, 1])
    assert apart.table.std_error[0] == pytest.approx(expected, rel=1e-9)
    # Both halves lose what age tells, and their difference gets it back: without the covariance it would be too sure.
    assert spread[0, 1] < 0 and expected > 1.1 * np.sqrt(np.trace(spread))
    plain = survey._with(same_rows=True, raking=None)
    given = cx.compare_groups(plain, "q", by="unit").table.std_error[0]
    assert expected == pytest.approx(given, rel=0.1)
    assert (found.table.std_error < 0.9 * cx.mean_score(plain, ["q"], by="unit").table.std_error).all()
    assert "groups know its targets" in found.method and "groups know its targets" in apart.method


@pytest.mark.parametrize("metric", ["nps", "top_box"])
def test_shares_and_scores_of_groups_by_hand(metric):
    frame = people(240, 6).assign(q=lambda told: np.minimum(told.q + 3, 10))
    survey = raked(frame, {"age": AGE, "sex": SEX})
    w = survey.numbers([survey.roles["weight"]]).iloc[:, 0].to_numpy()
    cut = {"nps": [-np.inf, 6, 8, np.inf], "top_box": [-np.inf, 8, np.inf]}[metric]
    scores = {"nps": [-100, 0, 100], "top_box": [0, 100]}[metric]
    scored = frame.assign(q=np.array(scores, dtype=float)[np.searchsorted(cut[1:-1], frame.q.to_numpy())])
    spread = by_hand(scored, w, frame.unit.to_numpy())
    book = survey.codebook
    survey = survey._with(same_rows=True, codebook=book.assign(kind=np.where(book.id == "q", "nps", book.kind)))
    found = cx.compare_groups(survey, "q", by="unit", metric=metric)
    expected = np.sqrt(spread[0, 0] + spread[1, 1] - 2 * spread[0, 1])
    assert found.table.std_error[0] == pytest.approx(expected, rel=1e-9)
    low, high = found.table[["ci_low", "ci_high"]].to_numpy()[0]
    # What the targets take from the error they take from the interval too.
    assert (high - low) / 2 == pytest.approx(1.98 * expected, rel=0.06)
    single = cx.nps(survey, "q", by="unit") if metric == "nps" else cx.csat(survey, "q", by="unit", top=2)
    ratio = (single.table.ci_high - single.table.ci_low) / single.table.std_error
    assert ratio.to_numpy() == pytest.approx(3.95, rel=0.06)


def test_a_part_that_was_cut_out_takes_the_weights_as_given():
    survey = raked(people(200, 4), {"age": AGE})
    assert calibration_of(survey) is not None
    for part in (survey.only(unit="A"), survey.with_roles(weight=None)):
        assert calibration_of(part) is None
    plain = survey._with(same_rows=True, raking=None)
    cut, given = (cx.mean_score(one, ["q"]) for one in (survey.only(unit="A"), plain.only(unit="A")))
    assert cut.table.std_error[0] == pytest.approx(given.table.std_error[0]) and "targets" not in cut.method
    whole, wide = (counted(one, "q").means("q").std_error[0] for one in (survey, plain))
    assert whole < 0.75 * wide
    assert "know its targets" not in cx.mean_score(plain, ["q"]).method


def test_people_in_two_waves_that_were_raked_together():
    """The covariance of two waves: by persons, whose residuals of both waves are added up before they are squared."""
    frame = people(120, 8)
    later = frame.assign(q=np.clip(frame.q + np.random.default_rng(3).integers(-1, 2, 120), 0, 10))
    both = pd.concat([frame.assign(wave=1), later.assign(wave=2)], ignore_index=True).drop(columns="unit")
    both["person"] = np.tile(np.arange(120), 2)
    survey = cx.Survey.from_frame(
        both, roles={"wave": "wave", "respondent": "person"}, scales={"q": (0, 10)}, audience="Customers"
    )
    survey = cx.rake(survey, {"age": AGE, "sex": SEX})
    found = cx.trend(survey, "q", metric="mean").table.iloc[-1]
    w = survey.numbers([survey.roles["weight"]]).iloc[:, 0].to_numpy()
    pulls = []
    dummies = pd.get_dummies(both[["age", "sex"]], drop_first=True).assign(one=1.0).astype(float)
    for wave in (1, 2):
        mine = (both.wave == wave).to_numpy()
        z = np.where(mine, (both.q - np.average(both.q[mine], weights=w[mine])) / w[mine].sum(), 0.0)
        fit = OLS(z, dummies).fit()
        pull = np.sqrt(120 / 119) * w * fit.resid.to_numpy() / (1 - fit.get_influence().hat_matrix_diag)
        pulls.append(np.bincount(both.person, pull))
    own = pulls[0] @ pulls[1] / np.sqrt((pulls[0] @ pulls[0]) * (pulls[1] @ pulls[1]))
    level = cx.mean_score(survey, ["q"], by="wave").table.std_error.to_numpy()
    expected = np.sqrt((level**2).sum() - 2 * own * level.prod())
    assert found.change_std_error == pytest.approx(expected, rel=1e-6)
    assert own > 0.5


def test_answers_that_are_missing_leave_the_targets_where_they_are():
    frame = people(200, 5)
    frame.loc[::7, "q"] = np.nan
    found = cx.mean_score(raked(frame, {"age": AGE}), ["q"]).table.iloc[0]
    assert found.n == frame.q.notna().sum() and np.isfinite(found.std_error)


def test_the_error_is_that_of_repeated_samples():
    """Drawn 250 times: the error is the scatter of the estimates, intervals hold 95%, and as given are far too wide."""
    estimates, errors, wide, hits = [], [], [], []
    halves, apart, alone = [], [], []
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
        parts = counted(survey, "q", by=["unit"]).means("q", points)
        halves.append(parts.mean[0] - parts.mean[1])
        apart.append(np.sqrt(parts.shared.trace() - 2 * parts.shared[0, 1]))
        alone.append(np.sqrt(parts.shared.trace()))
    scatter = np.std(estimates, ddof=1)
    assert np.mean(errors) == pytest.approx(scatter, rel=0.1)
    assert np.mean(hits) == pytest.approx(0.95, abs=0.042)
    assert np.mean(wide) > 1.5 * scatter
    # The difference of two halves: as sure as it is with the covariance, and a fifth too sure without.
    scatter = np.std(halves, ddof=1)
    assert np.mean(apart) == pytest.approx(scatter, rel=0.1)
    assert np.mean(np.abs(halves) < 1.976 * np.array(apart)) == pytest.approx(0.95, abs=0.042)
    assert np.mean(alone) < 0.85 * scatter
