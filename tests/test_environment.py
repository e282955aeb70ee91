"""setup.cfg, environment.yml and the tree say the same about what the project is made of."""

import ast
import configparser
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.places import ROOT

# conda-forge's name -> the name in setup.cfg, where the two differ by more than capitals
CONDA_NAMES = {
    "matplotlib-base": "matplotlib",
    "seaborn-base": "seaborn",
    "nbconvert-core": "nbconvert",
    "python-duckdb": "duckdb",
}

# the name that is imported -> the name that is installed, where the two differ by more than capitals
IMPORT_NAMES = {
    "dateutil": "python-dateutil",
    "lme_python": "lme-python",
    "crosstabs_mcp": "crosstabs",
    "sklearn": "scikit-learn",
    "pptx": "python-pptx",
    "yaml": "pyyaml",
    "bs4": "beautifulsoup4",
    "python_calamine": "python-calamine",
}
# folders whose files import each other by their bare names
PARTS = ("benchmarks", "data")
# what another requirement is sure to bring, because it is made of it
BROUGHT = {
    "IPython": "ipywidgets",
    "PIL": "matplotlib",
    "cycler": "matplotlib",
}


# what serves where a person has installed it, and is never asked for
WELCOME = {"sentence_transformers"}


def third_party_imports(folder: Path) -> dict[str, str]:
    """Installed name -> one file that imports it, for every import in `folder`, also inside functions."""
    own = {"cxresearch", "benchmarks", "tests", *(path.stem for part in PARTS for path in (ROOT / part).rglob("*.py"))}
    found = {}
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            for name in {name.split(".")[0] for name in names} - sys.stdlib_module_names - own - WELCOME:
                installed = BROUGHT.get(name, IMPORT_NAMES.get(name, name)).lower()
                found[installed] = path.relative_to(ROOT).as_posix()
    return found


def requirement(line: str) -> tuple[str, str]:
    """'Name>=1,<2' -> ('name', '<2,>=1'), so that two lists compare whatever their order and capitals."""
    name, ranges = re.fullmatch(r"([\w.\[\]-]+)\s*(.*)", line.strip()).groups()
    return name.lower(), ",".join(sorted(part.strip() for part in ranges.split(",")))


@pytest.fixture(scope="module")
def setup_cfg():
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


@pytest.fixture(scope="module")
def extras(setup_cfg):
    section = setup_cfg["options.extras_require"]
    return {name: dict(map(requirement, section[name].split("\n")[1:])) for name in section}


@pytest.fixture(scope="module")
def core(setup_cfg):
    return dict(map(requirement, setup_cfg["options"]["install_requires"].strip().split("\n")))


@pytest.fixture(scope="module")
def conda():
    wanted = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    pip = next(entry["pip"] for entry in wanted if isinstance(entry, dict))
    lines = [entry for entry in wanted if isinstance(entry, str)] + [line for line in pip if not line.startswith("-e ")]
    return {CONDA_NAMES.get(name, name): ranges for name, ranges in map(requirement, lines)}


def test_environment_file_has_the_same_ranges(core, extras, conda, setup_cfg):
    expected = core | extras["test"] | {"python": setup_cfg["options"]["python_requires"], "pip": ""}
    assert conda == expected


def test_every_requirement_has_floor_and_ceiling(core, extras):
    ranges = core | extras["test"] | extras["spark"]
    assert [name for name, spec in ranges.items() if not (">=" in spec and "<" in spec)] == []


@pytest.mark.parametrize("name", ["present", "neural", "polars", "dask", "sql"])
def test_test_extra_brings_what_other_extras_bring(extras, name):
    assert extras[name].items() <= extras["test"].items()


def test_stub_hands_every_field_to_setup_cfg():
    stub = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(stub) == {"name", "dynamic"}
    assert {"version", "dependencies", "optional-dependencies", "scripts", "requires-python"} <= set(stub["dynamic"])


def test_every_folder_of_the_package_is_listed(setup_cfg):
    listed = set(setup_cfg["options"]["packages"].split())
    mapped = {"cxresearch.notebooks": "notebooks", "cxresearch.data.samples": "data/samples"}
    folders = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "cxresearch").rglob("__init__.py")} | {
        name for name, folder in mapped.items() if (ROOT / folder).is_dir()
    }
    assert folders <= listed


@pytest.mark.parametrize(
    ("folder", "brought_by"),
    [
        ("cxresearch", ["neural", "polars", "spark", "dask", "sql"]),
        ("data", []),
        # Spark's tests skip where it is not installed.
        ("tests", ["test", "spark"]),
        # Spark beside what it is held against, for the run that loses a worker.
        ("benchmarks", ["bench", "spark"]),
    ],
)
def test_what_is_imported_is_declared(folder, brought_by, core, extras):
    declared = set(core)
    for extra in brought_by:
        declared |= {name.partition("[")[0] for name in extras[extra]}
    undeclared = {name: where for name, where in third_party_imports(ROOT / folder).items() if name not in declared}
    assert undeclared == {}
