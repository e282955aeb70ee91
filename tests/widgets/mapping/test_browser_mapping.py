"""A consultant opens the mapping panel in JupyterLab, changes what a column is, and sees the summary follow."""

import pytest

from tests import browser

pytestmark = pytest.mark.browser

CELLS = [
    "import pandas as pd\nimport cxresearch as cx\n"
    "words = ['huono', 'kohtalainen', 'hyva'] * 20\n"
    "frame = pd.DataFrame({'Ecke': ['Nord', 'West'] * 30, 'Service': words, 'Wartezeit': words[::-1]})\n"
    "survey = cx.Survey.from_frame(frame, name='filialen')",
    "panel = cx.map_columns(survey)\npanel",
]


@pytest.mark.slow
def test_a_kind_changed_by_click_changes_the_summary(tmp_path):
    path = tmp_path / "mapping.ipynb"
    browser.write_notebook(path, CELLS)
    with (
        browser.jupyterlab(tmp_path, path, with_samples=False) as lab,
        browser.chromium(tmp_path, height=1400) as window,
    ):
        window.open_notebook(lab, "notebooks/mapping.ipynb")
        window.run_all()
        assert window.errors() == []
        window.page.wait_for_selector("select[size]")
        window.wait_for_words("0 corrected, 2 still unsure")
        window.settled()

        before = window.texts()
        window.page.locator("select[size]").select_option(label="Ecke · choice")
        window.wait_for_change(window.texts, before)
        window.settled()
        before = window.texts()
        window.choose("Role: unit")
        window.wait_for_change(window.texts, before)
        window.wait_for_words("Ecke is now the unit.")
        window.wait_for_words("1 role, 0 left out. 1 corrected")
        assert "Ecke · role unit" in [
            label.replace("\u00a0", " ") for label in window.page.locator("select[size] option").all_inner_texts()
        ]

        window.page.locator("select[size]").select_option(label="? Service · choice")
        # The box is on the page for Ecke's names already; what is typed before it holds the labels would be lost.
        window.page.wait_for_function(
            "() => document.querySelector('.widget-textarea textarea').value.includes('huono')", timeout=60_000
        )
        window.settled()
        answers = window.page.locator(".widget-textarea textarea")
        answers.fill("huono = eins")
        answers.blur()
        window.wait_for_words("is no number")
        answers.fill("huono = 1\nkohtalainen = 2\nhyva = 3")
        answers.blur()
        window.wait_for_words("Service is now a rating")
        window.settled()
        window.page.get_by_role("button", name="Use these labels for 1 more question").click()
        window.wait_for_words("0 still unsure")

        wide = "nodes => nodes.filter(node => node.scrollWidth > node.clientWidth + 2).map(node => node.className)"
        assert window.page.locator(".widget-vbox, .widget-hbox").evaluate_all(wide) == [], "nothing sticks out"
        window.screenshot(tmp_path / "mapping.png")
        assert window.errors() == [] and window.outside == []
