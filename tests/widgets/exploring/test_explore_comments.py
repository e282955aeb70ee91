"""Quotes and their panel, without a kernel: filters against plain pandas, thresholds, and text that stays text."""

import re
import time

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.survey import Survey
from cxresearch.text.quotes import open_comments, quotes
from cxresearch.text.themes.named import themes
from cxresearch.widgets.exploring.comment_panel import explore_comments
from tests.harbour import sample

NO_NUMBER = re.compile(r"\b(nan|None|NaN|inf|NaT)\b")
SAID = [
    "friendly staff, but the fees are a nightmare",
    "The app is slow and horrible",
    "I love the app",
    "the queue is far too long",
    "<script>alert('boo')</script> the fees & more fees",
    "write to bo@example.org, the queue is terrible",
    "n/a",
    "\u05d4\u05d0\u05e4\u05dc\u05d9\u05e7\u05e6\u05d9\u05d4 app",
]


def make_survey() -> Survey:
    """Customers and staff of two branches; in East only four of the staff wrote."""
    rng = np.random.default_rng(5)
    rows = []
    for who, where, n in (
        ("Customers", "West", 80),
        ("Customers", "East", 60),
        ("Staff", "West", 30),
        ("Staff", "East", 4),
    ):
        rows += [(who, where, SAID[rng.integers(len(SAID))], "fine, thanks") for _ in range(n)]
    frame = pd.DataFrame(rows, columns=["who", "branch", "why", "else"])
    book = pd.DataFrame({"id": ["why", "else"], "text": ["Why <so>?", "Anything else?"], "kind": "verbatim"})
    return Survey.from_frame(frame, roles={"audience": "who", "unit": "branch"}, codebook=book, name="branches")


@pytest.fixture(scope="module")
def survey():
    return make_survey()


@pytest.fixture
def panel(survey):
    return explore_comments(survey)


def shown(panel) -> str:
    return panel._outlets["said"].value + panel._outlets["told"].value


def test_counts_are_those_of_the_codes(survey):
    found = quotes(survey, "why", theme="Billing and fees", tone="negative", audience="Customers")
    codes = themes(survey, "why", by="audience").codes
    mine = codes[(codes.group == "Customers") & (codes.label == "negative") & codes.themes.str.contains("Billing")]
    written = survey.to_pandas().query("who == 'Customers' and why != 'n/a'")
    assert found.count == mine.row.nunique() > 0 and found.n == len(written)
    assert found.table.times.sum() == len(mine)
    assert found.estimate == pytest.approx(100 * found.count / found.n)


def test_shares_equal_those_of_themes(survey):
    table = themes(survey, "why", by="audience").table
    for row in table[table.audience == "Customers"].itertuples():
        if row.count:
            found = quotes(survey, "why", theme=row.theme, audience="Customers", rules="nltk")
            assert (found.count, found.n) == (row.count, row.n)
            assert [found.estimate, found.ci_low, found.ci_high] == pytest.approx(
                [row.estimate, row.ci_low, row.ci_high]
            )


def test_the_same_words_stand_once(survey):
    found = quotes(survey, "why", theme="Mobile app", tone="positive")
    assert found.table.statement.str.lower().value_counts().max() <= 2, "once an audience"
    wrote = survey.to_pandas().query("who == 'Customers'").why
    assert found.table.times.sum() == sum("I love the app" in text for text in wrote)
    assert any("kept back" in told for told in found.caveats), "two of the staff alone wrote it"


def test_small_groups_are_not_quoted_by_unit(survey):
    whole = quotes(survey, "why", audience="Staff")
    assert whole.n > 10
    book = open_comments(survey, "why")
    for unit in ("East", "West"):
        found = book.quotes(audience="Staff", unit=unit)
        assert found.n == 0 and not len(found.table), "thirty of West would give the four of East away"
        assert any("Comments hidden" in told for told in found.caveats)
        assert "too few to stay anonymous" in found.sentences()[0]
        assert set(book.quotes(unit=unit).table.audience) == {"Customers"}
    assert book.quotes(audience="Customers", unit="East").n > 40
    assert open_comments(survey, "why", privacy=False).quotes(audience="Staff", unit="East").n > 0


