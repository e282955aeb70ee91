"""Who calls the service excellent: shares and their differences against statsmodels, and what was put in."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from tests.harbour import sample

PEOPLE = {"Leadership": (60, 0.62), "Staff": (400, 0.25), "Customers": (1500, 0.08)}


def answers(people: dict = PEOPLE, seed: int = 1) -> cx.Survey:
    rng = np.random.default_rng(seed)
    who = np.repeat(list(people), [n for n, _ in people.values()])
    excellent = rng.random(len(who)) < np.array([people[name][1] for name in who])
    frame = pd.DataFrame({"audience": who, "service": np.where(excellent, 5, rng.integers(1, 5, len(who)))})
    frame["service"] = frame.service.astype(float)
    return cx.Survey.from_frame(frame, scales={"service": (1, 5)})


def test_shares_are_wilsons_and_gaps_newcombes():
    survey = answers()
    rows = survey.to_pandas()
    found = cx.excellence_gap(survey, "service")
    hits = (rows.service == 5).groupby(rows.audience).agg(["sum", "count"])
    for row in found.table.itertuples():
        low, high = proportion_confint(*hits.loc[row.audience], method="wilson")
        assert (row.ci_low, row.ci_high) == pytest.approx((100 * low, 100 * high))
    raw = []
    for row in found.gaps.itertuples():
        one, other = (hits.loc[name] for name in (row.audience_a, row.audience_b))
        bounds = confint_proportions_2indep(one["sum"], one["count"], other["sum"], other["count"], method="newcomb")
        assert (row.ci_low, row.ci_high) == pytest.approx([100 * bound for bound in bounds])
        raw.append(proportions_ztest([one["sum"], other["sum"]], [one["count"], other["count"]])[1])
    assert found.gaps.p_value.tolist() == pytest.approx(raw)
    assert found.gaps.p_adjusted.tolist() == pytest.approx(multipletests(raw, method="holm")[1].tolist())
    assert found.table.audience.tolist() == list(PEOPLE), "leaders first, customers last"


def test_one_sentence_says_all_three_in_both_languages():
    said = cx.excellence_gap(answers(), "service").sentences()
    assert len(said) == 1
    assert said[0].startswith("Service is called excellent (5 of 1-5) by 6") and "% of staff (" in said[0]
    assert ": leaders stand 5" in said[0] and " points above customers (" in said[0]
    with cx.language("de"):
        german = cx.excellence_gap(answers(), "service").sentences()[0]
    assert german.startswith("Service nennen ausgezeichnet (5 auf 1-5): 6")
    assert "von Mitarbeitenden (" in german and "Führungskräfte liegen 5" in german and "über Kunden" in german


def test_a_difference_that_is_not_shown_is_said_so():
    alike = cx.excellence_gap(answers({"Leadership": (12, 0.3), "Customers": (60, 0.2)}, seed=4), "service")
    assert alike.gaps.verdict.tolist() == ["not enough data"]
    assert "that leaders and customers differ is not shown" in alike.sentences()[0]


def test_few_leaders_stay_hidden():
    survey = answers({"Leadership": (4, 0.5), "Staff": (300, 0.3), "Customers": (900, 0.1)})
    found = cx.excellence_gap(survey, "service")
    assert found.table.set_index("audience").estimate.isna()["Leadership"]
    hidden = found.gaps[(found.gaps.audience_a == "Leadership")]
    assert (hidden.verdict == "hidden").all() and hidden[["share_a", "share_b", "estimate", "n_a"]].isna().all().all()
    assert "leaders stand" not in found.sentences()[0]


def test_the_figures_that_circulate_are_not_compared():
    found = cx.excellence_gap(answers(), "service")
    assert "count companies" in found.caveats[0]
    claim = cx.compare_with_claim(found, "80/8")
    assert not claim.comparable and any("The unit differs" in reason for reason in claim.reasons)


def test_it_is_drawn_and_put_on_slide_and_sheet(tmp_path):
    import matplotlib.pyplot as plt

    found = cx.excellence_gap(sample(wave="2025"), "Billing and fees", top=2)
    assert found.boxes == "9 or 10 of 0-10"
    axes = cx.plot(found)
    assert len(axes.get_yticklabels()) == 3
    plt.close("all")
    report = cx.Report("Harbour Bank", [found])
    assert report.to_pptx(tmp_path / "deck.pptx").exists() and report.to_xlsx(tmp_path / "book.xlsx").exists()


def test_several_questions_are_one_family_and_the_widest_comes_first():
    one, other = answers(seed=1).to_pandas(), answers({"Leadership": (60, 0.3), "Staff": (400, 0.3),
                                                        "Customers": (1500, 0.28)}, seed=2).to_pandas()  # fmt: skip
    frame = one.assign(hours=other.service.to_numpy())
    survey = cx.Survey.from_frame(frame, scales={"service": (1, 5), "hours": (1, 5)})
    both = cx.excellence_gap(survey)
    assert both.table[["question", "audience"]].duplicated().sum() == 0 and len(both.gaps) == 6
    raw = both.gaps.p_value.to_numpy()
    assert both.gaps.p_adjusted.tolist() == pytest.approx(multipletests(raw, method="holm")[1].tolist())
    said = both.sentences()
    assert said[0] == ("On 1 of 2 questions more leaders than customers call it excellent, on 0 fewer; on 1 no "
                       "difference is shown after adjustment.")  # fmt: skip
    assert said[1].startswith("Service is called") and said[2].startswith("Hours is called")
    with pytest.raises(QuestionError, match="answered by two audiences"):
        cx.excellence_gap(one_sided())


def one_sided() -> cx.Survey:
    frame = pd.DataFrame({"audience": ["Staff"] * 9 + ["Customers"] * 9, "a": [3.0] * 9 + [None] * 9,
                          "b": [None] * 9 + [4.0] * 9})  # fmt: skip
    return cx.Survey.from_frame(frame, scales={"a": (1, 5), "b": (1, 5)})


def test_scales_of_unlike_steps_are_told(hospital):
    found = hospital["excellence"]
    assert set(found.named.values()) == {"100 auf 0-100"} or set(found.named.values()) == {"100 of 0-100"}
    assert any("verschieden vielen Stufen" in line or "unlike steps" in line for line in found.caveats)


@pytest.fixture
def hospital():
    return cx.open_study("hospital")


def test_bad_input_is_told():
    with pytest.raises(QuestionError, match="one audience"):
        cx.excellence_gap(answers().only(audience="Staff"), "service")
    with pytest.raises(OptionError, match="top must be"):
        cx.excellence_gap(answers(), "service", top=5)


def test_the_last_of_a_hundred_answers_is_not_held_against_the_best_of_five():
    """A slider's end is seldom reached: that tells of the scale, so no difference is told."""
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({
        "audience": ["Leadership"] * 40 + ["Parents"] * 300 + ["Staff"] * 100,
        "service": [*rng.integers(55, 98, 40), *(25 * rng.integers(1, 5, 300)), *(20 * rng.integers(1, 6, 100))],
    })  # fmt: skip
    found = cx.excellence_gap(cx.Survey.from_frame(frame, scales={"service": (0, 100)}), "service")
    pairs = found.gaps.set_index(["audience_a", "audience_b"])
    assert pairs.p_value.isna().to_dict() == {("Leadership", "Staff"): True, ("Leadership", "Parents"): True,
                                              ("Staff", "Parents"): False}  # fmt: skip
    assert pairs.verdict[("Leadership", "Parents")] == "not enough data" and found.furthest is None
    assert any("answered in more steps" in caveat for caveat in found.caveats)
    assert "unlike steps" in found.sentences()[0] and "stand" not in found.sentences()[0]


def test_those_who_lead_and_those_who_are_served_are_compared_under_their_own_names():
    frame = pd.DataFrame({"audience": ["Leadership"] * 40 + ["Staff"] * 100 + ["Patients"] * 300,
                          "service": [5] * 30 + [3] * 10 + [4] * 100 + [5] * 30 + [2] * 270})  # fmt: skip
    pair = cx.excellence_gap(cx.Survey.from_frame(frame, scales={"service": (1, 5)}), "service").furthest
    assert (pair.audience_a, pair.audience_b) == ("Leadership", "Patients")
