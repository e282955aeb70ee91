"""``python -m benchmarks.choose_cx_model --data FOLDER``: where the settings of the default scorer come from.

The film sentences fall into five parts by a checksum of their text, so that anybody gets the same ones. Part 0 is the
test part: nothing was ever chosen by it, and `sentiment_accuracy` opens it for the scorer that stands in the end.
Settings are compared on the other parts, each scored by what the rest of them taught, and the best are taken. `nested`
does the same anew within each part's complement, without any hand in between.
"""

import argparse
import os
import zlib
from itertools import product
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from benchmarks.sentiment_sets import FILM, Judged, judged
from benchmarks.train_cx_model import Settings, student_of
from cxresearch.text.scoring.cx_model import CxModel
from cxresearch.text.scoring.neural import embed

__all__ = ["GRID", "choose", "film_parts", "nested", "without_rows"]

GRID = tuple(Settings(ridge, teacher) for ridge, teacher in product((0.1, 0.2, 0.4), (0.1, 0.3)))
PARTS, TEST = 5, 0


def film_parts(data: Judged) -> np.ndarray:
    """The part of each film sentence, -1 for all other texts."""
    part = np.array([zlib.crc32(text.encode()) % PARTS for text in data.texts])
    return np.where(data.of == FILM, part, -1)


def without_rows(data: Judged, vectors: np.ndarray, held: np.ndarray, settings: Settings = Settings()) -> CxModel:  # noqa: B008
    """The default scorer, trained on everything but some rows and other rows with the same text."""
    kept_out = {data.texts[at] for at in np.flatnonzero(held)}
    rest = ~held & np.array([text not in kept_out for text in data.texts])
    return CxModel(student_of(data.only(rest), vectors[rest], settings=settings))


def choose(data: Judged, vectors: np.ndarray, closed: np.ndarray, inner: tuple[int, ...], *, tell=None) -> Settings:
    """The settings that do best on parts ``inner`` of the film sentences; rows in ``closed`` are not
    looked at."""
    parts, found = film_parts(data), {}
    for settings in GRID:
        right = []
        for part in inner:
            held = (parts == part) & ~closed
            lean = without_rows(data, vectors, held | closed, settings).lean(data.only(held).texts)
            rating = data.rating[held]
            right.append(((lean > 0) == (rating > 0))[rating != 0])
        found[settings] = np.concatenate(right)
        if tell:
            tell(f"{settings}: {100 * found[settings].mean():.2f}% of {len(found[settings]):,}")
    return max(found, key=lambda settings: found[settings].mean())


def nested(data: Judged, vectors: np.ndarray) -> tuple[np.ndarray, list[Settings]]:
    """Leans of all film sentences, in their order, from scorers whose settings were chosen without them too."""
    parts = film_parts(data)
    lean, chosen = np.zeros(len(parts)), []
    for part in range(PARTS):
        held = parts == part
        # Two of the other parts are enough to choose by, and half the work.
        settings = choose(data, vectors, held, ((part + 1) % PARTS, (part + 2) % PARTS))
        chosen.append(settings)
        lean[held] = without_rows(data, vectors, held, settings).lean(data.only(held).texts)
    return lean[parts >= 0], chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the published sets")
    parser.add_argument("--cache", type=Path, help="folder for vectors")
    options = parser.parse_args()
    data = judged(options.data)
    vectors = embed(data.texts, folder=options.cache)
    closed = film_parts(data) == TEST
    inner = tuple(part for part in range(PARTS) if part != TEST)
    print("chosen:", choose(data, vectors, closed, inner, tell=lambda words: print(words, flush=True)))


if __name__ == "__main__":
    main()
