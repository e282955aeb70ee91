"""A consultant opens the panel of matches on the hospital's files, ticks all eight touchpoints, saves, and has gaps."""

import pytest

import cxresearch as cx
from tests import browser

pytestmark = pytest.mark.browser

CELLS = [
    "import cxresearch as cx\nstudy = cx.open_study('../data/samples/hospital')",
    "panel = cx.match_questions(study)\npanel",
]


@pytest.mark.slow
def test_eight_touchpoints_ticked_and_saved_are_gaps(tmp_path):
    path = tmp_path / "matches.ipynb"
    browser.write_notebook(path, CELLS)
    with (
        browser.jupyterlab(tmp_path, path) as lab,
        browser.chromium(tmp_path, height=1500) as window,
    ):
        folder = lab.folder / "data" / "samples" / "hospital"
        (folder / "matches.csv").unlink()
        window.open_notebook(lab, "notebooks/matches.ipynb")
        window.run_all()
        assert window.errors() == []
        window.wait_for_words("9 Kontaktpunkte: 1 bestätigt, 8 offen.")
        window.wait_for_words("Noch ginge kein Kontaktpunkt in eine Lücke ein.")
        window.settled()
        rows = window.page.locator(".widget-vbox:has(> .widget-gridbox):visible")
        assert rows.count() == 9
        titles = window.page.locator(".widget-gridbox select").evaluate_all("all => all.map(one => one.title)")
        assert any(title.startswith("Mitarbeitende: Wie zufrieden sind Sie mit dem") for title in titles), (
            "whole on hover"
        )

        for at in range(1, 9):
            rows.nth(at).get_by_label("gleich").check()
            window.wait_for_words(f"9 Kontaktpunkte: {at + 1} bestätigt")
        window.wait_for_words("wegen verschiedener Skalen außen vor, bis „umrechnen“ angekreuzt ist")
        for at in range(1, 9):
            # By keyboard: the tick is reached and set without a pointer.
            tick = rows.nth(at).get_by_label("auf 0-100 umrechnen: Schulnoten 1-6 gegen 1-5")
            tick.focus()
            window.page.keyboard.press("Space")
            window.wait_for_words(f"In eine Lücke gingen {at} ein")

        wide = "nodes => nodes.filter(node => node.scrollWidth > node.clientWidth + 2).map(node => node.className)"
        boxes = window.page.locator(".widget-vbox, .widget-hbox, .widget-gridbox")
        assert boxes.evaluate_all(wide) == [], "nothing sticks out"
        window.page.get_by_role("button", name="matches.csv speichern").click()
        window.wait_for_words("Die Studie neu öffnen, um damit zu arbeiten")
        window.screenshot(tmp_path / "matches.png")
        assert window.errors() == [] and window.outside == [] and window.complaints == []

    survey = cx.open_study(folder).survey
    gaps = cx.perception_gap(survey).table
    assert gaps.topic.nunique() == 8
    assert set(gaps.audience_a) | set(gaps.audience_b) == {"Leadership", "Staff", "Patienten"}


@pytest.mark.slow
def test_a_question_is_dragged_onto_a_touchpoint_out_of_it_and_back(tmp_path):
    """Real dragging with a pointer in JupyterLab, between touchpoints and those that stand alone."""
    path = tmp_path / "matches.ipynb"
    browser.write_notebook(path, CELLS)
    with (
        browser.jupyterlab(tmp_path, path) as lab,
        browser.chromium(tmp_path, height=1500) as window,
    ):
        folder = lab.folder / "data" / "samples" / "hospital"
        (folder / "matches.csv").unlink()
        toml = folder / "study.toml"
        toml.write_text(toml.read_text("utf-8").replace('language = "de"', 'language = "en"'), "utf-8")
        window.open_notebook(lab, "notebooks/matches.ipynb")
        window.run_all()
        assert window.errors() == []
        window.wait_for_words("9 touchpoints: 1 confirmed, 8 wait for you.")
        window.settled()
        rows = window.page.locator(".cx-row:visible")

        def staff_of(at):
            return rows.nth(at).locator("select").nth(1).evaluate("one => one.selectedOptions[0].textContent")

        first, second = staff_of(1), staff_of(2)
        assert first != second
        rows.nth(1).locator(".cx-grip").nth(1).drag_to(rows.nth(2))
        window.wait_for_words("8 touchpoints" if rows.count() < 9 else "9 touchpoints")
        window.page.wait_for_function(
            "told => document.querySelectorAll('.cx-row')[2].querySelectorAll('select')[1]"
            ".selectedOptions[0].textContent.trim().startsWith(told)", arg=first.strip()[:8],
        )  # fmt: skip
        window.screenshot(tmp_path / "dragged.png")
        # Down to those that stand alone, and up again.
        alone = window.page.locator(".cx-alone")
        rows.nth(2).locator(".cx-grip").nth(1).drag_to(alone)
        window.page.wait_for_function(
            "() => document.querySelectorAll('.cx-row')[2].querySelectorAll('select')[1].selectedIndex === 0"
        )
        lone = alone.locator(".cx-grip:visible")
        asked = lone.evaluate_all("all => all.map(one => one.parentElement.textContent)")
        lone.nth(next(at for at, text in enumerate(asked) if "Staff" in text)).drag_to(rows.nth(2))
        window.page.wait_for_function(
            "() => document.querySelectorAll('.cx-row')[2].querySelectorAll('select')[1].selectedIndex > 0"
        )
        window.page.get_by_role("button", name="Undo").click()
        window.page.wait_for_function(
            "() => document.querySelectorAll('.cx-row')[2].querySelectorAll('select')[1].selectedIndex === 0"
        )
        assert window.errors() == [] and window.outside == [] and window.complaints == []
