"""Public reviews: an export of texts, stars and dates becomes a fourth voice. Who wrote it is dropped at the door.

Platforms name their columns each in its own way, so a column is known by what its head says and by what stands in it.
Names of reviewers, and whatever else an export tells of them, never reach the Survey; a name that stands in a text is
taken out of it as well.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from cxresearch.errors import SurveyFileError
from cxresearch.privacy.redaction import redact_texts
from cxresearch.survey.answers import as_text
from cxresearch.survey.audiences import REVIEWS
from cxresearch.survey.labels import normalise
from cxresearch.survey.side_tables import side_table
from cxresearch.survey.survey import Survey
from cxresearch.wording import kept, named, plural, say

__all__ = ["read_reviews"]

_HEADS = {
    "stars": "stars star rating score sterne bewertung punkte note étoiles estrellas puntuación valoración stelle "
             "voto sterren starrating",
    "text": "text review comment content body reviewtext bewertungstext kommentar inhalt avis commentaire reseña "
            "opinión comentario recensione testo beoordeling message snippet",
    "title": "title headline heading subject titel überschrift betreff titre título titolo",
    "date": "date created published time datum erstellt veröffentlicht fecha data createtime timestamp",
    "name": "name author reviewer user username nickname verfasser autor nutzer benutzer auteur usuario autore profile "
            "profil email",
}  # fmt: skip
_WORDS = {kind: frozenset(words.split()) for kind, words in _HEADS.items()}
_SPELLED = {
    **dict(zip("one two three four five".split(), range(1, 6), strict=True)),
    **dict(zip("ein zwei drei vier fünf".split(), range(1, 6), strict=True)),
}  # fmt: skip
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_MOST_STARS = 5


def read_reviews(
    path: str | Path | pd.DataFrame,
    *,
    text: str | None = None,
    stars: str | None = None,
    date: str | None = None,
    unit: str | None = None,
    audience: str = REVIEWS,
    name: str | None = None,
) -> Survey:
    """An export of public reviews (text, stars, date) as a Survey of its own audience; reviewers' names are dropped.

    Parameters
    ----------
    path : path of a CSV or of an Excel workbook, or DataFrame
    text, stars, date : str, optional
        Columns, where they are not found by their heads and by what stands in them.
    unit : str, optional
        A column of branches that is kept.
    audience : str
        What the fourth voice is called.
    name : str, optional
        Of the Survey; the file's by default.

    Returns
    -------
    Survey
        Questions ``stars`` (1-5) and ``review`` (verbatim, the title before the text), the column ``month``. Everything
        else of the file is left behind, and ``notes`` says so. Texts are redacted, with the reviewers' names.

    Raises
    ------
    SurveyFileError
        If no column holds stars from 1 to 5, or none holds texts.

    Examples
    --------
    >>> export = pd.DataFrame({"Reviewer": ["Ann Bowers", "Cem Demir"], "Rating": ["5 stars", "★☆☆☆☆"],
    ...                        "Review text": ["Great staff, says Ann Bowers.", "Never again."],
    ...                        "Date": ["2025-03-02", "2025-04-11"]})
    >>> found = read_reviews(export)
    >>> found.to_pandas()[["stars", "review", "month"]].values.tolist()
    [[5.0, 'Great staff, says [name].', '2025-03'], [1.0, 'Never again.', '2025-04']]
    """
    table, called = _table(path)
    heads = [column for column in table.columns if column != "line"]
    star_column = _wanted(heads, stars, called) or _best(table, heads, "stars", _are_stars)
    if star_column is None:
        raise SurveyFileError(
            say("{called} has no column of stars from 1 to {most_stars}. Found: {names}. Pass stars= one of them.",
                called=called, most_stars=_MOST_STARS, names=named(heads))
        )  # fmt: skip
    rest = [head for head in heads if head != star_column]
    date_column = _wanted(heads, date, called) or _best(table, rest, "date", _are_dates)
    rest = [head for head in rest if head != date_column]
    title_column = _best(table, rest, "title", _are_texts)
    names = [head for head in rest if _hits(head, "name") and not _hits(head, "text")]
    texts = [head for head in rest if head not in (title_column, unit, *names)]
    text_column = _wanted(heads, text, called) or _best(table, texts, "text", _are_texts) or _longest(table, texts)
    if text_column is None:
        raise SurveyFileError(
            say("{called} has no column of texts. Found: {names}. Pass text= one of them.",
                called=called, names=named(heads))
        )  # fmt: skip
    if unit is not None:
        _wanted(heads, unit, called)
    values = np.array([_stars(cell) for cell in table[star_column]])
    written = _joined(table, title_column if title_column != text_column else None, text_column)
    people = sorted({part for column in names for part in _names(table[column])})
    clean = redact_texts(written, people)
    columns = {
        "stars": values, "review": [one or None for one in clean.texts],
        "month": [None] * len(table) if date_column is None else _months(table[date_column]),
    }  # fmt: skip
    if unit is not None:
        columns["unit"] = [as_text(cell).strip() or None for cell in table[unit]]
    stars = say("Stars of public reviews")
    book = pd.DataFrame({
        "id": ["stars", "review"], "text": [stars, say("Public reviews")],
        "kind": ["rating", "verbatim"], "scale": [f"1-{_MOST_STARS}", ""], "topic": [stars] * 2,
        "aspect": ["experience", ""], "scale_from": ["declared", ""],
    })  # fmt: skip
    survey = Survey.from_frame(
        pd.DataFrame(columns), audience=audience, codebook=book, roles={"unit": "unit"} if unit else None,
        name=name or called,
    )  # fmt: skip
    used = {star_column, text_column, title_column, date_column, unit}
    left = [head for head in heads if head not in used]
    notes = [kept("public reviews: whoever wrote one chose to, so they speak for nobody else")]
    notes += [kept("left behind at reading, never kept: {names}", names=named(left))] if left else []
    unread = int((~np.isfinite(values)).sum())
    gone = kept("left out: {what} without stars from 1 to {most_stars}", what=plural(unread, "review"),
                most_stars=_MOST_STARS)  # fmt: skip
    notes += [gone] if unread else []
    taken = sum(clean.counts.values())
    notes += [
        kept(
            "taken out of the texts: {what}",
            what=plural(taken, "name, address or number", "names, addresses and numbers"),
        )
    ]
    return survey.with_notes(*notes)


def _table(path) -> tuple[pd.DataFrame, str]:
    if isinstance(path, (str, Path)) and Path(path).suffix.casefold() in (".xlsx", ".xlsm", ".xls"):
        file = Path(path)
        if not file.is_file():
            raise SurveyFileError(say("No file {file}. Check the path.", file=file))
        try:
            frame = pd.read_excel(file, dtype=str)
        except (ValueError, OSError) as problem:
            raise SurveyFileError(
                say("{survey} cannot be read ({problem}). Save it as CSV (UTF-8).",
                    survey=file.name, problem=str(problem))
            ) from None  # fmt: skip
        table, _ = side_table(frame, what="reviews")
        return table, file.name
    return side_table(path, what="reviews")


def _wanted(heads: list[str], column: str | None, called: str) -> str | None:
    if column is not None and column not in heads:
        raise SurveyFileError(
            say("{called} has no column {column}. Found: {names}.",
                called=called, column=repr(column), names=named(heads))
        )  # fmt: skip
    return column


def _hits(head: str, kind: str) -> bool:
    words = normalise(re.sub(r"(?<=[a-z])(?=[A-Z])|[_.]", " ", str(head))).split()
    return bool(_WORDS[kind] & {*words, "".join(words)})


def _best(table: pd.DataFrame, heads: Iterable[str], kind: str, fits) -> str | None:
    return next((head for head in heads if _hits(head, kind) and fits(table[head])), None)


def _stars(cell) -> float:
    written = as_text(cell).strip() if not (cell is None or cell != cell) else ""
    if "★" in written:
        return float(written.count("★"))
    if "⭐" in written:
        return float(written.count("⭐"))
    word = normalise(written).partition(" ")[0]
    found = _NUMBER.search(written)
    value = float(_SPELLED[word]) if word in _SPELLED else float(found[0].replace(",", ".")) if found else np.nan
    if re.search(r"(?:/|von|of|out of|sur|de)\s*(?:10|100)\b", written):
        return np.nan
    return value if 1 <= value <= _MOST_STARS else np.nan


def _are_stars(column: pd.Series) -> bool:
    known = [cell for cell in column if as_text(cell).strip()] if len(column) else []
    good = [cell for cell in known if np.isfinite(_stars(cell)) and len(as_text(cell)) < 30]
    return bool(known) and len(good) >= 0.8 * len(known)


def _dates(column: pd.Series) -> pd.Series:
    import warnings

    texts = pd.Series([as_text(cell).strip()[:40] for cell in column], dtype=object)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        day_first = texts.str.match(r"\d{1,2}\.\d{1,2}\.").any()
        return pd.to_datetime(texts, errors="coerce", dayfirst=bool(day_first), utc=True, format="mixed")


def _are_dates(column: pd.Series) -> bool:
    return bool(_dates(column).notna().mean() > 0.8)


def _months(column: pd.Series) -> list[str | None]:
    """The month and no finer: who wrote on which day is told by the platform."""
    return [None if pd.isna(day) else f"{day.year}-{day.month:02d}" for day in _dates(column)]


def _are_texts(column: pd.Series) -> bool:
    return bool(column.map(lambda cell: len(as_text(cell).split())).mean() > 1.5) and not _are_stars(column)


def _longest(table: pd.DataFrame, heads: list[str]) -> str | None:
    sizes = {head: table[head].map(lambda cell: len(as_text(cell).split())).mean() for head in heads}
    best = max(sizes, key=sizes.get, default=None)
    return best if best is not None and sizes[best] > 3 else None


def _joined(table: pd.DataFrame, title: str | None, text: str) -> list[str]:
    found = []
    for at in range(len(table)):
        body = as_text(table[text].iloc[at]).strip() if not pd.isna(table[text].iloc[at]) else ""
        head = as_text(table[title].iloc[at]).strip() if title and not pd.isna(table[title].iloc[at]) else ""
        if head and not body.startswith(head):
            head = head if head[-1] in ".!?…" else f"{head}."
            body = f"{head} {body}".strip()
        found.append(body)
    return found


def _names(column: pd.Series) -> Iterable[str]:
    for cell in column:
        text = "" if pd.isna(cell) else as_text(cell).strip()
        if len(text) > 2 and any(sign.isalpha() for sign in text):
            yield text
