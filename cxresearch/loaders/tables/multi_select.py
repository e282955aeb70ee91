"""Several ticks under one question become one indicator a choice: 1 ticked, 0 not, blank where it was skipped."""

import re
from collections.abc import Iterable

import pandas as pd

from cxresearch.errors import listing
from cxresearch.loaders.tables.draft import Draft
from cxresearch.survey.codebook import split_text, unique_ids
from cxresearch.survey.labels import normalise

__all__ = ["options_in", "ticked"]

_ON = frozenset(("1", "1.0", "x", "checked", "selected", "true", "y", "quoted"))
_OFF = frozenset(("0", "0.0", "unchecked", "not selected", "false", "n", "not quoted"))
_MOST_OPTIONS = 60


def ticked(draft: Draft, *, joined: str | None = None) -> None:
    """Find the multi-select questions of a draft and turn them into indicators, in place."""
    for columns in _groups(draft):
        _indicate(draft, columns)
    if joined:
        for column in [column for column in draft.frame if _may_be_joined(draft, column)]:
            _split(draft, column, joined)


def _groups(draft: Draft) -> Iterable[list[str]]:
    """Neighbouring columns with one stem whose cells hold nothing but the column's own option or a tick."""
    stem_before, group = None, []
    for column in [*draft.frame.columns, None]:
        stem, row = split_text(draft.texts[column]) if column is not None and column not in draft.aside else ("", "")
        if row and stem == stem_before:
            group.append(column)
            continue
        ticks = [name for name in group if _is_tick(draft, name)]
        if len(ticks) >= 2:
            yield ticks
        stem_before, group = (stem, [column]) if row else (None, [])


def _is_tick(draft: Draft, column: str) -> bool:
    values = draft.frame[column]
    if len(values) > 500 and values.iloc[:500].nunique() > 2:
        return False
    distinct = values.dropna().unique()
    if len(distinct) == 0:
        return draft.kinds.get(column) != "verbatim"
    if len(distinct) > 2:
        return False
    words = {normalise(str(answer)) for answer in distinct}
    own = normalise(split_text(draft.texts[column])[1])
    return words <= {own} or words <= _ON or (words <= _ON | _OFF and bool(words & _OFF))


def _indicate(draft: Draft, columns: list[str]) -> None:
    if all(draft.frame[column].isna().all() for column in columns):
        return
    marks = {}
    for column in columns:
        off = {answer for answer in draft.frame[column].dropna().unique() if normalise(str(answer)) in _OFF}
        marks[column] = draft.frame[column].notna() & ~draft.frame[column].isin(off)
    seen = draft.frame[columns].notna().any(axis=1)
    stem, _ = split_text(draft.texts[columns[0]])
    write_in = [
        name
        for name in draft.frame
        if name not in columns and draft.kinds.get(name) == "verbatim" and split_text(draft.texts[name])[0] == stem
    ]
    if write_in:
        seen |= draft.frame[write_in].notna().any(axis=1)
    for column in columns:
        draft.frame[column] = marks[column].astype("float64").where(seen)
        draft.kinds[column] = "multi"
        draft.known.pop(column, None)
    options = [split_text(draft.texts[column])[1] for column in columns]
    draft.notes.append(f"{stem[:80]!r}: {len(columns)} choices, one indicator each ({listing(options, most=6)})")


def _may_be_joined(draft: Draft, column: str) -> bool:
    return (
        column not in {*draft.aside, *draft.kinds, *draft.scales, *draft.roles.values()}
        and draft.frame[column].dtype.kind not in "iufbM"
    )  # fmt: skip


def options_in(answers: dict[str, int], separator: str) -> list[str] | None:
    """The options of a question whose cells hold several of them, or None if it is not such a question.

    Options may hold the separator themselves: pieces that only ever stand side by side are one option.

    A separator behind the last option, as Microsoft Forms writes it, is proof by itself.

    >>> options_in({"Phone, Visit, in person": 4, "Phone": 3, "Visit, in person": 2}, ", ")
    ['Phone', 'Visit, in person']
    """
    cut = {answer: _pieces(answer, separator) for answer in answers}
    total = sum(answers.values())
    several = sum(count for answer, count in answers.items() if len(cut[answer]) > 1)
    marked = all(answer.rstrip().endswith(separator.strip()) for answer in answers)
    if (several < max(2, 0.1 * total) and not marked) or not all(cut.values()):
        return None
    distinct = {piece for pieces in cut.values() for piece in pieces}
    if len(distinct) > max(3 * _MOST_OPTIONS, 0.2 * sum(map(len, cut.values()))):
        return None
    cut = _merge(cut, answers, separator)
    counts: dict[str, int] = {}
    for answer, pieces in cut.items():
        for piece in pieces:
            counts[piece] = counts.get(piece, 0) + answers[answer]
    options = [piece for piece, count in counts.items() if count > 1]
    write_ins = sum(count for count in counts.values() if count == 1)
    plausible = 2 <= len(options) <= _MOST_OPTIONS and write_ins <= 0.2 * sum(counts.values())
    repeated = sum(count for count in counts.values() if count > 1) >= 2.5 * len(options)
    short = all(len(piece) <= 100 for piece in options)
    once = all(len(set(pieces)) == len(pieces) for pieces in cut.values())
    tight = separator.strip() == ";" and not any(re.search(r";\s", answer) for answer in answers)
    mixed = any(sum(option in pieces for pieces in cut.values()) > 1 for option in options)
    if marked and separator.strip() == ";" and short and once:
        return list(counts)
    if not (plausible and repeated and short and once and (tight or mixed)) or not any(
        len(pieces) > 1 for pieces in cut.values()
    ):
        return None
    return list(counts)


