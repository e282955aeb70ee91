"""Pages made of notebooks: no code, nothing that asks another machine, links and pictures that work."""

import base64
import html
import re
from html.parser import HTMLParser

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cxresearch.errors import OptionError
from cxresearch.report.pages.findings import findings, findings_page
from cxresearch.report.pages.notebooks import Step, for_page, front_page, notebook_page, step_of
from cxresearch.report.pages.sheet import sheet, write_sheet
from cxresearch.result import header_of
from cxresearch.speaking import speaking

WIDGET = "application/vnd.jupyter.widget-view+json"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
OTHER = base64.b64encode(base64.b64decode(PIXEL) + b"other").decode()
# What makes a browser fetch something; a link that a person must click is none of them.
FETCHING = {"src", "srcset", "data", "poster", "background", "action", "formaction", "manifest", "ping", "code"}


class Outside(HTMLParser):
    """Everything in a page that would be fetched from elsewhere, and every tag that may act by itself."""

    def __init__(self, page: str):
        super().__init__()
        self.fetched, self.tags, self.styles, self._style = [], [], [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._style = tag == "style"
        for name, value in attrs:
            loads = name in FETCHING or (name == "href" and tag != "a")
            if loads and value and not value.startswith("data:"):
                self.fetched.append(f"{tag} {name}={value}")
            if name.startswith("on"):
                self.fetched.append(f"{tag} {name}")
            if name == "style":
                self.styles.append(value or "")

    def handle_data(self, data):
        if self._style:
            self.styles.append(data)


def outside(page: str) -> list[str]:
    found = Outside(page)
    fetching_styles = [style for style in found.styles if re.search(r"url\(|@import|https?:", style)]
    acting = [tag for tag in found.tags if tag in ("script", "iframe", "object", "embed", "form", "video", "audio")]
    return found.fetched + fetching_styles + acting


def shown(**data):
    kinds = {"png": "image/png", "html": "text/html", "plain": "text/plain", "widget": WIDGET}
    return new_output("display_data", {kinds[name]: value for name, value in data.items()})


@pytest.fixture
def notebook():
    panel = shown(widget={"model_id": "a" * 32}, png=OTHER, plain="Explorer: secret_plain")
    loud = '<b onclick="x()">bold</b><script src="https://elsewhere.example/x.js"></script>'
    painted = '<p style="background:url(https://elsewhere.example/y)">z</p>'
    styled = "<style scoped>.dataframe thead th {text-align: right;}</style>"
    table = "<table border='1'><tr><th>who</th><th>n</th></tr><tr><td>Staff</td><td>1,200</td></tr></table>"
    return new_notebook(
        cells=[
            new_markdown_cell(
                "# 02 · The *perception* gap\n\nFirst words.\n\n![logo](https://elsewhere.example/logo.png)"
            ),
            new_markdown_cell("## The question\n\nWho sees the **same** bank? And who does not?"),
            new_markdown_cell("[Next](04_loyalty.ipynb#top), [data](../data/x.csv), [Welch](https://doi.example/1)"),
            new_code_cell("secret_call_one()", outputs=[new_output("stream", name="stdout", text="1 < 2 people")]),
            new_code_cell("secret_call_two()"),
            new_code_cell("secret_call_three()", outputs=[shown(png=PIXEL, plain="<Figure>")]),
            new_code_cell("panel", outputs=[panel]),
            new_code_cell("bare", outputs=[shown(widget={"model_id": "b" * 32}, plain="HBox(children=())")]),
            new_code_cell("loud", outputs=[shown(html=loud + painted)]),
            new_code_cell("table", outputs=[shown(html=styled + table)]),
            new_markdown_cell("## Say it in the room\n\n> Leaders rate billing 31 points above customers.\n\n## Next"),
        ]
    )


@pytest.fixture
def steps(notebook):
    return [Step("01_load", "Load & check"), step_of(notebook, "02_gap"), Step("04_loyalty", "Loyalty")]


@pytest.fixture
def page(notebook, steps):
    return notebook_page(notebook, steps[1], steps=steps)


def test_a_page_asks_nobody(page):
    assert outside(page) == []
    assert "default-src 'none'" in page


def test_what_would_ask_is_seen_by_this_test():
    asking = '<script>1</script><img src="https://a.example/x.png"><p style="background:url(x)">', '<link href="a.css">'
    assert len(outside(asking[0])) == 3
    assert outside(asking[1]) == ["link href=a.css"]


def test_a_page_shows_outputs_and_no_code(page):
    assert "secret_call" not in page
    assert "1 &lt; 2 people" in page
    assert "<b>bold</b>" in page


def test_a_panel_leaves_its_picture_and_nothing_of_its_model(page):
    assert OTHER in page
    assert "secret_plain" not in page and "HBox(" not in page and "a" * 32 not in page
    assert "Here is a panel" in page, "a panel without a picture says where it works"


def test_links_lead_to_pages_and_dead_ones_are_plain_text(page):
    assert 'href="04_loyalty.html#top"' in page
    assert "x.csv" not in page
    assert 'href="https://doi.example/1"' in page
    assert 'href="01_load.html">← Load &amp; check</a>' in page and "2 of 3" in page


def test_pictures_are_described_by_their_heading(page):
    assert "No description has been provided" not in page
    assert "Picture under the heading “The question”" in page
    assert "[logo]" in page, "a picture from elsewhere becomes its description"


def test_words_stand_left_and_numbers_right(page):
    assert re.search(r'<td class="words">Staff</td>\s*<td>1,200</td>', page)


def test_the_notebook_is_not_changed(notebook, steps):
    before = nbformat.writes(notebook)
    notebook_page(notebook, steps[1], steps=steps)
    assert nbformat.writes(notebook) == before


def test_a_step_tells_title_question_and_what_to_say(notebook):
    step = step_of(notebook, "02_gap")
    assert (step.number, step.title) == ("02", "The perception gap")
    assert step.question == "Who sees the same bank?"
    assert step.said == "Leaders rate billing 31 points above customers."
    assert step.picture == PIXEL, "a drawn picture comes before a panel's"


def test_what_to_say_may_be_shown_by_a_cell():
    sentences = (
        "<ul><li>Of 36 comparisons, 21 show a <b>gap</b>.</li><li>Staff &amp; leaders differ.</li><li>More.</li></ul>"
    )
    said = [
        new_markdown_cell("## Say it in the room\n\nEvery result speaks:"),
        new_code_cell("gap.sentences()", outputs=[shown(html=sentences)]),
    ]
    other = new_code_cell("x", outputs=[shown(html="<ul><li>Elsewhere.</li></ul>")])
    step = step_of(new_notebook(cells=[other, *said]), "03_x")
    assert step.said == "Of 36 comparisons, 21 show a gap. Staff & leaders differ."
    assert step_of(new_notebook(cells=[other]), "03_my_notes").title == "my notes"


def test_text_reads_as_text_and_not_as_python():
    cells = [
        new_code_cell("a", outputs=[shown(plain="'Leaders say \\'no\\' & <more>.'")]),
        new_code_cell("b", outputs=[shown(plain="['One <b>.',\n 'Two.']")]),
        new_code_cell("c", outputs=[shown(plain="['One', 2]")]),
        new_markdown_cell("## Say it in the room"),
        new_code_cell("b", outputs=[shown(plain="['One.', 'Two.', 'Three.']")]),
    ]
    notebook = new_notebook(cells=cells)
    page = notebook_page(notebook, Step("01_x", "X"))
    assert "<p>Leaders say 'no' &amp; &lt;more&gt;.</p>" in page
    assert "<li>One &lt;b&gt;.</li><li>Two.</li>" in page
    assert "['One', 2]" in page
    assert step_of(notebook, "01_x").said == "One. Two."


def test_a_warning_is_shown_without_its_line_of_code():
    text = "/tmp/kernel_1/22.py:4: SurveyWarning: scale guessed for Q1.\n  survey = secret_call()\nplain words\n"
    cell = new_code_cell("x", outputs=[new_output("stream", name="stderr", text=text)])
    page = notebook_page(new_notebook(cells=[cell]), Step("01_x", "X"))
    assert "SurveyWarning: scale guessed for Q1.\nplain words" in page
    assert "secret_call" not in page and "kernel_1" not in page


def test_the_front_page_leads_to_every_page_with_the_picture_of_the_gaps(steps):
    front = front_page(steps, title="Harbour & Co", lead="A tour")
    assert outside(front) == []
    assert "Harbour &amp; Co" in front and "Who sees the same bank?" in front
    assert re.findall(r'<a href="([^"]+)"', front) == ["02_gap.html", "01_load.html", "02_gap.html", "04_loyalty.html"]
    assert front.count(PIXEL) == 1


def test_a_front_page_without_pictures_has_no_empty_frame():
    assert "<figure" not in front_page([Step("01_load", "Load")], title="T", lead="")


def test_a_persons_file_is_never_written_over(tmp_path):
    mine = tmp_path / "index.html"
    mine.write_text("<html>mine</html>", encoding="utf-8")
    with pytest.raises(OptionError, match="index.html is there already and was not made by cxresearch"):
        write_sheet(mine, sheet("T", ""))
    assert mine.read_text(encoding="utf-8") == "<html>mine</html>"


def test_an_own_page_is_written_again(tmp_path):
    path = tmp_path / "new" / "index.html"
    write_sheet(path, sheet("Old", ""))
    write_sheet(path, sheet("New", ""))
    assert "<title>New</title>" in path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def survey():
    import numpy as np
    import pandas as pd

    from cxresearch.survey.survey import Survey

    rng = np.random.default_rng(3)
    who = np.repeat(["Leadership", "Staff", "Customers"], [30, 60, 200])
    middle = np.repeat([8, 6, 5], [30, 60, 200])
    frame = pd.DataFrame({"audience": who, "Billing <b>": np.clip(rng.normal(middle, 1.5).round(), 0, 10)})
    frame["nps"] = np.where(who == "Customers", rng.integers(0, 11, 290).astype(float), np.nan)
    return Survey.from_frame(frame, scales={"Billing <b>": (0, 10), "nps": (0, 10)})


def test_findings_are_told_with_pictures_and_bases(survey):
    results, left_out = findings(survey)
    assert [result.heading for result in results] == ["Perception gap", "Net Promoter Score"]
    assert left_out == []
    assert results[1].table.audience.tolist() == ["Customers"], "audiences that were not asked are not in the table"
    page = findings_page("Gaps", results, who="290", notes=["a <note>"], left_out=["Prediction: none <asked>"])
    assert outside(page) == []
    assert page.count("data:image/png") == 2
    for sentence in [*results[0].sentences(), *results[1].sentences()]:
        assert html.escape(sentence) in page
    assert "a &lt;note&gt;" in page and "none &lt;asked&gt;" in page
    assert not re.search(r"\b(nan|None|inf)\b", re.sub(r"<style>.*?</style>|base64,[^\"]+", "", page, flags=re.S))


def test_findings_say_what_could_not_be_computed(survey):
    results, left_out = findings(survey.only(audience="Customers"))
    assert [result.heading for result in results] == ["Net Promoter Score"]
    assert len(left_out) == 1 and "needs at least two audiences" in left_out[0]


def test_findings_come_first_and_what_only_a_notebook_can_do_stays_there():
    def shown(text, **metadata):
        return new_code_cell("x", outputs=[new_output("execute_result", {"text/plain": text})], metadata=metadata)

    cells = [
        new_markdown_cell("# Gaps"),
        new_markdown_cell("## The question\n\nWhere?"),
        new_markdown_cell("Press Shift + Enter.", metadata={"tags": ["no-page"]}),
        new_markdown_cell("## See it"),
        shown("'a picture'"),
        shown("[]"),
        new_markdown_cell("## Say it in the room"),
        shown("'Leaders stand higher.'"),
        new_markdown_cell("## Your turn\n\nChoose a question."),
        shown("a panel"),
        new_markdown_cell("## Next\n\nThe rest."),
        shown("2 results", tags=["no-page"]),
    ]
    book = new_notebook(cells=cells)
    page = notebook_page(book, step_of(book, "02_gap"))
    places = [page.index(words) for words in ("Where?", "Leaders stand higher.", "a picture", "The rest.")]
    assert places == sorted(places)
    for words in ("Shift", "Your turn", "Choose a question", "a panel", "2 results", "[]"):
        assert words not in page

    short = for_page(book)
    assert [cell for cell in cells if cell not in short.cells] == cells[8:10] and book.cells == cells
    assert notebook_page(short, step_of(short, "02_gap")) == page
    cells[0].metadata["tags"] = ["no-page"]
    assert for_page(book) is None


def test_columns_are_called_as_readers_call_them():
    table = '<table class="dataframe"><thead><tr><th></th><th>smallest_margin</th></tr></thead><tbody></tbody></table>'
    book = new_notebook(cells=[
        new_markdown_cell("# Gaps\n\n`smallest_margin` is the smallest; `study.toml` says more."),
        new_code_cell("study.table()", outputs=[new_output("execute_result", {"text/html": table})]),
    ])  # fmt: skip
    with speaking("de"):
        page = notebook_page(book, Step("02_gaps", "Gaps"))
        name = header_of("smallest_margin")
    assert name != "smallest margin"
    assert f"<em>{name}</em> is the smallest; <code>study.toml</code>" in page
    assert f">{name}</th>" in page
    assert "smallest_margin" not in page
