"""Effort and leaving against statsmodels, by hand where answers are weighted, and by simulation with known truth."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError, ScaleError
from cxresearch.stats.bases.row_shares import share_gap, share_of
from cxresearch.stats.loyalty.effort_leaving import effort_and_leaving
from cxresearch.survey.survey import Survey
from tests import outside_in


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    frame = outside_in.bank().to_pandas()
    return frame[frame.audience == "Customers"]


def test_shares_and_their_difference_are_textbook(rows):
    row = cx.effort_and_leaving(outside_in.bank(), "EFFORT", "CLOSED").table.iloc[0]
    hard, left = rows.EFFORT <= 3, rows.CLOSED == "Yes"
    a, b = left[hard].sum(), left[~hard].sum()
    n_a, n_b = hard.sum(), (~hard).sum()
    assert (row.n_hard, row.n_others, row.n) == (n_a, n_b, len(rows))
    assert (row.left_hard, row.left_others) == pytest.approx((100 * a / n_a, 100 * b / n_b))
    for name, hits, n in (("left_hard", a, n_a), ("left_others", b, n_b), ("hard", n_a, len(rows))):
        bounds = proportion_confint(hits, n, method="wilson")
        assert (row[f"{name}_ci_low"], row[f"{name}_ci_high"]) == pytest.approx(tuple(100 * edge for edge in bounds))
    bounds = confint_proportions_2indep(a, n_a, b, n_b, method="newcomb")
    assert (row.ci_low, row.ci_high) == pytest.approx(tuple(100 * edge for edge in bounds))
    assert row.p_value == pytest.approx(proportions_ztest([a, b], [n_a, n_b])[1])


def test_groups_are_adjusted_over_the_table(rows):
    result = cx.effort_and_leaving(outside_in.bank(), "EFFORT", "CLOSED", by="group")
    table = result.table
    assert table.group.tolist() == sorted(outside_in.TEAMS)
    assert table.p_adjusted.tolist() == pytest.approx(multipletests(table.p_value, method="holm")[1].tolist())
    assert table.n.sum() == result.overall.n.iloc[0] == len(rows)
    one = cx.effort_and_leaving(outside_in.bank().only(group="Lending"), "EFFORT", "CLOSED").table.iloc[0]
    assert table.set_index("group").estimate["Lending"] == pytest.approx(one.estimate)


def test_weights_move_the_shares_and_cost_answers(rows):
    survey = outside_in.bank().with_roles(weight="weight")
    row = cx.effort_and_leaving(survey, "EFFORT", "CLOSED").table.iloc[0]
    hard = rows[rows.EFFORT <= 3]
    assert row.left_hard == pytest.approx(100 * np.average(hard.CLOSED == "Yes", weights=hard.weight))
    worth = hard.weight.sum() ** 2 / (hard.weight**2).sum()
    # The smaller of Kish's n and the share's own, from its linearised error.
    share, pull = row.left_hard / 100, hard.weight * ((hard.CLOSED == "Yes") - row.left_hard / 100)
    error = np.sqrt(len(hard) / (len(hard) - 1) * (pull**2).sum()) / hard.weight.sum()
    used = min(worth, share * (1 - share) / error**2)
    bounds = proportion_confint(share * used, used, method="wilson")
    assert (row.left_hard_ci_low, row.left_hard_ci_high) == pytest.approx([100 * edge for edge in bounds], rel=1e-3)
    assert worth < row.n_hard == len(hard)


def test_every_answer_has_its_share(rows):
    answers = cx.effort_and_leaving(outside_in.bank(), "EFFORT", "CLOSED").answers
    expected = rows.groupby("EFFORT").CLOSED.apply(lambda part: 100 * (part == "Yes").mean())
    assert answers.assign(answer=answers.answer.astype(float)).set_index("answer").left.to_dict() == pytest.approx(
        expected.to_dict()
    )
    assert answers.n.sum() == len(rows)


def test_recommending_stands_beside_it(rows):
    result = cx.effort_and_leaving(outside_in.bank(), "EFFORT", "CLOSED", recommending=["NPS", "CLOSED"])
    score, left = result.recommending.itertuples()
    for side, part in (("hard", rows[rows.EFFORT <= 3]), ("others", rows[rows.EFFORT > 3])):
        own = cx.nps(cx.Survey.from_frame(part[["NPS"]], scales={"NPS": (0, 10)}), "NPS").table.iloc[0]
        assert (getattr(score, side), getattr(score, f"{side}_ci_low")) == pytest.approx((own.estimate, own.ci_low))
    assert left.measure == "share"
    assert left.estimate == pytest.approx(result.table.estimate.iloc[0])
    assert any(line.startswith("NPS is ") for line in result.sentences())


@pytest.mark.parametrize(
    ("answers", "yes"),
    [([1, 0], None), ([True, False], None), (["yes", "NO "], None), (["Gone", "Here"], "gone"), (["Ja", "Nein"], None)],
)
def test_leaving_is_read_in_all_its_spellings(answers, yes):
    frame = pd.DataFrame({"effort": [1] * 10 + [7] * 10, "left": [answers[0]] * 6 + [answers[1]] * 14})
    survey = cx.Survey.from_frame(frame, scales={"effort": (1, 7)}, audience="Customers")
    row = cx.effort_and_leaving(survey, "effort", "left", yes=yes).table.iloc[0]
    assert (row.left_hard, row.left_others) == (60.0, 0.0)


def test_declined_answers_are_no_stayers():
    frame = pd.DataFrame({"effort": [1, 1, 1, 7, 7], "left": ["Yes", "No", "Don't know", "No", None]})
    survey = cx.Survey.from_frame(frame, scales={"effort": (1, 7)}, audience="Customers")
    result = cx.effort_and_leaving(survey, "effort", "left")
    assert result.table[["n_hard", "n_others"]].values.tolist() == [[2, 1]]
    assert any("1 answer to 'left' that declined" in line for line in result.caveats)
    assert any("2 of 5 customers lack one of the two answers" in line for line in result.caveats)


def test_the_hard_end_follows_direction_and_scale():
    frame = pd.DataFrame({"effort": [1, 2, 3, 4, 5] * 4, "left": [1, 0, 0, 0, 1] * 4})
    survey = cx.Survey.from_frame(frame, scales={"effort": (1, 5)}, audience="Customers")
    easy, hard, one = (
        cx.effort_and_leaving(survey, "effort", "left", **option) for option in ({}, {"direction": "hard"}, {"hard": 1})
    )
    assert (easy.boxes, hard.boxes, one.boxes) == ("1 or 2 of 1-5", "4 or 5 of 1-5", "1 of 1-5")
    assert (easy.table.n_hard[0], one.table.n_hard[0], one.table.left_hard[0]) == (8, 4, 100.0)
    eleven = cx.Survey.from_frame(
        pd.DataFrame({"effort": [0, 4, 5, 10], "left": [1, 0, 1, 0]}), scales={"effort": (0, 10)}
    )
    assert cx.effort_and_leaving(eleven, "effort", "left").boxes == "0 to 4 of 0-10"


def test_a_difference_that_is_not_shown_is_said_to_be_open():
    frame = pd.DataFrame({"effort": [1] * 20 + [7] * 20, "left": [1] * 3 + [0] * 17 + [1] * 2 + [0] * 18})
    said = cx.effort_and_leaving(
        cx.Survey.from_frame(frame, scales={"effort": (1, 7)}, audience="Customers"), "effort", "left"
    ).sentences()
    assert said[0].startswith(
        "Of customers who found it hard, 15% left; of the others, 10%. These answers cannot settle whether the two "
        "differ: 5 points (-17 to 27)"
    )


def test_small_groups_of_staff_stay_hidden():
    frame = pd.DataFrame({
        "audience": "Staff", "team": ["A"] * 30 + ["B"] * 4 + ["C"] * 8, "effort": [1, 7] * 21, "left": [1, 0, 0] * 14,
    })  # fmt: skip
    survey = cx.Survey.from_frame(
        frame, roles={"audience": "audience", "group": "team"}, scales={"effort": (1, 7), "left": (0, 1)}
    )
    table = cx.effort_and_leaving(survey, "effort", "left", by="group").table.set_index("group")
    assert table.verdict.to_dict() == {"A": "not enough data", "B": "hidden", "C": "hidden"}
    assert table.loc[["B", "C"], ["hard", "left_hard", "estimate", "n", "n_hard"]].isna().all().all()
    shown = cx.effort_and_leaving(survey, "effort", "left", by="group", privacy=False)
    assert shown.table.n.tolist() == [30, 4, 8]


def test_bad_input_is_told():
    bank = outside_in.bank()
    with pytest.raises(QuestionError, match=r"leaving= names the column.*CLOSED"):
        cx.effort_and_leaving(bank, "EFFORT")
    with pytest.raises(QuestionError, match=r"'COMPANY' does not read as yes and no.*Pass yes="):
        cx.effort_and_leaving(bank, "EFFORT", "COMPANY")
    with pytest.raises(QuestionError, match="No answer 'Gone' in 'CLOSED'"):
        cx.effort_and_leaving(bank, "EFFORT", "CLOSED", yes="Gone")
    with pytest.raises(OptionError, match="direction must be one of 'easy', 'hard'"):
        cx.effort_and_leaving(bank, "EFFORT", "CLOSED", direction="up")
    with pytest.raises(OptionError, match="hard= is how many answers count as hard, 1 to 6"):
        cx.effort_and_leaving(bank, "EFFORT", "CLOSED", hard=7)
    with pytest.raises(ScaleError, match="has no scale"):
        cx.effort_and_leaving(
            cx.Survey.from_frame(pd.DataFrame({"n_of_calls": [1.5, 200.0], "x": [1, 0]})), "n_of_calls", "x"
        )
    with pytest.raises(QuestionError, match="no groups"):
        empty = pd.DataFrame({"effort": [1, 7], "left": [1, 0], "team": [None, None]})
        survey = cx.Survey.from_frame(empty, roles={"group": "team"}, scales={"effort": (1, 7)}, audience="Customers")
        cx.effort_and_leaving(survey, "effort", "left", by="group")


def test_weighted_difference_covers_the_truth():
    rng, inside, studies = np.random.default_rng(7), 0, 2000
    weight = rng.choice([0.6, 1.8], 700)
    for _ in range(studies):
        a, b = (rng.random(200) < 0.12).astype(float), (rng.random(500) < 0.04).astype(float)
        gap = share_gap(
            share_of(a, weight[:200], confidence=0.95), share_of(b, weight[200:], confidence=0.95), confidence=0.95
        )
        inside += gap.low <= 8 <= gap.high
    assert 0.93 <= inside / studies <= 0.97


# -- controls and sampled units ---------------------------------------------------------------------------


def lives(seed=4, n=1500):
    rng = np.random.default_rng(seed)
    effort, age = rng.integers(1, 8, n), rng.integers(18, 80, n).astype(float)
    plan, store = rng.choice(["basic", "plus", "max"], n), rng.integers(0, 30, n)
    pull = 0.5 * rng.normal(size=30)[store]
    odds = -2.5 + (effort < 4) + 0.02 * (age - 50) + 0.6 * (plan == "max") + pull
    left = (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(int)
    frame = pd.DataFrame({"effort": effort, "age": age, "plan": plan, "left": left, "store": store})
    return frame.assign(paper=(plan == "plus").astype(float), unit=[f"S{at}" for at in store])


def customers_of(frame, **roles):
    return Survey.from_frame(
        frame.drop(columns="store"), scales={"effort": (1, 7), "age": (0, 100), "paper": (0, 1)},
        roles={"unit": "unit", **roles}, audience="Customers",
    )  # fmt: skip


@pytest.mark.parametrize("clustered", [False, True])
def test_effects_are_statsmodels_average_marginal_effects(clustered):
    import statsmodels.api as sm

    frame = lives()
    ours = effort_and_leaving(
        customers_of(frame), "effort", "left", controls=["age"], cluster="unit" if clustered else None
    ).effects
    design = pd.DataFrame({"c": 1.0, "hard": (frame.effort < 4).astype(float), "age": frame.age})
    options = {"cov_type": "cluster", "cov_kwds": {"groups": frame.store}} if clustered else {}
    fit = sm.Logit(frame.left, design).fit(disp=0, **options)
    theirs = fit.get_margeff(dummy=True)
    # statsmodels takes age for a count where it is whole, so its derivative is asked for by itself.
    slope = fit.get_margeff(dummy=False)
    assert ours.estimate[0] == pytest.approx(100 * theirs.margeff[0], rel=1e-6)
    assert ours.std_error[0] == pytest.approx(100 * theirs.margeff_se[0], rel=2e-3 if clustered else 1e-5)
    assert ours.estimate[1] == pytest.approx(100 * slope.margeff[1], rel=1e-6)
    assert ours.std_error[1] == pytest.approx(100 * slope.margeff_se[1], rel=2e-3 if clustered else 1e-5)
    assert ours.odds_ratio.tolist() == pytest.approx(np.exp(fit.params[1:]).tolist(), rel=1e-6)


def test_a_level_is_compared_with_its_reference_for_everybody():
    """By hand: everybody on one plan against everybody on the other, the bootstrap for the error."""
    import statsmodels.api as sm

    frame = lives()
    ours = effort_and_leaving(customers_of(frame), "effort", "left", controls=["plan"]).effects.set_index("level")
    first = frame.plan[0]
    assert set(ours.reference) == {"", first}

    def effect(part, level):
        design = sm.add_constant(
            np.column_stack(
                [part.effort < 4, *(part.plan == name for name in sorted(set(frame.plan) - {first}))]
            ).astype(float)
        )
        beta = sm.Logit(part.left, design).fit(disp=0).params
        ends = []
        for name in (level, first):
            end = design.copy()
            end[:, 2:] = [name == other for other in sorted(set(frame.plan) - {first})]
            ends.append((1 / (1 + np.exp(-end @ np.asarray(beta)))).mean())
        return 100 * (ends[0] - ends[1])

    level = sorted(set(frame.plan) - {first})[0]
    assert ours.estimate[level] == pytest.approx(effect(frame, level), abs=1e-6)
    rng = np.random.default_rng(0)
    drawn = [effect(frame.sample(len(frame), replace=True, random_state=rng), level) for _ in range(150)]
    assert ours.std_error[level] == pytest.approx(np.std(drawn), rel=0.2)


def test_without_controls_the_effect_is_the_difference():
    result = effort_and_leaving(customers_of(lives()), "effort", "left", cluster="unit")
    assert result.effects.estimate[0] == pytest.approx(result.overall.estimate[0], abs=1e-6)
    assert result.effects.std_error[0] == pytest.approx(
        (result.overall.ci_high[0] - result.overall.ci_low[0]) / 2 / 2.04523, rel=2e-3
    )


def test_sampled_units_give_taylors_errors():
    """OLS of leaving on effort with cluster errors, without statsmodels' second correction (n - 1) / (n - 2)."""
    import statsmodels.api as sm

    frame = lives()
    row = effort_and_leaving(customers_of(frame), "effort", "left", cluster="unit").overall.iloc[0]
    design = sm.add_constant((frame.effort < 4).astype(float))
    fit = sm.OLS(100.0 * frame.left, design).fit(cov_type="cluster", cov_kwds={"groups": frame.store}, use_t=True)
    wanted = fit.bse.iloc[1] * np.sqrt((len(frame) - 2) / (len(frame) - 1))
    assert (row.ci_high - row.ci_low) / 2 == pytest.approx(2.0452296 * wanted, rel=1e-6)
    rows = effort_and_leaving(customers_of(frame), "effort", "left").overall.iloc[0]
    assert row.estimate == rows.estimate
    assert row.left_others_ci_high - row.left_others_ci_low > rows.left_others_ci_high - rows.left_others_ci_low


