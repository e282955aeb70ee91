"""A Survey keeps answers and questions together, and nothing that happens around it changes it."""

import json
import warnings
from dataclasses import replace

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import cxresearch as cx
from cxresearch import Survey, SurveyWarning, open_survey, tally
from cxresearch.errors import OptionError, QuestionError, ScaleError, SurveyFileError
from cxresearch.survey.scales import Scale

ENGINES = {
    "pandas": lambda frame: frame,
    "polars": pl.from_pandas,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "pyarrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "duckdb": lambda frame: duckdb.from_arrow(pa.Table.from_pandas(frame, preserve_index=False)),
}


def answers() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "who": ["Employees", "Staff", "clients", "Customers", "clients", None],
            "branch": ["North", "South", "North", "North", "South", "South"],
            "billing": [4.0, 5.0, 2.0, None, 9.0, 1.0],
            "nps": ["9", "10 - Extremely likely", "N/A", "7.5", "0", None],
            "why": ["Too slow", None, "=1+1", "", "<b>", "fine"],
        }
    )


def study(frame=None, **options) -> Survey:
    options = {"roles": {"audience": "who", "unit": "branch"}, "scales": {"billing": (1, 5)}, **options}
    return Survey.from_frame(answers() if frame is None else frame, **options)


def fingerprint(survey: Survey) -> tuple:
    """Everything of a Survey that somebody can see."""
    about = (
        dict(survey.roles),
        tuple(survey.notes),
        survey.name,
        survey.platform,
        dict(survey.intake),
        dict(survey.filters),
    )
    counted = tally(survey, by=[])
    tables = (survey.to_pandas(), survey.codebook, counted.table, counted.account, counted.unread)
    return (*about, *(table.to_csv() for table in tables))


# -- frozen ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "derive",
    [
        lambda survey, _: survey.only(audience="Staff"),
        lambda survey, _: survey.only(branch=["North", "South"]).only(audience="Customers"),
        lambda survey, _: survey.relabel(unit={"North": "South", "South": "North"}, audience={"Staff": "Crew"}),
        lambda survey, _: survey.with_roles(unit=None, group="branch"),
        lambda survey, _: survey.with_codebook(survey.codebook.assign(**{"reversed": True, "scale": "0-10"})),
        lambda survey, _: survey.with_notes("seen"),
        lambda survey, folder: open_survey(survey.save(folder)),
        lambda survey, _: survey.numbers(points=True),
        lambda survey, _: survey.account(),
    ],
    ids=["only", "only twice", "relabel", "with_roles", "with_codebook", "with_notes", "save", "numbers", "account"],
)
@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_no_method_changes_the_survey(derive, engine, tmp_path):
    survey = study(ENGINES[engine](answers()))
    before = fingerprint(survey)
    derive(survey, tmp_path)
    assert fingerprint(survey) == before


def test_it_is_frozen():
    survey = study()
    with pytest.raises(AttributeError):
        survey.name = "other"
    with pytest.raises(TypeError):
        survey.roles["unit"] = "who"
    with pytest.raises((TypeError, AttributeError)):
        survey.notes.append("x")


def test_the_callers_frame_may_change():
    frame = answers()
    codebook = pd.DataFrame({"id": ["billing"], "kind": ["rating"], "scale": ["1-5"]})
    survey = study(frame, scales=None, codebook=codebook)
    before = fingerprint(survey)
    frame.loc[0, "billing"] = 1
    frame["branch"] = "West"
    del frame["why"]
    codebook.loc[0, "scale"] = "1-7"
    assert fingerprint(survey) == before


def test_the_arrays_behind_the_callers_frame_may_change():
    memory = np.array([[1, 2], [3, 4]])
    survey = Survey.from_frame(pd.DataFrame(memory, columns=["a", "b"], copy=False), scales={"a": (1, 5), "b": (1, 5)})
    memory[:] = 5
    frame = survey.to_pandas()
    assert frame.to_numpy().tolist() == [[1, 2], [3, 4]]
    whole = answers()
    other = study(whole)
    whole["billing"].array[0] = 1.0
    assert other.to_pandas()["billing"].iloc[0] == 4


