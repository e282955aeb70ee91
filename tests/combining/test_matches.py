"""Wording proposes and a person decides: nothing is one question before matches.csv says so."""

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.combining.matches import draft_matches, read_matches, write_matches
from cxresearch.combining.topics import short_topics
from cxresearch.errors import StudyError

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")


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
            "topic,aspect,rescale,confirmed,Staf\nA,,,,Garage\n",
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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("topic,aspect,rescale,confirmed,Staf\nA,,,,Garage\n",
         "matches.csv, Zeile 1: Keine Gruppe heißt 'Staf'. Gemeint war wohl 'Staff'. Gefunden: Staff."),
        ("topic,aspect,rescale,confirmed,Staff\nA,,,maybe,Parking\n",
         "matches.csv, Zeile 2: In der Spalte confirmed steht 'maybe'. Dort steht yes (oder ja) oder nichts."),
        ("topic,aspect,rescale,confirmed,Staff\nA,,,,Parkin\n",
         "matches.csv, Zeile 2, Spalte 'Staff': In survey gibt es keine Frage, Rolle oder Spalte 'Parkin'. "
         "Gemeint war wohl 'Parking'."),
        ("topic,aspect,rescale,confirmed,Staff\nA,wish,,,Parking\n",
         "matches.csv, Zeile 2: 'wish' ist kein Aspekt. Bekannt sind: experience, "),
        ("topic,aspect,rescale,confirmed,Staff\nA,,,,Parking\nB,,,,Parking\n",
         "matches.csv, Zeile 3: 'Parking' (Staff) steht schon in Zeile 2. Nur in einer von beiden behalten."),
        ("topic,aspect,rescale,confirmed,Staff\n,,,yes,Parking\n",
         "matches.csv, Zeile 2: Das Thema ist leer. Den Kontaktpunkt benennen."),
        ("topic,aspect,confirmed,Staff\n",
         "matches.csv: Die Spalte 'rescale' fehlt. Vorhanden: topic, aspect, confirmed, Staff."),
        ("topic,aspect,rescale,confirmed,Staff\nA,,,yes,Parking,more\n",
         "matches.csv: nicht zu lesen (Zeile 2 von matches.csv hat 6 Zellen, der Kopf aber 5). Als CSV"),
        ("\n", "matches.csv: nicht zu lesen (matches.csv ist leer)."),
    ],
)  # fmt: skip
def test_a_mistake_is_named_in_the_language_of_the_study(tmp_path, text, words):
    (tmp_path / "matches.csv").write_text(text, encoding="utf-8")
    surveys = {"Staff": survey("Staff", ["Parking"])}
    with cx.language("de"), pytest.raises(StudyError) as problem:
        read_matches(tmp_path / "matches.csv", surveys)
    assert str(problem.value).startswith(words)


def test_the_same_words_on_a_guessed_scale_wait_for_the_scale(tmp_path):
    """A guess on both sides is no evidence: the row says so, and counts once a person told the scale."""
    frame = pd.DataFrame({"Parking": [1, 2, 4, 4, 2, 1]})
    guessed = {name: cx.Survey.from_frame(frame, audience=name) for name in ("Staff", "Customers")}
    (row,) = draft_matches(guessed)
    assert row.guessed and not row.counts
    path = tmp_path / "matches.csv"
    write_matches([row], list(guessed), path)
    assert path.read_text(encoding="utf-8").splitlines()[1].startswith("Parking,experience,,guessed,")
    (again,) = read_matches(path, guessed)
    assert again.guessed and not again.counts
    told = {name: cx.Survey.from_frame(frame, audience=name, scales={"Parking": (1, 5)}) for name in guessed}
    (settled,) = read_matches(path, told)
    assert settled.counts and not settled.guessed
    half = {**told, "Staff": cx.Survey.from_frame(frame, audience="Staff", scales={"Parking": (1, 7)})}
    (apart,) = read_matches(path, half)
    assert not apart.counts and not apart.guessed


