"""Three hundred phones send four answers each at the same moment: how long until the last hears that it is stored.

The phones live in a process of their own, so that they do not share the server's interpreter. The peer is what one
would write in an hour: Python's threading web server and SQLite as it comes, a commit for every answer. It checks no
cookie and no form, limits nobody and keeps no history; it only stores.
"""

import asyncio
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from benchmarks.side_by_side import Row

PHONES, ANSWERS = 300, 4
AUDIENCES = ("Leadership", "Staff", "Customers")


class AsyncPhone:
    """A phone that keeps its connection and its cookies; hundreds of them fit into one loop."""

    def __init__(self, address: str, number: int) -> None:
        parts = urlsplit(address)
        self.host, self.port, self.netloc, self.path = parts.hostname, parts.port, parts.netloc, parts.path
        self.number, self.cookies, self.form = number, {}, ""

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)

    def close(self) -> None:
        self.writer.close()

    async def ask(self, method: str, target: str, fields: dict | None = None) -> tuple[int, str, str]:
        body = b"" if fields is None else urlencode(fields).encode()
        lines = [f"{method} {target} HTTP/1.1", f"Host: {self.netloc}"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if fields is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        message = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
        try:
            self.writer.write(message)
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        except (asyncio.IncompleteReadError, ConnectionError):
            # A server lets quiet connections go; a browser opens another and sends again.
            await self.open()
            self.writer.write(message)
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        for name, value in re.findall(r"(?mi)^Set-Cookie: ([^=]+)=([^;\r]+)", head):
            self.cookies[name] = value
        size = int(re.search(r"(?i)Content-Length: (\d+)", head)[1])
        return int(head.split(" ", 2)[1]), head, (await self.reader.readexactly(size)).decode()

    async def join(self) -> None:
        """In at the door, as a browser would go."""
        _, _, page = await self.ask("GET", self.path)
        audience, table = AUDIENCES[self.number % 3], str(self.number // 8)
        given = {"form": _hidden(page), "audience": audience, "table": table}
        status, _, page = await self.ask("POST", self.path + "who", given)
        if status != 303:
            raise RuntimeError(f"phone {self.number} was not let in: {status}")
        _, _, page = await self.ask("GET", self.path)
        self.form = _hidden(page)

    async def send(self, round_: str) -> list[tuple[str, int, float]]:
        """Four answers, one after the other: the text, the status and the seconds until it came."""
        told = []
        for question in range(1, ANSWERS + 1):
            text = f"Answer {question} of phone {self.number}, {round_}: waiting at noon takes too long"
            fields = {"form": self.form, "key": f"{round_}-{self.number:06d}", "question": question, "text": text}
            began = time.perf_counter()
            status, _, _ = await self.ask("POST", self.path + "answer", fields)
            told.append((text, status, time.perf_counter() - began))
        return told


def _hidden(page: str) -> str:
    found = re.search(r'name="form" value="(\w+)"', page)
    return found[1] if found else ""


async def come_in(address: str, phones: int, *, door: bool = True) -> list[AsyncPhone]:
    """So many phones, connected and, where there is a door, through it."""
    all_phones = [AsyncPhone(address, number) for number in range(phones)]
    for phone in all_phones:
        await phone.open()
    if door:
        await asyncio.gather(*(phone.join() for phone in all_phones))
    return all_phones


async def send_at_once(phones: list[AsyncPhone], round_: str) -> list[tuple[str, int, float]]:
    """What every answer was told."""
    return [told for one in await asyncio.gather(*(phone.send(round_) for phone in phones)) for told in one]


async def _crowd(address: str, door: bool) -> None:
    """The other process: send once for every line that comes in."""
    phones = await come_in(address, PHONES, door=door)
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        told = await send_at_once(phones, line.strip())
        statuses = sorted({status for _, status, _ in told})
        print(json.dumps([len(told), statuses, max(seconds for _, _, seconds in told)]), flush=True)


class Crowd:
    """Three hundred phones in a process of their own."""

    def __init__(self, address: str, *, door: bool = True) -> None:
        command = [sys.executable, "-m", "benchmarks.workshop_phones", address, "door" if door else "open"]
        here = Path(__file__).resolve().parents[1]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=here)
        self.process.stdout.readline()
        self.rounds = 0

    def send(self) -> tuple[int, list[int], float]:
        """How many answers, which statuses, and the seconds of the slowest."""
        self.rounds += 1
        self.process.stdin.write(f"round {self.rounds}\n")
        self.process.stdin.flush()
        return tuple(json.loads(self.process.stdout.readline()))


class _Plain(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        with self.server.lock:
            self.server.file.execute("INSERT INTO answers VALUES (?, ?)", (fields["question"][0], fields["text"][0]))
            self.server.file.commit()
        self.send_response(303)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *given) -> None:
        """A log of every request would be part of the time."""


class _PlainServer(ThreadingHTTPServer):
    request_queue_size, daemon_threads = 1024, True


def plain_server(folder: Path) -> _PlainServer:
    """The peer, running."""
    server = _PlainServer(("127.0.0.1", 0), _Plain)
    server.lock = threading.Lock()
    server.file = sqlite3.connect(folder / "plain.sqlite", check_same_thread=False)
    server.file.execute("CREATE TABLE answers (question, text)")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def rows(*, respondents: int) -> list[Row]:
    from cxresearch.workshop.board import Workshop
    from cxresearch.workshop.phones.limits import PhoneLimits

    folder = Path(tempfile.mkdtemp(prefix="cxresearch-benchmark-"))
    # The same phones send in every turn; the usual limits would rightly slow them.
    often = (1e9, 1e9)
    limits = PhoneLimits(sends=often, all_sends=often, answers=10**9, own_answers=10**9, patience=600)
    workshop = Workshop(folder / "room")
    ours = Crowd(workshop.serve(limits=limits))
    plain = plain_server(folder)
    theirs = Crowd(f"http://127.0.0.1:{plain.server_address[1]}/", door=False)
    wanted = PHONES * ANSWERS

    def all_stored(mine, peers) -> None:
        assert mine[:2] == peers[:2] == (wanted, [303]), f"not all were acknowledged: {mine}, {peers}"
        assert workshop.answers().text.nunique() == wanted * ours.rounds, "an acknowledged answer is missing"
        kept = plain.file.execute("SELECT count(DISTINCT text) FROM answers").fetchone()[0]
        assert kept == wanted * theirs.rounds, "the peer has lost an answer"
        print(f"  slowest of {wanted:,} answers: {mine[2]:.2f} s (goal: under 2 s); the peer's: {peers[2]:.2f} s")

    name = f"{PHONES} phones, {wanted:,} answers at once"
    return [
        Row(
            name,
            ours.send,
            theirs.send,
            "http.server, a commit an answer",
            goal=5,
            agree=all_stored,
            why="where a commit takes a millisecond, as here, writing many at once saves little; an answer costs ours "
            "some 1.3 ms of processor: form, cookie, limits and questions are checked, and the file is looked for "
            "in its place at each of four queries.",
        )
    ]


if __name__ == "__main__":
    asyncio.run(_crowd(sys.argv[1], sys.argv[2] == "door"))
