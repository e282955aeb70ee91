"""What is declared wins, else it is refused; never ignored. Files and frames alike."""

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError, ScaleError

FRAME = pd.DataFrame(
    {"q1": [1, 2, 99, 4] * 12, "q2": [5, 98, 3] * 16, "colour": ["red", "blue"] * 24, "spend": ["1,200", "900"] * 24}
)


@pytest.fixture(params=["file", "frame"])
def read(request, tmp_path):
    def made(**options):
        if request.param == "frame":
            return cx.Survey.from_frame(FRAME, audience="Customers", **options)
        FRAME.to_csv(tmp_path / "a.csv", index=False)
        return cx.read_survey(tmp_path / "a.csv", audience="Customers", **options)

    return made


SCALES = {"q1": (1, 5), "q2": (1, 5)}


def test_missing_codes_are_no_answers(read):
    survey = read(missing=[98, 99], scales=SCALES)
    assert cx.mean_score(survey, ["q1", "q2"]).table[["estimate", "n"]].values.tolist() == [[7 / 3, 36], [4, 32]]
    assert any("no answer" in note and "'99': 12" in note for note in survey.notes)
    alone = read(missing={"q1": 99, "colour": "blue"}, scales=SCALES)
    assert alone.answer_counts("q2")[98] == 16 and list(alone.answer_counts("colour")) == ["red"]


def test_kinds_win(read):
    book = read(kinds={"q1": "choice", "colour": "verbatim"}, scales={"q2": (1, 5)}).codebook.set_index("id")
    assert book.kind[["q1", "colour"]].tolist() == ["choice", "verbatim"]


def test_signs_win(read):
    assert read(decimal=",", scales=SCALES).numbers(["spend"])["spend"].iloc[0] == 1.2
    assert read(scales=SCALES).numbers(["spend"])["spend"].iloc[0] == 1200


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"kinds": {"q1": "ratng"}}, OptionError, "Did you mean 'rating'"),
        ({"kinds": {"nope": "rating"}}, QuestionError, "nope"),
        ({"kinds": {"colour": "rating"}}, ScaleError, "scales="),
        ({"kinds": {"colour": "multi"}}, QuestionError, "several answers"),
        ({"missing": {"nope": 9}}, QuestionError, "nope"),
        ({"missing": [None]}, OptionError, "missing="),
        ({"decimal": ";"}, OptionError, "decimal="),
        ({"decimal": ",", "thousands": ","}, OptionError, "both"),
    ],
)
def test_what_cannot_be_followed_is_refused(read, options, error, match):
    with pytest.raises(error, match=match):
        read(**options)


def test_options_of_a_file_that_has_no_use_for_them(tmp_path):
    FRAME.to_parquet(tmp_path / "a.parquet")
    with pytest.raises(OptionError, match="separator="):
        cx.read_survey(tmp_path / "a.parquet", separator=";")
    FRAME.to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(OptionError, match="separator="):
        cx.read_survey(tmp_path / "a.csv", separator=";")
    with pytest.raises(OptionError, match="header="):
        cx.read_survey(tmp_path / "a.csv", header=900)
    with pytest.raises(OptionError, match="query="):
        cx.read_survey(tmp_path / "a.csv", query="SELECT 1")
