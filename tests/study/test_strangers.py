"""Files of trades and tongues that no sample holds: what is planted is found, after few edits that the doubts name."""

import csv
import json
import shutil

import numpy as np
import pytest

import cxresearch as cx
from cxresearch import cli
from cxresearch.errors import StudyError
from cxresearch.study.drafting import new_study
from tests.places import NOTEBOOKS
from tests.study.strangers import BATHS, GUESSES, STRANGERS, marks, of_a_board, write

SIDES = ("Leadership", "Staff", "Customers")
MOST_EDITS = 10


@pytest.fixture(scope="module", params=STRANGERS)
def begun(request, tmp_path_factory):
    """The stranger, and the folder of the study that is drafted and not edited."""
    stranger = STRANGERS[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    files = stranger.make(folder)
    new_study(folder / "study", {folder / path: audience for path, audience in files.items()})
    return stranger, folder


def copied(folder, target):
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns(".cxresearch"))
    return target / "study"


def test_every_edit_stands_in_a_doubt_and_ends_it(begun, tmp_path):
    stranger, folder = begun
    asked = "\n".join(cx.open_study(folder / "study").doubts.settle)
    lines = [line for _, told in stranger.edits for line in told.splitlines() if line.strip()]
    later = [line for line in lines if line.partition(" = ")[0] not in asked]
    study = copied(folder, tmp_path / "begun")
    stranger.settle(study, but=later)
    asked = "\n".join(cx.open_study(study).doubts.settle)
    assert all(line.partition(" = ")[0] in asked for line in later), f"no doubt names {later}"
    study = copied(folder, tmp_path / "settled")
    assert stranger.settle(study) <= MOST_EDITS
    assert list(cx.open_study(study).in_doubt) == ["Nothing is in doubt."]


def truth_of(stranger, topic):
    """What is planted of a topic; an article may have been cut off its name."""
    return next(truth for name, truth in stranger.truth.items() if name.casefold().endswith(topic.casefold()))


def test_guesses_in_a_language_without_patterns_are_asked_about_and_told_apart(tmp_path):
    """The board's guesses repeat what it rated, in words that no list holds; one line makes them predictions."""
    stranger = STRANGERS["baths"]
    files = stranger.make(tmp_path)
    study = new_study(tmp_path / "study", {tmp_path / path: audience for path, audience in files.items()})
    said = study.doubts[study.doubts.doubt.str.startswith("ask again")]
    assert len(said) == 1 and said.evidence.iloc[0].startswith(f"{len(GUESSES)} questions read")
    stranger.settle(tmp_path / "study")
    found = cx.open_study(tmp_path / "study")["prediction_gap"].table.set_index("topic")
    assert set(found.index) == set(GUESSES)
    for topic, guess in GUESSES.items():
        assert abs(found.predicted[topic] - guess) < 1.5
        assert abs(found.actual[topic] - BATHS[topic][2]) < 4
    toml = tmp_path / "study" / "study.toml"
    toml.write_text(toml.read_text("utf-8").replace('"prediction"', '"predicton"'), "utf-8")
    with pytest.raises(StudyError, match="'predicton' is no aspect. Did you mean 'prediction'"):
        cx.open_study(tmp_path / "study")


def test_the_gaps_are_the_planted_ones(begun, tmp_path):
    stranger, folder = begun
    study = copied(folder, tmp_path / "settled")
    stranger.settle(study)
    table = cx.open_study(study)["perception_gap"].table
    compared = 0
    for row in table.itertuples():
        planted = dict(zip(SIDES, truth_of(stranger, row.topic), strict=True))
        wanted = planted[row.audience_a] - planted[row.audience_b]
        if wanted != wanted:
            assert row.verdict == "not enough data"
            continue
        compared += 1
        # Half an answer of a board, and four standard errors of the others, that no honest draw leaves.
        assert abs(row.estimate - wanted) < 1.5 + 4 * row.std_error, row.topic
        assert row.verdict != "aligned" or abs(wanted) < 10
        assert abs(wanted) < 20 or row.verdict == "gap"
    assert compared == sum(3 if sum(v == v for v in truth) == 3 else 1 for truth in stranger.truth.values())


def test_nothing_enters_a_gap_before_a_person_says_so(begun):
    _, folder = begun
    study = cx.open_study(folder / "study")
    assert not study.asks.set_index("analysis").possible["perception_gap"]


