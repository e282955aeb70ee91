"""Steps of a study in a notebook: shown, told, tabled, saved; and one sentence where nothing was asked."""

import warnings
from pathlib import Path

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError, StudyError
from cxresearch.plots.drawing.style import off_screen
from cxresearch.study.answering.analyses import ANALYSES
from cxresearch.study.answering.untold import called


@pytest.fixture(scope="module")
def parcels():
    return cx.open_study("parcel-service")


@pytest.fixture(scope="module")
def bank():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        study = cx.open_study("harbour-bank")
        assert study.now.n_rows
    return study


def test_every_analysis_has_a_name_of_its_own_for_people():
    names = [called(analysis.name) for analysis in ANALYSES]
    assert len(set(names)) == len(names)
    assert not any("_" in name or name[0].islower() for name in names)


def test_a_table_has_its_heads_in_the_language_of_the_study():
    shown = cx.open_study("hospital").table("perception_gap", "topic", "audience_a", "estimate", "verdict")
    assert list(shown.columns) == ["Thema", "Befragte A", "Wert", "Urteil"]
    assert "Führungskräfte" in set(shown["Befragte A"])


def test_what_is_missing_is_said_of_those_whom_the_client_serves():
    why = cx.open_study("hospital").asks.why_not
    assert any("Patienten" in line for line in why)
    assert not any("Kunden" in line for line in why)


def test_what_was_not_asked_is_said_once_and_in_one_sentence(capsys):
    study = cx.open_study("parcel-service")
    assert study.show("promise") is None and study.tell("promise") is None
    assert study.table("promise") is None and study.caveats("promise") is None and study["promise"] is None
    told = capsys.readouterr().out
    assert told.count("No question") == 1 and told.startswith("No question was recognised as asking whether")
    assert max(map(len, told.splitlines())) <= 100, "a page would break it within a word"


def test_a_step_is_drawn_told_and_tabled(parcels):
    with off_screen():
        ax = parcels.show("nps")
    score = cx.nps(parcels.now.only(audience="Customers"))
    assert "16 (" in ax.get_title()
    assert parcels.tell("nps") == score.sentences()
    assert parcels.table("nps").equals(score.text_table())
    assert parcels.table("nps", "estimate", "n").to_dict("records") == [{"estimate": "-15.9", "n": "1,782"}]
    assert parcels.method("nps") == [score.method]
    assert len(parcels.tell("nps", "effort", "perception_gap", most=1)) == 3
    assert (
        list(parcels.table("perception_gap", of="nearest", most=3).columns)[:2] == ["topic", "nearest"]
        or len(parcels.table("perception_gap", of="nearest", most=3)) == 3
    )


def test_a_wrong_table_column_or_count_is_named(parcels):
    with pytest.raises(OptionError, match="no table 'nearst'. Did you mean 'nearest'"):
        parcels.table("perception_gap", of="nearst")
    with pytest.raises(QuestionError, match="no column 'estimat'. Did you mean 'estimate'"):
        parcels.table("nps", "estimat")
    for most in (0, "3", True):
        with pytest.raises(OptionError, match="most="):
            parcels.tell("nps", most=most)
    with pytest.raises(OptionError, match="Did you mean 'nps_by_unit'"):
        parcels.show("nps_by_units")
    with pytest.raises(OptionError, match="not made question by question"):
        parcels.step("nps", "What should we do better?")
    with pytest.raises(StudyError, match="takes a folder"):
        cx.open_study(3)


def test_one_open_question_at_a_time(parcels):
    first, second = parcels.comments
    one, other = parcels.step("sentiment"), parcels.step("sentiment", second)
    assert one is parcels.step("sentiment", first) and other is not one
    assert parcels.comments[second] == "What should we do better?"


def test_a_study_that_is_open_stays_open(parcels):
    assert cx.open_study(parcels) is parcels


def test_a_report_holds_no_step_that_looks_closer(parcels):
    closer = {analysis.name for analysis in ANALYSES if analysis.closer}
    assert {"nps_by_unit", "touchpoints", "quotes"} <= closer and not closer & {"nps", "perception_gap", "themes"}
    assert [result.heading for result in parcels.run("nps_by_unit")] == ["Net Promoter Score"]


