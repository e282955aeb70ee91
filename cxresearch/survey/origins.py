"""Where a scale came from: the first words of ``scale_from``, which are data. Programs read them in any language.

What stands behind them tells the rest to people. Nothing but this file knows these words.
"""

from enum import Enum

__all__ = ["CONFIRMED", "DECLARED", "Origin", "origin_of"]

DECLARED = "declared"
# A person looked at the guess and found it right.
CONFIRMED = "confirmed"


class Origin(Enum):
    """What speaks for a scale."""

    DECLARED = "a person or the file declared it"
    CONFIRMED = "a person found the guess right"
    GUESSED = "a guess that a person should confirm"
    CUSTOMARY = "numbers, and what is customary for this question"
    ALL_CHOSEN = "numbers or labels, each of them chosen"
    RECOMMENDING = "a question of recommending is asked on 0-10"
    TOLD = "its labels or its text"

    @property
    def is_settled(self) -> bool:
        return self in (Origin.DECLARED, Origin.CONFIRMED)

    @property
    def is_bare(self) -> bool:
        """Whether nothing but answers speaks for the points: for the span of numbers, for the list of labels."""
        return self in (Origin.GUESSED, Origin.CUSTOMARY, Origin.ALL_CHOSEN)


_FIRST_WORDS = (
    (DECLARED, Origin.DECLARED), (CONFIRMED, Origin.CONFIRMED), ("guessed", Origin.GUESSED),
    ("customary", Origin.CUSTOMARY), ("numbers", Origin.ALL_CHOSEN), ("labels:", Origin.ALL_CHOSEN),
    ("a question of recommending", Origin.RECOMMENDING),
)  # fmt: skip


def origin_of(scale_from: str) -> Origin:
    """What speaks for a scale, by the codebook's cell.

    >>> origin_of("guessed from numbers 1 to 4").name, origin_of("labels 'poor' to 'good'").name
    ('GUESSED', 'TOLD')
    """
    return next((origin for words, origin in _FIRST_WORDS if str(scale_from).startswith(words)), Origin.TOLD)
