"""What was guessed and could change a number: few, ranked, each with the line that settles it.

Whoever reads a file and has to choose between two readings chooses one and leaves a :class:`Doubt`: what was taken,
what speaks for and against it, how many answers hang on it, and what a person writes to be sure. A doubt goes away by
itself once the codebook says otherwise or a person confirms it; nobody keeps a list.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from itertools import zip_longest

import pandas as pd

from cxresearch.survey.codebook import split_text
from cxresearch.survey.origins import origin_of
from cxresearch.wording import again, fields_of, from_record, kept, message_of, named, record_of, told

__all__ = [
    "COLUMNS", "LEFT_OUT", "MAY_MOVE", "MAY_REVERSE", "Doubt", "choice_of", "either", "joined", "notes_of",
    "records_of", "standing", "table_of",
]  # fmt: skip

COLUMNS = ["question", "doubt", "evidence", "answers", "settle"]

# How bad it would be if the guess were wrong; the worst comes first.
MAY_REVERSE = 3  # the number could say the opposite, or what is counted are no answers of people
MAY_MOVE = 2  # the number could be another one
LEFT_OUT = 1  # some answers are in no number

# What settles which end is good: two options to choose from.
_CHOICE = told("{straight} if {high} is the good end, {turned} if {low} is")
_SAID = ("doubt", "evidence", "settle")


@dataclass(frozen=True)
class Doubt:
    """One guess that could change a number. Its texts are kept in English; ``again`` says them in another language.

    Parameters
    ----------
    question : str
        The question or column that it is about; ``""`` where it is about the whole file.
    doubt : str
        What was taken for what, without the name of the question, so that the same doubt about ten questions is one.
    evidence : str
        What speaks for it and against it, with counts.
    answers : int
        How many answers (or rows) hang on it.
    settle : str
        The option that settles it, ready to copy: ``scales={'Q1': (1, 5)}``.
    gravity : int
        ``MAY_REVERSE``, ``MAY_MOVE`` or ``LEFT_OUT``.
    taken : str
        What the codebook or the roles say of it; filled in when a Survey takes the doubt over.
    """

    question: str
    doubt: str
    evidence: str
    answers: int
    settle: str
    gravity: int = MAY_MOVE
    taken: str = ""

    def sentence(self) -> str:
        """The doubt as a note or a warning, kept in English."""
        what = kept("{question}: {what}", question=self.question, what=self.doubt) if self.question else self.doubt
        if self.evidence:
            what = kept("{what} ({evidence})", what=what, evidence=self.evidence)
        return kept("{what}. To settle it: {line}", what=what, line=self.settle)

    def as_record(self) -> dict:
        """As it is kept beside a saved survey: its texts, and how they were said."""
        said = {name: record for name in _SAID if (record := record_of(getattr(self, name)))}
        return {name: _plain(value) for name, value in asdict(self).items()} | ({"said": said} if said else {})

    @classmethod
    def from_record(cls, record: dict) -> "Doubt":
        """The doubt that :meth:`as_record` gave."""
        said = record.get("said", {})
        told = {name: value for name, value in record.items() if name != "said"}
        return cls(**told | {name: from_record(how, told[name]) for name, how in said.items()})


def records_of(notes: Iterable[str]) -> list:
    """How each note was said, as JSON keeps it beside the notes; None where one was written and not said."""
    return list(map(record_of, notes))


def notes_of(notes: Iterable[str], records: Iterable = ()) -> tuple[str, ...]:
    """Notes with how they were said."""
    return tuple(from_record(how, note) if how else note for note, how in zip_longest(notes, records))


def _plain(value):
    return str(value) if isinstance(value, str) else value


def either(straight: str, turned: str, low: object, high: object) -> str:
    """The two options of which one settles which end is good."""
    return kept(_CHOICE, straight=straight, turned=turned, low=low, high=high)


def choice_of(settle: str) -> dict:
    """``straight, high, turned, low`` of what :func:`either` made; empty for any other line."""
    return fields_of(settle) if message_of(settle) == _CHOICE else {}


def states(book: pd.DataFrame, roles) -> dict[str, str]:
    """What is said of every column at this time: a doubt about it holds as long as this stays."""
    said: dict[str, list[str]] = {}
    for role, column in roles.items():
        said.setdefault(column, []).append(role)
    found = {column: ", ".join(named) for column, named in said.items()}
    rows = zip(book["id"], book["kind"], book["scale"], book["reversed"], strict=True)
    return found | {question: f"{kind} {scale} {bool(turned)}" for question, kind, scale, turned in rows}


def taken_over(doubts: Iterable[Doubt], book: pd.DataFrame, roles) -> tuple[Doubt, ...]:
    """The doubts with what they are about written into them."""
    doubts = tuple(doubts)
    if all(one.taken for one in doubts):
        return doubts
    said = states(book, roles)
    return tuple(one if one.taken else replace(one, taken=said.get(one.question, "")) for one in doubts)


def standing(doubts: Iterable[Doubt], book: pd.DataFrame, roles) -> list[Doubt]:
    """The doubts that neither the codebook nor a role has settled."""
    doubts = list(doubts)
    if not doubts:
        return []
    settled = [origin_of(cell).is_settled for cell in book["scale_from"]]
    sure, said = set(book["id"][settled]), states(book, roles)
    return [one for one in doubts if one.question not in sure and one.taken == said.get(one.question, "")]


def joined(doubts: Iterable[Doubt]) -> list[Doubt]:
    """The same doubt about several questions becomes one; the worst first, then those on which most answers hang."""
    alike: dict[tuple, list[Doubt]] = {}
    for one in dict.fromkeys(doubts):
        alike.setdefault((one.gravity, one.doubt, _option(one.settle)), []).append(one)
    found = []
    for (gravity, doubt, _), same in alike.items():
        evidence = list(dict.fromkeys(one.evidence for one in same))
        found.append(
            Doubt(
                named(_by_stem(dict.fromkeys(one.question for one in same)), most=6, bare=True),
                doubt,
                evidence[0] if len(evidence) == 1
                else kept("{evidence}, and alike in {more} more", evidence=evidence[0], more=str(len(same) - 1)),
                sum(one.answers for one in same),
                _settled_at_once([one.settle for one in same]),
                gravity,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one.gravity, -one.answers, one.question))


def _by_stem(questions: Iterable[str]) -> list[str]:
    """Questions by their words; the rows of a grid behind what they share, which is said once."""
    if len(questions := list(questions)) < 2:
        return questions
    rows: dict[str, list[str]] = {}
    for question in questions:
        stem, row = split_text(question)
        rows.setdefault(stem if row else "", []).append(row or question)
    grids = [f"{stem} [{', '.join(found)}]" for stem, found in rows.items() if stem]
    return [*grids, *rows.get("", [])]


def table_of(doubts: Iterable[Doubt]) -> pd.DataFrame:
    """The joined doubts as the table that people read, in the language of now.

    ``question, doubt, evidence, answers, settle``; the texts remember how they were said.

    >>> a, b = (Doubt(q, "read as 1-5", "no 5", 9, f"scales={{{q!r}: (1, 5)}}") for q in "ab")
    >>> table_of([a, b]).values.tolist()
    [['a, b', 'read as 1-5', 'no 5', 18, "scales={'a': (1, 5), 'b': (1, 5)}"]]
    """
    found = joined(doubts)
    table = {column: pd.Series([again(getattr(one, column)) for one in found], dtype=object) for column in COLUMNS}
    return pd.DataFrame(table).astype({"question": str, "answers": int})


def _option(settle: str) -> str:
    """The option that a line is for: several ``scales={...}`` can become one, other lines only if they are the same."""
    if choice := choice_of(settle):
        return f"scales {choice['high']} {choice['low']}"
    name, opened, _ = settle.partition("={")
    return name if opened and settle.endswith("}") else settle


def _settled_at_once(lines: list[str]) -> str:
    lines = list(dict.fromkeys(lines))
    if len(lines) == 1:
        return lines[0]
    if choices := list(filter(None, map(choice_of, lines))):
        straight, turned = (_settled_at_once([one[name] for one in choices]) for name in ("straight", "turned"))
        return either(straight, turned, choices[0]["low"], choices[0]["high"])
    name = _option(lines[0])
    return f"{name}={{{', '.join(line.removeprefix(f'{name}={{')[:-1] for line in lines)}}}"
