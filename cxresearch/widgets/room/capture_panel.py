"""Capture at the table: choose who writes once, then type an answer, press Enter, and go on with the next.

"Saved" is said when the file has it, and never before. What cannot be saved stays in the box.
"""

import time
from collections.abc import Sequence

from cxresearch.errors import CXResearchError, OptionError
from cxresearch.stats.bases.naming import audience_name
from cxresearch.widgets.room.capture_controls import make_controls
from cxresearch.widgets.room.room_parts import AUDIENCES, LARGE, RoomPanel, cut, of_desk, quiet
from cxresearch.wording import plural, say
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.keeping.questions import spoken

__all__ = ["CaptureBoard", "capture_board"]

_NONE = ""


def capture_board(
    workshop: Workshop, *, audience: str | None = None, group: str | None = None, audiences: Sequence[str] = AUDIENCES
) -> "CaptureBoard":
    """The board on which a table's scribe writes down what is said.

    Parameters
    ----------
    workshop : Workshop
    audience, group : str, optional
        Who sits at the table, and what the table is called; may be chosen on the board.
    audiences : list of str
        What the board offers, beside those that the workshop has.

    Returns
    -------
    CaptureBoard
        Shown as the last line of a cell. By keyboard: Tab from field to field, Enter saves.

    Raises
    ------
    OptionError
        If ``workshop`` is none, or a name is empty or too long.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> board = capture_board(Workshop(mkdtemp()), audience="Staff", group="Table 1")
    >>> board.ask(2).add("The queue at noon")
    'a1'
    >>> board.sentence[:6], board.sentence[-12:]
    ('Saved ', '✓ (1 answer)')
    """
    return CaptureBoard(workshop, audience=audience, group=group, audiences=audiences)


