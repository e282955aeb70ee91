"""The words that people tick: families of answer labels, in order, and the words of those who decline.

A label is looked up whole, never as a part of another: "Dissatisfied" does not match "satisfied".
Labels that no family knows are for a person to map; they are never guessed.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

__all__ = ["DECLINED", "find_family", "known_label", "matching_families", "normalise"]


@lru_cache(maxsize=16384)
def normalise(label: str) -> str:
    """A label without case, punctuation, quotation marks and surplus space.

    >>> normalise("  Neither  agree nor DISAGREE. ")
    'neither agree nor disagree'
    """
    text = unicodedata.normalize("NFKC", label[:400]).casefold()
    text = text.replace("\u2019", "'").replace("don't", "dont").replace("can't", "cant")
    return " ".join(re.sub(r"[^\w']+|_|(?<!\w)'|'(?!\w)", " ", text).split())


DECLINED = frozenset(
    normalise(word)
    for line in (
        "don't know/do not know/i don't know/dk/don't know - not sure/don't know - not applicable/not sure/unsure",
        "unknown/n.a./na/not applicable/not applicable (n.a.)/not applicable - don't know/does not apply",
        "no opinion/no experience/no basis to judge/no answer/no answer given/not answered/no response/no comment",
        "prefer not to say/i prefer not to say/prefer not to answer/rather not say/refused/refuse to answer",
        "decline to answer/declined/can't say/cannot say/can't answer/cannot answer/can't rate/cannot rate",
        "unable to answer/unable to rate/not used/never used it/have not used/haven't used/skip/skipped",
        "none of the above/undecided - don't know/weiß nicht/weiss nicht/keine angabe/k.a./keine antwort/keine meinung",
        "ne sait pas/je ne sais pas/sans objet/sans opinion/non applicable/no sabe/no sé/no aplica/ns-nc/no contesta",
        "não sei/não se aplica/non so/non applicabile/weet niet/n.v.t./niet van toepassing",
        "vet inte/vet ej/ved ikke/nie wiem",
    )
    for word in line.split("/")
)

_NEUTRAL = "neutral/neither/in between/neither nor/middle/mixed"


def _family(*points: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(point.split("/")) for point in points)


def _with(word: str, degrees: str) -> str:
    return "/".join(f"{degree} {word}".strip() for degree in degrees.split("/"))


def _unipolar(word: str) -> list[tuple[tuple[str, ...], ...]]:
    five = _family(
        f"not at all {word}/not {word} at all/not {word}",
        _with(word, "slightly/not very/a little/not so"),
        _with(word, "moderately/somewhat/fairly"),
        _with(word, "very/quite"),
        _with(word, "extremely/completely/absolutely"),
    )
    four = _family(
        f"not at all {word}/not {word}", f"not very {word}", _with(word, "fairly/somewhat/quite"), f"very {word}"
    )
    return [five, four]


def _bipolar(bad: str, good: str, neither: str, most: str = "very") -> list[tuple[tuple[str, ...], ...]]:
    middle = f"{neither}/{_NEUTRAL}"
    strong = f"{most}/very/strongly/extremely/completely/totally"
    plain = "/somewhat/fairly/rather/slightly"  # the bare word comes first
    ends = f"{strong}/definitely"
    five = _family(_with(bad, ends), _with(bad, plain), middle, _with(good, plain), _with(good, ends))
    mild, medium = "somewhat/slightly/rather", "/moderately/mostly"
    seven = _family(
        _with(bad, strong), _with(bad, medium), _with(bad, mild), middle,
        _with(good, mild), _with(good, medium), _with(good, strong),
    )  # fmt: skip
    return [five, seven, five[:2] + five[3:], seven[:3] + seven[4:]]


_FAMILIES = (
    *_bipolar("disagree", "agree", "neither agree nor disagree/neither disagree nor agree/undecided", "strongly"),
    *_bipolar("dissatisfied", "satisfied", "neither satisfied nor dissatisfied/neither dissatisfied nor satisfied"),
    *_bipolar("unsatisfied", "satisfied", "neither satisfied nor unsatisfied"),
    *_bipolar("unlikely", "likely", "neither likely nor unlikely/neither unlikely nor likely"),
    *_bipolar("difficult", "easy", "neither easy nor difficult/neither difficult nor easy"),
    *_bipolar("hard", "easy", "neither easy nor hard/neither hard nor easy"),
    *_bipolar("unimportant", "important", "neither important nor unimportant"),
    *_bipolar("negative", "positive", "neither positive nor negative"),
    *_bipolar("poor", "good", "fair/average/acceptable/ok/okay/neither good nor poor"),
    *_bipolar("bad", "good", "fair/average/acceptable/ok/okay/so so/neither good nor bad"),
    *(
        family
        for word in (
            "likely", "important", "satisfied", "easy", "helpful", "useful", "confident", "clear", "responsive", "well",
            "interested", "familiar", "concerned", "valuable", "friendly",
        )
        for family in _unipolar(word)
    ),
    _family("poor", "fair", "good", "very good", "excellent/outstanding/exceptional"),
    _family(
        "very poor/terrible/awful", "poor/bad", "fair/average/acceptable/ok", "good",
        "excellent/very good/great/outstanding",
    ),
    _family("poor/bad", "fair/average", "good", "excellent/very good"),
    _family(
        "never", "rarely/seldom/almost never", "sometimes/occasionally", "often/frequently/usually/most of the time",
        "always/almost always",
    ),
    _family(
        "not at all", "a little/slightly/to a small extent", "somewhat/moderately/to some extent",
        "a lot/very much/quite a bit/to a large extent", "extremely/completely/a great deal/to a very large extent",
    ),
    _family(
        "far below expectations/much worse than expected/far short of expectations",
        "below expectations/worse than expected/short of expectations",
        "met expectations/as expected/equals expectations/about what i expected",
        "above expectations/better than expected/exceeded expectations",
        "far above expectations/much better than expected/far exceeded expectations",
    ),
    _family(
        "much worse", "worse/somewhat worse/a little worse", "about the same/the same/same",
        "better/somewhat better/a little better", "much better",
    ),
)  # fmt: skip

_LOOKUP = tuple({normalise(word): at for at, words in enumerate(family) for word in words} for family in _FAMILIES)
_KNOWN = frozenset().union(*_LOOKUP)


def matching_families(labels: Iterable[str]) -> list[tuple[tuple[str, ...], frozenset[int]]]:
    """Every family that holds all the given labels at different points: its labels from low to high, the points given.

    The given spelling is returned where a point was seen, the family's own first word where it was not.
    """
    given: dict[str, str] = {}
    for label in labels:
        key = normalise(label)
        if key and key not in DECLINED:
            given.setdefault(key, label.strip())
    found = []
    for family, lookup in zip(_FAMILIES, _LOOKUP, strict=True):
        at = {key: lookup.get(key) for key in given}
        if not given or None in at.values() or len(set(at.values())) < len(at):
            continue
        seen = {position: given[key] for key, position in at.items()}
        words = tuple(seen.get(position, words[0].capitalize()) for position, words in enumerate(family))
        found.append((words, frozenset(seen)))
    return found


def find_family(labels: Iterable[str]) -> tuple[str, ...] | None:
    """The labels from low to high of the first family that holds all the given ones at different points.

    >>> find_family(["AGREE", "Strongly disagree"])
    ('Strongly disagree', 'Disagree', 'Neither agree nor disagree', 'AGREE', 'Strongly agree')
    """
    found = matching_families(labels)
    return found[0][0] if found else None


def known_label(label: str) -> bool:
    """Whether any family knows the label.

    >>> known_label("somewhat agree"), known_label("blue")
    (True, False)
    """
    return normalise(label) in _KNOWN
