"""``python -m benchmarks.train_cx_model --data FOLDER``: trains the two scorers that ship and writes their files.

The neural head is a logistic regression (C = 3) on the vectors of the 2,000 service sentences. The default scorer
learns from a teacher: a second logistic regression on the same vectors, which also knows people's ratings of tweets
and film sentences. Its probabilities for all texts, mixed with what people said, and the sentences of
`survey_sentences` with their tone, are what the weights are fitted to. Both scorers also learn what a statement without
a side looks like, from `neutral_sentences` beside sentences that take one; how much that counts is fitted on the
training part of Harbour Bank's clauses, from which nothing else is learned. `choose_cx_model` tells where the settings
come from. Figures of accuracy never come from here: see `sentiment_accuracy`, where whatever is tested was kept aside.
"""

import argparse
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

# Small matrices: threads would wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from benchmarks.neutral_sentences import neutral_sentences, sided_twins
from benchmarks.sentiment_sets import SERVICE, TWEETS, Judged, clauses, judged
from benchmarks.survey_sentences import survey_sentences
from cxresearch.text.scoring.calibration import Calibration, fit_calibration
from cxresearch.text.scoring.cx_model import CxModel, Weights, measure, save_weights
from cxresearch.text.scoring.features import NUMBERS, PAIR_SLOTS, Reader
from cxresearch.text.scoring.neural import embed

__all__ = [
    "Head", "Settings", "by_set", "flat_head", "head_on", "student_of", "teacher_of", "train_student",
    "written_sentences",
]  # fmt: skip

# Of the line for no side, chosen on the training part of the clauses, as `FLAT_C` and the limits below.
RIDGE_NUMBERS, RIDGE_FLAT, FLAT_C = 0.05, 3.0, 0.3
# Naive Bayes ratios: half a count for each side, and what a word used by both sides is stretched by at least.
SMOOTH, LEAST = 0.5, 0.3
# A comment without a known word leans nowhere, so the constants are held near 0.
STEADY = 1e4
NO_CALIBRATION = Calibration(1.0, 0.0, (-40.0, 0.0, 0.0))
# Sentences that were written for the model weigh half; what people said of service counts twice.
WRITTEN, SAID = 0.5, 2.0
# Where people's mean rating is this near to the middle they saw no side; where it is that far away they did.
NO_SIDE, A_SIDE = 0.4, 1.0


class Settings(NamedTuple):
    """What `choose_cx_model` chooses among: ``ridge``; ``teacher``, how much of the target is the teacher's; ``sure``,
    how quickly people's mean rating becomes a certainty."""

    ridge: float = 0.2
    teacher: float = 0.1
    sure: float = 2.5


CHOSEN = Settings()


class Head(NamedTuple):
    """A line through the vectors."""

    weights: np.ndarray
    intercept: float

    def lean(self, vectors: np.ndarray) -> np.ndarray:
        return vectors @ self.weights + self.intercept


def head_on(vectors: np.ndarray, positive: np.ndarray, weight: np.ndarray | None = None, *, c: float = 3) -> Head:
    from sklearn.linear_model import LogisticRegression

    line = LogisticRegression(C=c, max_iter=3000).fit(vectors, positive, sample_weight=weight)
    return Head(line.coef_[0], float(line.intercept_[0]))


def teacher_of(data: Judged, vectors: np.ndarray) -> Head:
    """Service sentences count three times: they are few, and what the scorer is for."""
    sided = data.has_side & (np.isin(data.of, SERVICE) | (np.abs(data.rating) >= 0.5))
    weight = np.where(np.isin(data.of, SERVICE), 3.0, 1.0)
    return head_on(vectors[sided], data.positive[sided], weight[sided])


@lru_cache(maxsize=1)
def written_sentences() -> tuple[list[str], np.ndarray, np.ndarray]:
    """Sentences written for the model with their tone (0..1) and how far they take no side (1, 0.5 for
    what asks for more, 0).

    Whatever has four words in a row in common with a held-out clause of Harbour Bank is left out.
    """
    held = {run for text in clauses("heldout")[0] for run in _runs(text)}
    sideless = {0.5: 1.0, 0.25: 0.5}
    rows = [(text, tone, sideless.get(tone, 0.0)) for text, tone in survey_sentences()]
    rows += [(text, 0.5, 1.0) for text in neutral_sentences()]
    rows += [(text, tone, 0.0) for text, tone in sided_twins()]
    rows = [row for row in rows if not held & _runs(row[0])]
    texts, tone, flat = zip(*rows, strict=True)
    return list(texts), np.array(tone), np.array(flat)


