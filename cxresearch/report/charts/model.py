"""A chart as data: rows, series, bounds. Nothing here knows of slides, workbooks or pages.

Every number of it stands in the Result's table; a hidden row keeps its name and has no number, so none can be found in
a file either.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

__all__ = ["Chart", "Series", "TextTable", "aired", "around", "step_of"]

POINTS, BARS, LINES, SCATTER = "points", "bars", "lines", "scatter"


@dataclass(frozen=True)
class Series:
    """One name of the legend.

    Attributes
    ----------
    name : str
    values : tuple of float
        A value a row; NaN where there is none, or where it is hidden.
    low, high : tuple of float
        Bounds in the values' own units; empty where there are none.
    colour : int
        Accent of the theme, 1..6; 0 is quiet grey.
    across : tuple of float
        Of a scatter: the horizontal place of each point.
    tint : float
        Strength of the colour, above 0 to 1.
    """

    name: str
    values: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    colour: int = 1
    across: tuple[float, ...] = ()
    tint: float = 1.0

    def chosen(self, rows: Sequence[int]) -> "Series":
        """Some of the rows, in that order."""
        held = ((name, getattr(self, name)) for name in ("values", "low", "high", "across"))
        return replace(self, **{name: tuple(own[at] for at in rows) if own else own for name, own in held})


@dataclass(frozen=True)
class Chart:
    """Rows with a name each, and what is drawn of them.

    Attributes
    ----------
    kind : {"points", "bars", "lines", "scatter"}
        Marks with intervals, stacked bars, lines over time, points in a plane.
    labels : tuple of str
        A name a row.
    series : tuple of Series
    beside : tuple of (str, tuple of str)
        Columns of words beside the rows: what stands above it, and a text a row.
    axis : str
        What the values are.
    span : (float, float) or None
        Of the value axis; from the values where None.
    joined : bool
        Whether a row's marks are joined by a line, as in a dumbbell.
    digits : int
        Decimals of the values.
    up : str
        Of a scatter: what the vertical axis is.
    cross : (float, float) or None
        Of a scatter: where the two dividing lines stand.
    keys : tuple of str
        The id of each row's figure, "" where it has none.
    note : str
        What of the Result is not drawn, in one line; it stands below the last part of the chart.
    leads : tuple of float
        Of bars that meet in the middle: the empty length before each row's first piece. ``span`` is twice as long as
        the middle lies from its start.
    finding : str
        What this chart shows, where it is not the finding of its Result.
    percent : bool
        Whether its values are parts of 1 that are read as percent.
    """

    kind: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    beside: tuple[tuple[str, tuple[str, ...]], ...] = ()
    axis: str = ""
    span: tuple[float, float] | None = None
    joined: bool = False
    digits: int = 0
    up: str = ""
    cross: tuple[float, float] | None = None
    keys: tuple[str, ...] = field(default=())
    note: str = ""
    leads: tuple[float, ...] = ()
    finding: str = ""
    percent: bool = False

    def part(self, start: int, stop: int) -> "Chart":
        """Some of the rows, on the same axis; what is not drawn is told below the last."""
        part = self.chosen(range(len(self.labels))[start:stop])
        return part if stop >= len(self.labels) else replace(part, note="")

    def chosen(self, rows: Sequence[int]) -> "Chart":
        """Some of the rows in that order, on the same axis."""
        return replace(
            self,
            labels=tuple(self.labels[at] for at in rows),
            series=tuple(one.chosen(rows) for one in self.series),
            beside=tuple((head, tuple(cells[at] for at in rows)) for head, cells in self.beside),
            keys=tuple(self.keys[at] for at in rows) if self.keys else (),
            leads=tuple(self.leads[at] for at in rows) if self.leads else (),
            span=self.limits(),
        )

    def stacks(self) -> list[list[int]]:
        """Lines whose bands of intervals can share a stack of areas, each stack from below.

        Two stacks at most, one an axis; within one no band meets the next at any time. Lines that are left over, or
        lack a time, get bars instead.
        """
        found: list[list[int]] = []
        whole = [
            at for at, one in enumerate(self.series)
            if one.low and len(self.labels) > 1 and all(map(math.isfinite, (*one.low, *one.high)))
        ]  # fmt: skip
        for at in sorted(whole, key=lambda at: math.fsum(self.series[at].low)):
            low = self.series[at].low
            free = (own for own in found if all(map(float.__le__, self.series[own[-1]].high, low)))
            own = next(free, None)
            if own is not None:
                own.append(at)
            elif len(found) < 2:
                found.append([at])
        return found

    def known(self) -> bool:
        """Whether there is any number to draw."""
        return any(math.isfinite(value) for one in self.series for value in one.values)

    def limits(self) -> tuple[float, float]:
        """The ends of the value axis: round numbers around all values and bounds."""
        if self.span is not None:
            return self.span
        every = [
            value for one in self.series for part in (one.values, one.low, one.high) for value in part
            if math.isfinite(value)
        ]  # fmt: skip
        if not every:
            return (0.0, 1.0)
        # A bar's length is its value only where it begins at nothing.
        every += [0.0] if self.kind == BARS else []
        return aired(every) if self.kind == SCATTER else around(min(every), max(every))


@dataclass(frozen=True)
class TextTable:
    """A table as it is shown: heads, cells as text, which columns are figures, and a shade a cell where it has one.

    ``shades``: row -> column -> number from -1 to 1 (strength and side of the colour), or absent.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[bool, ...]
    shades: dict[tuple[int, int], float] = field(default_factory=dict)
    bold: frozenset[int] = frozenset()

    def columns(self, chosen: Sequence[int]) -> "TextTable":
        """Some of the columns, in that order."""
        place = {at: new for new, at in enumerate(chosen)}
        return TextTable(
            tuple(self.heads[at] for at in chosen),
            tuple(tuple(row[at] for at in chosen) for row in self.rows),
            tuple(self.figures[at] for at in chosen),
            {(row, place[at]): shade for (row, at), shade in self.shades.items() if at in place},
            self.bold,
        )


