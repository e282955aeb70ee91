"""Trouble in a real browser: the network goes, the computer sleeps or stops; what wall, desk and phone then show."""

import pytest

from cxresearch.widgets.room.facilitator_panel import facilitator_board
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.phones.wall import screens_of
from tests import browser
from tests.workshop.phones.test_clumsy_and_cunning import WORDS
from tests.workshop.test_browser_session import FITS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    with browser.chromium(tmp_path_factory.mktemp("browser"), width=360, height=740) as found:
        yield found


@pytest.fixture
def room(tmp_path):
    with Workshop(tmp_path / "room", name="Hall") as workshop:
        workshop.serve()
        yield workshop


@pytest.fixture
def tab(window):
    """A page with a memory of its own."""
    context = window.page.context.browser.new_context(viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


@pytest.fixture
def wall(window, room):
    context = window.page.context.browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    browser.visit(page, room.serve().wall)
    page.wait_for_selector(".cxwall")
    yield page
    context.close()


def joined(page, room):
    browser.visit(page, room.serve())
    page.get_by_label("Staff").check()
    page.locator("#table").fill("4")
    page.locator("form button").first.click()
    page.wait_for_selector("textarea")
    return page


def test_what_is_sent_into_a_dead_network_stays_and_goes_by_itself(room, tab):
    page = joined(tab, room)
    page.context.set_offline(True)
    page.locator("textarea").fill("The queue at noon")
    page.locator("form button").first.click()
    page.locator("#gone").wait_for(state="visible")
    assert "What you wrote stays here" in page.locator("#gone").inner_text()
    assert page.locator("textarea").input_value() == "The queue at noon"
    page.locator("form button").first.click()
    assert room.answers().empty
    page.context.set_offline(False)
    page.wait_for_selector("ul.mine", timeout=15_000)
    assert room.answers().text.tolist() == ["The queue at noon"], "once, however often it was pressed"
    assert page.locator("textarea").input_value() == ""


def test_votes_are_kept_while_the_network_is_gone(room, tab):
    for at in range(4):
        room.add("Staff", "1", 1, f"thought {at}")
    page = joined(tab, room)
    room.set_phase("vote")
    page.wait_for_selector("form.votes")
    page.context.set_offline(True)
    boxes = page.locator("form.votes input[type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(2).check()
    page.locator("form.votes button").click()
    page.locator("#gone").wait_for(state="visible")
    assert boxes.nth(0).is_checked() and boxes.nth(2).is_checked()
    page.context.set_offline(False)
    page.get_by_role("heading", name="Your votes are in").wait_for(timeout=15_000)
    assert len(room.ballot()) == 2


def test_a_server_that_stopped_comes_back_to_wall_and_phone_by_itself(room, tab, wall):
    page = joined(tab, room)
    address = room.serve()
    room.stop()
    wall.locator(".lost").wait_for(state="visible")
    assert "looks again by itself" in wall.locator(".lost").inner_text()
    page.locator("textarea").fill("Kind people")
    page.locator("form button").first.click()
    page.locator("#gone").wait_for(state="visible")
    room.set_phase("capture")
    assert room.serve() == address, "the same port and token"
    page.wait_for_selector("ul.mine", timeout=20_000)
    assert room.answers().text.tolist() == ["Kind people"]
    room.set_phase("vote")
    page.wait_for_selector("form.votes", timeout=20_000)
    wall.wait_for_function("() => document.body.innerText.includes('What matters most')", timeout=20_000)
    assert wall.locator(".lost").is_hidden()


def test_a_draft_outlives_its_page_until_it_is_saved(room, tab):
    page = joined(tab, room)
    page.locator("textarea").press_sequentially("half a thou")
    page.reload()
    assert page.locator("textarea").input_value() == "half a thou"
    browser.visit(page, room.serve() + "?question=2")
    assert page.locator("textarea").input_value() == "", "each question has its own"
    browser.visit(page, room.serve() + "?question=1")
    page.locator("form button").first.click()
    page.wait_for_selector("ul.mine")
    assert page.locator("textarea").input_value() == ""
    page.reload()
    assert page.locator("textarea").input_value() == ""


def test_a_table_s_laptop_that_was_shut_has_its_draft(room, tab):
    page, context = tab, tab.context
    address = room.scribe_address("Staff", "Table 2")
    browser.visit(page, address)
    assert page.evaluate("() => document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.type("The queue")
    page.close()
    page = context.new_page()
    browser.visit(page, address)
    assert page.locator("textarea").input_value() == "The queue"
    page.locator("textarea").press("End")
    page.keyboard.type(" at noon")
    page.keyboard.press("Enter")
    page.wait_for_selector("ul.mine")
    assert room.answers().text.tolist() == ["The queue at noon"]
    assert page.evaluate("() => document.activeElement.tagName") == "TEXTAREA", "the next one at once"
    page.keyboard.type("Fees")
    room.set_phase("vote")
    page.locator("#moved").wait_for(state="visible")
    page.keyboard.press("Enter")
    page.get_by_text("Now everybody votes on a phone.").wait_for()
    assert room.answers().text.tolist() == ["The queue at noon", "Fees"]


def test_a_laptop_that_slept_for_ten_minutes_is_noticed_by_the_wall(window, room, monkeypatch):
    """Nothing is heard on a connection that looks open: the wall says so, and asks for a new one."""
    context = window.page.context.browser.new_context()
    page = context.new_page()
    page.clock.install()
    browser.visit(page, room.serve().wall)
    page.wait_for_selector(".cxwall")
    events = room._server.phones.events
    (before,) = events.walls
    monkeypatch.setattr(events, "_seen", None)
    monkeypatch.setattr(events, "_round", lambda: None)
    room.set_phase("closed")
    assert "This workshop is over" not in page.content()
    page.clock.fast_forward("10:00")
    page.wait_for_function("() => document.body.innerText.includes('This workshop is over')", timeout=15_000)
    assert before not in events.walls or len(events.walls) > 1
    assert page.locator(".lost").is_hidden()
    context.close()


def test_a_phone_with_the_clock_wrong_sees_the_same_time_left(window, room):
    for year in ("1999-01-01T00:00:00", "2039-12-31T23:00:00"):
        context = window.page.context.browser.new_context(viewport={"width": 360, "height": 740})
        page = context.new_page()
        page.clock.set_system_time(year)
        joined(page, room)
        room.set_timer(5)
        page.wait_for_function("() => /^(4:5|5:00)/.test(document.getElementById('clock').innerText)")
        page.locator("textarea").fill(f"written in {year[:4]}")
        page.locator("form button").first.click()
        page.wait_for_selector("ul.mine")
        context.close()
    assert len(room.answers()) == 2
    assert set(room.times().time.str[:4]) != {"1999"}, "the room's clock counts"


def test_a_full_disk_is_told_to_the_phone_and_stands_on_the_desk_in_red(room, tab, wall):
    desk = facilitator_board(room, live=False)
    assert desk.widget is not None
    page = joined(tab, room)
    room._db.connection.execute(f"PRAGMA max_page_count = {room._db.read('PRAGMA page_count')[0][0]}")
    page.locator("textarea").fill("x" * 1900)
    for _ in range(60):
        page.locator("form button").first.click()
        page.wait_for_load_state()
        if page.locator(".said.wrong:visible").count():
            break
        page.locator("textarea").fill("x" * 1900)
    assert "could not store that" in page.locator(".said.wrong").first.inner_text()
    assert page.locator("textarea").input_value() == "x" * 1900
    desk.refresh()
    assert "#fdecea" in desk._outlets["warned"].value
    assert wall.locator(".cxwall").is_visible()
    room._db.connection.execute("PRAGMA max_page_count = 1000000")
    n = len(room.answers())
    page.locator("form button").first.click()
    page.wait_for_function("() => !document.querySelector('.said.wrong:not([hidden])')")
    assert len(room.answers()) == n + 1


def test_the_text_grows_without_a_word_lost(room, tab):
    page = joined(tab, room)
    page.locator("textarea").fill("half a thought")
    usual = page.evaluate("() => parseFloat(getComputedStyle(document.querySelector('textarea')).fontSize)")
    page.get_by_label("Larger text").click()
    assert page.locator("textarea").input_value() == "half a thought"
    size = "() => parseFloat(getComputedStyle(document.querySelector('textarea')).fontSize)"
    assert page.evaluate(size) == pytest.approx(1.4 * usual)
    assert page.evaluate("() => document.documentElement.scrollWidth <= 360")
    page.reload()
    assert page.evaluate(size) == pytest.approx(1.4 * usual), "remembered"
    assert page.evaluate("() => document.documentElement.scrollWidth <= 360")


def test_cards_of_any_writing_fit_the_wall_and_the_phone(room, wall, tab, tmp_path):
    """Five hundred signs without a space, Hebrew, emoji, marks piled up, Chinese, a hundred lines: all at 28 px."""
    room.set_limits(votes=3)
    for at, text in enumerate(WORDS):
        room.move(room.add("Staff", "1", 2, text, person=f"p{at}"), f"A theme with a long name, number {at // 3}")
        room.vote(f"a{at + 1}", f"voter {at}")
    page = joined(tab, room)
    room.set_phase("vote")
    page.wait_for_selector("form.votes")
    page.locator("details summary").first.click()
    assert page.evaluate("() => document.documentElement.scrollWidth <= 360")
    page.screenshot(path=tmp_path / "any_writing_phone.png", full_page=True)
    room.let_through()
    room.set_phase("reveal")
    wall.wait_for_selector(".cxwall .themes")
    n = len(screens_of(room._server.phones.reading))
    assert n >= 5
    for at in range(n):
        room.set_wall(screen=at)
        turned = "place => document.querySelector('.cxwall .foot').innerText.includes(place)"
        wall.wait_for_function(turned, arg=f"{at + 1} / {n}")
        wall.screenshot(path=tmp_path / f"any_writing_{at}.png")
        out, small, cut, _ = wall.evaluate(FITS)
        assert (out, small, cut) == (0, 0, 0), at
