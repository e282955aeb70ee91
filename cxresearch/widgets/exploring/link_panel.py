"""One panel for the link between units: choose attitude, loyalty and unit, leave a unit out, and see what stays of it.

The panel holds no numbers of its own. What it shows is the Result of one call, and the call is written under it.
"""

import warnings
from dataclasses import replace
from functools import lru_cache

import numpy as np

from cxresearch.errors import CXResearchError, OptionError, SurveyWarning
from cxresearch.stats.linkage.attitude_loyalty import AttitudeLoyalty, attitude_loyalty
from cxresearch.survey.survey import Survey
from cxresearch.widgets.controls.parts import ALL, SHOT, VIEWS, Told, ViewPanel, cannot_compute, dropdown
from cxresearch.widgets.controls.views import _placed, _quoted, _written
from cxresearch.widgets.exploring.link_choices import LinkView, link_choices
from cxresearch.wording import did_you_mean, named, number, plural, say

__all__ = ["LinkExplorer", "explore_link"]

_MOST_SAID = 6


def explore_link(
    survey: Survey,
    *,
    attitude: str | list[str],
    loyalty: str | list[str],
    unit: str = "unit",
    wave: object = None,
    leave_out: str | None = None,
    staff: str = "Staff",
    customers: str = "Customers",
) -> "LinkExplorer":
    """A panel to look around in the link between staff's attitude and customers' loyalty.

    Parameters
    ----------
    survey : Survey
        Staff and customers in one Survey, or a table of units that has both scores.
    attitude, loyalty : id, text, or list of them
        Where to start; the lists offer every closed question that staff or customers answered.
    unit : str
        Role or column where the two meet.
    wave : optional
        A value of the role; all by default.
    leave_out : str, optional
        A unit that does not count. Units that are hidden for their size cannot be named here.
    staff, customers : str
        The two audiences.

    Returns
    -------
    LinkExplorer
        Shown as the last line of a cell. Its ``.sentence``, ``.table``, ``.code`` and ``.result`` tell what it shows.

    Raises
    ------
    QuestionError, OptionError
        If a question, audience, unit or wave is unknown.

    References
    ----------
    As :func:`attitude_loyalty`, which it calls.

    Examples
    --------
    >>> import pandas as pd
    >>> proud, stay = [50, 60, 55, 70, 65, 80, 75, 85], [40, 52, 45, 58, 60, 66, 59, 72]
    >>> frame = pd.DataFrame({"unit": list("ABCDEFGH"), "proud": proud, "stay": stay})
    >>> survey = Survey.from_frame(frame, scales={"proud": (0, 100), "stay": (0, 100)})
    >>> panel = explore_link(survey, attitude="proud", loyalty="stay", leave_out="H")
    >>> panel.code
    'cx.attitude_loyalty(survey.relabel(unit={"H": ""}), attitude="proud", loyalty="stay")'
    """
    return LinkExplorer(
        survey, attitude=attitude, loyalty=loyalty, unit=unit, wave=wave, leave_out=leave_out, staff=staff,
        customers=customers,
    )  # fmt: skip


