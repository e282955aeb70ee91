"""A whole session in a real browser: desk, wall at both sizes, three phone pages in two languages, forty phones.

What is counted: clicks on the desk, what fits on the wall, and that no word of an answer reaches another page before
its time: everything that the server sends is read. Screens of every phase are kept where the test keeps its files.
"""

import html
import re
import threading

import pandas as pd
import pytest
from pptx import Presentation

import cxresearch as cx
from cxresearch.survey.survey import Survey
from cxresearch.widgets.room.facilitator_panel import facilitator_board
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.phones import events, server
from tests import browser
from tests.workshop.phone_client import Phone
from tests.workshop.phones.test_browser_phones import fits, low_contrast, touchable

pytestmark = pytest.mark.browser

SAID = ("Kind people at the desk", "The zebra queue at noon", "Forms that nobody understands", "Fees that surprise")
FITS = """() => {
    const stage = document.querySelector(".cxwall").getBoundingClientRect();
    const out = [...document.querySelectorAll(".cxwall *")].map(part => part.getBoundingClientRect())
        .filter(box => box.right > stage.right + 1 || box.bottom > stage.bottom + 1).length;
    const foot = document.querySelector(".cxwall .foot").getBoundingClientRect().top;
    const cards = [...document.querySelectorAll(".cxwall .card, .cxwall .t")];
    const small = cards.filter(card => parseFloat(getComputedStyle(card).fontSize) < 28).length;
    const cut = cards.filter(card => card.getBoundingClientRect().bottom > foot + 1).length;
    const code = document.querySelector(".cxwall .code svg");
    return [out, small, cut, code ? Math.round(code.getBoundingClientRect().width) : 0];
}"""


class Desk:
    """The desk without a kernel; counts what a facilitator presses."""

    def __init__(self, board):
        self.board, self.clicks = board, 0
        assert board.widget is not None

    def press(self, name: str, *, moderating: bool = False) -> None:
        """What is done to single answers comes on top of the way through the phases."""
        self.clicks += not moderating
        self.board.controls[name].click()
        assert not self.board.fault, self.board.sentence

    def phase(self, phase: str) -> None:
        self.clicks += 1
        self.board.controls["phase"].value = phase


class Traffic:
    """All that the server sends: by whose cookie, and what; events to the wall and to phones with them."""

    def __init__(self, monkeypatch):
        self.sent: list[tuple[str, str, str]] = []
        exchange, listener = server._Exchange, events._Listener
        send, tell = exchange._send, listener.send

        def sending(one, reply):
            self.sent.append((one.start.path, one.headers.get("Cookie", ""), reply.body.decode("utf-8", "replace")))
            return send(one, reply)

        def telling(one, text):
            self.sent.append(("events", "", html.unescape(text)))
            return tell(one, text)

        monkeypatch.setattr(exchange, "_send", sending)
        monkeypatch.setattr(listener, "send", telling)

    def told_others(self, room, words: dict[str, str]) -> list[tuple[str, str]]:
        """Words that went to somebody else than who wrote them; ``words``: a mark to the person behind it."""
        cookies = room._server.phones.gate.cookies
        found = []
        for path, cookie, body in self.sent:
            kept = cookies.read(cookie, cookies.person)
            me = kept[0] if isinstance(kept, list) else ""
            found += [(path, mark) for mark, person in words.items() if mark in body and person != me]
        return found


@pytest.fixture
def room(tmp_path):
    with Workshop(tmp_path / "room", name="Museum am Park") as workshop:
        workshop.set_topics(["Kasse", "Führungen"])
        yield workshop


