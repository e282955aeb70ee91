"""``python -m benchmarks.train_cx_model --data FOLDER``: trains the two scorers that ship and writes their files.

What is learned from is named in `sentiment_sets` with its licence, and beside it stand sentences written for this
project (`survey_sentences`, `neutral_sentences`). The default scorer has two sums of weights: the side, and how much a
comment looks like taking none. A word's weight is its own and that of a line through the vectors that the embedder
makes of words, fitted together; so words that no comment held have the line's, and at run time nothing but the sums is
needed. The neural scorer has two lines through the vectors for the same. From these to
probabilities goes a calibration, and that is fitted on what each set looks like to a scorer that learned from all the
other sets: telephones scored by what restaurants, patients and tweets taught, and so on. Its classes are people's,
neutral ones too: patients' 3 of 5, tweets, film and newspaper sentences that twenty people put in the middle, and
clauses of Harbour Bank's training part.

What a kind of question adds ("What was good?" draws praise from two bare words) is learned beside the words, so that
the words do not carry it, and reaches the probabilities through the calibration.

Figures of accuracy never come from here: see `sentiment_accuracy`, where whatever is tested was kept aside.
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
import pandas as pd

from benchmarks.neutral_sentences import neutral_sentences, sided_twins
from benchmarks.sentiment_sets import FILMS, NEWS, PATIENTS, RESTAURANTS, TELEPHONES, TWEETS, clauses, judged
from benchmarks.survey_sentences import survey_sentences
from cxresearch.text.reading.language import english_words
from cxresearch.text.reading.question_kind import IMPROVE, OPEN, PRAISE, WHY
from cxresearch.text.scoring.calibration import NONE_FEATURES, SEEN, SHORT, SIDE_FEATURES, Calibration, fit_calibration
from cxresearch.text.scoring.cx_model import CxModel, Weights, measure, save_weights
from cxresearch.text.scoring.features import NUMBERS, PAIR_SLOTS, Features, Reader
from cxresearch.text.scoring.lexicon import emoji_words
from cxresearch.text.scoring.neural import embed, seen_by_neural

__all__ = [
    "GROUPS", "WordVectors", "calibrated", "cx_kept_aside", "everything", "neural_kept_aside", "neural_lines",
    "student_of", "word_vectors", "written_sentences",
]  # fmt: skip

WRITTEN, WITHOUT_SIDE, HARBOUR = "written", "written without a side", "Harbour Bank"
# How much a text of each set counts for the side and for taking none; what keeps sets of many from drowning the few
# that are like surveys was chosen by what is kept aside of telephones, restaurants, patients and tweets.
SIDE = {
    TELEPHONES: 2.0,
    RESTAURANTS: 2.0,
    PATIENTS: 2.0,
    TWEETS: 1.0,
    FILMS: 0.5,
    NEWS: 0.25,
    WRITTEN: 0.5,
    WITHOUT_SIDE: 0.5,
}
FLAT = {
    TELEPHONES: 1.0,
    RESTAURANTS: 1.0,
    PATIENTS: 2.0,
    TWEETS: 1.0,
    FILMS: 0.2,
    NEWS: 0.3,
    WRITTEN: 0.3,
    WITHOUT_SIDE: 0.3,
    HARBOUR: 1.0,
}
# How many comments of each set the calibration counts as, so that the unlike weigh less.
FITTED = {TELEPHONES: 300, RESTAURANTS: 300, PATIENTS: 1500, TWEETS: 500, FILMS: 150, NEWS: 250, HARBOUR: 360}
# Kept aside together: sets that nothing is learned from beside those that are nobody's survey.
GROUPS = ((TELEPHONES,), (RESTAURANTS,), (PATIENTS,), (TWEETS,), (FILMS, NEWS, HARBOUR))
RIDGE, RIDGE_FLAT, RIDGE_NUMBERS, RIDGE_KINDS, RIDGE_VECTORS = 0.2, 1.0, 0.05, 1.0, 0.3
# How many axes of the words' vectors the line runs through.
LEADING = 128
# English words that no text holds get a weight up to so many letters; longer ones are rarer.
LETTERS = 6
# Naive Bayes ratios: half a count for each side, and what a word used by both sides is stretched by at least.
SMOOTH, LEAST = 0.5, 0.3
# A comment without a known word leans nowhere, so the constants are held near 0.
STEADY = 1e4
NO_CALIBRATION = Calibration(np.zeros(SIDE_FEATURES), np.zeros(NONE_FEATURES), np.zeros((4, 3)))


def everything(folder: Path) -> pd.DataFrame:
    """All that is learned from: `sentiment_sets.judged`, the written sentences, Harbour Bank's training clauses."""
    texts, side, flat = written_sentences()
    plain = {*neutral_sentences(), *(text for text, _ in sided_twins())}
    written = pd.DataFrame({"text": texts, "of": WRITTEN, "side": np.clip(side, 0.03, 0.97), "flat": flat})
    written["of"] = written.of.where(~written.text.isin(plain), WITHOUT_SIDE)
    texts, tone = clauses("train")
    harbour = pd.DataFrame({"text": texts, "of": HARBOUR, "tone": tone, "side": 0.5 + 0.47 * tone, "flat": tone == 0})
    beside = pd.concat([written, harbour], ignore_index=True).astype({"flat": float})
    beside = beside.assign(kind=OPEN, asked=OPEN, side_weight=1.0, flat_weight=1.0, flat=beside.flat.clip(0.03, 0.97))
    return pd.concat([judged(folder), beside], ignore_index=True)


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