class LinkExplorer(ViewPanel):
    """The panel that :func:`explore_link` gives; works without a notebook as well.

    Attributes
    ----------
    survey : Survey
    view : LinkView
        What is chosen.
    """

    def __init__(self, survey: Survey, *, attitude, loyalty, unit, wave, leave_out, staff, customers):
        self.survey = survey
        self._who = {
            name: given
            for name, given, usual in (("staff", staff, "Staff"), ("customers", customers, "Customers"))
            if given != usual
        }
        self.choices = link_choices(
            survey, attitude=attitude, loyalty=loyalty, unit=unit, staff=staff, customers=customers
        )
        self._shown = lru_cache(maxsize=VIEWS)(self._shown_of)
        self._picture = lru_cache(maxsize=VIEWS)(self._picture_of)
        self._controls: dict = {}
        self._outlets: dict = {}
        self.view = LinkView(self.choices.attitudes[0], self.choices.loyalties[0], unit)
        self.choose(wave=wave, leave_out=leave_out)

    # -- what it shows -------------------------------------------------------------------------

    @property
    def code(self) -> str:
        """The line of code that gives the view, with ``import cxresearch as cx``."""
        view = self.view
        part = f".only(wave={_quoted(view.wave)})" if view.wave is not None else ""
        if view.leave_out is not None:
            whole = f'{{{_quoted(view.leave_out)}: ""}}'
            plain = view.unit.isidentifier()
            part += f".relabel({view.unit}={whole})" if plain else f".relabel(**{{{_quoted(view.unit)}: {whole}}})"
        return f"cx.attitude_loyalty(survey{part}, {_written(self._options(view))})"

    @property
    def leave_outs(self) -> list[str]:
        """The units that can be left out: those that are shown by name."""
        whole = self._shown(replace(self.view, leave_out=None)).result
        return [] if whole is None else sorted(_named(whole))

    def _options(self, view: LinkView) -> dict:
        options = {"attitude": view.attitude.option, "loyalty": view.loyalty.option}
        return options | ({"unit": view.unit} if view.unit != "unit" else {}) | self._who

    def _shown_of(self, view: LinkView) -> Told:
        whole = None if view.leave_out is None else self._shown(replace(view, leave_out=None)).result
        try:
            with warnings.catch_warnings(record=True) as told:
                warnings.simplefilter("always")
                part = self.survey if view.wave is None else self.survey.only(wave=view.wave)
                if view.leave_out is not None:
                    part = part.relabel(**{view.unit: {view.leave_out: ""}})
                result = attitude_loyalty(part, **self._options(view))
                said = list(result.sentences()[:_MOST_SAID])
        except CXResearchError as problem:
            return Told(None, (_placed(str(problem), _where(view)),))
        except Exception as problem:  # a panel in front of people never shows a traceback
            return Told(None, (cannot_compute(problem),))
        if whole is not None and not _named(result) <= _named(whole):
            # Two views of the same people must not tell together what one of them hides.
            return Told(
                None, (say("Without {unit} a hidden unit would show. Leave out another one.", unit=view.leave_out),)
            )
        said[0] = _placed(said[0], _where(view))
        if whole is not None:
            said[1:1] = _compared(whole, view.leave_out)
        warned = [str(warning.message) for warning in told if issubclass(warning.category, SurveyWarning)]
        return Told(result, (*said, *dict.fromkeys(warned)))

    def _picture_of(self, view: LinkView) -> bytes:
        result = self._shown(view).result
        if result is None or not np.isfinite(result.units.attitude.astype(float)).any():
            return b""
        from cxresearch.plots.pictures import picture

        return picture(result, dpi=SHOT)

    # -- choosing ------------------------------------------------------------------------------

    def choose(self, **chosen) -> "LinkExplorer":
        """Choose by name: ``attitude, loyalty, unit, wave, leave_out``; None is everything. Gives the panel back.

        A unit that is left out comes back when attitude, loyalty, unit or wave change and it is not among them.

        Raises
        ------
        OptionError
            If there is no such question, unit or wave, or the unit to leave out is hidden or unknown.
        """
        strange = [name for name in chosen if name not in ("attitude", "loyalty", "unit", "wave", "leave_out")]
        if strange:
            raise OptionError(say(
                "The panel has no choice {strange}. It has attitude, loyalty, unit, wave, leave_out.",
                strange=repr(strange[0]),
            ))  # fmt: skip
        before, view = self.view, self.view
        if "attitude" in chosen:
            view = replace(view, attitude=_measure(self.choices.attitudes, chosen["attitude"], "attitude"))
        if "loyalty" in chosen:
            view = replace(view, loyalty=_measure(self.choices.loyalties, chosen["loyalty"], "loyalty"))
        if "unit" in chosen:
            view = replace(view, unit=self.choices.unit(chosen["unit"]), leave_out=None)
        if "wave" in chosen:
            view = replace(view, wave=self.choices.wave(chosen["wave"]))
        wanted = chosen.get("leave_out", view.leave_out)
        self.view = replace(view, leave_out=None)
        if wanted is not None:
            known = self.leave_outs
            if str(wanted) in known:
                self.view = replace(view, leave_out=str(wanted))
            elif chosen.get("leave_out") is not None:
                self.view = before
                raise OptionError(say(
                    "No unit {wanted} that is shown by name.{hint} Found: {known}.",
                    wanted=repr(str(wanted)), hint=did_you_mean(str(wanted), known), known=named(known),
                ))  # fmt: skip
        if self._controls:
            self._settle()
            self._show()
        return self

    # -- the panel -----------------------------------------------------------------------------

    def _make(self) -> None:
        controls = {"attitude": dropdown(say("Attitude"), "560px"), "loyalty": dropdown(say("Loyalty"), "340px")}
        if len(self.choices.units) > 1:
            controls["unit"] = dropdown(say("By"), "150px")
        if self.choices.waves:
            controls["wave"] = dropdown(self.choices.wave_name, "120px")
        controls["leave_out"] = dropdown(say("Leave out"), "220px")
        self._lay_out(controls)
        self._follow()

    def _settle(self) -> None:
        """Let every control offer what fits the view, and show what is chosen."""
        offered = {
            "attitude": [(measure.label, measure.ids) for measure in self.choices.attitudes],
            "loyalty": [(measure.label, measure.ids) for measure in self.choices.loyalties],
            "unit": list(self.choices.units),
            "wave": [(say("All"), ALL), *((str(value), value) for value in self.choices.waves)],
            "leave_out": [(say("Nothing"), ALL), *((name, name) for name in self.leave_outs)],
        }
        view = self.view
        chosen = {"attitude": view.attitude.ids, "loyalty": view.loyalty.ids, "unit": view.unit}
        chosen |= {"wave": view.wave, "leave_out": view.leave_out}
        self._settle_to(offered, chosen)

    def _show(self) -> None:
        self._say(self._now.sentences)
        self._draw()


def _named(result: AttitudeLoyalty) -> set[str]:
    return set(result.units.unit[~result.units.hidden.astype(bool)].astype(str))


def _where(view: LinkView) -> str:
    parts = [str(view.wave)] if view.wave is not None else []
    if view.leave_out is not None:
        parts.append(say("without {name}" if parts else "Without {name}", name=view.leave_out))
    return ", ".join(parts)


def _compared(whole: AttitudeLoyalty, left_out: str) -> list[str]:
    row = whole.table.iloc[0]
    said = [say("{unit} is left out: its people count as people without a unit.", unit=left_out)]
    if np.isfinite(row.estimate):
        units, r = plural(row.units, "unit"), number(row.estimate, digits=2)
        said.insert(0, say("With it, across {units}, r is {r}.", units=units, r=r))
    return said


def _measure(offered, wanted, option: str):
    """The measure that ids, a label or a text stand for."""
    ids = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    for measure in offered:
        if measure.ids == ids or (len(ids) == 1 and measure.label == ids[0]):
            return measure
    known = [measure.label for measure in offered]
    hint = did_you_mean(str(ids[0]), known)
    raise OptionError(say(
        "No {option} {wanted} to choose.{hint} Found: {known}.",
        option=option, wanted=repr(wanted), hint=hint, known=named(known, most=8),
    ))  # fmt: skip
