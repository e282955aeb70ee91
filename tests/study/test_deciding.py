"""Rows of matches.csv, confirmed from a shell: what was read, what was named, and nothing else."""

import csv

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.cli import main
from cxresearch.errors import CXResearchError, OptionError, QuestionError, StudyError
from cxresearch.study.deciding import confirm_lines
from cxresearch.study.drafting import new_study
from tests.study.strangers import GUESSED_OF_CATERER, STRANGERS


@pytest.fixture
def study(tmp_path):
    stranger = STRANGERS["caterer"]
    files = stranger.make(tmp_path)
    new_study(tmp_path / "study", {tmp_path / path: audience for path, audience in files.items()})
    return tmp_path / "study"


def rows(study):
    with (study / "matches.csv").open(encoding="utf-8-sig", newline="") as lines:
        return {(row["topic"], row["aspect"]): row for row in csv.DictReader(lines)}


def test_what_waits_is_shown_in_full_and_nothing_changes(study):
    before = (study / "matches.csv").read_bytes()
    said = "\n".join(confirm_lines(study))
    assert (study / "matches.csv").read_bytes() == before
    for words in (
        "Yemeklerimiz lezzetlidir  [1-5: Kesinlikle katılmıyorum ... Kesinlikle katılıyorum]",
        "Aşağıdaki konulardan ne kadar memnunsunuz? [Lezzet]",
        "Lezzet (1 = çok kötü, 10 = mükemmel)  [1-10]",
    ):
        assert words in said
    assert f'cxresearch study confirm {study} "' in said and "--all" in said and "--rescale" in said


def test_named_rows_alone_are_confirmed_and_kept_apart_by_their_scales(study):
    said = "\n".join(confirm_lines(study, ["porsiyon"]))
    assert "kept apart by its scales" in said and "Porsiyonlarımız yeterlidir" in said
    confirmed = {topic for (topic, _), row in rows(study).items() if row["confirmed"] == "yes"}
    assert confirmed == {"Porsiyon"} and rows(study)["Porsiyon", "experience"]["rescale"] == ""
    # Scales are a decision of its own, that may come later.
    confirm_lines(study, ["Porsiyon"], rescale=True)
    assert rows(study)["Porsiyon", "experience"]["rescale"] == "yes"
    assert set(cx.open_study(study)["perception_gap"].table.topic) == {"Porsiyon"}


def test_all_but_some(study):
    confirm_lines(study, every=True, but=["Lezzet"], rescale=True)
    confirmed = {topic for (topic, _), row in rows(study).items() if row["confirmed"] == "yes"}
    assert confirmed == set(STRANGERS["caterer"].truth) - {"Lezzet"}
    assert "Lezzet" in "\n".join(confirm_lines(study))
    confirm_lines(study, every=True, rescale=True)
    assert confirm_lines(study)[0] == "No row of matches.csv waits for you."
    predicted = cx.open_study(study)["prediction_gap"].table
    assert dict(zip(predicted.topic, predicted.predicted, strict=True)) == pytest.approx(GUESSED_OF_CATERER, abs=0.5)


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [
        ({"topics": ["Porsyon"]}, QuestionError, "Did you mean 'Porsiyon'"),
        ({"topics": ["Yöneticim beni dinler"]}, OptionError, "one question only"),
        ({"but": ["Lezzet"]}, OptionError, "--all"),
    ],
)
def test_what_cannot_be_confirmed_is_named_and_nothing_changes(study, given, error, told):
    before = (study / "matches.csv").read_bytes()
    with pytest.raises(error, match=told):
        confirm_lines(study, **given)
    assert (study / "matches.csv").read_bytes() == before


def test_a_file_with_a_mistake_is_not_written_over(study):
    path = study / "matches.csv"
    path.write_text(path.read_text("utf-8-sig").replace(",experience,", ",exprience,", 1), "utf-8")
    before = path.read_bytes()
    with pytest.raises(StudyError, match="line 2.*experience"):
        confirm_lines(study, every=True)
    assert path.read_bytes() == before


def test_a_question_behind_a_sign_enters_with_its_row(study):
    path = study / "matches.csv"
    path.write_text(
        path.read_text("utf-8-sig").replace("Yemeklerimiz lezzetlidir", "? Yemeklerimiz lezzetlidir", 1), "utf-8"
    )
    assert "? Yemeklerimiz lezzetlidir" in "\n".join(confirm_lines(study))
    confirm_lines(study, ["Lezzet"])
    assert rows(study)["Lezzet", "experience"]["Staff"] == "Yemeklerimiz lezzetlidir"


def test_samples_stay_as_they_are():
    with pytest.raises(CXResearchError, match="copy"):
        confirm_lines("parcel-service", ["Driver"])


def test_options_may_stand_between_the_names(study, capsys):
    assert main(["study", "confirm", str(study), "Lezzet", "--rescale", "Porsiyon"]) == 0
    assert "Confirmed in matches.csv: 2 touchpoints." in capsys.readouterr().out
    new = study.parent / "new"
    arguments = ["study", "new", str(new), "--language", "de", f"{study.parent / 'yonetim.csv'}=Yöneticiler"]
    assert main(arguments) == 0 and (new / "study.toml").is_file()
    with pytest.raises(SystemExit):
        main(["study", "check", str(study), "more"])


def test_what_is_ticked_or_rated_of_a_place_is_no_place(tmp_path):
    ticked = ("Opening hours|Shop location", "Prices", "Prices|Shop location")
    rows = [
        {"Visit": at, "Praised": ticked[at % 3], "The shop's location suits me": at % 5 + 1, "Site": f"Site {at % 4}"}
        for at in range(60)
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "visits.csv", index=False)
    pd.DataFrame(rows).drop(columns="Site").to_csv(tmp_path / "no_site.csv", index=False)
    with_places = new_study(tmp_path / "one", {tmp_path / "visits.csv": "Customers"})
    without = new_study(tmp_path / "other", {tmp_path / "no_site.csv": "Customers"})
    assert with_places.survey.roles["unit"] == "Site"
    assert "unit" not in without.survey.roles
