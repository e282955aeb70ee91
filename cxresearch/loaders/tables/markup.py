"""Question texts as people read them: without HTML, entities and surplus space."""

import html
import re
from functools import lru_cache

__all__ = ["plain_text"]

_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h\d)\b[^>]{0,500}>", re.IGNORECASE)
_BLOCK = re.compile(r"<\s*(script|style)\b[^>]{0,500}>.*?<\s*/\s*\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<\s*/?\s*[a-zA-Z][^<>]{0,2000}>")


@lru_cache(maxsize=16384)
@lru_cache(maxsize=16384)
def plain_text(text: str) -> str:
    """A text without markup.

    >>> plain_text("<p>How <b>satisfied</b>&nbsp;are you?</p><br>")
    'How satisfied are you?'
    >>> plain_text("Fewer than <5 visits")
    'Fewer than <5 visits'
    """
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", _BLOCK.sub(" ", text)))
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.split())
