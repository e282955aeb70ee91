"""One panel for a whole survey: choose question, audiences, branch, wave, figure; picture, sentence, table follow.

The panel holds no numbers of its own. What it shows is the Result of one call, and the call is written under it.
"""

from functools import lru_cache

from cxresearch.errors import OptionError, QuestionError
from cxresearch.stats.bases.naming import audience_name
from cxresearch.survey.survey import Survey
from cxresearch.survey.tally import tally
from cxresearch.widgets.controls.choices import FIGURES, Asked, choices_of
from cxresearch.widgets.controls.parts import ALL, SHOT, VIEWS, ViewPanel, dropdown, quiet_html
from cxresearch.widgets.controls.views import Shown, View, shown
from cxresearch.wording import listed, say

__all__ = ["Explorer", "explore"]

_PARTS = 8


def explore(
    survey: Survey,
    *,
    topic: str | None = None,
    between: tuple[str, str] | None = None,
    unit: object = None,
    wave: object = None,
    metric: str | None = None,
) -> "Explorer":
    """A panel to look around in a survey with.

    Parameters
    ----------
    survey : Survey
    topic : str, optional
        Where to start: a topic, a question's id or its text. The first question by default.
    between : pair of audiences, optional
        All that answered by default.
    unit, wave : optional
        A value of the role; all by default.
    metric : str, optional
        "gap", "mean", "top box", "nps" or "easy", as fits the question.

    Returns
    -------
    Explorer
        Shown as the last line of a cell. Its ``.sentence``, ``.table``, ``.code`` and ``.result`` tell what it shows.
        By keyboard, Tab goes from control to control, Space opens a list, Enter takes what the arrows chose.

    Raises
    ------
    QuestionError, OptionError
        If the survey has nothing to explore, or there is no such topic, audience, unit, wave or metric.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"audience": ["Leadership", "Customers"] * 20, "Billing": [5, 2, 4, 1] * 10})
    >>> panel = explore(Survey.from_frame(answers, scales={"Billing": (1, 5)}))
    >>> panel.code
    'cx.perception_gap(survey, "Billing")'
    >>> panel.choose(metric="mean").sentence[:38]
    'Leadership: billing averages 88 of 100'
    """
    return Explorer(survey, topic=topic, between=between, unit=unit, wave=wave, metric=metric)


