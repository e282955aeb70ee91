"""What all panels are made of: controls that look alike, and a panel that is made when it is first shown.

A panel without a kernel, on a page or in a printout, keeps the picture that it opened with.
"""

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from cxresearch.errors import CXResearchError
from cxresearch.result import Result, header_of
from cxresearch.wording import say, told

__all__ = [
    "ALL", "KEYS", "QUIET", "SAID", "SHOT", "VIEWS", "Panel", "PicturePanel", "Told", "ViewPanel", "call_html",
    "cannot_compute", "dropdown", "grid_html", "in_quotes", "items_html", "method_html", "quiet_html", "table_html",
]  # fmt: skip

# A control whose value is None shows nothing, so "all" needs a value of its own.
ALL = "all"
SAID = "font-size:1.25em;line-height:1.4;margin:.4em 0"
# Dots an inch of a panel's picture, and how many views it keeps ready.
SHOT = 110
VIEWS = 64
QUIET = "color:#56656f;line-height:1.4;margin:.3em 0"

# In a notebook the arrows alone move from cell to cell; an open list takes them.
KEYS = told("By keyboard: Tab to come here, Space to open the list, arrows to choose, Enter to take")


def in_quotes(text: str) -> Markup:
    """What somebody wrote, in the marks of the language that is spoken; a browser takes those of its own page.

    >>> in_quotes("Fine & quick")
    Markup('<q dir="auto" style="quotes:&#39;“&#39; &#39;”&#39;">Fine &amp; quick</q>')
    """
    opening, closing = say("“{words}”", words="|").split("|")
    return Markup('<q dir="auto" style="{}">{}</q>').format(f"quotes:'{opening}' '{closing}'", text)


def dropdown(label: str, wide: str):
    """A labelled dropdown that is never cut off; ``wide`` is its least width, such as "290px"."""
    import ipywidgets as widgets

    return widgets.Dropdown(
        description=label,
        tooltip=say(KEYS),
        style={"description_width": "initial"},
        layout=widgets.Layout(
            width="auto", min_width=wide, max_width="100%", flex=f"1 1 {wide}", margin="2px 12px 2px 0"
        ),
    )


class Panel:
    """Controls and outlets that ``_make`` fills in, so that ipywidgets is loaded only for those who look.

    Where every control is a choice, ``_make`` ends in ``_follow()``; the class then has ``choose``, ``_settle`` and
    ``_show``.
    """

    _controls: dict
    _outlets: dict
    _settling = False

    def _make(self) -> None:
        raise NotImplementedError

    def _follow(self) -> None:
        """Show what is chosen, and from now on what a person chooses."""
        self._settle()
        self._show()
        for control in self._controls.values():
            control.observe(self._on_choice, names="value")

    def _settle_to(self, offered: dict, chosen: dict) -> None:
        """Let controls offer what fits, and show what is chosen (None: all), as no person's choice."""
        self._settling = True
        try:
            for name, options in offered.items():
                control = self._controls.get(name)
                if control is None:
                    continue
                if list(control.options) != options:
                    control.options = options
                control.value = ALL if chosen[name] is None else chosen[name]
        finally:
            self._settling = False

    def _on_choice(self, change) -> None:
        """A person turned a knob: take that over, and show what follows from it."""
        if self._settling:
            return
        name = next(name for name, control in self._controls.items() if control is change["owner"])
        try:
            self.choose(**{name: None if change["new"] == ALL else change["new"]})
        except CXResearchError as problem:
            self._say([str(problem)])

    def _say(self, sentences, before: str = "") -> None:
        """The first sentence large, the others below it; ``before`` is HTML."""
        first, *others = sentences
        large = Markup('<p role="status" style="{}">{}</p>').format(SAID, first)
        small = Markup('<p style="line-height:1.4;margin:.3em 0">{}</p>')
        self._outlets["said"].value = before + large + Markup().join(map(small.format, others))

    @property
    def controls(self) -> dict:
        """The controls by name, made when first asked for."""
        if not self._controls:
            self._make()
        return self._controls

    @property
    def widget(self):
        """The panel as an ipywidgets VBox."""
        if not self._controls:
            self._make()
        return self._outlets["panel"]


