"""A file that was cut, emptied, overwritten, moved or put back: a sentence each, and back comes what is intact."""

import shutil
import sqlite3
import struct

import pytest

from cxresearch.errors import SurveyFileError, SurveyWarning
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.keeping.leaves import pages_of, rows_of

SIZE = 4096
N = 240


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A closed workshop with short answers, long ones, and signs that SQLite keeps as bytes."""
    folder = tmp_path_factory.mktemp("whole") / "room"
    with Workshop(folder, name="The hall") as room:
        room.set_limits(characters=20_000)
        for at in range(N):
            long = "ü" * 9000 if at % 40 == 7 else "x" * (at % 13) * 20
            room.add("Staff", str(at % 5), 1 + at % 4, f"answer {at} {long}" + "\x00" * (at % 50 == 3))
        room.edit("a3", "better words")
        room.withdraw("a5")
    return folder


@pytest.fixture
def room(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "room")
    return tmp_path / "room" / "workshop.sqlite"


def answers_of(folder) -> dict[str, str]:
    with Workshop(folder) as room:
        return {answer: room.text_of(answer) for answer in room.answers(everything=True).answer}


def intact(data: bytes, table: str, whole) -> set[int]:
    """By SQLite's own table of pages: the rows of a table whose pages all lie within the first bytes."""
    file = sqlite3.connect(whole / "workshop.sqlite")
    try:
        [(root,)] = file.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
        whole_data = (whole / "workshop.sqlite").read_bytes()
    finally:
        file.close()
    found, left = set(), [root]
    while left:
        number = left.pop()
        page = whole_data[(number - 1) * SIZE : number * SIZE]
        cells = struct.unpack(">H", page[3:5])[0]
        if page[0] == 5:
            places = struct.unpack(f">{cells}H", page[12 : 12 + 2 * cells])
            left += [struct.unpack(">I", page[at : at + 4])[0] for at in places]
            left.append(struct.unpack(">I", page[8:12])[0])
        elif number * SIZE <= len(data):
            found |= {row for row, _ in rows_of({2: page})}
    return found


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_cut_file_is_told_and_gives_back_every_answer_whose_page_is_there(room, whole, tmp_path, share):
    data = room.read_bytes()[: int(room.stat().st_size * share)]
    room.write_bytes(data)
    with pytest.raises(SurveyFileError, match=r"damaged .pages of it are broken or missing.*bytes are there.*rescue"):
        Workshop(room.parent)
    assert room.read_bytes() == data
    with pytest.warns(SurveyWarning, match="Rescued from"):
        Workshop.rescue(room.parent, tmp_path / "rescued").close()
    back, before = answers_of(tmp_path / "rescued"), answers_of(whole)
    wanted = {f"a{number}" for number in intact(data, "answers", whole)}
    assert len(wanted) > 3
    assert wanted <= set(back)
    assert {answer: before[answer] for answer in back} == back


@pytest.mark.parametrize("lost", [100, SIZE])
def test_a_lost_header_costs_nothing(room, whole, tmp_path, lost):
    data = room.read_bytes()
    room.write_bytes(b"\xa5" * lost + data[lost:])
    with pytest.raises(SurveyFileError, match="does not begin as an SQLite file does.*rescue"):
        Workshop(room.parent)
    with pytest.warns(SurveyWarning, match=f"{N} answers"):
        Workshop.rescue(room.parent, tmp_path / "rescued").close()
    assert answers_of(tmp_path / "rescued") == answers_of(whole)
    with Workshop(tmp_path / "rescued") as again, Workshop(whole) as before:
        assert again.name == "The hall"
        assert again.answers(everything=True).equals(before.answers(everything=True))
        assert [question.text for question in again.questions] == [question.text for question in before.questions]
        assert again.add("Staff", "1", 1, "and on") == f"a{N + 1}"


def test_the_log_is_read_where_the_file_is_gone(tmp_path):
    with Workshop(tmp_path / "room") as room:
        for at in range(40):
            room.add("Staff", "1", 1, f"answer {at} " + "x" * 5000 * (at == 3) * 0)
        (tmp_path / "left").mkdir()
        log = room.path.with_name("workshop.sqlite-wal").read_bytes()
    for name in ("empty", "missing"):
        folder = tmp_path / name
        folder.mkdir()
        if name == "empty":
            (folder / "workshop.sqlite").touch()
        (folder / "workshop.sqlite-wal").write_bytes(log)
        with pytest.raises(
            SurveyFileError, match="is empty .0 bytes.*rescue" if name == "empty" else "is missing.*res"
        ):
            Workshop(folder)
        with pytest.warns(SurveyWarning, match="40 answers"):
            Workshop.rescue(folder, tmp_path / f"{name} again").close()
        assert len(answers_of(tmp_path / f"{name} again")) == 40


