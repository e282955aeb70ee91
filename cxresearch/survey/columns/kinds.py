"""Kinds that only the values of several columns, or of a whole column, can tell: rankings and durations.

Places in a ranking are whole numbers of which every person gives each to one item; a mean of them is no rating, and a
"top box" of them is nonsense. Seconds on a page are no ratings either.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

import numpy as np

from cxresearch.survey.answers import Encoded, as_text
from cxresearch.survey.codebook import split_text
from cxresearch.survey.labels import normalise
from cxresearch.survey.numerals import number_in

__all__ = ["duration_of", "is_time", "rankings_among", "slots_among"]

_RANKED = re.compile(
    r"\brank(s|ed|ing)?\b|\bin (the )?order of\b|\bput .{0,40}\border\b|\border of (importance|preference)\b|"
    r"\bprioriti[sz]e|"
    r"\breihenfolge\b|\brang(folge|liste)?\b|\bordnen sie\b|\bsortieren sie\b|\bclasse[zr]\b|\bclassement\b|"
    r"\bpar ordre\b|"
    r"\bordene\b|\bordena\b|\borden de\b|\bclasifique\b|\bjerarquice\b|\bordini\b|\bordine di\b|\bclassifica\b|"
    r"\brangschik\b|\bvolgorde\b|\brangordna\b|\bordna\b|\brangorden\b|\bprioriter|\buszereguj|\bkolejno|\bsırala|順位|順番"
)
_LASTS = re.compile(
    r"\b(duration|time (taken|spent|to complete|on page)|total time|seconds|secs?|minutes|interviewtime|interview time|"
    r"page submit|first click|last click|page timer|timing|elapsed|dauer|bearbeitungszeit|bearbeitungsdauer|zeitdauer|"
    r"verweildauer|durée|duree|temps passé|duración|duracion|tiempo empleado|durata|duur|tijdsduur|duração|varighet|"
    r"varighed|tidsåtgång|czas trwania|czas wypełniania|süre|saniye|sekund(en|er|y)?|secondes|segundos|secondi|"
    r"seconden|tempo di (compilazione|risposta)|tiempo de (respuesta|realización)|temps de (réponse|passation))\b"
)
_SLOT = re.compile(
    r"(?:rank|rang|platz|place|choice|position|puesto|posto|plats|nr|no)? ?(\d{1,2})(?:\w{0,2})?|"
    r"(\d{1,2})(?:st|nd|rd|th) \w+"
)
_CLOCK = re.compile(r"\d{1,3}:\d{2}(:\d{2}([.,]\d+)?)?")
_MOST_PLACES = 20
_MOST_ANSWERS = 60
_FEW_ROWS = 60


def is_time(answer: object) -> bool:
    """Whether an answer is written as minutes and seconds, or with hours."""
    return _CLOCK.fullmatch(as_text(answer).strip()) is not None


def rankings_among(
    codes_of: Callable[[str], Encoded | None], texts: Mapping[str, str], columns: Iterable[str]
) -> list[list[str]]:
    """Blocks of neighbouring columns in which every person gives places from 1 on, each of them once.

    Parameters
    ----------
    codes_of : callable
        A column as codes into its distinct cells, or None where it cannot be places.
    texts : mapping
        Column to its wording.
    columns : iterable of str
        In their order; "" ends a run.

    Examples
    --------
    >>> places = {"a": [0, 1, 2, 0, 2], "b": [1, 0, 0, 2, 1], "c": [2, 2, 1, 1, 0]}
    >>> encoded = {name: Encoded(np.array(codes), [1, 2, 3]) for name, codes in places.items()}
    >>> rankings_among(encoded.get, dict(zip("abc", "abc")), "abc")
    [['a', 'b', 'c']]
    """
    found = []
    for _, run in groupby(columns, key=bool):
        block: list[str] = []
        places: dict[str, np.ndarray] = {}
        for name in [*(name for name in run if name), None]:
            values = _places(codes_of(name)) if name is not None else None
            if values is not None:
                block.append(name)
                places[name] = values
                continue
            found += _blocks(block, places, texts)
            block, places = [], {}
    return found


def _places(encoded: Encoded | None) -> np.ndarray | None:
    """The numbers of a column where all are small and whole, from 1 on."""
    if encoded is None or len(encoded.answers) > _MOST_ANSWERS:
        return None
    numbers = []
    stated = encoded.counts()
    for answer in encoded.answers:
        number = number_in(answer)
        blank = answer not in stated or (isinstance(answer, str) and not answer.strip())
        if not blank and (number is None or number % 1 or not 1 <= number <= _MOST_PLACES):
            return None
        numbers.append(np.nan if blank else number)
    if not stated or np.isnan(numbers).all():
        return None
    return np.array([*numbers, np.nan], dtype=float)[encoded.codes]


def _blocks(run: list[str], places: Mapping[str, np.ndarray], texts: Mapping[str, str]) -> list[list[str]]:
    found, at = [], 0
    while at < len(run):
        named = _same_stem(run, at, texts)
        spoken = bool(_RANKED.search(normalise(texts[run[at]]).replace("_", " "))) or _RANKED.search(
            texts[run[at]].lower()
        )
        sizes = [named] if named >= 2 else []
        high = int(np.nanmax(places[run[at]]))
        if not named:
            sizes += list(range(max(high, 3), min(len(run) - at, _MOST_PLACES) + 1))[:2]
        size = next(
            (
                size
                for size in sizes
                if at + size <= len(run) and _is_ranking(run[at : at + size], places, bool(spoken))
            ),
            0,
        )
        if size:
            found.append(run[at : at + size])
        at += size or 1
    return found


def _same_stem(run: list[str], at: int, texts: Mapping[str, str]) -> int:
    stem, row = split_text(texts[run[at]])
    if not row:
        return 0
    end = at + 1
    while end < len(run) and split_text(texts[run[end]])[0] == stem and split_text(texts[run[end]])[1]:
        end += 1
    return end - at


def _is_ranking(columns: list[str], places: Mapping[str, np.ndarray], spoken: bool) -> bool:
    size = len(columns)
    few = np.column_stack([places[column][:_FEW_ROWS] for column in columns])
    twice = (np.diff(np.sort(few, axis=1), axis=1) == 0).any(axis=1)
    if len(few) >= 10 and twice.mean() > 0.3:
        return False
    values = np.column_stack([places[column] for column in columns])
    stated = np.isfinite(values)
    rows = values[stated.sum(axis=1) >= (2 if spoken else size)]
    if len(rows) < (2 if spoken else 5) or np.nanmax(values) > size:
        return False
    ordered = np.sort(rows, axis=1)
    gaps = np.diff(ordered, axis=1)
    apart = ((gaps > 0) | np.isnan(gaps)).all(axis=1)
    if spoken:
        return apart.mean() >= 0.9
    whole = (ordered == np.arange(1, size + 1)).all(axis=1)
    return size >= 3 and whole.mean() >= 0.95 and len(np.unique(rows, axis=0)) > 1


def slots_among(
    codes_of: Callable[[str], Encoded | None], texts: Mapping[str, str], columns: Iterable[str]
) -> list[list[str]]:
    """Blocks of neighbouring columns that are the places themselves: the first holds the item put first, and so on.

    >>> items = ["Price", "Speed", "Staff"]
    >>> codes = {"R[1]": [0, 1, 2, 0, 1], "R[2]": [1, 2, 0, 2, 0], "R[3]": [2, 0, 1, 1, 2]}
    >>> encoded = {name: Encoded(np.array(places), items) for name, places in codes.items()}
    >>> slots_among(encoded.get, {name: name for name in codes}, codes)
    [['R[1]', 'R[2]', 'R[3]']]
    """
    found, block, before = [], [], ("", 0)
    for column in [*columns, ""]:
        stem, row = split_text(texts[column]) if column else ("", "")
        place = _SLOT.fullmatch(normalise(row)) if row else None
        here = (stem, int(place[1] or place[2]) if place else 0)
        if here[1] and here == (before[0] or stem, before[1] + 1):
            block.append(column)
            before = here
            continue
        found += [block] if _are_slots(block, codes_of) else []
        block, before = ([column], here) if here[1] == 1 else ([], ("", 0))
    return found


def _are_slots(columns: list[str], codes_of: Callable[[str], Encoded | None]) -> bool:
    """Whether words fill the places of every person, none of them twice, and all places hold the same words."""
    encoded = [codes_of(column) for column in columns]
    if len(columns) < 3 or any(one is None or len(one.answers) > _MOST_PLACES for one in encoded):
        return False
    words = {normalise(str(answer)) for one in encoded for answer in one.answers if str(answer).strip()}
    if len(words) < 3 or len(words) > 3 * len(columns) or any(number_in(word) is not None for word in words):
        return False
    lists = [[normalise(str(answer)) for answer in one.answers] + [""] for one in encoded]
    cells = [[known[code] for code in one.codes] for known, one in zip(lists, encoded, strict=True)]
    filled = [[word for word in row if word] for row in zip(*cells, strict=True)]
    stated = [row for row in filled if len(row) >= 2]
    return len(stated) >= 3 and sum(len(set(row)) == len(row) for row in stated) >= 0.98 * len(stated)


def duration_of(name: str, text: str, counts_of: Callable[[], Mapping[object, int]]) -> str | None:
    """``duration`` (or ``number`` for counts of clicks) where name and values say so, else None.

    >>> duration_of("t1_Page Submit", "", lambda: {12.5: 1, 3.25: 1})
    'duration'
    >>> duration_of("time spent", "", lambda: {4: 9, 5: 1}) is None
    True
    """
    words = normalise(f"{name} {text}".replace("_", " "))
    clicks = re.search(r"\bclick count\b", words)
    if not clicks and not _LASTS.search(words):
        return None
    counts = counts_of()
    numbers = [value for value in map(number_in, counts) if value is not None]
    if clicks:
        return "number" if len(numbers) >= 0.9 * len(counts) > 0 else None
    clocks = sum(map(is_time, counts))
    if counts and clocks >= 0.9 * len(counts):
        return "duration"
    if len(numbers) < 0.9 * len(counts) or not numbers:
        return None
    return "duration" if max(numbers) > 10 or any(value % 1 for value in numbers) else None
