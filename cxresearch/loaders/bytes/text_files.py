"""A text file becomes rows: its encoding, its separator and its quotation marks are found, not asked for."""

import codecs
import csv
import io
import re
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.loaders.bytes.encodings import MOJIBAKE as _MOJIBAKE
from cxresearch.loaders.bytes.encodings import decode
from cxresearch.loaders.bytes.fast_text import fast_columns
from cxresearch.loaders.bytes.progress import opened
from cxresearch.loaders.tables.grid import HEAD, Grid, is_blank
from cxresearch.survey.columns.numbers import NumberStyle
from cxresearch.wording import kept, number, say, told

__all__ = ["TextForm", "read_text"]

_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_BLOCK = 4 * 1024**2
_SEPARATORS = (",", ";", "\t", "|")
_SNIFF = 200_000
_LARGE = 1_000_000
# Records at hand beyond the head, so that lines above the names can be passed over without reading everything.
_MORE = 10
_LONGEST_CELL = 2**31 - 1
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d[\d.' \u00a0\u202f]*,\d+\s*[%€]?\s*")


@dataclass(frozen=True)
class TextForm:
    """What was declared of a text file: its encoding, its separator, the signs in its numbers."""

    encoding: str | None = None
    separator: str | None = None
    style: NumberStyle = field(default_factory=NumberStyle)


def read_text(data: bytes, name: str, form: TextForm = TextForm()) -> Grid:
    """Rows of a CSV, TSV or similar file.

    Raises
    ------
    SurveyFileError
        If the file is empty, holds no text, or opens a quotation mark that it never closes.
    """
    if not data:
        raise SurveyFileError(
            say("{name}: the file is empty (0 bytes). Export it again, or check that the download finished.",
                name=name)
        )  # fmt: skip
    if form.encoding is None and len(data) > _LARGE and (grid := _large(data, name, form)) is not None:
        return grid
    return _whole(data, name, form)


def _whole(data: bytes, name: str, form: TextForm) -> Grid:
    text, found, notes, faults = decode(data, name, form.encoding)
    if not text.strip():
        raise SurveyFileError(say("{name}: no header found, the file holds only blank lines.", name=name))
    text, told = _without_hint(text)
    if form.separator is not None and form.separator not in text:
        raise OptionError(
            say("separator={separator}: {name} has no such sign. Leave separator= out to have it found.",
                separator=repr(form.separator), name=name)
        )  # fmt: skip
    separator = form.separator or told or _separator(text)
    records, lines, quoted = _records(text, separator, name)
    if not quoted:
        faults.append(kept("quotation marks do not pair up, so they were read as part of the answers"))
    grid = Grid(
        name,
        records,
        lambda at: kept("line {n}", n=lines[at]),
        style=_style(separator, form),
        notes=[*notes, _told(found, separator)],
        faults=faults,
    )
    swallowed = _swallowed(records, separator)
    if swallowed is not None:
        grid.faults.append(
            kept(
                "a cell that starts in {place} runs over {value} lines that look like rows of their own: "
                "a quotation mark may be missing there",
                place=grid.place(swallowed),
                value=number(lines[swallowed + 1] - lines[swallowed]),
            )
        )
    return grid


def _style(separator: str, form: TextForm) -> NumberStyle:
    """Spreadsheets write semicolons where the comma stands before decimals."""
    return replace(form.style, supposed="," if separator == ";" else None)


_SEPARATED = {
    ",": told("text in {encoding}, cells separated by comma"),
    ";": told("text in {encoding}, cells separated by semicolon"),
    "\t": told("text in {encoding}, cells separated by tab"),
    "|": told("text in {encoding}, cells separated by bar"),
    "": told("text in {encoding}, a single column"),
    "?": told("text in {encoding}, cells separated by {sign}"),
}


def _told(encoding: str, separator: str) -> str:
    message = _SEPARATED.get(separator, _SEPARATED["?"])
    return kept(message, encoding=encoding.upper(), sign=repr(separator))


def _large(data: bytes, name: str, form: TextForm) -> Grid | None:
    """A grid that reads its rows only if it must; None where the file is not clean UTF-8 with ordinary line ends."""
    start = 3 if data.startswith(codecs.BOM_UTF8) else 0
    if b"\x00" in data or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\n" not in data[:_SNIFF]:
        return None
    if not _is_utf8(data):
        return None
    sample = data[start : start + _LARGE].decode("utf-8", errors="ignore")
    if _without_hint(sample)[1] is not None or _MOJIBAKE.search(sample):
        return None
    separator = form.separator or _separator(sample)
    if not separator or separator not in sample:
        return None
    head, starts = _first_records(sample, separator)
    if len(head) < HEAD + _MORE:
        return None
    whole: list[Grid] = []
    held = [data]  # given back before it is cut: a large file is not kept beside its columns

    def all_rows() -> Grid:
        if not whole:
            whole.append(_whole(held[0] if held else Path(grid.path).read_bytes(), name, form))
        return whole[0]

    def body(first: int, width: int, style: NumberStyle):
        begin = start + starts[first]

        def from_file():
            held.clear()
            return opened(grid.path, at=begin, cutting=True)

        found = fast_columns(
            memoryview(held[0])[begin:], head[first:], separator=separator, width=width, style=style,
            from_file=None if grid.path is None else from_file,
        )  # fmt: skip
        if found is None or width < 2:
            grid.faults += [fault for fault in all_rows().faults if fault not in grid.faults]
            grid.body, grid.place = None, all_rows().place
            return None
        if starts[first] == _line_start(sample, first):
            rows, records = len(found[0]), grid.place

            @lru_cache(maxsize=1)
            def single_lines() -> bool:
                return (held[0].count(b"\n", begin) if held else _lines_from(grid.path, begin)) <= rows + 1

            grid.place = lambda at: kept("line {n}", n=at + 1) if single_lines() else records(at)
        return found

    grid = Grid(
        name, _Rows(head, all_rows), lambda at: kept("record {n}", n=at + 1), style=_style(separator, form), body=body,
        notes=[_told("utf-8", separator)],
    )  # fmt: skip
    return grid


def _lines_from(path: Path, begin: int) -> int:
    with path.open("rb") as file:
        file.seek(begin)
        return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))


