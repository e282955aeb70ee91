"""Planned bases: against Cochran, statsmodels' power, simulation, and what the analyses give once data are there."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxresearch as cx
from cxresearch.errors import OptionError
from cxresearch.stats.planning.bases_needed import detectable_gap, plan_study
from cxresearch.survey.survey import Survey


def row(plan, audience: str, other: str = "") -> pd.Series:
    table = plan.table
    return table[(table.audience == audience) & (table.compared_with == other)].iloc[0]


def test_share_precision_is_cochrans():
    """METHODS: 400 of 1,000 have a margin of 4.900%, corrected 3.797%."""
    assert row(plan_study({"Customers": 400}), "Customers").share_precision == pytest.approx(4.900, abs=5e-4)
    told = plan_study({"Customers": 400}, population={"Customers": 1000})
    assert row(told, "Customers").share_precision == pytest.approx(3.797, abs=5e-4)


def test_sixty_leaders_can_never_show_less_than_five_points():
    """METHODS: with 60 leaders (SD 25) nothing below 5.3 (by the normal, 5.39 by t on 59 degrees of freedom)."""
    from scipy.stats import t

    found = row(plan_study({"Leadership": 60}), "Leadership").smallest_margin
    assert found == pytest.approx(t.ppf(0.95, 59) * 25 / np.sqrt(60))
    assert 5.3 < found < 5.4


@pytest.mark.parametrize(("n", "power"), [(20, 0.8), (60, 0.9), (400, 0.8)])
def test_detectable_gap_is_statsmodels_power(n, power):
    from statsmodels.stats.power import TTestIndPower, TTestPower

    pair = row(plan_study({"Leadership": n, "Staff": n}, power=power), "Leadership", "Staff")
    expected = 25 * TTestIndPower().solve_power(nobs1=n, alpha=0.05, power=power)
    assert pair.detectable_gap == pytest.approx(expected, rel=1e-5)
    alone = row(plan_study({"Leadership": n}, power=power), "Leadership")
    assert alone.detectable_gap == pytest.approx(
        25 * TTestPower().solve_power(nobs=n, alpha=0.05, power=power), rel=1e-5
    )
    many = row(plan_study({"Leadership": n, "Staff": n}, power=power, comparisons=12), "Leadership", "Staff")
    strict = 25 * TTestIndPower().solve_power(nobs1=n, alpha=0.05 / 12, power=power)
    assert many.detectable_gap == pytest.approx(strict, rel=1e-5)


def test_detectable_gap_of_endless_degrees_of_freedom():
    """1.959964 + 0.841621 standard errors."""
    assert detectable_gap(1.0, 1e9) == pytest.approx(1.959964 + 0.841621, abs=1e-5)


def test_chance_of_showing_alignment_is_what_simulation_finds():
    """4,000 studies of two audiences that truly agree: how often are they shown aligned within 10 points?"""
    plan = row(plan_study({"Leadership": 40, "Customers": 120}, sd=25), "Leadership", "Customers")
    rng = np.random.default_rng(3)
    one, two = rng.normal(50, 25, (4000, 40)), rng.normal(50, 25, (4000, 120))
    from scipy.stats import t

    variances = one.var(axis=1, ddof=1) / 40, two.var(axis=1, ddof=1) / 120
    error = np.sqrt(sum(variances))
    df = sum(variances) ** 2 / (variances[0] ** 2 / 39 + variances[1] ** 2 / 119)
    gap = one.mean(axis=1) - two.mean(axis=1)
    aligned = (np.abs(gap) + t.ppf(0.95, df) * error < 10).mean()
    assert 100 * aligned == pytest.approx(plan.chance_aligned, abs=3)
    found = np.abs(gap + plan.detectable_gap) > t.ppf(0.975, df) * error
    assert found.mean() == pytest.approx(0.80, abs=0.025)


def test_likely_margin_has_the_power_asked_for():
    plan = row(plan_study({"Leadership": 60, "Customers": 2000}), "Leadership", "Customers")
    again = plan_study({"Leadership": 60, "Customers": 2000}, margin=plan.likely_margin)
    assert row(again, "Leadership", "Customers").chance_aligned == pytest.approx(80.0, abs=1e-6)


def test_a_plan_meets_the_analysis_that_follows():
    """Answers with exactly the planned spread have exactly the planned precision."""
    half = np.r_[np.full(30, 20.0), np.full(30, 80.0)]
    frame = pd.DataFrame({"score": half})
    survey = Survey.from_frame(frame, scales={"score": (0, 100)}, audience="Leadership")
    found = cx.mean_score(survey, "score").table.iloc[0]
    plan = row(plan_study({"Leadership": 60}, sd=half.std(ddof=1)), "Leadership")
    assert plan.mean_precision == pytest.approx((found.ci_high - found.ci_low) / 2)
    frame = pd.DataFrame({"nps": [9] * 20 + [7] * 20 + [3] * 20})
    score = cx.nps(Survey.from_frame(frame, scales={"nps": (0, 10)}, audience="Leadership")).table.iloc[0]
    assert plan.nps_precision == pytest.approx((score.ci_high - score.ci_low) / 2)


def test_a_complete_count_has_no_sampling_error():
    plan = plan_study({"Leadership": 72, "Customers": 500}, population={"Leadership": 72})
    leaders = row(plan, "Leadership")
    assert (leaders.mean_precision, leaders.smallest_margin, leaders.detectable_gap) == (0, 0, 0)
    assert "no sampling error" in plan.sentences()[0]


def test_units_cost_precision():
    """METHODS: 250 customers a branch and an ICC of .02 have a design effect of 6."""
    effect = 1 + (250 - 1) * 0.02
    plain, sampled = plan_study({"Customers": 1000}), plan_study({"Customers": 1000}, design_effect=effect)
    ratio = row(sampled, "Customers").share_precision / row(plain, "Customers").share_precision
    assert ratio == pytest.approx(np.sqrt(5.98))


def test_invitations():
    plan = plan_study({"Leadership": 60, "Customers": 2000}, response_rate={"Customers": 0.2, "Leadership": 0.5},
                      population={"Leadership": 80})  # fmt: skip
    assert row(plan, "Customers").invite == 10_000
    assert row(plan, "Leadership").invite == 120
    assert any("more than the 80 people there are" in caveat for caveat in plan.caveats)
    assert plan.sentences()[-1] == "For 2,000 customers invite 10,000 (response rate 20%)."


def test_what_can_never_be_shown_is_said():
    said = plan_study({"Leadership": 12, "Customers": 2000}).sentences()
    assert any("can never show them to be aligned within 10 points" in sentence for sentence in said)


def test_what_cannot_be_meant_is_refused():
    for options, word in [
        ({"bases": {}}, "bases="), ({"bases": {"Staff": 0}}, "bases="), ({"bases": {"Staff": 2.5}}, "bases="),
        ({"sd": -1}, "sd="), ({"sd": {"Suppliers": 20}}, "Suppliers"), ({"margin": 0}, "margin"),
        ({"power": 0.2}, "power"),
        ({"response_rate": 20}, "response_rate="), ({"population": {"Staff": 40}}, "planned"),
        ({"comparisons": 0}, "comparisons"), ({"nps_mix": (80, 40)}, "nps_mix"), ({"confidence": 95}, "confidence"),
    ]:  # fmt: skip
        with pytest.raises(OptionError, match=re.escape(word)):
            plan_study(**{"bases": {"Staff": 60}, **options})


@settings(max_examples=40)
@given(
    st.dictionaries(st.sampled_from(["Leadership", "Staff", "Patients"]), st.integers(1, 5000), min_size=1),
    st.floats(1, 60), st.floats(0.5, 40), st.integers(1, 100), st.floats(0.01, 1.0),
)  # fmt: skip
def test_no_sentence_holds_a_number_that_does_not_exist(bases, sd, margin, comparisons, rate):
    plan = plan_study(bases, sd=sd, margin=margin, comparisons=comparisons, response_rate=rate)
    said = " ".join([*plan.sentences(), *plan.caveats])
    assert not re.search(r"\b(nan|None|inf)\b", said), said
    pairs = plan.table[plan.table.smallest_margin.notna()]
    assert (pairs.likely_margin >= pairs.smallest_margin).all()
    assert pairs.chance_aligned.between(0, 100).all()
