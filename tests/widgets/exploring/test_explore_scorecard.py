"""The panel on scorecards, without a kernel: every knob, against the call it names."""

import re

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.survey import Survey
from cxresearch.widgets.exploring.scorecard_panel import explore_scorecard
from tests.harbour import sample

PNG = b"\x89PNG\r\n\x1a\n"
NO_NUMBER = re.compile(r"\b(nan|None|NaN|inf|NaT)\b")
DOORS = {"title": "Open <doors>", "scale": "1-5", "asks": "Is it <open>?",
         "items": [{"id": "open", "text": "The door is open."}, {"id": "kind", "text": "One is greeted."}]}  # fmt: skip


@pytest.fixture(scope="module")
def survey():
    return sample("harbour-bank-audits")


@pytest.fixture
def panel(survey):
    return explore_scorecard(survey, "five_decisions")


def shown(panel) -> str:
    return panel._outlets["said"].value + panel._outlets["told"].value


def small(**more) -> Survey:
    frame = {
        "audience": ["Staff"] * 9 + ["Customers"] * 9,
        "open": [4, 5, 4] * 3 + [2, 1, 2] * 3,
        "kind": [3, 4, 5] * 6,
    }
    return Survey.from_frame(pd.DataFrame({**frame, **more}), scales={"open": (1, 5), "kind": (1, 5)}, name="shop")


def test_the_first_view_is_the_call(panel, survey):
    result = cx.scorecard(survey, "five_decisions")
    assert panel.code == 'cx.scorecard(survey, "five_decisions")'
    pd.testing.assert_frame_equal(panel.result.table, result.table)
    assert panel.sentence == " ".join(result.sentences()[:6]) and panel.table.equals(result.text_table())


def test_what_can_be_chosen(panel):
    labels = {name: [label for label, _ in control.options] for name, control in panel.controls.items()}
    assert labels["instrument"] == ["Five decisions", "Customer obsession", "Limiting beliefs", "Outside-in readiness"]
    pairs = ["Leaders and staff", "Leaders and customers", "Staff and customers"]
    assert labels["audiences"] == ["All", *pairs, "Leaders", "Staff", "Customers"]
    assert labels["show"] == ["Sub-scores", "Items", "Ladder"]
    assert {c.description for c in panel.controls.values()} == {"Instrument", "Audiences", "Show"}
    assert all("Tab" in control.tooltip for control in panel.controls.values())


TURNS = [
    {"instrument": "customer_obsession"},
    {"audiences": ("Leadership", "Customers")},
    {"audiences": ("Staff",)},
    {"show": "Ladder"},
    {"show": "Items"},
    {"instrument": "outside_in_readiness", "show": "Ladder", "audiences": ("Staff", "Customers")},
]


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_every_knob_changes_what_is_shown_and_the_line_gives_the_same(panel, survey, turn):
    before = panel.code, panel.controls and panel.picture
    for name, value in turn.items():
        panel.controls[name].value = value
    assert panel.code != before[0] and panel.picture != before[1] and panel.picture.startswith(PNG)
    assert not NO_NUMBER.search(re.sub("<[^>]*>", "", shown(panel)))
    code = panel.code.removeprefix("cx.plot(").removesuffix(", items=True)")
    pd.testing.assert_frame_equal(eval(code, {"cx": cx, "survey": survey}).table, panel.result.table)


def test_one_alone_has_no_gap(panel):
    panel.choose(audiences="Staff")
    assert "apart" not in panel.sentence and set(panel.result.table.audience) == {"Staff"}


def test_programmes_have_a_map_and_nothing_else():
    panel = explore_scorecard(sample("harbour-bank-programmes"))
    assert [label for label, _ in panel.controls["show"].options] == ["Sub-scores"]
    assert "three pretend" in panel.sentence and panel.picture.startswith(PNG)


def test_an_instrument_of_ones_own_comes_first():
    panel = explore_scorecard(small(), DOORS)
    assert panel.code == "cx.scorecard(survey, instrument)" and list(panel.known) == ["open_doors_"]
    panel.controls  # noqa: B018 - makes the panel
    assert "&lt;open&gt;" in shown(panel) and "<open>" not in shown(panel)
    assert [label for label, _ in panel.controls["show"].options] == ["Sub-scores", "Items"]


def test_a_survey_with_two_of_three_audiences(survey):
    panel = explore_scorecard(survey.only(audience=["Staff", "Customers"]), "five_decisions")
    assert panel.code == 'cx.scorecard(survey, "five_decisions", audiences=["Staff", "Customers"])'


def test_a_fault_is_a_sentence(survey, monkeypatch):
    from cxresearch.widgets.exploring import scorecard_panel

    panel = explore_scorecard(survey)
    panel.controls  # noqa: B018 - makes the panel

    def broken(*_, **__):
        raise ZeroDivisionError("by <zero>")

    monkeypatch.setattr(scorecard_panel, "scorecard", broken)
    panel.controls["instrument"].value = "five_decisions"
    assert panel.sentence == "This view cannot be computed (ZeroDivisionError: by <zero>)."
    assert "<zero>" not in panel._outlets["said"].value and panel.table.empty and panel.picture == b""


def test_a_wrong_start_is_refused_by_name(survey):
    with pytest.raises(QuestionError, match="shop answers none of the instruments .* no question of shop"):
        explore_scorecard(small())
    with pytest.raises(QuestionError, match="no question of Harbour Bank audits is called 'open'"):
        explore_scorecard(survey, DOORS)
    with pytest.raises(OptionError, match="No instrument 'five_decison'. Did you mean"):
        explore_scorecard(survey, "five_decison")
    with pytest.raises(OptionError, match="No audience 'Customer' here. Did you mean 'Customers'"):
        explore_scorecard(survey, audiences=["Customer"])
    with pytest.raises(OptionError, match="show is one of Sub-scores, Items, Ladder"):
        explore_scorecard(survey, show="radar")
    with pytest.raises(OptionError, match="no choice 'wave'"):
        explore_scorecard(survey).choose(wave=2025)
    with pytest.raises(OptionError, match="answers no instrument 'doors'"):
        explore_scorecard(survey).choose(instrument="doors")


def test_what_a_notebook_keeps_is_stable(survey):
    bundles = [explore_scorecard(survey, "five_decisions")._repr_mimebundle_() for _ in range(2)]
    assert bundles[0]["text/plain"] == 'ScorecardExplorer: cx.scorecard(survey, "five_decisions")'
    assert bundles[0]["image/png"] == bundles[1]["image/png"]
