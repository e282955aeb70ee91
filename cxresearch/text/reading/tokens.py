"""Many texts cut into words at once: a long list of numbers instead of millions of small strings.

Most words of a pile of comments have been seen before. So a pile is cut at white space in one go, every distinct word
gets a number, and whatever a scorer wants to know of a word is found out once and looked up from then on. White space
is what Python calls white space, so the words are those of ``str.split``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Cut", "Pieces", "Split", "Words", "cut_up", "portions", "split", "stored"]

_MOST_KEPT = 1_000_000
_TEXTS, _CHARACTERS = 50_000, 20_000_000
_HALVES = re.compile("[\ud800-\udfff]")


class Split(NamedTuple):
    """Texts cut into words.

    ``texts`` as an arrow array; ``codes`` (one a word, all texts in a row) into ``words``, the distinct ones;
    ``starts`` (texts + 1) where each text begins.
    """

    texts: pa.Array
    codes: np.ndarray
    words: list[str]
    starts: np.ndarray


def stored(texts: Sequence[str] | pa.Array) -> pa.Array:
    """Texts as an arrow array; half of a surrogate pair, which no word list knows, becomes U+FFFD."""
    if isinstance(texts, pa.Array):
        return texts
    try:
        return pa.array(texts, pa.large_string())
    except UnicodeEncodeError:
        return pa.array([_HALVES.sub("\ufffd", text) for text in texts], pa.large_string())


def split(texts: Sequence[str] | pa.Array) -> Split:
    """Cut texts at white space.

    >>> found = split(["good  food", "food!"])
    >>> [found.words[code] for code in found.codes], found.starts.tolist()
    (['good', 'food', 'food!'], [0, 2, 3])
    """
    kept = stored(texts)
    pieces = pc.utf8_split_whitespace(kept)
    starts = pieces.offsets.to_numpy().astype(np.int64)
    coded = pieces.values.dictionary_encode()
    return Split(kept, coded.indices.to_numpy(), coded.dictionary.to_pylist(), starts)


# Texts in portions, each with its words.
Cut = list[tuple[slice, Split]]


def cut_up(texts: Sequence[str]) -> Cut:
    """Texts in portions, each cut into words: once for all that look at them.

    >>> [(part, found.words) for part, found in cut_up(["good food", "food"])]
    [(slice(0, 2, None), ['good', 'food'])]
    """
    return [(part, split(texts[part])) for part in portions(texts)]


class Words:
    """Numbers for words, and what is known of each; grows as new words come.

    Parameters
    ----------
    describe : callable
        From a word as it stands in a text to its number, -1 for none; called once a word.
    """

    def __init__(self, describe: Callable[[str], int]):
        self._describe = describe
        self._known: dict[str, int] = {}

    def numbers(self, words: list[str]) -> np.ndarray:
        """The number of each word."""
        known = self._known
        found = list(map(known.get, words))
        if None in found:
            if len(known) > _MOST_KEPT:
                known.clear()
            for at, number in enumerate(found):
                if number is None:
                    found[at] = known[words[at]] = self._describe(words[at])
        return np.array(found, dtype=np.int32)


class Pieces:
    """What becomes of words when they are cut further: done once for each word as it stands in a text.

    Parameters
    ----------
    apart : callable
        From an arrow array of texts to one in which white space stands wherever a word is to be cut. It must look at
        nothing beyond white space, so that it does with a word alone what it does with the word in its text.
    """

    def __init__(self, apart: Callable[[pa.Array], pa.Array]):
        self._apart = apart
        self._forget()

    def _forget(self) -> None:
        self._row: dict[str, int] = {}
        self._piece: dict[str, int] = {}
        self._pieces: list[str] = []
        self._begin, self._flat = np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64)

    def cut(self, found: Split) -> Split:
        """The same texts in pieces; ``words`` are all pieces met so far, so their places stay from call to call.

        >>> pieces = Pieces(lambda texts: pc.replace_substring(texts, "-", " "))
        >>> told = pieces.cut(split(["a well-known fee", "well"]))
        >>> [told.words[code] for code in told.codes], told.starts.tolist()
        (['a', 'well', 'known', 'fee', 'well'], [0, 4, 5])
        """
        if len(self._row) > _MOST_KEPT:
            self._forget()
        rows = np.array([self._row.get(word, -1) for word in found.words], dtype=np.int64)
        new = np.flatnonzero(rows < 0)
        if len(new):
            rows[new] = self._learn([found.words[at] for at in new])
        row = rows[found.codes]
        begin, size = self._begin[:-1], np.diff(self._begin)
        many = size[row]
        ends = np.cumsum(many)
        at = np.arange(int(many.sum())) - np.repeat(ends - many, many) + np.repeat(begin[row], many)
        starts = np.concatenate([[0], ends])[found.starts]
        return Split(found.texts, self._flat[at], self._pieces, starts)

    def _learn(self, words: list[str]) -> range:
        told = split(self._apart(stored(words)))
        # Cutting leaves empty pieces at both ends.
        filled = np.array([bool(piece) for piece in told.words], dtype=bool).reshape(-1)[told.codes]
        starts = np.concatenate([[0], np.cumsum(filled)])[told.starts]
        place = [self._piece.setdefault(word, len(self._piece)) if word else -1 for word in told.words]
        self._pieces = list(self._piece)
        first = len(self._row)
        self._row.update((word, first + at) for at, word in enumerate(words))
        flat = np.array(place, dtype=np.int64).reshape(-1)[told.codes[filled]]
        self._begin = np.concatenate([self._begin, len(self._flat) + starts[1:]])
        self._flat = np.concatenate([self._flat, flat])
        return range(first, first + len(words))


def portions(texts: Sequence[str]) -> Iterator[slice]:
    """Slices of texts that are worth one pass each: enough to share words, not so many that memory fills."""
    begin, size = 0, 0
    for at, text in enumerate(texts):
        size += len(text)
        if at - begin + 1 == _TEXTS or size > _CHARACTERS:
            yield slice(begin, at + 1)
            begin, size = at + 1, 0
    if begin < len(texts):
        yield slice(begin, len(texts))
