"""Who moved between waves, beside what a scale does by itself: held against simulations with known reliability."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.stats import multivariate_normal

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.retest import bivariate_cdf, latent_correlation, retest_cells
from tests.places import generator

SHARES = np.array([3, 1, 2, 3, 4, 8, 9, 18, 20, 17, 15]) / 100


def waves(*answers, audience="Customers"):
    """A panel: one array of answers a wave, of the same people in the same order."""
    n = len(answers[0])
    frame = pd.DataFrame({
        "who": np.tile(np.arange(n), len(answers)), "wave": np.repeat(np.arange(1, len(answers) + 1) + 2020, n),
        "nps": np.concatenate(answers),
    })  # fmt: skip
    return cx.Survey.from_frame(frame, audience=audience, roles={"respondent": "who", "wave": "wave"},
                                scales={"nps": (0, 10)})  # fmt: skip


def answered(latent, shares=SHARES):
    return np.searchsorted(stats.norm.ppf(np.cumsum(shares)[:-1]), latent).astype(float)


def twice(rng, n, r, times=2):
    """Answers of people none of whom changed: a steady part, and an error each time."""
    steady = rng.standard_normal(n)
    return [answered(np.sqrt(r) * steady + np.sqrt(1 - r) * rng.standard_normal(n)) for _ in range(times)]


@pytest.mark.parametrize("r", [0.0, 0.3, 0.7, 0.95])
def test_the_bivariate_normal_is_scipys(r):
    places = np.array([-1.7, -0.2, 0.6, 2.1])
    mine = bivariate_cdf(places, places, r)
    theirs = [[multivariate_normal([0, 0], [[1, r], [r, 1]]).cdf([a, b]) for b in places] for a in places]
    assert mine == pytest.approx(np.array(theirs), abs=2e-5)


def test_cells_and_correlation_are_those_of_a_large_simulation():
    rng = np.random.default_rng(1)
    one, other = twice(rng, 400_000, 0.65)
    observed = np.corrcoef(one, other)[0, 1]
    latent = latent_correlation(SHARES, observed)
    assert latent == pytest.approx(0.65, abs=0.005)
    cells = retest_cells(SHARES, latent, (7, 9))
    groups = [(part >= 7).astype(int) + (part >= 9) for part in (one, other)]
    seen = np.bincount(3 * groups[0] + groups[1], minlength=9).reshape(3, 3) / len(one)
    assert cells == pytest.approx(seen, abs=0.003) and cells.sum() == pytest.approx(1)


def test_with_nobody_changing_a_quarter_of_passives_becomes_promoters_and_no_move_is_called():
    rng = np.random.default_rng(7)
    one, other = twice(rng, 3000, 0.65)
    r = np.corrcoef(*twice(np.random.default_rng(8), 200_000, 0.65))[0, 1]
    found = cx.loyalty_transitions(waves(one, other), "nps", reliability=r)
    up = found.table.set_index(["from", "to"]).loc[("passive", "promoter")]
    assert 20 < up.share < 30 and up.by_error == pytest.approx(up.share, abs=3.5)
    assert set(found.table.verdict) == {"not shown beyond error"}
    assert "error alone would give" in found.sentences()[1] and "not shown to be another share" in found.sentences()[1]


def test_of_panels_where_nobody_changed_few_call_a_move():
    rng, called = np.random.default_rng(11), 0
    for at in range(15):
        one, other = twice(rng, 400, 0.65)
        table = cx.loyalty_transitions(waves(one, other), "nps", reliability=0.63, seed=at).table
        called += bool((table.verdict != "not shown beyond error").any())
    assert called <= stats.binom.ppf(0.999, 15, 0.05)


def test_people_who_became_enthusiastic_are_told_from_error():
    rng = np.random.default_rng(3)
    one, other = twice(rng, 2000, 0.65)
    passive = np.flatnonzero((one >= 7) & (one <= 8))
    other[rng.choice(passive, len(passive) // 3, replace=False)] = 10
    found = cx.loyalty_transitions(waves(one, other), "nps", reliability=0.63)
    up = found.table.set_index(["from", "to"]).loc[("passive", "promoter")]
    share = 100 * np.mean(other[passive] >= 9)
    assert up.share == pytest.approx(share) and up.verdict == "more than error alone"
    true_extra = up.share - up.by_error
    assert up.estimate_ci_low <= true_extra <= up.estimate_ci_high and up.estimate_ci_low > 10


def test_levels_are_paired_and_those_of_statsmodels():
    from statsmodels.stats.proportion import proportion_confint

    rng = np.random.default_rng(5)
    one, other = twice(rng, 800, 0.65)
    levels = cx.loyalty_transitions(waves(one, other), "nps").levels.set_index("group")
    for name, low, high in (("promoter", 9, 10), ("passive", 7, 8), ("detractor", 0, 6)):
        then, now = ((part >= low) & (part <= high) for part in (one, other))
        assert levels.then[name] == pytest.approx(100 * then.mean())
        bounds = 100 * np.array(proportion_confint(now.sum(), 800, method="wilson"))
        assert (levels.now_ci_low[name], levels.now_ci_high[name]) == pytest.approx(tuple(bounds))
        up, down = (now & ~then).mean(), (then & ~now).mean()
        error = 100 * np.sqrt((up + down - (up - down) ** 2) / 800)
        assert levels.change_ci_high[name] - levels.change[name] == pytest.approx(1.96 * error, rel=1e-3)


def test_two_waves_without_a_reliability_tell_levels_only():
    one, other = twice(np.random.default_rng(6), 600, 0.65)
    found = cx.loyalty_transitions(waves(one, other), "nps")
    assert found.table[["share", "ci_low", "by_error", "estimate"]].isna().all().all() and not found.told
    assert set(found.table.verdict) == {"cannot be told"}
    assert found.sentences()[1].startswith("Who moved cannot be told: two waves do not know")
    assert 20 < found.at_example < 40
    from matplotlib import pyplot

    ax = cx.plot(found)
    assert "who moved cannot be told" in "".join(
        text.get_text() for text in (*ax.figure.texts, *ax.texts, ax.title)
    ) or (ax.get_title().endswith("who moved cannot be told"))
    pyplot.close(ax.figure)


def test_other_people_in_each_wave_are_a_picture_without_rows():
    rows = pd.DataFrame({"respondent": range(400), "wave": ["2024", "2025"] * 200, "nps": [7, 9, 4, 10] * 100})
    found = cx.loyalty_transitions(
        cx.Survey.from_frame(rows, roles={"respondent": "respondent", "wave": "wave"}), "nps"
    )
    from matplotlib import pyplot

    ax = cx.plot(found)
    assert not len(found.levels) and "now_ci_low" in found.levels
    pyplot.close(ax.figure)


def test_three_waves_tell_their_own_reliability():
    """Steady parts drift from wave to wave; Heise's ratio finds the scale's reliability behind it."""
    rng = np.random.default_rng(2)
    n, r, kept = 4000, 0.7, 0.8
    steady = [rng.standard_normal(n)]
    for _ in range(2):
        steady.append(kept * steady[-1] + np.sqrt(1 - kept**2) * rng.standard_normal(n))
    answers = [answered(np.sqrt(r) * one + np.sqrt(1 - r) * rng.standard_normal(n)) for one in steady]
    found = cx.loyalty_transitions(waves(*answers), "nps")
    assert found.reliability_low < 0.68 < found.reliability_high and found.told
    up = found.table.set_index(["from", "to"]).loc[("passive", "promoter")]
    cells = retest_cells(SHARES, r, (7, 9))
    assert up.by_error == pytest.approx(100 * cells[1, 2] / cells[1].sum(), abs=3)
    assert any("Heise" in line for line in found.caveats)


def test_at_the_bank_nobody_moved_but_the_whole():
    study = cx.open_study("harbour-bank")
    found = study["transitions"]
    true = generator("harbour_bank_more").RELIABILITY
    assert found.reliability == true and found.both > 1400
    rows = found.table[found.table["from"] != found.table["to"]]
    assert (rows.estimate.abs() < 8).all(), "planted: the same people with the scale's error, and all a little higher"
    up = rows[(rows["from"] == "passive") & (rows["to"] == "promoter")].iloc[0]
    assert 20 < up.by_error < 32
    said = found.sentences()
    assert said[0].startswith("Of the 1,4") and "error alone would give" in said[1]
    with cx.language("de"):
        assert "der Fehler allein" in found.sentences()[1]


def test_small_groups_and_mistakes():
    one, other = twice(np.random.default_rng(6), 20, 0.65)
    few = cx.loyalty_transitions(waves(one, other), "nps", reliability=0.6)
    assert few.sentences() == ["Too few people answered in both waves for any move to be told."]
    made = waves(*twice(np.random.default_rng(6), 100, 0.65))
    for wrong in (1.0, -0.2, (0.7, 0.8, 0.9)):
        with pytest.raises(OptionError, match="reliability"):
            cx.loyalty_transitions(made, "nps", reliability=wrong)
    frame = pd.DataFrame({"wave": [1, 2], "nps": [9, 9]})
    with pytest.raises(QuestionError, match="respondent"):
        cx.loyalty_transitions(cx.Survey.from_frame(frame, roles={"wave": "wave"}, scales={"nps": (0, 10)}), "nps")


def test_a_study_with_one_wave_says_so():
    asks = cx.open_study("parcel-service").asks.set_index("analysis")
    assert not asks.possible["transitions"]
