"""Each figure of a report has a short name of its own, by which it can be found again and made again.

The name is a letter for the analysis and five signs of a hash over what was asked: analysis, question, pair, group and
options. Neither a value nor an order has a say in it, so the same question on corrected files keeps its name.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from itertools import combinations

import pandas as pd

from cxresearch.result import Result, cell_of
from cxresearch.speaking import again, speaking
from cxresearch.wording import say, steady

__all__ = ["Figure", "asked_columns", "bounds_of", "figures_of", "keys_of", "row_names", "rows_asked",
           "topics_of", "value_column", "with_topics"]  # fmt: skip

_LETTERS = {
    "PerceptionGap": "G", "PredictionGap": "P", "ImportanceGap": "I", "NetPromoter": "N", "SatisfactionShare": "C",
    "EffortShare": "E", "MeanScore": "M", "GroupComparison": "D", "Trend": "T", "AttitudeLoyalty": "A",
    "LoyaltyDrivers": "L", "Priorities": "Q", "Asymmetry": "Y", "Silos": "S", "VerbatimSentiment": "V", "Themes": "H",
    "EffortAndLeaving": "F", "AgainstCompetitors": "K", "BestInLife": "B", "Scorecard": "J", "Ownership": "O",
    "UnitTable": "U", "UnitAgreement": "U", "WordContrast": "W", "Crosstab": "X", "ReportComparison": "Z",
}  # fmt: skip
# No i, l, o and u: a name is read aloud and typed in.
_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
# Words in a table that the answers decide; what was asked stands in all others.
_FOUND = {
    "verdict", "level", "level_low", "level_high", "quadrant", "trace", "traced", "pairing", "letters",
    "letter", "named_by", "missing_in", "ends_like", "note", "why", "statement", "comment", "text", "tone", "themes",
    "likely_quadrant", "side", "works_side", "inside", "inside_side", "source", "reference_level", "found",
}  # fmt: skip
# How somebody wished it to be computed; other fields of a Result are what came out.
_OPTIONS = {
    "by", "margin", "reference", "metric", "adjust", "predictor", "actual", "between", "attitude", "loyalty", "staff",
    "customers", "outcome", "audience", "good", "rules", "effort", "leaving", "question", "wave", "insiders",
    "outsiders", "asked", "rating", "theme", "where", "name", "power", "audience_by", "solid", "questions",
}  # fmt: skip
_WORDS = ("topic", "label")
# What a row is about, where other columns say when, whose or on which side; and what says again what others say.
_SUBJECTS = ("claim", "text", "topic", "label", "driver", "question")
_ABOUT_ITSELF = ("id", "kind", "driver")
# Roles that make groups, whatever their values are written in.
_NAMES = ("wave", "unit", "group", "segment", "stars")
# Results whose rows are comments or sources, not figures.
_WORDY = {"ToneAndRating", "Quotes", "Instruments", "Doubts", "CodeframeProposal"}
# What is shown of a row where that is not its estimate: parts of what is explained are read as shares.
_BEST = {"LoyaltyDrivers": "share"}
_INITIALS = {"nps": "NPS", "csat": "CSAT", "ces": "CES"}


@dataclass(frozen=True)
class Figure:
    """One row of a Result: its name, what was asked, and its numbers (None where hidden or unknown)."""

    key: str
    analysis: str
    asked: tuple[tuple[str, str], ...]
    column: str
    value: float | None
    low: float | None
    high: float | None
    call: str = ""


def keys_of(result: Result) -> list[str]:
    """The name of each row's figure, in the table's order; "" for rows that are words.

    Examples
    --------
    >>> table = pd.DataFrame({"question": ["Billing", "Waiting"], "estimate": [3.0, 4.0]})
    >>> keys_of(Result(table, "none")) == keys_of(Result(table.assign(estimate=[1.0, 2.0]), "none"))
    True
    >>> [len(key) for key in keys_of(Result(table, "none"))]
    [6, 6]
    """
    if value_column(result) is None:
        return [""] * len(result.table)
    letter = _LETTERS.get(type(result).__name__, "R")
    told = [type(result).__name__, _options(result)]
    # A name is the same in whatever language the words of a row were said.
    with speaking("en"):
        return [letter + _hash([*told, sorted(asked.items())]) for asked in rows_asked(result)]


def _hash(told) -> str:
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8", errors="replace")).digest()[:4], "big")
    return "".join(_SIGNS[number >> shift & 31] for shift in (25, 20, 15, 10, 5))


def _options(result: Result) -> dict[str, object]:
    found: dict[str, object] = {"confidence": result.confidence}
    for field in fields(result):
        value = getattr(result, field.name)
        # Rows that name their question keep their name whatever other questions were asked beside it.
        if field.name == "questions" and "question" in result.table:
            continue
        # How many were asked is an answer.
        if field.name == "asked" and not isinstance(value, str | tuple):
            continue
        if field.name in _OPTIONS and isinstance(value, str | int | float | tuple | dict | None):
            found[field.name] = str(again(value))
    return found


def rows_asked(result: Result) -> list[dict[str, str]]:
    """What each row is about: column -> text, without anything that the answers decided."""
    table = result.table
    names = asked_columns(result)
    texts = {name: [_text(value) for value in table[name]] for name in names}
    return [{name: texts[name][at] for name in names if texts[name][at]} for at in range(len(table))]


def asked_columns(result: Result) -> list[str]:
    """The columns that say what a row is about."""
    table, groups = result.table, getattr(result, "by", None) or ()
    groups = {groups} if isinstance(groups, str) else set(groups)
    # A wave called 2025 or a branch called 12 is a name, though it is written as a number.
    groups |= {*_NAMES, *(told for name in _NAMES if isinstance(told := getattr(result, name, None), str))}
    # What somebody proposed is what its row is about; what somebody answered is found.
    proposed = "text" if {"text", "votes"} <= set(table) else None
    found = [
        name for name in table
        if name in (*groups, proposed) or (not pd.api.types.is_numeric_dtype(table[name]) and name not in _FOUND)
    ]  # fmt: skip
    if "pairing" in table:
        found = [name for name in found if name != "compared_with"]
    # The words of a question may be put right in the codebook; its id stays.
    for known in ("question", "driver"):
        for words in _WORDS:
            if {known, words} <= set(found) and (table.groupby(known)[words].nunique() < 2).all():
                found.remove(words)
    return found


def _text(value) -> str:
    if value is None or (not isinstance(value, str) and pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(again(value)).split())


def value_column(result: Result) -> str | None:
    """The column that a row is about: what is shown of it, else ``estimate``, else the first that is a figure.

    None where all is words.
    """
    table = result.table
    if type(result).__name__ in _WORDY:
        return None
    if (best := _BEST.get(type(result).__name__)) in table:
        return best
    numeric = [
        name for name in table if pd.api.types.is_numeric_dtype(table[name]) and table[name].dtype != bool
    ]  # fmt: skip
    if "estimate" in numeric:
        return "estimate"
    shown = [name for name in result.shown if name in numeric] or numeric
    usual = [name for name in shown if not name.startswith(("p_", "n_")) and name not in ("n", "year", "units", "row")]
    return next(iter([*usual, *(name for name in shown if name != "row")]), None)


def bounds_of(result: Result, column: str) -> tuple[str, str] | None:
    """The columns of the interval that belongs to a column of figures."""
    # Its own bounds first: where an estimate has some, plain ones belong to what it is the difference of.
    starts = [f"{column}_ci_", *(["ci_"] if column == "estimate" else []), f"{column}_"]
    pairs = [(f"{start}low", f"{start}high") for start in starts]
    return next((pair for pair in pairs if set(pair) <= set(result.table)), None)


def figures_of(result: Result, call: str = "") -> list[Figure]:
    """The figures of a Result with their numbers, those that are hidden without."""
    column = value_column(result)
    if column is None:
        return []
    table, bounds = result.table, bounds_of(result, column)
    asked = rows_asked(result)
    low, high = (table[bounds[0]], table[bounds[1]]) if bounds else ([None] * len(table), [None] * len(table))
    return [
        Figure(key, type(result).__name__, tuple(asked[at].items()), column, *map(_number, numbers), call=call)
        for at, (key, *numbers) in enumerate(zip(keys_of(result), table[column], low, high, strict=True))
    ]


def _number(value) -> float | None:
    if value is None or not math.isfinite(float(value)):
        return None
    # Two processors differ in the last bits of a sum.
    return steady(float(value))


def topics_of(result: Result) -> dict[str, str]:
    """How people read each question that a Result knows by an id alone: its topic, no two alike.

    >>> from types import SimpleNamespace
    >>> topics_of(SimpleNamespace(topics={"Q1": "Billing", "Q2": "Billing", "Q3": "Waiting", "Q4": ""}))
    {'Q1': 'Billing (Q1)', 'Q2': 'Billing (Q2)', 'Q3': 'Waiting', 'Q4': 'Q4'}
    """
    told = getattr(result, "topics", None)
    names = {str(one): str(name or one) for one, name in told.items()} if isinstance(told, Mapping) else {}
    often = Counter(names.values())
    return {one: f"{name} ({one})" if often[name] > 1 and name != one else name for one, name in names.items()}


def with_topics(table: pd.DataFrame, result: Result) -> pd.DataFrame:
    """A table whose questions are called as people read them, where it has no column of topics."""
    topics = topics_of(result)
    if not topics or "question" not in table or "topic" in table:
        return table
    return table.assign(question=[topics.get(one, one) if isinstance(one, str) else one for one in table.question])


def row_names(result: Result, *, without: Iterable[str] = ()) -> list[str]:
    """What to call each row on a chart or in a table: the topic, label or group, as people say it."""
    from cxresearch.stats.bases.naming import people

    table, gone = result.table, set(without)
    topics = topics_of(result)
    names = [name for name in asked_columns(result) if name not in gone]
    for plain, better in (("question", "topic"), ("driver", "label"), ("question", "label"), ("level", "label")):
        if (
            better in table
            and plain in names
            and better not in names
            and (table.groupby(plain)[better].nunique() < 2).all()
        ):
            names[names.index(plain)] = better
    many = [name for name in names if table[name].nunique(dropna=False) > 1]
    pair = [name for name in names if name.endswith(("_a", "_b"))]
    # Two sides that are held against each other name a row though it is the only one.
    if len(table) == 1 and len(pair) == 2:
        many = [*names[:1], *(name for name in pair if name not in names[:1])]
    elif "finding" in names:
        # An action is called by what was found; by when, by whom and on what where two are of one finding.
        plain = [name for name in ("finding", "start_date", "owner", "topic", "units") if name in table]
        short = [[*plain[:1], *more] for at in range(len(plain)) for more in combinations(plain[1:], at)]
        many = next((one for one in short if not table.duplicated(one).any()), many)
    else:
        many = _least(table, many or names[:1], [name for name in gone if name in table], pair)
    found = []
    for row in table[many].itertuples(index=False, name=None):
        parts = [_text(topics.get(value, value) if name == "question" and isinstance(value, str) else value)
                 for name, value in zip(many, row, strict=True)]  # fmt: skip
        parts = [
            people(part) if name.startswith("audience") else cell_of(name, part)
            for name, part in zip(many, parts, strict=True)
        ]
        pair = len(many) >= 2 and many[-1].endswith("_b") and many[-2].endswith("_a")
        if pair:
            parts = [*parts[:-2], say("{one} against {other}", one=parts[-2], other=parts[-1])]
        found.append(", ".join(_INITIALS.get(part, part.replace("_", " ")) for part in parts if part))
    if found == [""]:
        return [say(result.heading)]
    return [text[:1].upper() + text[1:] if text else say("Row {at}", at=at) for at, text in enumerate(found, start=1)]


def _least(table: pd.DataFrame, names: list[str], gone: list[str], pair: list[str]) -> list[str]:
    """The fewest of the columns that tell all rows apart, in their order: first of all what a row is about.

    What only repeats the others, in the survey's own ids or as a kind, is no name for a reader.
    """
    telling = [name for name in names if name not in _ABOUT_ITSELF] or names
    order = sorted(telling, key=lambda name: name not in _SUBJECTS)
    for many in range(1, len(names) + 1):
        for own in combinations([*order, *(name for name in names if name not in order)], many):
            held = {*own, *(pair if set(pair) & set(own) else ())}
            if own[0] == order[0] and not table.duplicated([*held, *gone]).any():
                return [name for name in names if name in held]
    return names