def test_what_is_held_is_said_and_what_was_lost_is_counted():
    frame = lives()
    frame.loc[:49, "age"] = np.nan
    result = effort_and_leaving(customers_of(frame), "effort", "left", controls=["age", "plan"])
    assert "With age, plan held alike, finding it hard goes with" in result.sentences()[1]
    assert any("50 without an answer to every control" in caveat for caveat in result.caveats)
    assert result.effects.n[0] == 1450
    assert "marginal effects" in result.method
    plain = effort_and_leaving(customers_of(frame), "effort", "left")
    assert "marginal" not in plain.method and not len(plain.effects)


def test_a_difference_that_comes_from_elsewhere_vanishes():
    """Effort has no effect of its own here: the old find it hard, and the old leave."""
    rng = np.random.default_rng(6)
    old = rng.random(4000) < 0.4
    effort = np.where(rng.random(4000) < np.where(old, 0.7, 0.15), 2, 6)
    left = (rng.random(4000) < np.where(old, 0.3, 0.05)).astype(int)
    frame = pd.DataFrame({"effort": effort, "left": left, "age": np.where(old, "old", "young")})
    survey = Survey.from_frame(frame, scales={"effort": (1, 7)}, audience="Customers")
    result = effort_and_leaving(survey, "effort", "left", controls=["age"])
    assert result.overall.estimate[0] > 10
    assert abs(result.effects.estimate[0]) < 2.5
    assert "With age held alike, a difference is not shown" in result.sentences()[1]


