"""Effort and leaving against statsmodels, by hand where answers are weighted, and by simulation with known truth."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError, ScaleError
from cxresearch.stats.bases.row_shares import share_gap, share_of
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
