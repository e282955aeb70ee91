"""What a facilitator does from the desk: the gate, the wall, who comes in, what is the same, what is erased.

Others' words are shown only after somebody has been asked, once; whatever cannot be taken back asks once too.
"""

import time
from collections.abc import Callable

from cxresearch.errors import CXResearchError, OptionError
from cxresearch.revealing.grouping import group_answers
from cxresearch.revealing.wager import calibration
from cxresearch.widgets.room.facilitator_controls import PHASE_NAMES
from cxresearch.wording import plural, say, told
from cxresearch.workshop.keeping.questions import spoken
from cxresearch.workshop.keeping.words import says_nothing
from cxresearch.workshop.phones.reading import Reading
from cxresearch.workshop.phones.wall import REVEALED, screens_of, title_of

__all__ = ["Leading"]

_ASKED = {
    "vote": told("Everybody will read what was written, to vote on it."),
    "reveal": told("The wall will show what was written."),
    "closed": told("Phones and wall will say that the workshop is over; you can come back."),
}
_PATIENCE = 4.0


class Leading:
    """Steps of the desk; the board that has them keeps ``workshop``, ``codeframe`` and what it shows."""

    asked = ""
    _to_erase = ("", 0.0)
    _merged: tuple = ()
    _own_reading: Reading | None = None

    # -- phases and the gate -------------------------------------------------------------------

    @property
    def waiting(self):
        """What is flagged and that nobody has let through: a part of `Workshop.flags`."""
        flags, held = self.workshop.flags(), set(self.workshop.held)
        return flags[flags.answer.isin(held)].reset_index(drop=True)

    def ask_phase(self, phase: str):
        """Go to a phase; where others' words would be seen, or the room is closed, the desk asks first."""
        if phase == self.workshop.phase:
            self.asked = ""
            return self.refresh()
        if phase in ("reveal", "closed") or (phase == "vote" and self.workshop.held):
            self.asked = phase
            waiting = self.waiting.answer.nunique() if phase != "closed" else 0
            self._tell(say(_ASKED[phase]) + (
                " " + say("{answers} flagged: look at them below, hide them, or go on.",
                          answers=plural(waiting, "answer")) if waiting else ""
            ))  # fmt: skip
            return self.refresh()
        return self.set_phase(phase)

    def go_on(self):
        """Yes: go to the phase that was asked for, and let through what is flagged and not hidden."""
        phase, self.asked = self.asked or self.workshop.phase, ""
        return self.set_phase(phase)

    def hide_flagged(self):
        """Hide everything that is flagged and waits. Gives the board back."""
        hidden = self.workshop.hide_held(say("flagged"))
        self._tell(say("{answers} hidden.", answers=plural(len(hidden), "answer")))
        return self.refresh()

    def not_yet(self):
        """No: stay where the room is."""
        self.asked = ""
        self._tell(say("The room stays at: {phase}.", phase=say(PHASE_NAMES[self.workshop.phase])))
        return self.refresh()

    def set_phase(self, phase: str):
        """Go to "capture", "vote", "predict", "reveal" or "closed" without being asked. Gives the board back."""
        self.asked = ""
        if phase in ("vote", *REVEALED):
            self.workshop.let_through()
        if phase == "vote" and self.following:
            # Phones vote on themes, so these stand before the first phone looks.
            self._tell(say("Answers are put under themes; voting opens in a moment."))
            self._group(then=lambda: self._arrive(phase))
            return self.refresh()
        if phase == "vote":
            self._group()
        self._arrive(phase)
        if phase in REVEALED:
            self._group()
        if phase == "predict" and not self.workshop.topics:
            self._tell(say("Nothing can be guessed yet. Name the touchpoints under Guesses."), fault=True)
        return self.refresh()

    def _arrive(self, phase: str) -> None:
        self.workshop.set_phase(phase)
        self._tell(say("The room is at: {phase}.", phase=say(PHASE_NAMES[phase])))

    def _group(self, answers: list[str] | None = None, then: Callable[[], None] = lambda: None) -> None:
        """Let the machine suggest themes: of these or of all; beside the desk where it follows."""

        def work() -> None:
            try:
                group_answers(self.workshop, codeframe=self.codeframe, answers=answers)
                if answers is None:
                    self._calibrate()
            finally:
                # A machine that finds no themes keeps nobody from voting.
                then()

        self._beside(work)

    # -- the wall ------------------------------------------------------------------------------

    @property
    def reading(self) -> Reading:
        """The workshop as phones and wall read it."""
        if self._own_reading is None:
            self._own_reading = Reading(self.workshop, beside=False)
        return self._own_reading

    @property
    def screens(self) -> list[str]:
        """Titles of what can be turned through after the reveal."""
        if self.workshop.phase != "reveal":
            return []
        reading = self.reading
        asked = {one.number: spoken(one.text) for one in reading.questions}
        return [title_of(one, asked) for one in screens_of(reading, bets=self.workshop.wall["bets"])]

    def turn(self, by: int = 1):
        """Turn the wall's page; stays at the ends. Gives the board back."""
        last = len(self.screens) - 1
        return self.show_screen(min(max(self.workshop.wall["screen"] + by, 0), max(last, 0)))

    def show_screen(self, at: int):
        """Show a screen of `screens` on the wall, from 0. Gives the board back."""
        self.workshop.set_wall(screen=at)
        return self.refresh()

    def shade(self):
        """Dark or light. Gives the board back."""
        self.workshop.set_wall(dark=not self.workshop.wall["dark"])
        return self.refresh()

    def choose_bets(self, *audiences: str):
        """Whose guesses the wall shows: these audiences', or with none the whole room's. Gives the board back."""
        self.workshop.set_wall(bets=list(audiences) or None)
        self._calibrate()
        return self.refresh()

    def _calibrate(self) -> None:
        """What the room's sureness was worth, for the wall; a survey without these topics leaves it out."""
        if self.survey is None or self.workshop.phase != "reveal":
            return
        try:
            found = calibration(self.workshop, self.survey, bets=self.workshop.wall["bets"]).table
        except CXResearchError:
            return
        rows = [[float(row.sure), float(row.right), int(row.n)] for row in found.itertuples()]
        if rows != (self.workshop.wall["calibration"] or []):
            self.workshop.set_wall(calibration=rows)

    def sound(self):
        """Whether the clock on the wall is heard when it has run down. Gives the board back."""
        self.workshop.set_wall(sound=not self.workshop.wall["sound"])
        return self.refresh()

    # -- who is there --------------------------------------------------------------------------

    def seat(self, audience: str, group: str, people: int):
        """Say how many people sit at a table. Gives the board back."""
        self.workshop.seat(audience, group, people=people)
        self._tell(say("{people} at {table}.", people=plural(people, "person", "people"), table=group))
        return self.refresh()

    def lock(self):
        """Let no more phones in, or let them in again. Gives the board back."""
        self.workshop.lock(not self.workshop.locked)
        self._tell(say("No more phones come in." if self.workshop.locked else "Phones can come in again."))
        return self.refresh()

    def strike(self, *persons: str):
        """Take out all votes of one phone, or of several, such as a script's. Gives the board back."""
        struck = sum(map(self.workshop.strike_votes, persons))
        self._tell(say("{votes} taken out.", votes=plural(struck, "vote")))
        return self.refresh()

    @property
    def scribes(self) -> list[tuple[str, str]]:
        """Each table with the page for its laptop; none while the room is not served."""
        server = getattr(self.workshop, "_server", None)
        if server is None:
            return []
        found = [
            (f"{spoken(one.audience)}, {spoken(one.group)}", server.scribe_address(one.audience, one.group))
            for one in self.workshop.tables().itertuples()
            if one.group
        ]
        return sorted(found)

    def announce(self, audience: str, group: str, people: int | None = None):
        """Announce a table before anybody writes, so that it has a page. Gives the board back."""
        if says_nothing(group):
            raise OptionError(say("A table needs a name or a number, so that its scribe can be told where to write."))
        self.workshop.seat(audience, group, people)
        self._tell(say("{table} is announced.", table=group))
        return self.refresh()

    # -- what is the same, what goes -----------------------------------------------------------

    def put_together(self, keep: str, *others: str):
        """Several answers become one card; unmerging takes it apart again. Gives the board back."""
        self.workshop.merge(keep, *others, person="desk")
        self._merged = [*self._merged, (keep, others)]
        self._tell(say("{answers} are one card now.", answers=plural(1 + len(others), "answer")))
        return self.refresh()

    def keep_apart(self, keep: str, *others: str):
        """A proposal was wrong: these stay apart. Gives the board back."""
        self.workshop.keep_apart(keep, others)
        self._tell(say("They stay apart."))
        return self.refresh()

    def take_apart(self):
        """The last that was put together is apart again. Gives the board back."""
        if not self._merged:
            raise OptionError(say("Nothing was put together from this desk yet."))
        _, others = self._merged[-1]
        # One that was erased since is no longer there to be parted.
        there = set(self.workshop.answers(everything=True).answer)
        for other in others:
            if other in there:
                self.workshop.unmerge(other, person="desk")
        self._merged = self._merged[:-1]
        self._tell(say("{answers} are apart again.", answers=plural(1 + len(others), "answer")))
        return self.refresh()

    def erase(self, answer: str, *, ask: bool = False):
        """Erase an answer for good; a button asks first, and does it when it is pressed again. Gives the board back."""
        before, since = self._to_erase
        if ask and (before != answer or time.monotonic() - since > _PATIENCE * 5):
            self._to_erase = answer, time.monotonic()
            self._tell(say("Press again to erase {answer} for good, with every wording it had.", answer=answer))
            return self
        self._to_erase = "", 0.0
        self._tell(str(self.workshop.erase(answer)))
        return self.refresh()
