"""The tour's notebooks for a client's own study: opened on it, their words in its language."""

from collections.abc import Iterable
from pathlib import Path

from cxresearch.speaking import speaking
from cxresearch.tour.renewing import on_study, renew
from cxresearch.tour.running import find_notebooks, read_notebook, write_notebook
from cxresearch.tour.translating import in_language
from cxresearch.wording import listed, plural, say

__all__ = ["notebook_lines", "tour_on"]


def tour_on(notebooks: Iterable[Path], study: str | Path) -> tuple[str, str]:
    """Let copies of the tour's notebooks open another study, where they have a cell that says which.

    Parameters
    ----------
    notebooks : list of Path
        Written over.
    study : str or Path
        A study's folder or the name of a sample; it is opened once, so that a mistake shows here.

    Returns
    -------
    tuple of str
        The study's title and language.

    Raises
    ------
    StudyError
        If the study cannot be opened.
    """
    from cxresearch.study.study import open_study

    opened = open_study(study)
    name = str(study) if opened.is_sample else str(Path(study).expanduser().resolve())
    for path in notebooks:
        on_study(path, name, path)
    return opened.settings.title, opened.settings.language or "en"


def notebook_lines(folder: str | Path, *, run: bool = False) -> list[str]:
    """Copy the notebooks into a study and say which; what is there already stays as it is, but for outputs of a run.

    Raises
    ------
    StudyError
        If there is no study in the folder.
    NotebookError
        If a notebook cannot be written.
    """
    from cxresearch.study.study import open_study

    settings = open_study(folder).settings
    with speaking(settings.language or "en"):
        place, made, kept = settings.folder / "notebooks", [], []
        for path in find_notebooks():
            target = place / path.name
            if target.exists():
                kept.append(path.stem)
                continue
            write_notebook(_emptied(in_language(read_notebook(path))), target)
            # From the folder of notebooks the study is the folder above.
            on_study(target, "..", target)
            made.append(path.stem)
        lines = [say("Written: {path}", path=f"{place.resolve()} ({plural(len(made), 'notebook')})")] if made else []
        if kept:
            lines.append(say("Left as they are: {names}.", names=listed(kept)))
        if run:
            for path in find_notebooks(place):
                renew(path)
                lines.append(say("Run: {name}.", name=path.stem))
        return [*lines, say("Open them in JupyterLab: {command}", command=f"jupyter lab {place}")]


def _emptied(notebook):
    """Without the outputs of another client."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook
