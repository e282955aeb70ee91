"""Frames of trades: told by the comments, read with no other trade's words, and measured against people's themes."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.loaders.samples import load_sample
from cxresearch.plots.pictures import plot
from cxresearch.survey.survey import Survey
from cxresearch.text.themes.codeframe import codeframes, read_codeframe
from cxresearch.text.themes.frame_fit import choose_frame, languages_of_column
from cxresearch.text.themes.named import themes
from tests.invented_comments import COMMENTS

BOOK = pd.DataFrame({"id": ["why"], "kind": ["verbatim"]})
TRADES = [pair for pair in COMMENTS if pair[0] != "general"]


def study(texts, **columns):
    return Survey.from_frame(pd.DataFrame({"why": texts, **columns}), codebook=BOOK)


@pytest.mark.parametrize(("trade", "language"), TRADES, ids=[" ".join(pair) for pair in TRADES])
def test_the_trade_is_told_and_covered(trade, language):
    texts = COMMENTS[trade, language]
    choice = choose_frame(texts)
    assert choice.frame.name in ({trade, "touchpoints"} if trade == "retail_bank" else {trade})
    frame = read_codeframe(trade)
    hits = frame.code(texts, languages_of_column(texts))
    named = [theme not in frame.alone for theme in frame.themes]
    assert hits[:, named].any(axis=1).mean() >= 0.8


@pytest.mark.parametrize("trade", sorted({trade for trade, _ in COMMENTS}))
def test_no_word_of_another_trade_is_in_any_output(trade):
    """Themes that only other trades' frames have stand nowhere: not in table, sentences, method, caveats or quotes."""
    found = themes(study([f"{text} {at}" for at, text in enumerate(COMMENTS[trade, "en"] * 3)]), "why", rules="nltk")
    own = set(found.frame.themes)
    others = {theme for name in codeframes().name for theme in read_codeframe(name).themes} - own
    told = "\n".join([repr(found), found._repr_html_(), *found.sentences(), *found.caveats, found.method])
    assert not set(found.table.theme) & others
    strange = {theme for theme in others if theme in told and not any(theme in mine for mine in own)}
    written = " ".join(COMMENTS[trade, "en"])
    assert {theme for theme in strange if theme not in written} == set()


def test_the_frame_is_said_and_what_is_declared_wins():
    survey = study([f"{text} {at}" for at, text in enumerate(COMMENTS["airline", "en"] * 3)])
    chosen = themes(survey, "why", rules=None)
    assert "code frame 'airline'" in chosen.method and "chosen by fit: " in chosen.method
    given = themes(survey, "why", rules=None, codeframe="hospitality")
    assert "code frame 'hospitality'" in given.method and "chosen by fit" not in given.method
    told = " ".join(themes(survey, "why", rules=None, codeframe="touchpoints").caveats)
    assert "'touchpoints' finds nothing in" in told
    assert "codeframe='airline'" in told and "propose_codeframe(survey, question)" in told
    with pytest.raises(OptionError, match="Did you mean 'airline'"):
        themes(survey, "why", codeframe="airlines")


def test_a_language_without_words_is_said():
    texts = ["Personel bize karşı çok nazikti", "Oda çok kirli ve soğuktu, bir daha gelmem"] * 20
    found = themes(study([f"{text} {at}" for at, text in enumerate(texts)]), "why", rules=None)
    assert any("written in Turkish" in caveat and "propose_codeframe" in caveat for caveat in found.caveats)
    written = " ".join(text.get_text() for text in plot(found).figure.findobj(Text))
    assert "has no words in the language of these comments" in " ".join(written.split())


# Written after the word lists, of trades that have no frame: a library, a housing association.
SAID = {
    "es": {
        "La bibliotecaria fue muy antipática con los niños": "Friendliness of staff",
        "Tuve que hacer una cola de cuarenta minutos para devolver un libro": "Waiting and speed",
        "Los aseos estaban muy sucios": "Cleanliness",
        "Deberían abrir también los domingos": "Opening hours",
        "Llamé tres veces y no contestan": "Contact and reachability",
        "El alquiler es cada año más caro": "Prices and value",
        "La página web no carga": "Website and app",
        "No hay dónde aparcar": "Location and parking",
        "Nadie nos avisó de las obras": "Information and communication",
        "Demasiado papeleo para pedir una reparación": "Ease and process",
        "Hay mucho ruido en la sala de lectura": "Rooms, comfort and atmosphere",
        "Prometieron cambiar la caldera y mintieron": "Reliability and trust",
    },
    "fr": {
        "La bibliothécaire était désagréable avec les enfants": "Friendliness of staff",
        "Quarante minutes d'attente pour rendre un livre": "Waiting and speed",
        "Les toilettes étaient très sales": "Cleanliness",
        "Il faudrait ouvrir aussi le dimanche": "Opening hours",
        "J'ai appelé trois fois, toujours injoignables": "Contact and reachability",
        "Le loyer est chaque année plus cher": "Prices and value",
        "Le site internet ne marche pas": "Website and app",
        "Nulle part où se garer": "Location and parking",
        "Personne ne nous a prévenus des travaux": "Information and communication",
        "Trop de paperasse pour demander quelque chose": "Ease and process",
        "Beaucoup de bruit dans la salle de lecture": "Rooms, comfort and atmosphere",
        "Ils ont promis de changer la chaudière et ont menti": "Reliability and trust",
    },
}


