"""Comments in a language that nothing here knows are not taken for one that it does, and are not scored."""

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.text.reading.language import UNKNOWN, languages

CZECH = [
    "Fronta na pokladnu byla příliš dlouhá",
    "Káva byla studená",
    "V šatně nikdo nebyl",
    "Ztratili jsme se v budově",
]
HUNGARIAN = ["Túl hosszú volt, sokan álltak előttünk", "Nem találtuk kint az utat", "A kávé hideg volt, és őrült drága"]
KNOWN = {
    "de": ["Die Schlange war viel zu lang", "Ich bin sehr zufrieden"],
    "fr": ["La file était trop longue", "Le personnel est très aimable"],
    "pl": ["Kolejka była bardzo długa", "Obsługa jest zawsze miła"],
    "tr": ["Sıra çok uzun ve hizmet kötü", "Çok güzel bir hizmet oldu"],
    "nl": ["De rij was veel te lang", "Het personeel is heel vriendelijk"],
}


@pytest.mark.parametrize("texts", [CZECH * 5, HUNGARIAN * 5])
def test_a_language_of_other_letters_is_none_of_ours(texts):
    assert set(languages(texts)) == {UNKNOWN}


@pytest.mark.parametrize("language", KNOWN)
def test_those_that_are_known_stay_known(language):
    assert set(languages(KNOWN[language] * 5)) == {language}


@pytest.mark.filterwarnings("ignore::cxresearch.errors.SurveyWarning")
def test_no_share_of_tone_in_a_tongue_that_nobody_measured():
    survey = cx.Survey.from_frame(pd.DataFrame({"why": CZECH * 10}), audience="Customers")
    found = cx.sentiment(survey, "why")
    assert found.table.estimate.isna().all()
    assert not any("%" in line and "negative" in line for line in found.sentences())


# No letter of their own, and a word here and there that English has too ("a", "is", "most", "on").
PLAIN = {
    "Hungarian": ["A sor nagyon lassan haladt", "a terem hideg volt", "Minden rendben volt", "A busz nem jött",
                  "Kedves emberek, a hely is szép", "Sokat kellett a pulton várni", "A jegy drága", "Szuper hely"],
    "Romanian": ["Personalul a fost amabil", "Coada a fost prea lunga", "Mancarea este foarte buna",
                 "Totul a fost bine", "Camera a fost murdara", "Pretul este mare"],
    "Finnish": ["Palvelu oli hyvin hidasta", "Jono oli pitka", "Kaikki meni hyvin", "Hinta on liian korkea",
                "Ei mitaan valitettavaa ollut"],
    "Swahili": ["Huduma ilikuwa nzuri sana", "Foleni ilikuwa ndefu", "Bei ni ghali sana", "Chumba kilikuwa kichafu"],
}  # fmt: skip


@pytest.mark.parametrize("texts", PLAIN.values(), ids=PLAIN)
def test_a_column_is_english_by_its_words_and_not_by_one(texts):
    assert set(languages(texts)) == {UNKNOWN}


def test_english_comments_stay_english_beside_a_stranger():
    english = ["The queue was far too long", "Thx 4 the gr8 service", "Okafor at Lehmann Str was lovely", "OK", "food"]
    assert languages(english * 4) == ["en"] * 20
    assert languages([*english, "Nagyon lassan haladt minden"])[-1] == UNKNOWN
    assert languages([*PLAIN["Hungarian"], "The staff were kind and quick"])[-1] == "en"


@pytest.mark.external
def test_patients_are_english(fixtures):
    table = pd.read_csv(fixtures / "data" / "text" / "patient_comments.csv")
    assert set(languages(table.text.dropna().tolist())) == {"en", ""}


def test_a_frame_without_words_of_a_language_says_so_and_what_to_do():
    survey = cx.Survey.from_frame(pd.DataFrame({"why": PLAIN["Hungarian"] * 5}), audience="Customers")
    found = cx.themes(survey, "why", codeframe="general")
    assert "no words in the language of the comments" in found.sentences()[0]
    told = " ".join(found.caveats)
    assert "propose_codeframe(survey, question)" in told and "codeframe=" in told
    texts = pd.DataFrame({"why": ["zebra crossing", "a purple sky"] * 5})
    english = cx.Survey.from_frame(texts, audience="Customers")
    assert "No theme of the code frame occurs" in cx.themes(english, "why", codeframe="general").sentences()[0]


def test_nothing_does_not_speak_for_comments_that_nobody_scored():
    texts = ["nichts"] * 5 + [f"Die Schlange am Schalter war heute viel zu lang, Nummer {at}" for at in range(30)]
    book = pd.DataFrame({"id": ["good"], "text": ["Was war gut?"], "kind": ["verbatim"]})
    survey = cx.Survey.from_frame(pd.DataFrame({"good": texts}), codebook=book, audience="Customers")
    found = cx.sentiment(survey, "good", kind="praise")
    assert found.table.estimate.isna().all()
    assert any("35 comments not in the shares" in line for line in found.caveats)
