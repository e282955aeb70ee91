"""The map of programmes: what each gives customers across, what it gets for the company up.

Below the diagonal a programme gives more than it gets. A thin path leads from where leaders see it to where customers
do; one that is shown to cross the diagonal upwards is a programme that pretends.
"""

from itertools import pairwise

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import base_line
from cxresearch.plots.drawing.layout import lay_out
from cxresearch.plots.drawing.names import corners, write_names
from cxresearch.plots.drawing.page import Key, Page
from cxresearch.plots.drawing.strokes import figure, percent
from cxresearch.plots.drawing.style import ACCENT, INK, PALE, QUIET, Mark, marks_of
from cxresearch.stats.audits.programme_words import PRETENDS
from cxresearch.stats.audits.programmes import ProgrammeMap
from cxresearch.stats.bases.naming import as_heading, people
from cxresearch.wording import capital, in_words, say

__all__ = ["plot_programmes"]

# Marks that lie closer together than this are looked at from nearer by.
_WIDE = 45


def plot_programmes(result: ProgrammeMap, *, ax=None, title: str | None = None):
    """Giving across, getting up; each programme where each audience sees it, its name beside the outsiders' mark."""
    table = result.table
    audiences = list(dict.fromkeys(table.audience))
    marks = marks_of(audiences)
    known = table[table.estimate.notna()]
    pretending = _pretending(result)
    page = Page(
        title=title or _finding(result, pretending),
        keys=_keys(result, marks, pretending),
        footer=[_footer(result, audiences)],
        x_label=say("What it gives customers (0-100)"),
        y_label=say("What it gets for the company (0-100)"),
        height=6.2 if len(known) else 0.8,
    )
    ax, _, kind = lay_out(page, ax)
    low, high = _limits(known)
    ax.set_xlim(low, high)
    ax.set_ylim(low, high)
    ax.grid(False)
    ax.plot([low, high], [low, high], color=PALE, linewidth=kind.line, zorder=1, gid="diagonal")
    quarters = corners(ax, kind, say("GETS MORE THAN IT GIVES"), "", "", say("GIVES MORE THAN IT GETS"))
    paths = _arrows(ax, result, known, pretending, kind)
    inner = [name for name in audiences if name not in (result.insiders, result.outsiders)]
    for row in known.itertuples():
        mark = marks[row.audience]
        size = 0.6 if row.audience in inner else 0.85
        ax.plot(
            [row.giving], [row.getting], linestyle="none", marker=mark.shape, markersize=size * kind.mark, zorder=4,
            markerfacecolor=mark.colour, markeredgecolor=INK, markeredgewidth=0.05 * kind.mark, clip_on=False,
            gid=f"{row.audience}, {row.programme}",
        )  # fmt: skip
    named = _named_points(result, known)
    write_names(
        ax, named.giving, named.getting, named.programme.astype(str).tolist(), kind,
        strong=[name in pretending for name in named.programme], clear=[*quarters, *paths, *_around(ax, known, kind)],
    )  # fmt: skip
    return ax


def _pretending(result: ProgrammeMap) -> set[str]:
    found = result.pretends
    return set(found.programme[found.verdict == PRETENDS]) if len(found) else set()


def _limits(known: pd.DataFrame) -> tuple[float, float]:
    """The same ends on both axes, so that the diagonal is one."""
    if not len(known):
        return 0.0, 100.0
    values = known[["giving", "getting"]].to_numpy(float)
    if np.ptp(values) > _WIDE:
        return -2.0, 102.0
    air = max(5.0, 0.3 * np.ptp(values))
    return max(-2.0, float(values.min()) - air), min(102.0, float(values.max()) + air)


