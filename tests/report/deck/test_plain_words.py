"""Every kind of Result has its method in plain words and its chapter: what is not listed would be told falsely."""

import importlib
import pkgutil

import pandas as pd
import pytest

import cxresearch
from cxresearch.report.plain_words import _COUNT, _METHODS, CHAPTERS, chapter_of, method_for_a_board
from cxresearch.result import Result


def _kinds() -> list[type]:
    for room in pkgutil.walk_packages(cxresearch.__path__, "cxresearch."):
        if not room.name.endswith("__main__"):
            importlib.import_module(room.name)
    found, open_ = set(), [Result]
    while open_:
        below = open_.pop().__subclasses__()
        found.update(below)
        open_ += below
    return sorted((kind for kind in found if kind.__module__.startswith("cxresearch.")), key=lambda kind: kind.__name__)


def test_every_kind_of_result_says_how_it_was_found():
    made = [kind for kind in _kinds() if not kind.__subclasses__()]
    assert len(made) > 50
    assert [kind.__name__ for kind in made if not any(up.__name__ in _METHODS for up in kind.__mro__)] == []


def test_only_counts_are_called_counts():
    assert {name for name, words in _METHODS.items() if words == _COUNT} == {"Quality"}


@pytest.mark.parametrize(
    "kind", [kind for kind in _kinds() if ".stats." in kind.__module__], ids=lambda kind: kind.__name__
)
def test_every_kind_of_result_has_a_chapter_with_a_name(kind):
    assert chapter_of(object.__new__(kind)) in set(CHAPTERS) - {""} or kind.__module__.endswith("bases.grouped")


def test_a_kind_that_is_not_listed_says_its_own_method():
    class Fresh(Result):
        pass

    assert method_for_a_board(Fresh(pd.DataFrame({"n": [3]}), "Counted twice.", [], 0.95)) == "Counted twice."
