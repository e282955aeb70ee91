"""``rules="nltk"`` against nltk itself: all four scores, every text, no tolerance.

The texts are built here from word lists, so that no fixture is needed; with the fixtures, the sentences of the
published sets are scored too. ``python -m benchmarks vader_equal`` does the same for 100,000 of each.
"""

import os
import random
import sys

import numpy as np
import pytest

from cxresearch.text.reading.tokens import portions, split
from cxresearch.text.scoring.lexicon import boosters, emoji_words, negations, valences
from cxresearch.text.scoring.vader import COLUMNS, MOST_BY_NLTK, Vader, nltk_scores, nltk_vader


@pytest.fixture(scope="module")
def nltk_analyzer():
    import nltk
    import vaderSentiment
    from nltk.sentiment.vader import SentimentIntensityAnalyzer

    folder = os.path.dirname(vaderSentiment.__file__)
    if folder not in nltk.data.path:
        nltk.data.path.append(folder)
    return SentimentIntensityAnalyzer(lexicon_file="vader_lexicon.txt")


@pytest.fixture
def same(nltk_analyzer):
    def compare(texts):
        ours = nltk_vader().scores(texts)
        theirs = np.array([[nltk_analyzer.polarity_scores(text)[name] for name in COLUMNS] for text in texts])
        different = np.flatnonzero((ours != theirs).any(axis=1))
        assert [(texts[at], ours[at].tolist(), theirs[at].tolist()) for at in different[:3]] == []

    return compare


# Sentences for each rule, on purpose also odd ones; what they score is nltk's business.
BY_RULE = {
    "plain": ["VADER is smart, handsome, and funny.", "VADER is VERY SMART, handsome, and FUNNY!!!", "Today SUX!"],
    "negation": [
        "The food was not good.", "isn't it nice", "never so good", "Never so good", "never this good",
        "never that good",
        "it was so very good", "without doubt good", "NOT GOOD", "we didn't really like it", "this so good",
        "not a b good", "I never thought this good", "rarely ever really good", "don\u2019t like",
    ],
    "least": ["least good", "the least good", "at least good", "At Least good", "very least good", "least LEAST good"],
    "kind of": [
        "a kind of good", "it is Kind of nice", "kind of", "kind of kind people kind of", "sort of good one",
        "x sort of good",
        "just enough good", "we had just enough good food", "Just enough great food", "kind", "so kind. kind of",
    ],
    "idioms": [
        "this food is the bomb", "this is the shit", "they really cut the mustard here",
        "it was the kiss of death today",
        "we live from hand to mouth, sad", "oh well yeah right great", "he is really quite bad ass today", "The Bomb",
        "a b c bad ass", "a b c bad ASS", "one two three death wish", "x the kiss of death", "a the bomb good",
    ],
    "but": ["good but bad", "bad BUT good but good", "but", "good but, bad", "nice one But awful", "but but good"],
    "repeats": [
        "good not good very good", "not bad bad", "GOOD good GOOD", "very good. good! good", "good Good good",
    ],
    "punctuation": [
        "good!", "good!!", "good!!!!!", "good?", "good??", "good????", "?good?", "!?!?good", "good!?!?", ".good.",
        "(good)",
        "go-od", "'good'", ":)", ":-)", ":D good", "!", "a", "", "   ", "good...", "can't.", "n't", "..good", "goo-",
        "-goo", "good?!?", "good!?", "ok :( bad",
    ],
    "booster capitals": [
        "VERY good food", "VERY bad food", "very GOOD", "SO not good", "LESS good here", "it is BARELY ok",
    ],
    "white space": [
        "good\x1cfood", "good\u3000bad", "good\xa0bad", "\ngood\r\n", "good\x85bad", "good\u200bbad", "a\x00good",
    ],
    "other scripts": ["\u0645\u0645\u062a\u0627\u0632", "\U0001f600", "good \U0001f620",
        "\u0130STANBUL good", "STRA\u1e9eE good", "\ud83d good", "\u01c5 good", "GOOD \u00df"],
    "markup": ["<b>good</b>", "<script>alert('bad')</script>", "&amp; good &lt;3", "<3 good </3"],
}  # fmt: skip


@pytest.mark.parametrize("rule", BY_RULE)
def test_each_rule_as_nltk_has_it(rule, same):
    same(BY_RULE[rule])


def made_up(n: int, seed: int) -> list[str]:
    """Texts of words that the rules look at, in any order, case and punctuation."""
    draw = random.Random(seed)
    rated, turning, steps = list(valences()), sorted(negations()), list(boosters())
    other = (
        "least at very but BUT But kind of sort just enough never so this Never no nor or without doubt the shit bomb "
        "bad ass yeah right cut mustard kiss death hand to mouth The I a it is table queue :) :D <b>x</b> n't N'T "
        "stra\u00dfe"
    ).split()
    marks = [*".!?,;:-'\"", "!!", "!!!", "??", "???", "?!?", "!?!", "?!?!", "!?!?", "...", "(", ")", "*"]
    gaps = [" ", " ", " ", "  ", "\n", "\xa0", "\u3000"]
    texts = []
    for _ in range(n):
        text = ""
        for _ in range(draw.choice((0, 1, 2, 3, 4, 5, 6, 8, 12, 20))):
            word = draw.choice(draw.choices((rated, steps, turning, other), weights=(25, 15, 10, 50))[0])
            word = draw.choices((word, word.upper(), word.capitalize()), weights=(75, 15, 10))[0]
            if draw.random() < 0.3:
                word = word + draw.choice(marks)
            if draw.random() < 0.1:
                word = draw.choice(marks) + word
            text += word + draw.choice(gaps)
        texts.append(text)
    return texts


