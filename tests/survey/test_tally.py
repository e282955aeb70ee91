"""Counting: the same cells on every engine, and the same as counting row by row."""

import importlib.util
import warnings

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxresearch import Survey, Tally, tally
from cxresearch.errors import QuestionError, ScaleError


def arrow(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False)


def dask(frame: pd.DataFrame):
    import dask.dataframe

    return dask.dataframe.from_pandas(frame, npartitions=3)


ENGINES = {
    "pandas": lambda frame: frame,
    "polars": lambda frame: pl.from_arrow(arrow(frame)),
    "polars lazy": lambda frame: pl.from_arrow(arrow(frame)).lazy(),
    "pyarrow": arrow,
    "duckdb": lambda frame: duckdb.from_arrow(arrow(frame)),
    "dask": dask,
}
OTHERS = [
    pytest.param(
        name,
        marks=pytest.mark.skipif(
            name == "dask" and importlib.util.find_spec("dask") is None,
            reason="dask is an extra: pip install 'cxresearch[dask]'",
        ),
    )
    for name in ENGINES
    if name != "pandas"
]

# What people wrote, and what a reader of the codebook makes of it on 1-5 and on 0-10.
FATE = {
    **{"5": ("kept", 5), " 4 ": ("kept", 4), "3,0": ("kept", 3), "1 - Bad": ("kept", 1), "٢": ("kept", 2)},
    **dict.fromkeys(["Don't know", "99", "ten", "1_0", "4-5"], ("excluded", None)),
    **dict.fromkeys(["", "  ", None], ("missing", None)),
}


def messy(rows: int = 500, seed: int = 0) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    pick = lambda values: draw.choice(np.array(values, dtype=object), rows)  # noqa: E731
    whole = pick([1, 2, 3, 4, 5, 99, None])
    return pd.DataFrame(
        {
            "who": pick(["Staff", "Customers", "Suppliers", "Auditors", None]),
            "branch": pick(["North", "South", "10", "9", " ", "", None]),
            "wave": pd.array(pick([2024, 2025, None]), dtype="Int64"),
            "text": pd.Series(pick(list(FATE)), dtype="str"),
            "numbers": pd.array(whole, dtype="Int64"),
            "decimals": pd.Series(pick([1.0, 2.5, 5.0, -1.0, None]), dtype=float),
            "weights": pd.Series(pick([0.5, 0.75, 1.0, 3.25, 0.0, -1.0, None]), dtype=float),
        }
    )


def counted(frame, *, weighted: bool, by, turned: bool = False) -> Tally:
    roles = {"audience": "who", "unit": "branch", "wave": "wave"} | ({"weight": "weights"} if weighted else {})
    scales = {"text": (1, 5), "numbers": (1, 5), "decimals": (1, 5)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        survey = Survey.from_frame(frame, roles=roles, scales=scales)
    book = survey.codebook
    survey = survey.with_codebook(book.assign(**{"reversed": [turned, *[False] * (len(book) - 1)]}))
    return tally(survey, ["text", "numbers", "decimals"], by=by)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("by", [None, [], ["audience"], ["audience", "unit", "wave"], ["wave", "text"]], ids=str)
@pytest.mark.parametrize("engine", OTHERS)
def test_all_engines_give_equal_tables(engine, by, weighted):
    expected = counted(messy(), weighted=weighted, by=by)
    found = counted(ENGINES[engine](messy()), weighted=weighted, by=by)
    for name in ("table", "account", "unread"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name), rtol=1e-12)
    assert (found.by, found.questions, found.weighted) == (expected.by, expected.questions, expected.weighted)
    assert found.unweighted_rows == expected.unweighted_rows
    assert (found.unweighted_rows > 0) == weighted


