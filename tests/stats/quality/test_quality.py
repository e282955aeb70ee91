"""Careless rows, gaps and response rates: against hand-computed values, planted truths and tiny surveys."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxresearch.errors import OptionError, QuestionError
from cxresearch.stats.quality.careless import (
    Repeats,
    longest_run,
    low_fence,
    response_variability,
    row_keys,
    same_throughout,
)
from cxresearch.stats.quality.health import check_quality
from cxresearch.stats.quality.times import Ranked
from cxresearch.survey.survey import Survey
from tests.harbour import sample


@pytest.fixture(scope="module")
def bank():
    return sample()


@pytest.fixture(scope="module")
def checked(bank):
    rates = {"Leadership": 72, ("Staff", 2024): 845, ("Staff", 2025): 940, ("Customers", 2025): 22500}
    return check_quality(bank, invited=rates)


def found(result, check: str, audience: str, column: str = "n"):
    rows = result.table[(result.table.check == check) & (result.table.audience == audience)]
    return rows[column].tolist()


# -- planted truths (TRUTH.md: 30 speeders, 9 straight lines over the twelve experiences, 5 doubles, 90 partials) ----


def test_planted_straight_lines_are_found_and_no_others(checked):
    assert found(checked, "straight_lining", "Customers") == [9]
    rows = checked.flags[(checked.flags.flag == "straight_lining") & (checked.flags.audience == "Customers")]
    assert (rows["value"] == 12).all()


def test_planted_doubles_are_found_and_no_others(bank, checked):
    assert found(checked, "duplicates", "Customers") == [5]
    assert found(checked, "duplicates", "Staff") == [0]
    rows = bank.to_pandas()
    answers = [f"{stem}_{i}" for stem in ("EXP", "IMP") for i in range(1, 13)]
    for flag in checked.flags[checked.flags.flag == "duplicates"].itertuples():
        one, other = rows.loc[flag.row, answers], rows.loc[int(flag.value), answers]
        assert one.fillna("").tolist() == other.fillna("").tolist()
        assert flag.value < flag.row


def test_planted_speeders_are_found(bank, checked):
    """The generator gives speeders (and straight-liners) 31 to 74 seconds, and the others hardly ever under 150."""
    seconds = pd.to_numeric(bank.to_pandas()["Duration (in seconds)"], errors="coerce")
    planted = set(np.flatnonzero((seconds >= 31) & (seconds < 75)))
    flagged = checked.flags[(checked.flags.flag == "speeders") & (checked.flags.audience == "Customers")]
    assert len(planted) == 39
    assert planted <= set(flagged.row)
    assert len(flagged) <= len(planted) + 4


def test_planted_partials_are_no_speeders(checked):
    assert found(checked, "unfinished", "Customers") == [90]
    flags = checked.flags.groupby("flag").row.agg(set)
    assert not flags["unfinished"] & flags["speeders"]


def test_staff_time_comes_from_start_and_end(bank, checked):
    rows = bank.to_pandas()
    taken = (rows["End Date"] - rows["Start Date"]).dt.total_seconds()
    staff = (rows["audience"] == "Staff").to_numpy()
    assert np.allclose(checked.people.seconds[staff], taken[staff])


def test_response_rates(checked):
    rates = checked.table[checked.table.check == "response_rate"]
    assert rates.n.tolist() == [60, 500, 700, 4500]
    assert rates.estimate.round(2).tolist() == [83.33, 59.17, 74.47, 20.0]
    assert checked.sentences()[0] == "60 of 72 leaders who were invited answered (83%)."


def test_missing_agrees_with_the_frame(bank, checked):
    rows = bank.to_pandas()
    customers = rows[rows.audience == "Customers"]
    for question in ("EXP_1", "IMP_7", "MATTER", "NPS"):
        row = checked.table[
            (checked.table.check == "missing")
            & (checked.table.question == question)
            & (checked.table.audience == "Customers")
        ].iloc[0]
        blank = customers[question].isna() | (customers[question].astype(str).str.strip() == "")
        assert (row.n, row.base) == (int(blank.sum()), len(customers))


def test_a_question_counts_where_it_was_asked(checked):
    """The promise was asked of customers and staff, never of leaders; best-in-life in 2025 only."""
    asked = checked.table[(checked.table.check == "missing") & (checked.table.question == "PRM_1")]
    assert "Leadership" not in set(asked.audience)
    best = checked.table[(checked.table.check == "missing") & (checked.table.question == "BESTINLIFE")]
    waves = set(checked.questions.loc[checked.questions.question == "BESTINLIFE", "wave"])
    assert best.base.tolist() == [4500 if waves == {"2025"} else 7500]


# -- excluding is a decision -----------------------------------------------------------------------


def test_nothing_is_excluded_by_itself(bank, checked):
    assert checked.survey.n_rows == bank.n_rows == 8760
    assert "Nothing was excluded" in checked.caveats[0]


def test_without_counts_every_row_once(checked):
    kept = checked.without("speeders", "straight_lining")
    flags = checked.flags[checked.flags.flag.isin(["speeders", "straight_lining"])]
    assert kept.n_rows == 8760 - flags.row.nunique()
    assert f"excluded on purpose: {flags.row.nunique()} of 8,760 rows" in kept.notes[-1]
    assert kept.intake["rows in"] == sum(n for key, n in kept.intake.items() if key != "rows in")
    again = check_quality(kept)
    assert found(again, "straight_lining", "Customers") == [0]
    gone = set(checked.people.respondent) - set(again.people.respondent)
    assert gone <= set(flags.respondent)


def test_without_refuses_what_is_no_flag(checked):
    with pytest.raises(OptionError, match="Did you mean 'speeders'"):
        checked.without("speeder")
    with pytest.raises(OptionError, match="Name the flags"):
        checked.without()


@pytest.mark.parametrize("engine", ["polars", "pyarrow", "duckdb"])
def test_every_engine_gives_the_same(engine):
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({f"Rate us - {t}": rng.integers(1, 6, 40) for t in "abcdef"})
    frame.iloc[3] = 4
    scales = dict.fromkeys(frame, (1, 5))
    if engine == "polars":
        native = pytest.importorskip("polars").from_pandas(frame)
    elif engine == "pyarrow":
        native = pytest.importorskip("pyarrow").Table.from_pandas(frame)
    else:
        native = pytest.importorskip("duckdb").from_df(frame)
    expected = check_quality(Survey.from_frame(frame, scales=scales))
    result = check_quality(Survey.from_frame(native, scales=scales))
    pd.testing.assert_frame_equal(result.table, expected.table)
    assert result.without("straight_lining").n_rows == expected.without("straight_lining").n_rows == 39


# -- measures by hand ------------------------------------------------------------------------------


def test_longest_run_by_hand():
    """Read off by eye; the third row is the usual example of a run that a blank does not break."""
    answers = np.array(
        [
            [1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 5, 1], [2, 2, np.nan, 2, 5, 5], [3, 1, 1, 2, 2, 2],
            [np.nan] * 6, [5, np.nan, np.nan, np.nan, np.nan, np.nan],
        ]
    )  # fmt: skip
    assert longest_run(answers).tolist() == [6, 1, 3, 3, 0, 1]
    assert same_throughout(answers, fewest=2).tolist() == [True, False, False, False, False, False]


@given(st.lists(st.lists(st.integers(1, 3), min_size=5, max_size=5), min_size=1, max_size=20))
def test_longest_run_is_what_itertools_counts(rows):
    from itertools import groupby

    expected = [max(len(list(run)) for _, run in groupby(row)) for row in rows]
    assert longest_run(np.array(rows, dtype=float)).tolist() == expected


def test_variability_by_hand_and_by_pandas():
    answers = np.array([[1, 2, 3, 4, 5], [3, 3, 3, 3, 3], [1, 5, 1, 5, np.nan], [4, np.nan, np.nan, np.nan, np.nan]])
    # sqrt(10 / 4), 0, sqrt(16 / 3), and nothing to compare
    assert response_variability(answers).tolist() == pytest.approx([1.5811388, 0.0, 2.3094011, np.nan], nan_ok=True)
    rng = np.random.default_rng(1)
    wide = np.where(rng.random((200, 12)) < 0.2, np.nan, rng.integers(0, 11, (200, 12)))
    assert np.allclose(response_variability(wide), pd.DataFrame(wide).std(axis=1), equal_nan=True)


def test_fence_is_tukeys():
    values = np.array([10.0, 12, 14, 16, 18, 20, 22, np.nan])
    first, third = pd.Series(values).quantile([0.25, 0.75])
    assert low_fence(values) == first - 1.5 * (third - first)
    assert low_fence(np.array([np.nan])) == -np.inf


ROWS = st.lists(st.tuples(st.integers(-1, 2), st.integers(-1, 2), st.integers(0, 1)), max_size=40)


@given(ROWS, st.integers(1, 12), st.sampled_from([1, 7, 1000]))
def test_repeated_rows_are_what_a_dictionary_finds(rows, piece, most):
    """Wherever the pieces end, and however many passes the keys need."""
    codes = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
    seen, expected = {}, []
    for at, row in enumerate(rows):
        expected.append(seen.get(row, -1))
        seen.setdefault(row, at)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("cxresearch.stats.quality.careless._MOST_KEYS", most)
        repeats = Repeats(len(rows))
    keys, places = row_keys([codes[:, 0], codes[:, 1]], codes[:, 2]), np.arange(len(rows))
    parts = [slice(at, at + piece) for at in range(0, len(rows), piece)]
    for at in range(repeats.passes):
        for part in parts:
            repeats.show(keys[part], at)
        repeats.close()
    found = [first for part in parts for first in repeats.first(keys[part], places[part]).tolist()]
    assert found == expected


@given(st.lists(st.integers(0, 9), min_size=1, max_size=60), st.sampled_from([0, 10, 25, 50, 75, 90, 97.5, 100]))
def test_percentiles_of_counted_values_are_numpys(values, percent):
    values = np.array(values) / 3
    known, rows = np.unique(values, return_counts=True)
    ranked = Ranked.of(known, rows)
    assert ranked.percentile(percent) == np.percentile(values, percent)
    assert ranked.median == np.median(values)


def test_reversed_questions_are_looked_at_as_they_were_ticked():
    frame = pd.DataFrame({f"Rate us - {t}": [4, 2, 3] for t in "abcde"})
    survey = Survey.from_frame(frame, scales=dict.fromkeys(frame, (1, 5)))
    book = survey.codebook
    book["reversed"] = [True, False, True, False, False]
    assert found(check_quality(survey.with_codebook(book)), "straight_lining", "") == [3]


def test_waves_have_their_own_median():
    """A shorter second wave makes nobody a speeder."""
    frame = pd.DataFrame(
        {
            "wave": [1] * 20 + [2] * 20,
            "Duration (in seconds)": [600] * 20 + [120] * 19 + [30],
            "nps": list(range(10)) * 4,
        }
    )
    result = check_quality(Survey.from_frame(frame, scales={"nps": (0, 10)}, audience="Customers"))
    assert result.flags.loc[result.flags.flag == "speeders", "row"].tolist() == [39]


def test_outside_the_scale_and_unreadable_are_told_apart():
    frame = pd.DataFrame({"nps": ["9", "11", "Don't know", "soon", None, "3"]})
    survey = Survey.from_frame(frame, scales={"nps": (0, 10)}, audience="Customers")
    table = check_quality(survey).table.set_index("check")
    told = {"missing": 1, "declined": 1, "outside the scale": 1, "not readable": 1}
    assert {check: table.n[check] for check in told} == told
    assert (table.base[list(told)] == 6).all()


def test_floor_and_ceiling_by_hand():
    frame = pd.DataFrame({"billing": [5] * 12 + [1] * 3 + [3] * 5})
    result = check_quality(Survey.from_frame(frame, scales={"billing": (1, 5)}, audience="Customers"))
    assert found(result, "ceiling", "Customers", "estimate") == [60.0]
    assert found(result, "floor", "Customers", "estimate") == [15.0]
    assert any("highest answer" in said and "billing (60% of customers)" in said for said in result.sentences())


def test_the_size_of_a_small_unit_of_staff_is_not_told():
    staff = pd.DataFrame({"audience": "Staff", "ward": ["A"] * 40 + ["B"] * 3 + ["C"] * 12, "mood": 3})
    served = pd.DataFrame({"audience": "Customers", "ward": ["A"] * 40 + ["B"] * 3, "mood": 4})
    result = check_quality(
        Survey.from_frame(
            pd.concat([staff, served]), roles={"unit": "ward", "audience": "audience"}, scales={"mood": (1, 5)}
        )
    )
    small = result.table[result.table.check == "small_base"]
    sizes = {(str(row.audience), str(row.group)): (row.n, row.base) for row in small.itertuples()}
    assert np.isnan(sizes["Staff", "unit B"]).all()
    assert sizes["Staff", "unit C"] == (12, 12) and sizes["Customers", "unit B"] == (3, 3)
    assert any("staff unit B (fewer than 5)" in said for said in result.sentences())


def test_small_groups_of_leaders_are_hidden():
    frame = pd.DataFrame({"audience": ["Leadership"] * 4 + ["Customers"] * 40, "billing": [5, 5, 4, 5] + [3] * 40})
    survey = Survey.from_frame(frame, scales={"billing": (1, 5)})
    result = check_quality(survey)
    assert np.isnan(found(result, "ceiling", "Leadership", "estimate")).all()
    assert found(result, "ceiling", "Customers", "estimate") == [0.0]
    assert found(result, "small_base", "Leadership") == [4]
    shown = check_quality(survey, privacy=False)
    assert found(shown, "ceiling", "Leadership", "estimate") == [75.0]
    assert any("privacy=False" in caveat for caveat in shown.caveats)


def test_what_cannot_be_meant_is_refused(bank):
    with pytest.raises(OptionError, match="but 1,200 answered. Tell it by wave"):
        check_quality(bank, invited={"Staff": 940})
    with pytest.raises(OptionError, match="Suppliers"):
        check_quality(bank, invited={"Suppliers": 940})
    with pytest.raises(OptionError, match="a number of people"):
        check_quality(bank, invited={"Leadership": "many"})
    for option in ({"speed": 1.5}, {"fewest": 1}, {"ends": 5}, {"smallest_base": 0}):
        with pytest.raises(OptionError, match=next(iter(option))):
            check_quality(bank, **option)
    units = pd.DataFrame({"unit": ["A"], "n": [10], "score": [70.0]})
    survey = Survey.from_frame(units, roles={"unit": "unit", "n": "n"}, scales={"score": (0, 100)})
    with pytest.raises(QuestionError, match="row a respondent"):
        check_quality(survey)


# -- sentences -------------------------------------------------------------------------------------

WHO = st.sampled_from(["Leadership", "Staff", "Customers", None])
ANSWER = st.one_of(st.none(), st.sampled_from(["1", "2", "5", "9", "Don't know", "what?", " "]), st.integers(0, 12))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(WHO, ANSWER, ANSWER, st.sampled_from([None, 30, 600])),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_no_sentence_holds_a_number_that_does_not_exist(rows):
    frame = pd.DataFrame(rows, columns=["audience", "billing", "nps", "Duration (in seconds)"]).astype(
        {"billing": object, "nps": object}
    )
    survey = Survey.from_frame(frame, scales={"billing": (1, 5), "nps": (0, 10)}, roles={"audience": "audience"})
    result = check_quality(survey)
    text = " ".join([*result.sentences(), repr(result), *result.caveats])
    assert not re.search(r"\b(nan|None|inf|NaT|<NA>)\b", text), text
    assert result.sentences()
