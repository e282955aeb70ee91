"""Shares behind a scorer that errs: what the true shares are, given how the scorer and people called the same comments.

A scorer that calls a fifth of all neutral comments negative counts too many negative ones, and an interval for sampling
alone hides that. Where people have coded some of the comments, the table of who called what how (the confusion matrix)
tells the error, and the shares can be put right; the interval grows by what is not known about the errors.

Two ways, by where the codes come from. Codes of a random part of the very comments (double sampling: Tenenbein 1970,
JASA 65): of those that the scorer calls so, people call so many positive; weighted by how often it calls so, that is
never much wider than the codes alone, however badly the scorer reads. Codes of other comments, or of all groups
together (Rogan & Gladen 1978, American Journal of Epidemiology 107): the scorer is supposed to err alike, and its
errors are turned back by linear equations with shares kept between 0 and 1, which is wide where it reads badly.
"""

from typing import NamedTuple

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.inference.shares import wilson
from cxresearch.wording import say

__all__ = ["Corrected", "confusion", "corrected_shares", "double_sampled", "rogan_gladen"]


class Corrected(NamedTuple):
    """Shares 0..1 with their intervals, one a class."""

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray


def rogan_gladen(apparent: float, sensitivity: float, specificity: float) -> float:
    """The true share behind an apparent one, for two classes; 0..1.

    Raises
    ------
    OptionError
        If the scorer does not beat a coin, so that nothing can be learned from it.

    >>> round(rogan_gladen(0.30, 0.90, 0.80), 4)
    0.1429
    """
    power = sensitivity + specificity - 1
    if power <= 0:
        raise OptionError(say(
            "A scorer with sensitivity {sensitivity} and specificity {specificity} tells nothing; they must add up to "
            "more than 1.",
            sensitivity=f"{sensitivity:g}", specificity=f"{specificity:g}",
        ))  # fmt: skip
    return float(np.clip((apparent + specificity - 1) / power, 0, 1))


def confusion(people, machine, classes) -> np.ndarray:
    """How often people's class (row) was called what by the machine (column)."""
    place = {name: at for at, name in enumerate(classes)}
    counts = np.zeros((len(place), len(place)))
    for said, called in zip(people, machine, strict=True):
        if said in place and called in place:
            counts[place[said], place[called]] += 1
    return counts


def double_sampled(
    called, coded: np.ndarray, *, n_effective: float | None = None, confidence: float = 0.95
) -> Corrected:
    """Shares by codes of a random part of the very comments that were called.

    Parameters
    ----------
    called : array (classes,)
        How many comments the machine put into each class, the coded ones among them.
    coded : array (classes, classes)
        From `confusion`; drawn at random among the comments, or among those of each call.
    n_effective : float, optional
        What the comments are worth, where they are weighted.
    confidence : float

    Returns
    -------
    Corrected
        Wilson's interval on the comments that the estimate is worth: between the coded ones and all. A call that nobody
        coded takes the shares of all codes, and widens the interval by what that leaves open.

    Raises
    ------
    OptionError
        If nothing is coded.

    References
    ----------
    Tenenbein (1970), JASA 65, 1350-1361; Wilson (1927), JASA 22; half a code for each class (Jeffreys) in the error.

    >>> found = double_sampled([60, 140], np.array([[18, 12], [2, 58]]))
    >>> [round(float(part[0]), 3) for part in found]
    [0.39, 0.307, 0.48]
    """
    called, coded = np.asarray(called, dtype=float), np.asarray(coded, dtype=float)
    if not coded.sum() > 0:
        raise OptionError(say("Nobody coded any of these comments. Code a random part of them, or leave coded= out."))
    size = float(n_effective if n_effective is not None else called.sum())
    share, n = called / called.sum(), coded.sum(axis=0)
    likely = np.where(n > 0, coded / np.maximum(n, 1), (coded.sum(axis=1) / coded.sum())[:, None])
    estimate = likely @ share
    careful = (coded + 0.5) / (n + 0.5 * len(coded))
    mean = careful @ share
    within = (share**2 * careful * (1 - careful) / np.maximum(n, 1)).sum(axis=1)
    between = (share * (careful - mean[:, None]) ** 2).sum(axis=1) / size
    worth = np.minimum(mean * (1 - mean) / (within + between), size)
    bounds = wilson(estimate * worth, worth, confidence=confidence)
    return Corrected(estimate, bounds.low, bounds.high)


