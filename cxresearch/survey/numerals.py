"""The number that somebody wrote: in figures of any script, with a decimal comma, in front of or behind a label.

What is only a number to a programming language ("1_0", "inf", true) is none here, and neither is a
range ("4-5") nor the date that a spreadsheet makes of it ("4-May").
"""

import math
import re
import unicodedata
from numbers import Number

from cxresearch.survey.labels import known_label, normalise

__all__ = ["number_in", "numbered_label", "numbered_words"]

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d{1,3})?")
_LEADING = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*[-–—=:.)\]]+\s*(?=[^\W\d_])(.*)", re.DOTALL)
_SPACED = re.compile(r"([+-]?\d+)\s+(?=[^\W\d_])(.*)", re.DOTALL)
_TRAILING = re.compile(r"(?=\D*[^\W\d_])(\D*?)(?:\s*[(\[]\s*([+-]?\d+)\s*[)\]]|\s[-–—=:]+\s([+-]?\d+))")
_MONTHS = (
    "january february march april may june july august september october november december jan feb mar apr jun "
    "jul aug sep sept oct nov dec januar februar märz mai juni juli oktober dezember mär mrz okt dez janvier "
    "février mars avril juin juillet août septembre octobre novembre décembre janv févr avr juil déc enero "
    "febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ene abr ago dic gennaio "
    "febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug set ott januari februari "
    "maart mei augustus mrt janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev out"
)
_DATE = re.compile(rf"(?:{'|'.join(_MONTHS.split())})(?: \d+)?")
_COUNTED = frozenset(("star", "stars", "point", "points", "stern", "sterne", "punkt", "punkte"))


def _in_ascii(text: str) -> str:
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u066b", ".")
    return "".join(
        str(unicodedata.decimal(char)) if unicodedata.decimal(char, None) is not None else char for char in plain
    )


def number_in(answer: object) -> float | None:
    """The number that an answer plainly is, or None.

    Accepts decimal points and commas, digits of any script, and scientific notation with a decimal
    exponent ("1e1" is 10, as spreadsheets write it). Refuses what only a programming language would
    call a number: ``1_0``, ``0x0A``, ``inf``, ``nan``, ``true``.

    >>> number_in(" 8,5 "), number_in("1e1"), number_in("1_0"), number_in("ten")
    (8.5, 10.0, None, None)
    """
    if isinstance(answer, str):
        text = _in_ascii(answer.strip())
        if len(text) > 40 or not _NUMBER.fullmatch(text):
            return None
        answer = text.replace(",", ".")
    elif not isinstance(answer, Number) or isinstance(answer, bool):
        return None
    try:
        value = float(answer)
    except (TypeError, ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def numbered_label(answer: str) -> float | None:
    """The number that a label carries: "10 - Extremely likely" is 10, "Very easy (7)" is 7.

    A range such as "4-5" carries none, and neither does "2 or 3" nor a date.

    >>> numbered_label("10 - Extremely likely"), numbered_label("Very easy (7)"), numbered_label("4-5")
    (10.0, 7.0, None)
    """
    found = numbered_words(answer)
    return found[0] if found else None


def numbered_words(answer: str) -> tuple[float, str] | None:
    """The number that a label carries, and the words beside it; None where it carries none.

    >>> numbered_words("99 = Don't know"), numbered_words("4-May")
    ((99.0, "Don't know"), None)
    """
    text = _in_ascii(answer.strip())
    if len(text) > 200:
        return None
    spaced = _SPACED.fullmatch(text)
    if spaced and not (known_label(spaced[2]) or normalise(spaced[2]) in _COUNTED):
        spaced = None
    if found := _LEADING.fullmatch(text) or spaced:
        figures, words = found[1], found[2]
    elif found := _TRAILING.fullmatch(text):
        figures, words = found[2] or found[3], found[1]
    else:
        return None
    number = number_in(figures)
    return None if number is None or _DATE.fullmatch(normalise(words)) else (number, words)
