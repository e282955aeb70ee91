"""Answers as they come, change and go: kept to the last sign, counted once, with a history and a way back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxresearch as cx
from cxresearch.errors import CXResearchError, OptionError, QuestionError
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.keeping.questions import FOUR_QUESTIONS, Question
from cxresearch.workshop.keeping.words import from_file, into_file, shown


@pytest.fixture
def workshop(tmp_path):
    with Workshop(tmp_path / "room") as workshop:
        yield workshop


def board(workshop) -> list[str]:
    return workshop.answers().text.tolist()


# -- questions -------------------------------------------------------------------------------------


def test_the_four_questions_are_the_default(workshop):
    assert workshop.questions == list(FOUR_QUESTIONS)
    assert [question.number for question in workshop.questions] == [1, 2, 3, 4]
    assert [question.kind for question in workshop.questions] == ["open", "open", "competitors", "open"]
    assert cx.Workshop is Workshop


def test_questions_are_data_and_stay(tmp_path):
    asked = ["What hurts?", {"text": "What do others do?", "kind": "competitors"}, Question(0, "Billing", "rating")]
    with Workshop(tmp_path, asked, name="North") as workshop:
        assert [(q.number, q.text, q.kind) for q in workshop.questions] == [
            (1, "What hurts?", "open"),
            (2, "What do others do?", "competitors"),
            (3, "Billing", "rating"),
        ]
        workshop.add("Staff", "1", "what hurts", "The queue")
        kept = workshop.questions
    with Workshop(tmp_path) as workshop:
        assert workshop.questions == kept
        assert workshop.name == "North"
        assert board(workshop) == ["The queue"]
    Workshop(tmp_path, asked).close()
    with pytest.raises(OptionError, match="has answers to other questions .What hurts.*Open it without questions="):
        Workshop(tmp_path, ["Something else?"])


def test_questions_may_change_until_somebody_answered(tmp_path):
    Workshop(tmp_path, ["First draft?"]).close()
    with Workshop(tmp_path, ["Second draft?"]) as workshop:
        assert [question.text for question in workshop.questions] == ["Second draft?"]


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        ("What?", "list of questions"),
        ([], "holds 0"),
        (["Same?", " same "], "is there twice"),
        ([""], "has 1 to 300 signs"),
        ([{"text": "A", "kind": "choice"}], "Kinds are open, competitors, rating"),
        ([{"question": "A"}], "takes text, kind, topic and scale"),
        ([3], "pass a text, a mapping"),
        ([{"text": "A", "kind": "rating", "scale": (1, 5)}], "0, 10. or .0, 100"),
    ],
)
def test_what_is_no_question_is_told_before_a_file_is_made(tmp_path, questions, told):
    with pytest.raises(OptionError, match=told):
        Workshop(tmp_path / "room", questions)
    assert not (tmp_path / "room").exists()


@pytest.mark.parametrize("wanted", [2, "2", " Q2", 2.0, "What could be improved?", "what could be IMPROVED"])
def test_a_question_is_known_by_number_or_text(workshop, wanted):
    workshop.add("Staff", "1", wanted, "The queue")
    assert workshop.answers().question.tolist() == [2]


@pytest.mark.parametrize("wanted", [0, 5, -1, True, None, "What could be improvd?", "", 2.5, "99999999999"])
def test_an_unknown_question_names_those_there_are(workshop, wanted):
    with pytest.raises(QuestionError, match=r"Questions: 1 \(What do we do well\?\), 2"):
        workshop.add("Staff", "1", wanted, "The queue")
    assert board(workshop) == []


# -- to the last sign ------------------------------------------------------------------------------

ODD = [
    "  two spaces before, a tab\tand a line\nbelow  ",
    "NUL \x00 in the middle",
    "half a pair \ud83d of surrogates \udc00",
    "\u202eright to left\u202c and שלום and مرحبا",
    "🙂" * 600,
    "👩‍👩‍👧‍👦🏳️‍🌈é e\u0301 ﬁ İ",
    "<script>alert('x')</script> & {{ 7 * 7 }} %s ; DROP TABLE answers; --",
    '=HYPERLINK("http://example.org")',
    "\ufeff\ufffe\uffff\x1b[31m\r\n\u2028",
    '\'; "quotes" \\ back\\slash',
]


@pytest.mark.parametrize("text", ODD)
def test_texts_are_stored_to_the_last_sign(tmp_path, text):
    with Workshop(tmp_path) as workshop:
        answer = workshop.add("Staff", "1", 1, text)
        other = workshop.add("Staff", "1", 1, "something")
        workshop.edit(other, text)
    with Workshop(tmp_path) as workshop:
        assert workshop.text_of(answer) == workshop.text_of(other) == text
        assert workshop.answers(exact=True).text.tolist() == [text, text]
        assert [change.after["text"] for change in workshop.changes() if "text" in change.after][0::2] == [text, text]
        # What is shown can be printed, sent and written to any file.
        frame = workshop.answers()
        assert frame.text[0] == shown(text)
        repr(frame)
        frame.to_csv().encode("utf-8")
        json.dumps(frame.text.tolist(), ensure_ascii=False).encode("utf-8")


@given(st.text(st.characters(), max_size=60))
def test_any_text_comes_back(text):
    assert from_file(into_file(text)) == text
    shown(text).encode("utf-8")


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200d", "\u00a0\u2003", "\x00", "\ufeff"])
def test_an_empty_answer_is_refused_in_words(workshop, text):
    with pytest.raises(OptionError, match="answer is empty. Write something first; nothing was stored"):
        workshop.add("Staff", "1", 1, text)
    with pytest.raises(OptionError, match="is a text; got NoneType"):
        workshop.add("Staff", "1", 1, None)
    answer = workshop.add("Staff", "1", 1, "words")
    with pytest.raises(OptionError, match="is empty"):
        workshop.edit(answer, text)
    assert board(workshop) == ["words"]


def test_twenty_thousand_signs_are_refused_and_nothing_is_cut(workshop):
    with pytest.raises(OptionError, match="has 20,000 signs; at most 2,000 fit. Nothing was cut"):
        workshop.add("Staff", "1", 1, "x" * 20_000)
    assert board(workshop) == []
    workshop.add("Staff", "1", 1, "y" * 2000)
    workshop.set_limits(characters=20_000)
    workshop.add("Staff", "1", 1, "x" * 20_000)
    assert [len(text) for text in board(workshop)] == [2000, 20_000]
    with pytest.raises(OptionError, match="characters= is a whole number, 1 to 100,000"):
        workshop.set_limits(characters=0)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"audience": ""}, "audience is empty"),
        ({"audience": None}, "audience is a short name"),
        ({"audience": "x" * 101}, "at most 100"),
        ({"group": "x" * 101}, "at most 100"),
        ({"group": float("nan")}, "group is a short name"),
        ({"person": "x" * 101}, "at most 100"),
        ({"good_or_bad": "good"}, "only for a question on competitors"),
        ({"question": 3, "good_or_bad": "great"}, "'good', 'bad' or 'both'"),
        ({"key": ""}, "key= is a text of 1 to 200"),
        ({"key": 7}, "key= is a text of 1 to 200"),
    ],
)
def test_bad_values_are_refused_in_words(workshop, changed, told):
    values = {"audience": "Staff", "group": "1", "question": 1, "text": "words"} | changed
    with pytest.raises(OptionError, match=told):
        workshop.add(**values)
    assert board(workshop) == []


def test_names_of_audiences_and_tables_are_tidied(workshop):
    workshop.add(" leaders ", 4, 1, "a")
    workshop.add("Our\u00a0patients", " Table\t 7 ", 3, "b", good_or_bad="Bad")
    workshop.add("Customers", None, 3, "c", good_or_bad="both")
    workshop.add("Staff", "\u202e7\u202c\x00", 1, "d")
    found = workshop.answers()[["audience", "group", "good_or_bad"]].values.tolist()
    assert found == [["Leadership", "4", ""], ["Our patients", "Table 7", "bad"], ["Customers", "", "both"],
                     ["Staff", "7\ufffd", ""]]  # fmt: skip


# -- a phone that sends twice ----------------------------------------------------------------------


def test_a_phone_that_sends_again_does_not_double(workshop):
    first = workshop.add("Staff", "1", 1, "The queue", person="p1", key="k")
    assert workshop.add("Staff", "1", 1, "The queue", person="p1", key="k") == first
    assert len(workshop.changes()) == 1
    # The same form sent again with other words is another answer: nothing that somebody wrote is dropped.
    second = workshop.add("Staff", "1", 1, "The queue at noon", person="p1", key="k")
    assert second != first
    assert workshop.add("Staff", "1", 1, "The queue at noon", person="p1", key="k") == second
    workshop.withdraw(first)
    assert workshop.add("Staff", "1", 1, "The queue", person="p1", key="k") == first
    assert board(workshop) == ["The queue at noon"]
    workshop.add("Staff", "1", 1, "no key")
    workshop.add("Staff", "1", 1, "no key")
    assert len(board(workshop)) == 3


def test_many_at_once_and_only_the_bad_ones_are_refused(workshop):
    rows = [
        {"audience": "Staff", "group": "1", "question": 1, "text": text, "key": text} for text in ("a", " ", "b", "a")
    ]
    told = workshop.add_many(rows)
    assert told[0] == told[3] == "a1"
    assert isinstance(told[1], CXResearchError)
    assert told[2] == "a2"
    assert board(workshop) == ["a", "b"]


# -- changing one's mind ---------------------------------------------------------------------------


def test_edit_withdraw_restore_leave_a_history(workshop):
    answer = workshop.add("Staff", "1", 1, "The que", person="p1")
    workshop.edit(answer, "The queue", person="p1")
    workshop.edit(answer, "The queue", person="p1")
    workshop.withdraw(answer)
    assert board(workshop) == []
    assert workshop.answers(everything=True)[["text", "withdrawn"]].values.tolist() == [["The queue", True]]
    with pytest.raises(OptionError, match="was taken back. Restore it before you edit"):
        workshop.edit(answer, "again")
    workshop.restore(answer)
    assert board(workshop) == ["The queue"]
    history = workshop.history(answer)
    assert history.what.tolist() == ["added", "edited", "withdrawn", "restored"]
    assert history.before[1] == "text: The que"
    assert history.after[1] == "text: The queue"
    assert history.person.tolist() == ["p1", "p1", "", ""]


@pytest.mark.parametrize("answer", ["a2", "1", "", "a", "a-1", "a1 ", "a٣", None, 1, "a99999999999999999999"])
def test_an_unknown_answer_is_told(workshop, answer):
    workshop.add("Staff", "1", 1, "words")
    for act in (workshop.withdraw, workshop.restore, workshop.show, workshop.history, workshop.text_of):
        with pytest.raises(QuestionError, match="No answer .* Pass the id that add"):
            act(answer)


def test_undo_goes_back_step_by_step_for_one_table(workshop):
    first = workshop.add("Staff", "1", 1, "one")
    workshop.add("Staff", "2", 1, "of another table")
    second = workshop.add("Staff", "1", 1, "two")
    workshop.edit(first, "one, better")
    workshop.merge(first, second)
    workshop.withdraw(first)
    workshop.hide(second, "a name")
    states = []
    while workshop.undo("Staff", "1"):
        states.append(workshop.answers(everything=True)[["text", "withdrawn", "merged_into"]].values.tolist())
    other = ["of another table", False, ""]
    assert states == [
        [["one, better", False, ""], other, ["two", False, "a1"]],
        [["one, better", False, ""], other, ["two", False, ""]],
        [["one", False, ""], other, ["two", False, ""]],
        [["one", False, ""], other, ["two", True, ""]],
        [["one", True, ""], other, ["two", True, ""]],
    ]
    # Moderation is the facilitator's, and what was undone can be restored.
    assert workshop.answers(everything=True).hidden.tolist() == ["", "", "a name"]
    workshop.restore(first)
    assert workshop.undo("Staff", "1") == first
    assert workshop.undo("Customers", "1") is None


def test_undo_of_one_person_leaves_the_table_alone(workshop):
    workshop.add("Staff", "1", 1, "mine", person="p1")
    workshop.add("Staff", "1", 1, "yours", person="p2")
    workshop.undo("Staff", "1", person="p1")
    assert board(workshop) == ["yours"]
    assert workshop.undo("Staff", "1", person="p1") is None


# -- duplicates and votes --------------------------------------------------------------------------


def test_merged_answers_add_up_their_voters(workshop):
    a, b, c = (workshop.add("Staff", str(at), 2, f"The queue {at}") for at in range(3))
    other = workshop.add("Staff", "1", 1, "Another question")
    for answer, person in ((a, "p1"), (b, "p1"), (b, "p2"), (c, "p3"), (c, "p4")):
        workshop.vote(answer, person)
    assert workshop.merge(a, b, c) == a
    assert workshop.answers()[["answer", "votes"]].values.tolist() == [[a, 4], [other, 0]]
    everything = workshop.answers(everything=True).set_index("answer")
    assert everything.merged_into.to_dict() == {a: "", b: a, c: a, other: ""}
    # One person has one vote for one thing, and gets the other back.
    assert workshop.votes_of("p1") == [a]
    assert workshop.vote(c, "p5") == a
    workshop.unvote(b, "p1")
    assert workshop.votes_of("p1") == []
    workshop.unmerge(c)
    assert workshop.answers().set_index("answer").votes.to_dict() == {a: 2, c: 2, other: 0}
    with pytest.raises(OptionError, match="answer different questions"):
        workshop.merge(a, other)
    with pytest.raises(OptionError, match="itself merged into a1. Keep that one"):
        workshop.merge(b, c)
    with pytest.raises(OptionError, match="cannot be merged into itself"):
        workshop.merge(a, a)
    with pytest.raises(OptionError, match="at least one other"):
        workshop.merge(a)


def test_a_duplicate_comes_back_when_what_it_stood_behind_is_taken_back(workshop):
    a, b, c = (workshop.add("Staff", "1", 2, text) for text in "abc")
    workshop.merge(a, b)
    workshop.merge(c, a)
    assert workshop.answers().answer.tolist() == [c]
    assert workshop.answers(everything=True).merged_into.tolist() == [c, c, ""]
    workshop.withdraw(c)
    assert workshop.answers().answer.tolist() == [a]
    workshop.withdraw(a)
    assert workshop.answers().answer.tolist() == [b]


def test_each_has_three_votes(workshop):
    answers = [workshop.add("Staff", "1", 1, text) for text in "abcde"]
    for answer in answers[:3]:
        workshop.vote(answer, "p1")
    workshop.vote(answers[0], "p1")
    with pytest.raises(OptionError, match=r"All three votes are given \(a1, a2, a3\). Take one back"):
        workshop.vote(answers[3], "p1")
    workshop.unvote(answers[0], "p1")
    workshop.vote(answers[3], "p1")
    assert workshop.votes_of("p1") == answers[1:4]
    # A vote for what is off the board can be given again.
    workshop.hide(answers[1], "a name")
    assert workshop.votes_of("p1") == answers[2:4]
    workshop.vote(answers[4], "p1")
    for gone in (answers[1], workshop.withdraw(answers[0])):
        with pytest.raises(OptionError, match="is not on the list any more"):
            workshop.vote(gone, "p2")
    workshop.set_limits(votes=1)
    workshop.vote(answers[2], "p3")
    with pytest.raises(OptionError, match=r"The one vote is given \(a3\)"):
        workshop.vote(answers[3], "p3")
    with pytest.raises(OptionError, match="person is empty"):
        workshop.vote(answers[2], " ")


# -- the running number ----------------------------------------------------------------------------


def test_changes_have_a_running_number_for_boards_that_ask_again(workshop):
    answer = workshop.add("Staff", "1", 1, "one", person="p1")
    seen = workshop.last_change
    assert workshop.changes(seen) == []
    workshop.vote(answer, "p2")
    workshop.set_phase("vote")
    workshop.move(answer, "Waiting time")
    news = workshop.changes(seen)
    assert [(change.number - seen, change.what) for change in news] == [(1, "voted"), (2, "phase"), (3, "moved")]
    assert news[2].after == {"theme": "Waiting time"}
    assert workshop.changes(seen, most=1) == news[:1]
    with pytest.raises(OptionError, match="since= is the number of a change"):
        workshop.changes(-1)


def test_reading_writes_nothing(workshop):
    workshop.add("Staff", "1", 1, "one")
    before = workshop.last_change
    workshop.answers(everything=True)
    workshop.flags()
    workshop.themes()
    workshop.guesses()
    workshop.tables()
    workshop.actions()
    repr(workshop)
    assert workshop.last_change == before


def test_a_display_carries_no_clock(tmp_path):
    frames = []
    for name in ("first", "second"):
        with Workshop(tmp_path / name) as workshop:
            workshop.add("Staff", "1", 1, "one", person="p1")
            workshop.add("Customers", "1", 3, "two", good_or_bad="bad")
            frames.append(workshop.answers(everything=True))
            assert workshop.times().time.str.fullmatch(r"20\d\d-\d\d-\d\d \d\d:00").tolist() == [True, True]
            assert "clock" not in frames[-1]
    assert frames[0].equals(frames[1])
