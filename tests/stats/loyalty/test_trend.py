"""Changes between waves: against scipy, statsmodels, Newcombe's tables, a planted truth and simulation."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError, ScaleError
from cxresearch.stats.loyalty.overlap import mean_change, share_change
from cxresearch.stats.loyalty.trends import trend
from cxresearch.survey.columns.wave_order import in_time
from cxresearch.survey.survey import Survey
from tests.harbour import sample


def waves(
    first, second, *, people=None, question="billing", scale=(0, 10), weight=None, audience="Customers"
) -> Survey:
    """Two waves of answers; ``people`` names who gave each answer of the first and the second wave."""
    frame = pd.DataFrame({"wave": [2024] * len(first) + [2025] * len(second), question: [*first, *second]})
    if people is not None:
        frame["respondent"] = [*people[0], *people[1]]
    if weight is not None:
        frame["weight"] = weight
    return Survey.from_frame(frame, scales={question: scale}, audience=audience)


def last(survey, **options) -> pd.Series:
    return trend(survey, **options).table.iloc[-1]


RNG = np.random.default_rng(11)
LIKING = RNG.normal(0, 1, 160)
ONE = np.clip(np.round(6 + 2 * LIKING + RNG.normal(0, 1.5, 160)), 0, 10)
TWO = np.clip(np.round(6.6 + 2 * LIKING + RNG.normal(0, 1.5, 160)), 0, 10)
NAMES = [f"p{at}" for at in range(160)]


# -- means -----------------------------------------------------------------------------------------


def test_everybody_in_both_is_the_paired_t_test():
    from scipy.stats import ttest_rel

    row = last(waves(ONE, TWO, people=(NAMES, NAMES)), question="billing", metric="mean")
    test = ttest_rel(TWO, ONE)
    interval = test.confidence_interval(0.95)
    assert row.pairing == "paired" and row.n_both == 160
    assert row.change == pytest.approx((TWO - ONE).mean())
    assert row.p_value == pytest.approx(test.pvalue, rel=1e-9)
    assert (row.change_ci_low, row.change_ci_high) == pytest.approx((interval.low, interval.high), rel=1e-9)


def test_order_of_rows_does_not_matter_to_pairs():
    shuffled = np.random.default_rng(1).permutation(160)
    survey = waves(ONE, TWO[shuffled], people=(NAMES, [NAMES[at] for at in shuffled]))
    ordered = last(waves(ONE, TWO, people=(NAMES, NAMES)), question="billing", metric="mean")
    row = last(survey, question="billing", metric="mean")
    assert row[["change", "change_ci_low", "p_value"]].tolist() == pytest.approx(
        ordered[["change", "change_ci_low", "p_value"]].tolist()
    )


def test_nobody_in_both_is_welchs_test():
    from scipy.stats import ttest_ind

    row = last(waves(ONE[:60], TWO[60:], people=(NAMES[:60], NAMES[60:])), question="billing", metric="mean")
    test = ttest_ind(TWO[60:], ONE[:60], equal_var=False)
    interval = test.confidence_interval(0.95)
    assert row.pairing == "independent" and row.n_both == 0
    assert row.p_value == pytest.approx(test.pvalue, rel=1e-9)
    assert (row.change_ci_low, row.change_ci_high) == pytest.approx((interval.low, interval.high), rel=1e-9)
    unnamed = last(waves(ONE[:60], TWO[60:]), question="billing", metric="mean")
    assert unnamed.p_value == pytest.approx(test.pvalue, rel=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
def test_some_in_both_has_the_error_of_a_robust_regression(weighted):
    """People as clusters in statsmodels: the score-free part of the two sandwiches differs by n / (n - 1) alone."""
    import statsmodels.api as sm

    first, second = np.arange(0, 110), np.arange(50, 160)
    answers = np.r_[ONE[first], TWO[second]]
    person = np.r_[first, second]
    later = np.r_[np.zeros(110), np.ones(110)]
    weight = np.where(person % 3 == 0, 2.0, 0.5) if weighted else None
    row = last(
        waves(ONE[first], TWO[second], people=(first.astype(str), second.astype(str)), weight=weight),
        question="billing", metric="mean",
    )  # fmt: skip
    assert row.pairing == "partly paired" and row.n_both == 60
    design = sm.add_constant(later)
    model = sm.GEE(answers, design, groups=person, cov_struct=sm.cov_struct.Independence(), weights=weight).fit()
    assert row.change == pytest.approx(model.params[1], rel=1e-9)
    # Both waves have 110 answers, so one factor turns the robust error without correction into ours.
    assert row.change_std_error == pytest.approx(model.bse[1] * np.sqrt(110 / 109), rel=1e-9)
    apart = last(waves(ONE[first], TWO[second], weight=weight), question="billing", metric="mean")
    assert row.change_std_error < 0.9 * apart.change_std_error


def test_partly_overlapping_degrees_of_freedom():
    """Derrick et al. (2017), T_new2: their formula typed in again, between Welch's and n - 1."""
    n_a, n_b, both = 30.0, 50.0, 20.0
    welch = 70.0
    expected = (both - 1) + (welch - both + 1) / (n_a - both + n_b - both + 2 * both) * (n_a - both + n_b - both)
    # Equal errors and these degrees of freedom make Welch's 1 / (.25 / 35 + .25 / 35) = 70.
    change = mean_change(0.0, 1.0, 35.0, n_a, 3.0, 1.0, 35.0, n_b, 0.4, both, confidence=0.95)
    from scipy.stats import t

    error = np.sqrt(2 - 2 * 0.4)
    assert change.p_value == pytest.approx(2 * t.sf(3 / error, expected), rel=1e-9)
    assert both - 1 < expected < welch


# -- Net Promoter Scores and shares ----------------------------------------------------------------


def test_nps_change_of_other_people_is_rocks():
    """60/25/15 against 25/50/25 ... the values of METHODS: 20, [-1.781, 41.781], p .07191."""
    survey = waves([9] * 25 + [7] * 25 + [3] * 0 + [9] * 25 + [3] * 25, [9] * 60 + [7] * 25 + [0] * 15, question="nps")
    before = last(survey, question="nps")
    d_p, d_q = (60 - 15) / 100, (50 - 25) / 100
    error = 100 * np.sqrt((0.75 - d_p**2) / 100 + (0.75 - d_q**2) / 100)
    assert before.change == pytest.approx(20.0)
    assert before.change_std_error == pytest.approx(error)
    assert (before.change_ci_low, before.change_ci_high) == pytest.approx((-1.781, 41.781), abs=5e-4)
    assert before.p_value == pytest.approx(0.07191, abs=5e-6)


def test_nps_change_of_the_same_people_is_the_error_of_their_differences():
    row = last(waves(ONE, TWO, people=(NAMES, NAMES), question="nps"), question="nps")
    scores = [np.where(x >= 9, 100.0, np.where(x <= 6, -100.0, 0.0)) for x in (ONE, TWO)]
    assert row.change == pytest.approx((scores[1] - scores[0]).mean())
    assert row.change_std_error == pytest.approx((scores[1] - scores[0]).std() / np.sqrt(160), rel=1e-9)


def test_share_change_of_other_people_is_newcombes():
    """His 56/70 against 48/80: 0.2, [0.0524, 0.3339]; p by statsmodels."""
    from statsmodels.stats.proportion import proportions_ztest

    survey = waves([5] * 48 + [2] * 32, [4] * 56 + [1] * 14, scale=(1, 5))
    row = last(survey, question="billing", metric="top_box")
    assert row.change == pytest.approx(20.0)
    assert (row.change_ci_low, row.change_ci_high) == pytest.approx((5.24, 33.39), abs=5e-3)
    assert row.p_value == pytest.approx(proportions_ztest([56, 48], [70, 80])[1], rel=1e-9)


def test_share_change_of_the_same_people_is_newcombes_paired():
    """Newcombe (1998), Statistics in Medicine 17, 2635-2650: 36, 12, 2 and 0 of 50 pairs."""
    e, f, g, h = 36, 12, 2, 0
    n = e + f + g + h
    one, two = (e + f) / n, (e + g) / n
    phi = (e * h - f * g) / np.sqrt((e + f) * (g + h) * (e + g) * (f + h))
    error = [100 * np.sqrt(p * (1 - p) / n) for p in (one, two)]
    change = share_change(100 * two, error[1], n, 100 * one, error[0], n, phi, confidence=0.95)
    assert change.estimate == pytest.approx(100 * (f - g) / n)
    assert (change.low / 100, change.high / 100) == pytest.approx((0.0569, 0.3404), abs=1e-4)


def test_shares_of_the_same_people_through_a_survey():
    """Wald's error of a paired difference, sqrt(b + c - (b - c)^2 / n) / n."""
    row = last(waves(ONE, TWO, people=(NAMES, NAMES)), question="billing", metric="top_box")
    b, c = ((TWO >= 9) & (ONE < 9)).sum(), ((TWO < 9) & (ONE >= 9)).sum()
    assert row.change == pytest.approx(100 * (b - c) / 160)
    assert row.change_std_error == pytest.approx(100 * np.sqrt(b + c - (b - c) ** 2 / 160) / 160, rel=1e-9)