@pytest.mark.parametrize("language", SAID)
def test_what_trades_share_is_found_in_spanish_and_french(language):
    frame, texts = read_codeframe("general"), list(SAID[language])
    hits = frame.code(texts, [language] * len(texts))
    right = [hits[at, frame.themes.index(theme)] for at, theme in enumerate(SAID[language].values())]
    assert sum(right) >= len(texts) - 1, [text for text, hit in zip(texts, right, strict=True) if not hit]
    named = [theme not in frame.alone for theme in frame.themes]
    assert hits[:, named].sum() <= 2 * len(texts)


def test_an_article_joined_to_its_word_does_not_hide_it():
    frame = read_codeframe("general")
    hits = frame.code(["L'attente", "Peu d\u2019information", "Qu'est-ce que c'est"], ["fr"] * 3)
    waiting, told = frame.themes.index("Waiting and speed"), frame.themes.index("Information and communication")
    assert hits[0, waiting] and hits[1, told] and not hits[2].any()


def test_all_questions_of_a_survey_get_one_frame():
    texts = COMMENTS["hospital", "en"] * 3
    frame = pd.DataFrame({"a": [f"{text} {at}" for at, text in enumerate(texts)], "b": ["friendly staff"] * len(texts)})
    survey = Survey.from_frame(frame, codebook=pd.DataFrame({"id": ["a", "b"], "kind": ["verbatim"] * 2}))
    assert themes(survey, "a", rules=None).frame is themes(survey, "b", rules=None).frame


def test_harbour_bank_keeps_its_frame():
    survey = load_sample()
    assert themes(survey, "OE_2", rules=None).frame.name == "touchpoints"


def test_praise_without_a_subject_counts_where_nothing_else_is_named():
    frame = read_codeframe("hospitality")
    hits = frame.code(["Excellent!", "Excellent breakfast", "xyz"], ["en"] * 3)
    overall = frame.themes.index("Overall impression")
    assert hits[:, overall].tolist() == [True, False, False]
    survey = study([f"Excellent. The breakfast was cold {at}" for at in range(20)])
    table = themes(survey, "why", rules=None, codeframe="hospitality").table.set_index("theme")
    assert table.estimate["Overall impression"] == 0


def test_another_language_is_one_more_file(tmp_path, monkeypatch):
    from cxresearch.text.themes import codeframe, frame_files

    for path in frame_files._TRADES.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (tmp_path / "hospitality.es.yaml").write_text(
        "signs: habitación, desayuno\ntopics:\n  Room and bed: habitación, cama\n", "utf-8"
    )
    monkeypatch.setattr(frame_files, "_TRADES", tmp_path)
    monkeypatch.setattr(codeframe, "_READ", {})
    frame = read_codeframe("hospitality")
    assert {"de", "en", "es"} <= set(frame.languages)
    assert frame.code(["las habitaciones frías"], ["es"])[0, frame.themes.index("Room and bed")]


def test_a_frame_of_ones_own_with_words_and_languages(tmp_path):
    path = tmp_path / "ours.csv"
    path.write_text(
        'theme,parent,words,language\nDelays,Journey,"delay, late !late night",en\nDelays,Journey,*verspätung*,de\n',
        "utf-8",
    )
    frame = read_codeframe(path)
    assert frame.parents == {"Delays": "Journey"}
    texts = ["it was delayed", "a late night show", "Zugverspaetungen", "late again"]
    assert frame.code(texts, ["en", "en", "de", "en"])[:, 0].tolist() == [True, False, True, True]
    path.write_text("theme,words,language\nA,x,klingon\n", "utf-8")
    with pytest.raises(SurveyFileError, match="row 2: no language 'klingon'"):
        read_codeframe(path)


@pytest.mark.external
def test_patients_themes_in_the_trust_that_no_word_was_learned_from(fixtures):
    from benchmarks.theme_accuracy import agreement, patients

    found = agreement(patients(fixtures / "data" / "text" / "patient_comments.csv", trust="B"))
    assert found.frame == "hospital"
    assert found.coverage >= 93
    assert found.precision >= 46
    assert found.recall >= 66


def test_a_hundred_terms_more_cost_no_pass_over_the_texts():
    """Each word is looked at once: a frame of a thousand terms is no slower than the words it is given."""
    texts = [f"the staff was friendly and the room number {at} was clean" for at in range(20_000)]
    import time

    frame = read_codeframe("hospitality")
    frame.code(texts[:10])
    start = time.process_time()
    hits = frame.code(texts, ["en"] * len(texts))
    assert np.all(hits.any(axis=1))
    assert time.process_time() - start < 6
