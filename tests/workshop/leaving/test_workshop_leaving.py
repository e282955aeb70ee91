"""What leaves the room: a Survey like any other, and files that give nobody away."""

import csv

import pandas as pd
import pytest

from cxresearch.errors import OptionError, QuestionError, SurveyFileError
from cxresearch.text.compare import compare_answers
from cxresearch.text.themes.contrast import contrast_words
from cxresearch.workshop.board import Workshop


@pytest.fixture
def workshop(tmp_path):
    with Workshop(tmp_path / "room") as workshop:
        yield workshop


def rows(folder, name) -> list[dict]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# -- a Survey --------------------------------------------------------------------------------------


def test_the_recorded_workshop_is_compared_as_its_file_is(tmp_path, request):
    """The shares of sheets are those counted from the recording itself with other code."""
    recording = request.config.rootpath / "data" / "samples" / "harbour-bank" / "workshop.csv"
    labels = recording.with_name("workshop_labels.csv")
    with Workshop.replay(tmp_path) as workshop:
        truth = pd.read_csv(labels).merge(pd.read_csv(recording), on="statement")
        for at, theme in enumerate(truth.touchpoint, start=1):
            workshop.move(f"a{at}", theme)
        compared = compare_answers(workshop.as_heard(), sheet="group", moved="moved_to", least=0, privacy=False)
    sheets = truth.groupby(["audience", "question"]).sheet.nunique()
    named = truth[truth.touchpoint != "other"].groupby(["audience", "question", "touchpoint"]).sheet.nunique()
    expected = {key: 100 * n / sheets[key[:2]] for key, n in named.items()}
    found = {
        (audience, int(row["question"].removeprefix("q")), row["theme"]): row[f"share_{audience.lower()}"]
        for _, row in compared.table.iterrows()
        for audience in ("Leadership", "Staff", "Customers")
        if row[f"share_{audience.lower()}"] > 0
    }
    assert found == pytest.approx(expected)
    assert ("Leadership", 2, "Waiting time") not in found
    assert set(compared.disparity.n_a) | set(compared.disparity.n_b) == {5, 6, 8}


def test_a_row_a_statement_with_roles_and_wording(workshop):
    workshop.set_topics(["Billing"])
    workshop.add("Leaders", "1", 1, "The app")
    workshop.add("Customers", "C1", 3, "BlueTide is quick", good_or_bad="good", person="secret cookie")
    kept = workshop.add("Customers", "C2", 3, "BlueTide is fast")
    twin = workshop.add("Customers", "C3", 3, "BlueTide is faster")
    workshop.vote(kept, "p1")
    workshop.vote(twin, "p2")
    workshop.merge(kept, twin)
    workshop.move(kept, "Speed")
    workshop.withdraw(workshop.add("Customers", "C3", 1, "taken back"))
    workshop.hide(workshop.add("Customers", "C3", 1, "Rude"), "insult")
    survey = workshop.as_heard(privacy=True)
    frame = survey.to_pandas()
    assert dict(survey.roles) == {"respondent": "writer", "audience": "audience", "group": "sheet"}
    assert frame.statement.tolist() == ["a1", "a2", kept, twin]
    assert frame.writer.tolist() == ["Leadership, 1", "person 1", "Customers, C2", "Customers, C3"]
    assert frame.q3.tolist()[1:] == ["BlueTide is quick", "BlueTide is fast", "BlueTide is faster"]
    assert frame.moved_to.tolist()[2] == "Speed"
    assert frame.votes.tolist() == [0, 0, 2, 0]
    book = survey.codebook.set_index("id")
    assert book.text["q1"] == "What do we do well?"
    assert book.kind.to_dict() == dict.fromkeys(["q1", "q2", "q3", "q4"], "verbatim") | {"good_or_bad": "choice"}
    assert "left out: 1 answer taken back" in survey.notes
    assert "left out: 1 answer hidden by the facilitator" in survey.notes
    assert "secret cookie" not in frame.to_csv()


