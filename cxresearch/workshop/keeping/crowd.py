"""How many people stand behind what was said, and whom a card may therefore name.

A table of unknown size counts as one person. A blank label beside named ones would sign as well as a name, so either
every audience is large enough for cards to name audiences, or none is named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

__all__ = ["FEWEST_CARRIERS", "FEWEST_SHEETS", "Crowd", "crowd_of", "fewest_people"]

# Of whom a theme may be told: so many sheets, or so many people.
FEWEST_SHEETS, FEWEST_CARRIERS = 2, 3


@dataclass(frozen=True)
class Crowd:
    """The people in the room, as far as answers and the desk tell.

    Attributes
    ----------
    tables : dict
        Audience and table to the number of people behind its answers.

    Examples
    --------
    >>> crowd = Crowd({("Staff", "1"): 6, ("Leadership", "2"): 1})
    >>> crowd.people("Leadership"), crowd.names_audiences, crowd.names_tables("Staff"), crowd.named("Staff", "1")
    (1, False, True, ('', ''))
    """

    tables: dict[tuple[str, str], int]

    @cached_property
    def _sizes(self) -> dict[str, int]:
        sizes: dict[str, int] = {}
        for (who, _), n in self.tables.items():
            sizes[who] = sizes.get(who, 0) + n
        return sizes

    def people(self, audience: str) -> int:
        """How many people of an audience have written."""
        return self._sizes.get(audience, 0)

    @property
    def audiences(self) -> list[str]:
        """Those of whom something was written, in the order of their first answer."""
        return list(self._sizes)

    @cached_property
    def names_audiences(self) -> bool:
        """Whether a card may say whose it is: five people or more of every audience."""
        return all(self.people(who) >= fewest_people() for who in self.audiences)

    def names_tables(self, audience: str) -> bool:
        """Whether every table of an audience is so large that naming it tells on nobody."""
        return all(n >= fewest_people() for (who, _), n in self.tables.items() if who == audience)

    def carried(self, audience: str, units: Iterable[tuple[str, str]]) -> bool:
        """Whether enough of an audience stand behind a theme for it to be told of them: two sheets or three people.

        Parameters
        ----------
        audience : str
        units : iterable of (table, person)
            Who named it; the person is empty for a sheet that a table filled in together, behind which stand as many
            people as the desk says sit there.

        Examples
        --------
        >>> crowd = Crowd({("Staff", "1"): 6, ("Staff", "2"): 1})
        >>> crowd.carried("Staff", [("1", "")]), crowd.carried("Staff", [("2", "")])
        (True, False)
        >>> crowd.carried("Staff", [("1", "ann"), ("2", "bob")]), crowd.carried("Staff", [("2", ""), ("3", "")])
        (False, True)
        """
        named = set(units)
        sheets = {place for place, person in named if not person}
        people = len({person for _, person in named if person})
        people += sum(max(1, self.tables.get((audience, place), 1)) for place in sheets)
        return len(sheets) >= FEWEST_SHEETS or people >= FEWEST_CARRIERS

    def named(self, audience: str, table: str) -> tuple[str, str]:
        """What a card may say: audience and table, each empty where too few people sit behind it."""
        if not self.names_audiences:
            return "", ""
        return audience, table if self.tables.get((audience, table), 0) >= fewest_people() else ""


def crowd_of(file) -> Crowd:
    """Who has written, by table; at least as many as the desk says sit there.

    Parameters
    ----------
    file : sqlite3.Connection
        Of a workshop.
    """
    sizes = {(who, place): n or 0 for who, place, n in file.execute("SELECT audience, place, people FROM tables")}
    rows = file.execute(
        "SELECT audience, place, count(DISTINCT person) FROM answers WHERE NOT withdrawn GROUP BY audience, place "
        "ORDER BY min(number)"
    ).fetchall()
    return Crowd({(who, place): max(n, sizes.get((who, place), 0)) for who, place, n in rows})


def fewest_people() -> int:
    """Behind fewer people than these nothing is named."""
    from cxresearch.privacy.hiding import FEWEST_PEOPLE

    return FEWEST_PEOPLE
