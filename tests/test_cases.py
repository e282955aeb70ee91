"""The constructed cases beside the checkout: small inputs on which a number, a kind or a text once came out wrong."""

import importlib.util
import json
import os

import pytest

pytestmark = pytest.mark.external


def test_every_case_holds_and_no_wrong_number_is_silent(fixtures, tmp_path):
    tool = fixtures.parent / "tools" / "run_cases.py"
    if not tool.is_file():
        pytest.skip("the tool that runs the cases is not beside the checkout")
    spec = importlib.util.spec_from_file_location("run_cases", tool)
    runner = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(runner)
    here = os.getcwd()
    os.chdir(tmp_path)
    try:
        cases = json.loads((fixtures / "cases" / "cases.json").read_text(encoding="utf-8"))
        wrong = {}
        for case in cases:
            good, silent, _, got, wanted = runner.judge(case, fixtures / "cases")
            if not good:
                wrong[case["id"]] = (got, wanted, "and nothing is said" if silent else "")
    finally:
        os.chdir(here)
    assert wrong == {} and len(cases) > 50
