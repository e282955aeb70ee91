"""Attitude and loyalty: the join, the figures, what is hidden, and what may be said."""

import random
import re
from difflib import SequenceMatcher
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxresearch.errors import OptionError, QuestionError
from cxresearch.stats.linkage.attitude_loyalty import attitude_loyalty
from cxresearch.stats.linkage.components import one_way, unit_moments
from cxresearch.stats.linkage.link_words import lost_caveats
from cxresearch.stats.linkage.unit_correlation import correlate
from cxresearch.stats.linkage.unit_join import Side, lost_units, nearest_name
from cxresearch.survey.survey import Survey


def frame(seed=0, *, staff=(8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20), customers=40, link=0.8):
    rng = np.random.default_rng(seed)
    mood = rng.normal(size=len(staff))
    stay = link * mood + np.sqrt(1 - link**2) * rng.normal(size=len(staff))
    parts = []
    for at, n in enumerate(staff):
        proud = np.clip(np.rint(3 + 0.8 * mood[at] + 0.9 * rng.normal(size=n)), 1, 5)
        nps = np.clip(np.rint(6 + 1.2 * stay[at] + 2 * rng.normal(size=customers)), 0, 10)
        parts.append(pd.DataFrame({"audience": "Staff", "unit": f"Branch {at}", "proud": proud}))
        parts.append(pd.DataFrame({"audience": "Customers", "unit": f"Branch {at}", "nps": nps}))
    return pd.concat(parts, ignore_index=True)


def survey_of(data, **roles):
    return Survey.from_frame(
        data, roles={"audience": "audience", "unit": "unit", **roles}, scales={"proud": (1, 5), "nps": (0, 10)}
    )


def link(survey, **options):
    return attitude_loyalty(survey, attitude="proud", loyalty="nps", **options)


@pytest.fixture(scope="module")
def data():
    return frame()


@pytest.fixture(scope="module")
def found(data):
    return link(survey_of(data))


@pytest.fixture(scope="module")
def means(data):
    points = data.assign(proud=(data.proud - 1) * 25, nps=data.nps * 10)
    return points.groupby("unit", sort=False)[["proud", "nps"]].mean()


def test_the_headline_is_pearson_between_unit_means(found, means):
    row = found.table.iloc[0]
    expected = correlate(means.proud, means.nps)
    assert (row.estimate, row.ci_low, row.ci_high, row.p_value) == pytest.approx(tuple(expected), rel=1e-9)
    assert row.slope == pytest.approx(10 * np.polyfit(means.proud, means.nps, 1)[0], rel=1e-9)
    assert row.units == 12
    assert (row.n_staff, row.n_customers) == (163, 480)
    assert found.units[["attitude", "loyalty"]].to_numpy() == pytest.approx(means.to_numpy(), rel=1e-12)


@pytest.mark.parametrize("method", ["spearman", "kendall"])
def test_other_methods(data, means, method):
    row = link(survey_of(data), method=method).table.iloc[0]
    expected = correlate(means.proud, means.nps, method=method)
    assert (row.estimate, row.ci_low, row.ci_high, row.p_value) == pytest.approx(tuple(expected), rel=1e-9)
    assert np.isnan(row.corrected_r)


def test_correction_is_spearmans_by_icc2(found, data):
    icc2 = []
    for column in ("proud", "nps"):
        part = data.dropna(subset=[column])
        icc2.append(float(one_way(*unit_moments(pd.factorize(part.unit)[0], part[column])).icc2))
    row = found.table.iloc[0]
    assert (row.icc2_attitude, row.icc2_loyalty) == pytest.approx(tuple(icc2), rel=1e-12)
    assert row.corrected_r == pytest.approx(row.estimate / np.sqrt(icc2[0] * icc2[1]), rel=1e-12)


