"""Answers become numbers here, and nowhere else.

A scale says which answers a question allows and in what order. Reading an answer against it has
exactly four outcomes: it is kept (a number on the scale), it is missing (nobody wrote anything), the
person declined ("Don't know", "N/A"), or it cannot be used (outside the scale, not readable). The
last two are told apart and counted, because a declined answer is not a missing one, and an 11 on a
0-10 scale is not a promoter.

Nothing is ever rescaled by the lowest and highest answer that happened to be given.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cxresearch.errors import ScaleError, listing
from cxresearch.labels import DECLINED, find_family, known_label, normalise

__all__ = ["DECLINED_ANSWER", "KEPT", "MISSING", "OUTSIDE", "UNREADABLE", "Reading", "Scale", "guess_scale", "number_in", "numbered_label"]

KEPT = "kept"
MISSING = "missing"
DECLINED_ANSWER = "declined to answer"
OUTSIDE = "outside the scale"
UNREADABLE = "not readable as an answer"

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d{1,3})?")
_LEADING = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*[-–—=:.)\]]+\s*(?=[^\W\d_])(.*)", re.DOTALL)
_TRAILING = re.compile(r"(?=.*[^\W\d_]).*?(?:\s*[(\[]\s*([+-]?\d+)\s*[)\]]|\s[-–—=:]+\s([+-]?\d+))")
_SPACED = re.compile(r"([+-]?\d+)\s+(?=[^\W\d_])(.*)", re.DOTALL)
_RANGE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(?:-|–|—|\.\.|to)\s*(-?\d+(?:\.\d+)?)\s*(?::(.*))?", re.DOTALL)
_USUAL = ((1, 5), (1, 7), (0, 10))


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(char)) if unicodedata.decimal(char, None) is not None else char
        for char in unicodedata.normalize("NFKC", text).replace("\u2212", "-")
    )


def number_in(answer: object) -> float | None:
    """The number that an answer plainly is, or None.

    Accepts decimal points and commas, digits of any script, and scientific notation with a decimal
    exponent ("1e1" is 10, as spreadsheets write it). Refuses what only a programming language would
    call a number: ``1_0``, ``0x0A``, ``inf``, ``nan``, ``true``.

    >>> number_in(" 8,5 "), number_in("1e1"), number_in("1_0"), number_in("ten")
    (8.5, 10.0, None, None)
    """
    if isinstance(answer, bool):
        return None
    if isinstance(answer, (int, float)):
        try:
            value = float(answer)
        except OverflowError:
            return None
        return value if math.isfinite(value) else None
    if not isinstance(answer, str):
        try:
            value = float(answer)  # Decimal, numpy scalars
        except (TypeError, ValueError, OverflowError):
            return None
        return value if math.isfinite(value) and type(answer).__name__ not in {"bool", "bool_"} else None
    text = _ascii_digits(answer.strip())
    if len(text) > 40 or not _NUMBER.fullmatch(text):
        return None
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else None


def numbered_label(answer: str) -> float | None:
    """The number that a label carries: "10 - Extremely likely" is 10, "Very easy (7)" is 7.

    A range such as "4-5" carries none, and neither does "2 or 3".

    >>> numbered_label("10 - Extremely likely"), numbered_label("Very easy (7)"), numbered_label("4-5")
    (10.0, 7.0, None)
    """
    text = _ascii_digits(answer.strip())
    if len(text) > 200:
        return None
    if found := _LEADING.fullmatch(text):
        return number_in(found[1])
    if (found := _SPACED.fullmatch(text)) and known_label(found[2]):
        return number_in(found[1])
    if found := _TRAILING.fullmatch(text):
        return number_in(found[1] or found[2])
    return None


@dataclass(frozen=True)
class Reading:
    """What one raw answer is on a scale: ``status`` (kept, missing, ...) and ``value`` (NaN unless kept)."""

    status: str
    value: float = math.nan


@dataclass(frozen=True)
class Scale:
    """An answer scale from ``low`` to ``high``, with the labels of its points where it has them.

    Parameters
    ----------
    low, high : float
        The numbers of the lowest and the highest answer, ``low < high``.
    labels : tuple of (str, float)
        Label and number of each labelled point, in the client's own words.
    whole : bool
        Whether only whole numbers are answers (True for closed questions, False for sliders and averages).

    Examples
    --------
    >>> Scale.parse("1-5")
    Scale('1-5')
    >>> Scale.parse(["Poor", "Fair", "Good"]).read("fair").value
    2.0
    >>> Scale.parse((0, 10)).read("11").status
    'outside the scale'
    """

    low: float
    high: float
    labels: tuple[tuple[str, float], ...] = ()
    whole: bool = False

    def __post_init__(self):
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ScaleError(f"A scale runs from a lower to a higher number, not from {self.low} to {self.high}.")

    @classmethod
    def parse(cls, given: "Scale | str | tuple | list | Mapping") -> "Scale":
        """Make a Scale from what people write.

        Parameters
        ----------
        given
            ``(0, 10)``; ``"0-10"`` or ``"0 to 10"``; the list of labels from low to high
            (numbered from 1); a mapping of label to number; ``"1-5: Poor | Fair | ..."``; a Scale.

        Raises
        ------
        ScaleError
            If it is none of these.
        """
        if isinstance(given, Scale):
            return given
        if isinstance(given, Mapping):
            return cls._labelled([(str(label), value) for label, value in given.items()])
        if isinstance(given, str):
            return cls._from_text(given)
        if isinstance(given, Iterable):
            items = list(given)
            if len(items) == 2 and all(number_in(item) is not None and not isinstance(item, str) for item in items):
                return cls(float(items[0]), float(items[1]))
            if len(items) >= 2 and all(isinstance(item, str) for item in items):
                return cls._labelled([(item, float(at)) for at, item in enumerate(items, 1)])
        raise ScaleError(f"Not a scale: {given!r}. Pass (low, high), or the labels from low to high.")

    @classmethod
    def _from_text(cls, text: str) -> "Scale":
        found = _RANGE.fullmatch(text)
        if not found:
            labels = [part.strip() for part in text.split("|")]
            if len(labels) > 1:
                return cls.parse(labels)
            raise ScaleError(f"Not a scale: {text!r}. Write '0-10', or 'lowest label | ... | highest label'.")
        low, high = float(found[1]), float(found[2])
        if not (found[3] or "").strip():
            return cls(low, high)
        pairs = []
        for at, part in enumerate(found[3].split("|")):
            number, equals, label = part.partition("=")
            value = number_in(number) if equals else None
            pairs.append((part.strip(), low + at) if value is None else (label.strip(), value))
        return cls._labelled(pairs, low=low, high=high)

    @classmethod
    def _labelled(cls, pairs: list[tuple[str, float]], low: float | None = None, high: float | None = None) -> "Scale":
        values = [number_in(value) for _, value in pairs]
        if any(value is None for value in values):
            raise ScaleError(f"A label without a number among {listing(label for label, _ in pairs)}.")
        low = min(values) if low is None else low
        high = max(values) if high is None else high
        beyond = [label for (label, _), value in zip(pairs, values, strict=True) if not low <= value <= high]
        if beyond:
            raise ScaleError(f"Labels outside the scale {low:g}-{high:g}: {listing(beyond)}.")
        return cls(low, high, tuple((label, value) for (label, _), value in zip(pairs, values, strict=True)))

    def __str__(self) -> str:
        span = f"{self.low:g}-{self.high:g}" if self.low >= 0 else f"{self.low:g} to {self.high:g}"
        if not self.labels:
            return span
        return f"{span}: " + " | ".join(f"{value:g}={label}" for label, value in self.labels)

    def __repr__(self) -> str:
        return f"Scale({str(self)!r})"

    @property
    def span(self) -> tuple[float, float]:
        """The lowest and the highest number: two scales with the same span can be compared."""
        return self.low, self.high

    @property
    def points(self) -> int:
        """How many whole-numbered answers the scale has: 11 for 0-10."""
        return int(self.high - self.low) + 1

    @property
    def top_box_from(self) -> float:
        """The lowest answer that counts as top box: 9 of 0-10, the top two of 5 and 7, the top one of fewer."""
        return self.high - 1 if self.points >= 5 else self.high

    def read(self, answer: object) -> Reading:
        """What an answer is on this scale; see the module's four outcomes."""
        if answer is None or (isinstance(answer, float) and math.isnan(answer)):
            return Reading(MISSING)
        value = number_in(answer)
        if value is None:
            if not isinstance(answer, str):
                return Reading(UNREADABLE)
            text = normalise(answer)
            if not text:
                return Reading(DECLINED_ANSWER if answer.strip() else MISSING)
            for label, number in self.labels:
                if normalise(label) == text:
                    return Reading(KEPT, float(number))
            if text in DECLINED:
                return Reading(DECLINED_ANSWER)
            value = numbered_label(answer)
            if value is None:
                return Reading(UNREADABLE)
        elif isinstance(answer, str):
            for label, number in self.labels:
                if label.strip() == answer.strip():
                    return Reading(KEPT, float(number))
        if not self.low <= value <= self.high or (self.whole and value != int(value)):
            return Reading(OUTSIDE)
        return Reading(KEPT, value)

    def reverse(self, values):
        """Turn values round: low becomes high. Works on numbers and arrays."""
        return self.low + self.high - values

    def to_points(self, values):
        """Values as percent of the maximum possible (POMP): low is 0, high is 100 (Cohen et al. 1999).

        >>> Scale(1, 5).to_points(4)
        75.0
        """
        return 100.0 * (values - self.low) / (self.high - self.low)


