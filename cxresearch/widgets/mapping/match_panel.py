"""Which questions of the audiences are one touchpoint, proposed by wording and decided by a person, row by row.

A row a touchpoint, a column an audience. Nothing enters a gap before its row is ticked, and what is saved is the
study's ``matches.csv``, which a spreadsheet can edit as well.
"""

import html
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from cxresearch.combining.candidates import WORTH_ASKING, AudienceQuestion, Vectors
from cxresearch.combining.matches import Match
from cxresearch.errors import CXResearchError
from cxresearch.stats.bases.naming import audience_name
from cxresearch.survey.survey import Survey
from cxresearch.widgets.controls.parts import QUIET, SAID, Panel
from cxresearch.widgets.controls.views import _quoted
from cxresearch.widgets.mapping.map_words import WARN, shortened
from cxresearch.widgets.mapping.match_controls import ROWS, ROWS_ALONE, make_match_controls
from cxresearch.widgets.mapping.match_drag import dragged, grip, start
from cxresearch.widgets.mapping.match_table import CONFIRMED, MOST_NEAR, WAITS, MatchTable
from cxresearch.widgets.mapping.match_words import asked_words, full_words, head_html, option_label, still
from cxresearch.wording import count, say, told

__all__ = ["MatchPanel"]

_NOBODY, _ALONE = told("not asked"), told("stands alone")
_NOWHERE = told("stands alone: nobody else was asked the like")
_LEGEND = told(
    "Tick what asks the same. In each list the nearest in wording come first, marked ≈; near is not the same. "
    "Hover over a cell, or open its full wording, to read it whole."
)


_DRAG = told(
    "Or drag a question by its handle ⠿ onto the touchpoint where it belongs, or down to those that stand alone."
)
_IS_CONFIRMED, _WAITS_AGAIN = told("{topic} is confirmed."), told("{topic} waits again.")
_IS_RESCALED, _KEEPS_APART = told("{topic} is put on 0-100."), told("{topic} keeps its scales apart.")


