"""The file or its log is taken away under a workshop: noticed before anything is called stored, and made whole."""

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import warnings

import pytest

from cxresearch.errors import SurveyFileError, SurveyWarning
from cxresearch.widgets.room.capture_panel import capture_board
from cxresearch.widgets.room.facilitator_panel import facilitator_board
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.keeping import sharing
from cxresearch.workshop.keeping.gone import forget
from tests.workshop.phone_client import Phone

LOOK = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1] + "/workshop.sqlite")
print(*(text for (text,) in file.execute("SELECT text FROM answers ORDER BY number")), sep="\\n")
file.close()
"""
WRITE = """
import sys, warnings
from cxresearch.workshop.board import Workshop
warnings.simplefilter("ignore")
with Workshop(sys.argv[1]) as workshop:
    exec(sys.argv[2])
"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="elsewhere an open file cannot be taken away")


@pytest.fixture
def room(tmp_path):
    with Workshop(tmp_path / "room", name="The hall") as room:
        room.add("Staff", "1", 1, "stored before", person="anna")
        yield room


def look(folder) -> list[str]:
    command = [sys.executable, "-c", LOOK, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.splitlines()


def elsewhere(folder, code: str) -> None:
    subprocess.run([sys.executable, "-c", WRITE, str(folder), code], timeout=60, check=True)


def drop_locks(room) -> None:
    """What copying the folder in a notebook does where nothing guards the locks."""
    if room._db._file.guard is not None:
        room._db._file.guard.let_go()
    with open(room.path, "rb") as file:
        file.read(16)


def take_log(room) -> None:
    """Another program believes to be the last one."""
    drop_locks(room)
    look(room.folder)
    assert not room.path.with_name("workshop.sqlite-wal").exists()


def restored(room, tmp_path):
    """An older copy of the file in the place of the newer one, as programs that synchronise put it."""
    copy = tmp_path / "older" / "workshop.sqlite"
    os.replace(copy, room.path)


def test_a_log_that_was_taken_away_is_noticed_before_the_next_answer_is_stored(room):
    take_log(room)
    room.add("Staff", "1", 1, "after that")
    assert look(room.folder) == ["stored before", "after that"]
    assert re.search(r"took away or replaced .* noticed and healed: nothing was missing", room.happened[-1])


def test_what_went_into_a_log_that_nobody_reads_is_written_again(room):
    # The other program comes between the look before a transaction and its end.
    with room._db.write():
        room.add("Staff", "1", 1, "in between")
        drop_locks(room)
        look(room.folder)
    assert look(room.folder) == ["stored before", "in between"]
    assert "healed: 1 act was written again" in room.happened[-1]
    assert room.answers().text.tolist() == ["stored before", "in between"]
    assert room.add("Staff", "1", 1, "and on") == "a3"


@pytest.mark.parametrize("what", ["workshop.sqlite-wal", "workshop.sqlite-shm"])
def test_a_person_who_deletes_a_file_beside_it_takes_nothing_along(room, what):
    room.path.with_name(what).unlink()
    room.add("Staff", "1", 1, "after that")
    room.close()
    assert look(room.folder) == ["stored before", "after that"]


def test_all_objects_of_a_program_go_over_together(room):
    other = Workshop(room.folder)
    address = room.serve()
    phone = Phone(address).join()
    take_log(room)
    threads = [threading.Thread(target=one.add, args=("Staff", "1", 1, f"from {at}")) for at, one in
               enumerate([room, other, room, other])]  # fmt: skip
    for thread in threads:
        thread.start()
    assert phone.answer("from a phone").status == 303
    for thread in threads:
        thread.join(30)
    assert sorted(look(room.folder)) == sorted(["stored before", "from a phone", *(f"from {at}" for at in range(4))])
    assert other.answers().equals(room.answers())
    assert len(room.happened) == 1
    other.close()


def test_a_file_that_was_restored_gets_back_what_it_lacks(room, tmp_path):
    room.copy_to(tmp_path / "older")
    later = room.add("Customers", "C", 2, "after the copy", person="bert")
    room.vote(later, "bert")
    room.edit("a1", "better words")
    room.set_phase("vote")
    room.set_names(["Anna"])
    room.seat("Staff", "1", 12)
    action = room.add_action("Open earlier", "Ann")
    whole, tables = room.answers(everything=True), room.tables()
    restored(room, tmp_path)
    room.add("Staff", "1", 1, "and on")
    assert look(room.folder) == ["better words", "after the copy", "and on"]
    assert room.answers(everything=True)[:2].equals(whole)
    assert (room.phase, room.names, room.actions().action.tolist()) == ("vote", ["Anna"], [action])
    assert room.tables()[["people"]].equals(tables[["people"]])
    room.close()
    with Workshop(room.folder) as again:
        assert again.answers(everything=True)[:2].equals(whole)


def test_two_that_parted_are_put_together(room, tmp_path):
    room.copy_to(tmp_path / "older")
    mine = room.add("Staff", "1", 1, "mine", person="anna", key="mine")
    room.merge("a1", mine)
    room.vote("a1", "anna")
    room.add_action("Mine")
    # Somebody went on with the copy meanwhile.
    code = (
        "workshop.add('Customers', 'C', 1, 'theirs', person='carl'); workshop.vote('a2', 'carl'); "
        "workshop.edit('a1', 'their words'); workshop.add_action('Theirs')"
    )
    elsewhere(tmp_path / "older", code)
    restored(room, tmp_path)
    assert room.answers(everything=True)[["text", "merged_into", "votes"]].values.tolist() == [
        ["their words", "", 1],
        ["theirs", "", 1],
        ["mine", "a1", 0],
    ]
    assert room.answers().answer.tolist() == ["a1", "a2"]
    assert room.actions().text.tolist() == ["Theirs", "Mine"]
    assert room.history("a3").what.tolist() == ["added", "merged"]
    assert [change.number for change in room.changes()] == list(range(1, len(room.changes()) + 1))
    # A phone that sends again gets the same answer back.
    assert room.add("Staff", "1", 1, "mine", person="anna", key="mine") == "a3"
    assert room.add("Staff", "1", 1, "and on") == "a4"


def test_what_was_taken_back_for_good_comes_back_by_no_door(room, tmp_path):
    secret = room.add("Staff", "1", 1, "a word too many", person="anna")
    room.vote(secret, "bert")
    room.edit(secret, "a word too much")
    room.copy_to(tmp_path / "older")
    with room._db.write() as file:
        forget(file, 2)
    room.add("Staff", "1", 1, "later")
    # An older file in its place.
    restored(room, tmp_path)
    assert room.answers(everything=True).answer.tolist() == ["a1", "a3"]
    assert look(room.folder) == ["stored before", "later"]
    room.copy_to(tmp_path / "copied")
    room.close()
    with pytest.warns(SurveyWarning, match="Rescued"):
        Workshop.rescue(room.folder, tmp_path / "rescued").close()
    for name in ("room", "copied", "rescued"):
        for path in (tmp_path / name).iterdir():
            assert b"a word too mu" not in path.read_bytes(), path
            assert b"a word too many" not in path.read_bytes(), path


def test_what_another_program_took_back_for_good_is_not_written_again(room, tmp_path):
    room.add("Staff", "1", 1, "a word too many", person="anna")
    room.copy_to(tmp_path / "older")
    code = "from cxresearch.workshop.keeping.gone import forget\nwith workshop._db.write() as file: forget(file, 2)"
    elsewhere(tmp_path / "older", code)
    room.edit("a2", "a word too much")
    room.add("Staff", "1", 1, "later")
    restored(room, tmp_path)
    assert room.answers(everything=True).text.tolist() == ["stored before", "later"]
    assert look(room.folder) == ["stored before", "later"]


# -- what cannot be healed is told -----------------------------------------------------------------


def test_nothing_is_called_saved_while_the_file_is_away(room, tmp_path):
    phone = Phone(room.serve()).join()
    board, table = facilitator_board(room), capture_board(room, audience="Staff", group="1")
    table.widget  # noqa: B018
    away = tmp_path / "away.sqlite"
    shutil.move(room.path, away)
    got = phone.answer("into nowhere")
    assert got.status == 503
    assert "The file of this workshop was moved or taken away" in got.said
    assert got.typed == "into nowhere"
    with pytest.raises(SurveyFileError, match="was moved, deleted or replaced.*Put it back, and the workshop goes on"):
        room.add("Staff", "1", 1, "into nowhere")
    table._controls["text"].value = "into nowhere\n"
    assert table.fault
    assert "was moved, deleted or replaced while the workshop was open; this was not stored" in table.sentence
    assert table._controls["text"].value == "into nowhere"
    assert room.answers().text.tolist() == ["stored before"]
    assert "was moved, deleted or replaced" in room.happened[-1]
    board.widget  # noqa: B018
    board._show()
    assert "was moved, deleted or replaced" in board._outlets["warned"].value
    shutil.move(away, room.path)
    assert phone.answer("here again").status == 303
    assert look(room.folder) == ["stored before", "here again"]


def test_a_broken_file_in_its_place_is_told_and_nothing_is_lost(room, tmp_path):
    broken = tmp_path / "broken"
    broken.write_bytes(b"PK\x03\x04" + b"\0" * 8192)
    os.replace(broken, room.path)
    with pytest.raises(SurveyFileError, match="does not begin as an SQLite file does.*still here: save it with"):
        room.add("Staff", "1", 1, "into nowhere")
    assert room.answers().text.tolist() == ["stored before"]
    room.copy_to(tmp_path / "saved")
    assert look(tmp_path / "saved") == ["stored before"]
    os.replace(tmp_path / "saved" / "workshop.sqlite", room.path)
    room.add("Staff", "1", 1, "here again")
    assert look(room.folder) == ["stored before", "here again"]


def test_a_healing_that_fails_is_tried_again(room, monkeypatch, tmp_path):
    from cxresearch.workshop.keeping import healing

    room.copy_to(tmp_path / "older")
    room.add("Staff", "1", 1, "held")
    with monkeypatch.context() as patched:
        patched.setattr(healing, "put_together", lambda *sides: (_ for _ in ()).throw(sqlite3.OperationalError("full")))
        restored(room, tmp_path)
        with pytest.raises(SurveyFileError, match="cannot be made whole from here .full.*copy_to"):
            room.add("Staff", "1", 1, "not stored")
    # Something changes on the disk, such as that a file goes and comes.
    room._db._file.refused = None
    room.add("Staff", "1", 1, "here again")
    assert look(room.folder) == ["stored before", "held", "here again"]


DIES = """
import os, sys
from cxresearch.workshop.keeping import healing
from cxresearch.workshop.board import Workshop
healing.put_together = lambda *sides: os._exit(3)
room = Workshop(sys.argv[1])
room.copy_to(sys.argv[2])
room.add("Staff", "1", 1, "held", key="held")
os.replace(sys.argv[2] + "/workshop.sqlite", room.path)
room.add("Staff", "1", 1, "never stored")
"""


def test_who_dies_while_healing_takes_nothing_along(tmp_path):
    command = [sys.executable, "-c", DIES, str(tmp_path / "room"), str(tmp_path / "older")]
    assert subprocess.run(command, timeout=60, check=False).returncode == 3
    assert look(tmp_path / "room") == [""]
    with Workshop(tmp_path / "room") as room:
        assert room.answers().text.tolist() == ["held"]
        assert "had stored 1 act more" in room.happened[0]
        assert room.add("Staff", "1", 1, "held", key="held") == "a1"
    assert not list((tmp_path / "room").glob("workshop.held*"))
    with Workshop(tmp_path / "room") as room:
        assert room.answers().text.tolist() == ["held"]


def test_a_file_that_another_program_mixed_up_is_told_and_what_is_held_is_whole(room, tmp_path):
    older = room.copy_to(tmp_path / "older")
    for number in range(40):
        room.add("Staff", "1", 1, f"answer {number} " + "x" * 500)
    whole = room.answers()
    # Another program opens the older file with the log of the newer one beside it, which SQLite cannot tell apart.
    os.replace(older, room.path)
    drop_locks(room)
    with contextlib.suppress(subprocess.CalledProcessError):
        look(room.folder)
    try:
        room.add("Staff", "1", 1, "one more")
        stored = [*whole.text, "one more"]
    except SurveyFileError as problem:
        assert "save it with workshop.copy_to" in str(problem)
        stored = whole.text.tolist()
    assert room.answers().text.tolist() == stored
    room.copy_to(tmp_path / "saved")
    assert look(tmp_path / "saved") == stored
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SurveyWarning)
        room.close()


