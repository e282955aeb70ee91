"""What was planted in Harbour Bank for the view from outside is found: effort, the best in life, promises, owners.

The true values are read from the sample's own TRUTH.md, which is written from the probabilities it was drawn from.
"""

import re

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from tests.harbour import sample
from tests.places import SAMPLES

TRUTH = (SAMPLES / "TRUTH.md").read_text(encoding="utf-8")
OWNER = "Which department owns the customer when something goes wrong?"


def true_table(after: str) -> pd.DataFrame:
    """The first table of TRUTH.md below some words, its first column as index."""
    lines = TRUTH[TRUTH.index(after) :].splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return pd.DataFrame(rows[2:], columns=rows[0]).set_index(rows[0][0])


@pytest.fixture(scope="module")
def both_waves() -> cx.Survey:
    return sample()


@pytest.fixture(scope="module")
def bank(both_waves):
    return both_waves.only(wave="2025")


def test_effort_and_leaving(bank):
    row = cx.effort_and_leaving(bank, "EFFORT", "CLOSED").table.iloc[0]
    for name, true in (("hard", 28.7), ("left_hard", 12), ("left_others", 4)):
        assert row[f"{name}_ci_low"] <= true <= row[f"{name}_ci_high"], name
    assert row.ci_low <= 8 <= row.ci_high
    assert row.verdict == "more leave"


def test_the_fourth_sentence_is_said(bank):
    said = cx.effort_and_leaving(bank, "EFFORT", "CLOSED", recommending=["NPS", "RECOMMENDED"]).sentences()
    assert re.fullmatch(
        r"Of customers who found it hard, 1[23]% left; of the others, 4%: a difference of [789] points "
        r"\(\d+ to \d+\)\.",
        said[0],
    )
    assert re.match(r"NPS is -(40|39\.5) among customers who found it hard and -1(\.5)? among the others", said[2])


def test_where_the_effort_is(bank):
    true = true_table("**Effort and leaving.**").astype(float)
    table = cx.effort_and_leaving(bank, "EFFORT", "CLOSED", by="group", confidence=0.99).table.set_index("group")
    for team in true.index:
        row = table.loc[team]
        assert row.hard_ci_low <= true.loc[team, "found it hard %"] <= row.hard_ci_high, team
        assert row.left_hard_ci_low <= true.loc[team].iloc[-1] <= row.left_hard_ci_high, team
    assert table.hard.idxmax() == true["found it hard %"].idxmax() == "Contact centre"


def test_best_in_life(bank):
    result = cx.best_in_life(bank, "BESTINLIFE", "OWNEASE", company="BESTINLIFE_NAME")
    whole = result.table.iloc[0]
    assert whole.best_ci_low <= 78.69 <= whole.best_ci_high
    assert whole.own_ci_low <= 54 <= whole.own_ci_high
    assert whole.ci_low <= 54 - 78.69 <= whole.ci_high
    told = re.findall(
        r"([A-Z][\w ]+(?: \(\w+\))?) (\d+)%\s+of\s+customers,\s+(\d+)", TRUTH.split("**Best in life.**")[1]
    )
    named = result.table.set_index("company")
    assert len(told) == len(named) - 1 == 6
    for company, share, best in told:
        row = named.loc[company.strip()]
        assert abs(row.share - float(share)) < 2.5, company
        assert row.best_ci_low - 1 <= float(best) <= row.best_ci_high + 1, company


def test_competitors(bank):
    path = SAMPLES / "harbour-bank" / "competitors.csv"
    customers = bank.only(audience="Customers")
    result = cx.against_competitors(cx.nps(customers, "NPS"), path)
    true = true_table("**Competitors**").astype(float)
    table = result.table.set_index("name")
    assert table.nps.to_dict() == true.NPS.to_dict()
    assert (table.verdict == "ahead").all()
    for name, row in table.iterrows():
        assert row.ci_low <= -12 - true.NPS[name] <= row.ci_high
    said = result.sentences()
    assert re.match(
        r"NPS is -12 \(-15 to -(9|10)\): ahead of all four competitors, and still 38% would warn others off \(", said[0]
    )
    assert said[1].startswith("Negative, but above every competitor")


