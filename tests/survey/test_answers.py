"""One column, any frame and any dtype: the same codes, the same distinct answers."""

import datetime as dt

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from cxresearch.survey.answers import as_text, encode, read_answers
from cxresearch.survey.scales import Scale


def series(values, backend, dtype=None):
    if backend == "pandas":
        return nw.from_native(pd.Series(values, dtype=dtype, name="q"), series_only=True)
    if backend == "polars":
        return nw.from_native(pl.Series("q", values, strict=False), series_only=True)
    return nw.from_native(pa.table({"q": pa.array(values, from_pandas=True)}), eager_only=True)["q"]


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
@pytest.mark.parametrize(
    "values",
    [
        [1, 2, 2, 5], [1, None, 2, 2], [-99, 3, None], [0.5, None, 0.5, 2.0], [9.0, 8.0, float("nan"), 9.0], ["a",
        None, "b", "a", ""],
        [2**40, 2**40 + 1, None], [10**6, 1, 10**6], [True, False, None, True], [None, None], [], [dt.date(2024, 5,
        4), None],
    ],
    ids=str,
)  # fmt: skip
def test_counts_are_those_of_a_plain_loop(values, backend):
    expected: dict = {}
    for value in values:
        if value is not None and value == value:
            expected[value] = expected.get(value, 0) + 1
    encoded = encode(series(values, backend))
    assert encoded.counts() == expected
    back = [encoded.answers[code] if code >= 0 else None for code in encoded.codes]
    assert back == [None if value is None or value != value else value for value in values]


@pytest.mark.parametrize(
    "dtype", ["Int64", "Float64", "int64[pyarrow]", "double[pyarrow]", "category", "string", "object", "float32"]
)
def test_every_dtype_of_pandas(dtype):
    column = pd.Series([1, None, 5, 1]).astype(dtype)
    counts = encode(nw.from_native(column, series_only=True)).counts()
    assert sorted((float(answer), count) for answer, count in counts.items()) == [(1, 2), (5, 1)]


@pytest.mark.parametrize("kind", ["int8", "uint8", "int16", "uint64"])
def test_narrow_and_wide_integers_do_not_wrap(kind):
    limits = np.iinfo(kind)
    low, high = int(limits.min), int(limits.max)
    for values, counts in (([low, high, high], {low: 1, high: 2}), ([high - 3, high], {high - 3: 1, high: 1})):
        column = pd.Series(np.array(values, dtype=kind))
        assert encode(nw.from_native(column, series_only=True)).counts() == counts


def test_true_is_not_one():
    counts = encode(nw.from_native(pd.Series([1, True, 5, 1], dtype=object), series_only=True)).counts()
    assert counts == {1: 2, "True": 1, 5: 1}


def test_what_cannot_be_looked_up_is_a_text():
    column = nw.from_native(pd.Series([["a"], ["a"], "b"]), series_only=True)
    assert encode(column).counts() == {"['a']": 2, "b": 1}
    table = nw.from_native(pa.table({"q": [["a"], ["a"], None]}), eager_only=True)
    assert encode(table["q"]).counts() == {"['a']": 2}


def test_categories_that_nobody_chose_are_not_counted():
    column = pd.Series(pd.Categorical(["low", "low"], categories=["low", "high"]))
    assert encode(nw.from_native(column, series_only=True)).counts() == {"low": 2}


def test_codes_are_as_small_as_they_can_be():
    assert encode(series([1, 5] * 10, "pandas")).codes.dtype == np.int8
    assert encode(series(list(range(1000)), "pandas")).codes.dtype == np.int16


def test_whole_numbers_look_alike_however_they_are_stored():
    assert [as_text(value) for value in (9, 9.0, np.float64(9), 9.5, "9", 1e30, float("inf"))] == [
        "9", "9", "9", "9.5", "9", "1e+30", "inf",
    ]  # fmt: skip


def test_reading_turns_values_and_keeps_statuses_apart():
    values, statuses = read_answers([1, "5", "N/A", 9, None, "?!x"], Scale(1, 5), turned=True)
    np.testing.assert_array_equal(values, [5, 1, np.nan, np.nan, np.nan, np.nan])
    assert statuses == [
        "kept", "kept", "declined to answer", "outside the scale", "missing", "not readable as an answer",
    ]  # fmt: skip


def test_without_a_scale_any_plain_number_is_kept():
    values, statuses = read_answers(["1,5", "x", " ", float("inf"), 1e9], None)
    np.testing.assert_array_equal(values, [1.5, np.nan, np.nan, np.nan, 1e9])
    assert statuses[1:4] == ["not readable as an answer", "missing", "not readable as an answer"]
