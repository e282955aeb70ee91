"""The small model taught by the neural one on the client's own comments: ``rules="cx+neural"``.

The neural scorer reads some hundred of the comments and tells what it makes of each; the words, negated words and pairs
that occur in them are then given weights beside those that they have, so that the trade's own vocabulary counts in all
the others too. That costs half a minute once, whatever the number of comments; what was read is remembered on disk.
"""

from collections.abc import Sequence

import numpy as np

from cxresearch.text.reading.question_kind import OPEN
from cxresearch.text.scoring.cx_model import CxModel, cx_model, measure
from cxresearch.text.scoring.features import Reader
from cxresearch.text.scoring.neural import neural_shares

__all__ = ["taught_shares"]

# So many are read; with fewer comments all are. What was read keeps most of what the reader said.
_READ, _OWN = 600, 0.75
_RIDGE, _CLIP = 1.0, 1e-3


def taught_shares(texts: Sequence[str], *, kind: str = OPEN, seed: int = 0, **options) -> np.ndarray:
    """Probabilities of negative, neutral, positive, a row a text.

    Parameters
    ----------
    texts : list of str
    kind : str
        Of the question (`question_kind.KINDS`).
    seed : int
        Which comments are read, where there are more than 600.
    **options
        As in `neural.embed`.

    Raises
    ------
    MissingExtraError
        Without the extra of the neural scorer.
    """
    texts = list(texts)
    if len(texts) <= _READ:
        chosen = np.arange(len(texts))
    else:
        chosen = np.sort(np.random.default_rng(seed).choice(len(texts), _READ, replace=False))
    read = neural_shares([texts[at] for at in chosen], kind=kind, **options)
    if len(chosen) == len(texts):
        return read
    model = cx_model()
    begun = model.shares(texts, kind)
    found = _refitted(model, texts, chosen, read, begun)
    found[chosen] = _OWN * read + (1 - _OWN) * found[chosen]
    return found / found.sum(axis=1, keepdims=True)


def _refitted(model: CxModel, texts: list[str], chosen: np.ndarray, read: np.ndarray, begun: np.ndarray) -> np.ndarray:
    """Two logistic curves on top of what the model says: the side, and taking none."""
    design = _design(model, texts)
    side = _odds(begun[:, 2] / np.maximum(begun[:, 0] + begun[:, 2], _CLIP))
    none = _odds(begun[:, 1])
    told = read[:, 2] / np.maximum(read[:, 0] + read[:, 2], _CLIP)
    positive = _logistic(_climbed(design, side, chosen, told, 1 - read[:, 1]))
    neutral = _logistic(_climbed(design, none, chosen, read[:, 1], np.ones(len(chosen))))
    return np.column_stack([(1 - neutral) * (1 - positive), neutral, (1 - neutral) * positive])


def _design(model: CxModel, texts: list[str]):
    """Words, negated words and pairs of all texts (texts, features), of those that occur twice."""
    from scipy.sparse import csr_matrix, diags

    read = Reader(model.weights.words).read(texts)
    word = read.spelled.astype(np.int64) * 2 + read.turned
    place = np.concatenate([word, read.pair + 2 * (len(read.words) + 1)])
    row = np.concatenate([read.text, read.pair_text])
    _, column, times = np.unique(place, return_inverse=True, return_counts=True)
    kept = (times >= 2)[column]
    counted = csr_matrix((np.ones(kept.sum()), (row[kept], column[kept])), shape=(len(texts), len(times)))
    return (diags(1 / measure(read)) @ counted).tocsr()


def _climbed(design, begun: np.ndarray, chosen: np.ndarray, told: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The sums of all texts after the weights were fitted on those that were read, beginning with what stood before.

    The weights are sums over the read texts (as few as they are, whatever the number of features), so the search runs
    over one number a text.
    """
    from scipy.optimize import minimize

    mine = design[chosen]
    alike = np.asarray((mine @ mine.T).todense()) + 1.0
    start = begun[chosen]

    def loss(dual: np.ndarray) -> tuple[float, np.ndarray]:
        moved = alike @ dual[:-1]
        lean = dual[-1] * start + moved
        value = float(weight @ (np.logaddexp(0, lean) - told * lean)) + 0.5 * _RIDGE * float(dual[:-1] @ moved)
        value += 0.5 * 10 * (dual[-1] - 1) ** 2
        pull = weight * (_logistic(lean) - told)
        return value, np.append(alike @ (pull + _RIDGE * dual[:-1]), pull @ start + 10 * (dual[-1] - 1))

    dual = minimize(
        loss, np.append(np.zeros(len(chosen)), 1.0), jac=True, method="L-BFGS-B", options={"maxiter": 300}
    ).x
    return dual[-1] * begun + design @ (mine.T @ dual[:-1]) + dual[:-1].sum()


def _odds(share: np.ndarray) -> np.ndarray:
    share = np.clip(share, _CLIP, 1 - _CLIP)
    return np.log(share / (1 - share))


def _logistic(value: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(value, -40, 40)))
