"""Agreement within units: formulas written out, R's conventions, simulated chance, and what is told and hidden."""

import numpy as np
import pandas as pd
import pytest

from cxresearch.errors import OptionError, QuestionError
from cxresearch.stats.linkage.agreement import unit_agreement
from cxresearch.stats.linkage.within_group import random_rwg, rwg, skewed_variance
from cxresearch.survey.survey import Survey

ITEMS = ["proud", "helped", "heard"]


def answers(seed=0, *, sizes=(6, 8, 9, 12, 15, 20), spread=0.8, audience="Staff"):
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(len(sizes)), sizes)
    level = 3.2 + spread * rng.normal(size=len(sizes))[unit]
    scores = {item: np.clip(np.rint(level + 0.8 * rng.normal(size=len(unit))), 1, 5) for item in ITEMS}
    return pd.DataFrame({"audience": audience, "unit": [f"Branch {at}" for at in unit], **scores})


def survey_of(frame):
    return Survey.from_frame(frame, scales={item: (1, 5) for item in ITEMS})


def by_hand(frame, null=2.0):
    """rwg(j) and AD by unit, written out over pandas as R `multilevel` has them."""
    groups = frame.groupby("unit")[ITEMS]
    ratio = np.minimum(groups.var().mean(axis=1) / null, 1)
    agreement = len(ITEMS) * (1 - ratio) / (len(ITEMS) * (1 - ratio) + ratio)
    away = groups.apply(lambda part: (part - part.mean()).abs().mean().mean())
    return agreement, away


def test_the_scale_is_rs_rwg_j_and_ad():
    frame = answers()
    row = unit_agreement(survey_of(frame)).table.iloc[-1]
    agreement, away = by_hand(frame)
    assert row.question == "all questions"
    assert [row.rwg_mean, row.rwg_median] == pytest.approx([agreement.mean(), agreement.median()], rel=1e-12)
    skewed, _ = by_hand(frame, 1.34)
    assert [row.rwg_skewed_mean, row.rwg_skewed_median] == pytest.approx([skewed.mean(), skewed.median()], rel=1e-12)
    assert row.ad_mean == pytest.approx(away.mean(), rel=1e-12)
    assert row.ad_limit == pytest.approx(5 / 6)


def test_single_questions_are_rs_rwg():
    frame = answers()
    row = unit_agreement(survey_of(frame)).table.iloc[0]
    expected = 1 - np.minimum(frame.groupby("unit").proud.var() / 2, 1)
    assert [row.rwg_mean, row.rwg_median] == pytest.approx([expected.mean(), expected.median()], rel=1e-12)
    assert (row.units, row.n, row["size"]) == (6, 70, pytest.approx(70 / 6))


def test_icc_of_the_scale_is_that_of_the_mean_of_the_items():
    from cxresearch.stats.linkage.components import one_way, unit_moments

    frame = answers()
    found = one_way(*unit_moments(pd.factorize(frame.unit)[0], frame[ITEMS].mean(axis=1)))
    row = unit_agreement(survey_of(frame)).table.iloc[-1]
    assert [row.icc1, row.icc2] == pytest.approx([float(found.icc1), float(found.icc2)], rel=1e-12)
    assert row.icc1_ci_low < row.icc1 < row.icc1_ci_high
    assert row.icc2_ci_low < row.icc2 < row.icc2_ci_high


def test_members_further_apart_than_chance_have_no_agreement():
    assert rwg([[2.4, 1.0]], [2.0]).tolist() == [0.0, 0.5]


def test_skewed_nulls_are_the_published_ones():
    """LeBreton & Senter (2008), table 2; the one of five answers follows from its shares .05 .15 .20 .35 .25."""
    shares, points = np.array([0.05, 0.15, 0.20, 0.35, 0.25]), np.arange(1, 6)
    assert skewed_variance(5) == pytest.approx(shares @ points**2 - (shares @ points) ** 2)
    assert [skewed_variance(size) for size in (7, 11)] == [2.90, 7.31]
    assert np.isnan(skewed_variance(4))


