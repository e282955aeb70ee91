"""Record batches of files, frames and engines: all rows, in their order, never many at once."""

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import cxresearch as cx
from cxresearch.survey.passing.sources import record_batches

ROWS = pd.DataFrame({"why": [f"comment {at}" for at in range(1000)], "nps": np.arange(1000) % 11})


def parquet(folder):
    for at in range(4):
        ROWS[at * 250 : (at + 1) * 250].to_parquet(folder / f"part-{at}.parquet", index=False, row_group_size=100)


def csv(folder):
    for at in range(4):
        ROWS[at * 250 : (at + 1) * 250].to_csv(folder / f"part-{at}.csv", index=False)


@pytest.fixture(params=["parquet", "csv", "pattern", "pandas", "polars", "polars lazy", "pyarrow", "duckdb", "survey"])
def source(request, tmp_path):
    if request.param in ("parquet", "csv", "pattern"):
        (csv if request.param == "csv" else parquet)(tmp_path)
        return tmp_path / "part-*.parquet" if request.param == "pattern" else tmp_path
    made = {
        "pandas": lambda: ROWS, "polars": lambda: pl.from_pandas(ROWS), "pyarrow": lambda: pa.Table.from_pandas(ROWS),
        "polars lazy": lambda: pl.from_pandas(ROWS).lazy(), "duckdb": lambda: duckdb.from_df(ROWS),
        "survey": lambda: cx.Survey.from_frame(duckdb.from_df(ROWS), audience="Customers", kinds={"why": "verbatim"}),
    }  # fmt: skip
    return made[request.param]()


@pytest.mark.parametrize("after", [0, 130, 1000])
def test_all_rows_pass_by_in_their_order(source, after):
    parts = list(record_batches(source, ["nps", "why"], size=64, after=after))
    assert all(part.column_names == ["nps", "why"] and 0 < len(part) <= 64 for part in parts)
    found = [text for part in parts for text in part["why"].to_pylist()]
    assert found == ROWS.why.tolist()[after:]
    assert [int(rated) for part in parts for rated in part["nps"].to_pylist()] == ROWS.nps.tolist()[after:]


def test_an_unknown_column_is_named(source):
    with pytest.raises(cx.QuestionError, match="No column 'wy'. Did you mean 'why'"):
        list(record_batches(source, ["wy"]))


def test_files_of_no_or_several_kinds_are_refused(tmp_path):
    with pytest.raises(cx.SurveyFileError, match="here are none"):
        list(record_batches(tmp_path))
    parquet(tmp_path)
    csv(tmp_path)
    with pytest.raises(cx.SurveyFileError, match=r"here are \.csv, \.parquet"):
        list(record_batches(tmp_path))
