"""Scorecards against R, pingouin, scipy, the perception gap, plain arithmetic, and what was planted in the sample."""

import html
import re

import numpy as np
import pandas as pd
import pingouin
import pytest
from scipy import stats

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError, ScaleError, SurveyWarning
from cxresearch.stats.audits.maturity import rung_in_words
from cxresearch.stats.audits.scorecard_people import share_shown
from cxresearch.survey.survey import Survey
from tests.harbour import sample

NO_NUMBER = re.compile(r"\b(nan|None|NaN|inf|NaT)\b")
INSTRUMENTS = ("five_decisions", "customer_obsession", "outside_in_readiness")
# Planted scores (data/samples/TRUTH.md): item -> leaders, staff, customers.
TRUTH = {
    "believe_1": (68, 47, 39), "believe_2": (72, 38, 41), "clarity_1": (81, 44, None), "clarity_2": (74, 41, 37),
    "be_real_1": (70, 52, 46), "be_real_2": (73, 64, 69), "be_there_1": (69, 50, 42), "be_there_2": (71, 55, 50),
    "say_sorry_1": (66, 40, 33), "say_sorry_2": (67, 43, 36),
    "outcome_1": (64, 35, None), "advice_1": (76, 49, 45), "examine_1": (58, 30, None), "examine_2": (61, 33, None),
    "ahead_1": (70, 40, 32), "beyond_1": (55, 42, 38),
    "room": (57, 22, None), "design": (52, 25, 20), "test": (62, 29, None), "words": (66, 31, None),
    "loop": (68, 37, 28), "frontline": (65, 27, None), "leaders_out": (60, 19, None), "measure": (63, 34, None),
}  # fmt: skip
EVIDENCE = {"Leadership": 18, "Staff": 30, "Customers": 8}
WHO = ("Leadership", "Staff", "Customers")

# Chatterjee & Price (1977), data set "attitude" of R: percent of favourable answers in 30 departments.
ATTITUDE = """
43 51 30 39 61 92 45 63 64 51 54 63 73 47 71 70 68 69 76 86 48 61 63 45 47 54 84 35 81 78 56 66 71 83 47 43 55 49 44 54
49 34 58 67 42 56 66 68 35 71 75 50 55 70 66 41 72 82 72 67 71 83 31 67 61 45 47 62 80 41 64 53 53 58 58 67 34 67 60 47
39 59 74 41 69 62 57 42 55 63 25 68 83 83 45 59 77 35 77 77 54 72 79 77 46 81 90 50 72 60 54 36 74 85 64 69 79 79 63 65
60 65 75 55 80 60 65 70 46 57 75 85 46 50 58 68 54 64 78 52 50 40 33 34 43 64 33 64 61 52 62 66 80 41 53 66 52 50 63 80
37 40 37 42 58 50 57 49 63 54 42 48 66 75 33 66 77 66 63 88 76 72 78 75 58 74 80 78 49 48 57 44 45 51 83 38 85 85 71 71
77 74 55 82 82 39 59 64 78 39
"""


@pytest.fixture(scope="module")
def audits() -> Survey:
    return sample("harbour-bank-audits")


@pytest.fixture(scope="module")
def cards(audits) -> dict:
    return {name: cx.scorecard(audits, name) for name in INSTRUMENTS}


def doors(**changes) -> dict:
    items = [{"id": "open", "text": "The door is open.", "sub_score": "entry"},
             {"id": "shut", "text": "One waits.", "sub_score": "entry", "reversed": True},
             {"id": "kind", "text": "One is greeted.", "sub_score": "care"}]  # fmt: skip
    return {"title": "Open doors", "scale": "1-5", "items": items, **changes}


def answers(frame: dict, **options) -> Survey:
    scales = {name: (1, 5) for name in frame if name in ("open", "shut", "kind")}
    return Survey.from_frame(pd.DataFrame(frame), **{"scales": scales, **options})


# -- the planted truth ---------------------------------------------------------------------------


