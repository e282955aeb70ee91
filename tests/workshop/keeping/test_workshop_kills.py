"""A process may die at any moment: what was acknowledged is in the file, once, and the file is sound."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest

from cxresearch.errors import SurveyWarning
from cxresearch.workshop.board import Workshop

KILLS = 60
SCRIPT = Path(__file__).with_name("table_that_dies.py")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")


class Table:
    """A process that writes into a workshop until it is killed, and what it was told is stored."""

    def __init__(self):
        self.process = subprocess.Popen([sys.executable, str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.heard = []
        self.next = 1

    def write_and_die(self, folder: Path, *, after: int, pause: float) -> None:
        """Kill the writer a moment after it has said so many lines."""
        self.process.stdin.write(f"{folder} {self.next}\n".encode())
        self.process.stdin.flush()
        writer = int(self.process.stdout.readline().split()[1])
        lines = [self.process.stdout.readline() for _ in range(after)]
        time.sleep(pause)
        os.kill(writer, signal.SIGKILL)
        while (line := self.process.stdout.readline()) != b"gone\n":
            assert line, "the process that starts writers has ended"
            lines.append(line)
        for line in lines:
            what, number, answer = line.decode().split()
            self.heard.append((what, int(number), answer))
            # What was not acknowledged is sent again, as a phone does, under the same key.
            self.next = max(self.next, int(number) + 1) if what == "added" else self.next

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


@pytest.fixture
def table():
    table = Table()
    yield table
    table.close()


def test_sixty_kills_lose_nothing_that_was_acknowledged(tmp_path, table):
    rng = random.Random(7)
    folder = tmp_path / "room"
    for kill in range(KILLS):
        # Every sixth dies while it opens or creates the file, the others somewhere between two acts.
        opening = kill % 6 == 0
        table.write_and_die(folder, after=0 if opening else rng.randrange(1, 40), pause=rng.uniform(0, 0.01))
        with Workshop(folder) as workshop:
            sound(workshop)
            frame = workshop.answers()
        stored = dict(zip(frame.answer, zip(frame.text, frame.votes, strict=True), strict=True))
        added = [answer for what, _, answer in table.heard if what == "added"]
        lost = [answer for answer in added if answer not in stored]
        assert lost == []
        # What was on its way may be on the disk without having been acknowledged, but nothing is there twice.
        assert len(stored) <= len(added) + 1
        assert frame.text.str.removesuffix(", corrected").is_unique
        for what, number, answer in table.heard:
            text, votes = stored[answer]
            assert text == f"answer {number}, corrected" or (what == "added" and text == f"answer {number}")
            assert what != "voted" or votes == 1
    assert len(added) > 5 * KILLS
    assert {what for what, *_ in table.heard} == {"added", "edited", "voted"}


def test_a_workshop_may_die_while_it_is_made(tmp_path, table):
    for kill in range(10):
        folder = tmp_path / f"room {kill}"
        table.write_and_die(folder, after=0, pause=kill / 1000)
        with Workshop(folder) as workshop:
            sound(workshop)
            assert len(workshop.questions) == 4
            workshop.add("Staff", "1", 1, "after the fall")
            assert workshop.answers().text.iloc[-1] == "after the fall"
        table.next = 1


def test_who_lives_on_is_not_disturbed_by_who_dies(tmp_path, table):
    rng = random.Random(3)
    mine = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SurveyWarning)
        with Workshop(tmp_path) as workshop:
            for kill in range(15):
                table.write_and_die(tmp_path, after=rng.randrange(1, 20), pause=rng.uniform(0, 0.005))
                mine.append(workshop.add("Leadership", "1", 1, f"survivor {kill}"))
                stored = set(workshop.answers().answer)
                assert {answer for what, _, answer in table.heard if what == "added"} | set(mine) <= stored
            sound(workshop)


def test_an_import_that_is_killed_is_all_or_nothing(tmp_path):
    sheets = tmp_path / "sheets.csv"
    lines = [f"Staff,{at % 9},{1 + at % 2},statement {at}" for at in range(3000)]
    sheets.write_text("\n".join(["audience,sheet,question,text", *lines]))
    code = "import sys; from cxresearch.workshop.board import Workshop; w = Workshop(sys.argv[1]); "
    code += "print('open', flush=True); "
    command = [sys.executable, "-c", code + "w.import_sheets(sys.argv[2])", str(tmp_path / "room"), str(sheets)]
    counts = []
    for kill in range(6):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout.readline() == b"open\n"
            time.sleep(0.02 + 0.03 * kill)
            process.kill()
        with Workshop(tmp_path / "room") as workshop:
            sound(workshop)
            counts.append(len(workshop.answers()))
    assert set(counts) <= {0, 3000}
    with Workshop(tmp_path / "room") as workshop:
        workshop.import_sheets(sheets)
        assert len(workshop.answers()) == 3000


def sound(workshop: Workshop) -> None:
    with sqlite3.connect(workshop.path) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        twice = file.execute(
            "SELECT key FROM answers WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1"
        ).fetchall()
        assert twice == []
        orphans = "SELECT count(*) FROM answers WHERE number NOT IN (SELECT answer FROM changes WHERE what = 'added')"
        assert file.execute(orphans).fetchone() == (0,)
    file.close()


def test_every_commit_is_flushed_to_the_disk(tmp_path):
    with Workshop(tmp_path) as workshop:
        assert workshop._db.read("PRAGMA synchronous") == [(2,)]
        assert workshop._db.read("PRAGMA journal_mode") == [("wal",)]
