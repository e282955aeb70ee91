"""What each column is: a question with a kind, a scale, a topic and an aspect, or a role.

Everything here is a guess that a person can read, correct in a table or a CSV, and keep. Guesses
say how they were made (``scale_from``), so that a scale nobody declared is never mistaken for a fact.
"""

import re
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError, ScaleError, listing
from cxresearch.survey.labels import normalise
from cxresearch.survey.scales import KEPT, Scale, guess_scale, number_in
from cxresearch.wording import did_you_mean

__all__ = [
    "ASPECTS",
    "COLUMNS",
    "KINDS",
    "ROLES",
    "SCALED",
    "checked_codebook",
    "draft_codebook",
    "guess_aspect",
    "guess_role",
    "split_text",
    "unique_ids",
]

KINDS = ("rating", "nps", "effort", "choice", "multi", "verbatim", "number", "date")
ASPECTS = ("experience", "importance", "expectation", "promise", "prediction")
ROLES = ("respondent", "audience", "unit", "group", "segment", "wave", "weight", "n")
COLUMNS = ["id", "text", "kind", "scale", "topic", "aspect", "reversed", "source", "scale_from"]
SCALED = ("rating", "nps", "effort")

_ROLE_NAMES = {
    "respondent": "respondent respondent_id respondentid response_id responseid participant participant_id person_id "
    "customerid customer_id",
    "audience": "audience audiences stakeholder stakeholder_group audience_group",
    "unit": "unit branch store shop school restaurant outlet branch_name store_id unit_id branch_id",
    "group": "department dept division function",
    "segment": "segment channel customer_segment",
    "wave": "wave survey_wave",
    "weight": "weight weights wt respondent_weight survey_weight",
}
_BY_NAME = {name: role for role, names in _ROLE_NAMES.items() for name in names.split()}

_NPS_NAMED = re.compile(r"\bnps\b|net promoter|\bltr\b")
_NPS = re.compile(rf"{_NPS_NAMED.pattern}|likel\w*\b.{{0,60}}\brecommend|recommend\w*\b.{{0,60}}\b(friend|colleague)")
_EFFORT = re.compile(r"\bces\b|\beffort\b|\bhow (easy|difficult|hard)\b|\bmade it easy\b|\bease of\b")
_CSAT = re.compile(r"\bcsat\b|overall\b.{0,40}\bsatisf")
_ASPECT = (
    ("importance", re.compile(r"\bimportan\w*|\bhow much .{0,40}\bmatters?\b")),
    ("prediction", re.compile(r"\bpredict\w*|\bguess\w*|\b(customers|clients|they) will (say|answer|rate|give)\b")),
    ("promise", re.compile(r"\bpromis\w*")),
    ("expectation", re.compile(r"\bexpect\w*")),
)
_OPEN = re.compile(
    r"(any |your |other |further |additional |general |open |customer )*"
    r"(comments?|verbatims?|feedback|remarks?|kommentare?|anmerkung(en)?|commentaires?|comentarios?|comentários?|commenti?|"
    r"opmerking(en)?)( text| box)?"
)
_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}([ T].*)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}([ ,].*)?|\d{4}/\d{1,2}/\d{1,2}([ ,].*)?"
)
_YES = {"true", "1", "1.0", "yes", "y", "x", "wahr", "ja", "vrai", "oui"}
_NO = {"false", "0", "0.0", "no", "n", "", "falsch", "nein", "faux", "non"}


def guess_role(column: str) -> str | None:
    """The role that a column's name gives it, or None.

    >>> guess_role("Branch"), guess_role("Q1")
    ('unit', None)
    """
    return _BY_NAME.get(re.sub(r"[^a-z0-9]+", "_", column.strip().lower()).strip("_"))


def split_text(text: str) -> tuple[str, str]:
    """Stem and row of a matrix question; a plain question has no row.

    >>> split_text("How would you rate us? - Billing"), split_text("Rate us [Billing]"), split_text("Why?")
    (('How would you rate us?', 'Billing'), ('Rate us', 'Billing'), ('Why?', ''))
    """
    plain = " ".join(text.split())
    if found := re.fullmatch(r"(.+?)\s*\[([^\[\]]+)\]", plain):
        return found[1], found[2]
    stem, dash, row = plain.rpartition(" - ")
    if dash and stem and row and len(row) <= 120:
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


def guess_aspect(text: str) -> str:
    """What is asked of a topic: its experience, unless the wording says otherwise.

    >>> guess_aspect("How important is billing?"), guess_aspect("Billing")
    ('importance', 'experience')
    """
    lowered = text.lower()
    return next((aspect for aspect, pattern in _ASPECT if pattern.search(lowered)), "experience")


def _kind_by_wording(name: str, text: str) -> str | None:
    lowered = f"{name.replace('_', ' ')} {text}".lower()
    if _NPS.search(lowered):
        return "nps"
    if _EFFORT.search(lowered):
        return "effort"
    return None


