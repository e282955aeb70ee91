"""A second program looks into a workshop that runs: nothing that was acknowledged is lost, killed or closed."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from cxresearch.workshop.board import Workshop
from tests.workshop.phone_client import Phone

SCRIPT = Path(__file__).with_name("room_that_runs.py")
PHONES = 30
_PATIENCE = 60

LOOK = """
import sys, warnings
from cxresearch.workshop.board import Workshop
warnings.simplefilter("ignore")
with Workshop(sys.argv[1]) as workshop:
    print(*workshop.answers().text.tolist(), sep="\\n")
"""
LOOK_WITH_SQLITE = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1] + "/workshop.sqlite")
print(*(text for (text,) in file.execute("SELECT text FROM answers")), sep="\\n")
file.close()
"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")]


class Notebook:
    """A workshop in a process of its own, and what it said is stored."""

    def __init__(self, folder: Path, kind: str, guarded: str):
        command = [sys.executable, str(SCRIPT), str(folder), kind, guarded]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.heard: dict[str, str] = {}
        self.said: list[str] = []
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            what, _, rest = line.rstrip("\n").partition(" ")
            if what == "added":
                answer, _, text = rest.partition(" ")
                self.heard[answer] = text
            else:
                self.said.append(line.strip())

    def wait_for(self, what) -> None:
        until = time.monotonic() + _PATIENCE
        while not what():
            assert time.monotonic() < until, f"the notebook does not come on: {self.said}"
            assert self.process.poll() is None or what(), f"the notebook has ended: {self.said}"
            time.sleep(0.005)

    def more(self, n: int) -> None:
        """Wait until so many more answers are acknowledged."""
        wanted = len(self.heard) + n
        self.wait_for(lambda: len(self.heard) >= wanted)

    def order(self, line: str) -> None:
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    @contextmanager
    def nothing_on_its_way(self, phones: "Phones | None" = None):
        """Where nothing guards the locks, SQLite may mix up what is written at the very moment of another's end."""
        stopped = [phones.go] if phones else []
        for one in stopped:
            one.clear()
        self.order("pause")
        self.wait_for(lambda: "paused" in self.said)
        if phones:
            self.wait_for(lambda: not phones.busy)
        yield
        self.order("go on")
        for one in stopped:
            one.set()

    def kill(self) -> None:
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(_PATIENCE)
        self.thread.join(_PATIENCE)
        self.process.stdin.close()
        self.process.stdout.close()


@pytest.fixture
def notebook(tmp_path):
    started = []

    def start(kind: str, guarded: str) -> Notebook:
        started.append(Notebook(tmp_path / "room", kind, guarded))
        return started[-1]

    yield start
    for one in started:
        one.kill()


def look(folder: Path, code: str = LOOK) -> list[str]:
    """What another program reads."""
    command = [sys.executable, "-c", code, str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=True)
    return told.stdout.splitlines()


class Phones:
    """Thirty people in the room, and what their phones said is saved."""

    def __init__(self, address: str):
        self.over, self.saved, self.lock = threading.Event(), [], threading.Lock()
        self.go, self.busy = threading.Event(), set()
        self.go.set()
        self.threads = [threading.Thread(target=self._write, args=(address, at)) for at in range(PHONES)]
        for thread in self.threads:
            thread.start()

    def _write(self, address: str, at: int) -> None:
        try:
            phone, number = Phone(address).join(table=str(at % 5)), 0
            while not self.over.is_set():
                number += 1
                text = f"phone {at}, {number}"
                self.busy.add(at)
                if not self.go.is_set():
                    self.busy.discard(at)
                    self.go.wait(_PATIENCE)
                    continue
                got = phone.answer(text)
                if got.status == 303 and "done=saved" in got.headers["Location"]:
                    with self.lock:
                        self.saved.append(text)
                self.busy.discard(at)
                self.over.wait(0.2)
        except (OSError, TypeError, AssertionError):
            # The notebook is gone, and no phone is told anything any more.
            self.busy.discard(at)

    def stop(self) -> list[str]:
        self.over.set()
        self.go.set()
        for thread in self.threads:
            thread.join(_PATIENCE)
        return self.saved


KINDS = ["alone", "two", "served", "served two"]


@pytest.mark.parametrize("guarded", ["guarded", "unguarded"])
@pytest.mark.parametrize("kind", KINDS)
def test_who_only_looks_costs_nothing(tmp_path, notebook, kind, guarded, round_):
    running = notebook(kind, guarded)
    phones = None
    if "served" in kind:
        running.wait_for(lambda: running.said)
        phones = Phones(running.said[0].split()[1])
        running.wait_for(lambda: len(phones.saved) >= PHONES)
    running.more(5)
    for code in (LOOK, LOOK_WITH_SQLITE):
        before = set(running.heard.values())
        assert before <= set(look(tmp_path / "room", code))
        running.more(3)
    running.order(f"copy {tmp_path / 'copy'}")
    running.wait_for(lambda: any(line.startswith("copied") for line in running.said))
    with running.nothing_on_its_way(phones) if guarded == "unguarded" else nullcontext():
        look(tmp_path / "room", (LOOK_WITH_SQLITE, LOOK)[round_ % 2])
    running.more(1 + round_)
    running.kill()
    saved = phones.stop() if phones else []
    stored = look(tmp_path / "room")
    assert len(running.heard) > 10
    assert {*running.heard.values(), *saved} <= set(stored)
    assert len(stored) == len(set(stored))
    assert sound(tmp_path / "room")


