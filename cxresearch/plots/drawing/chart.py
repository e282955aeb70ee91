"""A picture as a description: what is to be seen, before it is known on which sheet."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Protocol

__all__ = ["Chart", "chart"]

_OPTIONS = {"ax": "Axes | None", "rows": "int | None", "title": "str | None"}


class Chart(Protocol):
    """What can be drawn: on a sheet of its own or into Axes, with so many rows or as many as can be read."""

    title: str

    def drawn(self, ax=None, limit: int | None = None): ...


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
