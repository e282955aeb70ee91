"""Lists in cells are several answers in any library; what stays on its engine is said where it makes a difference."""

import pandas as pd
import pytest

import cxresearch as cx
from tests.loaders.made_files import put

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")

USED = [["Phone", "App"], ["App"], ["Post"], [], None] * 20
FRAME = {"q": [1, 2, 3, 4, 5] * 20, "used": USED}


def library(name):
    if name == "pandas":
        return pd.DataFrame(FRAME)
    if name == "polars":
        return pytest.importorskip("polars").DataFrame(FRAME, strict=False)
    import pyarrow as pa

    return pa.table(FRAME)


@pytest.mark.parametrize("name", ["pandas", "polars", "pyarrow"])
def test_lists_become_a_column_an_option(name):
    survey = cx.Survey.from_frame(library(name), audience="Customers")
    assert survey.codebook.id.tolist() == ["q", "used [Phone]", "used [App]", "used [Post]"]
    ticks = survey.numbers(["used [App]"]).iloc[:, 0]
    assert [int(ticks.eq(value).sum()) for value in (1, 0)] == [40, 20] and int(ticks.isna().sum()) == 40
    assert any("lists in" in note for note in survey.notes)


def test_lists_in_json(tmp_path):
    import json

    records = [{"q": q, "used": used} for q, used in zip(FRAME["q"], USED, strict=True)]
    survey = cx.read_survey(put(tmp_path, "a.json", json.dumps(records)), audience="Customers")
    assert set(survey.codebook.id) == {"q", "used [Phone]", "used [App]", "used [Post]"}


COLUMNS = {
    "unit": ["North", "north ", "NORTH", "South"] * 25,
    "spend": ["1,200", "900", "2,000", "1,100"] * 25,
    "why": ["<b>good</b> &amp; fast", "slow", "far", "dear"] * 25,
    "used": ["a;b", "a", "b;c", "c"] * 25,
}


def lazily(name):
    if name == "polars":
        return pytest.importorskip("polars").LazyFrame(COLUMNS)
    duckdb = pytest.importorskip("duckdb")
    return duckdb.from_df(pd.DataFrame(COLUMNS))


@pytest.mark.parametrize("name", ["polars", "duckdb"])
def test_a_lazy_frame_is_cleaned_or_it_is_said(name):
    lazy = cx.Survey.from_frame(lazily(name), audience="Customers")
    eager = cx.Survey.from_frame(pd.DataFrame(COLUMNS), audience="Customers")
    assert lazy.is_lazy and lazy.answer_counts("unit") == eager.answer_counts("unit") == {"North": 75, "South": 25}
    mean = cx.mean_score(lazy, "spend").table.estimate[0]
    assert mean == pytest.approx(cx.mean_score(eager, "spend").table.estimate[0]) == pytest.approx(1300)
    told = [note for note in lazy.notes if "engine" in note]
    assert len(told) == 2 and "used" in told[0] and "why" in told[1] and all("collect" in note for note in told)
    assert not [note for note in eager.notes if "engine" in note]
