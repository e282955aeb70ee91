"""Topics that nobody named beforehand: groups of words that occur together, found anew in every study.

Non-negative matrix factorisation of TF-IDF weights from a start that follows from the data alone, so two runs find the
same topics. They are labelled by their words; what to call them is for a person to say.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from cxresearch.errors import OptionError, QuestionError
from cxresearch.wording import say

__all__ = ["MOST_TOPICS", "find_topics", "stop_words", "topic_words"]

MOST_TOPICS = 40
_WORDS = 3
_TOKEN = r"(?u)\b[^\W\d_][^\W\d_]+\b"


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
    if not 2 <= topics <= MOST_TOPICS:
        raise OptionError(say(
            "codeframe= as a number of topics is 2 to {most}; got {topics}.",
            most=MOST_TOPICS, topics=topics,
        ))  # fmt: skip
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    distinct = list(dict.fromkeys(texts))
    fewest = 2 if len(distinct) >= 5 * topics else 1
    words = TfidfVectorizer(
        lowercase=True, stop_words=stop_words(), min_df=fewest, sublinear_tf=True, token_pattern=_TOKEN
    )
    try:
        weights = words.fit_transform(distinct)
    except ValueError:
        weights = None
    if weights is None or min(weights.shape) <= topics:
        raise QuestionError(say(
            "{topics} topics cannot be found in {n} different statements: they share too few words. Ask for fewer "
            "topics, or pass a code frame.",
            topics=topics, n=len(distinct),
        ))  # fmt: skip
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


def topic_words(groups: Sequence[Sequence[str]]) -> list[str]:
    """A label a group of texts: three words that it uses more than the others do, by log-odds.

    References
    ----------
    Monroe, Colaresi & Quinn (2008), Political Analysis 16.

    Examples
    --------
    >>> topic_words([["the queue", "a long queue", "queue again"], ["the app", "slow app", "an app"]])
    ['queue / long', 'app / slow']
    """
    from sklearn.feature_extraction.text import CountVectorizer

    from cxresearch.text.themes.contrast import log_odds

    words = CountVectorizer(lowercase=True, stop_words=stop_words(), token_pattern=_TOKEN, binary=True)
    try:
        found = words.fit_transform([text for group in groups for text in group])
    except ValueError:
        return [f"topic {at}" for at in range(1, len(groups) + 1)]
    ends = np.cumsum([len(group) for group in groups])
    counts = np.array([found[end - len(group) : end].sum(axis=0).A1 for group, end in zip(groups, ends, strict=True)])
    vocabulary, z = words.get_feature_names_out(), np.nan_to_num(log_odds(counts)[1])
    labels: list[str] = []
    for at, row in enumerate(z):
        top = [word for word in sorted(range(len(row)), key=lambda word: (-round(row[word], 9), word)) if row[word] > 0]
        label = " / ".join(vocabulary[word] for word in top[:_WORDS]) or f"topic {at + 1}"
        labels.append(_unlike(label, labels))
    return labels


# What turns a statement is no name for what it is about.
_TURNS = (
    "no not never nobody nothing none too don doesn didn isn wasn aren couldn wouldn won can cannot again nicht "
    "kein keine keinen keiner keinem nie niemals nichts niemand ne pas jamais rien plus nunca nada nadie ningún "
    "non mai niente nessuno niet geen nooit niets não nem nunca"
)


# Small words that tell a language, and yet are what a comment is about.
_OF_A_MATTER = (
    "freundlich schnell service personnel attendimento atendimento servizio servicio obsługa temps czas snabbt "
    "trevlig snel hurtigt accueil l'accueil d'attente l'attente lange"
)


@lru_cache(maxsize=1)
def stop_words() -> list[str]:
    """Words that join or turn a sentence, in the languages that can be told: none names a topic."""
    from cxresearch.text.reading.language import _SMALL_WORDS
    from cxresearch.text.themes.contrast import STOP_WORDS

    small = {word for words in _SMALL_WORDS.values() for word in words.split()} - set(_OF_A_MATTER.split())
    every = STOP_WORDS | set(_TURNS.split()) | small
    return sorted(every | {part for word in every for part in word.split("'") if len(part) > 1})


def _unlike(label: str, others: list[str]) -> str:
    return label if label not in others else f"{label} ({sum(other.startswith(label) for other in others) + 1})"
