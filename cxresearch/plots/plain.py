"""Estimates with their intervals, a row each: the picture of every Result that has none of its own."""

import numpy as np
import pandas as pd

from cxresearch.plots.captions import rows_line
from cxresearch.plots.layout import lay_out
from cxresearch.plots.page import Column, Page
from cxresearch.plots.strokes import between, figure, hidden_row, point, sure, whisker, zero_line
from cxresearch.plots.style import BLUE, Mark, type_now
from cxresearch.result import Result
from cxresearch.wording import count

__all__ = ["PICTURES", "plot_plain"]


def plot_plain(result: Result, *, ax=None, rows: int | None = None, title: str | None = None):
    """The table's ``estimate`` with ``ci_low`` and ``ci_high``, or its first column of numbers.

    Parameters
    ----------
    rows : int, optional
        How many rows at most, in the table's order.
    title : str, optional
        In place of the result's heading.
    """
    table = result.table
    value = _value_column(table)
    shown = table.head(rows or type_now().most_rows) if value else table.head(0)
    values = shown[value].astype(float) if value else pd.Series(dtype=float)
    has_interval = value == "estimate" and {"ci_low", "ci_high"} <= set(table)
    low, high = (shown[name].astype(float) if has_interval else values * np.nan for name in ("ci_low", "ci_high"))
    digits = _digits(values)
    cells = [
        f"{figure(at, digits=digits)} {between(a, b, digits=digits)}".strip() if np.isfinite(at) else "–"
        for at, a, b in zip(values, low, high, strict=True)
    ]
    footer = [f"{_base(shown)}{f'Bars and brackets: {sure(result.confidence)}.' if low.notna().any() else ''}".strip()]
    page = Page(
        title=title or (result.heading if value else f"{result.heading}: no numbers to draw"),
        labels=_labels(shown),
        columns=[Column(_plain(value), cells)] if value else [],
        footer=[*filter(None, footer), *rows_line(len(shown), len(table), "rows", "in the table's order")],
        x_label=_plain(value) if value else "",
        height=2.0,
    )
    ax, _, kind = lay_out(page, ax)
    mark = Mark(BLUE, "o")
    if not value:
        ax.set_axis_off()
    for row, (at, a, b) in enumerate(zip(values, low, high, strict=True)):
        if not np.isfinite(at):
            hidden_row(ax, row, kind, "no number")
            continue
        whisker(ax, a, b, row, mark.colour, kind)
        point(ax, at, row, mark, kind)
    if value and (values.dropna() < 0).any():
        zero_line(ax, 0, kind)
    return ax


PICTURES = {Result: plot_plain}


def _value_column(table: pd.DataFrame) -> str | None:
    numeric = [name for name in table if pd.api.types.is_numeric_dtype(table[name])]
    if "estimate" in table:
        return "estimate"
    return next(
        (name for name in numeric if not name.startswith(("p_", "n_")) and name != "n"), next(iter(numeric), None)
    )


def _labels(table: pd.DataFrame) -> list[str]:
    words = [name for name in table if not pd.api.types.is_numeric_dtype(table[name]) and name != "verdict"]
    named = words[:4] or []
    # A question's id says nothing where its topic stands beside it.
    named = [name for name in named if name != "question" or "topic" not in named]
    labels = [
        ", ".join(str(part) for part in row if pd.notna(part))
        for row in table[named].itertuples(index=False, name=None)
    ]
    return [label or f"Row {at + 1}" for at, label in enumerate(labels)]


def _plain(name: str) -> str:
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def _digits(values: pd.Series) -> int:
    widest = values.abs().max()
    return 0 if not np.isfinite(widest) or widest >= 20 else 1 if widest >= 2 else 2


def _base(table: pd.DataFrame) -> str:
    known = table["n"].dropna() if "n" in table else pd.Series(dtype=float)
    if not len(known):
        return ""
    low, high = known.min(), known.max()
    return f"Base: {count(low) if low == high else f'{count(low)} to {count(high)}'} answers. "
