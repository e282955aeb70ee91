"""The same numbers whatever holds the rows: pandas, polars, a lazy polars frame, pyarrow, a DuckDB relation."""

import shutil
import warnings
from functools import cache, lru_cache

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import cxresearch as cx
from cxresearch.survey import holding
from cxresearch.survey.passing import pieces

SCALES = {"billing": (1, 5), "app": (1, 5), "staff": (1, 5), "effort": (1, 7), "nps": (0, 10), "guess": (1, 5)}
ROLES = {"audience": "who", "unit": "branch", "wave": "wave", "respondent": "id"}


@lru_cache(maxsize=1)
def rows() -> pd.DataFrame:
    draw = np.random.default_rng(12)
    n = 900
    branch = draw.integers(0, 12, n)
    pull = draw.normal(0, 0.5, 12)[branch]
    rated = {
        name: np.clip(np.rint(3.3 + pull + draw.normal(0, 1, n)), 1, 5) for name in ("billing", "app", "staff", "guess")
    }
    frame = pd.DataFrame({"id": [f"P{at:04d}" for at in range(n)], **rated})
    frame["effort"] = draw.integers(1, 8, n).astype(float)
    frame["nps"] = np.clip(np.rint(6.5 + 2 * pull + draw.normal(0, 2, n)), 0, 10)
    for name in ("billing", "app", "nps"):
        frame.loc[draw.random(n) < 0.05, name] = np.nan
    frame["who"] = draw.choice(["Leadership", "Staff", "Customers"], n, p=[0.06, 0.34, 0.6])
    frame["branch"] = [f"Branch {at:02d}" for at in branch]
    frame["wave"] = draw.choice(["2024", "2025"], n)
    frame["region"] = draw.choice(["North", "South"], n)
    frame["left"] = draw.choice(["yes", "no"], n, p=[0.2, 0.8])
    frame["age"] = draw.integers(20, 80, n).astype(float)
    frame["weight"] = np.round(draw.gamma(4, 0.25, n), 3)
    frame["why"] = draw.choice(["The staff were kind", "I waited an hour and nobody cared", "Billing is wrong", ""], n)
    return frame


def relation(frame: pd.DataFrame):
    connection = duckdb.connect()
    connection.register("people", pa.Table.from_pandas(frame, preserve_index=False))
    return connection.sql("SELECT * FROM people")


ENGINES = {
    "polars": lambda frame: pl.from_pandas(frame, nan_to_null=True),
    "polars lazy": lambda frame: pl.from_pandas(frame, nan_to_null=True).lazy(),
    "pyarrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "duckdb": relation,
}
# Made where the library is installed.
ENGINES_OF_CLUSTERS = {}
CALLS = {
    "nps": lambda s: cx.nps(s, "nps", by=["audience", "region"]),
    "csat": lambda s: cx.csat(s, "billing", by="unit"),
    "ces": lambda s: cx.ces(s, "effort", by="audience"),
    "mean_score": lambda s: cx.mean_score(s, ["billing", "app"], by="region"),
    "compare_groups": lambda s: cx.compare_groups(s, "nps", by="region", metric="nps"),
    "trend": lambda s: cx.trend(s, "nps"),
    "effort_and_leaving": lambda s: cx.effort_and_leaving(s.only(audience="Customers"), "effort", "left"),
    "effort_and_leaving, controls": lambda s: cx.effort_and_leaving(
        s.only(audience="Customers"), "effort", "left", controls=["age"]
    ),
    "crosstab": lambda s: cx.crosstab(s, "billing", "region"),
    "reliability": lambda s: cx.reliability(s, ["billing", "app", "staff"]),
    "perception_gap": lambda s: cx.perception_gap(s, ["billing", "app", "staff"]),
    "perception_gap, by": lambda s: cx.perception_gap(s, ["billing", "app"], by="region"),
    "perception_gap, cluster": lambda s: cx.perception_gap(s, ["billing", "app"], cluster="unit"),
    "excellence_gap": lambda s: cx.excellence_gap(s, ["billing", "app"]),
    "silos": lambda s: cx.silos(s.only(audience="Customers"), "billing", by="unit"),
    "unit_table": lambda s: cx.unit_table(s.only(audience="Customers"), ["billing", "app"]),
    "unit_agreement": lambda s: cx.unit_agreement(s, ["billing", "app"], audience="Staff"),
    "attitude_loyalty": lambda s: cx.attitude_loyalty(s, attitude="staff", loyalty="nps"),
    "within_between": lambda s: cx.within_between(s, "nps", "billing", audience="Customers"),
    "loyalty_drivers": lambda s: cx.loyalty_drivers(
        s, "nps", ["billing", "app", "staff"], audience="Customers", bootstrap=100
    ),
    "priorities": lambda s: cx.priorities(s, "nps", ["billing", "app", "staff"], audience="Customers", bootstrap=100),
    "asymmetry": lambda s: cx.asymmetry(s, "nps", ["billing", "app"], audience="Customers"),
    "ordinal_model": lambda s: cx.ordinal_model(s, "nps", ["billing", "app"], audience="Customers"),
    "check_quality": lambda s: cx.check_quality(s),
    "sentiment": lambda s: cx.sentiment(s, "why", by="region"),
    "themes": lambda s: cx.themes(s, "why", by="region"),
    "contrast_words": lambda s: cx.contrast_words(s, "why", by="region"),
}