def test_all_or_a_sample_of_units_follows_everywhere(tmp_path, parcels):
    folder = tmp_path / "study"
    folder.mkdir()
    for path in parcels.settings.folder.iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    text = (folder / "study.toml").read_text("utf-8")
    (folder / "study.toml").write_text(text.replace('units = "all"', 'units = "sample"'), encoding="utf-8")
    sampled = cx.open_study(folder)
    assert parcels.now.cluster_of() is False and sampled.now.cluster_of() == "unit"
    for step in ("nps", "effort", "touchpoints", "drivers", "effort_and_leaving"):
        wide, narrow = (study.step(step).table.eval("ci_high - ci_low").mean() for study in (sampled, parcels))
        # Who leaves, and what goes with loyalty, hardly differ from unit to unit: there it may be the narrower one.
        assert wide > narrow or (step in ("effort_and_leaving", "drivers") and wide != narrow), step
    assert not any("are all that there are" in line for line in parcels.caveats("nps", "effort"))


def test_a_clients_folder_gets_the_page_and_a_sample_does_not(tmp_path, capsys):
    pd.DataFrame({"Rating": [9, 10, 3, 7] * 10}).to_csv(tmp_path / "a.csv", index=False)
    (tmp_path / "study.toml").write_text(
        '[[files]]\npath = "a.csv"\naudience = "Customers"\nkinds = { Rating = "nps" }\nscales = { Rating = [0, 10] }\n'
    )
    study = cx.open_study(tmp_path)
    study.save("04_loyalty")
    assert "Nothing was computed yet" in capsys.readouterr().out and not (tmp_path / "report").exists()
    study.tell("nps")
    study.save("04_loyalty")
    assert capsys.readouterr().out == "04_loyalty.html holds 1 result. It lies in report beside study.toml.\n"
    assert "NPS is 25" in (tmp_path / "report" / "04_loyalty.html").read_text("utf-8")

    sample = cx.open_study("parcel-service")
    sample.tell("nps")
    sample.save("04_loyalty")
    assert "of a sample no page is written." in capsys.readouterr().out
    assert not (sample.settings.folder / "report").exists()


def test_panels_open_in_file_order_or_on_the_first_hypothesis(tmp_path, parcels, capsys):
    assert parcels.explore().view.asked.topic == "Delivery slot"
    assert parcels.explore("link").view.loyalty.ids == (parcels._material.named("nps"),)
    assert parcels.explore("scorecard") is None and "No file of audits is named." in capsys.readouterr().out
    with pytest.raises(OptionError, match="'comments'"):
        parcels.explore("comment")
    frame = pd.DataFrame({"audience": ["Staff", "Customers"] * 20, "Parking": [1, 2] * 20, "Food": [3, 4, 5, 1] * 10})
    frame.to_csv(tmp_path / "a.csv", index=False)
    (tmp_path / "study.toml").write_text(
        '[[files]]\npath = "a.csv"\nroles = { audience = "audience" }\nscales = { Parking = [1, 5], Food = [1, 5] }\n'
        '[[plan.hypotheses]]\nid = "H1"\nanalysis = "perception_gap"\nquestion = "Food"\n'
    )
    assert cx.open_study(tmp_path).explore().view.asked.id == "Food"


def test_the_bank_can_take_every_step(bank):
    asks = bank.asks
    assert asks.possible.all(), asks[~asks.possible]
    claim, contact = bank.step("claim"), bank.step("contact")
    assert "Not comparable" in claim.sentences()[0]
    assert contact.table.estimate.iloc[0] == cx.asymmetry(
        bank.now.only(audience="Customers"), "NPS", ["STAFF"]
    ).table.estimate.iloc[0]  # fmt: skip
    assert len(bank.step("handoffs").roads) > 0 and len(bank.step("giving_or_getting").pretends) == 9
    assert bank.step("best_in_life").table.n.iloc[0] > 4000


