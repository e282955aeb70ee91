"""How the file of a workshop comes into the world: whole, or not at all.

It is written aside and put into its place when it is complete. So an empty or half a file is never a workshop that
died at birth: something was lost, and opening it says so.
"""

import contextlib
import os
import secrets
import sqlite3
from pathlib import Path

from cxresearch.workshop.keeping.gone import TABLE

__all__ = ["APPLICATION", "VERSION", "bring_about", "for_the_owner", "lay_out"]

APPLICATION = 0x43585753
VERSION = 1

# AUTOINCREMENT: a number is never given twice, so a number that somebody was told stays true.
_TABLES = f"""
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE questions (number INTEGER PRIMARY KEY, text TEXT NOT NULL, kind TEXT NOT NULL, topic TEXT NOT NULL,
    low INTEGER NOT NULL, high INTEGER NOT NULL);
CREATE TABLE tables (audience TEXT NOT NULL, place TEXT NOT NULL, people INTEGER, PRIMARY KEY (audience, place));
CREATE TABLE answers (number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, audience TEXT NOT NULL,
    place TEXT NOT NULL, person TEXT NOT NULL, question INTEGER NOT NULL REFERENCES questions, text NOT NULL,
    good_or_bad TEXT NOT NULL DEFAULT '', theme TEXT NOT NULL DEFAULT '', suggested TEXT NOT NULL DEFAULT '',
    hidden TEXT NOT NULL DEFAULT '', withdrawn INTEGER NOT NULL DEFAULT 0, merged INTEGER REFERENCES answers,
    source TEXT NOT NULL DEFAULT '', clock REAL NOT NULL);
CREATE TABLE votes (answer INTEGER NOT NULL REFERENCES answers, person TEXT NOT NULL, PRIMARY KEY (answer, person));
CREATE TABLE guesses (person TEXT NOT NULL, question INTEGER NOT NULL REFERENCES questions, audience TEXT NOT NULL,
    value REAL NOT NULL, clock REAL NOT NULL, PRIMARY KEY (person, question));
CREATE TABLE actions (number INTEGER PRIMARY KEY AUTOINCREMENT, text NOT NULL, owner TEXT NOT NULL, date TEXT NOT NULL,
    measure TEXT NOT NULL, withdrawn INTEGER NOT NULL DEFAULT 0, clock REAL NOT NULL);
CREATE TABLE changes (number INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT NOT NULL, answer INTEGER, audience TEXT,
    place TEXT, person TEXT, before TEXT, after TEXT, undoes INTEGER, clock REAL NOT NULL);
CREATE INDEX changes_of_answers ON changes (answer);
CREATE INDEX changes_of_tables ON changes (audience, place);
CREATE INDEX changes_undone ON changes (undoes);
{TABLE};
"""


def lay_out(connection: sqlite3.Connection) -> None:
    """Make the tables, within one transaction, where there are none."""
    connection.execute("BEGIN IMMEDIATE")
    # Another process may have been faster.
    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        for statement in filter(str.strip, _TABLES.split(";")):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def for_the_owner(path: Path) -> None:
    """Nobody else on this computer may read the file; made empty where it is missing. Log and index follow it."""
    with contextlib.suppress(OSError):
        if not path.exists():
            # Closing a descriptor of a file that SQLite has open would drop its locks; a new one has none.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        elif os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)


def bring_about(path: Path) -> None:
    """Put a new file into its place, unless somebody else was faster."""
    aside = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        for_the_owner(aside)
        connection = sqlite3.connect(aside, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA journal_mode = WAL")
            lay_out(connection)
        finally:
            connection.close()
        _put(aside, path)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            with contextlib.suppress(OSError):
                aside.with_name(aside.name + ending).unlink()


def _put(aside: Path, path: Path) -> None:
    """Under its name, and never over what is there."""
    try:
        os.link(aside, path)
    except FileExistsError:
        return
    except (OSError, NotImplementedError, AttributeError):
        # A file system without links.
        if not path.exists():
            with contextlib.suppress(FileExistsError):
                aside.rename(path)
    if os.name == "posix":
        with contextlib.suppress(OSError):
            number = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)
