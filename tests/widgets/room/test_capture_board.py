"""The board at the table without a kernel: what is typed arrives, what cannot be saved stays, nothing runs."""

import re
import sqlite3

import pytest

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from cxresearch.widgets.room.capture_panel import capture_board

SAVED = re.compile(r"^Saved \d\d:\d\d:\d\d ✓ \((\d+) answers?\)$")


@pytest.fixture
def workshop(tmp_path):
    with cx.Workshop(tmp_path / "room") as made:
        yield made


@pytest.fixture
def board(workshop):
    made = capture_board(workshop, audience="Leaders", group="1")
    assert made.widget is not None
    return made


def press(board, keys: str) -> None:
    """Key by key, as a browser tells it; Enter is a new line."""
    for key in keys:
        board.controls["text"].value += key


def shown(board) -> str:
    return "".join(outlet.value for name, outlet in board._outlets.items() if name != "panel")


def texts(workshop) -> list[str]:
    return workshop.answers().text.tolist()


def test_enter_saves_and_saved_is_said_when_the_file_has_it(board, workshop):
    press(board, "Our people\n")
    assert SAVED.match(board.sentence)[1] == "1" and "Saved" in board._outlets["said"].value
    # Another program reads the file: it is on the disk, not in a cache of this one.
    with sqlite3.connect(workshop.path) as other:
        assert other.execute("SELECT audience, place, question, text FROM answers").fetchall() == [
            ("Leadership", "1", 1, "Our people")
        ]
    press(board, "The app\n")
    assert SAVED.match(board.sentence)[1] == "2" and board.controls["text"].value == ""
    assert "Our people" in shown(board) and "The app" in shown(board)


def test_enter_in_the_middle_of_a_word_saves_the_whole(board, workshop):
    press(board, "Our peple")
    board.controls["text"].value = "Our people"
    board.controls["text"].value = "Our pe\nople"
    assert texts(workshop) == ["Our people"] and board.controls["text"].value == ""


def test_lines_that_are_pasted_are_an_answer_each_and_the_last_waits_for_enter(board, workshop):
    board.controls["text"].value = "one\r\ntwo\n\nthree"
    assert texts(workshop) == ["one", "two"] and board.controls["text"].value == "three"
    press(board, "\n")
    assert texts(workshop) == ["one", "two", "three"]


@pytest.mark.parametrize(("typed", "why"), [("   ", "empty"), ("\u200b", "empty"), ("x" * 2001, "2,001 signs")])
def test_what_cannot_be_saved_is_a_sentence_and_stays(board, workshop, typed, why):
    board.controls["text"].value = typed
    press(board, "\n")
    assert board.fault and why in board.sentence and "nothing was stored" in board.sentence.lower()
    assert board.controls["text"].value == (typed if typed.strip() else "")
    assert texts(workshop) == []


def test_a_full_disk_keeps_the_text_and_enter_tries_again(board, workshop, monkeypatch):
    real = type(workshop).add

    def full(*_, **__):
        raise cx.SurveyFileError("The disk is full. Nothing was stored.")

    monkeypatch.setattr(type(workshop), "add", full)
    press(board, "The queue\n")
    assert (
        board.fault and "disk is full" in board._outlets["said"].value and board.controls["text"].value == "The queue"
    )
    monkeypatch.setattr(type(workshop), "add", real)
    press(board, "\n")
    assert not board.fault and texts(workshop) == ["The queue"] and board.controls["text"].value == ""


def test_nothing_shows_a_traceback(board, workshop, monkeypatch):
    monkeypatch.setattr(type(workshop), "add", lambda *_, **__: 1 / 0)
    press(board, "The queue\n")
    assert "This cannot be done (ZeroDivisionError" in board.sentence and board.controls["text"].value == "The queue"
    workshop.close()
    for name in ("undo", "edit", "take_back", "merge"):
        board.controls[name].click()
        assert board.fault and "Traceback" not in shown(board)


def test_a_table_without_a_name_is_asked_for_it(workshop):
    board = capture_board(workshop)
    board.controls["audience"].value = "Staff"
    press(board, "The queue\n")
    assert "Say first who writes" in board.sentence and board.controls["text"].value == "The queue"
    board.controls["group"].value = "Table 4"
    press(board, "\n")
    assert workshop.answers()[["audience", "group", "text"]].values.tolist() == [["Staff", "Table 4", "The queue"]]