def _runs(text: str, length: int = 4) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def student_of(
    data: Judged, vectors: np.ndarray, *, without: frozenset[str] = frozenset(), settings: Settings = CHOSEN
) -> Weights:  # fmt: skip
    """The default scorer's weights from judged texts and their vectors; nothing else is looked at."""
    service = np.isin(data.of, SERVICE)
    soft = 1 / (1 + np.exp(-teacher_of(data, vectors).lean(vectors)))
    said = np.where(service, np.clip(data.positive, 0.03, 0.97), 1 / (1 + np.exp(-settings.sure * data.rating)))
    texts, tone, flat = written_sentences()
    target = settings.teacher * soft + (1 - settings.teacher) * said
    target = np.concatenate([target, np.clip(tone, 0.03, 0.97)])
    weight = np.concatenate([np.where(service, SAID, 1.0), np.full(len(texts), WRITTEN)])

    tweets, away = data.of == TWEETS, np.abs(data.rating)
    no_side = np.concatenate([np.where(tweets & (away < NO_SIDE), 0.97, 0.03), np.clip(flat, 0.03, 0.97)])
    told = service | (tweets & ((away < NO_SIDE) | (away > A_SIDE)))
    counts = np.concatenate([np.where(service, 1.0, WRITTEN) * told, np.full(len(texts), WRITTEN)])
    return train_student([*data.texts, *texts], target, weight, no_side, counts, without=without, settings=settings)


def train_student(
    texts: list[str], target, weight, no_side, counts, *, without: frozenset[str] = frozenset(),
    settings: Settings = CHOSEN,
) -> Weights:  # fmt: skip
    """Two logistic regressions on soft targets; what occurs in one text alone is left to the rest of it.

    Each word and pair has a ridge that is the smaller the more it is used on one side alone: its column is stretched by
    the naive Bayes log ratio of the two sides (Wang & Manning 2012), and the weights are unstretched afterwards, so
    that the scorer stays a sum.
    """
    from scipy.sparse import csr_matrix, diags, hstack

    read = Reader([], without=without).read(texts)
    often = np.bincount(read.spelled, minlength=len(read.words)) >= 2
    words = [word for word, kept in zip(read.words, often, strict=True) if kept]
    read = Reader(words, without=without).read(texts)
    known = read.word >= 0
    slots, place, times = np.unique(read.pair, return_inverse=True, return_counts=True)
    kept = np.cumsum(times >= 2) - 1
    paired, n_pairs = (times >= 2)[place], int((times >= 2).sum())
    rows = np.concatenate([read.text[known], read.pair_text[paired]])
    columns = np.concatenate([(read.word + len(words) * read.turned)[known], 2 * len(words) + kept[place[paired]]])
    counted = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(texts), 2 * len(words) + n_pairs))
    design = hstack([diags(1 / measure(read)) @ counted, csr_matrix(read.numbers)]).tocsr()
    side = _soft_logit(design, target, weight, settings.ridge)
    told = counts > 0
    flat = _soft_logit(design[told], no_side[told], counts[told], RIDGE_FLAT)

    beta, n = np.stack([side, flat]), len(words)
    pairs = np.zeros((2, PAIR_SLOTS))
    pairs[:, slots[times >= 2]] = beta[:, 2 * n : 2 * n + n_pairs]
    numbers = beta[:, 2 * n + n_pairs : -1]
    return Weights(words, beta[:, :n], beta[:, n : 2 * n], pairs, numbers, beta[:, -1], NO_CALIBRATION)