def guess_scale(answers: Mapping[object, int], *, text: str = "") -> tuple[Scale | None, str]:
    """Guess the scale of a closed question from its distinct answers.

    Labels that belong to a known family decide. Numbers get the smallest of 1-5, 1-7 and 0-10 that
    contains them; up to one answer in ten may lie outside 0-10 (a typing error, a code for "refused"),
    and will be listed as such. 1-10 is taken only where the question's text or the labels say so.

    Parameters
    ----------
    answers : mapping of answer to count
    text : str
        The question's wording, searched for "(1-10)", "0 to 10".

    Returns
    -------
    scale : Scale or None
        None where neither numbers nor known labels prevail.
    why : str
        How it was found, for the notes. Starts with "guessed" where a person should confirm it.

    Examples
    --------
    >>> guess_scale({"1": 3, "4": 2, "7": 1})
    (Scale('1-7'), 'guessed from numbers 1 to 7')
    >>> guess_scale({"Agree": 3, "Strongly disagree": 2})[0].high
    5.0
    """
    numbers: dict[float, int] = {}
    labelled: dict[float, int] = {}
    words: dict[str, int] = {}
    for answer, count in answers.items():
        value = number_in(answer)
        if value is not None:
            numbers[value] = numbers.get(value, 0) + count
        elif isinstance(answer, str) and normalise(answer) and normalise(answer) not in DECLINED:
            carried = numbered_label(answer)
            if carried is not None:
                labelled[carried] = labelled.get(carried, 0) + count
            else:
                words[answer] = words.get(answer, 0) + count
    numeric = sum(numbers.values()) + sum(labelled.values())
    wordy = sum(words.values())
    declared = _declared_span(text)
    if words and wordy > numeric:
        known = {word: count for word, count in words.items() if known_label(word)}
        enough = sum(known.values()) >= 0.6 * wordy and (len(known) > 1 or len(known) == len(words))
        family = find_family(known) if enough else None
        if family:
            labels = tuple((label, float(at)) for at, label in enumerate(family, 1))
            return Scale(1.0, float(len(family)), labels), f"labels {family[0]!r} to {family[-1]!r}"
        return None, ""
    if not numeric or wordy > 0.4 * (numeric + wordy):
        return None, ""
    seen = {**numbers}
    for value, count in labelled.items():
        seen[value] = seen.get(value, 0) + count
    if declared:
        inside = sum(count for value, count in seen.items() if declared[0] <= value <= declared[1])
        if inside >= 0.9 * numeric:
            return Scale(*map(float, declared)), f"the question says {declared[0]} to {declared[1]}"
    if labelled and {min(labelled), max(labelled)} == {1.0, 10.0}:
        return Scale(1.0, 10.0), "labels on 1 and 10"
    usual = {value: count for value, count in seen.items() if 0 <= value <= 10}
    if not usual or sum(usual.values()) < 0.9 * numeric:
        return None, ""
    for low, high in _USUAL:
        if low <= min(usual) and max(usual) <= high:
            found = f"{min(usual):g} to {max(usual):g}"
            return Scale(float(low), float(high)), f"guessed from numbers {found}"
    return None, ""


def _declared_span(text: str) -> tuple[int, int] | None:
    found = re.search(r"\b(0|1)\s*(?:-|–|—|to|\.\.|bis|à|a)\s*(4|5|6|7|10|100)\b", text)
    if found:
        return int(found[1]), int(found[2])
    return None
