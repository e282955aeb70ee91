"""The guided tour: where its notebooks are, a workspace to try things in, and JupyterLab on it.

The notebooks that come along are never run or changed in place. A workspace is a copy with the same layout
(``notebooks/`` beside ``data/samples/``), and whatever a person already has in it stays as it is.
"""

import filecmp
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from cxresearch.errors import CXResearchError
from cxresearch.speaking import language_now, say, speaking

__all__ = [
    "FIRST",
    "NotebookError",
    "Workspace",
    "find_notebooks",
    "find_samples",
    "lab_command",
    "make_workspace",
    "notebook_format",
    "open_lab",
    "one_line",
    "read_notebook",
    "write_notebook",
]

FIRST = "00_start_here.ipynb"
_PACKAGE = Path(__file__).resolve().parents[1]
_LEFT_OUT = {"__pycache__", "__init__.py", ".ipynb_checkpoints"}
_LAB_SETTINGS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
_MOST_OF_A_MESSAGE = 300


class NotebookError(CXResearchError):
    """A notebook that is missing, cannot be read, or stopped at a cell; the message names both."""


@dataclass(frozen=True)
class Workspace:
    """A folder to work in: what was put there, and which of a person's files were left as they are."""

    folder: Path
    added: tuple[str, ...]
    kept: tuple[str, ...]

    @property
    def notebooks(self) -> list[Path]:
        """The notebooks, in the order of the tour."""
        return sorted((self.folder / "notebooks").glob("*.ipynb"))


def _in_two_places(kind: str) -> Path | None:
    """A folder that comes along: inside an installed package, beside it in a checkout."""
    return next((folder for folder in (_PACKAGE / kind, _PACKAGE.parent / kind) if folder.is_dir()), None)


def find_notebooks(folder: str | Path | None = None) -> list[Path]:
    """The notebooks of a folder, in order; by default of the tour that comes with cxresearch.

    Raises
    ------
    NotebookError
        If there are none.
    """
    found = Path(folder) if folder is not None else _in_two_places("notebooks")
    if found is None:
        raise NotebookError(say(
            "The notebooks of the tour are missing beside {folder}. Install cxresearch again.", folder=_PACKAGE
        ))  # fmt: skip
    notebooks = sorted(path for path in found.glob("*.ipynb") if path.is_file())
    if not notebooks:
        raise NotebookError(say(
            "{folder} holds no notebook (*.ipynb). Name a folder of notebooks, or leave it out for the tour."
            if found.is_dir() else
            "{folder} is no folder. Name a folder of notebooks, or leave it out for the tour.",
            folder=found,
        ))  # fmt: skip
    return notebooks


def find_samples() -> Path | None:
    """The folder of the made-up clients; None where it was not installed."""
    return _in_two_places("data/samples")


def make_workspace(
    folder: str | Path,
    *,
    notebooks: str | Path | None = None,
    samples: Path | None = None,
    language: str = "en",
) -> Workspace:
    """Copy notebooks and samples into a folder; a file that is there already stays as it is.

    Parameters
    ----------
    folder : path
        Made where it does not exist.
    notebooks : path, optional
        A folder of notebooks, by default the tour's.
    samples : path, optional
        A folder of samples, by default those that come along.
    language : str
        Of the words in the notebooks; their outputs stay as they came.

    Raises
    ------
    NotebookError
        If there are no notebooks, or the folder cannot be written.
    OptionError
        For a language that there is not.
    """
    with speaking(language):
        language = language_now()
    folder = Path(folder)
    sources = {"notebooks": find_notebooks(notebooks)[0].parent, "data/samples": samples or find_samples()}
    added, kept = [], []
    try:
        for place, source in sources.items():
            for path in _files(source) if source is not None else ():
                name = f"{place}/{path.relative_to(source).as_posix()}"
                target = folder / name
                with _spoken(path, language) as given:
                    if not target.exists():
                        target.parent.mkdir(parents=True, exist_ok=True)
                        shutil.copyfile(given, target)
                        added.append(name)
                    elif not (target.is_file() and filecmp.cmp(given, target, shallow=False)):
                        kept.append(name)
    except OSError as problem:
        raise NotebookError(say(
            "{folder}: no workspace can be made there ({why}). Choose another folder.", folder=folder,
            why=problem.strerror or problem,
        )) from None  # fmt: skip
    return Workspace(folder, tuple(added), tuple(kept))


