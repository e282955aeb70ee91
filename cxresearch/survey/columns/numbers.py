"""Which sign stands between thousands and which before the decimals: a column tells, a cell cannot.

"1,200" alone may be twelve hundred or one and a fifth. Beside "900" it is twelve hundred, since whoever writes three
decimals writes them everywhere; beside "0,850" it is one and a fifth. What is declared decides; then the column; then
the other columns of the file; what stays open is read in the likelier way and said.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from cxresearch.wording import kept

__all__ = ["MARKS", "ColumnNumbers", "NumberStyle", "decimal_of", "numbers_of"]

MARKS = (".", ",", "'", " ")
_SPELLINGS = str.maketrans({"\u2019": "'", "\u02bc": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-"})
_PLAIN = re.compile(r"[+-]?(0|[1-9]\d{0,14})")
_ONE_MARK = re.compile(r"[+-]?(0|[1-9]\d{0,14})([.,])(\d{1,20})")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:([,.' ])\d{3})(?:\1\d{3})*(?:([.,])\d{1,10})?")
_INDIAN = re.compile(r"[+-]?[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d{1,10})?")
_CURRENCY = re.compile(r"[$€£¥₹]")
_LONGEST = 40
_SAMPLE = 400


@dataclass(frozen=True)
class ColumnNumbers:
    """How the numbers of a column are written, and what each cell is.

    ``values`` has the number of every distinct cell that is one; ``words`` are the cells that are none. ``thousands``
    and ``decimal`` are the signs ("" where there is none); ``doubt`` tells what else they could be; ``open`` whether
    the column itself did not decide.
    """

    values: Mapping[str, float]
    words: frozenset[str] = frozenset()
    thousands: str = ""
    decimal: str = ""
    doubt: str = ""
    example: str = ""
    open: bool = False

    @property
    def respelled(self) -> dict[str, str]:
        """The cells with marks between thousands, as a program writes them."""
        return {
            cell: f"{value:.15g}" for cell, value in self.values.items() if self.thousands and cell != f"{value:.15g}"
        }

    def told(self) -> str:
        """The reading in a few words: "1,200 is 1200"."""
        value = self.values[self.example]
        words = str(int(value)) if value == int(value) else str(value)
        return kept("{value} is {words}", value=self.example.strip(), words=words)


def numbers_of(
    cells: Iterable[str], *, decimal: str | None = None, thousands: str | None = None, usual: str | None = None
) -> ColumnNumbers | None:
    """The numbers of a column, or None where it has none or they contradict each other.

    Parameters
    ----------
    cells : iterable of str
        The distinct cells of one column.
    decimal, thousands : str, optional
        Signs that were declared (``thousands=""`` for none); a cell that does not fit is a word.
    usual : str, optional
        The decimal sign of the other columns.

    Examples
    --------
    >>> numbers_of(["1,200", "900"]).values["1,200"], numbers_of(["1,200", "0,850"]).values["1,200"]
    (1200.0, 1.2)
    >>> numbers_of(["1 200", "85 000,50"]).values["85 000,50"], numbers_of(["4-5", "blue"])
    (85000.5, None)
    """
    cells = list(cells)
    if decimal is None and thousands is None and cells and all(map(_is_figures, cells)):
        return ColumnNumbers(dict(zip(cells, map(float, cells), strict=True)), frozenset(), "", "", "", cells[0])
    found: dict[str, str] = {}
    words = set()
    for cell in cells:
        plain = _bare(cell)
        if plain is None:
            words.add(cell)
        else:
            found[cell] = plain
    if not found:
        return None
    signs = _Signs.seen(found.values())
    if decimal is not None or thousands is not None:
        chosen = signs.declared(decimal, thousands)
    else:
        chosen = signs.decided(usual)
    if chosen is None:
        return None
    mark, point, doubt = chosen
    values: dict[str, float] = {}
    for cell, plain in found.items():
        number = _value(plain, mark, point)
        if number is None:
            words.add(cell)
        else:
            values[cell] = number
    if not values:
        return None
    example = next((cell for cell in values if mark and mark in found[cell]), next(iter(values)))
    return ColumnNumbers(values, frozenset(words), mark, point, doubt, example, open=signs.are_open)


@dataclass(frozen=True)
class NumberStyle:
    """How the numbers of a file are written: declared signs, or the decimal sign that its columns agree on.

    ``supposed``: the decimal sign that only the file's separator speaks for.
    """

    decimal: str | None = None
    thousands: str | None = None
    usual: str | None = None
    supposed: str | None = None

    @property
    def declared(self) -> bool:
        """Whether a person named a sign."""
        return self.decimal is not None or self.thousands is not None

    def read(self, cells: Iterable[str]) -> ColumnNumbers | None:
        """The numbers of a column that mostly holds numbers; None for any other column.

        >>> NumberStyle().read(["1,200", "900", "none"]).words
        frozenset({'none'})
        >>> NumberStyle().read(["slow", "kind", "12"])
        """
        cells = list(cells)
        sample = list(islice(cells, _SAMPLE))
        if sum(_bare(cell) is not None for cell in sample) < 0.5 * len(sample) or not sample:
            return None
        found = numbers_of(cells, decimal=self.decimal, thousands=self.thousands, usual=self.usual or self.supposed)
        if found is None or len(found.words) > len(found.values):
            return None
        if found.open and self.usual is None and self.supposed is not None and not self.declared:
            sign = found.decimal or found.thousands
            doubt = kept("the sign {sign} stands before decimals or between thousands", sign=repr(sign))
            return replace(found, doubt=doubt)
        return found


def decimal_of(columns: Iterable[Iterable[str]]) -> str | None:
    """The decimal sign that columns of a file agree on by cells that leave no choice; None where they tell nothing."""
    sure = set()
    for cells in columns:
        plain = [bare for cell in cells if (bare := _bare(cell)) is not None]
        if plain:
            signs = _Signs.seen(plain)
            sure |= signs.points if len(signs.points) == 1 else set()
    return sure.pop() if len(sure) == 1 else None


def _is_figures(cell: str) -> bool:
    """Whether a cell is figures alone, so that no sign is in question."""
    return cell.isdecimal() and cell.isascii() and len(cell) <= 15 and (cell[0] != "0" or cell == "0")


@lru_cache(maxsize=65536)
def _bare(cell: str) -> str | None:
    """A cell that is written like a number, in one spelling of its signs; None for a word."""
    if len(cell) > _LONGEST:
        return None
    plain = cell.strip().translate(_SPELLINGS)
    if not plain.isascii() or plain[:1] in "$":
        plain = _CURRENCY.sub("", plain).strip()
    if not plain.isascii():
        return None
    fits = (
        _PLAIN.fullmatch(plain) or _ONE_MARK.fullmatch(plain) or _GROUPED.fullmatch(plain) or _INDIAN.fullmatch(plain)
    )
    return plain if fits else None


@dataclass(frozen=True)
class _Signs:
    """What the cells of a column say about their signs."""

    points: frozenset[str]
    marks: frozenset[str]
    either: frozenset[str]
    round_ends: bool
    whole: tuple[int, ...]
    heads: tuple[int, ...]

    @classmethod
    def seen(cls, cells: Iterable[str]) -> "_Signs":
        points, marks, either, whole, heads, round_ends = set(), set(), set(), [], [], False
        for cell in cells:
            if found := _PLAIN.fullmatch(cell):
                whole.append(int(found[1]))
            elif found := _ONE_MARK.fullmatch(cell):
                if len(found[3]) == 3 and found[1] != "0" and len(found[1]) <= 3:
                    either.add(found[2])
                    heads.append(int(found[1]))
                    round_ends |= found[3].endswith("0")
                else:
                    points.add(found[2])
            elif found := _GROUPED.fullmatch(cell):
                marks.add(found[1])
                points |= {found[2]} if found[2] else set()
            else:
                marks.add(",")
                points |= {"."} if "." in cell else set()
        return cls(frozenset(points), frozenset(marks), frozenset(either), round_ends, tuple(whole), tuple(heads))

    @property
    def are_open(self) -> bool:
        return bool(self.either) and not (self.points or self.marks or self.whole)

    def declared(self, decimal: str | None, thousands: str | None) -> tuple[str, str, str]:
        if decimal is None:
            others = (self.points | self.either) - {thousands}
            decimal = next(iter(sorted(others))) if len(others) == 1 else "." if thousands != "." else ","
        if thousands is None:
            others = (self.marks | self.either) - {decimal}
            thousands = next(iter(sorted(others))) if len(others) == 1 else ""
        return (thousands or "").translate(_SPELLINGS), decimal, ""

    def decided(self, usual: str | None) -> tuple[str, str, str] | None:
        if len(self.points) > 1 or len(self.marks) > 1 or self.points & self.marks or len(self.either) > 1:
            return None
        point, mark = next(iter(self.points), ""), next(iter(self.marks), "")
        open_sign = next(iter(self.either), "")
        if not open_sign or open_sign in (point, mark):
            return mark, point, ""
        if mark:
            # Another sign stands between thousands, so that this one stands before decimals.
            return mark, open_sign, ""
        if point:
            return open_sign, point, ""
        return self._open(open_sign, usual)

    def _open(self, sign: str, usual: str | None) -> tuple[str, str, str]:
        """All cells with the sign have three digits behind it and nothing else tells what it is."""
        small = sorted(number for number in self.whole if number < 1000)
        middle = small[len(small) // 2] if small else 0
        uneven = bool(small) and (self.round_ends or middle >= 100 > max(self.heads))
        between = kept("the sign {sign} stands between thousands or before three decimals", sign=repr(sign))
        if any(number >= 1000 for number in self.whole):
            doubt = kept("{sign}, and numbers of four digits without it stand beside", sign=between)
            return ("", sign, doubt) if sign == "." or usual == sign else (sign, "", doubt)
        if uneven:
            return sign, "", between if usual == sign else ""
        if usual is not None:
            return ("", sign, "") if usual == sign else (sign, "", "")
        return (sign, "", "") if sign == "," else ("", sign, "")


def _value(plain: str, mark: str, point: str) -> float | None:
    """The number of a cell under the chosen signs; None where it does not fit them."""
    whole, dot, decimals = plain.rpartition(point) if point and plain.count(point) == 1 else (plain, "", "")
    if dot and not decimals.isdigit():
        return None
    if mark and mark in whole:
        if not (_GROUPED.fullmatch(whole) or _INDIAN.fullmatch(whole)):
            return None
        whole = whole.replace(mark, "")
    if not _PLAIN.fullmatch(whole):
        return None
    return float(f"{whole}.{decimals or '0'}")