def corrected_shares(
    called, coded: np.ndarray, *, n_effective: float | None = None, confidence: float = 0.95, draws: int = 2000,
    seed: int = 0,
) -> Corrected:  # fmt: skip
    """Shares put right by the confusion matrix, with intervals for sampling and for the errors together.

    Parameters
    ----------
    called : array (classes,)
        How many comments the machine put into each class.
    coded : array (classes, classes)
        From `confusion`.
    n_effective : float, optional
        What the comments are worth, where they are weighted.
    confidence, draws, seed
        Percentile intervals of draws of the shares and of the errors (Dirichlet, Jeffreys' prior), on either side no
        narrower than Wilson's for sampling alone.

    Raises
    ------
    OptionError
        If people used a class that occurs in their codes fewer than twice, so that its errors are unknown.
    """
    called, coded = np.asarray(called, dtype=float), np.asarray(coded, dtype=float)
    if (coded.sum(axis=1) < 2).any():
        raise OptionError(say(
            "Each class must occur at least twice among the comments that people coded; they have {counts}. Code more "
            "comments, or leave coded= out.",
            counts=coded.sum(axis=1).astype(int).tolist(),
        ))  # fmt: skip
    shares = called / called.sum()
    size = max(1, round(n_effective if n_effective is not None else called.sum()))
    random = np.random.default_rng(seed)
    # Half a count (Jeffreys), so that neither a share nor an error that was not met is taken for impossible.
    seen = random.dirichlet(shares * size + 0.5, size=draws)
    tables = np.stack([random.dirichlet(row + 0.5, size=draws) for row in coded], axis=1)
    found = _solve(seen, tables)
    tail = 100 * (1 - confidence) / 2
    estimate = _solve(shares[None], (coded / coded.sum(axis=1, keepdims=True))[None])[0]
    low, high = np.percentile(found, [tail, 100 - tail], axis=0)
    # Shares are kept between 0 and 1, which can press all draws into one end. No correction makes an interval narrower
    # than sampling alone leaves it.
    alone = wilson(shares * size, size, confidence=confidence)
    low = np.clip(np.minimum(low, estimate - (alone.estimate - alone.low)), 0, 1)
    high = np.clip(np.maximum(high, estimate + (alone.high - alone.estimate)), 0, 1)
    return Corrected(estimate, np.minimum(low, estimate), np.maximum(high, estimate))


def _solve(seen: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """Shares t >= 0 that add up to 1 and lead to what was seen: seen = errors' t, least squares where none does.

    ``seen`` (draws, classes), ``errors`` (draws, classes, classes).
    """
    draws, classes = seen.shape
    system = np.swapaxes(errors, 1, 2)
    best, least = np.full((draws, classes), 1 / classes), np.full(draws, np.inf)
    # With three classes all faces of the triangle are quickly tried.
    for mask in range(1, 1 << classes):
        free = [at for at in range(classes) if mask >> at & 1]
        part = system[:, :, free]
        gram = np.zeros((draws, len(free) + 1, len(free) + 1))
        gram[:, :-1, :-1] = np.swapaxes(part, 1, 2) @ part
        gram[:, -1, :-1] = gram[:, :-1, -1] = 1
        pull = np.concatenate([np.einsum("dck,dc->dk", part, seen), np.ones((draws, 1))], axis=1)
        regular = np.abs(np.linalg.det(gram)) > 1e-14
        answer = np.full((draws, len(free)), -1.0)
        answer[regular] = np.linalg.solve(gram[regular], pull[regular][:, :, None])[:, :-1, 0]
        miss = ((np.einsum("dck,dk->dc", part, answer) - seen) ** 2).sum(axis=1)
        better = (answer >= -1e-12).all(axis=1) & (miss < least - 1e-15)
        least = np.where(better, miss, least)
        new = np.zeros((draws, classes))
        new[:, free] = np.maximum(answer, 0)
        best = np.where(better[:, None], new, best)
    return best / best.sum(axis=1, keepdims=True)
