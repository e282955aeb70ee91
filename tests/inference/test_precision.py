"""Weights, clusters and populations against R survey and statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cxresearch.errors import OptionError
from cxresearch.inference.precision import (
    cluster_error,
    design_effect,
    fpc,
    independent_n,
    kish_n,
    mean_error,
    weighted_moments,
)
from tests.oracles import cases, close

VALUES = np.array([1.0, 2.0, 3.0, 4.0, 5.0])


@pytest.mark.parametrize("case", cases("clusters"))
def test_clustered_mean_equals_r_survey(case):
    result = cluster_error(case["input"]["n"], case["input"]["sum_x"])
    assert result._asdict() == close(case["expected"], case["tolerance"])


@pytest.fixture
def weighted_answers():
    rng = np.random.default_rng(11)
    return rng.integers(1, 6, 90), rng.gamma(2.0, 0.7, 90), rng.integers(0, 8, 90)


def test_weighted_error_equals_statsmodels(weighted_answers):
    """The linearised error of a weighted mean is White's HC1 error of a weighted regression on a constant."""
    answer, weight, _ = weighted_answers
    fit = sm.WLS(answer, np.ones(90), weights=weight).fit(cov_type="HC1")
    at = answer == VALUES[:, None]
    result = weighted_moments(VALUES, at.sum(1), (at * weight).sum(1), (at * weight**2).sum(1))
    assert [result.mean, result.std_error] == close([fit.params[0], fit.bse[0]], 1e-10)
    assert result.n_effective == close(weight.sum() ** 2 / (weight**2).sum(), 1e-12)


def test_clustered_error_equals_statsmodels(weighted_answers):
    answer, weight, branch = weighted_answers
    fit = sm.WLS(answer, np.ones(90), weights=weight).fit(cov_type="cluster", cov_kwds={"groups": branch})
    at = branch == np.arange(9)[:, None]
    result = cluster_error((at * weight).sum(1), (at * weight * answer).sum(1))
    assert [result.mean, result.std_error] == close([fit.params[0], fit.bse[0]], 1e-10)
    assert result.df == 7, "the ninth branch has no answers and is no cluster"


def test_250_a_branch_at_icc_02_have_a_design_effect_of_6():
    """Kish: 1 + (250 - 1) .02 = 5.98; seen here in simulated branches."""
    rng = np.random.default_rng(3)
    branch = rng.normal(0, np.sqrt(0.02), (400, 40, 1))
    sums = (branch + rng.normal(0, np.sqrt(0.98), (400, 40, 250))).sum(axis=2)
    variance = cluster_error(np.full(40, 250.0), sums).std_error ** 2
    assert variance.mean() * 40 * 250 == pytest.approx(5.98, rel=0.05)


@given(arrays(int, 5, elements=st.integers(0, 30)))
def test_without_weights_it_is_the_plain_mean(counts):
    rows = np.repeat(VALUES, counts)
    result = weighted_moments(VALUES, counts)
    assert result.n == result.n_effective == rows.size
    if rows.size:
        assert result.mean == close(rows.mean(), 1e-12)
    if rows.size > 1:
        assert result.variance == pytest.approx(rows.var(ddof=1), rel=1e-9, abs=1e-12)
        assert result.std_error == pytest.approx(rows.std(ddof=1) / np.sqrt(rows.size), rel=1e-9, abs=1e-12)
    else:
        assert np.isnan([result.variance, result.std_error]).all()
        assert np.isnan(result.mean) == (rows.size == 0)


@given(arrays(int, 5, elements=st.integers(1, 30)), st.floats(0.01, 100))
def test_the_unit_of_the_weights_does_not_matter(counts, factor):
    squares = counts * 1.3
    one = weighted_moments(VALUES, counts, counts * 1.1, squares)
    other = weighted_moments(VALUES, counts, counts * 1.1 * factor, squares * factor**2)
    assert other.std_error == close(float(one.std_error), 1e-9)
    assert other.n_effective == close(float(one.n_effective), 1e-9)


def test_many_questions_at_once():
    counts = np.arange(30).reshape(2, 3, 5)
    result = weighted_moments(VALUES, counts)
    assert result.mean.shape == (2, 3)
    assert result.mean[1, 2] == weighted_moments(VALUES, counts[1, 2]).mean
    assert cluster_error(counts, counts * 2.0).mean.shape == (2, 3)


def test_nothing_answered_says_nothing():
    empty = weighted_moments(VALUES, np.zeros(5))
    assert (empty.n, empty.n_effective, empty.df) == (0, 0, 0)
    assert np.isnan([empty.mean, empty.variance, empty.std_error]).all()
    assert np.isnan(cluster_error([0, 0], [0, np.nan])[:2]).all()
    lone = cluster_error([3, 0], [9, 0])
    assert (lone.mean, lone.df) == (3.0, 0)
    assert np.isnan(lone.std_error)
    assert np.isnan(mean_error(4.0, np.nan, 1).std_error)
    assert np.isnan(mean_error(4.0, 0.0, 0).mean)


def test_finite_population_correction_equals_cochran():
    assert 4.9 * fpc(400, 1000) == pytest.approx(3.797, abs=5e-4)
    assert fpc(1000, 1000) == 0.0
    assert fpc(1, 1) == 0.0
    assert fpc([5, 5, 5], [np.nan, np.inf, 10]).tolist() == close([1, 1, np.sqrt(5 / 9)], 1e-12)
    assert fpc(5, None) == 1.0
    assert fpc(0, 10) == 1.0


def test_more_answers_than_people_are_refused_with_both_numbers():
    with pytest.raises(OptionError, match=r"81 .* 72"):
        fpc([10, 81], [72, 72])


def test_kish_and_its_design_effect():
    weights = np.array([1.0, 1.0, 2.0, 4.0])
    assert kish_n(weights.sum(), (weights**2).sum()) == close(64 / 22, 1e-12)
    assert design_effect(4, weights.sum(), (weights**2).sum()) == close(4 * 22 / 64, 1e-12)
    assert kish_n(0, 0) == 0
    assert independent_n(400, n_effective=200, population=1000) == close(200 * 999 / 600, 1e-12)
    assert np.isinf(independent_n(10, population=10))
    assert independent_n(0, population=0) == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: weighted_moments(VALUES, [1, 1, -1, 1, 1]),
        lambda: weighted_moments(VALUES, [1, 1, 1, 1, 1], sum_w=[1, 1, 1, 1, 1]),
        lambda: cluster_error([1, -2], [1, 1]),
        lambda: kish_n(-1, 1),
        lambda: mean_error(1.0, -1.0, 5),
    ],
)
def test_impossible_input_is_refused(call):
    with pytest.raises(OptionError):
        call()
