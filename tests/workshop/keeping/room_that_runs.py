"""A notebook in which a workshop runs, started by test_second_program.py and killed by it.

Arguments: folder, kind ("alone", "two", "served", "served two"), "guarded" or "unguarded". It says each answer as soon
as the workshop has acknowledged it. Lines on its input are orders: "copy FOLDER", "pause", "go on", "close".
"""

import os
import shutil
import sys
import threading
import warnings

from cxresearch.workshop.board import Workshop
from cxresearch.workshop.keeping import guard


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def follow_orders(folder: str, over: threading.Event, writing: threading.Lock, *, guarded: bool) -> None:
    for order in sys.stdin:
        what, _, where = order.strip().partition(" ")
        if what == "copy":
            # Unguarded, the next program would cut the index under us, and the system would end us like a kill.
            left = () if guarded else ("*-shm",)
            shutil.copytree(folder, where, ignore=shutil.ignore_patterns(*left))
            say(f"copied {where}")
        elif what == "pause":
            writing.acquire()
            say("paused")
        elif what == "go":
            writing.release()
        elif what == "close":
            over.set()


def run(folder: str, kind: str, *, guarded: bool) -> None:
    warnings.simplefilter("ignore")
    if not guarded:
        # As where the system has no such locks.
        guard._can_hold = lambda: False
    room, over = Workshop(folder), threading.Event()
    rooms = [room, Workshop(folder)] if "two" in kind else [room]
    if "served" in kind:
        say(f"address {room.serve()}")
    writing, given = threading.Lock(), {"guarded": guarded}
    threading.Thread(target=follow_orders, args=(folder, over, writing), kwargs=given, daemon=True).start()
    number = 0
    while not over.is_set():
        number += 1
        if "served" in kind and number % 3:
            # The phones write too.
            over.wait(0.005)
            continue
        with writing:
            answer = rooms[number % len(rooms)].add("Staff", "1", 1, f"answer {number}", key=f"key {number}")
        say(f"added {answer} answer {number}")
    happened = room.happened
    for one in rooms:
        one.close()
    say(f"closed {' '.join(happened)}")
    os._exit(0)


if __name__ == "__main__":
    run(*sys.argv[1:3], guarded=sys.argv[3] == "guarded")
