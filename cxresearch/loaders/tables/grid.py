"""Cells in rows: what a text file or a sheet holds before anybody knows what it means.

A grid shows its first rows to whoever recognises layouts, then gives its columns. Columns are text,
because an answer is what somebody wrote; a column becomes numbers only where every cell is plainly
one. Identifiers keep their leading zeros and their sixteenth digit.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from cxresearch.errors import listing
from cxresearch.wording import plural

__all__ = ["HEAD", "Grid", "column_of", "is_blank", "numbers_in", "text_of"]

HEAD = 60
_PLAIN = re.compile(r"[+-]?(?:0|[1-9]\d{0,14})(?:([.,])(\d{1,20}))?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:([,.'\u2019\u00a0\u202f ])\d{3})(?:\1\d{3})*(?:([.,])\d{1,10})?")


def is_blank(cell: object) -> bool:
    """Whether a cell holds nothing that a person would see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


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
    decimal_comma : bool
        Whether a comma may be a decimal comma (the separator is another sign).
    body : callable or None
        A faster way to all columns: ``body(first, width) -> (frame, known) or None`` (None: take the rows).
    ragged : bool
        Whether a row that is shorter than the header is a fault (text files) or custom (sheets).
    path : Path or None
        The file itself, for what lies beside it.
    merged : list of (top, bottom, left, right)
        Merged cells of a sheet, counted from 0.
    """

    name: str
    rows: Sequence[list]
    place: Callable[[int], str]
    decimal_comma: bool = False
    body: Callable[[int, int], tuple | None] | None = None
    ragged: bool = True
    path: Path | None = None
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    known: dict = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

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
        if not 0 < blank < len(head):
            return self
        place = self.place
        merged = [(top - blank, bottom - blank, left, right) for top, bottom, left, right in self.merged]
        return replace(
            self, rows=list(self.rows[blank:]), place=lambda at: place(at + blank), body=None, merged=merged, known={}
        )

    def columns(self, first: int, width: int) -> tuple[pd.DataFrame, list[str]]:
        """All answers from record ``first`` on as a frame with columns 0, 1, ...

        Returns the frame (its index holds the records' numbers) and the faults that were met. The frame
        is wider than ``width`` where nearly every row is: then the header lacks names.
        """
        if self.body is not None:
            found = self.body(first, width)
            if found is not None:
                frame, self.known = found
                return frame.set_axis(frame.index + first, axis=0), []
        records = [at for at in range(first, len(self.rows)) if not all(map(is_blank, self.rows[at]))]
        blank = len(self.rows) - first - len(records)
        if blank > 1 or (blank and not is_last_only(self.rows, first)):
            self.notes.append(f"{plural(blank, 'blank row')} passed over")
        faults: list[str] = []
        stray = [at for at in records if all(map(is_blank, self.rows[at][:width]))]
        if stray and len(stray) < len(records):
            faults.append(f"cells far from the table were left out: {listing(map(self.place, stray), most=6)}")
            records = [at for at in records if at not in set(stray)]
        filled = [self._filled(at) for at in records]
        wide = self._usual_width(records, filled, width)
        if wide == width + 1 and [text_of(self.rows[at][0]).strip() for at in records] == [
            str(at + 1) for at in range(len(records))
        ]:
            faults.append(
                "a column of row numbers without a name stands before the first column (R writes such files) "
                "and was left out"
            )
            rows = {at: self.rows[at][1:] for at in records}
            frame = pd.DataFrame(
                {
                    column: column_of(
                        [rows[at][column] if column < len(rows[at]) else None for at in records], self.decimal_comma
                    )
                    for column in range(width)
                }
            )
            return frame.set_axis(pd.Index(records, dtype="int64"), axis=0), faults
        if wide > width:
            faults.append(
                f"nearly all of the {len(records):,} rows have {wide} cells where the header has {width}: names "
                "are missing, or all "
                "columns stand under the wrong name. Check the header"
            )
            width = wide
        faults += self._ragged(records, filled, width)
        cells = [
            [self.rows[at][column] if column < len(self.rows[at]) else None for at in records]
            for column in range(width)
        ]
        frame = pd.DataFrame({column: column_of(values, self.decimal_comma) for column, values in enumerate(cells)})
        return frame.set_axis(pd.Index(records, dtype="int64"), axis=0), faults

    def _surplus(self, at: int, width: int, used: int) -> str:
        return listing((repr(text_of(cell)[:40]) for cell in self.rows[at][width:used] if not is_blank(cell)), most=3)

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
            told = [f"{self.place(at)} ({self._surplus(at, width, used)})" for at, used in extra]
            faults.append(
                f"{plural(len(extra), 'row')} with more than the header's {width} cells; the surplus is not used: "
                f"{listing(told, most=6)}"
            )
        if not self.ragged:
            return faults
        trailing = [at for at, used in zip(records, filled, strict=True) if len(self.rows[at]) > width >= used]
        if trailing:
            faults.append(
                f"{plural(len(trailing), 'row')} with empty cells beyond the header's {width}, which were left out: "
                f"{listing(map(self.place, trailing), most=6)}"
            )
        short = [
            at for at in records if len(self.rows[at]) < width and not (at == records[-1] and len(self.rows[at]) == 1)
        ]
        if short:
            told = [f"{self.place(at)} ({len(self.rows[at])} cells)" for at in short]
            faults.append(
                f"{plural(len(short), 'row')} with fewer cells than the header's {width}; what is not there counts as "
                f"not answered: {listing(told, most=6)}"
            )
        return faults


def is_last_only(rows: Sequence[list], first: int) -> bool:
    """Whether the only blank row is the last one, as a final line end leaves it."""
    return len(rows) > first and all(map(is_blank, rows[-1]))


def column_of(cells: list, decimal_comma: bool = False) -> pd.Series:
    """One column: numbers where every cell is plainly one, dates where every cell is one, else text."""
    kinds = {type(cell) for cell in cells}
    if kinds <= {int, float, type(None)} and kinds & {int, float} and _exact(cells):
        return pd.Series(cells, dtype="float64" if float in kinds or type(None) in kinds else "int64")
    if kinds <= {dt.datetime, dt.date, type(None)} and kinds - {type(None)}:
        try:
            return pd.Series(pd.to_datetime(pd.Series(cells, dtype=object)))
        except (ValueError, OverflowError):
            pass
    texts = [None if is_blank(cell) else text_of(cell) for cell in cells]
    distinct = {text for text in texts if text is not None}
    numbers = numbers_in(distinct, decimal_comma)
    if numbers is None:
        return pd.Series(texts, dtype="str")
    whole = None not in texts and all(value.is_integer() for value in numbers.values())
    values = [None if text is None else numbers[text] for text in texts]
    return pd.Series(values, dtype="float64").astype("int64") if whole else pd.Series(values, dtype="float64")


def _exact(cells: list) -> bool:
    return all(cell is None or abs(cell) < 1e15 for cell in cells)


def numbers_in(distinct: set[str], decimal_comma: bool) -> dict[str, float] | None:
    """The number that each distinct cell is, or None where one of them is not plainly a number."""
    if not distinct:
        return None
    signs: set[str] = set()
    digits: set[int] = set()
    for text in distinct:
        found = _PLAIN.fullmatch(text.strip()) if len(text) <= 40 and text.isascii() else None
        if not found:
            return _thousands(distinct, decimal_comma)
        if found[1]:
            signs.add(found[1])
            digits.add(len(found[2]))
    if len(signs) > 1:
        return _thousands(distinct, decimal_comma)
    if signs == {","}:
        if digits == {3}:
            return _thousands(distinct, decimal_comma) if not decimal_comma else None
        return {text: float(text.strip().replace(",", ".")) for text in distinct}
    return {text: float(text.strip()) for text in distinct}


def _thousands(distinct: set[str], decimal_comma: bool) -> dict[str, float] | None:
    """Numbers with marks between thousands ("1,234", "1.234,50"), where no cell speaks against it."""
    marks: set[str] = set()
    ends: set[str] = set()
    for text in distinct:
        plain = text.strip()
        if found := _THOUSANDS.fullmatch(plain):
            marks.add(found[1])
            ends.add(found[2] or "")
        elif found := re.fullmatch(r"[+-]?(?:0|[1-9]\d{0,2})(?:([.,])\d{1,10})?", plain):
            ends.add(found[1] or "")
        else:
            return None
    ends.discard("")
    if len(marks) != 1 or len(ends) > 1 or marks & ends:
        return None
    mark, end = marks.pop(), ends.pop() if ends else ""
    if mark == "." and not (decimal_comma and end == ",") or mark == "," and decimal_comma:
        return None
    return {text: float(text.strip().replace(mark, "").replace(end or ".", ".")) for text in distinct}
