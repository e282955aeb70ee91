"""What each audience is asked: the same topics in the same words, whichever form carries them.

Leaders, staff and customers rate one list on one scale; all say what matters to customers, and leaders and staff also
predict what customers will answer. The words are those of the language of now, so that a form is in one language.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from cxresearch.errors import OptionError
from cxresearch.stats.audits.catalogue import find_instrument, instruments
from cxresearch.stats.audits.instrument_parts import Instrument
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF
from cxresearch.survey.labels import normalise
from cxresearch.survey.scales import Scale
from cxresearch.wording import named, say, told

__all__ = [
    "AUDIENCES", "OPEN", "Group", "Question", "answers_of", "checked_instruments", "checked_predictors",
    "checked_topics", "groups_of", "questions_for",
]  # fmt: skip

AUDIENCES = (LEADERSHIP, STAFF, CUSTOMERS)
OPEN = (
    told("What do we do well?"),
    told("What could be improved?"),
    told("What do competitors do differently?"),
    told("What should we continue or start doing?"),
)
_IMPORTANCE = (
    told("Not at all important"),
    told("Slightly important"),
    told("Moderately important"),
    told("Very important"),
    told("Extremely important"),
)
_GOOD = (told("very bad"), told("very good"))
_LIKELY = (told("not at all likely"), told("extremely likely"))
_FULLY = (told("not at all"), told("fully"))
_MOST_TOPICS, _LONGEST = 200, 200


class Question(NamedTuple):
    """A question of one form; ``text`` is the whole wording, stem and row, as it goes into a survey tool.

    ``ends`` say what the lowest and the highest number mean where the wording does not, ``note`` what the rungs of a
    ladder look like; ``table`` names the table in which it is a row.
    """

    id: str
    stem: str
    row: str
    aspect: str
    kind: str
    scale: str
    ends: tuple[str, ...] = ()
    note: str = ""
    table: str = ""

    @property
    def text(self) -> str:
        """Stem and row in one line."""
        return f"{self.stem} - {self.row}" if self.row else self.stem


class Group(NamedTuple):
    """Questions that stand in one table because they share their stem and scale; or one question by itself."""

    stem: str
    kind: str
    aspect: str
    scale: str
    ends: tuple[str, ...]
    questions: tuple[Question, ...]

    @property
    def is_table(self) -> bool:
        """Whether it has rows."""
        return bool(self.questions[0].row)

    @property
    def tag(self) -> str:
        """A short name: its table's, or its one question's id."""
        return self.questions[0].table or self.questions[0].id


def questions_for(
    audience: str,
    topics: Iterable[str],
    *,
    company: str,
    scale: Scale,
    predicts: bool,
    open_questions: Iterable[str] = OPEN,
    audits: Sequence[Instrument] = (),
) -> list[Question]:
    """The questions of one audience, in the order asked.

    >>> asked = questions_for("Leadership", ["Billing"], company="us", scale=Scale(0, 10), predicts=True)
    >>> asked[0].text
    'How would you rate us today on each of the following? (0 = very bad, 10 = very good) - Billing'
    """
    listed, span = list(topics), str(scale)
    importance = " | ".join(f"{at}={say(label)}" for at, label in enumerate(_IMPORTANCE, start=1))
    rating = say("How would you rate {company} today on each of the following?", company=company)
    blocks = [
        ("EXP", _with_ends(rating, scale, _GOOD), "experience", span),
        ("IMP", say("How important is each of the following to customers?"), "importance", f"1-5: {importance}"),
    ]
    if predicts:
        guess = say("What do you predict customers will answer on each of the following?")
        blocks.append(("PRE", _with_ends(guess, scale, _GOOD), "prediction", span))
    found = [
        Question(f"{code}_{at}", stem, topic, aspect, "rating", values, table=code)
        for code, stem, aspect, values in blocks
        for at, topic in enumerate(listed, start=1)
    ]
    for instrument in audits:
        found += _items(instrument.spoken(), audience)
    # Another question than the customers', and so another name: recommending an employer is no loyalty of customers.
    if audience == CUSTOMERS:
        name, text = "NPS", say("How likely are you to recommend {company} to a friend or colleague?", company=company)
    else:
        name, text = "ENPS", say("How likely are you to recommend {company} as a place to work?", company=company)
    found.append(Question(name, text, "", "experience", "nps", "0-10", tuple(map(say, _LIKELY))))
    asked = [say(text) if text in OPEN else text for text in open_questions if text]
    return found + [Question(f"OE_{at}", text, "", "", "verbatim", "") for at, text in enumerate(asked, start=1)]


def _with_ends(stem: str, scale: Scale, ends: tuple[str, str]) -> str:
    """The stem with what its numbers mean. An export holds the question and the answers, and the answers of few people
    do not show where their scale ends; so the question has to say it."""
    if scale.labels:
        return stem
    low, high = map(say, ends)
    return say("{question} ({low} = {worst}, {high} = {best})", question=stem, low=f"{scale.low:g}", worst=low,
               high=f"{scale.high:g}", best=high)  # fmt: skip


def _items(instrument: Instrument, audience: str) -> Iterator[Question]:
    stem = say("{title}: how far does each of the following describe us?", title=instrument.title)
    stem = _with_ends(stem, instrument.scale, _FULLY)
    for item in instrument.items:
        if audience in (instrument.asked_of(item) or AUDIENCES):
            rungs = "; ".join(f"{at:g} = {text}" for at, text in sorted(item.anchors.items()))
            yield Question(
                item.id, stem, item.text, "experience", "rating", str(instrument.scale), note=rungs, table=instrument.id
            )  # fmt: skip


def groups_of(questions: Iterable[Question]) -> list[Group]:
    """Questions of one form as tables and single questions, in their order."""
    found = []
    for at, one in groupby(enumerate(questions), key=lambda pair: _table_of(*pair)):
        own = tuple(question for _, question in one)
        found.append(Group(at[1], own[0].kind, own[0].aspect, own[0].scale, own[0].ends, own))
    return found


def _table_of(at: int, question: Question) -> tuple:
    return (-1 if question.row else at, question.stem, question.scale, question.kind)


def answers_of(group: Group) -> list[tuple[float, str]]:
    """What may be answered: value and label; a number is its own label."""
    scale = Scale.parse(group.scale)
    if scale.labels:
        return [(value, label) for label, value in scale.labels]
    steps = round(scale.high - scale.low)
    return [(scale.low + at, f"{scale.low + at:g}") for at in range(steps + 1)]


def checked_topics(topics: Iterable[str]) -> list[str]:
    """Topics as they will be read, each once.

    Survey tools set a row behind its stem with a dash or in brackets; one in a topic would part it in two.

    >>> checked_topics(["App - speed", "Fees [monthly]"])
    ['App – speed', 'Fees (monthly)']
    """
    if isinstance(topics, str):
        raise OptionError(say(
            "topics is a list of touchpoints; got the one text {topics}. Pass [{topics}].",
            topics=repr(topics),
        ))  # fmt: skip
    listed = []
    for topic in topics:
        if not isinstance(topic, str) or not topic.strip():
            raise OptionError(say(
                "topics holds {topic}; a topic is a text such as 'Billing and fees'.",
                topic=repr(topic),
            ))  # fmt: skip
        plain = " ".join(topic.split()).replace(" - ", " – ")
        plain = re.sub(r"\[([^\[\]]*)\]$", r"(\1)", plain)
        if len(plain) > _LONGEST:
            raise OptionError(say(
                "The topic {plain}... has {n} signs, at most {longest} fit a form.",
                plain=repr(plain[:40]), n=len(plain), longest=_LONGEST,
            ))  # fmt: skip
        if normalise(plain) in {normalise(other) for other in listed} and normalise(plain):
            raise OptionError(say("The topic {plain} is there twice. Name each once.", plain=repr(plain)))
        listed.append(plain)
    if not listed or len(listed) > _MOST_TOPICS:
        raise OptionError(say(
            "topics holds {n} topics; pass 1 to {most_topics}.",
            n=len(listed), most_topics=_MOST_TOPICS,
        ))  # fmt: skip
    return listed


def checked_predictors(predictors: Iterable[str]) -> tuple[str, ...]:
    """Who predicts; only leaders and staff can."""
    given = (predictors,) if isinstance(predictors, str) else tuple(predictors)
    for name in given:
        if name not in (LEADERSHIP, STAFF):
            raise OptionError(say(
                "predictors= names {name}; {leadership} and {staff} can predict what customers will say.",
                name=repr(name), leadership=LEADERSHIP, staff=STAFF,
            ))  # fmt: skip
    return given


def checked_instruments(given) -> tuple[Instrument, ...]:
    """Instruments whose items can be asked as they stand; an instrument without any is refused by name."""
    alone = isinstance(given, (str, Path, Mapping, Instrument))
    found = tuple(find_instrument(one) for one in ((given,) if alone else given))
    for one in found:
        if not one.items or one.scale is None:
            known = [other.id for other in instruments().found.values() if other.items and other.scale]
            raise OptionError(say(
                "{id} has no items of its own to put on a form: what it asks hangs on the client's topics, programmes "
                "or units. Instruments with items: {known}.",
                id=one.id, known=named(known),
            ))  # fmt: skip
    ids = [item.id for one in found for item in one.items]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise OptionError(say(
            "Two instruments share items ({twice}); answers could not be told apart. Name one.",
            twice=named(twice),
        ))  # fmt: skip
    return found