def test_what_the_table_of_all_engines_says():
    found = counted(messy(), weighted=False, by=["audience"])
    groups = found.account[found.account.question == "text"].audience
    assert groups.tolist()[:-1] == ["Staff", "Customers", *groups.tolist()[2:-1]]
    assert set(groups.tolist()[2:-1]) == {"Suppliers", "Auditors"}
    assert pd.isna(groups.iloc[-1]), "who was not stated is kept, and comes last"
    reasons = found.unread[found.unread.question == "text"].set_index("answer").reason.to_dict()
    assert reasons == {
        "Don't know": "declined to answer",
        "99": "outside the scale",
        "ten": "not readable as an answer",
        "1_0": "not readable as an answer",
        "4-5": "not readable as an answer",
    }
    units = counted(messy(), weighted=False, by="unit").account
    assert units[units.question == "text"]["unit"].tolist()[:4] == ["9", "10", "North", "South"]
    assert units[units.question == "text"]["unit"].isna().sum() == 1, "blanks are not stated either"
    numbered = Survey.from_frame(pd.DataFrame({"unit": ["10", "9", None], "q": [1, 2, 3]}), scales={"q": (1, 5)})
    assert tally(numbered).table["unit"].tolist()[:2] == ["9", "10"], "numbers by their size"


# -- against counting row by row ------------------------------------------------------------------

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Staff", "Customers", None, " "]),
        st.sampled_from([1, 2, None]),
        st.sampled_from(list(FATE)),
        st.sampled_from([None, -1.0, 0.0, 0.125, 0.5, 1.0, 2.75]),
    ),
    min_size=1,
    max_size=40,
)


def by_hand(rows, by: list[str], weighted: bool, turned: bool):
    """Cells and accounts by a plain loop; the weights are eighths, so that sums are exact."""
    cells, account = {}, {}
    for who, wave, written, weight in rows:
        if weighted and (weight is None or weight <= 0):
            continue
        stated = {"audience": who if who and who.strip() else None, "wave": wave}
        group = tuple(stated[name] for name in by)
        fate, value = FATE[written]
        place = account.setdefault(group, {"rows": 0, "kept": 0, "excluded": 0, "missing": 0})
        place["rows"] += 1
        place[fate] += 1
        if fate == "kept":
            w = weight if weighted else 1.0
            cell = cells.setdefault((*group, 6 - value if turned else value), [0, 0.0, 0.0])
            cell[0] += 1
            cell[1] += w
            cell[2] += w * w
    return cells, account


def keyed(table: pd.DataFrame, keys: list[str], values: list[str]) -> dict:
    names = [[None if pd.isna(value) else value for value in table[key]] for key in keys]
    groups = zip(*names, strict=True) if keys else [()] * len(table)
    return dict(zip(groups, table[values].values.tolist(), strict=True))


@given(
    ROWS,
    st.sampled_from([[], ["audience"], ["wave"], ["audience", "wave"]]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["pandas", "polars lazy"]),
)
@settings(max_examples=80)
def test_a_tally_is_what_a_plain_loop_counts(rows, by, weighted, turned, engine):
    frame = pd.DataFrame(rows, columns=["who", "wave", "text", "weights"])
    frame = frame.assign(
        text=frame.text.astype("str"), who=frame.who.astype("str"), weights=frame.weights.astype(float)
    )
    roles = {"audience": "who", "wave": "wave"} | ({"weight": "weights"} if weighted else {})
    codebook = pd.DataFrame({"id": ["text"], "kind": "rating", "scale": "1-5", "reversed": turned})
    cells, account = by_hand(rows, by, weighted, turned)
    survey = Survey.from_frame(ENGINES[engine](frame), roles=roles, codebook=codebook)
    found = tally(survey, ["text"], by=by)
    table = found.table.sort_values("value", kind="stable")
    assert keyed(table, [*by, "value"], ["n", "sum_w", "sum_w2"]) == cells
    fates = ["rows", "kept", "excluded", "missing"]
    counted = found.account[found.account.rows > 0]
    assert keyed(counted, by, fates) == {group: list(place.values()) for group, place in account.items()}
    assert (found.account.kept + found.account.excluded + found.account.missing == found.account.rows).all()
    assert found.unread.n.sum() == found.account.excluded.sum()
    assert found.account.rows.sum() + found.unweighted_rows == len(rows)


