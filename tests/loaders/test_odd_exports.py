"""Exports as they are after somebody has been at them, in trades and languages that no rule was written for."""

import random

import pandas as pd
import pytest

import cxresearch as cx

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")

N = 60
DRAW = random.Random(2)
TIMES = [f"2025-03-01 10:{at:02}:00" for at in range(N)]
WORDS = ["Zeer ontevreden", "Ontevreden", "Neutraal", "Tevreden", "Zeer tevreden"]


def _read(tmp_path, frame, **options):
    path = tmp_path / "export.csv"
    frame.to_csv(path, index=False)
    return cx.read_survey(path, audience="Guests", **options)


def _kinds(survey):
    return survey.codebook.set_index("id").kind.to_dict()


def test_qualtrics_cut_to_a_few_of_its_columns_without_its_import_row(tmp_path):
    names = ["StartDate", "EndDate", "Status", "Progress", "Finished", "ResponseId", "Q1", "Q2_1", "Q2_2"]
    texts = ["Start", "Einde", "Type", "Voortgang", "Klaar", "ID", "Hoe tevreden bent u over de veerpont?",
             "Wat gebruikte u? - Kaartje", "Wat gebruikte u? - App"]  # fmt: skip
    rows = [[time, time, "IP-adres", 100, "Waar", f"R_{at:09d}", WORDS[at % 5], "Kaartje" if at % 2 else "",
             "App" if at % 3 else ""] for at, time in enumerate(TIMES)]  # fmt: skip
    survey = _read(tmp_path, pd.DataFrame([texts, *rows], columns=names))
    assert survey.n_rows == N and _kinds(survey) == {"Q1": "rating", "Q2_1": "multi", "Q2_2": "multi"}
    assert survey.doubts.empty and survey.codebook.text[0] == texts[6]


def test_kobo_says_in_one_cell_what_its_boxes_say(tmp_path):
    well, river = ([DRAW.random() < 0.6 for _ in range(N)] for _ in range(2))
    frame = pd.DataFrame({
        "start": TIMES,
        "water_source": [" ".join(name for name, hit in zip(("well", "river"), hits, strict=True) if hit)
                         for hits in zip(well, river, strict=True)],
        "water_source/well": [int(hit) for hit in well], "water_source/river": [int(hit) for hit in river],
    })  # fmt: skip
    survey = _read(tmp_path, frame)
    assert _kinds(survey) == {"water_source/well": "multi", "water_source/river": "multi"}
    assert any("in one cell what its boxes say" in note for note in survey.notes)
    other = _read(tmp_path, frame.assign(water_source=["well", "sea"] * 30))
    assert _kinds(other)["water_source"] == "choice", "what says something else stays"


@pytest.mark.parametrize(("yes", "no", "language"), [("Ja", "Nein", "de"), ("Oui", "Non", "fr"), ("Tak", "Nie", "pl")])
def test_limesurvey_writes_yes_and_no_for_every_box(tmp_path, yes, no, language):
    own = {"id": range(1, N + 1), "submitdate": TIMES, "lastpage": 3, "startlanguage": language}
    boxes = {f"K1_SQ00{at}": [DRAW.choice([yes, no]) for _ in range(N)] for at in (1, 2, 3)}
    survey = _read(tmp_path, pd.DataFrame(own | boxes | {"K2": [1, 2, 3, 4, 5] * 12}))
    assert _kinds(survey) == dict.fromkeys(boxes, "multi") | {"K2": "rating"}
    assert [survey.answer_counts(name)[1.0] for name in boxes] == [cells.count(yes) for cells in boxes.values()]
    assert survey.doubts.question.tolist() == ["K1_SQ001"] and "kinds={'K1_SQ001': 'choice'" in survey.doubts.settle[0]


def test_boxes_of_typeform_without_their_questions_are_two_where_all_answered_both(tmp_path):
    def boxes(options):
        hits = [[option if DRAW.random() < 0.45 else "" for option in options] for _ in range(120)]
        return [row if any(row) else [options[0], *row[1:]] for row in hits]

    first, second = ["Kayak", "Sup", "Canoe"], ["Tent", "Hut", "Van"]
    rows = [[f"r{at}x", *left, *right, "2025-03-01 10:00:00", "2025-03-01 10:05:00", f"n{at}"]
            for at, (left, right) in enumerate(zip(boxes(first), boxes(second), strict=True))]  # fmt: skip
    names = ["#", *first, *second, "Start Date (UTC)", "Submit Date (UTC)", "Network ID"]
    texts = _read(tmp_path, pd.DataFrame(rows, columns=names)).codebook.text
    assert [text.partition(" [")[0] for text in texts] == ["Choice among " + ", ".join(first)] * 3 + [
        "Choice among " + ", ".join(second)
    ] * 3
