"""Orders side by side: a column an order, its first on top, the places of each topic joined by a line."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.layout import lay_out
from cxresearch.plots.drawing.letters import legible
from cxresearch.plots.drawing.page import Key, Page
from cxresearch.plots.drawing.strokes import figure
from cxresearch.plots.drawing.style import INK, PALE, Mark, on_colour
from cxresearch.wording import interval, largest_first

__all__ = ["apart", "plot_orders"]


def plot_orders(
    sides: Mapping[str, pd.DataFrame], *, title: str, heads: Sequence[str], strong: Mapping[str, str],
    mark_of: Callable[[str, str], Mark], keys: Sequence[Key] = (), footer: Sequence[str] = (), ax=None,
):  # fmt: skip
    """Draw several orders of the same topics.

    Parameters
    ----------
    sides : mapping of name to DataFrame
        A column each, from left to right: ``rank, rank_ci_low, rank_ci_high`` by topic; 1 stands on top.
    heads : list of str
        What stands below the columns.
    strong : mapping of topic to colour
        Whose lines are strong.
    mark_of : callable
        The mark of a name and topic.
    """
    names = list(sides)
    orders = {name: side.index[largest_first(-side["rank"], side.index, digits=1)] for name, side in sides.items()}
    page = Page(
        title=title,
        labels=[_label(sides[names[0]], topic) for topic in orders[names[0]]] if names else [],
        right=[_label(sides[names[-1]], topic) for topic in orders[names[-1]]] if len(names) > 1 else [],
        keys=keys, footer=footer, thickness=1.7, height=1.5,
    )  # fmt: skip
    ax, _, kind = lay_out(page, ax)
    ax.grid(False)
    ax.spines["bottom"].set_visible(False)
    for line in [line for line in ax.lines if line.get_gid() == "rule"]:
        line.remove()
    ax.set_xlim(-0.12, max(len(names) - 1, 0.5) + 0.12)
    ax.set_xticks(range(len(names)), [legible(head) for head in heads])
    ax.tick_params(axis="x", length=0, labelsize=kind.cell, labelcolor=INK)
    places = {name: {topic: place for place, topic in enumerate(order)} for name, order in orders.items()}
    for topic in orders[names[0]] if names else []:
        ax.plot(
            range(len(names)), [places[name][topic] for name in names], color=strong.get(topic, PALE),
            linewidth=(2.2 if topic in strong else 1.2) * kind.line, zorder=2 + (topic in strong), gid=f"topic {topic}",
        )  # fmt: skip
    for column, name in enumerate(names):
        for topic, place in places[name].items():
            mark, rank = mark_of(name, topic), sides[name]["rank"][topic]
            words = figure(rank, digits=int(rank % 1 > 0))
            ax.plot(
                [column], [place], marker=mark.shape if mark.shape in "so" else "o", markersize=2.1 * kind.cell,
                markerfacecolor=mark.colour, markeredgecolor="white", markeredgewidth=1.0, zorder=5, clip_on=False,
                gid=f"{name}, {topic}",
            )  # fmt: skip
            ax.text(
                column, place, words, ha="center", va="center_baseline",
                # Of a joint place with two digits four signs have to stand within the mark.
                fontsize=kind.cell * min(1, 3 / len(words)), fontweight="bold", color=on_colour(mark.colour), zorder=6,
                gid="rank",
            )  # fmt: skip
    return ax


def apart(first: pd.DataFrame, last: pd.DataFrame) -> pd.Series:
    """Whether the intervals of a topic's rank in two orders do not meet."""
    return (first.rank_ci_low > last.rank_ci_high) | (last.rank_ci_low > first.rank_ci_high)


def _label(side: pd.DataFrame, topic: str) -> str:
    low, high = side.loc[topic, ["rank_ci_low", "rank_ci_high"]]
    if not np.isfinite(low):
        return str(topic)
    return f"{topic} ({figure(low) if round(low) == round(high) else interval(low, high)})"
