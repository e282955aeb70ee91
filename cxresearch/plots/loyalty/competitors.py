"""Scores beside competitors': ours among theirs, every one with its interval."""

import math

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.dumbbells import Line, Stand, dumbbells, gap_cell
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import between, figure, signed, sure, zero_line
from cxresearch.plots.drawing.style import ACCENT, BAND, BLUE, Mark
from cxresearch.stats.loyalty.competitor_words import NOT_ADJUSTED
from cxresearch.stats.loyalty.competitors import AgainstCompetitors
from cxresearch.wording import count, in_words, largest_first, plural, steady

__all__ = ["PICTURES", "plot_competitors"]

_THEIRS = "Competitors"


def plot_competitors(result: AgainstCompetitors, *, ax=None, rows: int | None = None, title: str | None = None):
    """A row a score, the highest on top; ours has its own mark, and its interval runs through the picture as a band.

    Parameters
    ----------
    rows : int, optional
        How many rows at most; as many as the sheet bears by default.
    title : str, optional
        In place of the finding.
    """
    own = result.own.iloc[0]
    table = pd.concat([result.own.assign(verdict="ours"), result.table], ignore_index=True)
    table = table.iloc[largest_first(table.nps, table["name"])].reset_index(drop=True)
    ours = str(own["name"])
    lines = [
        Line(str(name), {ours if verdict == "ours" else _THEIRS: Stand(nps, low, high)})
        for name, verdict, nps, low, high in zip(
            table["name"], table.verdict, table.nps, table.nps_ci_low, table.nps_ci_high, strict=True
        )
    ]
    marks = {ours: Mark(ACCENT, "D"), _THEIRS: Mark(BLUE, "o")}
    settled = table.verdict.isin(["ahead", "behind"]).tolist()
    ax, kind, kept = dumbbells(
        lines,
        marks,
        title=title or _finding(result),
        span=_span(table),
        keys=[Key(name, mark) for name, mark in marks.items()],
        columns=[
            Column("NPS", [_score(row) for row in table.itertuples()], (table.verdict == "ours").tolist()),
            Column("Ours minus theirs", [_gap(row) for row in table.itertuples()], settled),
            Column("Answers", [count(n) if np.isfinite(n) else "not told" for n in table.n.astype(float)]),
        ],
        footer=[_footer(result)],
        x_label="Net Promoter Score, in points",
        ax=ax,
        limit=rows,
        what="scores",
        order="the highest and the lowest",
        joined=False,
        lanes=False,
    )
    if kept:
        ax.axvspan(own.nps_ci_low, own.nps_ci_high, color=BAND, zorder=0.3, gid="our interval")
        zero_line(ax, 0, kind)
    return ax


PICTURES = {AgainstCompetitors: plot_competitors}


def _span(table: pd.DataFrame) -> tuple[float, float]:
    reach = table[["nps", "nps_ci_low", "nps_ci_high"]].to_numpy(float)
    reach = np.append(steady(reach[np.isfinite(reach)]), 0.0)
    return max(-100.0, 10 * math.floor(reach.min() / 10)), min(100.0, 10 * math.ceil(reach.max() / 10))


def _score(row) -> str:
    return f"{figure(row.nps)} {between(row.nps_ci_low, row.nps_ci_high)}".strip()


def _gap(row) -> str:
    if row.verdict == "ours":
        return ""
    if not np.isfinite(row.ci_low):
        return f"{signed(row.estimate)}, n unknown"
    return gap_cell(row)


def _footer(result: AgainstCompetitors) -> str:
    sources = list(dict.fromkeys(source for source in result.table.source if source))
    years = sorted({f"{year:.0f}" for year in result.table.year.dropna()})
    told = (
        f" Competitors: {'; '.join(sources[:2])}{f' ({years[0]}–{years[-1]})' if len(years) > 1 else ''}."
        if sources
        else ""
    )
    widest = "" if result.table.split.all() else " Competitors' are the widest that their score allows."
    return f"Bars and brackets: {sure(result.confidence)}.{widest} Band: our interval.{told}"


def _finding(result: AgainstCompetitors) -> str:
    own, table = result.own.iloc[0], result.table
    score = f"NPS {figure(own.nps)} {between(own.nps_ci_low, own.nps_ci_high)}".strip()
    ahead, behind = int((table.verdict == "ahead").sum()), int((table.verdict == "behind").sum())
    if ahead == len(table):
        which = f"all {in_words(ahead)} competitors" if ahead > 1 else str(table["name"].iloc[0])
        low = "negative, but " if own.nps_ci_high < 0 else ""
        return f"{score}: {low}ahead of {which}"
    parts = [f"ahead of {in_words(ahead)}"] if ahead else []
    parts += [f"behind {in_words(behind)}"] if behind else []
    kinds = (("too close to call", "too close to call"), (NOT_ADJUSTED, NOT_ADJUSTED), ("n unknown", "without an n"))
    for verdict, words in kinds:
        rest = int((table.verdict == verdict).sum())
        parts += [f"{in_words(rest)} {words}"] if rest else []
    return f"{score}: of {plural(len(table), 'competitor')} {', '.join(parts)}"
