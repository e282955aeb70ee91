"""Where things stand: the one place in the tests that counts folders.

A test that moves to another folder keeps its paths. The parts of the sample's generator live beside the data and not
in the package; `generator` imports them from there.
"""

import importlib
import sys
from pathlib import Path
from types import ModuleType

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
PACKAGE = ROOT / "cxresearch"
NOTEBOOKS = ROOT / "notebooks"
SAMPLES = ROOT / "data" / "samples"
REFERENCES = TESTS / "references"
# pytest-mpl joins a baseline_dir to the folder of the test; an absolute one stays as it is.
BASELINE = str(TESTS / "baseline")
# Real exports and reference values that are no part of the repository lie beside the checkout.
FIXTURES_BESIDE = ROOT.parent / "shared" / "fixtures"


def generator(name: str) -> ModuleType:
    """A module of data/samples, which stays on the path because its modules import each other when they run."""
    if str(SAMPLES) not in sys.path:
        sys.path.insert(0, str(SAMPLES))
    return importlib.import_module(name)
