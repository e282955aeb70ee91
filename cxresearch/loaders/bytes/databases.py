"""A table of a DuckDB or SQLite file, or what a query of the caller's own selects; the file is opened to be read
only."""

from pathlib import Path

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.survey.codebook import unique_ids
from cxresearch.survey.passing.databases import only_table
from cxresearch.wording import kept, named, say

__all__ = ["read_database"]

_MOST_ROWS = 20_000_000


def read_database(path: Path, kind: str, query: str | None):
    """The rows of the only table, or of a query, as a pandas frame; and a note.

    Raises
    ------
    SurveyFileError
        If the file is damaged, or holds several tables and no query was passed.
    OptionError
        If the query fails.
    """
    names = _tables(path, kind)
    if query is None:
        table = only_table(names, path.name, SurveyFileError)
        quoted = table.replace('"', '""')
        query, note = (
            f'SELECT * FROM "{quoted}"',
            kept(
                "table {names}, the only one",
                names=repr(table),
            ),
        )
    else:
        note = kept(
            "rows of the query {told}",
            told=repr(" ".join(query.split())[:120]),
        )
    try:
        frame = _rows(path, kind, query)
    except Exception as problem:  # both engines raise errors of their own
        cause = str(problem).split("\n")[0][:200]
        raise OptionError(
            say("query={query} fails in {file}: {cause}. Tables: {names}.",
                query=repr(query), file=path.name, cause=cause, names=named(names))
        ) from None  # fmt: skip
    return frame.set_axis(unique_ids([str(column) for column in frame.columns]), axis=1), note


def _tables(path: Path, kind: str) -> list[str]:
    listed = (
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY 1"
        if kind == "duckdb"
        else "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY 1"
    )
    try:
        return _rows(path, kind, listed).iloc[:, 0].tolist()
    except Exception as problem:
        cause = str(problem).split("\n")[0][:200]
        raise SurveyFileError(
            say("{file}: a damaged or foreign database ({cause}). Export the table as CSV.",
                file=path.name, cause=cause)
        ) from None  # fmt: skip


def _rows(path: Path, kind: str, query: str):
    import pandas as pd

    if kind == "duckdb":
        import duckdb

        with duckdb.connect(str(path), read_only=True) as database:
            return database.sql(query).to_df()
    import sqlite3

    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        return pd.read_sql_query(query, database)
    finally:
        database.close()
