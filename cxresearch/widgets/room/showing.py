"""What a facilitator's desk shows: the wall's preview, who is in, what waits, and the lists to choose from.

Until the reveal no word of an answer is shown but at the desks for moderation and themes. Long lists are made only for
the desk that is looked at.
"""

import pandas as pd

from cxresearch.widgets.room.board_html import (
    actions_html,
    address_html,
    ballot_html,
    counts_html,
    flags_html,
    grouped_html,
    preview_html,
    scribes_html,
    votes_html,
    wall_html,
)
from cxresearch.widgets.room.facilitator_controls import DESKS, PHASE_NAMES
from cxresearch.widgets.room.room_parts import cut, of_desk, quiet
from cxresearch.wording import plural, say
from cxresearch.workshop.keeping.questions import spoken
from cxresearch.workshop.keeping.store import answer_id
from cxresearch.workshop.phones.cards import cards_of
from cxresearch.workshop.phones.wall import wall_html as wall_page

__all__ = ["Showing"]

_NONE = ""
_RED = "border-left:6px solid #b3261e;background:#fdecea;color:#7a1410;padding:.4em .6em;margin:.3em 0"


class Showing:
    """What the desk shows of the workshop; the board that has it keeps ``workshop``, its controls and outlets."""

    def _show(self) -> None:
        if not self._controls:
            return
        self._settle()
        self._show_wall()
        outlets, desk = self._outlets, self._controls["desk"].value
        guesses = self.workshop.guesses()
        guessers = guesses.groupby("audience", sort=False).person.nunique() if len(guesses) else None
        outlets["counts"].value = counts_html(self.counts, guessers=guessers, revealed=self.revealed)
        outlets["address"].value = address_html(self.address, revealed=self.revealed)
        outlets["actions"].value = actions_html(self.workshop.actions()) if desk == "actions" else ""
        asking = self.asked in ("vote", "reveal")
        outlets["flags"].value = flags_html(self.workshop.flags()) if desk == "moderation" else ""
        outlets["gate"].value = flags_html(self.waiting) if asking or self._held() else ""
        topics = [question.topic for question in self.workshop.topics]
        none = say("No touchpoint is asked yet.")
        asked = say("Asked on phones: {topics}.", topics=", ".join(topics)) if topics else none
        outlets["topics"].value = quiet(asked)
        tables = desk == "tables"
        outlets["ballot"].value = ballot_html(self.workshop.ballot()) if tables else ""
        outlets["scribes"].value = scribes_html(self.scribes, served=bool(self.address)) if tables else ""
        other = self.workshop.also_open
        told = say("This workshop is also open in {other}; agree on who moderates.", other=other) if other else ""
        lines = [line for line in (told, *self.workshop.happened[-1:]) if line]
        # What phones were told could not be stored, such as a full disk, is for the facilitator to see at once.
        outlets["warned"].value = "".join(map(quiet, lines)) + "".join(
            of_desk("said", role="alert", style=_RED, text=line) for line in self.workshop.problems[-2:]
        )
        outlets["grouped"].value = self._grouped_html() if self.revealed else ""
        self._show_preview()

    def _held(self) -> bool:
        """Whether something flagged waits although others may read by now."""
        return self.workshop.phase in ("vote", "reveal") and bool(self.workshop.held)

    def _show_preview(self) -> None:
        page = wall_page(self.workshop, self.reading, self.address or None, self._guessers())
        shown = preview_html(page, getattr(self.address, "wall", ""))
        if self._outlets["preview"].value != shown:
            self._outlets["preview"].value = shown

    def _guessers(self) -> set[str]:
        server = getattr(self.workshop, "_server", None)
        return server.phones.guessers if server is not None else set(self.reading.audiences())

    def _show_wall(self) -> None:
        timer = self.workshop.timer
        clock = str(timer) if timer.seconds else ""
        shown = wall_html(self.workshop.name, say(PHASE_NAMES[self.workshop.phase]), clock, timer.note)
        if self._outlets["wall"].value != shown:
            self._outlets["wall"].value = shown

    def _grouped_html(self) -> str:
        from cxresearch.plots.drawing.style import marks_of

        cards, crowd = cards_of(self.reading)
        colours = {}
        if crowd.names_audiences:
            colours = {who: mark.colour for who, mark in marks_of(pd.unique(pd.Series(crowd.audiences))).items()}
        chosen = [card for card in cards if card.question == self._controls["question"].value]
        return votes_html(cards, colours, crowd) + grouped_html(chosen, colours, crowd)

    def _settle(self) -> None:
        controls = self._controls
        chosen_desk = controls["desk"].value
        # Long lists are made only for the desk that is looked at.
        listed, moderated = [], []
        if chosen_desk in ("moderation", "themes"):
            answers = self.workshop.answers(everything=True)
            answers = answers[~answers.withdrawn & (answers.merged_into == "")]
            listed = [(f"{one.answer}: {cut(one.text)}", one.answer) for one in answers.itertuples() if not one.hidden]
        if chosen_desk == "moderation":
            flagged = set(self.workshop.flags().answer)
            # The flagged first, for the facilitator looks for those.
            moderated = sorted(answers.itertuples(), key=lambda one: one.answer not in flagged)
            moderated = [(f"{'⚑ ' if one.answer in flagged else ''}{one.answer}: {cut(one.text)}"
                          f"{say(' (hidden)') if one.hidden else ''}", one.answer) for one in moderated]  # fmt: skip
        actions = [(cut(one.text), one.action) for one in self.workshop.actions().itertuples()]
        open_ones = [one for one in self.workshop.questions if one.kind != "rating"]
        asked = [(f"{one.number}. {spoken(one.text)}", one.number) for one in open_ones]
        chosen = controls["desk"].value or DESKS[0][1]
        self._settling = True
        try:
            controls["phase"].value = self.asked or self.workshop.phase
            waits = bool(self.asked) or self._held()
            for name in ("go_on", "not_yet"):
                controls[name].layout.display = None if waits else "none"
            flagged_waits = waits and self.asked != "closed" and bool(self.workshop.held)
            controls["hide_flagged"].layout.display = None if flagged_waits else "none"
            screens = [(title, at) for at, title in enumerate(self.screens)]
            _offer(controls["screen"], screens)
            controls["screen"].value = min(self.workshop.wall["screen"], len(screens) - 1) if screens else None
            for name in ("screen", "back", "next"):
                controls[name].layout.display = None if screens else "none"
            wall = self.workshop.wall
            controls["shade"].description = say("Light wall" if wall["dark"] else "Dark wall")
            controls["sound"].description = say("Sound off" if wall["sound"] else "Sound on")
            controls["lock"].description = say("Let phones in" if self.workshop.locked else "No more phones")
            if chosen_desk == "tables":
                self._settle_tables()
            for name, options in (("answer", listed), ("flagged", moderated), ("action", actions)):
                _offer(controls[name], [(say("Choose"), _NONE), *options])
            _offer(controls["question"], asked)
            if chosen_desk == "themes" and list(controls["theme"].options) != (known := self.themes):
                controls["theme"].options = known
            controls["phones"].description = say("Close for phones" if self.address else "Open for phones")
            controls["pause"].description = say("Pause" if self.workshop.timer.running else "Let it run")
            controls["pause"].layout.display = None if self.workshop.timer.seconds else "none"
            controls["host"].disabled = bool(self.address)
            controls["question"].layout.display = None if self.revealed else "none"
            controls["export"].layout.display = None if self.revealed else "none"
            slides = self.revealed and self.report is not None
            controls["make_report"].layout.display = None if slides else "none"
        finally:
            self._settling = False
        for _, desk in DESKS[1:]:
            self._outlets[f"desk_{desk}"].layout.display = None if desk == chosen else "none"

    def _settle_tables(self) -> None:
        """Tables, voters and what may be the same are read only while they are looked at."""
        tables = [(say("{audience}, {table}: {people}", audience=spoken(one.audience), table=spoken(one.group),
                       people=plural(one.people, "person", "people") if one.people else "?"),
                   (one.audience, one.group)) for one in self.workshop.tables().itertuples()]  # fmt: skip
        voters = self._voters_offered()
        alike = [(" = ".join(cut(text, 40) for text in one.texts), (one.keep, *one.others))
                 for one in self.workshop.proposals()]  # fmt: skip
        _offer(self._controls["audience"], [(spoken(who), who) for who in self.reading.audiences()])
        for name, options, none in (("table", tables, ""), ("voter", voters, ()), ("alike", alike, ())):
            _offer(self._controls[name], [(say("Choose"), none), *options])
        cards = [
            (f"{one.question}. {cut(one.text)}", answer_id(one.number))
            for one in sorted(cards_of(self.reading)[0], key=lambda card: (card.question, card.text.casefold()))
        ]
        if list(self._controls["cards"].options) != cards:
            chosen, there = self._controls["cards"].value, {value for _, value in cards}
            self._controls["cards"].options = cards
            self._controls["cards"].value = [one for one in chosen if one in there]

    def _voters_offered(self) -> list[tuple[str, tuple[str, ...]]]:
        """Each phone that voted, after the tables where many did, as where one script is many phones."""
        voters, offered = self.workshop.voters(), []
        for (who, table), mine in voters.groupby(["audience", "group"], sort=False):
            where = f"{spoken(who)}, {spoken(table)}"
            if len(mine) > 1:
                told = say("{where}: all {phones}, {votes}", where=where, phones=plural(len(mine), "phone"),
                           votes=plural(int(mine.votes.sum()), "vote"))  # fmt: skip
                offered.insert(0, (told, tuple(mine.person)))
            offered += [(f"{where}: {plural(one.votes, 'vote')}", (one.person,)) for one in mine.itertuples()]
        # Labels of two phones may read alike; what is chosen is told by its value.
        return offered


def _offer(control, options: list) -> None:
    """Offer what there is, and keep what is chosen where it is still there."""
    if list(control.options) == options:
        return
    before = control.value
    control.options = options
    values = [value for _, value in options]
    control.value = before if before in values else values[0] if values else None
