"""Rows are looked at block by block: where a block ends changes nothing, and plain counting finds the same."""

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import cxresearch as cx
from cxresearch.stats.quality import person_checks
from cxresearch.stats.quality.question_checks import groups_of
from cxresearch.survey.passing import pieces


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({f"Rate us - {at}": rng.integers(1, 6, 700).astype(float) for at in range(12)})
    frame = frame.mask(rng.random(frame.shape) < 0.1)
    frame.iloc[:40] = 4.0
    frame.iloc[40:80] = frame.iloc[200:240].to_numpy()
    frame["who"] = rng.choice(["Staff", "Customers", None], 700)
    frame["wave"] = rng.choice([2024, 2025], 700)
    return cx.Survey.from_frame(frame, roles={"audience": "who", "wave": "wave"},
                                scales={name: (1, 5) for name in frame.columns[:12]})  # fmt: skip


@pytest.mark.parametrize("block", [1, 37, 699, 700])
def test_where_a_block_ends_changes_nothing(survey, monkeypatch, block):
    whole = cx.check_quality(survey)
    monkeypatch.setattr(person_checks, "_BLOCK", block)
    parts = cx.check_quality(survey)
    pd.testing.assert_frame_equal(parts.table, whole.table)
    pd.testing.assert_frame_equal(parts.flags, whole.flags)


def test_what_is_found_is_what_plain_counting_finds(survey):
    names = [name for name in survey.columns if name.startswith("Rate")]
    answers = survey.responses[names]
    found = cx.check_quality(survey, privacy=False)
    given = answers.notna().sum(axis=1)
    alike = (answers.nunique(axis=1) == 1) & (given >= 6)
    assert set(found.flags.row[found.flags.flag == "straight_lining"]) == set(np.flatnonzero(alike))
    cells = found.questions.set_index(["question", "audience", "wave"])
    for name in names[:3]:
        for (audience, wave), own in survey.responses.assign(who=survey.responses.who.fillna("")).groupby(
            ["who", "wave"]
        ):
            row = cells.loc[(name, audience, f"{wave:g}")]
            assert row.lowest == (own[name] == 1).sum() and row.highest == (own[name] == 5).sum()
            assert row.kept == own[name].notna().sum() and row.missing == own[name].isna().sum()


def careless(rows=900) -> pd.DataFrame:
    """Respondents with every kind of oddness: straight lines, doubles, speeders, broken-off rows, people twice."""
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({f"Rate us - {at}": rng.integers(1, 6, rows).astype(float) for at in range(12)})
    frame = frame.mask(rng.random(frame.shape) < 0.05)
    frame.iloc[:30] = 4.0
    frame.iloc[40:80] = frame.iloc[700:740].to_numpy()
    frame["Duration (in seconds)"] = np.where(rng.random(rows) < 0.1, np.nan, rng.integers(40, 900, rows))
    begun = pd.Timestamp("2025-03-01 09:00") + pd.to_timedelta(rng.integers(0, 9000, rows), unit="min")
    frame["Start Date"] = begun.strftime("%Y-%m-%d %H:%M:%S")
    frame["End Date"] = (begun + pd.to_timedelta(rng.integers(60, 1200, rows), unit="s")).strftime("%Y-%m-%d %H:%M:%S")
    frame["Finished"] = rng.choice(["True", "False"], rows, p=[0.9, 0.1])
    frame["who"] = rng.choice(["Staff", "Customers", "Leadership", None], rows, p=[0.3, 0.6, 0.01, 0.09])
    frame["wave"] = rng.choice([2024, 2025], rows)
    frame["branch"] = [f"B{at}" for at in rng.integers(0, 20, rows)]
    frame["id"] = [f"P{at}" for at in rng.integers(0, 4 * rows, rows)]
    return frame


ENGINES = {
    "polars lazy": lambda frame: pl.from_pandas(frame, nan_to_null=True).lazy(),
    "duckdb": lambda frame: duckdb.from_arrow(pa.Table.from_pandas(frame, preserve_index=False)),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_that_stay_on_their_engine_are_judged_alike(engine, monkeypatch):
    """Row by row the same flags as in memory, and the same survey without them, though no row is ever collected."""
    roles = {"audience": "who", "wave": "wave", "unit": "branch", "respondent": "id"}
    frame = careless()
    about = {"roles": roles, "scales": {name: (1, 5) for name in frame.columns[:12]}, "kinds": {"Finished": "choice"}}
    wanted = cx.check_quality(cx.Survey.from_frame(frame, **about), invited={"Customers": 2000})
    survey, collected = cx.Survey.from_frame(ENGINES[engine](frame), **about), []
    monkeypatch.setattr(pieces, "ROWS", 100)
    monkeypatch.setattr("cxresearch.stats.quality.careless._MOST_KEYS", 300)
    monkeypatch.setattr("cxresearch.stats.quality.person_checks._MOST_APART", 200)
    collect = nw.LazyFrame.collect

    def spied(*given, **options):
        collected.append(len(found := collect(*given, **options)))
        return found

    monkeypatch.setattr(nw.LazyFrame, "collect", spied)
    found = cx.check_quality(survey, invited={"Customers": 2000})
    # Cells of small groups and of answers, never one row a respondent.
    assert max(collected) < 200 < len(frame)
    for name in ("table", "flags", "times", "questions"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(wanted, name), check_dtype=False, rtol=1e-13)
    assert set(wanted.flags.flag) == set(person_checks.FLAGS)
    assert (found.sizes, found.carried, found.flagged) == (wanted.sizes, wanted.carried, wanted.flagged)
    assert found.sentences() == wanted.sentences()
    assert found.people.empty and any("table of people lists none" in told for told in found.caveats)
    kept, mine = wanted.without("speeders", "duplicates"), found.without("speeders", "duplicates")
    assert mine.is_lazy and mine.to_pandas().id.tolist() == kept.to_pandas().id.tolist()
    assert mine.notes[-1] == kept.notes[-1]


def test_too_many_flags_are_counted_and_not_listed(monkeypatch):
    frame = careless()
    about = {"roles": {"audience": "who"}, "scales": {name: (1, 5) for name in frame.columns[:12]}}
    monkeypatch.setattr(person_checks, "_MOST_LISTED", 50)
    found = cx.check_quality(cx.Survey.from_frame(ENGINES["duckdb"](frame), **about))
    assert found.flagged > 50 and found.flags.empty and sum(found.carried.values()) >= found.flagged
    assert any("too many to be listed" in told for told in found.caveats)
    with pytest.raises(cx.OptionError, match=r"too many to be left out one by one .* survey.only"):
        found.without("speeders")


def test_groups_are_numbered_by_audience_and_wave(survey):
    groups = groups_of(survey)
    told = survey.responses.assign(who=survey.responses.who.fillna(""))
    assert [*groups.audiences] == ["Staff", "Customers", ""]
    labels = groups.labels.iloc[groups.codes(survey)].reset_index(drop=True)
    assert (labels.audience == told.who).all() and (labels.wave == told.wave.map("{:g}".format)).all()
