"""What a query of a database selects, through a SQLAlchemy connection; rows arrive a batch at a time."""

from typing import Any

from cxresearch.errors import SurveyFileError
from cxresearch.loaders.tables.draft import Draft
from cxresearch.survey.codebook import unique_ids
from cxresearch.survey.passing.databases import Query, alike, one_kind
from cxresearch.wording import kept, say

__all__ = ["read_connection"]

_ROWS = 1 << 16


def read_connection(source: Any, query: Any = None, *, lazy: bool = False) -> tuple[Draft, str]:
    """The rows that a query selects, and what to call them; with ``lazy`` they are packed into DuckDB as they arrive.

    Raises
    ------
    SurveyFileError
        If the query selects no row.
    MissingExtraError, EngineError, OptionError
        As in `Query`.
    """
    asked = Query(source, query)
    frame, rows = (_packed if lazy else _held)(asked)
    if not rows:
        raise SurveyFileError(
            say("{file}: 0 responses. The query selects {n} columns and no rows.",
                file=asked.name, n=len(frame.columns))
        )  # fmt: skip
    note = (
        kept("rows of the query {told}", told=repr(" ".join(str(asked.query).split())[:120]))
        if asked.chosen is None
        else kept("table {names}, the only one", names=repr(asked.chosen))
    )
    columns = list(frame.columns)
    draft = Draft(
        asked.name, "database", frame, {column: column for column in columns}, counts={"rows in": rows}, notes=[note]
    )
    return draft, asked.title


def _held(asked: Query):
    """All rows as a pandas frame."""
    import pyarrow as pa

    tables = list(asked.batches(_ROWS))
    kinds = tables[0].schema.types
    for table in tables[1:]:
        kinds = [one_kind(*pair) for pair in zip(kinds, table.schema.types, strict=True)]
    whole = pa.concat_tables(alike(table, kinds) for table in tables)
    frame = whole.rename_columns(unique_ids(whole.column_names)).to_pandas()
    return frame, len(frame)


def _packed(asked: Query):
    """The rows in DuckDB's memory, columns compressed, which spills to disk where memory runs out."""
    import duckdb

    database, kinds, rows = duckdb.connect(), None, 0
    database.execute("ATTACH ':memory:' AS kept (COMPRESS)")
    for table in asked.batches(_ROWS):
        table = table.rename_columns(unique_ids(table.column_names))
        wanted = table.schema.types if kinds is None else list(map(one_kind, kinds, table.schema.types))
        names = ['"{}"'.format(name.replace('"', '""')) for name in table.column_names]
        part = alike(table, wanted)
        if kinds is None:
            database.from_arrow(part).create("kept.answers")
        else:
            for name, before, now in zip(names, kinds, wanted, strict=True):
                if before != now:
                    kind = database.from_arrow(part.slice(0, 0)).types[names.index(name)]
                    # Whole numbers become text as a person writes them: 4, not 4.0.
                    so = f"regexp_replace(CAST({name} AS VARCHAR), '\\.0$', '')" if kind == "VARCHAR" else name
                    database.execute(f"ALTER TABLE kept.answers ALTER {name} TYPE {kind} USING {so}")
            database.from_arrow(part).insert_into("kept.answers")
        kinds, rows = wanted, rows + len(part)
    return database.table("kept.answers"), rows
