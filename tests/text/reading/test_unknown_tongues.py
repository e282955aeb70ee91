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
