"""The server in its thread: where it listens, how it ends, and that it goes on after a restart."""

import json
import os
import socket
import stat
import threading
import time

import pytest

from cxresearch.errors import CXResearchError, OptionError, SurveyWarning
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.phones import address, keys
from cxresearch.workshop.phones.limits import PhoneLimits
from tests.workshop.phone_client import Phone, raw, status_of


@pytest.fixture
def room(tmp_path):
    with Workshop(tmp_path / "room") as workshop:
        yield workshop


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("cxresearch-phones")]


def test_it_answers_while_the_notebook_computes(room):
    phone = Phone(room.serve()).join()
    got = []
    sender = threading.Thread(target=lambda: got.append(phone.answer("meanwhile").status))
    sender.start()
    until, busy_when_told = time.monotonic() + 30, False
    while time.monotonic() < until and not busy_when_told:
        sum(n * n for n in range(20_000))
        busy_when_told = bool(got)
    sender.join()
    assert got == [303]
    assert busy_when_told
    assert room.answers().text.tolist() == ["meanwhile"]


def test_only_this_computer_unless_an_address_is_named(room):
    Phone(room.serve()).join()
    assert [one.getsockname()[0] for one in room._server._sockets] == ["127.0.0.1"]
    elsewhere = address.in_the_network("0.0.0.0")
    if elsewhere and not elsewhere.startswith("127."):
        with pytest.raises(OSError):
            socket.create_connection((elsewhere, room._server.port), timeout=2)


def test_all_networks_show_the_address_of_the_network(room):
    given = room.serve(host="0.0.0.0")
    phone = Phone(given)
    expected = address.in_the_network("0.0.0.0") or "127.0.0.1"
    assert phone.host == expected
    assert phone.join().answer("over the network").status == 303
    here = Phone(f"http://127.0.0.1:{phone.port}{phone.path}")
    assert here.get().status == 200
    for name, status in (("evil.example", 404), ("192.0.2.7", 200), ("localhost", 200)):
        head = f"GET {phone.path} HTTP/1.1\r\nHost: {name}:{phone.port}\r\nConnection: close\r\n\r\n"
        assert status_of(raw(f"http://127.0.0.1:{phone.port}/", head.encode())) == status


def test_stop_frees_port_and_threads(room):
    before = threads()
    given = room.serve()
    phone = Phone(given).join()
    assert len(threads()) == len(before) + 2
    quiet = socket.create_connection((phone.host, phone.port))
    room.stop()
    assert threads() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((phone.host, phone.port), timeout=2)
    quiet.close()
    for _ in range(3):
        assert room.serve(port=phone.port) == given
        assert phone.answer(f"again {_}").status == 303
        room.stop()
    room.stop()
    assert len(room.answers()) == 3


def test_stop_acknowledges_what_came_in(room):
    phones = [Phone(room.serve()).join() for _ in range(8)]
    told = []

    def write(phone):
        try:
            for n in range(20):
                if phone.answer(f"{n}").status == 303:
                    told.append(n)
        except OSError:
            pass

    senders = [threading.Thread(target=write, args=(phone,)) for phone in phones]
    for sender in senders:
        sender.start()
    time.sleep(0.3)
    room.stop()
    for sender in senders:
        sender.join()
    assert told
    assert len(room.answers()) >= len(told)
    assert len(room.answers()) - len(told) <= len(phones), "at most the one that each had under way"


def test_closing_the_workshop_stops_the_page(tmp_path):
    before = threads()
    with Workshop(tmp_path / "room") as room:
        phone = Phone(room.serve())
    assert threads() == before
    with pytest.raises(OSError):
        phone.get()


def test_served_twice_it_is_the_same_address(room):
    given = room.serve()
    running = room._server
    phone = Phone(given).join()
    assert room.serve() == given
    assert room._server is running
    assert room.serve(port=running.port) == given
    assert phone.answer("x").status == 303


def test_a_cell_run_again_takes_over(tmp_path):
    first = Workshop(tmp_path / "room")
    given = first.serve()
    phone = Phone(given).join()
    phone.answer("before")
    second = Workshop(tmp_path / "room")
    assert second.serve() == given
    assert phone.answer("after").status == 303
    first.stop()
    assert phone.answer("still").status == 303
    assert second.answers().text.tolist() == ["before", "after", "still"]
    assert len(threads()) == 2
    first.close()
    second.close()
    assert threads() == []


def test_another_network_gives_another_address(room, monkeypatch):
    room.serve(host="0.0.0.0")
    monkeypatch.setattr(address, "in_the_network", lambda host: "192.0.2.99")
    assert room.serve(host="0.0.0.0").startswith("http://192.0.2.99:")


def test_a_new_start_goes_on_where_it_was(tmp_path):
    with Workshop(tmp_path / "room") as room:
        given = room.serve()
        phone = Phone(given).join()
        page = phone.get()
        phone.answer("before")
    with Workshop(tmp_path / "room") as room:
        assert room.serve() == given
        got = phone.post("answer", {"form": page.form, "key": page.key, "question": 1, "text": "after"})
        assert got.status == 303, "a page that was open meanwhile can still be sent"
        assert room.answers().text.tolist() == ["before", "after"]
        assert room.answers().person.nunique() == 1


