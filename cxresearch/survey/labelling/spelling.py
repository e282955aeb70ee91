"""How a label is spelled, and what of it makes no difference: case, accents, order, signs, remarks in brackets."""

import re
import unicodedata
from functools import lru_cache

__all__ = ["bare", "label_key", "normalise"]

_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_YES = frozenset("yes ja oui si sim tak evet".split())
_NO = frozenset("no nein non nee nao nie nej nei hayir".split())
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*\.?\s*$")
_GENDER = re.compile(
    r"(?<=\w\w)(?:\((?:e|a|o|as|es|os)\)|/(?:-?)(?:e|a|o|as|os)\b|[.·•](?:e|a)\b(?:[.·•]s)?)", re.IGNORECASE
)


@lru_cache(maxsize=16384)
def normalise(label: str) -> str:
    """A label without case, punctuation, quotation marks, signs that nobody sees and surplus space.

    >>> normalise("  Neither  agree nor DISAGREE. "), normalise("Satis\\u200bfied")
    ('neither agree nor disagree', 'satisfied')
    """
    text = unicodedata.normalize("NFKC", label[:400].translate(_UNSEEN)).casefold()
    text = text.replace("i\u0307", "i")  # what becomes of the Turkish capital
    if text.replace(" ", "").isalpha():  # as most are: nothing but words
        return " ".join(text.split())
    text = text.replace("\u2019", "'").replace("don't", "dont").replace("can't", "cant")
    return " ".join(re.sub(r"[^\w']+|_|(?<!\w)'|'(?!\w)", " ", text).split())


def bare(label: str) -> str:
    """A label without what stands in brackets behind it; the label itself where nothing else is left.

    >>> bare("Neither (neutral)"), bare("(neutral)")
    ('Neither', '(neutral)')
    """
    plain = _BRACKET.sub("", label)
    return plain if plain.strip() else label


@lru_cache(maxsize=16384)
def label_key(label: str) -> str:
    """What a label is looked up by: its words without case, accents and order; a sign as it is.

    >>> label_key("Completely agree") == label_key("AGREE, completely."), label_key("Très satisfait(e)")
    (True, 'satisfait tres')
    """
    plain = normalise(label if label.replace(" ", "").isalpha() else _GENDER.sub("", label))
    if not plain:
        return "".join(label.translate(_UNSEEN).replace("\ufe0f", "").split())
    words = _folded(plain).split()
    # "More yes than no" and "more no than yes" differ in nothing but their order.
    compared = len(words) > 3 and not _YES.isdisjoint(words) and not _NO.isdisjoint(words)
    return " ".join(words if compared else sorted(words))


def _folded(text: str) -> str:
    if text.isascii():
        return text.replace("'", "")
    apart = unicodedata.normalize("NFD", text.translate(_UNDECOMPOSED))
    folded = "".join(char for char in apart if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFC", folded).replace("'", "")
