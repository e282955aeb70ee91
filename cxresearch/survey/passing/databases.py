"""Rows of a SQL query, a batch at a time, through whatever SQLAlchemy connects to.

A database keeps its types to itself: drivers hand out Python objects. Each batch becomes an Arrow table by what its
values are; a column that is a number in one batch and text in another is text in all of them.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cxresearch.errors import CXResearchError, EngineError, MissingExtraError, OptionError
from cxresearch.survey.answers import as_text
from cxresearch.wording import count, missing_extra, named, say

__all__ = ["Query", "alike", "is_address", "is_connection", "one_kind", "only_table"]

_ADDRESS = re.compile(r"[a-z][a-z0-9]*(\+[a-z0-9_]+)?://", re.IGNORECASE)
_FILES = ("http", "https", "ftp", "s3", "gs", "file")
_WRITING = frozenset("insert update delete drop create alter truncate merge replace grant revoke copy".split())
_CAUSE = 200


def is_address(source: object) -> bool:
    """Whether a text is the address of a database.

    >>> is_address("postgresql+psycopg://localhost/survey"), is_address("https://example.org/a.csv"), is_address("a.db")
    (True, False, False)
    """
    found = _ADDRESS.match(source) if isinstance(source, str) else None
    return found is not None and found[0].partition("+")[0].partition(":")[0].lower() not in _FILES


def is_connection(source: object) -> bool:
    """Whether it is SQLAlchemy's: an engine, a connection, a session or an address of its own."""
    return type(source).__module__.partition(".")[0] == "sqlalchemy"


def only_table(names: list[str], file: str, refusal: type[CXResearchError]) -> str:
    """The only table of a database, refused where there are none or several: then a query has to say which."""
    if len(names) != 1:
        raise refusal(say(
            "{file}: a database with {n} tables ({names}). Pass query='SELECT * FROM ...' to say which rows are the "
            "answers.",
            file=file, n=len(names), names=named(names),
        ))  # fmt: skip
    return names[0]


class Query:
    """A query to a database.

    Parameters
    ----------
    source : SQLAlchemy Engine, Connection, Session or URL, or an address as text (``"postgresql://..."``).
    query : str or SQLAlchemy select, optional
        The only table by default.

    Raises
    ------
    MissingExtraError
        If SQLAlchemy or the database's driver is not installed.
    EngineError
        If the database cannot be reached.
    OptionError
        If no query is passed and there are several tables.
    """

    def __init__(self, source: Any, query: Any = None):
        self._source = _opened(source)
        self.name = _name(self._source)
        self.chosen = None
        if query is None:
            self.chosen = only_table(self.tables(), self.name, OptionError)
            with self._connected() as connection:
                query = f"SELECT * FROM {connection.dialect.identifier_preparer.quote(self.chosen)}"
        self.query = query

    @property
    def title(self) -> str:
        """What to call answers that come from here: the database's own name, without folder and ending."""
        found = str(_engine(self._source).url.database or "")
        return re.split(r"[\\/]", found)[-1].partition(".")[0].lstrip(":") or "survey"

    def tables(self) -> list[str]:
        """The tables and views of the database, as far as it tells."""
        from sqlalchemy import inspect

        with self._connected() as connection:
            seen = inspect(connection)
            return sorted({*seen.get_table_names(), *seen.get_view_names()})

    def batches(self, size: int) -> Iterator:
        """The rows as Arrow tables of ``size`` rows, in the order in which the database hands them out.

        Raises
        ------
        OptionError
            If the database does not take the query.
        EngineError
            If the connection is lost on the way; names the row.
        """
        rows = 0
        with self._connected() as connection:
            found = self._asked(connection, size)
            columns = list(found.keys())
            parts = found.partitions(size)
            while True:
                try:
                    part = next(parts, None)
                except Exception as problem:  # drivers raise errors of their own
                    raise EngineError(
                        say("{database}: the connection was lost after {n} rows ({cause}). Open it again and read "
                            "anew; nothing of it was kept.",
                            database=self.name, n=count(rows), cause=_cause(problem))
                    ) from problem  # fmt: skip
                if part is None:
                    if not rows:
                        yield _table(columns, [])
                    return
                rows += len(part)
                yield _table(columns, part)

    def _asked(self, connection, size: int):
        from sqlalchemy.exc import SQLAlchemyError

        told = " ".join(str(self.query).split())[:_CAUSE]
        words = re.findall(r"[a-z]+", told.lower())
        lost = False
        if words and words[0] in _WRITING:
            raise OptionError(
                say("query={query} would change {file}. Pass a query that selects: 'SELECT ... FROM ...'.",
                    query=repr(told), file=self.name)
            )  # fmt: skip
        try:
            streaming = connection.execution_options(stream_results=True, yield_per=size)
            found = (
                streaming.exec_driver_sql(self.query) if isinstance(self.query, str) else streaming.execute(self.query)
            )
            if found.returns_rows:
                return found
            cause = say("it selects no rows")
        except SQLAlchemyError as problem:
            cause, lost = _cause(problem), getattr(problem, "connection_invalidated", False)
        if lost or connection.closed:
            raise _unreachable(self.name, cause)
        raise OptionError(
            say("query={query} fails in {file}: {cause}. Tables: {names}.",
                query=repr(told), file=self.name, cause=cause, names=named(self.tables(), most=12))
        )  # fmt: skip

    @contextmanager
    def _connected(self):
        """A connection: the caller's own is left open, one made here is given back. Nothing is ever written."""
        from sqlalchemy import Engine
        from sqlalchemy.exc import SQLAlchemyError

        if not isinstance(self._source, Engine):
            yield self._source
            return
        try:
            connection = self._source.connect()
        except SQLAlchemyError as problem:
            raise _unreachable(self.name, _cause(problem)) from problem
        with connection:
            yield connection


