"""What a person declares of columns: kinds, codes for no answer, signs in numbers. It wins, or it is refused."""

import re
from collections.abc import Callable, Iterable, Mapping

import narwhals as nw
import pandas as pd

from cxresearch.errors import OptionError, QuestionError, ScaleError
from cxresearch.survey.answers import as_text
from cxresearch.survey.codebook import KINDS, SCALED, split_text
from cxresearch.survey.columns.kinds import is_time
from cxresearch.survey.columns.numbers import MARKS, NumberStyle
from cxresearch.survey.guessing.questions import is_date
from cxresearch.survey.labels import declines, normalise
from cxresearch.survey.numerals import number_in
from cxresearch.survey.scales import KEPT, OUTSIDE, Scale, is_blank
from cxresearch.wording import did_you_mean, kept, named, plural, say

__all__ = [
    "check_kinds_hold",
    "checked_kinds",
    "checked_missing",
    "checked_style",
    "codes_by_column",
    "columns_named",
    "without_codes",
]

_PLACED = (KEPT, OUTSIDE)


def _is_number(answer: object) -> bool:
    return number_in(answer) is not None


_MAY_BE = {
    "number": _is_number, "ranking": _is_number,
    "duration": lambda answer: _is_number(answer) or is_time(answer),
    "date": lambda answer: _is_number(answer) or is_date(answer),
}  # fmt: skip


