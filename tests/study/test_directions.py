"""Which end of a scale is good: what the codebook and the definition say of it together, and what is asked."""

import pandas as pd
import pytest

import cxresearch as cx

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")
MARKS = {"Cleanliness": [1, 2, 1, 3, 2, 1, 2, 2] * 5, "Punctuality": [2, 2, 1, 3, 1, 1, 4, 2] * 5}


@pytest.fixture
def folder(tmp_path):
    """A study of one file of bare numbers."""
    pd.DataFrame(MARKS).to_csv(tmp_path / "board.csv", index=False)
    cx.new_study(tmp_path / "study", {tmp_path / "board.csv": "Leadership"})
    return tmp_path / "study"


def declare(folder, line):
    toml = folder / "study.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('audience = "Leadership"\n', f'audience = "Leadership"\n{line}\n'), encoding="utf-8")


def turn(folder, cell):
    path = folder / "board.codebook.csv"
    book = pd.read_csv(path, dtype=str, keep_default_na=False)
    book.loc[book.id.isin(MARKS), "reversed"] = cell
    book.to_csv(path, index=False)


def points(folder):
    book = cx.open_study(folder).survey.codebook.set_index("id")
    assert set(book.loc[list(MARKS), "scale"]) == {"1-6"}
    return set(book.loc[list(MARKS), "reversed"])


@pytest.mark.parametrize(
    ("pair", "cell", "turned"),
    [("[1, 6]", "True", True), ("[1, 6]", "False", False), ('"1-6"', "True", True), ("[6, 1]", "False", True),
     ("[6, 1]", "True", True), ('"6-1"', "False", True)],
)  # fmt: skip
def test_two_ends_keep_the_direction_of_the_codebook_and_a_falling_pair_says_its_own(folder, pair, cell, turned):
    turn(folder, cell)
    declare(folder, f"scales = {{ {', '.join(f'{q} = {pair}' for q in MARKS)} }}")
    assert points(folder) == {turned}


def test_a_declared_kind_keeps_the_direction_of_the_codebook(folder):
    turn(folder, "True")
    declare(folder, f"kinds = {{ {', '.join(f'{q} = ' + chr(34) + 'rating' + chr(34) for q in MARKS)} }}")
    book = cx.open_study(folder).survey.codebook.set_index("id")
    assert book.loc[list(MARKS), "reversed"].all()


def test_declared_labels_say_the_direction_themselves(folder):
    turn(folder, "True")
    labels = "{ " + ", ".join(f'"{at}" = {at}' for at in range(1, 7)) + " }"
    declare(folder, f"scales = {{ {', '.join(f'{q} = {labels}' for q in MARKS)} }}")
    book = cx.open_study(folder).survey.codebook.set_index("id")
    assert not book.loc[list(MARKS), "reversed"].any()
