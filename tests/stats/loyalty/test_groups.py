"""Comparisons of groups against R, Newcombe, statsmodels and simulation; and that a large p never becomes equality."""

import json
import re
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError, ScaleError
from cxresearch.stats.bases.hidden import counted
from cxresearch.stats.loyalty.group_tests import compared, figures_of
from cxresearch.stats.loyalty.groups import compare_groups
from cxresearch.stats.loyalty.measures import mean_score
from tests.oracles import cases, close, record

UNREAL = re.compile(r"\b(nan|NaN|None|inf|NaT|null)\b")
EQUAL = re.compile(r"no (significant )?differen|are (equal|the same|alike)|do not differ", re.IGNORECASE)


def answers_of(values, counts):
    return np.repeat(values, counts)


def survey_of(groups, *, scale, only="Customers", **columns):
    """A survey of one question, from {group: answers}."""
    frame = pd.DataFrame(
        {
            "unit": [name for name, answers in groups.items() for _ in answers],
            "score": [answer for answers in groups.values() for answer in answers],
            **columns,
        }
    )
    roles = {role: role for role in columns if role in ("weight", "wave", "respondent")}
    return cx.Survey.from_frame(frame, scales={"score": scale}, roles={"unit": "unit", **roles}, audience=only)


def nps_answers(promoters, passives, detractors):
    return [10] * promoters + [7] * passives + [0] * detractors


def only_row(result):
    assert len(result.table) == 1
    return result.table.iloc[0]


@pytest.mark.parametrize("case", cases("two_groups"))
def test_means_match_r(case):
    given, expected, tolerance = case["input"], case["expected"], case["tolerance"]
    groups = {name: answers_of(given["values"], given[f"counts_{key}"]) for name, key in (("men", "a"), ("women", "b"))}
    row = only_row(compare_groups(survey_of(groups, scale=(1, 6)), "score", by="unit"))
    assert (row.group_a, row.group_b, row.n_a, row.n_b) == ("men", "women", expected["n_x"], expected["n_y"])
    assert row.estimate == close(expected["diff"], tolerance)
    assert row.std_error == close(abs(expected["diff"] / expected["welch_t"]), tolerance)
    assert [row.ci_low, row.ci_high] == close(expected["welch_ci95"], tolerance)
    assert row.p_value == close(expected["welch_p"], tolerance)
    assert row.p_adjusted == row.p_value
    assert row.effect_size == close(expected["cliffs_delta"], tolerance)


@pytest.mark.external
def test_real_rows_by_gender_and_education(fixtures):
    references = {entry["id"]: entry for entry in json.loads((fixtures / "reference/reference.json").read_text())}
    rows = pd.read_csv(fixtures / "data/bfi.csv")[["A1", "C1", "gender", "education"]]
    survey = cx.Survey.from_frame(rows, scales={"A1": (1, 6), "C1": (1, 6)})
    expected = references["two.bfi.A1.gender"]["expected"]
    row = only_row(compare_groups(survey, "A1", by="gender"))
    assert (row.group_a, row.group_b) == (1, 2)
    assert row.estimate == close(expected["diff"], 1e-6)
    assert [row.ci_low, row.ci_high] == close(expected["welch_ci95"], 1e-6)
    assert row.effect_size == close(expected["cliffs_delta"], 1e-6)
    result = compare_groups(survey, "C1", by="education")
    expected = references["welch.anova.bfi"]["expected"]
    assert len(result.table) == 10
    assert [result.overall.statistic, result.overall.df_error] == close([expected["F"], expected["df"][1]], 1e-7)
    assert any("without a stated education left out" in caveat for caveat in result.caveats)


@pytest.mark.parametrize("case", cases("welch_anova"))
def test_all_means_together_match_r(case):
    given, expected = case["input"], case["expected"]
    groups = {f"level {at}": answers_of(given["values"], counts) for at, counts in enumerate(given["counts"], 1)}
    result = compare_groups(survey_of(groups, scale=(1, 6)), "score", by="unit")
    overall = result.overall
    assert overall.statistic == close(expected["F"], case["tolerance"])
    assert [overall.df, overall.df_error] == close(expected["df"], case["tolerance"])
    assert overall.p_value == close(expected["p"], case["tolerance"])
    assert "Welch's analysis of variance, F(4, 774.5) = 1.12, p = .344, 5 groups" in result.method


