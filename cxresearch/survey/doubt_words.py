"""Doubts in the language of now. They are kept in English, as they were written when the answers were read.

A doubt is kept with its survey, compared and joined, so its words may not hang on who looks at it. Here they are found
again as messages with fields, and said as any other message.
"""

import re
from functools import lru_cache

from cxresearch.speaking import language_now
from cxresearch.wording import Notes, number, say, told

__all__ = ["MESSAGES", "NOTES", "Noted", "doubt_in_words", "note_in_words"]

# The more special ones first: the first that fits is taken.
MESSAGES = (
    # -- what settles it
    told("{straight} if {high} is the good end, {turned} if {low} is"),
    told("{line} if it is not"),
    told("{line}, each question with the one that asks the same"),
    # -- the doubt
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
    told("numbers {low} to {high}, each of them chosen in all {n} questions of the block"),
    told("numbers {low} to {high}, each of them chosen"),
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
)  # fmt: skip
# What is noted when answers are read, kept in English as doubts are.
NOTES = (
    told("text in {encoding}, cells separated by comma"),
    told("text in {encoding}, cells separated by semicolon"),
    told("text in {encoding}, cells separated by tab"),
    told("text in {encoding}, cells separated by bar"),
    told("text in {encoding}, a single column"),
    told("roles by column name: {roles}"),
    told("audience names mapped: {names}"),
    told("{question}: several choices in one cell, {n} indicators made ({options})"),
    told("{question}: given once and counted as other: {words}"),
    told("{question}: {n} choices, one indicator each ({options})"),
    told("1 closed question with answers in no known order, counted as choices: {questions}; where one is"
         " a rating, pass its labels from low to high (sorted only as far as known here): {line}"),
    told("{n} closed questions with answers in no known order, counted as choices: {questions}; where one"
         " is a rating, pass its labels from low to high (sorted only as far as known here): {line}"),
    told("{column} is taken for the role {role}: its name allows it and its values are words; name "
         "another column for the role, if it is a question"),
    told("{column} is called like the role {role} and is not taken for it: {why}; pass {line} if it is"),
    told("{question}: the comma in {n} answers is part of an option, since the parts do not recombine; "
         "pass {line} where several could be ticked"),
    told("{answers} in {questions} declined ({words}) and counted apart from missing ones: {where}"),
    told("a long file: {rows} became {people}"),
    told("recognised as a long file, a row an answer: {call}"),
    told("left out, because they differ between the rows of a respondent: {columns}"),
    told("1 column with the name of another, called {names}"),
    told("{n} columns with the name of another, called {names}"),
    told("{n} columns without a name, called {names}"),
    told("{questions}: every person gives each of the places 1 to {n} once, a ranking and no rating; "
         "ranking() has its means and first places"),
    told("{n} of {rows} rows excluded as no respondents ({why})"),
    told("{n} blank rows passed over"),
    told("1 line above the names of {platform} passed over: {words}"),
    told("1 line above the table passed over: {words}"),
    told("{n} lines above the table passed over: {words}"),
    told("{question}: low numbers are the good ones ({why}), so the question is read as reversed"),
    told("formatted as percent, so that a stored 0.5 is 50: {columns}"),
    told("{role}: spellings of one name made alike: {names}"),
    told("a sign between thousands was read as such: {columns}"),
    told("mark-up taken out of {cells}: {where}"),
    told("the names of the columns look like answers ({names}): if the file has no header, add one"),
    told("{question}: {what}: not used in any number"),
    told("in doubt: {doubt}"),
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
    for message, pattern in _patterns(MESSAGES):
        if found := pattern.fullmatch(text):
            return say(message, **{name: doubt_in_words(value) for name, value in found.groupdict().items()})
    return text


def note_in_words(text: str) -> str:
    """A note in the language of now; as it is where its words are not known.

    >>> note_in_words("29 blank rows passed over")
    '29 blank rows passed over'
    """
    text = str(text)
    if language_now() == "en":
        return text
    for message, pattern in _patterns(NOTES):
        if found := pattern.fullmatch(text):
            return say(message, **{name: doubt_in_words(value) for name, value in found.groupdict().items()})
    return text


class Noted(Notes):
    """Notes of a Survey: kept in English, shown in the language of now.

    >>> list(Noted(["29 blank rows passed over"]))
    ['29 blank rows passed over']
    """

    __slots__ = ()

    def shown(self) -> list[str]:
        return [note_in_words(line) for line in self]


@lru_cache(maxsize=2)
def _patterns(messages: tuple[str, ...]) -> tuple[tuple[str, re.Pattern], ...]:
    """Each message with the pattern that finds its fields."""
    made = []
    for message in messages:
        parts = re.split(r"\{(\w+)\}", message)
        pattern = "".join(re.escape(part) if at % 2 == 0 else f"(?P<{part}>.+?)" for at, part in enumerate(parts))
        made.append((message, re.compile(pattern, re.DOTALL)))
    return tuple(made)
