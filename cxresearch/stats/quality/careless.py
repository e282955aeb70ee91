"""Signs of careless answering in one respondent's row: straight lines, answers that hardly vary, rows that repeat rows.

None of them proves anything about one person: whoever finds everything good ticks one column in good faith. They say
where to look, and how much a result hangs on rows that look odd (Curran 2016; Dunn et al. 2018).
"""

from collections.abc import Sequence

import numpy as np

__all__ = ["longest_run", "low_fence", "repeated_rows", "response_variability", "same_throughout"]


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


def low_fence(values: np.ndarray) -> float:
    """Below this a value is an outlier on the low side: the first quartile less 1.5 times the quartiles' distance.

    References
    ----------
    Tukey (1977), Exploratory Data Analysis.

    >>> low_fence(np.array([1.0, 2, 3, 4, 5]))
    -1.0
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return -np.inf
    first, third = np.percentile(known, [25, 75])
    return float(first - 1.5 * (third - first))


def repeated_rows(columns: Sequence[np.ndarray], groups: np.ndarray, *, judged: np.ndarray) -> np.ndarray:
    """For each row the first row before it that holds the same answers in all columns, -1 where there is none.

    Parameters
    ----------
    columns : arrays of int
        The answers as codes, -1 where nothing was answered.
    groups : array of int
        Rows of different groups are never compared.
    judged : array of bool
        Which rows have enough answers to be compared.

    >>> repeated_rows([np.array([1, 2, 1]), np.array([4, 4, 4])], np.zeros(3, dtype=int), judged=np.ones(3, dtype=bool))
    array([-1, -1,  0])
    """
    first = np.full(len(groups), -1)
    rows = np.flatnonzero(judged)
    if not len(rows) or not len(columns):
        return first
    random = np.random.default_rng(0).integers(1, 2**63, len(columns) + 1, dtype=np.int64).astype(
        np.uint64
    ) | np.uint64(1)
    key = groups[rows].astype(np.uint64) * random[-1]
    for factor, codes in zip(random, columns, strict=False):
        key = key * np.uint64(31) + (codes[rows].astype(np.int64) + 1).astype(np.uint64) * factor
    # Equal keys are nearly always equal rows; looking at both makes sure.
    _, at, of = np.unique(key, return_index=True, return_inverse=True)
    before = rows[at[of]]
    same = (before != rows) & (groups[before] == groups[rows])
    for codes in columns:
        same &= codes[before] == codes[rows]
    first[rows[same]] = before[same]
    return first
