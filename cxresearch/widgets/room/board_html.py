"""What the facilitator's board shows to the room: how much has come in, and after the reveal what it was, by theme."""

import html

from cxresearch.widgets.controls.parts import QUIET
from cxresearch.widgets.room.room_parts import LARGE, written
from cxresearch.wording import count, plural, say, told
from cxresearch.workshop.keeping.questions import spoken
from cxresearch.workshop.phones.cards import ASIDE, by_theme
from cxresearch.workshop.phones.wall import WALL_STYLE

__all__ = [
    "actions_html",
    "address_html",
    "counts_html",
    "flags_html",
    "grouped_html",
    "preview_html",
    "votes_html",
    "wall_html",
]

_MOST_VOTED = 5
# Of a theme; the lists below have all.
_MOST_CARDS = 30
_KINDS = {
    "name": told("name"), "insult": told("insult"), "e-mail": told("e-mail"), "phone": told("phone number"),
    "card": told("card number"), "account": told("account number"),
}  # fmt: skip
_CELL = "padding:.15em 1.2em .15em 0;text-align:left;vertical-align:top"
_BUTTON = (
    "display:inline-block;padding:.45em 1em;border-radius:4px;background:#0b4a5c;color:#fff;text-decoration:none;"
    "font-weight:600"
)
_HUGE = "font-size:1.5em;font-weight:700;line-height:1.1"
_CARD = "list-style:none;margin:.35em 0;padding:.3em .6em;background:#fff;color:#1a1a1a;border-left:.45em solid"
_COLUMN = "flex:1 1 300px;min-width:0;max-width:520px;background:#f1f1f1;color:#1a1a1a;padding:.5em .7em;margin:.3em"


def wall_html(name: str, phase: str, clock: str, note: str = "") -> str:
    """The head of the board: what is going on, and the clock."""
    below = f'<p style="{QUIET}">{html.escape(note)}</p>' if note else ""
    shown = f'<span role="timer" style="font-size:2.4em;font-weight:700">{html.escape(clock)}</span>' if clock else ""
    return (
        '<div style="display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline">'
        f'<h2 style="font-size:1.7em;font-weight:600;margin:.2em 0;line-height:1.2">{html.escape(name)}: '
        f"{html.escape(phase)}</h2>{shown}</div>{below}"
    )


def address_html(address, *, revealed: bool) -> str:
    """What phones open: a large code to scan while people write, one line once the room looks at what was written."""
    if not address:
        return ""
    typed = f'<b style="overflow-wrap:anywhere">{html.escape(address.typed())}</b>'
    here = ("127.", "localhost", "[::1]")
    only = ""
    if address.removeprefix("http://").startswith(here):
        where = say("This computer only. For phones, close it and choose “Phones in this network”.")
        only = f'<p style="{QUIET}">{where}</p>'
    if revealed:
        return f'<p style="{LARGE}">{say("Phones:")} {typed}</p>{only}'
    code = address.code().replace("<svg ", f'<svg role="img" aria-label="{say("Code to scan with a phone")}" ', 1)
    return (
        '<div style="width:26rem;max-width:100%;padding:.6rem;background:#fff;color:#1a1a1a;text-align:center">'
        f'<p style="font-size:1.6rem;font-weight:600;margin:0">{say("Scan with your phone")}</p>{code}'
        f'<p style="font-size:1.3rem;margin:0">{say("or type")} {typed}</p>{only}</div>'
    )


def counts_html(tables, *, guessers=None, revealed: bool) -> str:
    """How many answers each audience and table has given, and not a word of them; after the reveal on one line."""
    if not len(tables):
        return f'<p style="{LARGE}">{say("No answers yet.")}</p>'
    n = plural(tables.answers.sum(), "answer")
    if revealed:
        by = tables.groupby("audience", sort=False).answers.sum().items()
        each = ", ".join(f"{spoken(who)} {count(one)}" for who, one in by)
        line = say("{answers} so far: {each}.", answers=n, each=each)
        return f'<p style="{LARGE};margin:.3em 0">{html.escape(line)}</p>'
    parts = []
    for audience, rows in tables.groupby("audience", sort=False):
        named = [(spoken(one.group) if one.group else say("no table"), one.answers) for one in rows.itertuples()]
        cells = "".join(
            f'<span style="display:inline-block;margin:.1em 1em .1em 0">{html.escape(table)}: <b>{answers}</b></span>'
            for table, answers in named
        )
        parts.append(
            f'<tr><th style="{_CELL};white-space:nowrap">{html.escape(spoken(audience))}</th>'
            f'<td style="{_CELL};text-align:right;{_HUGE}">{rows.answers.sum()}</td>{_td(cells)}</tr>'
        )
    counted = say("{answers} so far. They stay hidden until the reveal.", answers=n)
    if guessers is not None and len(guessers):
        who = ", ".join(
            say("{people} of {audience}", people=plural(n, "person", "people"), audience=spoken(who))
            for who, n in guessers.items()
        )
        counted += " " + say("Guesses have come from {who}.", who=who)
    return (
        f'<p style="{LARGE};margin:.3em 0"><b>{html.escape(counted)}</b></p>'
        f'<table style="{LARGE};border-collapse:collapse">{"".join(parts)}</table>'
    )