@lru_cache(maxsize=16)
def surveyed(engine: str, weighted: bool):
    made = rows() if engine == "pandas" else (ENGINES | ENGINES_OF_CLUSTERS)[engine](rows())
    roles = ROLES | ({"weight": "weight"} if weighted else {})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cx.SurveyWarning)
        return cx.Survey.from_frame(made, roles=roles, scales=SCALES, kinds={"why": "verbatim", "left": "choice"})


@cache
def on_pandas(call: str, weighted: bool) -> pd.DataFrame:
    return told(call, "pandas", weighted)


def told(call: str, engine: str, weighted: bool) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cx.SurveyWarning)
        return CALLS[call](surveyed(engine, weighted)).table


@pytest.mark.parametrize("weighted", [False, True], ids=["unweighted", "weighted"])
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("call", CALLS)
def test_numbers_do_not_depend_on_what_holds_the_rows(call, engine, weighted):
    same(told(call, engine, weighted), on_pandas(call, weighted))


def same(found: pd.DataFrame, wanted: pd.DataFrame) -> None:
    assert len(wanted)
    pd.testing.assert_frame_equal(found, wanted, rtol=1e-12, atol=1e-10, check_dtype=False, check_categorical=False)


TWICE = ("nps", "mean_score", "compare_groups", "trend", "perception_gap", "csat")


@lru_cache(maxsize=6)
def panel(engine: str, weighted: bool):
    """The rows of 500 people, most of whom answered more than once, and some without a name."""
    draw = np.random.default_rng(0)
    frame = rows().assign(id=[None if at % 50 == 0 else f"P{at}" for at in draw.integers(0, 500, len(rows()))])
    made = frame if engine == "pandas" else ENGINES[engine](frame)
    roles = ROLES | ({"weight": "weight"} if weighted else {})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cx.SurveyWarning)
        return cx.Survey.from_frame(made, roles=roles, scales=SCALES, kinds={"why": "verbatim", "left": "choice"})


@pytest.mark.parametrize("weighted", [False, True], ids=["unweighted", "weighted"])
@pytest.mark.parametrize("engine", ["polars lazy", "duckdb"])
@pytest.mark.parametrize("call", TWICE)
def test_people_who_answered_twice_are_added_up_on_the_engine(call, engine, weighted, monkeypatch):
    """Errors by person, as in memory, and another error than where everybody is taken for somebody new."""
    wanted, survey = CALLS[call](panel("pandas", weighted)), panel(engine, weighted)
    monkeypatch.setattr(holding, "_passing_by", None)  # no column comes off its engine
    found = CALLS[call](survey)
    same(found.table, wanted.table)
    assert list(found.caveats) == list(wanted.caveats)
    apart = CALLS[call](survey.with_roles(respondent=None)).table
    column = "change_std_error" if call == "trend" else "std_error"
    assert not np.allclose(apart[column], found.table[column], rtol=1e-4, equal_nan=True)


PASSING = (
    "silos", "unit_agreement", "attitude_loyalty", "within_between", "reliability", "loyalty_drivers", "priorities",
    "asymmetry", "ordinal_model", "check_quality",
)  # fmt: skip


@lru_cache(maxsize=4)
def many(engine: str):
    """The same rows twenty times, with ids of their own."""
    frame = pd.concat([rows()] * 20, ignore_index=True).assign(id=lambda part: [f"P{at:05d}" for at in part.index])
    made = frame if engine == "pandas" else ENGINES[engine](frame)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cx.SurveyWarning)
        return cx.Survey.from_frame(made, roles=ROLES | {"weight": "weight"}, scales=SCALES, kinds={"why": "verbatim"})


