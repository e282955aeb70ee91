"""Families of answer labels, in order: read from ``label_families``, one file a family with its languages inside.

A family needs only its two ends: a language's words of degree ("very", "rather") make the points between them. For
every label it is then known which ladders hold it, and at which point.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

from cxresearch.survey.labelling.declining import declines
from cxresearch.survey.labelling.spelling import bare, label_key

__all__ = ["Ladder", "degrees_of", "ends", "keys_of", "ladders_from", "place_of"]

_FOLDER = Path(__file__).parent.with_name("label_families")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})


@dataclass(frozen=True, eq=False)
class Ladder:
    """Labels of one family in one language, from low to high.

    Parameters
    ----------
    family, language : str
        As its file and the language in it are called.
    points : tuple of tuple of str
        For each point the words that stand for it, the usual one first.
    sense : str
        ``"good"`` (high is good), ``"amount"`` (high is much), ``"choice"`` (an order, but no rating).
    """

    family: str
    language: str
    points: tuple[tuple[str, ...], ...]
    sense: str = "good"

    def place(self, key: str) -> int | None:
        """At which point, from 0, a key stands."""
        return _places().get(key, {}).get(self)

    def given(self, seen: Mapping[int, str], low: float = 1.0) -> tuple[tuple[str, float], ...]:
        """The labels that were given, each with its number; how a point is called that nobody chose is not known."""
        return tuple((seen[at], low + at) for at in sorted(seen))

    def named(self, seen: Mapping[int, str]) -> tuple[str, ...]:
        """The label of every point: as it was given, else the usual word, to find an order by and not to show."""
        return tuple(seen.get(at) or words[0][:1].upper() + words[0][1:] for at, words in enumerate(self.points))


# -- the files ------------------------------------------------------------------------------------


def _read(name: str) -> dict:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=loader)


@lru_cache(maxsize=1)
def _ladders() -> tuple[Ladder, ...]:
    """All ladders of all files; the longest use of a word is not searched for, every ladder is tried."""
    degrees = _degrees()
    names = sorted(path.stem for path in _FOLDER.glob("*.yaml") if path.stem not in ("degrees", "ends"))
    found = []
    for family in names:
        told = _read(family)
        sense = told.pop("sense")
        for language, words in told.items():
            for points in _of_language(words, degrees.get(language, {})):
                found.append(Ladder(family, language, points, sense))
    return tuple(found)


@lru_cache(maxsize=1)
def _degrees() -> dict:
    return _read("degrees")


def degrees_of(language: str) -> Mapping:
    """The words of degree of a language, as ``degrees.yaml`` has them; nothing for a language that is not there."""
    return _degrees().get(language, {})


def ladders_from(family: str, language: str, words: Mapping, sense: str = "good") -> list[Ladder]:
    """Ladders of one word, or of two that oppose each other, with a language's words of degree.

    Parameters
    ----------
    family, language, sense : str
        As of :class:`Ladder`.
    words : mapping
        As a family has them for a language: ``words``, or ``bad``, ``good`` and ``mid``; ``neutral`` (bool): whether a
        word from nothing to very much has a neutral middle.
    """
    return [Ladder(family, language, points, sense) for points in _of_language(words, degrees_of(language))]


def _of_language(words: Mapping, degrees: Mapping) -> list[tuple[tuple[str, ...], ...]]:
    found = [tuple(_spelled(point) for point in _split_points(line)) for line in words.get("ladders", ())]
    if any(name in words for name in ("bad", "good", "bad3", "good3")):
        found += _two_poles(words, degrees)
    if words.get("words") and degrees.get("ladder"):
        steps = [_spelled(point) for point in degrees["ladder"]]
        neutral = (*_spelled(words.get("mid", "")), *_spelled(degrees["neutral"]))
        fairly = _spelled(degrees.get("fairly", ""))
        found += _from_nothing(_spelled(words["words"]), steps, fairly, neutral if words.get("neutral") else ())
        found += _denied(_spelled(words["words"]), steps, neutral)
    # What declines to answer is no point of a scale, even where a list of labels has it in its middle.
    spoken = [tuple(tuple(word for word in point if not declines(word)) for point in points) for points in found]
    return [points for points in spoken if len(points) > 1 and all(points)]


def _split_points(line: str) -> list[str]:
    return re.split(r"\s\|\s", line)


def _two_poles(words: Mapping, degrees: Mapping) -> list[tuple[tuple[str, ...], ...]]:
    """Scales of 7, 6, 5, 4 and 3 points with two poles, with the strongest ends or without."""
    degree = {
        name: [word for word in str(degrees.get(name, "")).split(",") if word]
        for name in ("most", "more", "less", "partly")
    }

    def point(pole: str, step: str) -> tuple[str, ...]:
        made = list(_spelled(words.get(f"{pole}{step}", "")))
        for word in _spelled(words.get(pole, "")):
            made += [word] if step == "2" else []
            made += [f"{by} {word}" for by in degree[{"1": "less", "2": "more", "3": "most"}[step]]]
        return tuple(dict.fromkeys(made))

    bad, good = ([point(pole, step) for step in "123"] for pole in ("bad", "good"))
    middle = (*_spelled(words.get("mid", "")), *_spelled(degrees.get("neutral", "")))
    seven = (bad[2], bad[1], bad[0], middle, good[0], good[1], good[2])
    inner = bad[1] + bad[0], good[1] + good[0]
    five = (bad[2], inner[0], middle, inner[1], good[2])
    partly = tuple(f"{by} {word}" for word in (*_spelled(words.get("good", "")), *_spelled(words.get("good2", "")))
                   for by in degree["partly"])  # fmt: skip
    made = [five, seven, five[:2] + five[3:], (inner[0], middle, inner[1]), seven[:3] + seven[4:]]
    made += [(bad[2], bad[1], partly, good[1], good[2])]
    made += [seven[1:-1], seven[1:3] + seven[4:6]]  # ends without a degree: disagree, somewhat disagree ... agree
    return [points for points in map(_apart, made) if all(points)]


def _from_nothing(
    words: tuple[str, ...], ladder: list[tuple[str, ...]], fairly: tuple[str, ...] = (), neutral: tuple[str, ...] = ()
) -> list[tuple[tuple[str, ...], ...]]:
    """Scales of 5, 4 and 3 points from nothing to very much, or with a neutral middle where there is one."""
    nothing, little, some, much, most = (
        tuple(pattern.replace("_", word) for word in words for pattern in patterns) for patterns in ladder
    )
    if neutral:
        return [_apart((nothing, little, neutral, some + words, much + most))]
    quite = tuple(pattern.replace("_", word) for word in words for pattern in fairly)
    more = tuple(word for word in much + most if word not in quite)
    less = tuple(word for word in some if word not in quite)
    between = [(nothing, little, less, quite, more), (nothing, little, quite, more)] if quite else []
    return [*map(_apart, (
        (nothing, little, some, much, most), (nothing, little, some, much + most),
        (nothing, some + little, much + most),
        (nothing, little, some + words, much + most), (nothing, little, some, words, much + most),
        (nothing, little + some, words, much + most), *between,
    ))]  # fmt: skip


def _denied(
    words: tuple[str, ...], ladder: list[tuple[str, ...]], neutral: tuple[str, ...]
) -> list[tuple[tuple[str, ...], ...]]:
    """Scales of 5 and 4 points on which the bad answers deny the good ones: not at all _, not _, neutral, _, very _."""
    plain = min(ladder[0], key=len)
    denied, strong = (plain,), tuple(pattern for pattern in ladder[0] if pattern != plain)
    low, little, high = (
        tuple(pattern.replace("_", word) for word in words for pattern in patterns)
        for patterns in (strong, denied, ladder[3] + ladder[4])
    )
    return [*map(_apart, ((low, little, neutral, words, high), (low, little, words, high)))] if strong else []


def _apart(points: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Each word at its first point only, counted from the two ends inwards: an end is never taken for a mild answer."""
    order = sorted(range(len(points)), key=lambda at: (min(at, len(points) - 1 - at), at))
    taken: set[str] = set()
    kept = {}
    for at in order:
        kept[at] = tuple(word for word in points[at] if label_key(word) not in taken)
        taken |= {label_key(word) for word in points[at]}
    return tuple(kept[at] for at in range(len(points)))


