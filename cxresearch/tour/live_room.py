"""The notebook that leads a real workshop: no sample in it, nothing that it cannot know, nothing written by Run All.

The tour's notebook on workshops replays a recorded one to learn from. This one is made for a room: with a study it
takes name, audiences, touchpoints and the survey from there, without one it asks the four questions and no more.
"""

from pathlib import Path

from cxresearch.tour.running import Workspace, write_notebook
from cxresearch.wording import say, told

__all__ = ["ROOM", "make_room"]

ROOM = "room.ipynb"
_HEAD = told("""# The room

Run all cells once. The board below is your desk: nobody but you sees it. *Open for phones* gives the code, *Open the
wall* the page for the projector. Everything that is written stays in the folder that is named below.""")
_DESK = told("""## The desk

Phases from left to right. Before others read what was written, the desk shows what is flagged and asks. Nothing here
has to be run again while the room works.""")
_PAPER = told("""## Paper, in case the network fails

Take the sign from the front of the line and run the cell: one page a table and audience, in the same words.""")
_REVEAL = told("""## Beside the survey

What each audience names, beside what the survey says: run this cell when the room is at the reveal, and again when
more has come in.""")
_LEAVE = told("""## What leaves the room

*Export* and *Make slides* on the desk, from the reveal on, write answers, actions and history, and slides of the
reveal, with small groups kept back: into the study's folder, else into the workshop's.""")


def make_room(workspace: Workspace, study: str | Path | None = None) -> Path:
    """Write the notebook of a workshop into its workspace, unless there is one; gives its path.

    Parameters
    ----------
    workspace : Workspace
    study : str or Path, optional
        The folder of a study, or the name of a sample; it is opened once, so that a mistake shows here.

    Raises
    ------
    NotebookError
        If it cannot be written.
    StudyError
        If the study cannot be opened.
    """
    import nbformat

    path = workspace.folder / "notebooks" / ROOM
    if path.exists():
        return path
    book = nbformat.v4.new_notebook()
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book.cells = [
        nbformat.v4.new_code_cell(text, metadata={"tags": tags} if tags else {})
        if kind == "code"
        else nbformat.v4.new_markdown_cell(text)
        for kind, text, *tags in _cells(_named(study))
    ]
    for at, cell in enumerate(book.cells):
        # The same bytes for the same workshop.
        cell["id"] = f"room-{at}"
    write_notebook(book, path)
    return path


def language_of(study: str | Path | None) -> str:
    """The language of a study; English without one."""
    if study is None:
        return "en"
    from cxresearch.study.study import open_study

    return open_study(study).settings.language or "en"


def _named(study: str | Path | None) -> str | None:
    """The study as the notebook finds it again, whatever folder it runs in; a sample by its name."""
    if study is None:
        return None
    from cxresearch.study.study import open_study

    opened = open_study(study)
    return str(study) if opened.is_sample else str(Path(study).expanduser().resolve())


def _cells(study: str | None) -> list[tuple[str, ...]]:
    beside = say("or the folder of a study: its name, topics, survey")
    given = f"study = {study!r}" if study else f"study = None   # {beside}"
    return [
        ("markdown", say(_HEAD)),
        ("code", f'{given}\nfolder = "../workshop"', "parameters"),
        (
            "code",
            "import cxresearch as cx\n"
            "opened = cx.open_study(study) if study else None\n"
            "survey = opened.now if opened else None\n"
            "workshop = cx.Workshop(folder, name=survey.name if study else None)\n"
            "workshop",
        ),
        ("markdown", say(_DESK)),
        (
            "code",
            "out = opened.out if opened else None\n"
            "desk = cx.facilitator_board(workshop, survey, report=cx.Report, folder=out)\n"
            "desk",
        ),
        ("markdown", say(_PAPER)),
        ("code", '# cx.workshop_sheets(workshop.folder / "sheets.html", workshop, tables=6)'),
        ("markdown", say(_REVEAL)),
        ("code", 'revealed = cx.reveal(workshop, survey) if workshop.phase == "reveal" else None\nrevealed'),
        ("markdown", say(_LEAVE)),
    ]
