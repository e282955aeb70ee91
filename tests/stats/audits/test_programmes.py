"""The map of programmes against the planted truth, scipy, a ratio estimator by hand, and simulated studies."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError, ScaleError, SurveyFileError, SurveyWarning
from cxresearch.stats.audits.programmes import giving_share
from cxresearch.survey.survey import Survey
from tests.harbour import sample

NO_NUMBER = re.compile(r"\b(nan|None|NaN|inf|NaT)\b")
WHO = ("Leadership", "Staff", "Customers")
# Planted giving and getting (data/samples/TRUTH.md), by leaders, staff and customers.
TRUTH = {
    "Voice of the Harbour survey": ((74, 52), (50, 66), (31, 72)),
    "Welcome Home onboarding": ((78, 50), (74, 48), (72, 45)),
    "Captain's Club points": ((81, 48), (52, 70), (34, 78)),
    "Fee alert by text": ((70, 30), (76, 26), (79, 22)),
    "Personal finance check-up": ((80, 55), (48, 74), (37, 76)),
    "Branch makeover": ((60, 40), (55, 38), (52, 40)),
    "Mobile app 3.0": ((82, 58), (68, 55), (66, 52)),
    "Spring cross-selling weeks": ((35, 84), (22, 90), (18, 88)),
    "One call complaint desk": ((66, 35), (71, 33), (68, 28)),
}
RATIO = {"Leadership": 58.1, "Staff": 50.8, "Customers": 47.7}
PRETENDERS = {"Voice of the Harbour survey", "Captain's Club points", "Personal finance check-up"}


@pytest.fixture(scope="module")
def survey() -> Survey:
    return sample("harbour-bank-programmes")


@pytest.fixture(scope="module")
def card(survey):
    return cx.scorecard(survey, "giving_or_getting")


def people(sides: dict[str, dict[str, list]], names: tuple[str, ...] = WHO[::2]) -> Survey:
    """A survey of one or several programmes: {programme: {audience: [(giving, getting), ...]}}."""
    n = {who: len(next(iter(sides.values()))[who]) for who in names}
    frame = {"audience": np.repeat(list(n), list(n.values()))}
    for programme, by in sides.items():
        both = np.concatenate([np.array(by[who], dtype=float) for who in names])
        frame |= {f"{programme} - giving": both[:, 0], f"{programme} - getting": both[:, 1]}
    scales = {name: (0, 10) for name in frame if name != "audience"}
    return Survey.from_frame(pd.DataFrame(frame), scales=scales, name="shop")


def score(survey: Survey, **options):
    return cx.scorecard(survey, "giving_or_getting", audiences=list(survey.audiences), **options)


# -- the planted truth ---------------------------------------------------------------------------


def test_the_three_that_pretend_are_found(card):
    found = card.pretends.set_index("programme").verdict
    assert set(found[found == "pretends"].index) == PRETENDERS
    assert (found.drop(list(PRETENDERS)) == "does not").all()
    assert any(said.startswith("Of 9 programmes, three pretend: ") for said in card.sentences())
    assert any("Spring cross-selling weeks does not pretend" in said for said in card.sentences())


def test_planted_shares_lie_in_their_intervals(card):
    for row in card.ratio.itertuples():
        assert row.ci_low < RATIO[row.audience] < row.ci_high and row.programmes == 9


def test_planted_ratings_lie_in_their_intervals(card):
    inside = []
    for row in card.table.itertuples():
        true = TRUTH[row.programme][WHO.index(row.audience)]
        inside.append(row.giving_ci_low <= true[0] <= row.giving_ci_high)
        inside.append(row.getting_ci_low <= true[1] <= row.getting_ci_high)
        assert abs(row.estimate - (true[0] - true[1])) < 4 * row.std_error
    assert len(inside) == 54 and np.mean(inside) > 0.87


# -- the numbers ---------------------------------------------------------------------------------


def test_balances_are_paired_within_people(survey, card):
    rows = survey.to_pandas()
    mine = rows[rows.audience == "Staff"]
    giving, getting = (mine[f"Mobile app 3.0 - {side}"].astype(float) * 10 for side in ("giving", "getting"))
    expected = stats.ttest_rel(giving, getting)
    row = card.table.set_index(["programme", "audience"]).loc["Mobile app 3.0", "Staff"]
    interval = expected.confidence_interval()
    assert (row.estimate, row.p_value) == pytest.approx((np.mean(giving - getting), expected.pvalue))
    assert (row.ci_low, row.ci_high, row.n) == pytest.approx((interval.low, interval.high, 150))


def test_the_share_is_the_ratio_estimator(survey, card):
    """Cochran (1977, 6.4): with everybody rating everything, the ratio of two totals of a person."""
    rows = survey.to_pandas()
    mine = rows[rows.audience == "Leadership"].drop(columns=["audience", "respondent"]).astype(float)
    given, got = (mine[[c for c in mine if c.endswith(side)]].sum(axis=1) for side in ("giving", "getting"))
    share = given.sum() / (given + got).sum()
    residual = given - share * (given + got)
    error = np.sqrt((residual**2).sum() / (len(mine) - 1) / len(mine)) / (given + got).mean()
    row = card.ratio.iloc[0]
    assert (row.estimate, row.std_error) == pytest.approx((100 * share, 100 * error))


def test_the_share_agrees_with_the_bootstrap_where_people_skip_programmes():
    rng = np.random.default_rng(3)
    leaning = rng.normal(0, 15, (80, 1))
    giving = np.clip(rng.normal([70, 50, 30, 60], 15, (80, 4)) + leaning, 0, 100)
    getting = np.clip(rng.normal([40, 50, 80, 20], 15, (80, 4)) - leaning, 0, 100)
    giving[rng.random((80, 4)) < 0.25] = np.nan
    found = giving_share(giving, getting)
    draws = []
    for _ in range(2000):
        at = rng.integers(0, 80, 80)
        both = ~np.isnan(giving[at] + getting[at])
        means = [np.where(both, side[at], 0).sum(0) / both.sum(0) for side in (giving, getting)]
        draws.append(100 * means[0].sum() / (means[0].sum() + means[1].sum()))
    assert found["std_error"] == pytest.approx(np.std(draws), rel=0.06)


def test_intervals_hold_the_truth_in_simulated_studies():
    """Ratings of one person hang together: 2,000 studies of 40 people, and the same with ratings counted as people."""
    rng = np.random.default_rng(11)
    truth = np.array([[70, 40], [45, 60], [30, 75], [65, 35]], dtype=float)
    share = 100 * truth[:, 0].sum() / truth.sum()
    held, naive = 0, 0
    for _ in range(2000):
        lean = rng.normal(0, 12, (40, 1))
        giving = truth[:, 0] + lean + rng.normal(0, 15, (40, 4))
        getting = truth[:, 1] - lean + rng.normal(0, 15, (40, 4))
        found = giving_share(giving, getting)
        half = stats.t.ppf(0.975, found["df"]) * found["std_error"]
        held += abs(found["estimate"] - share) <= half
        residual = giving * (1 - share / 100) - getting * share / 100
        alone = 100 * residual.std(ddof=1) / np.sqrt(160) / (giving + getting).mean()
        naive += abs(found["estimate"] - share) <= 1.975 * alone
    assert 0.93 < held / 2000 < 0.97
    assert naive / 2000 < 0.92, "ratings of several programmes by one person are not so many people"


def test_shares_are_compared_by_welch(card):
    a, b = card.ratio.iloc[0], card.ratio.iloc[2]
    error = np.hypot(a.std_error, b.std_error)
    df = error**4 / (a.std_error**4 / (a.n - 1) + b.std_error**4 / (b.n - 1))
    row = card.ratio_gaps.set_index(["audience_a", "audience_b"]).loc["Leadership", "Customers"]
    assert row.estimate == pytest.approx(a.estimate - b.estimate)
    # Sixty leaders take a part of a pseudo-answer.
    assert (row.ci_high - row.ci_low) / 2 == pytest.approx(stats.t.ppf(0.975, df) * error, rel=0.03)
    assert row.p_value == pytest.approx(2 * stats.t.sf(abs(row.estimate / error), df), rel=0.2)


def test_few_people_of_one_mind_are_no_certainty():
    """Six leaders who all say 9 and 2: an interval of some width, and no verdict on six answers alone."""
    alike = score(people({"Club": {"Leadership": [(9, 2)] * 6, "Customers": [(2, 9)] * 6}}))
    row = alike.table.iloc[0]
    assert row.ci_high - row.ci_low > 10 and row.giving_ci_high - row.giving_ci_low > 10
    assert (alike.ratio.ci_high - alike.ratio.ci_low > 5).all()
    assert (alike.table.p_value > 0).all() and ((alike.table.p_value < 0.05) == (
        (alike.table.ci_low > 0) | (alike.table.ci_high < 0))).all()  # fmt: skip


@pytest.mark.parametrize("n", [8, 20])
def test_small_boards_cover_and_rarely_err(n):
    """1,000 boards whose ratings pile up at the end of the scale, in one programme and in four."""
    rng = np.random.default_rng(n)
    for programmes in (1, 4):
        high, low = np.array([0, 0, 0, 0, 0, 0, 0, 0.03, 0.07, 0.2, 0.7]), np.full(11, 1 / 11)
        means = [float(shares @ np.arange(11) * 10) for shares in (high, low)]
        truth, held = 100 * means[0] / sum(means), 0
        for _ in range(1000):
            giving, getting = (10.0 * rng.choice(11, (n, programmes), p=shares) for shares in (high, low))
            found = giving_share(giving, getting)
            half = stats.t.ppf(0.975, found["df"]) * found["careful_error"]
            held += abs(found["tested"] - truth) <= half
        assert held / 1000 > 0.93


def test_a_person_in_two_rows_counts_once():
    giving = np.array([[90.0], [80.0], [60.0], [70.0], [50.0], [40.0]])
    once = giving_share(giving, giving[::-1].copy())
    twice = giving_share(
        np.repeat(giving, 2, axis=0), np.repeat(giving[::-1], 2, axis=0), person=np.repeat(np.arange(6), 2)
    )
    assert twice == pytest.approx(once) and twice["n"] == 6
    weighted = giving_share(giving, giving[::-1].copy(), np.full(6, 2.5))
    assert weighted == pytest.approx(once)


# -- verdicts ------------------------------------------------------------------------------------

GIVES, GETS, EVEN = [(8, 3), (9, 2), (8, 1), (7, 3)] * 5, [(2, 8), (3, 9), (1, 8), (3, 7)] * 5, [(5, 6), (6, 5)] * 10


@pytest.mark.parametrize(
    ("leaders", "customers", "verdict"),
    [
        (GIVES, GETS, "pretends"),
        (GIVES, GIVES, "does not"),
        (GETS, GETS, "does not"),
        (GETS, GIVES, "does not"),
        (EVEN, GETS, "not enough data"),
        (GIVES, EVEN, "not enough data"),
        (EVEN, GIVES, "does not"),
    ],
)
def test_verdicts_need_both_halves(leaders, customers, verdict):
    card = score(people({"Club": {"Leadership": leaders, "Customers": customers}}))
    assert card.pretends.verdict.tolist() == [verdict]
    assert not NO_NUMBER.search(" ".join(card.sentences()))


def test_false_alarms_are_rare():
    """At the border (leaders see a gift, customers an even balance) a programme seldom pretends by chance."""
    rng = np.random.default_rng(5)
    alarms = 0
    for _ in range(60):
        lead = np.column_stack([rng.integers(6, 11, 40), rng.integers(0, 5, 40)])
        cust = np.column_stack([rng.integers(2, 9, 60), rng.integers(2, 9, 60)])
        alarms += score(people({"Club": {"Leadership": lead, "Customers": cust}})).pretends.verdict[0] == "pretends"
    assert alarms <= 5, "2.5% of 60 are one or two"


def test_without_leaders_no_verdict(survey):
    card = cx.scorecard(survey, "giving_or_getting", audiences=["Staff", "Customers"])
    assert not len(card.pretends) and any("needs leaders and customers" in caveat for caveat in card.caveats)
    other = cx.scorecard(survey, "giving_or_getting", audiences=["Staff", "Customers"], insiders="Staff")
    assert (other.pretends.verdict == "does not").all(), "staff see the three as customers do"


def test_few_leaders_are_hidden():
    card = score(people({"Club": {"Leadership": GIVES[:4], "Customers": GETS}}))
    assert card.table[card.table.audience == "Leadership"].select_dtypes("number").isna().all().all()
    assert card.ratio.estimate.isna().tolist() == [True, False]
    assert card.pretends.verdict.tolist() == ["hidden"] and not len(card.ratio_gaps)
    said = " ".join(card.sentences())
    assert not NO_NUMBER.search(said) and "Hidden to protect small groups: Club" in said


# -- what goes in --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "names",
    [
        ("Fee alert - giving", "Fee alert - getting"),
        ("What does it give you? - Fee alert", "What does it get for us? - Fee alert"),
        ("Fee_alert_giving", "Fee_alert_getting"),
        ("giving [Fee alert]", "getting [Fee alert]"),
    ],
)
def test_programmes_are_found_by_the_words_of_their_columns(names):
    frame = pd.DataFrame({"audience": ["Customers"] * 6, names[0]: [8, 9, 7] * 2, names[1]: [2, 3, 1] * 2, "other": 5})
    survey = Survey.from_frame(frame, scales={**dict.fromkeys(names, (0, 10)), "other": (0, 10)})
    assert score(survey).table.programme.tolist() == ["Fee alert"]


def test_what_does_not_fit_is_named(survey):
    half = Survey.from_frame(
        pd.DataFrame({"audience": ["Staff"] * 6, "Club - giving": 5}), scales={"Club - giving": (0, 10)}, name="shop"
    )
    with pytest.raises(QuestionError, match=r"needs both sides; found Club \(no getting\)"):
        score(half)
    with pytest.raises(QuestionError, match="has no programmes"):
        cx.scorecard(sample("harbour-bank-audits"), "giving_or_getting")
    five = Survey.from_frame(
        pd.DataFrame({"audience": ["Staff"] * 6, "Club - giving": 5, "Club - getting": 4}),
        scales={"Club - giving": (1, 5), "Club - getting": (1, 5)},
    )
    with pytest.raises(ScaleError, match=r"giving_or_getting.yaml, line \d+: the sides are asked from 0 to 10"):
        score(five)
    with pytest.raises(OptionError, match="no audience here"):
        cx.scorecard(survey, "giving_or_getting", population={"Guests": 5})
    with pytest.raises(OptionError, match="knows no option 'margin'"):
        cx.scorecard(survey, "giving_or_getting", margin=5)
    sides = {"title": "T", "kind": "programmes", "scale": "0-10", "sides": {"giving": ["give"], "getting": ["give"]}}
    with pytest.raises(SurveyFileError, match="give stands for both sides"):
        cx.scorecard(survey, sides)
    with pytest.raises(SurveyFileError, match="sides are giving and getting"):
        cx.scorecard(survey, {**sides, "sides": {"taking": ["take"]}})
    taken = survey.to_pandas().assign(**{"Mobile app 3.0 - getting": np.nan})
    empty = Survey.from_frame(taken, roles=dict(survey.roles), codebook=survey.codebook)
    assert cx.scorecard(empty, "giving_or_getting").ratio.programmes.tolist() == [8, 8, 8]


def test_answers_outside_the_scale_are_told():
    survey = people({"Club": {"Leadership": GIVES, "Customers": [(12, 3), *GETS]}})
    with pytest.warns(SurveyWarning, match="1 answer outside the scale"):
        card = score(survey)
    assert card.table.n.tolist() == [20, 20]


def test_a_programme_that_nobody_rated_is_told():
    gone = [(np.nan, np.nan)] * 20
    sides = {"Club": {"Leadership": GIVES, "Customers": GETS}, "Gala": {"Leadership": gone, "Customers": gone}}
    card = score(people(sides))
    assert card.ratio.programmes.tolist() == [1, 1]
    assert not NO_NUMBER.search(" ".join(card.sentences()))
