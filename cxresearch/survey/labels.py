"""The words that people tick: families of answer labels, in order, and the words of those who decline.

A label is looked up whole, never as a part of another: "Dissatisfied" does not match "satisfied". Order of words, case,
accents, signs that nobody sees and a remark in brackets make no difference. The words stand in ``label_families``, one
file a family with its languages inside. Labels that no family knows are for a person to map; they are never guessed.
"""

from collections.abc import Iterable
from functools import lru_cache

from cxresearch.survey.labelling.declining import DECLINED, declines
from cxresearch.survey.labelling.ladders import Ladder, degrees_of, ends, keys_of, ladders_from, place_of
from cxresearch.survey.labelling.spelling import bare, label_key, normalise

__all__ = [
    "DECLINED",
    "Ladder",
    "bare",
    "declines",
    "degrees_of",
    "find_family",
    "known_label",
    "label_key",
    "ladders_from",
    "ladders_side_by_side",
    "languages_of",
    "matching_families",
    "matching_ladders",
    "normalise",
    "of_one_language",
    "polarity",
    "says_yes",
]

_MOST_SIDE_BY_SIDE = 40


def matching_ladders(labels: Iterable[str]) -> list[tuple[Ladder, dict[int, str]]]:
    """Every ladder that holds all the given labels at different points, with the label at each point.

    Spellings of one label count once. The order is that of the files: usual lengths first.
    """
    return list(_matching(tuple(sorted(set(labels)))))


@lru_cache(maxsize=2048)
def _matching(labels: tuple[str, ...]) -> list[tuple[Ladder, dict[int, str]]]:
    given: dict[str, str] = {}
    for label in labels:
        if label.strip() and not declines(label):
            given.setdefault(label_key(bare(label)), label.strip())
    if not given:
        return []
    found = [place_of(label) for label in given.values()]
    shared = [ladder for ladder in found[0] if all(ladder in places for places in found)]
    matched = []
    for ladder in shared:
        at = {places[ladder]: label for places, label in zip(found, given.values(), strict=True)}
        if len(at) == len(given):
            matched.append((ladder, at))
    return matched


def ladders_side_by_side(labels: Iterable[str]) -> list[tuple[Ladder, dict[str, int]]]:
    """Ladders of one family in several languages, of one length, that hold all labels between them, with their points.

    The first holds most; each of the others at least two that it lacks. A form that was sent out in two languages is
    often exported with the words that each person saw. Empty where there are none.
    """
    given = {label_key(bare(label)): label.strip() for label in labels if label.strip() and not declines(label)}
    found = {label: place_of(label) for label in given.values()}
    if not all(found.values()) or len(found) > _MOST_SIDE_BY_SIDE:
        return []
    held: dict[Ladder, dict[str, int]] = {}
    for label, places in found.items():
        for ladder, at in places.items():
            held.setdefault(ladder, {})[label] = at
    rated = [ladder for ladder in held if ladder.sense != "choice" and len(set(held[ladder].values())) > 1]
    for first in sorted(rated, key=lambda ladder: (-len(held[ladder]), len(ladder.points) - len(held[ladder])))[:12]:
        beside = [(first, held[first])]
        rest = [label for label in found if first not in found[label]]
        while rest:
            spoken = {ladder.language for ladder, _ in beside}
            others = [
                (len(more), ladder, more) for ladder in rated
                if ladder.family == first.family and len(ladder.points) == len(first.points)
                and ladder.language not in spoken
                and len(more := {label: at for label, at in held[ladder].items() if label in rest}) > 1
            ]  # fmt: skip
            if not others:
                break
            _, ladder, more = max(others, key=lambda other: other[0])
            beside.append((ladder, more))
            rest = [label for label in rest if label not in more]
        if not rest and len(beside) > 1:
            return beside
    return []


def matching_families(labels: Iterable[str]) -> list[tuple[tuple[str, ...], frozenset[int]]]:
    """Every ladder that holds all the given labels at different points: its labels from low to high, the points given.

    The given spelling is returned where a point was seen, the ladder's own first word where it was not. Ladders of
    which every point was given come first.
    """
    found = [
        (ladder.named(seen), frozenset(seen)) for ladder, seen in matching_ladders(labels) if ladder.sense != "choice"
    ]
    return sorted(found, key=lambda pair: len(pair[1]) < len(pair[0]))


def find_family(labels: Iterable[str]) -> tuple[str, ...] | None:
    """The labels from low to high of the first ladder that holds all the given ones at different points.

    >>> find_family(["AGREE", "Strongly disagree"])
    ('Strongly disagree', 'Disagree', 'Neither agree nor disagree', 'AGREE', 'Strongly agree')
    """
    found = matching_families(labels)
    return found[0][0] if found else None


def of_one_language(labels: Iterable[str]) -> list[str]:
    """The labels that families of one language know, of the language that knows most; a word alone may be another's.

    >>> of_one_language(["Male", "Female"]), of_one_language(["Good", "Meh", "Bad"])
    (['Male'], ['Good', 'Bad'])
    """
    found: dict[str, list[str]] = {}
    for label in labels:
        for language in dict.fromkeys(ladder.language for ladder in place_of(label) if ladder.sense != "choice"):
            found.setdefault(language, []).append(label)
    return max(found.values(), key=len, default=[])


def languages_of(label: str) -> set[str]:
    """The languages whose families know a label; empty for a word that only names an end ("best").

    >>> languages_of("Sehr zufrieden"), languages_of("best")
    ({'de'}, set())
    """
    return {ladder.language for ladder in place_of(label)}


def known_label(label: str) -> bool:
    """Whether any family knows the label.

    >>> known_label("somewhat agree"), known_label("blue"), known_label("Zufrieden, sehr")
    (True, False, True)
    """
    return bool(place_of(label))


@lru_cache(maxsize=16384)
def says_yes(label: str) -> bool | None:
    """Whether a label is a plain yes (True) or a plain no (False) in a language that is known; None for all else.

    >>> says_yes("Evet"), says_yes("NEJ"), says_yes("yes, in part"), says_yes("Monday")
    (True, False, None, None)
    """
    sides = {
        at > 0 for ladder, at in place_of(label).items()
        if ladder.family == "yes_no" and at in (0, len(ladder.points) - 1) and " " not in normalise(label)
    }  # fmt: skip
    return sides.pop() if len(sides) == 1 else None


@lru_cache(maxsize=16384)
def polarity(label: str) -> float | None:
    """How good (1) or bad (-1) a label is, or how much (1) and how little (-1); None where no family knows it.

    >>> polarity("Very satisfied") > 0.9, polarity("worst"), polarity("blue")
    (True, -1.0, None)
    """
    places = place_of(label)
    # A word that is an end of one ladder and inside of another is judged by all of them.
    found = [2 * at / (len(ladder.points) - 1) - 1 for ladder, at in places.items() if ladder.sense != "choice"]
    if found:
        return sum(found) / len(found)
    return next((ends()[key] for key in keys_of(label) if key in ends()), None)
