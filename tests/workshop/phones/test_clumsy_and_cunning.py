"""What a clumsy facilitator does, and a guest with time on his hands: each with one clear outcome."""

import math
import shutil
from collections import Counter

import pytest

import cxresearch as cx
from cxresearch.errors import CXResearchError, OptionError, QuestionError
from cxresearch.revealing.beside import find_in_room
from cxresearch.revealing.grouping import group_answers
from cxresearch.widgets.room.facilitator_panel import facilitator_board
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.phones.cards import cards_of
from cxresearch.workshop.phones.voting import theme_mark
from cxresearch.workshop.phones.wall import screens_of
from tests.workshop.phone_client import Phone


@pytest.fixture
def room(tmp_path):
    with Workshop(tmp_path / "room", name="Hall") as workshop:
        yield workshop


@pytest.fixture
def desk(room):
    made = facilitator_board(room, live=False)
    assert made.widget is not None
    return made


def three(room) -> list[str]:
    return [room.add("Staff", "1", 2, text, person=f"p{at}") for at, text in enumerate(("Queue", "queue!", "Lines"))]


# -- erased, merged, voted --------------------------------------------------------------------------


def test_what_is_erased_can_be_neither_merged_nor_voted_nor_moved(room):
    keep, gone, _ = three(room)
    room.erase(gone)
    for act in (lambda: room.merge(keep, gone), lambda: room.merge(gone, keep), lambda: room.vote(gone, "p"),
                lambda: room.move(gone, "Theme"), lambda: room.hide(gone, "why"), lambda: room.edit(gone, "x"),
                lambda: room.erase(gone), lambda: room.restore(gone)):  # fmt: skip
        with pytest.raises(QuestionError, match="No answer"):
            act()
    phone = Phone(room.serve()).join()
    room.set_phase("vote")
    got = phone.post("vote", {"form": phone.get().form, "answer": [keep, gone]})
    assert got.status == 422 and room.ballot().empty, "all or nothing, in words"


def test_a_merged_card_that_is_erased_gives_the_others_back_with_their_votes(room):
    keep, first, second = three(room)
    room.vote(keep, "one")
    room.vote(first, "two")
    room.merge(keep, first, second)
    assert room.ballot().votes.tolist() == [2]
    room.erase(keep)
    assert room.answers()[["answer", "votes"]].values.tolist() == [[first, 1], [second, 0]]


def test_one_behind_a_card_that_is_erased_leaves_the_card(room):
    keep, first, second = three(room)
    room.merge(keep, first, second)
    room.serve()
    reading = room._server.phones.reading
    assert cards_of(reading)[0][0].stands_for == 3
    room.erase(first)
    assert [card.stands_for for card in cards_of(reading)[0]] == [2]


def test_a_circle_of_merges_and_a_merge_over_questions_are_refused_in_words(room, desk):
    keep, first, second = three(room)
    other = room.add("Staff", "1", 1, "Queue")
    room.merge(keep, first)
    with pytest.raises(OptionError, match="itself merged"):
        room.merge(first, keep)
    desk.controls["desk"].value = "tables"
    desk.controls["cards"].value = [keep, other]
    desk.controls["join_cards"].click()
    assert desk.fault and "different questions" in desk.sentence
    assert room.answers(everything=True).merged_into.tolist() == ["", keep, "", ""]
    assert second


# -- phases -----------------------------------------------------------------------------------------


def test_a_double_reveal_is_one_reveal(room, desk):
    three(room)
    for _ in range(3):
        desk.ask_phase("reveal")
        desk.go_on()
        desk.go_on()
    assert room.phase == "reveal" and not desk.fault
    assert [change.what for change in room.changes()].count("phase") == 1


def test_a_kernel_killed_between_the_reveal_and_its_themes_goes_on(tmp_path):
    with Workshop(tmp_path / "room") as room:
        room.add("Staff", "1", 2, "The queue at noon")
        room.let_through()
        room.set_phase("reveal")
    with Workshop(tmp_path / "room") as room:
        assert not room.themes().by.any()
        board = facilitator_board(room, live=False)
        assert board.widget is not None and not board.fault
        assert room.themes().theme.tolist() == ["Waiting time"]


