"""Rows are as high as their own words need, among marks and in maps of fields; what is drawn in them keeps its size."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from cxresearch.plots.drawing.chart import Rows
from cxresearch.plots.drawing.fields import Field, Fields
from cxresearch.plots.drawing.forest import Row, forest
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.style import drawing, off_screen, presenting

LONG = "How content were you, all in all, with the cabins, the lounge and the car deck on the night boat, both ways? "
LABELS = ["Fares", 2 * LONG, "Crew", "Timetable", "Canteen"]


def marks(labels: list[str]):
    return forest([Row(label, 50.0, 40.0, 60.0) for label in labels], title="Marks")


def fields(labels: list[str]):
    places = {(row, column): Field("50", 0.5) for row in range(len(labels)) for column in range(3)}
    return Fields(places, "Map", labels, ["Bow", "Stern", "Deck"], footer=[])


def drawn(chart, *, hall: bool = False):
    with presenting(hall), off_screen(), drawing():
        ax = chart.drawn()
        FigureCanvasAgg(ax.figure).draw()
    return ax


def edges(ax, row: int) -> np.ndarray:
    """The lower and the upper edge of a row, in pixels."""
    return np.sort(ax.transData.transform([(0, row - 0.5), (0, row + 0.5)])[:, 1])


def heights(ax, rows: int) -> np.ndarray:
    return np.array([np.diff(edges(ax, row))[0] for row in range(rows)])


@pytest.mark.parametrize("hall", [False, True], ids=["notebook", "hall"])
@pytest.mark.parametrize("chart", [marks, fields])
def test_a_long_label_makes_its_own_row_tall_and_no_other(chart, hall):
    ax = drawn(chart(LABELS), hall=hall)
    high = heights(ax, len(LABELS))
    others = np.delete(high, 1)
    assert others.max() < 1.01 * others.min() < 0.75 * high[1]
    for row, label in enumerate(ax.get_yticklabels()):
        box, (low, top) = label.get_window_extent(), edges(ax, row)
        assert low <= box.y0 and box.y1 <= top, label.get_text()


@pytest.mark.parametrize("chart", [marks, fields])
def test_rows_of_short_labels_are_as_high_as_without_the_long_one(chart):
    mixed, alone = (heights(drawn(chart(labels)), len(labels)) for labels in (LABELS, LABELS[:1] + LABELS[2:]))
    assert np.delete(mixed, 1) == pytest.approx(alone, rel=0.2)
    assert alone.max() < 1.01 * alone.min()


def test_a_cell_of_three_lines_makes_its_row_tall():
    cells = ["1", "1\n2\n3\n4", "1"]
    ax = drawn(Rows(lambda *_: None, "Cells", ["a", "b", "c"], columns=[Column("Told", cells)]))
    high = heights(ax, 3)
    assert high[1] > 1.3 * high[0] == pytest.approx(1.3 * high[2])
    for text in [text for text in ax.texts if text.get_gid() == "cell"]:
        box, (low, top) = text.get_window_extent(), edges(ax, int(text.get_position()[1]))
        assert low <= box.y0 and box.y1 <= top


def test_bars_are_as_thick_in_a_tall_row():
    def paint(ax, _, kind, kept: list[int]) -> None:
        ax.barh(kept, [3.0] * len(kept), height=0.56)

    ax = drawn(Rows(paint, "Bars", LABELS))
    thick = [bar.get_window_extent().height for bar in ax.patches]
    assert thick == pytest.approx([thick[0]] * len(LABELS), abs=0.5)
