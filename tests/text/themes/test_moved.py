"""Notes that a person moved stand where the person put them, whatever the machine says, and are counted."""

import pandas as pd
import pytest

from cxresearch.errors import OptionError
from cxresearch.survey.survey import Survey
from cxresearch.text.compare import compare_answers
from cxresearch.text.themes.named import themes


def board(**columns):
    """Twelve notes: six leaders write of the app, six customers of the queue."""
    frame = pd.DataFrame(
        {
            "note": [f"n{at:02d}" for at in range(12)],
            "who": ["Leadership"] * 6 + ["Customers"] * 6,
            "well": ["our app, and our letters"] * 6 + ["the queue"] * 6,
            **columns,
        }
    )
    book = pd.DataFrame({"id": ["well"], "kind": ["verbatim"], "text": ["What do we do well?"]})
    return Survey.from_frame(frame, roles={"audience": "who"}, codebook=book)


def share(found, theme, who="Leadership"):
    table = found.table.set_index([found.by, "theme"])
    return table.estimate[who, theme]


def test_the_hand_stands_over_the_machine():
    moved = pd.DataFrame({"note": ["n00", "n01", "n06"], "theme": ["Advice", "Mobile app", "Waiting time"]})
    found = themes(board(), "well", by="audience", rules=None, moved=moved, privacy=False)
    # Of six leaders' notes, one went to advice, one lost its letters, four stand as the machine read them.
    assert share(found, "Advice") == pytest.approx(100 / 6)
    assert share(found, "Mobile app") == pytest.approx(500 / 6)
    assert share(found, "Letters and e-mails") == pytest.approx(400 / 6)
    assert share(found, "Waiting time", "Customers") == 100
    assert (
        "Themes given by hand: 3 answers stand where a person put them; the machine had put 2 elsewhere."
        in found.caveats
    )


def test_a_new_pile_several_themes_and_none():
    moved = pd.DataFrame({"row": [0, 1, 2], "theme": ["Parking", "parking; Advice", "other"]})
    found = themes(board(), "well", by="audience", rules=None, moved=moved, privacy=False)
    assert share(found, "Parking") == pytest.approx(200 / 6)
    assert share(found, "Advice") == share(found, "other") == pytest.approx(100 / 6)
    assert found.table.theme.tolist()[-1] == "other"
    assert any("The code frame does not have Parking." in caveat for caveat in found.caveats)


def test_a_column_of_the_survey_holds_what_was_moved():
    survey = board(pile=["Advice"] + [None] * 5 + ["Advice", ""] + ["  "] * 4)
    found = compare_answers(survey, moved="pile", privacy=False)
    row = found.table.set_index("theme").loc["Advice"]
    assert (row.share_leadership, row.share_customers) == pytest.approx((100 / 6, 100 / 6))
    assert row.verdict == "shared"
    assert any(caveat.startswith("Themes given by hand: 2 answers stand") for caveat in found.caveats)


def test_one_statement_of_a_comment():
    moved = pd.DataFrame({"row": [0], "part": [2], "theme": ["Advice"]})
    survey = board(well=["the app is slow. the letters are kind"] * 6 + ["the queue"] * 6)
    found = themes(survey, "well", by="audience", rules=None, moved=moved, privacy=False)
    assert found.codes[found.codes.row == 0].themes.tolist() == ["Mobile app", "Advice"]


def test_a_sheet_of_labels_may_call_its_column_otherwise():
    moved = pd.DataFrame({"note": ["n00", "n99"], "touchpoint": ["Advice", "Advice"]})
    found = themes(board(), "well", by="audience", rules=None, moved=moved, privacy=False)
    assert share(found, "Advice") == pytest.approx(100 / 6)
    assert any("1 answer in moved= is not among those read here" in caveat for caveat in found.caveats)


def test_nothing_moved_is_not_spoken_of():
    found = compare_answers(board(pile=[None] * 12), moved="pile", privacy=False)
    assert not any("by hand" in caveat for caveat in found.caveats)


@pytest.mark.parametrize(
    ("moved", "told"),
    [
        (pd.DataFrame({"theme": ["Advice"]}), "tells the answers apart"),
        (pd.DataFrame({"note": ["n00"]}), "It takes theme"),
        (pd.DataFrame({"note": ["x"], "theme": ["Advice"]}), "None of the 1 answer in moved= is among those read"),
        (pd.DataFrame({"row": ["first"], "theme": ["Advice"]}), "whole numbers"),
        (7, "got int"),
    ],
)
def test_what_cannot_be_obeyed(moved, told):
    with pytest.raises(OptionError, match=told):
        themes(board(), "well", rules=None, moved=moved, privacy=False)
