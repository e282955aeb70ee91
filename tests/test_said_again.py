"""What was said is said again: computed in one language and read in another, a Result says what it would say there."""

import copy
import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.result import header_of
from cxresearch.speaking import (
    again,
    facts_of,
    kept,
    marked,
    message_of,
    noun,
    parts_about,
    say,
    speaking,
    texts_about,
)
from cxresearch.stats.tables.crosstabs import Crosstab
from cxresearch.wording import capital, in_a_row, listed, named, number, percent_sure, plural, points
from tests.drawn_results import MAKE, made
from tests.test_unsaid import is_english

ANALYSES = {
    "gap": lambda survey: cx.perception_gap(survey),
    "gap within a wave": lambda survey: cx.perception_gap(survey, by="segment"),
    "importance": lambda survey: cx.importance_gap(survey),
    "prediction": lambda survey: cx.prediction_gap(survey),
    "nps": lambda survey: cx.nps(survey, "NPS", by="segment"),
    "groups": lambda survey: cx.compare_groups(survey, "NPS", by="segment"),
    "trend": lambda survey: cx.trend(survey, "NPS"),
    "means": lambda survey: cx.mean_score(survey),
    "excellent": lambda survey: cx.called_excellent(survey),
    "drivers": lambda survey: cx.loyalty_drivers(survey, "NPS", bootstrap=100),
    "agreement": lambda survey: cx.unit_agreement(survey.only(audience="Staff")),
    "quality": lambda survey: cx.check_quality(survey),
    "sentiment": lambda survey: cx.sentiment(survey, "OE_2"),
    "themes": lambda survey: cx.themes(survey, "OE_2"),
    "themes by segment": lambda survey: cx.theme_table(survey, "OE_2", by="segment"),
    "themes over waves": lambda survey: cx.theme_trend(survey, "OE_2"),
    "pairs of themes": lambda survey: cx.theme_pairs(survey, "OE_2"),
    "what themes go with": lambda survey: cx.theme_effects(survey, "OE_2", "NPS"),
    "words": lambda survey: cx.contrast_words(survey, "OE_2", by="audience"),
    "quotes": lambda survey: cx.quotes(survey, "OE_2", theme="Waiting time"),
}


# What these say in tables (names of checked groups) is data, and stays in the language of its computing.
OF_THEIR_CAVEATS = ("quality",)
# Columns that are called the same in both languages.
SAME = {"icc1", "icc2", "id", "median", "n", "nps", "tau", "text", "vif", "z"}


@pytest.fixture(scope="module")
def survey():
    return cx.load_sample()


def texts(result) -> dict:
    return {"caveats": list(result.caveats), "method": result.method, "sentences": list(result.sentences()),
            "shown": repr(result), "page": result._repr_html_()}  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ANALYSES)
def test_a_result_is_read_in_the_language_that_is_set(survey, name):
    def said_by(result) -> dict:
        return {"caveats": list(result.caveats)} if name in OF_THEIR_CAVEATS else texts(result)

    english = ANALYSES[name](survey)
    before = said_by(english)
    with speaking("de"):
        german = ANALYSES[name](survey)
        expected = said_by(german)
        # What holds its survey is no thing to send about.
        sent = [] if name == "quality" else [pickle.loads(pickle.dumps(english)), copy.deepcopy(english)]
        for one in (english, *sent, copy.copy(english), replace(english, caveats=[*english.caveats])):
            assert said_by(one) == expected
    assert before["caveats"] == list(english.caveats) != expected["caveats"]
    assert said_by(german) == before


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", MAKE)
def test_nothing_that_a_result_says_stays_english(name):
    """Said in English and read in German, no sentence, caveat or method is the same; and every column has a head."""
    result = made(name)

    def said() -> set[str]:
        return {*map(str, [*result.sentences(), *result.caveats, result.method])}

    # A short one may be nothing but a client's words.
    before = {text for text in said() if is_english(text) and len(text.split()) > 5}
    with speaking("de"):
        assert before & said() == set()
        by = getattr(result, "by", None) or ()
        own = {by} if isinstance(by, str) else {*by}
        heads = set() if isinstance(result, Crosstab) else {*result.text_table()} - own
        assert {column for column in heads if header_of(column) == column.replace("_", " ")} <= SAME


