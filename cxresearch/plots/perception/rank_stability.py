"""The order of topics from wave to wave: a column a wave, the best on top, each topic's places joined by a line."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import base_line
from cxresearch.plots.drawing.layout import lay_out
from cxresearch.plots.drawing.letters import legible
from cxresearch.plots.drawing.page import Page
from cxresearch.plots.drawing.strokes import figure, sure
from cxresearch.plots.drawing.style import BLUE, INK, PALE, VERMILLION, on_colour, paint
from cxresearch.stats.bases.naming import people, topic_in_sentence
from cxresearch.stats.perception.rank_stability import RankStability
from cxresearch.wording import capital, interval, largest_first, listed, plural, say

__all__ = ["PICTURES", "plot_stability"]


def plot_stability(result: RankStability, *, ax=None, title: str | None = None):
    """A column a wave in the order of time; strong lines for topics that changed place beyond their intervals."""
    sides = {wave: part.set_index("topic") for wave, part in result.ranks.groupby("wave", sort=False)}
    known = {wave: side for wave, side in sides.items() if side["rank"].notna().all()}
    waves = list(known)
    orders = {wave: side.index[largest_first(-side["rank"], side.index, digits=1)] for wave, side in known.items()}
    strong = _moved(known[waves[0]], known[waves[-1]]) if len(waves) > 1 else []
    page = Page(
        title=title or _finding(result),
        labels=[_label(known[waves[0]], topic) for topic in orders[waves[0]]] if waves else [],
        right=[_label(known[waves[-1]], topic) for topic in orders[waves[-1]]] if len(waves) > 1 else [],
        footer=[_footer(result, known, strong)],
        thickness=1.7,
        height=1.5,
    )
    ax, _, kind = lay_out(page, ax)
    ax.grid(False)
    ax.spines["bottom"].set_visible(False)
    for line in [line for line in ax.lines if line.get_gid() == "rule"]:
        line.remove()
    ax.set_xlim(-0.12, max(len(waves) - 1, 0.5) + 0.12)
    ax.set_xticks(range(len(waves)), [legible(wave) for wave in waves])
    ax.tick_params(axis="x", length=0, labelsize=kind.cell, labelcolor=INK)
    places = {wave: {topic: at for at, topic in enumerate(order)} for wave, order in orders.items()}
    for topic in orders[waves[0]] if waves else []:
        bold = topic in strong
        ax.plot(
            range(len(waves)), [places[wave][topic] for wave in waves], color=paint(VERMILLION) if bold else PALE,
            linewidth=(2.2 if bold else 1.2) * kind.line, zorder=2 + bold, gid=f"topic {topic}",
        )  # fmt: skip
    for column, wave in enumerate(waves):
        for topic, place in places[wave].items():
            colour = paint(VERMILLION if topic in strong else BLUE)
            ax.plot(
                [column], [place], marker="o", markersize=2.1 * kind.cell, markerfacecolor=colour,
                markeredgecolor="white", markeredgewidth=1.0, zorder=5, clip_on=False, gid=f"{wave}, {topic}",
            )  # fmt: skip
            rank = known[wave]["rank"][topic]
            ax.text(
                column, place, figure(rank, digits=int(rank % 1 > 0)), ha="center", va="center_baseline",
                fontsize=kind.cell, fontweight="bold", color=on_colour(colour), zorder=6, gid="rank",
            )  # fmt: skip
    return ax


PICTURES = {RankStability: plot_stability}


def _label(side: pd.DataFrame, topic: str) -> str:
    row = side.loc[topic]
    low, high = row.rank_ci_low, row.rank_ci_high
    if not np.isfinite(low):
        return str(topic)
    return f"{topic} ({figure(low) if round(low) == round(high) else interval(low, high)})"


def _moved(first: pd.DataFrame, last: pd.DataFrame) -> list[str]:
    apart = (first.rank_ci_low > last.rank_ci_high) | (last.rank_ci_low > first.rank_ci_high)
    return first.index[apart].tolist()


def _footer(result: RankStability, known: dict, strong: list[str]) -> str:
    said = [base_line({result.audience: pd.concat([side.n for side in known.values()])})] if known else []
    said.append(say("Brackets: {sure} of the rank.", sure=sure(result.confidence)))
    if strong:
        said.append(say("Strong lines: topics whose first and last ranks lie apart beyond their intervals."))
    hidden = [str(wave) for wave in dict.fromkeys(result.ranks.wave) if wave not in known]
    return " ".join([*said, *(say("{wave}: hidden (small group).", wave=wave) for wave in hidden)])


def _finding(result: RankStability) -> str:
    known = result.table[result.table.estimate.notna()]
    if not len(known):
        return say("Whether views hold cannot be shown: too few people answered")
    who, row = people(result.audience), known.iloc[-1]
    span = say("from {wave_a} to {wave_b}", wave_a=row.wave_a, wave_b=row.wave_b)
    order = say("The order in which {who} put {topics}", who=who, topics=plural(row.topics, "topic"))
    told = {
        "solid": say("{order} holds {span}", order=order, span=span),
        "shifting": say("{order} shifts {span}", order=order, span=span),
    }
    text = told.get(row.verdict, say("Whether the order of {who} holds {span} is not settled", who=who, span=span))
    moved = _moved(*(result.ranks[result.ranks.wave == wave].set_index("topic") for wave in (row.wave_a, row.wave_b)))
    if row.verdict == "solid" and 0 < len(moved) < 3:
        text += say(", but for {listed}", listed=listed([topic_in_sentence(topic) for topic in moved]))
    return capital(text)
