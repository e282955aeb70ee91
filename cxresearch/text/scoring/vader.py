"""VADER as nltk has it, for many texts at once: the same four scores to the last decimal, some thirty times as fast.

VADER looks at each word of its lexicon and at the three words before it: negations turn it, "very" makes it stronger,
"but" weighs what follows. Nearly all words are in no list, so most of a text needs no looking at: words get numbers
once, what stands around each rated word is gathered in arrays, and the arithmetic is done in nltk's order, so that
every rounding falls as it does there. What nltk does is kept, also where it surprises: a repeated word counts as it did
where it stood first, "no" is a bad word even in "no problem", and emoji say nothing.

Source: Hutto & Gilbert (2014), ICWSM-14; nltk's ``sentiment.vader`` with the lexicon of the vaderSentiment package.
"""

import string
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc

from cxresearch.text.reading.tokens import Cut, Split, Words, cut_up
from cxresearch.text.scoring.lexicon import boosters, lexicon_file, negations, valences
from cxresearch.wording import needed

__all__ = ["COLUMNS", "MOST_BY_NLTK", "Amendments", "Vader", "nltk_analyzer", "nltk_scores", "nltk_vader"]

COLUMNS = ("neg", "neu", "pos", "compound")
# Up to this many texts nltk itself is quick enough; a book in one cell would keep it for hours.
MOST_BY_NLTK, _LONGEST_BY_NLTK = 1_000, 20_000

_CAPITALS, _TURN, _WEAKER, _ALPHA = 0.733, -0.74, -0.293, 15
_RATED, _LISTED, _UPPER, _NEGATES, _SO_THIS, _NEVER, _LEAST, _AT_VERY, _KIND, _OF, _BUT, _NO, _OR_NOR = (
    1 << bit for bit in range(13)
)
# Marks that nltk takes off one end of a word, and only off a word without other marks.
_ENDS = tuple(sorted(". ! ? , ; : - ' \" !! !!! ?? ??? ?!? !?! ?!?! !?!?".split(), key=len, reverse=True))
_PUNCTUATION = str.maketrans("", "", string.punctuation)
# Known by nltk as written here, in small letters only.
_IDIOMS = {
    "the shit": 3,
    "the bomb": 3,
    "bad ass": 1.5,
    "yeah right": -2,
    "cut the mustard": 2,
    "kiss of death": -1.5,
    "hand to mouth": -2,
}
_WEAK_PAIRS = ("just enough", "kind of", "sort of")
_IDIOM_WORDS = {
    word: at
    for at, word in enumerate(dict.fromkeys(" ".join((*_IDIOMS, *_WEAK_PAIRS)).split()), start=1)
}  # fmt: skip
_NAMED = frozenset("so this never least at very kind of but no or nor".split())
_COMPENSATED = sys.version_info >= (3, 12)


class Amendments(NamedTuple):
    """What is done otherwise than in nltk; all off is nltk."""

    no_turns: bool = False
    extra: tuple[tuple[str, float], ...] = ()