@lru_cache(maxsize=4096)
def _spelled(text: str) -> tuple[str, ...]:
    """Words that are set apart by ";", with every choice in braces written out."""
    return tuple(
        dict.fromkeys(word for part in str(text).split(";") if part.strip() for word in _written_out(part.strip()))
    )


def _written_out(part: str) -> list[str]:
    if "{" not in part:
        return [part]
    pieces = re.split(r"\{([^{}]*)\}", part)
    choices = [[piece] if at % 2 == 0 else piece.split(",") for at, piece in enumerate(pieces)]
    return ["".join(chosen).strip() for chosen in product(*choices)]


@lru_cache(maxsize=1)
def _places() -> dict[str, dict[Ladder, int]]:
    """For every key the ladders that know it, with its point."""
    found: dict[str, dict[Ladder, int]] = {}
    keys: dict[tuple[str, str], set[str]] = {}  # a word stands in many ladders of its language
    for ladder in _ladders():
        for at, words in enumerate(ladder.points):
            for word in words:
                of_word = keys.get((word, ladder.language))
                if of_word is None:
                    spelled = {word, word.translate(_GERMAN), _without(word, ladder)}
                    of_word = keys[word, ladder.language] = {label_key(one) for one in spelled}
                for key in of_word:
                    found.setdefault(key, {}).setdefault(ladder, at)
    return found


@lru_cache(maxsize=1)
def _fillers() -> dict[str, frozenset[str]]:
    told = _degrees()
    return {
        language: frozenset(map(label_key, str(words.get("fillers", "")).split())) for language, words in told.items()
    }


def _without(word: str, ladder: Ladder) -> str:
    fillers = _fillers().get(ladder.language, frozenset())
    kept = [part for part in word.split() if label_key(part) not in fillers]
    return " ".join(kept) or word


@lru_cache(maxsize=1)
def _all_fillers() -> frozenset[str]:
    return frozenset().union(*_fillers().values()) - {""}


@lru_cache(maxsize=16384)
def keys_of(label: str) -> tuple[str, ...]:
    """The keys to look a label up by, the strictest first: whole, without brackets, without words that mean nothing."""
    tried = [label_key(label), label_key(bare(label))]
    shorter = [word for word in tried[-1].split() if word not in _all_fillers()]
    return tuple(dict.fromkeys(key for key in (*tried, " ".join(shorter)) if key))


def place_of(label: str) -> dict[Ladder, int]:
    """The ladders that know a label, with its point; empty where none does."""
    places = _places()
    return next((places[key] for key in keys_of(label) if key in places), {})


@lru_cache(maxsize=1)
def ends() -> dict[str, float]:
    found: dict[str, float] = {}
    for words in _read("ends").values():
        for side, value in (("good", 1.0), ("bad", -1.0)):
            for word in _spelled(words[side]):
                key = label_key(word)
                found[key] = value if found.get(key, value) == value else 0.0
    return found
