"""A hold on a workshop's file that nothing else in this program can drop.

SQLite's own locks fall when any part of the program opens and closes the file, as copying a folder in a notebook does:
the system drops all locks that a process has on a file when one descriptor of it closes. The next program to look in
would then take itself for the last one and clear away the newest answers. Locks of an open file description do not
fall like that. Linux has them; elsewhere the guard holds nothing, and healing has to do.

The descriptors are opened before the first connection and closed after the last one, since closing them is what drops
locks.
"""

import contextlib
import os
import struct
from pathlib import Path

__all__ = ["Guard"]

# Where SQLite locks: who reads a database, and who is alive beside the index of its log.
_READERS = (0x40000002, 510)
_ALIVE = (128, 1)


class Guard:
    """Readers' locks on a database and on the index of its log, of this program as a whole.

    Parameters
    ----------
    path : Path
        The database, which exists.
    """

    def __init__(self, path: Path):
        self._index = path.with_name(path.name + "-shm")
        self._numbers: list[int] = []
        self._data = self._opened(path)

    def take(self) -> None:
        """Hold; to be called once the first connection stands."""
        _lock(self._data, _READERS)
        index = self._opened(self._index)
        _lock(index, _ALIVE)

    def let_go(self) -> None:
        """Hold no longer, so that the last connection can tidy up."""
        for number in self._numbers:
            _lock(number, (0, 0), drop=True)

    def close(self) -> None:
        """Give the descriptors back; to be called when no connection of this program is left."""
        while self._numbers:
            with contextlib.suppress(OSError):
                os.close(self._numbers.pop())

    def _opened(self, path: Path) -> int | None:
        if not _can_hold():
            return None
        try:
            number = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return None
        self._numbers.append(number)
        return number


def _can_hold() -> bool:
    try:
        import fcntl
    except ImportError:
        return False
    return hasattr(fcntl, "F_OFD_SETLK")


def _lock(number: int | None, where: tuple[int, int], *, drop: bool = False) -> None:
    if number is None:
        return
    import fcntl

    kind = fcntl.F_UNLCK if drop else fcntl.F_RDLCK
    # A file system that knows no such locks refuses; SQLite's own remain.
    with contextlib.suppress(OSError):
        fcntl.fcntl(number, fcntl.F_OFD_SETLK, struct.pack("@hhqqi", kind, os.SEEK_SET, *where, 0))