def test_planted_scores_lie_in_their_intervals(cards):
    z, inside = [], []
    for card in cards.values():
        for row in card.items.itertuples():
            true = TRUTH[row.item][WHO.index(row.audience)]
            z.append((row.estimate - true) / row.std_error)
            inside.append(row.ci_low <= true <= row.ci_high)
    assert len(z) == 62
    assert np.mean(inside) > 0.87 and np.abs(z).max() < 4, "95% intervals of 62 scores"


def test_planted_gaps_are_shown(cards):
    for card in cards.values():
        told = card.gaps[(card.gaps.audience_a == "Leadership") & (card.gaps.sub_score != "Whole")]
        assert (told.verdict == "gap").all() and (told.estimate > 0).all()
        for row in told.itertuples():
            items = [i.id for i in card.instrument.items if card.instrument.sub_scores[i.sub_score] == row.sub_score]
            sides = [WHO.index(row.audience_a), WHO.index(row.audience_b)]
            both = [TRUTH[i] for i in items if None not in (TRUTH[i][sides[0]], TRUTH[i][sides[1]])]
            true = np.mean([t[sides[0]] - t[sides[1]] for t in both])
            assert row.items == len(both) and abs(row.estimate - true) < 4 * row.std_error


def test_planted_evidence_is_found(cards):
    for card in cards.values():
        whole = card.table[card.table.sub_score == "Whole"].set_index("audience")
        for name, true in EVIDENCE.items():
            row = whole.loc[name]
            assert row.evidence_ci_low - 2 < true < row.evidence_ci_high + 2
    pooled = {
        name: np.average(
            [card.table.set_index(["sub_score", "audience"]).evidence_share["Whole", name] for card in cards.values()],
            weights=[card.table.set_index(["sub_score", "audience"]).answers["Whole", name] for card in cards.values()],
        )
        for name in WHO
    }
    assert pooled == pytest.approx(EVIDENCE, abs=2)


def test_what_is_said_of_say_sorry(cards):
    card = cards["five_decisions"]
    row = card.table.set_index(["sub_score", "audience"])
    lead, cust = row.loc["Say sorry", "Leadership"], row.loc["Say sorry", "Customers"]
    gap = lead.estimate - cust.estimate
    wanted = (
        f"Leaders score 'say sorry' {lead.estimate:.0f} ({lead.ci_low:.0f} to {lead.ci_high:.0f}); customers "
        f"{cust.estimate:.0f} ({cust.ci_low:.0f} to {cust.ci_high:.0f}): {gap:.0f} points apart"
    )
    assert any(said.startswith(wanted) for said in card.sentences())


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_nothing_unsayable_is_said(cards, name):
    said = " ".join([*cards[name].sentences(), *cards[name].caveats, *cards[name].level.sentences(), repr(cards[name])])
    assert not NO_NUMBER.search(said) and "no difference" not in said.lower()


# -- the numbers ---------------------------------------------------------------------------------


def test_gaps_are_those_of_the_perception_gap(audits, cards):
    """A sub-score of one item is a question: the two functions agree to the last digit, small sides and all."""
    items = ["advice_1", "ahead_1", "beyond_1"]
    gap = cx.perception_gap(audits, items, adjust="none").table.set_index(["question", "audience_a", "audience_b"])
    card = cx.scorecard(audits, "customer_obsession", adjust="none")
    own = card.gaps.set_index(["sub_score", "audience_a", "audience_b"])
    titles = ("Advice in their interest", "Their needs ahead of ours", "Beyond the core")
    names = dict(zip(items, titles, strict=True))
    same = ["mean_a", "mean_b", "estimate", "std_error", "ci_low", "ci_high", "p_value", "smallest_margin", "n_a"]
    for (question, a, b), row in gap.iterrows():
        mine = own.loc[names[question], a, b]
        for column in same:
            assert mine[column] == pytest.approx(row[column], rel=1e-9), column
        assert mine.verdict == row.verdict


