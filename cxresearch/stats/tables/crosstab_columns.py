"""The columns of a crosstab: who stands in each, what they answered, and which columns can be told apart.

Columns of one banner are compared pair by pair, row by row. A column carries the letters of those that it is above.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import narwhals as nw
import numpy as np

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import (
    adjust_p,
    difference_interval,
    interval_from_error,
    kish_n,
    nps_interval,
    shares_apart_p,
    two_shares_p,
    welch_from_errors,
    wilson,
)
from cxresearch.stats.bases.calibrated import correlation_of
from cxresearch.stats.bases.hidden import Counted, as_list, counted, group_label, hidden_rows, interval_n
from cxresearch.stats.loyalty.net_promoter import nps_scores
from cxresearch.stats.tables.crosstab_rows import MEAN, SCORE, AskedRow, RowBlock, indicators_of
from cxresearch.survey.codebook import split_text, unique_ids
from cxresearch.survey.survey import Survey
from cxresearch.wording import say

__all__ = ["Banner", "banners_of", "letters_of", "row_figures"]

_MOST_COLUMNS = 60


@dataclass(frozen=True, eq=False)
class Banner:
    """One grouping of the columns; ``by`` empty is the total. ``labels`` and ``letters`` have an entry a group.

    ``overlaps``: whether one person can stand in several columns, so that they are not tested against each other.
    """

    name: str
    by: tuple[str, ...]
    found: Counted
    labels: tuple[str, ...]
    letters: tuple[str, ...]
    overlaps: bool = False

    def hidden(self, question: str, *, privacy: bool) -> tuple[np.ndarray, list[str]]:
        """The columns that must not show this question."""
        rows = self.found.groups.assign(question=question)
        return hidden_rows(
            self.found, rows, self.found.people(question), privacy=privacy, called="column", option="columns"
        )


@dataclass(frozen=True, eq=False)
class RowFigures:
    """One row of the table over the columns of one banner."""

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    count: np.ndarray
    n: np.ndarray
    n_effective: np.ndarray
    p_value: np.ndarray


def letter(at: int) -> str:
    """A, B, ... Z, AA, AB, ...

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    return letter(at // 26 - 1) + chr(65 + at % 26) if at >= 26 else chr(65 + at)


def banners_of(survey: Survey, columns: str | Iterable, questions: Sequence[str]) -> list[Banner]:
    """The total and the banners, with a letter for each column but the total.

    Parameters
    ----------
    columns : str, or list of str and tuples
        Each name is a banner; a tuple of names crosses them.

    Raises
    ------
    OptionError, QuestionError
        If a column is unknown, stands in the rows too, or has too many values.
    """
    asked = [columns] if isinstance(columns, (str, tuple)) else list(columns)
    if not asked:
        raise OptionError(say("columns= is empty. Name at least one role, column or question."))
    banners = [Banner("", (), counted(survey, list(questions), by=[]), ("Total",), ("",))]
    used = 0
    for item in asked:
        boxes = indicators_of(survey, item) if isinstance(item, str) else []
        if boxes:
            banners.append(_of_boxes(survey, boxes, questions, used))
            used += len(banners[-1].labels)
            continue
        by = as_list(list(item) if isinstance(item, tuple) else item)
        for name in by:
            if survey.find(name) in questions:
                raise OptionError(say(
                    "{name} is in rows= and in columns=. Leave it out of one of them.",
                    name=repr(name),
                ))  # fmt: skip
        found = counted(survey, list(questions), by=by)
        labels = tuple(group_label(row, by) for _, row in found.groups.iterrows())
        if not labels:
            raise QuestionError(say(
                "Nobody in {survey} has a value in {item}. Leave it out of columns=.",
                survey=survey.name, item=repr(item),
            ))  # fmt: skip
        if len(labels) > _MOST_COLUMNS:
            raise OptionError(say(
                "columns={item} makes {n} columns, at most {most_columns}. Group the values first.",
                item=repr(item), n=f"{len(labels):,}", most_columns=_MOST_COLUMNS,
            ))  # fmt: skip
        letters = tuple(letter(used + at) for at in range(len(labels)))
        used += len(labels)
        banners.append(Banner(" x ".join(by), tuple(by), found, labels, letters))
    return banners


def _of_boxes(survey: Survey, boxes: list[str], questions: Sequence[str], used: int) -> Banner:
    """A column a box: everybody who ticked it, so that one person can stand in several."""
    if set(boxes) & set(questions):
        raise OptionError(say(
            "{boxes} is in rows= and in columns=. Leave it out of one of them.",
            boxes=repr(boxes[0]),
        ))  # fmt: skip
    texts = dict(zip(survey.codebook.id, survey.codebook.text, strict=True))
    stem = split_text(texts[boxes[0]])[0]
    options = {box: split_text(texts[box])[1] or box for box in boxes}
    column = unique_ids([*survey.columns, stem])[-1]
    frame = survey.frame
    parts = [
        frame.filter(nw.col(box).cast(nw.Float64) > 0).with_columns(nw.lit(option).alias(column))
        for box, option in options.items()
    ]
    stacked = replace(
        survey, responses=nw.to_native(nw.concat(parts)), orders={**survey.orders, column: tuple(options.values())},
        raking=None,
        _cache={},
    )  # fmt: skip
    found = counted(stacked, list(questions), by=[column])
    labels = tuple(group_label(row, [column]) for _, row in found.groups.iterrows())
    if not labels:
        raise QuestionError(say(
            "Nobody in {survey} ticked a box of {stem}. Leave it out of columns=.",
            survey=survey.name, stem=repr(stem),
        ))  # fmt: skip
    letters = tuple(letter(used + at) for at in range(len(labels)))
    return Banner(stem, (boxes[0],), found, labels, letters, overlaps=True)


def row_figures(banner: Banner, block: RowBlock, row: AskedRow, *, confidence: float, shown: np.ndarray, fewest: int):
    """Estimates, bounds, bases and the matrix of p values of one row; columns that are too small are not tested."""
    cells = banner.found.cells(row.question)
    n = cells.n.sum(axis=1)
    total, worth = cells.sum_w.sum(axis=1), kish_n(cells.sum_w.sum(axis=1), cells.sum_w2.sum(axis=1))
    tested = shown & (n >= fewest)
    careful = banner.found.weighted or banner.found.designed
    if row.kind == MEAN:
        means = banner.found.means(row.question)
        bounds = interval_from_error(means.mean, means.std_error, means.df, confidence=confidence)
        p = _pairs(tested, lambda a, b: _welch(means, a, b, confidence))
        return RowFigures(means.mean, bounds.low, bounds.high, n, n, worth, p)
    with np.errstate(invalid="ignore", divide="ignore"):
        if row.kind == SCORE:
            scores = nps_scores(cells.values)
            parts = [cells.sum_w[:, scores == score].sum(axis=1) / total * n for score in (100.0, 0.0, -100.0)]
            means = banner.found.means(row.question, scores)
            own = interval_n(means, confidence=confidence, designed=careful, most=False)
            score = nps_interval(*parts, n_effective=own, confidence=confidence)
            value, error = score.estimate, means.std_error if careful else score.std_error
            p = _pairs(tested, lambda a, b: difference_interval(value[a], error[a], value[b], error[b]).p_value)
            if careful:
                p = _pairs(tested, lambda a, b: _welch(means, a, b, confidence))
            return RowFigures(value, score.low, score.high, n, n, worth, p)
    inside = np.isin(cells.values, row.values)
    means = banner.found.means(row.question, np.where(inside, 100.0, 0.0))
    share, own = means.mean / 100, interval_n(means, confidence=confidence, designed=careful)
    bounds = wilson(np.nan_to_num(share) * own, own, confidence=confidence)

    def apart(a, b):
        if not careful:
            return two_shares_p(share[a] * n[a], n[a], share[b] * n[b], n[b])
        error = means.std_error / 100
        return shares_apart_p(
            share[a], error[a], worth[a], means.df[a], share[b], error[b], worth[b], means.df[b],
            correlation=correlation_of(means.shared, a, b),
        )  # fmt: skip

    p = _pairs(tested, apart)
    count = cells.n[:, inside].sum(axis=1)
    return RowFigures(100 * share, 100 * bounds.low, 100 * bounds.high, count, n, worth, p)


def _pairs(tested: np.ndarray, test) -> np.ndarray:
    """The p values of all pairs of tested columns, a matrix with NaN elsewhere."""
    size = len(tested)
    p = np.full((size, size), np.nan)
    a, b = np.triu_indices(size, 1)
    both = tested[a] & tested[b]
    a, b = a[both], b[both]
    if len(a):
        p[a, b] = test(a, b)
    return p


def _welch(means, a, b, confidence: float) -> np.ndarray:
    error, df = means.std_error, means.df
    test = welch_from_errors(means.mean[a], error[a], df[a], means.mean[b], error[b], df[b], confidence=confidence)
    if means.shared is None:
        return test.p_value
    common = 2 * correlation_of(means.shared, a, b) * error[a] * error[b]
    joint = np.sqrt(np.maximum(error[a] ** 2 + error[b] ** 2 - common, 0.0))
    return welch_from_errors(test.estimate, joint, test.df, 0.0, 0.0, np.inf, confidence=confidence).p_value


def letters_of(banner: Banner, figures: RowFigures, *, adjust: str, confidence: float) -> list[str]:
    """For each column the letters of those that it is above; all pairs of a row and banner are one family of tests."""
    adjusted = adjust_p(figures.p_value, method=adjust)
    found: list[list[str]] = [[] for _ in banner.labels]
    for a, b in zip(*np.nonzero(adjusted < 1 - confidence), strict=True):
        above, below = (a, b) if figures.estimate[a] > figures.estimate[b] else (b, a)
        found[above].append(banner.letters[below])
    return [" ".join(sorted(own, key=lambda name: (len(name), name))) for own in found]
