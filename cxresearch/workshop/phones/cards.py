"""The cards of the room: what may be read by others, under its themes; read once a change, whoever shows them."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from cxresearch.wording import told
from cxresearch.workshop.keeping.crowd import Crowd, crowd_of
from cxresearch.workshop.keeping.flagging import held_back
from cxresearch.workshop.keeping.standing import standing_of, themes_named
from cxresearch.workshop.keeping.words import from_file, shown
from cxresearch.workshop.phones.reading import Reading

__all__ = ["ASIDE", "Card", "by_theme", "cards_of"]

# Where answers stand that name nothing of the code frame.
ASIDE = told("No theme yet")


class Card(NamedTuple):
    """One answer that is on the board and that nothing holds back; duplicates stand behind it with their votes."""

    number: int
    text: str
    audience: str
    place: str
    person: str
    question: int
    themes: tuple[str, ...]
    by_hand: bool
    good_or_bad: str
    votes: int = 0
    # How many answers it stands for.
    stands_for: int = 1


def cards_of(reading: Reading) -> tuple[tuple[Card, ...], Crowd]:
    """The cards in the order of their arrival, and who stands behind them.

    Parameters
    ----------
    reading : Reading
        Remembers them until something in the file changes.
    """
    change = reading.own.last_change
    kept = getattr(reading, "_cards", None)
    if kept is None or kept[0] != change:
        with reading.own._db.snapshot() as file:
            kept = change, (tuple(_cards(file)), crowd_of(file))
        reading._cards = kept
    return kept[1]


def _cards(file) -> Iterable[Card]:
    behind, held = standing_of(file), held_back(file)
    votes: dict[int, set[str]] = {}
    for number, person in file.execute("SELECT answer, person FROM votes").fetchall():
        votes.setdefault(behind.get(number, number), set()).add(person)
    rows = file.execute(
        "SELECT number, text, audience, place, person, question, theme, suggested, good_or_bad FROM answers "
        "WHERE NOT withdrawn AND hidden = '' ORDER BY number"
    ).fetchall()
    out, stands_for = behind.keys() | held, Counter(behind.values())
    for row in rows:
        if row[0] not in out:
            card = _card(*row)
            if row[0] in stands_for:
                card = card._replace(stands_for=1 + stands_for[row[0]])
            yield card._replace(votes=len(votes[row[0]])) if row[0] in votes else card


@lru_cache(maxsize=50_000)
def _card(number, text, audience, place, person, question, theme, suggested, value) -> Card:
    names = tuple(themes_named(theme, suggested)) or (ASIDE,)
    return Card(number, shown(from_file(text)), audience, place, person, question, names, bool(theme), value)


def by_theme(cards: Iterable[Card]) -> dict[str, list[Card]]:
    """Cards below each theme that they name: the theme most often named first, what names none last."""
    themes: dict[str, list[Card]] = {}
    for card in cards:
        for theme in card.themes:
            themes.setdefault(theme, []).append(card)
    order = sorted(themes, key=lambda name: (name == ASIDE, -len(themes[name]), themes[name][0].number))
    return {name: sorted(themes[name], key=lambda card: (-card.votes, card.number)) for name in order}
