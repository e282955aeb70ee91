"""A corrected table of columns, typed or read from a file, does what it says, and a wrong line is named."""

import re

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.combining.column_facts import names_people, sample_answers, unsure_columns
from cxresearch.combining.corrections import LEFT_OUT
from cxresearch.combining.label_lists import LabelLists, read_labels
from cxresearch.combining.mapping import apply_codebook, codebook_sheet, save_mapping
from cxresearch.errors import CXResearchError, OptionError, QuestionError, ScaleError, SurveyFileError
from cxresearch.survey.survey import Survey, open_survey

GERMAN = ["huono", "kohtalainen", "hyvä", "weiß nicht"]


@pytest.fixture
def survey() -> Survey:
    """Words of scales that no family of labels knows, a branch that nobody recognised, two roles, a column aside."""
    rng = np.random.default_rng(3)
    n = 60
    frame = pd.DataFrame(
        {
            "Gruppe": np.where(np.arange(n) < 20, "Tresenleute", "Abnehmer"),
            "Filiale": rng.choice(["Nord", "Süd"], n),
            "weight": rng.uniform(0.5, 2, n).round(2),
            "Service": rng.choice(GERMAN, n),
            "Wartezeit": rng.choice(GERMAN, n),
            "NPS": rng.integers(0, 11, n),
            "Kommentar": [f"Nr. {at}, mail ann@example.org" for at in range(n)],
        }
    )
    frame["Hinweis"] = "intern"
    made = Survey.from_frame(frame, roles={"audience": "Gruppe", "weight": "weight"}, name="filialen")
    return made.with_codebook(made.codebook[made.codebook.id != "Hinweis"])


def table(**columns) -> pd.DataFrame:
    return pd.DataFrame(columns)


def kinds(survey: Survey) -> dict:
    return codebook_sheet(survey).set_index("id").kind.to_dict()


def test_the_sheet_has_a_line_for_each_column(survey):
    sheet = codebook_sheet(survey).set_index("id")
    assert sheet.index.tolist() == survey.columns
    assert sheet.role.to_dict() == dict.fromkeys(survey.columns, "") | {"Gruppe": "audience", "weight": "weight"}
    assert sheet.kind[["Service", "NPS", "Kommentar", "Hinweis", "weight"]].tolist() == [
        "choice", "nps", "verbatim", LEFT_OUT, ""
    ]  # fmt: skip


def test_the_sheet_itself_changes_nothing(survey):
    again = apply_codebook(survey, codebook_sheet(survey))
    pd.testing.assert_frame_equal(again.codebook, survey.codebook)
    assert dict(again.roles) == dict(survey.roles) and again.notes == survey.notes


def test_labels_of_another_language_in_the_scale(survey):
    told = apply_codebook(
        survey,
        table(id=["Service"], kind=["rating"], scale=["1=huono | 2=kohtalainen | 3=hyvä"], aspect=["experience"]),
    )
    answers, numbers = survey.to_pandas().Service, told.numbers(["Service"]).Service
    for word, number in zip(GERMAN, [1, 2, 3, np.nan], strict=True):
        np.testing.assert_array_equal(numbers[answers == word], number)
    assert told.codebook.set_index("id").scale_from["Service"] == "declared"
    assert kinds(told)["Wartezeit"] == "choice", "what is not said stays"
    assert survey.codebook.set_index("id").kind["Service"] == "choice", "the survey is left as it was"


def test_a_role_becomes_a_question_and_the_reverse(survey):
    told = apply_codebook(
        survey, table(id=["Filiale", "weight", "Hinweis"], role=["unit", "", ""], kind=["", "", "choice"])
    )
    assert dict(told.roles) == {"audience": "Gruppe", "unit": "Filiale"}
    assert kinds(told) | {"weight": "number", "Filiale": "", "Hinweis": "choice"} == kinds(told)
    back = apply_codebook(told, codebook_sheet(survey))
    assert dict(back.roles) == dict(survey.roles) and kinds(back) == kinds(survey)
    assert "Filiale: choice -> role unit" in told.notes[-1] and "weight: role weight -> number" in told.notes[-1]


def test_a_role_moves_to_the_column_that_gets_it(survey):
    told = apply_codebook(survey, table(id=["Filiale"], role=["audience"]))
    assert told.roles["audience"] == "Filiale" and kinds(told)["Gruppe"] == "choice"


def test_what_is_left_out_is_no_question(survey):
    told = apply_codebook(survey, table(id=["NPS", "weight"], kind=["left out", "Leave out"]))
    assert "NPS" not in told.codebook.id.tolist() and set(told.roles) == {"audience"}
    assert kinds(told)["weight"] == LEFT_OUT
    assert told.columns == survey.columns, "no answer is lost"


