"""Who owns the customer: shares and gaps against statsmodels, everybody and nobody apart, small departments hidden."""

import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from tests import outside_in


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    frame = outside_in.bank().to_pandas()
    return frame[frame.OWNER.notna()]


@pytest.fixture(scope="module")
def result():
    return cx.ownership(outside_in.bank(), "OWNER")


def test_the_map_holds_shares_of_each_audience(rows, result):
    for row in result.table.itertuples():
        said = rows[rows.audience == row.audience].OWNER
        hits = (said == row.answer).sum()
        bounds = proportion_confint(hits, len(said), method="wilson")
        found = (row.estimate, row.ci_low, row.ci_high, row.named, row.n)
        assert found == pytest.approx((100 * hits / len(said), 100 * bounds[0], 100 * bounds[1], hits, len(said)))
    assert result.table.groupby("audience").estimate.sum().tolist() == pytest.approx([100, 100])


def test_everybody_and_nobody_stand_apart_at_the_end(result):
    kinds = result.table.drop_duplicates("answer").set_index("answer").kind
    assert kinds.tolist()[-2:] == ["everybody", "nobody"]
    assert (kinds.iloc[:-2] == "department").all()
    assert set(kinds.index) == set(outside_in.OWNERS)


def test_leaders_and_staff_are_compared_answer_by_answer(rows, result):
    assert set(result.gaps.answer) == set(outside_in.OWNERS)
    for row in result.gaps.itertuples():
        a, b = (row.answer == rows[rows.audience == who].OWNER for who in ("Leadership", "Staff"))
        bounds = confint_proportions_2indep(a.sum(), len(a), b.sum(), len(b), method="newcomb")
        assert (row.estimate, row.ci_low, row.ci_high) == pytest.approx(
            (100 * (a.mean() - b.mean()), *(100 * x for x in bounds))
        )
        assert row.p_value == pytest.approx(proportions_ztest([a.sum(), b.sum()], [len(a), len(b)])[1])
    adjusted = multipletests(result.gaps.p_value, method="holm")[1]
    assert result.gaps.p_adjusted.tolist() == pytest.approx(adjusted.tolist())
    verdicts = result.gaps.set_index("answer").verdict
    assert verdicts[["Everybody", "Nobody"]].tolist() == ["gap", "gap"]
    assert any(
        line.startswith("Everybody: 38% of leaders against 10% of staff, 28 points") for line in result.sentences()
    )


def test_own_people_against_the_others(rows, result):
    staff = rows[rows.audience == "Staff"]
    own = result.own.set_index("department")
    assert set(own.index) == set(outside_in.TEAMS)
    for team, row in own.iterrows():
        inside = staff.team == team
        a, b = team == staff[inside].OWNER, team == staff[~inside].OWNER
        assert (row.share_own, row.share_others, row.n_a, row.n_b) == pytest.approx(
            (100 * a.mean(), 100 * b.mean(), len(a), len(b))
        )


def test_a_department_that_names_itself_is_found():
    frame = pd.DataFrame({
        "audience": "Staff", "team": ["Sales"] * 60 + ["Service"] * 60,
        "owner": ["Sales"] * 40 + ["Service"] * 20 + ["Sales"] * 20 + ["Nobody"] * 40,
    })  # fmt: skip
    survey = cx.Survey.from_frame(frame, roles={"audience": "audience", "group": "team"})
    found = cx.ownership(survey, "owner", by="group")
    assert found.own.set_index("department").verdict["Sales"] == "gap"
    assert any(
        line.startswith("Sales is named by 66.7% of its own people and 33.3% of the others: 33.4 points")
        for line in found.sentences()
    )
    assert any("one of them did not answer" in line for line in found.caveats)


def test_the_words_for_everybody_can_be_named():
    frame = pd.DataFrame(
        {"audience": "Staff", "owner": ["We all"] * 6 + ["All hands"] * 6 + ["No one"] * 8 + ["Sales"] * 9}
    )
    survey = cx.Survey.from_frame(frame, roles={"audience": "audience"})
    kinds = cx.ownership(survey, "owner").table.set_index("answer").kind
    assert kinds.to_dict() == {
        "Sales": "department",
        "All hands": "department",
        "We all": "everybody",
        "No one": "nobody",
    }
    named = cx.ownership(survey, "owner", everybody="all hands").table.set_index("answer").kind
    assert named["All hands"] == "everybody"
    with pytest.raises(QuestionError, match="nobody='Nope' is no answer"):
        cx.ownership(survey, "owner", nobody="Nope")


def test_departments_of_few_people_are_hidden_everywhere():
    found = cx.ownership(outside_in.with_few().only(audience="Staff"), "OWNER", by="group")
    hidden = found.table[found.table.group == "Contact centre"]
    assert hidden[["estimate", "ci_low", "named", "n"]].isna().all().all()
    # A second one goes with it, or the total would give the three away.
    assert found.table[found.table.estimate.isna()].group.nunique() == 2
    assert "Contact centre" not in set(found.own.department)
    assert any("Hidden" in line for line in found.sentences())


def test_few_leaders_are_not_compared():
    survey = outside_in.made({"Leadership": 4, "Staff": 300})
    found = cx.ownership(survey, "OWNER")
    assert not len(found.gaps)
    assert found.table[found.table.audience == "Leadership"].estimate.isna().all()


def test_weights_count():
    frame = pd.DataFrame({"audience": "Customers", "owner": ["Sales", "Nobody"] * 20, "w": [3.0, 1.0] * 20})
    survey = cx.Survey.from_frame(frame, roles={"audience": "audience", "weight": "w"})
    table = cx.ownership(survey, "owner").table.set_index("answer")
    assert (table.estimate["Sales"], table.named["Sales"]) == (75.0, 20)
    assert table.n_effective["Sales"] == pytest.approx(80**2 / (20 * 9 + 20))


def test_bad_input_is_told():
    bank = outside_in.bank()
    with pytest.raises(QuestionError, match=r"'NPS' is a question on a scale.*Choices in Made Bank: CLOSED"):
        cx.ownership(bank, "NPS")
    with pytest.raises(QuestionError, match="OWNR"):
        cx.ownership(bank, "OWNR")
    with pytest.raises(OptionError, match="by= names what makes the map"):
        cx.ownership(bank, "OWNER", by=[])
    with pytest.raises(OptionError, match="between= takes two audiences"):
        cx.ownership(bank, "OWNER", between=("Leadership",))
    with pytest.raises(QuestionError, match="Nobody in Made Bank answered"):
        cx.ownership(bank.only(audience="Customers"), "OWNER")