def test_precision_weights_are_harmonic(found, data):
    n = data.groupby(["unit", "audience"], sort=False).size().unstack()
    expected = n.Staff * n.Customers / (n.Staff + n.Customers)
    assert found.units.set_index("unit").weight.to_dict() == pytest.approx(expected.to_dict())
    assert found.others.coefficient.tolist() == ["pearson", "spearman", "kendall", "pearson, weighted by precision"]


def test_influence_is_leaving_one_out(found, means):
    for row in found.influence.itertuples():
        rest = means.drop(row.unit)
        assert row.estimate_without == pytest.approx(rest.corr().iloc[0, 1], rel=1e-9)
    assert found.influence.change.abs().round(2).is_monotonic_decreasing
    assert found.table.without_low[0] == found.influence.estimate_without.min()


def test_lost_units_are_told_with_the_nearest_name(data):
    spelled = data.copy()
    staff = spelled.audience == "Staff"
    spelled.loc[staff & (spelled.unit == "Branch 0"), "unit"] = "branch0"
    spelled.loc[~staff & (spelled.unit == "Branch 1"), "unit"] = "Harbour"
    result = link(survey_of(spelled))
    lost = result.lost_units.set_index(["side", "unit"])
    assert result.table.units[0] == 10
    assert sorted(lost.index) == [
        ("Customers", "Branch 0"),
        ("Customers", "Harbour"),
        ("Staff", "Branch 1"),
        ("Staff", "branch0"),
    ]
    assert lost.nearest["Staff", "branch0"] == "Branch 0"
    assert lost.likely_same["Staff", "branch0"]
    assert lost.nearest["Customers", "Harbour"] == ""
    assert lost.n["Customers", "Harbour"] == 40
    said = " ".join(result.sentences())
    assert "2 units of staff and 2 units of customers" in said
    assert "'Branch 0' / 'branch0'" in said
    mended = survey_of(spelled).relabel(unit={"branch0": "Branch 0"})
    assert link(mended).table.units[0] == 11


def test_numbers_in_names_are_never_guessed():
    assert nearest_name("Store 1", ["Store 11", "Store 2"]) == ""
    assert nearest_name("north quay ", ["North Quay", "South Quay"]) == "North Quay"


def test_no_common_unit_names_both_sides(data):
    apart = data.copy()
    apart["unit"] = np.where(apart.audience == "Staff", apart.unit.str.replace("Branch", "Brunch"), apart.unit)
    with pytest.raises(
        QuestionError,
        match=r"No unit of survey has both Staff and Customers.*relabel\(unit=\{'Brunch 0': 'Branch 0'\}\)",
    ):
        link(survey_of(apart))


def test_small_units_count_but_are_never_printed():
    small = frame(staff=(3, 4, 10, 11, 12, 13, 14, 15, 16, 17))
    result, shown = link(survey_of(small)), link(survey_of(small), privacy=False)
    assert result.table.estimate[0] == pytest.approx(shown.table.estimate[0])
    assert result.table.units[0] == 10
    printed = repr(result) + result._repr_html_() + result.units.to_string() + result.influence.to_string()
    printed += " ".join(result.sentences() + result.caveats)
    for name in ("Branch 0", "Branch 1"):
        assert name not in printed
        assert name in shown.units.unit.tolist()
    assert result.units.hidden.sum() == 2
    assert (
        result.units.loc[result.units.hidden, ["attitude", "loyalty", "n_staff", "n_customers", "weight"]]
        .isna()
        .all()
        .all()
    )
    assert any("count in every coefficient" in line for line in result.caveats)


def test_small_lost_units_keep_their_head_count():
    small = frame(staff=(3, 8, 9, 10, 11, 12, 13, 14))
    small.loc[(small.audience == "Staff") & (small.unit == "Branch 0"), "unit"] = "branch0"
    lost = link(survey_of(small)).lost_units.set_index("unit")
    assert np.isnan(lost.n["branch0"])
    assert lost.n["Branch 0"] == 40


