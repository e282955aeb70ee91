"""Parquet: types are known, so nothing is guessed but what the questions are."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from cxresearch.errors import SurveyFileError
from cxresearch.loaders.tables.draft import Draft
from cxresearch.survey.codebook import unique_ids
from cxresearch.wording import kept, say

__all__ = ["read_parquet"]


def read_parquet(path: Path | Sequence[Path], *, lazy: bool = False) -> Draft:
    """Answers of a Parquet file; with ``lazy`` they stay in the file, or in several, until DuckDB counts them.

    Raises
    ------
    SurveyFileError
        If a file is corrupt, holds no row, or keeps a column as text that another keeps as numbers.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = [path] if isinstance(path, Path) else list(path)
    notes, path = [], files[0]
    try:
        if lazy:
            import duckdb

            rows = sum(_rows_of_one_kind(files))
            path = files[0]
            frame = duckdb.read_parquet([str(each) for each in files], union_by_name=len(files) > 1)
            if len(files) > 1:
                notes.append(kept(
                    "{n} Parquet files were put one below the other ({first} to {last}); they stay where they are",
                    n=len(files), first=files[0].name, last=files[-1].name,
                ))  # fmt: skip
        else:
            table = pq.read_table(path)
            table.validate(full=True)
            frame = _plain(table).to_pandas()
            rows = len(frame)
    except (pa.ArrowException, OSError, ValueError, KeyError, NotImplementedError) as problem:
        cause = str(problem).split("\n")[0][:200]
        raise SurveyFileError(
            say("{file}: corrupt or unknown Parquet ({cause}). Export it again.",
                file=path.name, cause=cause)
        ) from None  # fmt: skip
    if not rows:
        raise SurveyFileError(
            say("{file}: 0 responses. The file names {n} columns and holds no rows.",
                file=path.name, n=len(frame.columns))
        )  # fmt: skip
    faults = []
    if isinstance(frame, pd.DataFrame):
        if not isinstance(frame.index, pd.RangeIndex):
            frame = frame.reset_index()
        names = unique_ids([str(column) for column in frame.columns])
        if names != [str(column).strip() for column in frame.columns]:
            faults.append(kept("columns without a name of their own were renamed"))
        frame = frame.set_axis(names, axis=1)
    columns = list(frame.columns)
    return Draft(
        path.name, "Parquet", frame, {column: column for column in columns}, counts={"rows in": rows}, faults=faults,
        notes=notes,
    )  # fmt: skip


def _rows_of_one_kind(files: Sequence[Path]) -> Iterator[int]:
    """How many rows each file holds; refuses a column that changes from text to numbers on the way."""
    import pyarrow.parquet as pq

    first: dict[str, tuple[str, Path]] = {}
    for path in files:
        opened = pq.ParquetFile(path)
        for column in opened.schema_arrow:
            kind = _kind(column.type)
            known, where = first.setdefault(column.name, (kind, path))
            if "nothing" not in (kind, known) and kind != known:
                raise SurveyFileError(say(
                    "{name}: column {column} is {kind} here and {known} in {where}, so DuckDB cannot read both as "
                    "one. Write one of the files anew with the other's type, or read them into memory with "
                    "engine='pandas', where every answer is read by itself.",
                    name=path.name, column=repr(column.name), kind=kind, known=known, where=where.name,
                ))  # fmt: skip
            if known == "nothing":
                first[column.name] = kind, path
        yield opened.metadata.num_rows


def _kind(kind) -> str:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    return "a number" if number else "nothing" if pa.types.is_null(kind) else _other(str(kind))


def _other(kind: str) -> str:
    return "text" if "string" in kind else kind


def _plain(table):
    """Dictionaries become their text, nested cells become text; everything else stays as it is."""
    import pyarrow as pa

    for at, column in enumerate(table.schema):
        kind = column.type
        if pa.types.is_dictionary(kind):
            table = table.set_column(at, column.name, table.column(at).cast(kind.value_type))
        elif pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            texts = [None if cell is None else str(cell) for cell in table.column(at).to_pylist()]
            table = table.set_column(at, column.name, pa.array(texts, pa.string()))
    return table
