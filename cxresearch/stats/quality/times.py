"""How long each audience took: percentiles that one forgotten browser tab does not move."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from cxresearch.survey.audiences import ordered

__all__ = ["times_taken"]

_PARTS = {"p10": 10, "q1": 25, "median": 50, "q3": 75, "p90": 90}
_FEWEST = 10
# So many people must lie beyond a percentile of employees, so that it tells of none of them.
_BEYOND = 5


def times_taken(
    people: pd.DataFrame, *, employees: Iterable[str] = (), hidden: Iterable[str] = (), confidence: float = 0.95
) -> pd.DataFrame:
    """Percentiles of the seconds by audience, with an interval of the median.

    Parameters
    ----------
    people : DataFrame
        Of `check_quality`: those count whose ``speed`` could be judged (timed, to the end, most of it answered).
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
        seconds = np.sort(part.seconds.to_numpy(float))
        n = len(seconds)
        found = dict.fromkeys([*_PARTS, "ci_low", "ci_high"], np.nan)
        if n >= _FEWEST and audience not in hidden:
            found |= {name: float(np.percentile(seconds, part)) for name, part in _PARTS.items()}
            low = _rank(n, confidence)
            found |= {"ci_low": seconds[low - 1], "ci_high": seconds[n - low]} if low else {}
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
