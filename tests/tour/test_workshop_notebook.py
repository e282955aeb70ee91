"""The notebook of a real workshop: empty before anybody came, and run again when all have written."""

import nbformat
import pytest

import cxresearch as cx
from cxresearch.tour.kernels import run_notebook
from cxresearch.tour.live_room import make_room
from cxresearch.tour.running import Workspace


def shown(notebook) -> str:
    parts = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            parts += [output.get("text", ""), *map(str, output.get("data", {}).values())]
    return "\n".join(parts)


def test_it_asks_nothing_that_it_cannot_know(tmp_path):
    book = nbformat.read(make_room(Workspace(tmp_path, (), ())), as_version=4)
    source = "\n".join(cell.source for cell in book.cells)
    for word in ("bank", "Billing", "fees", "leader 1", "replay", ".export("):
        assert word not in source
    assert all(len(cell.source.splitlines()) <= 5 for cell in book.cells if cell.cell_type == "code")


@pytest.mark.slow
def test_a_real_workshop_opens_empty_and_goes_on_where_it_was(tmp_path):
    notebook = make_room(Workspace(tmp_path, (), ()))
    page = shown(run_notebook(notebook))
    assert "Workshop 'Workshop': 0 answers, phase capture" in page
    assert "Facilitator's board" in page
    assert sorted(path.suffix for path in (tmp_path / "workshop").iterdir() if path.suffix in (".html", ".pptx")) == []
    with cx.Workshop(tmp_path / "workshop") as room:
        room.notice_shown("board")
        for sheet in range(4):
            room.add("Leadership", str(sheet), 2, "The app needs budget")
            room.add("Customers", str(sheet), 2, "The queue at noon")
            for who in ("Leadership", "Customers"):
                room.seat(who, str(sheet), people=3)
        room.set_phase("reveal")
    page = shown(run_notebook(notebook))
    assert "Workshop 'Workshop': 8 answers, phase reveal" in page
    assert "iVBORw0" in page, "the reveal draws what was written"