def test_against_pandas_on_many_weighted_rows():
    draw = np.random.default_rng(3)
    frame = pd.DataFrame(
        {"unit": draw.integers(0, 40, 20_000), "q": draw.integers(0, 11, 20_000), "weight": draw.random(20_000)}
    )
    survey = Survey.from_frame(frame, scales={"q": (0, 10)}, roles={"unit": "unit", "weight": "weight"})
    expected = frame.assign(w2=frame.weight**2).groupby(["unit", "q"]).agg(
        n=("q", "size"), sum_w=("weight", "sum"), sum_w2=("w2", "sum")
    )  # fmt: skip
    found = tally(survey, ["q"], by="unit").table
    assert found[["unit", "value"]].values.tolist() == [list(map(float, key)) for key in expected.index]
    assert found.n.tolist() == expected.n.tolist()
    np.testing.assert_allclose(found[["sum_w", "sum_w2"]], expected[["sum_w", "sum_w2"]], rtol=1e-12)


def test_squares_of_narrow_numbers_do_not_wrap():
    frame = pd.DataFrame({"q": [5, 5], "weight": np.array([100, 100], dtype=np.int8)})
    for engine in ("pandas", "polars", "polars lazy", "pyarrow", "duckdb"):
        survey = Survey.from_frame(ENGINES[engine](frame), scales={"q": (1, 5)}, roles={"weight": "weight"})
        assert tally(survey, ["q"]).table[["n", "sum_w", "sum_w2"]].values.tolist() == [[2, 200, 20_000]]


@pytest.mark.parametrize("answers", [3000, 70_000])
def test_many_answers_by_many_groups_are_counted_sparsely(answers):
    frame = pd.DataFrame({"unit": np.arange(answers) % 700, "q": np.arange(answers) / 8, "weight": 0.5})
    survey = Survey.from_frame(frame, scales={"q": (0, 10_000)}, roles={"unit": "unit", "weight": "weight"})
    found = tally(survey, ["q"])
    assert len(found.table) == answers
    assert (found.table[["n", "sum_w", "sum_w2"]] == [1, 0.5, 0.25]).all(axis=None)
    assert (found.table.value * 8 % 700).tolist() == found.table.unit.tolist()


# -- what is asked of it --------------------------------------------------------------------------


def two_units() -> Survey:
    frame = pd.DataFrame(
        {
            "audience": ["Staff"] * 3 + ["Customers"] * 3,
            "unit": ["N", "S", "N", "S", None, "N"],
            "q": [1, 2, 5, 5, 5, None],
        }
    )
    return Survey.from_frame(frame, scales={"q": (1, 5)})


def test_cells_are_arrays_of_groups_and_values():
    cells = tally(two_units(), by=["audience", "unit"]).cells("q")
    assert cells.values.tolist() == [1, 2, 5]
    assert cells.n.tolist() == [[1, 0, 1], [0, 1, 0], [0, 0, 1], [0, 0, 1]]
    assert cells.groups.audience.tolist() == ["Staff", "Staff", "Customers", "Customers"]
    assert cells.base.tolist() == [2, 1, 1, 1]
    assert cells.points.tolist() == [0, 25, 100]
    assert cells.at(audience="Staff", unit="N").n.tolist() == [[1, 0, 1]]
    assert cells.pooled(["audience"]).n.tolist() == [[1, 1, 1], [0, 0, 2]]
    assert cells.pooled([]).n.tolist() == [[1, 1, 3]]
    assert cells.pooled(["unit"]).groups.unit.isna().tolist() == [False, False, True]


