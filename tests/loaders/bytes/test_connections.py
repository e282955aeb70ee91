"""Databases through SQLAlchemy: the same answers as from a file, and every failure says what to do."""

import builtins
import sqlite3

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.survey.passing import databases
from cxresearch.survey.passing.sources import record_batches

sqlalchemy = pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed (pip install 'cxresearch[sql]')")

SCALES = {"billing": (1, 5), "nps": (0, 10)}


@pytest.fixture
def frame():
    draw = np.random.default_rng(8)
    n = 500
    made = pd.DataFrame({
        "who": draw.choice(["Staff", "Customers"], n), "branch": draw.choice(["North", "South", "East"], n),
        "billing": draw.integers(1, 6, n).astype(float), "nps": draw.integers(0, 11, n),
        "why": draw.choice(["Kind", "Slow", None], n),
    })  # fmt: skip
    made.loc[:400:7, "billing"] = np.nan  # the first batches hold blanks, the last ones none
    return made


@pytest.fixture
def engine(frame, tmp_path):
    made = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'Survey 2025.db'}")
    frame.to_sql("answers", made, index=False)
    yield made
    made.dispose()


def told(survey) -> pd.DataFrame:
    return cx.perception_gap(survey.with_roles(audience="who", unit="branch"), ["billing"]).table


@pytest.mark.parametrize("holds", ["pandas", "polars", "pyarrow", "duckdb"])
@pytest.mark.parametrize("given", ["engine", "address", "connection", "session", "select"])
def test_answers_of_a_database_are_those_of_a_frame(engine, frame, holds, given, monkeypatch):
    monkeypatch.setattr("cxresearch.loaders.bytes.connections._ROWS", 60)
    query = "SELECT * FROM answers"
    if given == "select":
        table = sqlalchemy.Table("answers", sqlalchemy.MetaData(), autoload_with=engine)
        query = sqlalchemy.select(table)
    with engine.connect() as connection:
        from sqlalchemy.orm import Session

        source = {
            "address": engine.url.render_as_string(hide_password=False), "connection": connection,
            "session": Session(connection),
        }.get(given, engine)  # fmt: skip
        survey = cx.read_survey(source, query=query, engine=holds, scales=SCALES)
        assert not connection.closed
    assert (survey.n_rows, survey.name, survey.is_lazy) == (500, "Survey 2025", holds == "duckdb")
    assert any("SELECT" in note for note in survey.notes)
    wanted = told(cx.Survey.from_frame(frame, scales=SCALES))
    pd.testing.assert_frame_equal(told(survey), wanted, rtol=1e-12, check_dtype=False)


@pytest.mark.parametrize("dialect", ["duckdb_engine", "duckdb_sqlalchemy"])
@pytest.mark.parametrize("holds", ["pandas", "duckdb"])
def test_a_dialect_of_other_makers_with_its_own_types(dialect, holds, frame, tmp_path):
    pytest.importorskip(dialect, reason=f"{dialect} is not installed")
    made = sqlalchemy.create_engine(f"duckdb:///{tmp_path / 'b.duckdb'}")
    rows = frame.astype(object).where(frame.notna(), None).assign(paid=[f"{at}.50" for at in range(len(frame))])
    with made.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE answers (who VARCHAR, branch VARCHAR, billing DOUBLE, nps INTEGER, why VARCHAR, "
            "paid DECIMAL(10,2))"
        )
        connection.execute(
            sqlalchemy.text("INSERT INTO answers VALUES (:who, :branch, :billing, :nps, :why, :paid)"),
            rows.to_dict("records"),
        )
    survey = cx.read_survey(made, engine=holds, scales=SCALES)
    wanted = told(cx.Survey.from_frame(frame, scales=SCALES))
    pd.testing.assert_frame_equal(told(survey), wanted, rtol=1e-12, check_dtype=False)
    assert survey.codebook.set_index("id").kind["paid"] == "number"


def test_the_only_table_needs_no_query(engine, frame):
    assert cx.read_survey(engine, scales=SCALES).n_rows == len(frame)
    frame.to_sql("more", engine, index=False)
    with pytest.raises(cx.OptionError, match=r"2 tables \(answers, more\). Pass query="):
        cx.read_survey(engine)


