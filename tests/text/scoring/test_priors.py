"""``priors``: shares behind probabilities come back, in groups that differ, with intervals that hold the truth."""

import numpy as np
import pytest

from cxresearch.inference.shares import wilson
from cxresearch.text.scoring.priors import own_prior, shares_by_own_prior, with_prior

OLD = np.array([0.35, 0.15, 0.50])
MIDDLE, SPREAD = np.array([-2.0, 0.0, 2.0]), 1.3


def comments(shares, n, draw):
    """Probabilities of a scorer whose errors are known: leans are normal in each class, and Bayes' rule under `OLD`."""
    tone = draw.choice(3, n, p=shares)
    lean = draw.normal(MIDDLE[tone], SPREAD)
    likely = np.exp(-0.5 * ((lean[:, None] - MIDDLE) / SPREAD) ** 2) * OLD
    return likely / likely.sum(axis=1, keepdims=True), tone


def test_two_audiences_come_back_where_a_pooled_prior_halves_the_gap():
    draw = np.random.default_rng(11)
    true = {"customers": np.array([0.2, 0.15, 0.65]), "leaders": np.array([0.6, 0.15, 0.25])}
    told = {who: [] for who in true}
    plain = {who: [] for who in true}
    for _ in range(60):
        for who, shares in true.items():
            probabilities, _ = comments(shares, 300, draw)
            told[who].append(100 * own_prior(probabilities, OLD).shares[0])
            plain[who].append(100 * probabilities[:, 0].mean())
    for who, shares in true.items():
        assert np.mean(told[who]) == pytest.approx(100 * shares[0], abs=3)
    assert np.mean(plain["leaders"]) - np.mean(plain["customers"]) < 35


def test_coverage():
    draw = np.random.default_rng(5)
    inside = []
    for shares in (np.array([0.2, 0.15, 0.65]), np.array([0.6, 0.15, 0.25])):
        for at in range(150):
            probabilities, _ = comments(shares, 250, draw)
            found = shares_by_own_prior(probabilities, OLD, draws=200, seed=at)
            inside.append(((found.low <= shares) & (shares <= found.high))[[0, 2]])
    assert 0.93 <= np.mean(inside) <= 0.985, np.mean(inside)


def test_labels_under_the_own_prior_are_right_more_often():
    draw = np.random.default_rng(7)
    probabilities, tone = comments(np.array([0.75, 0.15, 0.10]), 2_000, draw)
    moved = with_prior(probabilities, own_prior(probabilities, OLD))
    assert (moved.argmax(axis=1) == tone).mean() > (probabilities.argmax(axis=1) == tone).mean() + 0.01
    assert moved.sum(axis=1) == pytest.approx(np.ones(len(moved)))


def test_the_interval_is_no_narrower_than_sampling_alone():
    sure = np.repeat(np.eye(3), (30, 0, 70), axis=0) * 0.994 + 0.002
    found = shares_by_own_prior(sure, np.array([0.45, 0.1, 0.45]))
    estimate, low, high = wilson(found.estimate[0] * 100, 100)
    assert found.low[0] <= float(low) + 1e-9 and found.high[0] >= float(high) - 1e-9
    assert found.estimate.sum() == pytest.approx(1)


def test_weights_count():
    probabilities = np.array([[0.9, 0.05, 0.05]] * 50 + [[0.05, 0.05, 0.9]] * 50)
    heavy = np.repeat([3.0, 1.0], 50)
    assert own_prior(probabilities, OLD, weight=heavy).shares[0] > own_prior(probabilities, OLD).shares[0] + 0.15
    twice = own_prior(np.concatenate([probabilities[:50].repeat(3, axis=0), probabilities[50:]]), OLD).shares
    assert own_prior(probabilities, OLD, weight=heavy).shares == pytest.approx(twice, abs=0.01)