def test_a_question_that_nobody_answered_has_no_cells():
    survey = Survey.from_frame(pd.DataFrame({"q": [None, "N/A"]}), scales={"q": (1, 5)})
    found = tally(survey)
    assert found.table.empty
    assert found.account.values.tolist() == [["q", 2, 0, 1, 1]]
    cells = found.cells("q")
    assert (cells.n.shape, cells.pooled([]).n.shape) == ((0, 0), (0, 0))
    nobody = tally(survey.only(q="N/A").with_codebook(survey.codebook))
    assert nobody.account.rows.tolist() == [1]


def test_no_rows_and_no_questions_are_counted_too():
    empty = Survey.from_frame(pd.DataFrame({"q": pd.Series([], dtype=float)}), scales={"q": (1, 5)})
    assert tally(empty).table.empty
    assert tally(two_units(), []).table.empty


def test_a_text_names_its_question_and_each_is_counted_once():
    survey = two_units()
    survey = survey.with_codebook(survey.codebook.assign(text="How is billing?"))
    assert tally(survey, ["How is billing?", "q"]).questions == ["q"]
    assert tally(survey, "q", by="unit").by == ("unit",)
    with pytest.raises(QuestionError, match="'p' was not tallied. Tallied: q"):
        tally(survey).cells("p")
    with pytest.raises(QuestionError, match="untis"):
        tally(survey, by="untis")


def test_a_grouping_column_called_like_one_of_the_table_is_refused_with_a_way_out():
    frame = pd.DataFrame({"value": ["a", "b"], "q": [1, 2]})
    survey = Survey.from_frame(frame, scales={"q": (1, 5)}, roles={})
    with pytest.raises(QuestionError, match=r"with_roles\(group='value'\)"):
        tally(survey, ["q"], by="value")
    assert tally(survey.with_roles(group="value"), ["q"], by="group").table.group.tolist() == ["a", "b"]
    assert tally(survey, ["q"], by={"mine": "value"}).table.mine.tolist() == ["a", "b"]


def test_counts_made_elsewhere_become_a_tally():
    table = pd.DataFrame({"audience": ["Staff", "Staff"], "question": "q", "value": [9, 3], "n": [15, 60]})
    found = Tally.from_counts(table, by=["audience"], scales={"q": (0, 10)})
    assert found.cells("q").n.tolist() == [[60, 15]]
    assert found.account.values.tolist() == [["Staff", "q", 75, 75, 0, 0]]


def test_the_second_call_counts_nothing():
    survey = two_units()
    first = tally(survey)
    survey.__dict__["responses"] = None
    pd.testing.assert_frame_equal(tally(survey).table, first.table)


def test_text_weights_are_read_in_memory_and_refused_on_an_engine():
    frame = pd.DataFrame({"q": [5, 5, 5], "weight": ["0,5", "x", None]})
    survey = Survey.from_frame(frame, scales={"q": (1, 5)})
    assert tally(survey, ["q"]).table.sum_w.tolist() == [0.5]
    assert tally(survey, ["q"]).unweighted_rows == 2
    with pytest.raises(ScaleError, match="'weight'.*text"):
        tally(Survey.from_frame(ENGINES["duckdb"](frame), scales={"q": (1, 5)}), ["q"])


def test_a_very_long_answer_is_listed_short():
    survey = Survey.from_frame(pd.DataFrame({"q": ["9" * 400, "5"]}), scales={"q": (1, 5)})
    (told,) = tally(survey).unread.answer
    assert len(told) == 80
    assert told.endswith("…")


def test_columns_of_the_frame_may_be_called_like_those_of_the_counting():
    frame = pd.DataFrame({"_n": [1, 2], "_answer": [3, 4], "_by0": ["a", "b"], "_weight": [1.0, 2.0]})
    scales = {"_n": (1, 5), "_answer": (1, 5)}
    for engine in ("pandas", "polars lazy", "duckdb"):
        survey = Survey.from_frame(ENGINES[engine](frame), scales=scales, roles={"weight": "_weight", "unit": "_by0"})
        found = tally(survey, ["_n", "_answer"], by="unit").table
        assert found[["unit", "question", "value", "sum_w"]].values.tolist() == [
            ["a", "_n", 1, 1], ["b", "_n", 2, 2], ["a", "_answer", 3, 1], ["b", "_answer", 4, 2],
        ]  # fmt: skip