def test_a_polars_frame_may_change_in_place():
    frame = pl.from_pandas(answers())
    survey = study(frame)
    frame[0, "billing"] = 1.0
    frame.insert_column(0, pl.Series("new", range(6)))
    assert survey.to_pandas()["billing"].iloc[0] == 4
    assert "new" not in survey.columns


@pytest.mark.filterwarnings("ignore::pandas.errors.ChainedAssignmentError")
@pytest.mark.parametrize("engine", ["pandas", "polars"])
def test_what_a_survey_hands_out_is_a_copy(engine):
    survey = study(ENGINES[engine](answers()))
    before = fingerprint(survey)
    survey.codebook.loc[0, "scale"] = "1-7"
    survey.to_pandas().loc[0, "billing"] = 1
    if engine == "pandas":
        survey.responses.loc[0, "billing"] = 1
        survey.responses["new"] = 1
    else:
        survey.responses[0, "billing"] = 1.0
    survey.columns.append("new")
    survey.answer_counts("billing").clear()
    counted = tally(survey, by=[])
    counted.table.loc[0, "n"] = 99
    with pytest.raises(ValueError, match="read-only"):
        counted.cells("billing").n[:] = 0
    assert fingerprint(survey) == before


def test_two_surveys_of_one_frame_share_its_memory_until_one_changes():
    survey = study()
    part = survey.with_notes("x")
    assert np.shares_memory(part.responses["billing"].to_numpy(), survey.responses["billing"].to_numpy())


def test_a_corrected_codebook_never_meets_old_counts():
    survey = study()
    assert tally(survey, ["billing"], by=[]).table.value.tolist() == [1, 2, 4, 5]
    turned = survey.with_codebook(survey.codebook.assign(**{"reversed": True}))
    assert tally(turned, ["billing"], by=[]).table.value.tolist() == [1, 2, 4, 5]
    assert tally(turned, ["billing"], by=["audience"]).cells("billing").at(audience="Staff").values @ np.array(
        [1, 1, 0, 0]
    ) == pytest.approx(3)
    wider = survey.with_codebook(survey.codebook.assign(**{"scale": "0-10"}))
    assert tally(wider, ["billing"], by=[]).table.value.tolist() == [1, 2, 4, 5, 9]
    other_rows = replace(survey, responses=answers().assign(billing=3.0))
    assert tally(other_rows, ["billing"], by=[]).table.value.tolist() == [3]


# -- made of a frame ------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_survey(engine):
    survey, plain = study(ENGINES[engine](answers())), study()
    assert survey.n_rows == 6
    assert survey.audiences == ["Staff", "Customers"]
    assert survey.columns == plain.columns
    pd.testing.assert_frame_equal(survey.codebook, plain.codebook)
    assert survey.notes == plain.notes
    assert survey.only(audience="Staff").n_rows == 2
    pd.testing.assert_frame_equal(survey.account(), plain.account())
    pd.testing.assert_frame_equal(survey.numbers(), plain.numbers())
    assert survey.answer_counts("branch") == {"North": 3, "South": 3}
    assert type(survey.responses) is type(survey.only(unit="North").responses)


def test_the_account_adds_up():
    account = study().account().set_index("question")
    assert account.loc["billing"].tolist() == [6, 4, 1, 1]
    assert account.loc["nps"].tolist() == [6, 3, 2, 1], "7.5 is no answer to a question of recommending"
    assert (account.kept + account.excluded + account.missing == account.rows).all()


def test_what_is_no_frame_is_refused():
    with pytest.raises(OptionError, match="list"):
        Survey.from_frame([1, 2])


