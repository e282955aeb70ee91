"""What was planted in Harbour Bank between staff and customers is found: links, agreement, penalties, drivers, silos.

True values come from the sample's own exact probabilities (data/samples), worked out apart from the library.
"""

import numpy as np
import pytest

import cxresearch as cx
from tests.harbour import sample
from tests.places import generator

EXPERIENCES = [f"EXP_{at}" for at in range(1, 13)]
PLANTED_DRIVERS = {"Billing and fees", "Complaint handling", "Waiting time", "Friendliness of staff"}
PLANTED_SILOS = {"Mobile app", "Billing and fees", "Letters and e-mails", "Complaint handling"}


@pytest.fixture(scope="module")
def derived():
    return generator("harbour_bank_derived")


@pytest.fixture(scope="module")
def both_waves() -> cx.Survey:
    survey = sample()
    worded_negatively = survey.codebook.text.str.contains("count the hours|mostly a nuisance")
    return survey.with_codebook(survey.codebook.assign(reversed=survey.codebook.reversed | worded_negatively))


@pytest.fixture(scope="module")
def bank(both_waves):
    return both_waves.only(wave="2025")


@pytest.fixture(scope="module")
def attitude(bank):
    stem = "How far do you agree with each of the following?"
    found = [
        question for question, text in zip(bank.codebook.id, bank.codebook.text, strict=True) if text.startswith(stem)
    ]
    assert len(found) == 6
    return found


@pytest.fixture(scope="module")
def link(bank, attitude):
    return cx.attitude_loyalty(bank, attitude=attitude, loyalty="NPS")


def attenuated(derived, true):
    """A true correlation between branches as noisy branch averages show it."""
    icc2 = derived.attitude_agreement("2025")["icc2"]
    icc1 = derived.loyalty_icc("2025")
    size = 4500 / 24
    return true * np.sqrt(icc2 * size * icc1 / (1 + (size - 1) * icc1))


def test_attitude_shows_in_loyalty(derived, link):
    row = link.table.iloc[0]
    assert row.verdict == "linked"
    assert row.units == 24
    assert row.ci_low < attenuated(derived, 0.7) < row.ci_high
    assert row.corrected_r == pytest.approx(0.7, abs=0.2)
    assert row.corrected_r > row.estimate


def test_spellings_were_mended_and_head_office_has_no_customers(link):
    assert link.lost_units[["side", "unit"]].values.tolist() == [["Staff", "Head office"]]


def test_the_two_small_branches_count_and_stay_unnamed(link):
    printed = repr(link) + link._repr_html_() + link.units.to_string() + link.influence.to_string()
    assert "Whitsand" not in printed
    assert "Kelpness" not in printed
    assert link.units.hidden.sum() == 2


def test_agreement_is_the_planted_one(derived, bank, attitude):
    branches = [name for name in bank.answer_counts("unit") if name != "Head office"]
    true = derived.attitude_agreement("2025")
    row = cx.unit_agreement(bank.only(unit=branches), attitude, audience="Staff").table.iloc[-1]
    assert row.units == 24
    assert row.icc1_ci_low < true["icc1"] < row.icc1_ci_high
    assert row.icc2_ci_low < true["icc2"] < row.icc2_ci_high
    assert row.verdict == ("averages hold" if row.icc2_ci_low >= 0.7 else "averages may be noisy")
    loyal = cx.unit_agreement(bank, "NPS", audience="Customers").table.iloc[0]
    assert loyal.icc1_ci_low < derived.loyalty_icc("2025") < loyal.icc1_ci_high


def test_alpha_is_the_planted_one(derived, bank, attitude):
    row = cx.reliability(bank, attitude).table.iloc[0]
    assert row.ci_low < derived.attitude_agreement("2025")["alpha"] < row.ci_high


def test_statements_worded_negatively_are_noticed(attitude):
    result = cx.reliability(sample(), attitude)
    against = [line for line in result.caveats if "against the other questions" in line]
    assert len(against) in (0, 2)  # none once the sample's codebook turns them by itself


