"""What the client gets: numbers survive, formulas are defused, nothing is overwritten, slides say the finding."""

import base64
import hashlib
import os
import re
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from lxml import html
from pptx import Presentation

import cxresearch as cx
from cxresearch.errors import OptionError
from cxresearch.report.asking.questionnaire import matched_questionnaire
from cxresearch.report.charts.of_results import charts_of
from cxresearch.report.client_words import for_clients
from cxresearch.report.files import target, typeset
from cxresearch.report.heads import head_of
from cxresearch.report.keys import keys_of
from cxresearch.report.reports import Report
from cxresearch.report.slides import to_pptx
from cxresearch.report.subjects import sentences_of
from cxresearch.report.workbooks.worksheets import sheet_name, to_xlsx
from cxresearch.result import Result
from cxresearch.stats.loyalty.trends import trend
from cxresearch.stats.quality.health import check_quality
from cxresearch.stats.tables.crosstabs import crosstab
from cxresearch.survey.answers import defused
from cxresearch.survey.survey import Survey
from tests.drawn_results import MAKE, made

NASTY = '=HYPERLINK("http://evil","x")'


@pytest.fixture(scope="module")
def survey() -> Survey:
    rng = np.random.default_rng(2)
    n = 240
    frame = pd.DataFrame(
        {
            "branch": rng.choice(["North", NASTY, "-South", "<west>"], n),
            "wave": rng.choice([2024, 2025], n),
            "nps": rng.integers(0, 11, n),
            "billing": rng.integers(1, 6, n),
        }
    )
    return Survey.from_frame(frame, scales={"nps": (0, 10), "billing": (1, 5)}, audience="Customers")


@pytest.fixture(scope="module")
def results(survey) -> list[Result]:
    return [
        cx.nps(survey, by="branch"), cx.mean_score(survey, "billing", by="branch"), trend(survey, "nps"),
        crosstab(survey, ["nps", "billing"], "branch"), cx.compare_groups(survey, "nps", by="branch"),
        check_quality(survey),
    ]  # fmt: skip


def every_cell(path) -> list:
    book = openpyxl.load_workbook(path)
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


# -- workbooks -------------------------------------------------------------------------------------


def test_no_cell_is_a_formula(results, tmp_path):
    path = to_xlsx(results, tmp_path / "all.xlsx")
    cells = every_cell(path)
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@"))]
    assert any(text.startswith("'=HYPERLINK") for text in texts)
    with zipfile.ZipFile(path) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in parts.read(name) for name in sheets)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\r=1", "=", "-"])
def test_what_a_spreadsheet_would_compute_is_defused(text):
    assert defused(text) == f"'{text}"


def test_numbers_are_numbers_and_all_of_them_are_there(results, tmp_path):
    score = results[0]
    sheet = openpyxl.load_workbook(to_xlsx(score, tmp_path / "one.xlsx")).active
    rows = list(sheet.iter_rows(values_only=True))
    head = next(at for at, row in enumerate(rows) if "Estimate" in row)
    names = [name for name in rows[head] if name]
    assert set(names) == {head_of(name) for name in score.table.columns} | {"Id"}
    written = pd.DataFrame(rows[head + 1 : head + 1 + len(score.table)], columns=rows[head])
    assert written["Estimate"].tolist() == pytest.approx(score.table.estimate.tolist())
    assert written["n"].tolist() == score.table.n.tolist()
    assert written["95% from"].tolist() == pytest.approx(score.table.ci_low.tolist())
    assert written["Id"].tolist() == keys_of(score)
    text = " ".join(str(value) for row in rows for value in row if isinstance(value, str))
    assert typeset(score.sentences()[0]).replace("'", "") in text.replace("'", "")
    assert all(typeset(for_clients(caveat)) in text for caveat in score.caveats)


def test_hidden_rows_are_empty_cells(tmp_path):
    frame = pd.DataFrame({"team": ["A"] * 30 + ["B"] * 6 + ["C"] * 3, "billing": [1, 3, 5] * 13})
    hidden = cx.mean_score(Survey.from_frame(frame, scales={"billing": (1, 5)}, audience="Staff"), "billing", by="team")
    assert hidden.table.estimate.isna().sum() == 2
    cells = every_cell(to_xlsx(hidden, tmp_path / "hidden.xlsx"))
    assert not [cell for cell in cells if isinstance(cell.value, str) and re.search(r"\bnan\b|#N", cell.value)]


