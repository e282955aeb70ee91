"""A row an estimate, a bar its interval: the form that most results share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxresearch.plots.drawing.dumbbells import Dumbbells, Line, Stand
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import measured, sure
from cxresearch.plots.drawing.style import BLUE, Mark
from cxresearch.wording import say

__all__ = ["OPEN", "RAW", "Row", "estimates", "forest"]

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
    verdicts: Sequence[object] | None = None,
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
    verdicts : list of str, optional
        One a row, said in the language of now.
    **look
        As in `forest`.
    """
    columns = [Column(header, [measured(row.value, row.low, row.high, digits=digits) for row in rows])]
    if verdicts is not None:
        columns.append(Column(say("Verdict"), [say(verdict) for verdict in map(str, verdicts)]))
    footer = [say("{base} Bars and brackets: {sure}.", base=base, sure=sure(confidence)).strip()]
    return forest(rows, columns=columns, footer=footer, **look)
