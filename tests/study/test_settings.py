"""study.toml: what it says is read; a mistake is named with its line and the nearest right key."""

import pytest

from cxresearch.errors import StudyError
from cxresearch.study.settings import read_settings

GOOD = """title = "A study"
margin = 8
units = "sample"
wave = 2025

[[files]]
path = "a.csv"
audience = "Customers"
scales = { q = [1, 7], w = ["bad", "fair", "good"] }

[[files]]
path = "b.csv"
wave = 2024
roles = { unit = "Depot" }

[questions]
nps = "q9"
comments = ["why", "how"]

[populations]
Leadership = 40

[weights.targets.Region]
North = 30
South = 70

[privacy]
people = 8

[[plan.hypotheses]]
id = "H1"
analysis = "perception_gap"
between = ["Leadership", "Customers"]
"""


@pytest.fixture
def folder(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("q\n1\n")
    return tmp_path


def told(folder, text):
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return read_settings(folder)


def test_everything_is_read(folder):
    found = told(folder, GOOD)
    assert (found.title, found.margin, found.units, found.wave, found.confidence) == (
        "A study",
        8,
        "sample",
        "2025",
        0.95,
    )
    assert [file.path for file in found.files] == ["a.csv", "b.csv"]
    assert found.files[0].scales == {"q": (1, 7), "w": ["bad", "fair", "good"]}
    assert (found.files[1].wave, found.files[1].roles) == ("2024", {"unit": "Depot"})
    assert found.populations == {"Leadership": 40} and found.targets == {"Region": {"North": 30, "South": 70}}
    waves = told(folder, GOOD.replace("Leadership = 40", "Leadership = 40\nCustomers = { 2024 = 900, 2025 = 1000 }"))
    assert waves.populations == {"Leadership": 40, "Customers": {"2024": 900, "2025": 1000}}
    assert dict(found.privacy) == {"people": 8, "comments": 10, "sensitive": 10}
    assert found.hypotheses[0].between == ("Leadership", "Customers")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("margin = 8", "margn = 8", 2, "Did you mean 'margin'"),
        ("margin = 8", 'margin = "8"', 2, "a number"),
        ("margin = 8", "margin = 0", 2, "between 0 and 100"),
        ("Leadership = 40", "Leadership = { 2024 = 40, 2025 = 0 }", 21, "2025 = 0. It is how many there are in all"),
        ("Leadership = 40", "[populations.Leadership]\n2025 = 0", 22, "2025 = 0. It is how many there are in all"),
        ('units = "sample"', 'units = "some"', 3, "'all', 'sample'"),
        ('path = "b.csv"', 'pth = "b.csv"', 12, "Did you mean 'path'"),
        ('path = "b.csv"', 'path = "c.csv"', 12, "there is no 'c.csv'"),
        ('roles = { unit = "Depot" }', 'roles = { unti = "Depot" }', 14, "Did you mean 'unit'"),
        ('nps = "q9"', 'npss = "q9"', 17, "Did you mean 'nps'"),
        ("Leadership = 40", "Leadership = 0", 21, "how many there are"),
        ("South = 70", "South = 60", 24, "add up to 90"),
        ("people = 8", "people = 3", 28, "never below 5"),
        ('id = "H1"\n', "", 30, "no id"),
        ('title = "A study"', "title = A study", 1, "not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_line(folder, old, new, line, words):
    with pytest.raises(StudyError) as problem:
        told(folder, GOOD.replace(old, new))
    assert f"line {line}" in str(problem.value), problem.value
    assert words in str(problem.value)


def test_no_file_and_no_study(tmp_path):
    with pytest.raises(StudyError, match="names no file"):
        told(tmp_path, 'title = "x"\n')
    with pytest.raises(StudyError, match="there is no study.toml"):
        read_settings(tmp_path / "elsewhere")


def test_a_key_of_the_top_is_sent_back_there(tmp_path):
    (tmp_path / "a.csv").write_text("x\n1\n")
    (tmp_path / "study.toml").write_text('[[files]]\npath = "a.csv"\n\n[privacy]\npeople = 5\nunits = "all"\n')
    with pytest.raises(StudyError, match="line 6: 'units' is no key here. Write it at the top"):
        read_settings(tmp_path)
