"""All waves together: straight courses, bands, dates put together, and the effort metric."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import OptionError
from cxresearch.inference.courses import control_band, straight_course
from cxresearch.stats.bases.periods import by_period
from cxresearch.stats.loyalty.trends import trend
from cxresearch.survey.survey import Survey


def panel(waves=5, people=80, *, rise=0.2, seed=0, fixed=True):
    """Answers of 1-10 in several waves, of the same people or of others each time."""
    rng = np.random.default_rng(seed)
    liking = rng.normal(size=people)
    parts = []
    for wave in range(waves):
        own = liking if fixed else rng.normal(size=people)
        value = np.clip(np.round(5.5 + rise * wave + 1.5 * own + rng.normal(size=people)), 1, 10)
        who = [f"p{at}" for at in range(people)] if fixed else [f"w{wave}p{at}" for at in range(people)]
        parts.append(pd.DataFrame({"wave": f"Wave {wave + 1}", "respondent": who, "billing": value}))
    return pd.concat(parts, ignore_index=True)


def survey_of(frame, **roles):
    roles = {"wave": "wave", "respondent": "respondent"} | roles
    return Survey.from_frame(frame, scales={"billing": (1, 10)}, roles=roles, audience="Customers")


def test_a_panels_course_is_the_mean_of_everybodys_own_slope():
    frame = panel()
    row = trend(survey_of(frame), "billing", metric="mean").courses.iloc[0]
    wide = frame.pivot(index="respondent", columns="wave", values="billing").to_numpy()
    away = np.arange(5) - 2.0
    slopes = wide @ (away / (away**2).sum())
    assert row.slope == pytest.approx(slopes.mean())
    assert row.std_error == pytest.approx(slopes.std(ddof=1) / np.sqrt(len(slopes)), rel=1e-6)


def test_other_people_each_wave_are_a_contrast_of_independent_means():
    frame = panel(fixed=False)
    row = trend(survey_of(frame), "billing", metric="mean").courses.iloc[0]
    groups = frame.groupby("wave").billing
    weight = (np.arange(5) - 2.0) / 10
    assert row.slope == pytest.approx((weight * groups.mean()).sum())
    assert row.std_error == pytest.approx(np.sqrt((weight**2 * groups.var() / groups.size()).sum()))
    nameless = Survey.from_frame(
        frame.drop(columns="respondent"), scales={"billing": (1, 10)}, roles={"wave": "wave"}, audience="Customers"
    )
    bare = trend(nameless, "billing", metric="mean").courses.iloc[0]
    assert bare.std_error == pytest.approx(row.std_error)


def test_sampled_units_are_a_cluster_robust_contrast():
    import statsmodels.api as sm

    frame = panel(fixed=False).assign(branch=np.random.default_rng(1).integers(0, 20, 400))
    row = trend(survey_of(frame.assign(branch=frame.branch.astype(str)), unit="branch"), "billing", metric="mean",
                cluster="unit").courses.iloc[0]  # fmt: skip
    dummies = pd.get_dummies(frame.wave).astype(float)
    fit = sm.OLS(frame.billing, dummies).fit(cov_type="cluster", cov_kwds={"groups": frame.branch})
    weight = (np.arange(5) - 2.0) / 10
    second = (len(frame) - 5) / (len(frame) - 1)
    wanted = np.sqrt(weight @ fit.cov_params().to_numpy() @ weight * second)
    assert row.std_error == pytest.approx(wanted, rel=1e-6)


def test_small_steps_add_up_and_no_course_is_claimed_where_there_is_none():
    rising = trend(survey_of(panel(rise=0.25, fixed=False)), "billing", metric="mean")
    said = [line for line in rising.sentences() if "straight" in line]
    assert len(said) == 1 and "rose by" in said[0] and "a wave along a straight line" in said[0]
    flat = [
        trend(survey_of(panel(rise=0.0, fixed=False, seed=seed)), "billing", metric="mean").courses.p_value[0] < 0.05
        for seed in range(100)
    ]
    assert np.mean(flat) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 100)
    assert not len(trend(survey_of(panel(waves=2)), "billing", metric="mean").courses)


def test_a_bend_is_told_from_a_line():
    error = np.diag([0.01] * 5)
    assert straight_course([1, 2, 3, 4, 5], error, range(5)).p_bend > 0.99
    assert straight_course([1, 3, 5, 3, 1], error, range(5)).p_bend < 1e-6
    uneven = straight_course([1, 2, 5], error[:3, :3], [0, 1, 4])
    assert uneven.slope == pytest.approx(1) and uneven.p_bend > 0.99


def test_bands_hold_what_nothing_moved_and_miss_no_month_that_fell():
    rng = np.random.default_rng(0)
    alarms = 0
    for _ in range(400):
        base = rng.integers(80, 200, 12)
        share = rng.binomial(base, 0.6) / base
        band = control_band(100 * share, 100 * np.sqrt(share * (1 - share) / base), base)
        alarms += ((100 * share < band.low) | (100 * share > band.high)).any()
    # 0.27% a month, 12 months
    assert alarms / 400 <= 0.06
    share[5] = 0.3
    band = control_band(100 * share, 100 * np.sqrt(share * (1 - share) / base), base)
    assert band.low[5] > 30


def test_large_bases_that_always_swing_do_not_make_every_month_special():
    rng = np.random.default_rng(1)
    share = np.clip(0.6 + 0.03 * rng.normal(size=24), 0, 1)
    base = np.full(24, 50_000)
    band = control_band(100 * share, 100 * np.sqrt(share * (1 - share) / base), base)
    assert band.widened > 5
    assert ((100 * share < band.low) | (100 * share > band.high)).sum() <= 1


def dated(form="%Y-%m-%d", n=1200):
    rng = np.random.default_rng(3)
    days = pd.Timestamp("2024-01-05") + pd.to_timedelta(rng.integers(0, 300, n), "D")
    month = np.asarray(days.month)
    nps = np.where(rng.random(n) < 0.5 - 0.35 * (month == 6), 10, 3)
    sent = [day.strftime(form) for day in days] if form else days
    return pd.DataFrame({"sent": sent, "nps": nps, "billing": rng.integers(1, 8, n)}), days


def dated_survey(frame):
    return Survey.from_frame(frame, scales={"nps": (0, 10), "billing": (1, 7)}, audience="Customers")


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y-%m-%d %H:%M", None])
def test_dates_become_months_however_they_are_written(form):
    frame, days = dated(form)
    result = trend(dated_survey(frame), "nps", wave="sent", period="month")
    months = [f"2024-{month:02d}" for month in sorted(set(days.month))]
    assert result.table.sent.tolist() == months
    assert result.table.n.tolist() == np.bincount(days.month)[1:].tolist()
    assert result.table.outside.tolist() == [month == "2024-06" for month in months]
    assert any("Outside the band" in line and "2024-06" in line for line in result.sentences())
    assert any("first and last may be incomplete" in caveat for caveat in result.caveats)


def test_quarters_weeks_years_and_other_frames():
    polars = pytest.importorskip("polars")
    frame, days = dated()
    quarters = trend(dated_survey(polars.from_pandas(frame)), "nps", wave="sent", period="quarter").table
    assert quarters.sent.tolist() == ["2024 Q1", "2024 Q2", "2024 Q3", "2024 Q4"]
    assert trend(dated_survey(frame), "nps", wave="sent", period="year").table.n.tolist() == [1200]
    weeks = trend(dated_survey(frame), "nps", wave="sent", period="week").table
    assert weeks.sent.iloc[0] == f"2024 W{min(days).isocalendar().week:02d}"
    with pytest.raises(OptionError, match="period="):
        trend(dated_survey(frame), "nps", wave="sent")


def test_dates_that_could_be_read_in_two_ways_are_refused():
    frame = pd.DataFrame({"sent": ["05/06/2024", "07/08/2024"] * 10, "nps": [9, 3] * 10})
    survey = Survey.from_frame(frame, scales={"nps": (0, 10)})
    with pytest.raises(OptionError, match="day or month"):
        by_period(survey, "sent", "month")
    with pytest.raises(OptionError, match="no dates|not hold dates"):
        by_period(Survey.from_frame(frame.assign(sent="soon"), scales={"nps": (0, 10)}), "sent", "month")
    some = frame.assign(sent=["2024-05-06", None] * 10)
    assert by_period(Survey.from_frame(some), "sent", "month")[0].answer_counts("sent") == {"2024-05": 10}


def test_a_missing_month_counts_as_time():
    frame = pd.DataFrame({"sent": [dt.date(2024, 1, 5)] * 40 + [dt.date(2024, 2, 5)] * 40 + [dt.date(2024, 6, 5)] * 40,
                          "billing": [3, 4] * 20 + [3, 5] * 20 + [6, 6, 5, 7] * 10})  # fmt: skip
    row = trend(Survey.from_frame(frame, scales={"billing": (1, 7)}), "billing", metric="mean", wave="sent",
                period="month").courses.iloc[0]  # fmt: skip
    assert row.steps == 5
    assert row.slope == pytest.approx(np.polyfit([0, 1, 5], [3.5, 4, 6], 1)[0])


@pytest.mark.parametrize("direction", ["easy", "hard"])
def test_effort_is_a_metric_too(direction):
    frame = pd.DataFrame({"wave": [2023] * 90 + [2024] * 90 + [2025] * 90,
                          "How easy was it?": np.random.default_rng(2).integers(1, 8, 270)})  # fmt: skip
    survey = Survey.from_frame(frame, scales={"How easy was it?": (1, 7)}, audience="Customers")
    result = trend(survey, metric="effort", direction=direction)
    levels = cx.ces(survey, by="wave", direction=direction).table
    assert result.table.estimate.tolist() == levels.estimate.tolist()
    assert result.table.change[1] == pytest.approx(levels.estimate[1] - levels.estimate[0])
    assert ("5 to 7" if direction == "easy" else "1 to 3") in result.sentences()[0]
    assert len(result.courses) == 1


def test_a_change_that_adjustment_takes_away_is_called_that():
    for seed in range(30):
        rng = np.random.default_rng(seed)
        frame = pd.DataFrame({"wave": np.repeat(range(2015, 2025), 60), "billing": rng.integers(1, 8, 600)})
        result = trend(Survey.from_frame(frame, scales={"billing": (1, 7)}), "billing", metric="mean")
        table = result.table
        alone = ((table.change_ci_low > 0) | (table.change_ci_high < 0)) & (table.p_adjusted >= 0.05)
        told = [line for line in result.sentences() if "taken alone" in line]
        assert len(told) == alone.sum()
        if alone.any():
            assert "after 9 comparisons a change is not shown" in told[0] and "cannot settle" not in told[0]
            return
    raise AssertionError("no study with such a change")


def test_the_picture_shows_the_band_and_rings_what_left_it():
    frame, _ = dated()
    ax = cx.plot(trend(dated_survey(frame), "nps", wave="sent", period="month"))
    gids = [artist.get_gid() for artist in [*ax.collections, *ax.lines]]
    assert gids.count("band") == 10 and "centre" in gids
    ring = next(line for line in ax.lines if line.get_gid() == "outside")
    assert len(ring.get_xdata()) == 1
    ax.figure.canvas.draw()
    boxes = [label.get_window_extent() for label in ax.get_xticklabels() if label.get_text()]
    assert all(one.x1 < other.x0 for one, other in zip(boxes[:-1], boxes[1:], strict=True))
