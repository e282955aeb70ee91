"""Before the projector shows it: names, insults and personal data are pointed at, and a person decides.

Nothing is hidden by a machine. A word list knows neither irony nor the town that is called like an insult, so it flags,
and the facilitator hides with a reason, or does not. Themes follow the same rule: the machine groups, and what a hand
moved stays where the hand put it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from cxresearch.errors import OptionError
from cxresearch.privacy.name_list import name_spans
from cxresearch.privacy.personal_data import account_spans, card_spans, email_spans, phone_spans
from cxresearch.workshop.keeping.standing import standing_of
from cxresearch.workshop.keeping.store import Store, answer_id, answer_number
from cxresearch.workshop.keeping.words import from_file, label, shown

__all__ = ["Moderation", "insults_in"]

_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Herr|Herrn|Frau|Mme|Mlle|Monsieur|Madame|Señora?|Sr|Sra|Signora?)\b\.?\s+"
    r"(?:[A-ZÀ-Þ]\.\s*)?[A-ZÀ-Þ][\w'’-]+"
)
_TOKEN = re.compile(r"[\w@$*!|'’ß-]+")
_SPELLED = re.compile(r"(?<!\w)(?:\w[\s.*_-]{1,2}){2,}\w(?!\w)")
_INSTEAD = str.maketrans("013457@$!|", "oieastasil")
_TWICE = re.compile(r"(.)\1{2,}")


class Moderation(Store):
    """Hiding, flags, and themes set by hand."""

    def hide(self, answer: str, reason: str) -> str:
        """Keep an answer off boards, phones and exports; it stays in the file, with the reason.

        Raises
        ------
        OptionError
            If there is no reason.
        QuestionError
            If there is no such answer.
        """
        why = label(reason, "reason")
        with self._db.write() as file:
            found = self._found(file, answer)
            if found.hidden != why:
                self._change_answer(file, found, "hidden", hidden=why)
        return found.id

    def show(self, answer: str) -> str:
        """Let a hidden answer be seen again."""
        with self._db.write() as file:
            found = self._found(file, answer)
            if found.hidden:
                self._change_answer(file, found, "shown", hidden="")
        return found.id

    # -- flags ---------------------------------------------------------------------------------

    @property
    def names(self) -> list[str]:
        """People whose names are flagged, and taken out of exports."""
        return list(self._setting("names", []))

    def set_names(self, names: Iterable[str]) -> None:
        """The people whose names must not stand on the projector: "Anna Schmidt", "Okafor".

        Raises
        ------
        OptionError
            If one is no name of two letters or more.
        """
        if isinstance(names, str):
            raise OptionError(f"names is a list of names; got the one text {names!r}. Pass [{names!r}].")
        listed = list(dict.fromkeys(label(name, "a name") for name in names))
        short = [name for name in listed if len(name) < 2]
        if short:
            raise OptionError(f"names holds {short[0]!r}; a name is a text of at least two letters.")
        with self._db.write() as file:
            self._set(file, "names", listed)
            self._record(file, "names", after={"names": len(listed)})

    def flags(self, names: Iterable[str] = ()):
        """What a person should look at before it is shown.

        Parameters
        ----------
        names : list of str
            Beside those of `set_names`.

        Returns
        -------
        DataFrame
            A row a find: ``answer, audience, group, kind`` ("name", "insult", "e-mail", "phone", "card", "account"),
            ``found`` (the words), ``text``, ``hidden`` (the reason, where it is hidden already).
        """
        import pandas as pd

        if isinstance(names, str):
            raise OptionError(f"names is a list of names; got the one text {names!r}. Pass [{names!r}].")
        listed = (*self.names, *(label(name, "a name") for name in names))
        wanted = "SELECT number, audience, place, text, hidden FROM answers WHERE NOT withdrawn ORDER BY number"
        rows = []
        for number, audience, group, text, hidden in self._db.read(wanted):
            words = shown(from_file(text))
            for kind, found in flags_of(words, listed):
                rows.append((answer_id(number), audience, group, kind, found, words, hidden))
        return pd.DataFrame(rows, columns=["answer", "audience", "group", "kind", "found", "text", "hidden"])

    # -- themes --------------------------------------------------------------------------------

    def suggest_themes(self, themes: Mapping[str, str]) -> int:
        """Keep the machine's themes, id to theme, so that a board groups alike whenever it is opened.

        Returns
        -------
        int
            How many changed. What a hand moved stays where it is.
        """
        wanted = {answer_number(answer): label(theme, "theme", empty=True) for answer, theme in dict(themes).items()}
        with self._db.write() as file:
            for answer in themes:
                self._found(file, answer)
            known = dict(file.execute("SELECT number, suggested FROM answers").fetchall())
            news = [(theme, number) for number, theme in wanted.items() if known[number] != theme]
            file.executemany("UPDATE answers SET suggested = ? WHERE number = ?", news)
            if news:
                self._record(file, "grouped", after={"answers": len(news)})
        return len(news)

    def move(self, answer: str, theme: str) -> str:
        """Put an answer under a theme by hand, over the machine's; an empty theme gives it back to the machine."""
        name = label(theme, "theme", empty=True)
        with self._db.write() as file:
            found = self._found(file, answer)
            if found.theme != name:
                self._change_answer(file, found, "moved", theme=name)
        return found.id

    def themes(self):
        """The theme of every answer on the board: ``answer, question, audience, theme, by`` ("hand", "machine", "").

        Returns
        -------
        DataFrame
        """
        import pandas as pd

        with self._db.snapshot() as file:
            rows = file.execute(
                "SELECT number, question, audience, theme, suggested FROM answers WHERE NOT withdrawn AND hidden = '' "
                "ORDER BY number"
            ).fetchall()
            behind = standing_of(file)
        return pd.DataFrame(
            [
                (
                    answer_id(number),
                    question,
                    audience,
                    theme or suggested,
                    "hand" if theme else "machine" * bool(suggested),
                )
                for number, question, audience, theme, suggested in rows
                if number not in behind
            ],
            columns=["answer", "question", "audience", "theme", "by"],
        )


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
