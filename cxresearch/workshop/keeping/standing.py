"""What stands on the board: which answer a merged one stands behind, and the themes that can be voted for.

A merged answer stands behind the farthest one up its chain that is still on the board. A theme is told by its question
and its name; who voted for which is a person's last line in the ledger, so that it heals, joins and is rescued with it.
One that no answer names any more, since it was moved or erased, counts no longer, and whoever voted for it can vote
again.
"""

from cxresearch.workshop.keeping.words import from_json

__all__ = ["THEMES_VOTED", "standing_of", "themes_named", "themes_on_board", "themes_voted"]

THEMES_VOTED = "themes voted"


def standing_of(file) -> dict[int, int]:
    """Number of a merged answer to the number of the one that stands for it; answers on their own are left out.

    Parameters
    ----------
    file : sqlite3.Connection
        Of a workshop.
    """
    rows = file.execute(
        "SELECT a.number, a.merged, a.withdrawn FROM answers a WHERE a.merged IS NOT NULL OR a.number IN "
        "(SELECT merged FROM answers WHERE merged IS NOT NULL)"
    ).fetchall()
    above = {number: merged for number, merged, _ in rows if merged is not None}
    gone = {number for number, _, withdrawn in rows if withdrawn}
    found = {}
    for number in above:
        at, top = number, number
        # Merging refuses circles, and numbers bound the walk should a file hold one all the same.
        for _ in range(len(above)):
            at = above.get(at)
            if at is None:
                break
            if at not in gone:
                top = at
        if top != number:
            found[number] = top
    return found


def themes_named(theme: str, suggested: str) -> list[str]:
    """The themes of an answer: a hand's, else the machine's.

    >>> themes_named("", "Waiting time; App"), themes_named("Queue", "App")
    (['Waiting time', 'App'], ['Queue'])
    """
    return [part.strip() for part in (theme or suggested).split(";") if part.strip()]


def themes_on_board(file) -> set[tuple[int, str]]:
    """Question and name of every theme that an answer on the board names.

    Parameters
    ----------
    file : sqlite3.Connection
        Of a workshop.
    """
    rows = file.execute(
        "SELECT number, question, theme, suggested FROM answers WHERE NOT withdrawn AND hidden = '' "
        "AND (theme != '' OR suggested != '')"
    ).fetchall()
    behind = standing_of(file)
    return {
        (question, name)
        for number, question, theme, suggested in rows
        if number not in behind
        for name in themes_named(theme, suggested)
    }


def themes_voted(file) -> dict[str, set[tuple[int, str]]]:
    """The themes that each person voted for and that are still on the board; who voted for none is left out."""
    lines = file.execute("SELECT person, after FROM changes WHERE what = ? ORDER BY number", (THEMES_VOTED,)).fetchall()
    if not lines:
        return {}
    last = {person: (from_json(after) or {}).get("themes", ()) for person, after in lines}
    there = themes_on_board(file)
    found = {person: {(int(question), name) for question, name in told} & there for person, told in last.items()}
    return {person: themes for person, themes in found.items() if themes}
