"""Google Forms: one row of names, the time stamp first, grids as "Question [Row]".

Ticked options stand in one cell, between commas (in Sheets) or semicolons (in the CSV download),
and options may hold commas of their own.
"""

import re

from cxresearch.loaders.tables.draft import Layout
from cxresearch.loaders.tables.grid import Grid, is_blank, text_of
from cxresearch.loaders.tables.markup import plain_text
from cxresearch.survey.labels import normalise

__all__ = ["recognise"]

_STAMP = frozenset(
    normalise(word)
    for word in (
        "Timestamp", "Zeitstempel", "Horodateur", "Marca temporal", "Carimbo de data/hora", "Informazioni cronologiche",
        "Tijdstempel", "Tidsstämpel", "Tidsstempel", "Tidspunkt", "Aikaleima", "Sygnatura czasowa", "Časová značka",
        "Időbélyeg", "Zaman damgası", "Отметка времени", "タイムスタンプ", "时间戳记", "时间戳", "타임스탬프",
    )
)  # fmt: skip
_PERSON = re.compile(
    r"e ?mail( address| adresse)?|adresse e mail|username|nutzername|nom d'utilisateur|correo( "
    r"electr.nico)?|score|punktzahl|total score"
)


def recognise(grid: Grid) -> Layout | None:
    """The layout of a Google Forms export, or None."""
    head = grid.head
    if not head or not head[0] or normalise(text_of(head[0][0])) not in _STAMP:
        return None
    stamps = [row[0] for row in head[1:] if row and not is_blank(row[0])]
    if not stamps or sum(_is_time(cell) for cell in stamps) < 0.8 * len(stamps):
        return None
    names = [text_of(cell) for cell in head[0]]
    aside = {0} | {at for at, name in enumerate(names) if _PERSON.fullmatch(normalise(name)) and at < 3}
    aside |= {
        at for at, name in enumerate(names) if re.search(r"\[(score|feedback|punktzahl)\]\s*$", name, re.IGNORECASE)
    }
    return Layout("Google Forms", 1, names, [plain_text(name) for name in names], aside=aside, joined=", ")


def _is_time(cell: object) -> bool:
    return hasattr(cell, "isoformat") or bool(
        re.match(r"\s*\d{1,4}[-./年]\s?\d{1,2}[-./月]\s?\d{1,4}.*\d{1,2}[:.h時]\d{2}", text_of(cell))
    )
