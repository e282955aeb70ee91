"""Many terms looked up in many texts at once: words get numbers, and what a term asks of a word is asked once.

A code frame has a thousand terms, a column a hundred thousand statements, but only some ten thousand different words.
So each word is described once (which terms want it: as it stands, by its stem, by how it begins or ends), and the rest
is arithmetic on the words' numbers. A word in a term is written

- ``fee``: that word, or with a language its Snowball stem, so that "delay" finds "delayed";
- ``=fee``: that word alone, where a language would stem it;
- ``queue*``, ``*zimmer``, ``*zimmer*``: how a word begins, ends, or what stands in it (German compounds);
- ``~``: up to three words may stand between ("open* ~ account*").
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxresearch.privacy.redaction import KINDS
from cxresearch.text.reading.tokens import Pieces, Split, portions, split, stored
from cxresearch.wording import needed, told

__all__ = ["STEMMED", "TermIndex", "plain_words", "stem"]

# Languages for which Snowball has a stemmer, by the codes of `language.languages`.
STEMMED = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fr": "french", "it": "italian", "nl": "dutch",
    "no": "norwegian", "pt": "portuguese", "sv": "swedish",
}  # fmt: skip
# Languages that join a small word to the next one with an apostrophe.
_ELIDED = ("fr", "it")
_GAP, _MOST_BETWEEN = "~", 3
# What redaction puts in place of a name or number is no word of the comment, and a handle is nobody's topic.
_NO_WORDS = rf"\[(?:{'|'.join(KINDS)})\]|@\w+|https?://\S+"
_JOINTS = r"[\s\-\x{2010}-\x{2013}/]+"
_SIGNS = r"([^\p{L}\p{M}\p{N}_'\s]+)"
_SIGN = re.compile(r"[^\w']+")
_FOLDED = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_SPELLED = re.compile(r"ae|oe|(?<![aeq])ue")


def plain_words(term: str) -> list[str]:
    """The words of a term, in small letters, hyphens and slashes as spaces.

    >>> plain_words("E-mail ~ answer*")
    ['e', 'mail', '~', 'answer*']
    """
    return re.split(r"[\s\-\u2010-\u2013/]+", term.lower().replace("\u2019", "'").strip())


@lru_cache(maxsize=16)
def _stemmer(language: str):
    snowball = needed("nltk.stem.snowball", told("Finding a code frame's words in all their forms"))
    return snowball.SnowballStemmer(STEMMED[language])


@lru_cache(maxsize=400_000)
def stem(word: str, language: str) -> str:
    """The Snowball stem of a word; German with and without umlauts is one.

    >>> stem("delayed", "en"), stem("Verspätungen", "de") == stem("verspaetung", "de")
    ('delay', True)
    """
    small = _folded(word.lower()) if language == "de" else word.lower()
    return _stemmer(language).stem(small.removesuffix("'s"))


def _folded(word: str) -> str:
    return _SPELLED.sub(lambda found: found[0][0], word.translate(_FOLDED))


class TermIndex:
    """Terms, ready to be looked up.

    Parameters
    ----------
    terms : list of str
    language : str
        Of the stems; "" compares words as they stand.
    """

    def __init__(self, terms: Sequence[str], language: str = ""):
        self._language = language if language in STEMMED else ""
        self._exact: dict[str, list[int]] = {}
        self._stems: dict[str, list[int]] = {}
        self._begins: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        self._holds: dict[str, list[int]] = {}
        self._asked: dict[str, int] = {}
        self._known: dict[str, tuple[int, ...]] = {"": ()}
        self._terms = [self._read(term) for term in terms]
        # English and German stems begin as their words do; elsewhere "técnico" becomes "tecnic", "payant" "pai".
        self._stemmed_from = 3 if self._language in ("en", "de") else 0
        self._heads = {key[: self._stemmed_from] for key in self._stems}
        self._shortest = min(map(len, self._begins), default=1)

    def _read(self, term: str) -> list[int | None]:
        """The numbers of what a term asks of each of its words; None where words may stand between."""
        return [None if word == _GAP else self._number(word) for word in plain_words(term)]

    def _number(self, word: str) -> int:
        if word in self._asked:
            return self._asked[word]
        number = self._asked[word] = len(self._asked)
        bare = word.strip("*=")
        fold = _folded if self._language == "de" else str
        if word.startswith("*"):
            (self._holds if word.endswith("*") else self._ends).setdefault(fold(bare), []).append(number)
        elif word.endswith("*"):
            self._begins.setdefault(fold(bare), []).append(number)
        elif self._language and not word.startswith("="):
            self._stems.setdefault(stem(bare, self._language), []).append(number)
        else:
            self._exact.setdefault(fold(bare), []).append(number)
        return number

    def _describe(self, word: str) -> tuple[int, ...]:
        """What a word of a text satisfies; "bank's" is also "bank", and in French "l'attente" also "attente"."""
        found: set[int] = set()
        bare = word.strip("'")
        before, _, behind = bare.partition("'")
        for form in {bare, before, behind if self._language in _ELIDED else ""} - {""}:
            plain = _folded(form) if self._language == "de" else form
            found.update(self._exact.get(plain, ()))
            for length in range(self._shortest, len(plain) + 1):
                found.update(self._begins.get(plain[:length], ()))
            for length in range(1, len(plain) + 1 if self._ends else 0):
                found.update(self._ends.get(plain[-length:], ()))
            for held, numbers in self._holds.items():
                if held in plain:
                    found.update(numbers)
            if self._stems and plain[: self._stemmed_from] in self._heads:
                found.update(self._stems.get(stem(form, self._language), ()))
        return tuple(sorted(found))

    def find(self, texts: Sequence[str], *, each: Callable[[int, np.ndarray], None]) -> None:
        """Tell for each term in which texts it stands.

        Parameters
        ----------
        texts : sequence of str
        each : callable
            Called with a term's place and the places of texts that hold it; several times where texts are many.
        """
        for part in portions(texts):
            self._find(list(texts[part]), part.start, each)

    def _find(self, texts: list[str], first: int, each: Callable[[int, np.ndarray], None]) -> None:
        cut = _cut(texts)
        if not len(cut.codes):
            return
        sign = np.array([bool(_SIGN.fullmatch(word)) for word in cut.words])
        for word in cut.words:
            if word not in self._known:
                self._known[word] = self._describe(word)
        owner = np.repeat(np.arange(len(texts)), np.diff(cut.starts))
        is_sign = sign[cut.codes]
        word_at = np.flatnonzero(~is_sign)
        codes, owner = cut.codes[word_at], owner[word_at]
        # Whether a word stands right behind the one before it, with no full stop or comma between.
        joined = np.diff(word_at, prepend=-2) == 1
        wanted: dict[int, list[int]] = {}
        for code, word in enumerate(cut.words):
            for number in self._known[word]:
                wanted.setdefault(number, []).append(code)
        order = np.argsort(codes, kind="stable")
        begins = np.searchsorted(codes[order], np.arange(len(cut.words) + 1))
        places: dict[int, np.ndarray] = {}
        members: dict[int, np.ndarray] = {}

        def at(number: int) -> np.ndarray:
            if number not in places:
                parts = [order[begins[code] : begins[code + 1]] for code in wanted[number]]
                places[number] = np.concatenate(parts)
            return places[number]

        def member(number: int) -> np.ndarray:
            if number not in members:
                members[number] = np.zeros(len(cut.words), dtype=bool)
                members[number][wanted[number]] = True
            return members[number]

        for place, term in enumerate(self._terms):
            if any(number is not None and number not in wanted for number in term):
                continue
            found = at(term[0]) if len(term) == 1 else self._phrase(term, at, member, codes, owner, joined)
            if len(found):
                each(place, first + owner[found])

    @staticmethod
    def _phrase(term, at, member, codes, owner, joined) -> np.ndarray:
        """Where a phrase begins, from its rarest word outwards."""
        asked = [place for place, number in enumerate(term) if number is not None]
        anchor = min(asked, key=lambda place: len(at(term[place])))
        start = at(term[anchor])
        for way, rest in ((1, term[anchor + 1 :]), (-1, term[:anchor][::-1])):
            # Where each began, and how far it was followed.
            begun, here, gap = start, start, False
            for number in rest:
                if number is None:
                    gap = True
                    continue
                # The words side by side, or up to three between.
                came, went = [], []
                for step in range(1, _MOST_BETWEEN + 2) if gap else (1,):
                    there = here + way * step
                    fits = (there >= 0) & (there < len(codes))
                    fits[fits] = member(number)[codes[there[fits]]]
                    fits[fits] = owner[there[fits]] == owner[here[fits]]
                    if not gap:
                        fits[fits] = joined[np.maximum(there, here)[fits]]
                    came.append(begun[fits])
                    went.append(there[fits])
                begun, here, gap = np.concatenate(came), np.concatenate(went), False
                if not len(begun):
                    return begun
            start = np.unique(begun) if rest else start
        return start


def _words_apart(texts: pa.Array) -> pa.Array:
    """Texts in small letters with a space around every sign and none within a word; hyphens are spaces."""
    small = pc.replace_substring(pc.utf8_lower(texts), "\u2019", "'")
    small = pc.replace_substring_regex(small, _NO_WORDS, " . ")
    small = pc.replace_substring_regex(small, _JOINTS, " ")
    return pc.replace_substring_regex(small, _SIGNS, r" \1 ")


_PIECES = Pieces(_words_apart)
_TWO_WORDS = [f"[{kind}]" for kind in KINDS if " " in kind]


def _cut(texts: Sequence[str]) -> Split:
    kept = stored(texts)
    for kind in _TWO_WORDS:
        # What redaction writes in two words would be cut before it is known.
        if pc.any(pc.match_substring(kept, kind)).as_py():
            kept = pc.replace_substring(kept, kind, "[name]")
    return _PIECES.cut(split(kept))