def test_back_from_the_reveal_to_writing_and_on_again(room, desk):
    address = room.serve()
    phone, other = Phone(address).join(), Phone(address).join("Customers", "C")
    phone.answer("zebra")
    for phase in ("reveal", "capture"):
        desk.set_phase(phase)
    phone.answer("Ask Mr Miller")
    assert "Miller" not in other.get().text + other.get("vote").text
    desk.ask_phase("reveal")
    assert desk.asked == "reveal" and "1 answer flagged" in desk.sentence
    desk.not_yet()
    assert room.phase == "capture" and desk.asked == ""


def test_go_on_that_nobody_asked_for_changes_nothing(desk, room):
    desk.go_on()
    assert room.phase == "capture" and not desk.fault


# -- numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [-5, 0, 0.05, 1441, math.nan, math.inf, "5", None, True])
def test_a_clock_that_is_none_is_refused_and_the_old_one_runs(room, desk, minutes):
    room.set_timer(5)
    assert not desk._try(lambda: desk.start_clock(minutes))
    assert desk.fault and "minutes=" in desk.sentence
    assert room.timer.running and room.timer.left > 290


@pytest.mark.parametrize("people", [0, -1, 1001, 2.5, "6", True])
def test_a_table_of_no_people_is_refused(room, people):
    with pytest.raises(OptionError, match="people= is a whole number"):
        room.seat("Staff", "1", people)


def test_a_table_without_a_name_is_not_announced(room, desk):
    desk.open_phones()
    for name in ("", "   ", "\u200b"):
        assert not desk._try(lambda name=name: desk.announce("Staff", name))
        assert desk.fault
        with pytest.raises(CXResearchError):
            room.scribe_address("Staff", name)
    assert room.tables().empty, "and leaves no table behind"


def test_pages_are_turned_to_the_ends_and_no_farther(room, desk):
    three(room)
    desk.set_phase("reveal")
    for _ in range(20):
        desk.turn()
    assert room.wall["screen"] == len(desk.screens) - 1
    for _ in range(20):
        desk.turn(-1)
    assert room.wall["screen"] == 0
    with pytest.raises(OptionError):
        desk.show_screen(10**6)
    room.set_wall(screen=500)
    desk.refresh()
    assert not desk.fault


# -- people -----------------------------------------------------------------------------------------


def test_when_the_few_leaders_take_everything_back_the_others_are_named_again(room):
    for at in range(6):
        room.add("Staff", "S", 2, f"thought {at}", person=f"s{at}")
    for at in range(4):
        room.add("Leadership", f"L{at}", 2, f"leader thought {at}", person=f"l{at}")
    assert room.crowd.named("Staff", "S") == ("", "")
    for answer in room.answers().query("audience == 'Leadership'").answer:
        room.erase(answer)
    assert room.crowd.named("Staff", "S") == ("Staff", "S")
    assert "Leadership" not in room.crowd.audiences