def aired(values: Sequence[float]) -> tuple[float, float]:
    """Round ends of a plane's axis, with room for the names of what lies at its edge.

    >>> aired([0.012, 0.0995]), aired([41.0, 78.0])
    ((0.0, 0.12), (30.0, 90.0))
    """
    low, high = min(values), max(values)
    air = 0.06 * (high - low)
    return around(max(low - air, 0.0) if low >= 0 else low - air, high + air)


def step_of(low: float, high: float, most: int = 10) -> float:
    """The distance of an axis' ticks: 1, 2 or 5 times a power of ten that leads from end to end and over 0.

    >>> step_of(-25, -5), step_of(-0.5, 1.0), step_of(0, 100), step_of(-40, 30)
    (5.0, 0.5, 10.0, 10.0)
    """
    wide = high - low
    power = 10.0 ** math.floor(math.log10(wide / most))
    for step in (times * power for times in (1, 2, 5, 10, 20, 50, 100)):
        parts = (low / step, high / step)
        if wide / step <= most + 1e-9 and all(abs(part - round(part)) < 1e-6 for part in parts):
            return float(round(step, 10))
    return float(wide / 5)


def around(low: float, high: float) -> tuple[float, float]:
    """Round ends with a little room: steps of 1, 2 or 5 times a power of ten; 0 stays an end where it is near.

    >>> around(-13.2, 41), around(3.1, 3.9), around(12, 97)
    ((-20.0, 60.0), (3.0, 4.0), (0.0, 100.0))
    """
    if low == high:
        low, high = low - 1, high + 1
    wide = high - low
    if 0 < low < 0.35 * high:
        low = 0.0
    rough = wide / 5
    step = 10 ** math.floor(math.log10(rough))
    step *= next(times for times in (1, 2, 5, 10) if rough <= times * step * 1.0000001)
    return tuple(float(round(end * step, 10)) for end in (math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)))