def test_a_clean_close_after_a_look_leaves_one_whole_file(tmp_path, notebook, round_):
    running = notebook("two", ("guarded", "unguarded")[round_ % 2])
    running.more(5)
    look(tmp_path / "room")
    running.order(f"copy {tmp_path / 'copy'}")
    running.wait_for(lambda: any(line.startswith("copied") for line in running.said))
    with running.nothing_on_its_way() if round_ % 2 else nullcontext():
        look(tmp_path / "room")
    running.more(3)
    running.order("close")
    running.wait_for(lambda: any(line.startswith("closed") for line in running.said))
    running.kill()
    assert ("noticed and healed" in running.said[-1]) == (round_ % 2 == 1)
    assert not (tmp_path / "room" / "workshop.sqlite-wal").exists()
    assert set(running.heard.values()) <= set(look(tmp_path / "room"))


def test_a_restart_goes_on_with_everything(tmp_path, notebook, round_):
    heard = {}
    for again in range(3):
        running = notebook("two", "guarded")
        running.more(4 + round_ + again)
        look(tmp_path / "room", LOOK_WITH_SQLITE)
        running.more(2)
        running.kill()
        # Every start begins at answer 1, with the same keys: the first ids come back.
        assert {answer: text for answer, text in running.heard.items() if answer in heard}.items() <= heard.items()
        heard |= running.heard
        assert set(heard.values()) <= set(look(tmp_path / "room", LOOK_WITH_SQLITE))


def sound(folder: Path) -> bool:
    file = sqlite3.connect(folder / "workshop.sqlite")
    try:
        return file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        file.close()


# -- what is said of two writers -------------------------------------------------------------------

WRITE = """
import sys, warnings
from cxresearch.workshop.board import Workshop
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    workshop = Workshop(sys.argv[1])
print("told", *(str(one.message) for one in told), flush=True)
for line in sys.stdin:
    if line == "read\\n":
        print("|".join(workshop.answers().text), flush=True)
    elif line == "close\\n":
        workshop.close()
        print("closed", flush=True)
    else:
        print(workshop.add("Customers", "C", 1, line.strip()), flush=True)
"""


def test_both_may_write_one_after_the_other_and_each_sees_what_the_other_stored(tmp_path, round_):
    with Workshop(tmp_path / "room") as mine:
        mine.add("Staff", "1", 1, "mine 0")
        command = [sys.executable, "-c", WRITE, str(tmp_path / "room")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as other:

            def ask(line: str) -> str:
                other.stdin.write(f"{line}\n")
                return other.stdout.readline().strip()

            told = other.stdout.readline()
            assert re.search(r"also open in program \d+ on .*Both may write, one after the other, and each sees", told)
            written = ["mine 0"]
            for number in range(1, 6):
                answer = ask(f"theirs {number}")
                assert answer == f"a{2 * number}"
                written.append(f"theirs {number}")
                assert mine.answers().text.tolist() == written
                assert mine.add("Staff", "1", 1, f"mine {number}") == f"a{2 * number + 1}"
                written.append(f"mine {number}")
                assert ask("read").split("|") == written
            if round_ % 2:
                os.kill(other.pid, signal.SIGKILL)
            else:
                assert ask("close") == "closed"
        mine.add("Staff", "1", 1, "after the other went")
        assert look(tmp_path / "room") == [*written, "after the other went"]


# -- what a program does with the file -------------------------------------------------------------


def test_nothing_opens_the_file_beside_sqlite_while_a_connection_lives(tmp_path):
    opened, living = [], []

    def note(event, details):
        if living and event == "open" and str(details[0]).endswith("workshop.sqlite"):
            opened.append(details[0])

    sys.addaudithook(note)
    room = Workshop(tmp_path / "room")
    try:
        living.append(room)
        room.add("Staff", "1", 1, "here")
        room.serve()
        second = Workshop(tmp_path / "room")
        second.add("Staff", "1", 1, "there")
        second.answers()
        second.close()
        room.copy_to(tmp_path / "copied")
        room.export(tmp_path / "out")
        Workshop.rescue(tmp_path / "room", tmp_path / "rescued").close()
        room.stop()
    finally:
        elsewhere = [path for path in opened if Path(os.fsdecode(path)).parent == tmp_path / "room"]
        living.clear()
        room.close()
    assert elsewhere == []


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="needs the kernel's table of locks")
def test_the_locks_stand_after_everything_that_a_notebook_does(tmp_path):
    def locks() -> int:
        inode = str((tmp_path / "room" / "workshop.sqlite").stat().st_ino)
        lines = Path("/proc/locks").read_text().splitlines()
        return sum(f":{inode} " in line and f" {os.getpid()} " in line and "POSIX" in line for line in lines)

    with Workshop(tmp_path / "room") as room:
        room.add("Staff", "1", 1, "here")
        before = locks()
        assert before >= 1
        room.serve()
        Workshop(tmp_path / "room").close()
        room.copy_to(tmp_path / "copied")
        room.export(tmp_path / "out")
        room.stop()
        assert locks() == before