class Vader:
    """One set of rules with the words it has met.

    Parameters
    ----------
    amendments : Amendments
        Nothing by default, which is nltk.
    """

    def __init__(self, amendments: Amendments = Amendments()):  # noqa: B008
        self._amended = amendments
        self._lexicon = valences() | dict(amendments.extra)
        # nltk drops words of one letter; an emoji is one, and only amended rules know any.
        self._signs = frozenset(sign for sign, _ in amendments.extra if len(sign) == 1)
        # All that the rules look at; most words are none of them.
        self._special = {*self._lexicon, *boosters(), *negations(), *_NAMED}
        self._numbers: dict[str, int] = {}
        self._flags, self._valence, self._boost, self._idiom = [], [], [], []
        self._known = Words(self._describe)
        self._arrays = None

    def scores(self, texts: Sequence[str], cut: Cut | None = None) -> np.ndarray:
        """Scores of texts.

        Parameters
        ----------
        texts : sequence of str
        cut : Cut, optional
            What `tokens.cut_up` made of them, where that is there.

        Returns
        -------
        array (texts, 4)
            ``neg, neu, pos`` 0..1 to three decimals, ``compound`` -1..1 to four.
        """
        found = np.zeros((len(texts), 4))
        for part, split in cut_up(texts) if cut is None else cut:
            found[part] = self.score_split(split)
        return found

    def score_split(self, cut: Split) -> np.ndarray:
        """Scores of texts that were cut before."""
        number = self._known.numbers(cut.words)[cut.codes]
        kept = number >= 0
        before = np.concatenate([[0], np.cumsum(kept)])
        starts = before[cut.starts]
        emphasis = _emphasis(cut)
        return self._score(number[kept], starts, emphasis)

    # -- words ---------------------------------------------------------------------------------

    def _describe(self, raw: str) -> int:
        if len(raw) < 2 and raw not in self._signs:
            return -1
        word = _without_end(raw)
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self._flags)
            lower = word.lower()
            if lower not in self._special and "n't" not in lower:
                self._flags.append(_UPPER if word.isupper() else 0)
                self._valence.append(0.0)
                self._boost.append(0.0)
                self._idiom.append(_IDIOM_WORDS.get(word, 0))
                return number
            boost = boosters().get(lower, 0.0)
            listed = lower in self._lexicon
            flags = {
                _RATED: listed and not boost,
                _LISTED: listed,
                _UPPER: word.isupper(),
                _NEGATES: lower in negations() or "n't" in lower,
                _SO_THIS: word in ("so", "this"),
                _NEVER: word == "never",
                _LEAST: lower == "least",
                _AT_VERY: lower in ("at", "very"),
                _KIND: lower == "kind",
                _OF: lower == "of",
                _BUT: lower == "but",
                _NO: lower == "no",
                _OR_NOR: lower in ("or", "nor"),
            }
            self._flags.append(sum(flag for flag, holds in flags.items() if holds))
            self._valence.append(self._lexicon.get(lower, 0.0))
            self._boost.append(boost)
            self._idiom.append(_IDIOM_WORDS.get(word, 0))
        return number

    def _tables(self) -> tuple[np.ndarray, ...]:
        if self._arrays is None or len(self._arrays[0]) != len(self._flags):
            self._arrays = (
                np.array(self._flags, dtype=np.int32),
                np.array(self._valence, dtype=float),
                np.array(self._boost, dtype=float),
                np.array(self._idiom, dtype=np.int64),
            )
        return self._arrays

    # -- scoring -------------------------------------------------------------------------------

    def _score(self, number: np.ndarray, starts: np.ndarray, emphasis: np.ndarray) -> np.ndarray:
        flags, valence, boost, idiom = self._tables()
        n_texts = len(starts) - 1
        size = np.diff(starts)
        of_word = flags[number]
        at = np.flatnonzero(of_word & _RATED)
        text = np.searchsorted(starts, at, side="right") - 1

        # nltk looks a repeated word up where it stood first in its text.
        key = text * np.int64(len(flags) + 1) + number[at]
        _, first, which = np.unique(key, return_index=True, return_inverse=True)
        place = at[first]
        around = _Around(number, of_word, starts, text[first], place, idiom)
        capitals = np.bincount(
            np.searchsorted(starts, np.flatnonzero(of_word & _UPPER), side="right") - 1, minlength=n_texts
        )
        mixed = (capitals > 0) & (capitals < size)
        value = self._values(around, valence[number[place]], boost, mixed[text[first]])[which]

        value = _weigh_but(value, at, text, starts, of_word)
        return _four(value, text, size, emphasis)

    def _values(self, around: "_Around", value: np.ndarray, boost: np.ndarray, mixed: np.ndarray) -> np.ndarray:
        flags = around.flags
        shouted = (flags[0] & _UPPER > 0) & mixed
        kind_of = (flags[0] & _KIND > 0) & (flags[1] & _OF > 0)
        if self._amended.no_turns:
            value = _turned_by_no(value, flags)
        value = np.where(shouted, np.where(value > 0, value + _CAPITALS, value - _CAPITALS), value)

        near, so_this = (flags[-2] & _NEVER > 0), [flags[-back] & _SO_THIS > 0 for back in (0, 1, 2)]
        lasting = {
            1: np.where(flags[-1] & _NEGATES, _TURN, 1.0),
            2: np.where(near & so_this[1], 1.5, np.where(flags[-2] & _NEGATES, _TURN, 1.0)),
            3: np.where(
                ((flags[-3] & _NEVER > 0) & so_this[2]) | so_this[1],
                1.25,
                np.where(flags[-3] & _NEGATES, _TURN, 1.0),
            ),
        }
        for back, damp in ((1, 1.0), (2, 0.95), (3, 0.9)):
            seen = around.there[-back] & (flags[-back] & _LISTED == 0)
            step = boost[around.number[-back]] * around.there[-back]
            loud = (step != 0) & (flags[-back] & _UPPER > 0) & mixed
            signed = np.where(value < 0, -step, step)
            signed = np.where(loud, np.where(value > 0, signed + _CAPITALS, signed - _CAPITALS), signed)
            value = np.where(seen, (value + signed * damp) * lasting[back], value)
            if back == 3:
                value = _idioms(value, around, seen)

        least = around.there[-1] & (flags[-1] & _LEAST > 0) & (flags[-1] & _LISTED == 0)
        least &= (flags[-2] & _AT_VERY == 0) | ~around.there[-2]
        value = np.where(least, value * _TURN, value)
        return np.where(kind_of, 0.0, value)


