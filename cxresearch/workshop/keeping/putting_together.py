"""Two states of one workshop that parted become one again: the ledger tells what each did since.

Up to a line both ledgers are the same. Where only one went on, the other takes its state. Where both did, each act is
done after the other's: an answer that has the number of another one gets the next free one, and of two changes to the
same answer the later one counts.
"""

import json
import sqlite3

from cxresearch.workshop.keeping.gone import obey
from cxresearch.workshop.keeping.standing import THEMES_VOTED

__all__ = ["TABLES", "put_together"]

# Parents before children.
TABLES = {
    "settings": ("name", "value"),
    "questions": ("number", "text", "kind", "topic", "low", "high"),
    "tables": ("audience", "place", "people"),
    "changes": ("number", "what", "answer", "audience", "place", "person", "before", "after", "undoes", "clock"),
    "answers": ("number", "key", "audience", "place", "person", "question", "text", "good_or_bad", "theme", "suggested",
                "hidden", "withdrawn", "merged", "source", "clock"),
    "votes": ("answer", "person"),
    "guesses": ("person", "question", "audience", "value", "clock"),
    "actions": ("number", "text", "owner", "date", "measure", "withdrawn", "clock"),
    "gone": ("answer", "clock"),
}  # fmt: skip
_STATE = ("text", "good_or_bad", "theme", "suggested", "hidden", "withdrawn", "merged")
_VOTING = ("voted", "unvoted", THEMES_VOTED, "votes struck")


def put_together(held: sqlite3.Connection, file: sqlite3.Connection) -> int:
    """Write into the file what it lacks of what is held.

    Parameters
    ----------
    held, file : sqlite3.Connection
        Two states of one workshop.

    Returns
    -------
    int
        How many lines of the ledger were written again.
    """
    file.execute("BEGIN IMMEDIATE")
    try:
        file.execute("PRAGMA defer_foreign_keys = ON")
        mine, theirs = _rows(held, "changes"), _rows(file, "changes")
        common = 0
        for one, other in zip(mine, theirs, strict=False):
            # Wordings may have been taken out of a line for good; who, when and what it was stays.
            if (*one[:3], one[-1]) != (*other[:3], other[-1]):
                break
            common += 1
        new = mine[common:]
        if new and common == len(theirs):
            _take_over(held, file)
        elif new:
            _Joining(held, file, new, theirs[common:]).join()
        obey(file)
        file.execute("COMMIT")
    except BaseException:
        if file.in_transaction:
            file.execute("ROLLBACK")
        raise
    return len(new)


def _take_over(held: sqlite3.Connection, file: sqlite3.Connection) -> None:
    """The file stands where we stood some acts ago."""
    for table, columns in TABLES.items():
        if table != "gone":
            # What was taken back for good stays so, and what marks it.
            file.execute(f"DELETE FROM {table}" + " WHERE name NOT LIKE 'gone %'" * (table == "settings"))
        _insert(file, table, columns, _rows(held, table))
    for name, number in held.execute("SELECT name, seq FROM sqlite_sequence").fetchall():
        file.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (number, name))


