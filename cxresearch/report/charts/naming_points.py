"""Names beside the points of a plane: each on the side where it lies on no other name and no mark."""

from collections.abc import Sequence

from cxresearch.plots.drawing.letters import text_width

__all__ = ["sides_of_names"]

_MARK = 0.075
_LINE = 1.25


def sides_of_names(
    points: Sequence[tuple[float, float] | None], names: Sequence[str], size: float, box: tuple[float, float]
) -> list[str]:
    """Where each name stands: "r", "l", "t" or "b" of its point; "" where there is no room for it.

    Parameters
    ----------
    points : list of (across, down), or None where there is no point
        In inches from the upper left corner of the plane.
    size : float
        Of the letters, in points.
    box : (wide, high)
        Of the plane, in inches.

    Examples
    --------
    >>> sides_of_names([(1.0, 1.0), (1.2, 1.0), (1.1, 1.05), None], ["North", "South", "West", "East"], 10, (3, 2))
    ['l', 'r', 'b', '']
    """
    known = [at for at, point in enumerate(points) if point is not None and names[at]]
    marks = {at: _around(points[at], _MARK, _MARK) for at, point in enumerate(points) if point is not None}
    best: list[str] = []
    for order in (known, sorted(known, key=lambda at: points[at][0]), sorted(known, key=lambda at: points[at][1]),
                  sorted(known, key=lambda at: -points[at][0]), known[::-1]):  # fmt: skip
        sides, taken = [""] * len(points), []
        for at in order:
            for side, place in _places(points[at], names[at], size):
                inside = place[0] >= 0 and place[1] >= 0 and place[2] <= box[0] and place[3] <= box[1]
                others = [mark for other, mark in marks.items() if other != at]
                if inside and not any(_meet(place, other) for other in (*others, *taken)):
                    sides[at] = side
                    taken.append(place)
                    break
        if sum(map(bool, sides)) > sum(map(bool, best)) or not best:
            best = sides
    return best


def _around(point: tuple[float, float], wide: float, high: float) -> tuple[float, float, float, float]:
    return point[0] - wide, point[1] - high, point[0] + wide, point[1] + high


def _places(point, name: str, size: float):
    x, y = point
    wide, high = max(text_width(line, size) for line in name.split("\n")), _LINE * size / 72 * (name.count("\n") + 1)
    gap = _MARK + 0.02
    yield "r", (x + gap, y - high / 2, x + gap + wide, y + high / 2)
    yield "l", (x - gap - wide, y - high / 2, x - gap, y + high / 2)
    yield "t", (x - wide / 2, y - gap - high, x + wide / 2, y - gap)
    yield "b", (x - wide / 2, y + gap, x + wide / 2, y + gap + high)


def _meet(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
