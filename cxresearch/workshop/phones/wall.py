"""What stands on the wall: one screen at a time, read from the back of a room, and nothing before its time.

Until the reveal the wall has the question, the code, the clock and counts, and not a word of an answer. After it a
screen is a question's themes, or cards that fit: the stage has the proportions of a projector, so that what fits at one
size fits at every one.
"""

import json
import statistics
import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cxresearch.speaking import language_now
from cxresearch.survey.audiences import ordered
from cxresearch.wording import in_words, listed, noun, number, plural, say
from cxresearch.workshop.keeping.crowd import Crowd
from cxresearch.workshop.keeping.questions import spoken
from cxresearch.workshop.keeping.standing import themes_voted
from cxresearch.workshop.phones.address import Address
from cxresearch.workshop.phones.cards import ASIDE, Card, by_theme, cards_of
from cxresearch.workshop.phones.reading import Reading
from cxresearch.workshop.phones.voting import ballot_rows
from cxresearch.workshop.templates import filled

__all__ = ["FEWEST_GUESSERS", "REVEALED", "WALL_SCRIPT", "WALL_STYLE", "Screen", "page_of_wall",
           "screens_of", "stream_of", "title_of", "wall_html"]  # fmt: skip

_FOLDER = Path(__file__).parent / "wall"
WALL_STYLE = (_FOLDER / "wall.css").read_text(encoding="utf-8").strip()
WALL_SCRIPT = (_FOLDER / "wall.js").read_text(encoding="utf-8").strip()
REVEALED = ("reveal", "closed")
FEWEST_GUESSERS = 8
# In units of the stage, 1,280 by 720: what is left for cards, a line of type, what a card adds, a heading's line.
_HEIGHT, _LINE, _FRAME, _LABEL, _HEADING = 506, 36, 32, 27, 51
_SIGNS, _SIGNS_OF_HEADING, _MOST_SIGNS = 26, 36, 240
_THEMES, _VOTED, _TOPICS, _MOST_OF_A_QUESTION = 6, 8, 8, 60
# Nobody turns through more of one theme; the desk and the exports have all of them.
_MOST_CARDS = 60


@dataclass(frozen=True)
class Screen:
    """One screen after the reveal; ``kind`` is "themes", "cards", "ballot", "votes" or "guesses"."""

    kind: str
    question: int = 0
    theme: str = ""
    part: tuple[int, int] = (1, 1)
    columns: tuple[tuple[tuple[str, str], ...], ...] = ()
    themes: tuple[dict, ...] = ()
    guesses: tuple[dict, ...] = ()
    more: int = 0


def screens_of(reading: Reading, *, bets: Iterable[str] | None = None) -> list[Screen]:
    """What is turned through after the reveal, in order.

    Parameters
    ----------
    reading : Reading
    bets : iterable of str, optional
        The audiences whose guesses are shown; None for the whole room.
    """
    asked = {question.number: question.text for question in reading.questions}
    key = (reading.own.last_change, None if bets is None else tuple(bets), language_now())
    if getattr(reading, "_screens", (None,))[0] == key:
        return reading._screens[1]
    cards, crowd = cards_of(reading)
    guessed = reading._rows("SELECT person, question, audience, value FROM guesses")
    found: list[Screen] = []
    for question in asked:
        mine = [card for card in cards if card.question == question]
        if mine:
            found += _of_question(question, asked[question], mine, crowd)
    found += _ballot(reading, asked)
    voted = sorted((card for card in cards if card.votes), key=lambda card: (-card.votes, card.number))[:_VOTED]
    if voted:
        found += _pages("votes", 0, "", "x" * _SIGNS_OF_HEADING, voted, crowd)
    allowed = None if bets is None else set(bets)
    guesses = [(person, question, value) for person, question, who, value in guessed if not allowed or who in allowed]
    if len({person for person, _, _ in guesses}) >= FEWEST_GUESSERS:
        rows = tuple(_middle(topic, guesses) for topic in reading.topics)
        found.append(Screen("guesses", guesses=tuple(filter(None, rows))[:_TOPICS]))
    reading._screens = key, found
    return found


