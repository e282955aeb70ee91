"""A plain table: one row of names, wherever it stands, and a row a response below it.

Lines above the names (titles, dates of export) are passed over and said. Lines below the answers
that are no answers (totals, footnotes) are counted apart.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from cxresearch.errors import SurveyFileError
from cxresearch.loaders.tables.draft import Layout
from cxresearch.loaders.tables.grid import Grid, is_blank, text_of
from cxresearch.loaders.tables.markup import plain_text
from cxresearch.loaders.tables.not_answers import is_total_word, refuse_what_holds_no_answers
from cxresearch.survey.columns.boxes import are_ticks
from cxresearch.survey.columns.roles import called_like_an_id
from cxresearch.survey.labels import known_label, normalise
from cxresearch.survey.scales import number_in
from cxresearch.wording import count, kept, named, say, told

__all__ = ["recognise"]

_NAMES_A_SOURCE = re.compile(
    r"\s*(?:source|quelle|fuente|fonte|bron|källa|kilde|źródło|kaynak|note|notes|nota|note de lecture|hinweis|"
    r"anmerkung|opmerking|uwaga|bemærk|anm|出典|注|注記|資料)\s?(?:[:：.]|\s*\d?\))",
    re.IGNORECASE,
)
_MOST_UNITS = 5000
_ASIDE = re.compile(
    r"(time ?stamp|date|start(ed)?( ?date| ?time)?|end(ed)?( ?date| ?time)?|submit(ted)?( ?date| "
    r"?at)?|completed( ?at)?|created( ?at)?|"
    r"ip( ?address)?|e ?mail( ?address)?|email|name|first ?name|last ?name|surname|phone( ?number)?|user "
    r"?agent|duration( in seconds)?|"
    r"recorded ?date|url|referer|latitude|longitude|progress|finished|language|user ?language)"
)
_MAY_BE_AN_OPTION = re.compile(r"e ?mail|phone|url")


def recognise(grid: Grid, first: int | None = None) -> Layout:
    """The layout of a table that no platform's layout fits; ``first`` is the row of names where it was declared.

    Raises
    ------
    SurveyFileError
        If no row can be a header.
    """
    head = grid.head
    declared = first is not None
    first = first if declared else _header_row(head)
    if first is None:
        raise SurveyFileError(
            say("{file}: no header found. The first row of a table names its columns.",
                file=grid.name)
        )  # fmt: skip
    notes, faults = [], []
    above = [at for at in range(first) if not all(map(is_blank, head[at]))]
    if above:
        told = [" ".join(text_of(cell) for cell in head[at] if not is_blank(cell))[:60] for at in above]
        words = named(map(repr, told), most=4)
        notes.append(
            kept("1 line above the table passed over: {words}", words=words) if len(above) == 1
            else kept("{n} lines above the table passed over: {words}", n=count(len(above)), words=words)
        )  # fmt: skip
    ids, texts, below = _names(grid, head, first, declared)
    refuse_what_holds_no_answers(grid, below, ids)
    called = [name for name in ids if name.strip()]
    numeric = [name for name in called if number_in(name) is not None]
    if len(numeric) > 0.5 * max(len(called), 1):
        faults.append(
            kept("the names of the columns look like answers ({names}): if the file has no header, add one",
                 names=named(numeric, most=4))
        )  # fmt: skip
    aside = {
        at
        for at, name in enumerate(ids)
        if _ASIDE.fullmatch(normalise(name)) and not _is_answered(head[below:], at, name)
    }
    return Layout(
        "plain table", below, ids, texts, aside=aside, respondent=called_like_an_id(ids), notes=notes, faults=faults,
        exclude=lambda frame: _below_the_answers(frame, len(ids), grid.bold), by_name=True,
    )  # fmt: skip


def _is_answered(rows: list[list], at: int, name: str) -> bool:
    """Whether a column called like a date, a language or a telephone holds ratings, or the ticks of an option."""
    cells = [text_of(row[at]).strip() for row in rows if at < len(row) and not is_blank(row[at])]
    distinct = set(cells)
    if _MAY_BE_AN_OPTION.fullmatch(normalise(name)) and are_ticks(distinct):
        return True
    if len(cells) < 5 or not 2 <= len(distinct) <= 11:
        return False
    numbers = [number_in(cell) for cell in distinct]
    scaled = (
        None not in numbers and all(0 <= number <= 10 and number % 1 == 0 for number in numbers) and len(distinct) >= 3
    )
    return scaled or all(known_label(cell) for cell in distinct)


def _header_row(head: list[list]) -> int | None:
    """The first row that is nearly as full as the table is and holds words."""
    filled = [len(row) - sum(map(is_blank, row)) for row in head]
    if not any(filled):
        return None
    usual = Counter(many for many in filled if many)
    below = max(usual, key=lambda many: (usual[many], many))
    for at, many in enumerate(filled):
        if many >= max(min(2, below), 0.5 * below) and any(
            isinstance(cell, str) and not is_blank(cell) for cell in head[at]
        ):
            return at
    return next(at for at, many in enumerate(filled) if many)


def _names(grid: Grid, head: list[list], first: int, declared: bool) -> tuple[list[str], list[str], int]:
    """Ids and texts of the columns, and the row below them.

    A row of merged cells above carries its text over the names below it; codes above wordings, or wordings above codes,
    are ids and texts.
    """
    rows = [[text_of(cell) for cell in head[at]] for at in range(first, min(first + 2, len(head)))]
    width = max((at + 1 for at, name in enumerate(rows[0]) if name.strip()), default=0)
    over = [
        (left, right)
        for top, bottom, left, right in grid.merged
        if top == bottom == first and right > left < len(rows[0]) and rows[0][left].strip()
    ]
    if over and len(rows) == 2 and not declared:
        top, low = rows
        width = max(width, max(right for _, right in over) + 1)
        top, low = ([*row, *[""] * width][:width] for row in (top, low))
        for left, right in over:
            for at in range(left, right + 1):
                top[at] = top[left]
        names = [
            f"{upper} - {lower}" if upper.strip() and lower.strip() else upper or lower
            for upper, lower in zip(top, low, strict=True)
        ]
        return [plain_text(name) for name in names], [plain_text(name) for name in names], first + 2
    ids = [plain_text(name) for name in rows[0][:width]]
    if len(rows) == 2 and not declared and _names_again(ids, [plain_text(name) for name in rows[1]], head[first + 2 :]):
        lower = [plain_text(name) for name in [*rows[1], *[""] * width][:width]]
        codes, texts = (ids, lower) if _coded(ids) >= _coded(lower) else (lower, ids)
        return (
            [code or text for code, text in zip(codes, texts, strict=True)],
            [text or code for code, text in zip(codes, texts, strict=True)],
            first + 2,
        )
    return ids, ids, first + 1


def _coded(names: list[str]) -> int:
    """How many names are codes and no wordings."""
    return sum(bool(re.fullmatch(r"[A-Za-z]{1,12}[_.\-]?\d+([_.\-]?\w{1,6})*|\w{1,15}", name)) for name in names)


def _names_again(ids: list[str], second: list[str], below: list[list]) -> bool:
    """Whether the second row names the columns once more: wordings beside codes, of which none stands below."""
    stated = [at for at, name in enumerate(second) if name]
    if len(below) < 3 or len(stated) < max(2, 0.6 * len([name for name in ids if name])):
        return False
    one, other = _coded(ids), _coded(second)
    if abs(one - other) < 0.6 * len(stated) or max(one, other) < 0.7 * len(stated):
        return False
    texts = second if one >= other else ids
    if sum(len(texts[at].split()) >= 3 for at in stated if at < len(texts)) < 0.5 * len(stated):
        return False
    again = closed = 0
    for at in stated:
        cells = [plain_text(text_of(row[at])) for row in below if at < len(row) and not is_blank(row[at])]
        if cells and all(len(cell.split()) >= 3 for cell in cells[:5]):
            continue  # where people wrote sentences, a sentence tells nothing
        closed += 1
        again += second[at] in cells
    return closed > 0.4 * len(stated) and again <= 0.2 * closed


def _below_the_answers(frame: pd.DataFrame, width: int, bold: set[int]) -> dict[str, pd.Series]:
    """Total rows and footnotes among the last rows, by what they hold and not by a word alone."""
    total = pd.Series(False, index=frame.index)
    foot = total.copy()
    tail = frame.index[-5:]
    heavy = bold if bold and not bold & set(frame.index[:-5]) and not bold >= set(tail) else set()
    for at in tail:
        row = frame.loc[at]
        filled = [cell for cell in row if not pd.isna(cell)]
        first = str(filled[0]) if filled else ""
        if len(filled) > 1 and (
            _adds_up(frame, at, first, tail) if is_total_word(first) else _is_total(frame[~total], at, bold=at in heavy)
        ):
            total[at] = True
        elif len(filled) == 1 and (
            _is_footnote(first) or _is_of_another_kind(frame, at, tail) if width >= 3 else _NAMES_A_SOURCE.match(first)
        ):
            foot[at] = True
    return {told("total row"): total, told("footnote"): foot}


def _is_total(frame: pd.DataFrame, at: int, *, bold: bool) -> bool:
    """Whether a row without a word for it is a total.

    It is where all its numbers add up, some to more than any above, or where it alone is in bold and half of them do.
    """
    if len(frame) > _MOST_UNITS or not (bold or at == frame.index[-1]):
        return False
    row, above = frame.loc[at], frame.loc[frame.index < at]
    hits = tried = 0
    beyond = False
    for hit, is_more in _figures(row, above, frame.columns):
        if not (hit or bold):
            return False
        tried, hits, beyond = tried + 1, hits + hit, beyond or is_more
    return hits > 0 and 2 * hits >= tried if bold else tried >= 2 and beyond


def _figures(row: pd.Series, above: pd.DataFrame, columns: Iterable) -> Iterator[tuple[bool, bool]]:
    """Of each number of a row whether it is the sum, mean or count of those above, and a sum beyond them all."""
    for column in columns:
        number = number_in(row[column]) if not pd.isna(row[column]) else None
        if number is None:
            continue
        values = pd.to_numeric(above[column], errors="coerce").replace([np.inf, -np.inf], np.nan).dropna()
        if len(values) < max(2, 0.5 * len(above)):
            continue
        told = {values.sum(), values.mean(), float(len(values))}
        hit = any(abs(number - value) <= 0.006 * max(1.0, abs(value)) for value in told)
        yield hit, len(values) > 2 and number > values.max() and abs(number - values.sum()) <= 1e-6 * number


def _adds_up(frame: pd.DataFrame, at: int, word: str, tail: pd.Index) -> bool:
    """Whether a row sums or averages those above it, or names no respondent where every other row names one."""
    row = frame.loc[at]
    column = next(name for name in frame if not pd.isna(row[name]))
    above = frame.loc[frame.index < at]
    if not len(above):
        return False
    # Other totals among the last rows (a sum above an average) are no part of what is added up.
    told = set(above.loc[~above.index.isin(tail), column].dropna().map(text_of))
    words = above[column].map(text_of, na_action="ignore")
    kept = [place not in tail or text in told or not is_total_word(str(text)) for place, text in words.items()]
    body = above.loc[kept]
    names = body[column].map(text_of, na_action="ignore")
    if not len(body) or (names == word).any():
        return False
    figures = list(_figures(row, body, frame.columns.drop(column)))
    hits, tried = sum(hit for hit, _ in figures), len(figures)
    if tried and hits >= 0.6 * tried and (hits >= 2 or tried == 1):
        return True
    unique = names.dropna()
    return len(unique) >= 0.9 * len(body) and unique.is_unique and len(unique) >= 3


def _is_of_another_kind(frame: pd.DataFrame, at: int, tail: pd.Index) -> bool:
    """Whether words stand alone in a row, in a column that otherwise holds a number or a code in every row."""
    column = next(name for name in frame if not pd.isna(frame.loc[at, name]))
    if column != frame.columns[0] or len(text_of(frame.loc[at, column]).split()) < 3:
        return False
    above = frame.loc[~frame.index.isin(tail), column].map(text_of, na_action="ignore")
    return len(above) >= 5 and bool(above.notna().all()) and not above.str.contains(r"\s", regex=True).any()


def _is_footnote(text: str) -> bool:
    return (
        is_total_word(text)
        or bool(_NAMES_A_SOURCE.match(text))
        or bool(
            re.match(
                r"\s*(?:(?:source|note|notes|base|quelle|hinweis|generated|exported|report)\b|n\s*=|\*|©)",
                text,
                re.IGNORECASE,
            )
        )
    )
