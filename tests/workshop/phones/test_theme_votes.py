"""Voting on themes and on cards that were put together: what a phone sees, what counts, and what is told of whom."""

import re

import pytest

from cxresearch.errors import OptionError, QuestionError
from cxresearch.revealing.grouping import group_answers
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.phones.voting import lists_for, theme_mark
from cxresearch.workshop.phones.wall import screens_of
from tests.workshop.phone_client import Phone

WAITING = "Waiting time"


@pytest.fixture
def room(tmp_path):
    with Workshop(tmp_path / "room", name="Hall") as workshop:
        yield workshop


def said(room, theme: str, *texts: str, who: str = "Staff", question: int = 2) -> list[str]:
    return [room.move(room.add(who, f"T{at % 2}", question, text, person=f"{who} {text}"), theme)
            for at, text in enumerate(texts)]  # fmt: skip


def boxes(page: str) -> list[str]:
    return re.findall(r'type="checkbox" name="answer" value="([^"]+)"', page)


def test_a_hundred_answers_are_a_short_ballot(room):
    """What was 163 boxes over 21 screens: themes stand for their answers, and all of them can still be read."""
    themes = ["Waiting time", "Fees", "App", "Letters", "Advice"]
    for at in range(150):
        room.move(room.add("Staff", str(at % 6), 1 + at % 2, f"thought {at}", person=f"p{at}"), themes[at % 5])
    room.add("Staff", "1", 2, "something of its own", person="p0")
    phone = Phone(room.serve()).join()
    room.set_phase("vote")
    page = phone.get().text
    assert len(boxes(page)) == 11, "five themes below each of two questions, and what stands alone"
    assert page.count("thought ") == 150, "each can be read below its theme"
    assert page.count("<details") == 11


def test_a_theme_is_voted_for_changed_and_taken_back(room):
    first = said(room, WAITING, "The queue", "Long lines")
    said(room, "Fees", "Costly", "Dear")
    phone = Phone(room.serve()).join()
    room.set_phase("vote")
    page = phone.get()
    waiting, fees = theme_mark(2, WAITING), theme_mark(2, "Fees")
    assert set(boxes(page.text)) == {waiting, fees}
    assert phone.post("vote", {"form": page.form, "answer": [waiting, first[0]]}).status == 303
    assert "You voted for:" in phone.get().text and WAITING in phone.get().text
    assert room.ballot()[["kind", "name", "votes"]].values.tolist() == [["theme", WAITING, 1], ["answer", first[0], 1]]
    (voter,) = room.voters().itertuples()
    assert (voter.audience, voter.votes) == ("Staff", 2)
    page = phone.get("vote")
    assert re.search(f'value="{waiting}" checked', page.text)
    assert phone.post("vote", {"form": page.form, "answer": [fees]}).status == 303
    assert room.ballot()[["kind", "name"]].values.tolist() == [["theme", "Fees"]]
    assert room.strike_votes(voter.person) == 1
    assert room.ballot().empty and room.voters().empty


def test_themes_and_answers_share_three_votes(room):
    ids = said(room, WAITING, "one", "two") + said(room, "Fees", "three", "four") + said(room, "App", "five", "six")
    phone = Phone(room.serve()).join()
    room.set_phase("vote")
    form = phone.get().form
    marks = [theme_mark(2, name) for name in (WAITING, "Fees", "App")]
    got = phone.post("vote", {"form": form, "answer": [*marks, ids[0]]})
    assert got.status == 422 and "You marked four" in got.text and room.ballot().empty
    assert phone.post("vote", {"form": form, "answer": marks}).status == 303
    person = room.voters().person[0]
    with pytest.raises(OptionError, match="All three votes are given"):
        room.vote(ids[0], person)
    assert phone.post("vote", {"form": form, "answer": [*marks[:2], ids[0]]}).status == 303
    with pytest.raises(OptionError, match="All three votes are given"):
        room.vote_themes(person, [(2, WAITING), (2, "Fees"), (2, "App")])
    assert room.themes_of(person) == [(2, "Fees"), (2, WAITING)]


@pytest.mark.parametrize("mark", ["t2-000000000000", "t9-a2aa568e45a3", "t2-", "theme", "t1-a2aa568e45a3"])
def test_a_theme_that_is_none_changes_nothing(room, mark):
    said(room, WAITING, "one", "two")
    phone = Phone(room.serve()).join()
    room.set_phase("vote")
    assert phone.post("vote", {"form": phone.get().form, "answer": [theme_mark(2, WAITING), mark]}).status == 422
    assert room.ballot().empty