class WordVectors(NamedTuple):
    """What the embedder makes of English words: ``words`` and their ``vectors`` (words, LEADING)."""

    words: list[str]
    vectors: np.ndarray


def word_vectors(data: pd.DataFrame, *, folder: Path | None = None) -> WordVectors:
    """Vectors of the words that occur twice in ``data`` and of the English words that ship with the package (of those
    that no text holds the shorter ones, without forms in -s), around their mean and turned to the axes along which
    they differ most; and those of emoji."""
    read = Reader([]).read(data.text.tolist())
    times, english = np.bincount(read.spelled, minlength=len(read.words)), english_words()
    kept = [
        word
        for word, n in zip(read.words, times, strict=True)
        if any(map(str.isalpha, word)) and (n >= 2 or word in english)
    ]
    new = sorted(word for word in english - {*kept} if word.isalpha() and not _in_s(word, english))
    words = [*kept, *(word for word in new if len(word) <= LETTERS)]
    vectors = embed(words, folder=folder)
    mean = vectors.mean(axis=0)
    axes = np.linalg.eigh((vectors - mean).T @ (vectors - mean))[1][:, ::-1]
    # Few texts hold an emoji; it means what it is called.
    emoji = {sign: called for sign, called in emoji_words().items() if len(sign) == 1}
    vectors = np.concatenate([vectors, embed(list(emoji.values()), folder=folder)])
    return WordVectors([*words, *emoji], (vectors - mean) @ axes[:, :LEADING])


def _in_s(word: str, words: frozenset[str]) -> bool:
    return word.endswith("s") and not words.isdisjoint((word[:-1], word[:-2], f"{word[:-3]}y"))


def student_of(
    data: pd.DataFrame, by_meaning: WordVectors | None = None, *, without: frozenset[str] = frozenset()
) -> Weights:
    """The default scorer's weights, not yet calibrated: two logistic regressions on soft targets.

    What occurs in one text alone is left to the rest of it. Each word and pair has a ridge that is the smaller the more
    it is used on one side alone: its column is stretched by the naive Bayes log ratio of the two sides (Wang & Manning
    2012), and the weights are unstretched afterwards, so that the scorer stays a sum. With ``by_meaning`` a word's
    weight is its own and that of a line through the vectors of words, fitted together; so a word that no text held has
    the line's.
    """
    from scipy.sparse import csr_matrix, diags, hstack

    texts = data.text.tolist()
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
    kinds = _kinds(data, np.diff(read.starts) <= SHORT)
    size = diags(1 / measure(read))
    design = hstack([size @ counted, csr_matrix(np.column_stack([read.numbers, kinds]))]).tocsr()
    meant = None if by_meaning is None else (size @ _meant(read, by_meaning)).astype(np.float32)
    beta = []
    for target, counts, sets, ridge in (
        ("side", "side_weight", SIDE, RIDGE),
        ("flat", "flat_weight", FLAT, RIDGE_FLAT),
    ):
        weight = data[counts].to_numpy() * data.of.map(sets).fillna(0).to_numpy()
        used = weight > 0
        dense = np.zeros((used.sum(), 0)) if meant is None else meant[used]
        beta.append(_soft_logit(design[used], dense, data[target].to_numpy()[used], weight[used], ridge))
    n = len(words)
    lines = np.stack([line for _, line in beta])
    beta = np.stack([weights for weights, _ in beta])
    pairs = np.zeros((2, PAIR_SLOTS))
    pairs[:, slots[times >= 2]] = beta[:, 2 * n : 2 * n + n_pairs]
    numbers = beta[:, 2 * n + n_pairs : 2 * n + n_pairs + len(NUMBERS)]
    plain, turned = beta[:, :n], beta[:, n : 2 * n]
    if by_meaning is not None:
        words, plain, turned = _with_lines(words, plain, turned, lines, by_meaning)
    return Weights(words, plain, turned, pairs, numbers, beta[:, -1], NO_CALIBRATION)