def test_scales_that_differ_are_one_doubt_with_one_line_for_all(begun, tmp_path):
    """Confirmed, and not yet rescaled: one doubt, that names all lines at once."""
    stranger, folder = begun
    study = copied(folder, tmp_path / "apart")
    stranger.settle(study)
    matches = study / "matches.csv"
    matches.write_text(matches.read_text("utf-8-sig").replace(",yes,yes,", ",,yes,"), "utf-8")
    doubts = cx.open_study(study).doubts
    apart = doubts[doubts.doubt.str.contains("stay apart")]
    # What two audiences alone were asked, they were asked on one scale.
    differ = sum(all(mean == mean for mean in truth) for truth in stranger.truth.values())
    assert len(apart) == 1
    assert apart.settle.iloc[0].endswith(f"lines 2 to {differ + 1}")


def test_roles_are_given_in_the_way_in_which_they_stand(tmp_path):
    """The line of a doubt can be written into the file as it stands: a draft's, and one with roles = {...}."""
    rows = "\n".join(f"{at},{'north south east west'.split()[at % 4]},{at % 5 + 1}" for at in range(60))
    for name, head in {"guests.csv": "id,Where,Food", "crew.csv": "id,Place,Food"}.items():
        (tmp_path / name).write_text(f"{head}\n{rows}\n", "utf-8")
    study = new_study(tmp_path / "study", {tmp_path / "guests.csv": "Customers", tmp_path / "crew.csv": "Staff"})
    toml = tmp_path / "study" / "study.toml"
    drafted = toml.read_text("utf-8")
    asked = study.doubts[study.doubts.doubt.str.contains("may tell the unit")]
    (line,) = asked.settle.str.partition("[ ]: ")[2]
    assert line == 'roles.unit = ["Where", "Place"]'
    for written in (drafted, inline(drafted)):
        toml.write_text(f"{line}\n{written}", "utf-8")
        survey = cx.open_study(tmp_path / "study").survey
        assert set(survey.answer_counts(survey.roles["unit"])) == {"north", "south", "east", "west"}


def inline(text):
    """The roles of each file in one line, as a person may write them."""
    return text.replace('roles.respondent = "id"', 'roles = { respondent = "id" }')


def test_an_audience_in_no_match_is_a_doubt(begun, tmp_path):
    stranger, folder = begun
    study = copied(folder, tmp_path / "alone")
    stranger.settle(study)
    matches = study / "matches.csv"
    lines = matches.read_text("utf-8-sig").splitlines()
    column = lines[0].split(",").index("Leadership")
    kept, asked = [lines[0]], 0
    for line in lines[1:]:
        cells = next(csv.reader([line]))
        asked += bool(cells[column])
        cells[column] = ""
        kept.append(",".join(f'"{cell}"' for cell in cells))
    matches.write_text("\n".join(kept), "utf-8")
    doubts = cx.open_study(study).doubts.set_index("question")
    assert "none of their questions stands beside" in doubts.doubt["Leadership"]
    assert "matches.csv, column Leadership" in doubts.settle["Leadership"]
    assert f"{asked} questions" in doubts.evidence["Leadership"] and asked >= len(stranger.truth)


def test_marks_in_letters_are_candidates_and_refused_until_they_have_an_order(tmp_path):
    stranger = STRANGERS["vendor"]
    files = stranger.make(tmp_path)
    new_study(tmp_path / "study", {tmp_path / path: audience for path, audience in files.items()})
    stranger.settle(tmp_path / "study")
    toml = tmp_path / "study" / "study.toml"
    text = toml.read_text("utf-8")
    toml.write_text(text.replace("scales.", "# scales."), "utf-8")
    with pytest.raises(StudyError, match=r"scales = .*low"):
        _ = cx.open_study(tmp_path / "study").survey


def test_a_grid_on_a_guessed_scale_is_settled_by_one_line(tmp_path):
    rows = "\n".join(f"{at % 10 + 1},{(at * 7) % 10 + 1}" for at in range(200))
    (tmp_path / "guests.csv").write_text(f"Rate us [Food],Rate us [Beds]\n{rows}\n", "utf-8")
    doubts = new_study(tmp_path / "s", {tmp_path / "guests.csv": "Customers"}).doubts
    guessed = doubts[doubts.doubt.str.contains("scale guessed")]
    assert len(guessed) == 1
    assert 'scales."Rate us" = [1, 10] ' in guessed.settle.iloc[0]
    toml = tmp_path / "s" / "study.toml"
    path = 'path = "../guests.csv"'
    toml.write_text(toml.read_text("utf-8").replace(path, f'{path}\nscales."Rate us" = [0, 10]'), "utf-8")
    study = cx.open_study(tmp_path / "s")
    assert not study.doubts.doubt.str.contains("scale guessed").any()
    assert {scale.replace(" to ", "-") for scale in study.survey.codebook.scale if scale} == {"0-10"}


