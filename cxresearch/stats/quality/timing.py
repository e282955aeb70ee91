"""How long people took, and whether they came to the end, as far as the survey platform wrote it down."""

import re
import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey

__all__ = ["Clock", "clock_of"]

_SECONDS = re.compile(
    r"duration( in seconds| seconds| in sec| s)?|interview ?time|total ?time|gesamtzeit|time taken( seconds)?|"
    r"response time|completion time in seconds|time spent( seconds)?|q totalduration|seconds"
)
_STARTS = frozenset(
    normalise(name)
    for name in (
        "Start Date/StartDate/Start Time/StartTime/Time Started/Date Started/DateStarted/Start Date (UTC)/Started/"
        "Started At/Startzeit/Datum gestartet/Heure de début/Hora de inicio/Hora de início/Ora di inizio/Begintijd"
    ).split("/")
)
_ENDS = frozenset(
    normalise(name)
    for name in (
        "End Date/EndDate/End Time/EndTime/Completion Time/Date Submitted/Submit Date (UTC)/SubmitDate/Submitted/"
        "Submitted At/Completed At/Time Submitted/Fertigstellungszeit/Datum abgeschickt/Heure de fin/"
        "Hora de finalización/Hora de conclusão/Ora di completamento/Tijd van voltooien"
    ).split("/")
)
_NO = frozenset(
    (
        "false",
        "0",
        "0.0",
        "no",
        "n",
        "nein",
        "faux",
        "non",
        "falso",
        "partial",
        "incomplete",
        "started",
        "unvollständig",
    )
)
_FINISHED = ("finished", "response status", "completed")
_PROGRESS = ("progress", "fortschritt")
_LONGEST = 7 * 24 * 3600.0


class Clock(NamedTuple):
    """The columns that tell how long people took, and whether they came to the end.

    ``durations`` in seconds, ``between`` pairs of start and end, ``stops`` columns that say who broke off, ``told``
    whether a person named the column.
    """

    durations: list[str]
    between: list[tuple[str, str]]
    stops: list[str]
    told: bool = False

    @property
    def columns(self) -> list[str]:
        return [*self.durations, *(column for pair in self.between for column in pair), *self.stops]

    def seconds(self, part: Survey) -> tuple[np.ndarray, list[str]]:
        """Seconds from the first page to the last of a survey's rows, or of a piece of it, and the columns that they
        come from.
        """
        seconds, used = np.full(part.n_rows, np.nan), []
        for column in self.durations:
            seconds, took = _filled(seconds, _of_answers(part, column, _as_seconds, np.nan))
            used += [column] if took else []
        for start, end in self.between:
            if np.isnan(seconds).any():
                begun, done = (_of_answers(part, column, _moments, np.datetime64("NaT")) for column in (start, end))
                between = (done - begun) / np.timedelta64(1, "s")
                between = np.where((between >= 0) & (between <= _LONGEST), between, np.nan)
                seconds, took = _filled(seconds, between)
                used += [f"{start} to {end}"] if took else []
        return seconds, used

    def unfinished(self, part: Survey) -> np.ndarray:
        """Who is marked by the platform as not having come to the end; nobody where it does not say."""
        stopped = np.zeros(part.n_rows, dtype=bool)
        for column in self.stops:
            stopped |= _of_answers(part, column, _stopped if normalise(column) in _FINISHED else _not_through, False)
        return stopped


def clock_of(survey: Survey, duration: str | None = None) -> Clock:
    """The columns that a platform, or ``duration``, tells the time by.

    Raises
    ------
    QuestionError
        If the column named is unknown.
    """
    named = {column: normalise(column) for column in survey.columns}
    stops = [column for column, name in named.items() if name in (*_FINISHED, *_PROGRESS)]
    if duration is not None:
        return Clock([survey.find(duration)], [], stops, told=True)
    durations = [column for column, name in named.items() if _SECONDS.fullmatch(name)]
    starts = [column for column, name in named.items() if name in _STARTS]
    ends = [column for column, name in named.items() if name in _ENDS]
    # Several platforms side by side bring a pair each, in the same order.
    return Clock(durations, list(zip(starts, ends, strict=False)), stops)


def _filled(seconds: np.ndarray, found: np.ndarray) -> tuple[np.ndarray, bool]:
    fresh = np.isnan(seconds) & ~np.isnan(found)
    return np.where(fresh, found, seconds), bool(fresh.any())


def _of_answers(part: Survey, column: str, read: Callable[[list[str]], np.ndarray], none: object) -> np.ndarray:
    """What each row's answer tells; every distinct answer is read once."""
    encoded = part.encoded(column)
    texts = ["" if answer is None or answer != answer else str(answer) for answer in encoded.answers]
    return np.append(read(texts), none)[encoded.codes] if texts else np.full(part.n_rows, none)


def _stopped(texts: list[str]) -> np.ndarray:
    return np.array([text.strip().lower() in _NO for text in texts])


def _not_through(texts: list[str]) -> np.ndarray:
    return pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce").to_numpy(float) < 100


def _as_seconds(texts: list[str]) -> np.ndarray:
    """Seconds as numbers, or as 1:23:45."""
    plain = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce").to_numpy(float)
    clock = [_clock(text) if ":" in text else np.nan for text in texts]
    seconds = np.where(np.isnan(plain), np.array(clock, dtype=float), plain)
    return np.where(seconds > 0, seconds, np.nan)


def _clock(text: str) -> float:
    found = re.fullmatch(r"\s*(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)\s*", text)
    return 3600 * float(found[1] or 0) + 60 * float(found[2]) + float(found[3]) if found else np.nan


def _moments(texts: list[str]) -> np.ndarray:
    with warnings.catch_warnings():
        # Day or month first makes no difference to what lies between two moments of one day.
        warnings.simplefilter("ignore")
        given = pd.Series(texts, dtype=object).replace("", None)
        found = pd.to_datetime(given, errors="coerce", format="mixed", utc=True)
    return found.dt.tz_localize(None).to_numpy("datetime64[ns]")