def _is_utf8(data: bytes) -> bool:
    """Whether all bytes are UTF-8, block by block: a whole text would take several times the file."""
    if data.isascii():
        return True
    reading = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), _BLOCK):
            reading.decode(data[at : at + _BLOCK], final=at + _BLOCK >= len(data))
    except UnicodeDecodeError:
        return False
    return True


def _line_start(sample: str, line: int) -> int:
    """Offset in bytes of a line, counted from 0."""
    return len("".join(sample.splitlines(keepends=True)[:line]).encode("utf-8"))


class _Rows(Sequence):
    """The first records at hand, all of them when somebody asks for more."""

    def __init__(self, head: list[list[str]], whole: Callable[[], Grid]):
        self._head, self._whole = head, whole

    def __len__(self) -> int:
        return len(self._whole().rows)

    def __getitem__(self, at):
        if (
            isinstance(at, slice)
            and at.start is None
            and at.step is None
            and at.stop is not None
            and 0 <= at.stop <= len(self._head)
        ):
            return self._head[at]
        return self._whole().rows[at]


def _first_records(sample: str, separator: str) -> tuple[list[list[str]], list[int]]:
    """The first records and the byte at which each starts."""
    consumed = [0]

    def lines():
        for line in io.StringIO(sample, newline=""):
            consumed[0] += len(line.encode("utf-8"))
            yield line

    head, starts = [], []
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        start = 0
        for record in csv.reader(lines(), delimiter=separator):
            head.append(record)
            starts.append(start)
            start = consumed[0]
            if len(head) >= HEAD + _MORE:
                break
    except csv.Error:
        return [], []
    finally:
        csv.field_size_limit(before)
    return head, starts


def _without_hint(text: str) -> tuple[str, str | None]:
    """Excel's first line "sep=;" names the separator and is no row."""
    line, _, rest = text.partition("\n")
    plain = line.strip().strip('"').lower()
    if plain.startswith("sep=") and len(plain) <= 5:
        return rest, plain[4:] or "\t"
    return text, None


def _separator(text: str) -> str:
    """The sign that cuts most of the first rows into the same number of cells."""
    sample = _ENTITY.sub("", text[:_SNIFF]) if "&" in text[:_SNIFF] else text[:_SNIFF]  # its semicolon cuts nothing
    cuts = {separator: cut for separator in _SEPARATORS if (cut := _Cut.by(sample, separator)) is not None}
    cuts = {separator: cut for separator, cut in cuts.items() if not cut.is_in_cells}
    if not cuts:
        return ""
    best = max(cuts, key=lambda separator: (cuts[separator].agree, cuts[separator].is_even, cuts[separator].width))
    if best == ",":
        # Decimal commas cut every row as evenly as a separator does, but not the names above them.
        others = [separator for separator in cuts if separator != "," and cuts[separator].is_clear_of(cuts[","])]
        best = max(others, key=lambda separator: cuts[separator].width, default=best)
    return best