def test_a_hidden_unit_is_called_so_in_the_language_of_who_reads():
    draws = np.random.default_rng(0)
    rows = []
    for unit, mood in zip("ABCDEFGHIJ", draws.normal(size=10), strict=True):
        staff = np.clip(np.round(3 + mood + draws.normal(size=3 if unit == "A" else 20)), 1, 5)
        rows += [("Staff", unit, answer, None) for answer in staff]
        rows += [
            ("Customers", unit, None, answer) for answer in np.clip(np.round(6 + mood + draws.normal(size=40)), 0, 10)
        ]
    frame = pd.DataFrame(rows, columns=["audience", "unit", "proud", "stay"])
    survey = cx.Survey.from_frame(frame, scales={"proud": (1, 5), "stay": (0, 10)})
    link = cx.attitude_loyalty(survey, attitude="proud", loyalty="stay", bootstrap=0)
    assert "hidden unit 1" in link.units.unit.tolist()
    with speaking("de"):
        assert {"verborgene Einheit 1"} <= {*link.units.unit} & {*link.influence.unit}
        assert not {unit for unit in (*link.units.unit, *link.influence.unit) if "hidden" in unit}


def test_a_theme_is_found_by_its_name_in_any_language(survey):
    with speaking("de"):
        german = cx.quotes(survey, "OE_2", theme="Wartezeit")
        assert cx.quotes(survey, "OE_2", theme="Waiting time").table.equals(german.table)
        assert "Wartezeit" in german.sentences()[0]
    assert cx.quotes(survey, "OE_2", theme="Wartezeit").count == german.count


def test_texts_of_ours_in_a_table_follow_and_those_of_a_client_stay():
    frame = pd.DataFrame({
        "unit": list("AABBCC") * 5, "proud": [2, 3, 4, 4, 5, 5] * 5, "heard": [1, 2, 3, 3, 5, 4] * 5,
    })  # fmt: skip
    staff = cx.Survey.from_frame(frame, scales={"proud": (1, 5), "heard": (1, 5)}, audience="Staff")
    english = cx.unit_agreement(staff)
    labels = english.table.label.tolist()
    with speaking("de"):
        german = cx.unit_agreement(staff)
        for result in (english, german, pickle.loads(pickle.dumps(english))):
            assert result.table.label.tolist() == ["proud", "heard", "2 Fragen als eine Skala"]
        assert english.table.drop(columns="label").equals(german.table.drop(columns="label"))
    assert german.table.label.tolist() == english.table.label.tolist() == labels
    assert labels[-1] == "2 questions as one scale"


def test_what_was_said_within_what_was_said_follows():
    line = say("{low} to {high}", low=plural(1912, "leader"), high=listed(name for name in ("billing", noun("staff"))))
    whole = in_a_row(capital(line), "", named([noun("leaders"), "North"]), percent_sure(0.95), points(1.5), number(2e4))
    with speaking("de"):
        fresh = say("{low} to {high}", low=plural(1912, "leader"), high=listed(["billing", noun("staff")]))
        assert again(line) == fresh != line
        assert again(pickle.loads(pickle.dumps(whole))) == again(whole)
        assert again(whole) == in_a_row(
            capital(fresh), named([noun("leaders"), "North"]), percent_sure(0.95), points(1.5), number(2e4)
        )
        # What was said in English comes into a German sentence in German.
        assert say("{low} to {high}", low=line, high=1) == say("{low} to {high}", low=fresh, high=1)
    assert again(whole) == whole


def test_what_is_kept_is_english_and_compared_so():
    with speaking("de"):
        doubt = kept("{low} to {high}", low=number(1200), high=noun("leaders"))
        assert again(doubt) == "1.200 bis Führungskräfte"
    assert doubt == "1,200 to leaders" == kept("{low} to {high}", low=number(1200), high=noun("leaders"))
    assert message_of(doubt) == "{low} to {high}"
    assert message_of("1,200 to leaders") is None


def test_a_caveat_is_found_by_what_it_is_about_in_any_language():
    lines = [marked(say("{low} to {high}", low=1, high=3), "an interval", low=1), say("{low} to {high}", low=4, high=5)]
    for code in ("en", "de"):
        with speaking(code):
            here = again(lines)
            assert texts_about(here, "an interval") == here[:1]
            assert texts_about(here, "another") == []
            assert facts_of(here[0]) == {"low": 1}
            assert facts_of(here[1]) == {}
            assert (
                parts_about(in_a_row("x", say("{first} and {last}", first=here[0], last="y")), "an interval")
                == here[:1]
            )


def test_a_plain_text_stays_as_it_is():
    assert again("said by hand") == "said by hand"
    with speaking("de"):
        assert again(("said by hand", 3, None)) == ("said by hand", 3, None)