def test_controls_that_tell_leaving_without_fail_are_refused():
    frame = lives()
    survey = customers_of(frame.assign(paper=frame.left.astype(float)))
    with pytest.raises(OptionError, match="without exception"):
        effort_and_leaving(survey, "effort", "left", controls=["paper"])
    with pytest.raises(OptionError, match="two units"):
        effort_and_leaving(customers_of(frame.assign(unit="S")), "effort", "left", cluster="unit")


# -- sides that are all alike -----------------------------------------------------------------------------


def stayers(hard=3, easy=60, left=5, units=12):
    """Nobody left of a few who found it hard; some did of the others."""
    frame = pd.DataFrame({"effort": [1] * hard + [7] * easy, "left": [0] * hard + [1] * left + [0] * (easy - left)})
    return frame.assign(unit=[f"S{at % units}" for at in range(len(frame))])


def shops(frame):
    return Survey.from_frame(frame, scales={"effort": (1, 7)}, roles={"unit": "unit"}, audience="Customers")


def test_where_nobody_left_the_difference_needs_no_logit():
    result = effort_and_leaving(shops(stayers()), "effort", "left", cluster="unit")
    row, effect = result.overall.iloc[0], result.effects.iloc[0]
    assert row.estimate == pytest.approx(-100 * 5 / 60)
    assert (
        effect[["estimate", "ci_low", "ci_high", "p_value"]].tolist()
        == row[["estimate", "ci_low", "ci_high", "p_value"]].tolist()
    )
    assert effect.n == 63 and np.isnan(effect.odds_ratio)
    assert any("an odds ratio has no value" in line for line in result.caveats)
    assert "logit" not in result.method and "-8 points" in result.sentences()[0]
    with pytest.raises(OptionError, match="without exception"):
        survey = Survey.from_frame(
            stayers().assign(age=range(63)), scales={"effort": (1, 7)}, roles={"unit": "unit"}, audience="Customers"
        )
        effort_and_leaving(survey, "effort", "left", cluster="unit", controls=["age"])


