"""Small charts side by side in one Axes: the same rows, the same scale, one lane a group."""

from collections.abc import Callable, Sequence

from cxresearch.plots.drawing.page import LANE
from cxresearch.plots.drawing.style import QUIET, RULE, Type

__all__ = ["Lanes"]


class Lanes:
    """Where values stand, when the width of an Axes falls into equal lanes.

    Parameters
    ----------
    ax : Axes; its x limits are set to 0 and the number of lanes.
    n : int
        How many lanes.
    low, high : float
        The ends of each lane's scale.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> lanes = Lanes(Figure().add_subplot(), 2, low=0, high=100)
    >>> round(lanes.place(1)(50), 2)
    1.5
    """

    def __init__(self, ax, n: int, *, low: float, high: float):
        self._ax, self._n, self._low, self._high = ax, n, low, high
        ax.set_xlim(0, n)
        ax.grid(False)

    def place(self, lane: int) -> Callable[[float], float]:
        """The function that takes a value to its x in a lane."""
        start, span = lane + 0.5 * (1 - LANE), self._high - self._low
        return lambda value: start + LANE * (value - self._low) / span

    def edges(self, lane: int) -> tuple[float, float]:
        """Where a lane begins and ends."""
        return self.place(lane)(self._low), self.place(lane)(self._high)

    def rule(self, ticks: Sequence[float], labels: Sequence[str], *, zero: float | None, kind: Type) -> None:
        """Write the scale under each lane, with a thin line at each tick and a dark one at zero."""
        places = [self.place(lane)(tick) for lane in range(self._n) for tick in ticks]
        self._ax.set_xticks(places, [*labels] * self._n)
        for at in places:
            self._ax.axvline(at, color=RULE, linewidth=0.9, zorder=0.6)
        if zero is not None:
            for lane in range(self._n):
                self._ax.axvline(self.place(lane)(zero), color=QUIET, linewidth=0.7 * kind.line, zorder=1, gid="zero")
