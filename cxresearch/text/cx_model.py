"""The default scorer for English comments: a sum of weights that anybody can read.

Every word, every word under a negation and every pair of neighbours has a weight; so have VADER's score with the
amendments and a dozen turns of phrase ("nothing to improve", "on hold"). The weights were learned from the
probabilities of the neural scorer and from people's ratings (``benchmarks/train_cx_model.py``), and all of it is a
file of about a megabyte that numpy adds up. So each score can be taken apart again, word by word.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.text.calibration import Calibration
from cxresearch.text.features import NUMBERS, PAIR_SLOTS, Features, Reader, pair_slot, spelled_hash
from cxresearch.text.tokens import portions

__all__ = ["CxModel", "Weights", "cx_model", "load_weights", "save_weights"]

_FILE = Path(__file__).parent / "data" / "cx_model.npz"


class Weights(NamedTuple):
    """``words`` and their weights ``plain`` and ``turned`` (under a negation); ``pairs`` (PAIR_SLOTS); ``numbers`` in
    the order of `NUMBERS`; ``start``, what a comment without anything has; ``calibration``."""

    words: list[str]
    plain: np.ndarray
    turned: np.ndarray
    pairs: np.ndarray
    numbers: np.ndarray
    start: float
    calibration: Calibration


class CxModel:
    """Weights and the reader that finds what they belong to."""

    def __init__(self, weights: Weights, *, without: frozenset[str] = frozenset()):
        self.weights = weights
        self._reader = Reader(weights.words, without=without)

    def lean(self, texts: Sequence[str]) -> np.ndarray:
        """The sum of weights: above 0 positive, below 0 negative; array (texts,)."""
        found = np.zeros(len(texts))
        for part in portions(texts):
            read = self._reader.read(texts[part])
            n = len(read.numbers)
            total = np.bincount(read.text, weights=self._of_words(read), minlength=n)
            total += np.bincount(read.pair_text, weights=self.weights.pairs[read.pair], minlength=n)
            found[part] = total / root_of_size(read) + read.numbers @ self.weights.numbers + self.weights.start
        return found

    def shares(self, texts: Sequence[str]) -> np.ndarray:
        """Calibrated probabilities of negative, neutral, positive, a row a text."""
        return self.weights.calibration.shares(self.lean(texts))

    def _of_words(self, read: Features) -> np.ndarray:
        known = read.word >= 0
        weight = np.where(read.turned, self.weights.turned[read.word], self.weights.plain[read.word])
        return np.where(known, weight, 0.0)

    def explain(self, text: str) -> pd.DataFrame:
        """What each part of a comment added to its lean.

        Returns
        -------
        DataFrame
            ``part`` (the word, "not ..." under a negation, two neighbours, or the name of a turn of phrase), ``kind``
            (``word, negated word, pair, phrase, start``), ``weight`` in units of the lean; the largest first. The
            weights add up to the lean.
        """
        read = self._reader.read([text])
        root = root_of_size(read)[0]
        words = [read.words[at] for at in read.spelled]
        rows = [
            (f"not ... {word}" if turned else word, "negated word" if turned else "word", weight / root)
            for word, turned, weight in zip(words, read.turned, self._of_words(read), strict=True)
        ]
        hashed = spelled_hash(words)
        slots = pair_slot(hashed[:-1], hashed[1:])
        rows += [
            (f"{first} {second}", "pair", self.weights.pairs[slot] / root)
            for first, second, slot in zip(words, words[1:], slots, strict=False)
        ]
        rows += [
            (name.removeprefix("cue: "), "phrase", value * weight)
            for name, value, weight in zip(NUMBERS, read.numbers[0], self.weights.numbers, strict=True)
        ]
        rows = [row for row in rows if row[2] != 0]
        rows.append(("(every comment)", "start", self.weights.start))
        table = pd.DataFrame(rows, columns=["part", "kind", "weight"]).astype({"weight": float})
        return table.sort_values("weight", key=abs, ascending=False, kind="stable").reset_index(drop=True)


def root_of_size(read: Features) -> np.ndarray:
    """Long comments do not shout: sums over words are divided by the square root of their number."""
    return np.sqrt(np.maximum(np.diff(read.starts), 1))


def save_weights(weights: Weights, path: Path) -> None:
    """Write weights in half precision."""
    half = {name: getattr(weights, name).astype(np.float16) for name in ("plain", "turned", "pairs")}
    np.savez_compressed(
        path,
        words=np.frombuffer("\n".join(weights.words).encode(), dtype=np.uint8),
        numbers=weights.numbers,
        names=np.frombuffer("\n".join(NUMBERS).encode(), dtype=np.uint8),
        rest=np.array([weights.start, weights.calibration.slope, weights.calibration.shift, *weights.calibration.band]),
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
        if tuple(names) != NUMBERS or len(kept["pairs"]) != PAIR_SLOTS:
            raise ValueError(f"{path.name} was trained for other features; run benchmarks/train_cx_model.py again.")
        start, slope, shift, *band = kept["rest"].tolist()
        plain, turned, pairs = (kept[name].astype(np.float64) for name in ("plain", "turned", "pairs"))
        words = kept["words"].tobytes().decode().split("\n")
        return Weights(words, plain, turned, pairs, kept["numbers"], start, Calibration(slope, shift, tuple(band)))


@lru_cache(maxsize=1)
def cx_model() -> CxModel:
    """The model that ships with the package."""
    return CxModel(load_weights())
