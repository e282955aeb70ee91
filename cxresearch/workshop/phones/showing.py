"""Which page a phone shows in which phase, and what stands on it."""

import secrets
from collections.abc import Iterable

from cxresearch.wording import in_words, plural
from cxresearch.workshop.phones.gate import Ask, Gate, Me, Refused, Reply, elsewhere, shown_page
from cxresearch.workshop.phones.reading import Reading, by_question

__all__ = ["Showing", "listed"]

_LOOK_AGAIN = 12


class Showing:
    """The pages; each takes who asks and, after a refusal, what to say and what was typed.

    Parameters
    ----------
    workshop : Workshop
    reading : Reading
    gate : Gate
    guessers : set of str
        The audiences that guess what customers will say.
    """

    def __init__(self, workshop, reading: Reading, gate: Gate, guessers: Iterable[str]) -> None:
        self.workshop, self.reading, self.gate = workshop, reading, gate
        self.guessers, self.base = set(guessers), gate.base

    def _get_home(self, ask: Ask) -> Reply:
        if ask.me is None:
            return self._door(ask)
        phase = self.reading.phase
        if phase == "capture" and (asked := self.reading.written_ones):
            return self._write(ask, self._asked(ask.query.get("question", str(asked[0].number))))
        if phase == "vote" and not self.reading.votes_of(ask.me.person):
            return self._vote(ask)
        if phase == "predict" and self._guesses(ask.me) and not self.reading.guesses_of(ask.me.person):
            return self._guess(ask)
        return self._wait(ask)

    def _get_who(self, ask: Ask) -> Reply:
        return self._door(ask)

    def _get_change(self, ask: Ask) -> Reply:
        if ask.me is None or self.reading.phase != "capture":
            return elsewhere(self.base)
        answer = self.reading.one_of(ask.me.person, ask.query.get("answer", ""))
        return elsewhere(self.base) if answer is None else self._change(ask, answer, answer.text)

    def _get_vote(self, ask: Ask) -> Reply:
        return elsewhere(self.base) if ask.me is None or self.reading.phase != "vote" else self._vote(ask)

    def _get_guess(self, ask: Ask) -> Reply:
        may = ask.me is not None and self.reading.phase == "predict" and self._guesses(ask.me)
        return self._guess(ask) if may else elsewhere(self.base)

    def _get_wait(self, ask: Ask) -> Reply:
        return elsewhere(self.base) if ask.me is None else self._wait(ask)

    def _show(self, name: str, ask: Ask | None, **values) -> Reply:
        me = ask.me if ask else None
        values.setdefault("base", self.base)
        return shown_page(name, me=me, room=self.reading.own.name, **values)

    def _door(self, ask: Ask, *, chosen: str = "", table: str = "", **said) -> Reply:
        cookies, visitor = [], ask.visitor
        if ask.me is None and visitor is None:
            visitor = secrets.token_hex(12)
            cookies = [self.gate.cookies.header(self.gate.cookies.form, visitor)]
        if ask.query.get("done") == "joined" and not said:
            said = {
                "said": "Your browser keeps no cookies for this page. Open it in a window that is not private, or use "
                "another browser.",
                "wrong": True,
            }
        me = ask.me
        reply = self._show(
            "join",
            ask,
            title="Who are you today?" if me else "Welcome",
            notice=self.reading.own.notice,
            audiences=self.reading.audiences(),
            chosen=chosen or (me.audience if me else ""),
            table=table or (me.table if me else ""),
            form=self.gate.forms.code(me.person if me else visitor),
            **said,
        )
        reply.cookies = cookies
        return reply

    def _write(self, ask: Ask, question, *, text: str = "", good_or_bad: str = "", **said) -> Reply:
        said = said or self._done(ask)
        open_ones = self.reading.written_ones
        later = [one.number for one in open_ones if one.number > question.number]
        return self._show(
            "write",
            ask,
            title=f"Question {question.number}",
            question=question,
            questions=open_ones,
            next_question=min(later, default=None),
            mine=self.reading.mine(ask.me.person, question.number),
            notice=self.reading.own.notice,
            form=self.gate.forms.code(ask.me.person),
            key=self.gate.forms.key(),
            text=text,
            good_or_bad=good_or_bad,
            **said,
        )

    def _change(self, ask: Ask, answer, text: str, *, good_or_bad: str | None = None, **said) -> Reply:
        return self._show(
            "change",
            ask,
            title="Change your answer",
            answer=answer,
            question=self._asked(str(answer.question)),
            text=text,
            good_or_bad=answer.good_or_bad if good_or_bad is None else good_or_bad,
            form=self.gate.forms.code(ask.me.person),
            **said,
        )

    def _vote(self, ask: Ask, *, chosen: Iterable[str] | None = None, **said) -> Reply:
        most = self.reading.own.limits["votes"]
        lists = by_question(self.reading.questions, self.reading.shared())
        if not lists:
            return self._wait(ask)
        return self._show(
            "vote",
            ask,
            title=f"Pick {in_words(most)}",
            lists=lists,
            chosen=set(self.reading.votes_of(ask.me.person) if chosen is None else chosen),
            form=self.gate.forms.code(ask.me.person),
            **said,
        )

    def _guess(self, ask: Ask, *, chosen: dict[int, int] | None = None, **said) -> Reply:
        return self._show(
            "predict",
            ask,
            title="Your guess",
            topics=self.reading.topics,
            chosen=self.reading.guesses_of(ask.me.person) if chosen is None else chosen,
            form=self.gate.forms.code(ask.me.person),
            **said,
        )

    def _wait(self, ask: Ask) -> Reply:
        phase, me = self.reading.phase, ask.me
        title, lead, mine, back = "One moment", "The next step starts soon.", [], None
        if phase == "capture":
            n = self.reading.count_of_table(me.audience, me.table)
            title, lead = "Thank you", f"Your table has {plural(n, 'answer')} so far."
            back = ("", "Write another answer")
        elif phase == "vote":
            votes = self.reading.votes_of(me.person)
            mine = [answer.text for answer in self.reading.shared() if answer.number in votes]
            if mine:
                title, lead, back = "Your votes are in", "You voted for:", ("vote", "Change my votes")
            else:
                lead = "There is nothing to vote on yet."
        elif phase == "predict" and self._guesses(me):
            known = self.reading.guesses_of(me.person)
            mine = [f"{one.topic}: {known[one.number]}" for one in self.reading.topics if one.number in known]
            title, lead, back = "Your guesses are in", "You said that customers give:", ("guess", "Change my guesses")
        elif phase == "predict":
            lead = f"Now {listed(sorted(self.guessers))} guesses what customers will say. Look at the screen."
        elif phase == "reveal":
            title, lead = "Look at the screen", "The answers are shown in the room now."
        elif phase == "closed":
            title, lead = "Thank you", "This workshop is over. You can close this page."
        refresh = "" if phase == "closed" else f"{_LOOK_AGAIN}; url={self.base}{'wait' if phase == 'capture' else ''}"
        return self._show("wait", ask, title=title, lead=lead, mine=mine, back=back, refresh=refresh, **self._done(ask))

    def _done(self, ask: Ask) -> dict[str, object]:
        """What the redirect says was done."""
        done, me = ask.query.get("done"), ask.me
        if done == "saved":
            n = self.reading.count_of_table(me.audience, me.table)
            return {"said": f"Saved. {plural(n, 'answer')} from your table so far."}
        words = {"changed": "Your change is saved.", "withdrawn": "Withdrawn.", "voted": "Saved.", "guessed": "Saved."}
        return {"said": words[done]} if done in words else {}

    def _guesses(self, me: Me) -> bool:
        return me.audience in self.guessers and bool(self.reading.topics)

    def _asked(self, number: str):
        known = {str(question.number): question for question in self.reading.written_ones}
        if number not in known:
            raise Refused(404, "There is no such question.")
        return known[number]


def listed(names: list[str]) -> str:
    """Names in a sentence.

    >>> listed(["Billing", "Website", "Waiting"])
    'Billing, Website and Waiting'
    """
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1] if names else ""]))
