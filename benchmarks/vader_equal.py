"""Comments scored as nltk scores them: the same four scores, and how much sooner.

Texts are drawn from words that VADER's rules look at and from plain ones, so that the check of equality meets every
rule; ``python -m benchmarks.vader_equal --data FOLDER`` compares 100,000 texts made of published sentences and 100,000
of a fuzz, and prints how many differ.
"""

import argparse
import os
import random
import sys
from functools import lru_cache
from itertools import count
from pathlib import Path

import numpy as np

from benchmarks.side_by_side import Row
from benchmarks.survey_sentences import survey_sentences
from cxresearch.text.scoring.lexicon import boosters, negations, valences
from cxresearch.text.scoring.score import score_texts
from cxresearch.text.scoring.vader import COLUMNS, Vader

__all__ = ["fuzz", "rows", "shuffled"]

_MARKS = [*".!?,;:-'\"", "!!", "!!!", "??", "???", "?!?", "!?!", "?!?!", "!?!?", "...", "(", ")", "*", "#", "@"]
_GAPS = [" ", " ", " ", " ", "  ", "\n", "\t", "\xa0", "\u2003", "\x1c", "\u3000", "\r\n"]
_OTHER = (
    "least at very but BUT But kind of sort Kind Of just enough never so this Never no nor or without doubt the shit "
    "bomb bad ass yeah right cut mustard kiss death hand to mouth The I a it is not table waiting queue \U0001f600 "
    "\U0001f621 \ud83d :) :D ;-) <b>x</b> &amp; stra\u00dfe \u0130stanbul \u01c5 n't N'T don\u2019t"
).split()
_PHRASES = ["the shit", "the bomb", "bad ass", "yeah right", "cut the mustard", "kiss of death", "hand to mouth"]


@lru_cache(maxsize=1)
def _nltk():
    import nltk
    import vaderSentiment
    from nltk.sentiment.vader import SentimentIntensityAnalyzer

    folder = os.path.dirname(vaderSentiment.__file__)
    if folder not in nltk.data.path:
        nltk.data.path.append(folder)
    return SentimentIntensityAnalyzer(lexicon_file="vader_lexicon.txt")


def peer_scores(texts: list[str]) -> np.ndarray:
    analyzer = _nltk()
    return np.array([[scores[name] for name in COLUMNS] for scores in map(analyzer.polarity_scores, texts)])


def shuffled(sentences: list[str], n: int, seed: int = 1) -> list[str]:
    """The sentences and what becomes of them when they are mixed, joined by "but", shouted or put in another order."""
    draw, made = random.Random(seed), list(sentences[:n])
    while len(made) < n:
        text, other, way = draw.choice(sentences), draw.choice(sentences), draw.random()
        words, more = text.split(), other.split()
        if way < 0.3:
            draw.shuffle(words)
            text = " ".join(words)
        elif way < 0.6:
            text = f"{text} {other}"
        elif way < 0.7:
            text = " ".join(word.upper() if draw.random() < 0.3 else word for word in words)
        elif way < 0.9:
            text = " ".join([*words[: len(words) // 2], "but", *more[len(more) // 2 :]])
        else:
            text = " ".join(draw.choice(sentences) for _ in range(6))
        made.append(text)
    return made


def fuzz(n: int, seed: int = 2) -> list[str]:
    """Texts of words that the rules look at, in any order, case and punctuation, between any white space."""
    draw = random.Random(seed)
    kinds = (list(valences()), list(boosters()), sorted(negations()), _PHRASES, _OTHER)
    made = []
    for _ in range(n):
        text = ""
        for _ in range(draw.choice((0, 1, 2, 3, 4, 5, 6, 8, 12, 20, 40))):
            word = draw.choice(draw.choices(kinds, weights=(25, 15, 10, 5, 45))[0])
            word = draw.choices((word, word.upper(), word.capitalize()), weights=(75, 15, 10))[0]
            word += draw.choice(_MARKS) if draw.random() < 0.25 else ""
            word = draw.choice(_MARKS) + word if draw.random() < 0.1 else word
            text += word + draw.choice(_GAPS)
        made.append(text)
    return made


def rows(*, respondents: int) -> list[Row]:
    texts = shuffled([text for text, _ in survey_sentences()], min(respondents, 100_000))
    turn = count()

    def strange() -> list[str]:
        # A word of its own for each comment and turn, so that words met before are no help.
        salt = next(turn)
        return [f"{text} q{at:x}y{salt}z" for at, text in enumerate(texts)]

    def ours(some: list[str]) -> np.ndarray:
        return score_texts(some, rules="nltk")[list(COLUMNS)].to_numpy()

    def agree(ours, peer) -> None:
        np.testing.assert_array_equal(ours, peer)

    def warm():
        return ours(texts)

    def cold():
        return ours(strange())

    def peer():
        return peer_scores(texts)

    def peer_on_strange():
        return peer_scores(strange())

    n = f"{len(texts):,}"
    return [
        Row(
            f"{n} comments as nltk scores them",
            warm,
            peer,
            "nltk",
            goal=30,
            agree=agree,
            repeats=3,
            why="four tenths tell languages and what is no answer, which the peer does not; a sixth is pyarrow's, "
            "the rest cuts, looks up and sums on arrays. The goal was measured on the scores alone.",
        ),
        Row(
            f"{n} comments, no word met before",
            cold,
            peer_on_strange,
            "nltk",
            goal=12,
            agree=agree,
            repeats=3,
            why="over half tells languages and what is no answer, which the peer does not, and each new word is looked "
            "at for both; a quarter weighs the new words as nltk does.",
        ),
    ]


def main() -> int:
    from benchmarks.sentiment_sets import judged

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the published sets")
    parser.add_argument("--texts", type=int, default=100_000)
    options = parser.parse_args()
    sentences = judged(options.data, news=True).texts
    differ = 0
    for name, texts in (("published, mixed", shuffled(sentences, options.texts)), ("fuzz", fuzz(options.texts))):
        different = int((Vader().scores(texts) != peer_scores(texts)).any(axis=1).sum())
        print(
            f"Python {sys.version.split()[0]}, {name}: {len(texts):,} texts, {different} differ from nltk", flush=True
        )
        differ += different
    return differ > 0


if __name__ == "__main__":
    sys.exit(main())
