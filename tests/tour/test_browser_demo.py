"""What ``cxresearch demo`` leaves behind opens in a browser, and asks nobody for anything."""

import pytest

from cxresearch.cli import main
from cxresearch.report.pages.notebooks import for_page
from cxresearch.tour.running import find_notebooks, read_notebook
from tests import browser

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_the_pages_of_the_demo_stay_on_the_machine(tmp_path):
    browser.find_chromium()
    out = tmp_path / "pages"
    assert main(["demo", "--out", str(out), "--no-open"]) == 0
    names = ["index", *(path.stem for path in find_notebooks() if for_page(read_notebook(path)))]
    assert sorted(page.stem for page in out.glob("*.html")) == sorted(names)

    with browser.chromium(tmp_path, height=1600) as window:
        for name in names:
            window.open_file(out / f"{name}.html")
            window.screenshot(tmp_path / f"{name}.png")
            assert window.page.locator("h1").count() == 1, name
            assert window.page.locator("img").count() >= (name in {"index", "02_perception_gap"}), name
            broken = "images => images.filter(image => !image.naturalWidth).length"
            assert window.page.locator("img").evaluate_all(broken) == 0, name
        assert window.outside == []
        assert window.complaints == []
