"""Imports point down only: the floors of the house, read from the source with ``ast``.

Imports inside functions count as well; a lazy arrow that points up is still an arrow that points up.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from tests.places import PACKAGE, TESTS

# A new room or folder of cxresearch/ gets its floor here, and its line on README's map.
FLOORS = {
    "errors": 0,
    "speaking": 0,
    "wording": 0,
    "inference": 1,
    "survey": 2,
    "privacy": 3,
    "result": 3,
    "combining": 4,
    "loaders": 5,
    "stats": 5,
    "text": 5,
    "workshop": 5,
    "plots": 6,
    "revealing": 6,
    "report": 7,
    "widgets": 7,
    "study": 8,
    "tour": 9,
    "cli": 10,
}
# Wings of a folder, from the one that knows nothing of the others to the one that knows most; wings that stand in one
# entry do not know each other. What lies beside the wings stands on all of them.
# Rooms that a wing stands on are named before it.
WINGS = {
    "survey": (
        "labelling",
        "labels numerals answers scales origins doubts",
        "group_order",
        "guessing passing",
        "codebook",
        "columns",
        "audiences frames values holding",
        "parts",
    ),
    "loaders": ("tables", "bytes", "platforms"),
    "stats": ("bases", "perception loyalty linkage drivers planning quality", "audits tables people acting enthusiasm"),
    "text": ("reading", "scoring", "themes", "coding"),
    "workshop": ("templates", "keeping", "phones sheets leaving"),
    "plots": (
        "drawing",
        "loyalty perception linkage drivers tables quality planning text people acting",
        "audits enthusiasm",
    ),
    "report": (
        "files client_words",
        "keys heads register plain_words",
        "subjects charts shown",
        "deck",
        "workbooks pages",
        "asking",
    ),
    "widgets": ("controls", "exploring mapping room"),
    "study": ("settings waves", "reading", "answering doubting"),
}
MOST_ROOMS = 18
MOST_AT_THE_TOP = 6
FRONT_DOOR = "cxresearch"
FREE_OF_THE_DOOR = {"__file__", "__version__"}
# What a file may import at its top, by floor; everything else waits for the function that needs it.
_FRAMES = {"numpy", "pandas", "narwhals"}
AT_THE_TOP = {0: {"numpy"}, 1: {"numpy"}, 2: _FRAMES, 3: _FRAMES, 4: _FRAMES}
SLOW = {"nltk", "scipy.stats", "seaborn", "sklearn", "statsmodels"}
BANNED_NAMES = {"utils", "util", "helpers", "helper", "core", "misc", "common"}


def module_name(path: Path, package: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def arrows(path: Path, package: Path) -> Iterator[tuple[str, int, bool]]:
    """Yield (imported dotted name, line, inside a function) for every import in one file."""
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    own = module_name(path, package)
    base = own if path.name == "__init__.py" else own.rpartition(".")[0]
    lazy = {
        id(node)
        for scope in ast.walk(tree)
        if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef) or is_type_checking(scope)
        for node in ast.walk(scope)
    }
    doors = {FRONT_DOOR}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == FRONT_DOOR:
                    doors.add(alias.asname or FRONT_DOOR)
                else:
                    yield alias.name, node.lineno, id(node) in lazy
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            if node.level:
                parts = base.split(".")
                origin = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [node.module])])
            for alias in node.names:
                yield f"{origin}.{alias.name}", node.lineno, id(node) in lazy
        elif isinstance(node, ast.Call) and called_name(node) in {"import_module", "__import__"}:
            named = node.args[0] if node.args else None
            if isinstance(named, ast.Constant) and isinstance(named.value, str):
                origin = named.value if not named.value.startswith(".") else f"{base}{named.value}"
                yield origin, node.lineno, id(node) in lazy
    # The package by its bare name gives whatever is taken from it.
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in doors:
            yield f"{FRONT_DOOR}.{node.attr}", node.lineno, id(node) in lazy


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def called_name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def rooms_of(package: Path) -> set[str]:
    files = {path.stem for path in package.glob("*.py")} - {"__init__"}
    return files | {path.parent.name for path in package.glob("*/*.py")}


def room_of(dotted: str) -> str:
    return dotted.split(".")[1] if "." in dotted else FRONT_DOOR


def wrong_arrows(package: Path) -> list[str]:
    """Every import below `package` that points up, sideways between folders, or at the front door."""
    wrong = []
    rooms = rooms_of(package)
    for path in sorted(package.rglob("*.py")):
        own = room_of(module_name(path, package))
        if own == FRONT_DOOR:
            continue
        where = path.relative_to(package.parent).as_posix()
        for target, line, _ in arrows(path, package):
            if target.split(".")[0] != FRONT_DOOR:
                continue
            room = room_of(target)
            if room in FREE_OF_THE_DOOR or room == own or (room in rooms and not {room, own} <= set(FLOORS)):
                continue
            if room not in rooms:
                wrong.append(f"{where}:{line} imports {target} through the front door")
            elif FLOORS[room] > FLOORS[own]:
                wrong.append(f"{where}:{line} points up: {own} ({FLOORS[own]}) imports {room} ({FLOORS[room]})")
            elif FLOORS[room] == FLOORS[own] and ((package / room).is_dir() or (package / own).is_dir()):
                wrong.append(f"{where}:{line} points sideways: {own} imports {room}, both on floor {FLOORS[own]}")
    return wrong


def wrong_doors(package: Path, wings: dict[str, tuple[str, ...]]) -> list[str]:
    """Every import within a folder that leads from a wing to one that stands on it, beside it, or outside the wings."""
    wrong = []
    for folder, steps in wings.items():
        step_of = {wing: step for step, names in enumerate(steps) for wing in names.split()}
        inside = f"{FRONT_DOOR}.{folder}."
        for path in sorted((package / folder).rglob("*.py")):
            own = module_name(path, package).removeprefix(inside).split(".")[0]
            if own not in step_of or path.parent == package / folder:
                continue
            where = path.relative_to(package.parent).as_posix()
            for target, line, _ in arrows(path, package):
                other = target.removeprefix(inside).split(".")[0]
                if target.startswith(inside) and other != own and step_of.get(other, len(steps)) >= step_of[own]:
                    wrong.append(f"{where}:{line} leads from {folder}/{own} to {folder}/{other}")
    return wrong


def crowded(package: Path) -> list[str]:
    """Folders with more rooms than a stranger can overlook."""
    found = []
    for folder in [package, *(path for path in package.rglob("*") if path.is_dir())]:
        rooms = [path.name for path in folder.glob("*.py")]
        most = MOST_AT_THE_TOP if folder == package else MOST_ROOMS + 1  # __init__.py states the rule and is no room
        if len(rooms) > most:
            found.append(f"{folder.relative_to(package.parent).as_posix()} holds {len(rooms)} files")
    return found


def cycles(package: Path) -> list[str]:
    """Files of one floor that import each other in a circle, also by way of functions."""
    files = {module_name(path, package): path for path in package.rglob("*.py")}
    ahead: dict[str, set[str]] = {}
    for name, path in files.items():
        if name == FRONT_DOOR:
            continue
        targets = {t if t in files else t.rpartition(".")[0] for t, _, _ in arrows(path, package)}
        ahead[name] = {t for t in targets if t in files and t != FRONT_DOOR} - {name}
    found = []

    def walk(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            found.append(" -> ".join([*trail[trail.index(name) :], name]))
        elif name not in done:
            for target in sorted(ahead.get(name, ())):
                walk(target, (*trail, name))
            done.add(name)

    done: set[str] = set()
    for name in sorted(ahead):
        walk(name, ())
    return found


@pytest.fixture
def house(tmp_path):
    """Builds a made-up package from {file: source}."""

    def build(files: dict[str, str]) -> Path:
        package = tmp_path / "cxresearch"
        for name, source in {"__init__.py": "", **files}.items():
            path = package / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(source), encoding="utf-8")
        return package

    return build


def test_imports_point_down():
    assert wrong_arrows(PACKAGE) == []


def test_doors_between_wings_lead_one_way():
    assert wrong_doors(PACKAGE, WINGS) == []


def test_no_folder_is_crowded():
    assert crowded(PACKAGE) == []


def test_every_wing_is_named():
    wings = {
        folder: {path.parent.name for path in (PACKAGE / folder).glob("*/__init__.py")}
        for folder in rooms_of(PACKAGE)
        if (PACKAGE / folder).is_dir()
    }
    named = {
        folder: {wing for names in steps for wing in names.split() if not (PACKAGE / folder / f"{wing}.py").is_file()}
        for folder, steps in WINGS.items()
    }
    assert {folder: names for folder, names in wings.items() if names} == named, "give the new wing its place in WINGS"


def test_tests_stand_where_the_rooms_stand():
    folders = {path.parent.relative_to(TESTS) for path in TESTS.rglob("test_*.py")}
    assert sorted(str(folder) for folder in folders if not (PACKAGE / folder).is_dir()) == []


def test_a_folder_states_its_rule_and_imports_nothing():
    fronts = [path for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE]
    rules = {path.parent.name: ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) for path in fronts}
    assert [folder for folder, rule in rules.items() if not rule] == []
    assert [path.parent.name for path in fronts if list(arrows(path, PACKAGE))] == []


def test_no_circles():
    assert cycles(PACKAGE) == []


def test_every_room_has_a_floor():
    assert rooms_of(PACKAGE) <= set(FLOORS), "give the new room its floor in FLOORS and on README's map"


def test_rooms_are_named_for_what_they_do():
    assert [p.name for p in PACKAGE.rglob("*") if p.stem.strip("_") in BANNED_NAMES] == []


def heavy_starts(package: Path) -> list[str]:
    """Imports at the top of a file that should wait until a function needs them."""
    heavy = []
    for path in sorted(package.rglob("*.py")):
        allowed = AT_THE_TOP.get(FLOORS.get(room_of(module_name(path, package)), len(FLOORS)))
        for target, line, lazy in arrows(path, package):
            top = target.split(".")[0]
            unknown = allowed is not None and top not in sys.stdlib_module_names | allowed | {FRONT_DOOR}
            slow = any(f"{target}.".startswith(f"{name}.") for name in SLOW)
            if not lazy and (unknown or slow):
                heavy.append(f"{path.relative_to(package.parent).as_posix()}:{line} imports {target} at the top")
    return heavy


def test_files_start_light():
    assert heavy_starts(PACKAGE) == []


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"result.py": "from cxresearch.stats import gaps", "stats/gaps.py": ""}, "points up: result (3)"),
        ({"survey/tally.py": "def f():\n    import cxresearch.cli", "cli.py": ""}, "survey/tally.py:2 points up"),
        ({"errors.py": "from . import result", "result.py": ""}, "points up: errors (0) imports result (3)"),
        ({"stats/gaps.py": "from ..text import themes", "text/themes.py": ""}, "points sideways: stats imports text"),
        ({"widgets/panel.py": "from cxresearch import report", "report/page.py": ""}, "points sideways: widgets"),
        (
            {"text/a.py": "import importlib\nimportlib.import_module('cxresearch.loaders')", "loaders/b.py": ""},
            "text/a.py:2 points sideways",
        ),
        ({"plots/bars.py": "import cxresearch as cx\ncx.nps()"}, "bars.py:2 imports cxresearch.nps through the"),
        ({"stats/gaps.py": "from cxresearch import perception_gap"}, "through the front door"),
    ],
)
def test_a_wrong_arrow_is_seen(house, files, complaint):
    wrong = wrong_arrows(house(files))
    assert len(wrong) == 1
    assert complaint in wrong[0]


def test_right_arrows_are_left_alone(house):
    files = {
        "errors.py": "import os",
        "survey/scales.py": "from cxresearch.errors import X",
        "stats/gaps.py": "from cxresearch.survey import scales\nfrom .loyalty import nps\nfrom ..errors import X",
        "stats/loyalty.py": "from cxresearch.errors import X",
        "result.py": "import cxresearch\ncxresearch.__file__",
        "cli.py": "from cxresearch import __version__\nfrom cxresearch.stats import gaps",
    }
    assert wrong_arrows(house(files)) == []
    assert cycles(house(files)) == []


def test_a_circle_is_seen(house):
    lazy = "def f():\n    from cxresearch.survey import codebook"
    package = house({"survey/tally.py": lazy, "survey/codebook.py": "from . import tally"})
    assert cycles(package) == ["cxresearch.survey.codebook -> cxresearch.survey.tally -> cxresearch.survey.codebook"]


def test_a_wrong_door_is_seen(house):
    files = {
        "stats/bases/rows.py": "from cxresearch.stats.tables import crosstabs",
        "stats/tables/crosstabs.py": "from cxresearch.stats.bases import rows\nfrom cxresearch.stats import front",
        "stats/linkage/units.py": "def f():\n    from cxresearch.stats.loyalty import means",
        "stats/loyalty/means.py": "from cxresearch.stats.bases import rows",
        "stats/front.py": "from cxresearch.stats.tables import crosstabs",
    }
    assert wrong_doors(house(files), {"stats": ("bases", "loyalty linkage", "tables")}) == [
        "cxresearch/stats/bases/rows.py:1 leads from stats/bases to stats/tables",
        "cxresearch/stats/linkage/units.py:2 leads from stats/linkage to stats/loyalty",
        "cxresearch/stats/tables/crosstabs.py:2 leads from stats/tables to stats/front",
    ]


def test_a_crowded_folder_is_seen(house):
    rooms = {f"stats/room_{number}.py": "" for number in range(MOST_ROOMS + 2)}
    assert crowded(house(rooms)) == [f"cxresearch/stats holds {MOST_ROOMS + 2} files"]


def test_a_heavy_start_is_seen(house):
    files = {
        "inference/shares.py": "import numpy\nimport pandas",
        "survey/survey.py": "import pandas\ndef f():\n    import rapidfuzz",
        "stats/gaps.py": "import numpy\nfrom scipy import stats\nfrom scipy.special import ndtr",
    }
    assert [line.split(" at ")[0] for line in heavy_starts(house(files))] == [
        "cxresearch/inference/shares.py:2 imports pandas",
        "cxresearch/stats/gaps.py:2 imports scipy.stats",
    ]
