"""Questions of several answers and rankings become a column a choice, in files and in frames alike.

A box is 1 ticked, 0 not, blank where nobody saw the block. Options that stand side by side in a cell get such columns
too; where every cell puts all of them in an order, the columns hold the places.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import narwhals as nw
import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.survey.answers import Encoded, as_text, encode, encode_pandas
from cxresearch.survey.codebook import split_text, unique_ids
from cxresearch.survey.columns.boxes import (
    Boxes,
    boxes_among,
    cut_answers,
    is_order_of_all,
    marked,
    options_in,
    unnamed,
)
from cxresearch.survey.columns.kinds import rankings_among, slots_among
from cxresearch.survey.columns.side_by_side import doubt_of_block, parted, yes_no_blocks
from cxresearch.survey.doubts import Doubt
from cxresearch.survey.labelling.declining import declines
from cxresearch.wording import count, kept, named, say

__all__ = ["Asked", "is_open", "several_answers"]

_MOST_ANSWERS = 70_000
_MOST_OPTIONS = 60
_SAMPLE_ROWS = 2000
_FEW_ROWS = 500


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
    doubts : list of Doubt
        Takes what may be one question or several.
    changed : set of str
        Columns with new values.
    encoded : dict
        Columns whose codes are known.
    words : set of str, optional
        The columns of text; looked for where they are not given.
    """

    frame: object
    texts: dict[str, str]
    aside: set[str] = field(default_factory=set)
    kinds: dict[str, str] = field(default_factory=dict)
    fixed: set[str] = field(default_factory=set)
    several: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    encoded: dict[str, Encoded] = field(default_factory=dict)
    words: set[str] | None = None
    doubts: list[Doubt] = field(default_factory=list)

    def __post_init__(self):
        self._rows, self._open = self.frame, {}
        if isinstance(self.frame, nw.LazyFrame):
            self._rows = self.frame.head(_SAMPLE_ROWS).collect("pyarrow")
        native = nw.to_native(self._rows)
        # Wrapping a whole frame looks at every column's name, which thousands of columns make slow.
        self._series = dict(native.items()) if isinstance(native, pd.DataFrame) else None
        if self.words is None:
            schema = self._rows.collect_schema()
            self.words = {name for name, kind in schema.items() if kind == nw.String or isinstance(kind, nw.Object)}

    @property
    def columns(self) -> list[str]:
        return list(self.texts)

    def all_codes(self, column: str) -> Encoded:
        """Codes into the distinct cells of the rows that tell what a column is: all of them where they are at hand."""
        if column not in self.encoded:
            known = self._series is not None
            self.encoded[column] = encode_pandas(self._series[column]) if known else encode(self._rows[column])
        return self.encoded[column]

    def codes(self, column: str) -> Encoded | None:
        """The same, but None where nearly every cell differs, as in an open question."""
        if column in self.encoded:
            return self.encoded[column]
        if column not in self._open:
            self._open[column] = self._is_open(column)
        return None if self._open[column] else self.all_codes(column)

    def _is_open(self, column: str) -> bool:
        if self._series is not None:
            values = self._series[column]
            several = len(values) > _FEW_ROWS and values.dtype.kind not in "iufb"
            few = values.iloc[:_FEW_ROWS] if several else values.iloc[:0]
            return few.nunique() > _FEW_ROWS // 2 and not _recur(few.dropna())
        if len(self._rows) <= _FEW_ROWS or self._rows[column].dtype.is_numeric():
            return False
        few = encode(self._rows[column].head(_FEW_ROWS)).answers
        return len(few) > _FEW_ROWS // 2 and not _recur(few)

    def is_time_or_nested(self, column: str) -> bool:
        """Whether a column holds dates, or lists and records."""
        if self._series is not None:
            return self._series[column].dtype.kind in "mM"
        kind = self._rows.collect_schema()[column]
        return kind.is_temporal() or kind.is_nested()


def is_open(encoded: Encoded) -> bool:
    """Whether nearly every cell of the first rows differs, as in an open question."""
    few = encoded.codes[:_FEW_ROWS]
    if not len(encoded.codes) > _FEW_ROWS < 2 * len(encoded.answers):
        return False
    seen = np.unique(few[few >= 0])
    return len(seen) > _FEW_ROWS // 2 and not _recur(encoded.answers[at] for at in seen)


