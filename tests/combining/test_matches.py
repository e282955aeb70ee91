"""Wording proposes and a person decides: nothing is one question before matches.csv says so."""

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.combining.matches import draft_matches, read_matches, write_matches
from cxresearch.combining.topics import short_topics
from cxresearch.errors import StudyError


def survey(audience, questions, scale=(1, 5)):
    frame = pd.DataFrame({question: [1, 3, 5] for question in questions})
    return cx.Survey.from_frame(frame, scales=dict.fromkeys(questions, scale), audience=audience)


def drafted(**questions):
    surveys = {name: survey(name, asked) for name, asked in questions.items()}
    return {row.topic: row for row in draft_matches(surveys)}, surveys


def test_the_same_words_on_the_same_scale_are_confirmed():
    rows, _ = drafted(Staff=["How is parking?"], Customers=["how is parking"])
    (row,) = rows.values()
    assert row.confirmed and set(row.questions) == {"Staff", "Customers"}


def test_near_words_wait_for_a_person():
    """Clarity and amount, easy and difficult: nearly one sentence, and never the same question."""
    rows, _ = drafted(
        Staff=["How clear is the bill?", "How difficult was the booking?"],
        Customers=["How high is the bill?", "How easy was the booking?"],
    )
    assert not any(row.counts for row in rows.values())


def test_another_scale_or_direction_waits():
    surveys = {"Staff": survey("Staff", ["Parking"]), "Customers": survey("Customers", ["Parking"], (1, 7))}
    (row,) = draft_matches(surveys)
    assert len(row.questions) == 2 and not row.confirmed


def test_aspects_never_meet():
    rows, _ = drafted(Leadership=["How important is parking?"], Customers=["How is parking?"])
    assert all(len(row.questions) == 1 for row in rows.values())


def test_topics_lose_what_the_block_shares():
    assert short_topics({
        "a": "Wie zufrieden sind Sie mit dem Essen?", "b": "Wie zufrieden sind Sie mit der Pflege?",
        "c": "Was noch?",
    }) == {"a": "Essen", "b": "Pflege", "c": "Was noch?"}  # fmt: skip
    same = short_topics(
        {"a": "What will they say: how good is the driver?", "b": "What will they say: how good is the app?"}
    )
    assert same == {"a": "Driver", "b": "App"}


def test_what_is_written_is_read(tmp_path):
    rows, surveys = drafted(Staff=["Parking", "Food =cold"], Customers=["Parking", "Lunch"])
    write_matches(list(rows.values()), list(surveys), tmp_path / "matches.csv")
    again = read_matches(tmp_path / "matches.csv", surveys)
    assert [(r.topic, r.confirmed, dict(r.questions)) for r in again] == [
        (r.topic, r.confirmed, dict(r.questions)) for r in rows.values()
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "topic,aspect,rescale,confirmed,Staf\nA,,,,Parking\n",
            "line 1: no audience is called 'Staf'. Did you mean 'Staff'",
        ),
        ("topic,aspect,rescale,confirmed,Staff\nA,,,maybe,Parking\n", "line 2: confirmed is 'maybe'"),
        ("topic,aspect,rescale,confirmed,Staff\nA,,,,Parkin\n", "Did you mean 'Parking'"),
        ("topic,aspect,rescale,confirmed,Staff\nA,wish,,,Parking\n", "'wish' is no aspect"),
        (
            "topic,aspect,rescale,confirmed,Staff\nA,,,,Parking\nB,,,,Parking\n",
            "line 3: 'Parking' of Staff stands in line 2",
        ),
        ("topic,aspect,rescale,confirmed,Staff\n,,,yes,Parking\n", "line 2: the topic is empty"),
        ("topic,aspect,confirmed,Staff\n", "'rescale' is missing"),
    ],
)
def test_a_mistake_is_named(tmp_path, text, words):
    (tmp_path / "matches.csv").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError) as problem:
        read_matches(tmp_path / "matches.csv", {"Staff": survey("Staff", ["Parking"])})
    assert words in str(problem.value)
