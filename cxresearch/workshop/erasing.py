"""Erasing: an answer and every wording that it ever had leave the file, its log and its history for good.

Taking an answer back keeps it in the file, so that it can be brought again. Erasing keeps its number alone, so that no
older copy, no second program and no rescue brings it back.
"""

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path

from cxresearch.errors import CXResearchError
from cxresearch.wording import named, say
from cxresearch.workshop.keeping.gone import forget
from cxresearch.workshop.keeping.store import Store

__all__ = ["Erased", "Erasing"]

_PENDING = "erasing"


@dataclass(frozen=True)
class Erased:
    """What became of an answer that was to be erased.

    Attributes
    ----------
    answer : str
        Its id.
    done : bool
        Whether no byte of it is left in the workshop's folder; False until another program lets go of the log.
    exports : tuple of str
        Exports and copies that were made while it was there, and may hold it.
    """

    answer: str
    done: bool
    exports: tuple[str, ...] = ()

    def __str__(self) -> str:
        said = say(
            "{answer} is erased for good."
            if self.done
            else "{answer} is taken out, and will be erased from the disk when the other program that has this "
            "workshop open closes.",
            answer=self.answer,
        )
        if self.exports:
            made = named(self.exports)
            where = say("It may stand in what was made before: {made}. Delete those, or make them again.", made=made)
            said += f" {where}"
        return said


class Erasing(Store):
    """Erasing answers."""

    def erase(self, answer: str) -> Erased:
        """Erase an answer for good: from the answers, the ledger, the history and the log.

        Parameters
        ----------
        answer : str
            Its id.

        Returns
        -------
        Erased
            As a text: a sentence on what was done, and which exports were made before.

        Raises
        ------
        QuestionError
            If there is no such answer.

        Examples
        --------
        >>> from tempfile import mkdtemp
        >>> from cxresearch.workshop.board import Workshop
        >>> with Workshop(mkdtemp()) as workshop:
        ...     print(workshop.erase(workshop.add("Staff", "1", 1, "A word too many")))
        ...     len(workshop.answers(everything=True)), b"too many" in workshop.path.read_bytes()
        a1 is erased for good.
        (0, False)
        """
        exports = self.take_out(answer)
        return Erased(answer, self.finish_erasing(), exports)

    def take_out(self, answer: str) -> tuple[str, ...]:
        """The first half of `erase`, within a transaction of many: no reader sees it again. Gives the exports."""
        with self._db.write() as file:
            found = self._found(file, answer)
            came = file.execute("SELECT clock FROM answers WHERE number = ?", (found.number,)).fetchone()[0]
            forget(file, found.number)
            self._set(file, _PENDING, True)
        made = self._setting("exports", [])
        return tuple(one["place"] for one in made if one["at"] >= came and Path(one["place"]).exists())

    def finish_erasing(self) -> bool:
        """The second half of `erase`: nothing of what was erased is left on the disk. Gives whether that is so."""
        try:
            if not self._setting(_PENDING, False):
                return True
            done = self._db.wipe()
            if done:
                with self._db.write() as file:
                    self._set(file, _PENDING, False)
        except CXResearchError:
            # A full disk: it is tried again with the next one, and when the workshop is opened or closed.
            return False
        return done

    def copy_to(self, folder: str | Path) -> Path:
        """A whole copy of the workshop in another folder, also while it runs.

        Raises
        ------
        SurveyFileError
            If a workshop is there already, or the folder cannot be written.
        """
        made = super().copy_to(folder)
        self.remember_export(made.parent)
        return made

    def remember_export(self, place: Path) -> None:
        """Remember what was made of the answers, so that whoever erases one knows where else it may stand."""
        # What could not be put on record is made all the same: a copy is what one takes of a file that is damaged.
        with contextlib.suppress(CXResearchError), self._db.write() as file:
            known = [one for one in self._setting("exports", []) if one["place"] != str(place.absolute())]
            self._set(file, "exports", [*known[-50:], {"place": str(place.absolute()), "at": time.time()}])
