"""How often the default scorer is right on comments to a vet, a ferry, a tax office: counts, so that losses show."""

from collections import Counter

import numpy as np
import pytest

from cxresearch.text.reading.spelling import spelled
from cxresearch.text.scoring.score import score_texts
from tests.text.scoring.unlike_trades import unlike_trades, what_happened

SIGN = {"positive": "+", "negative": "-", "neutral": "0", "no answer": ".", "nothing to improve": "!"}


def told(kind):
    rows = [(tone, text) for asked, tone, text in unlike_trades() if asked == kind]
    found = score_texts([text for _, text in rows], kind=kind, own_prior=False)
    return rows, found.assign(sign=found.label.map(SIGN))


@pytest.mark.parametrize(("kind", "least"), [("open", 70), ("improve", 23), ("praise", 12), ("why", 7)])
def test_labels_that_were_written_before_a_score_was_seen(kind, least):
    """73 of 118, 24 of 24, 13 of 13 and 8 of 9; what is missed has no word of feeling ("Shirts came back pink")."""
    rows, found = told(kind)
    right = Counter(tone == sign for (tone, _), sign in zip(rows, found.sign, strict=True))[True]
    assert right >= least


def test_the_side_of_what_tells_only_what_happened_is_hard():
    """Of 93 with a side 69, of 80 written afterwards 54 (nltk: 23 and 16; the neural scorer: 66 and 65)."""
    rows, found = told("open")
    first = sum(
        np.sign(lean) == {"+": 1, "-": -1}[tone]
        for (tone, _), lean in zip(rows, found.compound, strict=True)
        if tone in "+-"
    )
    later = what_happened()
    lean = score_texts([text for _, text in later], own_prior=False).compound
    second = sum(np.sign(value) == {"+": 1, "-": -1}[tone] for (tone, _), value in zip(later, lean, strict=True))
    assert first >= 65 and second >= 50


def test_what_follows_a_denial_is_read_as_free_speech():
    """Behind "nothing" stands no wish: of 51 such answers of patients 47 were right as wishes, as free speech all."""
    texts = ["Nothing - the guide was brilliant", "None, I was very happy", "Nothing, keep doing what you are doing"]
    behind = ["the guide was brilliant", "I was very happy", "keep doing what you are doing"]
    asked, plain = score_texts(texts, kind="improve"), score_texts(behind, kind="open")
    assert asked.label.tolist() == ["positive"] * 3
    assert asked.pos.tolist() == plain.pos.tolist()
    assert score_texts(["Nothing, it was a waste of a morning"], kind="praise").label.tolist() == ["negative"]


def test_a_hashtag_is_read_by_its_words():
    texts = ["#happycustomer", "#NeverAgain", "#neveragain", "#service", "#feierabend", "#" + "x" * 500]
    assert spelled(texts)[:5] == ["happy customer", "Never Again", "never again", "service", "feierabend"]
    assert score_texts(texts[:3], language="en").label.tolist() == ["positive", "negative", "negative"]
