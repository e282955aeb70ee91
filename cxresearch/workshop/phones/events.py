"""Event streams: wall and phones hear when something has changed, and ask for nothing meanwhile.

Twice a second one look at the file tells whether there is news, however many listen. What goes out is the whole state
and not a difference, so that a slow listener may miss a step and whoever comes back is up to date at once.
"""

import asyncio
import json
import time
from collections.abc import Callable, Iterable

from tornado.iostream import StreamClosedError

from cxresearch.speaking import language_now, speaking
from cxresearch.workshop.phones.gate import Reply
from cxresearch.workshop.phones.reading import Reading
from cxresearch.workshop.phones.security import page_headers
from cxresearch.workshop.phones.wall import WALL_SCRIPT, WALL_STYLE, page_of_wall, stream_of, wall_html

__all__ = ["Events"]

_EVERY, _QUIET, _ADDRESS = 0.5, 15.0, 3.0


class _Listener:
    """One open stream."""

    def __init__(self, connection, language: str) -> None:
        self.connection, self.language = connection, language
        self.last, self.going = "", None

    def send(self, text: str) -> bool:
        """Whether it is still there; what it could not take yet is left out."""
        if self.connection.stream.closed():
            return False
        if self.going is not None and not self.going.done():
            return True
        try:
            self.going = self.connection.write(text.encode())
            self.going.add_done_callback(lambda done: done.cancelled() or done.exception())
        except StreamClosedError:
            return False
        return True


class Events:
    """Who listens, and what they are told.

    Parameters
    ----------
    workshop : Workshop
    reading : Reading
    guessers : iterable of str
    address : callable
        Gives the address of now, since a laptop may have changed its network.
    """

    def __init__(self, workshop, reading: Reading, guessers: Iterable[str], address: Callable[[], object]) -> None:
        self.workshop, self.reading, self.guessers = workshop, reading, set(guessers)
        self._address, self._known, self._looked = address, None, 0.0
        self.walls: dict[_Listener, None] = {}
        self.phones: dict[_Listener, None] = {}
        self._seen: tuple = ()
        self.failed = ""

    # -- streams -------------------------------------------------------------------------------

    def wall(self, language: str) -> Callable[[object], None]:
        """What takes over the connection of a wall."""
        return lambda connection: self._begin(self.walls, _Listener(connection, language), self._of_wall)

    def phone(self, language: str) -> Callable[[object], None]:
        """What takes over the connection of a phone."""
        return lambda connection: self._begin(self.phones, _Listener(connection, language), self._of_phones)

    def wall_page(self, events: str) -> Reply:
        """The wall's page, which fills itself from the stream."""
        return Reply(200, page_of_wall(events=events), page_headers(WALL_STYLE, WALL_SCRIPT))

    def _begin(self, listeners: dict, listener: _Listener, told: Callable[[str], str]) -> None:
        listeners[listener] = None
        listener.connection.set_close_callback(lambda: listeners.pop(listener, None))
        self._tell([listener], told, begin="retry: 2000\n")

    # -- what is told --------------------------------------------------------------------------

    def _of_wall(self, language: str) -> str:
        with speaking(language):
            html = wall_html(self.workshop, self.reading, self.address, self.guessers)
            return stream_of(html, self.workshop, language_now())

    def _of_phones(self, language: str) -> str:
        timer = self.workshop.timer
        return json.dumps(
            {"phase": self.workshop.phase, "left": round(timer.left, 2), "running": timer.running,
             "set": bool(timer.seconds)}
        )  # fmt: skip

    @property
    def address(self):
        """The address, looked up every few seconds."""
        if self._known is None or time.monotonic() - self._looked > _ADDRESS:
            self._known, self._looked = self._address(), time.monotonic()
        return self._known

    # -- the round -----------------------------------------------------------------------------

    async def run(self, problems: Callable[[BaseException], None]) -> None:
        """Look and tell, until it is cancelled."""
        quiet = time.monotonic()
        while True:
            await asyncio.sleep(_EVERY)
            try:
                self._round()
                if time.monotonic() - quiet > _QUIET:
                    quiet = time.monotonic()
                    self._keep_alive()
                self.failed = ""
            except Exception as problem:
                # Told once, not twice a second.
                if str(problem) != self.failed:
                    self.failed = str(problem)
                    problems(problem)

    def _round(self) -> None:
        if not self.walls and not self.phones:
            return
        now = (self.reading.own.last_change, str(self.address))
        if now == self._seen:
            return
        phase = (self.workshop.phase, str(self.reading.own._setting("timer", None)))
        before, self._seen, self._phase = getattr(self, "_phase", None), now, phase
        self._tell(list(self.walls), self._of_wall)
        if phase != before:
            self._tell(list(self.phones), self._of_phones)

    def _tell(self, listeners: list[_Listener], told: Callable[[str], str], begin: str = "") -> None:
        texts: dict[str, str] = {}
        for listener in listeners:
            language = listener.language
            if language not in texts:
                texts[language] = told(language)
            if not listener.send(f"{begin}data: {texts[language]}\n\n"):
                self._gone(listener)

    def _keep_alive(self) -> None:
        for listener in [*self.walls, *self.phones]:
            # Of an event a page hears; a connection that sleeps on one side only is told by its silence.
            if not listener.send("event: beat\ndata:\n\n"):
                self._gone(listener)

    def _gone(self, listener: _Listener) -> None:
        self.walls.pop(listener, None)
        self.phones.pop(listener, None)
