"""A crosstab as rows with intervals: each column of the table on the row that is worth a sentence, with its letters."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.all_answers import Bars, or_all_answers
from cxresearch.plots.drawing.captions import counts
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import forest, rows_of
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import cells as figures
from cxresearch.plots.drawing.strokes import figure, measured, share_cell, sure
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.bases.naming import audience_name
from cxresearch.stats.tables.crosstab_sentences import headline_rows
from cxresearch.stats.tables.crosstabs import Crosstab
from cxresearch.wording import as_asked, capital, largest_first, listed, percent_sure, say, told

__all__ = ["plot_crosstab"]

_AXES = {
    "nps": "NPS", "mean": told("Mean"), "net": told("Percent of the column"), "answer": told("Percent of the column"),
}  # fmt: skip

_HEADS = {"nps": "NPS", "mean": told("Mean"), "net": told("Share"), "answer": told("Share")}


def _bars(result: Crosstab) -> Bars:
    """All answers to the questions on a scale."""
    answers = result.answers[result.answers.banner != ""] if result.mixed else result.answers
    return Bars(answers, ["banner", "column"], lambda row: _bar_name(result, row), result.topics)


@or_all_answers(_bars)
@chart
def plot_crosstab(result: Crosstab) -> Dumbbells:
    """A row a column of the table; of each question its score, its first net, its mean or its most frequent answers."""
    cells, left = _headlines(result)
    kind = cells.kind.iloc[0] if len(cells) else "net"
    write = share_cell if kind in ("net", "answer") else measured
    columns = [
        Column(say(_HEADS[kind]), figures(cells, write, digits=2 if kind == "mean" else 0)),
        Column(say("Base"), counts(cells.n)),
    ]
    if (cells.letters != "").any():
        columns.append(Column(say("Above"), list(cells.letters)))
    several = cells[["question", "answer"]].drop_duplicates().shape[0] > 1
    footer = [
        say(
            "Bars and brackets: {sure}. Letters: columns that this one is above (adjusted, {level}); without a letter "
            "a column is not shown to be equal.",
            sure=sure(result.confidence),
            level=percent_sure(1 - result.confidence),
        ),  # fmt: skip
        *(
            [
                say("1 more question stands in the table, on another scale.")
                if left == 1
                else say("{n} more questions stand in the table, on other scales.", n=left)
            ]
            if left
            else []
        ),
    ]
    named = [_label(result, cell, several) for cell in cells.itertuples()]
    return forest(
        rows_of(cells, named, absent=[_absent(cell) for cell in cells.itertuples()]),
        title=_finding(result, cells), columns=columns, footer=footer,
        x_label=_axis(cells, kind), zero=0 if kind == "nps" and (cells.estimate < 0).any() else None,
    )  # fmt: skip


def _headlines(result: Crosstab) -> tuple[pd.DataFrame, int]:
    """The rows of the picture, all in one unit, and what was left out for having another."""
    parts, unit, others = [], None, []
    for question, block in result.table.groupby("question", sort=False):
        for kind, answer in headline_rows(block):
            own = {"net": "share", "answer": "share"}.get(kind, kind)
            unit = unit or own
            if own != unit:
                others.append(question)
                continue
            parts.append(block[(block.kind == kind) & (block.answer == answer)])
    cells = pd.concat(parts, ignore_index=True) if parts else result.table.head(0)
    if result.mixed:
        cells = cells[cells.banner != ""].reset_index(drop=True)
    left = len(set(others))
    return cells, left


def _absent(cell) -> str:
    return say("hidden (small group)") if np.isnan(cell.n) else say("no answers")


def _axis(cells: pd.DataFrame, kind: str) -> str:
    """What the axis counts, with the net that is shown where there is one only."""
    nets = cells.answer.unique() if kind == "net" else ()
    return (
        say("{nets}, percent of the column", nets=nets[0])
        if len(nets) == 1
        else _AXES[kind]
        if kind == "nps"
        else say(_AXES[kind])
    )


def _bar_name(result: Crosstab, row) -> str:
    if result.answers.question.nunique() == 1:
        return audience_name(row.column)
    return f"{as_asked(result.topics.get(row.question) or row.question)}: {audience_name(row.column)}"


def _label(result: Crosstab, cell, several: bool) -> str:
    name = audience_name(cell.column) if cell.banner else say("Total")
    column = f"{name} ({cell.letter})" if cell.letter else name
    if not several:
        return column
    if result.table.question.nunique() == 1:
        return f"{cell.answer}: {column}"
    return f"{capital(topic_words(result.topics.get(cell.question) or cell.question))}: {column}"


def _finding(result: Crosstab, cells: pd.DataFrame) -> str:
    """What stands apart most clearly, in one line."""
    if not len(cells):
        return say("Nothing can be shown: no column has answers")
    kind, question, answer = cells.kind.iloc[0], cells.question.iloc[0], cells.answer.iloc[0]
    topic = topic_words(result.topics.get(question) or question)
    subject = {"nps": "NPS", "mean": say("The mean of {topic}", topic=topic)}.get(
        kind, say("{answer} on {topic}", answer=answer, topic=topic)
    )
    apart = cells[(cells.letters != "") & cells.estimate.notna()]
    if not len(apart):
        if kind == "nps":
            return say("{topic}: these answers tell no two columns' Net Promoter Scores apart", topic=capital(topic))
        return say(
            "{topic}: these answers tell no two columns' means apart"
            if kind == "mean"
            else "{topic}: these answers tell no two columns' shares apart",
            topic=capital(topic),
        )
    digits = 2 if kind == "mean" else 0
    reach = apart.letters.str.split().str.len()
    widest = apart[reach == reach.max()]
    best = widest.iloc[largest_first(widest.estimate, widest.answer, widest.column, digits=digits)[0]]
    below = dict(zip(cells.letter, cells.column, strict=True))
    beaten = [audience_name(below[letter]) for letter in best.letters.split() if letter in below]
    sign = say("%") if kind in ("net", "answer") else ""
    others = listed(beaten) if beaten else say("others")
    others = others if len(beaten) <= 3 else say("{n} other columns", n=len(beaten))
    if kind == "answer":
        subject = say("“{words}”", words=best.answer)
    return say(
        "{subject}: {column} ({figure}) stands above {others}",
        subject=subject, column=audience_name(best.column), figure=f"{figure(best.estimate, digits=digits)}{sign}",
        others=others,
    )  # fmt: skip
