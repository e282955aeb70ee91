"""Penalty and reward: group means, statsmodels' HC3, planted truths, coverage, and careful words."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

import cxresearch as cx
from cxresearch.errors import OptionError
from cxresearch.inference.robust import robust_regression
from cxresearch.stats.drivers.asymmetry import asymmetry
from cxresearch.survey.survey import Survey


def study(seed=0, rows=900, *, penalty=20, reward=8, noise=18):
    rng = np.random.default_rng(seed)
    staff, app = rng.integers(1, 6, rows), rng.integers(1, 6, rows)
    stay = (
        60
        - penalty * (staff < 3)
        + reward * (staff > 3)
        - 5 * (app < 3)
        + 5 * (app > 3)
        + noise * rng.normal(size=rows)
    )
    return pd.DataFrame({"staff": staff, "app": app, "stay": stay})


def survey_of(frame, **roles):
    book = pd.DataFrame(
        {"id": ["staff", "app", "stay"], "kind": ["rating", "rating", "number"], "scale": ["1-5", "1-5", ""]}
    )
    return Survey.from_frame(frame, codebook=book, roles=roles or None)


def test_one_driver_is_differences_of_means():
    frame = study()
    row = asymmetry(survey_of(frame), "stay", ["staff"]).table.iloc[0]
    low, middle, high = (frame.stay[frame.staff.isin(answers)] for answers in ([1, 2], [3], [4, 5]))
    assert row.penalty == pytest.approx(low.mean() - middle.mean())
    assert row.reward == pytest.approx(high.mean() - middle.mean())
    assert row.estimate == pytest.approx(-row.penalty - row.reward)
    assert (row.n_low, row.n_middle, row.n_high) == (len(low), len(middle), len(high))


def test_statsmodels_hc3_agrees():
    frame = study()
    table = asymmetry(survey_of(frame), "stay", ["staff", "app"]).table
    dummies = pd.DataFrame(
        {"c": 1.0, "sl": frame.staff < 3, "al": frame.app < 3, "sh": frame.staff > 3, "ah": frame.app > 3}
    ).astype(float)
    theirs = sm.OLS(frame.stay, dummies).fit(cov_type="HC3", use_t=True)
    assert table.penalty.tolist() == pytest.approx(theirs.params[["sl", "al"]].tolist())
    assert table.reward.tolist() == pytest.approx(theirs.params[["sh", "ah"]].tolist())
    for at, contrast in enumerate(("-sl - sh = 0", "-al - ah = 0")):
        test = theirs.t_test(contrast)
        row = table.iloc[at]
        assert (row.estimate, row.std_error) == pytest.approx((test.effect.item(), test.sd.item()), rel=1e-8)
        assert (row.ci_low, row.ci_high) == pytest.approx(tuple(test.conf_int()[0]), rel=1e-8)
        assert row.p_value == pytest.approx(float(test.pvalue), rel=1e-6)


def test_weighted_least_squares_is_repetition_in_its_estimates():
    frame = study(rows=120)
    weight = np.random.default_rng(1).integers(1, 4, 120)
    x = np.column_stack([np.ones(120), frame.staff])
    assert robust_regression(x, frame.stay.to_numpy(), weight).estimate == pytest.approx(
        robust_regression(np.repeat(x, weight, axis=0), np.repeat(frame.stay.to_numpy(), weight)).estimate
    )


@pytest.mark.parametrize(
    ("penalty", "reward", "verdict"),
    [(22, 6, "bad hurts more"), (4, 20, "good helps more"), (10, 10, "no asymmetry shown")],
)
def test_planted_asymmetries(penalty, reward, verdict):
    result = asymmetry(survey_of(study(3, 2500, penalty=penalty, reward=reward)), "stay", ["staff"])
    assert result.table.verdict[0] == verdict
    assert result.table.ci_low[0] < penalty - reward < result.table.ci_high[0]
    # One driver is spoken of alone: there is no other of which something could be said.
    heading = cx.plot(result).get_title()
    assert (
        heading
        == {
            "bad hurts more": "A low rating outweighs a high one on staff",
            "good helps more": "A high rating outweighs a low one on staff",
            "no asymmetry shown": "That bad and good weigh differently on staff is not shown",
        }[verdict]
    )


def test_the_contrast_covers():
    """2,000 studies with more spread where ratings are low."""
    rng = np.random.default_rng(5)
    hits = 0
    side = np.repeat([0, 1, 2], [40, 60, 120])
    x = np.column_stack([np.ones(220), side == 0, side == 2]).astype(float)
    for _ in range(2000):
        y = np.array([40, 60, 68])[side] + np.array([25, 15, 10])[side] * rng.normal(size=220)
        fit = robust_regression(x, y)
        estimate, error, _ = fit.contrast(np.array([0, -1.0, -1.0]))
        hits += abs(estimate - 12) <= 1.9707 * error
    assert 0.93 <= hits / 2000 <= 0.97


def test_nobody_leaves_and_nobody_gives_reasons():
    result = asymmetry(survey_of(study(3)), "stay", ["staff", "app"])
    text = " ".join(result.sentences() + result.caveats).lower()
    assert "not reasons that they gave" in text
    for word in ("leave ", "leaves", "left the", "because"):
        assert word not in text


def test_too_few_on_a_side_is_told_and_left_out():
    frame = study()
    frame = frame[(frame.app > 2) | (np.arange(len(frame)) < 20)]
    result = asymmetry(survey_of(frame), "stay", ["staff", "app"])
    assert result.table.verdict[1] == "not enough data"
    assert np.isnan(result.table.estimate[1])
    assert np.isfinite(result.table.estimate[0])
    assert "not enough ratings on all three sides" in result.sentences()[1]


def test_cuts_are_on_0_to_100():
    frame = study()
    row = asymmetry(survey_of(frame), "stay", ["staff"], cuts=(20, 80)).table.iloc[0]
    assert (row.n_low, row.n_high) == ((frame.staff == 1).sum(), (frame.staff == 5).sum())
    for cuts in ((60, 40), (0, 50), "x", (1,)):
        with pytest.raises(OptionError, match="cuts="):
            asymmetry(survey_of(frame), "stay", ["staff"], cuts=cuts)


def test_drivers_without_a_scale_are_refused():
    frame = study().assign(visits=5)
    book = pd.DataFrame({"id": ["visits", "stay"], "kind": "number"})
    with pytest.raises(OptionError, match="visits has no scale"):
        asymmetry(Survey.from_frame(frame[["visits", "stay"]], codebook=book), "stay", ["visits"])


# -- the sign: a high outcome may be bad ------------------------------------------------------------------


def closings(low, middle, high, *, n=200, name="Closed the account"):
    """``n`` people a rating of 1-5, of whom so many in a hundred said yes."""
    shares = [low, low, middle, high, high]
    told = [["Yes"] * round(n * share / 100) + ["No"] * (n - round(n * share / 100)) for share in shares]
    frame = pd.DataFrame({"app": np.repeat([1, 2, 3, 4, 5], n), name: sum(told, [])})
    return Survey.from_frame(frame, scales={"app": (1, 5)}, audience="Customers")


@pytest.mark.parametrize(
    ("shares", "estimate", "verdict"),
    [
        ((15, 10, 5), 0, "no asymmetry shown"),
        ((30, 10, 5), 15, "bad hurts more"),
        ((22, 20, 2), -16, "only good counts"),
        ((30, 20, 2), -8, "good helps more"),
        ((30, 10, 11), 21, "only bad counts"),
        ((10, 10, 30), 20, "high goes with worse"),
    ],
)
def test_a_high_outcome_may_be_bad(shares, estimate, verdict):
    survey = closings(*shares, n=900)
    result = asymmetry(survey, "Closed the account", ["app"])
    row = result.table.iloc[0]
    assert row.estimate == pytest.approx(estimate, abs=0.1)
    assert result.good == "low"
    declared = asymmetry(survey, "Closed the account", ["app"], good="low").table.iloc[0]
    assert declared.equals(row)
    if verdict != "only good counts":
        assert row.verdict == verdict
    if verdict == "high goes with worse":
        said = result.sentences()[0] + result.caveats[2]
        assert "a high rating goes with a worse outcome" in said
        assert "larger than" not in said


def test_good_turned_round_turns_the_contrast_and_never_calls_it_a_penalty():
    survey = closings(30, 10, 5, n=900)
    low, high = (asymmetry(survey, "Closed the account", ["app"], good=good) for good in ("low", "high"))
    assert low.table.estimate[0] == pytest.approx(-high.table.estimate[0])
    assert low.table.verdict[0] == "bad hurts more"
    assert high.table.verdict[0] == "high goes with worse"
    assert not [caveat for caveat in low.caveats if "good=" in caveat]


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("Did you cancel your contract?", "low"), ("Konto gekündigt", "low"), ("A résilié", "low"),
        ("Cuenta cerrada", "low"), ("Ha disdetto", "low"), ("Cancelou o contrato", "low"),
        ("Abonnement opgezegd", "low"), ("Zrezygnował / rezygnacja", "low"), ("Vill du förnya?", "high"),
        ("Does she still stay with us?", "high"),
        ("Отток", "low"), ("解約した", "low"),
    ],
)  # fmt: skip
def test_leaving_and_staying_are_known_in_many_languages(name, good):
    assert asymmetry(closings(30, 10, 5, name=name), name, ["app"]).good == good


def test_what_is_not_known_is_doubted_and_recommending_is_known():
    result = asymmetry(survey_of(study()), "stay", ["staff"])
    assert not [caveat for caveat in result.caveats if "good=" in caveat]
    frame = study().rename(columns={"stay": "visits"})
    book = pd.DataFrame({"id": ["staff", "visits"], "kind": ["rating", "number"], "scale": ["1-5", ""]})
    doubted = asymmetry(Survey.from_frame(frame, codebook=book), "visits", ["staff"])
    assert "good='low'" in doubted.caveats[0]
    assert "Doubt" in doubted.caveats[0]
    with pytest.raises(OptionError, match="good"):
        asymmetry(survey_of(study()), "stay", ["staff"], good="up")


@pytest.mark.parametrize("good", ["high", "low"])
def test_where_nothing_has_an_effect_nothing_is_said_and_the_mean_is_0(good):
    """150 studies of three drivers without any effect on a yes/no outcome: 0 on average, a verdict in at most 5%."""
    rng = np.random.default_rng(7)
    found, said = [], 0
    book = pd.DataFrame({"id": ["a", "b", "c", "y"], "kind": ["rating"] * 3 + ["number"], "scale": ["1-5"] * 3 + [""]})
    for _ in range(150):
        frame = pd.DataFrame(rng.integers(1, 6, (240, 3)), columns=list("abc")).assign(y=100 * (rng.random(240) < 0.2))
        table = asymmetry(Survey.from_frame(frame, codebook=book), "y", good=good).table
        found += table.estimate.tolist()
        said += (table.verdict != "no asymmetry shown").any()
    # Contrast and sides are adjusted apart, so two families can err.
    assert said / 150 <= 0.10 + 3 * np.sqrt(0.1 * 0.9 / 150)
    assert abs(np.mean(found)) < 3 * np.std(found) / np.sqrt(len(found))


def test_sampled_units_take_statsmodels_cluster_errors():
    frame = study().assign(branch=lambda f: [f"B{at % 18}" for at in range(len(f))])
    table = asymmetry(survey_of(frame, unit="branch"), "stay", ["staff", "app"], cluster="unit").table
    dummies = pd.DataFrame(
        {"c": 1.0, "sl": frame.staff < 3, "al": frame.app < 3, "sh": frame.staff > 3, "ah": frame.app > 3}
    ).astype(float)
    codes = frame.branch.astype("category").cat.codes.to_numpy()
    theirs = sm.OLS(frame.stay, dummies).fit(cov_type="cluster", cov_kwds={"groups": codes}, use_t=True)
    for at, contrast in enumerate(("-sl - sh = 0", "-al - ah = 0")):
        test = theirs.t_test(contrast)
        assert table.std_error[at] == pytest.approx(test.sd.item(), rel=1e-8)
        assert table.p_value[at] == pytest.approx(float(test.pvalue), rel=1e-6)


def test_people_without_a_unit_stay_and_one_unit_is_refused():
    frame = study(rows=300).assign(branch=[f"B{at % 9}" if at % 10 else None for at in range(300)])
    result = asymmetry(survey_of(frame, unit="branch"), "stay", ["staff"], cluster="branch")
    assert result.table.n[0] == 300
    assert any("30 answers without a stated branch" in caveat for caveat in result.caveats)
    with pytest.raises(OptionError, match="two units"):
        asymmetry(survey_of(frame.assign(branch="B"), unit="branch"), "stay", ["staff"], cluster="unit")