class _Around:
    """What stands three words before to two words behind each place, within its text."""

    def __init__(self, number, of_word, starts, text, place, idiom):
        self.there, self.number, self.flags, self._idiom = {}, {}, {}, idiom
        low, high = starts[text], starts[text + 1]
        for step in range(-3, 3):
            spot = place + step
            there = (spot >= low) & (spot < high)
            spot = np.where(there, spot, place)
            self.there[step] = there
            self.number[step] = number[spot]
            self.flags[step] = of_word[spot] * there

    def idiom(self, step: int, chosen: np.ndarray) -> np.ndarray:
        return self._idiom[self.number[step][chosen]] * self.there[step][chosen]


def _idioms(value: np.ndarray, around: _Around, seen: np.ndarray) -> np.ndarray:
    """Idioms count only where three words stand before, the third of them in no list."""
    chosen = np.flatnonzero(seen)
    words = {step: around.idiom(step, chosen) for step in range(-3, 3)}
    some = np.flatnonzero(sum((words[step] > 0) & (words[step + 1] > 0) for step in range(-3, 2)))
    if not len(some):
        return value
    chosen, words = chosen[some], {step: found[some] for step, found in words.items()}
    pairs, triples = _idiom_tables()
    new = value[chosen]
    taken = np.zeros(len(chosen), dtype=bool)
    sequences = ((-1, 0), (-2, -1, 0), (-2, -1), (-3, -2, -1), (-3, -2))
    for sequence in sequences:
        means = (pairs if len(sequence) == 2 else triples)[tuple(words[step] for step in sequence)]
        hit = ~taken & ~np.isnan(means)
        new[hit], taken = means[hit], taken | hit
    for sequence in ((0, 1), (0, 1, 2)):
        means = (pairs if len(sequence) == 2 else triples)[tuple(words[step] for step in sequence)]
        hit = ~np.isnan(means)
        new[hit] = means[hit]
    weak = _weak_table()
    new = np.where(weak[words[-3], words[-2]] | weak[words[-2], words[-1]], new + _WEAKER, new)
    value = value.copy()
    value[chosen] = new
    return value


@lru_cache(maxsize=1)
def _idiom_tables() -> tuple[np.ndarray, np.ndarray]:
    wide = len(_IDIOM_WORDS) + 1
    pairs, triples = np.full((wide,) * 2, np.nan), np.full((wide,) * 3, np.nan)
    for phrase, mean in _IDIOMS.items():
        words = tuple(_IDIOM_WORDS[word] for word in phrase.split())
        (pairs if len(words) == 2 else triples)[words] = mean
    return pairs, triples


@lru_cache(maxsize=1)
def _weak_table() -> np.ndarray:
    weak = np.zeros((len(_IDIOM_WORDS) + 1,) * 2, dtype=bool)
    for pair in _WEAK_PAIRS:
        weak[tuple(_IDIOM_WORDS[word] for word in pair.split())] = True
    return weak


def _turned_by_no(value: np.ndarray, flags: dict[int, np.ndarray]) -> np.ndarray:
    """The rule of vaderSentiment 3.3.2: "no" before a rated word turns it and says nothing by itself."""
    silent = (flags[0] & _NO > 0) & (flags[1] & _LISTED > 0)
    far = (flags[-3] & _NO > 0) & (flags[-1] & _OR_NOR > 0)
    turned = (flags[-1] & _NO > 0) | (flags[-2] & _NO > 0) | far
    return np.where(turned, value * _TURN, np.where(silent, 0.0, value))


def _without_end(raw: str) -> str:
    if raw.isalnum():
        return raw
    bare = raw.translate(_PUNCTUATION)
    if len(bare) < 2 or len(bare) == len(raw):
        return raw
    return bare if raw.replace(bare, "", 1) in _ENDS and (raw.startswith(bare) or raw.endswith(bare)) else raw


def _weigh_but(value, at, text, starts, of_word) -> np.ndarray:
    but = np.flatnonzero(of_word & _BUT)
    if not len(but):
        return value
    texts, first = np.unique(np.searchsorted(starts, but, side="right") - 1, return_index=True)
    place = np.full(len(starts) - 1, -1, dtype=np.int64)
    place[texts] = but[first]
    turn = place[text]
    # "but" itself is never rated.
    return np.where(turn < 0, value, np.where(at < turn, value * 0.5, value * 1.5))