def _soft_logit(design, target, weight, ridge: float) -> np.ndarray:
    """Weights of the columns and the constant; the last columns, `NUMBERS`, have a ridge of their own."""
    from scipy.optimize import minimize
    from scipy.sparse import diags

    n = design.shape[1] - len(NUMBERS)
    seen = (design[:, :n] > 0).astype(float)
    one, other = SMOOTH + seen.T @ (weight * target), SMOOTH + seen.T @ (weight * (1 - target))
    apart = np.abs(np.log(one / one.sum()) - np.log(other / other.sum()))
    stretch = np.concatenate([LEAST + apart, np.ones(len(NUMBERS))])
    design = (design @ diags(stretch)).tocsr()
    turned = design.T.tocsr()
    held = np.concatenate([np.full(n, ridge), np.full(len(NUMBERS), RIDGE_NUMBERS), [STEADY]])

    def loss(beta):
        lean = design @ beta[:-1] + beta[-1]
        value = float(weight @ (np.logaddexp(0, lean) - target * lean)) + 0.5 * float(held @ beta**2)
        pull = weight * (1 / (1 + np.exp(-lean)) - target)
        return value, np.concatenate([turned @ pull, [pull.sum()]]) + held * beta

    beta = minimize(loss, np.zeros(len(held)), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    return beta * np.append(stretch, 1.0)


def by_set(data: Judged, vectors: np.ndarray, *, without: frozenset[str] = frozenset()):
    """Leans for the service sentences from scorers that saw nothing of the set: (neural, cx), in their order."""
    service = np.isin(data.of, SERVICE)
    neural, cx = np.zeros(len(data.of)), np.zeros(len(data.of))
    for name in SERVICE:
        held = data.of == name
        kept_out = {data.texts[at] for at in np.flatnonzero(held)}
        rest = ~held & np.array([text not in kept_out for text in data.texts])
        learned = head_on(vectors[rest & service], data.positive[rest & service])
        neural[held] = learned.lean(vectors[held])
        student = CxModel(student_of(data.only(rest), vectors[rest], without=without), without=without)
        cx[held] = student.lean(data.only(held).texts)
    return neural[service], cx[service]


def flat_head(service_vectors: np.ndarray, *, folder: Path | None = None) -> Head:
    """The line between statements without a side and those that take one; the service sentences all take one."""
    texts, _, flat = written_sentences()
    vectors = np.concatenate([service_vectors, embed(texts, folder=folder)])
    sideless = np.concatenate([np.zeros(len(service_vectors)), flat])
    weight = np.concatenate([np.ones(len(service_vectors)), np.full(len(texts), WRITTEN)])
    clear = sideless != 0.5
    return head_on(vectors[clear], sideless[clear], weight[clear], c=FLAT_C)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the published sets")
    parser.add_argument("--cache", type=Path, help="folder for vectors")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "cxresearch" / "text" / "data")
    options = parser.parse_args()

    data = judged(options.data)
    vectors = embed(data.texts, folder=options.cache)
    service = np.isin(data.of, SERVICE)
    positive = data.positive[service]
    neural_kept_aside, cx_kept_aside = by_set(data, vectors)
    texts, tone = clauses("train")
    head = head_on(vectors[service], positive)
    flat = flat_head(vectors[service], folder=options.cache)
    seen, neutral = embed(texts, folder=options.cache), tone == 0
    fitted = fit_calibration(
        neural_kept_aside, positive, lean_all=head.lean(seen), flat_all=flat.lean(seen), neutral=neutral
    )
    options.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        options.out / "neural_head.npz", weights=np.stack([head.weights, flat.weights], axis=1).astype(np.float32),
        intercept=np.array([head.intercept, flat.intercept]),
        slope=fitted.slope, shift=fitted.shift, band=np.array(fitted.band),
    )  # fmt: skip
    print("neural", fitted)

    weights = student_of(data, vectors)
    leans = CxModel(weights).leans(texts)
    fitted = fit_calibration(cx_kept_aside, positive, lean_all=leans[:, 0], flat_all=leans[:, 1], neutral=neutral)
    save_weights(weights._replace(calibration=fitted), options.out / "cx_model.npz")
    print("cx", len(weights.words), "words", fitted)
    for name, leans in (("neural", neural_kept_aside), ("cx", cx_kept_aside)):
        print(name, "service sentences, whole set kept aside:", ((leans > 0) == (positive > 0.5)).mean())


if __name__ == "__main__":
    main()
