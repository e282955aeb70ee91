"""What every part of a workshop stands on: the file, its settings, and the ledger of all that was ever done.

Answers are never deleted and never overwritten without trace. Each act writes a line with a running number into the
ledger, in the same transaction as the act itself; live boards and phones ask for what came after the number they know.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cxresearch.errors import OptionError, QuestionError
from cxresearch.wording import say
from cxresearch.workshop.keeping.database import Database
from cxresearch.workshop.keeping.questions import NOTICE, Question, find_question, read_questions
from cxresearch.workshop.keeping.words import as_json, from_file, from_json, into_file, label

__all__ = ["DEFAULTS", "NOTICE", "Change", "Store"]

# Limits are data: `set_limits` changes them for one workshop.
DEFAULTS = {"characters": 2000, "votes": 3}


@dataclass(frozen=True)
class Change:
    """One line of the ledger.

    Attributes
    ----------
    number : int
        Running, from 1.
    what : str
        ``added, edited, withdrawn, restored, merged, unmerged, hidden, shown, moved, voted, unvoted, guessed, phase,
        timer, action, notice, ...``.
    answer : str
        The id of the answer, or "".
    audience, group, person : str
        Whose act it was, where that is known.
    before, after : mapping
        What changed, sign by sign.
    undoes : int or None
        The number of the change that this one took back.
    """

    number: int
    what: str
    answer: str = ""
    audience: str = ""
    group: str = ""
    person: str = ""
    before: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)
    undoes: int | None = None


class Store:
    """The file, the questions, the settings and the ledger."""

    def __init__(
        self, folder: str | Path, questions: Iterable[object] | None = None, *, name: str | None = None
    ) -> None:
        asked = read_questions(questions)
        title = None if name is None else label(name, "name")
        self._db = Database(folder)
        try:
            self._begin(asked, given=questions is not None, name=title)
        except BaseException:
            self._db.close()
            raise

    def _begin(self, asked: tuple[Question, ...], *, given: bool, name: str | None) -> None:
        with self._db.write() as file:
            known = self._read_questions()
            if not known or (given and known != asked):
                if known and file.execute("SELECT 1 FROM answers UNION ALL SELECT 1 FROM guesses LIMIT 1").fetchone():
                    raise OptionError(say(
                        "The workshop in {folder} has answers to other questions ({known}). Open it without "
                        "questions=, or use another folder.",
                        folder=self.folder, known='; '.join(question.text for question in known),
                    ))  # fmt: skip
                self._write_questions(file, asked)
            if name is not None and name != self.name:
                self._set(file, "name", name)

    # -- what there is -------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """Where the workshop is kept."""
        return self._db.folder

    @property
    def path(self) -> Path:
        """The file."""
        return self._db.path

    @property
    def name(self) -> str:
        """What the workshop is called in titles."""
        return self._setting("name", "Workshop")

    @property
    def questions(self) -> list[Question]:
        """The questions, in the order asked.

        Examples
        --------
        >>> from tempfile import mkdtemp
        >>> [question.kind for question in Store(mkdtemp()).questions]
        ['open', 'open', 'competitors', 'open']
        """
        return list(self._asked)

    @property
    def limits(self) -> dict[str, int]:
        """``characters`` of one answer and ``votes`` of one person."""
        rows = self._db.read("SELECT name, value FROM settings WHERE name LIKE 'limit %'")
        told = {name.removeprefix("limit "): int(from_json(value)) for name, value in rows}
        return {name: told.get(name, value) for name, value in DEFAULTS.items()}

    def set_limits(self, *, characters: int | None = None, votes: int | None = None) -> None:
        """Change how long an answer may be (1 to 100,000 signs), or how many votes a person has (1 to 100).

        Raises
        ------
        OptionError
            If a limit is out of range.
        """
        for name, value, most in (("characters", characters, 100_000), ("votes", votes, 100)):
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
                raise OptionError(say(
                    "{name}= is a whole number, 1 to {most}; got {value}.",
                    name=name, most=f"{most:,}", value=repr(value),
                ))  # fmt: skip
            with self._db.write() as file:
                self._set(file, f"limit {name}", value)
                self._record(file, "limit", after={name: value})

    @property
    def _asked(self) -> tuple[Question, ...]:
        # Another program may have set topics meanwhile.
        return self._read_questions()

    def question(self, wanted: object) -> Question:
        """The question that a number from 1 or a text stands for."""
        return find_question(self._asked, wanted)

    @property
    def last_change(self) -> int:
        """The number of the newest line of the ledger; 0 in an empty workshop."""
        return self._db.read("SELECT coalesce(max(number), 0) FROM changes")[0][0]

    def changes(self, since: int = 0, *, most: int | None = None) -> list[Change]:
        """What was done after change number ``since``, in order.

        Parameters
        ----------
        since : int
            The highest number seen so far; 0 for everything.
        most : int, optional
            At most so many; ask again with the last number for the rest.

        Returns
        -------
        list of Change

        Examples
        --------
        >>> from tempfile import mkdtemp
        >>> from cxresearch.workshop.board import Workshop
        >>> with Workshop(mkdtemp()) as workshop:
        ...     answer = workshop.add("Staff", "Table 1", 1, "Our people")
        ...     [(change.number, change.what) for change in workshop.changes(0) if change.answer == answer]
        [(1, 'added')]
        """
        for name, value in (("since", since), ("most", 0 if most is None else most)):
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise OptionError(say(
                    "{name}= is the number of a change, 0 or more; got {value}.",
                    name=name, value=repr(value),
                ))  # fmt: skip
        rows = self._db.read(
            "SELECT number, what, answer, audience, place, person, before, after, undoes FROM changes WHERE number > ? "
            "ORDER BY number LIMIT ?",
            (since, -1 if most is None else most),
        )
        return [
            Change(
                number,
                what,
                "" if answer is None else answer_id(answer),
                *(value or "" for value in who),
                from_json(before) or {},
                from_json(after) or {},
                undoes,
            )
            for number, what, answer, *who, before, after, undoes in rows
        ]

    # -- the notice ----------------------------------------------------------------------------

    @property
    def notice(self) -> str:
        """What people read before they write: that answers are shown in the room."""
        return self._setting("notice", NOTICE)

    @notice.setter
    def notice(self, text: str) -> None:
        if not isinstance(text, str) or not text.strip() or len(text) > 1000:
            raise OptionError(say("The notice is a text of 1 to 1,000 signs that people read before they write."))
        with self._db.write() as file:
            self._set(file, "notice", " ".join(text.split()))
            self._record(file, "notice", after={"text": " ".join(text.split())})

    def notice_shown(self, where: str, *, person: str = "") -> None:
        """Put on record that the notice, as it reads now, was shown ("phone", "board", "printed sheet")."""
        place = label(where, "where")
        with self._db.write() as file:
            self._record(file, "notice shown", person=person, after={"where": place, "text": self.notice})

    @property
    def notice_was_shown(self) -> bool:
        """Whether it stands on record that people were shown a notice."""
        return bool(self._db.read("SELECT 1 FROM changes WHERE what = 'notice shown' LIMIT 1"))

    @property
    def happened(self) -> list[str]:
        """What befell the file while it was open, such as another program taking it away; oldest first, mostly none."""
        return self._db.happened

    # -- closing -------------------------------------------------------------------------------

    def copy_to(self, folder: str | Path) -> Path:
        """A whole copy of the workshop in another folder, also while it runs.

        Raises
        ------
        SurveyFileError
            If a workshop is there already, or the folder cannot be written.
        """
        return self._db.copy_to(folder)

    def close(self) -> None:
        """Close the file. Nothing needs saving: every answer was on the disk before it was acknowledged."""
        self._db.close()

    @property
    def closed(self) -> bool:
        """Whether the file is closed; opened again, the workshop goes on."""
        return self._db.closed

    def __enter__(self):
        return self

    def __exit__(self, *problem) -> None:
        self.close()

    # -- for the other parts -------------------------------------------------------------------

    def _setting(self, name: str, default: object) -> object:
        rows = self._db.read("SELECT value FROM settings WHERE name = ?", (name,))
        return from_json(rows[0][0]) if rows else default

    @staticmethod
    def _set(file, name: str, value: object) -> None:
        file.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, as_json(value)))

    def _read_questions(self) -> tuple[Question, ...]:
        rows = self._db.read("SELECT number, text, kind, topic, low, high FROM questions ORDER BY number")
        return tuple(Question(n, text, kind, topic, (low, high)) for n, text, kind, topic, low, high in rows)

    @staticmethod
    def _write_questions(file, asked: Iterable[Question]) -> None:
        file.execute("DELETE FROM questions")
        rows = [(q.number, q.text, q.kind, q.topic, *q.scale) for q in asked]
        file.executemany("INSERT INTO questions VALUES (?, ?, ?, ?, ?, ?)", rows)

    @staticmethod
    def _record(
        file,
        what: str,
        answer: int | None = None,
        *,
        audience: str = "",
        group: str = "",
        person: str = "",
        before: dict | None = None,
        after: dict | None = None,
        undoes: int | None = None,
    ) -> int:
        """One line of the ledger, inside the transaction of the act."""
        return file.execute(
            "INSERT INTO changes (what, answer, audience, place, person, before, after, undoes, clock) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (what, answer, audience, group, person, as_json(before), as_json(after), undoes, time.time()),
        ).lastrowid

    def _found(self, file, answer: object) -> "Kept":
        number = answer_number(answer)
        rows = file.execute(f"SELECT {', '.join(_KEPT)} FROM answers WHERE number = ?", (number,)).fetchall()
        if not rows:
            raise QuestionError(say(
                "No answer {answer} in this workshop. Pass the id that add() gave, such as 'a12'.",
                answer=repr(answer),
            ))  # fmt: skip
        return Kept(*map(from_file, rows[0]))

    def _change_answer(self, file, answer: "Kept", what: str, *, person: str = "", undoes: int | None = None, **values):
        """Change columns of one answer and write the line of the ledger."""
        names = {"merged": "merged_into"}
        before = {names.get(name, name): getattr(answer, name) for name in values}
        after = {names.get(name, name): value for name, value in values.items()}
        for side in (before, after):
            if side.get("merged_into") is not None:
                side["merged_into"] = answer_id(side["merged_into"])
        told = ", ".join(f"{name} = ?" for name in values)
        kept = [into_file(value) if isinstance(value, str) else value for value in values.values()]
        file.execute(f"UPDATE answers SET {told} WHERE number = ?", (*kept, answer.number))
        return self._record(
            file,
            what,
            answer.number,
            audience=answer.audience,
            group=answer.group,
            person=person,
            before=before,
            after=after,
            undoes=undoes,
        )


_KEPT = ("number", "audience", "place", "person", "question", "text", "good_or_bad", "theme", "hidden", "withdrawn",
         "merged", "source")  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """One answer as the file holds it."""

    number: int
    audience: str
    group: str
    person: str
    question: int
    text: str
    good_or_bad: str
    theme: str
    hidden: str
    withdrawn: int
    merged: int | None
    source: str

    @property
    def id(self) -> str:
        """What the caller knows it by."""
        return answer_id(self.number)


def answer_id(number: int) -> str:
    """The id of an answer.

    >>> answer_id(7), answer_number("a7")
    ('a7', 7)
    """
    return f"a{number}"


def answer_number(answer: object) -> int:
    """The number in an answer's id; -1 where it is none."""
    text = answer.removeprefix("a") if isinstance(answer, str) and answer.startswith("a") else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
