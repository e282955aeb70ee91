"""A plain table: one row of names, wherever it stands, and a row a response below it.

Lines above the names (titles, dates of export) are passed over and said. Lines below the answers
that are no answers (totals, footnotes) are counted apart.
"""

import re
from collections import Counter

import pandas as pd

from cxresearch.errors import SurveyFileError, listing
from cxresearch.loaders.tables.draft import Layout
from cxresearch.loaders.tables.grid import Grid, is_blank, text_of
from cxresearch.loaders.tables.markup import plain_text
from cxresearch.survey.labels import normalise
from cxresearch.survey.scales import number_in
from cxresearch.wording import plural

__all__ = ["recognise"]

_TOTALS = frozenset(
    normalise(word)
    for word in (
        "total", "totals", "grand total", "sum", "subtotal", "average", "mean", "overall", "all respondents",
        "gesamt", "gesamtergebnis",
        "summe", "mittelwert", "durchschnitt", "total général", "total general", "moyenne", "promedio", "suma",
        "média", "totale", "media",
        "totaal", "gemiddelde", "n", "base", "count",
    )
)  # fmt: skip
_IDS = frozenset(
    (
        "id",
        "nr",
        "no",
        "number",
        "record",
        "record id",
        "case",
        "case id",
        "case number",
        "response",
        "record no",
        "caseid",
        "lfdn",
    )
)
_ASIDE = re.compile(
    r"(time ?stamp|date|start(ed)?( ?date| ?time)?|end(ed)?( ?date| ?time)?|submit(ted)?( ?date| "
    r"?at)?|completed( ?at)?|created( ?at)?|"
    r"ip( ?address)?|e ?mail( ?address)?|email|name|first ?name|last ?name|surname|phone( ?number)?|user "
    r"?agent|duration( in seconds)?|"
    r"recorded ?date|url|referer|latitude|longitude|progress|finished|language|user ?language)"
)


def recognise(grid: Grid) -> Layout:
    """The layout of a table that no platform's layout fits.

    Raises
    ------
    SurveyFileError
        If no row can be a header.
    """
    head = grid.head
    first = _header_row(head)
    if first is None:
        raise SurveyFileError(f"{grid.name}: no header found. The first row of a table names its columns.")
    notes, faults = [], []
    above = [at for at in range(first) if not all(map(is_blank, head[at]))]
    if above:
        told = [" ".join(text_of(cell) for cell in head[at] if not is_blank(cell))[:60] for at in above]
        notes.append(f"{plural(len(above), 'line')} above the table passed over: {listing(map(repr, told), most=4)}")
    ids, below = _names(grid, head, first)
    texts = [plain_text(name) for name in ids]
    named = [name for name in ids if name.strip()]
    numeric = [name for name in named if number_in(name) is not None]
    if len(numeric) > 0.5 * max(len(named), 1):
        faults.append(
            f"the names of the columns look like answers ({listing(numeric, most=4)}): if the file has no "
            "header, add one"
        )
    aside = {at for at, name in enumerate(ids) if _ASIDE.fullmatch(normalise(name))}
    respondent = next((at for at, name in enumerate(ids) if normalise(name) in _IDS or name.strip() == "#"), None)
    return Layout(
        "plain table", below, ids, texts, aside=aside, respondent=respondent, notes=notes, faults=faults,
        exclude=lambda frame: _below_the_answers(frame, len(ids)),
    )  # fmt: skip


def _header_row(head: list[list]) -> int | None:
    """The first row that is nearly as full as the table is and holds words."""
    filled = [sum(not is_blank(cell) for cell in row) for row in head]
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


def _names(grid: Grid, head: list[list], first: int) -> tuple[list[str], int]:
    """Names of the columns; a row of merged cells above carries its text over the names below it."""
    rows = [[text_of(cell) for cell in head[at]] for at in range(first, min(first + 2, len(head)))]
    width = max((at + 1 for at, name in enumerate(rows[0]) if name.strip()), default=0)
    over = [(left, right) for top, bottom, left, right in grid.merged if top == bottom == first and right > left]
    if not over or len(rows) < 2:
        return rows[0][:width], first + 1
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
    return names, first + 2


def _below_the_answers(frame: pd.DataFrame, width: int) -> dict[str, pd.Series]:
    """Total rows and footnotes among the last rows."""
    total = pd.Series(False, index=frame.index)
    foot = total.copy()
    for at in frame.index[-5:]:
        row = frame.loc[at]
        filled = [cell for cell in row if not pd.isna(cell)]
        first = str(filled[0]) if filled else ""
        if normalise(first) in _TOTALS and sum(not pd.isna(cell) for cell in row.iloc[:2]) <= 2 and len(filled) > 1:
            total[at] = True
        elif len(filled) == 1 and width >= 3 and _is_footnote(first):
            foot[at] = True
    return {"total row": total, "footnote": foot}


def _is_footnote(text: str) -> bool:
    return normalise(text) in _TOTALS or bool(
        re.match(
            r"\s*(source|note|notes|n\s*=|base|quelle|hinweis|\*|©|generated|exported|report)\b", text, re.IGNORECASE
        )
    )
