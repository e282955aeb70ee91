"""A scorecard as rows of dots: where each audience stands on each sub-score, with its interval.

A radar joins what does not belong together, and its area grows with the square of a score. Rows say the same and can
be read.
"""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import base_line, both_ends, rows_line
from cxresearch.plots.drawing.layout import lay_out_rows
from cxresearch.plots.drawing.page import Column, Key, Page
from cxresearch.plots.drawing.strokes import (
    figure,
    hidden_row,
    measured,
    percent,
    point,
    row_height,
    sure,
    whisker,
)
from cxresearch.plots.drawing.style import marks_of
from cxresearch.stats.audits.instrument_parts import WHOLE
from cxresearch.stats.audits.scorecard_words import widest_gap
from cxresearch.stats.audits.scorecards import Scorecard
from cxresearch.stats.bases.naming import as_heading, people
from cxresearch.stats.bases.verdicts import GAP
from cxresearch.survey.audiences import ordered
from cxresearch.wording import capital, count, noun, points, say

__all__ = ["plot_scorecard"]

_COLUMNS = 3


def plot_scorecard(
    result: Scorecard, *, ax=None, items: bool = False, rows: int | None = None, title: str | None = None
):
    """A row a sub-score, the whole on top, a mark an audience with its interval.

    Parameters
    ----------
    items : bool
        A row an item instead.
    rows : int, optional
        How many rows at most; as many as the sheet bears by default.
    title : str, optional
        In place of the finding.
    """
    table, key = (result.items, "text") if items else (result.table, "sub_score")
    audiences = ordered(result.table.audience)
    lines = [part for _, part in table.groupby("item" if items else key, sort=False)]
    marks = marks_of(audiences)

    def kept_of(shown: int) -> list[pd.DataFrame]:
        return [lines[at] for at in both_ends([line.estimate.notna().any() for line in lines], shown)]

    def build(shown: int) -> Page:
        kept = kept_of(shown)
        return Page(
            title=title or _finding(result),
            labels=[_label(str(line[key].iloc[0]), result) for line in kept],
            columns=_columns(kept, audiences),
            keys=[Key(as_heading(name), mark) for name, mark in marks.items()],
            footer=[
                _footer(result, audiences),
                *rows_line(shown, len(lines), noun("rows"), say("the first and the last")),
            ],
            x_label=say("Score on 0-100"),
            thickness=1.2 + 0.3 * max(len(audiences) - 1, 0),
        )

    shown, ax, _, kind = lay_out_rows(build, len(lines), ax, rows=rows)
    ax.set_xlim(-1, 101)
    ax.set_xticks(range(0, 101, 20))
    apart = min(0.65 * kind.mark / row_height(ax), 0.7 / max(len(audiences), 1))
    for at, line in enumerate(kept_of(shown)):
        if line.estimate.isna().all():
            hidden_row(ax, at, kind)
            continue
        for row in line.itertuples():
            y = at + apart * (audiences.index(row.audience) - (len(audiences) - 1) / 2)
            whisker(ax, row.ci_low, row.ci_high, y, marks[row.audience].colour, kind)
            point(ax, row.estimate, y, marks[row.audience], kind, label=f"{row.audience}, row {at}")
    return ax


def _label(title: str, result: Scorecard) -> str:
    return say("{title}, whole", title=result.instrument.title) if title == WHOLE else title


def _columns(lines: list[pd.DataFrame], audiences: list[str]) -> list[Column]:
    if len(audiences) > _COLUMNS:
        return []
    columns = []
    for name in audiences:
        cells = []
        for line in lines:
            row = line[line.audience == name]
            cells.append(_cell(row.iloc[0]) if len(row) else say("not asked"))
        columns.append(Column(as_heading(name), cells))
    return columns


def _cell(row) -> str:
    hidden = not np.isfinite(row.estimate) and not np.isfinite(row.n)
    return say("hidden") if hidden else measured(row.estimate, row.ci_low, row.ci_high)


def _footer(result: Scorecard, audiences: list[str]) -> str:
    table = result.table
    said = [base_line({name: table.n[table.audience == name] for name in audiences})]
    if table.ci_low.notna().any():
        said.append(say("Bars and brackets: {sure}.", sure=sure(result.confidence)))
    whole = table[(table.sub_score == WHOLE) & table.evidence_share.notna()]
    if len(whole):
        shares = ", ".join(f"{people(row.audience)} {percent(row.evidence_share)}" for row in whole.itertuples())
        said.append(say("Answers with evidence: {shares}.", shares=shares))
    items = {name: table[(table.audience == name) & (table.sub_score == WHOLE)]["items"].max() for name in audiences}
    known = {name: n for name, n in items.items() if np.isfinite(n)}
    if len(set(known.values())) > 1:
        asked = ", ".join(f"{people(name)} {count(n)}" for name, n in known.items())
        said.append(say("Items asked: {asked}; gaps are taken on the items that both were asked.", asked=asked))
    return " ".join(said)


def _finding(result: Scorecard) -> str:
    """The widest gap that was shown; else where the audiences stand."""
    name, row = result.instrument.title, widest_gap(result)
    if row is not None and row.verdict == GAP:
        high, low = (row.audience_a, row.audience_b) if row.estimate > 0 else (row.audience_b, row.audience_a)
        topic = name if row.sub_score == WHOLE else row.sub_score
        fields = {"high": people(high), "low": people(low), "points": points(row.estimate)}
        return capital(say("{high} score '{topic}' {points} above {low}", topic=topic, **fields))
    known = result.table[result.table.estimate.notna()]
    if not len(known):
        return say("{name}: too few people answered to show a score", name=name)
    whole = known[known.sub_score == WHOLE]
    if len(whole) == 1:
        row = whole.iloc[0]
        return say(
            "{name}: {who} score {figure} of 100", name=name, who=people(row.audience), figure=figure(row.estimate)
        )
    return say("{name}: the widest gap between audiences could not be shown", name=name)
