"""Parquet: types are known, so nothing is guessed but what the questions are."""

from pathlib import Path

import pandas as pd

from cxresearch.errors import SurveyFileError
from cxresearch.loaders.tables.draft import Draft
from cxresearch.survey.codebook import unique_ids

__all__ = ["read_parquet"]


def read_parquet(path: Path, *, lazy: bool = False) -> Draft:
    """Answers of a Parquet file; with ``lazy`` they stay in the file until DuckDB counts them.

    Raises
    ------
    SurveyFileError
        If the file is corrupt, or holds no row.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        if lazy:
            import duckdb

            rows = pq.ParquetFile(path).metadata.num_rows
            frame = duckdb.read_parquet(str(path))
        else:
            table = pq.read_table(path)
            table.validate(full=True)
            frame = _plain(table).to_pandas()
            rows = len(frame)
    except (pa.ArrowException, OSError, ValueError, KeyError, NotImplementedError) as problem:
        cause = str(problem).split("\n")[0][:200]
        raise SurveyFileError(f"{path.name}: corrupt or unknown Parquet ({cause}). Export it again.") from None
    if not rows:
        raise SurveyFileError(
            f"{path.name}: 0 responses. The file names {len(frame.columns)} columns and holds no rows."
        )
    faults = []
    if isinstance(frame, pd.DataFrame):
        if not isinstance(frame.index, pd.RangeIndex):
            frame = frame.reset_index()
        names = unique_ids([str(column) for column in frame.columns])
        if names != [str(column).strip() for column in frame.columns]:
            faults.append("columns without a name of their own were renamed")
        frame = frame.set_axis(names, axis=1)
    columns = list(frame.columns)
    return Draft(
        path.name, "Parquet", frame, {column: column for column in columns}, counts={"rows in": rows}, faults=faults
    )


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