def test_other_cells(survey):
    told = apply_codebook(
        survey,
        table(
            id=["NPS", "Service"], kind=["rating", None], topic=["Empfehlen", ""], text=["", "Wie war es?"],
            aspect=["expectation", ""], reversed=[True, ""], scale=["0 to 10", np.nan],
        ),
    ).codebook.set_index("id")  # fmt: skip
    assert told.loc["NPS", ["kind", "topic", "text", "aspect", "reversed", "scale"]].tolist() == [
        "rating", "Empfehlen", "NPS", "expectation", True, "0-10"
    ]  # fmt: skip
    assert told.loc["Service", ["kind", "topic", "text"]].tolist() == ["choice", "Service", "Wie war es?"]


def test_a_scale_of_numbers_borrows_the_labels_that_the_answers_have():
    made = Survey.from_frame(pd.DataFrame({"Q": ["Agree", "Disagree", "Strongly agree"] * 4}))
    told = apply_codebook(made, table(id=["Q"], kind=["rating"], scale=["0-4"]))
    assert told.numbers(["Q"]).Q.tolist()[:3] == [3.0, 1.0, 4.0]


def test_a_rating_that_becomes_a_choice_loses_its_scale(survey):
    told = apply_codebook(survey, codebook_sheet(survey).replace({"kind": {"nps": "choice"}}))
    assert told.codebook.set_index("id").loc["NPS", ["kind", "scale", "scale_from"]].tolist() == ["choice", "", ""]


WRONG = [
    ({"id": ["Servise"], "kind": ["rating"]}, QuestionError, "Line 2 of the codebook, column 'Servise'"),
    ({"id": ["Servise"], "kind": ["rating"]}, QuestionError, "Did you mean 'Service'?"),
    (
        {"id": ["NPS", "Service"], "kind": ["", "ratng"]},
        OptionError,
        "Line 3 of the codebook, column 'Service': no kind",
    ),
    ({"id": ["Service"], "kind": ["rating"]}, ScaleError, "needs a scale. Write 1-5, or the labels from low to high"),
    ({"id": ["Service"], "kind": ["rating"], "scale": ["hyvä"]}, ScaleError, "Not a scale: 'hyvä'"),
    ({"id": ["Service"], "kind": ["rating"], "scale": ["5-5"]}, ScaleError, "from a lower to a higher number"),
    ({"id": ["NPS"], "scale": ["1=hyvä | 2=hyvä"]}, ScaleError, "stands for two numbers"),
    ({"id": ["NPS"], "aspect": ["promised"]}, OptionError, "Did you mean 'promise'?"),
    ({"id": ["NPS"], "reversed": ["perhaps"]}, OptionError, "Write True or False"),
    ({"id": ["Filiale"], "role": ["units"]}, OptionError, "Did you mean 'unit'?"),
    ({"id": ["Filiale", "NPS"], "role": ["unit", "unit"]}, OptionError, "the role unit is 'Filiale' already"),
    ({"id": ["NPS", "NPS"], "kind": ["nps", "rating"]}, QuestionError, "line 2 is about the same column"),
    ({"name": ["NPS"]}, QuestionError, "lacks the column 'id'"),
    ({"id": ["NPS"], "scales": ["0-10"]}, OptionError, "has a column 'scales'. Did you mean 'scale'?"),
]


@pytest.mark.parametrize(("given", "kind", "says"), WRONG, ids=[says for *_, says in WRONG])
def test_a_wrong_line_is_named(survey, given, kind, says):
    with pytest.raises(kind, match=re.escape(says)):
        apply_codebook(survey, pd.DataFrame(given))


def test_no_codebook_at_all(survey):
    with pytest.raises(OptionError, match="Pass a DataFrame, a CSV"):
        apply_codebook(survey, {"NPS": "rating"})


# -- label lists -----------------------------------------------------------------------------------

LABELS = {
    "list": ["Note"] * 3 + ["audience"] * 3,
    "label": ["huono", "kohtalainen", "hyvä", "Tresenleute", "Abnehmer", "Leitung"],
    "value": [1, 2, 3, "Staff", "Customers", "Leadership"],
}


