"""The mapping panel's words and tables: what a column is, how it was answered, what all columns are."""

import html

import pandas as pd

from cxresearch.combining.corrections import LEFT_OUT
from cxresearch.survey.doubt_words import doubt_in_words
from cxresearch.survey.survey import Survey
from cxresearch.widgets.mapping.column_map import ColumnMap
from cxresearch.wording import count, plural, speaking

__all__ = ["QUIET", "WARN", "became", "facts", "head", "in_doubt", "in_words", "shortened", "summary"]

QUIET = "color:#56656f;line-height:1.4;margin:.2em 0"
WARN = "border-left:4px solid #b3541e;padding-left:.6em"
_CELL = "text-align:left;vertical-align:top;padding:.15em .8em .15em 0;line-height:1.3"
_NUMBER = "text-align:right;vertical-align:top;padding:.15em .8em .15em 0;line-height:1.3"
_MOST_ROWS = 400
_MOST_STRANGE = 40
_IN_SIGHT = 12
_LONGEST = 60
_MOST_DOUBTS = 5
_KINDS = {
    "nps": "a question of recommending",
    "effort": "a question of effort",
    "multi": "a choice of several answers",
    "verbatim": "a comment",
}


def in_words(mapped: ColumnMap, column: str) -> str:
    """What a column is, to stand behind "is": "a rating on 1-5"."""
    row = mapped.sheet.loc[column]
    if row.role:
        return f"the {row.role}"
    if row.kind == LEFT_OUT:
        return "left out"
    name = _KINDS.get(row.kind, f"a {row.kind}")
    span = row["scale"].split(":")[0]
    return f"{name} on {span}" if span else name


@speaking("en")
def became(mapped: ColumnMap, column: str) -> str:
    """The sentence after a change, and what could follow it."""
    alike = mapped.alike(column)
    more = f" {plural(len(alike), 'more question')} with the same words can follow." if alike else ""
    return f"{column} is now {in_words(mapped, column)}.{more}"


def shortened(text: str, most: int = _LONGEST) -> str:
    """A text cut in the middle, since rows of a matrix differ in their last words.

    >>> shortened("How do you rate us today? - Billing", 20)
    'How do…ay? - Billing'
    """
    plain = " ".join(str(text).split())
    if len(plain) <= most:
        return plain
    return f"{plain[: most // 3].rstrip()}…{plain[-(most - most // 3 - 1) :].lstrip()}"


def head(mapped: ColumnMap, column: str) -> str:
    """The column that is edited, its question, and why it is unsure."""
    row = mapped.sheet.loc[column]
    text = f'<p style="{QUIET}">{html.escape(row.text)}</p>' if row.text != column else ""
    why = mapped.unsure.get(column, "")
    unsure = f'<p style="line-height:1.4;margin:.2em 0;{WARN}">Unsure: {html.escape(why)}.</p>' if why else ""
    return f'<p style="line-height:1.4;margin:0"><strong>{html.escape(column)}</strong></p>{text}{unsure}'


def facts(mapped: ColumnMap, column: str) -> str:
    """Samples of a column's answers with their counts and what they are read as."""
    samples, said = mapped.samples(column)
    read = bool(len(samples)) and samples.read_as.astype(bool).any()
    styles = {"answer": _CELL, "n": _NUMBER} | ({"read_as": _CELL} if read else {})
    table = _html_table(samples[list(styles)], styles, {"n": "people", "read_as": "read as"})
    return f'<p style="{QUIET}">{html.escape(said)}</p>{table if len(samples) else ""}'


@speaking("en")
def in_doubt(survey: Survey) -> str:
    """The doubts about the survey, the worst first, each with the line that settles it; "" where there is none."""
    table = survey.doubts
    if not len(table):
        return ""
    items = "".join(
        f"<li>{html.escape(f'{shortened(row.question)}: ' if row.question else '')}"
        f"{html.escape(doubt_in_words(row.doubt))} ({html.escape(doubt_in_words(row.evidence))}). "
        f"<code>{html.escape(row.settle)}</code></li>"
        for row in table.head(_MOST_DOUBTS).itertuples()
    )
    more = len(table) - _MOST_DOUBTS
    rest = f'<p style="{QUIET}">{count(more)} more in <code>survey.doubts</code>.</p>' if more > 0 else ""
    return (
        f'<div style="{WARN}"><p style="line-height:1.4;margin:.2em 0"><strong>'
        f"{plural(len(table), 'guess', 'guesses')} could change a number, the worst first</strong></p>"
        f'<ol style="line-height:1.4;margin:.2em 0">{items}</ol>{rest}</div>'
    )


@speaking("en")
def summary(mapped: ColumnMap, columns: list[str], chosen: str = "") -> str:
    """The count of everything, a line a column, and the labels that stand for no point."""
    table = mapped.table()
    shown = table[table.column.isin(columns)]
    if len(shown) > _IN_SIGHT:
        # A long table opens at its top, so the column that is edited stands there.
        shown = shown.sort_values("column", key=lambda names: names != chosen, kind="stable")
    cells = shown.head(_MOST_ROWS).copy()
    for name in ("column", "scale", "topic"):
        cells[name] = cells[name].map(shortened)
    bold = next((at for at, name in enumerate(shown.column) if name == chosen), None)
    more = f'<p style="{QUIET}">{count(len(shown) - _MOST_ROWS)} more.</p>' if len(shown) > _MOST_ROWS else ""
    styles = {name: f"{_CELL};white-space:nowrap" if name in ("is", "asked_as") else _CELL for name in shown}
    lines = _html_table(cells, styles, {"asked_as": "asked as"}, bold)
    return (
        f'<p style="line-height:1.4;margin:.6em 0 .2em"><strong>{html.escape(mapped.headline())}</strong></p>'
        f'<div style="max-height:330px;overflow:auto;border:1px solid #c9d1d6;padding:0 .5em">{lines}</div>'
        f"{more}{_strange(mapped.unmapped())}"
    )


@speaking("en")
def _strange(labels: pd.DataFrame) -> str:
    if not len(labels):
        return ""
    told = [
        f"{shortened(row.question, 40)}: {shortened(row.label, 40)} ({count(row.n)})" for row in labels.itertuples()
    ]
    items = "".join(f"<li>{html.escape(line)}</li>" for line in told[:_MOST_STRANGE])
    more = f"<li>and {count(len(told) - _MOST_STRANGE)} more</li>" if len(told) > _MOST_STRANGE else ""
    total = int(labels.n.sum())
    return (
        f'<details style="{QUIET}"><summary>{plural(total, "answer")} {"stands" if total == 1 else "stand"} for no '
        f"point of the scale and are not counted: give them a number, or leave them so</summary><ul>{items}{more}</ul>"
        "</details>"
    )


def _html_table(cells: pd.DataFrame, styles: dict[str, str], names: dict[str, str], bold: int | None = None) -> str:
    heads = "".join(f'<th style="{styles[name]}">{html.escape(names.get(name, name))}</th>' for name in styles)
    body = "".join(
        f"<tr{' aria-current=true' if at == bold else ''}>"
        + "".join(
            f'<td style="{style}{";font-weight:bold" if at == bold else ""}">{html.escape(_cell(row[name]))}</td>'
            for name, style in styles.items()
        )
        + "</tr>"
        for at, row in enumerate(cells.to_dict("records"))
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


@speaking("en")
def _cell(value) -> str:
    return value if isinstance(value, str) else count(value)