def _ballot(reading: Reading, asked: dict[int, str]) -> list[Screen]:
    """The themes that the room voted for."""
    with reading.own._db.snapshot() as file:
        voted = [row for row in ballot_rows(file) if row[0] == "theme"][:_THEMES]
    if not voted:
        return []
    most = voted[0][4]
    rows = [{"theme": theme, "n": votes, "share": round(100 * votes / most), "asked": asked[question],
             "split": tuple(by.items())} for _, question, _, theme, votes, by in voted]  # fmt: skip
    return [Screen("ballot", themes=tuple(rows))]


def _of_question(question: int, heading: str, cards: list[Card], crowd: Crowd) -> list[Screen]:
    themes = by_theme(cards)
    named = [name for name in themes if name != ASIDE]
    screens = []
    if named:
        most = max(len(themes[name]) for name in named)
        rows = [{"theme": name, "n": len(themes[name]), "share": round(100 * len(themes[name]) / most),
                 "split": _split(themes[name], crowd)} for name in named[:_THEMES]]  # fmt: skip
        screens.append(Screen("themes", question, themes=tuple(rows), more=len(named) - len(rows)))
    for name, mine in themes.items():
        screens += _pages("cards", question, name, heading, mine[:_MOST_CARDS], crowd)
    return screens


def _split(cards: list[Card], crowd: Crowd) -> tuple[tuple[str, int], ...]:
    """How often each audience names a theme; nothing where that would point at one sheet, at a pair, or at few people.

    A theme of one audience alone would sign its cards, so it is split only where cards may be signed.
    """
    parts = {who: [card for card in cards if card.audience == who] for who in ordered({c.audience for c in cards})}
    told = crowd.names_audiences and all(
        crowd.carried(who, ((card.place, card.person) for card in mine)) for who, mine in parts.items()
    )
    return tuple((who, len(mine)) for who, mine in parts.items()) if told else ()


