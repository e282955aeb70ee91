"""Questions of one block share one scale: what one of them leaves open, all of them together may say.

A block is the rows of one matrix, or columns side by side whose scales were guessed from numbers alone. Labels that one
row lacks are taken from the others; numbers are looked at together, so that 1 to 4 in all of many answers is 1-4.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from cxresearch.survey.doubts import LEFT_OUT, MAY_REVERSE, Doubt, either
from cxresearch.survey.guessing.number_scales import (
    ENOUGH,
    PERHAPS_A_SCALE,
    SCALE_GUESSED,
    USUAL,
    WHICH_END,
    Guess,
    Unsure,
    from_span,
    numbers_between,
)
from cxresearch.survey.guessing.scale_guesses import ANOTHER_LIST, judge, python_list
from cxresearch.survey.labels import label_key
from cxresearch.survey.origins import DECLARED, Origin, found_by, origin_of
from cxresearch.survey.scales import Scale
from cxresearch.wording import figure, kept, message_of, number, plural, told

__all__ = ["Drafted", "doubts_of", "share_scales"]

_BLOCK = 3
# So seldom would all answers miss a point by chance; so few answers at its last point mean that a scale goes on.
_CHANCE = 0.001
_SELDOM = 0.05
_THIN = 0.03
_FEW_POINTS = ((0, 3), (0, 4), (0, 5), (0, 6), (1, 3), (1, 4), (1, 6))
_ENDS = (3, 4, 5, 7)
_FROM_ONE = (1, 10)
_MANY = 100
_MANY_POINTS = 11
_SURE = 1000
# By whether points were left out, and whether several questions were looked at.
_NUMBERS = {
    (False, False): told("{numbers} in {answers}"),
    (False, True): told("{numbers} in {answers} in {questions}"),
    (True, False): told("{numbers} in {answers}; nobody chose {points}"),
    (True, True): told("{numbers} in {answers} in {questions}; nobody chose {points}"),
}


@dataclass
class Drafted:
    """A question while its codebook line is being made."""

    line: dict
    guess: Guess
    counts: Mapping[object, int]
    rates: bool = False

    @property
    def is_loose(self) -> bool:
        """Whether numbers alone speak for its scale."""
        return self.guess.loose and bool(self.line["scale"]) and self.line["scale_from"] != DECLARED


def share_scales(drafted: list[Drafted]) -> None:
    """Let questions of one block agree on their scale, in place."""
    _share_labels(drafted)
    blocks = _blocks(drafted)
    known = _known_spans(drafted)
    for block in blocks:
        _share_numbers(block)
        if len(known) == 1:
            _follow_span(block, *known.items())


# -- labels ---------------------------------------------------------------------------------------


def _share_labels(drafted: list[Drafted]) -> None:
    by_stem: dict[str, list[Drafted]] = {}
    for one in drafted:
        if one.guess.family is not None and one.line["scale_from"] != DECLARED:
            by_stem.setdefault(one.line["stem"], []).append(one)
    for rows in by_stem.values():
        if len(rows) > 1:
            _read_alike(rows)
    firm = [one for rows in by_stem.values() for one in rows if _is_firm(one)]
    for rows in by_stem.values():
        for one in rows:
            if any(map(_of_another_list, one.guess.unsure)):
                _follow(one, firm)


def _read_alike(rows: list[Drafted]) -> None:
    together: dict[object, int] = {}
    for one in rows:
        for answer, count in one.counts.items():
            together[answer] = together.get(answer, 0) + count
    whole = judge(together)
    if whole.scale is None or not whole.scale.labels:
        return
    for one in rows:
        own = Scale.parse(one.line["scale"])
        if whole.scale.labels != own.labels and len(rows) > 1:
            more = tuple(filter(_of_another_list, whole.unsure))
            found = (
                found_by(Origin.GUESSED, kept("from labels of all rows")) if more
                else found_by(Origin.TOLD, kept("labels of all rows of the question"))
            )  # fmt: skip
            one.line |= {"scale": str(whole.scale), "scale_from": found}
            one.guess = replace(one.guess, scale=whole.scale, unsure=_of_this_list(one) + more)


def _of_another_list(unsure: Unsure) -> bool:
    return message_of(unsure.doubt) == ANOTHER_LIST


def _of_this_list(one: Drafted) -> tuple[Unsure, ...]:
    return tuple(unsure for unsure in one.guess.unsure if not _of_another_list(unsure))


def _is_firm(one: Drafted) -> bool:
    return origin_of(one.line["scale_from"]) is not Origin.GUESSED


def _follow(one: Drafted, firm: list[Drafted]) -> None:
    """Read labels as another question of the survey does, in which more of them were chosen."""
    own = {label_key(label) for label in map(str, one.counts)}
    placed = {label_key(label) for label, _ in Scale.parse(one.line["scale"]).labels} & own
    for other in firm:
        if other is one or other.guess.family != one.guess.family or not other.line["scale"]:
            continue
        seen = {label_key(label) for label in map(str, other.counts)}
        scale = Scale.parse(other.line["scale"])
        known = {label_key(label) for label, _ in scale.labels}
        if placed and placed <= known and len(known & seen) > len(placed):
            one.line |= {"scale": other.line["scale"],
                         "scale_from": found_by(Origin.TOLD, kept("labels as in {question}",
                                                                     question=other.line["id"]))}  # fmt: skip
            one.guess = replace(one.guess, unsure=_of_this_list(one), scale=scale)
            return


# -- numbers --------------------------------------------------------------------------------------


def _blocks(drafted: list[Drafted]) -> list[list[Drafted]]:
    """Rows of one matrix, and other questions side by side, as far as their numbers can be of one scale."""
    runs: dict[object, list[Drafted]] = {}
    stems: dict[str, int] = {}
    for one in drafted:
        stems[one.line["stem"]] = stems.get(one.line["stem"], 0) + 1
    at, before = 0, False
    for one in drafted:
        if not one.is_loose or one.line["kind"] != "rating":
            if one.is_loose:
                runs[("alone", one.line["id"])] = [one]
            before = False
            continue
        stem = one.line["stem"]
        if stems[stem] > 1:
            runs.setdefault(stem, []).append(one)
            before = False
            continue
        at += not before
        wide, zero = max(one.guess.seen) > 7, min(one.guess.seen) == 0
        runs.setdefault((at, wide, zero), []).append(one)
        before = True
    return _with_those_beside(runs)


def _with_those_beside(runs: dict[object, list[Drafted]]) -> list[list[Drafted]]:
    """Questions side by side, parted where chance does not allow that they share a scale; a few go with the many."""
    beside = [key for key in runs if isinstance(key, tuple) and key[0] != "alone"]
    for key in beside:
        parted = _parted(runs.pop(key))
        runs |= {(*key, at): block for at, block in enumerate(parted)}
    beside = [key for key in runs if isinstance(key, tuple) and key[0] != "alone"]
    for key in sorted(beside, key=lambda key: -len(runs[key])):
        block = runs.get(key, [])
        if len(block) < _BLOCK:
            continue
        points = _counted(block)
        for other in [other for other in beside if other != key and other[0] == key[0] and other in runs]:
            few = runs[other]
            inside = max(points) >= max(map(max, (one.guess.seen for one in few)))  # what goes above 7 is 0-10
            inside &= key[1] or min(points) <= min(map(min, (one.guess.seen for one in few)))
            if 2 * len(few) > len(block) or not inside:
                continue
            joined = [one for one in few if _may_be_of(one.guess.seen, points)]
            block += joined
            runs[other] = [one for one in few if one not in joined]
            if not runs[other]:
                del runs[other]
    return list(runs.values())


def _parted(block: list[Drafted]) -> list[list[Drafted]]:
    """A run of questions by the highest point that they may have offered, the longest scale first."""
    found = []
    while block:
        points = _counted(block)
        near = max(points) - 1
        short = [one for one in block if max(one.guess.seen) == near and near in _ENDS
                 and sum(one.guess.seen.values()) >= ENOUGH
                 and _beyond(one.guess.seen) > -math.log(_CHANCE)]  # fmt: skip
        # One question may miss a point by chance or by what it asks; where as many miss it as not, it is another scale.
        other = {id(one) for one in short} if len(short) > 1 and 2 * len(short) >= len(block) else set()
        here = [
            one for one in block if id(one) not in other
            and (max(points) - max(one.guess.seen) < 2 or _may_be_of(one.guess.seen, points))
        ]  # fmt: skip
        found.append(here)
        block = [one for one in block if one not in here]
    return found


def _counted(block: list[Drafted]) -> dict[float, int]:
    seen: dict[float, int] = {}
    for one in block:
        for value, count in one.guess.seen.items():
            seen[value] = seen.get(value, 0) + count
    return seen


def _may_be_of(own: Mapping[float, int], points: Mapping[float, int]) -> bool:
    """Whether a question that misses points of its neighbours may have been asked on their scale.

    Chance may have left them out, or the answers run thin towards the points that are missing. Where many answers
    stop short at a point that many chose, that point is an end.
    """
    n, whole = sum(own.values()), sum(points.values())
    within = sum(count for value, count in points.items() if min(own) <= value <= max(own)) / whole
    end = own[max(own)] if max(own) < max(points) else own[min(own)]
    if n < ENOUGH or within**n > _CHANCE or end < _THIN * n:
        return True
    return max(own) < max(points) and not _ends_before(own, max(points), _CHANCE)


def _ends_before(own: Mapping[float, int], high: float, chance: float) -> bool:
    """Whether answers end at least two points below the highest of their block, at a point that many chose.

    A single point that one question of a block lacks is no evidence of another scale.
    """
    return max(own) in _ENDS and max(own) + 1 < high and _beyond(own) > -math.log(chance)


def _beyond(own: Mapping[float, int]) -> float:
    """How many answers would be expected at the next two points, were they there: as the last ones fall, or as many."""
    last = max(own)
    falls = min(1.0, own[last] / own[last - 1]) if own.get(last - 1) else 1.0
    return own[last] * (falls + falls**2)


def _known_spans(drafted: list[Drafted]) -> dict[tuple[float, float], str]:
    """The spans that labels, texts or a person give to ratings in numbers, each with a question that has it."""
    found: dict[tuple[float, float], str] = {}
    for one in drafted:
        if one.line["kind"] == "rating" and one.line["scale"] and not one.guess.loose and one.guess.family is None:
            found.setdefault(Scale.parse(one.line["scale"]).span, one.line["id"])
    return found


def _follow_span(block: list[Drafted], known: tuple[tuple[float, float], str]) -> None:
    """Where all ratings whose span is told have one, a guess of the same span is none."""
    span, other = known
    for one in block:
        if one.line["scale"] and Scale.parse(one.line["scale"]).span == span:
            if not _is_firm(one):
                one.line["scale_from"] = found_by(Origin.TOLD, kept(
                    "{low} to {high} as in {question}", low=figure(span[0]), high=figure(span[1]), question=other
                ))  # fmt: skip
            one.guess = replace(one.guess, unsure=_without_guess(one))


def _share_numbers(block: list[Drafted]) -> None:
    seen = _counted(block)
    low, high, n = min(seen), max(seen), sum(seen.values())
    inside = {value for value in seen if 0 <= value <= 10}
    if not inside or min(seen) < 0:
        for one in block:
            _told(one, Scale.parse(one.line["scale"]), one.line["scale_from"], _usual_doubt(seen, n, len(block), one))
        return
    if set(seen) == {1.0, 2.0} and n >= ENOUGH * len(block) and not any(one.rates for one in block):
        for one in block:
            one.line |= {"kind": "choice", "scale": "", "scale_from": "", "aspect": ""}
            one.guess = replace(one.guess, scale=None, loose=False, unsure=(_two_codes(one),))
        return
    span, sure = _span(seen, low, high, n, len(block), any(one.rates for one in block))
    for one in block:
        if span is None:  # counted from 0 and not far: a number, until a person says that it is a scale
            unsure = _number_doubt(one, high)
            one.line |= {"kind": "number", "scale": "", "scale_from": "", "aspect": ""}
            one.guess = replace(one.guess, scale=None, loose=False, unsure=(unsure,))
            continue
        scale = Scale(*map(float, span))
        if sure and len(block) > 1 and _ends_before(one.guess.seen, high, _SELDOM):
            short = _short_doubt(one, scale, high)
            _told(one, scale, found_by(Origin.GUESSED, kept("from all rows of the question")), short)
        elif sure:
            ends = {"low": figure(low), "high": figure(high)}
            if len(block) > 1 and span not in USUAL:
                found = kept("numbers {low} to {high}, each of them chosen in all {n} questions of the block", **ends,
                             n=str(len(block)))  # fmt: skip
            else:
                found = kept("numbers {low} to {high}, each of them chosen", **ends)
            _told(one, scale, found_by(Origin.CHOSEN, found), None)
        else:
            own = one.line["scale_from"] if Scale.parse(one.line["scale"]) == scale else ""
            if not own and len(block) > 1:
                own = found_by(Origin.GUESSED, kept("from all rows of the question"))
            _told(one, scale, own or from_span(low, high), _usual_doubt(seen, n, len(block), one, scale))


def _falls_like_a_count(seen: Mapping[float, int], n: int) -> bool:
    """Mostly 0 to 2 with a thin tail up to 10: how often, how many; no rating of anything that is still in business."""
    low = sum(count for value, count in seen.items() if value <= 2)
    high = sum(count for value, count in seen.items() if value >= 8)
    return min(seen) == 0 and max(seen) > 5 and low >= 0.6 * n and high <= 0.05 * n


def _span(seen: Mapping[float, int], low: float, high: float, n: int, questions: int, rates: bool):
    """The span of a block, and whether it is beyond doubt; None for counts from 0 that are no scale."""
    whole = all(value == int(value) for value in seen)
    every = whole and all(value in seen for value in range(int(low), int(high) + 1))
    if not whole and len(seen) > _MANY_POINTS:  # no page offers tenths of seven points
        return (1, 5) if low >= 1 and high <= 5 else (0, 10), False
    if questions == 1 and n >= ENOUGH and not rates and _falls_like_a_count(seen, n):
        return None, False
    if every and (low, high) == _FROM_ONE and questions > 1 and n >= _MANY and seen[low] >= _THIN * n:
        return _FROM_ONE, questions >= 5 and n >= _SURE  # many chose the lowest point, and nobody one below it
    if (low, high) in USUAL:
        # All points of 1-5 and of 1-7 were chosen, or nearly all of 0-10.
        chosen = len(seen) / (high - low + 1)
        return (low, high), whole and chosen >= 0.8 and n >= 20
    if every and (low, high) in _FEW_POINTS and n >= _MANY and (questions > 1 or low == 1) and seen[high] >= 0.03 * n:
        if low == 1 and questions == 1 and seen[high] < 0.1 * n:
            return next(span for span in USUAL if span[0] <= low and high <= span[1]), False
        return (low, high), questions >= 5 and n >= _SURE
    if low == 0 and high <= 7 and questions == 1 and n >= ENOUGH:
        return None, False
    return next((span for span in USUAL if span[0] <= low and high <= span[1]), USUAL[-1]), False


def _told(one: Drafted, scale: Scale, found: str, unsure: Unsure | None) -> None:
    if origin_of(one.line["scale_from"]) is Origin.CUSTOMARY and scale.span in USUAL:
        one.guess = replace(one.guess, unsure=_without_guess(one))
        return
    one.line |= {"scale": str(scale), "scale_from": found}
    one.guess = replace(one.guess, scale=scale, unsure=(*_without_guess(one), *([unsure] if unsure else [])))


def _without_guess(one: Drafted) -> tuple[Unsure, ...]:
    return tuple(unsure for unsure in one.guess.unsure if message_of(unsure.doubt) not in SCALE_GUESSED)


def _usual_doubt(seen: Mapping[float, int], n: int, questions: int, one: Drafted, scale: Scale | None = None) -> Unsure:
    scale = scale or Scale.parse(one.line["scale"])
    low, high = min(seen), max(seen)
    own = one.guess.seen
    also = []
    if scale.span == (0, 10) and low >= 1:
        also = ["1-10"] if high > 7 else ["1-7", "1-10"]
    elif scale.low == 1 and high < scale.high and (1, high) in _FEW_POINTS:
        also = [f"1-{high:g}"]
    elif scale.span in _FEW_POINTS:
        also = [f"{scale.low:g}-{end}" for end in (5, 7, 10) if end > scale.high][:2]
    whole = all(value == int(value) for value in seen)
    nobody = (
        [] if not whole else [value for value in range(int(scale.low), int(scale.high) + 1) if value not in seen][:4]
    )
    unused = figure(scale.high + 1) if scale.span in _FEW_POINTS else ", ".join(map(str, nobody))
    evidence = kept(_NUMBERS[bool(unused), questions > 1], numbers=numbers_between(low, high),
                    answers=plural(n, "answer"), questions=plural(questions, "question"), points=unused)  # fmt: skip
    span = f"{scale.low:g}-{scale.high:g}"
    if also:
        others = also[0] if len(also) == 1 else kept("{one} or {other}", one=also[0], other=also[1])
        doubt = kept(SCALE_GUESSED[1], scale=span, others=others)
    else:
        doubt = kept(SCALE_GUESSED[0], scale=span)
    return Unsure(doubt, evidence, sum(own.values()), f"({scale.low:g}, {scale.high:g})")


def _short_doubt(one: Drafted, scale: Scale, high: float) -> Unsure:
    own = one.guess.seen
    n, end = sum(own.values()), max(own)
    evidence = kept("numbers {low} to {end} in {answers}, beside questions that go up to {high}", low=figure(min(own)),
                    end=figure(end), answers=plural(n, "answer"), high=figure(high))  # fmt: skip
    doubt = kept(SCALE_GUESSED[1], scale=f"{scale.low:g}-{scale.high:g}", others=f"{scale.low:g}-{end:g}")
    return Unsure(doubt, evidence, n, f"({scale.low:g}, {scale.high:g})")


def _two_codes(one: Drafted) -> Unsure:
    return Unsure(
        kept("counted as a choice, no mean is offered: 1 and 2 alone are most likely codes, such as yes and no"),
        kept("nobody of {n} chose 3", n=number(sum(one.guess.seen.values()))), sum(one.guess.seen.values()), "(1, 5)",
        LEFT_OUT,
    )  # fmt: skip


def _number_doubt(one: Drafted, high: float) -> Unsure:
    n = sum(one.guess.seen.values())
    return Unsure(
        kept(PERHAPS_A_SCALE),
        kept("it runs from 0 to {high}, no other question beside it does, and nothing in its words speaks of a scale",
             high=figure(high)),
        n, f"(0, {10 if high > 7 else high:g})",
    )  # fmt: skip


# -- doubts ---------------------------------------------------------------------------------------


def doubts_of(drafted: list[Drafted]) -> list[Doubt]:
    """The doubts of all questions, each with the line that settles it."""
    found = []
    for one in drafted:
        for unsure in one.guess.unsure:
            settle = _settle(one, unsure)
            found.append(Doubt(one.line["id"], unsure.doubt, unsure.evidence, unsure.answers, settle, unsure.gravity))
    return found


def _settle(one: Drafted, unsure: Unsure) -> str:
    name = one.line["id"]
    if unsure.scale.startswith("missing"):
        return unsure.scale.replace("?", repr(name))
    if unsure.scale and unsure.scale != WHICH_END:
        return f"scales={{{name!r}: {unsure.scale}}}"
    scale = Scale.parse(one.line["scale"]) if one.line["scale"] else None
    if scale is None:
        return f"scales={{{name!r}: (low, high)}}"
    if unsure.gravity == MAY_REVERSE and scale.points <= 11:
        low, high = int(scale.low), int(scale.high)
        if not scale.labels:
            return either(f"scales={{{name!r}: ({low}, {high})}}", f"scales={{{name!r}: ({high}, {low})}}", low, high)
        turned = ", ".join(f"{value}: {low + high - value}" for value in range(low, high + 1))
        straight = ", ".join(f"{value}: {value}" for value in range(low, high + 1))
        return either(f"scales={{{name!r}: {{{straight}}}}}", f"scales={{{name!r}: {{{turned}}}}}", low, high)
    if unsure.gravity == LEFT_OUT and scale.labels and len(scale.labels) == scale.points:
        return f"scales={{{name!r}: {python_list(label for label, _ in scale.labels)}}}"
    return f"scales={{{name!r}: ({scale.low:g}, {scale.high:g})}}"
