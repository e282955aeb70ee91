"""Imports point down only: the floors of the house, read from the source with ``ast``.

Imports inside functions count as well; a lazy arrow that points up is still an arrow that points up.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "cxresearch"

# A new room or folder of cxresearch/ gets its floor here, and its line on README's map.
FLOORS = {
    "errors": 0,
    "labels": 0,
    "numerals": 0,
    "name_list": 0,
    "personal_data": 0,
    "answers": 0,
    "audiences": 0,
    "wording": 0,
    "scales": 0,
    "precision": 0,
    "significance": 0,
    "shares": 0,
    "association": 0,
    "reliability": 0,
    "small_groups": 0,
    "intervals": 0,
    "codebook": 1,
    "frames": 1,
    "holding": 1,
    "saved": 1,
    "values": 1,
    "survey": 1,
    "group_order": 1,
    "matching": 2,
    "shared_questions": 2,
    "combine": 2,
    "cells": 2,
    "label_lists": 2,
    "corrections": 2,
    "column_facts": 2,
    "mapping": 2,
    "tally": 2,
    "redaction": 2,
    "quotable": 2,
    "privacy": 2,
    "result": 2,
    "side_tables": 2,
    "loaders": 3,
    "stats": 3,
    "text": 3,
    "workshop": 3,
    "plots": 4,
    "grouping": 4,
    "revealing": 4,
    "widgets": 5,
    "report": 5,
    "tour": 5,
    "deck": 5,
    "cli": 6,
}
FRONT_DOOR = "cxresearch"
FREE_OF_THE_DOOR = {"__file__", "__version__"}
# What a file may import at its top, by floor; everything else waits for the function that needs it.
AT_THE_TOP = {0: {"numpy"}, 1: {"numpy", "pandas", "narwhals"}, 2: {"numpy", "pandas", "narwhals"}}
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
        ({"tally.py": "from cxresearch.stats import gaps", "stats/gaps.py": ""}, "points up: tally (2)"),
        ({"survey.py": "def f():\n    import cxresearch.cli", "cli.py": ""}, "survey.py:2 points up"),
        ({"errors.py": "from . import survey", "survey.py": ""}, "points up: errors (0) imports survey (1)"),
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
        "scales.py": "from cxresearch.errors import X",
        "stats/gaps.py": "from cxresearch import scales\nfrom .loyalty import nps\nfrom ..errors import X",
        "stats/loyalty.py": "from cxresearch.errors import X",
        "tally.py": "import cxresearch\ncxresearch.__file__",
        "cli.py": "from cxresearch import __version__\nfrom cxresearch.stats import gaps",
    }
    assert wrong_arrows(house(files)) == []
    assert cycles(house(files)) == []


def test_a_circle_is_seen(house):
    lazy = "def f():\n    from cxresearch import codebook"
    package = house({"survey.py": lazy, "codebook.py": "from . import survey"})
    assert cycles(package) == ["cxresearch.codebook -> cxresearch.survey -> cxresearch.codebook"]


def test_a_heavy_start_is_seen(house):
    files = {
        "scales.py": "import numpy\nimport pandas",
        "survey.py": "import pandas\ndef f():\n    import rapidfuzz",
        "stats/gaps.py": "import numpy\nfrom scipy import stats\nfrom scipy.special import ndtr",
    }
    assert [line.split(" at ")[0] for line in heavy_starts(house(files))] == [
        "cxresearch/scales.py:2 imports pandas",
        "cxresearch/stats/gaps.py:2 imports scipy.stats",
    ]
