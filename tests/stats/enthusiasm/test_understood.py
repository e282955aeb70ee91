"""Clear, but not understood: means, tests and quarters against scipy, and what was planted at the bank."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.columns.drafting import guess_aspect
from tests.places import generator

UNDECIDED, NEITHER = "undecided", "neither works nor is understood"


@pytest.fixture(scope="module")
def found():
    return cx.open_study("harbour-bank")["understood"]


def test_what_was_planted_comes_back(found):
    planted = generator("harbour_bank_more").UNDERSTOOD
    table = found.table.set_index("topic")
    assert set(table.index) == set(planted)
    inside = [table.ci_low[topic] <= true[0] <= table.ci_high[topic] for topic, true in planted.items()]
    assert sum(inside) >= 5
    assert table.quadrant.to_dict() == {
        "Opening an account": "works and is understood", "Cards and payments": "works and is understood",
        "Mobile app": UNDECIDED, "Billing and fees": NEITHER, "Letters and e-mails": "works, not understood",
        "Loan application": "works, not understood",
    }  # fmt: skip
    blind = table.index[table.verdict == "fine inside, not understood outside"]
    assert set(blind) == {"Billing and fees", "Letters and e-mails", "Loan application"}
    assert set(table.inside_of) == {"understood"}


def test_undecided_is_said_and_said_in_german(found):
    assert "Too near the middle of the scale to be put on a side: mobile app." in found.sentences()
    assert found.sentences()[0] == "Of 6 topics, 3 are rated fine inside and are not understood by customers."
    with cx.language("de"):
        assert found.sentences()[0] == (
            "Von 6 Themen sind 3 innen gut bewertet und werden von Kunden nicht verstanden."
        )


ASK = {"Fees": "How would you rate us? - Fees", "Post": "How would you rate us? - Post"}
CLEAR = {topic: f"How well do you understand each? - {topic}" for topic in ASK}


def survey(customers, leaders, scale=(0, 10)):
    """Both questions on two topics; leaders were asked how it works alone."""
    n, m = len(next(iter(customers.values()))), len(next(iter(leaders.values())))
    frame = {"audience": ["Customers"] * n + ["Leadership"] * m}
    for question in (*ASK.values(), *CLEAR.values()):
        frame[question] = [*customers[question], *leaders.get(question, [None] * m)]
    return cx.Survey.from_frame(pd.DataFrame(frame), scales=dict.fromkeys((*ASK.values(), *CLEAR.values()), scale))


@pytest.fixture(scope="module")
def drawn():
    rng = np.random.default_rng(4)
    wanted = zip((*ASK.values(), *CLEAR.values()), (0.6, 0.52, 0.3, 0.49), strict=True)
    customers = {question: rng.binomial(10, p, 150) for question, p in wanted}
    leaders = {question: rng.binomial(10, 0.8, 20) for question in ASK.values()}
    return customers, leaders, survey(customers, leaders)


def test_means_and_p_are_those_of_scipy(drawn):
    customers, _, made = drawn
    table = cx.clear_but_not_understood(made, adjust="none").table.set_index("topic")
    for topic in ASK:
        for question, mean, p in ((ASK[topic], "works", "works_p_adjusted"), (CLEAR[topic], "estimate", "p_adjusted")):
            values = 10.0 * customers[question]
            assert table.loc[topic, mean] == pytest.approx(values.mean())
            assert table.loc[topic, p] == pytest.approx(stats.ttest_1samp(values, 50).pvalue, rel=1e-6)
    low, high = stats.t.interval(0.95, 149, 10 * customers[CLEAR["Fees"]].mean(),
                                 stats.sem(10.0 * customers[CLEAR["Fees"]]))  # fmt: skip
    assert (table.ci_low["Fees"], table.ci_high["Fees"]) == pytest.approx((low, high))


def test_the_view_from_inside_is_how_they_rate_it_where_they_were_not_asked_to_guess(drawn):
    table = cx.clear_but_not_understood(drawn[2]).table.set_index("topic")
    assert table.inside_of["Fees"] == "experience" and table.inside["Fees"] == "Leadership"
    assert table.verdict["Fees"] == "fine inside, not understood outside" and table.quadrant["Post"] == UNDECIDED
    said = cx.clear_but_not_understood(drawn[2]).sentences()
    assert any("leaders rate it" in line for line in said)


def test_of_forty_topics_in_the_middle_chance_alone_puts_a_twentieth_on_a_side_and_adjusted_none():
    rng = np.random.default_rng(9)
    asked = [f"{stem} - {at}" for stem in ("How would you rate us?", "How well do you understand each?")
             for at in range(40)]  # fmt: skip
    frame = pd.DataFrame({question: rng.binomial(10, 0.5, 80) for question in asked}).assign(audience="Customers")
    made = cx.Survey.from_frame(frame, scales=dict.fromkeys(asked, (0, 10)))
    plain, adjusted = (cx.clear_but_not_understood(made, adjust=how).table for how in ("none", "holm"))
    assert len(plain) == 40
    sided = (plain[["works_side", "side"]] != UNDECIDED).to_numpy().sum()
    assert 0 < sided <= stats.binom.ppf(0.999, 80, 0.05)
    assert set(adjusted.quadrant) == {UNDECIDED}


def test_a_board_of_four_stays_hidden(drawn):
    customers, leaders, _ = drawn
    few = survey(customers, {question: values[:4] for question, values in leaders.items()})
    table = cx.clear_but_not_understood(few).table
    assert table[["inside_mean", "inside_ci_low", "n_inside"]].isna().all().all()
    assert not (table.verdict == "fine inside, not understood outside").any()


def test_what_is_asked_is_found_by_its_wording_and_what_is_not_is_refused(drawn):
    assert guess_aspect("How well do customers understand our fees?") == "understood"
    assert guess_aspect("Wie gut verstehen Sie unsere Rechnung?") == "understood"
    assert guess_aspect("The doctor understood my problem") == "experience"
    made = drawn[2]
    with pytest.raises(QuestionError, match="aspect = understood"):
        cx.clear_but_not_understood(made.with_codebook(made.codebook.assign(aspect="experience")))
    with pytest.raises(OptionError, match="middle"):
        cx.clear_but_not_understood(made, middle=100)


def test_a_study_that_did_not_ask_is_told_how_to():
    asks = cx.open_study("parcel-service").asks.set_index("analysis")
    assert not asks.possible["understood"] and "how well do you understand" in asks.why_not["understood"]


def test_the_picture_has_a_mark_a_topic_and_open_ones_where_no_side_is_told(found):
    from matplotlib import pyplot

    ax = cx.plot(found)
    marks = {line.get_gid(): line.get_markerfacecolor() for line in ax.lines if str(line.get_gid()).startswith("topic")}
    assert len(marks) == 6 and marks["topic Mobile app"] == "#FFFFFF"
    assert ax.get_title(loc="left") or ax.figure.texts or ax.texts
    pyplot.close(ax.figure)
