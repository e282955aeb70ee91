"""What a facilitator does at the end: what the room will do, and what of it leaves the room."""

import threading
from collections.abc import Callable
from pathlib import Path

from cxresearch.errors import CXResearchError, OptionError
from cxresearch.revealing.beside import find_in_room
from cxresearch.wording import plural, say

__all__ = ["Closing"]

_SLIDES = "what-the-room-said.pptx"


class Closing:
    """Actions, export and slides; the board that has them keeps ``workshop``, ``survey``, ``report`` and ``out``."""

    def add_action(self, text: str, owner: str = "", date: str = "", measure: str = "") -> str:
        """Write down what will be done, by whom, until when, and how one will see it; gives its id."""
        done = self.workshop.add_action(text, owner or None, date or None, measure or None)
        self._tell(say("Written down: {actions} on the list.", actions=plural(len(self.workshop.actions()), "action")))
        self.refresh()
        return done

    def export(self, folder: str | Path | None = None) -> Path:
        """Write answers, actions and history, with the thresholds for small groups; gives the folder."""
        place = self.workshop.export(folder if folder is not None else (self.out or self.workshop.folder) / "export")
        told = say("Exported to {name}, in {folder}. about.txt there says what was kept back.", name=place.name,
                   folder=place.parent.as_posix())  # fmt: skip
        self._tell(told)
        self._show()
        return place

    def make_report(self) -> Path:
        """Write slides of what may leave the room, beside the export; gives their place.

        Where the board follows, this goes on beside it, and a sentence says when they are there.
        """
        if self.report is None:
            raise OptionError(say("This desk makes no slides. Open it with report=cx.Report."))
        place = (self.out or self.workshop.folder) / _SLIDES
        self._tell(say("Slides are being made; the desk can be used meanwhile."))
        self._beside(lambda: self._write_slides(place))
        self._show()
        return place

    def _write_slides(self, place: Path) -> None:
        found = find_in_room(self.workshop, self.survey, codeframe=self.codeframe, leaving=True)
        if not found.results:
            none = say("No slides were made, for nothing may leave this room yet.")
            self._tell(" ".join([none, *found.notes]), fault=True)
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        self.report(say("{name}: what the room said", name=self.workshop.name), found.results).to_pptx(place)
        self.workshop.remember_export(place)
        told = say("{slides} in {folder}.", slides=place.name, folder=place.parent.as_posix())
        self._tell(" ".join([told, *found.notes]))

    def _beside(self, work: Callable[[], None]) -> None:
        """Do it, beside the board where that follows; what fails is a sentence."""

        def tried() -> None:
            try:
                work()
            except CXResearchError as problem:
                self._tell(str(problem), fault=True)
            except Exception as problem:  # a board in front of people never shows a traceback
                self._tell(say("This cannot be done ({why}).", why=f"{type(problem).__name__}: {problem}"), fault=True)

        if self.following:
            threading.Thread(target=tried, name="cxresearch-desk", daemon=True).start()
        else:
            tried()

    def _add_action(self) -> None:
        fields = ("text", "owner", "date", "measure")
        self.add_action(*(self._controls[name].value for name in fields))
        for name in fields:
            self._controls[name].value = ""

    def _take_off(self) -> None:
        chosen = self._controls["action"].value
        if not chosen:
            raise OptionError(say("Choose first which action to take off the list."))
        self.workshop.withdraw_action(chosen)
        self._tell(say("Taken off the list; it stays in the file."))
        self.refresh()
