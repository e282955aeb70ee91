"""Several figures a row, each with its mark and its interval: two sides of a question, side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cxresearch.plots.drawing.chart import Rows
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import changed, hidden_row, joint, point, row_height, whisker, zero_line
from cxresearch.plots.drawing.style import Mark, type_now
from cxresearch.stats.bases.verdicts import UNDECIDED
from cxresearch.wording import say, signs

__all__ = ["Dumbbells", "Line", "Stand", "gap_cell", "verdict_in_picture"]


@dataclass(frozen=True)
class Stand:
    """Where one side stands, with its interval; ``mark`` is its own in this row, ``size`` against the others."""

    value: float
    low: float = np.nan
    high: float = np.nan
    mark: Mark | None = None
    size: float = 1.0


@dataclass(frozen=True)
class Line:
    """A row: what it is called and where each side stands; ``absent`` is written where no side does."""

    label: str
    stands: Mapping[str, Stand] = field(default_factory=dict)
    absent: str = ""

    @property
    def known(self) -> bool:
        return any(np.isfinite(stand.value) for stand in self.stands.values())


@dataclass(frozen=True)
class Dumbbells:
    """Rows of marks, in the order given; where the sheet is too small, rows from the middle are left out.

    Attributes
    ----------
    lines : list of Line
    marks : mapping of side to Mark, in the order in which they stand in a row.
    span : ends of the axis; those of what is drawn by default.
    ticks : list of float, optional
        Of the axis.
    zero : float, optional
        Where nothing would differ, for a line.
    log : bool
        A logarithmic axis, for ratios.
    joined : bool
        Whether a quiet line joins the marks of a row.
    lanes : bool or mapping of side to float
        Whether each side stands a little above or below the next, or how many lanes below the row; without, all stand
        on their row.
    apart : float
        How far apart lanes are, in marks.
    first : bool
        Where rows are left out, they are those at the end and not those in the middle.
    what, order : str
        What the rows are and how they are ordered, where some are left out.
    after : callable, optional
        What else is drawn: takes the Axes, the sizes used and the places of the lines that are shown.
    """

    lines: Sequence[Line]
    marks: Mapping[str, Mark]
    title: str
    span: tuple[float, float] | None = None
    ticks: Sequence[float] | None = None
    zero: float | None = None
    log: bool = False
    keys: Sequence[Key] | None = None
    columns: Sequence[Column] = ()
    footer: Sequence[str] = ()
    x_label: str = ""
    what: str = ""
    order: str = ""
    joined: bool = True
    lanes: bool | Mapping[str, float] = True
    apart: float = 0.6
    first: bool = False
    thickness: float | None = None
    after: Callable | None = None

    def drawn(self, ax=None, limit: int | None = None):
        """The Axes; ``limit`` is how many rows must stand there, as many as the sheet bears by default."""
        keys = [Key(name, mark) for name, mark in self.marks.items()] if self.keys is None else self.keys
        return Rows(
            self._paint, self.title, [line.label for line in self.lines],
            known=None if self.first else [line.known for line in self.lines], columns=self.columns, keys=keys,
            footer=self.footer, x_label=self.x_label, what=self.what, order=self.order or say("from both ends"),
            thickness=self.thickness or 1.2 + (0.3 * (len(self.marks) - 1) if self.lanes else 0.0),
        ).drawn(ax, limit)  # fmt: skip

    def _paint(self, ax, _, kind, kept: list[int]) -> None:
        if kept:
            self._set_axis(ax)
            if self.zero is not None:
                zero_line(ax, self.zero, kind)
        lanes = self._lanes()
        apart = min(self.apart * kind.mark / row_height(ax), 0.72 / max(len(lanes), 1)) if kept and lanes else 0.0
        for row, line in enumerate(self.lines[at] for at in kept):
            values = [stand.value for stand in line.stands.values() if np.isfinite(stand.value)]
            if not values:
                hidden_row(ax, row, kind, line.absent)
                continue
            if self.joined:
                joint(ax, min(values), max(values), row, kind)
            for name, stand in line.stands.items():
                y = row + apart * lanes.get(name, 0.0)
                whisker(ax, stand.low, stand.high, y, self.marks[name].colour, kind)
                mark = stand.mark or self.marks[name]
                point(ax, stand.value, y, mark, kind, label=f"{name}, row {row}", size=stand.size)
        if self.span is None:
            ax.margins(x=0.06)
        if self.log and kept:
            _log_axis(ax)
        if self.after:
            self.after(ax, kind, kept)

    def _lanes(self) -> Mapping[str, float]:
        if isinstance(self.lanes, Mapping):
            return self.lanes
        return {name: at - (len(self.marks) - 1) / 2 for at, name in enumerate(self.marks)} if self.lanes else {}

    def _set_axis(self, ax) -> None:
        if self.span:
            reach = 0.01 * (self.span[1] - self.span[0])
            ax.set_xlim(self.span[0] - reach, self.span[1] + reach)
        if self.ticks is not None:
            ax.set_xticks(self.ticks)
        elif self.span:
            ax.locator_params(axis="x", nbins=8, integer=True)


def gap_cell(row, absent: str = "–") -> str:
    """A difference with its interval and, where the type leaves a second line, its verdict."""
    figures = changed(row.estimate, row.ci_low, row.ci_high)
    if not np.isfinite(row.estimate):
        return absent
    return f"{figures}\n{verdict_in_picture(row)}" if type_now().height is None else figures


def verdict_in_picture(row) -> str:
    """The verdict of a row; one whose interval leaves out zero taken alone is not "not enough data" without a word."""
    alone = row.verdict == UNDECIDED and (row.ci_low > 0 or row.ci_high < 0)
    return say("not shown, adjusted") if alone else say(row.verdict)


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
