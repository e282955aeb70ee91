"""The room: forty people, four questions, one projector.

A `Workshop` is a folder with one file in it. Whatever happens to the notebook, the server or the laptop, what was
acknowledged is in that file; opened again, the workshop goes on.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.survey.audiences import shared_name
from cxresearch.wording import count, plural, say, warn
from cxresearch.workshop.alike import Alike
from cxresearch.workshop.choosing import Choosing
from cxresearch.workshop.erasing import Erasing
from cxresearch.workshop.keeping.capture import _audience
from cxresearch.workshop.keeping.crowd import Crowd, crowd_of
from cxresearch.workshop.keeping.rescue import rescue_into
from cxresearch.workshop.keeping.standing import standing_of
from cxresearch.workshop.keeping.store import answer_id
from cxresearch.workshop.keeping.words import from_file, label, says_nothing, shown
from cxresearch.workshop.leaving.export import Export
from cxresearch.workshop.leaving.handing_on import HandingOn
from cxresearch.workshop.moderation import Moderation
from cxresearch.workshop.phones.presence import Presence, network_drive, synchronised_by
from cxresearch.workshop.running import Running
from cxresearch.workshop.sheets.sheets_in import SheetsIn

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Workshop"]

_COLUMNS = (
    "answer", "audience", "group", "person", "question", "text", "good_or_bad", "votes", "theme", "hidden",
    "merged_into", "added",
)  # fmt: skip


class Workshop(SheetsIn, Choosing, Moderation, Alike, Running, Erasing, HandingOn, Export):
    """A workshop in a folder; opened again, it goes on.

    Parameters
    ----------
    folder : str or Path
        Made where it is missing. A folder of this computer: network drives do not lock files reliably, and programs
        that synchronise folders copy files half written. While it is open, copy it with `copy_to`, which drops no
        lock on any system; closed, move or copy the whole folder, never one file of it.
    questions : list of str, mappings or Question, optional
        The four of the workshop by default. An open workshop with answers keeps the questions it has.
    name : str, optional
        For titles.

    Raises
    ------
    SurveyFileError
        If the folder cannot be written, or its file is damaged, something else, or of a newer format.
    OptionError
        If the questions are none, or differ from those that were answered already.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> with Workshop(mkdtemp(), name="Harbour Bank") as workshop:
    ...     answer = workshop.add("Staff", "Table 2", 2, "The queue at noon")
    ...     workshop.vote(answer, "p1")
    ...     workshop.answers()[["audience", "text", "votes"]].values.tolist()
    'a1'
    [['Staff', 'The queue at noon', 1]]
    """

    def __init__(self, folder: str | Path, questions: Iterable[str] | None = None, *, name: str | None = None) -> None:
        # Words of audiences are read now: an interrupt amid a first answer would leave their reader half loaded.
        shared_name("")
        super().__init__(folder, questions, name=name)
        self.finish_erasing()
        self._presence = Presence(self.folder)
        elsewhere = synchronised_by(self.folder.absolute())
        if elsewhere:
            warn(
                say(
                    "{folder} lies in {elsewhere}, which a program may copy while answers are being written. "
                    "Use a folder of this computer during the workshop, and copy the whole folder there "
                    "afterwards.",
                    folder=self.folder,
                    elsewhere=repr(elsewhere),
                )
            )
        if network_drive(self.folder.absolute()):
            warn(
                say(
                    "{folder} lies on a network drive. Such drives do not keep two computers from writing at "
                    "once, and answers may be lost: use a folder of this computer during the workshop, and "
                    "copy the whole folder there afterwards.",
                    folder=self.folder,
                )
            )
        if self.also_open:
            warn(
                say(
                    "This workshop is also open in {also_open}. Both may write, one after the other, and "
                    "each sees what the other stored; agree on who moderates.",
                    also_open=self.also_open,
                )
            )

    @classmethod
    def replay(cls, folder: str | Path, recording: str | Path | None = None, *, name: str | None = None) -> "Workshop":
        """A recorded workshop in a folder of yours: Harbour Bank's, or any CSV that `import_sheets` reads.

        Parameters
        ----------
        folder : str or Path
            A new folder, or that of an earlier replay, which goes on where it was.
        recording : str or Path, optional
            Harbour Bank's workshop by default: five leaders' sheets, six of staff, eight customers.

        Returns
        -------
        Workshop

        Examples
        --------
        >>> from tempfile import mkdtemp
        >>> with Workshop.replay(mkdtemp()) as workshop:
        ...     workshop
        Workshop 'Harbour Bank': 150 answers, phase capture
        """
        workshop = cls(folder, name=name or ("Harbour Bank" if recording is None else None))
        try:
            workshop.import_sheets(_recorded() if recording is None else recording)
        except BaseException:
            workshop.close()
            raise
        return workshop

    @classmethod
    def rescue(cls, damaged: str | Path, folder: str | Path) -> "Workshop":
        """What can be read of a damaged workshop, as a workshop in a new folder; the damaged one is only read.

        Raises
        ------
        SurveyFileError
            If nothing can be read, or the new folder holds a workshop already.
        """
        found = rescue_into(damaged, folder)
        told = (
            say("; {n} of them from the ledger", n=count(found["from_the_ledger"])) if found["from_the_ledger"] else ""
        )
        lost = say(" Of {n} more answers no whole wording is left.", n=count(found["lost"])) if found["lost"] else ""
        warn(
            say(
                "Rescued from {damaged}: {answers}{told}.{lost} Look through them before you go on.",
                damaged=damaged,
                answers=plural(found["answers"], "answer"),
                told=told,
                lost=lost,
            )
        )
        return cls(folder)

    @property
    def also_open(self) -> str:
        """Which other program has this workshop open, and since when; empty where none has."""
        return self._presence.other()

    @property
    def crowd(self) -> Crowd:
        """How many people stand behind what was said, and whom a card may name."""
        with self._db.snapshot() as file:
            return crowd_of(file)

    @property
    def problems(self) -> list[str]:
        """What went wrong while phones were served, newest last; a sentence each."""
        server = getattr(self, "_server", None)
        return [] if server is None else [one.splitlines()[-1] for one in server.problems]

    def answers(self, *, everything: bool = False, exact: bool = False) -> "pd.DataFrame":
        """The answers, in the order of their arrival.

        Parameters
        ----------
        everything : bool
            Also those that were taken back, merged or hidden; a column ``withdrawn`` is added.
        exact : bool
            Texts to the last sign; half a pair of surrogates cannot be printed and is otherwise replaced.

        Returns
        -------
        DataFrame
            ``answer`` (id), ``audience, group, person, question`` (number), ``text, good_or_bad, votes, theme, hidden``
            (the reason, or empty), ``merged_into`` (id, or empty), ``added`` (running number).
        """
        import pandas as pd

        with self._db.snapshot() as file:
            rows = file.execute(
                "SELECT number, audience, place, person, question, text, good_or_bad, theme, suggested, hidden, "
                "withdrawn FROM answers ORDER BY number"
            ).fetchall()
            votes = file.execute("SELECT answer, person FROM votes").fetchall()
            tops = standing_of(file)
        voters: dict[int, set[str]] = {}
        for number, person in votes:
            voters.setdefault(tops.get(number, number), set()).add(person)
        table = []
        for number, audience, group, person, question, text, value, theme, suggested, hidden, withdrawn in rows:
            top = tops.get(number)
            if not everything and (withdrawn or hidden or top is not None):
                continue
            words = from_file(text)
            table.append(
                (answer_id(number), audience, group, person, question, words if exact else shown(words), value,
                 len(voters.get(number, ())) if top is None else 0, theme or suggested, hidden,
                 "" if top is None else answer_id(top), number, bool(withdrawn))
            )  # fmt: skip
        frame = pd.DataFrame(
            {
                name: pd.Series([row[at] for row in table], dtype=_KINDS.get(name, object))
                for at, name in enumerate((*_COLUMNS, "withdrawn"))
            }
        )
        return frame if everything else frame.drop(columns="withdrawn")

    def history(self, answer: str) -> "pd.DataFrame":
        """Everything that happened to one answer: ``change, what, person, before, after, undoes``.

        Returns
        -------
        DataFrame
        """
        import pandas as pd

        with self._db.snapshot() as file:
            found = self._found(file, answer)
        mine = [change for change in self.changes() if change.answer == found.id]
        return pd.DataFrame(
            [(c.number, c.what, c.person, _told(c.before), _told(c.after), c.undoes or 0) for c in mine],
            columns=["change", "what", "person", "before", "after", "undoes"],
        )

    def times(self) -> "pd.DataFrame":
        """The hour in which each answer came, and no finer, for who sat where at a minute is remembered by others.

        Returns
        -------
        DataFrame
            ``answer, time`` (local).
        """
        import pandas as pd

        hour = "strftime('%Y-%m-%d %H:00', clock, 'unixepoch', 'localtime')"
        rows = self._db.read(f"SELECT number, {hour} FROM answers ORDER BY number")
        return pd.DataFrame([(answer_id(number), time) for number, time in rows], columns=["answer", "time"])

    # -- phones --------------------------------------------------------------------------------

    def serve(self, host: str = "127.0.0.1", port: int = 0, **options) -> str:
        """Start the page for phones in a thread of its own, and give its address.

        Called again it gives the same address; a workshop that is opened again gets its token and, where that is
        free, its port again, so that phones go on where they were.

        Parameters
        ----------
        host : str
            "127.0.0.1" is this computer only; "0.0.0.0" every network that it is in; or one of its addresses.
        port : int
            0 for the port of last time, else any free one.
        **options
            ``limits, new_token, audiences, guessers``, see `cxresearch.workshop.phones.server.serve`.

        Returns
        -------
        Address
            A text; a notebook shows it as a code to scan. ``.short`` is typed from a screen, ``.wall`` is the page for
            the projector.

        Raises
        ------
        OptionError
            If the port is in use or the address is none of this computer.

        Examples
        --------
        >>> from tempfile import mkdtemp
        >>> with Workshop(mkdtemp()) as workshop:
        ...     address = workshop.serve()
        ...     address.startswith("http://127.0.0.1:"), address == workshop.serve()
        (True, True)
        """
        from cxresearch.workshop.phones.server import serve

        server = getattr(self, "_server", None)
        if server is not None and not options and server.serves(host, port):
            return server.address
        self.stop()
        self._server = serve(self, host=host, port=port, **options)
        return self._server.address

    def scribe_address(self, audience: str, group: str, *, people: int | None = None) -> str:
        """The page of one table, for the laptop on which its scribe writes for all; the room has to be served.

        Whoever has the address writes for that table and sees what it wrote, and nothing of others. It follows the
        phases, keeps a draft, and works without script. Behind what it writes stand as many people as the desk says.

        Parameters
        ----------
        audience, group : str
            Who sits where; the table is announced by it.
        people : int, optional
            How many sit there, see `seat`.

        Returns
        -------
        Address
            A text; a notebook shows it as a code to scan.

        Raises
        ------
        OptionError
            If the room is not served, or a name is none.

        Examples
        --------
        >>> from tempfile import mkdtemp
        >>> with Workshop(mkdtemp()) as workshop:
        ...     address = workshop.serve()
        ...     scribe = workshop.scribe_address("Staff", "Table 2", people=6)
        ...     scribe.rsplit("/", 2)[0] == address.rsplit("/", 2)[0], scribe == address
        (True, False)
        """
        server = getattr(self, "_server", None)
        if server is None:
            raise OptionError(say("The room is not served, so that a table has no page. Call serve() first."))
        # As the file calls them: "Leaders" are "Leadership".
        who, place = _audience(audience), label(group, "group")
        if says_nothing(place):
            raise OptionError(say("A table needs a name or a number, so that its scribe can be told where to write."))
        self.seat(who, place, people)
        return server.scribe_address(who, place)

    def stop(self) -> None:
        """Stop the page for phones; port and thread are free when this returns."""
        server, self._server = getattr(self, "_server", None), None
        if server is not None:
            server.stop()

    def close(self) -> None:
        """Stop the page for phones and close the file."""
        self.stop()
        self._presence.leave()
        if not self.closed:
            self.finish_erasing()
        super().close()

    def __repr__(self) -> str:
        if self._db.closed:
            return say("Workshop {name}: closed", name=repr(self.folder.name))
        n = self._db.read("SELECT count(*) FROM answers WHERE NOT withdrawn")[0][0]
        return say("Workshop {name}: {answers}, phase {phase}", name=repr(self.name), answers=plural(n, "answer"),
                   phase=self.phase)  # fmt: skip


_KINDS = {"question": "int64", "votes": "int64", "added": "int64", "withdrawn": bool}


def _recorded() -> Path:
    """The recording that comes along: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package, package.parent):
        path = folder / "data" / "samples" / "harbour-bank" / "workshop.csv"
        if path.exists():
            return path
    raise SurveyFileError(say(
        "The recorded workshop is missing beside {package}. Install cxresearch again.",
        package=package,
    ))  # fmt: skip


def _told(values: dict) -> str:
    return "; ".join(f"{name}: {shown(str(value))}" for name, value in values.items() if value not in ("", None))