def test_net_promoter_scores_match_r():
    case = record("nps_differences", "nps.diff.Apples_Bananas")
    given, expected = case["input"], case["expected"]
    groups = {"Apples": nps_answers(**given["a"]), "Bananas": nps_answers(**given["b"])}
    row = only_row(compare_groups(survey_of(groups, scale=(0, 10)), "score", by="unit", metric="nps"))
    assert [row.value_a, row.value_b, row.estimate] == close([14.8, 9.6, expected["diff"]], 1e-8)
    assert [row.std_error, row.p_value] == close([expected["se"], expected["p_two_sided"]], 1e-8)
    assert [row.ci_low, row.ci_high] == close(expected["ci95_abs_diff"], 1e-8)


def test_all_net_promoter_scores_together_match_r():
    case = record("nps_differences", "nps.chisq.BU")
    groups = {f"unit {at}": nps_answers(*row[::-1]) for at, row in enumerate(case["input"]["table"])}
    overall = compare_groups(survey_of(groups, scale=(0, 10)), "score", by="unit", metric="nps").overall
    expected = case["expected"]
    assert [overall.statistic, overall.df, overall.p_value] == close(
        [expected["chisq"], expected["df"], expected["p"]], 1e-8
    )


@pytest.mark.parametrize("case", cases("share_differences"))
def test_shares_match_newcombe(case):
    given, expected = case["input"], case["expected"]
    hits, n = ({side: given[f"{what}_{side}"] for side in "ab"} for what in ("successes", "n"))
    groups = {side: [5] * hits[side] + [1] * (n[side] - hits[side]) for side in "ab"}
    row = only_row(compare_groups(survey_of(groups, scale=(1, 5)), "score", by="unit", metric="top_box"))
    assert row.estimate == pytest.approx(100 * expected["diff"])
    bounds = [100 * bound for bound in expected["newcombe"]]
    assert [row.ci_low, row.ci_high] == pytest.approx(bounds, rel=case["tolerance"], abs=1e-7)
    if expected["two_prop_chisq_p"] is None:
        assert np.isnan(row.p_value)
    else:
        assert row.p_value == close(expected["two_prop_chisq_p"], case["tolerance"])


def test_p_values_are_adjusted_over_the_pairs_shown():
    from statsmodels.stats.multitest import multipletests

    rng = np.random.default_rng(1)
    groups = {name: rng.integers(low, 8, 40) for name, low in zip("ABCD", (1, 2, 3, 3), strict=True)}
    survey = survey_of(groups, scale=(1, 7))
    for adjust, theirs in (("holm", "holm"), ("bh", "fdr_bh")):
        table = compare_groups(survey, "score", by="unit", adjust=adjust).table
        assert table[["group_a", "group_b"]].apply(tuple, axis=1).tolist() == list(combinations("ABCD", 2))
        assert table.p_adjusted.tolist() == pytest.approx(multipletests(table.p_value, method=theirs)[1].tolist())
    none = compare_groups(survey, "score", by="unit", adjust="none").table
    assert none.p_adjusted.tolist() == none.p_value.tolist()


def test_weighted_means_are_compared_by_their_own_errors():
    import statsmodels.api as sm

    rng = np.random.default_rng(2)
    groups = {"A": rng.integers(1, 6, 80), "B": rng.integers(2, 6, 50)}
    weights = rng.uniform(0.3, 2, 130)
    row = only_row(compare_groups(survey_of(groups, scale=(1, 5), weight=weights), "score", by="unit"))
    parts = []
    for answers, weight in ((groups["A"], weights[:80]), (groups["B"], weights[80:])):
        fit = sm.WLS(answers, np.ones(len(answers)), weights=weight).fit(cov_type="HC1")
        parts.append((fit.params[0], fit.bse[0]))
    assert row.estimate == pytest.approx(parts[0][0] - parts[1][0])
    assert row.std_error == pytest.approx(np.hypot(parts[0][1], parts[1][1]))


