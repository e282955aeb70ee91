"""How far a workshop had come: two numbers beside its file, so that what is missing from it is noticed.

A database without its log, or an older copy of it, is sound in itself. Only beside it can stand that there was more.
The numbers follow the disk and never lead, so that they claim nothing that was not stored.
"""

import contextlib
import os
from pathlib import Path

__all__ = ["HighWater"]

_NAME = "workshop.last"


class HighWater:
    """The numbers of the newest line of the ledger and of the newest answer.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path):
        self._path = folder / _NAME
        self._number: int | None = None

    def read(self) -> tuple[int, int]:
        """Line of the ledger and answer; (0, 0) where nothing is known."""
        try:
            change, answer = self._path.read_text(encoding="ascii").split()
            return int(change), int(answer)
        except (OSError, ValueError):
            return 0, 0

    def rise(self, change: int, answer: int) -> None:
        """Keep the numbers; a folder that cannot be written costs nothing but the notice."""
        with contextlib.suppress(OSError):
            if self._number is None:
                self._number = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
            os.lseek(self._number, 0, os.SEEK_SET)
            os.write(self._number, f"{change:20d}{answer:20d}\n".encode())

    def close(self) -> None:
        if self._number is not None:
            with contextlib.suppress(OSError):
                os.close(self._number)
            self._number = None
