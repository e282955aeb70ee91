"""Public reviews: columns found in many exports, names dropped at the door, and self-selection said first."""

import csv

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import QuestionError, SurveyFileError
from tests.places import SAMPLES, generator

FILE = SAMPLES / "harbour-bank" / "reviews.csv"


@pytest.fixture(scope="module")
def bank():
    return cx.read_reviews(FILE)


def test_no_reviewers_name_reaches_the_survey_in_a_column_or_in_a_text(bank):
    with open(FILE, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row["Reviewer name"] for row in rows}
    signed = [row for row in rows if row["Reviewer name"] in row["Review text"]]
    assert len(names) > 100 and len(signed) > 10, "the search has something to find"
    frame = bank.to_pandas()
    assert set(frame.columns) <= {"stars", "review", "month", "audience"}
    texts = "\n".join(frame.astype(str).to_numpy().ravel())
    assert [name for name in names if name in texts] == []
    assert "[name]" in texts and any("Reviewer name" in note for note in bank.notes)


def test_the_stars_of_the_bank_are_the_planted_ones(bank):
    planted = generator("harbour_bank_reviews").STARS
    table = cx.public_reviews(bank).table.set_index("stars")
    assert sum(table.ci_low[stars] <= 100 * share <= table.ci_high[stars] for stars, share in planted.items()) >= 4
    with open(FILE, encoding="utf-8", newline="") as file:
        given = [int(row["Rating"][0]) for row in csv.DictReader(file)]
    assert table["count"].to_dict() == {stars: given.count(stars) for stars in range(5, 0, -1)}


@pytest.mark.parametrize(
    ("columns", "stars"),
    [
        ({"Author": ["Jo Bell", "Mia Stone"], "starRating": ["FIVE", "TWO"], "comment": ["So kind.", "Too slow."],
          "createTime": ["2025-01-03T10:00:00Z", "2025-02-03T10:00:00Z"]}, [5, 2]),
        ({"Verfasser": ["Ute Graf", "Jan Ohm"], "Bewertung": ["4 von 5 Sternen", "1 von 5 Sternen"],
          "Bewertungstext": ["Sehr nette Leute.", "Nie wieder dort."], "Datum": ["03.02.2025", "17.11.2024"]}, [4, 1]),
        ({"note": ["★★★★☆", "★☆☆☆☆"], "avis": ["Très bon accueil.", "Trop de frais ici."],
          "auteur": ["Luc Petit", "Zoé Roux"]}, [4, 1]),
        ({"user": ["a b", "c d"], "score": [4.0, 3.0], "what they said": ["It was fine today.", "Not good at all."]},
         [4, 3]),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_heads_and_by_what_stands_in_them(columns, stars):
    found = cx.read_reviews(pd.DataFrame(columns)).to_pandas()
    assert found.stars.tolist() == stars and found.review.notna().all()
    assert not set(found.columns) - {"stars", "review", "month", "audience"}
    if "Datum" in columns:
        assert found.month.tolist() == ["2025-02", "2024-11"]


def test_an_export_of_something_else_is_refused_and_a_unit_is_kept_when_named():
    with pytest.raises(SurveyFileError, match="no column of stars"):
        cx.read_reviews(pd.DataFrame({"text": ["Good bank here."], "rating": ["9/10"]}))
    with pytest.raises(SurveyFileError, match="no column of texts"):
        cx.read_reviews(pd.DataFrame({"stars": [5, 4], "name": ["Ann Bell", "Cy Dee"]}))
    kept = cx.read_reviews(
        pd.DataFrame({"stars": [5], "text": ["Good bank here."], "branch": ["North"]}), unit="branch"
    )
    assert kept.roles["unit"] == "unit" and kept.to_pandas().unit.tolist() == ["North"]


def test_self_selection_stands_in_the_first_sentence_on_the_picture_and_in_a_caveat(bank):
    from matplotlib import pyplot

    study = cx.open_study("harbour-bank")
    found = study["reviews"]
    assert found.sentences()[0].startswith("Whoever wrote these 320 public reviews chose to")
    assert any("choose themselves" in line for line in found.caveats)
    ax = cx.plot(found)
    words = " ".join(text.get_text() for text in ax.figure.findobj(pyplot.Text))
    assert "SELF-SELECTED" in words.replace("\n", " ") and "choose themselves" in words.replace("\n", " ")
    pyplot.close(ax.figure)
    with cx.language("de"):
        assert "wollte es" in found.sentences()[0]
    # Wherever reviews stand as an audience, whatever is asked of them says it.
    assert any("choose themselves" in line for line in cx.mean_score(bank, "stars").caveats)


def test_the_surveys_shares_beside_the_stars_are_weighted_shares_of_its_answers():
    study = cx.open_study("harbour-bank")
    table = study["reviews"].table.set_index("stars")
    customers = study.now.only(audience="Customers")
    answers = customers.numbers([customers.find("CSAT")]).iloc[:, 0].to_numpy(float)
    weight = customers.numbers([customers.roles["weight"]]).iloc[:, 0].to_numpy(float)
    known = np.isfinite(answers)
    for stars in range(1, 6):
        share = np.average(answers[known] == stars, weights=weight[known])
        assert table.survey_share[stars] == pytest.approx(100 * share)
    with pytest.raises(QuestionError, match="five answers"):
        cx.public_reviews(cx.read_reviews(FILE), customers, question="NPS")


def test_a_study_without_reviews_is_told_how_to_add_them():
    assert "study.toml (reviews)" in cx.open_study("parcel-service").asks.set_index("analysis").why_not["reviews"]