# -- coverage --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_thousand_studies() -> Survey:
    """2,000 studies of two waves: 60 and 90 answers, 35 people in both, correlated as a panel is."""
    rng = np.random.default_rng(5)
    studies, one, two, both = 2000, 60, 90, 35
    liking = rng.normal(size=(studies, one + two - both))
    first = 6.0 + 2.2 * (np.sqrt(0.65) * liking[:, :one] + np.sqrt(0.35) * rng.normal(size=(studies, one)))
    second = 6.5 + 2.2 * (np.sqrt(0.65) * liking[:, one - both :] + np.sqrt(0.35) * rng.normal(size=(studies, two)))
    person = np.arange(studies)[:, None] * 1000
    frame = pd.DataFrame(
        {
            "study": np.r_[np.repeat(np.arange(studies), one), np.repeat(np.arange(studies), two)],
            "wave": np.r_[np.zeros(studies * one), np.ones(studies * two)],
            "respondent": np.r_[
                (person + np.arange(one)).ravel(), (person + np.arange(one - both, one + two - both)).ravel()
            ],
            "nps": np.clip(np.round(np.r_[first.ravel(), second.ravel()]), 0, 10),
        }
    )
    roles = {"respondent": "respondent", "wave": "wave"}
    return Survey.from_frame(frame, scales={"nps": (0, 10)}, roles=roles, audience="Customers")


@pytest.mark.parametrize("metric", ["nps", "mean", "top_box"])
def test_intervals_of_changes_hold_what_they_promise(two_thousand_studies, metric):
    """The truth is the same draw from a population of a million a wave."""
    rng = np.random.default_rng(6)
    score = {
        "nps": lambda x: np.where(x >= 9, 100.0, np.where(x <= 6, -100.0, 0.0)),
        "mean": lambda x: x,
        "top_box": lambda x: np.where(x >= 9, 100.0, 0.0),
    }[metric]
    noise = rng.normal(size=1_000_000)
    population = [score(np.clip(np.round(level + 2.2 * noise), 0, 10)).mean() for level in (6.0, 6.5)]
    truth = population[1] - population[0]
    table = trend(two_thousand_studies, "nps", metric=metric, by="study", adjust="none").table
    table = table[table.change.notna()]
    assert len(table) == 2000 and (table.n_both == 35).all()
    held = ((table.change_ci_low <= truth) & (truth <= table.change_ci_high)).mean()
    assert 0.93 <= held <= 0.97
    # As if everybody were new, intervals would be too wide.
    apart = np.sqrt(2) * table.change_std_error.mean()
    assert apart > table.change.std()
    assert table.change_std_error.mean() == pytest.approx(table.change.std(), rel=0.06)


# -- the planted trend -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bank():
    return sample()


def test_harbour_bank_rose_by_five(bank):
    result = trend(bank, "NPS")
    row = result.table.iloc[-1]
    assert row.change_ci_low < 5.0 < row.change_ci_high
    assert 1300 < row.n_both <= 1500
    assert row.pairing == "partly paired"
    assert re.match(r"NPS rose by \d+ points from -\d+ in 2024 to -\d+ in 2025", result.sentences()[0])
    levels = cx.nps(bank, "NPS", by="wave").table
    assert result.table.estimate.tolist() == levels.estimate.tolist()
    assert result.table.ci_low.tolist() == levels.ci_low.tolist()


def test_panel_makes_the_change_better_known(bank):
    linked, apart = trend(bank, "NPS"), trend(bank.with_roles(respondent=None), "NPS")
    assert linked.table.change_std_error.iloc[-1] < apart.table.change_std_error.iloc[-1]
    assert any("nobody answered twice" in caveat for caveat in apart.caveats)
    assert not any("nobody answered twice" in caveat for caveat in linked.caveats)


# -- order, groups, privacy ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ordered",
    [
        ["Q2 2024", "Q4 2024", "Q1 2025"], ["2024-Q3", "2025-Q1"], ["Nov 2024", "Dec 2024", "Jan 2025"],
        ["May 24", "June 24", "May 25"], ["Wave 2", "Wave 9", "Wave 10"], [2019, 2024, 2025], ["2019", "2024", "2025"],
        ["2024-05-06", "2024-05-20", "2024-11-01"], ["H1 2024", "H2 2024", "H1 2025"],
        ["2024/05", "2024/11", "2025/02"],
        ["März 2024", "Oktober 2024"], ["spring 2024", "autumn 2024", "winter 2025"], ["before", "later"],
    ],
)  # fmt: skip
def test_waves_stand_in_the_order_of_time(ordered):
    assert in_time(list(reversed(ordered))) == ordered