def test_a_theme_that_is_gone_gives_its_vote_back(room):
    ids = said(room, WAITING, "one", "two")
    said(room, "Fees", "three", "four")
    room.vote_themes("p1", [(2, WAITING), (2, "Fees")])
    for answer in ids:
        room.move(answer, "Queues")
    assert room.themes_of("p1") == [(2, "Fees")]
    room.vote_themes("p1", [(2, "Fees"), (2, "Queues")])
    for answer in ids:
        room.erase(answer)
    assert room.ballot().name.tolist() == ["Fees"]
    assert b"Queues" not in room.path.read_bytes() or room.themes_of("p1") == [(2, "Fees")]
    with pytest.raises(QuestionError, match="names Queues any more"):
        room.vote_themes("p1", [(2, "Queues")])


def test_what_was_put_together_stands_for_itself(room):
    ids = said(room, WAITING, "The queue", "the queue!", "Too slow")
    room.merge(ids[0], ids[1])
    phone = Phone(room.serve()).join()
    room.set_phase("vote")
    page = phone.get()
    assert set(boxes(page.text)) == {theme_mark(2, WAITING), ids[0]}
    assert "2 answers" in page.text
    # A vote for the one that stands behind counts for the one in front.
    assert phone.post("vote", {"form": page.form, "answer": [ids[1]]}).status == 303
    assert room.ballot()[["name", "votes"]].values.tolist() == [[ids[0], 1]]


def test_each_sees_an_order_of_his_own_and_the_same_twice(room):
    for at in range(8):
        said(room, f"Theme {at}", f"one {at}", f"two {at}")
    room.serve()
    reading = room._server.phones.reading
    orders = {person: [one.value for one in lists_for(reading, person)[0].entries] for person in "abcdefgh"}
    assert len({tuple(order) for order in orders.values()}) >= 7
    assert all(sorted(order) == sorted(orders["a"]) for order in orders.values())
    assert [one.value for one in lists_for(reading, "a")[0].entries] == orders["a"]
    first = {order[0] for order in orders.values()}
    assert len(first) >= 4, "nothing gains by its place"


def test_what_is_held_back_or_hidden_is_no_part_of_a_theme(room):
    said(room, WAITING, "one", "two", "Ask Mr Miller")
    phone = Phone(room.serve()).join()
    room.set_phase("vote")
    assert "Miller" not in phone.get().text
    room.let_through()
    assert "Miller" in phone.get().text
    room.hide("a3", "names a person")
    assert "Miller" not in phone.get().text


def test_votes_are_told_by_audience_only_where_three_of_each_gave_them(room):
    address = room.serve()
    phones = {who: [Phone(address).join(who, "1") for _ in range(5)] for who in ("Staff", "Customers")}
    for who, mine in phones.items():
        for at, phone in enumerate(mine):
            phone.answer(f"The queue {who} {at}", 2)
    for answer in room.answers().answer:
        room.move(answer, WAITING)
    room.set_phase("vote")
    mark = theme_mark(2, WAITING)

    def vote(who: str, n: int) -> None:
        for phone in phones[who][:n]:
            assert phone.post("vote", {"form": phone.get("vote").form, "answer": mark}).status == 303

    vote("Staff", 4)
    vote("Customers", 2)
    assert room.ballot().by_audience.tolist() == [{}], "two customers would be a pair"
    vote("Customers", 3)
    assert room.ballot().by_audience.tolist() == [{"Staff": 4, "Customers": 3}]
    room.set_phase("reveal")
    ballot = [one for one in screens_of(room._server.phones.reading) if one.kind == "ballot"]
    assert [(row["theme"], row["n"], row["split"]) for row in ballot[0].themes] == [
        (WAITING, 7, (("Staff", 4), ("Customers", 3)))
    ]
    # One leader comes in and writes: nobody is told apart any more.
    Phone(address).join("Leadership", "9")
    room.add("Leadership", "9", 2, "The app", person="leader")
    assert room.ballot().by_audience.tolist() == [{}]


def test_votes_for_themes_outlive_a_restart_and_leave_by_no_export(room, tmp_path):
    said(room, WAITING, "one", "two", who="Customers")
    room.vote_themes("a person", [(2, WAITING)])
    out = room.export(tmp_path / "out")
    assert "a person" not in (out / "history.csv").read_text(encoding="utf-8-sig")
    assert "themes voted" not in (out / "history.csv").read_text(encoding="utf-8-sig")
    copy = room.copy_to(tmp_path / "copy").parent
    room.close()
    for folder in (tmp_path / "room", copy):
        with Workshop(folder) as again:
            assert again.themes_of("a person") == [(2, WAITING)]


def test_the_machine_has_grouped_before_the_first_phone_looks(room):
    for text in ("The queue at noon", "Long queue", "Waiting for an hour", "Fees are high", "Hidden fees"):
        room.add("Staff", "1", 2, text)
    group_answers(room)
    phone = Phone(room.serve()).join()
    room.set_phase("vote")
    assert any(mark.startswith("t2-") for mark in boxes(phone.get().text))
