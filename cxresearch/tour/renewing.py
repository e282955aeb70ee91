"""Running notebooks where they lie, so that what they show is what the library says today.

``python -m cxresearch.tour.renewing notebooks`` runs every notebook of a folder and writes its outputs into it, marked
as slides; ``--study FOLDER`` runs them on another study.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from cxresearch.errors import OptionError
from cxresearch.tour.deck import as_slides
from cxresearch.tour.kernels import run_notebook
from cxresearch.tour.running import NotebookError, find_notebooks, read_notebook, write_notebook
from cxresearch.wording import say

__all__ = ["on_study", "renew"]


def on_study(notebook: str | Path, study: str | Path, target: str | Path) -> Path:
    """A copy of a notebook that opens another study.

    Parameters
    ----------
    notebook : path
        With a cell tagged ``parameters`` that sets ``study``.
    study : str or path
        A study's folder, or the name of a sample.
    target : path
        Where the copy goes; its folder has to be there.

    Raises
    ------
    NotebookError
        If there is no such notebook, no such cell, or the copy cannot be written.
    """
    import re

    book = read_notebook(Path(notebook))
    line = re.compile(r"^study = .*$", re.M)
    cell = next((one for one in book.cells if "parameters" in one.metadata.get("tags", ()) and line.search(one.source)),
                None)  # fmt: skip
    if cell is None:
        raise NotebookError(say(
            "{file} has no cell of parameters that sets study. Tag it 'parameters'.", file=Path(notebook).name
        ))  # fmt: skip
    cell.source = line.sub(lambda _: f"study = {str(study)!r}", cell.source, count=1)
    write_notebook(book, Path(target))
    return Path(target)


def renew(notebook: str | Path, *, done: Callable[[], None] = lambda: None) -> Path:
    """Run a notebook where it lies and write its outputs into it, marked as slides.

    Parameters
    ----------
    notebook : path
        Changed only when every cell ran.
    done : callable
        Called after every code cell.

    Raises
    ------
    NotebookError
        If a cell fails; the file stays as it was.
    """

    path = Path(notebook)
    book = run_notebook(path, done=done)
    for cell in book.cells:
        # When it was run is no output of a notebook.
        cell.metadata.pop("execution", None)
    write_notebook(book, path)
    return as_slides(path)


def main(given: list[str] | None = None) -> int:
    """The shell's side of it; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m cxresearch.tour.renewing", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="of notebooks; or one notebook")
    parser.add_argument("--study", help="run them on another study, a sample's name or a folder")
    options = parser.parse_args(given)
    paths = [options.folder] if options.folder.suffix == ".ipynb" else find_notebooks(options.folder)
    try:
        for path in paths:
            if options.study:
                on_study(path, options.study, path)
            renew(path)
            print(path.name, flush=True)
    except (NotebookError, OptionError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