@pytest.mark.parametrize("engine", ["pandas", "polars", "pyarrow", "duckdb"])
def test_headers_are_trimmed_and_roles_and_scales_may_name_them_as_they_were(engine):
    frame = ENGINES[engine](pd.DataFrame({" Branch ": ["N", "S"], "billing\n(1-5)": [1, 5]}))
    survey = Survey.from_frame(frame, roles={"unit": " Branch "}, scales={"billing\n(1-5)": (1, 5)})
    assert survey.columns == ["Branch", "billing (1-5)"]
    assert (survey.roles["unit"], survey.codebook["scale"].tolist()) == ("Branch", ["1-5"])


def test_doubled_and_blank_headers_are_told():
    frame = pd.DataFrame([[1, 5, 3]], columns=["nps", "nps", ""])
    with pytest.warns(SurveyWarning, match="nps_2, column_3"):
        survey = Survey.from_frame(frame, scales={"nps": (0, 10), "nps_2": (0, 10), "column_3": (1, 5)})
    assert survey.columns == ["nps", "nps_2", "column_3"]
    with pytest.warns(SurveyWarning, match="nps_2"):
        table = Survey.from_frame(pa.table([[1], [2]], names=["nps", "nps"]))
    assert table.columns == ["nps", "nps_2"]


def test_roles_are_guessed_by_name_and_noted_or_declared():
    frame = pd.DataFrame({"branch": ["N"], "weight": [1.5], "billing": [3]})
    guessed = Survey.from_frame(frame, scales={"billing": (1, 5)})
    assert dict(guessed.roles) == {"unit": "branch", "weight": "weight"}
    assert guessed.notes == ("roles by column name: unit = branch, weight = weight",)
    declared = Survey.from_frame(frame, roles={}, scales={"billing": (1, 5), "weight": (0, 2)})
    assert dict(declared.roles) == {}
    with pytest.raises(QuestionError, match="'branhc'.*Did you mean 'branch'"):
        Survey.from_frame(frame, roles={"unit": "branhc"})
    with pytest.raises(QuestionError, match="No role 'unti'"):
        Survey.from_frame(frame, roles={"unti": "branch"})


def test_one_audience_for_the_whole_file():
    frame = pd.DataFrame({"audience": ["x"], "billing": [3]})
    with pytest.warns(SurveyWarning, match="'audience' is a column of its own"):
        survey = Survey.from_frame(frame, audience="managers", scales={"billing": (1, 5)})
    assert survey.audiences == ["Leadership"]
    assert survey.roles["audience"] == "audience_2", "the file's own column stays what it is"
    with pytest.raises(OptionError, match="exclude each other"):
        study(audience="Staff")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", ["number", "category"])
def test_audiences_of_any_type(engine, kind):
    codes = pd.Series([1, 2, 1]) if kind == "number" else pd.Series(["staff", "clients", "staff"], dtype="category")
    survey = Survey.from_frame(ENGINES[engine](pd.DataFrame({"audience": codes, "q": [1, 3, 5]})), scales={"q": (1, 5)})
    assert survey.audiences == (["1", "2"] if kind == "number" else ["Staff", "Customers"])
    assert survey.only(audience=survey.audiences[0]).n_rows == 2


def test_only_numbers_without_words_are_warned_about():
    frame = pd.DataFrame({"billing": [1, 5], "app": ["Strongly agree", "Neutral"], "csat": [1, 5], "nps": [3, 9]})
    with pytest.warns(SurveyWarning, match="billing: scale guessed from the answers, read as 1-5"):
        Survey.from_frame(frame)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Survey.from_frame(frame, scales={"billing": (1, 5)})


def test_scales_beside_a_codebook():
    codebook = pd.DataFrame({"id": ["billing"], "kind": ["rating"], "text": ["Our bills"]})
    survey = study(codebook=codebook, scales={"Our bills": (0, 10)})
    assert survey.scale_of("billing") == Scale(0, 10)
    with pytest.raises(ScaleError, match="'bills'"):
        study(codebook=codebook, scales={"bills": (0, 10)})


