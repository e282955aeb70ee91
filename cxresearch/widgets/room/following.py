"""A board that follows the room: a step every second on the loop that the notebook already runs.

The step runs between other things and never beside them, so a board is never drawn from two places at once. It prints
nothing and raises nothing: whatever it cannot do, it tries again a second later.
"""

import asyncio
import contextlib
from collections.abc import Callable

__all__ = ["Follower"]

# One board a workshop follows; a cell that is run again takes over from the board that it made before.
_FOLLOWING: dict[str, "Follower"] = {}


class Follower:
    """Calls a step again and again while the notebook is idle.

    Parameters
    ----------
    name : str
        What is followed; starting another follower of the same name stops this one.
    step : callable
        Gives False when there is nothing left to follow.
    every : float
        Seconds between two steps.
    left : callable
        Called when another one takes over.
    """

    def __init__(
        self, name: str, step: Callable[[], object], *, every: float = 1.0, left: Callable[[], object] | None = None
    ):
        self.name, self._step, self._every = name, step, every
        self._left = left
        self._task: asyncio.Task | None = None

    @property
    def running(self) -> bool:
        """Whether it follows."""
        return self._task is not None and not self._task.done()

    def start(self) -> bool:
        """Begin to follow; gives False where no loop runs, as in a script."""
        if self.running:
            return True
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return False
        before = _FOLLOWING.get(self.name)
        if before is not None:
            before.stop()
            if before._left is not None:
                before._left()
        _FOLLOWING[self.name] = self
        self._task = loop.create_task(self._follow())
        return True

    def stop(self) -> None:
        """Follow no more; the task is gone when the loop comes round."""
        if _FOLLOWING.get(self.name) is self:
            del _FOLLOWING[self.name]
        if self._task is not None:
            # The loop may have been closed with the kernel.
            with contextlib.suppress(RuntimeError):
                self._task.cancel()

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            with contextlib.suppress(Exception):
                if self._step() is False:
                    return
