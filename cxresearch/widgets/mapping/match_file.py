"""``matches.csv`` while a panel is open on it: held against the file before it is written.

What somebody changed in it meanwhile is never lost in silence, and what cannot be read is never written over unasked.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from cxresearch.combining.matches import Match, matches_table, read_matches, write_matches
from cxresearch.errors import CXResearchError, StudyError
from cxresearch.survey.survey import Survey
from cxresearch.widgets.mapping.match_rows import MOST_NAMED
from cxresearch.wording import named, say

__all__ = ["MatchFile"]


class MatchFile:
    """The file, and what it held when it was last read or written.

    Attributes
    ----------
    path : Path
    locked : str
        Why it must not be written; empty where it may.
    unreadable : str
        The mistake that it had; empty where it was read.
    """

    def __init__(self, path: Path, surveys: Mapping[str, Survey], *, locked: str = ""):
        self.path, self.locked, self.unreadable = path, locked, ""
        self._surveys = surveys
        self._seen: bytes | None = None
        self._kept: list[tuple[str, ...]] | None = None

    def opened(self, propose: Callable[[], list[Match]]) -> tuple[list[Match], str]:
        """The file's rows, or drafted ones, and the sentence that says which; what cannot be read is said in it."""
        there = self.path.is_file()
        self._seen = self.path.read_bytes() if there else None
        try:
            rows = read_matches(self.path, self._surveys) if there else propose()
        except CXResearchError as problem:
            self.unreadable = str(problem)
            rows = propose()
        self._kept = self._texts(rows) if there and not self.unreadable else None
        if self.unreadable:
            return rows, f"{self.unreadable} " + say(
                "Correct it there and press Read the file again; until then a draft is shown."
            )
        if there:
            return rows, say("Read from {file}. Nothing enters a gap before you tick it.", file=self.path.name)
        return rows, say(
            "There is no {file} yet: this is a draft. Nothing enters a gap before you tick it.", file=self.path.name
        )

    def _texts(self, rows: Iterable[Match]) -> list[tuple[str, ...]]:
        cells = matches_table(list(rows), list(self._surveys)).astype(str)
        return [tuple(row) for row in cells.to_numpy().tolist()]

    def holds(self, rows: list[Match]) -> bool:
        """Whether these rows are what the file held when it was last read or written."""
        return self._kept is not None and self._kept == self._texts(rows)

    def edited_elsewhere(self) -> str:
        """What somebody changed in the file since it was read; empty where nothing was."""
        now = self.path.read_bytes() if self.path.is_file() else None
        if now == self._seen:
            return ""
        name = self.path.name
        if now is None:
            return say("{file} was deleted since it was read.", file=name)
        try:
            there = self._texts(read_matches(self.path, self._surveys))
        except CXResearchError as problem:
            return say(
                "{file} was changed since it was read, and cannot be read now: {problem}", file=name, problem=problem
            )
        before = self._kept or []
        if there == before:
            return ""
        topics = [cells[0] for cells in there if cells not in before]
        topics += [cells[0] for cells in before if cells not in there]
        changed = named(dict.fromkeys(topics), most=MOST_NAMED) if topics else say("the order of its lines")
        return say("{file} was changed by somebody else since it was read: {what}.", file=name, what=changed)

    def read(self) -> list[Match]:
        """The rows that the file holds now.

        Raises
        ------
        StudyError
            If there is no file, or it has a mistake.
        """
        if not self.path.is_file():
            raise StudyError(
                say("There is no {file} in {folder}.", file=self.path.name, folder=self.path.parent.as_posix())
            )
        seen = self.path.read_bytes()
        rows = read_matches(self.path, self._surveys)
        self._seen, self._kept, self.unreadable = seen, self._texts(rows), ""
        return rows

    def write(self, rows: list[Match], *, over: bool = False) -> Path:
        """Write these rows.

        Parameters
        ----------
        rows : list of Match
        over : bool
            Whether to write over what somebody else changed in it meanwhile.

        Raises
        ------
        StudyError
            If it was changed meanwhile and ``over`` is not said, or it cannot be written.
        """
        if self.locked:
            raise StudyError(self.locked)
        changed = (
            say("{file} has a mistake and was not taken over: {problem}", file=self.path.name, problem=self.unreadable)
            if self.unreadable
            else self.edited_elsewhere()
        )
        if changed and not over:
            raise StudyError(say("Nothing was saved. {why}", why=changed))
        try:
            write_matches(rows, list(self._surveys), self.path)
        except OSError as problem:
            why = problem.strerror or problem
            raise StudyError(say("{path}: cannot be written ({problem}).", path=self.path, problem=why)) from None
        self._seen, self._kept, self.unreadable = self.path.read_bytes(), self._texts(rows), ""
        return self.path
