"""Numbers as answers: codes for "no answer" among them, which end is the good one, and the scale that holds them.

Numbers alone say little. Labels, the question's text and the other questions of the block say more; what is left is the
smallest usual scale, as a guess.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cxresearch.survey.doubts import LEFT_OUT, MAY_MOVE, MAY_REVERSE
from cxresearch.survey.guessing.any_word import made_ladders
from cxresearch.survey.guessing.question_words import Said, end_in_words, ends_in_words
from cxresearch.survey.labels import (
    DECLINED,
    declines,
    label_key,
    matching_ladders,
    normalise,
    of_one_language,
    place_of,
    polarity,
)
from cxresearch.survey.numerals import counted_in, fraction_in, number_in, numbered_words, percent_in, stars_in
from cxresearch.survey.origins import Origin, found_by, how_of, origin_of
from cxresearch.survey.scales import MAY_BE_A_POINT, Scale, is_blank
from cxresearch.wording import figure, in_a_row, kept, number, plural, remembered, told

__all__ = [
    "END_IN_OTHER_WORDS",
    "ENDED",
    "ENOUGH",
    "MISSING_CODES",
    "NO_PLACE",
    "PERHAPS_A_SCALE",
    "QUESTION_SAYS",
    "SCALE_GUESSED",
    "TAKEN_FOR_CODES",
    "USUAL",
    "WHICH_END",
    "Guess",
    "Parts",
    "Unsure",
    "codes_among",
    "codes_beside_words",
    "from_numbers",
    "from_span",
    "numbers_between",
    "lost_answers",
    "may_be_left_out",
    "parted",
    "perhaps_codes",
    "with_counts",
]

USUAL = ((1, 5), (1, 7), (0, 10))
ENDED = (*USUAL, (1, 10), (1, 4), (1, 6), (0, 4), (0, 3), (0, 5), (0, 6), (1, 3), (0, 100), (1, 100), (1, 9), (1, 8))
# From this many answers on, a point that nobody chose was most likely never offered.
ENOUGH = 30
# In place of a scale that would settle a doubt: which end is good is in doubt, and there are two scales to choose from.
WHICH_END = "which end"
END_IN_OTHER_WORDS = told(
    "which end is the good one stands in words that no list holds; high numbers were taken as good"
)
# Of a scale with a gap: so small a share stands behind it, and so many chose the last point before it.
_FEW_CODES, _END_CHOSEN = 0.15, 10
# What settles that numbers are codes: "?" stands for the question.
MISSING_CODES = "missing={{?: [{}]}}"
NO_PLACE = told("some answers have no place on {scale} and are left out of every number")
TAKEN_FOR_CODES = told("{codes} taken for a code of no answer and left out")
PERHAPS_A_SCALE = told("counted as a number and not as a rating; it may also be a scale")
QUESTION_SAYS = told("the question says {words}")
# The scale itself is the guess: alone, or beside others that it may be as well.
SCALE_GUESSED = (
    told("scale guessed from the answers, read as {scale}"),
    told("scale guessed from the answers, read as {scale}; it may also be {others}"),
    told("scale guessed from the scores, read as {low} to {high}"),
    told("scale guessed, read as {low} to {high}"),
)


_LONGEST_LABEL = 150
_DASH = re.compile(r"[-–—.·/+*]{1,3}")


@dataclass(frozen=True)
class Unsure:
    """A doubt before it knows its question: ``scale`` is what would settle it, as it is written in Python."""

    doubt: str
    evidence: str
    answers: int
    scale: str
    gravity: int = MAY_MOVE


@dataclass(frozen=True)
class Guess:
    """What was found of a scale.

    Attributes
    ----------
    scale : Scale or None
        None where the answers have no place on one scale.
    found : str
        How it was found, kept in English; ``origin_of`` knows where a person should confirm it.
    turned : bool
        Whether low numbers are the good answers.
    why_turned : str
        The words that say so.
    loose : bool
        Whether numbers alone speak for the scale, so that the other questions of the block may know better.
    seen : mapping
        The numbers that were answered, with counts, without codes for no answer.
    family : tuple or None
        Family and language of the labels.
    unsure : tuple of Unsure
        What a person should settle.
    """

    scale: Scale | None = None
    found: str = ""
    turned: bool = False
    why_turned: str = ""
    loose: bool = False
    seen: Mapping[float, int] = field(default_factory=dict)
    family: tuple[str, str] | None = None
    unsure: tuple[Unsure, ...] = ()
    codes: tuple[float, ...] = ()


@dataclass
class Parts:
    """The distinct answers of a column by what they are."""

    plain: dict[float, int] = field(default_factory=dict)
    labelled: dict[float, dict[str, int]] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    stars: dict[tuple, int] = field(default_factory=dict)
    fractions: dict[tuple, int] = field(default_factory=dict)
    percents: dict[float, int] = field(default_factory=dict)
    rates: bool = False

    @property
    def numbers(self) -> dict[float, int]:
        found = dict(self.plain)
        for value, words in self.labelled.items():
            found[value] = found.get(value, 0) + sum(words.values())
        return found

    @property
    def stated(self) -> int:
        kinds = (self.numbers, self.words, self.stars, self.fractions, self.percents)
        return sum(sum(kind.values()) for kind in kinds)


def parted(counts: Mapping[object, int]) -> Parts:
    parts = Parts()

    def add(kind: dict, key, count: int) -> None:
        kind[key] = kind.get(key, 0) + count

    for answer, count in counts.items():
        if type(answer) is float and math.isfinite(answer):
            parts.plain[answer] = parts.plain.get(answer, 0) + count
            continue
        kind, what = _kind_of(answer) if isinstance(answer, str) else _kind_of_cell(answer)
        if kind == "labelled":
            add(parts.labelled.setdefault(what[0], {}), what[1], count)
        elif kind:
            add(getattr(parts, kind), what, count)
    if set(parts.plain) == {0.0} and parts.words and not any(map(normalise, parts.words)):
        add(parts.words, "0", parts.plain.pop(0.0))  # the middle of "--", "-", "0", "+", "++"
    if parts.plain:
        # A dash among numbers is no answer, though it is one among signs.
        kept = [word for word in parts.words if normalise(word) or not _DASH.fullmatch(word)]
        parts.words = {word: parts.words[word] for word in kept}
    if parts.labelled:
        _labels_like_months(parts)
    return parts


def _kind_of_cell(answer: object) -> tuple[str, object]:
    """What an answer is that is no text."""
    value = number_in(answer)
    if value is not None:
        return "plain", value
    # A date is no point of a scale.
    return ("", None) if is_blank(answer) else ("words", f"{type(answer).__name__} {answer}")


@lru_cache(maxsize=32768)
def _kind_of(answer: str) -> tuple[str, object]:
    """The part of :class:`Parts` that an answer in text belongs to, and what it is there; "" for no answer."""
    if len(answer) > _LONGEST_LABEL:
        return "words", answer  # a comment: nothing to look up
    value = number_in(answer)
    value = counted_in(answer) if value is None else value
    if value is not None:
        return "plain", value
    if is_blank(answer) or not label_key(answer) or declines(answer):
        return "", None
    for kind, read in (("stars", stars_in), ("fractions", fraction_in), ("percents", percent_in)):
        if (found := read(answer)) is not None:
            return kind, found
    if not normalise(answer) and not place_of(answer):
        return "", None  # a dash or a point is no answer
    if (carried := numbered_words(answer)) is None:
        return "words", " ".join(answer.split())
    return ("", None) if normalise(carried[1]) in DECLINED - MAY_BE_A_POINT else ("labelled", carried)


def _labels_like_months(parts: Parts) -> None:
    """ "1 - mai" is no first of May beside other numbered labels of a scale: it is Italian for never."""
    for label, count in list(parts.words.items()):
        carried = numbered_words(label, dates=True)
        others = [word for words in parts.labelled.values() for word in words]
        if carried is not None and matching_ladders([*others, carried[1]]):
            words = parts.labelled.setdefault(carried[0], {})
            words[carried[1]] = words.get(carried[1], 0) + count
            del parts.words[label]


def may_be_left_out(lost: int, stated: int) -> bool:
    """Whether so few answers without a place forbid no scale: one person's, or two in a hundred.

    >>> may_be_left_out(1, 24), may_be_left_out(2, 24), may_be_left_out(2, 100)
    (True, False, True)
    """
    return lost == 0 or (2 * lost < stated and (lost == 1 or lost <= 0.02 * stated))


@remembered
def with_counts(pairs) -> str:
    """Answers with how many gave each.

    >>> with_counts([(99.0, 1200), ("'maybe'", 3)])
    "99 (1,200), 'maybe' (3)"
    """
    return ", ".join(f"{what if isinstance(what, str) else figure(what)} ({number(n)})" for what, n in pairs)


def lost_answers(n: int, stated: int, what: str = "") -> tuple[Unsure, ...]:
    if not n:
        return ()
    what = what or kept("{answers} of {all} without a place on the scale", answers=plural(n, "answer"),
                        all=number(stated))  # fmt: skip
    return (Unsure(kept(NO_PLACE, scale=kept("the scale")), what, n, "", LEFT_OUT),)


# -- numbers --------------------------------------------------------------------------------------

_NINES = frozenset(float(figure * times) for figure in "789" for times in (2, 3, 4, 5)) | frozenset(
    float(f"{'9' * times}{last}") for times in (1, 2, 3, 4) for last in (6, 7, 8)
)


def codes_beside_words(numbers: Mapping[float, int]) -> bool:
    """Whether all numbers that stand among words can be nothing but codes for no answer."""
    return all(abs(value) in _NINES or value in (-1, -6, -7, -8, -9) for value in numbers)


def codes_among(numbers: Mapping[float, int]) -> tuple[float, ...]:
    """The numbers that are codes for "no answer" by their distance from all others, at any share.

    >>> codes_among({1: 9, 3: 5, 5: 8, 99: 40, -9: 2}), codes_among({18: 3, 99: 1, 64: 9}), codes_among({-2: 1, 2: 2})
    ((-9.0, 99.0), (), ())
    """
    values = sorted(map(float, numbers))
    whole = [value for value in values if value == int(value)]
    positive = [value for value in whole if value in _NINES]
    negative = [value for value in values if value < 0]
    rest = [value for value in values if value not in {*positive, *negative}]
    if not rest or _symmetric(values):
        return ()
    codes = [value for value in positive if value >= 4 * max(*rest, 1)]
    below = [
        value for value in negative
        if -value in _NINES or -9 <= value <= -6 or (value in range(-5, 0) and min(rest) >= 1 and max(rest) <= 20)
    ]  # fmt: skip
    if len(below) == len(negative) <= 4:  # else the column knows negative numbers
        codes += below
    return tuple(sorted([*codes, *_just_above([value for value in values if value not in codes], numbers)]))


def _just_above(values: list[float], numbers: Mapping[float, int]) -> list[float]:
    """8 and 9 beside 1-5 (7 to 9 beside 1-4), with points between that nobody of many chose.

    A single point between is enough where many chose the last one before it, and few what stands behind.
    """
    near = [value for value in values if value in (7.0, 8.0, 9.0)]
    low = [value for value in values if value < 7]
    n = sum(numbers.values())
    if not near or len(low) < 3 or max(values) > 9 or n < ENOUGH:
        return []
    asked = all(value == int(value) for value in values) and min(low) >= 1 and max(low) <= 5
    if not asked:
        return []
    few = len(near) > 1 and sum(numbers[value] for value in near) <= _FEW_CODES * n
    many = len(low) == max(low) == 5 and numbers[max(low)] >= _END_CHOSEN
    return near if min(near) - max(low) >= 3 or (few and many) else []


def perhaps_codes(numbers: Mapping[float, int]) -> tuple[float, ...]:
    """Numbers far above all others that surveys use for no answer (77, 88, 99), where distance alone is no proof.

    >>> perhaps_codes({1: 20, 9: 7, 30: 5, 77: 4, 88: 30, 99: 2}), perhaps_codes({18: 20, 40: 9, 64: 5, 88: 1, 99: 2})
    ((77.0, 88.0, 99.0), ())
    """
    high = {float(value) for value in numbers if value in _NINES}
    rest = [value for value in numbers if value not in high]
    if not rest or len(rest) < 3 or sum(numbers.values()) < ENOUGH:
        return ()
    return tuple(sorted(high)) if high and min(high) > 2 * max(rest) and max(rest) >= 1 else ()


def _symmetric(values: list[float]) -> bool:
    """-2 to 2 and -3 to 3 are scales with a middle."""
    return bool(values) and min(values) < 0 < max(values) and min(values) >= -5 and max(values) <= 5 and all(
        value == int(value) for value in values
    ) and -min(values) <= max(values) + 1 and max(values) <= -min(values) + 1  # fmt: skip


def from_numbers(parts: Parts, said: Said, words: int) -> Guess:
    everything = parts.numbers
    codes = codes_among(everything)
    if said.low is not None:  # what lies on the scale that the text names is an answer
        codes = tuple(code for code in codes if not said.low <= code <= said.high)
    seen = {value: count for value, count in everything.items() if value not in codes}
    if not seen:
        return Guess()
    n, stated = sum(seen.values()), sum(seen.values()) + words
    unsure: list[Unsure] = []
    turned, why_turned, direction = _direction_of(parts, said)
    unsure += direction
    scale, found, loose, more = _span_of(parts, seen, said, n)
    unsure += more
    if scale is None:
        return Guess(seen=seen, codes=codes or perhaps_codes(everything), unsure=tuple(unsure))
    outside = {value: count for value, count in seen.items() if not scale.low <= value <= scale.high}
    lost = sum(outside.values()) + words
    if not may_be_left_out(lost, stated):
        return Guess(seen=seen, codes=codes, unsure=_too_many_outside(scale, found, outside, n))
    if codes:
        beside = kept(
            "{codes} beside {n} answers from {low} to {high}", n=number(n), low=figure(min(seen)),
            high=figure(max(seen)), codes=with_counts((value, everything[value]) for value in codes),
        )  # fmt: skip
        unsure.append(
            Unsure(kept(TAKEN_FOR_CODES, codes=in_a_row(*map(figure, codes), by=", ")), beside,
                   sum(everything[value] for value in codes), MISSING_CODES.format(", ".join(f"{v:g}" for v in codes)))
        )  # fmt: skip
    if lost:
        answers = in_a_row(with_counts(outside.items()), *map(repr, parts.words), by=", ")
        beside = kept("{answers} on {scale}, beside {n} others", answers=answers,
                      scale=f"{scale.low:g}-{scale.high:g}", n=number(n - sum(outside.values())))  # fmt: skip
        unsure += lost_answers(lost, stated, beside)
    return Guess(scale, found, turned, why_turned, loose, seen, unsure=tuple(unsure), codes=codes)


def _too_many_outside(scale: Scale, found: str, outside: Mapping[float, int], n: int) -> tuple[Unsure, ...]:
    if origin_of(found) is not Origin.TOLD:
        return ()
    given = with_counts(list(outside.items())[:6])
    return (
        Unsure(
            kept("no rating: {found}, and too many answers lie outside", found=how_of(found)),
            kept("{given} of {n} answers", given=given, n=number(n)), n, f"({scale.low:g}, {scale.high:g})",
        ),
    )  # fmt: skip


def _direction_of(parts: Parts, said: Said) -> tuple[bool, str, list[Unsure]]:
    """Whether low numbers are the good ones, by the labels, then by the text."""
    judged = {}
    for value, words in parts.labelled.items():
        known = [(good, label) for label in words if (good := polarity(label)) is not None]
        if known:
            judged[value] = known[0]
    n = sum(parts.numbers.values())
    by_label, words = _along_a_ladder(parts)
    if by_label is not None:
        pass  # a list that holds all labels knows better than the words one by one
    elif len(judged) > 1:
        (low, (of_low, low_words)), (high, (of_high, high_words)) = min(judged.items()), max(judged.items())
        words = ends_in_words(low, low_words, high, high_words)
        steps = [judged[value][0] for value in sorted(judged)]
        falls, rises = steps == sorted(steps, reverse=True), steps == sorted(steps)
        if of_low != of_high and (falls or rises or of_low * of_high < 0):
            by_label = of_low > of_high
    elif judged:
        ((value, (good, label)),) = judged.items()
        numbers = parts.numbers
        if abs(good) > 0.6 and len(numbers) > 2 and value in (min(numbers), max(numbers)):
            by_label = (good > 0) == (value == min(numbers))
            words = end_in_words(value, label)
    if said.contradicts:
        text = kept("the question's text contradicts itself on which end is good; high numbers were taken as good")
        doubt = Unsure(text, said.words, n, WHICH_END, MAY_REVERSE)
        return bool(by_label), words or "", [] if by_label is not None else [doubt]
    if by_label is not None and said.turned is not None and by_label != said.turned:
        text = kept("labels and text contradict each other on which end is good; the labels were followed")
        both = kept("by the labels {labels}; by the text {text}", labels=words, text=said.words)
        return by_label, words, [Unsure(text, both, n, WHICH_END, MAY_REVERSE)]
    if by_label is not None:
        return by_label, words, []
    if said.unknown:
        return (
            False,
            "",
            [Unsure(kept(END_IN_OTHER_WORDS), kept(QUESTION_SAYS, words=said.words), n, WHICH_END, MAY_REVERSE)],
        )
    return said.turned is True, said.words if said.turned else "", []


def _along_a_ladder(parts: Parts) -> tuple[bool | None, str | None]:
    """Whether the labels fall where their numbers rise, by every list that holds them in the order of the numbers."""
    labelled = {value: max(words, key=words.get) for value, words in parts.labelled.items()}
    if len(labelled) < 2:
        return None, None
    (low, first), *_, (high, last) = sorted(labelled.items())
    falling = set()
    for ladder, seen in matching_ladders(labelled.values()) or made_ladders(labelled.values()):
        at = {label.strip(): place for place, label in seen.items()}
        places = [at.get(words.strip()) for _, words in sorted(labelled.items())]
        if ladder.sense != "choice" and None not in places and places in (sorted(places), sorted(places, reverse=True)):
            falling.add(places[0] > places[-1])
    return (falling.pop(), ends_in_words(low, first, high, last)) if len(falling) == 1 else (None, None)


def _span_of(parts: Parts, seen: Mapping[float, int], said: Said, n: int):
    """The scale, how it was found, whether numbers alone speak for it, and doubts."""
    lowest, highest = min(seen), max(seen)
    if said.low is not None:
        outside = sum(count for value, count in seen.items() if not said.low <= value <= said.high)
        labelled = _from_labelled(parts, seen, n)[0] if parts.labelled else None
        found = found_by(Origin.TOLD, kept(QUESTION_SAYS, words=interval_of(said.low, said.high)))
        if labelled is not None and labelled.labels and labelled.span == (said.low, said.high):
            return labelled, found, False, []
        if outside <= 0.5 * n:
            return Scale(said.low, said.high), found, False, []
    if parts.labelled:
        scale, found, more = _from_labelled(parts, seen, n)
        if scale is not None or found or more:
            return scale, found, False, more
    inside = sum(count for value, count in seen.items() if 0 <= value <= 10)
    if _symmetric(list(seen)):
        end = max(-lowest, highest)
        return Scale(-end, end), from_span(lowest, highest), True, []
    usual = {value: count for value, count in seen.items() if 0 <= value <= 10}
    if not usual or not may_be_left_out(n - inside, n):
        return None, "", False, []
    for low, high in USUAL:
        if low <= min(usual) and max(usual) <= high:
            return Scale(float(low), float(high)), from_span(min(usual), max(usual)), True, []
    return None, "", False, []


def interval_of(low: float, high: float) -> str:
    return kept("{low} to {high}", low=figure(low), high=figure(high))


def numbers_between(low: float, high: float) -> str:
    """What numbers were given, as evidence says it."""
    if low == high:
        return kept("nothing but the number {low}", low=figure(low))
    return kept("numbers {low} to {high}", low=figure(low), high=figure(high))


def from_span(low: float, high: float) -> str:
    """How a scale was found of which nothing but numbers speaks."""
    if low == high:
        return found_by(Origin.GUESSED, kept("from nothing but the number {low}", low=figure(low)))
    return found_by(Origin.GUESSED, kept("from numbers {low} to {high}", low=figure(low), high=figure(high)))


def _from_labelled(parts: Parts, seen: Mapping[float, int], n: int):
    """The span of numbers that carry words: by the family of the words, by the ends, or as a guess."""
    labelled = {value: max(words, key=words.get) for value, words in parts.labelled.items() if value in seen}
    if not labelled:
        return None, "", []
    lowest, highest = min(seen), max(seen)
    by_family = _span_by_family(labelled)
    if by_family is not None and by_family[0] <= lowest and highest <= by_family[1]:
        low, high = by_family
        labels = tuple((labelled[value], value) for value in sorted(labelled))
        ends = {"low": repr(labels[0][0]), "high": repr(labels[-1][0])}
        found = found_by(Origin.TOLD, kept("numbered labels {low} to {high}", **ends))
        return Scale(low, high, labels), found, []
    ends_only = set(labelled) == {lowest, highest} and any(value not in labelled for value in parts.plain)
    if (ends_only and (lowest, highest) in ENDED) or (lowest, highest) == (1, 10):
        ends = {"low": figure(lowest), "high": figure(highest)}
        found = found_by(Origin.TOLD, kept("labels on {low} and {high}", **ends))
        return Scale(lowest, highest), found, []
    known = len(of_one_language(labelled.values()))
    two = len(seen) == 2 == len(labelled) and n >= ENOUGH
    every = 2 * len(labelled) > len(seen)
    if every and (known < 2 or 2 * known < len(labelled) or two):
        # Numbers in front of a list of things are no measure of anything.
        if known < 2 and not parts.rates:
            return None, kept("a list with numbers"), []
        order = [f"{value:g} - {words}" for value, words in sorted(labelled.items())]
        unsure = Unsure(
            kept("counted as a choice, no mean is offered: its answers carry numbers, and their words have no place on "
                 "a known scale"),
            ", ".join(map(repr, order[:5])), n, f"({lowest:g}, {highest:g})",
        )  # fmt: skip
        return None, "", [unsure]
    if not every:
        return None, "", []
    ends = {"low": figure(lowest), "high": figure(highest)}
    for low, high in (*USUAL, (1, 10)):
        if low <= lowest and highest <= high:
            return (
                Scale(float(low), float(high)),
                found_by(Origin.GUESSED, kept("from numbered labels {low} to {high}", **ends)),
                [] if (lowest, highest) == (low, high) else [Unsure(
                    kept(SCALE_GUESSED[0], scale=f"{low:g}-{high:g}"),
                    kept("numbered labels from {low} to {high}", **ends), n, f"({low:g}, {high:g})")],
            )  # fmt: skip
    return None, "", []


def _span_by_family(labelled: Mapping[float, str]) -> tuple[float, float] | None:
    """Lowest and highest number of a ladder on which each word stands where its number says, rising or falling."""
    if len(labelled) < 2:
        return None
    found = []
    for ladder, seen in matching_ladders(labelled.values()) or made_ladders(labelled.values()):
        at = {label: place for place, label in seen.items()}
        pairs = [(value, at.get(words.strip())) for value, words in labelled.items()]
        if None in (place for _, place in pairs):
            continue
        steps = len(ladder.points) - 1
        full = len(seen) == steps + 1
        if len({value - place for value, place in pairs}) == 1:
            low = pairs[0][0] - pairs[0][1]
        elif len({value + place for value, place in pairs}) == 1:
            low = pairs[0][0] + pairs[0][1] - steps
        else:
            continue
        if low == 1 or full:
            found.append((low != 1, not full, low, low + steps))
    return min(found)[2:] if found else None
