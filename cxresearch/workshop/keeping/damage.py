"""What is wrong with the file of a workshop, in words: what happened, what is safe, and what to do."""

import sqlite3
from pathlib import Path

from cxresearch.errors import SurveyFileError
from cxresearch.wording import count, say

__all__ = ["check_format", "check_place", "check_sound", "damaged", "gone_away", "told"]


def check_place(path: Path) -> bool:
    """Whether there is a file to be opened; looks at the folder alone and opens nothing.

    Raises
    ------
    SurveyFileError
        If something stands there that is no workshop any more.
    """
    log = path.with_name(path.name + "-wal")
    if path.is_dir():
        raise SurveyFileError(say("{path} is a folder where the workshop's file should be. Name another.", path=path))
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        if _size(log):
            raise SurveyFileError(say(
                "{path} is missing, and {name} stands alone beside its place: the file was moved or deleted while the "
                "workshop was open. Put it back beside the other. Where it is gone, get what can be read with "
                "Workshop.rescue({parent}, 'another folder').",
                path=path, name=log.name, parent=repr(str(path.parent)),
            )) from None  # fmt: skip
        return False
    except OSError as problem:
        raise SurveyFileError(say(
            "{path} cannot be read ({strerror}).",
            path=path, strerror=problem.strerror,
        )) from None  # fmt: skip
    if not size:
        rest = " " + say(
            "The newest answers may still be in {log}: get them with Workshop.rescue({parent}, 'another folder').",
            log=log.name, parent=repr(str(path.parent)),
        ) if _size(log) else ""  # fmt: skip
        raise SurveyFileError(say(
            "{path} is empty (0 bytes). A workshop's file never is, so a copy was broken off or another program cut "
            "it. It stays as it is.{rest} Put a copy of the whole folder back if there is one; where nothing is "
            "missed, delete the file or name another folder.",
            path=path, rest=rest,
        ))  # fmt: skip
    return True


def check_format(connection: sqlite3.Connection, path: Path, application: int, version: int) -> None:
    """That the file is ours and that we can read it."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != application:
        raise SurveyFileError(say("{path} is a database of something else and stays. Name another folder.", path=path))
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > version:
        raise SurveyFileError(say(
            "{path} was written by a newer cxresearch (format {found}; this one reads format {version}). It stays as "
            "it is. Update with: pip install --upgrade cxresearch",
            path=path, found=found, version=version,
        ))  # fmt: skip


def check_sound(connection: sqlite3.Connection, path: Path) -> None:
    """That every page of the file is what it should be."""
    said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise damaged(path, said.splitlines()[-1])


def damaged(path: Path, why: str) -> SurveyFileError:
    """The sentence for a file that cannot be opened as it is."""
    if "not a database" in why:
        why = say("it does not begin as an SQLite file does")
    elif "malformed" in why or "invalid page number" in why or "short read" in why or "I/O" in why:
        why = say(
            "pages of it are broken or missing, as when a copy was broken off; {n} bytes are there",
            n=count(_size(path)),
        )
    return SurveyFileError(
        say(
            "{path} is damaged ({why}). It stays as it is: copy the folder, then get what can be read with "
            "Workshop.rescue({parent}, 'another folder').",
            path=path,
            why=why,
            parent=repr(str(path.parent)),
        )
    )


def gone_away(path: Path) -> SurveyFileError:
    """The sentence for a file that is not in its place any more while it is open."""
    return SurveyFileError(
        say(
            "{path} was moved, deleted or replaced while the workshop was open; this was not stored. Put it "
            "back, and the workshop goes on. What was stored before is still here: save it with "
            "workshop.copy_to('another folder') before closing.",
            path=path,
        )
    )


def told(problem: sqlite3.Error, path: Path, done: str, patience: float) -> SurveyFileError:
    """What SQLite met, as a sentence.

    Parameters
    ----------
    done : str
        What was not done, as it is said: "nothing was stored".
    patience : float
        How many seconds were waited for others.
    """
    code = getattr(problem, "sqlite_errorname", None) or ""
    nothing = say("{done}; what was stored before is safe", done=say(done))
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return SurveyFileError(
            say(
                "Another program has kept {path} busy for {patience} seconds: {nothing}. Close the other "
                "notebook or program that has this workshop open, then try again.",
                path=path,
                patience=f"{patience:.0f}",
                nothing=nothing,
            )
        )
    if code.startswith("SQLITE_FULL"):
        return SurveyFileError(
            say(
                "The disk that holds {path} is full: {nothing}. Free some space, then try again.",
                path=path,
                nothing=nothing,
            )
        )
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return SurveyFileError(
            say(
                "{path} cannot be written ({problem}): {nothing}. Copy the whole folder to where you may "
                "write, and open it there.",
                path=path,
                problem=problem,
                nothing=nothing,
            )
        )
    if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_SHORT_READ")):
        return damaged(path, str(problem))
    if code.startswith("SQLITE_IOERR"):
        return SurveyFileError(
            say(
                "The disk that holds {path} does not answer or is full ({problem}): {nothing}. Check the "
                "drive and its space, then try again.",
                path=path,
                problem=problem,
                nothing=nothing,
            )
        )
    return SurveyFileError(f"{path}: {problem}: {nothing}.")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
