"""One panel for what people wrote: choose theme, audience and tone; how many say so comes first, their words after it.

Comments are read, coded and scored when a question is first looked at; every further choice is a filter in memory. What
people wrote is shown as text: a tag in a comment is letters on the page, and runs nowhere.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd
from markupsafe import Markup, escape

from cxresearch.errors import CXResearchError, OptionError, QuestionError
from cxresearch.result import cell_of
from cxresearch.stats.bases.naming import audience_name
from cxresearch.survey.survey import Survey
from cxresearch.text.quotes import CommentBook, Quotes, open_comments
from cxresearch.text.themes.frame_files import theme_found
from cxresearch.widgets.controls.choices import role_title
from cxresearch.widgets.controls.parts import (
    ALL,
    QUIET,
    VIEWS,
    Panel,
    call_html,
    dropdown,
    in_quotes,
    method_html,
    quiet_html,
)
from cxresearch.widgets.controls.views import _quoted, _written
from cxresearch.wording import capital, named, plural, say, told

__all__ = ["CommentExplorer", "explore_comments"]

_FILTERS = ("theme", "tone", "audience", "unit", "wave", "rating", "search")
_LISTED = ("theme", "tone", "audience", "unit", "wave", "rating")
_SHOWN = (10, 30, 100)
_LONGEST, _SHORT = 600, 70
_LABELS = {"question": told("Question"), "theme": told("Theme"), "tone": told("Tone"), "show": told("Quotes shown")}
_WIDE = {
    "question": "320px",
    "theme": "240px",
    "tone": "150px",
    "audience": "190px",
    "unit": "190px",
    "wave": "130px",
    "show": "200px",
}


def explore_comments(
    survey: Survey,
    question: str | None = None,
    *,
    theme: str | None = None,
    tone: str | None = None,
    audience: str | None = None,
    unit: object = None,
    wave: object = None,
    rating: str | None = None,
    search: str | None = None,
    show: int = 10,
    codeframe: str | Path | int | None = None,
    rules: str | Callable = "cx",
    privacy: bool = True,
) -> "CommentExplorer":
    """A panel to read comments with: by theme, tone and who wrote them, with how many say so.

    Parameters
    ----------
    survey : Survey
    question : str, optional
        Where to start; the first question answered in words by default. The others can be chosen in the panel.
    theme, tone, audience, unit, wave, rating, search : optional
        Where to start; all by default.
    show : {10, 30, 100}
        How many different statements at most.
    codeframe, rules, privacy
        As in :func:`cxresearch.quotes`.

    Returns
    -------
    CommentExplorer
        Shown as the last line of a cell. Its ``.sentence``, ``.table``, ``.code`` and ``.result`` tell what it shows.
        By keyboard, Tab goes from control to control, Space opens a list, Enter takes what the arrows chose.

    Raises
    ------
    QuestionError, OptionError
        If nothing was answered in words, or there is no such question, theme, tone, audience, unit or wave.

    References
    ----------
    As :func:`cxresearch.quotes`, which it calls.

    Examples
    --------
    >>> answers = pd.DataFrame({"why": ["friendly staff, but the fees are a nightmare", "the app is great"] * 10})
    >>> panel = explore_comments(Survey.from_frame(answers, audience="Customers"), "why", tone="negative")
    >>> panel.code
    'cx.quotes(survey, "why", tone="negative")'
    >>> panel.choose(theme="Mobile app").sentence[:49]
    '0 of 20 comments name Mobile app, in a negative t'
    """
    asked = _questions(survey, question)
    options = {"codeframe": codeframe, "rules": rules, "privacy": privacy}
    start = {"theme": theme, "tone": tone, "audience": audience, "unit": unit, "wave": wave}
    start |= {"rating": rating, "search": search}
    return CommentExplorer(
        survey, asked, options, {name: value for name, value in start.items() if value is not None}, show
    )


@dataclass(frozen=True)
class CommentView:
    """What was chosen; None is everything."""

    question: str
    theme: str | None = None
    tone: str | None = None
    audience: str | None = None
    unit: str | None = None
    wave: str | None = None
    rating: str | None = None
    search: str | None = None
    show: int = 10

    @property
    def filters(self) -> dict:
        """The choices that leave something out."""
        return {name: value for name in _FILTERS if (value := getattr(self, name)) is not None}


class CommentExplorer(Panel):
    """The panel that :func:`explore_comments` gives; works without a notebook as well.

    Attributes
    ----------
    survey : Survey
    view : CommentView
        What is chosen.
    """

    def __init__(self, survey: Survey, asked: list[str], options: dict, start: dict, show: int):
        self.survey = survey
        self._asked, self._options = asked, options
        self._book = lru_cache(maxsize=None)(lambda question: open_comments(survey, question, **options))
        self._found = lru_cache(maxsize=VIEWS)(
            lambda question, filters, pins, out: self._book(question).quotes(**dict(filters), pinned=pins, rejected=out)
        )
        self.pinned: list[str] = []
        self.rejected: list[str] = []
        self._controls: dict = {}
        self._outlets: dict = {}
        self.view = CommentView(asked[0])
        self.choose(**start, show=show)

    # -- what it shows -------------------------------------------------------------------------

    @property
    def result(self) -> Quotes:
        """The Result behind the view."""
        return self._look(self.view)

    def _look(self, view: "CommentView") -> Quotes:
        return self._found(view.question, tuple(view.filters.items()), tuple(self.pinned), tuple(self.rejected))

    @property
    def sentence(self) -> str:
        """What can be said of the view: how many comments, of how many."""
        return " ".join(self.result.sentences())

    @property
    def table(self) -> pd.DataFrame:
        """The statements that the panel shows, as text; ``.result.table`` has all of them."""
        return self.result.text_table().head(self.view.show)

    @property
    def code(self) -> str:
        """The line of code that gives the view, with ``import cxresearch as cx``."""
        usual = {"codeframe": None, "rules": "cx", "privacy": True}
        other = {name: value for name, value in self._options.items() if callable(value) or value != usual[name]}
        told = {name: str(value) if isinstance(value, Path) else value for name, value in other.items()}
        named = {name: told.pop(name) for name in list(told) if callable(told[name])}
        chosen = {name: list(some) for name, some in (("pinned", self.pinned), ("rejected", self.rejected)) if some}
        parts = [
            _written({**self.view.filters, **told, **chosen}),
            *(f"{name}={one.__name__}" for name, one in named.items()),
        ]
        options = "".join(f", {part}" for part in parts if part)
        return f"cx.quotes(survey, {_quoted(self.view.question)}{options})"

    # -- choosing ------------------------------------------------------------------------------

    def choose(self, **chosen) -> "CommentExplorer":
        """Choose by name: ``question, theme, tone, audience, unit, wave, show``; None is everything.

        What a newly chosen question does not have (a theme that nobody names there) goes back to everything.

        Raises
        ------
        OptionError
            If there is no such question, theme, tone, audience, unit or wave. The view stays what it was.
        """
        if "search" in chosen:
            chosen = {**chosen, "search": " ".join(str(chosen["search"] or "").split()) or None}
        known = ("question", *_FILTERS, "show")
        strange = [name for name in chosen if name not in known]
        if strange:
            raise OptionError(say(
                "The panel has no choice {strange}. It has {known}.",
                strange=repr(strange[0]), known=named(known),
            ))  # fmt: skip
        if chosen.get("show", self.view.show) not in _SHOWN:
            raise OptionError(say(
                "show is {shown}; got {chosen}.",
                shown=named(map(str, _SHOWN)), chosen=repr(chosen['show']),
            ))  # fmt: skip
        view = self.view
        if "question" in chosen:
            asked = self.survey.find(chosen["question"])
            if asked not in self._asked:
                raise OptionError(say(
                    "{asked} was not answered in words. Found: {asked_2}.",
                    asked=repr(asked), asked_2=named(self._asked),
                ))  # fmt: skip
            view = replace(view, question=asked)
            book = self._book(asked)
            kept = {
                name: value for name, value in view.filters.items() if name == "search" or value in _offered(book, name)
            }
            view = replace(view, **{name: kept.get(name) for name in _FILTERS})
        text = {
            name: value if value is None or name == "show" else str(value)
            for name, value in chosen.items()
            if name != "question"
        }
        if (theme := text.get("theme")) is not None:
            text["theme"] = theme_found(theme, self._book(view.question).themes)
        view = replace(view, **text)
        self._look(view)
        self.view = view
        if self._controls:
            self._settle()
            self._show()
        return self

    def pin(self, statement: str) -> "CommentExplorer":
        """Put a statement first, wherever it fits the view; pinned again, it goes back to its place."""
        self._statement(statement)
        self.pinned = [s for s in self.pinned if s != statement] + ([] if statement in self.pinned else [statement])
        return self._again()

    def reject(self, statement: str) -> "CommentExplorer":
        """Leave a statement out of what is shown; it still counts. Rejected again, it comes back."""
        if statement in self.rejected:
            self.rejected = [s for s in self.rejected if s != statement]
            return self._again()
        self._statement(statement)
        self.rejected = [*self.rejected, statement]
        self.pinned = [s for s in self.pinned if s != statement]
        return self._again()

    def _statement(self, statement: str) -> None:
        if statement not in set(self.result.table.statement):
            raise OptionError(say(
                "The view holds no statement {statement}. Copy one from .result.table.statement.",
                statement=repr(str(statement)[:60]),
            ))  # fmt: skip

    def _again(self) -> "CommentExplorer":
        if self._controls:
            self._settle()
            self._show()
        return self

    # -- the panel -----------------------------------------------------------------------------

    def _make(self) -> None:
        import ipywidgets as widgets

        book = self._book(self.view.question)
        rated = ["rating"] if book.ratings else []
        names = [*(["question"] if len(self._asked) > 1 else []), "theme", "tone", *book.places, *rated, "show"]
        controls = {name: dropdown(self._label(name), _WIDE.get(name, "150px")) for name in names}
        outlets = {name: widgets.HTML() for name in ("said", "told")}
        row = widgets.HBox(list(controls.values()), layout=widgets.Layout(flex_flow="row wrap", width="100%"))
        search = widgets.Text(
            description=say("Search"),
            style={"description_width": "initial"},
            layout={"width": "auto", "flex": "1 1 200px", "margin": "2px 12px 2px 0"},
            tooltip=say("Words that a comment holds; Enter looks for them"),
            continuous_update=False,
        )
        quote = dropdown(say("Quote"), "360px")
        pin, reject = (
            widgets.Button(description=word, layout={"width": "auto"}) for word in (say("Pin"), say("Reject"))
        )
        search.observe(self._on_search, names="value")
        pin.on_click(lambda _: self._act(self.pin))
        reject.on_click(lambda _: self._act(self.reject))
        self._hands = {"search": search, "quote": quote, "pin": pin, "reject": reject}
        hands = widgets.HBox(list(self._hands.values()), layout=widgets.Layout(flex_flow="row wrap", width="100%"))
        parts = [row, hands, outlets["said"], outlets["told"]]
        outlets["panel"] = widgets.VBox(parts, layout=widgets.Layout(width="100%"))
        self._controls, self._outlets = controls, outlets
        self._follow()

    def _on_search(self, change) -> None:
        if self._settling:
            return
        try:
            self.choose(search=change["new"] or None)
        except CXResearchError as problem:
            self._say([str(problem)])

    def _act(self, act) -> None:
        try:
            act(self._hands["quote"].value)
        except CXResearchError as problem:
            self._say([str(problem)])

    def _label(self, name: str) -> str:
        if name in _LABELS:
            return say(_LABELS[name])
        return say("Rating") if name == "rating" else role_title(self.survey, name)

    def _settle(self) -> None:
        """Let every control offer what fits the view, and show what is chosen."""
        book = self._book(self.view.question)
        texts = self.survey.codebook.set_index("id").text
        offered = {"question": [(str(texts.get(name) or name), name) for name in self._asked]}
        offered["show"] = [(say("up to {n}", n=n), n) for n in _SHOWN]
        offered |= {
            name: [
                (say("All"), ALL),
                *((_called(name, value), value) for value in _offered(book, name)),
            ]
            for name in _LISTED
        }
        chosen = {name: getattr(self.view, name) for name in offered}
        self._settle_to(offered, chosen)
        hands = getattr(self, "_hands", None)
        if hands:
            shown = self.result.table.statement.head(self.view.show).tolist()
            self._settling = True
            hands["quote"].options = [(text if len(text) <= _SHORT else f"{text[:_SHORT]} …", text) for text in shown]
            hands["search"].value = self.view.search or ""
            self._settling = False

    def _show(self) -> None:
        self._say([self.sentence])
        self._outlets["told"].value = self._quotes_html() + self._rest_html()

    def _quotes_html(self) -> Markup:
        rows = self.result.table.head(self.view.show)
        more = len(self.result.table) - len(rows)
        items = Markup().join(_quote_html(row, self.view) for row in rows.itertuples())
        left = quiet_html(say("{statements} not shown.", statements=plural(more, "more statement"))) if more > 0 else ""
        return Markup('<ul style="list-style:none;margin:0;padding:0">{}</ul>{}').format(items, left)

    def _rest_html(self) -> str:
        return method_html(self.result) + call_html(self.code)

    # -- how it looks --------------------------------------------------------------------------

    def __repr__(self) -> str:
        return f"CommentExplorer: {self.code}"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """The live panel, and for pages without a kernel the quotes that it opened with."""
        live = self.widget._repr_mimebundle_(include=include, exclude=exclude) or {}
        return {
            **live,
            "text/plain": repr(self),
            "text/html": self._outlets["said"].value + self._outlets["told"].value,
        }


def _questions(survey: Survey, first: str | None) -> list[str]:
    """The questions answered in words, the one to start with first."""
    found = [] if survey.is_aggregated else survey.questions(kinds=("verbatim",))
    wanted = [] if first is None else [survey.find(first)]
    asked = list(dict.fromkeys([*wanted, *found]))
    if not asked:
        raise QuestionError(say(
            "{survey} has no question answered in words. Pass one, or correct the codebook.",
            survey=survey.name,
        ))  # fmt: skip
    return asked


def _offered(book: CommentBook, name: str) -> list[str]:
    if name == "theme":
        return book.themes
    if name == "rating":
        return book.ratings
    return book.tones if name == "tone" else book.places.get(name, [])


def _called(name: str, value: str) -> str:
    if name == "tone":
        return capital(say(value))
    return audience_name(value) if name == "audience" else cell_of(name, value)


def _quote_html(row, view: CommentView) -> Markup:
    """One statement as a person wrote it, with who, what and how; the whole comment behind a line to open."""
    who, tone = (getattr(row, name, "") for name in ("audience", "tone"))
    often = say("{times} times", times=row.times) if row.times > 1 else ""
    about = [audience_name(who), cell_of("theme", row.themes), say(tone) if tone else "", often]
    told = " · ".join(part for part in about if part)
    whole = ""
    if " ".join(row.comment.split()) != " ".join(row.statement.split()):
        whole = Markup('<details style="{}"><summary>{}</summary><span dir="auto">{}</span></details>').format(
            QUIET, say("The whole comment"), _text(row.comment)
        )
    return Markup(
        '<li style="margin:.7em 0;padding-left:.8em;border-left:3px solid #c8c8c8;line-height:1.4">'
        '<span style="font-size:1.1em">{}</span><div style="{}">{}</div>{}</li>'
    ).format(in_quotes(_text(row.statement)), QUIET, told, whole)


def _text(text: str) -> Markup:
    """What a person wrote, as letters."""
    short = text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + " …"
    return escape(short).replace("\n", Markup("<br>"))
