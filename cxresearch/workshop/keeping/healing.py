"""The file or its log is not the one on the disk any more: go over to the one that is, and take along what is held.

A log that another program cleared away, or a file that a synchronising program put in the place of ours, can still be
written to, and nobody else would ever read it. So everything that this program holds is read once more from where it
writes, the connections are dropped without touching the disk, the file that is there now is opened, and what it lacks
is written again. What it says was taken back for good stays gone.
"""

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from cxresearch.errors import SurveyFileError
from cxresearch.wording import count, plural, say
from cxresearch.workshop.keeping.birth import for_the_owner
from cxresearch.workshop.keeping.damage import check_place, damaged, gone_away
from cxresearch.workshop.keeping.guard import Guard
from cxresearch.workshop.keeping.putting_together import put_together
from cxresearch.workshop.keeping.sharing import OneFile

__all__ = ["heal", "heal_alone", "take_in"]

_TRIES = 5
_LONGEST_START = 30
# Another program that has the file open: while it does, SQLite neither writes the file nor clears its log away when
# our connections close, though they believe to be the last ones.
_STAND_IN = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1], timeout=10, isolation_level=None)
try:
    file.execute("SELECT count(*) FROM sqlite_master").fetchone()
    said = file.execute("PRAGMA quick_check(1)").fetchone()[0]
except sqlite3.Error as problem:
    said = str(problem)
