"""What a person with a phone meets: in at the door, writing, correcting, voting, guessing, waiting."""

import html
import re

import pytest

from cxresearch.workshop.board import Workshop
from cxresearch.workshop.keeping.questions import Question
from tests.workshop.phone_client import Phone


@pytest.fixture
def room(tmp_path):
    with Workshop(tmp_path / "room", name="Harbour Bank") as workshop:
        workshop.serve()
        yield workshop


def words(got) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", got.text.partition("</style>")[2])).split())


def test_in_at_the_door_once(room):
    phone = Phone(room.serve())
    door = phone.get()
    assert room.notice in words(door)
    assert "Harbour Bank" in words(door)
    phone.join("Leadership", "Window table")
    page = phone.get()
    assert "You are Leadership , Window table" in words(page)
    assert "What do we do well?" in words(page)
    assert room.notice in words(page)
    assert room.notice_was_shown


def test_what_was_sent_is_confirmed_and_counted_for_the_table(room):
    room.add("Staff", "Table 4", 2, "written on paper")
    one, other = Phone(room.serve()).join(), Phone(room.serve()).join("Staff", "table 4")
    got = one.answer("The queue")
    assert got.status == 303
    page = one.ask("GET", got.headers["Location"])
    assert page.said == "Saved. 2 answers from your table so far."
    assert 'role="status"' in page.text
    assert "The queue" in words(page)
    page = other.ask("GET", other.answer("The app").headers["Location"])
    assert page.said == "Saved. 3 answers from your table so far."
    assert "The queue" not in words(page), "others see it when it is revealed"
    assert room.answers().group.unique().tolist() == ["Table 4"]
    assert room.answers().person.nunique() == 3


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("4", "Table 4"), ("table 04", "Table 4"), ("TABLE 4", "Table 4"), ("No 4", "Table 4"), ("Nr. 4", "Table 4"),
     ("window", "Window"), (" Window  ", "Window"), ("Elbe", "Elbe"), ("4b", "4b"), ("\U0001f98a", "\U0001f98a")],
)  # fmt: skip
def test_one_table_has_one_name(room, typed, meant):
    room.seat("Staff", "Window")
    Phone(room.serve()).join("Staff", typed).answer("x")
    assert room.answers().loc[0, "group"] == meant


def test_tables_named_by_signs_alone_stay_apart(room):
    for sign in ("\U0001f98a", "\U0001f43c"):
        Phone(room.serve()).join("Staff", sign).answer("x")
    assert room.answers().group.nunique() == 2


def test_good_or_bad_is_asked_of_competitors_only(room):
    phone = Phone(room.serve()).join()
    assert "good or bad?" in words(phone.get(question=3))
    assert "Is that good or bad?" not in words(phone.get(question=1))
    assert phone.answer("They answer at night", question=3, good_or_bad="good").status == 303
    assert phone.answer("They open on Sundays", question=3).status == 303
    got = phone.answer("x", question=3, good_or_bad="superb")
    assert got.status == 422
    assert room.answers().good_or_bad.tolist() == ["good", ""]
    assert "Good · Change or withdraw" in words(phone.get(question=3))


def test_own_answers_can_be_changed_and_withdrawn(room):
    phone = Phone(room.serve()).join()
    phone.answer("The queu", question=2)
    page = phone.get("change", answer="a1")
    assert page.typed == "The queu"
    got = phone.post("change", {"form": page.form, "answer": "a1", "text": "The queue", "do": "change"})
    assert phone.ask("GET", got.headers["Location"]).said == "Your change is saved."
    assert room.answers().text.tolist() == ["The queue"]
    got = phone.post("change", {"form": page.form, "answer": "a1", "text": " ", "do": "change"})
    assert got.status == 422
    assert "empty" in got.said
    got = phone.post("change", {"form": page.form, "answer": "a1", "text": "The queue", "do": "withdraw"})
    page = phone.ask("GET", got.headers["Location"])
    assert page.said == "Withdrawn."
    assert "The queue" not in words(page)
    assert room.answers().empty
    assert room.history("a1").what.tolist() == ["added", "edited", "withdrawn"]


def test_a_mark_can_be_changed_with_the_words_and_without(room):
    phone = Phone(room.serve()).join()
    phone.answer("Open on Sundays", question=3, good_or_bad="good")
    page = phone.get("change", answer="a1")
    assert 'value="good" checked' in page.text
    given = {"form": page.form, "answer": "a1", "do": "change"}
    phone.post("change", given | {"text": "Open on Sundays", "good_or_bad": "both"})
    assert room.answers()[["text", "good_or_bad"]].values.tolist() == [["Open on Sundays", "both"]]
    phone.post("change", given | {"text": "Open on Sunday"})
    assert room.answers()[["text", "good_or_bad"]].values.tolist() == [["Open on Sunday", "both"]]
    got = phone.post("change", given | {"text": "Open", "good_or_bad": "superb"})
    assert (got.status, got.typed) == (422, "Open")
    room.undo("Staff", "Table 4")
    room.undo("Staff", "Table 4")
    assert room.answers()[["text", "good_or_bad"]].values.tolist() == [["Open on Sundays", "good"]]
    phone.answer("Kind", question=1)
    assert 'name="good_or_bad"' not in phone.get("change", answer="a2").text
    got = phone.post("change", given | {"answer": "a2", "text": "Kind", "good_or_bad": "good"})
    assert got.status == 422


