"""One laptop a table: its own page of the same server, its own address, and nothing of others on it."""

import re

import pytest

from cxresearch.errors import OptionError
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.phones.pages import HEADERS
from tests.workshop.phone_client import Phone


@pytest.fixture
def room(tmp_path):
    with Workshop(tmp_path / "room", name="Hall") as workshop:
        workshop.serve()
        yield workshop


def scribe_of(room, audience="Staff", table="Table 2", **options) -> Phone:
    return Phone(room.scribe_address(audience, table, **options))


def test_a_scribe_writes_corrects_and_takes_back_without_a_cookie(room):
    scribe = scribe_of(room, people=6)
    page = scribe.get()
    assert page.status == 200
    assert "Staff" in page.text and "Table 2" in page.text and "6 people sit at this table." in page.text
    assert "shown in this room" in page.text, "the notice"
    assert scribe.answer("The queue at noon", 2).headers["Location"].endswith("?question=2&done=saved")
    assert scribe.cookies == {}
    (one,) = room.answers().itertuples()
    assert (one.audience, one.group, one.person, one.question) == ("Staff", "Table 2", "", 2)
    assert room.notice_was_shown
    page = scribe.get(question=2)
    assert "The queue at noon" in page.text
    change = scribe.get("change", answer=one.answer)
    fields = {"form": change.form, "answer": one.answer, "text": "The queue at one", "do": "change"}
    assert scribe.post("change", fields).status == 303
    assert room.answers().text.tolist() == ["The queue at one"]
    assert scribe.post("change", fields | {"do": "withdraw"}).status == 303
    assert room.answers().empty
    scribe.answer("A word too many", 1)
    gone = scribe.get("erase", answer="a2")
    assert scribe.post("erase", {"form": gone.form, "answer": "a2"}).status == 303
    assert "too many" not in scribe.get("mine").text
    assert len(room.answers(everything=True)) == 1


def test_behind_a_sheet_stand_the_people_that_were_set(room):
    scribe = scribe_of(room, people=6)
    scribe.answer("The queue")
    assert room.crowd.people("Staff") == 6
    other = scribe_of(room, "Customers", "C")
    other.answer("The fees")
    assert room.crowd.people("Customers") == 1, "a table of unknown size is one"
    room.seat("Customers", "C", people=5)
    assert room.crowd.names_audiences


def test_each_table_has_an_address_of_its_own_and_sees_nothing_of_others(room):
    first, second = scribe_of(room), scribe_of(room, "Leadership", "1")
    phone = Phone(room.serve()).join("Staff", "Table 2")
    assert len({first.path, second.path, phone.path}) == 3
    first.answer("zebra", 1)
    phone.answer("okapi", 1)
    for step in ("", "mine", "wait"):
        assert "zebra" not in second.get(step).text and "okapi" not in second.get(step).text
        assert "zebra" not in phone.get(step).text
        assert "okapi" not in first.get(step).text, "who writes on a phone at the same table writes alone"
    for other in (second, phone):
        got = other.post("change", {"form": other.get().form, "answer": "a1", "text": "mine now", "do": "change"})
        assert got.status == 404
        assert other.post("erase", {"form": other.get().form, "answer": "a1"}).status == 404
    assert room.answers().text.tolist() == ["zebra", "okapi"]
    # It opens no phone page, and takes no vote.
    for step in ("who", "back", "vote", "guess", "../"):
        assert first.get(step).status == 404
    # Nor does a table that nobody announced have one, nor the wall's or another form.
    nobody = room._server._keys.scribe("Staff", "Table 99")
    assert Phone(first.address.replace(first.path, f"/{nobody}/")).get().status == 404
    assert first.post("answer", {"form": second.get().form, "key": "k" * 20, "question": 1, "text": "x"}).status == 403
    assert first.post("answer", {"key": "k" * 20, "question": 1, "text": "x"}).status == 403
    sent = {"form": first.get().form, "key": "k" * 20, "question": 1, "text": "x"}
    assert first.post("answer", sent, Sec_Fetch_Site="cross-site").status == 403


def test_it_is_the_same_over_a_restart_and_another_for_another_room(tmp_path):
    with Workshop(tmp_path / "room") as room:
        room.serve()
        before = room.scribe_address("Leaders", "1")
    with Workshop(tmp_path / "room") as room:
        room.serve()
        assert room.scribe_address("Leadership", "1") == before, "leaders are Leadership"
        room.serve(new_token=True)
        assert room.scribe_address("Leadership", "1").rpartition("/")[0] != before.rpartition("/")[0]
        assert Phone(before).get().status == 404
    with Workshop(tmp_path / "other") as other, pytest.raises(OptionError, match="not served"):
        other.scribe_address("Leadership", "1")