def test_what_chance_reaches_is_the_quantile_of_random_ticking():
    rng = np.random.default_rng(1)
    ticked = rng.integers(1, 6, size=(20_000, 10, 3))
    ratio = np.minimum(ticked.var(axis=1, ddof=1).mean(axis=1) / 2, 1)
    expected = np.quantile(3 * (1 - ratio) / (3 * (1 - ratio) + ratio), 0.95)
    assert random_rwg(10, 5, 3, draws=20_000, rng=np.random.default_rng(2)) == pytest.approx(expected, abs=0.01)


def test_small_random_groups_reach_70_by_luck():
    assert random_rwg(5, 5, 6, draws=4000, rng=np.random.default_rng(3)) > 0.70


def test_random_ticking_is_seen_as_such():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({"unit": np.repeat(np.arange(40), 10), **{item: rng.integers(1, 6, 400) for item in ITEMS}})
    row = unit_agreement(survey_of(frame)).table.iloc[-1]
    assert row.verdict == "units cannot be told apart"
    assert row.rwg_above_random < 20


@pytest.mark.parametrize(
    ("spread", "sizes", "verdict"),
    [
        (0.9, (20,) * 12, "averages hold"),
        (0.3, (6,) * 60, "averages may be noisy"),
        (0.3, (3,) * 200, "averages are noisy"),
        (0.0, (20,) * 12, "units cannot be told apart"),
    ],
)
def test_verdicts(spread, sizes, verdict):
    found = unit_agreement(survey_of(answers(3, sizes=sizes, spread=spread)))
    assert found.table.verdict.iloc[-1] == verdict
    assert "nan" not in " ".join(found.sentences()).lower()


def test_every_audience_has_its_rows():
    both = pd.concat([answers(1), answers(2, audience="Customers")])
    found = unit_agreement(survey_of(both))
    assert found.table.audience.unique().tolist() == ["Staff", "Customers"]
    alone = unit_agreement(survey_of(both), audience="Customers")
    assert "audience" not in alone.table
    assert alone.table.icc1.tolist() == pytest.approx(found.table[found.table.audience == "Customers"].icc1.tolist())


def test_small_units_of_staff_keep_their_row_without_numbers():
    found = unit_agreement(survey_of(answers(sizes=(3, 4, 12, 15, 20))))
    small = found.units[found.units.unit.isin(["Branch 0", "Branch 1"])]
    assert small[["n", "mean", "rwg", "ad"]].isna().all().all()
    assert found.units["mean"].notna().sum() == 3
    assert found.table.units.iloc[0] == 5
    assert any(line.startswith("Hidden: 2 of 5 units") for line in found.caveats)
    shown = unit_agreement(survey_of(answers(sizes=(3, 4, 12, 15, 20))), privacy=False)
    assert shown.units["mean"].notna().all()


def test_one_answer_a_unit():
    frame = pd.DataFrame({"unit": list("ABCDEF"), "proud": [1, 2, 3, 4, 5, 3]})
    found = unit_agreement(Survey.from_frame(frame, scales={"proud": (1, 5)}))
    assert found.table.verdict[0] == "one answer a unit"
    assert np.isnan(found.table.icc1[0])
    assert any("nobody to agree with" in line for line in found.caveats)
    assert "one answer a unit" in found.sentences()[0]


def test_a_constant_has_nothing_to_tell():
    frame = pd.DataFrame({"unit": list("AABBCC"), "proud": [4] * 6})
    found = unit_agreement(Survey.from_frame(frame, scales={"proud": (1, 5)}))
    assert found.table.verdict[0] == "all answers of a unit are alike"
    assert found.table.rwg_mean[0] == 1


def test_units_less_different_than_chance():
    frame = pd.DataFrame({"unit": list("AAABBBCCC"), "proud": [1, 3, 5] * 3})
    found = unit_agreement(Survey.from_frame(frame, scales={"proud": (1, 5)}))
    assert found.table.icc1[0] < 0
    assert any("below zero" in line for line in found.caveats)
    assert "0% of the variation" in found.sentences()[0]


