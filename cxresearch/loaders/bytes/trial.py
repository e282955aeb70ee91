"""A damaged file can crash a reader written in C, and Python with it: a child process tries first.

The child imports the reader of statistical packages, reads the files that it is told, answers in one line and keeps
nothing. It is started with the first such file, serves all that follow, and ends with its parent.
"""

import atexit
import json
import queue
import subprocess
import sys
import threading
from pathlib import Path

__all__ = ["survives"]

_CHILD = """
import json, sys
import pyreadstat
print("ready", flush=True)
for line in sys.stdin:
    options = json.loads(line)
    try:
        read = getattr(pyreadstat, options["reader"])
        read(options["path"], disable_datetime_conversion=True, output_format="dict", **options["more"])
    except BaseException:
        pass
    print("survived", flush=True)
"""
_START_SECONDS = 60.0
_SECONDS_A_FILE = 60.0
_BYTES_A_SECOND = 500_000


class _Child:
    """The process and the lines that it has answered."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-c", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self.lines: queue.Queue = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.ready = self.answer(_START_SECONDS) == "ready"

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line.strip())
        self.lines.put(None)

    def answer(self, seconds: float) -> str | None:
        try:
            return self.lines.get(timeout=seconds)
        except queue.Empty:
            return None

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


_lock = threading.Lock()
_running: list[_Child] = []


def survives(path: Path, reader: str = "read_sav", more: dict | None = None) -> bool:
    """Whether a process that reads the file lives on; True as well where no child can be started."""
    with _lock:
        try:
            if not _running:
                _running.append(_Child())
            child = _running[0]
            if not child.ready:
                return True
            asked = {"path": str(path.resolve()), "reader": reader, "more": more or {}}
            child.process.stdin.write(json.dumps(asked) + "\n")
            child.process.stdin.flush()
            alive = child.answer(_SECONDS_A_FILE + path.stat().st_size / _BYTES_A_SECOND) == "survived"
        except BrokenPipeError:
            alive = False
        except (OSError, ValueError):
            return True
        if not alive:
            _stop()
        return alive


def _stop() -> None:
    while _running:
        child = _running.pop()
        try:
            child.end()
        except (OSError, ValueError):
            continue


atexit.register(_stop)
