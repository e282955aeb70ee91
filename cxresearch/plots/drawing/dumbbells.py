"""Several figures a row, each with its mark and its interval: two sides of a question, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cxresearch.plots.drawing.captions import both_ends, rows_line
from cxresearch.plots.drawing.layout import lay_out_rows
from cxresearch.plots.drawing.page import Column, Key, Page
from cxresearch.plots.drawing.strokes import between, hidden_row, joint, point, row_height, signed, whisker
from cxresearch.plots.drawing.style import Mark, type_now
from cxresearch.stats.bases.verdicts import UNDECIDED
from cxresearch.wording import say

__all__ = ["Line", "Stand", "dumbbells", "gap_cell", "verdict_in_picture"]


@dataclass(frozen=True)
class Stand:
    """Where one side stands, with its interval."""

    value: float
    low: float = np.nan
    high: float = np.nan


@dataclass(frozen=True)
class Line:
    """A row: what it is called and where each side stands; ``absent`` is written where no side does."""

    label: str
    stands: Mapping[str, Stand] = field(default_factory=dict)
    absent: str = ""

    @property
    def known(self) -> bool:
        return any(np.isfinite(stand.value) for stand in self.stands.values())


def dumbbells(
    lines: Sequence[Line],
    marks: Mapping[str, Mark],
    *,
    title: str,
    span: tuple[float, float],
    keys: Sequence[Key] | None = None,
    columns: Sequence[Column] = (),
    footer: Sequence[str] = (),
    x_label: str = "",
    ax=None,
    limit: int | None = None,
    what: str = "",
    order: str = "",
    joined: bool = True,
    lanes: bool = True,
):
    """Draw rows of marks, in the order given; where the sheet is too small, rows from the middle are left out.

    Parameters
    ----------
    lines : list of Line
    marks : mapping of side to Mark, in the order in which they stand in a row.
    span : ends of the axis
    joined : bool
        Whether a quiet line joins the marks of a row.
    lanes : bool
        Whether each side stands a little above or below the next; without, all stand on their row.

    Returns
    -------
    ax, type, kept : Axes, the sizes used, and the places of the lines that are shown
    """

    def places(shown: int) -> list[int]:
        return both_ends([line.known for line in lines], shown)

    def build(shown: int) -> Page:
        kept = places(shown)
        return Page(
            title=title,
            labels=[lines[at].label for at in kept],
            columns=[each.only(kept) for each in columns],
            keys=[Key(name, mark) for name, mark in marks.items()] if keys is None else keys,
            footer=[*filter(None, footer), *rows_line(shown, len(lines), what, order or say("from both ends"))],
            x_label=x_label,
            thickness=1.2 + (0.3 * (len(marks) - 1) if lanes else 0.0),
        )

    shown, ax, _, kind = lay_out_rows(build, len(lines), ax, rows=limit)
    kept = places(shown)
    if shown:
        reach = 0.01 * (span[1] - span[0])
        ax.set_xlim(span[0] - reach, span[1] + reach)
        ax.locator_params(axis="x", nbins=8, integer=True)
    apart = min(0.6 * kind.mark / row_height(ax), 0.72 / max(len(marks), 1)) if shown and lanes else 0.0
    lane = {name: apart * (at - (len(marks) - 1) / 2) for at, name in enumerate(marks)}
    for row, line in enumerate(lines[at] for at in kept):
        values = [stand.value for stand in line.stands.values() if np.isfinite(stand.value)]
        if not values:
            hidden_row(ax, row, kind, line.absent)
            continue
        if joined:
            joint(ax, min(values), max(values), row, kind)
        for name, stand in line.stands.items():
            whisker(ax, stand.low, stand.high, row + lane[name], marks[name].colour, kind)
            point(ax, stand.value, row + lane[name], marks[name], kind, label=f"{name}, row {row}")
    return ax, kind, kept


def gap_cell(row) -> str:
    """A difference with its interval and, where the type leaves a second line, its verdict."""
    figures = f"{signed(row.estimate)} {between(row.ci_low, row.ci_high)}".strip()
    return f"{figures}\n{verdict_in_picture(row)}" if type_now().height is None else figures


def verdict_in_picture(row) -> str:
    """The verdict of a row; one whose interval leaves out zero taken alone is not "not enough data" without a word."""
    alone = row.verdict == UNDECIDED and (row.ci_low > 0 or row.ci_high < 0)
    return say("not shown, adjusted") if alone else say(row.verdict)
