"""``python -m benchmarks.train_cx_model --data FOLDER``: trains the two scorers that ship and writes their files.

The neural head is a logistic regression (C = 3) on the vectors of the 2,000 service sentences. The default scorer
learns from a teacher: a second logistic regression on the same vectors, which also knows people's ratings of tweets
and film sentences. Its probabilities for all texts, mixed half and half with what people said, and the sentences of
`survey_sentences` with their tone, are what the weights are fitted to. What neutral looks like is fitted on the
training half of Harbour Bank's clauses. Figures of accuracy never come from here: see `sentiment_accuracy`, where
whatever is tested was kept aside.
"""

import argparse
import os
from pathlib import Path
from typing import NamedTuple

# Small matrices: threads would wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from benchmarks.sentiment_sets import SERVICE, Judged, clauses, judged
from benchmarks.survey_sentences import survey_sentences
from cxresearch.text.calibration import Calibration, fit_calibration
from cxresearch.text.cx_model import CxModel, Weights, root_of_size, save_weights
from cxresearch.text.features import NUMBERS, PAIR_SLOTS, Reader
from cxresearch.text.neural import embed

__all__ = ["Head", "by_set", "head_on", "student_of", "teacher_of", "train_student"]

# The ridge was chosen among .1 to 1 on one tenth of the film sentences; service sentences do not mind.
RIDGE, RIDGE_NUMBERS, GRAMMAR = 0.15, 0.05, 0.5
# A comment without a known word leans nowhere, so the constant is held near 0.
STEADY = 1e4
NO_CALIBRATION = Calibration(1.0, 0.0, (-40.0, 0.0))


class Head(NamedTuple):
    """A line through the vectors."""

    weights: np.ndarray
    intercept: float

    def lean(self, vectors: np.ndarray) -> np.ndarray:
        return vectors @ self.weights + self.intercept


def head_on(vectors: np.ndarray, positive: np.ndarray, weight: np.ndarray | None = None) -> Head:
    from sklearn.linear_model import LogisticRegression

    line = LogisticRegression(C=3, max_iter=3000).fit(vectors, positive, sample_weight=weight)
    return Head(line.coef_[0], float(line.intercept_[0]))


def teacher_of(data: Judged, vectors: np.ndarray) -> Head:
    """Service sentences count three times: they are few, and what the scorer is for."""
    sided = data.has_side & (np.isin(data.of, SERVICE) | (np.abs(data.rating) >= 0.5))
    weight = np.where(np.isin(data.of, SERVICE), 3.0, 1.0)
    return head_on(vectors[sided], data.positive[sided], weight[sided])


def student_of(data: Judged, vectors: np.ndarray, *, without: frozenset[str] = frozenset()) -> Weights:
    """The default scorer's weights from judged texts and their vectors; nothing else is looked at."""
    teacher = teacher_of(data, vectors)
    soft = 1 / (1 + np.exp(-teacher.lean(vectors)))
    clear = np.isin(data.of, SERVICE) | (np.abs(data.rating) >= 0.5)
    target = np.where(clear, 0.5 * soft + 0.5 * data.positive, soft)
    written = survey_sentences()
    texts = [*data.texts, *(text for text, _ in written)]
    target = np.concatenate([target, np.clip([tone for _, tone in written], 0.03, 0.97)])
    weight = np.concatenate([np.where(np.isin(data.of, SERVICE), 2.0, 1.0), np.full(len(written), GRAMMAR)])
    return train_student(texts, target, weight, without=without)


def train_student(texts: list[str], target, weight, *, without: frozenset[str] = frozenset()) -> Weights:
    """Logistic regression on soft targets with a ridge; words that occur once are left to their pairs and to VADER."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix, diags, hstack

    read = Reader([], without=without).read(texts)
    often = np.bincount(read.spelled, minlength=len(read.words)) >= 2
    words = [word for word, kept in zip(read.words, often, strict=True) if kept]
    read = Reader(words, without=without).read(texts)
    known, wide = read.word >= 0, 2 * len(words) + PAIR_SLOTS
    rows = np.concatenate([read.text[known], read.pair_text])
    columns = np.concatenate([(read.word + len(words) * read.turned)[known], 2 * len(words) + read.pair])
    counts = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(texts), wide))
    design = hstack([diags(1 / root_of_size(read)) @ counts, csr_matrix(read.numbers)]).tocsr()
    turned_design = design.T.tocsr()
    ridge = np.concatenate([np.full(wide, RIDGE), np.full(len(NUMBERS), RIDGE_NUMBERS), [STEADY]])

    def loss(beta):
        lean = design @ beta[:-1] + beta[-1]
        value = float(weight @ (np.logaddexp(0, lean) - target * lean)) + 0.5 * float(ridge @ beta**2)
        pull = weight * (1 / (1 + np.exp(-lean)) - target)
        return value, np.concatenate([turned_design @ pull, [pull.sum()]]) + ridge * beta

    beta = minimize(loss, np.zeros(wide + len(NUMBERS) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    n = len(words)
    return Weights(words, beta[:n], beta[n : 2 * n], beta[2 * n : wide], beta[wide:-1], float(beta[-1]), NO_CALIBRATION)


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
    neural_clauses = head.lean(embed(texts, folder=options.cache))
    seen_neutral = {"neutral": tone == 0}
    fitted = fit_calibration(neural_kept_aside, positive, lean_all=neural_clauses, **seen_neutral)
    options.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        options.out / "neural_head.npz", weights=head.weights.astype(np.float32), intercept=head.intercept,
        slope=fitted.slope, shift=fitted.shift, band=np.array(fitted.band),
    )  # fmt: skip
    print("neural", fitted)

    weights = student_of(data, vectors)
    fitted = fit_calibration(cx_kept_aside, positive, lean_all=CxModel(weights).lean(texts), **seen_neutral)
    save_weights(weights._replace(calibration=fitted), options.out / "cx_model.npz")
    print("cx", len(weights.words), "words", fitted)
    for name, leans in (("neural", neural_kept_aside), ("cx", cx_kept_aside)):
        print(name, "service sentences, whole set kept aside:", ((leans > 0) == (positive > 0.5)).mean())


if __name__ == "__main__":
    main()
