"""What stands under and over every picture: who answered, how sure, what is hidden."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.letters import unknown
from cxresearch.stats.bases.naming import base_of, people
from cxresearch.stats.bases.verdicts import ALIGNED, GAP, UNDECIDED
from cxresearch.wording import capital, count, noun, plural, points, say

__all__ = [
    "SIGNS",
    "base_line",
    "both_ends",
    "counts",
    "groups_line",
    "n_words",
    "question_line",
    "rows_line",
    "units_of",
    "unknown_signs",
    "verdicts_line",
]

# What stands for a verdict where large type leaves one line; a gap is set in bold.
SIGNS = {GAP: "", ALIGNED: "≈", UNDECIDED: "?"}


def n_words(audience: str | None, numbers: Iterable[float], persons: Iterable[float] | None = None) -> str:
    """A base that may differ by row; answers apart from persons where some answered more than once.

    >>> n_words("Leadership", [41.0, 41.0]), n_words("Customers", [1890.0, 1912.0]), n_words(None, [3.0, 1.0])
    ('41 leaders', '1,890 to 1,912 customers', '1 to 3 answers')
    >>> n_words("Customers", [400.0], [300.0])
    '400 answers of 300 customers'
    """
    numbers = list(numbers)
    who = list(numbers if persons is None else persons)
    if sum(n for n in who if n > 0) < sum(n for n in numbers if n > 0):
        people_of = n_words(audience, who) if audience else plural(max(who), "person", "people")
        return say("{answers} of {people}", answers=n_words(None, numbers), people=people_of)
    known = [n for n in numbers if n > 0]
    if not known:
        return say("{who} hidden", who=people(audience) if audience else noun("answers"))
    low, high = min(known), max(known)
    if audience is None:
        words = plural(high, "answer")
    else:
        words = base_of(audience, high)
    return words if low == high else say("{low} to {high}", low=count(low), high=words)


def counts(numbers: Iterable[float], absent: str = "") -> list[str]:
    """Bases as they stand beside rows.

    >>> counts([1890.0, float("nan")])
    ['1,890', 'hidden']
    """
    return [count(n) if np.isfinite(n) else absent or say("hidden") for n in np.asarray(numbers, dtype=float)]


def base_line(
    bases: dict[str | None, Iterable[float]], *, units: pd.Series | None = None, persons: dict | None = None
) -> str:
    """ "Base: 41 leaders; 1,912 customers." """
    if not any(np.isfinite(n) for numbers in bases.values() for n in numbers):
        return say("Base: hidden.")
    words = [n_words(audience, numbers, (persons or {}).get(audience)) for audience, numbers in bases.items()]
    if units is not None and units.notna().any():
        words.insert(0, units_of(units))
    return say("Base: {base}.", base="; ".join(words))


def units_of(units: pd.Series) -> str:
    """How many units stand behind rows."""
    low, high = units.min(), units.max()
    of = plural(high, "unit")
    return of if low == high else say("{low} to {high}", low=count(low), high=of)


def question_line(topic: str) -> list[str]:
    """The question that all rows of a picture are about."""
    plain = " ".join(str(topic).split())
    return [say("Question: {question}", question=plain if plain.endswith(("?", ".", "!")) else plain + ".")]


def both_ends(known: Sequence[bool], shown: int) -> list[int]:
    """So many places from both ends of those that hold a figure: to leave out the worst would be a finding of its own.

    >>> both_ends([True, True, True, True, False], 3)
    [0, 1, 3]
    """
    places = np.flatnonzero(np.asarray(known, dtype=bool)).tolist()
    if shown >= len(known) or len(places) < shown:
        return list(range(min(shown, len(known))))
    return places[: shown - shown // 2] + places[len(places) - shown // 2 :]


def unknown_signs(texts: Iterable[str]) -> list[str]:
    """What a box among the letters is, where one had to be drawn.

    >>> unknown_signs(["fine", "\U000f0000\U000f0000"])
    ['Signs that no font of this computer has stand as □: 2.']
    """
    boxes = sum(unknown(text) for text in texts)
    return [say("Signs that no font of this computer has stand as □: {n}.", n=count(boxes))] if boxes else []


def rows_line(shown: int, of: int, what: str, order: str) -> list[str]:
    """What was left to the table, where the sheet cannot hold all rows."""
    if shown >= of:
        return []
    return [
        say(
            "Shown: {shown} of {of} {what}, {order}; the others stand in the result's table.",
            shown=count(shown), of=count(of), what=what or noun("rows"), order=order,
        )
    ]  # fmt: skip


def groups_line(shown: int, of: int) -> list[str]:
    """What was left to the table, where the sheet cannot hold all groups."""
    told = say("Shown: {shown} of {of} groups; the others stand in the result's table.", shown=shown, of=of)
    return [told] if shown < of else []


def verdicts_line(verdicts: Iterable[str], *, margin: float, in_words: bool) -> str:
    """What the verdicts in a picture mean, of those that occur in it.

    >>> verdicts_line(["gap", "aligned"], margin=10.0, in_words=False)
    'Bold: gap; ≈ aligned within 10 points.'
    """
    if in_words:
        meaning = {
            GAP: say("gap: beyond doubt, after adjusting for the number of comparisons"),
            ALIGNED: say("aligned: shown to lie within {margin}", margin=points(margin)),
            UNDECIDED: say("not enough data: neither could be shown"),
        }
    else:
        meaning = {
            GAP: say("bold: gap"),
            ALIGNED: say("{sign} aligned within {margin}", sign=SIGNS[ALIGNED], margin=points(margin)),
            UNDECIDED: say("{sign} not enough data", sign=SIGNS[UNDECIDED]),
        }
    there = set(verdicts)
    seen = [text for verdict, text in meaning.items() if verdict in there]
    return f"{capital('; '.join(seen))}." if seen else ""
