"""What matters to whom: the order of topics by audience, a line a topic, the ranks with their intervals.

Only topics whose ranks lie apart beyond their intervals get strong lines: ranks of close means flip from sample to
sample.
"""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import base_line
from cxresearch.plots.drawing.layout import lay_out
from cxresearch.plots.drawing.letters import legible
from cxresearch.plots.drawing.page import Key, Page
from cxresearch.plots.drawing.strokes import figure, sure
from cxresearch.plots.drawing.style import INK, PALE, PURPLE, VERMILLION, Mark, marks_of, on_colour, paint
from cxresearch.stats.bases.naming import as_heading, people, topic_in_sentence
from cxresearch.stats.perception.importance import ImportanceGap
from cxresearch.survey.audiences import ordered
from cxresearch.wording import capital, interval, largest_first, say

__all__ = ["PICTURES", "plot_importance"]

_STRONG = 4


def plot_importance(result: ImportanceGap, *, ax=None, title: str | None = None):
    """A column an audience, the topic that matters most on top, each topic's places joined by a line."""
    ranks = result.ranks
    sides = {name: ranks[ranks["audience"] == name].set_index("topic") for name in ordered(ranks["audience"])}
    known = {name: side for name, side in sides.items() if side["rank"].notna().all() and len(side)}
    hidden = [name for name in sides if name not in known]
    orders = {name: side.index[largest_first(-side["rank"], side.index, digits=1)] for name, side in known.items()}
    names, marks = list(known), marks_of(sides)
    strong = _apart(known[names[0]], known[names[-1]]) if len(names) > 1 else []
    page = Page(
        title=title or _finding(result, known, strong),
        labels=[_label(known[names[0]], topic) for topic in orders[names[0]]] if names else [],
        right=[_label(known[names[-1]], topic) for topic in orders[names[-1]]] if len(names) > 1 else [],
        keys=_keys(known, strong),
        footer=[_footer(result, known, hidden, strong)],
        thickness=1.7,
        height=1.5,
    )
    ax, _, kind = lay_out(page, ax)
    ax.grid(False)
    ax.spines["bottom"].set_visible(False)
    for line in [line for line in ax.lines if line.get_gid() == "rule"]:
        line.remove()
    ax.set_xlim(-0.12, max(len(names) - 1, 0.5) + 0.12)
    ax.set_xticks(range(len(names)), [legible(as_heading(name)) for name in names])
    ax.tick_params(axis="x", length=0, labelsize=kind.cell, labelcolor=INK)
    places = {name: {topic: place for place, topic in enumerate(order)} for name, order in orders.items()}
    for topic in orders[names[0]] if names else []:
        path = [places[name][topic] for name in names]
        colour, width = (paint(_colour(known, topic)), 2.2) if topic in strong else (PALE, 1.2)
        ax.plot(
            range(len(names)),
            path,
            color=colour,
            linewidth=width * kind.line,
            zorder=2 + (topic in strong),
            gid=f"topic {topic}",
        )
    for column, name in enumerate(names):
        mark = marks[name]
        for topic, place in places[name].items():
            ax.plot(
                [column], [place], marker=mark.shape if mark.shape in "so" else "o", markersize=2.1 * kind.cell,
                markerfacecolor=mark.colour, markeredgecolor="white", markeredgewidth=1.0, zorder=5, clip_on=False,
                gid=f"{name}, {topic}",
            )  # fmt: skip
            ax.text(
                column, place, figure(known[name]["rank"][topic], digits=int(known[name]["rank"][topic] % 1 > 0)),
                ha="center", va="center_baseline", fontsize=kind.cell, fontweight="bold", color=on_colour(mark.colour),
                zorder=6, gid="rank",
            )  # fmt: skip
    return ax


PICTURES = {ImportanceGap: plot_importance}


def _label(side: pd.DataFrame, topic: str) -> str:
    row = side.loc[topic]
    if not np.isfinite(row.rank_ci_low):
        return str(topic)
    low, high = row.rank_ci_low, row.rank_ci_high
    between = figure(low) if round(low) == round(high) else interval(low, high)
    return f"{topic} ({between})"


def _apart(first: pd.DataFrame, last: pd.DataFrame) -> list[str]:
    """Topics whose rank intervals do not meet, the widest apart first."""
    gap = (first["rank"] - last["rank"]).abs()
    apart = (first.rank_ci_low > last.rank_ci_high) | (last.rank_ci_low > first.rank_ci_high)
    gap = gap[apart]
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