class MatchPanel(Panel):
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
        self._state = MatchTable(surveys, path, propose=propose, vectors=vectors, locked=locked)
        self.last, self.fault = self._state.opening, bool(self._state.unreadable)
        self._controls: dict = {}
        self._outlets: dict = {}
        self._listed: list[int] = []
        self._known: set[int] = set(self._state.touchpoints)
        self._page = self._lone_page = 0
        self._clash = False

    # -- what it shows -------------------------------------------------------------------------

    @property
    def sentence(self) -> str:
        """How many touchpoints are confirmed, wait and stand alone, and which would enter a gap."""
        return self._state.headline()

    @property
    def table(self) -> pd.DataFrame:
        """A line a touchpoint or lone question, as text: topic, aspect, status, scales, each audience's question."""
        return self._state.table()

    @property
    def matches(self) -> list[Match]:
        """The rows in the order of the file."""
        return self._state.matches

    @property
    def code(self) -> str:
        """The line of code that opens the study with these matches, once they are saved."""
        opened = f"study = cx.open_study({_quoted(self._state.path.parent.as_posix())})"
        return opened if self._state.saved else f"panel.save(); {opened}"

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
        if self.fault and not self._state.locked and (self._state.unreadable or self._state.edited_elsewhere()):
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

    def _words(self) -> list[str]:
        return self._controls["find"].value.casefold().split()

    def _found(self, *texts: str) -> bool:
        text = " ".join(texts).casefold()
        return all(word in text for word in self._words())

    def _list(self) -> None:
        """The touchpoints that the filter leaves; they stay in their places until it is changed."""
        if not self._controls:
            return
        wanted = self._controls["show"].value or ""
        self._listed = [
            key
            for key in self._state.touchpoints
            if wanted in ("", self._state.status(key))
            and self._found(
                self._state.rows[key].topic, *(one.row["text"] for one in self._state.members(key).values())
            )
        ]

    def _lone_listed(self) -> list[AudienceQuestion]:
        return [one for one in self._state.alone if self._found(one.audience, one.topic, one.row["text"])]

    def _refresh(self) -> None:
        if not self._controls:
            return
        there = set(self._state.touchpoints)
        new = [key for key in self._state.touchpoints if key not in self._known]
        self._listed = [key for key in self._listed if key in there] + [key for key in new if key not in self._listed]
        self._known = there
        lone = self._lone_listed()
        self._page = _within(self._page, len(self._listed), ROWS)
        self._lone_page = _within(self._lone_page, len(lone), ROWS_ALONE)
        self._settling = True
        try:
            self._settle_filter()
            for at, slot in enumerate(self._controls["rows"]):
                place = self._page * ROWS + at
                slot["box"].layout.display = None if place < len(self._listed) else "none"
                if place < len(self._listed):
                    self._settle_row(slot, self._listed[place])
            for at, slot in enumerate(self._controls["lone"]):
                place = self._lone_page * ROWS_ALONE + at
                slot["box"].layout.display = None if place < len(lone) else "none"
                if place < len(lone):
                    self._settle_lone(slot, lone[place])
        finally:
            self._settling = False
        self._settle_pages(len(lone))
        self._show()

    def _settle_filter(self) -> None:
        keys = self._state.touchpoints
        states = [self._state.status(key) for key in keys]
        options = [
            (say("all touchpoints ({n})", n=count(len(keys))), ""),
            (say("waiting for you ({n})", n=count(states.count(WAITS))), WAITS),
            (say("confirmed ({n})", n=count(states.count(CONFIRMED))), CONFIRMED),
        ]
        show, now = self._controls["show"], self._controls["show"].value or ""
        if list(show.options) != options:
            show.options = options
        show.value = now

    def _settle_row(self, slot: dict, key: int) -> None:
        row, members, differ = self._state.rows[key], self._state.members(key), self._state.differ(key)
        slot["topic"].value = row.topic
        slot["topic"].tooltip = say("Topic: {topic}", topic=row.topic)
        for audience, cell in slot["cells"].items():
            now = row.questions.get(audience, "")
            offers = self._state.offers(key, audience)
            options = [(say(_NOBODY), "")]
            options += [
                (option_label(o.question, near=o.near and o.question.id != now, home=o.home), o.question.id)
                for o in offers
            ]
            if now not in {identity for _, identity in options}:
                options.append((shortened(now), now))
            options = _distinct(options)
            if list(cell.options) != options:
                cell.options = options
            cell.value = now
            asked = members[audience].row["text"] if audience in members else now or say(_NOBODY)
            cell.tooltip = f"{audience_name(audience)}: {asked}"
            place = slot["at"], self._state.audiences.index(audience)
            slot["grips"][audience].value = grip(*place) if audience in members else ""
        slot["confirmed"].value = row.confirmed
        slot["rescale"].value = row.rescale
        slot["rescale"].description = say("rescale to 0-100: {scales}", scales=differ)
        slot["rescale"].layout.display = None if differ else "none"
        slot["full"].value = full_words(members, row.aspect)

    def _settle_lone(self, slot: dict, question: AudienceQuestion) -> None:
        state = self._state
        slot["topic"].value = state.topic_of(question)
        slot["topic"].tooltip = say("Topic: {topic}", topic=state.topic_of(question))
        slot["asked"].value = asked_words(question, grip(lone=slot["at"]))
        places = state.places(question)
        options = [(say(_ALONE if places else _NOWHERE), "")]
        for at, (near, place) in enumerate(places):
            mark = "≈ " if near >= WORTH_ASKING and at < MOST_NEAR else ""
            if isinstance(place, int):
                row = state.rows[place]
                label = say(
                    "put into {topic}, in place of what stands there"
                    if question.audience in row.questions
                    else "put into {topic}",
                    topic=shortened(row.topic, 40),
                )
                options.append((f"{mark}{label}", f"row:{place}"))
            else:
                label = say(
                    "with {who}: {topic}", who=audience_name(place.audience), topic=shortened(place.topic, 40)
                )  # fmt: skip
                options.append((f"{mark}{label}", f"one:{place.audience}\n{place.id}"))
        options = _distinct(options)
        if list(slot["place"].options) != options:
            slot["place"].options = options
        slot["place"].value = ""
        slot["place"].tooltip = say(
            "Where {topic} of {who} belongs", topic=question.topic, who=audience_name(question.audience)
        )

    def _settle_pages(self, lone: int) -> None:
        for page, n, size, prefix in (
            (self._page, len(self._listed), ROWS, ""), (self._lone_page, lone, ROWS_ALONE, "lone_")
        ):  # fmt: skip
            first, last = page * size + 1, min((page + 1) * size, n)
            self._controls[f"{prefix}back"].disabled = page == 0
            self._controls[f"{prefix}next"].disabled = last >= n
            for name in ("back", "next"):
                self._controls[f"{prefix}{name}"].layout.display = None if n > size else "none"
            there = "" if n else say("Nothing to show here.")
            if n > size:
                there = say("{first} to {last} of {n}", first=count(first), last=count(last), n=count(n))
            self._outlets[f"{prefix}page"].value = f'<span style="{QUIET}">{there}</span>'

    def _show(self) -> None:
        state, outlets = self._state, self._outlets
        outlets["headline"].value = f'<p style="{SAID}">{html.escape(self.sentence)}</p>'
        style = f"font-size:1.05em;line-height:1.4;margin:.3em 0{f';{WARN}' if self.fault else ''}"
        outlets["said"].value = f'<p role="status" style="{style}">{html.escape(self.last)}</p>'
        # A page of rows is long: what a step did is said where the person looks, and announced once.
        outlets["said_below"].value = f'<p aria-hidden="true" style="{style}">{html.escape(self.last)}</p>'
        outlets["head"].value = head_html([say("Topic"), *map(audience_name, state.audiences), ""], outlets["grid"])
        outlets["legend"].value = (
            f'<p style="{QUIET}">{html.escape(say(_LEGEND))} '
            f'<span class="cx-drag-hint">{html.escape(say(_DRAG))}</span></p>'
        )
        if not outlets["drag"].value:
            outlets["drag"].value = start()
        title = html.escape(say("Questions that stand alone"))
        outlets["lone_title"].value = f'<p style="line-height:1.4;margin:.8em 0 .2em"><strong>{title}</strong></p>'
        outlets["lone_head"].value = head_html(
            [say("Topic"), say("Question"), say("Belongs to")], outlets["lone_grid"]
        )  # fmt: skip
        self._controls["undo"].disabled = not state.can_undo
        self._controls["save"].disabled = state.saved
        self._controls["over"].layout.display = None if self._clash else "none"
        self._controls["reload"].layout.display = None if self._clash or state.unreadable else "none"
        kept = html.escape(say("Saved." if state.saved else "Not saved yet."))
        outlets["file"].value = f'<span style="{QUIET}">{kept} {html.escape(state.path.as_posix())}</span>'
        outlets["code"].value = (
            f'<p style="{QUIET}">{html.escape(say("The call that opens the study with these matches:"))} '
            f"<code>{html.escape(self.code)}</code></p>"
        )

    # -- how it looks --------------------------------------------------------------------------

    def __repr__(self) -> str:
        return say("Matches of {study}.", study=self._state.path.parent.name) + f" {self.sentence}"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """The live panel, and for pages without a kernel the table of matches."""
        live = self.widget._repr_mimebundle_(include=include, exclude=exclude) or {}
        return {**live, "text/plain": repr(self), "text/html": still(self._state)}


def _within(page: int, n: int, size: int) -> int:
    return max(0, min(page, (n - 1) // size))


def _distinct(options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Labels that are alike get their id behind them, since a list shows labels only."""
    labels = [label for label, _ in options]
    return [
        (label if labels.count(label) == 1 else f"{label} [{shortened(value, 24)}]", value) for label, value in options
    ]