def test_a_session_from_the_first_phone_to_the_export(tmp_path, room, monkeypatch):
    traffic = Traffic(monkeypatch)
    book = pd.DataFrame({"Kasse": [4, 5] * 20, "Führungen": [7, 8] * 20})
    survey = Survey.from_frame(book, scales=dict.fromkeys(book, (0, 10)), audience="Customers")
    out = tmp_path / "study"
    desk = Desk(facilitator_board(room, survey, live=False, report=cx.Report, folder=out))
    desk.press("phones")
    address = desk.board.address
    sizes = {"wall_1280": (1280, 720), "wall_1920": (1920, 1080)}
    seen: list[str] = []
    with browser.chromium(tmp_path, width=360, height=740) as window:
        engine = window.page.context.browser
        walls, phones = {}, []
        for name, (width, height) in sizes.items():
            walls[name] = engine.new_context(viewport={"width": width, "height": height}).new_page()
            walls[name].goto(address.wall)
            walls[name].wait_for_selector(".cxwall .code svg")
        for locale, who in (("en-GB", "Staff"), ("de-DE", "Kunden"), ("de-AT", "Führungskräfte")):
            page = engine.new_context(viewport={"width": 360, "height": 740}, locale=locale).new_page()
            page.goto(address)
            page.get_by_label(who).check()
            page.locator("#table").fill("4")
            page.locator("form button").first.click()
            page.wait_for_selector("textarea")
            phones.append(page)

        def look(name: str, *, words: bool) -> None:
            for kind, page in walls.items():
                out, small, cut, code = page.evaluate(FITS)
                assert (out, small, cut) == (0, 0, 0), (name, kind)
                assert code >= 100, "whoever comes late can scan"
                page.screenshot(path=tmp_path / f"{name}_{kind}.png")
            for at, page in enumerate(phones):
                assert fits(page), name
                assert touchable(page) == [], name
                assert low_contrast(page) == [], name
                page.screenshot(path=tmp_path / f"{name}_phone{at}.png", full_page=True)
            told = [page.content() for page in walls.values()]
            seen.extend(told)
            for text in SAID:
                assert words or not any(text in one for one in told), name

        crowd = [Phone(address) for _ in range(37)]
        threads = [
            threading.Thread(target=lambda at=at, one=one: one.join(("Staff", "Customers")[at % 2], str(at % 3 + 1)))
            for at, one in enumerate(crowd)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for at, one in enumerate(crowd):
            assert one.answer(SAID[at % 4] + f" mark{at:02d}", question=1 + at // 2 % 2).status == 303
        # One table has a laptop; its scribe writes on a page of its own.
        scribe = engine.new_context(viewport={"width": 1024, "height": 700}).new_page()
        scribe.goto(room.scribe_address("Staff", "Laptop", people=6))
        scribe.locator("textarea").press_sequentially("Lines drawn on the floor")
        scribe.locator("textarea").press("Enter")
        scribe.wait_for_selector("ul.mine")
        scribe.screenshot(path=tmp_path / "1_capture_scribe.png", full_page=True)
        phones[0].locator("textarea").fill("Ask Mr Miller about the keys")
        phones[0].locator("form button").first.click()
        phones[0].wait_for_selector("ul.mine")
        for page in walls.values():
            page.wait_for_function("() => document.querySelector('.cxwall table').innerText.includes('20')")
        look("1_capture", words=False)
        other = [page.content() for page in phones[1:]]
        assert not any(text in one for text in (*SAID, "Miller") for one in other)

        # Somebody writes while the room goes on: it stays, and is sent.
        phones[1].locator("textarea").fill("Zu wenig Bänke")
        desk.phase("vote")
        assert room.phase == "capture", "the desk asks, for a name is flagged"
        desk.press("hide_flagged", moderating=True)
        # Until here nothing that was written went to anybody but its writer, in whatever was sent.
        answers = room.answers(everything=True)
        words = {text[-6:]: person for text, person in zip(answers.text, answers.person, strict=True) if "mark" in text}
        assert len(words) == 37
        words |= {"Miller": answers.person[answers.text.str.contains("Miller")].item()}
        assert len(traffic.sent) > 150
        assert traffic.told_others(room, words) == []
        desk.press("go_on", moderating=True)
        phones[1].locator("#moved").wait_for(state="visible")
        assert phones[1].locator("textarea").input_value() == "Zu wenig Bänke"
        phones[1].locator("form button").first.click()
        phones[2].wait_for_selector("form.votes")
        assert "Miller" not in phones[2].content()
        for page in phones:
            page.wait_for_selector("form.votes")
            boxes = page.locator("form.votes fieldset > label input[type=checkbox]")
            assert 2 <= boxes.count() <= 12, "themes, and not forty answers"
            for at in range(2):
                boxes.nth(at).check()
            page.locator("details summary").first.click()
            assert page.locator(".used .number").evaluate("one => getComputedStyle(one, '::after').content")
        look("2_vote", words=False)
        for page in phones:
            page.locator("form.votes button").click()
            page.wait_for_selector("ul.mine")
        assert "Zu wenig Bänke" in room.answers().text.tolist()
        assert len(room.voters()) == 3
        for one in crowd[:9]:
            page = one.get("vote")
            marks = re.findall(r'name="answer" value="(t[^"]+)"', page.text)
            assert one.post("vote", {"form": page.form, "answer": sorted(marks)[:2]}).status == 303
        # Two that say the same become one card.
        desk.board.controls["desk"].value = "tables"
        pair = [value for label, value in desk.board.controls["cards"].options if "zebra" in label][:2]
        desk.board.controls["cards"].value = pair
        desk.press("join_cards", moderating=True)

        desk.phase("predict")
        for page in phones:
            page.wait_for_selector("input[name^=guess]")
            for topic in room.topics:
                page.locator(f"input[name=guess-{topic.number}][value='6']").check()
                page.locator(f"input[name=sure-{topic.number}][value='70']").check()
        look("3_predict", words=False)
        for page in phones:
            page.locator("form button").last.click()
            page.wait_for_selector("ul.mine")
        for at, one in enumerate(crowd[:17]):
            fields = {f"guess-{topic.number}": str(3 + at % 6) for topic in room.topics}
            fields |= {f"sure-{topic.number}": "90" for topic in room.topics}
            assert one.post("guess", {"form": one.get().form} | fields).status == 303

        desk.phase("reveal")
        desk.press("go_on")
        for page in walls.values():
            page.wait_for_selector(".cxwall .themes")
        look("4_reveal", words=True)
        screens = len(desk.board.screens)
        for at in range(screens):
            desk.board.show_screen(at)
            for page in walls.values():
                turned = "place => document.querySelector('.cxwall .foot').innerText.includes(place)"
                page.wait_for_function(turned, arg=f"{at + 1} / {screens}")
            look(f"5_screen{at}", words=True)
        titles = " ".join(desk.board.screens)
        assert "What matters most" in titles and "What you guessed" in titles
        assert any("When 90% sure, within ten points" in one for one in seen), "the wager's outcome stands on the wall"
        assert not any("Miller" in one for one in seen), "what was hidden is on no wall"

        # One takes an answer back for good, while the room looks on.
        browser.visit(phones[1], address + "mine")
        phones[1].get_by_role("link", name=re.compile("Löschen")).click()
        phones[1].get_by_role("button", name="Endgültig löschen").click()
        phones[1].get_by_text("Sie ist endgültig gelöscht.").wait_for()
        assert "Zu wenig Bänke" not in room.answers(everything=True).text.tolist()

        desk.press("export")
        desk.press("make_report")
        # Opened, the wall's own button, voting, predicting, the reveal and its yes, export, slides; what is done to
        # single answers (hiding, putting together, erasing) comes on top.
        assert desk.clicks + 1 <= 8
        made = out / "what-the-room-said.pptx"
        assert made.exists() and (out / "export" / "answers.csv").exists()
        desk.phase("closed")
        desk.press("go_on")
        for page in walls.values():
            page.wait_for_function("() => document.body.innerText.includes('This workshop is over')")
        look("6_closed", words=False)
        told = "".join(path.read_text(encoding="utf-8") for path in (out / "export").iterdir())
        deck = Presentation(str(made))
        told += " ".join(
            shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame
        )
        assert "Miller" not in told
        assert "Bänke" not in told
        assert "Laptop" not in told
        assert window.outside == []
    room.close()
    left = b"".join(path.read_bytes() for path in (tmp_path / "room").rglob("*") if path.is_file())
    assert "Bänke".encode() not in left and b"B\\u00e4nke" not in left, "nothing of what was erased is in the folder"
