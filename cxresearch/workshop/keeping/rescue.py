"""What can still be read of a damaged file becomes a workshop of its own; the damaged one stays as it is.

Every answer is in the file twice: as it stands now, and in the ledger as it came and changed. Where a page of one is
lost, the other brings the answer back.
"""

import shutil
import sqlite3
import tempfile
from pathlib import Path

from cxresearch.errors import SurveyFileError
from cxresearch.workshop.keeping.database import FILE, Database
from cxresearch.workshop.keeping.words import from_json, into_file

__all__ = ["rescue_into"]

# Parents before children.
_TABLES = {
    "settings": ("name", "value"),
    "questions": ("number", "text", "kind", "topic", "low", "high"),
    "tables": ("audience", "place", "people"),
    "changes": ("number", "what", "answer", "audience", "place", "person", "before", "after", "undoes", "clock"),
    "answers": ("number", "key", "audience", "place", "person", "question", "text", "good_or_bad", "theme", "suggested",
                "hidden", "withdrawn", "merged", "source", "clock"),
    "votes": ("answer", "person"),
    "guesses": ("person", "question", "audience", "value", "clock"),
    "actions": ("number", "text", "owner", "date", "measure", "withdrawn", "clock"),
}  # fmt: skip
_CURRENT = ("text", "good_or_bad", "theme", "hidden", "withdrawn")


def rescue_into(damaged: str | Path, folder: str | Path) -> dict[str, int]:
    """Copy what can be read of a damaged workshop into a new folder.

    Parameters
    ----------
    damaged : str or Path
        The folder with the damaged file, which is only read.
    folder : str or Path
        Where no workshop is yet.

    Returns
    -------
    dict
        ``answers``: how many are there again; ``from_the_ledger``: how many of them came from there.

    Raises
    ------
    SurveyFileError
        If nothing can be read, or there is a workshop in the new folder already.
    """
    old, new = Path(damaged).expanduser() / FILE, Path(folder).expanduser() / FILE
    if not old.exists():
        raise SurveyFileError(f"There is no workshop in {old.parent}.")
    if new.exists():
        raise SurveyFileError(f"{new} is there already and stays. Name another folder.")
    with tempfile.TemporaryDirectory() as aside:
        # A copy, since even opening writes to the files beside it.
        for ending in ("", "-wal"):
            beside = old.with_name(FILE + ending)
            if beside.exists():
                shutil.copyfile(beside, Path(aside) / beside.name)
        connection = sqlite3.connect(Path(aside) / FILE)
        try:
            found = {table: _readable(connection, table, columns) for table, columns in _TABLES.items()}
        finally:
            connection.close()
    if not found["changes"] and not found["answers"]:
        raise SurveyFileError(f"Nothing can be read of {old}. Take a copy or a backup of the folder, if there is one.")
    again = _from_the_ledger(found["changes"], {row[0] for row in found["answers"]})
    found["answers"] += again
    database = Database(folder)
    try:
        with database.write() as file:
            file.execute("PRAGMA defer_foreign_keys = ON")
            for table, rows in found.items():
                marks = ", ".join("?" * len(_TABLES[table]))
                names = ", ".join(_TABLES[table])
                file.executemany(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", rows)
            file.execute("UPDATE answers SET merged = NULL WHERE merged NOT IN (SELECT number FROM answers)")
            file.execute("DELETE FROM votes WHERE answer NOT IN (SELECT number FROM answers)")
            file.execute("DELETE FROM guesses WHERE question NOT IN (SELECT number FROM questions)")
    finally:
        database.close()
    return {"answers": len(found["answers"]), "from_the_ledger": len(again)}


def _readable(connection: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> list[tuple]:
    """Rows from the front until it breaks, and from the back until it breaks."""
    rows: dict[tuple, None] = {}
    keys = f"{columns[0]}, {columns[1]}" if table in ("tables", "votes", "guesses") else columns[0]
    for order in (f"ORDER BY {keys}", f"ORDER BY {keys.replace(',', ' DESC,')} DESC", "NOT INDEXED"):
        if order == "NOT INDEXED":
            order = "" if rows else order
        try:
            for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table} {order}"):
                rows[row] = None
        except sqlite3.Error:
            continue
    if table in ("tables", "settings"):
        return list(rows)
    return sorted(rows, key=lambda row: tuple(map(str, row[:2])) if isinstance(row[0], str) else (row[0],))


def _from_the_ledger(changes: list[tuple], known: set[int]) -> list[tuple]:
    """Answers that are lost where they stood, as the ledger tells them."""
    lost: dict[int, dict[str, object]] = {}
    for _, what, answer, audience, place, person, _, after, _, clock in changes:
        if answer is None or answer in known:
            continue
        told = from_json(after) or {}
        if what == "added":
            lost[answer] = dict.fromkeys(_TABLES["answers"]) | {
                "number": answer, "audience": audience, "place": place, "person": person, "suggested": "",
                "good_or_bad": "", "theme": "", "hidden": "", "withdrawn": 0, "source": "", "clock": clock,
            }  # fmt: skip
        if answer in lost:
            lost[answer] |= {name: told[name] for name in (*_CURRENT, "question") if name in told}
            if "merged_into" in told:
                merged = told["merged_into"]
                lost[answer]["merged"] = None if merged is None else int(merged.removeprefix("a"))
    return [
        tuple(into_file(value) if isinstance(value, str) else value for value in values.values())
        for values in lost.values()
        if isinstance(values["text"], str) and isinstance(values["question"], int)
    ]