def test_gaps_are_welchs_on_the_items_that_both_were_asked(audits, cards):
    rows = audits.to_pandas()
    items = [item.id for item in cards["five_decisions"].instrument.items if "Customers" in (item.audiences or WHO)]
    points = (rows[items].astype(float).mean(axis=1) - 1) * 25
    a, b = (points[rows.audience == name].dropna() for name in ("Staff", "Customers"))
    expected = stats.ttest_ind(a, b, equal_var=False)
    gaps = cards["five_decisions"].gaps.set_index(["sub_score", "audience_a", "audience_b"])
    row = gaps.loc["Whole", "Staff", "Customers"]
    interval = expected.confidence_interval()
    assert (row.estimate, row.p_value) == pytest.approx((a.mean() - b.mean(), expected.pvalue))
    assert (row.ci_low, row.ci_high, row["items"]) == pytest.approx((interval.low, interval.high, 9))


def test_five_who_all_say_the_same_prove_nothing():
    """Without a spread Welch's error is that of the other side alone; a board of five would be sure of anything."""
    frame = {"audience": ["Leadership"] * 5 + ["Customers"] * 300}
    rng = np.random.default_rng(8)
    for name in ("open", "shut", "kind"):
        frame[name] = [4] * 5 + rng.choice([3, 4, 5], 300, p=[0.4, 0.4, 0.2]).tolist()
    card = cx.scorecard(answers(frame), doors())
    row = card.items.set_index(["item", "audience"]).loc["kind", "Leadership"]
    assert row.ci_high - row.ci_low > 25 and row.ci_low < 75 < row.ci_high
    assert (card.gaps.verdict == "not enough data").all()
    outside = (card.gaps.ci_low > 0) | (card.gaps.ci_high < 0)
    assert (outside == (card.gaps.p_value < 0.05)).all()


def test_the_same_people_in_two_waves_are_no_more_people():
    """Everybody's answers copied into a second wave: same estimates, same errors, twice the answers."""
    rng = np.random.default_rng(6)
    frame = pd.DataFrame({"audience": ["Staff"] * 150 + ["Customers"] * 250, "respondent": np.arange(400)})
    for name in ("open", "shut", "kind"):
        frame[name] = rng.integers(1, 6, 400)
    twice = pd.concat([frame.assign(wave="2025"), frame.assign(wave="2026")], ignore_index=True)
    roles = {"audience": "audience", "respondent": "respondent"}
    scales = dict.fromkeys(("open", "shut", "kind"), (1, 5))
    once = cx.scorecard(Survey.from_frame(frame, roles=roles, scales=scales), doors())
    both = cx.scorecard(Survey.from_frame(twice, roles=roles | {"wave": "wave"}, scales=scales), doors())
    same = ["estimate", "std_error", "ci_low", "ci_high", "p_value", "smallest_margin"]
    assert both.gaps[same].to_numpy() == pytest.approx(once.gaps[same].to_numpy(), rel=1e-9)
    assert both.gaps.n_b.tolist() == (2 * once.gaps.n_b).tolist()
    assert both.gaps.persons_b.tolist() == once.gaps.n_b.tolist()
    evidence = ["estimate", "ci_low", "ci_high"]
    assert both.table[evidence].to_numpy() == pytest.approx(once.table[evidence].to_numpy(), rel=1e-9)
    assert "500 answers of 250 customers" in both.sentences()[0]
    assert "800 answers come from 400 people: errors are taken by person." in both.caveats


def test_p_is_adjusted_over_all_rows(cards):
    from statsmodels.stats.multitest import multipletests

    gaps = cards["customer_obsession"].gaps
    assert gaps.p_adjusted.tolist() == pytest.approx(multipletests(gaps.p_value, method="holm")[1])


def test_means_are_students(audits, cards):
    rows = audits.to_pandas()
    mine = (rows.loc[rows.audience == "Staff", ["say_sorry_1", "say_sorry_2"]].astype(float).mean(axis=1) - 1) * 25
    mine = mine.dropna()  # Some people of the file were asked other instruments.
    row = cards["five_decisions"].table.set_index(["sub_score", "audience"]).loc["Say sorry", "Staff"]
    low, high = stats.t.interval(0.95, len(mine) - 1, mine.mean(), stats.sem(mine))
    assert (row.estimate, row.ci_low, row.ci_high) == pytest.approx((mine.mean(), low, high))