def test_comments_that_cannot_be_read_are_one_line_and_no_empty_slide(tmp_path, monkeypatch):
    """Dutch, and no neural scorer: neither tone nor themes make a slide, and each is said in a line."""
    from cxresearch.study.answering.untold import in_plain_words
    from cxresearch.study.drafting import new_study
    from tests.study.strangers import STRANGERS

    monkeypatch.setattr("cxresearch.text.scoring.score.embedder_is_there", lambda: False)
    files = STRANGERS["homes"].make(tmp_path)
    new_study(tmp_path / "study", {tmp_path / path: audience for path, audience in files.items()})
    toml = tmp_path / "study" / "study.toml"  # without the frame that was drafted from their own words
    toml.write_text(toml.read_text("utf-8").replace('code_frame = "themes.csv"', ""), "utf-8")
    study = cx.open_study(tmp_path / "study")
    made = {type(result).__name__ for result in study.run("sentiment", "themes", "nps")}
    assert made == {"NetPromoter"}
    tone, themes = in_plain_words({name: study.left_out[name] for name in ("sentiment", "themes")})
    assert tone == "Tone of the comments: no comment could be scored."
    assert themes.startswith("Themes of the comments: the code frame has no words in the language of the comments")
    assert study.step("sentiment") is None
    # The line for the person who reads notebooks still says what to install.
    assert "rules='neural'" in study.left_out["sentiment"]


def test_tests_of_a_study_take_a_folder_seen_from_here(tmp_path, monkeypatch):
    """A relative folder: pytest runs inside it, and looked for the notebooks below it once more."""
    import nbformat

    from cxresearch.study.shell import test_study as run_notebooks_of

    (tmp_path / "study" / "notebooks").mkdir(parents=True)
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_code_cell("1 + 1", execution_count=1)]
    book.cells[0].outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "2"}, execution_count=1)]
    for right, shown in ((True, "2"), (False, "3")):
        book.cells[0].outputs[0]["data"]["text/plain"] = shown
        nbformat.write(book, tmp_path / "study" / "notebooks" / "a.ipynb")
        monkeypatch.chdir(tmp_path)
        assert (run_notebooks_of(Path("study")) == 0) is right
    book.cells[0].outputs, book.cells[0].execution_count = [], None
    nbformat.write(book, tmp_path / "study" / "notebooks" / "a.ipynb")
    with pytest.raises(StudyError, match="a never ran.*study notebooks .*study --run"):
        run_notebooks_of(Path("study"))


def test_how_many_there_are_is_told_by_wave():
    """Of numbers by wave `actions` takes each wave's, other steps the one they are about; errors shrink by the part."""
    from dataclasses import replace

    from cxresearch.study.answering.closer import actions
    from cxresearch.study.answering.material import Material

    study = cx.open_study("harbour-bank")
    told = {"Customers": {"2024": 20_000.0, "2025": 8_000.0, "1999": 5.0}, "Leadership": 60.0}
    material = Material(study.now, replace(study.settings, populations=told), study.survey)
    assert material.population == {"Customers": 8_000.0, "Leadership": 60.0}
    assert material.population_by_wave["Customers"] == {"2024": 20_000.0, "2025": 8_000.0}
    one = replace(material.settings, populations={"Customers": 8_000.0})
    assert Material(study.now, one, study.survey).population_by_wave == {"Customers": {"2025": 8_000.0}}
    bare, found = study["actions"].table, actions(material)[0].table
    app = [table[(table.topic == "Mobile app") & table.std_error.notna()].iloc[0] for table in (bare, found)]
    levels = cx.trend(study.survey.only(audience="Customers"), app[0].measure, metric="mean", scale="0-100").table
    size = levels.wave.astype(str).map(told["Customers"])
    part = ((levels.std_error**2 * (1 - levels.n / size)).sum() / (levels.std_error**2).sum()) ** 0.5
    assert app[1].std_error / app[0].std_error == pytest.approx(part, rel=0.02) and part < 0.85
    units = (bare.compared == "units").to_numpy()
    assert found[units].equals(bare[units]), "units that act are compared as they are"
