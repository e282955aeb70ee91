"""Many people send at once, one thread writes, and one flush to the disk serves all who came while the last one ran.

Nobody is told "saved" before the flush is over. What one person sent and the workshop refuses (too long, closed) is
undone alone; where the disk itself fails, each is tried again alone and hears for himself.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

from cxresearch.errors import CXResearchError, SurveyFileError

__all__ = ["Writer"]

_TOGETHER = 500


class _Job(NamedTuple):
    act: Callable[[], object]
    told: asyncio.Future


class Writer:
    """Runs jobs in the order they came, those that wait together in one transaction.

    Parameters
    ----------
    transaction : callable
        Gives a context manager that begins a transaction, yields the SQLite connection, and commits at the end;
        writes inside join it.
    """

    def __init__(self, transaction: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._transaction = transaction
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="cxresearch-phones-writer", daemon=True)
        self.commits = 0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish what was handed in, then end."""
        self._jobs.put(None)
        self._thread.join()

    async def do(self, act: Callable[[], object]) -> object:
        """What `act` returns, once it is on the disk; raises what it raised."""
        told = asyncio.get_running_loop().create_future()
        self._jobs.put(_Job(act, told))
        return await told

    def _run(self) -> None:
        going_on = True
        while going_on:
            waiting = [self._jobs.get()]
            while len(waiting) < _TOGETHER:
                try:
                    waiting.append(self._jobs.get_nowait())
                except queue.Empty:
                    break
            going_on = None not in waiting
            jobs = [job for job in waiting if job is not None]
            if jobs:
                _tell(jobs, self._together(jobs))

    def _together(self, jobs: list[_Job]) -> list[object]:
        if len(jobs) > 1:
            try:
                return self._in_one(jobs)
            except Exception:  # whatever it was, it is met again below by whom it concerns
                pass
        return [self._alone(job) for job in jobs]

    def _in_one(self, jobs: list[_Job]) -> list[object]:
        outcomes: list[object] = []
        with self._transaction() as connection:
            for job in jobs:
                connection.execute("SAVEPOINT one_of_many")
                try:
                    outcomes.append(job.act())
                except CXResearchError as refused:
                    if isinstance(refused, SurveyFileError):
                        raise
                    connection.execute("ROLLBACK TO one_of_many")
                    outcomes.append(refused)
                connection.execute("RELEASE one_of_many")
        self.commits += 1
        return outcomes

    def _alone(self, job: _Job) -> object:
        try:
            outcome = job.act()
        except Exception as problem:
            return problem
        self.commits += 1
        return outcome


def _tell(jobs: list[_Job], outcomes: list[object]) -> None:
    def deliver() -> None:
        for job, outcome in zip(jobs, outcomes, strict=True):
            if job.told.done():
                continue
            if isinstance(outcome, BaseException):
                job.told.set_exception(outcome)
            else:
                job.told.set_result(outcome)

    try:
        jobs[0].told.get_loop().call_soon_threadsafe(deliver)
    except RuntimeError:
        # The loop has ended; what was stored is stored, and nobody is there to be told.
        return
