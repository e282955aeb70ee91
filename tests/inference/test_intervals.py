"""NPS, means and differences against R and published values, and how often the intervals hold."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import cxresearch.inference.intervals as intervals
from cxresearch.errors import OptionError
from cxresearch.inference.intervals import (
    cluster_error,
    difference_interval,
    interval_from_error,
    mean_interval,
    nps_interval,
    weighted_moments,
    welch,
)
from tests.oracles import cases, close, record

THREE = st.tuples(*[st.integers(0, 200)] * 3)
SCORES = [-100, 0, 100]


def scores(counts):
    return weighted_moments(SCORES, [counts["detractors"], counts["passives"], counts["promoters"]])


@pytest.mark.parametrize("case", cases("nps"))
def test_nps_equals_r_and_rocks(case):
    expected, tolerance = case["expected"], case["tolerance"]
    adjusted = nps_interval(**case["input"])
    wald = nps_interval(**case["input"], method="wald")
    assert adjusted.estimate == wald.estimate == close(expected["nps"], tolerance)
    assert adjusted.std_error == wald.std_error == close(expected["se_mle_points"], tolerance)
    assert [wald.low, wald.high] == close(expected["ci95_wald_mle"], tolerance)
    assert [adjusted.low, adjusted.high] == close(expected["adj_wald_3_34_Rocks_ci95"], tolerance)
    if "ci95_t_nminus1" in expected:
        moments = scores(case["input"])
        by_t = mean_interval(moments.mean, moments.variance, moments.n)
        assert by_t.std_error == close(expected["se_nminus1_points"], tolerance)
        assert [by_t.low, by_t.high] == close(expected["ci95_t_nminus1"], tolerance)


def test_nps_is_clipped_at_the_ends():
    """Rocks' interval for ten promoters of ten reaches 106.34 before the clip."""
    result = nps_interval(10, 0, 0)
    assert (result.estimate, result.std_error, result.high) == (100.0, 0.0, 100.0)
    centre = 1000 / 13
    assert centre + (centre - result.low) == pytest.approx(106.34, abs=0.005)


def test_nps_difference_equals_r():
    case = record("nps_differences", "nps.diff.Apples_Bananas")
    a, b = (nps_interval(**case["input"][side]) for side in "ab")
    result, expected = difference_interval(a.estimate, a.std_error, b.estimate, b.std_error), case["expected"]
    found = {
        "nps_x": a.estimate,
        "nps_y": b.estimate,
        "diff": result.estimate,
        "se": result.std_error,
        "z": result.estimate / result.std_error,
        "p_two_sided": result.p_value,
        "ci95_abs_diff": [result.low, result.high],
    }
    for name, value in found.items():
        assert value == close(expected[name], case["tolerance"]), name


def test_nps_difference_equals_rocks():
    a, b = nps_interval(60, 25, 15), nps_interval(50, 25, 25)
    result = difference_interval(a.estimate, a.std_error, b.estimate, b.std_error)
    assert result.estimate == 20
    assert [result.low, result.high] == pytest.approx([-1.781, 41.781], abs=5e-4)
    assert result.p_value == pytest.approx(0.07191, abs=5e-6)


def test_nps_difference_by_welch_equals_r():
    case = record("nps_differences", "nps.diff.welch")
    a, b = (scores(case["input"][side]) for side in "ab")
    result, expected = welch(a.mean, a.variance, a.n, b.mean, b.variance, b.n), case["expected"]
    assert [result.t, result.df, result.p_value] == close([expected[name] for name in ("t", "df", "p")], 1e-8)
    assert [result.low, result.high] == close(expected["ci95"], case["tolerance"])


@given(THREE, st.sampled_from(["wald", "adjusted-wald"]))
def test_nps_mirrors_when_fans_and_critics_change_places(counts, method):
    promoters, passives, detractors = counts
    one = nps_interval(promoters, passives, detractors, method=method)
    other = nps_interval(detractors, passives, promoters, method=method)
    assert [-other.estimate, -other.high, -other.low] == pytest.approx([*one[:1], *one[2:]], nan_ok=True, abs=1e-9)
    if sum(counts) == 0:
        assert np.isnan(one).all()
    elif sum(counts) > 1:
        assert one.low <= one.estimate + 1e-9
        assert one.estimate - 1e-9 <= one.high
    if method == "adjusted-wald" and sum(counts):
        assert -100 <= one.low <= one.high <= 100


def test_weights_rescale_the_answers_first():
    weighted = nps_interval(240, 100, 60, n_effective=100)
    plain = nps_interval(60, 25, 15)
    assert list(weighted) == close(list(plain), 1e-12)


def test_population_enters_as_more_answers():
    free, told = nps_interval(60, 25, 15, method="wald"), nps_interval(60, 25, 15, method="wald", population=150)
    assert told.std_error / free.std_error == close(np.sqrt(50 / 149), 1e-12)
    assert tuple(nps_interval(60, 25, 15, population=100)) == (45.0, 0.0, 45.0, 45.0)
    mixed = nps_interval([60, 60], 25, 15, population=[np.nan, 150])
    assert mixed.low[0] == nps_interval(60, 25, 15).low < mixed.low[1]


