"""A consultant opens the perception tour in JupyterLab, runs it, and turns the panel's first knob."""

import pytest

from tests import browser
from tests.places import NOTEBOOKS

TOUR = NOTEBOOKS / "02_perception_gap.ipynb"

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_the_panel_of_the_perception_tour_answers(tmp_path):
    if not TOUR.exists():
        browser.give_up(f"{TOUR.name} is missing")
    with browser.jupyterlab(tmp_path, TOUR) as lab, browser.chromium(tmp_path) as window:
        window.open_notebook(lab, f"notebooks/{TOUR.name}")
        window.run_all()
        assert window.errors() == []

        window.page.wait_for_selector("img.widget-image", timeout=60_000)
        window.settled()
        words, picture = window.texts(), window.pictures()
        assert words and picture, "the notebook shows no panel with text and picture"
        window.choose(window.options()[1])
        window.wait_for_change(window.texts, words)
        window.wait_for_change(window.pictures, picture)

        window.screenshot(tmp_path / "panel.png")
        assert window.outside == []


def test_a_request_that_leaves_the_machine_is_seen(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '<p>Findings</p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><img src="http://nowhere.invalid/x.png">',
        encoding="utf-8",
    )
    with browser.chromium(tmp_path) as window:
        window.open_file(page)
        assert window.outside == ["http://nowhere.invalid/x.png"]
        assert window.screenshot(tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")
