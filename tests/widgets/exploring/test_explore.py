"""The panel without a kernel: every knob is turned by hand, and what it shows is held against the call it names."""

import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from cxresearch.stats.perception.gaps import perception_gap
from cxresearch.survey.survey import Survey
from cxresearch.widgets.controls.choices import choices_of
from cxresearch.widgets.exploring.explorer import explore

NO_NUMBER = re.compile(r"\b(nan|None|NaN|inf|NaT)\b")
PNG = b"\x89PNG\r\n\x1a\n"


def make_survey() -> Survey:
    """Leaders answer for the whole company, staff in three branches (one of four people), customers in all."""
    rng = np.random.default_rng(11)
    rows = []
    for who, unit, n, middle in (
        ("Leadership", None, 30, 8),
        ("Staff", "Quay 10", 40, 6),
        ("Staff", "Quay 2", 35, 6),
        ("Staff", "Tiny", 4, 6),
        ("Customers", "Quay 10", 200, 5),
        ("Customers", "Quay 2", 150, 4),
        ("Customers", "Tiny", 90, 5),
    ):
        for at in range(n):
            answer = np.clip(rng.normal([middle, 7], 1.5).round(), 0, 10)
            wave = 2025 if who == "Leadership" else 2024 + at % 2
            score = rng.integers(0, 11) if who == "Customers" else np.nan
            rows.append((who, unit, wave, *answer, score))
    frame = pd.DataFrame(rows, columns=["who", "branch", "wave", "Billing", "Website", "likely"])
    book = pd.DataFrame(
        {
            "id": ["Billing", "Website", "likely"],
            "text": ["How is billing <today>?", "Website", "Would you recommend us?"],
            "kind": ["rating", "rating", "nps"],
            "scale": "0-10",
            "topic": ["Billing", "Website", "Recommend"],
            "aspect": "experience",
        }
    )
    roles = {"audience": "who", "unit": "branch", "wave": "wave"}
    return Survey.from_frame(frame, roles=roles, codebook=book, name="harbour")


@pytest.fixture(scope="module")
def survey():
    return make_survey()


@pytest.fixture
def panel(survey):
    return explore(survey)