def test_alpha_is_that_of_r():
    """R 4.2.2, psych::alpha(attitude): raw_alpha 0.8431428."""
    values = np.array(ATTITUDE.split(), dtype=float).reshape(30, 7)
    names = ["rating", "complaints", "privileges", "learning", "raises", "critical", "advance"]
    frame = pd.DataFrame(values, columns=names).assign(audience="Customers")
    survey = Survey.from_frame(frame, scales=dict.fromkeys(names, (0, 100)))
    items = [{"id": name, "text": name, "sub_score": "x"} for name in names]
    card = cx.scorecard(survey, {"title": "Attitude", "scale": "0-100", "items": items})
    row = card.alpha.iloc[0]
    assert len(card.alpha) == 1, "a single sub-score is the whole"
    assert row.estimate == pytest.approx(0.8431428, abs=5e-8)
    assert (row.ci_low, row.ci_high) == pytest.approx(pingouin.cronbach_alpha(frame[names])[1], abs=1e-3)


def test_alpha_is_pingouins_by_audience(audits, cards):
    rows = audits.to_pandas()
    alpha = cards["five_decisions"].alpha.set_index(["sub_score", "audience"])
    for name, n in (("Staff", 10), ("Customers", 9)):
        items = [item.id for item in cards["five_decisions"].instrument.items if name in (item.audiences or WHO)]
        expected = pingouin.cronbach_alpha(rows.loc[rows.audience == name, items].astype(float))
        assert alpha.estimate["Whole", name] == pytest.approx(expected[0]) and len(items) == n
    assert ("Clarity of purpose", "Customers") not in alpha.index, "one item has no alpha"


def test_weights_of_items_are_respected():
    frame = {"audience": ["Staff"] * 6, "open": [5, 1, 3, 5, 1, 2], "shut": [1, 5, 3, 2, 4, 3]}
    frame["kind"] = [3, 3, 3, 1, 5, 2]
    items = [{**item, "weight": weight} for item, weight in zip(doors()["items"], (60, 20, 20), strict=True)]
    card = cx.scorecard(answers(frame), doors(items=items))
    points = pd.DataFrame({k: (np.array(v) - 1) * 25 for k, v in frame.items() if k != "audience"})
    points["shut"] = 100 - points.shut
    table = card.table.set_index("sub_score")
    assert table.estimate["Whole"] == pytest.approx((points * [0.6, 0.2, 0.2]).sum(axis=1).mean())
    assert table.estimate["entry"] == pytest.approx((0.75 * points.open + 0.25 * points.shut).mean())
    assert table.estimate["care"] == pytest.approx(points.kind.mean())


def test_weights_of_people_are_respected():
    rng = np.random.default_rng(4)
    frame = {"audience": ["Staff"] * 400, **{name: rng.integers(1, 6, 400) for name in ("open", "shut", "kind")}}
    frame["weight"] = rng.uniform(0.5, 2, 400)
    row = cx.scorecard(answers(frame), doors()).items.set_index("item").loc["open"]
    points, w = (frame["open"] - 1) * 25.0, frame["weight"]
    mean = np.average(points, weights=w)
    error = np.sqrt(400 / 399 * (w**2 * (points - mean) ** 2).sum()) / w.sum()
    assert (row.estimate, row.std_error) == pytest.approx((mean, error))


def test_a_population_shrinks_the_error(audits, cards):
    plain, rows = cards["five_decisions"].table, audits.to_pandas()
    told = cx.scorecard(audits, "five_decisions", population={"Staff": 1400, "Leadership": 60}).table
    n = (rows.audience[rows.say_sorry_1.notna()] == "Staff").sum()
    assert told.std_error[1] == pytest.approx(plain.std_error[1] * np.sqrt((1400 - n) / 1399))
    assert told.std_error[0] == 0, "all leaders answered"
    with pytest.raises(OptionError, match="population= says 40"):
        cx.scorecard(audits, "five_decisions", population={"Leadership": 40})


