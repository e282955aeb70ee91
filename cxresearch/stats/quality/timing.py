"""How long people took, and whether they came to the end, as far as the survey platform wrote it down."""

import re
import warnings

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import say

__all__ = ["seconds_taken", "unfinished"]

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
_LONGEST = 7 * 24 * 3600.0


def seconds_taken(survey: Survey, duration: str | None = None) -> tuple[np.ndarray, list[str]]:
    """Seconds from the first page to the last, a row a respondent, and the columns they come from.

    Parameters
    ----------
    survey : Survey
    duration : str, optional
        The column of seconds; found by the platforms' own names by default, else end minus start.

    Raises
    ------
    QuestionError
        If the column named is unknown or holds no durations.
    """
    seconds, used = np.full(survey.n_rows, np.nan), []
    if duration is not None:
        column = survey.find(duration)
        found = _as_seconds(_texts(survey, column))
        if np.isnan(found).all():
            raise QuestionError(say(
                "{duration} in {survey} holds no numbers of seconds. Name another column.",
                duration=repr(duration), survey=survey.name,
            ))  # fmt: skip
        return found, [column]
    named = {column: normalise(column) for column in survey.columns}
    for column in [column for column, name in named.items() if _SECONDS.fullmatch(name)]:
        seconds, took = _filled(seconds, _as_seconds(_texts(survey, column)))
        used += [column] if took else []
    starts = [column for column, name in named.items() if name in _STARTS]
    ends = [column for column, name in named.items() if name in _ENDS]
    # Several platforms side by side bring a pair each, in the same order.
    for start, end in zip(starts, ends, strict=False):
        if np.isnan(seconds).any():
            begun, done = _moments(_texts(survey, start)), _moments(_texts(survey, end))
            between = (done - begun) / np.timedelta64(1, "s")
            between = np.where((between >= 0) & (between <= _LONGEST), between, np.nan)
            seconds, took = _filled(seconds, between)
            used += [f"{start} to {end}"] if took else []
    return seconds, used


def unfinished(survey: Survey) -> np.ndarray:
    """Who is marked by the platform as not having come to the end; nobody where it does not say."""
    stopped = np.zeros(survey.n_rows, dtype=bool)
    for column in survey.columns:
        name = normalise(column)
        if name in ("finished", "response status", "completed"):
            stopped |= pd.Series(_texts(survey, column)).map(lambda text: text.strip().lower() in _NO).to_numpy(bool)
        elif name in ("progress", "fortschritt"):
            done = pd.to_numeric(pd.Series(_texts(survey, column)), errors="coerce").to_numpy(float)
            stopped |= done < 100
    return stopped


def _filled(seconds: np.ndarray, found: np.ndarray) -> tuple[np.ndarray, bool]:
    fresh = np.isnan(seconds) & ~np.isnan(found)
    return np.where(fresh, found, seconds), bool(fresh.any())


def _texts(survey: Survey, column: str) -> np.ndarray:
    encoded = survey.encoded(column)
    texts = ["" if answer is None or answer != answer else str(answer) for answer in encoded.answers]
    return np.array([*texts, ""], dtype=object)[encoded.codes]


def _as_seconds(texts: np.ndarray) -> np.ndarray:
    """Seconds as numbers, or as 1:23:45."""
    plain = pd.to_numeric(pd.Series(texts), errors="coerce").to_numpy(float)
    clock = [_clock(text) if ":" in text else np.nan for text in texts]
    seconds = np.where(np.isnan(plain), np.array(clock, dtype=float), plain)
    return np.where(seconds > 0, seconds, np.nan)


def _clock(text: str) -> float:
    found = re.fullmatch(r"\s*(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)\s*", text)
    return 3600 * float(found[1] or 0) + 60 * float(found[2]) + float(found[3]) if found else np.nan


def _moments(texts: np.ndarray) -> np.ndarray:
    with warnings.catch_warnings():
        # Day or month first makes no difference to what lies between two moments of one day.
        warnings.simplefilter("ignore")
        found = pd.to_datetime(pd.Series(texts).replace("", None), errors="coerce", format="mixed", utc=True)
    return found.dt.tz_localize(None).to_numpy("datetime64[ns]")
