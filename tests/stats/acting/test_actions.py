"""Actions: the covariance against statsmodels, luck that is not called success, planted moves that come back."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

import cxresearch as cx
from cxresearch.errors import SurveyFileError
from cxresearch.stats.acting.units_compared import ancova
from tests.places import generator


def plan(**cells) -> list[dict]:
    return [{"finding": "Slow", "measure": "app", "owner": "Mia", "start_date": "2024-09-01", "units": "all"} | cells]


def house(shift=0.0, units=30, people=25, acting=(), seed=0, scatter=0.5, waves=(2024, 2025)) -> cx.Survey:
    rng = np.random.default_rng(seed)
    level = rng.normal(5, scatter, units)
    parts = []
    for at, wave in enumerate(waves):
        mean = level + at * shift * np.isin(np.arange(units), acting if len(acting) else np.arange(units))
        scores = np.clip(np.round(rng.normal(np.repeat(mean, people), 2)), 0, 10)
        parts.append(pd.DataFrame({"wave": wave, "unit": np.repeat([f"U{u:02d}" for u in range(units)], people),
                                   "app": scores}))  # fmt: skip
    return cx.Survey.from_frame(pd.concat(parts, ignore_index=True), audience="Customers",
                                roles={"wave": "wave", "unit": "unit"}, scales={"app": (0, 10)})  # fmt: skip


def test_the_covariance_is_statsmodels():
    rng = np.random.default_rng(1)
    then, acted = rng.normal(50, 6, 34), np.arange(34) < 15
    now = 20 + 0.6 * then + 3 * acted + rng.normal(0, 2, 34)
    found = ancova(then, now, acted, confidence=0.95)
    fit = sm.OLS(now, sm.add_constant(np.column_stack([then, acted]))).fit(cov_type="HC3", use_t=True)
    assert (found.estimate, found.std_error, found.p_value) == pytest.approx(
        (fit.params[2], fit.bse[2], fit.pvalues[2])
    )
    assert (found.low, found.high) == pytest.approx(tuple(fit.conf_int()[2]))


def worst_act(units, worst, studies, seed=2):
    """Without any effect, the worst act: how often change is called success, plainly and at the same earlier score."""
    rng = np.random.default_rng(seed)
    plain = adjusted = 0
    for _ in range(studies):
        true = rng.normal(50, 5, units)
        then, now = true + rng.normal(0, 5, units), true + rng.normal(0, 5, units)
        acted = np.isin(np.arange(units), np.argsort(then)[:worst])
        change = now - then
        plain += stats.ttest_ind(change[acted], change[~acted], equal_var=False).pvalue < 0.05
        adjusted += ancova(then, now, acted, confidence=0.95).p_value < 0.05
    return plain / studies, adjusted / studies


def test_luck_of_the_worst_is_no_success():
    plain, _ = worst_act(24, 8, 600)
    assert plain > 0.3, "the plain comparison calls luck a success"
    plain, adjusted = worst_act(30, 12, 1500)
    assert plain > 0.3 and adjusted <= 0.065


def test_eight_units_of_twenty_four_cannot_tell_whatever_they_did():
    survey = house(units=24, seed=3)
    rows = survey.to_pandas()
    then = rows[rows.wave == 2024].groupby("unit").app.mean().sort_values()
    told = cx.follow_actions(survey, plan(units=";".join(then.index[:8]), chosen="the worst"))
    assert told.table.verdict.tolist() == ["cannot tell"] and told.table.estimate.isna().all()
    assert told.sentences()[0].endswith("from 10 units a side.") and "cannot tell" in told.sentences()[0]
    silent = cx.follow_actions(survey, plan(units=";".join(then.index[:12])))
    assert silent.table.verdict.tolist() == ["cannot tell"] and "not recorded" in silent.sentences()[0]


def test_units_that_acted_are_found_where_it_helped():
    acting = np.arange(15)
    names = ";".join(f"U{u:02d}" for u in acting)
    helped = cx.follow_actions(house(2.0, people=60, acting=acting), plan(units=names, chosen="by lot"), margin=5)
    row = helped.table.iloc[0]
    assert row.verdict == "moved" and row.ci_low < 20 < row.ci_high and (row.acting, row.others) == (15, 15)
    nothing = cx.follow_actions(house(0.0, people=60, acting=acting), plan(units=names, chosen="by lot"), margin=5)
    assert nothing.table.verdict.iloc[0] in ("held", "not enough data")


def test_a_change_is_the_trends_and_judged_like_two_reports():
    survey = house(0.7, seed=5)
    found = cx.follow_actions(survey, plan(), margin=5)
    row, trend = found.table.iloc[0], cx.trend(survey, "app", metric="mean", scale="0-100").table.iloc[1]
    assert (row.estimate, row.ci_low, row.p_value) == pytest.approx((trend.change, trend.change_ci_low, trend.p_value))
    then, now = (cx.mean_score(survey.only(wave=wave), "app", scale="0-100") for wave in (2024, 2025))
    both = cx.compare_reports([then], [now], margin=5).table.iloc[0]
    assert row.verdict == both.verdict == "moved"
    still = cx.follow_actions(house(0.0, seed=6, people=80), plan(), margin=5)
    assert still.table.verdict.tolist() == ["held"]
    few = cx.follow_actions(house(0.0, units=3, people=12, seed=7), plan(), margin=5)
    assert few.table.verdict.tolist() == ["not enough data"] and "could be seen" in few.sentences()[0]


def test_what_it_takes_is_seen_in_four_of_five_waves():
    ahead = cx.follow_actions(house(units=10, waves=(2024,), seed=8), plan(start_date="2025-09-01"), margin=3)
    assert ahead.table.verdict.tolist() == ["ahead"]
    need = ahead.table.seen_from.iloc[0]
    assert f"moves {np.ceil(need):.0f} points" in ahead.sentences()[0]
    seen = [
        cx.follow_actions(house(need / 10, units=10, seed=100 + seed, scatter=0.3), plan(), margin=3).table.verdict[0]
        == "moved"
        for seed in range(60)
    ]
    assert 0.62 <= np.mean(seen) <= 0.95


def test_an_action_that_began_in_or_after_the_last_wave_lies_ahead():
    survey = house()
    for start, verdict in (("2024-12-01", False), ("2025-01-02", True), ("2026-01-01", True)):
        assert (cx.follow_actions(survey, plan(start_date=start)).table.verdict[0] == "ahead") is verdict
    waves = survey.to_pandas().assign(wave=lambda rows: rows.wave.map({2024: "first", 2025: "second"}))
    waves = waves.drop(columns="audience")
    unnamed = cx.Survey.from_frame(waves, audience="Customers", roles={"wave": "wave", "unit": "unit"},
                                   scales={"app": (0, 10)})  # fmt: skip
    told = cx.follow_actions(unnamed, plan())
    assert any("tell no date" in line for line in told.caveats) and told.table.wave_now[0] == "second"


def test_planted_changes_of_the_bank_come_back():
    planted = generator("harbour_bank_plan").EXPERIENCE
    study = cx.open_study("harbour-bank")
    found = study["actions"].table.set_index("topic")
    for topic, verdict in (("Mobile app", "moved"), ("Complaint handling", "held")):
        row = found.loc[topic]
        assert row.verdict == verdict and row.ci_low <= planted[topic][4] <= row.ci_high
    desk = found.loc["Waiting time"]
    assert desk.ci_low <= 0 <= desk.ci_high and desk.verdict == "held", "no effect of the second desk was planted"
    assert found.verdict["Branch opening hours"] == "cannot tell" and found.verdict["Billing and fees"] == "ahead"
    with cx.language("de"):
        assert "bewegte sich von 53 (2024) auf 60 (2025)" in study["actions"].sentences()[0]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"measure": "ap"}, "Line 2"), ({"start_date": "next year"}, "is no date"),
        ({"units": "U00;Nowhere"}, "no unit"),
        ({"margin": "many"}, "no number of points"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(cells, fault):
    with pytest.raises(SurveyFileError, match=fault):
        cx.follow_actions(house(), plan(**cells))


def test_it_is_drawn_and_on_slide_sheet_and_page_and_not_asked_is_said(tmp_path, capsys):
    result = cx.open_study("harbour-bank")["actions"]
    report = cx.Report("Actions", [result])
    assert report.to_pptx(tmp_path / "a.pptx").exists() and report.to_xlsx(tmp_path / "a.xlsx").exists()
    assert "Mobile app" in report.to_html(tmp_path / "a.html").read_text("utf-8")
    assert cx.open_study("parcel-service").tell("actions") is None
    assert "No list of actions is named" in capsys.readouterr().out


def test_where_most_were_asked_a_smaller_move_is_seen():
    """The finite-population correction of each wave: errors shrink by the root of the part that was not asked."""
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"wave": [2024] * 80 + [2025] * 80, "app": rng.integers(3, 9, 160)})
    survey = cx.Survey.from_frame(frame, audience="Customers", roles={"wave": "wave"}, scales={"app": (0, 10)})
    bare = cx.follow_actions(survey, plan(), margin=2).table.iloc[0]
    told = cx.follow_actions(survey, plan(), margin=2, population={2024: 100, 2025: 100}).table.iloc[0]
    assert told.estimate == bare.estimate
    assert told.std_error == pytest.approx(bare.std_error * np.sqrt((100 - 80) / 99), rel=0.02)
    assert told.seen_from < bare.seen_from
    by_audience = {"Customers": {2024: 100, 2025: 100, 2026: 90}, "Staff": {2025: 5000}}
    assert cx.follow_actions(survey, plan(), margin=2, population=by_audience).table.iloc[0].std_error == told.std_error