def test_an_empty_file_is_not_taken_for_a_new_workshop(tmp_path):
    (tmp_path / "workshop.sqlite").touch()
    with pytest.raises(SurveyFileError, match=r"is empty \(0 bytes\).*stays as it is.*delete the file or name another"):
        Workshop(tmp_path)
    assert (tmp_path / "workshop.sqlite").stat().st_size == 0
    with pytest.raises(SurveyFileError, match="Nothing can be read of"):
        Workshop.rescue(tmp_path, tmp_path / "rescued")
    (tmp_path / "workshop.sqlite").unlink()
    with Workshop(tmp_path) as room:
        assert room.add("Staff", "1", 1, "here we are") == "a1"


def test_a_file_without_its_log_says_how_much_is_missing(tmp_path):
    with Workshop(tmp_path / "room") as room:
        room.add("Staff", "1", 1, "in the file")
    with Workshop(tmp_path / "room") as room:
        for at in range(3):
            room.add("Staff", "1", 1, f"in the log {at}")
        (tmp_path / "copy").mkdir()
        for path in room.folder.iterdir():
            if not path.name.endswith(("-wal", "-shm")):
                shutil.copy(path, tmp_path / "copy")
    with (
        pytest.warns(SurveyWarning, match="lacks the last 3 acts.*3 answers among them: its log workshop.sqlite-wal"),
        Workshop(tmp_path / "copy") as copy,
    ):
        assert copy.answers().text.tolist() == ["in the file"]
        assert "lacks the last 3 acts" in copy.happened[0]
        # A number that somebody was told is never given to another answer.
        assert copy.add("Staff", "1", 1, "and on") == "a5"
    with Workshop(tmp_path / "copy") as copy:
        assert copy.happened == []


def test_an_older_copy_in_its_place_says_how_much_is_missing(tmp_path):
    with Workshop(tmp_path / "room") as room:
        room.add("Staff", "1", 1, "first")
        older = room.copy_to(tmp_path / "older")
        room.add("Staff", "1", 1, "second")
    shutil.copy(older, room.path)
    with (
        pytest.warns(
            SurveyWarning,
            match="lacks the last act that was stored here, 1 answer among them.*an older copy was put in",
        ),
        Workshop(tmp_path / "room") as again,
    ):
        assert again.answers().text.tolist() == ["first"]


def test_a_workshop_that_was_moved_goes_on_in_its_new_place(tmp_path):
    with Workshop(tmp_path / "room") as room:
        room.add("Staff", "1", 1, "first")
    shutil.move(tmp_path / "room", tmp_path / "elsewhere")
    with Workshop(tmp_path / "elsewhere") as room:
        assert room.add("Staff", "1", 1, "second") == "a2"


def test_a_workshop_that_is_open_is_rescued_through_sqlite(tmp_path):
    with Workshop(tmp_path / "room") as room:
        room.add("Staff", "1", 1, "still in the log")
        with pytest.warns(SurveyWarning, match="1 answer. Look"):
            Workshop.rescue(tmp_path / "room", tmp_path / "rescued").close()
    assert answers_of(tmp_path / "rescued") == {"a1": "still in the log"}


@pytest.mark.parametrize("size", [512, 1024, 4096, 65536])
@pytest.mark.parametrize("header", [True, False])
def test_pages_of_every_size_give_the_rows_that_sqlite_gives(tmp_path, size, header):
    path = tmp_path / "any"
    file = sqlite3.connect(path, isolation_level=None)
    file.execute(f"PRAGMA page_size = {size}")
    file.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, a, b, c)")
    file.execute("BEGIN")
    values = [0, 1, -1, 127, -128, 2**15, -(2**31), 2**47, 2**62, 1.5, None, "ä" * 3, b"\x00\xff", "z" * 70_000]
    for n in range(-3, 200):
        row = (n, values[n % 14], values[(n * 5) % 13], n / 3)
        file.execute("INSERT INTO t VALUES (?, ?, ?, ?)", row)
    file.execute("COMMIT")
    wanted = file.execute("SELECT * FROM t ORDER BY n").fetchall()
    file.close()
    data = path.read_bytes()
    if not header:
        data = b"\0" * 100 + data[100:]
    found = [(n, *row[1:]) for n, row in rows_of(pages_of(data)) if len(row) == 4 and row[0] is None]
    numbers = [(n - 2**64 if n >= 2**63 else n, *rest) for n, *rest in found]
    assert sorted(numbers, key=lambda row: row[0]) == wanted
