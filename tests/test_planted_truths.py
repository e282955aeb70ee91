"""The library finds what was planted in Harbour Bank, and its intervals cover the truth over thousands of samples.

The truth stands in exact probabilities (data/samples/harbour_bank_plan.py), worked out apart from the library.
"""

import numpy as np
import pytest

import cxresearch as cx
from cxresearch.inference.intervals import (
    cliffs_delta,
    kish_n,
    nps_interval,
    weighted_moments,
    welch_from_errors,
    wilson,
)
from tests.harbour import sample
from tests.places import generator

STUDIES = 2000


@pytest.fixture(scope="module")
def truth():
    return generator("harbour_bank_truth")


@pytest.fixture(scope="module")
def bank() -> cx.Survey:
    return sample(wave="2025")


@pytest.fixture(scope="module")
def gap(bank):
    return cx.perception_gap(bank)


def of_pair(table, a, b):
    return table[(table.audience_a == a) & (table.audience_b == b)].set_index("topic")


def test_gaps_of_the_sample_hold_the_planted_ones(truth, gap):
    from harbour_bank_plan import TOUCHPOINTS

    inside = []
    for row in gap.table.itertuples():
        question = f"EXP_{TOUCHPOINTS.index(row.topic) + 1}"
        planted = truth.true_gap(row.audience_a, row.audience_b, question)
        inside.append(row.ci_low <= planted <= row.ci_high)
    assert len(inside) == 36 and sum(inside) >= 33


def test_verdicts_are_the_planted_ones(gap):
    leaders = of_pair(gap.table, "Leadership", "Customers")
    assert gap.furthest == "Billing and fees"
    for topic in ("Billing and fees", "Complaint handling", "Waiting time", "Mobile app", "Advice"):
        assert leaders.verdict[topic] == "gap"
    for a, b in (("Leadership", "Staff"), ("Leadership", "Customers"), ("Staff", "Customers")):
        for topic in ("Opening an account", "Friendliness of staff"):
            assert of_pair(gap.table, a, b).verdict[topic] == "aligned"
    assert "not enough data" in set(leaders.verdict), "gaps of 8 to 11 points are more than sixty leaders can settle"


def test_staff_stand_nearer_on_seven_of_twelve_after_adjustment(gap):
    found = {"Staff": 7, "too close to call": 2, "not shown after adjustment": 2, "Leadership": 1}
    assert gap.nearest.nearest.value_counts().to_dict() == found
    said = (
        "On 7 of 12 questions staff stand nearer to customers than leaders do; "
        "leaders are nearer on 1; 2 are too close to call; 2 are not shown after 12 comparisons."
    )
    assert said in gap.sentences()


def test_predictions_are_too_rosy(truth, bank):
    result = cx.prediction_gap(bank)
    table = result.table.set_index("topic")
    assert table.actual["Billing and fees"] == pytest.approx(47, abs=2)
    assert table.predicted["Billing and fees"] == pytest.approx(70, abs=4)
    assert table.within_10["Billing and fees"] <= 10
    assert (table.estimate > 0).all()
    assert result.sentences()[1].startswith("You predicted ")


def test_gaps_by_channel_are_the_planted_ones(truth, bank):
    from harbour_bank_plan import TOUCHPOINTS

    found = cx.perception_gap(bank, by="segment", between=[("Leadership", "Customers"), ("Staff", "Customers")])
    assert found.whole == ("Leadership", "Staff")
    assert len(found.table) == 12 * 2 * 2
    inside = []
    for row in found.table.itertuples():
        question = f"EXP_{TOUCHPOINTS.index(row.topic) + 1}"
        planted = truth.true_mean(row.audience_a, question) - truth.true_mean(
            "Customers", question, channel=row.segment
        )
        inside.append(row.ci_low <= planted <= row.ci_high)
    assert sum(inside) >= 43
    # Leaders and staff are the same people beside both channels: what differs is what customers of each live.
    wide = found.table.pivot_table(index=["topic", "audience_a"], columns="segment", values=["mean_a", "mean_b"])
    assert (wide["mean_a"]["Branch"] == wide["mean_a"]["Digital"]).all()
    assert (wide["mean_b"].Digital - wide["mean_b"].Branch).xs("Branch opening hours").iloc[0] == pytest.approx(
        12, abs=3
    )
    said = found.sentences()
    assert said[1] == "Leaders and staff have no segment: they stand whole beside every group of the others."
    assert said[2].startswith("Gaps shown by group: Branch ")


def test_who_calls_it_excellent_is_what_was_planted(truth, bank):
    from harbour_bank_plan import TOUCHPOINTS

    found = cx.excellence_gap(bank, top=2)
    items = {topic: f"EXP_{at}" for at, topic in enumerate(TOUCHPOINTS, start=1)}
    planted = [truth.true_top_box(row.audience, items[found.topics[row.question]]) for row in found.table.itertuples()]
    inside = (found.table.ci_low <= planted) & (planted <= found.table.ci_high)
    assert len(inside) == 36 and inside.sum() >= 33
    ends = found.gaps.query("audience_a == 'Leadership' and audience_b == 'Customers'")
    true = [np.subtract(*(truth.true_top_box(who, items[found.topics[one]]) for who in ("Leadership", "Customers")))
            for one in ends.question]  # fmt: skip
    assert ((ends.ci_low <= true) & (true <= ends.ci_high)).sum() >= 11
    widest = ends.assign(true=true).nlargest(1, "true").question.iloc[0]
    assert found.topics[widest] in found.sentences()[1] and found.sentences()[0].startswith("On ")


