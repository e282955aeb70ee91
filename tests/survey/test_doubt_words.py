"""Doubts are kept in English and said in the language of now, whatever they are about."""

import re

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.speaking import speaking
from cxresearch.survey.doubt_words import MESSAGES, doubt_in_words
from tests.survey.test_doubts import HALF_UNDERSTOOD

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")

ENGLISH = re.compile(
    r"\b(the|of|and|its|answers?|read|with|beside|taken|left|chosen|nobody|questions?|numbers?|guessed|counted|may|is|are)\b"
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
}  # fmt: skip


def without_names(text: str, columns) -> str:
    """A text without what the client wrote: quoted labels and names of columns."""
    for name in sorted(columns, key=len, reverse=True):
        text = text.replace(str(name), "")
    return re.sub(r"'[^']*'|\"[^\"]*\"|„[^“]*“|\{.*\}", "", text)


@pytest.mark.parametrize("name", [*HALF_UNDERSTOOD, *MORE])
def test_no_english_is_left_in_a_german_doubt(name):
    columns, problem = (HALF_UNDERSTOOD | MORE)[name]
    survey = cx.Survey.from_frame(pd.DataFrame(columns), audience="Customers")
    # 0 to 3 and 1 to 4 in thousands of answers are no doubt; here each has one.
    found = survey.doubts
    assert len(found) and any(problem in doubt for doubt in found.doubt) or name in ("1 to 4 alone", "one left out")
    with speaking("de"):
        for row in found.itertuples():
            for text in (row.doubt, row.evidence):
                said = without_names(doubt_in_words(text), [*columns, *map(str, next(iter(columns.values())))])
                assert not ENGLISH.search(said), said
        assert all("To settle" not in line for line in cx.doubts(survey).sentences())
    assert [doubt_in_words(text) for text in found.doubt] == found.doubt.tolist()


def test_each_message_finds_its_own_fields():
    """A message with fields filled in is said by its own German, not by that of another that fits as well."""
    for message in MESSAGES:
        names = re.findall(r"\{(\w+)\}", message)
        text = message.format(**{name: str(at + 2) for at, name in enumerate(names)})
        with speaking("de"):
            assert doubt_in_words(text) != text, message


def test_numbers_are_written_as_the_language_does():
    text = "numbers 1 to 4 in 1,200 answers in 3 questions; nobody chose 5"
    assert doubt_in_words(text) == text
    with speaking("de"):
        assert doubt_in_words(text) == "Zahlen 1 bis 4 in 1.200 Antworten auf 3 Fragen; niemand wählte 5"
