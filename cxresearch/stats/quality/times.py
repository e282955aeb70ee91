"""How long each audience took: percentiles that one forgotten browser tab does not move."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.survey.audiences import ordered

__all__ = ["Ranked", "times_taken"]

_PARTS = {"p10": 10, "q1": 25, "median": 50, "q3": 75, "p90": 90}
_FEWEST = 10
# So many people must lie beyond a percentile of employees, so that it tells of none of them.
_BEYOND = 5


class Ranked(NamedTuple):
    """Values in rising order, and how many rows have this value or a lower one."""

    values: np.ndarray
    upto: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, rows: np.ndarray | None = None) -> "Ranked":
        """Values in any order, each with the number of its rows, one by default."""
        order = np.argsort(values, kind="stable")
        rows = np.ones(len(values), dtype=np.int64) if rows is None else np.asarray(rows, dtype=np.int64)
        return cls(np.asarray(values, dtype=float)[order], np.cumsum(rows[order]))

    @property
    def rows(self) -> int:
        return int(self.upto[-1]) if len(self.upto) else 0

    def at(self, rank: int) -> float:
        """The value of this rank, from 1."""
        return float(self.values[np.searchsorted(self.upto, rank)])

    def percentile(self, percent: float) -> float:
        """As numpy's default, Hyndman & Fan's (1996) type 7, to the last digit.

        >>> Ranked.of(np.array([4.0, 1.0]), np.array([1, 3])).percentile(90) == float(np.percentile([1, 1, 1, 4], 90))
        True
        """
        virtual = (self.rows - 1) * (percent / 100)
        before = int(np.floor(virtual))
        low, high, part = self.at(before + 1), self.at(min(before + 2, self.rows)), virtual - before
        return high - (high - low) * (1 - part) if part >= 0.5 else low + (high - low) * part

    @property
    def median(self) -> float:
        """The middle value, or the mean of the two in the middle."""
        return (self.at((self.rows + 1) // 2) + self.at(self.rows // 2 + 1)) / 2


def times_taken(
    people: pd.DataFrame, *, employees: Iterable[str] = (), hidden: Iterable[str] = (), confidence: float = 0.95
) -> pd.DataFrame:
    """Percentiles of the seconds by audience, with an interval of the median.

    Parameters
    ----------
    people : DataFrame
        Of `check_quality`: those count whose ``speed`` could be judged (timed, to the end, most of it answered). A
        column ``rows`` tells how many people stand behind a row, one by default.
    employees : names of audiences whose percentiles are hidden where fewer than five people lie beyond them.
    hidden : names of audiences of which nothing may be shown.
    confidence : float
        Of the median's interval, 0..1.

    Returns
    -------
    DataFrame
        A row an audience: ``audience, n, p10, q1, median, q3, p90, ci_low, ci_high`` (seconds; NaN: hidden, or fewer
        than ten people).

    References
    ----------
    The interval runs between two order statistics, whatever the distribution: Conover (1999), Practical Nonparametric
    Statistics, 3.2. Percentiles are those of Hyndman & Fan (1996), type 7.

    Examples
    --------
    >>> people = pd.DataFrame({"audience": "Customers", "seconds": range(60, 360, 3), "speed": 1.0})
    >>> times_taken(people)[["n", "median", "ci_low", "ci_high"]].values.tolist()
    [[100.0, 208.5, 177.0, 240.0]]
    """
    employees, hidden = set(employees), set(hidden)
    rows = []
    timed = dict(list(people[people.speed.notna()].groupby("audience")))
    for audience in ordered(timed):
        part = timed[audience]
        seconds = Ranked.of(part.seconds.to_numpy(float), part.rows.to_numpy() if "rows" in part else None)
        n = seconds.rows
        found = dict.fromkeys([*_PARTS, "ci_low", "ci_high"], np.nan)
        if n >= _FEWEST and audience not in hidden:
            found |= {name: seconds.percentile(part) for name, part in _PARTS.items()}
            low = _rank(n, confidence)
            found |= {"ci_low": seconds.at(low), "ci_high": seconds.at(n - low + 1)} if low else {}
            if audience in employees:
                few = [name for name, part in _PARTS.items() if n * min(part, 100 - part) / 100 < _BEYOND]
                few += ["ci_low", "ci_high"] if low <= _BEYOND else []
                found |= dict.fromkeys(few, np.nan)
        rows.append({"audience": audience, "n": np.nan if audience in hidden else float(n), **found})
    return pd.DataFrame(rows, columns=["audience", "n", *_PARTS, "ci_low", "ci_high"])


def _rank(n: int, confidence: float) -> int:
    """The rank (from 1) of the lower end: the largest for which both ends keep the confidence; 0 where none does."""
    from scipy.special import bdtr

    tail = (1 - confidence) / 2
    ranks = np.arange(1, n // 2 + 1)
    return int((bdtr(ranks - 1, n, 0.5) <= tail).sum())
