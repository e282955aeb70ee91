"""Two ways to do one job, timed in turns in the same process, because only their ratio holds elsewhere.

Each row first checks that both ways give the same answer: a fast wrong answer has no speed.
"""

import gc
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

__all__ = ["Outcome", "Row", "run"]


@dataclass(frozen=True)
class Row:
    """One line of the table.

    ``ours`` and ``peer`` take nothing and return their answer; ``agree(ours, peer)`` raises where the
    answers differ. ``goal`` is the ratio aimed at (peer's time over ours), or, where ``extra`` is set,
    the most milliseconds that ours may take beyond the peer; None where none was set.
    """

    name: str
    ours: Callable[[], object]
    peer: Callable[[], object]
    peer_name: str
    goal: float | None = None
    agree: Callable[[object, object], None] | None = None
    extra: bool = False
    repeats: int = 7


@dataclass(frozen=True)
class Outcome:
    """Median seconds of wall clock and of processor, in turns."""

    row: Row
    ours: float
    peer: float
    ours_cpu: float
    peer_cpu: float
    turns: int

    @property
    def ratio(self) -> float:
        return self.peer / self.ours

    @property
    def cpu_ratio(self) -> float:
        return self.peer_cpu / self.ours_cpu if self.ours_cpu > 0 else float("nan")

    def line(self) -> str:
        if self.row.extra:
            told = f"{1000 * (self.ours - self.peer):+9.0f} ms  at most {self.row.goal:+.0f} ms"
        else:
            goal = "" if self.row.goal is None else f", goal {self.row.goal:g} x"
            told = f"{self.ratio:9.1f} x   {self.cpu_ratio:.1f} x of processor time{goal}"
        times = f"{1000 * self.ours:10.1f} ms {1000 * self.peer:10.1f} ms"
        return f"{self.row.name:<42} {times} {told}; {self.row.peer_name}, {self.turns} turns"


def processor_seconds() -> float:
    """Of this process with all its threads and of the children it has waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def timed(job: Callable[[], object], calls: int) -> tuple[float, float]:
    """Seconds a call; quick jobs are called many times, because processor clocks tick slowly."""
    gc.collect()
    cpu, wall = processor_seconds(), time.perf_counter()
    for _ in range(calls):
        job()
    return (time.perf_counter() - wall) / calls, (processor_seconds() - cpu) / calls


def calls_needed(job: Callable[[], object], seconds: float = 0.2) -> int:
    wall, _ = timed(job, 1)
    return max(1, round(seconds / wall)) if wall < seconds / 10 else 1


def run(rows: list[Row], *, seconds: float = 90) -> Iterator[Outcome]:
    """Check, warm up and time each row; a slow peer gets fewer turns, within about `seconds` a row."""
    for row in rows:
        ours, peer = row.ours(), row.peer()
        if row.agree is not None:
            row.agree(ours, peer)
        del ours, peer
        calls = calls_needed(row.ours), calls_needed(row.peer)
        begin, turns = time.perf_counter(), []
        while len(turns) < row.repeats and (not turns or time.perf_counter() - begin < seconds):
            turns.append((*timed(row.ours, calls[0]), *timed(row.peer, calls[1])))
        mine, mine_cpu, theirs, theirs_cpu = (median(column) for column in zip(*turns, strict=True))
        yield Outcome(row, mine, theirs, mine_cpu, theirs_cpu, len(turns))
