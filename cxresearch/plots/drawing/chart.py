"""A picture as a description: what is to be seen, before it is known on which sheet."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Protocol

from cxresearch.plots.drawing.captions import both_ends, rows_line
from cxresearch.plots.drawing.layout import lay_out_rows
from cxresearch.plots.drawing.page import Column, Key, Page
from cxresearch.wording import say

__all__ = ["Chart", "Rows", "chart"]

_OPTIONS = {"ax": "Axes | None", "rows": "int | None", "title": "str | None"}


class Chart(Protocol):
    """What can be drawn: on a sheet of its own or into Axes, with so many rows or as many as can be read."""

    title: str

    def drawn(self, ax=None, limit: int | None = None): ...


@dataclass(frozen=True)
class Rows:
    """Rows of whatever ``paint`` draws, with what is written around them.

    Attributes
    ----------
    paint : callable
        Draws; takes the Axes, those of the panel or None, the sizes used and the places of the rows that are shown.
    known : list of bool, optional
        Which rows hold a figure. Where the sheet is too small, rows in the middle of these are left out; without, the
        last.
    what, order : str
        What the rows are and how they are ordered, where some are left out.
    most : int, optional
        How many rows at most, where the sheet could bear more.
    columns, keys, footer, x_label, under, thickness, panel, panel_header, lanes
        As in `Page`; columns of all rows. Keys and footer may be functions of the places of the rows that are shown.
    """

    paint: Callable
    title: str
    labels: Sequence[str]
    known: Sequence[bool] | None = None
    columns: Sequence[Column] = ()
    keys: Sequence[Key] | Callable = ()
    footer: Sequence[str] | Callable = ()
    x_label: str = ""
    under: Sequence[str] = ()
    thickness: float = 1.5
    panel: float = 0.0
    panel_header: str = ""
    lanes: Sequence[str] = ()
    what: str = ""
    order: str = ""
    most: int | None = None

    def drawn(self, ax=None, limit: int | None = None):
        """The Axes; ``limit`` is how many rows must stand there, as many as the sheet bears by default."""
        shown, ax, panel, kind = lay_out_rows(self._page, len(self.labels), ax, rows=limit, most=self.most)
        self.paint(ax, panel, kind, self._kept(shown))
        return ax

    def _kept(self, shown: int) -> list[int]:
        return list(range(shown)) if self.known is None else both_ends(self.known, shown)

    def _page(self, shown: int) -> Page:
        kept = self._kept(shown)
        return Page(
            title=self.title, labels=[self.labels[at] for at in kept],
            columns=[each.only(kept) for each in self.columns],
            keys=self.keys(kept) if callable(self.keys) else self.keys,
            footer=[
                *filter(None, self.footer(kept) if callable(self.footer) else self.footer),
                *rows_line(shown, len(self.labels), self.what, self.order or say("in their order")),
            ],
            x_label=self.x_label, under=self.under, thickness=self.thickness, panel=self.panel,
            panel_header=self.panel_header, lanes=self.lanes,
        )  # fmt: skip


def chart(describe: Callable[..., Chart]) -> Callable:
    """A picture of what a function describes: it takes ``ax``, ``rows`` and ``title`` beside the options of its own.

    Parameters
    ----------
    describe : callable
        Takes a Result and gives a Chart, headed with its finding.
    """

    @wraps(describe)
    def plotted(result, *, ax=None, rows: int | None = None, title: str | None = None, **options):
        made = describe(result, **options)
        return (replace(made, title=title) if title else made).drawn(ax, rows)

    own = inspect.signature(describe)
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for name, kind in _OPTIONS.items()
    ]
    plotted.__signature__ = own.replace(parameters=[*own.parameters.values(), *added], return_annotation="Axes")
    return plotted
