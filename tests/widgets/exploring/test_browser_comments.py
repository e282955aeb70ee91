"""A consultant reads comments in JupyterLab: by mouse and by keyboard, and a script in a comment stays letters."""

import pytest

from tests import browser

pytestmark = pytest.mark.browser

CELLS = [
    "import pandas as pd\nimport cxresearch as cx\n"
    "said = ['nice staff, but the fees are a nightmare', 'the app is slow', '<img src=x onerror=boo()> the fees'] * 8\n"
    "frame = pd.DataFrame({'who': ['Customers', 'Staff'] * 12, 'why': said})\n"
    "book = pd.DataFrame({'id': ['why'], 'kind': ['verbatim']})\n"
    "survey = cx.Survey.from_frame(frame, roles={'audience': 'who'}, codebook=book)",
    "panel = cx.explore_comments(survey)\npanel",
]


@pytest.mark.slow
def test_choices_by_mouse_and_keyboard_change_the_quotes(tmp_path):
    path = tmp_path / "comments.ipynb"
    browser.write_notebook(path, CELLS)
    with (
        browser.jupyterlab(tmp_path, path, with_samples=False) as lab,
        browser.chromium(tmp_path, height=1200) as window,
    ):
        window.open_notebook(lab, "notebooks/comments.ipynb")
        window.run_all()
        assert window.errors() == []
        window.wait_for_words("24 comments can be quoted.")
        window.settled()
        labels = window.page.locator(".widget-dropdown .widget-label").all_inner_texts()
        assert labels == ["Theme", "Tone", "Who", "Quotes shown", "Quote"]

        window.wait_for_words("<img src=x onerror=boo()> the fees")
        assert window.page.locator(".widget-html-content img").count() == 0, "what people wrote is no page"

        window.choose("Billing and fees")
        window.wait_for_words("16 of 24 comments name Billing and fees: 67%")
        window.wait_for_words('cx.quotes(survey, "why", theme="Billing and fees")')
        window.settled()
        box = window.page.locator(".widget-dropdown select").nth(2)
        box.focus()
        window.page.keyboard.press("Space")
        window.page.keyboard.press("ArrowDown")
        window.page.keyboard.press("Enter")
        window.wait_for_words("8 of 12 staff's comments name Billing and fees")
        window.settled()
        assert box.evaluate("box => box.selectedOptions[0].label") == "Staff"

        wide = "nodes => nodes.filter(node => node.scrollWidth > node.clientWidth + 2).map(node => node.className)"
        assert window.page.locator(".widget-vbox, .widget-hbox").evaluate_all(wide) == [], "nothing sticks out"
        window.screenshot(tmp_path / "comments.png")
        assert window.errors() == [] and window.outside == []
