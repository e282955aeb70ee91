"""The tour as pages: its notebooks are run in a copy, and each becomes a page without code."""

import tempfile
from pathlib import Path

from cxresearch.errors import OptionError
from cxresearch.report.pages.notebooks import for_page, front_page, notebook_page, step_of
from cxresearch.report.pages.sheet import write_sheet
from cxresearch.speaking import speaking
from cxresearch.tour.for_study import tour_on
from cxresearch.tour.kernels import code_cells, run_notebooks
from cxresearch.tour.running import find_notebooks, make_workspace, notebook_format, read_notebook
from cxresearch.tour.translating import in_language
from cxresearch.wording import named, say

__all__ = ["write_pages"]


def write_pages(out: Path, *, notebooks: Path | None = None, study: str | None = None) -> tuple[Path, int]:
    """Run the tour, or the notebooks of another folder, in a copy, and write a page for each, and a front page.

    Parameters
    ----------
    out : Path
        A folder of its own: one with other files in it is refused.
    notebooks : Path, optional
        A folder of notebooks to run instead.
    study : str, optional
        A study's folder or the name of a sample that the tour is run on, in its language.

    Returns
    -------
    tuple of Path and int
        The front page, and how many pages it leads to.

    Raises
    ------
    OptionError
        If the folder holds other files.
    NotebookError
        If a notebook is missing or stops.
    """
    from tqdm import tqdm

    _refuse_other_files(out, [path.stem for path in find_notebooks(notebooks)])
    with tempfile.TemporaryDirectory(prefix="cxresearch-demo-") as copy:
        workspace = make_workspace(copy, notebooks=notebooks)
        own, paths = notebooks is not None, workspace.notebooks
        if not own:
            kept = {path: for_page(read_notebook(path)) for path in paths}
            paths = [path for path, notebook in kept.items() if notebook is not None]
            for path in paths:
                notebook_format().write(kept[path], path)
        title, language = tour_on(paths, study) if study else ("", "en")
        with speaking(language):
            print(say("Pages go to {folder}", folder=out.resolve()), flush=True)
        cells = {path: code_cells(path) for path in paths}
        left: dict[Path, int] = {}
        # On a terminal only: in a log the bar would be noise.
        with tqdm(total=sum(cells.values()), unit="cell", disable=None, leave=False) as bar:

            def told(path: Path, ran: int) -> None:
                left[path] = left.get(path, cells[path]) - ran
                bar.update(ran)
                now = ", ".join(one.stem for one, cells in left.items() if cells)
                done = sum(not cells for cells in left.values())
                bar.set_description(say("{done} of {all} done; {now}", done=done, all=len(paths), now=now))

            books = run_notebooks(paths, told=told, shared=not own)
        with speaking(language):
            run = {path: in_language(notebook) for path, notebook in zip(paths, books, strict=True)}
            steps = [step_of(notebook, path.stem) for path, notebook in run.items()]
            for (path, notebook), step in zip(run.items(), steps, strict=True):
                page = notebook_page(notebook, step, steps=steps, folder=path.parent)
                write_sheet(out / f"{step.name}.html", page)
            title = notebooks.resolve().name if own else title or say("Harbour Bank, seen three ways")
            lead = (
                say("Notebooks that were run, without their code.")
                if own or study
                else say(
                    "What leaders believe, what staff see and what customers live through, at a bank that is made up."
                )
            )
            front = write_sheet(out / "index.html", front_page(steps, title=title, lead=lead))
    return front, len(steps)


def _refuse_other_files(folder: Path, pages: list[str]) -> None:
    """Pages go into a folder of their own, or over those of an earlier run."""
    if folder.exists() and not folder.is_dir():
        raise OptionError(say("{folder} is a file. Name a folder with --out.", folder=folder))
    ours = {"index.html", *(f"{page}.html" for page in pages)}
    others = sorted(path.name for path in folder.iterdir() if path.name not in ours) if folder.is_dir() else []
    if others:
        raise OptionError(say(
            "{folder} holds other files ({others}), so no pages are written there. Name a new folder with --out.",
            folder=folder, others=named(others, most=3),
        ))  # fmt: skip
