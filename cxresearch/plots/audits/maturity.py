"""A ladder: levels as rungs with what one would see there, and where each audience puts the company.

The rungs are drawn equally high, so that their words have room; within a rung a mark stands as far up as its score
does between the borders.
"""

from collections.abc import Sequence

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.plots.drawing.captions import base_line
from cxresearch.plots.drawing.layout import lay_out, lay_out_rows
from cxresearch.plots.drawing.page import Page
from cxresearch.plots.drawing.strokes import between, figure, point, sure
from cxresearch.plots.drawing.style import BAND, INK, QUIET, marks_of
from cxresearch.stats.audits.instrument_parts import WHOLE, Level
from cxresearch.stats.audits.maturity import MaturityLevel, rung_in_words
from cxresearch.stats.bases.naming import as_heading, people
from cxresearch.wording import capital, largest_first, listed, named, number, say

__all__ = ["plot_ladder"]

_WITH_BOUNDS = 4


def plot_ladder(result: MaturityLevel, *, ax=None, part: str = WHOLE, title: str | None = None):
    """A rung a level, the highest on top; a column an audience, its mark with its interval.

    Parameters
    ----------
    part : str
        The sub-score to show; the whole by default.
    title : str, optional
        In place of the finding.
    """
    table = result.table[result.table.sub_score == part]
    if not len(table):
        if len(result.table):
            known = dict.fromkeys(result.table.sub_score)
            raise OptionError(say("part= is one of {known}; got {part}.", known=named(known), part=repr(part)))
        page = Page(title=title or say("This instrument has no levels"))
        return lay_out_rows(lambda shown: page, 0, ax)[1]
    levels = result.levels[::-1]
    page = Page(
        title=title or _finding(result, table),
        labels=[_label(levels, at) for at in range(len(levels))],
        footer=[_footer(result, table)],
        thickness=2.4,
        under=[as_heading(name) for name in table.audience],
    )
    ax, _, kind = lay_out(page, ax)
    ax.grid(False)
    # The figure stands to the right of its mark.
    ax.set_xlim(-0.35, len(table) - 0.35)
    # A mark at the foot of the ladder hangs half over its edge.
    ax.tick_params(axis="x", pad=0.8 * kind.mark)
    for at in range(0, len(levels), 2):
        ax.axhspan(at - 0.5, at + 0.5, color=BAND, zorder=0.2, linewidth=0, gid="rung")
    marks = marks_of(table.audience)
    for at, row in enumerate(table.itertuples()):
        if not np.isfinite(row.estimate):
            ax.text(
                at, (len(levels) - 1) / 2, say("hidden\n(small group)"), ha="center", va="center", fontsize=kind.cell,
                color=QUIET, style="italic", gid="hidden",
            )  # fmt: skip
            continue
        mark, y = marks[row.audience], _height(row.estimate, result.levels)
        if np.isfinite(row.ci_low):
            ends = [_height(row.ci_low, result.levels), _height(row.ci_high, result.levels)]
            ax.plot([at, at], ends, color=mark.colour, linewidth=kind.line, zorder=3, gid="interval", marker="_",
                    markersize=0.7 * kind.mark, markeredgewidth=0.8 * kind.line)  # fmt: skip
        point(ax, at, y, mark, kind, label=f"{row.audience}, mark")
        ax.annotate(
            _figures(row, len(table)), (at, y), xytext=(kind.mark, 0),
            textcoords="offset points", va="center", ha="left", fontsize=kind.cell, color=INK, gid="figure",
        )  # fmt: skip
    return ax


def _figures(row, columns: int) -> str:
    """The score beside its mark; its bounds where the columns are wide enough."""
    bounds = between(row.ci_low, row.ci_high) if columns <= _WITH_BOUNDS else ""
    return f"{figure(row.estimate)} {bounds}".strip()


def _height(score: float, levels: Sequence[Level]) -> float:
    """Where a score stands, the highest rung being row 0."""
    starts = [level.start for level in levels] + [100.0]
    at = min(int(np.searchsorted(starts, score, side="right")) - 1, len(levels) - 1)
    within = (score - starts[at]) / (starts[at + 1] - starts[at])
    return len(levels) - 1 - at + 0.5 - within


def _label(levels: Sequence[Level], at: int) -> str:
    level = levels[at]
    top = 100.0 if at == 0 else levels[at - 1].start
    span = say("{low} to {high}", low=_border(level.start), high=_border(top))
    return f"{level.name} ({span}){': ' if level.looks_like else ''}{level.looks_like}"


def _border(score: float) -> str:
    """With as many digits as the instrument gives it."""
    return number(score, digits=len(f"{score:g}".partition(".")[2]))


def _footer(result: MaturityLevel, table) -> str:
    bases = base_line({row.audience: [row.n] for row in table.itertuples()})
    items = table["items"].dropna()
    said = [bases, say("Bars and brackets: {sure} of the mean score on 0-100.", sure=sure(result.confidence))]
    if items.nunique() > 1:
        said.append(say("Audiences were not all asked the same items."))
    return " ".join(said)


def _finding(result: MaturityLevel, table) -> str:
    known = table[table.estimate.notna()]
    if not len(known):
        return say("{title}: too few people answered to show a level", title=result.title)
    top, low = (known.iloc[largest_first(sign * known.estimate, known.audience)[0]] for sign in (1, -1))
    if len(known) == 1 or rung_in_words(top) == rung_in_words(low):
        who = listed([people(name) for name in known.audience]) if len(known) < 3 else say("all audiences")
        return capital(say("{who} see the company {rung}", who=who, rung=rung_in_words(top)))
    return capital(
        say(
            "{who} see the company {rung}, {others} {lower}",
            who=people(top.audience), rung=rung_in_words(top), others=people(low.audience), lower=rung_in_words(low),
        )
    )  # fmt: skip
