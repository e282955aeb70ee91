"""Wherever a call writes a file: a folder that is missing is made, and what the disk refuses is one sentence."""

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import CXResearchError

WHAT = ("The queue", "The form", "Parking", "The heating", "Lunch")
HOW = ("took an hour", "was quick", "cost too much", "was hard to find", "pleased us", "broke down again")
TEXTS = [f"{what} {how}." for what in WHAT for how in HOW]


@pytest.fixture(scope="module")
def survey():
    answers = pd.DataFrame({"why": TEXTS, "ease": [1, 2, 3, 4, 5] * 6, "audience": ["Staff", "Customers"] * 15})
    return cx.Survey.from_frame(answers)


WRITERS = {
    "codes.xlsx": lambda survey, path: cx.coding_sample(survey, "why", path=path, privacy=False),
    "frame.csv": lambda survey, path: cx.propose_codeframe(survey, "why", topics=2, by="words").save(path),
    "sheets.html": lambda survey, path: cx.workshop_sheets(path=path),
    "form.html": lambda survey, path: cx.matched_questionnaire(["Speed", "Price"], path=path),
    "survey": lambda survey, path: survey.save(path),
    "book.xlsx": lambda survey, path: cx.to_xlsx([cx.perception_gap(survey)], path),
    "deck.pptx": lambda survey, path: cx.to_pptx([cx.perception_gap(survey)], path),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_missing_folder_is_made_and_a_closed_one_is_said(name, survey, tmp_path):
    WRITERS[name](survey, tmp_path / "new" / "deeper" / name)
    assert (tmp_path / "new" / "deeper" / name).exists()
    (tmp_path / "file").write_text("no folder", "utf-8")
    with pytest.raises(CXResearchError, match=r"file.* cannot be (written|made) \(.*\)\. .*another"):
        WRITERS[name](survey, tmp_path / "file" / name)