@pytest.mark.external
@pytest.mark.parametrize(
    ("name", "kept", "listed"),
    [
        ("19_nps_out_of_range_and_text.csv", 32, {"11", "12", "-99", "ten", "7.5", "N/A", "Don't know"}),
        (
            "36_huge_and_odd_numbers.csv",
            2,
            {"inf", "-inf", "nan", "0x0A", "1_0", "true", "-1", "1e308", "1" + "0" * 30},
        ),
    ],
)
def test_odd_answers_of_real_files_are_listed_and_in_no_number(fixtures, name, kept, listed):
    frame = pd.read_csv(fixtures / "bad" / name, dtype="str", keep_default_na=False)
    survey = Survey.from_frame(frame, scales={"csat": (1, 5)})
    found = tally(survey, ["nps"], by=[])
    (account,) = found.account.itertuples()
    assert account.kept == kept
    assert account.kept + account.excluded + account.missing == account.rows == len(frame)
    assert listed <= set(found.unread.answer)
    assert found.table.value.between(0, 10).all()
    values = dict(zip(found.table.value, found.table.n, strict=True))
    if name.startswith("19"):
        assert (values[10], values[9], values[0]) == (4, 6, 2), "labels, spaces, other scripts' digits"
    else:
        assert values == {9: 1, 10: 1}


def crossed_survey(weighted: bool, seed: int = 3):
    draw = np.random.default_rng(seed)
    n = 400
    frame = pd.DataFrame(
        {
            "who": draw.choice(["Staff", "Customers", None], n),
            "branch": draw.choice(["North", "South", "", "East"], n),
            "month": draw.choice(["March", "January", "May"], n),
            "q": draw.choice([1.0, 2, 3, 4, 5, 9, np.nan], n),
            "r": draw.choice([1.0, 2, 3, 4, 5, np.nan], n),
            "weight": draw.choice([0.0, 0.3, 1.7, np.nan], n),
        }
    )
    roles = {"audience": "who", "unit": "branch"} | ({"weight": "weight"} if weighted else {})
    return Survey.from_frame(frame, roles=roles, scales={"q": (1, 5), "r": (1, 5)})


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(
    "asked",
    [[], ["audience"], ["unit", "audience"], ["month"], ["month", "unit"], {"who": "who", "split 0": "branch"}],
    ids=str,
)
def test_what_follows_from_an_earlier_count_equals_a_count_of_its_own(weighted, asked):
    before = crossed_survey(weighted)
    tally(before, ["q"], by=["audience", "unit", "month"])
    tally(before, ["r", "q"], by=["month", "audience", "unit"])
    found, alone = tally(before, ["q", "r"], by=asked), tally(crossed_survey(weighted), ["q", "r"], by=asked)
    for mine, own in ((found.table, alone.table), (found.account, alone.account), (found.unread, alone.unread)):
        pd.testing.assert_frame_equal(mine, own, check_exact=True)
    assert found.unweighted_rows == alone.unweighted_rows


def test_a_crossing_is_counted_once_whatever_its_columns_are_called(monkeypatch):
    import cxresearch.survey.tally as room

    survey, counts = crossed_survey(False), []
    count = room._count_eager
    monkeypatch.setattr(room, "_count_eager", lambda *given: counts.append(given[1]) or count(*given))
    tally(survey, ["q", "r"], by=["unit", "audience"])
    tally(survey, ["q"], by={"who": "who", "split 0": "branch"})
    tally(survey, ["r"], by=["audience"])
    assert counts == [["q", "r"]]