def test_with_its_port_taken_it_takes_another(tmp_path):
    with Workshop(tmp_path / "room") as room:
        given = room.serve()
        port = room._server.port
        room.stop()
        with socket.create_server(("127.0.0.1", port)):
            other = room.serve()
            assert other.rsplit("/", 2)[1] == given.rsplit("/", 2)[1], "the token stays"
            assert room._server.port != port


def test_a_new_token_ends_the_old_address(room):
    old = room.serve()
    phone = Phone(old).join()
    new = room.serve(new_token=True)
    assert new != old
    assert phone.get().status == 404
    moved = Phone(new, phone.cookies)
    assert "I am here as" in moved.get().text


def test_two_workshops_side_by_side(tmp_path):
    with Workshop(tmp_path / "one") as one, Workshop(tmp_path / "two") as two:
        first, second = Phone(one.serve()).join(), Phone(two.serve())
        assert first.port != second.port
        second.cookies = first.cookies
        second.join("Customers", "9")
        first.cookies = second.cookies
        first.answer("to one")
        second.answer("to two")
        assert one.answers()[["audience", "text"]].values.tolist() == [["Staff", "to one"]]
        assert two.answers()[["audience", "text"]].values.tolist() == [["Customers", "to two"]]


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_token_and_secret_are_for_the_owner_alone(room):
    room.serve()
    path = room.folder / keys.KEYS_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    room.stop()
    path.chmod(0o644)
    room.serve()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in room.folder.glob(".phones-*")] == []


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"token": "short", "secret": "00", "port": 1}', '{"token": 1}', "\x00"]
)
def test_a_damaged_key_file_is_told_and_replaced(room, text):
    old = room.serve()
    room.stop()
    (room.folder / keys.KEYS_FILE).write_text(text)
    with pytest.warns(SurveyWarning, match="scan the code again"):
        new = room.serve()
    assert new != old
    assert Phone(new).join().answer("x").status == 303
    assert len(json.loads((room.folder / keys.KEYS_FILE).read_text())["token"]) == keys.TOKEN_LETTERS


def test_a_port_in_use_is_told(room):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(OptionError, match=f"Port {port} on 127.0.0.1 is in use.*Leave port= out"):
            room.serve(port=port)
    assert threads() == []
    assert Phone(room.serve()).get().status == 200


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"port": -1}, "whole number from 0 to 65535"),
        ({"port": 70_000}, "whole number"),
        ({"port": "8000"}, "whole number"),
        ({"port": True}, "whole number"),
        ({"host": None}, "address of this computer"),
        ({"host": "192.0.2.1"}, "no address of this computer"),
        ({"host": "no such host.invalid"}, "no address that this computer knows"),
    ],
)
def test_a_bad_address_is_told(room, given, told):
    with pytest.raises(OptionError, match=told):
        room.serve(**given)
    assert threads() == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the system's owner may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(room):
    room.folder.chmod(0o500)
    try:
        with pytest.raises(CXResearchError, match="cannot be kept"):
            room.serve()
    finally:
        room.folder.chmod(0o700)


def test_the_address_is_text_and_a_picture(room):
    given = room.serve()
    assert isinstance(given, str)
    assert repr(given) == repr(str(given))
    page = given._repr_html_()
    assert page.count("<svg") == 1
    assert 'aria-label="Code to scan with a phone"' in page
    for part in ("<script", "http://www", "src=", "href="):
        assert part not in page
    assert given.typed().replace("-", "") in given.short
    assert "works on this computer only" in page
    assert (
        "works on this computer only"
        not in address.Address("http://192.168.1.20:8899/0123456789abcdefghjk/")._repr_html_()
    )


def test_the_code_is_the_address(room):
    """The same dark squares as the encoder gives for the address, and a quiet border of four."""
    import re

    import segno

    given = room.serve()
    squares = segno.make(str(given), error="m", micro=False).matrix
    size = len(squares) + 8
    assert f'viewBox="0 0 {8 * size} {8 * size}"' in given.code()
    path = re.search(r'class="qrline" stroke="#000(?:000)?" d="([^"]+)"', given.code())[1]
    drawn = [[0] * size for _ in range(size)]
    across, down = 0, 0
    for kind, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if kind == "h":
            for at in range(int(values[0])):
                drawn[int(down)][int(across) + at] = 1
            across += values[0]
        else:
            across, down = values if kind == "M" else (across + values[0], down + values[1])
    assert [row[4:-4] for row in drawn[4:-4]] == [list(row) for row in squares]


def test_a_busy_loop_of_quiet_phones_is_let_go(tmp_path):
    with Workshop(tmp_path / "quiet") as room:
        phone = Phone(room.serve(limits=PhoneLimits(patience=0.5)))
        with socket.create_connection((phone.host, phone.port), timeout=10) as link:
            began = time.monotonic()
            assert link.recv(100) == b""
            assert time.monotonic() - began < 8
