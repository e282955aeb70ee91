"""Questions of several answers and rankings become a column a choice, in files and in frames alike.

A box is 1 ticked, 0 not, blank where nobody saw the block. Options that stand side by side in a cell get such columns
too; where every cell puts all of them in an order, the columns hold the places.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import narwhals as nw
import numpy as np

from cxresearch.errors import QuestionError, listing
from cxresearch.survey.answers import as_text, encode
from cxresearch.survey.codebook import split_text, unique_ids
from cxresearch.survey.columns.boxes import Boxes, boxes_among, cut_answers, is_order_of_all, marked, options_in
from cxresearch.survey.columns.kinds import rankings_among

__all__ = ["Asked", "several_answers"]

_MOST_ANSWERS = 5000
_SAMPLE_ROWS = 2000


@dataclass(eq=False)
class Asked:
    """The columns of a table on their way to questions; changed in place.

    Attributes
    ----------
    frame : narwhals frame
    texts : dict
        Column to its wording.
    aside : set of str
        Columns that are no questions.
    kinds : dict
        What is known of columns.
    fixed : set of str
        Columns that a person declared to be something else than boxes.
    several : set of str
        Columns that a person declared to hold several options.
    notes : list of str
    changed : set of str
        Columns with new values.
    """

    frame: object
    texts: dict[str, str]
    aside: set[str] = field(default_factory=set)
    kinds: dict[str, str] = field(default_factory=dict)
    fixed: set[str] = field(default_factory=set)
    several: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)

    @property
    def columns(self) -> list[str]:
        return list(self.texts)

    def sample(self):
        """The rows that tell what a column is: all of them where they are at hand."""
        if isinstance(self.frame, nw.LazyFrame):
            return self.frame.head(_SAMPLE_ROWS).collect("pyarrow")
        return self.frame


def several_answers(asked: Asked, *, joined: str | None = None) -> None:
    """Find the questions of several answers and the rankings, and give each choice its column.

    Parameters
    ----------
    asked : Asked
    joined : str, optional
        What the platform puts between several options in one cell, besides semicolons.

    Raises
    ------
    QuestionError
        If a column was declared to hold several options and does not.
    """
    sample = asked.sample()
    for boxes in _boxes(asked, sample):
        _indicate(asked, boxes)
    if not isinstance(asked.frame, nw.LazyFrame):
        schema = asked.frame.collect_schema()
        for column in [column for column in asked.columns if _may_be_joined(asked, column, schema)]:
            _split(asked, column, [";", joined or "|"])
    lost = [column for column in asked.several if asked.kinds.get(column) != "multi" and column not in asked.aside]
    if lost:
        raise QuestionError(
            f"kinds= declares {lost[0]!r} as a question of several answers, but it holds neither boxes nor several "
            "options in a cell. Leave it out, or declare 'choice'."
        )
    free = ["" if _is_settled(asked, column) else column for column in asked.columns]
    for block in rankings_among(sample, asked.texts, free):
        asked.kinds |= dict.fromkeys(block, "ranking")
        asked.notes.append(
            f"{listing(block, most=4)}: every person gives each of the places 1 to {len(block)} once, a ranking and no "
            "rating; ranking() has its means and first places"
        )


def _is_settled(asked: Asked, column: str) -> bool:
    return column in asked.kinds or column in asked.aside or column in asked.fixed


def _boxes(asked: Asked, sample) -> list[Boxes]:
    found: list[Boxes] = []
    run: list[str] = []
    for column in [*asked.columns, ""]:
        barred = column in asked.aside or column in asked.fixed or asked.kinds.get(column, "multi") != "multi"
        if column and not barred:
            run.append(column)
            continue
        if len(run) >= 2:
            few = {name: _few(sample[name]) for name in run}
            found += boxes_among(run, asked.texts, few.get, lambda name: bool(sample[name].is_null().any()))
        run = []
    return found


def _few(values) -> list | None:
    """The distinct cells where there are at most two."""
    if values.dtype.is_temporal() or values.dtype.is_nested():
        return None
    if len(values) > 500 and len(encode(values.head(500)).answers) > 2:
        return None
    answers = [answer for answer in encode(values).counts() if as_text(answer).strip()]
    return answers if len(answers) <= 2 else None


def _indicate(asked: Asked, boxes: Boxes) -> None:
    columns = list(boxes.options)
    write_in = [
        name
        for name in asked.columns
        if name not in columns and asked.kinds.get(name) == "verbatim"
        and split_text(asked.texts[name])[0] == boxes.stem
    ]  # fmt: skip
    asked.frame = marked(asked.frame, boxes, write_in)
    asked.changed |= set(columns)
    for column, option in boxes.options.items():
        asked.kinds[column] = "multi"
        if split_text(asked.texts[column])[0] != boxes.stem:
            asked.texts[column] = f"{boxes.stem} [{option}]"
    asked.notes.append(
        f"{boxes.stem[:80]!r}: {len(columns)} choices, one indicator each ({listing(boxes.options.values(), most=6)})"
    )


def _may_be_joined(asked: Asked, column: str, schema) -> bool:
    if column in asked.aside or column in asked.fixed or asked.kinds.get(column, "multi") != "multi":
        return False
    return column not in asked.changed and (schema[column] == nw.String or isinstance(schema[column], nw.Object))


def _split(asked: Asked, column: str, separators: list[str]) -> None:
    values = asked.frame[column]
    declared = column in asked.several
    if not declared and len(values) > 500 and len(encode(values.head(500)).answers) > 250:
        return
    encoded = encode(values)
    answers = {as_text(answer): count for answer, count in encoded.counts().items() if as_text(answer).strip()}
    if declared:
        sign = max([*separators, ", ", ",", "/"], key=lambda sign: sum(sign in answer for answer in answers))
        if any(sign in answer for answer in answers):
            _indicators(asked, column, encoded, _cells(answers, sign), answers)
        return
    if not 1 < len(answers) <= _MOST_ANSWERS and not (len(answers) == 1 and ";" in next(iter(answers))):
        return
    for sign in separators:
        if not any(sign in answer for answer in answers):
            continue
        if is_order_of_all(answers, sign):
            _rank(asked, column, encoded, _cells(answers, sign))
            return
        if options_in(answers, sign):
            _indicators(asked, column, encoded, cut_answers(answers, sign), answers)
            return
        several = sum(count for answer, count in answers.items() if sign in answer)
        if sign.strip() == "," and several >= 2 and len(answers) <= 12:
            asked.notes.append(
                f"{asked.texts[column][:80]!r}: the comma in {several:,} answers is part of an option, since the parts "
                f"do not recombine; pass kinds={{{column!r}: 'multi'}} where several could be ticked"
            )


def _cells(answers: Collection[str], sign: str) -> dict[str, list[str]]:
    return {answer: [piece.strip() for piece in answer.split(sign.strip()) if piece.strip()] for answer in answers}


def _indicators(asked: Asked, column: str, encoded, cut: Mapping[str, list[str]], answers: Mapping[str, int]) -> None:
    counts: dict[str, int] = {}
    for answer, pieces in cut.items():
        for piece in pieces:
            counts[piece] = counts.get(piece, 0) + answers[answer]
    own = [piece for piece, count in counts.items() if count > 1 or column in asked.several]
    rest = [piece for piece in counts if piece not in own]
    table = {option: [float(option in cut.get(text, ())) for text in _texts(encoded)] for option in own}
    if rest:
        table["other"] = [float(bool(set(rest) & set(cut.get(text, ())))) for text in _texts(encoded)]
    _add(asked, column, encoded, table, "multi")
    asked.notes.append(
        f"{asked.texts[column][:80]!r}: several choices in one cell, {len(table)} indicators made "
        f"({listing(own, most=6)})"
    )
    if rest:
        told = listing(map(repr, rest), most=6)
        asked.notes.append(f"{asked.texts[column][:80]!r}: given once and counted as other: {told}")


def _rank(asked: Asked, column: str, encoded, cut: Mapping[str, list[str]]) -> None:
    """A column an option with the place that each person gave it."""
    options = sorted(next(iter(cut.values())))
    table = {
        option: [float(cut[text].index(option) + 1 if text in cut else 0) for text in _texts(encoded)]
        for option in options
    }
    _add(asked, column, encoded, table, "ranking")
    asked.notes.append(
        f"{asked.texts[column][:80]!r}: every cell puts the same {len(options)} options in order, a ranking; "
        f"ranking() has "
        "its means and first places"
    )


def _texts(encoded) -> list[str | None]:
    return [text if text.strip() else None for text in map(as_text, encoded.answers)]


def _add(asked: Asked, column: str, encoded, table: Mapping[str, list[float]], kind: str) -> None:
    known = asked.frame.columns
    names = unique_ids([*known, *[f"{column} [{option}]" for option in table]])[len(known) :]
    made = []
    blank = [text is None for text in _texts(encoded)]
    for name, (option, values) in zip(names, table.items(), strict=True):
        cells = np.array([*(np.nan if empty else value for empty, value in zip(blank, values, strict=True)), np.nan])
        made.append(nw.new_series(name, cells[encoded.codes], nw.Float64, backend=asked.frame.implementation))
        asked.texts[name] = f"{asked.texts[column]} [{option}]"
        asked.kinds[name] = kind
        asked.changed.add(name)
    asked.frame = asked.frame.with_columns(*made)
    asked.aside.add(column)
    asked.kinds.pop(column, None)