def test_a_change_of_table_keeps_the_person(room):
    phone = Phone(room.serve()).join("Staff", "4")
    phone.answer("first")
    page = phone.get("who")
    assert 'value="Staff" required checked' in page.text
    phone.post("who", {"form": page.form, "audience": "Staff", "table": "5"})
    phone.answer("second")
    rows = room.answers()
    assert rows.group.tolist() == ["Table 4", "Table 5"]
    assert rows.person.nunique() == 1


def test_a_scan_from_elsewhere_keeps_the_person(room):
    """A browser may hold back strict cookies on the way in from another app; that must make nobody somebody new."""
    phone = Phone(room.serve()).join()
    phone.answer("first")
    held = dict(phone.cookies)
    phone.cookies = {}
    door = phone.get()
    phone.cookies = held | phone.cookies
    phone.post("who", {"form": door.form, "audience": "Staff", "table": "4"})
    phone.answer("second")
    assert room.answers().person.nunique() == 1


def test_without_cookies_the_door_says_why(room):
    phone = Phone(room.serve())
    phone.post("who", {"form": phone.get().form, "audience": "Staff", "table": "4"})
    page = Phone(room.serve()).get(done="joined")
    assert "keeps no cookies" in page.said
    assert 'role="alert"' in page.text


@pytest.mark.parametrize("typed", ["upper", "groups"])
def test_an_address_may_be_typed_as_it_is_read(room, typed):
    address = room.serve()
    phone = Phone(address)
    token = phone.path.strip("/")
    given = {"upper": token.upper(), "groups": address.typed().rsplit("/", 1)[1]}[typed]
    for path in (f"/{given}", f"/{given}/", f"/{token}"):
        if path.strip("/") != token or not path.endswith("/"):
            got = phone.ask("GET", path)
            assert (got.status, got.headers["Location"]) == (303, phone.path)


def test_votes(room):
    ids = [room.add("Staff", "1", 1 + n % 2, f"answer {n}") for n in range(6)]
    room.merge(ids[0], ids[2])
    phone = Phone(room.serve()).join()
    room.set_phase("vote")
    page = phone.get()
    assert "Pick three" in words(page)
    assert page.text.count('type="checkbox"') == 5, "duplicates are on the list once"
    got = phone.post("vote", {"form": page.form, "answer": [ids[0], ids[1]]})
    waiting = phone.ask("GET", got.headers["Location"])
    assert waiting.said == "Saved."
    assert "You voted for: answer 0 answer 1" in words(waiting)
    assert 'http-equiv="refresh"' in waiting.text
    page = phone.get("vote")
    assert page.text.count(" checked>") == 2
    phone.post("vote", {"form": page.form, "answer": [ids[1], ids[4], ids[5]]})
    assert room.answers().query("votes > 0").answer.tolist() == [ids[1], ids[4], ids[5]]
    phone.post("vote", {"form": page.form})
    assert int(room.answers().votes.sum()) == 0


def test_a_vote_whose_answer_was_hidden_can_be_given_again(room):
    ids = [room.add("Staff", "1", 1, f"answer {n}") for n in range(4)]
    phone = Phone(room.serve()).join()
    room.set_phase("vote")
    form = phone.get().form
    phone.post("vote", {"form": form, "answer": ids[:3]})
    room.hide(ids[0], "insult")
    page = phone.get("vote")
    assert page.text.count(" checked>") == 2
    assert phone.post("vote", {"form": form, "answer": ids[1:]}).status == 303
    assert room.answers().query("votes > 0").answer.tolist() == ids[1:]