class Explorer(ViewPanel):
    """The panel that :func:`explore` gives; works without a notebook as well.

    Attributes
    ----------
    survey : Survey
    view : View
        What is chosen.
    """

    def __init__(self, survey: Survey, *, topic=None, between=None, unit=None, wave=None, metric=None):
        self.survey = survey
        self.choices = choices_of(survey)
        self._part = lru_cache(maxsize=_PARTS)(self._part_of)
        self._answered = lru_cache(maxsize=VIEWS)(self._answered_by)
        self._shown = lru_cache(maxsize=VIEWS)(self._shown_of)
        self._picture = lru_cache(maxsize=VIEWS)(self._picture_of)
        self._controls: dict = {}
        self._outlets: dict = {}
        asked = self.choices.question(topic)
        self.view = View(asked, asked.metrics[0])
        self.choose(between=between, unit=unit, wave=wave, metric=metric or asked.metrics[0])

    # -- what it shows -------------------------------------------------------------------------

    @property
    def code(self) -> str:
        """The line of code that gives the view, with ``import cxresearch as cx``."""
        return self._now.call.code()

    def _part_of(self, unit, wave) -> Survey:
        where = {role: value for role, value in (("unit", unit), ("wave", wave)) if value is not None}
        return self.survey.only(**where) if where else self.survey

    def _there(self, role: str, values: tuple) -> list:
        """The units or waves in which those who are looked at answered; for a gap two audiences, else one."""
        view = self.view
        if not values or not view.asked.audiences:
            return list(values)
        found = self._answered(view.asked.id, role)
        wanted = set(view.between or view.asked.audiences)
        least = len(wanted) if view.between else 2 if view.metric == "gap" else 1
        return [
            value for value in values
            if value == getattr(view, role) or len(wanted & found.get(str(value), set())) >= least
        ]  # fmt: skip

    def _answered_by(self, question: str, role: str) -> dict[str, set[str]]:
        account = tally(self.survey, [question], by=["audience", role]).account
        found: dict[str, set[str]] = {}
        for row in account[account.kept > 0].to_dict("records"):
            found.setdefault(str(row[role]), set()).add(str(row["audience"]))
        return found

    def _shown_of(self, view: View) -> Shown:
        return shown(view, self.survey, lambda: self._part(view.unit, view.wave))

    def _picture_of(self, view: View) -> bytes:
        found = self._shown(view)
        if not found.drawable:
            return b""
        from cxresearch.plots.pictures import picture

        return picture(found.result, dpi=SHOT)

    # -- choosing ------------------------------------------------------------------------------

    def choose(self, **chosen) -> "Explorer":
        """Choose by name: ``topic, between, unit, wave, metric``; None is everything. Gives the panel back.

        What does not fit a newly chosen topic goes back to its first choice.

        Raises
        ------
        QuestionError, OptionError
            If there is no such topic, audience, unit, wave or metric.
        """
        strange = [name for name in chosen if name not in ("topic", "between", "unit", "wave", "metric")]
        if strange:
            raise OptionError(say(
                "An explorer has no choice {strange}. It has topic, between, unit, wave, metric.",
                strange=repr(strange[0]),
            ))  # fmt: skip
        view = self.view
        asked = self.choices.question(chosen["topic"]) if "topic" in chosen else view.asked
        between = _pair(asked, chosen["between"]) if "between" in chosen else _if_in(view.between, asked.pairs)
        metric = chosen.get("metric") or _if_in(view.metric, asked.metrics) or asked.metrics[0]
        if metric not in asked.metrics:
            fits = ", ".join(map(repr, asked.metrics))
            raise OptionError(say(
                "{label} has no figure {metric}. Choose one of {fits}.",
                label=repr(asked.label), metric=repr(metric), fits=fits,
            ))  # fmt: skip
        unit = self.choices.value("unit", chosen["unit"]) if "unit" in chosen else view.unit
        wave = self.choices.value("wave", chosen["wave"]) if "wave" in chosen else view.wave
        self.view = View(asked, metric, between, unit, wave)
        if self._controls:
            self._settle()
            self._show()
        return self

    # -- the panel -----------------------------------------------------------------------------

    def _make(self) -> None:
        controls = {"topic": dropdown(say("Question"), "380px"), "metric": dropdown(say("Figure"), "250px")}
        if len(max((asked.audiences for asked in self.choices.questions), key=len)) > 2:
            controls["between"] = dropdown(say("Audiences"), "290px")
        if self.choices.units:
            controls["unit"] = dropdown(self.choices.unit_name, "200px")
        if self.choices.waves:
            controls["wave"] = dropdown(self.choices.wave_name, "140px")
        self._lay_out(controls)
        self._follow()

    def _settle(self) -> None:
        """Let every control offer what fits the view, and show what is chosen."""
        offered = {
            "topic": [(asked.label, asked.id) for asked in self.choices.questions],
            "metric": [(say(FIGURES[name]), name) for name in self.view.asked.metrics],
            "between": [
                (_everybody(self.view.asked), ALL),
                *((listed([audience_name(name) for name in pair]), pair) for pair in self.view.asked.pairs),
            ],
            "unit": [(say("All"), ALL), *((str(value), value) for value in self._there("unit", self.choices.units))],
            "wave": [(say("All"), ALL), *((str(value), value) for value in self._there("wave", self.choices.waves))],
        }
        chosen = {"topic": self.view.asked.id} | {
            name: getattr(self.view, name) for name in ("metric", "between", "unit", "wave")
        }
        self._settle_to(offered, chosen)

    def _on_choice(self, change) -> None:
        """A person turned a knob: take over all choices, and show what follows from them."""
        if self._settling:
            return
        chosen = {name: None if control.value == ALL else control.value for name, control in self._controls.items()}
        if chosen["topic"] != self.view.asked.id:
            # Pairs and figures of the question before may not fit the new one.
            chosen = {name: value for name, value in chosen.items() if name not in ("between", "metric")}
        try:
            self.choose(**chosen)
        except (OptionError, QuestionError) as problem:
            self._say([str(problem)])

    def _show(self) -> None:
        asked = self.view.asked
        text = quiet_html(say("Asked: {question}", question=asked.text)) if asked.text != asked.label else ""
        self._say(self._now.sentences, before=text)
        self._draw()


def _pair(asked: Asked, between) -> tuple[str, str] | None:
    if between is None:
        return None
    names = list(between) if not isinstance(between, str) else [between]
    if len(names) == 2 and set(names) == set(asked.audiences):
        return None
    for pair in asked.pairs:
        if set(names) == set(pair):
            return pair
    known = "; ".join(" and ".join(pair) for pair in asked.pairs) or " and ".join(asked.audiences) or "none"
    raise OptionError(say(
        "between={between} is no pair of audiences that answered {label}. Found: {known}.",
        between=repr(between), label=repr(asked.label), known=known,
    ))  # fmt: skip


def _if_in(value, offered):
    return value if value in offered else None


def _everybody(asked: Asked) -> str:
    if len(asked.audiences) > 2:
        return say("All {n}", n=len(asked.audiences))
    return listed([audience_name(name) for name in asked.audiences]) or say("All")
