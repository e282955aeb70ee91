"""Kept each time, and delight or ease: planted surveys, group means, and what the bank was planted to be."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import cxresearch as cx
from tests.places import generator


def units_and_waves(*, apart=0.0, moved=0.0, units=20, each=60, seed=1, audience="Customers", topics=5):
    """Answers 0-10 of units in two waves: `apart` is the deviation between units in points of 100, on topic 1 alone."""
    rng = np.random.default_rng(seed)
    unit, wave = np.repeat(np.arange(units), 2 * each), np.tile(np.repeat([2024, 2025], each), units)
    effects = rng.standard_normal(units)
    effects = apart * (effects - effects.mean()) / effects.std(ddof=1)
    frame = {"unit": [f"U{at}" for at in unit], "wave": wave}
    for at in range(topics):
        centre = 30 + 10 * at + (effects[unit] + moved * (wave == 2025) if at == 0 else 0)
        frame[f"T{at}"] = rng.binomial(10, np.clip(centre / 100, 0.02, 0.98))
    return cx.Survey.from_frame(pd.DataFrame(frame), audience=audience, roles={"unit": "unit", "wave": "wave"},
                                scales={f"T{at}": (0, 10) for at in range(topics)})  # fmt: skip


@pytest.mark.parametrize(
    ("planted", "verdict"),
    [({}, "kept alike"), ({"apart": 12}, "depends on the unit"), ({"moved": 12}, "depends on the wave"),
     ({"apart": 12, "moved": 12}, "depends on both"), ({"each": 3, "units": 4}, "not enough data")],
)  # fmt: skip
def test_what_was_planted_is_found_on_its_topic_and_on_no_other(planted, verdict):
    found = cx.kept_consistently(units_and_waves(**planted), margin=5).table.set_index("topic")
    assert found.verdict["T0"] == verdict
    assert set(found.verdict.drop("T0")) <= {"not enough data", "kept alike"}, "nothing was planted there"


def test_the_distance_of_two_units_is_the_planted_one_and_its_interval_holds_it():
    inside = 0
    for seed in range(10):
        row = cx.kept_consistently(units_and_waves(apart=8, seed=seed, topics=4), margin=5).table.iloc[0]
        # Two of many units with deviation s lie 2 s / sqrt(pi) apart on average.
        inside += row.ci_low <= 2 / np.sqrt(np.pi) * 8 <= row.ci_high
    assert inside >= stats.binom.ppf(0.001, 10, 0.9)
    assert row.estimate == pytest.approx(9.0, abs=2.5)


def test_orders_of_one_truth_agree_as_chance_lets_them_and_others_do_not():
    same = cx.kept_consistently(units_and_waves(seed=4))
    assert same.agreement_low <= same.agreement and same.agreement_p > 0.01
    rng = np.random.default_rng(2)
    unit = np.repeat(np.arange(12), 120)
    turned = {f"T{at}": rng.binomial(10, np.where(unit % 2 == 0, 0.2 + 0.12 * at, 0.7 - 0.12 * at)) for at in range(5)}
    frame = pd.DataFrame({"unit": [f"U{at}" for at in unit], **turned})
    other = cx.kept_consistently(cx.Survey.from_frame(frame, audience="Customers", roles={"unit": "unit"},
                                                      scales=dict.fromkeys(turned, (0, 10))))  # fmt: skip
    assert other.agreement < 0.3 and other.agreement_p < 0.01
    assert any(line.startswith("The order of topics differs between 12 units") for line in other.sentences())
    assert "there is one wave only" in other.sentences()[0]


def test_at_the_bank_the_promise_is_the_same_everywhere_in_one_sentence():
    found = cx.open_study("harbour-bank")["consistently"]
    assert set(found.table.verdict) == {"kept alike"} and len(found.table) == 12
    assert found.sentences()[0].startswith(
        "The promise is kept alike on 12 of 12 topics for customers in 24 units and from wave to wave"
    )
    assert all(line[0].isupper() for line in cx.open_study("parcel-service")["consistently"].sentences())
    assert found.agreement_p > 0.02, "one order was planted"
    names = generator("harbour_bank_links").BRANCHES
    assert not [name for name in names if name in repr(found)]
    with cx.language("de"):
        assert found.sentences()[0].startswith(
            "Das Versprechen wird bei 12 von 12 Themen in 24 Einheiten und von Welle zu Welle gleich gehalten"
        )


def test_few_of_staff_stay_hidden_and_no_unit_column_is_said():
    few = cx.kept_consistently(units_and_waves(units=2, each=1, audience="Staff"))
    assert few.table[["mean", "estimate", "n"]].isna().all().all()
    asks = cx.open_study("hospital").asks.set_index("analysis")
    assert asks.possible["consistently"] or asks.why_not["consistently"]


# -- delight or ease --------------------------------------------------------------------------------------


def matters(penalty, reward, n=900, seed=0):
    rng = np.random.default_rng(seed)
    ease = rng.integers(1, 8, n)
    centre = 60 - penalty * (ease < 4) + reward * (ease > 4)
    return cx.Survey.from_frame(
        pd.DataFrame({"ease": ease, "nps": rng.binomial(10, np.clip(centre / 100, 0, 1))}), audience="Customers",
        scales={"ease": (1, 7), "nps": (0, 10)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("penalty", "reward", "answer"),
    [(25, 8, "bad"), (6, 25, "good"), (15, 15, "both"), (16, 0, "bad"), (0, 0, "none")],
)
def test_the_answer_is_the_planted_one(penalty, reward, answer):
    made = matters(penalty, reward)
    found = cx.delight_or_ease(made, "nps", "ease")
    assert found.answer == answer
    rows = made.to_pandas()
    middle = rows.nps[rows.ease == 4].mean()
    assert found.table.penalty.iloc[0] == pytest.approx(10 * (rows.nps[rows.ease < 4].mean() - middle))
    assert found.table.reward.iloc[0] == pytest.approx(10 * (rows.nps[rows.ease > 4].mean() - middle))
    assert found.sentences()[0].startswith("Is it worth delighting? ")


def test_at_the_bank_neither_outweighs_the_other():
    planted = generator("harbour_bank_more")
    study = cx.open_study("harbour-bank")
    found = study["delight_or_ease"]
    row = found.table.iloc[0]
    assert row.penalty_ci_low <= -planted.HARD <= row.penalty_ci_high
    assert row.reward_ci_low <= planted.EASY <= row.reward_ci_high
    assert found.answer == "both"
    from matplotlib import pyplot

    pyplot.close(cx.plot(found).figure)
    with cx.language("de"):
        assert found.sentences()[0].startswith("Lohnt es sich zu begeistern? ")


def test_few_hard_matters_are_told_as_few():
    found = cx.delight_or_ease(matters(10, 10, n=30), "nps", "ease")
    assert found.answer == "few" and "Hard " in found.sentences()[1]