def test_too_few_answers_do_not_count():
    """Two thirds: one of three items is too few, two of three are enough, and of two items both are needed."""
    nan = np.nan
    frame = {"audience": ["Staff"] * 6, "open": [5, 5, nan, 1, 2, 3.0], "shut": [1, nan, nan, 5, 4, 3.0],
             "kind": [nan, nan, 4, 1, 2, 3.0]}  # fmt: skip
    table = cx.scorecard(answers(frame), doors(), privacy=False).table.set_index("sub_score")
    assert table.n.to_dict() == {"Whole": 4, "entry": 4, "care": 4}
    assert table.lost.to_dict() == {"Whole": 2, "entry": 1, "care": 0}
    assert table.estimate["Whole"] == pytest.approx(np.mean([100, 0, 25, 50]))
    loose = cx.scorecard(answers(frame), doors(least_answered="1/3"), privacy=False).table.set_index("sub_score")
    assert loose.n["Whole"] == 6 and loose.lost["Whole"] == 0


def test_evidence_of_one_person_is_not_independent():
    """Half of the people name examples for everything: as many answers as there are people, not as there are items."""
    shown = np.repeat([[1.0] * 10, [0.0] * 10], 25, axis=0)
    share, low, high, answered = share_shown(shown, confidence=0.95)
    from statsmodels.stats.proportion import proportion_confint

    expected = proportion_confint(49 / 2, 49, method="wilson")
    assert (share, answered) == (50, 500)
    assert (low, high) == pytest.approx([100 * bound for bound in expected], abs=0.2)
    scattered = np.random.default_rng(1).permutation(shown.ravel()).reshape(50, 10)
    assert np.ptp(share_shown(scattered, confidence=0.95)[1:3]) < np.ptp([low, high]) / 2


def test_what_is_evidence():
    frame = {"audience": ["Staff"] * 6, "open": [5, 4, 5, 2, 5, 5], "shut": [3] * 5 + [2], "kind": [3] * 5 + [2]}
    frame["open_evidence"] = ["a sign on the door", " ", "n/a", "locked at noon", None, "the key is lost"]
    card = cx.scorecard(answers(frame), doors(evidence="yes"))
    row = card.items.set_index("item").loc["open"]
    assert (row.evidence_share, row.answers) == (50, 6)
    assert row.claimed_and_shown == pytest.approx(100 * 2 / 6)
    assert np.isnan(card.items.set_index("item").evidence_share["kind"])
    assert any("no column for it beside 2 items, such as shut_evidence" in caveat for caveat in card.caveats)
    without = cx.scorecard(answers(frame), doors(evidence="no"))
    assert without.table.evidence_share.isna().all() and not any("evidence" in said for said in without.sentences())


# -- levels --------------------------------------------------------------------------------------


def test_levels_span_what_their_interval_spans(cards):
    card = cards["customer_obsession"]
    starts = [level.start for level in card.instrument.levels]
    names = [level.name for level in card.instrument.levels]
    for row in card.level.table.itertuples():
        at = [names[np.searchsorted(starts, x, side="right") - 1] for x in (row.estimate, row.ci_low, row.ci_high)]
        assert [row.level, row.level_low, row.level_high] == at
        error = card.table.std_error[row.Index]
        place = names.index(at[0])
        edges = [-np.inf if place == 0 else starts[place], [*starts[1:], np.inf][place]]
        share = np.diff(stats.t.cdf(edges, row.n - 1, row.estimate, error))[0]
        assert row.share_in_level == pytest.approx(100 * share)
    leaders = card.level.table.iloc[0]
    assert rung_in_words(leaders) == "between 'By project' and 'By rule'"
    assert any("leaders put the company between 'By project' and 'By rule'" in said for said in card.level.sentences())


def test_a_score_of_0_and_100_has_a_level():
    frame = {"audience": ["Leadership"] * 5 + ["Customers"] * 5, "open": [5] * 5 + [1] * 5, "shut": [1] * 5 + [5] * 5}
    frame["kind"] = frame["open"]
    levels = [{"name": "Shut", "from": 0}, {"name": "Open", "from": 60}]
    table = cx.scorecard(answers(frame), doors(levels=levels)).level.table
    assert table.level[:2].tolist() == ["Open", "Shut"] and (table.share_in_level[:2] > 98).all()


# -- privacy -------------------------------------------------------------------------------------