def test_sampled_units_with_people_in_both_groups_against_statsmodels():
    import statsmodels.api as sm
    from scipy import stats

    rng = np.random.default_rng(3)
    branch, group = np.repeat(np.arange(14), 40), np.tile([0, 1], 280)
    answers = np.clip(np.round(5 + rng.normal(0, 2, 14)[branch] + 0.6 * group + rng.normal(0, 1, 560)), 0, 10)
    frame = pd.DataFrame({"score": answers, "sex": np.where(group, "b", "a"), "branch": branch})
    survey = cx.Survey.from_frame(frame, scales={"score": (0, 10)}, roles={"unit": "branch"}, audience="Customers")
    design = sm.add_constant(group)
    fit = sm.OLS(answers, design).fit(cov_type="cluster", cov_kwds={"groups": branch})
    # statsmodels multiplies by (n - 1) / (n - 2) for the second coefficient; R survey does not.
    error = fit.bse[1] / np.sqrt(559 / 558)
    row = only_row(compare_groups(survey, "score", by="sex", cluster="branch"))
    assert row.estimate == pytest.approx(-fit.params[1])
    assert row.std_error == pytest.approx(error)
    # R svyglm: 14 units less one stratum less one slope.
    assert row.p_value == pytest.approx(2 * stats.t.sf(abs(row.estimate) / error, 12))
    reach = stats.t.ppf(0.975, 12) * error
    assert [row.ci_low, row.ci_high] == pytest.approx([row.estimate - reach, row.estimate + reach])
    # Men and women of one branch resemble each other, so their difference is surer than two separate means.
    apart = mean_score(survey, "score", by="sex", cluster="branch").table.std_error
    assert row.std_error < 0.6 * np.hypot(*apart)
    for metric in ("nps", "top_box"):
        assert "t test over units" in compare_groups(survey, "score", by="sex", metric=metric, cluster="branch").method


def test_sampled_units_in_one_group_each_are_one_design_too():
    import statsmodels.api as sm

    rng = np.random.default_rng(4)
    branch = np.repeat(np.arange(20), 10)
    kind = np.where(branch < 8, "city", "land")
    frame = pd.DataFrame({"score": rng.integers(0, 11, 200), "kind": kind, "branch": branch})
    survey = cx.Survey.from_frame(frame, scales={"score": (0, 10)}, roles={"unit": "branch"}, audience="Customers")
    row = only_row(compare_groups(survey, "score", by="kind", cluster="branch"))
    fit = sm.OLS(frame.score, sm.add_constant(frame.kind == "city").astype(float))
    fit = fit.fit(cov_type="cluster", cov_kwds={"groups": branch})
    assert row.std_error == pytest.approx(fit.bse.iloc[1] / np.sqrt(199 / 198))
    assert row.ci_high - row.ci_low > 2 * 2.1 * row.std_error, "no more degrees of freedom than twenty units give"


def test_population_counts_on_each_side():
    groups = {"Leadership": [1, 2, 3, 4, 5] * 8, "Customers": [2, 3, 4, 5] * 50}
    rows = [(name, answer) for name, answers in groups.items() for answer in answers]
    frame = pd.DataFrame(rows, columns=["who", "score"])
    survey = cx.Survey.from_frame(frame, scales={"score": (1, 5)}, roles={"audience": "who"})
    free = only_row(compare_groups(survey, "score", by="audience"))
    told = only_row(compare_groups(survey, "score", by="audience", population={"Leadership": 50}))
    leaders, customers = (np.std(answers, ddof=1) / np.sqrt(len(answers)) for answers in groups.values())
    assert free.std_error == pytest.approx(np.hypot(leaders, customers))
    assert told.std_error == pytest.approx(np.hypot(leaders * np.sqrt(10 / 49), customers))


@pytest.mark.parametrize("metric", ["mean", "nps", "top_box"])
def test_intervals_cover_the_planted_difference(metric):
    rng = np.random.default_rng(5)
    p_a = np.array([1, 1, 1, 2, 3, 7, 10, 20, 25, 18, 12]) / 100
    p_b = np.array([3, 2, 3, 4, 6, 12, 14, 18, 18, 12, 8]) / 100
    scores = {
        "mean": np.arange(11),
        "nps": np.select([np.arange(11) >= 9, np.arange(11) <= 6], [100, -100], 0),
        "top_box": 100 * (np.arange(11) >= 9),
    }[metric]
    truth, studies = (p_a - p_b) @ scores, 2000
    answers = np.concatenate([rng.choice(11, (studies, 60), p=p_a), rng.choice(11, (studies, 60), p=p_b)], axis=1)
    frame = pd.DataFrame({"group": np.arange(2 * studies).repeat(60), "score": answers.ravel()})
    survey = cx.Survey.from_frame(frame, scales={"score": (0, 10)}, roles={}, audience="Customers")
    found = counted(survey, "score", by=["group"])
    figures = figures_of(found, "score", metric=metric, scale="native", population=None, confidence=0.95)
    # Group 0 against group 1, 2 against 3: the pairs of one study, not all eight million.
    first = np.arange(0, 2 * studies, 2)
    test = compared(found, "score", figures, first, first + 1, confidence=0.95)
    assert 93 <= 100 * np.mean((test.low <= truth) & (truth <= test.high)) <= 97


