"""What can still be read of a damaged file becomes a workshop of its own; the damaged one stays as it is.

Every answer is in the file twice: as it stands now, and in the ledger as it came and changed. SQLite reads what it can;
where it gives up, every page that is intact is read on its own; where the pages of an answer are lost, the ledger
brings it back. What was taken back for good stays gone.
"""

import sqlite3
import tempfile
from pathlib import Path

from cxresearch.errors import SurveyFileError
from cxresearch.wording import say
from cxresearch.workshop.keeping.database import FILE, Database
from cxresearch.workshop.keeping.gone import obey
from cxresearch.workshop.keeping.leaves import pages_of, rows_of
from cxresearch.workshop.keeping.putting_together import TABLES
from cxresearch.workshop.keeping.questions import read_questions
from cxresearch.workshop.keeping.sharing import image_of
from cxresearch.workshop.keeping.words import from_file, from_json, into_file

__all__ = ["rescue_into"]

_CURRENT = ("text", "good_or_bad", "theme", "hidden", "withdrawn")
_KEYS = {"tables": 2, "votes": 2, "guesses": 2}
_TEXT, _NUMBER = (str, bytes), (int, float)
_NONE = type(None)
# What the values of a row are; by number of values and by kind no two tables are alike.
_SHAPES = {
    "questions": (int, str, str, str, int, int),
    "tables": (str, str, (int, _NONE)),
    "changes": (int, str, (int, _NONE), (str, _NONE), (str, _NONE), (str, _NONE), (str, _NONE), (str, _NONE),
                (int, _NONE), _NUMBER),
    "answers": (int, (str, _NONE), str, str, str, int, _TEXT, str, str, str, str, int, (int, _NONE), str, _NUMBER),
    "votes": (int, str),
    "guesses": (str, int, str, _NUMBER, _NUMBER),
    "actions": (int, _TEXT, _TEXT, _TEXT, _TEXT, int, _NUMBER),
    "gone": (int, _NUMBER),
}  # fmt: skip


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
        ``answers``: how many are there again; ``from_the_ledger``: how many of them came from there; ``lost``: how
        many more the file knows of, of which no whole wording is left.

    Raises
    ------
    SurveyFileError
        If nothing can be read, or there is a workshop in the new folder already.
    """
    old, new = Path(damaged).expanduser() / FILE, Path(folder).expanduser() / FILE
    if new.exists():
        raise SurveyFileError(say("{new} is there already and stays. Name another folder.", new=new))
    data, log = _bytes_of(old)
    found, whole = _by_sqlite(data, log)
    pages = pages_of(data, log)
    for table, rows in _by_pages(pages).items():
        if table not in whole:
            newest = _newest(rows, found["changes"]) if table == "answers" else rows
            found[table] = _with(found[table], newest, table)
    gone = {row[0] for row in found["gone"]}
    if not found["changes"] and not found["answers"]:
        raise SurveyFileError(say(
            "Nothing can be read of {old}. Take a copy or a backup of the folder, if there is one.",
            old=old,
        ))  # fmt: skip
    again = _from_the_ledger(found["changes"], {row[0] for row in found["answers"]} | gone)
    found["answers"] += again
    _without_votes_taken_back(found)
    _fill(folder, found, asked=bool(found["questions"]))
    known = {row[0] for row in found["answers"]} | gone
    named = {row[2] for row in found["changes"] if row[2] is not None}
    kept = {row[0] for row in found["answers"]} - gone
    return {"answers": len(kept), "from_the_ledger": len(again), "lost": len(named - known)}


def _bytes_of(old: Path) -> tuple[bytes, bytes]:
    """File and log; through SQLite where this program has the file open, since reading it beside would drop locks."""
    image = image_of(old)
    if image is not None:
        return image, b""
    beside = old.with_name(f"{FILE}-wal")
    if not old.exists() and not beside.exists():
        raise SurveyFileError(say("There is no workshop in {parent}.", parent=old.parent))
    try:
        return tuple(path.read_bytes() if path.exists() else b"" for path in (old, beside))
    except OSError as problem:
        raise SurveyFileError(say("{old} cannot be read ({strerror}).", old=old, strerror=problem.strerror)) from None


def _by_sqlite(data: bytes, log: bytes) -> tuple[dict[str, list[tuple]], set[str]]:
    """Rows by table, and the tables that were read to their end."""
    found, whole = {table: [] for table in TABLES}, set()
    with tempfile.TemporaryDirectory() as aside:
        path = Path(aside) / FILE
        path.write_bytes(data)
        if log:
            path.with_name(f"{FILE}-wal").write_bytes(log)
        connection = sqlite3.connect(path)
        try:
            for table, columns in TABLES.items():
                found[table], complete = _readable(connection, table, columns)
                whole |= {table} if complete else set()
        finally:
            connection.close()
    return found, whole


def _readable(connection: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> tuple[list[tuple], bool]:
    """Rows from the front until it breaks, and from the back until it breaks; whether it did not break."""
    rows: dict[tuple, None] = {}
    keys = ", ".join(columns[: _KEYS.get(table, 1)])
    for order in (f"ORDER BY {keys}", f"ORDER BY {keys.replace(',', ' DESC,')} DESC", "NOT INDEXED"):
        clause = "" if order == "NOT INDEXED" else order
        if not clause and rows:
            break
        try:
            for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table} {clause}"):
                rows[row] = None
        except (sqlite3.Error, UnicodeDecodeError):
            continue
        else:
            return list(rows), True
    return list(rows), False


def _by_pages(pages: dict[int, bytes]) -> dict[str, list[tuple]]:
    """Rows of every page that is intact, told apart by what they hold."""
    found: dict[str, list[tuple]] = {table: [] for table in TABLES}
    for number, values in rows_of(pages):
        for table, shape in _SHAPES.items():
            columns = TABLES[table]
            # A number that SQLite keeps as the row's own stands empty in the row.
            row = (number, *values[1:]) if values[:1] == (None,) and shape[0] is int else values
            own = columns[0] == "number" or table == "gone"
            if len(row) != len(shape) or own != (values[:1] == (None,)):
                continue
            if all(isinstance(value, kind) for value, kind in zip(row, shape, strict=True)):
                found[table].append(row)
                break
    for _, values in rows_of(pages, indexes=True):
        if len(values) == 2 and all(isinstance(value, str) for value in values) and _is_setting(values):
            found["settings"].append(values)
    return found


def _is_setting(values: tuple) -> bool:
    try:
        from_json(values[1])
    except ValueError:
        return False
    return True


def _with(rows: list[tuple], more: list[tuple], table: str) -> list[tuple]:
    """What SQLite read counts before what single pages give, and of these the last."""
    keys = _KEYS.get(table, 1)
    merged = {row[:keys]: row for row in more} | {row[:keys]: row for row in rows}
    if table in ("tables", "settings"):
        return list(merged.values())
    return sorted(merged.values(), key=lambda row: tuple(map(str, row[:2])) if isinstance(row[0], str) else (row[0],))


def _fill(folder: str | Path, found: dict[str, list[tuple]], *, asked: bool) -> None:
    database = Database(folder)
    try:
        with database.write() as file:
            file.execute("PRAGMA defer_foreign_keys = ON")
            for table, rows in found.items():
                marks = ", ".join("?" * len(TABLES[table]))
                names = ", ".join(TABLES[table])
                file.executemany(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", rows)
            if not asked:
                # Without a question no answer can stand; the usual four are asked again where their page is lost.
                file.executemany(
                    "INSERT OR IGNORE INTO questions VALUES (?, ?, ?, ?, ?, ?)",
                    [(q.number, q.text, q.kind, q.topic, *q.scale) for q in read_questions(None)],
                )
            file.execute(
                "INSERT OR IGNORE INTO questions SELECT DISTINCT question, 'Question ' || question, 'open', '', 0, 10 "
                "FROM answers WHERE question NOT IN (SELECT number FROM questions)"
            )
            file.execute("UPDATE answers SET merged = NULL WHERE merged NOT IN (SELECT number FROM answers)")
            file.execute("DELETE FROM votes WHERE answer NOT IN (SELECT number FROM answers)")
            file.execute("DELETE FROM guesses WHERE question NOT IN (SELECT number FROM questions)")
            obey(file)
    finally:
        database.close()


def _newest(rows: list[tuple], changes: list[tuple]) -> list[tuple]:
    """Of an answer that stands on several pages, some of them given up, the state that the ledger tells last."""
    states: dict[int, set[tuple]] = {}
    for row in rows:
        states.setdefault(row[0], set()).add(row)
    told: dict[int, dict[str, object]] = {number: {} for number, found in states.items() if len(found) > 1}
    for _, _, answer, *_, after, _, _ in changes:
        if answer in told:
            told[answer] |= _told(from_json(after) or {}, _CURRENT)

    def agrees(row: tuple) -> int:
        values = dict(zip(TABLES["answers"], row, strict=True))
        return sum(from_file(values[name]) == value for name, value in told.get(row[0], {}).items())

    # The last of equals counts, since a dictionary keeps what came last.
    return sorted(rows, key=agrees)


def _told(told: dict, names: tuple[str, ...]) -> dict[str, object]:
    values = {name: told[name] for name in names if name in told}
    if "merged_into" in told:
        merged = told["merged_into"]
        values["merged"] = None if merged is None else int(merged.removeprefix("a"))
    return values


def _from_the_ledger(changes: list[tuple], known: set[int]) -> list[tuple]:
    """Answers that are lost where they stood, as the ledger tells them."""
    lost: dict[int, dict[str, object]] = {}
    for _, what, answer, audience, place, person, _, after, _, clock in changes:
        if answer is None or answer in known:
            continue
        if what == "added":
            lost[answer] = dict.fromkeys(TABLES["answers"]) | {
                "number": answer, "audience": audience, "place": place, "person": person, "suggested": "",
                "good_or_bad": "", "theme": "", "hidden": "", "withdrawn": 0, "source": "", "clock": clock,
            }  # fmt: skip
        if answer in lost:
            lost[answer] |= _told(from_json(after) or {}, (*_CURRENT, "question"))
    return [
        tuple(into_file(value) if isinstance(value, str) else value for value in values.values())
        for values in lost.values()
        if isinstance(values["text"], str) and isinstance(values["question"], int)
    ]


def _without_votes_taken_back(found: dict[str, list[tuple]]) -> None:
    """A page that was given up may hold a vote that was taken back later."""
    last = {(row[2], row[5]): row[1] for row in found["changes"] if row[1] in ("voted", "unvoted")}
    found["votes"] = [vote for vote in found["votes"] if last.get(tuple(vote)) != "unvoted"]