def test_what_is_written_is_redacted_and_stays_text(panel):
    panel.controls["show"].value = 100
    page = shown(panel) + panel._repr_mimebundle_()["text/html"]
    assert "<script" not in page and "&lt;script&gt;" in page and "fees &amp; more fees" in page
    assert "bo@example.org" not in page and "[e-mail]" in page
    assert '<q dir="auto"' in page and "\u05d0" in page
    assert "Why &lt;so&gt;?" not in page and "Why <so>?" in str(panel.controls["question"].options)


def test_every_control_is_labelled_and_tells_its_keys(panel):
    names = {name: control.description for name, control in panel.controls.items()}
    assert names == {
        "question": "Question", "theme": "Theme", "tone": "Tone", "audience": "Who", "unit": "Branch",
        "show": "Quotes shown",
    }  # fmt: skip
    assert all("Tab" in control.tooltip for control in panel.controls.values())


TURNS = [
    {"theme": "Billing and fees"},
    {"tone": "negative"},
    {"audience": "Staff"},
    {"unit": "West"},
    {"theme": "Mobile app", "tone": "negative", "audience": "Customers"},
    {"question": "else"},
]


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_every_knob_changes_what_is_shown_and_the_line_gives_the_same(panel, survey, turn):
    before = panel.sentence, panel.code, panel.controls["theme"] and shown(panel)
    for name, value in turn.items():
        panel.controls[name].value = value
    assert panel.sentence != before[0] and panel.code != before[1] and shown(panel) != before[2]
    assert not NO_NUMBER.search(re.sub("<[^>]*>", "", shown(panel)))
    again = eval(panel.code, {"cx": cx, "survey": survey})
    assert again.sentences() == panel.result.sentences()
    pd.testing.assert_frame_equal(again.table, panel.result.table)
    assert len(panel.table) == min(10, len(again.table))


def test_a_theme_that_the_next_question_lacks_goes_back_to_all(panel):
    panel.choose(theme="Mobile app", audience="Staff").choose(question="else")
    assert panel.view.theme is None and panel.view.audience == "Staff"
    assert panel.controls["theme"].value == "all"


def test_options_reach_the_line_of_code(survey):
    panel = explore_comments(survey, "why", rules="nltk", privacy=False, audience="Staff", unit="East")
    assert panel.code == 'cx.quotes(survey, "why", audience="Staff", unit="East", rules="nltk", privacy=False)'
    assert panel.result.n > 0


def test_what_is_refused_changes_nothing(panel):
    before = panel.view
    with pytest.raises(OptionError, match="No theme 'Mobil app'. Did you mean 'Mobile app'"):
        panel.choose(theme="Mobil app")
    with pytest.raises(OptionError, match="No tone"):
        panel.choose(tone="angry")
    with pytest.raises(OptionError, match="No audience"):
        panel.choose(audience="Suppliers")
    with pytest.raises(OptionError, match="no choice 'colour'"):
        panel.choose(colour="red")
    with pytest.raises(OptionError, match="10, 30"):
        panel.choose(show=7)
    assert panel.view == before


def test_a_survey_without_words():
    survey = Survey.from_frame(pd.DataFrame({"q": [1, 2, 3]}), audience="Customers", scales={"q": (1, 5)})
    with pytest.raises(QuestionError, match="no question answered in words"):
        explore_comments(survey)


@pytest.mark.parametrize("texts", [["n/a"] * 12, ["\U0001f600"] * 12, ["word " * 200_000], ["The fee."]])
def test_odd_comments(texts):
    survey = Survey.from_frame(pd.DataFrame({"why": texts}), audience="Customers",
                               codebook=pd.DataFrame({"id": ["why"], "kind": ["verbatim"]}))  # fmt: skip
    panel = explore_comments(survey)
    page = (panel.controls and shown(panel)) + panel.sentence
    assert not NO_NUMBER.search(re.sub("<[^>]*>", "", page)) and len(page) < 6_000


