"""What the default scorer sees in a comment: words, words under a negation, neighbours, and turns of phrase.

A comment is put into small letters and every mark stands alone. A word within three words of a negation, with no mark
and no "but" between, is another feature than the word itself, so "good" and "not good" never share a weight. The first
word makes a pair with the beginning, since "open ..." proposes what "... open" does not.
"""

import zlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxresearch.text.reading.tokens import Pieces, Split, Words, split, stored
from cxresearch.text.scoring.amendments import CUES, amended_vader, denied_failures
from cxresearch.text.scoring.lexicon import emoji_words

__all__ = ["BEGIN", "NUMBERS", "Features", "PAIR_SLOTS", "Reader", "pair_slot", "spelled_hash"]

# So many that a pair never met hardly ever borrows the weight of another.
PAIR_SLOTS = 1 << 20
# Stands before the first word of a text; no word is numbered 0 by CRC-32.
BEGIN = 0
# Features with a value instead of a place in a list.
NUMBERS = ("vader", "exclamation", "question", *(f"cue: {name}" for name in CUES))
_REACH = 3
_TURNING = frozenset(
    (
        "not no never none nothing nobody nowhere neither nor without cannot cant dont doesnt didnt wont wouldnt "
        "couldnt "
        "shouldnt isnt wasnt arent werent hasnt havent hadnt hardly barely scarcely rarely seldom lacks lack lacking "
        "zero"
    ).split()
)
_STOPPING = frozenset((".", ",", ";", ":", "!", "?", "(", ")", "but", "however", "although", "though", "yet", "\n"))
_WORD, _TURNS, _STOPS = 1, 2, 4


class Features(NamedTuple):
    """Features of texts: ``word`` (number, -1 unknown), ``turned`` and ``text`` of each word in a row; ``pair`` and
    ``pair_text`` of each two neighbours, then of each beginning; ``numbers`` (texts, NUMBERS); ``starts`` (texts + 1)
    into the words."""

    word: np.ndarray
    turned: np.ndarray
    text: np.ndarray
    pair: np.ndarray
    pair_text: np.ndarray
    numbers: np.ndarray
    starts: np.ndarray
    spelled: np.ndarray
    words: list[str]


def pair_slot(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Where two neighbours' weight stands; different pairs may share a place."""
    mixed = (first.astype(np.uint64) * np.uint64(0x9E3779B1)) ^ (second.astype(np.uint64) * np.uint64(0x85EBCA77))
    mixed ^= mixed >> np.uint64(15)
    return ((mixed * np.uint64(0xC2B2AE3D)) >> np.uint64(20)).astype(np.int64) & (PAIR_SLOTS - 1)


def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "replace"))


def spelled_hash(words: Sequence[str]) -> np.ndarray:
    """The numbers from which `pair_slot` finds the place of neighbours."""
    return np.array([_hash(word) for word in words], dtype=np.int64)


class Reader:
    """Turns texts into features over a fixed list of words.

    Parameters
    ----------
    vocabulary : list of str
    without : set of str
        Amendments to leave out (`amendments.RULES`), to measure what they are worth.
    """

    def __init__(self, vocabulary: Sequence[str], *, without: frozenset[str] = frozenset()):
        self._place = {word: at for at, word in enumerate(vocabulary)}
        self._spelled: dict[str, int] = {}
        self._hash, self._of, self._kind = [], [], []
        self._known = Words(self._describe)
        self._pieces, self._signs = Pieces(_apart), Pieces(_emoji_apart)
        self._without = without
        self._vader = amended_vader(frozenset(name for name in without if not name.startswith("cue")))

    def _describe(self, raw: str) -> int:
        if not raw:
            return -1
        word = raw.strip("'") or raw
        turns = word in _TURNING or word.endswith("n't")
        letters = any(sign.isalnum() for sign in word)
        if not letters and word not in _STOPPING and word not in emoji_words():
            return -1
        number = self._spelled.get(word)
        if number is None:
            number = self._spelled[word] = len(self._hash)
            self._hash.append(_hash(word))
            self._of.append(self._place.get(word, -1))
            kind = _STOPS if word in _STOPPING else _WORD
            self._kind.append(kind | (_TURNS if turns else 0) | (_WORD if word in ("but", "however") else 0))
        return number

    def read(self, texts: Sequence[str]) -> Features:
        """Features of texts."""
        kept = stored(texts)
        raw = split(kept if "denied failures" in self._without else denied_failures(kept))
        cut = self._pieces.cut(raw)
        number = self._known.numbers(cut.words)[cut.codes]
        kept = number >= 0
        starts = np.concatenate([[0], np.cumsum(kept)])[cut.starts]
        number = number[kept]
        hashes, of, kind = (np.array(column, dtype=np.int64) for column in (self._hash, self._of, self._kind))
        n_texts = len(starts) - 1
        text = np.repeat(np.arange(n_texts), np.diff(starts))
        what = kind[number]
        turned = _turned(what, starts[:-1][text] if len(text) else text)
        same = text[1:] == text[:-1]
        hashed = hashes[number] if len(number) else number.astype(np.int64)
        begins = starts[:-1][np.diff(starts) > 0]
        pair = pair_slot(hashed[:-1][same], hashed[1:][same])
        return Features(
            of[number] if len(number) else number,
            turned,
            text,
            np.concatenate([pair, pair_slot(np.full(len(begins), BEGIN), hashed[begins])]),
            np.concatenate([text[1:][same], text[begins]]),
            self._numbers(raw),
            starts,
            number,
            list(self._spelled),
        )

    def _numbers(self, raw: Split) -> np.ndarray:
        found = np.zeros((len(raw.texts), len(NUMBERS)))
        found[:, 0] = self._vader.score_split(self._signs.cut(raw))[:, 3]
        for at, mark in enumerate("!?", start=1):
            found[:, at] = np.minimum(pc.count_substring(raw.texts, mark).to_numpy(zero_copy_only=False), 3)
        small = pc.replace_substring(pc.utf8_lower(_where(raw.texts, _EMOJI, _emoji_apart)), "\u2019", "'")
        for at, (name, pattern) in enumerate(CUES.items(), start=3):
            if f"cue: {name}" not in self._without:
                found[:, at] = pc.match_substring_regex(small, pattern).to_numpy(zero_copy_only=False)
        return found


def _turned(what: np.ndarray, begin: np.ndarray) -> np.ndarray:
    """Which words stand within reach of a negation before them."""
    at = np.arange(len(what))
    turning = np.maximum.accumulate(np.where(what & _TURNS, at, -1)) if len(at) else at
    last = np.concatenate([[-1], turning[:-1]]) if len(at) else at
    stop = np.maximum.accumulate(np.where(what & _STOPS, at, -1)) if len(at) else at
    return (last >= begin) & (last > stop) & (at - last <= _REACH)


def _apart(texts: pa.Array) -> pa.Array:
    """Small letters, one kind of apostrophe, and spaces around every mark."""
    small = pc.replace_substring(pc.utf8_lower(texts), "\u2019", "'")
    return pc.replace_substring_regex(small, r"([^\p{L}\p{N}\p{M}\s'])", r" \1 ")


_EMOJI = r"([\x{2190}-\x{2BFF}\x{1F000}-\x{1FAFF}])"


def _emoji_apart(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, _EMOJI, r" \1 ")


def _where(texts: pa.Array, sign: str, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Texts, changed where they hold a sign."""
    there = pc.match_substring_regex(texts, sign)
    return pc.replace_with_mask(texts, there, change(texts.filter(there))) if pc.any(there).as_py() else texts
