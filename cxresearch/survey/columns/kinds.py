"""Kinds that only the values of several columns, or of a whole column, can tell: rankings and durations.

Places in a ranking are whole numbers of which every person gives each to one item; a mean of them is no rating, and a
"top box" of them is nonsense. Seconds on a page are no ratings either.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

import narwhals as nw
import numpy as np

from cxresearch.survey.answers import as_text
from cxresearch.survey.codebook import split_text
from cxresearch.survey.labels import normalise
from cxresearch.survey.numerals import number_in

__all__ = ["duration_of", "rankings_among"]

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
    r"varighed|tidsåtgång|czas trwania|süre)\b"
)
_CLOCK = re.compile(r"\d{1,3}:\d{2}(:\d{2}([.,]\d+)?)?")
_MOST_PLACES = 20
_SAMPLE_ROWS = 5000


def rankings_among(frame, texts: Mapping[str, str], columns: Iterable[str]) -> list[list[str]]:
    """Blocks of neighbouring columns in which every person gives places from 1 on, each of them once.

    Parameters
    ----------
    frame : narwhals frame
    texts : mapping
        Column to its wording.
    columns : iterable of str
        In their order; "" ends a run.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"a": [1, 2, 3, 1, 3], "b": [2, 1, 1, 3, 2], "c": [3, 3, 2, 2, 1]})
    >>> rankings_among(nw.from_native(rows), dict(zip("abc", "abc")), "abc")
    [['a', 'b', 'c']]
    """
    schema = frame.collect_schema()
    found = []
    for _, run in groupby(columns, key=bool):
        names = [name for name in run if name]
        block: list[str] = []
        places: dict[str, np.ndarray] = {}
        for name in [*names, None]:
            values = _places(frame, name, schema) if name is not None else None
            if values is not None:
                block.append(name)
                places[name] = values
                continue
            found += _blocks(block, places, texts)
            block, places = [], {}
    return found


def _places(frame, column: str, schema) -> np.ndarray | None:
    """The numbers of a column where all are small and whole, from 1 on."""
    kind = schema[column]
    if not (kind.is_numeric() or kind == nw.String):
        return None
    part = frame.select(column).head(_SAMPLE_ROWS)
    values = (part.collect("pyarrow") if isinstance(part, nw.LazyFrame) else part)[column]
    if kind == nw.String:
        distinct = values.drop_nulls().unique().to_list()
        read = {text: number_in(text) for text in distinct}
        if len(distinct) > _MOST_PLACES + 1 or any(read[text] is None for text in distinct if str(text).strip()):
            return None
        cells = [None if text is None else read.get(text) for text in values.to_list()]
        numbers = np.array([np.nan if cell is None else cell for cell in cells], dtype=float)
    else:
        numbers = values.cast(nw.Float64).to_numpy().astype(float)
    stated = numbers[np.isfinite(numbers)]
    if not len(stated) or stated.min() < 1 or stated.max() > _MOST_PLACES or (stated % 1).any():
        return None
    return numbers


def _blocks(run: list[str], places: Mapping[str, np.ndarray], texts: Mapping[str, str]) -> list[list[str]]:
    found, at = [], 0
    while at < len(run):
        named = _same_stem(run, at, texts)
        spoken = bool(_RANKED.search(normalise(texts[run[at]]).replace("_", " "))) or _RANKED.search(
            texts[run[at]].lower()
        )
        sizes = [named] if named >= 2 else []
        high = int(np.nanmax(places[run[at]]))
        sizes += [size for size in range(max(high, 3), min(len(run) - at, _MOST_PLACES) + 1) if size not in sizes][:3]
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
    values = np.column_stack([places[column] for column in columns])
    size = len(columns)
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


def duration_of(name: str, text: str, counts_of: Callable[[], Mapping[object, int]]) -> str | None:
    """``duration`` (or ``number`` for counts of clicks) where name and values say so, else None.

    >>> duration_of("t1_Page Submit", "", lambda: {12.5: 1, 3.25: 1}), duration_of("time spent", "", lambda: {4: 9,
    5: 1}) ('duration', None)
    """
    words = normalise(f"{name} {text}".replace("_", " "))
    clicks = re.search(r"\bclick count\b", words)
    if not clicks and not _LASTS.search(words):
        return None
    counts = counts_of()
    numbers = [value for value in map(number_in, counts) if value is not None]
    if clicks:
        return "number" if len(numbers) >= 0.9 * len(counts) > 0 else None
    clocks = sum(bool(_CLOCK.fullmatch(as_text(value).strip())) for value in counts)
    if counts and clocks >= 0.9 * len(counts):
        return "duration"
    if len(numbers) < 0.9 * len(counts) or not numbers:
        return None
    return "duration" if max(numbers) > 10 or any(value % 1 for value in numbers) else None
