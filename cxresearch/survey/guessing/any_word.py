"""Scales of any word: the words of degree are known in every language, so that the word they stand with need not be.

"Not at all familiar ... Extremely familiar" is a scale whatever "familiar" means; so is "Very unsafe ... Very safe":
the prefix that denies a word tells which end is the bad one. Where two words oppose each other and neither is known
("very cold ... very warm"), their order is found all the same; which end is good is for a person to say.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from cxresearch.survey.labels import Ladder, bare, declines, degrees_of, label_key, ladders_from, normalise, polarity

__all__ = ["made_ladders", "opposed"]

_MOST_LABELS = 9
_LONGEST = 60
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "tr")
# How a word is denied at its beginning; "not" before it is a word of degree.
_DENYING = (
    "un",
    "in",
    "im",
    "ir",
    "il",
    "dis",
    "non",
    "non ",
    "mis",
    "on",
    "nie",
    "o",
    "u",
    "des",
    "dés",
    "dé",
    "mé",
    "s",
)
# How a language forms both at the end of a word.
_ENDINGS = ((r"ful", r"less"), (r"l[iıuü]", r"s[iıuü]z"), (r"voll", r"los"), (r"vol", r"loos"))


def made_ladders(labels: Iterable[str]) -> list[tuple[Ladder, dict[int, str]]]:
    """Ladders made for labels that no family knows: one word in several degrees, or a word and its denial.

    Returns
    -------
    list of (Ladder, point to label)
        As :func:`~cxresearch.survey.labels.matching_ladders`; empty where the labels are no degrees of one word.

    Examples
    --------
    >>> ladder, seen = made_ladders(["Very unsafe", "Unsafe", "Neither safe nor unsafe", "Safe", "Very safe"])[0]
    >>> seen[4], len(ladder.points)
    ('Very safe', 5)
    >>> made_ladders(["Red", "Green", "Blue"])
    []
    """
    return list(_made(tuple(sorted(set(labels)))))


def opposed(labels: Iterable[str]) -> tuple[str, ...]:
    """Labels in order from one end to the other, where they are degrees of two words of which neither is known as good.

    >>> opposed(["Very cold", "Somewhat cold", "Neither", "Somewhat warm", "Very warm"])
    ('Very cold', 'Somewhat cold', 'Neither', 'Somewhat warm', 'Very warm')
    >>> opposed(["Red", "Green", "Blue"])
    ()
    """
    return _opposed(tuple(labels))


@lru_cache(maxsize=2048)
def _opposed(labels: tuple[str, ...]) -> tuple[str, ...]:
    stated = _stated(labels)
    for language in _LANGUAGES if stated else ():
        poles = _two_words(stated, language)
        if poles and _good_of(*poles) is None:
            found = _fitting(stated, ladders_from("any word", language, _pole_words(*poles, stated)))
            if found:
                ladder, seen = found[0]
                return tuple(seen[at] for at in range(len(ladder.points)) if at in seen)
    return ()


@lru_cache(maxsize=2048)
def _made(labels: tuple[str, ...]) -> tuple[tuple[Ladder, dict[int, str]], ...]:
    stated = _stated(labels)
    if not stated:
        return ()
    for language in _LANGUAGES:
        if word := _one_word(stated, language):
            neutral = any(label_key(label) in _neutral(language) for label in stated)
            found = _fitting(stated, ladders_from("any word", language, {"words": word, "neutral": neutral}, "amount"))
        elif (poles := _two_words(stated, language)) and (good := _good_of(*poles)):
            bad = poles[1] if good == poles[0] else poles[0]
            found = _fitting(stated, ladders_from("any word", language, _pole_words(bad, good, stated)))
        else:
            continue
        if found:
            return tuple(found)
    return ()


def _stated(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The labels without those that decline; none where they are too few, too many or too long for degrees."""
    kept = {label_key(bare(label)): label.strip() for label in labels if label.strip() and not declines(label)}
    fits = 3 <= len(kept) <= _MOST_LABELS and all(len(label) <= _LONGEST for label in kept.values())
    return tuple(kept.values()) if fits else ()


def _fitting(labels: tuple[str, ...], ladders: list[Ladder]) -> list[tuple[Ladder, dict[int, str]]]:
    """The ladders on which every label has a point of its own; those of which all points were seen come first."""
    found = []
    for ladder in ladders:
        places = {label_key(word): at for at, words in enumerate(ladder.points) for word in words}
        seen = {places.get(label_key(bare(label))): label for label in labels}
        if None not in seen and len(seen) == len(labels):
            found.append((ladder, seen))
    return sorted(found, key=lambda pair: len(pair[1]) < len(pair[0].points))


