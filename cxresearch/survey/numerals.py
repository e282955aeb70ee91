"""The number that somebody wrote: in figures of any script, with a decimal comma, in front of or behind a label.

What is only a number to a programming language ("1_0", "inf", true) is none here, and neither is a
range ("4-5") nor the date that a spreadsheet makes of it ("4-May").
"""

import math
import re
import unicodedata
from functools import lru_cache
from numbers import Number

from cxresearch.survey.labels import known_label, normalise

__all__ = ["counted_in", "fraction_in", "number_in", "numbered_label", "numbered_words", "percent_in", "stars_in"]

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d{1,3})?")
_LEADING = re.compile(r"[(\[]?\s*([+-]?\d+(?:[.,]\d+)?)\s*[-–—=:.)\]]+\s*(?=[^\W\d_])(.*)", re.DOTALL)
_BRACKETED = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*[(\[]\s*(?=[^\W\d_])((?:[^()\[\]]|\((?:a|e|o|as|es|os)\))*)[)\]]")
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
_COUNTED = frozenset(
    "star stars point points stern sterne sternen punkt punkte punkten étoile étoiles estrella estrellas punto puntos "
    "stella stelle punti ster sterren punten estrela estrelas ponto pontos gwiazdka gwiazdki gwiazdek punkty punktów "
    "stjärna stjärnor poäng stjerne stjerner poeng yıldız puan 星 つ星 点".split()
)
_GLUED = re.compile(r"(\d+(?:[.,]\d+)?) ?(?:点|つ星|星)|(?:星|評価) ?(\d)")
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\ufe0f\u20e3"))
_STARS = re.compile(r"([★⭐🌟✭✮✯✪]{1,10})([☆✩]{0,9})")
_FRACTION = re.compile(
    r"([+-]?\d+(?:[.,]\d+)?)\s*(?:/|⁄|out of|of|von|aus|sur|de|su|di|van|av|af|z|na|üzerinden)\s*(\d+)"
    r"(?:\s*(?:[^\W\d_]+|[★⭐]))?",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"([+-]?\d+(?:[.,]\d+)?)\s*(?:%|٪|percent|per cent|prozent|pct\.?|pour cent|por ciento|procent|prosent)",
    re.IGNORECASE,
)
# No number is written with more signs.
_LONGEST = 60
_WHOLES = (3, 4, 5, 6, 7, 10, 20, 100)


def _in_ascii(text: str) -> str:
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text.replace("\U0001f51f", "10").translate(_UNSEEN))
    plain = plain.replace("\u2212", "-").replace("\u066b", ".").strip()
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
    if type(answer) is float:
        return answer if math.isfinite(answer) else None
    if isinstance(answer, str):
        answer = answer.strip()
        return _number_of(answer) if len(answer) <= _LONGEST else None
    if not isinstance(answer, Number) or isinstance(answer, bool):
        return None
    try:
        value = float(answer)
    except (TypeError, ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


@lru_cache(maxsize=65536)
def _number_of(answer: str) -> float | None:
    text = _in_ascii(answer.strip())
    if len(text) > 40 or not _NUMBER.fullmatch(text):
        return None
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else None


def numbered_label(answer: str) -> float | None:
    """The number that a label carries: "10 - Extremely likely" is 10, "Very easy (7)" is 7.

    A range such as "4-5" carries none, and neither does "2 or 3" nor a date.

    >>> numbered_label("10 - Extremely likely"), numbered_label("Very easy (7)"), numbered_label("4-5")
    (10.0, 7.0, None)
    """
    found = numbered_words(answer)
    return found[0] if found else None


def numbered_words(answer: str, *, dates: bool = False) -> tuple[float, str] | None:
    """The number that a label carries, and the words beside it; None where it carries none.

    ``dates``: whether the name of a month may stand beside it, as where it is a word of a scale in another language.

    >>> numbered_words("99 = Don't know"), numbered_words("4-May"), numbered_words("1 - mai", dates=True)
    ((99.0, "Don't know"), None, (1.0, 'mai'))
    """
    text = _in_ascii(answer.strip())
    if len(text) > 200:
        return None
    spaced = _SPACED.fullmatch(text)
    if spaced and not (known_label(spaced[2]) or normalise(spaced[2]) in _COUNTED):
        spaced = None
    if found := _LEADING.fullmatch(text) or spaced or _BRACKETED.fullmatch(text):
        figures, words = found[1], found[2]
    elif found := _TRAILING.fullmatch(text):
        figures, words = found[2] or found[3], found[1]
    else:
        return None
    number = number_in(figures)
    return None if number is None or (not dates and _DATE.fullmatch(normalise(words))) else (number, words)


def counted_in(answer: object) -> float | None:
    """The number of stars or points that an answer names in figures: "4 stars" is 4.

    >>> counted_in("4 stars"), counted_in("3 étoiles"), counted_in("星4"), counted_in("4 branches")
    (4.0, 3.0, 4.0, None)
    """
    if not isinstance(answer, str) or len(answer) > 40:
        return None
    plain = " ".join(_in_ascii(answer.strip()).split())
    if not plain.isascii() and (found := _GLUED.fullmatch(plain)):  # no blank stands between in Japanese
        return number_in(found[1] or found[2])
    figures, _, word = plain.partition(" ")
    return number_in(figures) if word and normalise(word) in _COUNTED else None


def stars_in(answer: object) -> tuple[float, float | None] | None:
    """How many stars are drawn, and of how many where the empty ones are drawn too.

    >>> stars_in("★★★"), stars_in("★★★☆☆"), stars_in("three")
    ((3.0, None), (3.0, 5.0), None)
    """
    if not isinstance(answer, str) or answer.isascii() or len(answer) > 60:
        return None
    found = _STARS.fullmatch("".join(answer.translate(_UNSEEN).split()))
    if not found:
        return None
    full, empty = len(found[1]), len(found[2])
    return float(full), float(full + empty) if empty else None


def fraction_in(answer: object) -> tuple[float, float] | None:
    """A rating that names its whole: "4/5" and "4 out of 5".

    >>> fraction_in("4/5"), fraction_in("8 von 10"), fraction_in("9/11")
    ((4.0, 5.0), (8.0, 10.0), None)
    """
    if not isinstance(answer, str) or len(answer) > 40:
        return None
    found = _FRACTION.fullmatch(_in_ascii(answer.strip()))
    part, whole = (number_in(found[1]), float(found[2])) if found else (None, 0.0)
    return (part, whole) if part is not None and whole in _WHOLES and 0 <= part <= whole else None


def percent_in(answer: object) -> float | None:
    """A share in percent: "80 %" is 80.

    >>> percent_in("80 %"), percent_in("80")
    (80.0, None)
    """
    if not isinstance(answer, str) or len(answer) > 40:
        return None
    found = _PERCENT.fullmatch(_in_ascii(answer.strip()))
    return number_in(found[1]) if found else None
