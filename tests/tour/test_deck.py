"""Notebooks as slides: what opens a slide, what stays out, and a live panel on a slide in JupyterLab."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cxresearch.errors import SurveyFileError
from cxresearch.tour.deck import as_slides, slide_types
from tests import browser
from tests.places import NOTEBOOKS

TOUR = sorted(NOTEBOOKS.glob("*.ipynb"))


def shown(source: str = "x", **metadata):
    return new_code_cell(source, outputs=[new_output("stream", text="1")], metadata=metadata)


def test_headings_open_slides_and_everything_that_follows_is_further_down():
    cells = [
        new_markdown_cell("# Title"),
        shown(tags=["parameters"]),
        new_code_cell("import pandas"),
        new_markdown_cell("## See it\n\nText"),
        shown(),
        shown(),
        new_markdown_cell("A remark on what comes."),
        shown(),
        shown(tags=["no-slide"]),
        new_markdown_cell("### Smaller"),
        new_markdown_cell("## Next"),
    ]
    assert slide_types(cells) == [
        "slide", "skip", "skip", "slide", "-", "subslide", "subslide", "-", "skip", "subslide", "slide",
    ]  # fmt: skip


def test_marking_changes_nothing_else_and_twice_is_once(tmp_path):
    path = tmp_path / "study.ipynb"
    cells = [
        new_markdown_cell("# Title", metadata={"tags": ["kept"]}),
        shown("print(1)", slideshow={"slide_type": "notes"}),
    ]
    nbformat.write(new_notebook(cells=cells, metadata={"authors": ["A"]}), path)
    before = nbformat.read(path, as_version=4)
    as_slides(path)
    once = path.read_bytes()
    as_slides(path)
    assert path.read_bytes() == once
    after = nbformat.read(path, as_version=4)
    assert [cell.source for cell in after.cells] == [cell.source for cell in before.cells]
    assert after.cells[1].outputs == before.cells[1].outputs
    assert after.cells[0].metadata.tags == ["kept"] and after.metadata.authors == ["A"]
    assert "slideshow" not in after.cells[1].metadata


@pytest.mark.parametrize(("text", "words"), [(None, "no such notebook"), ("{", "cannot be read as a notebook")])
def test_what_is_no_notebook_is_named(tmp_path, text, words):
    path = tmp_path / "study.ipynb"
    if text is not None:
        path.write_text(text)
    with pytest.raises(SurveyFileError, match=words):
        as_slides(path)


@pytest.mark.parametrize("path", TOUR, ids=lambda path: path.stem)
def test_the_tour_is_marked_as_its_cells_are(path, tmp_path):
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    as_slides(copy)
    assert copy.read_bytes() == path.read_bytes(), "run cx.as_slides on the notebook after changing it"


@pytest.mark.browser
@pytest.mark.slow
def test_slides_advance_and_a_panel_on_them_is_live(tmp_path):
    path = tmp_path / "study.ipynb"
    survey = (
        "import pandas as pd\nimport cxresearch as cx\n"
        "answers = pd.DataFrame({'audience': ['Leadership', 'Customers'] * 20, 'Billing': [5, 2, 4, 1] * 10})\n"
        "survey = cx.Survey.from_frame(answers, scales={'Billing': (1, 5)})"
    )
    panel = new_code_cell("panel = cx.explore(survey)\npanel", outputs=[new_output("stream", text="a panel")])
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [new_markdown_cell("# One thing"), new_code_cell(survey), new_markdown_cell("## Look around"), panel]
    nbformat.write(new_notebook(cells=cells, metadata=kernel), path)
    as_slides(path)
    with (
        browser.jupyterlab(tmp_path, path, with_samples=False) as lab,
        browser.chromium(tmp_path, width=1600) as window,
    ):
        window.open_notebook(lab, "notebooks/study.ipynb")
        window.run_all()
        window.page.wait_for_selector("img.widget-image", timeout=60_000)
        window.settled()
        window.page.locator(".jp-Cell").first.click()
        window.page.keyboard.press("Escape")
        window.page.locator("[data-jp-item-name='deck']").first.click()
        window.page.wait_for_selector(".jp-Deck", timeout=60_000)
        window.page.wait_for_function(
            "() => document.querySelectorAll('.jp-deck-mod-onscreen.jp-deck-mod-visible').length === 1", timeout=60_000
        )
        on_screen = window.page.locator(".jp-deck-mod-onscreen.jp-deck-mod-visible")
        assert "One thing" in on_screen.first.inner_text()
        assert window.page.locator(".jp-Deck .jp-CodeCell .jp-Cell-inputWrapper:visible").count() == 0

        window.page.keyboard.press("ArrowRight")
        window.page.wait_for_function(
            "() => [...document.querySelectorAll('.jp-deck-mod-onscreen.jp-deck-mod-visible')]"
            ".some(cell => cell.innerText.includes('Look around'))",
            timeout=60_000,
        )
        window.settled()
        words = window.texts()
        window.choose("Mean of 100", 1)
        window.wait_for_change(window.texts, words)
        window.wait_for_words("billing averages")
        window.screenshot(tmp_path / "slide.png")
        assert window.errors() == [] and window.outside == []