def test_a_banner_has_its_numbers_beside_it(results, tmp_path):
    book = openpyxl.load_workbook(to_xlsx(results[3], tmp_path / "banner.xlsx"))
    assert book.sheetnames == ["Crosstab", "Crosstab data"]
    data = pd.DataFrame(book["Crosstab data"].values)
    assert len(data) == len(results[3].table) + 1


def test_a_banner_is_numbers_with_letters_in_cells_of_their_own(tmp_path):
    result = made("crosstab")
    sheet = openpyxl.load_workbook(to_xlsx(result, tmp_path / "banner.xlsx"))["Crosstab"]
    rows = list(sheet.iter_rows())
    head = next(at for at, row in enumerate(rows) if any(cell.value == "Total" for cell in row))
    heads = [cell.value for cell in rows[head]]
    staff = heads.index("Staff (B)")
    assert heads[staff + 1] == "Staff (B): above"
    own = result.table[(result.table.column == "Staff") & (result.table.question == "csat")]
    found, lettered = [], 0
    for row in rows[head + 2 : head + 2 + len(own)]:
        found.append(row[staff].value)
        letters = row[staff + 1].value
        assert letters is None or re.fullmatch(r"[A-Z]( [A-Z])*", letters)
        filled = row[staff].fill.fgColor.rgb == "FFCFE2EF"
        assert filled == (letters is not None)
        lettered += letters is not None
    assert found == pytest.approx(own.estimate.tolist()) and lettered


def test_nothing_is_folded_away_and_all_prints(tmp_path):
    book = openpyxl.load_workbook(Report("All", [made("gaps of three audiences"), made("nps")]).to_xlsx(tmp_path / "a"))
    assert book.sheetnames == ["Contents", "Perception gap", "Net Promoter Score", "Figures"]
    for sheet in book:
        assert not any(one.hidden for one in sheet.column_dimensions.values())
        assert sheet.print_area and sheet.sheet_state == "visible"
        # As wide as a page, as long as it takes.
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert "Of 15 comparisons" in book["Contents"]["A2"].value


@pytest.mark.parametrize("name", MAKE)
def test_native_charts_hold_the_numbers_of_their_sheet(name, tmp_path):
    from lxml import etree

    space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    result = made(name)
    path = to_xlsx(result, tmp_path / "one.xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    with zipfile.ZipFile(path) as parts:
        charts = [parts.read(part) for part in sorted(parts.namelist()) if re.match(r"xl/charts/chart\d", part)]
        assert len({part for part in parts.namelist()}) == len(parts.namelist())
    assert len(charts) == sum(chart.known() for chart in charts_of(result))
    for chart in charts:
        for reference in etree.fromstring(chart).iter(f"{space}numRef"):
            title, column, first = re.fullmatch(
                r"'(.*)'!\$([A-Z]+)\$(\d+):\$[A-Z]+\$\d+", reference.find(f"{space}f").text
            ).groups()
            assert title.replace("''", "'") == sheet.title
            for point in reference.iter(f"{space}pt"):
                cell = sheet[f"{column}{int(first) + int(point.get('idx'))}"]
                assert cell.value == pytest.approx(float(point.find(f"{space}v").text))


def test_sheet_names_are_legal_and_unlike():
    taken: list[str] = []
    for title in ["NPS: by [branch]", "nps  by branch", "x" * 50, "x" * 50, "", "'quoted'", "a/b\\c?*"]:
        name = sheet_name(title, taken)
        assert 0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name)
        assert name.casefold() not in [other.casefold() for other in taken]
        taken.append(name)


# -- files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["xlsx", "pptx", "html"])
def test_a_clients_file_is_never_overwritten_and_our_own_is(results, tmp_path, ending):
    report = Report("Loyalty", results[:1])
    write = getattr(report, f"to_{ending}")
    theirs = tmp_path / f"theirs.{ending}"
    theirs.write_text("a client's own words")
    with pytest.raises(OptionError, match="it stays"):
        write(theirs)
    assert theirs.read_text() == "a client's own words"
    ours = write(tmp_path / "new folder" / "ours")
    assert ours.suffix == f".{ending}" and ours == write(ours)


