"""Nothing that notebook 03 asks for speaks of another trade: not one theme of a frame that belongs to somebody else."""

import re

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import CXResearchError
from cxresearch.text.themes.codeframe import read_codeframe
from cxresearch.text.themes.frame_files import frame_names

# What serves any trade or any company's staff may stand in every output.
FOR_ALL = {"general", "employees"}
OWN = {
    "harbour-bank": {"touchpoints", "retail_bank"}, "parcel-service": {"retail_delivery"}, "hospital": {"hospital"},
    "patients": {"hospital"},
}  # fmt: skip
# People's own words may name anything.
_WORDS_OF_PEOPLE = {"text", "statement", "comment", "quote", "term"}


def own(case: str) -> set[str]:
    return {theme for name in OWN[case] | FOR_ALL for theme in read_codeframe(name).themes}


def others(case: str) -> set[str]:
    """Themes that only frames of other trades have."""
    return {theme for name in frame_names() for theme in read_codeframe(name).themes} - own(case)


def any_of(names: set[str]) -> re.Pattern:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)")


def shown(result) -> str:
    table = result.table.drop(columns=[name for name in result.table if name in _WORDS_OF_PEOPLE])
    cells = [str(cell) for column in table for cell in table[column].dropna().unique()]
    said = [line for line in result.sentences() if "wrote: " not in line]
    return "\n".join([*said, result.method, *result.caveats, *cells])


def results(survey, question):
    for name in ("sentiment", "themes", "contrast_words", "tone_against_rating", "quotes"):
        function = getattr(cx, name)
        told_apart = name in ("sentiment", "themes", "contrast_words") and "audience" in survey.roles
        options = {"by": "audience"} if told_apart else {}
        try:
            yield function(survey, question, **options)
        except CXResearchError:
            # One audience, or no rating: the notebook says so and goes on.
            continue


def read(case: str, survey, questions) -> None:
    foreign, ours = any_of(others(case)), any_of(own(case))
    seen, frames = 0, set()
    for question in questions:
        for result in results(survey, question):
            seen += 1
            frames |= {result.frame.name} if getattr(result, "frame", None) is not None else set()
            found = foreign.findall(ours.sub("", shown(result)))
            assert not found, (question, type(result).__name__, found[:5])
    assert seen >= 3
    assert frames
    assert frames <= OWN[case]


@pytest.mark.parametrize("case", ["harbour-bank", "parcel-service", "hospital"])
@pytest.mark.filterwarnings("ignore::cxresearch.errors.SurveyWarning")
def test_the_samples(case):
    with cx.language("en"):
        study = cx.open_study(case)
        cx.language("en")
        read(case, study.survey, list(study.comments)[:1])


@pytest.mark.external
def test_patients(fixtures):
    table = pd.read_csv(fixtures / "data" / "text" / "patient_comments.csv").dropna(subset=["text"])
    asked = table.question.value_counts().index[:1]
    for question in asked:
        part = table[table.question == question][["text"]].reset_index(drop=True)
        book = pd.DataFrame({"id": ["text"], "text": [question], "kind": ["verbatim"]})
        read("patients", cx.Survey.from_frame(part, codebook=book, audience="Patients"), ["text"])


def test_there_are_words_of_others():
    assert {"Baggage", "Parcel shops and lockers", "Room and bed"} <= others("harbour-bank")
    assert "Medication" in others("parcel-service") and "Medication" not in others("hospital")
