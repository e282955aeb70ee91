"""Who else has this workshop open: a note beside the file, held for as long as the program lives.

Two facilitators on one file do no harm, since SQLite lets one write after the other. They should know of each other,
though, before both move the same notes. The operating system drops the hold when a program ends, however it ends, so a
note never speaks of the dead.
"""

import contextlib
import json
import os
import socket
import threading
import time
from pathlib import Path

__all__ = ["Presence", "synchronised_by"]

_NOTE = "workshop.open"
# The byte that is held lies behind the note, so that the note can be read meanwhile.
_HELD_BYTE = 1 << 20
_SYNCHRONISED = (
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "icloud",
    "mobile documents",
    "nextcloud",
    "box sync",
)
_held: dict[str, tuple[int, int]] = {}
_guard = threading.Lock()


class Presence:
    """The hold of this program on a folder; several objects of one program share it."""

    def __init__(self, folder: Path):
        self._note = folder / _NOTE
        self._key = str(self._note.absolute())
        self._mine = False
        self._take()

    def other(self) -> str:
        """Who else has it open, in words; empty where nobody has."""
        self._take()
        if self._mine:
            return ""
        try:
            told = json.loads(self._note.read_text(encoding="utf-8"))
            return f"program {int(told['program'])} on {told['computer']}, since {told['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "another program"

    def leave(self) -> None:
        """Let go; the last object of this program takes the note away."""
        with _guard:
            if not self._mine:
                return
            self._mine = False
            number, users = _held[self._key]
            if users > 1:
                _held[self._key] = number, users - 1
                return
            del _held[self._key]
            with contextlib.suppress(OSError):
                os.ftruncate(number, 0)
            os.close(number)

    def __del__(self):
        # A workshop that nobody holds any more is not open, closed or not.
        with contextlib.suppress(Exception):
            self.leave()

    def _take(self) -> None:
        with _guard:
            if self._mine:
                return
            if self._key in _held:
                number, users = _held[self._key]
                _held[self._key], self._mine = (number, users + 1), True
                return
            try:
                number = os.open(self._note, os.O_RDWR | os.O_CREAT, 0o644)
            except OSError:
                return
            if not _hold(number):
                os.close(number)
                return
            told = {"program": os.getpid(), "computer": socket.gethostname(), "since": time.strftime("%Y-%m-%d %H:%M")}
            # Without a note the hold still counts.
            with contextlib.suppress(OSError):
                os.ftruncate(number, 0)
                os.write(number, json.dumps(told).encode())
            _held[self._key], self._mine = (number, 1), True


def synchronised_by(folder: Path) -> str:
    """The part of a path that says that a program copies this folder elsewhere; empty where none does.

    >>> synchronised_by(Path("/home/ann/OneDrive - Client/room")), synchronised_by(Path("/home/ann/room"))
    ('OneDrive - Client', '')
    """
    return next((part for part in folder.parts if part.casefold().startswith(_SYNCHRONISED)), "")


def _hold(number: int) -> bool:
    """Whether the note is ours; also where the file system cannot tell."""
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            os.lseek(number, _HELD_BYTE, os.SEEK_SET)
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(number, 0, os.SEEK_SET)
        return True
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
