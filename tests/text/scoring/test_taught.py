"""``rules="cx+neural"``: what the neural scorer reads teaches the words in the other comments."""

import numpy as np
import pytest

from cxresearch.text.scoring import taught
from cxresearch.text.scoring.cx_model import cx_model
from cxresearch.text.scoring.score import score_texts


def reads(texts, *, kind="open", **options):
    """A reader who knows that in this trade a blorp is bad and a quint is good."""
    side = np.array([0.95 if "quint" in text else 0.05 if "blorp" in text else 0.5 for text in texts])
    neutral = np.where(side == 0.5, 0.8, 0.05)
    return np.column_stack([(1 - neutral) * (1 - side), neutral, (1 - neutral) * side])


@pytest.fixture
def trade(monkeypatch):
    monkeypatch.setattr(taught, "neural_shares", reads)
    draw = np.random.default_rng(1)
    things = ["the desk", "my visit", "the form", "our trip", "the call"]
    return [f"{draw.choice(things)} had a {draw.choice(['blorp', 'quint'])} on day {at}" for at in range(1_500)]


def test_words_of_the_trade_are_learned_for_comments_that_were_not_read(trade):
    blame = np.array(["blorp" in text for text in trade])
    before = cx_model().shares(trade)
    found = taught.taught_shares(trade)
    assert ((found[:, 0] > found[:, 2]) == blame).all()
    assert ((before[:, 0] > before[:, 2]) == blame).mean() < 0.7
    assert found.sum(axis=1) == pytest.approx(np.ones(len(trade)))
    assert np.array_equal(found, taught.taught_shares(trade))


def test_few_comments_are_all_read(trade):
    assert np.allclose(taught.taught_shares(trade[:50]), reads(trade[:50]))


def test_as_rules(trade, monkeypatch):
    found = score_texts([*trade, "n/a"], rules="cx+neural", own_prior=False)
    assert set(found["scored_by"]) == {"cx+neural", ""}
    assert found["label"].tolist()[-1] == "no answer"
    assert (found["label"][:-1] == np.where(["blorp" in text for text in trade], "negative", "positive")).mean() > 0.95
