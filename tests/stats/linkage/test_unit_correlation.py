"""Correlations between units: R's values, scipy, brute force, and coverage over drawn studies."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxresearch.stats.linkage.unit_correlation import (
    bootstrap_r,
    correlate,
    leave_one_out,
    line_band,
    partial,
    slope,
    weighted_r,
)

RNG = np.random.default_rng(6)
X = RNG.normal(size=18)
Y = 0.6 * X + RNG.normal(size=18)


@pytest.mark.external
@pytest.mark.parametrize(
    ("id", "file", "x", "y"),
    [
        ("corr.attitude", "attitude", "rating", "complaints"),
        ("corr.bfi.N1_N2", "bfi", "N1", "N2"),
        ("corr.bfi.C4_C5", "bfi", "C4", "C5"),
    ],
)
def test_r_on_real_data(fixtures, id, file, x, y):
    import json

    entries = json.loads((fixtures / "reference" / "reference.json").read_text(encoding="utf-8"))
    expected = next(entry for entry in entries if entry["id"] == id)["expected"]
    pair = pd.read_csv(fixtures / "data" / f"{file}.csv")[[x, y]].dropna().to_numpy(float).T
    pearson, spearman, kendall = (correlate(*pair, method=method) for method in ("pearson", "spearman", "kendall"))
    assert pearson.estimate == pytest.approx(expected["pearson"], abs=1e-9)
    assert [pearson.low, pearson.high] == pytest.approx(expected["pearson_ci95_fisher"], abs=1e-6)
    assert spearman.estimate == pytest.approx(expected["spearman"], abs=1e-9)
    assert [spearman.low, spearman.high] == pytest.approx(expected["spearman_ci_bonett_wright"], abs=1e-6)
    assert kendall.estimate == pytest.approx(expected["kendall_tau_b"], abs=1e-9)
    if expected["pearson_p"]:
        assert pearson.p_value == pytest.approx(expected["pearson_p"], rel=1e-6)
    if expected["spearman_p_t"]:
        assert spearman.p_value == pytest.approx(expected["spearman_p_t"], rel=1e-6)
    if expected["kendall_p"]:
        assert kendall.p_value == pytest.approx(expected["kendall_p"], rel=1e-6)


def test_scipy_agrees():
    for method, theirs in (("pearson", stats.pearsonr), ("spearman", stats.spearmanr)):
        found, peer = correlate(X, Y, method=method), theirs(X, Y)
        assert (found.estimate, found.p_value) == pytest.approx((peer.statistic, peer.pvalue), rel=1e-9)
    low, high = stats.pearsonr(X, Y).confidence_interval(0.9)
    found = correlate(X, Y, confidence=0.9)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9)
    b = stats.linregress(X, Y)
    estimate, low, high = slope(X, Y)
    half = stats.t.ppf(0.975, 16) * b.stderr
    assert (estimate, low, high) == pytest.approx((b.slope, b.slope - half, b.slope + half), rel=1e-9)


@pytest.mark.parametrize("method", ["pearson", "spearman", "kendall"])
def test_leaving_one_out_is_leaving_one_out(method):
    expected = [correlate(np.delete(X, at), np.delete(Y, at), method=method).estimate for at in range(len(X))]
    assert leave_one_out(X, Y, method=method) == pytest.approx(expected, rel=1e-9)


def test_weights_that_are_counts_repeat_units():
    weight = RNG.integers(1, 6, size=18)
    repeated = stats.pearsonr(np.repeat(X, weight), np.repeat(Y, weight)).statistic
    assert weighted_r(X, Y, weight).estimate == pytest.approx(repeated, rel=1e-9)
    same = weighted_r(X, Y, np.full(18, 7.0))
    assert tuple(same) == pytest.approx(tuple(correlate(X, Y)), rel=1e-9)


def test_partial_correlation_is_the_textbook_one():
    z = RNG.normal(size=18) + X
    rxy, rxz, ryz = (np.corrcoef(a, b)[0, 1] for a, b in ((X, Y), (X, z), (Y, z)))
    expected = (rxy - rxz * ryz) / np.sqrt((1 - rxz**2) * (1 - ryz**2))
    found = partial(X, Y, z[:, None])
    assert found.estimate == pytest.approx(expected, rel=1e-9)
    t = expected * np.sqrt(15 / (1 - expected**2))
    assert found.p_value == pytest.approx(2 * stats.t.sf(abs(t), 15), rel=1e-9)
    assert np.isnan(partial(X, Y, np.column_stack([X, z])).estimate)


@pytest.mark.parametrize(
    ("method", "truth"),
    [
        ("pearson", lambda r: r), ("spearman", lambda r: 6 / np.pi * np.arcsin(r / 2)),
        ("kendall", lambda r: 2 / np.pi * np.arcsin(r)),
    ],
)  # fmt: skip
def test_bootstrap_holds_the_truth(method, truth):
    """600 studies over three links and three numbers of units, bivariate normal, whose rank correlations are known."""
    rng = np.random.default_rng(20)
    hits = []
    for units in (10, 24, 40):
        for r in (0.0, 0.5, 0.8):
            for _ in range(67):
                x, y = rng.normal(size=(2, units))
                y = r * x + np.sqrt(1 - r * r) * y
                low, high = bootstrap_r(x, y, draws=300, rng=rng, method=method)
                hits.append(low <= truth(r) <= high)
    assert 0.93 <= np.mean(hits) <= 0.985


def test_bootstrap_holds_where_units_are_heavy_tailed():
    """Fisher's interval holds 88% here and percentiles 90%: Student's t with 5 df, two truths."""
    rng = np.random.default_rng(21)
    hits = []
    for r in (0.0, 0.6):
        for _ in range(300):
            x, y = rng.normal(size=(2, 24)) / np.sqrt(rng.chisquare(5, 24) / 5)
            low, high = bootstrap_r(x, r * x + np.sqrt(1 - r * r) * y, draws=300, rng=rng)
            hits.append(low <= r <= high)
    assert 0.92 <= np.mean(hits) <= 0.975


def test_no_samples_no_interval():
    assert np.isnan(bootstrap_r(X, Y, draws=0, rng=np.random.default_rng(0))).all()


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.8])
@pytest.mark.parametrize("units", [10, 24])
def test_fishers_interval_covers(units, rho):
    rng = np.random.default_rng(units)
    x = rng.normal(size=(4000, units))
    y = rho * x + np.sqrt(1 - rho**2) * rng.normal(size=x.shape)
    found = [correlate(a, b) for a, b in zip(x, y, strict=True)]
    assert 0.93 <= np.mean([each.low <= rho <= each.high for each in found]) <= 0.97


def test_the_interval_covers_the_attenuated_correlation():
    """Noisy averages of 24 units: the interval is about their own correlation, r sqrt(rel rel), and holds it."""
    rng = np.random.default_rng(9)
    true, reliable = 0.7, (0.75, 0.85)
    x = rng.normal(size=(3000, 24))
    y = true * x + np.sqrt(1 - true**2) * rng.normal(size=x.shape)
    seen = [
        np.sqrt(rel) * side + np.sqrt(1 - rel) * rng.normal(size=side.shape)
        for rel, side in zip(reliable, (x, y), strict=True)
    ]
    attenuated = true * np.sqrt(np.prod(reliable))
    found = [correlate(a, b) for a, b in zip(*seen, strict=True)]
    assert 0.93 <= np.mean([each.low <= attenuated <= each.high for each in found]) <= 0.97


@pytest.mark.parametrize("pair", [([1, 2], [2, 3]), ([1, 1, 1, 1], [1, 2, 3, 4]), ([], [])])
def test_what_cannot_be_had_is_nan(pair):
    assert np.isnan(correlate(*pair).estimate)


def test_a_perfect_line_has_no_width():
    found = correlate([1, 2, 3, 4, 5], [2, 4, 6, 8, 10])
    assert (found.estimate, found.low, found.high) == pytest.approx((1, 1, 1))
    assert found.p_value < 1e-6


@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_the_band_is_that_of_statsmodels(confidence):
    import statsmodels.api as sm

    at = np.linspace(-3, 3, 9)
    fitted = sm.OLS(Y, sm.add_constant(X)).fit()
    wanted = fitted.get_prediction(sm.add_constant(at))
    line, low, high = line_band(X, Y, at, confidence=confidence)
    assert line == pytest.approx(wanted.predicted_mean)
    assert np.column_stack([low, high]) == pytest.approx(wanted.conf_int(alpha=1 - confidence))
    assert np.isnan(line_band([1, 1, 1], [1, 2, 3], [1.0])[0]).all()


@pytest.mark.parametrize("method", ["pearson", "spearman", "kendall"])
def test_samples_in_parts_are_the_same_samples(method, monkeypatch):
    from cxresearch.stats.linkage import unit_correlation

    x = np.random.default_rng(1).normal(size=31)
    y = x + np.random.default_rng(2).normal(size=31)
    whole = bootstrap_r(x, y, draws=200, rng=np.random.default_rng(3), method=method)
    monkeypatch.setattr(unit_correlation, "_DRAWN_AT_ONCE", 100)
    assert bootstrap_r(x, y, draws=200, rng=np.random.default_rng(3), method=method) == whole
