"""What the facilitator's board shows to the room: how much has come in, and after the reveal what it was, by theme."""

from cxresearch.widgets.room.room_parts import of_desk
from cxresearch.wording import count, plural, say, told
from cxresearch.workshop.keeping.questions import spoken
from cxresearch.workshop.phones.cards import ASIDE, by_theme
from cxresearch.workshop.phones.wall import WALL_STYLE

__all__ = [
    "actions_html",
    "address_html",
    "ballot_html",
    "counts_html",
    "flags_html",
    "grouped_html",
    "preview_html",
    "scribes_html",
    "votes_html",
    "wall_html",
]

_MOST_VOTED, _MOST_ON_BALLOT = 5, 12
# Of a theme; the lists below have all.
_MOST_CARDS = 30
_NOBODY = "#595959"
_HERE = ("127.", "localhost", "[::1]")
_KINDS = {
    "name": told("name"), "insult": told("insult"), "e-mail": told("e-mail"), "phone": told("phone number"),
    "card": told("card number"), "account": told("account number"),
}  # fmt: skip


def wall_html(name: str, phase: str, clock: str, note: str = "") -> str:
    """The head of the board: what is going on, and the clock."""
    return of_desk("wall", room=name, phase=phase, clock=clock, note=note)


def address_html(address, *, revealed: bool) -> str:
    """What phones open: a large code to scan while people write, one line once the room looks at what was written."""
    if not address:
        return ""
    label = say("Code to scan with a phone")
    code = "" if revealed else address.code().replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
    here_only = address.removeprefix("http://").startswith(_HERE)
    return of_desk("address", typed=address.typed(), code=code, here_only=here_only, revealed=revealed)


def counts_html(tables, *, guessers=None, revealed: bool) -> str:
    """How many answers each audience and table has given, and not a word of them; after the reveal on one line."""
    n, rows = plural(int(tables.answers.sum()), "answer"), []
    by = tables.groupby("audience", sort=False)
    if revealed:
        each = ", ".join(f"{spoken(who)} {count(one)}" for who, one in by.answers.sum().items())
        line = say("{answers} so far: {each}.", answers=n, each=each)
    else:
        line = say("{answers} so far. They stay hidden until the reveal.", answers=n)
        if guessers is not None and len(guessers):
            who = ", ".join(
                say("{people} of {audience}", people=plural(n, "person", "people"), audience=spoken(who))
                for who, n in guessers.items()
            )
            line += " " + say("Guesses have come from {who}.", who=who)
    for audience, part in by:
        named = [(spoken(one.group) if one.group else say("no table"), one.answers) for one in part.itertuples()]
        rows.append((spoken(audience), part.answers.sum(), named))
    return of_desk("counts", tables=rows, line=line, revealed=revealed)


def preview_html(page: str, address: str) -> str:
    """The wall as it is now, small, and the way to open it."""
    # The style speaks of the wall's own class alone; what is set for a whole page stays away.
    style = "".join(line for line in WALL_STYLE.splitlines() if line.startswith(".cxwall"))
    size = "--u:.42px;margin:0;border:1px solid #8a99a3"
    small = page.replace('<div class="cxwall', f'<div style="{size}" class="cxwall', 1)
    return of_desk("preview", style=style, address=address, page=small)


def grouped_html(cards, colours: dict, crowd) -> str:
    """Answers below their themes, side by side: the theme most often named first."""
    columns = [
        (say(theme) if theme == ASIDE else theme, f"({len(mine)})", _signed(mine[:_MOST_CARDS], colours, crowd))
        for theme, mine in by_theme(cards).items()
    ]
    return of_desk("cards", columns=columns, none=say("Nothing to show: no answers to this question yet."))


def votes_html(cards, colours: dict, crowd) -> str:
    """What matters most to the room, over all questions; nothing where nobody voted."""
    voted = sorted((card for card in cards if card.votes), key=lambda card: (-card.votes, card.number))[:_MOST_VOTED]
    columns = [(say("What matters most"), say("by votes"), _signed(voted, colours, crowd))] if voted else []
    return of_desk("cards", columns=columns, none="")


def _signed(cards, colours: dict, crowd) -> list[dict[str, object]]:
    """Cards, each with whose it is, as far as that tells on nobody."""
    signed = []
    for one in cards:
        whose = [spoken(name) for name in crowd.named(one.audience, one.place) if name]
        under = ", ".join([*whose, *([say("moved by hand")] if one.by_hand else [])])
        signed.append({"text": one.text, "good_or_bad": one.good_or_bad, "votes": one.votes, "under": under,
                       "colour": colours.get(one.audience, _NOBODY)})  # fmt: skip
    return signed


def flags_html(flags) -> str:
    """What a person should look at before the room does."""
    rows = [row | {"kind": say(_KINDS[row["kind"]])} for row in flags.to_dict("records")]
    return of_desk("flags", flags=rows)


def actions_html(actions) -> str:
    """What the room decided: what, who, until when, and how one will see it."""
    return of_desk("actions", actions=actions.to_dict("records"))


def ballot_html(ballot) -> str:
    """What was voted for, most votes first, and by whom where that tells on nobody."""
    rows = [
        {"votes": row["votes"], "text": row["text"],
         "by": ", ".join(f"{spoken(who)} {count(n)}" for who, n in row["by_audience"].items())}
        for row in ballot.head(_MOST_ON_BALLOT).to_dict("records")
    ]  # fmt: skip
    return of_desk("ballot", voted=rows)


def scribes_html(scribes: list[tuple[str, str]], *, served: bool) -> str:
    """The page of each table, for the laptop that stands on it."""
    return of_desk("scribes", scribes=scribes, served=served)