def _recur(cells: Iterable) -> bool:
    """Whether few pieces make up all cells, as many options do of which each person ticks others."""
    texts = list(map(as_text, cells))
    for sign in (";", "|", ", ", "\n"):
        pieces = [piece.strip() for text in texts for piece in text.split(sign)]
        if len(pieces) > 1.5 * len(texts) and len(set(pieces)) <= min(_MOST_OPTIONS, 0.1 * len(pieces)):
            return True
    return False


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
    found = _boxes(asked)
    found += _yes_no(asked)
    made: dict[str, np.ndarray] = {}
    for boxes in found:
        _leave_out_joined(asked, boxes)
        made |= _indicate(asked, boxes)
    asked.frame = _with(asked.frame, made)
    if not isinstance(asked.frame, nw.LazyFrame):
        for column in [column for column in asked.columns if _may_be_joined(asked, column)]:
            _split(asked, column, list(dict.fromkeys([";", joined or "|", "|", ", ", "\n"])), joined)
    lost = [column for column in asked.several if asked.kinds.get(column) != "multi" and column not in asked.aside]
    if lost:
        raise QuestionError(
            say("kinds= declares {question} as a question of several answers, but it holds neither boxes nor several "
                "options in a cell. Leave it out, or declare 'choice'.",
                question=repr(lost[0]))
        )  # fmt: skip
    free = ["" if _is_settled(asked, column) else column for column in asked.columns]
    if not isinstance(asked.frame, nw.LazyFrame):
        for block in slots_among(asked.codes, asked.texts, free):
            _rank_slots(asked, block)
    free = ["" if _is_settled(asked, column) else column for column in asked.columns]
    for block in rankings_among(asked.codes, asked.texts, free):
        asked.kinds |= dict.fromkeys(block, "ranking")
        asked.notes.append(
            kept("{questions}: every person gives each of the places 1 to {n} once, a ranking and no rating; ranking() "
                 "has its means and first places", questions=named(block, most=4), n=str(len(block)))
        )  # fmt: skip


def _is_settled(asked: Asked, column: str) -> bool:
    return column in asked.kinds or column in asked.aside or column in asked.fixed


def _boxes(asked: Asked) -> list[Boxes]:
    found: list[Boxes] = []
    run: list[str] = []
    for column in [*asked.columns, ""]:
        barred = column in asked.aside or column in asked.fixed or asked.kinds.get(column, "multi") != "multi"
        if column and not barred:
            run.append(column)
            continue
        if len(run) >= 2:
            few = {name: _few(asked, name) for name in run}
            among = boxes_among(run, asked.texts, few.get, lambda name: bool((asked.codes(name).codes < 0).any()))
            found += [part for boxes in among for part in _parted(asked, boxes)]
        run = []
    return found


def _parted(asked: Asked, boxes: Boxes) -> list[Boxes]:
    """The boxes of one question; of several, where no wording holds them together and the answers part them."""
    if boxes.stem != unnamed(boxes.options.values()):
        return [boxes]
    parts, doubt = parted(boxes, _ticks(asked, boxes), asked.several & set(boxes.options))
    asked.doubts += [doubt] if doubt else []
    return parts


def _ticks(asked: Asked, boxes: Boxes) -> np.ndarray:
    made = []
    for column in boxes.options:
        encoded = asked.all_codes(column)
        made.append(np.array([*(answer in boxes.on[column] for answer in encoded.answers), False])[encoded.codes])
    return np.column_stack(made)


def _leave_out_joined(asked: Asked, boxes: Boxes) -> None:
    """Set the column aside that says in one cell what the boxes say: "well river" beside well and river, as in Kobo."""
    if boxes.stem not in asked.texts or _is_settled(asked, boxes.stem) or asked.codes(boxes.stem) is None:
        return
    names = [option.casefold() for option in boxes.options.values()]
    encoded, ticks = asked.codes(boxes.stem), _ticks(asked, boxes)
    cells = [sorted(as_text(answer).casefold().split()) for answer in encoded.answers] + [[]]
    ticked = ([name for name, hit in zip(names, row, strict=True) if hit] for row in ticks)
    if all(cells[code] == sorted(names_) for code, names_ in zip(encoded.codes, ticked, strict=True)):
        asked.aside.add(boxes.stem)
        asked.notes.append(
            kept("{question}: says in one cell what its boxes say, and is no question of its own",
                 question=repr(boxes.stem[:80]))
        )  # fmt: skip


