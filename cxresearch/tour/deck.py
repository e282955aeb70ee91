"""A notebook becomes slides: which cells open a slide, which stay out, and large type without code while presenting.

The marks are the usual ``slideshow`` metadata of notebooks. ``jupyterlab-slideshow`` (the extra ``present``) plays them
in JupyterLab with the panels live; there the code is hidden while the deck runs, and only then.
"""

from pathlib import Path

from cxresearch.errors import SurveyFileError
from cxresearch.wording import say

__all__ = ["STYLES", "as_slides", "slide_types"]

_OFF = {"parameters", "no-slide"}
_FONTS = "@deathbeds/jupyterlab-fonts"
# Nested below the notebook's panel by jupyterlab-fonts; `.jp-Deck` is there only while slides are shown.
STYLES = {
    "&.jp-Deck .jp-CodeCell .jp-Cell-inputWrapper, &.jp-Deck .jp-Collapser, &.jp-Deck .jp-InternalAnchorLink": {
        "display": "none"
    },
    "&.jp-Deck .jp-Notebook": {"padding": "1vh 3vw"},
    "&.jp-Deck .jp-RenderedHTMLCommon, &.jp-Deck .jp-OutputArea-output, &.jp-Deck .widget-html-content": {
        "font-size": "clamp(18px, 2.6vh, 40px)",
        "line-height": "1.4",
    },
    "&.jp-Deck .jp-RenderedText pre": {"font": "inherit", "white-space": "pre-wrap"},
    "&.jp-Deck .jp-RenderedHTMLCommon h1": {"font-size": "2.2em"},
    "&.jp-Deck .jp-RenderedHTMLCommon h2": {"font-size": "1.6em"},
    "&.jp-Deck .jp-RenderedHTMLCommon table, &.jp-Deck .widget-html-content table": {"font-size": ".8em"},
    "&.jp-Deck .jp-RenderedImage img": {
        "height": "70vh",
        "max-width": "100%",
        "object-fit": "contain",
        "object-position": "left top",
    },
    "&.jp-Deck img.widget-image": {"max-height": "55vh", "width": "auto !important", "max-width": "100%"},
}


def slide_types(cells) -> list[str]:
    """What each cell of a notebook is on the slides: ``slide``, ``subslide``, ``skip`` or ``-`` (goes on below).

    A title or heading opens a slide. What a cell shows stands below its heading, and everything that follows on it is a
    slide further down. Cells that show nothing, the parameters, and cells with the tag ``no-slide`` stay out.

    Parameters
    ----------
    cells : sequence of notebook cells

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
    >>> shown = new_code_cell("nps", outputs=[new_output("execute_result", {"text/plain": "-12"})])
    >>> slide_types([new_markdown_cell("## How loyal?"), new_code_cell("import cxresearch as cx"), shown, shown])
    ['slide', 'skip', '-', 'subslide']
    """
    found, has_shown = [], False
    for at, cell in enumerate(cells):
        if cell.cell_type == "markdown":
            opens = at == 0 or cell.source.lstrip().startswith(("# ", "## "))
            found.append("slide" if opens else "subslide" if has_shown else "-")
            has_shown = False
        elif cell.cell_type != "code" or not cell.outputs or _OFF & set(cell.metadata.get("tags", ())):
            found.append("skip")
        else:
            found.append("subslide" if has_shown else "-")
            has_shown = True
    return found


def as_slides(notebook: str | Path) -> Path:
    """Mark a notebook's cells as slides, in place; what it shows and says stays as it is.

    Parameters
    ----------
    notebook : path
        A notebook that was run: cells without anything to show stay off the slides.

    Returns
    -------
    pathlib.Path
        The notebook.

    Raises
    ------
    SurveyFileError
        If it cannot be read as a notebook, or not be written.

    Examples
    --------
    >>> import nbformat, tempfile
    >>> path = Path(tempfile.mkdtemp()) / "study.ipynb"
    >>> nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Our study")]), path)
    >>> nbformat.read(as_slides(path), as_version=4).cells[0].metadata.slideshow.slide_type
    'slide'
    """
    import nbformat

    path = Path(notebook)
    try:
        book = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise SurveyFileError(say("{path}: no such notebook.", path=path)) from None
    except Exception as problem:  # nbformat raises whatever JSON and its schema raise
        raise SurveyFileError(say(
            "{path} cannot be read as a notebook ({problem}). Save it again in JupyterLab.",
            path=path, problem=problem,
        )) from None  # fmt: skip
    for cell, kind in zip(book.cells, slide_types(book.cells), strict=True):
        # "-" is what a cell is without a mark, and some readers write it out again.
        cell.metadata.pop("slideshow", None)
        if kind != "-":
            cell.metadata["slideshow"] = {"slide_type": kind}
    book.metadata[_FONTS] = {"styles": {":root": STYLES}}
    try:
        nbformat.write(book, path)
    except OSError as problem:
        raise SurveyFileError(say(
            "{path} cannot be written ({strerror}).",
            path=path, strerror=problem.strerror,
        )) from None  # fmt: skip
    return path
