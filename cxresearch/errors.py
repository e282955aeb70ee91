"""What is wrong, where it is, and what to do about it.

Every message that a person meets names three things: the problem, the place, the remedy. The
classes exist so that a program can tell the kinds apart; each also derives from the built-in
exception that a Python user would expect to catch.
"""

import re
import sys

__all__ = [
    "CXResearchError",
    "EngineError",
    "MissingExtraError",
    "OptionError",
    "QuestionError",
    "ScaleError",
    "StudyError",
    "SurveyFileError",
    "SurveyWarning",
    "UnknownNameError",
]


class CXResearchError(Exception):
    """Base of all errors that cxresearch raises on purpose."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: what is wrong, and what to do. The whole traceback stands behind ``%tb``."""
        if _asked_for_all():
            shown = _whole(self)
            if shown:
                return shown
        what, *remedy = re.split(r"(?<=[.?!])\s+(?=[A-Z\"'(])", " ".join(str(self).split()), maxsplit=1)
        # What says sentences stands on this file; by the time that an error is shown it is there.
        say = getattr(sys.modules.get("cxresearch.speaking"), "say", str)
        return [f"{type(self).__name__}: {what}", *(remedy or [say("%tb shows where it happened.")])]


class SurveyFileError(CXResearchError, ValueError):
    """A file that cannot be read as survey answers; the message names the file and the cause."""


class QuestionError(CXResearchError, LookupError):
    """A question, audience, column or role that the survey does not have, or has more than once."""


class ScaleError(CXResearchError, ValueError):
    """Answers whose scale is unknown, contradictory, or unfit for what was asked of it."""


class OptionError(CXResearchError, ValueError):
    """An option outside its range; the message names the option and what it may be."""


class EngineError(CXResearchError, RuntimeError):
    """An engine (DuckDB, Spark, a database) that could not count what it holds; the message gives the way on."""


class StudyError(CXResearchError, ValueError):
    """A study's definition that cannot be followed; the message names file, line and key."""


class MissingExtraError(CXResearchError, ImportError):
    """An optional package that is not installed; the message gives the command that installs it."""


class UnknownNameError(CXResearchError, AttributeError):
    """A name that the package does not have; the message gives the nearest."""


class SurveyWarning(UserWarning):
    """Something in the data that a person should know before a number is quoted."""


def _asked_for_all() -> bool:
    """Whether a person typed ``%tb``."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == "tb" and frame.f_globals.get("__name__", "").startswith("IPython."):
            return True
        frame = frame.f_back
    return False


def _whole(problem: Exception) -> list[str]:
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        return []
    return shell.InteractiveTB.structured_traceback(type(problem), problem, problem.__traceback__)