def _looks_like(counts: Mapping[object, int]) -> str:
    """The kind of a question that has no scale."""
    total = sum(counts.values()) or 1
    numbers = sum(count for answer, count in counts.items() if number_in(answer) is not None)
    if numbers >= 0.9 * total:
        return "number"
    dated = sum(
        count
        for answer, count in counts.items()
        if hasattr(answer, "isoformat") or _DATE.fullmatch(str(answer)[:40].strip())
    )
    if dated >= 0.9 * total:
        return "date"
    longest = max((len(str(answer)) for answer in counts), default=0)
    mean_length = sum(len(str(answer)[:500]) * count for answer, count in counts.items()) / total
    if len(counts) <= 30 and len(counts) <= 0.5 * total + 2 and longest <= 120:
        return "choice"
    if len(counts) <= 0.05 * total and mean_length <= 60:
        return "choice"
    return "verbatim" if mean_length > 8 or len(counts) > 30 else "choice"


def _question(column: str, text: str, counts: Mapping[object, int], given: object) -> dict:
    by_wording = _kind_by_wording(column, text)
    if given is not None:
        try:
            scale, found = Scale.parse(given), "declared"
        except ScaleError as problem:
            raise ScaleError(f"Question {column!r}: {problem}") from None
        return _entry(by_wording or "rating", _with_labels(scale, counts), found)
    scale, found = guess_scale(counts, text=f"{column} {text}")
    for_comments = any(_OPEN.fullmatch(normalise(name)) for name in (column, text))
    if for_comments and not found.startswith("guessed from numbers"):
        return _entry("verbatim")
    if by_wording == "nps":
        scale, found = _recommending(f"{column.replace('_', ' ')} {text}".lower(), scale, found, counts)
        by_wording = "nps" if scale is not None and (not scale.labels or scale.span == (0.0, 10.0)) else None
    elif scale is not None and not scale.labels and found.startswith("guessed"):
        distinct = {value for value in map(number_in, counts) if value is not None}
        if by_wording is None and (len(distinct) > 21 or distinct <= {0.0, 1.0}):
            return _entry("number")
        if by_wording == "effort" or _CSAT.search(f"{column.replace('_', ' ')} {text}".lower()):
            found = f"customary for this question, {found.removeprefix('guessed ')}"
    if scale is None:
        return _entry(_looks_like(counts) if counts else "verbatim")
    return _entry(by_wording or "rating", scale, found)


def _entry(kind: str, scale: Scale | None = None, found: str = "") -> dict:
    return {"kind": kind, "scale": str(scale) if scale else "", "scale_from": found}


def _recommending(text: str, scale: Scale | None, found: str, counts: Mapping[object, int]) -> tuple[Scale | None, str]:
    """The scale of a question of recommending: 0-10 unless the file says otherwise, if it was asked on a scale."""
    usual = Scale(0.0, 10.0)
    if scale is None:
        # Scores among oddities, not reasons for a score.
        total = sum(counts.values())
        brief = sum(count for answer, count in counts.items() if len(str(answer)) <= 30)
        read = sum(count for answer, count in counts.items() if usual.read(answer).status == KEPT)
        on_scale = brief >= 0.5 * total and read >= 0.1 * total > 0
    elif found.startswith("guessed from numbers"):
        # "Did you recommend us to a friend?" is answered 0 or 1, and says so by having no other answer.
        distinct = {value for value in map(number_in, counts) if value is not None}
        on_scale = bool(_NPS_NAMED.search(text)) or not distinct <= {0.0, 1.0}
    else:
        return scale, found
    return (usual, "a question of recommending is asked on 0-10") if on_scale else (None, "")


def _with_labels(scale: Scale, counts: Mapping[object, int]) -> Scale:
    """A declared span without labels borrows them from the family that the answers belong to."""
    if scale.labels:
        return scale
    found, _ = guess_scale({answer: count for answer, count in counts.items() if number_in(answer) is None})
    if found is None or not found.labels or found.points != scale.points:
        return scale
    shift = scale.low - found.low
    return Scale(scale.low, scale.high, tuple((label, value + shift) for label, value in found.labels))


