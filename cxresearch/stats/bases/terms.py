"""Terms of a model: a rating counts by the step, a choice by level against its first, and none repeats another."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.inference.co_moments import CoMoments, co_moments
from cxresearch.stats.bases.rows import MEASURES
from cxresearch.survey.answers import as_text
from cxresearch.survey.survey import Survey
from cxresearch.wording import named, say

__all__ = ["Term", "Terms", "refuse_repeats", "terms_of", "terms_passing"]

_MOST_LEVELS = 30
_REPEATS = 1e-10


class Term(NamedTuple):
    """One column of the model: a step of a rating, or one level of a choice against the first."""

    driver: str
    level: str
    reference: str


@dataclass(frozen=True, eq=False)
class Terms:
    """The terms, and their columns in any part of the survey; ``levels`` of a driver as keys, None of a rating."""

    terms: list[Term]
    levels: dict[str, list | None]

    def columns(self, part: Survey) -> np.ndarray:
        """The columns of a survey's rows, or of a piece of it: (rows, terms), NaN where nothing was answered."""
        columns = []
        for driver, keys in self.levels.items():
            if keys is None:
                columns.append(part.numbers([driver]).iloc[:, 0].to_numpy(float))
                continue
            code = _codes(part, driver, keys)
            columns += [np.where(code < 0, np.nan, (code == at).astype(float)) for at in range(1, len(keys))]
        return np.column_stack(columns)


def terms_of(
    survey: Survey, drivers: list[str], categorical: list[str], rows: np.ndarray
) -> tuple[list[Term], np.ndarray]:
    """Terms and their columns: numbers as they are, choices as levels against the first one that occurs.

    Raises
    ------
    OptionError
        If a choice has too many levels to be told apart.
    """
    found = terms_passing(survey, drivers, categorical, lambda: [(survey, rows)])
    return found.terms, found.columns(survey)


def terms_passing(survey: Survey, drivers: list[str], categorical: list[str], passing: Callable[[], Iterable]) -> Terms:
    """The same of rows that pass by: ``passing`` gives pieces of the survey with which of their rows count.

    Levels are in the order of the scale, else as they first appear in the survey. The rows pass by only where a driver
    counts by level.
    """
    kinds = survey.codebook.set_index("id").kind
    measured = {driver for driver in drivers if kinds.get(driver) in MEASURES and driver not in categorical}
    seen: dict[str, set] = {driver: set() for driver in drivers if driver not in measured}
    for part, rows in passing() if seen else ():
        for driver, keys in seen.items():
            keys |= _present(part, driver, rows)
    terms, levels = [], {}
    for driver in drivers:
        levels[driver] = None
        if driver in measured:
            terms.append(Term(driver, "", ""))
            continue
        keys, names = _named(survey, driver, seen[driver])
        if len(names) > _MOST_LEVELS:
            raise OptionError(say(
                "{driver} has {n} different answers, too many to be levels of a driver. Leave it out.",
                driver=repr(driver), n=len(names),
            ))  # fmt: skip
        if len(names) < 2:
            raise OptionError(say(
                "{driver} got the same answer from everybody ({levels}). Leave it out.",
                driver=repr(driver), levels=named(names),
            ))  # fmt: skip
        levels[driver] = keys
        terms += [Term(driver, level, names[0]) for level in names[1:]]
    return Terms(terms, levels)


def _present(part: Survey, driver: str, rows: np.ndarray) -> set:
    """The values, or the words where there is no scale, that occur in some rows."""
    if part.scale_of(driver) is not None:
        value = part.numbers([driver]).iloc[:, 0].to_numpy(float)[rows]
        return set(value[~np.isnan(value)].tolist())
    encoded = part.encoded(driver)
    there = np.bincount(encoded.codes[rows].astype(np.int64) + 1, minlength=len(encoded.answers) + 1)[1:] > 0
    return {_word(answer) for answer, some in zip(encoded.answers, there, strict=True) if some} - {""}


def _named(survey: Survey, driver: str, seen: set) -> tuple[list, list[str]]:
    scale = survey.scale_of(driver)
    if scale is not None:
        words = {number: label for label, number in scale.labels}
        keys = sorted(seen)
        return keys, [words.get(number, f"{number:g}") for number in keys]
    keys = [word for word in dict.fromkeys(map(_word, survey.answer_counts(driver))) if word in seen]
    return keys, keys


def _codes(part: Survey, driver: str, keys: list) -> np.ndarray:
    if part.scale_of(driver) is not None:
        value = part.numbers([driver]).iloc[:, 0].to_numpy(float)
        place = np.minimum(np.searchsorted(keys, value), len(keys) - 1)
        return np.where(np.asarray(keys)[place] == value, place, -1)
    encoded, place = part.encoded(driver), {word: at for at, word in enumerate(keys)}
    return np.array([*(place.get(_word(answer), -1) for answer in encoded.answers), -1])[encoded.codes]


def _word(answer: object) -> str:
    return "" if answer is None else as_text(answer).strip()


def refuse_repeats(terms: list[Term], x: np.ndarray | CoMoments) -> None:
    """Refuse terms that do not vary or repeat each other, by their rows or by the sums of them.

    Raises
    ------
    OptionError
        Naming the drivers.
    """
    sums = x if isinstance(x, CoMoments) else co_moments(x)
    flat = [term.driver for term, low, high in zip(terms, sums.low, sums.high, strict=True) if not high > low]
    if flat:
        raise OptionError(say(
            "{flat} got the same answer from everybody. Leave it out.",
            flat=named(dict.fromkeys(flat)),
        ))  # fmt: skip
    among = sums.correlation
    for at in range(1, len(terms)):
        slopes, *_ = np.linalg.lstsq(among[:at, :at], among[:at, at], rcond=None)
        if 1 - among[:at, at] @ slopes < _REPEATS:
            others = [terms[other].driver for other in range(at) if abs(slopes[other]) > 1e-6]
            raise OptionError(say(
                "{driver} can be computed exactly from {others}, so their parts cannot be told apart. Leave one of "
                "them out.",
                driver=terms[at].driver, others=named(dict.fromkeys(others)),
            ))  # fmt: skip