def _pieces(answer: str, separator: str) -> list[str]:
    return [
        piece.strip()
        for piece in re.split(
            rf"\s*{re.escape(separator.strip())}\s*" if separator.strip() == ";" else re.escape(separator), answer
        )
        if piece.strip()
    ]


def _merge(cut: dict[str, list[str]], answers: dict[str, int], separator: str) -> dict[str, list[str]]:
    """Join pieces that never stand apart: the comma between them belongs to the option."""
    while True:
        single: dict[str, int] = {}
        pairs: dict[tuple[str, str], int] = {}
        for answer, pieces in cut.items():
            for at, piece in enumerate(pieces):
                single[piece] = single.get(piece, 0) + answers[answer]
                if at:
                    pairs[pieces[at - 1], piece] = pairs.get((pieces[at - 1], piece), 0) + answers[answer]
        joint = next(
            (
                pair
                for pair, count in pairs.items()
                if single[pair[0]] == count == single[pair[1]] and _one_option(pair, count, len(cut))
            ),
            None,
        )
        if joint is None:
            return cut
        cut = {answer: _joined(pieces, joint, separator) for answer, pieces in cut.items()}


def _one_option(pair: tuple[str, str], count: int, answers: int) -> bool:
    return pair[1][:1].islower() or (count >= 3 and answers >= 4)


def _joined(pieces: list[str], pair: tuple[str, str], separator: str) -> list[str]:
    out: list[str] = []
    for piece in pieces:
        if out and (out[-1], piece) == pair:
            out[-1] = f"{out[-1]}{separator}{piece}"
        else:
            out.append(piece)
    return out


def _split(draft: Draft, column: str, joined: str) -> None:
    counts = draft.frame[column].value_counts(sort=False)
    if not 1 < len(counts) <= 5000 and not (len(counts) == 1 and ";" in str(counts.index[0])):
        return
    answers = {str(answer): int(count) for answer, count in counts.items()}
    separator = next(
        (
            sign
            for sign in (";", joined)
            if sum(sign in answer for answer in answers) >= 1 and options_in(answers, sign)
        ),
        None,
    )
    if separator is None:
        return
    options = options_in(answers, separator)
    cut = _merge({answer: _pieces(answer, separator) for answer in answers}, answers, separator)
    chosen = {answer: set(pieces) for answer, pieces in cut.items()}
    seen = draft.frame[column].notna()
    own = [option for option in options if sum(answers[answer] for answer in answers if option in chosen[answer]) > 1]
    rest = [option for option in options if option not in own]
    stem = draft.texts[column]
    names = unique_ids(
        [*draft.frame.columns, *[f"{column} [{option}]" for option in own], *([f"{column} [other]"] if rest else [])]
    )
    made = {}
    for name, option in zip(names[len(draft.frame.columns) :], [*own, None], strict=False):
        wanted = {
            answer
            for answer, pieces in chosen.items()
            if (option in pieces if option is not None else pieces & set(rest))
        }
        made[name] = draft.frame[column].isin(wanted).astype("float64").where(seen)
        draft.texts[name] = f"{stem} [{option if option is not None else 'other'}]"
        draft.kinds[name] = "multi"
    draft.frame = pd.concat([draft.frame, pd.DataFrame(made, index=draft.frame.index)], axis=1)
    draft.aside.add(column)
    draft.notes.append(
        f"{stem[:80]!r}: several choices in one cell, {len(made)} indicators made ({listing(own, most=6)})"
    )
    if rest:
        draft.notes.append(f"{stem[:80]!r}: given once and counted as other: {listing(map(repr, rest), most=6)}")
