"""The order of topics from wave to wave: a column a wave, the best on top, each topic's places joined by a line."""

import pandas as pd

from cxresearch.plots.drawing.captions import base_line
from cxresearch.plots.drawing.orders import apart, plot_orders
from cxresearch.plots.drawing.strokes import sure
from cxresearch.plots.drawing.style import BLUE, VERMILLION, Mark, paint
from cxresearch.stats.bases.naming import people, topic_in_sentence
from cxresearch.stats.perception.rank_stability import RankStability
from cxresearch.wording import capital, listed, plural, say

__all__ = ["plot_stability"]


def plot_stability(result: RankStability, *, ax=None, title: str | None = None):
    """A column a wave in the order of time; strong lines for topics that changed place beyond their intervals."""
    sides = {wave: part.set_index("topic") for wave, part in result.ranks.groupby("wave", sort=False)}
    known = {wave: side for wave, side in sides.items() if side["rank"].notna().all()}
    waves = list(known)
    strong = _moved(known[waves[0]], known[waves[-1]]) if len(waves) > 1 else []
    moved = Mark(paint(VERMILLION), "o")
    return plot_orders(
        known, title=title or _finding(result), heads=waves, strong=dict.fromkeys(strong, moved.colour),
        mark_of=lambda wave, topic: moved if topic in strong else Mark(paint(BLUE), "o"),
        footer=[_footer(result, known, strong)], ax=ax,
    )  # fmt: skip


def _moved(first: pd.DataFrame, last: pd.DataFrame) -> list[str]:
    return first.index[apart(first, last)].tolist()


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