# -- one word in several degrees -------------------------------------------------------------------


@lru_cache(maxsize=32)
def _steps(language: str) -> tuple[tuple[int, re.Pattern], ...]:
    """Patterns of a language's degrees from nothing to very much, each with its point; the longest first."""
    ladder = degrees_of(language).get("ladder") or []
    patterns = [(at, pattern) for at, point in enumerate(ladder) for pattern in _parts(point)]
    patterns.sort(key=lambda pair: -len(pair[1]))
    return tuple((at, re.compile(re.escape(normalise(text.replace("_", "qqq"))).replace("qqq", r"(\w.*)")))
                 for at, text in patterns)  # fmt: skip


def _one_word(labels: tuple[str, ...], language: str) -> str:
    """The word of which all labels (but a neutral one) are degrees, two of them different ones; "" where none is."""
    words: dict[str, set[int]] = {}
    plain = [normalise(bare(label)) for label in labels if label_key(bare(label)) not in _neutral(language)]
    if len(plain) < max(3, len(labels) - 1):
        return ""
    first = [(at, found[1]) for at, pattern in _steps(language) if (found := pattern.fullmatch(plain[0]))]
    for _, word in [*first, (-1, plain[0])]:
        points = words.setdefault(word, set())
        for label in plain:
            step = next((at for at, pattern in _steps(language)
                         if (found := pattern.fullmatch(label)) and found[1] == word), -1)  # fmt: skip
            if step < 0 and label != word:
                points.clear()
                break
            points.add(step)
        if len(points - {-1}) >= 2 and len(points) >= 3 and len(word.split()) <= 4:
            return word
    return ""


# -- two words that oppose each other --------------------------------------------------------------


@lru_cache(maxsize=32)
def _neutral(language: str) -> frozenset[str]:
    return frozenset(map(label_key, _parts(degrees_of(language).get("neutral", ""))))


@lru_cache(maxsize=32)
def _adverbs(language: str) -> tuple[str, ...]:
    told = degrees_of(language)
    words = {normalise(word) for step in ("most", "more", "less") for word in str(told.get(step, "")).split(",")}
    return tuple(sorted(words - {""}, key=len, reverse=True))


def _two_words(labels: tuple[str, ...], language: str) -> tuple[str, str] | None:
    """The two words of which all labels are degrees; what names both, or neither, is the middle between them."""
    words: dict[str, int] = {}
    graded = 0
    for label in labels:
        plain = normalise(bare(label))
        if label_key(plain) in _neutral(language):
            continue
        by = next((adverb for adverb in _adverbs(language) if plain.startswith(f"{adverb} ")), "")
        words[plain.removeprefix(f"{by} ") if by else plain] = words.get(plain.removeprefix(f"{by} "), 0) + 1
        graded += bool(by)
    counted = sorted((word for word in words), key=lambda word: (-words[word], word))
    if len(counted) == 3:  # "neither warm nor cold"
        both = [word for word in counted if all(_holds(word, other) for other in counted if other != word)]
        if len(both) != 1:
            return None
        counted.remove(both[0])
    if len(counted) != 2 or graded < 2 or max(map(len, (word.split() for word in counted))) > 3:
        return None
    return (counted[0], counted[1])


def _holds(text: str, word: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text))


def _good_of(one: str, other: str) -> str | None:
    """Which of two words is the good one: the one that the other denies, or the one that is known to be good."""
    for plain, denied in ((one, other), (other, one)):
        if any(denied == f"{prefix}{plain}" for prefix in _DENYING) and len(plain) >= 3:
            return plain
        for having, lacking in _ENDINGS:
            stem = re.fullmatch(rf"(\w{{3,}}){having}", plain)
            if stem and re.fullmatch(rf"{stem[1]}{lacking}", denied):
                return plain
    judged = polarity(one), polarity(other)
    if None in judged or judged[0] * judged[1] >= 0:
        return None
    return one if judged[0] > judged[1] else other


def _pole_words(bad: str, good: str, labels: tuple[str, ...]) -> dict:
    middle = [
        normalise(bare(label)) for label in labels if _holds(normalise(label), bad) and _holds(normalise(label), good)
    ]
    return {"bad": bad, "good": good, "mid": ";".join(middle)}


def _parts(text: object) -> list[str]:
    return [word.strip() for word in str(text).split(";") if word.strip()]
