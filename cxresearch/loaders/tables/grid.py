"""Cells in rows: what a text file or a sheet holds before anybody knows what it means.

A grid shows its first rows to whoever recognises layouts, then gives its columns. Columns are text,
because an answer is what somebody wrote; a column becomes numbers only where every cell is plainly
one. Identifiers keep their leading zeros and their sixteenth digit.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.survey.columns.numbers import ColumnNumbers, NumberStyle, decimal_of
from cxresearch.survey.doubts import Doubt
from cxresearch.wording import count, kept, named, number, plural, say

__all__ = ["HEAD", "Grid", "column_of", "is_blank", "text_of"]

HEAD = 60
_MOST_PLACES = 6


def is_blank(cell: object) -> bool:
    """Whether a cell holds nothing that a person would see."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def text_of(cell: object) -> str:
    """A cell as text: 7.0 is "7", a date is ISO, TRUE is what a spreadsheet shows."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e16:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


@dataclass
class Grid:
    """Rows of cells with the place of each in its file.

    Attributes
    ----------
    name : str
        The file's name, for messages.
    rows : sequence of list
        Records; cells are text, or what the spreadsheet stores. None where ``whole`` reads them later.
    place : callable
        Index of a record to words: "line 6", "row 6".
    style : NumberStyle
        How numbers are written: declared, or found among the first rows.
    body : callable or None
        A faster way to all columns: ``body(first, width, style) -> (frame, known, numbers) or None`` (None: take the
        rows).
    ragged : bool
        Whether a row that is shorter than the header is a fault (text files) or custom (sheets).
    path : Path or None
        The file itself, for what lies beside it.
    numbers : dict of int to ColumnNumbers
        How the numbers of a column were read, once ``columns`` was called.
    merged : list of (top, bottom, left, right)
        Merged cells of a sheet, counted from 0.
    bold : set of int
        Those among the last records of a sheet of which all cells are set in bold.
    percent : set of int
        Columns of which the cells are shown as percent; they hold what is shown.
    doubts : list of Doubt
        What was guessed while reading and could change a number.
    """

    name: str
    rows: Sequence[list]
    place: Callable[[int], str]
    style: NumberStyle = field(default_factory=NumberStyle)
    body: Callable[[int, int, NumberStyle], tuple | None] | None = None
    ragged: bool = True
    path: Path | None = None
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    known: dict = field(default_factory=dict)
    numbers: dict[int, ColumnNumbers] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    bold: set[int] = field(default_factory=set)
    percent: set[int] = field(default_factory=set)

    @property
    def head(self) -> list[list]:
        """The first records, for recognition."""
        return [list(row) for row in self.rows[:HEAD]]

    def from_first_row(self) -> "Grid":
        """The same grid without blank rows above; a row that holds anything is the first."""
        blank = 0
        head = self.head
        while blank < len(head) and all(map(is_blank, head[blank])):
            blank += 1
        return self.below(blank) if 0 < blank < len(head) else self

    def below(self, rows: int) -> "Grid":
        """The same grid without its first rows."""
        place, body = self.place, self.body
        merged = [(top - rows, bottom - rows, left, right) for top, bottom, left, right in self.merged if top >= rows]
        cut = replace(self, rows=_Below(self.rows, rows), place=lambda at: place(at + rows), merged=merged, known={},
                      bold={at - rows for at in self.bold if at >= rows})  # fmt: skip
        cut.body = None if body is None else lambda first, width, style: body(first + rows, width, style)
        return cut

    def with_header(self, rows: Sequence[int]) -> "Grid":
        """The same grid with one row of names: those of the given rows, blanks carried on from their left.

        Raises
        ------
        OptionError
            If there are not so many rows.
        """
        head = self.head
        if rows[-1] + 1 >= len(head):
            raise OptionError(
                say("header={header}: {survey} has {n} rows, and answers stand below the names.",
                    header=list(rows), survey=self.name, n=len(head))
            )  # fmt: skip
        width = max(len(head[at]) for at in rows)
        names = [""] * width
        for at in rows:
            carried = ""
            for column, cell in enumerate([*map(text_of, head[at]), *[""] * width][:width]):
                carried = cell if cell.strip() else carried if at != rows[-1] else ""
                part = " ".join(carried.split())
                if part and part != names[column]:
                    names[column] = f"{names[column]} - {part}" if names[column] else part
        cut = self.below(rows[-1])
        cut.rows = _Below(cut.rows, 1, [names])
        return cut

    def columns(self, first: int, width: int) -> tuple[pd.DataFrame, list[str]]:
        """All answers from record ``first`` on as a frame with columns 0, 1, ...

        Returns the frame (its index holds the records' numbers) and the faults that were met. The frame
        is wider than ``width`` where nearly every row is: then the header lacks names.
        """
        style = self._style(first)
        if self.body is not None:
            found = self.body(first, width, style)
            if found is not None:
                frame, self.known, self.numbers = found
                return frame.set_axis(frame.index + first, axis=0), []
        records = [at for at in range(first, len(self.rows)) if not all(map(is_blank, self.rows[at]))]
        blank = len(self.rows) - first - len(records)
        if blank > 1 or (blank and not is_last_only(self.rows, first)):
            rows = kept("1 blank row passed over") if blank == 1 else kept("{n} blank rows passed over", n=count(blank))
            self.notes.append(rows)
        faults: list[str] = []
        stray = [at for at in records if all(map(is_blank, self.rows[at][:width]))]
        if stray and len(stray) < len(records):
            faults.append(
                kept(
                    "cells far from the table were left out: {names}",
                    names=self.places(stray),
                )
            )
            records = [at for at in records if at not in set(stray)]
        filled = [self._filled(at) for at in records]
        wide = self._usual_width(records, filled, width)
        if wide == width + 1 and [text_of(self.rows[at][0]).strip() for at in records] == [
            str(at + 1) for at in range(len(records))
        ]:
            faults.append(
                kept("a column of row numbers without a name stands before the first column (R writes such files) and "
                     "was left out")
            )  # fmt: skip
            rows = {at: self.rows[at][1:] for at in records}
            return self._frame(rows, records, width, style), faults
        if wide > width:
            faults.append(
                kept(
                    "nearly all of the {n} rows have {wide} cells where the header has {width}: names are "
                    "missing, or all columns stand under the wrong name. Check the header",
                    n=number(len(records)),
                    wide=wide,
                    width=width,
                )
            )
            width = wide
        faults += self._ragged(records, filled, width)
        return self._frame(self.rows, records, width, style), faults

    def _frame(self, rows, records: list[int], width: int, style: NumberStyle) -> pd.DataFrame:
        made = {}
        for column in range(width):
            cells = [rows[at][column] if column < len(rows[at]) else None for at in records]
            made[column], numbers = column_of(cells, style)
            if numbers is not None:
                self.numbers[column] = numbers
        return pd.DataFrame(made).set_axis(pd.Index(records, dtype="int64"), axis=0)

    def _style(self, first: int) -> NumberStyle:
        """The style with the decimal sign that the first rows agree on."""
        if self.style.declared:
            return self.style
        head = self.head[first:]
        width = max(map(len, head), default=0)
        columns = ({row[at] for row in head if at < len(row) and isinstance(row[at], str)} for at in range(width))
        return replace(self.style, usual=decimal_of(columns))

    def places(self, rows: Sequence[int], most: int = 6) -> str:
        """Where some records stand; of many the first."""
        return named([*map(self.place, rows[:most]), *[""] * (len(rows) - most)], most=most)

    def _surplus(self, at: int, width: int, used: int) -> str:
        return named((repr(text_of(cell)[:40]) for cell in self.rows[at][width:used] if not is_blank(cell)), most=3)

    def _usual_width(self, records: list[int], filled: list[int], width: int) -> int:
        """How wide the table is where nearly every row is wider than the header, and not only by empty cells."""
        lengths = Counter(len(self.rows[at]) if self.ragged else used for at, used in zip(records, filled, strict=True))
        wide, count = max(lengths.items(), key=lambda item: item[1]) if lengths else (0, 0)
        surplus = sum(used > width for used in filled)
        return wide if count >= 0.9 * len(records) > 1 and surplus >= 0.2 * len(records) else width

    def _filled(self, at: int) -> int:
        row = self.rows[at]
        used = len(row)
        while used and is_blank(row[used - 1]):
            used -= 1
        return used

    def _ragged(self, records: list[int], filled: list[int], width: int) -> list[str]:
        faults = []
        extra = [(at, used) for at, used in zip(records, filled, strict=True) if used > width]
        if extra:
            told = [
                kept("{place} ({words})", place=self.place(at), words=self._surplus(at, width, used))
                for at, used in extra[:_MOST_PLACES]
            ]
            faults.append(
                kept(
                    "{what} with more than the header's {width} cells; the surplus is not used: {names}",
                    what=plural(len(extra), "row"),
                    width=width,
                    names=named([*told, *[""] * (len(extra) - _MOST_PLACES)], most=_MOST_PLACES),
                )
            )
        if not self.ragged:
            return faults
        trailing = [at for at, used in zip(records, filled, strict=True) if len(self.rows[at]) > width >= used]
        if trailing:
            faults.append(
                kept(
                    "{what} with empty cells beyond the header's {width}, which were left out: {names}",
                    what=plural(len(trailing), "row"),
                    width=width,
                    names=self.places(trailing),
                )
            )
        short = [
            at for at in records if len(self.rows[at]) < width and not (at == records[-1] and len(self.rows[at]) == 1)
        ]
        if short:
            told = [
                kept("{place} ({n} cells)", place=self.place(at), n=len(self.rows[at])) for at in short[:_MOST_PLACES]
            ]
            faults.append(
                kept(
                    "{what} with fewer cells than the header's {width}; what is not there counts as not "
                    "answered: {names}",
                    what=plural(len(short), "row"),
                    width=width,
                    names=named([*told, *[""] * (len(short) - _MOST_PLACES)], most=_MOST_PLACES),
                )
            )
        return faults


class _Below(Sequence):
    """Records from a place on, behind others; those that nobody asks for are not read."""

    def __init__(self, rows: Sequence, skipped: int, before: Sequence = ()):
        self._rows, self._skipped, self._before = rows, skipped, list(before)

    def __len__(self) -> int:
        return max(len(self._rows) - self._skipped, 0) + len(self._before)

    def __getitem__(self, at):
        if isinstance(at, slice):
            start, stop, step = at.start or 0, at.stop, at.step
            if step is None and start >= 0 and (stop is None or stop >= 0):
                lead = len(self._before)
                first = max(start - lead, 0) + self._skipped
                last = None if stop is None else max(stop - lead, 0) + self._skipped
                return [*self._before[start:stop], *self._rows[:last][first:]]
            return [self[place] for place in range(*at.indices(len(self)))]
        if at < 0:
            at += len(self)
        return self._before[at] if at < len(self._before) else self._rows[at - len(self._before) + self._skipped]


def is_last_only(rows: Sequence[list], first: int) -> bool:
    """Whether the only blank row is the last one, as a final line end leaves it."""
    return len(rows) > first and all(map(is_blank, rows[-1]))


def column_of(cells: list, style: NumberStyle = NumberStyle()) -> tuple[pd.Series, ColumnNumbers | None]:  # noqa: B008
    """One column: numbers where every cell is plainly one, dates where every cell is one, else text.

    Beside it how its numbers were read. Among numbers and words, numbers with marks between thousands are written
    without them.
    """
    kinds = {type(cell) for cell in cells}
    if kinds <= {int, float, type(None)} and kinds & {int, float} and _exact(cells):
        return pd.Series(cells, dtype="float64" if float in kinds or type(None) in kinds else "int64"), None
    if kinds <= {dt.datetime, dt.date, type(None)} and kinds - {type(None)}:
        try:
            return pd.Series(pd.to_datetime(pd.Series(cells, dtype=object))), None
        except (ValueError, OverflowError):
            pass
    texts = [None if is_blank(cell) else text_of(cell) for cell in cells]
    numbers = style.read(dict.fromkeys(text for text in texts if text is not None))
    if numbers is None:
        return pd.Series(texts, dtype="str"), None
    if numbers.words:
        spelled = numbers.respelled
        return pd.Series([spelled.get(text, text) for text in texts], dtype="str"), numbers
    whole = None not in texts and all(value.is_integer() for value in numbers.values.values())
    values = pd.Series([None if text is None else numbers.values[text] for text in texts], dtype="float64")
    return values.astype("int64") if whole else values, numbers


def _exact(cells: list) -> bool:
    return all(cell is None or abs(cell) < 1e15 for cell in cells)
