"""Whether two questions ask the same, by their words.

Two files seldom spell a question alike, and questions that look alike often differ in the one word
that matters ("filing" and "billing", "likely" and "unlikely"). So stem and row are compared apart,
small words may differ, words that carry meaning may differ in a letter or a plural at most, and what
comes near without matching is left to a person.
"""

from dataclasses import dataclass
from functools import cached_property

from cxresearch.survey.codebook import split_text
from cxresearch.survey.labels import normalise

__all__ = ["Asked", "alike", "begun_alike", "nearness", "same_wording"]

_SMALL = frozenset(
    "a an the this that these those our your us we you i my me it its is are was were be been do does did has "
    "have had of to for in on at by with "
    "and or please now today following each how what which when where as so there here would could can will may "
    "about thinking overall "
    "der die das ein eine unser unsere ihr ihre wir sie ist sind und oder bitte wie le la les un une des de du "
    "notre nos votre vos et ou est sont "
    "el los las una nuestro nuestra su sus y o es son".split()
)
_AGAINST = frozenset(
    "not no never without nor hardly nicht kein keine nie ohne pas ne jamais sans sin nunca non senza mai".split()
)
_LEAST_ROW = 25
_LEAST_BEGIN = 4


@dataclass(frozen=True)
class Asked:
    """A question as matching sees it: ``text``, its ``stem`` and ``row``, and the ``aspect`` asked."""

    id: str
    text: str
    aspect: str

    @property
    def worded(self) -> bool:
        """Whether there is wording beyond the id."""
        return normalise(self.text) not in ("", normalise(self.id))

    @cached_property
    def parts(self) -> tuple[str, str]:
        """Stem and row, normalised."""
        stem, row = split_text(self.text)
        return normalise(stem), normalise(row)

    @cached_property
    def opening(self) -> tuple:
        """What two texts that are alike have in common for certain: the start of their first weighty word."""
        stem, row = self.parts
        weighty = next((word for word in stem.split() if word not in _SMALL), "")
        return self.aspect, bool(row), weighty[:2], row[:2]


def same_wording(one: Asked, other: Asked) -> bool:
    """Whether the texts are the same but for case, spacing and punctuation.

    >>> same_wording(Asked("a", "How was billing?", "experience"), Asked("b", "how was  Billing", "experience"))
    True
    """
    return normalise(one.text) == normalise(other.text)


def alike(one: Asked, other: Asked) -> bool:
    """Whether two texts ask the same, with small differences in wording; never across aspects.

    >>> ask = lambda text: Asked("q", text, "experience")
    >>> alike(ask("How satisfied are you with our billing?"), ask("How satisfied are you with billing"))
    True
    >>> alike(ask("How satisfied are you with billing?"), ask("How satisfied are you with filing?"))
    False
    """
    if one.aspect != other.aspect:
        return False
    (stem, row), (other_stem, other_row) = one.parts, other.parts
    if bool(row) != bool(other_row):
        return False
    if row and not _row_alike(row, other_row):
        return False
    return stem == other_stem or _close(stem, other_stem)


def nearness(one: Asked, other: Asked) -> float:
    """How near two texts come, 0 to 100, for listing what a person may want to match."""
    from rapidfuzz import fuzz

    (stem, row), (other_stem, other_row) = one.parts, other.parts
    if row and other_row:
        return min(fuzz.token_sort_ratio(row, other_row), 60 + 0.4 * fuzz.token_set_ratio(stem, other_stem))
    return fuzz.token_sort_ratio(normalise(one.text), normalise(other.text))


def begun_alike(topic: str, text: str) -> float:
    """How much of a topic a text speaks of, 0 to 1: the share of its weighty words of which a word begins alike.

    >>> begun_alike("Zamanında teslimat", "Teslimatlarımız zamanında yapılır"), begun_alike("Filing", "Our billing")
    (1.0, 0.0)
    """
    weighty = [word for word in normalise(topic).split() if word not in _SMALL and len(word) > 2]
    words = normalise(text).split()
    return sum(any(_begun(word, other) for other in words) for word in weighty) / len(weighty) if weighty else 0.0


def _begun(word: str, other: str) -> bool:
    """Whether two words are one up to their ends: four letters in common, and four fifths of the shorter."""
    common = next(
        (at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other))
    )
    return word == other or common >= max(_LEAST_BEGIN, 0.8 * min(len(word), len(other)))


def _row_alike(row: str, other: str) -> bool:
    """Short rows must be equal: one word is all they have."""
    if row == other:
        return True
    return min(len(row), len(other)) >= _LEAST_ROW and _close(row, other)


def _close(text: str, other: str) -> bool:
    """Small words may differ; the others must follow each other in the same order."""
    words, others = text.split(), other.split()
    if [word for word in words if word in _AGAINST] != [word for word in others if word in _AGAINST]:
        return False
    mine = [word for word in words if word not in _SMALL]
    theirs = [word for word in others if word not in _SMALL]
    return 0 < len(mine) == len(theirs) and all(_same_word(*pair) for pair in zip(mine, theirs, strict=True))


def _same_word(word: str, other: str) -> bool:
    """Plural, spelling of the Atlantic's two sides, or one slip inside a long word; the first letters agree."""
    if word == other:
        return True
    if word[:2] != other[:2] or word.isdigit() or other.isdigit():
        return False
    if word.rstrip("s") == other.rstrip("s") or word.replace("ise", "ize") == other.replace("ise", "ize"):
        return True
    if word.replace("our", "or") == other.replace("our", "or"):
        return True
    from rapidfuzz.distance import DamerauLevenshtein

    return (
        min(len(word), len(other)) >= 7
        and not (word.isdigit() or other.isdigit())
        and DamerauLevenshtein.distance(word, other) == 1
    )
