"""Which questions of the audiences are one touchpoint, proposed by wording and decided by a person, row by row.

A row a touchpoint, a column an audience. Nothing enters a gap before its row is ticked, and what is saved is the
study's ``matches.csv``, which a spreadsheet can edit as well.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from cxresearch.combining.candidates import AudienceQuestion, Vectors
from cxresearch.combining.matches import Match
from cxresearch.errors import CXResearchError
from cxresearch.survey.survey import Survey
from cxresearch.widgets.mapping.match_controls import ROWS, ROWS_ALONE, make_match_controls
from cxresearch.widgets.mapping.match_drag import dragged
from cxresearch.widgets.mapping.match_table import MatchTable
from cxresearch.widgets.mapping.match_view import MatchView
from cxresearch.wording import count, say, told

__all__ = ["MatchPanel"]

_IS_CONFIRMED, _WAITS_AGAIN = told("{topic} is confirmed."), told("{topic} waits again.")
_IS_RESCALED, _KEEPS_APART = told("{topic} is put on 0-100."), told("{topic} keeps its scales apart.")


class MatchPanel(MatchView):
    """The panel that `match_questions` gives; works without a notebook as well.

    Parameters
    ----------
    surveys : mapping
        Audience to the Survey with its answers, in the order of columns.
    path : Path
        The study's ``matches.csv``.
    propose : callable
        Gives the matches to begin with where there is no file.
    vectors : callable, optional
        Texts to vectors of meaning, which then help to rank.
    locked : str
        Why nothing may be saved there; empty where it may.

    Attributes
    ----------
    last : str
        What the last step did, or why it could not be done.
    fault : bool
        Whether it could not be done.
    """

    def __init__(
        self,
        surveys: Mapping[str, Survey],
        path: Path,
        *,
        propose: Callable[[], list[Match]],
        vectors: Vectors | None = None,
        locked: str = "",
    ):
        super().__init__(MatchTable(surveys, path, propose=propose, vectors=vectors, locked=locked))

    # -- what it shows -------------------------------------------------------------------------

    @property
    def table(self) -> pd.DataFrame:
        """A line a touchpoint or lone question, as text: topic, aspect, status, scales, each audience's question."""
        return self._state.table()

    @property
    def matches(self) -> list[Match]:
        """The rows in the order of the file."""
        return self._state.matches

    # -- changing ------------------------------------------------------------------------------

    def choose(self, topic: str, **audiences: str | None) -> "MatchPanel":
        """Say which question an audience was asked about a topic: ``choose("Food", Staff="Meals", Customers=None)``.

        Raises
        ------
        QuestionError, OptionError
            If there is no such topic, audience or question, or the questions can never be one.
        """
        steps = []
        for audience, name in audiences.items():
            key = self._state.key_of(topic)
            question = None if name is None else self._state.question(audience, name)
            steps.append(self._state.choose(key, audience, question))
        return self._done(" ".join(filter(None, steps)))

    def confirm(self, *topics: str, sure: bool = True) -> "MatchPanel":
        """Say that the questions of these topics are the same, or take that back. Gives the panel back.

        Raises
        ------
        QuestionError, OptionError
            If there is no such topic, or it has one question only.
        """
        keys = [self._state.key_of(topic) for topic in topics]
        self._state.confirm(keys, sure)
        return self._done(self._told(keys, _IS_CONFIRMED if sure else _WAITS_AGAIN))

    def rescale(self, *topics: str, allowed: bool = True) -> "MatchPanel":
        """Let topics whose scales differ be put on 0-100, or take that back. Gives the panel back.

        Raises
        ------
        QuestionError, OptionError
            If there is no such topic, or its scales are one.
        """
        keys = [self._state.key_of(topic) for topic in topics]
        self._state.rescale(keys, allowed)
        return self._done(self._told(keys, _IS_RESCALED if allowed else _KEEPS_APART))

    def rename(self, topic: str, to: str) -> "MatchPanel":
        """Call a topic something else. Gives the panel back.

        Raises
        ------
        QuestionError, OptionError
            If there is no such topic, or the new one is empty or taken.
        """
        return self._done(self._state.rename(self._state.key_of(topic), to))

    def undo(self) -> "MatchPanel":
        """Take the last step back. Gives the panel back."""
        done = say("The last step is taken back." if self._state.can_undo else "There is nothing to take back.")
        self._state.undo()
        return self._done(done)

    def save(self, *, over: bool = False) -> Path:
        """Write ``matches.csv``.

        Parameters
        ----------
        over : bool
            Whether to write over what somebody else changed in the file meanwhile.

        Raises
        ------
        StudyError
            If the file was changed meanwhile and ``over`` is not said, or it cannot be written.
        """
        path = self._state.save(over=over)
        self._done(
            say("Saved {path}. Open the study again to work with it: {code}", path=path.as_posix(), code=self.code)
        )
        return path

    def _told(self, keys: list[int], did: str) -> str:
        rows = self._state.rows
        more = [say("And {n} more.", n=count(len(keys) - 3))] if len(keys) > 3 else []
        return " ".join([*(say(did, topic=rows[key].topic) for key in keys[:3]), *more])

    def _done(self, done: str) -> "MatchPanel":
        self.last, self.fault, self._clash = done, False, False
        self._refresh()
        return self

    # -- the panel -----------------------------------------------------------------------------

    def _make(self) -> None:
        self._controls, self._outlets = make_match_controls(self._state.audiences)
        controls = self._controls
        self._list()
        self._refresh()
        for at, slot in enumerate(controls["rows"]):
            slot["topic"].observe(lambda change, at=at: self._on_topic(self._key(at), change), names="value")
            slot["confirmed"].observe(lambda change, at=at: self._on_confirmed(at, change), names="value")
            slot["rescale"].observe(lambda change, at=at: self._on_rescale(at, change), names="value")
            for audience, cell in slot["cells"].items():
                cell.observe(
                    lambda change, at=at, audience=audience: self._on_cell(at, audience, change), names="value"
                )
        for at, slot in enumerate(controls["lone"]):
            slot["topic"].observe(lambda change, at=at: self._on_lone_topic(at, change), names="value")
            slot["place"].observe(lambda change, at=at: self._on_place(at, change), names="value")
        controls["dropped"].observe(self._on_dropped, names="value")
        controls["show"].observe(self._on_filter, names="value")
        controls["find"].observe(self._on_filter, names="value")
        for name, pages in {"back": (-1, 0), "next": (1, 0), "lone_back": (0, -1), "lone_next": (0, 1)}.items():
            controls[name].on_click(lambda button, pages=pages: self._turn(*pages))
        controls["undo"].on_click(lambda button: self.undo())
        controls["save"].on_click(lambda button: self._try_to_save())
        controls["over"].on_click(lambda button: self._try(lambda: self.save(over=True)))
        controls["reload"].on_click(lambda button: self._try(self._reload))

    # -- what a person does --------------------------------------------------------------------

    def _try(self, step: Callable[[], object]) -> None:
        """A step of a person; what is wrong becomes a sentence."""
        try:
            step()
        except CXResearchError as problem:
            self.last, self.fault = str(problem), True
            self._refresh()
        except Exception as problem:  # a panel in front of people never shows a traceback
            self.last = say("This cannot be done ({problem}).", problem=f"{type(problem).__name__}: {problem}")
            self.fault = True
            self._refresh()

    def _try_to_save(self) -> None:
        self._try(self.save)
        if (
            self.fault
            and not self._state.file.locked
            and (self._state.file.unreadable or self._state.file.edited_elsewhere())
        ):
            self._clash = True
            self.last += " " + say(
                "Read the file again to take that over (Undo brings back what stands here), or write over it."
            )
            self._refresh()

    def _reload(self) -> None:
        self._state.read_again()
        self._list()
        self._done(say("Read again from the file. Undo brings back what stood here."))

    def _key(self, at: int) -> int:
        return self._listed[self._page * ROWS + at]

    def _on_topic(self, key: int, change) -> None:
        if not self._settling:
            self._try(lambda: self._done(self._state.rename(key, change["new"])))

    def _on_confirmed(self, at: int, change) -> None:
        if self._settling:
            return
        key, sure = self._key(at), change["new"]

        def step() -> None:
            self._state.confirm([key], sure)
            done = self._told([key], _IS_CONFIRMED if sure else _WAITS_AGAIN)
            if self._state.apart(key):
                done += " " + say(
                    "It was asked on different scales ({scales}): tick rescale to compare it.",
                    scales=self._state.differ(key),
                )
            self._done(done)

        self._try(step)

    def _on_rescale(self, at: int, change) -> None:
        if self._settling:
            return
        key, allowed = self._key(at), change["new"]

        def step() -> None:
            self._state.rescale([key], allowed)
            self._done(self._told([key], _IS_RESCALED if allowed else _KEEPS_APART))

        self._try(step)

    def _on_cell(self, at: int, audience: str, change) -> None:
        if self._settling or change["new"] is None:
            return
        key, name = self._key(at), change["new"]

        def step() -> None:
            question = self._state.asked[audience][name] if name else None
            self._done(self._state.choose(key, audience, question))

        self._try(step)

    def _lone(self, at: int) -> AudienceQuestion:
        return self._lone_listed()[self._lone_page * ROWS_ALONE + at]

    def _on_lone_topic(self, at: int, change) -> None:
        if self._settling:
            return
        question = self._lone(at)

        self._try(lambda: self._done(self._state.rename_lone(question, change["new"])))

    def _on_place(self, at: int, change) -> None:
        if self._settling or change["new"] in (None, ""):
            return
        question, place = self._lone(at), change["new"]
        kind, _, name = place.partition(":")

        def step() -> None:
            if kind == "row":
                target = int(name)
            else:
                audience, _, identity = name.partition("\n")
                target = self._state.asked[audience][identity]
            self._done(self._state.join(question, target))

        self._try(step)

    def _on_dropped(self, change) -> None:
        """A question was dragged: onto a touchpoint, or to those that stand alone."""
        told = dragged(change["new"])
        if self._settling or told is None:
            return

        def step() -> None:
            onto = None if told.onto is None else self._key(told.onto)
            if told.lone is not None:
                self._done("" if onto is None else self._state.join(self._lone(told.lone), onto))
                return
            key, audience = self._key(told.row), self._state.audiences[told.audience]
            question = self._state.members(key).get(audience)
            if question is not None and onto != key:
                self._done(
                    self._state.choose(key if onto is None else onto, audience, None if onto is None else question)
                )

        self._try(step)

    def _on_filter(self, change) -> None:
        if not self._settling:
            self._page = self._lone_page = 0
            self._list()
            self._refresh()

    def _turn(self, rows: int, lone: int) -> None:
        self._page += rows
        self._lone_page += lone
        self._refresh()

    # -- showing -------------------------------------------------------------------------------
