"""What was guessed and could change a number: few, ranked, each with the line that settles it.

Whoever reads a file and has to choose between two readings chooses one and leaves a :class:`Doubt`: what was taken,
what speaks for and against it, how many answers hang on it, and what a person writes to be sure. A doubt goes away by
itself once the codebook says otherwise or a person confirms it; nobody keeps a list.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

import pandas as pd

from cxresearch.errors import listing

__all__ = ["CHOICE", "COLUMNS", "LEFT_OUT", "MAY_MOVE", "MAY_REVERSE", "Doubt", "joined", "table_of"]

COLUMNS = ["question", "doubt", "evidence", "answers", "settle"]

# How bad it would be if the guess were wrong; the worst comes first.
MAY_REVERSE = 3  # the number could say the opposite, or what is counted are no answers of people
MAY_MOVE = 2  # the number could be another one
LEFT_OUT = 1  # some answers are in no number

# What settles which end is good: two options to choose from.
CHOICE = re.compile(r"(scales=\{.*\}) (if \S+ is the good end), (scales=\{.*\}) (if \S+ is)", re.DOTALL)
_SETTLED = ("declared", "confirmed")


@dataclass(frozen=True)
class Doubt:
    """One guess that could change a number.

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
        """The doubt as a note or a warning."""
        about = f"{self.question}: " if self.question else ""
        reasons = f" ({self.evidence})" if self.evidence else ""
        return f"{about}{self.doubt}{reasons}. To settle it: {self.settle}"

    def as_record(self) -> dict:
        """As it is kept beside a saved survey."""
        return asdict(self)


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
    sure, said = set(book["id"][book["scale_from"].isin(_SETTLED)]), states(book, roles)
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
                listing(dict.fromkeys(one.question for one in same), most=6),
                doubt,
                evidence[0] + (f", and alike in {len(same) - 1} more" if len(evidence) > 1 else ""),
                sum(one.answers for one in same),
                _settled_at_once([one.settle for one in same]),
                gravity,
            )
        )
    return sorted(found, key=lambda one: (-one.gravity, -one.answers, one.question))


def table_of(doubts: Iterable[Doubt]) -> pd.DataFrame:
    """The joined doubts as the table that people read: ``question, doubt, evidence, answers, settle``.

    >>> a, b = (Doubt(q, "read as 1-5", "no 5", 9, f"scales={{{q!r}: (1, 5)}}") for q in "ab")
    >>> table_of([a, b]).values.tolist()
    [['a, b', 'read as 1-5', 'no 5', 18, "scales={'a': (1, 5), 'b': (1, 5)}"]]
    """
    rows = [[getattr(one, column) for column in COLUMNS] for one in joined(doubts)]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"answers": int})


def _option(settle: str) -> str:
    """The option that a line is for: several ``scales={...}`` can become one, other lines only if they are the same."""
    if choice := CHOICE.fullmatch(settle):
        return f"scales {choice[2]} {choice[4]}"
    name, opened, _ = settle.partition("={")
    return name if opened and settle.endswith("}") else settle


def _settled_at_once(lines: list[str]) -> str:
    lines = list(dict.fromkeys(lines))
    if len(lines) == 1:
        return lines[0]
    if choices := [choice.groups() for line in lines if (choice := CHOICE.fullmatch(line))]:
        straight, high, turned, low = zip(*choices, strict=True)
        return f"{_settled_at_once(list(straight))} {high[0]}, {_settled_at_once(list(turned))} {low[0]}"
    name = _option(lines[0])
    return f"{name}={{{', '.join(line.removeprefix(f'{name}={{')[:-1] for line in lines)}}}"
