"""Microsoft Forms: id, start, completion, e-mail, name, then the questions, in the interface's language.

The words change with the language, so the layout is known by what the first columns hold: whole
numbers, a time, a later time, "anonymous" or an address.
"""

import datetime as dt
import re

from cxresearch.loaders.tables.draft import Layout
from cxresearch.loaders.tables.grid import Grid, is_blank, text_of
from cxresearch.loaders.tables.markup import plain_text
from cxresearch.survey.labels import normalise

__all__ = ["recognise"]

_STARTED = frozenset(
    normalise(word)
    for word in (
        "Start time", "Startzeit", "Heure de début", "Hora de inicio", "Hora de início", "Ora di inizio", "Begintijd",
        "Starttid",
        "Starttidspunkt", "Godzina rozpoczęcia", "Čas zahájení", "Время создания", "Aloitusaika",
    )
)  # fmt: skip
_CHANGED = re.compile(
    r"last modif|letzte.? (ander|änder)|derni.re modif|.ltima modif|ultima modifica|laatst gewijzigd|senast "
    r".ndrad|sidst .ndret"
)
_TIME = re.compile(
    r"\s*\d{1,4}(?P<sign>[-./])\d{1,2}(?P=sign)\d{1,4},?([T\s]+\d{1,2}([:.]\d{2}){1,2}(\.\d{1,6})?\s*([ap]\.?m\.?)?Z?)?\s*",
    re.IGNORECASE,
)
_QUIZ = re.compile(
    r"(total points|quiz feedback|grade posted time|gesamtpunktzahl|quizfeedback|total de points|puntos totales)"
)


def recognise(grid: Grid) -> Layout | None:
    """The layout of a Microsoft Forms export, or None."""
    head = grid.head
    if len(head) < 2 or len(head[0]) < 5:
        return None
    names = [text_of(cell).replace("\xa0", " ") for cell in head[0]]
    rows = [row for row in head[1:] if any(not is_blank(cell) for cell in row)]
    if not rows or not all(_opens_alike(row) for row in rows):
        return None
    by_words = normalise(names[0]) == "id" and normalise(names[1]) in _STARTED
    people = [text_of(row[3]).strip() for row in rows if len(row) > 3 and not is_blank(row[3])]
    by_person = (
        bool(people)
        and all("@" in cell or cell.isalpha() for cell in people)
        and len({cell for cell in people if "@" not in cell}) <= 1
    )
    if not (by_words or by_person) or (not by_words and normalise(names[0]) != "id"):
        return None
    own = 5  # and in a quiz its points and feedback, and the time of the last change
    while own < len(names) and (_QUIZ.fullmatch(key := normalise(names[own])) or _CHANGED.search(key)):
        own += 1
    aside = set(range(own))
    texts = []
    for at, name in enumerate(names):
        plain = plain_text(name)
        earlier = {plain_text(other) for other in names[:at]}
        repeated = re.fullmatch(r"(.*\D)([2-9])", plain)
        texts.append(repeated[1] if repeated and repeated[1].strip() in earlier else plain)
        if (
            re.match(r".{3,40} [-–] ", plain)
            and plain.split(" - ", 1)[-1].strip() in earlier
            or _QUIZ.fullmatch(normalise(plain))
        ):
            aside.add(at)
    return Layout("Microsoft Forms", 1, names, [text.strip() for text in texts], aside=aside, respondent=0, joined=";")


def _opens_alike(row: list) -> bool:
    if len(row) < 3 or isinstance(row[0], bool):
        return False
    number = isinstance(row[0], int) or bool(re.fullmatch(r"\d{1,7}(\.0)?", text_of(row[0]).strip()))
    return number and any(end >= start for start, end in zip(_times(row[1]), _times(row[2]), strict=False))


def _times(cell: object) -> list[dt.datetime]:
    """A time, or what one in text is with the month first and with the day first; nothing for anything else."""
    if isinstance(cell, dt.datetime):
        return [cell]
    if not isinstance(cell, str) or not _TIME.fullmatch(cell):
        return []
    from dateutil import parser

    found = []
    for day_first in (False, True):
        try:
            found.append(parser.parse(cell, dayfirst=day_first, ignoretz=True))
        except (ValueError, OverflowError):
            return []
    return found
