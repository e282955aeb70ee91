"""Full disks, locked folders, damaged files, a second facilitator, a laptop that slept: told in words, nothing lost."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest

from cxresearch.errors import SurveyFileError, SurveyWarning
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.keeping import database
from cxresearch.workshop.phones.presence import network_drive

NOBODY = 65534
# A child that hangs is ended, so that its test fails and does not wait for ever.
_PATIENCE = 60


@pytest.fixture
def workshop(tmp_path):
    with Workshop(tmp_path / "room") as workshop:
        workshop.add("Staff", "1", 1, "stored before")
        yield workshop


def texts(workshop) -> list[str]:
    return workshop.answers().text.tolist()


def in_a_child(act) -> str:
    """What an act says in a process of its own: its error, or "no error"."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(_PATIENCE)
        try:
            try:
                act()
                told = "no error"
            except SurveyFileError as problem:
                told = str(problem)
            except BaseException as problem:
                told = f"unexpected {problem!r}"
            os.write(send, told.encode()[:4000])
        finally:
            os._exit(0)
    os.close(send)
    os.waitpid(child, 0)
    with os.fdopen(receive, "rb") as said:
        return said.read().decode()


# -- the disk --------------------------------------------------------------------------------------


def test_a_full_disk_refuses_the_answer_and_keeps_the_others(workshop):
    pages = workshop._db.read("PRAGMA page_count")[0][0]
    workshop._db.read(f"PRAGMA max_page_count = {pages + 2}")
    acknowledged = ["stored before"]
    with pytest.raises(SurveyFileError, match="is full: nothing was stored; what was stored before is safe. Free some"):
        for number in range(500):
            workshop.add("Staff", "1", 1, f"{number} " + "long " * 300)
            acknowledged.append(f"{number} " + "long " * 300)
    assert 1 < len(acknowledged) < 500
    assert texts(workshop) == acknowledged
    workshop._db.read("PRAGMA max_page_count = 100000")
    workshop.add("Staff", "1", 1, "after somebody made room")
    assert texts(workshop) == [*acknowledged, "after somebody made room"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_a_file_that_may_not_grow_is_told_and_sound(tmp_path):
    import resource

    stored = []

    def write():
        workshop = Workshop(tmp_path)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
        for number in range(2000):
            workshop.add("Staff", "1", 1, f"{number} " + "long " * 300)
            (tmp_path / "acknowledged").write_text(str(number + 1))

    told = in_a_child(write)
    assert "full" in told
    assert "nothing was stored; what was stored before is safe" in told
    stored = int((tmp_path / "acknowledged").read_text())
    with Workshop(tmp_path) as workshop:
        assert len(workshop.answers()) == stored > 5
        workshop.add("Staff", "1", 1, "after somebody made room")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_a_folder_that_may_not_be_written_is_told(tmp_path):
    os.chmod(tmp_path, 0o755)
    with Workshop(tmp_path / "room") as workshop:
        workshop.add("Staff", "1", 1, "stored before")
    for path in (workshop.path, workshop.folder):
        os.chmod(path, path.stat().st_mode & 0o555)

    def without_rights(act):
        def child():
            if os.geteuid() == 0:
                for folder in (tmp_path, *tmp_path.parents[:3]):  # workers have a folder of their own between
                    os.chmod(folder, 0o755)
                os.setegid(NOBODY)
                os.seteuid(NOBODY)
            act()

        return child

    try:
        told = in_a_child(without_rights(lambda: Workshop(tmp_path / "room")))
        assert "cannot be written" in told
        assert "Copy the whole folder" in told
        told = in_a_child(without_rights(lambda: Workshop(tmp_path / "room" / "new")))
        assert "No workshop can be kept in" in told
    finally:
        for path in (workshop.folder, workshop.path):
            os.chmod(path, 0o755)
    with Workshop(tmp_path / "room") as workshop:
        assert texts(workshop) == ["stored before"]


# -- the file --------------------------------------------------------------------------------------


def test_a_damaged_file_is_told_left_alone_and_rescued(tmp_path):
    with Workshop(tmp_path / "room", name="The hall") as workshop:
        sent = [workshop.add("Staff", str(at % 5), 1 + at % 4, f"answer {at} " + "x" * 200) for at in range(300)]
        workshop.edit(sent[7], "better words")
        workshop.withdraw(sent[8])
        workshop.merge(sent[4], sent[0])
        workshop.vote(sent[0], "somebody")
        whole = workshop.answers(everything=True)
        page = workshop._db.read("PRAGMA page_size")[0][0]
        [(root,)] = workshop._db.read("SELECT rootpage FROM sqlite_master WHERE name = 'answers'")
    # The first page of the table of answers is the way to all others.
    data = bytearray(workshop.path.read_bytes())
    data[(root - 1) * page : (root - 1) * page + 400] = b"\xff" * 400
    workshop.path.write_bytes(data)
    with pytest.raises(SurveyFileError, match=r"is damaged .*It stays as it is: copy the folder.*Workshop\.rescue"):
        Workshop(tmp_path / "room")
    assert workshop.path.read_bytes() == bytes(data)
    with pytest.warns(SurveyWarning, match="300 answers. Look"):
        again = Workshop.rescue(tmp_path / "room", tmp_path / "rescued")
    with again:
        assert again.name == "The hall"
        back = again.answers(everything=True)
        assert back.drop(columns="votes").equals(whole.drop(columns="votes"))
        assert back.votes.tolist() == whole.votes.tolist()
        assert again.add("Staff", "1", 1, "and on we go") == "a301"
    assert workshop.path.read_bytes() == bytes(data)
    with pytest.raises(SurveyFileError, match="is there already and stays"):
        Workshop.rescue(tmp_path / "room", tmp_path / "rescued")


def test_a_damaged_page_of_the_ledger_costs_no_answer(tmp_path):
    with Workshop(tmp_path / "room") as workshop:
        for at in range(300):
            workshop.add("Staff", str(at % 5), 1, f"answer {at} " + "x" * 200)
        whole = workshop.answers()
        page = workshop._db.read("PRAGMA page_size")[0][0]
        [(root,)] = workshop._db.read("SELECT rootpage FROM sqlite_master WHERE name = 'changes'")
    data = bytearray(workshop.path.read_bytes())
    data[(root - 1) * page : (root - 1) * page + 400] = b"\xff" * 400
    workshop.path.write_bytes(data)
    with (
        pytest.warns(SurveyWarning, match="300 answers. Look"),
        Workshop.rescue(tmp_path / "room", tmp_path / "rescued") as again,
    ):
        assert again.answers().equals(whole)


def other_file(path):
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE somebody (elses INTEGER)")
    file.close()


def newer_file(path):
    Workshop(path.parent).close()
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA user_version = 7")
    file.close()


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (other_file, "is a database of something else and stays. Name another folder"),
        (
            newer_file,
            "by a newer cxresearch .format 7; this one reads format 1.*pip install --upgrade cxresearch",
        ),
        (lambda path: path.write_bytes(b"PK\x03\x04 no database at all"), "does not begin as an SQLite file does"),
        (lambda path: path.mkdir(), "is a folder where the workshop's file should be"),
    ],
)
def test_another_file_is_told_and_left_as_it_is(tmp_path, make, told):
    path = tmp_path / "workshop.sqlite"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(SurveyFileError, match=told):
        Workshop(tmp_path)
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.parametrize("folder", [None, 3, "", " ", "nul\x00byte"])
def test_what_is_no_folder_is_told(folder):
    with pytest.raises(SurveyFileError, match="No workshop can be kept in"):
        Workshop(folder)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "room").write_text("a note")
    with pytest.raises(SurveyFileError, match="No workshop can be kept in"):
        Workshop(tmp_path / "room")


