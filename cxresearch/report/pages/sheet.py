"""One HTML page, whole in itself: its style and pictures are inside, and it asks nobody for anything.

A content security policy in the page makes the browser refuse every request, should a notebook's text contain one.
"""

import base64
from pathlib import Path

from cxresearch import __version__
from cxresearch.errors import OptionError
from cxresearch.report.files import writable, writing, written
from cxresearch.speaking import language_now
from cxresearch.wording import say
from cxresearch.workshop.templates import filled

__all__ = ["data_address", "made_page", "sheet", "write_sheet"]

_MADE_BY = '<meta name="generator" content="cxresearch'
_TEMPLATES = Path(__file__).parents[1]


def made_page(name: str, **values: object) -> str:
    """A template of this wing with its values, all of them escaped; ``name`` is its place, as "pages/sheet.html"."""
    return filled(_TEMPLATES, name, **values)


def sheet(title: str, main: str, *, top: str = "", cover: bool = False, foot: str = "", script: str = "") -> str:
    """A whole page.

    Parameters
    ----------
    title : str
        Plain text, for the browser's tab.
    main, top, foot : str
        HTML; ``top`` stands in the coloured band.
    cover : bool
        Whether the band is the tall one of a front page.
    script : str
        The hash of the one script that may run, as a content security policy names it.

    Examples
    --------
    >>> "<title>Gaps &amp; views</title>" in sheet("Gaps & views", "<p>Fine.</p>")
    True
    """
    return made_page(
        "pages/sheet.html", title=title, main=main, top=top, foot=foot, cover=cover, script=script,
        language=language_now(), version=__version__,
    )  # fmt: skip


def write_sheet(path: Path, page: str) -> Path:
    """Write a page, but never over a file that cxresearch did not make.

    Raises
    ------
    OptionError
        If there is such a file, or the folder cannot be written.
    """
    path = Path(path)
    with writing(path):
        if path.exists() and _MADE_BY not in path.read_text(encoding="utf-8", errors="replace")[:2000]:
            raise OptionError(say(
                "{path} is there already and was not made by cxresearch; it stays. Name another folder.",
                path=path,
            ))  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
    return written(path, writable(page).encode("utf-8"))


def data_address(png: bytes | str) -> str:
    """A picture as the address of itself; takes bytes, or base64 text as notebooks hold it."""
    text = base64.b64encode(png).decode("ascii") if isinstance(png, bytes) else "".join(png.split())
    return f"data:image/png;base64,{text}"
