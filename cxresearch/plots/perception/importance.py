"""What matters to whom: the order of topics by audience, a line a topic, the ranks with their intervals.

Only topics whose ranks lie apart beyond their intervals get strong lines: ranks of close means flip from sample to
sample.
"""

import pandas as pd

from cxresearch.plots.drawing.captions import base_line
from cxresearch.plots.drawing.orders import apart, plot_orders
from cxresearch.plots.drawing.page import Key
from cxresearch.plots.drawing.strokes import figure, sure
from cxresearch.plots.drawing.style import PURPLE, VERMILLION, Mark, marks_of, paint
from cxresearch.stats.bases.naming import as_heading, people, topic_in_sentence
from cxresearch.stats.perception.importance import ImportanceGap
from cxresearch.survey.audiences import ordered
from cxresearch.wording import capital, largest_first, say

__all__ = ["plot_importance"]

_STRONG = 4


def plot_importance(result: ImportanceGap, *, ax=None, title: str | None = None):
    """A column an audience, the topic that matters most on top, each topic's places joined by a line."""
    ranks = result.ranks
    sides = {name: ranks[ranks["audience"] == name].set_index("topic") for name in ordered(ranks["audience"])}
    known = {name: side for name, side in sides.items() if side["rank"].notna().all() and len(side)}
    hidden = [name for name in sides if name not in known]
    names, marks = list(known), marks_of(sides)
    strong = _apart(known[names[0]], known[names[-1]]) if len(names) > 1 else []
    return plot_orders(
        known, title=title or _finding(result, known, strong), heads=[as_heading(name) for name in names],
        strong={topic: paint(_colour(known, topic)) for topic in strong}, mark_of=lambda name, topic: marks[name],
        keys=_keys(known, strong), footer=[_footer(result, known, hidden, strong)], ax=ax,
    )  # fmt: skip


def _apart(first: pd.DataFrame, last: pd.DataFrame) -> list[str]:
    """Topics whose rank intervals do not meet, the widest apart first."""
    gap = (first["rank"] - last["rank"]).abs()
    gap = gap[apart(first, last)]
    return [gap.index[at] for at in largest_first(gap, gap.index, digits=1)[:_STRONG]]


def _colour(known: dict[str, pd.DataFrame], topic: str) -> str:
    first, last = (list(known.values())[at]["rank"][topic] for at in (0, -1))
    return VERMILLION if last < first else PURPLE


def _keys(known: dict[str, pd.DataFrame], strong: list[str]) -> list[Key]:
    if len(known) < 2:
        return []
    first, last = (people(list(known)[at]) for at in (0, -1))
    colours = {_colour(known, topic) for topic in strong}
    return [
        Key(say("Matters more to {who}", who=who), Mark(colour, "-"))
        for who, colour in ((last, VERMILLION), (first, PURPLE))
        if colour in colours
    ]


def _footer(result: ImportanceGap, known: dict[str, pd.DataFrame], hidden: list[str], strong: list[str]) -> str:
    said = [base_line({name: side.n for name, side in known.items()})] if known else []
    said.append(say("Brackets: {sure} of the rank.", sure=sure(result.confidence)))
    if strong:
        said.append(say("Strong lines: ranks apart beyond their intervals, the widest apart."))
    elif len(known) > 1:
        said.append(say("No topic's ranks lie apart beyond their intervals."))
    said += [say("{name}: hidden (small group).", name=as_heading(name)) for name in hidden]
    return " ".join(said)


def _finding(result: ImportanceGap, known: dict[str, pd.DataFrame], strong: list[str]) -> str:
    names = list(known)
    if len(names) < 2:
        return say("What matters cannot be compared: fewer than two audiences can be shown")
    first, last = names[0], names[-1]
    if not strong:
        return say(
            "What matters: no topic stands clearly higher with {first} or {last}",
            first=people(first),
            last=people(last),
        )
    topic = strong[0]
    a, b = (figure(known[name]["rank"][topic]) for name in (first, last))
    of = len(known[first])
    return capital(
        say(
            "{last} rank {topic} number {b} of {of}; {first} rank it number {a}",
            last=people(last),
            topic=topic_in_sentence(topic),
            b=b,
            of=of,
            first=people(first),
            a=a,
        )
    )