def test_good_and_bad_are_asked_about_competitors_alone(board, workshop):
    seen = board.controls["good_or_bad"]
    assert seen.layout.display == "none"
    board.controls["question"].value = 3
    assert seen.layout.display is None
    seen.value = "bad"
    press(board, "Loud advertising\n")
    assert seen.value == "", "the next answer starts anew"
    press(board, "Faster loans\n")
    assert workshop.answers().good_or_bad.tolist() == ["bad", ""] and "(bad)" in shown(board)
    seen.value = "good"
    board.controls["question"].value = 1
    press(board, "Our people\n")
    assert workshop.answers().good_or_bad.tolist()[-1] == ""


def test_an_answer_is_corrected_and_the_old_wording_stays_in_its_history(board, workshop):
    press(board, "Our peple\nThe app\n")
    assert board.controls["edit"].layout.display == "none"
    board.controls["answer"].value = "a1"
    press(board, "half")
    board.controls["edit"].click()
    assert board.fault and "not saved yet" in board.sentence and board.controls["text"].value == "half"
    board.controls["text"].value = ""
    board.controls["edit"].click()
    assert board.controls["text"].value == "Our peple" and "Correct this answer" in shown(board)
    board.controls["text"].value = "Our people"
    press(board, "\n")
    assert texts(workshop) == ["Our people", "The app"] and board.editing == ""
    assert "Our peple" in workshop.history("a1").before.iloc[-1]


def test_duplicates_are_put_together_and_undo_parts_them(board, workshop):
    press(board, "The queue\nWaiting\n")
    board.controls["answer"].value = "a2"
    assert [value for _, value in board.controls["other"].options] == ["", "a1"]
    board.controls["merge"].click()
    assert board.fault, "no other answer was chosen"
    board.controls["other"].value = "a1"
    board.controls["merge"].click()
    assert texts(workshop) == ["The queue"] and workshop.answers(everything=True).merged_into.tolist() == ["", "a1"]
    board.controls["undo"].click()
    assert texts(workshop) == ["The queue", "Waiting"]


def test_undo_goes_back_step_by_step_and_says_when_there_is_nothing(board, workshop):
    press(board, "one\ntwo\n")
    board.controls["answer"].value = "a1"
    board.controls["take_back"].click()
    assert texts(workshop) == ["two"]
    for left in (["one", "two"], ["one"], []):
        board.controls["undo"].click()
        assert texts(workshop) == left
    board.controls["undo"].click()
    assert board.sentence == "There is nothing left to undo."


def test_tables_do_not_touch_each_other(workshop):
    one = capture_board(workshop, audience="Staff", group="1")
    two = capture_board(workshop, audience="Staff", group="2")
    first = one.add("The queue")
    two.add("The fees")
    assert one.here.text.tolist() == ["The queue"] and two.here.text.tolist() == ["The fees"]
    with pytest.raises(OptionError, match="this table's list"):
        two.take_back(first)
    assert two.undo() == "a2" and workshop.answers().text.tolist() == ["The queue"]


def test_the_notice_is_read_before_anything_is_written_and_stands_on_record(workshop):
    board = capture_board(workshop, audience="Staff", group="1")
    assert not workshop.notice_was_shown
    assert workshop.notice in board.widget.children[0].value and workshop.notice_was_shown


def test_markup_is_shown_as_text(board):
    press(board, "<script>alert(1)</script> & <b>bold</b>\n")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in shown(board) and "<script" not in shown(board)


def test_every_control_has_words_and_a_layout_of_its_own(board):
    for name, control in board.controls.items():
        assert control.description or control.tooltip or control.placeholder, name
    assert len({id(control.layout) for control in board.controls.values()}) == len(board.controls)


def test_ratings_are_not_written_down(workshop):
    workshop.set_topics(["Billing"])
    board = capture_board(workshop, audience="Leadership", group="1")
    assert [value for _, value in board.widget.children[1].children[2].options] == [1, 2, 3, 4]
    with pytest.raises(OptionError, match="guessed on phones"):
        board.ask(5)
    with pytest.raises(QuestionError, match="No question"):
        board.ask("What else?")


def test_a_board_needs_a_workshop(tmp_path):
    with pytest.raises(OptionError, match="stands on a workshop; got str"):
        capture_board("room")
    with cx.Workshop(tmp_path, [{"text": "Billing", "kind": "rating"}]) as workshop, pytest.raises(OptionError):
        capture_board(workshop)


def test_a_page_without_a_kernel_keeps_what_was_written(board):
    press(board, "Our people\n")
    bundle = board._repr_mimebundle_()
    assert bundle["text/plain"] == "Capture at the table: Leadership, 1. 1 answer."
    assert "Our people" in bundle["text/html"] and not SAVED.search(bundle["text/html"])