def _emphasis(cut: Split) -> np.ndarray:
    """How much exclamation and question marks add."""
    exclaimed = np.minimum(pc.count_substring(cut.texts, "!").to_numpy(zero_copy_only=False), 4) * 0.292
    asked = pc.count_substring(cut.texts, "?").to_numpy(zero_copy_only=False)
    return exclaimed + np.where(asked > 3, 0.96, np.where(asked > 1, asked * 0.18, 0.0))


def _four(value: np.ndarray, text: np.ndarray, size: np.ndarray, emphasis: np.ndarray) -> np.ndarray:
    n_texts = len(size)
    total = _sums(value, text, n_texts)
    total = total + np.where(total > 0, emphasis, np.where(total < 0, -emphasis, 0.0))
    compound = total / np.sqrt(total * total + _ALPHA)

    good, bad = value > 0, value < 0
    positive = np.bincount(text[good], weights=value[good] + 1, minlength=n_texts)
    negative = np.bincount(text[bad], weights=value[bad] - 1, minlength=n_texts)
    neutral = size - np.bincount(text[good | bad], minlength=n_texts)
    more, less = positive > np.abs(negative), positive < np.abs(negative)
    positive = np.where(more, positive + emphasis, positive)
    negative = np.where(less, negative - emphasis, negative)
    whole = positive + np.abs(negative) + neutral
    whole = np.where(size > 0, whole, 1.0)
    shares = [_rounded(np.abs(part / whole), 3) for part in (negative, neutral, positive)]
    return np.where(size[:, None] > 0, np.column_stack([*shares, _rounded(compound, 4)]), 0.0)


def _sums(value: np.ndarray, text: np.ndarray, n_texts: int) -> np.ndarray:
    """Sums as Python adds up a list of numbers: one after the other, compensated from Python 3.12 on."""
    total = np.bincount(text, weights=value, minlength=n_texts)
    counts = np.bincount(text, minlength=n_texts)
    # Two numbers have nothing to compensate.
    several = np.flatnonzero(counts > 2) if _COMPENSATED else np.empty(0, dtype=int)
    if len(several):
        ends = np.cumsum(counts)
        listed = value.tolist()
        for at in several:
            total[at] = sum(listed[ends[at] - counts[at] : ends[at]])
    return total


def _rounded(value: np.ndarray, digits: int) -> np.ndarray:
    """``round(value, digits)`` as Python rounds: by the exact value, also next to a half."""
    scaled = value * 10**digits
    found = np.rint(scaled) / 10**digits
    near = np.flatnonzero(np.abs(np.abs(scaled - np.trunc(scaled)) - 0.5) < 1e-6)
    for at in near:
        found[at] = round(float(value[at]), digits)
    return found


@lru_cache(maxsize=1)
def nltk_vader() -> Vader:
    """The scorer that equals nltk's; it keeps the words that it has met."""
    return Vader()


def nltk_scores(texts: Sequence[str], cut: Cut | None = None) -> np.ndarray:
    """nltk's VADER scores of texts: ``neg, neu, pos, compound``, a row a text.

    Up to a thousand texts are scored by nltk itself; more of them, and those with a text of more than 20,000
    characters, by `Vader`, which gives the same to the last digit. ``cut`` is what
    `tokens.cut_up` made of the texts, where that is there.

    Raises
    ------
    MissingExtraError
        Without nltk.

    Examples
    --------
    >>> nltk_scores(["VADER is smart, handsome, and funny."]).tolist()
    [[0.0, 0.254, 0.746, 0.8316]]
    """
    if len(texts) > MOST_BY_NLTK or max(map(len, texts), default=0) > _LONGEST_BY_NLTK:
        return nltk_vader().scores(texts, *([] if cut is None else [cut]))
    analyzer = nltk_analyzer()
    found = [[analyzer.polarity_scores(text)[name] for name in COLUMNS] for text in texts]
    return np.array(found, dtype=float).reshape(len(texts), len(COLUMNS))


@lru_cache(maxsize=1)
def nltk_analyzer():
    """nltk's own analyzer, with the lexicon that the vaderSentiment package brings; nltk ships none."""
    vader = needed("nltk.sentiment.vader", "rules='nltk'")
    places = needed("nltk.data", "rules='nltk'").path
    # nltk refuses whole paths, so for a moment the lexicon's folder is one of the places where it looks.
    places.append(str(lexicon_file().parent))
    try:
        return vader.SentimentIntensityAnalyzer(lexicon_file=lexicon_file().name)
    finally:
        places.pop()
