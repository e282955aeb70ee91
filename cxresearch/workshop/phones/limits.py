"""How much one phone, and all phones together, may ask for: buckets that fill up again with time.

A hall shares one network address, so limits go by signed cookie and over all, never by address. Whoever is over a limit
is told when to send again and gets the text back.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Bucket", "PhoneLimits", "Rates"]


@dataclass(frozen=True)
class PhoneLimits:
    """Limits of the phone pages. How long an answer may be, and how many votes a person has, the workshop says itself.

    A pair is (at once, more every second). ``sends`` are things written; ``looks`` pages read; ``joins`` new people.
    ``answers`` is how many the workshop may hold before phones are told that it is full, ``own_answers`` how many of
    them one person may have written. ``body`` and ``headers`` are bytes of a form and of what stands before it;
    ``connections`` how many are open at once; ``patience`` the seconds that a phone may take to send a request or to
    keep a quiet connection.
    """

    sends: tuple[float, float] = (30, 1)
    looks: tuple[float, float] = (90, 3)
    all_sends: tuple[float, float] = (3_000, 200)
    all_looks: tuple[float, float] = (6_000, 600)
    joins: tuple[float, float] = (600, 5)
    answers: int = 20_000
    own_answers: int = 200
    body: int = 64 * 1024
    headers: int = 8 * 1024
    connections: int = 1_000
    patience: float = 15.0


class Bucket:
    """Holds `most` drops, gains `rate` a second; taking from an empty one is refused.

    >>> bucket = Bucket(2, 0.5, now=lambda: 0.0)
    >>> bucket.take(), bucket.take(), bucket.take()
    (0.0, 0.0, 2.0)
    """

    __slots__ = ("drops", "most", "now", "rate", "seen")

    def __init__(self, most: float, rate: float, *, now: Callable[[], float] = time.monotonic) -> None:
        self.most, self.rate, self.now = most, rate, now
        self.drops, self.seen = most, now()

    def take(self) -> float:
        """0.0 where there was a drop to take, else the seconds until there is one."""
        at = self.now()
        self.drops = min(self.most, self.drops + max(0.0, at - self.seen) * self.rate)
        self.seen = at
        if self.drops >= 1:
            self.drops -= 1
            return 0.0
        return (1 - self.drops) / self.rate

    def give_back(self) -> None:
        self.drops = min(self.most, self.drops + 1)


class Rates:
    """The buckets of everybody, and one each for the people seen last.

    Parameters
    ----------
    people : int
        How many buckets of single people are held; those not seen for longest are dropped first.
    """

    def __init__(self, limits: PhoneLimits, *, people: int = 5_000, now: Callable[[], float] = time.monotonic) -> None:
        self.limits, self.people, self.now = limits, people, now
        self._all = {kind: Bucket(*getattr(limits, kind), now=now) for kind in ("all_sends", "all_looks", "joins")}
        self._own: OrderedDict[tuple[str, str], Bucket] = OrderedDict()

    def wait(self, kind: str, person: str | None) -> int:
        """Whole seconds to wait before the next of `kind` ("sends", "looks" or "joins"); 0 where it may go on now.

        Without a `person` only the limit over all applies. What one person is refused is not counted against all.
        """
        own = None if person is None or kind == "joins" else self._bucket(kind, person)
        if own is not None and (seconds := own.take()):
            return math.ceil(seconds)
        seconds = self._all[kind if kind == "joins" else f"all_{kind}"].take()
        if seconds and own is not None:
            own.give_back()
        return math.ceil(seconds)

    def _bucket(self, kind: str, person: str) -> Bucket:
        at = (kind, person)
        bucket = self._own.get(at)
        if bucket is None:
            bucket = self._own[at] = Bucket(*getattr(self.limits, kind), now=self.now)
            while len(self._own) > self.people:
                self._own.popitem(last=False)
        else:
            self._own.move_to_end(at)
        return bucket