def test_a_question_of_recommending_takes_whole_numbers_but_averages_are_no_answers_of_people():
    assert study().scale_of("nps").whole
    frame = pd.DataFrame({"unit": ["N", "S"], "nps": [8.3, 6.1], "answers": [40, 60]})
    units = Survey.from_frame(frame, roles={"unit": "unit", "n": "answers"})
    assert tally(units, ["nps"], by=[]).account.kept.tolist() == [2]
    weighted = units.with_roles(weight="answers", n=None)
    assert tally(weighted, ["nps"], by=[]).table.sum_w.tolist() == [60, 40]


def test_columns_are_judged_by_some_rows_and_counted_by_all():
    rows = 10_000
    frame = pd.DataFrame(
        {"id": range(rows), "q": [1, 2] * (rows // 2 - 1) + [7, 9], "why": [f"reason {at}" for at in range(rows)]}
    )
    survey = Survey.from_frame(frame, scales={"q": (1, 7)})
    assert survey.account(["q"]).iloc[0, 1:].tolist() == [rows, rows - 1, 1, 0]
    assert survey.codebook.set_index("id").kind.to_dict() == {"q": "rating", "why": "verbatim"}
    assert dict(survey.roles) == {"respondent": "id"}
    kept = [key for key in survey._cache if key[0] == "encoded"]
    assert ("encoded", "why") not in kept, "comments are not held a second time"


# -- finding --------------------------------------------------------------------------------------


def test_a_name_is_an_id_then_a_text_then_a_role_then_a_column():
    frame = pd.DataFrame({"q1": [1], "q2": [2], "who": ["Staff"], "site": ["N"], "extra": [1]})
    codebook = pd.DataFrame({"id": ["q1", "q2"], "kind": "rating", "scale": "1-5", "text": ["Billing", "q1"]})
    survey = Survey.from_frame(frame, codebook=codebook, roles={"audience": "who", "unit": "site"})
    assert survey.find("q1") == "q1", "an id before the same words as a text"
    assert survey.find("Billing") == "q1"
    assert survey.find(" BILLING ") == "q1"
    assert survey.find("unit") == "site"
    assert survey.find("extra") == "extra"
    with pytest.raises(QuestionError, match="Did you mean 'Billing'"):
        survey.find("Biling")


def test_a_text_that_several_questions_share_is_an_error():
    codebook = pd.DataFrame({"id": ["q1", "q2"], "kind": "rating", "scale": "1-5", "text": ["Billing", "Billing"]})
    survey = Survey.from_frame(pd.DataFrame({"q1": [1], "q2": [2]}), codebook=codebook, roles={})
    with pytest.raises(QuestionError, match="2 questions.*q1, q2"):
        survey.find("Billing")


def test_a_column_called_like_a_role_that_another_column_plays_is_told():
    frame = pd.DataFrame({"unit": ["EUR", "USD"], "site": ["N", "S"], "billing": [1, 5]})
    with pytest.warns(SurveyWarning, match="'unit' is a column of its own; for the role unit pass 'site'"):
        survey = Survey.from_frame(frame, roles={"unit": "site"}, scales={"billing": (1, 5)})
    assert survey.find("unit") == "unit"
    assert tally(survey, ["billing"]).table.unit.tolist() == ["N", "S"], "the default groups are roles"
    assert tally(survey, ["billing"], by="unit").table.unit.tolist() == ["EUR", "USD"]


def test_questions_by_kind_and_aspect():
    frame = pd.DataFrame({"How important is billing?": [1, 5], "Billing": [1, 5], "nps": [3, 9]})
    survey = Survey.from_frame(frame, scales={name: (1, 5) for name in frame.columns[:2]})
    assert survey.questions() == ["How important is billing?", "Billing"]
    assert survey.questions(aspect="experience") == ["Billing"]
    assert survey.questions(kinds="nps") == ["nps"]


# -- a new Survey ---------------------------------------------------------------------------------


def test_only_finds_what_is_meant():
    frame = pd.DataFrame({"wave": ["2024", "2025", "2025"], "unit": [7, 8, None], "q": [1, 2, 3]})
    survey = Survey.from_frame(frame, scales={"q": (1, 5)})
    assert survey.only(wave=2025).n_rows == 2
    assert survey.only(unit="7").n_rows == 1
    assert survey.only(unit=np.array([7, 8])).n_rows == 2
    assert survey.only(unit=7.0, wave="2024").n_rows == 1
    assert survey.only(q=[1, 2]).only(wave=2024).n_rows == 1
    assert survey.only(wave=2025).notes[-1] == "kept 2 of 3 rows: wave is 2025"
    with pytest.raises(QuestionError, match="No wave 2026.*Found: 2024, 2025"):
        survey.only(wave=2026)
    with pytest.raises(OptionError, match="names no value"):
        survey.only(wave=[])
    with pytest.raises(QuestionError, match="wvae"):
        survey.only(wvae=2025)


def test_only_takes_long_numbers_exactly():
    survey = Survey.from_frame(pd.DataFrame({"id": [1234567, 1234568], "q": [1, 2]}), scales={"q": (1, 5)})
    assert survey.only(id="1234567").n_rows == 1
    with pytest.raises(QuestionError):
        survey.only(id="1234569")


def test_audience_words_stand_for_each_other_and_other_words_do_not():
    survey = study()
    assert survey.only(audience="employees").n_rows == 2
    with pytest.raises(QuestionError):
        Survey.from_frame(pd.DataFrame({"team": ["Employee"], "q": [1]}), scales={"q": (1, 5)}).only(team="Staff")


def test_filters_add_up_in_the_words_of_the_root():
    survey = study()
    part = survey.only(unit="North").only(audience="Customers").relabel(unit={"North": "N"})
    assert dict(part.filters) == {"branch": ("N",), "who": ("Customers",)}
    assert part.root.answer_counts("branch") == {"N": 3, "South": 3}
    assert part.root.n_rows == 6
    assert survey.only(unit=["North", "South"]).only(unit="South").filters["branch"] == ("South",)


@pytest.mark.parametrize("engine", ENGINES)
def test_two_names_can_be_swapped(engine):
    survey = study(ENGINES[engine](answers())).relabel(unit={"North": "South", "South": "North"})
    assert survey.to_pandas().branch.tolist() == ["South", "North", "South", "South", "North", "North"]
    assert survey.notes[-2:] == (
        "unit: 'North' relabelled 'South' (3 rows)",
        "unit: 'South' relabelled 'North' (3 rows)",
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_numbers_can_get_names(engine):
    frame = ENGINES[engine](pd.DataFrame({"unit": [1.0, 2.0, np.nan, 3.0], "q": [1, 2, 3, 4]}))
    survey = Survey.from_frame(frame, scales={"q": (1, 5)}).relabel(unit={1: "North"})
    assert survey.answer_counts("unit") == {"North": 1, "2": 1, "3": 1}
    assert survey.n_rows == 4


def test_roles_change_hands_and_questions_come_back():
    survey = study()
    changed = survey.with_roles(unit=None, segment="branch")
    assert dict(changed.roles) == {"audience": "who", "segment": "branch"}
    freed = survey.with_roles(unit=None)
    assert freed.codebook.set_index("id").kind["branch"] == "choice"
    assert "branch" not in set(freed.with_roles(group="branch").codebook.id)
    with pytest.raises(QuestionError, match="No role 'unti'"):
        survey.with_roles(unti=None)


def test_a_survey_on_an_engine_says_what_it_knows_without_counting():
    survey = study(ENGINES["duckdb"](answers()), roles={})
    assert "rows not counted yet" in repr(survey)
    assert repr(study()).splitlines() == [
        "Survey 'survey': 6 rows, 3 questions, from frame", "  audiences: Staff 2, Customers 3",
        "  roles: audience = who, unit = branch",
    ]  # fmt: skip


def test_many_values_on_an_engine_are_all_found():
    rows = 5000
    frame = pd.DataFrame({"unit": [f"branch {at:04}" for at in range(rows)], "q": [3] * (rows - 1) + [99]})
    survey = Survey.from_frame(ENGINES["duckdb"](frame), scales={"q": (0, 100)})
    assert survey.only(unit="branch 4999").n_rows == 1
    assert survey.account(["q"]).iloc[0, 1:].tolist() == [rows, rows, 0, 0]


# -- in a folder ----------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_saved_and_opened_it_is_the_same(engine, tmp_path):
    survey = study(ENGINES[engine](answers())).with_notes('Grüße; "quoted", and\na line')
    opened = open_survey(survey.save(tmp_path / "study"))
    pd.testing.assert_frame_equal(opened.codebook, survey.codebook)
    assert (opened.roles, opened.notes, opened.name, opened.platform, opened.intake) == (
        survey.roles, survey.notes, survey.name, survey.platform, survey.intake,
    )  # fmt: skip
    for by in ([], ["audience"], ["audience", "unit"]):
        pd.testing.assert_frame_equal(tally(opened, by=by).table, tally(survey, by=by).table)
        pd.testing.assert_frame_equal(tally(opened, by=by).unread, tally(survey, by=by).unread)


def test_a_column_of_numbers_and_words_is_saved(tmp_path):
    frame = pd.DataFrame({"q": [1, "2", 3.0, True, None, pd.NA, "N/A"]}, dtype=object)
    survey = Survey.from_frame(frame, scales={"q": (1, 5)})
    opened = open_survey(survey.save(tmp_path))
    pd.testing.assert_frame_equal(tally(opened, by=[]).account, tally(survey, by=[]).account)
    assert tally(opened, by=[]).account.iloc[0, 1:].tolist() == [7, 3, 2, 2]


TRICKY = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "'=1",
    "''=1",
    "'tis",
    "\tx",
    "a,b",
    'say "x"',
    "line\nbreak",
    "line\r\nbreak",
    "Ünïcödé ☃",
    "a;b",
    "1-5",
]


def test_texts_that_a_spreadsheet_would_compute_are_defused_and_come_back(tmp_path):
    frame = pd.DataFrame({f"q{at}": [1, 5] for at in range(len(TRICKY))})
    codebook = pd.DataFrame({"id": frame.columns, "kind": "rating", "scale": "1-5", "text": TRICKY})
    survey = Survey.from_frame(frame, codebook=codebook, roles={})
    folder = survey.save(tmp_path)
    with open(folder / "codebook.csv", encoding="utf-8-sig", newline="") as file:
        import csv

        cells = [cell for line in csv.reader(file) for cell in line]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    assert "1 to 5" in cells, "a spreadsheet would make a date of 1-5"
    assert open_survey(folder).codebook.text.tolist() == TRICKY


def edited(folder, change) -> None:
    path = folder / "codebook.csv"
    path.write_bytes(change(path.read_bytes().decode("utf-8-sig")).encode("utf-8"))


def test_an_edited_codebook_changes_the_numbers(tmp_path):
    folder = study().save(tmp_path)
    edited(
        folder,
        lambda text: text.replace("1 to 5", "0 to 10").replace("billing,experience,False", "Bills,experience,TRUE"),
    )
    opened = open_survey(folder)
    assert opened.scale_of("billing") == Scale(0, 10)
    assert opened.codebook.topic.tolist()[0] == "Bills"
    assert tally(opened, ["billing"], by=[]).table.value.tolist() == [1, 5, 6, 8, 9]


def test_a_codebook_that_a_spreadsheet_saved_its_own_way(tmp_path):
    survey = study()
    survey = survey.with_codebook(survey.codebook.assign(topic=["Gebühren", "nps", "why"]))
    folder = survey.save(tmp_path)
    text = (folder / "codebook.csv").read_bytes().decode("utf-8-sig").replace(",", ";") + ";;;;;;;;\r\n"
    (folder / "codebook.csv").write_bytes(text.encode("cp1252"))
    pd.testing.assert_frame_equal(open_survey(folder).codebook, survey.codebook)


LINE = "Line {} of the codebook, question '{}'"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("1 to 5", "05. Jan"), LINE.format(2, "billing") + ": Not a scale: '05. Jan'"),
        (lambda text: text.replace("why,choice,", "why,chioce,"), LINE.format(4, "why") + ": no kind 'chioce'"),
        (lambda text: text.replace("nps,nps,nps", "npz,nps,nps"), LINE.format(3, "npz")),
        (lambda text: text.replace("False", "perhaps", 1), LINE.format(2, "billing") + ": reversed is 'perhaps'"),
        (lambda text: text.replace("why,why", "billing,why"), "questions twice: billing"),
        (lambda text: text.replace("id,", "name,", 1), "lacks the column id"),
        (lambda text: text + "a,b,c,d,e,f,g,h,i,j,k\r\n", "line 5 of codebook.csv has 11 cells"),
        (lambda text: "", "codebook.csv is empty"),
    ],
)
def test_a_wrong_line_is_named(change, told, tmp_path):
    folder = study().save(tmp_path)
    edited(folder, change)
    with pytest.raises(SurveyFileError, match=told):
        open_survey(folder)


