"""The examples in the docstrings are tests: they exist, and they are run."""

import inspect
import os
import subprocess
import sys

import cxresearch as cx
from tests.places import ROOT


def alone() -> dict[str, str]:
    """The environment without what was asked of the run that these tests belong to, such as its workers."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


def test_pytest_runs_the_examples_of_the_package(pytestconfig):
    assert pytestconfig.getoption("doctestmodules")
    assert "cxresearch" in pytestconfig.getini("testpaths")


def test_a_module_with_examples_is_collected():
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "--collect-only",
        "-q",
        "cxresearch/speaking.py",
    ]
    run = subprocess.run(command, cwd=ROOT, env=alone(), capture_output=True, text=True, check=False)
    assert "cxresearch/speaking.py::cxresearch.speaking.say" in run.stdout.splitlines(), run.stdout + run.stderr


def test_a_wrong_example_fails(tmp_path):
    (tmp_path / "wrong.py").write_text('"""An example.\n\n>>> 1 + 1\n3\n"""\n', encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-c", str(ROOT / "setup.cfg")]
    run = subprocess.run([*command, "wrong.py"], cwd=tmp_path, env=alone(), capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stdout + run.stderr
    assert "1 failed" in run.stdout


def test_every_public_function_shows_an_example():
    public = {name: getattr(cx, name) for name in cx.__all__}
    bare = [n for n, value in public.items() if inspect.isfunction(value) and ">>>" not in (value.__doc__ or "")]
    assert bare == []
