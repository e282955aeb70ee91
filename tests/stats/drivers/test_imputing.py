"""Blank answers filled: what is filled and what never is, Rubin's rules, and coverage with known truth."""

import numpy as np
import pandas as pd
import pytest

from cxresearch.errors import OptionError
from cxresearch.inference.intervals import t_quantile
from cxresearch.stats.drivers.driver_model import fit_drivers
from cxresearch.stats.drivers.imputing import filled_copies, rubin
from cxresearch.stats.drivers.loyalty_drivers import loyalty_drivers
from cxresearch.stats.drivers.relative_importance import lmg
from cxresearch.survey.survey import Survey

TRUTH = np.array([[1, 0.5, 0.4, 0.15], [0.5, 1, 0.4, 0.2], [0.4, 0.4, 1, 0.3], [0.15, 0.2, 0.3, 1]])
DRIVERS = ["app", "fee", "wait"]


def answers(seed=0, rows=400):
    """0-10 answers with three drivers of a known correlation."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(rows, 4)) @ np.linalg.cholesky(TRUTH).T
    return pd.DataFrame(np.clip(np.round(5 + 1.8 * values), 0, 10), columns=["nps", *DRIVERS]).astype(object)


def survey_of(frame, **roles):
    scales = dict.fromkeys(["nps", *DRIVERS], (0, 10))
    return Survey.from_frame(frame, scales=scales, roles=roles or None, audience="Customers")


def test_complete_answers_are_left_as_they_are():
    survey = survey_of(answers())
    one = loyalty_drivers(survey, "nps", DRIVERS, bootstrap=100)
    two = loyalty_drivers(survey, "nps", DRIVERS, bootstrap=100, missing="impute")
    assert two.table.imputed.tolist() == [0, 0, 0]
    pd.testing.assert_frame_equal(one.table, two.table.drop(columns="imputed"))


def test_only_blank_cells_are_filled():
    frame = answers()
    frame.loc[0:19, "app"] = None
    frame.loc[20:34, "app"] = "Don't know"
    frame.loc[35:44, "fee"] = "n/a"
    frame.loc[45:49, "nps"] = None
    frame.loc[50:54, DRIVERS] = None
    survey = survey_of(frame)
    result = loyalty_drivers(survey, "nps", DRIVERS, bootstrap=0, missing="impute", copies=5)
    # 400 less 25 who declined, 5 without an outcome and 5 who answered no driver
    assert result.table.n[0] == 365
    assert result.table.imputed.tolist() == [20, 0, 0]
    told = " ".join(result.caveats)
    assert "20 blank answers of 20 customers" in told
    assert "5 customers without an outcome are left out" in told
    assert "30 customers left out for answers that are none" in told
    assert "chained equations" in result.method
    assert loyalty_drivers(survey, "nps", DRIVERS, bootstrap=0).table.n[0] == 345


@pytest.mark.parametrize("by", ["wave", "choice", "share"])
def test_what_was_not_put_to_somebody_is_not_filled(by):
    frame = answers()
    rng = np.random.default_rng(1)
    some = np.arange(400) < 120
    frame.loc[rng.random(400) < 0.05, "fee"] = None
    if by == "share":
        frame.loc[np.arange(400) < 240, "app"] = None
    else:
        frame.loc[some, "app"] = None
    frame["wave" if by == "wave" else "channel"] = np.where(some, "first", "second")
    roles = {"wave": "wave"} if by == "wave" else {}
    result = loyalty_drivers(survey_of(frame, **roles), "nps", DRIVERS, bootstrap=0, missing="impute", copies=5)
    assert result.table.imputed[0] == 0
    assert result.table.n[0] == (160 if by == "share" else 280)
    assert result.table.imputed[1] > 0
    assert any("Not put to everybody" in caveat and "app" in caveat for caveat in result.caveats)


def test_much_that_is_imputed_is_said():
    frame = answers()
    rng = np.random.default_rng(2)
    for driver in DRIVERS:
        frame.loc[rng.random(400) < 0.12, driver] = None
    caveats = loyalty_drivers(survey_of(frame), "nps", DRIVERS, bootstrap=0, missing="impute", copies=5).caveats
    assert any("More than 20% of the rows" in caveat for caveat in caveats)
    some = answers()
    some.loc[:9, "app"] = None
    caveats = loyalty_drivers(survey_of(some), "nps", DRIVERS, bootstrap=0, missing="impute", copies=5).caveats
    assert not any("More than 20%" in caveat for caveat in caveats)


def test_the_same_seed_gives_the_same_numbers_and_options_are_checked():
    frame = answers()
    frame.loc[:39, "app"] = None
    survey = survey_of(frame)
    one, two = (
        loyalty_drivers(survey, "nps", DRIVERS, bootstrap=100, missing="impute", copies=5, seed=3).table
        for _ in range(2)
    )
    pd.testing.assert_frame_equal(one, two)
    with pytest.raises(OptionError, match="missing"):
        loyalty_drivers(survey, "nps", DRIVERS, missing="mean")
    with pytest.raises(OptionError, match="copies"):
        loyalty_drivers(survey, "nps", DRIVERS, missing="impute", copies=1)


def test_filled_answers_were_given_by_somebody():
    frame = answers().astype(float)
    frame.loc[:49, "app"] = np.nan
    copies = filled_copies(frame.to_numpy(), copies=5, seed=0)
    assert copies.shape == (5, 400, 4)
    assert set(np.unique(copies[:, :50, 1])) <= set(frame.app.dropna())
    assert (copies[:, 50:] == frame.to_numpy()[50:]).all()
    assert copies[:, :50, 1].std(axis=0).max() > 0


def test_rubins_rules_are_statsmodels():
    """Means by statsmodels' MICEResults.combine on the same copies."""
    from statsmodels.imputation.mice import MICE
    from statsmodels.regression.linear_model import OLS

    rng = np.random.default_rng(0)
    estimates, errors = rng.normal(size=(12, 3)), rng.uniform(0.5, 1.5, (12, 3))

    class Stub:
        model, normalized_cov_params = None, None

    chain = MICE.__new__(MICE)
    chain.results_list = []
    for one, error in zip(estimates, errors, strict=True):
        found = Stub()
        found.params, found.scale = one, 1.0
        found.cov_params = lambda error=error: np.diag(error**2)
        found._results = found
        chain.results_list.append(found)
    chain.exog_names = chain.endog_names = None
    chain.model_class = OLS
    theirs = chain.combine()
    ours = rubin(estimates, errors**2)
    assert ours.estimate == pytest.approx(theirs.params)
    assert ours.std_error**2 == pytest.approx(np.diag(theirs.normalized_cov_params))


