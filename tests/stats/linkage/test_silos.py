"""Silos and hand-offs: MixedLM's predictions, coverage of shrunken means, touchpoints by Shrout & Fleiss, hiding."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.mixed_linear_model import MixedLM

from cxresearch.errors import OptionError, QuestionError
from cxresearch.stats.linkage.handoffs import handoffs
from cxresearch.stats.linkage.raters import intraclass_correlations
from cxresearch.stats.linkage.shrinkage import shrink
from cxresearch.stats.linkage.silos import silos
from cxresearch.survey.survey import Survey

SIZES = {"Branches": 120, "Calls": 60, "Loans": 25, "Web": 8, "Cards": 40, "Post": 15}


def frame(seed=0, *, spread=1.2, audience="Customers"):
    rng = np.random.default_rng(seed)
    level = dict(zip(SIZES, spread * rng.normal(size=6), strict=True))
    parts = [
        pd.DataFrame(
            {
                "audience": audience,
                "team": team,
                "csat": np.clip(np.rint(6 + level[team] + 2 * rng.normal(size=n)), 0, 10),
            }
        )
        for team, n in SIZES.items()
    ]
    return pd.concat(parts, ignore_index=True)


def survey_of(data, **roles):
    return Survey.from_frame(data, roles={"group": "team", "audience": "audience", **roles}, scales={"csat": (0, 10)})


@pytest.fixture(scope="module")
def data():
    return frame()


def test_shrunken_means_are_the_predictions_of_mixedlm(data):
    result = silos(survey_of(data), "csat", by="group")
    theirs = MixedLM(10 * data.csat.to_numpy(), np.ones((len(data), 1)), groups=data.team).fit()
    expected = {team: theirs.fe_params[0] + effect.iloc[0] for team, effect in theirs.random_effects.items()}
    assert result.table.set_index("group").estimate.to_dict() == pytest.approx(expected, rel=1e-3)
    assert result.table.set_index("group").raw.to_dict() == pytest.approx(
        (10 * data.groupby("team").csat.mean()).to_dict()
    )


def test_small_groups_are_drawn_in_most(data):
    table = silos(survey_of(data), "csat", by="group").table.set_index("group")
    assert table.own_weight.idxmin() == "Web"
    assert table.own_weight.idxmax() == "Branches"
    middle = table.estimate.mean()
    assert ((table.estimate - middle).abs() <= (table.raw - middle).abs() + 1).all()


def test_the_share_is_unbiased_analysis_of_variance():
    """Over drawn departments of unequal size the mean of ICC(1) is near the planted .10, and the interval covers."""
    from cxresearch.stats.linkage.components import icc1_interval, one_way
    from cxresearch.stats.linkage.silos import _even_icc

    rng = np.random.default_rng(1)
    sizes = np.array(list(SIZES.values()), dtype=float)
    shape = (4000, 6)
    mean = np.sqrt(0.1) * rng.normal(size=shape) + np.sqrt(0.9 / sizes) * rng.normal(size=shape)
    moments = np.broadcast_to(sizes, shape), mean, 0.9 * rng.chisquare(sizes - 1, size=shape)
    low, high = icc1_interval(*moments)
    # The share of two unbiased variances leans low a little; with the mean size it would be .07.
    assert np.mean(_even_icc(one_way(*moments))) == pytest.approx(0.1, abs=0.01)
    assert 0.93 <= np.mean((low <= 0.1) & (high >= 0.1)) <= 0.97


@pytest.mark.parametrize(("groups", "spread"), [(6, 4.0), (12, 3.0), (24, 3.0)])
def test_shrunken_intervals_cover(groups, spread):
    rng = np.random.default_rng(groups)
    hits = []
    for _ in range(400):
        n = rng.integers(20, 300, groups).astype(float)
        true = 50 + spread * rng.normal(size=groups)
        drawn = shrink(n, true + 25 / np.sqrt(n) * rng.normal(size=groups), 625 * rng.chisquare(n - 1))
        hits.append((drawn.low <= true) & (true <= drawn.high))
    assert 0.925 <= np.mean(hits) <= 0.98


def test_a_lucky_small_group_does_not_win():
    """Groups that are truly alike: the raw winner is mostly the smallest group, the shrunken spread next to nothing."""
    rng = np.random.default_rng(5)
    n = np.array([200.0, 200, 200, 200, 5])
    raw, drawn_in = [], []
    for _ in range(100):
        mean = 50 + 25 / np.sqrt(n) * rng.normal(size=5)
        raw.append(np.ptp(mean))
        drawn_in.append(np.ptp(shrink(n, mean, 625 * rng.chisquare(n - 1)).estimate))
    assert np.mean(drawn_in) < 0.2 * np.mean(raw)


def test_verdicts_and_sentences(data):
    result = silos(survey_of(data), "csat", by="group")
    assert result.icc_ci_low < result.icc < result.icc_ci_high
    assert "between the 6 departments" in result.sentences()[0]
    alike = silos(survey_of(frame(3, spread=0.0)), "csat", by="group")
    assert "that they differ at all is not shown" in alike.sentences()[0]
    assert (alike.table.verdict == "like the others").all()


def test_no_group_is_named_where_the_interval_reaches_zero():
    """One large group and five tiny ones: the F test says that they differ (p = .025), the exact interval does not."""
    rng = np.random.default_rng(1)
    sizes = [300, 6, 6, 5, 5, 5]
    level = np.repeat(rng.normal(0, 0.35, 6), sizes)
    answers = np.clip(np.rint(6 + 2 * level + 2 * rng.normal(size=sum(sizes))), 0, 10)
    frame = pd.DataFrame({"team": np.repeat(list("ABCDEF"), sizes), "csat": answers})
    result = silos(Survey.from_frame(frame, scales={"csat": (0, 10)}, audience="Customers"), "csat", by="team")
    row = result.shares.iloc[0]
    assert row.p_value < 0.05 and row.icc_ci_low <= 0
    assert row.verdict == "not shown"
    assert result.sentences()[0].endswith("that they differ at all is not shown.")


def test_departments_are_named_only_after_adjustment():
    """Twenty alike departments: hardly ever is one of them named, though one in twenty lies beyond its own interval."""
    named = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        frame = pd.DataFrame({"team": np.repeat([f"T{at:02d}" for at in range(20)], 25)})
        frame["csat"] = np.clip(np.rint(6 + 2 * rng.normal(size=500)), 0, 10)
        survey = Survey.from_frame(frame, scales={"csat": (0, 10)}, audience="Customers")
        named += bool(silos(survey, "csat", by="team").table.verdict.isin(["above", "below"]).any())
    assert named / 60 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 60)


def test_several_questions_are_adjusted_together(data):
    rng = np.random.default_rng(2)
    more = data.assign(luck=rng.integers(0, 11, len(data)))
    survey = Survey.from_frame(
        more, roles={"group": "team", "audience": "audience"}, scales={"csat": (0, 10), "luck": (0, 10)}
    )
    result = silos(survey, ["csat", "luck"], by="group")
    assert result.shares.question.tolist() == ["csat", "luck"]
    assert result.shares.p_adjusted[0] == pytest.approx(2 * result.shares.p_value[0])
    assert len(result.table) == 12
    assert np.isnan(result.icc)


def test_touchpoints_are_targets_and_people_judges():
    rng = np.random.default_rng(4)
    people = rng.normal(size=(80, 1))
    table = np.clip(np.rint(6 + people + np.array([-1.5, 0, 0.5, 1.5]) + rng.normal(size=(80, 4))), 0, 10)
    names = ["waiting", "app", "advice", "staff"]
    survey = Survey.from_frame(pd.DataFrame(table, columns=names), scales=dict.fromkeys(names, (0, 10)))
    result = silos(survey, names, by="topic")
    expected = intraclass_correlations(10 * table.T).set_index("form").loc["ICC(2,1)"]
    assert (result.icc, result.icc_ci_low, result.icc_ci_high) == pytest.approx(
        (expected.estimate, expected.ci_low, expected.ci_high)
    )
    assert result.table.topic.tolist() == names
    assert result.table.raw.tolist() == pytest.approx((10 * table.mean(axis=0)).tolist())


def test_small_departments_of_staff_are_hidden():
    data = frame(audience="Staff")
    data = data[~((data.team == "Web") & (data.index % 3 > 0))]
    result = silos(survey_of(data), "csat", by="group")
    table = result.table.set_index("group")
    assert np.isnan(table.estimate["Web"])
    assert table.estimate.isna().sum() >= 2
    assert table.verdict["Web"] == "hidden"
    assert "Web" not in " ".join(result.sentences())
    shown = silos(survey_of(data), "csat", by="group", privacy=False)
    assert shown.table.estimate.notna().all()


def test_bad_input_is_told(data):
    with pytest.raises(QuestionError, match="1 department answered 'csat'"):
        silos(survey_of(data[data.team == "Web"]), "csat", by="group")
    with pytest.raises(QuestionError, match="'branch'"):
        silos(survey_of(data), "csat", by="branch")
    with pytest.raises(QuestionError, match="at least two questions"):
        silos(survey_of(data), "csat", by="topic")
    one = pd.DataFrame({"audience": "Customers", "team": list("ABC"), "csat": [1, 5, 9]})
    result = silos(survey_of(one), "csat", by="group")
    assert np.isnan(result.icc)
    assert "one answer a group" in result.sentences()[0]


# -- hand-offs


ROADS = {"Sales": {"Service": 40, "Web": 60}, "Service": {"Sales": 70, "Web": 55}, "Web": {"Sales": 62, "Service": 58}}


def roads(n=40, seed=0, audience="Staff"):
    rng = np.random.default_rng(seed)
    rows = []
    for receiver, marks in ROADS.items():
        for _ in range(n):
            row = {"audience": audience, "team": receiver}
            for giver, mark in marks.items():
                rating = np.clip(round(mark / 10 + 1.2 * rng.normal()), 0, 10)
                row[f"How well do hand-offs from {giver} to yours work?"] = rating
            rows.append(row)
    data = pd.DataFrame(rows)
    scales = dict.fromkeys([column for column in data if column.startswith("How")], (0, 10))
    return data, Survey.from_frame(data, roles={"audience": "audience", "group": "team"}, scales=scales)


def test_each_road_is_a_welch_test():
    from scipy.stats import ttest_ind

    data, survey = roads()
    result = handoffs(survey)
    table = result.table.set_index(["receiver", "giver"])
    assert len(table) == 6
    column = "How well do hand-offs from {} to yours work?"
    sales = 10 * data.loc[data.team == "Sales", column.format("Service")].dropna()
    service = 10 * data.loc[data.team == "Service", column.format("Sales")].dropna()
    assert table.estimate["Sales", "Service"] == pytest.approx(sales.mean())
    road = result.roads.set_index(["group_a", "group_b"]).loc[("Sales", "Service")]
    test = ttest_ind(service, sales, equal_var=False)
    assert (road.estimate, road.p_value) == pytest.approx((service.mean() - sales.mean(), test.pvalue))
    assert road.verdict == "one-sided"
    said = result.sentences()
    assert said[0].startswith("Rated lowest is the hand-off from Service to Sales")
    assert said[1].startswith("What Sales hands to Service is rated 67, what it receives 40")


def test_small_receivers_are_hidden():
    data, _ = roads()
    few = data[(data.team != "Web") | (data.index % 13 == 0)]
    scales = dict.fromkeys([column for column in few if column.startswith("How")], (0, 10))
    result = handoffs(Survey.from_frame(few, roles={"audience": "audience", "group": "team"}, scales=scales))
    hidden = result.table[result.table.receiver == "Web"]
    assert hidden[["estimate", "ci_low", "n"]].isna().all().all()
    assert not (result.roads[["group_a", "group_b"]] == "Web").any().any()


def test_who_hands_over_must_be_known():
    _, survey = roads()
    with pytest.raises(QuestionError, match="No rating of survey names one of"):
        handoffs(survey.relabel(group={"Sales": "S1", "Service": "S2", "Web": "S3"}))
    column = "How well do hand-offs from Web to yours work?"
    named = handoffs(survey, [column], givers={column: "Web"})
    assert named.table.giver.unique().tolist() == ["Web"]


def test_weights_count():
    rng = np.random.default_rng(8)
    frame = pd.DataFrame({"team": rng.choice(list("ABCDEF"), 400), "csat": rng.integers(1, 6, 400)})
    frame["w"] = np.where(frame.csat > 3, 3.0, 1.0) * rng.uniform(0.5, 1.5, 400)
    survey = Survey.from_frame(frame, scales={"csat": (1, 5)}, roles={"weight": "w"}, audience="Customers")
    found = silos(survey, "csat", by="team")
    points = (frame.csat - 1) * 25
    means = [np.average(points[rows], weights=frame.w[rows]) for rows in frame.groupby("team").groups.values()]
    assert found.table.raw.tolist() == pytest.approx(means)
    kish = [frame.w[rows].sum() ** 2 / (frame.w[rows] ** 2).sum() for rows in frame.groupby("team").groups.values()]
    assert found.table.n_effective.tolist() == pytest.approx(kish)
    assert found.table.n.tolist() == frame.groupby("team").size().tolist()
    assert "Weighted by w" in found.method
    alike = Survey.from_frame(frame.assign(w=7.0), scales={"csat": (1, 5)}, roles={"weight": "w"})
    bare = Survey.from_frame(frame.drop(columns="w"), scales={"csat": (1, 5)})
    one, two = silos(alike, "csat", by="team"), silos(bare, "csat", by="team")
    assert one.table.estimate.tolist() == pytest.approx(two.table.estimate.tolist())
    assert one.icc == pytest.approx(two.icc)
    with pytest.raises(OptionError, match="with_roles"):
        silos(survey.with_codebook(survey.codebook), ["csat", "csat"], by="topic")


def test_the_share_between_groups_is_right_under_weights():
    """300 studies, a fifth of the variation between twelve groups, weights of deff 1.4 without any bearing."""
    from cxresearch.stats.linkage.components import one_way, unit_moments

    rng = np.random.default_rng(9)
    group = np.repeat(np.arange(12), 40)
    found = []
    for _ in range(300):
        value = np.sqrt(0.2) * rng.normal(size=12)[group] + np.sqrt(0.8) * rng.normal(size=480)
        found.append(one_way(*unit_moments(group, value, weight=rng.gamma(2.5, size=480))))
    between = np.mean([(each.between - each.within) / each.even_size for each in found])
    assert between == pytest.approx(0.2, abs=0.02)
    assert np.mean([each.within for each in found]) == pytest.approx(0.8, abs=0.01)