def test_fuzz(same):
    same(made_up(6_000, 11))


@pytest.mark.external
def test_published_sentences(fixtures, same):
    folder = fixtures / "data"
    texts = [line.rpartition("\t")[0] for line in (folder / "yelp_labelled.txt").read_text("utf-8").splitlines()]
    tweets = (folder / "vader_tweets.txt").read_text("utf-8").splitlines()
    same([*texts, *(line.split("\t", 2)[2] for line in tweets)])


def test_word_lists_are_nltks(nltk_analyzer):
    assert boosters() == nltk_analyzer.constants.BOOSTER_DICT
    assert negations() == nltk_analyzer.constants.NEGATE
    assert valences() == nltk_analyzer.lexicon


def test_up_to_a_thousand_texts_are_nltks_own(monkeypatch, nltk_analyzer):
    from cxresearch.text.scoring import vader

    texts = made_up(MOST_BY_NLTK + 1, 7)
    more = nltk_scores(texts)

    def ours(texts):
        raise AssertionError("not nltk")

    monkeypatch.setattr(vader.nltk_vader(), "scores", ours)
    few = nltk_scores(texts[:MOST_BY_NLTK])
    theirs = [[nltk_analyzer.polarity_scores(text)[name] for name in COLUMNS] for text in texts[:50]]
    assert few[:50].tolist() == theirs
    assert np.array_equal(few, more[:MOST_BY_NLTK])
    for many in (texts, ["x" * 20_001]):
        with pytest.raises(AssertionError, match="not nltk"):
            nltk_scores(many)
    assert nltk_scores([]).shape == (0, 4)


def test_the_lexicons_folder_stays_no_place_of_nltks():
    import nltk

    vader_before = list(nltk.data.path)
    from cxresearch.text.scoring import vader

    vader.nltk_analyzer.cache_clear()
    vader.nltk_analyzer()
    assert nltk.data.path == vader_before


def test_without_nltk_named_features_say_what_they_need(monkeypatch):
    from cxresearch.errors import MissingExtraError
    from cxresearch.text.coding.human_codes import cohen_kappa, krippendorff_alpha
    from cxresearch.text.reading import term_index
    from cxresearch.text.scoring import vader
    from cxresearch.text.scoring.score import score_texts

    for name in [name for name in sys.modules if name.partition(".")[0] == "nltk"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "nltk", None)
    vader.nltk_analyzer.cache_clear()
    term_index._stemmer.cache_clear()
    said = "pip install nltk"
    for call in (
        lambda: score_texts(["The queue was long"], rules="nltk"),
        lambda: krippendorff_alpha([[1, 2], [1, 1]]),
        lambda: cohen_kappa([1, 2], [1, 1]),
        lambda: term_index.TermIndex(["unheardofness"], "en"),
    ):
        with pytest.raises(MissingExtraError, match=said):
            call()
    assert score_texts(["The queue was too long"]).label.tolist() == ["negative"]


def test_published_score():
    assert nltk_scores(["VADER is smart, handsome, and funny."])[0, 3] == 0.8316


def test_sums_are_compensated_where_python_compensates():
    # 0.1 added ten times is 0.9999999999999999 before Python 3.12, and 1.0 from then on.
    from cxresearch.text.scoring.vader import _sums

    total = _sums(np.full(10, 0.1), np.zeros(10, dtype=int), 1)[0]
    assert total == sum([0.1] * 10)
    assert (total == 1.0) == (sys.version_info >= (3, 12))


def test_scores_do_not_depend_on_the_company():
    texts = made_up(400, 5)
    together = nltk_vader().scores(texts)
    alone = np.vstack([Vader().scores([text]) for text in texts[::20]])
    assert np.array_equal(together[::20], alone)


def test_words_are_cut_as_python_cuts_them():
    signs = [chr(code) for code in range(0x3100) if not 0xD800 <= code < 0xE000]
    texts = [f"a{sign}b" for sign in signs]
    found = split(texts)
    ours = [
        [found.words[code] for code in found.codes[a:b]] for a, b in zip(found.starts, found.starts[1:], strict=False)
    ]
    assert [[word for word in words if word] for words in ours] == [text.split() for text in texts]


def test_portions_leave_nothing_out():
    texts = ["x" * 1_000_000] * 45 + ["short"] * 120_000
    parts = list(portions(texts))
    assert [place for part in parts for place in range(part.start, part.stop)] == list(range(len(texts)))
    assert len(parts) > 3


def test_a_very_long_comment(same):
    same(["good food but not the best service ever! " * 2_000])


def test_emoji_words_are_read():
    assert emoji_words()["\U0001f600"] == "grinning face"
