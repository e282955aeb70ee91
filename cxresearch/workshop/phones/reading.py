"""What the phones read: a connection of its own, so that nobody waits for a page while answers go to the disk."""

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF, ordered
from cxresearch.survey.labels import normalise
from cxresearch.workshop.keeping.flagging import held_back
from cxresearch.workshop.keeping.questions import Question
from cxresearch.workshop.keeping.standing import standing_of, themes_voted
from cxresearch.workshop.keeping.store import Store, answer_id
from cxresearch.workshop.keeping.words import from_file, from_json, shown

__all__ = ["SURE", "Reading", "Shown"]

# Percent that a person may be sure of a guess.
SURE = (50, 70, 90)


class Shown(NamedTuple):
    """One answer as a phone shows it; `number` is its id."""

    number: str
    question: int
    text: str
    good_or_bad: str


class Reading:
    """Questions to a workshop's file that change nothing.

    Parameters
    ----------
    workshop : Workshop
        Opened a second time, for reading.
    audiences : iterable of str, optional
        Who is in the room; Leadership, Staff and Customers by default. Audiences of announced tables are added.
    beside : bool
        False reads through the workshop itself, for who is no thread of his own.
    """

    def __init__(self, workshop: Store, audiences: Iterable[str] | None = None, *, beside: bool = True) -> None:
        self.own = Store(workshop.folder) if beside else workshop
        self.named = ordered(audiences or (LEADERSHIP, STAFF, CUSTOMERS))
        self._asked: tuple[list[tuple], tuple[Question, ...]] = ([], ())

    def close(self) -> None:
        self.own.close()

    @property
    def phase(self) -> str:
        return self.own._setting("phase", "capture")

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions; they may change between two pages, so they are read each time and made anew only then."""
        rows = self._rows("SELECT number, text, kind, topic, low, high FROM questions ORDER BY number")
        if rows != self._asked[0]:
            made = (Question(n, text, kind, topic, (low, high)) for n, text, kind, topic, low, high in rows)
            self._asked = rows, tuple(made)
        return self._asked[1]

    @property
    def written_ones(self) -> list[Question]:
        return [question for question in self.questions if question.kind != "rating"]

    @property
    def topics(self) -> list[Question]:
        return [question for question in self.questions if question.kind == "rating"]

    def tables(self) -> list[tuple[str, str]]:
        """Audience and name of every table that was announced or has written."""
        return self._rows("SELECT audience, place FROM tables ORDER BY rowid")

    def audiences(self) -> list[str]:
        return ordered([*self.named, *(audience for audience, _ in self.tables())])

    def table_named(self, audience: str, typed: str) -> str:
        """The table that people mean: "4", "table 4" and "Table 4" are one."""
        wanted = _plain(typed)
        known = [place for who, place in self.tables() if who == audience and wanted]
        twin = next((place for place in known if _plain(place) == wanted), None)
        if twin is not None:
            return twin
        return f"Table {wanted}" if wanted.isdigit() else " ".join(shown(typed).split())

    def mine(self, person: str, question: int | None = None) -> list[Shown]:
        """What one person wrote and did not withdraw, newest first."""
        rows = self._rows(
            "SELECT number, question, text, good_or_bad FROM answers WHERE person = ? AND NOT withdrawn "
            "AND (? IS NULL OR question = ?) ORDER BY number DESC",
            (person, question, question),
        )
        return [_shown(row) for row in rows]

    def of_table(self, audience: str, table: str, question: int | None = None) -> list[Shown]:
        """What a table's scribe wrote and did not withdraw, newest first."""
        rows = self._rows(
            "SELECT number, question, text, good_or_bad FROM answers WHERE audience = ? AND place = ? AND person = '' "
            "AND source = '' AND NOT withdrawn AND (? IS NULL OR question = ?) ORDER BY number DESC",
            (audience, table, question, question),
        )
        return [_shown(row) for row in rows]

    def people_at(self, audience: str, table: str) -> int:
        """How many people the desk says sit at a table; 0 where it did not say."""
        rows = self._rows("SELECT people FROM tables WHERE audience = ? AND place = ?", (audience, table))
        return (rows[0][0] or 0) if rows else 0

    def count_of_table(self, audience: str, table: str) -> int:
        counted = "SELECT count(*) FROM answers WHERE audience = ? AND place = ? AND NOT withdrawn"
        return self._rows(counted, (audience, table))[0][0]

    def written(self) -> dict[str, int]:
        """How many answers each person has written, also those withdrawn."""
        return dict(self._rows("SELECT person, count(*) FROM answers GROUP BY person"))

    def shared(self, person: str = "") -> list[Shown]:
        """What is voted on: every answer on the board that nothing holds back, duplicates once.

        For a person they stand below their questions in an order of his own, so that no answer gains by its place.
        """
        with self.own._db.snapshot() as file:
            behind = standing_of(file) | dict.fromkeys(held_back(file))
            rows = file.execute(
                "SELECT number, question, text, good_or_bad FROM answers WHERE NOT withdrawn AND hidden = '' "
                "ORDER BY question, number"
            ).fetchall()
        if person:
            rows.sort(key=lambda row: (row[1], hashlib.sha256(f"{person} {row[0]}".encode()).digest()))
        return [_shown(row) for row in rows if row[0] not in behind]

    def votes_of(self, person: str) -> set[str]:
        with self.own._db.snapshot() as file:
            behind = standing_of(file)
            rows = file.execute(
                "SELECT v.answer FROM votes v JOIN answers a ON a.number = v.answer WHERE v.person = ?", (person,)
            ).fetchall()
        return {answer_id(behind.get(number, number)) for (number,) in rows}

    def themes_of(self, person: str) -> list[tuple[int, str]]:
        """The themes that a person voted for: question and name."""
        with self.own._db.snapshot() as file:
            return sorted(themes_voted(file).get(person, ()))

    def sureness_of(self, person: str) -> dict[int, int]:
        """How sure a person said to be of each topic."""
        lines = self._rows("SELECT after FROM changes WHERE what = 'guessed' AND person = ? ORDER BY number", (person,))
        told = [from_json(after) or {} for (after,) in lines]
        last = {one.get("topic"): one.get("sure") for one in told}
        return {topic.number: last[topic.topic] for topic in self.topics if last.get(topic.topic)}

    def guesses_of(self, person: str) -> dict[int, int]:
        rows = self._rows("SELECT question, value FROM guesses WHERE person = ?", (person,))
        return {question: round(value) for question, value in rows}

    def joined(self) -> dict[str, tuple[str, str]]:
        """Audience and table of everybody whose phone came in, as each chose last."""
        rows = self._rows("SELECT person, audience, place FROM changes WHERE what = 'joined' ORDER BY number")
        return {person: (audience, place) for person, audience, place in rows}

    def _rows(self, sql: str, values: tuple = ()) -> list[tuple]:
        return self.own._db.read(sql, values)


def _shown(row: tuple) -> Shown:
    number, question, text, good_or_bad = row
    return Shown(answer_id(number), question, shown(from_file(text)), good_or_bad)


def _plain(name: str) -> str:
    words = normalise(shown(name))
    bare = re.sub(r"^(table|tisch|mesa|tafel)?\s*(no|nr|number)?\s*(?=\d)", "", words) or words
    return str(int(bare)) if re.fullmatch(r"[0-9]{1,6}", bare) else bare
