"""Variance between and within units: against pingouin, statsmodels, closed forms, and thousands of drawn studies."""

import numpy as np
import pandas as pd
import pingouin
import pytest
from statsmodels.regression.mixed_linear_model import MixedLM

from cxresearch.stats.linkage.components import icc1_interval, one_way, spearman_brown, unit_moments, variance_profile

UNEQUAL = np.array([4, 7, 9, 12, 15, 20, 26, 31, 40, 60])


def drawn(rng, sizes, *, icc, studies):
    """Counts, means and squares of many studies: normal people in normal units."""
    between = rng.normal(size=(studies, len(sizes))) * np.sqrt(icc)
    mean = between + rng.normal(size=between.shape) * np.sqrt((1 - icc) / sizes)
    squares = (1 - icc) * rng.chisquare(sizes - 1, size=between.shape)
    return np.broadcast_to(sizes, between.shape), mean, squares


@pytest.fixture
def answers():
    rng = np.random.default_rng(5)
    unit = np.repeat(np.arange(len(UNEQUAL)), UNEQUAL)
    return unit, 3 + 0.6 * rng.normal(size=len(UNEQUAL))[unit] + rng.normal(size=len(unit))


def test_equal_sizes_are_pingouins_icc_1():
    rng = np.random.default_rng(1)
    table = rng.normal(size=(12, 1)) + rng.normal(size=(12, 6))
    long = pd.DataFrame(table).stack().rename("score").rename_axis(["unit", "member"]).reset_index()
    theirs = pingouin.intraclass_corr(long, targets="unit", raters="member", ratings="score").set_index("Type")
    moments = unit_moments(np.repeat(np.arange(12), 6), table.ravel())
    found = one_way(*moments)
    assert float(found.icc1) == pytest.approx(theirs.loc["ICC(1,1)", "ICC"], abs=1e-9)
    assert float(found.icc2) == pytest.approx(theirs.loc["ICC(1,k)", "ICC"], abs=1e-9)
    assert float(found.f) == pytest.approx(theirs.loc["ICC(1,1)", "F"], rel=1e-9)
    bounds = icc1_interval(*moments)
    low, high = theirs.loc["ICC(1,1)", "CI95"]
    assert [round(float(bounds.low), 2), round(float(bounds.high), 2)] == [low, high]


def test_unequal_sizes_follow_bliese(answers):
    unit, score = answers
    frame = pd.DataFrame({"unit": unit, "score": score})
    groups = frame.groupby("unit").score
    between = (groups.size() * (groups.mean() - score.mean()) ** 2).sum() / 9
    within = (groups.var() * (groups.size() - 1)).sum() / (len(score) - 10)
    size = len(score) / 10
    found = one_way(*unit_moments(unit, score))
    assert float(found.icc1) == pytest.approx((between - within) / (between + (size - 1) * within), rel=1e-12)
    assert float(found.icc2) == pytest.approx((between - within) / between, rel=1e-12)


@pytest.mark.parametrize("reml", [True, False])
def test_variances_are_those_of_mixedlm(answers, reml):
    unit, score = answers
    found = variance_profile(*unit_moments(unit, score), reml=reml)
    theirs = MixedLM(score, np.ones((len(score), 1)), groups=unit).fit(reml=reml)
    # MixedLM stops a little before the top; cov_re, since its parameters are divided by the scale.
    assert found.between == pytest.approx(theirs.cov_re[0, 0], rel=1e-3)
    assert found.within == pytest.approx(theirs.scale, rel=1e-4)
    assert found.mean == pytest.approx(theirs.fe_params[0], rel=1e-4)


def test_equal_sizes_make_reml_the_analysis_of_variance():
    rng = np.random.default_rng(2)
    unit = np.repeat(np.arange(15), 8)
    score = rng.normal(size=15)[unit] + rng.normal(size=120)
    moments = unit_moments(unit, score)
    table, found = one_way(*moments), variance_profile(*moments)
    assert found.within == pytest.approx(float(table.within), rel=1e-6)
    assert found.between == pytest.approx(float((table.between - table.within) / 8), rel=1e-6)
    assert found.mean_error == pytest.approx(float(np.sqrt(table.between / 120)), rel=1e-6)


@pytest.mark.parametrize("icc", [0.02, 0.12, 0.35])
@pytest.mark.parametrize("sizes", [np.full(24, 25), UNEQUAL], ids=["equal", "unequal"])
def test_interval_covers(icc, sizes):
    moments = drawn(np.random.default_rng(11), sizes, icc=icc, studies=4000)
    low, high = icc1_interval(*moments)
    assert 0.93 <= np.mean((low <= icc) & (icc <= high)) <= 0.97


def test_interval_bounds_are_f_quantiles():
    from scipy.stats import f

    unit, score = np.repeat(np.arange(6), 5), np.random.default_rng(3).normal(size=30) + np.repeat(np.arange(6), 5)
    moments = unit_moments(unit, score)
    found, bounds = one_way(*moments), icc1_interval(*moments, confidence=0.9)
    for bound, probability in ((bounds.low, 0.95), (bounds.high, 0.05)):
        ratio = float(found.f) / f.ppf(probability, 5, 24)
        assert float(bound) == pytest.approx((ratio - 1) / (ratio + 4), abs=1e-9)


@pytest.mark.parametrize(
    "answers", [([0, 1, 2], [1.0, 2.0, 3.0]), ([0, 0, 0], [1.0, 2.0, 3.0]), ([0, 0, 1, 1], [2.0, 2.0, 2.0, 2.0])],
    ids=["one a unit", "one unit", "constant"],
)  # fmt: skip
def test_nothing_to_tell_is_nan(answers):
    moments = unit_moments(*answers)
    assert np.isnan(one_way(*moments).icc1)
    assert np.isnan(icc1_interval(*moments).low)


def test_units_alike_beyond_chance_are_negative():
    found = one_way(*unit_moments([0, 0, 1, 1, 2, 2], [1.0, 5.0, 1.0, 5.0, 1.1, 5.0]))
    assert float(found.icc1) < 0
    assert variance_profile([2, 2, 2], [3.0, 3.0, 3.05], [8.0, 8.0, 7.6]).between == 0


def test_missing_answers_and_units_do_not_count():
    moments = unit_moments([0, 0, -1, 1, 1, 1], [1.0, 3.0, 9.0, 4.0, np.nan, 6.0])
    assert moments.n.tolist() == [2, 2]
    assert moments.mean.tolist() == [2, 5]


def test_spearman_brown_inverts_to_icc2(answers):
    found = one_way(*unit_moments(*answers))
    assert float(spearman_brown(found.icc1, found.size)) == pytest.approx(float(found.icc2), rel=1e-12)