def test_few_leaders_are_hidden_everywhere(audits):
    rows = audits.to_pandas()
    leads = rows.audience == "Leadership"
    few = Survey.from_frame(
        rows[~leads | (leads.cumsum() <= 4)], roles=dict(audits.roles), codebook=audits.codebook, name="few"
    )
    card = cx.scorecard(few, "five_decisions")
    for table in (card.table, card.items, card.level.table, card.alpha):
        mine = table[table.audience == "Leadership"]
        assert len(mine) and mine.select_dtypes("number").drop(columns="items", errors="ignore").isna().all().all()
    gaps = card.gaps[card.gaps.audience_a == "Leadership"]
    assert (gaps.verdict == "hidden").all() and gaps.select_dtypes("number").isna().all().all()
    assert card.gaps.p_adjusted.notna().sum() == len(card.gaps) - len(gaps), "what is hidden is no test"
    said = " ".join(card.sentences())
    assert not NO_NUMBER.search(said) and "hidden" in said and "Leaders score" not in said
    shown = cx.scorecard(few, "five_decisions", privacy=False)
    assert shown.table.estimate.notna().all() and any("privacy=False" in caveat for caveat in shown.caveats)


# -- what does not fit ---------------------------------------------------------------------------


def line_of(text: str, word: str) -> int:
    return next(at for at, line in enumerate(text.splitlines(), 1) if word in line)


