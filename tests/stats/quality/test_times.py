"""Time taken by audience: scipy's interval of a median, coverage, and nobody's own time."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import cxresearch as cx
from cxresearch.plots.quality.health_card import health_card
from cxresearch.stats.quality.times import times_taken

RNG = np.random.default_rng(8)


def people(seconds, audience="Customers", speed=1.0) -> pd.DataFrame:
    return pd.DataFrame({"audience": audience, "seconds": np.asarray(seconds, float), "speed": speed})


@pytest.mark.parametrize("n", [10, 37, 400])
@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_the_interval_is_scipys_and_the_percentiles_numpys(n, confidence):
    seconds = np.exp(RNG.normal(5.5, 0.7, n))
    row = times_taken(people(seconds), confidence=confidence).iloc[0]
    wanted = stats.quantile_test(seconds, q=np.median(seconds), p=0.5).confidence_interval(confidence)
    assert (row.ci_low, row.ci_high) == pytest.approx((wanted.low, wanted.high))
    assert row[["p10", "q1", "median", "q3", "p90"]].tolist() == pytest.approx(
        np.quantile(seconds, [0.1, 0.25, 0.5, 0.75, 0.9])
    )


def test_the_interval_holds_the_median_of_skewed_times():
    """2,000 studies of 60 people; order statistics hold at least what they promise."""
    seconds = np.exp(RNG.normal(5.5, 1.0, (2000, 60)))
    held = [
        row.ci_low <= np.exp(5.5) <= row.ci_high for row in map(lambda one: times_taken(people(one)).iloc[0], seconds)
    ]
    assert 0.94 <= np.mean(held) <= 0.98


def test_one_forgotten_tab_moves_nothing():
    seconds = RNG.uniform(200, 400, 200)
    told = times_taken(people(seconds)), times_taken(people(np.append(seconds[1:], 6 * 24 * 3600)))
    assert told[1]["median"].iloc[0] == pytest.approx(told[0]["median"].iloc[0], rel=0.02)
    assert told[1].p90.iloc[0] == pytest.approx(told[0].p90.iloc[0], rel=0.02)


def test_percentiles_that_few_employees_lie_beyond_are_hidden():
    frame = pd.concat(
        [people(RNG.uniform(60, 600, n), who) for who, n in (("Staff", 30), ("Leadership", 9), ("Customers", 30))]
    )
    table = times_taken(frame, employees={"Staff", "Leadership"}).set_index("audience")
    assert np.isnan(table.loc["Staff", ["p10", "p90"]].astype(float)).all()
    assert table.loc["Staff", ["q1", "median", "q3", "ci_low"]].notna().all()
    assert table.loc["Leadership"].drop("n").isna().all()
    assert table.loc["Customers"].notna().all()
    gone = times_taken(frame, hidden={"Staff"}).set_index("audience")
    assert gone.loc["Staff"].isna().all()
    assert list(table.index) == ["Leadership", "Staff", "Customers"]


def test_who_could_not_be_judged_does_not_count():
    assert times_taken(people(np.full(40, 99.0), speed=np.nan)).empty


def test_the_card_shows_the_times_of_the_table_or_none():
    seconds = np.round(np.exp(RNG.normal(5.5, 0.5, 300)))
    answers = {"audience": np.repeat(["Staff", "Customers"], [100, 200]), "speed": RNG.integers(1, 6, 300), "why": "x"}
    frame = pd.DataFrame(answers)
    roles = {"audience": "audience"}
    plain = health_card(cx.Survey.from_frame(frame, scales={"speed": (1, 5)}, roles=roles))
    assert not any(text.get_text() == "Time taken" for text in plain.texts)
    timed = cx.Survey.from_frame(frame.assign(duration=seconds), scales={"speed": (1, 5)}, roles=roles)
    checked = cx.check_quality(timed)
    card = health_card(checked)
    (ax,) = [ax for ax in card.axes if any(str(patch.get_gid()).startswith("box") for patch in ax.patches)]
    drawn = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in ax.patches]
    assert drawn == [pytest.approx(pair) for pair in checked.times[["q1", "q3"]].to_numpy().tolist()]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Staff (100)", "Customers (200)"]
