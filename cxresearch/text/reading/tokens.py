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

__all__ = ["Split", "Words", "portions", "split", "stored"]

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
