"""Rows of any engine as Arrow tables of one size, one after the other; never all of them at once."""

from collections.abc import Iterable, Iterator
from itertools import islice

import narwhals as nw

__all__ = ["batches"]


def batches(frame: nw.LazyFrame, size: int) -> Iterator:
    """The rows of a lazy frame in their order, as Arrow tables of ``size`` rows; the last one holds what is left."""
    import pyarrow as pa

    held, rows = [], 0
    for part in _parts(frame, size):
        held.append(part)
        rows += len(part)
        if rows < size:
            continue
        whole = pa.concat_tables(held, promote_options="permissive")
        full = rows - rows % size
        for at in range(0, full, size):
            yield whole.slice(at, size)
        held, rows = ([whole.slice(full)], rows - full) if rows > full else ([], 0)
    if rows:
        yield pa.concat_tables(held, promote_options="permissive")


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
            yield pa.Table.from_pandas(part.compute(), preserve_index=False)
    elif engine.is_ibis():
        yield from map(pa.Table.from_batches, ([batch] for batch in native.to_pyarrow_batches(chunk_size=size)))
    elif hasattr(native, "toLocalIterator"):
        yield from _of_rows(native.columns, native.toLocalIterator(), size)
    else:
        yield frame.collect("pyarrow").to_native()


def _of_rows(names: list[str], rows: Iterable, size: int) -> Iterator:
    """Spark hands out its partitions row by row."""
    import pyarrow as pa

    rows = iter(rows)
    while part := list(islice(rows, size)):
        yield pa.table(dict(zip(names, map(list, zip(*part, strict=True)), strict=True)))