def test_a_rating_and_a_choice_of_the_same_words_are_proposed():
    """Answers in words that no list knows are a choice in one file, and numbers in the other."""
    words = ["pěkné", "slabé", "ujde"] * 4
    staff = cx.Survey.from_frame(pd.DataFrame({"Expozice": words}), audience="Staff")
    guests = survey("Customers", ["Expozice"])
    (row,) = draft_matches({"Staff": staff, "Customers": guests})
    assert set(row.questions) == {"Staff", "Customers"} and not row.counts and row.aspect == "experience"


def test_a_question_beside_a_block_is_no_candidate_for_one_of_another_block():
    """In a language that is not known, a recommendation on 0-10 is a rating like others; its place gives it away."""
    block = [f"Ako ste spokojní s týmto: {what}?" for what in ("jedlo", "izba", "parkovisko")]
    lone = "Ako pravdepodobné je, že nás odporučíte?"
    guests = cx.Survey.from_frame(
        pd.DataFrame({question: [1, 3, 5] for question in block} | {lone: [0, 7, 10]}),
        scales=dict.fromkeys(block, (1, 5)) | {lone: (0, 10)}, audience="Customers",
    )  # fmt: skip
    staff = survey("Staff", ["Ako ste spokojní s nami: plat?", "Ako ste spokojní s nami: šéf?",
                             "Ako pravdepodobné je, že odídete?"])  # fmt: skip
    met = [row for row in draft_matches({"Staff": staff, "Customers": guests}) if len(row.questions) > 1]
    assert all(row.questions["Customers"] != lone for row in met)


STATED = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]


def stated(questions, **plain):
    frame = pd.DataFrame({question: STATED * 8 for question in questions} | plain)
    return cx.Survey.from_frame(frame, audience="Staff")


def test_statements_stand_for_ratings_where_a_file_asks_in_nothing_else():
    """Of a file that rates as well, statements tell how people feel about their work, and are no candidates."""
    topics = ["Meals", "Punctual delivery", "Complaints"]
    rated = {f"How satisfied are you with {topic.lower()}?": [1, 3, 5, 4, 2] * 8 for topic in topics}
    customers = cx.Survey.from_frame(pd.DataFrame(rated), scales=dict.fromkeys(rated, (1, 5)), audience="Customers")
    said = ["Our meals taste good", "We deliver punctually", "Complaints are solved", "I am proud to work here"]
    rows = draft_matches({"Staff": stated(said), "Customers": customers})
    together = {row.questions["Staff"]: row for row in rows if len(row.questions) > 1}
    assert set(together) == set(said[:3]) and not any(row.confirmed for row in together.values())
    block = {f"{topic} ": [1, 2, 3, 4, 5] * 8 for topic in ("Alpha", "Beta", "Gamma")}
    rows = draft_matches({"Staff": stated(said, **block), "Customers": customers})
    assert not any(row.questions.get("Staff") in said for row in rows if len(row.questions) > 1)


def test_words_that_begin_alike_are_candidates_whatever_their_ends():
    asked = ["Stödet till eleverna", "Lokalerna", "Maten"]
    others = ["Hur nöjd är du? [Stöd till elever]", "Hur nöjd är du? [Lokaler]", "Hur nöjd är du? [Buss]"]
    surveys = {
        audience: cx.Survey.from_frame(
            pd.DataFrame({question: [1, 3, 5, 4, 2] * 8 for question in questions}),
            scales=dict.fromkeys(questions, (1, 5)), audience=audience,
        )
        for audience, questions in {"Staff": asked, "Customers": others}.items()
    }  # fmt: skip
    together = [dict(row.questions) for row in draft_matches(surveys) if len(row.questions) > 1]
    assert {"Staff": asked[0], "Customers": others[0]} in together
    assert {"Staff": asked[1], "Customers": others[1]} in together


def test_a_topic_is_what_a_block_neither_opens_nor_ends_on():
    block = {
        str(at): f"Do you think {what} get a good mark from customers?" for at, what in enumerate(["meals", "beds"])
    }
    assert set(short_topics(block).values()) == {"Meals", "Beds"}
    block = {
        str(at): f"Sizce yolcular {what} için kaç puan verir?" for at, what in enumerate(["Servis", "Koltuk", "Ses"])
    }
    assert set(short_topics(block).values()) == {"Servis", "Koltuk", "Ses"}
