"""Dates put together to weeks, months, quarters or years, so that a date becomes a wave."""

import datetime as dt
import re
from collections.abc import Sequence

import narwhals as nw
import numpy as np

from cxresearch.errors import OptionError
from cxresearch.stats.bases.asked import check_choice
from cxresearch.survey.answers import as_text
from cxresearch.survey.survey import Survey
from cxresearch.wording import named, plural, say, told

__all__ = ["PERIODS", "by_period", "places_of"]

PERIODS = (told("day"), told("week"), told("month"), told("quarter"), told("year"))
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_ENDS_IN_YEAR = re.compile(r"(\d{1,2})([-/.]\s?)(\d{1,2})[-/.]\s?(\d{4})(?!\d)")
_MOST_SAID = 4


def by_period(survey: Survey, column: str, period: str) -> tuple[Survey, list[str]]:
    """A Survey whose dates of a column are named by their period, and what to say about it.

    Raises
    ------
    OptionError
        If the period is unknown, the rows stay on their engine, or values are no dates, or could be read in two ways.

    Examples
    --------
    >>> import pandas as pd
    >>> survey = Survey.from_frame(pd.DataFrame({"sent": ["2024-01-05", "2024-05-20"], "nps": [9, 3]}))
    >>> dated, _ = by_period(survey, "sent", "quarter")
    >>> dated.to_pandas()["sent"].tolist()
    ['2024 Q1', '2024 Q2']
    """
    check_choice("period", period, PERIODS)
    if survey.is_lazy:
        raise OptionError(say(
            "period= needs the rows in memory. Put {column} together to {period}s on their engine.",
            column=repr(column), period=period,
        ))  # fmt: skip
    found = survey.find(column)
    encoded = survey.encoded(found)
    dates = _dates(encoded.answers, column)
    known = [date for date in dates if date is not None]
    if not known:
        raise OptionError(say(
            "{column} holds no dates. Leave period= out, or name the column of dates.",
            column=repr(column),
        ))  # fmt: skip
    names = np.array([*(None if date is None else _name(date, period) for date in dates), None], dtype=object)
    frame = survey.frame
    series = nw.new_series(found, names[encoded.codes].tolist(), nw.String, backend=frame.implementation)
    dated = survey._with(responses=nw.to_native(frame.with_columns(series)))
    first, last = min(known), max(known)
    told = [
        say(
            "Dates of {column} are put together by {period}, from {first} to {last}; the first and last may be "
            "incomplete.",
            column=column,
            period=say(period),
            first=first,
            last=last,
        )
    ]
    lost = int(np.isin(encoded.codes, [at for at, date in enumerate(dates) if date is None]).sum())
    if lost:
        told.append(
            say("{rows} without a readable date in {column} left out.", rows=plural(lost, "row"), column=column)
        )
    return dated, told


def places_of(waves: Sequence, period: str | None) -> np.ndarray:
    """When each wave was taken, in steps: a missing month counts; waves without a date stand one step apart.

    >>> places_of(["2024-01", "2024-02", "2024-05"], "month").tolist(), places_of(["T0", "T1"], None).tolist()
    ([0.0, 1.0, 4.0], [0.0, 1.0])
    """
    steps = np.arange(len(waves), dtype=float)
    if period is not None:
        place = np.array([_place(str(wave), period) for wave in waves], dtype=float)
        return place - place.min()
    try:
        years = np.array([float(wave) for wave in waves])
    except (TypeError, ValueError):
        return steps
    return years - years.min()


def _dates(answers: list, column: str) -> list[dt.date | None]:
    read, texts = [], []
    for answer in answers:
        if hasattr(answer, "year") and hasattr(answer, "month") and hasattr(answer, "day"):
            read.append(dt.date(answer.year, answer.month, answer.day))
        else:
            read.append(None)
            texts.append(as_text(answer).strip() if answer is not None else "")
    if not texts:
        return read
    day_first = _day_first(texts, column)
    rest = iter(texts)
    out = [date if date is not None else _date(next(rest), day_first) for date in read]
    strange = [text for text in texts if text and _date(text, day_first) is None]
    if strange and len(strange) > len(texts) / 2:
        raise OptionError(say(
            "{column} does not hold dates: {strange}. Leave period= out.",
            column=repr(column), strange=named(strange, most=_MOST_SAID),
        ))  # fmt: skip
    return out


def _day_first(texts: list[str], column: str) -> bool:
    ends = [found for text in texts if not _ISO.match(text) and (found := _ENDS_IN_YEAR.match(text))]
    if not ends or any(found[2].startswith(".") or int(found[1]) > 12 for found in ends):
        return True
    if any(int(found[3]) > 12 for found in ends):
        return False
    raise OptionError(say(
        "{column} holds dates such as {ends}, of which day or month could come first. Write them as 2024-12-31.",
        column=repr(column), ends=repr(ends[0][0]),
    ))  # fmt: skip


def _date(text: str, day_first: bool) -> dt.date | None:
    iso, ends = _ISO.match(text), _ENDS_IN_YEAR.match(text)
    if iso:
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    elif ends:
        year, (day, month) = int(ends[4]), (int(ends[1]), int(ends[3]))[:: 1 if day_first else -1]
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _name(date: dt.date, period: str) -> str:
    if period == "week":
        year, week, _ = date.isocalendar()
        return f"{year} W{week:02d}"
    return {
        "day": date.isoformat(), "month": f"{date:%Y-%m}", "quarter": f"{date.year} Q{(date.month + 2) // 3}",
        "year": str(date.year),
    }[period]  # fmt: skip


def _place(name: str, period: str) -> float:
    if period == "day":
        return float(dt.date.fromisoformat(name).toordinal())
    if period == "week":
        return dt.date.fromisocalendar(int(name[:4]), int(name[-2:]), 1).toordinal() / 7
    if period == "month":
        return 12.0 * int(name[:4]) + int(name[-2:])
    return 4.0 * int(name[:4]) + int(name[-1]) if period == "quarter" else float(name)
