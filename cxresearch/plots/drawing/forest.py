"""A row an estimate, a bar its interval: the form that most results share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cxresearch.plots.drawing.captions import both_ends, rows_line
from cxresearch.plots.drawing.layout import lay_out_rows
from cxresearch.plots.drawing.page import Column, Key, Page
from cxresearch.plots.drawing.strokes import hidden_row, measured, point, sure, whisker, zero_line
from cxresearch.plots.drawing.style import BLUE, Mark
from cxresearch.wording import say, signs

__all__ = ["OPEN", "RAW", "Forest", "Row", "estimates"]

# A mark of what cannot be told apart, and one of a figure before it was drawn towards the others.
OPEN, RAW = "#FFFFFF", "#D9D9D9"


@dataclass(frozen=True)
class Row:
    """One estimate with its interval; ``raw`` is a second figure beside it, ``absent`` stands where there is none."""

    label: str
    value: float
    low: float = np.nan
    high: float = np.nan
    filled: bool = True
    raw: float = np.nan
    absent: str = ""


@dataclass(frozen=True)
class Forest:
    """Estimates with their intervals, in the order given.

    Attributes
    ----------
    rows : list of Row
    columns : list of Column
        Cells for all rows.
    zero : float, optional
        Where nothing would differ, for a line.
    log : bool
        A logarithmic axis, for ratios.
    what, order : str
        What the rows are and how they are ordered, where some are left out.
    ends : bool
        Where rows are left out, they are those in the middle and not those at the end.
    after : callable, optional
        What else is drawn, into the Axes: takes them and how many rows are shown.
    """

    rows: Sequence[Row]
    title: str
    columns: Sequence[Column] = ()
    keys: Sequence[Key] = ()
    footer: Sequence[str] = ()
    x_label: str = ""
    zero: float | None = None
    log: bool = False
    what: str = ""
    order: str = ""
    ends: bool = False
    thickness: float = 1.2
    after: Callable | None = None

    def drawn(self, ax=None, limit: int | None = None):
        """The Axes; ``limit`` is how many rows must stand there, as many as the sheet bears by default."""
        shown, ax, _, kind = lay_out_rows(self._page, len(self.rows), ax, rows=limit)
        if self.zero is not None and shown:
            zero_line(ax, self.zero, kind)
        for at, row in enumerate(self.rows[place] for place in self._places(shown)):
            if not np.isfinite(row.value):
                hidden_row(ax, at, kind, row.absent or say("no number"))
                continue
            whisker(ax, row.low, row.high, at, BLUE, kind)
            if np.isfinite(row.raw):
                point(ax, row.raw, at, Mark(RAW, "d"), kind, label=f"raw, row {at}", size=0.75)
            point(ax, row.value, at, Mark(BLUE if row.filled else OPEN, "o"), kind, label=f"estimate, row {at}")
        ax.margins(x=0.06)
        if self.log and shown:
            _log_axis(ax)
        if self.after:
            self.after(ax, shown)
        return ax

    def _places(self, shown: int) -> list[int]:
        return both_ends([np.isfinite(row.value) for row in self.rows], shown) if self.ends else list(range(shown))

    def _page(self, shown: int) -> Page:
        kept = self._places(shown)
        left = rows_line(shown, len(self.rows), self.what, self.order or say("in the table's order"))
        return Page(
            title=self.title,
            labels=[self.rows[at].label for at in kept],
            columns=[each.only(kept) for each in self.columns],
            keys=self.keys,
            footer=[*filter(None, self.footer), *left],
            x_label=self.x_label,
            thickness=self.thickness,
        )


def estimates(
    rows: Sequence[Row],
    *,
    header: str,
    base: str,
    confidence: float,
    verdicts: Sequence[object] | None = None,
    digits: int = 2,
    **look,
) -> Forest:
    """Estimates with their figures and verdicts written beside them; the footer tells the base and what the bars are.

    Parameters
    ----------
    rows : list of Row
    header : str
        Of the column of figures.
    base : str
        The sentence on who stands behind them; "" where nobody is known.
    confidence : float
    verdicts : list of str, optional
        One a row, said in the language of now.
    **look
        As in `Forest`.
    """
    columns = [Column(header, [measured(row.value, row.low, row.high, digits=digits) for row in rows])]
    if verdicts is not None:
        columns.append(Column(say("Verdict"), [say(verdict) for verdict in map(str, verdicts)]))
    footer = [say("{base} Bars and brackets: {sure}.", base=base, sure=sure(confidence)).strip()]
    return Forest(rows, columns=columns, footer=footer, **look)


def _log_axis(ax) -> None:
    """A logarithmic axis with plain numbers, few enough to be read."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

    ax.set_xscale("log")
    decimal = signs().get("decimal", ".")
    low, high = ax.get_xlim()
    round_ones = [factor * 10.0**power for power in range(-3, 4) for factor in (1, 2, 5)]
    marks = [mark for mark in round_ones if low <= mark <= high]
    if len(marks) < 3:
        marks = [mark for mark in MaxNLocator(5).tick_values(low, high) if low <= mark <= high]
    ax.xaxis.set_major_locator(FixedLocator(marks))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}".replace(".", decimal)))
    ax.xaxis.set_minor_locator(NullLocator())
