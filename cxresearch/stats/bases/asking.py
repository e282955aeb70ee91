"""What the front door looks at before an analysis starts: is that a Survey, and are names given as text?

One check for all public functions. What an option may be in detail is the function's own business.
"""

import inspect
from collections.abc import Callable
from functools import wraps

from cxresearch.errors import EngineError, OptionError
from cxresearch.wording import say

__all__ = ["checked"]

_NAMES = frozenset(
    (
        "by", "question", "questions", "outcome", "drivers", "attitude", "loyalty", "effort", "leaving", "controls",
        "recommending", "predictor", "rating", "topic",
    )
)  # fmt: skip


_ENGINES = frozenset(("duckdb", "polars", "pyspark", "py4j", "ibis", "dask", "sqlframe"))


def checked(function: Callable) -> Callable:
    """A function that says what to pass where it is given no Survey, or a number for a name.

    Functions that take neither come back as they are.
    """
    parameters = inspect.signature(function).parameters
    first = next(iter(parameters.values()), None)
    # What takes something beside a Survey says so in its signature, and looks for itself.
    kind = None if first is None else getattr(first.annotation, "__name__", first.annotation)
    takes_survey = first is not None and (first.name, kind) == ("survey", "Survey")
    names = _NAMES & set(parameters)
    if not takes_survey and not names:
        return function
    order = list(parameters)

    @wraps(function)
    def asked(*given, **options):
        if takes_survey and (given or "survey" in options):
            _check_survey(function.__name__, given[0] if given else options["survey"])
        for name, value in (*zip(order, given, strict=False), *options.items()):
            if name in names:
                _check_name(function.__name__, name, value)
        try:
            return function(*given, **options)
        except Exception as problem:
            survey = given[0] if given else options.get("survey")
            if not takes_survey or not _of_an_engine(problem) or not getattr(survey, "is_lazy", False):
                raise
            raise _engine_failed(survey, problem) from problem

    return asked


def _of_an_engine(problem: Exception) -> bool:
    return type(problem).__module__.lstrip("_").partition(".")[0] in _ENGINES


def _engine_failed(survey, problem: Exception) -> EngineError:
    """What an engine says when it cannot count, with what to do about it."""
    engine = survey.frame.implementation.name.title()
    words = " ".join(f"{type(problem).__name__} {problem}".split())
    lost = ("onnection", "losed", "ontext", "Connect", "nreachable", "imed out")
    if any(word in words for word in lost):
        remedy = say("The connection was lost: open it again, make the relation anew, and Survey.from_frame of it.")
    elif "emory" in words:
        remedy = say("Its memory ran out: give it more, or group by a column with fewer values.")
    else:
        remedy = say(
            "Look for a column that is text in one part of the data and a number in another: cast it to one type first."
        )
    return EngineError(
        say("{engine} could not count {survey} ({cause}). {remedy}",
            engine=engine, survey=survey.name, cause=words[:200], remedy=remedy)
    )  # fmt: skip


def _check_survey(function: str, value: object) -> None:
    from cxresearch.survey.survey import Survey

    if isinstance(value, Survey):
        return
    kind = type(value).__name__
    if kind == "Study":
        remedy = say("Pass its answers: {call}.", call=f"{function}(study.now)")
    elif isinstance(value, str) or hasattr(value, "__fspath__"):
        remedy = say("Read the file first: {call}.", call=f"{function}(cx.read_survey({str(value)!r}))")
    elif hasattr(value, "sentences") and hasattr(value, "caveats"):
        remedy = say("That is what an analysis returned; pass the survey that it was made from.")
    elif hasattr(value, "columns"):
        remedy = say("Make one of it: {call}.", call='cx.Survey.from_frame(frame, audience="Customers")')
    else:
        remedy = say("Read one: {one}, or {other}.", one="cx.read_survey(path)", other="cx.open_study(folder).now")
    raise OptionError(say(
        "{function} takes a Survey; got {kind}. {remedy}",
        function=function, kind="None" if kind == "NoneType" else kind, remedy=remedy,
    ))  # fmt: skip


def _check_name(function: str, name: str, value: object) -> None:
    parts = value if isinstance(value, list | tuple) else [value]
    for part in parts:
        if isinstance(part, bool | int | float | complex):
            raise OptionError(say(
                '{function}({name}={value}) is a number where a name belongs. Pass it in quotes: {name}="{part}", or '
                "a list of such names.",
                function=function, name=name, value=repr(value), part=part,
            ))  # fmt: skip