def preview_html(page: str, address: str) -> str:
    """The wall as it is now, small, and the way to open it."""
    link = (
        f'<p style="margin:.2em 0"><a href="{html.escape(address)}" target="_blank" rel="noopener" style="{_BUTTON}">'
        f"{html.escape(say('Open the wall'))}</a></p>"
        if address
        else f'<p style="{QUIET}">{html.escape(say("Open for phones, and the wall has an address."))}</p>'
    )
    # The style speaks of the wall's own class alone; what is set for a whole page stays away.
    style = "".join(line for line in WALL_STYLE.splitlines() if line.startswith(".cxwall"))
    size = "--u:.42px;margin:0;border:1px solid #8a99a3"
    small = page.replace('<div class="cxwall', f'<div style="{size}" class="cxwall', 1)
    return f"<style>{style}</style>{link}{small}"


def grouped_html(cards, colours: dict, crowd) -> str:
    """Answers below their themes, side by side: the theme most often named first."""
    if not cards:
        return f'<p style="{LARGE}">{say("Nothing to show: no answers to this question yet.")}</p>'
    return _side_by_side(
        [
            _column(say(theme) if theme == ASIDE else theme, f"({len(mine)})", mine[:_MOST_CARDS], colours, crowd)
            for theme, mine in by_theme(cards).items()
        ]
    )


def votes_html(cards, colours: dict, crowd) -> str:
    """What matters most to the room, over all questions; nothing where nobody voted."""
    voted = sorted((card for card in cards if card.votes), key=lambda card: (-card.votes, card.number))[:_MOST_VOTED]
    if not voted:
        return ""
    return _side_by_side([_column(say("What matters most"), say("by votes"), voted, colours, crowd)])


def _column(name: str, note: str, cards, colours: dict, crowd) -> str:
    shown = "".join(
        f'<li style="{_CARD} {colours.get(one.audience, "#595959")}">'
        f"{written(one.text, one.good_or_bad, one.votes)}"
        f"<br><small>{_signed(crowd.named(one.audience, one.place), one.by_hand)}</small></li>"
        for one in cards
    )
    return (
        f'<section style="{_COLUMN}"><h4 style="margin:.1em 0;font-size:1.15em">{html.escape(name)} '
        f'<span style="font-weight:400">{html.escape(note)}</span></h4>'
        f'<ul style="margin:0;padding:0">{shown}</ul></section>'
    )


def _side_by_side(columns: list[str]) -> str:
    return (
        '<div style="display:flex;flex-wrap:wrap;align-items:flex-start;font-size:1.15em;line-height:1.35">'
        f"{''.join(columns)}</div>"
    )


def flags_html(flags) -> str:
    """What a person should look at before the room does."""
    if not len(flags):
        none = say("Nothing is flagged: no listed name, insult or personal data was found.")
        return f'<p style="{QUIET}">{none}</p>'
    rows = "".join(
        "<tr>"
        + _td(html.escape(one.answer))
        + _td(f"{html.escape(say(_KINDS[one.kind]))}: {html.escape(one.found)}")
        + _td(written(one.text))
        + _td(html.escape(say("hidden: {why}", why=one.hidden) if one.hidden else say("shown")))
        + "</tr>"
        for one in flags.itertuples()
    )
    head = _heads(say("Answer"), say("Found"), say("Text"), say("Now"))
    return f'<table style="line-height:1.4">{head}<tbody>{rows}</tbody></table>'


def actions_html(actions) -> str:
    """What the room decided: what, who, until when, and how one will see it."""
    if not len(actions):
        return f'<p style="{QUIET}">{say("No actions yet.")}</p>'
    rows = "".join(
        f"<tr>{''.join(_td(html.escape(cell)) for cell in (one.text, one.owner, one.date, one.measure))}</tr>"
        for one in actions.itertuples()
    )
    head = _heads(say("What will be done"), say("Who"), say("Until"), say("Seen by"))
    return f'<table style="{LARGE}">{head}<tbody>{rows}</tbody></table>'


def _heads(*names: str) -> str:
    cells = "".join(f'<th style="{_CELL}">{name}</th>' for name in names)
    return f"<thead><tr>{cells}</tr></thead>"


def _td(inside: str) -> str:
    return f'<td style="{_CELL}">{inside}</td>'


def _signed(named: tuple[str, str], by_hand: bool) -> str:
    """Whose card it is, as far as that tells on nobody."""
    whose = [html.escape(spoken(name)) for name in named if name]
    return ", ".join([*whose, *([say("moved by hand")] if by_hand else [])])
