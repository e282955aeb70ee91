"""The distance of two distributions: its interval holds the truth, also where both are alike; it is not biased."""

import numpy as np
import pytest

from cxresearch.inference.distances import distribution_distance, multinomial_covariance

ALIKE = ((27, 21, 16, 13, 11, 9, 3),) * 2
FAR = ((8, 5, 15, 2, 17, 50, 3), (27, 21, 16, 13, 11, 9, 3))
NEAR = ((20, 14, 16, 13, 18, 16, 3), (27, 21, 16, 13, 11, 9, 3))


def drawn(pair, n, m, studies, seed=1):
    rng = np.random.default_rng(seed)
    p, q = (np.array(side) / 100 for side in pair)
    found = []
    for _ in range(studies):
        a, b = rng.multinomial(n, p) / n, rng.multinomial(m, q) / m
        covariance = multinomial_covariance(a, n) + multinomial_covariance(b, m)
        found.append(distribution_distance(a - b, covariance, min(n, m)))
    return 50 * np.abs(p - q).sum(), np.array(found)


@pytest.mark.parametrize("pair", [ALIKE, NEAR, FAR], ids=["alike", "near", "far"])
@pytest.mark.parametrize(("n", "m"), [(60, 700), (400, 400)])
def test_the_interval_holds_the_truth_and_the_estimate_is_nearer_than_the_plain_figure(pair, n, m):
    true, found = drawn(pair, n, m, 120)
    low, high = found[:, 1], found[:, 2]
    assert ((low <= true + 1e-9) & (true <= high + 1e-9)).mean() >= 0.92
    assert abs(found[:, 0].mean() - true) < abs(found[:, 3].mean() - true), "chance is taken off"
    assert abs(found[:, 0].mean() - true) < 5
    if true:
        assert (low > 0).mean() > (0.9 if pair is FAR else -1)


def test_the_plain_figure_is_half_the_sum_of_absolute_differences():
    a, b = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5])
    found = distribution_distance(a - b, np.eye(3) * 1e-12, 1e9)
    assert found.plain == pytest.approx(30) and found.estimate == pytest.approx(30, abs=0.01)
    assert found.low == pytest.approx(30, abs=0.01) and found.high == pytest.approx(30, abs=0.01)


def test_many_options_are_taken_together_and_never_lie_further_apart():
    rng = np.random.default_rng(3)
    a, b = (part / part.sum() for part in (rng.random(25), rng.random(25)))
    covariance = multinomial_covariance(a, 500) + multinomial_covariance(b, 500)
    found = distribution_distance(a - b, covariance, 500)
    assert 0 <= found.low <= found.estimate <= found.high <= 100
    assert found.plain <= 50 * np.abs(a - b).sum() + 1e-9
