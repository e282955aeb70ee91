"""NPS, satisfaction, effort and means against R, statsmodels and simulation; and what is said when there is little."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError, ScaleError, SurveyWarning
from cxresearch.stats.loyalty.measures import ces, csat, mean_score, nps
from tests.oracles import cases, close, record

UNREAL = re.compile(r"\b(nan|NaN|None|inf|NaT|null)\b")


def survey_of(frame, *, scales=None, only="Customers", **roles):
    frame = pd.DataFrame(frame)
    scales = {"nps": (0, 10)} if scales is None else scales
    scales = {question: scale for question, scale in scales.items() if question in frame}
    return cx.Survey.from_frame(frame, scales=scales, roles=roles, audience=None if "audience" in roles else only)


def nps_answers(promoters, passives, detractors):
    return [10] * promoters + [7] * passives + [0] * detractors


def only_row(result):
    assert len(result.table) == 1
    return result.table.iloc[0]


# -- Net Promoter Score ---------------------------------------------------------------------------


@pytest.mark.parametrize("case", cases("nps"))
def test_nps_matches_r(case):
    survey, expected = survey_of({"nps": nps_answers(**case["input"])}), case["expected"]
    adjusted, wald = only_row(nps(survey)), only_row(nps(survey, method="wald"))
    tolerance = case["tolerance"]
    assert adjusted.estimate == close(expected["nps"], tolerance)
    assert adjusted.std_error == close(expected["se_mle_points"], tolerance)
    assert (wald.estimate, wald.std_error) == (adjusted.estimate, adjusted.std_error)
    assert [wald.ci_low, wald.ci_high] == close(expected["ci95_wald_mle"], tolerance)
    assert [adjusted.ci_low, adjusted.ci_high] == close(expected["adj_wald_3_34_Rocks_ci95"], tolerance)
    counts = adjusted[["promoters", "passives", "detractors"]].tolist()
    assert counts == list(case["input"].values())
    assert adjusted.n == sum(counts) == adjusted.n_effective


@pytest.mark.external
def test_nps_of_real_rows_by_group(fixtures):
    references = {entry["id"]: entry for entry in json.loads((fixtures / "reference/reference.json").read_text())}
    rows = pd.read_csv(fixtures / "data/nps_testdata.csv")[["REC", "BU"]]
    table = nps(survey_of(rows, scales={"REC": (0, 10)}), "REC", by="BU").table.set_index("BU")
    for group in ("Apples", "Bananas"):
        expected = references[f"nps.testdata.BU.{group}"]["expected"]
        row = table.loc[group]
        assert row.estimate == close(expected["nps"], 1e-9)
        assert row.std_error == close(expected["se_mle_points"], 1e-9)
        assert [row.ci_low, row.ci_high] == close(expected["adj_wald_3_34_Rocks_ci95"], 1e-9)
        assert row[["n", "promoters", "passives", "detractors"]].tolist() == [
            expected[name] for name in ("n", "promoters", "passives", "detractors")
        ]


def test_all_promoters_still_have_an_interval():
    row = only_row(nps(survey_of({"nps": [10] * 10})))
    assert (row.estimate, row.std_error, row.ci_high) == (100, 0, 100)
    # (10.75 - 0.75) / 13 = 76.92 and its Wald error, by hand after Rocks (2016).
    error = 100 * np.sqrt((11.5 / 13 - (10 / 13) ** 2) / 13)
    assert row.ci_low == pytest.approx(100 * 10 / 13 - 1.959964 * error, abs=1e-4)


def test_the_sentence_names_the_mix_and_the_base():
    survey = survey_of({"nps": nps_answers(612, 459, 841)})
    assert nps(survey).sentences() == [
        "NPS is -12 (95% CI -16 to -8; 1,912 customers: 32% promoters, 24% passives, 44% detractors)."
    ]


def test_weighted_nps_is_linearised_and_keeps_counts_unweighted():
    rng = np.random.default_rng(3)
    answers, weights = rng.integers(0, 11, 400), rng.uniform(0.2, 3, 400)
    result = nps(survey_of({"nps": answers, "w": weights}, weight="w"))
    row = only_row(result)
    scores = np.where(answers >= 9, 100, np.where(answers <= 6, -100, 0))
    assert row.estimate == pytest.approx(np.average(scores, weights=weights))
    worth = weights.sum() ** 2 / (weights**2).sum()
    assert row.n_effective == pytest.approx(worth)
    squares = (weights**2 * (scores - row.estimate) ** 2).sum()
    assert row.std_error == pytest.approx(np.sqrt(400 / 399 * squares) / weights.sum())
    assert row.ci_high - row.ci_low == pytest.approx(2 * 1.96 * row.std_error, rel=0.02)
    assert row.promoters == (answers >= 9).sum()
    assert row.promoters_share == pytest.approx(100 * weights[answers >= 9].sum() / weights.sum())
    assert f"effective base {worth:.0f}" in result.sentences()[0]
    assert "counts of people do not" in result.method


def test_scaling_all_weights_changes_nothing():
    answers = [10, 9, 7, 3, 0, 10, 8, 6] * 10
    small, large = (
        only_row(nps(survey_of({"nps": answers, "w": np.tile([0.5, 1, 2, 1], 20) * factor}, weight="w")))
        for factor in (0.01, 100)
    )
    numbers = ["estimate", "std_error", "ci_low", "ci_high", "n", "n_effective", "promoters_share"]
    assert small[numbers].tolist() == pytest.approx(large[numbers].tolist())


def test_population_shrinks_the_interval_of_nearly_everybody():
    survey = survey_of({"nps": nps_answers(20, 20, 20)}, only="Leadership")
    free, told = only_row(nps(survey)), only_row(nps(survey, population={"Leadership": 72}))
    # Cochran: sqrt((72 - 60) / (72 - 1)).
    assert told.std_error / free.std_error == pytest.approx(np.sqrt(12 / 71))
    assert told.ci_high - told.ci_low < 0.5 * (free.ci_high - free.ci_low)
    complete = nps(survey, population=60)
    assert complete.table.ci_low[0] == complete.table.ci_high[0] == 0
    assert "a complete count" in complete.sentences()[0]
    assert any("not non-response" in caveat for caveat in complete.caveats)


@pytest.mark.parametrize(
    ("population", "by", "complaint"),
    [
        ({"Leadership": 59}, None, "59 for all, but 60 answered"),
        ({"Customers": 100}, None, "no group here"),
        ({"Leadership": 100}, "unit", "told by audience"),
        (100, "unit", "one number for 2 groups"),
        ({"Leadership": "many"}, None, "number of people"),
    ],
)
def test_a_wrong_population_is_refused(population, by, complaint):
    survey = survey_of({"nps": nps_answers(20, 20, 20), "unit": ["N", "S"] * 30}, only="Leadership", unit="unit")
    with pytest.raises(OptionError, match=complaint):
        nps(survey, by=by, population=population)


def test_population_narrows_sampled_units_too():
    survey = survey_of({"nps": nps_answers(20, 20, 20), "unit": list("ABCDE") * 12}, unit="unit")
    open_, told = only_row(nps(survey, cluster="unit")), only_row(nps(survey, cluster="unit", population=100))
    assert told.std_error == pytest.approx(open_.std_error * np.sqrt(40 / 99))
    assert told.ci_high - told.ci_low < open_.ci_high - open_.ci_low
    everybody = only_row(nps(survey, cluster="unit", population=60))
    assert everybody.std_error == 0 and everybody.ci_low == pytest.approx(everybody.ci_high, abs=0.01)


# -- which scale ----------------------------------------------------------------------------------


def test_one_to_ten_is_computed_and_never_called_nps():
    survey = survey_of({"recommend": [10, 9, 8, 7, 6, 1]}, scales={"recommend": (1, 10)})
    with pytest.warns(SurveyWarning, match="no Net Promoter Score"):
        result = nps(survey, "recommend")
    assert result.table[["promoters", "passives", "detractors"]].values.tolist() == [[2, 2, 2]]
    assert "no Net Promoter Score" in result.sentences()[0]
    assert not result.sentences()[0].startswith("NPS")
    assert any("no Net Promoter Score" in caveat for caveat in result.caveats)


@pytest.mark.parametrize("scale", [(1, 5), (1, 7), (0, 100)])
def test_other_scales_are_refused_with_the_remedy(scale):
    survey = survey_of({"score": [1, 2, 3]}, scales={"score": scale})
    with pytest.raises(ScaleError, match=r"csat or mean_score.*\(0, 10\)"):
        nps(survey, "score")


def test_a_supposed_scale_without_zeros_is_doubted():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"How likely are you to recommend us?": rng.integers(1, 11, 300)})
    survey = cx.Survey.from_frame(frame)
    with pytest.warns(SurveyWarning, match="nobody of 300 answered 0"):
        result = nps(survey)
    assert any("asked on 1-10" in caveat for caveat in result.caveats)


def test_a_declared_scale_without_zeros_is_a_caveat_only(recwarn):
    result = nps(survey_of({"nps": [9, 8, 3] * 80}))
    assert any("nobody of 240 answered 0" in caveat for caveat in result.caveats)
    assert not recwarn.list
    assert not any("answered 0" in caveat for caveat in nps(survey_of({"nps": [9, 8, 0] * 80})).caveats)


# -- shares ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", cases("shares"))
def test_csat_has_wilsons_interval(case):
    hits, n = case["input"]["successes"], case["input"]["n"]
    answers = [5, 4] * (hits // 2) + [4] * (hits % 2) + [1] * (n - hits)
    survey = survey_of({"billing": answers}, scales={"billing": (1, 5)})
    row = only_row(csat(survey))
    low, high = case["expected"]["wilson"]
    assert row.estimate == pytest.approx(100 * hits / n)
    assert row.std_error == pytest.approx(100 * np.sqrt(hits / n * (1 - hits / n) / n))
    assert [row.ci_low, row.ci_high] == pytest.approx([100 * low, 100 * high], rel=case["tolerance"], abs=1e-9)
    assert (row.top_box, row.n) == (hits, n)


def test_boxes_follow_the_scale():
    survey = survey_of(
        {"five": [1, 2, 3, 4, 5], "seven": [1, 4, 5, 6, 7], "ten": [0, 7, 8, 9, 10]},
        scales={"five": (1, 5), "seven": (1, 7), "ten": (0, 10)},
    )
    assert csat(survey, "five").table.top_box[0] == 2
    assert csat(survey, "five", top=1).table.top_box[0] == 1
    assert csat(survey, "seven").boxes == "6 or 7 of 1-7"
    assert csat(survey, "ten").boxes == "9 or 10 of 0-10"
    assert ces(survey, "seven").boxes == "5 to 7 of 1-7"
    assert ces(survey, "five").boxes == "4 or 5 of 1-5"
    assert ces(survey, "seven", direction="hard").table.top_box[0] == 1
    assert ces(survey, "five", direction="hard").boxes == "1 or 2 of 1-5"
    for wrong in (0, 5, 2.5, True, "2"):
        with pytest.raises(OptionError, match="top must be"):
            csat(survey, "five", top=wrong)
    with pytest.raises(OptionError, match="direction must be one of 'easy', 'hard'"):
        ces(survey, "five", direction="up")


def test_a_reversed_question_is_turned_before_it_is_counted():
    frame = pd.DataFrame({"billing": [1, 1, 2, 5]})
    book = pd.DataFrame({"id": ["billing"], "kind": ["rating"], "scale": ["1-5"], "reversed": [True]})
    survey = cx.Survey.from_frame(frame, codebook=book)
    assert csat(survey).table.top_box[0] == 3
    assert mean_score(survey).table.estimate[0] == 3.75


def test_labels_that_contradict_the_direction_are_warned_about():
    labels = ["Very easy", "Easy", "Neither", "Difficult", "Very difficult"]
    survey = survey_of({"effort": ["Very easy", "Difficult"] * 5}, scales={"effort": labels})
    with pytest.warns(SurveyWarning, match="'Very difficult'"):
        ces(survey, "effort")
    result = ces(survey, "effort", direction="hard")
    assert result.table.estimate[0] == 50
    assert "the low end is easy" in result.caveats[0] and "direction='easy'" in result.caveats[0]


def test_weighted_share_against_statsmodels():
    import statsmodels.api as sm

    rng = np.random.default_rng(5)
    answers, weights = rng.integers(1, 6, 300), rng.uniform(0.2, 3, 300)
    row = only_row(csat(survey_of({"billing": answers, "w": weights}, scales={"billing": (1, 5)}, weight="w")))
    # Intercept-only WLS with HC1 is the linearised error of a weighted mean: n / (n - 1) sum w^2 e^2 / (sum w)^2.
    fit = sm.WLS(100.0 * (answers >= 4), np.ones(300), weights=weights).fit(cov_type="HC1")
    assert row.estimate == pytest.approx(fit.params[0])
    assert row.std_error == pytest.approx(fit.bse[0])
    assert row.n_effective == pytest.approx(weights.sum() ** 2 / (weights**2).sum())


# -- means ----------------------------------------------------------------------------------------


def test_mean_against_scipy():
    from scipy import stats

    rng = np.random.default_rng(1)
    answers = rng.integers(1, 8, 90)
    row = only_row(mean_score(survey_of({"a": answers}, scales={"a": (1, 7)}), "a"))
    low, high = stats.t.interval(0.95, 89, answers.mean(), stats.sem(answers))
    assert [row.estimate, row.std_error, row.ci_low, row.ci_high] == pytest.approx(
        [answers.mean(), stats.sem(answers), low, high]
    )


def test_points_are_percent_of_the_possible():
    survey = survey_of({"a": [1, 4, 4], "b": [0, 5, 10]}, scales={"a": (1, 5), "b": (0, 10)})
    table = mean_score(survey, scale="0-100").table
    assert table.question.tolist() == ["a", "b"]
    assert table.estimate.tolist() == pytest.approx([50, 50])


def test_weighted_mean_against_statsmodels():
    import statsmodels.api as sm

    rng = np.random.default_rng(2)
    answers, weights = rng.integers(0, 11, 250), rng.lognormal(0, 0.6, 250)
    row = only_row(mean_score(survey_of({"a": answers, "w": weights}, scales={"a": (0, 10)}, weight="w"), "a"))
    fit = sm.WLS(answers, np.ones(250), weights=weights).fit(cov_type="HC1", use_t=True)
    assert [row.estimate, row.std_error] == pytest.approx([fit.params[0], fit.bse[0]])
    assert [row.ci_low, row.ci_high] == pytest.approx(fit.conf_int()[0].tolist())


def test_sampled_units_match_r_survey():
    case = record("clusters", "apiclus1.api00")
    n, total = case["input"]["n"], case["input"]["sum_x"]
    # The error depends on the sum of each district alone, so its schools may all stand at its mean.
    district, score = np.repeat(np.arange(15), n), np.repeat(np.divide(total, n), n)
    schools = pd.DataFrame({"district": district, "api00": score, "pw": 33.847})
    survey = survey_of(schools, unit="district", weight="pw")
    row = only_row(mean_score(survey, "api00", cluster="district"))
    assert row.estimate == pytest.approx(case["expected"]["mean"], rel=1e-10)
    assert row.std_error == pytest.approx(case["expected"]["std_error"], rel=1e-10)


@pytest.mark.parametrize("weighted", [False, True])
def test_sampled_units_against_statsmodels(weighted):
    import statsmodels.api as sm
    from scipy import stats

    rng = np.random.default_rng(4)
    unit = rng.integers(0, 12, 400)
    answers = np.clip(np.round(5 + rng.normal(0, 1.5, 12)[unit] + rng.normal(0, 2, 400)), 0, 10)
    weights = rng.uniform(0.5, 2, 400) if weighted else np.ones(400)
    roles = {"unit": "unit"} | ({"weight": "w"} if weighted else {})
    survey = survey_of({"nps": answers, "unit": unit, "w": weights}, **roles)

    def fitted(scores):
        # With one coefficient statsmodels' small-sample factor is G / (G - 1), as in R survey.
        model = sm.WLS(scores, np.ones(400), weights=weights)
        return model.fit(cov_type="cluster", cov_kwds={"groups": unit}, use_t=True)

    mean, fit = only_row(mean_score(survey, "nps", cluster="unit")), fitted(answers)
    assert [mean.estimate, mean.std_error] == pytest.approx([fit.params[0], fit.bse[0]])
    reach = stats.t.ppf(0.975, 11) * fit.bse[0]
    assert [mean.ci_low, mean.ci_high] == pytest.approx([fit.params[0] - reach, fit.params[0] + reach])
    score, fit = (
        only_row(nps(survey, cluster="unit", method="wald")),
        fitted(np.where(answers >= 9, 100, np.where(answers <= 6, -100, 0))),
    )
    assert [score.estimate, score.std_error] == pytest.approx([fit.params[0], fit.bse[0]])
    reach = stats.t.ppf(0.975, 11) * fit.bse[0]
    assert [score.ci_low, score.ci_high] == pytest.approx([score.estimate - reach, score.estimate + reach])
    assert score.n_effective < 400
    share, fit = only_row(csat(survey, "nps", cluster="unit")), fitted(100.0 * (answers >= 9))
    assert [share.estimate, share.std_error] == pytest.approx([fit.params[0], fit.bse[0]])
    # Korn & Graubard: Wilson on p (1 - p) / se^2, less (z / t)^2.
    p, z = share.estimate / 100, stats.norm.ppf(0.975)
    worth = min(p * (1 - p) / (fit.bse[0] / 100) ** 2, 400)
    assert share.n_effective == pytest.approx(worth)
    worth = share.n_effective * (z / stats.t.ppf(0.975, 11)) ** 2
    centre = (p + z**2 / (2 * worth)) / (1 + z**2 / worth)
    half = z * np.sqrt(p * (1 - p) / worth + z**2 / (4 * worth**2)) / (1 + z**2 / worth)
    assert [share.ci_low, share.ci_high] == pytest.approx([100 * (centre - half), 100 * (centre + half)])


def test_scores_by_unit_are_weighted_by_n():
    import statsmodels.api as sm

    rng = np.random.default_rng(8)
    scores, answered = rng.normal(7, 1, 30).round(1), rng.integers(5, 80, 30)
    units = pd.DataFrame({"school": np.arange(30), "safety": scores, "n": answered})
    survey = survey_of(units, scales={"safety": (0, 10)}, only="Parents", unit="school", n="n")
    result = mean_score(survey, "safety")
    row = only_row(result)
    fit = sm.WLS(units.safety, np.ones(30), weights=units.n).fit(cov_type="HC1", use_t=True)
    assert [row.estimate, row.std_error] == pytest.approx([fit.params.iloc[0], fit.bse.iloc[0]])
    assert [row.ci_low, row.ci_high] == pytest.approx(fit.conf_int().iloc[0].tolist())
    assert (row.n, row.units) == (units.n.sum(), 30)
    assert result.sentences()[0].endswith(f"30 units, {units.n.sum():,} Parents).")
    for refused in (nps, csat, ces):
        with pytest.raises(QuestionError, match="needs the single answers"):
            refused(survey, "safety")


@pytest.mark.external
def test_real_schools_by_audience(fixtures):
    rows = pd.read_csv(fixtures / "data/nyc_schools_d75.tsv", sep="\t", encoding="utf-8-sig")
    long = pd.concat(
        [
            pd.DataFrame({"school": rows.dbn, "audience": name, "n": rows[f"N_{key}"], "safety": rows[f"saf_{key}_11"]})
            for name, key in (("Parents", "p"), ("Teachers", "t"))
        ]
    )
    survey = survey_of(long, scales={"safety": (0, 10)}, audience="audience", unit="school", n="n")
    table = mean_score(survey, "safety", by="audience").table.set_index("audience")
    for name, part in long.groupby("audience"):
        part = part.dropna(subset=["safety", "n"])
        assert table.loc[name, "estimate"] == pytest.approx(np.average(part.safety, weights=part.n))
        assert table.loc[name, ["n", "units"]].tolist() == [part.n.sum(), len(part)]


# -- the promise of an interval --------------------------------------------------------------------


def coverage(table, truth):
    return 100 * ((table.ci_low <= truth) & (truth <= table.ci_high)).mean()


def studies(draw, *, count=2000, **roles):
    """Many studies as one survey: each is a group, so one call counts and judges them all."""
    frame = pd.DataFrame(draw(count))
    return survey_of(frame, scales={"nps": (0, 10), "five": (1, 5)}, **roles)


def test_nps_and_means_cover_what_was_planted():
    rng = np.random.default_rng(11)
    p = np.array([2, 1, 1, 2, 3, 6, 8, 15, 22, 20, 20]) / 100
    truth = 100 * (p[9:].sum() - p[:7].sum())
    for n in (25, 60):
        survey = studies(lambda k, n=n: {"study": np.repeat(np.arange(k), n), "nps": rng.choice(11, k * n, p=p)})
        assert 93 <= coverage(nps(survey, by="study").table, truth) <= 97
        assert 93 <= coverage(mean_score(survey, "nps", by="study").table, (p * np.arange(11)).sum()) <= 97


def test_shares_cover_what_was_planted():
    rng = np.random.default_rng(12)
    found = []
    for share in (0.3, 0.5, 0.8, 0.95):
        answers = np.where(rng.random(2000 * 40) < share, 5, 1)
        survey = studies(lambda k, answers=answers: {"study": np.repeat(np.arange(k), 40), "five": answers})
        found.append(coverage(csat(survey, "five", by="study").table, 100 * share))
    assert min(found) >= 91
    assert 93 <= np.mean(found) <= 97


def test_weighted_and_clustered_means_cover_what_was_planted():
    rng = np.random.default_rng(13)

    def weighted(k):
        # Two strata; the larger one is sampled at a third of its share, and weights put it right.
        first = np.tile(np.arange(60) < 30, k)
        answers = np.where(first, rng.integers(6, 11, 60 * k), rng.integers(0, 11, 60 * k))
        return {"study": np.repeat(np.arange(k), 60), "nps": answers, "w": np.where(first, 1.0, 3.0)}

    survey = studies(weighted, weight="w")
    assert 93 <= coverage(mean_score(survey, "nps", by="study").table, (8 + 3 * 5) / 4) <= 97
    assert 93 <= coverage(nps(survey, by="study").table, (20 + 3 * -500 / 11) / 4) <= 97

    def clustered(k):
        level = rng.choice([2, 5, 8], (k, 20)) + 0.0
        answers = level[:, :, None] + rng.choice([-2, -1, 0, 1, 2], (k, 20, 10))
        unit = np.arange(k * 20).repeat(10)
        return {"study": np.repeat(np.arange(k), 200), "unit": unit, "nps": answers.ravel()}

    survey = studies(clustered, count=1000, unit="unit")
    sampled = mean_score(survey, "nps", by="study", cluster="unit").table
    assert 92 <= coverage(sampled, 5) <= 97
    # Of fifteen answers as likely as each other two are promoters' (9, 10) and ten detractors' (0 to 6).
    assert 93 <= coverage(nps(survey, by="study", cluster="unit").table, 100 * (2 - 10) / 15) <= 97.5
    # What the caveat is about: taken as independent, the same answers promise far too much.
    assert coverage(mean_score(survey, "nps", by="study").table, 5) < 65


# -- who may be shown, and what is said when there is little ---------------------------------------


def test_small_groups_of_staff_are_hidden_and_said():
    frame = {"nps": [9, 3, 8] + [10] * 12, "unit": ["N"] * 3 + ["S"] * 6 + ["W"] * 6}
    survey = survey_of(frame, only="Staff", unit="unit")
    result = nps(survey, by="unit")
    table = result.table.set_index("unit")
    # Three in N are too few; one of the others goes with them, or the total gives them away.
    assert table.estimate.isna().tolist() == [True, True, False]
    assert table.loc["N"].drop("question").isna().all()
    assert result.sentences()[-1] == "Hidden, so that small groups of leaders or staff stay anonymous: N, S."
    open_table = nps(survey, by="unit", privacy=False).table
    assert open_table.n.tolist() == [3, 6, 6]
    assert nps(survey_of(frame, unit="unit"), by="unit").table.n.tolist() == [3, 6, 6]


def test_the_name_that_the_caller_uses_does_not_open_the_door():
    frame = {"who": ["Staff"] * 3 + ["Customers"] * 9, "nps": [0, 0, 10] + [9] * 9}
    survey = survey_of(frame, audience="who")
    for by in ("who", "audience"):
        table = nps(survey, by=by).table.set_index(by)
        assert np.isnan(table.loc["Staff", "estimate"])
        assert table.loc["Customers", "estimate"] == 100


def test_a_mixture_does_not_give_a_small_audience_away():
    frame = {
        "who": ["Staff"] * 3 + ["Customers"] * 6 + ["Staff"] * 8 + ["Customers"] * 6 + ["Staff"] * 9,
        "unit": ["N"] * 9 + ["S"] * 14 + ["W"] * 9,
        "nps": [5] * 32,
    }
    survey = survey_of(frame, audience="who", unit="unit")
    # The nine of N less its six customers would show three of staff.
    assert nps(survey, by="unit").table.set_index("unit").n.isna().to_dict() == {"N": True, "S": True, "W": False}
    assert nps(survey, by="unit", privacy=False).table.n.tolist() == [9, 14, 9]


def test_groups_are_those_that_have_rows():
    frame = {"unit": ["N", "N", "S", None, " "], "nps": [9, 10, None, 7, 8]}
    result = nps(survey_of(frame, unit="unit"), by="unit")
    assert result.table.unit.tolist() == ["N", "S"]
    assert result.table.n.tolist() == [2, 0]
    assert "Nobody in S answered NPS." in result.sentences()
    assert "2 answers without a stated unit left out." in result.caveats
    assert any("1 missing, of 5 rows" in caveat for caveat in result.caveats)


def test_pooled_waves_and_mixed_audiences_are_said():
    frame = {
        "who": ["Staff"] * 6 + ["Customers"] * 6,
        "nps": [9] * 12,
        "wave": [1, 2] * 6,
        "id": [1, 1, 2, 3, 4, 5, 1, 1, 2, 3, 4, 5],
    }
    survey = survey_of(frame, audience="who", wave="wave", respondent="id")
    told = " ".join(nps(survey).caveats)
    # Number 1 of staff and number 1 of customers are two people.
    assert "2 waves are pooled (1, 2)" in told and "2 people answered more than once" in told
    assert "Audiences are mixed (Staff, Customers)" in told
    apart = " ".join(nps(survey, by=["audience", "wave"], privacy=False).caveats)
    assert "pooled" not in apart and "mixed" not in apart
    assert "mixed" not in " ".join(nps(survey.only(audience="Customers")).caveats)


def test_an_audience_that_was_not_asked_has_no_missing_answers():
    frame = {"who": ["Staff"] * 7 + ["Customers"] * 7, "nps": [None] * 7 + [9] * 6 + [None]}
    result = nps(survey_of(frame, audience="who"))
    assert any("1 missing, of 7 rows" in caveat for caveat in result.caveats)
    assert "6 customers" in result.sentences()[0]
    assert not any("mixed" in caveat for caveat in result.caveats)


def test_rows_without_a_weight_are_counted():
    result = nps(survey_of({"nps": [9, 9, 0, 5], "w": [1, 2, None, -1]}, weight="w"))
    assert result.table.n[0] == 2
    assert "2 rows without a usable weight left out." in result.caveats


def test_the_only_question_of_the_kind_or_an_error_that_names_the_candidates():
    survey = survey_of({"a": [1, 5, 4], "b": [2, 3, 3], "why": ["x", "y", "z"]}, scales={"a": (1, 5), "b": (1, 5)})
    with pytest.raises(QuestionError, match="2 questions of kind rating: a, b"):
        csat(survey)
    with pytest.raises(QuestionError, match=r"no question of kind nps.*Closed questions: a, b"):
        nps(survey)
    with pytest.raises(QuestionError, match="'why' is a question of kind"):
        mean_score(survey, "why")
    with pytest.raises(OptionError, match="Did you mean 'wald'"):
        nps(survey_of({"nps": [1]}), method="wold")
    with pytest.raises(OptionError, match="also a column of the result"):
        nps(survey_of({"nps": [1], "estimate": ["a"]}), by="estimate")


def test_many_groups_are_cut_short_and_it_is_said():
    survey = survey_of({"unit": np.repeat(np.arange(40), 5), "nps": np.tile([10, 9, 8, 3, 2], 40)}, unit="unit")
    said = nps(survey, by="unit").sentences()
    assert len(said) <= 26
    assert "more rows stand in the table" in said[-1]


@pytest.mark.parametrize("engine", ["polars", "lazy polars", "pyarrow", "duckdb"])
def test_every_engine_gives_the_same(engine):
    rng = np.random.default_rng(6)
    frame = pd.DataFrame(
        {"nps": rng.integers(0, 11, 300), "unit": rng.choice(list("ABCD"), 300), "w": rng.uniform(0.5, 2, 300)}
    )
    if engine == "duckdb":
        import duckdb

        native = duckdb.from_df(frame)
    elif engine == "pyarrow":
        import pyarrow as pa

        native = pa.Table.from_pandas(frame)
    else:
        import polars as pl

        native = pl.from_pandas(frame)
        native = native.lazy() if engine.startswith("lazy") else native
    options = {"roles": {"unit": "unit", "weight": "w"}, "scales": {"nps": (0, 10)}, "audience": "Customers"}
    here, there = (cx.Survey.from_frame(data, **options) for data in (frame, native))
    for result in (lambda s: nps(s, by="unit"), lambda s: mean_score(s, "nps", cluster="unit")):
        pd.testing.assert_frame_equal(result(here).table, result(there).table, check_dtype=False, rtol=1e-12)


answers = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 11), st.just("n/a")),
        st.sampled_from(["N", "S", None]),
        st.sampled_from(["Staff", "Customers"]),
        st.sampled_from([0.5, 1.0, 3.0, 0.0, None]),
    ),
    max_size=9,
)


@settings(max_examples=60)
@given(
    rows=answers,
    weighted=st.booleans(),
    clustered=st.booleans(),
    privacy=st.booleans(),
    call=st.sampled_from([nps, csat, ces, mean_score]),
    by=st.sampled_from([None, "audience", ["audience", "unit"]]),
)
def test_no_sentence_ever_holds_a_number_that_does_not_exist(rows, weighted, clustered, privacy, call, by):
    frame = pd.DataFrame(rows, columns=["nps", "unit", "who", "w"])
    roles = {"audience": "who", "unit": "unit"} | ({"weight": "w"} if weighted else {})
    book = pd.DataFrame({"id": ["nps"], "kind": ["nps"], "scale": ["0-10"]})
    survey = cx.Survey.from_frame(frame, roles=roles, codebook=book)
    cluster = "unit" if clustered and by != ["audience", "unit"] else None
    result = call(survey, "nps", by=by, cluster=cluster, privacy=privacy)
    text = " ".join([*result.sentences(), result.method, *result.caveats])
    assert result.sentences() and not UNREAL.search(text), text
    table = result.table
    shown = table[table.ci_low.notna()]
    assert (shown.ci_low <= shown.ci_high).all()
    assert (table.n[table.estimate.notna()] > 0).all()
    if privacy and by:
        assert not ((table.audience == "Staff") & (table.n > 0) & (table.n < 5)).any()
    assert not UNREAL.search(repr(result))


def test_nothing_is_changed_in_place():
    frame = pd.DataFrame({"nps": [9, 3, 8], "unit": ["A", "B", "A"]})
    survey = survey_of(frame, unit="unit")
    before = survey.to_pandas()
    nps(survey, by="unit"), mean_score(survey, "nps", cluster="unit")
    pd.testing.assert_frame_equal(survey.to_pandas(), before)