def test_leaders_believe_that_wrong_things_matter(bank):
    result = cx.importance_gap(bank)
    agreement = result.agreement.set_index(["audience_a", "audience_b"]).spearman
    assert agreement["Leadership", "Customers"] == pytest.approx(-0.329, abs=0.15)
    assert agreement["Staff", "Customers"] == pytest.approx(0.727, abs=0.15)
    rows = of_pair(result.table, "Leadership", "Customers")
    assert rows.rank_a["Billing and fees"] >= 11 and rows.rank_b["Billing and fees"] == 1


def test_nps_of_the_sample_holds_the_planted_ones(truth, bank):
    customers = bank.only(audience="Customers")
    row = cx.nps(customers, "NPS").table.iloc[0]
    assert row.ci_low <= truth.true_nps() <= row.ci_high
    assert truth.true_nps() == pytest.approx(-12)
    by_channel = cx.nps(customers, "NPS", by="segment").table.set_index("segment")
    for channel in ("Branch", "Digital"):
        assert by_channel.ci_low[channel] <= truth.true_nps(channel=channel) <= by_channel.ci_high[channel]


def _cells(drawn, audience, question):
    """Counts, sums of weights and of squared weights by answer, shape (studies, values), of one question."""
    rows = drawn[0].query("audience == @audience and question == @question")
    values = np.unique(rows.value)
    place = np.searchsorted(values, rows.value.to_numpy())
    n, w, w2 = (np.zeros((len(drawn), len(values))) for _ in range(3))
    weight = rows.weight.to_numpy()
    for study, frame in enumerate(drawn):
        counts = frame.n.to_numpy()[rows.index]
        np.add.at(n[study], place, counts)
        np.add.at(w[study], place, counts * weight)
        np.add.at(w2[study], place, counts * weight**2)
    return values, n, w, w2


@pytest.mark.slow
def test_intervals_cover_the_truth_over_two_thousand_samples(truth):
    drawn = [truth.draw_counts(seed).reset_index(drop=True) for seed in range(STUDIES)]
    covered: dict[str, list[float]] = {"gap": [], "share": [], "delta": []}
    sides = {}
    for audience in ("Leadership", "Staff", "Customers"):
        for item in range(1, 13):
            values, n, w, w2 = _cells(drawn, audience, f"EXP_{item}")
            sides[audience, item] = (weighted_moments(values * 10, n, w, w2), n, w, w2, values)
    for item in range(1, 13):
        question = f"EXP_{item}"
        for a, b in (("Leadership", "Staff"), ("Leadership", "Customers"), ("Staff", "Customers")):
            (first, n_a, *_), (second, _, w_b, _, _) = sides[a, item], sides[b, item]
            found = welch_from_errors(first.mean, first.std_error, first.df, second.mean, second.std_error, second.df)
            planted = truth.true_gap(a, b, question)
            covered["gap"].append(((found.low <= planted) & (planted <= found.high)).mean())
            scaled = w_b * (second.n_effective / w_b.sum(axis=1))[:, None]
            delta = cliffs_delta(n_a, scaled)
            planted = truth.true_cliffs_delta(a, b, question)
            covered["delta"].append(((delta.low <= planted) & (planted <= delta.high)).mean())
        for audience in ("Leadership", "Staff", "Customers"):
            _, n, w, w2, values = sides[audience, item]
            share = w[:, values >= 9].sum(axis=1) / w.sum(axis=1)
            effective = kish_n(w.sum(axis=1), w2.sum(axis=1))
            box = wilson(share * effective, effective)
            planted = truth.true_top_box(audience, question) / 100
            covered["share"].append(((box.low <= planted) & (planted <= box.high)).mean())
    values, n, w, w2 = _cells(drawn, "Customers", "NPS")
    shares = [w[:, chosen].sum(axis=1) for chosen in (values >= 9, (values > 6) & (values < 9), values <= 6)]
    score = nps_interval(*shares, n_effective=kish_n(w.sum(axis=1), w2.sum(axis=1)))
    assert 0.93 <= ((score.low <= truth.true_nps()) & (truth.true_nps() <= score.high)).mean() <= 0.97
    assert all(0.93 <= share <= 0.97 for share in covered["gap"]), covered["gap"]
    # Single shares swing with n and p; their mean does not (Newcombe 1998).
    assert all(share >= 0.91 for share in covered["share"]) and 0.93 <= np.mean(covered["share"]) <= 0.97
    assert all(share >= 0.91 for share in covered["delta"]) and 0.93 <= np.mean(covered["delta"]) <= 0.97