def test_personal_data_stays_in_the_room(workshop):
    workshop.set_names(["Okafor"])
    for at in range(3):
        workshop.add("Customers", str(at), 1, "Ask Okafor, bo@example.org or +44 20 7946 0958")
    assert workshop.to_survey().to_pandas().q1[0] == "Ask [name], [e-mail] or [phone]"
    inside = workshop.to_survey(privacy=False)
    assert inside.to_pandas().q1[0] == "Ask Okafor, bo@example.org or +44 20 7946 0958"
    assert "for display in this room only" in inside.notes[-1]


def test_a_sheet_counts_as_one_person_for_privacy(workshop):
    for at in range(12):
        workshop.add("Staff", "1", 1, f"The queue {at}")
        workshop.add("Customers", f"C{at}", 1, f"The app {at}")
    with pytest.raises(QuestionError, match="fewer than 10 leaders or staff"):
        compare_answers(workshop.to_survey())
    assert "Staff" in contrast_words(workshop.to_survey(), "q1", by="audience", privacy=False).table.group.unique()


def test_odd_texts_pass_through_a_survey_and_back(workshop, tmp_path):
    workshop.add("Customers", "1", 1, "half \ud83d and NUL \x00")
    survey = workshop.to_survey()
    survey.save(tmp_path / "saved")
    assert survey.to_pandas().q1[0] == "half \ufffd and NUL \ufffd"


def test_an_empty_room_is_told(workshop):
    with pytest.raises(QuestionError, match="Nothing was written in 'Workshop' yet"):
        workshop.to_survey()


def test_few_people_are_handed_on_without_writer_table_or_order(workshop):
    """One leader a table, and four of staff: no row says who of them it was, and no row counts as a person."""
    for at in range(5):
        for said in ("zeal", "art"):
            workshop.add("Leadership", f"table {at}", 1, f"{said} of {4 - at}", person=f"leader{at}")
    for at in range(4):
        workshop.add("Staff", "one table", 1, f"staff {3 - at}", person=f"staff{at}")
    for at in range(6):
        workshop.add("Customers", "C", 1, f"customer {9 - at}", person=f"guest{at}")
    frame = workshop.to_survey().to_pandas()
    few = frame[frame.audience != "Customers"]
    assert few.sheet.isna().all()
    assert few.q1.tolist() == sorted(few[few.audience == "Leadership"].q1) + sorted(few[few.audience == "Staff"].q1)
    assert few.writer[few.audience == "Leadership"].nunique() == 5
    assert few.writer[few.audience == "Staff"].nunique() == 1
    assert not any(name in frame.to_csv() for name in ("leader0", "staff1", "table 3", "one table", "guest2"))
    ids = set(workshop.answers().answer)
    assert ids.isdisjoint(few.statement)
    assert few.statement.is_unique
    # Six customers at one table are enough for all of it.
    assert set(frame[frame.audience == "Customers"].statement) <= ids
    assert frame[frame.audience == "Customers"].sheet.tolist() == ["C"] * 6


# -- files -----------------------------------------------------------------------------------------


def fill(workshop, audience, tables, each) -> None:
    for table in range(tables):
        for at in range(each):
            workshop.add(
                audience,
                f"{audience} {table}",
                1 + at % 2,
                f"{audience} table {table} says {at}",
                person=f"p {audience} {table} {at}",
            )


