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


@functools.lru_cache(maxsize=16384)
def _role(column: str, how: str) -> str | None:
    roles, before, longest = _names(how)
    if len(column) > 4 * longest + 60:
        return None  # a sentence: with all that may stand before a name it is none
    name = _plain(column)
    while name and name.replace(" ", "") not in roles:
        words = name.split(" ")
        word = next((word for word in before.get(words[0], ()) if name.startswith(f"{word} ")), None)
        if word is None:
            return None
        name = name[len(word) + 1 :]
    return roles.get(name.replace(" ", ""))


@functools.cache
def _names(how: str) -> tuple[dict[str, str], dict[str, list[str]], int]:
    """Name without spaces to role; what may stand before a name, by its first word; how long names are."""
    roles, before = {}, set()
    for words in _read().values():
        before |= {_plain(word) for word in words.get("before", "").split(";")} - {""}
        for role, names in words[how].items():
            for name in names.split(";"):
                # The first language that has a name decides; English stands first.
                roles.setdefault(_plain(name).replace(" ", ""), role)
    by_first: dict[str, list[str]] = {}
    for word in sorted(before, key=lambda word: (-len(word), word)):
        by_first.setdefault(word.split(" ")[0], []).append(word)
    return roles, by_first, max(map(len, roles), default=0)


@functools.cache
def _read() -> dict:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(Path(__file__).with_name("role_names.yaml").read_text(encoding="utf-8"), Loader=loader)


def _plain(text: str) -> str:
    """Small letters and digits without accents, one space between words."""
    if text.isascii():
        return re.sub(r"[\W_]+", " ", text.lower()).strip()
    apart = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i").replace("ł", "l"))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", " ", bare).strip()
