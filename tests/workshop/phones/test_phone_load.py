"""A full hall sends at the same moment, and a computer dies while it does: what was acknowledged is stored.

No test fails by the clock; the seconds are in ``python -m benchmarks workshop_phones``.
"""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from cxresearch.workshop.board import Workshop
from tests.places import ROOT
from tests.workshop.phone_client import Phone

PHONES = 300


@pytest.fixture
def crowd(monkeypatch):
    """The phones of the benchmark."""
    monkeypatch.syspath_prepend(ROOT)
    from benchmarks import workshop_phones

    return workshop_phones


def test_three_hundred_phones_at_once(tmp_path, crowd):
    """Under the limits that every workshop has: nobody in a full hall is told to wait."""
    with Workshop(tmp_path / "hall") as room:
        address = room.serve()

        async def hall():
            phones = await crowd.come_in(address, PHONES)
            told = await crowd.send_at_once(phones, "round 1")
            for phone in phones:
                phone.close()
            return told

        told = asyncio.run(hall())
        assert [status for _, status, _ in told] == [303] * PHONES * 4
        rows = room.answers()
        assert sorted(rows.text) == sorted(text for text, _, _ in told)
        assert rows.person.nunique() == PHONES
        assert rows.question.value_counts().tolist() == [PHONES] * 4
        assert max(int(group.removeprefix("Table ")) for group in rows.group.unique()) == 37
        assert list(room._server.problems) == []
        assert room._server.phones.writer.commits < PHONES * 4, "many share one flush to the disk"


SERVER = """
import sys, time
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.phones.limits import PhoneLimits
room = Workshop(sys.argv[1])
print(room.serve(limits=PhoneLimits(sends=(1e6, 1e6), own_answers=10**6)), flush=True)
time.sleep(120)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
@pytest.mark.parametrize("after", [1, 20, 70])
def test_killed_while_phones_send_nothing_acknowledged_is_lost(tmp_path, after):
    folder = tmp_path / "room"
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        address = server.stdout.readline().strip()
        phones = [Phone(address).join(table=str(n)) for n in range(6)]
        told: list[str] = []

        def write(number, phone):
            page = phone.get()
            for n in range(300):
                text = f"phone {number}, answer {n}"
                fields = {"form": page.form, "key": f"{page.key}{n}", "question": 1 + n % 4, "text": text}
                try:
                    if phone.post("answer", fields).status == 303:
                        told.append(text)
                except OSError:
                    return

        senders = [threading.Thread(target=write, args=pair) for pair in enumerate(phones)]
        for sender in senders:
            sender.start()
        until = time.monotonic() + 60
        while len(told) < after and time.monotonic() < until:
            time.sleep(0.001)
    finally:
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        server.stdout.close()
    for sender in senders:
        sender.join()
    assert after <= len(told) < 6 * 300, "it must die in the middle"
    with Workshop(folder) as room:
        kept = room.answers().text.tolist()
        assert set(told) <= set(kept)
        assert len(kept) == len(set(kept))
        assert room.serve() == address, "phones find it again at the same address"
        assert phones[0].answer("after the crash").status == 303
