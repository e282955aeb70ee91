"""Which function scores which kind of instrument.

An instrument file names its kind. A new kind is one entry here: where its function stands, and which keys of the file
are its own. The function takes the survey, the Instrument and keyword options, and gives a Result.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from cxresearch.errors import OptionError
from cxresearch.wording import named, say

__all__ = ["KINDS", "Kind", "function_of", "register_kind"]


@dataclass(frozen=True)
class Kind:
    """A kind of instrument.

    Attributes
    ----------
    room, function : str
        The module and its function ``f(survey, instrument, **options) -> Result``; loaded when first used.
    keys : tuple of str
        What its files may say beside what all instruments say; found in ``Instrument.options``.
    items, scale : bool
        Whether a file must list items, and name a scale.
    audiences : bool
        Whether the result has a row an audience, so that audiences can be chosen and held beside each other.
    """

    room: str
    function: str
    keys: tuple[str, ...] = ()
    items: bool = True
    scale: bool = True
    audiences: bool = True


def _about_questions(function: str) -> Kind:
    room = "cxresearch.stats.audits.outside_in"
    return Kind(room, function, keys=("questions",), items=False, scale=False, audiences=False)


KINDS: dict[str, Kind] = {
    "scorecard": Kind("cxresearch.stats.audits.scorecards", "score_items"),
    "programmes": Kind("cxresearch.stats.audits.programmes", "programme_map", keys=("sides",), items=False),
    "effort": _about_questions("customer_effort"),
    "promises": _about_questions("promise_of"),
    "unit inputs": _about_questions("effort_of_units"),
    "owners": _about_questions("silos_of"),
    "competitors": _about_questions("competitors_of"),
}


def register_kind(name: str, kind: Kind) -> None:
    """Let instrument files name one more kind.

    Raises
    ------
    OptionError
        If the kind is there already and means something else.

    >>> register_kind("scorecard", KINDS["scorecard"])
    """
    if KINDS.get(name, kind) != kind:
        raise OptionError(say(
            "The kind {name} is scored by {function} already. Found: {kinds}.",
            name=repr(name), function=KINDS[name].function, kinds=named(KINDS),
        ))  # fmt: skip
    KINDS[name] = kind


def function_of(kind: str) -> Callable:
    """The function that scores instruments of a kind."""
    known = KINDS[kind]
    return getattr(import_module(known.room), known.function)
