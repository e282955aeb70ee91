"""What the boards of a workshop share: a workshop behind them, a sentence for everything that happens, cards to read.

What people wrote is shown as they wrote it and never as markup. Whatever fails becomes a sentence, and nothing that
was typed is lost by it.
"""

from collections.abc import Callable
from pathlib import Path

from cxresearch.errors import CXResearchError, OptionError
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF
from cxresearch.widgets.controls.parts import QUIET, SAID, Panel
from cxresearch.wording import say, told
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.templates import filled

__all__ = ["AUDIENCES", "LARGE", "RoomPanel", "button", "cut", "line", "of_desk", "quiet", "row", "said"]

AUDIENCES = (LEADERSHIP, STAFF, CUSTOMERS)
# To be read from the back of a room.
LARGE = "font-size:1.35em;line-height:1.45"
_FAULT = "border-left:6px solid #b3541e;padding-left:.6em"
_MARKS = {"good": told("good"), "bad": told("bad"), "both": told("good and bad")}
_LONGEST = 64
_DESK = Path(__file__).parent / "desk"


def cut(text: str, most: int = _LONGEST) -> str:
    """A text on one line that a list can hold; the whole of it stands on the board.

    >>> cut("The queue at noon is long", 12)
    'The queue a…'
    """
    plain = " ".join(text.split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def of_desk(name: str, **values: object) -> str:
    """A piece of a board as HTML: whatever a person wrote is escaped by its template in ``desk/``.

    >>> of_desk("said", role="status", style="", text="<b>fees")
    '<p role="status" style="">&lt;b&gt;fees</p>'
    """
    marks = {mark: say(words) for mark, words in _MARKS.items()}
    return filled(_DESK, f"{name}.html", marks=marks, large=LARGE, quiet=QUIET, **values).strip()


def quiet(text: str) -> str:
    """A line that is beside the point."""
    return of_desk("said", role="note", style=QUIET, text=text)


def line(label: str, wide: str = "280px", **options) -> dict:
    """Options of a control with its label before it, in a layout of its own."""
    import ipywidgets as widgets

    return {
        "description": label,
        "style": {"description_width": "initial"},
        "layout": widgets.Layout(width="auto", min_width="140px", max_width="100%", flex=f"1 1 {wide}",
                                 margin="2px 12px 2px 0"),
        **options,
    }  # fmt: skip


def button(words: str, style: str = "", tip: str = ""):
    """A button as wide as its words."""
    import ipywidgets as widgets

    return widgets.Button(
        description=words, button_style=style, tooltip=tip or words,
        layout=widgets.Layout(width="auto", min_width="90px", margin="2px 8px 2px 0"),
    )  # fmt: skip


def row(*controls):
    """Controls beside each other, on more lines where they do not fit."""
    import ipywidgets as widgets

    flow = widgets.Layout(flex_flow="row wrap", width="100%", align_items="center")
    return widgets.HBox(list(controls), layout=flow)


class RoomPanel(Panel):
    """A board on a workshop.

    Attributes
    ----------
    workshop : Workshop
    sentence : str
        What the last step did, or why it could not be done.
    fault : bool
        Whether it could not be done.
    """

    def __init__(self, workshop: Workshop):
        if not isinstance(workshop, Workshop):
            raise OptionError(say(
                "A board stands on a workshop; got {name}. Pass cx.Workshop('our-workshop').",
                name=type(workshop).__name__,
            ))  # fmt: skip
        self.workshop = workshop
        self.sentence, self.fault = "", False
        self._controls: dict = {}
        self._outlets: dict = {}
        self._settling = False

    def _tell(self, sentence: str, *, fault: bool = False) -> None:
        self.sentence, self.fault = sentence, fault
        if self._controls:
            self._outlets["said"].value = said(sentence, fault=fault)

    def _try(self, step: Callable[[], object]) -> bool:
        """Do it, and show what follows; what cannot be done is a sentence."""
        try:
            step()
            self._refresh()
        except CXResearchError as problem:
            self._tell(str(problem), fault=True)
            return False
        except Exception as problem:  # a board in front of people never shows a traceback
            self._tell(say("This cannot be done ({why}).", why=f"{type(problem).__name__}: {problem}"), fault=True)
            return False
        return True

    def _refresh(self) -> None:
        raise NotImplementedError

    def _told(self) -> str:
        """What the board is in one line, while its workshop is open."""
        raise NotImplementedError

    def __repr__(self) -> str:
        try:
            return self._told()
        except CXResearchError as problem:
            return str(problem)

    def _notice_shown(self) -> None:
        """Put on record that people were told; a full disk must not keep them from reading it."""
        try:
            self.workshop.notice_shown("board")
        except CXResearchError as problem:
            self._tell(str(problem), fault=True)


def said(sentence: str, *, fault: bool = False) -> str:
    """A sentence as HTML that screen readers read out when it changes."""
    frame = f";{_FAULT}" if fault else ""
    return of_desk("said", role="status", style=f"{SAID}{frame}", text=sentence) if sentence else ""
