"""Statements that speak for many: typical in their words, complete, and unlike each other.

A quote is remembered when the share is forgotten, so it must be fair: words that others use too, a whole thought (not
two words, not a page), and the next quote says something that the first did not.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

__all__ = ["completeness", "typical"]

_WORD = re.compile(r"\w+")
_FEWEST, _BEST, _MOST = 4, (7, 28), 45
_ALIKE = 0.6
_READ = 800
_VERB = re.compile(
    r"(?i)\b(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|would|will|should|need\w*|get|got|took|takes?|"
    r"ist|sind|war|waren|hat|haben|hatte|kann|könnte\w*|wird|wurde\w*|muss|müsste\w*|est|sont|était|a|ont|es|son|fue|era|"
    r"è|sono|ha|hanno|\w{3,}(?:ed|ing|te|ten))\b"
)


def completeness(text: str) -> float:
    """How much of a whole sentence a statement is, 0..1: its length, a verb, a start and an end.

    >>> completeness("slow") < completeness("The app takes a minute to open.")
    True
    """
    words = len(_WORD.findall(text))
    if words < 2:
        return 0.0
    low, high = _BEST
    length = min(words / low, 1.0) if words < low else 1.0 if words <= high else max(0.2, 1 - (words - high) / _MOST)
    whole = 0.15 * (text.strip()[:1].isupper()) + 0.1 * text.rstrip().endswith((".", "!", "?"))
    return 0.55 * length + 0.2 * bool(_VERB.search(text)) + whole


def typical(texts: Sequence[str], most: int) -> list[str]:
    """The statements to quote, most telling first; clones stand once, and each says something of its own.

    Parameters
    ----------
    texts : sequence of str
    most : int

    Examples
    --------
    >>> wrote = ["slow", "slow", "The app is slow every morning.", "the app is slow every morning!", "No fees, great"]
    >>> typical(wrote, 2)
    ['The app is slow every morning.', 'No fees, great']
    """
    if len(texts) > _READ:
        # From all over the theme; of many thousands a part tells what is typical.
        step = len(texts) / _READ
        texts = [texts[int(at * step)] for at in range(_READ)]
    # Of ways to write the same, the most complete one stands for all, so never the shortest clone.
    ways: dict[str, list[str]] = {}
    for text in texts:
        ways.setdefault(" ".join(_WORD.findall(text.lower())), []).append(text)
    chosen = {
        key: some[0] if len(some) == 1 else max(dict.fromkeys(some), key=lambda text: (completeness(text), text))
        for key, some in ways.items()
        if key
    }
    if most < 1 or not chosen:
        return []
    words = {key: frozenset(word for word in key.split() if len(word) > 2) or frozenset(key.split()) for key in chosen}
    used = Counter(word for some in words.values() for word in some)
    times = {key: len(some) for key, some in ways.items()}

    def worth(key: str) -> tuple:
        some = words[key]
        shared = sum(used[word] for word in some) / len(some) ** 0.75 / len(chosen)
        return -round(completeness(chosen[key]) * (0.5 + min(shared, 2.0)) + 0.15 * math.log2(times[key]), 6), chosen[
            key
        ]

    ranked = sorted(chosen, key=worth)
    whole = [key for key in ranked if len(key.split()) >= _FEWEST and len(key.split()) <= _MOST] or ranked
    found: list[str] = []
    for key in [*whole, *(key for key in ranked if key not in set(whole))]:
        mine = words[key]
        if all(len(mine & words[other]) / len(mine | words[other]) < _ALIKE for other in found):
            found.append(key)
        if len(found) == most:
            break
    return [chosen[key] for key in found]
