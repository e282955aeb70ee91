"""Comments as they were meant: without what a platform, an export or a tokeniser did to them.

"I don&#39;t like it" and "I don 't like it" deny, "#NeverAgain" says two words, and "@northair" says none. A scorer
that reads letters must not take any of it for the customer's words.
"""

import html
import re
from collections.abc import Sequence

import numpy as np
import pyarrow.compute as pc

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
        text = _HASH.sub(lambda tag: _CAMEL.sub(" ", tag.group(1)), text)
    text = text.translate(_QUOTES)
    if "'" in text:
        text = _TOKENS.sub(r"\1n't", _SPACED.sub("'", text))
    return _LOST.sub(r"\1n't", text)
