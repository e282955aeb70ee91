"""Instruments in another language: every text has its words, results speak them, and items are found by them."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch import Survey
from cxresearch.stats.audits.instrument_files import read_instrument

ENGLISH = {"the", "of", "and", "is", "are", "with", "which", "customers", "leaders", "company"}
DOORS = {
    "id": "doors", "title": "Open doors", "scale": "1-5", "read": "Read it slowly.",
    "items": [{"id": "open", "text": "The door is open."}, {"id": "kind", "text": "One is greeted."}],
    "words": {"de": {"Open doors": "Offene Türen", "The door is open.": "Die Tür steht offen.",
                     "Read it slowly.": "Langsam zu lesen."}},
}  # fmt: skip


@pytest.mark.parametrize("name", list(cx.instruments().found))
def test_every_text_of_an_instrument_has_its_german(name):
    instrument = cx.instruments()[name]
    assert set(instrument.words["de"]) == set(instrument.texts())
    with cx.language("de"):
        spoken = instrument.spoken()
    for text in (spoken.title, spoken.asks, spoken.read, *(item.text for item in spoken.items)):
        assert not ENGLISH & set(text.lower().replace(".", " ").replace(",", " ").split()), text
    assert [item.id for item in spoken.items] == [item.id for item in instrument.items]
    assert instrument.spoken() is instrument, "English is what stands in the file"


def people(columns: tuple[str, str] = ("open", "kind")) -> Survey:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"audience": ["Leadership"] * 30 + ["Customers"] * 120})
    for column in columns:
        frame[column] = np.r_[rng.integers(3, 6, 30), rng.integers(1, 5, 120)]
    return Survey.from_frame(frame, scales=dict.fromkeys(columns, (1, 5)))


def test_a_clients_own_instrument_speaks_its_own_words():
    with cx.language("de"):
        said = cx.scorecard(people(), DOORS)
        assert said.sentences()[0].startswith("Offene Türen, von 100: Führungskräfte ")
        assert "Langsam zu lesen." in said.caveats
        assert "Die Tür steht offen." in said.items.text.tolist()
        assert "One is greeted." in said.items.text.tolist(), "what has no words stays as it is"
    assert cx.scorecard(people(), DOORS).sentences()[0].startswith("Open doors, of 100: leaders ")


def test_items_are_found_by_their_text_in_any_of_the_languages():
    survey = people(("Die Tür steht offen.", "One is greeted."))
    assert len(cx.scorecard(survey, DOORS).items) == 4


def test_a_changed_text_leaves_its_old_words_behind():
    changed = read_instrument(DOORS | {"title": "Our doors"})
    with cx.language("de"):
        assert changed.spoken().title == "Our doors"