def checked_style(decimal: str | None, thousands: str | None) -> NumberStyle:
    """Declared signs in numbers.

    Raises
    ------
    OptionError
    """
    spaces = {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'"}
    thousands = spaces.get(thousands, thousands)
    if decimal is not None and decimal not in (".", ","):
        raise OptionError(say("decimal= is '.' or ','; got {decimal}.", decimal=repr(decimal)))
    if thousands is not None and thousands not in (*MARKS, ""):
        raise OptionError(
            say("thousands= is one of {names} or '' for none; got {thousands}.",
                names=named(map(repr, MARKS)), thousands=repr(thousands))
        )  # fmt: skip
    if decimal is not None and decimal == thousands:
        raise OptionError(
            say("decimal= and thousands= are both {decimal}. Only one of them can be.",
                decimal=repr(decimal))
        )  # fmt: skip
    return NumberStyle(decimal, thousands)


def checked_kinds(kinds: Mapping[str, str] | None) -> dict[str, str]:
    """Declared kinds.

    Raises
    ------
    OptionError
    """
    if kinds is not None and not isinstance(kinds, Mapping):
        raise OptionError(
            say("kinds= maps questions to kinds, such as {{'Q1': 'choice'}}; got {kinds}.",
                kinds=repr(kinds))
        )  # fmt: skip
    for question, kind in (kinds or {}).items():
        if kind not in KINDS:
            hint = did_you_mean(str(kind), KINDS)
            raise OptionError(
                say("kinds= gives {question} the kind {kind}.{hint} Kinds are {names}.",
                    question=repr(question), kind=repr(kind), hint=hint, names=named(KINDS))
            )  # fmt: skip
    return dict(kinds or {})


def checked_missing(missing) -> dict[str, tuple]:
    """Declared codes that are no answers, by question; "" stands for all questions.

    Raises
    ------
    OptionError
    """
    if missing is None:
        return {}
    if isinstance(missing, Mapping):
        return {str(question): _codes(codes) for question, codes in missing.items()}
    return {"": _codes(missing)}


def _codes(codes) -> tuple:
    several = isinstance(codes, Iterable) and not isinstance(codes, (str, bytes, Mapping))
    found = tuple(codes) if several else (codes,)
    if not found or not all(isinstance(code, (str, int, float)) and not isinstance(code, bool) for code in found):
        raise OptionError(
            say("missing= is a code, a list of codes, or maps questions to codes, such as {{'Q1': [98, 99]}}; got "
                "{codes}.",
                codes=repr(codes))
        )  # fmt: skip
    return found


def columns_named(name: str, texts: Mapping[str, str], *, option: str, where: str) -> list[str]:
    """The columns that a question's id, its text, or the wording of a whole block stands for; ``*`` is any words.

    Raises
    ------
    QuestionError

    Examples
    --------
    >>> texts = {"a": "Food (marks)", "b": "Beds (marks)", "c": "Why?"}
    >>> columns_named("* (marks)", texts, option="scales", where="guests.csv")
    ['a', 'b']
    """
    if name in texts:
        return [name]
    hits = [column for column, text in texts.items() if text == name]
    key = normalise(str(name))
    hits = hits or [column for column, text in texts.items() if key in (normalise(column), normalise(text))]
    hits = hits or [column for column, text in texts.items() if key and key == normalise(split_text(text)[0])]
    if not hits and "*" in name:
        form = re.compile(".*".join(map(re.escape, " ".join(name.split()).split("*"))), re.IGNORECASE)
        hits = [column for column, text in texts.items()
                if any(form.fullmatch(" ".join(told.split())) for told in (column, text))]  # fmt: skip
    if not hits:
        raise QuestionError(
            say("{option}= names a question that {where} does not have: {name}.{hint} Found: {names}.",
                option=option, where=where, name=repr(name), hint=did_you_mean(str(name), texts), names=named(texts))
        )  # fmt: skip
    return hits


def codes_by_column(
    missing: Mapping[str, tuple], texts: Mapping[str, str], questions: Iterable[str], *, where: str
) -> dict[str, tuple]:
    """The codes that stand for no answer in each column; codes for all go to the questions.

    Raises
    ------
    QuestionError
        If a question is not there.
    """
    found: dict[str, tuple] = {column: tuple(missing[""]) for column in questions} if "" in missing else {}
    for name, codes in missing.items():
        for column in columns_named(name, texts, option="missing", where=where) if name else []:
            found[column] = (*found.get(column, ()), *codes)
    return found


def without_codes(frame, codes: Mapping[str, tuple], counts_of) -> tuple[object, list[str]]:
    """The frame with the declared codes emptied, and a note that counts them.

    Parameters
    ----------
    frame : narwhals frame
    codes : mapping
        Column to the codes that are no answers in it.
    counts_of : callable
        The distinct answers of a column with their counts.
    """
    emptied: dict[str, int] = {}
    words: dict[str, int] = {}
    made = []
    for column, wanted in codes.items():
        numbers = {number for code in wanted if (number := number_in(code)) is not None}
        plain = {normalise(as_text(code)) for code in wanted if number_in(code) is None}
        hits = {
            answer: count
            for answer, count in counts_of(column).items()
            if (number_in(answer) in numbers if number_in(answer) is not None else normalise(as_text(answer)) in plain)
        }
        if not hits:
            continue
        emptied[column] = sum(hits.values())
        for answer, count in hits.items():
            words[as_text(answer).strip()] = words.get(as_text(answer).strip(), 0) + count
        gone = nw.col(column).is_in(list(hits))
        made.append(
            nw.when(gone & ~nw.col(column).is_null()).then(nw.lit(None)).otherwise(nw.col(column)).alias(column)
        )
    given = list(dict.fromkeys(as_text(code).strip() for wanted in codes.values() for code in wanted))
    never = [code for code in given if code not in words and code not in map(normalise, words)]
    notes = []
    if emptied:
        told = named(f"{word!r}: {count:,}" for word, count in words.items())
        where = named((f"{column} ({count:,})" for column, count in emptied.items()), most=6)
        notes.append(
            kept(
                "declared as no answer and emptied: {what} ({told}) in {where}",
                what=plural(sum(words.values()), "answer"),
                told=told,
                where=where,
            )
        )
    if never:
        notes.append(
            kept(
                "declared as no answer and nowhere found: {names}",
                names=named(map(repr, never)),
            )
        )
    return (frame.with_columns(*made) if made else frame), notes


def check_kinds_hold(book: pd.DataFrame, kinds: Mapping[str, str], counts_of: Callable[[str], Mapping]) -> None:
    """Refuse a declared kind that most answers cannot have: a rating without a scale, a number or a date in words.

    Raises
    ------
    ScaleError, OptionError
    """
    for row in book[book.id.isin(kinds)].itertuples():
        scale = Scale.parse(row.scale) if row.scale else None
        may_be = _MAY_BE.get(row.kind, scale and (lambda answer, scale=scale: scale.read(answer).status in _PLACED))
        stated = {
            answer: n
            for answer, n in counts_of(row.id).items()
            if not is_blank(answer) and not declines(as_text(answer))
        }
        strange = [answer for answer in stated if may_be and not may_be(answer)]
        if strange and 2 * sum(map(stated.get, strange)) > sum(stated.values()):
            raise (OptionError if row.kind in _MAY_BE else ScaleError)(
                say("kinds= declares {question} as {kind}, and most of its answers cannot be one: {names}. Leave it "
                    "out of kinds=, or name another kind.",
                    question=repr(row.id), kind=repr(row.kind), names=named(map(repr, map(as_text, strange)), most=4))
            )  # fmt: skip
    bare = [qid for qid in book.id[book.kind.isin(SCALED) & (book["scale"] == "")] if qid in kinds]
    if bare:
        raise ScaleError(
            say("kinds= declares {question} as {kinds}, but its answers stand on no scale that is known. Pass "
                "scales={{{question}: (low, high)}}, or its labels from low to high, too.",
                question=repr(bare[0]), kinds=repr(kinds[bare[0]]))
        )  # fmt: skip
