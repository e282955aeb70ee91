"""A frame is read as a file is: the same numbers, boxes, rankings, roles and spellings, on any engine.

Frames that stay on their engine (DuckDB, Spark, Dask) are judged by some of their rows and changed by expressions only.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import narwhals as nw
import numpy as np
import pandas as pd

from cxresearch.survey.answers import Encoded, as_text, encode, encoded_columns
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.columns.boxes import options_in
from cxresearch.survey.columns.kinds import duration_of
from cxresearch.survey.columns.markup import readable, readable_columns
from cxresearch.survey.columns.numbers import ColumnNumbers, NumberStyle, decimal_of
from cxresearch.survey.columns.roles import roles_found
from cxresearch.survey.columns.several import Asked, is_open, several_answers
from cxresearch.survey.doubts import MAY_MOVE, Doubt
from cxresearch.survey.guessing.role_names import guess_role
from cxresearch.survey.numerals import number_in
from cxresearch.survey.origins import DECLARED, Origin, found_by
from cxresearch.survey.scales import KEPT, Scale
from cxresearch.wording import in_a_row, kept, named, plural

__all__ = [
    "FrameReading",
    "alike_spellings",
    "in_stored_order",
    "markup_notes",
    "number_doubt",
    "read_columns",
    "roles_by_name",
    "settle_kinds",
    "signs_note",
]

_SAMPLE_ROWS = 2000
_MOST_SPELLINGS = 2000


@dataclass(eq=False)
class FrameReading:
    """What was read: the frame, its roles, texts, kinds, and what was said."""

    frame: object
    texts: dict[str, str]
    roles: dict[str, str]
    kinds: dict[str, str]
    aside: set[str]
    notes: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    known: dict[str, Encoded] = field(default_factory=dict)


def read_columns(
    frame,
    *,
    roles: Mapping[str, str] | None,
    audience: bool,
    fixed: Iterable[str] = (),
    several: Iterable[str] = (),
    style: NumberStyle = NumberStyle(),  # noqa: B008
) -> FrameReading:
    """Read the columns of a frame.

    Parameters
    ----------
    frame : narwhals frame
    roles : mapping or None
        Declared roles; None to find them by name and values.
    audience : bool
        Whether the audience is given elsewhere.
    fixed, several : iterable of str
        Columns declared to be of a kind of their own, or to hold several options.
    style : NumberStyle
        Declared signs in numbers.
    """
    notes: list[str] = []
    doubts: list[Doubt] = []
    lazy = isinstance(frame, nw.LazyFrame)
    schema = frame.collect_schema()
    texts = {column: column for column in schema}
    words = [column for column in schema if schema[column] == nw.String]
    known: dict[str, Encoded] = {}
    if lazy:
        sample = frame.head(_SAMPLE_ROWS).collect("pyarrow")
    else:
        if len(frame) <= _SAMPLE_ROWS:  # every cell is looked at: each column is encoded once, for all that follows
            known = dict(zip(texts, encoded_columns(frame, texts), strict=True))
        frame, changed, touched = readable_columns(frame, words, known)
        notes += markup_notes(changed)
        sample = frame
        for column in touched:
            known.pop(column, None)
    if lazy:
        notes += _left_on_the_engine(sample, words)
    frame, sample = _with_numbers(frame, sample, words, known, style, notes, doubts)
    found = dict(roles or {})
    if roles is None:
        n_rows = len(sample)
        taken = ["audience"] if audience else []
        found, told, more = roles_found(
            schema, {}, lambda column: (known.get(column) or encode(sample[column])).counts(), n_rows, taken=taken
        )
        notes += told
        doubts += more
        if found:
            notes.append(roles_by_name(found))
    joinable = {*words, *(column for column in schema if isinstance(schema[column], nw.Object))}
    closed = {column: codes for column, codes in known.items() if column not in joinable or not is_open(codes)}
    asked = Asked(
        frame, texts, set(found.values()), {}, set(fixed), set(several), notes, encoded=closed, words=joinable
    )
    several_answers(asked)
    doubts += asked.doubts
    aside = asked.aside - set(found.values())
    encoded = {} if lazy else {**known, **asked.encoded}
    whole = {column: codes for column, codes in encoded.items() if column not in asked.changed}
    return FrameReading(asked.frame, asked.texts, found, asked.kinds, aside, notes, doubts, whole)


def roles_by_name(found: Mapping[str, str]) -> str:
    """A note on the roles that columns were given by their names."""
    roles = ", ".join(f"{role} = {column}" for role, column in found.items())
    return kept("roles by column name: {roles}", roles=roles)


def _left_on_the_engine(sample, words: Iterable[str]) -> list[str]:
    """What is not changed where the rows stay on their engine, and would be in a frame at hand."""
    counts = {column: encode(sample[column]).counts() for column in words}
    several = [
        column for column, answers in counts.items()
        if any(";" in answer for answer in answers) and options_in(answers, ";")
    ]  # fmt: skip
    marked = [column for column, answers in counts.items() if any(readable(answer) != answer for answer in answers)]
    told = []
    if several:
        told.append(
            kept(
                "several options in one cell of {names} are counted as one answer, since the rows stay "
                "on their engine; collect the frame to have a column an option",
                names=named(several, most=6),
            )
        )
    if marked:
        told.append(
            kept(
                "mark-up and unseen signs in {names} stay, since the rows stay on their engine; collect "
                "the frame to have them taken out",
                names=named(marked, most=6),
            )
        )
    return told


def markup_notes(changed: Mapping[str, int]) -> list[str]:
    """A note on how many cells lost their mark-up."""
    where = named((f"{column} ({count:,})" for column, count in changed.items()), most=4)
    cells = plural(sum(changed.values()), "cell")
    return [kept("mark-up taken out of {cells}: {where}", cells=cells, where=where)] if changed else []


def signs_note(marked: Mapping[str, ColumnNumbers]) -> list[str]:
    """A note on the columns whose numbers have signs between thousands."""
    read = [
        in_a_row(column, in_a_row("(", numbers.told(), ")", by="")) for column, numbers in marked.items()
        if numbers.thousands
    ]  # fmt: skip
    return [kept("a sign between thousands was read as such: {columns}", columns=named(read, most=6))] if read else []


def _with_numbers(
    frame, sample, words: list[str], known: dict[str, Encoded], style: NumberStyle, notes: list, doubts: list[Doubt]
):
    """Columns of text that hold numbers with signs between thousands, or weights in text, become numbers."""
    heads = {column: known.get(column) or encode(sample[column].head(_SAMPLE_ROWS)) for column in words}
    cells = {column: _words(head) for column, head in heads.items()}
    if not style.declared:
        style = NumberStyle(usual=decimal_of(cells.values()))
    found: dict[str, ColumnNumbers] = {}
    for column in words:
        numbers = style.read(cells[column])
        if numbers is None or not (numbers.thousands or numbers.doubt or style.declared or _is_amount(column)):
            continue
        if not isinstance(frame, nw.LazyFrame):
            numbers = style.read(_words(known.get(column) or encode(frame[column])))
        if numbers is not None:
            found[column] = numbers
    made = []
    for column, numbers in found.items():
        if isinstance(frame, nw.LazyFrame):
            made += _by_expression(column, numbers)
        else:
            made += _by_values(frame, column, numbers)
    notes += signs_note(found)
    for column, numbers in found.items():
        if numbers.doubt and not style.declared:
            doubts.append(number_doubt(column, numbers, len(cells[column])))
    if not made:
        return frame, sample
    for column in found:
        known.pop(column, None)
        if not found[column].words:
            words.remove(column)
    frame = frame.with_columns(*made)
    return frame, (frame.head(_SAMPLE_ROWS).collect("pyarrow") if isinstance(frame, nw.LazyFrame) else frame)


def number_doubt(column: str, numbers: ColumnNumbers, answers: int) -> Doubt:
    """The doubt about a column whose numbers can be read in two ways."""
    other = {",": "decimal=','", ".": "decimal='.'"}.get(numbers.thousands, f"thousands={numbers.decimal!r}")
    return Doubt(column, kept("read so that {example}", example=numbers.told()), numbers.doubt, answers,
                 kept("{line} if it is not", line=other), MAY_MOVE)  # fmt: skip


def _is_amount(column: str) -> bool:
    return guess_role(column) == "weight"


def _words(encoded: Encoded) -> dict[str, None]:
    return dict.fromkeys(answer for answer in encoded.answers if isinstance(answer, str) and answer.strip())


def _by_values(frame, column: str, numbers: ColumnNumbers) -> list:
    encoded = encode(frame[column])
    if numbers.words:
        spelled = numbers.respelled
        if not spelled:
            return []
        cells = [spelled.get(answer, answer) for answer in encoded.answers]
        values = [None if code < 0 else cells[code] for code in encoded.codes]
        return [nw.new_series(column, values, nw.String, backend=frame.implementation)]
    table = np.array([*(numbers.values.get(answer, np.nan) for answer in encoded.answers), np.nan])
    return [nw.new_series(column, table[encoded.codes], nw.Float64, backend=frame.implementation)]


def _by_expression(column: str, numbers: ColumnNumbers) -> list:
    """Numbers without their signs, still as text; words stay as they are."""
    plain = nw.col(column)
    if numbers.thousands:
        plain = plain.str.replace_all(numbers.thousands, "", literal=True)
    if numbers.decimal == ",":
        plain = plain.str.replace_all(",", ".", literal=True)
    written = nw.col(column).str.contains(r"^\s*[-+]?\d[\d.,' ]*\s*$")
    return [nw.when(written).then(plain).otherwise(nw.col(column)).alias(column)]


def settle_kinds(
    asked: Mapping[str, str], kinds: dict[str, str], scaled: Iterable[str], counts_of: Callable[[str], Mapping]
) -> dict[str, str]:
    """The kinds with those that names and values give together: seconds are no ratings."""
    scaled = set(scaled)
    found = dict(kinds)
    for column, text in asked.items():
        if column not in found and column not in scaled:
            kind = duration_of(column, text, lambda column=column: counts_of(column))
            if kind:
                found[column] = kind
    return found


def in_stored_order(book, frame):
    """The codebook with the scales of ordered Categoricals as the frame itself orders them.

    The labels of a rating are its categories, no more and no fewer; which end is the good one stays as the words say.
    """
    ordered = _ordered(frame)
    for at, row in zip(book.index, book.itertuples(), strict=True):
        kind = ordered.get(row.id)
        if kind is None or row.kind not in SCALED or row.scale_from == DECLARED:
            continue
        categories = [str(category) for category in kind.categories]
        places = [Scale.parse(row.scale).read(category) for category in categories]
        values = [place.value for place in places if place.status == KEPT]
        if len(categories) < 2 or any(number_in(word) is not None for word in categories):
            continue
        if len(values) < len(categories):
            book.loc[at, ["kind", "scale", "scale_from"]] = ["choice", "", ""]
            continue
        rising = values == sorted(values)
        if rising or values == sorted(values, reverse=True):
            scale = Scale.parse(categories if rising else categories[::-1])
            told = str(found_by(Origin.TOLD, kept("the order that the frame keeps")))
            book.loc[at, ["scale", "scale_from"]] = [str(scale), told]
    return book


def _ordered(frame) -> dict[str, nw.Enum]:
    """The columns that keep an order of their values."""
    native = nw.to_native(frame)
    if isinstance(native, pd.DataFrame):  # the types of thousands of other columns cost more than they tell
        frame = nw.from_native(native.select_dtypes("category"))
    return {column: kind for column, kind in frame.collect_schema().items() if isinstance(kind, nw.Enum)}


def alike_spellings(counts: Mapping[object, int]) -> dict[object, str]:
    """Values that differ in blanks, capitals and unseen signs only, and the spelling that is used most.

    >>> alike_spellings({"North": 5, "north ": 2, "NORTH": 1, "South": 3})
    {'north ': 'North', 'NORTH': 'North'}
    """
    if len(counts) > _MOST_SPELLINGS:
        return {}
    alike: dict[str, list] = {}
    for value in counts:
        if isinstance(value, str) and value.strip():
            alike.setdefault(_spelling(value), []).append(value)
    renamed = {}
    for same in alike.values():
        if len(same) == 1:
            continue
        best = max(
            same, key=lambda value: (counts[value], value == " ".join(value.split()), not value.isupper(), value)
        )
        kept = " ".join(best.split())
        renamed |= {value: kept for value in same if value != kept}
    return renamed


def _spelling(value: str) -> str:
    return " ".join(as_text(value).replace("\u200b", "").replace("\ufeff", "").split()).casefold()
