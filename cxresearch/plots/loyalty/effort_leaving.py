"""Effort and leaving: who left of those who found it hard, and of the others; the place of most effort on top."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import capital, n_words
from cxresearch.plots.drawing.dumbbells import Line, Stand, dumbbells, gap_cell
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import figure, sure
from cxresearch.plots.drawing.style import BLUE, VERMILLION, Mark, type_now
from cxresearch.stats.bases.hidden import group_label
from cxresearch.stats.bases.rows import noun
from cxresearch.stats.loyalty.effort_leaving import EffortAndLeaving
from cxresearch.wording import largest_first, steady

__all__ = ["PICTURES", "plot_effort_and_leaving"]

_HARD, _OTHERS = "Found it hard", "The others"


def plot_effort_and_leaving(result: EffortAndLeaving, *, ax=None, rows: int | None = None, title: str | None = None):
    """A row for everybody and one a group, the most effort on top: shares that left, hard beside the others.

    Parameters
    ----------
    rows : int, optional
        How many rows at most; as many as the sheet bears by default.
    title : str, optional
        In place of the finding.
    """
    table = result.overall.assign(called=f"All {noun(result.audience)}")
    if result.by:
        groups = result.table.assign(called=[group_label(row, result.by) for _, row in result.table.iterrows()])
        groups = groups.iloc[largest_first(groups.hard, groups.called)]
        table = pd.concat([table, groups], ignore_index=True)
    lines = [Line(str(row.called), _stands(row), _absent(row)) for row in table.itertuples()]
    ends = table[["left_hard_ci_high", "left_others_ci_high"]].to_numpy(float)
    most = np.nanmax(ends) if np.isfinite(ends).any() else 10.0
    ax, _, _ = dumbbells(
        lines,
        {_HARD: Mark(VERMILLION, "v"), _OTHERS: Mark(BLUE, "o")},
        title=title or _finding(result),
        span=(0.0, min(100.0, 5 * np.ceil(steady(float(most)) / 5))),
        columns=[
            Column("Found it hard", [_share(row) for row in table.itertuples()]),
            Column("Difference", [_gap(row) for row in table.itertuples()], (table.verdict == "more leave").tolist()),
        ],
        footer=[_footer(result, table)],
        x_label="Left (%)",
        ax=ax,
        limit=rows,
        what="groups",
        order="most and least effort",
    )
    return ax


PICTURES = {EffortAndLeaving: plot_effort_and_leaving}


def _stands(row) -> dict[str, Stand]:
    return {
        _HARD: Stand(row.left_hard, row.left_hard_ci_low, row.left_hard_ci_high),
        _OTHERS: Stand(row.left_others, row.left_others_ci_low, row.left_others_ci_high),
    }


def _absent(row) -> str:
    return "hidden (small group)" if row.verdict == "hidden" else "nobody answered"


def _share(row) -> str:
    return f"{figure(row.hard)}%" if np.isfinite(row.hard) else "hidden"


def _gap(row) -> str:
    if not np.isfinite(row.estimate):
        return "hidden" if row.verdict == "hidden" else "one side only"
    return gap_cell(row)


def _footer(result: EffortAndLeaving, table: pd.DataFrame) -> str:
    base = n_words(result.audience, [result.overall.n.iloc[0]])
    bold = "" if type_now().height is None or not (table.verdict == "more leave").any() else " Bold: shown."
    return (
        f"Base: {base}. Hard: {result.boxes}. Bars and brackets: {sure(result.confidence)}.{bold} Leaving goes with "
        "effort; that it comes from it is not shown."
    )


def _finding(result: EffortAndLeaving) -> str:
    row = result.overall.iloc[0]
    who = noun(result.audience)
    if not np.isfinite(row.estimate):
        return f"Effort and leaving of {who}: hidden, or only one side answered"
    left = f"{figure(row.left_hard)}% left of {who} who found it hard, {figure(row.left_others)}% of the others"
    if row.verdict == "not enough data":
        return f"Whether effort and leaving go together cannot be settled: {left}"
    return capital(left)
