"""The facilitator's board: the room's phases and clock, answers arriving, and after the reveal what they say.

Until the reveal the board shows how many answers came and from whom, and not a word of them. Everything that a person
decides by hand, such as hiding or moving an answer, is one step that can be taken back.
"""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from cxresearch.errors import CXResearchError, OptionError, QuestionError
from cxresearch.revealing.grouping import grouped_answers
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF, side_of
from cxresearch.survey.survey import Survey
from cxresearch.text.themes.codeframe import SHIPPED, read_codeframe
from cxresearch.text.themes.frame_fit import frame_of
from cxresearch.widgets.room.closing import Closing
from cxresearch.widgets.room.facilitator_controls import HOSTS, PHASE_NAMES, make_controls
from cxresearch.widgets.room.following import Follower
from cxresearch.widgets.room.leading import Leading
from cxresearch.widgets.room.room_parts import RoomPanel
from cxresearch.widgets.room.showing import Showing
from cxresearch.wording import plural, say
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.keeping.store import answer_number

__all__ = ["FacilitatorBoard", "facilitator_board"]

_REVEALED = ("reveal", "closed")
_NONE = ""
_WORDED = ("added", "edited", "restored")


def facilitator_board(
    workshop: Workshop,
    survey: Survey | None = None,
    *,
    live: bool = True,
    codeframe: str | Path | int | None = None,
    report: Callable | None = None,
    folder: str | Path | None = None,
) -> "FacilitatorBoard":
    """The board from which a workshop is led.

    Parameters
    ----------
    workshop : Workshop
    survey : Survey, optional
        Of the same client: its touchpoints are offered to be guessed.
    live : bool
        Follow what comes in by itself, once it is shown; False waits for Refresh.
    codeframe
        For the machine's themes, as in :func:`cxresearch.themes`.
    report : callable, optional
        What makes the slides, ``cx.Report``; with it the desk has a button for them.
    folder : str or Path, optional
        Where export and slides are written, such as ``study.out``; the workshop's own folder by default.

    Returns
    -------
    FacilitatorBoard
        Shown as the last line of a cell; ``.close()`` ends following.

    Raises
    ------
    OptionError
        If ``workshop`` is none.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> board = facilitator_board(Workshop.replay(mkdtemp()))
    >>> board
    Facilitator's board of 'Harbour Bank': 150 answers, Writing down
    >>> len(board.grouped), len(board.set_phase("reveal").grouped) >= 150
    (0, True)
    """
    return FacilitatorBoard(workshop, survey, live=live, codeframe=codeframe, report=report, folder=folder)


