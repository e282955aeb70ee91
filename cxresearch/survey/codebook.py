"""What a codebook holds of each question, and whether one that somebody wrote or corrected holds together."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError, ScaleError
from cxresearch.survey.scales import Scale
from cxresearch.wording import did_you_mean, named, say

__all__ = [
    "ASPECTS",
    "COLUMNS",
    "KINDS",
    "ROLES",
    "SCALED",
    "checked_codebook",
    "split_text",
    "unique_ids",
]

KINDS = ("rating", "nps", "effort", "choice", "multi", "ranking", "verbatim", "number", "duration", "date")
ASPECTS = ("experience", "importance", "expectation", "promise", "prediction", "understood")
ROLES = ("respondent", "audience", "unit", "group", "segment", "wave", "weight", "n")
COLUMNS = ["id", "text", "kind", "scale", "topic", "aspect", "reversed", "source", "scale_from"]
SCALED = ("rating", "nps", "effort")

_YES = {"true", "1", "1.0", "yes", "y", "x", "wahr", "ja", "vrai", "oui"}
_NO = {"false", "0", "0.0", "no", "n", "", "falsch", "nein", "faux", "non"}


def split_text(text: str) -> tuple[str, str]:
    """Stem and row of a matrix question; a plain question has no row.

    >>> split_text("How would you rate us? - Billing"), split_text("Rate us [Billing]"), split_text("Why?")
    (('How would you rate us?', 'Billing'), ('Rate us', 'Billing'), ('Why?', ''))
    >>> split_text("How easy was it? (1 very hard - 7 very easy)")[1]
    ''
    """
    plain = " ".join(text.split())
    if found := re.fullmatch(r"(.+?)\s*\[([^\[\]]+)\]", plain):
        return found[1], found[2]
    # A dash within brackets belongs to what stands in them: "(1 very hard - 7 very easy)".
    outside = re.sub(r"[(（][^()（）]*[)）]", lambda found: "\x00" * len(found[0]), plain)
    at = outside.rfind(" - ")
    stem, row = plain[: max(at, 0)], plain[at + 3 :]
    if stem and row.strip("()（） ") and len(row) <= 120:
        return stem, row
    return plain, ""


def unique_ids(names: list[str]) -> list[str]:
    """Trimmed names; a repeated one gets ``_2``, a blank one ``column_7`` after its place.

    >>> unique_ids([" nps", "nps", ""])
    ['nps', 'nps_2', 'column_3']
    """
    taken: set[str] = set()
    found = []
    for place, name in enumerate(names, 1):
        base = " ".join(str(name).split()) if name is not None else ""
        base = base or f"column_{place}"
        unique, count = base, 1
        while unique in taken:
            count += 1
            unique = f"{base}_{count}"
        taken.add(unique)
        found.append(unique)
    return found


def checked_codebook(book: pd.DataFrame, columns: Iterable[str], name: str) -> pd.DataFrame:
    """A codebook with every column, its cells in one spelling; lines are counted as in ``codebook.csv``.

    Raises
    ------
    QuestionError, ScaleError, OptionError
        Naming the line and the question that do not fit.
    """
    missing = [column for column in ("id", "kind") if column not in book]
    if missing:
        raise QuestionError(
            say("The codebook of {name} lacks the column {names}. It needs id and kind.",
                name=name, names=named(missing))
        )  # fmt: skip
    book = book.reset_index(drop=True)
    for column in COLUMNS:
        if column not in book:
            alike = column in ("text", "topic", "source")
            book[column] = book["id"] if alike else "False" if column == "reversed" else ""
    book[COLUMNS] = book[COLUMNS].astype(object).where(book[COLUMNS].notna(), "").astype(str)
    for column in ("kind", "aspect"):
        book[column] = book[column].str.strip().str.lower()
    known = set(columns)
    scales, turned = [], []
    for line, row in enumerate(book.itertuples(), 2):
        where = say("Line {line} of the codebook, question {question}", line=line, question=repr(row.id))
        if row.id not in known:
            hint = did_you_mean(row.id, known)
            raise QuestionError(
                say("{where}: {name} has no such column.{hint} Found: {names}.",
                    where=where, name=name, hint=hint, names=named(columns))
            )  # fmt: skip
        if row.kind not in KINDS:
            raise OptionError(
                say("{where}: no kind {kind}. Kinds are {names}.",
                    where=where, kind=repr(row.kind), names=named(KINDS))
            )  # fmt: skip
        if row.aspect and row.aspect not in ASPECTS:
            raise OptionError(
                say("{where}: no aspect {aspect}. Aspects are {names}.",
                    where=where, aspect=repr(row.aspect), names=named(ASPECTS))
            )  # fmt: skip
        scale, falls = _checked_scale(row.scale, row.kind, where)
        turned.append(_turned(row.reversed, where) or falls)
        scales.append(scale)
    book["scale"], book["reversed"] = scales, np.array(turned, dtype=bool)
    book.loc[(book.aspect == "") & book.kind.isin(SCALED), "aspect"] = "experience"
    if book.id.duplicated().any():
        raise QuestionError(
            say("The codebook of {name} has questions twice: {names}.",
                name=name, names=named(book.id[book.id.duplicated()]))
        )  # fmt: skip
    return book[[*COLUMNS, *[column for column in book if column not in COLUMNS]]]


def _turned(cell: str, where: str) -> bool:
    word = cell.strip().lower()
    if word not in _YES | _NO:
        raise OptionError(say("{where}: reversed is {cell}. Write True or False.", where=where, cell=repr(cell)))
    return word in _YES


def _checked_scale(scale: str, kind: str, where: str) -> tuple[str, bool]:
    """The scale in one spelling, and whether it falls: "6-1" is 1-6, of which 1 is the best."""
    if not scale.strip():
        if kind in SCALED:
            raise ScaleError(say("{where}: a {kind} question needs a scale, such as 0-10.", where=where, kind=kind))
        return "", False
    try:
        declared, falls = Scale.declared(scale)
        return str(declared), falls
    except ScaleError as problem:
        raise ScaleError(f"{where}: {problem}") from None
