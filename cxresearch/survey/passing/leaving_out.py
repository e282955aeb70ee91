"""Rows left out by their place, where they are."""

import narwhals as nw
import numpy as np

from cxresearch.errors import OptionError
from cxresearch.wording import say

__all__ = ["without_rows"]


def without_rows(frame: nw.DataFrame | nw.LazyFrame, gone: np.ndarray):
    """The frame without some rows.

    Parameters
    ----------
    frame : in memory, or of an engine that keeps rows in their order (lazy polars, DuckDB).
    gone : (rows,) of bool.

    Raises
    ------
    OptionError
        If the engine keeps no order, so that no row has a place.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = nw.from_native(pd.DataFrame({"nps": [9, 3, 7]}))
    >>> without_rows(frame, np.array([False, True, False])).to_native().nps.tolist()
    [9, 7]
    """
    if isinstance(frame, nw.DataFrame):
        return frame.filter((~gone).tolist())
    rows, place = np.flatnonzero(gone).tolist(), "_place in the survey"
    if not rows:
        return frame
    if frame.implementation.is_polars():
        import polars as pl

        numbered = frame.to_native().with_row_index(place)
        return nw.from_native(numbered.filter(~pl.col(place).is_in(rows)).drop(place))
    if frame.implementation.is_duckdb():
        numbered = frame.to_native().project(f'*, row_number() OVER () - 1 AS "{place}"')
        kept = numbered.filter(f'"{place}" NOT IN ({", ".join(map(str, rows))})')
        return nw.from_native(kept.project(f'* EXCLUDE ("{place}")'))
    raise OptionError(
        say("{engine} keeps rows in no order, so single ones cannot be left out by their place. Leave them out there "
            "by a condition, and make the survey anew.",
            engine=frame.implementation.name.title())
    )  # fmt: skip
