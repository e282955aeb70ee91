"""What a room is asked: questions are data, and the four of the workshop are only what is asked if nothing else is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.labels import normalise
from cxresearch.wording import did_you_mean, named, say, told

__all__ = ["FOUR_QUESTIONS", "KINDS", "NOTICE", "Question", "find_question", "read_questions", "spoken"]

KINDS = ("open", "competitors", "rating")
_SCALES = ((0, 10), (0, 100))
_MOST, _LONGEST = 60, 300


@dataclass(frozen=True)
class Question:
    """One question to the room.

    Attributes
    ----------
    number : int
        From 1, in the order asked; 0 lets the workshop number it.
    text : str
        As it stands on sheets, phones and boards.
    kind : str
        ``"open"``; ``"competitors"`` (open, and each answer may be marked good or bad); ``"rating"`` (guessed before
        the reveal, see `Workshop.guess`).
    topic : str
        What a rating is about ("Billing"), in the words of the survey's touchpoint; the text where it is empty.
    scale : (low, high)
        Of a rating: (0, 10) or (0, 100).

    Examples
    --------
    >>> Question(1, "What do we do well?").kind
    'open'
    """

    number: int
    text: str
    kind: str = "open"
    topic: str = ""
    scale: tuple[int, int] = (0, 10)

    def __post_init__(self):
        text = " ".join(str(self.text).split())
        if not text or len(text) > _LONGEST:
            raise OptionError(say(
                "A question has 1 to {longest} signs; question {number} has {n}.",
                longest=_LONGEST, number=self.number, n=len(text),
            ))  # fmt: skip
        if self.kind not in KINDS:
            raise OptionError(say(
                "The question {text} is of kind {kind}. Kinds are {kinds}.",
                text=repr(text), kind=repr(self.kind), kinds=named(KINDS),
            ))  # fmt: skip
        if tuple(self.scale) not in _SCALES:
            raise OptionError(say(
                "The question {text} has the scale {scale}. Pass (0, 10) or (0, 100).",
                text=repr(text), scale=repr(self.scale),
            ))  # fmt: skip
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "scale", tuple(self.scale))
        topic = " ".join(str(self.topic).split()) or (text if self.kind == "rating" else "")
        object.__setattr__(self, "topic", topic)


FOUR_QUESTIONS = (
    Question(1, told("What do we do well?")),
    Question(2, told("What could be improved?")),
    Question(3, told("What do competitors do differently, and is that good or bad?"), "competitors"),
    Question(4, told("What should continue or start?")),
)
NOTICE = told(
    "What you write is shown in this room today, never with a name: your audience stands with it only where at "
    "least five of each are here, and your table only where five of you sit at it. Please name no persons. What leaves "
    "the room is grouped, so that nobody can be recognised."
)
_OURS = {question.text for question in FOUR_QUESTIONS} | {
    NOTICE, told("Leadership"), told("Staff"), told("Customers"), told("Workshop"),
}  # fmt: skip


def spoken(text: str) -> str:
    """A question, a notice, an audience or a table in the language of now where the words are ours, else as they are.

    >>> spoken("Staff"), spoken("Our {own} question")
    ('Staff', 'Our {own} question')
    """
    if text in _OURS:
        return say(text)
    table = re.fullmatch(r"Table ([0-9]{1,6})", text)
    return say("Table {number}", number=table[1]) if table else text


def read_questions(given: Iterable[object] | None) -> tuple[Question, ...]:
    """Questions as a caller may write them: texts, mappings or `Question`; the four by default.

    Raises
    ------
    OptionError
        If there are none or too many, one is there twice, or one is no question.

    Examples
    --------
    >>> [(q.number, q.kind) for q in read_questions(["What now?", {"text": "Billing", "kind": "rating"}])]
    [(1, 'open'), (2, 'rating')]
    """
    if given is None:
        return FOUR_QUESTIONS
    if isinstance(given, (str, Mapping, Question)):
        raise OptionError(say(
            "questions is a list of questions; got one: {given}. Put it into a list.",
            given=repr(given),
        ))  # fmt: skip
    asked = [_question(at, one) for at, one in enumerate(given, start=1)]
    if not 1 <= len(asked) <= _MOST:
        raise OptionError(say("questions holds {n}; pass 1 to {most}.", n=len(asked), most=_MOST))
    seen: dict[str, Question] = {}
    for question in asked:
        twin = seen.setdefault(normalise(question.text) or question.text, question)
        if twin is not question:
            raise OptionError(say(
                "The question {text} is there twice ({number} and {number_2}).",
                text=repr(question.text), number=twin.number, number_2=question.number,
            ))  # fmt: skip
    return tuple(asked)


def find_question(asked: Iterable[Question], wanted: object) -> Question:
    """The question that a number from 1, a text or a `Question` stands for.

    Raises
    ------
    QuestionError
        If there is no such question; names those there are.
    """
    asked = tuple(asked)
    number = wanted.text if isinstance(wanted, Question) else wanted
    if isinstance(number, str) and (written := re.fullmatch(r"\s*[Qq]?\s?([0-9]{1,4})(\.0*)?\s*", number)):
        number = int(written[1])
    elif isinstance(number, float) and number.is_integer():
        number = int(number)
    if isinstance(number, str):
        plain = normalise(number)
        found = [one for one in asked if plain and plain in (normalise(one.text), normalise(one.topic))]
        if len(found) == 1:
            return found[0]
    elif hasattr(number, "__index__") and not isinstance(number, bool) and 1 <= number <= len(asked):
        return asked[int(number) - 1]
    known = named(f"{one.number} ({one.text})" for one in asked)
    near = did_you_mean(number, [one.text for one in asked]) if isinstance(number, str) else ""
    raise QuestionError(say(
        "No question {wanted} in this workshop.{near} Questions: {known}. Pass a number or a text.",
        wanted=repr(wanted), near=near, known=known,
    ))  # fmt: skip


def _question(number: int, given: object) -> Question:
    if isinstance(given, Question):
        return replace(given, number=number)
    if isinstance(given, str):
        return Question(number, given)
    if isinstance(given, Mapping):
        unknown = [name for name in given if name not in ("text", "kind", "topic", "scale", "number")]
        if unknown or "text" not in given:
            raise OptionError(say(
                "Question {number} has {given}; it takes text, kind, topic and scale.",
                number=number, given=named(given),
            ))  # fmt: skip
        return Question(number, **{name: value for name, value in given.items() if name != "number"})
    raise OptionError(say(
        "Question {number} is {given}; pass a text, a mapping with text and kind, or a Question.",
        number=number, given=repr(given),
    ))  # fmt: skip
