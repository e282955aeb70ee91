"""What a sample is worth once weights, clusters and the size of the population are told.

A hundred answers are not always a hundred independent answers. Weights that differ cost precision (Kish's
design effect), customers of one branch resemble each other (clusters), and sixty of seventy-two leaders are
nearly all of them (finite-population correction). Each of these has a closed form on counts and sums, so
nothing here ever sees a respondent. numpy only, every function broadcasts, and a group without answers is
NaN, never an exception and never a warning.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxresearch.errors import OptionError
from cxresearch.wording import say

__all__ = [
    "ClusterMean",
    "MeanError",
    "Moments",
    "cluster_error",
    "design_effect",
    "fpc",
    "independent_n",
    "kish_n",
    "mean_error",
    "nonnegative",
    "pseudo_answer",
    "weighted_moments",
]

_SILENT = {"divide": "ignore", "invalid": "ignore", "over": "ignore"}


class Moments(NamedTuple):
    """Mean of one discrete question with its error; `n` respondents, `n_effective` after Kish, `df` = n - 1."""

    n: np.ndarray
    n_effective: np.ndarray
    mean: np.ndarray
    variance: np.ndarray
    std_error: np.ndarray
    df: np.ndarray


class MeanError(NamedTuple):
    """A mean, its standard error and the degrees of freedom of that error."""

    mean: np.ndarray
    std_error: np.ndarray
    df: np.ndarray


class CarefulMean(NamedTuple):
    """A mean and error that a pseudo-answer made careful; `added` is how much of an answer was added (0: untouched)."""

    mean: np.ndarray
    std_error: np.ndarray
    added: np.ndarray


class ClusterMean(NamedTuple):
    """Mean over clusters that were themselves sampled; `df` is the number of clusters minus one."""

    mean: np.ndarray
    std_error: np.ndarray
    df: np.ndarray


def nonnegative(values: ArrayLike, name: str) -> np.ndarray:
    """Take counts, weights or variances as floats, and refuse negative ones by name.

    NaN passes: it is how a group without answers arrives.

    Raises
    ------
    OptionError
        When a value is below zero.

    >>> nonnegative([3, 0], "n")
    array([3., 0.])
    """
    array = np.asarray(values, dtype=float)
    if (array < 0).any():
        raise OptionError(say(
            "{name} cannot be negative; found {nanmin}. Pass counts of 0 or more.",
            name=name, nanmin=f"{np.nanmin(array):g}",
        ))  # fmt: skip
    return array


def kish_n(sum_w: ArrayLike, sum_w2: ArrayLike) -> np.ndarray:
    """Number of equally weighted answers that would be as precise (Kish 1965): (sum w)^2 / sum w^2.

    Parameters
    ----------
    sum_w, sum_w2 : sums of the weights and of their squares, 0 or more; no answers give 0.

    >>> float(kish_n(100.0, 125.0))
    80.0
    """
    total, squares = nonnegative(sum_w, "sum_w"), nonnegative(sum_w2, "sum_w2")
    with np.errstate(**_SILENT):
        return np.where(squares == 0, 0.0, total**2 / squares)[()]


def design_effect(n: ArrayLike, sum_w: ArrayLike, sum_w2: ArrayLike) -> np.ndarray:
    """Factor by which unequal weights inflate a variance (Kish 1965): n / n_effective, 1 for equal weights.

    Parameters
    ----------
    n : respondents; `sum_w`, `sum_w2` : sums of their weights and of the squared weights.

    >>> float(design_effect(100, 100.0, 125.0))
    1.25
    """
    with np.errstate(**_SILENT):
        return nonnegative(n, "n") / kish_n(sum_w, sum_w2)


def fpc(n: ArrayLike, population: ArrayLike | None) -> np.ndarray:
    """Finite-population correction of a standard error: sqrt((N - n) / (N - 1)).

    It corrects sampling, not non-response: the people who did not answer may still differ.

    Parameters
    ----------
    n : people who answered. `population` : people there are; None, NaN or infinite where unknown gives 1.

    Raises
    ------
    OptionError
        When more people answered than there are.

    References
    ----------
    Cochran (1977), Sampling Techniques, chapter 2.

    >>> round(4.9 * float(fpc(400, 1000)), 3)
    3.797
    """
    answered = nonnegative(n, "n")
    if population is None:
        return np.ones_like(answered)[()]
    people = nonnegative(population, "population")
    answered, people = np.broadcast_arrays(answered, people)
    too_many = answered > people
    if too_many.any():
        raise OptionError(say(
            "{answered} answers cannot come from a population of {people}. Correct population=, or leave it out.",
            answered=f"{answered[too_many][0]:g}", people=f"{people[too_many][0]:g}",
        ))  # fmt: skip
    unknown = ~np.isfinite(people)
    with np.errstate(**_SILENT):
        share_left = (people - answered) / (people - 1)
    # A sample of none is not more than 100% uncertain, and a population of one that answered is known.
    share_left = np.where(people <= 1, 0.0, np.minimum(share_left, 1.0))
    return np.sqrt(np.where(unknown, 1.0, share_left))[()]


def independent_n(
    n: ArrayLike, *, n_effective: ArrayLike | None = None, population: ArrayLike | None = None
) -> np.ndarray:
    """Independent answers from an endless population that would be as precise as these.

    Score intervals have no standard error to correct, so weights and the population enter through the number
    of answers: n_effective / fpc^2, which is infinite for a complete count.

    Parameters
    ----------
    n : people who answered. `n_effective` : Kish's n where answers are weighted. `population` : see `fpc`.

    >>> round(float(independent_n(400, population=1000)), 1)
    666.0
    """
    answered = nonnegative(n, "n")
    worth = answered if n_effective is None else nonnegative(n_effective, "n_effective")
    if population is None:
        return worth
    with np.errstate(**_SILENT):
        # 0 answers from a population of 0 would be 0 / 0: still no answers.
        return np.where(worth == 0, 0.0, worth / fpc(answered, population) ** 2)[()]


def mean_error(mean: ArrayLike, variance: ArrayLike, n: ArrayLike, *, population: ArrayLike | None = None) -> MeanError:
    """Standard error of a mean, sd / sqrt(n), times `fpc` where the population is told.

    Parameters
    ----------
    mean : mean in any unit, NaN where n is 0. `variance` : sample variance (n - 1). `n` : answers; fewer than two
        leave the error NaN. `population` : see `fpc`.

    >>> mean_error(7.2, 4.0, 25).std_error.item()
    0.4
    """
    spread, answers = nonnegative(variance, "variance"), nonnegative(n, "n")
    with np.errstate(**_SILENT):
        error = np.where(answers >= 2, np.sqrt(spread / answers) * fpc(answers, population), np.nan)[()]
    centre = np.where(answers > 0, np.asarray(mean, dtype=float), np.nan)[()]
    return MeanError(centre, error, np.maximum(answers - 1, 0.0))


def weighted_moments(
    values: ArrayLike, counts: ArrayLike, sum_w: ArrayLike | None = None, sum_w2: ArrayLike | None = None
) -> Moments:
    """Mean, variance and standard error of one discrete question from its cells.

    Parameters
    ----------
    values : the possible answers, along the last axis (shape (k,) or anything that broadcasts with `counts`).
    counts : respondents per answer, last axis as `values`.
    sum_w, sum_w2 : sums of weights and of squared weights in the same cells; leave both out for unweighted answers.

    Returns
    -------
    Moments, one for every leading index. The mean is sum w v / sum w; its error is the linearised one for a
    with-replacement sample, sqrt(n / (n - 1) * sum w^2 (v - mean)^2) / sum w, which without weights is exactly
    sd / sqrt(n). The variance is sum w (v - mean)^2 / sum w * n / (n - 1). Fewer than two answers: NaN.

    Raises
    ------
    OptionError
        When a count is negative or only one of `sum_w` and `sum_w2` is given.

    References
    ----------
    Binder (1983), International Statistical Review 51; Lumley (2010), Complex Surveys.

    >>> moments = weighted_moments([1, 2, 3, 4, 5], [0, 1, 2, 1, 0])
    >>> float(moments.mean), round(float(moments.std_error), 4)
    (3.0, 0.4082)
    """
    if (sum_w is None) != (sum_w2 is None):
        raise OptionError(say("Weighted cells need both sum_w and sum_w2; pass both or neither."))
    answers = np.asarray(values, dtype=float)
    people = nonnegative(counts, "counts")
    weight = people if sum_w is None else nonnegative(sum_w, "sum_w")
    square = people if sum_w2 is None else nonnegative(sum_w2, "sum_w2")
    n, total = people.sum(axis=-1), weight.sum(axis=-1)
    with np.errstate(**_SILENT):
        mean = (weight * answers).sum(axis=-1) / total
        deviation = (answers - mean[..., None]) ** 2
        # n / (n - 1) is infinite for a single answer, whose deviation is 0: NaN, as it should be.
        correction = np.where(n > 1, n / (n - 1), np.nan)
        variance = correction * (weight * deviation).sum(axis=-1) / total
        error = np.sqrt(correction * (square * deviation).sum(axis=-1)) / total
    return Moments(n, kish_n(total, square.sum(axis=-1)), mean, variance, error, np.maximum(n - 1, 0.0))


def cluster_error(sum_w: ArrayLike, sum_wx: ArrayLike) -> ClusterMean:
    """Mean and cluster-robust standard error from the totals of clusters that were themselves sampled.

    Parameters
    ----------
    sum_w : sum of weights (or number of answers) per cluster, last axis the clusters.
    sum_wx : sum of weight times answer per cluster, same shape.

    Returns
    -------
    ClusterMean: the ratio mean, its linearised (Taylor) error for one stratum of clusters drawn with replacement,
    and clusters - 1 degrees of freedom. A cluster without answers (sum_w of 0) does not count as one.
    Fewer than two clusters: NaN.

    References
    ----------
    Kish (1965), Survey Sampling; Lumley (2010), Complex Surveys (R `survey::svydesign(id = ~cluster)`).

    >>> result = cluster_error([10, 20, 30], [70, 150, 200])
    >>> float(result.mean), round(float(result.std_error), 3), float(result.df)
    (7.0, 0.289, 2.0)
    """
    weight = nonnegative(sum_w, "sum_w")
    total = np.where(weight > 0, np.asarray(sum_wx, dtype=float), 0.0)
    clusters = (weight > 0).sum(axis=-1).astype(float)
    weights = weight.sum(axis=-1)
    with np.errstate(**_SILENT):
        mean = total.sum(axis=-1) / weights
        residual = total - np.where(weight > 0, mean[..., None] * weight, 0.0)
        correction = np.where(clusters > 1, clusters / (clusters - 1), np.nan)
        error = np.sqrt(correction * (residual**2).sum(axis=-1)) / weights
    return ClusterMean(mean, error, np.maximum(clusters - 1, 0.0))


# Above this many answers beside the commonest one, a mean of answers is near enough to normal to need no help.
_FULL, _NONE = 40.0, 100.0
_PSEUDO = 1.25


def pseudo_answer(
    mean: ArrayLike,
    variance: ArrayLike,
    std_error: ArrayLike,
    n_effective: ArrayLike,
    commonest: ArrayLike,
    *,
    points: float = np.inf,
    unseen: ArrayLike = 1.0,
    share: ArrayLike = 1.0,
) -> CarefulMean:
    """Mean and error of a few answers on a bounded scale, with about one pseudo-answer spread over the scale.

    Five people who all tick 5 of 5 do not prove that nobody would tick 4, and a few answers piled up at the end of a
    scale look surer than they are. So an answer and a quarter, spread evenly over the scale, is added to mean and
    variance before an interval or a test is taken; the error never falls below the one as answered. It fades between 40
    and 100 answers that are not the commonest one, so that a large or a varied side stays what it is.

    Parameters
    ----------
    mean, variance, std_error : on 0-100, as answered; the variance is the weighted mean square deviation.
    n_effective : Kish's n.
    commonest : share of the commonest answer, 0..1.
    points : how many answers the scale has; infinite for a slider.
    unseen : share of the error that a told population leaves (`fpc`): a complete count needs no pseudo-answer.
    share : part of the pseudo-answer that is taken, 0..1.

    References
    ----------
    Agresti & Coull (1998), The American Statistician 52, for shares; here for means, checked by simulation.

    >>> careful = pseudo_answer(100.0, 0.0, 0.0, 5, 1.0, points=5)
    >>> float(careful.mean), round(float(careful.std_error), 1)
    (90.0, 11.1)
    """
    centre, worth = np.asarray(mean, dtype=float), nonnegative(n_effective, "n_effective")
    spread, raw = nonnegative(variance, "variance"), nonnegative(std_error, "std_error")
    even = 1e4 / 12 if np.isinf(points) else 1e4 * (points + 1) / (12 * max(points - 1, 1))
    with np.errstate(**_SILENT):
        varied = worth * (1 - np.asarray(commonest, dtype=float))
        fade = np.clip((_NONE - varied) / (_NONE - _FULL), 0.0, 1.0)
        added = np.where(worth > 0, _PSEUDO * fade * np.asarray(share) * np.asarray(unseen, dtype=float) ** 2, 0.0)
        grown = worth + added
        pulled = (worth * centre + added * 50.0) / grown
        squares = worth * spread + added * (even + (centre - 50.0) ** 2 * worth / grown)
        careful = np.sqrt(squares / np.maximum(grown - 1, 1e-9) / grown) * np.asarray(unseen, dtype=float)
        helped = (added > 0) & np.isfinite(centre)
        error = np.where(helped, np.fmax(careful, raw), raw)
    return CarefulMean(np.where(helped, pulled, centre)[()], error[()], added[()])
