"""A page becomes a PDF by a Chromium, where the computer has one; nothing is fetched, and nothing stays behind."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from cxresearch.report.files import written
from cxresearch.wording import count, say

__all__ = ["chromium", "printed"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
# A busy computer takes minutes for what an idle one does in seconds, and long pages take longer.
_SECONDS, _SECONDS_A_MEGABYTE = 180, 60
_WHOLE = b"%%EOF"
_MARK = b"\n% cxresearch\n"


def chromium() -> str | None:
    """The program of a Chromium: what CXRESEARCH_CHROMIUM names, one on the path, or one that playwright brought."""
    named = os.environ.get("CXRESEARCH_CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    found = found or next((place for place in _PLACES if Path(place).is_file()), None)
    if found:
        return found
    brought = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    for pattern in ("chromium-*/chrome-linux*/chrome", "chromium_headless_shell-*/*/*headless*shell*"):
        for path in sorted(brought.glob(pattern), reverse=True) if brought.is_dir() else ():
            if path.is_file() and os.access(path, os.X_OK):
                return str(path)
    return None


def printed(page: str, place: Path) -> Path | None:
    """Print a page, or say in a sentence why not.

    Raises
    ------
    OptionError
        If the file cannot be written.
    """
    program = chromium()
    if program is None:
        print(say("There is no Chromium to print with. Open the page of to_html in a browser and print it as PDF."))
        return None
    # A browser that was stopped may still be tidying up its own folder.
    with TemporaryDirectory(prefix="cxresearch-", ignore_cleanup_errors=True) as folder:
        source, made = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        command = [
            program, "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-sandbox", "--no-first-run",
            "--no-pdf-header-footer", f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}", source.as_uri(),
        ]  # fmt: skip
        seconds = _SECONDS + _SECONDS_A_MEGABYTE * source.stat().st_size // 1_000_000
        in_time = _ended(command, seconds)
        data = made.read_bytes() if made.is_file() else b""
        if _WHOLE not in data[-1024:]:
            print(_why_not(in_time, seconds))
            return None
        return written(place, data + _MARK)


def _ended(command: list[str], seconds: float) -> bool:
    """Whether a program came to its end in time; if not it is stopped, with all that it started.

    Its words go nowhere: a browser's helpers hold on to a pipe, and who reads it waits for them for ever.
    """
    quiet = subprocess.DEVNULL
    try:
        running = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    except OSError:
        return True
    try:
        running.wait(seconds)
        return True
    except subprocess.TimeoutExpired:
        return False
    finally:
        if running.poll() is None:
            with suppress(OSError):
                if hasattr(os, "killpg"):
                    os.killpg(running.pid, signal.SIGKILL)
                else:
                    running.kill()
            running.wait()


def _why_not(in_time: bool, seconds: int) -> str:
    if in_time:
        return say("Chromium did not print the page. Open the page of to_html in a browser and print it as PDF.")
    return say(
        "Chromium had not printed the page after {minutes} minutes. Try again when the computer is less busy, or open "
        "the page of to_html in a browser and print it as PDF.",
        minutes=count(round(seconds / 60)),
    )
