"""The mapping panel's words and tables: what a column is, how it was answered, what all columns are."""

import pandas as pd
from markupsafe import Markup

from cxresearch.combining.corrections import LEFT_OUT
from cxresearch.stats.bases.naming import people
from cxresearch.survey.survey import Survey
from cxresearch.widgets.controls.parts import grid_html, items_html
from cxresearch.widgets.mapping.column_map import ColumnMap
from cxresearch.widgets.mapping.spoken import aspect_in_words, kind_in_words, role_in_words
from cxresearch.wording import count, plural, say, told

__all__ = ["QUIET", "WARN", "became", "facts", "head", "html_table", "in_doubt", "in_words", "shortened", "summary"]

QUIET = "color:#56656f;line-height:1.4;margin:.2em 0"
WARN = "border-left:4px solid #b3541e;padding-left:.6em"
_CELL = "text-align:left;vertical-align:top;padding:.15em .8em .15em 0;line-height:1.3"
_NUMBER = "text-align:right;vertical-align:top;padding:.15em .8em .15em 0;line-height:1.3"
_MOST_ROWS = 400
_MOST_STRANGE = 40
_IN_SIGHT = 12
_LONGEST = 60
_COULD_CHANGE = told("{guesses} could change a number, the worst first")
# Heads of the summary as people read them; its columns keep their names.
_HEADS = {
    "column": told("column"), "is": told("is"), "scale": told("scale"), "topic": told("topic"),
    "asked_as": told("asked as"), "note": told("remarks"),
}  # fmt: skip
_MOST_DOUBTS = 5
_KINDS = {
    "rating": told("a rating"),
    "nps": told("a question of recommending"),
    "effort": told("a question of effort"),
    "choice": told("a choice"),
    "multi": told("a choice of several answers"),
    "ranking": told("a ranking"),
    "verbatim": told("a comment"),
    "number": told("a number"),
    "duration": told("a duration"),
    "date": told("a date"),
}


def in_words(mapped: ColumnMap, column: str) -> str:
    """What a column is, to stand behind "is": "a rating on 1-5"."""
    row = mapped.sheet.loc[column]
    if row.role:
        return say("the {role}", role=role_in_words(row.role))
    if row.kind == LEFT_OUT:
        return say("left out")
    name = say(_KINDS[row.kind]) if row.kind in _KINDS else row.kind
    span = row["scale"].split(":")[0]
    return say("{kind} on {scale}", kind=name, scale=span) if span else name


def became(mapped: ColumnMap, column: str) -> str:
    """The sentence after a change, and what could follow it."""
    alike = mapped.alike(column)
    now = say("{column} is now {what}.", column=column, what=in_words(mapped, column))
    if mapped.of_whom(column):
        now += " " + say("It asks to guess what {people} answer.", people=people(mapped.of_whom(column)))
    if not alike:
        return now
    return f"{now} " + say("{questions} with the same words can follow.", questions=plural(len(alike), "more question"))


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
    text = _paragraph(row.text) if row.text != column else ""
    why = mapped.unsure.get(column, "")
    unsure = _paragraph(say("Unsure: {why}.", why=why), f"line-height:1.4;margin:.2em 0;{WARN}") if why else ""
    return _title(column, "0") + text + unsure


def facts(mapped: ColumnMap, column: str) -> str:
    """Samples of a column's answers with their counts and what they are read as."""
    samples, said = mapped.samples(column)
    read = bool(len(samples)) and samples.read_as.astype(bool).any()
    styles = {"answer": _CELL, "n": _NUMBER} | ({"read_as": _CELL} if read else {})
    names = {"answer": say("answer"), "n": say("people"), "read_as": say("read as")}
    return _paragraph(said) + (html_table(samples[list(styles)], styles, names) if len(samples) else "")