class FacilitatorBoard(Leading, Closing, Showing, RoomPanel):
    """The board that :func:`facilitator_board` gives; works without a notebook as well.

    Attributes
    ----------
    workshop : Workshop
    address : str
        What phones open; empty while they cannot.
    """

    def __init__(self, workshop, survey: Survey | None = None, *, live=True, codeframe=None, report=None, folder=None):
        super().__init__(workshop)
        if report is not None and not callable(report):
            raise OptionError(say(
                "report= is what makes slides; got {name}. Pass cx.Report.",
                name=type(report).__name__,
            ))  # fmt: skip
        self.report, self.out = report, None if folder is None else Path(folder).expanduser()
        if survey is not None and not isinstance(survey, Survey):
            raise OptionError(say(
                "survey is a Survey; got {name}. Pass what read_survey gave.",
                name=type(survey).__name__,
            ))  # fmt: skip
        self.survey, self.live = survey, live
        self.codeframe = codeframe if codeframe is not None else frame_of(survey)
        self.address = ""
        self._seen = 0
        self._follower = Follower(str(workshop.path), self._follow, left=self._left)

    # -- what there is -------------------------------------------------------------------------

    @property
    def revealed(self) -> bool:
        """Whether the room may read the answers."""
        return self.workshop.phase in _REVEALED

    @property
    def following(self) -> bool:
        """Whether the board follows what comes in by itself."""
        return self._follower.running

    @property
    def counts(self) -> pd.DataFrame:
        """How many answers each table gave: ``audience, group, people, answers``."""
        return self.workshop.tables()

    @property
    def grouped(self) -> pd.DataFrame:
        """The answers by theme as :func:`grouped_answers` gives them, after the reveal; none before it."""
        return grouped_answers(self.workshop) if self.revealed else grouped_answers(None)

    @property
    def themes(self) -> list[str]:
        """The themes that an answer can be moved to."""
        known = [part.strip() for theme in self.workshop.themes().theme for part in theme.split(";")]
        frame = SHIPPED if self.codeframe is None else self.codeframe
        shipped = [] if isinstance(frame, int) else list(read_codeframe(frame).themes)
        return list(dict.fromkeys([*shipped, *filter(None, known)]))

    # -- what the facilitator does -------------------------------------------------------------

    def start_clock(self, minutes: float) -> "FacilitatorBoard":
        """Start the clock. Gives the board back."""
        self.workshop.set_timer(minutes)
        return self.refresh()

    def pause_clock(self) -> "FacilitatorBoard":
        """Stop the clock where it stands, or let it go on. Gives the board back."""
        timer = self.workshop.timer
        (self.workshop.pause_timer if timer.running else self.workshop.resume_timer)()
        return self.refresh()

    def open_phones(self, host: str = "127.0.0.1", **options) -> str:
        """Open the page for phones, and give its address."""
        if self.survey is not None and "audience" in self.survey.roles:
            known = list(self.survey.audiences)
            # Whom the survey did not ask may sit in the room all the same.
            sides = {side_of(who) for who in known}
            known += [side for side in (LEADERSHIP, STAFF, CUSTOMERS) if side not in sides]
            options = {"audiences": known} | options
        self.address = self.workshop.serve(host=host, **options)
        self.workshop.keep_served(host)
        self._tell(say("The page for phones is open. Scan the code or type the address."))
        self.refresh()
        return self.address

    def close_phones(self) -> "FacilitatorBoard":
        """Close the page for phones. Gives the board back."""
        self.workshop.stop()
        self.workshop.keep_served("")
        self.address = ""
        self._tell(say("The page for phones is closed. What was sent is stored."))
        return self.refresh()

    def hide(self, answer: str, reason: str) -> "FacilitatorBoard":
        """Keep an answer from the room's eyes; it stays in the file. Gives the board back."""
        self._tell(say("{answer} is hidden. Show again brings it back.", answer=self.workshop.hide(answer, reason)))
        return self.refresh()

    def show(self, answer: str) -> "FacilitatorBoard":
        """Let a hidden answer be seen again. Gives the board back."""
        self._tell(say("{answer} is shown again.", answer=self.workshop.show(answer)))
        return self.refresh()

    def move(self, answer: str, theme: str) -> "FacilitatorBoard":
        """Put an answer under another theme; an empty one gives it back to the machine. Gives the board back."""
        self.workshop.move(answer, theme)
        self._tell(
            say("{answer} stands under {theme} now.", answer=answer, theme=theme)
            if theme.strip()
            else say("{answer} is as the machine had it.", answer=answer)
        )
        return self.refresh()

    def refresh(self) -> "FacilitatorBoard":
        """Show what the workshop has now. Gives the board back."""
        changes = self.workshop.changes(self._seen)
        self._seen = changes[-1].number if changes else self._seen
        if self.workshop.phase in ("vote", *_REVEALED) and any(change.what in _WORDED for change in changes):
            self._group([one.answer for one in changes if one.what in _WORDED])
        self._show()
        return self

    def close(self) -> None:
        """End following. The workshop and its page for phones stay open."""
        self._follower.stop()

    # -- following -----------------------------------------------------------------------------

    def _follow(self) -> bool:
        """A step while nobody does anything; False where the workshop was closed."""
        try:
            news = self.workshop.changes(self._seen, most=1)
        except CXResearchError:
            return not self.workshop.closed
        if news:
            self.refresh()
        else:
            self._show_wall()
            if self._controls and self.address and self.address != self.workshop._server.address:
                # The laptop is in another network: the code is another one.
                self.address = self.workshop._server.address
                self._show()
        self.workshop.finish_erasing()
        return True

    # -- the panel -----------------------------------------------------------------------------

    def _make(self) -> None:
        self._controls, self._outlets = make_controls()
        controls = self._controls
        offered = self._offered_topics()
        controls["topics"].value = "\n".join(offered)
        controls["names"].value = "\n".join(self.workshop.names)
        self._tell(self.sentence, fault=self.fault)
        self._try(self.refresh)
        self._open_again()
        controls["phase"].observe(self._on(self.ask_phase), names="value")
        controls["bets"].observe(self._on(self._on_bets), names="value")
        controls["screen"].observe(self._on(self.show_screen), names="value")
        controls["desk"].observe(lambda change: self._try(self._show), names="value")
        controls["question"].observe(self._on(lambda chosen: self._show()), names="value")

        def value(name: str):
            return controls[name].value

        for name, step in {
            "start": lambda: self.start_clock(value("minutes")),
            "pause": self.pause_clock,
            "phones": lambda: self.close_phones() if self.address else self.open_phones(value("host")),
            "refresh": self.refresh,
            "go_on": self.go_on,
            "hide_flagged": self.hide_flagged,
            "not_yet": self.not_yet,
            "back": lambda: self.turn(-1),
            "next": self.turn,
            "shade": self.shade,
            "sound": self.sound,
            "seat": self._seat,
            "announce": lambda: self.announce(value("audience"), value("named")),
            "lock": self.lock,
            "strike": lambda: self.strike(*_voters(value("voter"))),
            "together": lambda: self.put_together(*_pair(value("alike"))),
            "join_cards": lambda: self.put_together(*_several(value("cards"))),
            "apart": lambda: self.keep_apart(*_pair(value("alike"))),
            "take_apart": self.take_apart,
            "erase": lambda: self.erase(_chosen(value("flagged")), ask=True),
            "hide": lambda: self.hide(_chosen(value("flagged")), value("reason")),
            "show": lambda: self.show(_chosen(value("flagged"))),
            "set_names": self._keep_names,
            "move": lambda: self.move(_chosen(value("answer")), _named(value("theme"))),
            "give_back": lambda: self.move(_chosen(value("answer")), ""),
            "set_topics": self._ask_for,
            "add_action": self._add_action,
            "take_off": self._take_off,
            "export": self.export,
            "make_report": self.make_report,
        }.items():
            controls[name].on_click(lambda click, step=step: self._try(step))

    def _open_again(self) -> None:
        """Phones that were let in before the kernel was started anew find the room again without a click."""
        host = self.workshop.served if self.live and not self.workshop.closed else ""
        if host and not self.address and not self.workshop.also_open:
            if host in dict(HOSTS).values():
                self._controls["host"].value = host
            self._try(lambda: self.open_phones(host))

    def _on(self, step):
        def turned(change) -> None:
            if not self._settling and change["new"] is not None:
                self._try(lambda: step(change["new"]))

        return turned

    def _keep_names(self) -> None:
        self.workshop.set_names([name for name in self._controls["names"].value.splitlines() if name.strip()])
        names = plural(len(self.workshop.names), "name")
        self._tell(say("{names} will be flagged, and taken out of exports.", names=names))
        self.refresh()

    def _ask_for(self) -> None:
        topics = [topic for topic in self._controls["topics"].value.splitlines() if topic.strip()]
        self.workshop.set_topics(topics)
        self._tell(say("{topics} will be guessed on phones.", topics=plural(len(topics), "touchpoint")))
        self.refresh()

    def _seat(self) -> None:
        chosen = self._controls["table"].value
        if not chosen:
            raise OptionError(say("Choose the table first."))
        self.seat(*chosen, self._controls["people"].value)

    def _on_bets(self, whose: str) -> None:
        known = [who for who in self.reading.audiences() if side_of(who) == LEADERSHIP]
        self.choose_bets(*(known if whose == "leaders" else ()))

    def _left(self) -> None:
        """Another board of this workshop follows now."""
        self._tell(say("This desk was opened a second time, and the other one follows now. Refresh shows what is new."))

    def _offered_topics(self) -> list[str]:
        """The touchpoints to guess: those that are asked, else the first five of the survey."""
        asked = [question.topic for question in self.workshop.topics]
        if asked or self.survey is None:
            return asked
        book = self.survey.codebook
        return book.topic[(book.kind == "rating") & (book.aspect == "experience")].drop_duplicates().head(5).tolist()

    def _refresh(self) -> None:
        pass

    def _told(self) -> str:
        n = int(self.counts.answers.sum())
        return say("Facilitator's board of {name}: {answers}, {phase}", name=repr(self.workshop.name),
                   answers=plural(n, "answer"), phase=say(PHASE_NAMES[self.workshop.phase]))  # fmt: skip

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """The live board, which follows from now on, and for pages without a kernel what the room sees of it."""
        try:
            live = self.widget._repr_mimebundle_(include=include, exclude=exclude) or {}
            if self.live:
                self._follower.start()
            still = "".join(self._outlets[name].value for name in ("wall", "counts", "grouped"))
            return {**live, "text/plain": repr(self), "text/html": still}
        except CXResearchError as problem:
            return {"text/plain": str(problem)}


def _pair(chosen: tuple[str, ...]) -> tuple[str, ...]:
    if not chosen:
        raise OptionError(say("Choose a proposal first."))
    return chosen


def _voters(chosen: tuple[str, ...]) -> tuple[str, ...]:
    if not chosen:
        raise OptionError(say("Choose first whose votes to take out."))
    return chosen


def _several(chosen: tuple[str, ...]) -> tuple[str, ...]:
    if len(chosen) < 2:
        raise OptionError(say("Choose two answers or more: hold Ctrl (on a Mac Cmd) and click."))
    # The first that came keeps its words.
    return tuple(sorted(chosen, key=answer_number))


def _chosen(answer: str) -> str:
    if not answer:
        raise QuestionError(say("Choose an answer first."))
    return answer


def _named(theme: str) -> str:
    if not theme.strip():
        raise OptionError(say("Name the theme first: choose one or write a new one."))
    return theme
