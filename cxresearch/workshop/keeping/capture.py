"""Answers at the table: added, corrected, taken back, put together; each on the disk before anybody is told so."""

import hashlib
import time
from collections.abc import Iterable, Mapping

from cxresearch.errors import CXResearchError, OptionError, QuestionError
from cxresearch.survey.audiences import shared_name
from cxresearch.wording import count, say
from cxresearch.workshop.keeping.gone import gone_under
from cxresearch.workshop.keeping.questions import Question
from cxresearch.workshop.keeping.store import Store, answer_id, answer_number
from cxresearch.workshop.keeping.words import from_json, into_file, label, says_nothing, shown

__all__ = ["Capture"]

_VALUES = {"good": "good", "bad": "bad", "both": "both", "good and bad": "both", "": ""}
_BY_A_TABLE = ("added", "edited", "withdrawn", "restored", "merged", "unmerged")


class Capture(Store):
    """Adding, correcting and taking back answers."""

    def add(
        self,
        audience: str,
        group: str,
        question: int | str,
        text: str,
        *,
        good_or_bad: str | None = None,
        person: str | None = None,
        key: str | None = None,
    ) -> str:
        """Store one answer; when this returns, it is on the disk.

        Parameters
        ----------
        audience : str
            "Leadership", "Staff", "Customers" or the client's own word.
        group : str
            The table or sheet; may be empty.
        question : int or str
            The number from 1, or the text.
        text : str
            Kept to the last sign; 1 to ``limits["characters"]`` signs.
        good_or_bad : str, optional
            "good", "bad" or "both", for what competitors do.
        person : str, optional
            A pseudonym, where single persons write.
        key : str, optional
            A phone that sends the same answer again under the same key gets the first id back.

        Returns
        -------
        str
            The answer's id.

        Raises
        ------
        OptionError
            If the answer is empty or too long, or a value is none; nothing was stored then.
        QuestionError
            If there is no such question.
        SurveyFileError
            If the disk is full, busy or gone; nothing was stored then.

        Examples
        --------
        >>> from tempfile import mkdtemp
        >>> from cxresearch.workshop.board import Workshop
        >>> with Workshop(mkdtemp()) as workshop:
        ...     workshop.add("Leaders", "1", "What do we do well?", "Our people")
        ...     workshop.answers().loc[0, ["audience", "text"]].tolist()
        'a1'
        ['Leadership', 'Our people']
        """
        row = self._checked(
            audience=audience,
            group=group,
            question=question,
            text=text,
            good_or_bad=good_or_bad,
            person=person,
            key=key,
        )
        with self._db.write() as file:
            return self._insert(file, row)

    def add_many(self, rows: Iterable[Mapping[str, object]]) -> list[str | CXResearchError]:
        """Store several answers in one transaction, for servers with many people at once.

        Parameters
        ----------
        rows : iterable of mappings
            The arguments of `add` by name.

        Returns
        -------
        list
            For each row its id, or the error that refuses this row alone; the others are stored.
        """
        checked: list[object] = []
        for row in rows:
            try:
                checked.append(self._checked(**row))
            except CXResearchError as problem:
                checked.append(problem)
        with self._db.write() as file:
            return [row if isinstance(row, CXResearchError) else self._insert(file, row) for row in checked]

    def edit(self, answer: str, text: str, *, good_or_bad: str | None = None, person: str = "") -> str:
        """Another wording for an answer, or another mark; the old one stays in its history.

        Parameters
        ----------
        good_or_bad : str, optional
            "good", "bad", "both" or "" for none; without it the mark stays.

        Raises
        ------
        OptionError, QuestionError
            If the text is empty or too long, the mark is none, or there is no such answer.
        """
        words = self._words(text)
        with self._db.write() as file:
            found = self._found(file, answer)
            if found.withdrawn:
                raise OptionError(say("The answer {id} was taken back. Restore it before you edit it.", id=found.id))
            mark = found.good_or_bad if good_or_bad is None else _mark(self.question(found.question), good_or_bad)
            wanted = {"text": words, "good_or_bad": mark}
            changed = {name: value for name, value in wanted.items() if value != getattr(found, name)}
            if changed:
                self._change_answer(file, found, "edited", person=person, **changed)
        return found.id

    def withdraw(self, answer: str, *, person: str = "") -> str:
        """Take an answer back. It leaves the board and stays in the file; `restore` brings it again."""
        with self._db.write() as file:
            found = self._found(file, answer)
            if not found.withdrawn:
                self._change_answer(file, found, "withdrawn", person=person, withdrawn=1)
        return found.id

    def restore(self, answer: str, *, person: str = "") -> str:
        """Bring back an answer that was taken back."""
        with self._db.write() as file:
            found = self._found(file, answer)
            if found.withdrawn:
                self._change_answer(file, found, "restored", person=person, withdrawn=0)
        return found.id

    def merge(self, keep: str, *others: str, person: str = "") -> str:
        """Say that others are duplicates of one answer; they stay in the file, and their votes count for it.

        Parameters
        ----------
        keep : str
            The answer that stays on the board.
        *others : str
            Answers to the same question.

        Raises
        ------
        OptionError
            If no other is named, they answer different questions, or one is merged into another already.
        """
        if not others:
            raise OptionError(say("merge(keep, *others) needs at least one other answer."))
        with self._db.write() as file:
            top = self._found(file, keep)
            if top.merged is not None:
                raise OptionError(say(
                    "{id} is itself merged into {answer_id}. Keep that one.",
                    id=top.id, answer_id=answer_id(top.merged),
                ))  # fmt: skip
            for other in others:
                found = self._found(file, other)
                if found.number == top.number:
                    raise OptionError(say("{id} cannot be merged into itself.", id=top.id))
                if found.question != top.question:
                    raise OptionError(say(
                        "{id} and {id_2} answer different questions and stay apart.",
                        id=top.id, id_2=found.id,
                    ))  # fmt: skip
                if found.merged == top.number:
                    continue
                if found.merged is not None:
                    raise OptionError(say(
                        "{id} is merged into {answer_id} already. Take that apart with unmerge({id_2}), or merge "
                        "{answer_id}.",
                        id=found.id, answer_id=answer_id(found.merged), id_2=repr(found.id),
                    ))  # fmt: skip
                self._change_answer(file, found, "merged", person=person, merged=top.number)
        return top.id

    def unmerge(self, answer: str, *, person: str = "") -> str:
        """Let a merged answer stand on its own again, with its own votes."""
        with self._db.write() as file:
            found = self._found(file, answer)
            if found.merged is not None:
                self._change_answer(file, found, "unmerged", person=person, merged=None)
        return found.id

    def undo(self, audience: str, group: str, *, person: str | None = None) -> str | None:
        """Take back the last thing that a table did.

        What was added goes; what was edited, taken back or merged is as it was before.
        Calling it again goes one step further back. Imported sheets and the facilitator's moderation are not touched.

        Parameters
        ----------
        audience, group : str
            Whose act.
        person : str, optional
            Only this person's acts.

        Returns
        -------
        str or None
            The answer that changed; None where there is nothing to undo.
        """
        who, place = _audience(audience), label(group, "group", empty=True)
        with self._db.write() as file:
            rows = file.execute(
                "SELECT c.number, c.what, c.answer, c.before FROM changes c JOIN answers a ON a.number = c.answer "
                f"WHERE c.audience = ? AND c.place = ? AND c.what IN ({', '.join('?' * len(_BY_A_TABLE))}) "
                "AND c.undoes IS NULL AND a.source = '' AND (? IS NULL OR c.person = ?) "
                "AND NOT EXISTS (SELECT 1 FROM changes u WHERE u.undoes = c.number) ORDER BY c.number DESC LIMIT 1",
                (who, place, *_BY_A_TABLE, person, person),
            ).fetchall()
            if not rows:
                return None
            number, what, answer, before = rows[0]
            found = self._found(file, answer_id(answer))
            values = dict(from_json(before) or {})
            if what == "added":
                values = {"withdrawn": 1}
            elif "merged_into" in values:
                merged = values.pop("merged_into")
                values["merged"] = None if merged is None else answer_number(merged)
            self._change_answer(file, found, f"{what} undone", person=person or "", undoes=number, **values)
        return found.id

    def text_of(self, answer: str) -> str:
        """An answer to the last sign, also where a frame has to show a replacement."""
        with self._db.snapshot() as file:
            return self._found(file, answer).text

    # -- checks --------------------------------------------------------------------------------

    def _checked(self, audience, group, question, text, *, good_or_bad=None, person=None, key=None, source="") -> tuple:
        asked = self.question(question)
        if asked.kind == "rating":
            raise QuestionError(say(
                "{text} is guessed, not written. Call guess(audience, person, topic, value).",
                text=repr(asked.text),
            ))  # fmt: skip
        value = _mark(asked, good_or_bad)
        who = _audience(audience)
        place = label(group, "group", empty=True)
        name = label(person, "person", empty=True)
        words = self._words(text)
        if key is not None and not (isinstance(key, str) and 1 <= len(key) <= 200):
            raise OptionError(say("key= is a text of 1 to 200 signs; got {key}.", key=repr(key)))
        if key is not None:
            # The same key with other words is another answer: a form that was sent again after a change.
            content = "\x1f".join((key, who, place, name, str(asked.number), value, words))
            key = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
        return key, who, place, name, asked.number, words, value, source

    def _words(self, text: object) -> str:
        if not isinstance(text, str):
            raise OptionError(say("An answer is a text; got {name}. Nothing was stored.", name=type(text).__name__))
        if says_nothing(text):
            raise OptionError(say("The answer is empty. Write something first; nothing was stored."))
        most = self.limits["characters"]
        if len(text) > most:
            raise OptionError(say(
                "The answer has {n} signs; at most {most} fit. Nothing was cut and nothing was stored: shorten it, or "
                "make two answers of it.",
                n=count(len(text)), most=count(most),
            ))  # fmt: skip
        return text

    def _insert(self, file, row: tuple) -> str:
        key, audience, group, person, question, text, value, source = row
        if key is not None:
            known = file.execute("SELECT number FROM answers WHERE key = ?", (key,)).fetchone()
            if known:
                return answer_id(known[0])
            gone = gone_under(file, key)
            if gone is not None:
                return answer_id(gone)
        number = file.execute(
            "INSERT INTO answers (key, audience, place, person, question, text, good_or_bad, source, clock) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, audience, group, person, question, into_file(text), value, source, time.time()),
        ).lastrowid
        file.execute("INSERT OR IGNORE INTO tables (audience, place) VALUES (?, ?)", (audience, group))
        after = {"question": question, "text": text, "good_or_bad": value}
        self._record(file, "added", number, audience=audience, group=group, person=person, after=after)
        return answer_id(number)


def _mark(asked: Question, good_or_bad: object) -> str:
    value = _VALUES.get(" ".join(str(good_or_bad or "").split()).casefold())
    if value is None or (value and asked.kind != "competitors"):
        raise OptionError(say(
            "good_or_bad= is 'good', 'bad' or 'both', and only for a question on competitors; got {good_or_bad} for "
            "{text}.",
            good_or_bad=repr(good_or_bad), text=repr(asked.text),
        ))  # fmt: skip
    return value


def _audience(name: object) -> str:
    return shared_name(label(shown(name) if isinstance(name, str) else name, "audience"))