def test_a_side_of_stayers_is_not_certain():
    """Its bounds are Wilson's, one answer a unit; the difference reaches as far as Newcombe's of both sides."""
    row = effort_and_leaving(shops(stayers()), "effort", "left", cluster="unit").overall.iloc[0]
    low, high = (100 * edge for edge in proportion_confint(0, 3, method="wilson"))
    assert (row.left_hard_ci_low, row.left_hard_ci_high) == pytest.approx((low, high), abs=1e-9)
    far = row.estimate + np.hypot(high, row.left_others - row.left_others_ci_low)
    near = row.estimate - np.hypot(0.0, row.left_others_ci_high - row.left_others)
    assert row.ci_high == pytest.approx(far) and row.ci_high > 45
    assert row.ci_low <= near + 1e-9
    assert row.p_value > 0.05


@pytest.mark.parametrize(("hard_left", "others_left"), [(0, 0), (1, 0), (1, 1)])
def test_two_sides_that_are_each_alike_have_an_error(hard_left, others_left):
    frame = stayers(hard=4, easy=8).assign(left=[hard_left] * 4 + [others_left] * 8)
    row = effort_and_leaving(shops(frame), "effort", "left", cluster="unit").overall.iloc[0]
    assert row.ci_low < row.estimate or row.estimate == -100
    assert row.ci_high > row.estimate or row.estimate == 100
    assert row.ci_high - row.ci_low > 40
    # Shares of 0 and 0 have no score test, with units or without: nothing differs.
    assert np.isnan(row.p_value) == (hard_left == others_left)
    assert (row.p_value < 0.05) == (row.ci_low > 0 or row.ci_high < 0)


