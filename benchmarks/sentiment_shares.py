"""``python -m benchmarks.sentiment_shares --data FOLDER``: do shares of two audiences come back?

From each set with neutral comments, groups of 400 are drawn of which 20% and 60% are negative (the neutral ones as many
as in the whole set), and scored by words, a neutral band and a calibration that saw none of the set. The table goes
into ``benchmarks/README.md``: the mean share that comes back, by adding up the probabilities and with each group's own
prior, and how often the truth lies in the 95% interval.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.sentiment_accuracy import put_between
from benchmarks.sentiment_sets import PATIENTS, TWEETS
from benchmarks.train_cx_model import calibrated, cx_kept_aside, everything, word_vectors
from cxresearch.text.reading.question_kind import KINDS
from cxresearch.text.scoring.priors import FEWEST, shares_by_own_prior

__all__ = ["shares_come_back"]

TRUE, SIZE, DRAWS = (0.2, 0.6), 400, 100


def shares_come_back(data: pd.DataFrame, seen: np.ndarray, *, seed: int = 0) -> str:
    """The table: a row a set, kind of question and true share."""
    lines = [
        "| comments | kind of question | true | added up | own prior | in the interval |",
        "|---|---|---|---|---|---|",
    ]
    for name, kind, at in _columns(data):
        fitted, tone = calibrated(data, seen, without=name), data.tone.to_numpy(int)[at]
        shares, draw = fitted.shares(seen[at], kind), np.random.default_rng(seed)
        neutral = round(SIZE * float((tone == 0).mean()))
        for true in TRUE:
            sizes = {-1: round(SIZE * true), 0: neutral, 1: SIZE - neutral - round(SIZE * true)}
            added, own, held = [], [], 0
            for _ in range(DRAWS):
                rows = np.concatenate([draw.choice(np.flatnonzero(tone == c), n) for c, n in sizes.items()])
                found = shares_by_own_prior(shares[rows], fitted.prior_of(kind))
                added.append(shares[rows, 0].mean())
                own.append(found.estimate[0])
                held += found.low[0] <= true <= found.high[0]
            told = (100 * true, 100 * np.mean(added), 100 * np.mean(own), 100 * held / DRAWS)
            lines.append(f"| {name} | {kind} | " + " | ".join(f"{each:.0f}" for each in told) + " |")
            print(lines[-1], flush=True)
    return "\n".join(lines)


def _columns(data: pd.DataFrame):
    """Sets and kinds of question with enough comments of each tone."""
    for name in (PATIENTS, TWEETS):
        for kind in KINDS:
            at = np.flatnonzero((data.of == name) & (data.kind == kind))
            tones = np.bincount(data.tone.to_numpy(int)[at] + 1, minlength=3)
            if tones.min() >= FEWEST:
                yield name, kind, at


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, help="folder for vectors")
    options = parser.parse_args()
    data = everything(options.data)
    seen = cx_kept_aside(data, word_vectors(data, folder=options.cache))
    put_between("shares", shares_come_back(data, seen))


if __name__ == "__main__":
    main()