def test_a_filtered_survey_hides_what_its_root_hides():
    small = frame(staff=(3, 8, 9, 10, 11, 12, 13, 14)).assign(wave=2025)
    again = frame(1, staff=(3, 8, 9, 10, 11, 12, 13, 14)).assign(wave=2024)
    survey = survey_of(pd.concat([small, again], ignore_index=True), wave="wave").only(wave=2025)
    assert link(survey).units.hidden.sum() >= 1


def test_fewer_than_eight_units_support_no_statement():
    result = link(survey_of(frame(staff=(9, 10, 11, 12, 13))))
    assert result.table.verdict[0] == "too few units"
    said = result.sentences()
    assert "5 units are too few to say whether" in said[0]
    assert "Neither a link nor its absence" in said[1]
    assert not any("r = " in line for line in said)


def test_two_units_have_no_correlation():
    result = link(survey_of(frame(staff=(9, 10))))
    assert result.table.verdict[0] == "cannot be computed"
    assert np.isnan(result.table.estimate[0])
    assert "it takes at least three units" in result.sentences()[0]
    assert "nan" not in (" ".join(result.sentences()) + repr(result)).lower()


def test_a_constant_is_told():
    flat = frame()
    flat.loc[flat.audience == "Staff", "proud"] = 4
    result = link(survey_of(flat))
    assert result.table.verdict[0] == "cannot be computed"
    assert any("attitude is the same in every unit" in line for line in result.caveats)


def test_no_link_is_never_called_no_difference():
    result = link(survey_of(frame(6, link=0.0)))
    assert result.table.verdict[0] == "not shown"
    assert "That does not mean there is none: with 12 units only a correlation of 0.72 or more" in result.sentences()[0]


def test_noise_beyond_correction_is_flagged():
    rng = np.random.default_rng(2)
    noisy = frame(staff=(5,) * 12)
    staff = noisy.audience == "Staff"
    noisy.loc[staff, "proud"] = rng.integers(1, 6, staff.sum())
    order = noisy[staff].groupby("unit").proud.mean().rank(method="first")
    rest = ~staff
    noisy.loc[rest, "nps"] = np.clip(
        np.rint(noisy.loc[rest, "unit"].map(order) / 2 + rng.normal(size=rest.sum())), 0, 10
    )
    row = link(survey_of(noisy)).table.iloc[0]
    if row.icc2_attitude > 0:
        assert abs(row.corrected_r) > 1
        assert any("beyond 1" in line and "Do not quote it" in line for line in link(survey_of(noisy)).caveats)
    else:
        assert np.isnan(row.corrected_r)


def test_controls_are_held():
    data = frame()
    data["staffed"] = data.unit.str.extract(r"(\d+)").astype(float)[0] % 5
    row = link(survey_of(data), controls=["staffed"])
    from cxresearch.stats.linkage.unit_correlation import partial

    means = data.groupby("unit", sort=False)[["proud", "nps", "staffed"]].mean()
    expected = partial(means.proud, means.nps, means[["staffed"]])
    assert row.table.partial_r[0] == pytest.approx(expected.estimate, rel=1e-9)
    assert any("With the controls held" in line for line in row.sentences())