def _yes_no(asked: Asked) -> list[Boxes]:
    """Blocks of yes and no that are one question; what is open about them is a doubt."""
    free = [column for column in asked.columns if not _is_settled(asked, column)]
    found = []
    for block in yes_no_blocks(free, asked.texts, lambda column: _few(asked, column), asked.several):
        answers = max(sum(asked.all_codes(column).counts().values()) for column in block.boxes.options)
        doubt = doubt_of_block(block, answers)
        asked.doubts += [doubt] if doubt else []
        found += [block.boxes] if block.is_one else []
    return found


def _few(asked: Asked, column: str) -> list | None:
    """The distinct cells where there are at most two."""
    encoded = None if asked.is_time_or_nested(column) else asked.codes(column)
    if encoded is None or (len(encoded.answers) > 3 and isinstance(encoded.answers[0], str)):
        return None
    answers = [answer for answer in encoded.counts() if not isinstance(answer, str) or answer.strip()]
    return answers if len(answers) <= 2 else None


def _indicate(asked: Asked, boxes: Boxes) -> dict[str, np.ndarray]:
    """The indicators of one question, where the rows are at hand; else the frame gets them by expressions."""
    columns = list(boxes.options)
    write_in = [
        name
        for name in asked.columns
        if name not in columns and asked.kinds.get(name) == "verbatim"
        and split_text(asked.texts[name])[0] == boxes.stem
    ]  # fmt: skip
    made: dict[str, np.ndarray] = {}
    if isinstance(asked.frame, nw.LazyFrame):
        asked.frame = marked(asked.frame, boxes, write_in)
    else:
        filled = {}
        for name in [*columns, *write_in]:
            encoded = asked.all_codes(name)
            stated = np.array([*(bool(as_text(answer).strip()) for answer in encoded.answers), False])
            filled[name] = stated[encoded.codes], encoded
        seen = np.logical_or.reduce([here for here, _ in filled.values()])
        for name in columns:
            encoded = filled[name][1]
            on = np.array([*(answer in boxes.on[name] for answer in encoded.answers), False])
            made[name] = np.where(seen, on[encoded.codes].astype(float), np.nan)
    asked.changed |= set(columns)
    for column, option in boxes.options.items():
        asked.kinds[column] = "multi"
        asked.encoded.pop(column, None)
        if split_text(asked.texts[column])[0] != boxes.stem:
            asked.texts[column] = f"{boxes.stem} [{option}]"
    asked.notes.append(
        kept("{question}: {n} choices, one indicator each ({options})", question=repr(boxes.stem[:80]),
             n=str(len(columns)), options=named(boxes.options.values(), most=6))
    )  # fmt: skip
    return made


def _with(frame, made: Mapping[str, np.ndarray]):
    """An eager frame with columns of numbers put in or in the place of others."""
    if not made:
        return frame
    native = nw.to_native(frame)
    if isinstance(native, pd.DataFrame):
        old = {name: values for name, values in made.items() if name in native}
        new = pd.DataFrame({name: values for name, values in made.items() if name not in native}, index=native.index)
        native = native.assign(**old) if old else native
        return nw.from_native(pd.concat([native, new], axis=1) if new.shape[1] else native)
    series = [nw.new_series(name, values, nw.Float64, backend=frame.implementation) for name, values in made.items()]
    return frame.with_columns(*series)


def _may_be_joined(asked: Asked, column: str) -> bool:
    if column in asked.aside or column in asked.fixed or asked.kinds.get(column, "multi") != "multi":
        return False
    return column not in asked.changed and column in asked.words


def _split(asked: Asked, column: str, separators: list[str], joined: str | None = None) -> None:
    declared = column in asked.several
    encoded = asked.codes(column)
    if encoded is None:
        if not declared:
            return
        encoded = asked.all_codes(column)
    if not declared and len(encoded.answers) > 2 * _MOST_ANSWERS:
        return
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
        # A comma that no platform puts there is one of a sentence as well.
        if options_in(answers, sign, freely=sign in (", ", "\n") and sign != joined):
            _indicators(asked, column, encoded, cut_answers(answers, sign), answers)
            return
        several = sum(count for answer, count in answers.items() if sign in answer)
        if sign == joined == ", " and several >= 2 and len(answers) <= 12:
            asked.notes.append(
                kept("{question}: the comma in {n} answers is part of an option, since the parts do not recombine; "
                     "pass {line} where several could be ticked", question=repr(asked.texts[column][:80]),
                     n=count(several), line=f"kinds={{{column!r}: 'multi'}}")
            )  # fmt: skip


