"""Comments spoken of in German: nothing stays English but what the customers wrote and what tables are read by."""

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch import speaking
from cxresearch.text.themes.codeframe import read_codeframe
from cxresearch.text.themes.frame_files import frame_names

WROTE = [
    "Die Schwester war sehr freundlich und geduldig", "Zwei Stunden in der Notaufnahme gewartet, das ist zu lang",
    "Das Essen war kalt und das Zimmer nicht sauber", "Der Arzt hat mir alles gut erklärt", "keine Angabe", "nichts",
    "Die Entlassung war gut vorbereitet, aber die Station ist unterbesetzt", "Visite viel zu kurz, keine Zeit",
]  # fmt: skip


@pytest.fixture
def survey():
    n = 160
    rows = {
        "why": [WROTE[at % len(WROTE)] for at in range(n)], "nps": [at % 11 for at in range(n)],
        "audience": ["Customers" if at % 3 else "Staff" for at in range(n)], "wave": [2024 + at % 2 for at in range(n)],
    }  # fmt: skip
    book = pd.DataFrame({"id": ["why", "nps"], "text": ["Was war der Grund?", "Empfehlen"]})
    book["kind"] = ["verbatim", "nps"]
    roles = {"audience": "audience", "wave": "wave"}
    return cx.Survey.from_frame(pd.DataFrame(rows), codebook=book, roles=roles, scales={"nps": (0, 10)})


CALLS = {
    "sentiment": {"by": "audience"}, "themes": {"by": "audience", "rules": None}, "contrast_words": {"by": "audience"},
    "quotes": {"theme": "Wartezeit und Pünktlichkeit"}, "theme_pairs": {}, "theme_trend": {},
    "theme_effects": {"outcome": "nps"}, "theme_table": {"by": "audience"},
    "tone_against_rating": {"rules": lambda texts: [-0.5 if "zu" in text else 0.5 for text in texts], "rating": "nps"},
    "propose_codeframe": {"by": "words"},
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.filterwarnings("ignore::cxresearch.errors.SurveyWarning")
def test_every_sentence_method_and_caveat_is_german(survey, name, monkeypatch):
    monkeypatch.setattr(speaking, "_missing", {})
    with cx.language("de"):
        found = getattr(cx, name)(survey, "why", **CALLS[name])
        said = [*found.sentences(), found.method, *found.caveats, found.to_text() if hasattr(found, "to_text") else ""]
    assert speaking.untranslated() == []
    assert said[0]
    english = {"the", "of", "comments", "and", "with", "is", "are", "by"}
    for line in said:
        assert not english & set(line.replace("(", " ").split()), line


def test_themes_are_called_in_german_and_found_by_the_same_words(survey):
    plain = cx.themes(survey, "why", rules=None, codeframe="hospital")
    with cx.language("de"):
        german = cx.themes(survey, "why", rules=None, codeframe="hospital")
        names = {name: read_codeframe(name) for name in frame_names()}
    assert german.table.estimate.tolist() == plain.table.estimate.tolist()
    with cx.language("de"):
        assert "Wartezeit und Pünktlichkeit" in set(german.table.theme)
    for name, frame in names.items():
        english = read_codeframe(name)
        assert len(frame.themes) == len(english.themes), name
        kept = set(frame.themes) & set(english.themes)
        assert kept <= {"Website"}, (name, kept)
        assert len(frame.alone) == len(english.alone)
    assert read_codeframe("hospital").themes[0] == "Kindness and manner of staff"


def test_a_theme_is_found_by_either_of_its_names():
    """A call that was written in English runs on in a German session, and the other way round."""
    texts = ["the queue and the fees", "the app is slow", "high fees"] * 30
    survey = cx.Survey.from_frame(pd.DataFrame({"why": [f"{text} {at}" for at, text in enumerate(texts)]}))
    with cx.language("de"):
        german = cx.quotes(survey, "why", theme="Billing and fees", codeframe="retail_bank")
        assert german.theme == "Abrechnung und Gebühren" and german.count == 60
        found = cx.themes(survey, "why", rules=None, codeframe="retail_bank")
        assert cx.quote_cards(found, theme="Billing and fees") is not None
        panel = cx.explore_comments(survey, "why", codeframe="retail_bank")
        assert panel.choose(theme="Billing and fees").view.theme == "Abrechnung und Gebühren"
