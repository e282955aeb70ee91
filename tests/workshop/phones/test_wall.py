"""The wall: its own address, what stands on it in each phase, how it follows, and what it never shows."""

import http.client
import json
import re
import time
from urllib.parse import urlsplit

import pytest

from cxresearch.errors import OptionError
from cxresearch.revealing.grouping import group_answers
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.phones.wall import REVEALED, screens_of
from tests.workshop.phone_client import Phone, raw, status_of

WORDS = ("zebra crossing at noon", "Ask Mr Miller about it", "<b>marmalade</b>")


@pytest.fixture
def room(tmp_path):
    with Workshop(tmp_path / "room", name="The hall <i>") as workshop:
        yield workshop


class Stream:
    """An open event stream."""

    def __init__(self, address: str, cookies: dict[str, str] | None = None, **headers: str):
        parts = urlsplit(address)
        self.link = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.link.request("GET", parts.path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        self.answer = self.link.getresponse()
        self.seen: list[str] = []

    def next(self) -> dict:
        while True:
            line = self.answer.readline().decode()
            assert line, "the stream has ended"
            self.seen.append(line)
            if line.startswith("data: "):
                return json.loads(line[6:])

    def until(self, true, *, most: int = 12) -> dict:
        for _ in range(most):
            told = self.next()
            if true(told):
                return told
        pytest.fail("it did not come about")

    def close(self) -> None:
        self.link.close()


def wall_of(room, **headers) -> Stream:
    return Stream(room.serve().wall + "events", **headers)


def test_the_wall_has_an_address_of_its_own_that_opens_no_phone(room):
    address = room.serve()
    assert address.wall.rpartition("/")[0] != address.rpartition("/")[0]
    page = Phone(address.wall).get()
    assert page.status == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.text.count("<script") == 1
    # Its token opens nothing else, and posts nothing.
    for step in ("who", "answer", "mine", "vote", "../", "events/x"):
        assert Phone(address.wall).get(step).status == 404
    assert Phone(address.wall).post("", {}).status == 404
    # And the phones' token does not open it.
    assert Phone(address).get("wall").status == 404
    assert Phone(address).get("wall_events").status == 404


def test_eight_signs_lead_to_the_door(room):
    address = room.serve()
    code = address.short.rpartition("/")[2]
    assert len(code) == 8
    for typed in (code, code.upper(), f"{code[:4]}-{code[4:]}"):
        got = Phone(address).ask("GET", f"/{typed}")
        assert (got.status, got.headers["Location"]) == (303, "/" + address.rstrip("/").rpartition("/")[2] + "/")
    assert Phone(address).ask("GET", "/" + code[::-1] + "x").status == 404
    # Trying them all is slowed until it takes for ever: then the right one fails too, for a moment.
    statuses = [Phone(address).ask("GET", f"/{at:08d}").status for at in range(420)]
    assert set(statuses) == {404}
    assert Phone(address).ask("GET", f"/{code}").status in (303, 404)


def test_it_follows_phase_clock_and_counts_by_itself(room):
    wall = wall_of(room)
    first = wall.next()
    assert "What do we do well?" in first["html"]
    assert "The hall &lt;i&gt;" in first["html"]
    assert "<svg" in first["html"]
    phone = Phone(room.serve()).join("Staff", "4")
    phone.answer(WORDS[0])
    told = wall.until(lambda told: ">1</td><td>1<" in told["html"])
    assert WORDS[0] not in told["html"]
    room.set_timer(5)
    told = wall.until(lambda told: told["running"])
    assert 295 < told["left"] <= 300
    room.set_phase("vote")
    assert "Pick three on your phone." in wall.until(lambda told: "matters most" in told["html"])["html"]
    room.set_wall(dark=True, sound=False)
    told = wall.until(lambda told: told["dark"])
    assert not told["sound"]
    wall.close()


def test_it_speaks_the_language_of_its_browser(room):
    english, german = wall_of(room), wall_of(room, Accept_Language="de-AT,en;q=0.5")
    assert "What do we do well?" in english.next()["html"]
    told = german.next()
    assert "Was machen wir gut?" in told["html"]
    assert "Führungskräfte" in told["html"]
    assert told["lang"] == "de"


@pytest.mark.parametrize("phase", ["capture", "vote", "predict", "reveal", "closed"])
def test_its_sentences_are_true_in_every_phase_of_an_empty_room(room, phase):
    room.set_phase(phase)
    page = wall_of(room).next()["html"]
    said = {"capture": "stay hidden until the reveal", "vote": "nothing to vote on yet",
            "predict": "nothing to guess yet", "reveal": "nothing to show yet",
            "closed": "This workshop is over"}  # fmt: skip
    assert said[phase] in page
    assert "<svg" in page, "whoever comes late can still scan"


def test_no_word_reaches_another_phone_or_the_wall_before_the_gate(room):
    """All that is sent to others is read: pages and streams, in each phase, until somebody has let it through."""
    address = room.serve()
    writer, other = Phone(address).join("Staff", "4"), Phone(address).join("Customers", "C1")
    wall, follows = wall_of(room), Stream(address + "events", other.cookies)
    for text in WORDS:
        assert writer.answer(text).status == 303
    flagged = room.held
    assert flagged == ["a2"]
    seen = []

    def look() -> str:
        time.sleep(1.2)
        seen.extend(other.get(step).text for step in ("", "wait", "vote", "guess", "mine", "change?answer=a1"))
        seen.append(other.get("erase", answer="a1").text)
        return "".join(seen)

    for phase in ("capture", "predict"):
        room.set_phase(phase)
        everything = look() + "".join(wall.seen) + "".join(follows.seen)
        for word in ("zebra", "Miller", "marmalade"):
            assert word not in everything, phase
    # In voting others read what is not flagged, and nothing that is; the wall still has not a word.
    room.set_phase("vote")
    wall.until(lambda told: "Pick three" in told["html"])
    page = other.get("vote").text
    assert "zebra" in page
    assert "Miller" not in page
    assert not any(word in "".join(wall.seen) for word in ("zebra", "Miller", "marmalade"))
    room.set_phase("reveal")
    told = wall.until(lambda told: "zebra" in told["html"])
    screens = []
    for at in range(len(screens_of(room._server.phones.reading))):
        room.set_wall(screen=at)
        screens.append(wall.next()["html"])
    assert "Miller" not in "".join(screens)
    assert "&lt;b&gt;marmalade" in "".join(screens)
    # A person has looked: now it may be seen.
    assert room.let_through() == 1
    assert room.held == []
    told = [wall.next()["html"]]
    for at in range(len(screens_of(room._server.phones.reading))):
        room.set_wall(screen=at)
        told.append(wall.next()["html"])
    assert "Miller" in "".join(told)
    # What comes later waits again, and so does another wording.
    late = room.add("Staff", "4", 1, "Mrs Baker is late")
    room.edit("a1", "zebra of Mr Smith")
    assert room.held == ["a1", late]
    assert room.hide_held("names a person") == ["a1", late]
    assert room.held == []
    wall.close()
    follows.close()


def test_cards_name_nobody_whose_group_is_small(room):
    """One leader a table, six of staff at one: no card says whose it is until the desk knows of five leaders."""
    for at in range(6):
        room.add("Staff", "Round one", 1, f"staff says {at}", person=f"s{at}")
    for at in range(2):
        room.add("Leadership", f"Seat {at}", 1, f"leader says {at}", person=f"l{at}")
    group_answers(room)
    room.set_phase("reveal")

    def wall() -> str:
        pages = []
        stream = wall_of(room)
        for at in range(len(screens_of(room._server.phones.reading))):
            room.set_wall(screen=at)
            pages.append(stream.until(lambda told, at=at: f">{at + 1} / " in told["html"])["html"])
        stream.close()
        return "".join(pages)

    page = wall()
    assert "leader says 1" in page
    for name in ("Leadership", "Staff", "Round one", "Seat 0"):
        assert name not in page
    room.seat("Leadership", "Seat 0", people=5)
    page = wall()
    assert "<small>Staff, Round one</small>" in page
    assert "<small>Leadership, Seat 0</small>" in page
    assert "<small>Leadership</small>" in page, "one person sits at the other table"
    assert "Seat 1" not in page


def test_a_theme_is_split_by_audience_only_where_two_sheets_or_three_people_carry_it(room):
    for who in ("Leadership", "Staff"):
        for table in range(2):
            room.add(who, f"{who} {table}", 2, "The waiting time at noon")
            room.seat(who, f"{who} {table}", people=3)
    room.seat("Customers", "C", people=2)
    answer = room.add("Customers", "C", 2, "Waiting time")
    for at, number in enumerate(room.answers().answer):
        room.move(number, "Waiting")
        assert at < 9
    room.set_phase("reveal")
    reading = room.serve() and room._server.phones.reading
    (first,) = [screen for screen in screens_of(reading) if screen.kind == "themes"]
    assert first.themes[0]["n"] == 5
    assert first.themes[0]["split"] == (), "the one customer would be told by the rest"
    room.withdraw(answer)
    (first,) = [screen for screen in screens_of(reading) if screen.kind == "themes"]
    assert first.themes[0]["split"] == (("Leadership", 2), ("Staff", 2))
    room.add("Customers", "C", 3, "Something else")
    (first,) = [screen for screen in screens_of(reading) if screen.kind == "themes"]
    assert first.themes[0]["split"] == (), "two customers are in the room, and nobody is told apart"
    room.seat("Customers", "C", people=5)
    (first,) = [screen for screen in screens_of(reading) if screen.kind == "themes"]
    assert first.themes[0]["split"] == (("Leadership", 2), ("Staff", 2))


def test_guesses_are_shown_from_eight_guessers_on_and_never_one_by_one(room):
    room.set_topics(["Billing"])
    for at in range(7):
        room.guess("Leadership", f"p{at}", "Billing", at)
    room.guess("Staff", "s1", "Billing", 10)
    room.set_phase("reveal")
    reading = room.serve() and room._server.phones.reading
    assert [screen.kind for screen in screens_of(reading)] == ["guesses"], "eight of the whole room"
    assert screens_of(reading, bets=["Leadership"]) == [], "seven leaders are too few"
    room.guess("Leadership", "p7", "Billing", 7)
    (shown,) = screens_of(reading, bets=["Leadership"])
    # R 4.3.1: quantile(0:7, c(.25, .5, .75)) gives 1.75, 3.5, 5.25.
    assert [shown.guesses[0][name] for name in ("low", "median", "high")] == [1.75, 3.5, 5.25]
    room.set_wall(bets=["Leadership"])
    page = wall_of(room).next()["html"]
    assert "3.5" in page
    plain = re.sub(r"<svg.*?</svg>|127.0.0.1:\d+/ <b>[^<]*", "", page, flags=re.S)
    assert re.search(r">(0|1|2|4|5|6|7)(\.0)?<", plain) is None, "no guess stands there alone"


def test_what_is_set_on_the_wall_is_checked(room):
    for values in ({"screen": -1}, {"screen": True}, {"dark": 1}, {"sound": "on"}, {"bets": "Staff"}, {"colour": 1}):
        with pytest.raises(OptionError, match="The wall takes"):
            room.set_wall(**values)
    assert room.wall == {"screen": 0, "dark": False, "sound": True, "bets": None, "calibration": None}
    room.set_wall(screen=400)
    room.add("Staff", "1", 1, "only one")
    room.set_phase("reveal")
    assert "1 / 1" in wall_of(room).next()["html"], "a page that is gone is the last one"
    assert REVEALED == ("reveal", "closed")


def test_a_wall_stands_while_the_door_is_flooded(room):
    from cxresearch.workshop.phones.limits import PhoneLimits

    address = room.serve(limits=PhoneLimits(connections=20, all_looks=(30, 0.1)))
    wall = Stream(address.wall + "events")
    wall.next()
    idle = [http.client.HTTPConnection(urlsplit(address).hostname, urlsplit(address).port) for _ in range(60)]
    for link in idle:
        link.connect()
    for _ in range(60):
        Phone(address).get()
    assert Phone(address).get().status == 429
    assert Phone(address.wall).get().status == 200
    room.set_phase("predict")
    assert "customers say" in wall.until(lambda told: "customers say" in told["html"])["html"]
    for link in idle:
        link.close()


@pytest.mark.parametrize("head", ["HEAD", "OPTIONS", "PUT"])
def test_other_methods_of_the_stream_end_at_once(room, head):
    address = room.serve()
    parts = urlsplit(address.wall)
    line = f"{head} {parts.path}events HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode()
    began = time.monotonic()
    reply = raw(address, line)
    assert status_of(reply) in (200, 404)
    assert time.monotonic() - began < 8


def test_phones_hear_of_a_phase_and_of_nothing_else(room):
    address = room.serve()
    phone = Phone(address).join("Staff", "4")
    stream = Stream(address + "events", phone.cookies)
    assert stream.next() == {"phase": "capture", "left": 0.0, "running": False, "set": False}
    room.add("Staff", "1", 1, "a word")
    room.set_phase("vote")
    assert stream.next()["phase"] == "vote"
    room.set_timer(1)
    assert stream.next()["running"]
    stream.close()
    stranger = Phone(address).get("events")
    assert stranger.status == 303


def test_what_was_being_written_when_the_phase_ended_is_still_taken(room):
    phone = Phone(room.serve()).join("Staff", "4")
    page = phone.get()
    room.set_phase("vote")
    fields = {"form": page.form, "key": page.key, "question": 1, "text": "late but not lost"}
    assert phone.post("answer", fields).status == 409, "without a word of the page that it is late"
    assert phone.post("answer", fields | {"late": "1"}).status == 303
    assert room.answers().text.tolist() == ["late but not lost"]
    room.set_phase("closed")
    assert phone.post("answer", fields | {"late": "1", "text": "too late"}).status == 409


def test_a_code_brings_answers_and_votes_back(room):
    address = room.serve()
    first = Phone(address).join("Staff", "4")
    first.answer("mine, on the old phone")
    code = re.search(r'<b class="code">(\w{6})</b>', first.get().text)[1]
    second = Phone(address)
    form = second.get().form
    wrong = second.post("back", {"form": form, "code": "000000"})
    assert wrong.status == 422
    assert "Nobody here has this code" in wrong.said
    assert second.post("back", {"form": form, "code": code.lower()}).status == 303
    assert "mine, on the old phone" in second.get("mine").text
    assert "Table 4" in second.get().text
    # Trying them out is slowed.
    third = Phone(address)
    form = third.get().form
    statuses = [third.post("back", {"form": form, "code": f"{at:06d}"}).status for at in range(50)]
    assert 429 in statuses


def test_joins_can_be_locked_and_votes_struck(room):
    answer = room.add("Staff", "1", 1, "a card")
    address = room.serve()
    phone = Phone(address).join("Staff", "4")
    room.set_phase("vote")
    phone.post("vote", {"form": phone.get("vote").form, "answer": answer})
    voters = room.voters()
    assert voters[["audience", "group", "votes"]].values.tolist() == [["Staff", "Table 4", 1]]
    room.lock()
    stranger = Phone(address)
    got = stranger.post("who", {"form": stranger.get().form, "audience": "Staff", "table": "5"})
    assert got.status == 403
    assert "No more phones" in got.text
    assert phone.get().status == 200
    assert room.strike_votes(voters.person[0]) == 1
    assert room.voters().empty
    room.lock(False)
    stranger.join("Staff", "5")


def test_the_cookie_names_nothing_that_is_in_the_file(room):
    import base64

    phone = Phone(room.serve()).join("Leadership", "Window table")
    phone.answer("a word")
    person = room.answers().person[0]
    kept = "|".join(phone.cookies.values())
    parts = re.findall(r"[\w+/=-]{8,}", kept)
    opened = kept

    def unpacked(text: bytes) -> bytes:
        try:
            return base64.b64decode(text + b"===")
        except ValueError:
            return b""

    for part in parts:
        once = unpacked(part.encode())
        opened += (once + unpacked(once)).decode("latin-1")
    for name in (person, "Leadership", "Window"):
        assert name not in opened