def test_a_choice_is_answered_within_half_a_second():
    survey = sample(wave="2025")
    panel = explore_comments(survey, "OE_2")
    assert panel.controls
    for turn in ({"theme": "Waiting time"}, {"tone": "negative"}, {"audience": "Customers"}, {"unit": "Anchor Bay"}):
        start = time.perf_counter()
        panel.choose(**turn)
        assert time.perf_counter() - start < 0.5


def test_of_ways_to_write_the_same_the_usual_one_is_shown():
    said = ["The fees!!! \U0001f621"] + ["The fees"] * 6 + ["the FEES."] * 2 + ["The app"] * 3
    found = quotes(Survey.from_frame(pd.DataFrame({"why": said}), audience="Customers"), "why", rules="nltk")
    assert found.table[["statement", "times"]].values.tolist() == [["The fees", 9], ["The app", 3]]


def many_staff():
    said = ["The queue at lunch is far too long.", "queue", "The app logs me out every day.", "Anna runs the desk well"]
    rows = [("Staff", said[at % 3], at % 11) for at in range(45)] + [("Staff", said[3], 10)] * 2
    rows += [("Customers", said[at % 4], at % 11) for at in range(80)]
    frame = pd.DataFrame(rows, columns=["who", "why", "nps"]).assign(branch=["North", "South"] * 63 + ["North"])
    book = pd.DataFrame({"id": ["why", "nps"], "kind": ["verbatim", "nps"], "scale": ["", "0-10"]})
    return Survey.from_frame(frame, roles={"audience": "who", "unit": "branch"}, codebook=book)


def test_staff_are_not_found_by_a_search_nor_beside_a_branch_or_rating():
    book = open_comments(many_staff(), "why")
    found = book.quotes(search="anna")
    assert set(found.table.audience) == {"Customers"}
    assert (found.count, found.n) == (20, 80), "not even how many of the staff hold the word"
    assert book.quotes(search="queue", audience="Staff").count >= 10
    for where in ({"unit": "North"}, {"rating": "detractors"}):
        assert set(book.quotes(**where).table.audience) == {"Customers"}
        assert any("beside a unit or a rating" in told for told in book.quotes(**where).caveats)
    assert not {"branch", "unit", "nps", "rating"} & set(book.quotes().table)


def test_quotes_are_whole_varied_and_by_rating():
    found = quotes(many_staff(), "why", audience="Customers", rating="promoters", rules="nltk")
    assert found.table.statement[0] != "queue"
    assert found.where["rating"] == "promoters"
    assert "promoters" in found.sentences()[0]
    with pytest.raises(OptionError, match="No rating"):
        quotes(many_staff(), "why", rating="fans")


def test_pin_reject_and_search():
    panel = explore_comments(many_staff(), "why", rules="nltk", audience="Customers")
    first, other = panel.result.table.statement[0], panel.result.table.statement[1]
    assert panel.pin(other).result.table.statement[0] == other
    count = panel.result.count
    assert first not in set(panel.reject(first).result.table.statement)
    assert panel.result.count == count, "what is not shown still counts"
    assert f"pinned=['{other}'], rejected=['{first}']" in panel.code.replace('"', "'")
    assert first in set(panel.reject(first).result.table.statement)
    panel.choose(search="app")
    assert set(panel.result.table.statement) == {"The app logs me out every day."}
    assert "hold “app”" in panel.sentence
    panel.controls["theme"].value = "all"
    panel._hands["search"].value = ""
    assert panel.view.search is None
    quote = panel._hands["quote"]
    quote.value = next(value for _, value in quote.options if value not in panel.pinned)
    panel._hands["pin"].click()
    assert len(panel.pinned) == 2
    with pytest.raises(OptionError, match="holds no statement"):
        panel.pin("nobody wrote this")
