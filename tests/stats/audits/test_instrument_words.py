"""Instruments in another language: every text has its words, results speak them, and items are found by them."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch import Survey
from cxresearch.stats.audits.instrument_files import read_instrument
from cxresearch.stats.audits.outside_in import _meant
from cxresearch.stats.audits.programme_columns import programme_columns
from cxresearch.survey.labels import normalise

ASKING = [name for name, one in cx.instruments().found.items() if one.options]
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
    asked = [each["text"] for said in spoken.options.values() for each in said.values()]
    assert len(asked) == len(instrument.texts()) - len(replace(instrument, options={}).texts()), "questions speak too"
    for text in (spoken.title, spoken.asks, spoken.read, *(item.text for item in spoken.items), *asked):
        assert not ENGLISH & set(text.lower().replace(".", " ").replace(",", " ").split()), text
    assert [item.id for item in spoken.items] == [item.id for item in instrument.items]
    assert instrument.spoken().texts() == instrument.texts(), "English is what stands in the file"


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


LADDER = DOORS | {
    "sub_scores": {"in": "Coming in", "out": "Going out"},
    "items": [{"id": "open", "text": "The door is open.", "sub_score": "in"},
              {"id": "kind", "text": "One is greeted.", "sub_score": "in"},
              {"id": "bell", "text": "The bell rings.", "sub_score": "out"},
              {"id": "step", "text": "No step.", "sub_score": "out"}],
    "levels": [{"name": "shut", "from": 0, "looks_like": "Nobody comes."},
               {"name": "ajar", "from": 40, "looks_like": "Some come."}],
    "words": {"de": DOORS["words"]["de"] | {"Coming in": "Hinein", "Going out": "Hinaus", "shut": "zu",
                                            "ajar": "angelehnt", "Some come.": "Manche kommen."}},
}  # fmt: skip


def test_sub_scores_and_levels_follow_the_language_in_which_a_scorecard_is_read():
    def said(card) -> list:
        return [
            card.table.sub_score.tolist(), card.gaps.sub_score.tolist(), card.alpha.sub_score.tolist(),
            card.items.text.tolist(), card.level.table.level.tolist(), [rung.name for rung in card.level.levels],
            [rung.looks_like for rung in card.level.levels], card.sentences(), card.level.sentences(), card.method,
            list(card.caveats), repr(card), repr(card.level),
        ]  # fmt: skip

    survey = people(("open", "kind", "bell", "step"))
    english = cx.scorecard(survey, LADDER)
    before = said(english)
    with cx.language("de"):
        german = cx.scorecard(survey, LADDER)
        assert said(english) == said(german) == said(pickle.loads(pickle.dumps(english)))
        assert {"Hinein", "Hinaus"} < set(english.table.sub_score) and set(english.level.table.level) <= {
            "zu", "angelehnt"
        }  # fmt: skip
    assert said(german) == before == said(english)
    assert {"Coming in", "Going out"} < set(before[0]) and before[5] == ["shut", "ajar"]


def test_items_are_found_by_their_text_in_any_of_the_languages():
    survey = people(("Die Tür steht offen.", "One is greeted."))
    assert len(cx.scorecard(survey, DOORS).items) == 4


def test_a_changed_text_leaves_its_old_words_behind():
    changed = read_instrument(DOORS | {"title": "Our doors"})
    with cx.language("de"):
        assert changed.spoken().title == "Our doors"


def test_some_instruments_ask_questions():
    assert len(ASKING) >= 6


@pytest.mark.parametrize("name", ASKING)
def test_a_question_asked_in_german_is_known_by_the_words_of_its_file(name):
    instrument = cx.instruments()[name]
    german = instrument.words["de"]
    for key, roles in instrument.options.items():
        for role, said in roles.items():
            if "words" in said and key == "questions":
                text = f" {normalise(german[said['text']])} "
                assert any(f" {normalise(word)} " in text for word in said["words"]), (role, text)


@pytest.mark.parametrize("code", ["en", "de"])
@pytest.mark.parametrize("name", [name for name in ASKING if "questions" in cx.instruments()[name].options])
def test_each_question_is_found_as_the_file_asks_it(name, code):
    instrument = cx.instruments()[name]
    with cx.language(code):
        roles = {role: said["text"] for role, said in instrument.spoken().options["questions"].items()}
    survey = people(tuple(f"Q{at}" for at in range(len(roles))))
    book = survey.codebook
    book["text"] = list(roles.values())
    survey = survey.with_codebook(book)
    for at, role in enumerate(roles):
        if "words" in instrument.options["questions"][role]:
            assert _meant(survey, instrument, role, None, ("rating",), who=None) == f"Q{at}"


@pytest.mark.parametrize("code", ["en", "de"])
def test_sides_of_programmes_are_found_as_the_file_asks_them(code):
    instrument = cx.instruments()["giving_or_getting"]
    with cx.language(code):
        sides = {side: said["text"] for side, said in instrument.spoken().options["sides"].items()}
    survey = people(tuple(f"{text} - Fee alert" for text in sides.values()))
    assert list(programme_columns(survey, instrument)) == ["Fee alert"]
    survey = people(("Gebührenwarnung - Geben", "Gebührenwarnung - Nehmen"))
    assert list(programme_columns(survey, instrument)) == ["Gebührenwarnung"]
