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

from cxresearch.wording import say

__all__ = ["Presence", "network_drive", "synchronised_by"]

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
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "davfs", "9p", "fuse.sshfs", "fuse.davfs2",
            "fuse.rclone", "fuse.gvfsd-fuse"}  # fmt: skip
_held: dict[str, tuple[int, int]] = {}
_guard = threading.Lock()


class Presence:
    """The hold of this program on a folder; several objects of one program share it."""

    def __init__(self, folder: Path):
        self._note = folder / _NOTE
        self._key = os.path.realpath(self._note)
        self._mine = False
        self._take()

    def other(self) -> str:
        """Who else has it open, in words; empty where nobody has."""
        self._take()
        if self._mine:
            return ""
        try:
            told = json.loads(self._note.read_text(encoding="utf-8"))
            return say(
                "program {number} on {computer}, since {since}", number=int(told["program"]), computer=told["computer"],
                since=told["since"],
            )  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError):
            return say("another program")

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


def network_drive(folder: Path, mounts: str = "/proc/self/mounts") -> bool:
    """Whether a folder lies on another computer, as far as the system tells.

    >>> network_drive(Path("//server/share/room")), network_drive(Path.cwd(), "no such list")
    (True, False)
    """
    if str(folder).replace("\\", "/").startswith("//"):
        return True
    try:
        lines = Path(mounts).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    parts = [line.split() for line in lines]
    places = {part[1].replace("\\040", " "): part[2] for part in parts if len(part) > 2}
    real = Path(os.path.realpath(folder))
    kind = next((places[str(at)] for at in (real, *real.parents) if str(at) in places), "")
    return kind in _NETWORK


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
