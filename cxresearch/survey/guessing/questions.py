"""What a question is, by its answers and its own words: its kind, its scale, and what of that is a guess.

A question of recommending is asked on 0-10 unless the file says otherwise; one that invites comments is open; what a
person declares wins, or is refused where no answer fits it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from cxresearch.errors import ScaleError
from cxresearch.survey.answers import as_text
from cxresearch.survey.doubts import LEFT_OUT
from cxresearch.survey.group_order import month_of
from cxresearch.survey.guessing.number_scales import (
    ENOUGH,
    MISSING_CODES,
    NO_PLACE,
    PERHAPS_A_SCALE,
    Guess,
    Unsure,
)
from cxresearch.survey.guessing.question_words import (
    asks_effort,
    asks_for_a_count,
    asks_overall_satisfaction,
    asks_recommending,
    asks_to_rate,
    in_words,
    mentions_recommending,
    names_nps,
    tells_of_people,
)
from cxresearch.survey.guessing.scale_guesses import in_order, judge
from cxresearch.survey.labels import known_label, matching_ladders, normalise
from cxresearch.survey.numerals import number_in
from cxresearch.survey.origins import DECLARED, ON_TEN, Origin, found_by, how_of
from cxresearch.survey.scales import KEPT, OUTSIDE, UNREADABLE, Scale
from cxresearch.wording import count, figure, in_a_row, kept, named, say

__all__ = ["line_of", "is_date", "question_of", "words_of"]

_OPEN = re.compile(
    r"(any |your |other |further |additional |general |open |customer )*"
    r"(comments?|verbatims?|feedback|remarks?|kommentare?|anmerkung(en)?|commentaires?|comentarios?|comentários?|commenti?|"
    r"opmerking(en)?)( text| box)?"
)
_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}([ T].*)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}([ ,].*)?|\d{4}/\d{1,2}/\d{1,2}([ ,].*)?|"
    r"\d{1,2}-\d{1,2}-\d{4}([ T,].*)?|\d{4}年\d{1,2}月\d{1,2}日.*"
)
_DAY, _YEAR = r"\d{1,2}(?:st|nd|rd|th|\.|er)?", r"(?:\d{4}|'?\d{2})"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,5})?"
_NAMED_DATE = re.compile(
    rf"(?:[^\W\d_]+\.?,? )?(?:{_DAY}[ -](?:of |de |d')?(?P<month>[^\W\d_]+)\.?,?[ -](?:de |del )?{_YEAR}|"
    rf"(?P<first>[^\W\d_]+)\.? {_DAY},? (?:{_TIME} )?{_YEAR})(?:[ ,T]+(?:at |um |à )?{_TIME})?",
    re.IGNORECASE,
)
# Signs of a remark: a new line, a smiley behind words, three points or an exclamation mark, a word in quotation marks.
_REMARKS = {
    "lines": re.compile(r"\S\s*\n\s*\S"),
    "smiley": re.compile(r"\w\s+\w.*[\U0001F600-\U0001F64F\U0001F910-\U0001F92F\u2639\u263a]|[:;]-?[()]\s*$"),
    "breath": re.compile(r"\w[ ,]+\w.*(?:…|\.\.\.|!)\s*$"),
    "quoted": re.compile(r"[\"“”„«»][\w ]+[\"“”„«»],? \w"),
}
# From so many answers on, a declared scale that none of them has a place on is a mistake and no bad luck.
_FEW = 10
# Into so many groups people are sorted at most; a rating in whole points has fewer points; a share is 1 at most.
_MOST_GROUPS, _MANY_POINTS, _HIGHEST_SHARE, _LEAST_OF_A_HUNDRED = 60, 11, 1.0, 20


def _scores_among_oddities(usual: Scale, by_wording: str | None, guess: Guess, counts) -> tuple[str | None, Guess]:
    """Scores with typing errors among them, each written once, are scores; an answer that several gave is none."""
    strange = {answer: count for answer, count in counts.items()
               if usual.read(answer).status in (OUTSIDE, UNREADABLE)}  # fmt: skip
    good = sum(times for answer, times in counts.items() if usual.read(answer).status == KEPT)
    brief = sum(len(str(answer)) <= 30 for answer in strange)
    if by_wording is None or max(strange.values(), default=0) > 1 or not good or 2 * brief < len(strange):
        return None, guess
    shown = (repr(text if len(text) <= 40 else f"{text[:37]}...") for text in map(as_text, strange))
    evidence = kept("{answers}, each written once, beside {others} answers on 0-10", others=count(good),
                    answers=named(shown, most=5))  # fmt: skip
    left = Unsure(kept(NO_PLACE, scale="0-10"), evidence, len(strange), "(0, 10)")
    return "nps", Guess(usual, found_by(Origin.RECOMMENDING, kept(ON_TEN)), seen=guess.seen, unsure=(left,))


def is_date(answer: object) -> bool:
    """Whether an answer is a date, or is written as one."""
    if hasattr(answer, "isoformat"):
        return True
    text = str(answer)[:40].strip()
    if _DATE.fullmatch(text):
        return True
    named = _NAMED_DATE.fullmatch(text)
    return named is not None and month_of(next(filter(None, named.groups()))) is not None


def _looks_like(counts: Mapping[object, int]) -> str:
    """The kind of a question that has no scale."""
    total = sum(counts.values()) or 1
    numbers = sum(count for answer, count in counts.items() if number_in(answer) is not None)
    if numbers >= 0.9 * total:
        return "number"
    dated = sum(count for answer, count in counts.items() if is_date(answer))
    if dated >= 0.9 * total:
        return "date"
    if _are_remarks(counts):
        return "verbatim"
    longest = max((len(str(answer)) for answer in counts), default=0)
    mean_length = sum(len(str(answer)[:500]) * count for answer, count in counts.items()) / total
    if len(counts) <= 30 and len(counts) <= 0.5 * total + 2 and longest <= 120:
        return "choice"
    if len(counts) <= 0.05 * total and mean_length <= 60:
        return "choice"
    return "verbatim" if mean_length > 8 or len(counts) > 30 else "choice"


def _are_remarks(answers: Iterable[object]) -> bool:
    """Whether most answers are written as people write and options are not, in two ways at least.

    A few remarks that come back many times are no options, though there are as few of them.
    """
    found = [{name for name, sign in _REMARKS.items() if sign.search(str(answer))} for answer in answers]
    return len(found) >= 3 and 2 * sum(map(bool, found)) >= len(found) and len(set().union(*found)) >= 2


def words_of(column: str, text: str) -> str:
    """Name and wording in small letters, for the patterns that say what is asked."""
    return in_words(column) if text == column else f"{in_words(column)} {text.lower()}"


def question_of(column: str, text: str, counts: Mapping[object, int], given: object) -> tuple[dict, Guess]:
    """The kind and scale of a question, and what they were guessed from."""
    words = words_of(column, text)
    recommending = asks_recommending(words)
    by_wording = "nps" if recommending else "effort" if asks_effort(words) else None
    guess = judge(
        counts,
        text if text == column else f"{column} {text}",
        recommending=recommending or mentions_recommending(words),
    )
    if given is not None:
        return _declared(column, counts, given, guess, by_wording)
    scale, found = guess.scale, guess.found
    for_comments = any(_OPEN.fullmatch(normalise(name)) for name in (column, text))
    if for_comments and not guess.loose:
        return line_of("verbatim"), Guess()
    if recommending or mentions_recommending(words):
        by_wording, guess = _recommending(words, by_wording, guess, counts)
        scale, found = guess.scale, guess.found
    if guess.loose and by_wording != "nps":
        distinct = set(guess.seen)
        rates = asks_to_rate(words)
        if by_wording is None and tells_of_people(column, text):
            return line_of("choice"), _codes_of_people(guess)
        same = len(distinct) == 1 and sum(guess.seen.values()) >= ENOUGH and not rates
        many = len(distinct) > 21 and not (rates and _are_scores(distinct))
        if by_wording is None and (same or many or distinct <= {0.0, 1.0} or asks_for_a_count(words)):
            doubts = _number_doubts(replace(guess, unsure=())) or _perhaps_a_scale(guess, rates)
            return line_of("number"), Guess(seen=guess.seen, unsure=doubts)
        if by_wording == "effort" or asks_overall_satisfaction(words):
            found = found_by(Origin.CUSTOMARY, how_of(found))
    if scale is None:
        entry = line_of(_looks_like(counts) if counts else "verbatim")
        unsure = guess.unsure
        grouped = 0 < len(guess.seen) <= _MOST_GROUPS and 0 <= min(guess.seen) <= max(guess.seen) < 100
        if entry["kind"] == "number" and grouped and tells_of_people(column, text):
            return line_of("choice"), _codes_of_people(guess)
        if entry["kind"] == "number":
            unsure = _number_doubts(guess) or _perhaps_a_scale(guess, asks_to_rate(words))
        return entry, Guess(seen=guess.seen, unsure=unsure if entry["kind"] in ("choice", "number") else ())
    return line_of(by_wording or "rating", scale, found, guess.turned), guess


def line_of(kind: str, scale: Scale | None = None, found: str = "", turned: bool = False) -> dict:
    return {"kind": kind, "scale": str(scale) if scale else "", "scale_from": found, "reversed": turned}


def _declared(column: str, counts, given: object, guess: Guess, by_wording: str | None) -> tuple[dict, Guess]:
    """What a person declares wins; where no answer has a place on it, it is refused."""
    try:
        declared, falls = Scale.declared(given)
        scale = _with_labels(declared, counts, guess)
    except ScaleError as problem:
        raise ScaleError(say("Question {column}: {problem}", column=repr(column), problem=problem)) from None
    statuses = {answer: scale.read(answer).status for answer in counts}
    strange = [answer for answer, status in statuses.items() if status == UNREADABLE]
    if sum(counts[answer] for answer in strange) >= _FEW and not {KEPT, OUTSIDE} & set(statuses.values()):
        raise ScaleError(
            say("Question {column}: none of its answers has a place on the scale that scales= declares ({scale}). "
                "Found: {names}. Pass the labels as they are written, lowest first: scales={{{column}: {order}}}.",
                column=repr(column), scale=scale, names=named(map(repr, strange), most=6),
                order=in_order(map(as_text, strange))[0])
        )  # fmt: skip
    # A rising pair says nothing of the direction, so the words still do; a falling pair, labels and numbers say it.
    turned = falls or (guess.turned and not declared.labels)
    line = line_of(by_wording or "rating", scale, DECLARED, turned)
    why = kept("declared from the worst to the best") if falls else guess.why_turned
    return line, Guess(why_turned=why if turned else "")


def _number_doubts(guess: Guess) -> tuple[Unsure, ...]:
    if not guess.codes:
        return guess.unsure
    codes = in_a_row(*map(figure, guess.codes), by=", ")
    others = [value for value in guess.seen if value not in guess.codes]
    return (
        Unsure(
            kept("a number; {codes} is counted as an answer and may be a code for no answer", codes=codes),
            kept("all others run from {low} to {high}", low=figure(min(others)), high=figure(max(others))),
            sum(guess.seen.values()), MISSING_CODES.format(", ".join(f"{value:g}" for value in guess.codes)),
        ),
    )  # fmt: skip


def _are_scores(values: set[float]) -> bool:
    """Whether many different numbers can be ratings with decimals: 7.8 of 10, 4.3 of 5."""
    return len(values) > _MANY_POINTS and any(value % 1 for value in values) and _HIGHEST_SHARE < max(values) <= 10


def _perhaps_a_scale(guess: Guess, rates: bool) -> tuple[Unsure, ...]:
    """A doubt on numbers of which the words ask for a judgement, where they can be shares of 1 or points of 100."""
    if not rates or not guess.seen or sum(guess.seen.values()) < _FEW:
        return ()
    low, high = min(guess.seen), max(guess.seen)
    share = any(value % 1 for value in guess.seen) and high <= _HIGHEST_SHARE
    points = _LEAST_OF_A_HUNDRED < high <= 100
    if low < 0 or not (share or points) or len(guess.seen) <= _MANY_POINTS:
        return ()
    evidence = kept("its words ask for a judgement, and it runs from {low} to {high}", low=figure(low),
                    high=figure(high))  # fmt: skip
    return (Unsure(kept(PERHAPS_A_SCALE), evidence, sum(guess.seen.values()), "(0, 1)" if share else "(0, 100)"),)


def _codes_of_people(guess: Guess) -> Guess:
    low, high = min(guess.seen), max(guess.seen)
    doubt = kept("counted as a choice, no mean is offered: its name speaks of who people are, and its numbers "
                 "stand for groups whose names are not in the file")  # fmt: skip
    evidence = kept("numbers {low} to {high}", low=figure(low), high=figure(high))
    unsure = Unsure(doubt, evidence, sum(guess.seen.values()), f"({low:g}, {high:g})", LEFT_OUT)
    return Guess(seen=guess.seen, unsure=(unsure,))


def _recommending(words: str, by_wording: str | None, guess: Guess, counts) -> tuple[str | None, Guess]:
    """A question of recommending is asked on 0-10 unless the file says otherwise, if it was asked on a scale at all."""
    usual = Scale(0.0, 10.0)
    scale, seen = guess.scale, guess.seen
    if scale is not None and not guess.loose:
        on_ten = scale.span == (0.0, 10.0)
        return ("nps" if on_ten or (by_wording and not scale.labels) else None), guess
    if scale is None:
        return _scores_among_oddities(usual, by_wording, guess, counts)
    n, highest = sum(seen.values()), max(seen)
    if set(seen) <= {0.0, 1.0} and not names_nps(words):
        # "Did you recommend us to a friend?" is answered 0 or 1, and says so by having no other answer.
        return None, guess
    if by_wording is None and highest < 8:
        return None, guess
    if n >= ENOUGH and highest <= 7 and min(seen) >= 1 and len(seen) >= 3:
        doubt = kept("read as a rating on {scale} and not as 0-10, so no Net Promoter Score is made of it",
                     scale=f"{scale.low:g}-{scale.high:g}")  # fmt: skip
        evidence = kept("all {n} answers to a question of recommending run from {low} to {high}", n=count(n),
                        low=figure(min(seen)), high=figure(highest))  # fmt: skip
        return None, replace(guess, unsure=(*guess.unsure, Unsure(doubt, evidence, n, "(0, 10)")))
    return "nps", replace(guess, scale=usual, found=found_by(Origin.RECOMMENDING, kept(ON_TEN)), loose=False)


def _with_labels(scale: Scale, counts: Mapping[object, int], guess: Guess) -> Scale:
    """A declared span without labels borrows them from the family that the answers belong to."""
    if scale.labels:
        return scale
    if guess.scale is not None and guess.scale.span == scale.span and guess.scale.labels:
        return replace(scale, labels=guess.scale.labels)
    words = [str(answer) for answer in counts if number_in(answer) is None and known_label(str(answer))]
    for ladder, seen in matching_ladders(words):
        if len(ladder.points) == scale.points:
            return replace(scale, labels=ladder.given(seen, scale.low))
    return scale
