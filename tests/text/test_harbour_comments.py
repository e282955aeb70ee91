"""Harbour Bank's planted themes come back out of its comments; its recorded workshop says what was planted in it."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.text.compare import compare_answers
from cxresearch.text.themes.named import Themes, themes
from tests.harbour import sample

KEYS = ["audience", "respondent", "wave", "question"]
PLANTED = 23.0  # percent of customers' real comments that name waiting (data/samples/TRUTH.md, "Comments")


@cache
def found() -> Themes:
    survey = sample()
    # The questions whose comments carry true labels, clause by clause.
    asked = [question for question in survey.questions(kinds=("verbatim",)) if question.startswith("OE_")]
    return themes(survey, asked, by="audience", rules=None)


@cache
def side_by_side() -> pd.DataFrame:
    """A row a comment: the themes that were planted in it, and those that were found."""
    people = sample().to_pandas()[["respondent", "wave"]].astype(str)
    codes = found().codes.rename(columns={"group": "audience"})
    codes = codes.join(people, on="row").assign(theme=codes.themes.str.split("; ")).explode("theme")
    labels = pd.read_csv(cx.sample_folder() / "harbour-bank" / "comment_labels.csv", dtype=str)
    both = [codes.groupby(KEYS).theme.agg(set).rename("found"), labels.groupby(KEYS).touchpoint.agg(set).rename("true")]
    return pd.concat(both, axis=1, join="inner").reset_index()


def touchpoints() -> list[str]:
    return [theme for theme in dict.fromkeys(found().table.theme) if theme != "other"]


def test_every_comment_has_its_labels():
    read = found().codes[["row", "question"]].drop_duplicates()
    assert len(side_by_side()) == len(read) == found().table.groupby("audience").n.first().sum()


@pytest.mark.parametrize("who", ["Leadership", "Staff", "Customers"])
def test_planted_themes_by_audience(who):
    part = side_by_side()[side_by_side().audience == who]
    hits = named = planted = 0
    for theme in touchpoints():
        machine = np.array([theme in some for some in part.found])
        truth = np.array([theme in some for some in part.true])
        hits, named, planted = hits + (machine & truth).sum(), named + machine.sum(), planted + truth.sum()
        if truth.sum() >= 10:
            assert (machine & truth).sum() / machine.sum() >= 0.85, theme
            assert (machine & truth).sum() / truth.sum() >= 0.75, theme
    assert hits / named >= 0.95 and hits / planted >= 0.92


def test_the_three_audiences_differ_as_planted():
    """Whom the true shares of the table in TRUTH.md set above whom by five points is set so by the machine too."""
    part = side_by_side().explode("true").drop_duplicates([*KEYS, "true"])
    comments = side_by_side().groupby("audience").size()
    true = part.groupby(["audience", "true"]).size().div(comments, level="audience").mul(100)
    table = found().table.set_index(["audience", "theme"]).estimate
    pairs = [("Leadership", "Customers"), ("Staff", "Customers"), ("Leadership", "Staff")]
    wide = [(a, b, t) for a, b in pairs for t in touchpoints() if abs(true[a, t] - true[b, t]) >= 5]
    assert len(wide) >= 12
    for a, b, theme in wide:
        assert np.sign(table[a, theme] - table[b, theme]) == np.sign(true[a, theme] - true[b, theme]), (a, b, theme)


def test_waiting_has_the_share_that_was_planted():
    row = found().table.set_index(["audience", "theme"]).loc[("Customers", "Waiting time")]
    # The code frame misses about one in twenty mentions, so the planted share may stand at the interval's edge.
    assert row.ci_low < PLANTED <= row.ci_high
    assert row.ci_high - row.ci_low < 4


# -- the recorded workshop ----------------------------------------------------------------------------


ASKED = {
    1: "What do we do well?",
    2: "What could be improved?",
    3: "What do competitors do differently?",
    4: "What should we continue or start doing?",
}


@cache
def workshop() -> cx.Survey:
    notes = pd.read_csv(cx.sample_folder() / "harbour-bank" / "workshop.csv", dtype=str)
    answers = {f"question_{at}": notes.text.where(notes.question == str(at)) for at in ASKED}
    book = pd.DataFrame({"id": list(answers), "kind": "verbatim", "text": list(ASKED.values())})
    frame = notes[["statement", "audience", "sheet"]].assign(**answers)
    return cx.Survey.from_frame(frame, roles={"audience": "audience"}, codebook=book, name="the workshop")


@cache
def true_labels() -> pd.DataFrame:
    folder = cx.sample_folder() / "harbour-bank"
    notes, labels = (pd.read_csv(folder / name, dtype=str) for name in ("workshop.csv", "workshop_labels.csv"))
    return notes.merge(labels, on="statement", validate="one_to_one")


def test_the_fifth_sentence():
    compared = compare_answers(workshop(), sheet="sheet", survey_themes=found(), privacy=False)
    assert compared.sentences()[0] == (
        "Waiting time fills 22% (20 to 23) of customers' comments; no leadership sheet named it."
    )
    labels = true_labels()
    assert not ((labels.audience == "Leadership") & (labels.touchpoint == "Waiting time")).any()
    assert ((labels.audience == "Staff") & (labels.touchpoint == "Waiting time")).any()


def test_themes_of_the_workshop_against_its_labels():
    coded = themes(workshop(), [f"question_{at}" for at in ASKED], by="audience", rules=None, privacy=False)
    told = coded.codes.assign(statement=workshop().to_pandas().statement.to_numpy()[coded.codes.row])
    told = told.assign(theme=told.themes.str.split("; ")).explode("theme").groupby("statement").theme.agg(set)
    labels = true_labels().set_index("statement").touchpoint
    named = labels[labels != "other"]
    right = np.array([theme in told[note] for note, theme in named.items()])
    wrong = sum(len(told[note] - {labels[note], "other"}) for note in labels.index)
    said = sum(len(told[note] - {"other"}) for note in labels.index)
    assert right.mean() >= 0.85
    assert wrong / said <= 0.15


def test_a_person_who_read_the_notes_is_obeyed():
    labels = true_labels()
    moved = compare_answers(
        workshop(), sheet="sheet", moved=labels[["statement", "touchpoint"]], least=0, privacy=False
    )
    sheets = labels.groupby("audience").sheet.nunique()
    assert moved.disparity.groupby("a").n_a.first()["Leadership"] == sheets["Leadership"] == 5
    shares = moved.table.set_index(["question", "theme"])
    for (question, theme), notes in labels[labels.touchpoint != "other"].groupby(["question", "touchpoint"]):
        row = shares.loc[f"question_{question}", theme]
        answered = labels[labels.question == question].groupby("audience").sheet.nunique()
        for who, share in zip(
            moved.audiences, row[["share_leadership", "share_staff", "share_customers"]], strict=True
        ):
            names = notes[notes.audience == who].sheet.nunique()
            assert share == pytest.approx(100 * names / answered[who]), (question, theme, who)
    assert len(shares) == labels[labels.touchpoint != "other"].groupby(["question", "touchpoint"]).ngroups
    assert "Themes given by hand: 150 answers stand where a person put them" in " ".join(moved.caveats)


def test_a_live_room_says_the_same_until_somebody_moves_a_note(tmp_path):
    notes = pd.read_csv(cx.sample_folder() / "harbour-bank" / "workshop.csv", dtype=str)
    with cx.Workshop(tmp_path) as live:
        added = [live.add(note.audience, note.sheet, int(note.question), note.text) for note in notes.itertuples()]
        options = {"sheet": "group", "survey_themes": found(), "moved": "moved_to", "privacy": False}
        before = compare_answers(live.as_heard(privacy=True), **options)
        live.move(added[4], "Waiting time")
        after = compare_answers(live.as_heard(privacy=True), **options)
    recorded = compare_answers(workshop(), sheet="sheet", survey_themes=found(), privacy=False)
    assert before.sentences()[0] == recorded.sentences()[0]
    assert before.sentences()[0].endswith("; no leadership sheet named it.")
    assert after.sentences()[0] == "Waiting time fills 22% (20 to 23) of customers' comments."
