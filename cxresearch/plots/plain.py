"""Estimates with their intervals, a row each: the picture of every Result that has none of its own."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import Row, forest, verdicts
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.records import records
from cxresearch.plots.drawing.strokes import measured, sure
from cxresearch.result import Result, cell_of, header_of
from cxresearch.wording import capital, in_a_row, say

__all__ = ["plot_plain"]

# Columns that name a row better than others, and columns of words that do not name it.
_NAMES = ("label", "topic", "theme", "title", "term", "link", "claim", "question")
_NO_NAMES = (
    "verdict", "driver", "source", "trace", "traced", "population", "measure", "unit", "id", "name", "kind", "settle",
)  # fmt: skip
# Signs in a name; longer words describe a row, and stand by it only where its names are another's too.
_LONGEST = 40


@chart
def plot_plain(result: Result) -> Dumbbells:
    """The table's ``estimate``, or its first column of numbers, with the interval that belongs to it."""
    table = result.table
    value = _value_column(table)
    if value is None:
        drawn, columns = [], []
    else:
        digits = result.decimals.get(value, _digits(table[value].astype(float)))
        drawn = [Row(*row) for row in zip(_labels(table), *_figures(table, value), strict=True)]
        cells = [measured(row.value, row.low, row.high, digits=digits) for row in drawn]
        columns = [Column(_plain(result, value), cells), *([verdicts(table)] if "verdict" in table else [])]
    bars = (
        say("Bars and brackets: {sure}.", sure=sure(result.confidence))
        if any(np.isfinite(row.low) for row in drawn)
        else ""
    )
    return forest(
        drawn,
        title=say(result.heading) if drawn else say("{heading}: nothing to draw", heading=say(result.heading)),
        columns=columns,
        footer=[in_a_row(_base(table), bars)],
        x_label=_plain(result, value) if drawn else "",
        zero=0.0 if any(row.value < 0 or row.low < 0 for row in drawn) else None,
    )


def _value_column(table: pd.DataFrame) -> str | None:
    numeric = [name for name in table if pd.api.types.is_numeric_dtype(table[name]) and table[name].dtype != bool]
    if "estimate" in numeric:
        return "estimate"
    usual = [name for name in numeric if not name.startswith(("p_", "n_")) and name not in ("n", "year", "units")]
    return next(iter([*usual, *numeric]), None)


def _figures(table: pd.DataFrame, value: str) -> list[pd.Series]:
    absent = pd.Series(np.nan, index=table.index)
    start = "" if value == "estimate" else f"{value}_"
    bounds = [table[name].astype(float) if name in table else absent for name in (f"{start}ci_low", f"{start}ci_high")]
    return [table[value].astype(float), *bounds]


def _labels(table: pd.DataFrame) -> list[str]:
    words = [name for name in table if not pd.api.types.is_numeric_dtype(table[name]) and name != "verdict"]
    usual = [name for name in (*_NAMES, *(name for name in words if name not in _NO_NAMES), *words) if name in words]
    first = next(iter(usual), "")
    others = [name for name in words if name not in (first, *_NAMES, *_NO_NAMES)]
    long = [name for name in others if table[name].astype(str).str.len().max() > _LONGEST]
    named = [*filter(None, [first]), *(name for name in others if name not in long)][:4]
    while long and table[named].astype(str).duplicated().any():
        named.append(long.pop(0))
    labels = [
        ", ".join(filter(None, (cell_of(name, str(row[name])) for name in named if pd.notna(row[name]))))
        for row in records(table)
    ]
    return [label or say("Row {at}", at=at + 1) for at, label in enumerate(labels)]


def _plain(result: Result, name: str) -> str:
    return say(result.measure) if name == "estimate" else capital(header_of(name))


def _digits(values: pd.Series) -> int:
    widest = values.abs().max()
    return 0 if not np.isfinite(widest) or widest >= 20 else 1 if widest >= 2 else 2


def _base(table: pd.DataFrame) -> str:
    known = table["n"].astype(float).dropna() if "n" in table else pd.Series(dtype=float)
    if not len(known):
        return ""
    return say("Base: {base}.", base=n_words(None, known))
