"""What two answers of the same people look like when nobody changed: a scale's own error, cell by cell.

Each answer is a steady part and an error of the moment, normal both; it is cut where the shares of the answers say.
Then two answers are a bivariate normal cut twice at the same places, and the reliability is its correlation.
"""

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.wording import say

__all__ = ["bivariate_cdf", "latent_correlation", "retest_cells"]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)
_GRID = np.concatenate([np.linspace(0.0, 0.9, 31), np.linspace(0.91, 0.995, 12)])


def bivariate_cdf(h: np.ndarray, k: np.ndarray, r: float) -> np.ndarray:
    """P(X <= h, Y <= k) of standard normals that correlate ``r`` (0 to .995), for every pair of places.

    Parameters
    ----------
    h : (a,), k : (b,) places, infinite ones too
    r : float

    Returns
    -------
    (a, b) array

    References
    ----------
    Plackett (1954), Biometrika 41; Drezner & Wesolowsky (1990), Journal of Statistical Computation and Simulation 35.

    >>> bivariate_cdf(np.array([0.0]), np.array([0.0]), 0.5).round(6).tolist()
    [[0.333333]]
    """
    from scipy.special import ndtr

    h, k = (np.clip(np.asarray(side, dtype=float), -9.0, 9.0) for side in (h, k))
    top = np.arcsin(r)
    angle = top / 2 * (_NODES + 1)
    sine, cosine = np.sin(angle), np.cos(angle)
    x, y = h[:, None, None], k[None, :, None]
    inside = np.exp(-(x**2 + y**2 - 2 * x * y * sine) / (2 * cosine**2))
    return ndtr(h)[:, None] * ndtr(k)[None, :] + top / (4 * np.pi) * (inside @ _WEIGHTS)


def _cells(cuts: np.ndarray, r: float) -> np.ndarray:
    edges = np.concatenate([[-np.inf], cuts, [np.inf]])
    return np.diff(np.diff(bivariate_cdf(edges, edges, r), axis=0), axis=1)


def _cuts(shares: np.ndarray) -> np.ndarray:
    from scipy.special import ndtri

    return ndtri(np.clip(np.cumsum(shares)[:-1], 1e-12, 1 - 1e-12))


def latent_correlation(shares: np.ndarray, reliability):
    """The correlation behind the answers at which the answers themselves correlate as given.

    Parameters
    ----------
    shares : (answers,) that make 1; answers count 0, 1, 2, ...
    reliability : 0..1, one or several

    Raises
    ------
    OptionError
        If everybody gave the same answer.

    >>> shares = np.array([0.5, 0.5])
    >>> round(latent_correlation(shares, 1 / 3), 3)  # sin(pi / 6), Sheppard 1899
    0.5
    """
    shares = np.asarray(shares, dtype=float)
    values = np.arange(len(shares))
    mean = shares @ values
    spread = shares @ (values - mean) ** 2
    if spread <= 0:
        raise OptionError(say("Everybody gave the same answer, so no two answers can correlate."))
    cuts = _cuts(shares)
    # What the answers correlate at: sums of the joint distribution above each pair of cuts (Hoeffding 1940).
    from scipy.special import ndtr

    apart = np.array([(bivariate_cdf(cuts, cuts, r) - np.outer(ndtr(cuts), ndtr(cuts))).sum() for r in _GRID]) / spread
    found = np.interp(reliability, apart, _GRID)
    return found if np.ndim(reliability) else float(found)


def retest_cells(shares: np.ndarray, r: float, borders: tuple[int, ...]) -> np.ndarray:
    """Joint shares of groups of answers at two times with nobody changed.

    Parameters
    ----------
    shares : (answers,)
    r : the correlation behind the answers
    borders : the first answer of the second group, of the third, ...

    Returns
    -------
    (groups, groups) array that adds up to 1

    >>> retest_cells(np.array([0.5, 0.5]), 0.5, (1,)).round(4).tolist()
    [[0.3333, 0.1667], [0.1667, 0.3333]]
    """
    upto = np.cumsum(shares)
    from scipy.special import ndtri

    places = ndtri(np.clip([upto[border - 1] for border in borders], 1e-12, 1 - 1e-12))
    return _cells(places, r)
