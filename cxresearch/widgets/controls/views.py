"""One view of a survey: what was chosen, the one call that gives it, and what can be said of it.

The call that is written down is the call that is made, so the line under a panel always gives what the panel shows.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from cxresearch.errors import CXResearchError, SurveyWarning
from cxresearch.result import Result
from cxresearch.stats.loyalty.measures import ces, csat, mean_score, nps
from cxresearch.stats.perception.gaps import PerceptionGap, perception_gap
from cxresearch.survey.survey import Survey
from cxresearch.widgets.controls.choices import Asked
from cxresearch.widgets.controls.parts import cannot_compute
from cxresearch.wording import named, say

__all__ = ["Call", "Shown", "View", "call_for", "shown"]

_FUNCTIONS = {"gap": perception_gap, "mean": mean_score, "top box": csat, "nps": nps, "easy": ces}
_MOST_SAID = 6


@dataclass(frozen=True)
class View:
    """What was chosen; None is everything."""

    asked: Asked
    metric: str
    between: tuple[str, str] | None = None
    unit: object = None
    wave: object = None

    @property
    def where(self) -> str:
        """The part of the survey that is looked at, in words; "" for all of it."""
        return ", ".join(str(value) for value in (self.unit, self.wave) if value is not None)


@dataclass(frozen=True)
class Call:
    """A function of the front door, the part of the survey that it gets, and its options."""

    function: str
    question: str
    where: dict
    options: dict

    def code(self, survey: str = "survey") -> str:
        """The call as a line of Python.

        >>> Call("nps", "Q1", {"wave": 2025}, {"by": "audience"}).code()
        'cx.nps(survey.only(wave=2025), "Q1", by="audience")'
        """
        part = f".only({_written(self.where)})" if self.where else ""
        options = f", {_written(self.options)}" if self.options else ""
        return f"cx.{self.function}({survey}{part}, {_quoted(self.question)}{options})"

    def run(self, survey: Survey) -> Result:
        """Make the call on the survey, of which the part is already taken."""
        function = next(function for function in _FUNCTIONS.values() if function.__name__ == self.function)
        return function(survey, self.question, **self.options)


@dataclass(frozen=True, eq=False)
class Shown:
    """What a view shows: a result, or why there is none."""

    call: Call
    result: Result | None
    sentences: tuple[str, ...]

    @property
    def drawable(self) -> bool:
        """Whether there is a number to draw."""
        return self.result is not None and bool(np.isfinite(self.result.table.estimate.astype(float)).any())


def _written(options: dict) -> str:
    return ", ".join(f"{name}={_quoted(value)}" for name, value in options.items())


def _quoted(value) -> str:
    """A value as Python, in the double quotes that the project writes."""
    if isinstance(value, str):
        plain = repr(value)
        return f'"{plain[1:-1]}"' if plain[0] == "'" and '"' not in value and "\\" not in plain else plain
    if isinstance(value, tuple):
        return f"({', '.join(map(_quoted, value))})"
    if isinstance(value, list):
        return f"[{', '.join(map(_quoted, value))}]"
    return repr(value.item() if hasattr(value, "item") else value)


def call_for(view: View, survey: Survey, part: Survey) -> tuple[Call, str, str]:
    """The call that gives a view, which audiences are not in it, and why it cannot be made ("" where it can).

    Parameters
    ----------
    survey : Survey
        All of it.
    part : Survey
        The unit and wave of the view.
    """
    where = {role: value for role, value in (("unit", view.unit), ("wave", view.wave)) if value is not None}
    function = _FUNCTIONS[view.metric].__name__
    options: dict = {"scale": "0-100"} if view.metric == "mean" else {}
    if not view.asked.audiences:
        return Call(function, view.asked.id, where, options), "", ""
    wanted = view.between or view.asked.audiences
    present = tuple(audience for audience in wanted if audience in part.audiences)
    absent = [audience for audience in wanted if audience not in present]
    note = say("{audiences}: no answers for {where}.", audiences=named(absent), where=view.where) if absent else ""
    if not present or (absent and view.between):
        problem = say("Choose other audiences, or a wider part of the survey.")
        present = wanted
    elif view.metric == "gap" and len(present) < 2:
        problem = say("A gap needs two audiences. Choose another figure, or a wider part of the survey.")
    else:
        problem = ""
    if view.metric == "gap":
        pairs = list(combinations(present, 2))
        if present != tuple(part.audiences):
            options = {"between": pairs[0] if len(pairs) == 1 else pairs} if pairs else {}
    else:
        options = {"by": "audience", **options}
        if present != tuple(survey.audiences):
            where = {"audience": list(present) if len(present) > 1 else present[0], **where}
    return Call(function, view.asked.id, where, options), note, f"{note} {problem}" if problem else ""


def shown(view: View, survey: Survey, part_of: Callable[[], Survey]) -> Shown:
    """Compute a view; what goes wrong becomes a sentence.

    Parameters
    ----------
    survey : Survey
        All of it.
    part_of : callable
        Gives the unit and wave of the view.
    """
    call = Call(_FUNCTIONS[view.metric].__name__, view.asked.id, {}, {})
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            part = part_of()
            call, note, problem = call_for(view, survey, part)
            if problem:
                return Shown(call, None, (problem,))
            result = call.run(part.only(audience=call.where["audience"]) if "audience" in call.where else part)
            said = _about(result)
    except CXResearchError as problem:
        return Shown(call, None, (_placed(str(problem), view.where),))
    except Exception as problem:  # a panel in front of people never shows a traceback
        return Shown(call, None, (cannot_compute(problem),))
    warned = [str(warning.message) for warning in told if issubclass(warning.category, SurveyWarning)]
    said[0] = _placed(said[0], view.where)
    return Shown(call, result, tuple([*said, *([note] if note else []), *dict.fromkeys(warned)]))


def _placed(sentence: str, where: str) -> str:
    return f"{where}: {sentence}" if where and where not in sentence else sentence


def _about(result: Result) -> list[str]:
    """The sentences on the rows, without the summary of a table of few rows."""
    said = result.sentences()
    rows = said[-len(result.table) :] if isinstance(result, PerceptionGap) and len(result.table) else said
    more = len(rows) - _MOST_SAID
    return [*rows[:_MOST_SAID], say("{n} more are in the table.", n=more)] if more > 0 else list(rows)
