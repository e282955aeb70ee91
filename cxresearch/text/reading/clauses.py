"""A comment is often several statements: "friendly staff, but the invoice is a nightmare" praises one thing and damns
another.

Comments are cut where a sentence ends, where a "but" turns it, and at the commas of a bare list. The rules are few and
careful: a cut too many splits a thought, a cut too few hides one.
"""

import re
from collections.abc import Sequence

import pyarrow.compute as pc

from cxresearch.text.reading.tokens import stored

__all__ = ["statements", "statements_of"]

_NO_STOP = re.compile(r"\b(?:mr|mrs|ms|dr|st|no|vs|approx|e\.g|i\.e|a\.m|p\.m)\.$", re.IGNORECASE)
_END = re.compile(
    r"(?<=[.!?\u2026])[\"')\]\u2019\u201d]*\s+|\s*[;\n\r\u2022]+\s*|\s+[-\u2013\u2014]+\s+|(?<=[.!?])(?=[A-Z])"
)
_TURN = re.compile(
    r"(?:,\s*|\s+)(?=(?:but|however(?!,)|although|though|whereas)\b)|,\s*(?=yet\b)"
    r"|,\s+(?=and\s+(?:the|your|my|our|their|his|her|this|that|no|not|nobody|staff|i|we|you|they|it)\b)"
    r"|,\s+(?=(?:while|then again|on the other hand|sadly|unfortunately|only)\s)",
    re.IGNORECASE,
)
_JOINT = re.compile(r"(?:but|and|or|however|although|though|whereas|yet|perhaps|maybe|mostly)\b", re.IGNORECASE)
_LEAD = re.compile(r"^(?:but|and|however|whereas|yet)\b[\s,]*", re.IGNORECASE)
_LEADS = frozenset("bahwyBAHWY")
# In every text that `_TURN` could cut, in a pattern for all of them at once.
_SPACE = r"[\s\p{Z}\x{85}\x1c-\x1f]"
_MAY_TURN = (
    rf"(?i)(?:,|{_SPACE})(?:but|however|although|though|whereas)"
    rf"|,{_SPACE}*(?:yet|and|while|then again|on the other hand|sadly|unfortunately|only)"
)
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_SHORT, _LIST = 200, (2, 4)


def statements(text: str) -> list[str]:
    """The statements of one comment, in order; each keeps its words, without the "but" that joined it.

    Parameters
    ----------
    text : str
        Of any length; white space alone gives no statement.

    Returns
    -------
    list of str

    Examples
    --------
    >>> statements("friendly staff, but the invoice is a nightmare")
    ['friendly staff', 'the invoice is a nightmare']
    >>> statements("the queue moves, but slowly")
    ['the queue moves, but slowly']
    """
    return _cut(text, True)


def statements_of(texts: Sequence[str]) -> list[list[str]]:
    """`statements` of many comments, sooner: where no word turns a sentence, none is looked for in each.

    >>> statements_of(["friendly staff, but the invoice is a nightmare", "all fine"])
    [['friendly staff', 'the invoice is a nightmare'], ['all fine']]
    """
    turns = pc.match_substring_regex(stored(texts), _MAY_TURN).to_numpy(zero_copy_only=False).tolist()
    return [_cut(text, turn) for text, turn in zip(texts, turns, strict=True)]


def _cut(text: str, turns: bool) -> list[str]:
    found: list[str] = []
    for sentence in _sentences(text):
        for part in _turned(sentence) if turns else (_led(sentence),):
            if "," in part:
                found += _listed(part)
            else:
                found.append(part)
    return found


def _sentences(text: str) -> list[str]:
    parts: list[str] = []
    joins = False
    for raw in _END.split(text):
        part = raw.strip()
        if not part:
            continue
        # What has no word of its own (a lone emoji, "...") belongs to what stands before it.
        if parts and (joins or not (part[0].isalnum() or _WORD.search(part))):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
        joins = part[-1] == "." and bool(_NO_STOP.search(part[-12:]))
    return parts


def _turned(sentence: str) -> list[str]:
    """Cut where the sentence turns, if there is a statement on both sides."""
    cuts = [0]
    for turn in _TURN.finditer(sentence):
        before, after = sentence[cuts[-1] : turn.start()], sentence[turn.end() :]
        if _words(before) >= 2 and _words(after) >= 3:
            cuts.append(turn.end())
    parts = [sentence[start:end] for start, end in zip(cuts, [*cuts[1:], len(sentence)], strict=True)]
    return [_led(part) for part in parts]


def _led(part: str) -> str:
    """A part without the word that joined it to what stood before."""
    return (_LEAD.sub("", part) if part[:1] in _LEADS else part).strip(" ,\t") or part


def _words(part: str) -> int:
    return len(_WORD.findall(_LEAD.sub("", part[:_SHORT])))


def _listed(part: str) -> list[str]:
    """A bare list ("good advice, slow app") cut at its commas."""
    if len(part) > _SHORT:
        return [part]
    pieces = [piece.strip() for piece in part.split(",")]
    fits = all(_LIST[0] <= len(_WORD.findall(piece)) <= _LIST[1] and not _JOINT.match(piece) for piece in pieces)
    return pieces if fits else [part]