def test_a_clients_workbook_is_never_overwritten(results, tmp_path):
    path = tmp_path / "plan.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.save(path)
    with pytest.raises(OptionError, match="it stays"):
        to_xlsx(results[0], path)


def test_what_cannot_be_meant_is_refused(results, tmp_path):
    with pytest.raises(OptionError, match="ends in .csv"):
        to_xlsx(results[0], tmp_path / "x.csv")
    with pytest.raises(OptionError, match="is a folder"):
        target(tmp_path.with_suffix(".xlsx").mkdir() or tmp_path.with_suffix(".xlsx"), ".xlsx")
    with pytest.raises(OptionError, match="made of Results"):
        Report("Loyalty", [results[0].table])
    with pytest.raises(OptionError, match="made of Results"):
        Report("Loyalty").add("NPS is fine")
    with pytest.raises(OptionError, match="needs a title"):
        Report("  ")
    with pytest.raises(OptionError, match="is empty"):
        Report("Loyalty").to_pptx(tmp_path / "x.pptx")
    with pytest.raises(OptionError, match="no Result"):
        to_pptx([], tmp_path / "x.pptx")


# -- slides ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def deck(results, tmp_path_factory):
    return Presentation(Report("Harbour Bank", results).to_pptx(tmp_path_factory.mktemp("deck") / "all.pptx"))


def test_the_first_slides_say_what_was_found(deck, results):
    first, summary = (
        " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        for slide in list(deck.slides)[:2]
    )
    assert "Harbour Bank" in first
    assert results[0].sentences()[0].split()[-1].strip(".)") in summary or "NPS" in summary
    assert (deck.core_properties.author, deck.core_properties.last_modified_by) == ("", "")


def test_a_result_without_numbers_becomes_a_slide(tmp_path):
    frame = pd.DataFrame({"team": ["A"] * 3, "billing": [1, 3, 5]})
    hidden = cx.mean_score(Survey.from_frame(frame, scales={"billing": (1, 5)}, audience="Staff"), "billing", by="team")
    deck = Presentation(to_pptx(hidden, tmp_path / "hidden.pptx"))
    assert len(deck.slides) == 1


# -- the page --------------------------------------------------------------------------------------


def test_the_page_escapes_and_asks_nobody(results, tmp_path):
    page = (
        Report("Loyalty <script>alert(1)</script>", results).to_html(tmp_path / "page.html").read_text(encoding="utf-8")
    )
    assert "<script>alert" not in page and "Loyalty &lt;script&gt;" in page
    assert "<west>" not in page and "&lt;west&gt;" in page
    assert not re.search(r"(src|href)=[\"'](https?:)?//", page)
    assert page.count("<svg ") == len(results) and "base64" not in page.replace("'sha256-", "")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert results[0].sentences()[0].split(":")[0].replace("<", "&lt;").replace(">", "&gt;") in page