def test_one_leader_a_table_is_recognised_by_no_way_out(room, tmp_path):
    """Four leaders with a table each, ten of staff, six customers: what leaves tells nothing of the four."""
    room.set_names(["Okafor"])
    for who, n in (("Leadership", 4), ("Staff", 10), ("Customers", 6)):
        for at in range(n):
            room.join(who, f"{who} seat {at}", f"{who} {at}")
            text = f"The queue {who[:3]}mark{at}" + (" says Okafor" if at == 0 else "")
            room.add(who, f"{who} seat {at}", 2, text, person=f"{who} {at}")
    group_answers(room)
    for at in range(4):
        room.vote("a6", f"Leadership {at}")
    room.set_phase("reveal")
    out = room.export(tmp_path / "out")
    ways = {path.name: path.read_text(encoding="utf-8-sig") for path in out.iterdir()}
    ways["survey"] = room.to_survey().to_pandas().drop(columns=["audience"]).to_string()
    outside = find_in_room(room, leaving=True)
    ways["results"] = " ".join(
        part for one in outside.results for part in [*one.sentences(), *one.caveats, one.table.to_string()]
    )
    desk = facilitator_board(room, live=False, report=cx.Report, folder=tmp_path / "study")
    desk.make_report()
    from pptx import Presentation

    deck = Presentation(str(tmp_path / "study" / "what-the-room-said.pptx"))
    ways["deck"] = " ".join(
        shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame
    )
    for name, text in ways.items():
        assert "Okafor" not in text, name
        assert "seat" not in text, name
        assert name in ("survey", "about.txt") or "Leamark" not in text, name
        assert name in ("survey", "about.txt") or "Leader" not in text, name
    survey = room.to_survey().to_pandas()
    assert survey[survey.audience == "Leadership"].writer.nunique() == 1, "four count as one, and are hidden as one"
    room.serve()
    for screen in screens_of(room._server.phones.reading):
        assert all(who == place == "" for column in screen.columns for _, who, place, _, _ in column)
        assert all(not row["split"] for row in screen.themes)


@pytest.mark.parametrize(("first", "second", "same"), [
    ("Table 1", "１", True), ("Table 1", "table  1", True), ("4", "Tisch 4", True), ("Süd", "SÜD", True),
    ("Table 1", "Tаble 1", False), ("1", "l", False), ("1", "10", False),
])  # fmt: skip
def test_tables_that_look_alike_are_one_where_people_mean_one(room, first, second, same):
    address = room.serve()
    for name in (first, second):
        Phone(address).join("Staff", name).answer("The queue")
    assert room.tables().group.nunique() == (1 if same else 2)


def test_a_phone_that_changes_its_table_is_one_phone(room):
    phone = Phone(room.serve()).join("Staff", "1")
    phone.answer("at one")
    page = phone.get("who")
    assert phone.post("who", {"form": page.form, "audience": "Customers", "table": "2"}).status == 303
    phone.answer("at two")
    assert room.answers().person.nunique() == 1
    reading = room._server.phones.reading
    assert Counter(audience for audience, _ in reading.joined().values()) == {"Customers": 1}


# -- words ------------------------------------------------------------------------------------------

WORDS = (
    "x" * 500,
    "שלום עולם " * 20,
    "👩‍👩‍👧‍👦🏳️‍🌈" * 40,
    "Z̸̧͓͎" * 60,
    "很长的一句话" * 40,
    "a\n" * 120,
    "<script>alert(1)</script>",
    "‮drow",
    "%s {x} {{ 7*7 }}",
)


def test_no_word_breaks_a_page_a_card_or_an_export(room, desk, tmp_path):
    phone = Phone(room.serve()).join()
    for text in WORDS:
        assert phone.answer(text, 2).status == 303
    room.let_through()
    desk.set_phase("vote")
    assert not desk.fault
    page = phone.get().text
    assert "<script>alert" not in page and "{{ 7*7 }}" in page
    desk.set_phase("reveal")
    desk.controls["desk"].value = "moderation"
    desk.controls["question"].value = 2
    assert not desk.fault, desk.sentence
    shown = "".join(part.value for part in desk._outlets.values() if hasattr(part, "value"))
    assert "<script>alert" not in shown and "{{ 7*7 }}" in shown
    out = room.export(tmp_path / "out")
    assert (out / "answers.csv").exists()