def test_cells_that_write_run_a_second_time(tmp_path, capsys):
    """What a person coded or changed in the client's folder stays, and Run All is no dead end."""
    import nbformat

    stranger = STRANGERS["vendor"]
    files = stranger.make(tmp_path)
    new_study(tmp_path / "study", {tmp_path / path: audience for path, audience in files.items()})
    stranger.settle(tmp_path / "study")
    study = cx.open_study(tmp_path / "study")
    cells = [
        cell.source for path in sorted(NOTEBOOKS.glob("*.ipynb")) for cell in nbformat.read(path, 4).cells
        if cell.cell_type == "code" and "study.out" in cell.source and "workshop" not in cell.source
    ]  # fmt: skip
    assert len(cells) >= 2
    study.out.mkdir(parents=True, exist_ok=True)
    for cell in cells:
        exec(cell, {"cx": cx, "study": study})
    written = {path: path.read_bytes() for path in study.out.rglob("*") if path.is_file()}
    assert written
    for cell in cells:
        exec(cell, {"cx": cx, "study": study})
    assert {path: path.read_bytes() for path in written} == written


def test_a_board_that_answered_whole_is_no_sample_wherever_its_answers_are_used(tmp_path):
    """[populations] is said once: the gap, the guesses, the panel, the room and a call of one's own agree."""
    stranger = STRANGERS["caterer"]
    files = stranger.make(tmp_path)
    new_study(tmp_path / "study", {tmp_path / path: audience for path, audience in files.items()})
    stranger.settle(tmp_path / "study")
    study = cx.open_study(tmp_path / "study")
    told = study["perception_gap"].table
    assert cx.perception_gap(study.now).table.std_error.tolist() == told.std_error.tolist()
    assert study.explore().result.table.std_error.iloc[0] in told.std_error.tolist()
    # Of guesses by all there are nothing is left but the error of those whose answers were guessed.
    guessed = study["prediction_gap"].table
    served = cx.mean_score(study.now.only(audience="Customers"), scale="0-100", questions=guessed.topic.tolist()).table
    assert guessed.std_error.to_numpy() == pytest.approx(served.std_error.to_numpy(), rel=0.02)
    # A part of the company was not counted, so that nothing is corrected there.
    part = cx.perception_gap(study.now.only(unit="Ankara"))
    assert not any("finite-population" in caveat for caveat in part.caveats)
    room = cx.Workshop(tmp_path / "room")
    assert cx.reveal(room, study.now).findings.gap.table.std_error.tolist() == told.std_error.tolist()


def test_comments_in_a_language_without_words_get_a_frame_of_their_own(tmp_path):
    stranger = STRANGERS["caterer"]
    files = stranger.make(tmp_path)
    new_study(tmp_path / "study", {tmp_path / path: audience for path, audience in files.items()})
    drafted = (tmp_path / "study" / "themes.csv").read_text("utf-8-sig")
    assert drafted.startswith("theme,parent,words,language") and "menü" in drafted
    study = cx.open_study(tmp_path / "study")
    assert study.settings.code_frame == "themes.csv" and "themes of comments" not in set(study.doubts.question)
    # Who would rather have no frame of theirs is asked whether the one that fits best is right.
    toml = tmp_path / "study" / "study.toml"
    drafted = toml.read_text("utf-8")
    toml.write_text(drafted.replace('code_frame = "themes.csv"', "#"), "utf-8")
    asked = cx.open_study(tmp_path / "study").doubts.set_index("question")
    assert 'code_frame = "themes.csv"' in asked.settle["themes of comments"]
    toml.write_text(drafted, "utf-8")
    # Every fourth text that was drawn is of Vegetarian meals: a theme of that word finds about as many.
    assert study["themes"].table.estimate.max() > 10
    # What a person has made of the draft is not written over.
    (tmp_path / "study" / "themes.csv").write_text("theme,parent,words,language\nFood,,yemek*,tr\n", "utf-8")
    new_study(tmp_path / "study", {})
    assert "Food" in (tmp_path / "study" / "themes.csv").read_text("utf-8")


def test_a_study_is_drafted_in_the_language_that_is_set(tmp_path):
    (tmp_path / "guests.csv").write_text("Food,Beds\n" + "4,2\n5,1\n3,3\n" * 9, "utf-8")
    with cx.language("de"):
        assert new_study(tmp_path / "s", {tmp_path / "guests.csv": "Customers"}).settings.language == "de"
    assert new_study(tmp_path / "t", {tmp_path / "guests.csv": "Customers"}).settings.language == "en"


# -- a small school, in Finnish, of whose words no list holds one: codes, words and marks -----------------------------

