"""Erased is erased: no byte of it is left in the folder, and no door brings it back."""

import os
import re
import sqlite3
import stat

import pandas as pd
import pytest

from cxresearch.errors import QuestionError, SurveyWarning
from cxresearch.workshop.board import Workshop
from tests.workshop.phone_client import Phone

SECRET = "a marmalade word that nobody should read"


@pytest.fixture
def room(tmp_path):
    with Workshop(tmp_path / "room") as workshop:
        for at in range(30):
            workshop.add("Staff", "1", 1, f"answer {at} " + "y" * (at * 40), person=f"p{at}")
        yield workshop


def left(folder, words: str = "marmalade") -> list[str]:
    """Files of a folder in whose bytes the words stand."""
    return [path.name for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


def copied(room, tmp_path, name: str = "bytes"):
    """The folder's bytes without opening its files beside SQLite, which would drop its locks."""
    import subprocess

    other = tmp_path / name
    subprocess.run(["cp", "-r", str(room.folder), str(other)], check=True)
    return other


def test_no_byte_is_left_of_it_nor_of_what_it_was_before(room, tmp_path):
    secret = room.add("Leadership", "7", 2, SECRET * 20, person="l1", key="k1")
    room.edit(secret, "marmalade again")
    room.edit(secret, "and marmalade once more")
    room.vote(secret, "voter")
    other = room.add("Leadership", "7", 2, "the same in other words")
    room.merge(secret, other)
    room.move(secret, "Jam")
    room.withdraw(secret)
    assert left(copied(room, tmp_path))
    told = room.erase(secret)
    assert told.done
    assert str(told) == f"{secret} is erased for good."
    assert left(copied(room, tmp_path, "after")) == []
    assert left(room.folder) == [], "also once nobody minds the locks"
    assert room.answers(everything=True).answer.tolist()[-1] == other
    assert room.answers().answer.tolist()[-1] == other, "what stood behind it stands on its own"
    assert [change.what for change in room.changes() if change.answer == secret][-1] == "erased"
    assert all(not change.before and not change.after for change in room.changes() if change.answer == secret)
    with pytest.raises(QuestionError, match="No answer"):
        room.erase(secret)
    with pytest.raises(QuestionError, match="No answer"):
        room.restore(secret)
    assert room.undo("Leadership", "7") in (other, None)
    assert SECRET not in "".join(room.answers(everything=True).text)


def test_a_form_that_is_sent_again_and_a_sheet_that_is_read_again_do_not_bring_it_back(room):
    secret = room.add("Staff", "1", 1, SECRET, key="the same form")
    room.erase(secret)
    assert room.add("Staff", "1", 1, SECRET, key="the same form") == secret
    sheet = pd.DataFrame({"audience": ["Staff"], "sheet": ["9"], "question": [1], "text": [SECRET]})
    assert room.import_sheets(sheet) == 1
    room.erase(room.answers().answer.iloc[-1])
    assert room.import_sheets(sheet) == 0
    assert "marmalade" not in " ".join(room.answers(everything=True).text)
    room.close()
    assert left(room.folder) == []


def test_while_another_program_reads_it_is_said_so_and_done_later(room, tmp_path):
    secret = room.add("Staff", "1", 1, SECRET)
    # As another program: a connection of its own that reads an older moment.
    reader = sqlite3.connect(room.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM answers").fetchone()
    told = room.erase(secret)
    assert not told.done
    assert "will be erased from the disk when the other program that has this workshop open closes" in str(told)
    assert SECRET not in "".join(room.answers(everything=True).text), "nobody reads it any more, though"
    assert not room.finish_erasing()
    reader.close()
    assert room.finish_erasing()
    assert left(copied(room, tmp_path)) == []


def test_what_was_exported_before_is_named(room, tmp_path):
    room.export(tmp_path / "early")
    secret = room.add("Customers", "C", 1, SECRET)
    out = room.export(tmp_path / "out")
    room.copy_to(tmp_path / "copy")
    told = room.erase(secret)
    assert [path.rpartition(os.sep)[2] for path in told.exports] == ["out", "copy"]
    assert "It may stand in what was made before" in str(told)
    room.export(out)
    assert left(out) == []


def test_copies_and_rescue_obey(room, tmp_path):
    secret = room.add("Staff", "1", 1, SECRET)
    room.erase(secret)
    room.copy_to(tmp_path / "copy")
    room.close()
    with pytest.warns(SurveyWarning, match="Rescued"):
        Workshop.rescue(room.folder, tmp_path / "rescued").close()
    for name in ("copy", "rescued", "room"):
        assert left(tmp_path / name) == []


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_nobody_else_on_the_computer_reads_the_file(room, tmp_path):
    room.copy_to(tmp_path / "copy")
    for folder in (room.folder, tmp_path / "copy"):
        for path in folder.glob("workshop.sqlite*"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    room.close()
    room.path.chmod(0o644)
    with Workshop(room.folder):
        assert stat.S_IMODE(room.path.stat().st_mode) == 0o600


def test_a_phone_erases_its_own_answers_in_any_phase_and_nobody_elses(room, tmp_path):
    address = room.serve()
    phone, other = Phone(address).join("Staff", "4"), Phone(address).join("Staff", "4")
    phone.answer(SECRET)
    room.set_phase("reveal")
    assert "marmalade" in phone.get("mine").text
    answer = re.search(r"erase\?answer=(a\d+)", phone.get("mine").text)[1]
    assert other.get("erase", answer=answer).status == 303, "not theirs"
    taken = other.post("erase", {"form": other.get("who").form, "answer": answer})
    assert taken.status == 404
    page = phone.get("erase", answer=answer)
    assert "nobody can bring it back" in page.text
    got = phone.post("erase", {"form": page.form, "answer": answer})
    assert got.headers["Location"].endswith("mine?done=erased")
    assert "erased for good" in phone.get("mine", done="erased").said
    assert "marmalade" not in phone.get("mine").text
    assert left(copied(room, tmp_path)) == []