def _pages(kind: str, question: int, theme: str, heading: str, cards: list[Card], crowd: Crowd) -> list[Screen]:
    """Cards in two columns, as many screens as they need."""
    lines = -(-_width(spoken(heading)) // _SIGNS_OF_HEADING)
    room = _HEIGHT - _HEADING * (lines - 1)
    columns: list[list[tuple]] = [[]]
    left = room
    for card in cards:
        text = _fitting(card.text, (room - _FRAME - _LABEL) // _LINE)
        who = crowd.named(card.audience, card.place)
        signed = any(who) or card.good_or_bad or card.votes
        height = _LINE * _lines(text) + _FRAME + _LABEL * bool(signed)
        if columns[-1] and height > left:
            columns.append([])
            left = room
        columns[-1].append((text, *who, card.good_or_bad, card.votes))
        left -= height
    parts = [tuple(map(tuple, columns[at : at + 2])) for at in range(0, len(columns), 2)]
    return [Screen(kind, question, theme, (at, len(parts)), part) for at, part in enumerate(parts, start=1)]


@lru_cache(maxsize=20_000)
def _lines(text: str) -> int:
    wide = _width(text) / max(1, len(text))
    return sum(len(textwrap.wrap(part, max(8, int(_SIGNS / wide)))) or 1 for part in text.split("\n"))


@lru_cache(maxsize=20_000)
def _width(text: str) -> int:
    """Signs of Chinese, Japanese and Korean are as wide as two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


@lru_cache(maxsize=20_000)
def _fitting(text: str, most: int) -> str:
    """A text that stands on a card of so many lines: cut where it is long, in one flow where it is high."""
    shown = text if _width(text) <= _MOST_SIGNS else _cut(text)
    if _lines(shown) > most:
        shown = " ".join(shown.split())
    while _lines(shown) > most:
        shown = f"{shown[: int(0.8 * len(shown))].rstrip('…')}…"
    return shown


def _cut(text: str) -> str:
    most = int(_MOST_SIGNS * len(text) / _width(text))
    return " ".join(text.split())[: most - 1] + "…"


def _middle(topic, guesses: list[tuple[str, int, float]]) -> dict[str, object] | None:
    values = [value for _, question, value in guesses if question == topic.number]
    if len(values) < FEWEST_GUESSERS:
        return None
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return {"topic": topic.topic, "low": low, "median": middle, "high": high}


def title_of(screen: Screen, asked: dict[int, str]) -> str:
    """What the desk calls a screen."""
    part = f" {screen.part[0]}/{screen.part[1]}" if screen.part[1] > 1 else ""
    if screen.kind in ("ballot", "votes", "guesses"):
        return say("What you guessed" if screen.kind == "guesses" else "What matters most") + part
    question = asked.get(screen.question, "")
    what = say("Themes") if screen.kind == "themes" else spoken(screen.theme) if screen.theme != ASIDE else say(ASIDE)
    return f"{screen.question}. {question[:40]}: {what}{part}"


def wall_html(workshop, reading: Reading, address: Address | None, guessers: Iterable[str]) -> str:
    """What the wall shows now, in the language of now.

    Parameters
    ----------
    workshop : Workshop
    reading : Reading
    address : Address or None
        Of the phones; without one the wall has no code.
    guessers : iterable of str
        The audiences that guess.
    """
    phase, wall = workshop.phase, workshop.wall
    values = {
        "asked": (), "calibration": (), "code": "", "counted": "", "counts": (), "dark": wall["dark"], "foot": "",
        "front": "", "lead": "", "ours": spoken, "place": "", "short": "", "title": spoken(workshop.name), "topics": "",
        "wide": True, "kind": "open", "theme": "", "themes": (), "columns": (), "guesses": (),
        "clock": str(workshop.timer) if workshop.timer.seconds else "",
    }  # fmt: skip
    if address:
        front, _, short = address.typed().rpartition("/")
        values |= {"code": _code(address), "front": front, "short": short}
    screens = screens_of(reading, bets=wall["bets"]) if phase in REVEALED else []
    if phase == "reveal" and screens:
        at = min(max(wall["screen"], 0), len(screens) - 1)
        values |= _revealed(screens[at], reading, wall["calibration"])
        values |= {"place": f"{at + 1} / {len(screens)}", "wide": False}
    else:
        values |= _before(phase, workshop, reading, set(guessers))
    return filled(_FOLDER, "wall.html", **values)


def _code(address: Address) -> str:
    label = say("Code to scan with a phone")
    return address.code().replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)


def _before(phase: str, workshop, reading: Reading, guessers: set[str]) -> dict[str, object]:
    """A screen without anybody's words."""
    if phase == "capture":
        lead = say("Scan the code or type the address, and write: one thought at a time.")
        return {"asked": reading.written_ones, "lead": lead, "counted": str(noun("answers")),
                "counts": _counts(reading, "answers"),
                "foot": say("Answers stay hidden until the reveal.")}  # fmt: skip
    if phase == "vote":
        most = in_words(workshop.limits["votes"])
        some = bool(reading.shared())
        lead = say("Pick {most} on your phone.", most=most) if some else say("There is nothing to vote on yet.")
        return {"title": say("What matters most to you?"), "lead": lead, "counted": say("have voted"),
                "counts": _counts(reading, "votes")}  # fmt: skip
    if phase == "predict":
        topics = [topic.topic for topic in reading.topics]
        everybody = guessers >= set(reading.audiences())
        lead = say("Guess on your phone, before anybody sees the figures.")
        if not topics:
            lead = say("There is nothing to guess yet.")
        elif not everybody:
            who = listed(map(spoken, sorted(guessers)))
            lead = say("{who}: guess on your phones, before anybody sees the figures.", who=who)
        return {"title": say("What will customers say?"), "lead": lead, "topics": listed(topics),
                "counted": say("have guessed"), "counts": _counts(reading, "guesses")}  # fmt: skip
    if phase == "closed":
        return {"title": say("Thank you"), "lead": say("This workshop is over. What you wrote is kept.")}
    return {"title": spoken(workshop.name), "lead": say("There is nothing to show yet.")}


def _counts(reading: Reading, what: str) -> list[dict[str, object]]:
    joined = reading.joined()
    phones = [audience for audience, _ in joined.values()]
    if what == "answers":
        told_by = dict(reading._rows("SELECT audience, count(*) FROM answers WHERE NOT withdrawn GROUP BY audience"))
    elif what == "guesses":
        told_by = dict(reading._rows("SELECT audience, count(DISTINCT person) FROM guesses GROUP BY audience"))
    else:
        with reading.own._db.snapshot() as file:
            gave = {person for (person,) in file.execute("SELECT DISTINCT person FROM votes").fetchall()}
            gave |= themes_voted(file).keys()
        voters = [joined[person][0] for person in gave if person in joined]
        told_by = {who: voters.count(who) for who in set(voters)}
    return [
        {"audience": who, "phones": number(phones.count(who)), "n": number(told_by.get(who, 0))}
        for who in reading.audiences()
    ]


def _revealed(screen: Screen, reading: Reading, calibration: list | None) -> dict[str, object]:
    asked = next((one.text for one in reading.questions if one.number == screen.question), "")
    if screen.kind == "ballot":
        rows = [
            row
            | {
                "theme": row["theme"][:60],
                "n": plural(row["n"], "vote"),
                "split": " · ".join(filter(None, [_short(spoken(row["asked"])), _each(row["split"])])),
            }
            for row in screen.themes
        ]
        return {"kind": "themes", "title": say("What matters most"), "themes": rows}
    if screen.kind == "themes":
        rows = [
            row | {"theme": row["theme"][:60], "n": plural(row["n"], "answer"),
                   "split": _each(row["split"])}
            for row in screen.themes
        ]  # fmt: skip
        more = say("{n} more on the next screens.", n=plural(screen.more, "theme")) if screen.more else ""
        return {"kind": "themes", "title": asked, "themes": rows, "foot": more}
    if screen.kind == "guesses":
        rows = [{"topic": row["topic"], "median": number(row["median"], digits=1),
                 "half": say("{low} and {high}", low=number(row["low"], digits=1), high=number(row["high"], digits=1))}
                for row in screen.guesses]  # fmt: skip
        told_of = [
            say("When {sure}% sure, within ten points {right}% of the time.", sure=number(sure), right=number(right))
            for sure, right, _ in calibration or ()
        ]
        return {"kind": "guesses", "title": say("What you guessed"), "guesses": rows, "calibration": told_of}
    cards = [[{"text": text, "told": _under(*rest)} for text, *rest in column] for column in screen.columns]
    part = say("Part {at} of {all}", at=screen.part[0], all=screen.part[1]) if screen.part[1] > 1 else ""
    theme = say(ASIDE) if screen.theme == ASIDE else screen.theme
    title = say("What matters most") if screen.kind == "votes" else asked
    return {"kind": "cards", "title": title, "theme": theme, "columns": cards, "foot": part}


def _each(split: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{spoken(who)} {number(n)}" for who, n in split)


def _short(text: str) -> str:
    return text if len(text) <= _MOST_OF_A_QUESTION else f"{text[: _MOST_OF_A_QUESTION - 1]}…"


def _under(audience: str, place: str, good_or_bad: str, votes: int) -> str:
    """What stands below a card: whose it is where that tells on nobody, the mark, the votes."""
    marks = {"good": say("Good"), "bad": say("Bad"), "both": say("Both")}
    who = ", ".join(spoken(one) for one in (audience, place) if one)
    return " · ".join(filter(None, [who, marks.get(good_or_bad, ""), plural(votes, "vote") if votes else ""]))


def page_of_wall(*, events: str) -> bytes:
    """The page around the stage."""
    return filled(
        _FOLDER, "page.html", events=events, lang=language_now(), style=WALL_STYLE, script=WALL_SCRIPT
    ).encode()


def stream_of(html: str, workshop, language: str) -> str:
    """The wall as one event: what stands there, and the clock, which runs on by itself."""
    timer, wall = workshop.timer, workshop.wall
    return json.dumps(
        {"html": html, "lang": language, "left": round(timer.left, 2), "running": timer.running,
         "set": bool(timer.seconds), "sound": wall["sound"], "dark": wall["dark"]}
    )  # fmt: skip
