"""How the library speaks: near names, warnings, numbers in sentences, and the order in which they are said.

A warning carries the line of the caller, not of the library. Numbers in sentences are rounded to
what the data can bear, and a number that does not exist never reaches a sentence. Two processors add
in different orders and differ in the last bits of a sum; neither a figure nor an order hangs on those.
"""

import math
import textwrap
import warnings
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType

from cxresearch.errors import MissingExtraError, SurveyWarning
from cxresearch.speaking import (
    Forms,
    again,
    as_asked,
    facts_of,
    fields_of,
    from_record,
    kept,
    marked,
    message_of,
    noun,
    parts_about,
    record_of,
    remembered,
    say,
    signs,
    speaking,
    texts_about,
    told,
)

__all__ = [
    "Lines",
    "Notes",
    "adding_up",
    "again",
    "as_asked",
    "capital",
    "count",
    "cut_at_word",
    "did_you_mean",
    "digits_of",
    "facts_of",
    "fields_of",
    "figure",
    "from_record",
    "in_words",
    "interval",
    "kept",
    "largest_first",
    "listed",
    "marked",
    "message_of",
    "missing_extra",
    "named",
    "needed",
    "not_shown",
    "noun",
    "number",
    "parts_about",
    "percent_sure",
    "plural",
    "points",
    "record_of",
    "remembered",
    "say",
    "signed_points",
    "sized",
    "speaking",
    "steady",
    "in_a_row",
    "texts_about",
    "told",
    "warn",
]


# Between a person's line and the sentence: the package, and what calls a property or a context of it.
_PASSED = ("cxresearch.", "contextlib", "functools")
_SMALL = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


class _Shown:
    """What a notebook shows as a list of sentences, and a slice of it too."""

    def __getitem__(self, at):
        found = super().__getitem__(at)
        return type(self)(found) if isinstance(at, slice) else found

    def __add__(self, more):
        return type(self)(super().__add__(more))

    def shown(self) -> list[str]:
        """The sentences as a person reads them."""
        return [str(again(line)) for line in self]

    def _repr_html_(self) -> str:
        import html

        return "<ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in self.shown()) + "</ul>"

    def _repr_pretty_(self, printer, cycle: bool) -> None:
        printer.text("\n".join(textwrap.fill(f"- {line}", 100, subsequent_indent="  ") for line in self.shown()))


class Lines(_Shown, list):
    """A list of sentences, shown as such in a notebook.

    >>> Lines(["one", "two", "three"])[:2]
    ['one', 'two']
    """


class Notes(_Shown, tuple):
    """Sentences that stay as they are, shown as a list in a notebook.

    >>> Notes(["one", "two", "three"])[1:]
    ('two', 'three')
    """

    __slots__ = ()


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint with the nearest known name, or nothing.

    >>> did_you_mean("biling", ["billing", "website"])
    " Did you mean 'billing'?"
    """
    from difflib import get_close_matches

    near = {str(other).casefold(): str(other) for other in known}
    found = get_close_matches(str(name).casefold(), near, n=1, cutoff=0.7)
    return " " + say("Did you mean {name}?", name=repr(near[found[0]])) if found else ""


def warn(message: str) -> None:
    """Warn at the line outside the package that led here."""
    import sys

    level, frame = 2, sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").startswith(_PASSED):
        level, frame = level + 1, frame.f_back
    warnings.warn(str(message), SurveyWarning, stacklevel=level)  # plain text: a warning travels between processes


def missing_extra(purpose: str, package: str, extra: str) -> MissingExtraError:
    """The error for an optional package, with the command that brings it.

    >>> print(missing_extra("Tallying on Spark", "pyspark", "spark"))
    Tallying on Spark needs pyspark: pip install 'cxresearch[spark]'
    """
    return _lacking(purpose, package, f"'cxresearch[{extra}]'")


def needed(module: str, purpose: str) -> ModuleType:
    """Import what one feature needs, where it is needed; without it only that feature fails, and says how to go on.

    Raises
    ------
    MissingExtraError
        If the package is not installed.

    Examples
    --------
    >>> needed("json.decoder", "Reading JSON").JSONDecoder.__name__
    'JSONDecoder'
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        package = module.partition(".")[0]
        if (missing.name or "").partition(".")[0] != package:
            raise
        raise _lacking(purpose, package, package) from None


def _lacking(purpose: str, package: str, wanted: str) -> MissingExtraError:
    command = f"pip install {wanted}"
    return MissingExtraError(
        say("{purpose} needs {package}: {command}", purpose=say(purpose), package=package, command=command)
    )


