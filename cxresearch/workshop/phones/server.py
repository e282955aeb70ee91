"""The page for phones, in a thread and a loop of its own, so that it answers while the notebook computes.

It listens on this machine alone unless an address is named. What goes wrong is kept in `PhoneServer.problems` for the
facilitator: neither the notebook nor a phone ever sees a traceback or a log of who asked for what.
"""

import asyncio
import contextlib
import errno
import logging
import socket
import threading
import time
import traceback
from collections import OrderedDict, deque
from collections.abc import Iterable

from tornado import httputil
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from cxresearch.errors import CXResearchError, OptionError
from cxresearch.wording import say
from cxresearch.workshop.phones.address import Address, address_of, is_wildcard
from cxresearch.workshop.phones.gate import Reply, Sent, all_headers
from cxresearch.workshop.phones.keys import kept_keys
from cxresearch.workshop.phones.limits import PhoneLimits
from cxresearch.workshop.phones.posts import Phones

__all__ = ["PhoneServer", "serve"]

_DRAINED = 1024 * 1024
# Folder to its server in this process: a second object on the same folder takes over, with its port.
_SERVING: dict[str, "PhoneServer"] = {}
_REASONS = {200: "OK", 303: "See Other", 400: "Bad Request", 403: "Forbidden", 404: "Not Found",
            405: "Method Not Allowed", 409: "Conflict", 413: "Content Too Large", 422: "Unprocessable Content",
            429: "Too Many Requests", 503: "Service Unavailable"}  # fmt: skip


def serve(
    workshop, *, host: str = "127.0.0.1", port: int = 0, limits: PhoneLimits | None = None, new_token: bool = False,
    audiences: Iterable[str] | None = None, guessers: Iterable[str] | None = None,
) -> "PhoneServer":  # fmt: skip
    """Start the page for phones of a workshop; ``.address`` is what the room opens, ``.stop()`` ends it.

    The page is plain HTTP, as a room without certificates needs it: whoever listens in on the network can read along.
    A notebook cell that is run again takes over from the server that it started before.

    Parameters
    ----------
    workshop : Workshop
        Open, and kept open while it is served.
    host : str
        "127.0.0.1" serves this computer only; "0.0.0.0" every network that it is in; or one of its addresses.
    port : int
        0 takes the port that this workshop had last time, else any free one.
    limits : PhoneLimits, optional
        How much one phone and all phones may ask for.
    new_token : bool
        End earlier addresses and cookies. Otherwise a workshop keeps its address, also over a restart.
    audiences : iterable of str, optional
        Who may be chosen at the door; Leadership, Staff and Customers by default.
    guessers : iterable of str, optional
        Which of them guess what customers will say; everybody by default.

    Raises
    ------
    OptionError
        If the port is in use, or the address is none of this computer.
    """
    if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port < 65536:
        raise OptionError(say(
            "port= is a whole number from 0 to 65535, 0 for any free one; got {port}.",
            port=repr(port),
        ))  # fmt: skip
    if not isinstance(host, str):
        raise OptionError(say(
            "host= is an address of this computer such as '127.0.0.1' or '0.0.0.0'; got {host}.",
            host=repr(host),
        ))  # fmt: skip
    host = host.strip() or "0.0.0.0"
    if earlier := _SERVING.get(folder := str(workshop.folder.resolve())):
        earlier.stop()
    keys = kept_keys(workshop.folder, fresh=new_token)
    sockets = _listen(host, port, last=keys.port)
    try:
        keys = kept_keys(workshop.folder, port=sockets[0].getsockname()[1])
        server = PhoneServer(workshop, keys, sockets, host, limits=limits, audiences=audiences, guessers=guessers)
        server.start()
    except BaseException:
        for one in sockets:
            one.close()
        raise
    _SERVING[folder] = server
    return server


