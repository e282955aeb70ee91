"""The mapping panel without a kernel: columns are corrected by hand, and what follows is held against the survey."""

import re

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.combining.mapping import codebook_sheet
from cxresearch.errors import OptionError, QuestionError, ScaleError
from cxresearch.survey.survey import Survey
from cxresearch.widgets.mapping.map_panel import map_columns

WORDS = ["huono", "kohtalainen", "hyvä", "weiß nicht"]
NO_NUMBER = re.compile(r"\b(nan|None|NaN|inf|NaT|Traceback)\b")


@pytest.fixture
def survey() -> Survey:
    rng = np.random.default_rng(3)
    n = 60
    frame = pd.DataFrame(
        {
            "Gruppe": np.where(np.arange(n) < 20, "Henkilöstö", "Asiakkaat"),
            "Haus": rng.choice(["Nord", "Süd <1>"], n),
            "Team": rng.choice(["A", "B"], n),
            "Service": rng.choice(WORDS, n),
            "Wartezeit": rng.choice(WORDS, n),
            "NPS": rng.integers(0, 11, n),
            "Preis": rng.integers(1, 5, n),
            "Kommentar": [f"Nr. {at} <b>, ann@example.org" for at in range(n)],
        }
    )
    with pytest.warns(cx.SurveyWarning, match="scale guessed"):
        return Survey.from_frame(frame, roles={"audience": "Gruppe"}, name="filialen")


@pytest.fixture
def panel(survey):
    return map_columns(survey)


def shown(panel) -> str:
    return "".join(outlet.value for name, outlet in panel._outlets.items() if name != "panel")


def visible(panel) -> set:
    names = ("scale", "topic", "aspect", "reversed", "lines", "confirm", "back", "alike")
    return {name for name in names if panel.controls[name].layout.display != "none"}


def kind(panel, column: str) -> str:
    return codebook_sheet(panel.survey).set_index("id").kind[column]


def test_it_opens_on_the_worst_doubt_and_says_what_settles_it(panel):
    assert panel.column == "Preis" and panel.controls["column"].value == "Preis"
    assert "1 guess could change a number" in panel._outlets["doubts"].value
    assert "Preis: scale guessed" in panel._outlets["doubts"].value and "scales=" in panel._outlets["doubts"].value
    panel.change("Preis", kind="rating", scale="1-4")
    assert panel._outlets["doubts"].value == "", "settled"
    panel.controls["back"].click()
    panel.choose("Service")
    assert [label for label, _ in panel.controls["column"].options] == [
        "Gruppe · role audience", "Haus · choice", "Team · choice", "? Service · choice", "? Wartezeit · choice",
        "NPS · nps 0-10", "? Preis · rating 1-5", "Kommentar · verbatim",
    ]  # fmt: skip
    assert panel.controls["unsure"].description == "Still unsure only (3)"
    assert "8 columns: 7 questions (4 choice, 1 nps, 1 rating, 1 verbatim), 1 role, 0 left out." in shown(panel)
    assert visible(panel) == {"topic", "lines", "confirm"}


def test_every_control_has_words(panel):
    for name, control in panel.controls.items():
        if name != "alike":
            assert control.description or control.tooltip or control.placeholder, name
    assert len({id(control.layout) for control in panel.controls.values()}) == len(panel.controls)


def test_samples_are_counted(panel, survey):
    panel.controls["column"].value = "NPS"
    facts = panel._outlets["facts"].value
    assert "60 answers in 60 rows" in facts
    for answer, n in survey.to_pandas().NPS.value_counts().items():
        assert re.search(rf"<td[^>]*>{answer}</td><td[^>]*>{n}</td>", facts), answer


def test_a_kind_changed_by_click(panel):
    panel.controls["column"].value = "NPS"
    summary = panel._outlets["summary"].value
    panel.controls["what"].value = "number"
    assert panel.sentence == "NPS is now a number." and not panel.fault
    assert kind(panel, "NPS") == "number" and panel.survey.scale_of("NPS") is None
    assert panel._outlets["summary"].value != summary and "1 corrected" in panel._outlets["summary"].value
    assert "scale" not in visible(panel)
    panel.controls["back"].click()
    assert kind(panel, "NPS") == "nps" and panel._outlets["summary"].value == summary
    assert panel.sentence == "NPS is a question of recommending on 0-10 again, as guessed."


def test_a_rating_waits_for_its_scale(panel):
    panel.choose("Service").controls["what"].value = "rating"
    assert panel.fault and panel.sentence.startswith("Service: a question of kind rating needs a scale. Write 1-5,")
    assert panel.controls["what"].value == "rating" and "scale" in visible(panel), "what was clicked stays"
    assert kind(panel, "Service") == "choice"
    panel.controls["scale"].value = "hyvä"
    assert panel.fault and "Not a scale: 'hyvä'" in panel.sentence and kind(panel, "Service") == "choice"
    panel.controls["scale"].value = "huono | kohtalainen | hyvä"
    assert (
        panel.sentence.startswith("Service is now a rating on 1-3. 1 more question")
        and kind(panel, "Service") == "rating"
    )
    assert "border-left" not in panel._outlets["said"].value