def test_words_of_few_leaders_stay_in_the_room_and_customers_leave(workshop, tmp_path):
    fill(workshop, "Leadership", 3, 3)
    fill(workshop, "Customers", 1, 2)
    out = workshop.export(tmp_path / "out")
    answers = rows(out, "answers.csv")
    assert [row["audience"] for row in answers] == ["Customers"] * 2
    everything = "".join(path.read_text(encoding="utf-8") for path in out.iterdir())
    assert "Leadership table" not in everything
    assert "Leadership 0" not in everything
    assert "Withheld: 9 answers of Leadership, behind which stand 9 (a sheet" in (out / "about.txt").read_text()
    # A tenth person, and the words leave, though no table's name does.
    workshop.add("Leadership", "Leadership 0", 1, "the tenth", person="p10")
    answers = rows(workshop.export(tmp_path / "out"), "answers.csv")
    leaders = [row for row in answers if row["audience"] == "Leadership"]
    assert len(leaders) == 10
    assert {row["group"] for row in leaders} == {""}
    assert {row["answer"] for row in leaders} == {""}


def test_the_order_does_not_give_a_table_away(workshop, tmp_path):
    fill(workshop, "Staff", 3, 5)
    texts = [row["text"] for row in rows(workshop.export(tmp_path / "out"), "answers.csv")]
    assert len(texts) == 15
    assert texts[:9] == sorted(texts[:9])
    assert texts[9:] == sorted(texts[9:])


def test_large_tables_keep_their_names(workshop, tmp_path):
    fill(workshop, "Staff", 2, 10)
    assert {row["group"] for row in rows(workshop.export(tmp_path / "a"), "answers.csv")} == {"Staff 0", "Staff 1"}
    # One small table, and no table is named: the one without a name would be known.
    workshop.add("Staff", "Staff 2", 1, "alone", person="one")
    assert {row["group"] for row in rows(workshop.export(tmp_path / "b"), "answers.csv")} == {""}


def test_a_sheet_counts_as_many_as_were_said_to_sit_there(workshop, tmp_path):
    workshop.add("Staff", "1", 1, "from a sheet")
    workshop.add("Staff", "2", 1, "from another")
    assert rows(workshop.export(tmp_path / "a"), "answers.csv") == []
    workshop.seat("Staff", "1", 5)
    workshop.seat("Staff", "2", 5)
    assert len(rows(workshop.export(tmp_path / "b"), "answers.csv")) == 2


def test_nobody_and_nothing_taken_back_is_in_any_file(workshop, tmp_path):
    workshop.set_names(["Okafor"])
    first = workshop.add("Customers", "C1", 1, "Okafor was rude, call +44 20 7946 0958", person="cookie-77")
    workshop.edit(workshop.add("Customers", "C1", 1, "first thought"), "second thought")
    workshop.withdraw(workshop.add("Customers", "C1", 1, "taken back"))
    workshop.hide(workshop.add("Customers", "C1", 1, "an insult here"), "insult")
    workshop.vote(first, "cookie-78")
    workshop.add_action("=1+1", owner="@me")
    workshop.add("Customers", "C1", 1, "=SUM(A1)")
    out = workshop.export(tmp_path / "out")
    everything = "".join(path.read_text(encoding="utf-8") for path in out.iterdir())
    for gone in ("Okafor", "7946", "cookie-", "first thought", "taken back", "an insult here"):
        assert gone not in everything
    answers = rows(out, "answers.csv")
    assert [row["text"] for row in answers] == ["'=SUM(A1)", "[name] was rude, call [phone]", "second thought"]
    assert answers[1]["votes"] == "1"
    assert rows(out, "actions.csv")[0] == {"action": "do1", "text": "'=1+1", "owner": "'@me", "date": "", "measure": ""}
    assert [row["what"] for row in rows(out, "history.csv")][:3] == ["names", "added", "added"]
    assert "Hidden by the facilitator and not exported: 1 answer." in (out / "about.txt").read_text()


def test_files_of_somebody_else_stay(workshop, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "answers.csv").write_text("mine")
    with pytest.raises(OptionError, match="holds answers.csv of somebody else; they stay"):
        workshop.export(tmp_path / "out")
    assert (tmp_path / "out" / "answers.csv").read_text() == "mine"
    (tmp_path / "note").write_text("mine")
    with pytest.raises(SurveyFileError, match="cannot be made"):
        workshop.export(tmp_path / "note")
