"""Sheets that were photographed or typed come in as a CSV file, and come in once, however often the file is read.

A row that cannot be stored is named with its line and its reason, and never keeps the others out. Reading the same file
again after a correction adds what is new and leaves what is known.
"""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cxresearch.errors import CXResearchError, SurveyFileError
from cxresearch.survey.labels import normalise
from cxresearch.wording import named, plural, say, warn
from cxresearch.workshop.keeping.capture import Capture

__all__ = ["SheetsIn"]

_COLUMNS = {
    "audience": ("audience", "stakeholder", "who"),
    "group": ("sheet", "group", "table", "table or sheet"),
    "question": ("question", "question number", "q"),
    "text": ("text", "answer", "answer text", "comment"),
    "good_or_bad": ("good or bad", "good bad", "seen as"),
    "person": ("person", "participant"),
}
_NEEDED = ("audience", "question", "text")
_MOST_BYTES = 50_000_000
_BLANK = {"", "nan", "none", "<na>"}


class SheetsIn(Capture):
    """Answers from files."""

    def import_sheets(self, sheets) -> int:
        """Store the answers of photographed or typed sheets.

        Parameters
        ----------
        sheets : str, Path or DataFrame
            A CSV file (comma, semicolon or tab) or a frame with the columns ``audience``, ``sheet`` (or ``group``,
            ``table``), ``question`` (number or text), ``text``, and, where asked, ``good_or_bad``; others are left out.

        Returns
        -------
        int
            How many answers are new. ``last_import`` says how many were known, and what was wrong in which line.

        Raises
        ------
        SurveyFileError
            If the file cannot be read, or has no such columns. Single rows that cannot be stored are left out and
            told in a SurveyWarning, with their lines.

        Examples
        --------
        >>> import pandas as pd
        >>> from tempfile import mkdtemp
        >>> from cxresearch.workshop.board import Workshop
        >>> typed = pd.DataFrame({"audience": ["Staff"] * 2, "sheet": [1, 1], "question": [1, 2],
        ...                       "text": ["Our people", "The queue"]})
        >>> with Workshop(mkdtemp()) as workshop:
        ...     workshop.import_sheets(typed), workshop.import_sheets(typed)
        (2, 0)
        """
        name, rows = _read(sheets)
        checked, faults, seen = [], [], Counter()
        for line, row in rows:
            if isinstance(row, str):
                faults.append(f"line {line}: {row}")
                continue
            if all(str(value).strip().casefold() in _BLANK for value in row.values()):
                continue
            try:
                values = dict(row, group=row.get("group", ""))
                one = self._checked(**values, source="sheets")
            except CXResearchError as problem:
                faults.append(f"line {line}: {problem}")
                continue
            content = "\x1f".join(map(str, one[1:7]))
            seen[content] += 1
            digest = hashlib.sha256(f"{seen[content]}\x1f{content}".encode("utf-8", "surrogatepass")).hexdigest()
            checked.append((f"sheet {digest}", *one[1:]))
        with self._db.write() as file:
            before = file.execute("SELECT count(*) FROM answers").fetchone()[0]
            for one in checked:
                self._insert(file, one)
            new = file.execute("SELECT count(*) FROM answers").fetchone()[0] - before
            if new:
                self._record(file, "imported", after={"file": name, "answers": new})
        self.last_import = {"new": new, "known": len(checked) - new, "faults": faults}
        if faults:
            warn(
                say(
                    "{name}: {rows} could not be stored, {n} could. {faults}",
                    name=name,
                    rows=plural(len(faults), "row"),
                    n=len(checked),
                    faults=named(faults, most=5),
                )
            )
        return new


def _read(sheets) -> tuple[str, Iterator[tuple[int, dict | str]]]:
    """The name of the source, and each row with its line in the file: its values, or what is wrong with it."""
    if hasattr(sheets, "columns") and hasattr(sheets, "itertuples"):
        places = _places([str(column) for column in sheets.columns], say("the frame"))
        rows = (
            (at, {name: _plain(values[place]) for name, place in places.items()})
            for at, values in enumerate(sheets.itertuples(index=False, name=None), start=1)
        )
        return say("the frame"), rows
    if not isinstance(sheets, (str, Path)):
        raise SurveyFileError(say(
            "Sheets come as the path of a CSV file or as a pandas frame; got {name}.",
            name=type(sheets).__name__,
        ))  # fmt: skip
    path = Path(sheets).expanduser()
    text = _text(path)
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    try:
        head = next(reader, [])
    except csv.Error as problem:
        raise SurveyFileError(say("{name} is no CSV file ({problem}).", name=path.name, problem=problem)) from None
    return path.name, _lines(reader, _places(head, path.name), len(head), path.name)


def _lines(reader, places: dict[str, int], width: int, name: str) -> Iterator[tuple[int, dict | str]]:
    line = reader.line_num + 1
    try:
        for cells in reader:
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
            if len(cells) > width:
                yield line, say(
                    "{n} cells where the heading has {width}; a text with the separator goes into quotes",
                    n=len(cells), width=width,
                )  # fmt: skip
            elif any(cell.strip() for cell in cells):
                cells += [""] * (width - len(cells))
                yield line, {column: cells[place] for column, place in places.items()}
            line = reader.line_num + 1
    except csv.Error as problem:
        raise SurveyFileError(say(
            "{name}, line {line}: {problem}. Nothing was stored.",
            name=name, line=line, problem=problem,
        )) from None  # fmt: skip


def _places(head: list[str], name: str) -> dict[str, int]:
    plain = [normalise(column) for column in head]
    places = {}
    for column, known in _COLUMNS.items():
        found = [plain.index(word) for word in known if word in plain]
        if found:
            places[column] = found[0]
    missing = [column for column in _NEEDED if column not in places]
    if missing:
        raise SurveyFileError(say(
            "{name} has no column {missing}. Found: {head}. Sheets have audience, sheet, question, text and, where "
            "asked, good_or_bad.",
            name=name, missing=named(missing), head=named(head),
        ))  # fmt: skip
    return places


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SurveyFileError(say(
                "{name} has more than {what} MB; that is no workshop's sheets.",
                name=path.name, what=_MOST_BYTES // 1000000,
            ))  # fmt: skip
        raw = path.read_bytes()
    except OSError as problem:
        raise SurveyFileError(say(
            "{path} cannot be read ({strerror}). Pass the path of a CSV file.",
            path=path, strerror=problem.strerror,
        )) from None  # fmt: skip
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    if b"\x00" in raw[:4096] or raw.startswith(b"PK"):
        raise SurveyFileError(say(
            "{name} is no CSV file. Save the sheet as CSV (UTF-8) and pass that.",
            name=path.name,
        ))  # fmt: skip
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _plain(value: object) -> object:
    """A cell of a frame: no value is an empty text."""
    missing = value is None or value != value or str(value) == "<NA>"
    return "" if missing else value
