"""Every public function has its place in the tour: in a cell, or behind a step that a cell shows."""

import inspect
import re

import cxresearch as cx
from cxresearch.study import reporting, study
from cxresearch.study.answering import analyses, closer, making
from cxresearch.tour.running import read_notebook
from tests.places import NOTEBOOKS

# The same function under the name that it had first.
EARLIER_NAMES = {"called_excellent"}
# A scorecard of which the tour shows the rung.
SHOWN_AS_A_RUNG = {"customer_obsession"}


def cells():
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        yield from (cell.source for cell in read_notebook(path).cells if cell.cell_type == "code")


def public_functions():
    return {name for name in cx.__all__ if inspect.isfunction(getattr(cx, name))}


def steps_made_by():
    """Each step of a study with the source that makes it."""
    for analysis in analyses.ANALYSES:
        make = getattr(analysis.make, "func", analysis.make)
        words = str(getattr(analysis.make, "keywords", ""))
        yield analysis.name, inspect.getsource(make) + words


def test_no_public_function_is_without_a_cell():
    code = "\n".join(cells())
    shown = set(re.findall(r'"(\w+)"', code))
    behind = "\n".join(source for name, source in steps_made_by() if name in shown)
    panels = "".join(map(inspect.getsource, (analyses, study, reporting, making.frame_of)))
    called = {
        name
        for name in public_functions()
        if re.search(rf"\bcx\.{name}\b", code) or re.search(rf"\b{name}\b", behind) or re.search(rf"\b{name}\(", panels)
    }
    assert len(called) > 60 and inspect.getsource(closer)
    assert public_functions() - called - EARLIER_NAMES == set()


def test_every_step_of_a_study_stands_in_a_notebook():
    shown = set(re.findall(r'"(\w+)"', "\n".join(cells())))
    assert {name for name, _ in steps_made_by()} - shown == SHOWN_AS_A_RUNG


def test_cells_of_single_calls_are_short():
    book = read_notebook(NOTEBOOKS / "13_the_workbench.ipynb")
    short = [cell for cell in book.cells if cell.cell_type == "code" and "long" not in cell.metadata.get("tags", ())]
    assert len(short) > 20 and [cell.source for cell in short if len(cell.source.splitlines()) > 5] == []
