"""Terms of a model: a rating counts by the step, a choice by level against its first, and none repeats another."""

from typing import NamedTuple

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.stats.bases.rows import MEASURES
from cxresearch.survey.survey import Survey
from cxresearch.wording import named, say

__all__ = ["Term", "refuse_repeats", "terms_of"]

_MOST_LEVELS = 30


class Term(NamedTuple):
    """One column of the model: a step of a rating, or one level of a choice against the first."""

    driver: str
    level: str
    reference: str


def terms_of(
    survey: Survey, drivers: list[str], categorical: list[str], rows: np.ndarray
) -> tuple[list[Term], np.ndarray]:
    """Terms and their columns: numbers as they are, choices as levels against the first one that occurs.

    Raises
    ------
    OptionError
        If a choice has too many levels to be told apart.
    """
    kinds = survey.codebook.set_index("id").kind
    terms, columns = [], []
    for driver in drivers:
        if kinds.get(driver) in MEASURES and driver not in categorical:
            terms.append(Term(driver, "", ""))
            columns.append(survey.numbers([driver]).iloc[:, 0].to_numpy(float))
            continue
        levels, code = _levels(survey, driver, rows)
        if len(levels) > _MOST_LEVELS:
            raise OptionError(say(
                "{driver} has {n} different answers, too many to be levels of a driver. Leave it out.",
                driver=repr(driver), n=len(levels),
            ))  # fmt: skip
        if len(levels) < 2:
            raise OptionError(say(
                "{driver} got the same answer from everybody ({levels}). Leave it out.",
                driver=repr(driver), levels=named(levels),
            ))  # fmt: skip
        for at, level in enumerate(levels[1:], start=1):
            terms.append(Term(driver, level, levels[0]))
            columns.append(np.where(code < 0, np.nan, (code == at).astype(float)))
    return terms, np.column_stack(columns)


def _levels(survey: Survey, driver: str, rows: np.ndarray) -> tuple[list[str], np.ndarray]:
    """The answers that occur in some rows: in the order of the scale, else as they first appear."""
    scale = survey.scale_of(driver)
    encoded = survey.encoded(driver)
    code = encoded.codes.astype(int)
    if scale is not None:
        value = survey.numbers([driver]).iloc[:, 0].to_numpy(float)
        seen = np.unique(value[rows & ~np.isnan(value)])
        words = {number: label for label, number in scale.labels}
        code = np.where(np.isin(value, seen), np.searchsorted(seen, np.nan_to_num(value, nan=-1e9)), -1)
        return [words.get(number, f"{number:g}") for number in seen], code
    names = ["" if answer is None else str(answer).strip() for answer in encoded.answers]
    present = np.unique(code[rows & (code >= 0)])
    first = {at: np.flatnonzero(rows & (code == at))[0] for at in present if names[at]}
    order = sorted(first, key=first.get)
    lookup = np.full(len(names) + 1, -1)
    lookup[order] = np.arange(len(order))
    return [names[at] for at in order], lookup[code]


def refuse_repeats(terms: list[Term], x: np.ndarray) -> None:
    """Refuse terms that do not vary or repeat each other.

    Raises
    ------
    OptionError
        Naming the drivers.
    """
    flat = [term.driver for term, column in zip(terms, x.T, strict=True) if not np.ptp(column) > 0]
    if flat:
        raise OptionError(say(
            "{flat} got the same answer from everybody. Leave it out.",
            flat=named(dict.fromkeys(flat)),
        ))  # fmt: skip
    away = (x - x.mean(axis=0)) / x.std(axis=0)
    for at in range(1, x.shape[1]):
        slopes, *_ = np.linalg.lstsq(away[:, :at], away[:, at], rcond=None)
        if ((away[:, at] - away[:, :at] @ slopes) ** 2).mean() < 1e-10:
            others = [terms[other].driver for other in range(at) if abs(slopes[other]) > 1e-6]
            raise OptionError(say(
                "{driver} can be computed exactly from {others}, so their parts cannot be told apart. Leave one of "
                "them out.",
                driver=terms[at].driver, others=named(dict.fromkeys(others)),
            ))  # fmt: skip