@dataclass(frozen=True)
class _Cut:
    """The first rows as one separator cuts them: the usual width, and how many rows have it."""

    rows: list[list[str]]
    width: int
    agree: float

    @classmethod
    def by(cls, sample: str, separator: str) -> "_Cut | None":
        if separator not in sample:
            return None
        try:
            rows = [row for row in _limited(sample, separator, 200) if not all(map(is_blank, row))]
        except csv.Error:
            return None
        if len(rows) > 2 and len(sample) >= 0.9 * _SNIFF:
            rows = rows[:-1]
        widths = Counter(len(row) for row in rows)
        if not widths or (len(rows) > 3 and widths[1] >= len(rows) - 1):
            return None  # in a name or a title alone it is a sign of the sentence
        width = max(widths, key=lambda many: (widths[many] * (many > 1), many))
        if width < 2:
            return None
        agree = sum(count for many, count in widths.items() if abs(many - width) <= 1 and many > 1) / len(rows)
        return cls(rows, width, round(agree, 1))

    @property
    def is_even(self) -> bool:
        """Whether all rows have the usual width, the names above them too."""
        return all(len(row) == self.width for row in self.rows)

    @property
    def is_in_cells(self) -> bool:
        """Whether a sign that no name holds stands in some cells of one column, as between options that were ticked."""
        if len(self.rows[0]) > 1:
            return False
        below = self.rows[self.first :]
        return sum(len(row) == 1 for row in below) > 0.2 * len(below)

    @property
    def first(self) -> int:
        """The first row of the usual width."""
        return next(at for at, row in enumerate(self.rows) if len(row) == self.width)

    def is_clear_of(self, commas: "_Cut") -> bool:
        """Whether this separator cuts all rows alike, names included, and the commas stand inside its numbers."""
        body = self.rows[self.first :]
        if sum(len(row) == self.width for row in body) < 0.95 * len(body):
            return False
        held = [cell for row in body[1:] for cell in row if "," in cell]
        decimals = sum(bool(_DECIMAL_COMMA.fullmatch(cell)) for cell in held)
        return self.first < commas.first or (bool(held) and decimals >= 0.8 * len(held))


def _limited(text: str, separator: str, most: int) -> list[list[str]]:
    rows = []
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(row)
            if len(rows) >= most:
                break
    finally:
        csv.field_size_limit(before)
    return rows


def _records(text: str, separator: str, name: str) -> tuple[list[list[str]], list[int], bool]:
    """All records with the line that each starts in; quotation marks are plain signs where they do not pair up."""
    try:
        if '"' in text and not _closed(text, separator):
            raise csv.Error("open quotation mark")
        return *_read(text, separator, csv.QUOTE_MINIMAL), True
    except csv.Error as problem:
        if "new-line" not in str(problem) and "quotation" not in str(problem):
            raise SurveyFileError(
                say("{name}: cannot be read as a table ({problem}).",
                    name=name, problem=str(problem))
            ) from None  # fmt: skip
    records, lines = _read(text, separator, csv.QUOTE_NONE)
    widths = Counter(len(record) for record in records)
    usual = max(widths, key=lambda many: widths[many])
    if usual == len(records[0]) and widths[usual] >= 0.9 * len(records):
        return records, lines, False
    records, lines = _read(text, separator, csv.QUOTE_MINIMAL)
    raise SurveyFileError(
        say("{name}: a quotation mark opens in line {lines} and is never closed, so that the rest of the file is one "
            "cell. Close it, or export the file again.",
            name=name, lines=lines[-1])
    )  # fmt: skip


def _closed(text: str, separator: str) -> bool:
    """Whether the last quoted cell ends before the file does."""
    before = csv.field_size_limit(_LONGEST_CELL)
    marker = "\x1eend"
    try:
        rows = csv.reader(io.StringIO(f"{text}\n{marker}", newline=""), delimiter=separator or ",")
        last = next(iter(deque(rows, maxlen=1)), None)
    finally:
        csv.field_size_limit(before)
    return bool(last) and last[0] == marker


def _read(text: str, separator: str, quoting: int) -> tuple[list[list[str]], list[int]]:
    before = csv.field_size_limit(_LONGEST_CELL)
    records, lines = [], []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or "\x1f", quoting=quoting)
        line = 1
        for record in reader:
            records.append(record)
            lines.append(line)
            line = reader.line_num + 1
    finally:
        csv.field_size_limit(before)
    return records, lines


def _swallowed(records: list[list[str]], separator: str) -> int | None:
    """The first record with a cell that holds many lines with many separators: rows behind a stray quotation mark."""
    if not separator or len(records) < 2:
        return None
    width = len(records[0])
    for at, record in enumerate(records[:-1]):
        for cell in record:
            if "\n" not in cell and "\r" not in cell:
                continue
            own = _shape(record[0] if cell is not record[0] else cell.splitlines()[0].split(separator)[0])
            for line in cell.splitlines()[1:]:
                if line.count(separator) >= max(width - 2, 1) and _shape(line.split(separator)[0]) == own:
                    return at
    return None


def _shape(cell: str) -> str:
    """What a cell looks like: "R017" is "a9"."""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", cell.strip()))[:40]
