"""Before the projector shows it: names, insults and personal data are pointed at, and a person decides.

Nothing is hidden by a machine. A word list knows neither irony nor the town that is called like an insult, so it flags,
and the facilitator hides with a reason, or does not. Themes follow the same rule: the machine groups, and what a hand
moved stays where the hand put it.
"""

from collections.abc import Iterable, Mapping

from cxresearch.errors import OptionError
from cxresearch.wording import say
from cxresearch.workshop.keeping.flagging import flags_of, held_back
from cxresearch.workshop.keeping.standing import standing_of
from cxresearch.workshop.keeping.store import Store, answer_id, answer_number
from cxresearch.workshop.keeping.words import from_file, label, shown

__all__ = ["Moderation"]


class Moderation(Store):
    """Hiding, flags, and themes set by hand."""

    def hide(self, answer: str, reason: str) -> str:
        """Keep an answer off boards, phones and exports; it stays in the file, with the reason.

        Raises
        ------
        OptionError
            If there is no reason.
        QuestionError
            If there is no such answer.
        """
        why = label(reason, "reason")
        with self._db.write() as file:
            found = self._found(file, answer)
            if found.hidden != why:
                self._change_answer(file, found, "hidden", hidden=why)
        return found.id

    def show(self, answer: str) -> str:
        """Let a hidden answer be seen again."""
        with self._db.write() as file:
            found = self._found(file, answer)
            if found.hidden:
                self._change_answer(file, found, "shown", hidden="")
        return found.id

    # -- the gate ------------------------------------------------------------------------------

    @property
    def held(self) -> list[str]:
        """The answers that are flagged and wait: they reach no phone but their writer's, and not the wall."""
        with self._db.snapshot() as file:
            return [answer_id(number) for number in sorted(held_back(file))]

    def let_through(self) -> int:
        """Somebody has looked at what is flagged: what is not hidden by now may be seen. Gives how many waited.

        Examples
        --------
        >>> from tempfile import mkdtemp
        >>> from cxresearch.workshop.board import Workshop
        >>> with Workshop(mkdtemp()) as workshop:
        ...     answer = workshop.add("Staff", "1", 1, "Ask Mr Miller")
        ...     workshop.held, workshop.let_through(), workshop.held
        (['a1'], 1, [])
        """
        with self._db.write() as file:
            waiting = len(held_back(file))
            self._set(file, "gate", self.last_change)
            self._record(file, "let through", after={"answers": waiting})
        return waiting

    def hide_held(self, reason: str) -> list[str]:
        """Hide everything that is flagged and waits, each with the reason; gives the ids."""
        return [self.hide(answer, reason) for answer in self.held]

    # -- flags ---------------------------------------------------------------------------------

    @property
    def names(self) -> list[str]:
        """People whose names are flagged, and taken out of exports."""
        return list(self._setting("names", []))

    def set_names(self, names: Iterable[str]) -> None:
        """The people whose names must not stand on the projector: "Anna Schmidt", "Okafor".

        Raises
        ------
        OptionError
            If one is no name of two letters or more.
        """
        if isinstance(names, str):
            raise OptionError(say(
                "names is a list of names; got the one text {names}. Pass [{names}].",
                names=repr(names),
            ))  # fmt: skip
        listed = list(dict.fromkeys(label(name, "names") for name in names))
        short = [name for name in listed if len(name) < 2]
        if short:
            raise OptionError(say(
                "names holds {short}; a name is a text of at least two letters.",
                short=repr(short[0]),
            ))  # fmt: skip
        with self._db.write() as file:
            self._set(file, "names", listed)
            self._record(file, "names", after={"names": len(listed)})

    def flags(self, names: Iterable[str] = ()):
        """What a person should look at before it is shown.

        Parameters
        ----------
        names : list of str
            Beside those of `set_names`.

        Returns
        -------
        DataFrame
            A row a find: ``answer, audience, group, kind`` ("name", "insult", "e-mail", "phone", "card", "account"),
            ``found`` (the words), ``text``, ``hidden`` (the reason, where it is hidden already).
        """
        import pandas as pd

        if isinstance(names, str):
            raise OptionError(say(
                "names is a list of names; got the one text {names}. Pass [{names}].",
                names=repr(names),
            ))  # fmt: skip
        listed = (*self.names, *(label(name, "names") for name in names))
        wanted = "SELECT number, audience, place, text, hidden FROM answers WHERE NOT withdrawn ORDER BY number"
        rows = []
        for number, audience, group, text, hidden in self._db.read(wanted):
            words = shown(from_file(text))
            for kind, found in flags_of(words, listed):
                rows.append((answer_id(number), audience, group, kind, found, words, hidden))
        return pd.DataFrame(rows, columns=["answer", "audience", "group", "kind", "found", "text", "hidden"])

    # -- themes --------------------------------------------------------------------------------

    def suggest_themes(self, themes: Mapping[str, str]) -> int:
        """Keep the machine's themes, id to theme, so that a board groups alike whenever it is opened.

        Returns
        -------
        int
            How many changed. What a hand moved stays where it is.
        """
        wanted = {answer_number(answer): label(theme, "theme", empty=True) for answer, theme in dict(themes).items()}
        with self._db.write() as file:
            for answer in themes:
                self._found(file, answer)
            known = dict(file.execute("SELECT number, suggested FROM answers").fetchall())
            news = [(theme, number) for number, theme in wanted.items() if known[number] != theme]
            file.executemany("UPDATE answers SET suggested = ? WHERE number = ?", news)
            if news:
                self._record(file, "grouped", after={"answers": len(news)})
        return len(news)

    def move(self, answer: str, theme: str) -> str:
        """Put an answer under a theme by hand, over the machine's; an empty theme gives it back to the machine."""
        name = label(theme, "theme", empty=True)
        with self._db.write() as file:
            found = self._found(file, answer)
            if found.theme != name:
                self._change_answer(file, found, "moved", theme=name)
        return found.id

    def themes(self):
        """The theme of every answer on the board: ``answer, question, audience, theme, by`` ("hand", "machine", "").

        Returns
        -------
        DataFrame
        """
        import pandas as pd

        with self._db.snapshot() as file:
            rows = file.execute(
                "SELECT number, question, audience, theme, suggested FROM answers WHERE NOT withdrawn AND hidden = '' "
                "ORDER BY number"
            ).fetchall()
            behind = standing_of(file)
        return pd.DataFrame(
            [
                (
                    answer_id(number),
                    question,
                    audience,
                    theme or suggested,
                    "hand" if theme else "machine" * bool(suggested),
                )
                for number, question, audience, theme, suggested in rows
                if number not in behind
            ],
            columns=["answer", "question", "audience", "theme", "by"],
        )
