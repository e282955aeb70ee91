"""Roles by the names of columns, in the languages of the label families.

The names stand in ``role_names.yaml``, a block a language. Some names are roles wherever they stand ("Filiale"); others
name a topic as often ("Service", "Région") and are a role only where the values below them are words.
"""

import functools
import re
import unicodedata
from pathlib import Path

__all__ = ["guess_role", "perhaps_role"]


def guess_role(column: str) -> str | None:
    """The role that a column's name gives it, or None.

    >>> guess_role("Branch"), guess_role("Ihre Filiale"), guess_role("Befragungswelle"), guess_role("Q1")
    ('unit', 'unit', 'wave', None)
    """
    return _role(column, "sure")


def perhaps_role(column: str) -> str | None:
    """The role that a column's name gives it where its values are words, or None.

    >>> perhaps_role("Région"), perhaps_role("Servicio"), perhaps_role("Branch")
    ('segment', 'group', None)
    """
    return _role(column, "perhaps")


def _role(column: str, how: str) -> str | None:
    name, (roles, before) = _plain(column), _names(how)
    while name and name.replace(" ", "") not in roles:
        word = next((word for word in before if name.startswith(f"{word} ")), None)
        if word is None:
            return None
        name = name[len(word) + 1 :]
    return roles.get(name.replace(" ", ""))


@functools.cache
def _names(how: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Name without spaces to role, and what may stand before a name, the longest first."""
    roles, before = {}, set()
    for words in _read().values():
        before |= {_plain(word) for word in words.get("before", "").split(";")} - {""}
        for role, names in words[how].items():
            for name in names.split(";"):
                # The first language that has a name decides; English stands first.
                roles.setdefault(_plain(name).replace(" ", ""), role)
    return roles, tuple(sorted(before, key=lambda word: (-len(word), word)))


@functools.cache
def _read() -> dict:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(Path(__file__).with_name("role_names.yaml").read_text(encoding="utf-8"), Loader=loader)


def _plain(text: str) -> str:
    """Small letters and digits without accents, one space between words."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i").replace("ł", "l"))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", " ", bare).strip()
