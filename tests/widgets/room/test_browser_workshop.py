"""A room in a browser: a scribe writes by keyboard alone, the board follows by itself, the reveal fills a projector."""

from contextlib import contextmanager

import pytest

from tests import browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EVIL = "The app <img src=x onerror=\"document.title='hacked'\">"
WRITING = [
    "from tempfile import mkdtemp\nimport cxresearch as cx\nworkshop = cx.Workshop(mkdtemp(), name='Acme')",
    "scribe = cx.capture_board(workshop, audience='Staff', group='Table 1')\nscribe",
    "board = cx.facilitator_board(workshop)\nboard",
]
REVEALING = [
    "from tempfile import mkdtemp\nimport cxresearch as cx\n"
    "survey = cx.load_sample().only(wave='2025')\nworkshop = cx.Workshop.replay(mkdtemp())\n"
    "topics = workshop.set_topics(['Billing and fees', 'Waiting time', 'Mobile app'])\n"
    "workshop.notice_shown('printed sheet')\n"
    "given = [(7, 6, 6), (8, 7, 6), (7, 6, 7), (6, 5, 6), (7, 7, 5), (7, 6, 7), (8, 6, 6), (6, 5, 7)]\n"
    "for person, guesses in enumerate(given):\n"
    "    for topic, guess in zip(topics, guesses):\n"
    "        workshop.guess('Leadership', f'p{person}', topic.topic, guess)",
    "board = cx.facilitator_board(workshop, survey)\nboard",
    "revealed = cx.reveal(workshop, survey)\nrevealed",
]


@contextmanager
def opened(tmp_path, name: str, sources: list[str]):
    """A notebook with these cells in JupyterLab, on a projector of 1600 by 900, run."""
    path = tmp_path / f"{name}.ipynb"
    browser.write_notebook(path, sources)
    with (
        browser.jupyterlab(tmp_path, path, with_samples=False) as lab,
        browser.chromium(tmp_path, width=1600, height=900) as window,
    ):
        window.open_notebook(lab, f"notebooks/{name}.ipynb")
        # The list of files takes a fifth of the projector.
        window.page.keyboard.press("Control+b")
        window.run_all()
        assert window.errors() == []
        yield window
        wide = (
            "nodes => nodes.filter(node => node.scrollWidth > node.clientWidth + 2)"
            ".map(node => `${node.scrollWidth} in ${node.clientWidth}: ${node.innerText.slice(0, 60)}`)"
        )
        assert window.page.locator(".widget-vbox, .widget-hbox").evaluate_all(wide) == [], "nothing sticks out"
        assert window.errors() == [] and window.outside == [] and window.complaints == []


def to_the_top(window, words: str) -> None:
    """Scroll the heading of a board to the top of the page."""
    window.page.locator("h2", has_text=words).first.evaluate("node => node.scrollIntoView({block: 'start'})")
    window.page.wait_for_timeout(300)


def test_a_scribe_writes_by_keyboard_and_the_board_reveals(tmp_path):
    with opened(tmp_path, "writing", WRITING) as window:
        page = window.page
        window.wait_for_words("0 answers so far.")
        window.settled()
        # From the audience to the box by Tab alone, then answer after answer by Enter.
        page.locator(".widget-dropdown select").first.focus()
        for _ in range(3):
            page.keyboard.press("Tab")
        box = page.locator(".widget-textarea textarea").first
        assert box.evaluate("node => node === document.activeElement")
        page.keyboard.type("The queue at noon")
        page.keyboard.press("Enter")
        window.wait_for_words("✓ (1 answer)")
        page.wait_for_function("() => document.activeElement.value === ''")
        page.keyboard.type(EVIL)
        page.keyboard.press("Enter")
        window.wait_for_words("✓ (2 answers)")
        page.wait_for_function("() => document.activeElement.value === ''")
        page.keyboard.press("Enter")
        window.wait_for_words("The answer is empty.")
        page.keyboard.type("half a thou")
        window.screenshot(tmp_path / "capture.png")
        # The board hears of it without anybody pressing a button.
        window.wait_for_words("2 answers so far. They stay hidden until the reveal.")
        assert page.evaluate("document.activeElement.value") == "half a thou", "following leaves the box alone"

        page.get_by_role("button", name="Open for phones").click()
        page.wait_for_selector("svg[aria-label='Code to scan with a phone']")
        to_the_top(window, "Acme: Writing down")
        window.screenshot(tmp_path / "phones.png")

        page.get_by_role("button", name="The reveal").click()
        window.wait_for_words("The wall will show what was written.")
        page.get_by_role("button", name="Go on", exact=True).click()
        window.wait_for_words("The room is at: The reveal.")
        window.wait_for_words("Mobile app (1)")
        window.settled()
        board = page.locator("section", has_text="Mobile app")
        assert EVIL in board.inner_text() and page.locator("section img").count() == 0
        assert "The queue at noon" in page.locator("section", has_text="Waiting time").inner_text()
        assert page.title() != "hacked"

        to_the_top(window, "Acme: The reveal")
        window.screenshot(tmp_path / "board.png")
        page.get_by_role("button", name="Close for phones").click()
        window.wait_for_words("The page for phones is closed.")


def test_the_reveal_fills_a_projector_and_turns_by_a_button(tmp_path):
    with opened(tmp_path, "revealing", REVEALING) as window:
        page = window.page
        page.wait_for_selector("img.widget-image")
        window.wait_for_words("150 answers so far.")
        window.settled()
        window.screenshot(tmp_path / "counts.png")
        page.get_by_role("button", name="The reveal", exact=True).click()
        window.wait_for_words("The wall will show what was written.")
        page.get_by_role("button", name="Go on", exact=True).click()
        window.wait_for_words("Friendliness of staff (")
        window.settled()
        to_the_top(window, "Harbour Bank: The reveal")
        window.screenshot(tmp_path / "grouped.png")

        before = window.pictures()
        page.get_by_role("button", name="Next", exact=True).click()
        window.wait_for_words("No leadership sheet names Waiting time, Complaint handling; all others do.")
        window.wait_for_change(window.pictures, before)
        window.settled()
        picture = page.locator("img.widget-image").last
        box = picture.bounding_box()
        assert box["width"] > 900 and 450 < box["height"] < 640, "large, and seen whole"
        to_the_top(window, "2. What could be improved?")
        window.screenshot(tmp_path / "reveal.png")
        for view, words in (
            ("The room beside the survey", "no leadership sheet named it"),
            ("What you predicted", "You predicted 70 for billing and fees"),
        ):
            # The board's lists come first on the page; the reveal's is the last.
            page.locator(".widget-dropdown select").last.select_option(label=view)
            window.wait_for_words(words)
            window.settled()
            to_the_top(window, view)
            window.screenshot(tmp_path / f"{view.split()[1]}.png")