class PhoneServer:
    """A running page for phones.

    Attributes
    ----------
    problems : deque of str
        What went wrong inside, newest last; phones were told that nothing was stored.
    """

    def __init__(self, workshop, keys, sockets, host, *, limits, audiences, guessers) -> None:
        self.limits = limits or PhoneLimits()
        self.host, self.port = host, sockets[0].getsockname()[1]
        self._keys = keys
        self.problems: deque[str] = deque(maxlen=100)
        gate = {"names": _names(host, sockets), "port": self.port, "any_address": is_wildcard(host)}
        self.phones = Phones(
            workshop, keys, gate=gate, limits=self.limits, audiences=audiences, guessers=guessers, problems=self._note,
            address=lambda: self.address,
        )  # fmt: skip
        self._sockets = sockets
        self._ready, self._failed = threading.Event(), None
        self._thread = threading.Thread(target=self._run, name="cxresearch-phones", daemon=True)
        self._quiet = _Quiet(self)

    @property
    def address(self) -> Address:
        """What the room opens; looked up each time, since a laptop may have changed its network."""
        return address_of(self.host, self.port, self._keys)

    def scribe_address(self, audience: str, table: str) -> Address:
        """What the laptop of a table opens; looked up each time, as `address`."""
        return self.address.beside(self._keys.scribe(audience, table))

    def start(self) -> None:
        """Begin to answer; returns when the first request can come."""
        self.phones.start()
        self._thread.start()
        self._ready.wait()
        if self._failed is not None:
            self.phones.stop()
            raise CXResearchError(say(
                "The page for phones did not start: {failed}",
                failed=self._failed,
            )) from self._failed  # fmt: skip

    def serves(self, host: str, port: int) -> bool:
        """Whether it runs already where somebody wants it."""
        return self._thread.is_alive() and host == self.host and port in (0, self.port)

    def stop(self) -> None:
        """Answer what came in, then free port and threads."""
        if self._thread.is_alive():
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join()
            self.phones.stop()
        for folder in [folder for folder, server in _SERVING.items() if server is self]:
            del _SERVING[folder]

    def _run(self) -> None:
        try:
            with self._quiet, asyncio.Runner() as runner:
                runner.run(self._serve())
        except BaseException as problem:
            self._failed = problem
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        self._loop.set_exception_handler(lambda loop, told: self._note(told.get("exception") or told.get("message")))
        server = _Listener(
            _Front(self), connections=self.limits.connections, walls=self.phones.events.walls, **self._server_options()
        )
        server.add_sockets(self._sockets)
        self._ready.set()
        rounds = self._loop.create_task(self.phones.events.run(self._note))
        await self._ending.wait()
        rounds.cancel()
        server.stop()
        until = time.monotonic() + 3
        while server.request_callback.busy and time.monotonic() < until:
            await asyncio.sleep(0.01)
        await server.close_all_connections()

    def _server_options(self) -> dict[str, object]:
        # Bodies over the limit are read to a bound and thrown away: a phone reads our answer only when it has sent all.
        return {
            "max_header_size": self.limits.headers,
            "max_body_size": max(_DRAINED, self.limits.body),
            "chunk_size": 64 * 1024,
            "max_buffer_size": 2 * _DRAINED,
            "idle_connection_timeout": self.limits.patience,
            "body_timeout": self.limits.patience,
        }

    def _note(self, problem: object) -> None:
        if isinstance(problem, BaseException):
            problem = "".join(traceback.format_exception(problem)).rstrip()
        self.problems.append(f"{time.strftime('%H:%M:%S')} {problem}")


class _Listener(HTTPServer):
    """Closes the oldest connection when there are too many, so that quiet ones cannot shut others out."""

    def initialize(self, request_callback, *, connections: int, walls: dict, **options) -> None:
        super().initialize(request_callback, **options)
        self.most, self.open, self.walls = connections, OrderedDict(), walls

    def handle_stream(self, stream, address) -> None:
        self.open[stream] = None
        while len(self.open) > self.most:
            self._quietest().close()
        super().handle_stream(stream, address)

    def _quietest(self):
        """The oldest that is not the wall's, which must stand whoever floods the door."""
        walls = {listener.connection.stream for listener in self.walls}
        found = next((stream for stream in self.open if stream not in walls), next(iter(self.open)))
        del self.open[found]
        return found

    def on_close(self, server_conn) -> None:
        super().on_close(server_conn)
        self.open.pop(server_conn.stream, None)


class _Front(httputil.HTTPServerConnectionDelegate):
    def __init__(self, server: PhoneServer) -> None:
        self.server, self.busy = server, set()

    def start_request(self, server_conn, request_conn) -> "_Exchange":
        return _Exchange(self, request_conn)


