"""One SQLite file, written ahead and flushed to the disk before anybody is told that an answer is stored.

Every write is one transaction; it is committed or it never was, whatever becomes of the process. Several threads share
a connection behind a lock, several objects of a program share what they know of the file, several processes share the
file behind SQLite's own locks. While a connection lives, nothing here opens the file by other means than SQLite. Before
anything is called stored, the file and its log are looked for on the disk: what nobody else could read is not stored.
"""

import contextlib
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cxresearch.errors import SurveyFileError
from cxresearch.wording import plural, say, told, warn
from cxresearch.workshop.keeping import damage
from cxresearch.workshop.keeping.birth import APPLICATION, VERSION, bring_about, for_the_owner, lay_out
from cxresearch.workshop.keeping.gone import TABLE, obey
from cxresearch.workshop.keeping.guard import Guard
from cxresearch.workshop.keeping.healing import heal, heal_alone, take_in
from cxresearch.workshop.keeping.sharing import OneFile, one_file

__all__ = ["FILE", "Database"]

FILE = "workshop.sqlite"
_PATIENCE = 10.0
# Set while the main thread holds back an interrupt.
_waiting: list[int] = []


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

    _connection: sqlite3.Connection | None = None

    def __init__(self, folder: str | Path):
        try:
            if not str(folder).strip():
                raise ValueError("it has no name")
            self.folder = Path(folder).expanduser()
            self.folder.mkdir(parents=True, exist_ok=True)
        except (OSError, TypeError, ValueError, RuntimeError) as problem:
            why = getattr(problem, "strerror", None) or problem
            raise SurveyFileError(say(
                "No workshop can be kept in {folder} ({why}). Name a folder of yours.",
                folder=repr(folder), why=why,
            )) from None  # fmt: skip
        self.path = self.folder / FILE
        # A notebook may change its folder meanwhile.
        self._where = Path(os.path.abspath(self.path))
        self._lock = threading.RLock()
        self._inside_of = ""
        self._open()

    # -- reading and writing -------------------------------------------------------------------

    def read(self, sql: str, values: tuple = ()) -> list[tuple]:
        """All rows of a query."""
        with undisturbed(), self._block(), self._in_words(told("nothing was read")):
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction: committed to the disk when the block ends, or as if it had never begun.

        When the block has ended, another program can read what was written. Blocks within a block join it.
        """
        with undisturbed():
            file = self._file_here()
            outermost = not file.inside()
            with self._block(writes=True), self._in_words(told("nothing was stored")):
                connection = self._connection
                if self._inside(connection):
                    if self._inside_of != "write":
                        raise RuntimeError("a block that writes stands within a block that reads")
                    yield connection
                    return
                connection.execute("BEGIN IMMEDIATE")
                self._inside_of = "write"
                try:
                    yield connection
                    marks = _marks(connection)
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
                finally:
                    self._inside_of = ""
            if outermost and not file.as_opened():
                heal(file)
            file.high_water.rise(*marks)

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Several queries that see the same moment, whoever writes meanwhile."""
        with undisturbed(), self._block(), self._in_words(told("nothing was read")):
            connection = self._connection
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

    @contextmanager
    def _block(self, *, writes: bool = False) -> Iterator[None]:
        file = self._file_here()
        if not file.inside():
            self._look(file, writes=writes)
        with file.block(), self._lock:
            if self._connection is None:
                raise self._closed()
            yield

    def _look(self, file: OneFile, *, writes: bool) -> None:
        """Go over to the file that is on the disk, where it is another; what is held can be read in any case."""
        if file.as_opened():
            return
        try:
            heal(file)
        except SurveyFileError:
            if writes:
                raise

    def copy_to(self, folder: str | Path) -> Path:
        """Everything that is stored, in a file of its own; also where the open file was deleted meanwhile."""
        other = Path(folder).expanduser() / FILE
        if other.exists():
            raise SurveyFileError(say("{other} is there already and stays. Name another folder.", other=other))
        with self._block(), self._in_words(told("nothing was copied")):
            try:
                other.parent.mkdir(parents=True, exist_ok=True)
            except OSError as problem:
                raise SurveyFileError(say(
                    "{parent} cannot be made ({strerror}). Name another.",
                    parent=other.parent, strerror=problem.strerror,
                )) from None  # fmt: skip
            for_the_owner(other)
            target = sqlite3.connect(other, isolation_level=None)
            try:
                self._connection.backup(target)
                obey(target)
                # Without pages that are free: old wordings stand in them.
                target.execute("VACUUM")
            except BaseException:
                target.close()
                # Half a copy is none.
                for ending in ("", "-wal", "-shm"):
                    other.with_name(FILE + ending).unlink(missing_ok=True)
                raise
            target.close()
        return other

    def wipe(self) -> bool:
        """Write the file anew without anything that was deleted, and empty its log.

        Returns
        -------
        bool
            False where another program is reading from the log, which then still holds what was deleted.
        """
        with undisturbed(), self._block(writes=True), self._in_words("erased"):
            connection = self._connection
            if self._inside(connection):
                return False
            try:
                # Pages that were moved about may hold what was deleted, although it was overwritten where it stood.
                connection.execute("PRAGMA busy_timeout = 1000")
                connection.execute("VACUUM")
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            except sqlite3.OperationalError as problem:
                if (getattr(problem, "sqlite_errorname", None) or "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                    return False
                raise
            finally:
                connection.execute(f"PRAGMA busy_timeout = {int(1000 * _PATIENCE)}")
            return not busy and not any(self.folder.glob("workshop.held-*"))

    def image(self) -> bytes:
        """All pages as they stand now, sound or not, read through SQLite."""
        with self._block(), self._in_words(told("nothing was read")):
            return self._connection.serialize()

    @property
    def in_place(self) -> bool:
        """Whether what is written now is what another program would read."""
        return self._connection is not None and self._file.as_opened()

    @property
    def happened(self) -> list[str]:
        """What befell the file while it was open: taken away, put back, healed; sentences, oldest first."""
        return [] if self._connection is None else list(self._file.told)

    def close(self) -> None:
        """Close the file; what is stored stays."""
        if self._connection is None:
            return
        if self._owner != os.getpid():
            # The parent's; closing it here would drop locks.
            self._inherited, self._connection = self._connection, None
            return
        file = self._file
        with undisturbed():
            if not file.inside():
                self._look(file, writes=False)
            with file.alone():
                if not file.as_opened() and len(file.users) == 1:
                    warn(
                        say(
                            "{path} was not in its place any more when the workshop was closed. Where it was "
                            "moved, open it there; where it was deleted, what it held is gone.",
                            path=self.path,
                        )
                    )
                self._end(file)

    def _end(self, file: OneFile) -> None:
        connection, self._connection = self._connection, None
        last = file.leave(self)
        if last and file.guard is not None and file.as_opened():
            file.guard.let_go()
        if connection is not file.held:
            connection.close()
        if last:
            file.close()

    def __del__(self):
        # A workshop that nobody holds any more lets go of its file, closed or not.
        with contextlib.suppress(Exception):
            if self._connection is not None and self._owner == os.getpid():
                self._end(self._file)

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._connection is None

    # -- opening -------------------------------------------------------------------------------

    def _open(self) -> None:
        with undisturbed(), self._in_words(told("nothing was opened")):
            if not damage.check_place(self._where):
                bring_about(self._where)
            for ending in ("", "-wal", "-shm"):
                beside = self._where.with_name(FILE + ending)
                if beside.exists():
                    for_the_owner(beside)
            while True:
                file = one_file(self._where)
                with file.alone():
                    # The last one may have left and closed meanwhile.
                    if not file.current():
                        continue
                    if file.users:
                        # Within a block of this thread nothing can be let go; the block itself looks when it ends.
                        if not file.inside():
                            heal_alone(file)
                    else:
                        file.guard = Guard(file.path)
                    try:
                        self.connect()
                    except BaseException:
                        if not file.users:
                            file.close()
                        raise
                    self._file, self._owner = file, os.getpid()
                    file.enter(self)
                    take_in(file, self)
                    break
            self._tell_what_is_missing()

    def connect(self) -> None:
        """A connection of its own, checked and set up."""
        connection = sqlite3.connect(self._where, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        self._connection, self._inside_of = connection, ""

    def disconnect(self) -> None:
        """Drop the connection, to be followed by another."""
        connection, self._connection = self._connection, None
        if connection is not None and connection is not self._file.held:
            connection.close()

    def lean_on(self, connection: sqlite3.Connection) -> None:
        """Read what is held, while there is no file to read."""
        self._connection = self._connection or connection

    @property
    def connection(self) -> sqlite3.Connection | None:
        """The connection that is open now."""
        return self._connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Whose file it is first, so that nobody else's is touched."""
        fresh = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if not fresh:
            damage.check_format(connection, self.path, APPLICATION, VERSION)
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            _patiently(lambda: connection.execute("PRAGMA journal_mode = WAL").fetchone())
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA checkpoint_fullfsync = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is deleted is overwritten.
        connection.execute("PRAGMA secure_delete = ON")
        if fresh:
            lay_out(connection)
        damage.check_format(connection, self.path, APPLICATION, VERSION)
        damage.check_sound(connection, self.path)
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'gone'").fetchone():
            connection.execute(TABLE)

    def _tell_what_is_missing(self) -> None:
        """Where more was stored here than the file has, say so, and give no number twice."""
        # In this order: the file may grow meanwhile, and then it has more than was kept.
        kept = self._file.high_water.read()
        change, answer = _marks(self._connection)
        if kept[0] <= change:
            return
        with self.write() as file:
            for name, number in zip(("changes", "answers"), kept, strict=True):
                file.execute("DELETE FROM sqlite_sequence WHERE name = ? AND seq < ?", (name, number))
                file.execute(
                    "INSERT INTO sqlite_sequence SELECT ?, ? WHERE NOT EXISTS "
                    "(SELECT 1 FROM sqlite_sequence WHERE name = ?)",
                    (name, number, name),
                )
        lost = max(0, kept[1] - answer)
        acts = kept[0] - change
        sentence = say(
            "{path} lacks the last act that was stored here, {answers} among them: its log {log} was lost, or an older "
            "copy was put in its place. If you have the right files, close the workshop and put them back; going on is "
            "possible, and no number is given twice." if acts == 1 else
            "{path} lacks the last {n} acts that were stored here, {answers} among them: its log {log} was lost, or an "
            "older copy was put in its place. If you have the right files, close the workshop and put them back; going "
            "on is possible, and no number is given twice.",
            path=self.path, n=acts, answers=plural(lost, "answer"), log=f"{FILE}-wal",
        )  # fmt: skip
        self._file.told.append(sentence)
        warn(sentence)

    def _file_here(self) -> OneFile:
        if self._connection is None:
            raise self._closed()
        if self._owner != os.getpid():
            # SQLite's connections do not survive a fork; the parent's one must not be closed here either.
            self._inherited, self._lock, self._inside_of = self._connection, threading.RLock(), ""
            self._open()
        return self._file

    # -- what went wrong -----------------------------------------------------------------------

    def _closed(self) -> SurveyFileError:
        return SurveyFileError(
            say(
                "The workshop in {folder} is closed. Open it: Workshop({folder_2})",
                folder=self.folder,
                folder_2=repr(str(self.folder)),
            )
        )

    @contextmanager
    def _in_words(self, done: str) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as problem:
            raise damage.told(problem, self.path, done, _PATIENCE) from None


def _marks(connection: sqlite3.Connection) -> tuple[int, int]:
    """The highest numbers that were given to lines of the ledger and to answers."""
    given = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    return given.get("changes", 0), given.get("answers", 0)


@contextmanager
def undisturbed() -> Iterator[None]:
    """An interrupt of the notebook waits until the transaction is over; a few milliseconds, as a rule.

    Python raises it between any two steps, also between a commit and the note that it is over.
    """
    elsewhere = threading.get_ident() != threading.main_thread().ident
    if _waiting or elsewhere or signal.getsignal(signal.SIGINT) is None:
        yield
        return
    waiting: list[tuple] = []
    before = signal.signal(signal.SIGINT, lambda *what: waiting.append(what))
    _waiting.append(threading.get_ident())
    try:
        yield
    finally:
        _waiting.clear()
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