def steady(values):
    """Numbers without the last bits of a sum: fourteen figures, nine decimals at most.

    Parameters
    ----------
    values : float, or anything that numpy rounds (array, Series)

    Examples
    --------
    >>> steady(0.1 + 0.2), steady(2.4999999999999996), steady(47)
    (0.3, 2.5, 47.0)
    """
    if isinstance(values, (int, float)):
        return round(float(f"{values:.14g}"), 9)
    import numpy as np

    return np.round(values, 9)


def largest_first(numbers: Iterable[float], *names: Iterable, digits: int = 0) -> list[int]:
    """Positions from the largest number to the smallest; those that are shown alike by name.

    Parameters
    ----------
    numbers : floats; what does not exist (NaN) comes last. Their negatives give the smallest first.
    names : one or several sequences as long as ``numbers``, which decide in this order
    digits : int
        Decimals that are shown: what differs by less is alike.

    Examples
    --------
    >>> largest_first([31.4, 47.0, 30.6, float("nan")], ["fees", "app", "cards", "loans"])
    [1, 2, 0, 3]
    """
    shown = [float(number) for number in numbers]
    called = [tuple((str(name).casefold(), str(name)) for name in some) for _, *some in zip(shown, *names, strict=True)]

    def place(at: int) -> tuple:
        there = not math.isnan(shown[at])
        return (not there, -round(steady(shown[at]), digits) if there else 0.0, called[at])

    return sorted(range(len(shown)), key=place)


@remembered
def number(value: float, *, digits: int = 0) -> str:
    """A number for a sentence; one that does not exist is an error of ours, not text.

    >>> number(-0.2), number(31.46), number(31.46, digits=1)
    ('0', '31', '31.5')
    """
    if value is None or not math.isfinite(value):
        raise ValueError("a number that does not exist reached a sentence")
    text = f"{steady(float(value)):,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        text = text.removeprefix("-")
    if written := signs():
        text = text.translate({ord(","): written["thousands"], ord("."): written["decimal"]})
    return text


@remembered
def figure(value: float) -> str:
    """A number as it was answered: no more decimals than it has.

    >>> figure(4.0), figure(2.5), figure(1200)
    ('4', '2.5', '1200')
    """
    return f"{value:g}".replace(".", signs().get("decimal", "."))


def interval(low: float, high: float, *, digits: int = 0) -> str:
    """Two bounds for a sentence.

    >>> interval(24.2, 38.4), interval(-3, 4)
    ('24 to 38', '-3 to 4')
    """
    return say("{low} to {high}", low=number(low, digits=digits), high=number(high, digits=digits))


def points(value: float) -> str:
    """A distance in points.

    >>> points(1.2), points(-31)
    ('1 point', '31 points')
    """
    return _with_points(number(abs(value)))


def signed_points(value: float) -> str:
    """A difference in points, with its sign.

    >>> signed_points(1.2), signed_points(-31), signed_points(-0.3)
    ('1 point', '-31 points', '0 points')
    """
    return _with_points(number(value))


def _with_points(text: str) -> str:
    return _counted(text, "point" if text in ("1", "-1") else "points")


@remembered
def _counted(text: str, word: str) -> str:
    """A number with its noun, in every form that the noun has."""
    found = noun(word)
    return found.each(lambda form: f"{text} {form}") if isinstance(found, Forms) else f"{text} {found}"


def sized(size: str, unit: str) -> str:
    """A size that is written already, with its unit in every form that the unit has.

    >>> sized("1", "points"), sized("-12", "percentage points"), sized("0.4", "")
    ('1 point', '-12 percentage points', '0.4')
    """
    if not unit:
        return size
    return _counted(size, unit.removesuffix("s") if size.lstrip("+-") == "1" else unit)


def adding_up(a: float, b: float) -> tuple[str, str, str]:
    """Two figures and their difference, a minus b, to the decimals that let them add up, one at most; size unsigned.

    >>> adding_up(41.4, 66.6), adding_up(12.4, 3.6), adding_up(12.0, 4.0)
    (('41.4', '66.6', '25.2'), ('12.4', '3.6', '8.8'), ('12', '4', '8'))
    """
    a, b = steady(a), steady(b)
    for digits in (0, 1):
        one, two, apart = (float(f"{value:.{digits}f}") for value in (a, b, steady(a - b)))
        if abs(one - two - apart) < 1e-9:
            break
    else:
        # Not even one decimal lets them add up (38.05): the difference of what is shown, a tenth off at most.
        apart = steady(one - two)
    return number(a, digits=digits), number(b, digits=digits), number(abs(apart), digits=digits)