def test_a_list_of_labels_serves_every_question_that_speaks_it(survey):
    told = apply_codebook(survey, labels=pd.DataFrame(LABELS))
    book = told.codebook.set_index("id")
    assert book.loc[["Service", "Wartezeit"], "scale"].tolist() == ["1-3: 1=huono | 2=kohtalainen | 3=hyvä"] * 2
    assert book.loc["Service", "scale_from"] == "told: the list 'Note' of labels"
    assert told.audiences == ["Staff", "Customers"], "names that nobody has are no fault"
    assert "2 names of audience changed" in told.notes[-1]


def test_what_the_sheet_says_wins_over_the_list(survey):
    told = apply_codebook(survey, table(id=["Service"], kind=["choice"]), labels=pd.DataFrame(LABELS))
    assert kinds(told) | {"Service": "choice", "Wartezeit": "rating"} == kinds(told)


def test_a_word_that_the_list_lacks_keeps_the_question_as_it_was(survey):
    told = apply_codebook(survey, labels=pd.DataFrame(LABELS).query("label != 'kohtalainen'"))
    assert kinds(told)["Service"] == "choice"


@pytest.mark.parametrize(
    ("change", "kind", "says"),
    [
        ({"value": [1, 2, "drei", "a", "b", "c"]}, OptionError, "Line 4 of labels: 'drei' is no number for 'hyvä'"),
        ({"value": [1, 2, 3, "", "b", "c"]}, OptionError, "Line 5 of labels: no new name for 'Tresenleute'"),
        ({"label": ["hyvä", "Hyvä", "hyvä", "a", "b", "c"]}, ScaleError, "The list 'Note' of labels: The label"),
    ],
)
def test_a_wrong_list_is_named(survey, change, kind, says):
    with pytest.raises(kind, match=re.escape(says)):
        apply_codebook(survey, labels=pd.DataFrame(LABELS | change))


def test_labels_that_stand_for_nothing_are_counted(survey):
    told = apply_codebook(survey, table(id=["Service"], kind=["rating"], scale=["1=huono | 2=hyvä"]))
    strange = cx.unmapped_labels(told)
    count = int((survey.to_pandas().Service == "kohtalainen").sum())
    assert strange.values.tolist() == [["Service", "kohtalainen", count]]
    account = told.account(["Service"]).iloc[0]
    assert account.excluded >= strange.n.sum() and account.kept + account.excluded + account.missing == 60


# -- files -----------------------------------------------------------------------------------------


def test_saved_and_read_again(survey, tmp_path):
    lists = read_labels(pd.DataFrame(LABELS))
    told = apply_codebook(
        survey, table(id=["Filiale", "weight", "NPS"], role=["unit", "", ""], kind=["", "left out", ""]), labels=lists
    )
    folder = save_mapping(told, tmp_path / "maps", labels=lists)
    assert sorted(path.name for path in folder.iterdir()) == ["codebook.csv", "labels.csv"]
    again = apply_codebook(survey, folder)
    pd.testing.assert_frame_equal(codebook_sheet(again), codebook_sheet(told))
    assert again.audiences == told.audiences
    assert again.responses.equals(told.responses)


def test_a_saved_survey_opens_with_the_codebook_of_the_panel(survey, tmp_path):
    survey.save(tmp_path)
    told = apply_codebook(survey, table(id=["Filiale", "weight"], role=["unit", ""], kind=["", "left out"]))
    save_mapping(told, tmp_path)
    again = open_survey(tmp_path)
    assert dict(again.roles) == dict(told.roles)
    pd.testing.assert_frame_equal(codebook_sheet(again), codebook_sheet(told))


def test_cells_that_a_spreadsheet_would_compute_are_defused(survey, tmp_path):
    told = apply_codebook(survey, table(id=["NPS", "Service"], topic=["=1+1", "@home"], text=["-2", "+49 30 123"]))
    lists = LabelLists(names={"audience": {"Abnehmer": "=cmd"}})
    save_mapping(told, tmp_path, labels=lists)
    raw = (tmp_path / "codebook.csv").read_text("utf-8-sig") + (tmp_path / "labels.csv").read_text("utf-8-sig")
    assert not re.search(r"(^|,)\"?[=+@-]", raw, re.MULTILINE)
    assert ",0 to 10," in raw, "no spreadsheet takes it for a date"
    again = apply_codebook(survey, tmp_path)
    assert again.codebook.set_index("id").topic[["NPS", "Service"]].tolist() == ["=1+1", "@home"]
    assert "=cmd" in again.audiences


