"""The frame that the caller wants the answers in."""

from cxresearch.errors import OptionError
from cxresearch.wording import missing_extra, named, say

__all__ = ["ENGINES", "check_engine", "to_engine"]

ENGINES = ("pandas", "polars", "pyarrow", "duckdb")


def check_engine(engine: str) -> None:
    """Refuse an engine that nobody knows.

    Raises
    ------
    OptionError
    """
    if engine not in ENGINES:
        raise OptionError(say("engine={engine} is none of {names}.", engine=repr(engine), names=named(ENGINES)))


def to_engine(frame, engine: str):
    """A pandas frame as polars, pyarrow or DuckDB hold it.

    Raises
    ------
    MissingExtraError
        If the engine is not installed.
    """
    if engine == "pandas":
        return frame
    import pyarrow as pa

    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    if engine == "pyarrow":
        return table
    if engine == "duckdb":
        import duckdb

        return duckdb.from_arrow(table)
    try:
        import polars
    except ImportError:
        raise missing_extra("engine='polars'", "polars", "polars") from None
    return polars.from_arrow(table)