def test_promise_and_delivery(bank):
    true = true_table("## Expectation, promise, delivery")
    result = cx.promise_and_delivery(bank, confidence=0.99)
    table = result.table.set_index(["topic", "gap"])
    columns = {"expectation": "experienced - expected", "promise": "kept - expected",
               "delivery": "staff - customers on the promise"}  # fmt: skip
    assert len(table) == 36
    inside = 0
    for (topic, gap), row in table.iterrows():
        planted = float(true.loc[topic, columns[gap]])
        inside += row.ci_low <= planted <= row.ci_high
        assert np.sign(row.estimate) == np.sign(planted) or abs(planted) < 3
        if abs(planted) > 14:
            assert row.verdict == "gap", (topic, gap)
        if abs(planted) < 6:
            assert row.verdict == "aligned", (topic, gap)
    assert inside >= 34
    assert table.paired.groupby("gap").all().to_dict() == {"expectation": True, "promise": True, "delivery": False}
    levels = result.levels.set_index(["topic", "level"])
    names = {"expected": "expected", "promise kept": "promise kept (customers)", "experienced": "experienced",
             "promise kept, say staff": "promise kept (staff)"}  # fmt: skip
    hits = [
        row.ci_low <= float(true.loc[topic, names[level]]) <= row.ci_high for (topic, level), row in levels.iterrows()
    ]
    assert np.mean(hits) > 0.93


def test_staff_on_what_advertising_promises(bank):
    statement = next(q for q in bank.codebook.id if q.endswith("I can keep what our advertising promises"))
    row = cx.promise_and_delivery(bank, ["Waiting time"], ability=statement).ability.iloc[0]
    assert row.ci_low <= 46.0 <= row.ci_high


def test_effort_and_result(both_waves):
    inputs = SAMPLES / "harbour-bank" / "branch_inputs.csv"
    result = cx.effort_and_result(both_waves, inputs, outcome="NPS")
    true = true_table("**Effort and result**").astype(float)
    assert result.table.units.eq(24).all()
    assert not len(result.lost_units)
    assert len(result.table) == 8
    for row in result.table.itertuples():
        planted = true.loc[row.wave, row.input]
        assert row.ci_low <= planted <= row.ci_high, (row.wave, row.input)
        if row.input == "training_hours":
            assert row.verdict == "goes with"
        else:
            assert row.verdict in ("no strong link", "not enough data")
    assert "customers" not in set(result.table.input)


def test_who_owns_the_customer(bank):
    true = true_table("Who owns the customer when something goes wrong, percent")
    result = cx.ownership(bank, OWNER, confidence=0.99)
    table = result.table.set_index(["audience", "answer"])
    for answer, row in true.astype(float).iterrows():
        for audience, name in (("Staff", "staff"), ("Leadership", "leaders")):
            found = table.loc[(audience, answer)]
            assert found.ci_low <= row[name] <= found.ci_high, (audience, answer)
    gaps = result.gaps.set_index("answer")
    assert gaps.verdict[["Everybody", "Nobody"]].tolist() == ["gap", "gap"]
    for answer in ("Everybody", "Nobody"):
        planted = float(true.leaders[answer]) - float(true.staff[answer])
        assert gaps.ci_low[answer] <= planted <= gaps.ci_high[answer]


def test_hand_offs_are_one_sided_where_it_was_planted(bank):
    asked = [question for question in bank.codebook.id if question.startswith("How well do hand-offs from")]
    roads = cx.handoffs(bank.only(audience="Staff"), asked).roads.set_index(["group_a", "group_b"])
    true = true_table("the row rates what it receives from the column")
    for (a, b), row in roads.iterrows():
        planted = float(true.loc[b, a]) - float(true.loc[a, b])
        half = (row.ci_high - row.ci_low) / 2
        assert row.ci_low - half / 2 <= planted <= row.ci_high + half / 2, (a, b)
    assert roads.verdict["Contact centre", "Marketing"] == "one-sided"
    assert roads.verdict["Branch network", "Digital"] == "one-sided"
