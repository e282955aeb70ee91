"""Topics that nobody named beforehand: groups of words that occur together, found anew in every study.

Non-negative matrix factorisation of TF-IDF weights from a start that follows from the data alone, so two runs find the
same topics. They are labelled by their words; what to call them is for a person to say.
"""

from collections.abc import Sequence

import numpy as np

from cxresearch.errors import OptionError, QuestionError

__all__ = ["find_topics"]

_MOST = 40
_WORDS = 3


def find_topics(texts: Sequence[str], topics: int) -> tuple[list[str], np.ndarray]:
    """Topics of statements, the largest first, and which statement belongs to which.

    Parameters
    ----------
    texts : sequence of str
    topics : int
        2 to 40.

    Returns
    -------
    labels : list of str
        Three words each: "fees / charges / monthly".
    hits : array of bool, texts x topics
        At most one topic a statement; none where it shares no word with any.

    Raises
    ------
    OptionError
        If ``topics`` is out of range.
    QuestionError
        If the statements have too few words in common.

    References
    ----------
    Lee & Seung (1999), Nature 401, 788-791; start by Boutsidis & Gallopoulos (2008), Pattern Recognition 41.

    Examples
    --------
    >>> labels, hits = find_topics(["the fees hurt", "high fees hurt", "slow app", "the slow app"] * 5, 2)
    >>> hits.sum(axis=0).tolist()
    [10, 10]
    """
    if not 2 <= topics <= _MOST:
        raise OptionError(f"codeframe= as a number of topics is 2 to {_MOST}; got {topics}.")
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    from cxresearch.text.contrast import STOP_WORDS

    distinct = list(dict.fromkeys(texts))
    fewest = 2 if len(distinct) >= 5 * topics else 1
    stop = sorted(STOP_WORDS | {part for word in STOP_WORDS for part in word.split("'") if len(part) > 1})
    words = TfidfVectorizer(
        lowercase=True, stop_words=stop, min_df=fewest, sublinear_tf=True, token_pattern=r"(?u)\b[^\W\d_][^\W\d_]+\b"
    )
    try:
        weights = words.fit_transform(distinct)
    except ValueError:
        weights = None
    if weights is None or min(weights.shape) <= topics:
        raise QuestionError(
            f"{topics} topics cannot be found in {len(distinct)} different statements: they share too few words. "
            "Ask for fewer topics, or pass a code frame."
        )
    import warnings

    model = NMF(topics, init="nndsvda", random_state=0, max_iter=400, tol=1e-3)
    with warnings.catch_warnings():
        # A slow last digit changes no topic.
        warnings.simplefilter("ignore")
        belongs = model.fit_transform(weights)
    vocabulary = words.get_feature_names_out()
    best = belongs.argmax(axis=1)
    named = belongs.max(axis=1) > 1e-6
    at = {text: place for place, text in enumerate(distinct)}
    rows = np.array([at[text] for text in texts])
    hits = np.zeros((len(texts), topics), dtype=bool)
    hits[np.arange(len(texts)), best[rows]] = named[rows]
    order = sorted(range(topics), key=lambda topic: (-int(hits[:, topic].sum()), topic))
    labels = []
    for topic in order:
        top = sorted(range(len(vocabulary)), key=lambda word: (-round(model.components_[topic, word], 6), word))
        labels.append(_unlike(" / ".join(vocabulary[word] for word in top[:_WORDS]), labels))
    return labels, hits[:, order]


def _unlike(label: str, others: list[str]) -> str:
    return label if label not in others else f"{label} ({sum(other.startswith(label) for other in others) + 1})"
