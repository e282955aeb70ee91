"""What goes with themes, their change over time, their segments and their company: a row an estimate, or a field."""

from collections.abc import Callable

import numpy as np

from cxresearch.plots.drawing.captions import counts, groups_line
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.fields import Field, Fields
from cxresearch.plots.drawing.forest import forest, rows_of
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.records import records
from cxresearch.plots.drawing.strokes import cells, changed, percent, signed, sure
from cxresearch.text.themes.coded import OTHER
from cxresearch.text.themes.theme_effects import ThemeEffects
from cxresearch.text.themes.theme_tables import ThemePairs, ThemeTable, ThemeTrend
from cxresearch.wording import capital, count, say

__all__ = ["plot_theme_effects", "plot_theme_pairs", "plot_theme_table", "plot_theme_trend"]

# Nought has no place on a log scale.
_LEAST = 1e-2
_MOST_THEMES, _MOST_GROUPS = 12, 12


@chart
def plot_theme_effects(result: ThemeEffects) -> Dumbbells:
    """A row a theme, its difference with the interval, the largest first; hollow where none is shown."""
    table = result.table[result.table.estimate.notna()]
    table = table.loc[table.estimate.abs().sort_values(ascending=False, kind="stable").index]
    return forest(
        rows_of(table, map(capital, table.theme), filled=table.verdict.isin(["less", "more"])),
        title=result.finding() or say("With no theme a difference is shown"),
        columns=[
            Column(capital(say(result.unit)), cells(table, changed, digits=1)),
            Column(say("Wrote of it"), counts(table.n, "–")),
        ],
        footer=[
            say(
                "Base: {n} who wrote and gave {outcome}. Bars and brackets: {sure}; hollow: not shown after all "
                "comparisons. What goes together is no cause.",
                n=count(result.n),
                outcome=result.outcome,
                sure=sure(result.confidence),
            )
        ],
        x_label=say(
            "Those who write of it against those who do not, other themes being equal ({unit})", unit=result.unit
        ),
        zero=0.0,
        what=say("themes"),
        order=say("the widest first"),
    )


@chart
def plot_theme_trend(result: ThemeTrend) -> Fields:
    """Themes down, waves across; shares on their shade, the change below."""

    def field(row, shade: float) -> Field:
        told = row.verdict in ("rose", "fell")
        note = signed(row.change) + ("" if told else " n. s.") if np.isfinite(row.change) else ""
        return Field(percent(row.estimate), shade, told, note=note)

    return _shares(
        result.table, result.wave, result.waves, field,
        title=result.sentences()[0].partition(":")[0].rstrip("."),
        columns=[f"{wave}" for wave in result.waves],
        footer=say("Percent of each wave's comments; below: points since the wave before, n. s.: not shown (Holm)."),
    )  # fmt: skip


@chart
def plot_theme_table(result: ThemeTable) -> Fields:
    """Themes down, segments across; letters name the segments that a share is above."""
    letters = dict(zip(result.table[result.by], result.table.letter, strict=True))
    return _shares(
        result.table, result.by, result.segments,
        lambda row, shade: Field(percent(row.estimate), shade, bool(row.above), note=row.above),
        title=result.sentences()[0].rstrip("."),
        columns=[f"{segment}\n({letters[segment]})" for segment in result.segments],
        footer=say("Percent of each segment's comments; letters: above that segment (Holm over all pairs and themes)."),
    )  # fmt: skip


def _shares(table, by: str, groups, field: Callable, *, title: str, columns: list[str], footer: str) -> Fields:
    """Themes down, the largest first, groups across; what a field of a row and its shade is, ``field`` says."""
    size = table.groupby("theme").estimate.mean().fillna(-1.0)
    themes = [theme for theme in size.sort_values(ascending=False, kind="stable").index if theme != OTHER]
    darkest = max(float(table.estimate.max()), 1.0)
    theme_at, group_at = ({name: at for at, name in enumerate(names)} for names in (themes, groups))
    fields = {
        (theme_at[row["theme"]], group_at[row[by]]): field(row, row.estimate / darkest)
        if np.isfinite(row.estimate)
        else Field(say("hidden"), quiet=True, hatched=True)
        for row in records(table)
        if row["theme"] in theme_at and group_at[row[by]] < _MOST_GROUPS
    }
    return Fields(
        fields, title=title, rows=[capital(theme) for theme in themes], columns=columns[:_MOST_GROUPS],
        footer=[footer, *groups_line(min(len(groups), _MOST_GROUPS), len(groups))],
        what=say("themes"), order=say("the largest first"), most=_MOST_THEMES,
    )  # fmt: skip


@chart
def plot_theme_pairs(result: ThemePairs) -> Dumbbells:
    """A row a pair, how many times as often as chance, on a log scale."""
    table = result.table
    labels = [f"{a} + {b}" for a, b in zip(table.theme_a, table.theme_b, strict=True)]
    on_log = table.assign(estimate=table.estimate.clip(lower=_LEAST), ci_low=table.ci_low.clip(lower=_LEAST))
    drawn = rows_of(on_log, labels, filled=table.verdict != "not shown")
    finding = result.sentences()[0].partition(" (")[0] if len(drawn) else say("No two themes stand in five comments")
    return forest(
        drawn,
        title=finding,
        columns=[
            Column(say("Times chance"), cells(table, digits=1)),
            Column(say("Comments"), [count(n) for n in table["count"]]),
        ],
        footer=[
            say("Bars and brackets: {sure}; hollow: not shown after all comparisons.", sure=sure(result.confidence))
        ],
        x_label=say("Comments that name both, against chance (1 = as chance has it)"),
        zero=1.0,
        log=True,
        what=say("pairs"),
        order=say("the surest and strongest first"),
    )
