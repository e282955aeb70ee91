"""What is noted at reading, and what check prints, in the language that is set; what is kept stays English."""

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.loaders.tables.describing import describe
from cxresearch.speaking import again

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
    heads = {"in doubt", "To do", "Notes", "Rows:", "Roles:", "answered", "No unit"}
    assert all(head in english for head in heads)
    assert not [head for head in heads if head in german]
    assert "unsicher" in german and "Zu tun" in german and "Zeilen: 60 in der Datei = 60 behalten" in german
    assert english == describe(survey)


def test_what_combining_and_a_codebook_did_is_shown_in_german():
    morning, evening = "Wie schnell ist der Empfang am Morgen?", "Wie schnell ist der Empfang am Abend?"
    staff = cx.Survey.from_frame(
        pd.DataFrame({
            "shop": ["Nord", "Nord", "Nord", "Süd"], "Service": [1, 2, 5, 4], morning: [1, 2, 5, 4], "x": [1, 5, 3, 2],
        }),
        scales=dict.fromkeys(("Service", morning, "x"), (1, 5)), roles={"unit": "shop"}, audience="Staff", name="staff",
    )  # fmt: skip
    guests = cx.Survey.from_frame(
        pd.DataFrame({"branch": ["NORD", "Ost", "Süd"], "w": [1.0, 2.0, 1.0], "Service": [0, 10, 7],
                      evening: [1, 2, 5], "y": [3, 4, 5]}),
        scales={"Service": (0, 10), evening: (1, 5), "y": (1, 5)}, roles={"unit": "branch", "weight": "w"},
        audience="Customers", name="guests",
    )  # fmt: skip
    notes = []
    for rescale in (False, True):
        notes += cx.combine_audiences(staff, guests, rescale=rescale).notes[-9:]
    book = pd.DataFrame({"id": ["shop", "x"], "role": ["segment", ""], "kind": ["", "number"]})
    notes += cx.apply_codebook(staff, book).notes[-1:]
    told = {
        "are shared by two", "asked in staff only", "near, but not matched", "stays one question", "put on 0-100",
        "columns of roles renamed", "no weights", "spellings made one: 'NORD' -> 'Nord' (1 row)",
        "only one survey names", "codebook applied",
    }  # fmt: skip
    assert not [one for one in told if not any(one in note for note in notes)]
    with cx.language("de"):
        shown = [again(note) for note in notes if any(one in note for one in told)]
    assert not [line for line in shown if any(one in line for one in told)]
    assert any("(1 Zeile)" in line for line in shown) and any("rescale=True mitgeben" in line for line in shown)