FILE = """\
title: Open doors
scale: 1-5
audiences: [Leadership, Customers]
items:
  - {id: open, text: The door is open.}
  - {id: kind, text: One is greeted.}
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "doors.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


BASE = {"audience": ["Leadership"] * 6 + ["Customers"] * 6, "open": [5, 4] * 6, "kind": [2, 3] * 6}


def test_ten_lines_score_without_code(file):
    card = cx.scorecard(answers(BASE), file)
    assert card.table.estimate.tolist() == [(87.5 + 37.5) / 2] * 2
    assert card.table.sub_score.tolist() == ["Whole"] * 2 and not len(card.level.table)
    assert card.level.sentences() == ["This instrument has no levels."]


def test_items_are_found_by_their_text():
    frame = pd.DataFrame({"audience": BASE["audience"], "Q1": BASE["open"], "the DOOR is open": BASE["open"]})
    book = pd.DataFrame({"id": ["Q1"], "text": ["One is greeted."], "kind": ["rating"], "scale": ["1-5"]})
    survey = Survey.from_frame(frame.drop(columns="the DOOR is open"), codebook=book)
    one = {"title": "T", "scale": "1-5", "items": [{"id": "kind", "text": "One is greeted"}]}
    assert cx.scorecard(survey, one).items.estimate.tolist() == [87.5, 87.5]
    spelled = Survey.from_frame(frame.drop(columns="Q1"), scales={"the DOOR is open": (1, 5)})
    one["items"] = [{"id": "open", "text": "The door is open."}]
    assert cx.scorecard(spelled, one).items.estimate.tolist() == [87.5, 87.5]


@pytest.mark.parametrize(
    ("frame", "error", "says"),
    [
        ({key: BASE[key] for key in ("audience", "open")}, QuestionError, "line 6: no question of shop is called"),
        ({**BASE, "kind": [np.nan] * 12}, QuestionError, "line 6: nobody answered 'kind' (One is greeted.)"),
        ({**BASE, "audience": ["Leadership", "Patients"] * 6}, QuestionError, "line 3: shop has no audience"),
        ({"open": BASE["open"], "kind": BASE["kind"]}, QuestionError, "shop has no audience, and a scorecard"),
    ],
)  # fmt: skip
def test_what_the_survey_has_not_is_named_with_the_line(file, frame, error, says):
    with pytest.raises(error, match=re.escape(says)):
        cx.scorecard(answers(frame, name="shop"), file)


def test_did_you_mean_a_column(file):
    frame = {"audience": BASE["audience"], "open": BASE["open"], "kinds": BASE["kind"]}
    survey = Survey.from_frame(pd.DataFrame(frame), scales={"open": (1, 5), "kinds": (1, 5)})
    with pytest.raises(QuestionError, match="Did you mean 'kinds'"):
        cx.scorecard(survey, file)


def test_another_scale_is_refused_and_strange_answers_are_told(file):
    survey = Survey.from_frame(pd.DataFrame(BASE), scales={"open": (0, 10), "kind": (1, 5)}, name="shop")
    with pytest.raises(ScaleError, match=r"line 5: 'open' is asked from 1 to 5, but shop holds it from 0 to 10"):
        cx.scorecard(survey, file)
    strange = answers({**BASE, "open": [5, 4, 9, 5, 4, 5] * 2})
    with pytest.warns(SurveyWarning, match=r"not counted: open \(2\)"):
        card = cx.scorecard(strange, file)
    assert card.items.n.tolist() == [5, 5, 6, 6]


def test_one_column_answers_one_item():
    twice = {"title": "T", "scale": "1-5", "items": [{"id": "open", "text": "A"}, {"id": "b", "text": "open"}]}
    with pytest.raises(QuestionError, match="'b' and 'open' are both the question 'open'"):
        cx.scorecard(answers(BASE), twice)


def test_a_role_is_no_item():
    one = {"title": "T", "scale": "1-5", "items": [{"id": "audience", "text": "Who?"}]}
    with pytest.raises(QuestionError, match="no question of survey is called 'audience'"):
        cx.scorecard(answers(BASE), one)


def test_an_audience_that_kept_silent_is_told(tmp_path):
    silent = {**BASE, "kind": [2, 3, 2, 3, 2, 3] + [np.nan] * 6}
    path = tmp_path / "doors.yaml"
    path.write_text(FILE, encoding="utf-8")
    with pytest.warns(SurveyWarning, match=r"no customers answered kind \(.*line 6\)"):
        card = cx.scorecard(answers(silent), path)
    assert card.gaps["items"].tolist() == [1] and any("Not everybody was asked" in caveat for caveat in card.caveats)


def test_the_audiences_that_are_there_can_be_scored(audits):
    part = audits.only(audience=["Staff", "Customers"])
    with pytest.raises(QuestionError, match=r"five_decisions.yaml, line \d+: .* no audience 'Leadership'"):
        cx.scorecard(part, "five_decisions")
    card = cx.scorecard(part, "five_decisions", audiences=["Staff", "Customers"])
    assert set(card.table.audience) == {"Staff", "Customers"}
    with pytest.raises(OptionError, match="does not ask 'Suppliers'"):
        cx.scorecard(audits, "five_decisions", audiences="Suppliers")
    with pytest.raises(OptionError, match="margin is the largest gap"):
        cx.scorecard(audits, "five_decisions", margin=0)


def test_nothing_is_changed(audits):
    before = audits.codebook.copy(), audits.to_pandas()
    cx.scorecard(audits, "five_decisions")
    pd.testing.assert_frame_equal(audits.codebook, before[0])
    pd.testing.assert_frame_equal(audits.to_pandas(), before[1])


# -- the way out ---------------------------------------------------------------------------------


def test_everything_goes_into_the_report(cards, tmp_path):
    from pptx import Presentation

    programmes = cx.scorecard(sample("harbour-bank-programmes"), "giving_or_getting")
    results = [cards["five_decisions"], cards["five_decisions"].level, programmes]
    report = cx.Report("Outside-in", results)
    slides = Presentation(report.to_pptx(tmp_path / "audit.pptx")).slides
    words = " ".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)
    assert "Leaders score" in words and "pretend" in words
    assert report.to_xlsx(tmp_path / "audit.xlsx").stat().st_size > 5000
    page = html.unescape(report.to_html(tmp_path / "audit.html").read_text(encoding="utf-8"))
    assert "clarity of purpose" in page and "Captain's Club points" in page and not NO_NUMBER.search(words)


def test_an_alpha_that_may_lie_below_the_limit_is_not_called_enough():
    rng = np.random.default_rng(12)
    level = rng.normal(3, 0.9, 24)
    frame = {"audience": ["Leadership"] * 24}
    frame |= {name: np.clip(np.round(level + rng.normal(0, 0.8, 24)), 1, 5) for name in ("open", "shut", "kind")}
    frame["shut"] = 6 - frame["shut"]
    card = cx.scorecard(answers(frame), doors())
    row = card.alpha.set_index("sub_score").loc["Whole"]
    assert row.ci_low < 0.7 <= row.estimate
    assert any("That the items hang together among leaders is not shown (alpha 0." in line for line in card.caveats)
