"""What stands on a picture in words: title, key, row labels, columns of figures, footer; known before it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from cxresearch.plots.drawing.style import Mark, Type

__all__ = ["EDGE", "LANE", "TICKS", "Column", "Key", "Page", "Plan"]

# Inches of air around the sheet; the numbers under a chart against its other words.
EDGE, TICKS = 0.16, 0.85
# The part of a lane that it fills; the rest is the gap to the next.
LANE = 0.92


@dataclass(frozen=True)
class Column:
    """Figures in words beside the rows; a cell may hold several lines. ``strong`` rows are set in bold."""

    header: str
    cells: Sequence[str]
    strong: Sequence[bool] = ()

    def only(self, rows: Sequence[int]) -> "Column":
        return Column(self.header, [self.cells[at] for at in rows], [self.strong[at] for at in rows if self.strong])


@dataclass(frozen=True)
class Key:
    """What a mark, a block of colour (shape "") or a line (shape "-") means."""

    text: str
    mark: Mark


@dataclass(frozen=True)
class Page:
    """All words of a picture.

    Attributes
    ----------
    title : str
        The finding.
    labels : list of str
        One a row; empty for a chart without rows.
    footer : list of str
        Base, confidence, and what the marks do not say.
    under : list of str
        Names under equal columns that the chart's width falls into, 0, 1, ... across; a line break stays one.
    thickness : float
        The room that a row's marks need, in lines of its label.
    right : list of str
        Labels of rows at the right edge, where the chart has two sides.
    panel : float
        The part of the chart's width that a second chart beside it takes, 0..1.
    height : float
        Of the chart, in inches, where it has no rows.
    lanes : list of str
        What stands over the equal parts side by side that the chart's width falls into.
    """

    title: str
    labels: Sequence[str] = ()
    columns: Sequence[Column] = ()
    keys: Sequence[Key] = ()
    footer: Sequence[str] = ()
    x_label: str = ""
    y_label: str = ""
    under: Sequence[str] = ()
    thickness: float = 1.5
    right: Sequence[str] = ()
    panel: float = 0.0
    panel_header: str = ""
    height: float = 4.6
    lanes: Sequence[str] = ()


@dataclass(frozen=True)
class Plan:
    """A page measured at one size of type; inches."""

    type: Type
    title: list[str]
    labels: list[list[str]]
    right: list[list[str]]
    headers: list[list[str]]
    widths: list[float]
    panel_header: list[str]
    footer: list[str]
    x_label: list[str]
    y_label: list[str]
    key_columns: int
    label_room: float
    right_room: float
    columns_room: float
    above: float
    band: float
    below: float
    footer_room: float
    room: float
    chart_width: float
    rows: list[float]
    lanes: list[list[str]]
    under: list[list[str]]
    under_size: float
