"""The matching panel, shown: which touchpoints its page holds, and what stands in every control.

Controls are few and filled anew; a touchpoint stays in its place until the filter is changed.
"""

from markupsafe import Markup

from cxresearch.combining.candidates import WORTH_ASKING, AudienceQuestion
from cxresearch.stats.bases.naming import audience_name
from cxresearch.widgets.controls.parts import QUIET, SAID, Panel
from cxresearch.widgets.controls.views import _quoted
from cxresearch.widgets.mapping.map_words import WARN, shortened
from cxresearch.widgets.mapping.match_controls import ROWS, ROWS_ALONE
from cxresearch.widgets.mapping.match_drag import grip, start
from cxresearch.widgets.mapping.match_rows import CONFIRMED, MOST_NEAR, WAITS
from cxresearch.widgets.mapping.match_table import MatchTable
from cxresearch.widgets.mapping.match_words import asked_words, full_words, head_html, option_label, still
from cxresearch.wording import count, say, told

__all__ = ["MatchView"]

_NOBODY, _ALONE = told("not asked"), told("stands alone")
_NOWHERE = told("stands alone: nobody else was asked the like")
_LEGEND = told(
    "Tick what asks the same. In each list the nearest in wording come first, marked ≈; near is not the same. "
    "Hover over a cell, or open its full wording, to read it whole."
)
_DRAG = told(
    "Or drag a question by its handle ⠿ onto the touchpoint where it belongs, or down to those that stand alone."
)


class MatchView(Panel):
    """What the panel shows of its table: a page of touchpoints, a page of lone questions, and what was done.

    Attributes
    ----------
    last : str
        What the last step did, or why it could not be done.
    fault : bool
        Whether it could not be done.
    """

    def __init__(self, state: MatchTable):
        self._state = state
        self.last, self.fault = state.opening, bool(state.file.unreadable)
        self._controls: dict = {}
        self._outlets: dict = {}
        self._listed: list[int] = []
        self._known: set[int] = set(state.touchpoints)
        self._page = self._lone_page = 0
        self._clash = False

    @property
    def sentence(self) -> str:
        """How many touchpoints are confirmed, wait and stand alone, and which would enter a gap."""
        return self._state.headline()

    @property
    def code(self) -> str:
        """The line of code that opens the study with these matches, once they are saved."""
        opened = f"study = cx.open_study({_quoted(self._state.file.path.parent.as_posix())})"
        return opened if self._state.saved else f"panel.save(); {opened}"

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
        outlets["headline"].value = Markup('<p style="{}">{}</p>').format(SAID, self.sentence)
        style = f"font-size:1.05em;line-height:1.4;margin:.3em 0{f';{WARN}' if self.fault else ''}"
        outlets["said"].value = Markup('<p role="status" style="{}">{}</p>').format(style, self.last)
        # A page of rows is long: what a step did is said where the person looks, and announced once.
        outlets["said_below"].value = Markup('<p aria-hidden="true" style="{}">{}</p>').format(style, self.last)
        outlets["head"].value = head_html([say("Topic"), *map(audience_name, state.audiences), ""], outlets["grid"])
        legend = Markup('<p style="{}">{} <span class="cx-drag-hint">{}</span></p>')
        outlets["legend"].value = legend.format(QUIET, say(_LEGEND), say(_DRAG))
        if not outlets["drag"].value:
            outlets["drag"].value = start()
        title = Markup('<p style="line-height:1.4;margin:.8em 0 .2em"><strong>{}</strong></p>')
        outlets["lone_title"].value = title.format(say("Questions that stand alone"))
        outlets["lone_head"].value = head_html(
            [say("Topic"), say("Question"), say("Belongs to")], outlets["lone_grid"]
        )  # fmt: skip
        self._controls["undo"].disabled = not state.can_undo
        self._controls["save"].disabled = state.saved
        self._controls["over"].layout.display = None if self._clash else "none"
        self._controls["reload"].layout.display = None if self._clash or state.file.unreadable else "none"
        kept = say("Saved." if state.saved else "Not saved yet.")
        outlets["file"].value = Markup('<span style="{}">{} {}</span>').format(QUIET, kept, state.file.path.as_posix())
        call = Markup('<p style="{}">{} <code>{}</code></p>')
        outlets["code"].value = call.format(QUIET, say("The call that opens the study with these matches:"), self.code)

    def __repr__(self) -> str:
        return say("Matches of {study}.", study=self._state.file.path.parent.name) + f" {self.sentence}"

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