def test_only_the_one_script_may_run(results, tmp_path):
    """What the policy names is the script that is there; a script of data is not run by any browser."""
    page = Report("Loyalty", results).to_html(tmp_path / "page.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.S)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page and "default-src 'none'" in page


_DRAWN = ["gaps of three audiences", "nps by branch", "trend", "scorecard", "gaps with hidden rows"]


@pytest.mark.parametrize("name", _DRAWN)
def test_numbers_of_page_and_drawing_are_those_of_the_table(name, tmp_path):
    from bs4 import BeautifulSoup

    result = made(name)
    text = Report("One", [result]).to_html(tmp_path / "one.html").read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    cells = [[cell.get_text() for cell in row.find_all("td")] for row in page.select("table.sortable tbody tr")]
    shown = result.text_table()
    assert len(cells) == len(shown)
    for row, own in zip(cells, shown.to_dict("records"), strict=True):
        numeric = [typeset(value) for column, value in own.items() if result.table[column].dtype.kind in "iuf"]
        assert [text for text in row if text in numeric or text in keys_of(result)] and all(n in row for n in numeric)
    words = " ".join(text.get_text() for text in page.select("svg text"))
    assert len(words) > 20
    signed = re.findall(r"(?<![\d.,])[+−]\d+(?![\d.,])", words)
    drawn = {int(number.replace("−", "-").replace("+", "")) for number in signed}
    known = {
        round(float(value)) for column in result.table.select_dtypes("number")
        for value in result.table[column].dropna() if abs(value) < 1e6
    }  # fmt: skip
    ticks = set(range(-100, 101, 5))
    assert drawn <= known | ticks


def test_a_page_is_printed_where_there_is_a_chromium_and_said_where_not(results, tmp_path, monkeypatch, capsys):
    from cxresearch.report.pages.printing import chromium

    report = Report("Loyalty", results[:1])
    if chromium():
        path = report.to_pdf(tmp_path / "page.pdf")
        assert path.read_bytes().startswith(b"%PDF") and path == report.to_pdf(path)
    monkeypatch.setenv("CXRESEARCH_CHROMIUM", str(tmp_path / "none"))
    assert report.to_pdf(tmp_path / "other.pdf") is None
    assert "no Chromium" in capsys.readouterr().out


_HANGS = """#!{python}
import subprocess, sys, time
# A helper that outlives its browser holds on to the pipes that it was given.
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open({told!r}, "w").write(str(helper.pid))
time.sleep(60)
"""
_HALF = """#!{python}
import sys
place = next(word for word in sys.argv if word.startswith("--print-to-pdf=")).partition("=")[2]
open(place, "wb").write(b"%PDF-1.4 half of it")
"""


@pytest.mark.skipif(os.name == "nt", reason="a script is a program where its first line says so")
def test_a_browser_that_does_not_end_or_stops_halfway_is_said(results, tmp_path, monkeypatch, capsys):
    from cxresearch.report.pages import printing

    told, browser, report = tmp_path / "told", tmp_path / "browser", Report("Loyalty", results[:1])
    monkeypatch.setenv("CXRESEARCH_CHROMIUM", str(browser))
    monkeypatch.setattr(printing, "_SECONDS", 3)
    monkeypatch.setattr(printing, "_SECONDS_A_MEGABYTE", 0)
    for text, said in (
        (_HANGS, r"had not printed the page after 0 minutes\. Try again when"),
        (_HALF, "did not print"),
    ):
        browser.write_text(text.format(python=sys.executable, told=str(told)))
        browser.chmod(0o755)
        begun = time.monotonic()
        assert report.to_pdf(tmp_path / "page.pdf") is None and not (tmp_path / "page.pdf").exists()
        assert re.search(said, capsys.readouterr().out) and time.monotonic() - begun < 30
    # Its helper was stopped with it; a process that ended and that nobody waited for may keep its place.
    state = Path(f"/proc/{told.read_text()}/stat")
    assert not Path("/proc/self").exists() or not state.exists() or state.read_text().split()[2] == "Z"


def test_tables_call_questions_as_people_read_them(tmp_path):
    """An export's NOTE_SQ001 says nothing to a reader; neither in tables, nor beside ids, nor in a check."""
    rng = np.random.default_rng(4)
    ids = {"NOTE_SQ001": "Waiting room", "NOTE_SQ002": "Parking", "X9": "Parking"}
    frame = pd.DataFrame({one: rng.integers(1, 6, 60).astype(float) for one in ids})
    frame.loc[:9, "NOTE_SQ001"] = np.nan
    survey = Survey.from_frame(frame, scales=dict.fromkeys(ids, (1, 5)), audience="Customers")
    survey = replace(survey, codebook=survey.codebook.assign(topic=survey.codebook.id.map(ids)))
    report = Report("Names", [cx.mean_score(survey, list(ids)), cx.check_quality(survey)])
    book = openpyxl.load_workbook(report.to_xlsx(tmp_path / "names"))
    for sheet in book:
        told = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert not any("NOTE_SQ001" in text for text in told), sheet.title
    for sheet in book.worksheets[1:3]:
        told = {str(cell.value) for row in sheet.iter_rows() for cell in row}
        assert {"Waiting room", "Parking (NOTE_SQ002)", "Parking (X9)"} <= told
    assert ".without(" not in " ".join(sentences_of(report.results[1]))
    words = []
    for slide in Presentation(report.to_pptx(tmp_path / "names")).slides:
        for shape in slide.shapes:
            if shape.has_table:
                words += [cell.text for row in shape.table.rows for cell in row.cells]
    page = report.to_html(tmp_path / "names").read_text(encoding="utf-8").split('<script type="application/json"')[0]
    assert not any("NOTE_SQ001" in word for word in words) and "NOTE_SQ001" not in page


# -- questionnaires --------------------------------------------------------------------------------

TOPICS = ["Opening an account", "Waiting time", "Billing and fees", NASTY, "-Discounts", "+49 hotline", "@branch"]


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    path = matched_questionnaire(TOPICS, tmp_path_factory.mktemp("forms") / "forms.xlsx", company="Harbour Bank")
    return path, openpyxl.load_workbook(path)


def test_three_audiences_read_the_same_words(forms):
    _, book = forms
    assert book.sheetnames == ["Read me", "Leadership", "Staff", "Customers", "Codebook"]
    codebook = pd.DataFrame(list(book["Codebook"].values)[1:], columns=next(book["Codebook"].values))
    words = {
        aspect: codebook[codebook.aspect == aspect].groupby("audience").text.apply(list)
        for aspect in ("experience", "importance")
    }
    ratings = {
        audience: [text for text in texts if "recommend" not in text] for audience, texts in words["experience"].items()
    }
    assert ratings["Leadership"] == ratings["Staff"] == ratings["Customers"]
    assert words["importance"]["Leadership"] == words["importance"]["Staff"] == words["importance"]["Customers"]
    predicting = set(codebook[codebook.aspect == "prediction"].audience)
    assert predicting == {"Leadership", "Staff"}
    assert (codebook.groupby("audience").kind.apply(lambda kinds: (kinds == "verbatim").sum()) == 4).all()


def test_no_topic_becomes_a_formula(forms):
    path, _ = forms
    cells = every_cell(path)
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert not [
        cell.value for cell in cells if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))
    ]