class _Exchange(httputil.HTTPMessageDelegate):
    """One request on its way in, and its reply on the way out."""

    def __init__(self, front: _Front, connection) -> None:
        self.front, self.connection = front, connection
        self.most = front.server.limits.body
        self.chunks, self.size = [], 0

    def headers_received(self, start_line, headers) -> None:
        self.start, self.headers = start_line, headers

    def data_received(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size <= self.most:
            self.chunks.append(chunk)
        else:
            self.chunks.clear()

    def finish(self) -> None:
        task = asyncio.get_running_loop().create_task(self._reply())
        self.front.busy.add(task)
        task.add_done_callback(self.front.busy.discard)

    async def _reply(self) -> None:
        sent = Sent(
            self.start.method, self.start.path, self.headers.get_list("Host"), self.headers, b"".join(self.chunks),
            self.size > self.most,
        )  # fmt: skip
        reply = await self.front.server.phones.reply(sent)
        try:
            self._send(reply)
        except Exception as problem:
            self.front.server._note(problem)
            self.connection.close()

    def _send(self, reply: Reply) -> None:
        headers = httputil.HTTPHeaders()
        for name, value in all_headers(reply):
            headers.add(name, value)
        stream = reply.stream if self.start.method != "HEAD" else None
        body = None if self.start.method == "HEAD" or stream else reply.body
        line = httputil.ResponseStartLine("HTTP/1.1", reply.status, _REASONS.get(reply.status, "Unknown"))
        self.connection.write_headers(line, headers, body)
        if stream is not None:
            stream(self.connection)
            return
        self.connection.finish()


class _Quiet(logging.Filter):
    """Keeps tornado's and asyncio's log lines of this one thread out of the notebook."""

    _NAMES = ("tornado.access", "tornado.application", "tornado.general", "asyncio")

    def __init__(self, server: PhoneServer) -> None:
        super().__init__()
        self.server = server

    def __enter__(self) -> None:
        self.thread = threading.get_ident()
        for name in self._NAMES:
            logging.getLogger(name).addFilter(self)

    def __exit__(self, *problem) -> None:
        for name in self._NAMES:
            logging.getLogger(name).removeFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        if record.thread != self.thread:
            return True
        if record.levelno >= logging.WARNING:
            told = record.exc_info[1] if record.exc_info and record.exc_info[1] else record.getMessage()
            self.server._note(told)
        return False


def _names(host: str, sockets: list[socket.socket]) -> list[str]:
    """What the server may be called; every address in digits besides, where it listens on all of them."""
    names = {host, *(one.getsockname()[0] for one in sockets)}
    here = is_wildcard(host) or any(name.startswith("127.") or name == "::1" for name in names)
    return sorted(names | ({"localhost", "127.0.0.1", "::1"} if here else set()))


def _listen(host: str, port: int, *, last: int | None) -> list[socket.socket]:
    """Bound sockets; with port 0 the port of last time where it is free."""
    if port == 0 and last is not None:
        with contextlib.suppress(OptionError):
            return _bound(host, last)
    return _bound(host, port)


def _bound(host: str, port: int) -> list[socket.socket]:
    family = socket.AF_INET if host == "0.0.0.0" else socket.AF_UNSPEC
    try:
        return bind_sockets(port, address=host, family=family, backlog=1024)
    except socket.gaierror:
        why = say(
            "{host} is no address that this computer knows. Pass '127.0.0.1' (this computer only) or '0.0.0.0'.",
            host=repr(host),
        )
    except OSError as problem:
        if problem.errno in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", -1)):
            why = say(
                "Port {port} on {host} is in use. Leave port= out to take a free one, or name another.", port=port,
                host=host,
            )  # fmt: skip
        elif problem.errno in (errno.EADDRNOTAVAIL, getattr(errno, "WSAEADDRNOTAVAIL", -1)):
            why = say(
                "{host} is no address of this computer. Pass '0.0.0.0' for all networks that it is in.", host=host
            )
        elif problem.errno in (errno.EACCES, getattr(errno, "WSAEACCES", -1)):
            why = say("Port {port} is reserved by the system. Leave port= out, or name one from 1024 on.", port=port)
        else:
            why = say(
                "{host} and port {port} cannot be opened ({why}). Leave both out, or name others.", host=host,
                port=port, why=problem.strerror,
            )  # fmt: skip
    raise OptionError(why)
