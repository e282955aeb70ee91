"""Shares against Newcombe's published tables and R, and how often their intervals hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxresearch.errors import OptionError
from cxresearch.inference.shares import agreeing_p, newcombe, share, share_interval, two_shares_p, wilson
from tests.oracles import cases, close

METHODS = {
    "wilson": "wilson",
    "wilson_cc": "wilson-cc",
    "agresti_coull_unclipped": "agresti-coull",
    "clopper_pearson": "clopper-pearson",
    "jeffreys": "jeffreys",
    "wald": "wald",
}
COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize("case", cases("shares"))
@pytest.mark.parametrize("column", METHODS)
def test_share_intervals_equal_r(case, column):
    result = share_interval(**case["input"], method=METHODS[column])
    assert [result.low, result.high] == close(case["expected"][column], case["tolerance"])


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_equals_newcombes_printed_table(successes, n, low, high):
    result = wilson(successes, n)
    assert (round(float(result.low), 4), round(float(result.high), 4)) == (low, high)


def test_wilson_equals_scipy_at_other_levels():
    for confidence in (0.5, 0.8, 0.99):
        expected = stats.binomtest(7, 31).proportion_ci(confidence, method="wilson")
        result = wilson(7, 31, confidence=confidence)
        assert [result.low, result.high] == close([expected.low, expected.high], 1e-12)


@pytest.mark.parametrize("case", cases("share_differences"))
def test_differences_of_shares_equal_r(case):
    result = newcombe(*case["input"].values())
    expected = case["expected"]
    assert result.estimate == close(expected["diff"], case["tolerance"])
    assert [result.low, result.high] == close(expected["newcombe"], case["tolerance"])
    p = two_shares_p(*case["input"].values())
    if expected["two_prop_chisq_p"] is None:
        assert np.isnan(p)
    else:
        assert p == close(expected["two_prop_chisq_p"], case["tolerance"])


def test_ends_are_exact():
    assert wilson(0, 20).low == 0.0
    assert wilson(20, 20).high == 1.0


def test_no_answers_are_nan_and_say_nothing():
    for result in (wilson(0, 0), newcombe(0, 0, 3, 9), newcombe(3, 9, 0, 0), share_interval(0, 0, method="jeffreys")):
        assert np.isnan(result).all()
    assert np.isnan(two_shares_p(0, 0, 3, 9))
    assert np.isnan(wilson(np.nan, 5)).all()


@pytest.mark.parametrize("method", METHODS.values())
def test_every_method_is_nan_without_answers(method):
    result = share_interval([0, 3], [0, 9], method=method)
    assert np.isnan(result.low[0]) and np.isnan(result.high[0])
    assert result.low[1] < 1 / 3 < result.high[1]


def test_weights_count_as_kish_says():
    weighted = wilson(30, 100, n_effective=50)
    plain = wilson(15, 50)
    assert weighted.estimate == 0.3
    assert [weighted.low, weighted.high] == close([plain.low, plain.high], 1e-12)


def test_population_narrows_and_a_complete_count_has_no_width():
    free, partial = wilson(30, 40), wilson(30, 40, population=60)
    assert free.low < partial.low < 0.75 < partial.high < free.high
    assert wilson(30, 40, population=40) == (0.75, 0.75, 0.75)
    assert newcombe(30, 40, 20, 40, population_a=40, population_b=40) == (0.25, 0.25, 0.25)


@pytest.mark.parametrize("counts", [(-1, 10), (1, -10), (11, 10), (3, 0)])
def test_impossible_counts_are_refused(counts):
    with pytest.raises(OptionError):
        wilson(*counts)
    with pytest.raises(OptionError):
        two_shares_p(*counts, 1, 2)


def test_unknown_method_names_the_known_ones():
    with pytest.raises(OptionError, match="clopper-pearson"):
        share_interval(1, 2, method="exact")


def test_shapes_broadcast():
    result = newcombe(np.array([[1], [2]]), 10, np.array([3, 4, 5]), 10)
    assert result.low.shape == (2, 3)
    assert result.low[1, 2] == newcombe(2, 10, 5, 10).low
    assert share(1, np.array([2, 4])).tolist() == [0.5, 0.25]


@given(COUNTS, st.floats(0.5, 0.999))
def test_wilson_contains_the_share_and_mirrors(counts, confidence):
    x, n = counts
    result = wilson(x, n, confidence=confidence)
    assert 0 <= result.low <= result.estimate <= result.high <= 1
    mirrored = wilson(n - x, n, confidence=confidence)
    assert [1 - mirrored.high, 1 - mirrored.low] == close([result.low, result.high], 1e-9)


@given(COUNTS, COUNTS)
def test_swapping_the_groups_flips_the_difference(a, b):
    one, other = newcombe(*a, *b), newcombe(*b, *a)
    assert -1 - 1e-12 <= one.low <= one.estimate <= one.high <= 1 + 1e-12
    assert [-other.estimate, -other.high, -other.low] == close([one.estimate, one.low, one.high], 1e-9)
    assert two_shares_p(*a, *b) == pytest.approx(two_shares_p(*b, *a), nan_ok=True)


def test_wilson_covers_as_promised():
    """METHODS: over the planted shares 93 to 97% in the mean, each at least 91%."""
    rng = np.random.default_rng(20240301)
    covered = []
    for n in (20, 40, 150, 600):
        for p in (0.05, 0.2, 0.5, 0.8, 0.95):
            result = wilson(rng.binomial(n, p, 4000), n)
            covered.append(((result.low <= p) & (p <= result.high)).mean())
    assert min(covered) >= 0.91
    assert 0.93 <= np.mean(covered) <= 0.97


def test_newcombe_covers_as_promised():
    rng = np.random.default_rng(20240302)
    covered = []
    for (n_a, p_a), (n_b, p_b) in [((40, 0.7), (200, 0.5)), ((60, 0.9), (2000, 0.75)), ((25, 0.2), (25, 0.2))]:
        result = newcombe(rng.binomial(n_a, p_a, 4000), n_a, rng.binomial(n_b, p_b, 4000), n_b)
        covered.append(((result.low <= p_a - p_b) & (p_a - p_b <= result.high)).mean())
    assert min(covered) >= 0.93
    assert max(covered) <= 0.97


def test_p_and_interval_of_a_difference_never_contradict_each_other():
    """All pairs of 0 to 12 of 12 and 0 to 40 of 40, at three levels; where they agree the test's own p stays."""
    x, y = (part.ravel() for part in np.meshgrid(np.arange(13), np.arange(41)))
    plain = two_shares_p(x, 12, y, 40)
    for confidence in (0.9, 0.95, 0.99):
        gap = newcombe(x, 12, y, 40, confidence=confidence)
        p = agreeing_p(plain, gap, x / 12, 12, y / 40, 40, confidence=confidence)
        known = np.isfinite(plain)
        apart = (gap.low > 0) | (gap.high < 0)
        assert (known & ((plain < 1 - confidence) != apart)).sum() > 0, "the score test and the interval do part"
        assert ((p < 1 - confidence) == apart)[known].all()
        moved = known & (p != plain)
        assert (moved == (known & ((plain < 1 - confidence) != apart))).all()
        # A p that was moved is the level at which the interval just reaches 0.
        for at in np.flatnonzero(moved)[:5]:
            edge = newcombe(x[at], 12, y[at], 40, confidence=1 - p[at])
            assert min(abs(edge.low), abs(edge.high)) < 1e-3