def _meant(read: Features, by_meaning: WordVectors) -> np.ndarray:
    """Of each text the sum of its words' vectors, and beside it of those under a negation: array (texts, 2 LEADING)."""
    from scipy.sparse import csr_matrix

    place = {word: at for at, word in enumerate(by_meaning.words)}
    at = np.array([place.get(word, -1) for word in read.words])[read.spelled]
    shape, sums = (len(read.numbers), len(by_meaning.words)), []
    for part in (~read.turned & (at >= 0), read.turned & (at >= 0)):
        counted = csr_matrix((np.ones(part.sum(), dtype=np.float32), (read.text[part], at[part])), shape=shape)
        sums.append(counted @ by_meaning.vectors)
    return np.hstack(sums)


def _with_lines(words, plain, turned, lines, by_meaning: WordVectors):
    """Words with the line's weight added to their own, and after them the words that have the line's alone."""
    place = {word: at for at, word in enumerate(by_meaning.words)}
    known = set(words)
    new = [word for word in by_meaning.words if word not in known]
    at = np.array([place.get(word, -1) for word in [*words, *new]])
    vectors = np.where(at[:, None] >= 0, by_meaning.vectors[at], 0)
    both, width = [], vectors.shape[1]
    for own, line in ((plain, lines[:, :width]), (turned, lines[:, width:])):
        both.append(np.hstack([own, np.zeros((2, len(new)))]) + line @ vectors.T)
    return [*words, *new], *both


def _kinds(data: pd.DataFrame, short: np.ndarray) -> np.ndarray:
    told = np.column_stack([(data.asked == kind).to_numpy(float) for kind in (PRAISE, IMPROVE, WHY)])
    return np.column_stack([told, told * short[:, None]])


