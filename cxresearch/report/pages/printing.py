"""A page becomes a PDF by a Chromium, where the computer has one; nothing is fetched, and nothing stays behind."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from cxresearch.report.files import writing
from cxresearch.wording import say

__all__ = ["chromium", "printed"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_SECONDS = 120
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
    with TemporaryDirectory(prefix="cxresearch-") as folder:
        source, made = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        command = [
            program, "--headless", "--disable-gpu", "--no-sandbox", "--no-first-run", "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}", source.as_uri(),
        ]  # fmt: skip
        with suppress(OSError, subprocess.TimeoutExpired):  # what was not made is said below
            subprocess.run(command, check=False, capture_output=True, timeout=_SECONDS)
        if not made.is_file():
            print(say("Chromium did not print the page. Open the page of to_html in a browser and print it as PDF."))
            return None
        with writing(place):
            place.write_bytes(made.read_bytes() + _MARK)
    return place