def test_a_side_of_one_unit_is_worth_one_answer():
    """Its residuals add up to none in its only unit, which is no proof that units do not differ."""
    frame = stayers(hard=30, easy=60, left=6).assign(left=[1, 0] * 15 + [1] * 6 + [0] * 54)
    frame["unit"] = ["S0"] * 30 + [f"S{at % 10}" for at in range(60)]
    row = effort_and_leaving(shops(frame), "effort", "left", cluster="unit").overall.iloc[0]
    low, high = (100 * edge for edge in proportion_confint(0.5, 1, method="wilson"))
    assert (row.left_hard_ci_low, row.left_hard_ci_high) == pytest.approx((low, high))
    assert row.ci_low < 0 < row.ci_high


def test_the_difference_covers_the_truth_where_few_left():
    """Half the draws have a side without a leaver; 300 of 12 units, true shares 3 and 10 percent."""
    from cxresearch.stats.loyalty.leaving_effects import over_units

    rng, inside, alike = np.random.default_rng(11), 0, 0
    hard, units = np.repeat([1.0, 0.0], [24, 60]), np.r_[np.arange(24) % 12, np.arange(60) % 12]
    for _ in range(300):
        gone = (rng.random(84) < np.where(hard == 1, 0.03, 0.10)).astype(float)
        a, b = 100 * gone[hard == 1].mean(), 100 * gone[hard == 0].mean()
        row = pd.Series({"hard": 100 * hard.mean(), "left_hard": a, "left_others": b, "estimate": a - b})
        found = over_units(row, hard, gone, None, units, confidence=0.95)
        inside += found["ci_low"] <= -7 <= found["ci_high"]
        alike += a == 0
    assert 100 < alike < 200
    assert inside / 300 >= 0.93


@pytest.mark.parametrize(("yes", "no"), [("Ja", "Nej"), ("Evet", "Hayır"), ("Tak", "Nie"), ("Sì", "No"), ("Sim", "Não"),
                                         ("はい", "いいえ"), ("JA", "nee"), ("true", "false")])  # fmt: skip
def test_yes_and_no_are_read_in_the_languages_of_the_label_families(yes, no):
    frame = pd.DataFrame({"effort": [1, 2, 6, 7] * 25, "left": [yes, yes, no, no] * 25})
    survey = Survey.from_frame(frame, scales={"effort": (1, 7)}, audience="Customers")
    found = cx.effort_and_leaving(survey, "effort", "left").table
    assert found.estimate.tolist() == [100.0], "all of those who found it hard, nobody else"
