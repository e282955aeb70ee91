"""What is wrong, where it is, and what to do about it.

Every message that a person meets names three things: the problem, the place, the remedy. The
classes exist so that a program can tell the kinds apart; each also derives from the built-in
exception that a Python user would expect to catch.
"""

from collections.abc import Iterable

__all__ = [
    "CXResearchError",
    "MissingExtraError",
    "OptionError",
    "QuestionError",
    "ScaleError",
    "StudyError",
    "SurveyFileError",
    "SurveyWarning",
    "listing",
    "missing_extra",
]


class CXResearchError(Exception):
    """Base of all errors that cxresearch raises on purpose."""


class SurveyFileError(CXResearchError, ValueError):
    """A file that cannot be read as survey answers; the message names the file and the cause."""


class QuestionError(CXResearchError, LookupError):
    """A question, audience, column or role that the survey does not have, or has more than once."""


class ScaleError(CXResearchError, ValueError):
    """Answers whose scale is unknown, contradictory, or unfit for what was asked of it."""


class OptionError(CXResearchError, ValueError):
    """An option outside its range; the message names the option and what it may be."""


class StudyError(CXResearchError, ValueError):
    """A study's definition that cannot be followed; the message names file, line and key."""


class MissingExtraError(CXResearchError, ImportError):
    """An optional package that is not installed; the message gives the command that installs it."""


class SurveyWarning(UserWarning):
    """Something in the data that a person should know before a number is quoted."""


def listing(names: Iterable[object], *, most: int = 12) -> str:
    """Join names for a message, and say how many were left out.

    >>> listing(["Leadership", "Staff"])
    'Leadership, Staff'
    >>> listing(range(20), most=3)
    '0, 1, 2 and 17 more'
    """
    shown = [str(name) for name in names]
    if not shown:
        return "none"
    if len(shown) > most:
        return f"{', '.join(shown[:most])} and {len(shown) - most} more"
    return ", ".join(shown)


def missing_extra(purpose: str, package: str, extra: str) -> MissingExtraError:
    """The error for an optional package, with the command that brings it.

    >>> print(missing_extra("Tallying on Spark", "pyspark", "spark"))
    Tallying on Spark needs pyspark: pip install 'cxresearch[spark]'
    """
    return MissingExtraError(f"{purpose} needs {package}: pip install 'cxresearch[{extra}]'")
