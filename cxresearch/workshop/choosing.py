"""What the room weighs: three votes a person for the shared list, and a guess before the figures are shown."""

import math
import time
from collections import Counter
from collections.abc import Iterable

from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.labels import normalise
from cxresearch.wording import did_you_mean, in_words, named, say
from cxresearch.workshop.keeping.capture import _audience
from cxresearch.workshop.keeping.questions import Question
from cxresearch.workshop.keeping.standing import THEMES_VOTED, standing_of, themes_on_board, themes_voted
from cxresearch.workshop.keeping.store import Store, answer_id
from cxresearch.workshop.keeping.words import from_json, label
from cxresearch.workshop.phones.reading import SURE
from cxresearch.workshop.phones.voting import ballot_rows, who_joined

__all__ = ["Choosing"]


class Choosing(Store):
    """Votes and guesses."""

    def vote(self, answer: str, person: str) -> str:
        """One of a person's votes for an answer; a duplicate's vote counts for the answer that it was merged into.

        Returns
        -------
        str
            The id of the answer that the vote counts for.

        Raises
        ------
        OptionError
            If the person has no vote left, or the answer is hidden or taken back.
        QuestionError
            If there is no such answer.
        """
        name = label(person, "person")
        with self._db.write() as file:
            found = self._found(file, answer)
            top = standing_of(file).get(found.number, found.number)
            card = self._found(file, answer_id(top))
            if card.withdrawn or card.hidden:
                raise OptionError(say("{id} is not on the list any more. Pick another answer.", id=card.id))
            mine = self._votes(file, name)
            if card.id in mine:
                return card.id
            self._check_room_for(1, [*mine, *(theme for _, theme in themes_voted(file).get(name, ()))])
            file.execute("INSERT OR IGNORE INTO votes VALUES (?, ?)", (top, name))
            self._record(file, "voted", top, audience=card.audience, group=card.group, person=name)
        return card.id

    def _check_room_for(self, n: int, given: list[str]) -> None:
        most = self.limits["votes"]
        if len(given) + n > most:
            raise OptionError(say(
                "The one vote is given ({given}). Take it back before you pick another." if most == 1 else
                "All {n} votes are given ({given}). Take one back before you pick another.",
                n=in_words(most), given=named(given),
            ))  # fmt: skip

    def vote_themes(self, person: str, themes: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
        """A person's votes for themes, in place of those that he gave to themes before; one theme is one vote.

        Parameters
        ----------
        person : str
            A pseudonym.
        themes : iterable of (question, theme)
            The question's number, and a theme that an answer on the board names.

        Returns
        -------
        list of (int, str)
            The themes that count now.

        Raises
        ------
        OptionError
            If that is more than the person has votes left beside those for answers.
        QuestionError
            If no answer on the board names a theme of that name under that question.

        Examples
        --------
        >>> from tempfile import mkdtemp
        >>> from cxresearch.workshop.board import Workshop
        >>> with Workshop(mkdtemp()) as workshop:
        ...     answer = workshop.move(workshop.add("Staff", "1", 2, "The queue at noon"), "Waiting time")
        ...     workshop.vote_themes("p1", [(2, "Waiting time")])
        ...     workshop.ballot()[["kind", "name", "votes"]].values.tolist()
        [(2, 'Waiting time')]
        [['theme', 'Waiting time', 1]]
        """
        name = label(person, "person")
        wanted = sorted({(int(question), label(theme, "theme")) for question, theme in themes})
        with self._db.write() as file:
            there = themes_on_board(file)
            missing = [theme for question, theme in wanted if (question, theme) not in there]
            if missing:
                raise QuestionError(say(
                    "No answer on the board names {missing} any more. Look again.",
                    missing=named(missing),
                ))  # fmt: skip
            before = sorted(themes_voted(file).get(name, ()))
            if wanted != before:
                if len(wanted) > len(before):
                    self._check_room_for(len(wanted), self._votes(file, name))
                self._record(file, THEMES_VOTED, person=name, after={"themes": [list(one) for one in wanted]})
        return wanted

    def themes_of(self, person: str) -> list[tuple[int, str]]:
        """The themes that a person voted for: question and name."""
        with self._db.snapshot() as file:
            return sorted(themes_voted(file).get(label(person, "person"), ()))

    def ballot(self):
        """What was voted for, most votes first: ``kind`` ("theme" or "answer"), ``question``, ``name`` (the theme, or
        the answer's id), ``text``, ``votes``, ``by_audience`` (of each its votes; empty where that would tell on few).

        Returns
        -------
        DataFrame
            ``by_audience`` is a dict: filled where five people or more of every audience have written, and three or
            more of each that voted for it.
        """
        import pandas as pd

        with self._db.snapshot() as file:
            rows = ballot_rows(file)
        return pd.DataFrame(rows, columns=["kind", "question", "name", "text", "votes", "by_audience"])

    def unvote(self, answer: str, person: str) -> str:
        """Take a vote back."""
        name = label(person, "person")
        with self._db.write() as file:
            found = self._found(file, answer)
            tops = standing_of(file)
            top = tops.get(found.number, found.number)
            same = [row[0] for row in file.execute("SELECT answer FROM votes WHERE person = ?", (name,)).fetchall()]
            same = [number for number in same if tops.get(number, number) == top]
            for number in same:
                file.execute("DELETE FROM votes WHERE answer = ? AND person = ?", (number, name))
            if same:
                self._record(file, "unvoted", top, audience=found.audience, group=found.group, person=name)
        return answer_id(top)

    def votes_of(self, person: str) -> list[str]:
        """The answers that a person voted for, in their order on the board."""
        name = label(person, "person")
        with self._db.snapshot() as file:
            return self._votes(file, name)

    def _votes(self, file, person: str) -> list[str]:
        tops = standing_of(file)
        rows = file.execute(
            "SELECT v.answer FROM votes v JOIN answers a ON a.number = v.answer WHERE v.person = ?", (person,)
        ).fetchall()
        found = {tops.get(number, number) for (number,) in rows}
        gone = {number for (number,) in file.execute("SELECT number FROM answers WHERE withdrawn OR hidden != ''")}
        # A vote for what is gone can be given again.
        return [answer_id(number) for number in sorted(found - gone)]

    def voters(self):
        """Who has voted: ``person, audience, group, votes``, where a phone said who its person is.

        Returns
        -------
        DataFrame
        """
        import pandas as pd

        with self._db.snapshot() as file:
            joined = who_joined(file)
            counted = Counter(dict(file.execute("SELECT person, count(*) FROM votes GROUP BY person").fetchall()))
            counted.update({person: len(themes) for person, themes in themes_voted(file).items()})
        rows = [(person, *joined.get(person, ("", "")), n) for person, n in sorted(counted.items())]
        return pd.DataFrame(rows, columns=["person", "audience", "group", "votes"])

    def strike_votes(self, person: str) -> int:
        """Take all votes of one phone out; gives how many there were. The ledger says that it was done."""
        name = label(person, "person")
        with self._db.write() as file:
            themes = len(themes_voted(file).get(name, ()))
            if themes:
                self._record(file, THEMES_VOTED, person=name, after={"themes": []})
            struck = themes + file.execute("DELETE FROM votes WHERE person = ?", (name,)).rowcount
            if struck:
                self._record(file, "votes struck", person=name, after={"votes": struck})
        return struck

    # -- guesses -------------------------------------------------------------------------------

    @property
    def topics(self) -> list[Question]:
        """The ratings that are guessed before the reveal."""
        return [question for question in self._asked if question.kind == "rating"]

    def set_topics(self, topics: Iterable[str], *, scale: tuple[int, int] = (0, 10)) -> list[Question]:
        """The touchpoints that people guess; named as in the survey, so that guess and score meet.

        Parameters
        ----------
        topics : list of str
            One or more.
        scale : (low, high)
            (0, 10) or (0, 100).

        Raises
        ------
        OptionError
            If there is none, one is there twice, or guesses were given already.
        """
        if isinstance(topics, str):
            raise OptionError(say(
                "topics is a list of touchpoints; got the one text {topics}. Pass [{topics}].",
                topics=repr(topics),
            ))  # fmt: skip
        names = [label(topic, "topic") for topic in topics]
        if not names or len({normalise(name) for name in names}) < len(names):
            raise OptionError(say("topics needs at least one touchpoint, and each only once."))
        with self._db.write() as file:
            if file.execute("SELECT 1 FROM guesses LIMIT 1").fetchone():
                raise OptionError(say(
                    "Guesses were given already, so the topics stay as they are. Use another workshop."
                ))  # fmt: skip
            others = [question for question in self._asked if question.kind != "rating"]
            kept = [(question.text, question.kind, question.topic, question.scale) for question in others]
            # Answers hold the numbers of their questions, so ratings come behind.
            asked = tuple(Question(at, *one) for at, one in enumerate(kept, start=1))
            if [question.number for question in others] != [question.number for question in asked] and file.execute(
                "SELECT 1 FROM answers LIMIT 1"
            ).fetchone():
                raise OptionError(say("Answers were given already, and topics stand before their questions."))
            more = tuple(
                Question(at, name, "rating", name, scale) for at, name in enumerate(names, start=len(asked) + 1)
            )
            file.execute("PRAGMA defer_foreign_keys = ON")
            self._write_questions(file, asked + more)
            self._record(file, "topics", after={"topics": names, "scale": list(scale)})
        return list(more)

    def guess(self, audience: str, person: str, topic: int | str, value: float, *, sure: int | None = None) -> float:
        """What one person predicts that customers will say; the last guess counts, earlier ones stay in the ledger.

        Parameters
        ----------
        audience, person : str
            Who guesses; the person is a pseudonym.
        topic : int or str
            A rating question, by number, text or topic.
        value : float
            On the topic's scale, 0-10 or 0-100.
        sure : {50, 70, 90}, optional
            How sure the person is, in percent, that this is within ten points of a hundred.

        Returns
        -------
        float
            The value.

        Raises
        ------
        QuestionError
            If there is no such topic.
        OptionError
            If the value is off the scale.
        """
        asked = self._topic(topic)
        who, name = _audience(audience), label(person, "person")
        low, high = asked.scale
        try:
            number = float(value) if not isinstance(value, bool) else math.nan
        except (TypeError, ValueError):
            number = math.nan
        if not low <= number <= high:
            raise OptionError(say(
                "A guess on {topic} is a number from {low} to {high}; got {value}.",
                topic=repr(asked.topic), low=low, high=high, value=repr(value),
            ))  # fmt: skip
        if sure is not None and (isinstance(sure, bool) or sure not in SURE):
            raise OptionError(say(
                "sure= is one of {sure} percent; got {sure_2}.",
                sure=named(map(str, SURE)), sure_2=repr(sure),
            ))  # fmt: skip
        with self._db.write() as file:
            known = file.execute(
                "SELECT value FROM guesses WHERE person = ? AND question = ?", (name, asked.number)
            ).fetchone()
            before_sure = self._sureness(file).get((name, asked.topic))
            if known is None or known[0] != number or sure != before_sure:
                file.execute(
                    "INSERT OR REPLACE INTO guesses VALUES (?, ?, ?, ?, ?)",
                    (name, asked.number, who, number, time.time()),
                )
                before = {} if known is None else {"value": known[0]}
                after = {"topic": asked.topic, "value": number} | ({} if sure is None else {"sure": int(sure)})
                self._record(file, "guessed", audience=who, person=name, before=before, after=after)
        return number

    @staticmethod
    def _sureness(file) -> dict[tuple[str, str], int | None]:
        """How sure each person is of each topic, as the ledger tells last."""
        lines = file.execute("SELECT person, after FROM changes WHERE what = 'guessed' ORDER BY number").fetchall()
        told = [(person, from_json(after) or {}) for person, after in lines]
        return {(person, after.get("topic", "")): after.get("sure") for person, after in told}

    def guesses(self):
        """All guesses: ``audience, person, topic, value, low, high, points`` (0-100), ``sure`` (percent, NaN where
        nobody said), in the order of persons' first.

        Returns
        -------
        DataFrame
        """
        import pandas as pd

        with self._db.snapshot() as file:
            sureness = self._sureness(file)
        rows = self._db.read(
            "SELECT g.audience, g.person, q.topic, g.value, q.low, q.high FROM guesses g JOIN questions q "
            "ON q.number = g.question ORDER BY g.audience, g.person, q.number"
        )
        names = ["audience", "person", "topic", "value", "low", "high"]
        table = pd.DataFrame(rows, columns=names).astype({"value": float, "low": int, "high": int})
        sure = [sureness.get(at) for at in zip(table["person"], table["topic"], strict=True)]
        points = 100 * (table["value"] - table["low"]) / (table["high"] - table["low"])
        return table.assign(points=points, sure=pd.Series(sure, index=table.index, dtype=float))

    def _topic(self, wanted: object) -> Question:
        topics = self.topics
        if not topics:
            raise QuestionError(say(
                "This workshop has no touchpoints to guess. Name them first: set_topics(['Billing', 'Waiting time'])."
            ))  # fmt: skip
        if isinstance(wanted, str):
            plain = normalise(wanted)
            found = [question for question in topics if plain in (normalise(question.topic), normalise(question.text))]
        else:
            found = [question for question in topics if question.number == wanted and not isinstance(wanted, bool)]
        if not found:
            names = [question.topic for question in topics]
            near = did_you_mean(wanted, names) if isinstance(wanted, str) else ""
            raise QuestionError(say(
                "No touchpoint {wanted} to guess.{near} Found: {names}.",
                wanted=repr(wanted), near=near, names=named(names),
            ))  # fmt: skip
        return found[0]
