"""A scorecard as rows of dots: where each audience stands on each sub-score, with its interval.

A radar joins what does not belong together, and its area grows with the square of a score. Rows say the same and can
be read.
"""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import base_line
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells, Line, Stand
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import figure, measured, percent, sure
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


@chart
def plot_scorecard(result: Scorecard, *, items: bool = False) -> Dumbbells:
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
    parts = [part for _, part in table.groupby("item" if items else key, sort=False)]
    marks = marks_of(audiences)
    return Dumbbells(
        [Line(_label(str(part[key].iloc[0]), result), _stands(part)) for part in parts],
        marks,
        title=_finding(result),
        span=(0, 100),
        ticks=range(0, 101, 20),
        columns=_columns(parts, audiences),
        keys=[Key(as_heading(name), mark) for name, mark in marks.items()],
        footer=[_footer(result, audiences)],
        x_label=say("Score on 0-100"),
        what=noun("rows"),
        order=say("the first and the last"),
        joined=False,
        apart=0.65,
    )


def _stands(part: pd.DataFrame) -> dict[str, Stand]:
    return {row.audience: Stand(row.estimate, row.ci_low, row.ci_high) for row in part.itertuples()}


def _label(title: str, result: Scorecard) -> str:
    return say("{title}, whole", title=result.instrument.title) if title == WHOLE else title


def _columns(lines: list[pd.DataFrame], audiences: list[str]) -> list[Column]:
    if len(audiences) > _COLUMNS:
        return []
    cells = {name: [line[line.audience == name] for line in lines] for name in audiences}
    return [
        Column(as_heading(name), [_cell(row.iloc[0]) if len(row) else say("not asked") for row in rows])
        for name, rows in cells.items()
    ]


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