def not_shown(tests: int) -> str:
    """What is said of an interval that leaves out zero alone, while the test among others does not.

    >>> not_shown(36), not_shown(1)
    ('after 36 comparisons not shown', 'on the edge, and not shown by its test')
    """
    if tests > 1:
        return say("after {tests} comparisons not shown", tests=count(tests))
    return say("on the edge, and not shown by its test")


def count(n: float) -> str:
    """A base: whole, with thousands.

    >>> count(1912.0)
    '1,912'
    """
    return number(n)


def plural(n: float, one: str, many: str | None = None) -> str:
    """A count with its noun.

    >>> plural(1, "leader"), plural(1912, "customer")
    ('1 leader', '1,912 customers')
    """
    return _counted(count(n), one if n == 1 else many or one + "s")


@remembered
def listed(names: Iterable[str]) -> str:
    """Names in a sentence.

    >>> listed(["Billing", "Website", "Waiting"]), listed(["Billing"]), listed([])
    ('Billing, Website and Waiting', 'Billing', '')
    """
    *first, last = names or [""]
    return say("{first} and {last}", first=", ".join(first), last=last) if first else last


@remembered
def in_a_row(*texts: str, by: str = " ") -> str:
    """Texts one after the other, without those that are empty.

    >>> in_a_row("Means.", "", "Weighted."), in_a_row("one", "two", by=", ")
    ('Means. Weighted.', 'one, two')
    """
    return by.join(filter(None, texts))


@remembered
def named(names: Iterable[object], *, most: int = 12, bare: bool = False) -> str:
    """Names in a caveat, and how many more there are; questions stand in quotes, unless ``bare``.

    >>> named(["Leadership", "Staff"]), named(range(20), most=3), named([])
    ('Leadership, Staff', '0, 1, 2 and 17 more', 'none')
    >>> named(["How was it?", "Billing"])
    '"How was it?", Billing'
    """
    shown = [str(name) if bare else as_asked(str(name)) for name in names]
    if not shown:
        return say("none")
    if len(shown) > most:
        return say("{names} and {more} more", names=", ".join(shown[:most]), more=count(len(shown) - most))
    return ", ".join(shown)


# Measures known by their initials; "ces" is a word in other languages.
_INITIALS = ("nps", "csat")


@remembered
def capital(text: str) -> str:
    """The text with a large first letter, in all its forms.

    >>> capital("leaders rate billing"), capital("iPhone app"), capital("nps: +12"), capital("")
    ('Leaders rate billing', 'iPhone app', 'NPS: +12', '')
    """
    if isinstance(text, Forms):
        return text.each(capital)
    for letters in _INITIALS:
        if text.startswith(letters) and not text[len(letters) :][:1].isalnum():
            return letters.upper() + text[len(letters) :]
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def cut_at_word(text: str, most: int) -> str:
    """A text of so many signs at most, cut between two words; a single long word is cut where it must be.

    >>> cut_at_word("Waiting time at the counter", 20), cut_at_word("Waiting time", 20)
    ('Waiting time at ...', 'Waiting time')
    """
    if len(text) <= most:
        return text
    head = text[: most - 3]
    whole = head if text[most - 4 : most - 2].isspace() else head.rsplit(" ", 1)[0]
    return f"{whole.rstrip(' ,;:-–(')} ..." if " " in head and len(whole) > 2 else f"{text[: most - 3]}..."


@remembered
def percent_sure(confidence: float) -> str:
    """A confidence level.

    >>> percent_sure(0.95), percent_sure(0.999)
    ('95%', '99.9%')
    """
    text = f"{100 * confidence:.10g}"
    written = signs()
    if not written:
        return f"{text}%"
    text = text.replace(".", written["decimal"])
    return Forms(f"{text}{written['percent']}", joined=f"{text}-%")


@remembered
def in_words(n: float) -> str:
    """A small count in words, a larger one in digits.

    >>> in_words(3), in_words(0), in_words(41)
    ('three', 'none', '41')
    """
    small = signs().get("words") or _SMALL
    return small[int(n)] if float(n).is_integer() and 0 <= n < len(small) else count(n)


def digits_of(error: float) -> int:
    """Decimals that a mean can bear: one more than its error's size, at most two.

    >>> digits_of(0.03), digits_of(4.0)
    (2, 0)
    """
    if not math.isfinite(error) or error <= 0:
        return 1
    return min(max(-math.floor(math.log10(steady(float(error)) or 1e-9)), 0), 2)
