"""What all objects of one program that stand on the same workshop share: who they are, and which file they opened.

Two `Workshop` objects, the phones and the boards have connections of their own. They have the file in common, and when
it is no longer the one on the disk, all of them go over to the right one together, while nobody is inside.
"""

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cxresearch.errors import SurveyFileError
from cxresearch.wording import say
from cxresearch.workshop.keeping.guard import Guard
from cxresearch.workshop.keeping.high_water import HighWater

__all__ = ["OneFile", "image_of", "one_file"]

_LONGEST_WAIT = 30.0
_FILES: dict[str, "OneFile"] = {}
_registry = threading.RLock()


def one_file(path: Path) -> "OneFile":
    """What this program shares of a file, by its real path."""
    key = os.path.normcase(os.path.realpath(path))
    with _registry:
        known = _FILES.get(key)
        if known is None or known.process != os.getpid() or known.left_behind():
            known = _FILES[key] = OneFile(key)
        return known


def image_of(path: Path) -> bytes | None:
    """All pages of a file as this program has it open, read through SQLite; None where it has not."""
    with _registry:
        file = _FILES.get(os.path.normcase(os.path.realpath(path)))
        user = next(iter(file.users), None) if file is not None and file.process == os.getpid() else None
    return None if user is None else user.image()


class OneFile:
    """One file, the objects that have it open, and what they know of it.

    Attributes
    ----------
    path : Path
        The real path.
    opened : tuple or None
        Device and inode of database and log as they were opened.
    held : sqlite3.Connection or None
        What this program had stored and could not write again yet.
    refused : tuple or None
        What was found on the disk when healing was refused, and the sentence.
    told : list of str
        What happened to the file, for the facilitator.
    """

    def __init__(self, key: str):
        self.path, self.process = Path(key), os.getpid()
        self._both = key, str(self.beside("-wal"))
        self.users: weakref.WeakSet = weakref.WeakSet()
        self.opened: tuple | None = None
        self.index: tuple | None = None
        self.held: sqlite3.Connection | None = None
        self.refused: tuple[tuple, str] | None = None
        self.told: list[str] = []
        self.guard: Guard | None = None
        self.high_water = HighWater(self.path.parent)
        self._turn = threading.Condition()
        self._inside: dict[int, int] = {}
        self._alone: int | None = None

    def now(self) -> tuple:
        """Device and inode of database and log as they are on the disk."""
        data, log = self._both
        return _inode(data), _inode(log)

    def as_opened(self) -> bool:
        """Whether what is written here is what another program reads."""
        return self.held is None and self.now() == self.opened

    def current(self) -> bool:
        """Whether whoever asks for this path next gets this one."""
        with _registry:
            return _FILES.get(os.path.normcase(self.path)) is self

    def left_behind(self) -> bool:
        """Whether the file went away under those who have it open; another one may begin in its place."""
        return bool(self.opened) and _inode(self.path) is None

    def inside(self) -> bool:
        """Whether this thread reads or writes just now."""
        return bool(self._inside.get(threading.get_ident()))

    @contextmanager
    def block(self) -> Iterator[None]:
        """Reading or writing; waits while somebody is alone with the file."""
        me = threading.get_ident()
        with self._turn:
            while self._alone not in (None, me) and me not in self._inside:
                self._turn.wait()
            self._inside[me] = self._inside.get(me, 0) + 1
        try:
            yield
        finally:
            with self._turn:
                self._inside[me] -= 1
                if not self._inside[me]:
                    del self._inside[me]
                    self._turn.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else of this program reads or writes."""
        me, until = threading.get_ident(), time.monotonic() + _LONGEST_WAIT
        with self._turn:
            if self._alone == me:
                raise RuntimeError("this thread is alone with the file already")
            while self._alone is not None:
                self._turn.wait()
            self._alone = me
            while any(thread != me for thread in self._inside):
                if not self._turn.wait(until - time.monotonic()):
                    self._alone = None
                    self._turn.notify_all()
                    raise SurveyFileError(say(
                        "{path} is busy in this program for more than {longest_wait} seconds; nothing was done. Try "
                        "again.",
                        path=self.path, longest_wait=f"{_LONGEST_WAIT:.0f}",
                    ))  # fmt: skip
        try:
            yield
        finally:
            with self._turn:
                self._alone = None
                self._turn.notify_all()

    def enter(self, user) -> None:
        """An object has opened the file."""
        self.users.add(user)
        if self.opened is None:
            self.settle()

    def settle(self) -> None:
        """The connections stand: from now on this is the file that was opened."""
        if self.guard is not None:
            self.guard.take()
        self.opened, self.index = self.now(), _inode(self.beside("-shm"))

    def beside(self, ending: str) -> Path:
        """A file of SQLite's beside this one."""
        return self.path.with_name(self.path.name + ending)

    def leave(self, user) -> bool:
        """An object goes; whether it was the last one."""
        self.users.discard(user)
        return not self.users

    def close(self) -> None:
        """Nobody has it open any more."""
        if self.guard is not None:
            self.guard.close()
        self.guard = self.opened = self.index = self.held = self.refused = None
        self.high_water.close()
        with _registry:
            if self.current():
                del _FILES[os.path.normcase(self.path)]


def _inode(path: str | Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _begin_anew() -> None:
    """In a process that was forked: it shares nothing with its parent, whose locks may be held for ever."""
    global _registry
    _registry = threading.RLock()
    _FILES.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
