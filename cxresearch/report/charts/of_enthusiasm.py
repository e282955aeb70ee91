"""Charts of what is asked of enthusiasm: what works and is understood, who moved, what is public, what it is worth."""

import math
from dataclasses import replace

from cxresearch.report.charts.marks import HUNDRED, axis_of, figures, interval_text, named, plain
from cxresearch.report.charts.model import POINTS, SCATTER, Chart, Series
from cxresearch.report.heads import said_cell
from cxresearch.report.keys import keys_of, row_names, value_column
from cxresearch.stats.bases.naming import people
from cxresearch.stats.enthusiasm.reviews import PublicReviews
from cxresearch.stats.enthusiasm.transitions import LoyaltyTransitions
from cxresearch.stats.enthusiasm.understood import FINE, QUARTERS, Understanding
from cxresearch.stats.enthusiasm.value import LoyaltyAndValue
from cxresearch.wording import capital, noun, plural, say

__all__ = ["VIEWS"]


def in_the_middle(result: Understanding) -> list[Chart]:
    """What works across, what is understood up, divided by the middle of the scale; the intervals beside it."""
    table, keys = result.table, keys_of(result)
    if not len(table):
        return []
    fine = [verdict == FINE for verdict in table.verdict]
    open_ = [not one and quadrant == QUARTERS[4] for one, quadrant in zip(fine, table.quadrant, strict=True)]
    placed = [not one and not other for one, other in zip(fine, open_, strict=True)]
    kinds = ((say("Fine inside, not understood outside"), fine, 2), (say("On a side"), placed, 1),
             (say("Undecided"), open_, 0))  # fmt: skip
    across, up = figures(table.works), figures(table.estimate)
    series = tuple(
        Series(
            name,
            tuple(value if own[at] else math.nan for at, value in enumerate(up)),
            colour=colour,
            across=tuple(value if own[at] else math.nan for at, value in enumerate(across)),
        )
        for name, own, colour in kinds
        if any(own)
    )
    works, understood = [], []
    for at, row in enumerate(table.itertuples()):
        works.append(interval_text(row.works, row.works_ci_low, row.works_ci_high, digits=0))
        said = interval_text(row.estimate, row.ci_low, row.ci_high, digits=0)
        understood.append(f"{said}\n{keys[at]}")
    who = people(result.outside)
    chart = Chart(
        SCATTER, tuple(row_names(result)), series,
        ((say("It works"), tuple(works)), (say("It is understood"), tuple(understood))),
        axis=say("It works: experience as {who} rate it (0-100)", who=who),
        up=say("It is understood: as {who} say (0-100)", who=who), cross=(result.middle, result.middle),
    )  # fmt: skip
    order = sorted(range(len(table)), key=lambda at: (not fine[at], up[at] if math.isfinite(up[at]) else math.inf))
    return [chart.chosen(order)]


def who_moved(result: LoyaltyTransitions) -> list[Chart]:
    """A row a move, what was seen beside what error alone would give; where that is not known, both waves' levels."""
    if not result.told:
        return _levels(result)
    table, keys = result.table, keys_of(result)
    labels, cells = [], []
    for at, (_, row) in enumerate(table.iterrows()):
        origin, target = capital(noun(f"{row['from']}s")), noun(f"{row['to']}s")
        stayed = row["from"] == row["to"]
        labels.append(
            say("{origin} who stayed it", origin=origin) if stayed
            else say("{origin} who became {target}", origin=origin, target=target)
        )  # fmt: skip
        shown = interval_text(row.estimate, row.estimate_ci_low, row.estimate_ci_high, digits=0, sign=True)
        cells.append(f"{shown}\n{said_cell(str(row.verdict), 'verdict')} · {keys[at]}")
    seen = Series(say("Seen"), figures(table.share), figures(table.ci_low), figures(table.ci_high), 1)
    alone = Series(say("What error alone would give"), figures(table.by_error), colour=0)
    return [Chart(
        POINTS, tuple(labels), (seen, alone), ((say("Seen minus error"), tuple(cells)),),
        axis=say("Percent of those who were it in {then}", then=result.waves[0]), span=HUNDRED, joined=True,
    )]  # fmt: skip


def _levels(result: LoyaltyTransitions) -> list[Chart]:
    levels = result.levels
    if not len(levels):
        return []
    series = tuple(
        Series(wave, *(figures(levels[f"{name}{end}"]) for end in ("", "_ci_low", "_ci_high")), colour)
        for name, wave, colour in (("then", result.waves[0], 0), ("now", result.waves[1], 1))
    )
    changes = tuple(
        interval_text(row.change, row.change_ci_low, row.change_ci_high, digits=0, sign=True)
        for row in levels.itertuples()
    )
    labels = tuple(capital(noun(f"{group}s")) for group in levels.group)
    return [Chart(POINTS, labels, series, ((say("Change"), changes),), axis=say("Percent"), span=HUNDRED, joined=True)]


def public_beside_asked(result: PublicReviews) -> list[Chart]:
    """Stars of the reviews beside the answers of those who were asked, both with their intervals."""
    table, keys = result.table, keys_of(result)
    labels = tuple(plural(int(stars), "star") for stars in table.stars)
    sides = [("estimate", "ci", say("Public reviews, self-selected"), say("Reviews"), 1)]
    if table.survey_share.notna().any():
        sides.append(("survey_share", "survey_ci", say("Asked in the survey"), say("Asked"), 3))
    series, beside = [], []
    for column, bounds, name, head, colour in sides:
        rows = [figures(table[one]) for one in (column, f"{bounds}_low", f"{bounds}_high")]
        series.append(Series(name, *rows, colour))
        cells = [interval_text(*row, digits=0) for row in zip(*rows, strict=True)]
        beside.append((head, tuple(f"{cell}\n{key}" if column == "estimate" else cell
                                   for cell, key in zip(cells, keys, strict=True))))  # fmt: skip
    return [Chart(POINTS, labels, tuple(series), tuple(beside), axis=say("Percent"), joined=len(sides) > 1)]


def value_of_groups(result: LoyaltyAndValue) -> list[Chart]:
    """What promoters, passives and detractors are worth, and what of it is left when the rest is held alike."""
    column = value_column(result)
    if column is None or not len(result.table):
        return []
    chart = plain(result, column)
    if result.by_unit:
        return [replace(chart, axis=say("Correlation between units with {value}", value=result.value), digits=2)]
    gaps = tuple(
        interval_text(row.held_gap, row.held_gap_ci_low, row.held_gap_ci_high, digits=chart.digits, sign=True)
        for row in result.table.itertuples()
    )
    unit = axis_of(result, column) if result.unit else ""
    named_axis = ", ".join(filter(None, (named(result.value), unit)))
    head = (chart.beside[0][0] if unit else say("Mean"), chart.beside[0][1])
    return [replace(chart, axis=named_axis, beside=(head, (say("Above detractors, held alike"), gaps)))]


# What reports draw of each.
VIEWS = {
    Understanding: in_the_middle, LoyaltyTransitions: who_moved, PublicReviews: public_beside_asked,
    LoyaltyAndValue: value_of_groups,
}  # fmt: skip
