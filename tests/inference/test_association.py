"""Effect sizes, rank tests and correlations against R, effsize, scipy and pingouin."""

import numpy as np
import pingouin
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from cxresearch.errors import OptionError
from cxresearch.inference.association import chi_squared, cliffs_delta, cohens_d, detectable_r, fisher_z, mann_whitney
from cxresearch.inference.precision import weighted_moments
from tests.oracles import cases, close, record

COUNTS = arrays(int, 5, elements=st.integers(0, 12)).filter(lambda counts: counts.sum() >= 2)


def on_shared_values(a, b):
    values = np.unique(np.concatenate([a, b]))
    return [(np.asarray(side)[:, None] == values).sum(axis=0) for side in (a, b)]


def from_the_dominance_matrix(a, b, df=None):
    """Cliff's (1993) formulas row by row: delta, variances of the row and column means, interval."""
    dominance = np.sign(np.subtract.outer(a, b))
    n_a, n_b = dominance.shape
    delta = dominance.mean()
    rows, columns = dominance.mean(axis=1), dominance.mean(axis=0)
    variance = (
        n_b**2 * ((rows - delta) ** 2).sum()
        + n_a**2 * ((columns - delta) ** 2).sum()
        - ((dominance - delta) ** 2).sum()
    ) / (n_a * n_b * (n_a - 1) * (n_b - 1))
    variance = max(variance, (1 - delta**2) / (n_a * n_b - 1))
    parts = rows.var(ddof=1) / n_a, columns.var(ddof=1) / n_b
    if df is None:
        df = sum(parts) ** 2 / (parts[0] ** 2 / (n_a - 1) + parts[1] ** 2 / (n_b - 1))
    t = stats.t.ppf(0.975, df)
    centre, spread = delta - delta**3, t * np.sqrt(variance) * np.sqrt((1 - delta**2) ** 2 + t**2 * variance)
    bottom = 1 - delta**2 + t**2 * variance
    return delta, rows.var(ddof=1), columns.var(ddof=1), (centre - spread) / bottom, (centre + spread) / bottom


def test_cliffs_delta_equals_hogarty_and_kromrey():
    case = record("cliffs_delta", "hogarty-kromrey")
    a, b = case["input"]["a"], case["input"]["b"]
    expected, tolerance = case["expected"], case["tolerance"]
    delta, rows, columns, low, high = from_the_dominance_matrix(a, b, df=len(a) + len(b) - 2)
    assert [delta, rows, columns] == close(
        [expected["delta"], expected["row_variance"], expected["column_variance"]], tolerance
    )
    assert [low, high] == close(expected["interval_df14"], tolerance)
    # The formulas above are the published ones; ours differ in the degrees of freedom alone.
    result = cliffs_delta(*on_shared_values(a, b))
    delta, _, _, low, high = from_the_dominance_matrix(a, b)
    assert result == close((-0.25, low, high), 1e-10)
    assert delta == -0.25


@given(COUNTS, COUNTS)
def test_cliffs_delta_equals_the_dominance_matrix(counts_a, counts_b):
    a, b = np.repeat(np.arange(5), counts_a), np.repeat(np.arange(5), counts_b)
    result = cliffs_delta(counts_a, counts_b)
    dominance = np.sign(np.subtract.outer(a, b))
    assert result.estimate == close(dominance.mean(), 1e-10)
    if not dominance.any():
        assert np.isnan(result[1:]).all()
    elif abs(result.estimate) < 1:
        expected = from_the_dominance_matrix(a, b)
        assert [result.low, result.high] == pytest.approx(expected[3:], rel=1e-7, abs=1e-9)
    assert np.isnan(result.low) or -1 <= result.low <= result.estimate <= result.high <= 1
    other = cliffs_delta(counts_b, counts_a)
    assert [-other.high, -other.low] == pytest.approx([result.low, result.high], nan_ok=True, abs=1e-9)


def test_cliffs_variance_is_never_below_the_least_possible():
    """Two answers against three: the unbiased estimate is 1/9, the least possible variance 8/45."""
    result = cliffs_delta([0, 0, 2], [0, 1, 2])
    delta, variance, t2 = 1 / 3, 8 / 45, stats.t.ppf(0.975, 2) ** 2
    half = np.sqrt(t2 * variance * ((1 - delta**2) ** 2 + t2 * variance))
    assert result.low == close((delta - delta**3 - half) / (1 - delta**2 + t2 * variance), 1e-9)


def test_groups_that_do_not_overlap_keep_an_inner_bound():
    result = cliffs_delta([[0, 0, 8], [0, 0, 60]], [[5, 5, 0], [50, 50, 0]])
    assert result.estimate.tolist() == [1.0, 1.0]
    assert result.high.tolist() == [1.0, 1.0]
    t = stats.t.ppf(0.975, np.array([7, 59]))
    n = np.array([8, 60])
    assert result.low == close((n - t**2) / (n + t**2), 1e-9)
    assert cliffs_delta([5, 5, 0], [0, 0, 8]).low == -1.0


def test_a_delta_without_evidence_has_no_bounds():
    for a, b in [([0, 1, 0], [3, 3, 3]), ([0, 4, 0], [0, 9, 0])]:
        result = cliffs_delta(a, b)
        assert not np.isnan(result.estimate)
        assert np.isnan(result[1:]).all()
    assert np.isnan(cliffs_delta([0, 0, 0], [1, 2, 3])).all()


