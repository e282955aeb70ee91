"""How a workshop is run: its phase and its clock, who sits where, and what the room decided to do."""

import datetime as dt
import math
import re
import time
from dataclasses import dataclass

from cxresearch.errors import OptionError, QuestionError
from cxresearch.wording import did_you_mean, named, say
from cxresearch.workshop.keeping.capture import _audience
from cxresearch.workshop.keeping.store import Store
from cxresearch.workshop.keeping.words import from_file, from_json, into_file, label, says_nothing

__all__ = ["PHASES", "Running", "Timer"]

PHASES = ("capture", "vote", "predict", "reveal", "closed")
_LONGEST_TIMER = 24 * 60
_JUMP = 60.0
_WALL = {"screen": 0, "dark": False, "sound": True, "bets": None, "calibration": None}


@dataclass(frozen=True)
class Timer:
    """The clock on the wall.

    Attributes
    ----------
    seconds : float
        What it was set to; 0 where it was never set.
    left : float
        Seconds that are left, 0 to ``seconds``.
    running : bool
        Whether it counts down.
    note : str
        Something to say aloud, such as that the computer slept; mostly empty.
    """

    seconds: float = 0.0
    left: float = 0.0
    running: bool = False
    note: str = ""

    def __str__(self) -> str:
        minutes, seconds = divmod(int(self.left + 0.999), 60)
        return f"{minutes}:{seconds:02d}"