@pytest.mark.parametrize("act", [lambda path: path.unlink(), lambda path: shutil.move(path, path.with_suffix(".old"))])
def test_a_file_that_vanishes_meanwhile_takes_nothing_along(workshop, tmp_path, act):
    act(workshop.path)
    with pytest.raises(SurveyFileError, match=r"was moved, deleted or replaced .* this was not stored.*copy_to"):
        workshop.add("Staff", "1", 1, "into nowhere")
    assert texts(workshop) == ["stored before"]
    workshop.copy_to(tmp_path / "saved")
    with Workshop(tmp_path / "saved") as saved:
        assert texts(saved) == ["stored before"]
    with pytest.raises(SurveyFileError, match="is there already and stays"):
        workshop.copy_to(tmp_path / "saved")
    with pytest.warns(SurveyWarning, match="was not in its place any more when the workshop was closed"):
        workshop.close()


def test_a_closed_workshop_says_how_to_open_it(workshop):
    workshop.close()
    workshop.close()
    assert "closed" in repr(workshop)
    with pytest.raises(SurveyFileError, match=r"is closed. Open it: Workshop\("):
        workshop.add("Staff", "1", 1, "too late")
    with pytest.raises(SurveyFileError, match="is closed"):
        workshop.answers()


# -- several at once -------------------------------------------------------------------------------

