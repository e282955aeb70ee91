"""Buckets, keys and the writer that lets many share one flush to the disk."""

import asyncio
import sqlite3
import threading
from contextlib import contextmanager

import pytest

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.phones.address import Address, address_of
from cxresearch.workshop.phones.keys import Keys, same_token, tidy_token
from cxresearch.workshop.phones.limits import Bucket, PhoneLimits, Rates
from cxresearch.workshop.phones.reading import Reading
from cxresearch.workshop.phones.security import Cookies, Forms, allowed_host, form_fields
from cxresearch.workshop.phones.writer import Writer


class Clock:
    def __init__(self):
        self.at = 100.0

    def __call__(self):
        return self.at


# -- buckets ---------------------------------------------------------------------------------------


def test_a_bucket_fills_again():
    clock = Clock()
    bucket = Bucket(3, 0.5, now=clock)
    assert [bucket.take() for _ in range(5)] == [0, 0, 0, 2, 2]
    clock.at += 1.9
    assert bucket.take() == pytest.approx(0.1)
    clock.at += 0.2
    assert bucket.take() == 0
    clock.at += 1000
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 2]


def test_a_clock_that_goes_back_gives_nothing_and_breaks_nothing():
    clock = Clock()
    bucket = Bucket(1, 1, now=clock)
    bucket.take()
    clock.at -= 50
    assert bucket.take() == 1
    clock.at += 1
    assert bucket.take() == 0


def test_each_has_a_bucket_and_all_have_one():
    clock = Clock()
    rates = Rates(PhoneLimits(sends=(2, 1), all_sends=(3, 0.1)), now=clock)
    assert [rates.wait("sends", "a") for _ in range(3)] == [0, 0, 1]
    assert [rates.wait("sends", "b") for _ in range(2)] == [0, 10]
    clock.at += 10
    assert rates.wait("sends", "b") == 0, "what all were refused was not taken from b"
    assert rates.wait("looks", "a") == 0


def test_a_refused_flood_of_one_takes_nothing_from_all():
    clock = Clock()
    rates = Rates(PhoneLimits(sends=(5, 0.001), all_sends=(10, 0.001)), now=clock)
    assert sum(rates.wait("sends", "flood") == 0 for _ in range(1000)) == 5
    assert [rates.wait("sends", "calm") for _ in range(5)] == [0] * 5


def test_buckets_of_people_are_bounded():
    rates = Rates(PhoneLimits(), people=50)
    for n in range(1000):
        rates.wait("looks", f"person {n}")
    assert len(rates._own) == 50


# -- token, cookies, forms -------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["", "abc", "\ud800", "\u00e4" * 20, "0" * 100])
def test_a_token_that_is_none_is_not_the_same(given):
    assert not same_token(tidy_token(given), "0123456789abcdefghjk")


def test_a_token_may_be_typed_with_the_letters_that_it_resembles():
    assert same_token(tidy_token("OI23-4567-89AB-CDEF-GHJK"), "0123456789abcdefghjk")


def test_a_cookie_comes_back_only_under_its_name_and_secret():
    ours, theirs = Cookies("a" * 64, "token"), Cookies("b" * 64, "token")
    header = ours.header(ours.person, ["p", "Staff", "1\u20ac"]).partition(";")[0]
    assert ours.read(header, ours.person) == ["p", "Staff", "1\u20ac"]
    assert theirs.read(header, ours.person) is None
    assert ours.read(header.replace(ours.person, ours.form), ours.form) is None
    assert ours.read(None, ours.person) is None
    assert ours.read("a=b; ;;=;" + "x" * 9000, ours.person) is None


def test_a_form_belongs_to_one_holder():
    forms = Forms("a" * 64)
    assert forms.is_ours(forms.code("p1"), [None, "p1"])
    assert not forms.is_ours(forms.code("p1"), ["p2"])
    assert not forms.is_ours("", [None])
    assert not forms.is_ours(Forms("b" * 64).code("p1"), ["p1"])


def test_fields_are_read_strictly():
    kind = "application/x-www-form-urlencoded"
    assert form_fields(b"a=1&a=2&b=%E2%82%AC+x", f"{kind}; charset=utf-8") == {"a": ["1", "2"], "b": ["\u20ac x"]}
    assert form_fields(b"", kind) == {}
    for body in (b"a=%ff", b"a=\xc3\xa9", b"a=%ed%a0%80", b"&".join(b"a=1" for _ in range(50))):
        assert form_fields(body, kind) is None
    assert form_fields(b"a=1", "multipart/form-data; boundary=x") is None


