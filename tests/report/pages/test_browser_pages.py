"""Pages and panel in a real browser: they show what they should, and nothing leaves the machine."""

import os
import re
import subprocess
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cxresearch import cli
from cxresearch.tour.running import lab_command, make_workspace
from tests import browser

pytestmark = pytest.mark.browser

# A page must drop it; in JupyterLab a notebook shows what its author wrote.
TRACKER = "https://elsewhere.example/pixel.png"
SURVEY = """\
import numpy as np, pandas as pd
from cxresearch.survey.survey import Survey
from cxresearch.widgets.exploring.explorer import explore
rng = np.random.default_rng(5)
who = np.repeat(["Leadership", "Staff", "Customers"], [30, 60, 200])
mean = np.repeat([8, 6, 5], [30, 60, 200])
answers = {q: np.clip(rng.normal(mean, 2).round(), 0, 10) for q in ("Billing", "Website")}
unit = np.where(np.arange(290) % 2, "Quay 1", "Quay 2")
frame = pd.DataFrame({"audience": who, "unit": unit, **answers})
survey = Survey.from_frame(frame, scales={"Billing": (0, 10), "Website": (0, 10)})"""


@pytest.fixture(scope="module")
def tour(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tour") / "notebooks"
    folder.mkdir()
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    start = [new_markdown_cell("# 00 · Start here\n\n## The question\n\nWhat is this? [Next](02_gap.ipynb)")]
    gap = [
        new_markdown_cell(f"# 02 · The gap\n\n![tracker]({TRACKER})\n\n$\\alpha$"),
        new_code_cell(SURVEY),
        new_code_cell("panel = explore(survey)\npanel"),
        new_code_cell("print(panel.sentence)\npanel.table"),
    ]
    for name, cells in (("00_start_here", start), ("02_gap", gap)):
        nbformat.write(new_notebook(cells=cells, metadata=kernel), folder / f"{name}.ipynb")
    return folder


def test_demo_pages_show_findings_and_ask_nobody(tour, tmp_path):
    out = tmp_path / "pages"
    assert cli.main(["demo", "--notebooks", str(tour), "--out", str(out), "--no-open"]) == 0
    with browser.chromium(tmp_path) as window:
        window.open_file(out / "index.html")
        assert loaded_pictures(window) == [True]
        window.page.get_by_role("link", name="The gap").last.click()
        window.page.wait_for_url("**/02_gap.html")
        assert "Leaders rate billing" in window.page.locator("article").inner_text()
        assert "explore(survey)" not in window.page.content()
        assert loaded_pictures(window) == [True]
        window.screenshot(tmp_path / "page.png", whole_page=True)
        window.page.set_viewport_size({"width": 360, "height": 700})
        assert window.page.evaluate("document.documentElement.scrollWidth") <= 360, "a phone must not scroll sideways"
        assert window.outside == []
        assert window.complaints == []


@pytest.mark.slow
def test_lab_opens_on_the_first_notebook_without_pop_ups(tour, tmp_path):
    browser.find_chromium()
    workspace = make_workspace(tmp_path / "mine", notebooks=tour)
    log = tmp_path / "lab.log"
    names = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR", "LAB_SETTINGS_DIR", "LAB_WORKSPACES_DIR")
    private = {f"JUPYTER{'' if name.startswith('LAB') else '_'}{name}": str(tmp_path / name) for name in names}
    command = [*lab_command(workspace, tmp_path, browser=False), f"--port={browser.free_port()}"]
    with log.open("wb") as sink:
        server = subprocess.Popen(
            command, cwd=workspace.folder, env=os.environ | private, stdout=sink, stderr=sink, start_new_session=True
        )
        try:
            address = wait_for_address(log, server)
            with browser.chromium(tmp_path) as window:
                window.page.goto(address)
                window.page.wait_for_selector(".jp-Notebook", timeout=60_000)
                window.page.wait_for_timeout(3000)
                assert "What is this?" in window.page.locator(".jp-Notebook").inner_text()
                assert window.page.locator(".jp-Dialog, .Toastify__toast").count() == 0
                window.screenshot(tmp_path / "lab.png")
                assert set(window.outside) <= {TRACKER}
        finally:
            browser.stop(server)


@pytest.mark.slow
def test_the_panel_follows_its_controls_also_by_keyboard(tour, tmp_path):
    with browser.jupyterlab(tmp_path, tour / "02_gap.ipynb") as lab, browser.chromium(tmp_path) as window:
        window.open_notebook(lab, "notebooks/02_gap.ipynb")
        window.run_all()
        assert window.errors() == []
        window.page.wait_for_selector("img.widget-image", timeout=60_000)
        window.settled()
        labels = window.page.locator(".widget-dropdown label").all_inner_texts()
        assert labels == ["Question", "Figure", "Audiences", "Unit"]
        for number, option in ((0, "Website"), (1, "Mean of 100"), (2, "Staff and Customers"), (3, "Quay 2")):
            words, picture = window.texts(), window.pictures()
            window.choose(option, number)
            window.wait_for_change(window.texts, words)
            window.wait_for_change(window.pictures, picture)
            window.settled()
        words = window.texts()
        window.page.locator(".widget-dropdown select").nth(0).focus()
        for key in ("Space", "ArrowUp", "Enter"):
            window.page.keyboard.press(key)
            window.page.wait_for_timeout(300)
        window.wait_for_change(window.texts, words)
        window.settled()
        assert any("billing" in text for text in window.texts())
        cut = "labels => labels.filter(label => label.scrollWidth > label.clientWidth).length"
        assert window.page.locator(".widget-dropdown label").evaluate_all(cut) == 0
        window.screenshot(tmp_path / "panel.png")
        assert set(window.outside) <= {TRACKER}


def loaded_pictures(window) -> list[bool]:
    return window.page.locator("img").evaluate_all("images => images.map(i => i.complete && i.naturalWidth > 100)")


def wait_for_address(log: Path, server: subprocess.Popen) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\S+", log.read_text(encoding="utf-8", errors="replace"))
        if found:
            return found[0]
        time.sleep(0.2)
    pytest.fail(f"JupyterLab gave no address:\n{log.read_text(errors='replace')[-2000:]}", pytrace=False)
