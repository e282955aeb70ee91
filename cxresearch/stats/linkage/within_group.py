"""Agreement among the members of one group: how much less they differ than people who tick at random.

rwg compares the variance inside a unit with that of random ticking; AD counts how many scale points members are from
their mean. What ticking at random would reach by luck is simulated, since small groups agree by accident.
"""

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["random_rwg", "rwg", "skewed_variance"]

# Variances of a slightly skewed null by number of answers, from the table of LeBreton & Senter (2008).
_SLIGHT_SKEW = {5: 1.34, 6: 1.85, 7: 2.90, 8: 3.47, 9: 5.66, 10: 6.30, 11: 7.31}


def rwg(variances: ArrayLike, null_variances: ArrayLike) -> np.ndarray:
    """Agreement within units on one item (rwg) or several (rwg(j)), 0..1.

    Parameters
    ----------
    variances : shape (items, units), sample variances (n - 1) of each item in each unit; NaN for units of one.
    null_variances : shape (items,), variance of ratings at random; (A^2 - 1) / 12 for A answers.

    Returns
    -------
    One value a unit; 0 where members differ more than ratings at random would.

    References
    ----------
    James, Demaree & Wolf (1984), Journal of Applied Psychology 69.

    >>> rwg([[0.5], [1.0]], [2.0, 2.0]).round(3).tolist()
    [0.769]
    """
    observed, null = np.asarray(variances, dtype=float), np.asarray(null_variances, dtype=float)
    items = len(observed)
    ratio = np.minimum((observed / null[:, None]).mean(axis=0), 1.0)
    return items * (1 - ratio) / (items * (1 - ratio) + ratio)


def skewed_variance(answers: int) -> float:
    """Variance of slightly skewed ratings at random, for 5 to 11 answers (LeBreton & Senter 2008); NaN otherwise.

    >>> skewed_variance(5)
    1.34
    """
    return _SLIGHT_SKEW.get(int(answers), np.nan)


def random_rwg(size: int, answers: int, items: int, *, draws: int, rng: np.random.Generator) -> float:
    """The rwg that one group in twenty of this size reaches when everybody ticks at random.

    References
    ----------
    Dunlap, Burke & Smith-Crowe (2003), Journal of Applied Psychology 88; Cohen, Doveh & Nahum-Shani (2009).
    """
    counts = rng.multinomial(size, np.full(answers, 1 / answers), size=(items, draws))
    values = np.arange(answers, dtype=float)
    mean = counts @ values / size
    variances = (counts @ values**2 - size * mean**2) / (size - 1)
    return float(np.quantile(rwg(variances, np.full(items, (answers**2 - 1) / 12)), 0.95))
