"""Which scale a closed question was asked on, from its distinct answers and its own words.

Never half a scale: a question is a rating only if nearly all stated answers have a place on one scale. Words decide the
direction. What remains a guess is told as such, with the evidence, so that it can become a doubt that a person settles.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice

from cxresearch.survey.guessing.any_word import made_ladders, opposed
from cxresearch.survey.guessing.number_scales import (
    ENDED,
    ENOUGH,
    MISSING_CODES,
    QUESTION_SAYS,
    TAKEN_FOR_CODES,
    Guess,
    Parts,
    Unsure,
    codes_beside_words,
    from_numbers,
    lost_answers,
    may_be_left_out,
    parted,
    with_counts,
)
from cxresearch.survey.guessing.question_words import Said, asks_to_rate, said_scale
from cxresearch.survey.labels import (
    Ladder,
    bare,
    label_key,
    ladders_side_by_side,
    matching_ladders,
    normalise,
    of_one_language,
    place_of,
    polarity,
)
from cxresearch.survey.numerals import number_in, numbered_words, percent_in, stars_in
from cxresearch.survey.origins import Origin, found_by
from cxresearch.survey.scales import Scale
from cxresearch.wording import figure, in_a_row, kept, listed, number, plural, told

__all__ = ["ANOTHER_LIST", "guess_scale", "in_order", "judge"]

ANOTHER_LIST = told("labels read as {points} points from {low} to {high}; may be another list of labels")

_SOME, _PLENTY = 100, 200
_MOST_LABELS = 15
_MOST_DISTINCT = 60
_TRUE_OR_FALSE = frozenset("true false wahr falsch vrai faux verdadero falso vero doğru yanlış".split())
# So many rows with each number once are no answers: people agree on some.
_ROWS_COUNTED = 6


def guess_scale(answers: Mapping[object, int], *, text: str = "") -> tuple[Scale | None, str]:
    """The scale of a closed question from its distinct answers, and how it was found.

    Labels of a known family decide, all on one ladder; numbers get the smallest of 1-5, 1-7 and 0-10 that holds them.
    More than 2% (and two people's) answers without a place on the scale forbid it. 1-10 is taken only where the text
    or the labels say so.

    Parameters
    ----------
    answers : mapping of answer to count
    text : str
        The question's wording, searched for "(1-10)", "0 to 10", "1 (worst) to 10 (best)" in any of the languages.

    Returns
    -------
    scale : Scale or None
    why : str
        How it was found, for the notes; ``origin_of`` knows where a person should confirm it.

    Examples
    --------
    >>> guess_scale({"1": 3, "4": 2, "7": 1})
    (Scale('1-7'), 'guessed: from numbers 1 to 7')
    >>> guess_scale({"Agree": 3, "Strongly disagree": 2})[0].high
    5.0
    """
    found = judge(answers, text)
    return found.scale, found.found


def judge(counts: Mapping[object, int], text: str = "", *, recommending: bool = False) -> Guess:
    """What the answers and the text say of the scale; see :class:`Guess`.

    Parameters
    ----------
    counts : mapping of answer to count
    text : str
        The question's wording.
    recommending : bool
        Whether it asks for a recommendation, so that two words for the ends are those of 0-10.
    """
    if len(counts) > _MOST_DISTINCT and not _in_numbers(counts):
        return Guess()
    parts = parted(counts)
    parts.rates = bool(text) and asks_to_rate(text.lower())
    if not parts.stated:
        return Guess()
    said = said_scale(text) if text else Said()
    drawn = _from_signs(parts)
    if drawn is not None:
        return drawn
    signs = parts.stars or parts.fractions or parts.percents
    if not parts.rates and said.low is None and _numbers_the_rows(counts):
        return Guess()
    if not parts.numbers:
        legend = {} if signs or not text else _legend(parts.words, text)
        return (
            Guess() if signs else _from_legend(parts.words, legend) if legend else _from_words(parts.words, parts.rates)
        )
    if parts.words and not parts.labelled and not signs and codes_beside_words(parts.plain):
        return _with_codes(_from_words(parts.words, parts.rates), parts.plain)
    words, numeric = sum(parts.words.values()), sum(parts.numbers.values())
    words += parts.stated - words - numeric
    if words and not may_be_left_out(words, parts.stated):
        return _mixed(parts, said, recommending)
    return from_numbers(parts, said, words)


def _with_codes(guess: Guess, codes: Mapping[float, int]) -> Guess:
    """Labels with codes for no answer among them."""
    if guess.scale is None:
        return guess
    unsure = Unsure(
        kept(TAKEN_FOR_CODES, codes=in_a_row(*map(figure, sorted(codes)), by=", ")),
        kept("{codes} among labels", codes=with_counts(sorted(codes.items()))), sum(codes.values()),
        MISSING_CODES.format(", ".join(f"{value:g}" for value in sorted(codes))),
    )  # fmt: skip
    return replace(guess, unsure=(*guess.unsure, unsure))


def _in_numbers(counts: Mapping[object, int]) -> bool:
    """Whether so many different answers can be numbers; comments need no looking up."""
    some = list(islice(counts, _MOST_DISTINCT))
    reads = (number_in, stars_in, percent_in)
    return 2 * sum(any(read(answer) is not None for read in reads) for answer in some) >= len(some)


# -- stars, fractions, percent --------------------------------------------------------------------


def _from_signs(parts: Parts) -> Guess | None:
    stated = parts.stated
    for kind, name in ((parts.stars, "stars"), (parts.fractions, "fractions"), (parts.percents, "percent")):
        n = sum(kind.values())
        if not n or not may_be_left_out(stated - n, stated):
            continue
        lost = lost_answers(stated - n, stated)
        if name == "percent":
            if not all(0 <= value <= 100 for value in kind):
                return Guess()
            return Guess(Scale(0.0, 100.0), kept("answers in percent"), seen=dict(kind), unsure=lost)
        wholes = {whole for _, whole in kind if whole is not None}
        most = max(part for part, _ in kind)
        if len(wholes) > 1:
            return Guess()
        if name == "stars":
            high = next(iter(wholes), 5.0 if most <= 5 else 10.0)
            return Guess(Scale(1.0, high), kept("stars"), unsure=lost)
        low = 0.0 if any(part == 0 for part, _ in kind) else 1.0
        high = next(iter(wholes))
        return Guess(Scale(low, high), kept("answers are parts of {high}", high=figure(high)), unsure=lost)
    return None


# -- words ----------------------------------------------------------------------------------------


def _from_words(words: Mapping[str, int], rates: bool = False) -> Guess:
    stated = sum(words.values())
    if all(normalise(word) in _TRUE_OR_FALSE for word in words):
        return Guess()  # what programs write for a box, and no pole of an agreement
    found = matching_ladders(words)
    lost: dict[str, int] = {}
    if not found:
        found, lost = _nearly_matching(words, stated)
    found = found or made_ladders(words)
    if any(ladder.sense == "choice" for ladder, _ in found):
        return Guess()
    if not found:
        return _of_several_languages(words) or _no_scale(words, stated, rates=rates)
    placed = {label: count for label, count in words.items() if label not in lost}
    n = sum(placed.values())
    ranked = sorted(range(len(found)), key=lambda at: (*_rank(*found[at], n), at))
    ladder, seen = found[ranked[0]]
    holes = _holes(ladder, seen, n)
    others = _other_readings(found, ladder, seen, n)
    if n >= ENOUGH and len(seen) == 2 and sum(seen) == len(ladder.points) - 1 > 1:
        return _no_scale(
            words, stated, why=kept("only two answers were given, one on each side: perhaps there were no others")
        )
    scale = Scale(1.0, float(len(ladder.points)), ladder.given(seen))
    low, high = (
        repr(label) if value == end else kept("{label} ({value})", label=repr(label), value=figure(value))
        for (label, value), end in zip((scale.labels[0], scale.labels[-1]), scale.span, strict=True)
    )
    ends = {"low": low, "high": high}
    found_in = found_by(Origin.TOLD, kept("labels {low} to {high}", **ends))
    unsure = []
    if others or (holes and n >= ENOUGH):
        other = others[0] if others else kept("another list of labels")
        if len(others) > 1:
            other = kept("{one}, or as {other}", one=other, other=others[1])
        points = str(scale.points)
        unsure.append(
            Unsure(
                kept(ANOTHER_LIST, points=points, **ends),
                kept("{seen} of the {points} points were chosen; they may also be read as {other}",
                     seen=str(len(seen)), points=points, other=other),
                n, python_list(seen[at] for at in sorted(seen)) if len(seen) == scale.points else repr(str(scale)),
            )
        )  # fmt: skip
        found_in = found_by(Origin.GUESSED, kept("from labels {low} to {high}", **ends))
    elif len(seen) == scale.points != 5:
        found_in = found_by(Origin.CHOSEN, kept("labels, all {n} points chosen", n=str(scale.points)))
    if lost:
        named = with_counts((repr(label), times) for label, times in list(lost.items())[:5])
        beside = kept("{labels} beside {n} answers that have one", labels=named, n=number(n))
        unsure += lost_answers(sum(lost.values()), stated, beside)
    return Guess(scale, found_in, family=(ladder.family, ladder.language), unsure=tuple(unsure))


def _numbers_the_rows(counts: Mapping[object, int]) -> bool:
    """Each of the first whole numbers once, from 0 or 1 on: rows were counted, whatever the column is called."""
    numbers = [number_in(answer) for answer in counts]
    if len(numbers) < _ROWS_COUNTED or None in numbers or set(counts.values()) != {1}:
        return False
    first = min(numbers)
    return first in (0, 1) and sorted(numbers) == [first + at for at in range(len(numbers))]


def _legend(words: Mapping[str, int], text: str) -> dict[str, str]:
    """What the text says that letters stand for ("N - Never, S - Sometimes"); empty where one of them is not told."""
    if not 2 <= len(words) <= 9 or any(len(word) > 3 or not word.isalpha() for word in words):
        return {}
    told = {}
    for word in words:
        others = "|".join(map(re.escape, words))
        found = re.search(
            rf"(?<!\w){re.escape(word)}\s*[-–—=:]\s*([^\W\d_][^;,.:=()\[\]]{{2,40}}?)"
            rf"(?=\s*(?:[;,.()\[\]]|$)|\s+(?:{others})\s*[-–—=:])", text,
        )  # fmt: skip
        if found is None:
            return {}
        told[word] = found[1].strip()
    return told


def _from_legend(words: Mapping[str, int], legend: Mapping[str, str]) -> Guess:
    """The scale of letters by what they stand for, with the letters as its labels."""
    guess = _from_words({legend[word]: count for word, count in words.items()})
    if guess.scale is None:
        return guess
    named = {label: word for word, label in legend.items()}
    labels = tuple((named.get(label, label), value) for label, value in guess.scale.labels)
    says = [kept("{word} for {label}", word=word, label=repr(label)) for word, label in legend.items()]
    found = found_by(Origin.TOLD, kept(QUESTION_SAYS, words=in_a_row(*says, by=", ")))
    return replace(guess, scale=replace(guess.scale, labels=labels), found=found)


def _of_several_languages(words: Mapping[str, int]) -> Guess | None:
    """One scale of labels in two languages, and the doubt that they may be two questions or two samples."""
    beside = ladders_side_by_side(words)
    if not beside:
        return None
    points = len(beside[0][0].points)
    labels = sorted(
        ((label, float(at + 1)) for _, seen in beside for label, at in seen.items()), key=lambda pair: pair[1]
    )
    first, *others = [
        f"{ladder.language} {', '.join(map(repr, sorted(seen, key=seen.get)[:3]))}" for ladder, seen in beside
    ]
    for other in others:
        first = kept("{one} beside {other}", one=first, other=other)
    settle = "{" + ", ".join(f"{label!r}: {value:g}" for label, value in labels) + "}"
    unsure = Unsure(
        kept("labels of {languages} languages read as one scale of {points} points", languages=str(len(beside)),
             points=str(points)),
        first, sum(words.values()), settle,
    )  # fmt: skip
    found = found_by(Origin.GUESSED, kept("from labels in {n} languages", n=str(len(beside))))
    return Guess(Scale(1.0, float(points), tuple(labels)), found,
                 family=(beside[0][0].family, beside[0][0].language), unsure=(unsure,))  # fmt: skip


def _rank(ladder: Ladder, seen: Mapping[int, str], n: int) -> tuple:
    """Which of several ladders that hold all labels comes first."""
    points = len(ladder.points)
    full = len(seen) == points
    if n < ENOUGH:  # so few answers prove nothing of points that nobody chose
        return (not (full and points >= 5),)
    return (not full, _holes(ladder, seen, n))


def _holes(ladder: Ladder, seen: Mapping[int, str], n: int) -> int:
    """Points that nobody chose between points that somebody chose; of few answers the middle may well be missing."""
    steps = len(ladder.points) - 1
    middle = n < _SOME and not steps % 2 and min(seen) < steps // 2 < max(seen) and steps // 2 not in seen
    return max(seen) - min(seen) + 1 - len(seen) - middle


def _other_readings(found, ladder: Ladder, seen: Mapping[int, str], n: int) -> list[str]:
    """Ladders that are as plausible and give the same answers other places between the ends."""
    points = len(ladder.points)
    full = len(seen) == points
    settled = full and (n >= _PLENTY or points >= 5 or points == 3 and n >= 3 * ENOUGH)
    if settled and (points < 5 or n >= _SOME):
        return []
    chosen = {label: at / (points - 1) for at, label in seen.items()}
    readings = []
    for other, at_labels in found:
        steps = len(other.points) - 1
        if settled and not 0 < min(at_labels) <= max(at_labels) < steps:
            continue  # of a list of which all is there, few may have left out both ends at once
        places = {label: at / steps for at, label in at_labels.items()}
        full = len(at_labels) == steps + 1
        # Whether there was a middle that so few did not choose is asked only where all other points were chosen.
        no_middle = n < _SOME and (steps + 1, points) in ((4, 5), (6, 7)) and not full
        if other is ladder or places == chosen or no_middle or _holes(other, at_labels, 0 if n < _PLENTY else n):
            continue
        named = other.named(at_labels)
        readings.append(kept("{points} points from {low} to {high}", points=str(len(named)), low=repr(named[0]),
                             high=repr(named[-1])))  # fmt: skip
    return list(dict.fromkeys(readings))


def _nearly_matching(words: Mapping[str, int], stated: int):
    """The ladders that hold nearly all answers, and the labels that they lack."""
    covered: dict[Ladder, int] = {}
    for label, count in words.items():
        for ladder in place_of(label):
            covered[ladder] = covered.get(ladder, 0) + count
    if not covered:
        return [], {}
    most = max(covered.values())
    if not may_be_left_out(stated - most, stated):
        return [], {}
    for ladder in (ladder for ladder, n in covered.items() if n == most):
        lost = {label: count for label, count in words.items() if ladder not in place_of(label)}
        held = [label for label in words if label not in lost]
        if len({label_key(bare(label)) for label in held}) > 1 and (found := matching_ladders(held)):
            return found, lost
    return [], {}


def _no_scale(words: Mapping[str, int], stated: int, *, why: str = "", rates: bool = False) -> Guess:
    """No scale, and what would make one, where some of the labels are those of a scale."""
    if ends := opposed(words):
        return Guess(
            unsure=(
                Unsure(
                    kept("counted as a choice, no mean is offered: nothing says which end of its answers is the good "
                         "one"),
                    kept("they run from {low} to {high}", low=repr(ends[0]), high=repr(ends[-1])), stated,
                    python_list(ends),
                ),
            )
        )  # fmt: skip
    known = of_one_language(words)
    few = 2 * len(known) < len(words) and 2 * sum(words[label] for label in known) < stated
    if len(known) < 2 or len(words) > _MOST_LABELS or (few and not rates):
        return Guess()
    order, unknown = in_order(words)
    if why:
        evidence = why
    elif unknown:
        evidence = kept("no list of labels holds {strange} beside {known}", strange=_quoted(unknown),
                        known=_quoted(known[:3]))  # fmt: skip
    else:
        evidence = kept("no list of labels holds all of {words}", words=_quoted(order))
    doubt = kept("counted as a choice, no mean is offered: its answers have no place on one scale that is known")
    return Guess(unsure=(Unsure(doubt, _with_unknown(evidence, unknown), stated, python_list(order)),))


def _quoted(labels) -> str:
    return ", ".join(map(repr, list(labels)[:4]))


def _with_unknown(evidence: str, unknown: list[str]) -> str:
    """What is said of labels, and which of them have no known place."""
    if not unknown:
        return evidence
    return kept(
        "{evidence}; the place of {words} is not known: move it from the end of the list to where it belongs",
        evidence=evidence, words=_quoted(unknown),
    )  # fmt: skip


def _rates(label: str) -> bool:
    """Whether a label belongs to a family of ratings."""
    return any(ladder.sense != "choice" for ladder in place_of(label))


def in_order(labels) -> tuple[list[str], list[str]]:
    """Labels from low to high as far as is known, and those of which it is not.

    >>> in_order(["Good", "Bad", "Blue", "3+", "2"])
    (['Bad', '2', '3+', 'Good', 'Blue'], ['Blue'])
    """
    spelled: dict[str, str] = {}
    for label in labels:
        spelled.setdefault(label_key(str(label)) or str(label), str(label).strip())
    low, middle, numbers, high, unknown = [], [], [], [], []
    for label in spelled.values():
        value, carried = _number_of(label), numbered_words(label)
        if value is not None or carried is not None:
            numbers.append((value if value is not None else carried[0], label))
        elif (good := polarity(label)) is None:
            unknown.append(label)
        else:
            (low if good < -0.05 else high if good > 0.05 else middle).append((good, label))
    known = [*sorted(low), *([] if numbers else sorted(middle)), *sorted(numbers), *(sorted(middle) if numbers else [])]
    return [label for _, label in [*known, *sorted(high)]] + unknown, unknown


def _number_of(label: str) -> float | None:
    """A number, and "3+" or "100+" as well."""
    value = number_in(label)
    if value is not None:
        return value
    open_ended = label.rstrip("+ ").lstrip("<>≥≤ ")
    return number_in(open_ended) if open_ended != label else None


def python_list(labels) -> str:
    return "[" + ", ".join(map(repr, labels)) + "]"


# -- words for the ends, numbers between -----------------------------------------------------------


def _mixed(parts: Parts, said: Said, recommending: bool) -> Guess:
    stated = parts.stated
    words, numbers = parts.words, parts.numbers
    spelled: dict[str, str] = {}
    for label in words:
        spelled.setdefault(label_key(bare(label)), label)
    ends = {label: polarity(label) for label in spelled.values()}
    if len(ends) <= 2 and None not in ends.values() and not (parts.stars or parts.fractions or parts.percents):
        found = _with_words_at_the_ends(ends, numbers, said, recommending, stated)
        if found is not None:
            return found
    order, unknown = in_order([*words, *(f"{value:g}" for value in numbers)])
    if len(order) > _MOST_LABELS or not any(map(_rates, words)):
        return Guess()
    doubt = kept("counted as a choice, no mean is offered: numbers and words have no place on one scale that is known")
    evidence = kept("{words} ({answers}) beside the numbers {low} to {high}", words=_quoted(words),
                    answers=plural(sum(words.values()), "answer"), low=figure(min(numbers)),
                    high=figure(max(numbers)))  # fmt: skip
    return Guess(unsure=(Unsure(doubt, _with_unknown(evidence, unknown), stated, python_list(order)),))


def _with_words_at_the_ends(
    ends: Mapping[str, float], numbers, said: Said, recommending: bool, stated: int
) -> Guess | None:
    """A scale whose ends are written as words: "Not at all likely", 1, ..., 9, "Extremely likely"."""
    good = [label for label, value in ends.items() if value > 0.3]
    bad = [label for label, value in ends.items() if value < -0.3]
    if len(good) > 1 or len(bad) > 1 or len(good) + len(bad) < len(ends) or any(v != int(v) for v in numbers):
        return None
    turned = said.turned is True
    low_word, high_word = (good, bad) if turned else (bad, good)
    lowest, highest = min(numbers), max(numbers)
    spans = [(0, 10)] if recommending else list(ENDED[:12])
    if said.low is not None:
        spans = [(said.low, said.high)]
    fits = [
        (low, high)
        for low, high in spans
        if (low < lowest if low_word else low <= lowest) and (highest < high if high_word else highest <= high)
    ]
    if not fits:
        return None
    exact = [(low, high) for low, high in fits
             if lowest - low == (1 if low_word else 0) and high - highest == (1 if high_word else 0)]  # fmt: skip
    low, high = map(float, (exact or sorted(fits, key=lambda span: span[1] - span[0]))[0])
    labels = tuple((word[0], end) for word, end in ((low_word, low), (high_word, high)) if word)
    unsure = []
    settle = "{" + ", ".join(
        f"{text!r}: {value:g}"
        for text, value in sorted([*labels, *((f"{number:g}", number) for number in numbers)], key=lambda pair: pair[1])
    ) + "}"  # fmt: skip
    if not exact and said.low is None and not recommending:
        unsure.append(
            Unsure(kept("words for the ends and numbers between, read as {scale}", scale=f"{low:g}-{high:g}"),
                   kept("the numbers run from {low} to {high}", low=figure(lowest), high=figure(highest)), stated,
                   settle)
        )  # fmt: skip
    if said.turned is None and not recommending:
        unsure.append(
            Unsure(
                kept("words for the ends and numbers between: the high numbers were taken for the good ones"),
                kept("nothing says which end {low} is next to", low=figure(lowest)), sum(numbers.values()), settle,
            )
        )  # fmt: skip
    words = listed([kept("{word} for {label}", word=repr(label), label=figure(value)) for label, value in labels])
    found = found_by(Origin.TOLD, kept("{ends}, with numbers between", ends=words))
    return Guess(Scale(low, high, labels), found, turned, said.words if turned else "",
                 seen=dict(numbers), unsure=tuple(unsure))  # fmt: skip
