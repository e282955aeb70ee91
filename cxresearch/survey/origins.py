"""Where a scale came from: the first word of the codebook's ``scale_from``, which programs read in any language.

What stands behind the word, and a colon, tells people how it was found.
"""

import re
from enum import Enum

from cxresearch.speaking import fields_of, kept, told

__all__ = ["CONFIRMED", "DECLARED", "ON_TEN", "Origin", "found_by", "how_of", "origin_of"]


class Origin(Enum):
    """What speaks for a scale, by the word that stands for it."""

    # A person or the file declared it.
    DECLARED = told("declared")
    # A person looked at the guess and found it right.
    CONFIRMED = told("confirmed")
    # A guess that a person should confirm.
    GUESSED = told("guessed")
    # Numbers, and what is customary for this question.
    CUSTOMARY = told("customary")
    # Numbers or labels, each of them chosen.
    CHOSEN = told("chosen")
    # A question of recommending is asked on 0-10.
    RECOMMENDING = told("recommending")
    # Its labels or its text.
    TOLD = told("told")

    @property
    def is_settled(self) -> bool:
        return self in (Origin.DECLARED, Origin.CONFIRMED)

    @property
    def is_bare(self) -> bool:
        """Whether nothing but answers speaks for the points: for the span of numbers, for the list of labels."""
        return self in (Origin.GUESSED, Origin.CUSTOMARY, Origin.CHOSEN)


DECLARED, CONFIRMED = Origin.DECLARED.value, Origin.CONFIRMED.value
ON_TEN = told("a question of recommending is asked on 0-10")
# What folders that were saved before hold in place of the word.
_BEFORE = {"numbers": Origin.CHOSEN, "labels:": Origin.CHOSEN, "a": Origin.RECOMMENDING}
_FIRST = re.compile(r"\w+:?")


def found_by(origin: Origin, how: str) -> str:
    """The codebook's cell: the word, and how it was found.

    >>> found_by(Origin.GUESSED, "from numbers 1 to 4")
    'guessed: from numbers 1 to 4'
    """
    return kept("{origin}: {how}", origin=kept(origin.value), how=how)


def how_of(cell: str) -> str:
    """How it was found, without the word.

    >>> how_of(found_by(Origin.GUESSED, "from numbers 1 to 4"))
    'from numbers 1 to 4'
    """
    return fields_of(cell).get("how") or str(cell).partition(": ")[2]


def origin_of(cell: str) -> Origin:
    """What speaks for a scale, by the codebook's cell.

    >>> origin_of("guessed: from numbers 1 to 4").name, origin_of("told: labels 'poor' to 'good'").name
    ('GUESSED', 'TOLD')
    """
    found = _FIRST.match(str(cell))
    word = found[0] if found else ""
    known = {origin.value: origin for origin in Origin}
    return known.get(word.removesuffix(":")) or _BEFORE.get(word, Origin.TOLD)
