"""The panel that changes a code frame: every step, its undoing, its file, and its controls without a kernel."""

import pandas as pd
import pytest

from cxresearch.errors import OptionError
from cxresearch.survey.survey import Survey
from cxresearch.text.themes.named import themes
from cxresearch.widgets.exploring.frame_panel import edit_codeframe

START = pd.DataFrame(
    {"theme": ["App", "Fees", "Queue"], "words": ["app, phone", "fees, charges", "queue, line"], "language": ["en"] * 3}
)
BOOK = pd.DataFrame({"id": ["why"], "kind": ["verbatim"]})


@pytest.fixture
def survey():
    texts = ["slow app", "high fees", "long queue", "the line was long", "my phone rang"]
    return Survey.from_frame(pd.DataFrame({"why": [f"{texts[at % 5]} {at}" for at in range(50)]}), codebook=BOOK)


@pytest.fixture
def panel(survey):
    return edit_codeframe(survey, "why", frame=START)


def test_each_change_moves_the_shares(panel):
    share = panel.table.set_index("theme").estimate
    assert share.to_dict() == {"App": 40, "Fees": 20, "Queue": 40}
    assert panel.reject("App", "phone").table.set_index("theme").estimate["App"] == 20
    assert panel.split("Queue", "line", "Lines").table.set_index("theme").estimate[["Queue", "Lines"]].tolist() == [
        20,
        20,
    ]
    assert panel.merge("Lines", "App", name="Both").table.set_index("theme").estimate["Both"] == 40
    assert panel.rename("Both", "Lines and app").themes == ["Lines and app", "Fees", "Queue"]
    assert panel.add("Fees", "phone").table.set_index("theme").estimate["Fees"] == 40
    assert panel.drop("Queue").themes == ["Lines and app", "Fees"]
    for _ in range(6):
        panel.undo()
    assert panel.table.set_index("theme").estimate.to_dict() == share.to_dict()
    assert panel.log == []


def test_saved_and_read_again(panel, survey, tmp_path):
    path = panel.rename("App", "Mobile app").move(1, "Mobile app").save(tmp_path / "ours.csv")
    moved = pd.read_csv(tmp_path / "ours_moved.csv")
    found = themes(survey, "why", codeframe=path, moved=moved, rules=None).table.set_index("theme")
    assert found.estimate["Mobile app"] == 42
    again = edit_codeframe(survey, "why", frame=path)
    assert set(again.themes) == set(panel.themes)


def test_what_cannot_be_is_refused_and_changes_nothing(panel):
    before = panel.table.to_dict()
    for act in (
        lambda: panel.merge("App"),
        lambda: panel.rename("Ap", "x"),
        lambda: panel.rename("App", "Fees"),
        lambda: panel.split("App", "nothing", "New"),
        lambda: panel.reject("App", "nothing"),
        lambda: panel.move(999, "App"),
        lambda: panel.add("App", ""),
        panel.undo,
    ):
        with pytest.raises(OptionError):
            act()
    assert panel.table.to_dict() == before


def test_controls_do_what_methods_do(panel):
    controls = panel.controls
    controls["theme"].value = "App"
    controls["name"].value = "Mobile app"
    controls["Rename"].click()
    assert "Mobile app" in panel.themes
    controls["theme"].value = "Fees"
    controls["name"].value = "nothing"
    controls["Reject word"].click()
    assert "has no word" in panel._outlets["said"].value
    controls["Undo"].click()
    assert "App" in panel.themes
    assert "<q" in panel._outlets["told"].value