def test_unit_averages_cannot_agree():
    frame = pd.DataFrame({"unit": list("ABC"), "n": [10, 20, 30], "proud": [3.1, 3.4, 4.0]})
    survey = Survey.from_frame(frame, roles={"unit": "unit", "n": "n"}, scales={"proud": (1, 5)})
    with pytest.raises(QuestionError, match="single answers"):
        unit_agreement(survey)


def test_bad_options_are_named():
    survey = survey_of(answers())
    with pytest.raises(QuestionError, match="No audience 'Suppliers'"):
        unit_agreement(survey, audience="Suppliers")
    with pytest.raises(OptionError, match="draws="):
        unit_agreement(survey, draws=10)
    with pytest.raises(QuestionError, match="has no unit"):
        unit_agreement(Survey.from_frame(answers()[ITEMS], scales={item: (1, 5) for item in ITEMS}))


def test_rows_without_a_unit_are_counted():
    frame = answers()
    frame.loc[[0, 1], "unit"] = None
    found = unit_agreement(survey_of(frame))
    assert found.table.n.iloc[0] == 68
    assert any("2 staff without a stated unit" in line for line in found.caveats)


def test_weights_count():
    rng = np.random.default_rng(8)
    frame = pd.DataFrame({"unit": rng.choice(list("ABCDEF"), 300), "proud": rng.integers(1, 6, 300)})
    frame["w"] = rng.uniform(0.5, 3, 300)
    scales = {"proud": (1, 5)}
    weighted = unit_agreement(Survey.from_frame(frame, scales=scales, roles={"unit": "unit", "weight": "w"}))
    means = [100 / 4 * (np.average(part.proud, weights=part.w) - 1) for _, part in frame.groupby("unit")]
    assert weighted.units["mean"].tolist() == pytest.approx(means)
    assert weighted.table.n[0] == 300
    assert "Weighted by w" in weighted.method
    alike = Survey.from_frame(frame.assign(w=2.0), scales=scales, roles={"unit": "unit", "weight": "w"})
    bare = Survey.from_frame(frame.drop(columns="w"), scales=scales, roles={"unit": "unit"})
    one, two = unit_agreement(alike).table.iloc[0], unit_agreement(bare).table.iloc[0]
    assert one[["icc1", "icc2", "rwg_mean", "ad_mean"]].tolist() == pytest.approx(
        two[["icc1", "icc2", "rwg_mean", "ad_mean"]].tolist()
    )


def test_an_audience_without_any_unit_is_left_out_and_said():
    """A board sits in no branch."""
    units = answers(3, sizes=(10,) * 8, spread=0.9)
    board = units.head(6).assign(unit=None, audience="Leadership")
    survey = Survey.from_frame(
        pd.concat([units.assign(audience="Staff"), board], ignore_index=True),
        roles={"unit": "unit", "audience": "audience"}, scales=dict.fromkeys(ITEMS, (1, 5)),
    )  # fmt: skip
    found = unit_agreement(survey, ITEMS)
    assert "Without any stated unit and left out: Leadership." in found.caveats
    assert found.audience == "Staff" and found.table.units.eq(8).all()
    with pytest.raises(QuestionError, match="stated unit"):
        unit_agreement(survey, ITEMS, audience="Leadership")


def test_questions_that_nobody_answered_together_are_no_scale_and_that_is_said():
    frame = pd.DataFrame({"unit": list("AAABBBCCC") * 2, "proud": [2.0, 2, 3, 3, 4, 4, 5, 5, 4] + [None] * 9})
    frame["safe"] = frame.proud.to_numpy()[::-1]
    survey = Survey.from_frame(frame, scales={"proud": (1, 5), "safe": (1, 5)})
    result = unit_agreement(survey)
    assert result.table.question.tolist() == ["proud", "safe"]
    assert "Nobody answered all 2 questions, so that they are not taken as one scale." in result.caveats


def test_what_only_people_without_a_unit_were_asked_is_left_out():
    frame = pd.DataFrame({"unit": [*"AABBCC", None, None], "proud": [2, 2, 3, 3, 4, 5, None, None]})
    frame["guess"] = [None] * 6 + [3, 4]
    survey = Survey.from_frame(frame, scales={"proud": (1, 5), "guess": (1, 5)})
    assert unit_agreement(survey).table.question.tolist() == ["proud"]