def test_against_the_first_wave_and_an_order_of_ones_own():
    frame = pd.DataFrame(
        {"wave": ["red"] * 30 + ["green"] * 30 + ["blue"] * 30, "billing": [3] * 30 + [4, 5] * 15 + [2, 3] * 15}
    )
    survey = Survey.from_frame(frame, scales={"billing": (1, 5)}, audience="Customers")
    table = trend(survey, "billing", metric="mean", order=["red", "green", "blue"], against="first").table
    assert table.wave.tolist() == ["red", "green", "blue"]
    assert table.compared_with.tolist()[1:] == ["red", "red"]
    assert table.change.tolist()[1:] == pytest.approx([1.5, -0.5])
    steps = trend(survey, "billing", metric="mean", order=["red", "green", "blue"]).table
    assert steps.change.tolist()[1:] == pytest.approx([1.5, -2.0])


def test_changes_from_hidden_waves_are_hidden():
    frame = pd.DataFrame({"wave": [1] * 3 + [2] * 20 + [3] * 20, "billing": [1, 2, 3] + [4, 5] * 20})
    survey = Survey.from_frame(frame, scales={"billing": (1, 5)}, audience="Staff")
    result = trend(survey, "billing", metric="mean")
    assert np.isnan(result.table.estimate.iloc[0]) and np.isnan(result.table.change.iloc[1])
    assert any("anonymous" in said for said in result.sentences())


def test_the_same_number_in_two_audiences_is_not_the_same_person():
    frame = pd.DataFrame(
        {
            "audience": ["Staff"] * 30 + ["Customers"] * 30, "wave": [1] * 30 + [2] * 30,
            "respondent": [*range(30)] * 2, "billing": [1, 5, 3] * 20,
        }
    )  # fmt: skip
    roles = {"audience": "audience", "wave": "wave", "respondent": "respondent"}
    survey = Survey.from_frame(frame, scales={"billing": (1, 5)}, roles=roles)
    assert last(survey, question="billing", metric="mean").n_both == 0


def test_units_of_which_only_scores_are_known_are_linked_by_unit():
    from scipy.stats import ttest_rel

    one, two = np.array([60.0, 70, 55, 80, 65, 72]), np.array([66.0, 71, 60, 83, 70, 74])
    frame = pd.DataFrame({"unit": [*"ABCDEF"] * 2, "n": [20] * 12, "wave": [1] * 6 + [2] * 6, "score": [*one, *two]})
    roles = {"unit": "unit", "n": "n", "wave": "wave"}
    survey = Survey.from_frame(frame, scales={"score": (0, 100)}, roles=roles, audience="Customers")
    row = last(survey, question="score", metric="mean")
    assert row.change == pytest.approx((two - one).mean())
    assert row.change_std_error == pytest.approx((two - one).std(ddof=1) / np.sqrt(6), rel=1e-9)
    assert ttest_rel(two, one).statistic == pytest.approx(row.change / row.change_std_error, rel=1e-9)


def test_what_cannot_be_meant_is_refused(bank):
    with pytest.raises(ScaleError, match="metric='mean'"):
        trend(bank, "CSAT")
    with pytest.raises(OptionError, match="metric"):
        trend(bank, "NPS", metric="median")
    with pytest.raises(OptionError, match="also in by"):
        trend(bank, "NPS", by="wave")
    with pytest.raises(OptionError, match="order="):
        trend(bank, "NPS", order=[2024])
    with pytest.raises(QuestionError):
        trend(bank, "NPS", wave="quarter")
    with pytest.raises(OptionError, match="at most 60"):
        trend(bank, "NPS", wave="respondent")


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([2024, 2025, None]), st.sampled_from(["a", "b", "c", None]),
            st.one_of(st.none(), st.integers(0, 10)), st.sampled_from(["Staff", "Customers"]),
        ),
        min_size=1, max_size=14,
    ),
    st.sampled_from(["nps", "mean", "top_box"]),
    st.sampled_from([None, "audience"]),
)  # fmt: skip
def test_no_sentence_holds_a_number_that_does_not_exist(rows, metric, by):
    frame = pd.DataFrame(rows, columns=["wave", "respondent", "nps", "audience"])
    frame["nps"] = frame.nps.astype(float)
    roles = {"wave": "wave", "respondent": "respondent", "audience": "audience"}
    survey = Survey.from_frame(frame, scales={"nps": (0, 10)}, roles=roles)
    result = trend(survey, "nps", metric=metric, by=by)
    said = " ".join([*result.sentences(), *result.caveats])
    assert not re.search(r"\b(nan|None|inf|NaT|<NA>)\b", said), said
    assert result.sentences() and repr(result)
