"""Welch, equivalence and adjustment against R, scipy, statsmodels and published examples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from cxresearch.errors import OptionError
from cxresearch.inference.precision import weighted_moments
from cxresearch.inference.significance import (
    adjust_p,
    check_confidence,
    equivalence,
    normal_quantile,
    smallest_margin,
    t_quantile,
    welch,
    welch_from_errors,
)
from tests.oracles import cases, close, record

SAMPLES = st.lists(st.integers(0, 10), min_size=2, max_size=40)


def welch_of(a, b, **options):
    return welch(np.mean(a), np.var(a, ddof=1), len(a), np.mean(b), np.var(b, ddof=1), len(b), **options)


@pytest.mark.parametrize("case", cases("two_groups"))
def test_welch_equals_r(case):
    a, b = (weighted_moments(case["input"]["values"], case["input"][side]) for side in ("counts_a", "counts_b"))
    result = welch(a.mean, a.variance, a.n, b.mean, b.variance, b.n)
    expected = case["expected"]
    found = {
        "n_x": a.n,
        "n_y": b.n,
        "mean_x": a.mean,
        "mean_y": b.mean,
        "diff": result.estimate,
        "welch_t": result.t,
        "welch_df": result.df,
        "welch_p": result.p_value,
    }
    assert found == close({name: expected[name] for name in found}, 1e-9)
    assert [result.low, result.high] == close(expected["welch_ci95"], 1e-9)


def test_welch_equals_scipy_on_small_unequal_groups():
    rng = np.random.default_rng(5)
    a, b = rng.normal(3, 1, 7), rng.normal(2, 4, 31)
    expected = stats.ttest_ind(a, b, equal_var=False)
    result = welch_of(a, b, confidence=0.9)
    bounds = expected.confidence_interval(0.9)
    assert [result.t, result.p_value, result.df] == close([expected.statistic, expected.pvalue, expected.df], 1e-10)
    assert [result.low, result.high] == close([bounds.low, bounds.high], 1e-10)


def test_welch_broadcasts_over_a_table_of_gaps():
    table = welch([70.0, 50.0], [600.0, 400.0], [60, 60], 40.0, 500.0, np.array([[2000], [30]]))
    assert table.p_value.shape == (2, 2)
    assert table.p_value[1, 0] == welch(70.0, 600.0, 60, 40.0, 500.0, 30).p_value


@pytest.mark.parametrize(
    ("a", "b"), [((3, np.nan, 1), (4, 1, 9)), ((np.nan, np.nan, 0), (4, 1, 9)), ((3, 0, 9), (4, 0, 9))]
)
def test_what_cannot_be_tested_is_nan(a, b):
    result = welch(*a, *b)
    assert np.isnan([result.df, result.t, result.low, result.high, result.p_value]).all()
    assert np.isnan(result.estimate) == (a[2] == 0)
    assert np.isnan(equivalence(result.estimate, result.std_error, result.df, margin=10)).all()


def test_one_side_without_variance_is_fine():
    expected = stats.ttest_1samp([1, 2, 3, 4, 7], 4)
    result = welch(3.4, np.var([1, 2, 3, 4, 7], ddof=1), 5, 4.0, 0.0, 12)
    assert [result.t, result.df, result.p_value] == close([expected.statistic, 4, expected.pvalue], 1e-9)


def test_paired_differences_are_one_mean_against_zero():
    differences = [4.0, -1.0, 6.5, 3.0, 2.0, 9.0]
    expected = stats.ttest_1samp(differences, 0)
    error = np.std(differences, ddof=1) / np.sqrt(6)
    result = welch_from_errors(np.mean(differences), error, 5, 0.0, 0.0, np.inf)
    assert [result.t, result.df, result.p_value] == close([expected.statistic, 5, expected.pvalue], 1e-10)


def test_infinite_degrees_of_freedom_are_the_normal():
    result = welch_from_errors(1.0, 0.5, np.inf, 0.0, 0.0, np.inf)
    assert [result.p_value, result.high] == close([2 * stats.norm.sf(2), 1 + 0.5 * stats.norm.ppf(0.975)], 1e-12)


def test_a_told_population_shrinks_its_own_side_only():
    both = welch(70, 625, 60, 50, 625, 400, population_a=72)
    side_a, side_b = 625 / 60 * 12 / 71, 625 / 400
    assert both.std_error == close(np.sqrt(side_a + side_b), 1e-12)
    assert both.df == close((side_a + side_b) ** 2 / (side_a**2 / 59 + side_b**2 / 399), 1e-12)


def test_equivalence_equals_r():
    case = record("equivalence", "tost.bfi.O1.gender")
    data, expected = case["input"], case["expected"]
    a, b = (weighted_moments(data["values"], data[side]) for side in ("counts_a", "counts_b"))
    gap = welch(a.mean, a.variance, a.n, b.mean, b.variance, b.n, confidence=0.90)
    result = equivalence(gap.estimate, gap.std_error, gap.df, margin=data["margin"])
    found = {"diff": gap.estimate, "se": gap.std_error, "df": gap.df}
    found |= {name: getattr(result, name) for name in ("t_lower", "p_lower", "t_upper", "p_upper")}
    assert found == close({name: expected[name] for name in found}, case["tolerance"])
    assert result.p_value == close(expected["p_tost"], case["tolerance"])
    assert [gap.low, gap.high] == close(expected["ci90"], case["tolerance"])


def test_equivalence_equals_lakens():
    case = record("equivalence", "tost.lakens")
    (mean_a, mean_b), (sd_a, sd_b), (n_a, n_b) = (case["input"][name] for name in ("means", "sds", "ns"))
    gap = welch(mean_a, sd_a**2, n_a, mean_b, sd_b**2, n_b)
    margin = case["input"]["margin_d"] * np.sqrt((sd_a**2 + sd_b**2) / 2)
    result = equivalence(gap.estimate, gap.std_error, gap.df, margin=margin)
    found = {"df": gap.df, "t_upper": result.t_upper, "p_tost": result.p_value}
    assert found == close(case["expected"], case["tolerance"])


@given(SAMPLES, SAMPLES, st.floats(0.5, 20))
def test_equivalence_is_the_90_percent_interval_inside_the_margin(a, b, margin):
    gap = welch_of(a, b, confidence=0.90)
    p = equivalence(gap.estimate, gap.std_error, gap.df, margin=margin).p_value
    inside = -margin < gap.low and gap.high < margin
    edge = min(abs(abs(gap.low) - margin), abs(abs(gap.high) - margin))
    if np.isnan(p) or edge < 1e-9:
        return
    assert (p < 0.05) == inside


def test_smallest_margin_is_where_a_gap_of_zero_just_passes():
    error = 25 / np.sqrt(60)
    margin = smallest_margin(error, 59)
    assert margin == close(stats.t.ppf(0.95, 59) * error, 1e-10)
    assert equivalence(0.0, error, 59, margin=margin).p_value == close(0.05, 1e-9)
    assert np.isnan(smallest_margin([0.0, np.nan], 59)).all()


@pytest.mark.parametrize("margin", [0, -5, float("nan"), [10, 0]])
def test_a_margin_must_be_above_zero(margin):
    with pytest.raises(OptionError, match="margin"):
        equivalence(1.0, 1.0, 10, margin=margin)


def test_adjustment_equals_r_and_benjamini_and_hochberg():
    case = record("p_adjust", "padjust.classic")
    p, expected = case["input"]["p"], case["expected"]
    assert adjust_p(p).tolist() == close(expected["holm"], case["tolerance"])
    assert adjust_p(p, method="bh").tolist() == close(expected["BH"], case["tolerance"])
    assert (adjust_p(p, method="bh") < 0.05).sum() == expected["rejected_BH_05"] == 4
    assert (adjust_p(p) < 0.05).sum() == 3


@settings(max_examples=25)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.sampled_from([("holm", "holm"), ("bh", "fdr_bh")]))
def test_adjustment_equals_statsmodels(p, methods):
    ours, theirs = methods
    assert adjust_p(p, method=ours) == pytest.approx(multipletests(p, method=theirs)[1], abs=1e-12)


def test_what_was_not_tested_does_not_count():
    p = np.array([[0.01, np.nan], [0.04, 0.5]])
    adjusted = adjust_p(p)
    assert adjusted[~np.isnan(p)].tolist() == close([0.03, 0.08, 0.5], 1e-12)
    assert np.isnan(adjusted[0, 1])
    assert p[0, 0] == 0.01
    assert np.isnan(adjust_p([np.nan, np.nan])).all()
    assert adjust_p([]).size == 0
    assert adjust_p(p, method="none").tolist()[1] == [0.04, 0.5]


@pytest.mark.parametrize(("p", "method"), [([0.1], "bonferroni"), ([1.2], "holm"), ([-0.1], "bh")])
def test_bad_adjustment_is_refused(p, method):
    with pytest.raises(OptionError):
        adjust_p(p, method=method)


@pytest.mark.parametrize("confidence", [95, 1, 0.49, 0, -1, float("nan"), None, "high"])
def test_a_confidence_that_is_none_is_refused(confidence):
    with pytest.raises(OptionError, match=r"0\.95"):
        check_confidence(confidence)


def test_quantiles_equal_scipy():
    assert normal_quantile(0.9) == close(stats.norm.ppf(0.95), 1e-14)
    df = np.array([1, 2.5, 59, 1e6])
    assert t_quantile(0.95, df) == close(stats.t.ppf(0.975, df), 1e-9)
    assert t_quantile(0.95, np.inf) == normal_quantile(0.95)
    assert np.isnan(t_quantile(0.95, [np.nan, 0, -1])).all()


@given(SAMPLES, SAMPLES)
def test_swapping_the_groups_flips_welch(a, b):
    one, other = welch_of(a, b), welch_of(b, a)
    assert one.p_value == pytest.approx(other.p_value, nan_ok=True)
    assert [one.low, one.high] == pytest.approx([-other.high, -other.low], nan_ok=True)
    assert np.isnan(one.low) or one.low <= one.estimate <= one.high


def test_welch_covers_as_promised():
    """Gaps of leaders and customers on 0-100, skewed and of unequal spread, over 4,000 studies."""
    rng = np.random.default_rng(20240303)
    scale = np.array([0, 25, 50, 75, 100])
    leaders, customers = [0.02, 0.05, 0.18, 0.45, 0.30], [0.12, 0.20, 0.30, 0.26, 0.12]
    truth = scale @ leaders - scale @ customers
    for n_a, n_b in [(60, 2000), (12, 300), (25, 25)]:
        a = weighted_moments(scale, rng.multinomial(n_a, leaders, 4000))
        b = weighted_moments(scale, rng.multinomial(n_b, customers, 4000))
        gap = welch(a.mean, a.variance, a.n, b.mean, b.variance, b.n)
        assert 0.93 <= ((gap.low <= truth) & (truth <= gap.high)).mean() <= 0.97


def test_equivalence_errs_as_rarely_as_promised():
    """With a true gap exactly at the margin, `aligned` may be said in at most 5% of the studies."""
    rng = np.random.default_rng(20240304)
    a, b = rng.normal(60, 20, (4000, 80)), rng.normal(50, 25, (4000, 400))
    gap = welch(a.mean(1), a.var(1, ddof=1), 80, b.mean(1), b.var(1, ddof=1), 400)
    p = equivalence(gap.estimate, gap.std_error, gap.df, margin=10).p_value
    assert 0.04 <= (p < 0.05).mean() <= 0.06
