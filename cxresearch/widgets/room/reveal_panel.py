"""The reveal: question by question what each audience wrote, beside the survey, and what the room guessed it would say.

One view fills a projector. What the room may see under its notice is shown here; ``results`` is what may leave it.
"""

from functools import lru_cache
from pathlib import Path

from cxresearch.errors import CXResearchError, OptionError
from cxresearch.result import Result
from cxresearch.revealing.beside import RoomFindings, find_in_room
from cxresearch.stats.bases.naming import audience_name
from cxresearch.survey.survey import Survey
from cxresearch.text.themes.named import Themes
from cxresearch.widgets.controls.parts import SHOT, VIEWS, PicturePanel, dropdown
from cxresearch.widgets.room.room_parts import LARGE, button, of_desk, quiet
from cxresearch.wording import did_you_mean, interval, named, number, say, signed_points, told
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.keeping.questions import spoken

__all__ = ["Reveal", "reveal"]

WHOLE, SURVEY, GUESSES, GAPS = "all", "survey", "guesses", "gaps"
_TITLES = {
    WHOLE: told("All questions at once"),
    SURVEY: told("The room beside the survey"),
    GUESSES: told("What you predicted"),
    GAPS: told("Gaps in the survey"),
}
# What stands above a picture, and what stands alone.
_MOST_SAID, _MOST_ALONE = 3, 5


def reveal(
    workshop: Workshop,
    survey: Survey | None = None,
    *,
    survey_themes: Themes | None = None,
    codeframe: "str | Path | int | None" = None,
    permutations: int = 999,
    seed: int = 0,
) -> "Reveal":
    """Let the room see where it agrees: themes by audience, beside the survey, and the room's guesses.

    Parameters
    ----------
    workshop : Workshop
        Themes that were moved by hand stand over the machine's.
    survey : Survey, optional
        Of the same client: its themes, its gaps, and what the guesses are held against.
    survey_themes : Themes, optional
        As :func:`cxresearch.themes` gave them, ``by="audience"``; found here by default.
    codeframe, permutations, seed
        As in :func:`cxresearch.compare_answers`.

    Returns
    -------
    Reveal
        Shown as the last line of a cell. ``.sentences()`` is what to say, ``.beside`` the table theme by theme,
        ``.results`` what may leave the room, for a Report.

    Raises
    ------
    OptionError
        If ``workshop`` or ``survey`` is none.

    References
    ----------
    As :func:`cxresearch.compare_answers` and :func:`cxresearch.prediction_gap`.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> workshop = Workshop.replay(mkdtemp())
    >>> workshop.notice_shown("printed sheet")
    >>> shown = reveal(workshop)
    >>> shown.show("q2").sentence[:75]
    'No leadership sheet names Waiting time, Complaint handling; all others do. '
    """
    return Reveal(workshop, survey, survey_themes=survey_themes, codeframe=codeframe, permutations=permutations,
                  seed=seed)  # fmt: skip


