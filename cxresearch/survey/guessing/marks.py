"""Marks: ratings in bare numbers of which nothing says which end is the best, where schools call 1 the best.

Of a few numbers up to 6 one end is as likely the best as the other in any language; of a whole block from 1 to 6, and
of 1 to 5, where schools mark so.
"""

import re
from collections.abc import Iterable

from cxresearch.survey.doubts import MAY_REVERSE, Doubt
from cxresearch.survey.guessing.blocks import Drafted

__all__ = ["WHICH_IS_BEST", "with_marks"]

WHICH_IS_BEST = (
    "read with high numbers as the good ones; nothing says which end is the best, and of school marks it is 1"
)
_BARE = ("guessed from", "numbers ", "customary")
_GERMAN = re.compile(
    r"\b(der|die|das|den|dem|und|ist|sind|mit|wie|ihr|ihre|ihren|ihnen|sie|wir|uns|unser\w*|von|bei|zum|zur|eine?r?|"
    r"nicht|wurde|werden|haben|für|über|dass)\b", re.IGNORECASE,
)  # fmt: skip
_ENGLISH = re.compile(r"\b(the|of|and|is|are|how|you|your|we|our|with|for|to|in|was|were|did|do|does)\b", re.IGNORECASE)
_CZECH = re.compile("[ěřůĺŕ]", re.IGNORECASE)


def with_marks(drafted: Iterable[Drafted], doubts: list[Doubt]) -> list[Doubt]:
    """The doubts, with one for each rating that may be a mark, in place of the one about its scale."""
    drafted = list(drafted)
    asked = {one.line["id"]: one for one in drafted if _may_be_mark(one)}
    six = any(max(one.guess.seen) > 5 for one in asked.values())
    open_ = six and any(one.line["scale_from"].startswith("guessed") for one in asked.values())
    if not asked or not (open_ or _marks_are_usual(one.line["text"] for one in drafted)):
        return doubts
    known = {one.question: one for one in doubts if one.doubt.startswith("scale guessed")}
    kept = [one for one in doubts if one.question not in asked or known.get(one.question) != one]
    for question, one in asked.items():
        high, worst = 6 if six else 5, 6 if six or question in known else 5
        told = known[question].evidence if question in known else one.line["scale_from"]
        kept.append(
            Doubt(
                question, WHICH_IS_BEST, told, sum(one.guess.seen.values()),
                f"scales={{{question!r}: (1, {high})}} if {high} is the good end, "
                f"scales={{{question!r}: ({worst}, 1)}} if 1 is", MAY_REVERSE,
            )
        )  # fmt: skip
    return kept


def _may_be_mark(one: Drafted) -> bool:
    line, seen = one.line, one.guess.seen
    return (
        line["kind"] == "rating" and not line["reversed"] and line["scale"] in ("1-5", "1-6", "1-7")
        and line["scale_from"].startswith(_BARE) and bool(seen) and max(seen) <= 6
    )  # fmt: skip


def _marks_are_usual(texts: Iterable[str]) -> bool:
    """Whether schools mark with 1 as the best where this was asked: by its language, German, Czech or Slovak."""
    spoken = " ".join(text for text in texts if " " in text)
    return len(_GERMAN.findall(spoken)) > 1.5 * len(_ENGLISH.findall(spoken)) + 1 or bool(_CZECH.search(spoken))