def draft_codebook(
    columns: Mapping[str, str],
    counts_of: Callable[[str], Mapping[object, int]],
    *,
    scales: Mapping[str, object] | None = None,
    sources: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Guess what each question is.

    Parameters
    ----------
    columns : mapping of column to question text
    counts_of : callable
        Gives the distinct answers of a column with their counts.
    scales : mapping, optional
        Column or question text to a scale; these win over every guess.
    sources : mapping, optional
        Where each column came from, when that differs from its name.
    kinds : mapping, optional
        Kinds that the file itself declares.

    Returns
    -------
    DataFrame with the columns of ``COLUMNS``, one row a question.

    Raises
    ------
    ScaleError
        If ``scales`` names a question that is not there, or is no scale.
    """
    scales = dict(scales or {})
    stray = [name for name in scales if name not in columns and name not in columns.values()]
    if stray:
        raise ScaleError(f"scales= names questions that are not there: {listing(stray)}. Found: {listing(columns)}.")
    rows = []
    for column, text in columns.items():
        given = scales.get(column, scales.get(text))
        declared = (kinds or {}).get(column)
        counts = {} if declared in ("verbatim", "multi", "date") else counts_of(column)
        guess = _question(column, text, counts, given)
        if declared in ("verbatim", "multi", "date", "choice"):
            guess = {"kind": declared, "scale": "", "scale_from": ""}
        elif declared:
            guess["kind"] = declared
        stem, row = split_text(text)
        rows.append(
            {
                "id": column,
                "text": text,
                "topic": row or (text if text != column else column),
                "aspect": guess_aspect(stem if row else text) if guess["kind"] in SCALED else "",
                "reversed": False,
                "source": (sources or {}).get(column, column),
                "stem": normalise(stem) if row else column,
                **guess,
            }
        )
    book = pd.DataFrame(rows, columns=[*COLUMNS, "stem"])
    return _share_scales(book)[COLUMNS]


def _share_scales(book: pd.DataFrame) -> pd.DataFrame:
    """Rows of one matrix share one scale: the widest of those that were guessed."""
    guessed = book[book.scale_from.str.startswith("guessed") & book.stem.duplicated(keep=False)]
    for stem, rows in guessed.groupby("stem", sort=False):
        spoken = rows.scale.str.contains(":", regex=False)
        numbers = rows[~spoken]
        if numbers.scale.nunique() > 1:
            spans = [Scale.parse(scale).span for scale in numbers.scale]
            widest = Scale(min(low for low, _ in spans), max(high for _, high in spans))
            book.loc[numbers.index, ["scale", "scale_from"]] = [str(widest), "guessed from all rows of the question"]
        if not spoken.any():
            continue
        named = book[(book.stem == stem) & book.scale.str.contains(":", regex=False) & (book.kind == "rating")]
        for at in rows.index[spoken]:
            book.loc[at, ["scale", "scale_from"]] = _widest_labels(book.loc[at], named)
    return book


def _widest_labels(row: pd.Series, named: pd.DataFrame) -> list[str]:
    """The labels of another row of the matrix, where they hold all labels of this one and more."""
    own = {normalise(label) for label, _ in Scale.parse(row["scale"]).labels}
    for other in named.itertuples():
        labels = {normalise(label) for label, _ in Scale.parse(other.scale).labels}
        if own < labels:
            return [other.scale, "labels of all rows of the question"]
    return [row["scale"], row["scale_from"]]


def checked_codebook(book: pd.DataFrame, columns: Iterable[str], name: str) -> pd.DataFrame:
    """A codebook with every column, its cells in one spelling; lines are counted as in ``codebook.csv``.

    Raises
    ------
    QuestionError, ScaleError, OptionError
        Naming the line and the question that do not fit.
    """
    missing = [column for column in ("id", "kind") if column not in book]
    if missing:
        raise QuestionError(f"The codebook of {name} lacks the column {listing(missing)}. It needs id and kind.")
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
        where = f"Line {line} of the codebook, question {row.id!r}"
        if row.id not in known:
            hint = did_you_mean(row.id, known)
            raise QuestionError(f"{where}: {name} has no such column.{hint} Found: {listing(columns)}.")
        if row.kind not in KINDS:
            raise OptionError(f"{where}: no kind {row.kind!r}. Kinds are {listing(KINDS)}.")
        if row.aspect and row.aspect not in ASPECTS:
            raise OptionError(f"{where}: no aspect {row.aspect!r}. Aspects are {listing(ASPECTS)}.")
        turned.append(_turned(row.reversed, where))
        scales.append(_checked_scale(row.scale, row.kind, where))
    book["scale"], book["reversed"] = scales, np.array(turned, dtype=bool)
    book.loc[(book.aspect == "") & book.kind.isin(SCALED), "aspect"] = "experience"
    if book.id.duplicated().any():
        raise QuestionError(f"The codebook of {name} has questions twice: {listing(book.id[book.id.duplicated()])}.")
    return book[[*COLUMNS, *[column for column in book if column not in COLUMNS]]]


def _turned(cell: str, where: str) -> bool:
    word = cell.strip().lower()
    if word not in _YES | _NO:
        raise OptionError(f"{where}: reversed is {cell!r}. Write True or False.")
    return word in _YES


def _checked_scale(scale: str, kind: str, where: str) -> str:
    if not scale.strip():
        if kind in SCALED:
            raise ScaleError(f"{where}: a {kind} question needs a scale, such as 0-10.")
        return ""
    try:
        return str(Scale.parse(scale))
    except ScaleError as problem:
        raise ScaleError(f"{where}: {problem}") from None