class Running(Store):
    """Phase, timer, tables, actions."""

    @property
    def phase(self) -> str:
        """Where the room is: "capture", "vote", "predict", "reveal" or "closed"."""
        return self._setting("phase", PHASES[0])

    def set_phase(self, phase: str) -> str:
        """Go to a phase. It tells boards and phones what to show; the facilitator can add in any of them.

        Raises
        ------
        OptionError
            If there is no such phase.
        """
        if phase not in PHASES:
            near = did_you_mean(phase, PHASES) if isinstance(phase, str) else ""
            raise OptionError(say(
                "No phase {phase}.{near} Phases are {phases}.",
                phase=repr(phase), near=near, phases=named(PHASES),
            ))  # fmt: skip
        with self._db.write() as file:
            before = self.phase
            if phase != before:
                self._set(file, "phase", phase)
                self._record(file, "phase", before={"phase": before}, after={"phase": phase})
        return phase

    def ended_since(self, phase: str) -> float:
        """Seconds since this phase ended; without end where it did not, or the room is closed."""
        rows = self._db.read("SELECT before, clock FROM changes WHERE what = 'phase' ORDER BY number DESC LIMIT 1")
        ended = bool(rows) and from_json(rows[0][0])["phase"] == phase and self.phase != PHASES[-1]
        return max(0.0, time.time() - rows[0][1]) if ended else math.inf

    # -- the wall ------------------------------------------------------------------------------

    @property
    def wall(self) -> dict[str, object]:
        """What the desk set on the wall: ``screen`` (from 0), ``dark``, ``sound``, and ``bets`` (whose guesses)."""
        return _WALL | (self._setting("wall", None) or {})

    def set_wall(self, **values) -> dict[str, object]:
        """Turn the wall's page (``screen``), make it ``dark``, let the clock ``sound``, choose whose ``bets`` it shows.

        Parameters
        ----------
        **values
            ``screen`` is a whole number from 0, ``dark`` and ``sound`` are True or False, ``bets`` is a list of
            audiences, or None for the whole room; ``calibration`` is a list of (sure, right, judgements) of the room.

        Raises
        ------
        OptionError
            If there is no such setting, or the value is none.
        """
        for name, value in values.items():
            kinds = {
                "screen": int,
                "dark": bool,
                "sound": bool,
                "bets": (list, type(None)),
                "calibration": (list, type(None)),
            }
            right = name in kinds and isinstance(value, kinds[name]) and (name != "screen" or 0 <= value < 100_000)
            if not right or (name == "screen" and isinstance(value, bool)):
                raise OptionError(say(
                    "The wall takes screen, dark, sound, bets and calibration; got {name}={value}.",
                    name=name, value=repr(value),
                ))  # fmt: skip
        with self._db.write() as file:
            self._set(file, "wall", self.wall | values)
            self._record(file, "wall", after=values)
        return self.wall

    # -- who comes in --------------------------------------------------------------------------

    def join(self, audience: str, group: str, person: str) -> None:
        """A phone came in, or its person sits elsewhere now."""
        with self._db.write() as file:
            self._record(file, "joined", audience=_audience(audience), group=label(group, "group"), person=person)

    @property
    def served(self) -> str:
        """The network in which phones were let in last, as `serve` takes it; empty where they were sent away."""
        return self._setting("served", "")

    def keep_served(self, host: str) -> None:
        """Remember where phones are let in, so that a desk that is opened again lets them in again."""
        with self._db.write() as file:
            self._set(file, "served", host)

    @property
    def locked(self) -> bool:
        """Whether no more phones can come in; those that are in stay."""
        return self._setting("locked", False)

    def lock(self, locked: bool = True) -> None:
        """Let no more phones in, or let them in again."""
        with self._db.write() as file:
            self._set(file, "locked", bool(locked))
            self._record(file, "locked" if locked else "unlocked")

    # -- the clock -----------------------------------------------------------------------------

    @property
    def timer(self) -> Timer:
        """What the clock on the wall shows."""
        kept = self._setting("timer", None)
        if not kept:
            return Timer()
        seconds, left, since = float(kept["seconds"]), float(kept["left"]), kept["since"]
        if since is None:
            return Timer(seconds, left, False)
        passed, note = time.time() - since, ""
        mine = getattr(self, "_timer_began", None)
        if passed < -1:
            note = say("The computer's clock was set back while the timer ran; it may show too much. Nothing is lost.")
        elif mine is not None and mine[0] == since and passed - (time.monotonic() - mine[1]) > _JUMP:
            slept = dt.timedelta(seconds=round(passed - (time.monotonic() - mine[1])))
            note = say(
                "The computer slept or its clock jumped by {time}; set the timer anew. Nothing is lost.", time=slept
            )
        left = min(max(left - passed, 0.0), seconds)
        return Timer(seconds, left, left > 0, note)

    def set_timer(self, minutes: float) -> Timer:
        """Start the clock: 0.1 to 1,440 minutes.

        Raises
        ------
        OptionError
            If that is no time.
        """
        a_number = isinstance(minutes, (int, float)) and not isinstance(minutes, bool)
        if not a_number or not 0.1 <= minutes <= _LONGEST_TIMER:
            raise OptionError(say("minutes= is a number from 0.1 to 1,440; got {minutes}.", minutes=repr(minutes)))
        return self._keep_timer(60.0 * minutes, 60.0 * minutes, running=True)

    def pause_timer(self) -> Timer:
        """Stop the clock where it stands."""
        now = self.timer
        return self._keep_timer(now.seconds, now.left, running=False)

    def resume_timer(self) -> Timer:
        """Let the clock go on."""
        now = self.timer
        return self._keep_timer(now.seconds, now.left, running=now.left > 0)

    def _keep_timer(self, seconds: float, left: float, *, running: bool) -> Timer:
        since = time.time() if running else None
        with self._db.write() as file:
            self._set(file, "timer", {"seconds": seconds, "left": left, "since": since})
            self._record(file, "timer", after={"seconds": seconds, "left": left, "running": running})
        self._timer_began = (since, time.monotonic())
        return self.timer

    # -- who sits where ------------------------------------------------------------------------

    def seat(self, audience: str, group: str, people: int | None = None) -> None:
        """Announce a table before anybody writes, and how many people sit at it where that is known.

        How many people stand behind a sheet decides what may leave the room: an export hides what fewer than ten
        leaders or staff wrote, and a sheet of unknown size counts as one.

        Raises
        ------
        OptionError
            If ``people`` is no number from 1 to 1,000.
        """
        who, place = _audience(audience), label(group, "group", empty=True)
        if people is not None and (isinstance(people, bool) or not isinstance(people, int) or not 1 <= people <= 1000):
            raise OptionError(say("people= is a whole number from 1 to 1,000; got {people}.", people=repr(people)))
        with self._db.write() as file:
            file.execute(
                "INSERT INTO tables VALUES (?, ?, ?) ON CONFLICT DO UPDATE "
                "SET people = coalesce(excluded.people, people)",
                (who, place, people),
            )
            self._record(file, "seated", audience=who, group=place, after={"people": people})

    def tables(self):
        """Tables in the order of first appearance: ``audience, group, people, answers``.

        Returns
        -------
        DataFrame
            ``people`` is 0 where nobody said.
        """
        import pandas as pd

        rows = self._db.read(
            "SELECT t.audience, t.place, coalesce(t.people, 0), coalesce(a.n, 0) FROM tables t LEFT JOIN "
            "(SELECT audience, place, count(*) AS n FROM answers WHERE NOT withdrawn GROUP BY audience, place) a "
            "ON a.audience = t.audience AND a.place = t.place ORDER BY t.rowid"
        )
        return pd.DataFrame(rows, columns=["audience", "group", "people", "answers"])

    # -- what the room decided -----------------------------------------------------------------

    def add_action(
        self, text: str, owner: str | None = None, date: str | dt.date | None = None, measure: str | None = None
    ) -> str:
        """What will be done, by whom, until when, and how one will see that it worked.

        Parameters
        ----------
        text : str
        owner : str, optional
        date : str or date, optional
            "2026-03-31".
        measure : str, optional

        Returns
        -------
        str
            The action's id.

        Raises
        ------
        OptionError
            If the text is empty or the date is none.
        """
        values = _checked_action(text=text, owner=owner, date=date, measure=measure)
        with self._db.write() as file:
            number = file.execute(
                "INSERT INTO actions (text, owner, date, measure, clock) VALUES (?, ?, ?, ?, ?)",
                (*(into_file(values[name]) for name in ("text", "owner", "date", "measure")), time.time()),
            ).lastrowid
            self._record(file, "action", after={"action": f"do{number}", **values})
        return f"do{number}"

    def edit_action(self, action: str, **values) -> str:
        """Change ``text, owner, date`` or ``measure`` of an action; what it was stays in the ledger."""
        unknown = [name for name in values if name not in ("text", "owner", "date", "measure")]
        if unknown or not values:
            raise OptionError(say(
                "edit_action takes text, owner, date and measure; got {values}.",
                values=named(values),
            ))  # fmt: skip
        with self._db.write() as file:
            number, before = self._action(file, action)
            checked = _checked_action(**(before | values))
            for name in values:
                file.execute(f"UPDATE actions SET {name} = ? WHERE number = ?", (into_file(checked[name]), number))
            self._record(file, "action edited", before=before, after={"action": action, **checked})
        return action

    def withdraw_action(self, action: str) -> str:
        """Take an action off the list; it stays in the ledger."""
        with self._db.write() as file:
            number, before = self._action(file, action)
            file.execute("UPDATE actions SET withdrawn = 1 WHERE number = ?", (number,))
            self._record(file, "action withdrawn", before=before, after={"action": action})
        return action

    def actions(self):
        """The list of actions: ``action, text, owner, date, measure``.

        Returns
        -------
        DataFrame
        """
        import pandas as pd

        wanted = "SELECT number, text, owner, date, measure FROM actions WHERE NOT withdrawn ORDER BY number"
        rows = self._db.read(wanted)
        return pd.DataFrame(
            [(f"do{number}", *map(from_file, rest)) for number, *rest in rows],
            columns=["action", "text", "owner", "date", "measure"],
        )

    @staticmethod
    def _action(file, action: object) -> tuple[int, dict[str, str]]:
        text = action.removeprefix("do") if isinstance(action, str) and action.startswith("do") else ""
        row = None
        if text.isascii() and text.isdigit() and len(text) < 16:
            wanted = "SELECT text, owner, date, measure FROM actions WHERE number = ? AND NOT withdrawn"
            row = file.execute(wanted, (int(text),)).fetchone()
        if row is None:
            raise QuestionError(say(
                "No action {action} on the list. Pass the id that add_action() gave, such as 'do1'.",
                action=repr(action),
            ))  # fmt: skip
        return int(text), dict(zip(("text", "owner", "date", "measure"), map(from_file, row), strict=True))


def _checked_action(text: object, owner: object = None, date: object = None, measure: object = None) -> dict[str, str]:
    if not isinstance(text, str) or says_nothing(text) or len(text) > 1000:
        raise OptionError(say("An action says in 1 to 1,000 signs what will be done; nothing was stored."))
    if isinstance(date, dt.date):
        date = date.isoformat()[:10]
    date = "" if date is None else str(date).strip()
    if date:
        try:
            dt.date.fromisoformat(date if re.fullmatch(r"\d{4}-\d\d-\d\d", date) else "none")
        except ValueError:
            raise OptionError(say("date= is a day such as '2026-03-31'; got {date}.", date=repr(date))) from None
    owner, measure = ("" if value is None else str(value).strip() for value in (owner, measure))
    if max(len(owner), len(measure)) > 300:
        raise OptionError(say("owner= and measure= have at most 300 signs each; nothing was stored."))
    return {"text": text, "owner": owner, "date": date, "measure": measure}