def test_a_copy_that_breaks_off_leaves_nothing_behind(room, tmp_path, monkeypatch):
    from cxresearch.workshop.keeping import database

    def full(target):
        raise sqlite3.OperationalError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(database, "obey", full)
        with pytest.raises(SurveyFileError, match="nothing was copied"):
            room.copy_to(tmp_path / "copy")
    assert list((tmp_path / "copy").iterdir()) == []
    room.copy_to(tmp_path / "copy")
    assert look(tmp_path / "copy") == ["stored before"]


def test_a_notebook_may_change_its_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Workshop("room") as room:
        monkeypatch.chdir("/")
        room.add("Staff", "1", 1, "here")
        assert room.happened == []
    assert look(tmp_path / "room") == ["here"]


def test_two_ways_to_a_folder_are_one_file(tmp_path):
    (tmp_path / "other").symlink_to(tmp_path / "room")
    (tmp_path / "room").mkdir()
    with Workshop(tmp_path / "room") as one, Workshop(tmp_path / "other") as two:
        assert two.also_open == ""
        assert one._db._file is two._db._file
        one.add("Staff", "1", 1, "here")
        assert two.answers().text.tolist() == ["here"]
    assert not [key for key in sharing._FILES if str(tmp_path) in key]
    with Workshop(tmp_path / "other") as again:
        assert again.answers().text.tolist() == ["here"]


def test_a_workshop_that_nobody_holds_lets_go(tmp_path):
    room = Workshop(tmp_path / "room")
    room.add("Staff", "1", 1, "here")
    del room
    assert not [key for key in sharing._FILES if str(tmp_path) in key]
    assert look(tmp_path / "room") == ["here"]