@pytest.mark.parametrize("holds", ["pandas", "duckdb"])
def test_a_column_that_becomes_text_on_the_way_is_text_throughout(holds, tmp_path, monkeypatch):
    monkeypatch.setattr("cxresearch.loaders.bytes.connections._ROWS", 10)
    path = tmp_path / "mixed.db"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE answers (billing, empty, half)")
        rows = [(4, None, None)] * 12 + [(2.0, None, 1.5)] * 12 + [("5 - very good", "late", 2)] * 12
        made.executemany("INSERT INTO answers VALUES (?, ?, ?)", rows)
    survey = cx.read_survey(f"sqlite:///{path}", engine=holds, audience="Customers", scales={"billing": (1, 5)})
    assert survey.answer_counts("billing") == {"4": 12, "2": 12, "5 - very good": 12}
    assert survey.answer_counts("empty") == {"late": 12} and survey.answer_counts("half") == {1.5: 12, 2: 12}
    assert cx.mean_score(survey, "billing").table.n[0] == 36


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT nope FROM answers", r"no such column: nope\. Tables: answers"),
        ("SELEC * FROM answers", r"syntax error\. Tables: answers"),
        ("DELETE FROM answers", r"would change .*Pass a query that selects"),
        ("ANALYZE", r"selects no rows"),
    ],
)
def test_a_query_that_fails_says_why(engine, frame, query, said):
    with pytest.raises(cx.OptionError, match=said):
        cx.read_survey(engine, query=query)
    assert cx.read_survey(engine, scales=SCALES).n_rows == len(frame)


def test_a_query_without_rows_is_refused(engine):
    with pytest.raises(cx.SurveyFileError, match="0 responses. The query selects 5 columns"):
        cx.read_survey(engine, query="SELECT * FROM answers WHERE nps > 10")


@pytest.mark.parametrize("option", [{"sheet": "a"}, {"separator": ";"}, {"encoding": "utf-8"}])
def test_what_has_no_meaning_for_a_database_is_refused(engine, option):
    with pytest.raises(cx.OptionError, match="to which this does not apply"):
        cx.read_survey(engine, **option)


@pytest.mark.parametrize("holds", ["pandas", "duckdb"])
def test_a_connection_lost_in_mid_read_names_the_row(engine, holds, monkeypatch):
    monkeypatch.setattr("cxresearch.loaders.bytes.connections._ROWS", 100)
    table, parts = databases._table, []

    def cut_off(columns, rows):
        if len(parts) == 2:
            connection.connection.driver_connection.close()
        parts.append(table(columns, rows))
        return parts[-1]

    with engine.connect() as connection:
        monkeypatch.setattr(databases, "_table", cut_off)
        with pytest.raises(cx.EngineError, match="connection was lost after 300 rows .*Open it again and read anew"):
            cx.read_survey(connection, engine=holds)


def test_a_closed_connection_and_an_unreachable_database_say_what_to_do(engine, tmp_path):
    connection = engine.connect()
    connection.close()
    for source in (connection, f"sqlite:///{tmp_path}/no/such/folder/a.db"):
        with pytest.raises(cx.EngineError, match="cannot be reached .*Check address"):
            cx.read_survey(source, query="SELECT 1")


def test_a_password_is_never_said(monkeypatch):
    made = sqlalchemy.create_engine("sqlite://", creator=lambda: sqlite3.connect("/no/such/folder/a.db"))
    hidden = sqlalchemy.URL.create("sqlite", username="anna", password="s3cret", host="h", database="d")
    monkeypatch.setattr(type(made), "url", hidden, raising=False)
    made.url = hidden
    with pytest.raises(cx.EngineError) as problem:
        cx.read_survey(made, query="SELECT 1")
    assert "anna" in str(problem.value) and "s3cret" not in str(problem.value)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense://host/survey", "SQLAlchemy does not know 'nonsense'"),
        ("mssql+pyodbc://host/survey", "needs a driver that is not installed: pip install pyodbc"),
        ("oracle+oracledb://host/survey", "needs a driver that is not installed: pip install oracledb"),
    ],
)
def test_a_driver_that_is_not_installed_is_named(address, said):
    with pytest.raises(cx.MissingExtraError, match=said):
        cx.read_survey(address)


def test_without_sqlalchemy_the_extra_is_named(monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.partition(".")[0] == "sqlalchemy":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(cx.MissingExtraError, match=r"needs sqlalchemy: pip install 'cxresearch\[sql\]'"):
        cx.read_survey("postgresql://host/survey")


def test_batches_pass_by_from_where_a_run_broke_off(engine, frame):
    whole = list(record_batches(engine, ["why", "nps"], size=90))
    assert [len(part) for part in whole] == [90] * 5 + [50]
    rest = list(record_batches(engine, ["why", "nps"], size=90, after=200))
    assert sum(map(len, rest)) == 300
    found = pd.concat(part.to_pandas() for part in rest)
    assert found.nps.tolist() == frame.nps.tolist()[200:]