def test_answers_to_the_forms_meet_again(forms):
    """The wordings of the codebook, as a survey tool exports them, are matched and read as what they ask."""
    _, book = forms
    codebook = pd.DataFrame(list(book["Codebook"].values)[1:], columns=next(book["Codebook"].values))
    rng = np.random.default_rng(0)
    surveys = []
    for audience, questions in codebook.groupby("audience", sort=False):
        rated = questions[questions.kind.isin(["rating", "nps"])]
        answers, scales = {}, {}
        for row in rated.itertuples():
            labels = row.scale.startswith("1-5:")
            answers[row.text] = (
                rng.choice(["Slightly important", "Very important"], 30) if labels else rng.integers(0, 11, 30)
            )
            if not labels:
                scales[row.text] = (0, 10)
        surveys.append(Survey.from_frame(pd.DataFrame(answers), scales=scales, audience=audience))
        book_of = surveys[-1].codebook.set_index("id")
        assert (book_of.aspect[rated.text] == rated.aspect.to_numpy()).all()
        assert (book_of.kind[rated.text] == rated.kind.to_numpy()).all()
    together = cx.combine_audiences(*surveys)
    gaps = cx.perception_gap(together)
    assert gaps.table.topic.nunique() == len(TOPICS)
    assert set(gaps.table.audience_a) | set(gaps.table.audience_b) == {"Leadership", "Staff", "Customers"}
    assert len(cx.prediction_gap(together).table) == len(TOPICS)
    assert len(cx.importance_gap(together, between=["Leadership", "Customers"]).table) >= len(TOPICS)


def test_topics_that_cannot_be_asked_are_refused(tmp_path):
    for topics, word in [
        ([], "0 topics"), ("Billing", "a list"), (["Billing", " billing "], "twice"), (["", "x"], "a topic is a text"),
        ([3], "a topic is a text"), (["x" * 300], "at most 200"),
    ]:  # fmt: skip
        with pytest.raises(OptionError, match=word):
            matched_questionnaire(topics, tmp_path / "forms.xlsx")
    with pytest.raises(OptionError, match="predictors"):
        matched_questionnaire(["Billing"], tmp_path / "forms.xlsx", predictors=["Customers"])
    assert not (tmp_path / "forms.xlsx").exists()


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("Not counted: 12 missing, of 60 rows; see survey.account().", "Not counted: 12 missing, of 60 rows."),
        ("A high number is read as easy (direction='easy'); if it meant the opposite, pass the other direction.",
         "A high number is read as easy; if it meant the opposite, pass the other direction."),
        ("Drawn one by one (design_effect=).", "Drawn one by one."),
        ("Welch's analysis of variance, F(3, 494.0) = 1.58, p = .193, n = 60.",
         "Welch's analysis of variance, F(3, 494.0) = 1.58, p = .193, n = 60."),
        ("Pass reference='Customers'.", ""),
    ],
)  # fmt: skip
def test_a_client_reads_no_python(told, kept):
    assert for_clients(told) == kept