def _arrows(ax, result: ProgrammeMap, known: pd.DataFrame, pretending: set[str], kind) -> list:
    """A path from the insiders' mark by way of the others to the outsiders'; the ends of its parts."""
    lines = []
    for programme, part in known.groupby("programme", sort=False):
        ends = {row.audience: (row.giving, row.getting) for row in part.itertuples()}
        between = [name for name in ends if name not in (result.insiders, result.outsiders)]
        way = [name for name in (result.insiders, *between, result.outsiders) if name in ends]
        colour = ACCENT if programme in pretending else QUIET
        width = (0.9 if programme in pretending else 0.5) * kind.line
        for one, other in pairwise(way):
            last = other == result.outsiders
            ax.annotate(
                "", ends[other], ends[one], zorder=3 if programme in pretending else 2, gid="arrow",
                arrowprops={"arrowstyle": "-|>" if last else "-", "color": colour, "linewidth": width, "shrinkA": 0,
                            "shrinkB": 0.45 * kind.mark if last else 0, "mutation_scale": 0.9 * kind.mark},
            )  # fmt: skip
            lines.append((ends[one], ends[other]))
    return lines


def _around(ax, known: pd.DataFrame, kind) -> list:
    """Short strokes across the marks, as wide as they are, for names to keep away from."""
    half = ax.get_figure(root=True).dpi * kind.mark / 72 / 2
    middles = ax.transData.transform(known[["giving", "getting"]].to_numpy(float))
    # So many that a name rather lies on a path than on a mark.
    strokes = [[(-half, lift * half), (half, lift * half)] for lift in np.linspace(-0.8, 0.8, 9)]
    return [ax.transData.inverted().transform(middle + stroke) for middle in middles for stroke in strokes]


def _named_points(result: ProgrammeMap, known: pd.DataFrame) -> pd.DataFrame:
    """Where each name stands: beside the outsiders' mark, else the last that is shown."""
    first = known[known.audience == result.outsiders]
    others = known[~known.programme.isin(first.programme)].drop_duplicates("programme", keep="last")
    return pd.concat([first, others])


def _keys(result: ProgrammeMap, marks: dict, pretending: set[str]) -> list[Key]:
    shown = set(result.table.audience[result.table.estimate.notna()])
    keys = [Key(as_heading(name), mark) for name, mark in marks.items() if name in shown]
    return [*keys, Key(say("Pretends"), Mark(ACCENT, "-"))] if pretending else keys


def _footer(result: ProgrammeMap, audiences: list[str]) -> str:
    table = result.table
    said = [base_line({name: table.n[table.audience == name] for name in audiences})]
    known = table[table.giving_ci_low.notna()]
    if len(known):
        half = np.maximum(
            (known.giving_ci_high - known.giving_ci_low) / 2, (known.getting_ci_high - known.getting_ci_low) / 2
        ).groupby(known.audience, sort=False).max()  # fmt: skip
        widest = ", ".join(f"{people(name)} ±{figure(half[name])}" for name in half.index)
        said.append(say("Marks are known to within (points, at most): {widest}.", widest=widest))
    if {result.insiders, result.outsiders} <= set(known.audience):
        said.append(
            say(
                "Each path leads from {insiders} to {outsiders}, at its head.",
                insiders=people(result.insiders),
                outsiders=people(result.outsiders),
            )
        )
    return " ".join(said)


def _finding(result: ProgrammeMap, pretending: set[str]) -> str:
    found = result.pretends
    if len(found) and pretending:
        n, of = len(pretending), len(found)
        return say(
            "One of {of} programmes pretends: {insiders} see a gift, {outsiders} a sale" if n == 1
            else "{n} of {of} programmes pretend: {insiders} see a gift, {outsiders} a sale",
            n=capital(in_words(n)), of=in_words(of), insiders=people(result.insiders),
            outsiders=people(result.outsiders),
        )  # fmt: skip
    known = result.ratio[result.ratio.estimate.notna()]
    if not len(known):
        return say("Too few people rated the programmes to show any")
    shares = ", ".join(f"{people(row.audience)} {percent(row.estimate)}" for row in known.itertuples())
    return say("Giving as a part of giving and getting: {shares}", shares=shares)
