"""Promise and delivery: three gaps against scipy and statsmodels, within respondents or between them."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import ttest_ind, ttest_rel
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import ttost_paired

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from tests import outside_in

SIDES = {"expectation": ("lived", "expected"), "promise": ("promise", "expected")}


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return outside_in.bank().to_pandas()


@pytest.fixture(scope="module")
def result():
    return cx.promise_and_delivery(outside_in.bank())


@pytest.mark.parametrize("gap", SIDES)
@pytest.mark.parametrize("topic", outside_in.TOPICS)
def test_within_respondents_it_is_the_paired_test(rows, result, gap, topic):
    row = result.table[(result.table.topic == topic) & (result.table.gap == gap)].iloc[0]
    both = rows[rows.audience == "Customers"][[f"{side}: {topic}" for side in SIDES[gap]]].dropna() * 10
    a, b = both.iloc[:, 0], both.iloc[:, 1]
    test = ttest_rel(a, b)
    bounds = test.confidence_interval(0.95)
    assert row.paired
    assert (row.n_a, row.n_b) == (len(both), len(both))
    found = (row.mean_a, row.mean_b, row.estimate, row.p_value, row.ci_low, row.ci_high)
    assert found == pytest.approx((a.mean(), b.mean(), (a - b).mean(), test.pvalue, bounds.low, bounds.high))
    assert row.p_equivalence == pytest.approx(ttost_paired(a, b, -10, 10)[0], abs=1e-12)


@pytest.mark.parametrize("topic", outside_in.TOPICS)
def test_between_customers_and_staff_it_is_welch(rows, result, topic):
    row = result.table[(result.table.topic == topic) & (result.table.gap == "delivery")].iloc[0]
    staff, customers = (
        10 * rows.loc[rows.audience == who, f"promise: {topic}"].dropna() for who in ("Staff", "Customers")
    )
    test = ttest_ind(staff, customers, equal_var=False)
    bounds = test.confidence_interval(0.95)
    assert not row.paired
    found = (row.estimate, row.p_value, row.ci_low, row.ci_high, row.n_a, row.n_b)
    assert found == pytest.approx(
        (staff.mean() - customers.mean(), test.pvalue, bounds.low, bounds.high, len(staff), len(customers))
    )


def test_verdicts_are_adjusted_over_all_rows(result):
    table = result.table
    assert table.p_adjusted.tolist() == pytest.approx(multipletests(table.p_value, method="holm")[1].tolist())
    within = multipletests(table.p_equivalence, method="holm")[1]
    expected = np.select([within < 0.05, table.p_adjusted < 0.05], ["aligned", "gap"], "not enough data")
    assert table.verdict.tolist() == expected.tolist()
    assert {"aligned", "gap"} <= set(expected)


def test_what_was_put_in_is_found(result):
    table = result.table.set_index(["topic", "gap"])
    for topic, (expected, kept, got, inside) in outside_in.TOPICS.items():
        for gap, true in (("expectation", got - expected), ("promise", kept - expected), ("delivery", inside - kept)):
            row = table.loc[(topic, gap)]
            half = 1.7 * (row.ci_high - row.ci_low) / 2  # the ends of the scale pull the made answers in a little
            assert abs(row.estimate - true) < half, (topic, gap)


def test_people_who_did_not_rate_both_are_compared_as_groups(rows):
    """Half of the customers were asked for one, the other half for the other: nothing can be paired."""
    customers = rows[rows.audience == "Customers"].reset_index(drop=True)
    split = customers.index % 2 == 0
    frame = pd.DataFrame({
        "audience": "Customers", "x": customers["expected: Waiting time"].where(split),
        "e": customers["lived: Waiting time"].where(~split),
    })  # fmt: skip
    book = pd.DataFrame({"id": ["x", "e"], "kind": "rating", "scale": "0-10", "topic": "Waiting time",
                         "aspect": ["expectation", "experience"]})  # fmt: skip
    survey = cx.Survey.from_frame(frame, codebook=book, roles={"audience": "audience"})
    found = cx.promise_and_delivery(survey)
    row = found.table.iloc[0]
    test = ttest_ind(10 * frame.e.dropna(), 10 * frame.x.dropna(), equal_var=False)
    assert not row.paired
    assert row.p_value == pytest.approx(test.pvalue)
    assert "Welch" in found.method
    assert "within respondents" not in found.method
    assert any("There is no gap of delivery" in line for line in found.caveats)


def test_pairing_can_be_forced_and_refused(rows):
    apart = cx.promise_and_delivery(outside_in.bank(), ["Waiting time"], paired=False).table.iloc[0]
    customers = rows[rows.audience == "Customers"]
    test = ttest_ind(
        10 * customers["lived: Waiting time"].dropna(),
        10 * customers["expected: Waiting time"].dropna(),
        equal_var=False,
    )
    assert not apart.paired
    assert (apart.p_value, apart.n_a) == pytest.approx((test.pvalue, len(customers)))
    with pytest.raises(OptionError, match="paired="):
        cx.promise_and_delivery(outside_in.bank(), paired="yes")


def test_weights_are_linearised(rows):
    survey = outside_in.bank().with_roles(weight="weight")
    row = cx.promise_and_delivery(survey, "Billing and fees").table.iloc[0]
    part = rows[rows.audience == "Customers"].dropna(subset=["lived: Billing and fees", "expected: Billing and fees"])
    away = 10 * (part["lived: Billing and fees"] - part["expected: Billing and fees"])
    fit = sm.WLS(away, np.ones(len(away)), weights=part.weight).fit(cov_type="HC1")
    assert (row.estimate, row.std_error) == pytest.approx((fit.params.iloc[0], fit.bse.iloc[0]))


def test_levels_hold_everybody_who_answered(rows, result):
    levels = result.levels.set_index(["topic", "level"])
    customers = rows[rows.audience == "Customers"]
    got = customers["lived: Waiting time"]
    assert levels.loc[("Waiting time", "experienced"), "estimate"] == pytest.approx(10 * got.mean())
    assert levels.loc[("Waiting time", "experienced"), "n"] == len(customers)
    assert levels.loc[("Waiting time", "expected"), "n"] == customers["expected: Waiting time"].notna().sum()
    assert levels.loc[("Waiting time", "promise kept, say staff"), "audience"] == "Staff"


def test_groups_of_few_staff_stay_hidden():
    found = cx.promise_and_delivery(outside_in.with_few(), by="group")
    delivery = found.table[found.table.gap == "delivery"]
    small = delivery[delivery.group == "Contact centre"]
    assert (small.verdict == "hidden").all()
    assert small[["mean_a", "mean_b", "estimate", "n_a", "p_value"]].isna().all().all()
    # One more is hidden, or the total would give the three away.
    assert delivery[delivery.verdict == "hidden"].group.nunique() == 2
    assert found.table[found.table.gap != "delivery"].verdict.ne("hidden").all()
    unseen = found.levels[(found.levels.group == "Contact centre") & (found.levels.audience == "Staff")]
    assert unseen[["estimate", "n"]].isna().all().all()
    assert any(line.startswith("Hidden: 6 of 36 rows") for line in found.caveats)
    shown = cx.promise_and_delivery(outside_in.with_few(), by="group", privacy=False).table
    assert shown.verdict.ne("hidden").all()


def test_sentences_say_what_was_expected_and_what_came(result):
    said = result.sentences()
    assert said[0] == (
        "Of 3 topics, what customers experience falls short of what they expected on 2; the two are aligned within 10 "
        "points on 1."
    )
    assert "who rated both" in said[1]
    assert any(
        line.startswith("Of 3 topics, staff rate the promise kept better than customers do on 2") for line in said
    )


def test_the_ability_of_staff_is_told_beside_the_gaps(rows):
    frame = rows.assign(keep=np.where(rows.audience == "Staff", 3.0, np.nan))
    frame.loc[frame.index[frame.audience == "Staff"][:100], "keep"] = 5.0
    book = outside_in.bank().codebook
    more = pd.DataFrame({"id": ["keep"], "text": ["I can keep what we promise"], "kind": ["rating"], "scale": ["1-5"],
                         "topic": ["I can keep what we promise"], "aspect": [""]})  # fmt: skip
    survey = cx.Survey.from_frame(
        frame, codebook=pd.concat([book[more.columns], more]), roles=outside_in.ROLES, name="Made Bank"
    )
    found = cx.promise_and_delivery(survey, ability="keep")
    assert found.ability.estimate[0] == pytest.approx(60.0)
    assert found.sentences()[-1].startswith(
        "Staff on 'I can keep what we promise': 60 of 100 (95% CI 58 to 62; 500 staff"
    )


def test_bad_input_is_told():
    bank = outside_in.bank()
    with pytest.raises(QuestionError, match=r"No topic 'Waiting tine'.*Did you mean 'Waiting time'"):
        cx.promise_and_delivery(bank, ["Waiting tine"])
    with pytest.raises(QuestionError, match="topics= names none"):
        cx.promise_and_delivery(bank, [])
    with pytest.raises(QuestionError, match="No audience 'Guests'"):
        cx.promise_and_delivery(bank, customers="Guests")
    with pytest.raises(OptionError, match="margin"):
        cx.promise_and_delivery(bank, margin=-1)
    with pytest.raises(QuestionError, match="No topic of Made Bank was asked about in two of the aspects"):
        cx.promise_and_delivery(bank.with_codebook(bank.codebook.assign(aspect="experience")))
    with pytest.raises(QuestionError, match="ability='OWNER' cannot be told: it has no scale"):
        cx.promise_and_delivery(bank, ability="OWNER")