SECOND = """
import sys, warnings
from cxresearch.workshop.board import Workshop
warnings.simplefilter("ignore")
with Workshop(sys.argv[1]) as workshop:
    print("open", flush=True)
    sys.stdin.readline()
    for number in range(int(sys.argv[2])):
        print(workshop.add("Customers", "C", 1, f"second {number}"), flush=True)
"""


def second(folder, answers: int) -> subprocess.Popen:
    command = [sys.executable, "-c", SECOND, str(folder), str(answers)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "open\n"
    return process


def test_a_second_facilitator_is_told_since_when_and_both_write(tmp_path):
    process = second(tmp_path, 100)
    with pytest.warns(SurveyWarning, match=rf"also open in program {process.pid} on .*, since 20\d\d-.*Both may write"):
        workshop = Workshop(tmp_path)
    with workshop:
        process.stdin.write("go\n")
        process.stdin.flush()
        mine = [workshop.add("Staff", "1", 1, f"first {number}") for number in range(100)]
        theirs = process.communicate(timeout=60)[0].split()
        assert len({*mine, *theirs}) == 200
        stored = workshop.answers()
        assert set(stored.answer) == {*mine, *theirs}
        assert sorted(stored.text) == sorted(f"{who} {n}" for who in ("first", "second") for n in range(100))
        # The other one has ended: nobody else is there any more.
        assert workshop.also_open == ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_several_may_make_the_same_workshop_at_once(tmp_path):
    def open_and_write(folder, at, gate):
        os.read(gate, 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Workshop(folder) as workshop:
                workshop.add("Staff", str(at), 1, f"from {at}")

    for round_ in range(8):
        wait, go = os.pipe()
        children = []
        for at in range(5):
            child = os.fork()
            if child == 0:
                signal.alarm(_PATIENCE)
                code = 1
                try:
                    os.close(go)
                    open_and_write(tmp_path / str(round_), at, wait)
                    code = 0
                finally:
                    os._exit(code)
            children.append(child)
        # All wait for the same gate, which opens when nobody holds it any more.
        os.close(wait)
        os.close(go)
        assert [os.waitpid(child, 0)[1] for child in children] == [0] * 5
        with Workshop(tmp_path / str(round_)) as workshop:
            assert sorted(texts(workshop)) == [f"from {at}" for at in range(5)]
            assert len(workshop.questions) == 4


def test_opening_twice_in_one_program_is_no_second_facilitator(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first = Workshop(tmp_path)
        again = Workshop(tmp_path)
        first.add("Staff", "1", 1, "from the first")
        assert texts(again) == ["from the first"]
        first.close()
        again.add("Staff", "1", 1, "from the second")
        again.close()
        with Workshop(tmp_path) as third:
            assert texts(third) == ["from the first", "from the second"]


def test_who_waits_too_long_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "_PATIENCE", 0.2)
    with Workshop(tmp_path) as workshop:
        other = sqlite3.connect(workshop.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(SurveyFileError, match="Another program has kept .* busy .*nothing was stored.*try again"):
            workshop.add("Staff", "1", 1, "while another writes")
        assert time.monotonic() - began < 5
        other.execute("ROLLBACK")
        other.close()
        workshop.add("Staff", "1", 1, "then again")
        assert texts(workshop) == ["then again"]


def test_threads_write_side_by_side(workshop):
    def table(at: int) -> list[str]:
        return [workshop.add("Staff", str(at), 1 + n % 4, f"table {at}, {n}", key=f"{at} {n}") for n in range(40)]

    with ThreadPoolExecutor(8) as pool:
        ids = [answer for mine in pool.map(table, range(8)) for answer in mine]
    assert len(set(ids)) == 320
    stored = workshop.answers().set_index("answer").text
    assert sorted(stored[ids]) == sorted(f"table {at}, {n}" for at in range(8) for n in range(40))


def test_what_is_read_is_one_moment(workshop):
    stop = threading.Event()

    def swap():
        answer = workshop.add("Staff", "1", 1, "even")
        other = workshop.add("Staff", "1", 1, "even")
        while not stop.is_set():
            with workshop._db.write():
                workshop.edit(answer, "odd")
                workshop.edit(other, "odd")
            with workshop._db.write():
                workshop.edit(answer, "even")
                workshop.edit(other, "even")

    writer = threading.Thread(target=swap)
    writer.start()
    try:
        seen, until = [], time.monotonic() + _PATIENCE
        while len(seen) < 150 or ({"odd"} not in seen and time.monotonic() < until):
            seen.append(set(workshop.answers().text[1:]))
    finally:
        stop.set()
        writer.join()
    assert max(map(len, seen)) == 1
    assert {"odd"} in seen
    assert {"even"} in seen


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_a_fork_opens_the_file_for_itself(workshop):
    assert in_a_child(lambda: workshop.add("Staff", "1", 1, "from the child")) == "no error"
    workshop.add("Staff", "1", 1, "from the parent")
    assert texts(workshop) == ["stored before", "from the child", "from the parent"]


# -- a laptop that slept ---------------------------------------------------------------------------


def test_a_laptop_that_slept_says_so_and_has_everything(workshop, monkeypatch):
    assert str(workshop.set_timer(10)) == "10:00"
    wall = time.time
    monkeypatch.setattr(time, "time", lambda: wall() + 240)
    monkeypatch.setattr(time, "monotonic", lambda clock=time.monotonic: clock() + 240)
    assert workshop.timer.note == ""
    assert 355 < workshop.timer.left < 361
    # Two hours pass on the wall and none in the machine.
    monkeypatch.setattr(time, "time", lambda: wall() + 240 + 7200)
    timer = workshop.timer
    assert (timer.left, timer.running) == (0.0, False)
    assert "slept or its clock jumped by 2:00:0" in timer.note
    workshop.add("Staff", "1", 1, "after the coffee")
    assert texts(workshop) == ["stored before", "after the coffee"]
    monkeypatch.setattr(time, "time", lambda: wall() - 86400)
    timer = workshop.timer
    assert "was set back" in timer.note
    assert timer.left == timer.seconds == 600
    workshop.add("Staff", "1", 1, "yesterday")
    assert workshop.answers().added.tolist() == [1, 2, 3]


INTERRUPTED = """
import os, random, signal, sys, threading, time
from cxresearch.workshop.board import Workshop

inside, heard, interrupts, over = False, [], 0, False

def stop(*what):
    if inside:
        raise KeyboardInterrupt

def poke():
    rng = random.Random(3)
    while not over:
        time.sleep(rng.uniform(0, 0.0015))
        os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, stop)
workshop = Workshop(sys.argv[1])
thread = threading.Thread(target=poke)
thread.start()
number, until = 0, time.monotonic() + float(sys.argv[2])
while time.monotonic() < until or (min(len(heard), interrupts) <= 50 and time.monotonic() < until + 80):
    number += 1
    try:
        inside = True
        answer = workshop.add("Staff", "1", 1, f"answer {number}")
        inside = False
        heard.append((answer, f"answer {number}"))
    except KeyboardInterrupt:
        inside = False
        interrupts += 1
over = True
thread.join()
other = threading.Thread(target=workshop.add, args=("Staff", "1", 1, "from a thread"))
other.start()
other.join(20)
with Workshop(sys.argv[1]) as second:
    stored = dict(second.answers()[["answer", "text"]].values)
lost = [text for answer, text in heard if stored.get(answer) != text]
print(interrupts, len(heard), len(lost), "from a thread" in stored.values(), other.is_alive())
os._exit(0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs signals of Unix")
def test_an_interrupted_notebook_loses_nothing_and_locks_nobody_out(tmp_path):
    command = [sys.executable, "-c", INTERRUPTED, str(tmp_path), "3"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout.split()
    interrupts, heard, lost, from_a_thread, stuck = told
    assert int(interrupts) > 50
    assert int(heard) > 50
    assert (lost, from_a_thread, stuck) == ("0", "True", "False")


def test_a_folder_that_is_copied_meanwhile_is_pointed_at(tmp_path):
    with pytest.warns(SurveyWarning, match="lies in 'OneDrive - Client', which a program may copy while answers"):
        Workshop(tmp_path / "OneDrive - Client" / "room").close()


def test_a_network_drive_is_known_by_the_list_of_mounts(tmp_path):
    mounts = tmp_path / "mounts"
    place = str(tmp_path.resolve()).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/share {place}/far nfs4 rw 0 0\n")
    assert network_drive(tmp_path / "far" / "room", str(mounts))
    assert not network_drive(tmp_path / "near" / "room", str(mounts))
