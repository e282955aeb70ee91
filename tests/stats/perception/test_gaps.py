"""Perception gaps against R, scipy and simulation; verdicts, sentences and bad input."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import cxresearch as cx
from tests.oracles import close, record


def from_counts(sides: dict[str, list[int]], values: list, *, question="quality", scale=None) -> cx.Survey:
    frame = pd.concat(
        [pd.DataFrame({"audience": name, question: np.repeat(values, counts)}) for name, counts in sides.items()]
    )
    scale = scale or (min(values), max(values))
    return cx.Survey.from_frame(frame, roles={"audience": "audience"}, scales={question: scale})


def three_audiences(seed=0, leaders=60, staff=300, customers=900, questions=6) -> cx.Survey:
    rng = np.random.default_rng(seed)
    parts = []
    for name, n, shift in (("Leadership", leaders, 1.5), ("Staff", staff, 0.5), ("Customers", customers, 0.0)):
        means = 5 + shift * np.linspace(0, 1, questions)
        columns = {f"q{at}": np.clip(np.round(rng.normal(mean, 2, n)), 0, 10) for at, mean in enumerate(means)}
        parts.append(pd.DataFrame({"audience": name, "unit": rng.integers(0, 8, n).astype(str), **columns}))
    scales = {f"q{at}": (0, 10) for at in range(questions)}
    return cx.Survey.from_frame(pd.concat(parts), roles={"audience": "audience", "unit": "unit"}, scales=scales)


def test_gap_matches_r_welch_and_cliff():
    oracle = record("two_groups", "two.bfi.A1.gender")
    survey = from_counts(
        {"Men": oracle["input"]["counts_a"], "Women": oracle["input"]["counts_b"]}, oracle["input"]["values"]
    )
    row = cx.perception_gap(survey).table.iloc[0]
    expected, to_points = oracle["expected"], 100 / 5
    tolerance = oracle["tolerance"]
    assert row.estimate == close(to_points * expected["diff"], tolerance)
    assert [row.ci_low, row.ci_high] == close([to_points * bound for bound in expected["welch_ci95"]], tolerance)
    assert row.p_value == close(expected["welch_p"], tolerance)
    assert row.cliffs_delta == close(expected["cliffs_delta"], tolerance)
    assert (row.n_a, row.n_b) == (expected["n_x"], expected["n_y"])
    assert row.verdict == "gap", "9 points, beyond doubt, and not shown to be inside the margin of ten"
    small = cx.perception_gap(survey, margin=15)
    assert small.table.verdict[0] == "aligned" and small.table.p_adjusted[0] < 0.05
    assert "real but small" in small.sentences()[-1]


def test_equivalence_matches_r():
    oracle = record("equivalence", "tost.bfi.O1.gender")
    sides = {"Men": oracle["input"]["counts_a"], "Women": oracle["input"]["counts_b"]}
    survey = from_counts(sides, oracle["input"]["values"])
    row = cx.perception_gap(survey, margin=oracle["input"]["margin"] * 20).table.iloc[0]
    assert row.p_equivalence == close(oracle["expected"]["p_tost"], oracle["tolerance"])
    assert row.verdict == "gap"
    # The 90% interval of the gap is where the two one-sided tests at 5% turn.
    low, high = (20 * bound for bound in oracle["expected"]["ci90"])
    wide = cx.perception_gap(survey, margin=high * 1.001).table.iloc[0]
    narrow = cx.perception_gap(survey, margin=high * 0.999).table.iloc[0]
    assert wide.p_equivalence < 0.05 < narrow.p_equivalence
    assert low > 0


def test_top_box_gap_is_newcombes():
    survey = from_counts({"Staff": [14, 56], "Customers": [32, 48]}, [1, 5], scale=(1, 5))
    row = cx.perception_gap(survey).table.iloc[0]
    assert row.top_box_gap == pytest.approx(20)
    assert [row.top_box_ci_low, row.top_box_ci_high] == pytest.approx([5.24314724, 33.3872654], abs=1e-6)


def test_every_row_matches_scipy():
    """From some hundred varied answers on nothing is added to a side."""
    survey = three_audiences(leaders=300)
    table = cx.perception_gap(survey, adjust="none").table
    frame = survey.to_pandas()
    assert len(table) == 18
    for row in table.itertuples():
        a = 10 * frame.loc[frame.audience == row.audience_a, row.question]
        b = 10 * frame.loc[frame.audience == row.audience_b, row.question]
        test = stats.ttest_ind(a, b, equal_var=False)
        bounds = test.confidence_interval(0.95)
        assert [row.estimate, row.ci_low, row.ci_high] == pytest.approx([a.mean() - b.mean(), *bounds])
        assert row.p_value == row.p_adjusted == pytest.approx(test.pvalue)
    adjusted = cx.perception_gap(survey, adjust="bh").table.p_adjusted
    assert adjusted.to_numpy() == pytest.approx(stats.false_discovery_control(table.p_value))


def test_pairs_come_in_the_shared_order_and_as_asked():
    survey = three_audiences()
    pairs = cx.perception_gap(survey, ["q0"]).table[["audience_a", "audience_b"]].values.tolist()
    assert pairs == [["Leadership", "Staff"], ["Leadership", "Customers"], ["Staff", "Customers"]]
    asked = cx.perception_gap(survey, ["q0"], between=("Customers", "Staff")).table.iloc[0]
    assert (asked.audience_a, asked.audience_b) == ("Customers", "Staff")
    several = cx.perception_gap(survey, ["q0"], between=[("Staff", "Customers"), ("Leadership", "Staff")]).table
    assert several.audience_a.tolist() == ["Staff", "Leadership"]


def test_a_p_above_alpha_is_never_aligned():
    """Ten against ten answers prove nothing either way, however near the means."""
    survey = from_counts({"Staff": [2, 3, 3, 2, 0], "Customers": [2, 3, 3, 2, 0]}, [1, 2, 3, 4, 5], scale=(1, 5))
    result = cx.perception_gap(survey)
    assert result.table.verdict.tolist() == ["not enough data"]
    assert "cannot settle" in result.sentences()[-1]
    assert not any("no difference" in text or "agree on" in text for text in result.sentences())


def test_sixty_leaders_can_show_no_margin_below_five():
    rng = np.random.default_rng(4)
    scores = rng.normal(size=60)
    scores = 50 + 25 * (scores - scores.mean()) / scores.std(ddof=1)
    frame = pd.DataFrame(
        {
            "audience": ["Leadership"] * 60 + ["Customers"] * 100_000,
            "q": [*scores, *rng.normal(50, 25, 100_000).round()],
        }
    ).assign(q=lambda rows: rows.q.clip(0, 100))
    survey = cx.Survey.from_frame(frame, scales={"q": (0, 100)})
    row = cx.perception_gap(survey).table.iloc[0]
    margin = row.smallest_margin
    assert margin == pytest.approx(stats.t.ppf(0.95, 59) * 25 / np.sqrt(60), rel=0.03)
    assert 5.2 < margin < 5.6


def test_population_narrows_by_cochran_and_is_checked():
    survey = three_audiences(leaders=60)
    plain = cx.perception_gap(survey, ["q0"], between=("Leadership", "Customers")).table.iloc[0]
    told = cx.perception_gap(survey, ["q0"], between=("Leadership", "Customers"), population={"Leadership": 72})
    frame = survey.to_pandas()
    leaders = 10 * frame.loc[frame.audience == "Leadership", "q0"]
    customers = 10 * frame.loc[frame.audience == "Customers", "q0"]
    error = np.sqrt(leaders.var() / 60 * (72 - 60) / 71 + customers.var() / len(customers))
    assert told.table.std_error[0] == pytest.approx(error, rel=0.01), "Cochran, and a hair more for sixty answers"
    assert told.table.std_error[0] < plain.std_error
    assert any("non-response" in caveat for caveat in told.caveats)
    with pytest.raises(cx.OptionError, match="60 answered"):
        cx.perception_gap(survey, population={"Leadership": 50})
    with pytest.raises(cx.OptionError, match="Suppliers"):
        cx.perception_gap(survey, population={"Suppliers": 50})


def test_clustered_errors_match_statsmodels():
    import statsmodels.api as sm

    survey = three_audiences(seed=3)
    row = cx.perception_gap(survey, ["q1"], between=("Staff", "Customers"), cluster="unit").table.iloc[0]
    frame = survey.to_pandas()
    both = frame[frame.audience.isin(["Staff", "Customers"])]
    model = sm.OLS(10 * both.q1, sm.add_constant((both.audience == "Staff").astype(float)))
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": both.unit.to_numpy().astype(int), "use_correction": False})
    units = both.unit.nunique()
    assert row.std_error == pytest.approx(fit.bse.iloc[1] * np.sqrt(units / (units - 1)))
    reach = stats.t.ppf(0.975, units - 2) * row.std_error
    assert [row.ci_low, row.ci_high] == pytest.approx([row.estimate - reach, row.estimate + reach])
    result = cx.perception_gap(survey, ["q1"], cluster="unit")
    assert "cluster-robust" in result.method


def test_weights_count_as_kish_says():
    frame = three_audiences(seed=5).to_pandas()
    frame["w"] = np.where(frame.unit.astype(int) < 4, 3.0, 1.0)
    roles = {"audience": "audience", "unit": "unit", "weight": "w"}
    scales = {f"q{at}": (0, 10) for at in range(6)}
    row = cx.perception_gap(cx.Survey.from_frame(frame, roles=roles, scales=scales), ["q2"]).table.iloc[2]
    for side, audience in (("a", "Staff"), ("b", "Customers")):
        part = frame[frame.audience == audience]
        assert row[f"mean_{side}"] == pytest.approx(np.average(10 * part.q2, weights=part.w))
        assert row[f"n_effective_{side}"] == pytest.approx(part.w.sum() ** 2 / (part.w**2).sum())


def test_gaps_within_units_are_the_same_as_filtered_ones():
    survey = three_audiences(leaders=200)
    within = cx.perception_gap(survey, ["q0", "q1"], by="unit", adjust="none").table
    alone = cx.perception_gap(survey.only(unit="3"), ["q0", "q1"], adjust="none").table
    rows = within[within.unit == "3"].reset_index(drop=True)
    same = ["question", "audience_a", "estimate", "ci_low", "ci_high", "p_value", "cliffs_delta", "n_a"]
    pd.testing.assert_frame_equal(rows[same], alone[same])


def test_aggregated_units_are_paired_and_each_counts_once():
    rng = np.random.default_rng(1)
    parents, teachers = rng.uniform(6, 9, 20), rng.uniform(5, 8, 20)
    frame = pd.DataFrame(
        {
            "school": [f"s{at}" for at in range(20)] * 2,
            "audience": ["Parents"] * 20 + ["Teachers"] * 20,
            "answers": rng.integers(5, 200, 40),
            "safety": [*parents, *teachers],
        }
    )
    frame.loc[3, "safety"] = np.nan
    roles = {"unit": "school", "audience": "audience", "n": "answers"}
    survey = cx.Survey.from_frame(frame, roles=roles, scales={"safety": (0, 10)})
    result = cx.perception_gap(survey)
    row = result.table.iloc[0]
    keep = np.arange(20) != 3
    test = stats.ttest_rel(10 * parents[keep], 10 * teachers[keep])
    assert row.units == 19
    assert [row.ci_low, row.ci_high] == pytest.approx([*test.confidence_interval(0.95)])
    assert row.p_value == pytest.approx(test.pvalue)
    assert np.isnan(row.top_box_gap) and np.isnan(row.cliffs_delta)
    assert any("counts once" in caveat for caveat in result.caveats)
    assert any("1 unit without one of the two" in caveat for caveat in result.caveats)
    weighted = cx.perception_gap(survey, weight_by_n=True)
    assert weighted.table.estimate[0] != pytest.approx(row.estimate)
    assert any("weighted by their answers" in caveat for caveat in weighted.caveats)


def test_nearest_view_is_found_where_it_was_planted():
    rng = np.random.default_rng(2)
    parts = []
    for name, n, means in (("Leadership", 80, (8, 8, 5)), ("Staff", 400, (5.5, 8, 9)), ("Customers", 900, (5, 8, 5))):
        columns = {f"q{at}": np.clip(np.round(rng.normal(mean, 1.5, n)), 0, 10) for at, mean in enumerate(means)}
        parts.append(pd.DataFrame({"audience": name, **columns}))
    survey = cx.Survey.from_frame(pd.concat(parts), scales={f"q{at}": (0, 10) for at in range(3)})
    result = cx.perception_gap(survey)
    assert result.nearest.nearest.tolist() == ["Staff", "too close to call", "Leadership"]
    assert result.nearest.told_apart.tolist()[0] is True
    assert result.furthest == "q2"
    said = (
        "On 1 of 3 questions leaders stand nearer to customers than staff do; "
        "staff are nearer on 1; 1 is too close to call."
    )
    assert said in result.sentences()
    without = cx.perception_gap(survey, between=("Leadership", "Staff"))
    assert not len(without.nearest)


def test_small_groups_of_leaders_are_hidden_and_do_not_count():
    survey = three_audiences(leaders=4)
    result = cx.perception_gap(survey)
    hidden = result.table[result.table.audience_a == "Leadership"]
    assert set(hidden.verdict) == {"hidden"}
    assert hidden[["mean_a", "estimate", "p_value", "n_a"]].isna().all().all()
    shown = result.table[result.table.audience_a == "Staff"]
    alone = cx.perception_gap(survey, between=("Staff", "Customers")).table
    assert shown.p_adjusted.to_numpy() == pytest.approx(alone.p_adjusted.to_numpy()), "hidden rows are no tests"
    open_ = cx.perception_gap(survey, privacy=False)
    assert open_.table.estimate.notna().all()
    assert any("privacy=False" in caveat for caveat in open_.caveats)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda s: cx.perception_gap(s, between=("Leadership", "Suppliers")),
            "No audience 'Suppliers'.*Found: Leadership",
        ),
        (lambda s: cx.perception_gap(s, ["nothing"]), "No question, role or column 'nothing'"),
        (lambda s: cx.perception_gap(s, margin=0), "margin"),
        (lambda s: cx.perception_gap(s, confidence=95), "confidence"),
        (lambda s: cx.perception_gap(s, adjust="bonferroni"), "adjust"),
        (lambda s: cx.perception_gap(s.only(audience="Staff")), "holds only Staff"),
        (lambda s: cx.perception_gap(s.with_roles(audience=None)), "has no audience"),
        (lambda s: cx.perception_gap(s, aspect="promise"), "No rating question of promise"),
    ],
)
def test_bad_input_is_told_plainly(change, told):
    with pytest.raises(cx.CXResearchError, match=told):
        change(three_audiences())


tiny = st.lists(
    st.tuples(st.sampled_from(["Leadership", "Staff", "Customers"]), st.sampled_from([None, 1, 3, 5, "N/A"])),
    max_size=25,
)


@given(tiny, st.booleans())
def test_no_sentence_holds_a_number_that_does_not_exist(rows, privacy):
    frame = pd.DataFrame(rows, columns=["audience", "q"])
    survey = cx.Survey.from_frame(frame, roles={"audience": "audience"}, scales={"q": (1, 5)})
    try:
        result = cx.perception_gap(survey, ["q"], privacy=privacy)
    except cx.QuestionError as problem:
        assert frame.audience.nunique() < 2, problem
        return
    for text in [*result.sentences(), *result.caveats, result.method, repr(result), result._repr_html_()]:
        assert not re.search(r"\b(nan|NaN|None|inf)\b", text), text


@pytest.mark.external
def test_real_schools_parents_against_teachers(fixtures):
    raw = pd.read_csv(fixtures / "data" / "nyc_schools_d75.tsv", sep="\t")
    survey = cx.read_survey(
        fixtures / "data" / "nyc_schools_d75.tsv",
        aggregates={
            "unit": "dbn",
            "n": {"Parents": "N_p", "Teachers": "N_t", "Students": "N_s"},
            "scores": {
                name: {"Parents": f"{code}_p_11", "Teachers": f"{code}_t_11", "Students": f"{code}_s_11"}
                for name, code in {
                    "Safety": "saf",
                    "Communication": "com",
                    "Engagement": "eng",
                    "Expectations": "aca",
                }.items()
            },
        },
        scales={name: (0, 10) for name in ("Safety", "Communication", "Engagement", "Expectations")},
    )
    table = cx.perception_gap(survey, reference="Parents").table
    row = table[(table.question == "Safety") & (table.audience_a == "Parents") & (table.audience_b == "Teachers")].iloc[
        0
    ]
    test = stats.ttest_rel(10 * raw.saf_p_11, 10 * raw.saf_t_11, nan_policy="omit")
    assert row.estimate == pytest.approx((10 * (raw.saf_p_11 - raw.saf_t_11)).mean())
    assert [row.ci_low, row.ci_high] == pytest.approx([*test.confidence_interval(0.95)])
    assert row.units == 56 and row.verdict == "gap"


def test_intervals_of_gaps_cover_in_two_thousand_studies():
    """Means of discrete answers from known distributions: the planted gap is inside 93 to 97 times in a hundred."""
    from cxresearch.inference.intervals import weighted_moments, welch_from_errors

    rng = np.random.default_rng(11)
    points = np.arange(11) * 10.0
    leaders = stats.binom.pmf(np.arange(11), 10, 0.8)
    customers = stats.betabinom.pmf(np.arange(11), 10, 1.5, 1.5)
    truth = leaders @ points - customers @ points
    a = weighted_moments(points, rng.multinomial(60, leaders, size=4000))
    b = weighted_moments(points, rng.multinomial(900, customers, size=4000))
    gap = welch_from_errors(a.mean, a.std_error, a.df, b.mean, b.std_error, b.df, confidence=0.95)
    assert 0.93 <= ((gap.low <= truth) & (truth <= gap.high)).mean() <= 0.97


def test_an_audience_without_a_channel_stands_whole_beside_each():
    rng = np.random.default_rng(6)
    frame = pd.DataFrame({
        "audience": ["Leadership"] * 40 + ["Customers"] * 300,
        "channel": [None] * 40 + ["App", "Branch", "Phone"] * 100,
        "branch": [None] * 40 + list(rng.choice(list("ABCDEFGH"), 300)), "q": rng.integers(1, 6, 340),
    })  # fmt: skip
    survey = cx.Survey.from_frame(frame, roles={"audience": "audience", "unit": "branch"}, scales={"q": (1, 5)})
    for cluster in (None, "branch"):
        result = cx.perception_gap(survey, ["q"], by="channel", adjust="none", cluster=cluster)
        assert result.table.channel.tolist() == ["App", "Branch", "Phone"] and set(result.table.n_a) == {40}
        own = frame[frame.channel.isin(["App"]) | (frame.audience == "Leadership")]
        alone = cx.Survey.from_frame(own, roles={"audience": "audience", "unit": "branch"}, scales={"q": (1, 5)})
        same = ["estimate", "std_error", "ci_low", "ci_high", "p_value", "n_a", "n_b"]
        row = cx.perception_gap(alone, ["q"], adjust="none", cluster=cluster).table.iloc[0]
        assert result.table.iloc[0][same].astype(float).to_numpy() == pytest.approx(row[same].astype(float).to_numpy())
        assert any("stand whole" in caveat for caveat in result.caveats)
        assert not any("left out" in caveat for caveat in result.caveats)


def test_the_ordinal_companion_is_statsmodels_proportional_odds():
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    survey = three_audiences(seed=8, leaders=120, staff=250, customers=400, questions=2)
    result = cx.perception_gap(survey, ["q1"], between=("Staff", "Customers"), model="ordinal")
    row, frame = result.table.iloc[0], survey.to_pandas()
    both = frame[frame.audience.isin(["Staff", "Customers"])]
    fit = OrderedModel(both.q1.astype(int), (both.audience == "Staff").astype(float).to_frame("x"), distr="logit").fit(
        method="bfgs", disp=False
    )
    assert np.log(row.odds_ratio) == pytest.approx(fit.params["x"], abs=2e-3)
    reach = stats.t.ppf(0.975, 249) * fit.bse["x"]
    assert np.log(row.odds_high) - np.log(row.odds_low) == pytest.approx(2 * reach, rel=0.01)
    means = cx.perception_gap(survey, ["q1"], between=("Staff", "Customers")).table.iloc[0]
    assert row.estimate == pytest.approx(means.estimate, abs=1.0)
    assert row.std_error == pytest.approx(means.std_error, rel=0.15)
    assert row.verdict in ("gap", "aligned", "not enough data") and "McCullagh" in result.method


@pytest.mark.parametrize(
    ("leaders", "customers", "more"),
    [
        ([5] * 12, [1, 2, 3, 4] * 8, {}),  # all of one side above all of the other
        ([5] * 12, [1, 2, 3, 4, 5] * 8, {}),  # one side all alike
        ([5] * 12, [5] * 30, {}),  # everybody alike
        ([5] * 11 + [1], [5] * 30, {}),  # all but one alike
        ([5] * 12, [5] * 29 + [1], {"weight": [0.01, 1, 30] * 14}),
        ([5] * 11 + [1], [5] * 29 + [1], {"unit": ["a"] * 21 + ["b"] * 21}),
        ([1, 5] * 6, [5] * 29 + [1], {"region": list("xyz") * 14}),
    ],
)
def test_piled_up_answers_bring_no_warning_and_what_cannot_be_fitted_is_told(leaders, customers, more):
    import warnings

    frame = pd.DataFrame({"audience": ["Leadership"] * 12 + ["Customers"] * len(customers), "q": leaders + customers})
    frame = frame.assign(**{name: values[: len(frame)] for name, values in more.items()})
    roles = {"audience": "audience", **{name: name for name in more if name != "region"}}
    survey = cx.Survey.from_frame(frame, roles=roles, scales={"q": (1, 5)})
    held = {"controls": ["region"]} if "region" in more else {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = cx.perception_gap(survey, ["q"], model="ordinal", cluster="unit" if "unit" in more else None, **held)
        said = " ".join([*result.sentences(), *result.caveats])
    row = result.table.iloc[0]
    fitted = np.isfinite(row.estimate)
    assert fitted != ("No ordinal model could be fitted for q: too few answers" in said)
    assert fitted or row.verdict == "not enough data"
    if fitted:
        assert row.std_error > 0 and row.odds_low <= row.odds_ratio <= row.odds_high
        assert row.ci_low <= row.estimate <= row.ci_high
    assert "nan" not in said
    if not more:
        # By hand: no finite slope is best where one side gave one answer at an end only.
        assert fitted == (len(set(leaders)) > 1 and len(set(customers)) > 1)


def test_a_control_takes_out_what_it_brings_in():
    """Staff answer more in the north, where answers are higher: with the region held alike nothing is left."""
    rng = np.random.default_rng(3)
    north = np.r_[rng.random(400) < 0.8, rng.random(400) < 0.2]
    frame = pd.DataFrame({
        "audience": ["Staff"] * 400 + ["Customers"] * 400, "region": np.where(north, "N", "S"),
        "q": np.clip(np.round(rng.normal(np.where(north, 7, 4), 1.5)), 0, 10),
    })  # fmt: skip
    survey = cx.Survey.from_frame(frame, roles={"audience": "audience"}, scales={"q": (0, 10)})
    raw, held = (
        cx.perception_gap(survey, ["q"], model="ordinal", controls=some).table.iloc[0] for some in ((), ["region"])
    )
    assert raw.estimate > 12 and raw.verdict == "gap"
    assert abs(held.estimate) < 4 and held.verdict == "aligned"
    with pytest.raises(cx.OptionError, match="controls"):
        cx.perception_gap(survey, ["q"], controls=["region"])


@pytest.mark.parametrize("wrong", [(5, 15), "ten", 0, -3, 101, True, None, float("nan"), [10]])
def test_a_margin_that_is_none_is_refused_in_words(wrong):
    with pytest.raises(cx.OptionError, match="margin"):
        cx.perception_gap(three_audiences(), margin=wrong)


@pytest.mark.parametrize(
    "wrong",
    [{"confidence": "0.95"}, {"confidence": 95}, {"population": {"Leadership": "all"}}, {"population": 80},
     {"draws": "many"}, {"seed": 1.5}, {"adjust": 3}, {"model": "mean"}],
)  # fmt: skip
def test_options_out_of_range_are_refused_by_name(wrong):
    with pytest.raises(cx.OptionError, match=next(iter(wrong))):
        cx.perception_gap(three_audiences(), **wrong)


def test_what_would_settle_a_row_is_told_within_the_population():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({
        "audience": ["Leadership"] * 25 + ["Customers"] * 900,
        "q": np.r_[np.clip(np.round(rng.normal(6, 2, 25)), 0, 10), np.clip(np.round(rng.normal(6, 2, 900)), 0, 10)],
    })  # fmt: skip
    survey = cx.Survey.from_frame(frame, scales={"q": (0, 10)})
    result = cx.perception_gap(survey, margin=6, population={"Leadership": 90})
    row = result.table.iloc[0]
    assert row.verdict == "not enough data" and 1 <= row.more_a <= 65
    assert f"about {row.more_a:.0f} more leaders, answering alike, would settle it" in result.sentences()[-1]
    assert any("With 25 leaders only gaps above" in text for text in result.sentences())
    told = {"Leadership": 90, "Customers": 950}
    tight = cx.perception_gap(survey, margin=max(abs(row.estimate), 0.2), population=told)
    assert "only a wider margin" in tight.sentences()[-1] or np.isfinite(tight.table.more_a[0])


def test_few_answers_of_a_side_are_told_once_on_the_fewest():
    """14 leaders answered one question and 13 the other: one caveat, not one a number."""
    leaders = pd.DataFrame({"audience": "Leadership", "a": [5, 4] * 7, "b": [5, 4] * 6 + [5, None]})
    customers = pd.DataFrame({"audience": "Customers", "a": [1, 2, 3] * 40, "b": [1, 2, 3] * 40})
    frame = pd.concat([leaders, customers], ignore_index=True)
    survey = cx.Survey.from_frame(frame, roles={"audience": "audience"}, scales={"a": (1, 5), "b": (1, 5)})
    result = cx.perception_gap(survey)
    assert sorted(result.table.n_a) == [13, 14] and set(result.table.verdict) == {"gap"}
    (told,) = [text for text in result.caveats if "rest on" in text]
    assert told.startswith("Gaps of leaders rest on 13 leaders or a few more: ")
    (same,) = [text for text in cx.perception_gap(survey, ["a"]).caveats if "rest on" in text]
    assert same.startswith("Gaps of leaders rest on 14 leaders: ")
    with cx.language("de"):
        (told,) = [text for text in cx.perception_gap(survey).caveats if "beruhen auf" in text]
    assert "beruhen auf 13 Führungskräften oder wenigen mehr" in told
