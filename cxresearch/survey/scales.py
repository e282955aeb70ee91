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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cxresearch.errors import ScaleError
from cxresearch.speaking import told
from cxresearch.survey.labels import DECLINED, bare, declines, label_key, normalise
from cxresearch.survey.numerals import (
    counted_in,
    fraction_in,
    number_in,
    numbered_label,
    numbered_words,
    percent_in,
    stars_in,
)
from cxresearch.wording import named, say

__all__ = [
    "DECLINED_ANSWER",
    "KEPT",
    "MISSING",
    "OUTSIDE",
    "UNREADABLE",
    "Reading",
    "Scale",
    "is_blank",
    "number_in",
    "numbered_label",
]

KEPT = "kept"
MISSING = "missing"
DECLINED_ANSWER = told("declined to answer")
OUTSIDE = told("outside the scale")
UNREADABLE = told("not readable as an answer")

_SPAN = re.compile(
    r"\s*(-?\d+(?:\.\d+)?)\s*(?:-|–|—|\.\.|to|bis)\s*(-?\d+(?:\.\d+)?)\s*(whole)?\s*(?::(.*))?", re.DOTALL
)
_NUMBERED = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*=\s*(.*\S)", re.DOTALL)
# Words that decline an answer, yet beside a number may as well be the label of a point: "3 - Not sure".
MAY_BE_A_POINT = frozenset(("not sure", "unsure", "no opinion", "unknown", "no experience", "does not apply"))


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
        Whether only whole numbers are answers (as on a question of recommending), or sliders and averages too.

    Raises
    ------
    ScaleError
        If ``low`` is not below ``high``, or one label stands for two numbers.

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
            raise ScaleError(
                say("A scale runs from a lower to a higher number, not from {low} to {high}. Where the low number is "
                    "the good answer, say reversed in the codebook.",
                    low=f"{self.low:g}", high=f"{self.high:g}")
            )  # fmt: skip
        object.__setattr__(self, "labels", tuple((label.strip(), float(number)) for label, number in self.labels))
        number_of: dict[str, float] = {}
        for label, number in self.labels:
            if number_of.setdefault(_exact(label), number) != number:
                raise ScaleError(
                    say("The label {label} stands for two numbers. Give each label one place.",
                        label=repr(label))
                )  # fmt: skip

    @classmethod
    def parse(cls, given: "Scale | str | tuple | list | Mapping") -> "Scale":
        """Make a Scale from what people write.

        Parameters
        ----------
        given
            ``(0, 10)``; ``"0-10"`` or ``"0 to 10"``; the list of labels from low to high
            (numbered from 1); a mapping of label to number; ``"1=Poor | 2=Fair | 3=Good"``;
            ``"1-5: Poor | Fair | ..."``; a Scale.

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
            return _of_text(given)
        if isinstance(given, Iterable):
            items = list(given)
            numbers = [number_in(item) for item in items]
            if len(items) == 2 and None not in numbers:
                return cls(*numbers)
            if len(items) > 2 and None not in numbers and not any(isinstance(item, str) for item in items):
                return cls(min(numbers), max(numbers))
            if len(items) >= 2 and all(isinstance(item, str) for item in items):
                return cls._labelled([(item, float(at)) for at, item in enumerate(items, 1)])
        raise ScaleError(
            say("Not a scale: {scale}. Pass (low, high), or the labels from low to high.",
                scale=repr(given))
        )  # fmt: skip

    @classmethod
    def declared(cls, given: "Scale | str | tuple | list | Mapping") -> "tuple[Scale, bool]":
        """A scale as a person declares it, and whether a pair falls: ``(6, 1)`` is 1-6, of which 1 is the best.

        Raises
        ------
        ScaleError
            As of :meth:`parse`.

        >>> Scale.declared((6, 1)), Scale.declared("6-1"), Scale.declared((1, 6))
        ((Scale('1-6'), True), (Scale('1-6'), True), (Scale('1-6'), False))
        """
        if isinstance(given, str) and (found := _SPAN.fullmatch(given)) and not (found[3] or found[4]):
            pair = [float(found[1]), float(found[2])]
        elif isinstance(given, list | tuple) and len(given) == 2:
            pair = [number_in(item) for item in given]
        else:
            pair = []
        if len(pair) == 2 and None not in pair and pair[0] > pair[1]:
            return cls(pair[1], pair[0]), True
        return cls.parse(given), False

    @classmethod
    def _from_text(cls, text: str) -> "Scale":
        found = _SPAN.fullmatch(text)
        if not found:
            labels = _split_labels(text)
            numbered = [_NUMBERED.fullmatch(label) for label in labels]
            if len(labels) > 1 and all(numbered):
                return cls._labelled([(pair[2], number_in(pair[1])) for pair in numbered])
            if len(labels) > 1:
                return cls.parse(labels)
            raise ScaleError(
                say("Not a scale: {text}. Write '0-10', or 'lowest label | ... | highest label'.",
                    text=repr(text))
            )  # fmt: skip
        low, high, whole = float(found[1]), float(found[2]), bool(found[3])
        if not (found[4] or "").strip():
            return cls(low, high, whole=whole)
        pairs = []
        for at, part in enumerate(_split_labels(found[4])):
            number, equals, label = part.partition("=")
            value = number_in(number) if equals else None
            pairs.append((part, low + at) if value is None else (label.strip(), value))
        return cls._labelled(pairs, low=low, high=high, whole=whole)

    @classmethod
    def _labelled(
        cls, pairs: list[tuple[str, float]], *, low: float | None = None, high: float | None = None, whole: bool = False
    ) -> "Scale":
        values = [number_in(value) for _, value in pairs]
        if not pairs or any(value is None for value in values):
            raise ScaleError(say("A label without a number among {names}.", names=named((label for label, _ in pairs))))
        low = min(values) if low is None else low
        high = max(values) if high is None else high
        beyond = [label for (label, _), value in zip(pairs, values, strict=True) if not low <= value <= high]
        if beyond:
            raise ScaleError(
                say("Labels outside the scale {low}-{high}: {names}.",
                    low=f"{low:g}", high=f"{high:g}", names=named(beyond))
            )  # fmt: skip
        return cls(low, high, tuple((label, value) for (label, _), value in zip(pairs, values, strict=True)), whole)

    def __str__(self) -> str:
        between = "-" if self.low >= 0 else " to "
        span = f"{_plain(self.low)}{between}{_plain(self.high)}{' whole' if self.whole else ''}"
        if not self.labels:
            return span
        return f"{span}: " + " | ".join(f"{_plain(value)}={_escaped(label)}" for label, value in self.labels)

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
        if is_blank(answer):
            return Reading(MISSING)
        known = _label_numbers(self.labels)
        value = number_in(answer)
        if value is not None:
            if known.recoded:
                value = known.recoded.get(value, math.inf)
        elif not isinstance(answer, str):
            return Reading(UNREADABLE)
        elif (found := known.of(answer)) is not None:
            value = found
        elif declines(answer) or (_only_punctuation(answer) and self._drawn(answer) is None):
            return Reading(DECLINED_ANSWER)
        elif (carried := _carried(answer, known)) is not None:
            named = known.of(carried[1])
            if named is None and normalise(carried[1]) in DECLINED - MAY_BE_A_POINT:
                return Reading(DECLINED_ANSWER)
            value = carried[0] if named is None else named
        elif (drawn := self._drawn(answer)) is not None:
            value = drawn
        else:
            return Reading(UNREADABLE)
        if not self.low <= value <= self.high or (self.whole and value != int(value)):
            return Reading(OUTSIDE)
        return Reading(KEPT, value)

    def _drawn(self, answer: str) -> float | None:
        """Stars, points, "4/5" and "80 %", where the scale has as many points as they tell."""
        if (counted := counted_in(answer)) is not None:
            return counted
        if (stars := stars_in(answer)) is not None and not self.whole:
            return stars[0] if self.high <= 10 and stars[1] in (None, self.high) else None
        if (fraction := fraction_in(answer)) is not None:
            return fraction[0] if fraction[1] == self.high else None
        return percent_in(answer) if self.high == 100 else None

    def reverse(self, values: np.ndarray) -> np.ndarray:
        """Turn values round: low becomes high. Works on numbers and arrays."""
        return self.low + self.high - values

    def to_points(self, values: np.ndarray) -> np.ndarray:
        """Values as percent of the maximum possible (POMP): low is 0, high is 100 (Cohen et al. 1999).

        >>> Scale(1, 5).to_points(4)
        75.0
        """
        return 100.0 * (values - self.low) / (self.high - self.low)


@lru_cache(maxsize=4096)
def _of_text(text: str) -> Scale:
    """The scale of a cell of the codebook; a codebook of a thousand questions has few of them."""
    return Scale._from_text(text)


def _plain(number: float) -> str:
    """A number written out in full, so that reading the text gives it back."""
    return np.format_float_positional(number + 0.0, trim="-")


def _escaped(label: str) -> str:
    return label.replace("|", r"\|")


def _split_labels(text: str) -> list[str]:
    return [part.strip().replace(r"\|", "|") for part in re.split(r"(?<!\\)\|", text)]


def _exact(label: str) -> str:
    return " ".join(label.split()).casefold()


def _carried(answer: str, known: "_Known") -> tuple[float, str] | None:
    """Number and words of an answer; the name of a month is one where it is a label of the scale."""
    found = numbered_words(answer)
    if found is None and (dated := numbered_words(answer, dates=True)) and known.of(dated[1]) is not None:
        return dated
    return found


@dataclass(frozen=True)
class _Known:
    """The labels of a scale in the forms in which an answer may be written, the strictest first."""

    forms: tuple[tuple[Callable[[str], str], dict[str, float]], ...]
    recoded: dict[float, float]

    def of(self, answer: str) -> float | None:
        """The number of a label, or None."""
        for form, numbers in self.forms:
            if (found := numbers.get(form(answer))) is not None:
                return found
        return None


@lru_cache(maxsize=4096)
def _label_numbers(labels: tuple[tuple[str, float], ...]) -> _Known:
    """Labels to numbers: as written, then loosely where that stays unique, and for labels that are numbers."""
    forms = []
    for form in (_exact, normalise, label_key, _without_brackets):
        numbers: dict[str, float | None] = {}
        for label, number in labels:
            key = form(label)
            numbers[key] = float(number) if numbers.get(key, number) == number else None
        numbers.pop("", None)
        forms.append((form, {key: number for key, number in numbers.items() if number is not None}))
    recoded = {number_in(label): float(number) for label, number in labels if number_in(label) is not None}
    if all(label == number for label, number in recoded.items()):
        recoded = {}
    return _Known(tuple(forms), recoded)


def _without_brackets(label: str) -> str:
    return label_key(bare(label))


def is_blank(answer: object) -> bool:
    """Whether nothing was written: None, NaN, NaT, white space."""
    if answer is None:
        return True
    if isinstance(answer, str):
        return not answer.strip().strip("\u200b\u2060\ufeff")
    try:
        return bool(answer != answer)  # NaN and NaT differ from themselves
    except (TypeError, ValueError):
        return type(answer).__name__ == "NAType"


def _only_punctuation(answer: str) -> bool:
    return all(unicodedata.category(char)[0] in "PZ" for char in answer)
