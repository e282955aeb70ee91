"""The panel on the link between units, without a kernel: every knob, against the call it names and plain arithmetic."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from cxresearch.stats.linkage.attitude_loyalty import attitude_loyalty
from cxresearch.survey.survey import Survey
from cxresearch.widgets.exploring.link_panel import explore_link

PNG = b"\x89PNG\r\n\x1a\n"
NO_NUMBER = re.compile(r"\b(nan|None|NaN|inf|NaT)\b")
UNITS = [f"Quay {at}" for at in range(1, 11)]


def make_survey() -> Survey:
    """Ten quays and a tiny one of three employees; customers follow staff, and Quay 10 goes the other way."""
    rng = np.random.default_rng(7)
    rows = []
    for at, unit in enumerate([*UNITS, "Tiny"]):
        mood = 4 + 0.4 * at
        for person in range(3 if unit == "Tiny" else 15):
            proud, cared = np.clip(rng.normal(mood, 1, 2).round(), 0, 10)
            rows.append(
                ("Staff", unit, 2024 + person % 2, "Sales" if person % 3 else "Desk", proud, cared, np.nan, np.nan)
            )
        stay = 1.0 if unit == "Quay 10" else mood
        for person in range(40):
            nps, again = np.clip(rng.normal(stay, 2, 2).round(), 0, 10)
            where = "Sales" if person % 2 else "Desk"
            rows.append(("Customers", unit, 2024 + person % 2, where, np.nan, np.nan, nps, again))
    frame = pd.DataFrame(rows, columns=["who", "quay", "wave", "dept", "proud", "cared", "NPS", "again"])
    book = pd.DataFrame(
        {
            "id": ["proud", "cared", "NPS", "again"],
            "text": ["I am proud <here>", "My manager cares", "Would you recommend us?", "Would you buy again?"],
            "kind": ["rating", "rating", "nps", "rating"],
            "scale": "0-10",
            "topic": ["Pride", "Care", "Recommending", "Buying again"],
        }
    )
    roles = {"audience": "who", "unit": "quay", "wave": "wave", "group": "dept"}
    return Survey.from_frame(frame, roles=roles, codebook=book, name="quays")


@pytest.fixture(scope="module")
def survey():
    return make_survey()


@pytest.fixture
def panel(survey):
    return explore_link(survey, attitude="proud", loyalty="NPS")


def shown(panel) -> str:
    return panel._outlets["said"].value + panel._outlets["told"].value


def test_the_first_view_is_the_call(panel, survey):
    result = attitude_loyalty(survey, attitude="proud", loyalty="NPS")
    assert panel.code == 'cx.attitude_loyalty(survey, attitude="proud", loyalty="NPS")'
    pd.testing.assert_frame_equal(panel.result.table, result.table)
    assert panel.sentence == " ".join(result.sentences()[:6]) and panel.table.equals(result.text_table())


def test_what_can_be_chosen(panel):
    labels = {name: [label for label, _ in control.options] for name, control in panel.controls.items()}
    assert labels["attitude"] == ["Pride", "Care"] and labels["loyalty"] == ["Recommending", "Buying again"]
    assert labels["unit"] == ["Quay", "Dept"] and labels["wave"] == ["All", "2024", "2025"]
    names = {name: control.description for name, control in panel.controls.items()}
    assert names == {
        "attitude": "Attitude",
        "loyalty": "Loyalty",
        "unit": "By",
        "wave": "Wave",
        "leave_out": "Leave out",
    }


def test_hidden_units_are_never_named(panel, survey):
    assert panel.result.units.hidden.sum() == 2, "the tiny one, and one more so that it cannot be worked out"
    offered = [label for label, _ in panel.controls["leave_out"].options]
    assert offered[0] == "Nothing" and "Tiny" not in offered and len(offered) == 10
    hidden = set([*UNITS, "Tiny"]) - set(offered)
    for name in offered[1:]:
        panel.controls["leave_out"].value = name
        text = shown(panel)
        assert not any(re.search(rf"\b{unit}\b(?! ?\d)", text) for unit in hidden), name
    for unit in hidden:
        with pytest.raises(OptionError, match="No unit"):
            panel.choose(leave_out=unit)
    assert panel.view.leave_out == offered[-1], "what is refused changes nothing"


def test_without_a_unit_the_others_are_correlated(survey):
    panel = explore_link(survey, attitude="proud", loyalty="NPS")
    gone = panel.leave_outs[-1]
    panel.controls["leave_out"].value = gone
    rows = survey.to_pandas()
    means = rows[rows.quay != gone].groupby("quay")[["proud", "NPS"]].mean()
    expected = stats.pearsonr(means.proud, means.NPS)
    assert panel.result.table.estimate[0] == pytest.approx(expected.statistic)
    assert panel.result.table.p_value[0] == pytest.approx(expected.pvalue)
    assert panel.result.table.units[0] == 10
    assert (
        panel.sentence.startswith(f"Without {gone}: Across 10 units")
        and "With it, across 11 units, r is" in panel.sentence
    )
    assert panel.code == f'cx.attitude_loyalty(survey.relabel(unit={{"{gone}": ""}}), attitude="proud", loyalty="NPS")'


TURNS = [
    {"attitude": ("cared",)},
    {"loyalty": ("again",)},
    {"wave": 2025},
    {"unit": "group"},
    {"leave_out": "Quay 3"},
    {"wave": 2024, "leave_out": "Quay 4"},
]


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_every_knob_changes_what_is_shown_and_the_line_gives_the_same(panel, survey, turn):
    before = panel.sentence, panel.code, panel.controls["attitude"] and shown(panel)
    for name, value in turn.items():
        panel.controls[name].value = value
    assert panel.sentence != before[0] and panel.code != before[1] and shown(panel) != before[2]
    assert not NO_NUMBER.search(re.sub("<[^>]*>", "", shown(panel)))
    again = eval(panel.code, {"cx": cx, "survey": survey})
    pd.testing.assert_frame_equal(again.table, panel.result.table)
    pd.testing.assert_frame_equal(again.units, panel.result.units)


def test_turning_back_shows_the_same_again(panel):
    panel.controls["wave"].value = 2024
    panel.controls["wave"].value = "all"
    first = shown(panel), bytes(panel._outlets["picture"].value)
    assert first[1].startswith(PNG)
    panel.controls["leave_out"].value = "Quay 2"
    assert bytes(panel._outlets["picture"].value) != first[1]
    panel.controls["leave_out"].value = "all"
    assert (shown(panel), bytes(panel._outlets["picture"].value)) == first


def test_several_questions_are_one_choice(survey):
    panel = explore_link(survey, attitude=["proud", "cared"], loyalty="again", wave="2025")
    assert [label for label, _ in panel.controls["attitude"].options] == ["2 questions: Pride, Care", "Pride", "Care"]
    assert panel.code == 'cx.attitude_loyalty(survey.only(wave=2025), attitude=["proud", "cared"], loyalty="again")'


def test_another_unit_brings_everybody_back(panel):
    panel.controls["leave_out"].value = "Quay 2"
    panel.controls["unit"].value = "group"
    assert panel.view.leave_out is None and panel.controls["leave_out"].value == "all"
    assert "2 units" in panel.sentence, "two units say nothing, and that is said"
    assert panel.code.endswith('unit="group")')


def test_a_fault_is_a_sentence(survey, monkeypatch):
    from cxresearch.widgets.exploring import link_panel

    panel = explore_link(survey, attitude="proud", loyalty="NPS")
    panel.controls  # noqa: B018 - makes the panel

    def broken(*_, **__):
        raise ZeroDivisionError("by <zero>")

    monkeypatch.setattr(link_panel, "attitude_loyalty", broken)
    panel.controls["attitude"].value = ("cared",)
    assert panel.sentence == "This view cannot be computed (ZeroDivisionError: by <zero>)."
    assert "<zero>" not in panel._outlets["said"].value and panel.table.empty and panel.picture == b""
    assert panel._outlets["picture"].layout.display == "none"


def test_what_one_view_hides_the_other_does_not_show(survey, monkeypatch):
    from cxresearch.widgets.exploring import link_panel

    panel = explore_link(survey, attitude="proud", loyalty="NPS")
    panel.leave_outs  # noqa: B018 - computes the whole

    def careless(survey, **options):
        return attitude_loyalty(survey, privacy=False, **options)

    monkeypatch.setattr(link_panel, "attitude_loyalty", careless)
    panel.choose(leave_out="Quay 3")
    assert panel.sentence == "Without Quay 3 a hidden unit would show. Leave out another one."
    assert panel.result is None


@pytest.mark.parametrize(
    ("asked", "kind", "says"),
    [
        ({"attitude": "prowd"}, QuestionError, "prowd"),
        ({"loyalty": "Suppliers"}, QuestionError, "Suppliers"),
        ({"unit": "branch"}, QuestionError, "branch"),
        ({"wave": 2023}, OptionError, "No wave 2023. Found: 2024, 2025"),
        ({"leave_out": "Quay 99"}, OptionError, "No unit 'Quay 99' that is shown by name."),
        ({"staff": "Crew"}, QuestionError, "Crew"),
    ],
)
def test_a_wrong_start_is_refused_by_name(survey, asked, kind, says):
    with pytest.raises(kind, match=re.escape(says)):
        explore_link(survey, **{"attitude": "proud", "loyalty": "NPS", **asked})


def test_a_wrong_choice_is_refused(panel):
    with pytest.raises(OptionError, match="no choice 'branch'"):
        panel.choose(branch="Quay 2")
    with pytest.raises(OptionError, match="No attitude 'Pryde' to choose. Did you mean 'Pride'"):
        panel.choose(attitude="Pryde")
    with pytest.raises(OptionError, match="do not meet in 'segment'"):
        panel.choose(unit="segment")


def test_a_survey_without_units_says_so():
    frame = pd.DataFrame({"audience": ["Staff", "Customers"] * 5, "Q": [1, 5] * 5})
    survey = Survey.from_frame(frame, scales={"Q": (1, 5)})
    with pytest.raises(QuestionError, match="has no unit"):
        explore_link(survey, attitude="Q", loyalty="Q")


def test_what_a_notebook_keeps_is_stable(survey):
    bundles = [explore_link(survey, attitude="proud", loyalty="NPS")._repr_mimebundle_() for _ in range(2)]
    assert bundles[0]["text/plain"] == 'LinkExplorer: cx.attitude_loyalty(survey, attitude="proud", loyalty="NPS")'
    assert bundles[0]["image/png"] == bundles[1]["image/png"]
    assert set(bundles[0]) == {"text/plain", "image/png", "application/vnd.jupyter.widget-view+json"}
