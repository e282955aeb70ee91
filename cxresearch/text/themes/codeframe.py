"""A code frame is a list of themes and the words, stems and phrases that name each; a person can read it and change it.

A statement gets every theme that it names, or none. Frames for a dozen trades come along, each a file with themes on
two levels and words in English and German; which one fits a survey is told by its comments (`frame_fit`). One's own is
a CSV in one of two forms:

- ``theme, term, unless``: a row a term, as it stands. A term is a word ("fee"), a stem ("queue*"), or a phrase; in a
  phrase "~" stands for up to three words that may come between ("open* ~ account*"). ``unless`` lists, separated by
  "|", what takes the term back when it stands in the same statement ("no complaints" is no complaint).
- ``theme, parent, words, language``: a row a theme and language, words separated by commas and stemmed by Snowball
  ("delay" finds "delayed"); "=fee" is that word alone, and "charge !in charge|take charge" takes it back.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.speaking import language_now
from cxresearch.text.reading.term_index import STEMMED, TermIndex, plain_words
from cxresearch.text.themes.frame_files import frame_names, frame_table, is_frame, theme_word
from cxresearch.wording import did_you_mean, named, say

__all__ = ["SHIPPED", "Codeframe", "codeframes", "read_codeframe"]

SHIPPED = "touchpoints"
_WORD = re.compile(r"=?[\w']+\*?|\*[\w']+\*?|~")


@dataclass(frozen=True, eq=False)
class Codeframe:
    """Themes and what names them.

    Attributes
    ----------
    name : str
    themes : tuple of str
        In the order of the file.
    terms : DataFrame
        ``theme, term, unless, language``, as read; terms of a language are stemmed, those of "" stand in every one.
    parents : mapping of str to str
        The theme above each, "" where there is none.
    trade : str
        Whose frame it is: "Airline and travel"; "" for one's own.
    alone : frozenset of str
        Themes that count only where nothing else is named: praise or blame without a subject.
    signs : mapping of str to list of str
        By language, words by which comments of the trade are known.
    """

    name: str
    themes: tuple[str, ...]
    terms: pd.DataFrame
    parents: Mapping[str, str] = field(default_factory=dict)
    trade: str = ""
    alone: frozenset[str] = frozenset()
    signs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    _indexes: dict = field(default_factory=dict, repr=False)

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that it has words in; none where its terms are compared as they stand."""
        return tuple(sorted({language for language in self.terms.language if language}))

    def code(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> np.ndarray:
        """Which themes each statement names.

        Parameters
        ----------
        texts : sequence of str
        languages : sequence of str, optional
            Of each text, as a two-letter code; "" (and None for all) looks for the words of every language.

        Returns
        -------
        array of bool, texts x themes

        Examples
        --------
        >>> frame = read_codeframe()
        >>> [frame.themes[at] for at in np.flatnonzero(frame.code(["the fees in the app"])[0])]
        ['Mobile app', 'Billing and fees']
        """
        texts = list(texts)
        known = self.languages or ("",)
        of = [""] * len(texts) if languages is None or known == ("",) else list(languages)
        place: dict[tuple[str, str], int] = {}
        rows = np.array([place.setdefault(pair, len(place)) for pair in zip(texts, of, strict=True)], dtype=int)
        hits = np.zeros((len(place), len(self.themes)), dtype=bool)
        distinct = list(place)
        for language in sorted({code for _, code in distinct}):
            mine = np.array([at for at, (_, code) in enumerate(distinct) if code == language], dtype=int)
            for words in known if language == "" else (language,):
                hits[mine] |= self._hits([distinct[at][0] for at in mine], words)
        only = np.array([theme in self.alone for theme in self.themes], dtype=bool)
        if only.any():
            hits[:, only] &= ~hits[:, ~only].any(axis=1)[:, None]
        return hits[rows].reshape(len(texts), len(self.themes))

    def _hits(self, texts: list[str], language: str) -> np.ndarray:
        index, themes, back = self._index(language)
        hits = np.zeros((len(texts), len(self.themes)), dtype=bool)
        stands: dict[int, list[np.ndarray]] = {}
        conditional = {*back, *(at for some in back.values() for at in some)}

        def told(term: int, places: np.ndarray) -> None:
            if term in conditional:
                stands.setdefault(term, []).append(places)
            else:
                hits[places, themes[term]] = True

        index.find(texts, each=told)
        for term, others in back.items():
            if term not in stands:
                continue
            here = np.zeros(len(texts), dtype=bool)
            here[np.concatenate(stands[term])] = True
            for other in others:
                if other in stands:
                    here[np.concatenate(stands[other])] = False
            hits[here, themes[term]] = True
        return hits

    def _index(self, language: str) -> tuple[TermIndex, list[int], dict[int, list[int]]]:
        """The terms of a language, the theme of each, and which are taken back by which."""
        if language not in self._indexes:
            rows = self.terms[self.terms.language.isin(["", language])]
            at = {theme: place for place, theme in enumerate(self.themes)}
            terms, themes, back = rows.term.tolist(), [at[theme] for theme in rows.theme], {}
            extra: dict[str, int] = {}
            for place, unless in enumerate(rows.unless):
                if unless:
                    others = [one.strip() for one in unless.split("|")]
                    back[place] = [extra.setdefault(one, len(terms) + len(extra)) for one in others]
            self._indexes[language] = TermIndex([*terms, *extra], language), themes, back
        return self._indexes[language]


def codeframes() -> pd.DataFrame:
    """The code frames that come along.

    Returns
    -------
    DataFrame
        A row a frame: ``name`` (for ``codeframe=``), ``trade``, ``languages``, ``themes`` (how many), ``terms``.

    Examples
    --------
    >>> codeframes().set_index("name").loc["airline", "trade"]
    'Airline and travel'
    """
    rows = []
    for name in frame_names():
        frame = read_codeframe(name)
        rows.append((name, frame.trade, ", ".join(frame.languages) or "en", len(frame.themes), len(frame.terms)))
    return pd.DataFrame(rows, columns=["name", "trade", "languages", "themes", "terms"])


_READ: dict[tuple[str, str], Codeframe] = {}


def read_codeframe(source: str | Path | pd.DataFrame = SHIPPED) -> Codeframe:
    """Read a code frame: one that comes along, a CSV of your own, or a table.

    Parameters
    ----------
    source : str, path or DataFrame
        A name of `codeframes` ("touchpoints", "airline"), or a CSV in UTF-8 with ``theme, term`` and, if wanted,
        ``unless``, or with ``theme, words`` and, if wanted, ``parent`` and ``language``; or such a table.

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
    if isinstance(source, Codeframe):
        return source
    if isinstance(getattr(source, "frame", None), Codeframe):
        return source.frame
    if isinstance(source, pd.DataFrame):
        return _read(say("the table"), source.fillna("").astype(str))
    if is_frame(source):
        key = str(source), language_now()
        if key not in _READ:
            told = frame_table(str(source))
            _READ[key] = _read(str(source), told.table, trade=told.trade, alone=told.alone, signs=told.signs)
        return _READ[key]
    path = Path(source)
    if not path.is_file():
        raise OptionError(say(
            "No code frame {source}.{hint} Pass one of {frame_names}, the path of a CSV with theme and term, or a "
            "number of topics to find.",
            source=repr(str(source)), hint=did_you_mean(str(source), frame_names()),
            frame_names=named(frame_names(), most=20),
        ))  # fmt: skip
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, OSError) as error:
        raise SurveyFileError(say(
            "{name}: not a CSV in UTF-8 ({error}). Save it as CSV UTF-8.",
            name=path.name, error=error,
        )) from error  # fmt: skip
    return _read(path.name, table)


def _read(name: str, table: pd.DataFrame, **about) -> Codeframe:
    table = table.copy()
    table.columns = [str(column).strip().lower() for column in table.columns]
    if "words" in table and "term" not in table:
        table = _a_row_a_term(table)
    missing = [column for column in ("theme", "term") if column not in table]
    if missing:
        raise SurveyFileError(say(
            "{name}: no column {missing}. A code frame has theme, term and unless; or theme, parent, words and "
            "language.",
            name=name, missing=named(missing),
        ))  # fmt: skip
    for column in ("unless", "language", "parent", "row"):
        if column not in table:
            table[column] = range(2, len(table) + 2) if column == "row" else ""
    terms = table[["theme", "term", "unless", "language", "parent"]].map(str.strip).assign(row=table.row)
    terms = terms[(terms.theme != "") | (terms.term != "")]
    for row in terms.itertuples():
        if not row.theme:
            raise SurveyFileError(say(
                "{name}, row {row}: {term} has no theme. Write one before it.",
                name=name, row=row.row, term=repr(row.term),
            ))  # fmt: skip
        if row.language and row.language not in STEMMED:
            raise SurveyFileError(say(
                "{name}, row {row}: no language {language}. Use one of {stemmed}, or nothing for words as they stand.",
                name=name, row=row.row, language=repr(row.language), stemmed=named(STEMMED, most=20),
            ))  # fmt: skip
        for one in [row.term, *(row.unless.split("|") if row.unless else [])]:
            if not _is_term(one):
                raise SurveyFileError(say(
                    "{name}, row {row}: {one} is no term. Use a word (fee), a stem (queue*) or a phrase (open* ~ "
                    "account*).",
                    name=name, row=row.row, one=repr(one),
                ))  # fmt: skip
    if not len(terms):
        raise SurveyFileError(say("{name}: no terms. Write a row a term: theme, term, unless.", name=name))
    parents = dict(zip(terms.theme[::-1], terms.parent[::-1], strict=True))
    # A client's own name stays, also where another language calls one of ours so.
    themes = tuple(word if (word := theme_word(theme)) == theme else theme for theme in dict.fromkeys(terms.theme))
    kept = terms[["theme", "term", "unless", "language"]].reset_index(drop=True)
    return Codeframe(Path(name).stem, themes, kept, {theme: parents[theme] for theme in themes}, **about)


def _is_term(term: str) -> bool:
    words = plain_words(term)
    return bool(term.strip("*~= ")) and all(_WORD.fullmatch(word) for word in words) and "~" not in (
        words[0], words[-1],
    )  # fmt: skip


def _a_row_a_term(table: pd.DataFrame) -> pd.DataFrame:
    """From a row a theme and language to a row a term."""
    rows = []
    for at, row in enumerate(table.to_dict("records")):
        for written in str(row["words"]).split(","):
            term, _, unless = written.partition("!")
            if term.strip() or not str(row["words"]).strip():
                rows.append({**row, "term": term.strip(), "unless": unless.strip(), "row": at + 2})
    columns = [*(column for column in table if column != "words"), "term", "unless", "row"]
    return pd.DataFrame(rows, columns=columns)