@pytest.mark.parametrize("lost", ["responses.parquet", "codebook.csv", "survey.json"])
def test_a_folder_without_its_files_is_refused(lost, tmp_path):
    folder = study().save(tmp_path)
    (folder / lost).unlink()
    with pytest.raises(SurveyFileError, match=f"{lost} is missing"):
        open_survey(folder)


def test_a_damaged_folder_is_refused(tmp_path):
    folder = study().save(tmp_path)
    about = json.loads((folder / "survey.json").read_text(encoding="utf-8"))
    about.pop("roles")
    (folder / "survey.json").write_text(json.dumps(about), encoding="utf-8")
    with pytest.raises(SurveyFileError, match="roles"):
        open_survey(folder)
    (folder / "survey.json").write_text("{", encoding="utf-8")
    with pytest.raises(SurveyFileError, match="cannot be read"):
        open_survey(folder)
    (folder / "responses.parquet").write_bytes(b"no parquet")
    with pytest.raises(SurveyFileError, match="cannot be read"):
        open_survey(folder)


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(SurveyFileError, match="cannot be written"):
        study().save(tmp_path / "taken")


def test_a_saved_part_says_that_it_is_one(tmp_path):
    folder = study().only(unit="North").save(tmp_path)
    assert "judged by these rows alone" in open_survey(folder).notes[-1]


