"""Writes answers until it is killed; started by test_workshop_kills.py.

One process imports once and forks a writer for every line "folder first-number" on its input. A writer says on its
output which process it is, and then each answer as soon as the workshop has acknowledged it, and not before.
"""

import os
import sys
import warnings

from cxresearch.workshop.board import Workshop

PER_EDIT = 5


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def write_until_killed(folder: str, first: int) -> None:
    say(f"process {os.getpid()}")
    warnings.simplefilter("ignore")
    workshop = Workshop(folder)
    number = first
    while True:
        answer = workshop.add("Staff", str(number % 7), 1 + number % 4, f"answer {number}", key=f"key {number}")
        say(f"added {number} {answer}")
        if number % PER_EDIT == 0:
            workshop.edit(answer, f"answer {number}, corrected")
            say(f"edited {number} {answer}")
            workshop.vote(answer, f"person {number}")
            say(f"voted {number} {answer}")
        number += 1


def start_writers() -> None:
    for order in sys.stdin:
        path, start = order.rsplit(" ", 1)
        child = os.fork()
        if child == 0:
            try:
                write_until_killed(path, int(start))
            finally:
                os._exit(1)
        os.waitpid(child, 0)
        say("gone")


if __name__ == "__main__":
    start_writers()
