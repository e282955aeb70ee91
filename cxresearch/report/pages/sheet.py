"""One HTML page, whole in itself: its style and pictures are inside, and it asks nobody for anything.

A content security policy in the page makes the browser refuse every request, should a notebook's text contain one.
"""

import base64
import html
from functools import cache
from pathlib import Path

from cxresearch import __version__
from cxresearch.errors import OptionError, needed
from cxresearch.report.files import writable
from cxresearch.speaking import language_now
from cxresearch.wording import say

__all__ = ["data_address", "page_templates", "sheet", "write_sheet"]

_MADE_BY = '<meta name="generator" content="cxresearch'
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@cache
def page_templates():
    """The templates of all pages, by their place below this wing's folder; every word they are given is escaped."""
    needed("jinja2", "Writing a page")
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(Path(__file__).parents[1]), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


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
    style = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
    policy = f"{_POLICY}; script-src '{script}'" if script else _POLICY
    return (
        f'<!DOCTYPE html>\n<html lang="{language_now()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'{_MADE_BY} {__version__}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<link rel="icon" '
        f'href="data:,">\n<title>{html.escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n'
        f'<header class="top{" cover" if cover else ""}">{top}</header>\n<main>\n{main}\n</main>\n'
        f"<footer>{foot}</footer>\n</body>\n</html>\n"
    )


def write_sheet(path: Path, page: str) -> Path:
    """Write a page, but never over a file that cxresearch did not make.

    Raises
    ------
    OptionError
        If there is such a file, or the folder cannot be written.
    """
    path = Path(path)
    try:
        if path.exists() and _MADE_BY not in path.read_text(encoding="utf-8", errors="replace")[:2000]:
            raise OptionError(say(
                "{path} is there already and was not made by cxresearch; it stays. Name another folder.",
                path=path,
            ))  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(writable(page), encoding="utf-8")
    except OSError as problem:
        raise OptionError(say(
            "{path} cannot be written ({what}). Name another folder.",
            path=path, what=problem.strerror or problem,
        )) from None  # fmt: skip
    return path


def data_address(png: bytes | str) -> str:
    """A picture as the address of itself; takes bytes, or base64 text as notebooks hold it."""
    text = base64.b64encode(png).decode("ascii") if isinstance(png, bytes) else "".join(png.split())
    return f"data:image/png;base64,{text}"