def test_it_follows_the_phases_and_keeps_what_was_typed(room):
    scribe = scribe_of(room)
    open_page = scribe.get()
    for phase, said in (("vote", "votes on a phone"), ("predict", "guesses on a phone"),
                        ("reveal", "Look at the screen"), ("closed", "This workshop is over")):  # fmt: skip
        room.set_phase(phase)
        page = scribe.get().text
        assert said in page and "<textarea" not in page
    room.set_phase("capture")
    room.set_phase("vote")
    fields = {"form": open_page.form, "key": open_page.key, "question": 1, "text": "begun before"}
    assert scribe.post("answer", fields | {"late": "1"}).status == 303
    room.set_phase("closed")
    got = scribe.post("answer", fields | {"late": "1", "text": "much too late"})
    assert got.status == 409 and "much too late" in got.text, "it can be copied"
    assert (
        got.text.count("<script") == 0 or HEADERS["Content-Security-Policy"] == got.headers["Content-Security-Policy"]
    )


def test_an_empty_or_long_answer_comes_back(room):
    scribe = scribe_of(room)
    assert scribe.answer(" ").status == 422
    long = "x" * 2001
    got = scribe.answer(long)
    assert got.status == 422 and got.typed == long
    assert "Staff" in got.text


def test_a_double_tap_is_stored_once_and_two_laptops_share_a_table(room):
    one, other = scribe_of(room), scribe_of(room)
    page = one.get()
    fields = {"form": page.form, "key": page.key, "question": 1, "text": "Kind people"}
    assert {one.post("answer", fields).status for _ in range(3)} == {303}
    assert "Kind people" in other.get(question=1).text
    other.answer("Good coffee", 1)
    assert "Good coffee" in one.get(question=1).text
    assert len(room.answers()) == 2


@pytest.mark.parametrize("table", ["<b>1</b>", "Tisch „Süd“ 4", "\u202eelbat", "🦓", "a" * 100, "1\u200b"])
def test_a_table_may_be_called_anything(room, table):
    scribe = scribe_of(room, "Staff", table)
    assert scribe.answer("The queue").status == 303
    page = scribe.get().text
    assert "<b>1</b>" not in page
    assert room.answers().group.tolist() == [room.tables().group.iloc[0]]


# -- the size of the text --------------------------------------------------------------------------


def test_the_size_of_the_text_is_remembered_by_links_alone(room):
    phone = Phone(room.serve()).join()
    assert 'class="size' not in re.search("<html[^>]*>", phone.get().text)[0]
    for to in ("2", "1"):
        got = phone.get("size", to=to, back="wait")
        assert (got.status, got.headers["Location"]) == (303, f"{phone.path}wait")
        assert f'class="size{to}"' in re.search("<html[^>]*>", phone.get("wait").text)[0]
    for wrong in ("3", "", "x", "1;drop"):
        assert phone.get("size", to=wrong).status == 303
        assert 'class="size1"' in phone.get().text
    assert phone.get("size", to="0", back="//evil.example/").headers["Location"] == phone.path
    assert 'class="size' not in phone.get().text.partition("<body")[0].partition("<style")[0]
    # At the door and on a table's page too.
    assert "Larger text" in Phone(room.serve()).get().text
    scribe = scribe_of(room)
    assert scribe.get("size", to="2").status == 303
    assert 'class="size2"' in scribe.get().text


def test_a_reader_hears_who_he_is_then_what_was_said_then_the_question(room):
    phone = Phone(room.serve()).join()
    phone.answer("Kind people")
    page = phone.get(question=1, done="saved").text
    parts = (
        "<header", 'role="group"', "<main", 'role="status"', "<nav", "<h1", "<textarea", "<button", 'id="mine"',
        "<footer", 'class="code"',
    )  # fmt: skip
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert page.count("<h1") == 1 and page.count("<main") == 1 and 'lang="en"' in page
    # What is written again on every page has a name; nothing that is focused comes out of order.
    assert "tabindex" not in page.replace('tabindex="-1"', "")
    for label in re.findall(r'<a [^>]*class="s\d"[^>]*>', page):
        assert "aria-label" in label
