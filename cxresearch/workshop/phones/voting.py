"""What a phone votes on: themes that several answers name, cards that were put together, and what stands alone.

Each person sees them in an order of his own below their question, so that nothing gains by its place.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from cxresearch.survey.audiences import ordered
from cxresearch.workshop.keeping.crowd import FEWEST_CARRIERS, Crowd, crowd_of
from cxresearch.workshop.keeping.standing import standing_of, themes_voted
from cxresearch.workshop.keeping.store import answer_id
from cxresearch.workshop.keeping.words import from_file, shown
from cxresearch.workshop.phones.cards import ASIDE, Card, by_theme, cards_of
from cxresearch.workshop.phones.reading import Reading

__all__ = ["Entry", "List", "ballot_rows", "lists_for", "theme_mark", "themes_meant", "who_joined"]

# From so many answers on a theme is voted on in their place.
_FEWEST = 2


class Entry(NamedTuple):
    """One thing to vote for: ``value`` is what the form sends, ``answers`` what stands behind a theme."""

    value: str
    text: str
    answers: tuple[str, ...] = ()
    stands_for: int = 1


class List(NamedTuple):
    """A question with what can be voted for: themes and cards that stand for several, and single ones."""

    question: object
    entries: list[Entry]
    alone: list[Entry]


def theme_mark(question: int, theme: str) -> str:
    """What a form sends for a theme.

    >>> theme_mark(2, "Waiting time")
    't2-a2aa568e45a3'
    """
    return f"t{question}-{hashlib.sha256(theme.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def themes_meant(reading: Reading, marks: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Which themes of the board these marks mean; a mark that means none is left out."""
    cards, _ = cards_of(reading)
    known = {
        theme_mark(card.question, theme): (card.question, theme)
        for card in cards
        for theme in card.themes
        if theme != ASIDE
    }
    return {mark: known[mark] for mark in marks if mark in known}


def lists_for(reading: Reading, person: str) -> list[List]:
    """What a person can vote for, question by question; questions without anything are left out.

    Parameters
    ----------
    reading : Reading
    person : str
        Whose order.
    """
    cards, _ = cards_of(reading)
    found = []
    for question in reading.questions:
        mine = [card for card in cards if card.question == question.number]
        if mine:
            found.append(_list(question, mine, person))
    return found


def _list(question, cards: list[Card], person: str) -> List:
    themes = {name: below for name, below in by_theme(cards).items() if name != ASIDE and len(below) >= _FEWEST}
    covered = {card.number for below in themes.values() for card in below}
    entries = [
        Entry(theme_mark(question.number, name), name, tuple(card.text for card in below), len(below))
        for name, below in themes.items()
    ]
    single = [card for card in cards if card.number not in covered or card.stands_for > 1]
    entries += [_card(card) for card in single if card.stands_for > 1]
    alone = [_card(card) for card in single if card.stands_for == 1]

    def place(entry: Entry) -> bytes:
        return hashlib.sha256(f"{person} {entry.value}".encode()).digest()

    if not entries:
        return List(question, sorted(alone, key=place), [])
    return List(question, sorted(entries, key=place), sorted(alone, key=place))


def _card(card: Card) -> Entry:
    return Entry(answer_id(card.number), card.text, (), card.stands_for)


def who_joined(file) -> dict[str, tuple[str, str]]:
    """Audience and table of everybody whose phone came in, as each chose last."""
    told = "SELECT person, audience, place FROM changes WHERE what = 'joined' ORDER BY number"
    return {person: (audience, place) for person, audience, place in file.execute(told).fetchall()}


def ballot_rows(file) -> list[tuple[str, int, str, str, int, dict[str, int]]]:
    """What was voted for, most votes first: kind, question, name, text, votes, and the votes of each audience.

    Parameters
    ----------
    file : sqlite3.Connection
        Of a workshop.
    """
    tops, crowd, joined = standing_of(file), crowd_of(file), who_joined(file)
    wanted = "SELECT number, question, text FROM answers WHERE NOT withdrawn AND hidden = ''"
    answers = {number: (question, text) for number, question, text in file.execute(wanted).fetchall()}
    given: dict[tuple[str, int, str, str], set[str]] = {}
    for number, person in file.execute("SELECT answer, person FROM votes ORDER BY answer").fetchall():
        top = tops.get(number, number)
        if top in answers:
            question, text = answers[top]
            given.setdefault(("answer", question, answer_id(top), shown(from_file(text))), set()).add(person)
    for person, themes in sorted(themes_voted(file).items()):
        for question, theme in sorted(themes):
            given.setdefault(("theme", question, theme, theme), set()).add(person)
    rows = [(*what, len(people), _by_audience(people, joined, crowd)) for what, people in given.items()]
    return sorted(rows, key=lambda row: (-row[4], row[0] != "theme", row[1], row[2]))


def _by_audience(people: set[str], joined: dict[str, tuple[str, str]], crowd: Crowd) -> dict[str, int]:
    """How many of each audience voted; nothing where it would tell on few."""
    votes = Counter(joined.get(person, ("", ""))[0] for person in people)
    told = crowd.names_audiences and "" not in votes and min(votes.values(), default=0) >= FEWEST_CARRIERS
    return {who: votes[who] for who in ordered(votes)} if told else {}
