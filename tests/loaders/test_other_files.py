"""SPSS, Parquet, tables of units, the sample, and what is printed about all of them."""

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from cxresearch.errors import OptionError, QuestionError, SurveyFileError
from cxresearch.loaders.samples import load_sample, sample_folder
from cxresearch.loaders.tables.describing import describe
from tests.loaders.made_files import HEADER, ROWS, as_csv, good, put, read, repacked, workbook

AGREE = {1: "Strongly disagree", 2: "Disagree", 3: "Neither agree nor disagree", 4: "Agree", 5: "Strongly agree"}


def spss(folder, name, **options):
    frame = pd.DataFrame(
        {
            "id": range(1, 31),
            "v1": [1.0 + i % 5 for i in range(28)] + [99.0, 98.0],
            "v2": [1.0 + i % 5 for i in range(30)],
            "nps": [float(i % 11) for i in range(30)],
            "sex": [1.0 + i % 2 for i in range(30)],
            "why": [f"reason number {i}" for i in range(30)],
        }
    )
    better_first = {6 - code: label for code, label in AGREE.items()}
    pyreadstat.write_sav(
        frame, str(folder / name), column_labels=["", "Service is good", "Prices are fair", "Would you recommend us?",
        "Gender", "Why?"],
        variable_value_labels={"v1": {**AGREE, 99: "No answer"}, "v2": better_first, "sex": {1: "Female", 2: "Male"},
                               "nps": {0: "Not at all likely", 10: "Extremely likely"}},
        missing_ranges={"v1": [{"lo": 98, "hi": 99}]}, **options,
    )  # fmt: skip
    return folder / name


@pytest.mark.parametrize("name", ["survey.sav", "survey.zsav"])
def test_spss_labels_scales_and_missing_ranges(tmp_path, name):
    survey, told = read(spss(tmp_path, name, compress=name.endswith("zsav")))
    assert told == [] and survey.platform == "SPSS" and survey.n_rows == 30
    book = survey.codebook.set_index("id")
    assert book.text["v1"] == "Service is good" and book.kind.to_dict() == {
        "v1": "rating", "v2": "rating", "nps": "nps", "sex": "choice", "why": "verbatim"
    }  # fmt: skip
    assert survey.account(["v1"]).loc[0, ["kept", "excluded", "missing"]].tolist() == [28, 0, 2]
    assert any("marked as missing" in note and "98: 1" in note and "99: 1" in note for note in survey.notes)
    assert survey.answer_counts("sex") == {"Female": 15, "Male": 15}
    assert survey.is_reversed("v2") and not survey.is_reversed("v1")
    assert survey.numbers(["v2"])["v2"].tolist() == [5.0 - i % 5 for i in range(30)]


def test_a_broken_spss_file_says_so(tmp_path):
    whole = spss(tmp_path, "survey.sav").read_bytes()
    with pytest.raises(SurveyFileError, match="corrupt SPSS"):
        read(put(tmp_path, "half.sav", whole[:300]))


def test_a_date_outside_the_calendar_is_explained(tmp_path):
    path = tmp_path / "dates.sav"
    frame = pd.DataFrame({"when": [1.3e10, 9.9e14], "nps": [9.0, 3.0]})
    pyreadstat.write_sav(frame, str(path), variable_format={"when": "DATETIME20"})
    survey, told = read(path)
    assert survey.n_rows == 2 and any("calendar" in text for text in told)


@pytest.mark.parametrize("engine", ["pandas", "polars", "pyarrow", "duckdb"])
def test_parquet_on_every_engine(tmp_path, engine):
    frame = pd.DataFrame(ROWS, columns=HEADER)
    frame.to_parquet(tmp_path / "survey.parquet")
    survey, told = read(tmp_path / "survey.parquet", engine=engine)
    assert told == [] and survey.n_rows == 60 and survey.platform == "Parquet"
    assert type(survey.responses).__module__.split(".")[0].strip("_") == engine
    assert survey.audiences == ["Leadership", "Staff", "Customers"]
    assert survey.answer_counts("nps") == {
        value: count for value, count in frame["nps"].value_counts(sort=False).items()
    }


def test_parquet_on_duckdb_stays_in_its_file(tmp_path):
    pd.DataFrame(ROWS, columns=HEADER).to_parquet(tmp_path / "survey.parquet")
    survey, _ = read(tmp_path / "survey.parquet", engine="duckdb", audience="Staff", roles={"unit": "unit"})
    assert survey.is_lazy and survey.audiences == ["Staff"] and dict(survey.intake) == {"rows in": 60, "kept": 60}
    with pytest.raises(SurveyFileError, match="Parquet"):
        read(put(tmp_path, "broken.parquet", b"PAR1" + bytes(100) + b"PAR1"))
    with pytest.raises(OptionError, match="polars"):
        read(put(tmp_path, "good.csv", good()), engine="excel")


# -- tables of units -----------------------------------------------------------------------------

