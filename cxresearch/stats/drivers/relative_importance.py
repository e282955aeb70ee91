"""Who explains how much of what is explained: R squared shared out among drivers that go together.

Drivers of loyalty are correlated, so the part that one of them explains depends on which others were let in before it.
LMG (Shapley's value of R squared) averages over every order; Johnson's weights approximate it through the nearest
uncorrelated variables. Both need nothing but covariances, so bootstraps are weighted sums of cross-products: one
matrix product, whatever the statistic.

LMG asks for R squared of every subset. Going through the drivers one at a time and keeping, for each subset of those
seen, the covariances that remain (Schur complements), all 2^p of them cost a small multiple of 2^p, not p^3 2^p.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

__all__ = [
    "CrossProducts", "all_r_squared", "cross_products", "johnson", "lmg", "lmg_near", "resampled", "standardised",
    "vif",
]  # fmt: skip

_CHUNK = 1 << 18
_BLOCKS = 10_000


class CrossProducts(NamedTuple):
    """Sums over rows: weights, weight times value, weight times product of two values; last axes values."""

    weight: np.ndarray
    total: np.ndarray
    product: np.ndarray


def cross_products(values: ArrayLike, weight: ArrayLike | None = None) -> CrossProducts:
    """Sums of a table, weighted where weights are given.

    Parameters
    ----------
    values : (rows, columns), best centred. `weight` : (rows,), above 0.
    """
    values = np.asarray(values, dtype=float)
    weight = np.ones(len(values)) if weight is None else np.asarray(weight, dtype=float)
    weighted = values * weight[:, None]
    return CrossProducts(weight.sum(), weighted.sum(axis=0), weighted.T @ values)


def standardised(sums: CrossProducts) -> np.ndarray:
    """Correlations from sums, for one table or a stack of them; a column without variation gives NaN."""
    weight = np.asarray(sums.weight)[..., None, None]
    covariance = sums.product / weight - sums.total[..., :, None] * sums.total[..., None, :] / weight**2
    spread = np.sqrt(np.maximum(np.einsum("...ii->...i", covariance), 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return covariance / (spread[..., :, None] * spread[..., None, :])


def all_r_squared(correlations: ArrayLike) -> np.ndarray:
    """R squared of the first variable on every subset of the others.

    Parameters
    ----------
    correlations : (..., p + 1, p + 1), the outcome first.

    Returns
    -------
    array of shape (2^p, ...); bit i of the index says whether driver i is in.

    >>> all_r_squared([[1.0, 0.6, 0.0], [0.6, 1.0, 0.0], [0.0, 0.0, 1.0]]).round(2).tolist()
    [0.0, 0.36, 0.0, 0.36]
    """
    matrix = np.asarray(correlations, dtype=float)
    outer, size = matrix.shape[:-2], matrix.shape[-1]
    # Drivers first, the outcome last; subsets lie along the last axis, so that a step is four long vector operations.
    order = [*range(1, size), 0]
    left = np.moveaxis(matrix[..., order, :][..., order].reshape(-1, size, size), 0, -1)
    for _ in range(size - 1):
        kept, column, many = left[1:, 1:], left[1:, 0], left.shape[-1]
        after = np.empty((*kept.shape[:2], 2 * many))
        after[..., :many] = kept
        taken = after[..., many:]
        np.multiply(column[:, None], (column / left[0, 0])[None], out=taken)
        np.subtract(kept, taken, out=taken)
        left = after
    return (1 - left[0, 0]).reshape(-1, *outer)


def lmg(correlations: ArrayLike) -> np.ndarray:
    """LMG shares of R squared: what each driver adds, averaged over all orders; they sum to R squared.

    Parameters
    ----------
    correlations : (..., p + 1, p + 1), the outcome first; up to about 20 drivers.

    References
    ----------
    Lindeman, Merenda & Gold (1980); Groemping (2006), J. Statistical Software 17.

    >>> lmg([[1.0, 0.6, 0.5], [0.6, 1.0, 0.3], [0.5, 0.3, 1.0]]).round(3).tolist()
    [0.291, 0.181]
    """
    matrix = np.asarray(correlations, dtype=float)
    drivers = matrix.shape[-1] - 1
    stack = matrix.reshape(-1, drivers + 1, drivers + 1)
    step = max(_CHUNK >> drivers, 1)
    parts = [shapley(all_r_squared(stack[at : at + step])) for at in range(0, len(stack), step)]
    return np.concatenate(parts).reshape(*matrix.shape[:-2], drivers)


def shapley(worth: np.ndarray) -> np.ndarray:
    """Shapley values of a game from the worth of every coalition, (2^p, n) to (n, p), in O(2^p).

    >>> shapley(np.array([[0.0], [0.36], [0.0], [0.36]])).round(2).tolist()
    [[0.36, 0.0]]
    """
    players = int(len(worth)).bit_length() - 1
    members = np.array([0])
    for _ in range(players):
        members = np.concatenate([members, members + 1])
    orders = np.ones(players + 1)
    for size in range(1, players):
        orders[size] = orders[size - 1] * size / (players - size)
    joins = orders / max(players, 1)
    joins[players] = 0.0
    before = np.concatenate([[0.0], joins[:-1]])
    absent = (joins[members][:, None] * worth).sum(axis=0)
    # Each player's coalitions are the upper halves of ever smaller foldings.
    rest = (joins + before)[members][:, None] * worth
    values = np.empty((worth.shape[1], players))
    for player in range(players - 1, -1, -1):
        half = len(rest) // 2
        values[:, player] = rest[half:].sum(axis=0) - absent
        rest = rest[:half] + rest[half:]
    return values


def johnson(correlations: ArrayLike) -> np.ndarray:
    """Johnson's relative weights: R squared shared out through the nearest uncorrelated drivers; sums to R squared.

    Parameters
    ----------
    correlations : (..., p + 1, p + 1), the outcome first; any number of drivers.

    References
    ----------
    Johnson (2000), Multivariate Behavioral Research 35.

    >>> johnson([[1.0, 0.6, 0.5], [0.6, 1.0, 0.3], [0.5, 0.3, 1.0]]).round(3).tolist()
    [0.291, 0.181]
    """
    matrix = np.asarray(correlations, dtype=float)
    among, with_outcome = matrix[..., 1:, 1:], matrix[..., 1:, 0]
    size, vectors = np.linalg.eigh(among)
    root = np.sqrt(np.maximum(size, 0.0))
    bridge = (vectors * root[..., None, :]) @ np.swapaxes(vectors, -1, -2)
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse = np.where(root > 1e-9, 1 / root, 0.0)
    slopes = ((vectors * inverse[..., None, :]) @ np.swapaxes(vectors, -1, -2) @ with_outcome[..., None])[..., 0]
    return ((bridge**2) @ (slopes**2)[..., None])[..., 0]


def vif(correlations: ArrayLike) -> np.ndarray:
    """Variance inflation of each driver: 1 where it is unrelated to the others, infinite where it repeats them.

    >>> vif([[1.0, 0.6, 0.5], [0.6, 1.0, 0.8], [0.5, 0.8, 1.0]]).round(2).tolist()
    [2.78, 2.78]
    """
    among = np.asarray(correlations, dtype=float)[..., 1:, 1:]
    return np.einsum("...ii->...i", np.linalg.inv(among))


def lmg_near(correlations: ArrayLike, around: ArrayLike, shares: ArrayLike, *, orders: int = 240) -> np.ndarray:
    """LMG shares of many tables near one whose shares are known, for so many drivers that all subsets take too long.

    Of every table and of the known one the same few orders are averaged; what they miss is all but the same in both, so
    that the difference of the two, added to the known shares, misses next to nothing. Orders are turned through and
    reversed, so that each driver stands in each place equally often.

    Parameters
    ----------
    correlations : (n, p + 1, p + 1), the outcome first. `around` : (p + 1, p + 1). `shares` : (p,), its LMG.
    orders : how many orders at least. With 240 and 20 drivers a share is off by an eighth of its own standard error,
        which widens a bootstrap interval by less than one percent.
    """
    stack = np.concatenate([np.asarray(around, dtype=float)[None], np.asarray(correlations, dtype=float)])
    players = stack.shape[-1] - 1
    draw, found, many = np.random.default_rng(players), np.zeros((len(stack), players)), 0
    # A driver that repeats others to the last digit has no part left; it must not end the computation.
    stack = stack + 1e-12 * np.eye(players + 1)
    while many < orders:
        first = draw.permutation(players)
        for shift in range(players):
            turned = np.roll(first, shift)
            for order in (turned, turned[::-1]):
                place = [*(order + 1), 0]
                root = np.linalg.cholesky(stack[:, place][:, :, place])
                found[:, order] += root[:, -1, :-1] ** 2
                many += 1
    found /= many
    return np.asarray(shares) + found[1:] - found[0]


def resampled(
    values: np.ndarray | Iterable,
    weight: np.ndarray | None = None,
    *,
    draws: int,
    rng: np.random.Generator,
    random_variable: bool = False,
    cluster: np.ndarray | None = None,
    rows: int | None = None,
    units: int = 0,
) -> CrossProducts:
    """Sums of bootstrap samples of rows, all draws from one matrix product.

    Parameters
    ----------
    values : (rows, columns), centred; or parts of them with their ``values, weight, cluster``, one after the other.
    weight : (rows,) or None. `cluster` : (rows,) codes of sampled units, which are then drawn whole, or None.
    random_variable : adds a last column of standard normal numbers, new in every draw, unrelated to anything.
    rows, units : of parts: how many rows there are, and how many sampled units (codes from 0), 0 for none.

    Returns
    -------
    CrossProducts with the draws along the first axis. Beyond 10,000 rows whole random blocks of rows are drawn, which
    has the same distribution in large samples and a cost that no longer grows with them.
    """
    if rows is None:
        rows = len(values)
        if cluster is not None:
            named, cluster = np.unique(cluster, return_inverse=True)
            units = len(named)
        values = [(values, weight, cluster)]
    each = max(_BLOCKS // units, 1) if units else 1
    in_blocks, step = rows > _BLOCKS, 4_000_000
    size = (units * each if units else _BLOCKS) if in_blocks else rows
    features, code, at = None, np.empty(rows if units and not in_blocks else 0, dtype=np.int64), 0
    for part, by, unit in values:
        columns = part.shape[1]
        upper = np.triu_indices(columns)
        place = np.arange(at, at + len(part))
        if in_blocks:
            place = rng.permutation(len(part))
            place = place % _BLOCKS if unit is None else unit * each + place % each
        elif unit is not None:
            code[place] = unit
        at += len(part)
        features = np.zeros((size, 1 + columns + len(upper[0]))) if features is None else features
        by = np.ones(len(part)) if by is None else by
        for to, pair in enumerate([(), *((one,) for one in range(columns)), *zip(*upper, strict=True)]):
            amount = by
            for column in pair:
                amount = amount * part[:, column]
            features[:, to] += np.bincount(place, weights=amount, minlength=size)
    units = units or size
    if in_blocks:
        rows, code, step = size, np.arange(size) // each, 1_000_000
    elif not len(code):
        code = np.arange(rows)
    whole = units == rows
    sums = np.empty((draws, features.shape[1]))
    noise = np.empty((draws, 1 + columns))
    square = np.empty(draws)
    step = max(step // rows, 1)
    for at in range(0, draws, step):
        many = min(step, draws - at)
        drawn = rng.integers(0, units, size=(many, units)) + (np.arange(many) * units)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=many * units).reshape(many, units).astype(float)
        if not whole:
            counts = counts[:, code]
        sums[at : at + many] = counts @ features
        if random_variable:
            luck = rng.standard_normal((many, rows))
            noise[at : at + many] = (counts * luck) @ features[:, : 1 + columns]
            square[at : at + many] = (counts * luck * luck) @ features[:, 0]
    product = np.empty((draws, columns, columns))
    product[:, upper[0], upper[1]] = product[:, upper[1], upper[0]] = sums[:, 1 + columns :]
    total = sums[:, 1 : 1 + columns]
    if random_variable:
        # A variable that is new in every draw: its products with the others, and with itself.
        wide = np.empty((draws, columns + 1, columns + 1))
        wide[:, :columns, :columns] = product
        wide[:, columns, :columns] = wide[:, :columns, columns] = noise[:, 1:]
        wide[:, columns, columns] = square
        product, total = wide, np.column_stack([total, noise[:, 0]])
    return CrossProducts(sums[:, 0], total, product)
