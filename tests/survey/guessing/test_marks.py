"""Which end of bare numbers is the best, where schools call 1 the best: asked at reading, not only in a study."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.survey.guessing.marks import WHICH_IS_BEST

GERMAN = ["Wie sind Sie mit der Beratung zufrieden?", "Wie ist die Sauberkeit der Räume?", "Wie war der Empfang?"]
ENGLISH = ["How is the advice?", "How clean are the rooms?", "How were you welcomed at the desk?"]
CZECH = ["Jak hodnotíte přijetí?", "Jak hodnotíte pokoje?", "Jak hodnotíte jídlo?"]


def _asked(texts, high, words=""):
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({text + words: rng.integers(1, high + 1, 120) for text in texts})
    survey = cx.Survey.from_frame(frame, audience="Guests")
    return survey, [one.question for one in survey.doubted if one.doubt == WHICH_IS_BEST]


@pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")
@pytest.mark.parametrize(
    ("texts", "high", "doubted"), [(GERMAN, 5, True), (CZECH, 5, True), (ENGLISH, 5, False), (ENGLISH, 6, True)]
)
def test_which_end_is_best_is_asked_where_marks_are_usual(texts, high, doubted):
    survey, found = _asked(texts, high)
    assert found == (texts if doubted else [])
    if doubted:
        assert survey.doubts.question[0] == ", ".join(texts)  # the worst first: the number could say the opposite
        line = survey.doubted[0].settle
        assert f"(1, {high})" in line and "1)} if 1 is" in line


@pytest.mark.parametrize("words", [" (1 = sehr gut, 5 = sehr schlecht)", " (1 = sehr schlecht bis 5 = sehr gut)"])
def test_what_the_text_says_is_not_asked(words):
    survey, found = _asked(GERMAN, 5, words)
    assert not found
    assert set(survey.codebook.reversed) == {"1 = sehr gut" in words}


def test_a_declared_scale_settles_it():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({text: rng.integers(1, 6, 120) for text in GERMAN})
    for pair in ((1, 5), (5, 1)):
        survey = cx.Survey.from_frame(frame, scales=dict.fromkeys(GERMAN, pair), audience="Gäste")
        assert not survey.doubted and set(survey.codebook.reversed) == {pair == (5, 1)}
