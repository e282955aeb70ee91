"""Doubts are kept in English and said in the language of now, whatever they are about; stored, joined, or tabled."""

import json
import re

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.speaking import from_record, kept, record_of, speaking
from cxresearch.survey.doubts import Doubt, notes_of, records_of
from cxresearch.survey.guessing.scale_guesses import judge
from cxresearch.survey.survey import open_survey
from cxresearch.wording import again, count, plural
from tests.survey.test_doubts import HALF_UNDERSTOOD

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")

ENGLISH = re.compile(
    r"\b(the|of|and|its|answers?|read|with|beside|taken|left|chosen|nobody|questions?|numbers?|guessed|counted|may|is|are"
    r"|labels?|from|customary|says|for|until|when|if)\b"
)
MORE = {
    "weights in kilograms": ({"weight": [60, 70, 80, 95] * 10, "height": [150, 170, 180, 190] * 10}, "weight"),
    "two languages": (
        {"q": ["Very dissatisfied", "Dissatisfied", "Satisfied", "Very satisfied", "Sehr unzufrieden", "Unzufrieden",
               "Zufrieden", "Sehr zufrieden", "Neutral"] * 9},
        "languages",
    ),
    "unknown words": ({"Známka (1 = výborně, 5 = špatně)": [1, 2, 3, 4, 5] * 20}, "no list holds"),
    "either sign": ({"Spend": ["1.234", "2.345", "1200"] * 30}, "read so that"),
    "school marks": ({"Wie ist das Essen?": [1, 2, 3, 4, 5, 6] * 9, "Wie ist der Service?": [2, 3, 3, 4, 5, 5] * 9},
                     "school marks"),
}  # fmt: skip


def without_names(text: str, columns) -> str:
    """A text without what the client wrote: quoted labels and names of columns."""
    for name in sorted(columns, key=len, reverse=True):
        text = text.replace(str(name), "")
    return re.sub(r"'[^']*'|\"[^\"]*\"|„[^“]*“|\{.*?\}+", "", text)


@pytest.fixture(params=[*HALF_UNDERSTOOD, *MORE])
def doubted(request):
    columns, problem = (HALF_UNDERSTOOD | MORE)[request.param]
    survey = cx.Survey.from_frame(pd.DataFrame(columns), audience="Customers")
    # 0 to 3 and 1 to 4 in thousands of answers are no doubt; here each has one.
    found = survey.doubts
    if request.param not in ("1 to 4 alone", "one left out"):
        assert any(problem in doubt for doubt in found.doubt)
    return survey, [*columns, *map(str, next(iter(columns.values())))]


def test_no_english_is_left_in_a_german_doubt(doubted):
    survey, own = doubted
    english = survey.doubts
    with speaking("de"):
        german = survey.doubts
        for text in [*german.doubt, *german.evidence, *german.settle]:
            assert not ENGLISH.search(without_names(text, own)), text
        told = cx.doubts(survey)
        assert not [line for line in told.sentences() if "To settle" in line]
        assert told.table.doubt.tolist() == german.doubt.tolist()
    # Computed in German, read in English; and the other way round.
    assert told.table.doubt.tolist() == english.doubt.tolist()
    assert told.sentences() == cx.doubts(survey).sentences()
    assert survey.doubts.equals(english)


def test_a_saved_survey_tells_its_doubts_in_the_language_of_who_opens_it(doubted, tmp_path):
    survey, _ = doubted
    survey.save(tmp_path)
    opened = open_survey(tmp_path)
    assert opened.notes == survey.notes
    about = json.loads((tmp_path / "survey.json").read_text(encoding="utf-8"))
    assert all(isinstance(note, str) for note in about["notes"]) and len(about["notes"]) == len(survey.notes)
    for code in ("en", "de"):
        with speaking(code):
            assert opened.doubts.equals(survey.doubts)
            assert opened.notes.shown() == survey.notes.shown()


def test_what_was_said_is_stored_and_said_again():
    line = kept("{low} to {high}", low=plural(1200, "answer"), high=count(3))
    back = from_record(json.loads(json.dumps(record_of(line))), str(line))
    assert back == line == "1,200 answers to 3"
    with speaking("de"):
        assert again(back) == "1.200 Antworten bis 3"
    # What a later version says otherwise, or no more, stays the text that was stored.
    for strange in ({"by": "nobody", "given": [], "fields": {}}, {"by": "say", "given": ["{x}"], "fields": {}}, [], 7):
        assert from_record(strange, "as it was") == "as it was"
    assert records_of(["by hand"]) == [None] and notes_of(["by hand"]) == ("by hand",)


def test_a_record_of_an_earlier_version_is_a_doubt():
    plain = {
        "question": "q",
        "doubt": "a guess",
        "evidence": "",
        "answers": 3,
        "settle": "x",
        "gravity": 2,
        "taken": "",
    }
    assert Doubt.from_record(plain) == Doubt(**plain)


def test_numbers_are_written_as_the_language_does():
    found = judge({"1": 300, "2": 400, "3": 250, "4": 250.0})
    assert found.found == "guessed: from numbers 1 to 4"
    with speaking("de"):
        assert again(found.found) == "geschätzt: aus den Zahlen 1 bis 4"
        assert again(judge({"1.5": 3, "2": 4}).found) == "geschätzt: aus den Zahlen 1,5 bis 2"