class Reveal(PicturePanel):
    """The panel that :func:`reveal` gives; works without a notebook as well.

    Attributes
    ----------
    workshop : Workshop
    survey : Survey or None
    findings : RoomFindings
        What the room sees.
    name : str
        Of the workshop.
    view : str
        What is shown: the id of a question (``"q1"``), ``"all"``, ``"survey"``, ``"guesses"`` or ``"gaps"``.
    """

    findings: RoomFindings

    def __init__(self, workshop: Workshop, survey: Survey | None = None, **options):
        self.workshop, self.survey, self._options = workshop, survey, options
        self.view = ""
        self._controls: dict = {}
        self._outlets: dict = {}
        self.refresh()

    # -- what it shows -------------------------------------------------------------------------

    def refresh(self) -> "Reveal":
        """Read the workshop anew: answers that came since, and themes that were moved. Gives the panel back."""
        self.findings = find_in_room(self.workshop, self.survey, **self._options)
        self.name, self._texts = self.workshop.name, {f"q{one.number}": one for one in self.workshop.questions}
        self._picture = lru_cache(maxsize=VIEWS)(self._picture_of)
        if self.view not in self.views:
            self.view = next(iter(self.views), "")
        self._settle()
        self._show()
        return self

    @property
    def views(self) -> dict[str, str]:
        """What can be shown, id to title, in the order of the reveal."""
        found, answers = self.findings, self.findings.answers
        asked = [] if answers is None else list(dict.fromkeys(answers.table.question))
        views = {name: f"{one.number}. {spoken(one.text)}" for name, one in self._texts.items() if name in asked}
        if len(asked) > 1:
            views[WHOLE] = say(_TITLES[WHOLE])
        if self.survey is not None and answers is not None and found.survey_themes is not None:
            views[SURVEY] = say(_TITLES[SURVEY])
        views |= {GUESSES: say(_TITLES[GUESSES])} if found.predicted is not None else {}
        return views | ({GAPS: say(_TITLES[GAPS])} if found.gap is not None else {})

    @property
    def result(self) -> Result | None:
        """The Result behind the view; None where there is nothing to reveal yet."""
        return self._result_of(self.view)

    @property
    def sentence(self) -> str:
        """What can be said of the view."""
        return " ".join(self._said())

    @property
    def beside(self):
        """Theme by theme the room, the customers' comments and the leaders' gap: see `RoomFindings`."""
        return self.findings.beside

    def sentences(self) -> list[str]:
        """What can be said of the whole."""
        return self.findings.sentences()

    @property
    def results(self) -> list[Result]:
        """What may leave the room, for a Report: where fewer than ten leaders or staff wrote, their words stay here."""
        return self._leaving().results

    @property
    def kept_back(self) -> tuple[str, ...]:
        """What stays in the room, and why."""
        return self._leaving().notes

    def _leaving(self) -> RoomFindings:
        # The survey's own part is the same inside and outside the room.
        known = {"survey_themes": self.findings.survey_themes, "gap": self.findings.gap}
        return find_in_room(self.workshop, self.survey, **self._options | known, leaving=True)

    @property
    def code(self) -> str:
        """The line of code that gives the picture."""
        if self.view == SURVEY:
            return "revealed.beside"
        part = {WHOLE: "answers", GUESSES: "predicted", GAPS: "gap"}.get(self.view, f"of({self.view!r})")
        return f"cx.plot(revealed.findings.{part})" if self.view else "cx.reveal(workshop)"

    @property
    def picture(self) -> bytes:
        """The picture as the bytes of a PNG, for a projector; empty where there is nothing to draw."""
        return self._picture(self.view)

    def _result_of(self, view: str) -> Result | None:
        if not view:
            return None
        found = self.findings
        named = {WHOLE: found.answers, SURVEY: found.answers, GUESSES: found.predicted, GAPS: found.gap}
        return named[view] if view in named else found.of(view)

    def _picture_of(self, view: str) -> bytes:
        result = self._result_of(view)
        if result is None or view == SURVEY:
            return b""
        from cxresearch.plots.drawing.style import presenting
        from cxresearch.plots.pictures import picture

        with presenting():
            return picture(result, dpi=SHOT)

    def _said(self) -> list[str]:
        if not self.view:
            return [*self.findings.notes] or [say("Nothing was written yet.")]
        if self.view == SURVEY:
            return self.findings.beside_the_survey[:_MOST_ALONE]
        said = self.result.sentences()
        if self.view in _TITLES:
            return said[:_MOST_SAID]
        return [*self.findings.left_out(self.view), *said][:_MOST_SAID]

    # -- choosing ------------------------------------------------------------------------------

    def show(self, view: str) -> "Reveal":
        """Show a question (``"q2"``), or ``"all"``, ``"survey"``, ``"guesses"``, ``"gaps"``. Gives the panel back.

        Raises
        ------
        OptionError
            If there is no such view.
        """
        if view not in self.views:
            hint = did_you_mean(str(view), self.views)
            raise OptionError(say(
                "Nothing to show under {view}.{hint} There is {what}.",
                view=repr(view), hint=hint, what=named(self.views),
            ))  # fmt: skip
        self.view = view
        self._settle()
        self._show()
        return self

    def turn(self, by: int = 1) -> "Reveal":
        """The next view, or the one before; stays at the ends. Gives the panel back."""
        views = list(self.views)
        if not views:
            return self.refresh()
        return self.show(views[min(max(views.index(self.view) + by, 0), len(views) - 1)])

    # -- the panel -----------------------------------------------------------------------------

    def _make(self) -> None:
        controls = {
            "view": dropdown(say("Show"), "420px"),
            "back": button(say("Back")),
            "next": button(say("Next"), "primary"),
            "refresh": button(say("Refresh"), tip=say("Read the workshop anew")),
        }
        self._lay_out(controls)
        # On a projector the whole picture is seen at once, whatever its height.
        layout = self._outlets["picture"].layout
        layout.max_width, layout.max_height = "1600px", "66vh"
        layout.object_fit, layout.object_position, layout.margin = "contain", "left top", "0"
        self._settle()
        self._show()
        controls["view"].observe(self._on_view, names="value")
        controls["back"].on_click(lambda click: self._try(lambda: self.turn(-1)))
        controls["next"].on_click(lambda click: self._try(self.turn))
        controls["refresh"].on_click(lambda click: self._try(self.refresh))

    def _on_view(self, change) -> None:
        if not self._settling and change["new"]:
            self._try(lambda: self.show(change["new"]))

    def _try(self, step) -> None:
        try:
            step()
        except CXResearchError as problem:
            self._say([str(problem)])
        except Exception as problem:  # a panel in front of people never shows a traceback
            self._say([say("This cannot be shown ({problem}).", problem=f"{type(problem).__name__}: {problem}")])

    def _say(self, sentences, before: str = "") -> None:
        """All sentences large: they are read from the back of a room."""
        style = f"{LARGE};margin:.15em 0"
        lines = "".join(of_desk("said", role="status", style=style, text=one) for one in sentences)
        self._outlets["said"].value = before + lines

    def _settle(self) -> None:
        if not self._controls:
            return
        offered = [(title, view) for view, title in self.views.items()] or [(say("Nothing to reveal yet"), "")]
        self._settle_to({"view": offered}, {"view": self.view})

    def _show(self) -> None:
        if not self._controls:
            return
        title = self.views.get(self.view, say("Nothing to reveal yet"))
        head = of_desk("title", text=title)
        self._say(self._said(), before=head)
        self._draw()
        notes = "".join(map(quiet, self.findings.notes))
        if self.view == SURVEY:
            self._outlets["told"].value = beside_html(self.beside) + notes
        else:
            self._outlets["told"].value += notes

    def __repr__(self) -> str:
        views = named(self.views.values(), most=8) if self.views else say("nothing yet")
        return say("Reveal of '{name}': {views}", name=self.name, views=views)


def beside_html(table) -> str:
    """The room beside the survey as a table for a projector."""
    room = [name for name in table if name.startswith("room_")]
    here = [say("{who} here", who=audience_name(name.removeprefix("room_").replace("_", " ").capitalize()))
            for name in room]  # fmt: skip
    heads = [say("Theme"), *here, say("Customers' comments"), say("Leaders above customers")]
    rows = []
    for row in table.itertuples():
        bounds = "" if row.survey != row.survey else interval(row.survey_low, row.survey_high)
        rows.append([
            row.theme,
            *(_percent(getattr(row, name)) for name in room),
            "" if row.survey != row.survey else say("{share}% ({bounds})", share=number(row.survey), bounds=bounds),
            "" if row.gap != row.gap else f"{signed_points(row.gap)} ({interval(row.gap_low, row.gap_high)})",
        ])  # fmt: skip
    return of_desk("beside", heads=heads, rows=rows)


def _percent(share: float) -> str:
    if share != share:
        return say("hidden")
    return say("nobody") if share == 0 else say("{share}%", share=number(share))
