"""Words that no text held, scored by what they mean: a line through the vectors of words."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.sentiment_sets import PATIENTS
from benchmarks.train_cx_model import WordVectors, student_of
from cxresearch.text.reading.question_kind import OPEN
from cxresearch.text.scoring.cx_model import CxModel

GOOD, BAD = ("splendid", "lovely", "superb"), ("dreadful", "awful", "dire")


def data() -> pd.DataFrame:
    texts = [f"the {thing} was {word}" for thing in ("ferry", "vet", "gym", "desk") for word in (*GOOD, *BAD)]
    side = [0.97 if text.split()[-1] in GOOD else 0.03 for text in texts]
    return pd.DataFrame({"text": texts, "of": PATIENTS, "side": side, "flat": 0.03, "asked": OPEN}).assign(
        side_weight=1.0, flat_weight=1.0
    )


def by_meaning() -> WordVectors:
    draw = np.random.default_rng(1)
    lean = {**dict.fromkeys((*GOOD, "exquisite"), 0.5), **dict.fromkeys((*BAD, "abysmal"), -0.5)}
    words = [*lean, "ferry", "vet", "the", "was", "harbour"]
    vectors = 0.02 * draw.normal(size=(len(words), 6))
    vectors[:, 0] += [lean.get(word, 0.0) for word in words]
    return WordVectors(words, vectors.astype(np.float32))


def test_a_word_that_no_text_held_takes_the_side_of_its_like():
    unmet = ["it was exquisite", "it was abysmal", "the harbour"]
    without, within = (CxModel(student_of(data(), by)).leans(unmet)[:, 0] for by in (None, by_meaning()))
    assert without[0] == pytest.approx(without[1])
    assert within[0] > without[0] + 0.08 and within[1] < without[1] - 0.08
    assert abs(within[2] - without[2]) < 0.04


def test_a_word_keeps_what_the_texts_said_of_it():
    weights = student_of(data(), by_meaning())
    place = {word: at for at, word in enumerate(weights.words)}
    side = weights.plain[0]
    assert len(place) == len(weights.words) == side.size
    # Met and meant weigh more than meant alone.
    assert side[place["lovely"]] > side[place["exquisite"]] > 0 > side[place["abysmal"]] > side[place["awful"]]
    assert abs(side[place["harbour"]]) < 0.2 * side[place["exquisite"]]
