"""Comments as they were meant: without what a platform, an export or a tokeniser did to them.

"I don&#39;t like it" and "I don 't like it" deny, "#NeverAgain" says two words, and "@northair" says none. A scorer
that reads letters must not take any of it for the customer's words.
"""

import html
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pyarrow.compute as pc

from cxresearch.text.reading.language import english_words
from cxresearch.text.reading.tokens import stored

__all__ = ["spelled"]

_TAG = re.compile(r"<\s*/?\s*(?:br|p|b|i|u|em|strong|div|span|font|li|ul|ol|a|h\d)\b[^<>]{0,200}>", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])@\w+")
_HASH = re.compile(r"#(\w*[^\W\d_]\w*)")
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])|_+")
_SPACED = re.compile(r"(?<=\w)\s+'\s?(?=(?:s|t|re|ve|ll|d|m)\b)|(?<=\w)'\s+(?=(?:t|re|ve|ll)\b)", re.IGNORECASE)
_TOKENS = re.compile(r"\b(do|does|did|is|was|were|are|has|have|had|wo|ca|could|would|should)\s+n't\b", re.IGNORECASE)
_LOST = re.compile(
    r"\b(do|does|did|is|was|were|are|has|have|had|wo|ca|could|would|should)n\s+(?:'\s*)?t\b", re.IGNORECASE
)
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'", "\u00a0": " "})
# Looked for in all texts at once, so that the few that have something are the only ones to be gone through.
_ODD = (
    r"[&<@#`\x{2018}\x{02BC}\x{00B4}]|://|(?i:www\.)|\w\s+['\x{2019}]\s?\w|\w['\x{2019}]\s+\w|(?i:\wn t\b)|"
    r"(?i:\w n['\x{2019}]t\b)"
)


def spelled(texts: Sequence[str]) -> list[str]:
    """Texts without entities, tags, links and handles; hashtags and torn words put together or apart.

    >>> spelled(["I don&#39;t like it", "don 't bother", "#NeverAgain @northair", "fine"])
    ["I don't like it", "don't bother", 'Never Again ', 'fine']
    """
    found = list(texts)
    for at in np.flatnonzero(pc.match_substring_regex(stored(found), _ODD).to_numpy(zero_copy_only=False)):
        found[at] = _one(found[at])
    return found


_SHORT_WORDS = frozenset("a i am as at be by do go he if in is it me my no of on or so to up us we".split())
_LONGEST_TAG = 40


@lru_cache(maxsize=4096)
def _words_in(tag: str) -> str:
    """A hashtag's words: the fewest English ones that it can be cut into, itself where it is one or no cut is whole.

    >>> _words_in("neveragain"), _words_in("service"), _words_in("feierabend")
    ('never again', 'service', 'feierabend')
    """
    small = tag.lower()
    if len(tag) > _LONGEST_TAG or not small.isalpha() or small in english_words():
        return tag
    best: list[list[str] | None] = [[], *[None] * len(tag)]
    for end in range(1, len(tag) + 1):
        for begin in range(end):
            word = small[begin:end]
            known = word in _SHORT_WORDS if len(word) < 3 else word in english_words()
            if known and best[begin] is not None and (best[end] is None or len(best[begin]) + 1 < len(best[end])):
                best[end] = [*best[begin], word]
    found = best[-1]
    return " ".join(found) if found and len(found) <= 1 + len(tag) // 4 else tag


def _one(text: str) -> str:
    if "&" in text:
        # Some exports escape what was escaped already.
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "://" in text or "www." in text.lower():
        text = _LINK.sub("", text)
    if "@" in text:
        text = _HANDLE.sub("", text)
    if "#" in text:
        text = _HASH.sub(lambda tag: " ".join(map(_words_in, _CAMEL.sub(" ", tag[1]).split())), text)
    text = text.translate(_QUOTES)
    if "'" in text:
        text = _TOKENS.sub(r"\1n't", _SPACED.sub("'", text))
    return _LOST.sub(r"\1n't", text)
