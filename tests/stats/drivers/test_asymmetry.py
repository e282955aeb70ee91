"""Penalty and reward: group means, statsmodels' HC3, planted truths, coverage, and careful words."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cxresearch.errors import OptionError
from cxresearch.stats.drivers.asymmetry import asymmetry
from cxresearch.stats.drivers.robust import robust_regression
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
    assert row.estimate == pytest.approx(abs(row.penalty) - row.reward)
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