def test_guesses(room):
    topics = ["Billing", "Waiting time", "Website", "Advice", "Branch"]
    room.set_topics(topics)
    room.set_phase("predict")
    address = room.serve(guessers=["Leadership"])
    leader, staff = Phone(address).join("Leadership"), Phone(address).join("Staff")
    page = leader.get()
    for topic in topics:
        assert f"<legend>{topic}</legend>" in page.text
    assert page.text.count('type="radio"') == 55 + 15, "eleven steps, and how sure"
    assert "Leadership guesses" in words(staff.get())
    numbers = [topic.number for topic in room.topics]
    some = {f"guess-{number}": "7" for number in numbers[:4]} | {f"sure-{numbers[0]}": "70", f"sure-{numbers[1]}": "99"}
    got = leader.post("guess", {"form": page.form} | some)
    assert (got.status, got.said) == (422, "Please guess all of them; still open: Branch.")
    assert got.text.count(" checked>") == 4 + 1, "what was marked is still marked"
    assert room.guesses().empty, "all or nothing"
    got = leader.post("guess", {"form": page.form, f"guess-{numbers[4]}": "0"} | some)
    waiting = leader.ask("GET", got.headers["Location"])
    assert "Billing: 7" in words(waiting)
    assert room.guesses().value.tolist() == [7, 7, 7, 7, 0]
    assert room.guesses().sure.tolist()[0] == 70
    assert room.guesses().sure.notna().sum() == 1, "nobody is 99% sure"
    again = leader.get("guess")
    assert again.text.count(" checked>") == 5 + 1
    leader.post("guess", {"form": again.form, f"guess-{numbers[4]}": "3"} | some)
    assert room.guesses().value.tolist() == [7, 7, 7, 7, 3]


def test_guesses_of_100_are_tens(room):
    room.set_topics(["Billing"], scale=(0, 100))
    room.set_phase("predict")
    phone = Phone(room.serve()).join("Leadership")
    page = phone.get()
    assert re.findall(r'name="guess[^>]*value="(\d+)"', page.text) == [str(n) for n in range(0, 101, 10)]
    phone.post("guess", {"form": page.form, f"guess-{room.topics[0].number}": "70"})
    assert room.guesses().value.tolist() == [70]


@pytest.mark.parametrize(
    ("phase", "said", "looks_again"),
    [("vote", "nothing to vote on yet", True), ("predict", "Look at the screen", True),
     ("reveal", "Look at the screen", True), ("closed", "This workshop is over", True)],
)  # fmt: skip
def test_each_phase_has_its_page(room, phase, said, looks_again):
    phone = Phone(room.serve()).join()
    assert 'http-equiv="refresh"' not in phone.get().text, "nothing reloads under somebody who types"
    room.set_phase(phase)
    page = phone.get()
    assert said in words(page)
    assert ('http-equiv="refresh"' in page.text) is looks_again


def test_who_is_done_can_wait_and_come_back(room):
    phone = Phone(room.serve()).join()
    phone.answer("x", question=4)
    assert "I have said everything" in words(phone.get(question=4))
    page = phone.get("wait")
    assert "Your table has 1 answer so far." in words(page)
    assert f'url={phone.path}wait"' in page.text
    room.set_phase("reveal")
    assert "Look at the screen" in words(phone.get("wait"))


def test_own_questions_audiences_and_guessers(tmp_path):
    asked = ["What now?", Question(2, "Billing", "rating")]
    with Workshop(tmp_path / "own", asked) as room:
        room.seat("Suppliers", "1")
        address = room.serve(audiences=["Patients", "Staff"], guessers=["Staff"])
        phone = Phone(address)
        assert re.findall(r'name="audience" value="(\w+)"', phone.get().text) == ["Staff", "Patients", "Suppliers"]
        phone.join("Staff")
        assert re.findall(r"question=(\d)", phone.get().text) == ["1"]
        room.set_phase("predict")
        assert "Your guess" in words(phone.get())


def test_every_field_has_a_label(room):
    room.set_topics(["Billing"])
    room.add("Staff", "1", 1, "x")
    phone = Phone(room.serve())
    pages = [phone.get()]
    phone.join("Leadership")
    pages += [phone.get(question=3), phone.get("who")]
    phone.answer("x")
    pages.append(phone.get("change", answer="a2"))
    for phase in ("vote", "predict"):
        room.set_phase(phase)
        pages.append(phone.get())
    for page in pages:
        assert '<html lang="en">' in page.text
        assert page.text.count("<h1") == page.text.count("<main>") == 1
        assert re.search(r"<title>[^<]+</title>", page.text)
        fields = [tag for tag in re.findall(r"<(?:input|textarea)[^>]*>", page.text) if 'type="hidden"' not in tag]
        assert fields
        for tag in fields:
            named = re.search(r' id="(\w+)"', tag)
            inside = re.search(r"<label[^>]*>\s*" + re.escape(tag), page.text)
            assert inside or f'for="{named[1]}"' in page.text, tag
        assert page.text.count("<fieldset>") == page.text.count("<legend>")


def test_a_message_comes_first_and_is_in_the_title(room):
    phone = Phone(room.serve()).join()
    got = phone.answer(" ")
    assert got.text.index('role="alert"') < got.text.index("<nav")
    assert "autofocus" in got.text
    assert f"<title>{html.escape(got.said)} - Question 1</title>" in got.text
