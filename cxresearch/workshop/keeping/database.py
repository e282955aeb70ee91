"""One SQLite file, written ahead and flushed to the disk before anybody is told that an answer is stored.

Every write is one transaction; it is committed or it never was, whatever becomes of the process. Several threads share
a connection behind a lock, several processes share the file behind SQLite's own. What goes wrong with disks, folders
and files is told in words, with what is safe and what to do.
"""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cxresearch.errors import SurveyFileError

__all__ = ["FILE", "Database"]

FILE = "workshop.sqlite"
_APPLICATION = 0x43585753
_VERSION = 1
_PATIENCE = 10.0
_HEADER = b"SQLite format 3\x00"

# AUTOINCREMENT: a number is never given twice, so a number that somebody was told stays true.
_TABLES = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE questions (number INTEGER PRIMARY KEY, text TEXT NOT NULL, kind TEXT NOT NULL, topic TEXT NOT NULL,
    low INTEGER NOT NULL, high INTEGER NOT NULL);
CREATE TABLE tables (audience TEXT NOT NULL, place TEXT NOT NULL, people INTEGER, PRIMARY KEY (audience, place));
CREATE TABLE answers (number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, audience TEXT NOT NULL,
    place TEXT NOT NULL, person TEXT NOT NULL, question INTEGER NOT NULL REFERENCES questions, text NOT NULL,
    good_or_bad TEXT NOT NULL DEFAULT '', theme TEXT NOT NULL DEFAULT '', suggested TEXT NOT NULL DEFAULT '',
    hidden TEXT NOT NULL DEFAULT '', withdrawn INTEGER NOT NULL DEFAULT 0, merged INTEGER REFERENCES answers,
    source TEXT NOT NULL DEFAULT '', clock REAL NOT NULL);
CREATE TABLE votes (answer INTEGER NOT NULL REFERENCES answers, person TEXT NOT NULL, PRIMARY KEY (answer, person));
CREATE TABLE guesses (person TEXT NOT NULL, question INTEGER NOT NULL REFERENCES questions, audience TEXT NOT NULL,
    value REAL NOT NULL, clock REAL NOT NULL, PRIMARY KEY (person, question));
CREATE TABLE actions (number INTEGER PRIMARY KEY AUTOINCREMENT, text NOT NULL, owner TEXT NOT NULL, date TEXT NOT NULL,
    measure TEXT NOT NULL, withdrawn INTEGER NOT NULL DEFAULT 0, clock REAL NOT NULL);
CREATE TABLE changes (number INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT NOT NULL, answer INTEGER, audience TEXT,
    place TEXT, person TEXT, before TEXT, after TEXT, undoes INTEGER, clock REAL NOT NULL);
