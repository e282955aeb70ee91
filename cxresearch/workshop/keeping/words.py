"""Words as people typed them: kept to the last sign, refused only where they say nothing or are too many.

Nothing is trimmed, cut or cleaned on the way in. What a screen or a file cannot hold (half of a pair of surrogates, a
NUL) is replaced on the way out, and only there.
"""

import json
import numbers
import re
import unicodedata

from cxresearch.errors import OptionError
from cxresearch.wording import say

__all__ = ["as_json", "from_file", "from_json", "into_file", "label", "says_nothing", "shown"]

_LONGEST_LABEL = 100
_LONE = re.compile("[\ud800-\udfff]")
# Signs that turn the direction of what stands beside a name.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


def into_file(text: str | None) -> str | bytes | None:
    """As SQLite holds it: text where it can be, bytes where a text of SQLite would lose something."""
    if text is None or not ("\x00" in text or _LONE.search(text)):
        return text
    return text.encode("utf-8", "surrogatepass")


def from_file(kept: object) -> object:
    """The text again, sign by sign.

    >>> from_file(into_file("half \\ud83d, NUL \\x00")) == "half \\ud83d, NUL \\x00"
    True
    """
    return kept.decode("utf-8", "surrogatepass") if isinstance(kept, bytes) else kept


def shown(text: str) -> str:
    """What any screen, file and frame can hold: signs that none can show become a replacement sign.

    >>> shown("half \\ud83d, NUL \\x00")
    'half \ufffd, NUL \ufffd'
    """
    return _UNSEEN.sub("\ufffd", _LONE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")))


def says_nothing(text: str) -> bool:
    """Whether nobody would see anything: white space, controls, signs of no width.

    >>> says_nothing(" \\u200b\\n"), says_nothing("\U0001f600")
    (True, False)
    """
    return all(sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf", "Zs", "Zl", "Zp", "Mn") for sign in text)


def label(given: object, what: str, *, empty: bool = False) -> str:
    """A short name on one line: an audience, a table, a theme, a person.

    Raises
    ------
    OptionError
        If it is no text or number, says nothing, or is longer than a name.
    """
    if given is None and empty:
        return ""
    if isinstance(given, bool) or not isinstance(given, (str, numbers.Real)) or given != given:
        raise OptionError(say("{what} is a short name or a number; got {given}.", what=what, given=repr(given)))
    if not isinstance(given, (str, numbers.Integral)) and given == given // 1:
        given = int(given)
    text = " ".join(_TURNING.sub("", shown(str(given))).split())
    if says_nothing(text):
        if empty:
            return ""
        raise OptionError(say("{what} is empty. Give it a name.", what=what))
    if len(text) > _LONGEST_LABEL:
        raise OptionError(say(
            "{what} has {n} signs; a name has at most {longest_label}.",
            what=what, n=len(text), longest_label=_LONGEST_LABEL,
        ))  # fmt: skip
    return text


def as_json(values: object) -> str | None:
    """Values in plain ASCII, so that every sign comes back."""
    return None if values is None else json.dumps(values, sort_keys=True)


def from_json(text: str | None) -> object:
    """What `as_json` wrote."""
    return None if text is None else json.loads(text)