def _soft_logit(design, dense, target, weight, ridge: float) -> tuple[np.ndarray, np.ndarray]:
    """Weights of the columns and the constant, and those of ``dense``, the sums of vectors; `NUMBERS` and kinds, the
    last columns, have ridges of their own."""
    from scipy.optimize import minimize
    from scipy.sparse import diags

    n = design.shape[1] - len(NUMBERS) - 6
    seen = (design[:, :n] > 0).astype(float)
    one, other = SMOOTH + seen.T @ (weight * target), SMOOTH + seen.T @ (weight * (1 - target))
    apart = np.abs(np.log(one / one.sum()) - np.log(other / other.sum()))
    stretch = np.concatenate([LEAST + apart, np.ones(len(NUMBERS) + 6)])
    design = (design @ diags(stretch)).tocsr()
    turned = design.T.tocsr()
    held = np.repeat([ridge, RIDGE_NUMBERS, RIDGE_KINDS, STEADY], [n, len(NUMBERS), 6, 1])
    held, first = np.concatenate([held, np.full(dense.shape[1], RIDGE_VECTORS)]), len(held)

    def loss(beta):
        lean = design @ beta[: first - 1] + beta[first - 1] + dense @ beta[first:].astype(dense.dtype)
        value = float(weight @ (np.logaddexp(0, lean) - target * lean)) + 0.5 * float(held @ beta**2)
        pull = weight * (1 / (1 + np.exp(-lean)) - target)
        slope = np.concatenate([turned @ pull, [pull.sum()], pull.astype(dense.dtype) @ dense])
        return value, slope + held * beta

    beta = minimize(loss, np.zeros(len(held)), jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    return beta[:first] * np.append(stretch, 1.0), beta[first:]


def cx_kept_aside(
    data: pd.DataFrame, by_meaning: WordVectors | None = None, *, without: frozenset[str] = frozenset(), groups=GROUPS
) -> np.ndarray:
    """What the default scorer sees (`calibration.SEEN`) in each comment when it has learned from the other sets."""
    seen = np.full((len(data), len(SEEN)), np.nan)
    for group in groups:
        held = data.of.isin(group).to_numpy()
        rest = data[~held & ~data.text.isin(set(data.text[held]))]
        model = CxModel(student_of(rest, by_meaning, without=without), without=without)
        seen[held] = model.seen(data.text[held].tolist())
    return seen


def neural_lines(data: pd.DataFrame, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two lines through the vectors, (384, 2) with their constants: the side, and how much it looks like none."""
    from sklearn.linear_model import LogisticRegression

    lines = []
    for target, counts, sets, c in (("side", "side_weight", SIDE, 3.0), ("flat", "flat_weight", FLAT, 0.3)):
        weight = data[counts].to_numpy() * data.of.map(sets).fillna(0).to_numpy()
        soft, used = data[target].to_numpy(), weight > 0
        # Soft targets as pairs of hard ones.
        x = np.concatenate([vectors[used], vectors[used]])
        y = np.repeat([1, 0], used.sum())
        w = np.concatenate([weight[used] * soft[used], weight[used] * (1 - soft[used])])
        lines.append(LogisticRegression(C=c, max_iter=3000).fit(x, y, sample_weight=w))
    return np.stack([line.coef_[0] for line in lines], axis=1), np.array([line.intercept_[0] for line in lines])


def neural_kept_aside(data: pd.DataFrame, vectors: np.ndarray, *, groups=GROUPS) -> np.ndarray:
    """The same for the neural scorer."""
    seen = np.full((len(data), len(SEEN)), np.nan)
    for group in groups:
        held = data.of.isin(group).to_numpy()
        rest = ~held & ~data.text.isin(set(data.text[held])).to_numpy()
        weights, start = neural_lines(data[rest], vectors[rest])
        seen[held] = seen_by_neural(data.text[held].tolist(), vectors[held] @ weights + start)
    return seen


def calibrated(data: pd.DataFrame, seen: np.ndarray, *, without: str = "") -> Calibration:
    """The calibration from what was kept aside; ``without`` leaves a set out, to measure on it."""
    used = data.of.isin(FITTED).to_numpy() & (data.of != without).to_numpy() & np.isfinite(seen).all(axis=1)
    part = data[used]
    weight = (part.of.map(FITTED) / part.of.map(part.of.value_counts())).to_numpy()
    return fit_calibration(seen[used], part.asked.tolist(), part.tone.to_numpy(int) + 1, weight)


def learned_by_neural(data: pd.DataFrame) -> pd.DataFrame:
    """What the neural scorer's lines learn from: it knows words already, and long film and newspaper sentences, which
    are no comments, would take an hour to read."""
    kept = ~data.of.isin([NEWS, WRITTEN]) & ((data.of != FILMS) | (data.text.str.len() < 80))
    return data[kept].reset_index(drop=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the published sets")
    parser.add_argument("--cache", type=Path, help="folder for vectors")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "cxresearch" / "text" / "data")
    parser.add_argument("--only", choices=("cx", "neural"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    data = everything(options.data)
    if options.only != "neural":
        by_meaning = word_vectors(data, folder=options.cache)
        weights = student_of(data, by_meaning)
        fitted = calibrated(data, cx_kept_aside(data, by_meaning))
        save_weights(weights._replace(calibration=fitted), options.out / "cx_model.npz")
        print("cx", len(weights.words), "words; shares calibrated on", fitted.prior.round(3).tolist())
    if options.only != "cx":
        known = learned_by_neural(data)
        vectors = embed(known.text.tolist(), folder=options.cache)
        lines, start = neural_lines(known, vectors)
        fitted = calibrated(known, neural_kept_aside(known, vectors))
        np.savez_compressed(
            options.out / "neural_head.npz", weights=lines.astype(np.float32), intercept=start,
            side=fitted.side, none=fitted.none, prior=fitted.prior,
        )  # fmt: skip
        print("neural; shares calibrated on", fitted.prior.round(3).tolist())


if __name__ == "__main__":
    main()
