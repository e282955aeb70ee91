"""Rows of any engine as Arrow tables of one size, one after the other; never all of them at once."""

from collections.abc import Iterable, Iterator
from itertools import islice

import narwhals as nw

from cxresearch.errors import EngineError
from cxresearch.wording import say

__all__ = ["batches"]


def batches(frame: nw.LazyFrame | nw.DataFrame, size: int) -> Iterator:
    """The rows of a frame in their order, as Arrow tables of ``size`` rows; the last one holds what is left.

    Raises
    ------
    EngineError
        If a column is of one kind in one part of the rows and of another in the next.
    """
    if isinstance(frame, nw.DataFrame):
        yield from (frame[at : at + size].to_arrow() for at in range(0, len(frame), size))
        return
    held, rows = [], 0
    for part in _parts(frame, size):
        held.append(part)
        rows += len(part)
        if rows < size:
            continue
        whole = _joined(held)
        full = rows - rows % size
        for at in range(0, full, size):
            yield whole.slice(at, size)
        held, rows = ([whole.slice(full)], rows - full) if rows > full else ([], 0)
    if rows:
        yield _joined(held)


def _joined(tables: list):
    import pyarrow as pa

    try:
        return pa.concat_tables(tables, promote_options="permissive")
    except pa.ArrowException:
        first, *others = (table.schema for table in tables)
        for schema in others:
            for before, now in zip(first, schema, strict=False):
                clash = {"string" in str(kind) for kind in (before.type, now.type)} == {True, False}
                if clash and not {pa.null()} & {before.type, now.type}:
                    raise _unlike(now.name, before.type, now.type) from None
        raise


def _unlike(column: str, one: object, other: object) -> EngineError:
    return EngineError(
        say("Column {column} is {one} in one part of the rows and {other} in another. Cast it to one type first.",
            column=repr(column), one=_in_words(str(one)), other=_in_words(str(other)))
    )  # fmt: skip


def _in_words(kind: str) -> str:
    numbers = ("int", "uint", "float", "double", "decimal")
    return say("text") if "str" in kind else say("a number") if kind.startswith(numbers) else kind


def _parts(frame: nw.LazyFrame, size: int) -> Iterator:
    """Arrow tables as the engine hands them out."""
    import pyarrow as pa

    native, engine = frame.to_native(), frame.implementation
    if engine.is_duckdb():
        yield from map(pa.Table.from_batches, ([batch] for batch in native.to_arrow_reader(size)))
    elif engine.is_polars():
        yield from (part.to_arrow() for part in native.collect_batches(chunk_size=size, maintain_order=True))
    elif engine.is_dask():
        for part in native.partitions:
            yield _of_pandas(part.compute())
    elif engine.is_ibis():
        yield from map(pa.Table.from_batches, ([batch] for batch in native.to_pyarrow_batches(chunk_size=size)))
    elif hasattr(native, "toLocalIterator"):
        yield from _of_rows(native.columns, native.toLocalIterator(), size)
    else:
        yield frame.collect("pyarrow").to_native()


def _of_pandas(part):
    """A partition as an Arrow table; cells of a column may be of any kind there."""
    import pyarrow as pa

    columns = []
    for name in part.columns:
        try:
            columns.append(pa.array(part[name], from_pandas=True))
        except pa.ArrowException:
            kinds = sorted({type(cell).__name__ for cell in part[name] if cell is not None and cell == cell})
            raise _unlike(name, kinds[0], kinds[-1]) from None
    return pa.Table.from_arrays(columns, names=list(part.columns))


def _of_rows(names: list[str], rows: Iterable, size: int) -> Iterator:
    """Spark hands out its partitions row by row."""
    import pyarrow as pa

    rows = iter(rows)
    while part := list(islice(rows, size)):
        yield pa.table(dict(zip(names, map(list, zip(*part, strict=True)), strict=True)))
