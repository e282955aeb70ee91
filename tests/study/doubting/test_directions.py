"""Which end of a scale is good: what the codebook and the definition say of it together, and what is asked."""

import re

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import StudyError

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


def pasted(folder, *, best):
    """Every line that the doubts say, pasted below one another under its file; of two the one for the best mark."""
    toml = folder / "study.toml"
    text = toml.read_text(encoding="utf-8")
    for settle in cx.open_study(folder).doubts.settle:
        path = re.search(r'path = "([^"]+)"', settle)
        keep, lines = True, []
        for line in settle.replace('": scales', '":\nscales').split("\n"):
            if found := re.search(r"# if (\d+) is the best", line):
                keep = int(found[1]) == best
            elif keep and line.startswith("scales."):
                lines.append(line.partition(" (or the column")[0])
        if lines:
            text = text.replace(f'path = "{path[1]}"\n', "\n".join([f'path = "{path[1]}"', *lines, ""]))
    toml.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("best", "turned"), [(6, False), (1, True)])
def test_marks_to_6_ask_which_end_is_best_and_all_lines_can_be_pasted(tmp_path, best, turned):
    board = pd.DataFrame({**MARKS, "Food": [1, 6, 2, 3, 4, 5, 1, 2] * 5,
                          "Why?": [f"because of {at}" for at in range(40)],

                          "Crew": [0, 4, 7, 8, 9, 8, 6, 3] * 5})  # fmt: skip
    board.to_csv(tmp_path / "board.csv", index=False)
    folder = tmp_path / "study"
    study = cx.new_study(folder, {tmp_path / "board.csv": "Leadership"})
    asked = study.doubts[study.doubts.doubt.str.contains("which end is the best")]
    assert len(asked) == 1
    for pair in ("[1, 6]", "[6, 1]"):
        assert all(f'scales."{q}" = {pair}' in asked.settle.iloc[0] for q in [*MARKS, "Food"])
    pasted(folder, best=best)
    study = cx.open_study(folder)
    book = study.survey.codebook.set_index("id")
    assert set(book.loc[[*MARKS, "Food"], "scale"]) == {"1-6"} and book.at["Crew", "scale"] == "0-10"
    assert set(book.loc[[*MARKS, "Food"], "reversed"]) == {turned} and not book.at["Crew", "reversed"]
    assert not study.doubts.doubt.str.contains("which end|guessed").any()


@pytest.mark.parametrize(
    ("questions", "asks"),
    [(["Sauberkeit an Bord der Schiffe", "Wie zufrieden sind Sie mit der Crew?"], True),
     (["Čistota na palubě", "Řešení stížností"], True),
     (["Cleanliness on board", "How satisfied are you with the crew?"], False)],
)  # fmt: skip
def test_marks_to_5_ask_it_where_schools_mark_so(tmp_path, questions, asks):
    pd.DataFrame(dict(zip(questions, MARKS.values(), strict=True))).to_csv(tmp_path / "board.csv", index=False)
    study = cx.new_study(tmp_path / "study", {tmp_path / "board.csv": "Leadership"})
    assert study.doubts.doubt.str.contains("which end is the best").any() == asks


def test_a_key_that_stands_twice_is_told_as_that(folder):
    for question in MARKS:
        declare(folder, f"scales = {{ {question} = [1, 6] }}")
    with pytest.raises(StudyError, match="the key stands twice"):
        cx.open_study(folder)