def test_labels_are_mapped_once_and_reused(panel, survey):
    panel.choose("Service").controls["lines"].value = "huono = 1\nkohtalainen = 2\nhyvä = 3"
    assert panel.sentence == "Service is now a rating on 1-3. 1 more question with the same words can follow."
    assert panel.controls["alike"].description == "Use these labels for 1 more question"
    panel.controls["alike"].click()
    assert panel.survey.scale_of("Wartezeit") == panel.survey.scale_of("Service")
    assert "alike" not in visible(panel)
    words = survey.to_pandas().Wartezeit
    assert (panel.survey.numbers(["Wartezeit"]).Wartezeit[words == "hyvä"] == 3).all()
    assert panel.labels.values.tolist() == [["huono to hyvä", word, str(at)] for at, word in enumerate(WORDS[:3], 1)]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("huono 1", "has no '='"),
        ("huono = eins\nhyvä = 3", "'eins' is no number for 'huono'"),
        ("huono = 1\nhyvä =", "give at least two labels their number"),
        ("hyvä = 1\nHyvä = 2", "stands for two numbers"),
        ("huono = 1\nhyvä = 1", "from a lower to a higher number"),
    ],
)
def test_wrong_labels_are_a_sentence(panel, lines, says):
    panel.choose("Service").controls["lines"].value = lines
    assert panel.fault and says in panel.sentence and panel.controls["lines"].value == lines
    assert kind(panel, "Service") == "choice"


def test_names_of_an_audience(panel):
    panel.choose("Gruppe")
    assert panel.controls["lines"].value == "Asiakkaat = Asiakkaat\nHenkilöstö = Henkilöstö"
    assert "change it to rename" in panel._outlets["hint"].value
    panel.controls["lines"].value = "Asiakkaat = Customers\nHenkilöstö = Staff"
    assert panel.survey.audiences == ["Staff", "Customers"]
    assert panel.map.changed == ["Gruppe"]
    panel.controls["lines"].value = "Kundschaft = Customers"
    assert panel.fault and "Gruppe holds no 'Kundschaft'" in panel.sentence
    panel.controls["back"].click()
    assert panel.survey.audiences == ["Henkilöstö", "Asiakkaat"]


def test_a_role_is_given_moved_and_taken(panel):
    panel.choose("Haus").controls["what"].value = "role unit"
    assert panel.survey.roles["unit"] == "Haus" and panel.sentence == "Haus is now the unit."
    assert visible(panel) == {"lines", "back"}
    panel.choose("Team").controls["what"].value = "role unit"
    assert panel.survey.roles["unit"] == "Team"
    assert panel.sentence == "Team is now the unit. Haus was the unit before; it is a choice now."
    panel.controls["what"].value = "left out"
    assert "unit" not in panel.survey.roles and kind(panel, "Team") == "left out"
    panel.choose("Gruppe").controls["what"].value = "choice"
    assert not panel.survey.roles and panel.survey.audiences == []


def test_the_other_cells(panel):
    panel.choose("Preis")
    panel.controls["topic"].value = "Price"
    panel.controls["aspect"].value = "importance"
    panel.controls["reversed"].value = True
    row = panel.survey.codebook.set_index("id").loc["Preis"]
    assert (row.topic, row.aspect, row.reversed) == ("Price", "importance", True)
    panel.controls["topic"].value = " "
    assert panel.survey.codebook.set_index("id").topic["Preis"] == "Preis"


def test_only_the_unsure_are_listed(panel):
    panel.controls["unsure"].value = True
    assert [column for _, column in panel.controls["column"].options] == ["Service", "Wartezeit", "Preis"]
    panel.controls["column"].value = "Preis"
    panel.controls["confirm"].click()
    assert "Preis" not in panel.map.unsure and panel.controls["unsure"].description == "Still unsure only (2)"
    assert panel.map.changed == [] and panel.survey.scale_of("Preis").span == (1, 5)
    panel.controls["unsure"].value = False
    panel.controls["find"].value = "hau"
    assert [column for _, column in panel.controls["column"].options] == ["Preis", "Haus"]


