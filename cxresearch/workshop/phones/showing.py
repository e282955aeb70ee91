"""Which page a phone shows in which phase, and what stands on it."""

import secrets
from collections.abc import Iterable

from cxresearch.wording import capital, in_words, listed, plural, say, told
from cxresearch.workshop.keeping.questions import spoken
from cxresearch.workshop.phones.gate import Ask, Gate, Me, Refused, Reply, elsewhere, shown_page
from cxresearch.workshop.phones.reading import SURE, Reading, Shown
from cxresearch.workshop.phones.security import SIZES
from cxresearch.workshop.phones.voting import lists_for, theme_mark

__all__ = ["Showing"]

_LOOK_AGAIN = 12
_DONE = {
    "changed": told("Your change is saved."), "withdrawn": told("Withdrawn."), "voted": told("Saved."),
    "guessed": told("Saved."), "erased": told("It is erased for good."), "back": told("Your answers are here again."),
    "erasing": told("It is taken out, and will be erased from the disk when the other program closes."),
}  # fmt: skip


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
        if ask.scribe:
            return self._wait(ask)
        if phase == "vote" and not self._voted(ask.me.person):
            return self._vote(ask)
        if phase == "predict" and self._guesses(ask.me) and not self.reading.guesses_of(ask.me.person):
            return self._guess(ask)
        return self._wait(ask)

    def _get_who(self, ask: Ask) -> Reply:
        return self._door(ask)

    def _get_change(self, ask: Ask) -> Reply:
        if ask.me is None or self.reading.phase != "capture":
            return elsewhere(ask.base)
        answer = self._own_one(ask, ask.query.get("answer", ""))
        return elsewhere(ask.base) if answer is None else self._change(ask, answer, answer.text)

    def _get_size(self, ask: Ask) -> Reply:
        """The size of the text, remembered by the browser; a link, so that it works without the script."""
        size = ask.query.get("to", "")
        back = ask.query.get("back", "")
        to = ask.base + (back if back in ("who", "wait", "mine", "vote", "guess") else "")
        cookies = self.gate.cookies
        return elsewhere(to, [cookies.size_header(int(size), ask.base)] if size in map(str, SIZES) else [])

    def _own(self, ask: Ask, question: int | None = None) -> list[Shown]:
        """What was written on this page: by a person, or by a table's scribe."""
        me = ask.me
        if ask.scribe:
            return self.reading.of_table(me.audience, me.table, question)
        return self.reading.mine(me.person, question)

    def _own_one(self, ask: Ask, answer: str) -> Shown | None:
        return next((one for one in self._own(ask) if one.number == answer), None) if ask.me else None

    def _get_mine(self, ask: Ask, **said) -> Reply:
        if ask.me is None:
            return elsewhere(ask.base)
        mine = self._own(ask)
        return self._show("mine", ask, title=say("My answers"), mine=mine, code="", **said or self._done(ask))

    def _get_erase(self, ask: Ask) -> Reply:
        answer = self._own_one(ask, ask.query.get("answer", ""))
        if answer is None:
            return elsewhere(ask.base)
        form = self.gate.forms.code(ask.me.person)
        return self._show("erase", ask, title=say("Erase this answer?"), answer=answer, form=form, code="")

    def _get_vote(self, ask: Ask) -> Reply:
        return elsewhere(ask.base) if ask.me is None or self.reading.phase != "vote" else self._vote(ask)

    def _get_guess(self, ask: Ask) -> Reply:
        may = ask.me is not None and self.reading.phase == "predict" and self._guesses(ask.me)
        return self._guess(ask) if may else elsewhere(ask.base)

    def _get_wait(self, ask: Ask) -> Reply:
        return elsewhere(ask.base) if ask.me is None else self._wait(ask)

    def _show(self, name: str, ask: Ask | None, **values) -> Reply:
        me = ask.me if ask else None
        values.setdefault("base", ask.base if ask else self.base)
        if ask is not None:
            values |= {"size": ask.size, "scribe": ask.scribe, "step": ask.step if ask.method == "GET" else "",
                       "size_cookie": self.gate.cookies.size}  # fmt: skip
            # What was saved is no draft any more.
            values["saved"] = ask.query.get("done") in ("saved", "changed", "withdrawn")
        if me is not None:
            code = "" if ask.scribe else self.gate.keys.code_of(me.person)
            values = {"follows": self.reading.phase, "code": code} | values
        return shown_page(name, me=me, room=self.reading.own.name, **values)

    def _door(self, ask: Ask, *, chosen: str = "", table: str = "", typed: str = "", **said) -> Reply:
        cookies, visitor = [], ask.visitor
        if ask.me is None and visitor is None:
            visitor = secrets.token_hex(12)
            cookies = [self.gate.cookies.header(self.gate.cookies.form, visitor)]
        if ask.query.get("done") == "joined" and not said:
            said = {
                "said": say(
                    "Your browser keeps no cookies for this page. Open it in a window that is not private, or use "
                    "another browser."
                ),
                "wrong": True,
            }
        me = ask.me
        reply = self._show(
            "join",
            ask,
            title=say("Who are you today?" if me else "Welcome"),
            notice=spoken(self.reading.own.notice),
            audiences=self.reading.audiences(),
            chosen=chosen or (me.audience if me else ""),
            table=table or (me.table if me else ""),
            typed=typed,
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
            title=say("Question {number}", number=question.number),
            question=question,
            questions=open_ones,
            next_question=min(later, default=None),
            mine=self._own(ask, question.number),
            people=self.reading.people_at(ask.me.audience, ask.me.table) if ask.scribe else 0,
            notice=spoken(self.reading.own.notice),
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
            title=say("Change your answer"),
            answer=answer,
            question=self._asked(str(answer.question)),
            text=text,
            good_or_bad=answer.good_or_bad if good_or_bad is None else good_or_bad,
            form=self.gate.forms.code(ask.me.person),
            **said,
        )

    def _vote(self, ask: Ask, *, chosen: Iterable[str] | None = None, **said) -> Reply:
        most = self.reading.own.limits["votes"]
        lists = lists_for(self.reading, ask.me.person)
        if not lists:
            return self._wait(ask)
        return self._show(
            "vote",
            ask,
            title=capital(say("Pick {number}", number=in_words(most))),
            most=most,
            lists=lists,
            chosen=set(self._voted(ask.me.person) if chosen is None else chosen),
            form=self.gate.forms.code(ask.me.person),
            **said,
        )

    def _voted(self, person: str) -> dict[str, str]:
        """What a person voted for and can be seen: what the form sends for it, to its text."""
        votes = self.reading.votes_of(person)
        found = {theme_mark(question, theme): theme for question, theme in self.reading.themes_of(person)}
        return found | {one.number: one.text for one in self.reading.shared(person) if one.number in votes}

    def _guess(
        self, ask: Ask, *, chosen: dict[int, int] | None = None, sure: dict[int, int] | None = None, **said
    ) -> Reply:
        return self._show(
            "predict",
            ask,
            title=say("Your guess"),
            topics=self.reading.topics,
            chosen=self.reading.guesses_of(ask.me.person) if chosen is None else chosen,
            sure=self.reading.sureness_of(ask.me.person) if sure is None else sure,
            levels=SURE,
            form=self.gate.forms.code(ask.me.person),
            **said,
        )

    def _wait(self, ask: Ask) -> Reply:
        phase, me = self.reading.phase, ask.me
        title, lead, mine, back = say("One moment"), say("The next step starts soon."), [], None
        if phase == "capture":
            n = self.reading.count_of_table(me.audience, me.table)
            title = say("Thank you")
            lead = say("Your table has {answers} so far.", answers=plural(n, "answer"))
            back = ("", say("Write another answer"))
        elif ask.scribe and phase in ("vote", "predict"):
            lead = say("Now everybody votes on a phone." if phase == "vote" else "Now everybody guesses on a phone.")
        elif phase == "vote":
            mine = list(self._voted(me.person).values())
            if mine:
                title, lead = say("Your votes are in"), say("You voted for:")
                back = ("vote", say("Change my votes"))
            else:
                lead = say("There is nothing to vote on yet.")
        elif phase == "predict" and self._guesses(me):
            known = self.reading.guesses_of(me.person)
            mine = [f"{one.topic}: {known[one.number]}" for one in self.reading.topics if one.number in known]
            title, lead = say("Your guesses are in"), say("You said that customers give:")
            back = ("guess", say("Change my guesses"))
        elif phase == "predict":
            who = listed(map(spoken, sorted(self.guessers)))
            lead = say("Now {who} guesses what customers will say. Look at the screen.", who=who)
        elif phase == "reveal":
            title, lead = say("Look at the screen"), say("The answers are shown in the room now.")
        elif phase == "closed":
            title, lead = say("Thank you"), say("This workshop is over. You can close this page.")
        # Also a closed room is looked at again: it may be opened once more.
        often = _LOOK_AGAIN * (5 if phase == "closed" else 1)
        refresh = f"{often}; url={self.base}{'wait' if phase == 'capture' else ''}"
        return self._show("wait", ask, title=title, lead=lead, mine=mine, back=back, refresh=refresh, **self._done(ask))

    def _done(self, ask: Ask) -> dict[str, object]:
        """What the redirect says was done."""
        done, me = ask.query.get("done"), ask.me
        if done == "saved":
            n = self.reading.count_of_table(me.audience, me.table)
            return {"said": say("Saved. {answers} from your table so far.", answers=plural(n, "answer"))}
        return {"said": say(_DONE[done])} if done in _DONE else {}

    def _guesses(self, me: Me) -> bool:
        return me.audience in self.guessers and bool(self.reading.topics)

    def _asked(self, number: str):
        known = {str(question.number): question for question in self.reading.written_ones}
        if number not in known:
            raise Refused(404, say("There is no such question."))
        return known[number]
