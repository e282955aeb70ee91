"""The frames of ten trades in Spanish and French: told by their signs, and their topics found in sentences."""

import numpy as np
import pytest

from cxresearch.text.themes.codeframe import read_codeframe
from cxresearch.text.themes.frame_fit import choose_frame
from tests.trade_sentences import AFTERWARDS, SENTENCES, afterwards, trade_sentences


def found(told, trade, language):
    """Right topics, comments in which a matter is named, and matters named."""
    frame, texts = read_codeframe(trade), [text for _, text in told]
    hits = frame.code(texts, [language] * len(texts))
    right = [hits[at, frame.themes.index(topic)] for at, (topic, _) in enumerate(told)]
    named = hits[:, [theme not in frame.alone for theme in frame.themes]]
    return np.array([sum(right), named.any(axis=1).sum(), named.sum(), len(told)])


@pytest.mark.parametrize(("trade", "language"), SENTENCES)
def test_a_trade_is_told_and_its_topics_are_found(trade, language):
    told = trade_sentences(trade, language)
    texts = [text for _, text in (*told, *afterwards(trade, language))]
    assert choose_frame(texts).frame.name == trade
    assert found(told, trade, language)[0] >= len(told) - 1


def test_sentences_written_afterwards_are_covered_and_hardly_more_is_named():
    """At first look 58 of 64 had their topic among 83 that were named."""
    right, covered, named, n = sum(found(afterwards(*pair), *pair) for pair in AFTERWARDS)
    assert n == 64
    assert right >= 56 and covered >= 57
    assert right / named >= 0.65


def test_a_word_whose_stem_begins_otherwise_is_found():
    """Spanish stems lose their accents and French ones their y: "técnico" is "tecnic", "payant" is "pai"."""
    for trade, language, text, topic in (
        ("telecom_energy", "es", "El técnico no vino", "Installation and engineers"),
        ("airline", "fr", "Tout est payant", "Prices and extra fees"),
    ):
        frame = read_codeframe(trade)
        assert frame.code([text], [language])[0, frame.themes.index(topic)]
