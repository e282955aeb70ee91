"""Paths of the checkout come from one file, so that a test can move to another folder."""

import re
from pathlib import Path

import pytest

from tests import places

COUNTED = re.compile(r"\(__file__\)[.\w()]*\.parents\[|baseline_dir=[\"']")


def test_every_place_is_there():
    named = {name: value for name, value in vars(places).items() if name.isupper() and name != "FIXTURES_BESIDE"}
    assert {name for name, value in named.items() if not (Path(value).is_absolute() and Path(value).is_dir())} == set()
    assert {"ROOT", "SAMPLES", "BASELINE"} <= set(named)


def test_no_test_counts_folders_itself():
    sources = {path.name: path.read_text(encoding="utf-8") for path in places.TESTS.rglob("*.py")}
    assert [name for name, text in sources.items() if COUNTED.search(text)] == []


@pytest.mark.parametrize("line", ["Path(__file__).resolve().{}[1]", "{}='baseline'"])
def test_a_counted_folder_is_seen(line):
    # Put together here, so that this file does not hold what it looks for.
    assert any(COUNTED.search(line.format(word)) for word in ("parents", "baseline_dir"))