@contextmanager
def _spoken(path: Path, language: str) -> Iterator[Path]:
    """A file as it is copied: a notebook with its words in another language, everything else as it lies."""
    if path.suffix != ".ipynb" or language == "en":
        yield path
        return
    from cxresearch.tour.translating import in_language

    with tempfile.TemporaryDirectory(prefix="cxresearch-notebook-") as folder:
        spoken = Path(folder) / path.name
        notebook_format().write(in_language(read_notebook(path), language), spoken)
        yield spoken


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and path.suffix != ".py" and not any(part in _LEFT_OUT for part in parts):
            yield path


def write_notebook(book, path: Path) -> None:
    """Write a notebook.

    Raises
    ------
    NotebookError
        If it cannot be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        notebook_format().write(book, path)
    except OSError as problem:
        raise NotebookError(say("{path} cannot be written ({why}).", path=path, why=problem.strerror)) from None


def notebook_format() -> ModuleType:
    """``nbformat``, as a first import of it should be.

    It loads what checks JSON schemas, and that a grammar of web addresses in all alphabets, which takes a second to
    compile and which no notebook has a use for.
    """
    spared = {"rfc3987_syntax"} - sys.modules.keys()
    sys.modules.update(dict.fromkeys(spared))  # None: not to be found, as where it is not installed
    try:
        return import_module("nbformat")
    finally:
        for name in spared:
            del sys.modules[name]


def read_notebook(path: Path):
    """A notebook, or the error that says why it is none."""
    nbformat = notebook_format()
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise NotebookError(say("There is no notebook {path}.", path=path)) from None
    except Exception as problem:  # nbformat raises whatever its parts raise
        raise NotebookError(
            say("{file} cannot be read as a notebook: {why}", file=path.name, why=one_line(problem))
        ) from None


def one_line(problem: object) -> str:
    """A message without its line breaks, cut where it is long."""
    text = " ".join(str(problem).split())
    return text if len(text) <= _MOST_OF_A_MESSAGE else f"{text[: _MOST_OF_A_MESSAGE - 1]}…"


# -- JupyterLab ------------------------------------------------------------------------------------


def lab_command(workspace: Workspace, settings: Path, *, browser: bool = True, first: str = FIRST) -> list[str]:
    """The command that opens JupyterLab on a notebook of a workspace.

    Parameters
    ----------
    settings : Path
        A folder for the settings that switch the news off; written here.
    browser : bool
        False only prints the address.
    first : str
        Which notebook, where it is there; else the first of all.
    """
    names = [path.name for path in workspace.notebooks]
    first = first if first in names else next(iter(names), "")
    (settings / "overrides.json").write_text(json.dumps(_LAB_SETTINGS), encoding="utf-8")
    command = [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={workspace.folder.resolve()}",
        f"--LabApp.default_url=/lab/tree/notebooks/{first}".rstrip("/"),
        f"--LabApp.app_settings_dir={settings}",
        "--LabApp.extension_manager=readonly",
        "--ServerApp.answer_yes=True",
        "--ServerApp.log_level=WARN",
    ]
    if not browser:
        command.append("--no-browser")
    if getattr(os, "geteuid", lambda: 1)() == 0:
        command.append("--allow-root")
    return command


@contextmanager
def _lab(workspace: Workspace, *, browser: bool, first: str) -> Iterator[subprocess.Popen]:
    with tempfile.TemporaryDirectory(prefix="cxresearch-lab-") as settings:
        command = lab_command(workspace, Path(settings), browser=browser, first=first)
        yield subprocess.Popen(command, cwd=workspace.folder)


def open_lab(workspace: Workspace, *, browser: bool = True, first: str = FIRST) -> int:
    """Run JupyterLab on a workspace until a person ends it; gives back its exit code.

    Raises
    ------
    NotebookError
        If JupyterLab is not installed.
    """
    from importlib.util import find_spec

    if find_spec("jupyterlab") is None:
        raise NotebookError(
            say("JupyterLab is not installed in this Python: {command}", command="pip install 'jupyterlab>=4.4,<5'")
        )
    with _lab(workspace, browser=browser, first=first) as server:
        while True:
            try:
                return server.wait()
            except KeyboardInterrupt:
                # The server hears Ctrl-C as well and ends its kernels first; it is waited for.
                continue