@pytest.mark.parametrize("case", cases("two_groups"))
def test_effect_sizes_equal_r(case):
    values, a, b = case["input"].values()
    expected = case["expected"]
    assert cliffs_delta(a, b).estimate == close(expected["cliffs_delta"], 1e-9)
    ranks = mann_whitney(a, b)
    assert [ranks.u, ranks.p_value] == close([expected["mw_U_x"], expected["mw_p_tie_corrected_continuity"]], 1e-6)
    assert mann_whitney(a, b, continuity=False).p_value == close(expected["mw_p_no_continuity"], 1e-6)
    one, other = weighted_moments(values, a), weighted_moments(values, b)
    d = cohens_d(one.mean, one.variance, one.n, other.mean, other.variance, other.n)
    assert [d.estimate, d.hedges_g] == close([expected["cohens_d_pooled"], expected["hedges_g_exactJ"]], 1e-6)
    assert [d.low, d.high] == pytest.approx(expected["cohens_d_ci95_noncentral"], abs=1e-4)


@given(COUNTS, COUNTS)
def test_mann_whitney_equals_scipy(counts_a, counts_b):
    a, b = np.repeat(np.arange(5), counts_a), np.repeat(np.arange(5), counts_b)
    result = mann_whitney(counts_a, counts_b)
    if (np.concatenate([a, b]) == a[0]).all():
        assert np.isnan(result.p_value)
        return
    expected = stats.mannwhitneyu(a, b, method="asymptotic")
    assert [result.u, result.p_value] == close([expected.statistic, expected.pvalue], 1e-9)


def test_cohens_d_without_spread_is_nan():
    assert np.isnan(cohens_d(3, 0, 5, 2, 0, 5)).all()
    assert np.isnan(cohens_d(3, np.nan, 1, 2, 1.0, 5)).all()


def test_chi_squared_equals_r_and_scipy():
    case = record("nps_differences", "nps.chisq.BU")
    result = chi_squared(case["input"]["table"])
    assert list(result) == close(list(case["expected"].values()), case["tolerance"])
    table = [[5, 0, 9], [3, 0, 1]]
    expected = stats.chi2_contingency([[5, 9], [3, 1]], correction=False)
    assert list(chi_squared(table)[:3]) == close([expected.statistic, 1, expected.pvalue], 1e-10)
    assert np.isnan(chi_squared([[5, 0], [3, 0]]).p_value)
    assert np.isnan(chi_squared(np.zeros((2, 2))).statistic)


@pytest.mark.parametrize("case", cases("correlations"))
def test_fisher_interval_equals_r(case):
    result = fisher_z(case["input"]["r"], case["input"]["n"])
    assert list(result) == close(case["expected"]["pearson_ci95_fisher"], case["tolerance"])


def test_fisher_interval_at_the_ends():
    assert np.isnan(fisher_z(0.4, [0, 3])).all()
    assert np.isnan(fisher_z(np.nan, 30)).all()
    assert tuple(fisher_z(1.0, 30)) == (1.0, 1.0)


@pytest.mark.parametrize("n", [8, 24, 30, 100, 2000])
def test_detectable_r_equals_pingouin(n):
    assert detectable_r(n) == pytest.approx(pingouin.power_corr(n=n, power=0.80), abs=2e-4)
    assert detectable_r(n, power=0.9, alpha=0.01) == pytest.approx(
        pingouin.power_corr(n=n, power=0.9, alpha=0.01), abs=2e-4
    )


def test_detectable_r_is_detected_as_often_as_asked():
    rng = np.random.default_rng(20240305)
    r = detectable_r(24)
    x = rng.normal(size=(6000, 24))
    y = r * x + np.sqrt(1 - r**2) * rng.normal(size=x.shape)
    assert (stats.pearsonr(x, y, axis=1).pvalue < 0.05).mean() == pytest.approx(0.80, abs=0.02)


def test_too_few_units_detect_nothing():
    assert np.isnan(detectable_r([0, 3])).all()
    assert detectable_r([4, 24]).shape == (2,)


@pytest.mark.parametrize("options", [{"power": 80}, {"alpha": 0}, {"power": 0.04}])
def test_impossible_power_is_refused(options):
    with pytest.raises(OptionError):
        detectable_r(24, **options)


def test_negative_counts_are_refused():
    for call in (cliffs_delta, mann_whitney):
        with pytest.raises(OptionError, match="negative"):
            call([1, -1], [1, 1])


@pytest.mark.parametrize(("n_a", "n_b"), [(60, 2000), (5, 400), (10, 30)])
def test_cliffs_delta_covers_as_promised(n_a, n_b):
    rng = np.random.default_rng(20240306)
    leaders, customers = np.array([0.02, 0.08, 0.2, 0.4, 0.3]), np.array([0.1, 0.2, 0.3, 0.25, 0.15])
    truth = leaders @ (np.cumsum(customers) - customers) - customers @ (np.cumsum(leaders) - leaders)
    result = cliffs_delta(rng.multinomial(n_a, leaders, 6000), rng.multinomial(n_b, customers, 6000))
    assert 0.93 <= ((result.low <= truth) & (truth <= result.high)).mean() <= 0.97
