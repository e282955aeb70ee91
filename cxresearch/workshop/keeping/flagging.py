"""What a person should look at before others do: names, insults, personal data; and what waits until somebody has.

A word list knows neither irony nor the town that is called like an insult, so nothing is hidden by it. It holds an
answer back from other phones and from the wall until the facilitator has let it through.
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from cxresearch.privacy.name_list import name_spans
from cxresearch.privacy.personal_data import account_spans, card_spans, email_spans, phone_spans
from cxresearch.workshop.keeping.words import from_file, from_json, shown

__all__ = ["flags_of", "held_back", "insults_in"]

_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Herr|Herrn|Frau|Mme|Mlle|Monsieur|Madame|Señora?|Sr|Sra|Signora?)\b\.?\s+"
    r"(?:[A-ZÀ-Þ]\.\s*)?[A-ZÀ-Þ][\w'’-]+"
)
_TOKEN = re.compile(r"[\w@$*!|'’ß-]+")
_SPELLED = re.compile(r"(?<!\w)(?:\w[\s.*_-]{1,2}){2,}\w(?!\w)")
_INSTEAD = str.maketrans("013457@$!|", "oieastasil")
_TWICE = re.compile(r"(.)\1{2,}")
# What gives an answer other words, or brings words back.
_WORDED = ("added", "edited", "restored", "edited undone", "withdrawn undone", "shown")


@lru_cache(maxsize=50_000)
def flags_of(text: str, names: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Kind and words of what a person should look at.

    >>> flags_of("Anna is an 1d1ot, mail her: anna@example.org", ("Anna",))
    [('name', 'Anna'), ('insult', '1d1ot'), ('e-mail', 'anna@example.org')]
    """
    found = [("name", text[start:end]) for start, end in name_spans(text, names)]
    found += [("name", match[0]) for match in _TITLED.finditer(text)]
    found += [("insult", word) for word in insults_in(text)]
    for kind, find in (
        ("e-mail", email_spans),
        ("account", account_spans),
        ("card", card_spans),
        ("phone", phone_spans),
    ):
        found += [(kind, text[start:end]) for start, end in find(text)]
    mails = " ".join(written for kind, written in found if kind == "e-mail")
    # The name within an address is the address.
    return [
        one for one in dict.fromkeys(found) if one[0] != "name" or one[1] not in mails or _alone(one[1], text, mails)
    ]


def held_back(file) -> set[int]:
    """Numbers of the answers on the board that are flagged and that nobody has let through.

    Parameters
    ----------
    file : sqlite3.Connection
        Of a workshop.
    """
    kept = dict(file.execute("SELECT name, value FROM settings WHERE name IN ('gate', 'names')").fetchall())
    passed, names = from_json(kept.get("gate")) or 0, tuple(from_json(kept.get("names")) or ())
    last = file.execute(
        f"SELECT answer, what, max(number) FROM changes WHERE number > ? AND what IN ({', '.join('?' * len(_WORDED))}) "
        "GROUP BY answer",
        (passed, *_WORDED),
    ).fetchall()
    # Whoever shows what was hidden has looked at it.
    fresh = {answer for answer, what, _ in last if what != "shown"}
    if not fresh:
        return set()
    first = min(fresh)
    rows = file.execute(
        "SELECT number, text FROM answers WHERE number >= ? AND NOT withdrawn AND hidden = ''", (first,)
    ).fetchall()
    return {number for number, text in rows if number in fresh and flags_of(shown(from_file(text)), names)}


def insults_in(text: str) -> list[str]:
    """Words of the list of insults, also with figures for letters, stars, or letters apart.

    >>> insults_in("What a m0r0n, f**k it, you i d i o t"), insults_in("We assess shuttles in Scunthorpe")
    (['m0r0n', 'f**k', 'i d i o t'], [])
    """
    found = [match[0] for match in _TOKEN.finditer(text) if _is_insult(match[0])]
    return found + [match[0] for match in _SPELLED.finditer(text) if _is_insult(re.sub(r"[\W_]", "", match[0]))]


def _alone(name: str, text: str, mails: str) -> bool:
    return text.count(name) > mails.count(name)


def _is_insult(word: str) -> bool:
    whole, stems = _insults()
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(sign))
    bare = bare.strip("'’-!|")
    for plain in {bare, _TWICE.sub(r"\1", bare), bare.translate(_INSTEAD), _TWICE.sub(r"\1", bare).translate(_INSTEAD)}:
        if plain in whole or any(plain.startswith(stem) for stem in stems):
            return True
    return "*" in bare and (
        any(_behind_stars(bare, known) for known in whole)
        or any(_behind_stars(bare[: len(stem)], stem) for stem in stems)
    )


def _behind_stars(word: str, known: str) -> bool:
    """Whether a word with stars for some of its letters is this one; two letters or more have to be seen."""
    if len(word) != len(known) or sum(map(str.isalpha, word)) < 2 or word[0] == "*":
        return False
    return all(written in ("*", letter) for written, letter in zip(word, known, strict=True))


@cache
def _insults() -> tuple[frozenset[str], tuple[str, ...]]:
    """Whole words, and stems."""
    text = (Path(__file__).parent / "insults.txt").read_text(encoding="utf-8")
    words = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]
    return (
        frozenset(word for word in words if not word.endswith("*")),
        tuple(word.removesuffix("*") for word in words if word.endswith("*")),
    )
