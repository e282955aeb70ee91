"""Scores beside competitors': ours among theirs, every one with its interval."""

import math

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import counts
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells, Line, Stand, gap_cell
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import between, cells, figure, signed, sure, zero_line
from cxresearch.plots.drawing.style import ACCENT, BAND, BLUE, Mark
from cxresearch.stats.loyalty.competitor_words import NOT_ADJUSTED
from cxresearch.stats.loyalty.competitors import AgainstCompetitors
from cxresearch.wording import capital, in_words, largest_first, plural, say, steady, told

__all__ = ["plot_competitors"]

_NPS = ["nps", "nps_ci_low", "nps_ci_high"]


@chart
def plot_competitors(result: AgainstCompetitors) -> Dumbbells:
    """A row a score, the highest on top; ours has its own mark, and its interval runs through the picture as a band."""
    own = result.own.iloc[0]
    table = pd.concat([result.own.assign(verdict="ours"), result.table], ignore_index=True)
    table = table.iloc[largest_first(table.nps, table["name"])].reset_index(drop=True)
    ours, theirs = _name(own["name"]), say("Competitors")
    lines = [
        Line(_name(name), {ours if verdict == "ours" else theirs: Stand(*figures)})
        for name, verdict, figures in zip(table["name"], table.verdict, table[_NPS].to_numpy(float), strict=True)
    ]
    marks = {ours: Mark(ACCENT, "D"), theirs: Mark(BLUE, "o")}
    settled = table.verdict.isin(["ahead", "behind"]).tolist()

    def band(ax, kind, kept: list[int]) -> None:
        if kept:
            ax.axvspan(own.nps_ci_low, own.nps_ci_high, color=BAND, zorder=0.3, gid="our interval")
            zero_line(ax, 0, kind)

    return Dumbbells(
        lines,
        marks,
        title=_finding(result),
        span=_span(table),
        columns=[
            Column("NPS", cells(table, of=_NPS), (table.verdict == "ours").tolist()),
            Column(say("Ours minus theirs"), [_gap(row) for row in table.itertuples()], settled),
            Column(say("Answers"), counts(table.n, say("not told"))),
        ],
        footer=[_footer(result)],
        x_label=say("Net Promoter Score, in points"),
        what=say("scores"),
        order=say("the highest and the lowest"),
        joined=False,
        lanes=False,
        after=band,
    )


def _name(name: str) -> str:
    return capital(say("you")) if name == "You" else str(name)


def _span(table: pd.DataFrame) -> tuple[float, float]:
    reach = table[_NPS].to_numpy(float)
    reach = np.append(steady(reach[np.isfinite(reach)]), 0.0)
    return max(-100.0, 10 * math.floor(reach.min() / 10)), min(100.0, 10 * math.ceil(reach.max() / 10))


def _gap(row) -> str:
    if row.verdict == "ours":
        return ""
    if not np.isfinite(row.ci_low):
        return f"{signed(row.estimate)}, " + say("n unknown")
    return gap_cell(row)


def _footer(result: AgainstCompetitors) -> str:
    sources = list(dict.fromkeys(source for source in result.table.source if source))
    years = sorted({f"{year:.0f}" for year in result.table.year.dropna()})
    said = [say("Bars and brackets: {sure}.", sure=sure(result.confidence))]
    if not result.table.split.all():
        said.append(say("Competitors' are the widest that their score allows."))
    said.append(say("Band: our interval."))
    if sources:
        when = f" ({years[0]}–{years[-1]})" if len(years) > 1 else ""
        said.append(say("Competitors: {sources}.", sources="; ".join(sources[:2]) + when))
    return " ".join(said)


def _finding(result: AgainstCompetitors) -> str:
    own, table = result.own.iloc[0], result.table
    score = f"NPS {figure(own.nps)} {between(own.nps_ci_low, own.nps_ci_high)}".strip()
    ahead, behind = int((table.verdict == "ahead").sum()), int((table.verdict == "behind").sum())
    if ahead == len(table):
        which = say("all {ahead} competitors", ahead=in_words(ahead)) if ahead > 1 else str(table["name"].iloc[0])
        return say(
            "{score}: negative, but ahead of {which}" if own.nps_ci_high < 0 else "{score}: ahead of {which}",
            score=score, which=which,
        )  # fmt: skip
    parts = [say("ahead of {ahead}", ahead=in_words(ahead))] if ahead else []
    parts += [say("behind {behind}", behind=in_words(behind))] if behind else []
    kinds = (
        (say("too close to call"), told("{n} too close to call")), (NOT_ADJUSTED, told("{n} not shown, adjusted")),
        (say("n unknown"), told("{n} without an n")),
    )  # fmt: skip
    for verdict, words in kinds:
        rest = int((table.verdict == verdict).sum())
        parts += [say(words, n=in_words(rest))] if rest else []
    return say(
        "{score}: of {competitors} {standing}",
        score=score, competitors=plural(len(table), "competitor"), standing=", ".join(parts),
    )  # fmt: skip
