"""What a phone in the room can do: say who you are, write, correct, vote, guess, wait; each phase has its page.

Whatever is refused comes back with the words that were typed, so that nobody types anything twice. What was sent is
answered with a redirect, so that reloading a page sends nothing again.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Iterable

from cxresearch.errors import CXResearchError, SurveyFileError
from cxresearch.speaking import language_now, speaking
from cxresearch.wording import count, in_words, listed, say, told
from cxresearch.workshop.keeping.words import says_nothing, shown
from cxresearch.workshop.phones.events import Events
from cxresearch.workshop.phones.gate import Ask, Gate, Me, Refused, Reply, Sent, elsewhere, shown_page
from cxresearch.workshop.phones.keys import Keys, tidy_token
from cxresearch.workshop.phones.limits import PhoneLimits
from cxresearch.workshop.phones.pages import language_of, steps
from cxresearch.workshop.phones.reading import SURE, Reading
from cxresearch.workshop.phones.showing import Showing
from cxresearch.workshop.phones.voting import themes_meant
from cxresearch.workshop.phones.writer import Writer

__all__ = ["SCRIBE_STEPS", "STEPS", "Phones"]

STEPS = {
    "": {"GET"}, "who": {"GET", "POST"}, "answer": {"POST"}, "change": {"GET", "POST"}, "vote": {"GET", "POST"},
    "guess": {"GET", "POST"}, "wait": {"GET"}, "mine": {"GET"}, "erase": {"GET", "POST"}, "back": {"POST"},
    "events": {"GET"}, "size": {"GET"},
}  # fmt: skip
# Below the address of a table, where one laptop writes for all who sit there.
SCRIBE_STEPS = {step: STEPS[step] for step in ("", "answer", "change", "wait", "mine", "erase", "events", "size")}
# So long after a phase has ended what was being written then is still taken.
_LATE = 120.0
_NOT_SHOWN = told("The computer in this room does not answer just now. This page tries again by itself.")
_NOT_STORED = told("The computer in this room could not store that. Keep this page open and tell the facilitator.")
_TAKEN_AWAY = told(
    "The file of this workshop was moved or taken away on the computer in this room, so this was not stored. Keep this "
    "page open and tell the facilitator."
)

_TITLES = {
    403: told("Please begin again"), 404: told("Not found"), 409: told("Too late"), 429: told("One moment"),
}  # fmt: skip


class Phones(Showing):
    """Turns requests into pages and into acts of the workshop.

    Parameters
    ----------
    workshop : Workshop
    keys : Keys
    gate : dict
        Names and port that the server may be called by, see `Gate`.
    audiences, guessers : iterable of str, optional
        Who may be chosen at the door, and who of them guesses what customers will say.
    problems : callable
        Is told what went wrong, for the facilitator.
    address : callable
        Gives the address of now, for the wall.
    """

    def __init__(
        self, workshop, keys: Keys, *, gate: dict, limits: PhoneLimits | None = None,
        audiences: Iterable[str] | None = None, guessers: Iterable[str] | None = None,
        problems: Callable[[BaseException], None] = lambda problem: None, address: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        reading = Reading(workshop, audiences)
        own_gate = Gate(
            keys, limits or PhoneLimits(), STEPS, scribe_steps=SCRIBE_STEPS, tables=reading.tables, **gate
        )  # fmt: skip
        # Everybody may bet; whose bets are shown is set on the desk.
        guessers = reading.audiences() if guessers is None else list(guessers)
        super().__init__(workshop, reading, own_gate, guessers)
        self.problems, self.writer = problems, Writer(workshop._db.write)
        self.events = Events(workshop, self.reading, guessers, address)
        self.written = Counter(self.reading.written())

    def start(self) -> None:
        self.writer.start()

    def stop(self) -> None:
        self.writer.stop()
        self.reading.close()

    async def reply(self, sent: Sent) -> Reply:
        """The answer to a request; never raises."""
        with speaking(language_of(sent.headers.get("Accept-Language"))):
            ask: Ask | None = None
            try:
                entered = self.gate.enter(sent)
                if isinstance(entered, Reply):
                    return entered
                ask = entered
                if ask.refused:
                    raise ask.refused
                act = getattr(self, f"_{ask.method.lower()}_{ask.step or 'home'}")
                return act(ask) if ask.method == "GET" else await act(ask)
            except Exception as problem:
                return self._told(ask, problem)

    # -- what follows the room -----------------------------------------------------------------

    def _get_events(self, ask: Ask) -> Reply:
        return elsewhere(ask.base) if ask.me is None else Reply(200, stream=self.events.phone(language_now()))

    def _get_wall(self, ask: Ask) -> Reply:
        return self.events.wall_page(f"/{self.gate.keys.wall}/events")

    def _get_wall_events(self, ask: Ask) -> Reply:
        return Reply(200, stream=self.events.wall(language_now()))

    # -- acts ----------------------------------------------------------------------------------

    async def _post_who(self, ask: Ask) -> Reply:
        audience, table = ask.one("audience"), ask.one("table")
        if audience not in self.reading.audiences():
            raise Refused(422, say("Choose who you are from the list."))
        place = self.reading.table_named(audience, table[:400])
        if not place.strip() or len(place) > 100:
            raise Refused(422, say("Write the number or the name of your table; a short one is enough."))
        me = Me(ask.me.person if ask.me else secrets.token_hex(12), audience, place)

        def come_in() -> None:
            if ask.me is None:
                if self.workshop.locked:
                    raise Refused(403, say("No more phones can come in just now. Ask the facilitator."))
                self.workshop.notice_shown("phone", person=me.person)
            self.workshop.join(audience, place, me.person)

        await self._stored(come_in)
        return elsewhere(f"{ask.base}?done=joined", [self.gate.cookies.header(self.gate.cookies.person, list(me))])

    async def _post_back(self, ask: Ask) -> Reply:
        """Somebody who was here already, on another phone or at another address."""
        code = tidy_token(ask.one("code")[:40])
        if wait := self.gate.codes.take():
            raise Refused(429, say("Many codes were tried at once. Wait a little, then try again."), wait=int(wait) + 1)
        joined = self.reading.joined()
        known = {self.gate.keys.code_of(person).lower(): person for person in joined}
        if code not in known:
            raise Refused(422, say("Nobody here has this code. It stands at the foot of the page where you wrote."))
        # A right code is no guess.
        self.gate.codes.give_back()
        me = [known[code], *joined[known[code]]]
        return elsewhere(f"{ask.base}mine?done=back", [self.gate.cookies.header(self.gate.cookies.person, me)])

    async def _post_erase(self, ask: Ask) -> Reply:
        self._somebody(ask)
        number = ask.one("answer")
        if self._own_one(ask, number) is None:
            raise Refused(404, say("That is no answer of yours that could be changed. Nothing was stored."))
        await self._stored(lambda: self.workshop.take_out(number))
        # Writing the file anew is not for the thread that answers everybody.
        done = await asyncio.get_running_loop().run_in_executor(None, self.workshop.finish_erasing)
        return elsewhere(f"{ask.base}mine?done={'erased' if done else 'erasing'}")

    async def _post_answer(self, ask: Ask) -> Reply:
        me, question, key = self._somebody(ask), self._asked(ask.one("question")), ask.one("key")
        text, value = ask.one("text"), ask.one("good_or_bad")
        if not 8 <= len(key) <= 64:
            raise Refused(400, say("This could not be read, and nothing was stored. Load the page again."))

        self._check_words(text)
        late = ask.one("late") == "1"

        def add() -> None:
            self._still("capture", say("Writing has ended, and this was not stored."), late=late)
            self._room_for_more(me.person)
            if ask.scribe and not self.workshop.notice_was_shown:
                self.workshop.notice_shown("scribe")
            self.workshop.add(
                me.audience, me.table, question.number, text, good_or_bad=value, person=_writer(ask), key=key
            )

        await self._stored(add)
        self.written[me.person] += 1
        return elsewhere(f"{ask.base}?question={question.number}&done=saved")

    async def _post_change(self, ask: Ask) -> Reply:
        self._somebody(ask)
        number, text = ask.one("answer"), ask.one("text")
        answer = self._own_one(ask, number)
        if answer is None:
            raise Refused(404, say("That is no answer of yours that could be changed. Nothing was stored."))
        taking_back = ask.one("do") == "withdraw"
        mark = ask.one("good_or_bad") if "good_or_bad" in ask.fields else None

        late = ask.one("late") == "1"
        if not taking_back:
            self._check_words(text)

        def change() -> None:
            self._still("capture", say("Writing has ended, and this was not changed."), late=late)
            if taking_back:
                self.workshop.withdraw(number, person=_writer(ask))
            else:
                self.workshop.edit(number, text, good_or_bad=mark, person=_writer(ask))

        await self._stored(change)
        return elsewhere(f"{ask.base}?question={answer.question}&done={'withdrawn' if taking_back else 'changed'}")

    async def _post_vote(self, ask: Ask) -> Reply:
        me, wanted = self._somebody(ask), set(ask.fields.get("answer", []))
        most = self.reading.own.limits["votes"]
        if len(wanted) > most:
            marked, most_said = in_words(len(wanted)), in_words(most)
            words = say("You marked {marked}; pick {most} at most. Your votes are as they were.", marked=marked,
                        most=most_said)  # fmt: skip
            raise Refused(422, words)

        themes = themes_meant(self.reading, wanted)
        answers = wanted - themes.keys()

        def vote() -> None:
            self._still("vote", say("Voting has ended, and nothing was changed."))
            before = set(self.workshop.votes_of(me.person))
            for answer in sorted(before - answers):
                self.workshop.unvote(answer, me.person)
            self.workshop.vote_themes(me.person, themes.values())
            for answer in sorted(answers - before):
                self.workshop.vote(answer, me.person)

        await self._stored(vote)
        return elsewhere(f"{ask.base}?done=voted")

    async def _post_guess(self, ask: Ask) -> Reply:
        me, given, sure = self._somebody(ask), self._given_guesses(ask), self._given_sureness(ask)
        if not self._guesses(me):
            raise Refused(403, say("Others guess now. Look at the screen."))
        missing = [topic.topic for topic in self.reading.topics if topic.number not in given]
        if missing or not given:
            open_ones = listed(missing) or say("all of them")
            raise Refused(422, say("Please guess all of them; still open: {topics}.", topics=open_ones))

        def guess() -> None:
            self._still("predict", say("Guessing has ended, and this was not stored."))
            for topic, value in given.items():
                self.workshop.guess(me.audience, me.person, topic, value, sure=sure.get(topic))

        await self._stored(guess)
        return elsewhere(f"{ask.base}?done=guessed")

    async def _stored(self, act: Callable[[], None]) -> None:
        """Do it all or not at all, and come back when it is on the disk."""

        language = language_now()

        def whole() -> None:
            with speaking(language), self.workshop._db.write():
                act()

        await self.writer.do(whole)

    def _still(self, phase: str, words: str, *, late: bool = False) -> None:
        if self.workshop.phase != phase and not (late and self.workshop.ended_since(phase) < _LATE):
            raise Ended(words)

    def _check_words(self, text: str) -> None:
        """What the workshop would refuse, said in the phone's language."""
        most = self.reading.own.limits["characters"]
        if says_nothing(text):
            raise Refused(422, say("The answer is empty. Write something first; nothing was stored."))
        if len(text) > most:
            raise Refused(
                422,
                say(
                    "The answer has {signs} signs; at most {most} fit. Nothing was cut and nothing was stored: shorten "
                    "it, or make two answers of it.",
                    signs=count(len(text)),
                    most=count(most),
                ),
            )

    def _room_for_more(self, person: str) -> None:
        limits = self.gate.limits
        with self.workshop._db.write() as file:
            held = file.execute("SELECT coalesce(max(number), 0) FROM answers").fetchone()[0]
        if held >= limits.answers:
            words = say("This workshop holds as many answers as it can, and this was not stored. Tell the facilitator.")
            raise Ended(words)
        if self.written[person] >= limits.own_answers:
            most = count(limits.own_answers)
            raise Ended(say("You have written {most} answers, and no more fit. This was not stored.", most=most))

    # -- who and what --------------------------------------------------------------------------

    def _somebody(self, ask: Ask) -> Me:
        if ask.me is None:
            raise Refused(403, say("We do not know your table any more, so this was not stored. Choose it again."))
        return ask.me

    def _given_guesses(self, ask: Ask) -> dict[int, int]:
        allowed = {topic.number: set(map(str, steps(topic.scale))) for topic in self.reading.topics}
        given = {number: ask.one(f"guess-{number}") for number in allowed}
        return {number: int(value) for number, value in given.items() if value in allowed[number]}

    def _given_sureness(self, ask: Ask) -> dict[int, int]:
        given = {topic.number: ask.one(f"sure-{topic.number}") for topic in self.reading.topics}
        return {number: int(value) for number, value in given.items() if value in map(str, SURE)}

    # -- what went wrong -----------------------------------------------------------------------

    def _told(self, ask: Ask | None, problem: Exception) -> Reply:
        """A page that says what was not done, with the words that were typed in a form to send again."""
        if isinstance(problem, CXResearchError) and not isinstance(problem, SurveyFileError | Refused):
            problem = Refused(422, str(problem))
        if not isinstance(problem, Refused):
            self.problems(problem)
            not_stored = _NOT_STORED if self.workshop._db.in_place else _TAKEN_AWAY
            problem = Refused(503, say(not_stored if ask and ask.method == "POST" else _NOT_SHOWN), wait=5)
        try:
            reply = self._again(ask, problem) if ask else None
        except Exception as second:
            self.problems(second)
            reply = None
        if reply is None:
            text = shown(ask.one("text")) if ask else ""
            refresh = str(problem.wait) if ask and ask.method == "GET" and problem.wait else ""
            title = told("One moment") if refresh else _TITLES.get(problem.status, told("Not stored"))
            base, size = (ask.base, ask.size) if ask else ("", 0)
            reply = shown_page(
                "trouble", title=say(title), lead=problem.words, kept=text, refresh=refresh, base=base, size=size,
                size_cookie=self.gate.cookies.size,
            )  # fmt: skip
        reply.status, reply.headers = problem.status, reply.headers | problem.headers
        return reply

    def _again(self, ask: Ask, refused: Refused) -> Reply | None:
        """The same form again with what was in it; None where sending again cannot help."""
        if ask.method != "POST" or refused.status not in (422, 429, 503):
            return None
        said = {"said": refused.words, "wrong": True}
        if ask.step == "who":
            return self._door(ask, chosen=ask.one("audience"), table=shown(ask.one("table")), **said)
        if ask.step == "back":
            return self._door(ask, typed=shown(ask.one("code")), **said)
        if ask.me is None:
            return None
        if ask.step == "answer":
            question = self._asked(ask.one("question"))
            return self._write(ask, question, text=ask.one("text"), good_or_bad=ask.one("good_or_bad"), **said)
        if ask.step == "change":
            answer = self._own_one(ask, ask.one("answer"))
            mark = ask.one("good_or_bad")
            return None if answer is None else self._change(ask, answer, ask.one("text"), good_or_bad=mark, **said)
        if ask.step == "vote":
            return self._vote(ask, chosen=ask.fields.get("answer", []), **said)
        if ask.step == "erase":
            return self._get_mine(ask, **said)
        return self._guess(ask, chosen=self._given_guesses(ask), sure=self._given_sureness(ask), **said)


def _writer(ask: Ask) -> str:
    """Who an answer is by: a person, or nobody of a table, whose scribe wrote for all."""
    return "" if ask.scribe else ask.me.person


class Ended(Refused, CXResearchError):
    """A step of the workshop that was over when something for it arrived."""

    def __init__(self, words: str) -> None:
        super().__init__(409, words)
