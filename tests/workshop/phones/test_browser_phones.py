"""The phone pages in a real browser, 360 pixels wide: by finger, by keyboard, with bad words, asking nobody else."""

import pytest

from cxresearch.workshop.board import Workshop
from tests import browser

pytestmark = pytest.mark.browser

TOPICS = ["Billing", "Waiting time", "Mobile app", "Advice", "Complaints"]
NASTY = "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"


@pytest.fixture
def room(tmp_path):
    with Workshop(tmp_path / "room", name="Harbour Bank") as workshop:
        workshop.set_topics(TOPICS)
        yield workshop


@pytest.fixture
def window(tmp_path):
    with browser.chromium(tmp_path, width=360, height=740) as window:
        window.page.set_default_timeout(60_000)
        yield window
        assert window.outside == []
        assert window.complaints == []


def fits(page) -> bool:
    """No sideways scrolling, nothing that sticks out, and type of at least 16 pixels wherever something is read."""
    return page.evaluate(
        """() => {
            const wide = document.documentElement.scrollWidth > window.innerWidth;
            const parts = [...document.querySelectorAll("main *, header *, footer *")]
                .filter(part => !part.closest(".hidden") && part.getClientRects().length);
            const out = parts.some(part => part.getBoundingClientRect().right > window.innerWidth + 1);
            const small = parts.some(part => parseFloat(getComputedStyle(part).fontSize) < 16);
            return !wide && !out && !small;
        }"""
    )


def touchable(page) -> list[str]:
    """Controls that a thumb would miss: below 44 pixels high, links in a sentence aside."""
    return page.evaluate(
        """() => [...document.querySelectorAll("button, a.button, nav a, label.pick, textarea, input[type=text]")]
            .filter(part => part.getBoundingClientRect().height < 44).map(part => part.outerHTML.slice(0, 80))"""
    )


def low_contrast(page) -> list[str]:
    """Texts below 4.5 to 1 against the nearest ground behind them (WCAG 2.2, 1.4.3)."""
    return page.evaluate(
        """() => {
            const parse = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
            const light = ([r, g, b]) => [r, g, b].map(value => value / 255)
                .map(value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
                .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
            const ground = part => {
                for (let at = part; at; at = at.parentElement) {
                    const colour = parse(getComputedStyle(at).backgroundColor);
                    if (colour.length === 3 || colour[3] > 0.99) return colour;
                }
                return [255, 255, 255];
            };
            const own = part => [...part.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
            return [...document.querySelectorAll("body *")].filter(own)
                .filter(part => !["STYLE", "SCRIPT", "TITLE"].includes(part.tagName))
                .map(part => [part, light(parse(getComputedStyle(part).color)), light(ground(part))])
                .filter(([part, ink, back]) => (Math.max(ink, back) + 0.05) / (Math.min(ink, back) + 0.05) < 4.5)
                .map(([part]) => part.textContent.trim().slice(0, 40));
        }"""
    )


def check(window, folder, name: str) -> None:
    assert fits(window.page), name
    assert touchable(window.page) == [], name
    assert low_contrast(window.page) == [], name
    window.screenshot(folder / f"{name}.png", whole_page=True)


def come_in(page, address: str, audience: str = "Staff", table: str = "4") -> None:
    browser.visit(page, address)
    page.get_by_label(audience).check()
    page.get_by_label("My table").fill(table)
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("You are").wait_for()


def test_from_the_door_to_the_close(room, window, tmp_path):
    page, address = window.page, room.serve()
    browser.visit(page, address)
    assert room.notice in page.inner_text("main")
    check(window, tmp_path, "1-door")
    come_in(page, address, "Leadership")
    check(window, tmp_path, "2-question")
    page.get_by_label("What do we do well?").fill("Our people stay until it is solved")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("status").wait_for()
    assert page.get_by_role("status").inner_text() == "Saved. 1 answer from your table so far."
    assert "Our people stay until it is solved" in page.inner_text("ul.mine")
    assert page.get_by_label("What do we do well?").input_value() == ""
    check(window, tmp_path, "3-saved")
    page.reload()
    assert len(room.answers()) == 1, "a page loaded again sends nothing"

    page.get_by_role("link", name="Change or withdraw").click()
    page.get_by_label("Change your answer").fill("Our people stay")
    check(window, tmp_path, "4-change")
    page.get_by_role("button", name="Save the change").click()
    page.get_by_text("Your change is saved.").wait_for()
    assert room.answers().text.tolist() == ["Our people stay"]

    page.get_by_role("link", name="Question 3").click()
    page.get_by_text("Bad", exact=True).click()
    page.get_by_role("textbox").fill("w" * 2_500)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("textbox").input_value() == "w" * 2_500
    assert page.get_by_role("radio", name="Bad").is_checked()
    check(window, tmp_path, "5-too-long")

    for n in range(3):
        words = f"The queue at noon takes {n + 2} times as long as it should, and nobody says why"
        room.add("Staff", "Table 1", 2, words)
    room.set_phase("vote")
    browser.visit(page, address)
    check(window, tmp_path, "6-vote")
    page.get_by_label("The queue at noon takes 3").check()
    page.get_by_label("Our people stay").check()
    page.get_by_role("button", name="Send my votes").click()
    page.get_by_role("heading", name="Your votes are in").wait_for()
    assert room.answers().votes.tolist() == [1, 0, 1, 0]
    check(window, tmp_path, "7-voted")

    room.set_phase("predict")
    browser.visit(page, address)
    for topic, value in zip(TOPICS, (7, 5, 10, 0, 6), strict=True):
        page.get_by_role("group", name=topic).get_by_text(str(value), exact=True).click()
    check(window, tmp_path, "8-guess")
    page.get_by_role("button", name="Send my guesses").click()
    page.get_by_role("heading", name="Your guesses are in").wait_for()
    assert room.guesses().value.tolist() == [7, 5, 10, 0, 6]
    for phase, heading in (("reveal", "Look at the screen"), ("closed", "Thank you")):
        room.set_phase(phase)
        browser.visit(page, address)
        page.get_by_role("heading", name=heading).wait_for()
        check(window, tmp_path, f"9-{phase}")


