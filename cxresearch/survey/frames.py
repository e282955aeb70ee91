"""Frames of any library, handled alike: tidy names, answers counted where the rows are, copies that cost nothing."""

from collections.abc import Mapping
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.survey.answers import encode, encode_pandas
from cxresearch.survey.codebook import unique_ids
from cxresearch.wording import kept, named, number, say, warn

__all__ = [
    "GLIMPSE_ROWS", "HandedOut", "count_answers", "glimpse", "names_of", "plain_numbers", "stored_order", "tidied",
]  # fmt: skip

GLIMPSE_ROWS = 2000
# What pandas calls a column whose cells may be lists.
_MIXED = ("mixed", "mixed-integer")


class HandedOut:
    """A frame among the fields of a dataclass that is handed out as a shallow copy, so that nobody changes it there."""

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, holder, owner=None):
        if holder is None:
            raise AttributeError(self.name)  # tells the dataclass that the field has no default
        return _shallow(holder.__dict__[self.name])

    def __set__(self, holder, frame):
        holder.__dict__[self.name] = _shallow(frame)


def _shallow(frame):
    """A frame of its own on the same memory; the frame libraries copy when one of the two is changed."""
    if isinstance(frame, pd.DataFrame):
        return frame.copy(deep=False)
    of_polars = type(frame).__module__.startswith("polars.")
    return frame.clone() if of_polars else frame


def tidied(frame, name: str) -> tuple[Any, Mapping[str, str], list[str]]:
    """A caller's frame with trimmed, unique names; what each old name became; notes.

    Raises
    ------
    OptionError
        If it is no frame.
    """
    notes: list[str] = []
    if isinstance(frame, pd.DataFrame):
        # Writing to the NumPy arrays behind a frame goes past its copy-on-write, so this copy is a deep one.
        frame = frame.copy()
        frame, notes = _with_index(frame)
        frame, told = _without_lists(frame)
        notes += told
        given = [" - ".join(map(str, column)) if isinstance(column, tuple) else str(column) for column in frame.columns]
    elif hasattr(frame, "column_names") and hasattr(frame, "rename_columns"):
        given = list(frame.column_names)
    else:
        try:
            given = nw.from_native(frame).collect_schema().names()
        except TypeError:
            raise OptionError(
                say("Not a frame: {name}. Pass a pandas, polars, pyarrow, DuckDB, Spark or Dask frame.",
                    name=type(frame).__name__)
            ) from None  # fmt: skip
    tidy = unique_ids(given)
    doubled = [new for new, old in zip(tidy, given, strict=True) if new != " ".join(old.split())]
    if doubled:
        notes.append(
            kept(
                "columns without a name of their own were renamed: {names}",
                names=named(doubled),
            )
        )
        warn(f"{name}: {notes[-1]}.")
    if isinstance(frame, pd.DataFrame):
        frame = frame.set_axis(tidy, axis=1)
    elif tidy != given and hasattr(frame, "rename_columns"):
        frame = frame.rename_columns(tidy)
    elif tidy != given:
        frame = nw.to_native(nw.from_native(frame).rename(dict(zip(given, tidy, strict=True))))
    if not isinstance(frame, pd.DataFrame):
        frame, told = _without_nested(frame)
        notes += told
    return frame, dict(zip(given, tidy, strict=True)), notes


def names_of(frame) -> list[str]:
    """The names of a narwhals frame's columns, without a look at their types where the rows are at hand."""
    return frame.columns if isinstance(frame, nw.DataFrame) else frame.collect_schema().names()


