"""What the facilitator's board shows to the room: how much has come in, and after the reveal what it was, by theme."""

import html

from cxresearch.widgets.controls.parts import QUIET
from cxresearch.widgets.room.room_parts import LARGE, written
from cxresearch.wording import plural

__all__ = [
    "actions_html",
    "address_html",
    "counts_html",
    "flags_html",
    "grouped_html",
    "votes_html",
    "wall_html",
]

_MOST_VOTED = 5
_CELL = "padding:.15em 1.2em .15em 0;text-align:left;vertical-align:top"
_HUGE = "font-size:1.5em;font-weight:700;line-height:1.1"
_CARD = "list-style:none;margin:.35em 0;padding:.3em .6em;background:#fff;color:#1a1a1a;border-left:.45em solid"
_COLUMN = "flex:1 1 300px;min-width:0;max-width:520px;background:#f1f1f1;color:#1a1a1a;padding:.5em .7em;margin:.3em"


def wall_html(name: str, phase: str, clock: str, note: str = "") -> str:
    """The head of the board: what is going on, and the clock."""
    told = f'<p style="{QUIET}">{html.escape(note)}</p>' if note else ""
    shown = f'<span role="timer" style="font-size:2.4em;font-weight:700">{html.escape(clock)}</span>' if clock else ""
    return (
        '<div style="display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline">'
        f'<h2 style="font-size:1.7em;font-weight:600;margin:.2em 0;line-height:1.2">{html.escape(name)}: '
        f"{html.escape(phase)}</h2>{shown}</div>{told}"
    )


def address_html(address, *, revealed: bool) -> str:
    """What phones open: a large code to scan while people write, one line once the room looks at what was written."""
    if not address:
        return ""
    typed = f'<b style="overflow-wrap:anywhere">{html.escape(address.typed())}</b>'
    here = ("127.", "localhost", "[::1]")
    only = ""
    if address.removeprefix("http://").startswith(here):
        only = f'<p style="{QUIET}">This computer only. For phones, close it and choose “Phones in this network”.</p>'
    if revealed:
        return f'<p style="{LARGE}">Phones: {typed}</p>{only}'
    code = address.code().replace("<svg ", '<svg role="img" aria-label="Code to scan with a phone" ', 1)
    return (
        '<div style="width:26rem;max-width:100%;padding:.6rem;background:#fff;color:#1a1a1a;text-align:center">'
        f'<p style="font-size:1.6rem;font-weight:600;margin:0">Scan with your phone</p>{code}'
        f'<p style="font-size:1.3rem;margin:0">or type {typed}</p>{only}</div>'
    )


def counts_html(tables, *, guessers=None, revealed: bool) -> str:
    """How many answers each audience and table has given, and not a word of them; after the reveal on one line."""
    if not len(tables):
        return f'<p style="{LARGE}">No answers yet.</p>'
    total = f"{plural(tables.answers.sum(), 'answer')} so far"
    if revealed:
        each = ", ".join(f"{who} {n}" for who, n in tables.groupby("audience", sort=False).answers.sum().items())
        return f'<p style="{LARGE};margin:.3em 0">{html.escape(f"{total}: {each}.")}</p>'
    parts = []
    for audience, rows in tables.groupby("audience", sort=False):
        cells = "".join(
            f'<span style="display:inline-block;margin:.1em 1em .1em 0">{html.escape(one.group or "no table")}: '
            f"<b>{one.answers}</b></span>"
            for one in rows.itertuples()
        )
        parts.append(
            f'<tr><th style="{_CELL};white-space:nowrap">{html.escape(audience)}</th>'
            f'<td style="{_CELL};text-align:right;{_HUGE}">{rows.answers.sum()}</td>{_td(cells)}</tr>'
        )
    told = f"{total}. They stay hidden until the reveal."
    if guessers is not None and len(guessers):
        listed = ", ".join(f"{plural(n, 'person', 'people')} of {who}" for who, n in guessers.items())
        told += f" Guesses have come from {listed}."
    return (
        f'<p style="{LARGE};margin:.3em 0"><b>{html.escape(told)}</b></p>'
        f'<table style="{LARGE};border-collapse:collapse">{"".join(parts)}</table>'
    )


def grouped_html(grouped, colours: dict) -> str:
    """Answers below their themes, side by side: the theme most often named first."""
    if not len(grouped):
        return f'<p style="{LARGE}">Nothing to show: no answers to this question yet.</p>'
    columns = []
    for theme, rows in grouped.groupby("theme", sort=False):
        columns.append(_column(theme, f"({len(rows)})", rows, colours))
    return _side_by_side(columns)


def votes_html(grouped, colours: dict) -> str:
    """What matters most to the room, over all questions; nothing where nobody voted."""
    voted = grouped[grouped.votes > 0].drop_duplicates("answer").sort_values("votes", ascending=False, kind="stable")
    if not len(voted):
        return ""
    return _side_by_side([_column("What matters most", "by votes", voted.head(_MOST_VOTED), colours)])


def _column(name: str, note: str, rows, colours: dict) -> str:
    cards = "".join(
        f'<li style="{_CARD} {colours.get(one.audience, "#595959")}">'
        f"{written(one.text, one.good_or_bad, one.votes)}"
        f"<br><small>{html.escape(one.audience)}{_place(one.group)}{_moved(one.by)}</small></li>"
        for one in rows.itertuples()
    )
    return (
        f'<section style="{_COLUMN}"><h4 style="margin:.1em 0;font-size:1.15em">{html.escape(name)} '
        f'<span style="font-weight:400">{html.escape(note)}</span></h4>'
        f'<ul style="margin:0;padding:0">{cards}</ul></section>'
    )


def _side_by_side(columns: list[str]) -> str:
    return (
        '<div style="display:flex;flex-wrap:wrap;align-items:flex-start;font-size:1.15em;line-height:1.35">'
        f"{''.join(columns)}</div>"
    )


def flags_html(flags) -> str:
    """What a person should look at before the room does."""
    if not len(flags):
        return f'<p style="{QUIET}">Nothing is flagged: no listed name, insult or personal data was found.</p>'
    rows = "".join(
        "<tr>"
        + _td(html.escape(one.answer))
        + _td(f"{html.escape(one.kind)}: {html.escape(one.found)}")
        + _td(written(one.text))
        + _td(f"hidden: {html.escape(one.hidden)}" if one.hidden else "shown")
        + "</tr>"
        for one in flags.itertuples()
    )
    head = _heads("Answer", "Found", "Text", "Now")
    return f'<table style="line-height:1.4">{head}<tbody>{rows}</tbody></table>'


def actions_html(actions) -> str:
    """What the room decided: what, who, until when, and how one will see it."""
    if not len(actions):
        return f'<p style="{QUIET}">No actions yet.</p>'
    rows = "".join(
        f"<tr>{''.join(_td(html.escape(cell)) for cell in (one.text, one.owner, one.date, one.measure))}</tr>"
        for one in actions.itertuples()
    )
    head = _heads("What will be done", "Who", "Until", "Seen by")
    return f'<table style="{LARGE}">{head}<tbody>{rows}</tbody></table>'


def _heads(*names: str) -> str:
    cells = "".join(f'<th style="{_CELL}">{name}</th>' for name in names)
    return f"<thead><tr>{cells}</tr></thead>"


def _td(inside: str) -> str:
    return f'<td style="{_CELL}">{inside}</td>'


def _place(group: str) -> str:
    return f", {html.escape(group)}" if group else ""


def _moved(by: str) -> str:
    return ", moved by hand" if by == "hand" else ""
