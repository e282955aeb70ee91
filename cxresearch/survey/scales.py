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
from functools import lru_cache

import numpy as np

from cxresearch.errors import ScaleError, listing
from cxresearch.survey.labels import DECLINED, known_label, matching_families, normalise
from cxresearch.survey.numerals import number_in, numbered_label, numbered_words

__all__ = [
    "DECLINED_ANSWER",
    "KEPT",
    "MISSING",
    "OUTSIDE",
    "UNREADABLE",
    "Reading",
    "Scale",
    "guess_scale",
    "is_blank",
    "number_in",
    "numbered_label",
]

KEPT = "kept"
MISSING = "missing"
DECLINED_ANSWER = "declined to answer"
OUTSIDE = "outside the scale"
UNREADABLE = "not readable as an answer"

_SPAN = re.compile(
    r"\s*(-?\d+(?:\.\d+)?)\s*(?:-|–|—|\.\.|to|bis)\s*(-?\d+(?:\.\d+)?)\s*(whole)?\s*(?::(.*))?", re.DOTALL
)
_SAID = re.compile(
    r"\b([01])\s*(?:\([^()]{0,40}\)|=[^\d]{1,40}?)?\s*(?:-|–|—|\.\.|\bto\b|\bbis\b|\bà\b|\ba\b)\s*(4|5|6|7|10|100)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*=\s*(.*\S)", re.DOTALL)
# Words that decline an answer, yet beside a number may as well be the label of a point: "3 - Not sure".
_MAY_BE_A_POINT = frozenset(("not sure", "unsure", "no opinion", "unknown", "no experience", "does not apply"))
_USUAL = ((1, 5), (1, 7), (0, 10))
# From this many answers on, a point of a family that nobody chose was most likely never offered.
_ENOUGH = 30


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
            raise ScaleError(f"A scale runs from a lower to a higher number, not from {self.low} to {self.high}.")
        object.__setattr__(self, "labels", tuple((label.strip(), float(number)) for label, number in self.labels))
        number_of: dict[str, float] = {}
        for label, number in self.labels:
            if number_of.setdefault(_exact(label), number) != number:
                raise ScaleError(f"The label {label!r} stands for two numbers. Give each label one place.")

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
            return cls._from_text(given)
        if isinstance(given, Iterable):
            items = list(given)
            numbers = [number_in(item) for item in items]
            if len(items) == 2 and None not in numbers:
                return cls(*numbers)
            if len(items) > 2 and None not in numbers and not any(isinstance(item, str) for item in items):
                return cls(min(numbers), max(numbers))
            if len(items) >= 2 and all(isinstance(item, str) for item in items):
                return cls._labelled([(item, float(at)) for at, item in enumerate(items, 1)])
        raise ScaleError(f"Not a scale: {given!r}. Pass (low, high), or the labels from low to high.")

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
            raise ScaleError(f"Not a scale: {text!r}. Write '0-10', or 'lowest label | ... | highest label'.")
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
            raise ScaleError(f"A label without a number among {listing(label for label, _ in pairs)}.")
        low = min(values) if low is None else low
        high = max(values) if high is None else high
        beyond = [label for (label, _), value in zip(pairs, values, strict=True) if not low <= value <= high]
        if beyond:
            raise ScaleError(f"Labels outside the scale {low:g}-{high:g}: {listing(beyond)}.")
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
        exact, loose, recoded = _label_numbers(self.labels)
        value = number_in(answer)
        if value is not None:
            if recoded:
                value = recoded.get(value, math.inf)
        elif not isinstance(answer, str):
            return Reading(UNREADABLE)
        elif (found := exact.get(_exact(answer), loose.get(normalise(answer)))) is not None:
            value = found
        elif normalise(answer) in DECLINED or _only_punctuation(answer):
            return Reading(DECLINED_ANSWER)
        elif (carried := numbered_words(answer)) is None:
            return Reading(UNREADABLE)
        elif normalise(carried[1]) in DECLINED - _MAY_BE_A_POINT:
            return Reading(DECLINED_ANSWER)
        else:
            value = carried[0]
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


def _plain(number: float) -> str:
    """A number written out in full, so that reading the text gives it back."""
    return np.format_float_positional(number + 0.0, trim="-")


def _escaped(label: str) -> str:
    return label.replace("|", r"\|")