@pytest.mark.parametrize("engine", ["polars lazy", "duckdb"])
@pytest.mark.parametrize("call", PASSING)
def test_rows_are_never_all_in_memory(call, engine, monkeypatch):
    monkeypatch.setattr(pieces, "ROWS", 1000)
    wanted, survey, seen = CALLS[call](many("pandas")).table, many(engine), []

    def spied(way):
        def collect(*given, **options):
            found = way(*given, **options)
            seen.append(len(found))
            return found

        return collect

    monkeypatch.setattr(nw.LazyFrame, "collect", spied(nw.LazyFrame.collect))
    same(CALLS[call](survey).table, wanted)
    assert survey.n_rows == 18_000 and max(seen) < 3000
    assert not any(len(kept.codes) > 3000 for key, kept in survey._cache.items() if key[0] == "encoded")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The rows in three files, of which one has no age."""
    where = tmp_path_factory.mktemp("parts")
    for at in range(3):
        part = rows().iloc[at * 300 : (at + 1) * 300]
        part.assign(age=np.nan if at == 1 else part.age).to_parquet(where / f"part-{at}.parquet", index=False)
    return where


def opened(folder, engine):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cx.SurveyWarning)
        return cx.read_survey(folder, roles=ROLES, scales=SCALES, engine=engine)


@pytest.mark.parametrize("call", ["nps", "silos"])
def test_a_folder_of_parquet_stays_where_it_is(folder, call):
    survey = opened(folder, "duckdb")
    assert survey.is_lazy and survey.n_rows == 900
    same(CALLS[call](survey).table, CALLS[call](opened(folder, "pandas")).table)


def test_a_column_that_changes_its_type_from_file_to_file_is_named(folder, tmp_path):
    for at in range(2):
        part = rows().iloc[at * 300 : (at + 1) * 300]
        part = part if at == 0 else part.assign(billing=part.billing.map(str))
        part.to_parquet(tmp_path / f"part-{at}.parquet", index=False)
    with pytest.raises(cx.SurveyFileError, match=r"part-1\.parquet.*'billing' is text here and a number in part-0"):
        opened(tmp_path, "duckdb")


def test_a_lost_connection_says_what_to_do():
    connection = duckdb.connect()
    connection.register("people", pa.Table.from_pandas(rows(), preserve_index=False))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cx.SurveyWarning)
        survey = cx.Survey.from_frame(connection.sql("SELECT * FROM people"), roles=ROLES, scales=SCALES)
    connection.close()
    with pytest.raises(cx.EngineError, match="connection was lost: open it again"):
        cx.nps(survey, "nps", by="region")


@pytest.mark.parametrize("engine", ["duckdb", "polars lazy"])
def test_null_keys_and_a_hundred_thousand_units(engine):
    draw = np.random.default_rng(3)
    unit = np.array([f"U{at:06d}" for at in draw.integers(0, 100_000, 150_000)], dtype=object)
    unit[::50] = None
    frame = pd.DataFrame({"unit": unit, "csat": draw.integers(1, 6, len(unit))})
    found = [
        cx.silos(cx.Survey.from_frame(made, roles={"unit": "unit"}, scales={"csat": (1, 5)}), "csat", by="unit")
        for made in (frame, ENGINES[engine](frame))
    ]
    same(found[1].table, found[0].table)
    assert found[1].shares.n[0] == 147_000 and any("without a stated unit" in told for told in found[1].caveats)


@pytest.mark.parametrize("engine", [*ENGINES, "dask"])
@pytest.mark.parametrize("key", ["who", "branch", "region"])
def test_null_keys_count_the_same_people_on_every_engine(engine, key):
    frame = rows().astype({key: object})
    frame.loc[::9, key] = None
    if engine == "dask":
        dask = pytest.importorskip("dask.dataframe", reason="Dask is not installed (pip install 'cxresearch[dask]')")
        made = dask.from_pandas(frame, npartitions=3)
    else:
        made = ENGINES[engine](frame)
    by = {"who": "audience", "branch": "unit", "region": "region"}[key]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wanted, found = (
            cx.mean_score(cx.Survey.from_frame(held, roles=ROLES, scales=SCALES), ["billing"], by=by, privacy=False)
            for held in (frame, made)
        )
    same(found.table, wanted.table)
    assert found.caveats == wanted.caveats


ON_CLUSTERS = ("nps", "perception_gap", "perception_gap, by", "silos", "attitude_loyalty", "within_between", "crosstab")


@pytest.mark.parametrize("call", ON_CLUSTERS)
def test_dask_gives_the_same_numbers(call):
    dask = pytest.importorskip("dask.dataframe", reason="Dask is not installed (pip install 'cxresearch[dask]')")
    ENGINES_OF_CLUSTERS["dask"] = lambda frame: dask.from_pandas(frame, npartitions=3)
    same(told(call, "dask", True), on_pandas(call, True))


@pytest.mark.parametrize("call", ON_CLUSTERS)
def test_spark_gives_the_same_numbers(call, spark):
    ENGINES_OF_CLUSTERS["spark"] = lambda frame: spark.createDataFrame(
        [tuple(None if value != value else value for value in row) for row in frame.itertuples(index=False)],
        list(frame.columns),
    )
    same(told(call, "spark", True), on_pandas(call, True))


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed (pip install 'cxresearch[spark]')")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java: install a JRE, version 17 or newer")
    builder = sql.SparkSession.builder.master("local[2]").appName("cxresearch")
    for name, value in (("spark.ui.enabled", "false"), ("spark.sql.shuffle.partitions", "2")):
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()
