"""Cells as people read them: without the mark-up of web pages and without signs that nobody sees.

Platforms export "don&#39;t" and "<b>rude</b>"; Word pastes vertical tabs, web pages zero-width blanks. None of these
is a word of anybody, and some of them no workbook can hold.
"""

import html
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import narwhals as nw
import numpy as np

from cxresearch.survey.answers import Encoded, encode

__all__ = ["needs_care", "readable", "readable_columns"]

# So few different cells are sooner looked at one by one.
_FEW_CELLS = 100
_TAGS = (
    "a|abbr|b|big|blockquote|body|br|center|code|div|em|font|h[1-6]|head|hr|html|i|img|label|li|meta|ol|o:p|p|pre|s|section|"
    "small|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr|u|ul"
)
_BREAK = re.compile(r"<\s*/?\s*(?:br|p|div|li|tr|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
_BLOCK = re.compile(r"<\s*(script|style)\b[^>]{0,500}>.*?<\s*/\s*\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rf"<\s*/?\s*(?:{_TAGS})(?:\s[^<>]{{0,2000}})?/?\s*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b\u2060\ufeff\u00ad\ufffe\uffff\ud800-\udfff]")
_LINES = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_CARE = (
    r"&(?:[a-zA-Z]|#)|<\s*/?\s*[a-zA-Z]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\x{200b}|\x{2060}|\x{feff}|\x{ad}|\x{85}|"
    r"\x{2028}|\x{2029}"
)
_NEEDS_CARE = re.compile(
    "&(?:[a-zA-Z]|#)|<\\s*/?\\s*[a-zA-Z]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u200b\u2060\ufeff\u00ad\u2028\u2029\ufffe\uffff\ud800-\udfff]"
)


def readable(text: str) -> str:
    """A cell without mark-up and unseen signs; its lines stay lines. What is nothing but mark-up stays as it is.

    >>> readable("We weren&rsquo;t told,<br>the <b>staff</b> were rude &amp; slow")
    'We weren’t told,\\nthe staff were rude & slow'
    >>> readable("I <3 it, fewer than <5 visits, AT&T"), readable("Sales\\x0bNorth\\ufeff")
    ('I <3 it, fewer than <5 visits, AT&T', 'Sales\\nNorth')
    """
    if not _NEEDS_CARE.search(text):
        return text
    whole = text
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", _BLOCK.sub(" ", text)))
    for _ in range(2):  # "&amp;rsquo;" was escaped twice
        if "&" in text and _ENTITY.search(text):
            text = _ENTITY.sub(lambda found: html.unescape(found[0]).replace("\u00a0", " "), text)
    text = _UNSEEN.sub("", _LINES.sub("\n", text))
    return text if text.strip() or not whole.strip() or _UNSEEN.search(whole) else whole


def needs_care(answer: object) -> bool:
    """Whether a cell may hold mark-up or unseen signs."""
    return isinstance(answer, str) and bool(_NEEDS_CARE.search(answer))


def _is_marked(text: str) -> bool:
    return bool(_TAG.search(text) or _ENTITY.search(text) or _BREAK.search(text))


def _any_needs_care(values) -> bool:
    """Whether any cell may hold mark-up or unseen signs; a look at all of them that makes no Python text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        return bool(pc.any(pc.match_substring_regex(values.to_arrow(), _CARE)).as_py())
    except (pa.ArrowException, TypeError, ValueError, UnicodeError):
        return True


def readable_columns(
    frame, columns: Iterable[str], known: Mapping[str, Encoded] = MappingProxyType({})
) -> tuple[object, dict[str, int], list[str]]:
    """An eager frame with the cells of its text columns readable; ``known`` are columns that are encoded already.

    Returns
    -------
    frame
    marked : dict of str to int
        How many cells of which column held mark-up.
    touched : list of str
        Columns with other cells than before.
    """
    changed: dict[str, int] = {}
    made = []
    for column in columns:
        encoded = known.get(column)
        few = encoded is not None and len(encoded.answers) <= _FEW_CELLS
        if not (any(map(needs_care, encoded.answers)) if few else _any_needs_care(frame[column])):
            continue
        encoded = encoded or encode(frame[column])
        plain = [readable(answer) if isinstance(answer, str) else answer for answer in encoded.answers]
        touched = [at for at, (old, new) in enumerate(zip(encoded.answers, plain, strict=True)) if old is not new]
        if not touched:
            continue
        spoken = [at for at in touched if _is_marked(encoded.answers[at])]
        if spoken:
            changed[column] = int(np.isin(encoded.codes, spoken).sum())
        cells = [*(answer if not isinstance(answer, str) or answer.strip() else None for answer in plain), None]
        values = [cells[code] for code in encoded.codes]
        made.append(nw.new_series(column, values, nw.String, backend=frame.implementation))
    return (frame.with_columns(*made) if made else frame), changed, [series.name for series in made]