def test_a_control_is_taken_from_one_named_audience():
    """Residuals of two regressions, staff's answers to the control, and not the mean over both audiences."""
    rng = np.random.default_rng(4)
    pace, units = rng.normal(size=20), [f"U{at}" for at in range(20)]
    staff = pd.DataFrame({"unit": units * 8, "audience": "Staff"})
    served = pd.DataFrame({"unit": units * 15, "audience": "Customers"})
    staff["mood"] = np.tile(50 + 10 * pace, 8) + rng.normal(size=160)
    staff["pace"] = np.tile(50 + 8 * pace, 8) + rng.normal(size=160)
    served["stay"] = np.tile(50 + 9 * pace, 15) + rng.normal(size=300)
    served["pace"] = np.tile(50 + 4 * rng.normal(size=20), 15)
    data = pd.concat([staff, served], ignore_index=True)
    scales = dict.fromkeys(("mood", "stay", "pace"), (0, 100))
    survey = Survey.from_frame(data, scales=scales)

    def left(of, control):
        design = np.column_stack([np.ones(20), control])
        return of - design @ np.linalg.lstsq(design, of, rcond=None)[0]

    means = data.groupby(["audience", "unit"])[["mood", "stay", "pace"]].mean()
    mood, stay = means.loc["Staff"].mood.to_numpy(), means.loc["Customers"].stay.to_numpy()
    for source, options in (("Staff", {}), ("Customers", {"controls_from": "Customers"})):
        control = means.loc[source].pace.to_numpy()
        wanted = np.corrcoef(left(mood, control), left(stay, control))[0, 1]
        found = attitude_loyalty(survey, attitude="mood", loyalty="stay", controls=["pace"], bootstrap=0, **options)
        assert found.table.partial_r[0] == pytest.approx(wanted, abs=1e-9)
    alone = Survey.from_frame(data.assign(pace=data.pace.where(data.audience == "Customers")), scales=scales)
    told = attitude_loyalty(alone, attitude="mood", loyalty="stay", controls=["pace"], bootstrap=0).caveats
    assert any("Control pace is taken from customers" in line for line in told)
    with pytest.raises(QuestionError, match="no numbers for Staff"):
        attitude_loyalty(alone, attitude="mood", loyalty="stay", controls=["pace"], controls_from="Staff")


def test_the_corrected_correlation_has_an_interval_and_bootstrap_may_be_left_out(data):
    row = link(survey_of(data), bootstrap=0).table.iloc[0]
    noise = np.sqrt(row.icc2_attitude * row.icc2_loyalty)
    assert [row.corrected_ci_low, row.corrected_ci_high] == pytest.approx([row.ci_low / noise, row.ci_high / noise])
    assert np.isnan(row.boot_ci_low)
    with pytest.raises(OptionError, match="at least 100"):
        link(survey_of(data), bootstrap=50)


def test_weights_shift_the_customers_means(data):
    weighted = data.assign(w=np.where(data.nps > 6, 2.0, 1.0))
    row = link(survey_of(weighted, weight="w")).units.iloc[0]
    part = weighted[(weighted.unit == row.unit) & weighted.nps.notna()]
    assert row.loyalty == pytest.approx(10 * np.average(part.nps, weights=part.w))


def test_a_table_of_units_with_audiences_in_rows():
    rng = np.random.default_rng(3)
    mood = rng.uniform(5, 9, 15)
    stay = 0.5 * mood + rng.normal(size=15) * 0.3 + 3
    rows = [
        pd.DataFrame({"dbn": [f"S{at}" for at in range(15)], "audience": who, "n": size, "Safety": np.round(score, 2)})
        for who, size, score in (("Teachers", 30, mood), ("Parents", 90, stay))
    ]
    survey = Survey.from_frame(
        pd.concat(rows), roles={"unit": "dbn", "audience": "audience", "n": "n"}, scales={"Safety": (0, 10)}
    )
    result = attitude_loyalty(survey, attitude="Safety", loyalty="Safety", staff="Teachers", customers="Parents")
    assert result.table.estimate[0] == pytest.approx(np.corrcoef(np.round(mood, 2), np.round(stay, 2))[0, 1], rel=1e-9)
    assert np.isnan(result.table.corrected_r[0])
    assert result.table.n_staff[0] == 450
    assert any("Only scores by unit are known" in line for line in result.caveats)


def test_a_table_of_units_with_both_scores_in_columns():
    both = pd.DataFrame(
        {
            "unit": [f"S{at}" for at in range(10)],
            "teachers": range(50, 60),
            "parents": [55, 54, 56, 58, 57, 60, 59, 62, 61, 63],
        }
    )
    survey = Survey.from_frame(both, scales={"teachers": (0, 100), "parents": (0, 100)})
    result = attitude_loyalty(survey, attitude="teachers", loyalty="parents")
    assert result.table.estimate[0] == pytest.approx(np.corrcoef(both.teachers, both.parents)[0, 1])
    assert np.isnan(result.table.n_staff[0])
    assert not any("same people" in line for line in result.caveats)


