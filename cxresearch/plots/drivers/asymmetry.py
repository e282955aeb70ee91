"""Where bad outweighs good: an arrow to what a low rating costs, one to what a high rating gains."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.chart import Rows, chart
from cxresearch.plots.drawing.dumbbells import gap_cell
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import hidden_row, sure, whisker, zero_line
from cxresearch.plots.drawing.style import BLUE, VERMILLION, Mark, type_now
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.drivers.asymmetry import REVERSED, SIDED, Asymmetry
from cxresearch.stats.enthusiasm.delight import DelightOrEase
from cxresearch.wording import largest_first, noun, plural, say

__all__ = ["plot_asymmetry"]


@chart
def plot_asymmetry(result: Asymmetry) -> Rows:
    """A row a driver: an arrow to what a low rating costs, one to what a high rating gains, with their intervals."""
    table = result.table.iloc[largest_first(result.table.estimate, result.table.label)].reset_index(drop=True)

    def paint(ax, _, kind, kept: list[int]) -> None:
        zero_line(ax, 0, kind)
        for at, row in enumerate(table.iloc[kept].itertuples()):
            if not np.isfinite(row.estimate):
                hidden_row(ax, at, kind, say("too few ratings on one side"))
                continue
            for side, value, colour, up in (
                ("penalty", row.penalty, VERMILLION, -0.13), ("reward", row.reward, BLUE, 0.13),
            ):  # fmt: skip
                low, high = getattr(row, f"{side}_ci_low"), getattr(row, f"{side}_ci_high")
                whisker(ax, low, high, at + up, colour, kind, width=0.6)
                ax.annotate(
                    "", (value, at + up), (0, at + up), gid=f"{side}, row {at}", zorder=3.5,
                    arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.5 * kind.line, "shrinkA": 0,
                                "shrinkB": 0, "mutation_scale": 1.5 * kind.mark},
                )  # fmt: skip
        ax.margins(x=0.06)

    return Rows(
        paint, result.finding() if isinstance(result, DelightOrEase) else _asymmetry_finding(table),
        table.label.astype(str).tolist(), table.estimate.notna().tolist(),
        columns=[
            Column(say("Penalty minus reward"), [gap_cell(row) for row in table.itertuples()],
                   table.verdict.isin([*SIDED, REVERSED]).tolist()),
        ],
        keys=[
            Key(say("Penalty: rated low instead of middling"), Mark(VERMILLION, "-")),
            Key(say("Reward: rated high"), Mark(BLUE, "-")),
        ],
        footer=[_asymmetry_footer(result, table)],
        x_label=say("Points of {outcome}, against middling ratings", outcome=topic_words(result.outcome)),
        thickness=1.6, what=noun("drivers"), order=say("from both ends"),
    )  # fmt: skip


def _asymmetry_footer(result: Asymmetry, table: pd.DataFrame) -> str:
    sided = table.verdict.isin([*SIDED, REVERSED]).any()
    said = [
        say("Base: {base}.", base=n_words(result.audience, [table.n.max()])),
        say("Thin bars and brackets: {sure}.", sure=sure(result.confidence)),
    ]
    if sided and type_now().height is not None:
        said.append(
            say("Bold: one side outweighs the other or a high rating goes with a worse outcome.")
            if (table.verdict == REVERSED).any()
            else say("Bold: one side outweighs the other.")
        )
    if result.good == "low":
        said.append(say("A high outcome is bad here."))
    said.append(say("Differences among people who rated differently, not reasons that they gave."))
    return " ".join(said)


def _asymmetry_finding(table: pd.DataFrame) -> str:
    known = table[table.estimate.notna()]
    if not len(known):
        return say("Too few ratings to compare penalty and reward")
    hurts, helps = (int(known.verdict.isin(some).sum()) for some in (SIDED[:2], SIDED[2:]))
    turned = known[known.verdict == REVERSED].label.astype(str).tolist()
    of = plural(len(known), "driver")
    wrong = ""
    if turned:
        names = topic_words(turned[0]) if len(turned) == 1 else plural(len(turned), "driver")
        wrong = say("a high rating goes with a worse outcome on {names}", names=names)
    if hurts and helps:
        found = say(
            "Of {of} a low rating outweighs a high one on {hurts}, a high one on {helps}",
            of=of,
            hurts=hurts,
            helps=helps,
        )
    elif hurts or helps:
        found = say(
            "A low rating outweighs a high one on {n} of {of}"
            if hurts
            else "A high rating outweighs a low one on {n} of {of}",
            n=hurts or helps, of=of,
        )  # fmt: skip
        if hurts + helps == 1 and not wrong:
            only = topic_words(str(known[known.verdict.isin(SIDED)].label.iloc[0]))
            if len(known) == 1:
                found = say(
                    "A low rating outweighs a high one on {only}"
                    if hurts
                    else "A high rating outweighs a low one on {only}",
                    only=only,
                )
            else:
                found = say(
                    "A low rating outweighs a high one on {only}, and on no other of {of} is it shown"
                    if hurts
                    else "A high rating outweighs a low one on {only}, and on no other of {of} is it shown",
                    only=only, of=of,
                )  # fmt: skip
    elif wrong:
        return wrong[0].upper() + wrong[1:]
    elif len(known) == 1:
        only = topic_words(str(known.label.iloc[0]))
        return say("That bad and good weigh differently on {only} is not shown", only=only)
    else:
        return say("On none of {of} is it shown that bad and good weigh differently", of=of)
    return f"{found}; {wrong}" if wrong else found
