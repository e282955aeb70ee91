"""SurveyMonkey: the question above, the option or "Response" below; or both in one row.

A blank cell in the first row carries the question of its left neighbour. Words such as "Response"
change with the language, so the layout is known by its shape: the columns of the response's own
data have nothing in the second row, every question has something.
"""

import re

import pandas as pd

from cxresearch.loaders.tables.draft import Layout
from cxresearch.loaders.tables.grid import Grid, is_blank, text_of
from cxresearch.loaders.tables.markup import plain_text
from cxresearch.survey.labels import normalise
from cxresearch.survey.scales import number_in
from cxresearch.wording import kept, number

__all__ = ["recognise"]

_OWN = frozenset(
    normalise(name)
    for name in (
        "Respondent ID", "RespondentID", "respondent_id", "Collector ID", "CollectorID", "collector_id", "Start Date",
        "StartDate", "date_created", "End Date",
        "EndDate", "date_modified", "IP Address", "ip_address", "Email Address", "email_address", "First Name",
        "first_name", "Last Name",
        "LastName", "last_name", "Custom Data 1", "CustomData", "custom_1", "Custom Data", "Custom Value",
    )
)  # fmt: skip
_RESPONDENT = frozenset(normalise(name) for name in ("Respondent ID", "RespondentID", "respondent_id"))
_ANSWER = frozenset(
    normalise(word)
    for word in (
        "Response", "Open-Ended Response", "Antwort", "Offene Antwort", "Beantwortung mit offenem Ende", "Réponse",
        "Réponse ouverte", "Respuesta", "Respuesta abierta",
        "Resposta", "Resposta aberta", "Risposta", "Risposta aperta", "Antwoord", "Open antwoord", "Svar",
        "Öppet svar", "Vastaus",
    )
)  # fmt: skip
_OPEN = frozenset(
    normalise(word)
    for word in (
        "Open-Ended Response",
        "Offene Antwort",
        "Réponse ouverte",
        "Respuesta abierta",
        "Resposta aberta",
        "Risposta aperta",
        "Open antwoord",
    )
)
_OTHER = re.compile(
    r"other\b.*\bspecify|sonstiges.*angeben|autre.*préciser|otro.*especifi|outro.*especifi|altro.*specific",
    re.IGNORECASE,
)


def recognise(grid: Grid) -> Layout | None:
    """The layout of a SurveyMonkey export, or None."""
    head = grid.head
    if len(head) < 2:
        return None
    upper, lower = ([text_of(cell) for cell in row] for row in head[:2])
    width = max(len(upper), len(lower))
    if not width:
        return None
    upper, lower = ([*row, *[""] * width][:width] for row in (upper, lower))
    own = [at for at in range(width) if normalise(upper[at]) in _OWN and not lower[at].strip()]
    asked = [at for at in range(width) if lower[at].strip()]
    words = [normalise(lower[at]) for at in asked]
    by_words = any(word in _ANSWER for word in words)
    by_id = normalise(upper[0]) in _RESPONDENT
    if (
        asked
        and (own or by_words)
        and not any(number_in(lower[at]) is not None for at in range(min(2, width)) if by_id)
    ):
        carries = any(not upper[at].strip() for at in asked)
        if by_words or (own and carries):
            return _two_rows(upper, lower)
    if by_id and _is_id(head[1:]):
        return _one_row(upper)
    return None


def _is_id(rows: list[list]) -> bool:
    cells = [text_of(row[0]).strip() for row in rows if row and not is_blank(row[0])]
    return bool(cells) and all(re.fullmatch(r"\d{8,13}(\.0)?", cell) for cell in cells[:20])


def _two_rows(upper: list[str], lower: list[str]) -> Layout:
    ids, texts, kinds, question = [], [], {}, ""
    for at, (over, under) in enumerate(zip(upper, lower, strict=True)):
        question = plain_text(over) if over.strip() else question if under.strip() else ""
        option = plain_text(under)
        if not option or normalise(option) in _ANSWER:
            name = question
        else:
            name = f"{question} - {option}" if question else option
        if normalise(option) in _OPEN or (option and _OTHER.search(option)):
            kinds[at] = "verbatim"
        ids.append(name)
        texts.append(name)
    return _layout(
        ids,
        texts,
        kinds,
        2,
        {at for at, under in enumerate(lower) if not under.strip() and normalise(upper[at]) in _OWN},
    )


def _one_row(upper: list[str]) -> Layout:
    names = [plain_text(name) for name in upper]
    kinds = {}
    for at, name in enumerate(names):
        after_itself = at and names[at - 1] == name
        only = _OTHER.search(name) and names.count(name) == 1
        if _OTHER.search(name) and (after_itself or only):
            kinds[at] = "verbatim"
    return _layout(names, names, kinds, 1, {at for at, name in enumerate(upper) if normalise(name) in _OWN})


def _layout(ids, texts, kinds, first, aside) -> Layout:
    respondent = next((at for at, name in enumerate(ids) if normalise(name) in _RESPONDENT), None)
    return Layout(
        "SurveyMonkey",
        first,
        ids,
        texts,
        aside=aside,
        respondent=respondent,
        kinds=kinds,
        repeats=True,
        remark=_unanswered(aside),
    )


def _unanswered(aside: set[int]):
    def remark(frame: pd.DataFrame) -> list[str]:
        asked = [column for column in frame if column not in aside]
        blank = int(frame[asked].isna().all(axis=1).sum()) if asked else 0
        return (
            [
                kept(
                    "{blank} of {n} responses answered no question; they are kept",
                    blank=number(blank),
                    n=number(len(frame)),
                )
            ]
            if blank
            else []
        )

    return remark
