"""What a question is about, in few words: the part of its wording that the questions beside it do not share.

"How satisfied are you with tracking?" stands in a block that opens alike; what is left is "Tracking".
"""

import re
from collections.abc import Mapping, Sequence
from os.path import commonprefix

from cxresearch.survey.codebook import split_text

__all__ = ["short_topics"]

_ARTICLES = frozenset(
    "the a an our your their der die das den dem des ein eine einen einem einer unser unsere unserer unserem unseren "
    "ihr "
    "ihre ihrer ihrem ihren le la les l un une des notre nos votre vos el los las un una nuestro nuestra su sus il "
    "lo gli "
    "i le uno una nostro de het een onze o os as um uma nosso nossa den det en ett et vår vårt".split()
)
_SHORTEST = 3


def short_topics(texts: Mapping[str, str]) -> dict[str, str]:
    """A topic for each question of one survey.

    Parameters
    ----------
    texts : mapping
        Question id to its text.

    Returns
    -------
    dict
        Question id to a topic; a text that shares nothing with others stays whole.

    Examples
    --------
    >>> short_topics({"a": "How satisfied are you with the driver?", "b": "How satisfied are you with tracking?"})
    {'a': 'Driver', 'b': 'Tracking'}
    >>> short_topics({"q": "Rate us - Billing and fees"})
    {'q': 'Billing and fees'}
    """
    plain = {name: re.sub(r"\s+", " ", text).strip() for name, text in texts.items()}
    rows = {name: split_text(text)[1] or text for name, text in plain.items()}
    words = {name: row.split() for name, row in rows.items()}
    found = {}
    for name, own in words.items():
        others = [other for key, other in words.items() if key != name and other != own]
        start = _shared(own, others)
        # What a block ends on is looked for within the block: others may end alike and ask something else.
        block = [other for other in others if other[:start] == own[:start]] if start else others
        end = _shared(own[start:][::-1], [other[start:][::-1] for other in block])
        if end and not start:
            # Who ends alike may open alike in fewer words than would say so alone: "Do you think X was rated well?"
            block = [other for other in others if other[len(other) - end :] == own[len(own) - end :]]
            opening = len(commonprefix([own[: len(own) - end], *(other[: len(other) - end] for other in block)]))
            start = opening if len(block) > 1 and opening < len(own) - end else 0
        kept = own[start : len(own) - end]
        while len(kept) > 1 and kept[0].casefold().strip("'’") in _ARTICLES and (start or end):
            kept = kept[1:]
        found[name] = tidy(" ".join(kept)) if start or end else rows[name]
    return _distinct(found, rows)


def _shared(own: Sequence[str], others: Sequence[Sequence[str]]) -> int:
    """How many words of the start this text has in common with at least one other; below three it may be chance."""
    best = 0
    for length in range(_SHORTEST, len(own)):
        if not any(list(other[:length]) == list(own[:length]) and len(other) > length for other in others):
            break
        best = length
    return best


def tidy(text: str) -> str:
    """A topic without what surrounds it and what it says of the scale.

    >>> tidy("the sauna? (1 = bad, 10 = good)")
    'The sauna'
    """
    for _ in range(2):  # a question mark may stand before what is said of the scale
        text = text.strip(" ?!.:;,…-–—*\"'")
        text = re.sub(r"\s*\((?:[^()]*\d[^()]*)\)$", "", text)
    return text[:1].upper() + text[1:]


def _distinct(topics: dict[str, str], rows: Mapping[str, str]) -> dict[str, str]:
    """Two questions that would be called alike keep their whole row."""
    seen: dict[str, int] = {}
    for topic in topics.values():
        seen[topic] = seen.get(topic, 0) + 1
    return {name: topic if topic and seen[topic] == 1 else rows[name] for name, topic in topics.items()}