@pytest.mark.parametrize(
    ("hosts", "any_address", "right"),
    [
        (["127.0.0.1:8000"], False, True),
        (["LOCALHOST:8000"], False, True),
        (["localhost:8001"], False, False),
        (["localhost"], False, False),
        (["10.1.2.3:8000"], False, False),
        (["10.1.2.3:8000"], True, True),
        (["[fe80::1]:8000"], True, True),
        (["0x7f.1:8000"], True, False),
        (["evil.example:8000"], True, False),
        (["127.0.0.1.evil.example:8000"], True, False),
        (["127.0.0.1:8000", "127.0.0.1:8000"], True, False),
        ([], True, False),
        (["127.0.0.1:99999999"], True, False),
    ],
)
def test_names_that_the_server_answers_to(hosts, any_address, right):
    assert allowed_host(hosts, names=["127.0.0.1", "localhost"], port=8000, any_address=any_address) is right


KEYS = Keys("t", "ab" * 32)


def test_addresses_of_both_families():
    assert address_of("::1", 80, KEYS) == "http://[::1]:80/t/"
    assert isinstance(address_of("10.0.0.1", 80, KEYS), Address)
    told = address_of("10.0.0.1", 80, KEYS)
    assert len(told.typed().replace("-", "").rpartition("/")[2]) == 8
    assert told.wall.startswith("http://10.0.0.1:80/")
    assert told.wall.rstrip("/") not in told


# -- the writer ------------------------------------------------------------------------------------


@contextmanager
def nothing():
    yield sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)


def run(writer, jobs):
    async def all_at_once():
        return await asyncio.gather(*(writer.do(job) for job in jobs), return_exceptions=True)

    try:
        return asyncio.run(all_at_once())
    finally:
        writer.stop()


def test_nobody_is_told_before_the_commit():
    gate, told = threading.Event(), []

    @contextmanager
    def slow():
        yield sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        gate.wait(10)

    writer = Writer(slow)

    async def two():
        jobs = [asyncio.ensure_future(writer.do(lambda n=n: n)) for n in range(2)]
        writer.start()
        for job in jobs:
            job.add_done_callback(lambda done: told.append(done.result()))
        await asyncio.sleep(0.2)
        assert told == []
        gate.set()
        assert await asyncio.gather(*jobs) == [0, 1]

    asyncio.run(two())
    writer.stop()


def test_many_share_a_commit_and_one_refusal_is_undone_alone(tmp_path):
    with Workshop(tmp_path / "room") as room:
        writer = Writer(room._db.write)

        def add(n):
            room.add("Staff", "1", 1, f"answer {n}")
            if n == 3:
                raise OptionError("refused after it had written")
            return n

        async def all_at_once():
            jobs = [asyncio.ensure_future(writer.do(lambda n=n: add(n))) for n in range(40)]
            await asyncio.sleep(0)
            writer.start()
            return await asyncio.gather(*jobs, return_exceptions=True)

        outcomes = asyncio.run(all_at_once())
        writer.stop()
        assert [n for n, outcome in enumerate(outcomes) if outcome != n] == [3]
        assert isinstance(outcomes[3], OptionError)
        assert room.answers().text.tolist() == [f"answer {n}" for n in range(40) if n != 3]
        assert writer.commits == 1


def test_a_disk_that_fails_once_costs_nobody_an_answer(tmp_path):
    with Workshop(tmp_path / "room") as room:
        tries = []

        @contextmanager
        def failing():
            with room._db.write() as file:
                yield file
                tries.append(1)
                if len(tries) == 1:
                    raise SurveyFileError("the disk did not answer")

        writer = Writer(failing)

        async def all_at_once():
            jobs = [asyncio.ensure_future(writer.do(lambda n=n: room.add("Staff", "1", 1, f"{n}"))) for n in range(5)]
            await asyncio.sleep(0)
            writer.start()
            return await asyncio.gather(*jobs)

        asyncio.run(all_at_once())
        writer.stop()
        assert room.answers().text.tolist() == ["0", "1", "2", "3", "4"]


def test_what_was_handed_in_is_done_before_the_end():
    done = []
    writer = Writer(nothing)
    writer.start()
    assert run(writer, [lambda n=n: done.append(n) for n in range(30)]) == [None] * 30
    assert sorted(done) == list(range(30))


def test_an_unforeseen_fault_reaches_whom_it_concerns():
    writer = Writer(nothing)
    writer.start()
    outcomes = run(writer, [lambda: 1, lambda: 1 / 0, lambda: 3])
    assert outcomes[0] == 1
    assert isinstance(outcomes[1], ZeroDivisionError)
    assert outcomes[2] == 3


# -- reading ---------------------------------------------------------------------------------------


def test_pages_are_read_while_answers_are_written(tmp_path):
    with Workshop(tmp_path / "room") as room:
        room.add("Staff", "Table 1", 1, "one")
        reading = Reading(room)
        try:
            with room._db.write() as file:
                file.execute("UPDATE answers SET text = 'two'")
                assert [answer.text for answer in reading.shared()] == ["one"]
            assert [answer.text for answer in reading.shared()] == ["two"]
        finally:
            reading.close()
