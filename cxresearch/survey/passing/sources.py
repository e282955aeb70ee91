"""Rows in record batches, whatever holds them: for work that must look at every row and may hold few of them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import narwhals as nw

from cxresearch.errors import QuestionError, SurveyFileError
from cxresearch.survey.passing.batches import batches
from cxresearch.survey.passing.databases import Query, alike, is_address, is_connection, one_kind
from cxresearch.wording import did_you_mean, named, say

__all__ = ["record_batches"]

_ENDINGS = {".parquet": "parquet", ".pq": "parquet", ".csv": "csv", ".tsv": "csv", ".txt": "csv"}


def record_batches(
    source: Any, columns: Iterable[str] | None = None, *, size: int = 1 << 16, after: int = 0, query: Any = None
) -> Iterator:
    """The rows of a source as Arrow tables of ``size`` rows, one after the other, in an order that stays.

    Parameters
    ----------
    source : Survey, any frame (eager or lazy), a DuckDB relation; the path of a Parquet or CSV file, of a folder of
        them, or a pattern (``"waves/*.parquet"``); a SQLAlchemy engine or connection, or a database's address. Cells of
        CSV are text.
    columns : names of columns, all by default.
    size : rows a batch; the last one holds what is left.
    after : how many rows to leave out at the front: where a run that broke off had come to.
    query : of a database.

    Raises
    ------
    SurveyFileError, QuestionError, EngineError
        If there are no such files, a column is unknown, or the engine fails on the way.

    Examples
    --------
    >>> import pandas as pd
    >>> [part["why"].to_pylist() for part in record_batches(pd.DataFrame({"why": list("abcde")}), size=2, after=2)]
    [['c', 'd'], ['e']]
    """
    wanted = None if columns is None else list(dict.fromkeys(columns))
    if is_connection(source) or is_address(source):
        parts = (part if wanted is None else _chosen(part, wanted) for part in _settled(Query(source, query), size))
    else:
        frame = _frame(source)
        if wanted is not None:
            _check(wanted, frame.collect_schema().names())
            frame = frame.select(wanted)
        parts = batches(frame, size)
    for part in parts:
        if after < len(part):
            yield part.slice(after) if after else part
        after = max(after - len(part), 0)


def _settled(query: Query, size: int) -> Iterator:
    """Batches of a database, in which a column keeps its kind as far as it is known by then."""
    kinds = None
    for part in query.batches(size):
        found = part.schema.types
        kinds = found if kinds is None else [one_kind(*pair) for pair in zip(kinds, found, strict=True)]
        yield alike(part, kinds)


def _chosen(part, wanted: list[str]):
    _check(wanted, part.column_names)
    return part.select(wanted)


def _check(wanted: list[str], known: list[str]) -> None:
    for column in wanted:
        if column not in known:
            raise QuestionError(
                say("No column {column}.{hint} Found: {names}.",
                    column=repr(column), hint=did_you_mean(column, known), names=named(known))
            )  # fmt: skip


def _frame(source: Any):
    if isinstance(source, str | Path):
        return nw.from_native(_of_files(Path(source)))
    return source.frame if hasattr(source, "codebook") else nw.from_native(source)


def _of_files(path: Path):
    """A DuckDB relation of Parquet or CSV files; nothing is read yet."""
    import duckdb

    if any(sign in path.name for sign in "*?[") and not path.exists():
        files = sorted(part for part in path.parent.glob(path.name) if part.is_file())
    elif path.is_dir():
        files = sorted(part for part in path.iterdir() if part.is_file() and not part.name.startswith((".", "~$", "_")))
    else:
        files = [path] if path.is_file() else []
    kinds = {_ENDINGS.get(part.suffix.lower()) for part in files}
    if len(kinds) != 1 or None in kinds:
        raise SurveyFileError(
            say("{path}: rows pass by from Parquet or CSV files of one kind; here are {found}.",
                path=path, found=named(sorted({part.suffix or part.name for part in files})) if files else say("none"))
        )  # fmt: skip
    names = [str(part) for part in files]
    if kinds == {"parquet"}:
        return duckdb.read_parquet(names, union_by_name=len(names) > 1)
    return duckdb.read_csv(names, all_varchar=True, union_by_name=len(names) > 1)