print(said.splitlines()[-1], flush=True)
sys.stdin.read()
"""


def heal(file: OneFile) -> None:
    """Make sure that what this program holds is in the file that others read.

    Raises
    ------
    SurveyFileError
        If that cannot be done; it says what happened. What is held can still be read and copied.
    """
    with file.alone():
        heal_alone(file)


def heal_alone(file: OneFile) -> None:
    """As `heal`, for who is alone with the file already."""
    if file.as_opened() or not any(user.connection is not None for user in file.users):
        return
    seen = file.now()
    if file.refused is not None and file.refused[0] == seen:
        raise SurveyFileError(file.refused[1])
    try:
        written = _go_over(file)
    except (SurveyFileError, sqlite3.Error, OSError) as problem:
        sentence = str(problem) if isinstance(problem, SurveyFileError) else str(_not_healed(file, problem))
        if "copy_to" not in sentence:
            sentence += " " + say(
                "Nothing is stored until then. What was stored before is still here: save it with "
                "workshop.copy_to('another folder') before closing."
            )
        file.refused = seen, sentence
        file.told.append(sentence)
        raise SurveyFileError(sentence) from None
    file.refused = None
    again = say("1 act was written again" if written == 1 else "{n} acts were written again", n=count(written))
    file.told.append(say(
        "Another program took away or replaced {path} or its log while this workshop was open. It was noticed and "
        "healed: {what}.",
        path=file.path, what=again if written else say("nothing was missing"),
    ))  # fmt: skip


def _go_over(file: OneFile) -> int:
    written = 0
    for _ in range(_TRIES):
        data, _ = file.now()
        if data is None:
            raise gone_away(file.path)
        users = [user for user in file.users if user.connection is not None]
        if file.held is None:
            file.held = _all_of(file, users[0])
            _keep_aside(file)
        check_place(file.path)
        same = file.opened is not None and data == file.opened[0]
        _clear_away(file, same=same)
        with _stand_in(file) if same else nullcontext():
            if not same:
                _probe(file, users[0])
            _reopen(file, users)
        written += put_together(file.held, users[0].connection)
        if file.now() == file.opened:
            file.held.close()
            file.held = None
            _aside(file).unlink(missing_ok=True)
            return written
    raise SurveyFileError(say(
        "{path} is taken away again and again by another program, so nothing is stored just now. End the program that "
        "copies or synchronises this folder, or go on in another: workshop.copy_to('another folder').",
        path=file.path,
    ))  # fmt: skip


def _all_of(file: OneFile, user) -> sqlite3.Connection:
    """Everything that this program has stored, wherever it went."""
    memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    user.connection.backup(memory)
    said = memory.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        memory.close()
        raise _not_healed(file, said)
    return memory


def _aside(file: OneFile) -> Path:
    """Where this program keeps what it holds while it goes over to another file."""
    return file.path.with_name(f"workshop.held-{os.getpid()}.sqlite")


def _keep_aside(file: OneFile) -> None:
    """On the disk, so that a program that dies while it heals takes nothing along."""
    unfinished = _aside(file).with_suffix(".part")
    try:
        for_the_owner(unfinished)
        copy = sqlite3.connect(unfinished, isolation_level=None)
        try:
            file.held.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
        unfinished.replace(_aside(file))
    except (OSError, sqlite3.Error):
        # A full disk: what is held stands in memory all the same.
        unfinished.unlink(missing_ok=True)


def take_in(file: OneFile, user) -> None:
    """What a program that died held is written into the file; called by who is alone with it."""
    for left in sorted(file.path.parent.glob("workshop.held-*.sqlite")):
        if left == _aside(file) and file.held is not None:
            continue
        with contextlib.suppress(OSError):
            held = sqlite3.connect(":memory:", isolation_level=None)
            held.deserialize(left.read_bytes())
            try:
                written = put_together(held, user.connection)
            except sqlite3.Error as problem:
                file.told.append(say(
                    "{file} holds what a program that died had stored, and cannot be read ({why}).", file=left,
                    why=problem,
                ))  # fmt: skip
                continue
            finally:
                held.close()
            left.unlink()
            if written:
                file.told.append(say(
                    "A program that died had stored {acts} more; they are here again.", acts=plural(written, "act")
                ))  # fmt: skip


def _clear_away(file: OneFile, *, same: bool) -> None:
    """A log without its index, an index without its log, or both of another file mislead whoever opens the file."""
    log = file.now()[1]
    ours = file.opened is not None and log is not None and log == file.opened[1]
    for ending, theirs in (("-wal", same or not ours), ("-shm", _inode_of_index(file) != file.index)):
        if not theirs:
            with contextlib.suppress(OSError):
                file.beside(ending).unlink()


def _probe(file: OneFile, user) -> None:
    """Whether what is there now can be opened, before anything is let go; it is another file, so this drops no lock."""
    before = user.connection
    try:
        user.connect()
    except sqlite3.Error as problem:
        raise damaged(file.path, str(problem)) from None
    user.disconnect()
    user.lean_on(before)


def _reopen(file: OneFile, users: list) -> None:
    for user in users:
        user.disconnect()
    if file.guard is not None:
        file.guard.close()
    file.guard, file.opened = Guard(file.path), None
    try:
        for user in users:
            user.connect()
    finally:
        for user in users:
            user.lean_on(file.held)
    file.settle()


@contextmanager
def _stand_in(file: OneFile) -> Iterator[None]:
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", _STAND_IN, str(file.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
    except (OSError, ValueError) as problem:
        raise _not_healed(file, problem) from None
    with process:
        said = process.stdout.readline().strip()
        try:
            if said != "ok":
                raise damaged(file.path, said) if said else _not_healed(file, say("no second program can be started"))
            yield
        finally:
            with contextlib.suppress(OSError):
                process.stdin.close()
            try:
                process.wait(_LONGEST_START)
            except subprocess.TimeoutExpired:
                process.kill()


def _inode_of_index(file: OneFile) -> tuple[int, int] | None:
    try:
        found = file.beside("-shm").stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _not_healed(file: OneFile, why: object) -> SurveyFileError:
    return SurveyFileError(
        say(
            "{path} or its log was taken away by another program, and it cannot be made whole from here "
            "({why}). Nothing is stored until then. Save what is here with workshop.copy_to('another "
            "folder'), then close this workshop and open it again.",
            path=file.path,
            why=why,
        )
    )
