"""A code frame is a list of themes and the words, stems and phrases that name each; a person can read it and change it.

It is a CSV with the columns ``theme, term, unless``. A term is a word ("fee"), a stem ("queue*"), or a phrase; in a
phrase "~" stands for up to three words that may come between ("open* ~ account*"). ``unless`` lists, separated by
"|", what takes the term back when it stands in the same statement ("no complaints" is no complaint). A statement gets
every theme that it names, or none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, SurveyFileError, listing

__all__ = ["SHIPPED", "Codeframe", "read_codeframe"]

SHIPPED = "touchpoints"
_FOLDER = Path(__file__).parents[1] / "data"
_TERM = re.compile(r"(?:[\w']+\*?|~)(?: (?:[\w']+\*?|~))*")
# What redaction puts in place of an address is no word of the comment.
_PLACEHOLDER = re.compile(r"\[(?:e-mail|account|card|phone|name)\]")
_SPLIT = re.compile(r"[\s\-\u2010-\u2013/]+")


@dataclass(frozen=True, eq=False)
class Codeframe:
    """Themes and what names them.

    Attributes
    ----------
    name : str
    themes : tuple of str
        In the order of the file.
    terms : DataFrame
        ``theme, term, unless``, as read.
    """

    name: str
    themes: tuple[str, ...]
    terms: pd.DataFrame

    def code(self, texts: Sequence[str]) -> np.ndarray:
        """Which themes each statement names.

        Parameters
        ----------
        texts : sequence of str

        Returns
        -------
        array of bool, texts x themes

        Examples
        --------
        >>> frame = read_codeframe()
        >>> [frame.themes[at] for at in np.flatnonzero(frame.code(["the fees in the app"])[0])]
        ['Mobile app', 'Billing and fees']
        """
        finders = self._finders()
        known: dict[str, np.ndarray] = {}
        for text in texts:
            if text not in known:
                plain = _plain(text)
                known[text] = np.array([any(_finds(f, plain) for f in finders[theme]) for theme in self.themes])
        return np.array([known[text] for text in texts], dtype=bool).reshape(len(texts), len(self.themes))

    def _finders(self) -> dict[str, list[tuple[re.Pattern, re.Pattern | None]]]:
        """A pattern for all terms of a theme that stand by themselves, and one for each that can be taken back."""
        found: dict[str, list] = {theme: [] for theme in self.themes}
        for (theme, unless), rows in self.terms.groupby(["theme", "unless"], sort=False):
            back = _pattern(unless.split("|")) if unless else None
            found[theme].append((_pattern(rows.term), back))
        return found


def _finds(finder: tuple[re.Pattern, re.Pattern | None], text: str) -> bool:
    term, unless = finder
    return bool(term.search(text)) and not (unless is not None and unless.search(text))


def read_codeframe(source: str | Path = SHIPPED) -> Codeframe:
    """Read a code frame: the one that ships for touchpoints of a bank, or a CSV of your own.

    Parameters
    ----------
    source : str or path
        "touchpoints", or a CSV in UTF-8 with ``theme``, ``term`` and, if wanted, ``unless``.

    Raises
    ------
    OptionError
        If there is neither such a code frame nor such a file.
    SurveyFileError
        If a column is missing or a term cannot be read; the message names the row.

    Examples
    --------
    >>> len(read_codeframe().themes)
    12
    """
    path = _FOLDER / f"{SHIPPED}.csv" if source == SHIPPED else Path(source)
    if not path.is_file():
        raise OptionError(
            f"No code frame {str(source)!r}. Pass {SHIPPED!r}, the path of a CSV with theme and term, or a number of "
            "topics to find."
        )
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, OSError) as error:
        raise SurveyFileError(f"{path.name}: not a CSV in UTF-8 ({error}). Save it as CSV UTF-8.") from error
    return _read(path.name, table)


def _read(name: str, table: pd.DataFrame) -> Codeframe:
    table.columns = [str(column).strip().lower() for column in table.columns]
    missing = [column for column in ("theme", "term") if column not in table]
    if missing:
        raise SurveyFileError(f"{name}: no column {listing(missing)}. A code frame has theme, term and unless.")
    if "unless" not in table:
        table["unless"] = ""
    terms = table[["theme", "term", "unless"]].map(str.strip)
    terms = terms[(terms.theme != "") | (terms.term != "")]
    for row, theme, term, unless in terms.itertuples():
        if not theme:
            raise SurveyFileError(f"{name}, row {row + 2}: {term!r} has no theme. Write one before it.")
        for one in [term, *(unless.split("|") if unless else [])]:
            if not _TERM.fullmatch(_plain(one)) or not one.strip("*~ "):
                raise SurveyFileError(
                    f"{name}, row {row + 2}: {one!r} is no term. Use a word (fee), a stem (queue*) or a phrase "
                    "(open* ~ account*)."
                )
    if not len(terms):
        raise SurveyFileError(f"{name}: no terms. Write a row a term: theme, term, unless.")
    return Codeframe(Path(name).stem, tuple(dict.fromkeys(terms.theme)), terms.reset_index(drop=True))


def _plain(text: str) -> str:
    """Lower case, one space between words, hyphens as spaces: "e-mail" and "e mail" are one."""
    return _SPLIT.sub(" ", _PLACEHOLDER.sub(" ", text).lower().replace("\u2019", "'")).strip()


@lru_cache(maxsize=512)
def _one(term: str) -> str:
    words = _plain(term).split(" ")
    pattern = ""
    for at, word in enumerate(words):
        if word == "~":
            continue
        if at:
            pattern += r"\W+(?:[\w']+\W+){0,3}?" if words[at - 1] == "~" else r"\s"
        pattern += re.escape(word.rstrip("*")) + (r"[\w']*" if word.endswith("*") else "")
    return pattern


def _pattern(terms: Sequence[str]) -> re.Pattern:
    return re.compile(rf"(?<!\w)(?:{'|'.join(_one(term.strip()) for term in terms)})(?!\w)")