def test_barnard_and_rubins_degrees_of_freedom():
    """By their formula with 10 copies, W = 4, B = 1, 60 degrees of freedom of complete data."""
    spread = np.sqrt(9 / 10) * np.array([1, -1] * 5)[:, None]
    found = rubin(spread, np.full((10, 1), 4.0), df=60)
    total, more = 4 + 1.1, 1.1
    part = more / total
    old, seen = 9 / part**2, 61 / 63 * 60 * (1 - part)
    assert found.std_error[0] == pytest.approx(np.sqrt(total))
    assert found.df[0] == pytest.approx(1 / (1 / old + 1 / seen))


@pytest.mark.runslow
def test_intervals_hold_the_truth_where_listwise_deletion_is_biased():
    """Answers are skipped by those whose outcome is high; 200 studies of 400: four numbers, 93 to 97%."""
    truth = np.append(lmg(TRUTH), lmg(TRUTH).sum())
    root, rng = np.linalg.cholesky(TRUTH), np.random.default_rng(7)
    hits, listwise, found = np.zeros(4), np.zeros(4), np.zeros(4)
    for study in range(200):
        values = rng.normal(size=(400, 4)) @ root.T
        for driver in (1, 2):
            values[rng.random(400) < 1 / (1 + np.exp(1.6 - values[:, 0])), driver] = np.nan
        models = [
            fit_drivers(copy, None, labels=list("yabc"), method="lmg", draws=60, seed=at)
            for at, copy in enumerate(filled_copies(values, copies=10, seed=study))
        ]
        pooled = rubin(
            np.array([np.append(model.part, model.r_squared) for model in models]),
            np.array([np.column_stack([model.parts, model.r_squares]).var(axis=0, ddof=1) for model in models]),
            df=396.0,
        )
        half = t_quantile(0.95, pooled.df) * pooled.std_error
        hits += np.abs(pooled.estimate - truth) <= half
        found += pooled.estimate
        full = values[~np.isnan(values).any(axis=1)]
        listwise += np.append(lmg(np.corrcoef(full.T)), lmg(np.corrcoef(full.T)).sum())
    assert 0.92 <= hits.mean() / 200 <= 0.98
    assert abs(found[-1] / 200 - truth[-1]) < abs(listwise[-1] / 200 - truth[-1])


def test_what_listwise_deletion_loses_comes_back():
    """Twelve large studies: R squared of filled copies is nearer to the truth than that of complete rows."""
    truth, root, rng = lmg(TRUTH).sum(), np.linalg.cholesky(TRUTH), np.random.default_rng(7)
    filled, full = [], []
    for study in range(12):
        values = rng.normal(size=(1500, 4)) @ root.T
        for driver in (1, 2):
            values[rng.random(1500) < 1 / (1 + np.exp(1.6 - values[:, 0])), driver] = np.nan
        copies = filled_copies(values, copies=3, seed=study)
        filled.append(np.mean([lmg(np.corrcoef(copy.T)).sum() for copy in copies]))
        full.append(lmg(np.corrcoef(values[~np.isnan(values).any(axis=1)].T)).sum())
    assert abs(np.mean(filled) - truth) < 0.015
    assert abs(np.mean(filled) - truth) < abs(np.mean(full) - truth)