class _Joining:
    """Both went on: what is held is done after what the file has."""

    def __init__(self, held, file, new: list[tuple], others: list[tuple]) -> None:
        self.held, self.file, self.new, self.others = held, file, new, others
        self.later = new[-1][-1] >= others[-1][-1]

    def join(self) -> None:
        obey(self.held)
        self._settings()
        _insert(self.file, "gone", TABLES["gone"], _rows(self.held, "gone"))
        self.answers = self._numbered("answers", _touched(self.new), _touched(self.others), _STATE)
        self.actions = self._numbered(
            "actions", _touched_actions(self.new), _touched_actions(self.others),
            ("text", "owner", "date", "measure", "withdrawn"),
        )  # fmt: skip
        self._choices()
        self._ledger()

    def _settings(self) -> None:
        verb = "REPLACE" if self.later else "IGNORE"
        _insert(self.file, "settings", TABLES["settings"], _rows(self.held, "settings"), verb)
        _insert(self.file, "questions", TABLES["questions"], _rows(self.held, "questions"))
        _insert(self.file, "tables", TABLES["tables"], _rows(self.held, "tables"))
        told = [(people, *table) for *table, people in _rows(self.held, "tables") if people is not None]
        where = "WHERE audience = ? AND place = ?"
        self.file.executemany(f"UPDATE tables SET people = ? {where}" + " AND people IS NULL" * (not self.later), told)

    def _numbered(self, table: str, mine: dict, theirs: dict, state: tuple[str, ...]) -> dict[int, int]:
        """Rows with a number of their own; gives the number that each has in the file."""
        columns, clock = TABLES[table], TABLES[table].index("clock")
        same = [columns.index(name) for name in ("audience", "place", "person", "question", "clock") if name in columns]
        there = {tuple(row[at] for at in same): row[0] for row in _rows(self.file, table)}
        known = {row[0]: row for row in _rows(self.file, table)}
        keys = {row[1]: row[0] for row in known.values() if row[1] is not None} if table == "answers" else {}
        gone = dict(_rows(self.file, "gone")) if table == "answers" else {}
        rows = _rows(self.held, table)
        given = max([*known, *gone, *(row[0] for row in rows), *self._sequence(table)], default=0)
        numbers, fresh = {}, []
        for row in rows:
            number = row[0]
            if gone.get(number) == row[clock]:
                continue
            if tuple(row[at] for at in same) in there:
                numbers[number] = there[tuple(row[at] for at in same)]
            elif row[1] in keys:
                numbers[number] = keys[row[1]]
            elif number not in known and number not in gone:
                numbers[number] = number
                fresh.append(row)
            else:
                given += 1
                numbers[number] = given
                fresh.append(row)
        fresh_numbers = {row[0] for row in fresh}
        merged = columns.index("merged") if "merged" in columns else None

        def in_the_file(row: tuple) -> tuple:
            values = [numbers[row[0]], *row[1:]]
            if merged is not None:
                values[merged] = numbers.get(row[merged])
            return tuple(values)

        _insert(self.file, table, columns, [in_the_file(row) for row in fresh])
        changed = [
            in_the_file(row)
            for row in rows
            if row[0] in numbers and row[0] not in fresh_numbers and row[0] in mine
            and mine[row[0]] > theirs.get(numbers[row[0]], 0.0)
        ]  # fmt: skip
        told = ", ".join(f"{name} = ?" for name in state)
        self.file.executemany(
            f"UPDATE {table} SET {told} WHERE number = ?",
            [(*(row[columns.index(name)] for name in state), row[0]) for row in changed],
        )
        return numbers

    def _sequence(self, table: str) -> list[int]:
        """The highest number that either side ever gave."""
        wanted = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        return [seq for side in (self.held, self.file) for (seq,) in side.execute(wanted, (table,)).fetchall()]

    def _choices(self) -> None:
        """A person's votes are those that he gave last; of two guesses the later one counts."""
        last = [{}, {}]
        for side, lines in zip(last, (self.new, self.others), strict=True):
            side |= {line[5]: line[-1] for line in lines if line[1] in _VOTING}
        votes = _rows(self.held, "votes")
        for person, clock in last[0].items():
            if clock < last[1].get(person, 0.0):
                continue
            self.file.execute("DELETE FROM votes WHERE person = ?", (person,))
            mine = [(self.answers[answer], who) for answer, who in votes if who == person and answer in self.answers]
            _insert(self.file, "votes", TABLES["votes"], mine)
        asked = {row[0] for row in _rows(self.file, "questions")}
        self.file.executemany(
            "INSERT INTO guesses VALUES (?, ?, ?, ?, ?) ON CONFLICT (person, question) DO UPDATE SET "
            "audience = excluded.audience, value = excluded.value, clock = excluded.clock "
            "WHERE excluded.clock > guesses.clock",
            [row for row in _rows(self.held, "guesses") if row[1] in asked],
        )

    def _ledger(self) -> None:
        at = max([line[0] for line in self.others] + self._sequence("changes"))
        # What was held may have been written again by another program already.
        there = {(line[1], line[2], line[5], line[-1]): line[0] for line in self.others}
        lines, rows = {}, []
        for number, what, answer, audience, place, person, before, after, undoes, clock in self.new:
            known = there.get((what, self.answers.get(answer, answer), person, clock))
            if known is not None:
                lines[number] = known
                continue
            at += 1
            lines[number] = at
            rows.append(
                (at, what, self.answers.get(answer, answer), audience, place, person, self._renamed(before),
                 self._renamed(after), lines.get(undoes, undoes), clock)
            )  # fmt: skip
        _insert(self.file, "changes", TABLES["changes"], rows)

    def _renamed(self, told: str | None) -> str | None:
        values = json.loads(told) if told else None
        for name, sign, numbers in (("merged_into", "a", self.answers), ("action", "do", self.actions)):
            if values and isinstance(values.get(name), str) and values[name].removeprefix(sign).isdigit():
                number = int(values[name].removeprefix(sign))
                values[name] = f"{sign}{numbers.get(number, number)}"
        return told if values is None else json.dumps(values, sort_keys=True)


def _touched(lines: list[tuple]) -> dict[int, float]:
    """When each answer was last changed."""
    return {line[2]: line[-1] for line in lines if line[2] is not None and line[1] not in _VOTING}


def _touched_actions(lines: list[tuple]) -> dict[int, float]:
    found = {}
    for line in lines:
        name = (json.loads(line[7]) or {}).get("action", "") if line[7] and line[1].startswith("action") else ""
        if name.removeprefix("do").isdigit():
            found[int(name.removeprefix("do"))] = line[-1]
    return found


def _rows(side: sqlite3.Connection, table: str) -> list[tuple]:
    columns = TABLES[table]
    order = "number" if columns[0] == "number" else "rowid" if table != "settings" else "name"
    return side.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}").fetchall()


def _insert(file: sqlite3.Connection, table: str, columns: tuple[str, ...], rows: list[tuple], verb: str = "IGNORE"):
    marks = ", ".join("?" * len(columns))
    file.executemany(f"INSERT OR {verb} INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
