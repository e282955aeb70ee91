"""Alpha and its consequences against R psych, published values and simulation."""

import numpy as np
import pytest

from cxresearch.inference.reliability import (
    alpha_if_dropped,
    attenuation,
    cronbach_alpha,
    difference_score_reliability,
    feldt,
    item_rest_correlation,
)
from tests.oracles import cases, close, records

ALPHAS = [case for case in cases("reliability") if case.id.startswith("alpha.")]
ATTENUATED = [entry for entry in records("reliability") if entry["id"].startswith("attenuation.")]


@pytest.mark.parametrize("case", ALPHAS)
def test_alpha_equals_psych(case):
    covariance, expected = np.array(case["input"]["covariance"]), case["expected"]
    spread = np.sqrt(np.diag(covariance))
    alpha = cronbach_alpha(covariance)
    assert alpha == close(expected["alpha_raw_listwise"], case["tolerance"])
    assert cronbach_alpha(covariance / np.outer(spread, spread)) == close(expected["alpha_std_listwise"], 1e-9)
    bounds = feldt(alpha, case["input"]["n"], expected["k"])
    assert list(bounds) == close(expected["feldt_ci95"], case["tolerance"])
    assert alpha_if_dropped(covariance).tolist() == close(list(expected["alpha_if_dropped"].values()), 1e-9)
    assert item_rest_correlation(covariance).tolist() == close(list(expected["item_rest_r"].values()), 1e-9)


def test_alpha_of_attitude_as_published():
    case = next(entry for entry in records("reliability") if entry["id"] == "alpha.attitude")
    assert round(float(cronbach_alpha(case["input"]["covariance"])), 7) == 0.8431428


def test_alpha_where_there_is_none():
    assert np.isnan(cronbach_alpha([[2.0]]))
    assert np.isnan(cronbach_alpha(np.zeros((3, 3))))
    assert np.isnan(cronbach_alpha(np.full((2, 2), np.nan)))
    assert np.isnan(alpha_if_dropped(np.eye(2))).all()
    assert np.isnan(item_rest_correlation(np.zeros((3, 3)))).all()
    assert np.isnan(feldt(0.8, [0, 1, 30], [5, 5, 1])).all()


def test_many_scales_at_once():
    several = np.stack([np.eye(4) + 1, np.eye(4) * 2 + 1])
    assert cronbach_alpha(several).shape == (2,)
    assert alpha_if_dropped(several).shape == (2, 4)
    assert cronbach_alpha(several)[1] == cronbach_alpha(several[1])


def test_feldt_covers_as_promised():
    rng = np.random.default_rng(20240307)
    k, common = 5, 0.4
    truth = k * common / (1 + (k - 1) * common)
    answers = np.sqrt(common) * rng.normal(size=(2500, 60, 1)) + np.sqrt(1 - common) * rng.normal(size=(2500, 60, k))
    centred = answers - answers.mean(axis=1, keepdims=True)
    bounds = feldt(cronbach_alpha(np.swapaxes(centred, 1, 2) @ centred / 59), 60, k)
    assert 0.93 <= ((bounds.low <= truth) & (truth <= bounds.high)).mean() <= 0.97


@pytest.mark.parametrize("entry", ATTENUATED, ids=lambda entry: entry["id"])
def test_attenuation_equals_its_references(entry):
    corrected = attenuation(entry["input"]["r"], *entry["input"]["reliabilities"])
    assert corrected == close(entry["expected"]["r_corrected"], entry["tolerance"])


def test_attenuation_is_neither_clipped_nor_invented():
    assert attenuation(0.9, 0.5, 0.5) == close(1.8, 1e-12)
    assert np.isnan(attenuation(0.3, [0.0, -0.2], 0.8)).all()


def test_difference_score_reliability_equals_edwards_and_parry():
    assert difference_score_reliability(0.75, 0.75, 0.50) == close(0.50, 1e-12)
    assert np.isnan(difference_score_reliability(0.8, 0.8, 1.0))


def test_difference_score_reliability_is_what_simulation_finds():
    """Share of the variance of a - b that is true variance, with unequal spreads."""
    rng = np.random.default_rng(20240308)
    n, true_r = 400_000, 0.6
    true_a = 2.0 * rng.normal(size=n)
    true_b = 0.5 * true_a * true_r + np.sqrt(1 - true_r**2) * rng.normal(size=n)
    a, b = true_a + 1.0 * rng.normal(size=n), true_b + 0.8 * rng.normal(size=n)
    found = difference_score_reliability(
        true_a.var() / a.var(), true_b.var() / b.var(), np.corrcoef(a, b)[0, 1], a.std(), b.std()
    )
    assert found == pytest.approx((true_a - true_b).var() / (a - b).var(), abs=0.01)
