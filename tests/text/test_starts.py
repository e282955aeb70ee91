"""Go on or start: told apart by words, and starts ordered by votes x gap / effort with shared places."""

import csv

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import cxresearch as cx
from cxresearch.errors import QuestionError, SurveyFileError
from cxresearch.result import Result
from cxresearch.text.starts import told_apart
from tests.places import SAMPLES


def gap_of(**topics):
    """Gaps of leaders minus customers, each as (estimate, half its interval)."""
    rows = [{"topic": topic, "audience_a": "Leadership", "audience_b": "Customers", "estimate": size,
             "ci_low": size - reach, "ci_high": size + reach} for topic, (size, reach) in topics.items()]  # fmt: skip
    return Result(pd.DataFrame(rows), "")


def start(text, votes, effort, theme="Fees", **more):
    return {"text": text, "votes": votes, "effort": effort, "theme": theme, **more}


@pytest.fixture(scope="module")
def bank():
    return cx.open_study("harbour-bank")["starts"]


def test_the_sheets_of_the_bank_are_told_apart():
    with open(SAMPLES / "harbour-bank" / "workshop.csv", encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file) if row["question"] == "4"]
    found = dict(zip(texts, told_apart(texts), strict=True))
    on = {text for text in texts if text.startswith(("Keep", "Continue"))}
    assert len(on) == 6 and {text for text, kind in found.items() if kind == "go on"} == on
    assert found["Stop the fund of the month"] == found["Drop the monthly fee for pensioners"] == "stop"
    assert found["A chair for those who wait"] == "taken as a start"


def test_words_of_other_languages_tell_it_too():
    texts = ["Bitte beibehalten: das Frühstück", "Keine Formulare mehr", "Gardez les conseillers", "Abrir los sábados"]
    assert told_apart(texts) == ["go on", "stop", "go on", "start"]


def test_ingredients_of_the_bank_stand_beside_each_start(bank):
    first = bank.table[bank.table.place == 1]
    assert "All fees on one page please" in set(first.text)
    assert {"votes", "gap", "gap_ci_low", "gap_ci_high", "effort", "theme", "place_low", "place_high"} <= set(
        bank.table
    )
    assert "score" not in bank.table and "estimate" not in bank.table, "no product of three rough numbers is shown"
    fees = cx.open_study("harbour-bank")["perception_gap"].table.query(
        "topic == 'Billing and fees' and audience_a == 'Leadership' and audience_b == 'Customers'"
    )
    assert first.gap.iloc[0] == pytest.approx(fees.estimate.iloc[0])
    assert set(bank.others.kind) == {"go on", "stop", "start"}
    assert bank.others.set_index("text").why["Meet lending once a month about loans"] == "no effort is told"
    assert bank.table.place.iloc[-1] > 6 and "metal card" in " ".join(bank.table.text.tail(2))
    said = bank.sentences()
    assert said[0].startswith("Of 16 proposals, 3 say to go on")
    assert any(line.startswith("To go on with: ") for line in said)
    with cx.language("de"):
        assert bank.sentences()[0].startswith("Von 16 Vorschlägen sagen 3 weiter so")


def test_what_cannot_be_told_apart_shares_a_place():
    gap = gap_of(Fees=(30, 2))
    close = cx.what_to_start([start("a", 10, 2), start("b", 11, 2), start("c", 9, 2)], gap).table
    assert close.place.tolist() == [1, 1, 1]
    far = cx.what_to_start([start("a", 80, 1), start("b", 4, 5)], gap).table
    assert far.text.tolist() == ["a", "b"] and far.place.tolist() == [1, 2]
    assert far.place_high.tolist() == [1, 2]


def test_two_starts_stand_apart_as_often_as_scipy_says():
    """On one topic with one effort only votes count: the gap is shared, and half a step of effort is uniform."""
    gap = gap_of(Fees=(30, 0.001))
    for votes in (14, 20, 30):
        table = cx.what_to_start([start("a", votes, 4.0), start("b", 10, 4.0)], gap).table.set_index("text")
        rng = np.random.default_rng(5)
        effort = rng.uniform(2, 6, (2, 200_000))
        above = (stats.gamma(votes + 0.5).rvs(200_000, random_state=1) / effort[0]
                 > stats.gamma(10.5).rvs(200_000, random_state=2) / effort[1]).mean()  # fmt: skip
        if abs(above - 0.95) > 0.01:
            assert (table.place["b"] == 2) == (above > 0.95), (votes, above)