LESSONS = {"Kouluruoka": (70, 50, 40), "Läksyt": (60, 62, 61), "Piha": (80, 45, 55), "Tiedotus": (75, 55, 30)}
GRADES = ["Täysin tyytymätön", "Melko tyytymätön", "Siltä väliltä", "Melko tyytyväinen", "Täysin tyytyväinen"]


@pytest.fixture
def school(tmp_path):
    """Three files of few rows: the board in marks, teachers in codes of their tool, parents in words."""
    rng, topics = np.random.default_rng(12), list(LESSONS)
    board = [of_a_board(rng, LESSONS[topic][0], 6, 5) + 1 for topic in topics]
    write(tmp_path / "johto.csv", [["Nro", *(f"{topic} (kouluarvosana)" for topic in topics)],
                                   *([at, *row] for at, row in enumerate(zip(*board, strict=True), 1))])  # fmt: skip
    teachers = [[f"A{value + 1}" for value in marks(rng, LESSONS[topic][1], 24, 6)] for topic in topics]
    write(tmp_path / "opettajat.csv", [
        ["id. Vastaus", "submitdate. Lähetetty", "lastpage. Sivu", "startlanguage. Kieli",
         *(f"K1[SQ00{at}]. Millaista se on oppilaille? [{topic}]" for at, topic in enumerate(topics, 1))],
        *([at, "2025-03-01 19:00:00", 3, "fi", *row] for at, row in enumerate(zip(*teachers, strict=True), 1)),
    ])  # fmt: skip
    parents = [[GRADES[value] for value in marks(rng, LESSONS[topic][2], 60, 5)] for topic in topics]
    write(tmp_path / "huoltajat.csv", [["Aikaleima", *(f"Kuinka tyytyväinen olet? [{topic}]" for topic in topics)],
                                       *([f"{1 + at % 28}.3.2025 9:12", *row]
                                         for at, row in enumerate(zip(*parents, strict=True)))])  # fmt: skip
    return tmp_path


def test_a_small_school_from_its_plan_to_its_gaps(school, capsys):
    """Planned and sealed before anybody knew what the files call their audiences; then as a consultant would."""
    study = school / "tutkimus"

    def said(*command):
        assert cli.main(["study", *map(str, command)]) == 0
        return capsys.readouterr().out

    said("plan", study, "--topics", ",".join(LESSONS), "--bases", "Leadership=6", "Staff=24", "Customers=60")
    toml = study / "study.toml"
    text, _, _ = toml.read_text("utf-8").replace("margin = 10 ", "margin = 30 ", 1).partition("# [[plan.hypotheses]]")
    toml.write_text(
        f'{text}[[plan.hypotheses]]\nid = "H1"\nanalysis = "perception_gap"\nquestion = "Tiedotus"\n'
        'between = ["Leadership", "Customers"]\ndirection = "higher"\n', "utf-8"
    )  # fmt: skip
    said("seal", study)
    files = {"johto": "Johto", "opettajat": "Opettajat", "huoltajat": "Huoltajat"}
    told = said("new", study, *(f"{school / name}.csv={who}" for name, who in files.items()))
    codes = 'scales."Millaista se on oppilaille?" = ["A1", "A2", "A3", "A4", "A5", "A6"]'
    board = 'scales."* (kouluarvosana)" = [1, 5]'
    assert codes in told
    edits = {
        "Johto": f'audience = "Leadership"\n{board}', "Opettajat": f'audience = "Staff"\n{codes}',
        "Huoltajat": f'audience = "Huoltajat"\nscales."Kuinka tyytyväinen olet?" = {json.dumps(GRADES)}',
    }  # fmt: skip
    text = toml.read_text("utf-8")
    for who, lines in edits.items():
        assert text.count(f'audience = "{who}"\n') == 1
        text = text.replace(f'audience = "{who}"\n', f"{lines}\n")
    toml.write_text(f"{text}\n[populations]\nLeadership = 6\n", "utf-8")
    said("confirm", study, "--all", "--rescale")

    opened = cx.open_study(study)
    gap = opened["perception_gap"]
    assert len(gap.table) == 3 * len(LESSONS)
    for row in gap.table.itertuples():
        planted = dict(zip(("Leadership", "Staff", "Huoltajat"), LESSONS[row.topic], strict=True))
        wanted = planted[row.audience_a] - planted[row.audience_b]
        assert abs(row.estimate - wanted) < 2.5 + 4 * row.std_error, row.topic
    assert any("before the data were read" in caveat for caveat in gap.caveats)
    # A room that belongs to the study is held against the study's margin.
    assert gap.margin == cx.reveal(cx.Workshop(school / "room"), opened.now).findings.gap.margin == 30