def _cells(answers: Collection[str], sign: str) -> dict[str, list[str]]:
    return {answer: [piece.strip() for piece in answer.split(sign.strip()) if piece.strip()] for answer in answers}


def _indicators(asked: Asked, column: str, encoded, cut: Mapping[str, list[str]], answers: Mapping[str, int]) -> None:
    counts: dict[str, int] = {}
    for answer, pieces in cut.items():
        for piece in pieces:
            counts[piece] = counts.get(piece, 0) + answers[answer]
    refused = [piece for piece in counts if declines(piece)]  # however few: to decline is no other option
    own = [piece for piece, times in counts.items() if times > 1 or column in asked.several or piece in refused]
    rest = [piece for piece in counts if piece not in own]
    table = {option: [float(option in cut.get(text, ())) for text in _texts(encoded)] for option in own}
    if rest:
        table["other"] = [float(bool(set(rest) & set(cut.get(text, ())))) for text in _texts(encoded)]
    _add(asked, column, encoded, table, "multi")
    asked.notes.append(
        kept("{question}: several choices in one cell, {n} indicators made ({options})",
             question=repr(asked.texts[column][:80]), n=str(len(table)), options=named(own, most=6))
    )  # fmt: skip
    if refused:
        asked.notes.append(
            kept("{question}: {n} declined ({words}), an indicator of their own",
                 question=repr(asked.texts[column][:80]), n=count(sum(counts[piece] for piece in refused)),
                 words=named(map(repr, refused), most=6))
        )  # fmt: skip
    if rest:
        asked.notes.append(
            kept("{question}: given once and counted as other: {words}", question=repr(asked.texts[column][:80]),
                 words=named(map(repr, rest), most=6))
        )  # fmt: skip


def _rank(asked: Asked, column: str, encoded, cut: Mapping[str, list[str]]) -> None:
    """A column an option with the place that each person gave it."""
    options = sorted(next(iter(cut.values())))
    table = {
        option: [float(cut[text].index(option) + 1 if text in cut else 0) for text in _texts(encoded)]
        for option in options
    }
    _add(asked, column, encoded, table, "ranking")
    asked.notes.append(
        kept(
            "{texts}: every cell puts the same {n} options in order, a ranking; ranking() has its "
            "means and first places",
            texts=repr(asked.texts[column][:80]),
            n=len(options),
        )
    )


def _rank_slots(asked: Asked, columns: list[str]) -> None:
    """A column an item with its place, where the export has a column a place with the item in it."""
    cells = []
    for column in columns:
        encoded = asked.all_codes(column)
        words = np.array([*(as_text(answer).strip() for answer in encoded.answers), ""], dtype=object)
        cells.append(words[encoded.codes])
    stem = split_text(asked.texts[columns[0]])[0]
    items = list(dict.fromkeys(word for place in cells for word in dict.fromkeys(place) if word))
    known = asked.frame.columns
    names = unique_ids([*known, *[f"{stem} [{item}]" for item in items]])[len(known) :]
    made = {}
    for name, item in zip(names, items, strict=True):
        places = np.full(len(cells[0]), np.nan)
        for at, place in enumerate(cells, 1):
            places[place == item] = at
        made[name] = places
        asked.texts[name], asked.kinds[name] = f"{stem} [{item}]", "ranking"
    asked.changed |= set(made)
    asked.frame = _with(asked.frame, made)
    asked.aside |= set(columns)
    asked.notes.append(
        kept(
            "{stem}: {n} columns hold the item of each place, a ranking of {n2} items; ranking() has "
            "its means and first places",
            stem=repr(stem[:80]),
            n=len(columns),
            n2=len(items),
        )
    )


def _texts(encoded) -> list[str | None]:
    return [text if text.strip() else None for text in map(as_text, encoded.answers)]


def _add(asked: Asked, column: str, encoded, table: Mapping[str, list[float]], kind: str) -> None:
    known = asked.frame.columns
    names = unique_ids([*known, *[f"{column} [{option}]" for option in table]])[len(known) :]
    made = {}
    blank = [text is None for text in _texts(encoded)]
    for name, (option, values) in zip(names, table.items(), strict=True):
        cells = np.array([*(np.nan if empty else value for empty, value in zip(blank, values, strict=True)), np.nan])
        made[name] = cells[encoded.codes]
        asked.texts[name] = f"{asked.texts[column]} [{option}]"
        asked.kinds[name] = kind
        asked.changed.add(name)
    asked.frame = _with(asked.frame, made)
    asked.aside.add(column)
    asked.kinds.pop(column, None)