def test_across_waves(derived, both_waves, attitude):
    result = cx.attitude_loyalty_lagged(both_waves, attitude=attitude, loyalty="NPS")
    ahead, back = result.table.iloc[0], result.table.iloc[1]
    assert ahead.ci_low < attenuated(derived, 0.624) < ahead.ci_high
    assert back.ci_low < attenuated(derived, 0.459) < back.ci_high
    assert result.difference_ci_low < 0.624 - 0.459 < result.difference_ci_high


def test_bad_staff_hurts_more_than_good_staff_helps(bank):
    row = cx.asymmetry(bank, "NPS", ["STAFF"]).table.iloc[0]
    assert row.penalty_ci_low < -24 < row.penalty_ci_high
    assert row.reward_ci_low < 10 < row.reward_ci_high
    assert row.ci_low < 14 < row.ci_high
    assert row.verdict == "bad hurts more"


def test_the_four_planted_drivers_lead(bank):
    table = cx.loyalty_drivers(bank, "NPS", EXPERIENCES).table
    assert set(table.nlargest(4, "estimate").label) == PLANTED_DRIVERS
    assert table.set_index("label").beats_random[sorted(PLANTED_DRIVERS)].all()
    leaders = table[table.label.isin(PLANTED_DRIVERS)]
    assert leaders.ci_low.min() > table[~table.label.isin(PLANTED_DRIVERS)].ci_high.max()


def test_what_to_work_on(bank):
    table = cx.priorities(bank, "NPS", EXPERIENCES, bootstrap=300).table.set_index("label")
    assert set(table.index[table.quadrant == "concentrate here"]) == PLANTED_DRIVERS - {"Friendliness of staff"}
    assert table.quadrant["Friendliness of staff"] == "keep up"


def test_effort_depends_on_the_department(derived, bank):
    from harbour_bank_plan import EASE_BY_DEPARTMENT

    result = cx.silos(bank, "EFFORT", by="group")
    assert result.icc_ci_low < derived.effort_silo("2025") < result.icc_ci_high
    table = result.table.set_index("group")
    inside = [table.ci_low[name] < true < table.ci_high[name] for name, true in EASE_BY_DEPARTMENT.items()]
    assert sum(inside) >= 5
    assert table.estimate.idxmin() == "Contact centre"


def test_departments_describe_the_same_customer_differently(derived, bank):
    shares = cx.silos(bank, EXPERIENCES, by="group", audience="Staff").shares.set_index("label")
    apart = set(shares.index[shares.verdict == "groups differ"])
    assert apart >= PLANTED_SILOS
    assert len(apart - PLANTED_SILOS) <= 1
    # Six planted departments are no random draw, so the interval of the share need not hold every planted one.
    true = {shares.index[at]: derived.staff_view(f"EXP_{at + 1}", "2025")[1] for at in range(12)}
    inside = [shares.icc_ci_low[label] < true[label] < shares.icc_ci_high[label] for label in PLANTED_SILOS]
    assert sum(inside) >= 3


def test_hand_offs_are_the_planted_ones(bank):
    from harbour_bank_plan import HANDOFF

    result = cx.handoffs(bank)
    table = result.table.set_index(["receiver", "giver"])
    true = {(receiver, giver): mark for receiver, marks in HANDOFF.items() for giver, mark in marks.items()}
    assert set(table.index) == set(true)
    inside = [table.ci_low[road] < mark < table.ci_high[road] for road, mark in true.items()]
    assert sum(inside) >= 26
    said = " ".join(result.sentences())
    assert "What Contact centre hands to Marketing" in said
    assert "What Branch network hands to Digital" in said


def test_within_and_between_branches(bank):
    terms = cx.within_between(bank, "NPS", "STAFF").table.set_index("term")
    # The branch shifts both scores together beyond what a person's answer about staff carries.
    assert terms.ci_low["contextual"] > 0
    assert terms.ci_low["within"] > 0
