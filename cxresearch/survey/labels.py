"""The words that people tick: families of answer labels, in order, and the words of those who decline.

A label is looked up whole, never as a part of another: "Dissatisfied" does not match "satisfied". Order of words, case,
accents, signs that nobody sees and a remark in brackets make no difference. The words stand in ``label_families``, one
file a family with its languages inside. Labels that no family knows are for a person to map; they are never guessed.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

__all__ = [
    "DECLINED",
    "Ladder",
    "bare",
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
]

_MOST_SIDE_BY_SIDE = 40
_FOLDER = Path(__file__).with_name("label_families")
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*\.?\s*$")
_GENDER = re.compile(
    r"(?<=\w\w)(?:\((?:e|a|o|as|es|os)\)|/(?:-?)(?:e|a|o|as|os)\b|[.·•](?:e|a)\b(?:[.·•]s)?)", re.IGNORECASE
)


@lru_cache(maxsize=16384)
def normalise(label: str) -> str:
    """A label without case, punctuation, quotation marks, signs that nobody sees and surplus space.

    >>> normalise("  Neither  agree nor DISAGREE. "), normalise("Satis\\u200bfied")
    ('neither agree nor disagree', 'satisfied')
    """
    text = unicodedata.normalize("NFKC", label[:400].translate(_UNSEEN)).casefold()
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
        "missing/system missing/not stated/not specified/undetermined/nicht angegeben/non renseigné/no especificado",
        "none of the above/undecided - don't know/weiß nicht/weiss nicht/keine angabe/k.a./keine antwort/keine meinung",
        "weiß ich nicht/kann ich nicht beurteilen/nicht zutreffend/keine angaben/möchte ich nicht sagen",
        "nicht beurteilbar",
        "ne sait pas/je ne sais pas/sans objet/sans opinion/non applicable/no sabe/no sé/no aplica/ns-nc/no contesta",
        "nsp/ne se prononce pas/non concerné/non concernée/sans réponse/no procede/no responde/prefiero no contestar",
        "ns/nc",
        "não sei/não se aplica/não respondo/sem opinião/prefiro não responder/não sabe/não responde/ns-nr",
        "non so/non applicabile/non saprei/preferisco non rispondere/non risponde/weet niet/n.v.t./niet van toepassing",
        "weet ik niet/geen mening/geen antwoord/zeg ik liever niet/geen ervaring/weet het niet",
        "vet inte/vet ej/ej aktuellt/ingen åsikt/vill inte svara/ved ikke/ikke relevant/ønsker ikke at svare/vet ikke",
        "ikke aktuelt/ønsker ikke å svare/ingen mening/uaktuelt/nie wiem/nie dotyczy/brak odpowiedzi/odmowa odpowiedzi",
        "bilmiyorum/fikrim yok/cevap yok/geçerli değil/uygulanamaz/わからない/分からない/該当なし/無回答",
        "該当しない/回答しない",
        "わかりません/分かりません/bilmiyorum cevap yok/nie mam zdania",
    )
    for word in line.split("/")
)


def bare(label: str) -> str:
    """A label without what stands in brackets behind it; the label itself where nothing else is left.

    >>> bare("Neither (neutral)"), bare("(neutral)")
    ('Neither', '(neutral)')
    """
    plain = _BRACKET.sub("", label)
    return plain if plain.strip() else label


@lru_cache(maxsize=16384)
def label_key(label: str) -> str:
    """What a label is looked up by: its words without case, accents and order; a sign as it is.

    >>> label_key("Completely agree") == label_key("AGREE, completely."), label_key("Très satisfait(e)")
    (True, 'satisfait tres')
    """
    plain = normalise(_GENDER.sub("", label))
    if not plain:
        return "".join(label.translate(_UNSEEN).replace("\ufe0f", "").split())
    return " ".join(sorted(_folded(plain).split()))


def _folded(text: str) -> str:
    if text.isascii():
        return text.replace("'", "")
    apart = unicodedata.normalize("NFD", text.translate(_UNDECOMPOSED))
    folded = "".join(char for char in apart if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFC", folded).replace("'", "")


@dataclass(frozen=True)
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

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

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
    """Scales of 7, 6, 5, 4 and 3 points with two poles."""
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


def _spelled(text: str) -> tuple[str, ...]:
    """Words that are set apart by ";", with every choice in braces written out."""
    return tuple(
        dict.fromkeys(word for part in str(text).split(";") if part.strip() for word in _written_out(part.strip()))
    )


def _written_out(part: str) -> list[str]:
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


# -- looking up -----------------------------------------------------------------------------------


@lru_cache(maxsize=32768)
def declines(label: str) -> bool:
    """Whether a label declines to answer.

    >>> declines("Don't know"), declines("N/A (not applicable)"), declines("Never")
    (True, True, False)
    """
    return normalise(label) in DECLINED or normalise(bare(label)) in DECLINED


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


@lru_cache(maxsize=1)
def _ends() -> dict[str, float]:
    found: dict[str, float] = {}
    for words in _read("ends").values():
        for side, value in (("good", 1.0), ("bad", -1.0)):
            for word in _spelled(words[side]):
                key = label_key(word)
                found[key] = value if found.get(key, value) == value else 0.0
    return found


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
    return next((_ends()[key] for key in keys_of(label) if key in _ends()), None)