def _with_index(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The frame with named levels of its index as columns: set_index() hides an audience there."""
    levels = [level for level in frame.index.names if level is not None and level not in frame.columns]
    if not levels:
        return frame, []
    note = kept(
        "the index {names} became a column",
        names=named(map(repr, levels)),
    )
    return frame.reset_index(level=levels), [note]


def _without_lists(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The frame with lists in cells written as text, their items between semicolons."""
    notes = []
    for at, column in enumerate(frame.columns):
        values = frame.iloc[:, at]
        if values.dtype != object or pd.api.types.infer_dtype(values, skipna=True) not in _MIXED:
            continue
        listed = values.map(lambda cell: isinstance(cell, (list, tuple, set, frozenset, np.ndarray)))
        if not listed.any():
            continue
        joined = values.where(~listed, values.map(_joined))
        frame = frame.copy()
        frame.isetitem(at, joined)
        many = int(listed.sum())
        notes.append(
            kept(
                "{column}: lists in {many} cells, written with semicolons between their items",
                column=repr(str(column)),
                many=number(many),
            )
        )
    return frame, notes


def _without_nested(frame) -> tuple[Any, list[str]]:
    """A polars, pyarrow or other frame with lists written as text; one that stays on its engine keeps them, said."""
    seen = nw.from_native(frame)
    nested = [column for column, kind in seen.collect_schema().items() if isinstance(kind, (nw.List, nw.Array))]
    if not nested:
        return frame, []
    if isinstance(seen, nw.LazyFrame):
        return frame, [
            kept(
                "lists in the cells of {names} stay as they are, since the rows stay on their engine; "
                "collect the frame to have a column an option",
                names=named(nested, most=6),
            )
        ]
    made, notes = [], []
    for column in nested:
        cells = [None if cell is None else _joined(list(cell)) for cell in seen[column].to_list()]
        made.append(nw.new_series(column, cells, nw.String, backend=seen.implementation))
        many = sum(cell is not None for cell in cells)
        notes.append(
            kept(
                "{column}: lists in {many} cells, written with semicolons between their items",
                column=repr(column),
                many=number(many),
            )
        )
    return nw.to_native(seen.with_columns(*made)), notes


def _joined(cell) -> object:
    if not isinstance(cell, (list, tuple, set, frozenset, np.ndarray)):
        return cell
    items = [str(item) for item in cell if item is not None]
    items = sorted(items) if isinstance(cell, (set, frozenset)) else items
    return "".join(f"{item};" for item in items) or None


def count_answers(frame: nw.LazyFrame, column: str) -> dict[Any, int]:
    """The distinct answers of a column with their counts, counted on the frame's engine; blanks are left out.

    Those among the first rows come as the engine keeps them, the others by name.
    """
    rows = frame.select(nw.col(column).alias("_answer"))
    first = encode(rows.head(GLIMPSE_ROWS).collect("pyarrow")["_answer"]).answers
    table = rows.group_by("_answer").agg(_rows=nw.len()).collect("pyarrow")
    encoded = encode(table["_answer"])
    stated = encoded.codes >= 0
    found = np.bincount(encoded.codes[stated], table["_rows"].to_numpy()[stated], minlength=len(encoded.answers))
    counts = {answer: int(count) for answer, count in zip(encoded.answers, found, strict=True) if count}
    place = {answer: at for at, answer in enumerate(first)}
    return dict(sorted(counts.items(), key=lambda pair: (place.get(pair[0], len(place)), str(pair[0]))))


def glimpse(frame, column: str) -> dict[Any, int] | None:
    """The distinct answers of some two thousand rows with their counts; None where those would be all rows at hand.

    ``frame`` is a narwhals frame, or a pandas frame as it is: wrapping one looks at every column's name.
    """
    if isinstance(frame, nw.LazyFrame):
        return encode(frame.select(column).head(GLIMPSE_ROWS).collect("pyarrow")[column]).counts()
    every = len(frame) // GLIMPSE_ROWS
    if every < 2:
        return None
    if isinstance(frame, pd.DataFrame):
        return encode_pandas(frame[column].iloc[::every]).counts()
    return encode(frame[column].gather_every(every)).counts()


def plain_numbers(frame, column: str) -> np.ndarray:
    """A column of numbers as floats; null, NaN and infinity are NaN."""
    chosen = frame.select(nw.col(column).cast(nw.Float64))
    eager = chosen.collect("pyarrow") if isinstance(chosen, nw.LazyFrame) else chosen
    held = eager[column].to_arrow()
    held = held.combine_chunks() if hasattr(held, "combine_chunks") else held
    values = held.to_numpy(zero_copy_only=False)
    return np.where(np.isfinite(values), values, np.nan)


def stored_order(frame, column: str) -> list | None:
    """The order that a frame itself keeps for a column (an ordered Categorical, an Enum), or None.

    >>> import pandas as pd
    >>> size = pd.Categorical(["mid", "low"], ["low", "mid"], ordered=True)
    >>> stored_order(pd.DataFrame({"size": size}), "size")
    ['low', 'mid']
    """
    kind = nw.from_native(frame).collect_schema()[column]
    return list(kind.categories) if isinstance(kind, nw.Enum) else None
