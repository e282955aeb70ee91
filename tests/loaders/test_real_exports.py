"""Real exports and faulty files that are not part of the repository."""

import json
import warnings

import pandas as pd
import pytest

from cxresearch.errors import SurveyFileError, SurveyWarning
from cxresearch.loaders.reading import read_survey
from cxresearch.loaders.tables.describing import describe
from tests.loaders.made_files import read

pytestmark = pytest.mark.external


def test_faulty_files_behave_as_written(fixtures):
    wrong = []
    for case in json.loads((fixtures / "bad" / "expected.json").read_text(encoding="utf-8")):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                survey = read_survey(fixtures / "bad" / case["file"])
                found = "warn" if caught else "ok"
                assert survey.n_rows and describe(survey)
            except SurveyFileError as problem:
                found = "error"
                assert case["file"] in str(problem)
        if found not in case["kind"].split("|") or any(
            not issubclass(warning.category, SurveyWarning) for warning in caught
        ):
            wrong.append((case["file"], case["kind"], found))
    assert wrong == []


EXPORTS = {
    "qualtRics_sample_de.csv": ("Qualtrics", 1, 20),
    "qualtRics_sample_legacy_2row.csv": ("Qualtrics (legacy layout)", 1, 15),
    "steak-risk-survey.csv": ("SurveyMonkey", 550, 15),
    "thanksgiving-2015-poll-data.csv": ("SurveyMonkey", 1058, 65),
    "CONSTRUCTED_sm_condensed.xlsx": ("SurveyMonkey", 40, 17),
    "CONSTRUCTED_typeform_2023layout.csv": ("Typeform", 25, 15),
    "hotel.sav": ("SPSS", 17, 5),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_have_their_rows_and_columns(fixtures, name):
    survey, _ = read(fixtures / "exports" / name)
    assert (survey.platform, survey.n_rows, len(survey.columns)) == EXPORTS[name]


@pytest.mark.parametrize(("name", "platform", "rows"), [("turing_autistica.csv", "Google Forms", 42),
("CONSTRUCTED_googleforms_grid.csv", "Google Forms", 20),
                                                        ("CONSTRUCTED_msforms_nps.xlsx", "Microsoft Forms",
                                                        30)])  # fmt: skip
def test_forms_have_their_rows(fixtures, name, platform, rows):
    survey, told = read(fixtures / "exports" / name)
    assert (survey.platform, survey.n_rows, told) == (platform, rows, [])


def test_question_texts_are_read_in_any_language_and_without_html(fixtures):
    german = read(fixtures / "exports" / "qualtRics_sample_de.csv")[0].codebook.set_index("id").text
    assert german["Q1"] == "This is a multiple choice question." and german["Q2"] == "This is a free text question."
    steak = read(fixtures / "exports" / "steak-risk-survey.csv")[0].codebook
    assert "<br>" not in " ".join(steak.text) and steak.text[0].startswith(
        "Consider the following hypothetical situations: In Lottery A"
    )
    thanks = read(fixtures / "exports" / "thanksgiving-2015-poll-data.csv")[0]
    assert (thanks.codebook.kind == "multi").sum() == 37
    pies = [qid for qid in thanks.codebook.id if qid.startswith("Which type of pie") and qid.endswith("- Apple")]
    assert thanks.responses[pies[0]].sum() == 514


def test_ticked_boxes_with_commas_inside_are_taken_apart(fixtures):
    survey, _ = read(fixtures / "exports" / "turing_autistica.csv")
    options = [qid for qid, kind in zip(survey.codebook.id, survey.codebook.kind, strict=True) if kind == "multi"]
    assert any(qid.endswith("[I know someone who is autistic]") for qid in options)


def test_spss_scales_come_from_the_labels(fixtures):
    survey, told = read(fixtures / "exports" / "hotel.sav")
    assert [text.partition(" (")[0].partition(":")[2][:24] for text in told] == [" v3: answered against th"]
    assert set(survey.codebook.kind) == {"rating"}
    items = survey.numbers(["v1", "v3", "v4"]).assign(v3=lambda frame: 6 - frame["v3"])
    alpha = 3 / 2 * (1 - items.var().sum() / items.sum(axis=1).var())
    assert round(alpha, 4) == 0.8075
    for name in (
        "haven_labelled-num-na.sav",
        "haven_umlauts.sav",
        "pyreadstat_missing_char.sav",
        "pyreadstat_sample_missing.sav",
    ):
        survey, told = read(fixtures / "exports" / name)
        assert told == [] and survey.n_rows > 0


def test_schools_become_one_row_a_school_and_audience(fixtures):
    path = fixtures / "data" / "nyc_schools_d75.tsv"
    guessed, _ = read(path)
    assert set(guessed.audiences) == {"Parents", "Teachers", "Students"} and guessed.n_rows == 168
    assert dict(guessed.roles) == {"audience": "audience", "unit": "dbn", "n": "n"}
    assert guessed.codebook.id.tolist() == ["saf", "com", "eng", "aca"] and set(guessed.codebook.scale) == {"0-10"}
    codes = {"Parents": "p", "Teachers": "t", "Students": "s"}
    plan = {"unit": "dbn", "n": {name: f"N_{code}" for name, code in codes.items()},
            "scores": {"Safety": {name: f"saf_{code}_11" for name, code in codes.items()}}}  # fmt: skip
    declared, told = read(path, aggregates=plan, scales={"Safety": (0, 10)})
    assert told == []
    raw = pd.read_csv(path, sep="\t").set_index("dbn")
    for name, code in codes.items():
        rows = declared.responses[declared.responses["audience"] == name].set_index("dbn")
        assert (
            rows["Safety"].equals(raw[f"saf_{code}_11"].rename("Safety")) and rows["n"].sum() == raw[f"N_{code}"].sum()
        )


def test_nothing_is_doubted_where_an_export_is_plain(fixtures):
    """Of these eighteen exports two leave a doubt of one bare question of numbers, of which nothing names the scale.

    A third holds an item that complains among items that praise; the alpha that is published for it turns it.
    """
    doubted = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for file in sorted((fixtures / "exports").iterdir()):
            if len(found := read_survey(file, audience="Customers").doubts):
                doubted[file.name] = found.doubt.tolist()
    assert ["answered against" in told for told in doubted.pop("hotel.sav")] == [True]
    assert set(doubted) <= {"qualtRics_sample_de.csv", "qualtRics_sample_legacy_2row.csv"}
    assert all(told == ["scale guessed from the answers, read as 1-5"] for told in doubted.values())
