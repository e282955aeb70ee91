"""Notebook 09 when it is meant: a real workshop, empty before anybody came, and opened again when all have written."""

import pytest

import cxresearch as cx
from cxresearch.tour.kernels import run_notebook
from cxresearch.tour.running import LIVE, make_live, make_workspace


def shown(notebook) -> str:
    parts = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            parts += [output.get("text", ""), *map(str, output.get("data", {}).values())]
    return "\n".join(parts)


@pytest.mark.slow
def test_a_real_workshop_opens_empty_and_goes_on_where_it_was(tmp_path):
    workspace = make_workspace(tmp_path / "acme")
    notebook = make_live(workspace)
    first = run_notebook(notebook)
    page = shown(first)
    assert "Workshop 'Our workshop': 0 answers, phase capture" in page
    assert "Nothing was written" in page and "Harbour Bank" not in page
    assert (workspace.folder / "workshop" / "sheets.html").exists()

    with cx.Workshop(workspace.folder / "workshop") as room:
        assert room.phase == "capture" and room.notice_was_shown and len(room.topics) == 5
        for sheet in range(4):
            room.add("Leadership", str(sheet), 2, "The app needs budget")
            room.add("Customers", str(sheet), 2, "The queue at noon")
            room.guess("Leadership", f"p{sheet}", "Waiting time", 7)
        room.set_phase("reveal")
    again = run_notebook(make_live(workspace))
    page = shown(again)
    assert "Workshop 'Our workshop': 8 answers, phase reveal" in page
    assert "only Leadership name Mobile app" in page.replace("\n", " ")
    assert "fewer than 10 people" in page, "what four leaders wrote stays in the room"
    assert sum("image/png" in out.get("data", {}) for cell in again.cells for out in cell.get("outputs", ())) >= 2
    assert notebook.name == LIVE