class CaptureBoard(RoomPanel):
    """The board that :func:`capture_board` gives; works without a notebook as well.

    Attributes
    ----------
    audience, group : str
        Who writes.
    question : int
        The question's number, from 1.
    editing : str
        The id of the answer that is being corrected; empty while new ones are written.
    """

    def __init__(self, workshop: Workshop, *, audience=None, group=None, audiences=AUDIENCES):
        super().__init__(workshop)
        self._offered = [str(name) for name in audiences]
        self.open_questions = [question for question in workshop.questions if question.kind != "rating"]
        if not self.open_questions:
            raise OptionError(say("This workshop asks nothing that is written down. Open it with questions=[...]."))
        self.question, self.editing, self._known = self.open_questions[0].number, "", ""
        self.audience = self.group = ""
        self.sit(audience if audience is not None else next(iter(self.audiences), ""), group or "")

    # -- what there is -------------------------------------------------------------------------

    @property
    def audiences(self) -> list[str]:
        """What can be chosen as the audience."""
        known = self.workshop.tables().audience.tolist()
        return list(dict.fromkeys([*self._offered, *known, *filter(None, [self.audience])]))

    @property
    def answers(self):
        """The table's answers to all questions, in their order: a part of `Workshop.answers`."""
        table = self.workshop.answers()
        return table[(table.audience == self.audience) & (table.group == self.group)].reset_index(drop=True)

    @property
    def here(self):
        """The table's answers to the question that is asked."""
        table = self.answers
        return table[table.question == self.question].reset_index(drop=True)

    # -- what is done --------------------------------------------------------------------------

    def sit(self, audience: str, group: str) -> "CaptureBoard":
        """Choose who writes. Gives the board back.

        Raises
        ------
        OptionError
            If a name is too long.
        """
        audience, group = " ".join(str(audience).split()), " ".join(str(group).split())
        if audience and group:
            self.workshop.seat(audience, group)
            tables = self.workshop.tables()
            seated = tables[tables.group == group]
            # The workshop's word for the audience: "Leaders" are "Leadership".
            audience = audience if audience in set(seated.audience) else seated.audience.iloc[-1]
        self.audience, self.group, self.editing = audience, group, ""
        self._show()
        return self

    def ask(self, question: int | str) -> "CaptureBoard":
        """Go to a question, by number or text. Gives the board back."""
        found = self.workshop.question(question)
        if found.number not in {one.number for one in self.open_questions}:
            raise OptionError(say(
                "{text} is guessed on phones, not written down. Choose another question.",
                text=repr(found.text),
            ))  # fmt: skip
        self.question, self.editing = found.number, ""
        self._show()
        return self

    def add(self, text: str, *, good_or_bad: str | None = None) -> str:
        """Save an answer of this table to this question; gives its id once the file has it.

        Raises
        ------
        OptionError, SurveyFileError
            As `Workshop.add`; nothing was saved then.
        """
        if not self.group or not self.audience:
            raise OptionError(say(
                "Say first who writes: choose the audience and give the table a name. Nothing is lost."
            ))  # fmt: skip
        if self.editing:
            done, self.editing = self.workshop.edit(self.editing, text), ""
        else:
            done = self.workshop.add(self.audience, self.group, self.question, text, good_or_bad=good_or_bad or None)
        self._saved()
        self._show()
        return done

    def edit(self, answer: str) -> "CaptureBoard":
        """Put an answer of this table into the box, to be corrected. Gives the board back."""
        self.editing = self._own(answer)
        self._tell(say("Correct it in the box; Enter saves it."))
        self._show()
        return self

    def take_back(self, answer: str) -> str:
        """Take an answer off the list; Undo brings it again."""
        done = self.workshop.withdraw(self._own(answer))
        self._tell(say("Taken back. Undo brings it again."))
        self._show()
        return done

    def merge(self, keep: str, other: str) -> str:
        """Say that another answer is the same as one; both stay in the file."""
        done = self.workshop.merge(self._own(keep), self._own(other))
        self._tell(say("Put together as one answer. Undo parts them again."))
        self._show()
        return done

    def undo(self) -> str | None:
        """Take back the last thing that this table did."""
        done = self.workshop.undo(self.audience, self.group)
        self.editing = ""
        self._tell(say("There is nothing left to undo." if done is None else "The last step is undone."))
        self._show()
        return done

    def _own(self, answer: str) -> str:
        if answer not in set(self.answers.answer):
            raise OptionError(say(
                "No answer {answer} on this table's list. Choose one from the list.",
                answer=repr(answer),
            ))  # fmt: skip
        return answer

    def _saved(self) -> None:
        n = len(self.answers)
        self._tell(say("Saved {time} ✓ ({answers})", time=time.strftime("%H:%M:%S"), answers=plural(n, "answer")))

    # -- the panel -----------------------------------------------------------------------------

    def _make(self) -> None:
        self._controls, self._outlets = make_controls(self.workshop.limits["characters"])
        controls = self._controls
        self._notice_shown()
        self._tell(self.sentence, fault=self.fault)
        self._show()
        for name in ("audience", "group"):
            controls[name].observe(self._on_sit, names="value")
        controls["question"].observe(self._on_question, names="value")
        controls["answer"].observe(self._on_answer, names="value")
        controls["text"].observe(self._on_text, names="value")
        for name in ("undo", "edit", "take_back", "merge"):
            controls[name].on_click(getattr(self, f"_on_{name}"))

    # -- what a person does --------------------------------------------------------------------

    def _on_sit(self, change) -> None:
        if not self._settling:
            self._try(lambda: self.sit(self._controls["audience"].value, self._controls["group"].value))

    def _on_question(self, change) -> None:
        if not self._settling:
            self._try(lambda: self.ask(self._controls["question"].value))

    def _on_answer(self, change) -> None:
        if not self._settling:
            self._try(self._settle)

    def _on_text(self, change) -> None:
        """The box says what stands in it at every key; Enter is a new line in it, so that no letter comes late."""
        if self._settling:
            return
        text, before = change["new"].replace("\r\n", "\n"), self._known
        self._known = text
        if "\n" not in text:
            return
        *lines, rest = text.split("\n")
        if text.replace("\n", "", 1) == before:
            # Enter in the middle of what stood there: the whole is meant.
            lines, rest = [before], ""
        elif self.editing:
            lines, rest = [" ".join(filter(None, [*lines, rest]))], ""
        self._save_lines(lines, rest)

    def _save_lines(self, lines: list[str], rest: str) -> None:
        """Each line is an answer; the first that cannot be saved stays in the box with all that follow."""
        lines = [one for one in lines if one.strip()] or lines[:1]
        for at, one in enumerate(lines):
            if not self._try(lambda one=one: self.add(one, good_or_bad=self._seen_as())):
                kept = [*lines[at:], rest] if rest else lines[at:]
                self._put("\n".join(kept) if one.strip() else rest)
                return
        self._put(rest)
        self._settling = True
        self._controls["good_or_bad"].value = _NONE
        self._settling = False

    def _seen_as(self) -> str | None:
        asked = self.workshop.question(self.question)
        return self._controls["good_or_bad"].value if asked.kind == "competitors" and not self.editing else None

    def _put(self, text: str) -> None:
        self._settling = True
        try:
            self._controls["text"].value = self._known = text
        finally:
            self._settling = False

    def _on_edit(self, click) -> None:
        if self._controls["text"].value.strip() and not self.editing:
            self._tell(say("Something stands in the box that is not saved yet. Save it with Enter first."), fault=True)
            return

        def put() -> None:
            self.edit(self._chosen())
            self._put(" ".join(self.workshop.text_of(self.editing).split("\n")))

        self._try(put)

    def _on_take_back(self, click) -> None:
        self._try(lambda: self.take_back(self._chosen()))

    def _on_merge(self, click) -> None:
        self._try(lambda: self.merge(self._controls["other"].value, self._chosen()))

    def _on_undo(self, click) -> None:
        was = self.editing

        def step() -> None:
            self.undo()
            if was:
                self._put("")

        self._try(step)

    def _chosen(self) -> str:
        chosen = self._controls["answer"].value
        if not chosen:
            raise OptionError(say("Choose first which answer to correct."))
        return chosen

    # -- showing -------------------------------------------------------------------------------

    def _refresh(self) -> None:
        pass

    def _show(self) -> None:
        if self._controls:
            self._settle()

    def _settle(self) -> None:
        """Let everything show what is so now."""
        asked, mine = self.workshop.question(self.question), self.here
        listed = [(f"{at}. {cut(one.text)}", one.answer) for at, one in enumerate(mine.itertuples(), 1)]
        self._settling = True
        try:
            controls = self._controls
            texts = [(f"{one.number}. {spoken(one.text)}", one.number) for one in self.open_questions]
            for name, options, value in (
                ("audience", self.audiences, self.audience or None),
                ("question", texts, self.question),
                (
                    "answer",
                    [(say("Choose an answer"), _NONE), *listed],
                    self.editing or controls["answer"].value or _NONE,
                ),
            ):
                _offer(controls[name], options, value)
            others = [one for one in listed if one[1] != controls["answer"].value]
            offered = [(say("Choose another answer"), _NONE), *others]
            _offer(controls["other"], offered, controls["other"].value or _NONE)
            controls["group"].value = self.group
            controls["good_or_bad"].layout.display = (
                None if asked.kind == "competitors" and not self.editing else "none"
            )
            some, chosen = len(mine) > 0, bool(controls["answer"].value)
            for name, there in {
                "answer": some,
                "edit": chosen,
                "take_back": chosen,
                "other": chosen and len(mine) > 1,
                "merge": chosen and len(mine) > 1,
            }.items():
                controls[name].layout.display = None if there else "none"
        finally:
            self._settling = False
        outlets = self._outlets
        outlets["notice"].value = quiet(spoken(self.workshop.notice))
        doing = say("Correct this answer:") if self.editing else spoken(asked.text)
        outlets["asked"].value = of_desk("asked", style=f"{LARGE};margin:.5em 0 .2em", text=doing)
        outlets["list"].value = self._listed(mine)

    def _listed(self, mine, heading: str = "") -> str:
        where = f"{spoken(self.audience)}, {spoken(self.group)}" if self.group else say("this table")
        told = (
            say("{where}: {answers} to this question", where=where, answers=plural(len(mine), "answer"))
            if len(mine)
            else say("No answers of {where} to this question yet.", where=where)
        )
        return of_desk("listed", told=told, answers=mine.to_dict("records"), heading=heading)

    def _told(self) -> str:
        where = f"{audience_name(self.audience)}, {self.group}" if self.group else say("no table chosen")
        return say(
            "Capture at the table: {where}. {answers}.", where=where, answers=plural(len(self.answers), "answer")
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """The live board, and for pages without a kernel what the table has written."""
        try:
            live = self.widget._repr_mimebundle_(include=include, exclude=exclude) or {}
        except CXResearchError as problem:
            return {"text/plain": str(problem)}
        asked = self.workshop.question(self.question).text
        return {**live, "text/plain": repr(self), "text/html": self._listed(self.here, asked)}


def _offer(control, options: list, value) -> None:
    """Offer what there is, and keep what is chosen where it is still there."""
    pairs = [one if isinstance(one, tuple) else (one, one) for one in options]
    if [*control.options] != options:
        control.options = options
    values = [one for _, one in pairs]
    control.value = value if value in values else values[0] if values else None
