"""What goes with themes, their change over time, their segments and their company: a row an estimate, or a field."""

import numpy as np

from cxresearch.plots.drawing.fields import Field, plot_fields
from cxresearch.plots.drawing.forest import Row, forest
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import between, measured, percent, signed, sure
from cxresearch.plots.drawing.style import BLUE
from cxresearch.text.themes.coded import OTHER
from cxresearch.text.themes.theme_effects import ThemeEffects
from cxresearch.text.themes.theme_tables import ThemePairs, ThemeTable, ThemeTrend
from cxresearch.wording import capital, count, say

__all__ = ["PICTURES", "plot_theme_effects", "plot_theme_pairs", "plot_theme_table", "plot_theme_trend"]

# Nought has no place on a log scale.
_LEAST = 1e-2


def plot_theme_effects(result: ThemeEffects, *, ax=None, rows: int | None = None, title: str | None = None):
    """A row a theme, its difference with the interval, the largest first; hollow where none is shown."""
    table = result.table[result.table.estimate.notna()]
    table = table.loc[table.estimate.abs().sort_values(ascending=False, kind="stable").index]
    drawn = [
        Row(capital(row.theme), row.estimate, row.ci_low, row.ci_high, row.verdict in ("less", "more"))
        for row in table.itertuples()
    ]
    cells = [
        f"{signed(row.estimate, digits=1)} {between(row.ci_low, row.ci_high, digits=1)}" for row in table.itertuples()
    ]
    ax, _ = forest(
        drawn,
        title=title or result.finding() or say("With no theme a difference is shown"),
        ax=ax,
        limit=rows,
        columns=[
            Column(capital(say(result.unit)), cells),
            Column(say("Wrote of it"), ["–" if np.isnan(n) else count(n) for n in table.n]),
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
    return ax


def plot_theme_trend(result: ThemeTrend, *, ax=None, rows: int | None = None, title: str | None = None):
    """Themes down, waves across; shares on their shade, the change below."""
    table = result.table
    size = table.groupby("theme").estimate.mean().fillna(-1.0)
    themes = [theme for theme in size.sort_values(ascending=False, kind="stable").index if theme != OTHER][: rows or 12]
    darkest = max(float(table.estimate.max()), 1.0)
    fields = {}
    for at, theme in enumerate(themes):
        mine = table[table.theme == theme].set_index(result.wave)
        for column, wave in enumerate(result.waves):
            row = mine.loc[wave]
            if not np.isfinite(row.estimate):
                fields[at, column] = Field(say("hidden"), quiet=True, hatched=True)
                continue
            sure_of_it = "" if row.verdict in ("rose", "fell") else " n. s."
            note = f"{signed(row.change)}{sure_of_it}" if np.isfinite(row.change) else ""
            fields[at, column] = Field(
                percent(row.estimate), row.estimate / darkest, row.verdict in ("rose", "fell"), note=note
            )
    return plot_fields(
        fields,
        title=title or result.sentences()[0].partition(":")[0].rstrip("."),
        rows=[capital(theme) for theme in themes],
        columns=[f"{wave}" for wave in result.waves],
        colour=BLUE,
        footer=[say("Percent of each wave's comments; below: points since the wave before, n. s.: not shown (Holm).")],
        ax=ax,
    )


def plot_theme_table(result: ThemeTable, *, ax=None, rows: int | None = None, title: str | None = None):
    """Themes down, segments across; letters name the segments that a share is above."""
    table = result.table
    size = table.groupby("theme").estimate.mean().fillna(-1.0)
    themes = [theme for theme in size.sort_values(ascending=False, kind="stable").index if theme != OTHER][: rows or 12]
    darkest = max(float(table.estimate.max()), 1.0)
    letters = dict(zip(table[result.by], table.letter, strict=True))
    fields = {}
    for at, theme in enumerate(themes):
        mine = table[table.theme == theme].set_index(result.by)
        for column, segment in enumerate(result.segments):
            row = mine.loc[segment]
            if np.isfinite(row.estimate):
                fields[at, column] = Field(
                    percent(row.estimate), row.estimate / darkest, bool(row.above), note=row.above
                )
            else:
                fields[at, column] = Field(say("hidden"), quiet=True, hatched=True)
    return plot_fields(
        fields,
        title=title or result.sentences()[0].rstrip("."),
        rows=[capital(theme) for theme in themes],
        columns=[f"{segment}\n({letters[segment]})" for segment in result.segments],
        colour=BLUE,
        footer=[
            say("Percent of each segment's comments; letters: above that segment (Holm over all pairs and themes).")
        ],
        ax=ax,
    )


def plot_theme_pairs(result: ThemePairs, *, ax=None, rows: int | None = None, title: str | None = None):
    """A row a pair, how many times as often as chance, on a log scale."""
    table = result.table
    drawn = [
        Row(
            f"{row.theme_a} + {row.theme_b}",
            max(row.estimate, _LEAST),
            max(row.ci_low, _LEAST),
            row.ci_high,
            row.verdict != "not shown",
        )  # fmt: skip
        for row in table.itertuples(index=False)
    ]
    figures = zip(table.estimate, table.ci_low, table.ci_high, strict=True)
    cells = [measured(value, low, high, digits=1) for value, low, high in figures]
    finding = result.sentences()[0].partition(" (")[0] if len(drawn) else say("No two themes stand in five comments")
    ax, _ = forest(
        drawn,
        title=title or finding,
        ax=ax,
        limit=rows,
        columns=[Column(say("Times chance"), cells), Column(say("Comments"), [count(n) for n in table["count"]])],
        footer=[
            say("Bars and brackets: {sure}; hollow: not shown after all comparisons.", sure=sure(result.confidence))
        ],
        x_label=say("Comments that name both, against chance (1 = as chance has it)"),
        zero=1.0,
        log=True,
        what=say("pairs"),
        order=say("the surest and strongest first"),
    )
    return ax


PICTURES = {
    ThemeEffects: plot_theme_effects,
    ThemePairs: plot_theme_pairs,
    ThemeTable: plot_theme_table,
    ThemeTrend: plot_theme_trend,
}
