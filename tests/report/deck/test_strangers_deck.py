"""The report of a study that nobody here made: titles name their question, no slide is empty, lists take one."""

import re

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pptx import Presentation

import cxresearch as cx
from cxresearch.report.charts.model import BARS, Chart, Series
from cxresearch.report.charts.of_results import charts_of
from cxresearch.report.client_words import what_is_missing
from cxresearch.report.deck.result_slides import finding_of
from cxresearch.report.reports import Report
from cxresearch.report.subjects import says_nothing
from cxresearch.text.themes.named import Themes
from tests.drawn_results import MAKE, made

ASKED = {"better": "What should the library change?", "liked": "What did you like here?"}
WORDS = (
    "opening hours too short on sunday", "staff friendly helpful", "parking was impossible", "website slow broken",
    "noisy reading room", "prices for cards too high", "waited long at the desk", "good selection of books",
)  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    rng, folder = np.random.default_rng(5), tmp_path_factory.mktemp("library")
    for audience, many in (("Readers", 160), ("Volunteers", 60)):
        frame = {}
        for at, topic in enumerate(("Opening hours", "Quiet places", "Help at the desk")):
            frame[f"How satisfied are you with: {topic}"] = rng.integers(1 + at, 6, many)
        for text in ASKED.values():
            said = [". ".join(rng.choice(WORDS, rng.integers(1, 4), replace=False)) + f" {at}" for at in range(many)]
            frame[text] = said
        pd.DataFrame(frame).to_csv(folder / f"{audience}.csv", index=False)
    return cx.new_study(folder, {folder / f"{name}.csv": name for name in ("Readers", "Volunteers")}, title="Library")


@pytest.fixture(scope="module")
def report(study):
    return study.report()


@pytest.fixture(scope="module")
def deck(report, tmp_path_factory):
    return Presentation(report.to_pptx(tmp_path_factory.mktemp("deck") / "deck.pptx"))


def words_of(slide):
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_titles_of_what_is_asked_of_several_questions_name_them(report, deck, tmp_path):
    kinds = [type(result).__name__ for result in report.results]
    assert kinds.count("Themes") == 2 and kinds.count("VerbatimSentiment") == 2
    titles = [slide.shapes.title.text for slide in deck.slides]
    for text in ASKED.values():
        assert sum(text in title for title in titles) >= 2
    assert len(set(titles)) == len(titles)
    page = report.to_html(tmp_path / "page.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(report.to_xlsx(tmp_path / "book.xlsx"))
    contents = " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    for text in ASKED.values():
        assert re.search(rf"<h2>{re.escape(text)}", page) and text in contents


def test_themes_stand_by_share_and_those_of_nobody_in_one_line(report, deck):
    for result in report.results:
        if not isinstance(result, Themes):
            continue
        (chart,) = charts_of(result)
        sizes = [max(one.values[at] for one in chart.series) for at in range(len(chart.labels))]
        assert sizes == sorted(sizes, reverse=True) and min(sizes) > 0
        whole = result.table.groupby("theme").estimate.max()
        missing = set(whole[whole == 0].index)
        assert missing and all(name in chart.note for name in missing)
        assert not missing & set(chart.labels) and len(chart.labels) + len(missing) == len(whole)
        told = [slide for slide in deck.slides if chart.note in words_of(slide)]
        assert len(told) >= 1


def test_the_title_of_themes_is_about_the_shares_that_are_drawn():
    """The tone of a small theme stood over a chart of shares that showed no tone, the largest theme untold."""
    results = [made(name) for name in MAKE if "theme" in name]
    results = [one for one in results if isinstance(one, Themes) and len(charts_of(one)) == 1 and not one.hidden]
    assert results
    for result in results:
        (chart,), said = charts_of(result), finding_of(result)
        drawn = {round(value) for one in chart.series for value in one.values if value == value}
        numbers = {int(found) for found in re.findall(r"(\d+)%", said)}
        assert numbers and numbers <= drawn, said
        assert any(label.casefold() in said.casefold() for label in chart.labels), said
        assert "negative" not in said and "positive" not in said


def test_a_list_of_words_takes_one_slide(report, deck):
    lists = [result for result in report.results if type(result).__name__ in ("WordContrast", "Quality")]
    assert lists
    titles = [slide.shapes.title.text for slide in deck.slides]
    of_lists = [title for title in titles if "carr" in title or "write of" in title]
    assert 1 <= len(of_lists) <= len(lists)
    assert not any(title.startswith("Table: ") for title in of_lists)


def test_no_slide_is_empty_and_what_could_not_be_told_is_plain(report, deck):
    for slide in list(deck.slides)[1:]:
        drawn = [shape for shape in slide.shapes if shape.has_chart or shape.has_table]
        assert drawn or len(words_of(slide)) > len(slide.shapes.title.text) + 60, slide.shapes.title.text
    told = "\n".join(words_of(slide) for slide in deck.slides if "could not tell" in slide.shapes.title.text)
    assert told and not re.search(r"study\.toml|[a-z]+_[a-z]+:|aspect =|cx\.", told)


def test_a_result_without_numbers_is_a_line(tmp_path):
    said = [f"{text} {at}" for at, text in enumerate(["bus late again and again", "train full of people today"] * 20)]
    frame = pd.DataFrame({"Why?": said, "side": ["a", "b"] * 20})
    survey = cx.Survey.from_frame(frame, roles={"group": "side"}, audience="Customers")
    words = cx.contrast_words(survey, "Why?", by="side")
    score = cx.nps(cx.Survey.from_frame(pd.DataFrame({"nps": [10, 9, 3] * 9}), audience="Customers"))
    words.table["z"] = words.table.z.clip(upper=1.0)
    assert says_nothing(words) and not says_nothing(score)
    slides = list(Presentation(Report("Two", [score, words]).to_pptx(tmp_path / "two.pptx")).slides)
    assert "What these answers could not tell" in [slide.shapes.title.text for slide in slides]
    assert "No word stands out" in words_of(slides[-1])
    assert not any("write of" in slide.shapes.title.text for slide in slides)


def test_bars_begin_at_nothing():
    chart = Chart(BARS, ("a", "b"), (Series("x", (0.24, 0.31)),))
    assert chart.limits()[0] == 0 and Chart(BARS, ("a",), (Series("x", (-3.0,)),)).limits()[1] == 0


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("silos: 0 groups of 'group' answered 'How easy: really?'; a comparison needs two.",
         "0 groups of 'group' answered 'How easy: really?'."),
        ('trend: No wave in "A: b". Write x.', 'No wave in "A: b".'),
        ("competitors: Werte liegen nicht vor. name, nps in eine CSV-Datei schreiben.", "Werte liegen nicht vor."),
        ("Nothing to cut", "Nothing to cut"),
    ],
)  # fmt: skip
def test_what_is_missing_says_no_more_than_that(told, kept):
    assert what_is_missing(told) == kept