def test_several_questions_make_one_score_and_reversed_ones_are_missed():
    rng = np.random.default_rng(4)
    data = frame()
    staff = data.audience == "Staff"
    data["glad"] = np.where(staff, np.clip(data.proud + rng.integers(-1, 2, len(data)), 1, 5), np.nan)
    data["bored"] = np.where(staff, np.clip(6 - data.proud + rng.integers(-1, 2, len(data)), 1, 5), np.nan)
    scales = {"proud": (1, 5), "glad": (1, 5), "bored": (1, 5), "nps": (0, 10)}
    survey = Survey.from_frame(data, roles={"audience": "audience", "unit": "unit"}, scales=scales)
    result = attitude_loyalty(survey, attitude=["proud", "glad", "bored"], loyalty="nps")
    assert any("bored was answered against the other questions" in line for line in result.caveats)
    book = survey.codebook.assign(reversed=survey.codebook.id == "bored")
    mended = attitude_loyalty(survey.with_codebook(book), attitude=["proud", "glad", "bored"], loyalty="nps")
    assert not any("against the other questions" in line for line in mended.caveats)
    expected = (
        data[staff]
        .assign(bored=6 - data.bored)[["proud", "glad", "bored"]]
        .mean(axis=1)
        .groupby(data.unit[staff], sort=False)
        .mean()
    )
    assert mended.units.attitude.to_numpy() == pytest.approx((expected.to_numpy() - 1) * 25)


def test_yes_and_no_are_100_and_0():
    data = frame()
    data["closed"] = np.where(data.nps.isna(), None, np.where(data.nps < 4, "Yes", "No"))
    result = attitude_loyalty(survey_of(data), attitude="proud", loyalty="closed")
    part = data[(data.unit == "Branch 0") & data.nps.notna()]
    assert result.units.loyalty[0] == pytest.approx(100 * (part.nps < 4).mean())


def test_what_must_not_be_said():
    result = link(survey_of(frame()))
    assert "ecological fallacy" in result.caveats[0]
    text = " ".join(result.sentences() + result.caveats).lower()
    for word in ("because of", "causes", "leave because", "proves"):
        assert word not in text


def test_text_is_stable(data):
    assert repr(link(survey_of(data))) == repr(link(survey_of(data)))


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"staff": "Suppliers"}, QuestionError, "No audience 'Suppliers'"),
        ({"method": "phi"}, OptionError, "method must be one of"),
        ({"unit": "shop"}, QuestionError, "'shop'"),
        ({"bootstrap": 3}, OptionError, "bootstrap= needs at least 100 samples"),
        ({"confidence": 95}, OptionError, "confidence must be"),
        ({"controls": ["audience"]}, QuestionError, "holds no numbers"),
    ],
)
def test_bad_options_are_named(data, options, error, said):
    with pytest.raises(error, match=said):
        link(survey_of(data), **options)


def test_nobody_answered(data):
    silent = data.assign(proud=np.where(data.audience == "Staff", np.nan, 3))
    with pytest.raises(QuestionError, match="Staff gave no usable answer to proud"):
        link(survey_of(silent))


