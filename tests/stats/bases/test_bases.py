"""What all statistics share: groups that align, units, populations, and who answered what."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from cxresearch.stats.bases.hidden import (
    as_list,
    base_caveats,
    counted,
    design_method,
    hidden_rows,
    interval_n,
    one_question,
    population_of,
    some_questions,
    who_answered,
)


@pytest.fixture
def survey():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "who": rng.choice(["Staff", "Customers"], 200),
            "branch": rng.choice(["N", "S", "W"], 200),
            "billing": rng.integers(1, 6, 200).astype(float),
            "website": rng.integers(1, 6, 200).astype(float),
            "w": rng.uniform(0.5, 2, 200),
        }
    )
    frame.loc[frame.who == "Staff", "website"] = np.nan
    frame.loc[:4, "branch"] = [None, "", "N", "S", "W"]
    scales = {"billing": (1, 5), "website": (1, 5)}
    return cx.Survey.from_frame(frame, scales=scales, roles={"audience": "who", "unit": "branch", "weight": "w"})


def test_every_question_aligns_to_the_same_groups(survey):
    found = counted(survey, ["billing", "website"], by=["audience", "unit"])
    rows = survey.to_pandas()
    rows = rows[rows.branch.notna() & (rows.branch != "")]
    assert found.groups.values.tolist() == [[who, unit] for who in ("Staff", "Customers") for unit in "NSW"]
    for question in ("billing", "website"):
        by_hand = rows.groupby(["who", "branch"])[question].count()
        expected = [by_hand[tuple(group)] for group in found.groups.values]
        assert found.people(question).tolist() == expected
        assert found.cells(question).n.sum(axis=1).tolist() == expected
    # Two rows had no branch; both answered billing, and one or two of them the website.
    lost = survey.to_pandas().head(2)[["billing", "website"]].notna().sum().sum()
    assert found.dropped == {"unit": lost}


def test_groups_of_mixed_audiences_are_the_sum_of_their_parts(survey):
    apart, mixed = (counted(survey, "billing", by=by) for by in (["audience", "unit"], ["unit"]))
    assert mixed.mixed and not apart.mixed
    summed = apart.cells("billing").pooled(["unit"])
    np.testing.assert_allclose(mixed.cells("billing").sum_w, summed.sum_w)
    assert who_answered(mixed, "billing") == ["Staff", "Customers"]
    assert who_answered(counted(survey, "website", by=["unit"]), "website") == ["Customers"]


def test_totals_by_sampled_unit_add_up(survey):
    found = counted(survey, "billing", by=["audience"], cluster="unit")
    values = found.cells("billing").values
    means = found.means("billing")
    pulls = found.pulls("billing", values, means.mean)
    everybody = survey.to_pandas()
    stated = everybody.branch.notna() & (everybody.branch != "")
    for at, who in enumerate(found.groups["audience"]):
        part = everybody[(everybody.who == who) & everybody.billing.notna()]
        pull = part.w * (part.billing - np.average(part.billing, weights=part.w)) / part.w.sum()
        by_unit = pull[stated].groupby(part.branch).sum()
        assert sorted(pulls.unit[at]) == pytest.approx(sorted(by_unit))
        assert pulls.alone[at] == (~stated[part.index]).sum()
        assert pulls.alone_square[at] == pytest.approx((pull[~stated[part.index]] ** 2).sum())
    assert (interval_n(means, confidence=0.95, designed=True) < means.n_effective).all()


def test_people_without_a_unit_stay_as_units_of_their_own(survey):
    found = counted(survey, "billing", cluster="unit")
    assert found.people("billing").tolist() == [200]
    assert "2 answers without a stated unit, or all in one, count as units of their own." in base_caveats(found)
    assert "cluster-robust" in design_method(found)
    nobody_said = counted(survey, "billing")
    assert "unit" not in design_method(nobody_said)
    assert sum("Nobody said whether the units" in line for line in base_caveats(nobody_said)) == 1
    assert not any("unit" in line for line in base_caveats(counted(survey, "billing", cluster=False)))


def test_populations_find_their_groups(survey):
    groups = counted(survey, "billing", by=["audience"]).groups
    found = population_of({"Staff": 120}, groups, survey=survey, by=["audience"])
    assert found[0] == 120 and np.isnan(found[1])
    both = counted(survey, "billing", by=["audience", "unit"]).groups
    found = population_of({("Staff", "N"): 60, ("Customers", "W"): 900}, both, survey=survey, by=["audience", "unit"])
    assert found[[0, 5]].tolist() == [60, 900] and np.isnan(found[1:5]).all()
    staff = survey.only(audience="Staff")
    assert population_of({"Staff": 120}, counted(staff, "billing").groups, survey=staff, by=[]).tolist() == [120]
    with pytest.raises(OptionError, match="told by audience"):
        population_of({"Staff": 120}, counted(survey, "billing").groups, survey=survey, by=[])


def test_a_filtered_survey_hides_what_its_root_hides():
    branch = ["N"] * 3 + ["S"] * 6 + ["W"] * 9 + ["E"] * 12
    frame = pd.DataFrame({"who": "Staff", "branch": branch, "billing": 3})
    survey = cx.Survey.from_frame(frame, scales={"billing": (1, 5)}, roles={"audience": "who", "unit": "branch"})
    # N has three and hides S with it. A part that keeps S without N would give S away by its total.
    for units, expected in ((["S", "W", "E"], True), (["W", "E"], False)):
        part = survey.only(unit=units)
        found = counted(part, "billing", by=["unit"])
        hidden, told = hidden_rows(found, found.groups, found.people("billing"))
        assert set(found.groups.unit[hidden]) >= ({"S"} if expected else set())
        assert hidden.any() == bool(told) == expected


def test_questions_are_found_by_text_and_named_once(survey):
    assert some_questions(survey, None) == ["billing", "website"]
    assert some_questions(survey, ["billing", "billing"]) == ["billing"]
    with pytest.raises(QuestionError, match="is empty"):
        some_questions(survey, [])
    with pytest.raises(OptionError, match="by its id, its text or its topic"):
        one_question(survey, ["billing"], kind="rating")
    with pytest.raises(QuestionError, match="'branch' is no question"):
        one_question(survey, "branch", kind="rating")
    with pytest.raises(OptionError, match="twice"):
        as_list(["unit", "unit"])