# -- what is said ---------------------------------------------------------------------------------


def test_sentences_tell_apart_and_too_close():
    groups = {"North": [4, 5] * 60, "South": [2, 3] * 60, "West": [4, 5] * 10 + [4]}
    result = compare_groups(survey_of(groups, scale=(1, 5)), "score", by="unit")
    said = result.sentences()
    assert said[0] == "Of 3 pairs compared on score: 2 can be told apart, 1 too close to call."
    apart = "North is 2.00 above South on score (95% CI 1.87 to 2.13; 120 and 120 answers; adjusted p < .001)."
    assert said[1] == apart
    close_call = "North and West are too close to call on score: 0.0 in favour of North (95% CI -0.2 to 0.3"
    assert said[-1].startswith(close_call)


def test_points_have_their_unit():
    groups = {"North": nps_answers(60, 20, 20), "South": nps_answers(20, 20, 60)}
    survey = survey_of(groups, scale=(0, 10))
    by_nps, by_box = (compare_groups(survey, "score", by="unit", metric=metric) for metric in ("nps", "top_box"))
    assert by_nps.sentences()[0].startswith("North is 80 points above South on score (95% CI 58 to 102;")
    assert by_box.sentences()[0].startswith("North is 40 percentage points above South on score (95% CI 27 to 51;")


def test_an_interval_without_zero_beside_a_large_adjusted_p_is_explained():
    groups = {f"unit {at}": [1, 2, 3, 4, 5, 6, 7] * 10 for at in range(11)} | {"high": [2, 3, 4, 5, 6, 7, 7] * 10}
    result = compare_groups(survey_of(groups, scale=(1, 7)), "score", by="unit")
    table = result.table
    odd = ((table.ci_low > 0) | (table.ci_high < 0)) & (table.p_adjusted >= 0.05)
    assert odd.sum() > 0
    assert any(caveat.startswith(f"{odd.sum()} pair") and "not adjusted" in caveat for caveat in result.caveats)


def test_empty_single_and_uniform_groups_are_named():
    groups = {"A": [5, 5, 5], "B": [5, 5], "C": [3], "D": [None], "E": [1, 4, 5]}
    result = compare_groups(survey_of(groups, scale=(1, 5)), "score", by="unit")
    said = " ".join(result.sentences())
    assert "Nobody in D answered score." in said
    assert "One answer is too few to compare: C." in said
    assert "A and B cannot be tested on score" in said
    assert len(result.table) == 10
    assert result.overall is None or result.overall.groups < 5


def test_one_group_is_nothing_to_compare():
    result = compare_groups(survey_of({"A": [1, 2]}, scale=(1, 5)), "score", by="unit")
    assert len(result.table) == 0
    assert list(result.table.columns[:4]) == ["question", "group_a", "group_b", "estimate"]
    assert result.sentences() == ["There are no two groups to compare on score."]


def test_small_groups_of_staff_are_hidden_in_every_pair():
    groups = {"N": [1, 5, 3], "S": [4, 5, 3] * 2, "W": [1, 2, 4] * 5, "E": [3, 2, 5] * 6}
    survey = survey_of(groups, scale=(1, 5), only="Staff")
    result = compare_groups(survey, "score", by="unit")
    shown = result.table[result.table.estimate.notna()]
    assert shown[["group_a", "group_b"]].values.tolist() == [["E", "W"]]
    # One test is shown, so one test is what p is adjusted for.
    assert shown.p_adjusted.tolist() == shown.p_value.tolist()
    assert result.groups.set_index("unit").estimate.isna().to_dict() == {"E": False, "N": True, "S": True, "W": False}
    assert any("2 of 4 groups" in caveat for caveat in result.caveats)
    open_table = compare_groups(survey, "score", by="unit", privacy=False).table
    assert open_table.estimate.notna().all()