@pytest.mark.parametrize("call", [lambda: nps_interval(1, 1, 1, method="exact"), lambda: nps_interval(-1, 2, 3)])
def test_bad_nps_input_is_refused(call):
    with pytest.raises(OptionError):
        call()


def test_mean_interval_equals_scipy():
    answers = [7, 9, 10, 4, 8, 8, 10]
    expected = stats.ttest_1samp(answers, 0)
    bounds = expected.confidence_interval(0.9)
    result = mean_interval(np.mean(answers), np.var(answers, ddof=1), 7, confidence=0.9)
    assert [result.low, result.high, result.df] == close([bounds.low, bounds.high, 6], 1e-10)


def test_population_narrows_a_mean_by_the_correction():
    free, told = mean_interval(50, 400, 60), mean_interval(50, 400, 60, population=72)
    assert (told.high - told.low) / (free.high - free.low) == close(np.sqrt(12 / 71), 1e-12)
    assert told.df == free.df == 59
    assert mean_interval(50, 400, 72, population=72)[2:4] == (50, 50)


def test_a_mean_of_few_has_no_bounds():
    result = mean_interval([4, 9, 3], [np.nan, 2.0, 0.0], [1, 0, 4])
    assert result.estimate.tolist() == pytest.approx([4, np.nan, 3], nan_ok=True)
    assert np.isnan(result.low[:2]).all()
    assert (result.low[2], result.high[2]) == (3, 3)


def test_clusters_take_their_own_degrees_of_freedom():
    case = record("clusters", "apiclus1.api00")
    found = cluster_error(case["input"]["n"], case["input"]["sum_x"])
    result = interval_from_error(*found)
    reach = stats.t.ppf(0.975, 14) * case["expected"]["std_error"]
    assert result.high - result.estimate == close(reach, 1e-9)


def test_a_difference_of_two_certainties_is_not_tested():
    result = difference_interval(100.0, 0.0, -100.0, 0.0)
    assert result.estimate == 200.0
    assert np.isnan([result.low, result.high, result.p_value]).all()
    assert np.isnan(difference_interval(np.nan, np.nan, 3.0, 1.0)).all()


@given(*[st.floats(-100, 100), st.floats(0.01, 30)] * 2)
def test_swapping_the_sides_flips_the_difference(a, se_a, b, se_b):
    one, other = difference_interval(a, se_a, b, se_b), difference_interval(b, se_b, a, se_a)
    assert one.low <= one.estimate <= one.high
    assert [one.low, one.p_value] == close([-other.high, other.p_value], 1e-9)


def test_adjusted_wald_covers_as_promised():
    """METHODS: 93 to 97% over at least 2,000 studies; here 4,000 of each client."""
    rng = np.random.default_rng(20240309)
    for shares in [(0.6, 0.25, 0.15), (0.2, 0.3, 0.5), (0.33, 0.34, 0.33), (0.5, 0.0, 0.5)]:
        truth = 100 * (shares[0] - shares[2])
        for n in (30, 60, 400, 2000):
            result = nps_interval(*rng.multinomial(n, shares, 4000).T)
            assert 0.93 <= ((result.low <= truth) & (truth <= result.high)).mean() <= 0.97, (shares, n)


def test_weighted_means_cover_as_promised():
    """Weights that go with the answers, as after raking: the linearised error still holds."""
    rng = np.random.default_rng(20240310)
    scale, shares = np.array([0, 25, 50, 75, 100.0]), np.array([0.1, 0.15, 0.3, 0.3, 0.15])
    answer = rng.choice(5, size=(3000, 300), p=shares)
    weight = rng.gamma(4, 0.25, size=answer.shape) * (1 + 0.3 * (answer == 4))
    at = answer[:, None, :] == np.arange(5)[:, None]
    moments = weighted_moments(scale, at.sum(-1), (at * weight[:, None]).sum(-1), (at * weight[:, None] ** 2).sum(-1))
    result = interval_from_error(moments.mean, moments.std_error, moments.df)
    tilted = shares * [1, 1, 1, 1, 1.3]
    truth = scale @ tilted / tilted.sum()
    assert 0.93 <= ((result.low <= truth) & (truth <= result.high)).mean() <= 0.97


def test_everything_around_intervals_can_be_had_from_here():
    promised = {
        *("check_confidence", "normal_quantile", "t_quantile", "wilson", "newcombe", "two_shares_p", "nps_interval"),
        *("difference_interval", "mean_interval", "welch", "welch_from_errors", "equivalence", "smallest_margin"),
        *("adjust_p", "kish_n", "design_effect", "fpc", "weighted_moments", "cluster_error", "cliffs_delta"),
        *("cronbach_alpha", "feldt", "fisher_z", "attenuation", "detectable_r", "difference_score_reliability"),
    }
    assert promised <= set(intervals.__all__)
    assert all(hasattr(intervals, name) for name in intervals.__all__)


def test_importing_intervals_brings_no_scipy():
    code = "import sys, cxresearch.inference.intervals; sys.exit(any(name.startswith('scipy') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
