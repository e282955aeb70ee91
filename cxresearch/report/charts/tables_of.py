"""The table of a Result as it is shown on slides and pages: plain heads, verdicts in words, fields with shades."""

from functools import singledispatch

import numpy as np
import pandas as pd

from cxresearch.plots.text.quote_cards import cards_of
from cxresearch.report.charts.model import TextTable
from cxresearch.report.heads import head_of, said_cell
from cxresearch.report.keys import keys_of, topics_of, value_column, with_topics
from cxresearch.result import Result
from cxresearch.stats.audits.ownership import Ownership
from cxresearch.stats.bases.hidden import group_label
from cxresearch.stats.bases.naming import people
from cxresearch.stats.linkage.handoffs import Handoffs
from cxresearch.stats.linkage.unit_table import UnitTable
from cxresearch.stats.tables.crosstabs import Crosstab
from cxresearch.text.quotes import Quotes
from cxresearch.wording import capital, number, say

__all__ = ["banner_heads", "crosstab_columns", "shown_table", "whole_table"]

_SIDES = ("audience", "audience_a", "audience_b")


@singledispatch
def shown_table(result: Result) -> TextTable:
    """What a slide shows of a Result that is no chart."""
    return whole_table(result)


def whole_table(result: Result) -> TextTable:
    """The columns worth showing, as text, with the id of each figure behind them."""
    cells = with_topics(result.text_table(), result)
    columns, heads, figures = [], [], []
    for at, name in enumerate(cells):
        numeric = pd.api.types.is_numeric_dtype(result.table[name]) if name in result.table else at > 0
        texts = [str(text) for text in cells[name]]
        if name in _SIDES:
            texts = [capital(people(text)) for text in texts]
        columns.append([said_cell(text, str(name)) for text in texts])
        heads.append(head_of(str(name), result.confidence) if str(name) else " ")
        figures.append(bool(numeric))
    if value_column(result) is not None and len(cells) == len(result.table):
        columns.append(keys_of(result))
        heads.append(say("Id"))
        figures.append(False)
    rows = tuple(zip(*columns, strict=True)) if columns else ()
    return TextTable(tuple(heads), rows, tuple(figures))


@shown_table.register
def _(result: Crosstab) -> TextTable:
    """The banner: shares in their columns with the letters that they lie above, shaded by how far they lie apart."""
    table = result.table
    columns = crosstab_columns(result)
    heads = [" ", *banner_heads(columns)]
    rows, shades, bold = [], {}, set()
    place = {
        key: at for at, key in enumerate(zip(table.question, table.answer, table.banner, table.column, strict=True))
    }
    topics = topics_of(result)
    for question in dict.fromkeys(table.question):
        part = table[table.question == question]
        bold.add(len(rows))
        rows.append((topics.get(question, str(question)), *[""] * len(columns)))
        for answer in dict.fromkeys(part.answer):
            cells, own = [], []
            for banner, column, _ in columns:
                at = place.get((question, answer, banner, column))
                row = table.iloc[at] if at is not None else None
                own.append(np.nan if row is None else float(row.estimate))
                cells.append("–" if row is None else _banner_cell(result, row))
            total = own[0] if columns and np.isfinite(own[0]) else np.nanmean(own) if np.isfinite(own).any() else np.nan
            for at, value in enumerate(own[1:], start=2):
                row = table.iloc[place[(question, answer, *columns[at - 1][:2])]] if cells[at - 1] != "–" else None
                if row is not None and str(row.letters or "") and np.isfinite(total):
                    shades[len(rows), at] = float(np.clip((value - total) / 25, -1, 1))
            rows.append((str(answer), *cells))
    return TextTable(tuple(heads), tuple(rows), (False, *[True] * len(columns)), shades, frozenset(bold))


def crosstab_columns(result: Crosstab) -> list[tuple[str, str, str]]:
    """The columns of a banner in their order: (banner, name, letter)."""
    table = result.table
    found = dict.fromkeys(zip(table.banner, table.column, table.letter.fillna(""), strict=True))
    return [(str(banner), str(column), str(letter)) for banner, column, letter in found]


def banner_heads(columns: list[tuple[str, str, str]]) -> list[str]:
    """What stands above the columns of a banner: an audience as people say it, with its letter."""
    names = [capital(people(name)) if banner == "audience" else name for banner, name, _ in columns]
    return [f"{name} ({letter})" if letter else name for name, (_, _, letter) in zip(names, columns, strict=True)]


def _banner_cell(result: Crosstab, row) -> str:
    if not np.isfinite(row.estimate):
        return "–"
    share = row.kind not in ("mean", "base")
    said = f"{number(row.estimate, digits=0)}%" if share else number(row.estimate, digits=1)
    letters = str(row.letters or "") if isinstance(row.letters, str) else ""
    return f"{said} {letters}".strip()


@shown_table.register
def _(result: UnitTable) -> TextTable:
    """Units down, questions across, a shade where a cell is shown to differ."""
    table = result.table
    return _field(table, result.by, "label", "estimate", differs=table.verdict.isin(["above", "below"]))


@shown_table.register
def _(result: Ownership) -> TextTable:
    """Who says it down, who is said to own the customer across; shaded by how many say so."""
    table = result.table
    if not set(result.by) - {result.audience_by}:
        return whole_table(result)
    names = [
        group_label({
            name: capital(people(str(row[name]))) if name == result.audience_by else row[name] for name in result.by
        })
        for _, row in table.iterrows()
    ]  # fmt: skip
    return _field(table.assign(_who=names), "_who", "answer", "estimate", unit=say("%"))


@shown_table.register
def _(result: Handoffs) -> TextTable:
    """Who receives down, who gives across."""
    table = result.table
    return _field(table, "receiver", "giver", "estimate", differs=table.p_adjusted < 1 - result.confidence)


def _field(table: pd.DataFrame, down: str, across: str, value: str, *, differs=None, unit: str = "") -> TextTable:
    """Rows by columns; shaded where a cell ``differs`` from the middle of all, else by its size."""
    rows, columns = list(dict.fromkeys(table[down].astype(str))), list(dict.fromkeys(table[across].astype(str)))
    place = {key: at for at, key in enumerate(zip(table[down].astype(str), table[across].astype(str), strict=True))}
    middle, most = float(table[value].mean()), float(table[value].max())
    differs = None if differs is None else np.asarray(differs, dtype=bool)
    cells, shades = [], {}
    for y, row in enumerate(rows):
        own = []
        for x, column in enumerate(columns):
            at = place.get((row, column))
            figure = float(table[value].iloc[at]) if at is not None else np.nan
            own.append(f"{number(figure)}{unit}" if np.isfinite(figure) else "–")
            if not np.isfinite(figure):
                continue
            if differs is None:
                shades[y, x + 1] = figure / most if most > 0 else 0.0
            elif differs[at]:
                shades[y, x + 1] = float(np.clip((figure - middle) / 20, -1, 1))
        cells.append((row, *own))
    return TextTable((" ", *columns), tuple(cells), (False, *[True] * len(columns)), shades)


@shown_table.register
def _(result: Quotes) -> TextTable:
    """Word for word, whose it is behind it; redacted, and from groups that may be quoted."""
    cards = cards_of(result)
    rows = tuple((say("“{words}”", words=" ".join(card.text.split())), card.source() or "") for card in cards)
    return TextTable((say("In their own words"), say("Whose")), rows, (False, False))