def test_saved_and_read_again(panel, survey, tmp_path):
    panel.change("Haus", role="unit").change("Preis", scale="1-4")
    words = {"huono": 1, "kohtalainen": 2, "hyvä": 3}
    panel.map_labels("Service", words).map_labels("Gruppe", {"Asiakkaat": "Customers"})
    panel.controls["folder"].value = str(tmp_path / "maps")
    assert "panel.sheet" in panel.code
    panel.controls["save"].click()
    assert panel.sentence.startswith("Saved codebook.csv and labels.csv in ")
    again = map_columns(survey, tmp_path / "maps")
    assert again.sentence == f"Read again from {tmp_path / 'maps'}: 4 columns corrected."
    pd.testing.assert_frame_equal(again.sheet, panel.sheet)
    assert again.survey.audiences == panel.survey.audiences == ["Customers", "Henkilöstö"]
    assert again.survey.responses.equals(panel.survey.responses)


def test_the_line_of_code_gives_the_same(panel, survey, tmp_path):
    panel.change("Haus", role="unit").map_labels("Service", {"huono": 1, "hyvä": 3})
    panel.map_labels("Gruppe", {"Asiakkaat": "Customers"})
    for _ in range(2):
        told = eval(panel.code, {"cx": cx, "survey": survey, "panel": panel})
        pd.testing.assert_frame_equal(codebook_sheet(told), panel.sheet)
        assert told.responses.equals(panel.survey.responses)
        panel.save(tmp_path)
    assert panel.code == f'cx.apply_codebook(survey, "{tmp_path.as_posix()}")'


def test_what_is_confirmed_stays_so(panel, survey, tmp_path):
    panel.map.confirm("Preis")
    panel.save(tmp_path)
    assert list(map_columns(survey, tmp_path).map.unsure) == ["Service", "Wartezeit"]
    panel.map.confirm("Service")
    panel.save(tmp_path)
    assert list(map_columns(survey, tmp_path).map.unsure) == [], "the same words are judged once"


def test_a_file_that_does_not_fit_is_a_sentence(survey, tmp_path):
    (tmp_path / "codebook.csv").write_text("id,kind\nNPS,nonsense\n")
    panel = map_columns(survey, tmp_path)
    assert "was not taken over: Line 2 of codebook.csv, column 'NPS': no kind 'nonsense'" in panel.sentence
    (tmp_path / "codebook.csv").write_text("id,kind\nNPS,number\nQ77,rating\n")
    panel = map_columns(survey, tmp_path)
    assert panel.sentence.endswith("Columns that filialen lacks were passed over: Q77.")
    assert kind(panel, "NPS") == "number"


def test_nowhere_to_save(panel, tmp_path):
    panel.controls["save"].click()
    assert panel.fault and panel.sentence == "Name the folder to save codebook.csv in."
    (tmp_path / "file").write_text("")
    panel.controls["folder"].value = str(tmp_path / "file")
    panel.controls["save"].click()
    assert panel.fault and "cannot be written" in panel.sentence


@pytest.mark.parametrize(
    ("column", "cells", "error"),
    [
        ("Servise", {"kind": "rating"}, QuestionError),
        ("Service", {"kind": "rating"}, ScaleError),
        ("Service", {"sort": "rating"}, OptionError),
        ("Service", {"role": "branch"}, OptionError),
        ("NPS", {"kind": "ratting"}, OptionError),
    ],
)
def test_a_wrong_word_in_code_is_refused(panel, column, cells, error):
    before = panel.sheet
    with pytest.raises(error) as problem:
        panel.change(column, **cells)
    assert "Line" not in str(problem.value), "nobody sees lines in the panel"
    pd.testing.assert_frame_equal(panel.sheet, before)


def test_a_fault_in_a_callback_is_a_sentence(panel, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("by <zero>")

    monkeypatch.setattr(panel.map, "change", broken)
    panel.choose("NPS").controls["what"].value = "number"
    assert panel.sentence == "This cannot be done (ZeroDivisionError: by <zero>)."
    assert "<zero>" not in panel._outlets["said"].value


def test_words_of_a_client_are_no_markup_and_no_address_is_shown(panel):
    panel.choose("Haus").controls  # noqa: B018 - makes the panel
    assert "Süd &lt;1&gt;" in shown(panel) and "<1>" not in shown(panel)
    panel.choose("Kommentar")
    assert "[e-mail]" in shown(panel) and "example.org" not in shown(panel) and "<b>" not in shown(panel)


def test_labels_that_stand_for_nothing_are_counted(panel, survey):
    panel.change("Service", kind="rating", scale="1=huono | 2=hyvä")
    n = int((survey.to_pandas().Service == "kohtalainen").sum())
    assert panel.unmapped.values.tolist() == [["Service", "kohtalainen", n]]
    assert f"{n} answers stand for no point" in shown(panel.choose("NPS")) or panel._outlets == {}
    panel.controls  # noqa: B018 - makes the panel
    assert f"{n} answers stand for no point" in shown(panel)


def test_what_a_notebook_keeps_is_stable_and_tells_no_answers(survey):
    bundles = [map_columns(survey)._repr_mimebundle_() for _ in range(2)]
    assert bundles[0]["text/plain"] == bundles[1]["text/plain"]
    assert bundles[0]["text/plain"].startswith("Columns of filialen. 8 columns: 7 questions")
    assert bundles[0]["text/html"] == bundles[1]["text/html"] and "huono" not in bundles[0]["text/html"]
    assert set(bundles[0]) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}


