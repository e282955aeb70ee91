"""Several ticks under one question become one indicator a choice: 1 ticked, 0 not, blank where it was skipped."""

from collections.abc import Collection

import narwhals as nw
import pandas as pd

from cxresearch.errors import QuestionError, listing
from cxresearch.loaders.tables.draft import Draft
from cxresearch.survey.codebook import split_text, unique_ids
from cxresearch.survey.columns.boxes import Boxes, boxes_among, cut_answers, is_order_of_all, marked, options_in

__all__ = ["ticked"]

_MOST_ANSWERS = 5000


def ticked(
    draft: Draft, *, joined: str | None = None, fixed: Collection[str] = (), several: Collection[str] = ()
) -> None:
    """Find the multi-select questions of a draft and turn them into indicators, in place.

    Parameters
    ----------
    joined : str, optional
        What the platform puts between several options in one cell.
    fixed : collection of str
        Columns that a person declared to be something else.
    several : collection of str
        Columns that a person declared to hold several options.

    Raises
    ------
    QuestionError
        If a column was declared to hold several options and does not.
    """
    for boxes in _boxes(draft, fixed):
        _indicate(draft, boxes)
    for column in [column for column in draft.frame if _may_be_joined(draft, column) and column not in fixed]:
        _split(draft, column, [";", joined or "|"], column in several)


def _boxes(draft: Draft, fixed: Collection[str]) -> list[Boxes]:
    columns = [
        column if column not in draft.aside and column not in fixed and draft.kinds.get(column) != "verbatim" else ""
        for column in draft.frame
    ]
    found: list[Boxes] = []
    run: list[str] = []
    for column in [*columns, ""]:
        if column:
            run.append(column)
        elif run:
            found += boxes_among(
                run,
                draft.texts,
                lambda name: _few(draft.frame[name]),
                lambda name: bool(draft.frame[name].isna().any()),
            )
            run = []
    return found


def _few(values: pd.Series) -> list | None:
    """The distinct cells where there are at most two."""
    if len(values) > 500 and values.iloc[:500].nunique() > 2:
        return None
    if values.dtype.kind == "M":
        return None
    distinct = values.dropna().unique()
    return list(distinct) if len(distinct) <= 2 else None


def _indicate(draft: Draft, boxes: Boxes) -> None:
    columns = list(boxes.options)
    write_in = [
        name
        for name in draft.frame
        if name not in columns and draft.kinds.get(name) == "verbatim"
        and split_text(draft.texts[name])[0] == boxes.stem
    ]  # fmt: skip
    touched = draft.frame[[*columns, *write_in]]
    made = nw.to_native(marked(nw.from_native(touched), boxes, write_in))
    draft.frame = draft.frame.assign(**{column: made[column] for column in columns})
    for column, option in boxes.options.items():
        draft.kinds[column] = "multi"
        if split_text(draft.texts[column])[0] != boxes.stem:
            draft.texts[column] = f"{boxes.stem} [{option}]"
        draft.known.pop(column, None)
    draft.notes.append(
        f"{boxes.stem[:80]!r}: {len(columns)} choices, one indicator each ({listing(boxes.options.values(), most=6)})"
    )


def _may_be_joined(draft: Draft, column: str) -> bool:
    return (
        column not in {*draft.aside, *draft.scales, *draft.roles.values()}
        and draft.kinds.get(column, "multi") == "multi"
        and draft.frame[column].dtype.kind not in "iufbM"
    )  # fmt: skip


def _split(draft: Draft, column: str, separators: list[str], declared: bool) -> None:
    values = draft.frame[column]
    if not declared and len(values) > 500 and values.iloc[:500].nunique() > 250:
        return
    counts = values.value_counts(sort=False)
    if not declared and not 1 < len(counts) <= _MOST_ANSWERS and not (len(counts) == 1 and ";" in str(counts.index[0])):
        return
    answers = {str(answer): int(count) for answer, count in counts.items()}
    if declared:
        _declared_split(draft, column, answers, separators)
        return
    for sign in separators:
        if not any(sign in answer for answer in answers):
            continue
        if ranked := is_order_of_all(answers, sign):
            _rank(draft, column, answers, sign, ranked)
            return
        if options := options_in(answers, sign):
            _indicators(draft, column, cut_answers(answers, sign), answers, options)
            return
        if sign.strip() == "," and sum(sign in answer for answer in answers) >= 2 and len(answers) <= 12:
            several = sum(count for answer, count in answers.items() if sign in answer)
            draft.notes.append(
                f"{draft.texts[column][:80]!r}: the comma in {several:,} answers is part of an option, since the parts "
                f"do not recombine; pass kinds={{{column!r}: 'multi'}} where several could be ticked"
            )


def _declared_split(draft: Draft, column: str, answers: dict[str, int], separators: list[str]) -> None:
    sign = max([*separators, ", ", ",", "/"], key=lambda sign: sum(sign in answer for answer in answers))
    if not any(sign in answer for answer in answers):
        raise QuestionError(
            f"kinds= declares {column!r} as a question of several answers, but no cell of it holds two of them between "
            "semicolons or commas. Leave it out, or declare 'choice'."
        )
    cut = {answer: [piece.strip() for piece in answer.split(sign) if piece.strip()] for answer in answers}
    _indicators(draft, column, cut, answers, list(dict.fromkeys(piece for pieces in cut.values() for piece in pieces)))


def _indicators(
    draft: Draft, column: str, cut: dict[str, list[str]], answers: dict[str, int], options: list[str]
) -> None:
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
    draft.kinds.pop(column, None)
    draft.notes.append(
        f"{stem[:80]!r}: several choices in one cell, {len(made)} indicators made ({listing(own, most=6)})"
    )
    if rest:
        draft.notes.append(f"{stem[:80]!r}: given once and counted as other: {listing(map(repr, rest), most=6)}")


def _rank(draft: Draft, column: str, answers: dict[str, int], sign: str, options: list[str]) -> None:
    """A column an option with the place that each person gave it."""
    place = {answer: {piece: at for at, piece in enumerate(cut_pieces(answer, sign), 1)} for answer in answers}
    names = unique_ids([*draft.frame.columns, *[f"{column} [{option}]" for option in options]])[draft.frame.shape[1] :]
    made = {}
    for name, option in zip(names, options, strict=True):
        made[name] = draft.frame[column].map(lambda cell, option=option: place[str(cell)][option], na_action="ignore")
        made[name] = made[name].astype("float64")
        draft.texts[name] = f"{draft.texts[column]} [{option}]"
        draft.kinds[name] = "ranking"
    draft.frame = pd.concat([draft.frame, pd.DataFrame(made, index=draft.frame.index)], axis=1)
    draft.aside.add(column)
    draft.notes.append(
        f"{draft.texts[column][:80]!r}: every cell puts the same {len(options)} options in order, a ranking"
    )


def cut_pieces(answer: str, sign: str) -> list[str]:
    """The options of one cell in their order."""
    return [piece.strip() for piece in answer.split(sign.strip()) if piece.strip()]
