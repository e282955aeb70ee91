"""What a person must be told about the answers before a number is quoted."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable

import pandas as pd

from cxresearch.survey.answers import read_answers
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.group_order import known_order
from cxresearch.survey.guessing.scale_guesses import in_order
from cxresearch.survey.labelling.declining import answering
from cxresearch.survey.labels import normalise
from cxresearch.survey.scales import DECLINED_ANSWER, OUTSIDE, UNREADABLE, number_in
from cxresearch.survey.survey import Survey
from cxresearch.wording import in_a_row, kept, named, number, plural

__all__ = ["answer_faults", "id_faults", "open_sample"]

_MONTHS = (
    "jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|janv|févr|avr|juin|juil|août|sept|déc|"
    "ene|abr|ago|dic|fev|gen|mag|giu|lug|set|ott"
)
_EXCEL_DATE = re.compile(rf"\d{{1,2}}[-. /]\s?(?:{_MONTHS})\.?|(?:{_MONTHS})\.?[-. /]\d{{1,2}}", re.IGNORECASE)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?: 00:00:00)?")
_CLOSED = 60
_OPEN_ROWS = 250
_MAY_BE_A_SCALE = (3, 11)
_LONGEST_POINT = 50
_CODE = re.compile(r"[A-Za-z]{1,4}[ _-]?\d{1,3}")
_PLAIN_CHOICES = frozenset(("yes", "no", "ja", "nein", "oui", "non", "si", "male", "female", "other", "true", "false"))


def id_faults(survey: Survey) -> list[str]:
    """Ids that several rows share, and rows without one; nothing is dropped or merged."""
    column = survey.roles.get("respondent")
    if column is None or survey.is_lazy or survey.is_aggregated:
        return []
    rows = survey.__dict__["responses"]
    if isinstance(rows, pd.DataFrame) and _clean_ids(rows[column]):
        return []
    encoded = survey.encoded(column)
    if len(encoded.answers) == survey.n_rows and not any(
        isinstance(answer, str) and answer != answer.strip() for answer in encoded.answers
    ):
        return []
    counts: dict[str, int] = {}
    for answer, count in encoded.counts().items():
        key = str(answer).strip()
        counts[key] = counts.get(key, 0) + count
    blank = survey.n_rows - sum(counts.values()) + counts.pop("", 0)
    shared = {key: count for key, count in counts.items() if count > 1}
    faults = []
    if shared:
        rows = sum(shared.values())
        frame = survey.to_pandas()
        ids = frame[column].map(lambda cell: str(cell).strip(), na_action="ignore")
        same = int(frame[ids.isin(shared)].assign(**{column: ids}).duplicated().sum())
        where = (
            kept("role wave is set")
            if "wave" in survey.roles
            else kept(
                "{same} of them repeat another row exactly",
                same=number(same),
            )
        )
        told = [kept("{answer} {n} times", answer=repr(key), n=count) for key, count in shared.items()]
        if "wave" not in survey.roles or _repeat_within(frame.assign(**{column: ids}), column, survey.roles["wave"]):
            faults.append(
                kept(
                    "{rows} of {n_rows} rows share {what} in {column} ({names}; {where}); all rows were kept",
                    rows=number(rows),
                    n_rows=number(survey.n_rows),
                    what=plural(len(shared), "respondent id"),
                    column=repr(column),
                    names=named(told, most=5),
                    where=where,
                )
            )
    if blank:
        faults.append(
            kept(
                "{blank} of {n_rows} rows without a respondent id in {column}; all were kept",
                blank=number(blank),
                n_rows=number(survey.n_rows),
                column=repr(column),
            )
        )
    return faults


def _clean_ids(ids: pd.Series) -> bool:
    """Whether every row has an id of its own, and none has spaces around it."""
    if ids.isna().any() or not ids.is_unique:
        return False
    return ids.dtype.kind in "iuf" or (ids.dtype == "str" and not ids.str.contains(r"^\s|\s$", regex=True).any())


def _repeat_within(frame: pd.DataFrame, column: str, wave: str) -> bool:
    """A person who answers in two waves is no duplicate; twice in one wave is."""
    return bool(frame[frame[column].notna()].duplicated([column, wave]).any())


def answer_faults(survey: Survey) -> tuple[list[str], list[str]]:
    """Notes on declined answers; faults on answers that cannot be used, each with its count."""
    notes, faults = [], []
    refused: dict[str, dict] = {}
    book = survey.codebook
    for row in book[book.kind.isin(SCALED)].itertuples():
        counts = survey.answer_counts(row.id)
        _, statuses = read_answers(list(counts), survey.scale_of(row.id))
        by: dict[str, dict] = {}
        for (answer, count), status in zip(counts.items(), statuses, strict=True):
            by.setdefault(status, {})[answer] = count
        if declined := by.get(DECLINED_ANSWER):
            refused[row.id] = declined
        lost = []
        if outside := by.get(OUTSIDE):
            scale = survey.scale_of(row.id)
            lost.append(kept("{n} outside {scale} ({answers})", n=number(sum(outside.values())), answers=_each(outside),
                             scale=f"{scale.low:g}-{scale.high:g}"))  # fmt: skip
        if unread := by.get(UNREADABLE):
            dates = {answer: count for answer, count in unread.items() if _is_date(answer)}
            rest = {answer: count for answer, count in unread.items() if answer not in dates}
            if dates:
                lost.append(
                    kept(
                        "{dated}, as spreadsheets make of answers such as 4-5 ({each})",
                        dated=_dated(dates),
                        each=_each(dates),
                    )
                )
            if rest:
                lost.append(kept("{n} not readable as answers ({answers})", n=number(sum(rest.values())),
                                 answers=_each(rest)))  # fmt: skip
        if lost:
            what = in_a_row(*lost, by="; ")
            faults.append(kept("{question}: {what}: not used in any number", question=row.id, what=what))
    if refused:
        words: dict[str, int] = {}
        for counts in refused.values():
            for answer, count in counts.items():
                words[str(answer).strip()] = words.get(str(answer).strip(), 0) + count
        where = named((f"{qid} ({sum(counts.values()):,})" for qid, counts in refused.items()), most=6)
        notes.append(
            kept("{answers} in {questions} declined ({words}) and counted apart from missing ones: {where}",
                 answers=plural(sum(words.values()), "answer"), questions=plural(len(refused), "question"),
                 words=_each(words), where=where)
        )  # fmt: skip
    faults = _bounded(faults)
    for row in book[book.kind.isin(("choice", "verbatim", "number"))].itertuples():
        if open_sample(survey, row.id) is not None:
            continue
        dates = _dates_among(survey.answer_counts(row.id))
        if dates:
            faults.append(
                kept(
                    "{question}: {dated}, as spreadsheets make of answers such as 4-5 ({each})",
                    question=row.id,
                    dated=_dated(dates),
                    each=_each(dates),
                )
            )
    return notes, faults


def _bounded(faults: list[str], most: int = 12) -> list[str]:
    if len(faults) <= most:
        return faults
    more = number(len(faults) - most)
    return [
        *faults[:most],
        kept("{n} more questions have answers that are not used in any number; survey.account() lists the counts",
             n=more),
    ]  # fmt: skip


def _dates_among(counts: dict) -> dict:
    """Dates among the answers of a closed question whose other answers are ranges or numbers."""
    if not 1 < len(counts) <= _CLOSED:
        return {}
    dates = {answer: count for answer, count in counts.items() if _is_date(answer)}
    if not dates or len(dates) == len(counts):
        return {}
    others = [answer for answer in counts if answer not in dates]
    alike = sum(
        number_in(answer) is not None
        or bool(re.fullmatch(r"\D{0,12}\d+\s*(?:[-–+]|to|bis)\s*\d*\D{0,12}", str(answer)))
        for answer in others
    )
    return dates if alike >= 0.5 * len(others) else {}


def _is_date(answer: object) -> bool:
    if isinstance(answer, (dt.date, dt.datetime)):
        return True
    text = str(answer).strip()
    return len(text) <= 20 and bool(_EXCEL_DATE.fullmatch(text) or _ISO_DATE.fullmatch(text))


def _dated(dates: dict) -> str:
    count = sum(dates.values())
    return (
        kept("1 answer is a date")
        if count == 1
        else kept(
            "{count} answers are dates",
            count=number(count),
        )
    )


def _each(counts: dict) -> str:
    return named((f"{_short(answer)}: {count:,}" for answer, count in counts.items()), most=10)


def _short(answer: object) -> str:
    text = " ".join(str(answer).split())
    shown: Iterable[str] = text if len(text) <= 40 else f"{text[:37]}..."
    return repr(shown) if isinstance(answer, str) and number_in(answer) is None else str(shown)


def open_sample(survey: Survey, column: str) -> dict | None:
    """Counts of some answers, where nearly every answer differs: that is enough to see that a question is open."""
    frame = survey.__dict__["responses"]
    if not isinstance(frame, pd.DataFrame) or len(frame) <= _OPEN_ROWS or frame[column].dtype.kind in "iufbM":
        return None
    if ("encoded", column) in survey._cache:
        return None
    counts = Counter(frame[column].array[:_OPEN_ROWS].dropna().tolist())
    return dict(counts) if len(counts) > _OPEN_ROWS // 2 else None


def unordered(survey: Survey, told: Iterable[str] = ()) -> list[str]:
    """A note on closed questions whose answers stand in no order that is known: a person may know it.

    ``told``: the questions of which a doubt says so already.
    """
    book = survey.codebook
    found, told = {}, set(told)
    for row in book[(book.kind == "choice") & ~book.id.isin(told)].itertuples():
        words = answering(map(str, survey.answer_counts(row.id)))
        few = _MAY_BE_A_SCALE[0] <= len(words) <= _MAY_BE_A_SCALE[1]
        coded = all(map(_CODE.fullmatch, words))  # A1, A2: they have an order, and what they stand for is not known
        ordered = {normalise(word) for word in words} <= _PLAIN_CHOICES or known_order(words) is not None
        if not few or (ordered and not coded):
            continue
        if max(map(len, words)) <= _LONGEST_POINT:
            found[row.id] = words
    if not found:
        return []
    first, words = next(iter(found.items()))
    questions, line = named(found, most=5), f"scales={{{first!r}: {in_order(words)[0]}}}"
    if len(found) == 1:
        return [
            kept("1 closed question with answers in no known order, counted as choices: {questions}; where one is a "
                 "rating, pass its labels from low to high (sorted only as far as known here): {line}",
                 questions=questions, line=line)
        ]  # fmt: skip
    return [
        kept("{n} closed questions with answers in no known order, counted as choices: {questions}; where one is a "
             "rating, pass its labels from low to high (sorted only as far as known here): {line}",
             n=number(len(found)), questions=questions, line=line)
    ]  # fmt: skip