UNITS = pd.DataFrame({
    "school": [f"S{i:02d}" for i in range(20)], "borough": ["North", "South"] * 10, "N_p": range(40, 60),
    "N_t": range(20, 40),
    "rr_p": [50] * 20, "rr_t": [60] * 20, "saf_p_11": np.linspace(6, 9, 20).round(1), "saf_t_11": np.linspace(5, 8,
    20).round(1),
    "com_p_11": np.linspace(4, 7, 20).round(1), "com_t_11": np.linspace(5, 9, 20).round(1),
    "saf_tot_11": np.linspace(6, 8, 20).round(1),
    "p_q1": [7.0] * 20, "t_q1": [5.0] * 20,
})  # fmt: skip
PLAN = {
    "unit": "school",
    "n": {"Parents": "N_p", "Teachers": "N_t"},
    "scores": {"Safety": {"Parents": "saf_p_11", "Teachers": "saf_t_11"}},
}


def test_a_table_of_units_is_guessed_and_said(tmp_path):
    path = put(tmp_path, "schools.csv", UNITS.to_csv(index=False))
    survey, told = read(path)
    assert survey.is_aggregated and survey.n_rows == 40 and survey.audiences == ["Parents", "Teachers"]
    assert dict(survey.roles) == {"audience": "audience", "unit": "school", "n": "n"}
    assert survey.codebook.id.tolist() == ["saf", "com"] and set(survey.codebook.scale) == {"0-10"}
    rows = survey.responses.set_index(["school", "audience"])
    assert (
        rows.loc[("S03", "Teachers"), ["n", "saf", "com"]].tolist()
        == UNITS.loc[3, ["N_t", "saf_t_11", "com_t_11"]].tolist()
    )
    assert any("guessed" in text for text in told) and any("p = Parents" in note for note in survey.notes)


def test_a_table_of_units_can_be_declared(tmp_path):
    path = put(tmp_path, "schools.csv", UNITS.to_csv(index=False, sep=";", decimal=","))
    survey, told = read(path, aggregates=PLAN, scales={"Safety": (0, 10)})
    assert told == [] and survey.codebook.id.tolist() == ["Safety"]
    assert (
        survey.responses.loc[survey.responses["audience"] == "Parents", "Safety"].tolist() == UNITS["saf_p_11"].tolist()
    )
    with pytest.raises(QuestionError, match="N_x"):
        read(path, aggregates={**PLAN, "n": {"Parents": "N_x"}})
    with pytest.raises(OptionError, match="scores"):
        read(path, aggregates={"unit": "school"})
    with pytest.raises(OptionError, match="twice"):
        read(path, aggregates={**PLAN, "unit": "borough"})


def test_respondents_are_not_taken_for_units(tmp_path):
    survey, _ = read(put(tmp_path, "good.csv", good()))
    assert not survey.is_aggregated


# -- the sample and the words about it -----------------------------------------------------------


def test_the_sample_loads_in_silence(recwarn):
    survey = load_sample()
    assert [str(warning.message) for warning in recwarn] == []
    assert survey.audiences == ["Leadership", "Staff", "Customers"]
    assert {"respondent", "audience", "unit", "group", "segment", "wave", "weight"} <= set(survey.roles)
    intake = dict(survey.intake)
    assert intake["rows in"] == intake["kept"] + sum(
        count for key, count in intake.items() if key.startswith("excluded")
    )
    shared = survey.codebook[survey.codebook.aspect == "experience"].head(12)
    for qid in shared.id:
        assert {
            audience
            for audience in survey.audiences
            if survey.only(audience=audience).numbers([qid])[qid].notna().any()
        } == set(survey.audiences)
    assert (sample_folder() / "harbour-bank" / "customers.csv").is_file()
    with pytest.raises(OptionError, match="harbour-bank"):
        load_sample("harbor-bank")


def test_describe_says_what_to_do(tmp_path):
    rows = [HEADER, *[list(row) for row in ROWS]]
    rows[5][3], rows[6][3] = 11, "ten"
    survey, _ = read(put(tmp_path, "hotel.csv", as_csv([row[:1] + row[2:] for row in rows])))
    said = describe(survey)
    assert "\nRecognised as plain table: 60 responses, 3 questions\nRows: 60 in the file = 60 kept" in said
    assert "2 answers cannot be used on 0-10 (11, ten)" in said and 'No audience: pass audience="Customers"' in said
    assert max(map(len, said.splitlines())) <= 140 and "nan" not in said.lower().replace("nanc", "")
    assert said == describe(survey)


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/worksheets/sheet1.xml"]
)
def test_a_damaged_part_is_a_corrupt_workbook(tmp_path, part):
    path = repacked(workbook(tmp_path, "survey.xlsx", [HEADER, *ROWS]), part, lambda xml: xml[: len(xml) // 2])
    with pytest.raises(SurveyFileError, match="corrupt"):
        read(path)