def test_narwhals_frames_come_and_go():
    survey = study(nw.from_native(pl.from_pandas(answers())))
    assert isinstance(survey.responses, pl.DataFrame)


def test_populations_are_said_once_and_hold_for_whole_audiences():
    frame = pd.DataFrame(
        {"who": ["Staff"] * 6 + ["Customers"] * 6, "unit": ["a", "b"] * 6, "q": [1, 2, 3, 4, 5, 3] * 2}
    )
    survey = Survey.from_frame(frame, roles={"audience": "who", "unit": "unit"}, scales={"q": (1, 5)})
    told = survey.with_populations({"Staff": 8})
    assert told.population_told(by=["audience"]) == {"Staff": 8}
    assert told.only(audience="Staff").population_told() == {"Staff": 8}
    assert told.population_told({"Staff": 9}, ["audience"]) == {"Staff": 9}, "what a call says wins"
    for other in (told.population_told(by=["audience", "unit"]), told.population_told(),
                  told.only(unit="a").population_told(by=["audience"]), survey.population_told(by=["audience"]),
                  told.only(audience="Customers").population_told()):  # fmt: skip
        assert other is None
    with pytest.raises(OptionError, match="Suppliers"):
        survey.with_populations({"Suppliers": 4})
    # n = 6 of N = 8: the standard error is that of a sample times sqrt((N - n) / (N - 1)) or near (Cochran 1977, 2.6).
    plain, whole = (cx.mean_score(one.only(audience="Staff"), "q").table.std_error[0] for one in (survey, told))
    assert whole / plain == pytest.approx(np.sqrt(2 / 8), rel=0.1)