def test_two_hundred_long_questions_fit_everywhere(tmp_path):
    """Each is in slides, workbook and page; what a slide shortens stands whole in the appendix."""
    texts = [f"Question {at}: " + ("how content are you with what we do about it " * 6)[:235] for at in range(200)]
    frame = pd.DataFrame({text: [1, 3, 5, 4] * 5 for text in texts})
    survey = Survey.from_frame(frame, scales=dict.fromkeys(texts, (1, 5)), audience="Customers")
    report = Report("Two hundred", cx.mean_score(survey))
    slides = Presentation(report.to_pptx(tmp_path / "many.pptx")).slides
    shown = " ".join(
        " ".join(cell.text_frame.text for row in shape.table.rows for cell in row.cells)
        for slide in slides for shape in slide.shapes if shape.has_table
    )  # fmt: skip
    assert all(f"Question {at}:" in shown for at in range(200))
    for slide in slides:
        for shape in slide.shapes:
            assert shape.top + shape.height <= 7.5 * 914400 + 9525
    page = report.to_html(tmp_path / "many.html").read_text(encoding="utf-8")
    words = " ".join(str(cell.value) for cell in every_cell(report.to_xlsx(tmp_path / "many.xlsx")))
    assert all(f"Question {at}:" in page and f"Question {at}:" in words for at in range(200))


@pytest.mark.parametrize("kind", ["pptx", "xlsx", "html", "pdf"])
def test_a_folder_that_cannot_be_written_is_said(tmp_path, kind):
    (tmp_path / "file").write_text("no folder")
    report = Report("x", cx.nps(Survey.from_frame(pd.DataFrame({"nps": [10, 9, 3]}), audience="Customers")))
    with pytest.raises(OptionError, match=r"cannot be (made|written) .*Name another folder"):
        getattr(report, f"to_{kind}")(tmp_path / "file" / f"report.{kind}")


def test_waves_written_as_numbers_are_figures_of_their_own():
    frame = pd.DataFrame({"nps": [9, 10, 3, 7, 8, 9, 2, 10] * 6, "year": [2024, 2025] * 24})
    survey = cx.Survey.from_frame(frame, roles={"wave": "year"}, audience="Customers")
    by_role, by_column = cx.trend(survey, "nps"), cx.trend(survey, "nps", wave="year")
    for result in (by_role, by_column, cx.nps(survey, "nps", by="wave")):
        assert len(set(keys_of(result))) == 2


def test_an_id_is_the_same_in_whatever_language_a_row_was_said(survey):
    """A row named by words of ours kept the language in which it was first read, and its id with it."""
    ids = []
    for code in ("en", "de"):
        with cx.language(code):
            ids.append(keys_of(cx.check_quality(survey, smallest_base=10**6)))
    assert ids[0] == ids[1] and len(ids[0]) > 3
    with cx.language("de"):
        made = cx.check_quality(survey, smallest_base=10**6)
        assert made.table.group.str.startswith("Einheit ").any()
    assert keys_of(made) == ids[0]


def test_a_sentence_begins_large(tmp_path):
    """Columns are called ``revenue``."""
    frame = pd.DataFrame({"revenue": [1, 2, 3, 4, 5] * 20, "why?": [5, 4, 3, 4, 5] * 20})
    asked = Survey.from_frame(frame, audience="Customers", scales={"revenue": (1, 5), "why?": (1, 5)})
    found = cx.mean_score(asked, ["revenue", "why?"])
    page = html.fromstring(Report("Two", found).to_html(tmp_path / "page.html").read_text(encoding="utf-8"))
    said = [" ".join(one.itertext()).strip() for one in page.iter("h2", "strong", "li")]
    assert any(one.startswith("Revenue averages") for one in said)
    assert all(not one[:1].islower() for one in said)