def test_alike_in_truth_they_share_the_first_place_in_nineteen_of_twenty_rooms():
    rng = np.random.default_rng(3)
    shared = 0
    for room in range(60):
        votes = rng.poisson(15, 2)
        found = cx.what_to_start([start("a", votes[0], 3), start("b", votes[1], 3)], gap_of(Fees=(25, 3)), seed=room)
        shared += found.table.place.tolist() == [1, 1]
    assert shared >= stats.binom.ppf(0.001, 60, 0.90)


def test_where_customers_see_no_less_a_start_comes_last_and_is_not_hidden():
    found = cx.what_to_start([start("a", 40, 1, theme="Desk"), start("b", 5, 3)], gap_of(Fees=(20, 3), Desk=(-12, 3)))
    assert found.table.text.tolist() == ["b", "a"] and found.table.gap.tolist() == [20, -12]


def test_mistakes_are_named_with_their_line(tmp_path):
    gap = gap_of(Fees=(20, 3))
    path = tmp_path / "starts.csv"
    path.write_text("text,votes,effort\nOne page,many,2\nTwo pages,3,0\n", encoding="utf-8")
    with pytest.raises(SurveyFileError, match="line 2: votes 'many'"):
        cx.what_to_start(path, gap)
    with pytest.raises(SurveyFileError, match="an effort is a number above 0"):
        cx.what_to_start([start("a", 3, 0)], gap)
    with pytest.raises(SurveyFileError, match="kind 'perhaps'"):
        cx.what_to_start([start("a", 3, 1, kind="perhaps")], gap)
    with pytest.raises(QuestionError, match="between="):
        cx.what_to_start([start("a", 3, 1)], gap, between=("Leadership", "Guests"))
    nothing = cx.what_to_start([start("a", None, 1), start("b", 3, 1, theme="Sea")], gap)
    assert not len(nothing.table) and nothing.others.why.tolist() == [
        "no votes are told",
        "about nothing whose gap is known",
    ]
    assert nothing.sentences()[1].startswith("No start can be placed")


def test_picture_slide_and_sheet_come_by_themselves(bank, tmp_path):
    from matplotlib import pyplot
    from openpyxl import load_workbook
    from pptx import Presentation

    pyplot.close(cx.plot(bank).figure)
    report = cx.Report("The room", [bank])
    slides = Presentation(report.to_pptx(tmp_path / "room.pptx")).slides
    assert any("share the first place" in shape.text_frame.text for slide in slides for shape in slide.shapes
               if shape.has_text_frame)  # fmt: skip
    book = load_workbook(report.to_xlsx(tmp_path / "room.xlsx"))
    assert any(cell == "All fees on one page please" for sheet in book for row in sheet.iter_rows(values_only=True)
               for cell in row)  # fmt: skip


def test_a_study_without_a_list_is_told_how_to_make_one():
    asks = cx.open_study("parcel-service").asks.set_index("analysis")
    assert "with a column effort" in asks.why_not["starts"]


# -- what draws customers back, what makes staff disengage -----------------------------------------------


@pytest.mark.parametrize(("step", "audience"), [("draws_back", "Customers"), ("disengages", "Staff")])
def test_planted_themes_go_with_the_outcome(step, audience):
    from tests.places import generator

    true = generator("harbour_bank_reasons").effects(audience)
    table = cx.open_study("harbour-bank")[step].table.set_index("theme")
    inside = [table.ci_low[theme] <= effect <= table.ci_high[theme] for theme, effect in true.items()]
    assert all(inside), table.loc[list(true)]
    shown = [theme for theme in true if table.verdict[theme] == "more"]
    assert (
        set(shown) >= {"Friendliness of staff", "Advice"}
        if audience == "Customers"
        else "Recognition and respect" in shown
    )


def test_a_study_that_did_not_ask_what_draws_back_says_how_to_name_it():
    asks = cx.open_study("parcel-service").asks.set_index("analysis")
    assert "draws_back = " in asks.why_not["draws_back"] and not asks.possible["disengages"]