def test_a_codebook_that_a_spreadsheet_stored_with_semicolons(survey, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(
        "id;role;kind;scale\r\nFiliale;unit;;\r\nService;;rating;1=huono | 2=kohtalainen | 3=hyvä\r\n;;;\r\n".encode(
            "cp1252"
        )
    )
    told = apply_codebook(survey, path)
    assert told.roles["unit"] == "Filiale" and told.scale_of("Service").points == 3


def test_files_that_are_not_there_or_not_tables(survey, tmp_path):
    with pytest.raises(SurveyFileError, match="there is no such file"):
        apply_codebook(survey, tmp_path / "nowhere.csv")
    with pytest.raises(SurveyFileError, match=re.escape("codebook.csv")):
        apply_codebook(survey, tmp_path)
    (tmp_path / "codebook.csv").write_bytes(b"")
    with pytest.raises(SurveyFileError, match="is empty"):
        apply_codebook(survey, tmp_path)
    (tmp_path / "codebook.csv").write_text("id,kind\nNPS,nonsense\n")
    with pytest.raises(OptionError, match="Line 2 of codebook.csv, column 'NPS'"):
        apply_codebook(survey, tmp_path)
    taken = tmp_path / "file"
    taken.write_text("")
    with pytest.raises(SurveyFileError, match="cannot be written"):
        save_mapping(survey, taken)


def test_a_folder_with_labels_alone(survey, tmp_path):
    pd.DataFrame(LABELS).to_csv(tmp_path / "labels.csv", index=False)
    assert kinds(apply_codebook(survey, tmp_path))["Service"] == "rating"


# -- what a person needs to see --------------------------------------------------------------------


def test_samples_come_with_counts_and_what_they_are_read_as(survey):
    told = apply_codebook(survey, table(id=["Service"], kind=["rating"], scale=["1=huono | 2=kohtalainen | 3=hyvä"]))
    counts = survey.to_pandas().Service.value_counts()
    shown, said = sample_answers(told, "Service")
    assert shown.answer.tolist() == GERMAN
    assert shown.n.tolist() == [counts[word] for word in GERMAN]
    assert shown.read_as.tolist() == ["1", "2", "3", "declined to answer"]
    assert said == "60 answers in 60 rows, 4 of them different."


def test_samples_tell_nobody_s_address(survey):
    shown, _ = sample_answers(survey, "Kommentar", most=3)
    assert len(shown) == 3 and shown.answer.str.contains("[e-mail]", regex=False).all()
    frame = pd.DataFrame({"First Name": ["Ann", "Bob"], "Q": [1, 5]})
    shown, said = sample_answers(Survey.from_frame(frame, scales={"Q": (1, 5)}), "First Name")
    assert shown.empty and "not shown" in said
    assert names_people("Kunden E-Mail-Adresse") and not names_people("Filiale")


def test_a_blank_column_is_said():
    made = Survey.from_frame(pd.DataFrame({"Q": [1, 5], "empty": [None, None]}), scales={"Q": (1, 5)})
    assert sample_answers(made, "empty")[1] == "Nobody answered; all 2 rows are blank."
    assert "nobody answered" in unsure_columns(made)["empty"]


def test_what_is_unsure_is_named(survey):
    assert unsure_columns(survey) == {
        "Filiale": "the name reads like the role unit",
        "Service": "a choice with the same words as Wartezeit: perhaps a scale",
        "Wartezeit": "a choice with the same words as Service: perhaps a scale",
    }
    told = apply_codebook(survey, table(id=["Service"], kind=["rating"], scale=["1=huono | 2=hyvä"]))
    assert unsure_columns(told)["Service"].startswith("answers that the scale does not know: kohtalainen (")


def test_a_hundred_columns_are_read_again_at_once():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.integers(1, 6, (400, 100)), columns=[f"q{at}" for at in range(100)])
    made = Survey.from_frame(frame, scales={column: (1, 5) for column in frame})
    book = codebook_sheet(made).assign(topic=[f"topic {at}" for at in range(100)])
    assert apply_codebook(made, book).codebook.topic.tolist() == book.topic.tolist()


def test_every_error_is_one_of_ours(survey):
    rng = np.random.default_rng(5)
    words = [
        "",
        "rating",
        "unit",
        "1-5",
        "x",
        "=1",
        "hyvä | huono",
        "left out",
        "audience",
        None,
        np.nan,
        3,
        "nps",
        "True",
    ]
    for _ in range(150):
        given = {"id": rng.choice(survey.columns, 2)}
        for name in ("role", "kind", "scale", "aspect", "reversed", "topic"):
            given[name] = [words[at] for at in rng.integers(0, len(words), 2)]
        try:
            told = apply_codebook(survey, pd.DataFrame(given))
        except CXResearchError as problem:
            assert str(problem)
        else:
            assert told.columns == survey.columns