def _unreachable(name: str, cause: str) -> EngineError:
    return EngineError(
        say("{database} cannot be reached ({cause}). Check address, user and network, open the connection again, and "
            "read anew.",
            database=name, cause=cause)
    )  # fmt: skip


def _opened(source: Any):
    """The engine or connection that is meant."""
    try:
        from sqlalchemy import URL, Connection, Engine, create_engine
        from sqlalchemy.exc import ArgumentError, NoSuchModuleError
    except ImportError:
        raise missing_extra(say("Reading from a database"), "sqlalchemy", "sql") from None
    if hasattr(source, "get_bind") and hasattr(source, "connection"):
        source = source.connection()
    if isinstance(source, Engine | Connection):
        return source
    if not isinstance(source, str | URL):
        raise OptionError(
            say("{kind} is no connection that rows can be read from. Pass a SQLAlchemy Engine or Connection, or the "
                "database's address.",
                kind=type(source).__name__)
        )  # fmt: skip
    try:
        return create_engine(source)
    except ModuleNotFoundError as missing:
        raise MissingExtraError(
            say("The database needs a driver that is not installed: pip install {module}, or another that the "
                "database's makers recommend.",
                module=missing.name)
        ) from None  # fmt: skip
    except NoSuchModuleError:
        dialect = str(source).partition(":")[0]
        raise MissingExtraError(
            say("SQLAlchemy does not know {dialect}. Install the package that its makers name for SQLAlchemy, such as "
                "snowflake-sqlalchemy or sqlalchemy-bigquery.",
                dialect=repr(dialect.partition("+")[0]))
        ) from None  # fmt: skip
    except ArgumentError:
        raise OptionError(
            say("Not the address of a database. One reads like {example}.",
                example="'postgresql+psycopg://user@host/database'")
        ) from None  # fmt: skip


def _engine(source):
    return getattr(source, "engine", source)


def _name(source) -> str:
    """What to call a database in a message; never its password."""
    return _engine(source).url.render_as_string(hide_password=True)


def _cause(problem: Exception) -> str:
    return " ".join(str(getattr(problem, "orig", None) or problem).split())[:_CAUSE].rstrip(".")


# -- what kind a column is ----------------------------------------------------------------------


def _table(columns: list, rows: list):
    import pyarrow as pa

    values = zip(*rows, strict=True) if rows else ([] for _ in columns)
    return pa.Table.from_arrays([_column(list(column)) for column in values], names=[str(name) for name in columns])


def _column(values: list):
    """Numbers, dates, truth values or text, as Arrow has them; everything else, and what is mixed, as text."""
    import pyarrow as pa

    try:
        found = pa.array(values)
    except (pa.ArrowException, TypeError, OverflowError):
        return _texts(values)
    kind = found.type
    if pa.types.is_decimal(kind):
        return found.cast(pa.float64())
    plain = pa.types.is_primitive(kind) or pa.types.is_null(kind) or pa.types.is_string(kind)
    return found if plain else _texts(values)


def _texts(values: list):
    import pyarrow as pa

    return pa.array([None if value is None else as_text(value) for value in values], pa.string())


def one_kind(first, second):
    """The Arrow type that holds the values of both: text where one is text and the other is not."""
    import pyarrow as pa

    if first == second or pa.types.is_null(second):
        return first
    if pa.types.is_null(first):
        return second
    try:
        schemas = [pa.schema([("column", kind)]) for kind in (first, second)]
        return pa.unify_schemas(schemas, promote_options="permissive").field(0).type
    except pa.ArrowException:
        return pa.string()


def alike(table, kinds: list):
    """A table with its columns cast to these types; what becomes text is written as a person would."""
    import pyarrow as pa

    columns = []
    for column, kind in zip(table.columns, kinds, strict=True):
        to_text = pa.types.is_string(kind) and not (pa.types.is_string(column.type) or pa.types.is_null(column.type))
        columns.append(_texts(column.to_pylist()) if to_text else column.cast(kind))
    return pa.Table.from_arrays(columns, names=table.column_names)
