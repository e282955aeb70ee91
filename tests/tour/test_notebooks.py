"""The guided tour keeps its form: run, quiet, short, with the same beats, and with outputs to compare.

nbval compares outputs; it cannot see that a notebook was stripped of them, that a cell shows nothing,
or that a beat is missing. This file looks at the files as they lie.
"""

import ast
import re

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from cxresearch.report.pages.notebooks import for_page
from cxresearch.tour.translating import in_language
from tests.places import NOTEBOOKS

TOUR = sorted(NOTEBOOKS.glob("*.ipynb"))
EXPECTED = {
    "00_start_here",
    "01_load_and_check",
    "02_perception_gap",
    "03_verbatims",
    "04_loyalty_and_effort",
    "05_what_drives_loyalty",
    "06_attitude_to_loyalty",
    "07_silos",
    "08_outside_in",
    "09_workshop_live",
    "10_promise_and_result",
    "11_what_moves_our_people",
    "12_content_or_enthusiastic",
    "13_the_workbench",
}
BEATS = [
    "The question",
    "What you need",
    "What you should see",
    "Say it in the room",
    "Do not say",
    "Your turn",
    "Next",
]
MOST_CELLS = 40
MOST_LINES = 8
# Tags that excuse a cell, each from one rule only.
LONG, QUIET = "long", "quiet"
ABSOLUTE_PATH = re.compile(r"(?<![\w<.:/])/([\w.+~-]+/){2,}[\w.+~-]*|\b[A-Z]:\\\\?\w+")


# Words of one trade, and what only some clients call the people whom they serve. Names of the library's own, and the
# figure that is told in order to be refused, are taken out first.
OF_A_TRADE = re.compile(
    r"\b(customers?|banks?|branch(es)?|accounts?|patients?|hospitals?|wards?|parcels?|depots?|couriers?|guests?|hotels?|"
    r"passengers?|pupils?|parents?|shops?|stores?|theatres?|citizens?|members?|"
    r"kund(e|en|in|innen)\w*|bank\w*|filial\w*|kont(o|en)|patient\w*|station(en)?|pakete?|sendung(en)?|gäste\w*|"
    r"fahrgäste|schüler\w*|eltern|bürger\w*|mitglied\w*|läden)\b",
    re.IGNORECASE,
)
NO_TRADE = re.compile(
    r"`[^`]*`|customer obsession|customer experience|\"41% of customers[^.]*\.|„41 % der Kunden[^.]*\."
    r"|kundenbesessenheit|card, phone or account numbers|(gives|gave) an? account|account of what happened",
    re.IGNORECASE,
)


@pytest.fixture(params=TOUR, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


@pytest.fixture
def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def tags(cell) -> set[str]:
    return set(cell.metadata.get("tags", ()))


def first_lines(cells) -> list[str]:
    return [cell.source.splitlines()[0] for cell in cells]


def ends_in_expression(source: str) -> bool:
    statements = ast.parse(TransformerManager().transform_cell(source)).body
    return bool(statements) and isinstance(statements[-1], ast.Expr)


def names(how: type, cells) -> set[str]:
    trees = [ast.parse(TransformerManager().transform_cell(cell.source)) for cell in cells]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)]
    return {node.id for node in nodes if isinstance(node.ctx, how)}


def headings(notebook) -> list[str]:
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return [line.lstrip("#").strip(" *_") for line in text.splitlines() if re.match(r"#{1,6} ", line)]


def shown_text(cell) -> str:
    parts = []
    for output in cell.outputs:
        parts.append(output.get("text", ""))
        parts.extend(v for k, v in output.get("data", {}).items() if k.startswith("text/") and isinstance(v, str))
    return "\n".join(parts)


def test_the_tour_is_complete():
    assert {path.stem for path in TOUR} >= EXPECTED


def test_file_is_valid_and_names_the_usual_kernel(notebook):
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"


def test_every_code_cell_was_run(code_cells):
    assert first_lines(cell for cell in code_cells if not cell.execution_count) == []


def test_cells_were_run_in_order(code_cells):
    assert [cell.execution_count for cell in code_cells] == list(range(1, len(code_cells) + 1))


def test_no_errors_and_nothing_on_stderr(code_cells):
    loud = [
        cell
        for cell in code_cells
        if any(out.output_type == "error" or out.get("name") == "stderr" for out in cell.outputs)
    ]
    assert first_lines(loud) == []


def test_no_cell_ends_in_a_semicolon(code_cells):
    assert first_lines(cell for cell in code_cells if cell.source.rstrip().endswith(";")) == []


def test_a_cell_that_ends_in_an_expression_shows_something(code_cells):
    mute = [c for c in code_cells if ends_in_expression(c.source) and not c.outputs and QUIET not in tags(c)]
    assert first_lines(mute) == []


def test_no_output_is_a_styled_table_or_names_a_folder_of_one_machine(code_cells):
    assert first_lines(cell for cell in code_cells if re.search(r"\bT_[0-9a-f]{5}", shown_text(cell))) == []
    assert first_lines(cell for cell in code_cells if ABSOLUTE_PATH.search(shown_text(cell))) == []


def test_short(notebook, code_cells):
    assert len(notebook.cells) <= MOST_CELLS
    long = [c for c in code_cells if len(c.source.strip().splitlines()) > MOST_LINES and LONG not in tags(c)]
    assert first_lines(long) == []


def test_beats_in_order(notebook):
    found = headings(notebook)
    places = {beat: next((i for i, h in enumerate(found) if h.startswith(beat)), None) for beat in BEATS}
    assert [beat for beat, place in places.items() if place is None] == []
    assert list(places.values()) == sorted(places.values())


def test_nothing_rests_on_the_readers_own_turn(notebook, code_cells):
    """The demo leaves it out."""
    kept = for_page(notebook)
    left_out = [cell for cell in code_cells if kept and cell not in kept.cells]
    used = names(ast.Load, [cell for cell in code_cells if cell not in left_out])
    assert names(ast.Store, left_out) & used == set()


def test_no_heading_shows_its_own_mark(notebook):
    assert [heading for heading in headings(notebook) if heading.startswith("#")] == []


def test_one_cell_of_parameters(code_cells):
    assert len([cell for cell in code_cells if "parameters" in tags(cell)]) == 1


@pytest.mark.parametrize(
    ("source", "expected"),
    [("plot(result)", True), ("ax = plot(result)", False), ("# only words", False), ("import os\nos.name", True)],
)
def test_an_expression_at_the_end_is_told_from_a_statement(source, expected):
    assert ends_in_expression(source) is expected


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_written_holds_for_every_client(notebook, language):
    written = [cell.source for cell in in_language(notebook, language).cells if cell.cell_type == "markdown"]
    found = [(hit[0], text) for text in written for hit in OF_A_TRADE.finditer(NO_TRADE.sub("", text))]
    assert not found, found
