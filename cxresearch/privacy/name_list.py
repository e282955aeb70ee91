"""Where the names on a list occur in a text: whole words, in any case, with and without accents."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

__all__ = ["name_spans"]

# Names that are also words: in small letters they are the word.
_ALSO_WORDS = frozenset(
    "will mark rose grace may bill sue pat rob art jack drew frank hope joy faith dawn june april august summer "
    "penny rich chase guy dean miles ray sandy skip wade ward heather ivy lily daisy violet olive pearl ruby "
    "amber crystal gene grant nick norm page carol bob don harry jean josh lane pierce reed sky star stone young "
    "brown black white green gray grey king price long short wood woods bank banks baker cook smith case bright "
    "best noble sharp swift small little strong gold silver rice field fields hill hills lake rivers brooks day "
    "week love early close power powers fair good english french welsh bishop knight major sergeant walker potter "
    "mason butler fisher hunter marshall porter weaver cash ernst engel klein gross lange kurz stark wolf koch "
    "weber bauer winter sommer herbst morgen blank bitter".split()
)


def name_spans(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Start and end of each name in the text.

    Parameters
    ----------
    text : str
    names : iterable of str
        A name of several words is found with any white space, hyphen or full stop between them.

    >>> list(name_spans("JOSÉ will ask Will.", ["Jose", "Will"]))
    [(0, 4), (14, 18)]
    """
    listed = tuple(names)
    if not listed or not text:
        return
    # Signs keep their places, so that what is found in the plain text is found in the text.
    plain = "".join(map(_bare, text))
    for found in _pattern(listed).finditer(plain):
        written = text[found.start() : found.end()]
        if written.islower() and found[0] in _ALSO_WORDS:
            continue
        yield found.span()


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern:
    spelled = []
    for name in sorted(set(names), key=len, reverse=True):
        words = re.split(r"[\s.-]+", "".join(map(_bare, name.strip())))
        spelled.append(r"[\s.\-]{1,3}".join(re.escape(word) for word in words if word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(filter(None, spelled)) or '(?!)'})(?!\w)")


@lru_cache(maxsize=4096)
def _bare(sign: str) -> str:
    """A letter without case and accents; a sign that would become two stays itself."""
    base = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part)).casefold()
    return base if len(base) == 1 else sign.casefold() if len(sign.casefold()) == 1 else sign
