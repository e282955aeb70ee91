"""Reads the reference values in tests/references and compares with them.

Each file holds records: ``id, input, expected, tolerance, software, source``. The expected values were computed or
published elsewhere; nothing in those files comes from this project.
"""

import json

import pytest

from tests.places import REFERENCES


def records(name: str) -> list[dict]:
    return json.loads((REFERENCES / f"{name}.json").read_text(encoding="utf-8"))


def cases(name: str) -> list:
    """The records of one file as pytest parameters, named by their id."""
    return [pytest.param(record, id=record["id"]) for record in records(name)]


def record(name: str, id: str) -> dict:
    return next(entry for entry in records(name) if entry["id"] == id)


def close(value, tolerance: float):
    """Relative comparison, so that a p value of 1e-28 is compared as well; 1e-12 stands in for rounding at zero."""
    return pytest.approx(value, rel=tolerance, abs=1e-12)