class PicturePanel(Panel):
    """A panel that says something, draws it, shows its table, and writes down the call that gives it.

    A class of this kind has ``result``, ``code`` and ``picture`` (the bytes of a PNG, empty where there is nothing to
    draw), and makes its controls in ``_make``, which ends in ``_lay_out(controls)``.
    """

    result: Result | None
    code: str
    picture: bytes

    @property
    def table(self) -> pd.DataFrame:
        """The table as the panel shows it, in text with fixed decimals; ``.result.table`` has the numbers."""
        return pd.DataFrame() if self.result is None else self.result.text_table()

    def _lay_out(self, controls: dict) -> None:
        """Controls in a row that wraps; below it what can be said, the picture, the table and the call."""
        import ipywidgets as widgets

        outlets = {name: widgets.HTML() for name in ("said", "told")}
        outlets["picture"] = widgets.Image(format="png", layout=widgets.Layout(width="100%", max_width="1000px"))
        row = widgets.HBox(list(controls.values()), layout=widgets.Layout(flex_flow="row wrap", width="100%"))
        outlets["panel"] = widgets.VBox(
            [row, outlets["said"], outlets["picture"], outlets["told"]], layout=widgets.Layout(width="100%")
        )
        self._controls, self._outlets = controls, outlets

    def _draw(self) -> None:
        """Picture, table and call; a picture that cannot be drawn is a sentence."""
        try:
            drawn, problem = self.picture, ""
        except Exception as found:  # a panel in front of people never shows a traceback
            drawn, problem = (
                b"",
                say("The picture cannot be drawn ({problem}).", problem=f"{type(found).__name__}: {found}"),
            )
        self._outlets["picture"].value = drawn
        self._outlets["picture"].layout.display = None if drawn else "none"
        code = call_html(self.code)
        details = quiet_html(problem) if problem else ""
        self._outlets["told"].value = details + (table_html(self.result) if self.result is not None else "") + code

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.code}"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """The live panel, and for pages without a kernel the picture that it opened with."""
        bundle = {"text/plain": repr(self)}
        live = self.widget._repr_mimebundle_(include=include, exclude=exclude) or {}
        bundle |= {kind: value for kind, value in live.items() if kind != "text/plain"}
        if self._outlets["picture"].value:
            bundle["image/png"] = base64.b64encode(self._outlets["picture"].value).decode("ascii")
        return bundle


@dataclass(frozen=True, eq=False)
class Told:
    """What a view shows: a result, or why there is none."""

    result: Result | None
    sentences: tuple[str, ...]


class ViewPanel(PicturePanel):
    """A picture panel of one view at a time, kept ready by ``_shown`` (a `Told` or its like) and ``_picture``."""

    @property
    def result(self) -> Result | None:
        """The Result behind the view; None where it cannot be computed, and the sentence says why."""
        return self._now.result

    @property
    def sentence(self) -> str:
        """What can be said of the view."""
        return " ".join(self._now.sentences)

    @property
    def picture(self) -> bytes:
        """The picture as the bytes of a PNG; empty where there is nothing to draw."""
        return self._picture(self.view)

    @property
    def _now(self):
        return self._shown(self.view)


def quiet_html(text: str) -> Markup:
    """A paragraph that is no finding.

    >>> quiet_html("R&D")
    Markup('<p style="color:#56656f;line-height:1.4;margin:.3em 0">R&amp;D</p>')
    """
    return Markup('<p style="{}">{}</p>').format(QUIET, text)


def items_html(texts: Iterable[str]) -> Markup:
    """The items of a list.

    >>> items_html(["R&D", "Sales"])
    Markup('<li>R&amp;D</li><li>Sales</li>')
    """
    return Markup().join(map(Markup("<li>{}</li>").format, texts))


def method_html(result: Result) -> Markup:
    """Method and caveats behind a line to open."""
    return Markup('<details style="{}"><summary>{}</summary><p>{}</p><ul>{}</ul></details>').format(
        QUIET, say("Method and caveats"), result.method, items_html(result.caveats)
    )


def call_html(code: str) -> Markup:
    """The call that gives what a panel shows."""
    return quiet_html(Markup("{} <code>{}</code>").format(say("The call that gives this:"), code))


def cannot_compute(problem: Exception) -> str:
    """What a panel says in place of a traceback."""
    return say("This view cannot be computed ({problem}).", problem=f"{type(problem).__name__}: {problem}")


def table_html(result: Result) -> Markup:
    """The table, and behind a line to open it the method and the caveats."""
    cells = result.text_table()
    numeric = {column: pd.api.types.is_numeric_dtype(result.table[column]) for column in cells}
    sides = {
        column: f"text-align:{'right' if numeric[column] else 'left'};padding:.25em .7em .25em 0" for column in cells
    }
    return Markup(
        '<div style="overflow-x:auto"><table style="line-height:1.35">{}</table></div>{}'
    ).format(grid_html(cells, sides, header_of), method_html(result))  # fmt: skip


def grid_html(
    cells: pd.DataFrame, styles: Mapping[str, str], head_of: Callable[[str], str], bold: int | None = None
) -> Markup:
    """Head and body of a table.

    Parameters
    ----------
    cells : DataFrame of texts
    styles : mapping of column to CSS
    head_of : callable
        What a column is called.
    bold : int, optional
        The place of the row that is chosen.

    >>> grid_html(pd.DataFrame({"n": ["1"]}), {"n": ""}, str.upper)[-43:]
    Markup('<tbody><tr><td style="">1</td></tr></tbody>')
    """
    head = Markup().join(Markup('<th style="{}">{}</th>').format(styles[name], head_of(name)) for name in cells)
    rows = [
        Markup("<tr{}>{}</tr>").format(
            " aria-current=true" if at == bold else "",
            Markup().join(
                Markup('<td style="{}{}">{}</td>').format(
                    styles[name], ";font-weight:bold" if at == bold else "", row[name]
                )
                for name in cells
            ),
        )
        for at, row in enumerate(cells.to_dict("records"))
    ]
    return Markup("<thead><tr>{}</tr></thead><tbody>{}</tbody>").format(head, Markup().join(rows))