def in_doubt(survey: Survey) -> str:
    """The doubts about the survey, the worst first, each with the line that settles it; "" where there is none."""
    table = survey.doubts
    if not len(table):
        return ""
    items = items_html(
        Markup("{}{} ({}). <code>{}</code>").format(
            f"{shortened(row.question)}: " if row.question else "", row.doubt, row.evidence, row.settle
        )
        for row in table.head(_MOST_DOUBTS).itertuples()
    )
    more = len(table) - _MOST_DOUBTS
    rest = _paragraph(say("{n} more in survey.doubts.", n=count(more))) if more > 0 else ""
    title = _title(say(_COULD_CHANGE, guesses=plural(len(table), "guess", "guesses")), ".2em 0")
    return Markup('<div style="{}">{}<ol style="line-height:1.4;margin:.2em 0">{}</ol>{}</div>').format(
        WARN, title, items, rest
    )


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
    for name, said in (("is", _is_in_words), ("asked_as", _asked_in_words), ("note", _note_in_words)):
        cells[name] = cells[name].map(said)
    bold = next((at for at, name in enumerate(shown.column) if name == chosen), None)
    over = len(shown) - _MOST_ROWS
    more = _paragraph(say("{n} more.", n=count(over))) if over > 0 else ""
    styles = {name: f"{_CELL};white-space:nowrap" if name in ("is", "asked_as") else _CELL for name in shown}
    lines = html_table(cells, styles, {name: say(_HEADS[name]) for name in styles if name in _HEADS}, bold)
    window = Markup('<div style="max-height:330px;overflow:auto;border:1px solid #c9d1d6;padding:0 .5em">{}</div>')
    return _title(mapped.headline()) + window.format(lines) + more + _strange(mapped.unmapped())


def _strange(labels: pd.DataFrame) -> str:
    if not len(labels):
        return ""
    found = [
        f"{shortened(row.question, 40)}: {shortened(row.label, 40)} ({count(row.n)})" for row in labels.itertuples()
    ]
    over = len(found) - _MOST_STRANGE
    items = items_html([*found[:_MOST_STRANGE], *([say("and {n} more", n=count(over))] if over > 0 else [])])
    total = int(labels.n.sum())
    said = say(
        "{answers} stands for no point of the scale and is not counted: give it a number, or leave it so"
        if total == 1
        else "{answers} stand for no point of the scale and are not counted: give them a number, or leave them so",
        answers=plural(total, "answer"),
    )
    return Markup('<details style="{}"><summary>{}</summary><ul>{}</ul></details>').format(QUIET, said, items)


def _is_in_words(cell: str) -> str:
    """ "role: unit" or a kind, as the summary's table has it."""
    role = cell.removeprefix("role: ")
    if role != cell:
        return say("role: {role}", role=role_in_words(role))
    return say("left out") if cell == LEFT_OUT else kind_in_words(cell)


def _asked_in_words(cell: str) -> str:
    aspect, _, turned = cell.partition(", ")
    return say("{aspect}, reversed", aspect=aspect_in_words(aspect)) if turned else aspect_in_words(aspect)


def _note_in_words(cell: str) -> str:
    first, _, rest = cell.partition("; ")
    if first == "corrected":
        return "; ".join(filter(None, [say("corrected"), _note_in_words(rest)]))
    why = cell.removeprefix("unsure: ")
    return say("unsure: {why}", why=why) if why != cell else cell


def html_table(cells: pd.DataFrame, styles: dict[str, str], names: dict[str, str], bold: int | None = None) -> Markup:
    """Cells as a table; numbers are counts."""
    shown = cells.map(lambda cell: cell if isinstance(cell, str) else count(cell))
    return Markup("<table>{}</table>").format(grid_html(shown, styles, lambda name: names.get(name, name), bold))


def _paragraph(text: str, style: str = QUIET) -> Markup:
    return Markup('<p style="{}">{}</p>').format(style, text)


def _title(text: str, margin: str = ".6em 0 .2em") -> Markup:
    return Markup('<p style="line-height:1.4;margin:{}"><strong>{}</strong></p>').format(margin, text)
