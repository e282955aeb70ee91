"""Which answers hang together: the error of a figure, and of a difference, under the design that drew the people.

Every answer pulls on the mean that it is part of, and pulls of one sampled unit hang together: they are summed before
they are squared, over audiences too, because staff and customers of one branch share what makes the branch. People
without a unit (leaders at headquarters) are a stratum of their own in which each is his own unit. Where a person
answered in several waves, the person is the unit.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

__all__ = ["DesignError", "Pulls", "difference_error", "figure_error", "pulls_of"]

_SILENT = {"divide": "ignore", "invalid": "ignore"}


class DesignError(NamedTuple):
    """Standard error with its degrees of freedom; ``covariance`` of the two sides, 0 where no unit is shared."""

    std_error: np.ndarray
    df: np.ndarray
    covariance: np.ndarray


@dataclass(frozen=True, eq=False)
class Pulls:
    """How units and single people pull on the figures of groups.

    ``unit`` and ``present``: (groups, units), the sum of weight times (answer minus figure) over the sum of weights,
    and whether anybody of the group is in the unit. ``alone``: people who are units of their own, with the sum of their
    pulls and of the squares.
    """

    unit: np.ndarray
    present: np.ndarray
    alone: np.ndarray
    alone_sum: np.ndarray
    alone_square: np.ndarray

    def take(self, rows) -> "Pulls":
        """The groups at some places."""
        return Pulls(*(part[rows] for part in self._parts()))

    def times(self, factor: np.ndarray) -> "Pulls":
        """All pulls of a group times a factor, such as a finite-population correction."""
        by = np.asarray(factor, dtype=float)
        return Pulls(self.unit * by[:, None], self.present, self.alone, self.alone_sum * by, self.alone_square * by**2)

    @classmethod
    def stacked(cls, parts: "list[Pulls]") -> "Pulls":
        """The groups of several, one behind the other; all of the same units."""
        return cls(*(np.concatenate(some) for some in zip(*(part._parts() for part in parts), strict=True)))

    def beside(self, other: "Pulls") -> "Pulls":
        """The pulls on the sum of two figures, group by group."""
        return Pulls(
            self.unit + other.unit, self.present | other.present, self.alone + other.alone,
            self.alone_sum + other.alone_sum, self.alone_square + other.alone_square,
        )  # fmt: skip

    def _parts(self) -> tuple[np.ndarray, ...]:
        return self.unit, self.present, self.alone, self.alone_sum, self.alone_square


def pulls_of(values, n, sum_w, sum_w2, row, unit, *, mean, total, units: int, whole: np.ndarray | None = None) -> Pulls:
    """Pulls from cells.

    Parameters
    ----------
    values : (answers,) scores. `n`, `sum_w`, `sum_w2` : (cells, answers), counts and sums of weights and their squares.
    row : (cells,) group of each cell. `unit` : (cells,) its unit, -1 where none is stated.
    mean, total : (groups,) figure and sum of weights.
    units : how many units there are.
    whole : (groups,) bool, groups whose people are their own units whatever is stated.
    """
    groups = len(mean)
    single = unit < 0
    if whole is not None:
        single = single | whole[row]
    with np.errstate(**_SILENT):
        apart = values[None, :] - mean[row][:, None]
        pull = np.nan_to_num((sum_w * apart).sum(axis=1) / total[row])
        square = np.nan_to_num((sum_w2 * apart**2).sum(axis=1) / total[row] ** 2)
    people = n.sum(axis=1)
    out, present = np.zeros((groups, max(units, 1))), np.zeros((groups, max(units, 1)), dtype=bool)
    within = ~single & (people > 0)
    np.add.at(out, (row[within], unit[within]), pull[within])
    present[row[within], unit[within]] = True
    alone = [np.bincount(row[single], part[single], minlength=groups) for part in (people, pull, square)]
    return Pulls(out, present, *alone)


def _strata(pulls: Pulls) -> tuple[np.ndarray, ...]:
    """Variance and number of units of the two strata of one group: sampled units, and people without one."""
    m = pulls.present.sum(axis=1).astype(float)
    return _variance(pulls.unit.sum(axis=1), (pulls.unit**2).sum(axis=1), m), m, _alone(pulls), pulls.alone


def _variance(total, square, m) -> np.ndarray:
    """One stratum of units drawn with replacement; a single unit gives no variance."""
    with np.errstate(**_SILENT):
        spread = np.maximum(square - total**2 / m, 0.0) * m / (m - 1)
    return np.where(m == 0, 0.0, np.where(m == 1, np.nan, spread))


def _alone(pulls: Pulls) -> np.ndarray:
    n = pulls.alone
    # One person without a unit beside many with one: his pull itself is all that is known of his stratum.
    some = np.where(n == 1, pulls.alone_square, _variance(pulls.alone_sum, pulls.alone_square, np.where(n == 1, 2, n)))
    return np.where((n == 1) & (pulls.present.sum(axis=1) == 0), np.nan, some)


def figure_error(pulls: Pulls) -> DesignError:
    """The error of each group's figure; degrees of freedom are units minus strata, or fewer (Satterthwaite).

    References
    ----------
    Binder (1983), International Statistical Review 51; Kish (1965); R `survey::svymean`.
    """
    units, m, alone, n = _strata(pulls)
    variance = units + alone
    design = m + n - (m > 0) - (n > 0)
    df = np.minimum(design, _satterthwaite((units, m - 1), (alone, n - 1)))
    return DesignError(np.sqrt(variance), df, np.zeros_like(variance))


def difference_error(a: Pulls, b: Pulls) -> DesignError:
    """The error of the differences of two groups' figures, pair by pair.

    Parameters
    ----------
    a, b : of the same pairs and the same units.

    Returns
    -------
    DesignError. Units count across both sides. Degrees of freedom are those of R's `svyglm` (units minus strata minus
    1), or Satterthwaite's where a stratum or, without a shared unit, a side has few.

    References
    ----------
    Binder (1983); Lumley (2010), Complex Surveys.
    """
    either = a.present | b.present
    m = either.sum(axis=1).astype(float)
    both = a.unit - b.unit
    units = _variance(both.sum(axis=1), (both**2).sum(axis=1), m)
    alone_a, alone_b = _alone(a), _alone(b)
    variance = units + alone_a + alone_b
    strata = (m > 0).astype(float) + (a.alone > 0) + (b.alone > 0)
    design = m + a.alone + b.alone - strata - 1
    df = np.minimum(design, _satterthwaite((units, m - 1), (alone_a, a.alone - 1), (alone_b, b.alone - 1)))
    one, two = figure_error(a), figure_error(b)
    shared = (a.present & b.present).any(axis=1)
    apart = _satterthwaite((one.std_error**2, one.df), (two.std_error**2, two.df))
    df = np.where(shared, df, np.fmin(df, apart))
    covariance = np.where(shared, (one.std_error**2 + two.std_error**2 - variance) / 2, 0.0)
    return DesignError(np.sqrt(variance), np.maximum(df, 0.0), covariance)


def _satterthwaite(*parts) -> np.ndarray:
    with np.errstate(**_SILENT):
        total = sum(variance for variance, _ in parts)
        spread = sum(np.where(variance > 0, variance**2 / np.maximum(df, 1e-9), 0.0) for variance, df in parts)
        return np.where(spread > 0, total**2 / spread, np.inf)
