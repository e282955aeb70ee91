"""A row an estimate, a bar its interval: the form that most results share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.dumbbells import Dumbbells, Line, Stand
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import INTERVAL, measured, sure
from cxresearch.plots.drawing.style import BLUE, Mark
from cxresearch.wording import say

__all__ = ["OPEN", "RAW", "Row", "estimates", "forest", "rows_of", "verdicts"]

# A mark of what cannot be told apart, and one of a figure before it was drawn towards the others.
OPEN, RAW = "#FFFFFF", "#D9D9D9"
_MARKS = {"raw": Mark(RAW, "d"), "estimate": Mark(BLUE, "o")}


@dataclass(frozen=True)
class Row:
    """One estimate with its interval; ``raw`` is a second figure beside it, ``absent`` stands where there is none."""

    label: str
    value: float
    low: float = np.nan
    high: float = np.nan
    filled: bool = True
    raw: float = np.nan
    absent: str = ""

    def as_line(self) -> Line:
        if not np.isfinite(self.value):
            return Line(self.label, absent=self.absent or say("no number"))
        own = Stand(self.value, self.low, self.high, None if self.filled else Mark(OPEN, "o"))
        return Line(self.label, {"raw": Stand(self.raw, size=0.75), "estimate": own})


def rows_of(
    table: pd.DataFrame, labels: Iterable[object], *, of: Sequence[str] = INTERVAL, filled=True, raw=np.nan, absent=""
) -> list[Row]:
    """A row of a table an estimate, its figures in the columns ``of``; the others one for all, or one a row.

    >>> float(rows_of(pd.DataFrame({"estimate": [4.0], "ci_low": [1.0], "ci_high": [7.0]}), ["Fees"])[0].high)
    7.0
    """
    each = (np.broadcast_to(np.asarray(one, dtype=object), len(table)) for one in (filled, raw, absent))
    figures = table[[*of]].to_numpy(float)
    return [
        Row(str(label), *row, bool(full), float(other), why)
        for label, row, full, other, why in zip(labels, figures, *each, strict=True)
    ]


def verdicts(table: pd.DataFrame, strong: Sequence[bool] = ()) -> Column:
    """The column of verdicts, said in the language of now."""
    return Column(say("Verdict"), [say(verdict) for verdict in table.verdict.astype(str)], strong)


def forest(rows: Sequence[Row], *, order: str = "", ends: bool = False, **look) -> Dumbbells:
    """Estimates with their intervals, in the order given.

    Parameters
    ----------
    rows : list of Row
    ends : bool
        Where rows are left out, they are those in the middle and not those at the end.
    order, **look
        As in `Dumbbells`.
    """
    return Dumbbells(
        [row.as_line() for row in rows], _MARKS, order=order or say("in the table's order"), first=not ends,
        joined=False, lanes=False, **{"keys": (), **look},
    )  # fmt: skip


def estimates(
    rows: Sequence[Row],
    *,
    header: str,
    base: str,
    confidence: float,
    judged: pd.DataFrame | None = None,
    digits: int = 2,
    **look,
) -> Dumbbells:
    """Estimates with their figures and verdicts written beside them; the footer tells the base and what the bars are.

    Parameters
    ----------
    rows : list of Row
    header : str
        Of the column of figures.
    base : str
        The sentence on who stands behind them; "" where nobody is known.
    confidence : float
    judged : DataFrame, optional
        With a ``verdict`` a row, for a column of its own.
    **look
        As in `forest`.
    """
    columns = [Column(header, [measured(row.value, row.low, row.high, digits=digits) for row in rows])]
    if judged is not None:
        columns.append(verdicts(judged))
    footer = [say("{base} Bars and brackets: {sure}.", base=base, sure=sure(confidence)).strip()]
    return forest(rows, columns=columns, footer=footer, **look)
