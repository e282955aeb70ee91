"""Doubts in the language of now. They are kept in English, as they were written when the answers were read.

A doubt is kept with its survey, compared and joined, so its words may not hang on who looks at it. Here they are found
again as messages with fields, and said as any other message.
"""

import re
from functools import lru_cache

from cxresearch.speaking import language_now
from cxresearch.wording import number, say, told

__all__ = ["MESSAGES", "doubt_in_words"]

# The more special ones first: the first that fits is taken.
MESSAGES = (
    told("the scale"),
    told("some answers have no place on {scale} and are left out of every number"),
    told("a number; {codes} is counted as an answer and may be a code for no answer"),
    told("read as a rating on {scale} and not as 0-10, so no Net Promoter Score is made of it"),
    told("{codes} taken for a code of no answer and left out"),
    told("labels read as {points} points from {low} to {high}; may be another list of labels"),
    told("labels of {languages} languages read as one scale of {points} points"),
    told("counted as a choice, no mean is offered: its answers have no place on one scale that is known"),
    told("counted as a choice, no mean is offered: numbers and words have no place on one scale that is known"),
    told("counted as a choice, no mean is offered: its answers carry numbers, and their words have no place on a known "
         "scale"),
    told("counted as a choice, no mean is offered: nothing says which end of its answers is the good one"),
    told("words for the ends and numbers between, read as {scale}"),
    told("words for the ends and numbers between: the high numbers were taken for the good ones"),
    told("no rating: {found}, and too many answers lie outside"),
    told("the question's text contradicts itself on which end is good; high numbers were taken as good"),
    told("labels and text contradict each other on which end is good; the labels were followed"),
    told("which end is the good one stands in words that no list holds; high numbers were taken as good"),
    told("read with high numbers as the good ones; nothing says which end is the best, and of school marks it is 1"),
    told("scale guessed from the answers, read as {scale}; it may also be {others}"),
    told("scale guessed from the answers, read as {scale}"),
    told("scale guessed from the scores, read as {low} to {high}"),
    told("scale guessed, read as {low} to {high}"),
    told("counted as a number and not as a rating; it may also be a scale"),
    told("read so that {example}"),
    told("{audience}: in no match, so in no comparison with the others"),
    told("no survey weight by its values, so nobody is weighted by it"),
    told("taken for the survey weight by its name"),
    # -- evidence
    told("{evidence}, and alike in {more} more"),
    told("{evidence}; the place of {words} in the list is not known"),
    told("{answers}, each written once, beside {others} answers on 0-10"),
    told("all others run from {low} to {high}"),
    told("they run from {low} to {high}"),
    told("none of {ratings} is asked of anybody else in the same words"),
    told("all {n} answers to a question of recommending run from {low} to {high}"),
    told("{codes} among labels"),
    told("{seen} of the {points} points were chosen; they may also be read as {other}"),
    told("another list of labels"),
    told("{one}, or as {other}"),
    told("{points} points from {low} to {high}"),
    told("{labels} beside {n} answers that have one"),
    told("no list of labels holds all of {words}"),
    told("no list of labels holds {strange} beside {known}"),
    told("only two answers were given, one on each side: perhaps there were no others"),
    told("{words} ({answers}) beside the numbers {low} to {high}"),
    told("the numbers run from {low} to {high}"),
    told("scores run from {low} to {high}"),
    told("nothing says which end {low} is next to"),
    told("{answers} of {all} without a place on the scale"),
    told("{codes} beside {n} answers from {low} to {high}"),
    told("{answers} on {scale}, beside {n} others"),
    told("by the labels {labels}; by the text {text}"),
    told("the question says {words}"),
    told("numbered labels from {low} to {high}"),
    told("labels: {n} points, each of them chosen"),
    told("numbers {low} to {high}, each of them chosen"),
    told("numbers {low} to {high} in {answers} in {questions}; nobody chose {points}"),
    told("numbers {low} to {high} in {answers}; nobody chose {points}"),
    told("numbers {low} to {high} in {answers} in {questions}"),
    told("numbers {low} to {high} in {answers}"),
    told("it runs from 0 to {high}, no other question beside it does, and nothing in its words speaks of a scale"),
    told("a survey weight has a mean of 1; {mean}"),
    told("its mean is {mean} and {column} stands beside it"),
    told("its mean is {mean}"),
    told("{sign}, and numbers of four digits without it stand beside"),
    told("the sign {sign} stands before decimals or between thousands"),
    told("the sign {sign} stands between thousands or before three decimals"),
    told("{low} is {bad} and {high} is {good}"),
    told("{given} of {n} answers"),
    told("{n} answers"),
    told("1 answer"),
    told("{n} questions"),
    told("{value} is {words}"),
    told("{low} to {high}"),
    told("{one} beside {other}"),
    told("{one} or {other}"),
    # -- what settles it
    told("{straight} if {high} is the good end, {turned} if {low} is"),
    told("{line} if it is not"),
    told("{line}, each question with the one that asks the same"),
)  # fmt: skip
_QUOTED = re.compile(r"""(?:'[^']*'|"[^"]*")(?:, (?:'[^']*'|"[^"]*"))*""")
_PLAIN_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+\.\d+")


def doubt_in_words(text: str) -> str:
    """A doubt, its evidence or what settles it in the language of now; as it is where its words are not known.

    >>> doubt_in_words("1,200 answers")
    '1,200 answers'
    """
    text = str(text)
    if language_now() == "en" or not text or _QUOTED.fullmatch(text):  # somebody's own words stay
        return text
    if _PLAIN_NUMBER.fullmatch(text):
        value = float(text.replace(",", ""))
        return number(value, digits=len(text.partition(".")[2]))
    for message, pattern in _patterns():
        if found := pattern.fullmatch(text):
            return say(message, **{name: doubt_in_words(value) for name, value in found.groupdict().items()})
    return text


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern], ...]:
    """Each message with the pattern that finds its fields."""
    made = []
    for message in MESSAGES:
        parts = re.split(r"\{(\w+)\}", message)
        pattern = "".join(re.escape(part) if at % 2 == 0 else f"(?P<{part}>.+?)" for at, part in enumerate(parts))
        made.append((message, re.compile(pattern, re.DOTALL)))
    return tuple(made)