def test_a_theme_called_anything_is_voted_on_and_shown_as_text(room):
    themes = ["<b>Fees</b>", "T" * 100, "Ø; Å", "‮sdrawkcab", "{{ 7*7 }}"]
    for theme in themes:
        for at in range(2):
            room.move(room.add("Staff", "1", 2, f"thought {theme[:5]} {at}", person=f"p{at}"), theme)
    phone = Phone(room.serve()).join()
    room.set_phase("vote")
    page = phone.get()
    assert "<b>Fees" not in page.text and "&lt;b&gt;Fees" in page.text and "{{ 7*7 }}" in page.text
    marks = [theme_mark(2, "<b>Fees</b>"), theme_mark(2, "T" * 100), theme_mark(2, "Å")]
    assert phone.post("vote", {"form": page.form, "answer": marks}).status == 303
    room.set_phase("reveal")
    (ballot,) = [one for one in screens_of(room._server.phones.reading) if one.kind == "ballot"]
    assert {row["theme"] for row in ballot.themes} == {"<b>Fees</b>", "T" * 100, "Å"}


def test_the_language_is_switched_midway(room, desk):
    three(room)
    desk.set_phase("vote")
    cx.language("de")
    try:
        desk.set_phase("reveal")
        assert not desk.fault and "Der Raum" in desk.sentence
        assert "Was könnte besser werden?" in desk._outlets["preview"].value
    finally:
        cx.language("en")
    desk.refresh()
    assert "What could be improved?" in desk._outlets["preview"].value


# -- folders ----------------------------------------------------------------------------------------


def test_the_study_s_folder_that_was_deleted_is_made_anew(room, tmp_path):
    desk = facilitator_board(room, live=False, report=cx.Report, folder=tmp_path / "study")
    for who in ("Staff", "Customers"):
        for at in range(10):
            room.add(who, "1", 2, f"The queue {at}", person=f"{who} {at}")
    (tmp_path / "study").mkdir()
    shutil.rmtree(tmp_path / "study")
    desk.export()
    shutil.rmtree(tmp_path / "study")
    desk.make_report()
    assert not desk.fault and (tmp_path / "study" / "what-the-room-said.pptx").exists()


def test_a_folder_that_cannot_be_made_is_a_sentence(room, tmp_path):
    (tmp_path / "file").write_text("no folder")
    desk = facilitator_board(room, live=False, report=cx.Report, folder=tmp_path / "file" / "below")
    assert desk.widget is not None
    for who in ("Staff", "Customers"):
        for at in range(10):
            room.add(who, "1", 2, f"The queue {at}", person=f"{who} {at}")
    for name in ("export", "make_report"):
        desk.controls[name].click()
        assert desk.fault and "Traceback" not in desk.sentence, name
    assert room.add("Staff", "1", 1, "it goes on")


def test_the_room_s_own_folder_that_vanishes_is_told_on_the_desk_and_the_phone(room, desk):
    phone = Phone(room.serve()).join()
    page = phone.get()
    shutil.rmtree(room.folder)
    got = phone.post("answer", {"form": page.form, "key": page.key, "question": 1, "text": "still here"})
    assert got.status == 503 and "still here" in got.text and "moved or taken away" in got.text
    desk._try(desk.refresh)
    shown = "".join(part.value for part in desk._outlets.values() if hasattr(part, "value"))
    assert desk.fault or "#fdecea" in shown


# -- a script ---------------------------------------------------------------------------------------


def test_a_form_of_a_thousand_fields_is_refused_in_words(room):
    three(room)
    phone = Phone(room.serve()).join()
    room.set_phase("vote")
    got = phone.post("vote", {"form": phone.get().form, "answer": [f"a{at}" for at in range(1000)]})
    assert got.status == 400 and room.ballot().empty


def test_votes_and_guesses_in_the_wrong_phase_change_nothing(room):
    room.set_topics(["Billing"])
    ids = three(room)
    phone = Phone(room.serve()).join()
    form = phone.get().form
    for phase in ("capture", "predict", "reveal", "closed"):
        room.set_phase(phase)
        assert phone.post("vote", {"form": form, "answer": ids[0]}).status == 409
    for phase in ("capture", "vote", "reveal", "closed"):
        room.set_phase(phase)
        topic = room.topics[0].number
        assert phone.post("guess", {"form": form, f"guess-{topic}": "5"}).status == 409
    assert room.ballot().empty and room.guesses().empty