def test_a_waiting_page_follows_the_room_by_itself(room, window):
    come_in(window.page, room.serve())
    room.set_phase("reveal")
    browser.visit(window.page, room.serve())
    window.wait_for_words("Look at the screen")
    room.set_phase("closed")
    window.wait_for_words("This workshop is over", timeout=90)


def test_a_wrong_token_shows_nothing(room, window, tmp_path):
    address = room.serve()
    wrong = address[:-3] + ("00/" if not address.endswith("00/") else "11/")
    got = window.page.goto(wrong)
    assert got.status == 404
    assert "Harbour Bank" not in window.page.content()
    assert "Nothing here" in window.page.inner_text("main")
    assert window.page.locator("form").count() == 0
    check(window, tmp_path, "wrong-token")


def test_markup_stays_text(room, window, tmp_path):
    page = window.page
    come_in(page, room.serve(), table=NASTY[:90])
    page.get_by_role("textbox").fill(NASTY)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("status").wait_for()
    assert NASTY in page.inner_text("ul.mine")
    assert NASTY[:90] in page.inner_text("header")
    assert page.locator("main img, main script, header script").count() == 0
    assert "broken" not in page.title()
    check(window, tmp_path, "markup")
    room.set_phase("vote")
    browser.visit(page, room.serve())
    assert NASTY in page.inner_text("form")
    assert "broken" not in page.title()


def test_a_turned_direction_and_piled_marks_stay_in_their_box(room, window, tmp_path):
    page = window.page
    come_in(page, room.serve())
    family, hello = "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u0645\u0631\u062d\u0628\u0627"
    for sent, text in enumerate(("\u202edesrever", "Z" + "\u0335\u0489" * 200, family * 60, hello)):
        page.get_by_role("textbox").fill(text)
        page.get_by_role("button", name="Send").click()
        # The word of the last answer still stands while the next one is on its way.
        page.get_by_role("link", name="Change or withdraw").nth(sent).wait_for()
    assert page.get_by_role("link", name="Change or withdraw").count() == 4
    assert page.get_by_role("button", name="Send").inner_text() == "Send"
    check(window, tmp_path, "strange")


def test_by_keyboard_alone(room, window):
    page = window.page
    browser.visit(page, room.serve())

    def to(name: str) -> None:
        for _ in range(15):
            page.keyboard.press("Tab")
            if name in page.evaluate("(document.activeElement.labels?.[0] || document.activeElement).textContent"):
                assert page.evaluate(
                    """() => {
                        const shown = document.activeElement.closest(".pick") || document.activeElement;
                        return getComputedStyle(shown).outlineStyle !== "none";
                    }"""
                ), "where the focus is must be seen"
                return
        pytest.fail(f"Tab does not reach {name!r}")

    to("Leadership")
    page.keyboard.press("ArrowDown")
    to("My table")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    page.get_by_text("You are Staff, Table 4").wait_for()
    to("What do we do well?")
    page.keyboard.type("By keyboard")
    to("Send")
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "status", "the message is read first"
    to("Question 1")
    assert room.answers()[["audience", "group", "text"]].values.tolist() == [["Staff", "Table 4", "By keyboard"]]


def test_the_form_is_sent_once_also_by_a_double_tap(room, window):
    page = window.page
    come_in(page, room.serve())
    page.get_by_role("textbox").fill("once")
    page.get_by_role("button", name="Send").dblclick()
    page.get_by_role("status").wait_for()
    page.wait_for_load_state("load")
    assert room.answers().text.tolist() == ["once"]


def test_the_code_is_large_and_needs_nobody(room, window, tmp_path):
    page = window.page
    page.set_viewport_size({"width": 1280, "height": 720})
    page.set_content(room.serve()._repr_html_())
    box = page.get_by_role("img", name="Code to scan with a phone").bounding_box()
    assert min(box["width"], box["height"]) >= 400
    window.screenshot(tmp_path / "code.png")
