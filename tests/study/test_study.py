"""From strange files to results: the parcel service, the hospital, the bank, and files drawn up here."""

import shutil
import warnings

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch import cli
from cxresearch.errors import OptionError, StudyError
from tests.places import SAMPLES, generator

FILES = {
    "parcel-service": {"customers.csv": "Customers", "staff.csv": "Staff", "leaders.csv": "Leadership"},
    "hospital": {"patienten.csv": "Patienten", "mitarbeiter.xlsx": "Mitarbeiter", "vorstand.csv": "Vorstand"},
}
PLANTED = {"parcel-service": generator("parcel_service").TOPICS, "hospital": generator("hospital").TOPICS}
ASKED_AS = {
    "parcel-service": generator("parcel_service").ASKED_AS,
    "hospital": {topic: topic for topic in PLANTED["hospital"]},
}
# Which planted topic a row of matches.csv is about, by the patients' question.
NOTES = {f"NOTE_SQ{k:03d}": topic for k, topic in enumerate(PLANTED["hospital"], start=1)}


@pytest.fixture(scope="module", params=FILES)
def strange(request, tmp_path_factory):
    """A client's files alone in a folder, and the study drafted from them beside it."""
    client = request.param
    folder = tmp_path_factory.mktemp(client)
    for path in (SAMPLES / client).iterdir():
        if path.name not in ("study.toml", "matches.csv", "TRUTH.md") and "codebook" not in path.name:
            shutil.copy(path, folder / path.name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        study = cx.new_study(folder / "study", {folder / name: audience for name, audience in FILES[client].items()})
    return client, folder / "study", study


def edited(folder):
    """What a person would do: say yes to what is the same, and that all units are there. Returns the edits made."""
    path = folder / "matches.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    audiences = list(table.columns[4:])
    waiting = ((table[audiences] != "").sum(axis=1) > 1) & (table.confirmed != "yes")
    table.loc[waiting, ["rescale", "confirmed"]] = "yes"
    table.to_csv(path, index=False)
    toml = folder / "study.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('# units = "all"', 'units = "all"'), encoding="utf-8")
    return int(waiting.sum()) + 1


def topic_of(client, row):
    if client == "hospital":
        return NOTES[row.question]
    return next(topic for topic, words in ASKED_AS[client].items() if row.question.endswith(f"with {words}?"))


def test_a_strange_clients_gaps_are_the_planted_ones(strange):
    client, folder, _ = strange
    assert edited(folder) <= 10
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        study = cx.open_study(folder)
        gap = study.step("perception_gap")
    sides = {"Customers": 0, "Patienten": 0, "Staff": 1, "Leadership": 2}
    table, missed = gap.table, []
    for row in table.itertuples():
        planted = PLANTED[client][topic_of(client, row)]
        true = planted[sides[row.audience_a]] - planted[sides[row.audience_b]]
        missed.append(not row.ci_low - 2 <= true <= row.ci_high + 2)
    assert len(table) == 24
    assert sum(missed) <= 3, "about one interval in twenty may miss the truth"
    wide = table[(table.audience_a == "Staff") & (table.n_a > 100)]
    assert np.nanmax(wide.ci_high - wide.ci_low) < 12


def test_what_can_be_answered_is_answered(strange):
    client, folder, _ = strange
    edited(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        study = cx.open_study(folder)
        asks = study.asks.set_index("analysis")
        assert asks.possible[
            ["quality", "perception_gap", "nps", "effort", "effort_and_leaving", "drivers", "attitude_loyalty"]
        ].all()
        assert asks.possible["prediction_gap"] == (client == "parcel-service")
        assert (asks.why_not[~asks.possible].str.len() > 30).all()
        leaving = study.step("effort_and_leaving")
        link = study.step("attitude_loyalty")
    made = generator("hospital" if client == "hospital" else "parcel_service")
    left = made.NOT_AGAIN if client == "hospital" else made.SWITCHED
    planted = 100 * (left["hard"] - left["other"])
    row = leaving.table.iloc[0]
    assert row.ci_low <= planted <= row.ci_high, "the answer that means leaving is the right one"
    assert link.table.ci_low.iloc[0] <= (made.WARD_LINK if client == "hospital" else made.DEPOT_LINK)


def test_nothing_that_was_edited_is_overwritten(strange):
    client, folder, _ = strange
    edited(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    files = {folder.parent / name: audience for name, audience in FILES[client].items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cx.new_study(folder, files)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert all((folder.parent / name).read_bytes() == (SAMPLES / client / name).read_bytes() for name in FILES[client])


def test_the_banks_study_is_the_sample():
    study, sample = cx.open_study("harbour-bank"), cx.load_sample("harbour-bank")
    assert study.survey.n_rows == sample.n_rows
    assert study.survey.codebook.id.tolist() == sample.codebook.id.tolist()
    assert study.survey.codebook["scale"].tolist() == sample.codebook["scale"].tolist()
    assert study.survey.codebook["reversed"].tolist() == sample.codebook["reversed"].tolist()
    ours, theirs = study.step("nps").table, cx.nps(sample.only(audience="Customers", wave="2025"), "NPS").table
    assert ours.estimate.tolist() == theirs.estimate.tolist()
    assert not len(study.doubts)


def test_a_threshold_can_be_raised(tmp_path):
    units = [unit for unit in "ABCDEFG" for _ in range(7)]
    frame = pd.DataFrame({"Branch": units, "Pride": [1 + at % 5 for at in range(len(units))]})
    frame.to_csv(tmp_path / "staff.csv", index=False)
    text = (
        '[[files]]\npath = "staff.csv"\naudience = "Staff"\nscales = { Pride = [1, 5] }\nroles = { unit = "Branch" }\n'
    )
    (tmp_path / "study.toml").write_text(text)
    shown = cx.mean_score(cx.open_study(tmp_path).survey, "Pride", by="unit").table.estimate
    assert shown.notna().all()
    (tmp_path / "study.toml").write_text(text + "[privacy]\npeople = 8\n")
    assert cx.mean_score(cx.open_study(tmp_path).survey, "Pride", by="unit").table.estimate.isna().all()


def test_two_waves_of_one_audience(tmp_path):
    for wave, answers in (("2024", [1, 2, 3] * 9), ("2025", [3, 4, 5] * 9)):
        pd.DataFrame({"Parking": answers}).to_csv(tmp_path / f"{wave}.csv", index=False)
    (tmp_path / "study.toml").write_text("\n".join(
        f'[[files]]\npath = "{wave}.csv"\naudience = "Customers"\nwave = "{wave}"\nscales = {{ Parking = [1, 5] }}'
        for wave in (2024, 2025)
    ))  # fmt: skip
    study = cx.open_study(tmp_path)
    assert study.survey.n_rows == 54 and study.now.n_rows == 27
    assert study.now.numbers(["Parking"]).iloc[:, 0].mean() == 4


def test_words_of_the_study_and_refusals(tmp_path):
    study = cx.open_study("hospital")
    assert study.say("{client}: {audiences}.") == (
        "Klinikum Auental: 9 Führungskräfte, 496 Mitarbeitende und 1.100 Patienten."
    )
    with pytest.raises(OptionError, match="say"):
        study.say("{weather}")
    with pytest.raises(OptionError, match="heißt 'perceptiongap'. Gemeint war wohl 'perception_gap'"):
        study.run("perceptiongap")
    with pytest.raises(StudyError, match="hospital, parcel-service"):
        cx.open_study("hospitl")
    with pytest.raises(StudyError, match="Eine Datei .* gibt es nicht"):
        cx.new_study(tmp_path, {"nowhere.csv": "Customers"})


def test_the_shell_drafts_checks_reports_and_plans(tmp_path, capsys):
    for name in FILES["parcel-service"]:
        shutil.copy(SAMPLES / "parcel-service" / name, tmp_path / name)
    folder = str(tmp_path / "study")
    files = [f"{tmp_path / name}={audience}" for name, audience in FILES["parcel-service"].items()]
    assert cli.main(["study", "new", folder, *files]) == 0
    assert "is drafted" in capsys.readouterr().out
    assert cli.main(["study", "check", folder]) == 0
    told = capsys.readouterr().out
    assert (
        "24 leaders, 420 staff and 1,800 customers." in told
        and "Can be answered: Data quality; Perception gap; Who" in told
    )
    assert "Recommendation by segment; Which segments differ: No column" in told
    assert "gaps_by_segment" not in told, "a person reads it"
    assert "doubt" in told.splitlines()[3]
    assert cli.main(["study", "report", folder, "--formats", "doc"]) == 2
    assert "Formats: pptx, xlsx, html" in capsys.readouterr().err
    assert (
        cli.main(["study", "plan", folder, "--topics", "Slot,Driver", "--bases", "Leadership=8", "Customers=900"]) == 0
    )
    assert "8 leaders" in capsys.readouterr().out
    assert cli.main(["study", "notice", folder, "--purpose", "To learn."]) == 0
    assert (tmp_path / "study" / "notice.md").read_text().count("To learn.") == 1
    assert cli.main(["study", "seal", folder]) == 2
    assert "[[plan.hypotheses]]" in capsys.readouterr().err


def test_a_seal_says_when_it_was_made(tmp_path):
    pd.DataFrame({"Parking": [1, 2, 5] * 9}).to_csv(tmp_path / "a.csv", index=False)
    text = (
        '[[files]]\npath = "a.csv"\naudience = "Customers"\n[[plan.hypotheses]]\nid = "H1"\n'
        'analysis = "perception_gap"\n'
        'direction = "higher"\n'
    )
    (tmp_path / "study.toml").write_text(text)
    from cxresearch.study.seals import BEFORE_DATA, BEFORE_RESULTS, seal, seals_of
    from cxresearch.study.settings import read_settings

    first = seal(read_settings(tmp_path))
    again = seal(read_settings(tmp_path))
    assert (first.state, first.hash) == (BEFORE_DATA, again.hash)
    cx.new_study(tmp_path, {tmp_path / "a.csv": "Customers"})
    (tmp_path / "study.toml").write_text(text.replace("higher", "lower"))
    changed = seal(read_settings(tmp_path))
    assert changed.state == BEFORE_RESULTS and changed.hash != first.hash
    assert [one.hash for one in seals_of(tmp_path)] == [first.hash, first.hash, changed.hash]


def test_forgetting_lists_what_it_deleted_and_spares_the_clients_files(tmp_path, monkeypatch):
    from cxresearch.study import papers
    from cxresearch.study.settings import read_settings

    monkeypatch.setenv("CXRESEARCH_CACHE", str(tmp_path / "cache-of-comments"))
    (tmp_path / "cache-of-comments").mkdir()
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "report.html").write_text("x")
    pd.DataFrame({"Parking": [1, 2, 5]}).to_parquet(tmp_path / "answers.parquet")
    pd.DataFrame({"Parking": [1, 2, 5]}).to_parquet(tmp_path / "copy.parquet")
    (tmp_path / "study.toml").write_text('[[files]]\npath = "answers.parquet"\naudience = "Customers"\n')
    gone = papers.forget(read_settings(tmp_path))
    assert sorted(path.name for path in gone) == ["cache-of-comments", "copy.parquet", "report"]
    assert (tmp_path / "answers.parquet").exists() and (tmp_path / "study.toml").exists()


def test_different_scales_name_the_cell_to_write(tmp_path):
    folder = tmp_path / "hospital"
    shutil.copytree(SAMPLES / "hospital", folder)
    path = folder / "matches.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("Essen,"))
    lines[at] = lines[at].replace("Essen,experience,yes,yes", "Essen,experience,,yes")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    remedy = f"yes in die Spalte rescale von matches.csv, Zeile {at + 1}"
    study = cx.open_study(folder)
    with pytest.warns(cx.SurveyWarning, match=remedy):
        survey = study.survey
    assert any(remedy in note for note in survey.notes.shown())
    assert study.doubts.settle[study.doubts.question == "Essen"].tolist() == [
        f"yes in die Spalte rescale schreiben: matches.csv, Zeile {at + 1}"
    ]


def museum(folder):
    """Three files in a language without labels here: visitors in words, staff and leaders in numbers."""
    rng = np.random.default_rng(3)
    words = ["naprosto nesouhlasím", "spíše nesouhlasím", "tak napůl", "spíše souhlasím", "naprosto souhlasím"]
    asked = ["Kavárna", "Pokladna", "Šatna"]
    visitors = {question: np.array(words)[rng.integers(0, 5, 200)] for question in asked}
    pd.DataFrame(visitors).to_csv(folder / "visitors.csv", index=False)
    for name, low, high in (("staff", 1, 7), ("leaders", 4, 8)):
        pd.DataFrame({q: rng.integers(low, high + 1, 40) for q in asked}).to_csv(folder / f"{name}.csv", index=False)
    return words, asked


def test_words_of_no_known_order_are_the_first_doubt_and_what_is_declared_wins(tmp_path):
    words, asked = museum(tmp_path)
    files = {"visitors": "Customers", "staff": "Staff", "leaders": "Leadership"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        study = cx.new_study(tmp_path / "study", {tmp_path / f"{name}.csv": who for name, who in files.items()})
        first = study.doubts.iloc[0]
        assert "share the same 5 answers" in first.doubt and "Kavárna" in first.question and first.answers == 600
        # A yes before the answers are in order says what to write, with the line.
        path = tmp_path / "study" / "matches.csv"
        path.write_text(
            "topic,aspect,rescale,confirmed,Leadership,Staff,Customers\nKavárna,experience,yes,yes,Kavárna,Kavárna,Kavárna\n",
            encoding="utf-8",
        )
        with pytest.raises(StudyError, match=r"matches.csv, line 2: 'Kavárna' of Customers is of kind choice"):
            _ = cx.open_study(tmp_path / "study").survey
        toml = tmp_path / "study" / "study.toml"
        text = toml.read_text(encoding="utf-8")
        # A German study says it in German.
        assert 'language = "en"' in text
        toml.write_text(text.replace('language = "en"', 'language = "de"'), encoding="utf-8")
        german = (
            r"matches.csv, Zeile 2: 'Kavárna' \(Customers\) ist von der Art choice und hat keine Skala .* von niedrig"
        )
        with pytest.raises(StudyError, match=german + r' .*"Kavárna" = \["niedrigste", ..., "höchste"\]'):
            _ = cx.open_study(tmp_path / "study").survey
        listed = ", ".join(f'"{word}"' for word in words)
        for name, scale in (("visitors", f"[{listed}]"), ("staff", "[1, 7]"), ("leaders", "[1, 10]")):
            scales = ", ".join(f'"{question}" = {scale}' for question in asked)
            text = text.replace(f'{name}.csv"\naud', f'{name}.csv"\nscales = {{ {scales} }}\naud')
        toml.write_text(text, encoding="utf-8")
        study = cx.open_study(tmp_path / "study")
        gap = study.step("perception_gap").table.set_index(["audience_a", "audience_b"])
    leaders = pd.read_csv(tmp_path / "leaders.csv")["Kavárna"]
    visitors = pd.read_csv(tmp_path / "visitors.csv")["Kavárna"].map(words.index)
    assert gap.mean_a["Leadership", "Customers"] == pytest.approx((leaders.mean() - 1) / 9 * 100)
    assert gap.mean_b["Leadership", "Customers"] == pytest.approx(visitors.mean() / 4 * 100)


def _with_waves(folder, waves, more="", board=""):
    """Customers asked twice, first 1-3 and then 3-5, and a board that tells no wave unless ``board`` says so."""
    earlier, later = waves
    guests = pd.DataFrame({"Ronda": [later] * 30 + [earlier] * 30, "Ruido": [3, 4, 5] * 10 + [1, 2, 3] * 10})
    guests.to_csv(folder / "huespedes.csv", index=False)
    pd.DataFrame({"Ruido": [2, 2, 4, 5] * 3}).to_csv(folder / "direccion.csv", index=False)
    (folder / "study.toml").write_text(
        f'{more}\n[[files]]\npath = "huespedes.csv"\naudience = "Customers"\nroles = {{ wave = "Ronda" }}\n'
        'scales = { Ruido = [1, 5] }\n'
        f'[[files]]\npath = "direccion.csv"\naudience = "Leadership"\nscales = {{ Ruido = [1, 5] }}\n{board}\n',
        encoding="utf-8",
    )  # fmt: skip
    return cx.open_study(folder)


@pytest.mark.parametrize("waves", [("antes", "después"), ("T0", "T1"), ("Vorher", "Nachher"), ("przed", "po")])
@pytest.mark.parametrize("named", [True, False])
def test_the_wave_holds_where_one_audience_alone_tells_it(tmp_path, waves, named):
    study = _with_waves(tmp_path, waves, f'wave = "{waves[1]}"' if named else "")
    assert study.now.answer_counts(study.now.roles["audience"]) == {"Customers": 30, "Leadership": 12}
    assert study.now.only(audience="Customers").numbers(["Ruido"]).iloc[:, 0].mean() == 4
    assert any("Leadership tell no wave and stay whole" in note for note in study.now.notes)
    # No line would change a number, so none is asked for.
    assert not study.doubts.doubt.str.contains("tells the wave").any()
    assert _with_waves(tmp_path, waves, board=f'wave = "{waves[1]}"').now.n_rows == 42


def test_a_file_without_a_wave_beside_others_of_the_same_audience_is_in_doubt(tmp_path):
    marks = [1, 2, 3, 4, 5] * 12
    pd.DataFrame({"Wave": ["2024", "2025"] * 30, "Food": marks}).to_csv(tmp_path / "told.csv", index=False)
    pd.DataFrame({"Food": marks[:40]}).to_csv(tmp_path / "untold.csv", index=False)
    files = "".join(f'[[files]]\npath = "{name}.csv"\naudience = "Customers"\n' for name in ("told", "untold"))
    (tmp_path / "study.toml").write_text(files)
    doubts = cx.open_study(tmp_path).doubts
    said = doubts[doubts.doubt.str.contains("no column tells the wave")]
    assert said.question.tolist() == ["untold.csv"] and said.settle.iloc[0].startswith('study.toml: wave = "2025"')
    (tmp_path / "study.toml").write_text(f'wave = "2025"\n{files}')
    assert not cx.open_study(tmp_path).doubts.doubt.str.contains("no column tells the wave").any()


def test_the_earlier_wave_can_be_chosen_and_a_strange_one_is_refused(tmp_path):
    study = _with_waves(tmp_path, ("avant", "après"), 'wave = "avant"')
    assert study.now.only(audience="Customers").numbers(["Ruido"]).iloc[:, 0].mean() == 2
    with pytest.raises(StudyError, match="'avent': nobody answered in it. Waves: après, avant"):
        assert _with_waves(tmp_path, ("avant", "après"), 'wave = "avent"').now
    pd.DataFrame({"Ruido": [1, 2, 3] * 9}).to_csv(tmp_path / "huespedes.csv", index=False)
    (tmp_path / "study.toml").write_text('wave = "2024"\n[[files]]\npath = "huespedes.csv"\naudience = "Customers"\n')
    with pytest.raises(StudyError, match="no column tells the wave"):
        assert cx.open_study(tmp_path).now


def test_waves_in_no_known_order_stay_together_and_in_doubt(tmp_path):
    study = _with_waves(tmp_path, ("verde", "azul"))
    assert study.now.n_rows == 72
    said = study.doubts[study.doubts.question == "Ronda (huespedes.csv)"]
    assert len(said) == 1 and 'study.toml: wave = "' in said.settle.iloc[0]
    assert _with_waves(tmp_path, ("verde", "azul"), 'wave = "azul"').now.n_rows == 42


def test_an_audience_of_another_wave_keeps_its_last(tmp_path):
    study = _with_waves(tmp_path, ("2023", "2025"), board='wave = "2024"')
    assert study.now.answer_counts(study.now.roles["audience"]) == {"Customers": 30, "Leadership": 12}


def _drafted(folder, **files):
    for name, frame in files.items():
        pd.DataFrame(frame).to_csv(folder / f"{name}.csv", index=False)
    names = {"clients": "Customers", "equipe": "Staff", "direction": "Leadership"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return cx.new_study(folder / "s", {folder / f"{name}.csv": names[name] for name in files})


def test_columns_that_share_their_values_are_asked_about_with_one_line_for_all_files(tmp_path):
    towns, marks = ["Lyon", "Nantes", "Brest", "Metz"], [1, 2, 3, 4, 5]
    study = _drafted(
        tmp_path,
        clients={"Gare de départ": towns * 15, "Genre": ["homme", "femme"] * 30, "Accueil": marks * 12,
                 "Conseil": ["d'accord", "pas d'accord", "neutre"] * 20, "Achat": ["billet", "carte", "repas"] * 20},
        equipe={"Où travaillez-vous ?": [*towns, "Siège"] * 8, "Genre": ["homme", "femme"] * 20, "Ambiance": marks * 8,
                "Conseil": ["d'accord", "pas d'accord", "neutre", "neutre"] * 10},
    )  # fmt: skip
    said = study.doubts[study.doubts.doubt.str.contains("may tell the unit")]
    line = 'roles.unit = ["Gare de départ", "Où travaillez-vous ?"]'
    assert len(said) == 1 and said.settle.iloc[0] == f"study.toml, above the first line in [ ]: {line}"
    toml = tmp_path / "s" / "study.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(f"{line.replace('Gare', 'Garre')}\n{text}", encoding="utf-8")
    with pytest.raises(StudyError, match="no file has a column 'Garre de départ'. Did you mean 'Gare de départ'"):
        _ = cx.open_study(tmp_path / "s").survey
    toml.write_text(f"{line}\n{text}", encoding="utf-8")
    settled = cx.open_study(tmp_path / "s")
    assert set(settled.survey.answer_counts(settled.survey.roles["unit"])) == {*towns, "Siège"}
    assert not settled.doubts.doubt.str.contains("may tell the unit").any()


@pytest.mark.parametrize("column, taken", [("Vague", True), ("Enquête", False)])
def test_a_wave_is_taken_by_its_name_and_asked_about_by_its_words(tmp_path, column, taken):
    study = _drafted(tmp_path, clients={column: ["avant"] * 30 + ["après"] * 30, "Accueil": [1, 2, 3, 4, 5, 3] * 10})
    said = study.doubts[study.doubts.doubt.str.contains("may tell the wave")]
    assert ("wave" in study.survey.roles) is taken
    assert len(said) == (not taken)
    assert taken or said.settle.iloc[0].endswith(f'roles.wave = "{column}"')
    assert study.now.n_rows == (30 if taken else 60)


def test_few_who_answered_may_be_all_there_are(tmp_path):
    marks = [1, 2, 3, 4, 5] * 8
    study = _drafted(tmp_path, direction={"Accueil": marks[:8]}, clients={"Accueil": marks})
    assert study.doubts.settle.iloc[-1].endswith(
        "populations.Leadership = 8 (how many there are in all; populations = {} where nobody knows)"
    )
    assert study.doubts.doubt.str.contains("few answered").sum() == 1
    toml = tmp_path / "s" / "study.toml"
    text = toml.read_text(encoding="utf-8")
    for line in ("populations = {}\n", "populations.Leadership = 8\n"):
        toml.write_text(line + text, encoding="utf-8")
        assert not cx.open_study(tmp_path / "s").doubts.doubt.str.contains("few answered").any()


def test_a_report_is_printed_where_chromium_is_and_else_says_how(tmp_path, capsys, monkeypatch):
    from cxresearch.report.pages import printing

    (tmp_path / "a.csv").write_text("How was the soup? (1 = bad, 5 = good)\n" + "4\n5\n2\n" * 20, "utf-8")
    (tmp_path / "b.csv").write_text("How was the soup? (1 = bad, 5 = good)\n" + "3\n5\n" * 20, "utf-8")
    cx.new_study(tmp_path / "s", {tmp_path / "a.csv": "Customers", tmp_path / "b.csv": "Staff"})
    monkeypatch.setattr(printing, "chromium", lambda: None)
    assert cli.main(["study", "report", str(tmp_path / "s"), "--formats", "pdf"]) == 0
    told = capsys.readouterr().out
    assert "no Chromium to print with" in told and "Written" not in told
    monkeypatch.undo()
    if printing.chromium() is None:
        pytest.skip("No Chromium here to print with.")
    assert cli.main(["study", "report", str(tmp_path / "s"), "--formats", "pdf"]) == 0
    assert "report.pdf" in capsys.readouterr().out
    assert (tmp_path / "s" / "report" / "report.pdf").read_bytes().startswith(b"%PDF")
