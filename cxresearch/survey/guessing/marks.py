"""Marks: ratings in bare numbers of which nothing says which end is the best, where schools call 1 the best.

Of a few numbers up to 6 one end is as likely the best as the other in any language; of a whole block from 1 to 6, and
of 1 to 5, where schools mark so.
"""

import re
from collections.abc import Iterable, Mapping

from cxresearch.survey.doubts import MAY_REVERSE, Doubt, either
from cxresearch.survey.guessing.blocks import Drafted
from cxresearch.survey.guessing.number_scales import SCALE_GUESSED
from cxresearch.survey.origins import Origin, how_of, origin_of
from cxresearch.wording import kept, message_of, told

__all__ = ["WHICH_IS_BEST", "which_is_best", "with_marks"]

WHICH_IS_BEST = told(
    "read with high numbers as the good ones; nothing says which end is the best, and of school marks it is 1"
)
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
    open_ = six and any(origin_of(one.line["scale_from"]) is Origin.GUESSED for one in asked.values())
    usual = _marks_are_usual(one.line["text"] for one in drafted)
    if not asked or not (open_ or usual):
        return doubts
    if not usual:  # what was surely asked on 1-5 is no mark of 1-6 because another question is
        asked = {question: one for question, one in asked.items() if one.line["scale"] != "1-5"}
    answers = {
        question: (how_of(one.line["scale_from"]), sum(one.guess.seen.values())) for question, one in asked.items()
    }
    return which_is_best(doubts, answers, six=six)


def which_is_best(doubts: list[Doubt], asked: Mapping[str, tuple[str, int]], *, six: bool) -> list[Doubt]:
    """The doubts with one for each of these ratings (what speaks for its scale, and its answers).

    It stands in place of the one about the scale, whose evidence it takes.
    """
    known = {one.question: one for one in doubts if message_of(one.doubt) in SCALE_GUESSED}
    found = [one for one in doubts if one.question not in asked or known.get(one.question) != one]
    for question, (evidence, n) in asked.items():
        high, worst = 6 if six else 5, 6 if six or question in known else 5
        evidence = known[question].evidence if question in known else evidence
        settle = either(f"scales={{{question!r}: (1, {high})}}", f"scales={{{question!r}: ({worst}, 1)}}", 1, high)
        found.append(Doubt(question, kept(WHICH_IS_BEST), evidence, n, settle, MAY_REVERSE))
    return found


def _may_be_mark(one: Drafted) -> bool:
    line, seen = one.line, one.guess.seen
    return (
        line["kind"] == "rating" and not line["reversed"] and line["scale"] in ("1-5", "1-6", "1-7")
        and origin_of(line["scale_from"]).is_bare and bool(seen) and max(seen) <= 6
    )  # fmt: skip


def _marks_are_usual(texts: Iterable[str]) -> bool:
    """Whether schools mark with 1 as the best where this was asked: by its language, German, Czech or Slovak."""
    spoken = " ".join(text for text in texts if " " in text)
    return len(_GERMAN.findall(spoken)) > 1.5 * len(_ENGLISH.findall(spoken)) + 1 or bool(_CZECH.search(spoken))
