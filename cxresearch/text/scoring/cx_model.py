"""The default scorer for English comments: a sum of weights that anybody can read.

Every word, every word under a negation and every pair of neighbours has two weights; so have VADER's score with the
amendments and some turns of phrase ("nothing to improve", "on hold"). One sum of weights is the side, above 0 for
praise; the other tells how much a comment looks like a statement that takes no side ("I called on Monday"), and three
probabilities come from both (`calibration`). The weights were learned from people's judgements and sentences written
for surveys (``benchmarks/train_cx_model.py`` names them with their licences), those of words that none of these held
from what the words mean: a line through their vectors in multilingual-e5-small (Wang et al. 2024). All of it is a file
of less than a megabyte that numpy adds up. So each score can be taken apart again, word by word.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.text.reading.question_kind import IMPROVE, OPEN, PRAISE
from cxresearch.text.reading.tokens import portions
from cxresearch.text.scoring.calibration import NONE_FEATURES, SEEN, SHORT, SIDE_FEATURES, Calibration
from cxresearch.text.scoring.features import NUMBERS, PAIR_SLOTS, Features, Reader
from cxresearch.wording import largest_first

__all__ = ["NOUN_ALONE", "CxModel", "Weights", "cx_model", "load_weights", "measure", "save_weights"]

_FILE = Path(__file__).parents[1] / "data" / "cx_model.npz"
# Sums over words are divided by this power of their number.
_POWER = 0.3
_ASKS = NUMBERS.index("question")
_BARE = SEEN.index("bare")
# Negative, neutral, positive.
NOUN_ALONE = {PRAISE: (0.06, 0.14, 0.80), IMPROVE: (0.78, 0.14, 0.08)}


class Weights(NamedTuple):
    """Two rows each, for the side and for taking none: ``plain`` and ``turned`` (under a negation) for ``words``;
    ``pairs`` (PAIR_SLOTS); ``numbers`` in the order of `NUMBERS`; ``start``, what a comment without anything has. And
    the ``calibration``."""

    words: list[str]
    plain: np.ndarray
    turned: np.ndarray
    pairs: np.ndarray
    numbers: np.ndarray
    start: np.ndarray
    calibration: Calibration


class CxModel:
    """Weights and the reader that finds what they belong to."""

    def __init__(self, weights: Weights, *, without: frozenset[str] = frozenset()):
        self.weights = weights
        self._reader = Reader(weights.words, without=without)

    def lean(self, texts: Sequence[str]) -> np.ndarray:
        """The side of each text: above 0 positive, below 0 negative; array (texts,)."""
        return self.leans(texts)[:, 0]

    def leans(self, texts: Sequence[str]) -> np.ndarray:
        """The two sums of weights, the side and how much it looks like taking none: array (texts, 2)."""
        return self.seen(texts)[:, :2]

    def seen(self, texts: Sequence[str]) -> np.ndarray:
        """What the calibration looks at: array (texts, `calibration.SEEN`)."""
        found = np.zeros((len(texts), len(SEEN)))
        for part in portions(texts):
            read = self._reader.read(texts[part])
            n, size = len(read.numbers), measure(read)
            for at in (0, 1):
                each, pairs = self._of_words(read, at), self.weights.pairs[at][read.pair]
                total = np.bincount(read.text, weights=each, minlength=n)
                total += np.bincount(read.pair_text, weights=pairs, minlength=n)
                found[part, at] = total / size + read.numbers @ self.weights.numbers[at] + self.weights.start[at]
                if at == 0:
                    praise = np.bincount(read.text, weights=np.maximum(each, 0), minlength=n)
                    praise += np.bincount(read.pair_text, weights=np.maximum(pairs, 0), minlength=n)
                    found[part, 2] = np.minimum(praise, praise - total) / size
            found[part, 3] = np.diff(read.starts) <= SHORT
            found[part, 4] = read.numbers[:, _ASKS] > 0
            found[part, _BARE] = found[part, 3] * (read.numbers == 0).all(axis=1)
        return found

    def shares(self, texts: Sequence[str], kind: str = OPEN) -> np.ndarray:
        """Calibrated probabilities of negative, neutral, positive, a row a text.

        Two or three bare words ("The staff", "Opening hours") in which nothing tells a side are taken for what the
        question asked for: praise, or something to improve.
        """
        seen, found = self.seen(texts), np.zeros((len(texts), 3))
        if len(texts):
            found = self.weights.calibration.shares(seen, kind)
        if kind in NOUN_ALONE:
            found[seen[:, _BARE] > 0] = NOUN_ALONE[kind]
        return found

    def _of_words(self, read: Features, at: int) -> np.ndarray:
        known = read.word >= 0
        weight = np.where(read.turned, self.weights.turned[at][read.word], self.weights.plain[at][read.word])
        return np.where(known, weight, 0.0)

    def explain(self, text: str) -> pd.DataFrame:
        """What each part of a comment added to its score.

        Returns
        -------
        DataFrame
            ``part`` (the word, "not ..." under a negation, two neighbours, "(begins) ..." for the first word, or the
            name of a turn of phrase), ``kind`` (``word, negated word, pair, phrase, start``), ``weight`` for the side
            (above 0 positive), the largest first, and ``neutral``, what it adds to looking like a statement without a
            side. Each of the two columns adds up to its sum in `leans`.
        """
        read = self._reader.read([text])
        size = measure(read)[0]
        words = [read.words[at] for at in read.spelled]
        rows = [
            (f"not ... {word}" if turned else word, "negated word" if turned else "word", *weights)
            for word, turned, *weights in zip(
                words, read.turned, *(self._of_words(read, at) / size for at in (0, 1)), strict=True
            )
        ]
        named = [f"{first} {second}" for first, second in zip(words, words[1:], strict=False)]
        named += [f"(begins) {word}" for word in words[:1]]
        rows += [
            (name, "pair", *weights)
            for name, *weights in zip(named, *(self.weights.pairs[:, read.pair] / size), strict=True)
        ]
        rows += [
            (name.removeprefix("cue: "), "phrase", *weights)
            for name, *weights in zip(NUMBERS, *(read.numbers[0] * self.weights.numbers), strict=True)
        ]
        rows = [row for row in rows if row[2] != 0 or row[3] != 0]
        rows.append(("(every comment)", "start", *self.weights.start))
        table = pd.DataFrame(rows, columns=["part", "kind", "weight", "neutral"])
        table = table.astype({"weight": float, "neutral": float})
        return table.iloc[largest_first(table.weight.abs(), table.part, digits=9)].reset_index(drop=True)


def measure(read: Features) -> np.ndarray:
    """Long comments do not shout: what sums over words are divided by."""
    return np.maximum(np.diff(read.starts), 1) ** _POWER


def save_weights(weights: Weights, path: Path) -> None:
    """Write weights in half precision, and of the pairs only those that have any."""
    half = {name: getattr(weights, name).astype(np.float16) for name in ("plain", "turned")}
    used = np.flatnonzero((weights.pairs != 0).any(axis=0))
    np.savez_compressed(
        path,
        pair_at=np.diff(used, prepend=0).astype(np.int32),
        pairs=weights.pairs[:, used].astype(np.float16),
        slots=PAIR_SLOTS,
        words=np.frombuffer("\n".join(weights.words).encode(), dtype=np.uint8),
        numbers=weights.numbers,
        names=np.frombuffer("\n".join(NUMBERS).encode(), dtype=np.uint8),
        start=weights.start,
        side=weights.calibration.side,
        none=weights.calibration.none,
        prior=weights.calibration.prior,
        **half,
    )


def load_weights(path: Path = _FILE) -> Weights:
    """Read weights; they must belong to the features that this version finds.

    Raises
    ------
    ValueError
        If the file was written for other features.
    """
    with np.load(path) as kept:
        names = kept["names"].tobytes().decode().split("\n")
        if tuple(names) != NUMBERS or "slots" not in kept or int(kept["slots"]) != PAIR_SLOTS:
            raise ValueError(f"{path.name} was trained for other features; run benchmarks/train_cx_model.py again.")
        if "side" not in kept or (len(kept["side"]), len(kept["none"])) != (SIDE_FEATURES, NONE_FEATURES):
            raise ValueError(f"{path.name} was calibrated on other features; run benchmarks/train_cx_model.py again.")
        plain, turned = (kept[name].astype(np.float64) for name in ("plain", "turned"))
        pairs = np.zeros((2, PAIR_SLOTS))
        pairs[:, np.cumsum(kept["pair_at"])] = kept["pairs"]
        words = kept["words"].tobytes().decode().split("\n")
        calibration = Calibration(kept["side"], kept["none"], kept["prior"])
        return Weights(words, plain, turned, pairs, kept["numbers"], kept["start"], calibration)


@lru_cache(maxsize=1)
def cx_model() -> CxModel:
    """The model that ships with the package."""
    return CxModel(load_weights())
