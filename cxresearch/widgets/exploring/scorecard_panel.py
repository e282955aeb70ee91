"""One panel for the audits: choose an instrument and whose answers stand beside each other; picture and words follow.

The panel holds no numbers of its own. What it shows is the Result of one call, and the call is written under it.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

import numpy as np

from cxresearch.errors import CXResearchError, OptionError, QuestionError, SurveyWarning
from cxresearch.result import Result
from cxresearch.stats.audits.catalogue import find_instrument, instruments, scorecard
from cxresearch.stats.audits.instrument_kinds import KINDS
from cxresearch.stats.audits.instrument_parts import Instrument
from cxresearch.stats.bases.naming import people
from cxresearch.survey.survey import Survey
from cxresearch.widgets.controls.parts import ALL, SHOT, VIEWS, Told, ViewPanel, cannot_compute, dropdown, quiet_html
from cxresearch.widgets.controls.views import _quoted, _written
from cxresearch.wording import did_you_mean, named, say, told

__all__ = ["ScorecardExplorer", "explore_scorecard"]

_MOST_SAID = 6
_SUB_SCORES, _ITEMS, _LADDER = told("Sub-scores"), told("Items"), told("Ladder")


def explore_scorecard(
    survey: Survey,
    instrument: object = None,
    *,
    also: Sequence = (),
    audiences: str | Sequence[str] | None = None,
    show: str | None = None,
) -> "ScorecardExplorer":
    """A panel to hold audiences beside each other, instrument by instrument.

    Parameters
    ----------
    survey : Survey
        Answers to one instrument or several.
    instrument : name, path, dict or Instrument, optional
        Where to start; the first that the survey can answer by default.
    also : list of the same
        Instruments of your own, offered beside those that come along.
    audiences : str or list of str, optional
        Whose answers to start with; all by default.
    show : "Sub-scores", "Items" or "Ladder", optional
        What to start with, as far as the instrument has it.

    Returns
    -------
    ScorecardExplorer
        Shown as the last line of a cell. Its ``.sentence``, ``.table``, ``.code`` and ``.result`` tell what it shows.

    Raises
    ------
    QuestionError
        If the survey answers none of the instruments.
    OptionError, SurveyFileError
        If the instrument, an audience or what to show is unknown; if a file has a fault.

    References
    ----------
    As :func:`scorecard`, which it calls.

    Examples
    --------
    >>> import pandas as pd
    >>> doors = {"title": "Open doors", "scale": "1-5", "items": [{"id": "open", "text": "The door is open."}]}
    >>> frame = pd.DataFrame({"audience": ["Staff"] * 9 + ["Customers"] * 9, "open": [4, 5, 4] * 3 + [2, 1, 2] * 3})
    >>> survey = Survey.from_frame(frame, scales={"open": (1, 5)})
    >>> explore_scorecard(survey, doors, audiences="Staff").code
    'cx.scorecard(survey, instrument, audiences=["Staff"])'
    """
    return ScorecardExplorer(survey, instrument, also=also, audiences=audiences, show=show)


@dataclass(frozen=True)
class _View:
    name: str
    audiences: tuple[str, ...] | None = None
    show: str = _SUB_SCORES


class ScorecardExplorer(ViewPanel):
    """The panel that :func:`explore_scorecard` gives; works without a notebook as well.

    Attributes
    ----------
    survey : Survey
    known : dict of str to Instrument
        What can be chosen, by name.
    """

    def __init__(self, survey: Survey, instrument, *, also, audiences, show):
        self.survey = survey
        given = [*([] if instrument is None else [instrument]), *also]
        found = [(find_instrument(one), _as_written(one)) for one in given]
        shipped = [(one, _quoted(name)) for name, one in instruments().found.items()]
        self._scored = lru_cache(maxsize=VIEWS)(self._score)
        self._shown = lru_cache(maxsize=VIEWS)(self._shown_of)
        self._picture = lru_cache(maxsize=VIEWS)(self._picture_of)
        self._controls: dict = {}
        self._outlets: dict = {}
        self.known: dict[str, Instrument] = {}
        self._written: dict[str, str] = {}
        self._whole: dict[str, tuple[str, ...]] = {}
        problems = [self._offer(one, written) for one, written in [*found, *shipped] if one.id not in self.known]
        if found and found[0][0].id not in self.known and problems[0] is not None:
            raise problems[0]
        if not self.known:
            first = next((str(problem) for problem in problems if isinstance(problem, QuestionError)), "")
            names = named(one.id for one, _ in [*found, *shipped])
            raise QuestionError(say(
                "{survey} answers none of the instruments {names}. {first}",
                survey=survey.name, names=names, first=first,
            ))  # fmt: skip
        self.view = _View(next(iter(self.known)))
        self.choose(audiences=audiences, show=show or _SUB_SCORES)

    def _offer(self, one: Instrument, written: str) -> CXResearchError | None:
        """Offer an instrument if the survey can answer it; else the reason why not."""
        if not KINDS[one.kind].audiences:
            return OptionError(
                say(
                    "{title} has no row an audience, so it cannot be held beside itself here.",
                    title=one.title,
                )
            )
        present = self.survey.audiences
        there = tuple(name for name in one.audiences or present if name in present)
        options = {} if not one.audiences or set(there) == set(one.audiences) else {"audiences": list(there)}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SurveyWarning)
                result = scorecard(self.survey, one, **options)
        except CXResearchError as problem:
            return problem
        self.known[one.id], self._written[one.id] = one, written
        self._whole[one.id] = tuple(dict.fromkeys(result.table.audience))
        return None

    # -- what it shows -------------------------------------------------------------------------

    @property
    def code(self) -> str:
        """The line of code that gives the view, with ``import cxresearch as cx``."""
        view = self.view
        chosen = f", {_written(self._options(view))}" if self._options(view) else ""
        call = f"cx.scorecard(survey, {self._written[view.name]}{chosen})"
        if view.show == _LADDER:
            return f"{call}.level"
        return f"cx.plot({call}, items=True)" if view.show == _ITEMS else call

    def _options(self, view: _View) -> dict:
        asked = self.known[view.name].audiences
        chosen = view.audiences or self._whole[view.name]
        return {} if view.audiences is None and set(chosen) >= set(asked) else {"audiences": list(chosen)}

    def _score(self, name: str, audiences: tuple[str, ...] | None) -> tuple[Result, tuple[str, ...]]:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            result = scorecard(self.survey, self.known[name], **self._options(_View(name, audiences)))
        warned = [str(one.message) for one in told if issubclass(one.category, SurveyWarning)]
        return result, tuple(dict.fromkeys(warned))

    def _shown_of(self, view: _View) -> Told:
        try:
            result, warned = self._scored(view.name, view.audiences)
            if view.show == _LADDER:
                result = result.level
            said = result.sentences()[:_MOST_SAID]
        except CXResearchError as problem:
            return Told(None, (str(problem),))
        except Exception as problem:  # a panel in front of people never shows a traceback
            return Told(None, (cannot_compute(problem),))
        return Told(result, (*said, *warned))

    def _picture_of(self, view: _View) -> bytes:
        result = self._shown(view).result
        if result is None or not np.isfinite(result.table.estimate.astype(float)).any():
            return b""
        from cxresearch.plots.pictures import picture

        return picture(result, dpi=SHOT, **({"items": True} if view.show == _ITEMS else {}))

    # -- choosing ------------------------------------------------------------------------------

    def shows(self, name: str) -> list[str]:
        """What can be shown of an instrument."""
        one = self.known[name]
        if one.kind != "scorecard":
            return [_SUB_SCORES]
        return [_SUB_SCORES, _ITEMS, *([_LADDER] if one.levels else [])]

    def groups(self, name: str) -> list[tuple[str, ...]]:
        """The audiences that can be held beside each other: two at a time, or one alone."""
        whole = self._whole[name]
        pairs = list(combinations(whole, 2)) if len(whole) > 2 else []
        return [*pairs, *((one,) for one in whole if len(whole) > 1)]

    def choose(self, **chosen) -> "ScorecardExplorer":
        """Choose by name: ``instrument, audiences, show``; None is everything. Gives the panel back.

        Raises
        ------
        OptionError
            If there is no such instrument, audience or view.
        """
        strange = [name for name in chosen if name not in ("instrument", "audiences", "show")]
        if strange:
            raise OptionError(say(
                "The panel has no choice {strange}. It has instrument, audiences, show.",
                strange=repr(strange[0]),
            ))  # fmt: skip
        view = self.view
        if chosen.get("instrument") is not None:
            view = replace(view, name=self._named(chosen["instrument"]))
        if "audiences" in chosen:
            view = replace(view, audiences=self._group(view.name, chosen["audiences"]))
        elif view.audiences is not None and not set(view.audiences) <= set(self._whole[view.name]):
            view = replace(view, audiences=None)
        if chosen.get("show") is not None:
            known = self.shows(view.name)
            if chosen["show"] not in known:
                raise OptionError(say(
                    "show is one of {known}; got {chosen}.",
                    known=named(known), chosen=repr(chosen['show']),
                ))  # fmt: skip
            view = replace(view, show=chosen["show"])
        elif view.show not in self.shows(view.name):
            view = replace(view, show=_SUB_SCORES)
        self.view = view
        if self._controls:
            self._settle()
            self._show()
        return self

    def _named(self, wanted) -> str:
        for name, one in self.known.items():
            if wanted in (name, one.title, one.spoken().title):
                return name
        raise OptionError(say(
            "{name} answers no instrument {wanted}.{hint} Found: {known}.",
            name=self.survey.name, wanted=repr(wanted), hint=did_you_mean(str(wanted), self.known),
            known=named(self.known),
        ))  # fmt: skip

    def _group(self, name: str, wanted) -> tuple[str, ...] | None:
        if wanted is None:
            return None
        group, whole = ((wanted,) if isinstance(wanted, str) else tuple(wanted)), self._whole[name]
        for audience in group:
            if audience not in whole:
                raise OptionError(say(
                    "No audience {audience} here.{hint} Found: {whole}.",
                    audience=repr(audience), hint=did_you_mean(str(audience), whole), whole=named(whole),
                ))  # fmt: skip
        return None if set(group) == set(whole) else tuple(sorted(dict.fromkeys(group), key=whole.index))

    # -- the panel -----------------------------------------------------------------------------

    def _make(self) -> None:
        controls = {
            "instrument": dropdown(say("Instrument"), "300px"),
            "audiences": dropdown(say("Audiences"), "260px"),
        }
        controls["show"] = dropdown(say("Show"), "160px")
        self._lay_out(controls)
        self._follow()

    def _settle(self) -> None:
        """Let every control offer what fits the view, and show what is chosen."""
        view = self.view
        groups = self.groups(view.name)
        if view.audiences is not None and view.audiences not in groups:
            groups = [view.audiences, *groups]
        names = [say(" and ").join(people(one) for one in group) for group in groups]
        offered = {
            "instrument": [(one.spoken().title, name) for name, one in self.known.items()],
            "audiences": [(say("All"), ALL), *zip([text[0].upper() + text[1:] for text in names], groups, strict=True)],
            "show": [(say(name), name) for name in self.shows(view.name)],
        }
        self._settle_to(offered, {"instrument": view.name, "audiences": view.audiences, "show": view.show})

    def _show(self) -> None:
        self._say(self._now.sentences, before=self._asks())
        self._draw()

    def _asks(self) -> str:
        asks = self.known[self.view.name].spoken().asks
        return quiet_html(asks) if asks else ""


def _as_written(given) -> str:
    """An instrument as it stands in the call: its name or path, or a word for what cannot be written in a line."""
    if isinstance(given, Instrument):
        return f"cx.instruments().{given.id}" if given.id in instruments().found else "instrument"
    return _quoted(str(given)) if not isinstance(given, dict) else "instrument"