class Text(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.text = ""
        self.feed(html)

    def handle_data(self, data):
        self.text += data


def panel_text(panel) -> str:
    return Text(panel._outlets["said"].value).text + Text(panel._outlets["told"].value).text


def image(panel) -> bytes:
    return bytes(panel._outlets["picture"].value)


def test_what_can_be_chosen(survey):
    choices = choices_of(survey)
    assert [asked.id for asked in choices.questions] == ["Billing", "Website", "likely"]
    assert choices.questions[0].audiences == ("Leadership", "Staff", "Customers")
    assert choices.questions[2].audiences == ("Customers",)
    assert choices.units == ("Quay 2", "Quay 10", "Tiny"), "in natural order"
    assert [str(wave) for wave in choices.waves] == ["2024", "2025"]


def test_the_first_view_is_the_gap_of_the_first_question(panel, survey):
    result = perception_gap(survey, "Billing")
    assert panel.code == 'cx.perception_gap(survey, "Billing")'
    pd.testing.assert_frame_equal(panel.result.table, result.table)
    assert panel.sentence == " ".join(result.sentences()[-3:])
    assert panel.table.equals(result.text_table())


TURNS = [
    {"topic": "Website"},
    {"between": ("Leadership", "Customers")},
    {"unit": "Quay 10"},
    {"wave": 2025},
    {"metric": "mean"},
    {"metric": "top box"},
    {"topic": "likely"},
    {"topic": "likely", "metric": "mean"},
    {"unit": "Quay 2", "wave": 2024, "metric": "mean"},
    {"between": ("Staff", "Customers"), "metric": "top box", "unit": "Quay 2"},
]


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_every_knob_changes_sentence_picture_and_table(panel, turn):
    panel.controls["topic"].value = "Billing"
    said, picture, code, text = panel.sentence, image(panel), panel.code, panel_text(panel)
    for name, value in turn.items():
        panel.controls[name].value = value
    assert panel.sentence != said and panel.code != code and panel_text(panel) != text
    assert image(panel) != picture
    assert image(panel).startswith(PNG)
    assert not NO_NUMBER.search(panel_text(panel))


@pytest.mark.parametrize("turn", [{}, *TURNS], ids=str)
def test_the_line_of_code_gives_the_same(panel, survey, turn):
    panel.choose(**turn)
    again = eval(panel.code, {"cx": cx, "survey": survey})
    assert type(again) is type(panel.result)
    pd.testing.assert_frame_equal(again.table, panel.result.table)


def test_every_control_has_a_label_and_a_choice_made(panel):
    labels = {name: control.description for name, control in panel.controls.items()}
    assert labels == {
        "topic": "Question", "metric": "Figure", "between": "Audiences", "unit": "Branch", "wave": "Wave"
    }  # fmt: skip
    for control in panel.controls.values():
        assert control.index is not None, "a control without a choice is blank"
        assert control.style.description_width == "initial", "so that no label is cut"
    assert panel._outlets["picture"].layout.width == "100%"


def test_a_new_question_takes_away_what_does_not_fit_it(panel):
    panel.controls["metric"].value = "top box"
    panel.controls["between"].value = ("Staff", "Customers")
    panel.controls["topic"].value = "likely"
    assert [value for _, value in panel.controls["metric"].options] == ["nps", "mean"]
    assert panel.code == 'cx.nps(survey.only(audience="Customers"), "likely", by="audience")'
    panel.controls["topic"].value = "Website"
    assert panel.controls["metric"].value == "gap"
    assert panel.controls["between"].label == "All 3"


def test_turning_back_shows_the_same_again(panel):
    panel.controls["topic"].value = "Billing"
    first = (panel.sentence, image(panel), panel_text(panel))
    panel.controls["unit"].value = "Quay 2"
    panel.controls["unit"].value = "all"
    assert (panel.sentence, image(panel), panel_text(panel)) == first


def test_an_audience_that_is_not_there_is_said(panel):
    panel.controls["unit"].value = "Quay 2"
    assert panel.sentence.startswith("Quay 2: ")
    assert panel.sentence.endswith("Leadership: no answers for Quay 2.")
    assert panel.result.table[["audience_a", "audience_b"]].values.tolist() == [["Staff", "Customers"]]


def test_a_pair_without_answers_is_a_sentence_and_no_picture(panel):
    panel.controls["between"].value = ("Leadership", "Customers")
    assert panel.choices.waves[0] not in [value for _, value in panel.controls["wave"].options], "is not offered"
    panel.choose(wave=panel.choices.waves[0])
    assert panel.sentence == "Leadership: no answers for 2024. Choose other audiences, or a wider part of the survey."
    assert panel.result is None and panel.table.empty
    assert panel._outlets["picture"].layout.display == "none"
    with pytest.raises(QuestionError, match="Leadership"):
        eval(panel.code, {"cx": cx, "survey": panel.survey})
    panel.controls["wave"].value = "all"
    assert panel._outlets["picture"].layout.display is None and image(panel).startswith(PNG)


def test_a_small_group_stays_hidden(panel):
    panel.choose(topic="Billing", unit="Tiny")
    panel.controls  # noqa: B018 - makes the panel
    assert "hidden" in panel.sentence
    assert panel.result.table.estimate.isna().all()
    assert panel.picture == b"" and not NO_NUMBER.search(panel_text(panel))
    panel.choose(metric="mean")
    assert panel.result.table.set_index("audience").n.isna().to_dict() == {"Staff": True, "Customers": False}


def test_a_fault_in_a_callback_is_a_sentence(panel, monkeypatch):
    from cxresearch.widgets.controls import views

    def broken(*_, **__):
        raise ZeroDivisionError("by <zero>")

    monkeypatch.setitem(views._FUNCTIONS, "mean", broken)
    panel.controls["metric"].value = "mean"
    assert panel.sentence == "This view cannot be computed (ZeroDivisionError: by <zero>)."
    assert "<zero>" not in panel._outlets["said"].value


def test_a_picture_that_fails_leaves_sentence_and_table(panel, monkeypatch):
    from cxresearch.plots import pictures

    def broken(*_, **__):
        raise RuntimeError("no ink")

    monkeypatch.setattr(pictures, "picture", broken)
    panel.controls["topic"].value = "Website"
    assert "The picture cannot be drawn (RuntimeError: no ink)." in panel_text(panel)
    assert "website" in panel_text(panel)


def test_words_of_a_client_are_no_markup(panel):
    panel.controls  # noqa: B018 - makes the panel
    assert "&lt;today&gt;" in panel._outlets["said"].value and "<today>" not in panel._outlets["said"].value


def test_what_a_notebook_keeps_is_stable_text_and_a_still_picture(survey):
    bundles = [explore(survey, topic="Website")._repr_mimebundle_() for _ in range(2)]
    assert [bundle["text/plain"] for bundle in bundles] == ['Explorer: cx.perception_gap(survey, "Website")'] * 2
    assert bundles[0]["image/png"] == bundles[1]["image/png"]
    assert set(bundles[0]) == {"text/plain", "image/png", "application/vnd.jupyter.widget-view+json"}


def test_no_widget_is_made_before_it_is_shown(panel):
    assert panel.sentence and panel.picture and panel.code
    assert panel._outlets == {}


def test_the_start_can_be_chosen(survey):
    panel = explore(
        survey,
        topic="How is billing <today>?",
        between=("Customers", "Staff"),
        unit="quay 2",
        wave="2024",
        metric="top box",
    )
    assert panel.code == (
        'cx.csat(survey.only(audience=["Staff", "Customers"], unit="Quay 2", wave=2024), "Billing", by="audience")'
    )
    assert panel.controls["between"].value == ("Staff", "Customers")
    assert panel.controls["unit"].value == "Quay 2"


@pytest.mark.parametrize(
    ("chosen", "kind", "says"),
    [
        ({"topic": "Biling"}, QuestionError, "Did you mean 'Billing'"),
        ({"between": ("Leadership", "Suppliers")}, OptionError, "no pair of audiences"),
        ({"topic": "likely", "metric": "gap"}, OptionError, "Choose one of 'nps', 'mean'"),
        ({"unit": "Quay 3"}, OptionError, "Found: Quay 2, Quay 10, Tiny"),
        ({"wave": 2023}, OptionError, "No wave 2023"),
    ],
)
def test_a_wrong_start_is_refused_by_name(survey, chosen, kind, says):
    with pytest.raises(kind, match=re.escape(says)):
        explore(survey, **chosen)


def test_an_unknown_choice_is_refused(panel):
    with pytest.raises(OptionError, match="no choice 'branch'"):
        panel.choose(branch="Quay 2")


def test_one_audience_and_no_roles():
    frame = pd.DataFrame({"Billing": [5, 4, 2, 3] * 5, "comment": [f"words {at}" for at in range(20)]})
    panel = explore(Survey.from_frame(frame, scales={"Billing": (1, 5)}))
    assert set(panel.controls) == {"topic", "metric"}
    assert panel.code == 'cx.mean_score(survey, "Billing", scale="0-100")'
    panel.controls["metric"].value = "top box"
    assert "50%" in panel.sentence and image(panel).startswith(PNG)


def test_scores_by_unit_offer_what_they_can_give():
    schools = [(f"School {at}", 60.0 + at, 60.0 + at + 10 + at % 2) for at in range(8)]
    rows = [(who, unit, score[at], 20) for unit, *score in schools for at, who in enumerate(("Staff", "Parents"))]
    frame = pd.DataFrame(rows, columns=["audience", "unit", "Safety", "people"])
    roles = {"audience": "audience", "unit": "unit", "n": "people"}
    panel = explore(Survey.from_frame(frame, roles=roles, scales={"Safety": (0, 100)}))
    assert [value for _, value in panel.controls["metric"].options] == ["gap", "mean"]
    assert "10 points below Parents" in panel.sentence and image(panel).startswith(PNG)
    panel.controls["unit"].value = "School 3"
    assert "School 3: " in panel.sentence and not NO_NUMBER.search(panel_text(panel))


def test_a_role_without_a_name_of_its_own_speaks_the_language_of_the_study():
    """What was combined calls a column of a role after its role; a client's own name is theirs in any language."""
    score = [1, 2, 3, 4, 5, 5] * 4
    own = {"Station": ["A", "B"] * 12, "wave": [2024, 2024, 2025, 2025] * 6, "Food": score}
    plain = pd.DataFrame(own).rename(columns={"Station": "unit"})
    for frame, column, label in ((plain, "unit", "Einheit"), (pd.DataFrame(own), "Station", "Station")):
        roles = {"unit": column, "wave": "wave"}
        with cx.language("de"):
            panel = explore(Survey.from_frame(frame, roles=roles, scales={"Food": (1, 5)}))
            assert panel.controls["unit"].description == label
            assert panel.controls["wave"].description == "Welle"
    assert (
        explore(Survey.from_frame(plain, roles={"unit": "unit"}, scales={"Food": (1, 5)})).controls["unit"].description
        == "Unit"
    )


def test_an_aspect_beside_a_topic_speaks_the_language_of_the_study():
    survey = Survey.from_frame(
        pd.DataFrame({"food": [1, 2, 3, 5] * 6, "food_matters": [4, 5, 5, 3] * 6}),
        scales=dict.fromkeys(("food", "food_matters"), (1, 5)),
    )
    book = survey.codebook
    book["topic"], book["aspect"] = "Essen", ["experience", "importance"]
    survey = survey.with_codebook(book)
    for code, label in (("en", "Essen (importance)"), ("de", "Essen (Wichtigkeit)")):
        with cx.language(code):
            assert [name for name, _ in explore(survey).controls["topic"].options] == ["Essen", label]


def test_nothing_to_explore_is_said():
    with pytest.raises(QuestionError, match="no rating, NPS or effort question"):
        explore(Survey.from_frame(pd.DataFrame({"comment": [f"all sorts of words {at}" for at in range(40)]})))


def test_the_survey_is_left_as_it_was(survey):
    before = (survey.n_rows, survey.codebook.copy(), survey.notes)
    panel = explore(survey)
    for turn in TURNS:
        panel.choose(**{"topic": "Billing", **turn})
    assert (survey.n_rows, survey.notes) == (before[0], before[2])
    pd.testing.assert_frame_equal(survey.codebook, before[1])


def test_only_units_in_which_the_chosen_audiences_answered_are_offered():
    answers = pd.DataFrame({
        "audience": ["Leadership"] * 10 + ["Staff"] * 40 + ["Customers"] * 40,
        "unit": [""] * 10 + list("AABB") * 10 + list("BBCC") * 10,
        "Billing": [5, 2, 4, 1, 3] * 18,
    })  # fmt: skip
    panel = explore(Survey.from_frame(answers, scales={"Billing": (1, 5)}))

    def offered():
        panel.widget  # noqa: B018  (made when first asked for)
        return [label for label, _ in panel._controls["unit"].options]

    assert offered() == ["All", "B"], "a gap needs two audiences"
    panel.choose(metric="mean")
    assert offered() == ["All", "A", "B", "C"]
    panel.choose(metric="gap", between=("Leadership", "Customers"))
    assert offered() == ["All"]
