"""The page of results in a real browser: sorted, filtered, read aloud, dark, on paper, and asking nobody."""

import re

import pytest

from cxresearch.report.pages.printing import chromium as program
from cxresearch.report.reports import Report
from tests import browser
from tests.drawn_results import made

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report():
    return Report(
        "Three views", [made("gaps of three audiences"), made("nps by branch"), made("gaps of five audiences")]
    )


@pytest.fixture(scope="module")
def window(report, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    with browser.chromium(folder) as opened:
        opened.open_file(report.to_html(folder / "page.html"))
        yield opened


def column(window, table: int, head: str) -> list[str]:
    heads = window.page.locator("table.sortable").nth(table).locator("thead th").all_inner_texts()
    cells = window.page.locator("table.sortable").nth(table).locator("tbody tr:not([hidden])")
    at = [text.strip() for text in heads].index(head)
    return [row.locator("td").nth(at).inner_text() for row in cells.all()]


def test_a_column_is_sorted_as_numbers_both_ways_and_by_keyboard(window, report):
    table = window.page.locator("table.sortable").first
    before = column(window, 0, "Topic")
    table.get_by_role("button", name="Estimate", exact=True).click()
    rising = [float(text.replace("−", "-").replace("+", "")) for text in column(window, 0, "Estimate")]
    assert rising == sorted(rising) and len(rising) == len(report.results[0].table)
    # As numbers, not as texts: minus signs and more digits would stand otherwise.
    assert [str(one) for one in rising] != sorted(str(one) for one in rising)
    head = table.get_by_role("columnheader", name="Estimate", exact=True)
    assert head.get_attribute("aria-sort") == "ascending"
    table.get_by_role("button", name="Estimate", exact=True).focus()
    window.page.keyboard.press("Enter")
    falling = [float(text.replace("−", "-").replace("+", "")) for text in column(window, 0, "Estimate")]
    assert falling == rising[::-1] and head.get_attribute("aria-sort") == "descending"
    # Rows move whole: each topic keeps its figure.
    told = dict(zip(column(window, 0, "Id"), falling, strict=True))
    table.get_by_role("button", name="Topic", exact=True).click()
    again = [float(text.replace("−", "-").replace("+", "")) for text in column(window, 0, "Estimate")]
    assert dict(zip(column(window, 0, "Id"), again, strict=True)) == told
    assert sorted(column(window, 0, "Topic")) == sorted(before) and table.locator("[aria-sort]").count() == 1


def test_rows_are_found_and_all_come_back(window):
    box = window.page.get_by_role("searchbox").first
    whole = len(column(window, 0, "Topic"))
    box.fill("WAITING")
    found = column(window, 0, "Topic")
    assert 0 < len(found) < whole and {text.casefold() for text in found} == {"waiting time"}
    told = window.page.locator("label.find small").first
    assert told.inner_text().strip() == f"{len(found)} of {whole} rows" and told.get_attribute("aria-live") == "polite"
    box.fill("no such row")
    assert column(window, 0, "Topic") == []
    box.fill("")
    assert len(column(window, 0, "Topic")) == whole


def test_a_screen_reader_hears_charts_tables_and_their_words(window, report):
    page = window.page
    groups = page.locator("svg[role=group]")
    assert groups.count() == len(report.results)
    for drawn, result in zip(groups.all(), report.results, strict=True):
        assert drawn.get_attribute("aria-label") == result.sentences()[0]
        words = drawn.locator("text").all_text_contents()
        assert len(words) > 8 and any(re.search(r"\d", word) for word in words)
    said = page.locator("body").aria_snapshot()
    for result in report.results:
        assert result.sentences()[0][:40] in said
    # Words of a drawing are words for them too, not a picture without a name.
    assert "Harbour Square" in said and "searchbox" in said and "columnheader" in said
    assert page.locator("h1").count() == 1 and page.locator("html").get_attribute("lang") == "en"
    levels = [int(tag[1]) for tag in page.locator("h1, h2, h3").evaluate_all("all => all.map(one => one.tagName)")]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    nameless = "all => all.filter(one => !one.textContent.trim() && !one.ariaLabel).length"
    assert page.locator("button, a, th, summary").evaluate_all(nameless) == 0


def _contrast(window, selector: str) -> float:
    """Of the words of an element against what lies behind them."""
    return window.page.evaluate(
        """selector => {
            const light = colour => {
                const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(part => part / 255);
                const linear = parts.map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
            };
            let one = document.querySelector(selector), behind = one;
            const ink = light(getComputedStyle(one).color);
            while (behind && /rgba\\(0, 0, 0, 0\\)|transparent/.test(getComputedStyle(behind).backgroundColor))
                behind = behind.parentElement;
            const paper = light(behind ? getComputedStyle(behind).backgroundColor : "rgb(255, 255, 255)");
            return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
        }""",
        selector,
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_read_in_the_light_and_in_the_dark(window, scheme):
    window.page.emulate_media(color_scheme=scheme)
    paper = window.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (max(map(int, re.findall(r"\d+", paper)[:3])) < 60) == (scheme == "dark")
    for selector in ("article p", "article li", "h2", "tbody td", "thead th button", "label.find", "p small", "nav a"):
        assert _contrast(window, selector) >= 4.5, (scheme, selector)
    # Colours of a chart are told apart on white, so it keeps its paper.
    drawn = window.page.evaluate("getComputedStyle(document.querySelector('.picture svg')).backgroundColor")
    assert drawn == "rgb(255, 255, 255)" if scheme == "dark" else True
    window.page.emulate_media(color_scheme="light")


def test_paper_shows_all_and_no_button(window, report, tmp_path):
    page = window.page
    page.emulate_media(media="print")
    assert page.locator("label.find").first.is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    wide = page.locator("table.sortable").evaluate_all(
        "all => all.filter(one => one.offsetParent && one.scrollWidth > one.parentElement.clientWidth + 1).length"
    )
    assert wide == 0
    # What is folded away on the screen is unfolded on paper, and folded again after it.
    folded = page.locator("details:not([open])").count()
    assert folded
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open])").count() == folded
    page.emulate_media(media="screen")
    assert window.outside == [] and window.complaints == []
    if program():
        path = report.to_pdf(tmp_path / "page.pdf")
        # Fifty rows that the screen folds away take more than what is seen of them.
        assert path.read_bytes().startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", path.read_bytes())) >= 4
