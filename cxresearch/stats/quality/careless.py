"""Signs of careless answering in one respondent's row: straight lines, answers that hardly vary, rows that repeat rows.

None of them proves anything about one person: whoever finds everything good ticks one column in good faith. They say
where to look, and how much a result hangs on rows that look odd (Curran 2016; Dunn et al. 2018).
"""

from collections.abc import Sequence

import numpy as np

from cxresearch.stats.quality.times import Ranked

__all__ = ["Repeats", "longest_run", "low_fence", "response_variability", "row_keys", "same_throughout"]


_MOST_KEYS = 1 << 22


def longest_run(answers: np.ndarray) -> np.ndarray:
    """Long-string: the most answers in a row, in the order asked, that are all the same.

    Parameters
    ----------
    answers : array of float, shape (respondents, questions)
        NaN where nothing was answered; a blank neither breaks a run nor belongs to it.

    Returns
    -------
    array of int; 0 for a respondent without answers.

    References
    ----------
    Johnson (2005), Journal of Research in Personality 39; Curran (2016), Journal of Experimental Social Psychology 66.

    >>> longest_run(np.array([[3, 3, 3, 4, 4], [1, 2, 1, 2, np.nan], [5, np.nan, 5, 5, 5]])).tolist()
    [3, 1, 4]
    """
    answers = np.asarray(answers, dtype=float)
    run, best = np.zeros(len(answers), dtype=int), np.zeros(len(answers), dtype=int)
    before = np.full(len(answers), np.nan)
    for column in answers.T:
        given = ~np.isnan(column)
        if given.all():
            run = run * (column == before) + 1
            before = column
        else:
            run = np.where(given, np.where(column == before, run + 1, 1), run)
            before = np.where(given, column, before)
        np.maximum(best, run, out=best)
    return best


def same_throughout(answers: np.ndarray, *, fewest: int) -> np.ndarray:
    """Who gave one and the same answer to all questions that they answered, and answered at least so many of them.

    >>> same_throughout(np.array([[3, 3, np.nan], [3, 3, 4], [3, np.nan, np.nan]]), fewest=2).tolist()
    [True, False, False]
    """
    answers = np.asarray(answers, dtype=float)
    given = (~np.isnan(answers)).sum(axis=1)
    return (given >= fewest) & (longest_run(answers) == given)


def response_variability(answers: np.ndarray) -> np.ndarray:
    """Intra-individual response variability: the standard deviation (n - 1) of each respondent's own answers.

    Parameters
    ----------
    answers : array of float, shape (respondents, questions)
        On one scale, such as 0-100, as they were ticked (reversed questions are not turned round). NaN: not answered.

    Returns
    -------
    array of float, in the unit of the answers; NaN with fewer than two answers.

    References
    ----------
    Dunn, Heggestad, Shanock & Theilgard (2018), Journal of Business and Psychology 33.

    >>> response_variability(np.array([[1, 2, 3], [4, 4, np.nan], [2, np.nan, np.nan]])).tolist()
    [1.0, 0.0, nan]
    """
    answers = np.asarray(answers, dtype=float)
    given = ~np.isnan(answers)
    n = given.sum(axis=1)
    filled = np.where(given, answers, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = filled.sum(axis=1) / n
        squares = (np.where(given, answers - mean[:, None], 0.0) ** 2).sum(axis=1)
        return np.where(n >= 2, np.sqrt(squares / (n - 1)), np.nan)


def low_fence(values: np.ndarray, rows: np.ndarray | None = None) -> float:
    """Below this a value is an outlier on the low side: the first quartile less 1.5 times the quartiles' distance.

    Parameters
    ----------
    values : array of float; NaN is left out.
    rows : array of int, optional
        How many rows stand behind each value, one by default.

    References
    ----------
    Tukey (1977), Exploratory Data Analysis.

    >>> low_fence(np.array([1.0, 2, 3, 4, 5])), low_fence(np.array([1.0, 5]), np.array([3, 1]))
    (-1.0, -0.5)
    """
    known = ~np.isnan(values)
    if not known.any():
        return -np.inf
    counted = Ranked.of(values[known], None if rows is None else rows[known])
    first, third = counted.percentile(25), counted.percentile(75)
    return float(first - 1.5 * (third - first))


def row_keys(columns: Sequence[np.ndarray], groups: np.ndarray) -> np.ndarray:
    """A number a row that rows share only where all their answers and their group are the same.

    Parameters
    ----------
    columns : arrays of int
        The answers as codes, -1 where nothing was answered.
    groups : array of int
        Rows of different groups never share a number.

    Of 64 bits: among ten million rows two that differ share one once in some hundred thousand surveys.

    >>> keys = row_keys([np.array([1, 2, 1]), np.array([4, 4, 4])], np.zeros(3, dtype=int))
    >>> bool(keys[0] == keys[2]), bool(keys[0] == keys[1])
    (True, False)
    """
    draw = np.random.default_rng(0)
    random = draw.integers(1, 2**63, len(columns) + 1, dtype=np.int64).astype(np.uint64) | np.uint64(1)
    key = groups.astype(np.uint64) * random[-1]
    for factor, codes in zip(random, columns, strict=False):
        key = key * np.uint64(31) + (codes.astype(np.int64) + 1).astype(np.uint64) * factor
    return key


class Repeats:
    """Rows that repeat an earlier one, found among rows that pass by.

    First every row's key is shown, pass by pass: ``passes`` of them, so that few keys are held at a time. Then the rows
    pass by once more, and each learns which one it repeats.

    >>> keys, rows = np.array([7, 8, 7, 7], dtype=np.uint64), np.arange(4)
    >>> repeats = Repeats(len(keys))
    >>> repeats.show(keys, 0)
    >>> repeats.close()
    >>> repeats.first(keys, rows).tolist()
    [-1, -1, 0, 0]
    """

    def __init__(self, rows: int):
        self.passes = max(1, -(-rows // _MOST_KEYS))
        self._held: list[np.ndarray] = []
        self._doubled = np.empty(0, dtype=np.uint64)
        self._first = np.empty(0, dtype=np.int64)

    def show(self, keys: np.ndarray, at: int) -> None:
        """Keys of some rows in the pass ``at``."""
        self._held.append(keys if self.passes == 1 else keys[(keys >> np.uint64(32)) % np.uint64(self.passes) == at])

    def close(self) -> None:
        """The end of a pass."""
        held = np.concatenate([np.empty(0, dtype=np.uint64), *self._held])
        self._held.clear()
        held.sort()
        self._doubled = np.unique(np.concatenate([self._doubled, held[1:][held[1:] == held[:-1]]]))
        self._first = np.full(len(self._doubled), -1)

    def first(self, keys: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """For each key of some rows, in their order, the first row that has it; -1 where that is the row itself."""
        found = np.full(len(keys), -1)
        if not len(self._doubled):
            return found
        place = np.minimum(np.searchsorted(self._doubled, keys), len(self._doubled) - 1)
        shared = np.flatnonzero(self._doubled[place] == keys)
        own, at = np.unique(place[shared], return_index=True)
        fresh = self._first[own] < 0
        self._first[own[fresh]] = rows[shared[at[fresh]]]
        before = self._first[place[shared]]
        found[shared] = np.where(before == rows[shared], -1, before)
        return found
