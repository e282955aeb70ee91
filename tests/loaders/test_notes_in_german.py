"""What is noted at reading, and what check prints, in the language that is set; what is kept stays English."""

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.loaders.tables.describing import describe

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")


@pytest.fixture
def survey(tmp_path):
    frame = pd.DataFrame({
        "Region": ["Nord", "Süd", "West"] * 20, "Wie sauber ist es bei uns? (1-5)": [1, 2, 3, 4, 5] * 12,
        "Was nutzen Sie?": ["App; Web", "Web", "App"] * 20, "Farbe": ["rot", "blau", "grün"] * 20,
        "Tempo": [1, 2, 3, 9] * 15, "Note": ["gut", "keine Angabe", "sehr gut", "schlecht"] * 15,
    })  # fmt: skip
    path = tmp_path / "gaeste.csv"
    frame.to_csv(path, index=False)
    return cx.read_survey(path, audience="Customers")


def test_notes_are_kept_in_english_and_shown_in_german(survey):
    english = list(survey.notes)
    with cx.language("de"):
        shown = survey.notes.shown()
        assert list(survey.notes) == english
        page = survey.notes._repr_html_()
    assert len(shown) == len(english) and shown != english
    left = [line for line, was in zip(shown, english, strict=True) if line == was]
    assert not left, left
    assert "Text in UTF-8, Zellen durch Komma getrennt" in page


def test_check_speaks_german(survey):
    english = describe(survey)
    with cx.language("de"):
        german = describe(survey)
    heads = {"In doubt", "To do", "Notes", "Rows:", "Roles:", "answered", "No unit"}
    assert all(head in english for head in heads)
    assert not [head for head in heads if head in german]
    assert "Unsicher" in german and "Zu tun" in german and "Zeilen: 60 in der Datei = 60 behalten" in german
    assert english == describe(survey)
