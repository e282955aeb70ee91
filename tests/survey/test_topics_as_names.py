"""A question goes by its id, its text or its topic, wherever one is named."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import QuestionError
from cxresearch.survey.survey import Survey

RNG = np.random.default_rng(3)


def study():
    ids = ["q1", "q2", "q3", "q4", "q5"]
    texts = ["How was the billing?", "How important is billing?", "How was the waiting?", "Recommend us?", "Why?"]
    frame = pd.DataFrame({**{name: RNG.integers(1, 6, 240) for name in ids[:3]}, "q4": RNG.integers(0, 11, 240)})
    frame["q5"] = ["slow and dear"] * 240
    frame["audience"], frame["plan"] = ["Leadership", "Customers"] * 120, ["a", "b", "c"] * 80
    book = pd.DataFrame(
        {
            "id": ids, "text": texts, "kind": ["rating"] * 3 + ["nps", "verbatim"],
            "scale": ["1-5"] * 3 + ["0-10", ""], "topic": ["Billing", "Billing", "Waiting time", "Loyalty", "Reasons"],
            "aspect": ["experience", "importance", "experience", "experience", ""],
        }
    )  # fmt: skip
    return Survey.from_frame(frame, codebook=book, roles={"audience": "audience"})


def test_a_topic_names_the_question_of_the_aspect_that_is_meant():
    survey = study()
    assert survey.find("billing") == "q1"
    assert survey.find("BILLING", aspect="importance") == "q2"
    assert survey.find("billing", among=["q2"]) == "q2"
    assert survey.find("waiting time") == "q3"
    # ids, texts and roles come first
    assert survey.find("How important is billing?") == "q2"
    with pytest.raises(QuestionError, match="Did you mean 'Waiting time'"):
        survey.find("Waiting tme")


def test_two_questions_of_a_topic_and_aspect_are_named():
    book = study().codebook
    book.loc[book.id == "q3", "topic"] = "Billing"
    with pytest.raises(QuestionError, match="2 questions of survey are about 'Billing': q1, q3"):
        study().with_codebook(book).find("Billing")


@pytest.mark.parametrize(
    "analysis",
    [
        lambda s: cx.mean_score(s, "billing").table.question[0],
        lambda s: cx.csat(s, "Billing").table.question[0],
        lambda s: cx.nps(s, "loyalty").table.question[0],
        lambda s: cx.perception_gap(s, ["Billing"], between=("Leadership", "Customers")).table.question[0],
        lambda s: cx.compare_groups(s, "Billing", by="plan").question,
        lambda s: cx.loyalty_drivers(s, "loyalty", ["billing", "waiting time"], bootstrap=0, audience="Customers")
        .table.driver[0],
        lambda s: cx.asymmetry(s, "loyalty", "billing", audience="Customers").table.driver[0],
        lambda s: cx.ordinal_model(s, "loyalty", ["billing"], audience="Customers").table.driver[0],
        lambda s: cx.silos(s, "billing", by="plan", audience="Customers").shares.question[0],
        lambda s: cx.crosstab(s, "billing", "plan").table.question[0],
    ],
)  # fmt: skip
def test_every_analysis_takes_a_topic(analysis):
    assert analysis(study()) in ("q1", "q4")


def test_comments_too():
    assert cx.sentiment(study(), "reasons", by="audience").table is not None


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("How easy was it? (1 very hard - 7 very easy)", "How easy was it? (1 very hard - 7 very easy)"),
        ("Wie leicht war es? (1 sehr schwer - 7 sehr leicht)", "Wie leicht war es? (1 sehr schwer - 7 sehr leicht)"),
        ("Rate us (0 - 10) - Billing", "Billing"), ("Rate us: - Billing (fees - cards)", "Billing (fees - cards)"),
    ],
)  # fmt: skip
def test_a_topic_is_never_cut_within_brackets(text, topic):
    survey = Survey.from_frame(pd.DataFrame({text: [1, 5, 3] * 10}), scales={text: (1, 7)})
    assert survey.codebook.topic[0] == topic


NAMED = ["Patient Transport", "PTS", "Beratung am Schalter", "McDonald's counter", "iPhone app"]


@pytest.mark.parametrize("name", NAMED)
def test_names_keep_their_capitals_in_titles_and_sentences(name):
    survey = Survey.from_frame(pd.DataFrame({name: [1, 5, 3] * 10}), scales={name: (1, 5)}, audience="Customers")
    result = cx.csat(survey, name)
    assert name in cx.plot(result).get_title()
    assert name in result.sentences()[0]