def test_no_widget_is_made_before_it_is_shown(survey):
    panel = map_columns(survey)
    assert panel.sentence and len(panel.table) == 8 and panel._outlets == {}


def test_a_hundred_columns_are_one_list():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.integers(1, 6, (300, 100)), columns=[f"q{at}" for at in range(100)])
    panel = map_columns(Survey.from_frame(frame, scales={column: (1, 5) for column in frame}))
    assert len(panel.controls["column"].options) == 100 and len(panel.controls) < 20
    panel.choose("q50").controls["what"].value = "nps"
    assert panel.table.set_index("column")["is"]["q50"] == "nps"
    first = re.search(r"<tbody><tr aria-current=true>(.*?)</tr>", panel._outlets["summary"].value)[1]
    assert "q50" in first and "nps" in first, "in a long table the column that is edited is in sight"


def test_labels_that_say_their_number_need_none():
    frame = pd.DataFrame({"Q": ["1 - never", "2", "5 - always", "yleensä"] * 5})
    panel = map_columns(Survey.from_frame(frame, scales={"Q": (1, 5)}))
    assert panel.map.lines("Q") == "yleensä ="
    panel.map_labels("Q", {"yleensä": 4})
    assert panel.survey.numbers(["Q"]).Q.tolist()[:4] == [1, 2, 5, 4]


def test_the_survey_is_left_as_it_was(survey):
    before, notes = codebook_sheet(survey), survey.notes
    panel = map_columns(survey)
    for column in survey.columns:
        panel.choose(column).controls["what"].value = "left out"
    assert not NO_NUMBER.search(shown(panel))
    assert panel.map.headline().startswith("8 columns: no questions, 0 roles, 8 left out.")
    pd.testing.assert_frame_equal(codebook_sheet(survey), before)
    assert survey.notes == notes


def guesses() -> Survey:
    rng = np.random.default_rng(5)
    who, n = np.repeat(["Leadership", "Staff", "Customers"], [40, 200, 200]), 440
    reasons = rng.choice(["pay", "praise"], n)
    asked = np.isin(who, ["Staff", "Customers"])
    frame = pd.DataFrame(
        {
            "audience": who,
            "guessed": np.where(who == "Leadership", reasons, None),
            "own": np.where(asked, reasons, None),
            "expected": np.where(who == "Leadership", rng.integers(0, 11, n).astype(str), None),
        }
    )
    return Survey.from_frame(frame, roles={"audience": "audience"}, scales={"expected": (0, 10)}, name="why")


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "Staff", "It asks to guess what staff answer."),
        ("de", "Mitarbeitende", "Zu schätzen war, was Mitarbeitende antworten."),
    ],
)
def test_whose_answers_were_guessed_is_told_in_the_panel_and_kept(tmp_path, language, written, said):
    survey = guesses()
    with cx.language(language):
        panel = map_columns(survey, tmp_path).choose("guessed")
        field = panel.controls["of_whom"]
        assert field.layout.display != "none" and field.value == "" and written in field.options
        field.value = written
        assert panel.sentence.endswith(said) and panel.map.changed == ["guessed"]
        # Whoever comes back sees it, in the language of now.
        assert panel.choose("own").controls["of_whom"].value == ""
        assert panel.choose("guessed").controls["of_whom"].value == written
    panel.save()
    again = map_columns(survey, tmp_path)
    book = again.survey.codebook.set_index("id")
    assert book.of_whom["guessed"] == "Staff" and book.aspect["guessed"] == "prediction"
    # The analysis goes by it: of two audiences that answered, staff are the ones.
    found = cx.prediction_gap(again.survey, ["guessed", "own"], predictor="Leadership")
    assert set(found.table.audience if "audience" in found.table else [found.actual]) == {"Staff"}
    again.choose("guessed").controls["of_whom"].value = ""
    assert again.map.of_whom("guessed") == ""


def test_whose_answers_were_guessed_is_asked_of_guesses_and_choices_alone():
    panel = map_columns(guesses()).choose("expected")
    field = panel.controls["of_whom"]
    assert field.layout.display == "none"
    panel.controls["aspect"].value = "prediction"
    assert field.layout.display != "none" and "of_whom" not in panel.sheet
    field.value = "Patients of ward 3"
    assert panel.survey.codebook.set_index("id").of_whom["expected"] == "Patients of ward 3"
    panel.controls["aspect"].value = "experience"
    assert field.layout.display == "none" and panel.map.of_whom("expected") == ""