@pytest.mark.external
def test_schools_link_teachers_and_parents(fixtures):
    """NYC 2011 school survey, district 75: teachers' and parents' view of safety meet in 56 schools."""
    data = pd.read_csv(fixtures / "data" / "nyc_schools_d75.tsv", sep="\t", encoding="utf-8-sig")
    rows = [
        pd.DataFrame({"dbn": data.dbn, "audience": who, "n": data[f"N_{key}"], "Safety": data[f"saf_{key}_11"]})
        for who, key in (("Teachers", "t"), ("Parents", "p"))
    ]
    survey = Survey.from_frame(
        pd.concat(rows), roles={"unit": "dbn", "audience": "audience", "n": "n"}, scales={"Safety": (0, 10)}
    )
    result = attitude_loyalty(survey, attitude="Safety", loyalty="Safety", staff="Teachers", customers="Parents")
    row = result.table.iloc[0]
    assert row.units == 56
    assert row.estimate == pytest.approx(np.corrcoef(data.saf_t_11, data.saf_p_11)[0, 1], rel=1e-9)
    assert result.influence.unit[0] == "75X012"
    assert len(result.lost_units) == 0
    assert row.n_staff == data.N_t.sum()
    assert "Much of it rests on one unit: without 75X012" in " ".join(result.sentences())


def test_each_average_has_its_own_interval():
    data = pd.DataFrame(
        {
            "who": ["Staff"] * 30 + ["Customers"] * 60,
            "unit": list("ABC") * 30,
            "mood": [20.0, 50, 90, 40, 60, 70] * 5 + [np.nan] * 60,
            "stay": [np.nan] * 30 + [10.0, 30, 80, 60, 20, 95] * 10,
        }
    )
    survey = Survey.from_frame(
        data, roles={"audience": "who", "unit": "unit"}, scales={"mood": (0, 100), "stay": (0, 100)}
    )
    units = attitude_loyalty(survey, attitude="mood", loyalty="stay", bootstrap=100).units
    for name, question in (("attitude", "mood"), ("loyalty", "stay")):
        for row in units.itertuples():
            answers = data.loc[(data.unit == row.unit), question].dropna()
            low, high = stats.t.interval(0.95, len(answers) - 1, answers.mean(), stats.sem(answers))
            assert (getattr(row, f"{name}_ci_low"), getattr(row, f"{name}_ci_high")) == pytest.approx((low, high))


def test_the_nearest_name_is_the_one_that_comparing_all_letters_finds():
    def plain(name):
        return re.sub(r"[\W_]+", "", name.casefold())

    def by_all_letters(name, others):
        alike = [
            SequenceMatcher(None, plain(name), plain(other)).ratio()
            if re.findall(r"\d+", name) == re.findall(r"\d+", other) else 0.0
            for other in others
        ]  # fmt: skip
        return others[int(np.argmax(alike))] if max(alike) >= 0.75 else ""

    draw = random.Random(5)
    names = ["".join(draw.choices("abN -_1", k=draw.randint(1, 7))) for _ in range(400)]
    found = [nearest_name(name, names[200:]) for name in names[:200]]
    assert found == [by_all_letters(name, names[200:]) for name in names[:200]]
    assert 20 < sum(map(bool, found)) < 200


def test_a_hundred_thousand_lost_units_are_answered_and_told():
    letters = ["".join(chr(97 + at // 26**place % 26) for place in range(4)) for at in range(100_000)]
    names = [*letters[:50_000], *(f"{name}!" for name in letters[:10]), *letters[50_000:]]
    mine = np.arange(len(names)) < 50_000
    sides = [
        Side(who, "service", np.where(there, 50.0, np.nan), there * 9.0, None, set(), np.zeros(len(names)))
        for who, there in (("Teams", mine), ("Customers", ~mine))
    ]
    lost = lost_units(*sides, SimpleNamespace(names=names))
    assert len(lost) == len(names)
    assert lost.nearest[:10].tolist() == [f"{name}!" for name in letters[:10]] and lost.likely_same[:10].all()
    assert 90_000 < lost.attrs["not_compared"] < len(names)
    assert "too many to compare letter by letter" in lost_caveats(lost)[1]


def test_ranks_of_too_many_units_are_refused_with_the_way_out(monkeypatch):
    from cxresearch.stats.linkage.unit_correlation import MOST_UNITS

    monkeypatch.setitem(MOST_UNITS, "kendall", 10)
    with pytest.raises(OptionError, match=r"12 units \(at most 10\); take method='pearson'"):
        link(survey_of(frame()), method="kendall")
