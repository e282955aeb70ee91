"""Instruments beyond scorecards: found by their words in a survey, scored by one call, listed with the others."""

import pytest

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError, SurveyFileError
from cxresearch.stats.audits.instrument_kinds import KINDS
from tests import outside_in
from tests.harbour import sample

KIND = {
    "competitors": "competitors", "customer_effort": "effort", "effort_and_result": "unit inputs",
    "promise_and_delivery": "promises", "silos": "owners",
}  # fmt: skip


def test_all_nine_are_listed():
    table = cx.instruments().table.set_index("name")
    assert len(table) >= 9
    assert {name: table.kind[name] for name in KIND} == KIND
    assert table.asks.str.endswith("?").all()


def test_customer_effort_finds_its_questions():
    bank = outside_in.bank()
    found = cx.scorecard(bank, "customer_effort", by="group")
    same = cx.effort_and_leaving(bank, "EFFORT", "CLOSED", by="group")
    assert found.table.equals(same.table)
    assert found.recommending.question.tolist() == ["NPS"]
    assert found.best_in_life.table.estimate[0] == pytest.approx(cx.best_in_life(bank, "BEST", "OWN").table.estimate[0])
    assert found.best_in_life.table.company.tolist()[1:] == outside_in.COMPANIES
    assert found.sentences()[-1].startswith("Customers rate Made Bank 55.7 of 100")


def test_silos_hold_owners_and_hand_offs():
    survey = sample(wave="2025")
    found = cx.scorecard(survey, "silos")
    assert found.gaps.verdict.tolist()[:2] == ["gap", "gap"]
    assert found.handoffs.table.receiver.nunique() == 6
    assert found.sentences()[-3].startswith("Rated lowest is the hand-off from Marketing to Contact centre")
    without = cx.scorecard(outside_in.bank(), "silos")
    assert without.handoffs is None
    assert any("No hand-off was rated" in line for line in without.caveats)


def test_the_others_are_their_functions():
    bank = outside_in.bank()
    promised = cx.scorecard(bank, "promise_and_delivery", topics=["Waiting time"])
    assert promised.table.equals(cx.promise_and_delivery(bank, ["Waiting time"]).table)
    worked = cx.scorecard(bank, "effort_and_result", inputs=outside_in.inputs())
    assert worked.table.outcome.unique().tolist() == ["Recommending the bank"]
    beside = cx.scorecard(bank, "competitors", competitors=outside_in.RIVALS)
    assert beside.own["name"].tolist() == ["Made Bank"]


def test_what_is_missing_is_named_with_its_line():
    bank = outside_in.bank()
    with pytest.raises(OptionError, match="needs inputs=, a CSV or a frame"):
        cx.scorecard(bank, "effort_and_result")
    with pytest.raises(OptionError, match="needs competitors=, a CSV or a frame"):
        cx.scorecard(bank, "competitors")
    with pytest.raises(OptionError, match="knows no option 'topic'"):
        cx.scorecard(bank, "promise_and_delivery", topic="Waiting time")
    other = bank.relabel(audience={"Customers": "Guests"})
    with pytest.raises(QuestionError, match=r"silos.yaml, line \d+: no single question of Made Bank is 'owner'"):
        cx.scorecard(other.with_codebook(other.codebook[other.codebook.id != "OWNER"]), "silos")
    strange = {"title": "Doors", "kind": "effort", "questions": {"effort": {"text": "How easy?"}}}
    with pytest.raises(SurveyFileError, match="effort needs words"):
        cx.scorecard(bank, strange)


def test_a_question_can_be_named_where_words_do_not_find_it():
    bank = outside_in.bank()
    own_words = {"title": "Effort here", "kind": "effort", "questions": {"effort": {"words": ["effort"]}}}
    with pytest.raises(QuestionError, match="'leaving'; looked for none"):
        cx.scorecard(bank, own_words)
    found = cx.scorecard(bank, own_words, leaving="CLOSED")
    assert found.table.n[0] == 1500
    assert any("no best in life" in line for line in found.caveats)


def test_they_have_no_row_an_audience_and_stay_out_of_the_panel_that_compares_them():
    assert not any(KINDS[kind].audiences for kind in KIND.values())
    assert KINDS["scorecard"].audiences
