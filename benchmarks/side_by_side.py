"""Two ways to do one job, timed in turns in the same process, because only their ratio holds elsewhere.

Each row first checks that both ways give the same answer: a fast wrong answer has no speed. Each row runs in a process
of its own (``python -m benchmarks`` sees to that), so that no row lives off what another has loaded.
"""

import ctypes
import gc
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

__all__ = ["Outcome", "Row", "measured"]


@dataclass(frozen=True)
class Row:
    """One line of the table.

    ``ours`` and ``peer`` take nothing and return their answer; ``agree(ours, peer)`` raises where the
    answers differ. ``goal`` is the ratio aimed at (peer's time over ours), or, where ``extra`` is set,
    the most milliseconds that ours may take beyond the peer; None where none was set. ``processor`` judges
    the goal by processor time instead of the clock. ``why`` says where the time goes, for a goal that is missed.
    A peer that is not installed raises ModuleNotFoundError when it is called, not before.
    """

    name: str
    ours: Callable[[], object]
    peer: Callable[[], object]
    peer_name: str
    goal: float | None = None
    agree: Callable[[object, object], None] | None = None
    extra: bool = False
    repeats: int = 7
    processor: bool = False
    why: str = ""


@dataclass(frozen=True)
class Outcome:
    """Median seconds of wall clock and of processor, in turns, and MB that one call held beyond what stood before it.

    ``missing`` names the peer's package where it is not installed; then the peer's figures are NaN.
    """

    name: str
    peer_name: str
    goal: float | None
    extra: bool
    processor: bool
    why: str
    ours: float
    peer: float
    ours_cpu: float
    peer_cpu: float
    ours_memory: float
    peer_memory: float
    turns: int
    missing: str = ""

    @property
    def ratio(self) -> float:
        return self.peer / self.ours

    @property
    def cpu_ratio(self) -> float:
        return self.peer_cpu / self.ours_cpu if self.ours_cpu > 0 else float("nan")

    @property
    def milliseconds_more(self) -> float:
        if self.processor:
            return 1000 * (self.ours_cpu - self.peer_cpu)
        return 1000 * (self.ours - self.peer)

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None where there is none, or nothing to hold it against."""
        if self.goal is None or self.missing:
            return None
        if self.extra:
            return self.milliseconds_more <= self.goal
        return (self.cpu_ratio if self.processor else self.ratio) >= self.goal

    def line(self) -> str:
        mine = f"{self.name:<52} {1000 * self.ours:10.1f} ms"
        if self.missing:
            return f"{mine}  no peer: {self.missing} is not installed (pip install 'cxresearch[bench]')"
        if self.extra:
            told = f"{self.milliseconds_more:+9.0f} ms, at most {self.goal:+.0f} ms"
        else:
            goal = "" if self.goal is None else f", goal {self.goal:g} x"
            told = f"{self.ratio:9.1f} x   {self.cpu_ratio:.1f} x of processor time{goal}"
        verdict = {True: "", False: " (missed)", None: ""}[self.reached]
        return f"{mine} {1000 * self.peer:10.1f} ms {told}{verdict}; {self.peer_name}, {self.turns} turns"

    def kept(self) -> dict:
        return asdict(self)


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


def calls_needed(wall: float, seconds: float = 0.2) -> int:
    return max(1, round(seconds / wall)) if wall < seconds / 10 else 1


def memory(job: Callable[[], object]) -> tuple[float, float]:
    """MB that a call holds at most beyond what stood before it, NaN where the system does not tell; and its seconds.

    What libraries keep in reserve from earlier calls is given back first as far as they allow.
    """
    gc.collect()
    before = float("nan")
    if sys.platform.startswith("linux"):
        _give_back()
        try:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
            before = _status("VmRSS")
        except OSError:
            pass
    begin = time.perf_counter()
    job()
    wall = time.perf_counter() - begin
    return (max(_status("VmHWM") - before, 0.0) if before == before else before), wall


def _status(name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    return int(found[1]) / 1024 if found else float("nan")


def _give_back() -> None:
    if "pyarrow" in sys.modules:
        sys.modules["pyarrow"].default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def measured(row: Row, *, seconds: float = 20) -> Outcome:
    """Check, warm up and time one row; a slow peer gets fewer turns, within about `seconds`."""
    told = row.name, row.peer_name, row.goal, row.extra, row.processor, row.why
    none = float("nan")
    ours = row.ours()
    try:
        peer = row.peer()
    except ModuleNotFoundError as missing:
        held, wall = memory(row.ours)
        wall, cpu = timed(row.ours, calls_needed(wall))
        return Outcome(*told, wall, none, cpu, none, held, none, 1, str(missing.name))
    if row.agree is not None:
        row.agree(ours, peer)
    del ours, peer
    held, walls = zip(*(memory(job) for job in (row.ours, row.peer)), strict=True)
    calls = [calls_needed(wall) for wall in walls]
    begin, turns = time.perf_counter(), []
    while len(turns) < row.repeats and (not turns or time.perf_counter() - begin < seconds):
        turns.append((*timed(row.ours, calls[0]), *timed(row.peer, calls[1])))
    mine, mine_cpu, theirs, theirs_cpu = (median(column) for column in zip(*turns, strict=True))
    return Outcome(*told, mine, theirs, mine_cpu, theirs_cpu, *held, len(turns))