def _split_labels(text: str) -> list[str]:
    return [part.strip().replace(r"\|", "|") for part in re.split(r"(?<!\\)\|", text)]


def _exact(label: str) -> str:
    return " ".join(label.split()).casefold()


@lru_cache(maxsize=4096)
def _label_numbers(labels: tuple[tuple[str, float], ...]) -> tuple[dict, dict, dict]:
    """Labels to numbers: as written, without punctuation where that stays unique, and for labels that are numbers."""
    exact = {_exact(label): float(number) for label, number in labels if label}
    loose: dict[str, float | None] = {}
    for label, number in labels:
        key = normalise(label)
        loose[key] = float(number) if loose.get(key, number) == number else None
    loose.pop("", None)
    recoded = {number_in(label): float(number) for label, number in labels if number_in(label) is not None}
    if all(label == number for label, number in recoded.items()):
        recoded = {}
    return exact, {key: number for key, number in loose.items() if number is not None}, recoded


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


def guess_scale(answers: Mapping[object, int], *, text: str = "") -> tuple[Scale | None, str]:
    """Guess the scale of a closed question from its distinct answers.

    Labels that belong to a known family decide. Numbers get the smallest of 1-5, 1-7 and 0-10 that
    contains them; up to one answer in ten may lie outside 0-10 (a typing error, a code for "refused"),
    and will be listed as such. 1-10 is taken only where the question's text or the labels say so.

    Parameters
    ----------
    answers : mapping of answer to count
    text : str
        The question's wording, searched for "(1-10)", "0 to 10", "1 (worst) to 10 (best)".

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
    plain: dict[float, int] = {}
    labelled: dict[float, int] = {}
    words: dict[str, int] = {}
    for answer, count in answers.items():
        value = number_in(answer)
        if value is not None:
            plain[value] = plain.get(value, 0) + count
        elif isinstance(answer, str) and normalise(answer) and normalise(answer) not in DECLINED:
            carried = numbered_words(answer)
            if carried is None:
                words[answer] = words.get(answer, 0) + count
            elif normalise(carried[1]) not in DECLINED - _MAY_BE_A_POINT:
                labelled[carried[0]] = labelled.get(carried[0], 0) + count
    numeric = sum(plain.values()) + sum(labelled.values())
    wordy = sum(words.values())
    if words and wordy > numeric:
        return _guess_from_words(words)
    if not numeric or wordy > 0.4 * (numeric + wordy):
        return None, ""
    seen = dict(plain)
    for value, count in labelled.items():
        seen[value] = seen.get(value, 0) + count

    def mostly_within(low: float, high: float) -> bool:
        return sum(count for value, count in seen.items() if low <= value <= high) >= 0.9 * numeric

    if said := _SAID.search(text):
        low, high = float(said[1]), float(said[2])
        if mostly_within(low, high):
            return Scale(low, high), f"the question says {low:g} to {high:g}"
    if labelled:
        low, high = min(labelled), max(labelled)
        # Where only the two ends carry words, they are the ends; where every point does, the ends may be unchosen.
        ends_only = set(labelled) == {low, high} and bool(plain)
        if ((low, high) == (1, 10) or (ends_only and (low, high) in _USUAL)) and mostly_within(low, high):
            return Scale(low, high), f"labels on {low:g} and {high:g}"
    usual = [value for value in seen if 0 <= value <= 10]
    if not usual or not mostly_within(0, 10):
        return None, ""
    for low, high in _USUAL:
        if low <= min(usual) and max(usual) <= high:
            return Scale(float(low), float(high)), f"guessed from numbers {min(usual):g} to {max(usual):g}"
    return None, ""


def _guess_from_words(words: Mapping[str, int]) -> tuple[Scale | None, str]:
    known = {word: count for word, count in words.items() if known_label(word)}
    total = sum(known.values())
    families = matching_families(known) if total >= 0.6 * sum(words.values()) else []
    if not families:
        return None, ""
    family, chosen = families[0]
    found = f"labels {family[0]!r} to {family[-1]!r}"
    full = next((other for other, points in families if len(points) == len(other)), None)
    if len(chosen) < len(family) and full is not None and total >= _ENOUGH:
        family, found = full, f"guessed from labels: {len(full)} points, each of them chosen"
    return Scale(1.0, float(len(family)), tuple((label, float(at)) for at, label in enumerate(family, 1))), found