CREATE INDEX changes_of_answers ON changes (answer);
CREATE INDEX changes_of_tables ON changes (audience, place);
CREATE INDEX changes_undone ON changes (undoes);
"""


class Database:
    """The file of a workshop.

    Parameters
    ----------
    folder : str or Path
        Made where it is missing.

    Raises
    ------
    SurveyFileError
        If the folder cannot be written, or the file is damaged, something else, or of a newer format.
    """

    def __init__(self, folder: str | Path):
        try:
            if not str(folder).strip():
                raise ValueError("it has no name")
            self.folder = Path(folder).expanduser()
            self.folder.mkdir(parents=True, exist_ok=True)
        except (OSError, TypeError, ValueError, RuntimeError) as problem:
            why = getattr(problem, "strerror", None) or problem
            raise SurveyFileError(f"No workshop can be kept in {folder!r} ({why}). Name a folder of yours.") from None
        self.path = self.folder / FILE
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._inside_of = ""
        self._open()

    # -- reading and writing -------------------------------------------------------------------

    def read(self, sql: str, values: tuple = ()) -> list[tuple]:
        """All rows of a query."""
        with self._lock, self._in_words("read"):
            return self._here().execute(sql, values).fetchall()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction: committed to the disk when the block ends, or as if it had never begun.

        Blocks within a block join it.
        """
        with _undisturbed(), self._lock, self._in_words("stored"):
            connection = self._here()
            if self._inside(connection):
                if self._inside_of != "write":
                    raise RuntimeError("a block that writes stands within a block that reads")
                yield connection
                return
            self._still_there()
            connection.execute("BEGIN IMMEDIATE")
            self._inside_of = "write"
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            finally:
                self._inside_of = ""

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Several queries that see the same moment, whoever writes meanwhile."""
        with _undisturbed(), self._lock, self._in_words("read"):
            connection = self._here()
            if self._inside(connection):
                yield connection
                return
            connection.execute("BEGIN")
            self._inside_of = "read"
            try:
                yield connection
            finally:
                self._inside_of = ""
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def _inside(self, connection: sqlite3.Connection) -> bool:
        """Whether this is a block within a block; what an interrupt left half done is dropped, never joined."""
        if connection.in_transaction and not self._inside_of:
            connection.execute("ROLLBACK")
        if not connection.in_transaction:
            self._inside_of = ""
        return bool(self._inside_of)

    def copy_to(self, folder: str | Path) -> Path:
        """Everything that is stored, in a file of its own; also where the open file was deleted meanwhile."""
        other = Path(folder).expanduser() / FILE
        if other.exists():
            raise SurveyFileError(f"{other} is there already and stays. Name another folder.")
        with self._lock, self._in_words("copied"):
            try:
                other.parent.mkdir(parents=True, exist_ok=True)
            except OSError as problem:
                raise SurveyFileError(f"{other.parent} cannot be made ({problem.strerror}). Name another.") from None
            target = sqlite3.connect(other)
            try:
                self._here().backup(target)
            finally:
                target.close()
        return other

    def close(self) -> None:
        """Close the file; what is stored stays."""
        with self._lock:
            if self._connection is not None:
                connection, self._connection = self._connection, None
                if self._owner == os.getpid():
                    connection.close()

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._connection is None

    # -- opening -------------------------------------------------------------------------------

    def _open(self) -> None:
        with self._in_words("opened"):
            if self.path.is_dir():
                raise SurveyFileError(f"{self.path} is a folder where the workshop's file should be. Name another.")
            try:
                known = self.path.stat().st_size > 0
                with self.path.open("rb") as file:
                    head = file.read(len(_HEADER))
            except FileNotFoundError:
                known, head = False, b""
            except OSError as problem:
                raise SurveyFileError(f"{self.path} cannot be read ({problem.strerror}).") from None
            if known and head != _HEADER:
                raise self._damaged("it does not begin as an SQLite file does")
            connection = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            try:
                self._prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._connection, self._owner = connection, os.getpid()
            self._identity = self._file_identity()

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Whose file it is first, so that nobody else's is touched."""
        fresh = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if not fresh:
            self._check_format(connection)
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            _patiently(lambda: connection.execute("PRAGMA journal_mode = WAL").fetchone())
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA checkpoint_fullfsync = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        if fresh:
            connection.execute("BEGIN IMMEDIATE")
            # Another process may have been faster.
            if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                for statement in filter(str.strip, _TABLES.split(";")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(f"PRAGMA user_version = {_VERSION}")
            connection.execute("COMMIT")
        self._check_format(connection)
        said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if said != "ok":
            raise self._damaged(said.splitlines()[0])

    def _check_format(self, connection: sqlite3.Connection) -> None:
        if connection.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION:
            raise SurveyFileError(f"{self.path} is a database of something else and stays. Name another folder.")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > _VERSION:
            raise SurveyFileError(
                f"{self.path} was written by a newer cxresearch (format {version}; this one reads format {_VERSION}). "
                "It stays as it is. Update with: pip install --upgrade cxresearch"
            )

    def _here(self) -> sqlite3.Connection:
        if self._connection is None:
            raise SurveyFileError(f"The workshop in {self.folder} is closed. Open it: Workshop({str(self.folder)!r})")
        if self._owner != os.getpid():
            # SQLite's connections do not survive a fork; the parent's one must not be closed here either.
            self._inherited, self._lock, self._inside_of = self._connection, threading.RLock(), ""
            self._open()
        return self._connection

    def _file_identity(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _still_there(self) -> None:
        # A deleted file can still be written to, and everything in it would vanish at the end.
        if self._file_identity() != self._identity:
            raise SurveyFileError(
                f"{self.path} was moved, deleted or replaced while the workshop was open; this was not stored. What "
                "was stored before is still here: save it with workshop.copy_to('another folder') before closing."
            )

    # -- what went wrong -----------------------------------------------------------------------

    @contextmanager
    def _in_words(self, done: str) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as problem:
            raise self._told(problem, done) from None

    def _told(self, problem: sqlite3.Error, done: str) -> SurveyFileError:
        code = getattr(problem, "sqlite_errorname", None) or ""
        nothing = f"nothing was {done}; what was stored before is safe"
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return SurveyFileError(
                f"Another program has kept {self.path} busy for {_PATIENCE:.0f} seconds: {nothing}. Close the other "
                "notebook or program that has this workshop open, then try again."
            )
        if code.startswith("SQLITE_FULL"):
            return SurveyFileError(
                f"The disk that holds {self.path} is full: {nothing}. Free some space, then try again."
            )
        if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            return SurveyFileError(
                f"{self.path} cannot be written ({problem}): {nothing}. Copy the whole folder to where you may write, "
                "and open it there."
            )
        if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            return self._damaged(str(problem))
        if code.startswith("SQLITE_IOERR"):
            return SurveyFileError(
                f"The disk that holds {self.path} does not answer or is full ({problem}): {nothing}. Check the drive "
                "and its space, then try again."
            )
        return SurveyFileError(f"{self.path}: {problem}: {nothing}.")

    def _damaged(self, why: str) -> SurveyFileError:
        return SurveyFileError(
            f"{self.path} is damaged ({why}). It stays as it is: copy the folder, then get what can be read with "
            f"Workshop.rescue({str(self.folder)!r}, 'another folder')."
        )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """An interrupt of the notebook waits until the transaction is over; a few milliseconds, as a rule.

    Python raises it between any two steps, also between a commit and the note that it is over.
    """
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) is None:
        yield
        return
    waiting: list[tuple] = []
    before = signal.signal(signal.SIGINT, lambda *what: waiting.append(what))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if waiting and callable(before):
            before(*waiting[0])


def _patiently(act) -> None:
    """SQLite does not wait for a lock when the journal changes, so that is done here."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            act()
            return
        except sqlite3.OperationalError as problem:
            busy = (getattr(problem, "sqlite_errorname", None) or "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
            if not busy or time.monotonic() > until:
                raise
            time.sleep(0.02)