def test_crossed_groups_are_named_by_both():
    frame = pd.DataFrame({"score": [1, 2, 4, 5] * 6, "sex": ["m", "f"] * 12, "wave": [1] * 12 + [2] * 12})
    survey = cx.Survey.from_frame(frame, scales={"score": (1, 5)}, audience="Customers")
    result = compare_groups(survey, "score", by=["sex", "wave"])
    assert result.table.group_a.tolist()[:2] == ["f, 1", "f, 1"]
    assert len(result.table) == 6


def test_people_in_two_waves_are_named():
    groups = {"A": [1, 2, 3, 4, 5, 5], "B": [1, 3, 3, 4, 5, 5]}
    survey = survey_of(groups, scale=(1, 5), wave=[1, 2] * 6, respondent=[1, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10])
    told = " ".join(compare_groups(survey, "score", by="wave").caveats)
    assert "2 people answered in more than one wave" in told


@pytest.mark.parametrize(
    ("options", "error", "complaint"),
    [
        ({"by": "unit", "metric": "median"}, OptionError, "metric must be one of"),
        ({"by": "unit", "adjust": "bonferroni"}, OptionError, "adjust must be one of"),
        ({"by": []}, OptionError, "by= must name"),
        ({"by": "unit", "cluster": "unit"}, OptionError, "also in by="),
        ({"by": "nowhere"}, QuestionError, "No question, role or column"),
        ({"by": "unit", "metric": "nps"}, ScaleError, "needs 0-10"),
        ({"by": "unit", "confidence": 95}, OptionError, "confidence"),
    ],
)
def test_wrong_options_are_refused(options, error, complaint):
    with pytest.raises(error, match=complaint):
        compare_groups(survey_of({"A": [1, 2], "B": [3, 4]}, scale=(1, 5)), "score", **options)


def test_scores_by_unit_are_compared_as_units_and_not_across_audiences():
    rng = np.random.default_rng(9)
    frame = pd.DataFrame(
        {
            "school": np.arange(40),
            "kind": ["small", "large"] * 20,
            "safety": rng.normal(7, 1, 40).round(1),
            "n": 10,
            "who": ["Parents", "Teachers"] * 20,
        }
    )
    roles = {"unit": "school", "n": "n", "audience": "who"}
    survey = cx.Survey.from_frame(frame, scales={"safety": (0, 10)}, roles=roles)
    row = only_row(compare_groups(survey, "safety", by="kind"))
    large, small = frame.safety[frame.kind == "large"], frame.safety[frame.kind == "small"]
    assert row.std_error == pytest.approx(np.hypot(large.sem(), small.sem()))
    assert np.isnan(row.effect_size)
    with pytest.raises(QuestionError, match="perception_gap"):
        compare_groups(survey, "safety", by="audience")
    with pytest.raises(QuestionError, match="needs the single answers"):
        compare_groups(survey, "safety", by="kind", metric="nps")


rows = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 10)),
        st.sampled_from(["N", "S", "W", None]),
        st.sampled_from(["Staff", "Customers"]),
        st.sampled_from([0.5, 1.0, 3.0, None]),
        st.sampled_from(["x", "y"]),
    ),
    max_size=12,
)


@settings(max_examples=40)
@given(
    rows=rows,
    metric=st.sampled_from(["mean", "nps", "top_box"]),
    weighted=st.booleans(),
    cluster=st.sampled_from([None, "branch"]),
    by=st.sampled_from(["unit", "audience", ["audience", "unit"]]),
    privacy=st.booleans(),
)
def test_no_sentence_ever_claims_equality_or_an_unreal_number(rows, metric, weighted, cluster, by, privacy):
    frame = pd.DataFrame(rows, columns=["score", "unit", "who", "w", "branch"])
    book = pd.DataFrame({"id": ["score"], "kind": ["nps"], "scale": ["0-10"]})
    roles = {"audience": "who", "unit": "unit"} | ({"weight": "w"} if weighted else {})
    survey = cx.Survey.from_frame(frame, roles=roles, codebook=book)
    result = compare_groups(survey, "score", by=by, metric=metric, cluster=cluster, privacy=privacy)
    text = " ".join([*result.sentences(), result.method, *result.caveats])
    assert result.sentences() and not UNREAL.search(text) and not EQUAL.search(text), text
    table = result.table
    inside = table[table.ci_low.notna()]
    assert ((inside.ci_low <= inside.estimate + 1e-9) & (inside.estimate <= inside.ci_high + 1e-9)).all()
    assert (table.p_adjusted.dropna() >= table.p_value.dropna() - 1e-12).all()
    assert not UNREAL.search(repr(result))
